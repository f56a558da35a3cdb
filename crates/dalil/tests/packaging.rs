//! What the package holds: pages and completions are written out of the binary, and every file that it names is there.

mod common;

use std::path::Path;
use std::process::Command;

use common::text;

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn pages_in_both_languages_and_completions_are_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("documents");
    let ran = Command::new("bash")
        .arg(root().join("packaging/documents"))
        .args([Path::new(env!("CARGO_BIN_EXE_dalil")), &out])
        .output()
        .expect("bash runs");
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    let read = |path: &str| std::fs::read_to_string(out.join(path)).unwrap_or_else(|_| panic!("{path} is missing"));
    for (path, words) in [
        ("man/man1/dalil.1", ".TH"),
        ("man/man1/dalil-serve.1", "tls\\-cert"),
        ("man/man1/dalil-access-key-add.1", "days"),
        ("man/ar/man1/dalil-screen.1", "الاسم"),
        ("completions/dalil.bash", "replay"),
        ("completions/_dalil", "#compdef dalil"),
        ("completions/dalil.fish", "complete -c dalil"),
    ] {
        assert!(read(path).contains(words), "{path} has no {words}");
    }
}

#[test]
fn every_file_that_the_package_names_is_there_and_the_unit_is_hardened() {
    let manifest = std::fs::read_to_string(root().join("crates/dalil/Cargo.toml")).expect("a manifest");
    let manifest: toml::Table = manifest.parse().expect("TOML");
    let assets = manifest["package"]["metadata"]["deb"]["assets"].as_array().expect("assets");
    let mut looked_at = 0;
    for asset in assets {
        let source = asset[0].as_str().expect("a path");
        // What stands in the target folder is built.
        if !source.starts_with("target/") {
            assert!(root().join("crates/dalil").join(source).is_file(), "{source}");
            looked_at += 1;
        }
    }
    assert!(looked_at >= 4);
    let unit = std::fs::read_to_string(root().join("packaging/dalil.service")).expect("a unit");
    for line in [
        "User=dalil",
        "ProtectSystem=strict",
        "NoNewPrivileges=yes",
        "IPAddressDeny=any",
        "MemoryDenyWriteExecute=yes",
        "SystemCallFilter=@system-service",
        "ExecStart=/usr/bin/dalil serve",
    ] {
        assert!(unit.lines().any(|own| own == line), "{line}");
    }
    // systemd's own eyes, where they are: it asks for the binary, which is not installed here.
    let Ok(told) = Command::new("systemd-analyze")
        .args(["verify", "--man=no"])
        .arg(root().join("packaging/dalil.service"))
        .output()
    else {
        return println!("skipped: systemd-analyze is absent");
    };
    let said = text(&told.stderr);
    let about_the_unit: Vec<&str> =
        said.lines().filter(|line| line.contains("dalil.service") && !line.contains("is not executable")).collect();
    assert!(about_the_unit.is_empty(), "{about_the_unit:?}");
}
