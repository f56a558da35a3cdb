//! A fictitious edition of the United Kingdom's list, CSV (`uk_sl` reads it): a row a name, with original scripts.

use register::Day;

use super::{InventedGroup, InventedPerson, InventedVessel, List, MARK, Spelling, World, membership, push_row};

const HEADINGS: [&str; 29] = [
    "Last Updated",
    "Unique ID",
    "UN Reference Number",
    "Name 6",
    "Name 1",
    "Name 2",
    "Name type",
    "Alias strength",
    "Name non-latin script",
    "Non-latin script type",
    "Non-latin script language",
    "Regime Name",
    "Designation Type",
    "Designation source",
    "Sanctions Imposed",
    "Other Information",
    "Address Line 6",
    "Address Country",
    "Date Designated",
    "D.O.B",
    "Nationality(/ies)",
    "Passport number",
    "Gender",
    "Town of birth",
    "Country of birth",
    "Parent company",
    "IMO number",
    "Current owner/operator (s)",
    "Type of ship",
];

/// A row under [`HEADINGS`].
#[derive(Default)]
struct Row(Vec<(usize, String)>);

impl Row {
    fn set(&mut self, heading: &str, text: impl Into<String>) {
        if let Some(at) = HEADINGS.iter().position(|known| *known == heading) {
            self.0.retain(|(known, _)| *known != at);
            self.0.push((at, text.into()));
        }
    }

    fn push(&self, out: &mut String) {
        let mut cells = [""; HEADINGS.len()];
        for (at, text) in &self.0 {
            cells[*at] = text;
        }
        push_row(out, cells);
    }
}

pub(super) fn write(world: &World, published: Day) -> String {
    let mut out = format!("Report Date: {}\n", published.strftime("%d-%b-%Y"));
    push_row(&mut out, HEADINGS);
    for person in world.on(List::Uk) {
        individual(world, person, &mut out);
    }
    for group in world.groups_on(List::Uk) {
        entity(world, group, &mut out);
    }
    for ship in world.vessels() {
        vessel(world, ship, &mut out);
    }
    out
}

/// What every row of an entry repeats.
fn common(id: String, kind: &str, remark: String) -> Row {
    let mut row = Row::default();
    row.set("Unique ID", id);
    row.set("Regime Name", "Fictitious");
    row.set("Designation Type", kind);
    row.set("Sanctions Imposed", "Asset freeze|Travel Ban");
    row.set("Other Information", remark);
    row
}

fn individual(world: &World, person: &InventedPerson, out: &mut String) {
    let remark = format!("{MARK}{}", membership(world, person, Spelling::Spaced));
    let mut row = common(format!("XXX{:04}", person.number(List::Uk)), "Individual", remark);
    let un_reference = person.un_reference();
    row.set("Designation source", if un_reference.is_empty() { "UK" } else { "UN" });
    row.set("UN Reference Number", un_reference);
    row.set("Date Designated", person.listed_on().strftime("%d/%m/%Y").to_string());
    row.set("D.O.B", birth(person));
    row.set("Nationality(/ies)", person.country()[0]);
    row.set("Gender", person.gender());
    row.set("Town of birth", person.town()[0]);
    row.set("Country of birth", person.country()[0]);
    if person.index() % 3 == 1 {
        row.set("Passport number", person.passport());
    }
    name(&mut row, person, Spelling::Spaced, ["Primary Name", ""]);
    if person.has_script() {
        let (script, language) =
            if person.writes_persian() { (Spelling::Persian, "Persian") } else { (Spelling::Arabic, "Arabic") };
        original(&mut row, person, script, language);
    }
    row.push(out);
    original(&mut row, person, Spelling::Arabic, "");
    name(&mut row, person, Spelling::English, ["Alias", "Good quality a.k.a"]);
    row.push(out);
    if person.has_script() && person.index().is_multiple_of(4) {
        name(&mut row, person, Spelling::French, ["Alias", "Good quality a.k.a"]);
        original(&mut row, person, Spelling::Hebrew, "Hebrew");
        row.push(out);
    }
}

fn name(row: &mut Row, person: &InventedPerson, spelling: Spelling, [kind, strength]: [&str; 2]) {
    row.set("Name 6", person.family(spelling));
    row.set("Name 1", person.given(spelling));
    row.set("Name 2", person.middle(spelling));
    row.set("Name type", kind);
    row.set("Alias strength", strength);
}

/// The name in its own script beside the Latin one; none where no language is given.
fn original(row: &mut Row, person: &InventedPerson, spelling: Spelling, language: &str) {
    let name = if language.is_empty() { String::new() } else { person.name(spelling) };
    row.set("Name non-latin script", name);
    row.set("Non-latin script language", language);
}

fn birth(person: &InventedPerson) -> String {
    match person.date_style(List::Uk) {
        0..=4 => person.born().strftime("%d/%m/%Y").to_string(),
        5..=6 => format!("dd/mm/{}", person.born().year()),
        _ => format!("00/00/{}", person.born().year()),
    }
}

fn entity(world: &World, group: &InventedGroup, out: &mut String) {
    let owner = world.owner(group, Spelling::Spaced);
    let remark = format!("{MARK} 50 per cent owned by {owner}.");
    let mut row = common(format!("XXE{:04}", group.index() + 1), "Entity", remark);
    row.set("UN Reference Number", group.un_reference());
    row.set("Sanctions Imposed", "Asset freeze");
    row.set("Name 6", group.name(Spelling::Spaced));
    row.set("Name type", "Primary Name");
    row.set("Name non-latin script", group.name(Spelling::Arabic));
    row.set("Non-latin script language", "Arabic");
    row.set("Address Line 6", group.town()[0]);
    row.set("Address Country", group.country()[0]);
    row.set("Date Designated", "03/02/2019");
    if group.index() > 0 {
        row.set("Parent company", owner);
    }
    row.push(out);
}

fn vessel(world: &World, ship: &InventedVessel, out: &mut String) {
    let mut row = common(format!("XXS{:04}", ship.index() + 1), "Ship", MARK.to_owned());
    row.set("Name 6", ship.name());
    row.set("Name type", "Primary Name");
    row.set("IMO number", ship.imo());
    row.set("Type of ship", "General Cargo");
    let at = if ship.index() == 0 { 1 } else { ship.index() % world.groups().len().max(1) };
    if let Some(owner) = world.groups().get(at) {
        row.set("Current owner/operator (s)", owner.name(Spelling::Spaced));
    }
    row.push(out);
}
