//! The tokens in reach of one asked, and how many names bear them.
//!
//! Shape:    a token asked, by its text, sounds and role, in; the register's tokens that may answer it out, by number.
//! Law:      nothing in reach is left out.
//! Cost:     for a token asked for the first time, one pass over the distinct tokens (`names::TokenBook`); then it is kept (`kept`).
//!           Which names bear one is read in the file, in [`super::rows`]. Tokens that few have and that are as alike share a row, which is
//!           put together when it is first asked for.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::{Acquire, Release};
use std::sync::{LazyLock, OnceLock};

use names::{Part, Script};

use super::coincidence::{self, STEPS, Shares};
use super::marks::Mark;
use super::rows::{Bearers, Row, RowPlace, Together};

/// What a part earns of its weight at most ([`names::credit`]), in 255ths, rounded up.
pub(crate) type Credit = u8;

/// Fibonacci hashing: numbers that follow one another are spread by the golden ratio.
pub(crate) const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// A token in reach of one asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NearToken {
    pub(crate) token: u32,
    pub(crate) credit: Credit,
    pub(crate) step: u8,
    /// Whether so few have it that it shares a row with others.
    pub(crate) is_seldom: bool,
    pub(crate) similarity: f64,
}

impl NearToken {
    pub(crate) fn of(token: u32, similarity: f64, bearers: Bearers) -> Self {
        let (step, credit) = (coincidence::step(similarity) as u8, in_255ths(names::credit(similarity)));
        Self { token, credit, step, is_seldom: bearers.count() <= FEW_BEARERS, similarity }
    }
}

/// A token that so few have shares a row with others: to find where a row stands takes longer than to go through so many.
const FEW_BEARERS: u32 = 16;

/// What is in reach of a token asked, put together once.
#[derive(Debug, Default)]
pub(crate) struct Near {
    /// The most alike first.
    tokens: Vec<NearToken>,
    /// By hash, the places of the tokens, from 1; at least as many slots are empty as are not.
    slots: Vec<u32>,
    /// By token, its mark.
    marks: Box<[Mark]>,
    /// What there is of tokens that are so alike at least, by step.
    from_step: [FromStep; STEPS],
    pub(crate) shares: Shares,
    /// In which order it pays to go through the forms, the most alike first.
    pub(crate) rounds: Vec<Round>,
    /// The forms of which it may be the initials: organisations' names, and others.
    initials: [Box<[u32]>; 2],
    /// The rows of those that few have, the most alike first.
    rungs: [Rung; RUNGS.len()],
    /// Where the rows of the others stand in the file, the most alike first.
    in_file: Box<[RowPlace]>,
    /// How many of those were held to what they can say, the first ones.
    checked: AtomicUsize,
    /// The forms that have one nearly the same, and that somebody may write in another script than the one asked. Put together when asked for.
    in_other_scripts: OnceLock<(Option<Script>, Box<[Covered]>)>,
}

/// Rows down to a step that the rungs before have not. Put together when asked for.
#[derive(Debug, Default)]
struct Rung {
    down_to: u8,
    rows: OnceLock<Together>,
}

/// A form that has a token nearly the same, and how much of its weight that covers, in 255ths, rounded up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Covered {
    pub(crate) form: u32,
    pub(crate) share: u8,
}

/// What there is of the tokens that are so alike at least.
#[derive(Clone, Copy, Debug, Default)]
struct FromStep {
    tokens: u32,
    /// Forms that have one of them, each counted as often as it has.
    forms: u32,
    /// The same of those tokens that few have.
    forms_of_few: u32,
}

/// Some of the forms that have a token in reach, which are gone through together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Round {
    /// The step down to which they are gone through.
    pub(crate) step: u8,
    /// How much more often, as a natural logarithm, chance then meets the others, for each form gone through.
    pub(crate) worth: f64,
}

impl Round {
    /// How alike those are at most that are left then, by step.
    pub(crate) fn left(&self) -> Option<usize> {
        usize::from(self.step).checked_sub(1)
    }
}

/// What a map takes for one that is kept, about: a key and two counts, at most half as much again for what is empty, and what was asked
/// of the system for each.
const KEPT: usize = 160;

/// So many forms are put together at most of the tokens in reach of one that few have, at first, and when more are wanted; still more
/// take too much room, and are gone through where they stand in the file.
const RUNGS: [u32; 4] = [1 << 5, 1 << 7, 1 << 9, 1 << 12];

