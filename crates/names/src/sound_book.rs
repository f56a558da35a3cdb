//! Sequences of sounds by their consonants, so that those like one asked are found without comparing it with each.
//!
//! Shape:    sequences with a number each in; for a sequence asked, the numbers of all that are alike enough.
//! Law:      the costs are `compare`'s, step for step; a test compares the two ways.
//! Cost:     sequences of the same consonants, their skeleton, stand together. What 32 skeletons cost at least beside those asked is
//!           worked out at once (`floor`), and most sequences are passed over for it; the others are compared eight abreast
//!           (`abreast`).

mod abreast;
mod floor;
mod search;

use std::cmp::Reverse;
use std::collections::HashMap;

use fearless_simd::{Level, dispatch};
use zerocopy::little_endian::{U16, U32};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use crate::compare::{length, paired};
use crate::packed::{self, List, Packing, Unpacking};
use crate::sound::{H, Kind, MAX_SOUNDS, Sound, V, VOWELS, W, Y, consonants};
use search::Search;

/// So many skeletons are looked at together.
const WIDTH: usize = 32;

/// So many letters have numbers in skeletons; the last is all others.
const LETTERS: usize = 64;
const ANY_LETTER: u8 = LETTERS as u8 - 1;

/// So many sequences are compared together.
const LANES: usize = 8;

/// Sequences of sounds, by how many of them are told ([`is_told`]); then by what those cost where they meet nothing, by their longest
/// length, and by those told in order, their skeleton; then by all sounds in order.
pub(crate) struct SoundBook<'b> {
    alphabet: Vec<Sound>, // those told first, the most frequent first
    /// Each as a [`Sequence`] and its letters, numbers in the alphabet: what is looked at together lies together.
    sequences: List<'b, u8>,
    skeletons: List<'b, Skeleton>, // and one more
    of_length: &'b [OfLength],
    blocks: List<'b, Block>,
    columns: List<'b, Column>,
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

/// The letters of 32 skeletons at one place.
type Column = [u8; WIDTH];

/// What skeletons have in common.
#[derive(Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct Block {
    /// The longest length of a sequence.
    longest: U16,
    /// The most letters that one has that are no consonants; the same and those that are loose; and h; and both.
    most: [u8; 4],
    /// The fewest and the most consonants that a sequence has, those that are not heard too.
    consonants: [u8; 2],
}

/// How much a sound told costs where it meets nothing.
#[derive(Clone, Copy, PartialEq)]
enum Weight {
    /// Nothing, for it is no consonant.
    None,
    /// Nothing beside what a vowel may be.
    Loose,
    /// An h.
    Little,
    /// A consonant that is no vowel.
    Firm,
}

/// Where the skeletons stand of so many letters, in blocks of their own.
#[derive(Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct OfLength {
    letters: U32,
    skeletons: U32,
}

/// Where something begins that is gone through in order.
#[derive(Clone, Copy, Default)]
struct Start {
    skeleton: usize,
    block: usize,
    column: usize,
}

impl Letter {
    fn of(sound: Sound) -> Self {
        Self { set: U32::new(sound.set), class: sound.primary.trailing_zeros() as u8, kind: sound.kind as u8 }
    }

    fn sound(&self) -> Sound {
        Sound { primary: 1_u32.wrapping_shl(self.class.into()), set: self.set.get(), kind: Kind::of_number(self.kind) }
    }
}

impl OfLength {
    fn blocks(&self) -> usize {
        (self.skeletons.get() as usize).div_ceil(WIDTH)
    }

    fn columns(&self) -> usize {
        self.blocks() * self.letters.get() as usize
    }
}

impl Start {
    /// Where what follows these begins.
    fn behind(self, of: &OfLength) -> Self {
        Self {
            skeleton: self.skeleton + of.skeletons.get() as usize,
            block: self.block + of.blocks(),
            column: self.column + of.columns(),
        }
    }
}

/// A sequence being written.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    /// How many letters its skeleton has, and how many that cost little; see [`Block::most`].
    told: usize,
    little: [u8; 4],
    skeleton: Box<[u16]>,
    letters: Box<[u16]>,
    number: u32,
    length: u16,
    /// How many consonants there are, those that are not heard too.
    all_consonants: u8,
}

