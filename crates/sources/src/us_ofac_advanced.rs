//! OFAC's lists in the advanced XML: SDN_ADVANCED.XML and CONS_ADVANCED.XML.
//!
//! Source:   ofac.treasury.gov, the explanatory notes on the advanced sanctions data model and its schema. No published
//!           file was at hand: the reader is built from notes, and its fixture is generated and invented.
//! Shape:    `Sanctions` > `DateOfIssue`, `ReferenceValueSets`, `Locations`, `IDRegDocuments`, `DistinctParties`,
//!           `ProfileRelationships`, `SanctionsEntries`, which refer to each other by number. Keyed by
//!           DistinctParty@FixedRef, the `uid` of the classic XML. Properties, notes and spellings are those of the
//!           classic XML where that has the value, so that editions in either format compare.
//! Memory:   two passes over the bytes. The first keeps the reference values, the name of each party, and of every
//!           record that refers or is referred to only its number and where it stands; the second reads the parties
//!           and, for each, those records again. A generated file of 109 MB took 5.5 MB beside its own bytes.
//! Traps:    1 January to 31 December is a year; the programme stands in the comment of a measure of type 1; an entry
//!           on the "Consolidated List" repeats one on a specific list; a nationality is a location with a country
//!           only; names print the family name first; a relationship keeps the direction it is stated in, and the
//!           party it is stated from.
//! Fails:    as [`Records`]; a location of more than [`MAX_LOCATION`] bytes; more than [`MAX_ITEMS`] records for a party.
//! Not here: `FeatureVersionReference` of locations and `SanctionsEntryID` of relationships, which say again what the
//!           features and profiles say.

mod index;
mod period;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use memchr::memmem;
use names::Script;
use register::{
    Act, Address, Calendar, DateSpan, Document, Kind, NameKind, Place, Property, Quality, StatedDate, Tie, Value,
};

use self::index::{Index, Odd, Party, Table, Words, is_true, number};
use self::period::{day_of, numbers_of, period};
use crate::draft::{Draft, Writer};
use crate::reading::{ProblemKind, Refusal, more_than};
use crate::text::stated;
use crate::us_ofac::{self, Label};
use crate::us_ofac_enhanced::{self, act, is_feature, keep, part_name, script_note, unknown};
use crate::xml::{Element, Records, Spot};

/// The elements counted beside those of the enhanced XML.
const STATS: &[&str] = &["locations", "sanctions_entries", "programmes", "links"];

/// The elements whose children are records.
const CONTAINERS: &[&str] = &[
    "ReferenceValueSets",
    "Locations",
    "IDRegDocuments",
    "DistinctParties",
    "ProfileRelationships",
    "SanctionsEntries",
    "SanctionsEntryLinks",
];

/// Bytes of text of one location, which many parties may share; real ones have a few hundred.
pub(crate) const MAX_LOCATION: usize = 8 << 10;
/// Documents, relationships or sanctions entries of one party; real ones have some 130.
pub(crate) const MAX_ITEMS: usize = 10_000;

/// Whether a document with the root `Sanctions` begins as this format does.
pub(crate) fn is_head(head: &str) -> bool {
    ["ReferenceValueSets", "ADVANCED_XML", "www.un.org/sanctions/1.0"].iter().any(|mark| head.contains(mark))
}

/// The list a file is of: the one most of its sanctions entries are on.
pub(crate) fn list_of(bytes: &[u8]) -> &'static str {
    let values = memmem::find(bytes, b"ListValues").map_or(bytes, |at| &bytes[at..]);
    let sdn = memmem::find(values, b">SDN List<").and_then(|end| {
        let tag = memchr::memrchr(b'<', &values[..end])?;
        quoted(&values[tag..end], b" ID=")
    });
    let (mut all, mut on_sdn) = (0_u64, 0_u64);
    for at in memmem::find_iter(bytes, b"SanctionsEntry") {
        let tag = &bytes[at + b"SanctionsEntry".len()..];
        if tag.first().is_some_and(u8::is_ascii_whitespace) {
            let end = memchr::memchr(b'>', tag).unwrap_or(tag.len());
            all += 1;
            on_sdn += u64::from(sdn.is_some() && quoted(&tag[..end], b"ListID=") == sdn);
        }
    }
    if on_sdn * 2 < all { "us-ofac-cons" } else { "us-ofac-sdn" }
}

/// The quoted value after `name=` in a tag.
fn quoted<'b>(tag: &'b [u8], name: &[u8]) -> Option<&'b [u8]> {
    let rest = &tag[memmem::find(tag, name)? + name.len()..];
    let end = memchr::memchr(*rest.first()?, &rest[1..])?;
    Some(&rest[1..=end])
}

/// Reads an edition.
///
/// # Errors
/// As [`Records`]; [`MAX_LOCATION`], [`MAX_ITEMS`].
pub(crate) fn read(bytes: &[u8], out: &mut Writer<'_>) -> Result<(), Refusal> {
    out.outcome.stats.expect(us_ofac_enhanced::STATS);
    out.outcome.stats.expect(STATS);
    let mut records = Records::open(bytes, CONTAINERS)?;
    let mut index = Index::default();
    while let Some(record) = records.next_record()? {
        if let Some((of, id, late)) = index.note(record, out) {
            let spot = records.spot();
            index.table(of).push(id, late, spot);
        }
    }
    let Index { words, parties, mut locations, mut documents, mut relationships, mut listings } = index;
    for table in [&mut locations, &mut documents, &mut relationships, &mut listings] {
        table.sort();
    }
    let book = Book { words, parties, locations, places: records.fork(), acts: Vec::new(), programmes: HashSet::new() };
    let mut file = Noted { book, documents, relationships, listings, items: records.fork() };
    let mut parties = records.fork();
    while let Some(record) = parties.next_record()? {
        if record.name() == "DistinctParty" {
            party(record, &mut file, out)?;
        }
    }
    out.outcome.stats.add("programmes", file.book.programmes.len() as u64);
    file.leftovers(out)
}

