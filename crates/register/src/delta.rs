//! What changed between two editions of a list: by content, field by field.
//!
//! Shape:    two sequences of entries in, one [`Change`] for each entry that differs out, ordered by key.
//!           An entry the publisher prints as delisted counts as absent. Entries of one key are one entry.
//! Law:      `apply(diff(a, b), a) == b`, up to order and to the places of statements that say the same.
//! Not here: relisting needs the chain of editions before `a`; the caller says it with [`Delta::mark_relisted`].

use std::collections::{BTreeMap, HashMap, VecDeque};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Entry, EntryKey, Kind, Property, Said, Standing, Statement};

/// What happened to an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// It was never there before.
    Added,
    /// It is gone; publishers do not announce it.
    Withdrawn,
    /// It is back after it was gone.
    Relisted,
    /// Its content differs.
    Amended,
}

impl Op {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Withdrawn => "withdrawn",
            Self::Relisted => "relisted",
            Self::Amended => "amended",
        }
    }
}

/// One entry that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What happened.
    pub op: Op,
    /// The reference: the new edition's spelling, or the old one's when it is gone.
    pub key: EntryKey,
    /// What the new edition says of the entry as a whole; `None` when it is gone.
    pub head: Option<Head>,
    /// The reference in the old edition; `None` when it was not there.
    pub was: Option<Head>,
    /// Statements that stood only in the old edition.
    pub removed: Vec<Statement>,
    /// Statements that stand only in the new one.
    pub added: Vec<Statement>,
}

/// What an entry is besides its statements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The reference.
    pub key: EntryKey,
    /// Other references.
    pub alternates: Vec<Box<str>>,
    /// What it designates.
    pub kind: Kind,
}

impl Head {
    fn of(entry: &Entry) -> Self {
        let mut alternates = entry.alternates.clone();
        alternates.sort_unstable();
        alternates.dedup();
        Self { key: entry.key.clone(), alternates, kind: entry.kind }
    }
}

/// One field of a changed entry: what it said and what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// The property's stable name, or `key`, `kind`.
    pub property: &'static str,
    /// What it said; `None` when it said nothing.
    pub from: Option<String>,
    /// What it says; `None` when it says nothing any more.
    pub to: Option<String>,
}

impl Change {
    /// The change field by field: by property, old and new values paired in the order of the file.
    pub fn fields(&self) -> Vec<FieldChange> {
        let mut out = Vec::new();
        if let (Some(was), Some(is)) = (&self.was, &self.head) {
            let mut pair = |property, from: String, to: String| {
                if from != to {
                    out.push(FieldChange { property, from: Some(from), to: Some(to) });
                }
            };
            pair("key", was.key.printed().to_owned(), is.key.printed().to_owned());
            pair("alternates", was.alternates.join(" "), is.alternates.join(" "));
            pair("kind", format!("{:?}", was.kind).to_lowercase(), format!("{:?}", is.kind).to_lowercase());
        }
        let mut by_property: BTreeMap<Property, (Vec<&Statement>, Vec<&Statement>)> = BTreeMap::new();
        for statement in &self.removed {
            by_property.entry(statement.property).or_default().0.push(statement);
        }
        for statement in &self.added {
            by_property.entry(statement.property).or_default().1.push(statement);
        }
        for (property, (removed, added)) in by_property {
            out.extend(paired(&removed, &added).into_iter().map(|(from, to)| FieldChange {
                property: property.name(),
                from,
                to,
            }));
        }
        out
    }
}

/// What was said and what is said: the same words paired first, with what differs behind them; then the rest in order.
fn paired(removed: &[&Statement], added: &[&Statement]) -> Vec<(Option<String>, Option<String>)> {
    let mut same_words: HashMap<String, VecDeque<usize>> = HashMap::new(); // only looked up, never walked
    for (at, statement) in added.iter().enumerate() {
        same_words.entry(shown(statement)).or_default().push_back(at);
    }
    let mut out = Vec::new();
    let mut is_left = vec![true; added.len()];
    let mut left = Vec::new();
    for from in removed {
        match same_words.get_mut(&shown(from)).and_then(VecDeque::pop_front) {
            Some(at) => {
                is_left[at] = false;
                let (from, to) = told_apart(from, added[at]);
                out.push((Some(from), Some(to)));
            }
            None => left.push(shown(from)),
        }
    }
    let mut from = left.into_iter();
    let mut to = added.iter().zip(is_left).filter(|(_, left)| *left).map(|(statement, _)| shown(statement));
    loop {
        match (from.next(), to.next()) {
            (None, None) => return out,
            pair => out.push(pair),
        }
    }
}

