//! One module per publisher's list format.
//!
//! Promise:  any bytes in; statements, problems and refusals out; never a panic.
//! Shape:    [`identify`] finds list and format by content; [`read_entries`] hands entries on one at a time;
//!           [`read`] collects them.
//! Not here: whether an edition fits its neighbours (`node`), where it is kept (`node`).

mod ae_local;
mod ca_sema;
pub mod dates;
mod draft;
mod eu_fsf;
mod eu_fsf_old;
pub mod fictitious;
pub mod ftm;
mod json_line;
mod markup;
pub mod reading;
pub mod remarks;
pub mod shares;
pub mod spec;
mod table_end;
pub mod text;
mod uk_ofsi;
mod uk_sl;
mod uk_table;
mod un_sc;
mod us_csl;
mod us_ofac;
mod us_ofac_advanced;
mod us_ofac_csv;
mod us_ofac_enhanced;
mod xml;

use register::{EditionId, Entry, Place};

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
    /// OFAC's classic XML.
    OfacXml,
    /// OFAC's CSV set.
    OfacCsv,
    /// OFAC's enhanced XML.
    OfacEnhancedXml,
    /// OFAC's advanced XML.
    OfacAdvancedXml,
    /// EU financial sanctions, FULL 1.1 XML.
    EuXml,
    /// EU financial sanctions, XML before 2018.
    EuOldXml,
    /// UK Sanctions List, XML.
    UkXml,
    /// UK Sanctions List, CSV.
    UkCsv,
    /// OFSI's consolidated list, CSV.
    OfsiCsv,
    /// Canada's SEMA XML.
    CaSemaXml,
    /// The United States' Consolidated Screening List, CSV.
    UsCslCsv,
    /// The Emirates' local list as JSON lines.
    AeLocalJsonl,
    /// The Emirates' local list, its sheets saved as CSV.
    AeLocalCsv,
    /// FollowTheMoney entities, a JSON object a line.
    FtmJsonl,
}

impl Format {
    /// The stable name, as in `un-xml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::UnXml => "un-xml",
            Self::OfacXml => "ofac-xml",
            Self::OfacCsv => "ofac-csv",
            Self::OfacEnhancedXml => "ofac-enhanced-xml",
            Self::OfacAdvancedXml => "ofac-advanced-xml",
            Self::EuXml => "eu-xml",
            Self::EuOldXml => "eu-old-xml",
            Self::UkXml => "uk-xml",
            Self::UkCsv => "uk-csv",
            Self::OfsiCsv => "ofsi-csv",
            Self::CaSemaXml => "ca-sema-xml",
            Self::UsCslCsv => "us-csl-csv",
            Self::AeLocalJsonl => "ae-local-jsonl",
            Self::AeLocalCsv => "ae-local-csv",
            Self::FtmJsonl => "ftm-jsonl",
        }
    }
}

/// One file is a set of one.
impl<'a> AsRef<[File<'a>]> for File<'a> {
    fn as_ref(&self) -> &[File<'a>] {
        std::slice::from_ref(self)
    }
}

