//! Datasets of a manifest: what is loaded of them, and what is wrong with those that are not. Everyone in them is invented.

use std::path::{Path, PathBuf};

use node::datasets::{Datasets, within};

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/manifest")
}

#[test]
fn a_manifest_is_loaded_with_its_deltas_and_its_catalogs() {
    let datasets = Datasets::load(&testdata().join("manifest.yml")).expect("a manifest");
    let names: Vec<(&str, bool)> =
        datasets.datasets.iter().map(|dataset| (dataset.name.as_str(), dataset.load)).collect();
    let want =
        [("wahm_list", true), ("wahm_firms", true), ("wahm", false), ("wahm_more", true), ("wahm_unused", false)];
    assert_eq!(names, want);
    let ids: Vec<&str> = datasets.entities().map(|proxy| proxy.id.as_str()).collect();
    // The delta before the version removes nobody; the one after it adds, changes and removes.
    let want = ["wf-1", "wf-own", "wf-own-2", "wl-1", "wl-1-sanction", "wl-2", "wl-3", "wl-4", "wm-1"];
    assert_eq!(ids, want);
    for (id, property, value, dataset) in [
        ("wl-1", "gender", "male", "wahm_list"), // of its datasets that which is served
        ("wl-2", "birthDate", "1985-04-21", "wahm_list"),
        ("wl-3", "country", "sy", "wahm_list"), // of none that is told
        ("wm-1", "flag", "sy", "wahm_more"),
    ] {
        let proxy = datasets.entity(id).expect("an entity");
        assert_eq!((proxy.values(property), &proxy.datasets), (&[value.to_owned()][..], &vec![dataset.to_owned()]));
    }
    assert_eq!(datasets.referred("other-77"), Some("wl-1"));
    assert_eq!(datasets.naming("wl-1"), ["wf-own", "wl-1-sanction"]);
    let held: Vec<String> = within(&datasets.datasets, "wahm").into_iter().collect();
    assert_eq!(held, ["wahm", "wahm_firms", "wahm_list"]);
    assert_eq!(datasets.register().index().len(), 5, "three persons, a company and a ship");
}

#[test]
fn what_is_wrong_with_a_manifest_is_said_with_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write("bad.json", "{\"id\":\"x\",\"schema\":\"Person\"}\n{\"id\":");
    write("not-text.json", "\u{0}");
    for (manifest, want) in [
        ("datasets: [", "manifest.yml"),
        ("datasets:\n  - title: no name\n", "a dataset without a name"),
        ("datasets:\n  - name: a\n  - name: a\n", "the dataset a is named twice"),
        (
            "datasets:\n  - name: a\n    entities_url: https://example.org/a.json\n",
            "https://example.org/a.json is no local file",
        ),
        ("datasets:\n  - name: a\n    entities_url: nowhere.json\n", "nowhere.json"),
        ("datasets:\n  - name: a\n    path: bad.json\n", "line 2"),
        ("datasets:\n  - name: a\n    path: not-text.json\n", "line 1"),
        ("catalogs:\n  - url: manifest.yml\n    scope: b\n", "the catalog has no dataset b"),
    ] {
        write("manifest.yml", manifest);
        let error = Datasets::load(&folder.path().join("manifest.yml")).err().expect("an error").to_string();
        assert!(error.contains(want), "{manifest}: {error}");
    }
    write("manifest.yml", "datasets: []\n");
    let none = Datasets::load(&folder.path().join("manifest.yml")).expect("a manifest of nothing");
    assert_eq!(none.entities().count(), 0);
}
