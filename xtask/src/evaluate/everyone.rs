//! `cargo xtask everyone`: the index finds exactly what comparing with everyone finds, in a register of invented entities.
//!
//! Shape:    persons of the customers' name cultures with one to four names each, and bodies of words that bodies bear; half of
//!           the queries ask for an invented stranger, half for someone listed under a name that was written otherwise. The
//!           adversarial ones ask for what brings up the most, or what is hardly a name.
//! Law:      ids, scores, reasons and order are the same; with and without the date of birth, of every kind, at thresholds
//!           from the console's to the strictest.
//! Rules:    what is asked for is a function of the seed. Where two answers differ, the query is printed and the command fails.

use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, ensure};
use register::index::Index;
use register::matching::Scratch;
use register::{
    Alias, Calendar, EditionId, EntryKey, Episode, Evidence, Hit, Kind, ListedEntry, NameKind, Place, Policy, Property,
    Query, StatedDate, Statement, Value, resolve,
};

use super::customers::{Chance, Culture, cultures};

/// What is compared, unless told otherwise.
pub(crate) const ENTITIES: usize = 20_000;
pub(crate) const RANDOM: usize = 1_000;
pub(crate) const ADVERSARIAL: usize = 200;

/// Words of invented bodies: what many bodies bear, what few do, and how they end.
const TRADES: [&str; 8] = ["Trading", "Shipping", "Relief", "Industries", "Exchange", "Foundation", "Oil", "Transport"];
const OWN: [&str; 12] =
    ["Khayal", "Wahm", "Mithal", "Sarab", "Tajrib", "Golden", "Star", "Noor", "Gulf", "Horizon", "United", "Eastern"];
const ENDS: [&str; 6] = ["LLC", "Ltd", "Company", "FZE", "Group", "Organization"];

/// Compares as many queries as told; prints what was compared.
pub(crate) fn print(entities: usize, random: usize, adversarial: usize, seed: u64) -> anyhow::Result<()> {
    let world = World { cultures: cultures()?, entities, seed };
    let listed: Vec<ListedEntry> = (0..entities).map(|n| world.listed(n)).collect::<anyhow::Result<_>>()?;
    let names: Vec<(String, Kind)> = listed.iter().map(|entry| (name_of(entry), entry.kind)).collect();
    let bytes = Index::build(&resolve(Vec::new(), listed));
    let index = Index::open(bytes)?;
    let mut queries = Vec::new();
    for n in 0..random {
        queries.push(world.random(n, &names)?);
    }
    for n in 0..adversarial {
        queries.push(world.adversarial(n, &names)?);
    }
    let (next, found) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let work = || {
            let mut scratch = Scratch::default();
            while let Some((query, policy)) = queries.get(next.fetch_add(1, Ordering::Relaxed)) {
                found.fetch_add(compare(&index, &mut scratch, query, policy)?, Ordering::Relaxed);
            }
            anyhow::Ok(())
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().map_err(|_| anyhow::anyhow!("a panic"))?)
    })?;
    let found = found.into_inner();
    ensure!(found > random / 20, "only {found} possible matches: too few to tell anything");
    println!(
        "{} entities: {random} random and {adversarial} adversarial queries find the same {found} possible matches by the index \
         as beside everyone",
        index.len()
    );
    Ok(())
}

/// How many possible matches both ways find.
fn compare(index: &Index<'_>, scratch: &mut Scratch, query: &Query, policy: &Policy) -> anyhow::Result<usize> {
    let found = index.screen_in(scratch, query, policy)?.hits;
    let everyone = index.screen_in(scratch, query, &Policy { threshold: 0.0, ..*policy })?.hits;
    let hits: Vec<&Hit> = everyone.iter().filter(|hit| policy.band(hit.score).is_some()).collect();
    ensure!(found.iter().eq(hits.iter().copied()), "the index finds others than everyone: {query:?} {policy:?}");
    Ok(hits.len())
}

fn name_of(entry: &ListedEntry) -> String {
    entry.names().next().map_or_else(String::new, |(alias, _)| alias.text.to_string())
}

/// What is listed and asked for.
struct World {
    cultures: Vec<Culture>,
    entities: usize,
    seed: u64,
}

impl World {
    fn person(&self, label: &str, n: usize) -> anyhow::Result<super::customers::Customer> {
        let culture = self.cultures.get(n % self.cultures.len()).context("no culture")?;
        culture.customer(self.seed, (n / self.cultures.len()) as u64, None).with_context(|| label.to_owned())
    }

