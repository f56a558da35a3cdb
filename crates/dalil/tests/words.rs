//! Every key of the words is used by some face, and every key that a face names is there; every limit that the code
//! keeps is in `SECURITY.md`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The texts of the files below a folder that end so, without their tests.
fn texts(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let mut folders = vec![root().join(folder)];
    let mut out = Vec::new();
    while let Some(folder) = folders.pop() {
        for file in folder.read_dir().expect("a folder") {
            let path = file.expect("a file").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                let mut text = std::fs::read_to_string(&path).expect("text");
                text.truncate(text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len()));
                out.push((path, text));
            }
        }
    }
    out
}

/// What stands in quotes and may be a key: small letters, digits, hyphens, and places to be filled.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    let is_key = |word: &&str| {
        word.contains('-')
            && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-{}_:".contains(&b))
    };
    text.split('"').filter(is_key)
}

#[test]
fn every_key_is_used_and_every_key_used_is_there() {
    let keys: BTreeSet<String> = texts("crates/server/locales/en", "ftl")
        .iter()
        .flat_map(|(_, text)| text.lines())
        .filter_map(|line| Some(line.split_once(" =")?.0.to_owned()))
        .filter(|key| !key.starts_with([' ', '#']))
        .collect();
    let faces: Vec<(PathBuf, String)> =
        [("crates/dalil/src", "rs"), ("crates/server/src", "rs"), ("crates/server/templates", "html")]
            .iter()
            .flat_map(|(folder, ending)| texts(folder, ending))
            .collect();
    let named: BTreeSet<&str> = faces.iter().flat_map(|(_, text)| text.split('"')).collect();
    // `error-{code}`: any key that begins so.
    let beginnings: BTreeSet<&str> =
        faces.iter().flat_map(|(_, text)| quoted(text)).filter_map(|word| Some(word.split_once('{')?.0)).collect();
    let is_used = |key: &&String| {
        named.contains(key.as_str()) || beginnings.iter().any(|begin| begin.ends_with('-') && key.starts_with(begin))
    };
    let unused: Vec<&String> = keys.iter().filter(|key| !is_used(key)).collect();
    assert!(unused.is_empty(), "no face says {unused:?}");

    for (path, text) in &faces {
        for called in ["say(\"", "fill(\""] {
            for (at, _) in text.match_indices(called) {
                let key = text[at + called.len()..].split('"').next().unwrap_or_default();
                assert!(keys.contains(key), "{}: no words for {key:?}", path.display());
            }
        }
    }
}

/// The ways in which the value of a constant may be printed: `512 << 20` is 512 MiB, `200_000` is 200,000.
fn printed(value: &str) -> Vec<String> {
    let number = |text: &str| text.trim().replace('_', "").parse::<u64>().expect("a number");
    let n = match value.split_once("<<") {
        Some((n, bits)) => number(n) << number(bits),
        None => number(value),
    };
    let digits = n.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| str::from_utf8(group).ok()).collect();
    let mut out = vec![groups.join(",")];
    if n.is_multiple_of(1 << 20) {
        out.push(format!("{} MiB", n >> 20));
    } else if n.is_multiple_of(1 << 10) {
        out.push(format!("{} KiB", n >> 10));
    }
    out
}

#[test]
fn every_limit_is_documented_with_its_value() {
    // What bounds a table of the program's own, or the look of a value, is no limit on bytes from outside.
    const INNER: [&str; 4] = ["MAX_YEARS", "MAX_IDENTIFIER", "MAX_PART_BYTES", "MAX_SOUNDS"];
    let page = std::fs::read_to_string(root().join("SECURITY.md")).expect("the page");
    for (path, text) in ["names", "register", "sources", "screening", "node", "server"]
        .iter()
        .flat_map(|name| texts(&format!("crates/{name}/src"), "rs"))
    {
        for (at, word) in text.match_indices("const MAX_") {
            let name: String =
                text[at + "const ".len()..].chars().take_while(|c| *c == '_' || c.is_ascii_uppercase()).collect();
            if INNER.contains(&name.as_str()) {
                continue;
            }
            let values =
                text[at..].split_once(" = ").and_then(|(_, rest)| rest.split_once(';')).map(|(v, _)| printed(v));
            let values = values.unwrap_or_else(|| panic!("{}: the value of {name}", path.display()));
            // The row names the constant, and its value is one of those in the second cell.
            let tells = |row: &&str| {
                let cell = row.split('|').nth(2).unwrap_or_default();
                let stands = |value: &str| {
                    let begins = |piece: &str| {
                        piece.trim().strip_prefix(value).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
                    };
                    cell.split([';', '/']).flat_map(|piece| piece.split(", ")).any(begins)
                };
                row.contains(&format!("`{name}`")) && values.iter().any(|value| stands(value))
            };
            assert!(
                page.lines().any(|row| tells(&row)),
                "{}: {word}… {name}, {values:?}, is not in SECURITY.md",
                path.display()
            );
        }
    }
}
