//! The United States' Consolidated Screening List, CSV.
//!
//! Source:   data.trade.gov, consolidated.csv; the edition of April 2022. Thirteen lists of three departments in one
//!           table, of which the SDN list is the largest.
//! Shape:    a heading, then a row an entry; several values in one cell are joined by `; `. Keyed by the short code of
//!           the row's own list and `entity_number`, else by `_id`. Columns are found by heading.
//! Traps:    one number may stand twice in a list; the remarks hold ties as words, `(Linked To: …)`; an id is
//!           `country, number, kind`, and "Male, Gender" is one; the file does not say its own date.
//! Fails:    without the essential headings; when it is cut in mid-row.

use std::borrow::Cow;
use std::sync::Arc;

use register::{Act, Address, Document, Kind, NameKind, Place, Property, Quality, Tie, Value};

use crate::dates::{self, Order};
use crate::draft::{Draft, Writer};
use crate::reading::{ProblemKind, Refusal, more_than};
use crate::text::stated;
use crate::xml::checked_text;

/// The counted rows. `entity` and its like count every list with "SDN" in its name, thus also the two that say
/// "Non-SDN"; `sdn_entity` and its like count the SDN list alone and add up to `sdn`.
const STATS: &[&str] = &[
    "rows",
    "sdn",
    "sdn_individual",
    "sdn_entity",
    "sdn_vessel",
    "sdn_aircraft",
    "individual",
    "entity",
    "vessel",
    "aircraft",
];

/// Bytes of one row; the longest known has 40,000.
const MAX_ROW: usize = 1 << 20;
/// Columns of a heading; 29 are known.
const MAX_COLUMNS: usize = 256;

/// What a column means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Id,
    Source,
    Number,
    Type,
    Name,
    AltNames,
    /// Values joined by `; `, each of one property.
    Many(Property),
    /// One value of one property.
    One(Property),
    Dates(Property),
    BirthDates,
    Addresses,
    Notices,
    Ids,
    Remarks,
    /// No property of its own: kept under its heading.
    Other,
    Unknown,
}

fn column(heading: &str) -> Column {
    match heading {
        "_id" => Column::Id,
        "source" => Column::Source,
        "entity_number" => Column::Number,
        "type" => Column::Type,
        "name" => Column::Name,
        "alt_names" => Column::AltNames,
        "programs" => Column::Many(Property::Programme),
        "title" => Column::One(Property::Position),
        "addresses" => Column::Addresses,
        "federal_register_notice" => Column::Notices,
        "start_date" => Column::Dates(Property::ListedOn),
        "call_sign" => Column::One(Property::CallSign),
        "vessel_type" => Column::One(Property::Type),
        "gross_tonnage" => Column::One(Property::Tonnage),
        "vessel_flag" => Column::One(Property::Flag),
        "vessel_owner" => Column::One(Property::Owner),
        "remarks" => Column::Remarks,
        "citizenships" => Column::Many(Property::Citizenship),
        "nationalities" => Column::Many(Property::Nationality),
        "dates_of_birth" => Column::BirthDates,
        "places_of_birth" => Column::Many(Property::BirthPlace),
        "ids" => Column::Ids,
        "end_date"
        | "standard_order"
        | "license_requirement"
        | "license_policy"
        | "gross_registered_tonnage"
        | "source_list_url"
        | "source_information_url" => Column::Other,
        _ => Column::Unknown,
    }
}

