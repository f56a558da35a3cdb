//! Golden files: small invented editions of every format, and everything they are read into, line by line.
//!
//! Shape:    the first line of an expected file is the edition (format, list, what it says of itself, the elements
//!           counted); then a line an entry, a line for each of its statements, and a line for each problem. What is not
//!           stated is left out.
//! To accept a change that is meant: `cargo test -p sources --test golden -- --ignored` writes the expected files anew;
//!           read the difference before it is committed.
//! Not here: what is refused (`refusals`), editions cut short (`cuts`), published editions (`published`).

mod common;

use common::{path, testdata, text};
use register::{EditionId, Entry, Kind, Standing, Statement, Value};
use serde::Serialize;
use sources::{File, Problem, identify, read};

/// The files of an edition, and what is expected of it.
#[rustfmt::skip]
const EDITIONS: &[(&[&str], &str)] = &[
    (&["un-sc/edition.xml"], "un-sc/edition.expected.jsonl"),
    (&["us-ofac-sdn/edition.xml"], "us-ofac-sdn/edition.expected.jsonl"),
    (&["us-ofac-sdn/enhanced.xml"], "us-ofac-sdn/enhanced.expected.jsonl"),
    (&["us-ofac-sdn/advanced.xml"], "us-ofac-sdn/advanced.expected.jsonl"),
    (&["us-ofac-cons/prim.csv", "us-ofac-cons/alt.csv", "us-ofac-cons/add.csv", "us-ofac-cons/comments.csv"],
     "us-ofac-cons/set.expected.jsonl"),
    // The order of a set's files does not matter.
    (&["us-ofac-cons/comments.csv", "us-ofac-cons/add.csv", "us-ofac-cons/prim.csv", "us-ofac-cons/alt.csv"],
     "us-ofac-cons/set.expected.jsonl"),
    (&["eu-fsf/invented.xml"], "eu-fsf/invented.expected.jsonl"),
    (&["eu-fsf/invented-old.xml"], "eu-fsf/invented-old.expected.jsonl"),
    (&["uk-sl/edition.xml"], "uk-sl/edition.expected.jsonl"),
    (&["uk-sl/edition.csv"], "uk-sl/table.expected.jsonl"),
    (&["uk-ofsi/edition-2014.csv"], "uk-ofsi/edition-2014.expected.jsonl"),
    (&["uk-ofsi/edition-2022.csv"], "uk-ofsi/edition-2022.expected.jsonl"),
    (&["ca-sema/edition.xml"], "ca-sema/edition.expected.jsonl"),
    (&["us-csl/edition.csv"], "us-csl/edition.expected.jsonl"),
    (&["ae-local/edition.jsonl"], "ae-local/edition.expected.jsonl"),
    (&["ae-local/sheets.csv"], "ae-local/sheets.expected.jsonl"),
    (&["ftm/edition.jsonl"], "ftm/edition.expected.jsonl"),
];

#[test]
fn every_edition_is_read_into_what_is_expected_of_it() {
    for (files, expected) in EDITIONS {
        check(files, expected);
    }
}

#[test]
fn what_is_counted_is_documented() {
    let page = std::fs::read_to_string(path("../../../docs/stats.md")).expect("the page");
    let sections: Vec<&str> = page.split("\n## ").skip(1).collect();
    for (files, _) in EDITIONS {
        let bytes: Vec<Vec<u8>> = files.iter().map(|file| testdata(file)).collect();
        let files: Vec<File<'_>> = bytes.iter().map(|bytes| File { name: "", bytes }).collect();
        let (format, _) = identify(files.as_slice()).expect("known");
        let reading = read(format, &files, EditionId::of(b"")).expect("read");
        let named = |section: &&&str| {
            section.lines().next().is_some_and(|title| title.contains(&format!("`{}`", format.name())))
        };
        let section = sections.iter().find(named).expect("the format has a section");
        for (key, _) in reading.outcome.stats.iter() {
            assert!(section.contains(&format!("`{key}`")), "{}: {key}", format.name());
        }
    }
}

#[test]
#[ignore = "writes the expected files; see above"]
#[expect(clippy::disallowed_methods, reason = "a test writes files")]
fn write_the_expected_files() {
    for (files, expected) in EDITIONS {
        std::fs::write(path(expected), lines(files).join("\n") + "\n").expect(expected);
    }
}

#[track_caller]
fn check(files: &[&str], expected: &str) {
    let (got, want) = (lines(files), text(expected));
    for (n, (got, want)) in got.iter().zip(want.lines()).enumerate() {
        assert_eq!(got, want, "{files:?} is not as {expected}, line {}", n + 1);
    }
    assert_eq!(got.len(), want.lines().count(), "lines of {expected}; {files:?} now reads:\n{}", got.join("\n"));
}

#[derive(Serialize)]
#[serde(untagged)]
enum Line<'r> {
    Edition {
        format: &'r str,
        list: &'r str,
        #[serde(skip_serializing_if = "Option::is_none")]
        published: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        stated: Option<&'r str>,
        extract: bool,
        stats: String,
    },
    Entry {
        entry: &'r str,
        kind: Kind,
        standing: Standing,
        alternates: &'r [Box<str>],
    },
    Statement {
        property: &'r str,
        value: &'r Value,
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<&'r str>,
        /// The title of the act; the act as a whole is a statement of its own.
        #[serde(skip_serializing_if = "Option::is_none")]
        basis: Option<&'r str>,
        place: String,
    },
    Problem {
        problem: &'r str,
        place: String,
        detail: &'r str,
    },
}

/// Everything an edition is read into.
fn lines(names: &[&str]) -> Vec<String> {
    let bytes: Vec<Vec<u8>> = names.iter().map(|name| testdata(name)).collect();
    let files: Vec<File<'_>> = names.iter().zip(&bytes).map(|(name, bytes)| File { name, bytes }).collect();
    let (format, spec) = identify(&files).expect("the format is known");
    let reading = read(format, &files, EditionId::of(&bytes[0])).expect("the edition is read");
    let outcome = &reading.outcome;
    assert_eq!(outcome.more_problems, 0, "{names:?}");
    let stats: Vec<String> = outcome.stats.iter().map(|(key, n)| format!("{key} {n}")).collect();
    let edition = Line::Edition {
        format: format.name(),
        list: &spec.list.id,
        published: outcome.published.map(|day| day.to_string()),
        stated: outcome.stated.as_deref(),
        extract: outcome.extract,
        stats: stats.join(", "),
    };
    let mut out = vec![edition];
    for entry in &reading.items {
        out.push(entry_line(entry));
        out.extend(entry.statements.iter().map(statement_line));
    }
    out.extend(reading.problems.iter().map(problem_line));
    out.iter().map(|line| serde_json::to_string(line).expect("a line is serialisable")).collect()
}

fn entry_line(entry: &Entry) -> Line<'_> {
    Line::Entry {
        entry: entry.key.printed(),
        kind: entry.kind,
        standing: entry.standing,
        alternates: &entry.alternates,
    }
}

fn statement_line(statement: &Statement) -> Line<'_> {
    Line::Statement {
        property: statement.property.name(),
        value: &statement.value,
        note: statement.note.as_deref(),
        basis: statement.basis.as_ref().map(|act| &*act.title),
        place: statement.evidence.place.to_string(),
    }
}

fn problem_line(problem: &Problem) -> Line<'_> {
    Line::Problem { problem: problem.kind.code(), place: problem.place.to_string(), detail: &problem.detail }
}
