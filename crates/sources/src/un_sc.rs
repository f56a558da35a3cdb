//! The United Nations Security Council Consolidated List, XML.
//!
//! Source:   scsanctions.un.org, consolidated.xml and its schema; every year's variation from 2015 to 2025.
//! Shape:    `CONSOLIDATED_LIST@dateGenerated` > `INDIVIDUALS/INDIVIDUAL`, `ENTITIES/ENTITY`. Keyed by REFERENCE_NUMBER;
//!           DATAID is an alternate, since the publisher changes it.
//! Traps:    placeholders as empty elements; `; ` between several aliases in one element; a zone on LISTED_ON; words in
//!           ZIP_CODE; `1953-1958` in YEAR; birth dates of an alias belong to the alias; ties stand only in COMMENTS1.

use names::Script;
use register::{Address, Calendar, Document, EntryKey, Kind, NameKind, Property, Quality, StatedDate, Tie, Value};

use crate::dates::{self, Order};
use crate::draft::{Draft, Writer};
use crate::reading::{ProblemKind, Refusal};
use crate::remarks;
use crate::text::{clean, stated};
use crate::xml::{Element, Records};

/// The counted elements; an element counts when it has a value.
const STATS: &[&str] = &[
    "ind", "ent", "script", "arab_i", "arab_e", "aliases", "g", "l", "aka", "fka", "empty", "dob", "docs", "nat",
    "pob", "addr",
];

/// Reads an edition.
///
/// # Errors
/// As [`Records`].
pub(crate) fn read(bytes: &[u8], out: &mut Writer<'_>) -> Result<(), Refusal> {
    out.outcome.stats.expect(STATS);
    let mut records = Records::open(bytes, &["INDIVIDUALS", "ENTITIES"])?;
    while let Some(record) = records.next_record()? {
        match record.name() {
            "INDIVIDUAL" => entry(record, Kind::Person, out),
            "ENTITY" => entry(record, Kind::Organization, out),
            other => out.problem(record.place(), ProblemKind::UnknownElement, other),
        }
    }
    if let Some(generated) = records.root_attribute("dateGenerated") {
        out.outcome.published = dates::iso_day(generated);
        out.outcome.stated = Some(generated.into());
    }
    Ok(())
}

fn entry(record: Element<'_, '_>, kind: Kind, out: &mut Writer<'_>) {
    out.count(if kind == Kind::Person { "ind" } else { "ent" });
    let mut draft = out.draft(kind);
    name(record, kind, &mut draft);
    for child in record.children() {
        match child.name() {
            "REFERENCE_NUMBER" => {
                draft.key(&clean(child.text()));
                if EntryKey::new(child.text()).printed().ends_with('.') {
                    out.problem(child.place(), ProblemKind::OddReference, child.text());
                }
            }
            "DATAID" => draft.alternate("dataid", child.text()),
            "NAME_ORIGINAL_SCRIPT" => original_script(child, kind, &mut draft, out),
            "UN_LIST_TYPE" => draft_text(&mut draft, Property::Programme, child),
            "LISTED_ON" => day(&mut draft, Property::ListedOn, child, out),
            "DELISTED_ON" => {
                // Printed once in ten years, on an entry that the next edition printed without it: a statement for
                // people to weigh, not a withdrawal.
                day(&mut draft, Property::DelistedOn, child, out);
                if !child.text().trim().is_empty() {
                    out.problem(child.place(), ProblemKind::PrintedDelisted, child.text());
                }
            }
            "SUBMITTED_BY" => draft_text(&mut draft, Property::DesignatedBy, child),
            "GENDER" => draft_text(&mut draft, Property::Gender, child),
            "COMMENTS1" => comments(child, &mut draft),
            "TITLE" => each_value(child, &mut draft, Property::Title),
            "DESIGNATION" => each_value(child, &mut draft, Property::Position),
            "NATIONALITY" | "NATIONALITY2" => nationality(child, &mut draft, out),
            "LAST_DAY_UPDATED" => {
                for value in values(child) {
                    day(&mut draft, Property::AmendedOn, value, out);
                }
            }
            "INDIVIDUAL_ALIAS" | "ENTITY_ALIAS" => alias(child, &mut draft, out),
            "INDIVIDUAL_ADDRESS" | "ENTITY_ADDRESS" => address(child, &mut draft, out),
            "INDIVIDUAL_DATE_OF_BIRTH" => birth_date(child, &mut draft, out),
            "INDIVIDUAL_PLACE_OF_BIRTH" => birth_place(child, &mut draft, out),
            "INDIVIDUAL_DOCUMENT" => document(child, &mut draft, out),
            "FIRST_NAME" | "SECOND_NAME" | "THIRD_NAME" | "FOURTH_NAME" => {} // in `name`
            // What a version number says was never true after 2018; the others only order the printed list.
            "VERSIONNUM" | "SORT_KEY" | "SORT_KEY_LAST_MOD" | "LIST_TYPE" | "SUBMITTED_ON" => {}
            other => out.problem(child.place(), ProblemKind::UnknownElement, other),
        }
    }
    out.entry(draft, || record.place());
}

