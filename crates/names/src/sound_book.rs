//! Sequences of sounds by their consonants, so that those like one asked are found without comparing it with each.
//!
//! Shape:    sequences with a number each in; for a sequence asked, the numbers of all that are alike enough.
//! Law:      the costs are `compare`'s, step for step; a test compares the two ways.
//! Cost:     sequences of the same consonants, their skeleton, stand together. What eight skeletons cost at least beside those asked
//!           is counted at once (`floor`), and most sequences are passed over for it; the others are compared eight abreast
//!           (`abreast`). A search waits for memory and for branches foretold wrong more than it counts (benches/results/register.md).

mod abreast;
mod floor;
mod search;

use std::collections::HashMap;

use zerocopy::little_endian::{U16, U32};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use crate::compare::{length, paired};
use crate::packed::{self, Packing, Unpacking};
use crate::sound::{H, Kind, MAX_SOUNDS, Sound, consonants};
use search::Search;

/// So many skeletons are looked at together.
const WIDTH: usize = 8;

/// So many sequences are compared together.
const LANES: usize = 8;

/// The letter of a skeleton that is none, beyond those of an eight.
const NO_CONSONANT: u8 = 255;

/// And that of all consonants with a number from here on.
const ANY_CONSONANT: u8 = 254;

/// Sequences of sounds, by how many consonants they have that are no h, and that are; then by those in order, then by all sounds
/// in order.
#[derive(Default)]
pub(crate) struct SoundBook<'b> {
    alphabet: Vec<Sound>, // consonants first
    /// Each as a [`Sequence`] and its letters, numbers in the alphabet: what is looked at together lies together.
    sequences: &'b [u8],
    skeletons: &'b [Skeleton], // of each length a multiple of eight, and one more
    columns: &'b [Column],
    of_length: &'b [OfLength],
}

/// A sound as it is written.
#[derive(FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct Letter {
    set: U32,
    class: u8, // the place of its bit
    kind: u8,
}

/// What stands before the letters of a sequence.
#[derive(Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct Sequence {
    number: U32,
    length: U16,
    letters: u8, // at most MAX_SOUNDS
    /// Whether it has a letter and an h that may be read as one sound; 1 or 0.
    has_pair: u8,
}

/// Sequences that have the same consonants in the same order.
#[derive(Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct Skeleton {
    first: U32, // byte of its sequences; they end where the next one's begin
    /// Every class heard in them.
    classes: U32,
    longest: U16,
}

/// The letters of eight skeletons at one place.
type Column = [u8; WIDTH];

/// Where the skeletons stand of so many letters, in eights, and their columns.
#[derive(Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct OfLength {
    letters: U32,
    /// Those that are no h.
    firm: U32,
    /// The most consonants that one of the sequences has, those that are not heard too.
    consonants: U32,
    /// The longest length of one.
    longest: U32,
    eights: U32,
    first: U32, // eight
    columns: U32,
}

impl Letter {
    fn of(sound: Sound) -> Self {
        Self { set: U32::new(sound.set), class: sound.primary.trailing_zeros() as u8, kind: sound.kind as u8 }
    }

    fn sound(&self) -> Sound {
        Sound { primary: 1_u32.wrapping_shl(self.class.into()), set: self.set.get(), kind: Kind::of_number(self.kind) }
    }
}

/// A sequence being written.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    /// How many consonants are no h.
    firm: usize,
    /// How many there are.
    consonants: usize,
    skeleton: Box<[u16]>,
    letters: Box<[u16]>,
    number: u32,
    /// How many consonants there are, those that are not heard too.
    all_consonants: usize,
}

/// A book being written.
#[derive(Default)]
struct Writing {
    alphabet: Vec<Sound>,
    sequences: Vec<u8>,
    skeletons: Vec<Skeleton>,
    columns: Vec<Column>,
    of_length: Vec<OfLength>,
}

