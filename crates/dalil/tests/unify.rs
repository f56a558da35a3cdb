//! Unifying by the command line: invented lists of five publishers taken in, what people judge, and that it can be taken back.

mod common;

use std::path::PathBuf;

use common::{dalil, dalil_in_words, invented, lines, text};
use serde_json::{Value, json};

/// Data folders, and the files of an invented world beside them.
struct Place {
    folder: tempfile::TempDir,
    files: Vec<String>,
}

impl Place {
    /// Of so many people on the lists of five publishers.
    fn new(people: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let files = invented(folder.path(), people);
        Self { folder, files }
    }

    fn data(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The JSON lines of a command that ends with this exit code.
    #[track_caller]
    fn ask_for(&self, code: i32, data: &str, arguments: &[&str]) -> Vec<Value> {
        let output = dalil(&self.data(data), arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", text(&output.stderr));
        lines(&output)
    }

    #[track_caller]
    fn ask(&self, data: &str, arguments: &[&str]) -> Vec<Value> {
        self.ask_for(0, data, arguments)
    }

    /// Takes files in, in this order, and builds; the register.
    #[track_caller]
    fn build_of(&self, data: &str, files: &[&String]) -> String {
        for file in files {
            self.ask(data, &["import", file]);
        }
        self.build(data)
    }

    #[track_caller]
    fn build(&self, data: &str) -> String {
        let built = self.ask(data, &["build"]).swap_remove(0);
        built["register"].as_str().expect("an id").to_owned()
    }

    /// One with everything taken in and built.
    fn built(people: usize) -> (Self, String) {
        let place = Self::new(people);
        let files: Vec<&String> = place.files.iter().collect();
        let register = place.build_of("data", &files);
        (place, register)
    }

    /// The entities that several lists speak of, each as its entries.
    fn clusters(&self, data: &str) -> Vec<Vec<String>> {
        let entries = |line: &Value| serde_json::from_value(line["entries"].clone()).expect("entries");
        self.ask(data, &["clusters", "--several"]).iter().map(entries).collect()
    }

    /// Whether two entries are of one entity.
    fn are_one(&self, data: &str, pair: [&str; 2]) -> bool {
        let has = |line: &Value, wanted: &str| {
            line["entries"].as_array().is_some_and(|entries| entries.iter().any(|entry| entry == wanted))
        };
        self.ask(data, &["clusters"]).iter().any(|line| pair.iter().all(|wanted| has(line, wanted)))
    }

    fn bytes(&self, data: &str, register: &str) -> Vec<u8> {
        std::fs::read(self.data(data).join("registers").join(format!("{register}.dalil"))).expect("the register's file")
    }
}

fn pair(entries: &[String]) -> [&str; 2] {
    [&entries[0], &entries[1]]
}

#[test]
fn the_order_of_imports_gives_the_same_register() {
    let (place, register) = Place::built(60);
    assert!(place.clusters("data").len() > 10, "{:?}", place.clusters("data"));
    let backwards: Vec<&String> = place.files.iter().rev().collect();
    assert_eq!(place.build_of("backwards", &backwards), register);
    // One at a time, a build after each.
    let mut last = String::new();
    for file in &place.files {
        last = place.build_of("each", &[file]);
    }
    assert_eq!(last, register);
    assert_eq!(place.bytes("each", &last), place.bytes("data", &register));
}

#[test]
fn an_id_that_an_entity_had_before_it_was_joined_leads_to_it() {
    let place = Place::new(30);
    let mut before: Vec<(String, Value)> = Vec::new();
    // Each list alone: every entry is an entity with its own id.
    for (n, file) in place.files.iter().enumerate().take(5) {
        let data = format!("alone{n}");
        place.build_of(&data, &[file]);
        for line in place.ask(&data, &["clusters"]) {
            before.push((line["entity"].as_str().expect("an id").to_owned(), line["entries"][0].clone()));
        }
    }
    let files: Vec<&String> = place.files.iter().take(5).collect();
    place.build_of("all", &files);
    for (id, entry) in before.iter().step_by(7) {
        let found = place.ask("all", &["entity", id]).swap_remove(0);
        let entries = found["entries"].as_array().expect("entries");
        assert!(entries.iter().any(|of| of["entry"] == *entry), "{id} {entry}");
    }
    // Tools that hold an old id find it among the referents of the export.
    let exported = place.ask("all", &["export"]);
    for (id, entry) in before.iter().step_by(7) {
        let names = |line: &&Value, what: &str| {
            line["id"] == what || line["referents"].as_array().is_some_and(|all| all.iter().any(|one| one == what))
        };
        let of = exported.iter().find(|line| names(line, id)).unwrap_or_else(|| panic!("{id} is nowhere"));
        assert!(names(&of, entry.as_str().expect("an entry")), "{id} {of}");
    }
}

#[test]
fn what_is_judged_stays_and_taken_back_gives_the_earlier_file_byte_for_byte() {
    let (place, first) = Place::built(30);
    let bytes = place.bytes("data", &first);
    let cluster = place.clusters("data").swap_remove(0);
    let [one, other] = pair(&cluster);
    let judge = ["unify", "judge", one, other, "different", "--reason", "two invented people", "--author", "Amal"];
    let judged = place.ask("data", &judge).swap_remove(0);
    assert_eq!((&judged["verdict"], &judged["standing"]), (&json!("different"), &json!("holds")));
    // Nothing changes before the next build, and every command says that it waits.
    assert!(place.are_one("data", [one, other]));
    let told = dalil_in_words(&place.data("data"), &["clusters", "--several"]);
    assert!(text(&told.stderr).contains("dalil build"), "{}", text(&told.stderr));
    let second = place.build("data");
    assert_ne!(second, first);
    assert!(!place.are_one("data", [one, other]));
    for _ in 0..10 {
        assert_eq!(place.build("data"), second);
    }
    let id = judged["id"].as_str().expect("an id");
    place.ask("data", &["unify", "undo", id, "--author", "Badr"]);
    assert_eq!(place.build("data"), first);
    assert_eq!(place.bytes("data", &first), bytes);
    // What was taken back is kept, with who did it.
    let kept = place.ask("data", &["unify", "judgements"]).swap_remove(0);
    assert_eq!((&kept["standing"], &kept["events"][0]["author"]), (&json!("undone"), &json!("Badr")));
    place.ask_for(1, "data", &["unify", "undo", id, "--author", "Badr"]);
    place.ask_for(1, "data", &["unify", "undo", "j-0", "--author", "Badr"]);
}

#[test]
fn joining_against_a_date_of_birth_takes_two_people() {
    let (place, _) = Place::built(30);
    let born = |entry: &str| {
        let found = place.ask("data", &["entity", entry]).swap_remove(0);
        let statements = found["entries"][0]["statements"].as_array().expect("statements").clone();
        let born = statements.iter().find(|statement| statement["property"] == "birthDate").cloned();
        born.and_then(|born| born["details"]["spans"][0].as_str().map(|span| span[..4].parse::<i32>().expect("a year")))
    };
    let clusters = place.clusters("data");
    let (first, year) = clusters.iter().find_map(|of| Some((&of[0], born(&of[0])?))).expect("somebody with a date");
    let far = |of: &&Vec<String>| born(&of[0]).is_some_and(|other| (other - year).abs() > 12);
    let second = &clusters.iter().find(far).expect("somebody born in another year")[0];
    let judge = ["unify", "judge", first, second, "same", "--reason", "a test", "--author", "Amal"];
    let judged = place.ask("data", &judge).swap_remove(0);
    assert_eq!(judged["standing"], "awaits-second");
    assert!(judged["against"].as_array().expect("what").contains(&json!("birth")), "{judged}");
    let id = judged["id"].as_str().expect("an id");
    place.build("data");
    assert!(!place.are_one("data", [first, second]), "it waits");
    place.ask_for(1, "data", &["unify", "confirm", id, "--author", "Amal"]);
    place.ask_for(1, "data", &["unify", "confirm", id, "--author", " amal"]);
    place.ask("data", &["unify", "confirm", id, "--author", "Badr"]);
    place.build("data");
    assert!(place.are_one("data", [first, second]));
    let entity = place.ask("data", &["entity", first]).swap_remove(0);
    let unions = entity["unions"].as_array().expect("unions");
    assert!(unions.iter().any(|union| union["judgement"] == id), "{unions:?}");
}

#[test]
fn another_members_judgement_is_a_proposal_until_somebody_here_accepts_it() {
    let (place, register) = Place::built(30);
    let cluster = place.clusters("data").swap_remove(0);
    let [one, other] = pair(&cluster);
    let files: Vec<&String> = place.files.iter().collect();
    place.build_of("member", &files);
    let judge =
        ["unify", "judge", one, other, "different", "--reason", "two invented people\n\u{1b}[2J", "--author", "Amal"];
    place.ask("member", &judge);
    let exported = dalil(&place.data("member"), &["unify", "export-judgements"]);
    let file = place.data("judgements.jsonl");
    std::fs::write(&file, &exported.stdout).expect("written");
    let path = file.display().to_string();
    let taken = place.ask("data", &["unify", "import-judgements", &path]).swap_remove(0);
    assert_eq!(taken, json!({"new": 1, "known": 0, "refused": [], "more_refused": 0}));
    assert_eq!(place.ask("data", &["unify", "import-judgements", &path])[0]["known"], 1);
    let proposed = place.ask("data", &["unify", "judgements"]).swap_remove(0);
    assert_eq!(proposed["standing"], "proposed");
    assert_eq!(place.build("data"), register, "it is inert");
    // In words it is shown with whose it is; what a stranger wrote steers no terminal and makes no line of its own.
    let listed = text(&dalil_in_words(&place.data("data"), &["unify", "judgements"]).stdout);
    assert_eq!(
        (listed.lines().count(), listed.contains('\u{1b}'), listed.contains("dalil-")),
        (2, false, true),
        "{listed}"
    );
    let id = proposed["id"].as_str().expect("an id");
    assert_eq!(place.ask("data", &["unify", "accept", id, "--author", "Nur"])[0]["standing"], "holds");
    place.build("data");
    assert!(!place.are_one("data", [one, other]));
    // A line that was changed on its way, one that is none, and what this folder signed itself.
    let changed = text(&exported.stdout).replace("two invented people", "two invented persons");
    std::fs::write(&file, format!("{changed}no line\n")).expect("written");
    let taken = place.ask_for(1, "data", &["unify", "import-judgements", &path]).swap_remove(0);
    let refused = json!([{"line": 1, "code": "not-signed"}, {"line": 2, "code": "not-a-judgement"}]);
    assert_eq!((&taken["new"], &taken["refused"]), (&json!(0), &refused));
    std::fs::write(&file, &exported.stdout).expect("written");
    assert_eq!(place.ask("member", &["unify", "import-judgements", &path])[0]["known"], 1);
}

#[test]
fn what_cannot_be_judged_is_told_with_the_next_step() {
    let (place, _) = Place::built(30);
    let entry = place.clusters("data").swap_remove(0).swap_remove(0);
    for (arguments, code) in [
        (vec!["judge", &entry, &entry, "same"], "same-entry"),
        (vec!["judge", &entry, "un-sc:nobody", "same"], "no-entity"),
    ] {
        let arguments = [&["unify"], arguments.as_slice(), &["--reason", "a test", "--author", "Amal"]].concat();
        let told = place.ask_for(1, "data", &arguments).swap_remove(0);
        assert_eq!(told["problems"][0]["code"], code, "{arguments:?}");
    }
    // Without a reason nothing is judged.
    let output = dalil(&place.data("data"), &["unify", "judge", &entry, "un-sc:nobody", "same", "--author", "Amal"]);
    assert_eq!(output.status.code(), Some(2));
    for language in ["en", "ar"] {
        let listed = dalil_in_words(&place.data("data"), &["--lang", language, "unify", "--limit", "3"]);
        assert!(listed.status.success(), "{}", text(&listed.stderr));
    }
}

/// Real lists: one person who stands twice on one of them, and brothers who differ in the given name alone.
#[test]
fn of_published_lists_one_person_is_one_entity_and_brothers_are_several() {
    let files = ["un/un-consolidated-2024-05-15.xml.zst", "uk/uk-hmt-sanctionsconlist-2014-04.csv.zst"];
    let Some(files) = files.map(common::published).into_iter().collect::<Option<Vec<PathBuf>>>() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let ask = |arguments: &[&str]| {
        let output = dalil(folder.path(), arguments);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        lines(&output)
    };
    for file in &files {
        ask(&["import", &file.display().to_string()]);
    }
    ask(&["build"]);
    let clusters: Vec<Vec<String>> = ask(&["clusters"])
        .iter()
        .map(|line| serde_json::from_value(line["entries"].clone()).expect("entries"))
        .collect();
    let of = |entry: &str| {
        let with = clusters.iter().find(|entries| entries.iter().any(|other| other == entry));
        with.unwrap_or_else(|| panic!("{entry} is in no entity")).clone()
    };
    assert_eq!(of("un-sc:QDi.042"), ["uk-ofsi:6995", "un-sc:QDi.042", "un-sc:SOi.002"]);
    // The father, then his sons.
    for (un, uk) in [
        ("un-sc:IQi.036", "uk-ofsi:7610"),
        ("un-sc:IQi.082", "uk-ofsi:8694"),
        ("un-sc:IQi.083", "uk-ofsi:8695"),
        ("un-sc:IQi.084", "uk-ofsi:8696"),
        ("un-sc:IQi.085", "uk-ofsi:8697"),
    ] {
        assert_eq!(of(un), [uk, un]);
    }
    let several = clusters.iter().filter(|entries| entries.len() > 1).count();
    assert!((525..550).contains(&several), "{several}");
}
