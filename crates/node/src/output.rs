//! Files for others: written beside their place and put there whole, or not at all.
//!
//! Shape:    readable by their owner only, since they may tell of subjects. What is no plain file (`/dev/stdout`, a pipe)
//!           is written to as it is.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::{Doing, Error};

/// A file being written; dropped before [`Output::finish`], it leaves what was there before.
pub struct Output {
    file: BufWriter<Place>,
    path: PathBuf,
}

enum Place {
    Beside(NamedTempFile),
    Stream(File),
}

impl Output {
    /// Begins a file.
    ///
    /// # Errors
    /// Its folder cannot be written to.
    pub fn create(path: &Path) -> Result<Self, Error> {
        let io = |error| Error::io(Doing::Writing, path, error);
        if std::fs::metadata(path).is_ok_and(|known| !known.is_file()) {
            let stream = File::options().write(true).open(path).map_err(io)?;
            return Ok(Self { file: BufWriter::new(Place::Stream(stream)), path: path.to_owned() });
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = NamedTempFile::new_in(folder).map_err(io)?;
        Ok(Self { file: BufWriter::new(Place::Beside(file)), path: path.to_owned() })
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// It could not be written whole; what was there before stays.
    pub fn finish(self) -> Result<(), Error> {
        let io = |error| Error::io(Doing::Writing, &self.path, error);
        match self.file.into_inner().map_err(|error| io(error.into_error()))? {
            Place::Stream(_) => Ok(()),
            Place::Beside(file) => {
                file.as_file().sync_all().map_err(io)?;
                file.persist(&self.path).map(|_| ()).map_err(|error| io(error.error))
            }
        }
    }
}

/// Whether two paths lead to one plain file that is there, through links or however they are spelt.
pub fn same_file(one: &Path, other: &Path) -> bool {
    let whole = |path: &Path| std::fs::canonicalize(path).ok().filter(|path| path.is_file());
    let (Some(one), Some(other)) = (whole(one), whole(other)) else { return false };
    one == other || same_inode(&one, &other)
}

/// Hard links: one file under two names.
#[cfg(unix)]
fn same_inode(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let inode = |path: &Path| std::fs::metadata(path).ok().map(|file| (file.dev(), file.ino()));
    inode(one).is_some_and(|one| Some(one) == inode(other))
}

/// Not told here; the other name's bytes stay, since a file is written beside its place.
#[cfg(not(unix))]
fn same_inode(_: &Path, _: &Path) -> bool {
    false
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

impl Write for Place {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Self::Beside(file) => file.write(bytes),
            Self::Stream(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Self::Beside(file) => file.flush(),
            Self::Stream(file) => file.flush(),
        }
    }
}

/// A folder that others cannot look into, with those above it.
pub(crate) fn private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(test)]
mod tests {
    use super::same_file;

    #[cfg(unix)]
    #[test]
    fn one_file_is_known_by_any_path() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("sub")).expect("a folder");
        std::fs::write(at("in.csv"), "").expect("written");
        std::fs::write(at("other.csv"), "").expect("written");
        std::os::unix::fs::symlink("in.csv", at("link.csv")).expect("linked");
        std::os::unix::fs::symlink("nowhere.csv", at("loose.csv")).expect("linked");
        std::fs::hard_link(at("in.csv"), at("hard.csv")).expect("linked");
        for (path, want) in [
            ("in.csv", true),
            ("./in.csv", true),
            ("sub/../in.csv", true),
            ("link.csv", true),
            ("hard.csv", true),
            ("other.csv", false),
            ("new.csv", false),
            ("loose.csv", false),
            ("sub", false),
        ] {
            assert_eq!(same_file(&at("in.csv"), &at(path)), want, "{path}");
        }
    }
}
