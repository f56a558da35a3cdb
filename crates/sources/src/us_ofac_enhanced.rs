//! OFAC's lists in the enhanced XML of the Sanctions List Service.
//!
//! Source:   sanctionslistservice.ofac.treas.gov, exports/ENHANCED_XML; the outputs for two programmes of 2024.
//! Shape:    `sanctionsData` > `publicationInfo`, `referenceValues`, `featureTypes`, `entities/entity`. Keyed by
//!           entity@id, which is the `uid` of the classic XML (checked on 303 entries); identityId and the id of the
//!           listing are alternates.
//! Traps:    the service filters by programme, so a file may be a part of the list; `relationships` repeats once a
//!           relationship; a year-only date is printed as its first and last day; names in Arabic script are wrapped
//!           in bidi marks, which stay; the formatted name of a person is `LAST, First`.
//! Not here: `referenceValues` and `featureTypes`, since every value is printed in words where it is used.

use std::sync::Arc;

use memchr::memmem;
use names::Script;
use register::{
    Act, Address, Alias, Calendar, DateSpan, Document, Kind, NameKind, Place, Property, Quality, StatedDate, Tie, Value,
};

use crate::dates::{self, Order};
use crate::draft::{Draft, Writer};
use crate::reading::{ProblemKind, Refusal};
use crate::text::stated;
use crate::xml::{Element, Records};

/// The counted elements; the advanced XML counts them too.
pub(crate) const STATS: &[&str] = &[
    "entities",
    "individual",
    "entity",
    "aircraft",
    "vessel",
    "names",
    "primary",
    "low_quality",
    "aka",
    "fka",
    "nka",
    "translations",
    "latin",
    "arabic",
    "cyrillic",
    "chinese_trad",
    "entities_with_arabic",
    "addresses",
    "documents",
    "birthdates",
    "birthdate_features",
    "relationships",
];

/// Acts kept to be shared between entries; there are some 90.
const MAX_ACTS: usize = 512;

/// The list a file is of: what the first entity is listed on says it.
pub(crate) fn list_of(bytes: &[u8]) -> &'static str {
    let entities = memmem::find(bytes, b"entities>").map_or(bytes, |at| &bytes[at..]);
    let named = memmem::find(entities, b"sanctionsList ").map(|at| &entities[at..]);
    let text = named.and_then(|at| Some(&at[memchr::memchr(b'>', at)? + 1..])).unwrap_or_default();
    if text.is_empty() || text.starts_with(b"SDN List<") { "us-ofac-sdn" } else { "us-ofac-cons" }
}

/// Reads an edition.
///
/// # Errors
/// As [`Records`].
pub(crate) fn read(bytes: &[u8], out: &mut Writer<'_>) -> Result<(), Refusal> {
    out.outcome.stats.expect(STATS);
    let mut acts = Vec::new();
    let mut records = Records::open(bytes, &["entities"])?;
    while let Some(record) = records.next_record()? {
        match record.name() {
            "entity" => entity(record, &mut acts, out),
            "publicationInfo" => publication(record, out),
            "referenceValues" | "featureTypes" => {}
            other => out.problem(record.place(), ProblemKind::UnknownElement, other),
        }
    }
    Ok(())
}

/// When, and whether it is the whole list: any filter but the choice of lists leaves entries out.
fn publication(record: Element<'_, '_>, out: &mut Writer<'_>) {
    if let Some(as_of) = record.child("dataAsOf") {
        out.outcome.published = dates::iso_day(as_of.text());
        out.outcome.stated = stated(as_of.text()).map(Into::into);
        if out.outcome.published.is_none() {
            out.problem(as_of.place(), ProblemKind::BadDate, as_of.text());
        }
    }
    out.outcome.extract = record
        .all("filters")
        .flat_map(|filters| filters.children())
        .any(|filter| filter.name() != "sanctionsLists" && has_value(filter));
}

