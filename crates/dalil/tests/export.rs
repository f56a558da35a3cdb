//! The register in use, written for other tools.
//!
//! Every person here is invented.

mod common;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;

use common::{Person, dalil, dalil_in_words, lines, text, un};
use node::{Group, ImportOptions, Input, Node, Origin};
use serde_json::Value;

const ENTITIES: &str = r#"{"id":"NK-1","caption":"Yusuf al-Khayali","schema":"Person","properties":{"name":["Yusuf al-Khayali"],"birthDate":["1970-05"],"nationality":["sy"]},"referents":[],"datasets":["xx"],"last_seen":"2024-03-03T00:00:00","target":true}
{"id":"NK-2","caption":"Example Trading","schema":"Organization","properties":{"name":["Example Trading"]},"referents":[],"datasets":["xx"],"last_seen":"2024-03-03T00:00:00","target":true}
{"id":"own","schema":"Ownership","properties":{"owner":["NK-1"],"asset":["NK-2"],"percentage":["51"]}}
"#;

/// Imports the entities and builds a register of them.
fn register(folder: &Path) {
    let file = folder.join("entities.ftm.json");
    std::fs::write(&file, ENTITIES).expect("the example is taken");
    let now = "2024-06-01T00:00:00Z".parse().expect("the example is taken");
    let mut node = Node::open(&folder.join("data")).expect("the example is taken");
    let group =
        Group::identify(vec![Input::read(&file).expect("the example is taken")], None).expect("the example is taken");
    let origin = Origin::Published;
    let options = ImportOptions { list: None, published: None, extract: None, accept_loss: None, origin, now };
    node.import(&group, &options).expect("the example is taken");
    node.build(now, &mut |_| {}).expect("the example is taken");
}

fn dalil_export(folder: &Path, arguments: &[&str]) -> Output {
    dalil_in_words(&folder.join("data"), &[&["export"], arguments].concat())
}

fn export(folder: &Path, arguments: &[&str]) -> String {
    let out = dalil_export(folder, arguments);
    assert!(out.status.success(), "{}", text(&out.stderr));
    String::from_utf8(out.stdout).expect("the example is taken")
}

