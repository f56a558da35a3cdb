//! `cargo xtask likelihoods`: how often dates of birth, ages when listed, places, countries and sexes agree, of one person and of two.
//!
//! Source:   the persons of every published list that is held (`published`); lists that repeat others whole are left out.
//! Rules:    one person: two lists call somebody by one name of three parts or more, which nobody else on them bears. Two
//!           persons: taken at random; and two of one list who share a part of their names but no whole one.
//! Limits:   lists copy from one another, so they agree more than a list and a subject's papers do.
//! Fails:    where the snapshots are absent it says "skipped" and ends well.

use std::collections::{BTreeMap, BTreeSet};

use register::matching::{AgeWhenListed, Birth, Places, countries};
use register::{DateSpan, Entity, Kind, Property, Sex, StatedDate, Value};
use sources::fictitious::Chance;

use super::{Folders, published};

/// Lists that repeat entries of others.
const REPEATING: [&str; 2] = ["us-csl", "uk-sl"];

/// How many pairs of strangers are taken, of each kind.
const STRANGERS: usize = 1_000_000;

/// The least parts of a name that is taken to be one person's.
const LEAST_PARTS: usize = 3;

struct Person {
    list: String,
    names: Vec<String>,
    born: Vec<StatedDate>,
    /// When it was listed first.
    listed: Option<StatedDate>,
    birth_places: Vec<String>,
    countries: Vec<&'static str>,
    sex: Option<Sex>,
}

