//! Arrows point down only, and the pure crates stay pure: what a crate cannot name, it cannot leak.

use std::collections::{BTreeMap, BTreeSet};
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

/// What a pure crate may not build on, neither itself nor through others.
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

/// What each package of the lock file depends on.
fn locked() -> BTreeMap<String, BTreeSet<String>> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).expect("the checkout is readable");
    let lock: toml::Table = lock.parse().expect("the lock file is TOML");
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in lock["package"].as_array().expect("the lock file lists packages") {
        let name = package["name"].as_str().expect("a package has a name").to_owned();
        let named = package.get("dependencies").and_then(|list| list.as_array()).into_iter().flatten();
        // "name", or "name version" where there are several.
        let named = named.filter_map(|text| text.as_str()?.split(' ').next().map(str::to_owned));
        out.entry(name).or_default().extend(named);
    }
    out
}

/// Everything a crate builds on, itself or through others.
fn reached(name: &str, manifests: &BTreeMap<String, Vec<String>>) -> BTreeSet<String> {
    let locked = locked();
    let (mut open, mut seen) = (vec![name.to_owned()], BTreeSet::new());
    while let Some(name) = open.pop() {
        if seen.insert(name.clone()) {
            match manifests.get(&name) {
                Some(named) => open.extend(named.iter().cloned()),
                None => open.extend(locked.get(&name).into_iter().flatten().cloned()),
            }
        }
    }
    seen
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
        }
        if PURE.contains(&name.as_str()) {
            let reached = reached(name, manifests);
            let impure = IMPURE.iter().filter(|impure| reached.contains(**impure));
            out.extend(impure.map(|impure| format!("{name} is pure and builds on {impure}")));
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
    manifests.entry("screening".into()).or_default().push("tower-http".into()); // which builds on tokio and tracing
    manifests.insert("exchange".into(), vec!["register".into(), "screening".into()]);
    manifests.insert("utils".into(), Vec::new());
    let want = [
        "exchange uses screening",
        "exchange is pure and builds on tokio",
        "exchange is pure and builds on tracing",
        "screening is pure and builds on tokio",
        "screening is pure and builds on tracing",
        "sources is pure and builds on tokio",
        "utils has no floor",
    ];
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
