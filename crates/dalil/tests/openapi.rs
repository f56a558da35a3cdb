//! `docs/openapi.json` against `dalil serve` with the demonstration's lists, without keys and with them: schemathesis asks whatever it says, and
//! what is answered must be what it says. `DALIL_CLIENTS_PYTHON` names an interpreter that has schemathesis (`./test` makes one).

mod common;

use std::process::Command;
use std::thread;

use common::{Server, dalil_in_words, new_key, script};

/// Examples of each address: with the fixed seed the same each time, and done within half a minute.
const EXAMPLES: &str = "12";

#[test]
fn what_is_answered_is_what_is_described() {
    let python = std::env::var_os("DALIL_CLIENTS_PYTHON").filter(|python| {
        let found = Command::new(python).args(["-c", "import schemathesis"]).output();
        found.is_ok_and(|found| found.status.success())
    });
    let Some(python) = python else {
        println!("skipped: openapi.py: DALIL_CLIENTS_PYTHON names no interpreter with schemathesis");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let places = ["open", "guarded"].map(|name| folder.path().join(name));
    for data in &places {
        assert!(dalil_in_words(data, &["demo", "--no-serve", "--people", "60"]).status.success());
    }
    let key = new_key(&places[1], "screener");
    thread::scope(|scope| {
        let runs = [(&places[0], ""), (&places[1], key.as_str())].map(|(data, key)| {
            let python = &python;
            scope.spawn(move || {
                let server = Server::start(data, &[]);
                script(python, "openapi.py", &[&server.address, key, EXAMPLES])
            })
        });
        for run in runs {
            let told = run.join().expect("the description is kept");
            print!("{}", told.lines().filter(|line| line.contains("generated")).collect::<String>());
        }
    });
}
