//! Words by what is left of them without one letter, so that slips of the hand are found without comparing each word.
//!
//! Source:   Mor and Fraenkel 1982, A hash code method for detecting and correcting spelling errors.
//! Shape:    words with a number each in; for a word asked, the numbers of all that one slip makes of it, and of some
//!           more that have the same hash.
//! Law:      two words that one slip tells apart share what is left of each without some letter: a letter changed is
//!           left out of both, one too many of the longer, and of two that changed places the same one of both. Unless
//!           the longer is left out whole, both are kept whole too.
//! Not here: whether a slip is likely (`compare`).

use zerocopy::little_endian::U32;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use crate::compare::SLIP_LETTERS;
use crate::packed::{List, Packing, Unpacking};

/// Words by the hashes of what is left of them.
#[derive(Clone, Copy)]
pub(crate) struct SlipBook<'b>(List<'b, Left>);

/// What is left of a word.
#[derive(Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct Left {
    hash: U32,
    number: U32,
}

impl<'b> SlipBook<'b> {
    /// Writes a book of words, each with its number.
    pub(crate) fn write<'w>(words: impl Iterator<Item = (&'w str, u32)>, packing: &mut Packing) {
        let mut all: Vec<(u32, u32)> = Vec::new();
        for (word, number) in words {
            each_without_one(word, |hash| all.push((hash, number)));
        }
        all.sort_unstable();
        all.dedup();
        let left = |(hash, number): (u32, u32)| Left { hash: U32::new(hash), number: U32::new(number) };
        packing.put(&all.into_iter().map(left).collect::<Vec<_>>());
    }

    /// Reads a book that was written.
    pub(crate) fn read(lists: &mut Unpacking<'b>) -> Option<Self> {
        lists.take().map(Self)
    }

    /// Hands on the numbers of all words that one slip tells from this one; some stand twice. `None` where the book is not what was
    /// written.
    pub(crate) fn alike(self, asked: &str, found: &mut Vec<u32>) -> Option<()> {
        let mut is_read = true;
        each_without_one(asked, |hash| match self.0.with_key(hash, |left| left.hash.get()) {
            Some(same) => found.extend(same.iter().map(|left| left.number.get())),
            None => is_read = false,
        });
        is_read.then_some(())
    }
}

/// A hash of bytes, FNV-1a by Fowler, Noll and Vo: the same in every version of Dalil.
///
/// ```
/// assert_eq!(names::hash_of_bytes("dalil".bytes()), 0xBA2A_002B);
/// ```
pub fn hash_of_bytes(bytes: impl Iterator<Item = u8>) -> u32 {
    bytes.fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// The same of texts, one after another.
pub(crate) fn hash<'t>(texts: impl IntoIterator<Item = &'t str>) -> u32 {
    hash_of_bytes(texts.into_iter().flat_map(str::bytes))
}

/// The hashes of a word and of what is left of it without each of its letters; of a short word none.
fn each_without_one(word: &str, mut hand_on: impl FnMut(u32)) {
    if word.chars().nth(SLIP_LETTERS - 1).is_none() {
        return;
    }
    hand_on(hash([word, ""]));
    for (at, letter) in word.char_indices() {
        let (before, after) =
            (word.get(..at).unwrap_or_default(), word.get(at + letter.len_utf8()..).unwrap_or_default());
        hand_on(hash([before, after]));
    }
}
