//! What a comparison may look at: a person's origin, faith and sex are in no feature and in no table.

#![allow(missing_docs, reason = "a test has no readers of its documentation")]

use names::FEATURES;

/// Beginnings of words that no feature and no key may have, in lower case.
const NEVER: &[&str] = &[
    "nation",
    "citizen",
    "countr",
    "relig",
    "faith",
    "sect",
    "muslim",
    "islam",
    "christ",
    "jew",
    "sunni",
    "shia",
    "ethnic",
    "race",
    "racial",
    "tribe",
    "tribal",
    "cultur",
    "sex",
    "gender",
    "male",
    "female",
    "woman",
    "women",
    "man",
    "men",
    "origin",
    "birthplace",
    "skin",
    "caste",
    "accent",
];

const EVIDENCE: &str = include_str!("../src/compare/evidence.rs");

/// The tables that are read for persons' names; the others are looked into only for organisations.
const PERSONS: &[(&str, &str)] = &[
    ("particles", include_str!("../data/particles.toml")),
    ("titles", include_str!("../data/titles.toml")),
    ("surnames", include_str!("../data/surnames.toml")),
    ("arabic", include_str!("../data/sounds/arabic.toml")),
    ("armenian", include_str!("../data/sounds/armenian.toml")),
    ("cyrillic", include_str!("../data/sounds/cyrillic.toml")),
    ("georgian", include_str!("../data/sounds/georgian.toml")),
    ("greek", include_str!("../data/sounds/greek.toml")),
    ("han", include_str!("../data/sounds/han.toml")),
    ("hangul", include_str!("../data/sounds/hangul.toml")),
    ("hebrew", include_str!("../data/sounds/hebrew.toml")),
    ("kana", include_str!("../data/sounds/kana.toml")),
    ("latin", include_str!("../data/sounds/latin.toml")),
];

/// The words of a text, those of `CamelCase` and `snake_case` apart, in lower case.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in text.chars() {
        if !c.is_alphabetic() || c.is_uppercase() {
            words.push(String::new());
        }
        if let (true, Some(word)) = (c.is_alphabetic(), words.last_mut()) {
            word.extend(c.to_lowercase());
        }
    }
    words
}

/// The word of a text that may not be in it. Short ones count as whole words: `man` is not in `many`.
fn forbidden(text: &str) -> Option<String> {
    let is = |word: &String, never: &&str| if never.len() < 5 { word == never } else { word.starts_with(never) };
    words(text).into_iter().find(|word| NEVER.iter().any(|never| is(word, never)))
}

#[test]
fn what_is_forbidden_is_seen() {
    for (text, want) in [
        ("SameNationality", Some("nationality")),
        ("/// Share of the side whose sex is stated.", Some("sex")),
        ("religion_of_name", Some("religion")),
        ("/// Weight that many share, and the other order.", None),
        ("ToldUncontradicted", None),
    ] {
        assert_eq!(forbidden(text).as_deref(), want, "{text}");
    }
}

#[test]
fn no_feature_speaks_of_a_persons_origin_faith_or_sex() {
    let list = EVIDENCE.split("features! {").nth(1).and_then(|rest| rest.split("\n}").next()).unwrap();
    let mut documented = 0;
    for line in list.lines().map(str::trim).filter(|line| !line.is_empty()) {
        assert_eq!(forbidden(line), None, "{line}");
        documented += usize::from(!line.starts_with("///"));
    }
    assert_eq!(documented, FEATURES.len(), "the list that was read is the list of features");
    for feature in FEATURES {
        assert_eq!(forbidden(&format!("{feature:?}")), None);
        assert!(list.contains(&format!("    {feature:?},")), "{feature:?} is documented in the list");
    }
}

#[test]
fn no_table_for_persons_has_a_key_of_that_kind() {
    for (table, text) in PERSONS {
        let mut keys = 0;
        for line in text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
            // What stands before `=` outside quotes, or between the brackets of a heading.
            for key in outside_quotes(line).split([',', '{', '}', '[', ']']).filter_map(|piece| piece.split('=').next())
            {
                keys += usize::from(!key.trim().is_empty());
                assert_eq!(forbidden(key), None, "{table}: {line}");
            }
        }
        assert!(keys > 3, "{table}: keys were read");
    }
}

/// A line of TOML without what stands in quotes.
fn outside_quotes(line: &str) -> String {
    line.split('"').step_by(2).collect()
}
