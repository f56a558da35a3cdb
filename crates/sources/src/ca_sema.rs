//! Canada's Consolidated Canadian Autonomous Sanctions List (SEMA and JVCFOA), XML.
//!
//! Source:   international.gc.ca, sema-lmes.xml; the edition of April 2025.
//! Shape:    `data-set` > `record`. The publisher prints no reference, and renumbers items on repeal: the key is the
//!           regime (its English half), the name and the day of listing. `name:` is the alternate, so that an entry
//!           whose day was corrected is still found.
//! Traps:    one element holds a birth date or a ship's building date; a company's "Ltd." follows a comma as an alias
//!           does; names in other scripts stand among the aliases, some behind the word of their language; the file
//!           does not say its own date.

use register::{Alias, Document, Kind, NameKind, Property, Quality, Value};

use crate::dates::{self, Order};
use crate::draft::{Draft, Writer};
use crate::reading::{ProblemKind, Refusal};
use crate::text::stated;
use crate::xml::{Element, Records};

/// The counted elements; an element counts when it has a value.
const STATS: &[&str] =
    &["records", "persons", "entity_ship", "with_aliases", "with_date", "imo", "hamas_terrorist_attacks"];

/// The languages the publisher names before a name: "Russian: …".
const LANGUAGES: &[(&str, &str)] = &[
    ("Arabic", "ar"),
    ("Belarusian", "be"),
    ("Belarussian", "be"),
    ("Chinese", "zh"),
    ("Farsi", "fa"),
    ("Persian", "fa"),
    ("Russian", "ru"),
    ("Ukrainian", "uk"),
];

/// What follows a comma within a company's name.
const LEGAL_FORMS: &[&str] = &[
    "ao", "ab", "ag", "co", "corp", "fze", "fzco", "gmbh", "inc", "jsc", "limited", "llc", "llp", "ltd", "ojsc", "ooo",
    "oao", "pao", "pjsc", "plc", "s.a", "s.a.l", "s.r.l", "spa", "zao", "ооо", "оао", "пао", "зао",
];

/// Reads an edition.
///
/// # Errors
/// As [`Records`].
pub(crate) fn read(bytes: &[u8], out: &mut Writer<'_>) -> Result<(), Refusal> {
    out.outcome.stats.expect(STATS);
    let mut records = Records::open(bytes, &[])?;
    while let Some(record) = records.next_record()? {
        match record.name() {
            "record" => entry(record, out),
            other => out.problem(record.place(), ProblemKind::UnknownElement, other),
        }
    }
    Ok(())
}

fn entry(record: Element<'_, '_>, out: &mut Writer<'_>) {
    out.count("records");
    let kind = kind_of(record);
    out.count(if kind == Kind::Person { "persons" } else { "entity_ship" });
    let mut draft = out.draft(kind);
    let name = name(record, &mut draft);
    key(record, &name, &mut draft);
    for child in record.children() {
        match child.name() {
            "Country" => regime(child, &mut draft, out),
            "TitleOrShip" => {
                let property = if kind == Kind::Person { Property::Title } else { Property::Type };
                draft.text(property, child.text(), || child.place());
            }
            "Aliases" => aliases(child, &mut draft, out),
            "DateOfBirthOrShipBuildDate" => {
                let property = if kind == Kind::Person { Property::BirthDate } else { Property::IncorporationDate };
                if date(child, property, &mut draft, out) {
                    out.count("with_date");
                }
            }
            "DateOfListing" => {
                date(child, Property::ListedOn, &mut draft, out);
            }
            "ShipIMONumber" => imo(child, &mut draft, out),
            "Schedule" => other(child, "schedule", &mut draft),
            "Item" => other(child, "item", &mut draft),
            "LastName" | "GivenName" | "EntityOrShip" => {} // in `name`
            unknown => {
                other(child, unknown, &mut draft);
                out.problem(child.place(), ProblemKind::UnknownElement, unknown);
            }
        }
    }
    out.entry(draft, || record.place());
}

/// A record with a family or given name is a person; a number or a title beside `EntityOrShip` makes it a ship.
fn kind_of(record: Element<'_, '_>) -> Kind {
    let has = |name| record.child_text(name).is_some();
    if has("LastName") || has("GivenName") {
        Kind::Person
    } else if has("ShipIMONumber") || record.child_text("TitleOrShip").is_some_and(|title| is_ship(&title)) {
        Kind::Vessel
    } else {
        Kind::Organization
    }
}

fn is_ship(title: &str) -> bool {
    let title = title.to_lowercase();
    ["tanker", "cargo", "ship", "vessel", "carrier", "fso", "tug", "container"].iter().any(|word| title.contains(word))
}

