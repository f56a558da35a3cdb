//! What happens when the machine fails: a process killed while it writes, a full disk, a clock that goes back, clients that say nothing. docs/faults.md
//! tells all of it. Every person is invented.
#![cfg(unix)]

mod common;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::server::{Server, publish, send};
use common::{command, dalil, lines, text};
use serde_json::Value;

/// A data folder with one person on a list.
fn built(folder: &Path) -> std::path::PathBuf {
    publish(folder, "2026-01-15", "YUSUF AL-KHAYALI");
    folder.join("data")
}

/// A table of so many subjects.
fn table(folder: &Path, rows: usize) -> String {
    let path = folder.join("in.csv");
    let rows: String = (0..rows).map(|row| format!("{row},Nobody Wahmi {row}\n")).collect();
    std::fs::write(&path, format!("id,name\n{rows}")).expect("written");
    path.display().to_string()
}

fn verified(data: &Path) -> Value {
    let output = dalil(data, &["audit", "verify"]);
    let told = lines(&output).swap_remove(0);
    assert_eq!(output.status.code(), Some(0), "{told}");
    told
}

#[test]
fn of_processes_that_are_killed_nothing_that_was_answered_is_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, input) = (built(folder.path()), table(folder.path(), 20_000));
    let mut acknowledged: Vec<String> = Vec::new();
    for turn in 0..6_u64 {
        // Two at once write to one log, and are killed in the middle.
        let mut running: Vec<_> = (0..2)
            .map(|_| {
                let mut command = command(&data, &["--json", "screen", "--file", &input]);
                command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("dalil runs")
            })
            .collect();
        std::thread::sleep(Duration::from_millis(150 + 60 * turn));
        for child in &mut running {
            // SIGKILL; one that has ended needs none.
            let _ = child.kill();
        }
        for mut child in running {
            let mut said = Vec::new();
            child.stdout.take().expect("a pipe").read_to_end(&mut said).expect("what it said");
            let _ = child.wait();
            // A line that was cut was answered to nobody.
            let whole = text(&said);
            let whole = whole.rsplit_once('\n').map_or("", |(whole, _)| whole);
            for line in whole.lines() {
                let told: Value = serde_json::from_str(line).expect("a line of JSON");
                acknowledged.push(told["receipt"].as_str().expect("a receipt").to_owned());
            }
        }
    }
    let events = verified(&data)["events"].as_u64().expect("a count");
    assert!(!acknowledged.is_empty() && events >= acknowledged.len() as u64, "{events}");
    let exported = dalil(&data, &["audit", "export", "--personal"]);
    let known: std::collections::HashSet<String> =
        lines(&exported).iter().map(|event| event["id"].as_str().expect("an id").to_owned()).collect();
    assert!(acknowledged.iter().all(|receipt| known.contains(receipt)), "each that was answered is kept");
    let sample: Vec<&str> = acknowledged.iter().step_by(acknowledged.len() / 20 + 1).map(String::as_str).collect();
    let replayed = dalil(&data, &[&["replay"], &sample[..]].concat());
    assert!(lines(&replayed).iter().all(|line| line["result"] == "same"));
}

/// Runs with a limit of the size of a file, in blocks of 512 or 1,024 bytes: what a full disk is to a writer.
fn limited(blocks: u32, data: &Path, arguments: &[&str]) -> std::process::Output {
    // The signal of the limit is ignored, so that writing fails as on a full disk.
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
    let mut command = Command::new("bash");
    command.args(["-c", &script, "bash", env!("CARGO_BIN_EXE_dalil"), "--data", &data.display().to_string()]);
    command.args(["--now", "2026-06-01T00:00:00Z", "--json"]).args(arguments).output().expect("bash runs")
}

#[test]
fn on_a_full_disk_nothing_is_answered_that_is_not_kept_and_what_was_there_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, input) = (built(folder.path()), table(folder.path(), 5_000));
    let before = dalil(&data, &["doctor"]);
    // The log is full after some hundred events.
    let output = limited(256, &data, &["screen", "--file", &input]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let whole = text(&output.stdout);
    let answers: Vec<Value> = whole.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let receipts = answers.iter().filter(|answer| answer["receipt"].is_string()).count() as u64;
    assert!(receipts > 0 && receipts < 5_000, "{receipts}");
    let problem = answers.last().expect("a last line");
    assert_eq!(problem["problems"][0]["code"], "io", "{problem}");
    let events = verified(&data)["events"].as_u64();
    assert_eq!(events, Some(receipts), "what was answered is kept, and nothing else");
    // An import and a build that find no room change nothing.
    let list = folder.path().join("list.xml");
    std::fs::write(&list, common::un("2026-02-15", &(0..2_000).map(common::Person::numbered).collect::<Vec<_>>()))
        .expect("written");
    for arguments in [&["import", &*list.display().to_string()][..], &["build"]] {
        let output = limited(8, &data, arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?} {}", text(&output.stderr));
    }
    let after = dalil(&data, &["doctor"]);
    assert_eq!(after.status.code(), before.status.code());
    assert_eq!(lines(&after)[0]["register"], lines(&before)[0]["register"]);
    assert_eq!(dalil(&data, &["screen", "Yusuf al-Khayali"]).status.code(), Some(3), "it goes on when there is room");
}

