//! A process killed at any moment of an import or a build leaves the old state or the new one, never a mix.
//!
//! Shape:    the import of a large edition is timed once, then killed (SIGKILL) at moments spread over that time and a
//!           little beyond. After each kill everything that is told is one of the two states, and the import succeeds.
//! Not here: a full disk (`bad_input.rs`).

#![cfg(unix)]

mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::{Person, dalil, lines, text, un, without_room};

/// Kills of one sweep.
const KILLS: u32 = 20;

/// What is asked of the data, and which of it is the counts.
const ASKED: [&[&str]; 4] = [&["lists"], &["stats"], &["diff", "un-sc"], &["doctor"]];
const STATS: usize = 1;

fn ask(data: &Path, command: &[&str]) -> String {
    let output = dalil(data, command);
    assert!(output.status.success(), "{command:?}: {}", text(&output.stderr));
    without_room(&output).replace(&data.display().to_string(), "DATA")
}

/// Everything that is told of the data.
fn told(data: &Path) -> Vec<String> {
    ASKED.into_iter().map(|command| ask(data, command)).collect()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for file in std::fs::read_dir(from).expect("a folder") {
        let file = file.expect("a file");
        let target = to.join(file.file_name());
        if file.file_type().expect("a type").is_dir() {
            copy(&file.path(), &target);
        } else {
            std::fs::copy(file.path(), target).expect("copied");
        }
    }
}

/// The names of files that an interrupted import may have left.
fn left_over(data: &Path) -> Vec<String> {
    let all =
        ["editions", "registers"].into_iter().flat_map(|part| std::fs::read_dir(data.join(part)).expect("a folder"));
    let names = all.map(|file| file.expect("a file").file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with(".")).collect()
}

fn people(n: usize) -> Vec<Person> {
    (0..n)
        .map(|n| {
            let mut person = Person::numbered(n);
            person.born = (0..9).map(|k| format!("19{:02}-0{}-11", 10 + (n + k) % 80, 1 + k)).collect();
            person
        })
        .collect()
}

struct Sweep {
    folder: tempfile::TempDir,
    old: Vec<String>,
    new: Vec<String>,
    takes: Duration,
}

impl Sweep {
    /// Two small editions held, and a large one to come.
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let base = folder.path().join("base");
        for (day, n) in [("2024-01-01", 1_190), ("2024-02-01", 1_200)] {
            let path = folder.path().join(format!("{day}.xml"));
            std::fs::write(&path, un(day, &people(n))).expect("written");
            assert!(dalil(&base, &["import", &path.display().to_string()]).status.success());
        }
        std::fs::write(folder.path().join("new.xml"), un("2024-03-01", &people(1_300))).expect("written");
        let old = told(&base);
        let done = folder.path().join("done");
        copy(&base, &done);
        let mut sweep = Self { folder, old, new: Vec::new(), takes: Duration::ZERO };
        let began = Instant::now();
        assert!(dalil(&done, &["import", &sweep.edition()]).status.success());
        sweep.takes = began.elapsed();
        sweep.new = told(&done);
        assert_ne!(sweep.old, sweep.new);
        sweep
    }

    fn edition(&self) -> String {
        self.folder.path().join("new.xml").display().to_string()
    }

    /// A copy of the data with the old state.
    fn data(&self, n: u32) -> PathBuf {
        let data = self.folder.path().join(format!("data-{n}"));
        copy(&self.folder.path().join("base"), &data);
        data
    }
}

/// Starts the import and kills it after a while; whether it was still at work then.
fn killed(data: &Path, edition: &str, after: Duration) -> bool {
    let mut child = Command::new(env!("CARGO_BIN_EXE_dalil"))
        .args(["--data", &data.display().to_string(), "--now", "2026-06-01T00:00:00Z", "import", edition])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("dalil runs");
    std::thread::sleep(after);
    let at_work = child.try_wait().expect("a child").is_none();
    child.kill().expect("killed");
    child.wait().expect("gone");
    at_work
}

