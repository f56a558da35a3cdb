//! The classic XML of OFAC: SDN.XML and CONSOLIDATED.XML.
//!
//! Source:   ofac.treasury.gov, sdn.xml and consolidated.xml and their schema.
//! Shape:    `sdnList` > `publshInformation` (spelt so), `sdnEntry`. Keyed by uid, which the other formats call FixedRef.
//! Traps:    the namespace changes with the years; `idList` is a junk drawer: sex, web sites, founding dates and
//!           warnings stand among the documents; ties stand only in remarks, as `(Linked To: NAME)`.
//! Fails:    as [`Records`], and when `Record_Count` differs from the entries read.
//! Not here: the CSV set (`us_ofac_csv`), which shares [`label`] and [`linked_to`]; the enhanced and advanced XML.

use std::borrow::Cow;
use std::collections::HashSet;

use names::Script;
use register::{Address, Document, Kind, NameKind, Place, Property, Quality, Tie, Value};

use crate::dates::{self, Order};
use crate::draft::{Draft, Writer};
use crate::reading::{ProblemKind, Refusal};
use crate::text::{clean, stated, trim};
use crate::xml::{Element, Records, same};

/// The counted elements; an element counts when it has a value.
const STATS: &[&str] = &[
    "entries",
    "individual",
    "entity",
    "vessel",
    "aircraft",
    "individuals",
    "aliases",
    "strong",
    "weak",
    "aka",
    "fka",
    "nka",
    "dob",
    "day",
    "year",
    "month",
    "circa",
    "range",
    "pob",
    "ids",
    "passport_like",
    "digital_currency",
    "addresses",
    "nationalities",
    "citizenships",
    "vessel_info",
    "programmes",
    "links",
    "sdgt",
    "ifsr",
    "irgc",
    "fto",
    "remarks",
    "linked_to",
    "non_latin",
];

/// Programmes whose entries are not blocked and so stand on the consolidated list only.
const CONSOLIDATED: &[&str] =
    &["NS-PLC", "CMIC-EO13959", "561-Related", "FSE-IR", "FSE-SY", "UKRAINE-EO13662", "561LIST", "561List"];

/// The entries looked at, and the bytes at most, to tell one list from the other.
const HEAD_ENTRIES: usize = 100;
const HEAD_BYTES: usize = 512 << 10;

/// The list of a classic file, by the programmes of its first entries.
pub(crate) fn list_of(bytes: &[u8]) -> &'static str {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD_BYTES)]);
    let entries = head.split("sdnEntry>").filter(|entry| entry.contains("program>")).take(HEAD_ENTRIES);
    list_of_programmes(entries.map(|entry| {
        entry.split("program>").skip(1).any(|rest| is_consolidated(rest.split('<').next().unwrap_or_default()))
    }))
}

/// The list of entries of which each says whether it has a programme of the consolidated list.
pub(crate) fn list_of_programmes(entries: impl Iterator<Item = bool>) -> &'static str {
    let (mut all, mut consolidated) = (0, 0);
    for one in entries.take(HEAD_ENTRIES) {
        all += 1;
        consolidated += u32::from(one);
    }
    if consolidated * 2 > all { "us-ofac-cons" } else { "us-ofac-sdn" }
}

/// Whether entries of a programme stand on the consolidated list only.
pub(crate) fn is_consolidated(programme: &str) -> bool {
    CONSOLIDATED.contains(&programme.trim())
}

/// Reads an edition.
///
/// # Errors
/// As [`Records`]; another number of entries than the file itself states.
pub(crate) fn read(bytes: &[u8], out: &mut Writer<'_>) -> Result<(), Refusal> {
    out.outcome.stats.expect(STATS);
    let mut programmes = HashSet::new();
    let mut count: Option<(Place, String)> = None;
    let mut entries: u64 = 0;
    let mut records = Records::open(bytes, &[])?;
    while let Some(record) = records.next_record()? {
        match record.name() {
            "sdnEntry" => {
                entries += 1;
                entry(record, &mut programmes, out);
            }
            "publshInformation" => {
                for child in record.children() {
                    match child.name() {
                        "Publish_Date" => published(child, out),
                        "Record_Count" => count = Some((child.place(), clean(child.text()).into())),
                        other => out.problem(child.place(), ProblemKind::UnknownElement, other),
                    }
                }
            }
            other => out.problem(record.place(), ProblemKind::UnknownElement, other),
        }
    }
    out.outcome.stats.add("programmes", programmes.len() as u64);
    match count {
        Some((place, count)) if count.parse() != Ok(entries) => {
            Err(Refusal::at(place, ProblemKind::CountMismatch, &format!("{count} ≠ {entries}")))
        }
        _ => Ok(()),
    }
}

