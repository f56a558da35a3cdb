//! The European Union's consolidated financial sanctions list, FULL 1.1 XML.
//!
//! Source:   webgate.ec.europa.eu/fsd/fsf, xmlFullSanctionsList_1_1, and its schema of 12 October 2017.
//! Shape:    `export@generationDate` > `sanctionEntity`, nearly everything in attributes. Keyed by euReferenceNumber, which
//!           a few entities under two acts repeat; logicalId is an alternate, since the format before 2018 has only that.
//!           Each value names the act that put it there (`regulationSummary`): it becomes the statement's basis.
//! Traps:    `strong` is "true" for every name, the quality stands in a remark, with typos; no name is marked as the main
//!           one; calendarType ISLAMIC hides both Hijri calendars; country `00` is none; titles packed as "(a) .. (b) ..".
//! Not here: the format before 2018 (`eu_fsf_old`).

use std::collections::HashMap;
use std::sync::Arc;

use names::Script;
use register::{
    Act, Address, Alias, Calendar, DateSpan, Document, Kind, NameKind, Place, Property, Quality, StatedDate, Value,
};

use crate::dates::{self, Order};
use crate::draft::{Draft, Writer};
use crate::reading::{ProblemKind, Refusal};
use crate::text::{clean, is_placeholder, stated, trim};
use crate::xml::{Element, Records};

/// The counted elements. `arabic_script` and the like are names with a letter of the script, `cyrillic_mixed` those with a
/// Hebrew sign as well; `*_entities` are distinct references; `place_only` is a birth without day, year or range start.
const STATS: &[&str] = &[
    "elements",
    "references",
    "p",
    "e",
    "name_alias",
    "arabic_script",
    "arabic_script_entities",
    "cyrillic",
    "cyrillic_mixed",
    "cyrillic_entities",
    "cjk",
    "hebrew",
    "birthdate",
    "day",
    "year",
    "range",
    "place_only",
    "circa",
    "islamic",
    "identification",
    "passport",
    "other",
    "regnumber",
    "fiscalcode",
    "id",
    "address",
    "citizenship",
    "regulations",
    "taqa",
    "terr",
    "euaq",
    "afg",
    "ham",
];

/// What is kept across entries.
#[derive(Default)]
struct Seen {
    acts: Acts,
    /// References met, and whether an Arabic or a Cyrillic name was counted for them.
    references: HashMap<String, Scripts>,
}

/// Which scripts an entry's names have.
#[derive(Clone, Copy, Default)]
struct Scripts {
    arabic: bool,
    cyrillic: bool,
}

/// Reads an edition.
///
/// # Errors
/// As [`Records`].
pub(crate) fn read(bytes: &[u8], out: &mut Writer<'_>) -> Result<(), Refusal> {
    out.outcome.stats.expect(STATS);
    // One entity under two acts stands twice.
    out.allow_repeats();
    let mut seen = Seen::default();
    let mut records = Records::open(bytes, &[])?;
    while let Some(record) = records.next_record()? {
        match record.name() {
            "sanctionEntity" => entry(record, &mut seen, out),
            other => out.problem(record.place(), ProblemKind::UnknownElement, other),
        }
    }
    if let Some(generated) = records.root_attribute("generationDate") {
        out.outcome.published = dates::iso_day(generated);
        out.outcome.stated = Some(generated.into());
    }
    Ok(())
}

