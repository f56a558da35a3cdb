//! What is held of each entry: when it stood on its list, and the statements of the last edition that printed it.
//!
//! Shape:    the editions of one list in order, full ones and extracts; one [`ListedEntry`] an entry out.
//! Rules:    a full edition ends the episode of whoever it does not name; an extract ends nobody's. An extract adds
//!           statements until the next full edition prints the entry anew. An entry printed as taken off does not stand.
//! Not here: which entries are one entity (`register::resolve`).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::Hash;

use register::delta::{Content, SaidHash, diff};
use register::{Day, Edition, EditionId, Entry, Episode, ListedEntry, Op, Since, Standing, Statement};
use sources::spec;

use crate::chain::skeletons;
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
    /// What it said, from which edition on; one edition after another.
    contents: Vec<(Content, (EditionId, Day))>,
}

impl Track {
    fn stands(&self) -> bool {
        self.episodes.last().is_some_and(|episode| episode.until.is_none())
    }
}

impl Node {
    /// Every entry held, of every list, with all editions.
    ///
    /// # Errors
    /// The store or the stored bytes cannot be read.
    pub fn held_entries(&self, on_list: &mut dyn FnMut(&str)) -> Result<(Vec<Edition>, Vec<ListedEntry>), Error> {
        self.entries_of(self.store.editions(None)?, on_list)
    }

    /// Every entry of some of the editions held, with those editions.
    pub(crate) fn entries_of(
        &self,
        editions: Vec<EditionRecord>,
        on_list: &mut dyn FnMut(&str),
    ) -> Result<(Vec<Edition>, Vec<ListedEntry>), Error> {
        let mut lists: BTreeMap<String, Vec<EditionRecord>> = BTreeMap::new();
        for edition in editions {
            lists.entry(edition.list.clone()).or_default().push(edition);
        }
        let mut entries = Vec::new();
        for (list, editions) in &lists {
            on_list(list);
            entries.extend(self.held_of(list, editions)?);
        }
        // All of them: between which two something happened is told by those that show nothing new, too.
        let editions = lists.values().flatten().map(EditionRecord::edition).collect();
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
        let mut held: Vec<Option<Told>> = tracks.iter().map(|_| None).collect();
        let mut taken_off: BTreeMap<String, Told> = BTreeMap::new();
        for edition in editions {
            let keys = wanted.remove(&edition.id).unwrap_or_default();
            if keys.is_empty() && newest != Some(edition.id) {
                continue;
            }
            self.each_entry(edition, &mut |entry| {
                let key = entry.key.normal();
                match keys.get(&key) {
                    Some(at) if entry.standing == Standing::Listed => match &mut held[*at] {
                        Some(told) => told.add(entry),
                        none => *none = Some(Told::first(list, entry, std::mem::take(&mut tracks[*at].episodes))),
                    },
                    None if newest == Some(edition.id) && entry.standing == Standing::Delisted => {
                        match taken_off.get_mut(&key) {
                            Some(told) => told.add(entry),
                            None => {
                                taken_off.insert(key, Told::first(list, entry, Vec::new()));
                            }
                        }
                    }
                    _ => {}
                }
            })?;
        }
        let mut out = Vec::new();
        for (track, entry) in tracks.into_iter().zip(held) {
            let Some(mut told) = entry else {
                let keys = track.told_by.into_iter().map(|(edition, key)| format!("{list}:{key} in edition {edition}"));
                return Err(Error::NotFound(keys.collect::<Vec<_>>().join(", ")));
            };
            // Printed on the delisting sheet now, and known from when it stood: one entry, both told.
            if let Some(off) = taken_off.remove(&told.entry.key.normal()) {
                told.entry.statements.extend(off.entry.statements);
            }
            let mut entry = told.once();
            entry.since = self.since(&track, &entry.statements, editions)?;
            entry.alternates.extend(track.former_keys.iter().map(|key| format!("key:{key}").into()));
            out.push(entry);
        }
        for told in taken_off.into_values() {
            let mut entry = told.once();
            entry.since = self.since(&Track::default(), &entry.statements, editions)?;
            out.push(entry);
        }
        Ok(out)
    }

    /// The first edition that states each statement, one run after another.
    fn since(&self, track: &Track, statements: &[Statement], editions: &[EditionRecord]) -> Result<Vec<Since>, Error> {
        let mut first: HashMap<SaidHash, (EditionId, Day)> = HashMap::new(); // only looked up, never walked
        // What never changed is as old as all of it.
        let never_changed = match track.contents.as_slice() {
            [(_, edition)] => Some(*edition),
            _ => None,
        };
        if never_changed.is_none() {
            for (content, edition) in &track.contents {
                for said in self.store.said(*content)? {
                    first.entry(said).or_insert(*edition);
                }
            }
        }
        let told_by = |edition: EditionId| track.told_by.iter().any(|(of, _)| *of == edition);
        // Of entries taken in by an earlier Dalil it is only known since when they are as they are; what a delisting sheet adds is as old as
        // the edition it is read from.
        let as_it_is = track.contents.last().map(|(_, edition)| *edition);
        let read_from = |edition: EditionId| {
            let record = editions.iter().find(|record| record.id == edition);
            record.map(|record| (record.id, record.published))
        };
        let mut runs: Vec<Since> = Vec::new();
        for statement in statements {
            let edition = statement.evidence.edition;
            let known = match never_changed {
                Some(first) => Some(first).filter(|_| told_by(edition)),
                None => first.get(&SaidHash::of(statement)).copied().or(as_it_is.filter(|_| told_by(edition))),
            };
            let Some(edition) = known.or_else(|| read_from(edition)) else { return Ok(Vec::new()) };
            match runs.last_mut().filter(|run| run.edition == edition) {
                Some(run) => run.statements += 1,
                None => runs.push(Since { edition, statements: 1 }),
            }
        }
        Ok(runs)
    }

