//! Files from outside: read whole, uncompressed by content, with a cap.
//!
//! Shape:    gzip, zstd and zip are told by their first bytes, not by the name; a zip must hold one file.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use crate::{Doing, Error};

/// Bytes of one uncompressed input; the largest list known (SDN_ADVANCED.XML) has about 120 MB.
pub const MAX_INPUT: u64 = 512 << 20;

/// One file as given, uncompressed.
pub struct Input {
    /// Where it was read.
    pub path: PathBuf,
    /// Its name without folders and without the ending of the compression.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Input {
    /// Reads a file.
    ///
    /// # Errors
    /// It cannot be read or uncompressed, or is larger than [`MAX_INPUT`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        let raw = File::open(path).map_err(|error| Error::io(Doing::Reading, path, error))?;
        Self::unpacked(path, capped(raw, path)?)
    }

    /// A file's bytes, uncompressed.
    ///
    /// # Errors
    /// They cannot be uncompressed, or are larger than [`MAX_INPUT`] then.
    pub fn unpacked(path: &Path, raw: Vec<u8>) -> Result<Self, Error> {
        let io = |error| Error::io(Doing::Reading, path, error);
        let bytes = match raw.as_slice() {
            [0x1F, 0x8B, ..] => capped(flate2::read::MultiGzDecoder::new(raw.as_slice()), path)?,
            [0x28, 0xB5, 0x2F, 0xFD, ..] => {
                capped(zstd::stream::read::Decoder::new(raw.as_slice()).map_err(io)?, path)?
            }
            // An .xlsx file is a zip of many; only one file alone is unpacked.
            [b'P', b'K', 3, 4, ..] => match zip::ZipArchive::new(Cursor::new(&raw)) {
                Ok(mut archive) if archive.len() == 1 => {
                    capped(archive.by_index(0).map_err(|error| io(std::io::Error::other(error)))?, path)?
                }
                _ => raw,
            },
            _ => raw,
        };
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let name = [".gz", ".zst", ".zip"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name).to_owned();
        Ok(Self { path: path.to_owned(), name, bytes })
    }
}

fn capped(reader: impl Read, path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    reader.take(MAX_INPUT + 1).read_to_end(&mut bytes).map_err(|error| Error::io(Doing::Reading, path, error))?;
    if bytes.len() as u64 > MAX_INPUT { Err(Error::TooLarge(path.to_owned())) } else { Ok(bytes) }
}