/// What the second pass looks things up in.
struct Book<'a> {
    words: Words<'a>,
    parties: HashMap<u64, Party>,
    locations: Table,
    places: Records<'a>,
    acts: Vec<Arc<Act>>,
    programmes: HashSet<Box<str>>,
}

/// The book, and the records that belong to one party each.
struct Noted<'a> {
    book: Book<'a>,
    documents: Table,
    relationships: Table,
    listings: Table,
    items: Records<'a>,
}

impl Noted<'_> {
    /// A problem for every record that no party came for.
    fn leftovers(&mut self, out: &mut Writer<'_>) -> Result<(), Refusal> {
        let tables = [
            (&self.book.locations, "ID"),
            (&self.documents, "IdentityID"),
            (&self.relationships, "From-ProfileID"),
            (&self.listings, "ProfileID"),
        ];
        for (table, attribute) in tables {
            for spot in table.unused() {
                if let Some(record) = self.items.again(spot)? {
                    let id = record.attribute(attribute).unwrap_or_default();
                    out.problem(record.place(), ProblemKind::UnknownReference, &format!("{attribute} {id}"));
                }
            }
        }
        Ok(())
    }
}

fn party(record: Element<'_, '_>, file: &mut Noted<'_>, out: &mut Writer<'_>) -> Result<(), Refusal> {
    out.count("entities");
    let mut draft = out.draft(Kind::Unknown);
    if let Some(reference) = record.attribute("FixedRef") {
        draft.key(&reference);
    }
    for child in record.children() {
        match child.name() {
            "Profile" => profile(child, file, &mut draft, out)?,
            "Comment" => remark(child, &mut draft),
            _ => unknown(child, &mut draft, out),
        }
    }
    out.entry(draft, || record.place());
    Ok(())
}

fn remark(child: Element<'_, '_>, draft: &mut Draft) {
    let Some(text) = stated(child.text()) else { return };
    draft.text(Property::Remark, &text, || child.place());
    for name in us_ofac::linked_to(&text) {
        us_ofac::tie(name, draft, child.place());
    }
}

fn profile(
    record: Element<'_, '_>,
    file: &mut Noted<'_>,
    draft: &mut Draft,
    out: &mut Writer<'_>,
) -> Result<(), Refusal> {
    kind(record, &file.book.words, draft, out);
    let mut known = Known::default();
    for child in record.children() {
        match child.name() {
            "Identity" => identity(child, &file.book.words, &mut known, draft, out),
            "Feature" => known.add_feature(child, &file.book.words),
            _ => {}
        }
    }
    for child in record.children() {
        match child.name() {
            "Feature" => feature(child, &known, &mut file.book, draft, out)?,
            "Identity" | "SanctionsEntryReference" => {} // above; below
            _ => unknown(child, draft, out),
        }
    }
    for id in &known.identities {
        for spot in taken(&mut file.documents, *id, record)? {
            if let Some(item) = file.items.again(spot)? {
                document(item, &known, &mut file.book, draft, out)?;
            }
        }
    }
    let Some(id) = number(record, "ID") else {
        out.problem(record.place(), ProblemKind::NoKey, "ID");
        return Ok(());
    };
    for spot in taken(&mut file.relationships, id, record)? {
        if let Some(item) = file.items.again(spot)? {
            relationship(item, &file.book, draft, out);
        }
    }
    let listings = taken(&mut file.listings, id, record)?;
    if listings.is_empty() {
        out.problem(record.place(), ProblemKind::UnknownReference, &format!("SanctionsEntry {id}"));
    }
    let mut said = HashSet::new();
    for spot in listings {
        if let Some(item) = file.items.again(spot)? {
            listing(item, &mut said, &mut file.book, draft, out);
        }
    }
    Ok(())
}

/// The records of a party, within bounds.
fn taken(table: &mut Table, id: u64, of: Element<'_, '_>) -> Result<Vec<Spot>, Refusal> {
    let spots = table.take(id);
    if spots.len() > MAX_ITEMS {
        return Err(Refusal::at(of.place(), ProblemKind::TooLarge, &more_than(MAX_ITEMS)));
    }
    Ok(spots)
}

/// What a party is: its subtype says vessel or aircraft, the type of the subtype the rest.
fn kind(record: Element<'_, '_>, words: &Words<'_>, draft: &mut Draft, out: &mut Writer<'_>) {
    let set = "PartySubType";
    let subtype = words.of(record, "PartySubTypeID", set, &mut |p, k, d| out.problem(p, k, d));
    let Some(subtype) = subtype else { return };
    let party_type = number(record, "PartySubTypeID")
        .and_then(|id| words.get(set, id)?.of)
        .and_then(|id| words.get("PartyType", id))
        .map_or("", |word| &*word.text);
    let (kind, counted) = match (subtype, party_type) {
        ("Vessel", _) => (Kind::Vessel, "vessel"),
        ("Aircraft", _) => (Kind::Aircraft, "aircraft"),
        (_, "Individual") => (Kind::Person, "individual"),
        (_, "Entity") => (Kind::Organization, "entity"),
        _ => {
            let words = format!("{party_type} {subtype}");
            out.problem(record.attribute_place("PartySubTypeID"), ProblemKind::UnknownType, words.trim());
            draft.text(Property::Type, words.trim(), || record.attribute_place("PartySubTypeID"));
            return;
        }
    };
    out.count(counted);
    draft.kind(kind);
}

