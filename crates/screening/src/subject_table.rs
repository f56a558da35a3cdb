//! A table of subjects to screen, as CSV.
//!
//! Source:   RFC 4180; the first row is the heading, with `id` and `name` and any of `birth_date`, `nationality`,
//!           `document`, `schema`, `gender`, in any order.
//! Shape:    rows are read one at a time, so a table may be larger than memory; each gives a subject or the reason why
//!           it cannot be screened, with the line it stands on. No row is skipped.
//! Fails:    the heading lacks a column, or names one twice.

use std::io::Read;

use crate::{Fields, Subject, Unscreened, UnscreenedKind};

/// The longest field, in bytes; longer ones are not screened.
pub const MAX_FIELD: usize = 4 << 10;

/// The longest row, in bytes; longer ones are not screened.
pub const MAX_ROW: usize = 64 << 10;

/// The columns that are understood.
const COLUMNS: [&str; 7] = ["id", "name", "birth_date", "nationality", "document", "schema", "gender"];

/// What is wrong with the table as a whole.
#[derive(Debug, PartialEq, Eq)]
pub enum TableError {
    /// A column that must be there is not.
    MissingColumn(&'static str),
    /// A column is named twice.
    RepeatedColumn(String),
    /// The heading cannot be read.
    Heading(String),
}

/// A table that is being read.
pub struct SubjectTable<R> {
    reader: csv::Reader<R>,
    columns: [Option<usize>; COLUMNS.len()],
    width: usize,
    unknown: Vec<String>,
    row: csv::ByteRecord,
    ended: bool,
}

impl<R: Read> SubjectTable<R> {
    /// Reads the heading.
    ///
    /// # Errors
    /// The heading lacks `id` or `name`, names a column twice or is not readable.
    pub fn open(input: R) -> Result<Self, TableError> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(input);
        let heading = reader.byte_headers().map_err(|error| TableError::Heading(error.to_string()))?.clone();
        let (mut columns, mut unknown) = ([None; COLUMNS.len()], Vec::new());
        for (at, name) in heading.iter().enumerate() {
            let name = String::from_utf8_lossy(name).trim_start_matches('\u{feff}').trim().to_ascii_lowercase();
            match COLUMNS.iter().position(|column| *column == name) {
                None => unknown.push(name),
                Some(column) if columns[column].is_some() => return Err(TableError::RepeatedColumn(name)),
                Some(column) => columns[column] = Some(at),
            }
        }
        for (column, at) in COLUMNS.iter().zip(columns).take(2) {
            if at.is_none() {
                return Err(TableError::MissingColumn(column));
            }
        }
        Ok(Self { reader, columns, width: heading.len(), unknown, row: csv::ByteRecord::new(), ended: false })
    }

    /// Columns of the heading that mean nothing to a screening; their values are not looked at.
    pub fn unknown_columns(&self) -> &[String] {
        &self.unknown
    }

    fn subject(&self) -> (String, Result<Subject, Unscreened>) {
        let line = self.row.position().map(csv::Position::line);
        let field = |column: usize| self.columns[column].and_then(|at| self.row.get(at)).unwrap_or_default();
        let id = String::from_utf8_lossy(field(0)).trim().chars().take(MAX_FIELD).collect::<String>();
        let bad =
            |detail: String, column| Unscreened { line, column, ..Unscreened::of(UnscreenedKind::BadRow, &detail) };
        if self.row.len() != self.width {
            let found = bad(format!("{} of {} fields", self.row.len(), self.width), None);
            return (id, Err(found));
        }
        if self.row.as_slice().len() > MAX_ROW {
            return (id, Err(bad(format!("more than {MAX_ROW} bytes"), None)));
        }
        let mut texts = [""; COLUMNS.len()];
        for (column, text) in texts.iter_mut().enumerate() {
            let bytes = field(column);
            if bytes.len() > MAX_FIELD {
                return (id, Err(bad(format!("more than {MAX_FIELD} bytes"), Some(COLUMNS[column]))));
            }
            // No name or number has one; a quote that is not closed swallows the rows behind it.
            if bytes.contains(&b'\n') {
                let detail = "a line break inside a field; is a quote not closed?".to_owned();
                return (id, Err(bad(detail, Some(COLUMNS[column]))));
            }
            match std::str::from_utf8(bytes) {
                Ok(read) => *text = read,
                Err(_) => return (id, Err(bad("not UTF-8".to_owned(), Some(COLUMNS[column])))),
            }
        }
        let [_, name, birth_date, nationality, document, schema, gender] = texts;
        let fields = Fields { name, birth_date, nationality, document, schema, gender };
        let subject = Subject::from_fields(&id, &fields).map_err(|unscreened| Unscreened { line, ..unscreened });
        (id, subject)
    }
}

