//! What the parts of a person's name are to the person: the given name, the father's, the family's.
//!
//! Source:   the naming customs of Arabic, Persian, Afghan, Maghreb and Sahel names.
//! Shape:    a role by place among the parts; it follows from texts, roles and places alone, so that nothing is stored.
//! Rules:    the first name that is not a kunya and not before a comma is the given one. What follows a link of descent
//!           is the father's, then the grandfather's. Without links the order of a chain tells: given, father,
//!           grandfather, family. It is a reading of the customs, and may be wrong for any one person.

use std::borrow::Borrow;

use super::tables::PARTICLES_ARTICLES as ARTICLES;
use super::{MAX_PARTS, Part, Role};

/// What a part of a person's name is to the person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PersonRole {
    /// No name: a link or a title, or nothing stands there.
    #[default]
    Link,
    /// The person's own name.
    Given,
    /// The father's name, or where it stands in a chain.
    Father,
    /// The grandfather's, or where it stands.
    Grandfather,
    /// The family's, the clan's or the place's: last, before a comma, or al-…i.
    Family,
    /// Abu X, Umm X: what the person is called after a child or a virtue.
    Kunya,
    /// X al-Din, not as the given name: an honorary name.
    Laqab,
    /// A further name.
    Other,
}

const KUNYA: &[&str] =
    &["abi", "aboo", "abou", "abu", "bou", "bu", "om", "oum", "um", "umm", "абу", "ابا", "ابو", "ابي", "ام", "بو"];

/// Whose parent a kunya says that someone is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parent {
    Father,
    Mother,
}

/// What a particle makes of the name after it: `Abu X` a father's kunya, `Umm X` a mother's.
pub(crate) fn kunya(particle: &str) -> Option<Parent> {
    let is_mother = matches!(particle, "om" | "oum" | "um" | "umm" | "ام");
    KUNYA.contains(&particle).then_some(if is_mother { Parent::Mother } else { Parent::Father })
}

const DESCENT: &[&str] = &[
    "ag", "ben", "bin", "bint", "binte", "binti", "bn", "bte", "ibn", "mint", "ould", "ouled", "walad", "weld", "wuld",
    "бен", "бин", "ибн", "ابن", "بن", "بنت", "منت", "ولد",
];

/// Whether a part says that what follows is the father's name: `bin`, `ould`.
pub(crate) fn is_descent(part: &Part) -> bool {
    part.role == Role::Particle && DESCENT.contains(&part.text.as_str())
}

/// The roles of a person's parts, by place; places behind the last part are [`PersonRole::Link`].
///
/// ```
/// use names::PersonRole::{Family, Father, Given};
///
/// let name = names::prepare("Yusuf bin Sabir al-Khayali");
/// let roles = names::person_roles(&name.parts);
/// let of = |role| name.parts.iter().zip(roles).find(|(_, r)| *r == role).map(|(part, _)| part.text.as_str());
/// assert_eq!((of(Given), of(Father), of(Family)), (Some("yusuf"), Some("sabir"), Some("khayali")));
/// ```
pub fn person_roles<P: Borrow<Part>>(parts: &[P]) -> [PersonRole; MAX_PARTS] {
    let mut roles = [PersonRole::Link; MAX_PARTS];
    let all = || parts.iter().map(Borrow::<Part>::borrow);
    let chain = all().filter(|part| part.role == Role::Core).count();
    // Where a comma told the family's name, the last part is not it.
    let last = all().rposition(|part| part.role == Role::Core).filter(|_| !all().any(|part| part.role == Role::Family));
    let (mut is_given, mut forefathers, mut is_linked) = (false, 0, false);
    for (at, (part, slot)) in all().zip(&mut roles).enumerate() {
        let before = parts.get(..at).unwrap_or_default();
        *slot = match part.role {
            Role::Family => PersonRole::Family,
            role if role != Role::Core => continue,
            _ if follows(before, KUNYA) => PersonRole::Kunya,
            _ if !is_given => {
                is_given = true;
                PersonRole::Given
            }
            _ if follows(before, DESCENT) => {
                is_linked = true;
                forefathers += 1;
                forefather(forefathers)
            }
            _ if Some(at) == last || is_nisba(part, before) => PersonRole::Family,
            _ if is_laqab(part) => PersonRole::Laqab,
            _ if !is_linked && (chain >= 3 || last.is_none()) => {
                forefathers += 1;
                forefather(forefathers)
            }
            _ => PersonRole::Other,
        };
    }
    roles
}

