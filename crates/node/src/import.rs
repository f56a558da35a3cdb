//! Taking an edition in: read, guarded, compared, stored.
//!
//! Shape:    the raw bytes are written first, under their hash, whole or not at all; then one transaction makes the
//!           edition known. A process killed in between leaves bytes that nothing names, and the old state; they are
//!           cleared away later (`lock`).

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use register::delta::Content;
use register::{Day, EditionId, Entry, Op, Property, Standing};
use sources::fictitious;
use sources::{File, Format, ListSpec, Problem, ProblemKind, Refusal};

use crate::chain::Chain;
use crate::lock::UNFINISHED;
use crate::store::{EditionRecord, Fields, Presence};
use crate::{Doing, Error, Finding, Input, Node, guard};

/// How to take an edition.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// The list it must be of.
    pub list: Option<String>,
    /// The day to put on it, before what the file says.
    pub published: Option<Day>,
    /// Whether it is only a part of the list, before what is known of the file.
    pub extract: Option<bool>,
    /// Why a loss beyond the guard is real.
    pub accept_loss: Option<String>,
    /// Who issued it.
    pub origin: Origin,
    /// The moment of retrieval.
    pub now: Timestamp,
}

impl ImportOptions {
    fn today(&self) -> Day {
        jiff::tz::Offset::UTC.to_datetime(self.now).date()
    }
}

/// Who issued an edition. Invented lists never stand beside published ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Its publisher.
    Published,
    /// The demonstration invented it.
    Invented,
}

/// What an import did.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The edition.
    pub edition: EditionRecord,
    /// Whether it is new.
    pub taken: Taken,
    /// Whether its stored bytes were damaged or missing, and are whole again.
    pub mended: bool,
    /// Entries against the edition before, by what happened to them.
    pub changes: BTreeMap<Op, u64>,
    /// What people should look at: out of expectation with no good edition to keep, fields that thinned out.
    pub warnings: Vec<Finding>,
    /// Places not understood.
    pub problems: Vec<Problem>,
    /// Problems beyond those.
    pub more_problems: u64,
}

/// What became of an edition's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// They were not held.
    New,
    /// They were held already; nothing changed.
    Held,
    /// They were held already, and the options corrected what is held of them.
    Corrected {
        /// The day it had.
        was_published: Day,
        /// Whether it was an extract.
        was_extract: bool,
    },
}

/// Files that are one edition.
pub struct Group {
    /// Their format.
    pub format: Format,
    /// Their list.
    pub list: &'static ListSpec,
    /// The files.
    pub inputs: Vec<Input>,
}

impl Group {
    /// Finds format and list of files that belong together.
    ///
    /// # Errors
    /// No reader knows them, or they are of another list than `wanted`.
    pub fn identify(inputs: Vec<Input>, wanted: Option<&str>) -> Result<Self, Error> {
        let files = files(&inputs);
        let (format, list) = sources::identify(files)?;
        if let Some(wanted) = wanted
            && wanted != list.list.id
        {
            return Err(Refusal::of_file(ProblemKind::OtherList, &list.list.id).into());
        }
        Ok(Self { format, list, inputs })
    }
}

fn files(inputs: &[Input]) -> Vec<File<'_>> {
    inputs.iter().map(|input| File { name: &input.name, bytes: &input.bytes }).collect()
}

impl Node {
    /// Takes an edition in. One that is held already stays as it is, but for a day or a mark as an extract that the
    /// options give: those correct it, under the same guard.
    ///
    /// # Errors
    /// The file is refused, out of line with its neighbours, or cannot be stored; nothing has changed then.
    pub fn import(&mut self, group: &Group, options: &ImportOptions) -> Result<Imported, Error> {
        let _alone = self.write_alone()?;
        match (options.origin, self.is_fictitious()) {
            (Origin::Published, true) => return Err(Error::HoldsInvented(self.folder().to_owned())),
            (Origin::Invented, false) => return Err(Error::HoldsPublished(self.folder().to_owned())),
            (Origin::Published, false) if group.inputs.iter().any(|input| fictitious::is_marked(&input.bytes)) => {
                return Err(Error::Invented);
            }
            _ => {}
        }
        let parts: Vec<(String, EditionId)> =
            group.inputs.iter().map(|input| (input.name.clone(), EditionId::of(&input.bytes))).collect();
        let id = match parts.as_slice() {
            [(_, only)] => *only,
            parts => {
                let mut ids: Vec<_> = parts.iter().map(|(_, id)| *id).collect();
                ids.sort_unstable();
                EditionId::of_set(&ids)
            }
        };
        let held = self.store.editions(Some(&group.list.list.id))?.into_iter().find(|edition| edition.id == id);
        match held {
            Some(held) => self.take_again(group, held, options),
            None => self.take(group, id, parts, options),
        }
    }

