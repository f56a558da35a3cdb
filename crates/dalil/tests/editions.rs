//! Editions through the command line: published, amended, cut short, shortened, and listed again.
//!
//! Every person here is invented.

mod common;

use common::{dalil_in_words as dalil, text};

/// One invented edition in the UN's format: (reference, names, name in its own script, year of birth).
fn edition(day: &str, entries: &[(&str, &str, &str, &str)]) -> String {
    let individuals: String = entries
        .iter()
        .map(|(reference, name, script, year)| {
            format!(
                "<INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>{name}</FIRST_NAME><UN_LIST_TYPE>Example</UN_LIST_TYPE>\
                 <REFERENCE_NUMBER>{reference}</REFERENCE_NUMBER><LISTED_ON>2019-01-01</LISTED_ON>\
                 <NAME_ORIGINAL_SCRIPT>{script}</NAME_ORIGINAL_SCRIPT><INDIVIDUAL_DATE_OF_BIRTH>\
                 <TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>{year}</YEAR></INDIVIDUAL_DATE_OF_BIRTH></INDIVIDUAL>"
            )
        })
        .collect();
    format!(
        "<CONSOLIDATED_LIST dateGenerated='{day}'><INDIVIDUALS>{individuals}</INDIVIDUALS><ENTITIES/></CONSOLIDATED_LIST>"
    )
}

const YUSUF: (&str, &str, &str, &str) = ("XXi.001", "YUSUF AL-KHAYALI", "يوسف الخيالي", "1970");
const AMAL: (&str, &str, &str, &str) = ("XXi.002", "AMAL BINT NUR", "أمل بنت نور", "1981");
const BADR: (&str, &str, &str, &str) = ("XXi.003", "BADR AL-WAHMI", "بدر الوهمي", "1965");

#[test]
fn from_a_publishers_file_to_what_changed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let write = |name: &str, content: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    };

    // Three people are listed.
    let first = write("first.xml", &edition("2024-01-01T00:00:00Z", &[YUSUF, AMAL, BADR]));
    let imported = dalil(&data, &["import", &first]);
    assert_eq!(text(&imported.stdout), "un-sc 2024-01-01: 3 entries, +3 -0 relisted 0 amended 0\n");
    // The real list has hundreds: said, since there is no good edition yet that could stay instead.
    assert!(text(&imported.stderr).contains("3 entries, where 500 to 3000 are expected"));

    // A month later one is gone, one has another year of birth, and the publisher mistypes a reference.
    let born_later = ("XXi.001", YUSUF.1, YUSUF.2, "1971");
    let mistyped = ("XXI.002.", AMAL.1, AMAL.2, AMAL.3);
    let second = write("second.xml", &edition("2024-02-01T00:00:00Z", &[born_later, mistyped]));
    assert_eq!(
        text(&dalil(&data, &["import", &second]).stdout),
        "un-sc 2024-02-01: 2 entries, +0 -1 relisted 0 amended 1\n"
    );
    let diff = text(&dalil(&data, &["diff", "un-sc"]).stdout);
    assert_eq!(diff, "amended   XXi.001\n  birthDate: 1970 → 1971\nwithdrawn XXi.003\n");

    // A file cut short is refused, and nothing changes.
    let whole = edition("2024-03-01T00:00:00Z", &[YUSUF]);
    let cut = write("cut.xml", &whole[..whole.len() - 10]);
    let refused = dalil(&data, &["import", &cut]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("truncated at line 1"), "{}", text(&refused.stderr));

    // The same in Arabic: the code, the place and the next step are there.
    let refused = text(&dalil(&data, &["import", "--lang", "ar", &cut]).stderr);
    for word in ["خطأ", "truncated", "السطر", "مبتور", "للمتابعة"] {
        assert!(refused.contains(word), "{word}: {refused}");
    }

    // Who was taken off comes back under the same reference: that is a relisting.
    let third = write("third.xml", &edition("2024-04-01T00:00:00Z", &[born_later, AMAL, BADR]));
    assert_eq!(
        text(&dalil(&data, &["import", &third]).stdout),
        "un-sc 2024-04-01: 3 entries, +0 -0 relisted 1 amended 0\n"
    );
}

#[test]
fn a_mass_withdrawal_is_refused_unless_a_person_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let people: Vec<(String, String)> = (0..40).map(|n| (format!("XXi.{n:03}"), format!("PERSON {n}"))).collect();
    let write = |name: &str, day: &str, count: usize| {
        let rows: Vec<_> =
            people[..count].iter().map(|(key, person)| (key.as_str(), person.as_str(), "", "1970")).collect();
        let path = folder.path().join(name);
        std::fs::write(&path, edition(day, &rows)).unwrap();
        path.display().to_string()
    };
    let whole = write("whole.xml", "2024-01-01", 40);
    let half = write("half.xml", "2024-01-02", 20);
    assert!(dalil(&data, &["import", &whole]).status.success());

    let refused = dalil(&data, &["import", &half]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("20 of the 40 entries"), "{}", text(&refused.stderr));
    assert!(text(&refused.stderr).contains("hint: "), "{}", text(&refused.stderr));

    // As an extract it withdraws nothing; with a reason it is taken whole.
    let extract = dalil(&data, &["import", "--extract", &half]);
    assert_eq!(
        text(&extract.stdout),
        "un-sc 2024-01-02: 20 entries, +0 -0 relisted 0 amended 0, an extract: withdraws nothing\n"
    );
    let quarter = write("quarter.xml", "2024-01-03", 10);
    let accepted = dalil(&data, &["import", "--accept-loss", "the regime ended", &quarter]);
    assert_eq!(text(&accepted.stdout), "un-sc 2024-01-03: 10 entries, +0 -30 relisted 0 amended 0\n");
}
