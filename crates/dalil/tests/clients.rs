//! Clients of yente against `dalil serve` with the invented datasets of `testdata/manifest`: its own client, nomenklatura's enricher, and
//! a session as OpenRefine has it. The clients are Python; `DALIL_CLIENTS_PYTHON` names an interpreter that has them (`./test` makes one).

mod common;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use common::{command, text};

/// A server that ends with the test. After its first line nobody listens to what it says, and it goes on.
struct Server(Child, String);

impl Server {
    fn start(data: &Path) -> Self {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/manifest/manifest.yml");
        let mut command = command(data, &["serve", "--listen", "127.0.0.1:0"]);
        let mut child = command.arg("--manifest").arg(manifest).stderr(Stdio::piped()).spawn().expect("dalil runs");
        let mut first = String::new();
        BufReader::new(child.stderr.take().expect("a pipe")).read_line(&mut first).expect("a line");
        let address = first.trim().strip_prefix("listening on ").expect(&first).to_owned();
        Self(child, address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Ended already where it could not go on.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn clients_of_yente_are_answered_as_they_ask() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(&folder.path().join("data"));
    let of_clients = std::env::var_os("DALIL_CLIENTS_PYTHON");
    // The session needs no more than an interpreter.
    let plain = Some("python3".into()).filter(|_| Command::new("python3").arg("--version").output().is_ok());
    for (script, python) in
        [("reconciling.py", of_clients.clone().or(plain)), ("sdk.py", of_clients.clone()), ("enricher.py", of_clients)]
    {
        let Some(python) = python else {
            println!("skipped: {script}: DALIL_CLIENTS_PYTHON names no interpreter with yente-client and nomenklatura");
            continue;
        };
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients").join(script);
        let output = Command::new(python).arg(&script).arg(&server.1).output().expect("the interpreter runs");
        assert!(output.status.success(), "{}: {}{}", script.display(), text(&output.stdout), text(&output.stderr));
        print!("{}", text(&output.stdout));
    }
}