    /// Takes an edition that is not held.
    fn take(
        &mut self,
        group: &Group,
        id: EditionId,
        files: Vec<(String, EditionId)>,
        options: &ImportOptions,
    ) -> Result<Imported, Error> {
        let mut entries: BTreeMap<String, Presence> = BTreeMap::new();
        let mut fields = Fields::new();
        let (outcome, problems) = sources::read_entries(group.format, &self::files(&group.inputs), id, &mut |entry| {
            if entry.standing == Standing::Listed {
                note(&mut entries, &entry);
                fill(&mut fields, &entry);
            }
        })?;
        let known_extract = outcome.extract
            || group.list.extract.formats.iter().any(|format| format == group.format.name())
            || group.list.extract.files.contains(&id.to_string());
        let published = options
            .published
            .or(outcome.published)
            .or_else(|| group.inputs.iter().find_map(|input| day_in_path(&input.path)))
            .unwrap_or_else(|| options.today());
        let edition = EditionRecord {
            id,
            list: group.list.list.id.clone(),
            format: group.format.name().to_owned(),
            published,
            stated: outcome.stated.map(Into::into),
            retrieved: options.now.to_string(),
            extract: options.extract.unwrap_or(known_extract),
            entries: entries.len() as u64,
            stats: stats_json(&outcome.stats),
            fields,
            problems: problems.len() as u64 + outcome.more_problems,
            accepted_loss: options.accept_loss.clone(),
            files,
        };
        let (changes, warnings) = self.weigh(&edition, &entries, options)?;
        for (input, (_, part)) in group.inputs.iter().zip(&edition.files) {
            self.keep(&input.bytes, *part)?;
        }
        let store = self.folder().join("dalil.db");
        self.store.add(&edition, &entries).map_err(|error| error.of_disk(&store))?;
        let more_problems = outcome.more_problems;
        Ok(Imported { edition, taken: Taken::New, mended: false, changes, warnings, problems, more_problems })
    }

    /// Mends and corrects an edition that is held.
    fn take_again(&mut self, group: &Group, held: EditionRecord, options: &ImportOptions) -> Result<Imported, Error> {
        let mut mended = false;
        for input in &group.inputs {
            let part = EditionId::of(&input.bytes);
            if self.raw_file(part).is_err() {
                self.keep(&input.bytes, part)?;
                mended = true;
            }
        }
        let edition = EditionRecord {
            published: options.published.unwrap_or(held.published),
            extract: options.extract.unwrap_or(held.extract),
            accepted_loss: options.accept_loss.clone().or_else(|| held.accepted_loss.clone()),
            ..held.clone()
        };
        if (edition.published, edition.extract) == (held.published, held.extract) {
            let (changes, warnings, problems) = (BTreeMap::new(), Vec::new(), Vec::new());
            let taken = Taken::Held;
            return Ok(Imported { edition: held, taken, mended, changes, warnings, problems, more_problems: 0 });
        }
        let entries = self.store.presence(edition.id)?;
        let (changes, warnings) = self.weigh(&edition, &entries, options)?;
        let store = self.folder().join("dalil.db");
        self.store.correct(&edition).map_err(|error| error.of_disk(&store))?;
        let taken = Taken::Corrected { was_published: held.published, was_extract: held.extract };
        Ok(Imported { edition, taken, mended, changes, warnings, problems: Vec::new(), more_problems: 0 })
    }

    /// What an edition changes in its chain, and what people should look at.
    fn weigh(
        &self,
        edition: &EditionRecord,
        entries: &BTreeMap<String, Presence>,
        options: &ImportOptions,
    ) -> Result<(BTreeMap<Op, u64>, Vec<Finding>), Error> {
        // A day further east may be tomorrow here.
        let tomorrow = options.today().saturating_add(jiff::Span::new().days(1));
        let future = (edition.published > tomorrow).then_some(Finding::Future { published: edition.published });
        if let Some(future) = future.clone().filter(|_| !edition.extract) {
            return Err(Error::Guarded(future));
        }
        let spec = sources::spec::find(&edition.list);
        let follow_alternates = spec.is_some_and(|spec| spec.list.follow_alternates);
        let chain = Chain::without(self, edition)?;
        if options.accept_loss.is_none() {
            chain.guard(self, edition, entries, follow_alternates)?;
        }
        let changes = chain.changes(self, edition, entries, follow_alternates)?;
        let range = spec.and_then(|spec| spec.expect.entries).filter(|_| !edition.extract);
        let mut warnings: Vec<Finding> = guard::expected(edition.entries, range).into_iter().collect();
        warnings.extend(future);
        warnings.extend(chain.field_losses(edition, guard::Weight::Warns));
        Ok((changes, warnings))
    }

