//! Where a statement stands: the edition and the place in it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::EditionId;

/// What backs one statement. The edition's record gives the hash, the publisher and when it was retrieved.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// The edition it was read from; its id is the SHA-256 of the edition's bytes.
    pub edition: EditionId,
    /// Where in the edition.
    pub place: Place,
}

/// Where in an edition: lines, columns, rows and cells count from 1, bytes from 0.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Place {
    /// A position in a text.
    Line {
        /// The line.
        line: u32,
        /// The character in the line.
        column: u32,
    },
    /// A cell of a table; `sheet` names the sheet, or the file of a set.
    Cell {
        /// The sheet or file.
        sheet: Arc<str>,
        /// The row; in a CSV file the line on which the record begins.
        row: u32,
        /// The column, 0 for the whole row.
        column: u32,
    },
    /// An XML element or attribute, as an XPath: `/list/entry[3]/name[1]/@first`.
    Element {
        /// The path.
        path: Box<str>,
    },
    /// A member of a JSON line, as a JSON pointer (RFC 6901) within the line.
    Member {
        /// The line.
        line: u32,
        /// The pointer.
        path: Box<str>,
    },
    /// A byte of the file.
    Byte {
        /// The offset.
        offset: u64,
    },
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Line { line, column } => write!(f, "line {line} column {column}"),
            Self::Cell { sheet, row, column: 0 } => write!(f, "{sheet} row {row}"),
            Self::Cell { sheet, row, column } => write!(f, "{sheet} row {row} column {column}"),
            Self::Element { path } => f.write_str(path),
            Self::Member { line, path } => write!(f, "line {line} {path}"),
            Self::Byte { offset } => write!(f, "byte {offset}"),
        }
    }
}