/// From this step on a token is more alike.
pub(crate) const MORE_ALIKE: u8 = 7;

impl Near {
    pub(crate) fn of(mut all: Vec<(NearToken, Bearers)>, shares: Shares) -> Self {
        all.sort_by_key(|(near, _)| (Reverse(near.step), near.token));
        let mut from_step = [FromStep::default(); STEPS];
        let mut count = |step: usize, of: FromStep| {
            let FromStep { tokens, forms, forms_of_few } = &mut from_step[step];
            *tokens += of.tokens;
            *forms = forms.saturating_add(of.forms);
            *forms_of_few = forms_of_few.saturating_add(of.forms_of_few);
            from_step[step]
        };
        for (near, bearers) in &all {
            let forms = bearers.count();
            let forms_of_few = if near.is_seldom { forms } else { 0 };
            count(usize::from(near.step).min(STEPS - 1), FromStep { tokens: 1, forms, forms_of_few });
        }
        (0..STEPS).rev().fold(FromStep::default(), |above, step| count(step, above));
        let down_to = |most: u32| (0..STEPS).find(|step| from_step[*step].forms_of_few <= most).unwrap_or(STEPS) as u8;
        let rungs = RUNGS.map(|most| Rung { down_to: down_to(most), rows: OnceLock::new() });
        let is_in_rungs = |near: &NearToken| near.is_seldom && rungs.iter().any(|rung| near.step >= rung.down_to);
        let in_file = all.iter().filter(|(near, _)| !is_in_rungs(near));
        let in_file = in_file.map(|(near, bearers)| RowPlace { bearers: *bearers, step: near.step }).collect();
        let tokens: Vec<NearToken> = all.into_iter().map(|(near, _)| near).collect();
        let marks = tokens.iter().map(|near| Mark::of(near.token)).collect();
        let (slots, rounds) = (slots(&tokens), rounds(&from_step, &shares));
        Self { tokens, slots, marks, from_step, shares, rounds, rungs, in_file, ..Self::default() }
    }

    /// Has what every question reads of it first brought near the processor, which need not wait for it yet.
    pub(crate) fn touch(&self) {
        touch(&self.marks);
        touch(&self.rounds);
        self.rungs.first().and_then(|rung| rung.rows.get()).into_iter().for_each(Together::touch);
        if let Some((_, forms)) = self.in_other_scripts.get() {
            touch(forms);
        }
    }

    /// The same of what may be the initials of organisations' names and of others.
    pub(crate) fn with_initials(self, (of_organisations, of_others): (Vec<u32>, Vec<u32>)) -> Self {
        Self { initials: [of_organisations.into(), of_others.into()], ..self }
    }

    /// The forms of which it may be the initials beside a name asked: where neither is an organisation's, initials tell nothing.
    pub(crate) fn initials(&self, is_organisation: bool) -> impl Iterator<Item = u32> {
        self.initials.iter().take(if is_organisation { 2 } else { 1 }).flat_map(|forms| forms.iter().copied())
    }

    /// How alike the most alike of the tokens is, by step.
    pub(crate) fn best(&self) -> Option<usize> {
        self.tokens.first().map(|near| near.step.into())
    }

    /// The tokens that are so alike at least.
    pub(crate) fn tokens(&self, step: u8) -> &[NearToken] {
        let FromStep { tokens, .. } = self.counts(step);
        self.tokens.get(..tokens as usize).unwrap_or_default()
    }

    /// How many forms have one that is so alike at least, a form as often as it has one.
    pub(crate) fn count(&self, step: u8) -> usize {
        self.counts(step).forms as usize
    }

    fn counts(&self, step: u8) -> FromStep {
        self.from_step.get(usize::from(step)).copied().unwrap_or_default()
    }

