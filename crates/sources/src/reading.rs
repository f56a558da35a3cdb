//! What a reader gives back: what was understood, and each place that was not.
//!
//! Shape:    a [`Problem`] is one place inside an edition that is otherwise good; a [`Refusal`] is why the whole file
//!           cannot be taken. Codes are stable: they appear in `--json`, in logs and in the manual, and are never reused.
//! Not here: sentences for people; the faces render a code in Arabic and English.

use register::{Day, Place};

/// What a reader understood, and each place it could not.
#[derive(Debug)]
pub struct Reading<T> {
    /// What was understood, in the order of the file.
    pub items: Vec<T>,
    /// What was not, at most [`MAX_PROBLEMS`]; the rest are counted in `outcome`.
    pub problems: Vec<Problem>,
    /// What the file says of itself, and the publisher's elements counted as read.
    pub outcome: Outcome,
}

/// Problems kept word by word for one edition; further ones are only counted.
pub const MAX_PROBLEMS: usize = 1_000;

/// What a file says of itself besides its entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The day the publisher puts on the edition.
    pub published: Option<Day>,
    /// The publisher's own words for that moment.
    pub stated: Option<Box<str>>,
    /// The file names a filter: it is only a part of the list.
    pub extract: bool,
    /// The publisher's elements, counted as read; the keys are listed in `docs/stats.md`.
    pub stats: Stats,
    /// Problems beyond [`MAX_PROBLEMS`].
    pub more_problems: u64,
}

/// Named counts. A key is counted from 0 by [`Stats::expect`] so that "none" is a stated figure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats(Vec<(&'static str, u64)>); // invariant: sorted by key, each key once

impl Stats {
    /// States the keys of a format, at 0.
    pub fn expect(&mut self, keys: &[&'static str]) {
        for key in keys {
            self.add(key, 0);
        }
    }

    /// One more.
    pub fn count(&mut self, key: &'static str) {
        self.add(key, 1);
    }

    /// `n` more.
    pub fn add(&mut self, key: &'static str, n: u64) {
        // Elements are counted by the hundred thousand, by words of the program: mostly the very same text in memory.
        if let Some((_, known)) = self.0.iter_mut().find(|(known, _)| std::ptr::eq(*known, key)) {
            *known += n;
            return;
        }
        match self.at(key) {
            Ok(at) => self.0[at].1 += n,
            Err(at) => self.0.insert(at, (key, n)),
        }
    }

    /// The count of a key; 0 when it was never counted.
    pub fn get(&self, key: &str) -> u64 {
        self.at(key).map_or(0, |at| self.0[at].1)
    }

    /// All counts, by key.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        self.0.iter().copied()
    }

    fn at(&self, key: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| (*known).cmp(key))
    }
}

/// One place that was not understood, in an edition that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What.
    pub kind: ProblemKind,
    /// The text it is about, at most 200 characters: the file's own, or numbers and signs. Words are the faces'.
    pub detail: Box<str>,
}

impl Problem {
    /// A problem at a place; a long detail is cut.
    pub fn new(place: Place, kind: ProblemKind, detail: &str) -> Self {
        Self { place, kind, detail: shortened(detail).into() }
    }
}

/// Why a whole file cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{}: {detail}", kind.code(), place.as_ref().map(|p| format!(" at {p}")).unwrap_or_default())]
pub struct Refusal {
    /// Where, when there is a place.
    pub place: Option<Place>,
    /// What.
    pub kind: ProblemKind,
    /// The text it is about, at most 200 characters: the file's own, or numbers and signs. Words are the faces'.
    pub detail: Box<str>,
}

impl Refusal {
    /// A refusal of the file as a whole.
    pub fn of_file(kind: ProblemKind, detail: &str) -> Self {
        Self { place: None, kind, detail: shortened(detail).into() }
    }

    /// A refusal at a place.
    pub fn at(place: Place, kind: ProblemKind, detail: &str) -> Self {
        Self { place: Some(place), kind, detail: shortened(detail).into() }
    }
}

