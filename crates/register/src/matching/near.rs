//! The tokens in reach of one asked, and how many names bear them.
//!
//! Shape:    a token asked, by its text, sounds and role, in; the register's tokens that may answer it out, by number.
//! Law:      nothing in reach is left out.
//! Cost:     for a token asked for the first time, one pass over the distinct tokens (`names::TokenBook`); then it is kept (`kept`).
//!           Which names bear one is read in the file, where each bearer says which other tokens it has (`marks`).

use std::borrow::Cow;
use std::cmp::Reverse;
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
    pub(crate) bearers: Bearers,
    pub(crate) credit: Credit,
    pub(crate) step: u8,
    pub(crate) similarity: f64,
}

impl NearToken {
    pub(crate) fn of(token: u32, similarity: f64, bearers: Bearers) -> Self {
        let step = coincidence::step(similarity) as u8;
        Self { token, bearers, credit: in_255ths(names::credit(similarity)), step, similarity }
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
}

/// What is in reach of a token asked, put together once.
#[derive(Debug, Default)]
pub(crate) struct Near {
    /// The most alike first.
    tokens: Vec<NearToken>,
    /// By hash, the places of the tokens, from 1; at least as many slots are empty as are not.
    slots: Vec<u32>,
    /// By token, its mark.
    marks: Box<[Mark]>,
    /// How many of the tokens are at least so alike, by step, and how many forms have one of them, each counted as often.
    from_step: [(u32, u32); STEPS],
    pub(crate) shares: Shares,
    /// In which order it pays to go through the forms, the most alike first.
    pub(crate) rounds: Vec<Round>,
    /// The forms of which it may be the initials: organisations' names, and others.
    initials: [Box<[u32]>; 2],
    /// Forms that have one, the most alike first: of each rung those that the ones before have not. Put together when asked for.
    together: [OnceLock<Together>; RUNGS.len()],
    /// Those that have one nearly the same, and that somebody may write in another script than the one asked; likewise.
    in_other_scripts: OnceLock<(Option<Script>, Box<[u32]>)>,
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

/// A form that has a token in reach of one asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Met<'m> {
    pub(crate) bearer: &'m BearerRecord,
    /// How alike the token is, by step, and what it earns.
    pub(crate) step: u8,
    pub(crate) credit: Credit,
    /// The marks of the tokens that the form has beside it.
    pub(crate) beside: &'m [Mark],
}

/// Forms that have a token in reach of one asked, taken from where they stand in the file.
#[derive(Debug, Default)]
pub(crate) struct Together {
    met: Vec<(BearerRecord, u8, Credit)>,
    beside: Vec<Mark>,
}

impl Together {
    pub(crate) fn add(&mut self, met: &Met<'_>) {
        self.met.push((*met.bearer, met.step, met.credit));
        self.beside.extend_from_slice(met.beside);
    }

    /// Hands on the first ones.
    #[inline(always)]
    fn each(&self, count: usize, mut hand_on: impl FnMut(&Met<'_>)) {
        let mut beside = &*self.beside;
        for (bearer, step, credit) in self.met.iter().take(count) {
            let (own, others) = beside.split_at_checked(bearer.beside_len.into()).unwrap_or((beside, &[]));
            hand_on(&Met { bearer, step: *step, credit: *credit, beside: own });
            beside = others;
        }
    }

    pub(crate) fn size(&self) -> usize {
        size_of_val(&*self.met) + size_of_val(&*self.beside)
    }
}

/// What a map takes for one that is kept, about: a key and two counts, at most half as much again for what is empty, and what was asked
/// of the system for each.
const KEPT: usize = 160;

/// So many forms are put together at most of those that have what is in reach of one token, at first, and when more are wanted; still more
/// take too much, and are gone through where they stand in the file.
const RUNGS: [usize; 3] = [1 << 5, 1 << 7, 1 << 9];

/// From this step on a token is more alike.
pub(crate) const MORE_ALIKE: u8 = 7;

impl Near {
    pub(crate) fn of(mut tokens: Vec<NearToken>, shares: Shares) -> Self {
        tokens.sort_by_key(|near| (Reverse(near.step), near.token));
        let mut from_step = [(0, 0); STEPS];
        for near in &tokens {
            for (count, all) in from_step.iter_mut().take(usize::from(near.step) + 1) {
                *count += 1;
                *all = u32::saturating_add(*all, near.bearers.count());
            }
        }
        let (slots, rounds) = (slots(&tokens), rounds(&from_step, &shares));
        let marks = tokens.iter().map(|near| Mark::of(near.token)).collect();
        Self { tokens, slots, marks, from_step, shares, rounds, ..Self::default() }
    }

