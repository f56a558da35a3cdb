//! What is written as FollowTheMoney is read again, and other tools take it.

#![expect(clippy::disallowed_methods, reason = "tests read files and run another reader")]

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use proptest::prelude::*;
use register::matching::countries;
use register::{
    Address, Alias, Calendar, DateSpan, Day, Document, Edition, EditionId, Entry, EntryKey, Episode, Evidence, Kind,
    ListedEntry, NameKind, Place, Property, Quality, Register, StatedDate, Statement, Value,
};
use sources::ftm::{Export, STATEMENT_COLUMNS};
use sources::{File, identify, read};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn edition(bytes: &[u8], list: &str) -> Edition {
    let (published, retrieved) = (day("2024-03-03"), "2024-03-04T00:00:00Z".into());
    Edition { id: EditionId::of(bytes), list: list.into(), published, stated: None, retrieved, extract: false }
}

fn listed(entry: Entry, edition: &Edition) -> ListedEntry {
    ListedEntry {
        list: edition.list.clone(),
        key: entry.key,
        alternates: entry.alternates,
        kind: entry.kind,
        episodes: vec![Episode { from: (edition.id, edition.published), until: None, may_have_begun_before: false }],
        statements: entry.statements,
        since: Vec::new(),
    }
}

fn read_back(text: &str) -> Vec<Entry> {
    let file = File { name: "entities.ftm.json", bytes: text.as_bytes() };
    let (format, _) = identify(file).expect("the content is known");
    let reading = read(format, &[file], EditionId::of(text.as_bytes())).expect("what was written is read");
    let problems: Vec<_> = reading.problems.iter().filter(|problem| problem.kind.code() != "orphan").collect();
    assert!(problems.is_empty(), "{problems:?}\n{text}");
    reading.items
}

fn find_in(register: &Register) -> impl Fn(&str, &str) -> Option<String> {
    move |list, key| {
        let mut all = register.entities.iter();
        let has = |entry: &ListedEntry| &*entry.list == list && entry.key.printed() == key;
        all.find(|entity| entity.entries.iter().any(has)).map(|entity| entity.id.as_str().to_owned())
    }
}

fn written(register: &Register) -> String {
    let find = find_in(register);
    let mut export = Export::new(&register.editions, &find);
    register.entities.iter().flat_map(|entity| export.entities(entity)).map(|line| line + "\n").collect()
}

fn statements(register: &Register) -> String {
    let find = find_in(register);
    let mut export = Export::new(&register.editions, &find);
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(STATEMENT_COLUMNS).expect("memory takes it");
    for row in register.entities.iter().flat_map(|entity| export.statements(entity)) {
        out.write_record(row).expect("memory takes it");
    }
    String::from_utf8(out.into_inner().expect("memory takes it")).expect("UTF-8")
}

/// The invented edition of FollowTheMoney, and one of an invented vocabulary with what other publishers state.
fn invented() -> Register {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/ftm/edition.jsonl");
    let bytes = std::fs::read(path).expect("the edition is there");
    let file = File { name: "entities.ftm.json", bytes: &bytes };
    let (format, _) = identify(file).expect("the content is known");
    let ftm = edition(&bytes, "ftm");
    let reading = read(format, &[file], ftm.id).expect("the edition is read");
    let mut entries: Vec<ListedEntry> = reading.items.into_iter().map(|entry| listed(entry, &ftm)).collect();
    let mut editions = vec![ftm];
    let lists = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    for (list, name) in [("us-ofac-sdn", "edition.xml"), ("ae-local", "edition.jsonl"), ("ca-sema", "edition.xml")] {
        let bytes = std::fs::read(lists.join(list).join(name)).expect("the edition is there");
        let file = File { name, bytes: &bytes };
        let (format, spec) = identify(file).expect("the content is known");
        let edition = edition(&bytes, &spec.list.id);
        let reading = read(format, &[file], edition.id).expect("the edition is read");
        entries.extend(reading.items.into_iter().map(|entry| listed(entry, &edition)));
        editions.push(edition);
    }
    Register::of_entries(editions, entries)
}

#[test]
fn what_is_written_is_read_again() {
    let register = invented();
    let text = written(&register);
    let again = read_back(&text);
    assert_eq!(again.len(), register.entities.len());
    for (entity, entry) in register.entities.iter().zip(&again) {
        assert_eq!((entity.id.as_str(), entity.kind()), (entry.key.printed(), entry.kind));
        let names: BTreeSet<String> = entity.entries[0].names().map(|(alias, _)| alias.text.to_string()).collect();
        assert_eq!(values(entry, Property::Name), names, "{text}");
    }
    assert_eq!(written(&register), text, "the same register gives the same bytes");
    let ties = |entries: &[Entry]| {
        let all = entries.iter().flat_map(|entry| &entry.statements).filter(|s| s.property == Property::Tie);
        all.filter(|s| matches!(&s.value, Value::Tie(tie) if &*tie.kind == "Ownership:asset")).count()
    };
    assert_eq!(ties(&again), 1, "an edge said by both its ends is one");
}

fn values(entry: &Entry, property: Property) -> BTreeSet<String> {
    entry.statements.iter().filter(|s| s.property == property).map(|s| s.value.to_string()).collect()
}

