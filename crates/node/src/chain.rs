//! The chain of a list's editions: what an edition changes against the one before, and whether it fits.
//!
//! Shape:    ordered by the publisher's day; extracts stand beside the chain, since they withdraw nothing.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use register::delta::{by_key, diff};
use register::{Day, Delta, Entry, EntryKey, Kind, Op, Standing};
use sources::spec;

use crate::import::Group;
use crate::store::{EditionRecord, Presence};
use crate::{Error, Finding, Node, guard};

/// The full editions of a list, in order.
pub(crate) struct Chain {
    editions: Vec<EditionRecord>,
}

impl Chain {
    pub(crate) fn of(node: &Node, list: &str) -> Result<Self, Error> {
        let editions = node.store.editions(Some(list))?.into_iter().filter(|edition| !edition.extract).collect();
        Ok(Self { editions })
    }

    /// The chain that an edition is to stand in, or stands in at another place.
    pub(crate) fn without(node: &Node, edition: &EditionRecord) -> Result<Self, Error> {
        let mut chain = Self::of(node, &edition.list)?;
        chain.editions.retain(|other| other.id != edition.id);
        Ok(chain)
    }

    fn before(&self, edition: &EditionRecord) -> Option<&EditionRecord> {
        self.editions.iter().rev().find(|other| order(other) < order(edition))
    }

    fn after(&self, edition: &EditionRecord) -> Option<&EditionRecord> {
        self.editions.iter().find(|other| order(other) > order(edition))
    }

    /// Refuses an edition that its neighbours speak against.
    pub(crate) fn guard(
        &self,
        node: &Node,
        edition: &EditionRecord,
        entries: &BTreeMap<String, Presence>,
        follow_alternates: bool,
    ) -> Result<(), Error> {
        if edition.extract {
            return Ok(());
        }
        // Out of expectation beside good neighbours is refused; beside none, the import warns (`Imported::warnings`).
        let range = spec::find(&edition.list).and_then(|spec| spec.expect.entries);
        let good =
            |other: Option<&EditionRecord>| other.is_some_and(|other| guard::expected(other.entries, range).is_none());
        if let Some(finding) = guard::expected(edition.entries, range)
            && (good(self.before(edition)) || good(self.after(edition)))
        {
            return Err(Error::Guarded(finding));
        }
        let new = skeletons(entries);
        if let Some(finding) = self.field_losses(edition, guard::Weight::Refuses).into_iter().next() {
            return Err(Error::Guarded(finding));
        }
        for (neighbour, new_is_later) in [(self.before(edition), true), (self.after(edition), false)] {
            let Some(neighbour) = neighbour else { continue };
            let held = node.store.presence(neighbour.id)?;
            let held = skeletons(&held);
            let (from, to) = if new_is_later { (&held, &new) } else { (&new, &held) };
            let lost = diff(from, to, follow_alternates).count(Op::Withdrawn) as u64;
            let (earlier, later) = if new_is_later {
                (neighbour.published, edition.published)
            } else {
                (edition.published, neighbour.published)
            };
            let finding = guard::check(earlier, later, from.len() as u64, to.len() as u64, lost, new_is_later);
            if let Some(finding) = finding {
                return Err(Error::Guarded(finding));
            }
        }
        Ok(())
    }

    /// Fields that are stated much less than in a neighbour of the same format: the edition before, and the one after
    /// where it is of the same year, since publishers add fields with time.
    pub(crate) fn field_losses(&self, edition: &EditionRecord, weight: guard::Weight) -> Vec<Finding> {
        if edition.extract {
            return Vec::new();
        }
        let of_the_year = |after: &&EditionRecord| {
            edition.published.until(after.published).is_ok_and(|span| span.get_days() <= guard::YEAR_DAYS)
        };
        let neighbours = [self.before(edition), self.after(edition).filter(of_the_year)];
        let mut losses = Vec::new();
        for neighbour in neighbours.into_iter().flatten().filter(|neighbour| neighbour.format == edition.format) {
            losses.extend(guard::field_losses(
                (neighbour.published, &neighbour.fields, neighbour.entries),
                (&edition.fields, edition.entries),
                weight,
            ));
        }
        losses
    }

    /// Counts what an edition changes against the one before; for the first, every entry is added.
    pub(crate) fn changes(
        &self,
        node: &Node,
        edition: &EditionRecord,
        entries: &BTreeMap<String, Presence>,
        follow_alternates: bool,
    ) -> Result<BTreeMap<Op, u64>, Error> {
        let before = match self.before(edition) {
            Some(before) => node.store.presence(before.id)?,
            None => BTreeMap::new(),
        };
        let old = skeletons(&before);
        let new = skeletons(entries);
        let mut delta = diff(&old, &new, follow_alternates);
        if edition.extract {
            delta.changes.retain(|change| change.op != Op::Withdrawn);
        }
        self.mark_relisted(node, &mut delta, edition)?;
        let mut counts: BTreeMap<Op, u64> =
            [Op::Added, Op::Withdrawn, Op::Relisted, Op::Amended].map(|op| (op, 0)).into();
        for change in &delta.changes {
            if change.op != Op::Amended {
                *counts.entry(change.op).or_default() += 1;
            }
        }
        // Amended: the same entry, under the same key or a followed one, with other content.
        let old_content: BTreeMap<&str, _> = before.iter().map(|(key, p)| (key.as_str(), p.content)).collect();
        let moved: BTreeMap<String, String> = delta
            .changes
            .iter()
            .filter(|change| change.op == Op::Amended)
            .filter_map(|change| Some((change.key.normal(), change.was.as_ref()?.key.normal())))
            .collect();
        let amended = entries
            .iter()
            .filter(|(key, presence)| {
                let was = moved.get(*key).unwrap_or(key);
                old_content.get(was.as_str()).is_some_and(|content| *content != presence.content)
            })
            .count();
        counts.insert(Op::Amended, amended as u64);
        Ok(counts)
    }

