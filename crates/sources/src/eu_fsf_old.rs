//! The European Union's list as it was published before 2018, XML.
//!
//! Source:   `global.xml` of the Commission's former site, as kept from 11 February 2016.
//! Shape:    `WHOLE@Date` > `ENTITY@Id,Type,legal_basis,reg_date,pdf_link,programme,remark` > NAME, BIRTH, ADDRESS,
//!           PASSPORT, CITIZEN, each with the act behind it. Keyed by Id, which later editions call logicalId.
//! Traps:    a document's type, validity, flags and remarks are packed into NUMBER; telephone numbers into OTHER.
//! Not here: the format since 2018 (`eu_fsf`).

use std::sync::Arc;

use register::{Act, Address, Alias, Document, Kind, NameKind, Place, Property, Value};

use crate::dates::{self, Order};
use crate::draft::{Draft, Writer};
use crate::eu_fsf::{lettered, remark_says};
use crate::reading::{ProblemKind, Refusal};
use crate::text::{clean, stated};
use crate::xml::{Element, Records};

/// The counted elements.
const STATS: &[&str] = &["elements", "p", "e", "name", "birth", "address", "passport", "citizen"];

/// Reads an edition.
///
/// # Errors
/// As [`Records`].
pub(crate) fn read(bytes: &[u8], out: &mut Writer<'_>) -> Result<(), Refusal> {
    out.outcome.stats.expect(STATS);
    let mut records = Records::open(bytes, &[])?;
    while let Some(record) = records.next_record()? {
        match record.name() {
            "ENTITY" => entry(record, out),
            other => out.problem(record.place(), ProblemKind::UnknownElement, other),
        }
    }
    if let Some(date) = records.root_attribute("Date") {
        out.outcome.published = dates::slashed_day(date, Order::DayFirst);
        out.outcome.stated = Some(date.into());
    }
    Ok(())
}

fn entry(record: Element<'_, '_>, out: &mut Writer<'_>) {
    out.count("elements");
    let kind = match record.raw_attribute("Type").unwrap_or_default() {
        "P" => {
            out.count("p");
            Kind::Person
        }
        "E" => {
            out.count("e");
            Kind::Organization
        }
        unknown => {
            out.problem(record.attribute_place("Type"), ProblemKind::UnknownType, unknown);
            Kind::Unknown
        }
    };
    let mut draft = out.draft(kind);
    // The entity's date is that of entry into force, the values' is that of publication.
    let act = act(record).map(|act| Act { in_force: act.published.clone(), published: None, ..act }).map(Arc::new);
    for (name, value) in record.raw_attributes() {
        let place = || record.attribute_place(name);
        match name {
            "Id" => {
                draft.key(value);
                draft.alternate("logicalid", value);
            }
            "legal_basis" => {
                if let Some(act) = &act {
                    draft.act(act.clone(), place());
                }
            }
            "programme" => {
                if let Some(statement) = draft.text(Property::Programme, value, place) {
                    statement.basis.clone_from(&act);
                }
            }
            "remark" => {
                draft.text(Property::Remark, unwrapped(value), place);
            }
            "Type" | "reg_date" | "pdf_link" => {}
            _ => {
                if let Some(value) = stated(value) {
                    draft.text(Property::Other, &format!("{name}: {value}"), place);
                }
            }
        }
    }
    let programme = record.raw_attribute("programme").unwrap_or_default();
    let main = main_name(record);
    let mut names = 0;
    let mut last: Option<Arc<Act>> = None;
    for child in record.children() {
        let basis = basis(child, &mut last);
        let mut value = ValueOf { child, basis, draft: &mut draft };
        match child.name() {
            "NAME" => {
                out.count("name");
                value.name(names == main, out);
                names += 1;
            }
            "BIRTH" => {
                out.count("birth");
                value.birth(out);
            }
            "ADDRESS" => {
                out.count("address");
                value.address(out);
            }
            "PASSPORT" => {
                out.count("passport");
                value.document(out);
            }
            "CITIZEN" => {
                out.count("citizen");
                value.citizen(out);
            }
            unknown => out.problem(child.place(), ProblemKind::UnknownElement, unknown),
        }
        // A value under another programme than the entity's.
        if let Some(own) = child.raw_attribute("programme").filter(|own| *own != programme) {
            value.text(Property::Programme, own, child.attribute_place("programme"));
        }
    }
    out.entry(draft, || record.place());
}

/// The first name in no or in English, else the first.
fn main_name(record: Element<'_, '_>) -> usize {
    let plain = |name: Element<'_, '_>| name.child_text("LANGUAGE").is_none_or(|language| language == "EN");
    record.all("NAME").position(plain).unwrap_or_default()
}

fn act(element: Element<'_, '_>) -> Option<Act> {
    Some(Act {
        title: element.attribute("legal_basis")?.into(),
        kind: None,
        published: element.attribute("reg_date").map(Into::into),
        in_force: None,
        url: element.attribute("pdf_link").map(Into::into),
    })
}

