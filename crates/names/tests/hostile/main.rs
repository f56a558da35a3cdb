//! Texts made to break a reader of names: none panics, and each comparison keeps its laws.

#![allow(missing_docs, reason = "a test has no readers of its documentation")]

mod texts;

use names::{MAX_PARTS, MAX_SOUNDS, compare, prepare};
use texts::hostile;

#[test]
fn hostile_texts_compare_and_keep_the_laws() {
    let names: Vec<_> = hostile().into_iter().map(|(why, text)| (why, prepare(&text))).collect();
    for (why, name) in &names {
        assert!(name.parts.len() <= MAX_PARTS, "{why}");
        assert!(name.parts.iter().all(|part| part.sounds.len() <= MAX_SOUNDS), "{why}");
        for (other, second) in &names {
            let compared = compare(name, second);
            let points: f64 = compared.reasons.iter().map(|reason| reason.points).sum();
            assert_eq!(points, compared.score, "{why}, {other}");
            assert!((0.0..=1.0).contains(&compared.score), "{why}, {other}");
            assert_eq!(compared.score, compare(second, name).score, "{why}, {other}");
        }
    }
}

#[test]
fn what_lies_behind_the_limits_is_not_read() {
    let name = "Yusuf Sabir Khayali";
    let padded = format!("{name}{}", " ".repeat(names::MAX_CHARS));
    assert_eq!(prepare(&format!("{padded} Tariq")), prepare(name));
}