fn entry(record: Element<'_, '_>, seen: &mut Seen, out: &mut Writer<'_>) {
    out.count("elements");
    let mut draft = out.draft(Kind::Unknown);
    let mut reference = "";
    for (name, value) in record.raw_attributes() {
        let place = || record.attribute_place(name);
        match name {
            _ if trim(value).is_empty() => {}
            "euReferenceNumber" => {
                draft.key(value);
                reference = trim(value);
            }
            "logicalId" => draft.alternate("logicalid", value),
            "designationDate" => day(&mut draft, Property::ListedOn, value, place(), out),
            "delistingDate" => {
                draft.delisted();
                day(&mut draft, Property::DelistedOn, value, place(), out);
            }
            "designationDetails" => {
                draft.text(Property::Remark, value, place);
            }
            "unitedNationId" => {
                if let Some(id) = stated(value) {
                    draft.text(Property::Reference, &format!("un-sc:{id}"), place);
                }
            }
            _ => other(&mut draft, name, value, place()),
        }
    }
    let main = main_name(record);
    let mut scripts = Scripts::default();
    let mut names = 0;
    for child in record.children() {
        match child.name() {
            "nameAlias" => {
                let is_main = names == main;
                names += 1;
                name(child, is_main, &mut scripts, &mut draft, &mut seen.acts, out);
            }
            "remark" => {
                draft.text(Property::Remark, child.text(), || child.place());
            }
            "regulation" => regulation(child, &mut draft, &mut seen.acts, out),
            "subjectType" => subject_type(child, &mut draft, out),
            "birthdate" => birth(child, &mut draft, &mut seen.acts, out),
            "citizenship" => citizenship(child, &mut draft, &mut seen.acts, out),
            "address" => address(child, &mut draft, &mut seen.acts, out),
            "identification" => identification(child, &mut draft, &mut seen.acts, out),
            unknown => out.problem(child.place(), ProblemKind::UnknownElement, unknown),
        }
    }
    if !reference.is_empty() {
        let known = seen.references.entry(reference.to_owned()).or_insert_with(|| {
            out.count("references");
            Scripts::default()
        });
        if scripts.arabic && !known.arabic {
            known.arabic = true;
            out.count("arabic_script_entities");
        }
        if scripts.cyrillic && !known.cyrillic {
            known.cyrillic = true;
            out.count("cyrillic_entities");
        }
    }
    out.entry(draft, || record.place());
}

/// What every value carries: the act behind it and the publisher's remarks.
struct Backing {
    basis: Option<Arc<Act>>,
    note: Option<Box<str>>,
}

impl Backing {
    /// Reads the `regulationSummary` and `remark` children; `rest` takes any other.
    fn of<'t, 'a>(
        element: Element<'t, 'a>,
        acts: &mut Acts,
        out: &mut Writer<'_>,
        mut rest: impl FnMut(Element<'t, 'a>, &mut Writer<'_>),
    ) -> Self {
        let mut backing = Self { basis: None, note: None };
        for child in element.children() {
            match child.name() {
                "regulationSummary" => {
                    let printed = PrintedAct::of(child, out);
                    if backing.basis.is_none() {
                        backing.basis = acts.intern(&printed);
                    } else if let Some(title) = printed.title {
                        backing.add(&format!("also under {title}"));
                    }
                }
                "remark" => {
                    if let Some(text) = stated(child.text()) {
                        backing.add(&text);
                    }
                }
                _ => rest(child, out),
            }
        }
        backing
    }

    /// Adds to the note.
    fn add(&mut self, text: &str) {
        match &mut self.note {
            None => self.note = Some(text.into()),
            Some(note) => *note = format!("{note}; {text}").into(),
        }
    }

    /// States a value with this backing.
    fn state(&self, draft: &mut Draft, property: Property, value: Value, place: Place) {
        let statement = draft.state(property, value, place);
        statement.basis.clone_from(&self.basis);
        statement.note.clone_from(&self.note);
    }

    /// States a text with the act alone: the note is about the value the element is for.
    fn text(&self, draft: &mut Draft, property: Property, printed: &str, place: impl FnOnce() -> Place) {
        if let Some(statement) = draft.text(property, printed, place) {
            statement.basis.clone_from(&self.basis);
        }
    }
}

/// An element the reader does not know inside a value.
fn unknown(child: Element<'_, '_>, out: &mut Writer<'_>) {
    out.problem(child.place(), ProblemKind::UnknownElement, child.name());
}

/// An attribute without a property of its own.
fn other(draft: &mut Draft, name: &str, value: &str, place: Place) {
    if let Some(value) = stated(value) {
        draft.state(Property::Other, Value::Text(format!("{name}: {value}").into()), place);
    }
}

/// The acts met so far. Some five hundred acts back tens of thousands of values, mostly in runs.
#[derive(Default)]
struct Acts {
    last: Option<Arc<Act>>,
    by_title: HashMap<Box<str>, Vec<Arc<Act>>>,
}

/// An act as its attributes print it.
#[derive(Default)]
struct PrintedAct<'t> {
    title: Option<&'t str>,
    kind: Option<&'t str>,
    published: Option<&'t str>,
    in_force: Option<&'t str>,
    url: Option<&'t str>,
}

