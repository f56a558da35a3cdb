//! What the two United Kingdom lists share: their comma-separated table, their headings, and what each heading states.
//!
//! Source:   OFSI's consolidated list of 2014 (29 columns) and 2022 (36 columns); the FCDO's UK Sanctions List.
//! Shape:    a row of a table or an element of the XML becomes a [`Bag`] of known fields; [`state`] makes it statements.
//!           One row stands for one name, so rows of an entry repeat everything else: what was said is said once.
//! Fails:    an open quote or a short last row (cut), no known headings, a row longer than [`MAX_ROW`], bad bytes.
//! Traps:    Windows-1252 before UTF-8; `(1) German (2) Moroccan` in one cell; `00/00/1957` and `dd/mm/1945`.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use memchr::{memchr, memchr2};
use register::{Address, Calendar, DateSpan, Document, Kind, NameKind, Place, Property, Quality, StatedDate, Value};

use crate::dates::{self, Order};
use crate::draft::{Draft, Writer};
use crate::reading::{ProblemKind, Refusal, more_than};
use crate::remarks;
use crate::text::{clean, stated, unescape_html};
use crate::xml::line_of;

/// Bytes of one row; the longest known has 6,000.
pub(crate) const MAX_ROW: usize = 1 << 20;
/// Columns of a table; the widest known has 61.
const MAX_COLUMNS: usize = 500;
/// Entries held while their rows are gathered; the largest known list has 5,000.
const MAX_ENTRIES: usize = 200_000;
/// Rows within which the headings must stand.
const HEADINGS_WITHIN: usize = 5;

macro_rules! fields {
    ($($field:ident = $($heading:literal)|+,)*) => {
        /// What a heading or an element is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Field { $($field,)* }

        const FIELDS: &[Field] = &[$(Field::$field,)*];

        impl Field {
            /// The field of a heading or element name, by its letters and digits in lower case.
            pub(crate) fn of(heading: &str) -> Option<Self> {
                match normal(heading).as_str() {
                    $($($heading)|+ => Some(Self::$field),)*
                    _ => None,
                }
            }
        }
    };
}

fields! {
    UniqueId = "uniqueid",
    GroupId = "groupid" | "ofsigroupid",
    UnReference = "unreferencenumber",
    Name1 = "name1",
    Name2 = "name2",
    Name3 = "name3",
    Name4 = "name4",
    Name5 = "name5",
    Name6 = "name6",
    NameType = "nametype" | "aliastype",
    Strength = "aliasstrength" | "aliasquality",
    Title = "title",
    NonLatin = "namenonlatinscript",
    NonLatinType = "nonlatinscripttype",
    NonLatinLanguage = "nonlatinscriptlanguage",
    Regime = "regimename" | "regime",
    Class = "individualentityship" | "designationtypeindividualentityship" | "designationtype" | "grouptype",
    Source = "designationsource",
    ListedOn = "datedesignated" | "listedon",
    UkListedOn = "uksanctionslistdatedesignated",
    UpdatedOn = "lastupdated",
    Measures = "sanctionsimposed",
    Remark = "otherinformation",
    Reasons = "ukstatementofreasons",
    Address1 = "addressline1" | "address1",
    Address2 = "addressline2" | "address2",
    Address3 = "addressline3" | "address3",
    Address4 = "addressline4" | "address4",
    Address5 = "addressline5" | "address5",
    Address6 = "addressline6" | "address6",
    PostalCode = "addresspostalcode" | "postzipcode",
    AddressCountry = "addresscountry" | "country",
    Phone = "phonenumber",
    Website = "website",
    Email = "emailaddress",
    BirthDate = "dob",
    BirthTown = "townofbirth",
    BirthCountry = "countryofbirth",
    Nationality = "nationality" | "nationalityies",
    NationalId = "nationalidentifiernumber" | "nationalidentificationnumber" | "ninumber",
    NationalIdNote = "nationalidentifieradditionalinformation" | "nationalidentificationdetails",
    Passport = "passportnumber",
    PassportNote = "passportadditionalinformation" | "passportdetails",
    Position = "position",
    Gender = "gender",
    EntityType = "typeofentity",
    Subsidiary = "subsidiaries" | "subsidiary",
    Parent = "parentcompany",
    Registration = "businessregistrationnumber" | "businessregistrationnumbers",
    Imo = "imonumber",
    Owner = "currentowneroperator" | "currentowneroperators",
    FormerOwner = "previousowneroperator" | "previousowneroperators",
    Flag = "currentbelievedflagofship",
    FormerFlag = "previousflag" | "previousflags",
    ShipType = "typeofship",
    Tonnage = "tonnageofship",
    Length = "lengthofship",
    YearBuilt = "yearbuilt",
    Hull = "hullidentificationnumber" | "hullidentificationnumberhin",
}

/// The number of fields.
pub(crate) const FIELD_COUNT: usize = FIELDS.len();

fn normal(heading: &str) -> String {
    heading.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The known fields of one row or element; an absent one is empty.
pub(crate) struct Bag<'b> {
    pub(crate) values: &'b [&'b str; FIELD_COUNT],
    pub(crate) place: &'b dyn Fn(Field) -> Place,
}

