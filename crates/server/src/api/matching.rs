//! `POST /match/{dataset}`: who may be meant by examples, each with a score and why.
//!
//! Shape:    up to 100 examples a request; those of a score of at least the threshold (or of `cutoff`, where that is lower) come back,
//!           the best first, and whether they reach the threshold. What of the request has no meaning here is told in `warnings`.
//! Fails:    one example that cannot be asked fails the batch. One that cannot be compared (a name longer than can be) has a status of
//!           its own, so that it is not taken for one of whom nobody was found.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use jiff::Timestamp;
use node::RegisterFile;
use register::{Hit, Policy, Reason, Scope};
use screening::{Screening, Subject, Unscreened, UnscreenedKind};
use serde_json::{Map, Value, json};
use sources::ftm::Proxy;

use super::corpus::Corpus;
use super::example::{Example, properties};
use super::fault::{ApiFault, wrong};
use super::nested::proxy_json;
use super::params::Params;
use super::{MOST_FOUND, algorithms};
use crate::fault::{Fault, FaultKind};
use crate::http::{App, Asker, json_response, recorded};
use crate::recording::Receipts;
use crate::{Lang, Words, answer, explain};

/// Examples of one request.
pub(super) const MAX_BATCH: usize = 100;
/// Ids that are left out.
const MAX_EXCLUDED: usize = 50;
/// How many are returned of each, where nothing is said.
const RESULTS: usize = 5;
/// The score from which somebody is meant, where nothing is said.
pub(super) const THRESHOLD: f64 = 0.7;
/// Below it the whole register would be compared with each name.
const LEAST_THRESHOLD: f64 = 0.4;

/// The members of an example, and those of a batch.
const MEMBERS: [&str; 6] = ["id", "schema", "properties", "queries", "weights", "config"];

/// Who counts of those found.
struct Wanted {
    scope: BTreeSet<String>,
    exclude_schema: Vec<String>,
    topics: Vec<String>,
    changed_since: Option<String>,
    /// Their ids, and those of the entities that these are other ids of.
    exclude: BTreeSet<String>,
}

/// How many are returned, and of which score.
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    pub(super) limit: usize,
    pub(super) threshold: f64,
    pub(super) cutoff: f64,
}

/// What came of one example.
pub(super) struct Matches {
    /// The best first.
    pub(super) results: Vec<Scored>,
    /// How many reach the threshold.
    total: usize,
    not_screened: Option<Unscreened>,
}

/// One who may be meant.
pub(super) struct Scored {
    pub(super) proxy: Proxy,
    pub(super) score: f64,
    reasons: Vec<Reason>,
    /// Whether it is of the lists, whose editions are evidence.
    is_listed: bool,
}

/// The request as it was read.
struct Batch {
    queries: Vec<(String, Given)>,
    config: Vec<String>,
    weights: Vec<String>,
    /// Members that no batch has, or no example of it.
    unread: BTreeSet<String>,
}

struct Given {
    id: Option<String>,
    schema: String,
    properties: Vec<(String, Vec<String>)>,
}

/// The names of the words in which reasons are told.
pub(crate) struct Tongues<'w> {
    pub(crate) english: &'w Words,
    pub(crate) arabic: &'w Words,
}