/// Whether the element or anything in it prints a text.
fn has_value(element: Element<'_, '_>) -> bool {
    !element.text().trim().is_empty() || element.children().any(has_value)
}

fn entity(record: Element<'_, '_>, acts: &mut Vec<Arc<Act>>, out: &mut Writer<'_>) {
    out.count("entities");
    let mut draft = out.draft(Kind::Unknown);
    if let Some(id) = record.attribute("id") {
        draft.key(&id);
    }
    let mut main_name = None;
    for child in record.children() {
        match child.name() {
            "generalInfo" => general(child, &mut draft, out),
            "sanctionsLists" => {
                each(child, "sanctionsList", &mut draft, out, |item, draft, out| listing(item, draft, out));
            }
            "sanctionsPrograms" => each(child, "sanctionsProgram", &mut draft, out, |item, draft, _| {
                draft.text(Property::Programme, item.text(), || item.place());
            }),
            "sanctionsTypes" => each(child, "sanctionsType", &mut draft, out, |item, draft, _| {
                draft.text(Property::Measure, item.text(), || item.place());
            }),
            "legalAuthorities" => each(child, "legalAuthority", &mut draft, out, |item, draft, _| {
                if let Some(title) = stated(item.text()) {
                    draft.act(act(&title, acts), item.place());
                }
            }),
            "names" => main_name = names(child, &mut draft, out).or(main_name),
            "addresses" => each(child, "address", &mut draft, out, |item, draft, out| address(item, draft, out)),
            "features" => each(child, "feature", &mut draft, out, |item, draft, out| feature(item, draft, out)),
            "identityDocuments" => each(child, "identityDocument", &mut draft, out, |item, draft, out| {
                document(item, main_name.as_deref(), draft, out);
            }),
            "relationships" => {
                each(child, "relationship", &mut draft, out, |item, draft, out| relationship(item, draft, out));
            }
            _ => unknown(child, &mut draft, out),
        }
    }
    out.entry(draft, || record.place());
}

