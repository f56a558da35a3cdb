//! The CSV set of OFAC: sdn, alt, add and comments, and the same four of the consolidated list.
//!
//! Source:   ofac.treasury.gov, "SDN data formats" (dat_spec.txt); editions of 2019 and 2025.
//! Shape:    no heading; 12 columns name the entries (sdn, cons_prim), 5 their aliases, 6 their addresses, 2 continue
//!           their remarks. Keyed by the number that the XML calls uid. Each file's part is told by its shape.
//! Traps:    `-0- ` is no value; 0x1A ends a file; remarks are cut at 1,000 characters, in the middle of a word, and
//!           go on in comments; births, documents, weak aliases and ties stand only inside remarks, between `; `.
//! Fails:    a file that ends inside a row; a part twice; no entries' file; aliases or addresses of entries that the
//!           set lacks, since then the files are of different days.
//! Not here: what a label means (`us_ofac::label`).

use std::sync::Arc;

use csv::{ByteRecord, Reader, ReaderBuilder};
use register::{Address, Kind, NameKind, Place, Property, Quality, Value};

use crate::File;
use crate::dates::{self, Order};
use crate::draft::{Draft, Writer};
use crate::reading::{ProblemKind, Refusal};
use crate::text::stated;
use crate::us_ofac::{self, Label, alias_kind, is_consolidated, list_of_programmes};
use crate::xml::line_of;

const STATS: &[&str] = &[
    "individual",
    "individuals",
    "entity",
    "vessel",
    "aircraft",
    "alt",
    "aka",
    "fka",
    "nka",
    "add",
    "dob_tokens",
    "passport_tokens",
    "comments",
];

/// Bytes of one row; the longest known has 1,300.
const MAX_ROW: usize = 1 << 20;

/// The part a file plays in a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Entries,
    Aliases,
    Addresses,
    Comments,
}

impl Part {
    const ALL: [Self; 4] = [Self::Entries, Self::Aliases, Self::Addresses, Self::Comments];

    fn columns(self) -> usize {
        match self {
            Self::Entries => 12,
            Self::Aliases => 5,
            Self::Addresses => 6,
            Self::Comments => 2,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Entries => "sdn",
            Self::Aliases => "alt",
            Self::Addresses => "add",
            Self::Comments => "comments",
        }
    }
}

/// Whether a file is a part of such a set.
pub(crate) fn is_part(bytes: &[u8]) -> bool {
    part_of(bytes).is_some()
}