/// The act behind a value; runs of values share one.
fn basis(element: Element<'_, '_>, last: &mut Option<Arc<Act>>) -> Option<Arc<Act>> {
    let act = act(element)?;
    if last.as_deref() != Some(&act) {
        *last = Some(Arc::new(act));
    }
    last.clone()
}

/// The text without the brackets the publisher puts around remarks.
fn unwrapped(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text)
}

/// A line of a remark whose brackets may open and close on other lines.
fn unbracketed(line: &str) -> &str {
    let (opened, closed) = (line.starts_with('('), line.ends_with(')'));
    match (opened, closed) {
        (true, true) => unwrapped(line),
        (true, false) if !line.contains(')') => &line[1..],
        (false, true) if !line.contains('(') => &line[..line.len() - 1],
        _ => line,
    }
}

/// One value of an entity, about to be stated.
struct ValueOf<'t, 'a, 'd> {
    child: Element<'t, 'a>,
    basis: Option<Arc<Act>>,
    draft: &'d mut Draft,
}

impl ValueOf<'_, '_, '_> {
    fn state(&mut self, property: Property, value: Value, place: Place, note: Option<Box<str>>) {
        let statement = self.draft.state(property, value, place);
        statement.basis.clone_from(&self.basis);
        statement.note = note;
    }

    fn text(&mut self, property: Property, printed: &str, place: Place) {
        if let Some(text) = stated(printed) {
            self.state(property, Value::Text(text.into()), place, None);
        }
    }

    /// Names elements the reader does not know.
    fn only(&self, known: &[&str], out: &mut Writer<'_>) {
        for child in self.child.children().filter(|child| !known.contains(&child.name())) {
            out.problem(child.place(), ProblemKind::UnknownElement, child.name());
        }
    }

    fn boxed(&self, name: &str) -> Option<Box<str>> {
        self.child.child(name).and_then(|child| stated(child.text()).map(Box::from))
    }

    fn name(&mut self, is_main: bool, out: &mut Writer<'_>) {
        const PARTS: [(&str, &str); 3] = [("FIRSTNAME", "first"), ("MIDDLENAME", "middle"), ("LASTNAME", "last")];
        let element = self.child;
        self.only(
            &["LASTNAME", "FIRSTNAME", "MIDDLENAME", "WHOLENAME", "GENDER", "TITLE", "FUNCTION", "LANGUAGE"],
            out,
        );
        let parts: Vec<(Box<str>, Box<str>)> =
            PARTS.iter().filter_map(|(name, part)| Some(((*part).into(), self.boxed(name)?))).collect();
        let language = self.boxed("LANGUAGE").map(|language| Box::from(language.to_ascii_lowercase()));
        let kind = match language.as_deref() {
            _ if is_main => NameKind::Primary,
            None | Some("en") => NameKind::Aka,
            Some(_) => NameKind::Translation,
        };
        let whole = element.child("WHOLENAME").filter(|whole| stated(whole.text()).is_some());
        let text = match whole {
            Some(whole) => clean(whole.text()).into_owned(),
            None => parts.iter().map(|(_, text)| &**text).collect::<Vec<_>>().join(" "),
        };
        if !text.is_empty() {
            let said = element.attribute("remark").map(|remark| remark_says(&remark)).unwrap_or_default();
            let alias = Alias { quality: said.quality, language, parts, ..Alias::new(&text, kind) };
            let note = element.attribute("remark").map(|remark| unwrapped(&remark).into());
            let place = whole.unwrap_or(element).place();
            self.state(Property::Name, Value::Name(Box::new(alias)), place, note);
        }
        for child in element.children() {
            match child.name() {
                "TITLE" => lettered(child.text()).for_each(|title| self.text(Property::Title, title, child.place())),
                "FUNCTION" => self.text(Property::Position, child.text(), child.place()),
                "GENDER" => self.text(Property::Gender, child.text(), child.place()),
                _ => {}
            }
        }
    }

    fn birth(&mut self, out: &mut Writer<'_>) {
        self.only(&["DATE", "PLACE", "COUNTRY"], out);
        let element = self.child;
        let note = element.attribute("remark").map(|remark| Box::from(unwrapped(&remark)));
        if let Some(child) = element.child("DATE").filter(|child| stated(child.text()).is_some()) {
            let printed = clean(child.text());
            let bare = printed.strip_suffix("(approximative)");
            let mut date = dates::stated(bare.unwrap_or(&printed), Order::DayFirst);
            date.circa |= bare.is_some();
            date.text = Box::from(&*printed);
            if date.spans.is_empty() {
                out.problem(child.place(), ProblemKind::BadDate, &printed);
            }
            self.state(Property::BirthDate, Value::Date(Box::new(date)), child.place(), note.clone());
        }
        let address = Address { city: self.boxed("PLACE"), country: self.boxed("COUNTRY"), ..Address::default() };
        if !address.is_empty() {
            self.state(Property::BirthPlace, Value::Address(Box::new(address)), element.place(), note);
        }
    }

    fn address(&mut self, out: &mut Writer<'_>) {
        self.only(&["NUMBER", "STREET", "ZIPCODE", "CITY", "COUNTRY", "OTHER"], out);
        let element = self.child;
        let street: Vec<Box<str>> = ["NUMBER", "STREET"].iter().filter_map(|name| self.boxed(name)).collect();
        let address = Address {
            street: (!street.is_empty()).then(|| street.join(" ").into()),
            city: self.boxed("CITY"),
            region: None,
            postal_code: self.boxed("ZIPCODE"),
            country: self.boxed("COUNTRY"),
        };
        let mut notes: Vec<String> = Vec::new();
        let mut contacts = Vec::new();
        if let Some(child) = element.child("OTHER") {
            for line in child.text().lines().map(str::trim).filter(|line| !line.is_empty()) {
                match line.strip_suffix(']').and_then(|line| line.split_once('[')) {
                    Some((key, value)) => contacts.push((key, value, child.place())),
                    None => notes.push(clean(unbracketed(line)).into_owned()),
                }
            }
        }
        notes.dedup();
        let note = (!notes.is_empty()).then(|| Box::from(notes.join("; ")));
        if !address.is_empty() {
            self.state(Property::Address, Value::Address(Box::new(address)), element.place(), note);
        } else if let Some(note) = note {
            self.text(Property::Remark, &note, element.place());
        }
        for (key, value, place) in contacts {
            let property = match key {
                "PHONE" | "FAX" => Property::Phone,
                "EMAIL" => Property::Email,
                "WEB" => Property::Website,
                _ => {
                    self.text(Property::Other, &format!("{key}: {value}"), place);
                    continue;
                }
            };
            if let Some(value) = stated(value) {
                let note = (key == "FAX").then(|| "fax".into());
                self.state(property, Value::Text(value.into()), place, note);
            }
        }
    }

    fn document(&mut self, out: &mut Writer<'_>) {
        self.only(&["NUMBER", "COUNTRY"], out);
        let Some(child) = self.child.child("NUMBER") else { return };
        let Some(printed) = stated(child.text()) else { return };
        let (mut document, note) = packed_document(&printed);
        document.country = self.boxed("COUNTRY");
        self.state(Property::Document, Value::Document(Box::new(document)), child.place(), note);
    }

    fn citizen(&mut self, out: &mut Writer<'_>) {
        self.only(&["COUNTRY"], out);
        let child = self.child;
        for country in child.all("COUNTRY") {
            self.text(Property::Citizenship, country.text(), country.place());
        }
    }
}

