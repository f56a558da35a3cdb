//! What the cheapest way costs from a sequence asked to others, eight of them abreast.
//!
//! Shape:    a table of costs for each of eight sequences, one number beside that of the next; it is filled sound by sound, all
//!           columns of a row after one another. A column is held against what it costs that nothing asked is met so far, so that a
//!           step along a row costs nothing.
//! Cost:     nothing is asked in between, and nothing given up early: choosing takes longer than counting.
//! Not here: one sound written with two letters (`search` compares those by themselves).

use wide::i16x8;
use zerocopy::little_endian::U16;

use super::LANES;
use crate::compare::{Heard, absence, at_start};
use crate::sound::{MAX_SOUNDS, Sound};

/// More than any way costs.
const TOO_MUCH: i16 = 1 << 13;

/// Each sound of an alphabet beside a sequence asked, with one number more than there are sounds asked in `E` eights.
pub(super) struct Abreast<const E: usize> {
    /// By number in the alphabet: what it costs to read it for each asked, less what it costs that this is not met; then what it costs
    /// that it is not met itself. Behind all what is beyond the end of a sequence.
    letters: Vec<[i16x8; E]>,
    /// How many sounds are asked.
    len: usize,
    /// What it costs that none of them is met, and how much more where the first is not.
    absent: i16,
    begins: i16,
}

/// The letters of eight sequences.
pub(super) struct Eight {
    /// Behind the last of each what is no letter.
    letters: [[U16; MAX_SOUNDS]; LANES],
    longest: usize,
}

impl Eight {
    /// Of sequences that have no sound.
    pub(super) const EMPTY: Self = Self { letters: [[NO_LETTER; MAX_SOUNDS]; LANES], longest: 0 };

    /// Puts a sequence in a place; the longest of those from the first place on counts.
    pub(super) fn put(&mut self, place: usize, letters: &[U16]) {
        let mut row = [NO_LETTER; MAX_SOUNDS];
        if let Some(row) = row.get_mut(..letters.len()) {
            row.copy_from_slice(letters);
        }
        self.letters[place % LANES] = row;
        self.longest = if place == 0 { letters.len() } else { self.longest.max(letters.len()) };
    }
}

const NO_LETTER: U16 = U16::from_bytes([u8::MAX; 2]);

impl<const E: usize> Abreast<E> {
    pub(super) fn of(alphabet: &[Sound], asked: &[Sound], heard: &Heard) -> Self {
        let letter = |(sound, changes): (&Sound, [[i16; LANES]; MAX_SOUNDS / LANES])| {
            let mut numbers: [[i16; LANES]; E] = std::array::from_fn(|n| changes.get(n).copied().unwrap_or_default());
            if let Some(number) = numbers.as_flattened_mut().get_mut(asked.len()) {
                *number = absence(*sound).into();
            }
            numbers.map(i16x8::new)
        };
        let mut end = [[TOO_MUCH; LANES]; E];
        end.as_flattened_mut().iter_mut().skip(asked.len()).for_each(|number| *number = 0);
        Self {
            letters: alphabet.iter().zip(heard.changes(alphabet)).map(letter).chain([end.map(i16x8::new)]).collect(),
            len: asked.len(),
            absent: asked.iter().map(|sound| i16::from(absence(*sound))).sum(),
            begins: asked.first().map_or(0, |sound| i16::from(at_start(absence(*sound), 0) - absence(*sound))),
        }
    }

    /// What the ways to eight sequences cost.
    pub(super) fn costs(&self, eight: &Eight) -> [i16; LANES] {
        let Some(end) = self.letters.last() else { return [TOO_MUCH; LANES] };
        let (mut edge, mut row) = (i16x8::ZERO, [[i16x8::splat(self.begins); LANES]; E]);
        for at in 0..eight.longest.min(MAX_SOUNDS) {
            let letter = |letters: &[U16; MAX_SOUNDS]| self.letters.get(usize::from(letters[at].get())).unwrap_or(end);
            let letters = eight.letters.each_ref().map(letter);
            let changes: [[i16x8; LANES]; E] =
                std::array::from_fn(|n| i16x8::transpose(std::array::from_fn(|lane| letters[lane][n])));
            let absent = changes.as_flattened().get(self.len).copied().unwrap_or_default();
            let mut diagonal = edge;
            edge += if at == 0 { absent.max(i16x8::splat(at_start(0, 0).into())) } else { absent };
            let mut least = edge;
            let columns = row.as_flattened_mut().iter_mut().zip(changes.as_flattened());
            for (column, changes) in columns.take(self.len) {
                least = (diagonal + *changes).min(*column + absent).min(least);
                diagonal = std::mem::replace(column, least);
            }
        }
        let last = self.len.checked_sub(1).and_then(|last| row.as_flattened().get(last));
        last.map_or([TOO_MUCH; LANES], |last| (*last + i16x8::splat(self.absent)).to_array())
    }
}
