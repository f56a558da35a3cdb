//! What people say of two entries: that they speak of one entity, or of two.
//!
//! Shape:    a [`Ruling`] is what a build takes of a judgement that holds; who said it, when and why is kept in the store (`node`).
//! Rule:     it wins over what the machine makes of the two, and it is of entries, so that it stays whatever they come to be joined with.

use serde::{Deserialize, Serialize};

use crate::ListedEntry;

/// What was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// They speak of one entity.
    Same,
    /// They speak of two.
    Different,
    /// It cannot be told from what is known: they are neither joined, by way of others either, nor asked about.
    Unsure,
}

impl Verdict {
    /// The stable word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
            Self::Unsure => "unsure",
        }
    }
}

/// A list and a key in normal form: what names an entry whatever is printed of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntryRef {
    /// The list, as in `un-sc`.
    pub list: Box<str>,
    /// The key in normal form, as in `qdi.001`.
    pub key: Box<str>,
}

impl EntryRef {
    /// Of an entry.
    pub fn of(entry: &ListedEntry) -> Self {
        Self { list: entry.list.clone(), key: entry.key.normal().into() }
    }
}

impl std::fmt::Display for EntryRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.list, self.key)
    }
}

/// A judgement that holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ruling {
    /// The two entries.
    pub of: [EntryRef; 2],
    /// What was judged.
    pub verdict: Verdict,
    /// What names the judgement, in the store that keeps it.
    pub judgement: Box<str>,
    /// How many people say so: two entries that contradict each other are joined by two or more.
    pub people: usize,
}
