//! The published editions in `../shared/lists`, read as they are: days, problems, and statements that must be there.
//! Says "skipped" where the folder is absent. No value from a list appears here, only counts.
//!
//! Not here: the publishers' elements counted (`published_stats` of `dalil`).

#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "tests read files and say what they skip")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use register::{EditionId, Entry, NameKind, Property, Standing, Value};
use sources::{File, ProblemKind, Reading, Refusal, identify, read};

/// The uncompressed bytes of a published file, `None` where the folder is absent.
fn published(path: &str) -> Option<Vec<u8>> {
    let lists = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/lists");
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
    Some(std::fs::read(&path).expect("the file is readable"))
}

/// The list and the reading of an edition, one file or a set. The names say nothing, the content does.
fn edition(paths: &[&str]) -> Option<(&'static str, Result<Reading<Entry>, Refusal>)> {
    let bytes = paths.iter().map(|path| published(path)).collect::<Option<Vec<_>>>()?;
    let files: Vec<File<'_>> = bytes.iter().map(|bytes| File { name: "a file", bytes }).collect();
    let (format, spec) = identify(&files).expect("the content is known");
    Some((&spec.list.id, read(format, &files, EditionId::of(&bytes[0]))))
}

fn reading(path: &str) -> Option<Reading<Entry>> {
    Some(edition(&[path])?.1.expect("a published edition is read"))
}

fn count(reading: &Reading<Entry>, property: Property) -> usize {
    reading.items.iter().flat_map(|entry| &entry.statements).filter(|s| s.property == property).count()
}

/// The files of an edition, its list, the day it states itself, its entries, whether it says that it is a part of its
/// list, and how many problems of which kind it has.
type Row<'r> = (&'r [&'r str], &'r str, &'r str, usize, bool, &'r str);

#[rustfmt::skip]
const EDITIONS: &[Row<'_>] = &[
    (&["un/un-consolidated-2015-03-13.xml.zst"], "un-sc", "2015-03-13", 1047, false, "odd-reference 4"),
    (&["un/un-consolidated-2015-03-16.xml.zst"], "un-sc", "2015-03-16", 1043, false, "odd-reference 4 printed-delisted 1"),
    (&["un/un-consolidated-2015-03-27.xml.zst"], "un-sc", "2015-03-27", 1046, false, "odd-reference 4"),
    (&["un/un-consolidated-2018-06-07.xml.zst"], "un-sc", "2018-06-07", 1098, false, ""),
    (&["un/un-consolidated-2018-06-21.xml.zst"], "un-sc", "2018-06-21", 1100, false, ""),
    (&["un/un-consolidated-2018-08-24.xml.zst"], "un-sc", "2018-08-24", 1098, false, ""),
    (&["un/un-consolidated-2020-11-23.xml.zst"], "un-sc", "2020-11-23", 1018, false, ""),
    (&["un/un-consolidated-2020-11-24.xml.zst"], "un-sc", "2020-11-24", 1018, false, ""),
    (&["un/un-consolidated-2020-11-30.xml.zst"], "un-sc", "2020-11-30", 1018, false, ""),
    (&["un/un-consolidated-2020-12-01.xml.zst"], "un-sc", "2020-12-01", 1006, false, ""),
    (&["un/un-consolidated-2021-03-12.xml.zst"], "un-sc", "2021-03-12", 1004, false, ""),
    (&["un/un-consolidated-2024-05-15.xml.zst"], "un-sc", "2024-05-15", 875, false, ""),
    (&["un/un-consolidated-2025-04-19.xml.zst"], "un-sc", "2025-04-19", 877, false, ""),
    (&["ofac/ofac-sdn-2024-05-07.xml.zst"], "us-ofac-sdn", "2024-05-07", 14_966, false, ""),
    (&["ofac/ofac-cons-2024.xml.zst"], "us-ofac-cons", "2024-05-06", 443, false, ""),
    (&["ofac/ofac-cons-2025-03-28.xml.zst"], "us-ofac-cons", "2025-03-28", 443, false, ""),
    (&["ofac/ofac-enhanced-IRGC-2024-08-28.xml.zst"], "us-ofac-sdn", "2024-08-28", 293, true, ""),
    (&["ofac/ofac-enhanced-YEMEN-2024-05-24.xml.zst"], "us-ofac-sdn", "2024-05-24", 10, true, ""),
    // The comments held are of a later day: their orphans are problems, not a reason to refuse.
    (&["ofac/csv-2019-01/add.csv.zst", "ofac/csv-2019-01/sdn_comments.csv.zst", "ofac/csv-2019-01/alt.csv.zst",
       "ofac/csv-2019-01/sdn.csv.zst"], "us-ofac-sdn", "", 7379, false, "orphan-comment 10"),
    (&["ofac/cons-csv-2025-12/cons_prim.csv.zst", "ofac/cons-csv-2025-12/cons_alt.csv.zst",
       "ofac/cons-csv-2025-12/cons_add.csv.zst", "ofac/cons-csv-2025-12/cons_comments.csv.zst"],
     "us-ofac-cons", "", 442, false, ""),
    // The one range without a beginning.
    (&["eu/eu-fsf-FULL-1_1-2024-05-13.xml.zst"], "eu-fsf", "2024-05-13", 4811, false, "bad-date 1"),
    (&["eu/eu-global-oldformat-2016-02-11.xml.zst"], "eu-fsf", "2016-02-11", 595, false, ""),
    (&["uk/uk-hmt-sanctionsconlist-2014-04.csv.zst"], "uk-ofsi", "2014-04-02", 2297, false, "bad-date 1"),
    (&["uk/uk-sanctions-list-fragment-2026-09-02.xml"], "uk-sl", "2026-09-02", 2, false, ""),
    (&["ca/ca-sema-lmes-2025-04.xml.zst"], "ca-sema", "", 4759, false, "bad-date 1"),
    (&["us-csl/us-csl-consolidated-2022-04.csv.zst"], "us-csl", "", 14_160, false, "bad-date 3 duplicate-key 1"),
    (&["ae/ae-local-terrorist-list-2025-10-31.jsonl.zst"], "ae-local", "", 317, false, "damaged-date 29"),
    (&["ftm/opensanctions-export-sample/entities.ftm.json.zst"], "ftm", "2024-03-14", 607, false, "bad-date 20 orphan 100 unknown-element 608"),
];

