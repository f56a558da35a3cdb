//! What is held of each entry: when it stood on its list, and the statements of the last edition that printed it.
//!
//! Shape:    the editions of one list in order, full ones and extracts; one [`ListedEntry`] an entry out.
//! Rules:    a full edition ends the episode of whoever it does not name; an extract ends nobody's. An extract adds
//!           statements until the next full edition prints the entry anew. An entry printed as taken off does not stand.
//! Not here: which entries are one entity (`register::resolve`).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use register::delta::diff;
use register::{Edition, EditionId, Entry, Episode, ListedEntry, Op, Standing};
use sources::spec;

use crate::chain::{order, skeletons};
use crate::store::EditionRecord;
use crate::{Error, Node};

/// One entry through the chain.
#[derive(Default)]
struct Track {
    episodes: Vec<Episode>,
    /// The editions that say what is held of it, each with the key it bears there: a full one, then extracts.
    told_by: Vec<(EditionId, String)>,
    /// Keys it bore before, as printed.
    former_keys: Vec<String>,
}

impl Track {
    fn stands(&self) -> bool {
        self.episodes.last().is_some_and(|episode| episode.until.is_none())
    }
}

impl Node {
    /// Every entry held, of every list, with the editions that tell of them.
    ///
    /// # Errors
    /// The store or the stored bytes cannot be read.
    pub fn held_entries(&self, on_list: &mut dyn FnMut(&str)) -> Result<(Vec<Edition>, Vec<ListedEntry>), Error> {
        let mut lists: BTreeMap<String, Vec<EditionRecord>> = BTreeMap::new();
        for edition in self.store.editions(None)? {
            lists.entry(edition.list.clone()).or_default().push(edition);
        }
        let (mut told_by, mut entries) = (BTreeSet::new(), Vec::new());
        for (list, editions) in &mut lists {
            on_list(list);
            editions.sort_by(|a, b| order(a).cmp(&order(b)));
            let held = self.held_of(list, editions)?;
            for entry in &held {
                told_by.extend(entry.statements.iter().map(|statement| statement.evidence.edition));
                let ends = entry.episodes.iter().flat_map(|episode| [Some(episode.from), episode.until]);
                told_by.extend(ends.flatten().map(|(edition, _)| edition));
            }
            entries.extend(held);
        }
        let named = |edition: &&EditionRecord| told_by.contains(&edition.id);
        let editions = lists.values().flatten().filter(named).map(EditionRecord::edition).collect();
        Ok((editions, entries))
    }

    fn held_of(&self, list: &str, editions: &[EditionRecord]) -> Result<Vec<ListedEntry>, Error> {
        let mut tracks = self.tracks(list, editions)?;
        // By edition: which track each key of it speaks of.
        let mut wanted: HashMap<EditionId, HashMap<String, usize>> = HashMap::new();
        for (at, track) in tracks.iter().enumerate() {
            for (edition, key) in &track.told_by {
                wanted.entry(*edition).or_default().insert(key.clone(), at);
            }
        }
        let newest = editions.iter().rev().find(|edition| !edition.extract).map(|edition| edition.id);
        let mut held: Vec<Option<ListedEntry>> = tracks.iter().map(|_| None).collect();
        let mut taken_off: BTreeMap<String, ListedEntry> = BTreeMap::new();
        for edition in editions {
            let keys = wanted.remove(&edition.id).unwrap_or_default();
            if keys.is_empty() && newest != Some(edition.id) {
                continue;
            }
            self.each_entry(edition, &mut |entry| {
                let key = entry.key.normal();
                match keys.get(&key) {
                    Some(at) if entry.standing == Standing::Listed => match &mut held[*at] {
                        Some(known) => add(known, entry),
                        none => *none = Some(listed(list, entry, std::mem::take(&mut tracks[*at].episodes))),
                    },
                    None if newest == Some(edition.id) && entry.standing == Standing::Delisted => {
                        match taken_off.get_mut(&key) {
                            Some(known) => add(known, entry),
                            None => {
                                taken_off.insert(key, listed(list, entry, Vec::new()));
                            }
                        }
                    }
                    _ => {}
                }
            })?;
        }
        let mut out = Vec::new();
        for (track, entry) in tracks.into_iter().zip(held) {
            let Some(mut entry) = entry else {
                let keys = track.told_by.into_iter().map(|(edition, key)| format!("{list}:{key} in edition {edition}"));
                return Err(Error::NotFound(keys.collect::<Vec<_>>().join(", ")));
            };
            entry.alternates.extend(track.former_keys.iter().map(|key| format!("key:{key}").into()));
            // Printed on the delisting sheet now, and known from when it stood: one entry, both told.
            if let Some(off) = taken_off.remove(&entry.key.normal()) {
                overlay(&mut entry, off.statements);
            }
            out.push(entry);
        }
        out.extend(taken_off.into_values());
        Ok(out)
    }

