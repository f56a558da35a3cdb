//! The Local Terrorist List of the United Arab Emirates, as JSON lines or as the workbook's sheets saved as CSV.
//!
//! Source:   uaeiec.gov.ae publishes a workbook; the JSON form has a row of it on each line, its columns under English
//!           words (the edition of October 2025). `sheets` gives the rows of a sheet the same words.
//! Shape:    `sheet` says persons, organisations or entities; sheets that begin with `رفع` are of the delisted. The
//!           publisher prints no reference: the key is the folded Arabic name (Latin where there is none), the cabinet
//!           decision and the birth date; `name:` is the alternate, so that a corrected birth date keeps the entry.
//! Traps:    a bare year that a spreadsheet took for a day stands in 1905; other dates moved to the day before at
//!           midnight in the JSON form, so that 1964-12-31 may be 1965-01-01; prose in nationalities; labels inside
//!           document numbers.
//! Fails:    a line that is not a JSON object; a last line that is cut.
//! Not here: where a sheet begins, its headings and its merged cells (`sheets`).

mod sheets;

use std::borrow::Cow;
use std::sync::Arc;

use names::fold_arabic;
use register::date::civil;
use register::{Act, Address, DateSpan, Day, Document, Kind, NameKind, Place, Property, Quality, StatedDate, Value};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use crate::dates::{self, Order};
use crate::draft::{Draft, Writer};
use crate::json_line;
use crate::reading::{ProblemKind, Refusal, more_than};
use crate::text::{clean, stated, western_digits};
use crate::xml::checked_text;

pub(crate) use sheets::{is_sheet, read_csv};

/// The counted rows and values. Where a value is counted, the rows of the delisting sheets count too.
const STATS: &[&str] = &[
    "entries",
    "individuals",
    "organisations",
    "entities",
    "delisted_individuals",
    "delisted_entities",
    "arabic_name",
    "latin_name",
    "dob",
    "dob_1905",
    "doc_numbers",
    "nationality",
    "pob",
];

/// Bytes of one line; the longest known has 1,100.
const MAX_LINE: usize = 256 << 10;
/// Members of one line; 20 are known.
const MAX_MEMBERS: usize = 256;

/// Whether a text begins as this list does.
pub(crate) fn is_line(start: &str) -> bool {
    let line = start.lines().next().unwrap_or_default();
    line.starts_with('{') && line.contains("\"sheet\"") && line.contains("\"classification\"")
}

/// Reads an edition.
///
/// # Errors
/// Not UTF-8, a line that is no JSON object or too long, a last line that is cut.
pub(crate) fn read(bytes: &[u8], out: &mut Writer<'_>) -> Result<(), Refusal> {
    out.outcome.stats.expect(STATS);
    let text = checked_text(bytes)?;
    for (text, line) in text.split_inclusive('\n').zip(1..) {
        if text.trim().is_empty() {
            continue;
        }
        let row: Row<'_> = json_line::read(line, text, MAX_LINE)?;
        if row.members.len() > MAX_MEMBERS {
            return Err(Refusal::at(Place::Line { line, column: 1 }, ProblemKind::TooLarge, &more_than(MAX_MEMBERS)));
        }
        row.entry(line, out);
    }
    Ok(())
}

/// What the way to this form did to the workbook's cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Columns re-keyed to English words, days exported at midnight: a stated day may be the next one.
    JsonLines,
    /// Cells as they were shown.
    Sheet,
}

/// The members of a row in their order; a value that is no text is kept as printed JSON.
struct Row<'a> {
    members: Vec<(Cow<'a, str>, String)>,
    form: Form,
}

impl<'de> Deserialize<'de> for Row<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Row<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, serde_json::Value>()? {
                    let value = match value {
                        serde_json::Value::String(text) => text,
                        serde_json::Value::Null => String::new(),
                        other => other.to_string(),
                    };
                    members.push((Cow::Owned(name), value));
                }
                Ok(Row { members, form: Form::JsonLines })
            }
        }
        deserializer.deserialize_map(Members)
    }
}

