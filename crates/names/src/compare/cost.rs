//! What each step from one sequence of sounds to another costs, in hundredths of a consonant.
//!
//! Law:      whole numbers, so that a likeness is the same on every machine; a step costs the same in both directions.
//! Not here: the cheapest way of steps (`heard`).

use crate::sound::{
    B, CH, D, DH, F, G, GH, H, J, K, KH, Kind, M, N, P, Q, S, SH, Sound, T, TH, V, VOWELS, W, Y, Z, ZH,
};

/// What a way may cost between sequences that are so alike; one hundredth more than that, so that rounding harms nothing.
pub(crate) fn most_cost(least: f64, length: i32) -> i32 {
    ((1.0 - least) * f64::from(length)) as i32 + 1
}

/// What a cost is held against, from both lengths: one difference is not all of a short name.
pub(crate) fn scale(left: i32, right: i32) -> i32 {
    ((left + right) / 2).max(150)
}

pub(crate) fn length(sounds: &[Sound]) -> i32 {
    sounds
        .iter()
        .map(|s| match s.kind {
            Kind::Consonant => 100,
            Kind::Long => 50,
            Kind::Short => 25,
        })
        .sum()
}

/// What it costs that one side does not write a sound.
pub(crate) fn absence(sound: Sound) -> u8 {
    match sound.kind {
        Kind::Consonant if sound.primary == H => 60,
        Kind::Consonant => 100,
        Kind::Long if sound.set & VOWELS == sound.set => 15, // alef: other scripts write a short a
        Kind::Long => 55,
        Kind::Short => 10,
    }
}

/// The same while nothing of the other side is heard yet: a vowel that begins a name is written in every script.
pub(crate) fn at_start(absence: u8, position: usize) -> u8 {
    if position == 0 { absence.max(40) } else { absence }
}

/// Whether one sound is written with the letters of two others.
pub(super) fn is_pair(one: Sound, first: Sound, second: Sound) -> bool {
    second.primary == H && are_pair(one.primary, first.primary)
}

/// Whether one sound is written with the letter of another before an h.
pub(super) fn are_pair(one: u32, first: u32) -> bool {
    firsts(one) & first != 0
}

/// The classes whose letter a class is written with before an h.
pub(crate) fn firsts(class: u32) -> u32 {
    match class {
        SH => S,
        KH => K | Q,
        TH => T,
        DH => D,
        GH => G,
        ZH => Z,
        CH => K,
        _ => 0,
    }
}

/// The classes whose letter a class is written with before an h, and those that are written with its own.
pub(crate) fn paired(class: u32) -> u32 {
    let written = match class {
        S => SH,
        K => KH | CH,
        Q => KH,
        T => TH,
        D => DH,
        G => GH,
        Z => ZH,
        _ => 0,
    };
    firsts(class) | written
}

/// What it costs to read two letters for one sound.
pub(crate) const PAIR: i32 = 12;

/// The classes that a sound may be, alone or as one letter of two ([`is_pair`]).
pub(super) fn may_be(sound: Sound) -> u32 {
    let others = if sound.primary == H { SH | KH | TH | DH | GH | ZH | CH } else { paired(sound.primary) };
    sound.set | others
}

/// What a sound costs at least where nothing is heard that it may be ([`may_be`]); less where something is near.
pub(super) fn least_cost(sound: Sound, is_near: bool) -> u8 {
    let absent = absence(sound);
    match sound.kind {
        Kind::Consonant if is_near => absent.min(NEAR_CHANGE),
        Kind::Consonant => absent,
        Kind::Long => absent.min(45),
        Kind::Short => absent.min(15),
    }
}

/// What it costs to read one sound for another.
pub(crate) fn change(a: Sound, b: Sound) -> u8 {
    if a.primary == b.primary {
        return 0;
    }
    let (meeting, apart) = CHANGES[a.kind as usize][b.kind as usize];
    if a.set & b.set != 0 {
        meeting
    } else if a.kind == Kind::Consonant && b.kind == Kind::Consonant && near(a.primary) & b.primary != 0 {
        NEAR_CHANGE
    } else {
        apart
    }
}

/// What a change costs of two consonants that are confused.
pub(super) const NEAR_CHANGE: u8 = 60;

/// What a change costs of two sounds that may be one, and of two that may not, by their kinds in order.
pub(super) const CHANGES: [[(u8, u8); 3]; 3] =
    [[(12, 120), (20, 120), (20, 120)], [(20, 120), (5, 45), (5, 45)], [(20, 120), (5, 45), (5, 15)]];

/// The classes that hands and ears confuse with one, though no alphabet writes them with one letter.
pub(super) fn near(class: u32) -> u32 {
    NEAR.get(class.trailing_zeros() as usize).copied().unwrap_or_default()
}

/// By the place of a class's bit, the classes it is confused with.
const NEAR: [u32; 32] = {
    const FAMILIES: [u32; 9] = [
        B | P | V,
        T | D | TH | DH,
        Z | DH | S | ZH,
        S | SH | TH,
        J | CH | ZH | G | Y,
        K | G | Q | GH | KH,
        H | KH | GH,
        F | V | P | W,
        M | N,
    ];
    let mut near = [0; 32];
    let mut at = 0;
    while at < 32 * FAMILIES.len() {
        let (class, family) = (at % 32, FAMILIES[at / 32]);
        if family >> class & 1 == 1 {
            near[class] |= family;
        }
        at += 1;
    }
    near
};