impl Writing {
    /// Adds all sequences with skeletons of one length, in order.
    fn add_length(&mut self, of: &[Entry]) {
        let Some(Entry { firm, consonants, .. }) = of.first() else { return };
        let (first, columns) = (self.skeletons.len() / WIDTH, self.columns.len());
        let skeletons: Vec<&[Entry]> = of.chunk_by(|a, b| a.skeleton == b.skeleton).collect();
        for eight in skeletons.chunks(WIDTH) {
            let column = self.columns.len();
            self.columns.resize(column + consonants, [NO_CONSONANT; WIDTH]);
            for (n, same) in eight.iter().enumerate() {
                let letters = same.iter().take(1).flat_map(|entry| &entry.skeleton);
                for (column, letter) in self.columns.iter_mut().skip(column).zip(letters) {
                    column[n] = (*letter).min(ANY_CONSONANT.into()) as u8;
                }
                self.add_skeleton(same);
            }
            let end = self.end();
            self.skeletons.resize(self.skeletons.len().next_multiple_of(WIDTH), end);
        }
        let eights = self.skeletons.len() / WIDTH - first;
        let most = of.iter().map(|entry| entry.all_consonants).max().unwrap_or_default();
        let longest = self.skeletons.iter().skip(first * WIDTH).map(|skeleton| skeleton.longest.get()).max();
        let [letters, firm, most, longest, eights, first, columns] =
            [*consonants, *firm, most, longest.unwrap_or_default().into(), eights, first, columns].map(packed::number);
        self.of_length.push(OfLength { letters, firm, consonants: most, longest, eights, first, columns });
    }

    /// Adds sequences that have one skeleton.
    fn add_skeleton(&mut self, same: &[Entry]) {
        let mut skeleton = self.end();
        for entry in same {
            let letters = &entry.letters;
            let sounds = letters.iter().filter_map(|at| self.alphabet.get(usize::from(*at)));
            let sounds: Vec<Sound> = sounds.copied().collect();
            let length = U16::new(length(&sounds) as u16);
            skeleton.longest = skeleton.longest.max(length);
            skeleton.classes |= U32::new(sounds.iter().fold(0, |classes, sound| classes | sound.set));
            let has_pair = sounds.windows(2).any(|two| matches!(two, [first, h] if may_be_pair(*first, *h)));
            let (number, count) = (U32::new(entry.number), letters.len() as u8);
            let head = Sequence { number, length, letters: count, has_pair: has_pair.into() };
            self.sequences.extend_from_slice(head.as_bytes());
            letters.iter().for_each(|letter| self.sequences.extend_from_slice(&letter.to_le_bytes()));
        }
        self.skeletons.push(skeleton);
    }

    /// A skeleton without sequences.
    fn end(&self) -> Skeleton {
        Skeleton { first: packed::number(self.sequences.len()), classes: U32::ZERO, longest: U16::ZERO }
    }
}

impl<'b> SoundBook<'b> {
    /// Writes a book of sequences, each with its number.
    pub(crate) fn write<S: AsRef<[Sound]>>(sequences: impl Iterator<Item = (S, u32)>, packing: &mut Packing) {
        let sequences: Vec<(S, u32)> = sequences.filter(|(sounds, _)| !sounds.as_ref().is_empty()).collect();
        let mut book = Writing::default();
        let mut known: HashMap<Sound, u16> = HashMap::new(); // only looked up, never walked
        for are_consonants in [true, false] {
            let sounds = sequences.iter().flat_map(|(sounds, _)| heard(sounds.as_ref()));
            for sound in sounds.filter(|sound| (sound.kind == Kind::Consonant) == are_consonants) {
                known.entry(*sound).or_insert_with(|| {
                    book.alphabet.push(*sound);
                    (book.alphabet.len() - 1) as u16 // far fewer than that can be written
                });
            }
        }
        let mut all: Vec<Entry> = Vec::with_capacity(sequences.len());
        for (sounds, number) in sequences {
            let all_consonants = self::consonants(sounds.as_ref());
            let sounds = heard(sounds.as_ref());
            let letter = |sound: &Sound| known.get(sound).copied();
            let consonants = || sounds.iter().filter(|sound| sound.kind == Kind::Consonant);
            all.push(Entry {
                firm: consonants().filter(|sound| sound.primary != H).count(),
                consonants: consonants().count(),
                skeleton: consonants().filter_map(letter).collect(),
                letters: sounds.iter().filter_map(letter).collect(),
                number,
                all_consonants,
            });
        }
        all.sort_unstable();
        for of in all.chunk_by(|a, b| (a.firm, a.consonants) == (b.firm, b.consonants)) {
            book.add_length(of);
        }
        let end = book.end();
        book.skeletons.push(end);
        packing.put(&book.alphabet.iter().copied().map(Letter::of).collect::<Vec<_>>());
        packing.put(&book.sequences);
        packing.put(&book.skeletons);
        packing.put(&book.columns);
        packing.put(&book.of_length);
    }

