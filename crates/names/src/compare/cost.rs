//! How alike two sequences of sounds are.
//!
//! Shape:    sounds in, `0.0..=1.0` out; the cheapest way from one sequence to the other, in hundredths of a consonant.
//! Law:      the search is over whole numbers, so a likeness is the same on every machine and in both directions.

use crate::sound::{
    B, CH, D, DH, F, G, GH, H, J, K, KH, Kind, M, MAX_SOUNDS, N, P, Q, S, SH, Sound, T, TH, V, VOWELS, W, Y, Z, ZH,
};

/// How alike two sequences of sounds are: what remains of 1 after the cheapest way from one to the other.
pub(crate) fn sound_similarity(left: &[Sound], right: &[Sound]) -> f64 {
    let left = left.get(..MAX_SOUNDS).unwrap_or(left);
    let right = right.get(..MAX_SOUNDS).unwrap_or(right);
    if left.is_empty() || right.is_empty() {
        return 0.0;
    }
    let length = scale(length(left), length(right));
    let mut row = [0i32; MAX_SOUNDS + 1];
    let mut two_before = [0i32; MAX_SOUNDS + 1];
    let mut before = [0i32; MAX_SOUNDS + 1];
    for (j, sound) in right.iter().enumerate() {
        before[j + 1] = before[j] + at_start(*sound, j);
    }
    for (i, a) in left.iter().enumerate() {
        row[0] = before[0] + at_start(*a, i);
        let mut least = row[0];
        for (j, b) in right.iter().enumerate() {
            row[j + 1] = (before[j] + change(*a, *b)).min(before[j + 1] + absence(*a)).min(row[j] + absence(*b));
            // Two letters that read as one: the sh of Ishaq is s and h.
            if let Some(&previous) = left.get(i.wrapping_sub(1))
                && is_pair(*b, previous, *a)
            {
                row[j + 1] = row[j + 1].min(two_before[j] + 12);
            }
            if let (Some(&previous), Some(&reach)) = (right.get(j.wrapping_sub(1)), before.get(j.wrapping_sub(1)))
                && is_pair(*a, previous, *b)
            {
                row[j + 1] = row[j + 1].min(reach + 12);
            }
            least = least.min(row[j + 1]);
        }
        // A way may leap over one row, and a row is at most 100 dearer than the one before it.
        if least > length + 100 {
            return 0.0;
        }
        two_before = before;
        std::mem::swap(&mut row, &mut before);
    }
    let cost = before[right.len()];
    (1.0 - f64::from(cost) / f64::from(length)).max(0.0)
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
pub(crate) fn absence(sound: Sound) -> i32 {
    match sound.kind {
        Kind::Consonant if sound.primary == H => 60,
        Kind::Consonant => 100,
        Kind::Long if sound.set & VOWELS == sound.set => 15, // alef: other scripts write a short a
        Kind::Long => 55,
        Kind::Short => 10,
    }
}

/// The same while nothing of the other side is heard yet: a vowel that begins a name is written in every script.
pub(crate) fn at_start(sound: Sound, position: usize) -> i32 {
    if position == 0 { absence(sound).max(40) } else { absence(sound) }
}

/// Whether one sound is written with the letters of two others.
pub(crate) fn is_pair(one: Sound, first: Sound, second: Sound) -> bool {
    second.primary == H
        && matches!(
            (one.primary, first.primary),
            (SH, S) | (KH, K | Q) | (TH, T) | (DH, D) | (GH, G) | (ZH, Z) | (CH, K)
        )
}

/// What it costs to read one sound for another.
pub(crate) fn change(a: Sound, b: Sound) -> i32 {
    if a.primary == b.primary {
        return 0;
    }
    let meet = a.set & b.set != 0;
    match (a.kind, b.kind) {
        (Kind::Consonant, Kind::Consonant) if meet => 12,
        (Kind::Consonant, Kind::Consonant) if near(a.primary, b.primary) => 60,
        (Kind::Consonant, Kind::Consonant) => 120,
        (Kind::Consonant, _) | (_, Kind::Consonant) if meet => 20,
        (Kind::Consonant, _) | (_, Kind::Consonant) => 120,
        _ if meet => 5,
        (Kind::Short, Kind::Short) => 15,
        _ => 45,
    }
}

/// Sounds that hands and ears confuse, though no alphabet writes them with one letter.
fn near(a: u32, b: u32) -> bool {
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
    FAMILIES.iter().any(|family| family & a != 0 && family & b != 0)
}
