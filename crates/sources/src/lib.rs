//! One module per publisher's list format.
//!
//! Promise:  any bytes in; statements, problems and refusals out; never a panic.
//! Shape:    [`identify`] finds list and format by content; [`read_entries`] hands entries on one at a time;
//!           [`read`] collects them.
//! Not here: whether an edition fits its neighbours (`node`), where it is kept (`node`).

pub mod dates;
pub mod draft;
pub mod reading;
pub mod remarks;
pub mod spec;
pub mod text;
pub mod un_sc;
pub mod xml;

use register::{EditionId, Entry};

pub use reading::{Outcome, Problem, ProblemKind, Reading, Refusal, Stats};
pub use spec::ListSpec;

/// One file of an edition: its name (a hint for messages, and to tell the files of a set apart) and its bytes.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// The name without folders.
    pub name: &'a str,
    /// The bytes, uncompressed.
    pub bytes: &'a [u8],
}

/// A publisher's file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// UN consolidated XML.
    UnXml,
}

impl Format {
    /// The stable name, as in `un-xml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::UnXml => "un-xml",
        }
    }
}

/// Finds the format and the list of an edition's files by their content.
///
/// # Errors
/// Empty, a web page, or nothing any reader knows.
pub fn identify(files: &[File<'_>]) -> Result<(Format, &'static ListSpec), Refusal> {
    let Some(file) = files.first() else {
        return Err(Refusal::of_file(ProblemKind::Empty, ""));
    };
    let head = &file.bytes[..file.bytes.len().min(8 << 10)];
    let text = String::from_utf8_lossy(head);
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.is_empty() {
        return Err(Refusal::of_file(ProblemKind::Empty, file.name));
    }
    let format = match root_of(start) {
        Some("CONSOLIDATED_LIST") => (Format::UnXml, "un-sc"),
        Some(root) if root.eq_ignore_ascii_case("html") => return Err(Refusal::of_file(ProblemKind::WebPage, root)),
        _ if start.get(..9).is_some_and(|s| s.eq_ignore_ascii_case("<!doctype")) => {
            let kind = if start.to_ascii_lowercase().starts_with("<!doctype html") {
                ProblemKind::WebPage
            } else {
                ProblemKind::Doctype
            };
            return Err(Refusal::of_file(kind, "<!DOCTYPE"));
        }
        _ => return Err(Refusal::of_file(ProblemKind::UnknownFormat, start.lines().next().unwrap_or_default())),
    };
    let spec = spec::find(format.1).ok_or_else(|| Refusal::of_file(ProblemKind::UnknownFormat, format.1))?;
    Ok((format.0, spec))
}

/// Whether a file is only one part of an edition that is a set of files.
pub fn is_part_of_set(_file: File<'_>) -> bool {
    false
}

/// The local name of the first element, past the declaration and comments.
fn root_of(mut text: &str) -> Option<&str> {
    loop {
        text = text.trim_start();
        text = if let Some(rest) = text.strip_prefix("<?") {
            &rest[rest.find("?>")? + 2..]
        } else if let Some(rest) = text.strip_prefix("<!--") {
            &rest[rest.find("-->")? + 3..]
        } else {
            let name = text.strip_prefix('<')?;
            let end = name.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(name.len());
            let name = &name[..end];
            return Some(name.rsplit_once(':').map_or(name, |(_, local)| local)).filter(|name| !name.starts_with('!'));
        };
    }
}

/// Reads an edition, handing each entry on as it is complete.
///
/// # Errors
/// Whatever makes the file unfit to be trusted as a whole. Entries handed on before that must then be forgotten.
pub fn read_entries(
    format: Format,
    files: &[File<'_>],
    edition: EditionId,
    sink: &mut dyn FnMut(Entry),
) -> Result<(Outcome, Vec<Problem>), Refusal> {
    let mut writer = draft::Writer::new(edition, sink);
    let Some(first) = files.first() else {
        return Err(Refusal::of_file(ProblemKind::Empty, ""));
    };
    match format {
        Format::UnXml => un_sc::read(first.bytes, &mut writer)?,
    }
    writer.finish()
}

/// Reads an edition as a whole.
///
/// # Errors
/// As [`read_entries`].
pub fn read(format: Format, files: &[File<'_>], edition: EditionId) -> Result<Reading<Entry>, Refusal> {
    let mut items = Vec::new();
    let (outcome, problems) = read_entries(format, files, edition, &mut |entry| items.push(entry))?;
    Ok(Reading { items, problems, outcome })
}
