//! Sounds as they are compared: what is asked of each of them, worked out once, eight sounds side by side.
//!
//! Shape:    a sequence of sounds in; the cheapest way to another sequence out, in hundredths of a consonant.
//! Law:      the way costs what `cost` says of each step; a bound makes it sooner found out that there is none so cheap,
//!           and changes nothing else.
//! Not here: what a step costs (`cost`).

use super::cost::{CHANGES, NEAR_CHANGE, PAIR, absence, are_pair, at_start, least_cost, length, may_be, near};
use crate::sound::{H, Kind, MAX_SOUNDS, Sound};

/// So many sounds are looked at together.
const WIDTH: usize = 8;

/// Sounds side by side; what is beyond the last of a sequence may be anything and costs nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Eight {
    primary: [u32; WIDTH],
    set: [u32; WIDTH],
    may_be: [u32; WIDTH],
    /// What a consonant is confused with; 0 of what is none.
    near: [u32; WIDTH],
    kind: [u8; WIDTH],
    absent: [u8; WIDTH],
    /// The least cost where nothing is heard that it may be, and where something near is.
    far: [u8; WIDTH],
    close: [u8; WIDTH],
}

/// What is beyond a sequence.
const NOTHING: Eight = Eight {
    primary: [0; WIDTH],
    set: [0; WIDTH],
    may_be: [u32::MAX; WIDTH],
    near: [0; WIDTH],
    kind: [Kind::Short as u8; WIDTH],
    absent: [0; WIDTH],
    far: [0; WIDTH],
    close: [0; WIDTH],
};

/// A sequence of sounds made ready for comparison; what follows the first [`MAX_SOUNDS`] is not heard.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Heard {
    sounds: Vec<Eight>,
    len: usize,
    /// Every class that one of the sounds may be.
    classes: u32,
    length: i32,
    consonants: usize,
    /// Which sounds are an h behind another sound, a bit each, the first in the lowest.
    inner_h: u32,
}

/// One row of a way's costs, by how many sounds of the other sequence are taken.
type Row = [i32; MAX_SOUNDS + 1];

impl Heard {
    pub(crate) fn of(sounds: &[Sound]) -> Self {
        let consonants = sounds.iter().filter(|sound| sound.kind == Kind::Consonant).count();
        let sounds = sounds.get(..MAX_SOUNDS).unwrap_or(sounds);
        let inner_h = (0..).zip(sounds).skip(1).filter(|(_, sound)| sound.primary == H);
        Self {
            sounds: sounds.chunks(WIDTH).map(Eight::of).collect(),
            len: sounds.len(),
            classes: sounds.iter().fold(0, |classes, sound| classes | sound.set | sound.primary),
            length: length(sounds),
            consonants,
            inner_h: inner_h.fold(0, |bits, (at, _): (u32, _)| bits | 1 << at),
        }
    }

