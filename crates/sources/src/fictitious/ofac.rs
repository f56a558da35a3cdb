//! A fictitious edition of OFAC's list, the classic XML (`us_ofac` reads it): Latin letters only.

use register::Day;

use super::{InventedGroup, InventedPerson, InventedVessel, List, MARK, Markup, Spelling, World, short_month};

/// Every entry's programme, which is none of OFAC's.
const PROGRAMME: &str = "<programList><program>FICTITIOUS</program></programList>";

pub(super) fn write(world: &World, published: Day) -> String {
    let mut out = Markup::new();
    let entries = world.on(List::Ofac).count() + world.groups_on(List::Ofac).count() + world.vessels().len() + 1;
    out.raw(&format!("<!-- {MARK} -->\n"));
    out.raw("<sdnList xmlns=\"http://tempuri.org/sdnList.xsd\">\n<publshInformation>");
    out.element("Publish_Date", &published.strftime("%m/%d/%Y").to_string());
    out.element("Record_Count", &entries.to_string());
    out.raw("</publshInformation>\n");
    for person in world.on(List::Ofac) {
        individual(world, person, &mut out);
    }
    for group in world.groups_on(List::Ofac) {
        entity(world, group, &mut out);
    }
    for ship in world.vessels() {
        vessel(world, ship, &mut out);
    }
    aircraft(&mut out);
    out.raw("</sdnList>\n");
    out.0
}

fn individual(world: &World, person: &InventedPerson, out: &mut Markup) {
    let (spelling, number) = (Spelling::Capitals, person.number(List::Ofac));
    out.raw("<sdnEntry>");
    out.element("uid", &(90_000_000 + u64::from(number)).to_string());
    let given = [person.given(spelling), &person.middle(spelling)].join(" ");
    out.element("firstName", given.trim());
    out.element("lastName", &person.family(spelling));
    out.element("sdnType", "Individual");
    let tie = world.group_of(person).map(|group| format!(" (Linked To: {})", group.name(spelling)));
    out.element("remarks", &format!("{MARK}{}", tie.unwrap_or_default()));
    out.raw(PROGRAMME);
    out.raw("<idList><id><uid>1</uid><idType>Gender</idType>");
    out.element("idNumber", person.gender());
    out.raw("</id>");
    if person.index().is_multiple_of(2) {
        out.raw("<id><uid>2</uid><idType>Passport</idType>");
        out.element("idNumber", &person.passport());
        out.element("idCountry", person.country()[0]);
        out.raw("</id>");
    }
    out.raw("</idList><akaList>");
    alias("strong", &person.name(Spelling::Spaced), out);
    if let Some(kunya) = person.kunya(spelling) {
        alias("weak", &kunya.to_uppercase(), out);
    }
    out.raw("</akaList><nationalityList><nationality><uid>5</uid>");
    out.element("country", person.country()[0]);
    out.raw("<mainEntry>true</mainEntry></nationality></nationalityList>");
    out.raw("<dateOfBirthList><dateOfBirthItem><uid>6</uid>");
    out.element("dateOfBirth", &birth(person));
    out.raw("<mainEntry>true</mainEntry></dateOfBirthItem></dateOfBirthList>");
    out.raw("<placeOfBirthList><placeOfBirthItem><uid>7</uid>");
    out.element("placeOfBirth", &format!("{}, {}", person.town()[0], person.country()[0]));
    out.raw("<mainEntry>true</mainEntry></placeOfBirthItem></placeOfBirthList></sdnEntry>\n");
}

fn alias(category: &str, name: &str, out: &mut Markup) {
    out.raw("<aka><uid>3</uid><type>a.k.a.</type>");
    out.element("category", category);
    out.element("lastName", name);
    out.raw("</aka>");
}

fn birth(person: &InventedPerson) -> String {
    let (day, year) = (person.born(), person.born().year());
    match person.date_style(List::Ofac) {
        0..=3 => format!("{:02} {} {year}", day.day(), short_month(day)),
        4 => format!("{} {year}", short_month(day)),
        5 => year.to_string(),
        6 => format!("circa {year}"),
        _ => format!("{} to {}", year - 1, year + 1),
    }
}

fn entity(world: &World, group: &InventedGroup, out: &mut Markup) {
    let spelling = Spelling::Capitals;
    let owner = world.owner(group, spelling);
    out.raw("<sdnEntry>");
    out.element("uid", &(80_000_001 + group.index()).to_string());
    out.element("lastName", &group.name(spelling));
    out.element("sdnType", "Entity");
    out.element("remarks", &format!("{MARK} 50 percent owned by {owner}. (Linked To: {owner})"));
    out.raw(PROGRAMME);
    out.raw("<akaList>");
    alias("strong", &group.name(Spelling::Spaced).to_uppercase(), out);
    out.raw("</akaList><addressList><address><uid>4</uid>");
    out.element("city", group.town()[0]);
    out.element("country", group.country()[0]);
    out.raw("</address></addressList></sdnEntry>\n");
}

fn vessel(world: &World, ship: &InventedVessel, out: &mut Markup) {
    // The first ship closes the chain of owners that begins with the first person.
    let at = if ship.index() == 0 { 1 } else { ship.index() % world.groups().len().max(1) };
    let owner = world.groups().get(at).map(|group| group.name(Spelling::Capitals)).unwrap_or_default();
    out.raw("<sdnEntry>");
    out.element("uid", &(70_000_001 + ship.index()).to_string());
    out.element("lastName", &ship.name());
    out.element("sdnType", "Vessel");
    out.element("remarks", &format!("{MARK} (Linked To: {owner})"));
    out.raw(PROGRAMME);
    out.raw("<idList><id><uid>8</uid><idType>Vessel Registration Identification</idType>");
    out.element("idNumber", &format!("IMO {}", ship.imo()));
    out.raw("</id></idList><vesselInfo>");
    out.element("callSign", &format!("FX{:04}", ship.index() + 1));
    out.element("vesselType", "General Cargo");
    out.element("vesselOwner", &owner);
    out.element("grossRegisteredTonnage", "9000");
    out.raw("</vesselInfo></sdnEntry>\n");
}

fn aircraft(out: &mut Markup) {
    out.raw("<sdnEntry><uid>60000001</uid><lastName>FX-KHA</lastName><sdnType>Aircraft</sdnType>");
    out.element("remarks", MARK);
    out.raw(PROGRAMME);
    out.raw("<idList><id><uid>9</uid><idType>Aircraft Tail Number</idType><idNumber>FX-KHA</idNumber></id>");
    out.raw("<id><uid>10</uid><idType>Aircraft Model</idType><idNumber>Fictitious 100</idNumber></id></idList>");
    out.raw("</sdnEntry>\n");
}
