//! The published EU snapshots in `../shared/lists`, read as they are, against the figures counted by an independent script.
//! Says "skipped" where the folder is absent. No value from a list appears here, only counts.

#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "tests read files and say what they skip")]

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use register::{EditionId, Entry, Property, Value};
use sources::{File, Reading, identify, read};

/// The reading of a snapshot, `None` where the folder is absent.
fn reading(path: &str) -> Option<Reading<Entry>> {
    let lists: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/lists");
    if !lists.exists() {
        println!("skipped: {} is absent", lists.display());
        return None;
    }
    let out = Command::new("zstd").arg("-dcq").arg(lists.join(path)).output().expect("zstd runs");
    assert!(out.status.success(), "{path}");
    let file = File { name: path, bytes: &out.stdout };
    let (format, spec) = identify(file).expect("the list is known");
    assert_eq!(spec.list.id, "eu-fsf");
    Some(read(format, &[file], EditionId::of(&out.stdout)).expect("a published edition is read"))
}

#[track_caller]
fn check(reading: &Reading<Entry>, want: &[(&str, u64)]) {
    for (key, n) in want {
        assert_eq!(reading.outcome.stats.get(key), *n, "{key}");
    }
    let known: HashSet<&str> = want.iter().map(|(key, _)| *key).collect();
    for (key, _) in reading.outcome.stats.iter() {
        assert!(known.contains(key), "{key} is not asserted");
    }
}

#[test]
fn eu_figures_of_2024_are_reproduced() {
    let Some(reading) = reading("eu/eu-fsf-FULL-1_1-2024-05-13.xml.zst") else { return };
    check(
        &reading,
        &[
            ("elements", 4811),
            ("references", 4808),
            ("p", 3755),
            ("e", 1056),
            ("name_alias", 25257),
            ("arabic_script", 664),
            ("arabic_script_entities", 616),
            ("cyrillic", 3686),
            ("cyrillic_mixed", 1),
            ("cyrillic_entities", 2613),
            ("cjk", 83),
            ("hebrew", 4),
            ("birthdate", 3799),
            ("day", 2891),
            ("year", 745),
            ("range", 53),
            ("place_only", 110),
            ("circa", 199),
            ("islamic", 5),
            ("identification", 1502),
            ("passport", 496),
            ("other", 280),
            ("regnumber", 251),
            ("fiscalcode", 242),
            ("id", 196),
            ("address", 1778),
            ("citizenship", 2104),
            ("regulations", 4811),
            ("taqa", 351),
            ("terr", 37),
            ("euaq", 21),
            ("afg", 140),
            ("ham", 6),
        ],
    );
    assert_eq!(reading.outcome.published.map(|day| day.to_string()).as_deref(), Some("2024-05-13"));
    assert_eq!(reading.items.len(), 4811);
    // The one range without a beginning.
    let problems: Vec<_> = reading.problems.iter().map(|problem| problem.kind.code()).collect();
    assert_eq!(problems, ["bad-date"]);
}

#[test]
fn every_eu_name_keeps_the_act_that_put_it_there() {
    let Some(reading) = reading("eu/eu-fsf-FULL-1_1-2024-05-13.xml.zst") else { return };
    let mut names = 0;
    for statement in reading.items.iter().flat_map(|entry| &entry.statements) {
        let Value::Name(_) = &statement.value else { continue };
        assert_eq!(statement.property, Property::Name);
        assert!(statement.basis.is_some(), "{}", statement.evidence.place);
        names += 1;
    }
    assert!(names >= 25257, "{names}");
}

#[test]
fn eu_figures_of_2016_are_reproduced() {
    let Some(reading) = reading("eu/eu-global-oldformat-2016-02-11.xml.zst") else { return };
    check(
        &reading,
        &[
            ("elements", 595),
            ("p", 319),
            ("e", 276),
            ("name", 2993),
            ("birth", 615),
            ("address", 503),
            ("passport", 137),
            ("citizen", 406),
        ],
    );
    assert_eq!(reading.outcome.published.map(|day| day.to_string()).as_deref(), Some("2016-02-11"));
    assert_eq!(reading.items.len(), 595);
    assert!(reading.problems.is_empty(), "{}", reading.problems.len());
}