pub(super) async fn answer(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    RawQuery(query): RawQuery,
    dataset: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiFault> {
    let dataset = dataset.map_err(|_| Fault::new(FaultKind::Malformed))?.0;
    let body = body.map_err(|rejection| too_large(&rejection))?;
    let asked = Asked::of(asker.corpus(&app), &dataset, query.as_deref(), &headers, &body)?;
    let count = asked.examples.len();
    let (worker, receipts) = (Arc::clone(&app), asker.receipts(&app));
    let told = app
        .in_turn(&asker, move || {
            let tongues = Tongues { english: worker.words(Lang::En), arabic: worker.words(Lang::Ar) };
            let on_screened = |is_screened, begun| worker.metrics.screened(is_screened, begun);
            asked.told(&tongues, receipts, worker.now(), &on_screened)
        })
        .await??;
    let mut response = json_response(StatusCode::OK, &told);
    response.headers_mut().insert(HeaderName::from_static("x-batch-size"), HeaderValue::from(count));
    Ok(recorded(response))
}

/// A batch that can be answered.
pub(crate) struct Asked {
    corpus: Corpus,
    examples: Vec<(String, Example)>,
    wanted: Wanted,
    bounds: Bounds,
    /// Weights and config, which mean nothing here.
    passed_over: Vec<String>,
    /// What is told of the batch as a whole.
    warnings: Vec<String>,
}

impl Asked {
    /// Reads a batch.
    pub(crate) fn of(
        corpus: Corpus,
        dataset: &str,
        query: Option<&str>,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Self, ApiFault> {
        let params = Params::of(query);
        let threshold = params.number("threshold", THRESHOLD)?;
        let cutoff = params.number("cutoff", THRESHOLD)?.min(threshold);
        let bounds = Bounds { limit: params.count("limit", RESULTS, MOST_FOUND)?, threshold, cutoff };
        let texts = |name: &str| params.texts(name).into_iter().map(str::to_owned).collect::<Vec<_>>();
        let changed_since = params.moment("changed_since")?.map(str::to_owned);
        let excluded = params.at_most("exclude_entity_ids", MAX_EXCLUDED)?;
        let batch = Batch::read(headers, body)?;
        let mut scope = corpus.scope(dataset).ok_or_else(|| ApiFault::not_found("No such dataset."))?;
        let (include, without) = (texts("include_dataset"), texts("exclude_dataset"));
        scope.retain(|name| (include.is_empty() || include.contains(name)) && !without.contains(name));
        let name = params.text("algorithm").unwrap_or("best");
        let algorithm = algorithms::find(name).ok_or_else(|| ApiFault::bad(format!("Invalid algorithm: {name}")))?;
        if let Some(key) = batch.config.iter().find(|key| !algorithm.takes(key)) {
            let detail = format!("Invalid configuration parameter: {key} for algorithm {}", algorithm.name);
            return Err(ApiFault::bad(detail));
        }
        if batch.queries.len() > MAX_BATCH {
            return Err(ApiFault::bad(format!("Too many queries in one batch (limit: {MAX_BATCH})")));
        }
        if batch.queries.is_empty() {
            return Err(ApiFault::bad("No queries provided."));
        }
        let mut examples = Vec::with_capacity(batch.queries.len());
        for (key, given) in batch.queries {
            let example = Example::of(given.id, &given.schema, &given.properties);
            examples.push((key, example.map_err(|why| ApiFault::bad(format!("Cannot parse example entity: {why}")))?));
        }
        let mut exclude = BTreeSet::new();
        for id in excluded {
            exclude.extend(corpus.all_named(id)?);
        }
        let mut warnings: Vec<String> = Vec::new();
        if algorithm.name != algorithms::OURS {
            warnings.push(format!("answered by {}: algorithm {}", algorithms::OURS, algorithm.name));
        }
        if cutoff < LEAST_THRESHOLD {
            warnings.push(format!("no score below {LEAST_THRESHOLD} is looked for: cutoff {cutoff}"));
        }
        warnings.extend(batch.unread.iter().map(|name| format!("is not read: {name}")));
        let passed_over = [batch.weights, batch.config].concat();
        warnings.extend(passed_over.iter().map(|name| no_meaning(name)));
        let (exclude_schema, topics) = (texts("exclude_schema"), texts("topics"));
        let wanted = Wanted { scope, exclude_schema, topics, changed_since, exclude };
        Ok(Self { corpus, examples, wanted, bounds, passed_over, warnings })
    }

    /// The answer, after its receipts are kept; `on_screened` hears of each example whether it was screened, and when that began.
    pub(crate) fn told(
        &self,
        tongues: &Tongues<'_>,
        mut receipts: Receipts,
        now: Timestamp,
        on_screened: &dyn Fn(bool, Instant),
    ) -> Result<Value, ApiFault> {
        let (mut responses, mut of_each) = (Map::new(), Vec::with_capacity(self.examples.len()));
        for (key, example) in &self.examples {
            let (begun, before) = (Instant::now(), receipts.len());
            let matches = self.wanted.matches(&self.corpus, example, self.bounds, &mut receipts);
            on_screened(matches.as_ref().is_ok_and(Matches::is_screened), begun);
            responses
                .insert(key.clone(), matches?.json(&self.corpus, example, self.bounds, &self.passed_over, tongues));
            of_each.push((key, receipts.len() - before));
        }
        let mut ids = receipts.keep(now)?.into_iter().map(|id| id.to_string());
        for (key, count) in of_each {
            let of_it: Vec<String> = ids.by_ref().take(count).collect();
            if !of_it.is_empty() {
                responses[key]["receipts"] = json!(of_it);
            }
        }
        let mut told = json!({"responses": responses, "limit": self.bounds.limit});
        if !self.warnings.is_empty() {
            told["warnings"] = json!(self.warnings);
        }
        Ok(told)
    }
}

fn no_meaning(name: &str) -> String {
    format!("has no meaning here: {name}")
}

/// Those who may be meant by an example among these datasets, whoever they are.
pub(super) fn matches_in(
    corpus: &Corpus,
    scope: BTreeSet<String>,
    example: &Example,
    bounds: Bounds,
    changed_since: Option<String>,
    receipts: &mut Receipts,
) -> Result<Matches, ApiFault> {
    let wanted =
        Wanted { scope, exclude_schema: Vec::new(), topics: Vec::new(), changed_since, exclude: BTreeSet::new() };
    wanted.matches(corpus, example, bounds, receipts)
}

pub(super) fn too_large(rejection: &BytesRejection) -> ApiFault {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Fault::about(FaultKind::TooLarge, &super::MAX_BATCH_BODY.to_string()).into(),
        _ => Fault::new(FaultKind::Malformed).into(),
    }
}

impl Matches {
    pub(super) fn is_screened(&self) -> bool {
        self.not_screened.is_none()
    }
}

impl Wanted {
    fn has(&self, example: &Example, proxy: &Proxy) -> bool {
        let topics = proxy.values("topics");
        let mut ids = std::iter::once(&proxy.id).chain(&proxy.referents);
        proxy.datasets.iter().any(|name| self.scope.contains(name))
            && example.may_be(proxy.schema)
            && !self.exclude_schema.contains(&proxy.schema.name)
            && (self.topics.is_empty() || self.topics.iter().any(|topic| topics.contains(topic)))
            && self
                .changed_since
                .as_ref()
                .is_none_or(|since| proxy.last_change.as_ref().is_some_and(|last| last > since))
            && !ids.any(|id| self.exclude.contains(id))
    }

    fn matches(
        &self,
        corpus: &Corpus,
        example: &Example,
        bounds: Bounds,
        receipts: &mut Receipts,
    ) -> Result<Matches, ApiFault> {
        let mut matches = Matches { results: Vec::new(), total: 0, not_screened: None };
        let subject = match Subject::of("", example.query()) {
            Ok(subject) => subject,
            Err(why) => return Ok(Matches { not_screened: Some(why), ..matches }),
        };
        let mut take = |file: &RegisterFile,
                        scope: Scope,
                        proxy_of: &dyn Fn(&Hit) -> Result<Option<Proxy>, ApiFault>| {
            let policy =
                Policy { threshold: bounds.cutoff.max(LEAST_THRESHOLD), limit: MOST_FOUND, scope, ..Policy::default() };
            let screening = screening::screen(&subject, file.index(), &policy);
            receipts.add(&subject, &policy, file, &screening)?;
            match screening {
                Screening::Screened(answer) => {
                    for hit in answer.hits.iter().filter(|hit| hit.score >= bounds.cutoff) {
                        let Some(proxy) = proxy_of(hit)?.filter(|proxy| self.has(example, proxy)) else { continue };
                        matches.total += usize::from(hit.score >= bounds.threshold);
                        // A dataset's file is no edition of a list.
                        let is_listed = corpus.register.as_ref().is_some_and(|of| of.id() == file.id());
                        matches.results.push(Scored {
                            proxy,
                            score: hit.score,
                            reasons: hit.reasons.clone(),
                            is_listed,
                        });
                    }
                }
                Screening::NotScreened(why) if why.kind == UnscreenedKind::Register => {
                    return Err(ApiFault::from(Fault::new(FaultKind::RegisterDamaged)));
                }
                Screening::NotScreened(why) => matches.not_screened = Some(why),
            }
            Ok(())
        };
        if let Some(datasets) = &corpus.datasets {
            let proxy_of = |hit: &Hit| Ok(datasets.of_register(&hit.entity).cloned());
            take(datasets.register(), Scope::default(), &proxy_of)?;
        }
        if let Some(register) = &corpus.register {
            let lists: Vec<String> =
                corpus.lists().into_iter().filter(|list| self.scope.contains(*list)).map(str::to_owned).collect();
            let proxy_of = |hit: &Hit| Ok(corpus.listed(&hit.entity)?.into_iter().next());
            if !lists.is_empty() {
                take(register, Scope { lists, ..Scope::default() }, &proxy_of)?;
            }
        }
        matches.results.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.proxy.id.cmp(&b.proxy.id)));
        matches.results.truncate(bounds.limit);
        Ok(matches)
    }
}

