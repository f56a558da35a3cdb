//! The log is written, mended, read, sealed, erased from and checked.

use std::path::Path;

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::segment::RECORD_BYTES;
use super::{Actor, Audit, BrokenKind, Event, EventId, Kind, Personal, stored};
use crate::Error;
use crate::keys::SecretKey;

const FIRST: &str = "audit/000000000001";

fn at(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

fn morning() -> Timestamp {
    at("2026-03-01T08:00:00Z")
}

fn actor() -> Actor {
    Actor { by: "key:0badcafe".to_owned(), purpose: "a visa".to_owned() }
}

fn event(name: &str) -> Event {
    let facts: Map<String, Value> = [("status".to_owned(), json!(200))].into_iter().collect();
    let personal = if name.is_empty() { Value::Null } else { json!({"name": name}) };
    Event { kind: Kind::LookUp, facts, personal }
}

fn append(audit: &Audit, names: &[&str], now: Timestamp) -> Vec<EventId> {
    let events: Vec<Event> = names.iter().map(|name| event(name)).collect();
    audit.append(&actor(), &events, now).expect("it is written")
}

fn names(audit: &Audit) -> Vec<String> {
    let mut told = Vec::new();
    audit
        .each::<Error>(1, &mut |stored| {
            told.push(match stored.personal {
                Personal::Told(value) => value["name"].as_str().unwrap_or_default().to_owned(),
                other => format!("{other:?}"),
            });
            Ok(true)
        })
        .expect("it is read");
    told
}

/// What the check finds: kinds and events.
fn broken(folder: &Path, key: Option<&SecretKey>) -> Vec<(BrokenKind, u64)> {
    let audit = Audit::open(folder).expect("it opens");
    let found = audit.verify(key.map(SecretKey::public).as_ref(), &mut |_| {}).expect("it is read");
    assert_eq!(found.is_whole(), found.broken.is_empty());
    found.broken.iter().map(|broken| (broken.kind, broken.event)).collect()
}

fn copy(from: &Path) -> tempfile::TempDir {
    let to = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(to.path().join("audit")).expect("a folder");
    for file in from.join("audit").read_dir().expect("a folder") {
        let file = file.expect("a file");
        std::fs::copy(file.path(), to.path().join("audit").join(file.file_name())).expect("copied");
    }
    to
}

#[test]
fn events_are_numbered_chained_and_read_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let audit = Audit::open(folder.path()).expect("it opens");
    assert!(audit.is_empty() && append(&audit, &[], morning()).is_empty());
    let first = append(&audit, &["Yusuf al-Khayali", ""], morning());
    // Another process writes too.
    let other = Audit::open(folder.path()).expect("it opens");
    let second = append(&other, &["يوسف الخيالي"], morning());
    let third = append(&audit, &["Sabir Wahmi"], morning());
    let ids: Vec<EventId> = [first, second, third].concat();
    assert_eq!(ids.iter().map(|id| id.n).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!(names(&audit), ["Yusuf al-Khayali", "None", "يوسف الخيالي", "Sabir Wahmi"]);
    for (id, name) in ids.iter().zip(["Yusuf al-Khayali", "", "يوسف الخيالي", "Sabir Wahmi"]) {
        let stored = audit.event(*id).expect("it is there");
        let want = if name.is_empty() { Personal::None } else { Personal::Told(json!({"name": name})) };
        assert_eq!((stored.id, stored.personal, stored.at, stored.actor), (*id, want, morning(), actor()));
        assert!(name.is_empty() || !stored.line.contains(name), "what is personal stands encrypted");
        assert_eq!(id.to_string().parse(), Ok(*id));
    }
    for id in ["1-0000000000000000", "5-0000000000000000", "0-0000000000000000"] {
        let found = audit.event(id.parse().expect("an id"));
        assert!(matches!(found, Err(Error::NoEvent(_))), "{id}: {found:?}");
    }
    for id in ["", "1", "-", "+1-0000000000000000", "01-0000000000000000", "1-000000000000000", "1-000000000000000A"] {
        assert_eq!(id.parse::<EventId>(), Err(()), "{id}");
    }
    assert_eq!(broken(folder.path(), None), []);
    let reopened = Audit::open(folder.path()).expect("it opens");
    assert_eq!((reopened.len(), append(&reopened, &["Amal"], morning())[0].n), (4, 5));
    assert_eq!(broken(folder.path(), None), []);
}

#[test]
fn what_a_killed_process_left_unfinished_is_cut_off_and_the_chain_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let audit = Audit::open(folder.path()).expect("it opens");
    append(&audit, &["Yusuf al-Khayali", "Sabir Wahmi"], morning());
    let length =
        |path: &Path, ending: &str| std::fs::metadata(path.join(format!("{FIRST}.{ending}"))).expect("a file").len();
    let (lines, keys) = (length(folder.path(), "jsonl"), length(folder.path(), "keys"));
    append(&audit, &["Amal"], morning());
    let longer = length(folder.path(), "jsonl");
    // Keys are written first, so a line may be there in part, or not at all, beside its key.
    for cut in lines..longer {
        let killed = copy(folder.path());
        let file = std::fs::File::options().write(true).open(killed.path().join(format!("{FIRST}.jsonl")));
        file.expect("a file").set_len(cut).expect("cut");
        let audit = Audit::open(killed.path()).expect("it opens");
        assert_eq!((audit.len(), length(killed.path(), "jsonl"), length(killed.path(), "keys")), (2, lines, keys));
        append(&audit, &["Nur"], morning());
        assert_eq!(names(&audit), ["Yusuf al-Khayali", "Sabir Wahmi", "Nur"], "cut at {cut}");
        assert_eq!(broken(killed.path(), None), []);
    }
    for (cut, want) in [(keys, 3), (keys + 1, 3), (1, 1), (0, 1)] {
        // Keys that a power cut took: what is personal is lost, what happened is not.
        let killed = copy(folder.path());
        let file = std::fs::File::options().write(true).open(killed.path().join(format!("{FIRST}.keys")));
        file.expect("a file").set_len(cut).expect("cut");
        let audit = Audit::open(killed.path()).expect("it opens");
        assert_eq!((audit.len(), length(killed.path(), "keys")), (3, 3 * RECORD_BYTES as u64), "keys cut at {cut}");
        append(&audit, &["Nur"], morning());
        let lost = (want..=3).map(|n| (BrokenKind::Unreadable, n)).collect::<Vec<_>>();
        assert_eq!(broken(killed.path(), None), lost, "keys cut at {cut}");
    }
}

