//! Links that publishers themselves draw to entries of other lists.

use crate::{ListedEntry, Property};

/// The references of other lists that an entry states, as `list:key` in normal form.
pub(super) fn stated(entry: &ListedEntry) -> impl Iterator<Item = String> + '_ {
    let stated = entry.statements.iter().filter(|statement| statement.property == Property::Reference);
    stated.filter_map(|statement| {
        let text = statement.value.to_string();
        let (list, reference) = text.split_once(':')?;
        let key = crate::entry::normal_key(reference);
        let key = if list == "un-sc" { permanent(&key).unwrap_or(key) } else { key };
        Some(format!("{list}:{key}"))
    })
}

/// The permanent reference of an entry of the UN list, of one given before the references were made anew in 2014: the number within
/// its list stayed. `qi.a.86.03` is `qdi.086`.
fn permanent(key: &str) -> Option<String> {
    let mut parts = key.split('.');
    let (list, _, number, year) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let list = match list {
        "qi" => "qdi",
        "qe" => "qde",
        "ti" => "tai",
        "te" => "tae",
        _ => return None,
    };
    let number: u16 = number.parse().ok()?;
    (parts.next().is_none() && year.len() == 2).then(|| format!("{list}.{number:03}"))
}
