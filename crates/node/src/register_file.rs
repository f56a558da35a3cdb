//! Register files: building one from what is held, the one in use, and going back.
//!
//! Shape:    `registers/<content id>.dalil`, each written whole and never changed, and beside it `<content id>.note`, signed with
//!           the folder's key; the store says which one is in use.
//! Rules:    the same editions give the same bytes. A killed build leaves the register in use as it was. A file is mapped, and each
//!           chunk checked before its bytes enter an answer.
//! Not here: what stands in the file (`register::index`).

use std::io::Read as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use register::index::Index;
use register::{Day, Edition, EditionId, Ruling};

use crate::keys::{MAX_NOTE, PublicKey, SecretKey};
use crate::made::{Made, engine};
use crate::{Doing, EditionRecord, Error, Node, Referents, mapped};

/// A register file, open.
pub struct RegisterFile {
    index: Index<'static>,
    editions: Vec<Edition>, // by id
    referents: Referents,
}

impl RegisterFile {
    /// Opens a register file's bytes. What an answer needs of them is checked before it is given.
    ///
    /// # Errors
    /// They are damaged where they begin, or of another version.
    pub fn new(bytes: impl AsRef<[u8]> + Send + Sync + 'static) -> Result<Self, Error> {
        Self::of(Index::open(bytes)?)
    }

    fn of(index: Index<'static>) -> Result<Self, Error> {
        let mut editions = index.editions()?;
        editions.sort_by_key(|edition| edition.id);
        Ok(Self { index, editions, referents: Referents::default() })
    }

    /// Checks all of it.
    ///
    /// # Errors
    /// Its bytes are not what was written.
    pub fn verify(&self) -> Result<(), Error> {
        Ok(self.index.verify()?)
    }

    /// Checks all of it, and that it is what building from its own entities gives; as long as a build takes.
    ///
    /// # Errors
    /// Its bytes are not what was written, or it was made wrongly.
    pub fn verify_built(&self) -> Result<(), Error> {
        self.verify()?;
        Ok(self.index.verify_built()?)
    }

    /// The content id: the SHA-256 that names the file and every answer computed from it.
    pub fn id(&self) -> &str {
        self.index.id()
    }

    /// The edition that evidence names.
    pub fn edition(&self, id: EditionId) -> Option<&Edition> {
        self.editions.binary_search_by(|edition| edition.id.cmp(&id)).ok().and_then(|at| self.editions.get(at))
    }

    /// The editions its statements stand in.
    pub fn editions(&self) -> &[Edition] {
        &self.editions
    }

    /// Forgets what was asked before, as if it had just been opened; what was checked stays so.
    pub fn forget_asked(&mut self) {
        self.index.forget_asked();
    }

    /// What others call its entities; nothing before they are tied to it ([`Node::tie_referents`]).
    pub fn referents(&self) -> &Referents {
        &self.referents
    }

    pub(crate) fn set_referents(&mut self, referents: Referents) {
        self.referents = referents;
    }

    /// What is asked.
    pub fn index(&self) -> &Index<'static> {
        &self.index
    }
}

/// What is signed of a register file: its content id stands for all of it.
pub(crate) fn signed_text(id: &str) -> String {
    format!("dalil register file\n{id}\n")
}

/// A short text file, where it is there.
pub(crate) fn read_short(path: &Path) -> Result<Option<String>, Error> {
    let mut text = String::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(MAX_NOTE as u64).read_to_string(&mut text));
    match read {
        Ok(_) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => Ok(Some(String::new())),
        Err(error) => Err(Error::io(Doing::Reading, path, error)),
    }
}

/// One register file that was built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildRecord {
    /// Its content id.
    pub register: String,
    /// The hash of the editions it was built from.
    pub editions: String,
    /// When it was built, RFC 3339 in UTC.
    pub built: String,
    /// The day that it is of, where it is of what was known on one.
    pub as_of: Option<String>,
    /// Whether it is the one in use.
    pub in_use: bool,
}

