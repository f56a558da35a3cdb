//! Words by what is left of them without one letter, so that slips of the hand are found without comparing each word.
//!
//! Source:   Mor and Fraenkel 1982, A hash code method for detecting and correcting spelling errors.
//! Shape:    words with a number each in; for a word asked, the numbers of all that one slip makes of it, and of some
//!           more that have the same hash.
//! Law:      two words that one slip tells apart share what is left of each without some letter: a letter changed is
//!           left out of both, one too many of the longer, and of two that changed places the same one of both. Unless
//!           the longer is left out whole, both are kept whole too.
//! Not here: whether a slip is likely (`compare`).

use std::hash::{DefaultHasher, Hasher as _};

use crate::compare::SLIP_LETTERS;

/// Words by the hashes of what is left of them.
#[derive(Default)]
pub(crate) struct SlipBook(Vec<(u32, u32)>);

impl SlipBook {
    pub(crate) fn of<'w>(words: impl Iterator<Item = (&'w str, u32)>) -> Self {
        let mut all: Vec<(u32, u32)> = Vec::new();
        for (word, number) in words {
            each_without_one(word, |hash| all.push((hash, number)));
        }
        all.sort_unstable();
        all.dedup();
        Self(all)
    }

    /// Hands on the numbers of all words that one slip tells from this one; some stand twice.
    pub(crate) fn alike(&self, asked: &str, found: &mut Vec<u32>) {
        each_without_one(asked, |hash| {
            let first = self.0.partition_point(|(other, _)| *other < hash);
            let same = self.0.iter().skip(first).take_while(|(other, _)| *other == hash);
            found.extend(same.map(|(_, number)| *number));
        });
    }
}

/// The hashes of a word and of what is left of it without each of its letters; of a short word none.
fn each_without_one(word: &str, mut hand_on: impl FnMut(u32)) {
    if word.chars().nth(SLIP_LETTERS - 1).is_none() {
        return;
    }
    let hash = |parts: [&str; 2]| {
        let mut hasher = DefaultHasher::new();
        parts.iter().for_each(|part| hasher.write(part.as_bytes()));
        (hasher.finish() >> 32) as u32
    };
    hand_on(hash([word, ""]));
    for (at, letter) in word.char_indices() {
        let (before, after) =
            (word.get(..at).unwrap_or_default(), word.get(at + letter.len_utf8()..).unwrap_or_default());
        hand_on(hash([before, after]));
    }
}