/// What documents and features of a party may refer to.
#[derive(Default)]
struct Known {
    identities: BTreeSet<u64>,
    /// The main name.
    main: Option<u64>,
    /// Every name by its number.
    names: HashMap<u64, Box<str>>,
    /// Every version of a feature by its number, as `Gender: Male`.
    versions: HashMap<u64, Box<str>>,
}

impl Known {
    fn add_feature(&mut self, feature: Element<'_, '_>, words: &Words<'_>) {
        let silent = &mut |_: Place, _: ProblemKind, _: &str| {};
        let kind = words.of(feature, "FeatureTypeID", "FeatureType", silent).unwrap_or_default();
        for version in feature.all("FeatureVersion") {
            let Some(id) = number(version, "ID") else { continue };
            let details: Vec<Cow<'_, str>> =
                version.all("VersionDetail").flat_map(|item| detail(item, words, silent)).collect();
            self.versions.insert(id, format!("{kind}: {}", details.join(", ")).trim_end_matches(": ").into());
        }
    }
}

fn identity(item: Element<'_, '_>, words: &Words<'_>, known: &mut Known, draft: &mut Draft, out: &mut Writer<'_>) {
    match number(item, "ID") {
        Some(id) => {
            known.identities.insert(id);
        }
        None => out.problem(item.place(), ProblemKind::NoKey, "ID"),
    }
    let groups = groups(item, words, &mut |p, k, d| out.problem(p, k, d));
    let first = item.attribute("Primary").as_deref() != Some("false");
    let mut arabic = false;
    for child in item.children() {
        match child.name() {
            "Alias" => arabic |= alias(child, first, &groups, words, known, draft, out),
            "NamePartGroups" => {} // above
            _ => unknown(child, draft, out),
        }
    }
    if arabic {
        out.count("entities_with_arabic");
    }
}

/// The type of name part by the number of its group.
fn groups<'w>(identity: Element<'_, '_>, words: &'w Words<'_>, odd: Odd<'_>) -> HashMap<u64, &'w str> {
    let mut out = HashMap::new();
    let masters = identity.all("NamePartGroups").flat_map(|groups| groups.all("MasterNamePartGroup"));
    for group in masters.flat_map(|master| master.all("NamePartGroup")) {
        let Some(id) = number(group, "ID") else {
            odd(group.place(), ProblemKind::NoKey, "ID");
            continue;
        };
        if let Some(word) = words.of(group, "NamePartTypeID", "NamePartType", odd) {
            out.insert(id, word);
        }
    }
    out
}

/// The documented name an alias is of: the one whose status says so, else the first.
fn main_of<'t, 'a>(alias: Element<'t, 'a>, words: &Words<'_>) -> Option<Element<'t, 'a>> {
    let is_main = |name: &Element<'_, '_>| {
        words.of(*name, "DocNameStatusID", "DocNameStatus", &mut |_, _, _| {}) == Some("Primary Latin")
    };
    alias.all("DocumentedName").find(is_main).or_else(|| alias.child("DocumentedName"))
}

/// One name in all its scripts; tells whether one of them is Arabic.
fn alias(
    item: Element<'_, '_>,
    of_main_identity: bool,
    groups: &HashMap<u64, &str>,
    words: &Words<'_>,
    known: &mut Known,
    draft: &mut Draft,
    out: &mut Writer<'_>,
) -> bool {
    out.count("names");
    let primary = is_true(item, "Primary");
    if primary {
        out.count("primary");
    }
    // The classic XML states no quality of the main name.
    let quality = match item.attribute("LowQuality").as_deref() {
        Some("true") => {
            out.count("low_quality");
            Quality::Low
        }
        Some("false") if !primary => Quality::Good,
        _ => Quality::Unstated,
    };
    let printed = words.of(item, "AliasTypeID", "AliasType", &mut |p, k, d| out.problem(p, k, d));
    let kind = match printed {
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
        Some("Name") | None if primary && of_main_identity => NameKind::Primary,
        Some("Name") | None => NameKind::Aka,
        Some(other) => {
            out.problem(item.place(), ProblemKind::UnknownType, other);
            NameKind::Aka
        }
    };
    let main = main_of(item, words).map(Element::place);
    let mut arabic = false;
    for child in item.children() {
        if child.name() != "DocumentedName" {
            unknown(child, draft, out);
            continue;
        }
        out.count("translations");
        let is_main = main.as_ref() == Some(&child.place());
        let name = written(child, groups, words, &mut |p, k, d| out.problem(p, k, d));
        if let Some(id) = number(child, "ID") {
            known.names.insert(id, (&*name.text).into());
            if kind == NameKind::Primary && is_main {
                known.main = known.main.or(Some(id));
            }
        }
        arabic |= &*name.script == "Arabic";
        state_name(name, kind, quality, is_main, child, draft, out);
    }
    arabic
}

fn state_name(
    name: Written,
    kind: NameKind,
    quality: Quality,
    is_main: bool,
    item: Element<'_, '_>,
    draft: &mut Draft,
    out: &mut Writer<'_>,
) {
    match &*name.script {
        "Latin" => out.count("latin"),
        "Arabic" => out.count("arabic"),
        "Cyrillic" => out.count("cyrillic"),
        "Chinese Traditional" => out.count("chinese_trad"),
        _ => {}
    }
    let kind = match kind {
        NameKind::Primary if !is_main && &*name.script == "Latin" => NameKind::Translation,
        NameKind::Primary if !is_main => NameKind::OriginalScript,
        kind => kind,
    };
    if let Some(alias) = draft.name(&name.text, kind, quality, || item.place()) {
        alias.parts = name.parts;
        let note = script_note(&name.script, alias);
        draft.note_last(note.as_deref());
    } else {
        out.problem(item.place(), ProblemKind::Placeholder, &name.text);
    }
    for child in item.children().filter(|child| child.name() != "DocumentedNamePart") {
        unknown(child, draft, out);
    }
}

