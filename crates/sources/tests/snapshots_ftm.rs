//! An export of FollowTheMoney entities as it was published, against figures counted by an independent script. Says
//! "skipped" where the folder is absent. No value from the file appears here.

#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "tests read files and say what they skip")]

use std::path::{Path, PathBuf};
use std::process::Command;

use register::{EditionId, Entry, Property};
use sources::{File, Reading, identify, read};

/// An export as read, `None` where the folder is absent.
fn reading(path: &str) -> Option<Reading<Entry>> {
    let lists: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/lists/ftm");
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
        std::fs::read(&file).expect("the export is readable")
    };
    let file = File { name: path, bytes: &bytes };
    let (format, _) = identify(file).expect("the content is known");
    Some(read(format, &[file], EditionId::of(&bytes)).expect("a published export is read"))
}

fn count(reading: &Reading<Entry>, property: Property) -> usize {
    reading.items.iter().flat_map(|entry| &entry.statements).filter(|s| s.property == property).count()
}

#[test]
fn figures_of_the_export_are_reproduced() {
    let Some(reading) = reading("opensanctions-export-sample/entities.ftm.json.zst") else { return };
    for (key, want) in [
        ("lines", 1565),
        ("entries", 607),
        ("persons", 607),
        ("edges", 858),
        ("parts", 100),
        ("targets", 423),
        ("unknown_schema", 0),
        ("not_read", 180),
    ] {
        assert_eq!(reading.outcome.stats.get(key), want, "{key}");
    }
    assert_eq!(reading.outcome.published.map(|day| day.to_string()).as_deref(), Some("2024-03-14"));
    assert_eq!(count(&reading, Property::Name), 3948, "a property that stands twice in a line counts twice");
    assert_eq!(count(&reading, Property::Tie), 1512 + 2, "the ends of edges, and two parents");
    assert_eq!(count(&reading, Property::BirthDate), 423);
}

#[test]
fn nested_lines_and_other_exports_are_read() {
    for (path, entries, names, ties) in [
        ("opensanctions-export-sample/targets.nested.json", 5, 11, 4),
        ("yente-fixtures/t1/entities.ftm.json", 6, 35, 2), // two addresses that the file lacks
    ] {
        let Some(reading) = reading(path) else { return };
        assert_eq!(reading.items.len(), entries, "{path}");
        assert_eq!(count(&reading, Property::Name), names, "{path}");
        assert_eq!(count(&reading, Property::Tie), ties, "{path}");
    }
}
