//! Which well-known name a spelling is of: Hasan is Hassan, and is not Husayn, however alike they sound.
//!
//! Source:   spellings that stand for one another in full names of Wikidata (CC0), put together by `cargo xtask train`
//!           (`table`).
//! Shape:    a part's text in, the name's number out; `None` where the spelling is rare, or one of several names.
//! Law:      two spellings with numbers are of one name exactly where the numbers are equal; it follows from the texts
//!           alone, so an index need not keep it.

mod table;

use std::collections::HashMap;
use std::sync::LazyLock;

use table::SPELLINGS;

/// The number of a well-known name.
pub(crate) type WellKnown = u16;

/// The name that a spelling in normal form is of.
pub(crate) fn well_known(text: &str) -> Option<WellKnown> {
    if text.is_empty() {
        return None; // most parts have no ending, and so nothing before it
    }
    BY_SPELLING.get(text).copied()
}

/// A search by halves would compare eleven texts, and guess wrong at each.
static BY_SPELLING: LazyLock<HashMap<&str, WellKnown>> = LazyLock::new(|| SPELLINGS.iter().copied().collect());

#[cfg(test)]
mod tests {
    use super::{SPELLINGS, well_known};

    #[test]
    fn the_spellings_are_sorted_and_each_stands_once() {
        assert!(SPELLINGS.is_sorted_by(|(one, _), (other, _)| one < other));
    }

    #[test]
    fn spellings_of_one_name_have_one_number() {
        for (one, other, want) in [
            ("hasan", "hassan", true),
            ("hasan", "حسن", true),
            ("gamal", "djamel", true),
            ("hasan", "husayn", false),
            ("ahmad", "محمد", false),
        ] {
            assert!(well_known(one).is_some(), "{one}");
            assert_eq!(well_known(one) == well_known(other), want, "{one} {other}");
        }
        for rare in ["wahmistani", "salim", ""] {
            assert_eq!(well_known(rare), None, "{rare}"); // unknown, or of several names
        }
    }
}
