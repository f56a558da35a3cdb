//! Small invented editions of the EU list against the statements expected of them, line by line.

use std::fmt::Write as _;

use register::EditionId;
use sources::{File, ProblemKind, Reading, identify, read};

const NEW: &[u8] = include_bytes!("../testdata/eu-fsf/invented.xml");
const OLD: &[u8] = include_bytes!("../testdata/eu-fsf/invented-old.xml");

fn reading(bytes: &[u8]) -> Result<Reading<register::Entry>, sources::Refusal> {
    let file = File { name: "list.xml", bytes };
    identify(file).and_then(|(format, _)| read(format, &[file], EditionId::of(bytes)))
}

/// Every entry as a line, each of its statements as a line after it.
fn lines(bytes: &[u8]) -> String {
    let mut out = String::new();
    for entry in reading(bytes).expect("the edition is read").items {
        let head = serde_json::json!({
            "key": entry.key.printed(), "alternates": entry.alternates, "kind": entry.kind, "standing": entry.standing,
        });
        let _ = writeln!(out, "{head}");
        for statement in entry.statements {
            let line = serde_json::json!({
                "property": statement.property, "value": statement.value, "note": statement.note,
                "basis": statement.basis.map(|act| act.title.clone()), "place": statement.evidence.place.to_string(),
            });
            let _ = writeln!(out, "{line}");
        }
    }
    out
}

#[track_caller]
fn check(bytes: &[u8], want: &str) {
    let got = lines(bytes);
    for (at, (got, want)) in got.lines().zip(want.lines()).enumerate() {
        assert_eq!(got, want, "line {}", at + 1);
    }
    assert_eq!(got.lines().count(), want.lines().count(), "all of it:\n{got}");
}

#[test]
fn the_format_since_2018_gives_the_expected_statements() {
    check(NEW, include_str!("../testdata/eu-fsf/invented.jsonl"));
}

#[test]
fn the_format_before_2018_gives_the_expected_statements() {
    check(OLD, include_str!("../testdata/eu-fsf/invented-old.jsonl"));
}

#[test]
fn what_is_not_understood_is_named_with_its_place() {
    let problems: Vec<String> = reading(NEW)
        .expect("the edition is read")
        .problems
        .iter()
        .map(|problem| format!("{} {} {}", problem.kind.code(), problem.place, problem.detail))
        .collect();
    assert_eq!(
        problems,
        [
            "bad-date /export/sanctionEntity[1]/birthdate[4]/@yearRangeTo to 1980",
            "unknown-element /export/sanctionEntity[1]/address/surprise surprise",
        ]
    );
}

#[test]
fn broken_and_truncated_files_are_refused() {
    for whole in [NEW, OLD] {
        let end = whole.trim_ascii_end().len();
        for cut in (1..end).step_by(7).chain([end - 1]) {
            assert!(reading(&whole[..cut]).is_err(), "cut at {cut}");
        }
        let mut broken = whole.to_vec();
        broken[end - 20] = 0x19;
        assert_eq!(reading(&broken).expect_err("a control character").kind, ProblemKind::ControlCharacter);
    }
    let empty = b"<export xmlns='http://eu.europa.ec/fpi/fsd/export'/>";
    assert_eq!(reading(empty).expect_err("no entry").kind, ProblemKind::NoEntries);
}
