//! How alike two words of one script are letter by letter.
//!
//! Source:   Myers 1999, A fast bit-vector algorithm for approximate string matching; Hyyrö 2003 for the distance.
//! Shape:    two words in normal form in, `0.0..=1.0` out; letters after the 64th are not looked at.

/// What remains of 1 after the fewest letters set, taken away or changed, held against the longer word.
pub(super) fn letter_similarity(left: &str, right: &str) -> f64 {
    if left == right {
        return 1.0;
    }
    let (mut short, mut long) = ([0_u16; 64], [0_u16; 64]);
    let (m, n) = (fill(left, &mut short), fill(right, &mut long));
    if m == 0 || n == 0 {
        return 0.0;
    }
    let (short, long) = (&short[..m], &long[..n]);
    let last = 1_u64 << (m - 1);
    let (mut up, mut down, mut distance) = (u64::MAX, 0_u64, m);
    for letter in long {
        let mut same = 0_u64;
        for (at, other) in short.iter().enumerate() {
            same |= u64::from(other == letter) << at;
        }
        let across = same | down;
        let xh = ((same & up).wrapping_add(up) ^ up) | same;
        let (mut rise, fall) = (down | !(xh | up), up & xh);
        if rise & last != 0 {
            distance += 1;
        } else if fall & last != 0 {
            distance -= 1;
        }
        rise = rise << 1 | 1;
        let fall = fall << 1;
        up = fall | !(across | rise);
        down = rise & across;
    }
    1.0 - distance as f64 / m.max(n) as f64
}

/// Whether two words of `least` letters or more, which begin alike, differ by one slip of the hand: a letter changed, left
/// out or put in, or two neighbours that stand the other way round (those at the start too).
pub(super) fn is_one_slip(left: &str, right: &str, least: usize) -> bool {
    if left.len().abs_diff(right.len()) > 4 {
        return false; // a letter has four bytes at most
    }
    let (same, l, r) = without_shared_start(left, right);
    let is_slip =
        (same > 0 && (after(l, 1) == after(r, 1) || after(l, 1) == r || l == after(r, 1))) || begin_swapped(l, r);
    is_slip && left.chars().count().min(right.chars().count()) >= least
}

/// Whether two words differ by two neighbouring letters that stand the other way round.
///
/// ```
/// assert!(names::are_swapped("nimr", "inmr") && !names::are_swapped("nimr", "nimr"));
/// ```
pub fn are_swapped(left: &str, right: &str) -> bool {
    let (_, l, r) = without_shared_start(left, right);
    begin_swapped(l, r)
}

/// Whether two words differ by their first two letters, which stand the other way round.
fn begin_swapped(left: &str, right: &str) -> bool {
    let first_two = |word: &str| {
        let mut letters = word.chars();
        letters.next().zip(letters.next())
    };
    let turned = first_two(left).map(|(first, second)| (second, first));
    turned.is_some() && turned == first_two(right) && after(left, 2) == after(right, 2)
}

/// How many bytes of letters two words begin with alike, and what is left of each.
fn without_shared_start<'w>(left: &'w str, right: &'w str) -> (usize, &'w str, &'w str) {
    let mut same = left.bytes().zip(right.bytes()).take_while(|(l, r)| l == r).count();
    while !left.is_char_boundary(same) || !right.is_char_boundary(same) {
        same -= 1;
    }
    (same, left.get(same..).unwrap_or_default(), right.get(same..).unwrap_or_default())
}

/// What follows the first letters of a word.
fn after(word: &str, letters: usize) -> &str {
    let at = word.char_indices().nth(letters).map_or(word.len(), |(at, _)| at);
    word.get(at..).unwrap_or_default()
}

/// Letters as 16 bits each: two letters that differ in higher bits only are not of one script.
fn fill(text: &str, letters: &mut [u16; 64]) -> usize {
    let mut len = 0;
    for (slot, letter) in letters.iter_mut().zip(text.chars()) {
        *slot = u32::from(letter) as u16;
        len += 1;
    }
    len
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{is_one_slip, letter_similarity};

    /// Row by row, as the definition has it.
    fn plain(left: &str, right: &str) -> f64 {
        let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
        let mut row: Vec<usize> = (0..=right.len()).collect();
        for (i, a) in left.iter().enumerate() {
            let mut before = row[0];
            row[0] = i + 1;
            for (j, b) in right.iter().enumerate() {
                let change = before + usize::from(a != b);
                before = row[j + 1];
                row[j + 1] = change.min(row[j] + 1).min(before + 1);
            }
        }
        1.0 - row[right.len()] as f64 / left.len().max(right.len()) as f64
    }

    #[test]
    fn words_differ_by_letters() {
        for (left, right, want) in
            [("yusuf", "yusuf", 1.0), ("yusuf", "yousef", 1.0 - 2.0 / 6.0), ("سعيد", "سعد", 0.75), ("", "a", 0.0)]
        {
            assert_eq!(letter_similarity(left, right), want, "{left} {right}");
        }
    }

    #[test]
    fn a_slip_is_one_letter_or_two_that_changed_places() {
        for (left, right, want) in [
            ("khayali", "khayalli", true),
            ("khayali", "khayal", true),
            ("khayali", "khabali", true),
            ("khayali", "khaylai", true),
            ("khayali", "hkayali", true),
            ("khayali", "bhayali", false), // hands seldom slip at the start
            ("khayali", "khabaly", false),
            ("nimr", "nimr", false),
            ("nimri", "nimro", true),
            ("nimr", "nirm", false), // too short
            ("خيالي", "خيالبي", true),
        ] {
            assert_eq!((is_one_slip(left, right, 5), is_one_slip(right, left, 5)), (want, want), "{left} {right}");
        }
    }

    proptest! {
        #[test]
        fn the_fast_way_is_the_plain_one(left in "[a-eابتث]{1,64}", right in "[a-eابتث]{1,64}") {
            prop_assert_eq!(letter_similarity(&left, &right), plain(&left, &right));
        }
    }
}
