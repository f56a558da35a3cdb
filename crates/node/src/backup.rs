//! Backups: everything of a data folder that cannot be made again, copied while others are at work.
//!
//! Shape:    one folder: `backup.json`, the manifest, and beside it the same files as in the data folder. `dalil.db` is one state of
//!           the store; `editions/` the bytes of each edition that it names; `registers/` the register in use and its note;
//!           `audit/` all of it; `keys/` the public part of the key, as `<id of the key>.pub`, and the secret files only where that is asked.
//! Rules:    the store is copied first, and what it names after it: raw bytes and register files are there before the store names
//!           them, and while the folder is open nobody clears them away. Each edition's bytes are held to their hash before they are
//!           copied. The manifest is written last: without it a folder is no backup.
//!           The copy of the store is made anew (`vacuum into`): nothing of what was deleted is left in it.
//! Not here: registers that are not in use; they are built again (`dalil build --as-of`). Checking and putting back (`restore`).

mod manifest;
mod restore;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use register::EditionId;
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest as _, Sha256};

use crate::keys::PublicKey;
use crate::lock::UNFINISHED;
use crate::output::private_folder;
use crate::{Doing, Error, FICTITIOUS, Input, Node};

use manifest::{Line, Manifest};
pub use manifest::{MANIFEST, MAX_MANIFEST};
pub use restore::{Restored, restore, verify};

const STORE: &str = "dalil.db";

/// Whether a backup holds what signs in this folder's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrets {
    /// Only what tells who signed.
    LeftOut,
    /// Whoever reads the backup can sign as this folder.
    Included,
}

/// What a backup holds.
#[derive(Debug)]
pub struct BackedUp {
    /// How many files, without the manifest.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Editions whose bytes are in it.
    pub editions: usize,
    /// The register in use, where it is in it.
    pub register: Option<String>,
    /// Why the register in use is not in it.
    pub register_left_out: Option<Error>,
    /// What stands in the data folder and is not known: it is not in the backup.
    pub unknown: Vec<String>,
}

/// What is wrong with a backup, or with the place for one; codes are stable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BackupFault {
    /// The folder for a backup holds something.
    PlaceHolds,
    /// The folder for a backup lies in the data folder.
    Within,
    /// The folder to restore into holds something.
    RestorePlaceHolds,
    /// There is no manifest: no backup, or one that was interrupted.
    NoManifest,
    /// The manifest is larger than [`MAX_MANIFEST`].
    ManifestTooLarge,
    /// The manifest is none.
    Manifest(String),
    /// A later Dalil made it.
    Newer,
    /// The manifest names a file that is none of a backup's.
    OtherPath,
    /// It is a link, or no plain file.
    NotPlain,
    /// The manifest names a file that is not there.
    FileMissing,
    /// A file that the manifest does not name.
    FileExtra,
    /// A file's bytes are not what the manifest says.
    FileChanged,
    /// The store is not whole, or names what is not in the backup.
    Store(String),
    /// No key of the backup signed its register.
    Unsigned,
}

impl BackupFault {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::PlaceHolds => "backup-place-holds",
            Self::Within => "backup-within",
            Self::RestorePlaceHolds => "restore-place-holds",
            Self::NoManifest => "backup-no-manifest",
            Self::ManifestTooLarge => "backup-manifest-too-large",
            Self::Manifest(_) => "backup-manifest",
            Self::Newer => "backup-newer",
            Self::OtherPath => "backup-other-path",
            Self::NotPlain => "backup-not-plain",
            Self::FileMissing => "backup-file-missing",
            Self::FileExtra => "backup-file-extra",
            Self::FileChanged => "backup-file-changed",
            Self::Store(_) => "backup-store",
            Self::Unsigned => "backup-unsigned",
        }
    }
}

impl BackupFault {
    fn at(self, path: impl Into<PathBuf>) -> Error {
        Error::Backup { path: path.into(), fault: self }
    }
}

impl Node {
    /// Copies everything that cannot be made again into a folder that holds nothing yet. Others may read and write meanwhile.
    ///
    /// # Errors
    /// The folder holds something or cannot be written to, or what is held is damaged; what was written is then removed.
    pub fn back_up(
        &self,
        to: &Path,
        secrets: Secrets,
        now: Timestamp,
        on_bytes: &mut dyn FnMut(u64),
    ) -> Result<BackedUp, Error> {
        let made = empty_place(to)?;
        let begun = Place::of(to).and_then(|place| {
            let data = self.folder().canonicalize().map_err(|error| Error::io(Doing::Reading, self.folder(), error))?;
            if place.root.starts_with(data) { Err(BackupFault::Within.at(to)) } else { Ok(place) }
        });
        let ended = match begun {
            Ok(mut place) => self.back_up_into(&mut place, secrets, now, on_bytes).inspect_err(|_| place.clear()),
            Err(error) => Err(error),
        };
        if ended.is_err() && made {
            // One that cannot be removed is empty, and no backup.
            let _ = std::fs::remove_dir(to);
        }
        ended
    }

