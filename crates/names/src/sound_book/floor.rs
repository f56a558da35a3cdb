//! What the consonants of two sequences cost at least, before the sequences are compared: those asked beside sixteen skeletons at once.
//!
//! Shape:    the table of the cheapest way between the consonants alone, a byte for each skeleton in each place of it.
//! Law:      never more than a way costs. Every sound has its own step of a way, alone or with sounds of the other side that it may
//!           be; what is not told here, vowels among them, is taken to cost nothing, and so is what it meets.
//! Cost:     only what can still be reached, and from where the end can be, is worked out: one to five places of a row.

use wide::u8x16;

use super::{ANY_LETTER, Block, Column, LETTERS, LOOSE, WIDTH, Weight, is_told};
use crate::compare::{PAIR, absence, change, firsts, paired};
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
pub(super) struct Floor {
    asked: Vec<Told>,
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
    start: Vec<u8x16>,
    /// The bands of the skeletons asked last.
    bands: Bands,
    of_bands: (usize, Absent, u8),
    rows: [[u8x16; BANDS]; 3],
}

const NOTHING: u8x16 = u8x16::new([TOO_MUCH; WIDTH]);

/// A sound asked.
struct Told {
    /// What it costs where it meets nothing.
    absent: u8,
    absence: u8x16,
    /// Whether it is an h that may be read as one sound with the one before it, and whether it may be written with an h.
    ends_pair: bool,
    takes_h: bool,
    /// What it costs to read it for each letter; for a letter with the one before too; and to be written by a letter with an h behind it.
    changes: Table,
    pair: Table,
    first: Table,
}

/// A byte for each letter.
struct Table([u8x16; LETTERS / WIDTH]);

/// Sixteen letters, as each part of a table is asked for them.
struct Letters([u8x16; LETTERS / WIDTH]);

impl Table {
    fn of(byte: impl Fn(usize) -> u8) -> Self {
        Self(std::array::from_fn(|part| u8x16::new(std::array::from_fn(|n| byte(part * WIDTH + n)))))
    }

    fn at(&self, letters: &Letters) -> u8x16 {
        let parts = self.0.iter().zip(&letters.0).map(|(part, letters)| part.shuffle(*letters));
        parts.fold(u8x16::ZERO, |all, part| all | part)
    }
}

impl Letters {
    fn of(column: &Column) -> Self {
        let column = u8x16::new(*column);
        Self(std::array::from_fn(|part| {
            let letters = column - u8x16::splat((part * WIDTH) as u8);
            // Of those that are in another part nothing is wanted, which the highest bit says.
            letters | letters.saturating_add(u8x16::splat(0x80 - WIDTH as u8)) & u8x16::splat(0x80)
        }))
    }
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
struct Bands {
    /// One less than the lowest.
    below: isize,
    /// How many there are; none where the end is not reached.
    count: usize,
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

impl Floor {
    pub(super) fn of(alphabet: &[Sound], asked: &[Sound]) -> Self {
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
            absence: u8x16::splat(absent(sound, LOOSE)),
            ends_pair: sound.primary == H && before(at).is_some_and(|first| paired(first.primary) != 0),
            takes_h: firsts(sound.primary) != 0,
            changes: table(&|letter| change(*letter, *sound) / UNIT as u8),
            pair: table(&|letter| {
                only_if(before(at).is_some_and(|first| firsts(letter.primary) & first.primary != 0), PAIR)
            }),
            first: table(&|letter| only_if(firsts(sound.primary) & letter.primary != 0, PAIR)),
        };
        let asked: Vec<Told> = told.iter().enumerate().map(of_asked).collect();
        let count = |is_counted: &dyn Fn(&Told) -> bool| asked.iter().filter(|told| is_counted(told)).count();
        let sum = |taken| asked.iter().take(taken).fold(0, |sum: u8, told| sum.saturating_add(told.absent));
        let start = (0..=asked.len()).map(|taken| u8x16::splat(sum(taken))).collect();
        let takes_h = asked.iter().any(|told| told.takes_h);
        let none = count(&|told| told.absent == 0 || told.ends_pair);
        let little = count(&|told| i32::from(told.absent) < FIRM).saturating_sub(none);
        let least = |weight: Weight| {
            // An h may be read with the letter before it.
            let alone = |letter: &Sound| if letter.primary == H && takes_h { 0 } else { absent(letter, untold) };
            let of_weight = letters.iter().filter(|letter| Weight::of(***letter) == weight);
            of_weight.map(|letter| alone(letter).into()).min().unwrap_or(FIRM)
        };
        Self {
            absent_asked: Absent { none, little },
            absent: table(&|letter| absent(letter, untold)),
            h: table(&|letter| only_if(letter.primary == H, 0)),
            loose: least(Weight::Loose),
            little: least(Weight::Little),
            asked,
            takes_h,
            start,
            bands: Bands::default(),
            of_bands: (usize::MAX, Absent::default(), 0),
            rows: [[NOTHING; BANDS]; 3],
        }
    }

