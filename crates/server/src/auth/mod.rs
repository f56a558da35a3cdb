//! Who asks, by key or session, and what they may do.
//!
//! Shape:    a program has a key in `Authorization` (`Bearer` or `ApiKey`); a person signs in on a page and has a session. Where no key and no
//!           password was ever made, programs on this machine ask without: they are [`Identity::Local`].
//! Rules:    every address has a rule beside its handler ([`Routes`]); what has none is refused. What a page sends needs a session and the
//!           session's token, in a header or its form: a cookie alone moves nothing.
//! Limits:   ten wrong passwords for a name in a quarter of an hour; a thousand sessions; of work as `work` says.
//! Not here: which keys and people there are (`node::access`), Host and Origin (`caller`).

mod pages;
mod routes;
mod sessions;
mod work;

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};

use axum::http::{HeaderMap, Method, Uri, header};
use jiff::Timestamp;
use node::access::{Access, KeyRecord, Right, Role};
use node::audit::Actor;

use crate::fault::{Fault, FaultKind};
use crate::http::Options;

pub(crate) use pages::routes as page_routes;
pub(crate) use routes::{Need, Routes, Rule, Rules};
pub(crate) use sessions::Session;
use sessions::{Attempts, Sessions};
use work::Work;

/// The header with a session's token.
pub(crate) const TOKEN: &str = "dalil-token";

/// The longest purpose that is recorded, in characters.
const MAX_PURPOSE: usize = 200;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Identity {
    /// It is not known who.
    Nobody,
    /// A program on this machine, where nobody was given a key or password.
    Local,
    /// Whoever holds this key.
    Key(Box<KeyRecord>),
    /// A person who signed in.
    Person(Session),
}

impl Identity {
    /// What may be done.
    fn rights(&self) -> BTreeSet<Right> {
        match self {
            Self::Nobody => BTreeSet::new(),
            Self::Local => Role::Screener.rights().iter().copied().collect(),
            Self::Key(key) => key.rights(),
            Self::Person(session) => session.role.rights().iter().copied().collect(),
        }
    }

    pub(crate) fn may(&self, right: Right) -> bool {
        self.rights().contains(&right)
    }

    /// Who it is, as the log and the limits of work name them.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Nobody => "nobody".to_owned(),
            Self::Local => "local".to_owned(),
            Self::Key(key) => format!("key:{}", key.id),
            Self::Person(session) => format!("person:{}", session.name),
        }
    }

    /// The session of a person who signed in.
    pub(crate) fn session(&self) -> Option<&Session> {
        if let Self::Person(session) = self { Some(session) } else { None }
    }
}

/// What decides who may ask.
pub(crate) struct Guard {
    access: RwLock<Arc<Access>>,
    sessions: Sessions,
    attempts: Attempts,
    pub(crate) work: Work,
}

impl Guard {
    /// Nobody is known yet; of work each may have so many milliseconds a second, where that is said.
    pub(crate) fn new(work: Option<u32>) -> Self {
        Self {
            access: RwLock::default(),
            sessions: Sessions::default(),
            attempts: Attempts::default(),
            work: Work::new(work),
        }
    }

    pub(crate) fn set_access(&self, access: Access) {
        *self.access.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(access);
    }