    /// Hands on the rows that are put together of tokens that are so alike at least, the most alike first; `put_together` does that with
    /// those of some tokens that few have.
    #[inline]
    pub(crate) fn each_together(
        &self,
        step: u8,
        put_together: impl Fn(&mut dyn Iterator<Item = &NearToken>) -> Together,
        mut hand_on: impl FnMut(Row<'_>),
    ) {
        let mut above = STEPS as u8;
        for Rung { down_to, rows } in &self.rungs {
            if self.counts(step.max(*down_to)).forms_of_few > self.counts(above).forms_of_few {
                let of_rung = self.tokens(*down_to).iter().skip(self.tokens(above).len());
                rows.get_or_init(|| put_together(&mut of_rung.filter(|near| near.is_seldom))).each(step, &mut hand_on);
            }
            above = *down_to;
        }
    }

    /// Where the rows of the others stand that are so alike at least; and whether they were held to what they can say.
    pub(crate) fn in_file(&self, step: u8) -> (&[RowPlace], bool) {
        let count = self.in_file.partition_point(|place| place.step >= step);
        (self.in_file.get(..count).unwrap_or_default(), self.checked.load(Acquire) >= count)
    }

    /// Says that so many of them were, the first ones. Whoever is told so is told too where the file was refused for them.
    pub(crate) fn say_checked(&self, count: usize) {
        self.checked.fetch_max(count, Release);
    }

    /// The forms that have one nearly the same, by number, and that somebody may write in another script; `gather` puts them
    /// together.
    pub(crate) fn in_other_scripts(
        &self,
        script: Option<Script>,
        gather: impl Fn() -> Vec<Covered>,
    ) -> Cow<'_, [Covered]> {
        let (of, known) = self.in_other_scripts.get_or_init(|| (script, gather().into()));
        if *of == script { Cow::Borrowed(known) } else { Cow::Owned(gather()) }
    }

    /// How many bytes it takes, with what a map takes for it and what was put together so far.
    pub(crate) fn size(&self) -> usize {
        let lists = size_of_val(&*self.tokens)
            + size_of_val(&*self.slots)
            + size_of_val(&*self.marks)
            + size_of_val(&*self.rounds)
            + size_of_val(&*self.in_file)
            + self.initials.iter().map(|forms| size_of_val(&**forms)).sum::<usize>();
        let together = self.rungs.iter().filter_map(|rung| rung.rows.get()).map(Together::size).sum::<usize>();
        let elsewhere = self.in_other_scripts.get().map_or(0, |(_, forms)| size_of_val(&**forms));
        size_of::<Self>() + KEPT + lists + together + elsewhere
    }

    /// The marks of the tokens that are so alike at least.
    pub(crate) fn marks(&self, step: u8) -> &[Mark] {
        self.marks.get(..self.tokens(step).len()).unwrap_or_default()
    }

    /// A token, where it is in reach.
    pub(crate) fn get(&self, token: u32) -> Option<&NearToken> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = spread(token) & mask;
        loop {
            let place = *self.slots.get(at)? as usize;
            let near = self.tokens.get(place.checked_sub(1)?)?;
            if near.token == token {
                return Some(near);
            }
            at = (at + 1) & mask;
        }
    }
}

fn touch<T: Copy>(list: &[T]) {
    std::hint::black_box(list.first().copied());
}

/// The rounds that take the most strangers away for each form gone through, those first that take the most.
fn rounds(from_step: &[FromStep; STEPS], shares: &Shares) -> Vec<Round> {
    // By step how many forms are gone through from it on, and how often chance meets one of the others.
    let below = |step: usize| step.checked_sub(1).map_or(0.0, |below| shares.log(below));
    let all: Vec<(usize, f64, f64)> =
        (0..STEPS).map(|step| (step, f64::from(from_step[step].forms), below(step))).collect();
    let Some(best) = (0..STEPS).rev().find(|step| from_step[*step].tokens > 0) else { return Vec::new() };
    let (mut at, mut gone, mut strangers) = (best + 1, 0.0, shares.log(best));
    let mut rounds = Vec::new();
    while at > 0 {
        let worth = |(_, forms, others): &(usize, f64, f64)| (others - strangers) / (forms - gone).max(0.1);
        let next = all.iter().take(at).rev().max_by(|a, b| worth(a).total_cmp(&worth(b)));
        let Some(next) = next else { break };
        rounds.push(Round { step: next.0 as u8, worth: worth(next) });
        (at, gone, strangers) = *next;
    }
    rounds
}

fn slots(tokens: &[NearToken]) -> Vec<u32> {
    let mut slots = vec![0; (2 * tokens.len()).next_power_of_two()];
    let mask = slots.len() - 1;
    for (place, near) in (1..).zip(tokens) {
        let mut at = spread(near.token) & mask;
        while slots.get(at).is_some_and(|slot| *slot != 0) {
            at = (at + 1) & mask;
        }
        if let Some(slot) = slots.get_mut(at) {
            *slot = place;
        }
    }
    slots
}

fn spread(token: u32) -> usize {
    (u64::from(token).wrapping_mul(GOLDEN) >> 32) as usize
}

