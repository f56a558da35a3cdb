//! Signing in and out, and one's password: pages for people.
//!
//! Shape:    a link that works once leads to a page with a button, so that what only looks at links does not use it up. What a form sends is
//!           `application/x-www-form-urlencoded`, each field once.
//! Fails:    whether a name is known is not told: a wrong name and a wrong password are one fault and take as long.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use node::access::{LEAST_PASSWORD, MAX_PASSWORD};
use node::audit::Actor;

use super::sessions::{Session, forgotten};
use super::{Need, Routes};
use crate::api::Params;
use crate::fault::{Fault, FaultKind};
use crate::http::{App, Asker};
use crate::page::signing_in as page;
use crate::recording::{Recorder, not_recorded};

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/sign-in", Need::Nothing, sign_in_page)
        .post("/sign-in", Need::Nothing, sign_in)
        .get("/enter/{link}", Need::Nothing, enter_page)
        .post("/enter/{link}", Need::Nothing, enter)
        .get("/password", Need::Session, password_page)
        .post("/password", Need::Session, set_password)
        .post("/sign-out", Need::Session, sign_out)
}

/// The fields of a form.
struct Form(Params);

impl Form {
    /// Of a form that no session stands behind yet.
    fn read(body: Result<Bytes, BytesRejection>) -> Result<Self, Fault> {
        let body = body.map_err(|_| Fault::new(FaultKind::Malformed))?;
        let text = std::str::from_utf8(&body).map_err(|_| Fault::new(FaultKind::Malformed))?;
        Ok(Self(Params::of(Some(text))))
    }

    /// Of a session's form, which has its token.
    fn of_session(body: Result<Bytes, BytesRejection>, asker: &Asker) -> Result<(Self, Session), Fault> {
        let form = Self::read(body)?;
        let session = asker.identity.session().ok_or_else(|| Fault::new(FaultKind::NotSignedIn))?;
        if !session.is_token(form.field("token")) {
            return Err(Fault::new(FaultKind::NoToken));
        }
        Ok((form, session.clone()))
    }

    fn field(&self, name: &str) -> &str {
        self.0.text(name).unwrap_or_default()
    }
}

fn recorder(app: &App) -> Result<Arc<Recorder>, Fault> {
    app.recorder.clone().ok_or_else(|| Fault::new(FaultKind::NotRecorded))
}

