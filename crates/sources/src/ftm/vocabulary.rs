//! What FollowTheMoney calls the values of properties, for readers: topics, countries, genders; and the types themselves.
//!
//! Source:   `data/ftm_values.toml`, from followthemoney 4.11.2 and rigour (both MIT).
//! Shape:    a type's name in (`country`), what it is called and grouped as out (`countries`, "Countries").

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

const FILE: &str = include_str!("../../data/ftm_values.toml");

/// A type of values.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// What all properties of it are together: `countries`.
    pub group: Option<String>,
    /// For readers: "Countries".
    pub plural: String,
    /// Whether entities are compared by it.
    #[serde(default)]
    pub matchable: bool,
}

#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
struct Topic {
    name: String,
    #[serde(default)]
    risk: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vocabulary {
    types: BTreeMap<String, Kind>,
    topics: BTreeMap<String, Topic>,
    genders: BTreeMap<String, String>,
    countries: BTreeMap<String, String>,
}

fn vocabulary() -> &'static Vocabulary {
    static ALL: OnceLock<Vocabulary> = OnceLock::new();
    ALL.get_or_init(|| toml::from_str(FILE).unwrap_or_default())
}

/// A type by its name.
pub fn kind(name: &str) -> Option<&'static Kind> {
    vocabulary().types.get(name)
}

/// The type whose values are together so: of `countries` that of the name `country`.
pub fn kind_of_group(group: &str) -> Option<(&'static str, &'static Kind)> {
    let mut all = vocabulary().types.iter();
    all.find(|(_, kind)| kind.group.as_deref() == Some(group)).map(|(name, kind)| (name.as_str(), kind))
}

/// What a value is called, where its type gives its values names.
pub fn caption(kind: &str, value: &str) -> Option<&'static str> {
    let vocabulary = vocabulary();
    match kind {
        "topic" => vocabulary.topics.get(value).map(|topic| topic.name.as_str()),
        "gender" => vocabulary.genders.get(value).map(String::as_str),
        "country" => vocabulary.countries.get(value).map(String::as_str),
        _ => None,
    }
}

/// Whether a topic says that somebody is a risk to deal with.
pub fn is_risk(topic: &str) -> bool {
    vocabulary().topics.get(topic).is_some_and(|topic| topic.risk)
}

#[cfg(test)]
mod tests {
    use super::{FILE, Vocabulary, caption, is_risk, kind, kind_of_group};

    #[test]
    fn the_table_is_whole() {
        let all: Vocabulary = toml::from_str(FILE).expect("the table parses");
        let counts = (all.types.len(), all.topics.len(), all.genders.len());
        assert_eq!(counts, (20, 75, 3));
        assert!(all.countries.len() > 250);
    }

    #[test]
    fn values_have_names() {
        for (kind, value, want) in [
            ("topic", "role.pep", Some("PEP")),
            ("country", "sy", Some("Syria")),
            ("gender", "female", Some("female")),
            ("country", "atlantis", None),
            ("name", "sy", None),
        ] {
            assert_eq!(caption(kind, value), want, "{kind} {value}");
        }
        assert!(is_risk("sanction") && !is_risk("role.judge"));
        assert_eq!(
            kind_of_group("countries").map(|(name, kind)| (name, &*kind.plural)),
            Some(("country", "Countries"))
        );
        assert!(kind("date").is_some_and(|kind| kind.matchable) && kind("text").is_some_and(|kind| !kind.matchable));
    }
}
