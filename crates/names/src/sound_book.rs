//! Sequences of sounds by what is heard in them, so that those like one asked are found without comparing it with each.
//!
//! Shape:    sequences with a number each in; for a sequence asked, the numbers of all that are alike enough.
//! Law:      the costs are `compare`'s, step for step; a test compares the two ways.
//! Cost:     sequences of as many consonants in which the same classes are heard stand together. What the sounds asked cost
//!           at least beside those classes passes over most of them, eight such groups at a time; what a sequence's own
//!           sounds cost at least passes over most of the rest. A table of sounds is filled row by row for what is left, the
//!           next sequence keeping the rows of what both begin with.

use std::collections::HashMap;

use zerocopy::little_endian::{U16, U32};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use crate::compare::{PAIR, absence, at_start, change, is_pair, least_cost, length, may_be, most_cost, near, scale};
use crate::packed::{self, Packing, Unpacking};
use crate::sound::{H, Kind, MAX_SOUNDS, Sound, consonants};

/// One line of the table: what each beginning of the asked sequence costs.
type Line = [i32; MAX_SOUNDS + 1];

/// Lengths are multiples of this, and this many at most.
const LENGTH_STEP: i32 = 25;
const LENGTHS: usize = 4 * MAX_SOUNDS + 1;

/// So many groups are looked at together.
const WIDTH: usize = 8;

/// Sequences of sounds, by how many consonants they have, then by the classes heard in them, then in order.
#[derive(Default)]
pub(crate) struct SoundBook<'b> {
    alphabet: Vec<Sound>,
    letters: &'b [U16], // numbers in the alphabet
    sequences: &'b [Sequence],
    /// The classes heard in the sequences of each group, the longest length, and where it begins among them.
    heard: &'b [U32],
    longest: &'b [U16],
    first: &'b [U32],
    of_consonants: &'b [OfConsonants],
}

/// A sound as it is written.
#[derive(FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct Letter {
    set: U32,
    class: u8, // the place of its bit
    kind: u8,
}

#[derive(Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct Sequence {
    first: U32, // of its letters
    number: U32,
    length: U16,
    letters: u8, // at most MAX_SOUNDS
    shared: u8,  // how many the sequence before begins with too
}

/// The groups of sequences with so many consonants: the first one, and the first of others.
#[derive(FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct OfConsonants {
    consonants: U32,
    from: U32,
    to: U32,
}

impl Letter {
    fn of(sound: Sound) -> Self {
        Self { set: U32::new(sound.set), class: sound.primary.trailing_zeros() as u8, kind: sound.kind as u8 }
    }

    fn sound(&self) -> Sound {
        Sound { primary: 1_u32.wrapping_shl(self.class.into()), set: self.set.get(), kind: Kind::of_number(self.kind) }
    }
}

/// A sequence with what it is ordered by: how many consonants it has, its classes, its letters, its number.
type Entry = (usize, u32, Box<[u16]>, u32);

/// A book being written.
#[derive(Default)]
struct Writing {
    alphabet: Vec<Sound>,
    letters: Vec<U16>,
    sequences: Vec<Sequence>,
    heard: Vec<U32>,
    longest: Vec<U16>,
    first: Vec<U32>,
    of_consonants: Vec<OfConsonants>,
}

impl Writing {
    /// Adds a sequence behind all others.
    fn add(&mut self, (consonants, classes, letters, number): &Entry, before: Option<&Entry>) {
        let sounds: Vec<Sound> = letters.iter().filter_map(|at| self.alphabet.get(usize::from(*at))).copied().collect();
        let length = U16::new(length(&sounds) as u16);
        let groups = packed::number(self.heard.len());
        if before.is_none_or(|before| before.0 != *consonants) {
            let consonants = packed::number(*consonants);
            self.of_consonants.push(OfConsonants { consonants, from: groups, to: groups });
        }
        if before.is_none_or(|before| (before.0, before.1) != (*consonants, *classes)) {
            self.heard.push(U32::new(*classes));
            self.longest.push(U16::ZERO);
            self.first.push(packed::number(self.sequences.len()));
        }
        if let Some(of) = self.of_consonants.last_mut() {
            of.to = packed::number(self.heard.len());
        }
        if let Some(longest) = self.longest.last_mut() {
            *longest = length.max(*longest);
        }
        let shared = before.map_or(0, |before| before.2.iter().zip(letters).take_while(|(a, b)| a == b).count());
        self.sequences.push(Sequence {
            first: packed::number(self.letters.len()),
            number: U32::new(*number),
            length,
            letters: letters.len() as u8,
            shared: shared as u8,
        });
        self.letters.extend(letters.iter().copied().map(U16::new));
    }
}

