//! Subjects and their screening.
//!
//! Promise:  subjects' data stays here; a subject that could not be screened is "not screened", never "clear".
//! Shape:    a subject, a register index and a policy in; a screening out. No input or output of its own.
//!           Each screening has a receipt, by which it can be computed again.
//! Not here: what a person decides about a hit (alerts and cases: to come).

mod pair_table;
pub mod receipt;
mod subject;
mod subject_table;
mod table;

pub use pair_table::{ADDED_COLUMNS, PairRow, PairTable};
pub use subject::{Fields, Screening, Subject, Unscreened, UnscreenedKind, screen, screen_in};
pub use subject_table::{IdDoubt, SubjectRow, SubjectTable};
pub use table::{MAX_FIELD, MAX_ROW, TableError};