    /// Reads a book that was written.
    pub(crate) fn read(lists: &mut Unpacking<'b>) -> Option<Self> {
        let alphabet: Vec<Sound> = lists.take::<Letter>()?.iter().map(Letter::sound).collect();
        let book = Self {
            alphabet,
            sequences: lists.take()?,
            skeletons: lists.take()?,
            columns: lists.take()?,
            of_length: lists.take()?,
        };
        // What stands in no order could be gone through again and again.
        let mut eights = 0;
        for of in book.of_length {
            let may_be = of.firm <= of.letters && of.letters.get() as usize <= MAX_SOUNDS;
            let is_next = may_be && of.first.get() == eights;
            eights = of.first.get().checked_add(of.eights.get()).filter(|_| is_next)?;
        }
        (book.skeletons.len() == eights as usize * WIDTH + 1).then_some(book)
    }

    /// Hands on the number of each sequence that is at least so alike, and of none far below; `None` where the book is not what
    /// was written.
    pub(crate) fn alike(&self, asked: &[Sound], least: f64, found: &mut Vec<u32>) -> Option<()> {
        self.alike_of(asked, least, |_| true, found)
    }

    /// The same of those only that have as many consonants, or one more or less.
    pub(crate) fn alike_in_consonants(&self, asked: &[Sound], least: f64, found: &mut Vec<u32>) -> Option<()> {
        let consonants = consonants(asked);
        let is_meant = |of: &OfLength| {
            let (heard, all) = (of.letters.get() as usize, of.consonants.get() as usize);
            (heard..=all.saturating_add(2)).contains(&(consonants + 1))
        };
        self.alike_of(asked, least, is_meant, found)
    }

    fn alike_of(
        &self,
        asked: &[Sound],
        least: f64,
        is_meant: impl Fn(&OfLength) -> bool,
        found: &mut Vec<u32>,
    ) -> Option<()> {
        let asked = heard(asked);
        if asked.is_empty() {
            return Some(());
        }
        match asked.len() / LANES {
            0 => Search::<1>::of(self, asked, least, found).run(is_meant),
            1 => Search::<2>::of(self, asked, least, found).run(is_meant),
            _ => Search::<{ MAX_SOUNDS / LANES + 1 }>::of(self, asked, least, found).run(is_meant),
        }
    }
}

/// Whether two sounds may be read as one.
fn may_be_pair(first: Sound, second: Sound) -> bool {
    second.primary == H && paired(first.primary) != 0
}