impl<'b> SoundBook<'b> {
    /// Writes a book of sequences, each with its number.
    pub(crate) fn write<S: AsRef<[Sound]>>(sequences: impl Iterator<Item = (S, u32)>, packing: &mut Packing) {
        let mut known: HashMap<Sound, u16> = HashMap::new(); // only looked up, never walked
        let mut book = Writing::default();
        let mut all: Vec<Entry> = Vec::new();
        for (sounds, number) in sequences {
            let letter = |sound: &Sound| {
                *known.entry(*sound).or_insert_with(|| {
                    book.alphabet.push(*sound);
                    // Far fewer sounds than that can be written.
                    (book.alphabet.len() - 1) as u16
                })
            };
            let consonants = consonants(sounds.as_ref());
            let sounds = heard(sounds.as_ref());
            let letters: Box<[u16]> = sounds.iter().map(letter).collect();
            if !letters.is_empty() {
                all.push((consonants, classes(sounds), letters, number));
            }
        }
        all.sort_unstable();
        let mut before: Option<&Entry> = None;
        for sequence in &all {
            book.add(sequence, before);
            before = Some(sequence);
        }
        book.first.push(packed::number(book.sequences.len()));
        packing.put(&book.alphabet.iter().copied().map(Letter::of).collect::<Vec<_>>());
        packing.put(&book.letters);
        packing.put(&book.sequences);
        packing.put(&book.heard);
        packing.put(&book.longest);
        packing.put(&book.first);
        packing.put(&book.of_consonants);
    }

    /// Reads a book that was written.
    pub(crate) fn read(lists: &mut Unpacking<'b>) -> Option<Self> {
        let alphabet = lists.take::<Letter>()?.iter().map(Letter::sound).collect();
        Some(Self {
            alphabet,
            letters: lists.take()?,
            sequences: lists.take()?,
            heard: lists.take()?,
            longest: lists.take()?,
            first: lists.take()?,
            of_consonants: lists.take()?,
        })
    }

    /// Hands on the number of each sequence that is at least so alike, and of none far below.
    pub(crate) fn alike(&self, asked: &[Sound], least: f64, found: &mut Vec<u32>) {
        self.alike_of(asked, least, |_| true, found);
    }

    /// The same of those only that have as many consonants, or one more or less.
    pub(crate) fn alike_in_consonants(&self, asked: &[Sound], least: f64, found: &mut Vec<u32>) {
        let consonants = consonants(asked);
        self.alike_of(asked, least, |other| consonants.abs_diff(other) <= 1, found);
    }

    fn alike_of(&self, asked: &[Sound], least: f64, is_meant: impl Fn(usize) -> bool, found: &mut Vec<u32>) {
        let asked = heard(asked);
        if asked.is_empty() {
            return;
        }
        let mut search = Search::of(self, asked, least);
        for of in self.of_consonants.iter().filter(|of| is_meant(of.consonants.get() as usize)) {
            let mut at = of.from.get() as usize;
            let (eights, rest) = self.heard.get(at..of.to.get() as usize).unwrap_or_default().as_chunks::<WIDTH>();
            for eight in eights {
                let floors = search.floor.of_asked(&eight.map(U32::get));
                let longest = self.longest.get(at..at + WIDTH).unwrap_or_default();
                for (n, (floor, longest)) in floors.into_iter().zip(longest).enumerate() {
                    if i32::from(floor) <= search.most(longest.get().into()) {
                        search.group(at + n, floor.into(), found);
                    }
                }
                at += WIDTH;
            }
            (at..at + rest.len()).for_each(|group| search.group(group, 0, found));
        }
    }
}