impl<'t> PrintedAct<'t> {
    fn of(element: Element<'t, '_>, out: &mut Writer<'_>) -> Self {
        let mut act = Self::default();
        for (name, value) in element.raw_attributes() {
            let value = trim(value);
            match name {
                _ if value.is_empty() => {}
                "numberTitle" => act.title = Some(value),
                "regulationType" => act.kind = Some(value),
                "publicationDate" => act.published = Some(value),
                "entryIntoForceDate" => act.in_force = Some(value),
                "publicationUrl" => act.url = Some(value),
                // Told by `regulation`; the others number the publisher's rows.
                "programme" | "organisationType" | "logicalId" => {}
                unknown => out.problem(element.attribute_place(unknown), ProblemKind::UnknownElement, unknown),
            }
        }
        act
    }

    fn is(&self, act: &Act) -> bool {
        self.title == Some(&*act.title)
            && self.url == act.url.as_deref()
            && self.published == act.published.as_deref()
            && self.kind == act.kind.as_deref()
            && self.in_force == act.in_force.as_deref()
    }
}

impl Acts {
    /// The act, shared with every other value it backs; `None` without a title.
    fn intern(&mut self, printed: &PrintedAct<'_>) -> Option<Arc<Act>> {
        let title = printed.title?;
        if let Some(last) = self.last.as_ref().filter(|last| printed.is(last)) {
            return Some(last.clone());
        }
        if !self.by_title.contains_key(title) {
            self.by_title.insert(title.into(), Vec::new());
        }
        let known = self.by_title.get_mut(title)?;
        let act = match known.iter().find(|act| printed.is(act)) {
            Some(act) => act.clone(),
            None => {
                let act = Arc::new(Act {
                    title: title.into(),
                    kind: printed.kind.map(Into::into),
                    published: printed.published.map(Into::into),
                    in_force: printed.in_force.map(Into::into),
                    url: printed.url.map(Into::into),
                });
                known.push(act.clone());
                act
            }
        };
        self.last = Some(act.clone());
        Some(act)
    }
}

fn regulation(element: Element<'_, '_>, draft: &mut Draft, acts: &mut Acts, out: &mut Writer<'_>) {
    out.count("regulations");
    let mut printed = PrintedAct::of(element, out);
    let mut note = None;
    for child in element.children() {
        match child.name() {
            "publicationUrl" => printed.url = Some(child.text().trim()).filter(|url| !url.is_empty()),
            "remark" => note = stated(child.text()).map(Box::from),
            _ => unknown(child, out),
        }
    }
    let act = acts.intern(&printed);
    if let Some(act) = &act {
        draft.act(act.clone(), element.place()).note = note;
    }
    for (name, value) in element.raw_attributes() {
        match name {
            "programme" => {
                match value {
                    "TAQA" => out.count("taqa"),
                    "TERR" => out.count("terr"),
                    "EUAQ" => out.count("euaq"),
                    "AFG" => out.count("afg"),
                    "HAM" => out.count("ham"),
                    _ => {}
                }
                if let Some(statement) = draft.text(Property::Programme, value, || element.attribute_place(name)) {
                    statement.basis.clone_from(&act);
                }
            }
            "organisationType" => other(draft, name, value, element.attribute_place(name)),
            _ => {}
        }
    }
}

fn subject_type(element: Element<'_, '_>, draft: &mut Draft, out: &mut Writer<'_>) {
    let code = element.attribute("classificationCode").or_else(|| element.attribute("code")).unwrap_or_default();
    match &*code {
        "P" | "person" => {
            out.count("p");
            draft.kind(Kind::Person);
        }
        "E" | "enterprise" => {
            out.count("e");
            draft.kind(Kind::Organization);
        }
        unknown => out.problem(element.place(), ProblemKind::UnknownType, unknown),
    }
}

/// Which of the names is the main one: the publisher does not say. The first in no or in English that no remark calls an
/// alias or a former name, else the first in no or in English, else the first.
fn main_name(record: Element<'_, '_>) -> usize {
    let mut best = (3, 0);
    for (at, name) in record.all("nameAlias").enumerate() {
        let foreign = name.raw_attribute("nameLanguage").is_some_and(|code| !matches!(code, "" | "EN"));
        let rank = if foreign {
            2
        } else if name.all("remark").any(|remark| remark_says(remark.text()) != Said::default()) {
            1
        } else {
            0
        };
        if rank < best.0 {
            best = (rank, at);
        }
        if rank == 0 {
            break;
        }
    }
    best.1
}

/// What a remark says of the name it stands with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    /// Its quality.
    pub(crate) quality: Quality,
    /// Another kind of name than an alias.
    pub(crate) kind: Option<NameKind>,
}