/// What is heard of a sequence.
fn heard(sounds: &[Sound]) -> &[Sound] {
    sounds.get(..MAX_SOUNDS).unwrap_or(sounds)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use zerocopy::IntoBytes as _;

    use super::{Kind, Letter, OfLength, Sequence, Skeleton, SoundBook, U16, U32, WIDTH};
    use crate::compare::sound_similarity;
    use crate::packed::{Packing, Unpacking};
    use crate::sound::{Sound, sounds};

    #[track_caller]
    fn check(words: &[String], asked: &str, least: f64) {
        check_sounds(&words.iter().map(|word| sounds(word)).collect::<Vec<_>>(), &sounds(asked), least);
    }

    #[track_caller]
    fn check_sounds(all: &[Vec<Sound>], asked: &[Sound], least: f64) {
        let mut found = Vec::new();
        let mut packing = Packing::default();
        SoundBook::write(all.iter().zip(0..), &mut packing);
        let bytes = packing.finish();
        let book = SoundBook::read(&mut Unpacking::of(&bytes).unwrap()).unwrap();
        assert_eq!(book.alike(asked, least, &mut found), Some(()));
        for (sounds, n) in all.iter().zip(0..) {
            let similarity = sound_similarity(sounds, asked);
            if similarity >= least {
                assert!(found.contains(&n), "{sounds:?} is {similarity} and not found");
            } else if similarity < least - 0.01 {
                assert!(!found.contains(&n), "{sounds:?} is {similarity} and found");
            }
        }
    }

    #[test]
    fn more_consonants_than_have_a_number_in_a_skeleton_are_found_too() {
        let vowel = sounds("a")[0];
        // Consonants that may be some others each, in all ways.
        let consonant = |n: u32| {
            let primary = 1 << (n % 20);
            Sound { primary, set: primary | (n / 20) << 20 & 0x3F0_0000, kind: Kind::Consonant }
        };
        let all: Vec<Vec<Sound>> = (0..600).map(|n| vec![consonant(n), vowel, consonant(7 * n % 600)]).collect();
        for asked in [&all[0], &all[333], &all[599]] {
            for least in [0.3, 0.62, 0.9] {
                check_sounds(&all, asked, least);
            }
        }
    }

    #[test]
    fn letters_that_read_as_one_are_found_across_words_that_begin_alike() {
        let words = ["ishaq", "isaq", "isakh", "ishak", "اسحاق", "اشاق", "исхак", "is", "i", "ishaqzai", "", "12"];
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        for asked in ["ishaq", "اسحاق", "eshaq", "mithali", "", "7"] {
            for least in [0.1, 0.62, 0.78, 0.95] {
                check(&words, asked, least);
            }
        }
    }

    /// A book of two sequences of the letter t, some of it changed.
    struct Said {
        letters: [u8; 2],
        letter: u16,
        first: [u32; 3],
        of_length: OfLength,
    }

    impl Said {
        /// How many bytes a sequence has.
        const LEN: u32 = (size_of::<Sequence>() + 2) as u32;

        fn written() -> Self {
            let [one, none, longest] = [1, 0, 100].map(U32::new);
            let of_length =
                OfLength { letters: one, firm: one, consonants: one, longest, eights: one, first: none, columns: none };
            Self { letters: [1; 2], letter: 0, first: [0, 1, 2].map(|n| n * Self::LEN), of_length }
        }

        /// What is found in it; `None` where it is refused, at once or when it is used.
        fn found(&self) -> Option<Vec<u32>> {
            let mut packing = Packing::default();
            packing.put(&[Letter::of(sounds("t")[0])]);
            let mut sequences = Vec::new();
            for (letters, number) in self.letters.into_iter().zip(7..) {
                let (number, length) = (U32::new(number), U16::new(100));
                sequences.extend_from_slice(Sequence { number, length, letters, has_pair: 0 }.as_bytes());
                sequences.extend_from_slice(U16::new(self.letter).as_bytes());
            }
            packing.put(&sequences);
            let mut skeletons = [self.first[2]; WIDTH + 1];
            skeletons[..2].copy_from_slice(&self.first[..2]);
            packing.put(&skeletons.map(|first| Skeleton {
                first: U32::new(first),
                classes: U32::new(u32::MAX),
                longest: U16::new(600),
            }));
            packing.put(&[[0_u8; WIDTH]]);
            packing.put(&[self.of_length]);
            let bytes = packing.finish();
            let book = SoundBook::read(&mut Unpacking::of(&bytes)?)?;
            let mut found = Vec::new();
            book.alike(&sounds("t"), 0.1, &mut found)?;
            Some(found)
        }
    }

    #[test]
    fn a_book_that_says_what_cannot_be_is_refused() {
        assert_eq!(Said::written().found(), Some(vec![7, 8]));
        let of_length = |change: fn(&mut OfLength)| {
            let mut said = Said::written();
            change(&mut said.of_length);
            said
        };
        for (what, said) in [
            ("more letters than are heard", Said { letters: [200, 1], ..Said::written() }),
            ("no letter of the alphabet", Said { letter: 1, ..Said::written() }),
            ("sequences of two skeletons", Said { first: [0, 2 * Said::LEN, Said::LEN], ..Said::written() }),
            ("sequences that are not there", Said { first: [0, Said::LEN, 3 * Said::LEN], ..Said::written() }),
            ("a sequence that is cut", Said { first: [0, Said::LEN, 2 * Said::LEN - 1], ..Said::written() }),
            ("eights out of order", of_length(|of| of.first = U32::new(1))),
            ("more eights than there are", of_length(|of| of.eights = U32::new(2))),
            ("a length beyond what is heard", of_length(|of| of.letters = U32::new(25))),
            ("more of its letters no h than there are", of_length(|of| of.firm = U32::new(2))),
            ("columns that are not there", of_length(|of| of.columns = U32::new(1))),
        ] {
            assert_eq!(said.found(), None, "{what}");
        }
    }

    proptest! {
        #[test]
        fn what_is_alike_enough_is_found_and_nothing_else(
            words in prop::collection::vec("[askhtgdmyiuw]{0,9}|[اسحهشكويغ]{0,9}|[a-z]{0,40}", 0..40),
            asked in "[askhtgdmyiuw]{0,9}|[اسحهشكويغ]{0,9}|[a-z]{0,40}",
            least in 0.3..1.0_f64,
        ) {
            check(&words, &asked, least);
        }
    }
}