#[test]
fn nothing_can_be_changed_unseen() {
    let folder = tempfile::tempdir().expect("a folder");
    let audit = Audit::open(folder.path()).expect("it opens");
    append(&audit, &["Yusuf al-Khayali", "Sabir Wahmi", "Amal"], morning());
    let path = folder.path().join(format!("{FIRST}.jsonl"));
    let text = std::fs::read_to_string(&path).expect("a file");
    let lines: Vec<&str> = text.lines().collect();
    let swapped = [lines[1], lines[0], lines[2]].map(|line| format!("{line}\n")).concat();
    let without_first = [lines[1], lines[2]].map(|line| format!("{line}\n")).concat();
    let without_second = [lines[0], lines[2]].map(|line| format!("{line}\n")).concat();
    for (why, changed) in [
        ("a status", text.replacen("200", "404", 1)),
        ("who", text.replacen("0badcafe", "00000000", 1)),
        ("the order", swapped),
        ("the first is gone", without_first),
        ("one is gone", without_second),
    ] {
        std::fs::write(&path, &changed).expect("written");
        let changed = copy(folder.path());
        assert_ne!(broken(changed.path(), None), [], "{why}");
        // What comes later is recorded all the same, and what stands is not touched.
        append(&Audit::open(changed.path()).expect("it opens"), &["Nur"], morning());
        let found = broken(changed.path(), None);
        assert!(!found.is_empty() && found.iter().all(|(_, n)| *n < 5), "{why}: {found:?}");
    }
    std::fs::write(&path, &text).expect("written");
    assert_eq!(broken(folder.path(), None), []);
}

