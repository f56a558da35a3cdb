//! The UK Sanctions List, XML and CSV.
//!
//! Source:   the Foreign, Commonwealth and Development Office, UK-Sanctions-List.xml and .csv.
//! Shape:    `Designations` > `DateGenerated`, `Designation`; or a table with one row per name or address. Keyed by
//!           Unique ID; OFSI's Group ID is an alternate and a reference, the UN's number a reference.
//! Traps:    empty elements for "none"; `Asset freeze|Travel Ban`; reasons escaped twice; `dd/mm/1945`.
//! Not here: what a heading or an element states (`uk_table`).

use register::{Kind, Property};

use crate::draft::{Draft, Writer};
use crate::reading::{ProblemKind, Refusal};
use crate::text::stated;
use crate::uk_table::{Bag, FIELD_COUNT, Field, Said, Stated, Table};
use crate::uk_table::{date, decode, gather, has_headings, kind_of, ofsi_group, state};
use crate::xml::{Element, Records};

const STATS: &[&str] =
    &["designations", "individual", "entity", "ship", "names", "non_latin_names", "addresses", "dob"];

/// Whether a table begins as this list does.
pub(crate) fn is_table(start: &str) -> bool {
    has_headings(start, &["name6", "uniqueid"])
}

/// Reads an edition in XML.
///
/// # Errors
/// As [`Records`].
pub(crate) fn read_xml(bytes: &[u8], out: &mut Writer<'_>) -> Result<(), Refusal> {
    out.outcome.stats.expect(STATS);
    let mut records = Records::open(bytes, &[])?;
    while let Some(record) = records.next_record()? {
        match record.name() {
            "Designation" => designation(record, out),
            "DateGenerated" => {
                let date = date(record.text());
                out.outcome.published = date.spans.first().map(|span| span.first());
                out.outcome.stated = Some(date.text);
            }
            other => out.problem(record.place(), ProblemKind::UnknownElement, other),
        }
    }
    Ok(())
}

/// Reads an edition in CSV.
///
/// # Errors
/// As [`crate::uk_table`].
pub(crate) fn read_csv(bytes: &[u8], out: &mut Writer<'_>) -> Result<(), Refusal> {
    out.outcome.stats.expect(STATS);
    let text = decode(bytes)?;
    let table = Table::open(&text, "uk-sanctions-list", Field::UniqueId, out)?;
    gather(table, Field::UniqueId, out, &mut |_, begins, counts, out| {
        if let Some(kind) = begins {
            count_entry(kind, out);
        }
        count(counts, out);
    })
}

fn count_entry(kind: Kind, out: &mut Writer<'_>) {
    out.count("designations");
    match kind {
        Kind::Person => out.count("individual"),
        Kind::Organization => out.count("entity"),
        Kind::Vessel => out.count("ship"),
        _ => {}
    }
}

fn count(counts: &Stated, out: &mut Writer<'_>) {
    let stats = &mut out.outcome.stats;
    stats.add("names", counts.names);
    stats.add("non_latin_names", counts.non_latin);
    stats.add("addresses", counts.addresses);
    stats.add("dob", counts.births);
}

fn designation(record: Element<'_, '_>, out: &mut Writer<'_>) {
    let class = record.child("IndividualEntityShip");
    let kind = class.and_then(|class| kind_of(class.text()));
    if kind.is_none() {
        let detail = class.map_or("", |class| class.text());
        out.problem(class.unwrap_or(record).place(), ProblemKind::UnknownType, detail);
    }
    let kind = kind.unwrap_or(Kind::Unknown);
    count_entry(kind, out);
    let mut draft = out.draft(kind);
    draft.key(record.child("UniqueID").map_or("", |id| id.text()));
    let mut said = Said::default();
    walk(record, kind, &mut draft, &mut said, out);
    out.entry(draft, || record.place());
}

/// States the leaves of an element together, as one name or address is several leaves, then walks its branches.
fn walk(element: Element<'_, '_>, kind: Kind, draft: &mut Draft, said: &mut Said, out: &mut Writer<'_>) {
    let mut leaves = Leaves::default();
    for child in element.children() {
        if child.children().next().is_some() || child.text().trim().is_empty() {
            continue;
        }
        let Some(field) = Field::of(child.name()) else {
            out.problem(child.place(), ProblemKind::UnknownElement, child.name());
            if stated(child.text()).is_some() {
                draft.text(Property::Other, &format!("{}: {}", child.name(), child.text()), || child.place());
            }
            continue;
        };
        // The same leaf again, as in DOBs: another value, not another part.
        if leaves.0[field as usize].is_some() {
            leaves.state(element, kind, draft, said, out);
            leaves = Leaves::default();
        }
        leaves.0[field as usize] = Some(child);
    }
    leaves.state(element, kind, draft, said, out);
    for child in element.children() {
        // The indicators repeat SanctionsImposed as one true or false each.
        if child.name() != "SanctionsImposedIndicators" && child.children().next().is_some() {
            walk(child, kind, draft, said, out);
        }
    }
}

struct Leaves<'t, 'a>([Option<Element<'t, 'a>>; FIELD_COUNT]);

impl Default for Leaves<'_, '_> {
    fn default() -> Self {
        Self([None; FIELD_COUNT])
    }
}

impl<'t, 'a> Leaves<'t, 'a> {
    fn state(&self, parent: Element<'t, 'a>, kind: Kind, draft: &mut Draft, said: &mut Said, out: &mut Writer<'_>) {
        if self.0.iter().all(Option::is_none) {
            return;
        }
        let mut values = [""; FIELD_COUNT];
        for (value, element) in values.iter_mut().zip(&self.0) {
            *value = element.as_ref().map_or("", |element| element.text().trim());
        }
        let place = |field: Field| self.0[field as usize].unwrap_or(parent).place();
        let bag = Bag { values: &values, place: &place };
        let counts = state(&bag, draft, said, out, kind);
        ofsi_group(&bag, draft, said);
        count(&counts, out);
    }
}