/// What is said of something larger than a limit, in no language.
pub(crate) fn more_than(most: usize) -> String {
    format!("> {most}")
}

fn shortened(text: &str) -> &str {
    text.char_indices().nth(200).map_or(text, |(end, _)| &text[..end])
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $code:literal,)*) => {
        /// What can be wrong with a file or a place in it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ProblemKind {
            $($(#[$doc])* $variant,)*
        }

        impl ProblemKind {
            /// Every kind, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable code.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }
        }
    };
}

kinds! {
    // The whole file.
    /// No bytes, or blanks only.
    Empty = "empty",
    /// No reader knows this content; the detail is how it begins.
    UnknownFormat = "unknown-format",
    /// The content is of another list than the one asked for; the detail names it.
    OtherList = "other-list",
    /// The content fits several lists; the detail names them.
    AmbiguousList = "ambiguous-list",
    /// A web page instead of a list.
    WebPage = "web-page",
    /// The bytes are not in the encoding the format has.
    BadEncoding = "bad-encoding",
    /// A control character that XML does not allow.
    ControlCharacter = "control-character",
    /// The file ends before it is complete.
    Truncated = "truncated",
    /// Not well-formed; the detail is what stands there.
    Malformed = "malformed",
    /// A document type declaration, which no list has and attacks use.
    Doctype = "doctype",
    /// An entity that XML does not define.
    UnknownEntity = "unknown-entity",
    /// Nested deeper than any list.
    TooDeep = "too-deep",
    /// A text, tag or row larger than any list's.
    TooLarge = "too-large",
    /// Well-formed, but without a single entry.
    NoEntries = "no-entries",
    /// Entries without the reference that keys them, too many to be slips; the detail counts them.
    NoReferences = "no-references",
    /// The publisher's own count differs from the entries read.
    CountMismatch = "count-mismatch",
    /// The column headings are not those of the format.
    BadHeader = "bad-header",
    /// A file of a set is missing.
    IncompleteSet = "incomplete-set",
    /// The files of a set do not belong together: rows of one refer to entries that the other lacks.
    MixedSet = "mixed-set",
    /// Two or more files of one set play the same part.
    DuplicatePart = "duplicate-part",
    // One place.
    /// A row that does not fit its headings: another number of fields, no number, words beside the rows.
    BadRow = "bad-row",
    /// An entry without the reference that keys it.
    NoKey = "no-key",
    /// An entry without any name.
    NoName = "no-name",
    /// Two entries of one edition under one reference.
    DuplicateKey = "duplicate-key",
    /// A date that was not understood; kept as text.
    BadDate = "bad-date",
    /// A date damaged on its way (an Excel serial read as a day); kept as text.
    DamagedDate = "damaged-date",
    /// An element the reader does not know.
    UnknownElement = "unknown-element",
    /// A column the reader does not know.
    UnknownColumn = "unknown-column",
    /// A code or type word the reader does not know.
    UnknownType = "unknown-type",
    /// A comment row for an entry that the set lacks.
    OrphanComment = "orphan-comment",
    /// A part, such as an address or an edge, that belongs to no entry of the file; the detail names what it is.
    Orphan = "orphan",
    /// An entry printed among the listed ones with a day of delisting.
    PrintedDelisted = "printed-delisted",
    /// A reference with a trailing dot or unusual case; compared normalised.
    OddReference = "odd-reference",
    /// A value that is only a placeholder where a value is required.
    Placeholder = "placeholder",
    /// A reference to something the file lacks, or something that nothing in the file refers to.
    UnknownReference = "unknown-reference",
}

#[cfg(test)]
mod tests {
    use super::ProblemKind;

    #[test]
    fn codes_are_unique() {
        let mut codes: Vec<_> = ProblemKind::ALL.iter().map(|kind| kind.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ProblemKind::ALL.len());
    }
}
