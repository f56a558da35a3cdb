//! The lists held, their editions, and what changed between two of them.

use std::sync::Arc;

use axum::Extension;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use node::EditionRecord;
use register::Day;
use serde_json::json;
use sources::spec::{ListSpec, all as specs};

use super::{day_of, only};
use crate::answer;
use crate::fault::{Fault, FaultKind};
use crate::http::{App, Asker, Pairs, json_response};
use crate::recording::{Recorder, not_read};

fn recorder(app: &App) -> Result<Arc<Recorder>, Fault> {
    // The data folder stands behind it.
    app.recorder.clone().ok_or_else(|| Fault::new(FaultKind::NoRegister))
}

/// Every list that is known, with the newest edition held.
pub(super) async fn all(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    pairs: Pairs,
) -> Result<Response, Fault> {
    only(&["lang"], pairs)?;
    let (recorder, today) = (recorder(&app)?, app.today());
    let work = move || {
        let editions = recorder.node().map_err(not_read)?.editions(None).map_err(not_read)?;
        let lists: Vec<_> = specs().iter().map(|spec| list(spec, &editions, today, false)).collect();
        Ok::<_, Fault>(json!({"lists": lists}))
    };
    Ok(json_response(StatusCode::OK, &app.apart(&asker, work).await??))
}

/// One list with every edition held.
pub(super) async fn one(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    pairs: Pairs,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, Fault> {
    only(&["lang"], pairs)?;
    let spec = known(id)?;
    let (recorder, today) = (recorder(&app)?, app.today());
    let work = move || {
        let editions = recorder.node().map_err(not_read)?.editions(Some(&spec.list.id)).map_err(not_read)?;
        Ok::<_, Fault>(list(spec, &editions, today, true))
    };
    Ok(json_response(StatusCode::OK, &app.apart(&asker, work).await??))
}

/// What changed between two editions of a list: the last two, where no days are named.
pub(super) async fn diff(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    pairs: Pairs,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, Fault> {
    let pairs = only(&["lang", "from", "to"], pairs)?;
    let day = |name: &str| {
        let given = pairs.iter().find(|(own, _)| own == name);
        given.map(|(_, value)| day_of(value, name)).transpose()
    };
    let (from, to, spec, recorder) = (day("from")?, day("to")?, known(id)?, recorder(&app)?);
    let work = move || {
        let found = recorder.node().map_err(not_read)?.diff(&spec.list.id, from, to).map_err(not_read)?;
        Ok::<_, Fault>(answer::diff(&spec.list.id, &found))
    };
    Ok(json_response(StatusCode::OK, &app.apart(&asker, work).await??))
}

fn known(id: Result<Path<String>, PathRejection>) -> Result<&'static ListSpec, Fault> {
    let Ok(Path(id)) = id else { return Err(Fault::new(FaultKind::Malformed)) };
    specs().iter().find(|spec| spec.list.id == id).ok_or_else(|| Fault::about(FaultKind::NoList, &id))
}

fn list(spec: &ListSpec, editions: &[EditionRecord], today: Day, with_editions: bool) -> serde_json::Value {
    let held: Vec<&EditionRecord> = editions.iter().filter(|edition| edition.list == spec.list.id).collect();
    answer::list(spec, &held, today, with_editions)
}
