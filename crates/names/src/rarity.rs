//! How much a part of a name tells: a name that many bear tells little.
//!
//! Source:   how often each outline stands in full names of Wikidata (CC0), counted by `cargo xtask train` (`table`).
//! Shape:    hundredths, from 15 for the commonest to 100; an outline that the table lacks is rare and weighs 100.
//! Law:      a weight follows from the part's text and sounds alone, so an index need not keep it.

mod table;

use crate::sound::{B, CH, D, DH, F, G, GH, H, J, K, KH, Kind, L, M, N, P, Q, R, S, SH, Sound, T, TH, V, W, Y, Z, ZH};
use table::COMMON;

/// What a part of one or two letters weighs at most: an initial, or a remnant.
const SHORT: u8 = 50;

/// The weight of a part that no table makes lighter.
pub const FULL_WEIGHT: u8 = 100;

/// How much a part of an outline tells, in hundredths, `15..=100`.
pub(crate) fn rarity(text: &str, outline: u64) -> u8 {
    let weight = known(outline).unwrap_or(FULL_WEIGHT);
    if text.chars().nth(2).is_none() { weight.min(SHORT) } else { weight }
}

/// Whether the table knows how many bear a part that sounds so.
pub(crate) fn is_known(sounds: &[Sound]) -> bool {
    known(outline(sounds)).is_some()
}

fn known(outline: u64) -> Option<u8> {
    let at = COMMON.binary_search_by_key(&outline, |(outline, _)| *outline).ok()?;
    COMMON.get(at).map(|(_, weight)| *weight)
}

/// The consonants of a part, four bits each, the first in the highest place of those used; sounds that spelling
/// conventions exchange are one. Vowels leave no trace, save a half-vowel that begins the part.
pub fn outline(sounds: &[Sound]) -> u64 {
    let heard = sounds.iter().enumerate().filter_map(|(at, sound)| match sound.kind {
        Kind::Consonant => Some(sound.primary),
        Kind::Long if at == 0 && sound.set & (W | Y) != 0 => Some(if sound.set & W != 0 { W } else { Y }),
        _ => None,
    });
    let mut outline = 0_u64;
    for class in heard.map(class).take(16) {
        // Doubled letters are a matter of spelling.
        if outline & 0xF != class {
            outline = outline << 4 | class;
        }
    }
    outline
}

fn class(primary: u32) -> u64 {
    match primary {
        B | P => 1,
        T | TH => 2,
        J | G | GH | ZH => 3,
        CH | SH => 4,
        H | KH => 5,
        D | DH => 6,
        R => 7,
        Z => 8,
        S => 9,
        F | V => 10,
        K | Q => 11,
        L => 12,
        M => 13,
        N => 14,
        _ => 15,
    }
}