/// Reads "good quality alias", its typos, and the words for former names and original script.
pub(crate) fn remark_says(remark: &str) -> Said {
    let lower = remark.to_lowercase();
    let quality = lower
        .match_indices("quality")
        .find_map(|(at, _)| match lower[..at].split_whitespace().next_back()? {
            "good" | "ood" | "god" | "qood" | "goo" | "high" | "strong" => Some(Quality::Good),
            "low" | "lo" | "ow" | "weak" | "poor" => Some(Quality::Low),
            _ => None,
        })
        .unwrap_or_default();
    let kind = if lower.contains("original script") {
        Some(NameKind::OriginalScript)
    } else if ["formerly", "former name", "previously", "f.k.a", "maiden name"].iter().any(|word| lower.contains(word))
    {
        Some(NameKind::Fka)
    } else {
        None
    };
    Said { quality, kind }
}

/// One name, with its titles, functions and gender.
fn name(
    element: Element<'_, '_>,
    is_main: bool,
    scripts: &mut Scripts,
    draft: &mut Draft,
    acts: &mut Acts,
    out: &mut Writer<'_>,
) {
    out.count("name_alias");
    let backing = Backing::of(element, acts, out, unknown);
    let said = backing.note.as_deref().map(remark_says).unwrap_or_default();
    let (mut whole, mut language, mut strong) = ("", "", true);
    let (mut titles, mut function, mut gender) = ("", "", "");
    let mut printed_parts = [("first", ""), ("middle", ""), ("last", "")];
    for (name, value) in element.raw_attributes() {
        match name {
            _ if value.is_empty() => {}
            "wholeName" => whole = value,
            "firstName" => printed_parts[0].1 = value,
            "middleName" => printed_parts[1].1 = value,
            "lastName" => printed_parts[2].1 = value,
            "nameLanguage" => language = value,
            "title" => titles = value,
            "function" => function = value,
            "gender" => gender = value,
            "strong" => strong = value != "false",
            // The language the row was typed in, and its number.
            "regulationLanguage" | "logicalId" => {}
            _ => other(draft, name, value, element.attribute_place(name)),
        }
    }
    let parts: Vec<(Box<str>, Box<str>)> =
        printed_parts.iter().filter_map(|(part, text)| Some(((*part).into(), Box::from(stated(text)?)))).collect();
    let joined;
    if is_placeholder(whole) && !parts.is_empty() {
        joined = parts.iter().map(|(_, text)| &**text).collect::<Vec<_>>().join(" ");
        whole = &joined;
    }
    let kind = if is_main {
        NameKind::Primary
    } else {
        said.kind.unwrap_or(match language {
            "" | "EN" => NameKind::Aka,
            _ if said.quality != Quality::Unstated => NameKind::Aka,
            _ => NameKind::Translation,
        })
    };
    if let Some(text) = stated(whole) {
        let quality = if said.quality == Quality::Unstated && !strong { Quality::Low } else { said.quality };
        count_scripts(&text, scripts, out);
        let language = (!language.is_empty()).then(|| language.trim().to_ascii_lowercase().into());
        let alias = Box::new(Alias { quality, language, parts, ..Alias::new(&text, kind) });
        let place = if std::ptr::eq(whole, element.raw_attribute("wholeName").unwrap_or_default()) {
            element.attribute_place("wholeName")
        } else {
            element.place()
        };
        backing.state(draft, Property::Name, Value::Name(alias), place);
    } else if let Some(note) = &backing.note {
        backing.text(draft, Property::Remark, note, || element.place());
    }
    if !titles.is_empty() {
        for title in lettered(titles) {
            backing.text(draft, Property::Title, title, || element.attribute_place("title"));
        }
    }
    if !function.is_empty() {
        backing.text(draft, Property::Position, function, || element.attribute_place("function"));
    }
    if !gender.is_empty() {
        backing.text(draft, Property::Gender, gender, || element.attribute_place("gender"));
    }
}

