//! Which files are one edition: the files of a CSV set that stand in one folder, else each file alone.
//!
//! Shape:    files are read one after the other; those of sets wait until all are read and come last.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::{Error, Input};

/// Files on their way to becoming editions.
pub struct Gathering<'p> {
    paths: std::slice::Iter<'p, PathBuf>,
    read: u64,
    /// By folder: the first file of the set, and all that were read of it.
    sets: BTreeMap<&'p Path, (&'p Path, Vec<Input>)>,
}

impl<'p> Gathering<'p> {
    /// Of files in the order given.
    pub fn of(paths: &'p [PathBuf]) -> Self {
        Self { paths: paths.iter(), read: 0, sets: BTreeMap::new() }
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
            match Input::read(path) {
                Ok(input) if sources::is_part_of_set(sources::File { name: &input.name, bytes: &input.bytes }) => {
                    let folder = path.parent().unwrap_or(Path::new(""));
                    self.sets.entry(folder).or_insert_with(|| (path, Vec::new())).1.push(input);
                }
                read => return Some((path, read.map(|input| vec![input]))),
            }
        }
        let (_, (first, inputs)) = self.sets.pop_first()?;
        Some((first, Ok(inputs)))
    }
}
