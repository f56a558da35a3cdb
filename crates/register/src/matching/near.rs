//! The tokens in reach of one asked, and how many names bear them.
//!
//! Shape:    a token asked, by its text, sounds and role, in; the register's tokens that may answer it out, by number.
//! Law:      nothing in reach is left out; what is kept of a question changes no answer.
//! Cost:     for a token asked for the first time, one pass over the distinct tokens (`names::TokenBook`); what is in its
//!           reach is kept, since the same given names are asked again and again.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use names::{Part, Script};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use super::coincidence::Shares;
use super::vocabulary::Vocabulary;

/// What a part earns of its weight at most ([`names::credit`]), in 255ths, rounded up.
pub(crate) type Credit = u8;

/// A token in reach of one asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NearToken {
    pub(crate) token: u32,
    pub(crate) credit: Credit,
    pub(crate) similarity: f64,
}

impl NearToken {
    pub(crate) fn of(token: u32, similarity: f64) -> Self {
        Self { token, credit: in_255ths(names::credit(similarity)), similarity }
    }
}

/// What is in reach of a token asked, put together once: a question that went from token to token would wait for each.
#[derive(Debug, Default)]
pub(crate) struct Near {
    /// By number.
    pub(crate) tokens: Vec<NearToken>,
    /// How alike the most alike of them is, by step.
    pub(crate) best: Option<usize>,
    pub(crate) shares: Shares,
    /// The forms that have one.
    pub(crate) bearers: Bearers,
    /// The forms that may earn [`ALONE`] of their weight by one alone; and of those the ones that are organisations' or that one
    /// token covers whole.
    pub(crate) alone: Alone,
    pub(crate) whole: Alone,
    /// The forms that have one nearly the same, and that somebody writes in another script than one asked; worked out when asked for.
    in_other_scripts: OnceLock<(Option<Script>, Box<[u32]>)>,
    /// By hash, the places of the tokens, from 1; at least as many slots are empty as are not.
    slots: Vec<u16>,
}

/// Forms, those that may earn the most first, and how much that is.
#[derive(Debug, Default)]
pub(crate) struct Alone {
    forms: Vec<u32>,
    earned: Vec<Credit>,
}

impl Alone {
    /// Of forms in the order of what they earn.
    fn of(met: impl Iterator<Item = Met>) -> Self {
        let (forms, earned) = met.map(|met| (met.form, met.earned)).unzip();
        Self { forms, earned }
    }

    /// Those that may earn so much of their weight by one token alone, from [`ALONE`] on.
    pub(crate) fn earning(&self, least: f64) -> &[u32] {
        let end = self.earned.partition_point(|earned| f64::from(*earned) >= least * f64::from(Credit::MAX));
        self.forms.get(..end).unwrap_or_default()
    }
}

/// The least share of its weight for which a form is found by the one token that earns it; a lesser one is looked for among all
/// who bear what is like a token asked.
pub(crate) const ALONE: f64 = 0.5;

/// A form that has a token in reach of one asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Met {
    pub(crate) form: u32,
    /// How alike the token is, by step.
    pub(crate) step: u8,
    /// What the token asked earns by it.
    pub(crate) credit: Credit,
    /// The share of its weight that the form earns by it, in 255ths, rounded up.
    pub(crate) earned: Credit,
    pub(crate) parts: Parts,
}

/// Which parts of a form are met, a bit each, all of them where that cannot be told; and whether it is an organisation's.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned,
)]
#[repr(transparent)]
pub(crate) struct Parts(u8);

impl Parts {
    const ALL: u8 = 0x7F;
    const ORGANISATION: u8 = 0x80;

    pub(crate) fn of(first: usize, has_next_too: bool, is_organisation: bool) -> Self {
        let both = if has_next_too { 0b11 } else { 0b01_u32 };
        let bits = both.checked_shl(first as u32).filter(|bits| *bits <= u32::from(Self::ALL));
        Self(bits.map_or(Self::ALL, |bits| bits as u8) | if is_organisation { Self::ORGANISATION } else { 0 })
    }

    pub(crate) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn is_one(self) -> bool {
        (self.0 & Self::ALL).is_power_of_two()
    }

    pub(crate) fn is_organisation(self) -> bool {
        self.0 & Self::ORGANISATION != 0
    }
}