/// A sequence asked, and how far the table is filled.
struct Search<'b> {
    book: &'b SoundBook<'b>,
    asked: usize,
    table: Table<'b>,
    floor: Floor,
    /// What a way may cost, by length.
    mosts: [i32; LENGTHS],
    lines: [Line; MAX_SOUNDS + 1],
    cheapest: Line,
}

impl<'b> Search<'b> {
    fn of(book: &'b SoundBook<'b>, asked: &'b [Sound], least: f64) -> Self {
        let (table, length) = (Table::of(&book.alphabet, asked), length(asked));
        let mut lines = [[0_i32; MAX_SOUNDS + 1]; MAX_SOUNDS + 1];
        lines[0] = table.first_line();
        Self {
            book,
            asked: asked.len(),
            table,
            floor: Floor::of(&book.alphabet, asked),
            mosts: std::array::from_fn(|at| most_cost(least, scale(length, at as i32 * LENGTH_STEP))),
            lines,
            cheapest: [0; MAX_SOUNDS + 1],
        }
    }

    /// What a way to a sequence of a length may cost.
    fn most(&self, length: i32) -> i32 {
        self.mosts.get((length / LENGTH_STEP) as usize).copied().unwrap_or_default()
    }

    /// Hands on the sequences of a group that are alike enough; what is asked costs `floor` at least beside them.
    fn group(&mut self, group: usize, floor: i32, found: &mut Vec<u32>) {
        let book = self.book;
        let place = |at: usize| book.first.get(at).map_or(0, |first| first.get() as usize);
        // How many of the lines are of a beginning that the next sequence shares; none at first.
        let mut kept = 0;
        for sequence in book.sequences.get(place(group)..place(group + 1)).unwrap_or_default() {
            kept = usize::from(sequence.shared).min(kept);
            let most = self.most(sequence.length.get().into());
            let letters = book.letters.get(sequence.first.get() as usize..).unwrap_or_default();
            // A book from elsewhere may say more.
            let len = usize::from(sequence.letters).min(MAX_SOUNDS);
            let letters = letters.get(..len).unwrap_or_default();
            if floor > most || self.floor.of_sequence(letters) > most {
                continue;
            }
            let mut filled = kept;
            loop {
                // A way may leap over one line, not over two.
                if filled > 0 && self.cheapest[filled] > most && self.cheapest[filled - 1] > most {
                    break;
                }
                if filled == letters.len() {
                    if self.lines[filled][self.asked] <= most {
                        found.push(sequence.number.get());
                    }
                    break;
                }
                let (done, next) = self.lines.split_at_mut(filled + 1);
                self.cheapest[filled + 1] = self.table.fill(letters, filled, done, &mut next[0]);
                filled += 1;
            }
            kept = filled;
        }
    }
}

/// What is heard of a sequence.
fn heard(sounds: &[Sound]) -> &[Sound] {
    sounds.get(..MAX_SOUNDS).unwrap_or(sounds)
}

/// Every class that one of the sounds may be.
fn classes(sounds: &[Sound]) -> u32 {
    sounds.iter().fold(0, |classes, sound| classes | sound.set)
}

/// What the sounds of one side cost at least. Every sound has its own step of a way, alone or with sounds of the other side
/// that it may be; so the least costs of a side add up to no more than a way. And those that meet something they may be, or are
/// confused with, do so in their order: of the firm consonants of either side each that is not among so many in order costs
/// [`FIRM`] or more.
struct Floor {
    /// The sounds asked.
    asked: Vec<Least>,
    /// How many of them are firm consonants.
    firm: u32,
    /// By number in the alphabet.
    alphabet: Vec<Beside>,
}

/// What a firm consonant costs at least that meets nothing it may be or is confused with: it is left out, or changed for
/// something else.
const FIRM: u32 = 100;

