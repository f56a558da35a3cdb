//! Whether two places of birth may be one.
//!
//! Shape:    places as written, in any script; a text is cut at commas, brackets and strokes into names of countries and of
//!           other places.
//! Law:      another country of birth speaks against, the same one alone says nothing: it would be nationality by another
//!           door. The same town or province adds a little.
//! Limits:   names of places are compared as names are, so that Cologne is not Köln.

use names::Part;

use super::country::countries;
use super::likelihood::{Room, Seen};
use super::score::{LIKE_PART, reason, statements};
use super::{Query, Reason, ReasonCode};
use crate::{ListedEntry, Property};

/// The same town or province: of two persons who share a part of their names 23 in 100, as `cargo xtask likelihoods`
/// counts; of one person 86 in 100, and 70 by judgement, since lists copy from one another.
const SAME: Seen = Seen { of_one: 0.70, of_two: 0.23 };

/// No country of birth in common: of one person 0.7 in 100, taken five times since lists copy from one another.
const OTHER: Seen = Seen { of_one: 0.037, of_two: 0.33 };

/// Words that say what a place is, not which: in the scripts and normal forms of `names`.
const KINDS: &str = "province governorate district region city town village county state oblast near camp area \
                     محافظه مدينه منطقه قريه ولايه مديريه ناحيه قضاء مخيم область город район شهر استان";

/// One text about a place.
struct Place {
    countries: Vec<&'static str>,
    /// The parts of each other name in it.
    names: Vec<Vec<Part>>,
}

impl Place {
    fn of(text: &str) -> Self {
        let mut place = Self { countries: Vec::new(), names: Vec::new() };
        for piece in text.split([',', ';', '/', '(', ')', '،', '؛']) {
            let countries = countries(piece);
            if !countries.is_empty() {
                place.countries.extend(countries);
                continue;
            }
            let says_which = |part: &Part| {
                part.role.tells() && part.text.chars().count() > 2 && KINDS.split(' ').all(|kind| kind != part.text)
            };
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

    fn of_places(one: &Place, other: &Place) -> Self {
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
pub(super) fn birth_place(query: &Query, entries: &[&ListedEntry], room: &mut Room) -> Option<Reason> {
    let asked: Vec<(&str, Place)> = query.birth_places.iter().map(|text| (text.as_str(), Place::of(text))).collect();
    let (first, _) = asked.first()?;
    let (mut other, mut may_be_same) = (None, false);
    for statement in statements(entries).filter(|statement| statement.property == Property::BirthPlace) {
        let stated = Place::of(&statement.value.to_string());
        for (text, place) in &asked {
            match Places::of_places(place, &stated) {
                Places::Same => {
                    let points = room.points(SAME.logits());
                    return Some(reason(ReasonCode::SameBirthPlace, points, Some(text), Some(statement)));
                }
                Places::Open => may_be_same = true,
                Places::Elsewhere => {
                    other.get_or_insert(statement);
                }
            }
        }
    }
    let other = other.filter(|_| !may_be_same)?;
    Some(reason(ReasonCode::OtherBirthCountry, OTHER.against(), Some(first), Some(other)))
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
            ("", "Iraq", Places::Open),
        ] {
            assert_eq!(Places::of(one, other), want, "{one} / {other}");
            assert_eq!(Places::of(other, one), want, "{other} / {one}");
        }
    }
}
