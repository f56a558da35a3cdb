//! Receipts: each screening has one, which is computed again after newer registers have taken the place of the one it was asked of, taken along
//! as a signed note, shown as a certificate, and erased. Every person is invented.

mod common;

use std::path::{Path, PathBuf};

use common::{command, dalil, dalil_in_words, invented, lines, text};
use serde_json::{Value, json};

/// A data folder beside the files of an invented world.
struct Place {
    folder: tempfile::TempDir,
    files: Vec<String>,
}

impl Place {
    /// With a register of the first two lists.
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let files = invented(folder.path(), 300);
        let place = Self { folder, files };
        for file in &place.files[..2] {
            place.ask(0, &["import", file]);
        }
        place.build();
        place
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The JSON lines of a command that ends with this exit code.
    #[track_caller]
    fn ask(&self, code: i32, arguments: &[&str]) -> Vec<Value> {
        let output = dalil(&self.data(), arguments);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {} {}",
            text(&output.stdout),
            text(&output.stderr)
        );
        lines(&output)
    }

    #[track_caller]
    fn build(&self) -> String {
        let built = self.ask(0, &["build"]).swap_remove(0);
        built["register"].as_str().expect("an id").to_owned()
    }

    /// Names that the register knows.
    fn names(&self) -> Vec<String> {
        let entities = self.ask(0, &["clusters"]);
        let told = entities.iter().take(100).map(|entity| {
            let entity = self.ask(0, &["entity", entity["entity"].as_str().expect("an id")]).swap_remove(0);
            entity["caption"].as_str().expect("a name").to_owned()
        });
        told.collect()
    }

    /// Takes another list in and builds.
    fn another_list(&self, at: usize) -> String {
        self.ask(0, &["import", &self.files[at]]);
        self.build()
    }

    fn remove_register(&self, id: &str) {
        for ending in ["dalil", "note"] {
            std::fs::remove_file(self.data().join(format!("registers/{id}.{ending}"))).expect("it was there");
        }
    }
}

fn results(lines: &[Value]) -> Vec<&str> {
    lines.iter().map(|line| line["result"].as_str().unwrap_or("?")).collect()
}

#[test]
fn a_thousand_receipts_are_computed_again_after_two_newer_registers() {
    let place = Place::new();
    let register = place.ask(0, &["doctor"])[0]["register"].as_str().expect("built").to_owned();
    let names = place.names();
    let mut table = "id,name,birth_date\n".to_owned();
    for row in 0..1_000 {
        // Of a name that is listed, of one with a letter more, and of nobody's; with a day of birth or without.
        let known = &names[row % names.len()];
        let name = match row % 3 {
            0 => known.clone(),
            1 => format!("{known}a"),
            _ => format!("Nobody Wahmi {row}"),
        };
        table.push_str(&format!("{row},\"{name}\",{}\n", if row % 2 == 0 { "1970" } else { "" }));
    }
    let input = place.folder.path().join("in.csv");
    std::fs::write(&input, table).expect("written");
    let input = input.display().to_string();
    let answers = place.ask(3, &["screen", "--file", &input, "--purpose", "new customers"]);
    assert_eq!(answers.len(), 1_000);
    let mut ids: Vec<&str> = answers.iter().map(|answer| answer["receipt"].as_str().expect("a receipt")).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 1_000, "each answer has a receipt of its own");
    let found = answers.iter().filter(|answer| answer["found"].as_u64() > Some(0)).count();
    assert!((400..=900).contains(&found), "some are found and some are not: {found}");

    let newer = [2, 3].map(|at| place.another_list(at));
    assert!(!newer.contains(&register) && newer[0] != newer[1]);
    place.remove_register(&register);
    let replayed = place.ask(0, &["replay", "--all"]);
    assert_eq!((replayed.len(), results(&replayed)), (1_000, vec!["same"; 1_000]));
    assert!(replayed.iter().all(|line| line["register"] == register.as_str() && line["of_this_engine"] == true));
    let verified = place.ask(0, &["audit", "verify"]).swap_remove(0);
    assert_eq!((&verified["events"], &verified["broken"]), (&json!(1_000), &json!([])));

    // The same questions of the register in use: those of the lists taken in since are found there alone.
    let compared = place.ask(0, &["replay", "--register", &newer[1], ids[0], ids[1]]);
    assert_eq!(results(&compared), ["compared", "compared"]);
}

