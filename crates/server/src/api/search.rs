//! `GET /search/{dataset}`: entities found by text, with counts by dataset, country, topic and the like.
//!
//! Fails:    400 for a schema that is not known, a filter without its colon, a query that cannot be read (but in the simple form).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Extension;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};
use sources::ftm::schema::{self, Schema};
use sources::ftm::vocabulary;

use super::corpus::Corpus;
use super::example::ANYTHING;
use super::fault::{ApiFault, wrong};
use super::nested::{MAX_OFFSET, proxy_json};
use super::params::Params;
use super::query_string::Clause;
use super::texts::{Doc, Found, Texts, words_of};
use super::{MOST_FOUND, PAGE};
use crate::fault::{Fault, FaultKind};
use crate::http::{App, Asker, json_response};

/// What is counted of those found.
const FACETS: [&str; 6] = ["datasets", "schema", "countries", "identifiers", "topics", "genders"];
const USUAL_FACETS: [&str; 3] = ["countries", "topics", "datasets"];
/// Values of one of them.
const MOST_VALUES: usize = 1_000;
/// Entities that are sorted by what stands in their properties.
const MOST_SORTED: usize = 10_000;

/// What is asked.
struct Asked {
    clause: Clause,
    schema: &'static Schema,
    scope: BTreeSet<String>,
    exclude_schema: Vec<String>,
    changed_since: Option<String>,
    /// By field, the values asked for.
    filters: BTreeMap<String, Vec<String>>,
    /// Whether all values of a field are asked for, or any.
    all_of: bool,
    sort: Vec<(String, bool)>,
    facets: Vec<String>,
    limit: usize,
    offset: usize,
}

pub(super) async fn answer(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    RawQuery(query): RawQuery,
    dataset: Result<Path<String>, PathRejection>,
) -> Result<Response, ApiFault> {
    let params = Params::of(query.as_deref());
    let dataset = dataset.map_err(|_| Fault::new(FaultKind::Malformed))?.0;
    let corpus = asker.corpus(&app);
    let asked = Asked::read(&params, &corpus, &dataset)?;
    let worker = Arc::clone(&app);
    let told = app
        .in_turn(&asker, move || {
            let texts = worker.texts(&corpus)?;
            asked.answer(&corpus, &texts)
        })
        .await??;
    Ok(json_response(StatusCode::OK, &told))
}

impl Asked {
    fn read(params: &Params, corpus: &Corpus, dataset: &str) -> Result<Self, ApiFault> {
        let texts = |name: &str| params.texts(name).into_iter().map(str::to_owned).collect::<Vec<_>>();
        let limit = params.count("limit", PAGE, MOST_FOUND)?;
        let offset = params.count("offset", 0, MAX_OFFSET)?;
        let changed_since = params.moment("changed_since")?.map(str::to_owned);
        let target = params.truth("target")?;
        params.truth("fuzzy")?;
        let is_simple = params.truth("simple")?.unwrap_or(false);
        let all_of = match params.text("filter_op") {
            None | Some("OR") => false,
            Some("AND") => true,
            Some(other) => return Err(not_among("filter_op", None, other, "'AND' or 'OR'")),
        };
        let mut facets = texts("facets");
        if facets.is_empty() {
            facets = USUAL_FACETS.map(str::to_owned).to_vec();
        }
        if let Some((at, facet)) = facets.iter().enumerate().find(|(_, facet)| !FACETS.contains(&facet.as_str())) {
            let expected = "'datasets', 'schema', 'countries', 'identifiers', 'topics' or 'genders'";
            return Err(not_among("facets", Some(at), facet, expected));
        }
        let mut scope = corpus.scope(dataset).ok_or_else(|| ApiFault::not_found("No such dataset."))?;
        let (include, without) = (texts("include_dataset"), texts("exclude_dataset"));
        scope.retain(|name| (include.is_empty() || include.contains(name)) && !without.contains(name));
        let schema =
            schema::find(params.text("schema").unwrap_or(ANYTHING)).ok_or_else(|| ApiFault::bad("Invalid schema"))?;
        let mut filters: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for name in ["countries", "topics", "datasets"] {
            texts(name).into_iter().for_each(|value| filters.entry(name.to_owned()).or_default().push(value));
        }
        for filter in texts("filter") {
            let (field, value) =
                filter.split_once(':').ok_or_else(|| ApiFault::bad(format!("Invalid filter: '{filter}'")))?;
            filters.entry(field.to_owned()).or_default().push(value.to_owned());
        }
        filters.extend(target.map(|target| ("target".to_owned(), vec![target.to_string()])));
        let text = params.text("q").unwrap_or_default();
        let clause = if is_simple { Ok(Clause::simple(text)) } else { Clause::read(text) };
        let clause = clause.map_err(|why| ApiFault::bad(format!("invalid/query: {why}")))?;
        let sort = texts("sort").into_iter().map(|sort| match sort.rsplit_once(':') {
            Some((field, order)) => (field.to_owned(), order == "desc"),
            None => (sort, false),
        });
        let sort = sort.collect();
        let exclude_schema = texts("exclude_schema");
        Ok(Self { clause, schema, scope, exclude_schema, changed_since, filters, all_of, sort, facets, limit, offset })
    }