fn forefather(degree: u32) -> PersonRole {
    match degree {
        1 => PersonRole::Father,
        2 => PersonRole::Grandfather,
        _ => PersonRole::Other,
    }
}

fn is_article(part: &Part) -> bool {
    part.role == Role::Particle && ARTICLES.binary_search(&part.text.as_str()).is_ok()
}

/// Whether the last word before, an article left aside, is one of these links.
fn follows<P: Borrow<Part>>(before: &[P], links: &[&str]) -> bool {
    let mut back = before.iter().rev().map(Borrow::<Part>::borrow);
    let link = back.next().and_then(|part| if is_article(part) { back.next() } else { Some(part) });
    link.is_some_and(|part| part.role == Role::Particle && links.binary_search(&part.text.as_str()).is_ok())
}

/// Al-…i; in Arabic letters the article is no longer seen, and the ending alone does not tell.
fn is_nisba<P: Borrow<Part>>(part: &Part, before: &[P]) -> bool {
    part.text.ends_with(['i', 'y']) && before.last().is_some_and(|part| is_article(part.borrow()))
}

fn is_laqab(part: &Part) -> bool {
    ["din", "deen", "dine", "دين", "дин"].iter().any(|din| part.text.len() > din.len() + 2 && part.text.ends_with(din))
}

#[cfg(test)]
mod tests {
    use super::{DESCENT, KUNYA, PersonRole, person_roles};
    use crate::prepare;

    #[track_caller]
    fn check(name: &str, want: &[(&str, PersonRole)]) {
        let prepared = prepare(name);
        let roles = person_roles(&prepared.parts);
        let all = prepared.parts.iter().map(|part| part.text.as_str()).zip(roles);
        let got: Vec<_> = all.filter(|(_, role)| *role != PersonRole::Link).collect();
        assert_eq!(got, want, "{name:?}");
    }

    #[test]
    fn the_links_are_sorted() {
        assert!(DESCENT.is_sorted() && KUNYA.is_sorted());
    }

    #[test]
    fn parts_have_roles_in_the_person() {
        use PersonRole::{Family, Father, Given, Grandfather, Kunya, Laqab, Other};
        check("Yusuf", &[("yusuf", Given)]);
        check("Yusuf Khayali", &[("yusuf", Given), ("khayali", Family)]);
        check(
            "Yusuf bin Sabir bin Karim al-Khayali",
            &[("yusuf", Given), ("sabir", Father), ("karim", Grandfather), ("khayali", Family)],
        );
        check("Haji Yusuf ould Sabir", &[("yusuf", Given), ("sabir", Father)]);
        check("يوسف بن صابر الخيالي", &[("يوسف", Given), ("صابر", Father), ("خيالي", Family)]);
        check("يوسف صابر كريم الخيالي", &[("يوسف", Given), ("صابر", Father), ("كريم", Grandfather), ("خيالي", Family)]);
        check("Abu Nimr Yusuf al-Khayali", &[("nimr", Kunya), ("yusuf", Given), ("khayali", Family)]);
        check("Umm al-Khayr", &[("khayr", Kunya)]);
        check("Yusuf Shams al-Din Sabir", &[("yusuf", Given), ("shamsdin", Laqab), ("sabir", Family)]);
        check("Shams al-Din Sabir", &[("shamsdin", Given), ("sabir", Family)]);
        check(
            "Yusuf Sabir al-Mithali al-Khayali",
            &[("yusuf", Given), ("sabir", Father), ("mithali", Family), ("khayali", Family)],
        );
        check(
            "Yusuf bin Sabir Karim Khayali",
            &[("yusuf", Given), ("sabir", Father), ("karim", Other), ("khayali", Family)],
        );
        check("KHAYALI, Yusuf Sabir", &[("khayali", Family), ("yusuf", Given), ("sabir", Father)]);
    }
}
