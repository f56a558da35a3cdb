//! What is held of an edition is corrected by importing the same bytes again; and one process writes at a time.
//!
//! Shape:    an invented list, the command line, and what it answers.

mod common;

use std::path::PathBuf;
use std::process::Stdio;

use common::{Person, command, dalil, lines, text, un};
use serde_json::{Value, json};

/// A data folder that holds two editions of forty persons; the later one lacks two.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().expect("a folder") };
        let people: Vec<Person> = (0..40).map(Person::numbered).collect();
        std::fs::write(place.path("a.xml"), un("2024-01-01", &people)).expect("written");
        std::fs::write(place.path("b.xml"), un("2024-02-01", &people[..38])).expect("written");
        std::fs::write(place.path("ahead.xml"), un("2027-01-01", &people)).expect("written");
        place.import("a.xml", &[]);
        place.import("b.xml", &[]);
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn ask(&self, arguments: &[&str]) -> std::process::Output {
        dalil(&self.path("data"), arguments)
    }

    /// The JSON line of an import, and its exit code.
    fn import(&self, name: &str, more: &[&str]) -> (Value, Option<i32>) {
        let path = self.path(name).display().to_string();
        let output = self.ask(&[&["import", path.as_str()], more].concat());
        (lines(&output)[0].clone(), output.status.code())
    }

    /// Each edition held: its day, and whether it is an extract.
    fn held(&self) -> Vec<(String, bool)> {
        let lists = lines(&self.ask(&["lists"]));
        let un = lists.iter().find(|line| line["list"] == "un-sc").expect("the list");
        let day = |edition: &Value| edition["edition"].as_str().unwrap_or_default().to_owned();
        let held = un["held"].as_array().expect("editions");
        held.iter().map(|edition| (day(edition), edition["extract"] == true)).collect()
    }
}

fn held(rows: &[(&str, bool)]) -> Vec<(String, bool)> {
    rows.iter().map(|(day, extract)| ((*day).to_owned(), *extract)).collect()
}

#[test]
fn a_mark_as_an_extract_is_put_on_and_taken_back() {
    let place = Place::new();
    let (line, code) = place.import("b.xml", &["--extract"]);
    assert_eq!((code, &line["held"], &line["extract"]), (Some(0), &json!(true), &json!(true)));
    assert_eq!(line["was"], json!({"edition": "2024-02-01", "extract": false}));
    assert_eq!(line["withdrawn"], 0, "an extract withdraws nothing");
    assert_eq!(place.held(), held(&[("2024-01-01", false), ("2024-02-01", true)]));
    let lists = lines(&place.ask(&["lists"]));
    let un = lists.iter().find(|line| line["list"] == "un-sc").expect("the list");
    assert_eq!((&un["editions"], &un["extracts"], &un["newest"]), (&json!(2), &json!(1), &json!("2024-01-01")));

    let (line, code) = place.import("b.xml", &["--whole"]);
    assert_eq!((code, &line["was"]), (Some(0), &json!({"edition": "2024-02-01", "extract": true})));
    assert_eq!([&line["added"], &line["withdrawn"], &line["relisted"]], [0, 2, 0]);
    assert_eq!(place.held(), held(&[("2024-01-01", false), ("2024-02-01", false)]));
    let (line, _) = place.import("b.xml", &[]);
    assert_eq!((&line["held"], &line["was"]), (&json!(true), &Value::Null));
}

#[test]
fn the_day_of_an_edition_is_corrected_under_the_same_guard() {
    let place = Place::new();
    let (line, code) = place.import("b.xml", &["--published", "2023-12-01"]);
    assert_eq!((code, &line["edition"]), (Some(0), &json!("2023-12-01")));
    assert_eq!([&line["added"], &line["withdrawn"], &line["relisted"]], [38, 0, 0], "it is no past of its own");
    assert_eq!(line["was"], json!({"edition": "2024-02-01", "extract": false}));
    assert_eq!(place.held(), held(&[("2023-12-01", false), ("2024-01-01", false)]));
    let delta = lines(&place.ask(&["diff", "un-sc"]));
    assert_eq!(delta.iter().filter(|change| change["op"] == "added").count(), 2);

    let (line, code) = place.import("b.xml", &["--published", "2062-02-01"]);
    assert_eq!((code, &line["problems"][0]["code"]), (Some(1), &json!("future-day")));
    assert_eq!(place.held(), held(&[("2023-12-01", false), ("2024-01-01", false)]));
}

#[test]
fn an_edition_of_a_day_to_come_is_refused_until_its_day_is_given() {
    let place = Place::new();
    let (line, code) = place.import("ahead.xml", &[]);
    assert_eq!((code, &line["problems"][0]["code"]), (Some(1), &json!("future-day")));
    assert_eq!(place.held().len(), 2);
    let (line, code) = place.import("ahead.xml", &["--published", "2025-01-01"]);
    assert_eq!((code, &line["edition"]), (Some(0), &json!("2025-01-01")));
}

#[test]
fn the_words_say_what_was_corrected() {
    let place = Place::new();
    let path = place.path("b.xml").display().to_string();
    let say = |lang: &str, more: &[&str]| {
        let arguments = [&["--lang", lang, "import", path.as_str()], more].concat();
        text(&common::dalil_in_words(&place.path("data"), &arguments).stdout)
    };
    assert!(say("en", &["--extract"]).contains("an extract from now on"));
    assert!(say("ar", &["--whole"]).contains("لم يعد مقتطفًا"));
    assert!(say("en", &["--published", "2024-03-01"]).contains("its day was 2024-02-01, it is 2024-03-01 now"));
}

#[test]
fn a_whole_file_of_the_same_day_takes_the_place_of_a_damaged_one() {
    let place = Place::new();
    let people: Vec<Person> = (0..40).map(Person::numbered).collect();
    for (moment, people) in [("2026-06-01T00:00:01Z", &people[..39]), ("2026-06-01T00:00:02Z", &people[..])] {
        let path = place.path("day.xml");
        std::fs::write(&path, un("2024-05-01", people)).expect("written");
        let (data, path) = (place.path("data").display().to_string(), path.display().to_string());
        let arguments = ["--data", &data, "--json", "--now", moment, "import", &path];
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_dalil")).args(arguments).output().expect("dalil");
        assert!(output.status.success(), "{}", text(&output.stderr));
    }
    let delta = lines(&place.ask(&["diff", "un-sc"]));
    assert_eq!((&delta[0]["op"], &delta[0]["entry"]), (&json!("relisted"), &json!("XXi.0039")));
}

#[test]
fn an_acceptance_of_loss_without_a_reason_is_wrong_usage() {
    let place = Place::new();
    let path = place.path("b.xml").display().to_string();
    assert_eq!(place.ask(&["import", &path, "--accept-loss", " "]).status.code(), Some(2));
}

#[test]
fn one_edition_imported_by_many_at_once_is_taken_once() {
    let place = Place::new();
    let data = place.path("other");
    let path = place.path("a.xml").display().to_string();
    let start = |_| {
        let mut command = command(&data, &["--json", "import", &path]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("dalil runs")
    };
    let running: Vec<_> = (0..6).map(start).collect();
    let mut new = 0;
    for process in running {
        let output = process.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{}", text(&output.stderr));
        new += usize::from(lines(&output)[0]["held"] == false);
    }
    assert_eq!(new, 1);
}
