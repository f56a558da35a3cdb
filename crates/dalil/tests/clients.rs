//! Clients of yente against `dalil serve` with the invented datasets of `testdata/manifest`: its own client in Python and on the command line,
//! nomenklatura's enricher, and a session as OpenRefine has it. The clients are Python; `DALIL_CLIENTS_PYTHON` names an interpreter that has
//! them (`./test` makes one). yente itself, without its index, is asked the same where `DALIL_YENTE_PYTHON` names an interpreter that has it
//! (`./test --long` makes one).

mod common;

use std::path::Path;
use std::process::Command;

use common::{Server, new_key, script};

fn manifest() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/manifest/manifest.yml").display().to_string()
}

#[test]
fn clients_of_yente_are_answered_as_they_ask() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(&folder.path().join("data"), &["--manifest", &manifest()]);
    let of_clients = std::env::var_os("DALIL_CLIENTS_PYTHON");
    // The session needs no more than an interpreter.
    let plain = Some("python3".into()).filter(|_| Command::new("python3").arg("--version").output().is_ok());
    for (name, python) in [
        ("reconciling.py", of_clients.clone().or(plain)),
        ("sdk.py", of_clients.clone()),
        ("cli.py", of_clients.clone()),
        ("enricher.py", of_clients),
    ] {
        let Some(python) = python else {
            println!("skipped: {name}: DALIL_CLIENTS_PYTHON names no interpreter with yente-client and nomenklatura");
            continue;
        };
        print!("{}", script(&python, name, &[&server.address]));
    }
}

#[test]
fn clients_of_yente_give_their_key_and_are_told_what_is_wrong_with_it() {
    let Some(python) = std::env::var_os("DALIL_CLIENTS_PYTHON") else {
        println!("skipped: keys.py: DALIL_CLIENTS_PYTHON names no interpreter with yente-client");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let (screener, viewer) = (new_key(&data, "screener"), new_key(&data, "viewer"));
    let server = Server::start(&data, &["--manifest", &manifest()]);
    // One that lets nobody compute more than a millisecond in a second.
    let mean = Server::start(&data, &["--manifest", &manifest(), "--work", "1"]);
    print!("{}", script(&python, "keys.py", &[&server.address, &mean.address, &screener, &viewer]));
}

#[test]
fn yente_itself_answers_in_the_same_shapes_and_refuses_the_same() {
    let Some(python) = std::env::var_os("DALIL_YENTE_PYTHON") else {
        println!("skipped: differential.py: DALIL_YENTE_PYTHON names no interpreter with yente");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(&folder.path().join("data"), &["--manifest", &manifest()]);
    print!("{}", script(&python, "differential.py", &[&server.address]));
}
