//! What is known of each list beforehand: `lists/<id>.toml`.
//!
//! Shape:    [`all`] gives every list, ordered by id; a file that does not parse is a failed test, not a run-time error.

use std::sync::OnceLock;

use register::Day;
use serde::{Deserialize, Serialize};

/// A list: who issues it, under what authority, where, how often, and what a sound edition looks like.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListSpec {
    /// Who and what.
    pub list: List,
    /// What a sound edition looks like.
    #[serde(default)]
    pub expect: Expect,
    /// What marks a file as a part of the list only.
    #[serde(default)]
    pub extract: Extract,
}

/// Who issues a list.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// The id, as in `un-sc`.
    pub id: String,
    /// The list's name in English.
    pub name: String,
    /// The list's name in Arabic.
    pub name_ar: String,
    /// Who publishes it, in English.
    pub publisher: String,
    /// Who publishes it, in Arabic.
    pub publisher_ar: String,
    /// Who designates, under what.
    pub authority: String,
    /// Where it is published.
    pub addresses: Vec<String>,
    /// Hours between looks at the address.
    pub cadence_hours: u32,
    /// Days after which an edition is stale.
    pub stale_after_days: u32,
    /// Whether an entry whose reference is gone may be found by an alternate reference (see `register::delta`).
    #[serde(default)]
    pub follow_alternates: bool,
}

impl List {
    /// Whether the newest edition held is older than the list's limit, or absent.
    pub fn is_stale(&self, newest: Option<Day>, today: Day) -> bool {
        let age = newest.and_then(|newest| newest.until(today).ok()).map(|span| span.get_days());
        age.is_none_or(|days| i64::from(days) > i64::from(self.stale_after_days))
    }
}

/// What a sound edition looks like; outside this, the last good edition stays.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// Least and most entries.
    pub entries: Option<[u64; 2]>,
}

/// What marks a file as a part of the list only.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extract {
    /// Formats that are only ever held in part.
    #[serde(default)]
    pub formats: Vec<String>,
    /// SHA-256 of known partial files.
    #[serde(default)]
    pub files: Vec<String>,
}

const FILES: &[&str] = &[
    include_str!("../lists/ae_local.toml"),
    include_str!("../lists/ca_sema.toml"),
    include_str!("../lists/eu_fsf.toml"),
    include_str!("../lists/ftm.toml"),
    include_str!("../lists/uk_ofsi.toml"),
    include_str!("../lists/uk_sl.toml"),
    include_str!("../lists/un_sc.toml"),
    include_str!("../lists/us_csl.toml"),
    include_str!("../lists/us_ofac_cons.toml"),
    include_str!("../lists/us_ofac_sdn.toml"),
];

/// Every list, ordered by id.
pub fn all() -> &'static [ListSpec] {
    static ALL: OnceLock<Vec<ListSpec>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut specs: Vec<ListSpec> = FILES.iter().filter_map(|file| toml::from_str(file).ok()).collect();
        specs.sort_by(|a, b| a.list.id.cmp(&b.list.id));
        specs
    })
}

/// The list of an id.
pub fn find(id: &str) -> Option<&'static ListSpec> {
    all().iter().find(|spec| spec.list.id == id)
}

#[cfg(test)]
mod tests {
    use super::{FILES, ListSpec, all, find};

    #[test]
    fn every_list_file_parses_and_names_itself() {
        for file in FILES {
            if let Err(error) = toml::from_str::<ListSpec>(file) {
                assert_eq!(error.to_string(), "", "{}", file.lines().take(3).collect::<Vec<_>>().join(" "));
            }
        }
        assert_eq!(all().len(), FILES.len());
        for spec in all() {
            assert_eq!(find(&spec.list.id), Some(spec));
        }
    }
}