/// Every child of the one name a group is made of; others are kept as unknown.
fn each<'t, 'a>(
    group: Element<'t, 'a>,
    name: &str,
    draft: &mut Draft,
    out: &mut Writer<'_>,
    mut take: impl FnMut(Element<'t, 'a>, &mut Draft, &mut Writer<'_>),
) {
    for item in group.children() {
        if item.name() == name {
            take(item, draft, out);
        } else {
            unknown(item, draft, out);
        }
    }
}

/// An element the reader does not know: a problem, and its texts are kept.
pub(crate) fn unknown(element: Element<'_, '_>, draft: &mut Draft, out: &mut Writer<'_>) {
    out.problem(element.place(), ProblemKind::UnknownElement, element.name());
    keep(element, draft);
}

/// States every text inside as `element: text`. The depth is bounded by the reader of the XML.
pub(crate) fn keep(element: Element<'_, '_>, draft: &mut Draft) {
    if let Some(text) = stated(element.text()) {
        draft.text(Property::Other, &format!("{}: {text}", element.name()), || element.place());
    }
    for child in element.children() {
        keep(child, draft);
    }
}

fn is_true(element: Element<'_, '_>, name: &str) -> bool {
    element.child(name).is_some_and(|child| child.text().trim() == "true")
}

/// An act, the same one for every entry that stands under it.
pub(crate) fn act(title: &str, acts: &mut Vec<Arc<Act>>) -> Arc<Act> {
    if let Some(known) = acts.iter().find(|act| *act.title == *title) {
        return Arc::clone(known);
    }
    let act = Arc::new(Act { title: title.into(), kind: None, published: None, in_force: None, url: None });
    if acts.len() < MAX_ACTS {
        acts.push(Arc::clone(&act));
    }
    act
}

fn general(group: Element<'_, '_>, draft: &mut Draft, out: &mut Writer<'_>) {
    for child in group.children() {
        match child.name() {
            "identityId" => draft.alternate("identityid", child.text()),
            "entityType" => match child.text().trim() {
                "Individual" => {
                    out.count("individual");
                    draft.kind(Kind::Person);
                }
                "Entity" => {
                    out.count("entity");
                    draft.kind(Kind::Organization);
                }
                "Aircraft" => {
                    out.count("aircraft");
                    draft.kind(Kind::Aircraft);
                }
                "Vessel" => {
                    out.count("vessel");
                    draft.kind(Kind::Vessel);
                }
                other => {
                    out.problem(child.place(), ProblemKind::UnknownType, other);
                    draft.text(Property::Type, other, || child.place());
                }
            },
            "title" => {
                draft.text(Property::Title, child.text(), || child.place());
            }
            "remarks" => {
                draft.text(Property::Remark, child.text(), || child.place());
            }
            _ => unknown(child, draft, out),
        }
    }
}

/// The list an entity is on, and since when.
fn listing(item: Element<'_, '_>, draft: &mut Draft, out: &mut Writer<'_>) {
    if let Some(id) = item.attribute("id") {
        draft.alternate("listingid", &id);
    }
    let list = stated(item.text());
    let Some(printed) = item.attribute("datePublished") else {
        if let Some(list) = list {
            draft.text(Property::Other, &format!("list: {list}"), || item.place());
        }
        return;
    };
    let place = item.attribute_place("datePublished");
    let spans: Vec<_> = dates::iso_day(&printed).map(DateSpan::day).into_iter().collect();
    if spans.is_empty() {
        out.problem(place.clone(), ProblemKind::BadDate, &printed);
    }
    let date = StatedDate { text: printed.into(), spans, circa: false, calendar: Calendar::Gregorian };
    draft.date(Property::ListedOn, date, place).note = list.map(Into::into);
}

/// The names; gives the id of the main one.
fn names(group: Element<'_, '_>, draft: &mut Draft, out: &mut Writer<'_>) -> Option<Box<str>> {
    let mut main = None;
    let mut arabic = false;
    each(group, "name", draft, out, |item, draft, out| {
        out.count("names");
        let quality = match item.child_text("isLowQuality").as_deref() {
            Some("true") => {
                out.count("low_quality");
                Quality::Low
            }
            Some("false") => Quality::Good,
            _ => Quality::Unstated,
        };
        let primary = is_true(item, "isPrimary");
        if primary {
            out.count("primary");
            main = main.take().or_else(|| item.attribute("id").map(Into::into));
        }
        let alias = item.child_text("aliasType");
        let kind = match alias.as_deref() {
            Some("A.K.A.") => {
                out.count("aka");
                NameKind::Aka
            }
            Some("F.K.A.") => {
                out.count("fka");
                NameKind::Fka
            }
            Some("N.K.A.") => {
                out.count("nka");
                NameKind::Nka
            }
            None if primary => NameKind::Primary,
            None => NameKind::Aka,
            Some(other) => {
                out.problem(item.place(), ProblemKind::UnknownType, other);
                NameKind::Aka
            }
        };
        for child in item.children() {
            match child.name() {
                "translations" => each(child, "translation", draft, out, |translation, draft, out| {
                    arabic |= written(translation, kind, quality, draft, out);
                }),
                "isPrimary" | "isLowQuality" | "aliasType" => {}
                _ => unknown(child, draft, out),
            }
        }
    });
    if arabic {
        out.count("entities_with_arabic");
    }
    main
}

/// One name in one script; tells whether that is the Arabic one.
fn written(item: Element<'_, '_>, kind: NameKind, quality: Quality, draft: &mut Draft, out: &mut Writer<'_>) -> bool {
    out.count("translations");
    let script = item.child_text("script").unwrap_or_default();
    let key = match &*script {
        "Latin" => Some("latin"),
        "Arabic" => Some("arabic"),
        "Cyrillic" => Some("cyrillic"),
        "Chinese Traditional" => Some("chinese_trad"),
        _ => None,
    };
    if let Some(key) = key {
        out.count(key);
    }
    let kind = match (kind, is_true(item, "isPrimary")) {
        (NameKind::Primary, false) if script == "Latin" => NameKind::Translation,
        (NameKind::Primary, false) => NameKind::OriginalScript,
        (kind, _) => kind,
    };
    let (mut first, mut last, mut full) = (None, None, None);
    let mut parts: Vec<(Box<str>, Box<str>)> = Vec::new();
    for child in item.children() {
        match child.name() {
            "formattedFirstName" => first = stated(child.text()),
            "formattedLastName" => last = stated(child.text()),
            "formattedFullName" => full = stated(child.text()),
            "nameParts" => each(child, "namePart", draft, out, |part, _, _| {
                if let Some(text) = part.child("value").and_then(|value| stated(value.text())) {
                    parts.push((part_name(&part.child_text("type").unwrap_or_default()), text.into()));
                }
            }),
            "isPrimary" | "script" => {}
            _ => unknown(child, draft, out),
        }
    }
    let text = match (&first, &last) {
        (Some(first), Some(last)) => format!("{first} {last}").into(),
        _ => full.or(last).or(first).unwrap_or_else(|| joined(&parts).into()),
    };
    // One part that is the whole name says nothing more.
    if let [(_, only)] = &*parts
        && only.eq_ignore_ascii_case(&text)
    {
        parts.clear();
    }
    if let Some(alias) = draft.name(&text, kind, quality, || item.place()) {
        alias.parts = parts;
        let note = script_note(&script, alias);
        draft.note_last(note.as_deref());
    } else {
        out.problem(item.place(), ProblemKind::Placeholder, &text);
    }
    script == "Arabic"
}

/// The publisher's word for a script that the letters themselves do not tell.
pub(crate) fn script_note(script: &str, alias: &Alias) -> Option<String> {
    let told = match script {
        "" => true,
        "Latin" => alias.script.is_none_or(|script| script == Script::Latin),
        "Arabic" => alias.script == Some(Script::Arabic),
        "Cyrillic" => alias.script == Some(Script::Cyrillic),
        "Hebrew" => alias.script == Some(Script::Hebrew),
        "Greek" => alias.script == Some(Script::Greek),
        "Armenian" => alias.script == Some(Script::Armenian),
        "Georgian" => alias.script == Some(Script::Georgian),
        "Korean" | "Hangul" => alias.script == Some(Script::Hangul),
        _ => false,
    };
    (!told).then(|| format!("script: {script}"))
}

pub(crate) fn part_name(printed: &str) -> Box<str> {
    match printed {
        "First Name" => "first",
        "Middle Name" => "middle",
        "Last Name" => "last",
        other => other,
    }
    .into()
}

fn joined(parts: &[(Box<str>, Box<str>)]) -> String {
    let mut out = String::new();
    for (_, text) in parts {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(text);
    }
    out
}

fn address(item: Element<'_, '_>, draft: &mut Draft, out: &mut Writer<'_>) {
    out.count("addresses");
    let country: Option<Box<str>> = item.child("country").and_then(|child| stated(child.text())).map(Into::into);
    let mut any = false;
    for child in item.children() {
        match child.name() {
            "country" => {}
            "translations" => each(child, "translation", draft, out, |translation, draft, out| {
                any = true;
                let address = Address { country: country.clone(), ..Address::default() };
                written_address(translation, address, draft, out);
            }),
            _ => unknown(child, draft, out),
        }
    }
    if !any && country.is_some() {
        let address = Address { country, ..Address::default() };
        draft.state(Property::Address, Value::Address(Box::new(address)), item.place());
    }
}

/// One address in one script.
fn written_address(item: Element<'_, '_>, mut address: Address, draft: &mut Draft, out: &mut Writer<'_>) {
    let mut street = String::new();
    for child in item.children() {
        match child.name() {
            "addressParts" => each(child, "addressPart", draft, out, |part, _, out| {
                let Some(text) = part.child("value").and_then(|value| stated(value.text())) else { return };
                let kind = part.child_text("type").unwrap_or_default();
                let slot = match &*kind {
                    "CITY" => Some(&mut address.city),
                    "STATE/PROVINCE" | "REGION" => Some(&mut address.region),
                    "POSTAL CODE" => Some(&mut address.postal_code),
                    "ADDRESS1" | "ADDRESS2" | "ADDRESS3" => None,
                    other => {
                        out.problem(part.place(), ProblemKind::UnknownType, other);
                        None
                    }
                };
                match slot {
                    Some(slot @ None) => *slot = Some(text.into()),
                    Some(Some(before)) => *before = format!("{before}, {text}").into(),
                    None => {
                        if !street.is_empty() {
                            street.push_str(", ");
                        }
                        street.push_str(&text);
                    }
                }
            }),
            "isPrimary" | "script" => {}
            _ => unknown(child, draft, out),
        }
    }
    address.street = (!street.is_empty()).then(|| street.into());
    if !address.is_empty() {
        draft.state(Property::Address, Value::Address(Box::new(address)), item.place());
    }
}

/// What a feature becomes.
#[derive(Clone, Copy)]
enum Becomes {
    Text(Property),
    /// A text that keeps the feature's name as a note, since the property alone does not tell it.
    Noted(Property),
    Date(Property),
    /// A number of the feature's kind.
    Number,
    /// `label: text`.
    Other,
}

/// The features by their published names (`featureTypes`, 2024); `None` for a name not known.
fn becomes(kind: &str) -> Option<Becomes> {
    use Becomes::{Date, Noted, Number, Other, Text};
    Some(match kind {
        "Birthdate" => Date(Property::BirthDate),
        "Place of Birth" => Text(Property::BirthPlace),
        "Gender" => Text(Property::Gender),
        "Title" => Text(Property::Title),
        "Nationality Country" => Text(Property::Nationality),
        "Citizenship Country" => Text(Property::Citizenship),
        "Website" => Text(Property::Website),
        "Email Address" => Text(Property::Email),
        "Phone Number" => Text(Property::Phone),
        "Organization Established Date" | "Aircraft Manufacture Date" | "Vessel Year of Build" => {
            Date(Property::IncorporationDate)
        }
        "Organization Type:" | "VESSEL TYPE" | "Vessel Type" => Text(Property::Type),
        "Target Type" | "Other Vessel Type" => Noted(Property::Type),
        "Nationality of Registration" | "Registration Country" => Noted(Property::Country),
        "Vessel Flag" => Text(Property::Flag),
        "Former Vessel Flag" | "Other Vessel Flag" => Noted(Property::Flag),
        "Vessel Call Sign" => Text(Property::CallSign),
        "Other Vessel Call Sign" => Noted(Property::CallSign),
        "Vessel Tonnage" => Text(Property::Tonnage),
        "Vessel Gross Registered Tonnage" => Noted(Property::Tonnage),
        "Vessel Owner" => Text(Property::Owner),
        "Aircraft Operator" => Noted(Property::Owner),
        "Aircraft Model" => Text(Property::Model),
        "Additional Sanctions Information -"
        | "Secondary sanctions risk:"
        | "CAATSA Section 235 Information:"
        | "IFCA Determination -"
        | "PEESA Information:"
        | "Transactions Prohibited For Persons Owned or Controlled By U.S. Financial Institutions:" => {
            Noted(Property::Measure)
        }
        "SWIFT/BIC"
        | "BIK (RU)"
        | "D-U-N-S Number"
        | "ISIN"
        | "MICEX Code"
        | "UN/LOCODE"
        | "Equity Ticker"
        | "Aircraft Construction Number (also called L/N or S/N or F/N)"
        | "Aircraft Manufacturer’s Serial Number (MSN)"
        | "Aircraft Mode S Transponder Code"
        | "Aircraft Tail Number"
        | "Previous Aircraft Tail Number" => Number,
        "Issuer Name" | "Location" => Other,
        _ if kind.starts_with("Digital Currency Address") => Number,
        _ if kind.starts_with("Executive Order ") => Noted(Property::Measure),
        _ if kind.starts_with("Listing Date (") => Date(Property::ListedOn),
        _ if kind.starts_with("Effective Date (") || kind.starts_with("Purchase/Sales For Divestment") => Other,
        _ => return None,
    })
}

/// Whether the publisher is known to print a feature of that name.
pub(crate) fn is_feature(kind: &str) -> bool {
    becomes(kind).is_some()
}

fn feature(item: Element<'_, '_>, draft: &mut Draft, out: &mut Writer<'_>) {
    let kind = item.child_text("type").unwrap_or_default();
    if kind == "Birthdate" {
        out.count("birthdates");
        out.count("birthdate_features");
    }
    let becomes = becomes(&kind).unwrap_or_else(|| {
        out.problem(item.place(), ProblemKind::UnknownType, &kind);
        Becomes::Other
    });
    let mut notes: Vec<String> = Vec::new();
    let (mut value, mut date) = (None, None);
    for child in item.children() {
        match child.name() {
            "value" => value = Some(child),
            "valueDate" => date = Some(child),
            "reliability" | "comments" => {
                notes.extend(stated(child.text()).map(|text| format!("{}: {text}", child.name())));
            }
            // The type is at hand; the ids only serve the publisher's tables.
            "type" | "versionId" | "valueRefId" => {}
            "isPrimary" => {
                if child.text().trim() == "false" {
                    notes.push("alternate".into());
                }
            }
            _ => unknown(child, draft, out),
        }
    }
    let printed = value.and_then(|value| stated(value.text()));
    let place = || value.or(date).unwrap_or(item).place();
    let text = |out: &mut Writer<'_>| -> Option<Box<str>> {
        match &printed {
            Some(text) => Some((**text).into()),
            None => period(None, date, place, out).map(|date| date.text),
        }
    };
    let label = kind.trim_end_matches([':', '-', ' ']);
    match becomes {
        Becomes::Date(property) => {
            let Some(date) = period(printed.as_deref(), date, place, out) else { return };
            if property == Property::ListedOn {
                notes.insert(0, label.to_owned());
            }
            draft.date(property, date, place());
        }
        Becomes::Number => {
            let Some(number) = text(out) else { return };
            let document = Document { kind: label.into(), number, ..Document::default() };
            draft.state(Property::Document, Value::Document(Box::new(document)), place());
        }
        Becomes::Text(property) | Becomes::Noted(property) => {
            let Some(text) = text(out) else { return };
            if matches!(becomes, Becomes::Noted(_)) {
                notes.insert(0, label.to_owned());
            }
            draft.state(property, Value::Text(text), place());
        }
        Becomes::Other => {
            let Some(text) = text(out) else { return };
            draft.state(Property::Other, Value::Text(format!("{label}: {text}").into()), place());
        }
    }
    if !notes.is_empty() {
        draft.note_last(Some(&notes.join("; ")));
    }
}