/// What followthemoney's own readers make of it; `DALIL_FTM_PYTHON` names an interpreter that has the package.
#[test]
fn the_reference_implementation_takes_what_is_written() {
    const CHECK: &str = r"
import io, json, sys
from followthemoney import model
from followthemoney.statement.serialize import read_csv_statements
from followthemoney.types import registry
entities, statements = sys.stdin.read().split('\x00')
count, seen = 0, set()
for line in entities.splitlines():
    data = json.loads(line)
    proxy = model.get_proxy(data, cleaned=True)
    assert data['id'] == registry.entity.clean(data['id']), data['id']
    for prop, values in data['properties'].items():
        held = proxy.schema.get(prop)
        assert held is not None and not held.stub, (proxy.schema.name, prop)
        for value in values:
            clean = held.type.clean_text(value, format=held.format, proxy=proxy)
            if held.type in (registry.date, registry.country, registry.gender, registry.entity, registry.topic):
                assert clean == value, (prop, value, clean)
            seen.add((data['id'], prop, value)); count += 1
stated = set()
for statement in read_csv_statements(io.BytesIO(statements.encode())):
    assert statement.prop in model.get(statement.schema).properties, statement
    assert statement.id and len(statement.origin or '') != 1
    stated.add((statement.canonical_id, statement.prop, statement.value))
assert stated == seen, sorted(stated ^ seen)[:5]
print(count)
";
    let Some(python) = std::env::var_os("DALIL_FTM_PYTHON") else {
        println!("skipped: DALIL_FTM_PYTHON names no interpreter with followthemoney");
        return;
    };
    let register = invented();
    let mut child = Command::new(python)
        .args(["-c", CHECK])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the interpreter starts");
    let input = format!("{}\0{}", written(&register), statements(&register));
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("the interpreter reads");
    let out = child.wait_with_output().expect("the interpreter ends");
    assert!(out.status.success());
    println!("{} values taken", String::from_utf8_lossy(&out.stdout).trim());
}

fn entry_of(kind: Kind, values: Vec<(Property, Value)>) -> Entry {
    let evidence = |n| Evidence { edition: EditionId::of(b"x"), place: Place::Line { line: n, column: 1 } };
    let statements = values.into_iter().zip(1..).map(|((property, value), n)| Statement {
        property,
        value,
        note: None,
        basis: None,
        evidence: evidence(n),
    });
    Entry {
        key: EntryKey::new("XX-1"),
        alternates: Vec::new(),
        kind,
        standing: register::Standing::Listed,
        statements: statements.collect(),
    }
}

fn any_entry() -> impl Strategy<Value = Entry> {
    let word = "[A-Za-zء-ي]{2,9}";
    let name = (prop::collection::vec(word, 1..4), 0..4_usize, any::<bool>()).prop_map(|(words, kind, low)| {
        let kind = [NameKind::Primary, NameKind::Aka, NameKind::Fka, NameKind::Translation][kind];
        let quality = if low { Quality::Low } else { Quality::Unstated };
        (Property::Name, Value::Name(Box::new(Alias { quality, ..Alias::new(&words.join(" "), kind) })))
    });
    let date = (1900..2020_i16, 1..13_i8, 1..29_i8, 0..3_usize).prop_map(|(y, m, d, precision)| {
        let day = register::date::civil(y, m, d).map(DateSpan::day);
        let span = [DateSpan::year(y), DateSpan::month(y, m), day][precision].expect("a date");
        let date = StatedDate {
            text: span.to_string().into(),
            spans: vec![span],
            circa: false,
            calendar: Calendar::Gregorian,
        };
        (Property::BirthDate, Value::Date(Box::new(date)))
    });
    let country = prop::sample::select(vec!["Iraq", "sy", "Namibia", "المغرب", "NOR"]);
    let nationality = country.clone().prop_map(|text| (Property::Nationality, Value::Text(text.into())));
    let kind = prop::sample::select(vec!["Passport", "National Identification Number", "Permit", "رقم الرخصة"]);
    let document = (kind, "[A-Z]{2}[0-9]{4,9}", country.clone()).prop_map(|(kind, number, country)| {
        let (kind, number, country) = (kind.into(), number.into(), Some(country.into()));
        (Property::Document, Value::Document(Box::new(Document { kind, number, country, ..Document::default() })))
    });
    let address = ("[0-9]{1,3} [A-Z][a-z]{3,8} St", "[A-Z][a-z]{3,9}", country).prop_map(|(street, city, country)| {
        let (street, city, country) = (Some(street.into()), Some(city.into()), Some(country.into()));
        (Property::Address, Value::Address(Box::new(Address { street, city, country, ..Address::default() })))
    });
    let more = prop::collection::vec(prop_oneof![name.clone(), date, nationality, document, address], 0..12);
    (name, more).prop_map(|(first, more)| entry_of(Kind::Person, std::iter::once(first).chain(more).collect()))
}

/// What must come back, in a form that both sides share.
fn essence(entry: &Entry) -> BTreeSet<String> {
    let country = |text: &Option<Box<str>>| text.as_deref().map(countries).unwrap_or_default().join(",");
    let mut out = BTreeSet::new();
    for statement in &entry.statements {
        match &statement.value {
            Value::Name(alias) => {
                out.insert(format!("name {}", alias.text));
            }
            Value::Date(date) => {
                out.extend(date.spans.iter().map(|span| format!("{} {span}", statement.property.name())));
            }
            Value::Document(document) if document.country.is_some() => {
                out.insert(format!("document {} {} {}", document.kind, document.number, country(&document.country)));
            }
            Value::Address(address) => {
                let (street, city) = (address.street.as_deref(), address.city.as_deref());
                out.insert(format!("address {street:?} {city:?} {}", country(&address.country)));
            }
            Value::Text(text) if statement.property == Property::Nationality => {
                out.insert(format!("nationality {}", countries(text).join(",")));
            }
            _ => {}
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_entry_comes_back_with_all_it_states(entry in any_entry()) {
        let edition = edition(b"x", "xx-example");
        let register = Register::of_entries(vec![edition.clone()], vec![listed(entry.clone(), &edition)]);
        let again = read_back(&written(&register));
        prop_assert_eq!(again.len(), 1);
        prop_assert_eq!(essence(&again[0]), essence(&entry));
    }
}
