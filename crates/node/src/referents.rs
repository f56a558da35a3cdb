//! What others call whom we list: an imported map of OpenSanctions' ids, and which entity of a register each of them names.
//!
//! Source:   `entities.ftm.json` of OpenSanctions, a JSON object a line with `id` and `referents`; or CSV with the columns `id,referent`.
//! Shape:    an id and its referents are ids of one entity there. They name an entity here where some of them name an entry of a list (see
//!           `sources::ftm::opensanctions`) and all that do stand in one entity.
//! Rules:    nothing is told from names or dates. Where those entries are several entities here, each id that names an entry still does;
//!           the others name none. Ids that name no entry, neither themselves nor by another, are not kept.
//! Fails:    a line that is neither is told with its number, the others are taken.
//! Not here: which id names which entry (`sources`), what is answered with it (`server::api`).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read, Seek};
use std::path::Path;

use register::EntityId;
use register::entry::normal_key;
use register::index::{Index, IndexError};
use serde::Deserialize;
use sources::ftm::opensanctions::references;

use crate::{Doing, Error, Input, Node, RegisterFile};

/// The longest line of a map; the largest entities of OpenSanctions have about 3 MB.
const MAX_REFERENT_LINE: u64 = 8 << 20;

/// The longest id.
const MAX_ID: usize = 512;

/// So many refused lines are told.
const MOST_REFUSED: usize = 1_000;

/// Ids of others, by entity there: one of them, and all.
pub(crate) type Groups = BTreeMap<String, BTreeSet<String>>;

/// Which entity of one register each id of the map names.
#[derive(Clone, Debug, Default)]
pub struct Referents {
    entities: HashMap<String, EntityId>, // by id in normal form; only looked up, never walked
    ids: HashMap<EntityId, Vec<String>>, // in order; only looked up, never walked
}

/// What came of reading a map.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakenReferents {
    /// Entities there that were read.
    pub read: usize,
    /// Those none of whose ids names an entry of a list that is read: not kept.
    pub no_entry: usize,
    /// Ids kept.
    pub kept: usize,
    /// Ids that stood under two entities and are kept under none.
    pub under_two: usize,
    /// How the kept ids, of this file and of those before it, stand to the register in use.
    pub tally: Tally,
    /// Lines that were not understood, from 1: the first thousand.
    pub refused: Vec<u64>,
    /// How many more there are.
    pub more_refused: usize,
}

/// How the ids kept stand to a register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Entities there whose ids are kept.
    pub entities: usize,
    /// Those that are one entity here.
    pub tied: usize,
    /// Those none of whose entries is held.
    pub not_held: usize,
    /// Those whose entries are several entities here.
    pub several: usize,
}

#[derive(Deserialize)]
struct Line {
    id: String,
    #[serde(default)]
    referents: Vec<String>,
}

impl Referents {
    /// The entity that an id names.
    pub fn entity(&self, id: &str) -> Option<&EntityId> {
        self.entities.get(&normal_key(id))
    }

    /// The ids that name an entity, in order.
    pub fn ids(&self, entity: &EntityId) -> &[String] {
        self.ids.get(entity).map(Vec::as_slice).unwrap_or_default()
    }

    /// Of the ids kept, which name whom in a register.
    fn of(index: &Index<'_>, groups: &Groups) -> Result<(Self, Tally), IndexError> {
        let mut referents = Self::default();
        let mut tally = Tally { entities: groups.len(), ..Tally::default() };
        if groups.is_empty() {
            return Ok((referents, tally));
        }
        let entries = entries(index)?;
        let named = |id: &str| -> BTreeSet<&EntityId> {
            references(id).iter().filter_map(|reference| entries.get(reference)).flatten().collect()
        };
        for ids in groups.values() {
            let all: BTreeSet<&EntityId> = ids.iter().flat_map(|id| named(id)).collect();
            match all.len() {
                0 => tally.not_held += 1,
                1 => tally.tied += 1,
                _ => tally.several += 1,
            }
            for id in ids {
                let own = if all.len() == 1 { all.clone() } else { named(id) };
                let [only] = own.into_iter().collect::<Vec<_>>()[..] else { continue };
                referents.entities.insert(normal_key(id), only.clone());
                referents.ids.entry(only.clone()).or_default().push(id.clone());
            }
        }
        referents.ids.values_mut().for_each(|ids| ids.sort());
        Ok((referents, tally))
    }
}

