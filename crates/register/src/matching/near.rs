//! The tokens in reach of one asked, and how many names bear them.
//!
//! Shape:    a token asked, by its text, sounds and role, in; the register's tokens that may answer it out, by number.
//! Law:      nothing in reach is left out.
//! Cost:     for a token asked for the first time, one pass over the distinct tokens (`names::TokenBook`); then it is kept (`kept`).
//!           Which names bear one is read in the file, where each bearer says which other tokens it has (`marks`): in rows of forms whose
//!           tokens are all so alike. Of tokens that few bear many make one row, which is put together when it is asked for.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{LazyLock, OnceLock};

use names::{Part, Script};

use super::coincidence::{self, STEPS, Shares};
use super::marks::Mark;
use crate::index::layout::BearerRecord;

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
    pub(crate) similarity: f64,
}

impl NearToken {
    pub(crate) fn of(token: u32, similarity: f64) -> Self {
        let step = coincidence::step(similarity) as u8;
        Self { token, credit: in_255ths(names::credit(similarity)), step, similarity }
    }
}

/// Where the bearers of a token begin and end in the file, and the marks beside them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Bearers {
    pub(crate) first: u32,
    pub(crate) end: u32,
    pub(crate) beside: u32,
    pub(crate) beside_end: u32,
}

impl Bearers {
    pub(crate) fn count(self) -> u32 {
        self.end.saturating_sub(self.first)
    }

    /// Whether they are so few that they are put together with those of other tokens.
    pub(crate) fn are_few(self) -> bool {
        self.count() <= FEW
    }
}

/// So few forms make one row with those of other tokens: to find where a row stands takes longer than to go through so many.
const FEW: u32 = 16;

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
    from_step: [Counts; STEPS],
    pub(crate) shares: Shares,
    /// In which order it pays to go through the forms, the most alike first.
    pub(crate) rounds: Vec<Round>,
    /// The forms of which it may be the initials: organisations' names, and others.
    initials: [Box<[u32]>; 2],
    /// The forms of those that few have, the most alike first: of each rung down to a step those that the ones before have not. Put
    /// together when asked for.
    together: [(u8, OnceLock<Together>); RUNGS.len()],
    /// Where the forms of the others stand in the file, the most alike first.
    in_file: Box<[InFile]>,
    /// The forms that have one nearly the same, and that somebody may write in another script than the one asked; likewise.
    in_other_scripts: OnceLock<(Option<Script>, Box<[Sounded]>)>,
    /// Of so many of those in the file the bearers were held to what they can say.
    held: AtomicUsize,
}

/// A form that has a token nearly the same, and how much of its weight that covers, in 255ths, rounded up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Sounded {
    pub(crate) form: u32,
    pub(crate) share: u8,
}

/// How many tokens there are.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    tokens: u32,
    /// Forms that have one of them, each counted as often as it has.
    forms: u32,
    /// The same of those tokens that few have.
    forms_of_few: u32,
}

/// Where the bearers of a token stand, and how alike it is, by step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InFile {
    pub(crate) bearers: Bearers,
    pub(crate) step: u8,
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

/// Forms that have a token in reach of one asked, all of them so alike, as they stand behind one another in the file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'m> {
    /// How alike the token is, by step.
    pub(crate) step: u8,
    pub(crate) bearers: &'m [BearerRecord],
    /// Of one bearer after another, the marks of the tokens that the form has beside this one.
    pub(crate) beside: &'m [Mark],
}

impl<'m> Row<'m> {
    /// Each with its marks.
    #[inline]
    pub(crate) fn each(&self, mut hand_on: impl FnMut(&'m BearerRecord, &'m [Mark])) {
        let mut beside = self.beside;
        for bearer in self.bearers {
            let (own, others) = beside.split_at_checked(bearer.beside_len.into()).unwrap_or((beside, &[]));
            hand_on(bearer, own);
            beside = others;
        }
    }

    /// Those to which marks at some places belong, each once; the places come in order.
    #[inline]
    pub(crate) fn at(&self, mut hand_on: impl FnMut(&'m BearerRecord, &'m [Mark])) -> impl FnMut(usize) {
        let (mut bearers, mut end) = (self.bearers.iter(), 0);
        let beside = self.beside;
        move |place| {
            let (mut begin, mut bearer) = (end, None);
            while end <= place {
                let Some(next) = bearers.next() else { return };
                (begin, bearer) = (end, Some(next));
                end += usize::from(next.beside_len);
            }
            if let Some(bearer) = bearer {
                hand_on(bearer, beside.get(begin..end).unwrap_or_default());
            }
        }
    }
}

/// Forms that have a token in reach of one asked, taken from where they stand in the file.
#[derive(Debug, Default)]
pub(crate) struct Together {
    bearers: Vec<BearerRecord>,
    beside: Vec<Mark>,
    /// By step, the most alike first, where their bearers and their marks end.
    rows: Vec<(u8, u32, u32)>,
}

