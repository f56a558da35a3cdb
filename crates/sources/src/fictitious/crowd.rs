//! A list of invented people and bodies, as long as wanted, made directly: for measuring what size costs.
//!
//! Shape:    persons of all name cultures, one in eight a body; five names each on average, as several offices write them and
//!           with a slip in one word of thirty. The n-th entry is a function of the seed and n.
//! Not here: publishers' formats (`editions`); such a list is no edition's.

use register::date::civil;
use register::{
    Alias, Calendar, Day, Document, Edition, EditionId, EntryKey, Episode, Evidence, Kind, ListedEntry, NameKind,
    Place, Property, StatedDate, Statement, Value,
};

use super::MARK;
use super::chance::Chance;
use super::cultures::{Culture, cultures};
use super::spellings::{otherwise, with_slips};

/// Names an entry has at most, unless told otherwise; from one on, each number is as frequent.
const MOST_NAMES: usize = 9;

/// One in so many words has a slip.
const SLIPS: usize = 33;

/// Words of invented bodies: what many bodies bear, what few do, and how they end.
const TRADES: [&str; 16] = [
    "Trading",
    "Shipping",
    "Relief",
    "Industries",
    "Exchange",
    "Foundation",
    "Oil",
    "Transport",
    "General Trading",
    "Construction",
    "Charity",
    "Petrochemical",
    "Electronics",
    "Aviation",
    "Financial Services",
    "Import and Export",
];
const OWN: [&str; 12] =
    ["Khayal", "Wahm", "Mithal", "Sarab", "Tajrib", "Golden", "Star", "Noor", "Gulf", "Horizon", "United", "Eastern"];
const ENDS: [&str; 8] = ["LLC", "Ltd", "Company", "FZE", "Group", "Organization", "Limited", "Co"];

/// An invented list.
pub struct Crowd {
    cultures: Vec<Culture>,
    seed: u64,
    most_names: usize,
    edition: Edition,
    day: Day,
}

impl Crowd {
    /// Another seed gives others.
    pub fn new(seed: u64) -> Self {
        Self::of_names(seed, MOST_NAMES)
    }

    /// One whose entries have no more names than told.
    pub fn of_names(seed: u64, most_names: usize) -> Self {
        let day = civil(2026, 1, 15).unwrap_or(Day::MIN);
        let id = EditionId::of(format!("{MARK} {seed}").as_bytes());
        let edition = Edition {
            id,
            list: "xx-invented".into(),
            published: day,
            stated: None,
            retrieved: "2026-01-15T00:00:00Z".into(),
            extract: false,
        };
        Self { cultures: cultures(), seed, most_names, edition, day }
    }

    /// The edition that all of it stands in.
    pub fn edition(&self) -> &Edition {
        &self.edition
    }

    /// The n-th entry.
    pub fn entry(&self, n: u32) -> ListedEntry {
        let mut chance = Chance::new(self.seed, "crowd", n.into());
        let mut statements = Statements { edition: self.edition.id, line: n.saturating_add(1), all: Vec::new() };
        let names = 1 + chance.below(self.most_names);
        let is_body = chance.once_in(8);
        if is_body {
            self.state_body(&mut chance, names, &mut statements);
        } else {
            self.state_person(&mut chance, n, names, &mut statements);
        }
        let kind = match (is_body, chance.once_in(20)) {
            (_, true) => Kind::Unknown,
            (true, false) => Kind::Organization,
            (false, false) => Kind::Person,
        };
        ListedEntry {
            list: self.edition.list.clone(),
            key: EntryKey::new(&format!("XXi.{n:05}")),
            alternates: Vec::new(),
            kind,
            episodes: vec![Episode { from: (self.edition.id, self.day), until: None, may_have_begun_before: false }],
            statements: statements.all,
            since: Vec::new(),
        }
    }

    /// The culture of the n-th.
    fn culture(&self, n: u32) -> Option<&Culture> {
        self.cultures.get(n as usize % self.cultures.len().max(1))
    }

