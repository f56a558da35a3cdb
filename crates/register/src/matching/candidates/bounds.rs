//! What may be a hit by the tokens that are met, before any name is looked at; and which forms need not be gone through for that.
//!
//! Law:      nothing that is left, and nothing that a bound rules out, is a hit: each bound is of names met so well or less.

use std::cmp::Reverse;

use super::{ALL, AskedToken, Candidates, Chance, Credit, Earned, Steps, Tokens};
use crate::index::layout::{BearerRecord, IS_ORGANISATION};
use crate::matching::coincidence::{self, STEPS, places};
use crate::matching::marks::{Beside, Mark, MetTokens, Reach};
use crate::matching::near::{self, GOLDEN, MORE_ALIKE, Round};
use crate::matching::rows::Row;
use crate::matching::score;

/// What may be a hit, and what is known of that by the tokens that are met.
pub(super) struct Bounds<'c> {
    name: &'c Candidates<'c>,
    chance: Option<&'c Chance<'c>>,
    least: f64,
    /// Whether one part met is too little beside a person's name that it is not all of.
    is_little: bool,
    reach: &'c Reach,
    /// What each token adds, by level: where it is met below [`MORE_ALIKE`], and where it is met at its best; of many tokens, by step.
    adds: Vec<Adds>,
    levels: usize,
}

/// What is known of a name of which no other tokens are met than some, none of them better.
#[derive(Clone, Copy)]
pub(super) struct Known {
    /// What the parts asked earn, in 255ths of their weight.
    earned: u32,
    /// The most that a part earns, of either name.
    best: Credit,
    /// What is added for what chance takes and what agrees.
    taken: f64,
}

impl<'c> Bounds<'c> {
    pub(super) fn of(name: &'c Candidates<'c>, chance: Option<&'c Chance<'c>>, least: f64, reach: &'c Reach) -> Self {
        let levels = if reach.is_many() { STEPS } else { 2 };
        let most = |level: usize| if reach.is_many() { level } else { most_alike(level > 0) };
        let tokens = 0..name.tokens.len();
        let adds = tokens.flat_map(|at| (0..levels).map(move |level| Adds::of(name, chance, at, most(level))));
        let is_little = name.is_one_little() && least > names::most_of_one(false, false);
        Self { name, chance, least, is_little, reach, adds: adds.collect(), levels }
    }

    fn adds_of(&self, token: usize, level: usize) -> Adds {
        self.adds.get(token * self.levels + level).copied().unwrap_or_default()
    }

    /// Whether a form may be a hit by what is met together, where it earns no more than so much of its own weight.
    fn is_sum_enough(&self, all: Adds, listed: f64) -> bool {
        let Self { name, chance, .. } = *self;
        let taken = chance.map_or(0.0, |chance| {
            let is_shown = all.shows == name.all_covered();
            if is_shown { chance.takes_nothing() } else { chance.takes_of_share(all.share, all.step.into()) }
        });
        let known = Known { earned: all.earned.min(name.weight * u32::from(Credit::MAX)), best: all.credit, taken };
        self.is_enough(known, listed)
    }

    /// What the tokens add that are met by marks.
    fn add(&self, met: MetTokens, beside: &Beside<'_>, marks: &[Mark]) -> Adds {
        if self.reach.is_many() {
            // One token answers one.
            let of_mark = |mark: &Mark| {
                let others = beside.steps(*mark);
                others.map(|(at, step)| self.adds_of((*at).into(), (*step).into())).fold(Adds::default(), Adds::or)
            };
            marks.iter().map(of_mark).fold(Adds::default(), Adds::and)
        } else {
            let each = places(met.all).map(|at| self.adds_of(at, (met.alike >> at & 1) as usize));
            each.fold(Adds::default(), Adds::and)
        }
    }

