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
use serde_json::{Value, json};

use crate::auth::{Need, Routes};
use crate::fault::{Fault, FaultKind};
use crate::http::{App, json_response};
use crate::{Lang, Words, answer};
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

/// The API as OpenAPI 3.1 describes it.
pub const OPENAPI: &str = include_str!("../../../../docs/openapi.json");

async fn openapi() -> Response {
    let mut response = json_response(StatusCode::OK, &Value::Null);
    *response.body_mut() = OPENAPI.into();
    response
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
async fn problem(State(app): State<Arc<App>>, code: Result<Path<String>, PathRejection>) -> Result<Response, Fault> {
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
    if media_type.eq_ignore_ascii_case(wanted) { Ok(()) } else { Err(Fault::about(FaultKind::WrongType, media_type)) }
}

#[cfg(test)]
mod tests;