/// A printed date with the days the publisher says it means; the words alone where the days are missing or wrong.
fn period(
    printed: Option<&str>,
    days: Option<Element<'_, '_>>,
    place: impl Fn() -> Place,
    out: &mut Writer<'_>,
) -> Option<StatedDate> {
    let mut from_words = printed.map(|text| dates::stated(text, Order::MonthFirst));
    let span = days.and_then(span_of);
    let circa = days.is_some_and(|days| is_true(days, "isApproximate"));
    let date = match (&mut from_words, span) {
        (Some(date), Some(span)) => {
            date.spans = vec![span];
            date.circa |= circa;
            from_words?
        }
        (Some(_), None) => from_words?,
        (None, Some(span)) => {
            StatedDate { text: span.to_string().into(), spans: vec![span], circa, calendar: Calendar::Gregorian }
        }
        (None, None) => {
            if let Some(days) = days {
                out.problem(days.place(), ProblemKind::BadDate, "");
            }
            return None;
        }
    };
    if date.spans.is_empty() || (days.is_some() && span.is_none()) {
        out.problem(place(), ProblemKind::BadDate, &date.text);
    }
    Some(date)
}

/// From the first day it may begin to the last it may end.
fn span_of(days: Element<'_, '_>) -> Option<DateSpan> {
    let day = |name: &str| dates::iso_day(days.child(name)?.text());
    let first = day("fromDateBegin").or_else(|| day("fromDateEnd"))?;
    let last = day("toDateEnd").or_else(|| day("toDateBegin")).or_else(|| day("fromDateEnd")).unwrap_or(first);
    DateSpan::new(first, last)
}

