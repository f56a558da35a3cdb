//! One subject and what came of screening it.

use register::index::{Index, IndexError};
use register::matching::Scratch;
use register::{Answer, DateSpan, Kind, Policy, Query};

/// The person or party being checked; not designated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// The asker's own id, given back as it came.
    pub id: String,
    /// What is known of it.
    pub query: Query,
}

/// What came of screening one subject.
#[derive(Clone, Debug, PartialEq)]
pub enum Screening {
    /// It was compared with the whole register.
    Screened(Answer),
    /// It was not, or not wholly; this is never the same as "nothing found".
    NotScreened(Unscreened),
}

impl Screening {
    /// How many may match; `None` where it was not screened.
    pub fn found(&self) -> Option<usize> {
        match self {
            Self::Screened(answer) => Some(answer.found),
            Self::NotScreened(_) => None,
        }
    }
}

/// Why a subject was not screened, and where that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unscreened {
    /// What was wrong.
    pub kind: UnscreenedKind,
    /// The words that were not understood, or numbers and signs; a face says the rest in its language.
    pub detail: String,
    /// Row (line) of the subject's file, from 1, where it came from one.
    pub line: Option<u64>,
    /// The column's name, where one column is at fault.
    pub column: Option<&'static str>,
}

/// What keeps a subject from being screened; codes are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UnscreenedKind {
    /// Neither a name nor a document.
    NothingToAsk,
    /// The name has no part that can be compared: signs only, or titles only; and there is no document.
    NothingComparable,
    /// The name is longer than can be compared whole; the detail is how many characters and parts can.
    NameTooLong,
    /// The birth date is not `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or two of them with `..` between.
    BadBirthDate,
    /// The schema is none that is known.
    UnknownSchema,
    /// The row has another number of fields than the heading, or its bytes cannot be had.
    BadRow,
    /// The row or a field of it is longer than the limit; the detail is the limit in bytes.
    TooLong,
    /// A line break inside a field: a quote that is not closed swallows the rows behind it.
    OpenQuote,
    /// A field is not UTF-8.
    BadEncoding,
    /// It takes more work than the policy allows; the detail is how many names may be compared.
    TooMuch,
    /// The register could not be read.
    Register,
}

impl UnscreenedKind {
    /// Every kind, in order.
    pub const ALL: &[Self] = &[
        Self::NothingToAsk,
        Self::NothingComparable,
        Self::NameTooLong,
        Self::BadBirthDate,
        Self::UnknownSchema,
        Self::BadRow,
        Self::TooLong,
        Self::OpenQuote,
        Self::BadEncoding,
        Self::TooMuch,
        Self::Register,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::NothingToAsk => "nothing-to-ask",
            Self::NothingComparable => "nothing-comparable",
            Self::NameTooLong => "name-too-long",
            Self::BadBirthDate => "bad-birth-date",
            Self::UnknownSchema => "unknown-schema",
            Self::BadRow => "bad-row",
            Self::TooLong => "too-long",
            Self::OpenQuote => "open-quote",
            Self::BadEncoding => "bad-encoding",
            Self::TooMuch => "too-much-to-compare",
            Self::Register => "register-unreadable",
        }
    }
}

impl Unscreened {
    pub(crate) fn of(kind: UnscreenedKind, detail: &str) -> Self {
        Self { kind, detail: detail.to_owned(), line: None, column: None }
    }
}

impl Subject {
    /// A subject from text fields as people write them; empty fields count as absent.
    ///
    /// # Errors
    /// A field is not understood, or there is neither a name nor a document: nothing is dropped in silence.
    pub fn from_fields(id: &str, fields: &Fields<'_>) -> Result<Self, Unscreened> {
        let given = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned);
        let born = match given(fields.birth_date) {
            None => None,
            Some(text) => Some(text.parse::<DateSpan>().map_err(|_| Unscreened {
                column: Some("birth_date"),
                ..Unscreened::of(UnscreenedKind::BadBirthDate, &text)
            })?),
        };
        let kind = match given(fields.schema) {
            None => None,
            Some(text) => kind_of(&text).ok_or_else(|| Unscreened {
                column: Some("schema"),
                ..Unscreened::of(UnscreenedKind::UnknownSchema, &text)
            })?,
        };
        let query = Query {
            names: given(fields.name).into_iter().collect(),
            kind,
            born,
            birth_places: given(fields.birth_place).into_iter().collect(),
            documents: given(fields.document).into_iter().collect(),
            countries: given(fields.nationality).into_iter().collect(),
            gender: given(fields.gender),
        };
        Self::of(id, query)
    }

    /// What is known of a subject, as it can be asked.
    ///
    /// # Errors
    /// There is neither name nor document, a name is longer than can be compared whole, or none has a part that can be compared.
    pub fn of(id: &str, query: Query) -> Result<Self, Unscreened> {
        if query.names.is_empty() && query.documents.is_empty() {
            return Err(Unscreened { column: Some("name"), ..Unscreened::of(UnscreenedKind::NothingToAsk, "") });
        }
        if query.names.iter().any(|name| !names::is_whole(name)) {
            return Err(Unscreened { column: Some("name"), ..Unscreened::of(UnscreenedKind::NameTooLong, &longest()) });
        }
        if query.documents.is_empty() && !query.names.iter().any(|name| is_comparable(name)) {
            let name = query.names.first().map(String::as_str).unwrap_or_default();
            return Err(Unscreened { column: Some("name"), ..Unscreened::of(UnscreenedKind::NothingComparable, name) });
        }
        Ok(Self { id: id.to_owned(), query })
    }
}