/// Reads an edition.
///
/// # Errors
/// Not UTF-8, without the essential headings, cut in mid-row, a row too large.
pub(crate) fn read(bytes: &[u8], out: &mut Writer<'_>) -> Result<(), Refusal> {
    out.outcome.stats.expect(STATS);
    let text = checked_text(bytes)?;
    let sheet: Arc<str> = "consolidated".into();
    crate::table_end::check_table_end(text)?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut row = csv::StringRecord::new();
    let broken = |_| Refusal::of_file(ProblemKind::Malformed, "CSV");
    if !reader.read_record(&mut row).map_err(broken)? {
        return Err(Refusal::of_file(ProblemKind::Empty, ""));
    }
    let headings: Vec<String> = row.iter().take(MAX_COLUMNS + 1).map(|heading| heading.trim().to_owned()).collect();
    let columns: Vec<Column> = headings.iter().map(|heading| column(heading)).collect();
    for essential in ["_id", "source", "entity_number", "type", "name"] {
        if headings.iter().filter(|heading| *heading == essential).count() != 1 {
            return Err(Refusal::of_file(ProblemKind::BadHeader, essential));
        }
    }
    if columns.len() > MAX_COLUMNS {
        return Err(Refusal::of_file(ProblemKind::BadHeader, &more_than(MAX_COLUMNS)));
    }
    let cell = |line: u64, column: usize| Place::Cell {
        sheet: Arc::clone(&sheet),
        row: u32::try_from(line).unwrap_or(u32::MAX),
        column: u32::try_from(column).unwrap_or(u32::MAX),
    };
    for ((heading, column), at) in headings.iter().zip(&columns).zip(1..) {
        if *column == Column::Unknown {
            out.problem(cell(1, at), ProblemKind::UnknownColumn, heading);
        }
    }
    let table = Table { headings, columns };
    while reader.read_record(&mut row).map_err(broken)? {
        // The reader's own position is that of the bytes before the row, which may be empty lines.
        let line = row.position().map_or(0, csv::Position::line);
        if row.as_slice().len() > MAX_ROW {
            return Err(Refusal::at(cell(line, 0), ProblemKind::TooLarge, &more_than(MAX_ROW)));
        }
        if row.len() != table.columns.len() {
            out.problem(cell(line, 0), ProblemKind::BadRow, &format!("{} ≠ {}", row.len(), table.columns.len()));
        }
        table.entry(&row, &|column| cell(line, column), out);
    }
    Ok(())
}

/// Whether a text begins with the heading of this list, in any order of its columns.
pub(crate) fn is_heading(start: &str) -> bool {
    let line = start.lines().next().unwrap_or_default();
    let has = |heading: &str| line.split(',').any(|column| column.trim_matches(['"', ' ']) == heading);
    has("source") && has("programs") && (has("entity_number") || has("source_list_url"))
}

struct Table {
    headings: Vec<String>,
    columns: Vec<Column>,
}

impl Table {
    fn value<'r>(&self, row: &'r csv::StringRecord, wanted: Column) -> &'r str {
        let at = self.columns.iter().position(|column| *column == wanted);
        at.and_then(|at| row.get(at)).unwrap_or_default().trim()
    }

    fn entry(&self, row: &csv::StringRecord, place: &dyn Fn(usize) -> Place, out: &mut Writer<'_>) {
        let source = self.value(row, Column::Source);
        let code = short_code(source);
        let kind = self.kind(row, place, out);
        count(source, code, kind, out);
        let mut draft = out.draft(kind);
        let number = self.value(row, Column::Number);
        let id = self.value(row, Column::Id);
        let reference = if number.is_empty() { id } else { number };
        if !reference.is_empty() {
            draft.key(&format!("{code}-{reference}"));
        }
        draft.alternate("_id", id);
        // The name first, wherever its column stands.
        if let Some(at) = self.columns.iter().position(|column| *column == Column::Name) {
            draft.name(row.get(at).unwrap_or_default(), NameKind::Primary, Quality::Unstated, || place(at + 1));
        }
        for (at, cell) in row.iter().enumerate() {
            if cell.is_empty() {
                continue;
            }
            let column = self.columns.get(at).copied().unwrap_or(Column::Unknown);
            let heading = self.headings.get(at).map_or("", String::as_str);
            state(column, heading, cell, &|| place(at + 1), &mut draft, out);
        }
        out.entry(draft, || place(0));
    }

    fn kind(&self, row: &csv::StringRecord, place: &dyn Fn(usize) -> Place, out: &mut Writer<'_>) -> Kind {
        match self.value(row, Column::Type) {
            "Individual" => Kind::Person,
            "Entity" => Kind::Organization,
            "Vessel" => Kind::Vessel,
            "Aircraft" => Kind::Aircraft,
            "" => Kind::Unknown,
            other => {
                out.problem(place(0), ProblemKind::UnknownType, other);
                Kind::Unknown
            }
        }
    }
}

fn count(source: &str, code: &str, kind: Kind, out: &mut Writer<'_>) {
    out.count("rows");
    let sdn = code == "SDN";
    if sdn {
        out.count("sdn");
    }
    let (own, named) = match kind {
        Kind::Person => ("sdn_individual", "individual"),
        Kind::Organization => ("sdn_entity", "entity"),
        Kind::Vessel => ("sdn_vessel", "vessel"),
        Kind::Aircraft => ("sdn_aircraft", "aircraft"),
        Kind::Unknown => return,
    };
    if sdn {
        out.count(own);
    }
    if source.contains("SDN") {
        out.count(named);
    }
}

/// `SDN` of "Specially Designated Nationals (SDN) - Treasury Department"; the whole text where there is no code.
fn short_code(source: &str) -> &str {
    source.rsplit_once('(').and_then(|(_, after)| after.split_once(')')).map_or(source, |(code, _)| code.trim())
}