/// The list of a set, by the programmes of its first entries.
///
/// # Errors
/// No file of the set names the entries.
pub(crate) fn list_of(files: &[File<'_>]) -> Result<&'static str, Refusal> {
    let entries = files.iter().find(|file| part_of(file.bytes) == Some(Part::Entries));
    let entries = entries.ok_or_else(|| Refusal::of_file(ProblemKind::IncompleteSet, "sdn / cons_prim"))?;
    Ok(list_of_entries(entries.bytes))
}

fn list_of_entries(bytes: &[u8]) -> &'static str {
    let records = rows(body(bytes)).into_byte_records().map_while(Result::ok).filter(|row| row.len() == 12);
    list_of_programmes(records.map(|row| programmes(field(&row, 3)).any(is_consolidated)))
}

/// The part a file plays, by the shape of its first row.
fn part_of(bytes: &[u8]) -> Option<Part> {
    let head = body(bytes);
    let mut row = ByteRecord::new();
    if !rows(&head[..head.len().min(64 << 10)]).read_byte_record(&mut row).ok()? {
        return None;
    }
    number(&row)?;
    let part = Part::ALL.into_iter().find(|part| part.columns() == row.len())?;
    let fits = match part {
        Part::Entries => !programmes(field(&row, 3)).any(|programme| programme.len() > 60),
        Part::Aliases => alias_kind(field(&row, 2)).is_some(),
        Part::Addresses => row.get(1).is_some_and(|id| id.iter().all(u8::is_ascii_digit)),
        Part::Comments => true,
    };
    fits.then_some(part)
}

/// Reads a set.
///
/// # Errors
/// See above.
pub(crate) fn read(files: &[File<'_>], out: &mut Writer<'_>) -> Result<(), Refusal> {
    let mut parts: [Option<&[u8]>; 4] = [None; 4];
    for file in files {
        if body(file.bytes).is_empty() {
            return Err(Refusal::of_file(ProblemKind::Empty, file.name));
        }
        let Some(part) = part_of(file.bytes) else {
            return Err(Refusal::of_file(ProblemKind::UnknownFormat, file.name));
        };
        for (known, bytes) in Part::ALL.into_iter().zip(&mut parts) {
            if known == part && bytes.replace(file.bytes).is_some() {
                return Err(Refusal::of_file(ProblemKind::DuplicatePart, part.name()));
            }
        }
    }
    let [Some(entries), aliases, addresses, comments] = parts else {
        return Err(Refusal::of_file(ProblemKind::IncompleteSet, "sdn / cons_prim"));
    };
    // Without its aliases or addresses the set is only a part of the list: what is missing was not taken off it.
    out.outcome.extract = aliases.is_none() || addresses.is_none();
    let prim = if list_of_entries(entries) == "us-ofac-cons" { "prim" } else { "sdn" };
    out.outcome.stats.expect(STATS);
    out.outcome.stats.add("columns", Part::Entries.columns() as u64);
    let bytes = entries;
    let entries = Table::of(entries, Part::Entries, prim, out)?;
    let mut sides = [(aliases, Part::Aliases), (addresses, Part::Addresses), (comments, Part::Comments)].into_iter();
    let mut side = |out: &mut Writer<'_>| match sides.next() {
        Some((Some(bytes), part)) => Table::of(bytes, part, part.name(), out).map(Table::sorted),
        _ => Ok(Table::empty()),
    };
    let (aliases, addresses, comments) = (side(out)?, side(out)?, side(out)?);
    let mut known: Vec<u64> = entries.rows.iter().map(|row| row.key).collect();
    known.sort_unstable();
    for table in [&aliases, &addresses] {
        if let Some(orphan) = table.rows.iter().find(|row| known.binary_search(&row.key).is_err()) {
            return Err(Refusal::at(table.place(orphan, 1), ProblemKind::MixedSet, &orphan.key.to_string()));
        }
    }
    // After the orphans: files of two sets are mixed, whatever their ends.
    cut_at_a_row(bytes, &parts)?;
    for orphan in comments.rows.iter().filter(|row| known.binary_search(&row.key).is_err()) {
        out.problem(comments.place(orphan, 1), ProblemKind::OrphanComment, &orphan.key.to_string());
    }
    out.outcome.stats.add(prim, entries.rows.len() as u64);
    out.outcome.stats.add("alt", aliases.rows.len() as u64);
    out.outcome.stats.add("add", addresses.rows.len() as u64);
    out.outcome.stats.add("comments", comments.rows.len() as u64);
    for row in &entries.rows {
        entry(&entries, row, &aliases, &addresses, &comments, out);
    }
    Ok(())
}

/// The rows of one file.
struct Table {
    sheet: Arc<str>,
    rows: Vec<Row>,
}

struct Row {
    key: u64,
    line: u32,
    fields: ByteRecord,
}

impl Table {
    fn empty() -> Self {
        Self { sheet: "".into(), rows: Vec::new() }
    }

    fn of(bytes: &[u8], part: Part, sheet: &str, out: &mut Writer<'_>) -> Result<Self, Refusal> {
        let bytes = body(bytes);
        let mut table = Self { sheet: sheet.into(), rows: Vec::new() };
        check_text(bytes)?;
        // Inside fields quotes are doubled, so that an odd number means a file that ends inside one.
        if memchr::memchr_iter(b'"', bytes).count() % 2 == 1 {
            return Err(Refusal::at(line_of(bytes, bytes.len() as u64), ProblemKind::Truncated, sheet));
        }
        let mut reader = rows(bytes);
        let mut fields = ByteRecord::new();
        let (mut line, mut seen) = (1, 0);
        while reader.read_byte_record(&mut fields).map_err(|_| Refusal::of_file(ProblemKind::Malformed, "CSV"))? {
            // The parser's own count is late by one where rows end in CR LF.
            let from = fields.position().map_or(seen, |at| usize::try_from(at.byte()).unwrap_or(seen));
            let blank = bytes.get(from..).unwrap_or_default().iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
            line += memchr::memchr_iter(b'\n', bytes.get(seen..from + blank).unwrap_or_default()).count();
            seen = from + blank;
            let line = u32::try_from(line).unwrap_or(u32::MAX);
            let last = reader.position().byte() >= bytes.len() as u64;
            let place = |column| Place::Cell { sheet: table.sheet.clone(), row: line, column };
            if fields.as_slice().len() > MAX_ROW {
                return Err(Refusal::at(place(0), ProblemKind::TooLarge, sheet));
            }
            let cut = fields.len() < part.columns() || bytes.ends_with(b",");
            if last && cut {
                return Err(Refusal::at(place(0), ProblemKind::Truncated, sheet));
            }
            match number(&fields) {
                Some(key) if fields.len() == part.columns() => {
                    table.rows.push(Row { key, line, fields: std::mem::take(&mut fields) });
                }
                _ => {
                    let text: Vec<_> = fields.iter().map(String::from_utf8_lossy).collect();
                    out.problem(place(0), ProblemKind::BadRow, &text.join(","));
                }
            }
        }
        Ok(table)
    }

    /// By entry; the rows of one entry keep the file's order.
    fn sorted(mut self) -> Self {
        self.rows.sort_by_key(|row| row.key);
        self
    }

    /// The rows of an entry.
    fn of_entry(&self, key: u64) -> &[Row] {
        let from = self.rows.partition_point(|row| row.key < key);
        let rest = self.rows.get(from..).unwrap_or_default();
        rest.get(..rest.partition_point(|row| row.key == key)).unwrap_or_default()
    }

    fn place(&self, row: &Row, column: u32) -> Place {
        Place::Cell { sheet: self.sheet.clone(), row: row.line, column }
    }
}

fn entry(table: &Table, row: &Row, aliases: &Table, addresses: &Table, comments: &Table, out: &mut Writer<'_>) {
    let place = |column| table.place(row, column);
    let text = |column| field(&row.fields, column);
    let (kind, counted) = match text(2).trim() {
        "individual" => (Kind::Person, "individual"),
        "vessel" => (Kind::Vessel, "vessel"),
        "aircraft" => (Kind::Aircraft, "aircraft"),
        word if is_null(word) || word == "entity" => (Kind::Organization, "entity"),
        word => {
            out.problem(place(3), ProblemKind::UnknownType, word);
            (Kind::Unknown, "entity")
        }
    };
    out.count(counted);
    if kind == Kind::Person {
        out.count("individuals");
    }
    let mut draft = out.draft(kind);
    draft.key(text(0));
    name(text(1), NameKind::Primary, Quality::Unstated, kind, &mut draft, || place(2));
    for programme in programmes(text(3)).filter(|programme| !is_null(programme)) {
        draft.text(Property::Programme, programme, || place(4));
    }
    for (column, property, note) in [
        (4, Property::Position, None),
        (5, Property::CallSign, None),
        (6, Property::Type, None),
        (7, Property::Tonnage, None),
        (8, Property::Tonnage, Some("gross registered")),
        (9, Property::Flag, None),
        (10, Property::Owner, None),
    ] {
        let value = text(column);
        if !is_null(value) && draft.text(property, value, || place(u32::try_from(column).unwrap_or(0) + 1)).is_some() {
            draft.note_last(note);
        }
    }
    for other in aliases.of_entry(row.key) {
        alias(aliases, other, kind, &mut draft, out);
    }
    for other in addresses.of_entry(row.key) {
        address(addresses, other, &mut draft);
    }
    remarks(table, row, comments, kind, &mut draft, out);
    out.entry(draft, || place(0));
}

/// States a name; a person's is printed `LAST, First`, and stated in the order that the XML gives it.
fn name(
    printed: &str,
    kind: NameKind,
    quality: Quality,
    of: Kind,
    draft: &mut Draft,
    place: impl FnOnce() -> Place,
) -> bool {
    if is_null(printed) {
        return false;
    }
    match printed.split_once(", ") {
        Some((last, first)) if of == Kind::Person && !first.trim().is_empty() => {
            let (last, first) = (last.trim(), first.trim());
            let Some(alias) = draft.name(&format!("{first} {last}"), kind, quality, place) else { return false };
            alias.parts = vec![("first".into(), first.into()), ("last".into(), last.into())];
            true
        }
        _ => draft.name(printed, kind, quality, place).is_some(),
    }
}

fn alias(table: &Table, row: &Row, of: Kind, draft: &mut Draft, out: &mut Writer<'_>) {
    let printed = field(&row.fields, 2);
    let (kind, counted) = alias_kind(printed).unwrap_or_else(|| {
        out.problem(table.place(row, 3), ProblemKind::UnknownType, printed);
        (NameKind::Aka, "aka")
    });
    if name(field(&row.fields, 3), kind, Quality::Unstated, of, draft, || table.place(row, 4)) {
        out.count(counted);
        let note = field(&row.fields, 4);
        draft.note_last((!is_null(note)).then(|| note.trim()));
    }
}

fn address(table: &Table, row: &Row, draft: &mut Draft) {
    let part = |column| Some(field(&row.fields, column)).filter(|text| !is_null(text)).and_then(stated);
    // City, province and code stand in one column, and no rule tells them apart.
    let address = Address {
        street: part(2).map(Into::into),
        city: part(3).map(Into::into),
        country: part(4).map(Into::into),
        ..Address::default()
    };
    let note = part(5).map(Into::into);
    if !address.is_empty() {
        draft.state(Property::Address, Value::Address(Box::new(address)), table.place(row, 3)).note = note;
    } else if let Some(note) = note {
        draft.state(Property::Address, Value::Text(note), table.place(row, 6));
    }
}

/// The remark as a whole, and each of its pieces that says what it is.
fn remarks(table: &Table, row: &Row, comments: &Table, of: Kind, draft: &mut Draft, out: &mut Writer<'_>) {
    let own = field(&row.fields, 11);
    if is_null(own) && comments.of_entry(row.key).is_empty() {
        return;
    }
    let mut whole = if is_null(own) { String::new() } else { own.to_owned() };
    // Where each continuation begins, to find the cell that a piece begins in.
    let mut begins: Vec<(usize, &Row)> = Vec::new();
    for more in comments.of_entry(row.key) {
        begins.push((whole.len(), more));
        whole.push_str(field(&more.fields, 1));
    }
    out.outcome.stats.add("passport_tokens", own.matches("Passport").count() as u64);
    let place_of = |at: usize| match begins.iter().rev().find(|(from, _)| *from <= at) {
        Some((_, more)) => comments.place(more, 2),
        None => table.place(row, 12),
    };
    draft.text(Property::Remark, &whole, || place_of(0));
    let pieces = without_full_stop(&whole);
    let mut at = 0;
    for piece in pieces.split(';') {
        let begin = at + (piece.len() - piece.trim_start().len());
        at += piece.len() + 1;
        if !piece.trim().is_empty() {
            token(piece.trim(), of, draft, out, || place_of(begin));
        }
    }
}

/// One piece of a remark. What it does not say plainly stays in the remark only.
fn token(piece: &str, of: Kind, draft: &mut Draft, out: &mut Writer<'_>, place: impl Fn() -> Place) {
    let (note, piece) = match piece.strip_prefix("alt. ") {
        Some(rest) => (Some("alt."), rest.trim_start()),
        None => (None, piece),
    };
    if let Some(printed) = piece.strip_prefix("DOB ") {
        out.count("dob_tokens");
        us_ofac::date(Property::BirthDate, printed, note, draft, out, place());
        return;
    }
    for (word, property) in [
        ("POB ", Property::BirthPlace),
        ("nationality ", Property::Nationality),
        ("citizen ", Property::Citizenship),
        ("Telephone ", Property::Phone),
        ("Fax ", Property::Phone),
    ] {
        if let Some(value) = piece.strip_prefix(word) {
            if draft.text(property, value, &place).is_some() {
                draft.note_last(note);
            }
            return;
        }
    }
    for word in ["a.k.a.", "f.k.a.", "n.k.a."] {
        if let Some(printed) = piece.strip_prefix(word)
            && let Some((kind, _)) = alias_kind(word)
        {
            // The publisher moves weak aliases here; alt holds the strong ones.
            let printed = printed.trim();
            let printed = printed.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap_or(printed);
            name(printed, kind, Quality::Low, of, draft, &place);
            return;
        }
    }
    if piece.contains("Linked To:") {
        for name in us_ofac::linked_to(piece).filter(|name| !name.is_empty()) {
            us_ofac::tie(name, draft, place());
        }
        return;
    }
    if let Some((label, rest)) = labelled(piece) {
        let (value, country, issued, expires) =
            if us_ofac::is_number(label) { number_pieces(rest) } else { (rest, None, None, None) };
        let read = Label {
            label,
            value,
            country: country.map(Into::into),
            issued: issued.map(Into::into),
            expires: expires.map(Into::into),
            note,
        };
        us_ofac::label(read, draft, out, place);
    }
}

/// The label a piece begins with, the longest that fits, and what follows.
fn labelled(piece: &str) -> Option<(&str, &str)> {
    if let Some(coin) = piece.strip_prefix("Digital Currency Address - ") {
        let end = piece.len() - coin.len() + coin.find(' ')?;
        return Some((piece.get(..end)?, piece.get(end..)?.trim()));
    }
    let fits = |label: &&&str| piece.strip_prefix(**label).is_some_and(|rest| rest.starts_with([' ', ':']));
    let label = LABELS.iter().filter(fits).max_by_key(|label| label.len())?;
    Some((label, piece.get(label.len()..)?.trim_start_matches(':').trim()))
}

/// `A12 (Iran) issued 1 Jan 2000 expires 2 Jan 2005`: number, country, issue, expiry.
fn number_pieces(text: &str) -> (&str, Option<&str>, Option<&str>, Option<&str>) {
    let date = |text: &str| !dates::stated(text, Order::MonthFirst).spans.is_empty();
    let (mut text, mut issued, mut expires) = (text, None, None);
    if let Some((before, after)) = text.rsplit_once(" expires ").filter(|(_, after)| date(after)) {
        (text, expires) = (before, Some(after));
    }
    if let Some((before, after)) = text.rsplit_once(" issued ").filter(|(_, after)| date(after)) {
        (text, issued) = (before, Some(after));
    }
    match text.strip_suffix(')').and_then(|inner| inner.rsplit_once(" (")) {
        Some((number, country)) if !number.trim().is_empty() => (number.trim(), Some(country), issued, expires),
        _ => (text, None, issued, expires),
    }
}

/// The remark without the full stop that ends it; the dot of an abbreviation (`S.A.`, `CO.`) belongs to its word.
fn without_full_stop(text: &str) -> &str {
    let text = text.trim_end();
    let Some(cut) = text.strip_suffix('.') else { return text };
    let word = cut.rsplit(' ').next().unwrap_or_default();
    let abbreviation = ["CO", "LTD", "INC", "CORP", "LTDA", "JR", "SR", "CIA", "EST"];
    let dotted = word.contains('.') && word.bytes().all(|b| b == b'.' || b.is_ascii_uppercase());
    if dotted || abbreviation.iter().any(|known| word.eq_ignore_ascii_case(known)) { text } else { cut }
}

/// `SDGT] [IRGC`: the outer brackets are not printed.
fn programmes(text: &str) -> impl Iterator<Item = &str> {
    text.split("] [").map(|one| one.trim().trim_start_matches('[').trim_end_matches(']'))
}

/// `-0- `, the null of the set; a file may lose the end of its very last one.
fn is_null(text: &str) -> bool {
    matches!(text.trim(), "" | "-" | "-0" | "-0-")
}

fn field(row: &ByteRecord, column: usize) -> &str {
    row.get(column).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
}

/// The entry a row belongs to.
fn number(row: &ByteRecord) -> Option<u64> {
    field(row, 0).trim().parse().ok()
}

/// The rows of the file, without a byte order mark and what follows the last row: 0x1A, the end of a file in CP/M.
fn body(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let end = bytes.iter().rposition(|b| !matches!(b, 0x1A | b'\r' | b'\n' | b' ' | b'\t'));
    bytes.get(..end.map_or(0, |end| end + 1)).unwrap_or_default()
}

/// Refuses a set whose entries end in 0x1A while another file of it does not: that one was cut between two rows.
/// Where the entries have lost theirs, by an editor or an archive, nothing can be told.
fn cut_at_a_row(entries: &[u8], parts: &[Option<&[u8]>; 4]) -> Result<(), Refusal> {
    let ends = |bytes: &[u8]| bytes.trim_ascii_end().last() == Some(&0x1A);
    let cut = Part::ALL.into_iter().zip(parts).find(|(_, bytes)| bytes.is_some_and(|bytes| !ends(bytes)));
    match cut.filter(|_| ends(entries)) {
        Some((part, Some(bytes))) => {
            Err(Refusal::at(line_of(bytes, bytes.len() as u64), ProblemKind::Truncated, part.name()))
        }
        _ => Ok(()),
    }
}

fn rows(bytes: &[u8]) -> Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes)
}

