//! Who is owned by the designated, by the command line: an invented company register beside invented lists.

mod common;

use std::path::{Path, PathBuf};

use common::{dalil, dalil_in_words, invented, lines, text};
use serde_json::{Value, json};

/// A data folder with invented lists and the company register taken in, and their files.
struct Place {
    folder: tempfile::TempDir,
    files: Vec<String>,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let files = invented(folder.path(), 9);
        let place = Self { folder, files };
        for file in &place.files {
            place.ask(&["import", file]);
        }
        place.ask(&["build"]);
        place
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The JSON line of a command that goes well.
    #[track_caller]
    fn ask(&self, arguments: &[&str]) -> Value {
        let output = dalil(&self.data(), arguments);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        lines(&output).swap_remove(0)
    }

    fn file(&self, list: &str) -> &Path {
        Path::new(self.files.iter().find(|file| file.contains(list)).expect("a file"))
    }

    /// Takes a later edition of a file in, changed, and builds.
    #[track_caller]
    fn take_changed(&self, list: &str, day: &str, change: impl Fn(&str) -> String) {
        let file = self.file(list);
        let changed = change(&std::fs::read_to_string(file).expect("text"));
        let path = file.with_file_name(format!("later-{}", file.file_name().expect("a name").to_string_lossy()));
        std::fs::write(&path, changed).expect("written");
        let path = path.display().to_string();
        self.ask(&["import", &path, "--published", day, "--accept-loss", "an invented change"]);
        self.ask(&["build"]);
    }

    /// By rule, what comes of it for a company, and the shares held of it.
    #[track_caller]
    fn owned(&self, company: usize, more: &[&str]) -> Vec<(String, String, Value)> {
        let reference = format!("ftm:fx-company-{company}");
        let entity = self.ask(&[&["entity", &reference], more].concat());
        let rows = entity["ownership"].as_array().expect("a list").iter();
        let word = |row: &Value, key: &str| row[key].as_str().expect("a word").to_owned();
        rows.map(|row| (word(row, "rule"), word(row, "outcome"), row["held"].clone())).collect()
    }
}

fn by_all(outcome: &str, least: f64, most: f64) -> Vec<(String, String, Value)> {
    let held = json!({"least": least, "most": most});
    ["us-ofac", "eu", "uk"].map(|rule| (rule.to_owned(), outcome.to_owned(), held.clone())).into()
}

#[test]
fn ownership_cascades_from_the_designated_by_each_reading() {
    let place = Place::new();
    // Half of it: enough for two of the readings.
    let mut half = by_all("owned", 50.0, 50.0);
    half.truncate(2);
    assert_eq!(place.owned(1, &[]), half);
    // A quarter by way of the holding and more than a quarter beside it; where the holding is not owned, less than half.
    let mut together = by_all("owned", 51.0, 51.0);
    together.truncate(2);
    assert_eq!(place.owned(2, &[]), together);
    // Sold. While it was held nobody was designated by a day that is stated; of the US list it is not known since when.
    assert_eq!(place.owned(3, &[]), []);
    assert_eq!(place.owned(3, &["--in-force", "2022-11-29"]), by_all("open", 80.0, 80.0)[..1]);
    let told = |day: &str| -> Vec<String> {
        let owned = place.owned(1, &["--in-force", day]).into_iter();
        owned.map(|(rule, outcome, _)| format!("{rule} {outcome}")).collect()
    };
    for (day, want) in [
        ("2024-10-23", &["us-ofac open"][..]),
        ("2024-10-24", &["us-ofac open", "eu owned"]),
        ("2026-01-12", &["us-ofac owned", "eu owned"]),
    ] {
        assert_eq!(told(day), want, "{day}");
    }
    // From a quarter to half.
    let mut open = by_all("open", 25.0, 50.0);
    open.truncate(2);
    assert_eq!(place.owned(4, &[]), open);
}

