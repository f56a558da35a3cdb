//! The addresses that yente's clients ask: the same paths, parameters and answers.
//!
//! Source:   yente 5.5.0 (MIT), read in its source and run; the W3C Entity Reconciliation API 0.2.
//! Shape:    datasets are the lists held and the files of a manifest; an entity is a FollowTheMoney one.
//! Differs:  a score that is just the threshold is returned; whichever way round two are compared, the score is the same; properties and
//!           weights that mean nothing here are told of in `warnings`; pages of other sites may not ask (no CORS).
//! Fails:    `{"detail": …}` as yente's: a sentence, or a list of what is wrong with parameters and bodies.

mod algorithms;
mod catalog;
mod corpus;
mod example;
mod fault;
mod matching;
mod nested;
mod params;
mod query_string;
mod reconcile;
mod search;
mod statements;
mod texts;

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use crate::auth::{Need, Routes};
use crate::http::{App, json_response};
pub(crate) use corpus::Corpus;
use fault::ApiFault;
pub(crate) use matching::{Asked, Tongues};
pub(crate) use nested::entity;
pub(crate) use params::Params;
pub(crate) use texts::Texts;

/// The largest body of a batch.
const MAX_BATCH_BODY: usize = 4 << 20;
/// Entities on a page, where nothing is said.
const PAGE: usize = 10;
/// Entities on a page at most, and those that are looked at of one question.
const MOST_FOUND: usize = 500;

/// Every address of yente's.
pub(crate) fn routes() -> Routes {
    let (read, screen) = (Need::READ, Need::SCREEN);
    Routes::default()
        .post_up_to("/match/{dataset}", MAX_BATCH_BODY, screen, matching::answer)
        .get("/search/{dataset}", read, search::answer)
        .get("/entities/{id}/adjacent", read, nested::adjacent)
        .get("/entities/{id}/adjacent/{property}", read, nested::adjacent_by)
        .get("/reconcile/{dataset}", read, reconcile::offer)
        .post("/reconcile/{dataset}", screen, reconcile::answer)
        .get("/reconcile/{dataset}/suggest/entity", read, reconcile::suggest_entity)
        .get("/reconcile/{dataset}/suggest/property", read, reconcile::suggest_property)
        .get("/reconcile/{dataset}/suggest/type", read, reconcile::suggest_type)
        .get("/reconcile/{dataset}/extend/property", read, reconcile::extend_property)
        .get("/statements", read, statements::answer)
        .get("/catalog", read, catalog::answer)
        .get("/manifest", read, catalog::answer)
        .get("/algorithms", read, algorithms::answer)
        .post("/updatez", Need::OwnToken, update)
}

/// Loads the datasets of the manifest anew.
async fn update(State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Result<Response, ApiFault> {
    let params = Params::of(query.as_deref());
    let waits = params.truth("sync")?.unwrap_or(false);
    let token = params.text("token").unwrap_or_default().trim();
    if token.is_empty() || app.options.update_token.as_deref() != Some(token) {
        return Err(ApiFault::Detail(StatusCode::FORBIDDEN, "Invalid token.".to_owned()));
    }
    let worker = Arc::clone(&app);
    let loading = tokio::task::spawn_blocking(move || worker.load_datasets());
    if waits {
        let loaded =
            loading.await.map_err(|_| ApiFault::Detail(StatusCode::INTERNAL_SERVER_ERROR, "Not loaded.".into()))?;
        loaded.map_err(|error| ApiFault::Detail(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?;
    }
    Ok(json_response(StatusCode::OK, &json!({"status": "ok"})))
}
