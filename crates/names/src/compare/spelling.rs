//! Which letters of two parts were heard as one another: the way that the likeness was counted on, for people to read.
//!
//! Shape:    two parts in; their letters in order out, side by side. Parts without known sounds give none, and those that
//!           are one for another reason than their sounds.
//! Cost:     it is walked when a likeness is told, not when it is counted.

use std::ops::Range;

use super::cost::{PAIR, absence, at_start, change, is_pair, near};
use crate::parts::{Part, Role};
use crate::sound::{MAX_SOUNDS, Sound, spelled};

/// Letters of two parts that stand for one another; one side is empty where the other does not write the sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LetterPair<'t> {
    /// Of the left part.
    pub left: &'t str,
    /// Of the right part.
    pub right: &'t str,
    /// How they meet.
    pub meeting: Meeting,
}

/// How the sounds of letters meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meeting {
    /// They are one sound.
    Same,
    /// One of them may be the other in some spelling.
    MayBeOne,
    /// Only one side writes it.
    LeftOut,
    /// Hands and ears confuse them.
    Near,
    /// They are two sounds.
    Other,
}

/// The letters of two parts side by side.
///
/// ```
/// use names::Meeting::{LeftOut, Same};
///
/// let (left, right) = (names::prepare("نمر"), names::prepare("Nimr"));
/// let pairs = names::letter_pairs(&left.parts[0], &right.parts[0]);
/// let read: Vec<_> = pairs.iter().map(|pair| (pair.left, pair.right, pair.meeting)).collect();
/// assert_eq!(read, [("ن", "n", Same), ("", "i", LeftOut), ("م", "m", Same), ("ر", "r", Same)]);
/// ```
pub fn letter_pairs<'t>(left: &'t Part, right: &'t Part) -> Vec<LetterPair<'t>> {
    if !is_by_sounds(left, right) {
        return Vec::new();
    }
    let (l, r) = (heard(left), heard(right));
    if l.is_empty() || r.is_empty() {
        return Vec::new();
    }
    let mut joined: Vec<(Range<usize>, Range<usize>, Meeting)> = Vec::new();
    for step in way(&l, &r) {
        let place = |sounds: &[(Sound, Range<usize>)], range: &Range<usize>| {
            let first = sounds.get(range.start).filter(|_| range.start < range.end);
            let last = range.end.checked_sub(1).and_then(|last| sounds.get(last));
            first.zip(last).map(|(first, last)| first.1.start..last.1.end)
        };
        let (left_place, right_place) = (place(&l, &step.left), place(&r, &step.right));
        // Sounds that one letter writes are told with it.
        let goes_on = |before: &Range<usize>, place: &Option<Range<usize>>| {
            place.as_ref().is_some_and(|place| before.start < before.end && place.start < before.end)
        };
        let opened = joined.iter().position(|(l, r, _)| goes_on(l, &left_place) || goes_on(r, &right_place));
        let mut next = (left_place.unwrap_or_default(), right_place.unwrap_or_default(), step.meeting);
        for (left, right, meeting) in joined.drain(opened.unwrap_or(joined.len())..).rev() {
            next = (both(left, next.0), both(right, next.1), meeting.max(next.2));
        }
        joined.push(next);
    }
    let text = |part: &'t Part, place: Range<usize>| part.text.get(place).unwrap_or_default();
    joined
        .into_iter()
        .map(|(l, r, meeting)| LetterPair { left: text(left, l), right: text(right, r), meeting })
        .collect()
}

/// Whether the likeness of two parts is that of their sounds: it is not where they are one number, mean one thing, or one
/// of them is an initial.
fn is_by_sounds(left: &Part, right: &Part) -> bool {
    let is_told = |part: &Part| part.role == Role::Number || part.initial().is_some();
    !(is_told(left) || is_told(right) || left.concept.is_some() && left.concept == right.concept)
}

fn both(one: Range<usize>, other: Range<usize>) -> Range<usize> {
    match (one.start == one.end, other.start == other.end) {
        (true, _) => other,
        (_, true) => one,
        _ => one.start.min(other.start)..one.end.max(other.end),
    }
}

/// The sounds of a part, each with its place; of a servant's name each word is read by itself.
fn heard(part: &Part) -> Vec<(Sound, Range<usize>)> {
    let cut = if part.is_servant() { part.text.char_indices().nth(3).map_or(0, |(at, _)| at) } else { 0 };
    let (first, second) = part.text.split_at_checked(cut).unwrap_or(("", &part.text));
    let mut all = spelled(first);
    all.extend(spelled(second).into_iter().map(|(sound, place)| (sound, place.start + cut..place.end + cut)));
    all.truncate(MAX_SOUNDS);
    all
}

/// Some sounds of each side that stand for one another.
struct Step {
    left: Range<usize>,
    right: Range<usize>,
    meeting: Meeting,
}