/// What a name has fewer of than these.
pub(crate) fn longest() -> String {
    format!("{}, {}", names::MAX_CHARS, names::MAX_PARTS)
}

/// Whether a name has a part that can be compared.
pub(crate) fn is_comparable(name: &str) -> bool {
    names::prepare(name).parts.iter().any(|part| part.role.tells())
}

/// A subject's fields as text, empty where absent.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fields<'a> {
    /// The name, in any script.
    pub name: &'a str,
    /// `1970`, `1970-05`, `1970-05-17` or `1968..1972`.
    pub birth_date: &'a str,
    /// A town, a province, a country, with commas between; in any script.
    pub birth_place: &'a str,
    /// A country's name or code.
    pub nationality: &'a str,
    /// A document's number.
    pub document: &'a str,
    /// A FollowTheMoney schema: `Person`, `Organization`, `Company`, `LegalEntity`, `Vessel`, `Airplane`, `Thing`.
    pub schema: &'a str,
    /// "male", "female", "m" or "f".
    pub gender: &'a str,
}

/// What a FollowTheMoney schema means; `Some(None)` where it leaves it open.
pub(crate) fn kind_of(schema: &str) -> Option<Option<Kind>> {
    Some(match schema.to_ascii_lowercase().as_str() {
        "person" => Some(Kind::Person),
        "organization" | "company" | "publicbody" => Some(Kind::Organization),
        "vessel" => Some(Kind::Vessel),
        "airplane" | "aircraft" => Some(Kind::Aircraft),
        "legalentity" | "thing" => None,
        _ => return None,
    })
}

/// Screens one subject against the register.
pub fn screen(subject: &Subject, index: &Index<'_>, policy: &Policy) -> Screening {
    screen_in(&mut Scratch::default(), subject, index, policy)
}

/// The same, in space that is used for one subject after another.
pub fn screen_in(scratch: &mut Scratch, subject: &Subject, index: &Index<'_>, policy: &Policy) -> Screening {
    match index.screen_in(scratch, &subject.query, policy) {
        Ok(answer) => Screening::Screened(answer),
        Err(IndexError::TooMuch(most)) => {
            Screening::NotScreened(Unscreened::of(UnscreenedKind::TooMuch, &most.to_string()))
        }
        // What is damaged is said by opening the file; here that nothing was compared.
        Err(_) => Screening::NotScreened(Unscreened::of(UnscreenedKind::Register, "")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Fields, Subject, UnscreenedKind};

    #[test]
    fn a_field_that_is_not_understood_is_never_dropped() {
        let name = "Yusuf al-Khayali";
        // The last part may be the one that tells.
        let (of_31, of_32) = (format!("{}Wahmi", "Mr ".repeat(30)), format!("{}Wahmi", "Mr ".repeat(31)));
        let behind = format!("{} Wahmi", "x".repeat(520));
        // One sign of Arabic script that stands for eighteen letters.
        let lengthened = format!("{} Wahmi", "\u{FDFA} ".repeat(30));
        for (fields, want) in [
            (Fields { name, ..Fields::default() }, Ok("")),
            (Fields { name, birth_date: "1970", ..Fields::default() }, Ok("1970")),
            (Fields { name, birth_date: " 1970-05-17 ", ..Fields::default() }, Ok("1970-05-17")),
            (Fields { name, birth_date: "1968..1972", ..Fields::default() }, Ok("1968-01-01..1972-12-31")),
            (Fields { name, birth_date: "17/05/1970", ..Fields::default() }, Err(UnscreenedKind::BadBirthDate)),
            (Fields { name, birth_date: "1970-02-30", ..Fields::default() }, Err(UnscreenedKind::BadBirthDate)),
            (Fields { name, schema: "Persn", ..Fields::default() }, Err(UnscreenedKind::UnknownSchema)),
            (Fields { name: "  ", ..Fields::default() }, Err(UnscreenedKind::NothingToAsk)),
            (Fields { name: "!!!", ..Fields::default() }, Err(UnscreenedKind::NothingComparable)),
            (Fields { name: &of_31, ..Fields::default() }, Ok("")),
            (Fields { name: &of_32, ..Fields::default() }, Err(UnscreenedKind::NameTooLong)),
            (Fields { name: &of_32, document: "X0000001", ..Fields::default() }, Err(UnscreenedKind::NameTooLong)),
            (Fields { name: &behind, ..Fields::default() }, Err(UnscreenedKind::NameTooLong)),
            (Fields { name: &lengthened, ..Fields::default() }, Err(UnscreenedKind::NameTooLong)),
            (Fields { name: "!!!", document: "X1", ..Fields::default() }, Ok("")),
            (Fields { document: "X1", ..Fields::default() }, Ok("")),
        ] {
            let got = Subject::from_fields("1", &fields)
                .map(|subject| subject.query.born.map(|span| span.to_string()).unwrap_or_default())
                .map_err(|unscreened| unscreened.kind);
            assert_eq!(got, want.map(str::to_owned), "{fields:?}");
        }
    }
}
