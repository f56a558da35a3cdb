//! OFAC's enhanced XML in `../shared/lists`, read as it is, against the figures counted by an independent script.
//! Says "skipped" where the folder is absent. No value from a list appears here, only counts.

#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "tests read files and say what they skip")]

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use register::{EditionId, Entry, NameKind, Property, Value};
use sources::{File, Reading, identify, read};

/// A snapshot as read, `None` where the folder is absent.
fn reading(path: &str) -> Option<(&'static str, Reading<Entry>)> {
    let lists: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/lists");
    if !lists.exists() {
        println!("skipped: {} is absent", lists.display());
        return None;
    }
    let out = Command::new("zstd").arg("-dcq").arg(lists.join(path)).output().expect("zstd runs");
    assert!(out.status.success(), "{path}");
    let file = File { name: path, bytes: &out.stdout };
    let (format, spec) = identify(file).expect("the format is known");
    let reading = read(format, &[file], EditionId::of(&out.stdout)).expect("a published edition is read");
    Some((&spec.list.id, reading))
}

const KEYS: [&str; 22] = [
    "entities",
    "individual",
    "entity",
    "aircraft",
    "vessel",
    "names",
    "primary",
    "low_quality",
    "aka",
    "fka",
    "nka",
    "translations",
    "latin",
    "arabic",
    "cyrillic",
    "chinese_trad",
    "entities_with_arabic",
    "addresses",
    "documents",
    "birthdates",
    "birthdate_features",
    "relationships",
];

#[test]
fn ofac_enhanced_figures_are_reproduced() {
    let rows: [(&str, &str, [u64; 22]); 2] = [
        (
            "IRGC-2024-08-28",
            "2024-08-28",
            [293, 165, 84, 44, 0, 834, 293, 45, 530, 11, 0, 930, 834, 92, 3, 1, 77, 356, 218, 183, 183, 229],
        ),
        (
            "YEMEN-2024-05-24",
            "2024-05-24",
            [10, 10, 0, 0, 0, 53, 10, 6, 43, 0, 0, 56, 53, 3, 0, 0, 2, 10, 5, 21, 21, 0],
        ),
    ];
    for (name, date, want) in rows {
        let Some((list, reading)) = reading(&format!("ofac/ofac-enhanced-{name}.xml.zst")) else { return };
        assert_eq!(list, "us-ofac-sdn", "{name}");
        let got = KEYS.map(|key| (key, reading.outcome.stats.get(key)));
        let want: Vec<_> = KEYS.into_iter().zip(want).collect();
        assert_eq!(got.as_slice(), want, "{name}");
        assert_eq!(reading.outcome.stats.iter().count(), KEYS.len(), "{name}: a key is not checked");
        assert_eq!(reading.outcome.published.map(|day| day.to_string()).as_deref(), Some(date));
        assert!(reading.outcome.extract, "{name}: a programme's filter leaves entries out");
        assert_eq!(reading.items.len() as u64, want[0].1, "{name}");
        for problem in &reading.problems {
            assert_eq!("", &*problem.detail, "{name}: {} {}", problem.kind.code(), problem.place);
        }
        assert_eq!(reading.problems.len(), 0, "{name}");
    }
}

/// What is counted as read is also stated, statement by statement.
#[test]
fn ofac_enhanced_figures_are_statements() {
    let Some((_, reading)) = reading("ofac/ofac-enhanced-IRGC-2024-08-28.xml.zst") else { return };
    let mut counts: HashMap<Property, u64> = HashMap::new();
    let mut main = 0;
    for statement in reading.items.iter().flat_map(|entry| &entry.statements) {
        *counts.entry(statement.property).or_default() += 1;
        match &statement.value {
            Value::Name(alias) => main += u64::from(alias.kind == NameKind::Primary),
            Value::Date(date) => assert_eq!(date.spans.len(), 1, "{}", statement.evidence.place),
            // Some ties print the other entity's id alone.
            Value::Tie(tie) => assert!(tie.to.is_some(), "{}", statement.evidence.place),
            _ => {}
        }
    }
    let count = |property| counts.get(&property).copied().unwrap_or_default();
    assert_eq!(main, 293);
    assert_eq!(count(Property::Name), 930);
    assert_eq!(count(Property::BirthDate), 183);
    assert_eq!(count(Property::Tie), 229);
    assert_eq!(count(Property::ListedOn), 293);
    assert_eq!(count(Property::Other), 0);
}

/// The two formats of one publisher share their keys, so that an entry is the same in both.
#[test]
fn the_key_is_the_uid_of_the_classic_format() {
    let Some((_, irgc)) = reading("ofac/ofac-enhanced-IRGC-2024-08-28.xml.zst") else { return };
    let lists: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/lists");
    let classic = lists.join("ofac/ofac-sdn-2024-05-07.xml.zst");
    let out = Command::new("zstd").arg("-dcq").arg(&classic).output().expect("zstd runs");
    let text = String::from_utf8(out.stdout).expect("the classic XML is UTF-8");
    let known = irgc.items.iter().filter(|entry| text.contains(&format!("<uid>{}</uid>", entry.key))).count();
    assert_eq!(known, 293);
}