    fn back_up_into(
        &self,
        place: &mut Place,
        secrets: Secrets,
        now: Timestamp,
        on_bytes: &mut dyn FnMut(u64),
    ) -> Result<BackedUp, Error> {
        // An empty file is made first: SQLite would make one that others can read.
        drop(place.create(STORE)?);
        let store = place.root.join(STORE);
        self.store.copy_into(&store)?;
        let copied = Copied::read(&store).map_err(|what| BackupFault::Store(what).at(self.folder().join(STORE)))?;
        place.note(STORE)?;

        for hash in &copied.raw {
            let path = format!("editions/{hash}.zst");
            let from = self.folder().join(&path);
            let packed = std::fs::read(&from).map_err(|error| Error::io(Doing::Reading, &from, error))?;
            // The same bytes are checked and written.
            if EditionId::of(&Input::unpacked(&from, packed.clone())?.bytes).to_string() != *hash {
                return Err(Error::Damaged(from));
            }
            place.write(&path, &packed)?;
            on_bytes(packed.len() as u64);
        }

        let (mut register, mut register_left_out) = (None, None);
        if let Some(id) = copied.in_use {
            match self.register_named(&id).and_then(|file| file.verify()) {
                Ok(()) => {
                    for ending in ["dalil", "note"] {
                        let path = format!("registers/{id}.{ending}");
                        on_bytes(place.copy(self.folder(), &path)?);
                    }
                    register = Some(id);
                }
                Err(error) => register_left_out = Some(error),
            }
        }

        self.back_up_keys(place, secrets)?;
        if self.is_fictitious() {
            place.copy(self.folder(), FICTITIOUS)?;
        }
        place.copy_audit(self.folder(), on_bytes)?;
        let mut files = std::mem::take(&mut place.lines);
        files.sort_by(|one, other| one.path.cmp(&other.path));
        let (count, bytes) = (files.len(), files.iter().map(|line| line.size).sum());
        let manifest = Manifest {
            format: manifest::FORMAT,
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            made: now.to_string(),
            store: copied.version,
            register: register.clone(),
            secret_key: secrets == Secrets::Included,
            files,
        };
        place.finish(&manifest)?;
        let unknown = unknown_parts(self.folder())?;
        Ok(BackedUp { files: count, bytes, editions: copied.raw.len(), register, register_left_out, unknown })
    }

    /// The public part of the folder's key and of those it had before; all files of `keys/` where secrets are included.
    fn back_up_keys(&self, place: &mut Place, secrets: Secrets) -> Result<(), Error> {
        let own = self.public_key()?;
        let own_path = own.as_ref().map(|key| format!("keys/{}", key.file_name()));
        if let (Some(key), Some(path)) = (&own, &own_path) {
            place.write(path, format!("{}\n", key.line()).as_bytes())?;
        }
        for path in files_below(self.folder(), "keys")? {
            let is_public = path.ends_with(".pub");
            if own_path.as_ref() != Some(&path) && (is_public || secrets == Secrets::Included) {
                place.copy(self.folder(), &path)?;
            }
        }
        Ok(())
    }
}

impl PublicKey {
    /// The name of a file with it: no other key's.
    pub(crate) fn file_name(&self) -> String {
        format!("{}.pub", hex(&self.id()))
    }
}

/// What a copy of the store says of itself.
struct Copied {
    /// The number of its schema.
    version: u32,
    /// The hashes of the editions' files.
    raw: BTreeSet<String>,
    /// The register in use.
    in_use: Option<String>,
}

impl Copied {
    /// Reads a copy that nobody writes to, and checks it whole; else what is wrong.
    fn read(path: &Path) -> Result<Self, String> {
        // A copy has no write-ahead log; with one, looking at it would write beside it.
        let mut head = [0; 20];
        File::open(path).and_then(|mut file| file.read_exact(&mut head)).map_err(|error| error.to_string())?;
        if !matches!(head, [.., 1, 1]) {
            return Err("it is no copy as a backup makes it".to_owned());
        }
        let read = |path: &Path| -> rusqlite::Result<Result<Self, String>> {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let connection = Connection::open_with_flags(path, flags)?;
            // It may come from elsewhere: nothing that its schema says is run.
            connection.pragma_update(None, "trusted_schema", false)?;
            let whole: String = connection.query_row("pragma integrity_check(1)", [], |row| row.get(0))?;
            if whole != "ok" {
                return Ok(Err(whole));
            }
            let version = connection.query_row("pragma user_version", [], |row| row.get(0))?;
            let texts = |sql: &str| -> rusqlite::Result<BTreeSet<String>> {
                connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
            };
            let raw = texts("select sha256 from edition_file")?;
            let in_use = texts("select register from build where in_use = 1")?.pop_first();
            Ok(Ok(Self { version, raw, in_use }))
        };
        read(path).unwrap_or_else(|error| Err(error.to_string()))
    }
}

