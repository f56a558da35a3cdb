//! The manifest of a backup: what is in it, with sizes and hashes.
//!
//! Shape:    JSON, the files sorted by path; written last, so that a folder without it is no backup.
//! Fails:    it may come from elsewhere: what it names must be a file of a backup and lie in the backup's folder. A later format is
//!           told from a damaged manifest by its number alone.

use std::io::Read as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{BackupFault, STORE};
use crate::{Doing, Error, FICTITIOUS, store};

/// Its name.
pub const MANIFEST: &str = "backup.json";

/// The largest manifest that is read, in bytes: some 400,000 files.
pub const MAX_MANIFEST: u64 = 64 << 20;

/// The number of the format written, and the latest read.
pub(super) const FORMAT: u32 = 1;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    pub(super) format: u32,
    /// The version of the Dalil that made it.
    pub(super) engine: String,
    /// When, RFC 3339 in UTC.
    pub(super) made: String,
    /// The number of the store's schema.
    pub(super) store: u32,
    /// The register in use, where it is in the backup.
    pub(super) register: Option<String>,
    /// Whether the secret files of `keys/` are in it.
    pub(super) secret_key: bool,
    pub(super) files: Vec<Line>,
}

/// One file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    /// Below the backup's folder, with `/` between names.
    pub(super) path: String,
    pub(super) size: u64,
    pub(super) sha256: String,
}

/// What is looked at first.
#[derive(Deserialize)]
struct Head {
    format: u32,
}

impl Manifest {
    /// As it is written, for people too.
    pub(super) fn text(&self) -> Result<String, serde_json::Error> {
        Ok(format!("{}\n", serde_json::to_string_pretty(self)?))
    }

    /// Reads the manifest of a backup; what it names is sorted and lies in the backup.
    pub(super) fn read(backup: &Path) -> Result<Self, Error> {
        let path = backup.join(MANIFEST);
        let io = |error| Error::io(Doing::Reading, &path, error);
        match path.symlink_metadata() {
            Ok(found) if found.is_file() => {}
            Ok(_) => return Err(BackupFault::NotPlain.at(path)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(BackupFault::NoManifest.at(backup));
            }
            Err(error) => return Err(io(error)),
        }
        let mut bytes = Vec::new();
        std::fs::File::open(&path).and_then(|file| file.take(MAX_MANIFEST + 1).read_to_end(&mut bytes)).map_err(io)?;
        if bytes.len() as u64 > MAX_MANIFEST {
            return Err(BackupFault::ManifestTooLarge.at(path));
        }
        let none = |error: serde_json::Error| BackupFault::Manifest(error.to_string()).at(&path);
        let Head { format } = serde_json::from_slice(&bytes).map_err(none)?;
        if format > FORMAT {
            return Err(BackupFault::Newer.at(path));
        }
        let manifest: Self = serde_json::from_slice(&bytes).map_err(none)?;
        if manifest.store > store::newest_schema() {
            return Err(BackupFault::Newer.at(path));
        }
        if let Some(other) = manifest.files.iter().find(|line| !is_of_backup(&line.path)) {
            return Err(BackupFault::OtherPath.at(&other.path));
        }
        if !manifest.files.is_sorted_by(|one, next| one.path < next.path) {
            return Err(BackupFault::Manifest("its files are not sorted".to_owned()).at(path));
        }
        if !manifest.files.iter().any(|line| line.path == STORE) {
            return Err(BackupFault::FileMissing.at(backup.join(STORE)));
        }
        Ok(manifest)
    }
}

/// Whether a path is one that a backup may hold: none leads out of its folder, on any system.
fn is_of_backup(path: &str) -> bool {
    if path == STORE || path == FICTITIOUS {
        return true;
    }
    let is_name = |name: &str| {
        !name.is_empty()
            && ![".", ".."].contains(&name)
            && !name.contains(['\\', ':'])
            && !name.contains(char::is_control)
    };
    match path.split_once('/') {
        Some(("editions" | "registers", name)) => is_name(name) && !name.contains('/'),
        Some(("keys" | "audit", names)) => names.split('/').all(is_name),
        _ => false,
    }
}
