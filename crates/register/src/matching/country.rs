//! Which country a text names, and whether the stated countries are others.
//!
//! Law:      another country speaks against, the same one says nothing: it never raises a score.
//! Source:   `data/countries.tsv`.
//! Shape:    two-letter ISO 3166-1 codes. XXA, XXB, XXC and XXX (stateless and unknown in travel documents), and what is
//!           not understood, name none.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::ReasonCode;
use super::likelihood::{Beside, Seen};
use super::score::{Asked, statements};
use crate::{ListedEntry, Property, Statement};

const TABLE: &str = include_str!("../../data/countries.tsv");

/// The countries a text names: by code, by name, or by a name in a list of names.
pub fn countries(text: &str) -> Vec<&'static str> {
    let table = table();
    let find = |text: &str| table.get(text.trim().trim_end_matches('.').to_lowercase().as_str()).copied();
    match find(text) {
        Some(code) => vec![code],
        None => text.split(['/', ';', ',', '،', '؛']).filter_map(find).collect(),
    }
}

fn table() -> &'static HashMap<&'static str, &'static str> {
    static BY_NAME: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    BY_NAME.get_or_init(|| {
        let mut by_name = HashMap::new();
        for row in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let mut cells = row.split('\t');
            let Some(code) = cells.next() else { continue };
            by_name.insert(code, code);
            for name in cells {
                by_name.insert(name, code);
            }
        }
        by_name
    })
}

/// No country in common: of two persons who share a part of their names 31 in 100, as `cargo xtask likelihoods` counts; of one
/// person 1 in 100, but lists copy from one another, and people have more nationalities than are stated: taken ten times.
const OTHER: Seen = Seen { of_one: 0.10, of_two: 0.31 };

/// Speaks against when both sides state countries and none is the same; never for.
pub(super) fn country<'s>(asked: &Asked<'_>, entries: &'s [&ListedEntry]) -> Option<Beside<'s>> {
    let stating = |statement: &&Statement| {
        matches!(
            statement.property,
            Property::Nationality
                | Property::Citizenship
                | Property::FormerNationality
                | Property::Country
                | Property::Flag
        )
    };
    let mut stated = statements(entries).filter(stating).map(|s| (s, countries(&s.value.to_string()))).peekable();
    if asked.countries.is_empty() || stated.peek().is_none() {
        return None;
    }
    let mut other = None;
    for (statement, codes) in stated {
        // What is not understood may be the same country.
        if codes.is_empty() || codes.iter().any(|code| asked.countries.contains(code)) {
            return None;
        }
        other.get_or_insert(statement);
    }
    let asked = asked.query.countries.first().cloned().unwrap_or_default();
    other.map(|statement| Beside { code: ReasonCode::OtherCountry, logits: OTHER.against(), asked, statement })
}

#[cfg(test)]
mod tests {
    use super::countries;

    #[test]
    fn a_country_is_known_by_its_codes_and_names() {
        for (text, want) in [
            ("Iraq", &["IQ"][..]),
            ("IRQ", &["IQ"]),
            ("iq", &["IQ"]),
            ("العراق", &["IQ"]),
            ("Syrian Arab Republic", &["SY"]),
            ("السعودية / الكويت", &["KW"]),
            ("XXA", &[]),
            ("XXX", &[]),
            ("Atlantis", &[]),
            ("", &[]),
        ] {
            assert_eq!(countries(text), want, "{text}");
        }
    }
}