    /// Whom sounds in other scripts show is another question.
    fn known(&self, met: &Steps) -> Known {
        let name = self.name;
        let (mut earned, mut best) = (Earned::default(), 0);
        for (at, step) in met.each() {
            let Some(token) = name.tokens.get(at) else { continue };
            let credit = near::most_credit(step);
            earned.take(token.covers, credit);
            best = best.max(credit);
        }
        let taken = self.chance.map_or(0.0, |chance| {
            let taken = chance.takes(met);
            let shown_from = chance.shown_from(taken.are_few, true).map(coincidence::step);
            if shown_from.is_some_and(|least| name.are_all_met(met, least)) {
                chance.takes_nothing()
            } else {
                taken.points
            }
        });
        Known { earned: earned.weight(&name.weights), best, taken }
    }

    /// How alike the most alike is that is in reach of a token, by step.
    fn best(&self, token: usize) -> Option<usize> {
        self.name.tokens.get(token).and_then(|token| token.near.best())
    }

    fn may_be(&self, met: &Steps) -> bool {
        self.is_enough(self.known(met), 1.0)
    }

    /// Whether that may be enough for a form that earns no more than so much of its own weight.
    fn is_enough(&self, known: Known, listed: f64) -> bool {
        let asked = f64::from(known.earned) / f64::from(self.name.weight.max(1) * u32::from(Credit::MAX));
        let listed = listed.min(f64::from(known.best) / f64::from(Credit::MAX));
        names::most(asked, listed) + known.taken >= self.least - score::ROUNDING
    }
}

/// Whether names may be hits that have one token and some of others; what is worked out is kept.
pub(super) struct ByTokens<'c> {
    bounds: &'c Bounds<'c>,
    one: usize,
    beside: Beside<'c>,
    /// What the one adds where it is so alike, the last time that was asked.
    adds: (u8, Adds),
    /// Whether the one may make a hit alone, as far as that can be seen by adding up.
    may_be_alone: bool,
    /// Of names that have none of the others, by how alike the one is, what they have to earn of their own weight, in 255ths of 255ths;
    /// [`NOTHING`] where nothing is enough.
    alone: [Option<u32>; STEPS],
    /// From how alike on, by step, the one may make a hit beside others of which none is more alike, as far as that is known.
    less_alike_from: u8,
    /// By a hash of what is met.
    kept: [Remembered; REMEMBERED],
}

/// What a token that is met so well, or less, adds to what may be known at once.
#[derive(Clone, Copy, Default)]
struct Adds {
    /// Of what the parts asked earn, in 255ths of their weight.
    earned: u32,
    /// Of the logarithm of the share of names that chance meets.
    share: f64,
    credit: Credit,
    step: u8,
    /// The parts it covers, where it is so alike that whoever is met so in all parts may be shown whatever chance takes.
    shows: u32,
}

impl Adds {
    fn of(name: &Candidates<'_>, chance: Option<&Chance<'_>>, token: usize, most: usize) -> Self {
        let asked = name.tokens.get(token);
        let Some((asked, best)) = asked.and_then(|asked| Some((asked, asked.near.best()?))) else {
            return Self::default();
        };
        let step = best.min(most);
        let credit = near::most_credit(step);
        let earned = asked.covers.weight(&name.weights) * u32::from(credit);
        let share = chance.map_or(0.0, |chance| chance.share_of(token, step));
        let shows = if step >= Chance::SHOWN_STEP { asked.covers.bits() } else { 0 };
        Self { earned, share, credit, step: step as u8, shows }
    }

    /// What is added at most by one or the other.
    fn or(self, other: Self) -> Self {
        Self { earned: self.earned.max(other.earned), share: self.share.min(other.share), ..self.and(other) }
    }

    fn and(self, other: Self) -> Self {
        Self {
            earned: self.earned + other.earned,
            share: self.share + other.share,
            credit: self.credit.max(other.credit),
            step: self.step.max(other.step),
            shows: self.shows | other.shows,
        }
    }
}

/// More than all that a name can earn of its own weight.
const NOTHING: u32 = ALL + 1;

/// So many sets of tokens met are kept, a power of two.
const REMEMBERED: usize = 32;

