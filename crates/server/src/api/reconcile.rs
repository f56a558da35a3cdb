//! `/reconcile/{dataset}`: the Reconciliation Service API, as OpenRefine asks it.
//!
//! Source:   W3C Entity Reconciliation Community Group, Reconciliation Service API 0.2; yente 5.5.0.
//! Shape:    `queries` and `extend` come as fields of a form, each a text of JSON.
//! Differs:  weak results too are told, but none below a score of 0.4.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sources::ftm::schema::{self, Schema};
use sources::ftm::{Proxy, vocabulary};

use super::corpus::{Corpus, Named};
use super::example::{ANYTHING, Example, texts as texts_of};
use super::fault::ApiFault;
use super::matching::{Bounds, MAX_BATCH, Matches, THRESHOLD, matches_in, too_large};
use super::params::Params;
use super::query_string::{Clause, How};
use super::texts::{Texts, words_of};
use super::{MOST_FOUND, PAGE, algorithms};
use crate::fault::{Fault, FaultKind};
use crate::http::{App, Asker, json_response, recorded};
use crate::recording::{Receipts, looked_up};

/// Types and properties suggested at most.
const SUGGESTED: usize = 5;
const SPACE: &str = "https://www.opensanctions.org/reference/#schema";

#[derive(Deserialize)]
struct Query {
    query: Option<String>,
    #[serde(rename = "type")]
    kind: Option<OneOrMore>,
    #[serde(default = "usual")]
    limit: usize,
    #[serde(default)]
    properties: Vec<Asked>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

#[derive(Deserialize)]
struct Asked {
    pid: String,
    v: Value,
}

#[derive(Deserialize)]
struct Extend {
    ids: Vec<String>,
    properties: Vec<Extended>,
}

#[derive(Deserialize)]
struct Extended {
    id: String,
    #[serde(default)]
    settings: Settings,
}

#[derive(Default, Deserialize)]
struct Settings {
    #[serde(default)]
    limit: usize,
    #[serde(default)]
    render: Render,
}

#[derive(Clone, Copy, Default, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Render {
    #[default]
    Caption,
    Raw,
}

fn usual() -> usize {
    5
}

