//! A register of what was known on a day, built from the editions of that day and before it.
//!
//! Shape:    an invented list of two editions, the command line, and what it answers.

mod common;

use std::path::{Path, PathBuf};

use common::{Person, dalil, lines, text, un};
use serde_json::Value;

/// A folder with the editions' files, and data folders beside them.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().expect("a folder") };
        let people: Vec<Person> = (0..40).map(Person::numbered).collect();
        std::fs::write(place.path("a.xml"), un("2024-01-01", &people)).expect("written");
        std::fs::write(place.path("b.xml"), un("2024-02-01", &people[..38])).expect("written");
        std::fs::write(place.path("older.xml"), un("2023-12-01", &people[7..8])).expect("written");
        place
    }

    /// One with a register of the first edition, and then one of both.
    fn built_twice() -> (Self, Value, Value) {
        let place = Self::new();
        place.import("data", "a.xml");
        let first = place.ask("data", &["build"]);
        place.import("data", "b.xml");
        let second = place.ask("data", &["build"]);
        (place, first, second)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The JSON line of a command that goes well, about a data folder.
    #[track_caller]
    fn ask(&self, data: &str, arguments: &[&str]) -> Value {
        let output = dalil(&self.path(data), arguments);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        lines(&output).swap_remove(0)
    }

    fn import(&self, data: &str, name: &str) {
        self.ask(data, &["import", &self.path(name).display().to_string()]);
    }

    /// The register in use.
    fn in_use(&self, data: &str) -> Value {
        self.ask(data, &["doctor"])["register"].clone()
    }

    fn file(&self, data: &str, register: &Value) -> Vec<u8> {
        let name = format!("{}.dalil", register.as_str().expect("an id"));
        std::fs::read(self.path(data).join("registers").join(name)).expect("the register's file")
    }
}

#[test]
fn a_register_of_a_day_is_what_was_built_on_it() {
    let place = Place::new();
    place.import("then", "a.xml");
    let then = place.ask("then", &["build"]);
    assert_eq!((&then["as_of"], &then["in_use"], &then["changed"]), (&Value::Null, &true.into(), &true.into()));
    // The order in which editions were taken in tells nothing.
    place.import("now", "b.xml");
    place.import("now", "a.xml");
    let now = place.ask("now", &["build"]);
    assert_ne!(now["register"], then["register"]);
    for (day, same, standing) in
        [("2024-01-01", &then, 40), ("2024-01-31", &then, 40), ("2024-02-01", &now, 38), ("2025-01-01", &now, 38)]
    {
        let built = place.ask("now", &["build", "--as-of", day]);
        let is_now = same["register"] == now["register"];
        let told = (&built["register"], &built["as_of"], &built["standing"], &built["entities"]);
        assert_eq!(told, (&same["register"], &day.into(), &standing.into(), &40.into()));
        assert_eq!((&built["in_use"], &built["changed"]), (&is_now.into(), &false.into()), "{day}");
        assert!(
            place.file("now", &built["register"]) == place.file(if is_now { "now" } else { "then" }, &same["register"])
        );
        assert_eq!(place.in_use("now"), now["register"]);
    }
}

#[test]
fn a_register_of_a_day_is_no_step_of_going_back() {
    let (place, first, second) = Place::built_twice();
    place.import("data", "older.xml");
    let of_day = place.ask("data", &["build", "--as-of", "2023-12-31"]);
    assert!([&first, &second].iter().all(|built| built["register"] != of_day["register"]));
    assert_eq!(place.ask("data", &["rollback"])["register"], first["register"]);
    // Nor is it cleared away.
    assert!(!place.file("data", &of_day["register"]).is_empty());
    let no_earlier = dalil(&place.path("data"), &["rollback"]);
    assert!(text(&no_earlier.stdout).contains("no-earlier-register"));
}