/// What is enough beside some of the others.
#[derive(Clone, Copy)]
struct Remembered {
    /// Which of the others are met, and which of them better; none where nothing is kept.
    met: Tokens,
    alike: Tokens,
    enough: Enough,
}

/// How alike the one token has to be to be enough beside others, as far as it is known: the less alike, the less a name may be.
#[derive(Clone, Copy)]
struct Enough {
    /// The least step known to be enough, and the least that is not known not to be.
    from: u8,
    may_be_from: u8,
}

impl Enough {
    const UNKNOWN: Self = Self { from: STEPS as u8, may_be_from: 0 };

    /// Whether a step is enough, where that is known.
    fn says(self, step: u8) -> Option<bool> {
        let is_known = step >= self.from || step < self.may_be_from;
        is_known.then_some(step >= self.from)
    }

    fn learn(&mut self, step: u8, is_enough: bool) {
        if is_enough {
            self.from = step;
        } else {
            self.may_be_from = step + 1;
        }
    }
}

impl<'c> ByTokens<'c> {
    /// Of one token, for which so many forms are gone through.
    pub(super) fn of(bounds: &'c Bounds<'c>, one: usize, others: Tokens, forms: usize) -> Self {
        let kept = [Remembered { met: 0, alike: 0, enough: Enough::UNKNOWN }; REMEMBERED];
        let best = STEPS as u8 - 1;
        let (adds, beside) = (Adds::of(bounds.name, bounds.chance, one, best.into()), bounds.reach.beside(others));
        let (may_be_alone, less_alike_from) = (bounds.is_sum_enough(adds, 1.0), 0);
        let adds = (best, adds);
        let mut by_tokens =
            Self { bounds, one, beside, adds, may_be_alone, alone: [None; STEPS], less_alike_from, kept };
        if forms > FEW_FORMS && others != 0 {
            let is_enough = |step| by_tokens.work_out(others, 0, step as u8);
            by_tokens.less_alike_from = first_that(0, STEPS, is_enough) as u8;
        }
        by_tokens
    }

    /// Hands on those of a row that may be hits by the one token and by others they have.
    #[inline]
    pub(super) fn each_enough(&mut self, row: &Row<'_>, mut hand_on: impl FnMut(&BearerRecord)) {
        let beside = self.beside;
        let listed_alone = if self.may_be_alone { self.listed_alone(row.step.into()) } else { NOTHING };
        if listed_alone == NOTHING {
            let less_alike = row.step >= self.less_alike_from;
            return beside.each_met(row, less_alike, |bearer, marks| {
                let met = beside.met(marks);
                if met.all != 0 && self.is_enough(row.step, bearer, met, marks) {
                    hand_on(bearer);
                }
            });
        }
        // A row tells no more than the step.
        let credit = u32::from(near::most_credit(row.step.into()));
        row.each(|bearer, marks| {
            let met = beside.met(marks);
            let is_enough = if met.all == 0 {
                let is_whole = bearer.share == u8::MAX || bearer.flags & IS_ORGANISATION != 0;
                (is_whole || !self.bounds.is_little) && u32::from(bearer.share) * credit >= listed_alone
            } else {
                self.is_enough(row.step, bearer, met, marks)
            };
            if is_enough {
                hand_on(bearer);
            }
        });
    }

    /// Whether a form may be a hit by the one token and by others met.
    #[inline(never)] // most have no others, and are passed over in a short loop
    fn is_enough(&mut self, step: u8, bearer: &BearerRecord, met: MetTokens, marks: &[Mark]) -> bool {
        self.may_add_up(step, bearer, met, marks) && self.is_enough_beside(met, step)
    }

    /// The same, as far as that can be seen by adding up what each may bring.
    fn may_add_up(&mut self, step: u8, bearer: &BearerRecord, met: MetTokens, marks: &[Mark]) -> bool {
        let one = self.add(step);
        let others = self.bounds.add(met, &self.beside, marks);
        let (share, whole) = (u32::from(bearer.share), u32::from(u8::MAX));
        // The share is rounded up, and so is the rest.
        let listed = share * u32::from(one.credit) + (whole + 1 - share) * u32::from(others.credit);
        self.bounds.is_sum_enough(one.and(others), f64::from(listed) / f64::from(ALL))
    }

