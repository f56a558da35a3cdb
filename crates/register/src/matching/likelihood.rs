//! What an observation is worth in points: how much oftener it is seen of one person than of two.
//!
//! Shape:    natural logarithms of likelihood ratios in, points of a score out, in the unit of the names.
//! Law:      what agrees adds at most what chance took from the name and [`MOST_BESIDE_NAMES`]: no agreement makes a hit of
//!           a name that is not nearly one.

use super::{Reason, ReasonCode, coincidence, score};
use crate::Statement;

/// What a score gains when the odds of one person grow by the factor e: the unit the scorer of names is learnt in.
pub(crate) const PER_LOGIT: f64 = 0.05;

/// The same for what agrees, once chance's part is given back. A tenth: the index must bring up every name that agreement
/// can still lift, and a name below the threshold is below it for a reason.
const PER_LOGIT_BEYOND: f64 = PER_LOGIT / 10.0;

/// The most that everything but names and numbers can add to a score, beside what chance took from it.
pub const MOST_BESIDE_NAMES: f64 = 0.05;

/// How often something is seen where there is one person, and where there are two, as shares of all pairs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    pub(crate) of_one: f64,
    pub(crate) of_two: f64,
}

impl Seen {
    /// The natural logarithm of the likelihood ratio; below zero when it speaks for two persons.
    pub(crate) fn logits(self) -> f64 {
        (self.of_one / self.of_two).ln()
    }

    /// The same, of what may speak against and never for.
    pub(crate) fn against(self) -> f64 {
        self.logits().min(0.0)
    }
}

/// What is seen beside a name, before it is known how much of it counts.
pub(super) struct Beside<'s> {
    pub(super) code: ReasonCode,
    pub(super) logits: f64,
    pub(super) asked: String,
    pub(super) statement: &'s Statement,
}

impl Beside<'_> {
    pub(super) fn reason(&self, room: &mut Room) -> Reason {
        score::reason(self.code, room.points(self.logits), Some(&self.asked), Some(self.statement))
    }
}

/// How much what agrees may still add to one score.
#[derive(Debug)]
pub(crate) struct Room {
    /// What chance took from the name: fewer strangers share more than the name, so that is given back in full, in the
    /// unit it was taken in.
    taken: f64,
    beyond: f64,
}

impl Room {
    pub(crate) fn beside(taken_by_chance: f64) -> Self {
        Self { taken: taken_by_chance, beyond: MOST_BESIDE_NAMES }
    }

    /// The points of what is seen; what speaks against needs no room.
    pub(crate) fn points(&mut self, logits: f64) -> f64 {
        if logits <= 0.0 {
            return PER_LOGIT * logits;
        }
        let back = (coincidence::PER_STRANGERS * logits).min(self.taken);
        let beyond = (PER_LOGIT_BEYOND * (logits - back / coincidence::PER_STRANGERS)).min(self.beyond);
        self.taken -= back;
        self.beyond -= beyond;
        back + beyond
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_BESIDE_NAMES, Room};

    #[test]
    fn agreement_gives_back_what_chance_took_and_little_more() {
        for (taken, logits, want) in [
            (0.0, 0.0, 0.0),
            (0.0, -4.0, -0.2),
            (0.3, -4.0, -0.2),
            (0.0, 4.0, 0.02),
            (0.1, 4.0, 0.1075), // two and a half of four give back, the rest counts a tenth
            (0.3, 4.0, 0.16),
            (0.0, 40.0, MOST_BESIDE_NAMES),
            (0.3, 40.0, 0.3 + MOST_BESIDE_NAMES),
        ] {
            let points = Room::beside(taken).points(logits);
            assert!((points - want).abs() < 1e-9, "{taken} {logits}: {points}");
        }
    }

    #[test]
    fn what_was_added_leaves_less_room() {
        let mut room = Room::beside(0.2);
        let sum: f64 = (0..20).map(|_| room.points(3.0)).sum();
        assert!((sum - 0.2 - MOST_BESIDE_NAMES).abs() < 1e-9, "{sum}");
    }
}