/// Leads to another page.
fn to(address: &str, cookie: Option<HeaderValue>) -> Result<Response, Fault> {
    let place = HeaderValue::from_str(address).map_err(|_| Fault::new(FaultKind::Internal))?;
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response();
    if let Some(cookie) = cookie {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn in_language(path: &str, asker: &Asker) -> String {
    format!("{path}?lang={}", asker.lang.code())
}

async fn sign_in_page(State(app): State<Arc<App>>, Extension(asker): Extension<Asker>) -> Result<Response, Fault> {
    page::sign_in(&app, &asker, "", None)
}

async fn sign_in(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Fault> {
    let form = Form::read(body)?;
    let (name, password) = (form.field("name").trim().to_owned(), form.field("password").to_owned());
    app.guard.attempts.may_try(&name)?;
    let (access, asked) = (app.guard.access(), name.clone());
    let known = app.in_turn(&asker, move || access.person(&asked, &password).is_some()).await?;
    let recorder = recorder(&app)?;
    let actor = Actor { by: format!("person:{}", if known { name.as_str() } else { "?" }), purpose: String::new() };
    let now = app.now();
    if !known {
        app.guard.attempts.was_wrong(&name);
        recorder.access(&actor, "sign-in-refused", "", now).map_err(not_recorded)?;
        return page::sign_in(&app, &asker, &name, Some(&Fault::new(FaultKind::WrongPassword)));
    }
    app.guard.attempts.was_right(&name);
    recorder.access(&actor, "signed-in", &name, now).map_err(not_recorded)?;
    let cookie = app.guard.sessions.begin(&name, app.options.tls.is_some(), now)?;
    to(&in_language("/", &asker), Some(cookie))
}

async fn enter_page(State(app): State<Arc<App>>, Extension(asker): Extension<Asker>) -> Result<Response, Fault> {
    page::enter(&app, &asker)
}

async fn enter(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    link: Result<Path<String>, PathRejection>,
) -> Result<Response, Fault> {
    let Ok(Path(link)) = link else { return Err(Fault::new(FaultKind::WrongLink)) };
    let (recorder, worker) = (recorder(&app)?, Arc::clone(&app));
    let enter = move || {
        let now = worker.now();
        let node = recorder.node().map_err(not_recorded)?;
        let used = node.use_link(&link, now).map_err(|error| match error {
            node::Error::NoLink => Fault::new(FaultKind::WrongLink),
            other => not_recorded(other),
        });
        let name = used?.name;
        worker.guard.set_access(node.access().map_err(not_recorded)?);
        recorder
            .access(&Actor { by: format!("person:{name}"), purpose: String::new() }, "link-used", &name, now)
            .map_err(not_recorded)?;
        worker.guard.sessions.begin(&name, worker.options.tls.is_some(), now)
    };
    let cookie = app.in_turn(&asker, enter).await??;
    to(&in_language("/password", &asker), Some(cookie))
}

async fn password_page(State(app): State<Arc<App>>, Extension(asker): Extension<Asker>) -> Result<Response, Fault> {
    let session = asker.identity.session().ok_or_else(|| Fault::new(FaultKind::NotSignedIn))?;
    page::password(&app, &asker, session, None)
}

async fn set_password(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Fault> {
    let (form, session) = Form::of_session(body, &asker)?;
    let (password, before) = (form.field("password").to_owned(), form.field("before").to_owned());
    app.guard.attempts.may_try(&session.name)?;
    let (recorder, worker, name) = (recorder(&app)?, Arc::clone(&app), session.name.clone());
    let set = move || {
        let (now, is_over_tls) = (worker.now(), worker.options.tls.is_some());
        // Whoever finds a session open does not change its password.
        if session.has_password && worker.guard.access().person(&name, &before).is_none() {
            worker.guard.attempts.was_wrong(&name);
            return Err(Fault::new(FaultKind::WrongPassword));
        }
        let actor = Actor { by: format!("person:{name}"), purpose: String::new() };
        recorder.access(&actor, "password-set", &name, now).map_err(not_recorded)?;
        let node = recorder.node().map_err(not_recorded)?;
        node.set_password(&name, &password).map_err(|error| match error {
            node::Error::BadPassword => {
                Fault::about(FaultKind::BadPassword, &format!("{LEAST_PASSWORD}–{MAX_PASSWORD}"))
            }
            _ => Fault::new(FaultKind::NotRecorded),
        })?;
        worker.guard.set_access(node.access().map_err(not_recorded)?);
        worker.guard.sessions.end_others(&name, &headers, is_over_tls);
        Ok(())
    };
    match app.in_turn(&asker, set).await? {
        Ok(()) => to(&in_language("/", &asker), None),
        Err(fault) if matches!(fault.kind, FaultKind::BadPassword | FaultKind::WrongPassword) => {
            let session = asker.identity.session().ok_or_else(|| Fault::new(FaultKind::NotSignedIn))?;
            page::password(&app, &asker, session, Some(&fault))
        }
        Err(fault) => Err(fault),
    }
}

async fn sign_out(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Fault> {
    let (_, session) = Form::of_session(body, &asker)?;
    let is_over_tls = app.options.tls.is_some();
    app.guard.sessions.end(&headers, is_over_tls);
    recorder(&app)?.access(&asker.actor, "signed-out", &session.name, app.now()).map_err(not_recorded)?;
    to(&in_language("/sign-in", &asker), Some(forgotten(is_over_tls)?))
}