#[test]
fn a_register_of_a_day_is_put_in_use_only_where_that_is_asked() {
    let (place, first, second) = Place::built_twice();
    let used = place.ask("data", &["build", "--as-of", "2024-01-15", "--use"]);
    assert_eq!(
        (&used["register"], &used["in_use"], &used["changed"]),
        (&first["register"], &true.into(), &true.into())
    );
    // Whoever asks is told that there are later editions.
    let doctor = place.ask("data", &["doctor"]);
    assert_eq!((&doctor["register"], &doctor["register_is_behind"]), (&first["register"], &true.into()));
    assert_eq!(place.ask("data", &["rollback"])["register"], second["register"]);
    assert_eq!(place.ask("data", &["doctor"])["register_is_behind"], false);
    // It was in use before that, as what was built of all that was held then.
    place.ask("data", &["build", "--as-of", "2024-01-15", "--use"]);
    assert_eq!(place.ask("data", &["build"])["register"], second["register"]);
    assert_eq!(place.ask("data", &["rollback"])["register"], first["register"]);
    // One that is in use as of a day is built of all that is held: it is of no day any more.
    let (place, first, second) = Place::built_twice();
    let used = place.ask("data", &["build", "--as-of", "2024-02-01", "--use"]);
    assert_eq!((&used["register"], &used["changed"]), (&second["register"], &false.into()));
    place.ask("data", &["build"]);
    assert_eq!(place.ask("data", &["rollback"])["register"], first["register"]);
}

#[test]
fn going_back_leads_to_no_register_of_a_day_and_passes_over_what_cannot_be_used() {
    let (place, first, second) = Place::built_twice();
    // One of a day, that is none of those two.
    place.import("data", "older.xml");
    let of_day = place.ask("data", &["build", "--as-of", "2023-12-31", "--use"]);
    let third = place.ask("data", &["build"]);
    assert_eq!(place.in_use("data"), third["register"]);
    assert_ne!(of_day["register"], third["register"]);
    let name = |register: &Value| format!("{}.dalil", register.as_str().expect("an id"));
    let file = place.path("data").join("registers").join(name(&second["register"]));
    let bytes = std::fs::read(&file).expect("the register's file");
    std::fs::write(&file, &bytes[1..]).expect("written");
    let back = place.ask("data", &["rollback"]);
    assert_eq!((&back["register"], &back["passed_over"][0]), (&first["register"], &second["register"]));
    // Where none can be used, it is said what is wrong, and the one in use stays.
    let file = place.path("data").join("registers").join(name(&first["register"]));
    place.ask("data", &["build"]);
    std::fs::remove_file(&file).expect("removed");
    check_refused(&place.path("data"), &["rollback"], 1, ["\"problems\"", first["register"].as_str().expect("an id")]);
    assert_eq!(place.in_use("data"), third["register"]);
    // A day that has not come is of what is held now.
    let output = dalil(&place.path("data"), &["build", "--as-of", "9999-12-31"]);
    assert!(output.status.success() && text(&output.stderr).contains("has not come"), "{}", text(&output.stderr));
}

#[track_caller]
fn check_refused(data: &Path, arguments: &[&str], exit: i32, words: [&str; 2]) {
    let output = dalil(data, arguments);
    assert_eq!(output.status.code(), Some(exit), "{arguments:?}");
    let said = [text(&output.stdout), text(&output.stderr)].concat();
    assert!(words.iter().all(|word| said.contains(word)), "{arguments:?}: {said}");
}

#[test]
fn a_day_before_every_edition_is_refused_with_the_next_step() {
    let place = Place::new();
    let data = place.path("data");
    check_refused(&data, &["build", "--as-of", "2024-01-01"], 1, ["\"nothing-held\"", "hint: run dalil import"]);
    place.import("data", "a.xml");
    let words = ["\"nothing-held-then\"", "2024-01-01"];
    check_refused(&data, &["build", "--as-of", "2023-12-31"], 1, words);
    check_refused(&data, &["build", "--as-of", "2023-12-31"], 1, ["hint: give that day or a later one", "hint"]);
    check_refused(&data, &["build", "--as-of", "the 1st"], 2, ["--as-of", "the 1st"]);
    check_refused(&data, &["build", "--use"], 2, ["--as-of", "--use"]);
    check_refused(&data, &["screen", "Person Number 7"], 1, ["\"no-register\"", "hint: run dalil build"]);
}

