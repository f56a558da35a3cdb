//! One line of a file of JSON objects, a line each.
//!
//! Fails:    a line longer than the reader allows, or no JSON of the shape it wants; a last line without its end, that
//!           is no whole object, was cut.

use register::Place;
use serde::Deserialize;

use crate::reading::{ProblemKind, Refusal, more_than};

/// Reads a line of at most `most` bytes.
///
/// # Errors
/// See above.
pub(crate) fn read<'t, T: Deserialize<'t>>(line: u32, text: &'t str, most: usize) -> Result<T, Refusal> {
    if text.len() > most {
        return Err(Refusal::at(Place::Line { line, column: 1 }, ProblemKind::TooLarge, &more_than(most)));
    }
    serde_json::from_str(text).map_err(|error| {
        let cut = error.is_eof() && !text.ends_with('\n');
        let kind = if cut { ProblemKind::Truncated } else { ProblemKind::Malformed };
        let column = error.column().max(1);
        let rest = text.get(column - 1..).unwrap_or_default().trim_end();
        Refusal::at(Place::Line { line, column: u32::try_from(column).unwrap_or(u32::MAX) }, kind, rest)
    })
}
