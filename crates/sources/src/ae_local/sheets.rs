//! The sheets of the Emirates' workbook, saved as CSV.
//!
//! Source:   the workbook's Arabic headings, as published since 2021.
//! Shape:    banner rows, a header row that begins with `#`, a row an entry. The sheets of an edition stand in one file,
//!           one after another, each with its own header, or in several files named together. A merged cell is saved as
//!           its text and empty cells below: a row without number, class and full name belongs to the entry above it.
//! Traps:    saving loses the tab's name, so a delisting sheet is told by its two decision columns; one heading holds a
//!           line break; spreadsheets of the region save `;` or a tab instead of the comma.
//! Fails:    not UTF-8 (Windows-1256 is refused), no header, a header without a name column, a file that is cut, rows or
//!           headers beyond any workbook's.

use std::borrow::Cow;
use std::sync::Arc;

use names::fold_arabic;
use register::{NameKind, Place, Quality};

use super::{Form, Row, STATS};
use crate::File;
use crate::draft::{Draft, Writer};
use crate::reading::{ProblemKind, Refusal, more_than};
use crate::text::{clean, stated, western_digits};
use crate::xml::checked_text;

/// Bytes of one row; the longest known has 1,100.
const MAX_ROW: usize = 256 << 10;
/// Columns of a header; 20 are known.
const MAX_COLUMNS: usize = 256;
/// Rows of one entry; the longest known has 6.
const MAX_ROWS_OF_ENTRY: usize = 1000;
/// Lines within which the first header must stand.
const HEADER_WITHIN: usize = 12;

/// The heading of full names.
const FULL_NAME: &str = "الاسم الكامل (بالحروف العربية)";

/// The publisher's headings and the words of the JSON form.
const HEADINGS: &[(&str, &str)] = &[
    ("#", "#"),
    ("التصنيف", "classification"),
    ("الجنسية", "nationality"),
    ("اسم العائلة (بالحروف العربية)", "family_name_ar"),
    ("اسم العائلة (بالحروف اللاتينية)", "family_name_latin"),
    (FULL_NAME, "name_ar"),
    ("الاسم الكامل (باللغة العربية)", "name_ar"),
    ("الاسم الكامل (بالحروف اللاتينية)", "name_latin"),
    ("(بالحروف اللاتينية)", "name_latin"),
    ("تاريخ الميلاد", "dob"),
    ("مكان الميلاد", "pob"),
    ("الاسم", "name_short"),
    ("الشارع", "addr_street"),
    ("المدينة", "addr_city"),
    ("الدولة", "addr_country"),
    ("النوع", "doc_type"),
    ("رقم الوثيقة", "doc_number"),
    ("جهة الإصدار", "doc_issuer"),
    ("تاريخ الإصدار", "doc_issued"),
    ("تاريخ الانتهاء", "doc_expires"),
    ("رقم الرخصة", "licence_no"),
    ("انتهاء الترخيص", "licence_expiry"),
    ("المقر", "seat"),
    ("ملاحظات", "notes"),
    ("معلومات أخرى", MORE),
    ("قرار الإدراج", "listing_decision"),
    ("قرار رفع الإدراج", "delisting_decision"),
];

/// "Other information": on the sheets of the listed it states the decision.
const MORE: &str = "listing_basis";

/// Whether a text begins as a sheet of this list does.
pub(crate) fn is_sheet(start: &str) -> bool {
    header_line(start).is_some_and(|line| line.contains("التصنيف"))
}

/// The first line that begins a header.
fn header_line(text: &str) -> Option<&str> {
    let begins = |line: &&str| line.strip_prefix('"').unwrap_or(line).starts_with('#');
    text.lines().take(HEADER_WITHIN).map(str::trim_start).find(begins)
}