fn shown(statement: &Statement) -> String {
    match &statement.note {
        Some(note) => format!("{} [{note}]", statement.value),
        None => statement.value.to_string(),
    }
}

/// Two statements of the same words, each with the fields that the other has otherwise: `Amal Specimen {quality: low}`.
fn told_apart(from: &Statement, to: &Statement) -> (String, String) {
    let (from_fields, to_fields) = (fields_of(from), fields_of(to));
    let with = |statement: &Statement, own: &BTreeMap<String, String>, other: &BTreeMap<String, String>| {
        let own: Vec<String> = own
            .iter()
            .filter(|(name, value)| other.get(*name) != Some(*value))
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        if own.is_empty() { shown(statement) } else { format!("{} {{{}}}", shown(statement), own.join(", ")) }
    };
    (with(from, &from_fields, &to_fields), with(to, &to_fields, &from_fields))
}

/// The fields of a statement's value and basis, each by its name; what is not stated is left out.
fn fields_of(statement: &Statement) -> BTreeMap<String, String> {
    fn gather(name: &str, value: &serde_json::Value, out: &mut BTreeMap<String, String>) {
        match value {
            serde_json::Value::Null => {}
            serde_json::Value::Array(items) if items.is_empty() => {}
            serde_json::Value::Object(fields) => {
                for (field, value) in fields {
                    let name = if name.is_empty() { field.clone() } else { format!("{name}.{field}") };
                    gather(&name, value, out);
                }
            }
            serde_json::Value::String(text) => {
                out.insert(name.to_owned(), text.clone());
            }
            other => {
                out.insert(name.to_owned(), other.to_string());
            }
        }
    }
    let mut out = BTreeMap::new();
    // A value is written under its sort: `{"Name": {…}}`. What cannot be written has no fields to tell apart by.
    if let Ok(serde_json::Value::Object(sort)) = serde_json::to_value(&statement.value) {
        sort.values().for_each(|value| gather("", value, &mut out));
    }
    if let Some(basis) = &statement.basis {
        out.insert("basis".to_owned(), basis.title.to_string());
    }
    out
}

/// Everything that differs between two editions, ordered by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delta {
    /// One change an entry.
    pub changes: Vec<Change>,
}

impl Delta {
    /// How many changes of a kind.
    pub fn count(&self, op: Op) -> usize {
        self.changes.iter().filter(|change| change.op == op).count()
    }

    /// Marks as relisted what was added but had been in the chain before.
    pub fn mark_relisted(&mut self, was_listed_before: impl Fn(&EntryKey) -> bool) {
        for change in &mut self.changes {
            if change.op == Op::Added && was_listed_before(&change.key) {
                change.op = Op::Relisted;
            }
        }
    }
}

/// The listed entries by normalised key; entries that share one are one.
pub fn by_key(entries: impl IntoIterator<Item = Entry>) -> BTreeMap<String, Entry> {
    let mut out: BTreeMap<String, Entry> = BTreeMap::new();
    for entry in entries.into_iter().filter(|entry| entry.standing == Standing::Listed) {
        match out.entry(entry.key.normal()) {
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(entry);
            }
            std::collections::btree_map::Entry::Occupied(mut place) => {
                let known = place.get_mut();
                known.alternates.extend(entry.alternates);
                known.statements.extend(entry.statements);
            }
        }
    }
    out
}