impl<'b> Bag<'b> {
    pub(crate) fn get(&self, field: Field) -> &'b str {
        self.values[field as usize]
    }

    fn has(&self, field: Field) -> bool {
        !self.get(field).is_empty()
    }
}

/// What an entry has already stated, so that the same value in another row is not stated again.
#[derive(Default)]
pub(crate) struct Said {
    seen: HashSet<Box<str>>,
    scratch: String,
}

impl Said {
    /// Whether this is the first time.
    fn first(&mut self, topic: Field, pieces: &[&str]) -> bool {
        self.scratch.clear();
        self.scratch.push(char::from(topic as u8));
        for piece in pieces {
            self.scratch.push_str(piece.trim());
            self.scratch.push('\u{1f}');
        }
        !self.seen.contains(self.scratch.as_str()) && self.seen.insert(self.scratch.as_str().into())
    }
}

/// States what a bag says. What counts as an element is counted by the reader that asks for it.
pub(crate) fn state(bag: &Bag<'_>, draft: &mut Draft, said: &mut Said, out: &mut Writer<'_>, kind: Kind) -> Stated {
    let mut counts = Stated { names: name(bag, draft, said, out, kind), ..Stated::default() };
    counts.non_latin = original_script(bag, draft, said);
    counts.addresses = address(bag, draft, said);
    birth_places(bag, draft, said);
    passports(bag, draft, said);
    let numbers = [
        (Field::NationalId, "National identifier number"),
        (Field::Registration, "Business registration number"),
        (Field::Imo, "IMO number"),
        (Field::Hull, "Hull identification number"),
    ];
    for (field, kind) in numbers {
        let note = if field == Field::NationalId { bag.get(Field::NationalIdNote) } else { "" };
        if !bag.has(field) && note.is_empty() || !said.first(field, &[bag.get(field), note]) {
            continue;
        }
        if !bag.has(field) {
            draft.text(Property::Other, &format!("National identifier: {note}"), || (bag.place)(Field::NationalIdNote));
        }
        for (_, _, one) in numbered(bag.get(field)) {
            document(draft, kind, one, note, || (bag.place)(field));
        }
    }
    for (field, property) in TEXTS {
        if !bag.has(*field) || !said.first(*field, &[bag.get(*field)]) {
            continue;
        }
        for (_, _, one) in numbered(bag.get(*field)) {
            if said.first(*field, &["", one]) {
                draft.text(*property, one, || (bag.place)(*field));
            }
        }
    }
    for (field, label) in LABELLED {
        if bag.has(*field) && said.first(*field, &[bag.get(*field)]) && stated(bag.get(*field)).is_some() {
            draft.text(Property::Other, &format!("{label}: {}", bag.get(*field)), || (bag.place)(*field));
        }
    }
    for (field, property) in DATES {
        if !bag.has(*field) || !said.first(*field, &[bag.get(*field)]) {
            continue;
        }
        for (_, _, one) in numbered(bag.get(*field)) {
            if stated(one).is_none() {
                continue;
            }
            let date = date(one);
            if date.spans.is_empty() {
                out.problem((bag.place)(*field), ProblemKind::BadDate, one);
            }
            let statement = draft.date(*property, date, (bag.place)(*field));
            if *field == Field::UkListedOn {
                statement.note = Some("UK Sanctions List Date Designated".into());
            }
            counts.births += u64::from(*field == Field::BirthDate);
        }
    }
    if bag.has(Field::Measures) && said.first(Field::Measures, &[bag.get(Field::Measures)]) {
        for one in bag.get(Field::Measures).split('|') {
            draft.text(Property::Measure, one, || (bag.place)(Field::Measures));
        }
    }
    prose(bag, draft, said);
    counts
}

/// Elements newly stated from one bag.
#[derive(Default)]
pub(crate) struct Stated {
    pub(crate) names: u64,
    pub(crate) non_latin: u64,
    pub(crate) addresses: u64,
    pub(crate) births: u64,
}

const TEXTS: &[(Field, Property)] = &[
    (Field::Title, Property::Title),
    (Field::Position, Property::Position),
    (Field::Gender, Property::Gender),
    (Field::Nationality, Property::Nationality),
    (Field::Regime, Property::Programme),
    (Field::Source, Property::DesignatedBy),
    (Field::Phone, Property::Phone),
    (Field::Website, Property::Website),
    (Field::Email, Property::Email),
    (Field::EntityType, Property::Type),
    (Field::ShipType, Property::Type),
    (Field::Parent, Property::Owner),
    (Field::Owner, Property::Owner),
    (Field::Flag, Property::Flag),
    (Field::Tonnage, Property::Tonnage),
];

const LABELLED: &[(Field, &str)] = &[
    (Field::Subsidiary, "Subsidiaries"),
    (Field::FormerOwner, "Previous owner/operator"),
    (Field::FormerFlag, "Previous flags"),
    (Field::Length, "Length of ship"),
];

