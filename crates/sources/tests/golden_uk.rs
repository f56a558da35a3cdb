//! Small invented editions of the United Kingdom's lists and every statement expected of them.
//!
//! `<edition>.jsonl` has one statement a line: key, kind, place, property, value, note. When a reader says more than it
//! did, the failing test prints the line that differs; the file is then mended by hand.

#![expect(clippy::disallowed_methods, reason = "tests read files")]

use std::path::Path;

use register::{EditionId, Entry};
use sources::{File, ProblemKind, Reading, Refusal, identify, read};

fn reading(bytes: &[u8]) -> Result<Reading<Entry>, Refusal> {
    let file = File { name: "edition", bytes };
    identify(file).and_then(|(format, _)| read(format, &[file], EditionId::of(bytes)))
}

fn testdata(path: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(path)).expect("a test file is readable")
}

/// Every statement of an edition and its problems, as JSON lines.
fn lines(reading: &Reading<Entry>) -> Vec<String> {
    let entries = reading.items.iter().flat_map(|entry| {
        entry.statements.iter().map(|statement| {
            let place = statement.evidence.place.to_string();
            let row = (entry.key.printed(), entry.kind, place, statement.property, &statement.value, &statement.note);
            serde_json::to_string(&row).expect("a statement is serialisable")
        })
    });
    let problems = reading.problems.iter().map(|problem| {
        serde_json::to_string(&("problem", problem.kind.code(), problem.place.to_string(), &problem.detail))
            .expect("a problem is serialisable")
    });
    entries.chain(problems).collect()
}

#[track_caller]
fn check(edition: &str, published: &str) {
    let reading = reading(&testdata(edition)).expect("the edition is read");
    assert_eq!(reading.outcome.published.map(|day| day.to_string()).as_deref(), Some(published));
    let got = lines(&reading);
    let want = String::from_utf8(testdata(&format!("{edition}.jsonl"))).expect("expected lines are UTF-8");
    for (i, line) in want.lines().enumerate() {
        assert_eq!(got.get(i).map(String::as_str), Some(line), "{edition}.jsonl line {}", i + 1);
    }
    assert_eq!(got.len(), want.lines().count(), "{:?}", got.get(want.lines().count()));
}

#[test]
fn the_sanctions_list_in_xml_states_what_its_elements_say() {
    check("uk-sl/edition.xml", "2026-04-03");
}

#[test]
fn the_sanctions_list_in_csv_is_gathered_by_unique_id() {
    check("uk-sl/edition.csv", "2026-04-03");
}

#[test]
fn the_consolidated_list_of_2014_is_gathered_by_group_id() {
    check("uk-ofsi/edition-2014.csv", "2014-04-02");
}

#[test]
fn the_consolidated_list_of_2022_keeps_scripts_and_references() {
    check("uk-ofsi/edition-2022.csv", "2022-04-03");
}

#[test]
fn broken_and_cut_editions_are_refused() {
    let refused = |bytes: &[u8]| reading(bytes).expect_err("it is refused").kind;
    let xml = testdata("uk-sl/edition.xml");
    for end in (100..xml.len() - 20).step_by(97) {
        reading(&xml[..end]).expect_err("a cut document is refused");
    }
    let ofsi = testdata("uk-ofsi/edition-2014.csv");
    let last_row = ofsi[..ofsi.len() - 1].iter().rposition(|b| *b == b'\n').expect("there are rows") + 1;
    for end in last_row + 1..ofsi.len() - 5 {
        assert_eq!(refused(&ofsi[..end]), ProblemKind::Truncated, "cut at {end}");
    }
    let csv = testdata("uk-sl/edition.csv");
    let quote = csv.iter().position(|b| *b == b'"').expect("a field is quoted");
    assert_eq!(refused(&csv[..quote + 5]), ProblemKind::Truncated);
    let mut damaged = ofsi.clone();
    damaged.extend(b"\x81");
    assert_eq!(refused(&damaged), ProblemKind::BadEncoding);
    let mut damaged = ofsi;
    damaged[400] = 0;
    assert_eq!(refused(&damaged), ProblemKind::ControlCharacter);
    assert_eq!(refused(b"Name 6,Name 1\nSPECIMEN,Example\n"), ProblemKind::UnknownFormat);
}

#[test]
fn any_damage_is_read_or_refused_without_panic() {
    for edition in ["uk-sl/edition.xml", "uk-sl/edition.csv", "uk-ofsi/edition-2014.csv", "uk-ofsi/edition-2022.csv"] {
        let whole = testdata(edition);
        for at in (0..whole.len()).step_by(3) {
            for byte in [b'"', b',', b'\n', b'(', 0xE9] {
                let mut bytes = whole.clone();
                bytes[at] = byte;
                let _ = reading(&bytes);
            }
            let _ = reading(&whole[..at]);
        }
    }
}
