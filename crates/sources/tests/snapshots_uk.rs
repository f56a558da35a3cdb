//! The published snapshots of the United Kingdom's lists against the figures counted by an independent script.
//! Says "skipped" where the folder is absent. No value from a list appears here, only counts.

#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "tests read files and say what they skip")]

use std::path::{Path, PathBuf};
use std::process::Command;

use register::{EditionId, Entry};
use sources::{File, ProblemKind, Reading, Refusal, identify, read};

/// The uncompressed bytes of a snapshot, `None` where the folder is absent.
fn snapshot(path: &str) -> Option<Vec<u8>> {
    let lists: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/lists");
    if !lists.exists() {
        println!("skipped: {} is absent", lists.display());
        return None;
    }
    let path = lists.join(path);
    if path.extension().is_some_and(|end| end == "zst") {
        let out = Command::new("zstd").arg("-dcq").arg(&path).output().expect("zstd runs");
        assert!(out.status.success(), "{}", path.display());
        return Some(out.stdout);
    }
    Some(std::fs::read(&path).expect("the snapshot is readable"))
}

fn reading(bytes: &[u8]) -> Result<Reading<Entry>, Refusal> {
    let file = File { name: "snapshot", bytes };
    identify(file).and_then(|(format, _)| read(format, &[file], EditionId::of(bytes)))
}

#[track_caller]
fn check(path: &str, published: &str, want: &[(&str, u64)]) -> Option<Reading<Entry>> {
    let reading = reading(&snapshot(path)?).expect("a published edition is read");
    let got: Vec<_> = want.iter().map(|(key, _)| (*key, reading.outcome.stats.get(key))).collect();
    assert_eq!(got, want);
    assert_eq!(reading.outcome.published.map(|day| day.to_string()).as_deref(), Some(published));
    Some(reading)
}

const OFSI_2014: &str = "uk/uk-hmt-sanctionsconlist-2014-04.csv.zst";

#[test]
fn the_consolidated_list_of_2014_is_reproduced() {
    let want = [
        ("rows", 8950),
        ("groups", 2297),
        ("individual", 1337),
        ("entity", 960),
        ("aka", 5845),
        ("prime_alias", 3080),
        ("fka", 25),
        ("dob", 4678),
        ("day_00", 1867),
        ("nationality", 3634),
        ("passport", 1575),
        ("regimes", 23),
        ("al_qaida", 2953),
        ("afghanistan", 1225),
        ("terrorism_and_terrorist_financing", 177),
    ];
    let Some(reading) = check(OFSI_2014, "2014-04-02", &want) else { return };
    assert_eq!(reading.items.len(), 2297);
    for problem in &reading.problems {
        assert_eq!(problem.kind, ProblemKind::BadDate, "{} {}", problem.place, problem.detail);
    }
    for entry in &reading.items {
        for (i, statement) in entry.statements.iter().enumerate() {
            let again = entry.statements[..i].iter().find(|other| other.says_the_same(statement));
            assert!(again.is_none(), "{} states {:?} twice", entry.key, statement.property);
        }
    }
}

#[test]
fn the_consolidated_list_cut_in_a_row_is_refused() {
    let Some(bytes) = snapshot(OFSI_2014) else { return };
    for cut in [100, 1_000, 20_000] {
        let refusal = reading(&bytes[..bytes.len() - cut]).expect_err("a cut file is refused");
        assert_eq!(refusal.kind, ProblemKind::Truncated, "{cut} bytes short");
    }
}

#[test]
fn the_fragment_of_the_sanctions_list_is_reproduced_and_known_as_a_part() {
    let path = "uk/uk-sanctions-list-fragment-2026-09-02.xml";
    let want = [
        ("designations", 2),
        ("individual", 1),
        ("entity", 1),
        ("ship", 0),
        ("names", 4),
        ("non_latin_names", 0),
        ("addresses", 3),
        ("dob", 2),
    ];
    let Some(reading) = check(path, "2026-09-02", &want) else { return };
    assert_eq!(reading.problems, []);
    let id = EditionId::of(&snapshot(path).unwrap()).to_string();
    let spec = sources::spec::find("uk-sl").unwrap();
    assert!(spec.extract.files.iter().any(|file| id.contains(file.as_str())), "{id}");
}
