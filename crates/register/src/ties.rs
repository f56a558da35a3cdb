//! What ties one entity to another: of what kind, who of the two owns, leads or belongs, and which statement says so.
//!
//! Source:   `data/ties.tsv`.
//! Shape:    a tie is what one entry states of another of its list; the other entity sees it from its end. A tie is shown and never
//!           scored.
//! Not here: whom the designated own or control (`ownership`).

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::entity::words_in_order;
use crate::entry::normal_key;
use crate::{
    DateSpan, Day, Entity, EntityId, EntryRef, ListedEntry, Property, Share, StatedDate, Statement, Tie, Value,
};

const TABLE: &str = include_str!("../data/ties.tsv");

/// What kind of tie. The codes are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TieKind {
    /// One holds a share of the other.
    Ownership,
    /// One directs the other.
    Control,
    /// One owns or directs the other; the publisher does not tell which.
    OwnershipOrControl,
    /// One leads the other, or holds an office in it.
    Leadership,
    /// One belongs to the other.
    Membership,
    /// They are relatives.
    Family,
    /// They are associates.
    Association,
    /// One supports the other.
    Support,
    /// One acts for the other.
    ActingFor,
    /// One names the other in a remark.
    Mention,
    /// The publisher links them and does not say how, or in words that are not known.
    Link,
}

impl TieKind {
    /// Every kind, in order.
    pub const ALL: &[Self] = &[
        Self::Ownership,
        Self::Control,
        Self::OwnershipOrControl,
        Self::Leadership,
        Self::Membership,
        Self::Family,
        Self::Association,
        Self::Support,
        Self::ActingFor,
        Self::Mention,
        Self::Link,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ownership => "ownership",
            Self::Control => "control",
            Self::OwnershipOrControl => "ownership-or-control",
            Self::Leadership => "leadership",
            Self::Membership => "membership",
            Self::Family => "family",
            Self::Association => "association",
            Self::Support => "support",
            Self::ActingFor => "acting-for",
            Self::Mention => "mention",
            Self::Link => "link",
        }
    }

    /// The sides from which it is seen.
    pub fn sides(self) -> &'static [Side] {
        match self {
            Self::Family | Self::Association | Self::Link => &[Side::Both],
            _ => &[Side::This, Side::Other],
        }
    }

    /// Whether it may be that one of the two owns or controls the other.
    pub fn is_ownership(self) -> bool {
        matches!(self, Self::Ownership | Self::Control | Self::OwnershipOrControl)
    }
}

/// Which of two that are tied owns, leads, belongs, supports, acts or mentions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The one that is looked at.
    This,
    /// The other.
    Other,
    /// There is no direction.
    Both,
}

impl Side {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::This => "this",
            Self::Other => "other",
            Self::Both => "both",
        }
    }

    fn seen_by_the_other(self) -> Self {
        match self {
            Self::This => Self::Other,
            Self::Other => Self::This,
            Self::Both => Self::Both,
        }
    }
}

/// What a publisher's words for a tie mean, as the entry that states it sees it.
pub fn kind_of(words: &str) -> (TieKind, Side) {
    static BY_WORDS: OnceLock<HashMap<String, (TieKind, Side)>> = OnceLock::new();
    let by_words = BY_WORDS.get_or_init(|| {
        let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
        rows.filter_map(|row| {
            let [words, kind, side] = *row.split('\t').collect::<Vec<_>>() else { return None };
            let kind = TieKind::ALL.iter().find(|own| own.code() == kind)?;
            let side = kind.sides().iter().find(|own| own.code() == side)?;
            Some((normal_key(words), (*kind, *side)))
        })
        .collect()
    });
    by_words.get(&normal_key(words)).copied().unwrap_or((TieKind::Link, Side::Both))
}

/// A tie of an entity, as that entity sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Tied {
    /// What kind.
    pub kind: TieKind,
    /// Which of the two owns, leads, belongs.
    pub side: Side,
    /// The other entity; `None` where the register holds none that the statement names.
    pub other: Option<EntityId>,
    /// What names the other: its caption, or as the statement names it.
    pub name: Box<str>,
    /// The entry that states it: of this entity or of the other.
    pub by: EntryRef,
    /// That entry as `list:key`, as its publisher spells the key.
    pub stated_by: Box<str>,
    /// Whether that entry stands on its list now.
    pub stands: bool,
    /// When that entry was in force: the first day, and the first on which it no longer was.
    pub(crate) in_force: Vec<(Day, Option<Day>)>,
    /// The first day on which it is known to be stated, of those held.
    pub(crate) first_seen: Option<Day>,
    /// What it states.
    pub statement: Statement,
}

