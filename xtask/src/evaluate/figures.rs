//! Precision, recall and F1.

use std::fmt;

/// What was answered of pairs that are known.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Figures {
    hits: u64,
    false_hits: u64,
    misses: u64,
    passes: u64,
}

impl Figures {
    /// One more pair: whether it is one person, and whether it was said to be.
    pub(crate) fn add(&mut self, is_same: bool, is_hit: bool) {
        *match (is_same, is_hit) {
            (true, true) => &mut self.hits,
            (true, false) => &mut self.misses,
            (false, true) => &mut self.false_hits,
            (false, false) => &mut self.passes,
        } += 1;
    }

    pub(crate) fn same(&self) -> u64 {
        self.hits + self.misses
    }

    pub(crate) fn other(&self) -> u64 {
        self.false_hits + self.passes
    }

    pub(crate) fn precision(&self) -> f64 {
        share(self.hits, self.hits + self.false_hits)
    }

    pub(crate) fn recall(&self) -> f64 {
        share(self.hits, self.same())
    }

    pub(crate) fn f1(&self) -> f64 {
        share(2 * self.hits, 2 * self.hits + self.false_hits + self.misses)
    }

    /// The share of others that were taken for the same.
    pub(crate) fn false_hit_rate(&self) -> f64 {
        share(self.false_hits, self.other())
    }
}

fn share(n: u64, of: u64) -> f64 {
    if of == 0 { 0.0 } else { n as f64 / of as f64 }
}

/// A rate with the interval it lies in with 95 % confidence (Wilson 1927).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rate {
    pub(crate) rate: f64,
    pub(crate) least: f64,
    pub(crate) most: f64,
}

impl Rate {
    /// Of n out of a number that is not 0.
    pub(crate) fn of(n: u64, of: u64) -> Self {
        const Z: f64 = 1.959_964; // of the normal distribution, 0.975
        let (rate, of) = (share(n, of), of.max(1) as f64);
        let middle = rate + Z * Z / (2.0 * of);
        let half = Z * (rate * (1.0 - rate) / of + Z * Z / (4.0 * of * of)).sqrt();
        let all = 1.0 + Z * Z / of;
        Self { rate, least: ((middle - half) / all).max(0.0), most: ((middle + half) / all).min(1.0) }
    }
}

/// Per 10,000, with the interval.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [rate, least, most] = [self.rate, self.least, self.most].map(|share| share * 10_000.0);
        write!(f, "{rate:.1} ({least:.1} to {most:.1})")
    }
}

/// Precision, recall and F1 as cells of a table; for pairs that are all of others, the share taken for the same.
impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.same() == 0 {
            return write!(f, "{:.1} % false | |", self.false_hit_rate() * 100.0);
        }
        write!(f, "{:.3} | {:.3} | {:.3}", self.precision(), self.recall(), self.f1())
    }
}

/// An F1 that is less than this below the best is as good: a few pairs make the difference.
const AS_GOOD: f64 = 0.002;

/// The highest threshold with an F1 as good as the best on these answers: of two as good, the one that accuses fewer.
pub(crate) fn best_threshold(answers: impl Iterator<Item = (bool, f64)>) -> f64 {
    let mut answers: Vec<(bool, f64)> = answers.collect();
    answers.sort_by(|a, b| b.1.total_cmp(&a.1));
    let same = answers.iter().filter(|(is_same, _)| *is_same).count() as f64;
    let (mut hits, mut thresholds) = (0.0, Vec::new());
    for (n, (is_same, score)) in answers.iter().enumerate() {
        hits += f64::from(u8::from(*is_same));
        if answers.get(n + 1).is_none_or(|(_, next)| next < score) {
            thresholds.push((2.0 * hits / (same + n as f64 + 1.0), *score));
        }
    }
    let best = thresholds.iter().map(|(f1, _)| *f1).fold(0.0, f64::max);
    thresholds.into_iter().find(|(f1, _)| *f1 > best - AS_GOOD).map_or(1.0, |(_, score)| score)
}

#[cfg(test)]
mod tests {
    use super::{Figures, Rate, best_threshold};

    #[test]
    fn the_figures_are_those_of_the_definitions() {
        let mut figures = Figures::default();
        for (is_same, is_hit, n) in [(true, true, 6), (true, false, 2), (false, true, 3), (false, false, 9)] {
            (0..n).for_each(|_| figures.add(is_same, is_hit));
        }
        assert_eq!(figures.to_string(), "0.667 | 0.750 | 0.706");
        assert_eq!((figures.same(), figures.other()), (8, 12));
    }

    #[test]
    fn a_rate_has_the_interval_of_wilson() {
        for (n, of, want) in [
            (0, 10, "0.0 (0.0 to 2775.3)"),
            (10, 10, "10000.0 (7224.7 to 10000.0)"),
            (15, 10_000, "15.0 (9.1 to 24.7)"),
            (0, 20_000, "0.0 (0.0 to 1.9)"),
        ] {
            assert_eq!(Rate::of(n, of).to_string(), want, "{n} of {of}");
        }
    }

    #[test]
    fn the_best_threshold_parts_the_pairs_where_f1_is_highest() {
        let answers = [(true, 0.9), (true, 0.8), (false, 0.7), (true, 0.6), (false, 0.5)];
        assert_eq!(best_threshold(answers.into_iter()), 0.6);
        let answers = [(true, 0.9), (false, 0.6), (true, 0.6)];
        assert_eq!(best_threshold(answers.into_iter()), 0.6);
        assert_eq!(best_threshold(std::iter::empty()), 1.0);
    }

    #[test]
    fn of_thresholds_as_good_the_highest_is_taken() {
        // 1,000 pairs above 0.8, and below them one more and one stranger.
        let answers = (0..1000).map(|_| (true, 0.8)).chain([(true, 0.7), (false, 0.6)]);
        assert_eq!(best_threshold(answers), 0.8);
    }
}