/// Reads an edition, a file or several.
///
/// # Errors
/// Not UTF-8, no header in a file, a header without names, a cut file, a row too large.
pub(crate) fn read_csv(files: &[File<'_>], out: &mut Writer<'_>) -> Result<(), Refusal> {
    out.outcome.stats.expect(STATS);
    for file in files {
        read_file(file, out)?;
    }
    Ok(())
}

fn read_file(file: &File<'_>, out: &mut Writer<'_>) -> Result<(), Refusal> {
    let text = checked_text(file.bytes)?;
    crate::table_end::check_table_end(text)?;
    let Some(header) = header_line(text) else {
        return Err(Refusal::of_file(ProblemKind::BadHeader, text.lines().next().unwrap_or_default()));
    };
    let after = header.trim_start_matches(['"', '#']).bytes().next();
    let delimiter = after.filter(|byte| matches!(byte, b';' | b'\t')).unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut sheets = Sheets { banner: String::new(), stray: None, sheet: None, open: None };
    let mut row = csv::StringRecord::new();
    while reader.read_record(&mut row).map_err(|_| Refusal::of_file(ProblemKind::Malformed, "CSV"))? {
        let line = row.position().map_or(0, csv::Position::line);
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        if row.as_slice().len() > MAX_ROW {
            return Err(Refusal::at(Place::Line { line, column: 1 }, ProblemKind::TooLarge, &more_than(MAX_ROW)));
        }
        sheets.row(&row, line, out)?;
    }
    sheets.close(out);
    sheets.report_stray(out);
    Ok(())
}

/// What is known of the sheet being read.
struct Sheet {
    name: Arc<str>,
    /// The member of each column; the heading itself where it is not known.
    columns: Vec<Cow<'static, str>>,
}

/// An entry whose merged rows may still follow.
struct Open {
    draft: Draft,
    place: Place,
    rows: usize,
}

/// The sheets of a file, one after another.
struct Sheets {
    /// What stands above the next header.
    banner: String,
    /// A banner below a header, which is none when no other header follows.
    stray: Option<(Place, String)>,
    sheet: Option<Sheet>,
    open: Option<Open>,
}

impl Sheets {
    fn row(&mut self, row: &csv::StringRecord, line: u32, out: &mut Writer<'_>) -> Result<(), Refusal> {
        let first = row.get(0).unwrap_or_default().trim();
        if row.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        if first == "#" {
            self.close(out);
            self.stray = None;
            self.sheet = Some(Sheet::of(row, line, &std::mem::take(&mut self.banner), out)?);
            return Ok(());
        }
        let is_banner = row.iter().skip(1).all(|cell| cell.trim().is_empty()) && !is_number(first) && !first.is_empty();
        let Some(sheet) = &self.sheet else {
            self.banner.push_str(first);
            return Ok(());
        };
        if is_banner {
            self.banner.push_str(first);
            self.stray.get_or_insert((sheet.cell(line, 1), first.into()));
            return Ok(());
        }
        if row.len() != sheet.columns.len() {
            let detail = format!("{} ≠ {}", row.len(), sheet.columns.len());
            out.problem(sheet.cell(line, 0), ProblemKind::BadRow, &detail);
        }
        let cells = Cells::of(row, sheet);
        let at = |member: &str| sheet.cell(line, cells.column(member));
        match &mut self.open {
            Some(open) if cells.continues() => {
                open.rows += 1;
                if open.rows > MAX_ROWS_OF_ENTRY {
                    return Err(Refusal::at(at(""), ProblemKind::TooLarge, &more_than(MAX_ROWS_OF_ENTRY)));
                }
                if let Some(name) = cells.row.get("name_short") {
                    open.draft.name(&name, NameKind::Aka, Quality::Unstated, || at("name_short"));
                }
                cells.row.state(&at, &mut open.draft, out);
            }
            _ => {
                if !is_number(first) {
                    // Kept as an entry of its own, since nothing says that it belongs to the one above.
                    out.problem(at("#"), ProblemKind::BadRow, first);
                }
                let mut draft = cells.row.begin(&at, out);
                cells.row.state(&at, &mut draft, out);
                let before = self.open.replace(Open { draft, place: at(""), rows: 1 });
                hand_on(before, out);
            }
        }
        self.report_stray(out);
        Ok(())
    }

    /// Hands the last entry of a sheet on.
    fn close(&mut self, out: &mut Writer<'_>) {
        hand_on(self.open.take(), out);
    }

    /// Words between or below the rows, that head no sheet: told, since they may say something of the rows.
    fn report_stray(&mut self, out: &mut Writer<'_>) {
        if let Some((place, text)) = self.stray.take() {
            out.problem(place, ProblemKind::BadRow, &text);
            self.banner.clear();
        }
    }
}

fn hand_on(open: Option<Open>, out: &mut Writer<'_>) {
    if let Some(Open { draft, place, .. }) = open {
        out.entry(draft, || place);
    }
}

/// Whether a first cell numbers an entry.
fn is_number(cell: &str) -> bool {
    let cell = western_digits(cell.trim().trim_end_matches('.'));
    !cell.is_empty() && cell.bytes().all(|b| b.is_ascii_digit())
}

impl Sheet {
    fn of(row: &csv::StringRecord, line: u32, banner: &str, out: &mut Writer<'_>) -> Result<Self, Refusal> {
        if row.len() > MAX_COLUMNS {
            let place = Place::Line { line, column: 1 };
            return Err(Refusal::at(place, ProblemKind::BadHeader, &more_than(MAX_COLUMNS)));
        }
        let mut columns: Vec<Cow<'static, str>> = Vec::new();
        let mut unknown = Vec::new();
        for (heading, at) in row.iter().zip(1..) {
            let known = member(heading).filter(|member| !columns.iter().any(|column| column == member));
            match known {
                Some(member) => columns.push(Cow::Borrowed(member)),
                None => {
                    if !heading.trim().is_empty() {
                        unknown.push((at, heading));
                    }
                    columns.push(Cow::Owned(clean(heading).into_owned()));
                }
            }
        }
        let sheet = Self { name: name_of(&columns, banner).into(), columns };
        if !sheet.has("name_ar") && !sheet.has("name_latin") {
            return Err(Refusal::at(sheet.cell(line, 0), ProblemKind::BadHeader, FULL_NAME));
        }
        for (column, heading) in unknown {
            out.problem(sheet.cell(line, column), ProblemKind::UnknownColumn, heading);
        }
        Ok(sheet)
    }

    fn has(&self, member: &str) -> bool {
        self.columns.iter().any(|column| column == member)
    }

    fn cell(&self, row: u32, column: u32) -> Place {
        Place::Cell { sheet: Arc::clone(&self.name), row, column }
    }
}

/// The word of a heading, however its letters and blanks are written.
fn member(heading: &str) -> Option<&'static str> {
    let folded = fold_arabic(heading.trim());
    HEADINGS.iter().find(|(known, _)| fold_arabic(known) == folded).map(|(_, member)| *member)
}

