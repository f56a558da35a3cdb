//! Tables through the command line: every row is answered in its place, and what is doubtful is said with its line.
//!
//! The people here are invented.

mod common;

use std::path::PathBuf;

use common::{Person, dalil, dalil_in_words, lines, text, un};

/// A data folder with a register, and where tables are written.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().expect("a folder") };
        let list = place.write("un.xml", &un("2024-01-01", &[Person::new("XXi.001", "YUSUF AL-KHAYALI")]));
        assert!(dalil(&place.data(), &["import", &list]).status.success());
        assert!(dalil(&place.data(), &["build"]).status.success());
        place
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn at(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn write(&self, name: &str, content: &str) -> String {
        std::fs::write(self.at(name), content).expect("written");
        self.at(name)
    }
}

#[test]
fn a_pair_that_cannot_be_compared_keeps_its_row_and_is_said() {
    let place = Place::new();
    let good = "1,Yusuf al-Khayali,يوسف الخيالي\n";
    // The row between two good ones; as it is kept; what is said of it in English and Arabic.
    let rows = [
        ("2,A", "2,A,,,", "line 3: not compared: the row cannot be read", "السطر \u{2068}3\u{2069}: لم يُقارن: تعذرت"),
        ("2,A,B,C", "2,A,\"B,C\",,", "line 3: not compared: the row cannot be read", "السطر \u{2068}3\u{2069}: لم"),
        ("2,,B", "2,,B,,", "line 3, column name1: not compared: there is no name", "لم يُقارن: لا اسم"),
        ("2,A,?", "2,A,?,,", "line 3, column name2: not compared: nothing", "العمود \u{2068}name2\u{2069}: لم يُقارن"),
    ];
    for (row, kept, english, arabic) in rows {
        let table = place.write("in.csv", &format!("id,name1,name2\n{good}{row}\n{good}"));
        for (lang, said) in [("en", english), ("ar", arabic)] {
            let out = place.at("out.csv");
            let output = dalil_in_words(&place.data(), &["--lang", lang, "compare", "--pairs", &table, "--out", &out]);
            let told = text(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "{row}: {told}");
            assert!(told.contains(said), "{row}: {told}");
            let answers = std::fs::read_to_string(&out).expect("written");
            let answers: Vec<&str> = answers.lines().collect();
            assert_eq!((answers.len(), answers[0], answers[2]), (4, "id,name1,name2,score,match", kept), "{row}");
            assert!(answers[1].ends_with(",true") && answers[3] == answers[1], "{row}: {answers:?}");
        }
    }
    let table = place.write("good.csv", &format!("\u{feff}id,name1,name2\n{good}"));
    let output = dalil_in_words(&place.data(), &["compare", "--pairs", &table]);
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), "1 pairs compared\n"));
}

#[test]
fn a_table_that_has_an_answer_already_is_refused_before_anything_is_written() {
    let place = Place::new();
    for column in ["score", "Match"] {
        let table = place.write("in.csv", &format!("name1,name2,{column}\nA,B,1\n"));
        for (lang, word, hint) in [("en", "which the answers add", "\nhint: "), ("ar", "تضيفه الأجوبة", "\nللمتابعة: ")]
        {
            let output = dalil_in_words(
                &place.data(),
                &["--lang", lang, "compare", "--pairs", &table, "--out", &place.at("out")],
            );
            let told = text(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "{told}");
            assert!(told.contains(word) && told.contains(hint), "{told}");
            assert!(!std::path::Path::new(&place.at("out")).exists());
        }
    }
}

#[cfg(unix)]
#[test]
fn answers_never_replace_their_table_whatever_it_is_called() {
    let place = Place::new();
    let content = "id,name,name1,name2\n1,Badr,A,B\n";
    let table = place.write("in.csv", content);
    std::os::unix::fs::symlink("in.csv", place.at("link.csv")).expect("linked");
    std::fs::hard_link(&table, place.at("hard.csv")).expect("linked");
    for path in ["in.csv", "./in.csv", "data/../in.csv", "link.csv", "hard.csv"] {
        for command in [["compare", "--pairs"], ["screen", "--file"]] {
            let arguments = [command[0], command[1], &table, "--out", &place.at(path)];
            let output = dalil_in_words(&place.data(), &arguments);
            assert_eq!(output.status.code(), Some(1), "{path}");
            assert!(text(&output.stderr).contains("name another file with --out"), "{path}: {}", text(&output.stderr));
            assert_eq!(std::fs::read_to_string(&table).expect("there"), content, "{path}");
        }
    }
}

#[test]
fn an_id_that_does_not_tell_rows_apart_is_said_and_the_row_is_screened() {
    let place = Place::new();
    let table = place.write("in.csv", "id,name\n1,Badr al-Wahmi\n,Yusuf al-Khayali\n1,Yusuf al-Khayali\n");
    for (lang, rows) in [
        (
            "en",
            ["warning: line 3: the row has no id", "warning: line 4: the id 1 stood on line 2 already", "hint: give"],
        ),
        (
            "ar",
            [
                "السطر \u{2068}3\u{2069}: لا معرّف",
                "المعرّف \u{2068}1\u{2069} ورد من قبل في السطر \u{2068}2\u{2069}",
                "للمتابعة: أعطِ",
            ],
        ),
    ] {
        let output = dalil_in_words(&place.data(), &["--lang", lang, "screen", "--file", &table]);
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{told}");
        assert!(rows.iter().all(|row| told.contains(row)), "{told}");
        let answers = lines(&output);
        let found: Vec<_> = answers.iter().map(|answer| (answer["id"].as_str(), answer["found"].as_u64())).collect();
        assert_eq!(found, [(Some("1"), Some(0)), (Some(""), Some(1)), (Some("1"), Some(1))]);
    }
    let many = format!("id,name\n{}", ",Badr\n".repeat(8));
    let table = place.write("many.csv", &many);
    let told = text(&dalil_in_words(&place.data(), &["screen", "--file", &table]).stderr);
    assert_eq!((told.matches("has no id").count(), told.matches("beyond the first 5: 3").count()), (5, 1), "{told}");
}

#[test]
fn match_is_what_the_policy_says() {
    let place = Place::new();
    let compare = |more: &[&str]| {
        let answer = dalil(&place.data(), &[&["compare", "Yusuf al-Khayali", "Yusuf al-Khayali"], more].concat());
        (lines(&answer)[0]["match"].clone(), lines(&answer)[0]["band"].clone())
    };
    assert_eq!(compare(&[]), (true.into(), "match".into()));
    let other = &lines(&dalil(&place.data(), &["compare", "Yusuf al-Khayali", "Badr al-Wahmi"]))[0];
    assert_eq!((&other["match"], &other["band"]), (&false.into(), &serde_json::Value::Null));
}
