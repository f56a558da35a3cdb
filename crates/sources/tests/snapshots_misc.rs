//! The published snapshots of Canada, the United States' screening list and the Emirates, read as they are, against
//! independently counted figures. Says "skipped" where the folder is absent. No value from a list appears here.

#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "tests read files and say what they skip")]

use std::path::{Path, PathBuf};
use std::process::Command;

use register::{EditionId, Entry};
use sources::{File, ProblemKind, Reading, identify, read};

/// The reading of a snapshot, `None` where the folder is absent.
fn reading(path: &str) -> Option<Reading<Entry>> {
    let lists: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/lists");
    if !lists.exists() {
        println!("skipped: {} is absent", lists.display());
        return None;
    }
    let file = lists.join(path);
    let bytes = if path.ends_with(".zst") {
        let out = Command::new("zstd").arg("-dcq").arg(&file).output().expect("zstd runs");
        assert!(out.status.success(), "{}", file.display());
        out.stdout
    } else {
        std::fs::read(&file).expect("the snapshot is readable")
    };
    let file = File { name: path, bytes: &bytes };
    let (format, _) = identify(file).expect("the content is known");
    Some(read(format, &[file], EditionId::of(&bytes)).expect("a published edition is read"))
}

fn assert_figures(reading: &Reading<Entry>, want: &[(&str, u64)]) {
    let got: Vec<_> = want.iter().map(|(key, _)| (*key, reading.outcome.stats.get(key))).collect();
    assert_eq!(got, want);
}

/// No problem but the kinds the publisher is known for.
fn assert_problems(reading: &Reading<Entry>, known: &[ProblemKind]) {
    for problem in &reading.problems {
        let (code, place) = (problem.kind.code(), &problem.place);
        assert!(known.contains(&problem.kind), "{code} {place} {}", problem.detail);
    }
}

#[test]
fn canada_figures_are_reproduced() {
    let Some(reading) = reading("ca/ca-sema-lmes-2025-04.xml.zst") else { return };
    let want = [
        ("records", 4759),
        ("persons", 3334),
        ("entity_ship", 1425),
        ("with_aliases", 2877),
        ("with_date", 1825),
        ("imo", 109),
        ("hamas_terrorist_attacks", 39),
    ];
    assert_figures(&reading, &want);
    assert_eq!(reading.items.len(), 4759);
    assert_eq!(reading.outcome.published, None, "the file states no day");
    assert_problems(&reading, &[ProblemKind::BadDate]);
    assert_eq!(reading.problems.len(), 1);
}

#[test]
fn screening_list_figures_are_reproduced() {
    let Some(reading) = reading("us-csl/us-csl-consolidated-2022-04.csv.zst") else { return };
    let want = [
        ("rows", 14_160),
        ("sdn", 10_026),
        ("sdn_individual", 5206),
        ("sdn_entity", 4104),
        ("sdn_vessel", 433),
        ("sdn_aircraft", 283),
        ("individual", 5206),
        // The table counts every list with "SDN" in its name: 68 and 17 of the two "Non-SDN" ones are among them.
        ("entity", 4189),
        ("vessel", 433),
        ("aircraft", 283),
    ];
    assert_figures(&reading, &want);
    assert_eq!(reading.items.len(), 14_160);
    assert_problems(&reading, &[ProblemKind::BadDate, ProblemKind::DuplicateKey]);
}

#[test]
fn emirates_figures_are_reproduced() {
    let Some(reading) = reading("ae/ae-local-terrorist-list-2025-10-31.jsonl.zst") else { return };
    let want = [
        ("entries", 317),
        ("individuals", 155),
        ("organisations", 75),
        ("entities", 60),
        ("delisted_individuals", 19),
        ("delisted_entities", 8),
        ("arabic_name", 312),
        ("latin_name", 317),
        ("dob", 95),
        ("dob_1905", 29),
        ("doc_numbers", 71),
        ("nationality", 174),
        ("pob", 107),
    ];
    assert_figures(&reading, &want);
    let delisted = reading.items.iter().filter(|entry| entry.standing == register::Standing::Delisted).count();
    assert_eq!(delisted, 27);
    assert_problems(&reading, &[ProblemKind::DamagedDate]);
    assert_eq!(reading.problems.len(), 29);
}