fn published(child: Element<'_, '_>, out: &mut Writer<'_>) {
    let text = clean(child.text());
    out.outcome.published = dates::slashed_day(&text, Order::MonthFirst);
    if out.outcome.published.is_none() {
        out.problem(child.place(), ProblemKind::BadDate, &text);
    }
    out.outcome.stated = Some(text.into());
}

fn entry(record: Element<'_, '_>, programmes: &mut HashSet<String>, out: &mut Writer<'_>) {
    out.count("entries");
    let kind = match record.child("sdnType").map(|child| trim(child.text())) {
        Some("Individual") => {
            out.count("individual");
            out.count("individuals");
            Kind::Person
        }
        Some("Entity") => {
            out.count("entity");
            Kind::Organization
        }
        Some("Vessel") => {
            out.count("vessel");
            Kind::Vessel
        }
        Some("Aircraft") => {
            out.count("aircraft");
            Kind::Aircraft
        }
        other => {
            out.problem(record.place(), ProblemKind::UnknownType, other.unwrap_or_default());
            Kind::Unknown
        }
    };
    let mut draft = out.draft(kind);
    name(record, NameKind::Primary, Quality::Unstated, &mut draft, out);
    for child in record.children() {
        match child.name() {
            "uid" => draft.key(child.text()),
            "firstName" | "lastName" | "sdnType" => {} // above
            "title" => {
                draft.text(Property::Position, child.text(), || child.place());
            }
            "remarks" => remarks(child, &mut draft, out),
            "programList" => each(child, "program", out, |item, out| programme(item, programmes, &mut draft, out)),
            "akaList" => each(child, "aka", out, |item, out| alias(item, &mut draft, out)),
            "idList" => each(child, "id", out, |item, out| id(item, &mut draft, out)),
            "addressList" => each(child, "address", out, |item, out| address(item, &mut draft, out)),
            "nationalityList" => each(child, "nationality", out, |item, out| {
                if value(item, "country", Property::Nationality, &mut draft, out) {
                    out.count("nationalities");
                }
            }),
            "citizenshipList" => each(child, "citizenship", out, |item, out| {
                if value(item, "country", Property::Citizenship, &mut draft, out) {
                    out.count("citizenships");
                }
            }),
            "dateOfBirthList" => each(child, "dateOfBirthItem", out, |item, out| birth_date(item, &mut draft, out)),
            "placeOfBirthList" => each(child, "placeOfBirthItem", out, |item, out| {
                if value(item, "placeOfBirth", Property::BirthPlace, &mut draft, out) {
                    out.count("pob");
                }
            }),
            "vesselInfo" => vessel(child, &mut draft, out),
            other => out.problem(child.place(), ProblemKind::UnknownElement, other),
        }
    }
    out.entry(draft, || record.place());
}

