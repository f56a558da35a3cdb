//! What whoever runs Dalil as a service goes by: whether the folder and the machine are well, whether the server is ready, and the
//! manual pages. The people are invented.

mod common;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Output, Stdio};

use common::{Person, command, dalil, dalil_in_words, lines, text, un};

/// A data folder with one edition, of a moment.
fn held(folder: &Path, day: &str) -> std::path::PathBuf {
    let (data, file) = (folder.join("data"), folder.join("list.xml"));
    std::fs::write(&file, un(day, &[Person::new("XXi.001", "YUSUF AL-KHAYALI")])).expect("a file");
    assert!(dalil(&data, &["import", &file.display().to_string()]).status.success());
    data
}

#[test]
fn the_doctor_tells_room_and_version_and_that_all_is_well() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = held(folder.path(), "2026-05-30");
    assert!(dalil(&data, &["build"]).status.success());
    let output = dalil(&data, &["doctor"]);
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
    let told = lines(&output).remove(0);
    let names: Vec<&str> = told["parts"].as_array().expect("parts").iter().filter_map(|p| p["name"].as_str()).collect();
    assert_eq!(names, ["dalil.db", "editions/", "registers/", "keys/"]);
    assert!(told["parts"].as_array().expect("parts").iter().all(|part| part["bytes"].as_u64() > Some(0)));
    assert_eq!(told["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(told["free_bytes"].as_u64() > Some(0), cfg!(unix));
    for (member, want) in [
        ("store_damaged", serde_json::Value::Null),
        ("clock_before", serde_json::Value::Null),
        ("awaits_key", false.into()),
        ("exposed", serde_json::json!([])),
        ("stale", serde_json::json!([])),
    ] {
        assert_eq!(told[member], want, "{member}");
    }
}

#[test]
fn what_may_mislead_is_a_warning_with_its_next_step_in_both_languages() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = held(folder.path(), "2026-01-01");
    assert!(dalil(&data, &["build"]).status.success());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let key = data.join("keys/register.key");
        std::fs::set_permissions(key, std::fs::Permissions::from_mode(0o644)).expect("set");
    }
    // The edition was retrieved in June: the clock was put back since.
    let at = |arguments: &[&str]| -> Output {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_dalil"));
        command.args(["--data", &data.display().to_string(), "--now", "2026-05-01T00:00:00Z"]);
        command.args(arguments).output().expect("dalil runs")
    };
    let told = lines(&at(&["--json", "doctor"])).remove(0);
    assert_eq!(told["clock_before"], "2026-06-01T00:00:00Z");
    assert_eq!(told["stale"], serde_json::json!(["un-sc"]));
    assert_eq!(told["exposed"].as_array().map(Vec::len), Some(usize::from(cfg!(unix))));
    for (lang, warning, hint) in [("en", "warning: ", "hint: "), ("ar", "تنبيه: ", "للمتابعة: ")] {
        let output = at(&["--lang", lang, "doctor"]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "warnings are no failure: {said}");
        let count = |begins: &str| said.lines().filter(|line| line.starts_with(begins)).count();
        let want = 2 + usize::from(cfg!(unix));
        assert_eq!((count(warning), count(hint)), (want, want), "{said}");
    }
}

#[test]
fn a_store_that_does_not_hold_together_fails_the_doctor_or_any_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = held(folder.path(), "2026-05-30");
    // Every page but the first, which opening reads.
    let store = data.join("dalil.db");
    let mut bytes = std::fs::read(&store).expect("a store");
    bytes[4096..].fill(0x55);
    std::fs::write(&store, bytes).expect("written");
    let output = dalil(&data, &["doctor"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("hint: "));
}

