//! Whether a CSV file was cut: a whole one ends with a line break, outside quotes.
//!
//! Not here: publishers whose whole files end otherwise (`us_ofac_csv`, `uk_table`).

use register::Place;

use crate::reading::{ProblemKind, Refusal};

/// Refuses a table that ends in mid-row, at its last line.
pub(crate) fn check_table_end(text: &str) -> Result<(), Refusal> {
    let odd_quotes = memchr::memchr_iter(b'"', text.as_bytes()).count() % 2 == 1;
    if text.is_empty() || text.ends_with('\n') && !odd_quotes {
        return Ok(());
    }
    let last = memchr::memchr_iter(b'\n', text.as_bytes()).count() + 1;
    let place = Place::Line { line: u32::try_from(last).unwrap_or(u32::MAX), column: 1 };
    Err(Refusal::at(place, ProblemKind::Truncated, ""))
}
