//! Building entries: what every reader shares between an element at hand and a finished entry.
//!
//! Shape:    a reader makes one [`Draft`] an entry and gives it to the [`Writer`], which hands it on at once; nothing
//!           but the keys seen so far is kept, so memory does not grow with the file.

use std::collections::HashSet;
use std::sync::Arc;

use register::{
    Act, Alias, EditionId, Entry, EntryKey, Evidence, Kind, NameKind, Place, Property, Quality, Standing, StatedDate,
    Statement, Value,
};

use crate::reading::{MAX_PROBLEMS, Outcome, Problem, ProblemKind, Refusal};
use crate::text;

/// An entry in the making.
pub struct Draft {
    edition: EditionId,
    key: Option<EntryKey>,
    entry: Entry,
}

impl Draft {
    /// An entry of an edition, without anything stated yet.
    pub fn new(edition: EditionId, kind: Kind) -> Self {
        let entry = Entry {
            key: EntryKey::new(""),
            alternates: Vec::new(),
            kind,
            standing: Standing::Listed,
            statements: Vec::with_capacity(8),
        };
        Self { edition, key: None, entry }
    }

    /// Sets the publisher's reference; an empty one is none.
    pub fn key(&mut self, printed: &str) {
        let key = EntryKey::new(printed);
        self.key = (!key.printed().is_empty()).then_some(key);
    }

    /// Whether a reference is set.
    pub fn has_key(&self) -> bool {
        self.key.is_some()
    }

    /// Adds another reference, as in `dataid:110447`; an empty value adds nothing.
    pub fn alternate(&mut self, kind: &str, value: &str) {
        if !value.trim().is_empty() {
            self.entry.alternates.push(format!("{kind}:{}", value.trim()).into());
        }
    }

    /// Sets what it designates.
    pub fn kind(&mut self, kind: Kind) {
        self.entry.kind = kind;
    }

    /// Marks it as printed off the list.
    pub fn delisted(&mut self) {
        self.entry.standing = Standing::Delisted;
    }

    /// States a value.
    pub fn state(&mut self, property: Property, value: Value, place: Place) -> &mut Statement {
        let evidence = Evidence { edition: self.edition, place };
        self.entry.statements.push(Statement { property, value, note: None, basis: None, evidence });
        let last = self.entry.statements.len() - 1;
        &mut self.entry.statements[last]
    }

    /// States a text, cleaned; nothing when it is empty or a placeholder.
    pub fn text(&mut self, property: Property, printed: &str, place: impl FnOnce() -> Place) -> Option<&mut Statement> {
        let value = text::stated(printed)?;
        Some(self.state(property, Value::Text(value.into()), place()))
    }

    /// States a name, cleaned; nothing when it is empty or a placeholder.
    pub fn name(
        &mut self,
        printed: &str,
        kind: NameKind,
        quality: Quality,
        place: impl FnOnce() -> Place,
    ) -> Option<&mut Alias> {
        let name = text::stated(printed)?;
        let alias = Box::new(Alias { quality, ..Alias::new(&name, kind) });
        match &mut self.state(Property::Name, Value::Name(alias), place()).value {
            Value::Name(alias) => Some(alias),
            _ => None,
        }
    }

    /// States a date.
    pub fn date(&mut self, property: Property, date: StatedDate, place: Place) -> &mut Statement {
        self.state(property, Value::Date(Box::new(date)), place)
    }

    /// States the act the entry stands under.
    pub fn act(&mut self, act: Arc<Act>, place: Place) -> &mut Statement {
        self.state(Property::LegalBasis, Value::Act(act), place)
    }

    /// Puts the publisher's note on the value stated last.
    pub fn note_last(&mut self, note: Option<&str>) {
        if let Some(last) = self.entry.statements.last_mut() {
            last.note = note.map(Into::into);
        }
    }

    /// The statements so far.
    pub fn statements(&self) -> &[Statement] {
        &self.entry.statements
    }

    fn has_name(&self) -> bool {
        self.entry.statements.iter().any(|statement| statement.property == Property::Name)
    }
}

/// So many entries without a reference may be the publisher's slips; more, when they are a twentieth of the list, are not.
const FEW_KEYLESS: u64 = 5;

/// Hands finished entries on and keeps what the edition says of itself.
pub struct Writer<'s> {
    edition: EditionId,
    sink: &'s mut dyn FnMut(Entry),
    entries: u64,
    /// Those of them without a reference.
    keyless: u64,
    keys: HashSet<String>,
    /// Whether the format repeats a reference on purpose (EU: one entity under two acts).
    repeats: bool,
    problems: Vec<Problem>,
    /// What the file says of itself; readers count into `outcome.stats`.
    pub outcome: Outcome,
}

impl<'s> Writer<'s> {
    /// A writer that hands entries to `sink`, in the order of the file.
    pub fn new(edition: EditionId, sink: &'s mut dyn FnMut(Entry)) -> Self {
        Self {
            edition,
            sink,
            entries: 0,
            keyless: 0,
            keys: HashSet::new(),
            repeats: false,
            problems: Vec::new(),
            outcome: Outcome::default(),
        }
    }

    /// Says that the format repeats references on purpose; such entries are one, and no problem.
    pub fn allow_repeats(&mut self) {
        self.repeats = true;
    }

    /// A new entry of this edition.
    pub fn draft(&self, kind: Kind) -> Draft {
        Draft::new(self.edition, kind)
    }

    /// Hands a finished entry on. One without a reference is keyed by its place, so that nothing is lost.
    pub fn entry(&mut self, draft: Draft, place: impl FnOnce() -> Place) {
        let named = draft.has_name();
        let Draft { key, mut entry, .. } = draft;
        entry.key = match key {
            Some(key) => {
                let repeated = !self.keys.insert(key.normal());
                if named && !repeated || repeated && self.repeats {
                    self.hand_on(Entry { key, ..entry });
                    return;
                }
                let place = place();
                if repeated {
                    self.problem(place.clone(), ProblemKind::DuplicateKey, key.printed());
                }
                if !named {
                    self.problem(place, ProblemKind::NoName, key.printed());
                }
                key
            }
            None => {
                let place = place();
                self.keyless += 1;
                self.problem(place.clone(), ProblemKind::NoKey, "");
                EntryKey::new(&format!("?{place}"))
            }
        };
        self.hand_on(entry);
    }

    fn hand_on(&mut self, entry: Entry) {
        self.entries += 1;
        (self.sink)(entry);
    }

    /// Notes a place that was not understood.
    pub fn problem(&mut self, place: Place, kind: ProblemKind, detail: &str) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(Problem::new(place, kind, detail));
        } else {
            self.outcome.more_problems += 1;
        }
    }

    /// One more of a counted element.
    pub fn count(&mut self, key: &'static str) {
        self.outcome.stats.count(key);
    }

    /// Entries handed on so far.
    pub fn entries(&self) -> u64 {
        self.entries
    }

    /// What the edition says of itself, and the problems.
    ///
    /// # Errors
    /// No entry at all, or many without a reference: the column or element that holds it is gone, or damaged.
    pub fn finish(self) -> Result<(Outcome, Vec<Problem>), Refusal> {
        if self.entries == 0 {
            return Err(Refusal::of_file(ProblemKind::NoEntries, ""));
        }
        let none = self.entries > 1 && self.keyless == self.entries;
        if none || self.keyless > FEW_KEYLESS && self.keyless * 20 > self.entries {
            return Err(Refusal::of_file(ProblemKind::NoReferences, &self.keyless.to_string()));
        }
        Ok((self.outcome, self.problems))
    }
}