const DATES: &[(Field, Property)] = &[
    (Field::BirthDate, Property::BirthDate),
    (Field::YearBuilt, Property::IncorporationDate),
    (Field::ListedOn, Property::ListedOn),
    (Field::UkListedOn, Property::ListedOn),
    (Field::UpdatedOn, Property::AmendedOn),
];

/// The kind of an entry by the publisher's word.
pub(crate) fn kind_of(word: &str) -> Option<Kind> {
    match word.trim().to_ascii_lowercase().as_str() {
        "individual" => Some(Kind::Person),
        "entity" => Some(Kind::Organization),
        "ship" => Some(Kind::Vessel),
        _ => None,
    }
}

/// Name 1 to Name 5, then Name 6: the family name of a person, the whole name of anything else.
fn name(bag: &Bag<'_>, draft: &mut Draft, said: &mut Said, out: &mut Writer<'_>, entry: Kind) -> u64 {
    const PARTS: [(Field, &str); 6] = [
        (Field::Name1, "first"),
        (Field::Name2, "second"),
        (Field::Name3, "third"),
        (Field::Name4, "fourth"),
        (Field::Name5, "Name 5"),
        (Field::Name6, "last"),
    ];
    let mut whole = String::new();
    let mut count = 0;
    for (field, _) in PARTS {
        if let Some(part) = stated(bag.get(field)) {
            if count > 0 {
                whole.push(' ');
            }
            whole.push_str(&part);
            count += 1;
        }
    }
    if count == 0 {
        return 0;
    }
    let first = PARTS.iter().rev().map(|(field, _)| *field).find(|field| bag.has(*field)).unwrap_or(Field::Name6);
    if !said.first(Field::Name6, &[&whole, bag.get(Field::NameType), bag.get(Field::Strength)]) {
        return 0;
    }
    let kind = match bag.get(Field::NameType).trim().to_ascii_lowercase().as_str() {
        "primary name" | "prime alias" => NameKind::Primary,
        "alias" | "aka" | "a.k.a" | "a.k.a." | "primary name variation" | "" => NameKind::Aka,
        "fka" | "f.k.a" | "f.k.a." => NameKind::Fka,
        other => {
            out.problem((bag.place)(Field::NameType), ProblemKind::UnknownType, other);
            NameKind::Aka
        }
    };
    let strength = bag.get(Field::Strength).trim().to_ascii_lowercase();
    let quality = match strength.as_str() {
        word if word.starts_with("good") => Quality::Good,
        word if word.starts_with("low") => Quality::Low,
        "" => Quality::Unstated,
        other => {
            out.problem((bag.place)(Field::Strength), ProblemKind::UnknownType, other);
            Quality::Unstated
        }
    };
    let Some(alias) = draft.name(&whole, kind, quality, || (bag.place)(first)) else { return 0 };
    if entry == Kind::Person && count > 1 {
        alias.parts =
            PARTS.iter().filter_map(|(field, part)| Some(((*part).into(), stated(bag.get(*field))?.into()))).collect();
    }
    1
}

/// ISO 639 of the languages the lists name.
const LANGUAGES: &[(&str, &str)] = &[
    ("arabic", "ar"),
    ("belarusian", "be"),
    ("burmese", "my"),
    ("chinese", "zh"),
    ("dari", "prs"),
    ("farsi", "fa"),
    ("hebrew", "he"),
    ("korean", "ko"),
    ("pashto", "ps"),
    ("persian", "fa"),
    ("russian", "ru"),
    ("serbian", "sr"),
    ("ukrainian", "uk"),
    ("urdu", "ur"),
];

fn original_script(bag: &Bag<'_>, draft: &mut Draft, said: &mut Said) -> u64 {
    let (language, script) = (bag.get(Field::NonLatinLanguage), bag.get(Field::NonLatinType));
    if !bag.has(Field::NonLatin) || !said.first(Field::NonLatin, &[bag.get(Field::NonLatin), language, script]) {
        return 0;
    }
    let place = || (bag.place)(Field::NonLatin);
    let Some(alias) = draft.name(bag.get(Field::NonLatin), NameKind::OriginalScript, Quality::Unstated, place) else {
        return 0;
    };
    let known = LANGUAGES.iter().find(|(word, _)| language.trim().eq_ignore_ascii_case(word));
    alias.language = known.map(|(_, code)| (*code).into());
    let mut note = String::new();
    for (label, text) in [("script", script), ("language", if known.is_some() { "" } else { language })] {
        if let Some(text) = stated(text) {
            let separator = if note.is_empty() { "" } else { "; " };
            note.push_str(&format!("{separator}{label}: {text}"));
        }
    }
    draft.note_last((!note.is_empty()).then_some(note.as_str()));
    1
}

