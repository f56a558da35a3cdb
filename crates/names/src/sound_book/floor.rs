//! What the consonants of two sequences cost at least, before the sequences are compared: those asked beside 32 skeletons at once.
//!
//! Shape:    the table of the cheapest way between the consonants alone, a byte for each skeleton in each place of it.
//! Law:      never more than a way costs. Every sound has its own step of a way, alone or with sounds of the other side that it may
//!           be; what is not told here, vowels among them, is taken to cost nothing, and so is what it meets.
//! Cost:     only what can still be reached, and from where the end can be, is worked out: one to five places of a row.

use fearless_simd::prelude::*;
use fearless_simd::u8x32;

use super::{ANY_LETTER, Block, Column, LETTERS, LOOSE, WIDTH, Weight, is_told, may_be_pair};
use crate::compare::{PAIR, absence, change, firsts};
use crate::sound::{H, Kind, MAX_SOUNDS, Sound};

/// What a unit is, in hundredths of a consonant: so that what may be alike enough costs fewer than 255.
pub(super) const UNIT: i32 = 4;

/// As much as is counted.
const TOO_MUCH: u8 = u8::MAX;

/// So many bands there are at most, with one on either side where no skeleton comes.
const BANDS: usize = 2 * MAX_SOUNDS + 3;

/// What a consonant costs at least where it meets nothing, and an h.
const FIRM: i32 = 100 / UNIT;
const LITTLE: i32 = 60 / UNIT;

/// What is told of a sequence asked, beside the letters of skeletons.
pub(super) struct Floor<S: Simd> {
    simd: S,
    /// Those asked; before and behind them what is none of them and leads nowhere.
    told: Vec<Told>,
    /// Whether one of them is an h that may be read with the one before it, or may be written with an h.
    has_pairs: bool,
    absent_asked: Absent,
    /// What a letter costs where it meets nothing; and nothing of an h, too much of all others.
    absent: Table,
    h: Table,
    /// What a loose letter and an h cost at least that meet nothing by themselves.
    loose: i32,
    little: i32,
    /// Whether one of those asked may be written with an h.
    takes_h: bool,
    /// What it costs that so many of those asked are taken before any letter.
    start: Vec<u8>,
    /// The bands of the block asked for last.
    bands: Bands,
    of_bands: (usize, Absent, u8),
    /// Nothing is ever written to the first place of a row: below the lowest band is nothing.
    rows: [[Column; BANDS]; 3],
}

const NOTHING: Column = [TOO_MUCH; WIDTH];

/// A sound asked.
struct Told {
    /// What it costs where it meets nothing.
    absent: u8,
    /// What it costs to read it for each letter.
    changes: Table,
    /// Of an h that may be read as one sound with the one before it, what it costs to read both for a letter.
    pair: Option<Table>,
    /// Of what may be written with an h, what it costs to be written by a letter with an h behind it.
    first: Option<Table>,
}

impl Told {
    const NOTHING: Self = Self { absent: TOO_MUCH, changes: Table([NOTHING; PARTS]), pair: None, first: None };
}

/// A byte for each letter, in parts of sixteen; each twice, since they are looked up in halves of a column.
#[repr(align(32))]
struct Table([Column; PARTS]);

const PARTS: usize = LETTERS / PART;
const PART: usize = 16;

/// The letters of a column, as each part of a table is asked for them.
#[derive(Clone, Copy)]
struct Letters<S: Simd> {
    column: Column,
    parts: [u8x32<S>; PARTS],
}

impl Table {
    fn of(byte: impl Fn(usize) -> u8) -> Self {
        Self(std::array::from_fn(|part| {
            let half: [u8; PART] = std::array::from_fn(|n| byte(part * PART + n));
            std::array::from_fn(|n| half[n % PART])
        }))
    }