    fn access(&self) -> Arc<Access> {
        Arc::clone(&self.access.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether no key was ever made and nobody has set a password.
    pub(crate) fn is_unset(&self) -> bool {
        let access = self.access();
        access.keys.is_empty()
            && !access.people.values().any(|person| person.has_password() || person.withdrawn.is_some())
    }

    /// Who asks.
    ///
    /// # Errors
    /// A key is given that is none, or is one no more.
    pub(crate) fn identify(
        &self,
        options: &Options,
        uri: &Uri,
        headers: &HeaderMap,
        now: Timestamp,
    ) -> Result<Identity, Fault> {
        let access = self.access();
        let is_here = options.behind_proxy || options.bound.is_none_or(|bound| bound.is_loopback());
        let is_local = is_here && self.is_unset() && !is_browser(headers);
        match key_of(uri, headers).map(|key| access.key(&key, now).cloned()) {
            Some(Some(key)) => return Ok(Identity::Key(Box::new(key))),
            // Where there are no keys, clients that have one of another server's are answered as if they had none.
            Some(None) if !is_local => return Err(Fault::new(FaultKind::WrongKey)),
            _ => {}
        }
        if let Some(session) = self.sessions.find(headers, options.tls.is_some(), &access, now) {
            return Ok(Identity::Person(session));
        }
        Ok(if is_local { Identity::Local } else { Identity::Nobody })
    }

    /// Whether an identity may do what an address needs.
    pub(crate) fn allow(
        &self,
        identity: &Identity,
        need: Need,
        method: &Method,
        headers: &HeaderMap,
    ) -> Result<(), Fault> {
        let right = match need {
            Need::Nothing | Need::OwnToken => return Ok(()),
            Need::Session if identity.session().is_some() => return Ok(()),
            Need::Session => return Err(Fault::new(FaultKind::NotSignedIn)),
            Need::Right(right) => right,
        };
        if *identity == Identity::Nobody {
            return Err(Fault::new(FaultKind::NotSignedIn));
        }
        if !identity.may(right) {
            return Err(Fault::about(FaultKind::NoRight, right.code()));
        }
        match identity.session() {
            // What a page's script sends, or its form without a token of its own, needs the header.
            Some(session) if !is_navigation(method, headers) && !session.has_token_in(headers) => {
                Err(Fault::new(FaultKind::NoToken))
            }
            _ => Ok(()),
        }
    }
}

/// Who asks and for what: the header `Dalil-Purpose`, else what the key is for.
pub(crate) fn actor(identity: &Identity, headers: &HeaderMap) -> Result<Actor, Fault> {
    let by = identity.name();
    let Some(given) = headers.get("dalil-purpose") else {
        let purpose = if let Identity::Key(key) = identity { key.purpose.clone() } else { String::new() };
        return Ok(Actor { by, purpose });
    };
    // Headers are bytes: UTF-8, or Latin-1 as they once were, where they are not.
    let read = std::str::from_utf8(given.as_bytes()).map(str::to_owned);
    let read = read.unwrap_or_else(|_| given.as_bytes().iter().map(|byte| char::from(*byte)).collect());
    let purpose = read.trim();
    if purpose.is_empty() || purpose.chars().count() > MAX_PURPOSE || purpose.contains(char::is_control) {
        return Err(Fault::about(FaultKind::BadMember, "Dalil-Purpose"));
    }
    Ok(Actor { by, purpose: purpose.to_owned() })
}

/// The key of a request: in `Authorization`, or for reconciliation, whose clients send no headers, in the address.
fn key_of(uri: &Uri, headers: &HeaderMap) -> Option<String> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (scheme, key) = given.split_once(' ').unwrap_or_default();
    if ["bearer", "apikey"].iter().any(|known| known.eq_ignore_ascii_case(scheme)) && !key.trim().is_empty() {
        return Some(key.trim().to_owned());
    }
    let of_address = uri.query().filter(|_| uri.path().starts_with("/reconcile/"));
    of_address?.split('&').find_map(|pair| pair.strip_prefix("api_key=")).map(str::to_owned)
}

/// Whether a browser asks, as its headers say; a page cannot change them.
fn is_browser(headers: &HeaderMap) -> bool {
    let agent = headers.get(header::USER_AGENT).map(axum::http::HeaderValue::as_bytes).unwrap_or_default();
    headers.contains_key("sec-fetch-site")
        || headers.contains_key("sec-fetch-mode")
        || headers.contains_key(header::ORIGIN)
        || agent.starts_with(b"Mozilla/")
}

/// Whether a person goes to a page, rather than a page asking for something.
fn is_navigation(method: &Method, headers: &HeaderMap) -> bool {
    let mode = headers.get("sec-fetch-mode").map(axum::http::HeaderValue::as_bytes);
    (*method == Method::GET || *method == Method::HEAD) && mode.is_none_or(|mode| mode == b"navigate")
}

#[cfg(test)]
mod tests;