    /// What the one adds where it is so alike.
    fn add(&mut self, step: u8) -> Adds {
        if self.adds.0 != step {
            self.adds = (step, Adds::of(self.bounds.name, self.bounds.chance, self.one, step.into()));
        }
        self.adds.1
    }

    /// What a name has to earn of its own weight to be a hit by the one token alone, which is so alike, in 255ths of 255ths; [`NOTHING`]
    /// where none is.
    fn listed_alone(&mut self, step: usize) -> u32 {
        let kept = self.alone.get(step).copied().flatten();
        kept.unwrap_or_else(|| self.learn_alone(step))
    }

    #[cold]
    fn learn_alone(&mut self, step: usize) -> u32 {
        let known = self.known(0, 0, step);
        let is_enough = |listed| self.bounds.is_enough(known, listed as f64 / f64::from(ALL));
        let all = ALL as usize;
        // Mostly nothing is enough, which one look tells.
        let least = if is_enough(all) { first_that(0, all, is_enough) as u32 } else { NOTHING };
        self.alone.get_mut(step).into_iter().for_each(|slot| *slot = Some(least));
        least
    }

    /// Whether a form may be a hit by the one token, which is so alike, and by others met.
    fn is_enough_beside(&mut self, MetTokens { all, alike }: MetTokens, step: u8) -> bool {
        let step = Self::upper(step);
        let place = hash(all, alike) % REMEMBERED;
        let kept = &self.kept[place];
        let known = if (kept.met, kept.alike) == (all, alike) { kept.enough.says(step) } else { None };
        known.unwrap_or_else(|| {
            let is_enough = self.work_out(all, alike, step);
            let kept = &mut self.kept[place];
            if (kept.met, kept.alike) != (all, alike) {
                *kept = Remembered { met: all, alike, enough: Enough::UNKNOWN };
            }
            kept.enough.learn(step, is_enough);
            is_enough
        })
    }

    /// Of two steps the upper one: each has to be worked out.
    fn upper(step: u8) -> u8 {
        step | 1
    }

    #[cold]
    fn work_out(&self, met: Tokens, alike: Tokens, step: u8) -> bool {
        self.bounds.is_enough(self.known(met, alike, step.into()), 1.0)
    }

    /// What is known where the one is so alike and others are at their best, but below [`MORE_ALIKE`] those that are not `alike`.
    fn known(&self, met: Tokens, alike: Tokens, step: usize) -> Known {
        let mut steps = Steps::NONE;
        for at in places(met) {
            let most = most_alike(alike >> at & 1 == 1);
            steps.set(at, self.bounds.best(at).map(|best| best.min(most)));
        }
        steps.set(self.one, self.bounds.best(self.one).map(|best| best.min(step)));
        self.bounds.known(&steps)
    }
}

/// How alike a token is at most, by step, that is more alike or not.
fn most_alike(is_more_alike: bool) -> usize {
    if is_more_alike { usize::MAX } else { usize::from(MORE_ALIKE) - 1 }
}

fn hash(met: Tokens, alike: Tokens) -> usize {
    (((met ^ alike.rotate_left(32)) as u64).wrapping_mul(GOLDEN) >> 32) as usize
}

/// So many forms are gone through sooner than it is found out how to go through fewer.
const FEW_FORMS: usize = 400;

/// What is not gone through: of each token the forms that are no more alike than by a step.
pub(super) struct Left<'c> {
    name: &'c Candidates<'c>,
    pub(super) steps: Steps,
    /// A token whose forms are gone through only for those that it alone may make a hit.
    pub(super) is_alone: Option<usize>,
}