#[test]
fn an_import_killed_at_any_moment_leaves_the_old_or_the_new_state() {
    let sweep = Sweep::new();
    let (mut at_work, mut old, mut new) = (0, 0, 0);
    for n in 0..KILLS {
        let data = sweep.data(n);
        let after = sweep.takes * n / (KILLS - 4) * if n + 1 == KILLS { 10 } else { 1 };
        at_work += u32::from(killed(&data, &sweep.edition(), after));
        let now = told(&data);
        assert!(now == sweep.old || now == sweep.new, "killed after {after:?}: {now:?}");
        old += u32::from(now == sweep.old);
        new += u32::from(now == sweep.new);
        assert_eq!(left_over(&data), Vec::<String>::new(), "killed after {after:?}");

        // The same import again gives the new state.
        let again = dalil(&data, &["import", &sweep.edition()]);
        assert!(again.status.success(), "{}", text(&again.stderr));
        assert_eq!(lines(&again)[0]["held"], now == sweep.new);
        assert_eq!(ask(&data, &["stats"]), sweep.new[STATS], "killed after {after:?}");
        std::fs::remove_dir_all(&data).expect("removed");
    }
    // The first is killed at once, and the last long after it; between them it depends on how busy the machine is.
    println!(
        "{at_work} of {KILLS} killed at work: {old} left the old state, {new} the new; one takes {:?}",
        sweep.takes
    );
    assert!(at_work > 0 && old > 0 && new > 0);
}

/// What each step of an import leaves when nothing follows it, made by hand: no sweep has to meet that moment.
#[test]
fn what_a_killed_import_leaves_behind_is_cleared_away_when_nobody_else_is_at_work() {
    let sweep = Sweep::new();
    let done = sweep.folder.path().join("done/editions");
    let data = sweep.data(0);
    let bytes = std::fs::read_dir(&done).expect("a folder").map(|file| file.expect("a file").path());
    let newer: Vec<PathBuf> =
        bytes.filter(|path| !data.join("editions").join(path.file_name().unwrap()).exists()).collect();
    let raw = data.join("editions").join(newer[0].file_name().unwrap());

    // An unfinished file, and raw bytes that no edition names yet.
    std::fs::write(data.join("editions/.unfinished-a1b2"), b"half of").expect("written");
    std::fs::write(data.join("registers/.unfinished-a1b2"), b"half of").expect("written");
    std::fs::copy(&newer[0], &raw).expect("copied");
    // What others put there stays.
    std::fs::write(data.join("editions/note.txt"), b"mine").expect("written");

    // Another process is at work: nothing is touched.
    let open = std::fs::File::open(data.join("lock")).expect("a lock");
    open.lock_shared().expect("locked");
    assert_eq!(told(&data), sweep.old);
    assert!(raw.exists() && left_over(&data).len() == 2);
    drop(open);

    assert_eq!(told(&data), sweep.old);
    assert!(!raw.exists() && left_over(&data).is_empty() && data.join("editions/note.txt").exists());
    assert!(dalil(&data, &["import", &sweep.edition()]).status.success());
    assert_eq!(told(&data), sweep.new);
}

#[test]
fn a_register_build_killed_at_any_moment_leaves_the_register_in_use() {
    let sweep = Sweep::new();
    let data = sweep.data(0);
    let now = "2026-06-01T00:00:00Z".parse().expect("a moment");
    let first = node::Node::open(&data).expect("open").build(now, &mut |_| {}).expect("built").register;
    assert!(dalil(&data, &["import", &sweep.edition()]).status.success());
    // A killed build leaves an unfinished file, or a whole one that is not in use.
    let whole = data.join("registers").join(format!("{}.dalil", "0".repeat(64)));
    std::fs::write(&whole, b"whole").expect("written");
    std::fs::write(data.join("registers/.unfinished-x"), b"half of").expect("written");
    let mut node = node::Node::open(&data).expect("open");
    assert_eq!(node.register().expect("in use").id(), first);
    assert_eq!(left_over(&data), Vec::<String>::new());
    let second = node.build(now, &mut |_| {}).expect("built").register;
    assert_ne!(first, second);
    assert_eq!(node.register().expect("in use").id(), second);
}