    #[inline(always)]
    fn at<S: Simd>(&self, letters: &Letters<S>) -> u8x32<S> {
        let simd = letters.parts[0].simd;
        if !is_nothing_beyond(simd) {
            let byte = |letter: u8| self.0[usize::from(letter) / PART % PARTS][usize::from(letter) % PART];
            return letters.column.map(byte).simd_into(simd);
        }
        let mut all = u8x32::splat(simd, 0);
        for (table, letters) in self.0.iter().zip(&letters.parts) {
            all |= from(simd, table).swizzle_dyn_within_blocks(*letters);
        }
        all
    }
}

impl<S: Simd> Letters<S> {
    #[inline(always)]
    fn of(simd: S, column: &Column) -> Self {
        let mut letters = from(simd, column);
        let mut parts = [letters; PARTS];
        for part in &mut parts {
            // Of those that are in another part nothing is wanted, which the highest bit says.
            *part = letters | letters.saturating_add(0x80 - PART as u8) & 0x80;
            letters -= PART as u8;
        }
        Self { column: *column, parts }
    }
}

#[inline(always)]
fn from<S: Simd>(simd: S, bytes: &Column) -> u8x32<S> {
    (*bytes).simd_into(simd)
}

/// Whether what is looked up beyond a table is nothing, as most processors have it.
#[inline(always)]
fn is_nothing_beyond<S: Simd>(simd: S) -> bool {
    let (table, beyond) = (u8x32::splat(simd, 1), u8x32::splat(simd, 0x80));
    !table.swizzle_dyn_within_blocks(beyond).simd_eq(1).any_true()
}

/// Two sides of a table: how many consonants they have, and how few of those that meet nothing may cost.
struct Sides {
    letters: usize,
    asked: usize,
    absent: Absent,
    absent_asked: Absent,
}

/// How many of the consonants of a side cost nothing where they meet nothing, and how many no more than an h.
#[derive(Clone, Copy, Default, PartialEq)]
struct Absent {
    none: usize,
    little: usize,
}

impl Absent {
    /// What so many cost at least.
    fn least(self, count: usize) -> i32 {
        let dear = count.saturating_sub(self.none);
        let firm = dear.saturating_sub(self.little);
        FIRM * firm as i32 + LITTLE * (dear - firm) as i32
    }
}

/// The places of a table from which the end can be reached for little enough, by how many letters more than consonants asked are
/// taken there: those that are more meet nothing.
#[derive(Clone, Copy, Default)]
pub(super) struct Bands {
    /// One less than the lowest.
    below: isize,
    /// How many there are; none where the end is not reached.
    count: usize,
}

/// How skeletons are reached.
#[derive(Clone, Copy)]
pub(super) enum Reached {
    By(Bands),
    /// More may be than is counted, so that nothing is ruled out.
    AnyWay,
}

impl Sides {
    /// What it costs at least that so many more letters are taken than consonants asked.
    fn cost(&self, more: isize) -> i32 {
        let count = more.unsigned_abs();
        if more > 0 { self.absent.least(count) } else { self.absent_asked.least(count) }
    }

    fn bands(&self, most: i32) -> Bands {
        let (letters, asked) = (self.letters as isize, self.asked as isize);
        let end = letters - asked;
        let is_reached = |more: &isize| self.cost(*more) + self.cost(end - *more) <= most;
        if !is_reached(&end) {
            return Bands::default();
        }
        // The dearer the farther from where both are met.
        let (low, high) = (end.min(0), end.max(0));
        let lower = (-asked..low).rev().take_while(is_reached).count() as isize;
        let higher = (high + 1..=letters).take_while(is_reached).count() as isize;
        Bands { below: low - lower - 1, count: (high - low + lower + higher + 1) as usize }
    }
}