/// The cheapest way from one sequence to the other, as `heard` counts it; of equals the one with more
/// sounds that meet.
fn way(left: &[(Sound, Range<usize>)], right: &[(Sound, Range<usize>)]) -> Vec<Step> {
    let l = |at: usize| left.get(at).map(|(sound, _)| *sound);
    let r = |at: usize| right.get(at).map(|(sound, _)| *sound);
    // What is left to pay from (i, j) on, and how many sounds of each side are taken first; filled from the end.
    let mut least = vec![vec![(0_i32, 0_usize, 0_usize); right.len() + 1]; left.len() + 1];
    for i in (0..=left.len()).rev() {
        for j in (0..=right.len()).rev() {
            let mut best: Option<(i32, usize, usize)> = None;
            let mut offer = |cost: i32, take: usize, other: usize| {
                let rest = least.get(i + take).and_then(|row| row.get(j + other)).map_or(0, |(rest, ..)| *rest);
                if best.is_none_or(|(least, ..)| cost + rest < least) {
                    best = Some((cost + rest, take, other));
                }
            };
            if let (Some(a), Some(b)) = (l(i), r(j)) {
                offer(change(a, b).into(), 1, 1);
                if l(i + 1).is_some_and(|second| is_pair(b, a, second)) {
                    offer(PAIR, 2, 1);
                }
                if r(j + 1).is_some_and(|second| is_pair(a, b, second)) {
                    offer(PAIR, 1, 2);
                }
            }
            if let Some(a) = l(i) {
                offer(if j == 0 { at_start(absence(a), i) } else { absence(a) }.into(), 1, 0);
            }
            if let Some(b) = r(j) {
                offer(if i == 0 { at_start(absence(b), j) } else { absence(b) }.into(), 0, 1);
            }
            if let (Some(slot), Some(best)) = (least.get_mut(i).and_then(|row| row.get_mut(j)), best) {
                *slot = best;
            }
        }
    }
    let (mut i, mut j, mut steps) = (0, 0, Vec::new());
    while let Some((_, take, other)) = least.get(i).and_then(|row| row.get(j)).filter(|(_, a, b)| a + b > 0) {
        let (take, other) = (*take, *other);
        steps.push(Step { left: i..i + take, right: j..j + other, meeting: meeting(l(i), r(j), take, other) });
        (i, j) = (i + take, j + other);
    }
    steps
}

fn meeting(left: Option<Sound>, right: Option<Sound>, take: usize, other: usize) -> Meeting {
    match (left, right, take, other) {
        (Some(_), Some(_), 2, _) | (Some(_), Some(_), _, 2) => Meeting::MayBeOne,
        (Some(a), Some(b), 1, 1) if a.primary == b.primary => Meeting::Same,
        (Some(a), Some(b), 1, 1) if a.set & b.set != 0 => Meeting::MayBeOne,
        (Some(a), Some(b), 1, 1) if near(a.primary) & b.primary != 0 => Meeting::Near,
        (Some(_), Some(_), 1, 1) => Meeting::Other,
        _ => Meeting::LeftOut,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Meeting, letter_pairs};
    use crate::prepare;

    #[test]
    fn letters_stand_beside_those_they_are_heard_as() {
        use Meeting::{LeftOut, MayBeOne, Same};
        for (left, right, want) in [
            (
                "خيالي",
                "Khayali",
                vec![
                    ("خ", "kh", Same),
                    ("", "a", LeftOut),
                    ("ي", "y", MayBeOne),
                    ("ا", "a", Same),
                    ("ل", "l", Same),
                    ("ي", "i", Same),
                ],
            ),
            (
                "Yusuf",
                "Youssef",
                vec![
                    ("y", "y", Same),
                    ("u", "ou", Same),
                    ("s", "ss", Same),
                    ("u", "e", Meeting::Other),
                    ("f", "f", Same),
                ],
            ),
            ("Юсуф", "Yusuf", vec![("ю", "yu", Same), ("с", "s", Same), ("у", "u", Same), ("ф", "f", Same)]),
            (
                "قاسم",
                "Gasim",
                vec![("ق", "g", MayBeOne), ("ا", "a", Same), ("س", "s", Same), ("", "i", LeftOut), ("م", "m", Same)],
            ),
            ("3", "Gasim", vec![]),
            ("G", "Gasim", vec![]), // an initial
        ] {
            let (left, right) = (prepare(left), prepare(right));
            let got: Vec<_> =
                letter_pairs(&left.parts[0], &right.parts[0]).iter().map(|p| (p.left, p.right, p.meeting)).collect();
            assert_eq!(got, want, "{left:?} {right:?}");
        }
    }

    proptest! {
        #[test]
        fn no_letter_is_lost_or_told_twice(left in "[a-z]{1,20}|[ا-ي]{1,12}", right in "[a-z]{1,20}|[а-я]{1,14}") {
            let (left, right) = (prepare(&left), prepare(&right));
            for (l, r) in left.parts.iter().zip(&right.parts) {
                let pairs = letter_pairs(l, r);
                if pairs.is_empty() { continue }
                let all = |side: fn(&super::LetterPair<'_>) -> String| pairs.iter().map(side).collect::<String>();
                prop_assert!(l.text.starts_with(&all(|pair| pair.left.to_owned())), "{pairs:?}");
                prop_assert!(r.text.starts_with(&all(|pair| pair.right.to_owned())), "{pairs:?}");
            }
        }
    }
}