    /// How many consonants there are, those that are not heard among them.
    pub(crate) fn consonants(&self) -> usize {
        self.consonants
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(super) fn length(&self) -> i32 {
        self.length
    }

    /// What the cheapest way to another sequence costs; `None` where it is found to cost more than `most`.
    pub(super) fn cheapest_way(&self, other: &Self, most: i32) -> Option<i32> {
        if self.unheard_in(other) > most || other.unheard_in(self) > most {
            return None;
        }
        let mut rows: [Row; 3] = [[0; MAX_SOUNDS + 1]; 3];
        let [two_before, before, row] = &mut rows;
        let (mut two_before, mut before, mut row) = (two_before, before, row);
        let mut absences = [0_i32; MAX_SOUNDS];
        for (absence, absent) in absences.iter_mut().zip(other.sounds.iter().flat_map(|eight| &eight.absent)) {
            *absence = i32::from(*absent);
        }
        let absences = absences.get(..other.len)?;
        let mut cost = 0;
        for (at, (to, absent)) in before[1..].iter_mut().zip(absences).enumerate() {
            cost += at_start(*absent, at);
            *to = cost;
        }
        let mut cheapest_before = 0;
        let mut previous = 0;
        for (i, a) in self.each().enumerate() {
            let mut changes = [0_i16; MAX_SOUNDS];
            other.changes(&a, &mut changes);
            if a.primary == H && i > 0 {
                other.pair_here(previous, &mut changes, two_before, before);
            }
            if other.inner_h != 0 {
                other.pair_there(a.primary, &mut changes, before);
            }
            let mut diagonal = before[0];
            let mut last = diagonal + at_start(a.absent, i);
            row[0] = last;
            let mut cheapest = last;
            for (((above, to), change), absence) in before[1..].iter().zip(&mut row[1..]).zip(&changes).zip(absences) {
                last = (diagonal + i32::from(*change)).min(above + a.absent).min(last + absence);
                diagonal = *above;
                *to = last;
                cheapest = cheapest.min(last);
            }
            // A way may leap over one row, not over two.
            if cheapest > most && cheapest_before > most {
                return None;
            }
            cheapest_before = cheapest;
            previous = a.primary;
            (two_before, before, row) = (before, row, two_before);
        }
        before.get(other.len).copied()
    }

    /// What the sounds of which nothing like is heard in the other sequence cost by themselves.
    fn unheard_in(&self, other: &Self) -> i32 {
        self.sounds.iter().map(|eight| eight.unheard(other.classes)).sum()
    }

    fn each(&self) -> impl Iterator<Item = One> {
        let eights = self.sounds.iter().flat_map(|eight| (0..WIDTH).map(|at| eight.at(at)));
        eights.take(self.len)
    }

    fn primary(&self, at: usize) -> u32 {
        self.sounds.get(at / WIDTH).map_or(0, |eight| eight.primary[at % WIDTH])
    }

    /// What it costs to read a sound for each of these.
    fn changes(&self, a: &One, changes: &mut [i16; MAX_SOUNDS]) {
        for (eight, to) in self.sounds.iter().zip(changes.as_chunks_mut().0) {
            eight.changes(a, to);
        }
    }

    /// Where a sound of these is written with two letters of the other sequence, the second an h: the sh of Ishaq is s, h.
    fn pair_here(&self, first: u32, changes: &mut [i16; MAX_SOUNDS], two_before: &Row, before: &Row) {
        for j in (0..self.len).filter(|j| are_pair(self.primary(*j), first)) {
            changes[j] = changes[j].min((two_before[j] + PAIR - before[j]) as i16);
        }
    }

    /// And where one of the other sequence is written with two of these.
    fn pair_there(&self, one: u32, changes: &mut [i16; MAX_SOUNDS], before: &Row) {
        let mut left = self.inner_h;
        while left != 0 {
            let j = left.trailing_zeros() as usize;
            left &= left - 1;
            if are_pair(one, self.primary(j - 1)) {
                changes[j] = changes[j].min((before[j - 1] + PAIR - before[j]) as i16);
            }
        }
    }
}

/// One of the sounds.
struct One {
    primary: u32,
    set: u32,
    near: u32,
    kind: u8,
    absent: i32,
}

impl Eight {
    fn of(sounds: &[Sound]) -> Self {
        let mut eight = NOTHING;
        for (at, sound) in sounds.iter().enumerate().take(WIDTH) {
            eight.primary[at] = sound.primary;
            eight.set[at] = sound.set;
            eight.may_be[at] = may_be(*sound);
            eight.near[at] = if sound.kind == Kind::Consonant { near(sound.primary) } else { 0 };
            eight.kind[at] = sound.kind as u8;
            eight.absent[at] = absence(*sound) as u8;
            eight.far[at] = least_cost(*sound, false) as u8;
            eight.close[at] = least_cost(*sound, true) as u8;
        }
        eight
    }

    fn at(&self, at: usize) -> One {
        let (primary, set, near) = (self.primary[at], self.set[at], self.near[at]);
        One { primary, set, near, kind: self.kind[at], absent: i32::from(self.absent[at]) }
    }

    fn unheard(&self, heard: u32) -> i32 {
        let mut costs = [0_u8; WIDTH];
        for at in 0..WIDTH {
            let (is_heard, is_near) = (mask(self.may_be[at] & heard != 0), mask(self.near[at] & heard != 0));
            costs[at] = !is_heard & choose(is_near, self.close[at], self.far[at]);
        }
        costs.iter().map(|cost| i32::from(*cost)).sum()
    }

    fn changes(&self, a: &One, to: &mut [i16; WIDTH]) {
        let [consonant, long, short] = CHANGES[usize::from(a.kind) % CHANGES.len()];
        for at in 0..WIDTH {
            let is_consonant = mask(self.kind[at] == Kind::Consonant as u8);
            let is_short = mask(self.kind[at] == Kind::Short as u8);
            let meeting = choose(is_consonant, consonant.0, choose(is_short, short.0, long.0));
            let apart = choose(is_consonant, consonant.1, choose(is_short, short.1, long.1));
            let is_near = is_consonant & mask(self.primary[at] & a.near != 0);
            let is_met = mask(self.set[at] & a.set != 0);
            let is_other = mask(self.primary[at] != a.primary);
            let change = is_other & choose(is_met, meeting, choose(is_near, NEAR_CHANGE, apart));
            to[at] = i16::from(change);
        }
    }
}

/// All bits or none, so that eight choices are one.
fn mask(is: bool) -> u8 {
    u8::from(is).wrapping_neg()
}

fn choose(mask: u8, one: u8, other: u8) -> u8 {
    mask & one | !mask & other
}
