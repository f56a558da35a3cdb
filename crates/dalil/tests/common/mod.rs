//! What the tests of the command line share: running it, reading what it says, the published lists where they are, and
//! invented editions in the UN's format.

#![allow(dead_code, reason = "each test uses a part of it")]

pub(crate) mod server;

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use sources::fictitious::{Plan, World, editions};

/// `dalil --data DIR …`, at a fixed moment; not started yet.
pub(crate) fn command(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dalil"));
    command.args(["--data", &data.display().to_string(), "--now", "2026-06-01T00:00:00Z"]).args(arguments);
    command
}

/// Runs `dalil --data DIR …`, which answers in words.
pub(crate) fn dalil_in_words(data: &Path, arguments: &[&str]) -> Output {
    command(data, arguments).output().expect("dalil runs")
}

/// Runs `dalil --data DIR --json …`.
pub(crate) fn dalil(data: &Path, arguments: &[&str]) -> Output {
    dalil_in_words(data, &[&["--json"], arguments].concat())
}

/// A server that ends with the test. After its first line nobody listens to what it says, and it goes on.
pub(crate) struct Server {
    child: Child,
    /// Where it answers.
    pub(crate) address: String,
}

impl Server {
    pub(crate) fn start(data: &Path, arguments: &[&str]) -> Self {
        let mut command = command(data, &[&["serve", "--listen", "127.0.0.1:0"], arguments].concat());
        let mut child = command.stderr(Stdio::piped()).spawn().expect("dalil runs");
        let mut first = String::new();
        BufReader::new(child.stderr.take().expect("a pipe")).read_line(&mut first).expect("a line");
        let address = first.trim().strip_prefix("listening on ").expect(&first).to_owned();
        Self { child, address }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Ended already where it could not go on.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The output of a script beside the tests of clients, run by an interpreter; it must have ended well.
pub(crate) fn script(python: &std::ffi::OsStr, name: &str, arguments: &[&str]) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients").join(name);
    let output = Command::new(python).arg(script).args(arguments).output().expect("the interpreter runs");
    assert!(output.status.success(), "{name}: {}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

/// A new key of a role.
pub(crate) fn new_key(data: &Path, role: &str) -> String {
    let made = dalil_in_words(data, &["access", "key-add", "tests", "--role", role]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    text(&made.stdout).trim().to_owned()
}

/// What was said, as text.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The JSON lines of an output.
pub(crate) fn lines(output: &Output) -> Vec<serde_json::Value> {
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect()
}

/// What was said, without how much room things take and is left, which is another each time.
pub(crate) fn without_room(output: &Output) -> String {
    let mut told = lines(output);
    for line in &mut told {
        for changing in ["parts", "free_bytes"] {
            line.as_object_mut().expect("an object").remove(changing);
        }
    }
    told.iter().map(|line| format!("{line}\n")).collect()
}

/// A file or folder of the published lists in `../shared/lists`; says what is skipped where it is absent.
#[expect(clippy::print_stdout, reason = "tests say what they skip")]
pub(crate) fn published(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/lists").join(path);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is absent", path.display());
    None
}

/// Writes the files of an invented world of so many people, as if publishers had issued them; their paths, in the order to import.
pub(crate) fn invented(folder: &Path, people: usize) -> Vec<String> {
    let world = World::new(&Plan { people, ..Plan::default() });
    let mut files = Vec::new();
    for file in editions(&world) {
        let path = folder.join(&file.name);
        // Invented lists say so of themselves and stand in the demonstration alone; these stand in for published ones.
        let bytes = String::from_utf8(file.bytes).expect("text").replace("FICTITIOUS: invented", "INVENTED: made");
        let bytes = bytes.replace(sources::fictitious::MARK_AR, "مثال مختلق");
        std::fs::write(&path, bytes).expect("written");
        files.push(path.display().to_string());
    }
    files
}

/// An invented person of an edition; what is empty is not printed.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) reference: String,
    pub(crate) name: String,
    pub(crate) dataid: String,
    pub(crate) version: String,
    pub(crate) listed_on: String,
    pub(crate) born: Vec<String>,
}

impl Person {
    pub(crate) fn new(reference: &str, name: &str) -> Self {
        Self {
            reference: reference.to_owned(),
            name: name.to_owned(),
            dataid: String::new(),
            version: "1".to_owned(),
            listed_on: "2019-01-01".to_owned(),
            born: vec!["1970-01-01".to_owned()],
        }
    }

    /// The person of a number.
    pub(crate) fn numbered(n: usize) -> Self {
        Self::new(&format!("XXi.{n:04}"), &format!("PERSON NUMBER {n}"))
    }

    pub(crate) fn dataid(mut self, dataid: &str) -> Self {
        dataid.clone_into(&mut self.dataid);
        self
    }
}

/// An invented edition in the UN's format.
pub(crate) fn un(day: &str, people: &[Person]) -> String {
    let mut out =
        format!("<?xml version='1.0' encoding='UTF-8'?>\n<CONSOLIDATED_LIST dateGenerated='{day}'><INDIVIDUALS>");
    for person in people {
        out.push_str("<INDIVIDUAL>");
        for (element, value) in [
            ("DATAID", &person.dataid),
            ("VERSIONNUM", &person.version),
            ("FIRST_NAME", &person.name),
            ("REFERENCE_NUMBER", &person.reference),
            ("LISTED_ON", &person.listed_on),
        ] {
            if !value.is_empty() {
                let _ = write!(out, "<{element}>{value}</{element}>");
            }
        }
        for day in &person.born {
            let _ = write!(
                out,
                "<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>{day}</DATE></INDIVIDUAL_DATE_OF_BIRTH>"
            );
        }
        out.push_str("</INDIVIDUAL>");
    }
    out.push_str("</INDIVIDUALS><ENTITIES/></CONSOLIDATED_LIST>\n");
    out
}
