//! Endings that many names share, which make two names sound alike that are not: Polyakova, Belekhova.
//!
//! Source:   `data/endings.toml`.
//! Shape:    a part's text in, how many sounds stand before its longest such ending out; 0 where it has none.

use super::tables::ENDINGS_SHARED;
use crate::sound::sounds;

/// What stands before an ending is a name of its own, of this many letters at least.
const LEAST: usize = 2;

/// The longest ending, in letters.
const LONGEST: usize = 8;

/// How many of a part's sounds stand before an ending, of as many as it has.
pub(super) fn stem(text: &str, all: usize) -> u8 {
    let letters = text.chars().count();
    if all == 0 || letters <= LEAST {
        return 0;
    }
    let longest_first =
        (letters.saturating_sub(LONGEST).max(LEAST)..letters).filter_map(|at| text.char_indices().nth(at));
    let is_ending =
        |(at, _): &(usize, char)| text.get(*at..).is_some_and(|end| ENDINGS_SHARED.binary_search(&end).is_ok());
    let before = longest_first.into_iter().find(is_ending).and_then(|(at, _)| text.get(..at));
    let heard = before.map_or(0, |before| sounds(before).len().min(all));
    u8::try_from(heard).unwrap_or(0)
}