/// FIRST to FOURTH_NAME as one name; the parts keep the publisher's order, which says nothing of the middle ones.
fn name(record: Element<'_, '_>, kind: Kind, draft: &mut Draft) {
    let mut whole = String::new();
    let mut parts: Vec<(Box<str>, Box<str>)> = Vec::new();
    let mut place = None;
    for (element, part) in
        [("FIRST_NAME", "first"), ("SECOND_NAME", "second"), ("THIRD_NAME", "third"), ("FOURTH_NAME", "fourth")]
    {
        let Some(child) = record.child(element) else { continue };
        let Some(text) = stated(child.text()) else { continue };
        place.get_or_insert_with(|| child.place());
        if !whole.is_empty() {
            whole.push(' ');
        }
        whole.push_str(&text);
        parts.push((part.into(), text.into()));
    }
    if let Some(place) = place
        && let Some(alias) = draft.name(&whole, NameKind::Primary, Quality::Unstated, || place)
        && kind == Kind::Person
    {
        alias.parts = parts;
    }
}

fn original_script(child: Element<'_, '_>, kind: Kind, draft: &mut Draft, out: &mut Writer<'_>) {
    if child.text().trim().is_empty() {
        return;
    }
    out.count("script");
    if Script::Arabic.occurs_in(child.text()) {
        out.count(if kind == Kind::Person { "arab_i" } else { "arab_e" });
    }
    draft.name(child.text(), NameKind::OriginalScript, Quality::Unstated, || child.place());
}

fn alias(child: Element<'_, '_>, draft: &mut Draft, out: &mut Writer<'_>) {
    let Some(name) = child.child("ALIAS_NAME").filter(|name| !name.text().trim().is_empty()) else {
        out.count("empty");
        return;
    };
    out.count("aliases");
    let quality = child.child_text("QUALITY").unwrap_or_default().to_ascii_lowercase();
    let (kind, quality) = match quality.as_str() {
        "good" => {
            out.count("g");
            (NameKind::Aka, Quality::Good)
        }
        "low" => {
            out.count("l");
            (NameKind::Aka, Quality::Low)
        }
        "a.k.a." => {
            out.count("aka");
            (NameKind::Aka, Quality::Unstated)
        }
        "f.k.a." => {
            out.count("fka");
            (NameKind::Fka, Quality::Unstated)
        }
        "" => (NameKind::Aka, Quality::Unstated),
        other => {
            out.problem(child.place(), ProblemKind::UnknownType, other);
            (NameKind::Aka, Quality::Unstated)
        }
    };
    let note = alias_note(child);
    for one in name.text().split("; ") {
        if draft.name(one, kind, quality, || name.place()).is_some() {
            draft.note_last(note.as_deref());
        }
    }
}

/// The birth date and place printed with an alias are the alias's: they stay with it, as a note.
fn alias_note(child: Element<'_, '_>) -> Option<String> {
    let labels = [
        ("DATE_OF_BIRTH", "date of birth: "),
        ("CITY_OF_BIRTH", "city of birth: "),
        ("COUNTRY_OF_BIRTH", "country of birth: "),
        ("NOTE", ""),
    ];
    let pieces: Vec<String> = labels
        .iter()
        .filter_map(|(element, label)| child.child_text(element).map(|text| format!("{label}{text}")))
        .collect();
    (!pieces.is_empty()).then(|| pieces.join("; "))
}