fn count_scripts(text: &str, scripts: &mut Scripts, out: &mut Writer<'_>) {
    if text.is_ascii() {
        return;
    }
    let (mut arabic, mut cyrillic, mut hebrew, mut hebrew_sign, mut cjk) = (false, false, false, false, false);
    for c in text.chars() {
        match Script::of_char(c) {
            Some(Script::Arabic) => arabic = true,
            Some(Script::Cyrillic) => cyrillic = true,
            Some(Script::Hebrew) => hebrew = true,
            Some(Script::Han | Script::Kana | Script::Hangul) => cjk = true,
            _ => hebrew_sign |= ('\u{590}'..='\u{5ff}').contains(&c),
        }
    }
    if arabic {
        scripts.arabic = true;
        out.count("arabic_script");
    }
    if cyrillic {
        scripts.cyrillic = true;
        out.count(if hebrew || hebrew_sign { "cyrillic_mixed" } else { "cyrillic" });
    }
    if hebrew && !cyrillic {
        out.count("hebrew");
    }
    if cjk {
        out.count("cjk");
    }
}

/// The pieces of "(a) Mullah, (b) Haji.", "a) General b) Major"; a text without letters in order is one piece.
pub(crate) fn lettered(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.trim();
    let mut next = 'a';
    let opened = marker(rest, 'a').filter(|(start, _)| *start == 0);
    if let Some((_, end)) = opened {
        rest = &rest[end..];
        next = 'b';
    }
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let found = if next > 'a' { marker(rest, next) } else { None };
        let piece = match found {
            Some((start, end)) => {
                let piece = &rest[..start];
                rest = &rest[end..];
                next = char::from_u32(u32::from(next) + 1).unwrap_or('z');
                piece
            }
            None => std::mem::take(&mut rest),
        };
        let piece = piece.trim();
        Some(if opened.is_some() { piece.trim_end_matches([',', ';', '.']) } else { piece })
    })
}

/// Where `(x)` or `x)` stands, as start and end.
fn marker(text: &str, letter: char) -> Option<(usize, usize)> {
    text.match_indices(')').find_map(|(close, _)| {
        let before = text[..close].strip_suffix(letter)?;
        let (start, edge) = match before.strip_suffix('(') {
            Some(opened) => (opened.len(), true),
            None => (before.len(), !before.ends_with(char::is_alphanumeric)),
        };
        edge.then_some((start, close + 1))
    })
}

/// The country's code; `00` and UNKNOWN are none.
fn country(code: &str, description: &str) -> Option<Box<str>> {
    match code.trim() {
        "00" => None,
        "" => stated(description).map(Box::from),
        code => Some(code.into()),
    }
}

fn boxed(text: &str) -> Option<Box<str>> {
    if text.is_empty() { None } else { stated(text).map(Box::from) }
}

/// Lines of an address as one.
fn joined(lines: &[&str]) -> Option<Box<str>> {
    let mut out = String::new();
    for line in lines.iter().filter_map(|line| stated(line)) {
        if !out.is_empty() {
            out.push_str(", ");
        }
        out.push_str(&line);
    }
    (!out.is_empty()).then(|| out.into())
}

/// The parts of a date of birth, as printed.
#[derive(Default)]
struct Birth<'t> {
    day: &'t str,
    year: &'t str,
    month_of_year: &'t str,
    day_of_month: &'t str,
    from: &'t str,
    to: &'t str,
    islamic: bool,
    circa: bool,
}

fn birth(element: Element<'_, '_>, draft: &mut Draft, acts: &mut Acts, out: &mut Writer<'_>) {
    out.count("birthdate");
    let mut backing = Backing::of(element, acts, out, unknown);
    let mut birth = Birth::default();
    let (mut place, mut city, mut region, mut zip, mut code, mut description) = ("", "", "", "", "", "");
    for (name, value) in element.raw_attributes() {
        match name {
            _ if trim(value).is_empty() => {}
            "birthdate" => birth.day = trim(value),
            "year" => birth.year = trim(value),
            "monthOfYear" => birth.month_of_year = trim(value),
            "dayOfMonth" => birth.day_of_month = trim(value),
            "yearRangeFrom" => birth.from = trim(value),
            "yearRangeTo" => birth.to = trim(value),
            "circa" => birth.circa = value == "true",
            "calendarType" => match value {
                "GREGORIAN" => {}
                "ISLAMIC" => birth.islamic = true,
                unknown => out.problem(element.attribute_place(name), ProblemKind::UnknownType, unknown),
            },
            "place" => place = value,
            "city" => city = value,
            "region" => region = value,
            "zipCode" => zip = value,
            "countryIso2Code" => code = value,
            "countryDescription" => description = value,
            "regulationLanguage" | "logicalId" => {}
            _ => other(draft, name, value, element.attribute_place(name)),
        }
    }
    out.count(match birth {
        Birth { day: "", year: "", from: "", .. } => "place_only",
        Birth { day: "", from: "", .. } => "year",
        Birth { day: "", .. } => "range",
        _ => "day",
    });
    if birth.circa {
        out.count("circa");
    }
    if birth.islamic {
        out.count("islamic");
        backing.add(&format!("calendarType: ISLAMIC, {}", birth.numbers()));
    }
    let mut said = false;
    if let Some((attribute, date)) = birth.stated() {
        let at = element.attribute_place(attribute);
        if date.spans.is_empty() {
            out.problem(at.clone(), ProblemKind::BadDate, &date.text);
        }
        backing.state(draft, Property::BirthDate, Value::Date(Box::new(date)), at);
        said = true;
    }
    let address = Address {
        street: boxed(place),
        city: boxed(city),
        region: boxed(region),
        postal_code: boxed(zip),
        country: country(code, description),
    };
    if !address.is_empty() {
        backing.state(draft, Property::BirthPlace, Value::Address(Box::new(address)), element.place());
        said = true;
    }
    if !said && let Some(note) = &backing.note {
        backing.text(draft, Property::Remark, note, || element.place());
    }
}