#[test]
fn the_chain_is_told_stake_by_stake_with_its_evidence() {
    let place = Place::new();
    let entity = place.ask(&["entity", "ftm:fx-company-2"]);
    let chain = entity["ownership"][0]["chain"].as_array().expect("a chain");
    let told = |link: &Value| {
        let names = [&link["owner_name"], &link["owned_name"]].map(|name| name.as_str().expect("a name").to_owned());
        let share = link["tie"]["share"]["least"].as_f64().expect("a share");
        assert!(link["tie"]["evidence"]["place"].as_str().is_some_and(|place| !place.is_empty()));
        (names, share, link["designated_by"].clone())
    };
    let designated = json!(["us-ofac-sdn:90000001"]);
    let [person, holding, shipping] = ["Yusuf al-Khayali", "Mithal Bahri Holding", "Sarab Bahri Shipping"];
    let links: Vec<_> = chain.iter().map(told).collect();
    let caption = place.ask(&["entity", "us-ofac-sdn:90000001"])["caption"].clone();
    let named =
        |name: &str| if name == person { caption.as_str().expect("a name").to_owned() } else { name.to_owned() };
    let want = [
        ([named(person), holding.to_owned()], 50.0, designated.clone()),
        ([named(person), shipping.to_owned()], 26.0, designated),
        ([holding.to_owned(), shipping.to_owned()], 25.0, json!([])),
    ];
    assert_eq!(links, want, "both ends of a stake state it, and it is told once");
    // The owner sees its companies, and no score rises for it.
    let owner = place.ask(&["entity", "us-ofac-sdn:90000001"]);
    let ties = owner["ties"].as_array().expect("ties").iter();
    let owns = ties.filter(|tie| tie["kind"] == "ownership" && tie["side"] == "this");
    let mut owns: Vec<&str> = owns.filter_map(|tie| tie["name"].as_str()).collect();
    owns.sort_unstable();
    owns.dedup();
    assert_eq!(owns, ["Mithal Bahri Holding", "Sarab Bahri Shipping", "Tajriba Bahri Hotels", "Wahm Bahri Foods"]);
    for lang in ["en", "ar"] {
        let shown = dalil_in_words(&place.data(), &["--lang", lang, "entity", "ftm:fx-company-2"]);
        let shown = text(&shown.stdout);
        assert!(shown.contains("us-ofac-sdn:90000001"), "{shown}");
        // What begins with something isolated has no direction of its own and would be turned round in Arabic.
        let chain = shown.lines().filter(|line| line.contains("Mithal Bahri"));
        assert!(chain.clone().count() > 2 && chain.clone().all(|line| !line.contains("\u{2068}\u{2068}")), "{shown}");
    }
}

#[test]
fn it_ends_with_the_stake_and_with_the_designation() {
    let place = Place::new();
    assert_eq!(place.owned(1, &[]).len(), 2);
    // The stake is sold; what was known before is answered as before.
    place.take_changed("ftm", "2026-03-01", |text| {
        let sold = r#""percentage":["50"],"startDate":["2019-03-01"]"#;
        assert!(text.contains(sold));
        text.replace(sold, r#""endDate":["2026-02-15"],"percentage":["50"],"startDate":["2019-03-01"]"#)
            .replace("2026-01-25", "2026-03-01")
    });
    assert_eq!(place.owned(1, &[]), []);
    assert_eq!(place.owned(1, &["--as-of", "2026-02-28"]).len(), 2);
    assert_eq!(place.owned(1, &["--in-force", "2026-02-14"]).len(), 2);
    // A quarter by way of a holding that is no longer owned does not count.
    assert_eq!(place.owned(2, &[]), []);
}

#[test]
fn a_designation_that_ends_takes_what_hangs_on_it_with_it() {
    let place = Place::new();
    place.take_changed("us-ofac-sdn", "2026-03-01", |text| {
        let from = text.find("<sdnEntry><uid>90000001</uid>").expect("the first person");
        let until = from + text[from..].find("</sdnEntry>").expect("its end") + "</sdnEntry>".len();
        let without = format!("{}{}", &text[..from], &text[until..]);
        let count = without.matches("<sdnEntry>").count();
        let (before, rest) = without.split_once("<Record_Count>").expect("a count");
        let (_, after) = rest.split_once("</Record_Count>").expect("a count");
        format!("{before}<Record_Count>{count}</Record_Count>{after}").replace("01/12/2026", "03/01/2026")
    });
    let rules: Vec<String> = place.owned(1, &[]).into_iter().map(|(rule, ..)| rule).collect();
    assert_eq!(rules, ["eu"], "the EU still lists the owner");
    let rules: Vec<String> = place.owned(1, &["--as-of", "2026-02-28"]).into_iter().map(|(rule, ..)| rule).collect();
    assert_eq!(rules, ["us-ofac", "eu"]);
}