/// States the name and gives it back as printed.
fn name(record: Element<'_, '_>, draft: &mut Draft) -> String {
    let mut whole = String::new();
    let mut parts: Vec<(Box<str>, Box<str>)> = Vec::new();
    let mut place = None;
    for (element, part) in [("GivenName", "first"), ("LastName", "last"), ("EntityOrShip", "whole")] {
        let Some(child) = record.child(element) else { continue };
        let Some(text) = stated(child.text()) else { continue };
        place.get_or_insert_with(|| child.place());
        if !whole.is_empty() {
            whole.push(' ');
        }
        whole.push_str(&text);
        if part != "whole" {
            parts.push((part.into(), text.into()));
        }
    }
    if let Some(place) = place
        && let Some(alias) = draft.name(&whole, NameKind::Primary, Quality::Unstated, || place)
    {
        alias.parts = parts;
    }
    whole
}

fn key(record: Element<'_, '_>, name: &str, draft: &mut Draft) {
    if name.is_empty() {
        return;
    }
    let country = record.child_text("Country").unwrap_or_default();
    let name = format!("{}|{}", english(&country), name.to_lowercase());
    let listed = record.child_text("DateOfListing").unwrap_or_default();
    draft.key(&format!("{name}|{listed}"));
    draft.alternate("name", &name);
}

/// The English half of a bilingual text: "Syria / Syrie".
fn english(text: &str) -> &str {
    text.split_once(" / ").map_or(text, |(english, _)| english).trim()
}

fn regime(child: Element<'_, '_>, draft: &mut Draft, out: &mut Writer<'_>) {
    if english(child.text()) == "Hamas Terrorist Attacks" {
        out.count("hamas_terrorist_attacks");
    }
    draft.text(Property::Programme, child.text(), || child.place());
}

fn aliases(child: Element<'_, '_>, draft: &mut Draft, out: &mut Writer<'_>) {
    let Some(text) = stated(child.text()) else { return };
    out.count("with_aliases");
    let mut rest: &str = &text;
    while !rest.is_empty() {
        let (one, after) = rest.split_at(alias_end(rest));
        rest = after.get(2..).unwrap_or_default();
        match labelled(one) {
            Some((before, language, name)) => {
                alias(before, child, draft);
                if let Some(alias) = alias(name, child, draft) {
                    alias.language = Some(language.into());
                }
            }
            None => {
                alias(one, child, draft);
            }
        }
    }
}

fn alias<'d>(name: &str, child: Element<'_, '_>, draft: &'d mut Draft) -> Option<&'d mut Alias> {
    draft.name(name.trim().trim_end_matches([',', ';']), NameKind::Aka, Quality::Unstated, || child.place())
}

/// What stands before the word of a language, the language, and the name after it: "… Arabic: …".
fn labelled(text: &str) -> Option<(&str, &'static str, &str)> {
    let (before, name) = text.split_once(':')?;
    let before = before.trim_end();
    LANGUAGES.iter().find_map(|(word, code)| {
        let before = before.strip_suffix(word)?;
        (before.is_empty() || before.ends_with(' ')).then_some((before, *code, name))
    })
}

/// Where the first of several aliases ends: at `, ` or `; `, but not before the legal form of a company.
fn alias_end(text: &str) -> usize {
    text.match_indices([',', ';'])
        .map(|(at, _)| at)
        .find(|at| {
            let Some(next) = text.get(at + 1..).and_then(|after| after.strip_prefix(' ')) else { return false };
            let word = next.split([',', ';', ' ']).next().unwrap_or_default().trim_end_matches('.').to_lowercase();
            let alone = next.get(word.len()..).unwrap_or_default().trim_start_matches('.');
            !(LEGAL_FORMS.contains(&word.as_str()) && (alone.is_empty() || alone.starts_with([',', ';'])))
        })
        .unwrap_or(text.len())
}

/// States a date; whether there was one.
fn date(child: Element<'_, '_>, property: Property, draft: &mut Draft, out: &mut Writer<'_>) -> bool {
    let Some(text) = stated(child.text()) else { return false };
    let date = dates::stated(&text, Order::DayFirst);
    if date.spans.is_empty() {
        out.problem(child.place(), ProblemKind::BadDate, &text);
    }
    draft.date(property, date, child.place());
    true
}

fn imo(child: Element<'_, '_>, draft: &mut Draft, out: &mut Writer<'_>) {
    let Some(number) = stated(child.text()) else { return };
    out.count("imo");
    let document = Document { kind: "IMO".into(), number: number.into(), ..Document::default() };
    draft.state(Property::Document, Value::Document(Box::new(document)), child.place());
}

fn other(child: Element<'_, '_>, label: &str, draft: &mut Draft) {
    if let Some(text) = stated(child.text()) {
        draft.text(Property::Other, &format!("{label}: {text}"), || child.place());
    }
}
