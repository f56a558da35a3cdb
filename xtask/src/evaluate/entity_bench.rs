//! The entity bench: a query and a candidate as FollowTheMoney properties, and whether they are one.
//!
//! Source:   `../shared/quality/entity_bench_dev.yml` (its README).
//! Shape:    the candidate becomes a register of one entity, read as an `ftm` list is; the query is read alike and put to
//!           it. Right when the score reaches the review band exactly where the bench says they match.
//! Rules:    where no `name` is stated, the given, father's and family names in that order are the name.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use register::index::Index;
use register::{EditionId, Entry, Episode, Hit, ListedEntry, Policy, Property, Query, Value};
use serde::Deserialize;

const FILE: &str = "entity_bench_dev.yml";

/// Properties whose values make a name, in the order of a name.
const NAME_PARTS: [&str; 6] = ["firstName", "secondName", "middleName", "fatherName", "maidenName", "motherName"];

#[derive(Deserialize)]
struct File {
    checks: Vec<Check>,
}

/// One question of the bench.
#[derive(Deserialize)]
pub(crate) struct Check {
    #[serde(rename = "match")]
    is_match: bool,
    schema: String,
    label: Option<String>,
    query: Properties,
    candidate: Properties,
}

type Properties = BTreeMap<String, Values>;

#[derive(Deserialize)]
#[serde(untagged)]
enum Values {
    One(String),
    Many(Vec<String>),
}

/// A question with what was answered.
pub(crate) struct Answered {
    check: Check,
    hit: Option<Hit>,
    is_right: bool,
}

/// Every check; `None` where the file is absent.
pub(crate) fn ask(quality: &Path) -> anyhow::Result<Option<Vec<Answered>>> {
    let path = quality.join(FILE);
    if !path.exists() {
        return Ok(None);
    }
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    read(&text)?.into_iter().map(Answered::of).collect::<anyhow::Result<_>>().map(Some)
}

fn read(text: &str) -> anyhow::Result<Vec<Check>> {
    Ok(serde_saphyr::from_str::<File>(text)?.checks)
}

/// How many are right, in all and by schema.
pub(crate) fn summary(answered: &[Answered]) -> String {
    let mut schemas: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for one in answered {
        let [right, all] = schemas.entry(&one.check.schema).or_default();
        *right += usize::from(one.is_right);
        *all += 1;
    }
    let right: usize = schemas.values().map(|[right, _]| right).sum();
    let each: Vec<String> = schemas.iter().map(|(schema, [right, all])| format!("{schema} {right} of {all}")).collect();
    format!("entity_bench: {right} of {} right ({})", answered.len(), each.join(", "))
}

/// The ones that were answered wrongly, a line each.
pub(crate) fn wrong(answered: &[Answered]) -> impl Iterator<Item = String> {
    answered.iter().filter(|one| !one.is_right).map(|one| {
        let Check { schema, label, query, candidate, .. } = &one.check;
        format!(
            "{}\t{:.3}\t{schema}\t{}\t{}\t{}\t{}",
            if one.check.is_match { "missed" } else { "false" },
            one.score(),
            said(query),
            said(candidate),
            label.as_deref().unwrap_or_default(),
            one.hit.as_ref().map(super::reasons).unwrap_or_default()
        )
    })
}

fn said(properties: &Properties) -> String {
    let values = properties.values().map(|values| values.all().join("; "));
    values.collect::<Vec<_>>().join(" / ")
}

impl Values {
    fn all(&self) -> &[String] {
        match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::Many(texts) => texts,
        }
    }
}

impl Answered {
    fn of(check: Check) -> anyhow::Result<Self> {
        let query = query(entry(&check.schema, &check.query)?);
        let mut answer = screened(entry(&check.schema, &check.candidate)?, &query)?;
        let hit = (!answer.is_empty()).then(|| answer.swap_remove(0));
        let is_hit = hit.as_ref().is_some_and(|hit| Policy::default().band(hit.score).is_some());
        Ok(Self { is_right: is_hit == check.is_match, check, hit })
    }

    fn score(&self) -> f64 {
        self.hit.as_ref().map_or(0.0, |hit| hit.score) + 0.0 // never minus zero
    }
}

