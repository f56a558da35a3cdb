//! The folder's locks, and clearing away what an interrupted import or build left: unfinished files, raw bytes that no
//! edition names and register files that no build names.
//!
//! Rules:    only while no other process has the folder open, for such bytes may be another's that is still at work.
//! Shape:    a lock on `lock`: exclusive while tidying, shared for as long as the folder is open. The system releases it
//!           when a process ends, however it ends. Another on `writing` lets one process write at a time, and one on
//!           `opening` lets one process open the store at a time.

use std::collections::HashSet;
use std::fs::File;
use std::path::Path;

use crate::store::Store;
use crate::{Doing, Error};

/// Takes the folder's lock, after tidying where nobody else has it open.
pub(crate) fn lock(folder: &Path, store: &Store) -> Result<File, Error> {
    let path = folder.join("lock");
    let io = |error| Error::io(Doing::Locking, &path, error);
    let lock = File::options().create(true).truncate(false).write(true).open(&path).map_err(io)?;
    if lock.try_lock().is_ok() {
        tidy(folder, store)?;
        lock.unlock().map_err(io)?;
    }
    lock.lock_shared().map_err(io)?;
    Ok(lock)
}

/// Waits until nobody else writes editions or builds, and keeps others waiting for as long as the file is held: what an
/// edition is weighed against must still stand when it is written.
pub(crate) fn write_alone(folder: &Path) -> Result<File, Error> {
    alone(&folder.join("writing"))
}

/// Waits until nobody else is opening the store: the switch to a write-ahead log fails at once, without waiting, while
/// another connection looks at the same file.
pub(crate) fn open_alone(folder: &Path) -> Result<File, Error> {
    alone(&folder.join("opening"))
}

fn alone(path: &Path) -> Result<File, Error> {
    let io = |error| Error::io(Doing::Locking, path, error);
    let file = File::options().create(true).truncate(false).write(true).open(path).map_err(io)?;
    file.lock().map_err(io)?;
    Ok(file)
}

fn tidy(folder: &Path, store: &Store) -> Result<(), Error> {
    let (raw, registers): (HashSet<String>, HashSet<String>) = (store.raw_files()?, store.registers()?);
    for part in ["editions", "registers"] {
        let part = folder.join(part);
        for file in part.read_dir().map_err(|error| Error::io(Doing::Reading, &part, error))? {
            let file = file.map_err(|error| Error::io(Doing::Reading, &part, error))?;
            let name = file.file_name().to_string_lossy().into_owned();
            let unnamed = |ending, named: &HashSet<String>| {
                name.strip_suffix(ending).is_some_and(|hash| is_hash(hash) && !named.contains(hash))
            };
            let nameless = unnamed(".zst", &raw) || unnamed(".dalil", &registers) || unnamed(".note", &registers);
            if name.starts_with(UNFINISHED) || nameless {
                // One that cannot be removed is harmless.
                let _ = std::fs::remove_file(file.path());
            }
        }
    }
    Ok(())
}

/// How the names of files begin that are being written.
pub(crate) const UNFINISHED: &str = ".unfinished-";

fn is_hash(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit())
}
