//! `dalil bench` in a folder of invented lists: what it asks and says; never how long that took.

mod common;

use common::{command, dalil, dalil_in_words, lines, text};

#[test]
fn every_kind_of_question_is_asked_and_answered_as_beside_everyone() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let none = dalil(&data, &["bench"]);
    assert_eq!(none.status.code(), Some(1), "there is no register yet");
    assert!(dalil_in_words(&data, &["demo", "--no-serve"]).status.success());

    let output = dalil(&data, &["bench", "--each", "10", "--beside-everyone", "25", "--rate", "10000"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let said = &lines(&output)[0];
    let kinds: Vec<_> = said["kinds"].as_array().expect("kinds").iter().map(|kind| kind["kind"].to_string()).collect();
    assert_eq!(kinds.len(), 10, "{kinds:?}");
    assert_eq!(said["beside_everyone"]["questions"], 25);
    assert!(said["names"].as_u64() > said["entities"].as_u64(), "{said}");

    for (lang, word) in [("en", "listed names written otherwise"), ("ar", "أسماء مدرجة مكتوبة بصورة أخرى")]
    {
        let output = dalil_in_words(&data, &["--lang", lang, "bench", "--each", "1", "--rate", "10000"]);
        assert!(text(&output.stdout).contains(word), "{}", text(&output.stdout));
    }

    let names = folder.path().join("asked").display().to_string();
    assert!(dalil(&data, &["bench", "--each", "10", "--names", &names, "--rate", "10000"]).status.success());
    assert_eq!(std::fs::read_to_string(&names).expect("written").lines().count(), 30);

    // Names a line, a table of subjects, and a file that has none.
    for (content, questions) in [
        ("Yusuf al-Khayali\n\nSabir Wahmistani\n", Some(2)),
        ("id,name,birth_date\n1,Yusuf al-Khayali,1970\n", Some(1)),
        ("\n", None),
    ] {
        let file = folder.path().join("names");
        std::fs::write(&file, content).expect("written");
        let file = file.display().to_string();
        let output = command(&data, &["--json", "bench", "--file", &file, "--rate", "10000", "--beside-everyone", "9"])
            .output()
            .expect("dalil runs");
        assert_eq!(output.status.code(), Some(if questions.is_some() { 0 } else { 1 }), "{content:?}");
        if let Some(questions) = questions {
            let said = &lines(&output)[0];
            assert_eq!(said["kinds"][0]["questions"], questions, "{content:?}");
            // However often they are asked.
            assert_ne!(said["beside_everyone"]["possible_matches"], 0, "{content:?}");
            assert_eq!(
                said["kinds"][0]["possible_matches"], said["beside_everyone"]["possible_matches"],
                "{content:?}"
            );
        }
    }
}