    fn state_person(&self, chance: &mut Chance, n: u32, names: usize, out: &mut Statements) {
        let Some((person, others)) = self.culture(n).and_then(|culture| culture.listed(self.seed, n.into(), names))
        else {
            return;
        };
        out.name(&person.name, NameKind::Primary);
        for other in others {
            let other = with_slips(chance, &other, SLIPS);
            out.name(&if chance.once_in(3) { otherwise(chance, &other) } else { other }, NameKind::Aka);
        }
        if !chance.once_in(4)
            && let Ok(span) = person.born.parse()
        {
            let (text, calendar) = (person.born.into(), Calendar::Gregorian);
            out.state(
                Property::BirthDate,
                Value::Date(Box::new(StatedDate { text, spans: vec![span], circa: false, calendar })),
            );
        }
        out.state(Property::Gender, Value::Text(person.sex.into()));
        out.state(Property::Nationality, Value::Text(person.country.as_str().into()));
        if chance.once_in(3) {
            let number = format!("XX{:07}", chance.below(10_000_000)).into();
            let country = Some(person.country.into());
            out.state(
                Property::Document,
                Value::Document(Box::new(Document { kind: "Passport".into(), number, country, ..Document::default() })),
            );
        }
    }

    fn state_body(&self, chance: &mut Chance, names: usize, out: &mut Statements) {
        // Many are called after a family.
        let family = |chance: &mut Chance| {
            let (culture, n) = (chance.one(&self.cultures), chance.below(1 << 20));
            let person = culture.and_then(|culture| culture.listed(self.seed, n as u64, 1));
            person.and_then(|(person, _)| Some(person.name.rsplit(' ').next()?.to_owned()))
        };
        let own = |chance: &mut Chance| chance.one(&OWN).map(|word| (*word).to_owned());
        let mut words = if chance.once_in(3) { Vec::from_iter(own(chance)) } else { Vec::from_iter(family(chance)) };
        if chance.once_in(2) {
            words.extend(own(chance));
        }
        words.extend(chance.one(&TRADES).map(|word| (*word).to_owned()));
        if !chance.once_in(3) {
            words.extend(chance.one(&ENDS).map(|word| (*word).to_owned()));
        }
        let name = words.join(" ");
        out.name(&name, NameKind::Primary);
        for _ in 1..names {
            let other = otherwise(chance, &name);
            out.name(&with_slips(chance, &other, SLIPS), NameKind::Aka);
        }
    }
}

/// What is stated of one entry.
struct Statements {
    edition: EditionId,
    line: u32,
    all: Vec<Statement>,
}

impl Statements {
    fn state(&mut self, property: Property, value: Value) {
        let column = self.all.len() as u32 + 1;
        let evidence = Evidence { edition: self.edition, place: Place::Line { line: self.line, column } };
        self.all.push(Statement { property, value, note: None, basis: None, evidence });
    }

    fn name(&mut self, text: &str, kind: NameKind) {
        self.state(Property::Name, Value::Name(Box::new(Alias::new(text, kind))));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use register::Kind;

    use super::Crowd;

    #[test]
    fn the_same_seed_gives_the_same_crowd() {
        let crowd = |seed| (0..50).map(|n| Crowd::new(seed).entry(n)).collect::<Vec<_>>();
        assert_eq!(crowd(1), crowd(1));
        assert_ne!(crowd(1), crowd(2));
    }

    #[test]
    fn its_entries_have_five_names_each_in_several_scripts() {
        let crowd = Crowd::new(1);
        let entries: Vec<_> = (0..2000).map(|n| crowd.entry(n)).collect();
        let names: Vec<_> = entries.iter().flat_map(|entry| entry.names()).map(|(alias, _)| alias).collect();
        assert!((4.8..5.2).contains(&(names.len() as f64 / entries.len() as f64)), "{}", names.len());
        assert!(entries.iter().all(|entry| (1..=9).contains(&entry.names().count())));
        let scripts: BTreeSet<_> =
            names.iter().filter_map(|alias| alias.script).map(|script| format!("{script:?}")).collect();
        assert!(scripts.len() >= 4, "{scripts:?}");
        let bodies = entries.iter().filter(|entry| entry.kind == Kind::Organization).count();
        assert!((150..350).contains(&bodies), "{bodies}");
    }
}