/// Every item of a list; anything else in it is not known.
fn each<'t, 'a>(
    list: Element<'t, 'a>,
    name: &str,
    out: &mut Writer<'_>,
    mut read: impl FnMut(Element<'t, 'a>, &mut Writer<'_>),
) {
    for item in list.children() {
        if item.name() == name {
            read(item, out);
        } else {
            out.problem(item.place(), ProblemKind::UnknownElement, item.name());
        }
    }
}

/// firstName and lastName as one name; `false` when there is none.
fn name(item: Element<'_, '_>, kind: NameKind, quality: Quality, draft: &mut Draft, out: &mut Writer<'_>) -> bool {
    let last = item.child("lastName").and_then(|child| Some((child, stated(child.text())?)));
    let first = item.child("firstName").and_then(|child| Some((child, stated(child.text())?)));
    let alias = match (&first, &last) {
        (Some((place, first)), Some((_, last))) => {
            let mut alias = draft.name(&format!("{first} {last}"), kind, quality, || place.place());
            if let Some(alias) = &mut alias {
                alias.parts = vec![("first".into(), (&**first).into()), ("last".into(), (&**last).into())];
            }
            alias
        }
        (Some((place, one)), None) | (None, Some((place, one))) => draft.name(one, kind, quality, || place.place()),
        (None, None) => None,
    };
    let Some(alias) = alias else { return false };
    if alias.script.is_some_and(|script| script != Script::Latin) {
        out.count("non_latin");
    }
    true
}

fn programme(item: Element<'_, '_>, programmes: &mut HashSet<String>, draft: &mut Draft, out: &mut Writer<'_>) {
    let Some(text) = stated(item.text()) else { return };
    out.count("links");
    match &*text {
        "SDGT" => out.count("sdgt"),
        "IFSR" => out.count("ifsr"),
        "IRGC" => out.count("irgc"),
        "FTO" => out.count("fto"),
        _ => {}
    }
    if !programmes.contains(&*text) {
        programmes.insert(text.clone().into_owned());
    }
    draft.text(Property::Programme, &text, || item.place());
}

fn alias(item: Element<'_, '_>, draft: &mut Draft, out: &mut Writer<'_>) {
    unknown_children(item, &["uid", "type", "category", "lastName", "firstName"], out);
    let (quality, counted) = match item.child("category").map(|child| trim(child.text())) {
        Some("strong") => (Quality::Good, Some("strong")),
        Some("weak") => (Quality::Low, Some("weak")),
        None | Some("") => (Quality::Unstated, None),
        Some(other) => {
            out.problem(item.place(), ProblemKind::UnknownType, other);
            (Quality::Unstated, None)
        }
    };
    let printed = item.child("type").map(|child| trim(child.text())).unwrap_or_default();
    let kind = alias_kind(printed);
    if kind.is_none() {
        out.problem(item.place(), ProblemKind::UnknownType, printed);
    }
    let (kind, word) = kind.unwrap_or((NameKind::Aka, "aka"));
    if name(item, kind, quality, draft, out) {
        out.count("aliases");
        out.count(word);
        if let Some(counted) = counted {
            out.count(counted);
        }
    }
}

/// The kind of name of `a.k.a.` or `aka`, with its counted word.
pub(crate) fn alias_kind(printed: &str) -> Option<(NameKind, &'static str)> {
    Some(match printed.trim() {
        "a.k.a." | "aka" => (NameKind::Aka, "aka"),
        "f.k.a." | "fka" => (NameKind::Fka, "fka"),
        "n.k.a." | "nka" => (NameKind::Nka, "nka"),
        _ => return None,
    })
}

fn id(item: Element<'_, '_>, draft: &mut Draft, out: &mut Writer<'_>) {
    unknown_children(item, &["uid", "idType", "idNumber", "idCountry", "issueDate", "expirationDate"], out);
    let Some(number) = item.child("idNumber").filter(|child| !trim(child.text()).is_empty()) else {
        let rest = item.children().filter(|child| child.name() != "uid" && !trim(child.text()).is_empty());
        let rest: Vec<Cow<'_, str>> = rest.map(|child| clean(child.text())).collect();
        draft.text(Property::Other, &rest.join(", "), || item.place());
        return;
    };
    let kind = item.child_text("idType").unwrap_or_default();
    out.count("ids");
    if kind.contains("Passport") {
        out.count("passport_like");
    } else if kind.starts_with("Digital Currency Address") {
        out.count("digital_currency");
    }
    let read = Label {
        label: &kind,
        value: number.text(),
        country: item.child_text("idCountry"),
        issued: item.child_text("issueDate"),
        expires: item.child_text("expirationDate"),
        note: None,
    };
    label(read, draft, out, || number.place());
}

/// A labelled value of the junk drawer.
pub(crate) struct Label<'a> {
    /// The publisher's word.
    pub(crate) label: &'a str,
    /// What stands under it.
    pub(crate) value: &'a str,
    pub(crate) country: Option<Cow<'a, str>>,
    pub(crate) issued: Option<Cow<'a, str>>,
    pub(crate) expires: Option<Cow<'a, str>>,
    pub(crate) note: Option<&'a str>,
}

/// What a labelled value is: sorted out of the junk drawer, a document where nothing else is known.
pub(crate) fn label(read: Label<'_>, draft: &mut Draft, out: &mut Writer<'_>, place: impl Fn() -> Place) {
    let Some(value) = stated(read.value) else {
        out.problem(place(), ProblemKind::Placeholder, read.label);
        return;
    };
    let Some((property, own_note)) = property_of(read.label) else {
        if is_words(read.label) {
            words(&read, &value, draft, place);
        } else {
            number(read, &value, draft, place());
        }
        return;
    };
    let note = own_note.or(read.note);
    if matches!(property, Property::IncorporationDate | Property::ListedOn) {
        date(property, &value, note, draft, out, place());
    } else {
        draft.text(property, &value, place);
        draft.note_last(note);
    }
    if let Some(country) = read.country {
        draft.text(Property::Other, &format!("{}: {country}", read.label), place_again(draft));
    }
}