    fn listed(&self, n: usize) -> anyhow::Result<ListedEntry> {
        let mut chance = Chance::new(self.seed, "listed", n as u64);
        let is_body = chance.below(5) == 0;
        let (first, born) = if is_body {
            (body(&mut chance), None)
        } else {
            let person = self.person("listed", n)?;
            (person.name, Some(person.born))
        };
        let mut names = vec![first.clone()];
        for _ in 0..chance.below(4) {
            names.push(otherwise(&mut chance, &first));
        }
        let edition = EditionId::of(b"an invented edition");
        let evidence = Evidence { edition, place: Place::Line { line: n as u32 + 1, column: 1 } };
        let state =
            |property, value| Statement { property, value, note: None, basis: None, evidence: evidence.clone() };
        let name = |text: &String| state(Property::Name, Value::Name(Box::new(Alias::new(text, NameKind::Primary))));
        let mut statements: Vec<Statement> = names.iter().map(name).collect();
        if let Some(born) = born.filter(|_| chance.below(4) > 0) {
            let spans = vec![born.parse().map_err(anyhow::Error::msg)?];
            let stated = StatedDate { text: born.into(), spans, circa: false, calendar: Calendar::Gregorian };
            statements.push(state(Property::BirthDate, Value::Date(Box::new(stated))));
        }
        let kinds = if is_body { [Kind::Organization, Kind::Unknown] } else { [Kind::Person, Kind::Unknown] };
        let kind = kinds[usize::from(chance.below(20) == 0)];
        let day = register::date::civil(2026, 1, 15).context("a day")?;
        Ok(ListedEntry {
            list: "xx-invented".into(),
            key: EntryKey::new(&format!("XXi.{n:05}")),
            alternates: Vec::new(),
            kind,
            episodes: vec![Episode { from: (edition, day), until: None }],
            statements,
        })
    }

    fn random(&self, n: usize, names: &[(String, Kind)]) -> anyhow::Result<(Query, Policy)> {
        let mut chance = Chance::new(self.seed, "random", n as u64);
        // Beyond those listed, so that they are others.
        let stranger = self.person("asked", self.entities + n)?;
        let (name, kind) = if n.is_multiple_of(2) {
            (stranger.name, Kind::Person)
        } else {
            let (name, kind) = names.get(chance.below(names.len())).context("nobody is listed")?;
            (otherwise(&mut chance, name), *kind)
        };
        let kind = [Some(kind), None][usize::from(chance.below(3) == 0)];
        let born = if chance.below(2) == 0 { stranger.born.parse().ok() } else { None };
        Ok((Query { names: vec![name], kind, born, ..Query::default() }, policy(&mut chance)))
    }

    fn adversarial(&self, n: usize, names: &[(String, Kind)]) -> anyhow::Result<(Query, Policy)> {
        let mut chance = Chance::new(self.seed, "adversarial", n as u64);
        let mut listed = || names.get(chance.below(names.len())).map_or("", |(name, _)| name.as_str()).to_owned();
        const COMMON: [&str; 8] = ["Mohammad", "Ali", "Ahmed", "محمد", "علي", "Alexander", "Wang", "Trading Company"];
        let one = listed();
        let names = match n % 8 {
            0 => vec![[COMMON[n / 8 % 8], COMMON[n / 64 % 8 + n / 8 % 2]].join(" ")],
            1 => vec![COMMON[n / 8 % 8].to_owned()],
            2 => vec![one.split(' ').next().unwrap_or_default().to_owned()],
            3 => vec![(0..10).map(|_| listed()).collect::<Vec<_>>().join(" ")],
            4 => (0..20).map(|_| listed()).collect(),
            5 => {
                vec![one.split(' ').map(|part| part.chars().take(1).collect::<String>()).collect::<Vec<_>>().join(" ")]
            }
            6 => vec![["", " ", "\u{1F600}", "x", "'", "123", "A B C D", "al-", "abu"][n / 8 % 9].to_owned()],
            _ => vec![one.replace(' ', "").repeat(3).chars().take(60).collect()],
        };
        Ok((Query { names, kind: [None, Some(Kind::Person)][n / 8 % 2], ..Query::default() }, policy(&mut chance)))
    }
}

/// The usual threshold most often.
fn policy(chance: &mut Chance) -> Policy {
    let threshold = [0.7, 0.7, 0.7, 0.6, 0.8, 0.9, 0.65, 0.5][chance.below(8)];
    Policy { threshold, limit: usize::MAX, by_chance: chance.below(5) > 0, ..Policy::default() }
}

fn body(chance: &mut Chance) -> String {
    let mut words = vec![OWN[chance.below(OWN.len())], TRADES[chance.below(TRADES.len())]];
    if chance.below(2) == 0 {
        words.insert(1, OWN[chance.below(OWN.len())]);
    }
    if chance.below(3) > 0 {
        words.push(ENDS[chance.below(ENDS.len())]);
    }
    words.join(" ")
}

/// A name as another office writes it.
fn otherwise(chance: &mut Chance, name: &str) -> String {
    let mut words: Vec<String> = name.split(' ').map(str::to_owned).collect();
    let at = chance.below(words.len());
    let last = words.len() - 1;
    match chance.below(9) {
        0 => words.swap(at, last),
        1 if last > 0 => {
            words.remove(at);
        }
        2 if at < last => {
            let next = words.remove(at + 1);
            words[at].push_str(&next.to_lowercase());
        }
        3 if last > 0 => {
            let family = words.remove(last);
            words.insert(0, format!("{},", family.to_uppercase()));
        }
        4 => words[at] = words[at].chars().take(1).collect::<String>() + ".",
        5 => words.insert(at, ["bin", "al", "Abu", "Haji", "de"][chance.below(5)].to_owned()),
        kind => words[at] = slip(chance, kind, &words[at]),
    }
    words.join(" ")
}

/// A word with a letter left out, doubled, or changed places with the next.
fn slip(chance: &mut Chance, kind: usize, word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() < 2 {
        return word.to_owned();
    }
    let at = chance.below(letters.len() - 1);
    match kind {
        6 => {
            letters.remove(at);
        }
        7 => letters.insert(at, letters[at]),
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}