impl Row<'_> {
    fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        let (_, value) = self.members.iter().find(|(key, _)| key == name)?;
        stated(value)
    }

    fn entry(&self, line: u32, out: &mut Writer<'_>) {
        let at = |member: &str| Place::Member { line, path: pointer(member).into() };
        let mut draft = self.begin(&at, out);
        self.state(&at, &mut draft, out);
        out.entry(draft, || Place::Member { line, path: "".into() });
    }

    /// An entry with its key and its names; [`Self::state`] adds everything else.
    fn begin(&self, at: &impl Fn(&str) -> Place, out: &mut Writer<'_>) -> Draft {
        out.count("entries");
        let sheet = self.get("sheet").unwrap_or_default();
        let delisted = sheet.starts_with("رفع") || self.get("delisting_decision").is_some();
        let kind = kind(&sheet, delisted, &at("sheet"), out);
        let mut draft = out.draft(kind);
        if delisted {
            draft.delisted();
        }
        self.key(&mut draft);
        self.names(at, &mut draft);
        draft
    }

    /// States what the row says beside its names.
    fn state(&self, at: &impl Fn(&str) -> Place, draft: &mut Draft, out: &mut Writer<'_>) {
        self.count(out);
        for (member, value) in &self.members {
            let Some(text) = stated(value) else { continue };
            let place = || at(member);
            match &**member {
                "classification" => {
                    draft.text(Property::Classification, &text, place);
                }
                "nationality" => nationality(&text, &place, draft),
                "family_name_ar" | "family_name_latin" => {
                    draft.name(&text, NameKind::Fragment, Quality::Unstated, place);
                }
                "dob" => self.date(Property::BirthDate, &text, &place, draft, out),
                "pob" => {
                    draft.text(Property::BirthPlace, &text, place);
                }
                "seat" => {
                    draft.text(Property::Country, &text, place);
                }
                "listing_basis" | "listing_decision" => decision(&text, "listing", &place, draft),
                "delisting_decision" => decision(&text, "delisting", &place, draft),
                "notes" => {
                    draft.text(Property::Remark, &text, place);
                }
                "addr_street" | "addr_city" | "addr_country" => {
                    // One address of three members, stated at the first of them.
                    if self.first_of(&["addr_street", "addr_city", "addr_country"]) == Some(&**member) {
                        self.address(place(), draft);
                    }
                }
                "doc_number" => self.documents(&text, at, draft, out),
                "licence_no" => self.licence(&text, at, draft, out),
                // With their number; without one they are kept as words.
                "doc_type" | "doc_issuer" | "doc_issued" | "doc_expires" if self.get("doc_number").is_some() => {}
                "licence_expiry" if self.get("licence_no").is_some() => {}
                "#" | "sheet" | "name_ar" | "name_latin" | "name_short" => {} // in `begin`
                "doc_type" | "doc_issuer" | "doc_issued" | "doc_expires" | "licence_expiry" => {
                    draft.text(Property::Other, &format!("{member}: {text}"), place);
                }
                unknown => {
                    draft.text(Property::Other, &format!("{unknown}: {text}"), place);
                    // A sheet's unknown column is told once, at its heading.
                    if self.form == Form::JsonLines {
                        out.problem(at(unknown), ProblemKind::UnknownElement, unknown);
                    }
                }
            }
        }
    }

    fn count(&self, out: &mut Writer<'_>) {
        for (member, key) in [
            ("name_ar", "arabic_name"),
            ("name_latin", "latin_name"),
            ("dob", "dob"),
            ("doc_number", "doc_numbers"),
            ("nationality", "nationality"),
            ("pob", "pob"),
        ] {
            if self.get(member).is_some() {
                out.count(key);
            }
        }
    }

    fn key(&self, draft: &mut Draft) {
        let Some(name) = self.get("name_ar").or_else(|| self.get("name_latin")) else { return };
        let decision = self.get("listing_basis").or_else(|| self.get("listing_decision"));
        let decision = decision.and_then(|text| number_and_year(&text)).unwrap_or_default();
        let name = format!("{}|{decision}", fold_arabic(&name));
        match self.get("dob") {
            Some(born) => draft.key(&format!("{name}|{born}")),
            None => draft.key(&name),
        }
        draft.alternate("name", &name);
    }

    fn names(&self, at: &impl Fn(&str) -> Place, draft: &mut Draft) {
        let mut kind = NameKind::Primary;
        for member in ["name_ar", "name_latin", "name_short"] {
            let Some(text) = self.get(member) else { continue };
            // The short name repeats the Arabic one on most rows.
            if member == "name_short" && self.get("name_ar").is_some_and(|name| name == text) {
                continue;
            }
            draft.name(&text, kind, Quality::Unstated, || at(member));
            kind = if member == "name_ar" { NameKind::Translation } else { NameKind::Aka };
            if member == "name_latin" {
                kind = NameKind::Aka;
            }
        }
    }

    fn first_of(&self, wanted: &[&str]) -> Option<&str> {
        let mut stated = self.members.iter().filter(|(_, value)| stated(value).is_some());
        stated.find(|(key, _)| wanted.contains(&&**key)).map(|(key, _)| &**key)
    }

    fn address(&self, place: Place, draft: &mut Draft) {
        let address = Address {
            street: self.get("addr_street").map(Into::into),
            city: self.get("addr_city").map(Into::into),
            country: self.get("addr_country").map(Into::into),
            ..Address::default()
        };
        draft.state(Property::Address, Value::Address(Box::new(address)), place);
    }

    /// One number, or several behind their countries: `تركي رقم: A123 إماراتي رقم: B456`.
    fn documents(&self, text: &str, at: &impl Fn(&str) -> Place, draft: &mut Draft, out: &mut Writer<'_>) {
        let kind: Box<str> = self.get("doc_type").unwrap_or_default().into();
        let issuer = self.get("doc_issuer").map(Box::<str>::from);
        let issued = self.document_date("doc_issued", at, out);
        let expires = self.document_date("doc_expires", at, out);
        let labelled = labelled_numbers(text);
        let several = labelled.len() > 1;
        for Numbered { label, country, number } in labelled {
            // A label beside a stated kind says the same more closely; both are kept.
            let kind = match label {
                Some(label) if kind.is_empty() => label.into(),
                Some(label) => format!("{kind}: {label}").into(),
                None => kind.clone(),
            };
            let document = Document {
                kind,
                number: number.into(),
                country: country.map(Into::into).or_else(|| issuer.clone()),
                issuer: None,
                // Dates beside several numbers are of one of them, and the row does not say of which.
                issued: if several { None } else { issued.clone() },
                expires: if several { None } else { expires.clone() },
                flags: Vec::new(),
            };
            draft.state(Property::Document, Value::Document(Box::new(document)), at("doc_number"));
        }
        if several {
            for member in ["doc_issuer", "doc_issued", "doc_expires"] {
                if let Some(text) = self.get(member) {
                    draft.text(Property::Other, &format!("{member}: {text}"), || at(member));
                }
            }
        }
    }

    fn licence(&self, text: &str, at: &impl Fn(&str) -> Place, draft: &mut Draft, out: &mut Writer<'_>) {
        let expires = self.document_date("licence_expiry", at, out);
        if !western_digits(text).bytes().any(|b| b.is_ascii_digit()) {
            // Words where a number would stand: "outside the state".
            draft.text(Property::Other, &format!("licence_no: {text}"), || at("licence_no"));
            if let Some(date) = expires {
                draft.text(Property::Other, &format!("licence_expiry: {}", date.text), || at("licence_expiry"));
            }
            return;
        }
        let document =
            Document { kind: "رقم الرخصة".into(), number: text.into(), expires, ..Document::default() };
        draft.state(Property::Document, Value::Document(Box::new(document)), at("licence_no"));
    }

    fn document_date(&self, member: &str, at: &impl Fn(&str) -> Place, out: &mut Writer<'_>) -> Option<StatedDate> {
        let text = self.get(member)?;
        Some(self.read_date(&text, || at(member), out))
    }

    fn date(
        &self,
        property: Property,
        text: &str,
        place: &impl Fn() -> Place,
        draft: &mut Draft,
        out: &mut Writer<'_>,
    ) {
        let date = self.read_date(text, place, out);
        if property == Property::BirthDate && text.starts_with("1905-") {
            out.count("dob_1905");
        }
        draft.date(property, date, place());
    }

    /// A date of this form: a day as a spreadsheet exports it, or text.
    fn read_date(&self, text: &str, place: impl Fn() -> Place, out: &mut Writer<'_>) -> StatedDate {
        let mut date = dates::stated(text, Order::DayFirst);
        let slashed = || (self.form == Form::Sheet).then(|| dates::slashed_day(text, Order::DayFirst)).flatten();
        let Some(day) = dates::iso_day(text).or_else(slashed) else {
            if date.spans.is_empty() {
                out.problem(place(), ProblemKind::BadDate, text);
            }
            return date;
        };
        date.spans = match (serial_year(day), self.form) {
            (Some(year), _) => {
                out.problem(place(), ProblemKind::DamagedDate, text);
                DateSpan::year(year).into_iter().collect()
            }
            // Midnight at UTC+4 is still the day before in universal time, where the export was made.
            (None, Form::JsonLines) => {
                day.tomorrow().ok().and_then(|next| DateSpan::new(day, next)).into_iter().collect()
            }
            (None, Form::Sheet) => vec![DateSpan::day(day)],
        };
        date
    }
}

