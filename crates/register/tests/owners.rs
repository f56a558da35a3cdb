//! Whether the designated own a company, where it is not known since when they are designated. Everyone here is invented.

use register::index::Index;
use register::ownership::{Outcome, Rule};
use register::{
    Alias, Day, Edition, EditionId, Entity, EntryKey, Episode, Evidence, Kind, ListedEntry, NameKind, Place, Property,
    Register, Share, Statement, Tie, Value,
};

const FIRST: &str = "2024-05-01";

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn edition(list: &str) -> Edition {
    Edition {
        id: EditionId::of(list.as_bytes()),
        list: list.into(),
        published: day(FIRST),
        stated: None,
        retrieved: "2026-01-16T08:00:00Z".into(),
        extract: false,
    }
}

/// An entry of the first edition held of its list: since when it stands there is not known.
fn entry(list: &str, key: &str, kind: Kind, name: &str) -> ListedEntry {
    let edition = edition(list);
    let mut entry = ListedEntry {
        list: list.into(),
        key: EntryKey::new(key),
        alternates: Vec::new(),
        kind,
        episodes: vec![Episode { from: (edition.id, edition.published), until: None, may_have_begun_before: true }],
        statements: Vec::new(),
        since: Vec::new(),
    };
    state(&mut entry, Property::Name, Value::Name(Box::new(Alias::new(name, NameKind::Primary))));
    entry
}

fn state(entry: &mut ListedEntry, property: Property, value: Value) {
    let place = Place::Line { line: entry.statements.len() as u32 + 1, column: 1 };
    let evidence = Evidence { edition: edition(&entry.list).id, place };
    entry.statements.push(Statement { property, value, note: None, basis: None, evidence });
}

/// A company of which somebody whom OFAC lists holds 60 %, and which OFAC may list too: in a register, with the company's id.
fn register(company_is_listed: bool) -> (Index<'static>, register::EntityId) {
    let mut company = entry("ftm", "1", Kind::Organization, "Mithal Owned Trading");
    let share = Share::new(6_000, 6_000);
    let tie = Tie { kind: "Ownership:owner".into(), to: Some("2".into()), share, ..Tie::default() };
    state(&mut company, Property::Tie, Value::Tie(Box::new(tie)));
    let owner = entry("ftm", "2", Kind::Person, "Nur al-Mithali");
    let listed = [
        entry("us-ofac-sdn", "1", Kind::Organization, "MITHAL OWNED TRADING"),
        entry("us-ofac-sdn", "2", Kind::Person, "NUR AL-MITHALI"),
    ];
    let [as_company, as_owner] = listed;
    let joined = |one: ListedEntry, other: Option<ListedEntry>| Entity {
        id: one.own_id(),
        entries: [one].into_iter().chain(other).collect(),
        unions: Vec::new(),
    };
    let mut entities = vec![joined(company, company_is_listed.then_some(as_company)), joined(owner, Some(as_owner))];
    let id = entities[0].id.clone();
    entities.sort_by(|a, b| a.id.cmp(&b.id));
    let editions = ["ftm", "us-ofac-sdn"].map(edition).into();
    let register = Register { editions, entities, questions: Vec::new() };
    (Index::open(Index::build(&register)).expect("a register file"), id)
}

#[test]
fn who_may_be_designated_owns_perhaps_and_hides_nothing_by_being_designated_perhaps() {
    for (company_is_listed, on, want) in [
        (false, "2024-05-01", Some(Outcome::Owned)),
        (false, "2024-04-30", Some(Outcome::Open)), // it is not known whether the owner was designated yet
        (true, "2024-05-01", None),                 // designated itself
        (true, "2024-04-30", Some(Outcome::Open)),  // nor whether the company was
    ] {
        let (index, company) = register(company_is_listed);
        let owned = index.surroundings(&company, day(on)).expect("ties").ownership;
        let found = owned.iter().find(|owned| owned.finding.rule == Rule::UsOfac);
        assert_eq!(found.map(|owned| owned.finding.outcome), want, "{company_is_listed} {on}");
    }
}