fn document(item: Element<'_, '_>, main_name: Option<&str>, draft: &mut Draft, out: &mut Writer<'_>) {
    out.count("documents");
    let mut document = Document::default();
    let mut issuer = String::new();
    let mut notes: Vec<String> = Vec::new();
    for child in item.children() {
        let text = stated(child.text());
        match child.name() {
            "type" => document.kind = text.unwrap_or_default().into(),
            "documentNumber" => document.number = text.unwrap_or_default().into(),
            "issuingCountry" => document.country = text.map(Into::into),
            "issuingLocation" | "issuingAuthority" => {
                let separator = if issuer.is_empty() || text.is_none() { "" } else { ", " };
                issuer.push_str(separator);
                issuer.push_str(&text.unwrap_or_default());
            }
            "issueDate" => document.issued = period(None, Some(child), || child.place(), out),
            "expirationDate" => document.expires = period(None, Some(child), || child.place(), out),
            "isValid" => {
                if child.text().trim() == "false" {
                    document.flags.push("invalid".into());
                }
            }
            // Nearly always the main name again; another one is worth a word.
            "name" => {
                if child.attribute("nameId").as_deref() != main_name || main_name.is_none() {
                    notes.extend(text.map(|text| format!("name: {text}")));
                }
            }
            "comments" => notes.extend(text.map(Into::into)),
            "idFeatures" => each(child, "idFeature", draft, out, |feature, _, _| {
                notes.extend(stated(feature.text()).map(Into::into));
            }),
            _ => unknown(child, draft, out),
        }
    }
    document.issuer = (!issuer.is_empty()).then(|| issuer.into());
    if document.number.is_empty() {
        out.problem(item.place(), ProblemKind::Placeholder, &document.kind);
        if document == Document::default() && notes.is_empty() {
            return;
        }
    }
    draft.state(Property::Document, Value::Document(Box::new(document)), item.place()).note =
        (!notes.is_empty()).then(|| notes.join("; ").into());
}

/// A tie as the publisher directs it: this entity is the one "acting for" the other.
fn relationship(item: Element<'_, '_>, draft: &mut Draft, out: &mut Writer<'_>) {
    out.count("relationships");
    let mut tie = Tie::default();
    let mut notes: Vec<String> = Vec::new();
    for child in item.children() {
        let text = stated(child.text());
        match child.name() {
            "type" => tie.kind = text.unwrap_or_default().into(),
            "relatedEntity" => {
                tie.to = child.attribute("entityId").map(Into::into);
                tie.name = text.map(Into::into);
            }
            "quality" | "comments" => notes.extend(text.map(|text| format!("{}: {text}", child.name()))),
            _ => unknown(child, draft, out),
        }
    }
    if tie.to.is_none() && tie.name.is_none() {
        out.problem(item.place(), ProblemKind::Placeholder, &tie.kind);
    }
    draft.state(Property::Tie, Value::Tie(Box::new(tie)), item.place()).note =
        (!notes.is_empty()).then(|| notes.join("; ").into());
}
