//! The demonstration in a folder that another one was shown in: the new one takes its place, published lists never lose it.

mod common;

use std::path::Path;

use common::{Person, dalil, dalil_in_words, lines, text, un};

/// What the register in use says of the first invented person.
fn first_person(data: &Path) -> String {
    let found = dalil(data, &["entity", "un-sc:XXi.001"]);
    assert!(found.status.success(), "{}", text(&found.stderr));
    lines(&found)[0]["caption"].to_string() + &text(&dalil(data, &["stats"]).stdout)
}

#[test]
fn another_demonstration_takes_the_place_of_the_one_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    // The plan; whether the folder held another one.
    let rows: [(&[&str], bool); 5] = [
        (&["--seed", "1"], false),
        (&["--seed", "1"], false),
        (&["--seed", "2"], true),
        (&["--seed", "2", "--people", "40"], true),
        (&["--seed", "1"], true),
    ];
    let mut said = Vec::new();
    for (plan, again) in rows {
        for (lang, word) in [("en", "held another demonstration"), ("ar", "كان في هذا المجلد عرض آخر")]
        {
            let arguments = [&["--lang", lang, "demo", "--no-serve"], plan].concat();
            let output = dalil_in_words(&data, &arguments);
            let told = text(&output.stderr);
            assert_eq!(output.status.code(), Some(0), "{plan:?}: {told}");
            // The second run of a plan finds its own lists.
            assert_eq!(told.contains(word), again && lang == "en", "{plan:?}: {told}");
        }
        assert!(dalil_in_words(&data, &["doctor"]).status.success());
        said.push(first_person(&data));
    }
    assert_eq!(said[0], said[1]);
    assert_eq!(said[0], said[4], "nothing of the demonstrations between is left");
    assert!(said[0] != said[2] && said[2] != said[3]);
}

#[test]
fn published_lists_are_never_forgotten_for_a_demonstration() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let list = folder.path().join("un.xml");
    std::fs::write(&list, un("2024-01-01", &[Person::numbered(0), Person::numbered(1)])).expect("written");
    assert!(dalil(&data, &["import", &list.display().to_string()]).status.success());
    let before = text(&dalil(&data, &["stats"]).stdout);
    // As it is, and with the mark that somebody put into it by hand.
    for marked in [false, true] {
        if marked {
            std::fs::write(data.join("FICTITIOUS.txt"), "").expect("written");
        }
        let refused = dalil_in_words(&data, &["demo", "--no-serve"]);
        assert_eq!(refused.status.code(), Some(1));
        assert!(text(&refused.stderr).contains("holds editions of published lists"), "{}", text(&refused.stderr));
        assert_eq!(text(&dalil(&data, &["stats"]).stdout), before);
    }
}

#[test]
fn an_invented_file_is_not_taken_beside_published_lists() {
    let folder = tempfile::tempdir().expect("a folder");
    let shown = folder.path().join("shown");
    assert!(dalil_in_words(&shown, &["demo", "--no-serve"]).status.success());
    let mut files = 0;
    for file in shown.join("fictitious").read_dir().expect("the invented files") {
        let path = file.expect("a file").path().display().to_string();
        let refused = dalil(&folder.path().join("data"), &["import", &path]);
        assert_eq!(refused.status.code(), Some(1), "{path}");
        assert_eq!(lines(&refused)[0]["problems"][0]["code"], "invented", "{path}");
        files += 1;
    }
    assert!(files >= 5, "{files}");
}
