//! Receipts: shown, as a signed note, as a certificate, and computed again.
//!
//! Rules:    a receipt is shown to who asked for it and to those who review; to others there is none.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use node::access::Right;
use node::audit::EventId;
use node::receipts::{KeptReceipt, Replaying};
use node::{Error, Node};
use register::Day;
use screening::receipt::MAX_RECEIPT;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{day_of, json_body, only};
use crate::answer;
use crate::certificate::Certificate;
use crate::fault::{Fault, FaultKind};
use crate::http::{App, Asker, Pairs, json_response};
use crate::page;
use crate::recording::{Recorder, not_read};

type Id = Result<Path<String>, PathRejection>;

/// A receipt, where who asks may see it.
fn visible(recorder: &Recorder, asker: &Asker, id: &str) -> Result<KeptReceipt, Fault> {
    let unknown = || Fault::about(FaultKind::NoReceipt, id);
    let id: EventId = id.parse().map_err(|()| unknown())?;
    let event = recorder.audit.event(id).map_err(|_| unknown())?;
    let is_own = event.actor.by == asker.actor.by;
    if !is_own && !asker.identity.may(Right::Review) {
        return Err(unknown());
    }
    KeptReceipt::of(event).map_err(not_read)?.ok_or_else(unknown)
}

/// Does something with a receipt in a thread of its own.
async fn with_receipt<T: Send + 'static>(
    app: &Arc<App>,
    asker: &Asker,
    id: Id,
    work: impl FnOnce(&Recorder, &KeptReceipt) -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    let Ok(Path(id)) = id else { return Err(Fault::new(FaultKind::Malformed)) };
    let recorder = app.recorder.clone().ok_or_else(|| Fault::about(FaultKind::NoReceipt, &id))?;
    let of = asker.clone();
    app.apart(asker, move || visible(&recorder, &of, &id).and_then(|kept| work(&recorder, &kept))).await?
}

pub(super) async fn receipt(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    pairs: Pairs,
    id: Id,
) -> Result<Response, Fault> {
    only(&["lang"], pairs)?;
    let told = with_receipt(&app, &asker, id, |_, kept| Ok(answer::receipt(kept))).await?;
    Ok(json_response(StatusCode::OK, &told))
}

pub(super) async fn note(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    pairs: Pairs,
    id: Id,
) -> Result<Response, Fault> {
    only(&["lang"], pairs)?;
    let note = with_receipt(&app, &asker, id, |recorder, kept| Ok(recorder.signer.note(kept))).await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], note).into_response())
}

/// The certificate of the search: a page for who likes pages, else JSON.
pub(super) async fn certificate(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    pairs: Pairs,
    id: Id,
) -> Result<Response, Fault> {
    only(&["lang"], pairs)?;
    let (worker, lang, likes_pages) = (Arc::clone(&app), asker.lang, asker.likes_pages);
    let work = move |recorder: &Recorder, kept: &KeptReceipt| {
        let file =
            recorder.node().map_err(not_read)?.register_again(&kept.receipt.register, &mut |_| {}).map_err(not_read)?;
        let note = recorder.signer.note(kept);
        let certificate = Certificate::of(kept, &file, &recorder.signer.public(), note, worker.options.fictitious);
        let certificate = certificate.map_err(|_| Fault::new(FaultKind::RegisterDamaged))?;
        let words = worker.words(lang);
        Ok(if likes_pages { Err(certificate.page(words, Some(page::style()))) } else { Ok(certificate.json(words)) })
    };
    Ok(match with_receipt(&app, &asker, id, work).await? {
        Ok(told) => json_response(StatusCode::OK, &told),
        Err(page) => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response(),
    })
}

/// What is to be computed again, and of which register.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Replay {
    receipt: Option<String>,
    note: Option<String>,
    as_of: Option<String>,
    register: Option<String>,
}

/// Computes a receipt again.
pub(super) async fn replay(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    pairs: Pairs,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Fault> {
    only(&["lang"], pairs)?;
    let body = json_body(&headers, body, MAX_RECEIPT)?;
    let wanted: Replay = serde_json::from_slice(&body)
        .map_err(|error| Fault::about(FaultKind::Malformed, &format!("{}:{}", error.line(), error.column())))?;
    if wanted.receipt.is_some() == wanted.note.is_some() {
        return Err(Fault::about(FaultKind::BadMember, "receipt"));
    }
    if wanted.as_of.is_some() && wanted.register.is_some() {
        return Err(Fault::about(FaultKind::BadMember, "register"));
    }
    let as_of = wanted.as_of.as_deref().map(|day| day_of(day, "as_of")).transpose()?;
    let name = wanted.receipt.clone().unwrap_or_else(|| "note".to_owned());
    let recorder = app.recorder.clone().ok_or_else(|| Fault::about(FaultKind::NoReceipt, &name))?;
    let (worker, of) = (Arc::clone(&app), asker.clone());
    let work = move || {
        let kept = match (&wanted.receipt, &wanted.note) {
            (Some(id), _) => visible(&recorder, &of, id)?,
            (None, note) => {
                let note = note.as_deref().unwrap_or_default();
                let read = recorder.node().map_err(not_read)?.receipt_from_note(note);
                read.map_err(|_| Fault::about(FaultKind::NoReceipt, &name))?
            }
        };
        let mut node = recorder.node().map_err(not_read)?;
        let told = replayed(&worker, &of, &mut node, (as_of, wanted.register.as_deref()), &kept).map_err(not_read)?;
        Ok::<_, Fault>(told)
    };
    Ok(json_response(StatusCode::OK, &app.apart(&asker, work).await??))
}

fn replayed(
    app: &App,
    asker: &Asker,
    node: &mut Node,
    wanted: (Option<Day>, Option<&str>),
    kept: &KeptReceipt,
) -> Result<Value, Error> {
    let quietly = &mut |_: &str| {};
    let other = match wanted {
        (Some(day), _) => Some(node.register_of_day(day, app.now(), quietly)?),
        (None, Some(id)) => Some(node.register_named(id).or_else(|_| node.register_again(id, quietly))?),
        (None, None) => None,
    };
    let (words, name) = (app.words(asker.lang), kept.id.to_string());
    let datasets = asker.datasets.as_ref().map(|datasets| datasets.register());
    let mut replaying = Replaying::new(node, datasets);
    let mut told = match replaying.replay(&kept.receipt, other.as_ref(), quietly) {
        Ok(replayed) => answer::replayed(words, &name, &kept.receipt, &replayed),
        Err(error) => answer::not_replayed(words, &name, error),
    };
    told["compared_with"] = json!(other.as_ref().map(node::RegisterFile::id));
    Ok(told)
}
