//! The pages for signing in and for one's password.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use node::access::LEAST_PASSWORD;

use super::{Page, html};
use crate::auth::Session;
use crate::fault::Fault;
use crate::http::{App, Asker};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage<'a> {
    page: Page<'a>,
    name: &'a str,
    /// Whether there is a password to sign in with.
    has_passwords: bool,
    wrong: Option<String>,
}

#[derive(Template)]
#[template(path = "enter.html")]
struct EnterPage<'a> {
    page: Page<'a>,
}

#[derive(Template)]
#[template(path = "password.html")]
struct PasswordPage<'a> {
    page: Page<'a>,
    session: &'a Session,
    least: usize,
    wrong: Option<String>,
}

/// The form to sign in with; with the name that was tried and what was wrong.
pub(crate) fn sign_in(app: &App, asker: &Asker, name: &str, wrong: Option<&Fault>) -> Result<Response, Fault> {
    let (page, has_passwords) = (Page::new(app, asker, "/sign-in"), !app.guard.is_unset());
    html(status(wrong), &SignInPage { page, name, has_passwords, wrong: said(app, asker, wrong) })
}

/// The button of a link that works once.
pub(crate) fn enter(app: &App, asker: &Asker) -> Result<Response, Fault> {
    html(StatusCode::OK, &EnterPage { page: Page::new(app, asker, "") })
}

/// The form for one's password; with what was wrong.
pub(crate) fn password(app: &App, asker: &Asker, session: &Session, wrong: Option<&Fault>) -> Result<Response, Fault> {
    let page = Page::new(app, asker, "/password");
    html(status(wrong), &PasswordPage { page, session, least: LEAST_PASSWORD, wrong: said(app, asker, wrong) })
}

fn status(wrong: Option<&Fault>) -> StatusCode {
    wrong.map_or(StatusCode::OK, |fault| fault.kind.status())
}

fn said(app: &App, asker: &Asker, wrong: Option<&Fault>) -> Option<String> {
    wrong.map(|fault| fault.message(app.words(asker.lang)))
}