fn state(
    column: Column,
    heading: &str,
    cell: &str,
    place: &dyn Fn() -> Place,
    draft: &mut Draft,
    out: &mut Writer<'_>,
) {
    match column {
        Column::Id | Column::Number | Column::Type | Column::Name => {}
        Column::Source => {
            draft.text(Property::DesignatedBy, cell, place);
        }
        Column::AltNames => {
            for name in cell.split("; ") {
                draft.name(name, NameKind::Aka, Quality::Unstated, place);
            }
        }
        Column::Many(property) => {
            for one in cell.split("; ") {
                draft.text(property, one, place);
            }
        }
        Column::One(property) => {
            draft.text(property, cell, place);
        }
        Column::Dates(property) => date(property, cell, place, draft, out),
        Column::BirthDates => {
            for one in cell.split("; ") {
                date(Property::BirthDate, one, place, draft, out);
            }
        }
        Column::Addresses => {
            for one in cell.split("; ") {
                address(one, place, draft);
            }
        }
        Column::Notices => {
            if let Some(title) = stated(cell) {
                let kind = Some("federal register notice".into());
                let act = Act { title: title.into(), kind, published: None, in_force: None, url: None };
                draft.act(Arc::new(act), place());
            }
        }
        Column::Ids => {
            for one in cell.split("; ") {
                id(one, place, draft);
            }
        }
        Column::Remarks => remarks(cell, place, draft),
        Column::Other | Column::Unknown => {
            if let Some(text) = stated(cell) {
                draft.text(Property::Other, &format!("{heading}: {text}"), place);
            }
        }
    }
}

fn date(property: Property, text: &str, place: &dyn Fn() -> Place, draft: &mut Draft, out: &mut Writer<'_>) {
    let Some(text) = stated(text) else { return };
    let date = dates::stated(&text, Order::MonthFirst);
    if date.spans.is_empty() {
        out.problem(place(), ProblemKind::BadDate, &text);
    }
    draft.date(property, date, place());
}

/// `No. 22, Example St., Tehran, IR`: the country is a code of two letters at the end, or all there is.
fn address(printed: &str, place: &dyn Fn() -> Place, draft: &mut Draft) {
    let Some(text) = stated(printed) else { return };
    let (street, country) = match text.rsplit_once(", ") {
        Some((street, country)) if is_country(country) => (Some(street), Some(country)),
        None if is_country(&text) => (None, Some(&*text)),
        _ => (Some(&*text), None),
    };
    let address = Address { street: street.map(Into::into), country: country.map(Into::into), ..Address::default() };
    draft.state(Property::Address, Value::Address(Box::new(address)), place());
}

fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase())
}

/// `CA, BC166787, Passport`: country, number, kind; without a country where the first piece is not two letters.
fn id(printed: &str, place: &dyn Fn() -> Place, draft: &mut Draft) {
    let Some(text) = stated(printed) else { return };
    let (country, rest) = match text.split_once(", ") {
        Some((country, rest)) if is_country(country) => (Some(country), rest),
        _ => (None, &*text),
    };
    match rest.rsplit_once(", ") {
        Some((number, "Gender")) => {
            draft.text(Property::Gender, number, place);
        }
        Some((number, "Website")) => {
            draft.text(Property::Website, number, place);
        }
        Some((number, "Email Address")) => {
            draft.text(Property::Email, number, place);
        }
        Some((number, kind)) if number.bytes().any(|b| b.is_ascii_digit()) => {
            let (kind, number) = (kind.into(), number.into());
            let document = Document { kind, number, country: country.map(Into::into), ..Document::default() };
            draft.state(Property::Document, Value::Document(Box::new(document)), place());
        }
        _ => {
            draft.text(Property::Other, &format!("id: {text}"), place);
        }
    }
}

fn remarks(cell: &str, place: &dyn Fn() -> Place, draft: &mut Draft) {
    const LINK: &str = "(Linked To: ";
    draft.text(Property::Remark, cell, place);
    for (at, _) in cell.match_indices(LINK) {
        let name = cell.get(at + LINK.len()..).and_then(linked).unwrap_or_default();
        if let Some(name) = stated(name) {
            let name = Some(Cow::into_owned(name).into());
            let tie = Tie { kind: "Linked To".into(), name, ..Tie::default() };
            draft.state(Property::Tie, Value::Tie(Box::new(tie)), place());
        }
    }
}

/// The name up to the bracket that closes the tie; names hold brackets of their own.
fn linked(text: &str) -> Option<&str> {
    let mut depth = 1;
    let end = text.find(|c| {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        depth == 0
    })?;
    text.get(..end)
}
