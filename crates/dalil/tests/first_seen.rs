//! Since when each value is stated: invented editions of one list, and lists of several publishers.

mod common;

use std::path::Path;

use common::{Person, dalil, invented, lines, text, un};
use serde_json::{Value, json};

#[track_caller]
fn ask(data: &Path, arguments: &[&str]) -> Value {
    let output = dalil(data, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    lines(&output).swap_remove(0)
}

/// Each value that an entity states of a property, with from when to when.
fn seen(entity: &Value, property: &str) -> Vec<(String, Value, Value)> {
    let entries = entity["entries"].as_array().expect("entries").iter();
    let statements = entries.flat_map(|entry| entry["statements"].as_array().expect("statements"));
    let of = statements.filter(|statement| statement["property"] == property);
    let row = |of: &Value| {
        (of["value"].as_str().expect("text").to_owned(), of["first_seen"].clone(), of["last_seen"].clone())
    };
    of.map(row).collect()
}

/// Editions of one person of 40: one more date of birth, then one fewer, then off the list, then on it again.
fn editions(folder: &Path) -> Vec<(&'static str, String)> {
    let others: Vec<Person> = (1..40).map(Person::numbered).collect();
    let born = |days: &[&str]| {
        let mut person = Person::numbered(0);
        person.born = days.iter().map(|day| (*day).to_owned()).collect();
        std::iter::once(person).chain(others.iter().cloned()).collect::<Vec<_>>()
    };
    let rows: [(&str, Vec<Person>); 5] = [
        ("2024-01-01", born(&["1970-01-01"])),
        ("2024-02-01", born(&["1970-01-01", "1971-02-02"])),
        ("2024-03-01", born(&["1971-02-02"])),
        ("2024-04-01", others.clone()),
        ("2024-05-01", born(&["1970-01-01", "1971-02-02"])),
    ];
    rows.into_iter()
        .map(|(day, people)| {
            let path = folder.join(format!("{day}.xml"));
            std::fs::write(&path, un(day, &people)).expect("written");
            (day, path.display().to_string())
        })
        .collect()
}

#[test]
fn a_value_is_first_seen_in_the_first_edition_that_states_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let files = editions(folder.path());
    // The order in which they are taken in tells nothing.
    for (_, file) in files.iter().rev() {
        ask(&data, &["import", file]);
    }
    ask(&data, &["build"]);
    let row = |born: &str, first: &str, last: &str| (born.to_owned(), json!(first), json!(last));
    for (day, want) in [
        ("2024-01-15", vec![row("1970-01-01", "2024-01-01", "2024-01-01")]),
        (
            "2024-02-15",
            vec![row("1970-01-01", "2024-01-01", "2024-02-01"), row("1971-02-02", "2024-02-01", "2024-02-01")],
        ),
        ("2024-03-15", vec![row("1971-02-02", "2024-02-01", "2024-03-01")]),
        ("2024-04-15", vec![row("1971-02-02", "2024-02-01", "2024-03-01")]), // as it was when it was taken off
        (
            "2024-05-15",
            vec![row("1970-01-01", "2024-01-01", "2024-05-01"), row("1971-02-02", "2024-02-01", "2024-05-01")],
        ),
    ] {
        assert_eq!(seen(&ask(&data, &["entity", "XXi.0000", "--as-of", day]), "birthDate"), want, "{day}");
    }
    // What never changed.
    let names = seen(&ask(&data, &["entity", "XXi.0001"]), "name");
    assert_eq!(names, [row("PERSON NUMBER 1", "2024-01-01", "2024-05-01")]);
    // FollowTheMoney's statements have both days.
    let exported = text(&dalil(&data, &["export", "--format", "ftm-statements"]).stdout);
    let born =
        exported.lines().find(|line| line.contains("\"birthDate\"") && line.contains("1971-02-02")).expect("a row");
    assert!(born.contains("\"2024-02-01T00:00:00\",\"2024-05-01T00:00:00\""), "{born}");
}

#[test]
fn a_value_stands_once_with_all_who_state_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    for file in invented(folder.path(), 9) {
        ask(&data, &["import", &file]);
    }
    ask(&data, &["build"]);
    let entity = ask(&data, &["entity", "un-sc:XXi.001"]);
    let values = entity["values"].as_array().expect("values");
    let stated_by = |property: &str, value: &str| -> Vec<&str> {
        let found = values.iter().find(|row| row["property"] == property && row["value"] == value);
        let by = found.unwrap_or_else(|| panic!("{property} {value}"))["stated_by"].as_array().expect("a list");
        by.iter().filter_map(|by| by["entry"].as_str()?.split(':').next()).collect()
    };
    // One day, printed in two ways; a year is another value.
    assert_eq!(stated_by("birthDate", "1970-03-04"), ["ftm", "uk-sl", "un-sc"]);
    assert_eq!(stated_by("birthDate", "1970"), ["eu-fsf"]);
    let count = |of: &Value| of["stated_by"].as_array().map_or(0, Vec::len);
    let statements = entity["entries"].as_array().expect("entries").iter();
    let statements: usize = statements.map(|entry| entry["statements"].as_array().map_or(0, Vec::len)).sum();
    assert_eq!(values.iter().map(count).sum::<usize>(), statements, "every statement once");
}
