//! The tokens in reach of one asked, and how many names bear them.
//!
//! Shape:    a token asked, by its text, sounds and role, in; the register's tokens that may answer it out, best first.
//! Law:      nothing in reach is left out; what is kept of a question changes no answer.
//! Cost:     for a token asked for the first time, one pass over the distinct tokens (`names::TokenBook`); what is in its
//!           reach is kept, since the same given names are asked again and again.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use names::Part;

use super::coincidence::STEPS;

/// What a part earns of its weight at most ([`names::credit`]), in 255ths, rounded up.
pub(crate) type Credit = u8;

/// A token in reach of one asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NearToken {
    pub(crate) token: u32,
    pub(crate) credit: Credit,
}

/// What is in reach of a token asked, put together once: a question that went from token to token would wait for each.
#[derive(Debug, Default)]
pub(crate) struct Near {
    pub(crate) tokens: Vec<NearToken>,
    /// How many names that are not the same have one so alike, by step of likeness.
    pub(crate) by_likeness: [u32; STEPS],
    /// The forms that have one, by what it earns.
    pub(crate) bearers: Forms,
    /// The forms that have one as an anchor, by the share of their weight that they may earn so.
    pub(crate) anchored: Forms,
}

/// Forms with a credit or a share each, those with the most first.
#[derive(Debug, Default)]
pub(crate) struct Forms {
    earns: Vec<Credit>,
    forms: Vec<u32>,
}

impl Forms {
    /// Of forms with what they earn, each with the most of it.
    pub(crate) fn of(mut found: Vec<(u32, Credit)>) -> Self {
        found.sort_unstable_by_key(|(form, earns)| (*form, Credit::MAX - earns));
        found.dedup_by_key(|(form, _)| *form);
        found.sort_by_key(|(_, earns)| Credit::MAX - earns);
        Self {
            earns: found.iter().map(|(_, earns)| *earns).collect(),
            forms: found.iter().map(|(form, _)| *form).collect(),
        }
    }

    /// Those with so much or more, `0.0..=1.0`.
    pub(crate) fn earning(&self, least: f64) -> &[u32] {
        let end = self.earns.partition_point(|earns| f64::from(*earns) >= least * f64::from(Credit::MAX));
        self.forms.get(..end).unwrap_or_default()
    }
}

/// The least whole number of 255ths that is no less than a share.
pub(crate) fn in_255ths(share: f64) -> Credit {
    // A billionth is lost in the rounding, where it is no part.
    (share * f64::from(Credit::MAX) - 1e-9).ceil() as Credit
}

/// What was found in reach of tokens asked before.
#[derive(Default)]
pub(crate) struct Kept(RwLock<Book>);

#[derive(Default)]
struct Book {
    near: HashMap<Box<[u8]>, Arc<Near>>,
    size: usize,
}

/// How much is kept, in tokens asked, tokens near them and forms (8 bytes each); then all is dropped.
const MOST_KEPT: usize = 1 << 23;

impl Kept {
    /// What is kept of a token, or what `find` gives, which is then kept.
    pub(crate) fn get(&self, key: &[u8], find: impl FnOnce() -> Near) -> Arc<Near> {
        if let Some(near) = self.0.read().unwrap_or_else(PoisonError::into_inner).near.get(key) {
            return Arc::clone(near);
        }
        let near = Arc::new(find());
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.size > MOST_KEPT {
            *kept = Book::default();
        }
        // Another question may have found it meanwhile.
        if kept.near.insert(key.into(), Arc::clone(&near)).is_none() {
            kept.size += 1 + near.tokens.len() + near.bearers.forms.len() + near.anchored.forms.len();
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