fn address(bag: &Bag<'_>, draft: &mut Draft, said: &mut Said) -> u64 {
    const LINES: [Field; 5] = [Field::Address1, Field::Address2, Field::Address3, Field::Address4, Field::Address5];
    let (town, code, country) = (bag.get(Field::Address6), bag.get(Field::PostalCode), bag.get(Field::AddressCountry));
    let mut street = String::new();
    for field in LINES {
        if let Some(line) = stated(bag.get(field)) {
            if !street.is_empty() {
                street.push_str(", ");
            }
            street.push_str(&line);
        }
    }
    let all = [LINES.as_slice(), &[Field::Address6, Field::PostalCode, Field::AddressCountry]].concat();
    let Some(first) = all.into_iter().find(|field| bag.has(*field)) else { return 0 };
    if !said.first(Field::Address1, &[&street, town, code, country]) {
        return 0;
    }
    let owned = |text: &str| stated(text).map(Into::into);
    let address = Address {
        street: (!street.is_empty()).then(|| street.into()),
        city: owned(town), // the last line is the town, as the publisher's guide has it
        region: None,
        postal_code: owned(code),
        country: owned(country),
    };
    if address.is_empty() {
        return 0;
    }
    draft.state(Property::Address, Value::Address(Box::new(address)), (bag.place)(first));
    1
}

/// Towns and countries of birth are numbered alike: `(1) Town (2) Other`, `(1)-(2) Country`.
fn birth_places(bag: &Bag<'_>, draft: &mut Draft, said: &mut Said) {
    let (town, country) = (bag.get(Field::BirthTown), bag.get(Field::BirthCountry));
    if town.is_empty() && country.is_empty() || !said.first(Field::BirthTown, &[town, country]) {
        return;
    }
    let (towns, countries) = (numbered(town), numbered(country));
    let mut one = |town: &str, country: &str| {
        let owned = |text: &str| stated(text).map(Into::into);
        let address = Address { city: owned(town), country: owned(country), ..Address::default() };
        if !address.is_empty() && said.first(Field::BirthTown, &["", town, country]) {
            let field = if town.is_empty() { Field::BirthCountry } else { Field::BirthTown };
            draft.state(Property::BirthPlace, Value::Address(Box::new(address)), (bag.place)(field));
        }
    };
    let last = towns.iter().chain(&countries).map(|(_, to, _)| *to).max().unwrap_or_default();
    if last == 0 {
        return one(town, country);
    }
    // One town with several countries: which is meant is not said, so they stand apart.
    let apart = towns.len() == 1 && towns.iter().all(|(_, to, _)| *to == 0);
    if apart {
        one(town, "");
    }
    for n in 1..=last {
        let find = |items: &[(u8, u8, &'_ str)]| {
            items.iter().position(|(from, to, _)| *to == 0 && !apart || (*from..=*to).contains(&n) && *to > 0)
        };
        let town = find(&towns).and_then(|i| towns.get(i)).map_or("", |item| item.2);
        let country = find(&countries).and_then(|i| countries.get(i)).map_or("", |item| item.2);
        one(town, country);
    }
}

/// Passports: a number with a note, or (before 2022) both in one text, `X123456 (Exampleland) issued on …`.
fn passports(bag: &Bag<'_>, draft: &mut Draft, said: &mut Said) {
    let (number, note) = (bag.get(Field::Passport), bag.get(Field::PassportNote));
    if number.is_empty() && note.is_empty() || !said.first(Field::Passport, &[number, note]) {
        return;
    }
    if number.is_empty() {
        for (_, _, one) in numbered(note) {
            document(draft, "Passport", one, "", || (bag.place)(Field::PassportNote));
        }
        return;
    }
    let (numbers, notes) = (numbered(number), numbered(note));
    let paired = numbers.len() == notes.len();
    for (i, (_, _, one)) in numbers.iter().enumerate() {
        let own = if paired { notes.get(i).map_or("", |item| item.2) } else { note };
        document(draft, "Passport", one, own, || (bag.place)(Field::Passport));
    }
}

/// The number is the first word with four digits; when more than that is printed, the whole text is the note.
fn document(draft: &mut Draft, kind: &str, printed: &str, note: &str, place: impl FnOnce() -> Place) {
    let Some(whole) = stated(printed) else { return };
    let digits = |word: &str| word.bytes().filter(u8::is_ascii_digit).count();
    let surely = |word: &&str| digits(word) >= 4 && !word.starts_with('(');
    let number = whole.split(' ').find(surely).map_or(&*whole, |word| word.trim_end_matches(['.', ',', ';', ':']));
    let number = number.split_once('(').map_or(number, |(before, _)| before);
    let country = whole
        .find(number)
        .and_then(|at| whole[at + number.len()..].trim_start().strip_prefix('('))
        .and_then(|rest| rest.split_once(')'))
        .map(|(inside, _)| inside.trim_start_matches("False ").trim())
        // Places and remarks stand in brackets too; they are printed in capitals or hold more than letters.
        .filter(|word| word.chars().all(|c| c.is_alphabetic() || c == ' ') && word.split(' ').count() <= 3)
        .filter(|word| word.len() <= 3 || word.chars().any(char::is_lowercase))
        .filter(|word| word.chars().next().is_some_and(char::is_uppercase));
    let mut notes: Vec<Cow<'_, str>> = Vec::new();
    if number.len() != whole.len() {
        notes.push(Cow::Borrowed(&*whole));
    }
    notes.extend(stated(note));
    let joined = notes.join("; ");
    let lower = joined.to_lowercase();
    let flags = [("false", "false"), ("expired", "expired"), ("revoked", "revoked"), ("lost", "lost")];
    let document = Document {
        kind: kind.into(),
        number: number.into(),
        country: country.map(Into::into),
        flags: flags.iter().filter(|(word, _)| has_word(&lower, word)).map(|(_, flag)| (*flag).into()).collect(),
        ..Document::default()
    };
    draft.state(Property::Document, Value::Document(Box::new(document)), place()).note =
        (!joined.is_empty()).then(|| joined.into());
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|one| one == word)
}