impl Birth<'_> {
    /// Year, month and day as printed, as far as they are.
    fn numbers(&self) -> String {
        let pieces = [self.year, self.month_of_year, self.day_of_month];
        let mut text = pieces.into_iter().take_while(|piece| !piece.is_empty()).collect::<Vec<_>>().join("-");
        if text.is_empty() {
            text = [self.from, self.to].join(" - ");
        }
        text
    }

    /// The attribute that states the date, and the date.
    fn stated(&self) -> Option<(&'static str, StatedDate)> {
        let calendar = if self.islamic { Calendar::HijriEither } else { Calendar::Gregorian };
        let (attribute, mut date) = if !self.day.is_empty() {
            // Given with ISLAMIC numbers, this is the publisher's own conversion; the numbers stand in the note.
            let date = match dates::iso_day(self.day).map(DateSpan::day) {
                Some(span) => {
                    StatedDate { text: self.day.into(), spans: vec![span], circa: false, calendar: Calendar::Gregorian }
                }
                None => dates::stated(self.day, Order::DayFirst),
            };
            ("birthdate", date)
        } else if !self.year.is_empty() {
            let month = self.month_of_year.parse().ok();
            let day = self.day_of_month.parse().ok();
            let year = self.year.parse().unwrap_or(0);
            ("year", dates::from_numbers(&self.numbers(), calendar, year, month, day))
        } else if !self.from.is_empty() && !self.to.is_empty() {
            let end = |text: &str| dates::from_numbers(text, calendar, text.parse().unwrap_or(0), None, None).spans;
            let spans = end(self.from)
                .iter()
                .zip(end(self.to))
                .filter_map(|(from, to)| DateSpan::new(from.first(), to.last()))
                .collect();
            ("yearRangeFrom", StatedDate { text: self.numbers().into(), spans, circa: false, calendar })
        } else {
            // One end of a range bounds nothing on the other side: it is kept as words.
            let (attribute, text) = match (self.from, self.to) {
                ("", "") => return None,
                ("", to) => ("yearRangeTo", format!("to {to}")),
                (from, _) => ("yearRangeFrom", format!("from {from}")),
            };
            (attribute, StatedDate { text: text.into(), spans: Vec::new(), circa: false, calendar })
        };
        date.circa |= self.circa;
        Some((attribute, date))
    }
}

fn citizenship(element: Element<'_, '_>, draft: &mut Draft, acts: &mut Acts, out: &mut Writer<'_>) {
    out.count("citizenship");
    let mut backing = Backing::of(element, acts, out, unknown);
    let mut past = backing.note.as_deref().is_some_and(|note| {
        let lower = note.to_lowercase();
        ["until", "withdr", "revoked", "former", "deprived", "renounced"].iter().any(|word| lower.contains(word))
    });
    let (mut code, mut description) = ("", "");
    for (name, value) in element.raw_attributes() {
        match name {
            _ if trim(value).is_empty() => {}
            "countryIso2Code" => code = value,
            "countryDescription" => description = value,
            "regulationLanguage" | "logicalId" => {}
            "region" | "acquisitionDate" | "disenfranchisementDate" => {
                past |= name == "disenfranchisementDate";
                backing.add(&format!("{name}: {}", clean(value)));
            }
            _ => other(draft, name, value, element.attribute_place(name)),
        }
    }
    let property = if past { Property::FormerNationality } else { Property::Citizenship };
    match country(code, description) {
        Some(country) => {
            let attribute = if code.trim().is_empty() { "countryDescription" } else { "countryIso2Code" };
            backing.state(draft, property, Value::Text(country), element.attribute_place(attribute));
        }
        None => {
            if let Some(note) = &backing.note {
                backing.text(draft, Property::Other, &format!("citizenship: {note}"), || element.place());
            }
        }
    }
}