/// A documented name put together.
struct Written {
    text: String,
    /// As (part, text), in the order of the text; empty when one part is the whole name.
    parts: Vec<(Box<str>, Box<str>)>,
    /// The publisher's word for the script of the first part.
    script: Box<str>,
}

fn written(item: Element<'_, '_>, groups: &HashMap<u64, &str>, words: &Words<'_>, odd: Odd<'_>) -> Written {
    let mut parts: Vec<(Box<str>, Box<str>)> = Vec::new();
    let mut script: Option<Box<str>> = None;
    for value in item.all("DocumentedNamePart").flat_map(|part| part.all("NamePartValue")) {
        let Some(text) = stated(value.text()) else { continue };
        let word = words.of(value, "ScriptID", "Script", odd);
        script = script.or_else(|| word.map(Into::into));
        let part = number(value, "NamePartGroupID").and_then(|id| groups.get(&id));
        if part.is_none() {
            let group = value.attribute("NamePartGroupID").unwrap_or_default();
            odd(
                value.attribute_place("NamePartGroupID"),
                ProblemKind::UnknownReference,
                &format!("NamePartGroup {group}"),
            );
        }
        parts.push((part_name(part.copied().unwrap_or_default()), text.into()));
    }
    let family_first = parts.iter().any(|(_, text)| is_east_asian(text));
    parts.sort_by_key(|(part, _)| rank(part, family_first));
    let separator = if family_first { "" } else { " " };
    let texts: Vec<&str> = parts.iter().map(|(_, text)| &**text).collect();
    let text = texts.join(separator);
    if parts.len() == 1 {
        parts.clear();
    }
    Written { text, parts, script: script.unwrap_or_default() }
}

/// Where a part stands in the whole name; parts of one rank stay as printed.
fn rank(part: &str, family_first: bool) -> u8 {
    match part {
        "last" if family_first => 0,
        "last" => 2,
        "Maiden Name" | "Matronymic" => 3,
        _ => 1,
    }
}

fn is_east_asian(text: &str) -> bool {
    matches!(Script::of(text), Some(Script::Han | Script::Kana | Script::Hangul))
}

/// A value of a feature, with its place.
enum Found {
    Date(StatedDate),
    Text(Box<str>),
    Address(Address, Option<Box<str>>),
}

impl Found {
    fn into_text(self) -> Box<str> {
        match self {
            Self::Date(date) => date.text,
            Self::Text(text) => text,
            Self::Address(address, _) => address.to_string().into(),
        }
    }
}

fn feature(
    item: Element<'_, '_>,
    known: &Known,
    book: &mut Book<'_>,
    draft: &mut Draft,
    out: &mut Writer<'_>,
) -> Result<(), Refusal> {
    let printed = item.attribute("FeatureTypeID");
    let word = book.words.of(item, "FeatureTypeID", "FeatureType", &mut |p, k, d| out.problem(p, k, d));
    let kind: Box<str> = match (word, printed) {
        (Some(word), _) => word.into(),
        (None, printed) => format!("FeatureType {}", printed.as_deref().unwrap_or("?")).into(),
    };
    if word.is_some() && !is_feature(&kind) {
        out.problem(item.place(), ProblemKind::UnknownType, &kind);
    }
    if &*kind == "Birthdate" {
        out.count("birthdates");
        out.count("birthdate_features");
    }
    for child in item.children() {
        match child.name() {
            "FeatureVersion" => version(child, &kind, book, draft, out)?,
            "IdentityReference" => {
                if number(child, "IdentityID").is_none_or(|id| !known.identities.contains(&id)) {
                    let id = child.attribute("IdentityID").unwrap_or_default();
                    out.problem(child.place(), ProblemKind::UnknownReference, &format!("Identity {id}"));
                }
            }
            _ => unknown(child, draft, out),
        }
    }
    Ok(())
}

fn version(
    item: Element<'_, '_>,
    kind: &str,
    book: &mut Book<'_>,
    draft: &mut Draft,
    out: &mut Writer<'_>,
) -> Result<(), Refusal> {
    let mut notes: Vec<String> = Vec::new();
    let reliability = book.words.stated(item, "ReliabilityID", "Reliability", &mut |p, k, d| out.problem(p, k, d));
    notes.extend(reliability.map(|word| format!("reliability: {word}")));
    let mut found: Vec<(Found, Place)> = Vec::new();
    for child in item.children() {
        match child.name() {
            "Comment" => notes.extend(stated(child.text()).map(|text| format!("comments: {text}"))),
            "DatePeriod" => {
                let date = period(child, &book.words, &mut |p, k, d| out.problem(p, k, d));
                found.extend(date.map(|date| (Found::Date(date), child.place())));
            }
            "VersionDetail" => {
                let texts = detail(child, &book.words, &mut |p, k, d| out.problem(p, k, d));
                found.extend(texts.into_iter().map(|text| (Found::Text(text.into()), child.place())));
            }
            "VersionLocation" => {
                let places = book.location(child, "LocationID", out)?;
                found.extend(places.into_iter().map(|at| (Found::Address(at.address, at.script), at.place)));
            }
            _ => unknown(child, draft, out),
        }
    }
    // A location that says nothing is "undetermined"; one that is missing has its problem.
    if found.is_empty() && item.child("VersionLocation").is_none() {
        out.problem(item.place(), ProblemKind::Placeholder, kind);
    }
    for (value, place) in found {
        let before = draft.statements().len();
        state_feature(kind, value, place, draft, out);
        if draft.statements().len() > before {
            add_notes(&notes, draft);
        }
    }
    Ok(())
}

