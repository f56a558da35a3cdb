//! What resolving says is one person, group, vessel or aircraft, and every entry that speaks of it.
//!
//! Shape:    an entity holds its entries whole; each entry keeps its statements with their evidence and its episodes.
//! Not here: which entries are one entity (`resolve`), the file they are kept in (`index`).

use serde::{Deserialize, Serialize};

use crate::entry::normal_key;
use crate::{Alias, Day, Edition, EditionId, EntryKey, Kind, Property, Statement, Value};

/// An entity's stable id: `dl-` and 24 letters or digits, derived from its earliest entry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntityId(pub(crate) Box<str>);

impl EntityId {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for EntityId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A time during which an entry stood on its list, as the chain of editions shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Episode {
    /// The first edition it stood in, and that edition's day.
    pub from: (EditionId, Day),
    /// The first edition it was gone from, and that edition's day; `None` while it stands.
    pub until: Option<(EditionId, Day)>,
}

/// An entry as it is held: on which list, during which episodes, with the statements of the last edition it stood in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedEntry {
    /// The list, as in `un-sc`.
    pub list: Box<str>,
    /// The publisher's reference.
    pub key: EntryKey,
    /// Other references of the same entry, as `kind:value`.
    pub alternates: Vec<Box<str>>,
    /// What it designates.
    pub kind: Kind,
    /// From the oldest to the newest; empty when the publisher only ever printed it as taken off.
    pub episodes: Vec<Episode>,
    /// Everything stated, in the order of the file; what extracts add follows.
    pub statements: Vec<Statement>,
}

impl ListedEntry {
    /// `list:key`, as people and `--json` name it.
    pub fn reference(&self) -> String {
        format!("{}:{}", self.list, self.key)
    }

    /// Whether it stands on its list now.
    pub fn stands(&self) -> bool {
        self.episodes.last().is_some_and(|episode| episode.until.is_none())
    }

    /// Whether it states a programme or regime, blanks and capitals apart.
    pub fn is_under(&self, programme: &str) -> bool {
        let wanted = normal_key(programme);
        let mut stated = self.statements.iter().filter(|statement| statement.property == Property::Programme);
        stated.any(|statement| matches!(&statement.value, Value::Text(text) if normal_key(text) == wanted))
    }

    /// Its names, in the order of the file.
    pub fn names(&self) -> impl Iterator<Item = (&Alias, &Statement)> {
        self.statements.iter().filter_map(|statement| match (&statement.value, statement.property) {
            (Value::Name(alias), Property::Name) => Some((&**alias, statement)),
            _ => None,
        })
    }
}

/// One person, group, vessel or aircraft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// Its stable id.
    pub id: EntityId,
    /// The entries that speak of it, by list and key.
    pub entries: Vec<ListedEntry>,
}

impl Entity {
    /// What its entries designate: the first entry's kind that says.
    pub fn kind(&self) -> Kind {
        self.entries.iter().map(|entry| entry.kind).find(|kind| *kind != Kind::Unknown).unwrap_or(Kind::Unknown)
    }

    /// The name to show: the first main name, else the first name; empty when no entry has one.
    pub fn caption(&self) -> &str {
        let names = || self.entries.iter().flat_map(ListedEntry::names).map(|(alias, _)| alias);
        let main = names().find(|alias| alias.kind == crate::NameKind::Primary);
        main.or_else(|| names().next()).map(|alias| &*alias.text).unwrap_or_default()
    }

    /// Whether some entry of it stands on its list now.
    pub fn stands(&self) -> bool {
        self.entries.iter().any(ListedEntry::stands)
    }
}

/// Every entity, with the editions their statements stand in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register {
    /// The editions, by list, day and id.
    pub editions: Vec<Edition>,
    /// The entities, by id.
    pub entities: Vec<Entity>,
}
