//! Arrows point down only, and the pure crates stay pure: what a crate cannot name, it cannot leak.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Each crate and those of ours it may use, lowest floor first.
const FLOORS: &[(&str, &[&str])] = &[
    ("names", &[]),
    ("register", &["names"]),
    ("sources", &["names", "register"]),
    ("exchange", &["names", "register"]),
    ("screening", &["names", "register"]),
    ("node", &["names", "register", "sources", "exchange", "screening"]),
    ("server", &["names", "register", "sources", "exchange", "screening", "node"]),
    ("dalil", &["names", "register", "sources", "exchange", "screening", "node", "server"]),
];

/// Crates that turn bytes and values into bytes and values.
const PURE: &[&str] = &["names", "register", "sources", "exchange", "screening"];

/// What a pure crate may not build on.
const IMPURE: &[&str] = &[
    "tokio",
    "rusqlite",
    "reqwest",
    "ureq",
    "axum",
    "hyper",
    "rand",
    "getrandom",
    "tracing",
    "log",
    "rayon",
    "memmap2",
    "tempfile",
    "chrono",
    "zstd",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The dependencies each crate's manifest names, development ones apart.
fn manifests() -> BTreeMap<String, Vec<String>> {
    let mut out = BTreeMap::new();
    for folder in std::fs::read_dir(root().join("crates")).expect("the checkout is readable") {
        let folder = folder.expect("the checkout is readable");
        let manifest = std::fs::read_to_string(folder.path().join("Cargo.toml")).expect("the checkout is readable");
        let manifest: toml::Table = manifest.parse().expect("the checkout is readable");
        let named = manifest.get("dependencies").and_then(|table| table.as_table());
        let named = named.map(|table| table.keys().cloned().collect()).unwrap_or_default();
        out.insert(folder.file_name().to_string_lossy().into_owned(), named);
    }
    out
}

/// Where a crate names one that it may not.
fn breaches(manifests: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let mut out = Vec::new();
    for (name, dependencies) in manifests {
        let Some((_, allowed)) = FLOORS.iter().find(|(floor, _)| floor == name) else {
            out.push(format!("{name} has no floor"));
            continue;
        };
        for dependency in dependencies {
            let ours = FLOORS.iter().any(|(floor, _)| floor == dependency);
            if ours && !allowed.contains(&dependency.as_str()) {
                out.push(format!("{name} uses {dependency}"));
            }
            if PURE.contains(&name.as_str()) && IMPURE.contains(&dependency.as_str()) {
                out.push(format!("{name} is pure and uses {dependency}"));
            }
        }
    }
    out
}

#[test]
fn arrows_point_down_and_pure_crates_stay_pure() {
    assert_eq!(breaches(&manifests()), Vec::<String>::new());
}

#[test]
fn a_breach_is_seen() {
    let mut manifests = manifests();
    manifests.entry("sources".into()).or_default().push("tokio".into());
    manifests.insert("exchange".into(), vec!["register".into(), "screening".into()]);
    manifests.insert("utils".into(), Vec::new());
    let want = ["exchange uses screening", "sources is pure and uses tokio", "utils has no floor"];
    assert_eq!(breaches(&manifests), want);
}

#[test]
fn each_pure_crate_forbids_the_calls_that_would_make_it_impure() {
    for name in PURE.iter().filter(|name| root().join("crates").join(name).exists()) {
        let rules = std::fs::read_to_string(root().join("crates").join(name).join("clippy.toml")).unwrap_or_default();
        for call in ["std::time::SystemTime::now", "std::fs::File::open", "std::thread::spawn", "std::env::var"] {
            assert!(rules.contains(call), "{name} does not forbid {call}");
        }
    }
}
