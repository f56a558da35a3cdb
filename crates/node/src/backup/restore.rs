//! A backup checked, and put back as a data folder.
//!
//! Shape:    every file is held to the manifest, and none is there besides; then the store to what the backup holds, and the register
//!           to the keys in it. What is put back are the very bytes that were checked: they are hashed as they are copied.
//! Rules:    a data folder is made beside its place and gets its name when it is whole; one that holds anything stays as it is.
//!           A public key that is put back is believed by nobody: without the secret one the register waits for the next build, which
//!           signs it with a key of its own, and the note from before can still be told by the earlier key.
//! Limits:   a backup is believed as far as whoever keeps it: its hashes show damage, not somebody who changed bytes and manifest.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read as _, Write};
use std::path::{Path, PathBuf};

use super::manifest::{Line, MANIFEST, Manifest};
use super::{BackupFault, Copied, STORE, files_below, new_file, pour, sync_folder};
use crate::keys::PublicKey;
use crate::lock::UNFINISHED;
use crate::output::private_folder;
use crate::register_file::{read_short, signed_text};
use crate::{Doing, Error};

/// What a backup that was checked holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// When it was made.
    pub made: String,
    /// The version of the Dalil that made it.
    pub engine: String,
    /// How many files, without the manifest.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// The register in it.
    pub register: Option<String>,
    /// Whether it has the key that signs; else the next build makes a new one.
    pub secret_key: bool,
}

/// Checks a backup whole and writes nothing. Told are the bytes looked at so far and all of them.
///
/// # Errors
/// It is not what the manifest says, or cannot be read.
pub fn verify(backup: &Path, on_bytes: &mut dyn FnMut(u64, u64)) -> Result<Restored, Error> {
    let manifest = listed(backup)?;
    let mut hashed = Progress::of(&manifest, on_bytes);
    for line in &manifest.files {
        hashed.check(line, backup, &mut std::io::sink(), backup)?;
    }
    check_whole(backup, &manifest)?;
    Ok(Restored::of(&manifest))
}