    /// Writes raw bytes under their hash, compressed.
    fn keep(&self, bytes: &[u8], id: EditionId) -> Result<(), Error> {
        let path = self.raw_path(id);
        let compressed = zstd::encode_all(bytes, 9).map_err(|error| Error::io(Doing::Writing, &path, error))?;
        self.write_whole(&path, &compressed)
    }

    /// Writes a file whole or not at all, over what may be there.
    pub(crate) fn write_whole(&self, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        let io = |error| Error::io(Doing::Writing, path, error);
        let folder = path.parent().unwrap_or(self.folder());
        let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder).map_err(io)?;
        file.write_all(bytes).map_err(io)?;
        file.as_file().sync_all().map_err(io)?;
        file.persist(path).map_err(|error| io(error.error))?;
        std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(io)
    }

    fn raw_path(&self, id: EditionId) -> PathBuf {
        self.folder().join("editions").join(format!("{id}.zst"))
    }

    /// Checks that an edition's stored bytes are there and have their hash.
    ///
    /// # Errors
    /// They are missing or damaged.
    pub fn verify(&self, edition: &EditionRecord) -> Result<(), Error> {
        self.raw(edition).map(|_| ())
    }

    /// The raw bytes of one file, checked against its hash.
    fn raw_file(&self, id: EditionId) -> Result<Vec<u8>, Error> {
        let path = self.raw_path(id);
        let bytes = Input::read(&path)?.bytes;
        if EditionId::of(&bytes) == id { Ok(bytes) } else { Err(Error::Damaged(path)) }
    }

    /// The raw bytes of an edition's files, checked against their hashes.
    pub(crate) fn raw(&self, edition: &EditionRecord) -> Result<Vec<Input>, Error> {
        let read = |(name, id): &(String, EditionId)| {
            Ok(Input { path: self.raw_path(*id), name: name.clone(), bytes: self.raw_file(*id)? })
        };
        edition.files.iter().map(read).collect()
    }
}

/// Counts which properties an entry states.
fn fill(fields: &mut Fields, entry: &Entry) {
    let mut stated = [0_u64; Property::ALL.len()];
    for statement in &entry.statements {
        stated[statement.property as usize] += 1;
    }
    for (property, n) in Property::ALL.iter().zip(stated).filter(|(_, n)| *n > 0) {
        if !fields.contains_key(property.name()) {
            fields.insert(property.name().to_owned(), (0, 0));
        }
        if let Some((entries, statements)) = fields.get_mut(property.name()) {
            *entries += 1;
            *statements += n;
        }
    }
}

/// Keeps of an entry what chains need. Entries of one key are one.
fn note(entries: &mut BTreeMap<String, Presence>, entry: &Entry) {
    let (content, said) = Content::with_said(entry);
    let (printed, alternates) = (entry.key.printed().to_owned(), entry.alternates.clone());
    let presence = Presence { printed, content, said, alternates };
    entries
        .entry(entry.key.normal())
        .and_modify(|known| {
            known.content = known.content.and(presence.content);
            known.said.extend(&presence.said);
            known.alternates.extend(entry.alternates.iter().cloned());
        })
        .or_insert_with(|| presence.clone());
}

fn stats_json(stats: &sources::Stats) -> String {
    let map: serde_json::Map<String, serde_json::Value> =
        stats.iter().map(|(key, n)| (key.to_owned(), serde_json::Value::from(n))).collect();
    serde_json::Value::Object(map).to_string()
}

/// The day that the file's name, or its folder's, ends on: `…-2025-10-31.jsonl`, `csv-2019-01/sdn.csv` (first of month).
fn day_in_path(path: &Path) -> Option<Day> {
    let name =
        |part: Option<&std::ffi::OsStr>| part.map(|part| part.to_string_lossy().into_owned()).unwrap_or_default();
    let names = [name(path.file_name()), name(path.parent().and_then(Path::file_name))];
    names.iter().find_map(|name| {
        let bytes = name.as_bytes();
        (0..bytes.len()).find_map(|at| {
            if at > 0 && bytes[at - 1].is_ascii_digit() {
                return None;
            }
            let day = name.get(at..at + 10).and_then(sources::dates::iso_day);
            day.or_else(|| {
                let month = name.get(at..at + 7)?;
                let ends = bytes.get(at + 7).is_none_or(|b| !b.is_ascii_digit());
                ends.then(|| sources::dates::iso_day(&format!("{month}-01"))).flatten()
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::day_in_path;

    #[test]
    fn a_day_in_a_name_is_found() {
        for (path, want) in [
            ("x/un-consolidated-2015-03-13.xml.zst", Some("2015-03-13")),
            ("csv-2019-01/sdn.csv", Some("2019-01-01")),
            ("ca-sema-lmes-2025-04.xml", Some("2025-04-01")),
            ("x/12015-03-131.xml", None),
            ("list.xml", None),
        ] {
            assert_eq!(day_in_path(Path::new(path)).map(|day| day.to_string()).as_deref(), want, "{path}");
        }
    }
}