/// Why, by feature: yente's `name_match` for names, the reason's own code for the rest.
fn explanations(corpus: &Corpus, scored: &Scored, tongues: &Tongues<'_>) -> Map<String, Value> {
    let mut told: Map<String, Value> = Map::new();
    let register = corpus.register.as_ref().filter(|_| scored.is_listed);
    for reason in scored.reasons.iter().filter(|reason| reason.points != 0.0) {
        let text = explain::reason(tongues.english, reason);
        let feature = algorithms::feature(reason.code);
        if let Some(known) = told.get_mut(&feature) {
            // Of several of one kind the sum, and what each of them says.
            let sum = known["score"].as_f64().unwrap_or_default() + reason.points;
            let detail = format!("{}; {text}", known["detail"].as_str().unwrap_or_default());
            known["score"] = json!((sum * 10_000.0).round() / 10_000.0);
            known["detail"] = json!(detail);
            continue;
        }
        let evidence = register.zip(reason.evidence.as_ref());
        let of = json!({
            "detail": text, "score": reason.points, "query": reason.asked, "candidate": reason.stated,
            "text_en": text, "text_ar": explain::reason(tongues.arabic, reason),
            "evidence": evidence.map(|(register, evidence)| answer::evidence(register, evidence)),
        });
        told.insert(feature, of);
    }
    told
}

