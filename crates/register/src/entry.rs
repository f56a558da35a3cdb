//! One entry of a list: a row as printed, with everything stated in it.

use serde::{Deserialize, Serialize};

use crate::Statement;

/// What kind of thing an entry designates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A natural person.
    Person,
    /// A group, company, body or other legal entity.
    Organization,
    /// A ship.
    Vessel,
    /// An aircraft.
    Aircraft,
    /// The publisher does not say.
    Unknown,
}

/// Whether the entry's presence in the file means that it is listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It is listed.
    #[default]
    Listed,
    /// The publisher prints it as taken off (a delisting sheet, a "delisted on" date).
    Delisted,
}

/// The publisher's stable reference: printed as the publisher spells it, compared normalised.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EntryKey(Box<str>);

impl EntryKey {
    /// A key of the text as printed; blanks at its ends are not part of it.
    pub fn new(printed: &str) -> Self {
        Self(printed.trim().into())
    }

    /// As the publisher spells it.
    pub fn printed(&self) -> &str {
        &self.0
    }

    /// What two spellings of one key share: lower case, no blanks, no trailing dots.
    pub fn normal(&self) -> String {
        normal_key(&self.0)
    }
}

impl std::fmt::Display for EntryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A reference as it compares: lower case, no blanks, no trailing dots.
pub fn normal_key(printed: &str) -> String {
    let mut out = String::with_capacity(printed.len());
    for c in printed.chars().filter(|c| !c.is_whitespace()) {
        out.extend(c.to_lowercase());
    }
    out.truncate(out.trim_end_matches('.').len());
    out
}

/// One entry of one edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The publisher's reference.
    pub key: EntryKey,
    /// Other references that may find the same entry in another edition or list, as `kind:value`.
    pub alternates: Vec<Box<str>>,
    /// What it designates.
    pub kind: Kind,
    /// Listed, or printed as delisted.
    pub standing: Standing,
    /// Everything stated, in the order of the file.
    pub statements: Vec<Statement>,
}

#[cfg(test)]
mod tests {
    use super::EntryKey;

    #[test]
    fn keys_print_as_spelt_and_compare_normalised() {
        for (a, b) in [("TAI.171", "TAi.171"), ("QDi.343.", "QDi.343"), (" QDi. 343 ", "QDi.343"), ("LYİ.1", "LYİ.1")]
        {
            assert_eq!(EntryKey::new(a).normal(), EntryKey::new(b).normal(), "{a} {b}");
        }
        assert_eq!(EntryKey::new(" TAI.171").printed(), "TAI.171");
        assert_ne!(EntryKey::new("QDi.1").normal(), EntryKey::new("QDi.10").normal());
    }
}
