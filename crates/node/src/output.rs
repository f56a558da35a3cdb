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