/// The texts of a detail: the reference value it names, and its own words.
fn detail<'t>(item: Element<'t, '_>, words: &'t Words<'_>, odd: Odd<'_>) -> Vec<Cow<'t, str>> {
    let named = words.stated(item, "DetailReferenceID", "DetailReference", odd).map(Cow::Borrowed);
    named.into_iter().chain(stated(item.text())).collect()
}

/// Adds notes to that of the value stated last.
fn add_notes(notes: &[String], draft: &mut Draft) {
    if notes.is_empty() {
        return;
    }
    let own = draft.statements().last().and_then(|last| last.note.as_deref());
    let all: Vec<&str> = own.into_iter().chain(notes.iter().map(|note| &**note)).collect();
    let joined = all.join("; ");
    draft.note_last(Some(&joined));
}

/// States a value under the property that the classic XML gives it.
fn state_feature(kind: &str, value: Found, place: Place, draft: &mut Draft, out: &mut Writer<'_>) {
    let (property, note) = match kind {
        "Birthdate" => {
            match value {
                Found::Date(date) => {
                    draft.date(Property::BirthDate, date, place);
                }
                other => us_ofac::date(Property::BirthDate, &other.into_text(), None, draft, out, place),
            }
            return;
        }
        "Location" => {
            if let Found::Address(address, note) = value {
                out.count("addresses");
                draft.state(Property::Address, Value::Address(Box::new(address)), place).note = note;
            } else {
                draft.text(Property::Other, &format!("{kind}: {}", value.into_text()), || place);
            }
            return;
        }
        "Place of Birth" => (Property::BirthPlace, None),
        "Nationality Country" => (Property::Nationality, None),
        "Citizenship Country" => (Property::Citizenship, None),
        "Title" => (Property::Position, None),
        "Vessel Call Sign" => (Property::CallSign, None),
        "VESSEL TYPE" | "Vessel Type" => (Property::Type, None),
        "Vessel Flag" => (Property::Flag, None),
        "Vessel Owner" => (Property::Owner, None),
        "Vessel Tonnage" => (Property::Tonnage, None),
        "Vessel Gross Registered Tonnage" => (Property::Tonnage, Some("gross registered")),
        known if is_feature(known) => {
            let text = value.into_text();
            let label = Label { label: kind, value: &text, country: None, issued: None, expires: None, note: None };
            us_ofac::label(label, draft, out, || place.clone());
            return;
        }
        _ => {
            draft.text(Property::Other, &format!("{kind}: {}", value.into_text()), || place);
            return;
        }
    };
    if draft.text(property, &value.into_text(), || place).is_some() {
        draft.note_last(note);
    }
}

impl Book<'_> {
    /// The addresses of the location an attribute names.
    fn location(
        &mut self,
        item: Element<'_, '_>,
        attribute: &str,
        out: &mut Writer<'_>,
    ) -> Result<Vec<Located>, Refusal> {
        let id = number(item, attribute);
        let Some((spot, first)) = id.and_then(|id| self.locations.find(id)) else {
            let printed = item.attribute(attribute).unwrap_or_default();
            let place = item.attribute_place(attribute);
            out.problem(place, ProblemKind::UnknownReference, &format!("Location {printed}"));
            return Ok(Vec::new());
        };
        let Some(record) = self.places.again(spot)? else { return Ok(Vec::new()) };
        // Many parties may share a location; what is odd about it is told once.
        let mut odd = |place: Place, kind: ProblemKind, detail: &str| {
            if first {
                out.problem(place, kind, detail);
            }
        };
        addresses(record, &self.words, &mut odd)
    }
}

/// A location in one script.
struct Located {
    address: Address,
    /// A word on the script, where it is not the main one.
    script: Option<Box<str>>,
    place: Place,
}

impl Located {
    fn new(script: Option<String>, place: Place) -> Self {
        Self { address: Address::default(), script: script.map(Into::into), place }
    }
}

