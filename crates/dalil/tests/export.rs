//! The register in use, written for other tools.
//!
//! Every person here is invented.

mod common;

use std::path::Path;
use std::process::Output;

use common::{dalil_in_words, text};
use node::{Group, ImportOptions, Input, Node, Origin};

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
