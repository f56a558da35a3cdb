//! A table of pairs of names to compare, as CSV.
//!
//! Source:   RFC 4180; the first row is the heading, with `name1` and `name2`, perhaps `schema` (a FollowTheMoney schema: what both are), and any
//!           other columns, in any order.
//! Shape:    each row gives its cells as they stand, as many as the heading has, and the two names or the reason why
//!           they cannot be compared, with the line they stand on. No row is skipped and nothing of one is lost.
//! Fails:    the heading lacks a column, names one twice, or has one that the answers add.
//! Not here: reading and checking rows (`table`); how names compare (`names`).

use std::io::Read;

use register::Kind;

use crate::table::{Rows, TableError, places};
use crate::{Unscreened, UnscreenedKind, subject};

/// The columns that are understood.
const COLUMNS: [&str; 3] = ["name1", "name2", "schema"];
const NEEDED: usize = 2;

/// The columns that the answers add.
pub const ADDED_COLUMNS: [&str; 2] = ["score", "match"];

/// A table that is being read.
pub struct PairTable<R> {
    rows: Rows<R>,
    columns: [Option<usize>; COLUMNS.len()],
}

/// A row of the table.
#[derive(Debug)]
pub struct PairRow {
    /// The cells as they stand, as many as the heading has: those that lack are empty, and what goes beyond the last
    /// column is kept in it, with commas between.
    pub cells: Vec<Vec<u8>>,
    /// The two names, or why they cannot be compared.
    pub names: Result<[String; 2], Unscreened>,
    /// What both are, where a schema says so; one that is not known says nothing.
    pub kind: Option<Kind>,
}

impl<R: Read> PairTable<R> {
    /// Reads the heading.
    ///
    /// # Errors
    /// The heading lacks `name1` or `name2`, names one twice, has `score` or `match`, or is not readable.
    pub fn open(input: R) -> Result<Self, TableError> {
        let rows = Rows::open(input)?;
        let (columns, others) = places(COLUMNS, rows.names())?;
        for (column, at) in COLUMNS.iter().zip(columns).take(NEEDED) {
            if at.is_none() {
                return Err(TableError::MissingColumn(column));
            }
        }
        if let Some(added) = ADDED_COLUMNS.into_iter().find(|added| others.iter().any(|other| other == added)) {
            return Err(TableError::AddedColumn(added));
        }
        Ok(Self { rows, columns })
    }

    /// The heading as it stands, without a byte order mark.
    pub fn heading(&self) -> Vec<Vec<u8>> {
        let mut heading = cells(self.rows.heading(), self.rows.heading().len());
        if let Some(first) = heading.first_mut()
            && first.starts_with("\u{feff}".as_bytes())
        {
            first.drain(..3);
        }
        heading
    }

    fn names(&self) -> Result<[String; 2], Unscreened> {
        let [left, right, _] = self.columns;
        Ok([self.name(left, COLUMNS[0])?, self.name(right, COLUMNS[1])?])
    }

    fn kind(&self) -> Option<Kind> {
        let [.., schema] = self.columns;
        let schema = schema.and_then(|at| self.rows.text(Some(at), COLUMNS[NEEDED]).ok())?;
        subject::kind_of(schema.trim()).flatten()
    }

    fn name(&self, at: Option<usize>, column: &'static str) -> Result<String, Unscreened> {
        let name = self.rows.text(at, column)?;
        let not = |kind| Unscreened { line: self.rows.line(), column: Some(column), ..Unscreened::of(kind, name) };
        if name.trim().is_empty() {
            return Err(not(UnscreenedKind::NothingToAsk));
        }
        if !names::is_whole(name) {
            return Err(Unscreened { detail: subject::longest(), ..not(UnscreenedKind::NameTooLong) });
        }
        if !subject::is_comparable(name) {
            return Err(not(UnscreenedKind::NothingComparable));
        }
        Ok(name.to_owned())
    }
}

impl<R: Read> Iterator for PairTable<R> {
    type Item = PairRow;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.rows.advance()?;
        let names = read.and_then(|()| self.names());
        Some(PairRow { cells: cells(self.rows.row(), self.rows.heading().len()), names, kind: self.kind() })
    }
}