/// What going back gave.
#[derive(Debug)]
pub struct RolledBack {
    /// The register that is in use again.
    pub build: BuildRecord,
    /// Those built after it that cannot be used any more, the latest first.
    pub passed_over: Vec<(String, Error)>,
}

/// What a build gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Built {
    /// The content id.
    pub register: String,
    /// Entities in it.
    pub entities: usize,
    /// Entities that stand on some list now.
    pub standing: usize,
    /// The file's size.
    pub bytes: u64,
    /// Whether another register is in use now than before.
    pub changed: bool,
    /// Whether it is the one in use.
    pub in_use: bool,
}

impl Node {
    /// Builds a register file from every edition held and puts it in use.
    ///
    /// # Errors
    /// Nothing is held, or something cannot be read or written; the register in use stays.
    pub fn build(&mut self, now: Timestamp, on_list: &mut dyn FnMut(&str)) -> Result<Built, Error> {
        let _alone = self.write_alone()?;
        let editions = self.store.editions(None)?;
        let rulings = self.rulings(None)?;
        let built_from = built_from(&editions, &rulings);
        let built = self.write_register(editions, &rulings, on_list)?;
        self.use_built(built, built_from, None, now)
    }

    /// Builds a register file of what was known on a day, from the editions of that day and before it: what a build on that day
    /// from the same editions gave. The register in use stays, unless this one is to take its place.
    ///
    /// # Errors
    /// No edition is so early, or something cannot be read or written; the register in use stays.
    pub fn build_as_of(
        &mut self,
        day: Day,
        use_it: bool,
        now: Timestamp,
        on_list: &mut dyn FnMut(&str),
    ) -> Result<Built, Error> {
        let _alone = self.write_alone()?;
        let mut editions = self.store.editions(None)?;
        let first = editions.iter().map(|edition| edition.published).min();
        editions.retain(|edition| edition.published <= day);
        if let Some(first) = first.filter(|first| day < *first) {
            return Err(Error::NothingHeldThen { day, first });
        }
        let rulings = self.rulings(Some(day))?;
        let built_from = built_from(&editions, &rulings);
        let built = self.write_register(editions, &rulings, on_list)?;
        let (register, in_use) = (built.register.clone(), built.in_use);
        let (editions, as_of) = (built_from.clone(), Some(day.to_string()));
        let build = BuildRecord { register, editions, built: now.to_string(), as_of: as_of.clone(), in_use };
        self.store.add_build_of_day(&build)?;
        if use_it { self.use_built(built, built_from, as_of, now) } else { Ok(built) }
    }

    /// The register of what was known on a day: one that was built of the same editions and judgements before and is still there, else
    /// one that is built now. The register in use stays.
    ///
    /// # Errors
    /// No edition is so early, or something cannot be read or written.
    pub fn register_of_day(
        &mut self,
        day: Day,
        now: Timestamp,
        on_list: &mut dyn FnMut(&str),
    ) -> Result<RegisterFile, Error> {
        let mut editions = self.store.editions(None)?;
        editions.retain(|edition| edition.published <= day);
        if !editions.is_empty() {
            let hash = built_from(&editions, &self.rulings(Some(day))?);
            let open = self.store.builds_of(&hash)?.into_iter().find_map(|built| self.open_register(&built).ok());
            if let Some(file) = open {
                return Ok(file);
            }
        }
        let built = self.build_as_of(day, false, now, on_list)?;
        self.open_register(&built.register)
    }