/// Forms that have a token in reach of one asked.
#[derive(Debug, Default)]
pub(crate) struct Bearers {
    /// By number.
    met: Vec<Met>,
    /// How many of them have numbers before each block of so many: about one stands in each, numbers being spread evenly.
    before: Vec<u32>,
    block: u32, // as a power of two
    /// Where there are many, blocks have 64, and here is a bit for each form of the register.
    is_here: Vec<u64>,
}

/// From one in so many forms of a register on there are many: then this takes no more than twice as much again.
const MANY: usize = 64;

impl Near {
    /// Takes the forms that have one of the tokens, of so many in all.
    pub(crate) fn take(&mut self, mut met: Vec<Met>, all: usize) {
        self.best = met.iter().map(|met| usize::from(met.step)).max();
        met.sort_unstable_by_key(|met| met.form);
        // Each token asked is answered once, by what earns the most.
        met.dedup_by(|next, kept| {
            let is_same = next.form == kept.form;
            if is_same {
                kept.step = kept.step.max(next.step);
                kept.credit = kept.credit.max(next.credit);
                kept.earned = kept.earned.max(next.earned);
                kept.parts = kept.parts.with(next.parts);
            }
            is_same
        });
        self.bearers = Bearers::of(met.clone(), all);
        met.retain(|met| f64::from(met.earned) >= ALONE * f64::from(Credit::MAX));
        met.sort_by_key(|met| Credit::MAX - met.earned);
        self.alone = Alone::of(met.iter().copied());
        let is_whole = |met: &Met| met.earned >= met.credit || met.parts.is_organisation();
        self.whole = Alone::of(met.iter().copied().filter(is_whole));
        self.fill_slots();
    }

    fn fill_slots(&mut self) {
        self.slots = vec![0; (4 * self.tokens.len()).next_power_of_two()];
        let mask = self.slots.len() - 1;
        for (place, near) in (1..=u16::MAX).zip(&self.tokens) {
            let mut at = spread(near.token) & mask;
            while self.slots.get(at).is_some_and(|slot| *slot != 0) {
                at = (at + 1) & mask;
            }
            if let Some(slot) = self.slots.get_mut(at) {
                *slot = place;
            }
        }
    }

    /// How many bytes it takes, with what a map takes for it.
    fn size(&self) -> usize {
        let alone = [&self.alone, &self.whole].map(|alone| 5 * alone.forms.len());
        let lists =
            size_of_val(&*self.tokens) + size_of_val(&*self.slots) + self.bearers.size() + alone.iter().sum::<usize>();
        2 * size_of::<Self>() + lists
    }

    /// The forms that have a token that earns so much at least, and that somebody may write in another script.
    pub(crate) fn in_other_scripts(
        &self,
        script: Option<Script>,
        earns: Credit,
        forms: &Vocabulary<'_>,
    ) -> Cow<'_, [u32]> {
        let look_up = || {
            let met = self.bearers.met.iter().filter(|met| met.credit >= earns).map(|met| met.form);
            met.filter(|form| !forms.is_written_in(*form, script)).collect::<Box<[u32]>>()
        };
        let (of, known) = self.in_other_scripts.get_or_init(|| (script, look_up()));
        if *of == script { Cow::Borrowed(known) } else { Cow::Owned(look_up().into_vec()) }
    }

    /// A token, where it is in reach.
    pub(crate) fn get(&self, token: u32) -> Option<&NearToken> {
        if self.tokens.len() > usize::from(u16::MAX) {
            return self.tokens.binary_search_by_key(&token, |near| near.token).ok().and_then(|at| self.tokens.get(at));
        }
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = spread(token) & mask;
        loop {
            let place = usize::from(*self.slots.get(at)?);
            let near = self.tokens.get(place.checked_sub(1)?)?;
            if near.token == token {
                return Some(near);
            }
            at = (at + 1) & mask;
        }
    }
}