/// A location as addresses, one for each script.
fn addresses(record: Element<'_, '_>, words: &Words<'_>, odd: Odd<'_>) -> Result<Vec<Located>, Refusal> {
    let (mut country, mut area): (Option<Box<str>>, Option<Box<str>>) = (None, None);
    let mut out: Vec<Located> = Vec::new();
    let mut size = 0;
    for child in record.children() {
        match child.name() {
            "LocationCountry" if country.is_none() => {
                country = words.stated(child, "CountryID", "Country", odd).map(Into::into);
            }
            // Printed for places without a country; it says that nothing is known.
            "LocationAreaCode" if area.is_none() => {
                let word = words.stated(child, "AreaCodeID", "AreaCode", odd);
                area = word.filter(|word| *word != "undetermined").map(Into::into);
            }
            "LocationPart" => {
                let kind = words.of(child, "LocPartTypeID", "LocPartType", odd).unwrap_or_default();
                for value in child.children() {
                    if value.name() != "LocationPartValue" {
                        odd(value.place(), ProblemKind::UnknownElement, value.name());
                        continue;
                    }
                    let note = value.child_text("Comment");
                    let Some(text) = value.child("Value").and_then(|child| stated(child.text())) else { continue };
                    size += text.len() + note.as_ref().map_or(0, |note| note.len());
                    if size > MAX_LOCATION {
                        return Err(Refusal::at(value.place(), ProblemKind::TooLarge, &more_than(MAX_LOCATION)));
                    }
                    let script = note.filter(|_| !is_true(value, "Primary")).map(|note| format!("script: {note}"));
                    let at = out.iter().position(|known| known.script.as_deref() == script.as_deref());
                    let at = at.unwrap_or_else(|| {
                        out.push(Located::new(script, record.place()));
                        out.len() - 1
                    });
                    put(&mut out[at].address, kind, &text, child, odd);
                }
            }
            "FeatureVersionReference" | "IDRegDocumentReference" => {}
            other => odd(child.place(), ProblemKind::UnknownElement, other),
        }
    }
    if out.is_empty() {
        out.push(Located::new(None, record.place()));
    }
    for Located { address, .. } in &mut out {
        address.country = country.clone().or_else(|| area.clone());
        if address.region.is_none() && country.is_some() && area != country {
            address.region.clone_from(&area);
        }
    }
    out.retain(|located| !located.address.is_empty());
    Ok(out)
}

/// Puts a part of an address where it belongs; lines of one kind are joined.
fn put(address: &mut Address, kind: &str, text: &str, part: Element<'_, '_>, odd: Odd<'_>) {
    let slot = match kind {
        "CITY" => &mut address.city,
        "STATE/PROVINCE" | "REGION" => &mut address.region,
        "POSTAL CODE" => &mut address.postal_code,
        "ADDRESS1" | "ADDRESS2" | "ADDRESS3" => &mut address.street,
        other => {
            odd(part.place(), ProblemKind::UnknownType, other);
            &mut address.street
        }
    };
    *slot = Some(match slot.take() {
        Some(before) => format!("{before}, {text}").into(),
        None => text.into(),
    });
}

fn document(
    item: Element<'_, '_>,
    known: &Known,
    book: &mut Book<'_>,
    draft: &mut Draft,
    out: &mut Writer<'_>,
) -> Result<(), Refusal> {
    let mut document = Document::default();
    let mut notes: Vec<String> = Vec::new();
    let mut issuer: Vec<String> = Vec::new();
    if item.attribute("IssuedIn-LocationID").is_some() {
        let places = book.location(item, "IssuedIn-LocationID", out)?;
        for located in places {
            match located.script {
                None => issuer.push(located.address.to_string()),
                Some(script) => notes.push(format!("issued in: {} ({script})", located.address)),
            }
        }
    }
    let words = &book.words;
    let mut odd = |place: Place, kind: ProblemKind, detail: &str| out.problem(place, kind, detail);
    document.kind = words.of(item, "IDRegDocTypeID", "IDRegDocType", &mut odd).unwrap_or_default().into();
    document.country = words.stated(item, "IssuedBy-CountryID", "Country", &mut odd).map(Into::into);
    if &*document.kind == "Diplomatic Passport" {
        document.flags.push("diplomatic".into());
    }
    match words.of(item, "ValidityID", "Validity", &mut odd) {
        Some("Valid") | None => {}
        Some("Fraudulent") => document.flags.push("invalid".into()),
        Some(other) => odd(item.attribute_place("ValidityID"), ProblemKind::UnknownType, other),
    }
    for child in item.children() {
        let text = stated(child.text());
        match child.name() {
            "IDRegistrationNo" => document.number = text.unwrap_or_default().into(),
            "IssuingAuthority" => issuer.extend(text.map(Into::into)),
            "Comment" => notes.extend(text.map(Into::into)),
            "DocumentDate" => document_date(child, words, &mut document, &mut notes, &mut odd),
            // Nearly always the main name again; another one is worth a word.
            "DocumentedNameReference" => match number(child, "DocumentedNameID") {
                Some(id) if known.main == Some(id) => {}
                id => referred(
                    child,
                    "DocumentedNameID",
                    id.and_then(|id| known.names.get(&id)).map(AsRef::as_ref),
                    &mut odd,
                )
                .into_iter()
                .for_each(|name| notes.push(format!("name: {name}"))),
            },
            "FeatureVersionReference" => {
                let id = number(child, "FeatureVersionID");
                notes.extend(referred(
                    child,
                    "FeatureVersionID",
                    id.and_then(|id| known.versions.get(&id)).map(AsRef::as_ref),
                    &mut odd,
                ));
            }
            other => {
                odd(child.place(), ProblemKind::UnknownElement, other);
                keep(child, draft);
            }
        }
    }
    document.issuer = (!issuer.is_empty()).then(|| issuer.join(", ").into());
    if document.number.is_empty() {
        odd(item.place(), ProblemKind::Placeholder, &document.kind);
        if document == Document::default() && notes.is_empty() {
            return Ok(());
        }
    }
    draft.state(Property::Document, Value::Document(Box::new(document)), item.place());
    add_notes(&notes, draft);
    Ok(())
}

/// What a reference inside a party leads to; a problem where it leads nowhere.
fn referred(item: Element<'_, '_>, attribute: &str, found: Option<&str>, odd: Odd<'_>) -> Option<String> {
    if found.is_none() {
        let id = item.attribute(attribute).unwrap_or_default();
        odd(item.place(), ProblemKind::UnknownReference, &format!("{attribute} {id}"));
    }
    found.map(Into::into)
}