    /// Writes the register file of some editions, signed; no other takes its name, and none is put in use.
    pub(crate) fn write_register(
        &self,
        editions: Vec<EditionRecord>,
        rulings: &[Ruling],
        on_list: &mut dyn FnMut(&str),
    ) -> Result<Built, Error> {
        let made = Made::of(&editions, rulings);
        let (editions, entries) = self.entries_of(editions, on_list)?;
        if editions.is_empty() {
            return Err(Error::NothingHeld);
        }
        let register = register::resolve(editions, entries, rulings);
        let standing = register.entities.iter().filter(|entity| entity.stands()).count();
        let bytes = Index::build(&register);
        drop(register);
        let built = self.write_built(&bytes, standing)?;
        self.store.add_made(&built.register, &made)?;
        Ok(built)
    }

    /// Puts a register of invented entities in use, in a folder that is marked as one of those and holds nothing else.
    ///
    /// # Errors
    /// The folder is not so, it is no register file, or it cannot be written; the register in use stays.
    pub fn use_invented(&mut self, register: &[u8], now: Timestamp) -> Result<Built, Error> {
        let _alone = self.write_alone()?;
        if !self.is_fictitious() || !self.editions(None)?.is_empty() {
            return Err(Error::HoldsPublished(self.folder().to_owned()));
        }
        let standing = Index::open(register)?.len();
        let built = self.write_built(register, standing)?;
        self.use_built(built, built_from(&[], &[]), None, now)
    }

    /// Writes a register file under its name, signed.
    fn write_built(&self, bytes: &[u8], standing: usize) -> Result<Built, Error> {
        let index = Index::open(bytes)?;
        let (id, entities) = (index.id().to_owned(), index.len());
        // One that is there under its hash stays, unless it was damaged since.
        if self.open_register(&id).and_then(|file| file.verify()).is_err() {
            self.write_whole(&self.register_path(&id), bytes)?;
            self.write_whole(&self.note_path(&id), self.key_made_at_first()?.sign(&signed_text(&id)).as_bytes())?;
        }
        let in_use = self.in_use()?.is_some_and(|build| build.register == id);
        Ok(Built { register: id, entities, standing, bytes: bytes.len() as u64, changed: false, in_use })
    }

    /// Puts a register in use that was written from editions of that hash, all that are held or those of a day.
    fn use_built(
        &mut self,
        built: Built,
        editions: String,
        as_of: Option<String>,
        now: Timestamp,
    ) -> Result<Built, Error> {
        let in_use = self.in_use()?;
        let changed = !built.in_use;
        // One in use as of a day is no longer so when it is built of all that is held.
        let is_noted = |build: &BuildRecord| build.editions == editions && (as_of.is_some() || build.as_of.is_none());
        if changed || !in_use.is_some_and(|build| is_noted(&build)) {
            let (register, built) = (built.register.clone(), now.to_string());
            self.store.add_build(&BuildRecord { register, editions, built, as_of, in_use: true })?;
        }
        Ok(Built { changed, in_use: true, ..built })
    }

    fn in_use(&self) -> Result<Option<BuildRecord>, Error> {
        Ok(self.store.builds()?.into_iter().find(|build| build.in_use))
    }