fn check_text(bytes: &[u8]) -> Result<(), Refusal> {
    if let Err(error) = std::str::from_utf8(bytes) {
        let at = error.valid_up_to();
        let byte = format!("0x{:02X}", bytes[at]);
        return Err(Refusal::at(line_of(bytes, at as u64), ProblemKind::BadEncoding, &byte));
    }
    let control = bytes.iter().position(|b| *b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r'));
    match control {
        Some(at) => {
            let code = format!("U+{:04X}", bytes[at]);
            Err(Refusal::at(line_of(bytes, at as u64), ProblemKind::ControlCharacter, &code))
        }
        None => Ok(()),
    }
}

/// The words that head a number or a value in remarks: those of idType in the XML editions of 2024.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "Additional Sanctions Information -",
    "Afghan Money Service Provider License Number",
    "Aircraft Construction Number (also called L/N or S/N or F/N)",
    "Aircraft Manufacture Date",
    "Aircraft Manufacturer's Serial Number (MSN)",
    "Aircraft Mode S Transponder Code",
    "Aircraft Model",
    "Aircraft Operator",
    "Aircraft Serial Identification",
    "Aircraft Tail Number",
    "BIK (RU)",
    "Birth Certificate Number",
    "Bosnian Personal ID No.",
    "Branch Unit Number",
    "British National Overseas Passport",
    "Business Number",
    "Business Registration Document #",
    "Business Registration Number",
    "C.I.F.",
    "C.I.N.",
    "C.R. No.",
    "C.U.I.",
    "C.U.I.P.",
    "C.U.I.T.",
    "C.U.R.P.",
    "CAATSA Section 235 Information:",
    "CNP (Personal Numerical Code)",
    "Cartilla de Servicio Militar Nacional",
    "Cedula No.",
    "Central Registration System Number",
    "Certificate of Incorporation Number",
    "Chamber of Commerce Number",
    "Chinese Commercial Code",
    "Citizen's Card Number",
    "Commercial Registry Number",
    "Company Number",
    "Credencial electoral",
    "D-U-N-S Number",
    "D.N.I.",
    "Diplomatic Passport",
    "Driver's License No.",
    "Dubai Chamber of Commerce Membership No.",
    "Economic Register Number (CBLS)",
    "Effective Date (CMIC)",
    "Effective Date (EO 14014 Directive 1):",
    "Effective Date (EO 14024 Directive 1a):",
    "Effective Date (EO 14024 Directive 2):",
    "Effective Date (EO 14024 Directive 3):",
    "Electoral Registry No.",
    "Email Address",
    "Enterprise Number",
    "Equity Ticker",
    "Executive Order 13662 Directive Determination -",
    "Executive Order 13846 information:",
    "Executive Order 14014 Directive Information:",
    "Executive Order 14024 Directive Information",
    "Executive Order 14024 Directive Information -",
    "Fax",
    "File Number",
    "Fiscal Code",
    "Folio Mercantil No.",
    "Former Vessel Flag",
    "Gender",
    "Government Gazette Number",
    "I.F.E.",
    "IFCA Determination -",
    "ISIN",
    "Identification Number",
    "Immigration No.",
    "Issuer Name",
    "Istanbul Chamber of Comm. No.",
    "Italian Fiscal Code",
    "Kenyan ID No.",
    "LE Number",
    "Legal Entity Number",
    "License",
    "Listing Date (CMIC)",
    "Listing Date (EO 14014 Directive 1):",
    "Listing Date (EO 14024 Directive 1a):",
    "Listing Date (EO 14024 Directive 2):",
    "Listing Date (EO 14024 Directive 3):",
    "MICEX Code",
    "MMSI",
    "MSB Registration Number",
    "Matricula Mercantil No",
    "Military Registration Number",
    "Moroccan Personal ID No.",
    "N.I.E.",
    "N.I.F.",
    "NIT #",
    "National Foreign ID Number",
    "National ID No.",
    "Nationality of Registration",
    "Numero Unico de Identificacao Tributaria (NUIT)",
    "Numero de Identidad",
    "Organization Code",
    "Organization Established Date",
    "Organization Type:",
    "Other Vessel Call Sign",
    "Other Vessel Flag",
    "Other Vessel Type",
    "PEESA Information:",
    "Paraguayan tax identification number",
    "Passport",
    "Permit Number",
    "Personal ID Card",
    "Phone Number",
    "Pilot License Number",
    "Previous Aircraft Tail Number",
    "Public Registration Number",
    "Public Security and Immigration No.",
    "Purchase/Sales For Divestment Date (CMIC)",
    "R.F.C.",
    "RFC",
    "RIF #",
    "RTN",
    "RUC #",
    "Refugee ID Card",
    "Registered Charity No.",
    "Registration Certificate Number (Dubai)",
    "Registration Country",
    "Registration ID",
    "Registration Number",
    "Residency Number",
    "Romanian C.R.",
    "Romanian Permanent Resident",
    "Romanian Tax Registration",
    "Russian State Individual Business Registration Number Pattern (OGRNIP)",
    "SRE Permit No.",
    "SSN",
    "SWIFT/BIC",
    "Seafarer's Identification Document",
    "Secondary sanctions risk:",
    "Serial No.",
    "Stateless Person ID Card",
    "Stateless Person Passport",
    "Target Type",
    "Tax ID No.",
    "Tazkira National ID Card",
    "Telephone",
    "Tourism License No.",
    "Trade License No.",
    "Trademark number",
    "Transactions Prohibited For Persons Owned or Controlled By U.S. Financial Institutions:",
    "Travel Document Number",
    "Turkish Identification Number",
    "UAE Identification",
    "UK Company Number",
    "UN/LOCODE",
    "US FEIN",
    "Unified Social Credit Code (USCC)",
    "United Social Credit Code Certificate (USCCC)",
    "V.A.T. Number",
    "Vessel Registration Identification",
    "Vessel Year of Build",
    "VisaNumberID",
    "Website",
];