/// Makes the folder for a backup, readable by its owner only, or holds that it is empty; whether it was made.
fn empty_place(to: &Path) -> Result<bool, Error> {
    match to.read_dir() {
        Ok(mut inside) => match inside.next() {
            None => Ok(false),
            Some(_) => Err(BackupFault::PlaceHolds.at(to)),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            private_folder(to).map_err(|error| Error::io(Doing::Making, to, error))?;
            Ok(true)
        }
        Err(error) => Err(Error::io(Doing::Reading, to, error)),
    }
}

/// The folder that a backup is written to, and what is in it so far.
struct Place {
    root: PathBuf,
    lines: Vec<Line>,
    /// Files and folders, in the order they were made.
    made: Vec<PathBuf>,
}

impl Place {
    fn of(to: &Path) -> Result<Self, Error> {
        let root = to.canonicalize().map_err(|error| Error::io(Doing::Reading, to, error))?;
        Ok(Self { root, lines: Vec::new(), made: Vec::new() })
    }

    /// A new file, with the folders above it.
    fn create(&mut self, path: &str) -> Result<File, Error> {
        let target = self.root.join(path);
        for (at, _) in path.match_indices('/') {
            let folder = self.root.join(path.get(..at).unwrap_or_default());
            if !folder.exists() {
                private_folder(&folder).map_err(|error| Error::io(Doing::Making, &folder, error))?;
                self.made.push(folder);
            }
        }
        let file = new_file(&target).map_err(|error| Error::io(Doing::Writing, &target, error))?;
        self.made.push(target);
        Ok(file)
    }

    fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        let mut file = self.create(path)?;
        let written = file.write_all(bytes).and_then(|()| file.sync_all());
        written.map_err(|error| Error::io(Doing::Writing, &self.root.join(path), error))?;
        self.lines.push(Line { path: path.to_owned(), size: bytes.len() as u64, sha256: hex(&Sha256::digest(bytes)) });
        Ok(())
    }

    /// Copies a file of the data folder as it stands; its size.
    fn copy(&mut self, data: &Path, path: &str) -> Result<u64, Error> {
        let mut file = self.create(path)?;
        let (from, to) = (data.join(path), self.root.join(path));
        let source = File::open(&from).map_err(|error| Error::io(Doing::Reading, &from, error))?;
        let (size, sha256) = pour(source, &from, &mut file, &to)?;
        file.sync_all().map_err(|error| Error::io(Doing::Writing, &to, error))?;
        self.lines.push(Line { path: path.to_owned(), size, sha256 });
        Ok(size)
    }

    /// Notes a file that stands here already.
    fn note(&mut self, path: &str) -> Result<(), Error> {
        let target = self.root.join(path);
        let file = File::open(&target).map_err(|error| Error::io(Doing::Reading, &target, error))?;
        file.sync_all().map_err(|error| Error::io(Doing::Writing, &target, error))?;
        let (size, sha256) = pour(file, &target, &mut std::io::sink(), &target)?;
        self.lines.push(Line { path: path.to_owned(), size, sha256 });
        Ok(())
    }

    /// Copies what is below `audit/`. It is only added to: of lines being written whole ones are taken. Where a file was closed or a new one
    /// begun meanwhile, it is copied again, so that no line is missing or there twice.
    fn copy_audit(&mut self, data: &Path, on_bytes: &mut dyn FnMut(u64)) -> Result<(), Error> {
        const TRIES: usize = 20;
        let (lines, made) = (self.lines.len(), self.made.len());
        for turn in 1..=TRIES {
            let before = files_below(data, "audit")?;
            let copied = before.iter().try_for_each(|path| {
                let from = data.join(path);
                let mut bytes = std::fs::read(&from).map_err(|error| Error::io(Doing::Reading, &from, error))?;
                if is_lines(path) {
                    bytes.truncate(bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1));
                }
                on_bytes(bytes.len() as u64);
                self.write(path, &bytes)
            });
            let is_same = files_below(data, "audit")? == before;
            match copied {
                Ok(()) if is_same => return Ok(()),
                Err(error) if is_same || turn == TRIES => return Err(error),
                _ => {}
            }
            self.lines.truncate(lines);
            self.clear_from(made);
        }
        let audit = data.join("audit");
        Err(Error::io(Doing::Reading, &audit, std::io::Error::from(std::io::ErrorKind::ResourceBusy)))
    }

    /// Writes the manifest once all else is on the disk.
    fn finish(&mut self, manifest: &Manifest) -> Result<(), Error> {
        let sync = |folder: &Path| sync_folder(folder).map_err(|error| Error::io(Doing::Writing, folder, error));
        for folder in self.made.iter().filter(|path| path.is_dir()) {
            sync(folder)?;
        }
        sync(&self.root)?;
        let path = self.root.join(MANIFEST);
        let io = |error| Error::io(Doing::Writing, &path, error);
        let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(&self.root).map_err(io)?;
        let text = manifest.text().map_err(|error| io(error.into()))?;
        file.write_all(text.as_bytes()).map_err(io)?;
        file.as_file().sync_all().map_err(io)?;
        file.persist_noclobber(&path).map_err(|error| io(error.error))?;
        self.made.push(path);
        sync(&self.root)?;
        if let Some(above) = self.root.parent() {
            // The folder's own name; where the one above cannot be opened, the system writes it in its time.
            let _ = sync_folder(above);
        }
        Ok(())
    }

    /// Removes everything that was made here.
    fn clear(&mut self) {
        self.clear_from(0);
    }

    fn clear_from(&mut self, first: usize) {
        for path in self.made.drain(first.min(self.made.len())..).rev() {
            // Without a manifest what is left is no backup.
            let _ = if path.is_dir() { std::fs::remove_dir(&path) } else { std::fs::remove_file(&path) };
        }
    }
}