/// Each row: the id as given, and the subject or why it cannot be screened.
impl<R: Read> Iterator for SubjectTable<R> {
    type Item = (String, Result<Subject, Unscreened>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        match self.reader.read_byte_record(&mut self.row) {
            Ok(true) => Some(self.subject()),
            Ok(false) => None,
            Err(error) => {
                // The bytes themselves could not be read: what follows is unknown, and is said once.
                self.ended = true;
                let line = error.position().map(csv::Position::line);
                let unread = Unscreened { line, ..Unscreened::of(UnscreenedKind::BadRow, &error.to_string()) };
                Some((String::new(), Err(unread)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_FIELD, SubjectTable, TableError};

    fn rows(table: &[u8]) -> Vec<String> {
        SubjectTable::open(table)
            .expect("the heading is whole")
            .map(|(id, subject)| match subject {
                Ok(subject) => format!("{id}: {}", subject.query.names.join("|")),
                Err(why) => format!("{id}: {} {:?} {:?} {}", why.kind.code(), why.line, why.column, why.detail),
            })
            .collect()
    }

    #[test]
    fn every_row_answers() {
        let table = "\u{feff}id,Name,birth_date,extra\n1,Yusuf,1970,x\n2,\"أمل، \"\"نور\"\"\",,\n3,,,\n4,A,soon,\n5,B\n6,C,1970,\n";
        assert_eq!(
            rows(table.as_bytes()),
            [
                "1: Yusuf",
                "2: أمل، \"نور\"",
                "3: nothing-to-ask Some(4) Some(\"name\") ",
                "4: bad-birth-date Some(5) Some(\"birth_date\") soon",
                "5: bad-row Some(6) None 2 of 4 fields",
                "6: C",
            ]
        );
        assert_eq!(SubjectTable::open(table.as_bytes()).expect("whole").unknown_columns(), ["extra"]);
    }

    #[test]
    fn damaged_rows_are_said_not_skipped() {
        assert_eq!(rows(b"id,name\n1,\xff\xfe\n2,B\n"), ["1: bad-row Some(2) Some(\"name\") not UTF-8", "2: B"]);
        let long = format!("id,name\n1,{}\n", "x".repeat(MAX_FIELD + 1));
        assert_eq!(rows(long.as_bytes()), [format!("1: bad-row Some(2) Some(\"name\") more than {MAX_FIELD} bytes")]);
    }

    #[test]
    fn rows_swallowed_by_a_quote_are_never_clear() {
        let detail = "a line break inside a field; is a quote not closed?";
        assert_eq!(rows(b"id,name\n1,\"unclosed\n2,foo\n"), [format!("1: bad-row Some(2) Some(\"name\") {detail}")]);
    }

    #[test]
    fn a_heading_without_its_columns_is_refused() {
        for (table, want) in [
            ("", TableError::MissingColumn("id")),
            ("id,nom\n", TableError::MissingColumn("name")),
            ("id,name,name\n", TableError::RepeatedColumn("name".to_owned())),
        ] {
            assert_eq!(SubjectTable::open(table.as_bytes()).err(), Some(want), "{table}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_give_rows(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
            if let Ok(table) = SubjectTable::open([b"id,name\n".as_slice(), &bytes].concat().as_slice()) {
                proptest::prop_assert!(table.count() <= bytes.len() + 1);
            }
        }
    }
}
