//! Whether two places of birth may be one.
//!
//! Shape:    places as written, in any script; a text is cut at commas, brackets and strokes into names of countries and of
//!           other places.
//! Law:      another country of birth speaks against, the same one alone says nothing: it would be nationality by another
//!           door. The same town or province adds a little.
//! Source:   `data/place_words.tsv` for the words that do not say which place.
//! Limits:   names of places are compared as names are, so that Cologne is not Köln.

use std::collections::HashSet;
use std::sync::OnceLock;

use names::Part;

use super::ReasonCode;
use super::country::countries;
use super::likelihood::{Beside, Seen};
use super::score::{Asked, LIKE_PART, statements};
use crate::{ListedEntry, Property};

/// The same town or province: of two persons who share a part of their names 23 in 100, as `cargo xtask likelihoods`
/// counts; of one person 86 in 100, and 70 by judgement, since lists copy from one another.
const SAME: Seen = Seen { of_one: 0.70, of_two: 0.23 };

/// No country of birth in common: of one person 0.7 in 100, taken five times since lists copy from one another.
const OTHER: Seen = Seen { of_one: 0.037, of_two: 0.33 };

const WORDS: &str = include_str!("../../data/place_words.tsv");

/// The most that places of birth say, in logits.
pub(super) fn most() -> f64 {
    SAME.logits()
}

/// Whether a part of a place's name says which place it is.
fn says_which(part: &Part) -> bool {
    static OTHERS: OnceLock<HashSet<String>> = OnceLock::new();
    let others = OTHERS.get_or_init(|| {
        let rows = WORDS.lines().filter(|row| !row.starts_with('#'));
        let words = rows.flat_map(|row| row.split('\t').skip(1));
        words.flat_map(|word| names::prepare(word).parts).map(|part| part.text).collect()
    });
    let is_letter = part.text.is_ascii() && part.text.len() <= 2;
    part.role.tells() && !is_letter && !others.contains(&part.text)
}

/// One text about a place.
pub(crate) struct Place {
    countries: Vec<&'static str>,
    /// The parts of each other name in it.
    names: Vec<Vec<Part>>,
}

impl Place {
    pub(crate) fn of(text: &str) -> Self {
        let mut place = Self { countries: Vec::new(), names: Vec::new() };
        for piece in text.split([',', ';', '/', '(', ')', '،', '؛']) {
            let countries = countries(piece);
            if !countries.is_empty() {
                place.countries.extend(countries);
                continue;
            }
            let parts: Vec<Part> = names::prepare(piece).parts.into_iter().filter(says_which).collect();
            if !parts.is_empty() {
                place.names.push(parts);
            }
        }
        place
    }
}

/// How two places stand to one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Places {
    /// A name of one, other than its country's, stands whole in a name of the other.
    Same,
    /// They may be one.
    Open,
    /// Both name countries, and none is the same.
    Elsewhere,
}

impl Places {
    /// Of two texts.
    pub fn of(one: &str, other: &str) -> Self {
        Self::of_places(&Place::of(one), &Place::of(other))
    }

    pub(crate) fn of_places(one: &Place, other: &Place) -> Self {
        let meet = || one.countries.iter().any(|country| other.countries.contains(country));
        if !one.countries.is_empty() && !other.countries.is_empty() && !meet() {
            return Self::Elsewhere;
        }
        let shares = |name: &Vec<Part>| other.names.iter().any(|own| stands_in(name, own) || stands_in(own, name));
        if one.names.iter().any(shares) { Self::Same } else { Self::Open }
    }
}

fn stands_in(lesser: &[Part], fuller: &[Part]) -> bool {
    lesser.iter().all(|part| fuller.iter().any(|other| names::part_similarity(part, other) >= LIKE_PART))
}

/// The place of birth that agrees best.
pub(super) fn birth_place<'s>(asked: &Asked<'_>, entries: &'s [&ListedEntry]) -> Option<Beside<'s>> {
    let asked = &asked.birth_places;
    let (first, _) = asked.first()?;
    let (mut other, mut may_be_same) = (None, false);
    for statement in statements(entries).filter(|statement| statement.property == Property::BirthPlace) {
        let stated = Place::of(&statement.value.to_string());
        for (text, place) in asked {
            match Places::of_places(place, &stated) {
                Places::Same => {
                    let (code, asked) = (ReasonCode::SameBirthPlace, (*text).to_owned());
                    return Some(Beside { code, logits: SAME.logits(), asked, statement });
                }
                Places::Open => may_be_same = true,
                Places::Elsewhere => {
                    other.get_or_insert(statement);
                }
            }
        }
    }
    let statement = other.filter(|_| !may_be_same)?;
    let (code, asked) = (ReasonCode::OtherBirthCountry, (*first).to_owned());
    Some(Beside { code, logits: OTHER.against(), asked, statement })
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn places_are_one_by_name_and_two_by_country() {
        for (one, other, want) in [
            ("Mosul, Iraq", "الموصل، العراق", Places::Same),
            ("Khost", "Khost Province, Afghanistan", Places::Same),
            ("Hadath Qarah", "Village of Hadath Qarah (Syria)", Places::Same),
            ("Tripoli, Libya", "Tripoli, Lebanon", Places::Elsewhere),
            ("العراق", "Egypt", Places::Elsewhere),
            ("New York", "New Delhi, India", Places::Open),
            ("Iraq", "Baghdad, Iraq", Places::Open), // the country alone is no agreement
            ("Baghdad", "Egypt", Places::Open),      // a town alone may lie anywhere
            ("province", "Khost province", Places::Open),
            ("محافظة", "محافظة الموصل", Places::Open),
            ("Mithalgrad, USSR", "Sarabgrad, USSR", Places::Open), // a state that is no more is no town
            ("天津", "天津", Places::Same),
            ("", "Iraq", Places::Open),
        ] {
            assert_eq!(Places::of(one, other), want, "{one} / {other}");
            assert_eq!(Places::of(other, one), want, "{other} / {one}");
        }
    }
}