/// A book being written.
#[derive(Default)]
struct Writing {
    alphabet: Vec<Sound>,
    sequences: Vec<u8>,
    skeletons: Vec<Skeleton>,
    of_length: Vec<OfLength>,
    blocks: Vec<Block>,
    columns: Vec<Column>,
}

impl Writing {
    /// Adds all sequences with skeletons of one length, in order.
    fn add_length(&mut self, of: &[Entry]) {
        let Some(Entry { told, .. }) = of.first() else { return };
        let mut skeletons: Vec<&[Entry]> = of.chunk_by(|a, b| a.skeleton == b.skeleton).collect();
        // What a way may cost depends on the longest of a block.
        let longest = |same: &[Entry]| same.iter().map(|entry| entry.length).max().unwrap_or_default();
        let little = |same: &[Entry]| same.first().map(|entry| entry.little).unwrap_or_default();
        skeletons.sort_by_key(|same| (little(same), longest(same)));
        for block in skeletons.chunks(WIDTH) {
            block.iter().for_each(|same| self.add_skeleton(same));
            let mut record = Block { longest: U16::ZERO, most: [0; 4], consonants: [u8::MAX, 0] };
            for same in block {
                record.longest = record.longest.max(U16::new(longest(same)));
                record.most.iter_mut().zip(little(same)).for_each(|(most, count)| *most = count.max(*most));
                for Entry { all_consonants, .. } in *same {
                    let [fewest, most] = record.consonants;
                    record.consonants = [fewest.min(*all_consonants), most.max(*all_consonants)];
                }
            }
            self.blocks.push(record);
            self.add_columns(block, *told);
        }
        let [letters, skeletons] = [*told, skeletons.len()].map(packed::number);
        self.of_length.push(OfLength { letters, skeletons });
    }

    /// Adds the letters of skeletons, place by place.
    fn add_columns(&mut self, block: &[&[Entry]], letters: usize) {
        let at = self.columns.len();
        self.columns.resize(at + letters, [ANY_LETTER; WIDTH]);
        for (n, same) in block.iter().enumerate() {
            let letters = same.iter().take(1).flat_map(|entry| &entry.skeleton);
            for (column, letter) in self.columns.iter_mut().skip(at).zip(letters) {
                column[n] = number_of(*letter);
            }
        }
    }

