//! The first pass over the advanced XML: reference values, and where the records stand that refer to each other.
//!
//! Shape:    [`Index::note`] takes each record; a [`Table`] has a number and a [`Spot`] for each noted one.

use std::collections::HashMap;

use register::Place;

use super::period::{day_of, numbers_of};
use super::{groups, main_of, written};
use crate::draft::Writer;
use crate::reading::ProblemKind;
use crate::text::stated;
use crate::xml::{Element, Spot};

/// The list that repeats what stands on a specific one.
const REPEATING_LIST: &str = "Consolidated List";

/// What the first pass keeps.
#[derive(Default)]
pub(super) struct Index<'a> {
    pub(super) words: Words<'a>,
    pub(super) parties: HashMap<u64, Party>,
    pub(super) locations: Table,
    pub(super) documents: Table,
    pub(super) relationships: Table,
    pub(super) listings: Table,
}

/// The tables of noted records.
#[derive(Clone, Copy)]
pub(super) enum Of {
    Locations,
    Documents,
    Relationships,
    Listings,
}

impl<'a> Index<'a> {
    pub(super) fn table(&mut self, of: Of) -> &mut Table {
        match of {
            Of::Locations => &mut self.locations,
            Of::Documents => &mut self.documents,
            Of::Relationships => &mut self.relationships,
            Of::Listings => &mut self.listings,
        }
    }

    /// Keeps what a record is needed for; the table and the number under which it is to be noted, and whether it comes
    /// after the others of that number.
    pub(super) fn note(&mut self, record: Element<'_, 'a>, out: &mut Writer<'_>) -> Option<(Of, u64, bool)> {
        let (of, attribute) = match record.name() {
            "Location" => {
                out.count("locations");
                (Of::Locations, "ID")
            }
            "IDRegDocument" => {
                out.count("documents");
                (Of::Documents, "IdentityID")
            }
            "ProfileRelationship" => {
                out.count("relationships");
                (Of::Relationships, "From-ProfileID")
            }
            "SanctionsEntry" => {
                out.count("sanctions_entries");
                (Of::Listings, "ProfileID")
            }
            "DistinctParty" => {
                self.note_party(record);
                return None;
            }
            "DateOfIssue" => {
                issued(record, out);
                return None;
            }
            set if set.ends_with("Values") => {
                self.words.add(record, out);
                return None;
            }
            other => {
                out.problem(record.place(), ProblemKind::UnknownElement, other);
                return None;
            }
        };
        let id = number(record, attribute);
        if id.is_none() {
            out.problem(record.place(), ProblemKind::NoKey, attribute);
        }
        let late = record.name() == "SanctionsEntry" && self.words.list(record) == Some(REPEATING_LIST);
        Some((of, id?, late))
    }

    /// Keeps how the ties of others name a party.
    pub(super) fn note_party(&mut self, record: Element<'_, 'a>) {
        let reference: Box<str> = record.attribute("FixedRef").unwrap_or_default().into();
        for profile in record.all("Profile") {
            let Some(id) = number(profile, "ID") else { continue };
            let name = profile.all("Identity").find_map(|identity| {
                let alias = identity.all("Alias").find(|alias| is_true(*alias, "Primary"))?;
                let groups = groups(identity, &self.words, &mut |_, _, _| {});
                let name = written(main_of(alias, &self.words)?, &groups, &self.words, &mut |_, _, _| {});
                stated(&name.text).map(Into::into)
            });
            self.parties.entry(id).or_insert(Party { reference: reference.clone(), name });
        }
    }
}

/// How a party is named from elsewhere.
pub(super) struct Party {
    pub(super) reference: Box<str>,
    pub(super) name: Option<Box<str>>,
}

/// Noted records by a number: their own, or that of the party they belong to.
#[derive(Default)]
pub(super) struct Table(Vec<Row>);

pub(super) struct Row {
    id: u64,
    spot: Spot,
    late: bool,
    used: bool,
}

impl Table {
    pub(super) fn push(&mut self, id: u64, late: bool, spot: Spot) {
        self.0.push(Row { id, spot, late, used: false });
    }

    /// By number; those of one number in the order of the file, the late ones last.
    pub(super) fn sort(&mut self) {
        self.0.sort_unstable_by_key(|row| (row.id, row.late, row.spot));
        self.0.shrink_to_fit();
    }