/// Remarks and reasons, and the references, deaths and notices that can surely be read in them.
fn prose(bag: &Bag<'_>, draft: &mut Draft, said: &mut Said) {
    let reference = |draft: &mut Draft, list: &str, value: &str, place: Place| {
        draft.state(Property::Reference, Value::Text(format!("{list}:{value}").into()), place);
    };
    if let Some(text) = stated(bag.get(Field::UnReference))
        && said.first(Field::UnReference, &[&text])
    {
        reference(draft, "un-sc", &text, (bag.place)(Field::UnReference));
    }
    if bag.has(Field::Reasons) && said.first(Field::Reasons, &[bag.get(Field::Reasons)]) {
        let text = unescape_html(bag.get(Field::Reasons));
        draft.text(Property::Reason, &text, || (bag.place)(Field::Reasons));
    }
    if !bag.has(Field::Remark) || !said.first(Field::Remark, &[bag.get(Field::Remark)]) {
        return;
    }
    let text = unescape_html(bag.get(Field::Remark));
    let Some(remark) = stated(&text) else { return };
    let place = || (bag.place)(Field::Remark);
    draft.text(Property::Remark, &remark, place);
    for (mark, list) in [("UN Ref", "un-sc"), ("UK Sanctions List Ref", "uk-sl")] {
        for value in references(&remark, mark) {
            if said.first(Field::UnReference, &[value]) {
                reference(draft, list, value, place());
            }
        }
    }
    for note in remarks::death_notes(&remark) {
        draft.text(Property::DeathNote, note, place);
    }
    for url in remarks::notices(&remark) {
        draft.text(Property::Notice, url, place);
    }
}

/// What follows a mark: `UN Ref QI.A.86.03.`, `(UN Ref):TAi.002.`
fn references<'t>(text: &'t str, mark: &'t str) -> impl Iterator<Item = &'t str> {
    text.match_indices(mark).filter_map(move |(at, _)| {
        let rest = text[at + mark.len()..].trim_start_matches([')', ':', ' ']);
        let end = rest.find([' ', ',', ';', ')', '(']).unwrap_or(rest.len());
        let value = rest[..end].trim_matches('.');
        (value.contains(|c: char| c.is_ascii_digit()) && value.len() <= 20).then_some(value)
    })
}

/// The parts of `(1) German (2)-(4) Moroccan` with their first and last number; a text without numbers is one part
/// numbered 0. Only numbers that follow each other count, so that a bracketed number in a text is left in it.
fn numbered(text: &str) -> Vec<(u8, u8, &str)> {
    let text = text.trim();
    if text.is_empty() {
        return Vec::new();
    }
    let mut out = Vec::new();
    let mut rest = match text.strip_prefix("(1)") {
        Some(rest) => rest,
        None => return vec![(0, 0, text)],
    };
    let mut from = 1;
    loop {
        let mut to = from;
        let after_dash = rest.trim_start().strip_prefix('-').map(str::trim_start);
        if let Some((number, after)) = after_dash.and_then(|s| s.strip_prefix('(')).and_then(|s| s.split_once(')'))
            && let Ok(number) = number.parse::<u8>()
            && (from..100).contains(&number)
        {
            (to, rest) = (number, after);
        }
        let next = format!("({})", to + 1);
        let end = rest
            .match_indices(&next)
            .map(|(at, _)| at)
            .find(|at| !rest[..*at].ends_with(|c: char| c.is_alphanumeric()));
        let part = rest[..end.unwrap_or(rest.len())].trim().trim_end_matches([',', ';']);
        if !part.is_empty() {
            out.push((from, to, part));
        }
        match end {
            Some(end) if to < 99 => (rest, from) = (&rest[end + next.len()..], to + 1),
            _ => return out,
        }
    }
}