/// A JSON pointer to a member (RFC 6901).
fn pointer(member: &str) -> String {
    format!("/{}", member.replace('~', "~0").replace('/', "~1"))
}

fn kind(sheet: &str, delisted: bool, place: &Place, out: &mut Writer<'_>) -> Kind {
    let (key, kind) = if sheet.contains("أفراد") || sheet.contains("الأفراد") {
        (if delisted { "delisted_individuals" } else { "individuals" }, Kind::Person)
    } else if sheet.contains("كيانات") || sheet.contains("الكيانات") {
        (if delisted { "delisted_entities" } else { "entities" }, Kind::Organization)
    } else if sheet.contains("تنظيمات") || sheet.contains("التنظيمات") {
        (if delisted { "delisted_entities" } else { "organisations" }, Kind::Organization)
    } else {
        out.problem(place.clone(), ProblemKind::UnknownType, sheet);
        return Kind::Unknown;
    };
    out.count(key);
    kind
}

/// `18/2017` of "قرار مجلس الوزراء رقم (18) لسنة 2017".
fn number_and_year(text: &str) -> Option<String> {
    let text = western_digits(text);
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|piece| !piece.is_empty());
    let (number, year) = (numbers.next()?, numbers.next()?);
    (year.len() == 4).then(|| format!("{number}/{year}"))
}