    fn answer(&self, corpus: &Corpus, texts: &Texts) -> Result<Value, ApiFault> {
        let phrase = |at: u32, words: &str| -> Result<bool, ApiFault> {
            let Some(doc) = texts.docs.get(at as usize) else { return Ok(false) };
            let proxy = corpus.entity(&doc.id)?;
            let has = |value: &String| {
                format!(" {} ", words_of(value).collect::<Vec<_>>().join(" ")).contains(&format!(" {words} "))
            };
            Ok(proxy.is_some_and(|proxy| proxy.properties.values().flatten().any(has)))
        };
        let mut found = texts.find(&self.clause, &phrase)?;
        let mut is_of: BTreeMap<&str, bool> = BTreeMap::new();
        let schemata = schema::all();
        found.retain(|(at, _)| {
            texts.docs.get(*at as usize).is_some_and(|doc| {
                let is_found = *is_of
                    .entry(doc.schema)
                    .or_insert_with(|| schemata.get(doc.schema).is_some_and(|other| self.schema.is_found_as(other)));
                is_found && self.has(doc)
            })
        });
        for (field, values) in &self.filters {
            let sets: Vec<BTreeSet<u32>> =
                values.iter().map(|value| texts.having(field, value).iter().copied().collect()).collect();
            found.retain(|(at, _)| {
                let mut has = sets.iter().map(|set| set.contains(at));
                if self.all_of { has.all(|has| has) } else { has.any(|has| has) }
            });
        }
        let facets = self.count(corpus, texts, &found);
        self.order(corpus, texts, &mut found)?;
        let mut results = Vec::new();
        for (at, _) in found.iter().skip(self.offset).take(self.limit) {
            let Some(doc) = texts.docs.get(*at as usize) else { continue };
            results.extend(corpus.entity(&doc.id)?.map(|proxy| Value::Object(proxy_json(&proxy))));
        }
        Ok(json!({
            "limit": self.limit, "offset": self.offset, "total": {"value": found.len(), "relation": "eq"},
            "results": results, "facets": facets,
        }))
    }

    fn has(&self, doc: &Doc) -> bool {
        doc.datasets.iter().any(|name| self.scope.contains(name))
            && !self.exclude_schema.iter().any(|schema| schema == doc.schema)
            && self.changed_since.as_ref().is_none_or(|since| doc.last_change.as_ref().is_some_and(|last| last > since))
    }

    /// How many of those found have each value.
    fn count(&self, corpus: &Corpus, texts: &Texts, found: &Found) -> Map<String, Value> {
        let places: BTreeSet<u32> = found.iter().map(|(at, _)| *at).collect();
        let mut facets = Map::new();
        for field in &self.facets {
            let kind = vocabulary::kind_of_group(field);
            let label = match (field.as_str(), kind) {
                ("datasets", _) => "Data sources",
                ("schema", _) => "Entity types",
                (_, Some((_, kind))) => &kind.plural,
                (other, None) => other,
            };
            let mut counts: Vec<(String, usize)> = texts
                .values(field)
                .map(|(value, who)| (value.to_owned(), who.iter().filter(|at| places.contains(at)).count()))
                .filter(|(_, count)| *count > 0)
                .collect();
            counts.sort_by(|(a, of_a), (b, of_b)| of_b.cmp(of_a).then_with(|| a.cmp(b)));
            counts.truncate(MOST_VALUES);
            let values = counts.into_iter().map(|(name, count)| {
                let (name, label) = named(corpus, field, kind.map(|(name, _)| name), name);
                json!({"name": name, "label": label, "count": count})
            });
            facets.insert(field.clone(), json!({"label": label, "values": values.collect::<Vec<_>>()}));
        }
        facets
    }