#[test]
fn a_register_is_written_as_entities_and_statements() {
    let folder = tempfile::tempdir().unwrap();
    register(folder.path());
    let entities = export(folder.path(), &[]);
    assert_eq!(entities.lines().count(), 3, "two entities and the edge between them:\n{entities}");
    for words in [
        r#""caption":"Yusuf al-Khayali","schema":"Person","properties":{"birthDate":["1970-05"]"#,
        r#""referents":["ftm:NK-1"],"datasets":["ftm"],"first_seen":"2024-03-03T00:00:00""#,
        r#""percentage":["51"]"#,
    ] {
        assert!(entities.contains(words), "{words}\n{entities}");
    }
    assert_eq!(export(folder.path(), &["--list", "ftm"]), entities);
    assert_eq!(dalil_export(folder.path(), &["--list", "un-sc"]).status.code(), Some(1), "no such list is held");
    let statements = export(folder.path(), &["--format", "ftm-statements"]);
    assert!(
        statements.starts_with(r#""canonical_id","entity_id","prop","prop_type","schema","value","dataset","origin""#)
    );
    assert!(statements.contains(r#""ftm:NK-1","birthDate","date","Person","1970-05","ftm","#), "{statements}");
    assert!(statements.contains(" line 1 /properties/birthDate/0"), "{statements}");
    let file = folder.path().join("out.json");
    assert_eq!(export(folder.path(), &["--out", &file.display().to_string()]), "");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), entities);
}

#[test]
fn of_a_damaged_register_nothing_is_written_as_if_it_were_whole() {
    let folder = tempfile::tempdir().unwrap();
    register(folder.path());
    let whole = export(folder.path(), &[]);
    let registers = folder.path().join("data/registers");
    let files = std::fs::read_dir(registers).unwrap().map(|entry| entry.unwrap().path());
    let path = files.into_iter().find(|path| path.extension().is_some_and(|name| name == "dalil")).unwrap();
    let sound = std::fs::read(&path).unwrap();
    let out = folder.path().join("out.json");
    let mut refused = 0;
    // One bit of each chunk, the last first: those are of references, by which it is found who is named elsewhere.
    for at in (0..sound.len()).rev().step_by(2048) {
        let mut damaged = sound.clone();
        damaged[at] ^= 1;
        std::fs::write(&path, damaged).unwrap();
        let exported = dalil_export(folder.path(), &["--out", &out.display().to_string()]);
        if exported.status.success() {
            assert_eq!(std::fs::read_to_string(&out).unwrap(), whole, "{at}");
            std::fs::remove_file(&out).unwrap();
        } else {
            assert!(
                !out.exists() && text(&exported.stderr).contains("run dalil build"),
                "{at}: {}",
                text(&exported.stderr)
            );
            refused += 1;
        }
    }
    assert!(refused > 2, "{refused}");
}

/// The lines of an export by id, without the day of the last edition, which every edition moves.
fn by_id(export: &str) -> BTreeMap<String, Value> {
    let line = |line: &str| {
        let mut entity: Value = serde_json::from_str(line).expect("a JSON line");
        entity.as_object_mut().expect("an object").remove("last_seen");
        (entity["id"].as_str().expect("an id").to_owned(), entity)
    };
    export.lines().map(line).collect()
}

#[test]
fn a_delta_makes_the_later_export_of_the_earlier_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let take = |day: &str, people: &[Person]| {
        let file = folder.path().join(format!("{day}.xml"));
        std::fs::write(&file, un(day, people)).expect("written");
        assert!(dalil(&data, &["import", &file.display().to_string()]).status.success());
        lines(&dalil(&data, &["build"]))[0]["register"].as_str().expect("an id").to_owned()
    };
    let mut people: Vec<Person> = (0..40).map(Person::numbered).collect();
    let first = take("2024-01-01", &people);
    let before = export(folder.path(), &[]);
    // One more, one fewer, one amended.
    people.remove(7);
    people[3].born = vec!["1971-02-02".to_owned()];
    people.push(Person::numbered(40));
    take("2024-02-01", &people);
    let now = export(folder.path(), &[]);
    let delta = export(folder.path(), &["--since", &first[..12]]);
    assert_eq!(export(folder.path(), &["--since", "2024-01-15"]), delta, "by the day as by the register");
    let mut made = by_id(&before);
    let mut ops: BTreeMap<String, usize> = BTreeMap::new();
    for line in delta.lines() {
        let line: Value = serde_json::from_str(line).expect("a JSON line");
        let (op, mut entity) = (line["op"].as_str().expect("an op").to_owned(), line["entity"].clone());
        let id = entity["id"].as_str().expect("an id").to_owned();
        entity.as_object_mut().expect("an object").remove("last_seen");
        let known = if op == "DEL" { made.remove(&id) } else { made.insert(id.clone(), entity) };
        assert_eq!(known.is_some(), op != "ADD", "{id}");
        *ops.entry(op).or_default() += 1;
    }
    assert_eq!(made, by_id(&now));
    // Each person has a line of its own and one of the designation; of one taken off both say so, and one amended has another birth.
    assert_eq!(ops, BTreeMap::from([("ADD".to_owned(), 2), ("MOD".to_owned(), 3)]));
    assert_eq!(export(folder.path(), &["--since", "2024-02-01"]), "");
    // The other way round, who came later is gone.
    assert!(dalil(&data, &["build", "--as-of", "2024-01-15", "--use"]).status.success());
    let back = export(folder.path(), &["--since", "2024-02-01"]);
    let gone = |line: &&str| line.starts_with(r#"{"op":"DEL","entity":{"id":"dl-"#);
    assert_eq!((back.lines().count(), back.lines().filter(gone).count()), (5, 2), "{back}");
    for (arguments, exit) in [
        (&["--since", "2023-12-31"][..], 1),
        (&["--since", "0123456789"], 1),
        (&["--since", "soon"], 2),
        (&["--since", "2024-01-15", "--format", "csv"], 2),
    ] {
        assert_eq!(dalil_export(folder.path(), arguments).status.code(), Some(exit), "{arguments:?}");
    }
}

#[test]
fn an_entity_is_one_row_of_csv() {
    let folder = tempfile::tempdir().expect("a folder");
    register(folder.path());
    let csv = export(folder.path(), &["--format", "csv"]);
    let mut rows = csv.lines();
    assert_eq!(
        rows.next(),
        Some(
            r#""id","schema","name","aliases","birth_date","countries","addresses","identifiers","sanctions","phones","emails","dataset","first_seen","last_seen","last_change""#
        )
    );
    let row = rows.find(|row| row.contains("al-Khayali")).expect("a row");
    let (_, row) = row.split_once(',').expect("an id");
    let seen = r#""2024-03-03T00:00:00""#;
    assert_eq!(
        row,
        format!(r#""Person","Yusuf al-Khayali","","1970-05","sy","","","","","","ftm",{seen},{seen},{seen}"#)
    );
}