/// What a token earns at most that is met no better than by a step.
pub(crate) fn most_credit(step: usize) -> Credit {
    static BY_STEP: LazyLock<[Credit; STEPS]> =
        LazyLock::new(|| std::array::from_fn(|step| in_255ths(names::credit(coincidence::of_step(step + 1)))));
    BY_STEP.get(step).copied().unwrap_or(Credit::MAX)
}

/// The least whole number of 255ths that is no less than a share.
pub(crate) fn in_255ths(share: f64) -> Credit {
    // A billionth is lost in the rounding, where it is no part.
    (share * f64::from(Credit::MAX) - 1e-9).ceil() as Credit
}

/// Writes the bytes that tell a part from every other.
pub(crate) fn write_key(part: &Part, key: &mut Vec<u8>) {
    key.push(part.role as u8);
    key.extend_from_slice(part.text.as_bytes());
    key.push(0); // in no text
    for sound in &part.sounds {
        key.push(sound.primary.trailing_zeros() as u8 | (sound.kind as u8) << 5);
        key.extend_from_slice(&sound.set.to_le_bytes());
    }
    key.push(u8::MAX); // no first byte of a sound
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use zerocopy::little_endian::U32;

    use super::{Bearers, FEW_BEARERS, Near, NearToken, RUNGS, Row, Together};
    use crate::index::layout::BearerRecord;

    #[test]
    fn rows_of_what_few_have_are_put_together_by_rungs_and_the_others_are_left_in_the_file() {
        const FEW: u32 = FEW_BEARERS;
        // Of each token how alike it is, and how many have it; those of 0.7 are too many for the last rung.
        let first = [(1.0, 3), (1.0, FEW), (0.9, FEW + 1), (0.9, 2), (0.86, FEW), (0.86, FEW), (0.8, 20)];
        let all: Vec<(f64, u32)> = first.into_iter().chain((0..RUNGS[3] / FEW).map(|_| (0.7, FEW))).collect();
        let (mut end, mut tokens) = (0, Vec::new());
        for (number, (likeness, count)) in (0..).zip(&all) {
            let bearers = Bearers { first: end, end: end + count, ..Bearers::default() };
            tokens.push((NearToken::of(number, *likeness, bearers), bearers));
            end += count;
        }
        let near = Near::of(tokens.clone(), Default::default());
        let step = |likeness: f64| NearToken::of(0, likeness, Bearers::default()).step;
        let put_together = RefCell::new(Vec::new());
        let gather = |some: &mut dyn Iterator<Item = &NearToken>| {
            let mut together = Together::default();
            let mut numbers = Vec::new();
            for near in some {
                numbers.push(near.token);
                let of = tokens[near.token as usize].1;
                let bearer = |form| BearerRecord { form: U32::new(form), share: 0, flags: 0, beside_len: 0 };
                let bearers: Vec<BearerRecord> = (of.first..of.end).map(bearer).collect();
                together.add(&Row { step: near.step, bearers: &bearers, beside: &[] });
            }
            put_together.borrow_mut().push(numbers);
            together
        };
        let rows = [(step(1.0), 3 + FEW), (step(0.9), 2), (step(0.86), 2 * FEW)];
        let in_file: Vec<u32> = [2, 6].into_iter().chain(7..7 + RUNGS[3] / FEW).collect();
        for (likeness, together, left) in
            [(1.0, 1, 0), (0.9, 2, 1), (0.86, 3, 1), (0.8, 3, 2), (0.62, 3, in_file.len()), (1.0, 1, 0)]
        {
            let mut found = Vec::new();
            near.each_together(step(likeness), gather, |row| found.push((row.step, row.bearers.len() as u32)));
            assert_eq!(found, rows[..together], "{likeness}");
            let (places, are_checked) = near.in_file(step(likeness));
            let firsts: Vec<u32> = places.iter().map(|place| place.bearers.first).collect();
            let of_token = |token: &u32| tokens[*token as usize].1.first;
            assert_eq!(firsts, in_file[..left].iter().map(of_token).collect::<Vec<_>>(), "{likeness}");
            assert_eq!(are_checked, left == 0, "{likeness}");
        }
        assert_eq!(*put_together.borrow(), [vec![0, 1, 3], vec![4, 5]]);
        near.say_checked(1);
        assert_eq!([0.9, 0.8].map(|likeness| near.in_file(step(likeness)).1), [true, false]);
        assert_eq!(near.count(0) as u32, end);
    }
}