/// The entities of a register by every reference to their entries, in normal form.
fn entries(index: &Index<'_>) -> Result<HashMap<String, BTreeSet<EntityId>>, IndexError> {
    let mut entries: HashMap<String, BTreeSet<EntityId>> = HashMap::new();
    for entity in index.entities()? {
        let entity = entity?;
        for id in entity.ids() {
            entries.entry(id.to_string()).or_default().insert(entity.id.clone());
        }
        for entry in &entity.entries {
            let alternates = entry.alternates.iter().map(|alternate| normal_key(alternate));
            for reference in alternates.chain([normal_key(&entry.reference())]) {
                entries.entry(reference).or_default().insert(entity.id.clone());
            }
        }
    }
    Ok(entries)
}

impl RegisterFile {
    /// The entities that an id or reference names: of ours, of a publisher, or one of OpenSanctions, by itself or by the map.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn find(&self, id: &str) -> Result<Vec<EntityId>, IndexError> {
        let found = self.index().find(id)?;
        if !found.is_empty() {
            return Ok(found);
        }
        if let Some(entity) = self.referents().entity(id) {
            return Ok(vec![entity.clone()]);
        }
        let mut found = BTreeSet::new();
        for reference in references(id) {
            found.extend(self.index().find(&reference)?);
        }
        Ok(found.into_iter().collect())
    }
}

impl Node {
    /// Ties the ids of the map to the entities of a register; as long as reading all of it takes.
    ///
    /// # Errors
    /// The store or the register cannot be read.
    pub fn tie_referents(&self, file: &mut RegisterFile) -> Result<Tally, Error> {
        let (referents, tally) = Referents::of(file.index(), &self.store.referents()?)?;
        file.set_referents(referents);
        Ok(tally)
    }

    /// A number that differs after a map was taken in.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn referents_revision(&self) -> Result<i64, Error> {
        self.store.referents_revision()
    }

    /// Takes a map in; an id that was under another entity is under that of this file. Where `replace` is given, nothing of those before it
    /// stays. `on_line` is called now and then with the number of the line.
    ///
    /// # Errors
    /// The file cannot be read, no line of it is understood, or the store cannot be written; the map stays as it was.
    pub fn import_referents(
        &mut self,
        path: &Path,
        replace: bool,
        on_line: &mut dyn FnMut(u64),
    ) -> Result<TakenReferents, Error> {
        let io = |error| Error::io(Doing::Reading, path, error);
        let mut input = open(path)?;
        let is_json = input.fill_buf().map_err(io)?.first() == Some(&b'{');
        let mut reading = Reading::default();
        if is_json { reading.lines(input, on_line) } else { reading.rows(input, on_line) }.map_err(io)?;
        let Reading { mut taken, groups, under } = reading;
        taken.read = groups.len();
        let mut rows: Vec<(String, String)> = Vec::new();
        for (id, ids) in groups {
            if !ids.iter().any(|id| !references(id).is_empty()) {
                taken.no_entry += 1;
                continue;
            }
            rows.extend(ids.into_iter().filter(|one| !under.contains(one)).map(|one| (one, id.clone())));
        }
        taken.kept = rows.len();
        taken.under_two = under.len();
        if taken.read == 0 && !taken.refused.is_empty() {
            return Err(Error::NotAMap(path.to_owned()));
        }
        self.store.put_referents(&rows, replace)?;
        taken.tally = match self.register() {
            Ok(mut file) => self.tie_referents(&mut file)?,
            // All of them wait for the first build.
            Err(Error::NoRegister) => {
                let entities = self.store.referents()?.len();
                Tally { entities, not_held: entities, ..Tally::default() }
            }
            Err(error) => return Err(error),
        };
        Ok(taken)
    }
}

#[derive(Default)]
struct Reading {
    taken: TakenReferents,
    groups: Groups,
    /// Ids that stand under two entities.
    under: BTreeSet<String>,
}