/// What must happen to `a` to make it `b`.
///
/// With `follow_alternates`, an entry whose key is gone is the one in `b` that is new and shares an alternate reference
/// with it, when just one does.
pub fn diff(a: &BTreeMap<String, Entry>, b: &BTreeMap<String, Entry>, follow_alternates: bool) -> Delta {
    let moved = if follow_alternates { moved(a, b) } else { BTreeMap::new() };
    let arrived: BTreeMap<&str, &str> = moved.iter().map(|(from, to)| (*to, *from)).collect();
    let mut changes = Vec::new();
    for (key, old) in a {
        let new = b.get(key).or_else(|| moved.get(key.as_str()).and_then(|to| b.get(*to)));
        changes.extend(match new {
            Some(new) => amended(old, new),
            None => Some(Change {
                op: Op::Withdrawn,
                key: old.key.clone(),
                head: None,
                was: Some(Head::of(old)),
                removed: old.statements.clone(),
                added: Vec::new(),
            }),
        });
    }
    for (key, new) in b {
        if !a.contains_key(key) && !arrived.contains_key(key.as_str()) {
            changes.push(Change {
                op: Op::Added,
                key: new.key.clone(),
                head: Some(Head::of(new)),
                was: None,
                removed: Vec::new(),
                added: new.statements.clone(),
            });
        }
    }
    changes.sort_by_cached_key(|change| change.key.normal());
    Delta { changes }
}

/// Keys gone from `a` and the new key in `b` that an alternate leads to, where that is one to one.
fn moved<'e>(a: &'e BTreeMap<String, Entry>, b: &'e BTreeMap<String, Entry>) -> BTreeMap<&'e str, &'e str> {
    let mut by_alternate: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for (key, entry) in b.iter().filter(|(key, _)| !a.contains_key(*key)) {
        for alternate in &entry.alternates {
            by_alternate.entry(alternate).and_modify(|one| *one = None).or_insert(Some(key));
        }
    }
    let mut taken: BTreeMap<&str, u32> = BTreeMap::new();
    let mut out: BTreeMap<&str, &str> = BTreeMap::new();
    for (key, entry) in a.iter().filter(|(key, _)| !b.contains_key(*key)) {
        if let Some(to) = entry.alternates.iter().find_map(|alternate| *by_alternate.get(&**alternate)?) {
            *taken.entry(to).or_default() += 1;
            out.insert(key, to);
        }
    }
    out.retain(|_, to| taken.get(to) == Some(&1));
    out
}

fn amended(old: &Entry, new: &Entry) -> Option<Change> {
    let removed = without(&old.statements, &new.statements);
    let added = without(&new.statements, &old.statements);
    let (was, is) = (Head::of(old), Head::of(new));
    let same_head = was.key.normal() == is.key.normal() && was.alternates == is.alternates && was.kind == is.kind;
    (!removed.is_empty() || !added.is_empty() || !same_head).then(|| Change {
        op: Op::Amended,
        key: new.key.clone(),
        head: Some(is),
        was: Some(was),
        removed,
        added,
    })
}

/// The statements of `some` that no statement of `others` says, each of `others` counting once.
fn without(some: &[Statement], others: &[Statement]) -> Vec<Statement> {
    let mut left: HashMap<Said<'_>, usize> = HashMap::with_capacity(others.len()); // only looked up, never walked
    for statement in others {
        *left.entry(statement.said()).or_default() += 1;
    }
    let mut out = Vec::new();
    for statement in some {
        match left.get_mut(&statement.said()).filter(|left| **left > 0) {
            Some(left) => *left -= 1,
            None => out.push(statement.clone()),
        }
    }
    out
}

/// The edition that the changes make of `a`.
pub fn apply(delta: &Delta, a: &BTreeMap<String, Entry>) -> BTreeMap<String, Entry> {
    let mut out = a.clone();
    for change in &delta.changes {
        let old = change.was.as_ref().and_then(|was| out.remove(&was.key.normal()));
        let Some(head) = &change.head else { continue };
        let mut statements = old.map(|old| without(&old.statements, &change.removed)).unwrap_or_default();
        statements.extend(change.added.iter().cloned());
        let entry = Entry {
            key: head.key.clone(),
            alternates: head.alternates.clone(),
            kind: head.kind,
            standing: Standing::Listed,
            statements,
        };
        out.insert(head.key.normal(), entry);
    }
    out
}

/// A fingerprint of what an entry says, whatever the order and places of its statements: two editions' entries differ
/// in content when these differ. Adding the fingerprints of two parts gives that of the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Content(u128);