impl Matches {
    fn json(
        &self,
        corpus: &Corpus,
        example: &Example,
        bounds: Bounds,
        passed_over: &[String],
        tongues: &Tongues<'_>,
    ) -> Value {
        let results = self.results.iter().map(|scored| {
            let mut told = proxy_json(&scored.proxy);
            told.insert("score".to_owned(), json!(scored.score));
            told.insert("explanations".to_owned(), Value::Object(explanations(corpus, scored, tongues)));
            told.insert("match".to_owned(), json!(scored.score >= bounds.threshold));
            Value::Object(told)
        });
        let mut told = json!({
            "status": 200, "results": results.collect::<Vec<_>>(), "total": {"value": self.total, "relation": "eq"},
            "query": example.json(),
        });
        let unknown = example.unknown.iter().map(|name| format!("property not known to the schema: {name}"));
        let unused = passed_over.iter().map(|name| no_meaning(name));
        let mut warnings: Vec<String> = unknown.chain(unused).collect();
        if let Some(why) = &self.not_screened {
            let asked_nothing = matches!(why.kind, UnscreenedKind::NothingToAsk | UnscreenedKind::NothingComparable);
            told["status"] = json!(if asked_nothing { 200 } else { 422 });
            told["screened"] = json!(false);
            warnings.push(explain::unscreened(tongues.english, why));
        }
        if !warnings.is_empty() {
            told["warnings"] = json!(warnings);
        }
        told
    }
}