fn address(element: Element<'_, '_>, draft: &mut Draft, acts: &mut Acts, out: &mut Writer<'_>) {
    out.count("address");
    let mut contacts = Vec::new();
    let mut backing = Backing::of(element, acts, out, |child, out| match child.name() {
        "contactInfo" => contacts.push(child),
        _ => unknown(child, out),
    });
    let (mut street, mut place, mut po_box, mut city) = ("", "", "", "");
    let (mut region, mut zip, mut code, mut description) = ("", "", "", "");
    for (name, value) in element.raw_attributes() {
        match name {
            _ if value.is_empty() => {}
            "street" => street = value,
            "place" => place = value,
            "poBox" => po_box = value,
            "city" => city = value,
            "region" => region = value,
            "zipCode" => zip = value,
            "countryIso2Code" => code = value,
            "countryDescription" => description = value,
            "asAtListingTime" => {
                if value == "true" {
                    backing.add("as at listing time");
                }
            }
            "regulationLanguage" | "logicalId" => {}
            _ => other(draft, name, value, element.attribute_place(name)),
        }
    }
    let address = Address {
        street: joined(&[street, place, po_box]),
        city: boxed(city),
        region: boxed(region),
        postal_code: boxed(zip),
        country: country(code, description),
    };
    if !address.is_empty() {
        backing.state(draft, Property::Address, Value::Address(Box::new(address)), element.place());
    } else if let Some(note) = &backing.note {
        backing.text(draft, Property::Remark, note, || element.place());
    }
    for contact in contacts {
        contact_info(contact, &backing, draft);
    }
}

fn contact_info(contact: Element<'_, '_>, backing: &Backing, draft: &mut Draft) {
    let (key, value) = (contact.attribute("key").unwrap_or_default(), contact.attribute("value").unwrap_or_default());
    let property = match &*key {
        "PHONE" | "FAX" | "MOBILE" => Property::Phone,
        "EMAIL" => Property::Email,
        "WEB" => Property::Website,
        _ => {
            backing.text(draft, Property::Other, &format!("{key}: {value}"), || contact.place());
            return;
        }
    };
    for one in value.split(';') {
        let Some(statement) = draft.text(property, one, || contact.attribute_place("value")) else { continue };
        statement.basis.clone_from(&backing.basis);
        if &*key == "FAX" {
            statement.note = Some("fax".into());
        }
    }
}