#[test]
fn a_receipt_leaves_as_a_note_that_is_believed_where_it_was_signed() {
    let place = Place::new();
    let name = place.names().swap_remove(0);
    let answer = place.ask(3, &["screen", &name, "--born", "1970", "--purpose", "طلب تأشيرة"]).swap_remove(0);
    let id = answer["receipt"].as_str().expect("a receipt");
    let note = place.folder.path().join("receipt.txt");
    let note_path = note.display().to_string();
    place.ask(0, &["receipt", id, "--note", "--out", &note_path]);
    let replayed = place.ask(0, &["replay", &note_path]);
    assert_eq!(results(&replayed), ["same"]);
    // Whoever changes it is not believed, and an id that is none is told.
    let signed = std::fs::read_to_string(&note).expect("a note");
    assert!(signed.starts_with("dalil receipt\n") && signed.contains(&name), "{signed}");
    for (changed, want) in [
        (signed.replace("\"found\":", "\"found\":1"), "no-receipt"),
        (String::new(), "no-receipt"),
        ("x".repeat(2 << 20), "no-receipt"),
    ] {
        std::fs::write(&note, changed).expect("written");
        let refused = place.ask(1, &["replay", &note_path]);
        assert_eq!(refused[0]["problem"]["code"], want);
    }
    for unknown in ["7-0000000000000000", "1-0000000000000000", "no such file"] {
        let refused = place.ask(1, &["replay", unknown]);
        assert_eq!(refused[0]["problem"]["code"], "no-event", "{unknown}");
    }
    let told = dalil_in_words(&place.data(), &["--lang", "ar", "receipt", id]);
    let told = text(&told.stdout);
    assert!(told.contains("الغرض  طلب تأشيرة") && told.contains(&name) && told.contains("1970"), "{told}");
}

#[test]
fn a_certificate_names_lists_editions_counts_and_hashes() {
    let place = Place::new();
    let answer = place.ask(0, &["screen", "Nobody Wahmi", "--list", "un-sc"]).swap_remove(0);
    let id = answer["receipt"].as_str().expect("a receipt");
    let certificate = place.ask(0, &["receipt", id]).swap_remove(0);
    let lists = certificate["lists"].as_array().expect("lists");
    assert_eq!(lists.len(), 1, "only what was searched: {lists:?}");
    let counted = place.ask(0, &["stats", "un-sc"]).swap_remove(0);
    let entries = counted["ind"].as_u64().zip(counted["ent"].as_u64()).map(|(people, bodies)| people + bodies);
    assert_eq!((&lists[0]["list"], lists[0]["entries"].as_u64()), (&json!("un-sc"), entries));
    assert_eq!(lists[0]["sha256"], counted["sha256"]);
    let hash = lists[0]["sha256"].as_str().expect("a hash");
    assert_eq!((&certificate["outcome"]["found"], &certificate["receipt"]), (&json!(0), &json!(id)));
    for (lang, title, dir) in [("en", "Certificate of a search", "ltr"), ("ar", "شهادة بحث", "rtl")] {
        let page = dalil_in_words(&place.data(), &["--lang", lang, "receipt", id, "--certificate"]);
        let page = text(&page.stdout);
        for part in [title, hash, id, "Nobody Wahmi", &format!("dir=\"{dir}\""), "un-sc", "— "] {
            assert!(page.contains(part), "{lang} {part}: {page}");
        }
        assert!(!page.contains("http") && !page.contains("src="), "it needs nothing beside it");
    }
}

