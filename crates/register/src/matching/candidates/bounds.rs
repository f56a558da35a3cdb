//! What may be a hit by the tokens that are met, before any name is looked at; and which forms need not be gone through for that.
//!
//! Law:      nothing that is left, and nothing that a bound rules out, is a hit: each bound is of names met so well or less.

use super::{Candidates, Chance, Credit, Earned, LIKE_STEP, Steps, Tokens};
use crate::matching::near::{self, MORE_ALIKE, Round};
use crate::matching::score;

/// Of so many sets of tokens it is kept whether they may make a hit.
const MOST_KNOWN: usize = 64;

/// What may be a hit, and what is known of that by the tokens that are met.
pub(super) struct Bounds<'c> {
    pub(super) name: &'c Candidates<'c>,
    pub(super) chance: Option<&'c Chance<'c>>,
    pub(super) least: f64,
}

/// What is known of a name of which no other tokens are met than some, none of them better.
#[derive(Clone, Copy)]
pub(super) struct Known {
    /// What the parts asked earn, in 255ths of their weight.
    earned: u32,
    /// The most that a part earns, of either name.
    best: Credit,
    /// What chance takes, never above 0.
    taken: f64,
}

impl Bounds<'_> {
    /// Whom sounds in other scripts show is another question.
    fn known(&self, met: &Steps) -> Known {
        let name = self.name;
        let (mut earned, mut best, mut alike) = (Earned::default(), 0, 0);
        for (at, token) in name.tokens.iter().enumerate() {
            let Some(step) = met.of(at) else { continue };
            let credit = near::most_credit(step);
            earned.take(token.covers, credit);
            best = best.max(credit);
            alike |= if step >= LIKE_STEP { token.covers.bits() } else { 0 };
        }
        let taken = self.chance.map_or(0.0, |chance| {
            let taken = chance.takes(met);
            if taken.is_shown_by_sound && alike == name.all_covered() { 0.0 } else { taken.points }
        });
        Known { earned: earned.weight(&name.weights), best, taken }
    }

    /// Where one token is met so well and others at their best, but below [`MORE_ALIKE`] those that are not `alike`.
    fn with_one(&self, others: Tokens, alike: Tokens, (one, step): (usize, Option<usize>)) -> Known {
        let mut steps = Steps::NONE;
        for (at, token) in self.name.tokens.iter().enumerate().filter(|(at, _)| others >> at & 1 == 1) {
            let most = if alike >> at & 1 == 1 { usize::MAX } else { usize::from(MORE_ALIKE) - 1 };
            steps.set(at, token.near.best().map(|best| best.min(most)));
        }
        steps.set(one, step);
        self.known(&steps)
    }

    fn may_be(&self, met: &Steps) -> bool {
        self.is_enough(self.known(met), 1.0)
    }

    /// Whether that may be enough for a form that earns no more than so much of its own weight.
    pub(super) fn is_enough(&self, known: Known, listed: f64) -> bool {
        let asked = f64::from(known.earned) / f64::from(self.name.weight.max(1) * u32::from(Credit::MAX));
        let listed = listed.min(f64::from(known.best) / f64::from(Credit::MAX));
        names::most(asked, listed) + known.taken >= self.least - score::ROUNDING
    }
}

/// What is known of names that have one token and others, some of them more alike; worked out when asked for.
pub(super) struct ByTokens<'c> {
    bounds: &'c Bounds<'c>,
    one: usize,
    /// The one token as alike as it can be; then as alike as a step.
    at_best: Vec<(Tokens, Tokens, Known)>,
    at_step: Vec<(Tokens, Tokens, Known)>,
    step: u8,
}

impl<'c> ByTokens<'c> {
    pub(super) fn of(bounds: &'c Bounds<'c>, one: usize) -> Self {
        Self { bounds, one, at_best: Vec::new(), at_step: Vec::new(), step: 0 }
    }

    pub(super) fn at_best(&mut self, others: Tokens, alike: Tokens) -> Known {
        let best = self.bounds.name.tokens.get(self.one).and_then(|token| token.near.best());
        look_up(&mut self.at_best, (others, alike), || self.bounds.with_one(others, alike, (self.one, best)))
    }

    pub(super) fn at_step(&mut self, others: Tokens, alike: Tokens, step: u8) -> Known {
        // Of two steps the upper one: each has to be worked out.
        let step = step | 1;
        if self.step != step {
            self.step = step;
            self.at_step.clear();
        }
        let one = (self.one, Some(step.into()));
        look_up(&mut self.at_step, (others, alike), || self.bounds.with_one(others, alike, one))
    }
}

fn look_up(
    known: &mut Vec<(Tokens, Tokens, Known)>,
    (others, alike): (Tokens, Tokens),
    work_out: impl FnOnce() -> Known,
) -> Known {
    if let Some((.., known)) = known.iter().find(|known| (known.0, known.1) == (others, alike)) {
        return *known;
    }
    let new = work_out();
    if known.len() < MOST_KNOWN {
        known.push((others, alike, new));
    }
    new
}

/// What is not gone through: of each token the forms that are no more alike than by a step.
pub(super) struct Left<'c> {
    name: &'c Candidates<'c>,
    pub(super) steps: Steps,
    /// A token whose forms are gone through only for those that it alone may make a hit.
    pub(super) is_alone: Option<usize>,
}

impl<'c> Left<'c> {
    /// Everything.
    pub(super) fn of(name: &'c Candidates<'c>) -> Self {
        let mut steps = Steps::NONE;
        name.tokens.iter().enumerate().for_each(|(at, token)| steps.set(at, token.near.best()));
        Self { name, steps, is_alone: None }
    }

    /// Goes through the most worth until who is left can be no hit: chance meets too many such, whatever else they are.
    pub(super) fn go_through(&mut self, bounds: &Bounds<'_>) {
        if !bounds.may_be(&self.steps) {
            return;
        }
        let tokens = self.name.tokens.iter().enumerate();
        let mut rounds: Vec<(usize, Round)> =
            tokens.flat_map(|(at, token)| token.near.rounds.iter().map(move |round| (at, *round))).collect();
        // Those of a token stand in this order already.
        rounds.sort_by(|(_, a), (_, b)| b.worth.total_cmp(&a.worth));
        let after = |count: usize| {
            let mut steps = self.steps;
            for (at, round) in rounds.iter().take(count) {
                steps.set(*at, usize::from(round.step).checked_sub(1));
            }
            steps
        };
        let (mut low, mut high) = (1, rounds.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if bounds.may_be(&after(middle)) { low = middle + 1 } else { high = middle }
        }
        self.steps = after(high);
    }

    /// Goes through all, of the token that most bear for those that it alone may make a hit.
    pub(super) fn go_through_all_but_most_borne(&mut self) {
        let count = |at: &usize| self.name.tokens.get(*at).map_or(0, |token| token.near.count(0));
        self.steps = Steps::NONE;
        self.is_alone = (0..self.name.tokens.len()).max_by_key(count);
    }
}