    /// Has what every question reads of it brought near the processor, which need not wait for it yet.
    pub(crate) fn touch(&self) {
        touch(&self.marks);
        touch(&self.rounds);
        if let Some(together) = self.together.first().and_then(OnceLock::get) {
            touch(&together.met);
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
        let (end, _) = self.from_step.get(usize::from(step)).copied().unwrap_or_default();
        self.tokens.get(..end as usize).unwrap_or_default()
    }

    /// How many forms have one that is so alike at least, a form as often as it has one.
    pub(crate) fn count(&self, step: u8) -> usize {
        self.from_step.get(usize::from(step)).map_or(0, |(_, bearers)| *bearers as usize)
    }

    /// Hands on the forms that have one of the most alike tokens, as often as they do, the most alike first; and returns the tokens that
    /// are so alike behind those. `gather` puts the forms of some tokens together: so many steps that they are few.
    #[inline(always)] // as what is done with each form, which is little
    pub(crate) fn each_of_few(
        &self,
        step: u8,
        gather: impl Fn(&[NearToken]) -> Together,
        mut hand_on: impl FnMut(&Met<'_>),
    ) -> &[NearToken] {
        let mut from = STEPS as u8;
        for (most, together) in RUNGS.iter().zip(&self.together) {
            let (before, next) = (self.count(from), (0..from).find(|step| self.count(*step) <= *most).unwrap_or(from));
            let wanted = self.count(step).min(self.count(next)).saturating_sub(before);
            if wanted > 0 {
                let of_rung = self.tokens(next).get(self.tokens(from).len()..).unwrap_or_default();
                together.get_or_init(|| gather(of_rung)).each(wanted, &mut hand_on);
            }
            from = next;
        }
        self.tokens(step).get(self.tokens(from).len()..).unwrap_or_default()
    }

    /// The forms that have one nearly the same, by number, and that somebody may write in another script; `gather` puts them
    /// together.
    pub(crate) fn in_other_scripts(&self, script: Option<Script>, gather: impl Fn() -> Vec<u32>) -> Cow<'_, [u32]> {
        let (of, known) = self.in_other_scripts.get_or_init(|| (script, gather().into()));
        if *of == script { Cow::Borrowed(known) } else { Cow::Owned(gather()) }
    }

    /// How many bytes it takes, with what a map takes for it and what was put together so far.
    pub(crate) fn size(&self) -> usize {
        let lists = size_of_val(&*self.tokens)
            + size_of_val(&*self.slots)
            + size_of_val(&*self.marks)
            + size_of_val(&*self.rounds)
            + self.initials.iter().map(|forms| size_of_val(&**forms)).sum::<usize>();
        let together = self.together.iter().filter_map(OnceLock::get).map(Together::size).sum::<usize>();
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
fn rounds(from_step: &[(u32, u32); STEPS], shares: &Shares) -> Vec<Round> {
    // By step how many forms are gone through from it on, and how often chance meets one of the others.
    let below = |step: usize| step.checked_sub(1).map_or(0.0, |below| shares.log(below));
    let all: Vec<(usize, f64, f64)> =
        (0..STEPS).map(|step| (step, f64::from(from_step[step].1), below(step))).collect();
    let Some(best) = (0..STEPS).rev().find(|step| from_step[*step].0 > 0) else { return Vec::new() };
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