/// Whether a file is lines that are still added to, not a sealed segment.
fn is_lines(path: &str) -> bool {
    path.ends_with(".jsonl") || path.ends_with(".log")
}

/// The plain files below a part of a folder, with `/` between the names, sorted; none where the part is not there.
fn files_below(folder: &Path, part: &str) -> Result<Vec<String>, Error> {
    let mut files = Vec::new();
    let mut parts = vec![part.to_owned()];
    while let Some(part) = parts.pop() {
        let at = folder.join(&part);
        let io = |error| Error::io(Doing::Reading, &at, error);
        let inside = match at.read_dir() {
            Ok(inside) => inside,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(io(error)),
        };
        for file in inside {
            let file = file.map_err(io)?;
            let name = file.file_name().to_string_lossy().into_owned();
            let path = if part.is_empty() { name.clone() } else { format!("{part}/{name}") };
            let kind = file.file_type().map_err(io)?;
            if kind.is_dir() {
                parts.push(path);
            } else if kind.is_file() && !name.starts_with(UNFINISHED) {
                files.push(path);
            } else if !kind.is_file() {
                return Err(BackupFault::NotPlain.at(file.path()));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// What stands in a data folder and is neither in a backup nor made again.
fn unknown_parts(data: &Path) -> Result<Vec<String>, Error> {
    const KNOWN: &[&str] = &["editions", "registers", "keys", "audit", STORE, FICTITIOUS];
    // The last is the demonstration's, which invents it again.
    const MADE_AGAIN: &[&str] = &["lock", "writing", "opening", "dalil.db-wal", "dalil.db-shm", "fictitious"];
    let io = |error| Error::io(Doing::Reading, data, error);
    let mut unknown = Vec::new();
    for file in data.read_dir().map_err(io)? {
        let name = file.map_err(io)?.file_name().to_string_lossy().into_owned();
        if !KNOWN.iter().chain(MADE_AGAIN).any(|known| *known == name) && !name.starts_with(UNFINISHED) {
            unknown.push(name);
        }
    }
    unknown.sort();
    Ok(unknown)
}

/// Copies what a reader gives; how many bytes, and their hash.
fn pour(mut from: impl Read, read: &Path, to: &mut dyn Write, written: &Path) -> Result<(u64, String), Error> {
    let (mut size, mut hash) = (0, Sha256::new());
    let mut buffer = vec![0; 1 << 20];
    loop {
        let length = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(length) => length,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Error::io(Doing::Reading, read, error)),
        };
        let bytes = buffer.get(..length).unwrap_or_default();
        hash.update(bytes);
        to.write_all(bytes).map_err(|error| Error::io(Doing::Writing, written, error))?;
        size += length as u64;
    }
    Ok((size, hex(&hash.finalize())))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

/// A file that was not there, and that others cannot read.
fn new_file(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Brings the names in a folder to the disk.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    // Other systems open no folder, and have no such step.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