impl<'c> Left<'c> {
    /// What can be no hit, whatever else it is: chance meets too many such, or they earn too little. So many forms are gone through that
    /// the others are.
    pub(super) fn by_chance(name: &'c Candidates<'c>, bounds: &Bounds<'_>) -> Self {
        let all = Self { name, steps: name.best(), is_alone: None };
        if !bounds.may_be(&all.steps) {
            return all;
        }
        let by_worth = all.by_worth(bounds);
        let steps = if all.count(&by_worth) <= FEW_FORMS {
            by_worth
        } else {
            let (by_worth, whole) = (all.spared(by_worth, bounds), all.spared(all.rarest_whole(bounds), bounds));
            if all.count(&whole) < all.count(&by_worth) { whole } else { by_worth }
        };
        Self { steps, ..all }
    }

    /// The most worth first.
    fn by_worth(&self, bounds: &Bounds<'_>) -> Steps {
        let tokens = self.name.tokens.iter().enumerate();
        let mut rounds: Vec<(usize, Round)> =
            tokens.flat_map(|(at, token)| token.near.rounds.iter().map(move |round| (at, *round))).collect();
        rounds.sort_by(|(_, a), (_, b)| b.worth.total_cmp(&a.worth));
        let after = |count: usize| {
            let mut steps = self.steps;
            rounds.iter().take(count).for_each(|(at, round)| steps.set(*at, steps.of(*at).min(round.left())));
            steps
        };
        after(first_that(1, rounds.len(), |count| !bounds.may_be(&after(count))))
    }

    /// Tokens whole, those first that the fewest have.
    fn rarest_whole(&self, bounds: &Bounds<'_>) -> Steps {
        let mut tokens: Vec<usize> = (0..self.name.tokens.len()).collect();
        tokens.sort_by_key(|at| self.name.tokens.get(*at).map_or(0, |token| token.near.count(0)));
        let after = |count: usize| {
            let mut steps = self.steps;
            tokens.iter().take(count).for_each(|at| steps.set(*at, None));
            steps
        };
        after(first_that(1, tokens.len(), |count| !bounds.may_be(&after(count))))
    }

    /// The same without what need not be gone through beside the rest, of the tokens first that most forms are gone through for.
    fn spared(&self, mut steps: Steps, bounds: &Bounds<'_>) -> Steps {
        let mut tokens: Vec<(usize, &AskedToken)> = self.name.tokens.iter().enumerate().collect();
        tokens.sort_by_key(|(at, token)| Reverse(gone_through(token, steps.of(*at))));
        for (at, token) in tokens {
            let after = |rounds: usize| {
                let mut steps = steps;
                let left = rounds.checked_sub(1).and_then(|last| token.near.rounds.get(last));
                steps.set(at, left.map_or(token.near.best(), Round::left));
                steps
            };
            let rounds = token.near.rounds.iter().take_while(|round| round.left() >= steps.of(at)).count();
            steps = after(first_that(0, rounds, |rounds| !bounds.may_be(&after(rounds))));
        }
        steps
    }

    /// How many forms are gone through, a form as often as it has a token.
    fn count(&self, left: &Steps) -> usize {
        self.name.tokens.iter().enumerate().map(|(at, token)| gone_through(token, left.of(at))).sum()
    }

    /// Nothing but what has the token alone that most bear, as far as that makes no hit.
    pub(super) fn but_most_borne(name: &'c Candidates<'c>) -> Self {
        let count = |at: &usize| name.tokens.get(*at).map_or(0, |token| token.near.count(0));
        Self { name, steps: Steps::NONE, is_alone: (0..name.tokens.len()).max_by_key(count) }
    }
}

/// How many forms of a token are gone through where no more alike ones are left than by a step.
fn gone_through(token: &AskedToken, left: Option<usize>) -> usize {
    token.near.count(left.map_or(0, |step| step as u8 + 1))
}

/// The first number from `low` on of which something is so, as it then is of those above; `high` where it is of none below.
fn first_that(mut low: usize, mut high: usize, is_so: impl Fn(usize) -> bool) -> usize {
    while low < high {
        let middle = low + (high - low) / 2;
        if is_so(middle) { high = middle } else { low = middle + 1 }
    }
    low
}