/// A sound of the alphabet beside all that is asked.
#[derive(Clone, Copy)]
struct Beside {
    /// Its least cost.
    cost: i32,
    /// Which sounds asked it may be or is confused with, a bit each.
    meets: u32,
    /// Whether it is a consonant that is no h and meets none but firm ones.
    is_firm: bool,
}

/// What a sound may be, what it is confused with, and its least cost beside neither, and beside what is near.
#[derive(Clone, Copy)]
struct Least {
    may_be: u32,
    near: u32,
    far: u16,
    close: u16,
}

impl Least {
    fn of(sound: Sound) -> Self {
        let (far, close) = (least_cost(sound, false).into(), least_cost(sound, true).into());
        Self { may_be: may_be(sound), near: near(sound.primary), far, close }
    }

    fn beside(self, heard: u32) -> u16 {
        let (is_heard, is_near) = (mask(self.may_be & heard != 0), mask(self.near & heard != 0));
        !is_heard & (is_near & self.close | !is_near & self.far)
    }
}

impl Floor {
    fn of(alphabet: &[Sound], asked: &[Sound]) -> Self {
        let all = classes(asked);
        let is_firm = |sound: &Sound| sound.kind == Kind::Consonant && sound.primary != H;
        let letter = |sound: &Sound| {
            let own = Least::of(*sound);
            let meets = |other: &Sound| {
                let (may_be, near) = (own.may_be & other.set | may_be(*other) & sound.set, own.near & other.primary);
                may_be | near != 0
            };
            let met = (0_u32..).zip(asked).filter(|(_, other)| meets(other));
            let firm = (0_u32..).zip(asked).filter(|(_, other)| is_firm(other) && meets(other));
            Beside {
                cost: own.beside(all).into(),
                meets: firm.fold(0, |bits, (at, _)| bits | 1 << at),
                is_firm: is_firm(sound) && met.map(|(_, other)| other).all(is_firm),
            }
        };
        Self {
            asked: asked.iter().copied().map(Least::of).collect(),
            firm: asked.iter().filter(|sound| is_firm(sound)).count() as u32,
            alphabet: alphabet.iter().map(letter).collect(),
        }
    }

    /// Beside the classes of eight groups.
    fn of_asked(&self, heard: &[u32; WIDTH]) -> [u16; WIDTH] {
        let mut costs = [0_u16; WIDTH];
        for sound in &self.asked {
            for (cost, heard) in costs.iter_mut().zip(heard) {
                *cost += sound.beside(*heard);
            }
        }
        costs
    }

    /// Of a sequence, in the numbers of its sounds.
    fn of_sequence(&self, sounds: &[U16]) -> i32 {
        // The longest sequence of those that meet in order, a bit cleared for each: Hyyrö 2004, Bit-parallel LCS-length
        // computation revisited.
        let (mut cost, mut firm, mut unmet) = (0, 0_u32, u32::MAX);
        for letter in sounds.iter().filter_map(|letter| self.alphabet.get(usize::from(letter.get()))) {
            cost += letter.cost;
            firm += u32::from(letter.is_firm);
            let met = unmet & letter.meets;
            unmet = unmet.wrapping_add(met) | (unmet & !letter.meets);
        }
        let in_order = unmet.count_zeros();
        let alone = self.firm.saturating_sub(in_order).max(firm.saturating_sub(in_order));
        cost.max((FIRM * alone) as i32)
    }
}

/// All bits or none, so that eight choices are one.
fn mask(is: bool) -> u16 {
    u16::from(is).wrapping_neg()
}

/// What each sound of the alphabet costs beside each sound asked.
struct Table<'a> {
    alphabet: &'a [Sound],
    asked: &'a [Sound],
    changes: Vec<Line>,
    absences: Line,
}

impl<'a> Table<'a> {
    fn of(alphabet: &'a [Sound], asked: &'a [Sound]) -> Self {
        let line = |cost: &dyn Fn(Sound) -> i32| {
            let mut line = [0; MAX_SOUNDS + 1];
            line.iter_mut().zip(asked).for_each(|(slot, sound)| *slot = cost(*sound));
            line
        };
        let changes = alphabet.iter().map(|sound| line(&|asked| i32::from(change(*sound, asked)))).collect();
        Self { alphabet, asked, changes, absences: line(&|asked| i32::from(absence(asked))) }
    }