/// Finds the format and the list of an edition, one file or a set, by its content.
///
/// # Errors
/// Empty, a web page, or nothing any reader knows; a set without the file that names its entries.
pub fn identify<'a>(files: impl AsRef<[File<'a>]>) -> Result<(Format, &'static ListSpec), Refusal> {
    let files = files.as_ref();
    let Some(file) = files.first() else {
        return Err(Refusal::of_file(ProblemKind::Empty, ""));
    };
    let head = &file.bytes[..file.bytes.len().min(8 << 10)];
    let text = String::from_utf8_lossy(head);
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.is_empty() {
        return Err(Refusal::of_file(ProblemKind::Empty, file.name));
    }
    if head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]) {
        return Err(Refusal::at(Place::Byte { offset: 0 }, ProblemKind::BadEncoding, "UTF-16"));
    }
    let tag = first_tag(start);
    let at_tag = || xml::line_of(text.as_bytes(), (text.len() - tag.len()) as u64);
    let format = match name_of(tag) {
        Some("CONSOLIDATED_LIST") => (Format::UnXml, "un-sc"),
        Some("sdnList") => (Format::OfacXml, us_ofac::list_of(file.bytes)),
        Some("sanctionsData") => (Format::OfacEnhancedXml, us_ofac_enhanced::list_of(file.bytes)),
        Some("Sanctions") if us_ofac_advanced::is_head(&text) => {
            (Format::OfacAdvancedXml, us_ofac_advanced::list_of(file.bytes))
        }
        Some("export") if text.contains("europa.ec/fpi/fsd/export") => (Format::EuXml, "eu-fsf"),
        Some("WHOLE") => (Format::EuOldXml, "eu-fsf"),
        Some("Designations") => (Format::UkXml, "uk-sl"),
        Some("data-set") => (Format::CaSemaXml, "ca-sema"),
        None if uk_sl::is_table(start) => (Format::UkCsv, "uk-sl"),
        None if uk_ofsi::is_list(start) => (Format::OfsiCsv, "uk-ofsi"),
        None if us_csl::is_heading(start) => (Format::UsCslCsv, "us-csl"),
        None if ae_local::is_line(start) => (Format::AeLocalJsonl, "ae-local"),
        None if ae_local::is_sheet(start) => (Format::AeLocalCsv, "ae-local"),
        None if ftm::is_line(start) => (Format::FtmJsonl, "ftm"),
        None if us_ofac_csv::is_part(file.bytes) => (Format::OfacCsv, us_ofac_csv::list_of(files)?),
        Some(root) if root.eq_ignore_ascii_case("html") => {
            return Err(Refusal::at(at_tag(), ProblemKind::WebPage, root));
        }
        None if begins(tag, "<!doctype html") => return Err(Refusal::at(at_tag(), ProblemKind::WebPage, "<!DOCTYPE")),
        None if begins(tag, "<!doctype") => return Err(Refusal::at(at_tag(), ProblemKind::Doctype, "<!DOCTYPE")),
        _ => return Err(Refusal::of_file(ProblemKind::UnknownFormat, start.lines().next().unwrap_or_default())),
    };
    let spec = spec::find(format.1).ok_or_else(|| Refusal::of_file(ProblemKind::UnknownFormat, format.1))?;
    Ok((format.0, spec))
}

/// Whether a file is only one part of an edition that is a set of files.
pub fn is_part_of_set(file: File<'_>) -> bool {
    let start = file.bytes.trim_ascii_start();
    !start.starts_with(b"<") && !start.starts_with(b"{") && us_ofac_csv::is_part(file.bytes)
}

/// What follows the declaration and comments; nothing where they do not end.
fn first_tag(mut text: &str) -> &str {
    let past = |text: &str, end: &str| text.find(end).map(|at| at + end.len());
    loop {
        text = text.trim_start();
        let skip = match text {
            _ if text.starts_with("<?") => past(text, "?>"),
            _ if text.starts_with("<!--") => past(text, "-->"),
            _ => return text,
        };
        text = skip.and_then(|skip| text.get(skip..)).unwrap_or_default();
    }
}

/// The local name of the element that a text begins with.
fn name_of(tag: &str) -> Option<&str> {
    let name = tag.strip_prefix('<')?;
    let end = name.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(name.len());
    let name = &name[..end];
    Some(name.rsplit_once(':').map_or(name, |(_, local)| local)).filter(|name| !name.starts_with('!'))
}

fn begins(text: &str, with: &str) -> bool {
    text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with))
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
        Format::OfacXml => us_ofac::read(first.bytes, &mut writer)?,
        Format::OfacCsv => us_ofac_csv::read(files, &mut writer)?,
        Format::OfacEnhancedXml => us_ofac_enhanced::read(first.bytes, &mut writer)?,
        Format::OfacAdvancedXml => us_ofac_advanced::read(first.bytes, &mut writer)?,
        Format::EuXml => eu_fsf::read(first.bytes, &mut writer)?,
        Format::EuOldXml => eu_fsf_old::read(first.bytes, &mut writer)?,
        Format::UkXml => uk_sl::read_xml(first.bytes, &mut writer)?,
        Format::UkCsv => uk_sl::read_csv(first.bytes, &mut writer)?,
        Format::OfsiCsv => uk_ofsi::read(first.bytes, &mut writer)?,
        Format::CaSemaXml => ca_sema::read(first.bytes, &mut writer)?,
        Format::UsCslCsv => us_csl::read(first.bytes, &mut writer)?,
        Format::AeLocalJsonl => ae_local::read(first.bytes, &mut writer)?,
        Format::AeLocalCsv => ae_local::read_csv(files, &mut writer)?,
        Format::FtmJsonl => ftm::read(first.bytes, &mut writer)?,
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
