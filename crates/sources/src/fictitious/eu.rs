//! A fictitious edition of the European Union's list, FULL 1.1 XML (`eu_fsf` reads it): Latin, Arabic, Persian, Cyrillic
//! and Greek names, and solar Hijri years that the format cannot tell from lunar ones.

use register::Day;

use super::{FIRST, InventedGroup, InventedPerson, List, MARK, Markup, Spelling, World, membership, national};

/// The act behind every value, which is none.
const ACT: [(&str, &str); 3] = [
    ("publicationDate", "2019-02-01"),
    ("numberTitle", "0/2019 (FICTITIOUS)"),
    ("publicationUrl", "https://example.invalid/0"),
];

pub(super) fn write(world: &World, published: Day) -> String {
    let mut out = Markup::new();
    out.raw(&format!("<!-- {MARK} -->\n"));
    let generated = format!("{published}T08:00:00.000+01:00");
    let namespace = ("xmlns", "http://eu.europa.ec/fpi/fsd/export");
    out.tag("export", &[namespace, ("generationDate", &generated), ("globalFileId", "0")], ">\n");
    for person in world.on(List::Eu) {
        individual(world, person, &mut out);
    }
    for group in world.groups_on(List::Eu) {
        entity(world, group, &mut out);
    }
    out.raw("</export>\n");
    out.0
}

fn individual(world: &World, person: &InventedPerson, out: &mut Markup) {
    let reference = Reference { number: u64::from(person.number(List::Eu)), un: &person.un_reference() };
    open(&reference, &person.listed_on().to_string(), out);
    let remark = format!("{MARK}{}", membership(world, person, Spelling::French));
    out.element("remark", &remark);
    regulation(out);
    out.raw("<subjectType code=\"person\" classificationCode=\"P\"/>");
    let gender = if person.is_woman() { "F" } else { "M" };
    name("", &person.name(Spelling::Spaced), gender, out);
    name("FR", &person.name(Spelling::French), gender, out);
    if person.has_script() {
        name("AR", &person.name(Spelling::Arabic), gender, out);
        // Not for everyone: the file of a million people must stay below what an import takes.
        let (first, third) = (person.index() < FIRST, person.index() % 3);
        if first || third == 1 {
            name("BG", &person.name(Spelling::Cyrillic), gender, out);
        }
        if first || third == 2 {
            name("EL", &person.name(Spelling::Greek), gender, out);
        }
        if person.writes_persian() {
            name("FA", &person.name(Spelling::Persian), gender, out);
        }
    }
    let [country, _, code] = person.country();
    let country = [("countryIso2Code", code), ("countryDescription", country)];
    out.tag("citizenship", &country, "/>");
    birth(person, &country, out);
    if person.index().is_multiple_of(4) {
        let kind = [("identificationTypeCode", "passport"), ("identificationTypeDescription", "National passport")];
        let passport = person.passport();
        let attributes = [&[("number", passport.as_str())], &kind[..], &country[..]].concat();
        out.tag("identification", &attributes, "/>");
    }
    out.raw("</sanctionEntity>\n");
}

/// How an entry is numbered here and at the UN.
struct Reference<'a> {
    number: u64,
    un: &'a str,
}

fn open(reference: &Reference<'_>, listed_on: &str, out: &mut Markup) {
    let number = reference.number.to_string();
    let printed = format!("EU.0.{number}");
    let mut attributes = vec![
        ("designationDate", listed_on),
        ("designationDetails", ""),
        ("euReferenceNumber", &printed),
        ("logicalId", &number),
    ];
    if !reference.un.is_empty() {
        attributes.push(("unitedNationId", reference.un));
    }
    out.tag("sanctionEntity", &attributes, ">");
}

fn regulation(out: &mut Markup) {
    let more = [("organisationType", "council"), ("programme", "FICTITIOUS")];
    let url = ACT[2].1;
    out.tag("regulation", &[&ACT[..2], &more[..]].concat(), ">");
    out.element("publicationUrl", url);
    out.raw("</regulation>");
}

fn name(language: &str, whole: &str, gender: &str, out: &mut Markup) {
    let attributes = [("wholeName", whole), ("gender", gender), ("nameLanguage", language), ("strong", "true")];
    out.tag("nameAlias", &attributes, ">");
    out.tag("regulationSummary", &ACT, "/></nameAlias>");
}

fn birth(person: &InventedPerson, country: &[(&str, &str)], out: &mut Markup) {
    let born = person.born();
    let year = born.year();
    let (this, before, after) = (year.to_string(), (year - 1).to_string(), (year + 1).to_string());
    let (day, solar) = (born.to_string(), national::solar_year(born).to_string());
    let of_iran = person.writes_persian();
    let (calendar, circa, numbers) = match person.date_style(List::Eu) {
        0..=3 => ("GREGORIAN", "false", vec![("birthdate", day.as_str())]),
        4..=5 if of_iran => ("ISLAMIC", "false", vec![("year", solar.as_str())]),
        4..=5 => ("GREGORIAN", "false", vec![("year", this.as_str())]),
        6 => ("GREGORIAN", "true", vec![("year", this.as_str())]),
        _ => ("GREGORIAN", "false", vec![("yearRangeFrom", before.as_str()), ("yearRangeTo", after.as_str())]),
    };
    let common = [("calendarType", calendar), ("circa", circa), ("city", person.town()[0])];
    out.tag("birthdate", &[&common[..], &numbers, country].concat(), "/>");
}

fn entity(world: &World, group: &InventedGroup, out: &mut Markup) {
    let reference = Reference { number: 80_000_001 + group.index() as u64, un: &group.un_reference() };
    open(&reference, "2019-02-03", out);
    out.element("remark", &format!("{MARK} 50 % owned by {}.", world.owner(group, Spelling::Spaced)));
    regulation(out);
    out.raw("<subjectType code=\"enterprise\" classificationCode=\"E\"/>");
    name("", &group.name(Spelling::Spaced), "", out);
    name("FR", &group.name(Spelling::French), "", out);
    name("AR", &group.name(Spelling::Arabic), "", out);
    let [country, _, code] = group.country();
    let address = [("city", group.town()[0]), ("countryIso2Code", code), ("countryDescription", country)];
    out.tag("address", &address, "/>");
    out.raw("</sanctionEntity>\n");
}
