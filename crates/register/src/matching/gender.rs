//! Whether the stated sex is another.
//!
//! Law:      another sex speaks against, the same one says nothing: it never raises a score.

use super::likelihood::{Beside, Seen};
use super::score::statements;
use super::{Query, ReasonCode};
use crate::{ListedEntry, Property, Sex};

/// Two lists differ on none of 875 persons, so on fewer than 0.34 in 100 (the upper end of the 95 % interval); two persons
/// who share a part of their names are of two sexes in 7.1 of 100 pairs (`cargo xtask likelihoods`).
const OTHER: Seen = Seen { of_one: 0.0034, of_two: 0.071 };

/// Speaks against when both sides state a sex and they differ; never for.
pub(super) fn gender<'s>(query: &Query, entries: &'s [&ListedEntry]) -> Option<Beside<'s>> {
    let written = query.gender.as_deref()?;
    let asked = Sex::stated(written)?;
    let mut other = None;
    for statement in statements(entries).filter(|statement| statement.property == Property::Gender) {
        if Sex::stated(&statement.value.to_string())? == asked {
            return None;
        }
        other.get_or_insert(statement);
    }
    let asked = written.to_owned();
    other.map(|statement| Beside { code: ReasonCode::OtherGender, logits: OTHER.against(), asked, statement })
}