/// What `screen`, `search`, `entity` and `clusters` answer of a person who was taken off in February 2024, listed on 1 January 2019 by what is
/// stated of her, and first seen in January 2024.
#[test]
fn what_was_known_and_what_was_in_force_are_two_questions() {
    let (place, first, second) = Place::built_twice();
    let data = place.path("data");
    let is_hers = |line: &Value| line.to_string().contains("un-sc:XXi.0039");
    let answers = |when: &[&str]| {
        let ask = |arguments: &[&str]| {
            let output = dalil(&data, &[arguments, when].concat());
            assert!(matches!(output.status.code(), Some(0 | 3)), "{arguments:?} {when:?}: {}", text(&output.stderr));
            lines(&output)
        };
        let screened = ask(&["screen", "Person Number 39", "--born", "1970-01-01", "--limit", "100"]).swap_remove(0);
        let hit = screened["hits"].as_array().is_some_and(|hits| hits.iter().any(is_hers));
        let found = ask(&["search", "XXi.0039"]).iter().any(is_hers);
        let entity = ask(&["entity", "XXi.0039"]).swap_remove(0);
        let entries = entity["entries"].as_array().map_or(0, Vec::len);
        let stands = entity["stands"].as_bool().expect("whether it stands");
        (screened["register"].clone(), hit, found, entries, stands, ask(&["clusters"]).len())
    };
    let (then, now) = (&first["register"], &second["register"]);
    for (when, register, hit, found, entries, stands, clusters) in [
        (&[][..], now, false, true, 1, false, 40),
        (&["--as-of", "2024-01-31"], then, true, true, 1, true, 40),
        (&["--as-of", "2024-02-01"], now, false, true, 1, false, 40),
        (&["--in-force", "2024-01-31"], now, true, true, 1, false, 40),
        (&["--in-force", "2024-02-01"], now, false, false, 0, false, 38),
        // Before any edition, by the day that is stated.
        (&["--in-force", "2019-01-01"], now, true, true, 1, false, 40),
        (&["--in-force", "2018-12-31"], now, false, false, 0, false, 0),
        // What was known on the one day of the other.
        (&["--as-of", "2024-01-31", "--in-force", "2024-02-01"], then, true, true, 1, true, 40),
    ] {
        assert_eq!(answers(when), (register.clone(), hit, found, entries, stands, clusters), "{when:?}");
    }
    assert_eq!(place.in_use("data"), second["register"], "no answer of another day puts a register in use");
    check_refused(&data, &["entity", "XXi.0039", "--as-of", "2023-12-31"], 1, ["\"nothing-held-then\"", "2024-01-01"]);
    let none = dalil(&data, &["--lang", "ar", "entity", "XXi.0039", "--in-force", "2018-12-31"]);
    assert!(text(&none.stderr).contains("لم يكن شيء نافذًا"), "{}", text(&none.stderr));
}

#[test]
fn of_many_days_the_last_sixteen_registers_are_kept() {
    let place = Place::new();
    let people: Vec<Person> = (0..40).map(Person::numbered).collect();
    for day in 1..=20 {
        let name = format!("{day}.xml");
        std::fs::write(place.path(&name), un(&format!("2024-01-{day:02}"), &people[..20 + day])).expect("written");
        place.import("data", &name);
    }
    let in_use = place.ask("data", &["build"])["register"].clone();
    for day in 1..=19 {
        place.ask("data", &["entity", "XXi.0007", "--as-of", &format!("2024-01-{day:02}")]);
    }
    place.ask("data", &["doctor"]);
    let registers = std::fs::read_dir(place.path("data").join("registers")).expect("a folder").count();
    assert_eq!(registers, 2 * (16 + 1), "each with its note, and the one in use");
    assert_eq!(place.in_use("data"), in_use);
    // One that was cleared away is built again.
    let first = place.ask("data", &["entity", "XXi.0007", "--as-of", "2024-01-01"]);
    assert_eq!(first["entries"][0]["stands"], true);
}

#[test]
fn a_register_of_a_day_is_built_once() {
    let (place, ..) = Place::built_twice();
    place.import("data", "older.xml");
    let registers = || std::fs::read_dir(place.path("data").join("registers")).expect("a folder").count();
    let before = registers();
    for day in ["2023-12-01", "2023-12-15", "2023-12-31"] {
        place.ask("data", &["entity", "XXi.0007", "--as-of", day]);
        assert_eq!(registers(), before + 2, "its file and its note: {day}");
    }
}
