//! Backups: made while others write, whole or none at all, refused when anything in them is not as it was, and put back so that the
//! same register is built. The people are invented.

mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::{Person, command, dalil, dalil_in_words, lines, text, un};
use serde_json::Value;

/// A folder with a data folder in it that holds two editions and a register, and a backup of that.
struct Kept {
    folder: tempfile::TempDir,
    data: PathBuf,
    backup: PathBuf,
    register: String,
}

fn path(path: &Path) -> String {
    path.display().to_string()
}

fn people(n: usize) -> Vec<Person> {
    let mut people: Vec<Person> = (1..n).map(Person::numbered).collect();
    people.push(Person::new("XXi.9001", "YUSUF AL-KHAYALI"));
    people
}

#[track_caller]
fn done(data: &Path, arguments: &[&str]) -> Value {
    let output = dalil(data, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    lines(&output).pop().unwrap_or_default()
}

#[track_caller]
fn code(data: &Path, arguments: &[&str]) -> String {
    let output = dalil(data, arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", text(&output.stdout));
    let told = text(&output.stderr);
    assert!(told.contains("error: ") && told.contains("hint: "), "{told}");
    lines(&output)[0]["problems"][0]["code"].as_str().unwrap_or_default().to_owned()
}

impl Kept {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (data, backup) = (folder.path().join("data"), folder.path().join("backup"));
        for (day, n) in [("2026-01-01", 40), ("2026-02-01", 41)] {
            let list = folder.path().join(format!("{day}.xml"));
            std::fs::write(&list, un(day, &people(n))).expect("written");
            done(&data, &["import", &path(&list)]);
        }
        let register = done(&data, &["build"])["register"].as_str().expect("an id").to_owned();
        std::fs::create_dir(data.join("audit")).expect("made");
        std::fs::write(data.join("audit/000001.jsonl.zst"), [0x28, 0xB5, 0x2F, 0xFD, 1]).expect("written");
        std::fs::write(data.join("audit/000002.jsonl"), "{\"seq\":1}\n{\"seq\":2}\n{\"se").expect("written");
        done(&data, &["backup", &path(&backup)]);
        Self { folder, data, backup, register }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn manifest(&self) -> Value {
        serde_json::from_str(&std::fs::read_to_string(self.backup.join("backup.json")).expect("text")).expect("JSON")
    }

    fn write_manifest(&self, manifest: &Value) {
        std::fs::write(self.backup.join("backup.json"), manifest.to_string()).expect("written");
    }

    /// The path of the first file that the manifest names and that begins so.
    fn file(&self, begins: &str) -> PathBuf {
        let manifest = self.manifest();
        let files = manifest["files"].as_array().expect("files");
        let name = files.iter().filter_map(|file| file["path"].as_str()).find(|name| name.starts_with(begins));
        self.backup.join(name.expect("a file"))
    }
}

/// The names below a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let mut out = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for file in at.read_dir().expect("a folder") {
            let path = file.expect("a file").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                out.push(path.strip_prefix(folder).expect("below").display().to_string());
            }
        }
    }
    out.sort();
    out
}

