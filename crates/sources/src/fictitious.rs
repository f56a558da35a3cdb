//! Fictitious lists in the publishers' own formats, and invented people of many name cultures: for the demonstration, the tests
//! and the benches.
//!
//! Shape:    a [`Plan`] (seed, size, first day) makes a [`World`] of people who do not exist; [`editions`] writes what
//!           five publishers would state of them, one file at a time, in the order to import, and what company registers
//!           would. The same person stands under several spellings, on some lists and not on others; one is taken off
//!           between two editions.
//! Fails:    never. The same plan gives the same bytes; every edition says FICTITIOUS in every entry.
//! Not here: writing files (`node`); real lists, real families and numbers that an authority has given out.
//!
//! ```
//! use sources::fictitious::{Plan, Spelling, World, editions};
//!
//! let world = World::new(&Plan { people: 3, ..Plan::default() });
//! assert_eq!(world.persons()[0].name(Spelling::English), "Yusuf al-Khayali");
//! assert_eq!(world.persons()[0].name(Spelling::Arabic), "يوسف الخيالي");
//! assert_eq!(editions(&world).count(), 8);
//! ```

mod chance;
mod crowd;
mod cultures;
mod eu;
mod national;
mod ofac;
mod parts;
mod people;
mod questions;
mod registry;
mod spellings;
mod uk;
mod un;

use std::fmt::Write;

use jiff::ToSpan;
use register::Day;

pub use chance::{Chance, fnv};
pub use crowd::Crowd;
pub use cultures::{Culture, NamedPerson, cultures};
pub use parts::Spelling;
pub use people::{Change, FIRST, InventedGroup, InventedPerson, InventedVessel, List, MOST_PEOPLE, Plan, World};
pub use questions::{Question, Questions};
pub use spellings::otherwise;

/// What every entry says of itself.
pub const MARK: &str = "FICTITIOUS: invented for demonstration.";
/// The same in Arabic.
pub const MARK_AR: &str = "خيالي: مخترع لأغراض العرض (FICTITIOUS).";

/// Whether a file says of itself that it is invented, as every file of this generator does.
pub fn is_marked(bytes: &[u8]) -> bool {
    [MARK, MARK_AR].iter().any(|mark| memchr::memmem::find(bytes, mark.as_bytes()).is_some())
}

/// A file as a publisher would issue it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FictitiousFile {
    /// The list's id, as in `un-sc`.
    pub list: &'static str,
    /// The day the file gives as its own, or would, where the format has none.
    pub published: Day,
    /// A name for the file, as in `fictitious-un-sc-2026-01-05.xml`.
    pub name: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Which of a list's two editions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edition {
    First,
    Second,
}

/// Every edition of a world, in the order to import. Each is written when it is asked for, so that of a large world only
/// one is in memory.
pub fn editions(world: &World) -> impl Iterator<Item = FictitiousFile> + '_ {
    const ORDER: [(List, Edition, i32); 7] = [
        (List::Un, Edition::First, 0),
        (List::Ofac, Edition::First, 7),
        (List::Eu, Edition::First, 9),
        (List::Uk, Edition::First, 10),
        (List::National, Edition::First, 15),
        (List::Un, Edition::Second, 31),
        (List::National, Edition::Second, 46),
    ];
    let first = world.plan().first_edition;
    let after = move |days: i32| first.checked_add(days.days()).unwrap_or(first);
    let lists = ORDER.into_iter().map(move |(list, edition, days)| {
        let published = after(days);
        let (text, ending) = match list {
            List::Un => (un::write(world, edition, published), "xml"),
            List::Ofac => (ofac::write(world, published), "xml"),
            List::Eu => (eu::write(world, published), "xml"),
            List::Uk => (uk::write(world, published), "csv"),
            List::National => (national::write(world, edition), "csv"),
        };
        let name = format!("fictitious-{}-{published}.{ending}", list.id());
        FictitiousFile { list: list.id(), published, name, bytes: text.into_bytes() }
    });
    let registry = move || {
        let published = after(20);
        let name = format!("fictitious-ftm-{published}.json");
        FictitiousFile { list: "ftm", published, name, bytes: registry::write(world, published).into_bytes() }
    };
    lists.chain(std::iter::once_with(registry))
}

/// XML in the making.
struct Markup(String);

impl Markup {
    fn new() -> Self {
        Self("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned())
    }

    /// Markup as it is.
    fn raw(&mut self, text: &str) {
        self.0.push_str(text);
    }

    /// An element with a text.
    fn element(&mut self, name: &str, text: &str) {
        let text = quick_xml::escape::escape(text);
        // Writing to a string does not fail.
        let _ = write!(self.0, "<{name}>{text}</{name}>");
    }

    /// A tag with attributes, closed where `end` is `/>`.
    fn tag(&mut self, name: &str, attributes: &[(&str, &str)], end: &str) {
        let _ = write!(self.0, "<{name}");
        for (attribute, value) in attributes {
            let value = quick_xml::escape::escape(*value);
            let _ = write!(self.0, " {attribute}=\"{value}\"");
        }
        self.0.push_str(end);
    }
}

/// Appends a row of comma-separated cells.
fn push_row<'c>(out: &mut String, cells: impl IntoIterator<Item = &'c str>) {
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        if cell.contains([',', '"', '\n']) {
            let _ = write!(out, "\"{}\"", cell.replace('"', "\"\""));
        } else {
            out.push_str(cell);
        }
    }
    out.push('\n');
}

/// `04 Mar 1970`.
fn short_month(day: Day) -> &'static str {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    usize::try_from(day.month() - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or("Jan")
}

/// A person's body and tie, as a sentence; empty where there is none.
fn membership(world: &World, person: &InventedPerson, spelling: Spelling) -> String {
    world.group_of(person).map(|group| format!(" Associated with {}.", group.name(spelling))).unwrap_or_default()
}