impl Content {
    /// The fingerprint of one entry's statements, kind and other references.
    pub fn of(entry: &Entry) -> Self {
        Self::with_said(entry).0
    }

    /// The same, with the fingerprint of each statement's value, in their order.
    pub fn with_said(entry: &Entry) -> (Self, Vec<SaidHash>) {
        let mut said = Vec::with_capacity(entry.statements.len());
        let mut sum = 0_u128;
        for statement in &entry.statements {
            sum = sum.wrapping_add(half_hash(&said_of(statement)));
            said.push(SaidHash::of(statement));
        }
        let head = Head::of(entry);
        (Self(sum.wrapping_add(half_hash(&(head.kind, head.alternates)))), said)
    }

    /// The fingerprint of two entries of one key taken together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0.wrapping_add(other.0))
    }

    /// From the 16 bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(bytes))
    }

    /// The 16 bytes.
    pub fn bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }
}

/// A fingerprint of a value of a property, as people read it: whatever note or act its publisher has put beside it since, and in whichever
/// of a list's formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SaidHash([u8; 8]);

impl SaidHash {
    /// Of a statement.
    pub fn of(statement: &Statement) -> Self {
        let digest = Sha256::digest(format!("{}\n{}", statement.property.name(), statement.value));
        Self(std::array::from_fn(|at| digest.get(at).copied().unwrap_or_default()))
    }

    /// From the 8 bytes.
    pub fn from_bytes(bytes: [u8; 8]) -> Self {
        Self(bytes)
    }

    /// The 8 bytes.
    pub fn bytes(self) -> [u8; 8] {
        self.0
    }
}

fn said_of(statement: &Statement) -> impl Serialize + '_ {
    (statement.property, &statement.value, &statement.note, &statement.basis)
}

