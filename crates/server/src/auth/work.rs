//! How much each may have computed at once and in all, so that one leaves room for others.
//!
//! Shape:    who asks waits in a line of bounded length; where a limit of work is set, each has so many milliseconds of computing a second,
//!           saved up for ten seconds at most, and is told to come back when it is used up.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::fault::{Fault, FaultKind};

/// Requests that wait for their turn at most.
const MAX_WAITING: usize = 2_000;
/// Of one who asks.
const MAX_WAITING_OF_ONE: usize = 1_000;
/// Work is saved up for so many seconds.
const SAVED: f64 = 10.0;
/// Those whose work is counted at most; who has saved up all there is is not counted.
const MAX_COUNTED: usize = 10_000;

pub(crate) struct Work {
    /// Milliseconds a second.
    limit: Option<f64>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    waiting: usize,
    of: HashMap<String, Of>,
}

/// What is known of one who asks.
struct Of {
    waiting: usize,
    /// Milliseconds that may be used, at a moment.
    saved: f64,
    at: Instant,
}

impl Work {
    pub(super) fn new(limit: Option<u32>) -> Self {
        Self { limit: limit.map(f64::from), state: Arc::default() }
    }

    /// Lets who asks wait for a turn, until the turn is dropped.
    ///
    /// # Errors
    /// The line is full, or their work is used up: when to come back.
    pub(crate) fn begin(&self, name: &str) -> Result<Turn, Fault> {
        let mut state = locked(&self.state);
        let limit = self.limit;
        if state.of.len() >= MAX_COUNTED {
            state.of.retain(|_, of| of.waiting > 0 || limit.is_some_and(|limit| of.now(limit) < limit * SAVED));
        }
        if state.waiting >= MAX_WAITING {
            return Err(come_back(FaultKind::LineFull, 1.0));
        }
        let usual = || Of { waiting: 0, saved: limit.unwrap_or_default() * SAVED, at: Instant::now() };
        let of = state.of.entry(name.to_owned()).or_insert_with(usual);
        if of.waiting >= MAX_WAITING_OF_ONE {
            return Err(come_back(FaultKind::LineFull, 1.0));
        }
        if let Some(limit) = limit {
            let saved = of.now(limit);
            if saved <= 0.0 {
                return Err(come_back(FaultKind::WorkUsedUp, -saved / limit));
            }
        }
        of.waiting += 1;
        state.waiting += 1;
        Ok(Turn { state: Arc::clone(&self.state), limit, name: name.to_owned(), begun: None })
    }
}

fn locked(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Of {
    /// What is saved up now.
    fn now(&self, limit: f64) -> f64 {
        (self.saved + self.at.elapsed().as_secs_f64() * limit).min(limit * SAVED)
    }
}

fn come_back(kind: FaultKind, seconds: f64) -> Fault {
    Fault { retry_after: Some((seconds.ceil() as u64).max(1)), ..Fault::new(kind) }
}

/// A place in the line; what is computed while it is held counts from [`Turn::has_come`] on.
pub(crate) struct Turn {
    state: Arc<Mutex<State>>,
    limit: Option<f64>,
    name: String,
    begun: Option<Instant>,
}

impl Turn {
    pub(crate) fn has_come(&mut self) {
        self.begun = Some(Instant::now());
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut state = locked(&self.state);
        state.waiting -= 1;
        let Some(of) = state.of.get_mut(&self.name) else { return };
        of.waiting -= 1;
        match (self.limit, self.begun) {
            (Some(limit), Some(begun)) => {
                of.saved = of.now(limit) - begun.elapsed().as_secs_f64() * 1_000.0;
                of.at = Instant::now();
            }
            (None, _) if of.waiting == 0 => _ = state.of.remove(&self.name),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{MAX_WAITING, MAX_WAITING_OF_ONE, Work};
    use crate::fault::FaultKind;

    #[test]
    fn the_line_is_bounded_for_one_and_for_all() {
        let work = Work::new(None);
        let mut turns: Vec<_> = (0..MAX_WAITING_OF_ONE).map(|_| work.begin("key:a").expect("room")).collect();
        let full = work.begin("key:a").err().map(|fault| (fault.kind, fault.retry_after));
        assert_eq!(full, Some((FaultKind::LineFull, Some(1))));
        // Others wait beside, until all of the line is full.
        turns.extend((MAX_WAITING_OF_ONE..MAX_WAITING).map(|_| work.begin("key:b").expect("room")));
        assert_eq!(work.begin("key:c").err().map(|fault| fault.kind), Some(FaultKind::LineFull));
        turns.clear();
        assert!(work.begin("key:a").is_ok());
        assert!(super::locked(&work.state).of.is_empty());
    }

    #[test]
    fn who_has_used_up_their_work_is_told_when_to_come_back() {
        let work = Work::new(Some(1));
        let mut turn = work.begin("key:a").expect("ten milliseconds are saved up");
        turn.has_come();
        std::thread::sleep(Duration::from_millis(60));
        drop(turn);
        let fault = work.begin("key:a").err().expect("used up");
        assert_eq!(fault.kind, FaultKind::WorkUsedUp);
        // Fifty milliseconds too many come back at one a second, or more where the machine slept longer.
        assert!(fault.retry_after >= Some(45), "{fault:?}");
        assert!(work.begin("key:b").is_ok(), "others have their own");
    }
}
