//! `GET /statements`: what each source says of each property, with where it says so.
//!
//! Source:   the hosted API of OpenSanctions, which yente itself does not serve; the columns of followthemoney's statements.
//! Shape:    `origin` is the evidence: the edition's SHA-256, a blank, and the place in it.
//! Limits:   without an id so many entities are looked through.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use register::{Entity, EntityId};
use serde_json::{Value, json};
use sources::ftm::{Export, Proxy, STATEMENT_COLUMNS};

use super::corpus::Corpus;
use super::fault::ApiFault;
use super::nested::MAX_OFFSET;
use super::params::Params;
use super::{MOST_FOUND, PAGE};
use crate::http::{App, Asker, json_response};

/// Entities that are looked through where no id is given.
const MOST_ENTITIES: usize = 100_000;

/// What is asked for: a value of a column, by its name.
struct Asked {
    values: Vec<(&'static str, Vec<String>)>,
    sort: Vec<(String, bool)>,
}

pub(super) async fn answer(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiFault> {
    let params = Params::of(query.as_deref());
    let limit = params.count("limit", PAGE, MOST_FOUND)?;
    let offset = params.count("offset", 0, MAX_OFFSET)?;
    let columns = ["dataset", "entity_id", "canonical_id", "prop", "value", "schema"];
    let of = |name: &'static str| (name, params.texts(name).into_iter().map(str::to_owned).collect::<Vec<_>>());
    let values = columns.map(of).into_iter().filter(|(_, values)| !values.is_empty()).collect();
    let sort = params.texts("sort").into_iter().map(|sort| match sort.rsplit_once(':') {
        Some((column, order)) => (column.to_owned(), order == "desc"),
        None => (sort.to_owned(), false),
    });
    let asked = Asked { values, sort: sort.collect() };
    if let Some((column, _)) = asked.sort.iter().find(|(column, _)| !STATEMENT_COLUMNS.contains(&column.as_str())) {
        return Err(ApiFault::bad(format!("Invalid sort: {column}")));
    }
    let corpus = asker.corpus(&app);
    let told = app
        .in_turn(&asker, move || {
            let mut rows = asked.rows(&corpus)?;
            asked.order(&mut rows);
            let total = rows.len();
            let page: Vec<Value> = rows.iter().skip(offset).take(limit).map(row_json).collect();
            Ok::<_, ApiFault>(json!({
                "limit": limit, "offset": offset, "total": {"value": total, "relation": "eq"}, "results": page,
            }))
        })
        .await??;
    Ok(json_response(StatusCode::OK, &told))
}

type Row = [String; 14];

fn column(name: &str) -> usize {
    STATEMENT_COLUMNS.iter().position(|column| *column == name).unwrap_or_default()
}

impl Asked {
    fn rows(&self, corpus: &Corpus) -> Result<Vec<Row>, ApiFault> {
        let ids: Vec<&String> = self
            .values
            .iter()
            .filter(|(name, _)| ["entity_id", "canonical_id"].contains(name))
            .flat_map(|(_, values)| values)
            .collect();
        let mut rows = Vec::new();
        let mut take = |row: Row| {
            let is_asked_for =
                |(name, wanted): &(&str, Vec<String>)| row.get(column(name)).is_some_and(|is| wanted.contains(is));
            if self.values.iter().all(is_asked_for) {
                rows.push(row);
            }
        };
        if let Some(datasets) = &corpus.datasets {
            let known =
                ids.iter().filter_map(|id| datasets.entity(id).or_else(|| datasets.entity(datasets.referred(id)?)));
            let proxies: Vec<&Proxy> = if ids.is_empty() { datasets.entities().collect() } else { known.collect() };
            proxies.into_iter().flat_map(of_proxy).for_each(&mut take);
        }
        let Some(register) = &corpus.register else { return Ok(rows) };
        let find = |list: &str, key: &str| {
            let found = register.index().find(&format!("{list}:{key}")).ok()?;
            found.first().map(ToString::to_string)
        };
        let mut export = Export::new(register.editions(), &find);
        if ids.is_empty() {
            if register.index().len() > MOST_ENTITIES {
                return Err(ApiFault::bad(
                    "entity_id or canonical_id is needed: the register is too large to look through",
                ));
            }
            for entity in register.index().entities()? {
                export.statements(&entity?).into_iter().for_each(&mut take);
            }
        } else {
            for entity in entities(corpus, &ids)? {
                export.statements(&entity).into_iter().for_each(&mut take);
            }
        }
        Ok(rows)
    }

    fn order(&self, rows: &mut [Row]) {
        rows.sort_by(|a, b| {
            let by = self.sort.iter().map(|(name, descending)| {
                let [a, b] = [a, b].map(|row| row.get(column(name)));
                if *descending { b.cmp(&a) } else { a.cmp(&b) }
            });
            by.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
        });
    }
}

fn entities(corpus: &Corpus, ids: &[&String]) -> Result<Vec<Entity>, ApiFault> {
    let Some(register) = &corpus.register else { return Ok(Vec::new()) };
    let mut found: Vec<EntityId> = Vec::new();
    for id in ids {
        found.extend(register.index().find(id)?);
    }
    found.sort();
    found.dedup();
    let mut entities = Vec::new();
    for id in found {
        entities.extend(register.index().entity(id.as_str())?);
    }
    Ok(entities)
}

/// What a dataset's file says: it does not tell which of the sources said what.
fn of_proxy(proxy: &Proxy) -> Vec<Row> {
    let dataset = proxy.datasets.first().cloned().unwrap_or_default();
    let seen = |moment: &Option<String>| moment.clone().unwrap_or_default();
    let values = proxy.properties.iter().flat_map(|(name, values)| values.iter().map(move |value| (name, value)));
    values
        .map(|(name, value)| {
            let kind = proxy.schema.type_of(name).unwrap_or_default().to_owned();
            let mut row: Row = std::array::from_fn(|_| String::new());
            let mut put = |column_name: &str, text: String| {
                if let Some(cell) = row.get_mut(column(column_name)) {
                    *cell = text;
                }
            };
            put("canonical_id", proxy.id.clone());
            put("entity_id", proxy.id.clone());
            put("prop", name.clone());
            put("prop_type", kind);
            put("schema", proxy.schema.name.clone());
            put("value", value.clone());
            put("dataset", dataset.clone());
            put("first_seen", seen(&proxy.first_seen));
            put("last_seen", seen(&proxy.last_seen));
            put("id", format!("{}.{name}.{value}", proxy.id));
            row
        })
        .collect()
}

fn row_json(row: &Row) -> Value {
    let of = |name: &str| row.get(column(name)).filter(|text| !text.is_empty()).map_or(Value::Null, |text| json!(text));
    json!({
        "id": of("id"), "entity_id": of("entity_id"), "canonical_id": of("canonical_id"), "prop": of("prop"),
        "prop_type": of("prop_type"), "schema": of("schema"), "value": of("value"), "original_value": of("original_value"),
        "dataset": of("dataset"), "lang": of("lang"), "origin": of("origin"), "first_seen": of("first_seen"),
        "last_seen": of("last_seen"),
    })
}
