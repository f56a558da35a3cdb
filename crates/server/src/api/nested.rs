//! `/entities/{id}` and `/entities/{id}/adjacent`: an entity with those around it.
//!
//! Shape:    what an entity names, and those that name it under the name they have for it (`ownershipOwner`), one step away; through an
//!           edge to its other end. Nobody stands in an entity that stands in them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Extension;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use register::index::IndexError;
use serde_json::{Map, Value, json};
use sources::ftm::Proxy;

use super::corpus::{Corpus, Named};
use super::fault::ApiFault;
use super::params::Params;
use super::{MOST_FOUND, PAGE};
use crate::fault::{Fault, FaultKind};
use crate::http::{App, Asker, json_response};

/// The last place from which a page begins.
pub(super) const MAX_OFFSET: usize = 9_499;

/// Of one property.
struct Adjacent {
    results: Vec<Value>,
    total: usize,
}

/// Which of those around are asked for.
struct Page {
    limit: usize,
    offset: usize,
}

/// An entity, with those around it or without.
pub(crate) async fn entity(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    RawQuery(query): RawQuery,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, ApiFault> {
    let is_nested = Params::of(query.as_deref()).truth("nested")?.unwrap_or(true);
    let corpus = asker.corpus(&app);
    let id = text_of(id)?;
    app.in_turn(&asker, move || match found(&corpus, &id, "")? {
        Ok(root) => {
            let told = if is_nested { World::around(&corpus, root)?.told() } else { proxy_json(&root) };
            Ok(json_response(StatusCode::OK, &Value::Object(told)))
        }
        Err(elsewhere) => Ok(elsewhere),
    })
    .await?
}

/// Those around an entity, by property.
pub(super) async fn adjacent(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    RawQuery(query): RawQuery,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, ApiFault> {
    let page = Page::of(&Params::of(query.as_deref()))?;
    let corpus = asker.corpus(&app);
    let id = text_of(id)?;
    app.in_turn(&asker, move || match found(&corpus, &id, "/adjacent")? {
        Ok(root) => {
            let told = proxy_json(&root);
            let world = World::around(&corpus, root)?;
            let mut adjacent = Map::new();
            for name in world.properties() {
                let of = world.adjacent(&name, &page);
                if of.total > 0 {
                    adjacent.insert(name, of.json(&page));
                }
            }
            Ok(json_response(StatusCode::OK, &json!({"entity": told, "adjacent": adjacent})))
        }
        Err(elsewhere) => Ok(elsewhere),
    })
    .await?
}

/// Those around an entity by one property.
pub(super) async fn adjacent_by(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    RawQuery(query): RawQuery,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Result<Response, ApiFault> {
    let page = Page::of(&Params::of(query.as_deref()))?;
    let corpus = asker.corpus(&app);
    let Path((id, property)) = path.map_err(|_| Fault::new(FaultKind::Malformed))?;
    app.in_turn(&asker, move || match found(&corpus, &id, &format!("/adjacent/{property}"))? {
        Ok(root) => {
            if root.schema.type_of(&property) != Some("entity") && root.schema.reverse(&property).is_none() {
                return Err(ApiFault::not_found("No such property!"));
            }
            let of = World::around(&corpus, root)?.adjacent(&property, &page);
            Ok(json_response(StatusCode::OK, &of.json(&page)))
        }
        Err(elsewhere) => Ok(elsewhere),
    })
    .await?
}

fn text_of(id: Result<Path<String>, PathRejection>) -> Result<String, ApiFault> {
    Ok(id.map_err(|_| Fault::new(FaultKind::Malformed))?.0)
}

/// The entity of an id; where the id is another's, the way to it.
fn found(corpus: &Corpus, id: &str, rest: &str) -> Result<Result<Proxy, Response>, ApiFault> {
    match corpus.named(id)? {
        Some(Named::Entity(proxy)) => Ok(Ok(*proxy)),
        Some(Named::Referred(canonical)) => {
            let mut response = json_response(StatusCode::PERMANENT_REDIRECT, &json!({"detail": "Permanent Redirect"}));
            let location = HeaderValue::from_str(&format!("/entities/{canonical}{rest}"));
            let location = location.map_err(|_| Fault::new(FaultKind::Internal))?;
            response.headers_mut().insert(header::LOCATION, location);
            Ok(Err(response))
        }
        None => Err(ApiFault::not_found("No such entity!")),
    }
}

impl Page {
    fn of(params: &Params) -> Result<Self, ApiFault> {
        Ok(Self { limit: params.count("limit", PAGE, MOST_FOUND)?, offset: params.count("offset", 0, MAX_OFFSET)? })
    }
}

impl Adjacent {
    fn json(self, page: &Page) -> Value {
        json!({
            "limit": page.limit, "offset": page.offset, "total": {"value": self.total, "relation": "eq"},
            "results": self.results,
        })
    }
}

/// An entity and those around it.
struct World {
    root: String,
    entities: BTreeMap<String, Proxy>,
    /// Who names an entity, under the name the named one has for it.
    naming: BTreeMap<String, BTreeSet<(String, String)>>,
}

impl World {
    fn around(corpus: &Corpus, root: Proxy) -> Result<Self, IndexError> {
        let root_id = root.id.clone();
        let mut todo: Vec<String> = root.named().map(|(_, id)| id.to_owned()).collect();
        let mut world = Self { root: root_id.clone(), entities: BTreeMap::new(), naming: BTreeMap::new() };
        world.entities.insert(root_id.clone(), root);
        for proxy in corpus.naming(&root_id)? {
            todo.extend(world.take(proxy));
        }
        while let Some(id) = todo.pop() {
            if world.entities.contains_key(&id) {
                continue;
            }
            let found = match corpus.entity(&id)? {
                Some(proxy) => Some(proxy),
                None => corpus.part(&root_id, &id)?,
            };
            if let Some(proxy) = found {
                todo.extend(world.take(proxy));
            }
        }
        Ok(world)
    }

    /// Takes in an entity; whom it names, where it is an edge.
    fn take(&mut self, proxy: Proxy) -> Vec<String> {
        let mut ends = Vec::new();
        for (property, named) in proxy.named() {
            if proxy.schema.edge.is_some() {
                ends.push(named.to_owned());
            }
            if let Some((reverse, _)) = proxy.schema.property(property).and_then(|property| property.reverse.as_ref()) {
                self.naming.entry(named.to_owned()).or_default().insert((reverse.clone(), proxy.id.clone()));
            }
        }
        self.entities.insert(proxy.id.clone(), proxy);
        ends
    }

    fn told(&self) -> Map<String, Value> {
        self.entities.get(&self.root).map(|root| self.nested(root, &[], true)).unwrap_or_default()
    }

    /// An entity with those it names and those that name it, but for those it stands in. Where a page is asked for, whom the world does
    /// not hold is left out.
    fn nested(&self, proxy: &Proxy, path: &[&str], with_unknown: bool) -> Map<String, Value> {
        let mut told = proxy_json(proxy);
        let mut properties = match told.remove("properties") {
            Some(Value::Object(properties)) => properties,
            _ => Map::new(),
        };
        let next: Vec<&str> = path.iter().copied().chain([proxy.id.as_str()]).collect();
        let naming = self.naming.get(&proxy.id).into_iter().flatten();
        for (name, other) in naming.filter(|_| path.len() <= 1) {
            let Some(other) = self.entities.get(other).filter(|other| !path.contains(&other.id.as_str())) else {
                continue;
            };
            let values = properties.entry(name.clone()).or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(values) = values {
                values.push(Value::Object(self.nested(other, &next, with_unknown)));
            }
        }
        for (name, _) in proxy.schema.properties().filter(|(_, of)| of.kind == "entity") {
            let values = proxy.values(name).iter().filter(|value| !path.contains(&value.as_str()));
            let told = values.filter_map(|value| match self.entities.get(value) {
                Some(other) => Some(Value::Object(self.nested(other, &next, with_unknown))),
                None => with_unknown.then(|| Value::String(value.clone())),
            });
            let told: Vec<Value> = told.collect();
            // Where none can be told whole, their ids stay.
            if !told.is_empty() {
                properties.insert(name.to_owned(), Value::Array(told));
            }
        }
        told.insert("properties".to_owned(), Value::Object(properties));
        told
    }

    /// The properties by which somebody may be adjacent.
    fn properties(&self) -> Vec<String> {
        let Some(root) = self.entities.get(&self.root) else { return Vec::new() };
        let named = root.schema.properties().filter(|(_, of)| of.kind == "entity").map(|(name, _)| name.to_owned());
        named.chain(root.schema.reverses().map(|(name, _)| name.to_owned())).collect()
    }

    /// A page of those adjacent by a property, in the order of their ids.
    fn adjacent(&self, property: &str, page: &Page) -> Adjacent {
        let Some(root) = self.entities.get(&self.root) else { return Adjacent { results: Vec::new(), total: 0 } };
        let named = root.values(property).iter().map(String::as_str);
        let naming = self.naming.get(&self.root).into_iter().flatten();
        let naming = naming.filter(|(name, _)| name == property).map(|(_, id)| id.as_str());
        let ids: BTreeSet<&str> = named.chain(naming).filter(|id| self.entities.contains_key(*id)).collect();
        let of_page = ids.iter().skip(page.offset).take(page.limit).filter_map(|id| self.entities.get(*id));
        let results = of_page.map(|proxy| Value::Object(self.nested(proxy, &[&self.root], false))).collect();
        Adjacent { results, total: ids.len() }
    }
}

/// An entity as it is told.
pub(super) fn proxy_json(proxy: &Proxy) -> Map<String, Value> {
    match serde_json::to_value(proxy) {
        Ok(Value::Object(told)) => told,
        _ => Map::new(),
    }
}
