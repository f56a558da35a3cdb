//! The native API: screening, entities with their evidence, lists, editions and what changed between them, receipts.
//!
//! Shape:    JSON; `docs/openapi.json` says each address, a test holds the two together. A fault is `application/problem+json` (RFC 9457) with a
//!           stable code and the next step; `type` leads to what the code means.
//! Not here: yente's addresses (`api`), pages (`page`).

mod idempotency;
mod lists;
mod receipts;
mod screening;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use register::Day;
use serde_json::{Value, json};

use crate::asked::short;
use crate::auth::{Need, Routes};
use crate::fault::{Fault, FaultKind};
use crate::http::{App, Pairs, json_response, pairs_of};
use crate::{Lang, Words, answer, caller};
pub(crate) use idempotency::Idempotency;
pub(crate) use screening::status;

/// The largest body of a batch.
pub(crate) const MAX_BATCH_BODY: usize = 4 << 20;

/// Every address of it.
pub(crate) fn routes() -> Routes {
    let (read, screen) = (Need::READ, Need::SCREEN);
    Routes::default()
        .get("/v1/screen", screen, screening::of_query)
        .post("/v1/screen", screen, screening::of_body)
        .post_up_to("/v1/screen/batch", MAX_BATCH_BODY, screen, screening::batch)
        .post_up_to("/v1/screen/stream", usize::MAX, screen, screening::stream)
        .post("/v1/explain", screen, screening::explain)
        .get("/v1/entities/{id}", read, screening::entity)
        .get("/v1/lists", read, lists::all)
        .get("/v1/lists/{list}", read, lists::one)
        .get("/v1/lists/{list}/diff", read, lists::diff)
        .get("/v1/receipts/{id}", screen, receipts::receipt)
        .get("/v1/receipts/{id}/note", screen, receipts::note)
        .get("/v1/receipts/{id}/certificate", screen, receipts::certificate)
        .post_up_to("/v1/replay", ::screening::receipt::MAX_RECEIPT, screen, receipts::replay)
        .get("/v1/problems/{code}", Need::Nothing, problem)
        .get("/v1/openapi.json", Need::Nothing, openapi)
}

/// The types of what an address answers with; a fault is told in its own whatever is taken.
fn media_types(route: &str) -> &'static [&'static str] {
    match route {
        "/v1/screen/stream" => &["application/x-ndjson"],
        "/v1/receipts/{id}/note" => &["text/plain"],
        "/v1/receipts/{id}/certificate" => &["application/json", "text/html"],
        _ => &["application/json"],
    }
}

/// Whether who asks takes what the address answers with; without `Accept` everything is taken.
pub(crate) fn check_accepted(route: &str, headers: &HeaderMap) -> Result<(), Fault> {
    let types = media_types(route);
    let ranges: Vec<(String, f32)> = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|range| {
            let mut pieces = range.split(';').map(|piece| piece.trim().to_ascii_lowercase());
            let name = pieces.next().filter(|name| name.contains('/'))?;
            let weight = pieces.find_map(|piece| piece.strip_prefix("q=").map(|weight| weight.parse().unwrap_or(1.0)));
            Some((name, weight.unwrap_or(1.0)))
        })
        .collect();
    let is_taken = |media_type: &&str| {
        let of_sort = media_type.split('/').next().map(|sort| format!("{sort}/*")).unwrap_or_default();
        // The nearest range counts.
        let weight = [media_type, of_sort.as_str(), "*/*"]
            .iter()
            .find_map(|range| ranges.iter().find(|(name, _)| name == range).map(|(_, weight)| *weight));
        weight.unwrap_or(0.0) > 0.0
    };
    if ranges.is_empty() || types.iter().any(is_taken) {
        return Ok(());
    }
    Err(Fault::about(FaultKind::NotAcceptable, &types.join(", ")))
}

/// The API as OpenAPI 3.1 describes it.
pub const OPENAPI: &str = include_str!("../../../../docs/openapi.json");

async fn openapi(pairs: Pairs) -> Result<Response, Fault> {
    only(&["lang"], pairs)?;
    let mut response = json_response(StatusCode::OK, &Value::Null);
    *response.body_mut() = OPENAPI.into();
    Ok(response)
}

/// A fault as RFC 9457 has it.
pub(crate) fn problem_json(words: &Words, fault: &Fault) -> Value {
    let code = fault.kind.code();
    let mut told = json!({
        "type": format!("/v1/problems/{code}"), "title": Fault::new(fault.kind).message(words),
        "status": fault.kind.status().as_u16(), "detail": fault.message(words), "code": code, "hint": fault.hint(words),
    });
    if !fault.choices.is_empty() {
        told["entities"] = json!(fault.choices);
    }
    told
}

/// What a code means, in both languages.
async fn problem(
    State(app): State<Arc<App>>,
    pairs: Pairs,
    code: Result<Path<String>, PathRejection>,
) -> Result<Response, Fault> {
    only(&["lang"], pairs)?;
    let Ok(Path(code)) = code else { return Err(Fault::new(FaultKind::NotFound)) };
    let kind = FaultKind::ALL.iter().find(|kind| kind.code() == code).ok_or_else(|| Fault::new(FaultKind::NotFound))?;
    let fault = Fault::new(*kind);
    let [arabic, english] = [Lang::Ar, Lang::En].map(|lang| app.words(lang));
    let told = json!({
        "code": code, "status": kind.status().as_u16(), "title": fault.message(english), "hint": fault.hint(english),
        "title_ar": fault.message(arabic), "hint_ar": fault.hint(arabic),
    });
    Ok(json_response(StatusCode::OK, &told))
}

/// The parameters, each known and given once; `lang` is a language.
fn only(known: &[&str], pairs: Pairs) -> Result<Vec<(String, String)>, Fault> {
    let pairs = pairs_of(pairs)?;
    for (at, (name, value)) in pairs.iter().enumerate() {
        if !known.contains(&name.as_str()) {
            return Err(Fault::about(FaultKind::UnknownMember, short(name)));
        }
        if pairs.iter().take(at).any(|(before, _)| before == name) {
            return Err(Fault::about(FaultKind::RepeatedMember, name));
        }
        if name == "lang" && caller::lang_of(value).is_none() {
            return Err(Fault::about(FaultKind::BadMember, name));
        }
    }
    Ok(pairs)
}

/// A day as RFC 3339 writes it, and no other way.
fn day_of(text: &str, member: &str) -> Result<Day, Fault> {
    let day = text.parse().ok().filter(|day: &Day| day.to_string() == text);
    day.ok_or_else(|| Fault::about(FaultKind::BadMember, member))
}

/// A body that must be JSON, as bytes.
fn json_body(headers: &HeaderMap, body: Result<Bytes, BytesRejection>, most: usize) -> Result<Bytes, Fault> {
    is_of_type(headers, "application/json")?;
    body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Fault::about(FaultKind::TooLarge, &most.to_string()),
        _ => Fault::new(FaultKind::Malformed),
    })
}

fn is_of_type(headers: &HeaderMap, wanted: &str) -> Result<(), Fault> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = given.split(';').next().unwrap_or_default().trim();
    if media_type.eq_ignore_ascii_case(wanted) { Ok(()) } else { Err(Fault::about(FaultKind::WrongType, wanted)) }
}

#[cfg(test)]
mod tests;
