//! Stored bytes that were damaged later are told, and mended by doing again what made them. The people are invented.

mod common;

use std::path::{Path, PathBuf};

use common::{Person, dalil, lines, un};

/// Changes two bytes of the only file of a kind in a part of the data folder.
fn damage(part: &Path, kind: &str) -> PathBuf {
    let files = part.read_dir().expect("the part is there").map(|file| file.expect("a file").path());
    let file = files.into_iter().find(|file| file.extension().is_some_and(|other| other == kind)).expect("a file");
    let mut bytes = std::fs::read(&file).expect("the file is readable");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x55;
    bytes[middle + 1] ^= 0x55;
    std::fs::write(&file, bytes).expect("the file is writable");
    file
}

#[test]
fn damaged_bytes_are_told_and_made_whole_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, list) = (folder.path().join("data"), folder.path().join("list.xml"));
    std::fs::write(&list, un("2026-01-01", &[Person::new("XXi.001", "YUSUF AL-KHAYALI")])).expect("a file");
    let list = list.display().to_string();
    let run = |arguments: &[&str]| dalil(&data, arguments);
    assert!(run(&["import", &list]).status.success());
    assert!(run(&["build"]).status.success());
    assert_eq!(run(&["screen", "Yusuf al-Khayali"]).status.code(), Some(3));

    damage(&data.join("registers"), "dalil");
    let refused = run(&["screen", "Yusuf al-Khayali"]);
    assert_eq!(refused.status.code(), Some(1), "never an answer from damaged bytes");
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(told.contains("dalil build"), "{told}");
    let doctor = run(&["doctor"]);
    assert_eq!(doctor.status.code(), Some(1));
    assert!(lines(&doctor)[0]["register_damaged"].is_string());
    assert_eq!(lines(&doctor)[0]["damaged"].as_array().map(Vec::len), Some(0), "the editions are whole");
    assert!(run(&["build"]).status.success());
    assert_eq!(run(&["screen", "Yusuf al-Khayali"]).status.code(), Some(3));

    damage(&data.join("editions"), "zst");
    let doctor = run(&["doctor"]);
    assert_eq!(doctor.status.code(), Some(1));
    assert_eq!(lines(&doctor)[0]["damaged"].as_array().map(Vec::len), Some(1));
    let again = run(&["import", &list]);
    assert_eq!((&lines(&again)[0]["held"], &lines(&again)[0]["mended"]), (&true.into(), &true.into()));
    assert!(run(&["doctor"]).status.success());
    assert_eq!(lines(&run(&["import", &list]))[0]["mended"], false, "nothing is left to mend");
}

#[test]
fn a_register_that_this_folder_did_not_sign_is_not_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, list) = (folder.path().join("data"), folder.path().join("list.xml"));
    std::fs::write(&list, un("2026-01-01", &[Person::new("XXi.001", "YUSUF AL-KHAYALI")])).expect("a file");
    let run = |arguments: &[&str]| dalil(&data, arguments);
    assert_eq!(lines(&run(&["keys"])).len(), 0, "none before the first build");
    assert!(run(&["import", &list.display().to_string()]).status.success());
    assert!(run(&["build"]).status.success());
    let key = lines(&run(&["keys"]))[0].clone();
    assert!(key["public_key"].as_str().is_some_and(|line| line.starts_with("dalil-")), "{key}");
    let screen = || {
        let answer = run(&["screen", "Yusuf al-Khayali"]);
        (answer.status.code(), lines(&answer).first().map(|line| line["problems"][0]["code"].clone()))
    };
    assert_eq!(screen().0, Some(3));
    damage(&data.join("registers"), "note");
    assert_eq!(screen(), (Some(1), Some("register-unsigned".into())));
    assert!(run(&["build"]).status.success());
    assert_eq!(screen().0, Some(3));
    assert_eq!(lines(&run(&["keys"]))[0], key, "the same key");

    // Another key: what the one before signed is not this folder's any more, until it is built again.
    let kept = data.join("keys").join("register.key");
    std::fs::rename(&kept, folder.path().join("away.key")).expect("the key stands there");
    assert_eq!(screen().0, Some(1));
    assert!(run(&["build"]).status.success());
    assert_eq!(screen().0, Some(3));
    assert_ne!(lines(&run(&["keys"]))[0], key);
    std::fs::write(&kept, "no key").expect("the file is writable");
    assert_eq!(screen(), (Some(1), Some("key-unreadable".into())));
}

#[test]
fn a_register_file_that_no_build_names_is_cleared_away() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(dalil(folder.path(), &["lists"]).status.success());
    let stray = folder.path().join("registers").join(format!("{}.dalil", "0".repeat(64)));
    std::fs::write(&stray, b"left by a killed build").expect("a file");
    assert!(dalil(folder.path(), &["lists"]).status.success());
    assert!(!stray.exists());
}
