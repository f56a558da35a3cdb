//! Which files are one edition: the files of a CSV set that stand in one folder, else each file alone.
//!
//! Shape:    files are read one after the other; those of sets wait until all are read and come last.
//! Fails:    a set of which a table could not be read is not taken at all.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sources::{ProblemKind, Refusal};

use crate::{Error, Input};

/// Files on their way to becoming editions.
pub struct Gathering<'p> {
    paths: std::slice::Iter<'p, PathBuf>,
    read: u64,
    /// By folder: the first file of the set, and all that were read of it.
    sets: BTreeMap<&'p Path, (&'p Path, Vec<Input>)>,
    /// By folder: a table that could not be read or was empty. It may have been one of the set.
    missing: BTreeMap<&'p Path, &'p Path>,
}

impl<'p> Gathering<'p> {
    /// Of files in the order given.
    pub fn of(paths: &'p [PathBuf]) -> Self {
        Self { paths: paths.iter(), read: 0, sets: BTreeMap::new(), missing: BTreeMap::new() }
    }

    /// How many files were read so far.
    pub fn read(&self) -> u64 {
        self.read
    }
}

/// The files of one edition, under the path of the first; or why that file cannot be read.
impl<'p> Iterator for Gathering<'p> {
    type Item = (&'p Path, Result<Vec<Input>, Error>);

    fn next(&mut self) -> Option<Self::Item> {
        for path in self.paths.by_ref() {
            self.read += 1;
            let folder = path.parent().unwrap_or(Path::new(""));
            match Input::read(path) {
                Ok(input) if sources::is_part_of_set(sources::File { name: &input.name, bytes: &input.bytes }) => {
                    self.sets.entry(folder).or_insert_with(|| (path, Vec::new())).1.push(input);
                }
                read => {
                    let is_empty = read.as_ref().map_or(true, |input| input.bytes.trim_ascii().is_empty());
                    let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase());
                    if is_empty && name.is_some_and(|name| name.contains(".csv")) {
                        self.missing.insert(folder, path);
                    }
                    return Some((path, read.map(|input| vec![input])));
                }
            }
        }
        let (folder, (first, inputs)) = self.sets.pop_first()?;
        Some((first, self.missing.get(folder).map_or(Ok(inputs), |missing| Err(incomplete(missing)))))
    }
}

/// A set without one of its tables would be taken for the whole list.
fn incomplete(missing: &Path) -> Error {
    Refusal::of_file(ProblemKind::IncompleteSet, &missing.display().to_string()).into()
}