    pub(super) fn rows(&mut self, id: u64) -> &mut [Row] {
        let from = self.0.partition_point(|row| row.id < id);
        let to = self.0.partition_point(|row| row.id <= id);
        &mut self.0[from..to]
    }

    /// The records of a party, each given once: a second party of that number gets none.
    pub(super) fn take(&mut self, id: u64) -> Vec<Spot> {
        let rows = self.rows(id).iter_mut().filter(|row| !row.used);
        rows.map(|row| {
            row.used = true;
            row.spot
        })
        .collect()
    }

    /// The first record of a number, and whether it is asked for the first time.
    pub(super) fn find(&mut self, id: u64) -> Option<(Spot, bool)> {
        let row = self.rows(id).first_mut()?;
        let first = !row.used;
        row.used = true;
        Some((row.spot, first))
    }

    /// The records never asked for, in the order of the file.
    pub(super) fn unused(&self) -> Vec<Spot> {
        let mut spots: Vec<Spot> = self.0.iter().filter(|row| !row.used).map(|row| row.spot).collect();
        spots.sort_unstable();
        spots
    }
}

/// The reference values by set and number.
#[derive(Default)]
pub(super) struct Words<'a>(HashMap<&'a str, HashMap<u64, Word>>);

pub(super) struct Word {
    pub(super) text: Box<str>,
    /// The value of another set it belongs to: the party type of a subtype.
    pub(super) of: Option<u64>,
}

/// Where oddities go: to the problems, or nowhere when they were told before.
pub(super) type Odd<'f> = &'f mut dyn FnMut(Place, ProblemKind, &str);

impl<'a> Words<'a> {
    pub(super) fn add(&mut self, set: Element<'_, 'a>, out: &mut Writer<'_>) {
        for item in set.children() {
            let Some(id) = number(item, "ID") else {
                out.problem(item.place(), ProblemKind::NoKey, "ID");
                continue;
            };
            let described = item.attribute("Description");
            let text = described.unwrap_or_else(|| crate::text::clean(item.text()));
            let word = Word { text: text.into(), of: number(item, "PartyTypeID") };
            if let Some(before) = self.0.entry(item.name()).or_default().insert(id, word) {
                out.problem(item.place(), ProblemKind::DuplicateKey, &format!("{} {id}: {}", item.name(), before.text));
            }
        }
    }

    pub(super) fn get(&self, set: &str, id: u64) -> Option<&Word> {
        self.0.get(set)?.get(&id)
    }

    /// The word an attribute refers to. `None` without the attribute, and, with a word to `odd`, where the file has no
    /// such value.
    pub(super) fn of(&self, item: Element<'_, '_>, attribute: &str, set: &str, odd: Odd<'_>) -> Option<&str> {
        let printed = item.attribute(attribute)?;
        let word = printed.parse().ok().and_then(|id| self.get(set, id));
        if word.is_none() {
            odd(item.attribute_place(attribute), ProblemKind::UnknownReference, &format!("{set} {printed}"));
        }
        word.map(|word| &*word.text)
    }

    /// As [`Self::of`]; `None` too for words that only say that nothing is known.
    pub(super) fn stated(&self, item: Element<'_, '_>, attribute: &str, set: &str, odd: Odd<'_>) -> Option<&str> {
        self.of(item, attribute, set, odd).filter(|word| !crate::text::is_placeholder(word))
    }

    pub(super) fn list(&self, entry: Element<'_, '_>) -> Option<&str> {
        self.of(entry, "ListID", "List", &mut |_, _, _| {})
    }
}

pub(super) fn issued(record: Element<'_, '_>, out: &mut Writer<'_>) {
    out.outcome.published = day_of(record);
    out.outcome.stated = Some(numbers_of(record).into());
    if out.outcome.published.is_none() {
        out.problem(record.place(), ProblemKind::BadDate, &numbers_of(record));
    }
}

pub(super) fn number(item: Element<'_, '_>, attribute: &str) -> Option<u64> {
    item.attribute(attribute)?.parse().ok()
}

pub(super) fn is_true(item: Element<'_, '_>, attribute: &str) -> bool {
    item.attribute(attribute).as_deref() == Some("true")
}