    fn first_line(&self) -> Line {
        let mut line = [0; MAX_SOUNDS + 1];
        for (j, sound) in self.asked.iter().enumerate() {
            line[j + 1] = line[j] + i32::from(at_start(absence(*sound), j));
        }
        line
    }

    /// Fills the line after the `at`-th sound from those before it; gives the least cost in it.
    fn fill(&self, sounds: &[U16], at: usize, done: &[Line], line: &mut Line) -> i32 {
        let letter = |at: usize| sounds.get(at).map(|sound| usize::from(sound.get()));
        let sound = |at: usize| letter(at).and_then(|letter| self.alphabet.get(letter)).copied();
        let (Some(this), Some(changes)) = (sound(at), letter(at).and_then(|letter| self.changes.get(letter))) else {
            return i32::MAX;
        };
        let absent = i32::from(absence(this));
        let before = &done[at];
        line[0] = before[0] + i32::from(at_start(absence(this), at));
        let mut least = line[0];
        // Two letters that read as one; see `compare`.
        let pair = at.checked_sub(1).and_then(sound).filter(|_| this.primary == H).zip(at.checked_sub(1));
        for (j, asked) in self.asked.iter().enumerate() {
            let mut cost = (before[j] + changes[j]).min(before[j + 1] + absent).min(line[j] + self.absences[j]);
            if let Some((previous, two_before)) = pair
                && is_pair(*asked, previous, this)
            {
                cost = cost.min(done[two_before][j] + PAIR);
            }
            if asked.primary == H && j > 0 && is_pair(this, self.asked[j - 1], *asked) {
                cost = cost.min(before[j - 1] + PAIR);
            }
            line[j + 1] = cost;
            least = least.min(cost);
        }
        least
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Letter, OfConsonants, Sequence, SoundBook, U16, U32};
    use crate::compare::sound_similarity;
    use crate::packed::{Packing, Unpacking};
    use crate::sound::{Sound, sounds};

    #[track_caller]
    fn check(words: &[String], asked: &str, least: f64) {
        let all: Vec<Vec<Sound>> = words.iter().map(|word| sounds(word)).collect();
        let asked = sounds(asked);
        let mut found = Vec::new();
        let mut packing = Packing::default();
        SoundBook::write(all.iter().zip(0..), &mut packing);
        let bytes = packing.finish();
        let book = SoundBook::read(&mut Unpacking::of(&bytes).unwrap()).unwrap();
        book.alike(&asked, least, &mut found);
        for (sounds, n) in all.iter().zip(0..) {
            let similarity = sound_similarity(sounds, &asked);
            if similarity >= least {
                assert!(found.contains(&n), "{} is {similarity} and not found", words[n as usize]);
            } else if similarity < least - 0.01 {
                assert!(!found.contains(&n), "{} is {similarity} and found", words[n as usize]);
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

    #[test]
    fn a_book_that_says_more_letters_than_are_heard_is_no_danger() {
        let mut packing = Packing::default();
        packing.put(&[Letter::of(sounds("a")[0])]);
        packing.put(&[U16::ZERO; 200]);
        packing.put(
            &[Sequence { first: U32::ZERO, number: U32::new(7), length: U16::new(u16::MAX), letters: 200, shared: 90 };
                2],
        );
        packing.put(&[U32::new(u32::MAX); 8]);
        packing.put(&[U16::new(u16::MAX); 8]);
        packing.put(&[0, 2, 2, 2, 2, 2, 2, 2, 2].map(U32::new));
        packing.put(&[OfConsonants { consonants: U32::ZERO, from: U32::ZERO, to: U32::new(8) }]);
        let bytes = packing.finish();
        let book = SoundBook::read(&mut Unpacking::of(&bytes).unwrap()).unwrap();
        let mut found = Vec::new();
        book.alike(&sounds("aaya"), 0.1, &mut found);
        assert!(found.len() <= 2, "{found:?}");
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