/// The first 16 bytes of a SHA-256.
fn half_hash(said: &impl Serialize) -> u128 {
    let bytes = postcard::to_extend(said, Vec::with_capacity(256)).expect("plain values go into a growing buffer");
    let digest = Sha256::digest(&bytes);
    digest.iter().take(16).fold(0, |half, byte| half << 8 | u128::from(*byte))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::{Content, Op, apply, by_key, diff};
    use crate::{
        Alias, EditionId, Entry, EntryKey, Evidence, Kind, NameKind, Place, Property, Quality, Standing, Statement,
        Value,
    };

    fn statement(property: Property, text: &str, edition: &[u8]) -> Statement {
        let value = match property {
            Property::Name => Value::Name(Box::new(Alias::new(text, NameKind::Primary))),
            _ => Value::Text(text.into()),
        };
        let evidence = Evidence { edition: EditionId::of(edition), place: Place::Byte { offset: 0 } };
        Statement { property, value, note: None, basis: None, evidence }
    }

    fn entry(key: &str, name: &str, remarks: &[&str]) -> Entry {
        let mut statements = vec![statement(Property::Name, name, b"")];
        statements.extend(remarks.iter().map(|remark| statement(Property::Remark, remark, b"")));
        Entry {
            key: EntryKey::new(key),
            alternates: vec![format!("name:{name}").into()],
            kind: Kind::Person,
            standing: Standing::Listed,
            statements,
        }
    }

    /// What an edition says, without order and places.
    fn content(entries: &BTreeMap<String, Entry>) -> Vec<(String, Content)> {
        entries.iter().map(|(key, entry)| (key.clone(), Content::of(entry))).collect()
    }

    #[test]
    fn what_happened_to_each_entry_is_told() {
        let a = by_key([entry("X.1", "Amal", &["r"]), entry("X.2.", "Badr", &[]), entry("X.3", "Ciran", &[])]);
        let b = by_key([entry("x.2", "Badr", &[]), entry("X.1", "Amal", &["s"]), entry("X.4", "Dalia", &[])]);
        let mut delta = diff(&a, &b, false);
        let ops = |delta: &super::Delta| -> Vec<(Op, String)> {
            delta.changes.iter().map(|change| (change.op, change.key.printed().to_owned())).collect()
        };
        let want =
            |last| vec![(Op::Amended, "X.1".to_owned()), (Op::Withdrawn, "X.3".to_owned()), (last, "X.4".to_owned())];
        assert_eq!(ops(&delta), want(Op::Added));
        let fields = delta.changes[0].fields();
        assert_eq!(fields.len(), 1);
        assert_eq!((fields[0].from.as_deref(), fields[0].to.as_deref()), (Some("r"), Some("s")));
        delta.mark_relisted(|key| key.normal() == "x.4");
        assert_eq!(ops(&delta), want(Op::Relisted));
    }

    #[test]
    fn an_entry_printed_as_delisted_counts_as_withdrawn() {
        let a = by_key([entry("1", "Amal", &[])]);
        let mut off = entry("1", "Amal", &[]);
        off.standing = Standing::Delisted;
        assert_eq!(diff(&a, &by_key([off]), false).count(Op::Withdrawn), 1);
    }

    #[test]
    fn a_changed_reference_is_followed_where_the_list_asks_for_it() {
        let (a, b) = (by_key([entry("old", "Amal", &[])]), by_key([entry("new", "Amal", &[])]));
        let followed = diff(&a, &b, true);
        assert_eq!((followed.changes.len(), followed.count(Op::Amended)), (1, 1));
        assert_eq!(followed.changes[0].fields()[0].property, "key");
        assert_eq!(diff(&a, &b, false).changes.len(), 2);
        // Two candidates decide nothing.
        let two = by_key([entry("new", "Amal", &[]), entry("newer", "Amal", &[])]);
        assert_eq!(diff(&a, &two, true).changes.len(), 3);
    }

    #[test]
    fn names_of_the_same_words_are_told_apart_by_what_differs() {
        let low = |mut entry: Entry| {
            if let Value::Name(alias) = &mut entry.statements[0].value {
                alias.quality = Quality::Low;
            }
            entry
        };
        let a = by_key([entry("1", "Amal", &["b", "a"])]);
        let b = by_key([low(entry("1", "Amal", &["c", "a"]))]);
        let fields = diff(&a, &b, false).changes[0].fields();
        let shown: Vec<_> = fields.iter().map(|f| (f.property, f.from.as_deref(), f.to.as_deref())).collect();
        assert_eq!(
            shown,
            [("name", Some("Amal {quality: unstated}"), Some("Amal {quality: low}")), ("remark", Some("b"), Some("c")),]
        );
    }

    #[test]
    fn an_entry_of_many_statements_is_compared_statement_by_statement() {
        let remarks: Vec<String> = (0..50_000).map(|n| format!("remark {n}")).collect();
        let old: Vec<&str> = remarks.iter().map(String::as_str).collect();
        // The other way round, one remark gone, one said twice.
        let mut new: Vec<&str> = old.iter().rev().copied().filter(|remark| *remark != "remark 7").collect();
        new.push("remark 9");
        let (a, b) = (by_key([entry("1", "Amal", &old)]), by_key([entry("1", "Amal", &new)]));
        let delta = diff(&a, &b, false);
        let fields: Vec<_> = delta.changes.iter().flat_map(super::Change::fields).collect();
        assert_eq!(fields.len(), 1);
        assert_eq!((fields[0].from.as_deref(), fields[0].to.as_deref()), (Some("remark 7"), Some("remark 9")));
        assert_eq!(content(&apply(&delta, &a)), content(&b));
    }

    fn any_edition() -> impl Strategy<Value = BTreeMap<String, Entry>> {
        let row = ("[A-C][0-9]", "[a-c]{1,2}", prop::collection::vec("[a-c]", 0..3));
        prop::collection::vec(row, 0..8).prop_map(|rows| {
            by_key(
                rows.iter().map(|(key, name, remarks)| {
                    entry(key, name, &remarks.iter().map(String::as_str).collect::<Vec<_>>())
                }),
            )
        })
    }

    proptest! {
        #[test]
        fn applying_a_delta_gives_the_new_edition(a in any_edition(), b in any_edition(), follow in any::<bool>()) {
            prop_assert_eq!(content(&apply(&diff(&a, &b, follow), &a)), content(&b));
        }

        #[test]
        fn an_edition_does_not_differ_from_itself(a in any_edition()) {
            prop_assert!(diff(&a, &a, true).changes.is_empty());
        }
    }
}
