//! The chain of published UN editions through the command line: every known delta, a second import, a damaged file.
//! Reads `../shared/lists` and says "skipped" where it is absent.

mod common;

use common::{dalil, lines, published, text};

#[test]
fn every_known_un_delta_is_reproduced() {
    let Some(lists) = published("") else { return };
    let data = tempfile::tempdir().unwrap();
    // From, to, added, removed, records whose XML differs: a diff of statements may find fewer amended, never more.
    let rows: [(&str, &str, usize, usize, usize); 12] = [
        ("2015-03-13", "2015-03-16", 0, 4, 4),
        ("2015-03-16", "2015-03-27", 3, 0, 6),
        ("2015-03-27", "2018-06-07", 227, 175, 870),
        ("2018-06-07", "2018-06-21", 2, 0, 0),
        ("2018-06-21", "2018-08-24", 6, 8, 14),
        ("2018-08-24", "2020-11-23", 31, 111, 596),
        ("2020-11-23", "2020-11-24", 0, 0, 0),
        ("2020-11-24", "2020-11-30", 0, 0, 0),
        ("2020-11-30", "2020-12-01", 0, 12, 0),
        ("2020-12-01", "2021-03-12", 4, 6, 93),
        ("2021-03-12", "2024-05-15", 34, 163, 797),
        ("2024-05-15", "2025-04-19", 7, 5, 162),
    ];
    let mut files: Vec<String> = rows
        .iter()
        .map(|row| row.1)
        .chain([rows[0].0])
        .map(|date| lists.join(format!("un/un-consolidated-{date}.xml.zst")).display().to_string())
        .collect();
    // The order of imports does not matter: the newest first, the oldest last.
    files.reverse();
    let mut arguments = vec!["import"];
    arguments.extend(files.iter().map(String::as_str));
    let imported = dalil(data.path(), &arguments);
    assert!(imported.status.success(), "{}", text(&imported.stderr));

    // The edition of 2024-05-15 had lost every further birth date: said, not passed over.
    let fresh = tempfile::tempdir().unwrap();
    let in_order: Vec<&str> = files.iter().rev().map(String::as_str).filter(|f| f.contains("-202")).collect();
    let said = lines(&dalil(fresh.path(), &[&["import"], in_order.as_slice()].concat()));
    let of_2024 = said.iter().find(|line| line["edition"] == "2024-05-15").expect("imported");
    let codes: Vec<_> = of_2024["problems"].as_array().expect("a list").iter().map(|p| &p["code"]).collect();
    assert!(codes.iter().any(|code| *code == "field-loss"), "{codes:?}");

    for (from, to, added, removed, differing) in rows {
        let diff = dalil(data.path(), &["diff", "un-sc", "--from", from, "--to", to]);
        let changes = lines(&diff);
        let count = |op: &str| changes.iter().filter(|change| change["op"] == op).count();
        assert_eq!((count("added"), count("withdrawn"), count("relisted")), (added, removed, 0), "{from} {to}");
        assert!(count("amended") <= differing, "{from} {to}: {} amended", count("amended"));
    }

    let again = lines(&dalil(data.path(), &arguments));
    assert!(again.iter().all(|line| line["held"] == true), "the same bytes change nothing");

    let before = lines(&dalil(data.path(), &["stats"]));
    let damaged = lists.join("malformed/un-consolidated-2025-08-16.mangled.xml.zst").display().to_string();
    let refused = dalil(data.path(), &["import", &damaged]);
    assert_eq!(refused.status.code(), Some(1));
    assert_eq!(lines(&refused)[0]["problems"][0]["code"], "control-character");
    assert_eq!(lines(&dalil(data.path(), &["stats"])), before, "the data folder is unchanged");
}