#[test]
fn a_backup_holds_what_cannot_be_made_again_and_no_secret() {
    let kept = Kept::new();
    let told = kept.manifest();
    assert_eq!((&told["format"], &told["made"]), (&1.into(), &"2026-06-01T00:00:00Z".into()));
    assert_eq!((&told["register"], &told["secret_key"]), (&kept.register.as_str().into(), &false.into()));
    let there = names(&kept.backup);
    let kinds = |begins: &str| there.iter().filter(|name| name.starts_with(begins)).count();
    let counted = ["dalil.db", "editions/", "registers/", "keys/", "audit/", "backup.json"].map(kinds);
    assert_eq!((counted, there.len()), ([1, 2, 2, 1, 2, 1], 9), "{there:?}");
    let listed: Vec<&str> =
        told["files"].as_array().expect("files").iter().filter_map(|f| f["path"].as_str()).collect();
    let but_manifest: Vec<&str> = there.iter().map(String::as_str).filter(|name| *name != "backup.json").collect();
    assert_eq!(listed, but_manifest, "sorted, and all of them");
    // Of the audit trail's last lines only whole ones.
    assert_eq!(
        std::fs::read_to_string(kept.backup.join("audit/000002.jsonl")).expect("text"),
        "{\"seq\":1}\n{\"seq\":2}\n"
    );
    let secret = std::fs::read_to_string(kept.data.join("keys/register.key")).expect("the key");
    for name in &there {
        let bytes = std::fs::read(kept.backup.join(name)).expect("a file");
        assert!(!bytes.windows(secret.trim().len()).any(|bytes| bytes == secret.trim().as_bytes()), "{name}");
    }
    // Looking at it changes nothing of it.
    let before = names(&kept.backup);
    done(&kept.at("nowhere"), &["restore", &path(&kept.backup), "--verify"]);
    assert_eq!(names(&kept.backup), before);
    assert!(!kept.at("nowhere").exists());
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_a_backup_or_what_is_restored() {
    use std::os::unix::fs::PermissionsExt as _;
    let kept = Kept::new();
    let restored = kept.at("restored");
    done(&restored, &["restore", &path(&kept.backup)]);
    for folder in [&kept.backup, &restored] {
        let mode = |path: &Path| path.metadata().expect("there").permissions().mode() & 0o777;
        assert_eq!(mode(folder), 0o700);
        for name in names(folder) {
            assert_eq!(mode(&folder.join(&name)), 0o600, "{name}");
        }
    }
}

#[test]
fn what_is_restored_builds_the_same_register_with_a_key_of_its_own() {
    let kept = Kept::new();
    let restored = kept.at("restored/below");
    let told = done(&restored, &["restore", &path(&kept.backup)]);
    assert_eq!((&told["register"], &told["secret_key"]), (&kept.register.as_str().into(), &false.into()));
    // The note is that of the key before, and tells so to whoever has the public key.
    let note = std::fs::read_to_string(restored.join(format!("registers/{}.note", kept.register))).expect("text");
    let public = std::fs::read_to_string(restored.join(kept.file("keys/").strip_prefix(&kept.backup).expect("below")));
    let public = node::PublicKey::read(&public.expect("a public key")).expect("a key");
    assert!(public.text_of(&note).is_some_and(|text| text.contains(&kept.register)));
    // It makes nothing trusted here.
    assert_eq!(code(&restored, &["screen", "Yusuf al-Khayali"]), "register-unsigned");
    assert_eq!(lines(&dalil(&restored, &["doctor"]))[0]["awaits_key"], true);
    assert_eq!(done(&restored, &["stats"]), done(&kept.data, &["stats"]));
    assert_eq!(done(&restored, &["build"])["register"], kept.register.as_str());
    let file = format!("registers/{}.dalil", kept.register);
    let bytes = |data: &Path| std::fs::read(data.join(&file)).expect("a register");
    assert!(bytes(&restored) == bytes(&kept.data), "byte for byte");
    assert_eq!(dalil(&restored, &["screen", "Yusuf al-Khayali"]).status.code(), Some(3));
    assert_ne!(done(&restored, &["keys"])["public_key"], done(&kept.data, &["keys"])["public_key"]);
    // A backup of it has both public keys: the note of before can still be told.
    let again = kept.at("again");
    done(&restored, &["backup", &path(&again)]);
    assert_eq!(names(&again.join("keys")).len(), 2);
}

#[test]
fn with_its_keys_a_restored_folder_goes_on_as_before() {
    let kept = Kept::new();
    let (backup, restored) = (kept.at("secret"), kept.at("restored"));
    let output = dalil(&kept.data, &["backup", "--with-keys", &path(&backup)]);
    assert!(output.status.success() && text(&output.stderr).contains("warning: "), "{}", text(&output.stderr));
    done(&restored, &["restore", &path(&backup)]);
    assert_eq!(dalil(&restored, &["screen", "Yusuf al-Khayali"]).status.code(), Some(3));
    assert_eq!(done(&restored, &["keys"])["public_key"], done(&kept.data, &["keys"])["public_key"]);
    let doctor = done(&restored, &["doctor"]);
    assert_eq!((&doctor["awaits_key"], &doctor["exposed"]), (&false.into(), &Value::Array(Vec::new())));
}

/// What is done to a backup, and the code that restoring and verifying it end with.
type Row = (&'static str, fn(&Kept), &'static str);

const ROWS: &[Row] = &[
    (
        "no manifest",
        |kept| std::fs::remove_file(kept.backup.join("backup.json")).expect("removed"),
        "backup-no-manifest",
    ),
    ("a manifest cut short", |kept| cut(&kept.backup.join("backup.json")), "backup-manifest"),
    ("an unknown member", |kept| set(kept, "/more", "x".into()), "backup-manifest"),
    ("a manifest without a limit", |kept| grow(&kept.backup.join("backup.json")), "backup-manifest-too-large"),
    ("a later format", |kept| set(kept, "/format", 2.into()), "backup-newer"),
    ("a later store", |kept| set(kept, "/store", 999.into()), "backup-newer"),
    ("another store", |kept| set(kept, "/store", 1.into()), "backup-store"),
    ("a file cut short", |kept| cut(&kept.file("editions/")), "backup-file-changed"),
    ("a changed byte", |kept| change(&kept.file("registers/")), "backup-file-changed"),
    ("a changed store", |kept| change(&kept.file("dalil.db")), "backup-file-changed"),
    ("a longer file", |kept| lengthen(&kept.file("audit/")), "backup-file-changed"),
    ("a missing file", |kept| std::fs::remove_file(kept.file("editions/")).expect("removed"), "backup-file-missing"),
    (
        "a file that is not named",
        |kept| std::fs::write(kept.backup.join("x"), "").expect("written"),
        "backup-file-extra",
    ),
    ("an edition taken out of both", |kept| take_out(kept, "editions/"), "backup-file-missing"),
    ("the key taken out of both", |kept| take_out(kept, "keys/"), "backup-unsigned"),
    ("the store taken out of both", |kept| take_out(kept, "dalil.db"), "backup-file-missing"),
    ("a path above", |kept| rename(kept, "../x"), "backup-other-path"),
    ("a path above, below a part", |kept| rename(kept, "audit/../../x"), "backup-other-path"),
    ("a path of the system", |kept| rename(kept, "/etc/x"), "backup-other-path"),
    ("a path of another system", |kept| rename(kept, "audit/..\\x"), "backup-other-path"),
    ("a drive", |kept| rename(kept, "audit/c:x"), "backup-other-path"),
    ("an empty name", |kept| rename(kept, "audit//x"), "backup-other-path"),
    ("a part that there is none", |kept| rename(kept, "bin/x"), "backup-other-path"),
    ("a folder below editions", |kept| rename(kept, "editions/a/b"), "backup-other-path"),
    ("files in another order", |kept| rename(kept, "registers/x"), "backup-manifest"),
    #[cfg(unix)]
    ("a link in a file's place", |kept| link(&kept.file("editions/")), "backup-not-plain"),
    #[cfg(unix)]
    ("a link in a folder's place", |kept| link(&kept.backup.join("audit")), "backup-not-plain"),
    #[cfg(unix)]
    ("a link in the manifest's place", |kept| link(&kept.backup.join("backup.json")), "backup-not-plain"),
];

fn set(kept: &Kept, member: &str, value: Value) {
    let mut manifest = kept.manifest();
    manifest[member.trim_start_matches('/')] = value;
    kept.write_manifest(&manifest);
}

/// Names the first file otherwise.
fn rename(kept: &Kept, name: &str) {
    let mut manifest = kept.manifest();
    manifest["files"][0]["path"] = name.into();
    kept.write_manifest(&manifest);
}

fn take_out(kept: &Kept, begins: &str) {
    std::fs::remove_file(kept.file(begins)).expect("removed");
    let mut manifest = kept.manifest();
    let files = manifest["files"].as_array_mut().expect("files");
    let at = files.iter().position(|file| file["path"].as_str().is_some_and(|path| path.starts_with(begins)));
    files.remove(at.expect("a file"));
    kept.write_manifest(&manifest);
}

fn cut(path: &Path) {
    let bytes = std::fs::read(path).expect("a file");
    std::fs::write(path, &bytes[..bytes.len() - 3]).expect("written");
}

fn change(path: &Path) {
    let mut bytes = std::fs::read(path).expect("a file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(path, bytes).expect("written");
}

fn lengthen(path: &Path) {
    let bytes = std::fs::read(path).expect("a file");
    std::fs::write(path, [bytes, b"more".to_vec()].concat()).expect("written");
}

/// A file with a hole: as long as is not read, and no room taken.
fn grow(path: &Path) {
    std::fs::File::options().write(true).open(path).and_then(|file| file.set_len(1 << 30)).expect("grown");
}

/// Puts a link where something stood, to the same.
#[cfg(unix)]
fn link(path: &Path) {
    let away = path.parent().expect("a folder").parent().expect("a folder").join("away");
    std::fs::rename(path, &away).expect("moved");
    std::os::unix::fs::symlink(&away, path).expect("linked");
}

#[test]
fn a_backup_that_is_not_as_it_was_is_refused_and_nothing_is_written() {
    let whole = Kept::new();
    for (what, spoil, want) in ROWS {
        let folder = tempfile::tempdir().expect("a folder");
        let backup = folder.path().join("below/backup");
        copy(&whole.backup, &backup);
        let (data, register) = (whole.data.clone(), whole.register.clone());
        let kept = Kept { folder, data, backup, register };
        spoil(&kept);
        let restored = kept.at("restored");
        assert_eq!(code(&restored, &["restore", "--verify", &path(&kept.backup)]), *want, "{what}");
        assert_eq!(code(&restored, &["restore", &path(&kept.backup)]), *want, "{what}");
        assert!(!restored.exists(), "{what}");
        let left: Vec<_> =
            kept.folder.path().read_dir().expect("a folder").map(|file| file.expect("a file").file_name()).collect();
        assert!(left.iter().all(|name| name == "below" || name == "away"), "{what}: {left:?}");
        let arabic = dalil_in_words(&restored, &["--lang", "ar", "restore", &path(&kept.backup)]);
        let told = text(&arabic.stderr);
        assert!(told.starts_with("خطأ: ") && told.contains("للمتابعة: "), "{what}: {told}");
    }
}

fn copy(from: &Path, to: &Path) {
    for name in names(from) {
        let target = to.join(&name);
        std::fs::create_dir_all(target.parent().expect("a folder")).expect("made");
        std::fs::copy(from.join(&name), target).expect("copied");
    }
}

#[test]
fn what_is_there_already_stays_as_it_is() {
    let kept = Kept::new();
    assert_eq!(code(&kept.data, &["backup", &path(&kept.backup)]), "backup-place-holds");
    assert_eq!(code(&kept.data, &["backup", &path(&kept.data.join("editions/backup"))]), "backup-within");
    assert!(!kept.data.join("editions/backup").exists());
    assert_eq!(code(&kept.data, &["restore", &path(&kept.backup)]), "restore-place-holds");
    let other = kept.at("other");
    std::fs::create_dir(&other).expect("made");
    std::fs::write(other.join("note.txt"), "mine").expect("written");
    assert_eq!(code(&other, &["restore", &path(&kept.backup)]), "restore-place-holds");
    assert_eq!(names(&other), ["note.txt"]);
    assert_eq!(code(&kept.at("none"), &["restore", &path(&kept.at("no such folder"))]), "backup-no-manifest");
    // An empty folder is a place, for both.
    let (empty, place) = (kept.at("empty"), kept.at("place"));
    std::fs::create_dir(&empty).expect("made");
    std::fs::create_dir(&place).expect("made");
    done(&kept.data, &["backup", &path(&empty)]);
    done(&place, &["restore", &path(&empty)]);
}

#[test]
fn damage_where_the_data_is_stops_a_backup_and_what_it_cannot_hold_is_said() {
    let kept = Kept::new();
    std::fs::write(kept.data.join("a note"), "mine").expect("written");
    let register = kept.data.join(format!("registers/{}.dalil", kept.register));
    change(&register);
    let told = done(&kept.data, &["backup", &path(&kept.at("second"))]);
    assert_eq!((&told["register"], &told["register_left_out"]["code"]), (&Value::Null, &"register-damaged".into()));
    assert_eq!(told["unknown"], serde_json::json!(["a note"]));
    done(&kept.at("second restored"), &["restore", &path(&kept.at("second"))]);
    assert_eq!(done(&kept.at("second restored"), &["build"])["register"], kept.register.as_str());

    let edition = kept.data.join(kept.file("editions/").strip_prefix(&kept.backup).expect("below"));
    change(&edition);
    let refused = code(&kept.data, &["backup", &path(&kept.at("third"))]);
    assert!(["stored-bytes-damaged", "packing-damaged"].contains(&refused.as_str()), "{refused}");
    assert!(!kept.at("third").exists(), "what was begun is gone");
}

/// Imports run one after another, the audit trail grows and is sealed, and backups are made of it all: each of them is one state.
/// Ends the writer however the test ends: else it would be waited for without end.
struct Stop<'s>(&'s std::sync::atomic::AtomicBool);
impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, std::sync::atomic::Ordering::Relaxed);
    }
}