    /// Every register file built, oldest first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn builds(&self) -> Result<Vec<BuildRecord>, Error> {
        self.store.builds()
    }

    /// Puts the register that was built before the one in use, and can still be used, back in use; none that is of a day.
    ///
    /// # Errors
    /// There is none, or of none the file is there and whole; the register in use stays.
    pub fn rollback(&mut self) -> Result<RolledBack, Error> {
        let _alone = self.write_alone()?;
        let builds = self.store.builds()?;
        let at = builds.iter().position(|build| build.in_use).ok_or(Error::NoRegister)?;
        let mut passed_over = Vec::new();
        for earlier in builds.iter().take(at).rev().filter(|build| build.as_of.is_none()) {
            match self.open_register(&earlier.register).and_then(|file| file.verify()) {
                Ok(()) => {
                    self.store.use_build(&earlier.register)?;
                    let build = BuildRecord { in_use: true, ..earlier.clone() };
                    return Ok(RolledBack { build, passed_over });
                }
                Err(error) => passed_over.push((earlier.register.clone(), error)),
            }
        }
        Err(passed_over.into_iter().next().map_or(Error::NoEarlierRegister, |(_, error)| error))
    }

    /// The register in use.
    ///
    /// # Errors
    /// None was built yet, or its file is missing or damaged.
    pub fn register(&self) -> Result<RegisterFile, Error> {
        let build = self.in_use()?.ok_or(Error::NoRegister)?;
        self.open_register(&build.register)
    }

    /// A register that was built, by its content id or as much of it as names no other.
    ///
    /// # Errors
    /// None is named so, or several are, or its file is missing or damaged.
    pub fn register_named(&self, id: &str) -> Result<RegisterFile, Error> {
        let known = self.store.registers()?;
        let mut named = known.iter().filter(|known| known.starts_with(id));
        match (named.next(), named.next()) {
            (Some(register), None) => self.open_register(register),
            _ => Err(Error::NotFound(id.to_owned())),
        }
    }

    /// Whether editions were taken in or corrected, or something was judged, since the register in use was built.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn register_is_behind(&self) -> Result<bool, Error> {
        let hash = built_from(&self.store.editions(None)?, &self.rulings(None)?);
        Ok(self.in_use()?.is_some_and(|build| build.editions != hash))
    }

    pub(crate) fn open_register(&self, id: &str) -> Result<RegisterFile, Error> {
        let path = self.register_path(id);
        let bytes = mapped::map(&path).map_err(|error| Error::io(Doing::Reading, &path, error))?;
        let index = Index::open(bytes)?;
        if index.id() != id {
            return Err(Error::Damaged(path));
        }
        let key = self.public_key()?.ok_or_else(|| Error::Unsigned(path.clone()))?;
        let note = read_short(&self.note_path(id))?.unwrap_or_default();
        // Of what this folder did not sign nothing is read.
        if key.text_of(&note) == Some(&signed_text(id)) { RegisterFile::of(index) } else { Err(Error::Unsigned(path)) }
    }

    /// The key that signs what this folder builds; none before its first build.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn public_key(&self) -> Result<Option<PublicKey>, Error> {
        Ok(self.key()?.map(|key| key.public()))
    }

    pub(crate) fn key(&self) -> Result<Option<SecretKey>, Error> {
        let path = self.key_path();
        let line = read_short(&path)?;
        line.map(|line| SecretKey::read(&line).ok_or(Error::NoKey(path))).transpose()
    }

    pub(crate) fn key_made_at_first(&self) -> Result<SecretKey, Error> {
        if let Some(key) = self.key()? {
            return Ok(key);
        }
        let path = self.key_path();
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|error| Error::io(Doing::Making, &path, std::io::Error::other(error)))?;
        let key = SecretKey::of(secret);
        if let Some(folder) = path.parent() {
            self.make_folder(folder)?;
        }
        self.write_whole(&path, key.line().as_bytes())?;
        Ok(key)
    }

    /// Where the folder's secret key stands.
    pub fn key_path(&self) -> PathBuf {
        self.folder().join("keys").join("register.key")
    }

    fn note_path(&self, id: &str) -> PathBuf {
        self.folder().join("registers").join(format!("{id}.note"))
    }

    fn register_path(&self, id: &str) -> PathBuf {
        self.folder().join("registers").join(format!("{id}.dalil"))
    }
}

/// What a register is built from: every edition with its day, and whether it is an extract; every judgement that holds; and by which
/// version, since another one may work names out otherwise.
fn built_from(editions: &[EditionRecord], rulings: &[Ruling]) -> String {
    let line = |edition: &EditionRecord| {
        format!("{} {} {} {}\n", edition.list, edition.published, edition.id, edition.extract)
    };
    let judged = rulings.iter().map(|ruling| format!("{}\n", ruling.judgement));
    let by = std::iter::once(format!("{}\n", engine()));
    let text: String = by.chain(editions.iter().map(line)).chain(judged).collect();
    EditionId::of(text.as_bytes()).to_string()
}