#[test]
fn days_entries_and_problems_of_the_published_editions_are_known() {
    let mut wrong = Vec::new();
    for (paths, list, day, entries, extract, problems) in EDITIONS {
        let Some((id, reading)) = edition(paths) else { return };
        let reading = reading.expect("a published edition is read");
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for problem in &reading.problems {
            *kinds.entry(problem.kind.code()).or_default() += 1;
        }
        let kinds: Vec<String> = kinds.iter().map(|(code, n)| format!("{code} {n}")).collect();
        let stated = reading.outcome.published.map(|day| day.to_string()).unwrap_or_default();
        let got = (id, &*stated, reading.items.len(), reading.outcome.extract, &*kinds.join(" "));
        if got != (*list, *day, *entries, *extract, *problems) || reading.outcome.more_problems > 0 {
            wrong.push(format!("{paths:?}: {got:?} and {} more problems", reading.outcome.more_problems));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_damaged_un_file_is_refused_with_its_place() {
    let Some((_, reading)) = edition(&["malformed/un-consolidated-2025-08-16.mangled.xml.zst"]) else { return };
    let refusal = reading.expect_err("the damaged file is refused");
    assert_eq!(refusal.to_string(), "control-character at line 53 column 11: U+0019");
}

#[test]
fn files_of_different_days_are_refused() {
    let mixed = ["ofac/cons-csv-2025-12/cons_prim.csv.zst", "ofac/csv-2019-01/alt.csv.zst"];
    let Some((_, reading)) = edition(&mixed) else { return };
    assert_eq!(reading.expect_err("the set is mixed").kind, ProblemKind::MixedSet);
}

const OFSI_2014: &str = "uk/uk-hmt-sanctionsconlist-2014-04.csv.zst";

#[test]
fn the_consolidated_list_cut_in_a_row_is_refused() {
    let Some(bytes) = published(OFSI_2014) else { return };
    for cut in [100, 1_000, 20_000] {
        let file = File { name: "a file", bytes: &bytes[..bytes.len() - cut] };
        let (format, _) = identify(file).expect("the content is known");
        let refusal = read(format, &[file], EditionId::of(file.bytes)).expect_err("a cut file is refused");
        assert_eq!(refusal.kind, ProblemKind::Truncated, "{cut} bytes short");
    }
}

#[test]
fn no_entry_of_the_consolidated_list_states_the_same_twice() {
    let Some(reading) = reading(OFSI_2014) else { return };
    for entry in &reading.items {
        for (i, statement) in entry.statements.iter().enumerate() {
            let again = entry.statements[..i].iter().find(|other| other.says_the_same(statement));
            assert!(again.is_none(), "{} states {:?} twice", entry.key, statement.property);
        }
    }
}

#[test]
fn the_fragment_of_the_uk_sanctions_list_is_known_as_a_part() {
    let Some(bytes) = published("uk/uk-sanctions-list-fragment-2026-09-02.xml") else { return };
    let id = EditionId::of(&bytes).to_string();
    let spec = sources::spec::find("uk-sl").expect("the list is known");
    assert!(spec.extract.files.iter().any(|file| id.contains(file.as_str())), "{id}");
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

const IRGC: &str = "ofac/ofac-enhanced-IRGC-2024-08-28.xml.zst";

#[test]
fn what_is_counted_in_the_enhanced_format_is_also_stated() {
    let Some(reading) = reading(IRGC) else { return };
    let mut main = 0;
    for statement in reading.items.iter().flat_map(|entry| &entry.statements) {
        match &statement.value {
            Value::Name(alias) => main += u64::from(alias.kind == NameKind::Primary),
            Value::Date(date) => assert_eq!(date.spans.len(), 1, "{}", statement.evidence.place),
            // Some ties print the other entity's id alone.
            Value::Tie(tie) => assert!(tie.to.is_some(), "{}", statement.evidence.place),
            _ => {}
        }
    }
    assert_eq!(main, 293);
    for (property, want) in [
        (Property::Name, 930),
        (Property::BirthDate, 183),
        (Property::Tie, 229),
        (Property::ListedOn, 293),
        (Property::Other, 0),
    ] {
        assert_eq!(count(&reading, property), want, "{}", property.name());
    }
}

/// The two formats of one publisher share their keys, so that an entry is the same in both.
#[test]
fn the_key_of_the_enhanced_format_is_the_uid_of_the_classic_one() {
    let Some(irgc) = reading(IRGC) else { return };
    let Some(classic) = published("ofac/ofac-sdn-2024-05-07.xml.zst") else { return };
    let text = String::from_utf8(classic).expect("the classic XML is UTF-8");
    let known = irgc.items.iter().filter(|entry| text.contains(&format!("<uid>{}</uid>", entry.key))).count();
    assert_eq!(known, 293);
}

#[test]
fn who_the_emirates_print_as_taken_off_is_delisted() {
    let Some(reading) = reading("ae/ae-local-terrorist-list-2025-10-31.jsonl.zst") else { return };
    assert_eq!(reading.items.iter().filter(|entry| entry.standing == Standing::Delisted).count(), 27);
}

#[test]
fn exports_of_followthemoney_in_lines_and_nested_are_stated() {
    for (path, entries, names, ties) in [
        // A property that stands twice in a line counts twice; the ends of edges, and two parents.
        ("opensanctions-export-sample/entities.ftm.json.zst", 607, 3948, 1512 + 2),
        ("opensanctions-export-sample/targets.nested.json", 5, 11, 4),
        ("yente-fixtures/t1/entities.ftm.json", 6, 35, 2), // two addresses that the file lacks
    ] {
        let Some(reading) = reading(&format!("ftm/{path}")) else { return };
        assert_eq!(reading.items.len(), entries, "{path}");
        assert_eq!(count(&reading, Property::Name), names, "{path}");
        assert_eq!(count(&reading, Property::Tie), ties, "{path}");
        if entries == 607 {
            assert_eq!(count(&reading, Property::BirthDate), 423);
        }
    }
}