/// `dd/mm/yyyy`, where day and month may be `00` or the letters themselves; anything else as people write dates.
pub(crate) fn date(printed: &str) -> StatedDate {
    let mut parts = printed.trim().split('/');
    if let (Some(day), Some(month), Some(year), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        && let Ok(year) = year.trim().parse::<i32>()
        && let Some(day) = number_or_none(day, "dd")
        && let Some(month) = number_or_none(month, "mm")
        && (month.is_some() || day.is_none())
    {
        return dates::from_numbers(printed, Calendar::Gregorian, year, month, day);
    }
    dates::stated(printed, Order::DayFirst)
}

/// `Some(None)` where the publisher says that it is not known.
fn number_or_none(text: &str, letters: &str) -> Option<Option<u8>> {
    let text = text.trim();
    if text == "00" || text == "0" || text.eq_ignore_ascii_case(letters) {
        return Some(None);
    }
    text.parse().ok().map(Some)
}

/// A table with known headings.
pub(crate) struct Table<'a> {
    rows: Rows<'a>,
    /// The field of each column.
    columns: Vec<Option<Field>>,
    headings: Vec<Box<str>>,
    /// The column of each field, from 1.
    column_of: [u32; FIELD_COUNT],
    sheet: Arc<str>,
}

impl<'a> Table<'a> {
    /// Reads what stands above the headings and the headings. `key` must be among them.
    ///
    /// # Errors
    /// No headings with `Name 6` and the key within the first rows; cut or oversized rows.
    pub(crate) fn open(text: &'a str, sheet: &str, key: Field, out: &mut Writer<'_>) -> Result<Self, Refusal> {
        let sheet: Arc<str> = sheet.into();
        let mut rows = Rows { text, at: 0, line: 1 };
        let mut row = Vec::new();
        for _ in 0..HEADINGS_WITHIN {
            let Some(line) = rows.next_row(&mut row)? else { break };
            let columns: Vec<_> = row.iter().map(|heading| Field::of(heading)).collect();
            if columns.contains(&Some(Field::Name6)) && columns.contains(&Some(key)) {
                let mut table = Self { rows, columns, headings: Vec::new(), column_of: [0; FIELD_COUNT], sheet };
                table.name_columns(&row, line, out);
                return Ok(table);
            }
            published(&row, out);
        }
        Err(Refusal::of_file(ProblemKind::BadHeader, text.lines().next().unwrap_or_default()))
    }

    fn name_columns(&mut self, row: &[Cow<'a, str>], line: u32, out: &mut Writer<'_>) {
        for (i, heading) in row.iter().enumerate() {
            let column = u32::try_from(i + 1).unwrap_or(u32::MAX);
            let known = self.columns.get_mut(i).and_then(|field| match *field {
                Some(known) if self.column_of[known as usize] > 0 => {
                    *field = None; // a second column of the same heading
                    None
                }
                known => known,
            });
            match known {
                Some(field) => self.column_of[field as usize] = column,
                None if heading.trim().is_empty() => {}
                None => out.problem(self.cell(line, column), ProblemKind::UnknownColumn, heading),
            }
            self.headings.push(clean(heading).into());
        }
    }

    fn cell(&self, row: u32, column: u32) -> Place {
        Place::Cell { sheet: Arc::clone(&self.sheet), row, column }
    }
}

/// One entry being gathered from its rows.
struct Gathered {
    draft: Draft,
    said: Said,
    row: u32,
    kind: Kind,
}

/// Sees a row, its entry's kind when it begins one, and what it newly stated.
pub(crate) type EachRow<'e> = dyn FnMut(&Bag<'_>, Option<Kind>, &Stated, &mut Writer<'_>) + 'e;

/// Reads the rows of a table, gathers them by `key` wherever they stand, and hands the entries on. `each` sees every
/// row.
///
/// # Errors
/// A cut or oversized row, more entries than any list has.
pub(crate) fn gather(
    mut table: Table<'_>,
    key: Field,
    out: &mut Writer<'_>,
    each: &mut EachRow<'_>,
) -> Result<(), Refusal> {
    let mut index: HashMap<Box<str>, usize> = HashMap::new();
    let mut entries: Vec<Gathered> = Vec::new();
    let mut row = Vec::with_capacity(table.columns.len());
    while let Some(line) = table.rows.next_row(&mut row)? {
        if row.len() != table.columns.len() {
            let detail = format!("{} ≠ {}", row.len(), table.columns.len());
            let place = table.cell(line, 0);
            if row.len() < table.columns.len() && table.rows.at_end() {
                return Err(Refusal::at(place, ProblemKind::Truncated, &detail));
            }
            out.problem(place, ProblemKind::BadRow, &detail);
        }
        let mut values = [""; FIELD_COUNT];
        for (value, field) in row.iter().zip(&table.columns) {
            if let Some(field) = field {
                values[*field as usize] = value.trim();
            }
        }
        let place = |field: Field| table.cell(line, table.column_of[field as usize]);
        let bag = Bag { values: &values, place: &place };
        let id = bag.get(key);
        let known = index.get(id).copied();
        let at = match known {
            Some(at) => at,
            None => {
                if entries.len() >= MAX_ENTRIES {
                    return Err(Refusal::at(table.cell(line, 0), ProblemKind::TooLarge, id));
                }
                let kind = kind_of(bag.get(Field::Class));
                if kind.is_none() {
                    out.problem(place(Field::Class), ProblemKind::UnknownType, bag.get(Field::Class));
                }
                let kind = kind.unwrap_or(Kind::Unknown);
                let mut draft = out.draft(kind);
                draft.key(id);
                if !id.is_empty() {
                    index.insert(id.into(), entries.len());
                }
                entries.push(Gathered { draft, said: Said::default(), row: line, kind });
                entries.len() - 1
            }
        };
        let Some(entry) = entries.get_mut(at) else { continue };
        let counts = state(&bag, &mut entry.draft, &mut entry.said, out, entry.kind);
        if key == Field::UniqueId {
            ofsi_group(&bag, &mut entry.draft, &mut entry.said);
        }
        unknown_cells(&table, &row, line, entry);
        each(&bag, known.is_none().then_some(entry.kind), &counts, out);
    }
    for entry in entries {
        let line = entry.row;
        out.entry(entry.draft, || table.cell(line, 0));
    }
    Ok(())
}

/// The older list's reference of an entry of the UK Sanctions List.
pub(crate) fn ofsi_group(bag: &Bag<'_>, draft: &mut Draft, said: &mut Said) {
    if let Some(group) = stated(bag.get(Field::GroupId))
        && said.first(Field::GroupId, &[&group])
    {
        draft.alternate("ofsi", &group);
        let value = Value::Text(format!("uk-ofsi:{group}").into());
        draft.state(Property::Reference, value, (bag.place)(Field::GroupId));
    }
}

/// Cells under headings nobody knows, and beyond the headings, are kept with the heading as their label.
fn unknown_cells(table: &Table<'_>, row: &[Cow<'_, str>], line: u32, entry: &mut Gathered) {
    for (i, value) in row.iter().enumerate() {
        if value.is_empty() || !matches!(table.columns.get(i), Some(None) | None) {
            continue;
        }
        let heading = table.headings.get(i).map_or("", |heading| &**heading);
        let column = u32::try_from(i + 1).unwrap_or(u32::MAX);
        if stated(value).is_some() && entry.said.first(Field::UniqueId, &[heading, value]) {
            entry.draft.text(Property::Other, &format!("{heading}: {value}"), || table.cell(line, column));
        }
    }
}