/// What the service offers.
pub(super) async fn offer(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    RawQuery(query): RawQuery,
    dataset: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiFault> {
    let (corpus, name, scope) = scope_of(&app, &asker, dataset)?;
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or("localhost").to_owned();
    let proto =
        headers.get("x-forwarded-proto").and_then(|value| value.to_str().ok()).filter(|_| app.options.behind_proxy);
    let base = format!("{}://{host}", proto.unwrap_or("http"));
    // A key that stands in the address is handed on.
    let more = query.filter(|query| !query.trim().is_empty()).map(|query| format!("?{query}")).unwrap_or_default();
    let worker = Arc::clone(&app);
    let title = title(&corpus, &name);
    let types = app.in_turn(&asker, move || Ok::<_, ApiFault>(schemata(&*worker.texts(&corpus)?, &scope))).await??;
    let service = format!("{base}/reconcile/{name}");
    let suggest = |path: &str| json!({"service_url": service, "service_path": format!("/suggest/{path}{more}")});
    let told = json!({
        "versions": ["0.2"],
        "name": format!("{title} (yente)"),
        "identifierSpace": SPACE,
        "schemaSpace": SPACE,
        "documentation": "https://www.opensanctions.org/docs/",
        "batchSize": 3,
        "view": {"url": format!("{base}/entities/{{{{id}}}}")},
        "preview": {"url": format!("{base}/entities/{{{{id}}}}"), "width": 430, "height": 600},
        "suggest": {"entity": suggest("entity"), "type": suggest("type"), "property": suggest("property")},
        "extend": {
            "propose_properties": {"service_url": service, "service_path": format!("/extend/property{more}")},
            "propose_settings": [
                {
                    "name": "limit", "label": "Limit", "type": "number", "default": 0, "choices": [],
                    "help_text": "Maximum number of values to return per row (0 for no limit).",
                },
                {
                    "name": "render", "label": "Value rendering", "type": "select", "default": "caption",
                    "help_text": "Return readable value (e.g. 'Russia') instead of raw value ('ru').",
                    "choices": [{"id": "caption", "name": "User-readable value"}, {"id": "raw", "name": "Machine-readable value"}],
                },
            ],
        },
        "defaultTypes": types.iter().map(|schema| type_json(schema)).collect::<Vec<_>>(),
    });
    Ok(json_response(StatusCode::OK, &told))
}

/// Queries, or properties of entities that were found.
pub(super) async fn answer(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    RawQuery(query): RawQuery,
    dataset: Result<Path<String>, PathRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiFault> {
    let params = Params::of(query.as_deref());
    let changed_since = params.moment("changed_since")?.map(str::to_owned);
    let body = body.map_err(|rejection| too_large(&rejection))?;
    let form = Params::of(std::str::from_utf8(&body).ok());
    let algorithm = params.text("algorithm").unwrap_or("best").to_owned();
    let (corpus, _, scope) = scope_of(&app, &asker, dataset)?;
    let worker = Arc::clone(&app);
    let mut receipts = asker.receipts(&app);
    if let Some(extend) = form.text("extend").filter(|extend| !extend.trim().is_empty()) {
        let extend: Value =
            serde_json::from_str(extend).map_err(|_| ApiFault::bad("Cannot decode extension request"))?;
        let extend: Extend = serde_json::from_value(extend).map_err(|error| ApiFault::bad(error.to_string()))?;
        at_most(extend.ids.len())?;
        let count = extend.ids.len();
        let ids = extend.ids.join(" ");
        let told = app.in_turn(&asker, move || extended(&corpus, &extend)).await??;
        return Ok(looked_up(batch(&told, count), ids));
    }
    let queries: BTreeMap<String, Query> = serde_json::from_str(form.text("queries").unwrap_or_default())
        .map_err(|error| ApiFault::bad(format!("Cannot decode queries: {error}")))?;
    at_most(queries.len())?;
    if algorithms::find(&algorithm).is_none() {
        return Err(ApiFault::bad(format!("Invalid algorithm: {algorithm}")));
    }
    let count = queries.len();
    let work = move || {
        let mut told = Map::new();
        for (key, query) in queries {
            told.insert(key, reconciled(&worker, &corpus, &scope, &query, changed_since.clone(), &mut receipts)?);
        }
        receipts.keep(worker.now())?;
        Ok::<_, ApiFault>(Value::Object(told))
    };
    Ok(recorded(batch(&app.in_turn(&asker, work).await??, count)))
}

fn batch(told: &Value, count: usize) -> Response {
    let mut response = json_response(StatusCode::OK, told);
    response.headers_mut().insert(HeaderName::from_static("x-batch-size"), HeaderValue::from(count));
    response
}

fn at_most(count: usize) -> Result<(), ApiFault> {
    let detail = format!("Too many queries in one batch (limit: {MAX_BATCH})");
    if count > MAX_BATCH { Err(ApiFault::bad(detail)) } else { Ok(()) }
}

fn reconciled(
    app: &App,
    corpus: &Corpus,
    scope: &BTreeSet<String>,
    query: &Query,
    changed_since: Option<String>,
    receipts: &mut Receipts,
) -> Result<Value, ApiFault> {
    let schema = match &query.kind {
        Some(OneOrMore::One(schema)) => schema,
        Some(OneOrMore::More(schemata)) => schemata.first().map_or(ANYTHING, String::as_str),
        None => ANYTHING,
    };
    let mut properties: Vec<(String, Vec<String>)> =
        query.query.iter().map(|name| ("name".to_owned(), vec![name.clone()])).collect();
    for asked in &query.properties {
        let known =
            asked.pid.split_once(':').filter(|(schema, name)| schema::find(schema).is_some_and(|of| of.has(name)));
        if let Some(((_, name), values)) = known.zip(texts_of(&asked.v)) {
            properties.push((name.to_owned(), values));
        }
    }
    let example = Example::of(None, schema, &properties).map_err(ApiFault::bad)?;
    let bounds = Bounds { limit: query.limit.min(MOST_FOUND), threshold: THRESHOLD, cutoff: 0.0 };
    let begun = Instant::now();
    let matches = matches_in(corpus, scope.clone(), &example, bounds, changed_since, receipts);
    app.metrics.screened(matches.as_ref().is_ok_and(Matches::is_screened), begun);
    let matches = matches?;
    let results = matches.results.iter().map(|scored| {
        let mut told = entity_json(&scored.proxy);
        told["score"] = json!(scored.score);
        told["match"] = json!(scored.score >= THRESHOLD);
        told
    });
    Ok(json!({"result": results.collect::<Vec<_>>()}))
}

fn extended(corpus: &Corpus, asked: &Extend) -> Result<Value, ApiFault> {
    let mut meta: Vec<(String, String)> = Vec::new();
    let mut rows: Map<String, Value> = asked.ids.iter().map(|id| (id.clone(), json!({}))).collect();
    for id in &asked.ids {
        let proxy = match corpus.named(id)? {
            Some(Named::Entity(proxy)) => proxy,
            Some(Named::Referred(_)) => {
                return Err(ApiFault::bad("Please specify the canonical entity ID, not a referent"));
            }
            None => continue,
        };
        let mut row = Map::new();
        for wanted in &asked.properties {
            let Some(property) = proxy.schema.property(&wanted.id) else { continue };
            if !meta.iter().any(|(id, _)| *id == wanted.id) {
                meta.push((wanted.id.clone(), property.label.clone()));
            }
            let limit = if wanted.settings.limit > 0 { wanted.settings.limit } else { usize::MAX };
            let values = proxy.values(&wanted.id).iter().take(limit).map(|value| {
                let caption =
                    vocabulary::caption(&property.kind, value).filter(|_| wanted.settings.render == Render::Caption);
                json!({"str": caption.unwrap_or(value)})
            });
            row.insert(wanted.id.clone(), Value::Array(values.collect()));
        }
        rows.insert(id.clone(), Value::Object(row));
    }
    let meta: Vec<Value> = meta.into_iter().map(|(id, name)| json!({"id": id, "name": name})).collect();
    Ok(json!({"meta": meta, "rows": rows}))
}

/// Entities of a name that begins so.
pub(super) async fn suggest_entity(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    RawQuery(query): RawQuery,
    dataset: Result<Path<String>, PathRejection>,
) -> Result<Response, ApiFault> {
    let params = Params::of(query.as_deref());
    let limit = params.count("limit", PAGE, MOST_FOUND)?;
    let prefix = params.text("prefix").unwrap_or_default().to_owned();
    let (corpus, _, scope) = scope_of(&app, &asker, dataset)?;
    let worker = Arc::clone(&app);
    let of = prefix.clone();
    let work = move || {
        let texts = worker.texts(&corpus)?;
        let mut words: Vec<String> = words_of(&of).collect();
        let Some(last) = words.pop() else { return Ok(Vec::new()) };
        let word = |text: String, how: How| Clause::Word { field: Some("names".to_owned()), text, how };
        let mut all: Vec<Clause> = words.into_iter().map(|text| word(text, How::Whole)).collect();
        all.push(word(format!("{last}*"), How::Pattern));
        let mut found = texts.find::<ApiFault>(&Clause::And(all), &|_, _| Ok(true))?;
        found.sort_by(|(a, of_a), (b, of_b)| of_b.total_cmp(of_a).then_with(|| a.cmp(b)));
        let docs = found.iter().filter_map(|(at, _)| texts.docs.get(*at as usize));
        let docs = docs.filter(|doc| doc.datasets.iter().any(|name| scope.contains(name)));
        let mut told = Vec::new();
        for doc in docs.take(limit) {
            told.extend(corpus.entity(&doc.id)?.map(|proxy| entity_json(&proxy)));
        }
        Ok::<_, ApiFault>(told)
    };
    Ok(suggested(&prefix, &app.in_turn(&asker, work).await??))
}

/// Properties whose name or label begins so.
pub(super) async fn suggest_property(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    RawQuery(query): RawQuery,
    dataset: Result<Path<String>, PathRejection>,
) -> Result<Response, ApiFault> {
    let prefix = Params::of(query.as_deref()).text("prefix").unwrap_or_default().to_owned();
    let (corpus, _, scope) = scope_of(&app, &asker, dataset)?;
    let worker = Arc::clone(&app);
    let of = prefix.clone();
    let work = move || {
        let mut told: BTreeMap<String, Value> = BTreeMap::new();
        for schema in schemata(&*worker.texts(&corpus)?, &scope) {
            for (name, property) in schema.properties().filter(|(_, property)| property.schema == schema.name) {
                if !property.hidden && property.kind != "entity" && begins(&of, &[name, &property.label]) {
                    let id = format!("{}:{name}", schema.name);
                    told.insert(id.clone(), json!({"id": id, "name": property.label, "description": property.label}));
                }
            }
        }
        Ok::<_, ApiFault>(told.into_values().take(SUGGESTED).collect::<Vec<_>>())
    };
    Ok(suggested(&prefix, &app.in_turn(&asker, work).await??))
}

/// Schemata whose name or label begins so.
pub(super) async fn suggest_type(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    RawQuery(query): RawQuery,
    dataset: Result<Path<String>, PathRejection>,
) -> Result<Response, ApiFault> {
    let prefix = Params::of(query.as_deref()).text("prefix").unwrap_or_default().to_owned();
    let (corpus, _, scope) = scope_of(&app, &asker, dataset)?;
    let worker = Arc::clone(&app);
    let of = prefix.clone();
    let work = move || {
        let all = schemata(&*worker.texts(&corpus)?, &scope).into_iter();
        let all = all.filter(|schema| begins(&of, &[&schema.name, &schema.label]));
        Ok::<_, ApiFault>(all.take(SUGGESTED).map(type_json).collect::<Vec<_>>())
    };
    Ok(suggested(&prefix, &app.in_turn(&asker, work).await??))
}

/// The properties that entities of a schema may have.
pub(super) async fn extend_property(RawQuery(query): RawQuery) -> Result<Response, ApiFault> {
    let params = Params::of(query.as_deref());
    let limit = params.count("limit", 0, usize::MAX)?;
    let kind = params.text("type").unwrap_or(ANYTHING);
    let schema = schema::find(kind).ok_or_else(|| ApiFault::bad(format!("Invalid type: {kind}")))?;
    let featured = schema.featured.iter().filter_map(|name| Some((name.as_str(), schema.property(name)?)));
    let others = schema.properties().filter(|(name, property)| {
        !property.hidden && property.kind != "entity" && !schema.featured.iter().any(|featured| featured == name)
    });
    let most = if limit > 0 { limit } else { usize::MAX };
    let mut told: Vec<(&str, &str)> =
        featured.chain(others).map(|(name, property)| (property.label.as_str(), name)).take(most).collect();
    told.sort_unstable();
    let told: Vec<Value> = told.into_iter().map(|(label, name)| json!({"id": name, "name": label})).collect();
    Ok(json_response(StatusCode::OK, &json!({"limit": limit, "type": schema.name, "properties": told})))
}

fn scope_of(
    app: &App,
    asker: &Asker,
    dataset: Result<Path<String>, PathRejection>,
) -> Result<(Corpus, String, BTreeSet<String>), ApiFault> {
    let Path(name) = dataset.map_err(|_| Fault::new(FaultKind::Malformed))?;
    let corpus = asker.corpus(app);
    let scope = corpus.scope(&name).ok_or_else(|| ApiFault::not_found("No such dataset."))?;
    Ok((corpus, name, scope))
}

fn title(corpus: &Corpus, name: &str) -> String {
    let told = corpus.told().iter().find(|dataset| dataset.name == name).map(|dataset| dataset.title.clone());
    told.or_else(|| sources::spec::find(name).map(|spec| spec.list.name.clone())).unwrap_or_else(|| name.to_owned())
}

/// The schemata of entities in these datasets that are asked for by example, with all that they extend; by name.
fn schemata(texts: &Texts, scope: &BTreeSet<String>) -> Vec<&'static Schema> {
    let docs = texts.docs.iter().filter(|doc| doc.datasets.iter().any(|name| scope.contains(name)));
    let held: BTreeSet<&str> = docs.map(|doc| doc.schema).collect();
    let matchable = held.iter().filter_map(|name| schema::find(name)).filter(|schema| schema.matchable);
    let names: BTreeSet<&str> = matchable.flat_map(Schema::ancestors).collect();
    names.into_iter().filter_map(schema::find).collect()
}

fn begins(prefix: &str, labels: &[&str]) -> bool {
    let prefix = prefix.trim().to_lowercase();
    !prefix.is_empty() && labels.iter().any(|label| label.to_lowercase().starts_with(&prefix))
}

fn suggested(prefix: &str, result: &[Value]) -> Response {
    let told = json!({"code": "/api/status/ok", "status": "200 OK", "prefix": prefix, "result": result});
    json_response(StatusCode::OK, &told)
}

fn type_json(schema: &Schema) -> Value {
    json!({"id": schema.name, "name": schema.plural, "description": schema.label})
}

fn entity_json(proxy: &Proxy) -> Value {
    json!({
        "id": proxy.id, "name": proxy.caption, "description": proxy.schema.label, "type": [type_json(proxy.schema)],
    })
}