impl<S: Simd> Floor<S> {
    pub(super) fn of(simd: S, alphabet: &[Sound], asked: &[Sound]) -> Self {
        // What is not told stands in no skeleton, and may be told on the other side.
        let untold = asked.iter().filter(|sound| !is_told(**sound)).fold(0, |all, sound| all | sound.set);
        let absent = |sound: &Sound, elsewhere: u32| {
            // What is no consonant may be read as another for less than it costs where it meets nothing.
            let is_bound = sound.kind == Kind::Consonant && sound.set & elsewhere == 0;
            if is_bound { absence(*sound) / UNIT as u8 } else { 0 }
        };
        let told: Vec<Sound> = asked.iter().filter(|sound| is_told(**sound)).copied().collect();
        let letters: Vec<&Sound> =
            alphabet.iter().take_while(|sound| is_told(**sound)).take(ANY_LETTER.into()).collect();
        // Letters that have no number of their own may be anything.
        let table = |cost: &dyn Fn(&Sound) -> u8| Table::of(|at| letters.get(at).map_or(0, |letter| cost(letter)));
        let only_if = |is_so: bool, cost: i32| if is_so { (cost / UNIT) as u8 } else { TOO_MUCH };
        let before = |at: usize| at.checked_sub(1).and_then(|before| told.get(before));
        let of_asked = |(at, sound): (usize, &Sound)| Told {
            absent: absent(sound, LOOSE),
            changes: table(&|letter| change(*letter, *sound) / UNIT as u8),
            pair: before(at)
                .filter(|first| may_be_pair(**first, *sound))
                .map(|first| table(&|letter| only_if(firsts(letter.primary) & first.primary != 0, PAIR))),
            first: Some(firsts(sound.primary))
                .filter(|firsts| *firsts != 0)
                .map(|firsts| table(&|letter| only_if(firsts & letter.primary != 0, PAIR))),
        };
        let asked: Vec<Told> = told.iter().enumerate().map(of_asked).collect();
        let count = |is_counted: &dyn Fn(&Told) -> bool| asked.iter().filter(|told| is_counted(told)).count();
        let sum = |taken| asked.iter().take(taken).fold(0, |sum: u8, told| sum.saturating_add(told.absent));
        let start = (0..=asked.len()).map(sum).collect();
        let has_pairs = asked.iter().any(|told| told.pair.is_some() || told.first.is_some());
        let takes_h = asked.iter().any(|told| told.first.is_some());
        let none = count(&|told| told.absent == 0 || told.pair.is_some());
        let little = count(&|told| i32::from(told.absent) < FIRM).saturating_sub(none);
        let least = |weight: Weight| {
            // An h may be read with the letter before it.
            let alone = |letter: &Sound| if letter.primary == H && takes_h { 0 } else { absent(letter, untold) };
            let of_weight = letters.iter().filter(|letter| Weight::of(***letter) == weight);
            of_weight.map(|letter| alone(letter).into()).min().unwrap_or(FIRM)
        };
        Self {
            simd,
            absent_asked: Absent { none, little },
            absent: table(&|letter| absent(letter, untold)),
            h: table(&|letter| only_if(letter.primary == H, 0)),
            loose: least(Weight::Loose),
            little: least(Weight::Little),
            told: [Told::NOTHING].into_iter().chain(asked).chain([Told::NOTHING]).collect(),
            has_pairs,
            takes_h,
            start,
            bands: Bands::default(),
            of_bands: (usize::MAX, Absent::default(), 0),
            rows: [[NOTHING; BANDS]; 3],
        }
    }

    /// How many are asked.
    fn asked(&self) -> usize {
        self.start.len() - 1
    }

    /// How the skeletons of a block, of so many letters each, are reached for no more than `most` units; `None` where none is, before
    /// their letters are read.
    #[inline(always)]
    pub(super) fn reach(&mut self, letters: usize, block: &Block, most: u8) -> Option<Reached> {
        if most == TOO_MUCH {
            return Some(Reached::AnyWay);
        }
        let little = self.little_of(block);
        if self.of_bands != (letters, little, most) {
            let sides = Sides { letters, asked: self.asked(), absent: little, absent_asked: self.absent_asked };
            (self.of_bands, self.bands) = ((letters, little, most), sides.bands(most.into()));
        }
        (self.bands.count > 0).then_some(Reached::By(self.bands))
    }