fn words(read: &Label<'_>, value: &str, draft: &mut Draft, place: impl FnOnce() -> Place) {
    let mut text = format!("{}: {value}", read.label.trim_end_matches([':', '-', ' ']));
    // Only ever printed with numbers; kept all the same.
    for more in [&read.country, &read.issued, &read.expires].into_iter().flatten() {
        text.push_str(&format!(" ({more})"));
    }
    if draft.text(Property::Other, &text, place).is_some() {
        draft.note_last(read.note);
    }
}

fn number(read: Label<'_>, value: &str, draft: &mut Draft, place: Place) {
    let date = |text: Cow<'_, str>| dates::stated(&text, Order::MonthFirst);
    let document = Document {
        kind: read.label.into(),
        number: value.into(),
        country: read.country.map(Into::into),
        issuer: None,
        issued: read.issued.map(date),
        expires: read.expires.map(date),
        flags: if read.label == "Diplomatic Passport" { vec!["diplomatic".into()] } else { Vec::new() },
    };
    draft.state(Property::Document, Value::Document(Box::new(document)), place).note = read.note.map(Into::into);
}

/// The property a label stands for, with its note; `None` for numbers and for words.
fn property_of(label: &str) -> Option<(Property, Option<&str>)> {
    let property = match label {
        "Gender" => Property::Gender,
        "Website" => Property::Website,
        "Email Address" => Property::Email,
        "Phone Number" | "Telephone" | "Fax" => Property::Phone,
        "Organization Type:" | "Target Type" | "Other Vessel Type" => Property::Type,
        "Aircraft Model" => Property::Model,
        "Aircraft Operator" => Property::Owner,
        "Other Vessel Call Sign" => Property::CallSign,
        "Other Vessel Flag" => Property::Flag,
        "Former Vessel Flag" => return Some((Property::Flag, Some("former"))),
        "Nationality of Registration" | "Registration Country" => Property::Country,
        "Organization Established Date" | "Aircraft Manufacture Date" | "Vessel Year of Build" => {
            Property::IncorporationDate
        }
        listed if listed.starts_with("Listing Date") => {
            return Some((Property::ListedOn, Some(listed.trim_end_matches(':'))));
        }
        _ => return None,
    };
    Some((property, None))
}

/// Whether a label heads a number: a passport, a registration, a wallet.
pub(crate) fn is_number(label: &str) -> bool {
    property_of(label).is_none() && !is_words(label)
}

/// The place of the value stated last.
fn place_again(draft: &Draft) -> impl FnOnce() -> Place + use<> {
    let last = draft.statements().last().map(|statement| statement.evidence.place.clone());
    move || last.unwrap_or(Place::Byte { offset: 0 })
}

/// Whether a label heads words, not a number: warnings, directives, dates of effect.
fn is_words(label: &str) -> bool {
    label.is_empty()
        || label.ends_with([':', '-'])
        || ["Executive Order", "Effective Date", "Purchase/Sales", "Issuer Name", "UN/LOCODE"]
            .iter()
            .any(|start| label.starts_with(start))
}

/// States a date; one that is not understood is a problem, and its text is kept.
pub(crate) fn date(
    property: Property,
    text: &str,
    note: Option<&str>,
    draft: &mut Draft,
    out: &mut Writer<'_>,
    place: Place,
) {
    let date = dates::stated(text, Order::MonthFirst);
    if date.spans.is_empty() {
        out.problem(place.clone(), ProblemKind::BadDate, text);
    }
    draft.date(property, date, place).note = note.map(Into::into);
}

fn address(item: Element<'_, '_>, draft: &mut Draft, out: &mut Writer<'_>) {
    unknown_children(
        item,
        &["uid", "address1", "address2", "address3", "city", "stateOrProvince", "postalCode", "country"],
        out,
    );
    let part = |name: &str| item.child(name).and_then(|child| stated(child.text()));
    let mut street: Option<String> = None;
    for line in ["address1", "address2", "address3"].into_iter().filter_map(part) {
        match &mut street {
            Some(street) => {
                street.push_str(", ");
                street.push_str(&line);
            }
            None => street = Some(line.into_owned()),
        }
    }
    let address = Address {
        street: street.map(Into::into),
        city: part("city").map(Into::into),
        region: part("stateOrProvince").map(Into::into),
        postal_code: part("postalCode").map(Into::into),
        country: part("country").map(Into::into),
    };
    if !address.is_empty() {
        out.count("addresses");
        draft.state(Property::Address, Value::Address(Box::new(address)), item.place());
    }
}

/// The note of a value that the publisher prints beside a main one; the CSV set says `alt.` for it.
fn alternative(item: Element<'_, '_>) -> Option<&'static str> {
    item.child("mainEntry").is_some_and(|main| trim(main.text()) == "false").then_some("alt.")
}

