//! A table as CSV, a row at a time: what tables of subjects and of pairs have in common.
//!
//! Source:   RFC 4180; the first row is the heading, its columns in any order.
//! Shape:    rows are read one at a time, so a table may be larger than memory. Each is checked before its texts are
//!           looked at; none is skipped.
//! Fails:    the heading lacks a column, or names one twice.

use std::io::Read;

use crate::{Unscreened, UnscreenedKind};

/// The longest field, in bytes; longer ones are not looked at.
pub const MAX_FIELD: usize = 4 << 10;

/// The longest row, in bytes; longer ones are not looked at.
pub const MAX_ROW: usize = 64 << 10;

/// What is wrong with the table as a whole.
#[derive(Debug, PartialEq, Eq)]
pub enum TableError {
    /// A column that must be there is not.
    MissingColumn(&'static str),
    /// A column is named twice.
    RepeatedColumn(String),
    /// A column has the name of one that the answers add.
    AddedColumn(&'static str),
    /// The heading cannot be read.
    Heading(String),
}

/// A table that is being read.
pub(crate) struct Rows<R> {
    reader: csv::Reader<R>,
    heading: csv::ByteRecord,
    row: csv::ByteRecord,
    ended: bool,
}

impl<R: Read> Rows<R> {
    /// Reads the heading.
    pub(crate) fn open(input: R) -> Result<Self, TableError> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(input);
        let heading = reader.byte_headers().map_err(|error| TableError::Heading(error.to_string()))?.clone();
        Ok(Self { reader, heading, row: csv::ByteRecord::new(), ended: false })
    }

    /// The names of the columns as they are compared.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        self.heading
            .iter()
            .map(|name| String::from_utf8_lossy(name).trim_start_matches('\u{feff}').trim().to_ascii_lowercase())
    }

    /// The heading as printed.
    pub(crate) fn heading(&self) -> &csv::ByteRecord {
        &self.heading
    }

    /// The row read last, as printed.
    pub(crate) fn row(&self) -> &csv::ByteRecord {
        &self.row
    }

    /// The line on which the row read last begins.
    pub(crate) fn line(&self) -> Option<u64> {
        self.row.position().map(line_of)
    }

    /// Reads the next row; `None` behind the last one. An error is a row too.
    pub(crate) fn advance(&mut self) -> Option<Result<(), Unscreened>> {
        if self.ended {
            return None;
        }
        match self.reader.read_byte_record(&mut self.row) {
            Ok(true) => Some(self.check()),
            Ok(false) => None,
            Err(error) => {
                // The bytes themselves could not be read: what follows is unknown, and is said once.
                self.ended = true;
                self.row.clear();
                let line = error.position().map(line_of);
                Some(Err(Unscreened { line, ..Unscreened::of(UnscreenedKind::BadRow, &error.to_string()) }))
            }
        }
    }

    fn check(&self) -> Result<(), Unscreened> {
        let width = self.heading.len();
        if self.row.len() != width {
            return Err(self.bad(UnscreenedKind::BadRow, &format!("{} ≠ {width}", self.row.len()), None));
        }
        if self.row.as_slice().len() > MAX_ROW {
            return Err(self.bad(UnscreenedKind::TooLong, &MAX_ROW.to_string(), None));
        }
        Ok(())
    }

    /// The text of a field of the row read last; empty where there is no such column.
    pub(crate) fn text(&self, at: Option<usize>, column: &'static str) -> Result<&str, Unscreened> {
        let bytes = at.and_then(|at| self.row.get(at)).unwrap_or_default();
        if bytes.len() > MAX_FIELD {
            return Err(self.bad(UnscreenedKind::TooLong, &MAX_FIELD.to_string(), Some(column)));
        }
        // No name or number has one; a quote that is not closed swallows the rows behind it.
        if bytes.contains(&b'\n') {
            return Err(self.bad(UnscreenedKind::OpenQuote, "", Some(column)));
        }
        std::str::from_utf8(bytes).map_err(|_| self.bad(UnscreenedKind::BadEncoding, "", Some(column)))
    }

    fn bad(&self, kind: UnscreenedKind, detail: &str, column: Option<&'static str>) -> Unscreened {
        Unscreened { line: self.line(), column, ..Unscreened::of(kind, detail) }
    }
}

/// The line of a place. The reader counts line feeds; where lines end in a carriage return alone, each row is a line.
fn line_of(place: &csv::Position) -> u64 {
    place.line().max(place.record() + 1)
}

/// Where each of the columns stands; the names of the others.
pub(crate) fn places<const N: usize>(
    columns: [&str; N],
    names: impl Iterator<Item = String>,
) -> Result<([Option<usize>; N], Vec<String>), TableError> {
    let (mut places, mut others) = ([None; N], Vec::new());
    for (at, name) in names.enumerate() {
        match columns.iter().position(|column| *column == name) {
            None => others.push(name),
            Some(column) if places[column].is_some() => return Err(TableError::RepeatedColumn(name)),
            Some(column) => places[column] = Some(at),
        }
    }
    Ok((places, others))
}