impl Together {
    pub(crate) fn add(&mut self, row: &Row<'_>) {
        self.bearers.extend_from_slice(row.bearers);
        self.beside.extend_from_slice(row.beside);
        if self.rows.last().is_none_or(|(step, ..)| *step != row.step) {
            self.rows.push((row.step, 0, 0));
        }
        let ends = (self.bearers.len() as u32, self.beside.len() as u32);
        self.rows.last_mut().into_iter().for_each(|last| (last.1, last.2) = ends);
    }

    /// Hands on those that are so alike at least.
    #[inline(always)]
    fn each(&self, step: u8, mut hand_on: impl FnMut(Row<'_>)) {
        let (mut bearers, mut beside) = (0, 0);
        for (of, bearers_end, beside_end) in self.rows.iter().take_while(|(of, ..)| *of >= step) {
            let ends = (*bearers_end as usize, *beside_end as usize);
            hand_on(Row {
                step: *of,
                bearers: self.bearers.get(bearers..ends.0).unwrap_or_default(),
                beside: self.beside.get(beside..ends.1).unwrap_or_default(),
            });
            (bearers, beside) = ends;
        }
    }

    pub(crate) fn size(&self) -> usize {
        size_of_val(&*self.bearers) + size_of_val(&*self.beside) + size_of_val(&*self.rows)
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
        let mut from_step = [Counts::default(); STEPS];
        for (near, bearers) in &all {
            for Counts { tokens, forms, forms_of_few } in from_step.iter_mut().take(usize::from(near.step) + 1) {
                *tokens += 1;
                *forms = u32::saturating_add(*forms, bearers.count());
                let few = if bearers.are_few() { bearers.count() } else { 0 };
                *forms_of_few = u32::saturating_add(*forms_of_few, few);
            }
        }
        let down_to =
            RUNGS.map(|most| (0..STEPS as u8).find(|step| from_step[usize::from(*step)].forms_of_few <= most));
        let down_to = down_to.map(|step| step.unwrap_or(STEPS as u8));
        let is_together =
            |step, bearers: Bearers| bearers.are_few() && down_to.last().is_some_and(|last| step >= *last);
        let in_file = all.iter().filter(|(near, bearers)| !is_together(near.step, *bearers));
        let in_file = in_file.map(|(near, bearers)| InFile { bearers: *bearers, step: near.step }).collect();
        let tokens: Vec<NearToken> = all.into_iter().map(|(near, _)| near).collect();
        let marks = tokens.iter().map(|near| Mark::of(near.token)).collect();
        let (slots, rounds) = (slots(&tokens), rounds(&from_step, &shares));
        let together = down_to.map(|step| (step, OnceLock::new()));
        Self { tokens, slots, marks, from_step, shares, rounds, together, in_file, ..Self::default() }
    }

    /// Has what every question reads of it brought near the processor, which need not wait for it yet.
    pub(crate) fn touch(&self) {
        touch(&self.marks);
        touch(&self.rounds);
        if let Some(together) = self.together.first().and_then(|(_, together)| together.get()) {
            touch(&together.rows);
            touch(&together.beside);
        }
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
        let Counts { tokens, .. } = self.from(step);
        self.tokens.get(..tokens as usize).unwrap_or_default()
    }

    /// How many forms have one that is so alike at least, a form as often as it has one.
    pub(crate) fn count(&self, step: u8) -> usize {
        self.from(step).forms as usize
    }

    fn from(&self, step: u8) -> Counts {
        self.from_step.get(usize::from(step)).copied().unwrap_or_default()
    }

    /// Hands on those forms that are put together and have one that is so alike at least, as often as they do, the most alike first;
    /// `gather` puts those of some tokens together, of which it leaves out those that more have ([`Bearers::are_few`]).
    #[inline(always)] // as what is done with each row
    pub(crate) fn each_together(
        &self,
        step: u8,
        gather: impl Fn(&[NearToken]) -> Together,
        mut hand_on: impl FnMut(Row<'_>),
    ) {
        let mut from = STEPS as u8;
        for (down_to, together) in &self.together {
            if self.from(step.max(*down_to)).forms_of_few > self.from(from).forms_of_few {
                let of_rung = self.tokens(*down_to).get(self.tokens(from).len()..).unwrap_or_default();
                together.get_or_init(|| gather(of_rung)).each(step, &mut hand_on);
            }
            from = *down_to;
        }
    }

    /// Where the others stand that are so alike; and whether they were held to what they can say.
    pub(crate) fn in_file(&self, step: u8) -> (&[InFile], bool) {
        let count = self.in_file.partition_point(|of| of.step >= step);
        (self.in_file.get(..count).unwrap_or_default(), self.held.load(Relaxed) >= count)
    }

    /// Says that those were, the first ones.
    pub(crate) fn say_held(&self, count: usize) {
        self.held.fetch_max(count, Relaxed);
    }

    /// The forms that have one nearly the same, by number, and that somebody may write in another script; `gather` puts them
    /// together.
    pub(crate) fn in_other_scripts(
        &self,
        script: Option<Script>,
        gather: impl Fn() -> Vec<Sounded>,
    ) -> Cow<'_, [Sounded]> {
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
        let together =
            self.together.iter().filter_map(|(_, together)| together.get()).map(Together::size).sum::<usize>();
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
fn rounds(from_step: &[Counts; STEPS], shares: &Shares) -> Vec<Round> {
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

    use super::{Bearers, FEW, InFile, Mark, Near, NearToken, RUNGS, Row, STEPS, Together};
    use crate::index::layout::BearerRecord;

    fn bearer(form: u32, beside_len: u8) -> BearerRecord {
        BearerRecord { form: U32::new(form), share: 0, flags: 0, beside_len }
    }

    #[test]
    fn marks_are_told_by_their_places_whose_they_are() {
        let bearers = [bearer(7, 2), bearer(8, 0), bearer(9, 3), bearer(11, 1)];
        let beside: Vec<Mark> = (0..6).map(Mark::of).collect();
        let row = Row { step: 0, bearers: &bearers, beside: &beside };
        let mut all = Vec::new();
        row.each(|bearer, marks| all.push((bearer.form.get(), marks.to_vec())));
        let of = |form: u32, range: std::ops::Range<usize>| (form, beside[range].to_vec());
        assert_eq!(all, [of(7, 0..2), of(8, 0..0), of(9, 2..5), of(11, 5..6)]);
        for (places, want) in [
            (&[][..], &[][..]),
            (&[0], &[0]),
            (&[0, 1], &[0]),
            (&[1, 2], &[0, 2]),
            (&[3, 4], &[2]),
            (&[5], &[3]),
            (&[0, 2, 3, 5], &[0, 2, 3]),
            (&[6], &[]), // behind all marks
        ] {
            let mut found = Vec::new();
            places.iter().copied().for_each(row.at(|bearer, marks| found.push((bearer.form.get(), marks.to_vec()))));
            assert_eq!(found, want.iter().map(|at| all[*at].clone()).collect::<Vec<_>>(), "{places:?}");
        }
    }

    #[test]
    fn what_few_have_is_put_together_by_rungs_and_the_rest_is_left_in_the_file() {
        // Of each token how alike it is, and how many have it.
        let most = RUNGS[3];
        let all: Vec<(f64, u32)> = [(1.0, 3), (1.0, FEW), (0.9, FEW + 1), (0.9, 2), (0.8, 20)]
            .into_iter()
            .chain((0..most / FEW).map(|_| (0.7, FEW))) // together with those above too many
            .collect();
        let mut first = 0;
        let placed = |(number, (likeness, count)): (u32, &(f64, u32))| {
            let bearers = Bearers { first, end: first + count, ..Bearers::default() };
            first += count;
            (NearToken::of(number, *likeness), bearers)
        };
        let tokens: Vec<(NearToken, Bearers)> = (0..).zip(&all).map(placed).collect();
        let near = Near::of(tokens.clone(), Default::default());
        let step = |likeness: f64| NearToken::of(0, likeness).step;
        let gathered = RefCell::new(Vec::new());
        let gather = |some: &[NearToken]| {
            gathered.borrow_mut().push(some.len());
            let mut together = Together::default();
            for near in some {
                let bearers = tokens[near.token as usize].1;
                let records: Vec<BearerRecord> = (bearers.first..bearers.end).map(|form| bearer(form, 0)).collect();
                if bearers.are_few() {
                    together.add(&Row { step: near.step, bearers: &records, beside: &[] });
                }
            }
            together
        };
        for (likeness, together, in_file) in [
            (1.0, vec![(1.0, 3 + FEW)], vec![]),
            (0.9, vec![(1.0, 3 + FEW), (0.9, 2)], vec![2]),
            (0.8, vec![(1.0, 3 + FEW), (0.9, 2)], vec![2, 4]),
            (0.62, vec![(1.0, 3 + FEW), (0.9, 2)], (4..4 + most / FEW + 1).chain([2]).collect()),
            (1.0, vec![(1.0, 3 + FEW)], vec![]), // asked again
        ] {
            let mut rows = Vec::new();
            near.each_together(step(likeness), gather, |row| rows.push((row.step, row.bearers.len() as u32)));
            assert_eq!(rows, together.iter().map(|(of, count)| (step(*of), *count)).collect::<Vec<_>>(), "{likeness}");
            let token_of = |of: &InFile| tokens.iter().position(|(_, bearers)| bearers.first == of.bearers.first);
            let (left, are_held) = near.in_file(step(likeness));
            let mut left: Vec<u32> = left.iter().filter_map(token_of).map(|token| token as u32).collect();
            left.sort_unstable();
            let mut want = in_file.clone();
            want.sort_unstable();
            assert_eq!(left, want, "{likeness}");
            assert_eq!(are_held, want.is_empty(), "{likeness}");
        }
        assert_eq!(*gathered.borrow(), [5]); // once, down to where more come
        near.say_held(1);
        assert_eq!([0.9, 0.8].map(|likeness| near.in_file(step(likeness)).1), [true, false]);
        assert_eq!(near.count(0) as u32, all.iter().map(|(_, count)| count).sum::<u32>());
        assert!(usize::from(step(1.0)) < STEPS);
    }
}