impl Tied {
    /// As one end sees what an entry of `stating` states; `is_own` where that end states it itself.
    pub(crate) fn of(stating: &Entity, at: [usize; 2], is_own: bool, other: Option<&Entity>) -> Option<Self> {
        let entry = stating.entries.get(at[0])?;
        let statement = entry.statements.get(at[1])?;
        let (kind, side) = said(statement)?;
        let name = match (other, &statement.value) {
            (Some(other), _) => other.caption().into(),
            (None, Value::Tie(tie)) => tie.name.clone().or_else(|| tie.to.clone()).unwrap_or_default(),
            (None, value) => value.to_string().into(),
        };
        Some(Self {
            kind,
            side: if is_own { side } else { side.seen_by_the_other() },
            other: other.map(|other| other.id.clone()),
            name,
            by: EntryRef::of(entry),
            stated_by: entry.reference().into(),
            stands: entry.stands(),
            in_force: entry.in_force().map(|time| (time.from.0, time.until.map(|(until, _)| until))).collect(),
            first_seen: entry.dated_statements().nth(at[1]).and_then(|(_, first)| first).map(|(_, day)| day),
            statement: statement.clone(),
        })
    }

    /// What it says, whichever of the two states it: equal for ties of one entity that say the same in one list.
    pub(crate) fn said(&self) -> impl Hash + Eq + use<> {
        let tie = self.tie().cloned().unwrap_or_default();
        let days = [tie.from, tie.until].map(|date| date.map(|date| date.spans));
        (self.kind, self.side, self.other.clone(), self.by.list.clone(), self.stands, tie.share, days, tie.is_past)
    }

    /// Whether it holds on a day for certain: from the day it begins to the day it ends, as stated. Where only a span is stated, on none
    /// of its days.
    pub fn holds_on(&self, day: Day) -> bool {
        let Some(tie) = self.tie() else { return self.is_stated_of(day) };
        let begun = tie.from.as_ref().is_none_or(|from| is_all(from, |span| span.last() <= day));
        let ended = tie.until.as_ref().is_some_and(|until| !is_all(until, |span| day <= span.first()));
        self.is_stated_of(day) && begun && !ended && !(tie.is_past && tie.until.is_none())
    }

    /// Whether it may hold on a day: on no day before it begins and none after it ends. What is past without a day may have held until it
    /// was first seen to be so.
    pub fn may_hold_on(&self, day: Day) -> bool {
        let Some(tie) = self.tie() else { return self.is_stated_of(day) };
        let is_to_come = tie.from.as_ref().is_some_and(|from| is_all(from, |span| day < span.first()));
        // An end before the beginning tells neither.
        let is_reversed = tie
            .from
            .as_ref()
            .zip(tie.until.as_ref())
            .is_some_and(|(from, until)| is_all(until, |end| is_all(from, |begin| end.last() < begin.first())));
        if is_reversed {
            return self.is_stated_of(day);
        }
        let is_past = match &tie.until {
            Some(until) => is_all(until, |span| span.last() < day),
            None => tie.is_past && self.first_seen.is_none_or(|first| first <= day),
        };
        self.is_stated_of(day) && !is_to_come && !is_past
    }

    /// Whether the entry that states it speaks of a day: while it stands of any day, later of those on which it was in force.
    fn is_stated_of(&self, day: Day) -> bool {
        let was_in_force = |(from, until): &(Day, Option<Day>)| *from <= day && until.is_none_or(|until| day < until);
        self.stands || self.in_force.iter().any(was_in_force)
    }

    /// What one holds of the other: what is stated, or anything where it may be a share; `None` where it is none.
    pub(crate) fn share(&self) -> Option<Share> {
        let may_be = matches!(self.kind, TieKind::Ownership | TieKind::OwnershipOrControl);
        self.tie().and_then(|tie| tie.share).or(may_be.then_some(Share::UNKNOWN))
    }

    /// Whether the other may own or control this one.
    pub(crate) fn is_owner(&self) -> bool {
        self.kind.is_ownership() && self.side == Side::Other
    }

    /// The tie as stated, where it is more than words.
    pub fn tie(&self) -> Option<&Tie> {
        match &self.statement.value {
            Value::Tie(tie) => Some(tie),
            _ => None,
        }
    }
}

/// Whether it is so of every reading of a date; of one that was not understood nothing is.
fn is_all(date: &StatedDate, is_so: impl Fn(DateSpan) -> bool) -> bool {
    !date.spans.is_empty() && date.spans.iter().all(|span| is_so(*span))
}

/// What kind of tie a statement states, if it states one.
pub(crate) fn said(statement: &Statement) -> Option<(TieKind, Side)> {
    match (&statement.value, statement.property) {
        (Value::Tie(tie), _) => Some(kind_of(&tie.kind)),
        (Value::Text(_), Property::Owner) => Some(kind_of("owner")),
        _ => None,
    }
}

