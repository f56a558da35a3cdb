//! What the tests of the readers share: the invented editions in `testdata/`, and reading them as an import does.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::path::{Path, PathBuf};

use register::{EditionId, Entry};
use sources::{File, Reading, Refusal, identify, read};

/// Where a file of `testdata/` is.
pub(crate) fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name)
}

/// A file of `testdata/`.
#[expect(clippy::disallowed_methods, reason = "tests read files")]
pub(crate) fn testdata(name: &str) -> Vec<u8> {
    let bytes = std::fs::read(path(name)).expect(name);
    assert!(!bytes.is_empty(), "{name}");
    bytes
}

/// A file of `testdata/` as text.
pub(crate) fn text(name: &str) -> String {
    String::from_utf8(testdata(name)).expect(name)
}

/// Reads an edition, one file or a set; format and list are found by content.
pub(crate) fn reading(files: &[(&str, &[u8])]) -> Result<Reading<Entry>, Refusal> {
    let files: Vec<File<'_>> = files.iter().map(|(name, bytes)| File { name, bytes }).collect();
    let (format, _) = identify(&files)?;
    read(format, &files, EditionId::of(files[0].bytes))
}

/// Reads an edition of one file.
pub(crate) fn one(bytes: impl AsRef<[u8]>) -> Result<Reading<Entry>, Refusal> {
    reading(&[("edition", bytes.as_ref())])
}

/// The problems of a reading, a line each: code, place, detail.
pub(crate) fn problems(reading: &Reading<Entry>) -> Vec<String> {
    let shown =
        reading.problems.iter().map(|problem| format!("{} {} {}", problem.kind.code(), problem.place, problem.detail));
    shown.collect()
}