fn identification(element: Element<'_, '_>, draft: &mut Draft, acts: &mut Acts, out: &mut Writer<'_>) {
    out.count("identification");
    let mut backing = Backing::of(element, acts, out, unknown);
    let mut document = Document::default();
    let (mut number, mut latin, mut kind_code, mut kind) = ("", "", "", "");
    let (mut code, mut description, mut on_document, mut valid_from) = ("", "", "", None);
    let date = |text: &str| match dates::iso_day(text).filter(|_| text.trim().len() == 10) {
        Some(day) => StatedDate {
            text: text.trim().into(),
            spans: vec![DateSpan::day(day)],
            circa: false,
            calendar: Calendar::Gregorian,
        },
        None => dates::stated(text, Order::DayFirst),
    };
    for (name, value) in element.raw_attributes() {
        let flag = match name {
            "knownFalse" => "false",
            "knownExpired" => "expired",
            "reportedLost" => "lost",
            "revokedByIssuer" => "revoked",
            "diplomatic" => "diplomatic",
            _ => "",
        };
        match name {
            _ if trim(value).is_empty() => {}
            _ if !flag.is_empty() => {
                if value == "true" {
                    document.flags.push(flag.into());
                }
            }
            "number" => number = value,
            "latinNumber" => latin = value,
            "identificationTypeCode" => kind_code = value,
            "identificationTypeDescription" => kind = value,
            "countryIso2Code" => code = value,
            "countryDescription" => description = value,
            "issueDate" => document.issued = Some(date(value)),
            "validFrom" => valid_from = Some(value),
            "validTo" => document.expires = Some(date(value)),
            "issuedBy" => document.issuer = boxed(value),
            "nameOnDocument" => on_document = value,
            "region" => backing.add(&format!("{name}: {}", clean(value))),
            "regulationLanguage" | "logicalId" => {}
            _ => other(draft, name, value, element.attribute_place(name)),
        }
    }
    match kind_code {
        "passport" => out.count("passport"),
        "other" => out.count("other"),
        "regnumber" => out.count("regnumber"),
        "fiscalcode" => out.count("fiscalcode"),
        "id" => out.count("id"),
        _ => {}
    }
    if let Some(from) = valid_from {
        backing.add(&format!("validFrom: {}", clean(from)));
    }
    if !on_document.is_empty() {
        backing.add(&clean(on_document));
    }
    if !latin.is_empty() && !number.is_empty() {
        backing.add(&format!("latinNumber: {}", clean(latin)));
    }
    let (number, attribute) = if number.is_empty() { (latin, "latinNumber") } else { (number, "number") };
    document.kind = boxed(kind).or_else(|| boxed(kind_code)).unwrap_or_default();
    document.country = country(code, description);
    match stated(number) {
        Some(number) => {
            document.number = number.into();
            let at = element.attribute_place(attribute);
            backing.state(draft, Property::Document, Value::Document(Box::new(document)), at);
        }
        None => {
            if let Some(note) = &backing.note {
                backing.text(draft, Property::Other, &format!("{}: {note}", document.kind), || element.place());
            }
        }
    }
    if let Some(name) = name_on_document(on_document) {
        let alias = Value::Name(Box::new(Alias::new(&clean(name), NameKind::OnDocument)));
        let place = element.attribute_place("nameOnDocument");
        draft.state(Property::Name, alias, place).basis = backing.basis;
    }
}

/// The name in "(name on doc. 'X')", or the whole; a text with digits is no name.
fn name_on_document(text: &str) -> Option<&str> {
    let text = text.trim();
    let name = match text.strip_prefix("(name on doc. '") {
        Some(rest) => rest.strip_suffix("')").unwrap_or(rest),
        None => text,
    };
    let is_name = !is_placeholder(name) && !name.bytes().any(|b| b.is_ascii_digit());
    is_name.then_some(name)
}

/// A day of the entry.
fn day(draft: &mut Draft, property: Property, value: &str, place: Place, out: &mut Writer<'_>) {
    let spans: Vec<_> = dates::iso_day(value).map(DateSpan::day).into_iter().collect();
    if spans.is_empty() {
        out.problem(place.clone(), ProblemKind::BadDate, value);
    }
    let date = StatedDate { text: clean(value).into(), spans, circa: false, calendar: Calendar::Gregorian };
    draft.date(property, date, place);
}

#[cfg(test)]
mod tests {
    use super::{Said, lettered, remark_says};
    use register::{NameKind, Quality};

    #[test]
    fn packed_titles_are_told_apart() {
        let rows: &[(&str, &[&str])] = &[
            ("(a) Mullah, (b) Hadji, (c) Maulavi.", &["Mullah", "Hadji", "Maulavi"]),
            ("a) Maulavi, b) Sar Muallim", &["Maulavi", "Sar Muallim"]),
            ("a) Mullah, (b) Maulavi.", &["Mullah", "Maulavi"]),
            ("Dr.", &["Dr."]),
            ("General (retired)", &["General (retired)"]),
            ("(a)", &[]),
            ("", &[]),
            ("(a)(b)", &[""]),
            ("é)(a) é", &["é)(a) é"]),
        ];
        for (text, want) in rows {
            assert_eq!(lettered(text).collect::<Vec<_>>(), *want, "{text}");
        }
    }

    #[test]
    fn remarks_tell_the_quality_in_spite_of_typos() {
        let rows = [
            ("good quality alias", Quality::Good),
            ("Good quality a.k.a.", Quality::Good),
            ("god quality alias", Quality::Good),
            ("ood quality alias", Quality::Good),
            ("qood quality alias", Quality::Good),
            ("Lo quality alias", Quality::Low),
            ("born 1984 in Example;\nlow quality alias", Quality::Low),
            ("Example", Quality::Unstated),
            ("quality", Quality::Unstated),
        ];
        for (text, quality) in rows {
            assert_eq!(remark_says(text), Said { quality, kind: None }, "{text}");
        }
        assert_eq!(remark_says("low quality alias; previously listed as").kind, Some(NameKind::Fka));
    }
}
