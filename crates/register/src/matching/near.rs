//! The tokens in reach of one asked, and how many names bear them.
//!
//! Shape:    a token asked, by its text, sounds and role, in; the register's tokens that may answer it out, by number.
//! Law:      nothing in reach is left out; what is kept of a question changes no answer.
//! Cost:     for a token asked for the first time, one pass over the distinct tokens (`names::TokenBook`); what is in its
//!           reach is kept, since the same given names are asked again and again.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use names::Part;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use super::coincidence::STEPS;

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
    /// How many names that are not the same have one so alike, by step of likeness.
    pub(crate) by_likeness: [u32; STEPS],
    /// The forms that have one.
    pub(crate) bearers: Bearers,
    /// The forms that may earn [`ALONE`] of their weight by one alone; and of those the ones that are organisations' or that one
    /// token covers whole.
    pub(crate) alone: Alone,
    pub(crate) whole: Alone,
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

/// Forms that have a token in reach of one asked, by number.
#[derive(Debug, Default)]
pub(crate) struct Bearers {
    met: Vec<Met>,
    /// Where there are many: a bit for each form of the register, and how many are set before each word of them.
    is_here: Vec<u64>,
    before: Vec<u32>,
}

/// From one in so many forms of a register on there are many: then this takes no more than twice as much again.
const MANY: usize = 64;

impl Near {
    /// Takes the forms that have one of the tokens, of so many in all.
    pub(crate) fn take(&mut self, mut met: Vec<Met>, all: usize) {
        met.sort_unstable_by_key(|met| met.form);
        // Each token asked is answered once, by what earns the most.
        met.dedup_by(|next, kept| {
            let is_same = next.form == kept.form;
            if is_same {
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
        let bearers = size_of_val(&*self.bearers.met) + 12 * self.bearers.is_here.len();
        let lists = size_of_val(&*self.tokens) + size_of_val(&*self.slots) + bearers + alone.iter().sum::<usize>();
        2 * size_of::<Self>() + lists
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
    fn of(met: Vec<Met>, all: usize) -> Self {
        let (mut is_here, mut before) = (Vec::new(), Vec::new());
        if met.len() * MANY >= all {
            is_here.resize(all.div_ceil(64), 0);
            met.iter().for_each(|met| set(&mut is_here, met.form));
            let mut count = 0;
            for word in &is_here {
                before.push(count);
                count += word.count_ones();
            }
        }
        Self { met, is_here, before }
    }

    pub(crate) fn all(&self) -> &[Met] {
        &self.met
    }

    /// A bit for each form of the register, where they are many.
    pub(crate) fn bits(&self) -> &[u64] {
        &self.is_here
    }

    /// What is known of a form that is among them.
    pub(crate) fn get(&self, form: u32) -> Option<Met> {
        let at = if self.is_here.is_empty() {
            self.met.binary_search_by_key(&form, |met| met.form).ok()?
        } else {
            let (word, bit) = (form as usize / 64, form % 64);
            let bits = self.is_here.get(word).filter(|bits| *bits >> bit & 1 == 1)?;
            *self.before.get(word)? as usize + (bits & ((1 << bit) - 1)).count_ones() as usize
        };
        self.met.get(at).copied()
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
