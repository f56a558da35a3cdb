//! Which row of a table a letter is read by.
//!
//! Shape:    `tables::rules` gives the rows that begin with a character, the longest first; the first that fits is it.
//! Not here: the rows themselves are made of `data/sounds`.

use super::{Sound, tables};

/// A row of a table: how a letter or a group of letters sounds, and where.
pub(super) struct Rule {
    pub(super) write: &'static str,
    pub(super) at: At,
    /// The letters of which one must follow; none, when any may.
    pub(super) before: &'static str,
    /// The letters of which none may follow.
    pub(super) not_before: &'static str,
    pub(super) joins: Joins,
    pub(super) hear: &'static [Sound],
}

/// Where in a part a row holds.
#[derive(Clone, Copy)]
pub(super) enum At {
    Anywhere,
    First,
    /// A part of one letter is its first.
    Last,
    /// It is the whole part.
    Alone,
}

/// What a row does to the sounds before it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Joins {
    Nothing,
    /// A small vowel of kana.
    Vowel,
    /// A small ya, yu or yo of kana.
    Glide,
}

/// A row without letters and conditions, which the tables add.
pub(super) const RULE: Rule =
    Rule { write: "", at: At::Anywhere, before: "", not_before: "", joins: Joins::Nothing, hear: &[] };

/// The row that reads a part from a byte on; `None` when no table knows the letter there.
pub(super) fn at(part: &str, from: usize) -> Option<&'static Rule> {
    let rest = part.get(from..)?;
    tables::rules(rest.chars().next()?).iter().find(|rule| rule.fits(rest, from == 0))
}

impl Rule {
    fn fits(&self, rest: &str, is_first: bool) -> bool {
        // Its last byte turns most groups away without a comparison of texts.
        if self
            .write
            .len()
            .checked_sub(1)
            .is_none_or(|last| rest.as_bytes().get(last) != self.write.as_bytes().get(last))
        {
            return false;
        }
        let Some(after) = rest.strip_prefix(self.write) else { return false };
        let in_place = match self.at {
            At::Anywhere => true,
            At::First => is_first,
            At::Alone => is_first && after.is_empty(),
            At::Last => after.is_empty() && !is_first,
        };
        let next = after.chars().next();
        in_place
            && (self.before.is_empty() || next.is_some_and(|c| self.before.contains(c)))
            && !next.is_some_and(|c| self.not_before.contains(c))
    }
}