/// `34 (passport-National passport) (valid to 2014-02-21)[known to be expired](issued in Example)` in its pieces, and
/// what is left over as a note.
fn packed_document(printed: &str) -> (Document, Option<Box<str>>) {
    let mut document = Document { number: printed.into(), ..Document::default() };
    let typed = printed.match_indices(" (").find_map(|(at, _)| {
        let inside = &printed[at + 2..];
        let (code, after) = inside.split_once('-')?;
        let is_code = !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase());
        let (kind, rest) = after.split_once(')')?;
        is_code.then_some((at, kind, rest))
    });
    let Some((at, kind, rest)) = typed else { return (document, None) };
    document.number = printed[..at].trim().into();
    document.kind = kind.trim().into();
    let mut rest = rest.to_owned();
    for (mark, flag) in [
        ("[known to be false]", "false"),
        ("[known to be expired]", "expired"),
        ("[reported lost]", "lost"),
        ("[revoked by issuer]", "revoked"),
        ("[diplomatic]", "diplomatic"),
    ] {
        if rest.contains(mark) {
            document.flags.push(flag.into());
            rest = rest.replace(mark, " ");
        }
    }
    const VALID: &str = "(valid to ";
    if let Some(start) = rest.find(VALID)
        && let Some(length) = rest[start..].find(')')
    {
        document.expires = Some(dates::stated(&rest[start + VALID.len()..start + length], Order::DayFirst));
        rest.replace_range(start..=start + length, " ");
    }
    let note = stated(&rest).map(Box::from);
    (document, note)
}

#[cfg(test)]
mod tests {
    use super::packed_document;

    #[test]
    fn a_packed_document_is_taken_apart() {
        let (document, note) =
            packed_document("34 7 (passport-National passport) (valid to 2014-02-21)[known to be expired](in Example)");
        assert_eq!((&*document.number, &*document.kind), ("34 7", "National passport"));
        assert_eq!(document.flags, [Box::from("expired")]);
        assert_eq!(document.expires.map(|date| date.spans[0].to_string()).as_deref(), Some("2014-02-21"));
        assert_eq!(note.as_deref(), Some("(in Example)"));
        assert_eq!(&*packed_document("34 (A-b)").0.number, "34 (A-b)");
    }

    proptest::proptest! {
        #[test]
        fn any_number_is_taken_without_panic(text in "[ (\\[a-z0-9)é\\]-]{0,40}") {
            let _ = packed_document(&text);
            let _ = packed_document(&format!("1 (a-{text}) (valid to {text}"));
        }
    }
}