#[test]
fn a_clock_that_goes_back_changes_no_order_and_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = built(folder.path());
    let mut ids = Vec::new();
    for now in ["2026-06-01T00:00:00Z", "2001-01-01T00:00:00Z", "2031-01-01T00:00:00Z", "2026-06-01T00:00:01Z"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dalil"));
        command.args(["--data", &data.display().to_string(), "--json", "--now", now, "screen", "Amal Wahmi"]);
        let told = lines(&command.output().expect("dalil runs")).swap_remove(0);
        ids.push(told["receipt"].as_str().expect("a receipt").to_owned());
    }
    let numbers: Vec<&str> = ids.iter().filter_map(|id| id.split('-').next()).collect();
    assert_eq!(numbers, ["1", "2", "3", "4"], "events are numbered, whatever the clock says");
    assert_eq!(verified(&data)["events"], 4);
    let replayed = dalil(&data, &["replay", "--all"]);
    assert_eq!(replayed.status.code(), Some(0), "a receipt does not hang on the clock");
    let mut command = Command::new(env!("CARGO_BIN_EXE_dalil"));
    command.args(["--data", &data.display().to_string(), "--json", "--now", "2001-01-01T00:00:00Z", "doctor"]);
    let told = lines(&command.output().expect("dalil runs")).swap_remove(0);
    assert!(told["clock_before"].is_string(), "{told}");
}

#[test]
fn clients_that_say_nothing_or_one_byte_at_a_time_keep_nobody_waiting() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(&built(folder.path()), &[]);
    let connect = || TcpStream::connect(&server.address).expect("a connection");
    // As many as the usual limit of open files leaves room for.
    let idle: Vec<TcpStream> = (0..400).map(|_| connect()).collect();
    let slow: Vec<std::thread::JoinHandle<()>> = (0..20)
        .map(|_| {
            let mut stream = connect();
            std::thread::spawn(move || {
                for byte in b"GET /healthz HTTP/1.1\r\nHost: local" {
                    if stream.write_all(&[*byte]).is_err() {
                        return;
                    }
                    std::thread::sleep(Duration::from_millis(60));
                }
            })
        })
        .collect();
    let begun = Instant::now();
    for _ in 0..50 {
        assert!(server.get("/v1/screen?name=Yusuf%20al-Khayali").contains("un-sc:XXi.001"));
    }
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    for thread in slow {
        thread.join().expect("it ends");
    }
    drop(idle);
}

#[test]
fn bodies_that_are_too_large_or_none_are_refused_at_every_address_that_takes_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = built(folder.path());
    let server = Server::start(&data, &["--mcp"]);
    let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
    let post = |address: &str, kind: &str, body: &str| {
        let head = format!("POST {address} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", server.address);
        let head = format!("{head}Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n", body.len());
        let answer = send(&server.address, format!("{head}{body}").as_bytes());
        answer.split_whitespace().nth(1).unwrap_or("none").to_owned()
    };
    let form = "application/x-www-form-urlencoded";
    for (address, kind, most, malformed) in [
        ("/v1/screen", "application/json", 64 << 10, "400"),
        ("/v1/screen/batch", "application/json", 4 << 20, "400"),
        ("/v1/explain", "application/json", 64 << 10, "400"),
        ("/v1/replay", "application/json", 1 << 20, "400"),
        ("/match/default", "application/json", 4 << 20, "422"),
        ("/reconcile/default", form, 64 << 10, "400"),
        ("/mcp", "application/json", 64 << 10, "200"),
        ("/sign-in", form, 64 << 10, "401"),
    ] {
        for body in [&*deep, "{\"a\":", "\u{0}\u{1}", ""] {
            let got = post(address, kind, body);
            assert!(got == malformed || ["400", "422"].contains(&&*got), "{address} {body:.20}: {got}");
        }
        let large = "x".repeat(most + 1);
        let got = post(address, kind, &large);
        assert!(["413", "400"].contains(&&*got) || got == "none", "{address}: {got}");
    }
    assert!(server.get("/healthz").ends_with("{\"status\":\"ok\"}"));
}