/// `Last Updated,02/04/2014` or `Report Date: 02-Sep-2026`.
fn published(row: &[Cow<'_, str>], out: &mut Writer<'_>) {
    let Some(first) = row.first() else { return };
    let printed = match first.split_once(':') {
        Some((_, date)) => date,
        None => row.get(1).map_or("", |cell| &**cell),
    };
    let date = date(printed);
    if let Some(day) = date.spans.first().map(|span: &DateSpan| span.first()) {
        out.outcome.published = Some(day);
        out.outcome.stated = Some(date.text);
    }
}

/// Walks comma-separated rows (RFC 4180), with the line each begins on.
struct Rows<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl<'a> Rows<'a> {
    /// Fills `row` with the next row that is not blank and gives its line.
    fn next_row(&mut self, row: &mut Vec<Cow<'a, str>>) -> Result<Option<u32>, Refusal> {
        loop {
            row.clear();
            if self.at >= self.text.len() {
                return Ok(None);
            }
            let (from, line) = (self.at, self.line);
            while self.field(row, line)? {
                if row.len() > MAX_COLUMNS || self.at - from > MAX_ROW {
                    return Err(self.refuse(line, ProblemKind::TooLarge, &more_than(MAX_ROW)));
                }
            }
            if row.iter().any(|field| !field.trim().is_empty()) {
                return Ok(Some(line));
            }
        }
    }

    /// Whether only blanks follow. Asked of short rows only: asked of every row, a file of blank lines would take its square.
    fn at_end(&self) -> bool {
        self.text[self.at..].trim_ascii_start().is_empty()
    }

    fn refuse(&self, line: u32, kind: ProblemKind, detail: &str) -> Refusal {
        Refusal::at(Place::Line { line, column: 1 }, kind, detail)
    }

    /// Reads one field; whether another follows in this row.
    fn field(&mut self, row: &mut Vec<Cow<'a, str>>, line: u32) -> Result<bool, Refusal> {
        let mut quoted: Option<Cow<'a, str>> = None;
        let text = self.text;
        if text[self.at..].starts_with('"') {
            let mut from = self.at + 1;
            loop {
                let Some(end) = memchr(b'"', &text.as_bytes()[from..]).map(|end| from + end) else {
                    return Err(self.refuse(line, ProblemKind::Truncated, "\""));
                };
                if end - self.at > MAX_ROW {
                    return Err(self.refuse(line, ProblemKind::TooLarge, &more_than(MAX_ROW)));
                }
                let piece = &text[from..end];
                self.line += u32::try_from(memchr::memchr_iter(b'\n', piece.as_bytes()).count()).unwrap_or(u32::MAX);
                quoted = Some(match quoted {
                    None => Cow::Borrowed(piece),
                    Some(before) => Cow::Owned(before.into_owned() + "\"" + piece),
                });
                from = end + 1;
                if !text[from..].starts_with('"') {
                    break;
                }
                from += 1;
            }
            self.at = from;
        }
        let rest = &text[self.at..];
        let end = memchr2(b',', b'\n', rest.as_bytes());
        let plain = rest[..end.unwrap_or(rest.len())].trim_end_matches('\r');
        let more = end.is_some_and(|end| rest.as_bytes().get(end) == Some(&b','));
        self.line = self.line.saturating_add(u32::from(end.is_some() && !more));
        self.at += end.map_or(rest.len(), |end| end + 1);
        row.push(match quoted {
            Some(field) if plain.is_empty() => field,
            Some(field) => Cow::Owned(field.into_owned() + plain),
            None => Cow::Borrowed(plain),
        });
        Ok(more)
    }
}

/// 0x80 to 0x9F of Windows-1252; `\0` where it has no character.
const WINDOWS_1252: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”', '•',
    '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// The text of a table: UTF-8, or Windows-1252 where the very first byte outside ASCII is not UTF-8.
///
/// # Errors
/// UTF-16, damaged UTF-8, bytes that Windows-1252 lacks, control characters.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    let refuse = |at: usize, kind: ProblemKind| {
        let byte = bytes.get(at).copied().unwrap_or_default();
        Refusal::at(line_of(bytes, at as u64), kind, &format!("0x{byte:02X}"))
    };
    let control = bytes.iter().position(|b| *b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r'));
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => {
            return match control {
                Some(at) => Err(refuse(at, ProblemKind::ControlCharacter)),
                None => Ok(Cow::Borrowed(text.trim_start_matches('\u{feff}'))),
            };
        }
        Err(error) => error.valid_up_to(),
    };
    if !bytes.get(..error).is_some_and(<[u8]>::is_ascii) || bytes.starts_with(&[0xFF, 0xFE]) {
        return Err(refuse(error, ProblemKind::BadEncoding));
    }
    if let Some(at) = control {
        return Err(refuse(at, ProblemKind::ControlCharacter));
    }
    let mut out = String::with_capacity(bytes.len() + bytes.len() / 16);
    for (at, byte) in bytes.iter().enumerate() {
        let c = match byte {
            0x80..=0x9F => WINDOWS_1252.get(usize::from(byte - 0x80)).copied().unwrap_or('\0'),
            other => char::from(*other),
        };
        if c == '\0' {
            return Err(refuse(at, ProblemKind::BadEncoding));
        }
        out.push(c);
    }
    Ok(Cow::Owned(out))
}

