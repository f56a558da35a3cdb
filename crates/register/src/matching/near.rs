//! The tokens in reach of one asked, and how many names bear them.
//!
//! Shape:    a token asked, by its text, sounds and role, in; the register's tokens that may answer it out, best first.
//! Law:      nothing in reach is left out; what is kept of a question changes no answer.
//! Cost:     for a token asked for the first time, one pass over the distinct tokens (`names::TokenBook`); what is in its
//!           reach is kept, since the same given names are asked again and again.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use names::Part;

use super::coincidence::{self, STEPS};

/// What a part earns of its weight at most ([`names::credit`]), in 255ths, rounded up.
pub(crate) type Credit = u8;

/// A token in reach of one asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NearToken {
    pub(crate) token: u32,
    pub(crate) credit: Credit,
    /// How many names bear those before this one, and it.
    pub(crate) bearers: u32,
}

/// The tokens in reach of one asked, the likest first.
#[derive(Debug, Default)]
pub(crate) struct Near {
    tokens: Vec<NearToken>,
    /// How many names that are not the same have one so alike, by step of likeness.
    pub(crate) by_likeness: [u32; STEPS],
}

impl Near {
    /// Of tokens with how alike each is, by how many names it is borne, and by how many that are not the same.
    pub(crate) fn of(found: impl Iterator<Item = (u32, f64, u32, u32)>) -> Self {
        let mut near = Self::default();
        for (token, similarity, bearers, distinct) in found {
            if let Some(slot) = near.by_likeness.get_mut(coincidence::step(similarity)) {
                *slot = slot.saturating_add(distinct);
            }
            // A billionth more is lost in the rounding, where it is no part.
            let credit = (names::credit(similarity) * f64::from(Credit::MAX) - 1e-9).ceil() as Credit;
            near.tokens.push(NearToken { token, credit, bearers });
        }
        near.tokens.sort_by(|a, b| b.credit.cmp(&a.credit).then(a.token.cmp(&b.token)));
        let mut sum = 0_u32;
        for near in &mut near.tokens {
            sum = sum.saturating_add(near.bearers);
            near.bearers = sum;
        }
        near
    }

    pub(crate) fn all(&self) -> &[NearToken] {
        &self.tokens
    }

    /// Those that earn so much or more.
    pub(crate) fn earning(&self, least: f64) -> &[NearToken] {
        let end = self.tokens.partition_point(|near| f64::from(near.credit) >= least * f64::from(Credit::MAX));
        self.tokens.get(..end).unwrap_or_default()
    }
}

/// What was found in reach of tokens asked before.
#[derive(Default)]
pub(crate) struct Kept(RwLock<Book>);

#[derive(Default)]
struct Book {
    near: HashMap<Box<[u8]>, Arc<Near>>,
    size: usize,
}

/// How much is kept, in tokens asked and tokens near them (12 bytes each); then all is dropped.
const MOST_KEPT: usize = 1 << 21;

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
        kept.size += 1 + near.tokens.len();
        kept.near.insert(key.into(), Arc::clone(&near));
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