/// Checks a backup and makes a data folder of it, whole or not at all.
///
/// # Errors
/// It is not what the manifest says, or the data folder holds something or cannot be written.
pub fn restore(backup: &Path, data: &Path, on_bytes: &mut dyn FnMut(u64, u64)) -> Result<Restored, Error> {
    let io = |path: &Path| {
        let path = path.to_owned();
        move |error| Error::io(Doing::Writing, &path, error)
    };
    match data.read_dir() {
        Ok(mut inside) => {
            if inside.next().is_some() {
                return Err(BackupFault::RestorePlaceHolds.at(data));
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(Error::io(Doing::Reading, data, error)),
    }
    let manifest = listed(backup)?;
    // Where the data folder is a link, its own place is what is filled.
    let data = data.canonicalize().unwrap_or_else(|_| data.to_owned());
    let above = data.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
    private_folder(above).map_err(io(above))?;
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    let beside = builder.prefix(UNFINISHED).tempdir_in(above).map_err(io(above))?;
    let mut copied = Progress::of(&manifest, on_bytes);
    let mut folders: BTreeSet<PathBuf> = BTreeSet::from([beside.path().to_owned()]);
    for line in &manifest.files {
        let target = beside.path().join(&line.path);
        if let Some(folder) = target.parent() {
            private_folder(folder).map_err(io(folder))?;
            folders
                .extend(folder.ancestors().take_while(|folder| folder.starts_with(beside.path())).map(Path::to_owned));
        }
        let mut file = new_file(&target).map_err(io(&target))?;
        copied.check(line, backup, &mut file, &target)?;
        file.sync_all().map_err(io(&target))?;
    }
    check_whole(beside.path(), &manifest)?;
    for folder in &folders {
        sync_folder(folder).map_err(io(folder))?;
    }
    if !cfg!(unix) && data.exists() {
        // Elsewhere a folder takes no other's place, though that is empty.
        std::fs::remove_dir(&data).map_err(io(&data))?;
    }
    match std::fs::rename(beside.path(), &data) {
        // It has its name now, and nothing is left to clear away.
        Ok(()) => drop(beside.keep()),
        Err(error) if error.kind() == std::io::ErrorKind::DirectoryNotEmpty => {
            return Err(BackupFault::RestorePlaceHolds.at(data));
        }
        Err(error) => return Err(io(&data)(error)),
    }
    sync_folder(above).map_err(io(above))?;
    Ok(Restored::of(&manifest))
}

impl Restored {
    fn of(manifest: &Manifest) -> Self {
        Self {
            made: manifest.made.clone(),
            engine: manifest.engine.clone(),
            files: manifest.files.len(),
            bytes: total(manifest),
            register: manifest.register.clone(),
            secret_key: manifest.secret_key,
        }
    }
}

fn total(manifest: &Manifest) -> u64 {
    manifest.files.iter().fold(0, |sum, line| sum.saturating_add(line.size))
}

/// The manifest of a backup whose files are those that it names, as far as their names tell.
fn listed(backup: &Path) -> Result<Manifest, Error> {
    let manifest = Manifest::read(backup)?;
    let named: BTreeSet<&str> = manifest.files.iter().map(|line| line.path.as_str()).collect();
    let there: BTreeSet<String> = files_below(backup, "")?.into_iter().filter(|path| path != MANIFEST).collect();
    if let Some(extra) = there.iter().find(|path| !named.contains(path.as_str())) {
        return Err(BackupFault::FileExtra.at(backup.join(extra)));
    }
    if let Some(missing) = named.iter().find(|path| !there.contains(**path)) {
        return Err(BackupFault::FileMissing.at(backup.join(missing)));
    }
    Ok(manifest)
}

/// The store against the backup, and the register against its keys; `folder` holds what was checked.
fn check_whole(folder: &Path, manifest: &Manifest) -> Result<(), Error> {
    let store = folder.join(STORE);
    let fault = |what: String| BackupFault::Store(what).at(STORE);
    let copied = Copied::read(&store).map_err(fault)?;
    if copied.version != manifest.store {
        return Err(fault(format!("its schema is {}, not {}", copied.version, manifest.store)));
    }
    let has = |path: &str| manifest.files.binary_search_by(|line| line.path.as_str().cmp(path)).is_ok();
    let wanted = copied.raw.iter().map(|hash| format!("editions/{hash}.zst"));
    let register = manifest.register.iter().flat_map(|id| ["dalil", "note"].map(|end| format!("registers/{id}.{end}")));
    if let Some(missing) = wanted.chain(register).find(|path| !has(path)) {
        return Err(BackupFault::FileMissing.at(missing));
    }
    let Some(id) = &manifest.register else { return Ok(()) };
    let note = read_short(&folder.join(format!("registers/{id}.note")))?.unwrap_or_default();
    let text = signed_text(id);
    for line in manifest.files.iter().filter(|line| line.path.starts_with("keys/") && line.path.ends_with(".pub")) {
        let key = read_short(&folder.join(&line.path))?.and_then(|line| PublicKey::read(&line));
        if key.is_some_and(|key| key.text_of(&note) == Some(&text)) {
            return Ok(());
        }
    }
    Err(BackupFault::Unsigned.at(format!("registers/{id}.note")))
}

/// Files read against the manifest, and how far that is.
struct Progress<'a> {
    done: u64,
    total: u64,
    on_bytes: &'a mut dyn FnMut(u64, u64),
}

impl<'a> Progress<'a> {
    fn of(manifest: &Manifest, on_bytes: &'a mut dyn FnMut(u64, u64)) -> Self {
        Self { done: 0, total: total(manifest), on_bytes }
    }

    /// Reads a file of the backup to its end and hands its bytes on; they must be those of its line.
    fn check(&mut self, line: &Line, backup: &Path, to: &mut dyn Write, written: &Path) -> Result<(), Error> {
        let path = backup.join(&line.path);
        let file = File::open(&path).map_err(|error| Error::io(Doing::Reading, &path, error))?;
        // A byte more than it may have: a file that grew is told without filling the disk.
        let (size, sha256) = pour(file.take(line.size.saturating_add(1)), &path, to, written)?;
        if (size, &sha256) != (line.size, &line.sha256) {
            return Err(BackupFault::FileChanged.at(path));
        }
        self.done = self.done.saturating_add(size);
        (self.on_bytes)(self.done, self.total);
        Ok(())
    }
}