    /// What sixteen skeletons cost at least, in units; of those that cost more than `most`, anything above. `None` where all do; nothing
    /// is ruled out where more may be than is counted.
    pub(super) fn costs(&mut self, columns: &[Column], block: &Block, most: u8) -> Option<u8x16> {
        if most == TOO_MUCH {
            return Some(u8x16::ZERO);
        }
        let (count, asked, little) = (columns.len(), self.asked.len(), self.little_of(block));
        if self.of_bands != (count, little, most) {
            let sides = Sides { letters: count, asked, absent: little, absent_asked: self.absent_asked };
            (self.of_bands, self.bands) = ((count, little, most), sides.bands(most.into()));
        }
        let Bands { below, count: bands } = self.bands;
        if bands == 0 {
            return None;
        }
        // The band where all is taken so far.
        let band_of = |letters: usize, taken: usize| letters.wrapping_sub(taken).wrapping_sub(below as usize);
        let most = u8x16::splat(most);
        let [two_before, before, row] = &mut self.rows;
        for row in [&mut *two_before, before, row] {
            row.get_mut(..bands + 2)?.fill(NOTHING);
        }
        for (taken, absent) in self.start.iter().enumerate() {
            let band = band_of(0, taken);
            if (1..=bands).contains(&band) {
                *before.get_mut(band)? = *absent;
            }
        }
        let (mut two_before, mut before, mut row) = (two_before, before, row);
        let (mut first, mut was_dead) = (None, !self.takes_h);
        for (at, column) in (1..).zip(columns) {
            let letters = Letters::of(column);
            let (absent, mut all) = (self.absent.at(&letters), NOTHING);
            // Those of a higher band first: they have taken one less.
            for band in (1..=bands).rev() {
                let taken = band_of(at, band); // as a band is to what is taken, so is that to the band
                if taken > asked {
                    *row.get_mut(band)? = NOTHING;
                    continue;
                }
                let [lower, same, upper] = before.get(band - 1..)?.first_chunk()?;
                let mut least = lower.saturating_add(absent);
                if let Some(told) = self.asked.get(taken.wrapping_sub(1)) {
                    let changed = same.saturating_add(told.changes.at(&letters));
                    let beside = row.get(band + 1)?.saturating_add(told.absence);
                    least = least.min(changed).min(beside);
                    if told.ends_pair {
                        least = least.min(upper.saturating_add(told.pair.at(&letters)));
                    }
                    if told.takes_h
                        && let Some(first) = &first
                    {
                        let pair = told.first.at(first).saturating_add(self.h.at(&letters));
                        least = least.min(two_before.get(band - 1)?.saturating_add(pair));
                    }
                }
                *row.get_mut(band)? = least;
                all = all.min(least);
            }
            (two_before, before, row) = (before, row, two_before);
            // From the place before that two letters may be read as one.
            let is_dead = !all.simd_le(most).any();
            if is_dead && was_dead {
                return None;
            }
            (first, was_dead) = (Some(letters), is_dead || !self.takes_h);
        }
        before.get(band_of(count, asked)).copied()
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
