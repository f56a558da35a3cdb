//! The tokens in reach of one asked, and how many names bear them.
//!
//! Shape:    a token asked, by its text, sounds and role, in; the register's tokens that may answer it out, by number.
//! Law:      nothing in reach is left out.
//! Cost:     for a token asked for the first time, one pass over the distinct tokens (`names::TokenBook`); then it is kept (`kept`).
//!           Who bears it is put together when first asked for, since for a name that many bear it need not be known (`candidates`).

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::{LazyLock, OnceLock};

use names::{Part, Script};

use super::coincidence::{self, STEPS, Shares};

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

/// What is in reach of a token asked, put together once.
#[derive(Debug, Default)]
pub(crate) struct Near {
    /// The most alike first.
    tokens: Vec<NearToken>,
    /// By hash, the places of the tokens, from 1; at least as many slots are empty as are not.
    slots: Vec<u32>,
    /// A bit for each hash of a token: what is not here, which is most that is asked for, is not looked for there.
    hashes: Vec<u64>,
    /// How many of the tokens are at least so alike, by step, and how many forms have one of them, each counted as often.
    from_step: [(u32, u32); STEPS],
    pub(crate) shares: Shares,
    /// In which order it pays to go through the forms, the most alike first.
    pub(crate) rounds: Vec<Round>,
    /// The forms of which it may be the initials: organisations' names, and others.
    initials: [Box<[u32]>; 2],
    /// Forms that have one, the most alike first; and which have one. Put together when asked for.
    met: OnceLock<Box<[Met]>>,
    bearers: OnceLock<Bearers>,
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
pub(crate) struct Met {
    pub(crate) form: u32,
    /// How alike the token is, by step, and what it earns.
    pub(crate) step: u8,
    pub(crate) credit: Credit,
    /// What the parts of the form that the token covers weigh, in 255ths of all, rounded up; and its flags.
    pub(crate) share: u8,
    pub(crate) flags: u8,
}

/// Which forms have a token in reach of one asked, and which have one that is more alike ([`MORE_ALIKE`]); those are asked for first, and
/// stand closer together.
#[derive(Debug)]
pub(crate) struct Bearers {
    all: Marked,
    alike: Marked,
}

/// Forms that are marked, three bits each in one word.
#[derive(Debug)]
struct Marked(Box<[u64]>);

/// How a form is marked: in which of the words, as a share of 2³², and by which of its bits.
#[derive(Clone, Copy, Default)]
pub(crate) struct Mark {
    word: u32,
    bits: u64,
}

/// What a map takes for one that is kept, about: a key and two counts, at most half as much again for what is empty, and what was asked
/// of the system for each.
const KEPT: usize = 160;

/// So many forms are put together at most of those that have what is in reach of one token; more take too much, and are gone through
/// where they stand in the file.
const MOST_TOGETHER: usize = 1 << 12;

/// From this step on a token is more alike.
pub(crate) const MORE_ALIKE: u8 = 7;

/// So many bits there are for each token, so that of those that are not in reach few seem to be.
const SPARSE: usize = 16;

/// So many bits there are for each form, of which three are its own: of those that are not meant one in thirty seems to be.
const BITS: usize = 8;

/// The same for each form that has a more alike one: one in two hundred.
const ALIKE_BITS: usize = 16;

impl Near {
    /// Of tokens, each with how many forms have it.
    pub(crate) fn of(mut tokens: Vec<(NearToken, u32)>, shares: Shares) -> Self {
        tokens.sort_by_key(|(near, _)| (Reverse(near.step), near.token));
        let mut from_step = [(0, 0); STEPS];
        for (near, bearers) in &tokens {
            for (count, all) in from_step.iter_mut().take(usize::from(near.step) + 1) {
                *count += 1;
                *all = u32::saturating_add(*all, *bearers);
            }
        }
        let tokens: Vec<NearToken> = tokens.into_iter().map(|(near, _)| near).collect();
        let mut hashes = vec![0; (SPARSE * tokens.len()).next_power_of_two().div_ceil(64)];
        for near in &tokens {
            let (word, bit) = place(&hashes, spread(near.token));
            hashes.get_mut(word).into_iter().for_each(|word| *word |= 1 << bit);
        }
        let (slots, rounds) = (slots(&tokens), rounds(&from_step, &shares));
        Self { tokens, slots, hashes, from_step, shares, rounds, ..Self::default() }
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

    /// The forms that have one of the most alike tokens, as often as they do, the most alike first, and the tokens that are so alike
    /// behind those. `gather` puts the forms of some tokens together: so many steps that they are few.
    pub(crate) fn met(&self, step: u8, gather: impl FnOnce(&[NearToken]) -> Vec<Met>) -> (&[Met], &[NearToken]) {
        let from = (0..STEPS as u8).find(|step| self.count(*step) <= MOST_TOGETHER).unwrap_or(STEPS as u8);
        let together = self.tokens(from);
        let met = self.met.get_or_init(|| gather(together).into());
        let others = self.tokens(step).get(together.len()..).unwrap_or_default();
        (met.get(..self.count(step)).unwrap_or(met), others)
    }

    /// Which forms have one; `gather` puts them together.
    pub(crate) fn bearers(&self, gather: impl FnOnce() -> Bearers) -> &Bearers {
        self.bearers.get_or_init(gather)
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
            + size_of_val(&*self.hashes)
            + size_of_val(&*self.rounds)
            + self.initials.iter().map(|forms| size_of_val(&**forms)).sum::<usize>();
        let met = self.met.get().map_or(0, |met| size_of_val(&**met));
        let elsewhere = self.in_other_scripts.get().map_or(0, |(_, forms)| size_of_val(&**forms));
        size_of::<Self>() + KEPT + lists + met + self.bearers.get().map_or(0, Bearers::size) + elsewhere
    }

    /// A token, where it is in reach.
    pub(crate) fn get(&self, token: u32) -> Option<&NearToken> {
        let hash = spread(token);
        let (word, bit) = place(&self.hashes, hash);
        self.hashes.get(word).filter(|word| *word >> bit & 1 == 1)?;
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = hash & mask;
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

impl Bearers {
    /// None yet of those that have what is in reach, of so many forms in all.
    pub(crate) fn none(near: &Near, all: usize) -> Self {
        let of = |step, bits| Marked::none(bits * near.count(step).min(all));
        Self { all: of(0, BITS), alike: of(MORE_ALIKE, ALIKE_BITS) }
    }

    pub(crate) fn add(&mut self, form: u32, step: u8) {
        let mark = Mark::of(form);
        self.all.add(mark);
        if step >= MORE_ALIKE {
            self.alike.add(mark);
        }
    }

    /// Whether a form may have one.
    pub(crate) fn may_have(&self, form: Mark) -> bool {
        self.all.may_have(form)
    }

    /// Whether a form may have one that is more alike.
    pub(crate) fn may_have_alike(&self, form: Mark) -> bool {
        self.alike.may_have(form)
    }

    pub(crate) fn size(&self) -> usize {
        size_of_val(&*self.all.0) + size_of_val(&*self.alike.0)
    }
}

impl Marked {
    /// None yet, in so many bits.
    fn none(bits: usize) -> Self {
        Self(vec![0; bits.div_ceil(64).max(1)].into())
    }

    fn add(&mut self, form: Mark) {
        let at = self.word_of(form);
        self.0.get_mut(at).into_iter().for_each(|word| *word |= form.bits);
    }

    fn may_have(&self, form: Mark) -> bool {
        let word = self.0.get(self.word_of(form)).copied().unwrap_or_default();
        word & form.bits == form.bits
    }

    fn word_of(&self, form: Mark) -> usize {
        ((u64::from(form.word) * self.0.len() as u64) >> 32) as usize
    }
}

impl Mark {
    pub(crate) fn of(form: u32) -> Self {
        let hash = u64::from(form).wrapping_mul(GOLDEN);
        let bits = [14, 20, 26].map(|digit| 1 << (hash >> digit & 63));
        Self { word: (hash >> 32) as u32, bits: bits.into_iter().fold(0, |all, bit: u64| all | bit) }
    }
}

/// The bit of a hash: its word, and its place there. The words are a power of two, or none.
fn place(words: &[u64], hash: usize) -> (usize, u32) {
    ((hash / 64) & words.len().wrapping_sub(1), hash as u32 % 64)
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