    /// Adds sequences that have one skeleton.
    fn add_skeleton(&mut self, same: &[Entry]) {
        let mut skeleton = self.end();
        for entry in same {
            let letters = &entry.letters;
            let sounds = letters.iter().filter_map(|at| self.alphabet.get(usize::from(*at)));
            let sounds: Vec<Sound> = sounds.copied().collect();
            let length = U16::new(entry.length);
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
        let mut known: HashMap<Sound, (usize, usize)> = HashMap::new();
        for (at, sound) in sequences.iter().flat_map(|(sounds, _)| heard(sounds.as_ref())).enumerate() {
            known.entry(*sound).or_insert((0, at)).0 += 1;
        }
        // Those told first, and of them the most frequent; then as they are met.
        let mut alphabet: Vec<(Sound, (usize, usize))> = known.drain().collect();
        alphabet.sort_unstable_by_key(|(sound, (count, first))| (!is_told(*sound), Reverse(*count), *first));
        book.alphabet = alphabet.into_iter().map(|(sound, _)| sound).collect();
        // Far fewer than that can be written.
        let known: HashMap<Sound, u16> = book.alphabet.iter().copied().zip(0..).collect();
        let mut all: Vec<Entry> = Vec::with_capacity(sequences.len());
        for (sounds, number) in sequences {
            let all_consonants = counted(self::consonants(sounds.as_ref())); // of two parts
            let sounds = heard(sounds.as_ref());
            let letter = |sound: &Sound| known.get(sound).copied();
            let told = || sounds.iter().filter(|sound| is_told(**sound));
            let weight = |sound: &Sound| match letter(sound) {
                Some(letter) if number_of(letter) != ANY_LETTER => Weight::of(*sound),
                _ => Weight::None,
            };
            let count = |weights: &[Weight]| told().filter(|sound| weights.contains(&weight(sound))).count();
            let little: [&[Weight]; 4] = [
                &[Weight::None],
                &[Weight::None, Weight::Loose],
                &[Weight::None, Weight::Little],
                &[Weight::None, Weight::Loose, Weight::Little],
            ];
            all.push(Entry {
                told: told().count(),
                little: little.map(|weights| count(weights) as u8),
                skeleton: told().filter_map(letter).collect(),
                letters: sounds.iter().filter_map(letter).collect(),
                number,
                length: length(sounds) as u16,
                all_consonants,
            });
        }
        all.sort_unstable();
        for of in all.chunk_by(|a, b| a.told == b.told) {
            book.add_length(of);
        }
        let end = book.end();
        book.skeletons.push(end);
        packing.put(&book.alphabet.iter().copied().map(Letter::of).collect::<Vec<_>>());
        packing.put(&book.sequences);
        packing.put(&book.skeletons);
        packing.put(&book.of_length);
        packing.put(&book.blocks);
        packing.put(&book.columns);
    }

    /// Reads a book that was written.
    pub(crate) fn read(lists: &mut Unpacking<'b>) -> Option<Self> {
        let alphabet: Vec<Sound> = lists.take::<Letter>()?.all()?.iter().map(Letter::sound).collect();
        let book = Self {
            alphabet,
            sequences: lists.take()?,
            skeletons: lists.take()?,
            of_length: lists.take()?.all()?,
            blocks: lists.take()?,
            columns: lists.take()?,
        };
        // So that what they add up to can be counted.
        let may_be = |of: &OfLength| {
            of.letters.get() as usize <= MAX_SOUNDS && of.skeletons.get() as usize <= book.skeletons.len()
        };
        if !book.of_length.iter().all(may_be) {
            return None;
        }
        let end = book.of_length.iter().fold(Start::default(), |start, of| start.behind(of));
        let is_whole =
            (end.skeleton + 1, end.block, end.column) == (book.skeletons.len(), book.blocks.len(), book.columns.len());
        is_whole.then_some(book)
    }

    /// Hands on the number of each sequence that is at least so alike, and of none far below; `None` where the book is not what
    /// was written.
    pub(crate) fn alike(&self, asked: &[Sound], least: f64, found: &mut Vec<u32>) -> Option<()> {
        self.alike_of(Level::new(), asked, least, |_| true, found)
    }

    /// The same of those only that have as many consonants, or one more or less.
    pub(crate) fn alike_in_consonants(&self, asked: &[Sound], least: f64, found: &mut Vec<u32>) -> Option<()> {
        let consonants = usize::from(counted(consonants(asked)));
        let is_meant = |block: &Block| {
            let [fewest, most] = block.consonants.map(usize::from);
            (fewest..=most + 2).contains(&(consonants + 1))
        };
        self.alike_of(Level::new(), asked, least, is_meant, found)
    }

    /// The same of some blocks, by what a processor can.
    fn alike_of(
        &self,
        level: Level,
        asked: &[Sound],
        least: f64,
        is_meant: impl Fn(&Block) -> bool,
        found: &mut Vec<u32>,
    ) -> Option<()> {
        let asked = heard(asked);
        if asked.is_empty() {
            return Some(());
        }
        match asked.len() / LANES {
            0 => dispatch!(level, simd => Search::<_, 1>::of(simd, self, asked, least, found).run(is_meant)),
            1 => dispatch!(level, simd => Search::<_, 2>::of(simd, self, asked, least, found).run(is_meant)),
            _ => dispatch!(level, simd => {
                Search::<_, { MAX_SOUNDS / LANES + 1 }>::of(simd, self, asked, least, found).run(is_meant)
            }),
        }
    }
}

/// The classes of what alphabets write as a vowel or leave out.
const LOOSE: u32 = VOWELS | W | V | Y;

/// Whether a sound stands in a skeleton: consonants, and what may be one.
fn is_told(sound: Sound) -> bool {
    sound.kind == Kind::Consonant || sound.set & !LOOSE != 0
}

/// How many consonants are counted; those of so many are looked at together.
fn counted(consonants: usize) -> u8 {
    consonants.min(u8::MAX.into()) as u8
}

/// The number in skeletons of a letter of the alphabet.
fn number_of(letter: u16) -> u8 {
    letter.min(ANY_LETTER.into()) as u8
}

impl Weight {
    fn of(sound: Sound) -> Self {
        match sound.kind {
            Kind::Long | Kind::Short => Self::None,
            Kind::Consonant if sound.set & LOOSE != 0 => Self::Loose,
            Kind::Consonant if sound.primary == H => Self::Little,
            Kind::Consonant => Self::Firm,
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

    use super::{Block, Column, Kind, Letter, Level, OfLength, Sequence, Skeleton, SoundBook, U16, U32, WIDTH};
    use crate::compare::sound_similarity;
    use crate::packed::{Packing, Unpacking};
    use crate::sound::{Sound, sounds};

    #[track_caller]
    fn check(words: &[String], asked: &str, least: f64) {
        check_sounds(&words.iter().map(|word| sounds(word)).collect::<Vec<_>>(), &sounds(asked), least);
    }

    #[track_caller]
    fn check_sounds(all: &[Vec<Sound>], asked: &[Sound], least: f64) {
        let mut packing = Packing::default();
        SoundBook::write(all.iter().zip(0..), &mut packing);
        let bytes = packing.finish();
        let book = SoundBook::read(&mut Unpacking::of(&bytes, &|_, _| true).unwrap()).unwrap();
        // What every processor can, and what this one can.
        let [found, same] = [Level::baseline(), Level::new()].map(|level| {
            let mut found = Vec::new();
            assert_eq!(book.alike_of(level, asked, least, |_| true, &mut found), Some(()));
            found
        });
        assert_eq!(found, same);
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
        first: [u32; 2],
        of_length: OfLength,
        blocks: Vec<Block>,
        columns: Vec<Column>,
    }

    impl Said {
        /// How many bytes a sequence has.
        const LEN: u32 = (size_of::<Sequence>() + 2) as u32;
        const BLOCK: Block = Block { longest: U16::new(100), most: [0; 4], consonants: [1; 2] };

        fn written() -> Self {
            let one = U32::new(1);
            let of_length = OfLength { letters: one, skeletons: one };
            let (blocks, columns) = (vec![Self::BLOCK], vec![[0; WIDTH]]);
            Self { letters: [1; 2], letter: 0, first: [0, 2 * Self::LEN], of_length, blocks, columns }
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
            packing.put(&self.first.map(|first| Skeleton {
                first: U32::new(first),
                classes: U32::new(u32::MAX),
                longest: U16::new(600),
            }));
            packing.put(&[self.of_length]);
            packing.put(&self.blocks);
            packing.put(&self.columns);
            let bytes = packing.finish();
            let book = SoundBook::read(&mut Unpacking::of(&bytes, &|_, _| true)?)?;
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
            ("sequences that are not there", Said { first: [0, 3 * Said::LEN], ..Said::written() }),
            ("sequences that end before they begin", Said { first: [Said::LEN, 0], ..Said::written() }),
            ("a sequence that is cut", Said { first: [0, 2 * Said::LEN - 1], ..Said::written() }),
            ("more skeletons than there are", of_length(|of| of.skeletons = U32::new(2))),
            ("more skeletons than can be counted", of_length(|of| of.skeletons = U32::new(u32::MAX))),
            ("a length beyond what is heard", of_length(|of| of.letters = U32::new(25))),
            ("more places than there are", of_length(|of| of.letters = U32::new(2))),
            ("more blocks than there are", Said { blocks: vec![Said::BLOCK; 2], ..Said::written() }),
            ("more columns than there are", Said { columns: vec![[0; WIDTH]; 2], ..Said::written() }),
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

        #[test]
        fn what_differs_by_a_letter_is_found(
            words in prop::collection::vec("[askhtgdiu]{1,9}|[اسحهشكويغ]{1,9}", 1..40),
            which in any::<prop::sample::Index>(),
            at in any::<prop::sample::Index>(),
            letter in "[hhhskta]|[ههسك]",
            takes_out in any::<bool>(),
            least in 0.5..1.0_f64,
        ) {
            let mut asked: Vec<char> = which.get(&words).chars().collect();
            let at = at.index(asked.len());
            if takes_out {
                asked.remove(at);
            }
            asked.splice(at..at, letter.chars());
            check(&words, &asked.into_iter().collect::<String>(), least);
        }
    }
}