/// A server that is ended when the test ends, however it ends.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn health_tells_whether_a_server_is_ready() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = held(folder.path(), "2026-05-30");
    let mut child =
        command(&data, &["serve", "--listen", "127.0.0.1:0"]).stderr(Stdio::piped()).spawn().expect("dalil runs");
    let mut first = String::new();
    BufReader::new(child.stderr.take().expect("a pipe")).read_line(&mut first).expect("a line");
    let server = Server(child);
    let url = first.trim().strip_prefix("listening on ").expect("where it listens").to_owned();
    let nowhere = folder.path().join("nowhere");
    let health = |arguments: &[&str]| dalil(&nowhere, &[&["health", "--url", &url], arguments].concat());

    let output = health(&[]);
    let told = lines(&output).remove(0);
    assert_eq!((output.status.code(), &told["ready"], &told["status"]), (Some(1), &false.into(), &503.into()));
    assert!(told["answer"].as_str().is_some_and(|answer| answer.contains("no-register")), "{told}");
    let arabic = dalil_in_words(&nowhere, &["--lang", "ar", "health", "--url", &url]);
    assert!(text(&arabic.stderr).starts_with("خطأ: غير جاهز"), "{}", text(&arabic.stderr));
    // The process answers, though it has nothing to answer from.
    assert!(dalil(&nowhere, &["health", "--url", &format!("{url}/healthz")]).status.success());

    assert!(dalil(&data, &["build"]).status.success());
    let begun = std::time::Instant::now();
    while !health(&[]).status.success() {
        assert!(begun.elapsed() < std::time::Duration::from_secs(20), "the register was never taken up");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_eq!(lines(&health(&[]))[0]["ready"], true);
    drop(server);
    assert_eq!(health(&[]).status.code(), Some(1));
    // Another machine is never asked, and nothing was made anywhere.
    assert_eq!(dalil(&nowhere, &["health", "--url", "http://192.0.2.1:8470"]).status.code(), Some(2));
    assert!(!nowhere.exists());
}

#[test]
fn a_secret_of_a_file_lets_the_datasets_be_loaded_anew_and_none_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = held(folder.path(), "2026-05-30");
    for (bytes, why) in [("", "empty"), ("\n", "a blank line"), ("a\nb\n", "two lines")] {
        let file = folder.path().join("token");
        std::fs::write(&file, bytes).expect("written");
        let output =
            dalil(&data, &["serve", "--listen", "127.0.0.1:0", "--update-token-file", &file.display().to_string()]);
        assert_eq!(output.status.code(), Some(1), "{why}");
        assert_eq!(lines(&output)[0]["problems"][0]["code"], "io", "{why}");
    }
}

#[test]
fn every_command_has_a_manual_page_in_both_languages() {
    let folder = tempfile::tempdir().expect("a folder");
    let nowhere = folder.path().join("nowhere");
    let names = text(&dalil_in_words(&nowhere, &["man", "--names"]).stdout);
    let names: Vec<&str> = names.lines().collect();
    assert!(names.contains(&"") && names.contains(&"unify judge") && !names.contains(&"help"), "{names:?}");
    for (lang, heading) in [("en", ".SH DESCRIPTION"), ("ar", ".SH الوصف")] {
        for name in &names {
            let words: Vec<&str> = name.split_whitespace().collect();
            let output = dalil_in_words(&nowhere, &[&["--lang", lang, "man"], words.as_slice()].concat());
            let page = text(&output.stdout);
            assert!(output.status.success(), "{name}");
            let title = ["dalil"].iter().chain(&words).copied().collect::<Vec<_>>().join("-");
            assert!(
                page.contains(&format!(".TH {title} 1 \"\" \"Dalil {}\"", env!("CARGO_PKG_VERSION"))),
                "{name}: {}",
                page.lines().take(5).collect::<String>()
            );
            assert!(page.contains(heading), "{name} in {lang}");
            if lang == "ar" {
                for english in [".SH NAME", ".SH SYNOPSIS", ".SH OPTIONS", ".SH SUBCOMMANDS", "Print "] {
                    assert!(!page.contains(english), "{name}: {english}");
                }
            }
        }
    }
    assert_eq!(dalil_in_words(&nowhere, &["man", "no-such"]).status.code(), Some(2));
    assert!(!nowhere.exists());
}