/// Whether a heading row with all these fields stands at the beginning of a text.
pub(crate) fn has_headings(text: &str, wanted: &[&str]) -> bool {
    text.lines().take(HEADINGS_WITHIN).any(|line| {
        let headings: Vec<String> = line.split(',').map(normal).collect();
        wanted.iter().all(|want| headings.iter().any(|heading| heading == want))
    })
}

#[cfg(test)]
mod tests {
    use super::{date, decode, numbered, references};

    #[test]
    fn numbered_texts_are_split_at_their_own_numbers_only() {
        for (text, want) in [
            ("German", vec![(0, 0, "German")]),
            ("(1) German (2) Moroccan", vec![(1, 1, "German"), (2, 2, "Moroccan")]),
            ("(1)-(2) Tunisia (3) Libya", vec![(1, 2, "Tunisia"), (3, 3, "Libya")]),
            ("(1) A 1 (7) b (2)C", vec![(1, 1, "A 1 (7) b"), (2, 2, "C")]),
            ("(1)", vec![]),
            ("", vec![]),
            ("(2) x", vec![(0, 0, "(2) x")]),
        ] {
            assert_eq!(numbered(text), want, "{text}");
        }
    }

    #[test]
    fn unknown_days_and_months_leave_the_span_wide() {
        for (text, want) in [
            ("00/00/1957", "1957"),
            ("dd/mm/1945", "1945"),
            ("00/07/1957", "1957-07"),
            ("03/04/1957", "1957-04-03"),
            ("1957", "1957"),
        ] {
            assert_eq!(date(text).spans.first().map(ToString::to_string).as_deref(), Some(want), "{text}");
        }
        assert!(date("31/02/1957").spans.is_empty());
    }

    #[test]
    fn references_of_both_years_are_found() {
        assert_eq!(references("UN Ref QI.A.86.03. Text.", "UN Ref").collect::<Vec<_>>(), ["QI.A.86.03"]);
        assert_eq!(references("(UN Ref):TAi.002. Text.", "UN Ref").collect::<Vec<_>>(), ["TAi.002"]);
        assert_eq!(references("UN Refugees", "UN Ref").count(), 0);
    }

    #[test]
    fn windows_1252_is_read_only_where_utf_8_never_began() {
        assert_eq!(decode(b"a\x92b\xe9").unwrap(), "a’bé");
        assert_eq!(decode("é".as_bytes()).unwrap(), "é");
        for bad in [&b"\xc3\xa9\x92"[..], b"a\x81", b"\xff\xfea\0", b"a\x01"] {
            assert!(decode(bad).is_err(), "{bad:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_walked_without_panic(text in "[()1-3 a,/é-]{0,40}|.{0,40}") {
            let _ = (numbered(&text), date(&text), references(&text, "UN Ref").count());
        }
    }
}