#[test]
fn what_was_erased_is_gone_and_the_chain_is_whole() {
    let place = Place::new();
    let input = place.folder.path().join("in.csv");
    std::fs::write(&input, "id,name\nc-1,Amal Wahmi\nc-2,Nur Khayali\nc-1,Amal al-Wahmi\n").expect("written");
    let input = input.display().to_string();
    let output = dalil(&place.data(), &["screen", "--file", &input]);
    let ids: Vec<String> =
        lines(&output).iter().map(|line| line["receipt"].as_str().expect("one").to_owned()).collect();
    let erased = place.ask(0, &["audit", "erase", "--subject", "c-1", "--reason", "request 12, granted"]);
    assert_eq!(erased[0]["erased"], json!([1, 3]));
    let replayed = place.ask(0, &["replay", "--all"]);
    assert_eq!(results(&replayed), ["failed", "same", "failed"]);
    assert_eq!(replayed[0]["problem"]["code"], "erased");
    assert_eq!(place.ask(1, &["receipt", &ids[0]])[0]["problems"][0]["code"], "erased");
    let verified = place.ask(0, &["audit", "verify"]).swap_remove(0);
    assert_eq!((&verified["erased"], &verified["broken"]), (&json!(2), &json!([])));
    let exported = place.ask(0, &["audit", "export", "--personal"]);
    let states: Vec<&Value> = exported.iter().map(|line| &line["personal_state"]).collect();
    assert_eq!(states, [&json!("erased"), &Value::Null, &json!("erased"), &Value::Null]);
    assert_eq!(exported[1]["personal"]["query"]["names"], json!(["Nur Khayali"]));
    assert_eq!(
        (&exported[3]["kind"], &exported[3]["facts"]["reason"]),
        (&json!("erasure"), &json!("request 12, granted"))
    );
    // Nothing of the person stands in any file of the log.
    let log: Vec<u8> =
        files(&place.data().join("audit")).iter().flat_map(|file| std::fs::read(file).expect("read")).collect();
    assert!(!text(&log).contains("Amal"));
    for (event, want) in [("9-0000000000000000", "no-event"), ("x", "no-event")] {
        let refused = place.ask(1, &["audit", "erase", event, "--reason", "x"]);
        assert_eq!(refused[0]["problems"][0]["code"], want);
    }
}

#[test]
fn a_log_that_was_changed_is_told_with_its_place() {
    let place = Place::new();
    for name in ["Amal Wahmi", "Nur Khayali", "Sabir Wahmi"] {
        dalil(&place.data(), &["screen", name]);
    }
    let segment =
        files(&place.data().join("audit")).into_iter().find(|path| path.extension().is_some_and(|end| end == "jsonl"));
    let segment = segment.expect("a segment");
    let whole = std::fs::read_to_string(&segment).expect("read");
    for (why, changed, want) in [
        ("a count", whole.replacen("\"found\":0", "\"found\":1", 1), "chain-broken"),
        ("a line removed", whole.lines().skip(1).map(|line| format!("{line}\n")).collect(), "chain-broken"),
        ("no event", whole.replacen("{\"n\":2", "{\"m\":2", 1), "no-event"),
    ] {
        std::fs::write(&segment, changed).expect("written");
        let verified = place.ask(1, &["audit", "verify"]).swap_remove(0);
        let codes: Vec<&str> = verified["broken"]
            .as_array()
            .expect("places")
            .iter()
            .filter_map(|broken| broken["code"].as_str())
            .collect();
        assert!(codes.contains(&want), "{why}: {codes:?}");
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    folder.read_dir().expect("a folder").map(|file| file.expect("a file").path()).collect()
}

#[cfg(unix)]
#[test]
fn others_cannot_look_into_the_log_and_what_cannot_be_kept_is_not_answered() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    dalil(&place.data(), &["screen", "Amal Wahmi"]);
    let mode = std::fs::metadata(place.data().join("audit")).expect("a folder").permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    // A file stands where the folder of the log should: nothing can be kept.
    std::fs::remove_dir_all(place.data().join("audit")).expect("removed");
    std::fs::write(place.data().join("audit"), "").expect("written");
    let output = command(&place.data(), &["--json", "screen", "Amal Wahmi"]).output().expect("dalil runs");
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert_eq!(lines(&output)[0]["problems"][0]["code"], "io");
}