/// The tab's name by what the sheet has, since saving it as CSV lost it.
fn name_of(columns: &[Cow<'static, str>], banner: &str) -> &'static str {
    let has = |member: &str| columns.iter().any(|column| column == member);
    let persons = ["nationality", "dob", "family_name_ar"].into_iter().any(has);
    let delisted = has("listing_decision") && has("delisting_decision");
    match (persons, delisted) {
        (true, false) => "الأفراد",
        (true, true) => "رفع الإدراج - أفراد",
        (false, true) => "رفع الإدراج - كيانات",
        (false, false) if banner.contains("التنظيمات") => "التنظيمات",
        (false, false) => "الكيانات",
    }
}

/// A row's cells under the words of the JSON form, with their columns.
struct Cells<'a> {
    row: Row<'a>,
    /// The column of each member, from 1; 0 for the sheet's name, which is no cell.
    columns: Vec<u32>,
}

impl<'a> Cells<'a> {
    fn of(row: &csv::StringRecord, sheet: &'a Sheet) -> Self {
        let mut members = vec![(Cow::Borrowed("sheet"), sheet.name.to_string())];
        let mut columns = vec![0];
        for (at, cell) in row.iter().enumerate() {
            if stated(cell).is_none() {
                continue;
            }
            let member = sheet.columns.get(at).map_or("", |column| &**column);
            // Words that are no decision are a note, not the act behind a listing.
            let member = if member == MORE && !cell.contains("قرار") { "notes" } else { member };
            members.push((Cow::Borrowed(member), cell.to_owned()));
            columns.push(u32::try_from(at + 1).unwrap_or(u32::MAX));
        }
        Self { row: Row { members, form: Form::Sheet }, columns }
    }

    /// The column of a member; 0, the row as a whole, where it has none.
    fn column(&self, member: &str) -> u32 {
        let at = self.row.members.iter().position(|(key, _)| key == member);
        at.and_then(|at| self.columns.get(at).copied()).unwrap_or_default()
    }

    /// Whether the row is more of the entry above it.
    fn continues(&self) -> bool {
        let has = |wanted: &str| self.row.get(wanted).is_some();
        !["#", "classification", "name_ar", "name_latin"].into_iter().any(has)
    }
}
