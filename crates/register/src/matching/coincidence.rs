//! How often a stranger's name would answer a listed one as well, by chance.
//!
//! Why:      two names may be as alike as can be and say little: hundreds are called so. What they say depends on how
//!           many of the names in the register have parts so alike to those asked.
//! Shape:    for each part asked (and two neighbours that another name may write as one) the share of the register's
//!           names that have a part at least so alike; the expected number of entities met by chance is the product of
//!           the shares of the matched parts, times the entities.
//!           Initials are met by as many as their letters would be by chance, however many names begin so.
//! Rules:    parts are taken to occur independently of one another, but for syllables: they stand beside other syllables,
//!           and are counted among the names that are made of them.

use names::{Comparison, Part, Prepared, TokenPlace};

/// Likenesses are counted in steps of a fiftieth, from that of parts that may answer one another at all.
const STEPS: usize = 20;
const LEAST: f64 = 0.62;
const STEP: f64 = 0.02;

/// How many strangers there are, as a natural logarithm, for each that may be met by chance without harm; and for each of
/// whom every part is met.
const RARE: f64 = 6.5;
const RARE_WHOLE: f64 = 5.4;

/// The share of words that begin with one letter, about.
const LETTER: f64 = 1.0 / 15.0;

/// Initials of so many letters are shown where they are those of so few bodies.
const INITIALS: usize = 4;
const FEW: usize = 5;

/// How many names of a register the usual share of a part counts for.
const USUAL_NAMES: f64 = 1000.0;

/// What a score loses when chance grows by the factor e.
const PER_LOGIT: f64 = 0.12;

/// How many names of a register have parts like those of one asked name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Coincidence {
    entities: usize,
    names: usize,
    /// How many names have two syllables or more as parts of their own.
    syllabic: usize,
    /// How many bodies are met by initials.
    pub(crate) met_by_initials: usize,
    tokens: Vec<Token>,
}

#[derive(Clone, Debug)]
struct Token {
    place: TokenPlace,
    is_syllable: bool,
    /// The share of names with such a part, as far as the rarity of the part tells.
    usual: f64,
    /// How many names have a part so alike, by step.
    bearers: [u32; STEPS],
}

impl Coincidence {
    pub(crate) fn of(entities: usize, names: usize, syllabic: usize) -> Self {
        Self { entities, names, syllabic, ..Self::default() }
    }

    /// Counts the names that bear tokens in reach of one of the name asked.
    pub(crate) fn add(&mut self, asked: &Prepared, place: TokenPlace, alike: impl Iterator<Item = (f64, usize)>) {
        let mut bearers = [0_u32; STEPS];
        for (similarity, count) in alike {
            if let Some(slot) = bearers.get_mut(step(similarity)) {
                *slot = slot.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
            }
        }
        // A join is as usual as both of its parts together; a link that is joined tells nothing.
        let part = |at: usize| asked.parts.get(at).filter(|part| part.role.tells());
        let both = [part(place.parts.0), place.parts.1.and_then(part)];
        let usual = both.into_iter().flatten().map(|part| usual_share(part.weight())).product();
        let is_syllable = place.parts.1.is_none() && both[0].is_some_and(Part::is_syllable);
        self.tokens.push(Token { place, is_syllable, usual, bearers });
    }

    /// How many entities are expected to be met by chance as a comparison of two names met this one; `None` when no part
    /// was met.
    pub(crate) fn expected(&self, comparison: &Comparison, asked: &Prepared, stated: &Prepared) -> Option<f64> {
        let mut expected = self.entities as f64;
        if comparison.by_initials {
            return initials(comparison, asked, stated).map(|letters| expected * LETTER.powi(letters as i32));
        }
        let mut seen: Option<(usize, usize)> = None;
        let (mut met, mut syllables) = (false, 0);
        for (n, pair) in comparison.pairs.iter().enumerate() {
            // A join gives two pairs: of two parts asked with one stated, or of one asked with two stated.
            let next = comparison.pairs.get(n + 1);
            if seen.is_some_and(|(left, right)| left == pair.left || right == pair.right) {
                continue;
            }
            let second = next.filter(|next| next.right == pair.right).map(|next| next.left);
            seen = Some((pair.left, pair.right));
            let token = self.token(pair.left, second);
            expected *= token.map_or(usual_share(names::FULL_WEIGHT), |token| self.share(token, pair.similarity));
            syllables += i32::from(token.is_some_and(|token| token.is_syllable));
            met = true;
        }
        let others = (self.names as f64 + USUAL_NAMES) / (self.syllabic as f64 + USUAL_NAMES);
        met.then_some(expected * others.powi((syllables - 1).max(0)))
    }

    /// Whether one name is the initials of the other and nothing more, of letters enough and of few bodies.
    pub(crate) fn are_few_initials(&self, comparison: &Comparison, asked: &Prepared, stated: &Prepared) -> bool {
        let is_alone =
            [asked, stated].iter().any(|name| name.parts.iter().filter(|part| part.role.tells()).count() == 1);
        let letters = initials(comparison, asked, stated);
        is_alone && self.met_by_initials <= FEW && letters.is_some_and(|letters| letters >= INITIALS)
    }

    /// The points of an expected number, never above 0.
    pub(crate) fn points(expected: f64, is_whole: bool) -> f64 {
        let rare = if is_whole { RARE_WHOLE } else { RARE };
        -(PER_LOGIT * (rare + expected.max(1e-9).ln())).max(0.0)
    }

    /// The token that two parts are, or one.
    fn token(&self, first: usize, second: Option<usize>) -> Option<&Token> {
        self.tokens.iter().find(|token| {
            let (a, b) = token.place.parts;
            match second {
                None => b.is_none() && a == first,
                // A particle may be joined too; then the pair names the core part alone.
                Some(second) => b.is_some_and(|b| (a, b) == (first, second)),
            }
        })
    }

    fn share(&self, token: &Token, similarity: f64) -> f64 {
        let count: u32 = token.bearers.iter().skip(step(similarity)).sum();
        // A small register tells little of how names are spread.
        (f64::from(count) + USUAL_NAMES * token.usual) / (self.names as f64 + USUAL_NAMES)
    }
}

/// How many letters the initials have that one name is to the other.
fn initials(comparison: &Comparison, asked: &Prepared, stated: &Prepared) -> Option<usize> {
    let [first, second, ..] = comparison.pairs.as_slice() else { return None };
    let part = if first.left == second.left { asked.parts.get(first.left) } else { stated.parts.get(first.right) };
    comparison.by_initials.then(|| part.map(|part| part.text.chars().count())).flatten()
}

/// A part that weighs all is borne by one in three thousand, and one of no weight by all.
fn usual_share(weight: u8) -> f64 {
    (-8.0 * f64::from(weight) / f64::from(names::FULL_WEIGHT)).exp()
}

fn step(similarity: f64) -> usize {
    // A thousandth more, so that what was rounded stays in its step.
    (((similarity - LEAST + 0.001) / STEP).max(0.0) as usize).min(STEPS - 1)
}
