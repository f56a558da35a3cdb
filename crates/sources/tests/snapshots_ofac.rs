//! OFAC's published snapshots in `../shared/lists`, read as they are, against figures counted by an independent script.
//! Says "skipped" where the folder is absent. No value from a list appears here, only counts.

#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "tests read files and say what they skip")]

use std::path::{Path, PathBuf};
use std::process::Command;

use register::{EditionId, Entry};
use sources::{File, ProblemKind, Reading, Refusal, identify, read};

/// The uncompressed bytes of a snapshot, `None` where the folder is absent.
fn snapshot(path: &str) -> Option<Vec<u8>> {
    let lists: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/lists/ofac");
    if !lists.exists() {
        println!("skipped: {} is absent", lists.display());
        return None;
    }
    let path = lists.join(format!("{path}.zst"));
    let out = Command::new("zstd").arg("-dcq").arg(&path).output().expect("zstd runs");
    assert!(out.status.success(), "{}", path.display());
    Some(out.stdout)
}

/// A set's list and reading; the names say nothing, the content does.
fn set(paths: &[&str]) -> Option<(String, Result<Reading<Entry>, Refusal>)> {
    let bytes = paths.iter().map(|path| snapshot(path)).collect::<Option<Vec<_>>>()?;
    let files: Vec<File<'_>> = bytes.iter().map(|bytes| File { name: "a file", bytes }).collect();
    let (format, spec) = identify(&files).expect("the content is known");
    Some((spec.list.id.clone(), read(format, &files, EditionId::of(&bytes[0]))))
}

#[track_caller]
fn check(paths: &[&str], list: &str, want: &[(&str, u64)], orphans: usize) {
    let Some((id, reading)) = set(paths) else { return };
    assert_eq!(id, list);
    let reading = reading.expect("a published edition is read");
    let got: Vec<_> = want.iter().map(|(key, _)| (*key, reading.outcome.stats.get(key))).collect();
    assert_eq!(got, want, "{paths:?}");
    assert_eq!(reading.items.len() as u64, want[0].1);
    assert!(!reading.outcome.extract);
    let mut found = 0;
    for problem in &reading.problems {
        found += usize::from(problem.kind == ProblemKind::OrphanComment);
        assert!(
            matches!(problem.kind, ProblemKind::OrphanComment | ProblemKind::BadDate),
            "{} {} {}",
            problem.kind.code(),
            problem.place,
            problem.detail
        );
    }
    assert_eq!(found, orphans);
    println!("{paths:?}: {} problems", reading.problems.len());
}

#[test]
fn sdn_xml_figures_are_reproduced() {
    let want = [
        ("entries", 14_966),
        ("individual", 6_855),
        ("individuals", 6_855),
        ("entity", 6_884),
        ("vessel", 851),
        ("aircraft", 376),
        ("aliases", 21_754),
        ("strong", 18_060),
        ("weak", 3_694),
        ("aka", 21_083),
        ("fka", 653),
        ("nka", 18),
        ("dob", 7_533),
        ("day", 6_178),
        ("year", 1_072),
        ("month", 70),
        ("circa", 72),
        ("range", 141),
        ("pob", 4_347),
        ("ids", 31_133),
        ("passport_like", 2_146),
        ("digital_currency", 603),
        ("addresses", 17_643),
        ("nationalities", 4_889),
        ("citizenships", 1_129),
        ("vessel_info", 845),
        ("programmes", 75),
        ("links", 17_383),
        ("sdgt", 2_386),
        ("ifsr", 1_171),
        ("irgc", 293),
        ("fto", 70),
        ("remarks", 6_211),
        ("linked_to", 6_380),
        ("non_latin", 0),
    ];
    check(&["ofac-sdn-2024-05-07.xml"], "us-ofac-sdn", &want, 0);
}

#[test]
fn consolidated_xml_figures_are_reproduced() {
    const KEYS: [&str; 6] = ["entries", "individuals", "aliases", "dob", "ids", "addresses"];
    for (file, want) in [
        ("ofac-cons-2024.xml", [443, 79, 1_126, 74, 2_366, 503]),
        ("ofac-cons-2025-03-28.xml", [443, 80, 1_136, 75, 2_457, 520]),
    ] {
        let want: Vec<_> = KEYS.into_iter().zip(want).collect();
        check(&[file], "us-ofac-cons", &want, 0);
    }
}

#[test]
fn csv_figures_are_reproduced() {
    let sdn = [
        ("sdn", 7_379),
        ("columns", 12),
        ("entity", 2_994),
        ("individual", 3_845),
        ("individuals", 3_845),
        ("vessel", 323),
        ("aircraft", 217),
        ("alt", 9_682),
        ("aka", 9_335),
        ("fka", 331),
        ("nka", 16),
        ("add", 11_696),
        ("dob_tokens", 4_275),
        ("passport_tokens", 1_228),
    ];
    // The comments held are of a later day: their orphans are problems, not a reason to refuse.
    let files = ["add.csv", "sdn_comments.csv", "alt.csv", "sdn.csv"].map(|file| format!("csv-2019-01/{file}"));
    check(&files.each_ref().map(String::as_str), "us-ofac-sdn", &sdn, 10);
    let cons = [
        ("prim", 442),
        ("individuals", 79),
        ("alt", 1_073),
        ("aka", 932),
        ("fka", 141),
        ("add", 574),
        ("comments", 10),
        ("columns", 12),
    ];
    let files = ["cons_prim", "cons_alt", "cons_add", "cons_comments"].map(|f| format!("cons-csv-2025-12/{f}.csv"));
    check(&files.each_ref().map(String::as_str), "us-ofac-cons", &cons, 0);
}

#[test]
fn files_of_different_days_are_refused() {
    let Some((_, reading)) = set(&["cons-csv-2025-12/cons_prim.csv", "csv-2019-01/alt.csv"]) else { return };
    assert_eq!(reading.expect_err("the set is mixed").kind, ProblemKind::MixedSet);
}