    fn mark_relisted(&self, node: &Node, delta: &mut Delta, edition: &EditionRecord) -> Result<(), Error> {
        if delta.count(Op::Added) == 0 {
            return Ok(());
        }
        let known: HashSet<String> = node.store.keys_before(&edition.list, edition.published, edition.id)?;
        delta.mark_relisted(|key| known.contains(&key.normal()));
        Ok(())
    }
}

/// Of one day, the one that the publisher states to be later; else the one that was retrieved later, so that a whole
/// file fetched again takes the place of a damaged one.
pub(crate) fn order(edition: &EditionRecord) -> impl Ord + '_ {
    let retrieved = edition.retrieved.parse::<jiff::Timestamp>().ok();
    (edition.published, edition.stated.as_deref(), retrieved, edition.id)
}

/// Entries with their references only: enough to see who came and went.
pub(crate) fn skeletons(rows: &BTreeMap<String, Presence>) -> BTreeMap<String, Entry> {
    rows.iter()
        .map(|(key, presence)| {
            let entry = Entry {
                key: EntryKey::new(&presence.printed),
                alternates: presence.alternates.clone(),
                kind: Kind::Unknown,
                standing: Standing::Listed,
                statements: Vec::new(),
            };
            (key.clone(), entry)
        })
        .collect()
}

/// Two editions and what changed between them.
#[derive(Debug)]
pub struct EditionDelta {
    /// The earlier edition.
    pub from: EditionRecord,
    /// The later edition.
    pub to: EditionRecord,
    /// What changed.
    pub delta: Delta,
}

impl Node {
    /// What changed between two editions of a list: by default, between the last two.
    ///
    /// # Errors
    /// There is no such list or edition, or the stored bytes cannot be read.
    pub fn diff(&self, list: &str, from: Option<Day>, to: Option<Day>) -> Result<EditionDelta, Error> {
        let chain = Chain::of(self, list)?;
        let at = |day: Day| {
            let found = chain.editions.iter().rev().find(|edition| edition.published == day);
            found.ok_or_else(|| Error::NoEdition { list: list.to_owned(), day })
        };
        let to = match to {
            Some(day) => at(day)?,
            None => chain.editions.last().ok_or_else(|| Error::NotFound(list.to_owned()))?,
        };
        let from = match from {
            Some(day) => at(day)?,
            None => chain.before(to).ok_or_else(|| Error::NoEarlierEdition { list: list.to_owned() })?,
        };
        let (old, new) = (self.store.presence(from.id)?, self.store.presence(to.id)?);
        let content = |rows: &BTreeMap<String, Presence>| -> BTreeMap<String, register::Content> {
            rows.iter().map(|(key, presence)| (key.clone(), presence.content)).collect()
        };
        let (old, new) = (content(&old), content(&new));
        let differs = |key: &&String| old.get(*key) != new.get(*key);
        let keys: BTreeSet<String> = old.keys().chain(new.keys()).filter(differs).cloned().collect();
        let follow = spec::find(list).is_some_and(|spec| spec.list.follow_alternates);
        let mut delta = diff(&self.entries(from, &keys)?, &self.entries(to, &keys)?, follow);
        chain.mark_relisted(self, &mut delta, from)?;
        Ok(EditionDelta { from: from.clone(), to: to.clone(), delta })
    }

    /// The entries of an edition that have one of the keys.
    fn entries(&self, edition: &EditionRecord, keys: &BTreeSet<String>) -> Result<BTreeMap<String, Entry>, Error> {
        let mut found = Vec::new();
        self.each_entry(edition, &mut |entry| {
            if keys.contains(&entry.key.normal()) {
                found.push(entry);
            }
        })?;
        Ok(by_key(found))
    }

    /// Reads the entries of an edition held.
    pub(crate) fn each_entry(&self, edition: &EditionRecord, sink: &mut dyn FnMut(Entry)) -> Result<(), Error> {
        let group = Group::identify(self.raw(edition)?, Some(&edition.list))?;
        let files: Vec<sources::File<'_>> =
            group.inputs.iter().map(|input| sources::File { name: &input.name, bytes: &input.bytes }).collect();
        sources::read_entries(group.format, &files, edition.id, sink)?;
        Ok(())
    }
}