impl Batch {
    fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self, ApiFault> {
        let missing = || ApiFault::invalid("missing", &[json!("body")], "Field required", &Value::Null);
        if body.is_empty() {
            return Err(missing());
        }
        if !may_be_json(headers) {
            let input = json!(String::from_utf8_lossy(body));
            return Err(not_an_object(&[json!("body")], &input));
        }
        let read: Value = serde_json::from_slice(body).map_err(|error| {
            let mut wrong =
                wrong("json_invalid", &[json!("body"), json!(error.column())], "JSON decode error", &json!({}));
            wrong["ctx"] = json!({"error": error.to_string()});
            ApiFault::Invalid(vec![wrong])
        })?;
        let told = match &read {
            Value::Object(told) => told,
            Value::Null => return Err(missing()),
            other => return Err(not_an_object(&[json!("body")], other)),
        };
        let body = |names: &[&str]| -> Vec<Value> { ["body"].iter().chain(names).map(|name| json!(name)).collect() };
        let object = |name: &str| match told.get(name) {
            None => Ok(None),
            Some(Value::Object(object)) => Ok(Some(object)),
            Some(other) => {
                Err(ApiFault::invalid("dict_type", &body(&[name]), "Input should be a valid dictionary", other))
            }
        };
        let queries = object("queries")?
            .ok_or_else(|| ApiFault::invalid("missing", &body(&["queries"]), "Field required", &read))?;
        let (mut weights, mut config) = (Vec::new(), Vec::new());
        for (name, value) in object("weights")?.into_iter().flatten() {
            let wrong = match value {
                Value::Number(_) | Value::Bool(_) => None,
                Value::String(text) if text.trim().parse::<f64>().is_ok() => None,
                Value::String(_) => {
                    Some(("float_parsing", "Input should be a valid number, unable to parse string as a number"))
                }
                _ => Some(("float_type", "Input should be a valid number")),
            };
            if let Some((kind, msg)) = wrong {
                return Err(ApiFault::invalid(kind, &body(&["weights", name]), msg, value));
            }
            weights.push(name.clone());
        }
        for (name, value) in object("config")?.into_iter().flatten() {
            if value.is_array() || value.is_object() {
                let kinds = [
                    ("str", "string_type", "Input should be a valid string"),
                    ("int", "int_type", "Input should be a valid integer"),
                    ("float", "float_type", "Input should be a valid number"),
                    ("bool", "bool_type", "Input should be a valid boolean"),
                ];
                let wrong = kinds.map(|(kind, code, msg)| wrong(code, &body(&["config", name, kind]), msg, value));
                return Err(ApiFault::Invalid(wrong.to_vec()));
            }
            config.push(name.clone());
        }
        let of_queries = queries.values().filter_map(Value::as_object).flatten().map(|(name, _)| (name, &MEMBERS[..3]));
        let of_batch = told.keys().map(|name| (name, &MEMBERS[3..]));
        let unread = of_batch.chain(of_queries).filter(|(name, known)| !known.contains(&name.as_str()));
        let unread = unread.map(|(name, _)| name.clone()).collect();
        let mut all = Vec::with_capacity(queries.len());
        for (key, query) in queries {
            all.push((key.clone(), Given::read(key, query)?));
        }
        Ok(Self { queries: all, config, weights, unread })
    }
}

impl Given {
    fn read(key: &str, query: &Value) -> Result<Self, ApiFault> {
        let loc = |rest: &[&str]| -> Vec<Value> {
            ["body", "queries", key].iter().chain(rest).map(|name| json!(name)).collect()
        };
        let Value::Object(told) = query else { return Err(not_an_object(&loc(&[]), query)) };
        let missing = |name: &str| wrong("missing", &loc(&[name]), "Field required", query);
        let absent: Vec<&str> = ["schema", "properties"].into_iter().filter(|name| !told.contains_key(*name)).collect();
        if !absent.is_empty() {
            return Err(ApiFault::Invalid(absent.into_iter().map(missing).collect()));
        }
        let schema = match told.get("schema") {
            Some(Value::String(schema)) => schema.clone(),
            other => {
                let (msg, other) = ("Input should be a valid string", other.unwrap_or(&Value::Null));
                return Err(ApiFault::invalid("string_type", &loc(&["schema"]), msg, other));
            }
        };
        let id = match told.get("id") {
            Some(Value::String(id)) => Some(id.clone()),
            Some(Value::Null) | None => None,
            Some(other) => {
                return Err(ApiFault::invalid("string_type", &loc(&["id"]), "Input should be a valid string", other));
            }
        };
        let given = match told.get("properties") {
            Some(Value::Object(given)) => given,
            other => {
                let (msg, other) = ("Input should be a valid dictionary", other.unwrap_or(&Value::Null));
                return Err(ApiFault::invalid("dict_type", &loc(&["properties"]), msg, other));
            }
        };
        for (name, value) in given {
            if !value.is_string() && !value.is_array() {
                return Err(ApiFault::Invalid(vec![
                    wrong("string_type", &loc(&["properties", name, "str"]), "Input should be a valid string", value),
                    wrong("list_type", &loc(&["properties", name, "list[any]"]), "Input should be a valid list", value),
                ]));
            }
        }
        Ok(Self { id, schema, properties: properties(given) })
    }
}

/// Whether a body is read as JSON: one of no type is.
fn may_be_json(headers: &HeaderMap) -> bool {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let subtype = media_type.strip_prefix("application/");
    media_type.is_empty() || subtype.is_some_and(|subtype| subtype == "json" || subtype.ends_with("+json"))
}

fn not_an_object(loc: &[Value], input: &Value) -> ApiFault {
    let msg = "Input should be a valid dictionary or object to extract fields from";
    ApiFault::invalid("model_attributes_type", loc, msg, input)
}