    /// Follows each entry through the editions of a list.
    fn tracks(&self, list: &str, editions: &[EditionRecord]) -> Result<Vec<Track>, Error> {
        let follow = spec::find(list).is_some_and(|spec| spec.list.follow_alternates);
        let mut tracks: Vec<Track> = Vec::new();
        let mut by_key: HashMap<String, usize> = HashMap::new();
        let mut before: BTreeMap<String, Entry> = BTreeMap::new();
        for edition in editions {
            let at = (edition.id, edition.published);
            let rows = self.store.presence(edition.id)?;
            let now = skeletons(rows.iter().map(|(key, presence)| (key.clone(), presence)));
            // A key that changed while an alternate stayed is the same entry.
            for change in diff(&before, &now, follow).changes {
                let Some(was) =
                    change.was.filter(|was| change.op == Op::Amended && was.key.normal() != change.key.normal())
                else {
                    continue;
                };
                if let Some(track) = by_key.get(&was.key.normal()).copied() {
                    tracks[track].former_keys.push(was.key.printed().to_owned());
                    by_key.insert(change.key.normal(), track);
                }
            }
            let mut named = BTreeSet::new();
            for (key, _) in &rows {
                let track = *by_key.entry(key.clone()).or_insert_with(|| {
                    tracks.push(Track::default());
                    tracks.len() - 1
                });
                named.insert(track);
                let track = &mut tracks[track];
                if !track.stands() {
                    track.episodes.push(Episode { from: at, until: None });
                    track.told_by.clear();
                }
                if !edition.extract {
                    track.told_by.clear();
                }
                track.told_by.push((edition.id, key.clone()));
            }
            if edition.extract {
                before.extend(now);
                continue;
            }
            for (at_track, track) in tracks.iter_mut().enumerate() {
                if !named.contains(&at_track)
                    && let Some(episode) = track.episodes.last_mut().filter(|episode| episode.until.is_none())
                {
                    episode.until = Some(at);
                }
            }
            before = now;
        }
        Ok(tracks)
    }
}

fn listed(list: &str, entry: Entry, episodes: Vec<Episode>) -> ListedEntry {
    ListedEntry {
        list: list.into(),
        key: entry.key,
        alternates: entry.alternates,
        kind: entry.kind,
        episodes,
        statements: entry.statements,
    }
}

/// Adds another row or edition of the same entry.
fn add(known: &mut ListedEntry, entry: Entry) {
    let new = entry.alternates.into_iter().filter(|alternate| !known.alternates.contains(alternate));
    known.alternates.extend(new.collect::<Vec<_>>());
    overlay(known, entry.statements);
}

/// Adds what is not said yet.
fn overlay(known: &mut ListedEntry, statements: Vec<register::Statement>) {
    for statement in statements {
        if !known.statements.iter().any(|said| said.says_the_same(&statement)) {
            known.statements.push(statement);
        }
    }
}