/// Fibonacci hashing: numbers that follow one another are spread by the golden ratio.
fn spread(token: u32) -> usize {
    (u64::from(token).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize
}

impl Bearers {
    /// Of forms by number, of so many in all.
    fn of(met: Vec<Met>, all: usize) -> Self {
        let block = all.div_ceil(met.len().max(1)).next_power_of_two().max(MANY).ilog2();
        let mut bearers = Self { block, ..Self::default() };
        if met.len() * MANY >= all {
            bearers.is_here.resize(all.div_ceil(64), 0);
            met.iter().for_each(|met| set(&mut bearers.is_here, met.form));
        }
        for (at, met) in (0..).zip(&met) {
            let blocks = (met.form >> bearers.block) as usize + 1;
            bearers.before.resize(blocks.max(bearers.before.len()), at);
        }
        bearers.before.push(met.len() as u32);
        Self { met, ..bearers }
    }

    /// By number.
    pub(crate) fn all(&self) -> &[Met] {
        &self.met
    }

    /// A bit for each form of the register, where they are many.
    pub(crate) fn bits(&self) -> &[u64] {
        &self.is_here
    }

    /// What is known of a form that is among them.
    pub(crate) fn get(&self, form: u32) -> Option<Met> {
        let block = (form >> self.block) as usize;
        let first = *self.before.get(block)? as usize;
        if self.is_here.is_empty() {
            let in_block = self.met.get(first..*self.before.get(block + 1)? as usize)?;
            return in_block.iter().find(|met| met.form == form).copied();
        }
        let bit = form % 64;
        let bits = self.is_here.get(block).filter(|bits| *bits >> bit & 1 == 1)?;
        self.met.get(first + (bits & ((1 << bit) - 1)).count_ones() as usize).copied()
    }

    fn size(&self) -> usize {
        size_of_val(&*self.met) + size_of_val(&*self.before) + size_of_val(&*self.is_here)
    }
}

/// Whether the bit of a form is set.
pub(crate) fn is_set(bits: &[u64], form: u32) -> bool {
    bits.get(form as usize / 64).is_some_and(|word| word >> (form % 64) & 1 == 1)
}

/// Sets the bit of a form.
pub(crate) fn set(bits: &mut [u64], form: u32) {
    if let Some(word) = bits.get_mut(form as usize / 64) {
        *word |= 1 << (form % 64);
    }
}

/// The least whole number of 255ths that is no less than a share.
pub(crate) fn in_255ths(share: f64) -> Credit {
    // A billionth is lost in the rounding, where it is no part.
    (share * f64::from(Credit::MAX) - 1e-9).ceil() as Credit
}

/// What was found in reach of tokens asked before: of those asked last, and of those asked before them. When the first are too much
/// they become the second, whose place they take; so what is asked again and again stays, and what was asked once goes.
#[derive(Default)]
pub(crate) struct Kept(RwLock<[Book; 2]>);

#[derive(Default)]
struct Book {
    near: HashMap<Box<[u8]>, Arc<Near>>,
    size: usize,
}

/// How many bytes each of the two keeps at most, but for the last it took.
const MOST_KEPT: usize = 1 << 26;

impl Kept {
    /// What is kept of a token, or what `find` gives, which is then kept.
    pub(crate) fn get(&self, key: &[u8], find: impl FnOnce() -> Near) -> Arc<Near> {
        let before = {
            let [last, before] = &*self.0.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(near) = last.near.get(key) {
                return Arc::clone(near);
            }
            before.near.get(key).map(Arc::clone)
        };
        let near = before.unwrap_or_else(|| Arc::new(find()));
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let [last, before] = &mut *kept;
        if last.size > MOST_KEPT {
            *before = std::mem::take(last);
        }
        // Another question may have found it meanwhile.
        if last.near.insert(key.into(), Arc::clone(&near)).is_none() {
            last.size += key.len() + near.size();
        }
        near
    }
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
    use super::{Kept, MOST_KEPT, Near, NearToken};

    #[test]
    fn what_is_asked_again_and_again_stays_however_much_is_asked_once() {
        let (kept, mut found_again) = (Kept::default(), 0);
        let tokens = vec![NearToken::of(7, 1.0); MOST_KEPT / 3 / size_of::<NearToken>()];
        let large = || Near { tokens: tokens.clone(), ..Near::default() };
        kept.get(b"often", large);
        for n in 0..20_u8 {
            let _ = kept.get(&[n], large);
            let near = kept.get(b"often", || {
                found_again += 1;
                large()
            });
            assert_eq!(near.tokens.len(), tokens.len());
            let [last, before] = &*kept.0.read().unwrap();
            assert!(last.size + before.size <= 2 * MOST_KEPT + 2 * MOST_KEPT / 3, "{} {}", last.size, before.size);
        }
        assert_eq!(found_again, 0);
        let mut asked_once = 0;
        kept.get(&[0], || {
            asked_once += 1;
            Near::default()
        });
        assert_eq!(asked_once, 1);
    }
}
