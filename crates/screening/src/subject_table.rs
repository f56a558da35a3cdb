//! A table of subjects to screen, as CSV.
//!
//! Source:   RFC 4180; the first row is the heading, with `id` and `name` and any of `birth_date`, `birth_place`,
//!           `nationality`, `document`, `schema`, `gender`, in any order.
//! Shape:    each row gives a subject or the reason why it cannot be screened, with the line it stands on. No row is
//!           skipped. An id that is empty or stood above already is a doubt; the subject is screened all the same.
//! Fails:    the heading lacks a column, or names one twice.
//! Not here: reading and checking rows (`table`).

use std::collections::HashMap;
use std::io::Read;

use crate::table::{MAX_FIELD, Rows, TableError, places};
use crate::{Fields, Subject, Unscreened};

/// The columns that are understood.
const COLUMNS: [&str; 8] = ["id", "name", "birth_date", "birth_place", "nationality", "document", "schema", "gender"];

/// A table that is being read.
pub struct SubjectTable<R> {
    rows: Rows<R>,
    columns: [Option<usize>; COLUMNS.len()],
    unknown: Vec<String>,
    /// The line on which each id stood first.
    ids: HashMap<Box<str>, u64>,
}

/// A row of the table.
#[derive(Debug)]
pub struct SubjectRow {
    /// The id as given.
    pub id: String,
    /// The line on which the row begins, from 1.
    pub line: u64,
    /// Why the answer may not find its way back to whoever asked.
    pub doubt: Option<IdDoubt>,
    /// The subject, or why it cannot be screened.
    pub subject: Result<Subject, Unscreened>,
}

/// What is doubtful about a row's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdDoubt {
    /// There is none.
    Empty,
    /// It stood on this line already.
    Repeated(u64),
}

impl<R: Read> SubjectTable<R> {
    /// Reads the heading.
    ///
    /// # Errors
    /// The heading lacks `id` or `name`, names a column twice or is not readable.
    pub fn open(input: R) -> Result<Self, TableError> {
        let rows = Rows::open(input)?;
        let (columns, unknown) = places(COLUMNS, rows.names())?;
        for (column, at) in COLUMNS.iter().zip(columns).take(2) {
            if at.is_none() {
                return Err(TableError::MissingColumn(column));
            }
        }
        Ok(Self { rows, columns, unknown, ids: HashMap::new() })
    }

    /// Columns of the heading that mean nothing to a screening; their values are not looked at.
    pub fn unknown_columns(&self) -> &[String] {
        &self.unknown
    }

    fn id(&self) -> String {
        let id = self.columns[0].and_then(|at| self.rows.row().get(at)).unwrap_or_default();
        String::from_utf8_lossy(id).trim().chars().take(MAX_FIELD).collect()
    }

    fn subject(&self, id: &str) -> Result<Subject, Unscreened> {
        let mut texts = [""; COLUMNS.len()];
        for ((text, at), column) in texts.iter_mut().zip(self.columns).zip(COLUMNS) {
            *text = self.rows.text(at, column)?;
        }
        let [_, name, birth_date, birth_place, nationality, document, schema, gender] = texts;
        let fields = Fields { name, birth_date, birth_place, nationality, document, schema, gender };
        Subject::from_fields(id, &fields).map_err(|unscreened| Unscreened { line: self.rows.line(), ..unscreened })
    }

    fn doubt(&mut self, id: &str, line: u64) -> Option<IdDoubt> {
        if id.is_empty() {
            return Some(IdDoubt::Empty);
        }
        if let Some(first) = self.ids.get(id) {
            return Some(IdDoubt::Repeated(*first));
        }
        self.ids.insert(id.into(), line);
        None
    }
}

impl<R: Read> Iterator for SubjectTable<R> {
    type Item = SubjectRow;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.rows.advance()?;
        let (id, line) = (self.id(), self.rows.line().unwrap_or_default());
        let subject = read.and_then(|()| self.subject(&id));
        let doubt = self.doubt(&id, line);
        Some(SubjectRow { id, line, doubt, subject })
    }
}

#[cfg(test)]
mod tests {
    use super::{IdDoubt, MAX_FIELD, SubjectTable, TableError};

    fn rows(table: &[u8]) -> Vec<String> {
        SubjectTable::open(table)
            .expect("the heading is whole")
            .map(|row| match row.subject {
                Ok(subject) => format!("{}: {}", row.id, subject.query.names.join("|")),
                Err(why) => {
                    format!("{}: {} {:?} {:?} {}", row.id, why.kind.code(), why.line, why.column, why.detail)
                }
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
                "5: bad-row Some(6) None 2 ≠ 4",
                "6: C",
            ]
        );
        assert_eq!(SubjectTable::open(table.as_bytes()).expect("whole").unknown_columns(), ["extra"]);
    }

    #[test]
    fn each_column_is_found_by_its_name() {
        let table = "gender,birth_place,name,id,nationality,document\nm,\"Mosul, Iraq\",Yusuf,1,Iraq,FX000123\n";
        let row = SubjectTable::open(table.as_bytes()).expect("the heading is whole").next().expect("a row");
        let query = row.subject.expect("it can be screened").query;
        let asked = [query.birth_places, query.countries, query.documents, query.gender.into_iter().collect()];
        assert_eq!(asked.map(|texts| texts.join("|")), ["Mosul, Iraq", "Iraq", "FX000123", "m"]);
    }

    #[test]
    fn damaged_rows_are_said_not_skipped() {
        assert_eq!(rows(b"id,name\n1,\xff\xfe\n2,B\n"), ["1: bad-encoding Some(2) Some(\"name\") ", "2: B"]);
        let long = format!("id,name\n1,{}\n", "x".repeat(MAX_FIELD + 1));
        assert_eq!(rows(long.as_bytes()), [format!("1: too-long Some(2) Some(\"name\") {MAX_FIELD}")]);
    }

    #[test]
    fn rows_swallowed_by_a_quote_are_never_clear() {
        assert_eq!(rows(b"id,name\n1,\"unclosed\n2,foo\n"), ["1: open-quote Some(2) Some(\"name\") "]);
    }

    #[test]
    fn an_id_that_is_empty_or_stood_already_is_a_doubt_and_the_subject_is_screened() {
        let table = "id,name\n1,A\n,B\n 1 ,C\n2,D\n1,\n  ,E\n1,F,G\n";
        let table = SubjectTable::open(table.as_bytes()).expect("the heading is whole");
        let doubts: Vec<_> = table.map(|row| (row.line, row.doubt, row.subject.is_ok())).collect();
        let again = Some(IdDoubt::Repeated(2));
        assert_eq!(
            doubts,
            [
                (2, None, true),
                (3, Some(IdDoubt::Empty), true),
                (4, again, true),
                (5, None, true),
                (6, again, false),
                (7, Some(IdDoubt::Empty), true),
                (8, again, false),
            ]
        );
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