fn birth_date(child: Element<'_, '_>, draft: &mut Draft, out: &mut Writer<'_>) {
    let kind = child.child_text("TYPE_OF_DATE").unwrap_or_default().to_ascii_uppercase();
    let note = child.child_text("NOTE");
    let text = |name: &str| child.child(name).filter(|value| !value.text().trim().is_empty());
    let (value, mut date) = match (text("DATE"), text("YEAR"), text("FROM_YEAR"), text("TO_YEAR")) {
        (Some(value), ..) => {
            let day = dates::iso_day(value.text()).map(register::DateSpan::day);
            let date = match day {
                Some(span) => StatedDate {
                    text: clean(value.text()).into(),
                    spans: vec![span],
                    circa: false,
                    calendar: Calendar::Gregorian,
                },
                None => dates::stated(value.text(), Order::DayFirst),
            };
            (value, date)
        }
        (None, Some(value), ..) => (value, dates::stated(value.text(), Order::DayFirst)),
        (None, None, Some(from), Some(to)) => {
            let printed = format!("{} to {}", clean(from.text()), clean(to.text()));
            (from, dates::stated(&printed, Order::DayFirst))
        }
        (None, None, Some(end), None) | (None, None, None, Some(end)) => {
            (end, dates::stated(end.text(), Order::DayFirst))
        }
        (None, None, None, None) => {
            let Some(note) = child.child("NOTE").filter(|note| !note.text().trim().is_empty()) else { return };
            out.count("dob");
            // Only words: kept as printed, read where they are a date.
            draft.date(Property::BirthDate, dates::stated(note.text(), Order::DayFirst), note.place());
            return;
        }
    };
    out.count("dob");
    date.circa |= kind.starts_with("APPROX");
    if date.spans.is_empty() {
        out.problem(value.place(), ProblemKind::BadDate, value.text());
    }
    let statement = draft.date(Property::BirthDate, date, value.place());
    statement.note = note.map(Into::into);
}

fn birth_place(child: Element<'_, '_>, draft: &mut Draft, out: &mut Writer<'_>) {
    let address = Address {
        street: child.child_text("STREET").map(Into::into),
        city: child.child_text("CITY").map(Into::into),
        region: child.child_text("STATE_PROVINCE").map(Into::into),
        postal_code: None,
        country: child.child_text("COUNTRY").map(Into::into),
    };
    let note = child.child_text("NOTE");
    if address.is_empty() && note.is_none() {
        return;
    }
    out.count("pob");
    let value = if address.is_empty() {
        Value::Text(note.as_deref().unwrap_or_default().into())
    } else {
        Value::Address(Box::new(address))
    };
    draft.state(Property::BirthPlace, value, child.place()).note = note.map(Into::into);
}

fn address(child: Element<'_, '_>, draft: &mut Draft, out: &mut Writer<'_>) {
    let mut region: Option<Box<str>> = child.child_text("STATE_PROVINCE").map(Into::into);
    let mut postal_code: Option<Box<str>> = child.child_text("ZIP_CODE").map(Into::into);
    // A word in ZIP_CODE is a region, not a code.
    if region.is_none() && postal_code.as_ref().is_some_and(|code| !code.chars().any(|c| c.is_ascii_digit())) {
        region = postal_code.take();
    }
    let address = Address {
        street: child.child_text("STREET").map(Into::into),
        city: child.child_text("CITY").map(Into::into),
        region,
        postal_code,
        country: child.child_text("COUNTRY").map(Into::into),
    };
    let note = child.child_text("NOTE");
    if address.is_empty() && note.is_none() {
        return;
    }
    out.count("addr");
    let value = if address.is_empty() {
        Value::Text(note.as_deref().unwrap_or_default().into())
    } else {
        Value::Address(Box::new(address))
    };
    draft.state(Property::Address, value, child.place()).note = note.map(Into::into);
}

