//! What resolving says is one person, group, vessel or aircraft, and every entry that speaks of it.
//!
//! Shape:    an entity holds its entries whole; each entry keeps its statements with their evidence and its episodes. Why the entries
//!           are taken for one entity stands beside them.
//! Not here: which entries are one entity (`resolve`), the file they are kept in (`index`).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::entry::normal_key;
use crate::resolve::Ground;
use crate::{Alias, Day, Edition, EditionId, EntryKey, EntryRef, Kind, Property, Statement, Value};

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
    /// Whether no whole edition before it is held that does not have the entry, so that it may have stood there any time before.
    pub may_have_begun_before: bool,
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
    /// Since when each is stated, as far as the editions held tell; empty where that is not known.
    pub since: Vec<Since>,
}

/// The first edition held that states some statements of an entry, which follow one another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Since {
    /// The edition, and its day.
    pub edition: (EditionId, Day),
    /// How many statements.
    pub statements: u32,
}

impl ListedEntry {
    /// `list:key`, as people and `--json` name it.
    pub fn reference(&self) -> String {
        format!("{}:{}", self.list, self.key)
    }

    /// Its main name, else its first one.
    pub fn main_name(&self) -> Option<&str> {
        let names = || self.names().map(|(alias, _)| alias);
        let main = names().find(|alias| alias.kind == crate::NameKind::Primary);
        main.or_else(|| names().next()).map(|alias| &*alias.text)
    }

    /// Whether a reference names it: its key, alone or behind its list and a colon, or an alternate, alone or behind its kind.
    pub fn answers(&self, reference: &str) -> bool {
        let (wanted, key) = (normal_key(reference), self.key.normal());
        wanted == key
            || wanted == format!("{}:{key}", self.list)
            || self.ids().any(|id| wanted == id.as_str())
            || self.alternate_references().any(|reference| reference == wanted)
    }

    /// What names it besides its key, in normal form: each alternate, with its kind and without.
    pub(crate) fn alternate_references(&self) -> impl Iterator<Item = String> + '_ {
        self.alternates.iter().flat_map(|alternate| {
            let value = alternate.split_once(':').map(|(_, value)| normal_key(value));
            std::iter::once(normal_key(alternate)).chain(value)
        })
    }

    /// Every id that it gave or gives: of its key, and of those that its publisher changed.
    pub fn ids(&self) -> impl Iterator<Item = EntityId> + '_ {
        let former = self.alternates.iter().filter_map(|alternate| alternate.strip_prefix("key:"));
        let keys = former.map(normal_key).chain(std::iter::once(self.key.normal()));
        keys.map(|key| EntityId::of(&self.list, &key))
    }

    /// The id that an entity has of which this is the first entry.
    pub fn own_id(&self) -> EntityId {
        EntityId::of(&self.list, &self.key.normal())
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

    /// Its statements in their order, each with the first edition held that states it, where that is known, and that edition's day; the last
    /// one is that of its evidence.
    pub fn dated_statements(&self) -> impl Iterator<Item = (&Statement, Option<(EditionId, Day)>)> {
        let runs = self.since.iter().flat_map(|since| std::iter::repeat_n(since.edition, since.statements as usize));
        let first = runs.map(Some).chain(std::iter::repeat(None));
        self.statements.iter().zip(first)
    }

    /// Its names, in the order of the file.
    pub fn names(&self) -> impl Iterator<Item = (&Alias, &Statement)> {
        self.statements.iter().filter_map(|statement| match (&statement.value, statement.property) {
            (Value::Name(alias), Property::Name) => Some((&**alias, statement)),
            _ => None,
        })
    }
}

#[cfg(test)]
impl ListedEntry {
    /// An invented entry that states nothing, with episodes as `2010-01-01..2012-01-01` or `2010-01-01..`.
    pub(crate) fn with_episodes(list: &str, episodes: &[&str]) -> Self {
        let edition = EditionId::of(b"an invented edition");
        let at = |text: &str| (edition, text.parse().expect("a day"));
        let episode = |text: &&str| {
            let (from, until) = text.split_once("..").expect("an episode");
            let until = (!until.is_empty()).then(|| at(until));
            Episode { from: at(from), until, may_have_begun_before: false }
        };
        Self {
            list: list.into(),
            key: EntryKey::new("XXi.001"),
            alternates: Vec::new(),
            kind: Kind::Person,
            episodes: episodes.iter().map(episode).collect(),
            statements: Vec::new(),
            since: Vec::new(),
        }
    }
}

/// One person, group, vessel or aircraft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// Its stable id.
    pub id: EntityId,
    /// The entries that speak of it, by list and key.
    pub entries: Vec<ListedEntry>,
    /// By what they came together, one by one: one less than there are keys.
    pub unions: Vec<Union>,
}