    /// Follows each entry through the editions of a list.
    fn tracks(&self, list: &str, editions: &[EditionRecord]) -> Result<Vec<Track>, Error> {
        let follow = spec::find(list).is_some_and(|spec| spec.list.follow_alternates);
        let mut tracks: Vec<Track> = Vec::new();
        let mut by_key: HashMap<String, usize> = HashMap::new();
        let mut before: BTreeMap<String, Entry> = BTreeMap::new();
        let mut is_first = true;
        for edition in editions {
            let at = (edition.id, edition.published);
            let rows = self.store.presence(edition.id)?;
            let now = skeletons(&rows);
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
            for (key, presence) in &rows {
                let track = *by_key.entry(key.clone()).or_insert_with(|| {
                    tracks.push(Track::default());
                    tracks.len() - 1
                });
                named.insert(track);
                let track = &mut tracks[track];
                if !track.stands() {
                    let may_have_begun_before = is_first || edition.extract;
                    track.episodes.push(Episode { from: at, until: None, may_have_begun_before });
                    track.told_by.clear();
                }
                if !edition.extract {
                    track.told_by.clear();
                }
                track.told_by.push((edition.id, key.clone()));
                if track.contents.last().is_none_or(|(last, _)| *last != presence.content) {
                    track.contents.push((presence.content, at));
                }
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
            is_first = false;
        }
        Ok(tracks)
    }
}

/// An entry as its rows and editions are read; what later ones say again is dropped at the end, all at once.
struct Told {
    entry: ListedEntry,
    /// How many alternates and statements the first row has; those stay as they are.
    first: (usize, usize),
}

impl Told {
    fn first(list: &str, entry: Entry, episodes: Vec<Episode>) -> Self {
        let first = (entry.alternates.len(), entry.statements.len());
        let entry = ListedEntry {
            list: list.into(),
            key: entry.key,
            alternates: entry.alternates,
            kind: entry.kind,
            episodes,
            statements: entry.statements,
            since: Vec::new(),
        };
        Self { entry, first }
    }

    /// Adds another row or edition of the same entry.
    fn add(&mut self, entry: Entry) {
        self.entry.alternates.extend(entry.alternates);
        self.entry.statements.extend(entry.statements);
    }

    /// The entry, with what later rows add said once.
    fn once(self) -> ListedEntry {
        let Self { mut entry, first: (alternates, statements) } = self;
        let new = new_from(alternates, &entry.alternates, |alternate| alternate);
        keep(&mut entry.alternates, new);
        let new = new_from(statements, &entry.statements, register::Statement::said);
        keep(&mut entry.statements, new);
        entry
    }
}

/// Which items are unlike everything before them; those before `from` count as such.
fn new_from<'t, T, K: Hash + Eq>(from: usize, items: &'t [T], key: impl Fn(&'t T) -> K) -> Vec<bool> {
    let mut known = HashSet::with_capacity(items.len());
    items.iter().enumerate().map(|(at, item)| known.insert(key(item)) || at < from).collect()
}

fn keep<T>(items: &mut Vec<T>, kept: Vec<bool>) {
    let mut kept = kept.into_iter();
    items.retain(|_| kept.next() != Some(false));
}

#[cfg(test)]
mod tests {
    use register::{EditionId, Entry, EntryKey, Evidence, Kind, Place, Property, Standing, Statement, Value};

    use super::Told;

    fn row(texts: &[&str]) -> Entry {
        let evidence = Evidence { edition: EditionId::of(b""), place: Place::Byte { offset: 0 } };
        let statement = |text: &&str| Statement {
            property: Property::Remark,
            value: Value::Text((*text).into()),
            note: None,
            basis: None,
            evidence: evidence.clone(),
        };
        Entry {
            key: EntryKey::new("XX.1"),
            alternates: texts.iter().map(|text| format!("other:{text}").into()).collect(),
            kind: Kind::Person,
            standing: Standing::Listed,
            statements: texts.iter().map(statement).collect(),
        }
    }

    #[track_caller]
    fn check(rows: &[&[&str]], want: &[&str]) {
        let mut rows = rows.iter().map(|texts| row(texts));
        let mut told = Told::first("xx-example", rows.next().expect("a first row"), Vec::new());
        rows.for_each(|row| told.add(row));
        let entry = told.once();
        let said: Vec<String> = entry.statements.iter().map(|statement| statement.value.to_string()).collect();
        assert_eq!(said, want);
        let alternates: Vec<&str> = entry.alternates.iter().filter_map(|a| a.strip_prefix("other:")).collect();
        assert_eq!(alternates, want);
    }

    #[test]
    fn later_rows_add_what_was_not_said_yet_in_their_order() {
        check(&[&["b", "a"]], &["b", "a"]);
        check(&[&["b", "a"], &["a", "c", "b"], &["d", "c"]], &["b", "a", "c", "d"]);
        check(&[&["a", "a"], &["a"]], &["a", "a"]); // a row's own repetition is the publisher's
        check(&[&[], &["a", "a"]], &["a"]);
    }

    #[test]
    fn an_entry_of_many_statements_is_gathered_whole() {
        let texts: Vec<String> = (0..50_000).map(|n| n.to_string()).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        check(&[&texts, &texts], &texts);
        let mut rows: Vec<&[&str]> = texts.chunks(1).collect();
        rows.push(&texts);
        check(&rows, &texts);
    }
}
