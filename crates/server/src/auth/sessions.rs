//! Sessions of people who signed in, and how often somebody may try.
//!
//! Shape:    in memory: a restart ends them all. The cookie is 32 random bytes, of which the SHA-256 is kept; a second text, the token, stands in
//!           the pages and comes back with what they send.
//! Source:   OWASP Session Management Cheat Sheet: an idle hour, twelve hours in all.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, HeaderValue, header};
use jiff::{SignedDuration, Timestamp};
use node::access::{Access, PersonRecord, Role, secret_text};
use sha2::{Digest as _, Sha256};

use super::TOKEN;
use crate::fault::{Fault, FaultKind};

/// A session that nobody used for so long is over.
const IDLE: SignedDuration = SignedDuration::from_hours(1);
/// So long it lasts in all.
const IN_ALL: SignedDuration = SignedDuration::from_hours(12);
/// The most at once; the one that was not used for longest makes room.
const MAX_SESSIONS: usize = 1_000;

/// A person's session, as a request sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) has_password: bool,
    pub(crate) token: String,
}

impl Session {
    /// Whether this is its token.
    pub(crate) fn is_token(&self, token: &str) -> bool {
        // Hashes tell nothing by how long they take to compare.
        hash(&self.token) == hash(token)
    }

    pub(crate) fn has_token_in(&self, headers: &HeaderMap) -> bool {
        headers.get(TOKEN).and_then(|token| token.to_str().ok()).is_some_and(|token| self.is_token(token))
    }
}

struct Kept {
    name: String,
    token: String,
    begun: Timestamp,
    used: Timestamp,
}

impl Kept {
    fn holds(&self, now: Timestamp) -> bool {
        now.duration_since(self.used) < IDLE && now.duration_since(self.begun) < IN_ALL
    }
}

/// All of them, by the hash of their cookie.
#[derive(Default)]
pub(super) struct Sessions(Mutex<HashMap<[u8; 32], Kept>>);

impl Sessions {
    fn kept(&self) -> MutexGuard<'_, HashMap<[u8; 32], Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins one, and gives the line that sets its cookie.
    pub(super) fn begin(&self, name: &str, over_tls: bool, now: Timestamp) -> Result<HeaderValue, Fault> {
        let (cookie, token) = (secret()?, secret()?);
        let mut kept = self.kept();
        kept.retain(|_, session| session.holds(now));
        if kept.len() >= MAX_SESSIONS {
            let oldest = kept.iter().min_by_key(|(_, session)| session.used).map(|(hash, _)| *hash);
            oldest.map(|hash| kept.remove(&hash));
        }
        kept.insert(hash(&cookie), Kept { name: name.to_owned(), token, begun: now, used: now });
        cookie_line(&cookie, over_tls)
    }

    /// The session of a request.
    pub(super) fn find(&self, headers: &HeaderMap, over_tls: bool, access: &Access, now: Timestamp) -> Option<Session> {
        let hash = hash(cookie_of(headers, over_tls)?);
        let mut all = self.kept();
        let kept = all.get_mut(&hash).filter(|kept| kept.holds(now))?;
        let person: &PersonRecord = access.people.get(&kept.name).filter(|person| person.withdrawn.is_none())?;
        kept.used = now;
        let (name, has_password) = (person.name.clone(), person.has_password());
        Some(Session { name, role: person.role, has_password, token: kept.token.clone() })
    }

    /// Ends the session of a request.
    pub(super) fn end(&self, headers: &HeaderMap, over_tls: bool) {
        if let Some(cookie) = cookie_of(headers, over_tls) {
            self.kept().remove(&hash(cookie));
        }
    }

    /// Ends every session of a person but that of a request.
    pub(super) fn end_others(&self, name: &str, headers: &HeaderMap, over_tls: bool) {
        let own = cookie_of(headers, over_tls).map(hash);
        self.kept().retain(|hash, kept| kept.name != name || Some(*hash) == own);
    }
}

/// What the cookie is called. `__Host-` (RFC 6265bis, section 4.1.3.2) keeps it from being set by another host or without TLS.
fn cookie_name(over_tls: bool) -> &'static str {
    if over_tls { "__Host-dalil-session" } else { "dalil-session" }
}

fn cookie_line(value: &str, over_tls: bool) -> Result<HeaderValue, Fault> {
    let secure = if over_tls { "; Secure" } else { "" };
    let line = format!("{}={value}; Path=/; HttpOnly; SameSite=Strict{secure}", cookie_name(over_tls));
    HeaderValue::from_str(&line).map_err(|_| Fault::new(FaultKind::Internal))
}

/// The line that has a browser forget the cookie.
pub(super) fn forgotten(over_tls: bool) -> Result<HeaderValue, Fault> {
    cookie_line("; Max-Age=0", over_tls)
}

fn cookie_of(headers: &HeaderMap, over_tls: bool) -> Option<&str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == cookie_name(over_tls)).map(|(_, value)| value)
}

fn secret() -> Result<String, Fault> {
    secret_text().map_err(|_| Fault::new(FaultKind::Internal))
}

fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// So many wrong passwords for one name,
const MAX_WRONG: usize = 10;
/// within this time, and nobody is let in by it until it is over.
const WRONG_WITHIN: Duration = Duration::from_secs(15 * 60);
/// Names whose wrong passwords are counted at most.
const MAX_NAMES: usize = 10_000;

/// Wrong passwords, by name.
#[derive(Default)]
pub(super) struct Attempts(Mutex<HashMap<String, Vec<Instant>>>);

impl Attempts {
    /// Whether a password of this name may be tried.
    pub(super) fn may_try(&self, name: &str) -> Result<(), Fault> {
        let mut wrong = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        wrong.retain(|_, times| {
            times.retain(|time| time.elapsed() < WRONG_WITHIN);
            !times.is_empty()
        });
        let times = wrong.get(name).map(Vec::as_slice).unwrap_or_default();
        match times.first() {
            Some(first) if times.len() >= MAX_WRONG => {
                let wait = WRONG_WITHIN.saturating_sub(first.elapsed());
                Err(Fault { retry_after: Some(wait.as_secs() + 1), ..Fault::new(FaultKind::TooManyAttempts) })
            }
            _ if wrong.len() >= MAX_NAMES => {
                Err(Fault { retry_after: Some(60), ..Fault::new(FaultKind::TooManyAttempts) })
            }
            _ => Ok(()),
        }
    }

    pub(super) fn was_wrong(&self, name: &str) {
        let mut wrong = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        wrong.entry(name.to_owned()).or_default().push(Instant::now());
    }

    pub(super) fn was_right(&self, name: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }
}