/// What was seen, and how often.
#[derive(Default)]
struct Seen(BTreeMap<(&'static str, String), usize>);

/// Prints a table: what is seen, and its share of the pairs that state it.
pub(crate) fn print(folders: &Folders) -> anyhow::Result<()> {
    let Some(register) = published::register(&folders.lists, &folders.kept)? else {
        println!("skipped: {} is absent", folders.lists.display());
        return Ok(());
    };
    let mut people = Vec::new();
    for entity in register.index().entities()? {
        people.extend(Person::of(&entity?));
    }
    let same = same(&people);
    let mut columns = [Seen::default(), Seen::default(), Seen::default()];
    let [of_one, at_random, sharing_a_part] = &mut columns;
    same.iter().for_each(|(one, other)| of_one.add(&people[*one], &people[*other]));
    // Whose date of birth is stated was of that age when listed.
    people.iter().for_each(|person| of_one.add_age(person, person));
    let mut chance = Chance::new(1, "strangers", 0);
    for _ in 0..STRANGERS {
        let (one, other) = (chance.below(people.len()), chance.below(people.len()));
        if one != other && !same.contains(&(one.min(other), one.max(other))) {
            at_random.add(&people[one], &people[other]);
            at_random.add_age(&people[one], &people[other]);
        }
    }
    let bearers = bearers(&people);
    for _ in 0..STRANGERS {
        let of_part = &bearers[chance.below(bearers.len())];
        let (one, other) =
            (&people[of_part[chance.below(of_part.len())]], &people[of_part[chance.below(of_part.len())]]);
        if one.list == other.list && !one.names.iter().any(|name| other.names.contains(name)) {
            sharing_a_part.add(one, other);
            sharing_a_part.add_age(one, other);
        }
    }
    println!("| | of one person | of two at random | of two who share a part of their names |");
    println!("| --- | ---: | ---: | ---: |");
    let rows: BTreeSet<&(&str, String)> = columns.iter().flat_map(|seen| seen.0.keys()).collect();
    for row in rows {
        let cells: Vec<String> = columns.iter().map(|seen| seen.cell(row)).collect();
        println!("| {}: {} | {} |", row.0, row.1, cells.join(" | "));
    }
    Ok(())
}

impl Person {
    fn of(entity: &Entity) -> Option<Self> {
        let entry = entity.entries.first().filter(|entry| entry.kind == Kind::Person && entry.stands())?;
        if REPEATING.contains(&&*entry.list) {
            return None;
        }
        let texts = |properties: &[Property]| {
            let stated = entry.statements.iter().filter(|statement| properties.contains(&statement.property));
            stated.map(|statement| statement.value.to_string()).collect::<Vec<_>>()
        };
        let dates = |property| {
            entry.statements.iter().filter_map(move |statement| match &statement.value {
                Value::Date(date) if statement.property == property => Some((**date).clone()),
                _ => None,
            })
        };
        let first = |date: &StatedDate| date.spans.iter().map(|span| span.first()).min();
        let nations = [Property::Nationality, Property::Citizenship, Property::FormerNationality, Property::Country];
        Some(Self {
            list: entry.list.to_string(),
            names: entry.names().map(|(alias, _)| in_order(&alias.text)).collect(),
            born: dates(Property::BirthDate).collect(),
            listed: dates(Property::ListedOn).filter(|date| first(date).is_some()).min_by_key(first),
            birth_places: texts(&[Property::BirthPlace]),
            countries: texts(&nations).iter().flat_map(|text| countries(text)).collect(),
            sex: texts(&[Property::Gender]).iter().find_map(|text| Sex::stated(text)),
        })
    }

    /// The first date of birth.
    fn asked(&self) -> Option<DateSpan> {
        self.born.iter().find_map(|date| date.spans.first().copied())
    }
}

/// The words of a name, sorted.
fn in_order(name: &str) -> String {
    let normal = names::normal(name);
    let mut words: Vec<&str> = normal.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 1).collect();
    words.sort_unstable();
    words.join(" ")
}

/// Pairs of one person.
fn same(people: &[Person]) -> BTreeSet<(usize, usize)> {
    let mut by_name: BTreeMap<&str, BTreeMap<&str, BTreeSet<usize>>> = BTreeMap::new();
    for (n, person) in people.iter().enumerate() {
        for name in person.names.iter().filter(|name| name.split(' ').count() >= LEAST_PARTS) {
            by_name.entry(name).or_default().entry(&person.list).or_default().insert(n);
        }
    }
    let mut pairs = BTreeSet::new();
    for lists in by_name.values() {
        let alone = || lists.values().filter(|bearers| bearers.len() == 1).flatten();
        pairs.extend(alone().flat_map(|one| alone().filter(move |other| one < other).map(|other| (*one, *other))));
    }
    pairs
}

/// Who bears each part that several bear.
fn bearers(people: &[Person]) -> Vec<Vec<usize>> {
    let mut by_part: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (n, person) in people.iter().enumerate() {
        person.names.iter().flat_map(|name| name.split(' ')).for_each(|part| {
            by_part.entry(part).or_default().insert(n);
        });
    }
    by_part.into_values().filter(|bearers| bearers.len() > 1).map(|bearers| bearers.into_iter().collect()).collect()
}

impl Seen {
    /// What is seen where the first date that one states is asked of the other.
    fn add(&mut self, one: &Person, other: &Person) {
        let asked = one.asked();
        let births = |asked| other.born.iter().filter_map(move |date| Birth::of(asked, date));
        if let Some(birth) = asked.and_then(|asked| Birth::strongest(births(asked))) {
            let birth = match birth {
                Birth::Meet { days: 1 } => "Meet on a day".to_owned(),
                Birth::Meet { days: ..=366 } => "Meet in a year or less".to_owned(),
                Birth::Meet { .. } => "Meet in more than a year".to_owned(),
                apart => format!("{apart:?}"),
            };
            self.count("birth", birth);
        }
        let pairs = one.birth_places.iter().flat_map(|a| other.birth_places.iter().map(move |b| Places::of(a, b)));
        let places: Vec<Places> = pairs.collect();
        let first = [Places::Same, Places::Open, Places::Elsewhere].into_iter().find(|kind| places.contains(kind));
        if let Some(places) = first {
            self.count("birth place", format!("{places:?}"));
        }
        if !one.countries.is_empty() && !other.countries.is_empty() {
            let is_same = one.countries.iter().any(|country| other.countries.contains(country));
            self.count("country", said(is_same));
        }
        if let (Some(one), Some(other)) = (one.sex, other.sex) {
            self.count("sex", said(one == other));
        }
    }

    /// What is seen where the first date of birth that one states is held against the day the other was listed.
    fn add_age(&mut self, one: &Person, other: &Person) {
        let age = one.asked().and_then(|born| AgeWhenListed::of(born, other.listed.as_ref()?));
        if let Some(age) = age {
            self.count("age when listed", format!("{age:?}"));
        }
    }

    fn count(&mut self, what: &'static str, seen: String) {
        *self.0.entry((what, seen)).or_default() += 1;
    }

    fn cell(&self, row: &(&'static str, String)) -> String {
        let all: usize = self.0.iter().filter(|((what, _), _)| *what == row.0).map(|(_, n)| n).sum();
        let n = self.0.get(row).copied().unwrap_or_default();
        format!("{:.3} % ({n} of {all})", n as f64 / all.max(1) as f64 * 100.0)
    }
}

fn said(is_same: bool) -> String {
    if is_same { "same" } else { "other" }.to_owned()
}
