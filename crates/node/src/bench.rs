//! How fast a register file answers, and whether it finds what comparing with everyone finds.
//!
//! Shape:    questions in, how long each took out, on one thread.
//! Rules:    a time is that of one call from within the process, by the clock: it tells something on a quiet machine only.
//!           Waiting is measured at a rate: questions arrive at fixed times whether or not the one before is answered, and a
//!           time counts from the arrival, so that what queues up behind a slow answer counts as slow too.

use std::time::{Duration, Instant};

use register::index::Index;
use register::matching::Scratch;
use register::{Hit, Policy, Query};

use crate::Error;

/// How long answers took.
#[derive(Clone, Debug, Default)]
pub struct Times {
    micros: Vec<f64>, // the shortest first
    busy: Duration,
    found: usize,
}

impl Times {
    fn of(mut micros: Vec<f64>, busy: Duration, found: usize) -> Self {
        micros.sort_by(f64::total_cmp);
        Self { micros, busy, found }
    }

    /// How many were answered.
    pub fn len(&self) -> usize {
        self.micros.len()
    }

    /// Whether nothing was asked.
    pub fn is_empty(&self) -> bool {
        self.micros.is_empty()
    }

    /// Microseconds that so large a share of the answers took at most.
    pub fn at(&self, share: f64) -> f64 {
        let at = (self.micros.len() as f64 * share) as usize;
        self.micros.get(at).copied().unwrap_or_else(|| self.most())
    }

    /// Microseconds of the slowest answer.
    pub fn most(&self) -> f64 {
        self.micros.last().copied().unwrap_or_default()
    }

    /// Microseconds of an answer, on average.
    pub fn mean(&self) -> f64 {
        self.micros.iter().sum::<f64>() / self.micros.len().max(1) as f64
    }

    /// Answers a second of the processor's time, or by the clock where the system does not tell that.
    pub fn per_second(&self) -> f64 {
        self.micros.len() as f64 / self.busy.as_secs_f64().max(1e-9)
    }

    /// Possible matches of all questions, each once.
    pub fn found(&self) -> usize {
        self.found
    }
}

/// The system counts the processor's time by the tick: of what is shorter than this, the clock tells more.
const LONG: Duration = Duration::from_millis(500);

/// Asks one question after another, and all of them again until so long was spent; `answered` is told of each the first time.
///
/// # Errors
/// The file is damaged.
pub fn one_after_another(
    index: &Index<'_>,
    queries: &[Query],
    policy: &Policy,
    at_least: Duration,
    answered: &mut dyn FnMut(),
) -> Result<Times, Error> {
    let (mut micros, mut found, mut scratch) = (Vec::with_capacity(queries.len()), 0, Scratch::default());
    let (begun, busy) = (Instant::now(), processor_time());
    for pass in 0.. {
        found = 0;
        for query in queries {
            let start = Instant::now();
            found += index.screen_in(&mut scratch, query, policy)?.found;
            micros.push(start.elapsed().as_secs_f64() * 1e6);
            if pass == 0 {
                answered();
            }
        }
        if begun.elapsed() >= at_least {
            break;
        }
    }
    let elapsed = begun.elapsed();
    let busy = processor_time().zip(busy).map(|(now, before)| now.saturating_sub(before));
    let busy = busy.filter(|_| elapsed >= LONG).unwrap_or(elapsed);
    Ok(Times::of(micros, busy, found))
}

/// Asks so many questions a second, each when it arrives or as soon as the one before is answered.
///
/// # Errors
/// The file is damaged.
pub fn at_rate(
    index: &Index<'_>,
    queries: &[Query],
    policy: &Policy,
    a_second: f64,
    answered: &mut dyn FnMut(),
) -> Result<Times, Error> {
    let (mut micros, mut found, mut scratch) = (Vec::with_capacity(queries.len()), 0, Scratch::default());
    let begun = Instant::now();
    for (n, query) in (0_u32..).zip(queries) {
        let arrives = begun + Duration::from_secs_f64(f64::from(n) / a_second.max(1e-3));
        wait_until(arrives);
        found += index.screen_in(&mut scratch, query, policy)?.found;
        micros.push(arrives.elapsed().as_secs_f64() * 1e6);
        answered();
    }
    Ok(Times::of(micros, begun.elapsed(), found))
}

/// Sleeps while there is time, then watches the clock: waking up takes longer than most answers.
fn wait_until(moment: Instant) {
    const WAKING: Duration = Duration::from_millis(2);
    loop {
        let left = moment.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return;
        }
        match left.checked_sub(WAKING) {
            Some(sleep) => std::thread::sleep(sleep),
            None => std::hint::spin_loop(),
        }
    }
}

/// How many possible matches a question has; `None` where the index finds others than comparing with everyone, in another order
/// or for other reasons.
///
/// # Errors
/// The file is damaged.
pub fn beside_everyone(
    index: &Index<'_>,
    scratch: &mut Scratch,
    query: &Query,
    policy: &Policy,
) -> Result<Option<usize>, Error> {
    let policy = Policy { limit: usize::MAX, most_compared: usize::MAX, ..policy.clone() };
    let found = index.screen_in(scratch, query, &policy)?.hits;
    let everyone = index.screen_in(scratch, query, &Policy { threshold: 0.0, ..policy.clone() })?.hits;
    let hits: Vec<&Hit> = everyone.iter().filter(|hit| policy.band(hit.score).is_some()).collect();
    Ok(found.iter().eq(hits.iter().copied()).then_some(hits.len()))
}

/// How long the processor was busy with the process's first thread, where the system says (`schedstat`): on a machine with other
/// work it tells more than the clock.
pub fn processor_time() -> Option<Duration> {
    let status = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    status.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// How many bytes of memory the process has to itself (`RssAnon`): what is mapped from files is not among them. `None` where the
/// system does not say.
pub fn own_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Times;

    #[test]
    fn times_are_told_from_the_shortest_to_the_longest() {
        let times = Times::of((1..=200).rev().map(f64::from).collect(), Duration::from_millis(100), 7);
        assert_eq!([times.at(0.5), times.at(0.99), times.most(), times.mean()], [101.0, 199.0, 200.0, 100.5]);
        assert_eq!((times.len(), times.found(), times.per_second()), (200, 7, 2000.0));
        assert_eq!(Times::default().at(0.5), 0.0);
    }
}
