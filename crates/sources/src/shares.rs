//! Shares as publishers print them: "50", "33.3 %", "25-50%", "more than 75 percent", "٪ ٥٠".
//!
//! Shape:    a text in, the range it may mean out; a bare number is a percentage. A text that says anything else is no share, and stays
//!           as printed where it stands.

use register::Share;

/// Words before a number that leave the other end open, a word before those that it begins with.
const OPEN: &[(&str, Bound)] = &[
    ("more than", Bound::Above),
    ("over", Bound::Above),
    ("at least", Bound::Least),
    (">=", Bound::Least),
    ("≥", Bound::Least),
    (">", Bound::Above),
    ("less than", Bound::Below),
    ("under", Bound::Below),
    ("at most", Bound::Most),
    ("up to", Bound::Most),
    ("<=", Bound::Most),
    ("≤", Bound::Most),
    ("<", Bound::Below),
];

/// What a number bounds.
#[derive(Clone, Copy)]
enum Bound {
    /// It is the least.
    Least,
    /// What is meant is more.
    Above,
    /// It is the most.
    Most,
    /// What is meant is less.
    Below,
}

/// Words behind a number that are no part of it.
const UNITS: &[&str] = &["percent", "per cent", "pct", "%", "٪", "بالمئة", "بالمائة", "في المئة", "في المائة"];

/// The share that a text states.
pub fn stated(text: &str) -> Option<Share> {
    let text: String = text.trim().to_lowercase().chars().map(names::western_digit).collect();
    let text = text.trim();
    if let Some((rest, bound)) = OPEN.iter().find_map(|(word, bound)| Some((text.strip_prefix(word)?, *bound))) {
        let (least, most) = number(rest)?;
        return match bound {
            Bound::Least => Share::new(least, Share::WHOLE),
            // What is meant is more than a number that may be cut off itself.
            Bound::Above if least < most => Share::new(most, Share::WHOLE),
            Bound::Above => Share::new(least + 1, Share::WHOLE),
            Bound::Most => Share::new(0, most),
            Bound::Below if least < most => Share::new(0, least),
            Bound::Below => Share::new(0, least.checked_sub(1)?),
        };
    }
    let between = ["..", "–", "—", "-", " to ", " إلى "].into_iter().find_map(|between| text.split_once(between));
    match between {
        Some((least, most)) => Share::new(number(least)?.0, number(most)?.1),
        None => number(text).and_then(|(least, most)| Share::new(least, most)),
    }
}

/// A percentage in hundredths: twice the same, or, where it has more decimals than two, what it lies between.
fn number(text: &str) -> Option<(u16, u16)> {
    let mut text = text.trim();
    for unit in UNITS {
        text = text.strip_suffix(unit).or_else(|| text.strip_prefix(unit)).unwrap_or(text).trim();
    }
    let (whole, rest) = text.split_once(['.', ',', '٫']).unwrap_or((text, ""));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || whole.len() > 3 || text.len() > whole.len() && !is_number(rest) {
        return None;
    }
    let hundredths: String = rest.chars().chain("00".chars()).take(2).collect();
    let share = whole.parse::<u32>().ok()? * 100 + hundredths.parse::<u32>().ok()?;
    let is_cut = rest.bytes().skip(2).any(|digit| digit != b'0');
    let most = share + u32::from(is_cut);
    let fits = |share: u32| u16::try_from(share).ok().filter(|share| *share <= Share::WHOLE);
    Some((fits(share)?, fits(most)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use register::Share;

    use super::stated;

    #[test]
    fn shares_are_read_as_printed() {
        for (text, want) in [
            ("50", Some((5_000, 5_000))),
            ("50%", Some((5_000, 5_000))),
            (" 33,3 % ", Some((3_330, 3_330))),
            ("49.999", Some((4_999, 5_000))),
            ("50.001", Some((5_000, 5_001))),
            ("50.000", Some((5_000, 5_000))),
            ("> 50.001", Some((5_001, 10_000))),
            ("< 50.005", Some((0, 5_000))),
            ("100.00 percent", Some((10_000, 10_000))),
            ("25-50%", Some((2_500, 5_000))),
            ("25% to 50%", Some((2_500, 5_000))),
            ("75–100", Some((7_500, 10_000))),
            (">25", Some((2_501, 10_000))),
            (">= 25 %", Some((2_500, 10_000))),
            ("More than 75 percent", Some((7_501, 10_000))),
            ("more than 100", None),
            ("up to 10%", Some((0, 1_000))),
            ("less than 10", Some((0, 999))),
            ("< 0", None),
            ("٥٠٪", Some((5_000, 5_000))),
            ("٪ ٣٣٫٣", Some((3_330, 3_330))),
            ("", None),
            ("-50", None),
            ("101", None),
            ("656", None),
            ("750", None),
            ("> 999", None),
            ("999-1000", None),
            ("50-25", None),
            ("a majority", None),
            ("50 shares", None),
            ("5e1", None),
            ("50.", None),
        ] {
            assert_eq!(stated(text), want.and_then(|(least, most)| Share::new(least, most)), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_share_or_none(text in "\\PC*") {
            let _ = stated(&text);
        }

        #[test]
        fn any_number_is_a_share_or_none(text in "(>|<|up to )?[0-9]{0,5}([.,][0-9]{0,5})?(-[0-9]{0,4})? ?%?") {
            let _ = stated(&text);
        }

        #[test]
        fn a_share_that_prints_is_read_again(least in 0_u16..=10_000, more in 0_u16..=10_000) {
            let share = Share::new(least, (least + more).min(10_000)).expect("a share");
            prop_assert_eq!(stated(&share.to_string()), Some(share));
        }
    }
}
