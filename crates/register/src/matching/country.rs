//! Which country a text names.
//!
//! Source:   `data/countries.tsv`.
//! Shape:    two-letter ISO 3166-1 codes. XXA, XXB, XXC and XXX (stateless and unknown in travel documents), and what is
//!           not understood, name none.

use std::collections::HashMap;
use std::sync::OnceLock;

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
