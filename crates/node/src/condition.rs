//! What state a data folder is in, as far as the disk, the clock and the system tell.
//!
//! Not here: whether stored bytes have their hashes (`Node::verify`, `RegisterFile::verify_built`).

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::{Doing, Error, FICTITIOUS, Node};

/// The room that a part of a data folder takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// A file's name, or a folder's with `/` at its end.
    pub name: String,
    /// Bytes of all files in it.
    pub bytes: u64,
    /// How many files.
    pub files: u64,
}

/// What state a data folder is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// What stands in the folder.
    pub parts: Vec<Part>,
    /// The room left on its disk; `None` where the system does not tell.
    pub free_bytes: Option<u64>,
    /// What is wrong with how the store lies on the disk.
    pub store_fault: Option<String>,
    /// When the newest of the editions was retrieved, where the clock stands before that: it is wrong now or was then.
    pub clock_before: Option<String>,
    /// Secret files that other users of the machine can read.
    pub exposed: Vec<PathBuf>,
    /// Whether there is no key that signs, and the public part of one: the folder was restored from a backup without secrets.
    pub awaits_key: bool,
}

impl Node {
    /// What state the folder is in at a moment.
    ///
    /// # Errors
    /// The folder or the store cannot be read.
    pub fn condition(&self, now: Timestamp) -> Result<Condition, Error> {
        let retrieved = self.editions(None)?.into_iter().map(|edition| edition.retrieved);
        let is_later = |moment: &String| moment.parse::<Timestamp>().is_ok_and(|moment| now < moment);
        let keys = files_of(&self.folder().join("keys"))?;
        let is_public = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "pub");
        let has_public = keys.iter().any(is_public);
        Ok(Condition {
            parts: self.parts()?,
            free_bytes: free_bytes(self.folder()),
            store_fault: self.store.quick_check()?,
            clock_before: retrieved.filter(is_later).max(),
            awaits_key: has_public && !self.key_path().exists(),
            exposed: keys.into_iter().filter(|path| !is_public(path) && others_can_read(path)).collect(),
        })
    }

    /// What stands in the folder: what Dalil puts there first, then all else.
    fn parts(&self) -> Result<Vec<Part>, Error> {
        const ORDER: &[&str] = &["dalil.db", "editions/", "registers/", "keys/", "audit/", FICTITIOUS];
        const OF_THE_STORE: &[&str] = &["dalil.db-wal", "dalil.db-shm"];
        let mut parts: Vec<Part> = Vec::new();
        let (mut beside, locks) = (0, ["lock", "writing", "opening"]);
        let io = |error| Error::io(Doing::Reading, self.folder(), error);
        for file in self.folder().read_dir().map_err(io)? {
            let file = file.map_err(io)?;
            let mut name = file.file_name().to_string_lossy().into_owned();
            let files = if file.file_type().map_err(io)?.is_dir() {
                name.push('/');
                files_of(&file.path())?
            } else {
                vec![file.path()]
            };
            let bytes = files.iter().map(|path| size(path)).sum();
            if OF_THE_STORE.contains(&name.as_str()) {
                beside += bytes;
            } else if !locks.contains(&name.as_str()) {
                parts.push(Part { name, bytes, files: files.len() as u64 });
            }
        }
        parts.iter_mut().filter(|part| part.name == "dalil.db").for_each(|store| store.bytes += beside);
        let place = |part: &Part| ORDER.iter().position(|known| *known == part.name).unwrap_or(ORDER.len());
        parts.sort_by(|one, other| (place(one), &one.name).cmp(&(place(other), &other.name)));
        Ok(parts)
    }
}

/// Every file below a folder, sorted; none where it is not there.
fn files_of(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        let io = |error| Error::io(Doing::Reading, &folder, error);
        let inside = match folder.read_dir() {
            Ok(inside) => inside,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(io(error)),
        };
        for file in inside {
            let file = file.map_err(io)?;
            let is_folder = file.file_type().map_err(io)?.is_dir();
            if is_folder { folders.push(file.path()) } else { files.push(file.path()) }
        }
    }
    files.sort();
    Ok(files)
}

/// A file's size; of one that went away meanwhile, none.
fn size(path: &Path) -> u64 {
    path.symlink_metadata().map_or(0, |file| file.len())
}

#[cfg(unix)]
fn others_can_read(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0)
}

/// Not told here.
#[cfg(not(unix))]
fn others_can_read(_: &Path) -> bool {
    false
}

#[cfg(unix)]
fn free_bytes(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    disk.f_bavail.checked_mul(disk.f_frsize)
}

/// Not told here.
#[cfg(not(unix))]
fn free_bytes(_: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Condition;
    use crate::Node;

    fn condition(folder: &Path) -> Condition {
        let now = "2026-06-01T00:00:00Z".parse().expect("a moment");
        Node::open(folder).expect("it opens").condition(now).expect("it is read")
    }

    #[test]
    fn the_parts_of_a_folder_are_told_in_their_order_with_what_else_stands_there() {
        let folder = tempfile::tempdir().expect("a folder");
        drop(Node::open(folder.path()).expect("it opens"));
        std::fs::create_dir_all(folder.path().join("audit/2026")).expect("made");
        std::fs::write(folder.path().join("audit/2026/1.jsonl"), "12345\n").expect("written");
        std::fs::write(folder.path().join("a note"), "mine").expect("written");
        let told = condition(folder.path());
        let parts: Vec<(&str, u64)> = told.parts.iter().map(|part| (part.name.as_str(), part.files)).collect();
        assert_eq!(parts, [("dalil.db", 1), ("editions/", 0), ("registers/", 0), ("audit/", 1), ("a note", 1)]);
        assert!(told.parts[0].bytes >= 4096 && told.parts[3].bytes == 6, "{:?}", told.parts);
        assert_eq!((told.store_fault, told.clock_before, told.awaits_key), (None, None, false));
        assert_eq!(told.free_bytes.is_some(), cfg!(unix));
    }

    #[cfg(unix)]
    #[test]
    fn a_secret_that_others_can_read_is_told_and_a_public_key_is_none() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let keys = folder.path().join("keys");
        std::fs::create_dir(&keys).expect("made");
        std::fs::write(keys.join("0a1b2c3d.pub"), "").expect("written");
        assert!(condition(folder.path()).awaits_key);
        std::fs::write(keys.join("register.key"), "").expect("written");
        for (mode, exposed) in [(0o600, false), (0o400, false), (0o640, true), (0o604, true)] {
            let permissions = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(keys.join("register.key"), permissions).expect("set");
            let told = condition(folder.path());
            assert_eq!((!told.exposed.is_empty(), told.awaits_key), (exposed, false), "{mode:o}");
        }
    }
}