    /// What 32 skeletons of a block cost at least, in units; of those that cost more than `most`, anything above. `None` where all do.
    #[inline(always)]
    pub(super) fn costs(&mut self, columns: &[Column], reached: Reached, most: u8) -> Option<u8x32<S>> {
        match reached {
            Reached::AnyWay => Some(u8x32::splat(self.simd, 0)),
            Reached::By(bands) if self.has_pairs => self.costs_by::<true>(columns, bands, most),
            Reached::By(bands) => self.costs_by::<false>(columns, bands, most),
        }
    }

    /// The same in some bands; `PAIRS` where letters may be read with an h.
    #[inline(always)]
    fn costs_by<const PAIRS: bool>(&mut self, columns: &[Column], bands: Bands, most: u8) -> Option<u8x32<S>> {
        let (simd, takes_h, asked) = (self.simd, PAIRS && self.takes_h, self.asked());
        let Self { told: all_told, absent: absents, h, start, rows, .. } = self;
        let Bands { below, count: bands } = bands;
        // The band where so many are taken after so many letters; and, for as a band is to what is taken, so is that to the band, how many
        // are taken in a band.
        let band_of = |letters: usize, taken: usize| letters.wrapping_sub(taken).wrapping_sub(below as usize);
        let taken_in = band_of;
        let [two_before, before, row] = rows;
        let [mut two_before, mut before, mut row] =
            [two_before.get_mut(..bands + 2)?, before.get_mut(..bands + 2)?, row.get_mut(..bands + 2)?];
        // Above the highest band is nothing either.
        for row in [&mut *two_before, before, row] {
            *row.last_mut()? = NOTHING;
        }
        for (band, place) in before.iter_mut().enumerate().skip(1).take(bands) {
            *place = start.get(taken_in(0, band)).map_or(NOTHING, |absent| [*absent; WIDTH]);
        }
        let (mut before_this, mut was_dead) = (None, !takes_h);
        for (at, column) in (1..).zip(columns) {
            let letters = Letters::of(simd, column);
            let (absent, mut all) = (absents.at(&letters), u8x32::splat(simd, TOO_MUCH));
            // The letters before, where one of these is an h: most often none is.
            let are_h = before_this.as_ref().map(|before| (before, h.at(&letters)));
            let are_h = are_h.filter(|(_, are_h)| are_h.simd_lt(TOO_MUCH).any_true());
            // What stands in the band above, which has taken one less; beyond the highest, nothing.
            let mut beside = all;
            let places = before.array_windows().zip(two_before.iter()).zip(row.get_mut(1..=bands)?).rev();
            for (n, (([lower, same, upper], two_before), place)) in places.enumerate() {
                // The highest band has taken the fewest; what is none of those asked stands before and behind them.
                let taken = taken_in(at, bands).wrapping_add(n);
                let told = all_told.get(taken.min(asked + 1))?;
                let changed = from(simd, same).saturating_add(told.changes.at(&letters));
                let mut least = from(simd, lower).saturating_add(absent);
                least = least.min(changed).min(beside.saturating_add(told.absent));
                if PAIRS && let Some(pair) = &told.pair {
                    least = least.min(from(simd, upper).saturating_add(pair.at(&letters)));
                }
                if PAIRS && let (Some(costs), Some((before, are_h))) = (&told.first, &are_h) {
                    let pair = costs.at(before).saturating_add(*are_h);
                    least = least.min(from(simd, two_before).saturating_add(pair));
                }
                *place = least.into();
                all = all.min(least);
                beside = least;
            }
            (two_before, before, row) = (before, row, two_before);
            // From the place before that two letters may be read as one.
            let is_dead = !all.simd_le(most).any_true();
            if is_dead && was_dead {
                return None;
            }
            if takes_h {
                (before_this, was_dead) = (Some(letters), is_dead);
            }
        }
        Some(from(simd, before.get(band_of(columns.len(), asked))?))
    }

    /// How many letters of a skeleton cost little where they meet nothing, at most.
    fn little_of(&self, block: &Block) -> Absent {
        let most_of = |cost: i32| {
            let at = usize::from(self.loose <= cost) | usize::from(self.little <= cost) << 1;
            usize::from(block.most[at])
        };
        let none = most_of(0);
        Absent { none, little: most_of(LITTLE).saturating_sub(none) }
    }
}