impl Reading {
    fn lines(&mut self, mut input: Box<dyn BufRead>, on_line: &mut dyn FnMut(u64)) -> std::io::Result<()> {
        let mut seen = HashMap::new();
        let mut line = Vec::new();
        for n in 1.. {
            line.clear();
            if input.by_ref().take(MAX_REFERENT_LINE).read_until(b'\n', &mut line)? == 0 {
                break;
            }
            if line.len() as u64 == MAX_REFERENT_LINE && line.last() != Some(&b'\n') {
                input.skip_until(b'\n')?;
                self.refuse(n);
            } else if !line.trim_ascii().is_empty() {
                match serde_json::from_slice::<Line>(&line) {
                    Ok(Line { id, referents }) if is_id(&id) => {
                        self.put(&mut seen, &id, referents.iter().map(String::as_str));
                    }
                    _ => self.refuse(n),
                }
            }
            tell(n, on_line);
        }
        Ok(())
    }

    fn rows(&mut self, input: Box<dyn BufRead>, on_line: &mut dyn FnMut(u64)) -> std::io::Result<()> {
        let mut seen = HashMap::new();
        let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(input);
        let names: Vec<String> = match rows.headers() {
            Ok(names) => names.iter().map(|name| name.trim_start_matches('\u{feff}').trim().to_lowercase()).collect(),
            Err(error) if error.is_io_error() => return Err(std::io::Error::other(error)),
            Err(_) => Vec::new(),
        };
        let place = |name: &str| names.iter().position(|own| own == name);
        let (Some(id), Some(referent)) = (place("id"), place("referent")) else {
            self.refuse(1);
            return Ok(());
        };
        for row in rows.records() {
            match row {
                Ok(row) => {
                    let line = row.position().map_or(0, csv::Position::line);
                    match (row.get(id).map(str::trim), row.get(referent).map(str::trim)) {
                        (Some(id), Some(referent)) if is_id(id) && is_id(referent) => {
                            self.put(&mut seen, id, std::iter::once(referent));
                        }
                        _ => self.refuse(line),
                    }
                    tell(line, on_line);
                }
                Err(error) if error.is_io_error() => return Err(std::io::Error::other(error)),
                Err(error) => self.refuse(error.position().map_or(0, csv::Position::line)),
            }
        }
        Ok(())
    }

    /// Notes ids of one entity there.
    fn put<'i>(&mut self, seen: &mut HashMap<String, String>, id: &'i str, referents: impl Iterator<Item = &'i str>) {
        let group = self.groups.entry(id.to_owned()).or_default();
        for one in std::iter::once(id).chain(referents.filter(|one| is_id(one))) {
            match seen.get(one) {
                Some(known) if known != id => {
                    self.under.insert(one.to_owned());
                }
                Some(_) => {}
                None => {
                    seen.insert(one.to_owned(), id.to_owned());
                }
            }
            group.insert(one.to_owned());
        }
    }

    fn refuse(&mut self, line: u64) {
        if self.taken.refused.len() < MOST_REFUSED {
            self.taken.refused.push(line);
        } else {
            self.taken.more_refused += 1;
        }
    }
}

fn is_id(text: &str) -> bool {
    !text.trim().is_empty() && text.len() <= MAX_ID && !text.chars().any(char::is_control)
}

fn tell(line: u64, on_line: &mut dyn FnMut(u64)) {
    if line.is_multiple_of(4_096) {
        on_line(line);
    }
}

/// A file of any size, unpacked by its first bytes; a zip as inputs are, up to their cap.
fn open(path: &Path) -> Result<Box<dyn BufRead>, Error> {
    let io = |error| Error::io(Doing::Reading, path, error);
    let mut file = File::open(path).map_err(io)?;
    let mut first = Vec::new();
    file.by_ref().take(4).read_to_end(&mut first).map_err(io)?;
    if first.starts_with(b"PK") {
        return Ok(Box::new(Cursor::new(Input::read(path)?.bytes)));
    }
    file.rewind().map_err(io)?;
    Ok(match first.as_slice() {
        [0x1f, 0x8b, ..] => Box::new(BufReader::new(flate2::read::MultiGzDecoder::new(file))),
        [0x28, 0xb5, 0x2f, 0xfd] => Box::new(BufReader::new(zstd::Decoder::new(file).map_err(io)?)),
        _ => Box::new(BufReader::new(file)),
    })
}