fn document(child: Element<'_, '_>, draft: &mut Draft, out: &mut Writer<'_>) {
    let number = child.child_text("NUMBER");
    let kind = child.child_text("TYPE_OF_DOCUMENT").or_else(|| child.child_text("TYPE_OF_DOCUMENT2"));
    let note = child.child_text("NOTE");
    let Some(number) = number else {
        if let Some(note) = note {
            let label = kind.as_deref().unwrap_or("document");
            draft.text(Property::Other, &format!("{label}: {note}"), || child.place());
        }
        return;
    };
    out.count("docs");
    let country = child.child_text("ISSUING_COUNTRY").or_else(|| child.child_text("COUNTRY_OF_ISSUE"));
    let document = Document {
        kind: kind.unwrap_or_default().into(),
        number: number.into(),
        country: country.map(Into::into),
        issuer: child.child_text("CITY_OF_ISSUE").map(Into::into),
        issued: child.child_text("DATE_OF_ISSUE").map(|text| dates::stated(&text, Order::DayFirst)),
        expires: None,
        flags: Vec::new(),
    };
    let notes: Vec<String> =
        [child.child_text("TYPE_OF_DOCUMENT2"), note].into_iter().flatten().map(Into::into).collect();
    draft.state(Property::Document, Value::Document(Box::new(document)), child.place()).note =
        (!notes.is_empty()).then(|| notes.join("; ").into());
}

/// Prose tells a past nationality: "USSR (until 1991)", "Kuwaiti citizenship withdrawn in 2002".
fn nationality(child: Element<'_, '_>, draft: &mut Draft, out: &mut Writer<'_>) {
    for value in values(child) {
        if child.name() == "NATIONALITY" && !value.text().trim().is_empty() {
            out.count("nat");
        }
        let Some(text) = stated(value.text()) else { continue };
        let lower = text.to_lowercase();
        let past = ["until", "withdrawn", "revoked", "former", "deprived", "renounced"]
            .iter()
            .any(|word| lower.contains(word));
        let property = if past { Property::FormerNationality } else { Property::Nationality };
        draft.text(property, &text, || value.place());
    }
}

fn comments(child: Element<'_, '_>, draft: &mut Draft) {
    let Some(remark) = stated(child.text()) else { return };
    let place = child.place();
    draft.text(Property::Remark, &remark, || place.clone());
    for reference in remarks::un_references(&remark) {
        let tie = Tie { kind: "mentions".into(), to: Some(reference.into()), ..Tie::default() };
        draft.state(Property::Tie, Value::Tie(Box::new(tie)), place.clone());
    }
    for date in remarks::reviews(&remark) {
        draft.date(Property::ReviewedOn, date, place.clone());
    }
    for note in remarks::death_notes(&remark) {
        draft.text(Property::DeathNote, note, || place.clone());
    }
    for url in remarks::notices(&remark) {
        draft.text(Property::Notice, url, || place.clone());
    }
}

/// `VALUE` children; some years put the text directly inside.
fn values<'t, 'a>(child: Element<'t, 'a>) -> impl Iterator<Item = Element<'t, 'a>> {
    let own = (!child.text().trim().is_empty()).then_some(child);
    own.into_iter().chain(child.all("VALUE"))
}

fn each_value(child: Element<'_, '_>, draft: &mut Draft, property: Property) {
    for value in values(child) {
        draft.text(property, value.text(), || value.place());
    }
}

fn draft_text(draft: &mut Draft, property: Property, child: Element<'_, '_>) {
    draft.text(property, child.text(), || child.place());
}

/// A day that may carry a zone, which is cut.
fn day(draft: &mut Draft, property: Property, child: Element<'_, '_>, out: &mut Writer<'_>) {
    let Some(text) = stated(child.text()) else { return };
    let spans: Vec<_> = dates::iso_day(&text).map(register::DateSpan::day).into_iter().collect();
    if spans.is_empty() {
        out.problem(child.place(), ProblemKind::BadDate, &text);
    }
    let date = StatedDate { text: text.into(), spans, circa: false, calendar: Calendar::Gregorian };
    draft.date(property, date, child.place());
}
