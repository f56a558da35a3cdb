//! Which well-known name a spelling is of: Hasan is Hassan, and is not Husayn, however alike they sound.
//!
//! Source:   spellings that stand for one another in full names of Wikidata (CC0), put together by `cargo xtask train`
//!           (`table`).
//! Shape:    a part's text in, the name's number out; `None` where the spelling is rare, or one of several names.
//! Law:      two spellings with numbers are of one name exactly where the numbers are equal; it follows from the texts
//!           alone, so an index need not keep it.

mod table;

use table::SPELLINGS;

/// The number of a well-known name.
pub(crate) type WellKnown = u16;

/// The name that a spelling in normal form is of.
pub(crate) fn well_known(text: &str) -> Option<WellKnown> {
    if text.is_empty() {
        return None; // most parts have no ending, and so nothing before it
    }
    let start = start_of(text);
    let first = STARTS.partition_point(|other| *other < start);
    let mut alike = SPELLINGS.iter().zip(&STARTS).skip(first).take_while(|(_, other)| **other == start);
    alike.find_map(|((spelling, name), _)| (*spelling == text).then_some(*name))
}

/// How each spelling begins, in their order: numbers are compared sooner than texts.
static STARTS: [u64; SPELLINGS.len()] = {
    let (mut starts, mut at) = ([0; SPELLINGS.len()], 0);
    while at < SPELLINGS.len() {
        starts[at] = start_of(SPELLINGS[at].0);
        at += 1;
    }
    starts
};

/// The first eight bytes as a number, in whose order the texts stand.
const fn start_of(text: &str) -> u64 {
    let (bytes, mut start, mut at) = (text.as_bytes(), 0, 0);
    while at < 8 {
        start = start << 8 | if at < bytes.len() { bytes[at] as u64 } else { 0 };
        at += 1;
    }
    start
}

#[cfg(test)]
mod tests {
    use super::{SPELLINGS, well_known};

    #[test]
    fn the_spellings_are_sorted_and_each_is_found() {
        assert!(SPELLINGS.is_sorted_by(|(one, _), (other, _)| one < other));
        for (spelling, name) in SPELLINGS {
            assert_eq!(well_known(spelling), Some(*name), "{spelling}");
        }
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