/// By what two entries of an entity came together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Union {
    /// The two.
    pub of: [EntryRef; 2],
    /// By what.
    pub by: JoinedBy,
}

/// What joins two entries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum JoinedBy {
    /// They are so alike.
    Likeness {
        /// The odds that they are one, as a natural logarithm.
        logits: f64,
        /// Why; they add up.
        grounds: Vec<Ground>,
    },
    /// A person said so.
    Judgement {
        /// What names the judgement.
        judgement: Box<str>,
    },
}

/// Two entries that a person has to look at: whether they speak of one entity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// The two.
    pub of: [EntryRef; 2],
    /// Why they are not joined.
    pub held: Held,
    /// The odds that they are one, as a natural logarithm.
    pub logits: f64,
    /// Why; they add up.
    pub grounds: Vec<Ground>,
}

impl Question {
    /// The chance that they are one, `0.0..=1.0`, as far as the odds tell.
    pub fn likelihood(&self) -> f64 {
        1.0 / (1.0 + (-self.logits).exp())
    }
}

/// Why two entries that may well be one are not joined. The words are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// It is not likely enough.
    Unlikely,
    /// The two contradict each other.
    Contradicted,
    /// Another entry of the list is about as likely.
    Ambiguous,
    /// Entries that stand with either contradict each other.
    Chain,
    /// A person judged them to be one, and another judgement stands against it.
    Judged,
}

impl Held {
    /// Every one, in order.
    pub const ALL: &[Self] = &[Self::Unlikely, Self::Contradicted, Self::Ambiguous, Self::Chain, Self::Judged];

    /// The stable word.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unlikely => "unlikely",
            Self::Contradicted => "contradicted",
            Self::Ambiguous => "ambiguous",
            Self::Chain => "chain",
            Self::Judged => "judged",
        }
    }
}

impl Entity {
    /// What its entries designate: the first entry's kind that says.
    pub fn kind(&self) -> Kind {
        self.entries.iter().map(|entry| entry.kind).find(|kind| *kind != Kind::Unknown).unwrap_or(Kind::Unknown)
    }

    /// The name to show, by rule: of the main names that its entries print (of an entry without one, its first name) the one that most
    /// lists print, those that stand before those that do not, then one in Latin letters, then the first. Words in another order or in
    /// capitals are the same name. Empty when no entry has one.
    pub fn caption(&self) -> &str {
        let mains = self.entries.iter().filter_map(|entry| Some((entry, entry.main_name()?)));
        if self.entries.len() < 2 {
            return mains.map(|(_, name)| name).next().unwrap_or_default();
        }
        let mains: Vec<(&ListedEntry, &str, Vec<String>)> =
            mains.map(|(entry, name)| (entry, name, words_in_order(name))).collect();
        let rank = |(entry, name, words): &(&ListedEntry, &str, Vec<String>)| {
            let stating = |stands: bool| {
                let same = mains.iter().filter(|(other, _, own)| own == words && (!stands || other.stands()));
                same.map(|(other, ..)| &other.list).collect::<BTreeSet<_>>().len()
            };
            let is_latin = names::Script::of(name) == Some(names::Script::Latin);
            (stating(true), stating(false), is_latin, entry.stands())
        };
        // Of several that are as good the first.
        let best = mains.iter().rev().max_by_key(|main| rank(main));
        best.map(|(_, name, _)| *name).unwrap_or_default()
    }

    /// An entry of it, as `list:key` as its publisher spells the key.
    pub fn reference(&self, of: &EntryRef) -> String {
        let entry = self.entries.iter().find(|entry| EntryRef::of(entry) == *of);
        entry.map_or_else(|| of.to_string(), ListedEntry::reference)
    }

    /// The lists that its entries stand on or stood on, in order.
    pub fn lists(&self) -> impl Iterator<Item = &str> {
        self.entries.chunk_by(|a, b| a.list == b.list).filter_map(|of| of.first()).map(|entry| &*entry.list)
    }

    /// Whether some entry of it stands on its list now.
    pub fn stands(&self) -> bool {
        self.entries.iter().any(ListedEntry::stands)
    }
}

/// The words of a name in normal form and in order.
pub(crate) fn words_in_order(name: &str) -> Vec<String> {
    let normal = names::normal(name);
    let words = normal.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut words: Vec<String> = words.map(str::to_owned).collect();
    words.sort();
    words
}

/// Every entity, with the editions their statements stand in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Register {
    /// The editions, by list, day and id.
    pub editions: Vec<Edition>,
    /// The entities, by id.
    pub entities: Vec<Entity>,
    /// What a person has to look at, the likeliest first.
    pub questions: Vec<Question>,
}