fn document_date(
    item: Element<'_, '_>,
    words: &Words<'_>,
    document: &mut Document,
    notes: &mut Vec<String>,
    odd: Odd<'_>,
) {
    let kind = words.of(item, "IDRegDocDateTypeID", "IDRegDocDateType", odd);
    for child in item.children() {
        if child.name() != "DatePeriod" {
            odd(child.place(), ProblemKind::UnknownElement, child.name());
            continue;
        }
        let Some(date) = period(child, words, odd) else { continue };
        match kind {
            Some("Issue Date") => document.issued = Some(date),
            Some("Expiration Date") => document.expires = Some(date),
            other => {
                odd(item.place(), ProblemKind::UnknownType, other.unwrap_or_default());
                notes.push(format!("{}: {}", other.unwrap_or("date"), date.text));
            }
        }
    }
}

/// A tie as the publisher directs it: this party is the one "acting for" the other.
fn relationship(item: Element<'_, '_>, book: &Book<'_>, draft: &mut Draft, out: &mut Writer<'_>) {
    let mut odd = |place: Place, kind: ProblemKind, detail: &str| out.problem(place, kind, detail);
    let words = &book.words;
    let kind = match words.of(item, "RelationTypeID", "RelationType", &mut odd) {
        Some(word) => word.into(),
        None => format!("RelationType {}", item.attribute("RelationTypeID").as_deref().unwrap_or("?")).into(),
    };
    let to = number(item, "To-ProfileID").and_then(|id| book.parties.get(&id));
    let printed = item.attribute("To-ProfileID");
    if to.is_none() {
        let place = item.attribute_place("To-ProfileID");
        odd(place, ProblemKind::UnknownReference, &format!("Profile {}", printed.as_deref().unwrap_or_default()));
    }
    let tie = Tie {
        kind,
        to: to.map(|party| party.reference.clone()).or_else(|| printed.map(Into::into)),
        name: to.and_then(|party| party.name.clone()),
        is_past: is_true(item, "Former"),
        ..Tie::default()
    };
    let mut notes: Vec<String> = Vec::new();
    if tie.is_past {
        notes.push("former".into());
    }
    let quality = words.stated(item, "RelationQualityID", "RelationQuality", &mut odd);
    notes.extend(quality.map(|word| format!("quality: {word}")));
    for child in item.children() {
        match child.name() {
            "Comment" => notes.extend(stated(child.text()).map(|text| format!("comments: {text}"))),
            "DatePeriod" => {
                notes.extend(period(child, words, &mut odd).map(|date| format!("period: {}", date.text)));
            }
            other => {
                odd(child.place(), ProblemKind::UnknownElement, other);
                keep(child, draft);
            }
        }
    }
    draft.state(Property::Tie, Value::Tie(Box::new(tie)), item.place());
    add_notes(&notes, draft);
}

/// The values a party's sanctions entries have stated: the repeating list adds nothing to them.
type Said = HashSet<(Property, Box<str>)>;

fn listing(item: Element<'_, '_>, said: &mut Said, book: &mut Book<'_>, draft: &mut Draft, out: &mut Writer<'_>) {
    let list: Option<Box<str>> =
        book.words.of(item, "ListID", "List", &mut |p, k, d| out.problem(p, k, d)).map(Into::into);
    let before = draft.statements().len();
    for child in item.children() {
        match child.name() {
            "EntryEvent" => event(child, list.as_deref(), said, book, draft, out),
            "SanctionsMeasure" => measure(child, said, book, draft, out),
            _ => unknown(child, draft, out),
        }
    }
    let dated = draft.statements()[before..].iter().any(|statement| statement.property == Property::ListedOn);
    if !dated && let Some(list) = list {
        draft.text(Property::Other, &format!("list: {list}"), || item.attribute_place("ListID"));
    }
}

/// A day on which the party came onto the list, and under what.
fn event(
    item: Element<'_, '_>,
    list: Option<&str>,
    said: &mut Said,
    book: &mut Book<'_>,
    draft: &mut Draft,
    out: &mut Writer<'_>,
) {
    let mut odd = |place: Place, kind: ProblemKind, detail: &str| out.problem(place, kind, detail);
    let kind = match book.words.of(item, "EntryEventTypeID", "EntryEventType", &mut odd) {
        Some(word) => word.to_owned(),
        None => format!("EntryEventType {}", item.attribute("EntryEventTypeID").as_deref().unwrap_or("?")),
    };
    let title = book.words.stated(item, "LegalBasisID", "LegalBasis", &mut odd);
    let basis = title.map(|title| act(title, &mut book.acts));
    if let Some(basis) = &basis
        && said.insert((Property::LegalBasis, basis.title.clone()))
    {
        draft.act(Arc::clone(basis), item.attribute_place("LegalBasisID"));
    }
    let mut notes: Vec<String> = list.map(Into::into).into_iter().collect();
    let comment = item.child("Comment").and_then(|child| stated(child.text()));
    notes.extend(comment.map(|text| format!("comments: {text}")));
    for child in item.children() {
        match child.name() {
            "Date" => {
                let text = day_of(child).map_or_else(|| numbers_of(child), |day| day.to_string());
                let spans: Vec<DateSpan> = day_of(child).map(DateSpan::day).into_iter().collect();
                if spans.is_empty() {
                    out.problem(child.place(), ProblemKind::BadDate, &text);
                }
                if kind != "Created" {
                    out.problem(item.place(), ProblemKind::UnknownType, &kind);
                    draft.text(Property::Other, &format!("{kind}: {text}"), || child.place());
                    continue;
                }
                if said.insert((Property::ListedOn, (&*text).into())) {
                    let date = StatedDate { text: text.into(), spans, circa: false, calendar: Calendar::Gregorian };
                    draft.date(Property::ListedOn, date, child.place()).basis.clone_from(&basis);
                    add_notes(&notes, draft);
                }
            }
            "Comment" => {}
            _ => unknown(child, draft, out),
        }
    }
}

