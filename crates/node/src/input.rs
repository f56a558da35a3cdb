//! Files from outside: read whole, uncompressed by content, with a cap.
//!
//! Shape:    gzip, zstd and zip are told by their first bytes, not by the name; a zip must hold one file. What file
//!           managers add to a zip is none: folders, and what they note for themselves.
//! Fails:    what is wrong with the packing is told from what the operating system refused.

use std::fs::File;
use std::io::{Cursor, ErrorKind, Read};
use std::path::{Path, PathBuf};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::{Doing, Error};

/// Bytes of one uncompressed input; the largest list known (SDN_ADVANCED.XML) has about 120 MB.
pub const MAX_INPUT: u64 = 512 << 20;

/// The longest secret of a file, in bytes.
pub const MAX_SECRET: u64 = 4096;

/// How a file was packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstd,
    /// PKWARE's APPNOTE.
    Zip,
}

impl Packing {
    /// Its name, the same in every language.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Zip => "zip",
        }
    }
}

/// What keeps a packed file from being unpacked; codes are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackingFault {
    /// It ends too early.
    Cut,
    /// Its bytes are not what was packed, or packed in a way that is not read (a password, another method).
    Damaged,
    /// It holds no file, or several.
    Files(u64),
}

impl PackingFault {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Cut => "packing-cut",
            Self::Damaged => "packing-damaged",
            Self::Files(_) => "packing-files",
        }
    }
}

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
        let bytes = match raw.as_slice() {
            [0x1F, 0x8B, ..] => inflated(flate2::read::MultiGzDecoder::new(raw.as_slice()), path, Packing::Gzip)?,
            [0x28, 0xB5, 0x2F, 0xFD, ..] => {
                let decoder = zstd::stream::read::Decoder::new(raw.as_slice());
                inflated(decoder.map_err(|error| unpacking(path, Packing::Zstd, &error))?, path, Packing::Zstd)?
            }
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => match only_file(&raw, path)? {
                Some(bytes) => bytes,
                None => raw,
            },
            _ => raw,
        };
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let name = [".gz", ".zst", ".zip"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name).to_owned();
        Ok(Self { path: path.to_owned(), name, bytes })
    }
}

/// A secret from a file that holds it alone, as services hand their credentials on; the end of its line is no part of it.
///
/// # Errors
/// The file cannot be read, is empty or longer than [`MAX_SECRET`], or is no text.
pub fn secret_of(path: &Path) -> Result<String, Error> {
    let io = |error| Error::io(Doing::Reading, path, error);
    let mut text = String::new();
    File::open(path).and_then(|file| file.take(MAX_SECRET + 1).read_to_string(&mut text)).map_err(io)?;
    let secret = text.trim_end_matches(['\r', '\n']);
    if secret.is_empty() || secret.len() as u64 > MAX_SECRET || secret.contains('\n') {
        return Err(io(std::io::Error::new(ErrorKind::InvalidData, "one line with a secret is wanted")));
    }
    Ok(secret.to_owned())
}

/// The one file of a zip; `None` for a document that is a zip of parts by its nature (`.xlsx`).
fn only_file(raw: &[u8], path: &Path) -> Result<Option<Vec<u8>>, Error> {
    let fault = |fault| Error::Unpacking { path: path.to_owned(), packing: Packing::Zip, fault };
    let zip_fault = |error: ZipError| match error {
        ZipError::Io(error) => unpacking(path, Packing::Zip, &error),
        _ => fault(PackingFault::Damaged),
    };
    let mut archive = match ZipArchive::new(Cursor::new(raw)) {
        Ok(archive) => archive,
        Err(_) if !has_directory(raw) => return Err(fault(PackingFault::Cut)),
        Err(error) => return Err(zip_fault(error)),
    };
    if archive.index_for_name("[Content_Types].xml").is_some() {
        return Ok(None);
    }
    let files: Vec<usize> =
        (0..archive.len()).filter(|at| archive.name_for_index(*at).is_some_and(is_file_name)).collect();
    let [only] = files.as_slice() else { return Err(fault(PackingFault::Files(files.len() as u64))) };
    let file = archive.by_index(*only).map_err(zip_fault)?;
    inflated(file, path, Packing::Zip).map(Some)
}

/// Whether the record that ends a zip is there whole, with its comment: without it the file was cut.
fn has_directory(raw: &[u8]) -> bool {
    const RECORD: usize = 22;
    let last = raw.get(raw.len().saturating_sub(RECORD + usize::from(u16::MAX))..).unwrap_or_default();
    last.windows(RECORD).enumerate().any(|(at, record)| match record {
        [b'P', b'K', 5, 6, .., low, high] => last.len() >= at + RECORD + usize::from(u16::from_le_bytes([*low, *high])),
        _ => false,
    })
}

/// Whether a name inside a zip is of a file, and of none that a file manager keeps notes in.
fn is_file_name(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or_default();
    let notes = name.starts_with("__MACOSX/") || last.starts_with("._") || [".DS_Store", "Thumbs.db"].contains(&last);
    !name.ends_with(['/', '\\']) && !notes
}

/// An unpacker's bytes, with the cap.
fn inflated(reader: impl Read, path: &Path, packing: Packing) -> Result<Vec<u8>, Error> {
    capped(reader, path).map_err(|error| match error {
        Error::Io { source, .. } => unpacking(path, packing, &source),
        other => other,
    })
}

fn unpacking(path: &Path, packing: Packing, error: &std::io::Error) -> Error {
    let fault = if error.kind() == ErrorKind::UnexpectedEof { PackingFault::Cut } else { PackingFault::Damaged };
    Error::Unpacking { path: path.to_owned(), packing, fault }
}

fn capped(reader: impl Read, path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    reader.take(MAX_INPUT + 1).read_to_end(&mut bytes).map_err(|error| Error::io(Doing::Reading, path, error))?;
    if bytes.len() as u64 > MAX_INPUT { Err(Error::TooLarge(path.to_owned())) } else { Ok(bytes) }
}