#[test]
fn segments_are_of_a_day_and_sealed_when_they_are_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let node = crate::Node::open(folder.path()).expect("it opens");
    let audit = node.audit().expect("it opens");
    let ids = [
        append(&audit, &["Yusuf al-Khayali", "Sabir Wahmi"], morning()),
        append(&audit, &["Amal"], at("2026-03-02T00:00:00Z")),
        // A clock that went back begins no segment.
        append(&audit, &["Nur"], at("2026-03-01T23:00:00Z")),
        append(&audit, &["Munir"], at("2026-03-04T23:00:00Z")),
    ]
    .concat();
    let files = |audit: &Audit| -> Vec<(u64, bool)> {
        let segments = audit.segments().expect("it is read");
        segments.iter().map(|segment| (segment.first, segment.is_sealed())).collect()
    };
    assert_eq!(files(&audit), [(1, false), (3, false), (5, false)]);
    assert_eq!(node.seal_audit(&audit).expect("sealed"), 2);
    assert_eq!(node.seal_audit(&audit).expect("sealed"), 0);
    assert_eq!(files(&audit), [(1, true), (3, true), (5, false)]);
    assert_eq!(names(&audit), ["Yusuf al-Khayali", "Sabir Wahmi", "Amal", "Nur", "Munir"]);
    assert!(ids.iter().all(|id| audit.event(*id).is_ok_and(|stored| stored.id == *id)));
    let key = node.key().expect("read").expect("a key");
    let found = audit.verify(Some(&key.public()), &mut |_| {}).expect("it is read");
    assert_eq!((found.events, found.segments, found.sealed, found.broken), (5, 3, 2, vec![]));
    assert_eq!(broken(folder.path(), Some(&SecretKey::of([9; 32]))), [(BrokenKind::Seal, 1), (BrokenKind::Seal, 3)]);
    let note = folder.path().join("audit/000000000003.note");
    std::fs::remove_file(note).expect("removed");
    assert_eq!(broken(folder.path(), Some(&key)), [(BrokenKind::Seal, 3)]);
    // One that was killed between packing and sealing is sealed again.
    assert_eq!(node.seal_audit(&audit).expect("sealed"), 1);
    assert_eq!(broken(folder.path(), Some(&key)), []);
    let reopened = Audit::open(folder.path()).expect("it opens");
    assert_eq!(append(&reopened, &["Zahra"], at("2026-03-05T00:00:00Z"))[0].n, 6);
    assert_eq!(broken(folder.path(), Some(&key)), []);
}

#[test]
fn what_is_erased_nobody_reads_and_the_log_stays_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let audit = Audit::open(folder.path()).expect("it opens");
    append(&audit, &["Yusuf al-Khayali", "Sabir Wahmi"], morning());
    append(&audit, &["Yusuf al-Khayali"], at("2026-03-02T00:00:00Z"));
    audit.erase(&[1, 3, 99], &actor(), "asked by the person", at("2026-03-02T01:00:00Z")).expect("erased");
    assert_eq!(names(&audit), ["Erased", "Sabir Wahmi", "Erased", "None"]);
    let found = audit.verify(None, &mut |_| {}).expect("it is read");
    assert_eq!((found.erased, found.broken), (2, vec![]));
    // A key that is gone without a word is told, and so is one that came back.
    let keys = folder.path().join(format!("{FIRST}.keys"));
    let mut bytes = std::fs::read(&keys).expect("a file");
    bytes[RECORD_BYTES..RECORD_BYTES + 32].fill(0);
    std::fs::write(&keys, &bytes).expect("written");
    assert_eq!(broken(folder.path(), None), [(BrokenKind::Unreadable, 2)]);
}

#[test]
fn an_erasure_that_was_interrupted_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let audit = Audit::open(folder.path()).expect("it opens");
    append(&audit, &["Yusuf al-Khayali"], morning());
    let before = std::fs::read(folder.path().join(format!("{FIRST}.keys"))).expect("a file");
    audit.erase(&[1], &actor(), "asked", morning()).expect("erased");
    let mut keys = std::fs::read(folder.path().join(format!("{FIRST}.keys"))).expect("a file");
    keys[..before.len()].copy_from_slice(&before);
    std::fs::write(folder.path().join(format!("{FIRST}.keys")), keys).expect("written");
    assert_eq!(broken(folder.path(), None), [(BrokenKind::NotErased, 1)]);
    audit.erase(&[1], &actor(), "asked, again", morning()).expect("erased");
    assert_eq!(broken(folder.path(), None), []);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(line in proptest::collection::vec(any::<u8>(), 0..400)) {
        // Most are no JSON; what is none of an event is none.
        prop_assert!(stored::read(&line, Some(&[1; 32])).is_none());
    }

    #[test]
    fn a_log_of_any_bytes_opens_and_goes_on(lines in proptest::collection::vec(any::<u8>(), 0..400), keys in proptest::collection::vec(any::<u8>(), 0..200)) {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("audit")).expect("a folder");
        std::fs::write(folder.path().join(format!("{FIRST}.jsonl")), &lines).expect("written");
        std::fs::write(folder.path().join(format!("{FIRST}.keys")), &keys).expect("written");
        if let Ok(audit) = Audit::open(folder.path()) {
            append(&audit, &["Amal"], morning());
            let found = audit.verify(None, &mut |_| {}).expect("it is read");
            prop_assert!(found.events > 0 && found.broken.iter().all(|broken| broken.event != audit.len()));
        }
    }
}
