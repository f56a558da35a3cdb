//! Looking through a book of sounds for what is like a sequence asked.
//!
//! Law:      nothing that is alike enough is passed over: what is passed over costs more than it may by its consonants alone.

use fearless_simd::prelude::*;
use zerocopy::FromBytes as _;
use zerocopy::little_endian::U16;

use super::abreast::{Abreast, Eight};
use super::floor::{Floor, UNIT};
use super::{Block, LANES, OfLength, Sequence, Skeleton, SoundBook, Start, WIDTH, may_be_pair};
use crate::compare::{Heard, length, most_cost, paired, scale};
use crate::sound::{MAX_SOUNDS, Sound};

/// Lengths are multiples of this, and this many at most.
const LENGTH_STEP: usize = 25;
const LENGTHS: usize = 4 * MAX_SOUNDS + 1;

/// A sequence asked, of fewer sounds than `E` eights have numbers.
pub(super) struct Search<'b, 'f, S: Simd, const E: usize> {
    book: &'b SoundBook<'b>,
    heard: Heard,
    /// The classes that are written with two sounds of what is asked, and whether one of those asked may be written with two.
    pairs: u32,
    may_have_pair: bool,
    /// What a way may cost, by length.
    mosts: [i32; LENGTHS],
    floor: Floor<S>,
    abreast: Abreast<E>,
    /// Sequences that wait to be compared: their letters, their numbers, and what a way to them may cost.
    eight: Eight,
    waiting: Vec<(u32, i32)>,
    /// Where the sequences end that were looked at; those of the next skeleton come behind.
    end: usize,
    found: &'f mut Vec<u32>,
}

impl<'b, 'f, S: Simd, const E: usize> Search<'b, 'f, S, E> {
    /// Hands on what is at least so alike to `found`.
    pub(super) fn of(simd: S, book: &'b SoundBook<'b>, asked: &[Sound], least: f64, found: &'f mut Vec<u32>) -> Self {
        let (heard, length) = (Heard::of(asked), length(asked));
        let pairs = asked.windows(2).filter_map(|two| match two {
            [first, h] if may_be_pair(*first, *h) => Some(paired(first.primary)),
            _ => None,
        });
        Self {
            book,
            pairs: pairs.fold(0, |all, one| all | one),
            may_have_pair: asked.iter().any(|sound| paired(sound.primary) != 0),
            mosts: std::array::from_fn(|at| most_cost(least, scale(length, (at * LENGTH_STEP) as i32))),
            floor: Floor::of(simd, &book.alphabet, asked),
            abreast: Abreast::of(&book.alphabet, asked, &heard),
            heard,
            eight: Eight::EMPTY,
            waiting: Vec::with_capacity(LANES),
            end: 0,
            found,
        }
    }

    /// Looks through all that is meant; `None` where the book is not what was written.
    #[inline(always)]
    pub(super) fn run(mut self, is_meant: impl Fn(&Block) -> bool) -> Option<()> {
        let mut start = Start::default();
        for of in self.book.of_length {
            self.of_length(of, start, &is_meant)?;
            start = start.behind(of);
        }
        self.compare();
        Some(())
    }

    /// Looks through the skeletons of a length.
    #[inline(always)]
    fn of_length(&mut self, of: &OfLength, start: Start, is_meant: impl Fn(&Block) -> bool) -> Option<()> {
        let book = self.book;
        let letters = of.letters.get() as usize;
        let blocks = book.blocks.range(start.block, start.block + of.blocks())?;
        // What is not meant, or not reached, is not read.
        for (n, block) in blocks.iter().enumerate().filter(|(_, block)| is_meant(block)) {
            let most = (self.most(block.longest.get().into()) / UNIT).min(u8::MAX.into()) as u8;
            let Some(reached) = self.floor.reach(letters, block, most) else { continue };
            let column = start.column + n * letters;
            let columns = book.columns.range(column, column + letters)?;
            let Some(costs) = self.floor.costs(columns, reached, most) else { continue };
            let left = costs.simd_le(most).to_bitmask();
            if left != 0 {
                // And the one behind them.
                let (first, end) = (start.skeleton + n * WIDTH, start.skeleton + of.skeletons.get() as usize + 1);
                let skeletons = book.skeletons.range(first, end.min(first + WIDTH + 1))?;
                self.of_block(skeletons, left, costs.into())?;
            }
        }
        Some(())
    }

    /// Looks at some of 32 skeletons, a bit each, that cost so many units at least.
    fn of_block(&mut self, skeletons: &[Skeleton], mut left: u64, costs: [u8; WIDTH]) -> Option<()> {
        while left != 0 {
            let n = left.trailing_zeros() as usize;
            left &= left - 1;
            let Some([skeleton, next]) = skeletons.get(n..).and_then(|of| of.first_chunk()) else {
                break; // behind the last
            };
            let (least, most) = (i32::from(costs[n % WIDTH]) * UNIT, self.most(skeleton.longest.get().into()));
            if least <= most && self.heard.unheard(skeleton.classes.get()) <= most {
                self.skeleton(skeleton, next, least)?;
            }
        }
        Some(())
    }

    /// What a way to a sequence of a length may cost.
    fn most(&self, length: usize) -> i32 {
        self.mosts.get(length / LENGTH_STEP).copied().unwrap_or_default()
    }

    /// Looks at the sequences of a skeleton, to each of which a way costs so much at least.
    fn skeleton(&mut self, skeleton: &Skeleton, next: &Skeleton, least: i32) -> Option<()> {
        let (first, end) = (skeleton.first.get() as usize, next.first.get() as usize);
        if first < self.end {
            return None;
        }
        self.end = end;
        let book = self.book;
        let mut left = book.sequences.range(first, end)?;
        while !left.is_empty() {
            let (sequence, rest) = Sequence::ref_from_prefix(left).ok()?;
            let len = Some(usize::from(sequence.letters)).filter(|len| *len <= MAX_SOUNDS)?;
            let (letters, rest) = <[U16]>::ref_from_prefix_with_elems(rest, len).ok()?;
            left = rest;
            let most = self.most(sequence.length.get().into());
            if least > most {
                continue;
            }
            if letters.iter().fold(0, |most, letter| letter.get().max(most)) as usize >= book.alphabet.len() {
                return None;
            }
            if self.pairs & skeleton.classes.get() != 0 || sequence.has_pair != 0 && self.may_have_pair {
                self.compare_alone(letters, sequence, most);
                continue;
            }
            self.eight.put(self.waiting.len(), letters);
            self.waiting.push((sequence.number.get(), most));
            if self.waiting.len() == LANES {
                self.compare();
            }
        }
        Some(())
    }

    /// Compares those that wait.
    fn compare(&mut self) {
        for (cost, (number, most)) in self.abreast.costs(&self.eight).into_iter().zip(self.waiting.drain(..)) {
            if i32::from(cost) <= most {
                self.found.push(number);
            }
        }
    }

    /// Compares one in which two letters may be read as one sound.
    fn compare_alone(&mut self, letters: &[U16], sequence: &Sequence, most: i32) {
        let sound = |letter: &U16| self.book.alphabet.get(usize::from(letter.get())).copied();
        let sounds: Vec<Sound> = letters.iter().filter_map(sound).collect();
        if self.heard.cheapest_way(&Heard::of(&sounds), most).is_some_and(|cost| cost <= most) {
            self.found.push(sequence.number.get());
        }
    }
}
