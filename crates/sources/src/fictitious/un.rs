//! Fictitious editions of the United Nations' list, XML (`un_sc` reads it).

use register::Day;
use register::date::civil;

use super::{Change, Edition, InventedGroup, InventedPerson, List, MARK, Markup, Spelling, World, membership};

/// The greatest number that a reference inside a comment is recognised with.
const MOST_REFERRED: u32 = 9999;

pub(super) fn write(world: &World, edition: Edition, published: Day) -> String {
    let mut out = Markup::new();
    out.raw(&format!("<!-- {MARK} -->\n"));
    out.tag("CONSOLIDATED_LIST", &[("dateGenerated", &format!("{published}T00:00:00.000Z"))], ">\n<INDIVIDUALS>\n");
    for person in world.on(List::Un) {
        let absent = match edition {
            Edition::First => Change::Added,
            Edition::Second => Change::Delisted,
        };
        if person.change() != absent {
            individual(world, person, edition, published, &mut out);
        }
    }
    out.raw("</INDIVIDUALS>\n<ENTITIES>\n");
    for group in world.groups_on(List::Un) {
        entity(world, group, &mut out);
    }
    out.raw("</ENTITIES>\n</CONSOLIDATED_LIST>\n");
    out.0
}

fn individual(world: &World, person: &InventedPerson, edition: Edition, published: Day, out: &mut Markup) {
    let amended = edition == Edition::Second && person.change() == Change::Amended;
    out.raw("<INDIVIDUAL>");
    out.element("DATAID", &(9_000_000 + person.number(List::Un)).to_string());
    out.element("VERSIONNUM", "1");
    let spelling = Spelling::English;
    out.element("FIRST_NAME", &person.given(spelling).to_uppercase());
    let middle = person.middle(spelling).to_uppercase();
    if !middle.is_empty() {
        out.element("SECOND_NAME", &middle);
    }
    out.element(if middle.is_empty() { "SECOND_NAME" } else { "THIRD_NAME" }, &person.family(spelling).to_uppercase());
    out.element("UN_LIST_TYPE", "Fictitious");
    out.element("REFERENCE_NUMBER", &person.un_reference());
    let listed_on = if person.change() == Change::Added { published } else { person.listed_on() };
    out.element("LISTED_ON", &listed_on.to_string());
    out.element("GENDER", person.gender());
    out.element("COMMENTS1", &comment(world, person));
    if person.has_script() {
        let script = if person.writes_persian() { Spelling::Persian } else { Spelling::Arabic };
        out.element("NAME_ORIGINAL_SCRIPT", &person.name(script));
    }
    out.raw("<NATIONALITY>");
    out.element("VALUE", person.country()[0]);
    out.raw("</NATIONALITY>");
    if amended {
        out.raw("<LAST_DAY_UPDATED>");
        out.element("VALUE", &published.to_string());
        out.raw("</LAST_DAY_UPDATED>");
    }
    alias("Good", &person.name(Spelling::French), out);
    if let Some(kunya) = person.kunya(spelling) {
        alias("Low", &kunya, out);
    }
    birth(person, amended, out);
    out.raw("<INDIVIDUAL_PLACE_OF_BIRTH>");
    out.element("CITY", person.town()[0]);
    out.element("COUNTRY", person.country()[0]);
    out.raw("</INDIVIDUAL_PLACE_OF_BIRTH>");
    if person.index().is_multiple_of(3) {
        out.raw("<INDIVIDUAL_DOCUMENT>");
        out.element("TYPE_OF_DOCUMENT", "Passport");
        out.element("NUMBER", &person.passport());
        out.element("COUNTRY_OF_ISSUE", person.country()[0]);
        out.raw("</INDIVIDUAL_DOCUMENT>");
    }
    out.raw("</INDIVIDUAL>\n");
}

/// The mark, and ties by reference to a body and to the person before.
fn comment(world: &World, person: &InventedPerson) -> String {
    let mut text = MARK.to_owned();
    match world.group_of(person) {
        Some(group) if group.is_on(List::Un) => {
            let (name, reference) = (group.name(Spelling::English), group.un_reference());
            text.push_str(&format!(" Associated with {name} ({reference})."));
        }
        _ => text.push_str(&membership(world, person, Spelling::English)),
    }
    let before = person.number(List::Un).saturating_sub(1);
    if person.index() % 5 == 4 && (1..=MOST_REFERRED).contains(&before) {
        text.push_str(&format!(" Reportedly travelled with (XXi.{before:03})."));
    }
    text
}

fn alias(quality: &str, name: &str, out: &mut Markup) {
    out.raw("<INDIVIDUAL_ALIAS>");
    out.element("QUALITY", quality);
    out.element("ALIAS_NAME", name);
    out.raw("</INDIVIDUAL_ALIAS>");
}

fn birth(person: &InventedPerson, amended: bool, out: &mut Markup) {
    let year = person.born().year() + i16::from(amended);
    // Days end at the 28th, so that every year has them.
    let day = civil(year, person.born().month(), person.born().day()).unwrap_or(person.born());
    out.raw("<INDIVIDUAL_DATE_OF_BIRTH>");
    let (kind, values) = match person.date_style(List::Un) {
        0..=4 => ("EXACT", vec![("DATE", day.to_string())]),
        5 => ("EXACT", vec![("YEAR", year.to_string())]),
        6 => ("APPROXIMATELY", vec![("YEAR", year.to_string())]),
        _ => ("BETWEEN", vec![("FROM_YEAR", (year - 1).to_string()), ("TO_YEAR", (year + 1).to_string())]),
    };
    out.element("TYPE_OF_DATE", kind);
    for (name, value) in values {
        out.element(name, &value);
    }
    out.raw("</INDIVIDUAL_DATE_OF_BIRTH>");
}

fn entity(world: &World, group: &InventedGroup, out: &mut Markup) {
    out.raw("<ENTITY>");
    out.element("DATAID", &(8_000_001 + group.index()).to_string());
    out.element("VERSIONNUM", "1");
    out.element("FIRST_NAME", &group.name(Spelling::English));
    out.element("UN_LIST_TYPE", "Fictitious");
    out.element("REFERENCE_NUMBER", &group.un_reference());
    out.element("LISTED_ON", "2019-02-03");
    out.element("COMMENTS1", &format!("{MARK} 50 percent owned by {}.", world.owner(group, Spelling::English)));
    out.element("NAME_ORIGINAL_SCRIPT", &group.name(Spelling::Arabic));
    out.raw("<ENTITY_ALIAS>");
    out.element("QUALITY", "a.k.a.");
    out.element("ALIAS_NAME", &group.name(Spelling::French));
    out.raw("</ENTITY_ALIAS><ENTITY_ADDRESS>");
    out.element("CITY", group.town()[0]);
    out.element("COUNTRY", group.country()[0]);
    out.raw("</ENTITY_ADDRESS></ENTITY>\n");
}
