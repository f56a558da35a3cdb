//! `GET /catalog`: the datasets that are served.
//!
//! Shape:    what the manifest tells of each, and of each list its publisher, its newest edition and how many entries that has.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use node::datasets::Dataset;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::corpus::Corpus;
use super::fault::ApiFault;
use crate::http::{App, Asker, json_response};

pub(super) async fn answer(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    headers: HeaderMap,
) -> Result<Response, ApiFault> {
    let told = catalog(&asker.corpus(&app));
    let digest = Sha256::digest(told.to_string());
    let tag: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{tag}\"");
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_known = known.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag);
    let mut response =
        if is_known { StatusCode::NOT_MODIFIED.into_response() } else { json_response(StatusCode::OK, &told) };
    let tag = HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("\"\""));
    response.headers_mut().insert(header::ETAG, tag);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    Ok(response)
}

fn catalog(corpus: &Corpus) -> Value {
    let names: BTreeSet<&str> = corpus.told().iter().map(|dataset| dataset.name.as_str()).collect();
    let lists: Vec<&str> = corpus.lists().into_iter().filter(|list| !names.contains(list)).collect();
    let mut datasets: Vec<Value> = corpus.told().iter().map(|dataset| of_manifest(corpus, dataset)).collect();
    datasets.extend(corpus.collections().iter().map(|name| {
        let title = if *name == "default" { "All lists held" } else { "All designation lists held" };
        filled(json!({"name": name, "title": title, "children": lists, "load": false}), None)
    }));
    datasets.extend(lists.iter().map(|list| of_list(corpus, list)));
    let current: Vec<&str> =
        corpus.told().iter().filter(|dataset| dataset.load).map(|dataset| dataset.name.as_str()).chain(lists).collect();
    json!({"datasets": datasets, "current": current, "outdated": [], "index_stale": false})
}

fn of_manifest(corpus: &Corpus, dataset: &Dataset) -> Value {
    let mut told = Value::Object(dataset.told.clone());
    told["name"] = json!(dataset.name);
    told["title"] = json!(dataset.title);
    let is_of_all = dataset.is_alias && dataset.children.iter().any(|name| corpus.is_all(name));
    told["children"] = if is_of_all { json!(corpus.all()) } else { json!(dataset.children) };
    told["load"] = json!(dataset.load);
    told["version"] = json!(dataset.version);
    if let Some(datasets) =
        corpus.datasets.as_ref().filter(|_| dataset.load && told.get("entity_count").is_none_or(Value::is_null))
    {
        let of = |proxy: &&sources::ftm::Proxy| proxy.datasets.contains(&dataset.name);
        told["entity_count"] = json!(datasets.entities().filter(of).count());
        told["thing_count"] = json!(datasets.entities().filter(of).filter(|proxy| proxy.schema.is("Thing")).count());
    }
    filled(told, dataset.load.then_some(dataset.version.as_str()))
}

/// A list of the register.
fn of_list(corpus: &Corpus, list: &str) -> Value {
    let editions = corpus.register.iter().flat_map(|register| register.editions());
    let newest = editions.filter(|edition| &*edition.list == list).map(|edition| edition.published).max();
    let moment = newest.map(|day| format!("{day}T00:00:00"));
    let version = newest.map(|day| day.to_string().replace('-', "") + "000000").unwrap_or_default();
    let spec = sources::spec::find(list);
    let title = spec.map_or_else(|| list.to_owned(), |spec| spec.list.name.clone());
    let publisher = spec.map(|spec| json!({"name": spec.list.publisher, "official": true}));
    let told = json!({
        "name": list, "title": title, "publisher": publisher, "updated_at": moment, "last_export": moment, "version": version,
        "load": true, "children": [],
    });
    filled(told, Some(&version))
}

/// With every member that a dataset has.
fn filled(mut told: Value, index_version: Option<&str>) -> Value {
    for name in [
        "license",
        "summary",
        "description",
        "url",
        "updated_at",
        "last_export",
        "entity_count",
        "thing_count",
        "version",
        "category",
        "publisher",
        "coverage",
        "deprecation",
        "entities_url",
        "delta_url",
    ] {
        if told.get(name).is_none() {
            told[name] = Value::Null;
        }
    }
    for name in ["tags", "resources", "children"] {
        if told.get(name).is_none_or(Value::is_null) {
            told[name] = json!([]);
        }
    }
    for name in ["deprecated", "namespace"] {
        if told.get(name).is_none_or(Value::is_null) {
            told[name] = json!(false);
        }
    }
    if let Some(publisher) = told.get_mut("publisher").filter(|publisher| publisher.is_object()) {
        for name in ["url", "name_en", "acronym", "description", "country", "logo_url"] {
            if publisher.get(name).is_none() {
                publisher[name] = Value::Null;
            }
        }
        let label = publisher["country"].as_str().and_then(|code| sources::ftm::vocabulary::caption("country", code));
        publisher["country_label"] = json!(label);
        if publisher.get("official").is_none_or(Value::is_null) {
            publisher["official"] = json!(false);
        }
    }
    let version = told["version"].clone();
    told["index_version"] = json!(index_version);
    told["index_current"] = json!(json!(index_version) == version);
    told
}