/// An entity of the bench, read as a line of an `ftm` list is.
fn entry(schema: &str, properties: &Properties) -> anyhow::Result<Entry> {
    let mut stated: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (property, values) in properties {
        stated.insert(property, values.all().iter().map(String::as_str).collect());
    }
    if !stated.contains_key("name") {
        // The family's name before a comma, as lists print it.
        let all = |parts: &[&str]| {
            parts.iter().filter_map(|part| stated.get(part)).flatten().copied().collect::<Vec<_>>().join(" ")
        };
        let (family, others) = (all(&["lastName"]), all(&NAME_PARTS));
        let name =
            if family.is_empty() || others.is_empty() { family + &others } else { format!("{family}, {others}") };
        let line = serde_json::json!({"id": "1", "schema": schema, "properties": stated, "caption": name});
        return one_entry(&line);
    }
    one_entry(&serde_json::json!({"id": "1", "schema": schema, "properties": stated}))
}

fn one_entry(line: &serde_json::Value) -> anyhow::Result<Entry> {
    let bytes = line.to_string();
    let file = sources::File { name: FILE, bytes: bytes.as_bytes() };
    let reading = sources::read(sources::Format::FtmJsonl, &[file], EditionId::of(bytes.as_bytes()))
        .map_err(|refusal| anyhow::anyhow!("{bytes}: {refusal}"))?;
    reading.items.into_iter().next().with_context(|| format!("no entry in {bytes}"))
}

/// What an entry states, as a question.
fn query(entry: Entry) -> Query {
    let mut query = Query { kind: Some(entry.kind), ..Query::default() };
    for statement in entry.statements {
        match (statement.property, &statement.value) {
            (_, Value::Name(alias)) => query.names.push(alias.text.to_string()),
            (Property::BirthDate | Property::IncorporationDate, Value::Date(date)) => {
                query.born = query.born.or(date.spans.first().copied());
            }
            (Property::BirthPlace, value) => query.birth_places.push(value.to_string()),
            (_, Value::Document(document)) => query.documents.push(document.number.to_string()),
            (Property::Nationality | Property::Citizenship | Property::Country | Property::Flag, value) => {
                query.countries.push(value.to_string());
            }
            (Property::Gender, value) => query.gender = Some(value.to_string()),
            _ => {}
        }
    }
    query
}

/// What the register of one entry answers, whatever it scores.
fn screened(entry: Entry, query: &Query) -> anyhow::Result<Vec<Hit>> {
    let edition = (EditionId::of(b""), register::Day::MIN);
    let listed = ListedEntry {
        list: "ftm".into(),
        key: entry.key,
        alternates: entry.alternates,
        kind: entry.kind,
        episodes: vec![Episode { from: edition, until: None, may_have_begun_before: false }],
        statements: entry.statements,
        since: Vec::new(),
    };
    let bytes = Index::build(&register::Register::of_entries(Vec::new(), vec![listed]));
    let policy = Policy { threshold: 0.0, ..Policy::default() };
    Ok(Index::open(bytes)?.screen(query, &policy)?.hits)
}

#[cfg(test)]
mod tests {
    use super::{Answered, read, summary, wrong};

    /// Invented people, and a ship.
    const MINI: &str = "\
checks:
- match: true
  schema: Person
  query: {firstName: Yusuf, lastName: Khayali}
  candidate: {name: Yusuf al-Khayali, birthDate: '1970-05-17'}
- match: true
  schema: Person
  query: {name: Yusuf al-Khayali, birthDate: '1985'}
  candidate: {name: [Yusuf al-Khayali, يوسف الخيالي], birthDate: '1970-05-17'}
- match: true
  schema: Vessel
  query: {name: Sea of Khayal}
  candidate: {name: Harbour Light}
- match: true
  label: the same passport
  schema: Person
  query: {name: Zaid, passportNumber: X1234567}
  candidate: {name: Zaid Khayali, passportNumber: X 1234567}
";

    #[test]
    fn a_check_goes_the_way_of_a_list_and_a_subject() {
        let answered: Vec<Answered> =
            read(MINI).unwrap().into_iter().map(|check| Answered::of(check).unwrap()).collect();
        let codes = |n: usize| {
            answered[n].hit.iter().flat_map(|hit| &hit.reasons).map(|reason| reason.code.code()).collect::<Vec<_>>()
        };
        assert!(codes(0).contains(&"name"), "{:?}", codes(0));
        assert!(codes(1).contains(&"birth-differs"), "{:?}", codes(1));
        assert!(codes(3).contains(&"same-document"), "{:?}", codes(3));
        assert!(answered[0].is_right && !answered[2].is_right && answered[3].is_right);
        assert!(summary(&answered).contains("Vessel 0 of 1"), "{}", summary(&answered));
        assert!(wrong(&answered).any(|line| line.contains("Sea of Khayal")));
    }
}
