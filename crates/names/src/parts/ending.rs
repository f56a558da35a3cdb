//! Endings that many names share, which make two names sound alike that are not: Polyakova, Belekhova.
//!
//! Source:   `data/endings.toml`.
//! Shape:    a part's text in, what stands before its longest such ending out; nothing where it has none.

use super::tables::ENDINGS_SHARED;
use crate::sound::sounds;

/// What stands before an ending is a name of its own, of this many letters at least.
const LEAST: usize = 2;

/// What stands before a part's longest ending, and how many of its sounds that is, of as many as it has.
pub(super) fn stem(text: &str, all: usize) -> (&str, u8) {
    if all == 0 || !may_end(text) {
        return ("", 0);
    }
    let is_enough = |before: &&str| before.chars().nth(LEAST - 1).is_some();
    // Most differ in their last byte, which is seen sooner.
    let may_be = |end: &&&str| end.as_bytes().last() == text.as_bytes().last();
    let all_before = ENDINGS_SHARED.iter().filter(may_be).filter_map(|end| text.strip_suffix(end)).filter(is_enough);
    let before = all_before.min_by_key(|before| before.len()).unwrap_or_default();
    (before, u8::try_from(sounds(before).len().min(all)).unwrap_or(0))
}

/// Whether a text ends with two bytes that end one of the endings: most parts do not.
fn may_end(text: &str) -> bool {
    let [.., one, other] = text.as_bytes() else { return false };
    let (word, bit) = place(*one, *other);
    LAST_TWO.get(word).is_some_and(|bits| bits >> bit & 1 == 1)
}

/// The place of two bytes in [`LAST_TWO`].
const fn place(one: u8, other: u8) -> (usize, u32) {
    (one as usize * 4 + other as usize / 64, other as u32 % 64)
}

/// A bit for every two bytes that end an ending.
static LAST_TWO: [u64; 1024] = {
    let (mut bits, mut at) = ([0; 1024], 0);
    while at < ENDINGS_SHARED.len() {
        if let [.., one, other] = ENDINGS_SHARED[at].as_bytes() {
            let (word, bit) = place(*one, *other);
            bits[word] |= 1 << bit;
        }
        at += 1;
    }
    bits
};

#[cfg(test)]
mod tests {
    use super::stem;
    use crate::sound::sounds;

    #[test]
    fn what_stands_before_the_longest_ending_is_the_stem() {
        for (text, want) in [
            ("mithalovich", "mithal"),
            ("mithalov", "mithal"),
            ("mithalyan", "mithal"),
            ("мисалова", "мисал"),
            ("تجريبيزاده", "تجريبي"),
            ("asson", "as"), // as much as leaves a name
            ("khayali", ""),
            ("yev", ""), // no letters are left
            ("", ""),
        ] {
            assert_eq!(stem(text, sounds(text).len()), (want, sounds(want).len() as u8), "{text}");
        }
    }
}