    /// By what is asked for, then the best first, then by id.
    fn order(&self, corpus: &Corpus, texts: &Texts, found: &mut Found) -> Result<(), ApiFault> {
        let mut keys: BTreeMap<u32, Vec<Option<String>>> = BTreeMap::new();
        let of_properties = self.sort.iter().any(|(field, _)| field.starts_with("properties."));
        if of_properties && found.len() > MOST_SORTED {
            return Err(ApiFault::bad(format!("more than {MOST_SORTED} entities are not sorted by a property")));
        }
        if !self.sort.is_empty() {
            for (at, _) in found.iter() {
                let Some(doc) = texts.docs.get(*at as usize) else { continue };
                let proxy = if of_properties { corpus.entity(&doc.id)? } else { None };
                let mut key = Vec::with_capacity(self.sort.len());
                for (field, _) in &self.sort {
                    key.push(match field.as_str() {
                        "id" | "entity_id" => Some(doc.id.clone()),
                        "caption" => Some(doc.caption.to_lowercase()),
                        "schema" => Some(doc.schema.to_owned()),
                        "first_seen" => doc.first_seen.clone(),
                        "last_seen" => doc.last_seen.clone(),
                        "last_change" => doc.last_change.clone(),
                        "target" => Some(doc.target.to_string()),
                        "_score" => None,
                        other => match other.strip_prefix("properties.") {
                            Some(name) => proxy.as_ref().and_then(|proxy| proxy.values(name).iter().min().cloned()),
                            None => {
                                return Err(ApiFault::bad(format!(
                                    "invalid/sort: {other} is nothing that entities are sorted by"
                                )));
                            }
                        },
                    });
                }
                keys.insert(*at, key);
            }
        }
        let id = |at: u32| texts.docs.get(at as usize).map(|doc| doc.id.as_str());
        found.sort_by(|(a, of_a), (b, of_b)| {
            let asked = keys.get(a).zip(keys.get(b)).map(|(a, b)| {
                let mut by_field = a.iter().zip(b).zip(&self.sort).map(|((a, b), (_, descending))| match (a, b) {
                    (Some(a), Some(b)) if *descending => b.cmp(a),
                    (Some(a), Some(b)) => a.cmp(b),
                    // Who has none comes last.
                    (a, b) => a.is_none().cmp(&b.is_none()),
                });
                by_field.find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
            });
            asked
                .unwrap_or(std::cmp::Ordering::Equal)
                .then_with(|| of_b.total_cmp(of_a))
                .then_with(|| id(*a).cmp(&id(*b)))
        });
        Ok(())
    }
}

/// A value with what it is called.
fn named(corpus: &Corpus, field: &str, kind: Option<&str>, value: String) -> (String, String) {
    match field {
        "datasets" => {
            let told = corpus.told().iter().find(|dataset| dataset.name == value).map(|dataset| dataset.title.clone());
            let title = told.or_else(|| sources::spec::find(&value).map(|spec| spec.list.name.clone()));
            let label = title.unwrap_or_else(|| value.clone());
            (value, label)
        }
        "schema" => {
            // Names of schemata are kept in lower case among the values.
            let schema = schema::all().values().find(|schema| schema.name.eq_ignore_ascii_case(&value));
            schema.map_or_else(|| (value.clone(), value.clone()), |schema| (schema.name.clone(), schema.plural.clone()))
        }
        _ => {
            let label = kind.and_then(|kind| vocabulary::caption(kind, &value)).map(str::to_owned);
            let label = label.unwrap_or_else(|| value.clone());
            (value, label)
        }
    }
}

fn not_among(name: &str, at: Option<usize>, given: &str, expected: &str) -> ApiFault {
    let loc: Vec<Value> = [json!("query"), json!(name)].into_iter().chain(at.map(|at| json!(at))).collect();
    let mut wrong = wrong("enum", &loc, &format!("Input should be {expected}"), &json!(given));
    wrong["ctx"] = json!({"expected": expected});
    ApiFault::Invalid(vec![wrong])
}
