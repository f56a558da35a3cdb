//! How lists stand to one another, by the command line: invented lists of five publishers.

mod common;

use common::{dalil, dalil_in_words, invented, lines, text};
use serde_json::{Value, json};

/// Data of invented lists, built; the folder is to be kept.
fn built() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    for file in invented(folder.path(), 9) {
        assert!(dalil(&data, &["import", &file]).status.success(), "{file}");
    }
    assert!(dalil(&data, &["build"]).status.success());
    (folder, data)
}

#[test]
fn each_act_tells_what_every_other_list_did_about_it() {
    let (_folder, data) = built();
    let told = lines(&dalil(&data, &["stats", "--lag"]));
    let of = |entry: &str, act: &str| -> Value {
        let mut acts = told.iter().filter(|line| line["act"] == act);
        acts.find(|line| line["entry"] == entry).unwrap_or_else(|| panic!("{entry}: {act}")).clone()
    };
    let outcomes = |act: &Value| -> Vec<(String, String, Value)> {
        let word = |followed: &Value, key: &str| followed[key].as_str().expect("a word").to_owned();
        let followed = act["followed"].as_array().expect("a list").iter();
        followed.map(|of| (word(of, "list"), word(of, "outcome"), of["days"].clone())).collect()
    };
    let row = |list: &str, outcome: &str, days: Value| (list.to_owned(), outcome.to_owned(), days);
    // Taken off by the UN in its edition of 5 February; the others' editions are older, but one.
    let delisting = of("un-sc:XXi.002", "delisting");
    assert_eq!(delisting["day"], "2026-02-05");
    assert_eq!(delisting["evidence"]["edition"], "2026-02-05");
    assert_eq!(
        outcomes(&delisting),
        [
            row("ae-local", "not-followed", json!(15)),
            row("eu-fsf", "unknown", Value::Null),
            row("uk-sl", "unknown", Value::Null),
        ]
    );
    // The first person is on every list; three state since when.
    let designation = of("un-sc:XXi.001", "designation");
    assert_eq!(
        outcomes(&designation),
        [
            row("ae-local", "followed-by", Value::Null),
            row("eu-fsf", "followed", json!(0)),
            row("ftm", "followed-by", Value::Null),
            row("uk-sl", "followed", json!(0)),
            row("us-ofac-sdn", "followed-by", Value::Null),
        ]
    );
    assert!(designation["followed"][1]["evidence"]["place"].as_str().is_some_and(|place| place.starts_with('/')));
    // A line a list at the end.
    let summary = told.iter().find(|line| line["list"] == "ae-local").expect("a summary");
    assert_eq!(summary["delistings"]["not_followed"], 1);
    assert_eq!(told.iter().filter(|line| line["act"].is_null()).count(), 5);
    let shown = dalil_in_words(&data, &["--lang", "ar", "stats", "--lag"]);
    assert!(text(&shown.stdout).contains("وما زال مدرجًا \u{2068}1\u{2069}"), "{}", text(&shown.stdout));
    let unknown = dalil(&data, &["stats", "--lag", "fr-gels"]);
    assert_eq!((unknown.status.code(), &lines(&unknown)[0]["problems"][0]["code"]), (Some(1), &json!("not-found")));
}

#[test]
fn the_matrix_says_which_group_stands_where() {
    let (_folder, data) = built();
    let rows = lines(&dalil(&data, &["stats", "--matrix"]));
    let of_un = rows.iter().find(|row| row["lists"]["un-sc"] == "listed").expect("a group of the UN's list");
    let lists: Vec<&String> = of_un["lists"].as_object().expect("lists").keys().collect();
    assert_eq!(lists, ["eu-fsf", "uk-sl", "un-sc"]);
    // A person is no group.
    assert!(!rows.iter().any(|row| row["caption"].as_str().is_some_and(|caption| caption.contains("Khayaly"))));
    let shown = text(&dalil_in_words(&data, &["stats", "--matrix"]).stdout);
    let mut shown = shown.lines();
    assert_eq!(shown.next(), Some("ae-local  eu-fsf  ftm  uk-sl  un-sc  us-ofac-sdn  group"));
    assert_eq!(shown.count(), rows.len());
    let both = rows.iter().find(|row| row["both"] == json!(["eu-fsf", "un-sc"])).expect("groups on both");
    let on_both = |row: &&Value| ["eu-fsf", "un-sc"].iter().all(|list| row["lists"][*list] == "listed");
    assert_eq!(both["groups"], json!(rows.iter().filter(on_both).count()));
}