/// Whether what an entity's entry states in a statement may be of another entity.
pub(crate) fn may_name(stating: &Entity, [entry, statement]: [usize; 2], named: &Entity) -> bool {
    let Some(entry) = stating.entries.get(entry) else { return false };
    let Some((to, name)) = entry.statements.get(statement).and_then(named_of) else { return false };
    let is_named = |other: &ListedEntry, name: &str| {
        other.main_name().is_some_and(|main| words_in_order(main) == words_in_order(name))
    };
    let mut of_list = named.entries.iter().filter(|other| other.list == entry.list);
    of_list.any(|other| {
        to.is_some_and(|to| other.answers(to)) || name.as_deref().is_some_and(|name| is_named(other, name))
    })
}

/// A tie between two entities, by their places: which statement of which entry of the first states it of the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Link {
    pub(crate) stating: u32,
    pub(crate) named: u32,
    pub(crate) entry: u32,
    pub(crate) statement: u32,
    /// Which of the two may own or control the other, as the first sees it.
    pub(crate) owner: Option<Side>,
}

/// Every tie of which both ends are held: the other entry is named by its reference in the same list, or by the main name that one entity
/// of that list has alone. What several bear names none of them.
pub(crate) fn links(entities: &[Entity]) -> Vec<Link> {
    let all = || (0_u32..).zip(entities).flat_map(|(at, entity)| entity.entries.iter().map(move |entry| (at, entry)));
    // Names are only looked for in lists that name somebody so.
    let names_somebody = |entry: &ListedEntry| {
        let mut named = entry.statements.iter().filter_map(named_of);
        named.any(|(to, name)| to.is_none() || name.is_some())
    };
    let by_names: HashSet<&str> =
        all().filter(|(_, entry)| names_somebody(entry)).map(|(_, entry)| &*entry.list).collect();
    let (mut by_key, mut by_alternate, mut by_name) = (HashMap::new(), HashMap::new(), HashMap::new()); // only looked up
    for (at, entry) in all() {
        by_key.insert((&*entry.list, entry.key.normal()), at);
        for reference in entry.alternate_references() {
            only_one(&mut by_alternate, (&*entry.list, reference), at);
        }
        if let Some(name) = entry.main_name().filter(|_| by_names.contains(&*entry.list)) {
            only_one(&mut by_name, (&*entry.list, words_in_order(name)), at);
        }
    }
    let mut links = Vec::new();
    for (at, entity) in (0_u32..).zip(entities) {
        for (n, entry) in (0..).zip(&entity.entries) {
            for (m, statement) in (0..).zip(&entry.statements) {
                let Some((to, name)) = named_of(statement) else { continue };
                let to = to.map(|to| (&*entry.list, normal_key(to)));
                let by_reference = to.and_then(|to| by_key.get(&to).copied().or_else(|| *by_alternate.get(&to)?));
                let by_name = || *by_name.get(&(&*entry.list, words_in_order(name.as_deref()?)))?;
                if let Some(named) = by_reference.or_else(by_name).filter(|named| *named != at) {
                    let owner = said(statement).filter(|(kind, _)| kind.is_ownership()).map(|(_, side)| side);
                    links.push(Link { stating: at, named, entry: n, statement: m, owner });
                }
            }
        }
    }
    links
}

/// Notes whom a text names, or that it names several.
fn only_one<K: Hash + Eq>(named: &mut HashMap<K, Option<u32>>, key: K, at: u32) {
    let slot = named.entry(key).or_insert(Some(at));
    *slot = slot.filter(|known| *known == at);
}

/// The reference and the name by which a tie names the other, where a statement states one.
fn named_of(statement: &Statement) -> Option<(Option<&str>, Option<Cow<'_, str>>)> {
    said(statement)?;
    Some(match &statement.value {
        Value::Tie(tie) => (tie.to.as_deref(), tie.name.as_deref().map(Cow::Borrowed)),
        value => (None, Some(Cow::Owned(value.to_string()))),
    })
}

#[cfg(test)]
mod tests {
    use super::{Side, TABLE, TieKind, kind_of};

    #[test]
    fn publishers_words_have_their_kind() {
        for (words, want) in [
            ("Owned or Controlled By", (TieKind::OwnershipOrControl, Side::Other)),
            ("Ownership:asset", (TieKind::Ownership, Side::This)),
            ("Acting for or on behalf of", (TieKind::ActingFor, Side::This)),
            ("family member of", (TieKind::Family, Side::Both)),
            ("Linked To", (TieKind::Link, Side::Both)),
            ("RelationType 4711", (TieKind::Link, Side::Both)),
        ] {
            assert_eq!(kind_of(words), want, "{words}");
        }
    }

    #[test]
    fn every_row_of_the_table_is_understood() {
        for row in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let words = row.split('\t').next().unwrap_or_default();
            assert_ne!(kind_of(words).0, TieKind::Link, "{row}");
        }
    }
}