/// A measure; the one of the first type has the programme in its comment.
fn measure(item: Element<'_, '_>, said: &mut Said, book: &mut Book<'_>, draft: &mut Draft, out: &mut Writer<'_>) {
    let words = &book.words;
    let mut odd = |place: Place, kind: ProblemKind, detail: &str| out.problem(place, kind, detail);
    let kind = words.of(item, "SanctionsTypeID", "SanctionsType", &mut odd);
    let is_programme = number(item, "SanctionsTypeID") == Some(1) || kind == Some("Program");
    let comment = item.child("Comment").and_then(|child| Some((child, stated(child.text())?)));
    let mut notes: Vec<String> = Vec::new();
    for child in item.children() {
        match child.name() {
            "Comment" => {}
            "DatePeriod" => {
                notes.extend(period(child, words, &mut odd).map(|date| format!("period: {}", date.text)));
            }
            other => {
                odd(child.place(), ProblemKind::UnknownElement, other);
                keep(child, draft);
            }
        }
    }
    let (property, text, place) = match (is_programme, comment) {
        (true, Some((child, text))) => {
            if !book.programmes.contains(&*text) {
                book.programmes.insert((&*text).into());
            }
            out.count("links");
            (Property::Programme, text, child.place())
        }
        (true, None) => {
            odd(item.place(), ProblemKind::Placeholder, "Program");
            return;
        }
        (false, comment) => {
            notes.extend(comment.map(|(_, text)| format!("comments: {text}")));
            let number = item.attribute("SanctionsTypeID").unwrap_or_default();
            let text = kind.map_or_else(|| Cow::Owned(format!("SanctionsType {number}")), Cow::Borrowed);
            (Property::Measure, text, item.place())
        }
    };
    // A measure with a comment or a period of its own is another one.
    let key = format!("{text} {}", notes.join("; "));
    if said.insert((property, key.trim_end().into())) && draft.text(property, &text, || place).is_some() {
        add_notes(&notes, draft);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{Words, is_head, list_of, written};
    use crate::xml::Records;

    #[test]
    fn the_list_is_the_one_most_entries_are_on() {
        let file = |lists: &[&str]| {
            let entries: String = lists
                .iter()
                .map(|list| format!("<SanctionsEntry ID='1' ProfileID='1' ListID='{list}'><x/></SanctionsEntry>"))
                .collect();
            format!(
                "<Sanctions><ReferenceValueSets><ListValues><List ID='1550'>SDN List</List><List ID='91507'>Sectoral \
                 Sanctions Identifications List</List></ListValues></ReferenceValueSets><SanctionsEntries>{entries}\
                 </SanctionsEntries></Sanctions>"
            )
        };
        for (lists, want) in [
            (&["1550", "1550", "91507"][..], "us-ofac-sdn"),
            (&["91507", "91507", "1550"], "us-ofac-cons"),
            (&["91507"], "us-ofac-cons"),
            (&[], "us-ofac-sdn"),
        ] {
            assert_eq!(list_of(file(lists).as_bytes()), want, "{lists:?}");
        }
        assert_eq!(list_of(b"<SanctionsEntry "), "us-ofac-cons", "a cut file is no reason to panic");
        assert!(is_head("<Sanctions xmlns='http://www.un.org/sanctions/1.0'>"));
        assert!(!is_head("<Sanctions><Sanction/></Sanctions>"));
    }

    #[test]
    fn names_are_put_together_as_the_classic_format_prints_them() {
        let groups = HashMap::from([
            (1, "Last Name"),
            (2, "First Name"),
            (3, "Middle Name"),
            (4, "Matronymic"),
            (5, "Entity Name"),
            (6, "Patronymic"),
        ]);
        for (parts, text, kinds) in [
            (&[(1, "KHAYALI"), (2, "Yusuf")][..], "Yusuf KHAYALI", "first last"),
            (&[(2, "Yusuf"), (1, "KHAYALI"), (3, "Karim")], "Yusuf Karim KHAYALI", "first middle last"),
            (&[(1, "MITHAL"), (4, "OTRO"), (2, "Juan")], "Juan MITHAL OTRO", "first last Matronymic"),
            (&[(1, "PRIMER"), (2, "Ivan"), (6, "Petrovich")], "Ivan Petrovich PRIMER", "first Patronymic last"),
            (&[(5, "EXAMPLE CO.")], "EXAMPLE CO.", ""),
            (&[(2, "明"), (1, "例")], "例明", "last first"),
            (&[(2, "-0-"), (1, "ALONE")], "ALONE", ""),
            (&[], "", ""),
        ] {
            let values: String = parts
                .iter()
                .map(|(group, text)| {
                    format!(
                        "<DocumentedNamePart><NamePartValue NamePartGroupID='{group}'>{text}</NamePartValue>\
                         </DocumentedNamePart>"
                    )
                })
                .collect();
            let xml = format!("<l><DocumentedName>{values}</DocumentedName></l>");
            let mut records = Records::open(xml.as_bytes(), &[]).unwrap();
            let record = records.next_record().unwrap().unwrap();
            let mut problems = 0;
            let name = written(record, &groups, &Words::default(), &mut |_, _, _| problems += 1);
            let got: Vec<&str> = name.parts.iter().map(|(part, _)| &**part).collect();
            assert_eq!((&*name.text, &*got.join(" "), problems), (text, kinds, 0), "{parts:?}");
        }
    }
}