fn value(item: Element<'_, '_>, name: &str, property: Property, draft: &mut Draft, out: &mut Writer<'_>) -> bool {
    unknown_children(item, &["uid", "mainEntry", name], out);
    let Some(child) = item.child(name) else { return false };
    if draft.text(property, child.text(), || child.place()).is_none() {
        return false;
    }
    draft.note_last(alternative(item));
    true
}

fn birth_date(item: Element<'_, '_>, draft: &mut Draft, out: &mut Writer<'_>) {
    unknown_children(item, &["uid", "mainEntry", "dateOfBirth"], out);
    let Some(child) = item.child("dateOfBirth") else { return };
    let Some(text) = stated(child.text()) else { return };
    out.count("dob");
    out.count(if text.starts_with("circa") {
        "circa"
    } else if text.contains(" to ") {
        "range"
    } else {
        match text.split(' ').count() {
            1 => "year",
            2 => "month",
            _ => "day",
        }
    });
    date(Property::BirthDate, &text, alternative(item), draft, out, child.place());
}

fn vessel(info: Element<'_, '_>, draft: &mut Draft, out: &mut Writer<'_>) {
    out.count("vessel_info");
    for child in info.children() {
        let (property, note) = match child.name() {
            "callSign" => (Property::CallSign, None),
            "vesselType" => (Property::Type, None),
            "vesselFlag" => (Property::Flag, None),
            "vesselOwner" => (Property::Owner, None),
            "tonnage" => (Property::Tonnage, None),
            "grossRegisteredTonnage" => (Property::Tonnage, Some("gross registered")),
            other => {
                out.problem(child.place(), ProblemKind::UnknownElement, other);
                continue;
            }
        };
        if draft.text(property, child.text(), || child.place()).is_some() {
            draft.note_last(note);
        }
    }
}

fn remarks(child: Element<'_, '_>, draft: &mut Draft, out: &mut Writer<'_>) {
    let Some(text) = stated(child.text()) else { return };
    out.count("remarks");
    draft.text(Property::Remark, &text, || child.place());
    for name in linked_to(&text) {
        out.count("linked_to");
        tie(name, draft, child.place());
    }
}

/// States the tie that a remark prints as `Linked To: NAME`.
pub(crate) fn tie(name: &str, draft: &mut Draft, place: Place) {
    let tie = Tie { kind: "Linked To".into(), name: Some(name.into()), ..Tie::default() };
    draft.state(Property::Tie, Value::Tie(Box::new(tie)), place);
}

/// The names a remark prints as `(Linked To: A; Linked To: B (C))`.
pub(crate) fn linked_to(text: &str) -> impl Iterator<Item = &str> {
    const MARK: &str = "Linked To:";
    text.match_indices(MARK).map(|(at, _)| {
        let rest = &text[at + MARK.len()..];
        let mut open = 0_u32;
        let end = rest.find(|c| match c {
            '(' => {
                open += 1;
                false
            }
            // The bracket that the remark opened before the mark; those of the name itself are in pairs.
            ')' if open == 0 => true,
            ')' => {
                open -= 1;
                false
            }
            c => c == ';',
        });
        rest[..end.unwrap_or(rest.len())].trim()
    })
}

fn unknown_children(item: Element<'_, '_>, known: &[&str], out: &mut Writer<'_>) {
    for child in item.children() {
        if !known.iter().any(|name| same(name, child.name())) {
            out.problem(child.place(), ProblemKind::UnknownElement, child.name());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{linked_to, list_of};

    #[test]
    fn ties_end_with_their_name() {
        for (text, want) in [
            ("(Linked To: EXAMPLE (EX)-FORCE; Linked To: B CO.)", &["EXAMPLE (EX)-FORCE", "B CO."][..]),
            ("all offices; (Linked To: A) and more", &["A"]),
            ("Linked To: A; B", &["A"]),
            ("Linked: A", &[]),
        ] {
            assert_eq!(linked_to(text).collect::<Vec<_>>(), want, "{text}");
        }
    }

    #[test]
    fn the_list_is_told_by_programmes() {
        let file = |programme: &str| {
            format!("<sdnList><sdnEntry><programList><program>{programme}</program></programList></sdnEntry></sdnList>")
        };
        assert_eq!(list_of(file("NS-PLC").as_bytes()), "us-ofac-cons");
        assert_eq!(list_of(file("SDGT").as_bytes()), "us-ofac-sdn");
        assert_eq!(list_of(b""), "us-ofac-sdn");
    }
}