fn decision(text: &str, kind: &str, place: &impl Fn() -> Place, draft: &mut Draft) {
    let act = Act { title: clean(text).into(), kind: Some(kind.into()), published: None, in_force: None, url: None };
    draft.act(Arc::new(act), place());
}

/// "الحالية: … السابقة: …" is a present and a past one; " / " stands between two; after " - " stands a remark.
fn nationality(text: &str, place: &impl Fn() -> Place, draft: &mut Draft) {
    const PRESENT: &str = "الحالية:";
    const PAST: &str = "السابقة:";
    let (present, past) = match text.split_once(PAST) {
        Some((present, past)) => (present, Some(past)),
        None => (text, None),
    };
    let present = present.trim();
    let present = present.strip_prefix(PRESENT).unwrap_or(present);
    for one in present.split('/') {
        let (one, note) = match one.split_once(" - ") {
            Some((one, note)) if note.trim() == "مسجون" => (one, Some(note.trim())),
            _ => (one, None),
        };
        if draft.text(Property::Nationality, one, place).is_some() {
            draft.note_last(note);
        }
    }
    for one in past.unwrap_or_default().split('/') {
        draft.text(Property::FormerNationality, one, place);
    }
}

/// A number with what stands before it in its cell.
#[derive(Default)]
struct Numbered<'a> {
    /// "رقم الهوية": what kind of number.
    label: Option<&'a str>,
    /// "تركي": of which country.
    country: Option<&'a str>,
    number: &'a str,
}

/// The numbers of a cell, each with the country before its label `رقم:`.
fn labelled_numbers(text: &str) -> Vec<Numbered<'_>> {
    const LABEL: &str = "رقم:";
    if !text.contains(LABEL) {
        // `رقم الهوية اللبنانية :000010757716`: a label alone.
        let number = text.rsplit_once(':').filter(|(label, _)| !label.bytes().any(|b| b.is_ascii_digit()));
        return match number {
            Some((label, number)) if !number.trim().is_empty() => {
                vec![Numbered { label: Some(label.trim()), country: None, number: number.trim() }]
            }
            _ => vec![Numbered { number: text, ..Numbered::default() }],
        };
    }
    let mut out = Vec::new();
    let mut country = None;
    for (at, piece) in text.split(LABEL).enumerate() {
        let piece = piece.trim();
        let (number, next) =
            if at == 0 { ("", piece) } else { piece.split_once(char::is_whitespace).unwrap_or((piece, "")) };
        if !number.is_empty() {
            out.push(Numbered { label: None, country, number });
        }
        country = (!next.trim().is_empty()).then(|| next.trim());
    }
    // Words after the last number are of no known meaning: the cell stays whole.
    if out.is_empty() || country.is_some() { vec![Numbered { number: text, ..Numbered::default() }] } else { out }
}

/// The year whose bare number a spreadsheet took for a count of days since 1899-12-30.
fn serial_year(day: Day) -> Option<i16> {
    let days = day.since(civil(1899, 12, 30)?).ok()?.get_days();
    i16::try_from(days).ok().filter(|year| (1900..=2100).contains(year))
}