/// A row's cells, as many as `width`.
fn cells(row: &csv::ByteRecord, width: usize) -> Vec<Vec<u8>> {
    let mut cells: Vec<Vec<u8>> = row.iter().take(width).map(<[u8]>::to_vec).collect();
    cells.resize(width, Vec::new());
    if let Some(last) = cells.last_mut() {
        for more in row.iter().skip(width) {
            last.push(b',');
            last.extend_from_slice(more);
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::{PairTable, TableError};
    use crate::{MAX_FIELD, MAX_ROW};

    fn rows(table: &[u8]) -> Vec<String> {
        PairTable::open(table)
            .expect("the heading is whole")
            .map(|row| {
                let cells: Vec<_> = row.cells.iter().map(|cell| String::from_utf8_lossy(cell)).collect();
                let said = match row.names {
                    Ok([left, right]) => format!("{left} / {right}"),
                    Err(why) => format!("{} {:?} {:?} {}", why.kind.code(), why.line, why.column, why.detail),
                };
                format!("{}: {said}", cells.join("|"))
            })
            .collect()
    }

    #[test]
    fn every_row_answers_and_keeps_its_cells() {
        for (row, want) in [
            ("1,A,B", "1|A|B: A / B"),
            ("1,\"أمل، \"\"نور\"\"\",Amal", "1|أمل، \"نور\"|Amal: أمل، \"نور\" / Amal"),
            ("1,A", "1|A|: bad-row Some(2) None 2 ≠ 3"),
            ("1,A,B,C,D", "1|A|B,C,D: bad-row Some(2) None 5 ≠ 3"),
            ("1,, B", "1|| B: nothing-to-ask Some(2) Some(\"name1\") "),
            ("1,A,!!!", "1|A|!!!: nothing-comparable Some(2) Some(\"name2\") !!!"),
            ("1,A,\"B\n2,C,D", "1|A|B\n2,C,D: open-quote Some(2) Some(\"name2\") "),
        ] {
            assert_eq!(rows(format!("id,Name1,name2\n{row}").as_bytes()), [want], "{row}");
        }
        assert_eq!(
            rows(b"name1,name2\n\xff,B\nC,D\n"),
            ["\u{fffd}|B: bad-encoding Some(2) Some(\"name1\") ", "C|D: C / D"]
        );
        // Lines that end in a carriage return alone, as the fuzzer found.
        assert_eq!(rows(b"name1,name2\rA,B\r,D\r"), ["A|B: A / B", "|D: nothing-to-ask Some(3) Some(\"name1\") "]);
    }

    #[test]
    fn what_is_too_long_is_not_compared() {
        let long = "x".repeat(MAX_FIELD + 1);
        let said = rows(format!("name1,name2\nA,{long}\n").as_bytes());
        assert!(said[0].ends_with(&format!("too-long Some(2) Some(\"name2\") {MAX_FIELD}")), "{said:?}");
        let long = "x".repeat(MAX_ROW);
        let said = rows(format!("name1,name2,note\nA,B,{long}\n").as_bytes());
        assert!(said[0].ends_with(&format!("too-long Some(2) None {MAX_ROW}")), "{said:?}");
    }

    #[test]
    fn a_heading_that_cannot_be_answered_is_refused() {
        for (table, want) in [
            ("", TableError::MissingColumn("name1")),
            ("name1,name\n", TableError::MissingColumn("name2")),
            ("name1,name2,name1\n", TableError::RepeatedColumn("name1".to_owned())),
            ("name1,name2, Score\n", TableError::AddedColumn("score")),
            ("match,name1,name2\n", TableError::AddedColumn("match")),
        ] {
            assert_eq!(PairTable::open(table.as_bytes()).err(), Some(want), "{table}");
        }
        let heading = PairTable::open("\u{feff}name1,NAME2,x,x\n".as_bytes()).expect("whole").heading();
        assert_eq!(heading, ["name1", "NAME2", "x", "x"].map(|name| name.as_bytes().to_vec()));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_give_rows_of_one_width(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
            if let Ok(table) = PairTable::open([b"name1,name2,x\n".as_slice(), &bytes].concat().as_slice()) {
                for row in table {
                    proptest::prop_assert_eq!(row.cells.len(), 3);
                }
            }
        }
    }
}