#[test]
fn a_backup_made_while_others_write_is_one_state() {
    let kept = Kept::new();
    let wait = |day: u32| -> std::process::Child {
        let list = kept.at(&format!("2026-03-{day:02}.xml"));
        std::fs::write(&list, un(&format!("2026-03-{day:02}"), &people(40 + day as usize))).expect("written");
        let mut import = command(&kept.data, &["import", &path(&list)]);
        import.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it runs")
    };
    let audit = kept.data.join("audit");
    let stop = std::sync::atomic::AtomicBool::new(false);
    let mut states = Vec::new();
    std::thread::scope(|scope| {
        let _stop = Stop(&stop);
        scope.spawn(|| {
            let mut number = 3;
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                let open = audit.join(format!("{number:06}.jsonl"));
                for seq in 0..50 {
                    use std::io::Write as _;
                    let mut file = std::fs::File::options().append(true).create(true).open(&open).expect("open");
                    file.write_all(format!("{{\"seq\":{seq}}}\n").as_bytes()).expect("written");
                }
                // A segment is closed once a day: a backup that copies it meanwhile begins again.
                std::thread::sleep(std::time::Duration::from_millis(400));
                std::fs::rename(&open, audit.join(format!("{number:06}.jsonl.zst"))).expect("sealed");
                number += 1;
            }
        });
        for day in 1..=6 {
            let mut import = wait(day);
            let backup = kept.at(&format!("backup-{day}"));
            let told = dalil(&kept.data, &["backup", &path(&backup)]);
            assert!(told.status.success(), "{}", text(&told.stderr));
            assert!(import.wait().expect("it ends").success());
            states.push(backup);
        }
    });
    for (at, backup) in states.iter().enumerate() {
        let restored = kept.at(&format!("restored-{at}"));
        done(&restored, &["restore", &path(backup)]);
        let doctor = lines(&dalil(&restored, &["doctor"])).pop().expect("a line");
        let (editions, damaged) = (doctor["editions"].as_u64().expect("a number"), &doctor["damaged"]);
        // The import beside it is in it wholly or not at all.
        let expected = [2 + at as u64, 3 + at as u64];
        assert!(expected.contains(&editions), "{at}: {editions}");
        assert_eq!((damaged, &doctor["store_damaged"]), (&serde_json::json!([]), &Value::Null));
    }
    // All were taken in meanwhile, and the last restored folder, with what it misses, builds what the first builds.
    let last = kept.at("restored-5");
    done(&last, &["import", &path(&kept.at("2026-03-06.xml"))]);
    assert_eq!(done(&last, &["build"])["register"], done(&kept.data, &["build"])["register"]);
}

#[test]
fn a_backup_that_was_killed_is_none() {
    let kept = Kept::new();
    let mut killed = 0;
    for after in 0..12 {
        let backup = kept.at(&format!("killed-{after}"));
        let mut child = Command::new(env!("CARGO_BIN_EXE_dalil"))
            .args(["--data", &path(&kept.data), "backup", &path(&backup)])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it runs");
        std::thread::sleep(std::time::Duration::from_millis(after * 3));
        child.kill().expect("killed");
        let ended = child.wait().expect("it ended").success();
        let verified = dalil(&kept.data, &["restore", "--verify", &path(&backup)]);
        let found = lines(&verified)[0]["problems"][0]["code"].as_str().map(str::to_owned);
        // Whole, or none; never a part that is taken for it.
        assert!(verified.status.success() || found.as_deref() == Some("backup-no-manifest"), "{after}: {found:?}");
        assert!(!ended || verified.status.success());
        killed += u32::from(!verified.status.success());
    }
    assert!(killed > 0, "the first is killed at once");
    // What a killed backup left is no place for the next one, and the data is as it was.
    assert_eq!(done(&kept.data, &["doctor"])["damaged"], serde_json::json!([]));
}
