//! What the sounds of two sequences cost at least, before they are compared.
//!
//! Source:   Hyyrö 2004, Bit-parallel LCS-length computation revisited: how many of two sequences meet in order, at most.

use super::{ANY_CONSONANT, Column, WIDTH};
use crate::compare::{Heard, near, paired};
use crate::sound::{H, Kind, MAX_SOUNDS, Sound};

/// What a firm consonant costs at least that meets nothing it may be or is confused with: it is left out, or changed for
/// something else.
const FIRM: i32 = 100;

/// So many firm consonants asked are counted.
const COUNTED: u32 = 12;

/// What the consonants of one side cost at least. Every sound has its own step of a way, alone or with sounds of the other side
/// that it may be, and those that meet something they may be, or are confused with, do so in their order: of the firm consonants of
/// either side each that is not among so many in order costs [`FIRM`] or more.
///
/// A consonant is firm here that is no h, and that meets nothing but consonants; of a skeleton, nothing but firm ones asked.
pub(super) struct Floor {
    /// How many of the consonants asked are firm.
    firm: u32,
    /// How many sounds asked may meet a consonant that is no h.
    meeting: usize,
    /// By letter of a skeleton: which firm consonants asked it meets, a bit each; whether it is firm, and its least cost, in sums that
    /// leave each other room.
    letters: [u32; 256],
}

const MEETS: u32 = (1 << COUNTED) - 1;

/// The bits for how many letters are firm.
const FIRM_BITS: u32 = 5;
const _: () = assert!(MAX_SOUNDS < 1 << FIRM_BITS, "all letters may be firm");

/// What eight skeletons cost at least: by the firm consonants asked, and by their own letters.
pub(super) struct Least {
    asked: [i32; WIDTH],
    own: [i32; WIDTH],
}

impl Least {
    /// Of the `n`-th.
    pub(super) fn of(&self, n: usize) -> i32 {
        self.asked[n % WIDTH].max(self.own[n % WIDTH])
    }

    /// Which cost no more than so much, a bit each.
    pub(super) fn no_more_than(&self, most: i32) -> u8 {
        (0..WIDTH).fold(0, |bits, n| bits | u8::from(self.of(n) <= most) << n)
    }
}

/// What a sound meets for less than a firm consonant costs.
struct Meets {
    set: u32,
    /// Of consonants, those it is confused with or written with ([`paired`]).
    close: u32,
    primary: u32,
}

impl Meets {
    fn of(sound: Sound) -> Self {
        let is_consonant = sound.kind == Kind::Consonant;
        let close = if is_consonant { near(sound.primary) | paired(sound.primary) } else { 0 };
        Self { set: sound.set, close, primary: if is_consonant { sound.primary } else { 0 } }
    }

    fn meets(&self, other: &Self) -> bool {
        self.set & other.set | self.close & other.primary != 0
    }
}

impl Floor {
    pub(super) fn of(alphabet: &[Sound], asked: &[Sound]) -> Self {
        // What is no consonant stands in no skeleton, and may be one all the same.
        let (mut in_skeletons, mut elsewhere) = (0, 0);
        for sound in alphabet {
            *(if sound.kind == Kind::Consonant { &mut in_skeletons } else { &mut elsewhere }) |= sound.set;
        }
        let (mut firm, mut loose) = (Vec::new(), Vec::new());
        for sound in asked {
            let is_firm = is_firm(*sound) && sound.set & elsewhere == 0 && firm.len() < COUNTED as usize;
            if is_firm { &mut firm } else { &mut loose }.push(*sound);
        }
        let may_meet = |sound: &&Sound| sound.kind == Kind::Consonant || sound.set & in_skeletons != 0;
        let (count, heard) = (firm.len() as u32, Heard::of(asked));
        let [firm, loose] = [firm, loose].map(|of| of.into_iter().map(Meets::of).collect::<Vec<_>>());
        let mut letters = [0; 256];
        let consonants = alphabet.iter().take_while(|sound| sound.kind == Kind::Consonant);
        for (letter, sound) in letters.iter_mut().zip(consonants).take(ANY_CONSONANT.into()) {
            let own = Meets::of(*sound);
            let bits = firm.iter().enumerate().map(|(at, firm)| u32::from(own.meets(firm)) << at);
            let is_firm = is_firm(*sound) && !loose.iter().any(|loose| own.meets(loose));
            let cost = heard.least_beside(*sound);
            *letter = bits.fold(0, |all, bit| all | bit) | (u32::from(is_firm) | cost << FIRM_BITS) << COUNTED;
        }
        letters[usize::from(ANY_CONSONANT)] = MEETS;
        Self { firm: count, meeting: asked.iter().filter(may_meet).count(), letters }
    }

    /// What skeletons of so many letters, so many of them no h, cost at least.
    pub(super) fn of_length(&self, letters: usize, firm: usize) -> i32 {
        FIRM * firm.saturating_sub(self.meeting).max((self.firm as usize).saturating_sub(letters)) as i32
    }

    /// What eight skeletons cost at least.
    pub(super) fn of_eight(&self, eight: &[Column]) -> Least {
        // A bit is cleared for each that meets in order; those above stay.
        let (mut unmet, mut sums) = ([u32::MAX; WIDTH], [0_u32; WIDTH]);
        for column in eight {
            let letters = column.map(|letter| self.letters[usize::from(letter)]);
            for n in 0..WIDTH {
                sums[n] += letters[n] >> COUNTED;
                let meets = letters[n] & MEETS;
                let met = unmet[n] & meets;
                unmet[n] = unmet[n].wrapping_add(met) | (unmet[n] & !meets);
            }
        }
        let mut least = Least { asked: [0; WIDTH], own: [0; WIDTH] };
        for n in 0..WIDTH {
            let in_order = (!unmet[n] & MEETS).count_ones() as i32;
            let (firm, cost) = ((sums[n] & ((1 << FIRM_BITS) - 1)) as i32, (sums[n] >> FIRM_BITS) as i32);
            least.asked[n] = FIRM * (self.firm as i32 - in_order);
            least.own[n] = cost.max(FIRM * (firm - in_order));
        }
        least
    }
}

/// Whether a sound is a consonant and no h.
fn is_firm(sound: Sound) -> bool {
    sound.kind == Kind::Consonant && sound.primary != H
}
