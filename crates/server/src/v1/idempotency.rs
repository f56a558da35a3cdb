//! A request that is sent twice under one key is answered once.
//!
//! Source:   IETF draft-ietf-httpapi-idempotency-key-header-07.
//! Shape:    `Idempotency-Key`, a text of up to 255 characters, on what screens one or a batch. For an hour the same key of the same asker with the
//!           same body gives the answer that was given, with `Idempotency-Replayed: true`; in memory, so that a restart forgets it.
//! Fails:    another body under the key, and one whose first request is still under way, are refused.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use sha2::{Digest as _, Sha256};

use crate::fault::{Fault, FaultKind};
use crate::http::{Asker, json_response, recorded};

/// The longest key, in characters.
const MAX_KEY: usize = 255;
/// Answers kept at most, and their bytes.
const MAX_ANSWERS: usize = 10_000;
const MAX_BYTES: usize = 64 << 20;
/// So long an answer is kept.
const KEPT: Duration = Duration::from_secs(60 * 60);

/// Answers by who asks and their key.
#[derive(Clone, Default)]
pub(crate) struct Idempotency(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    of: HashMap<(String, String), Entry>,
    bytes: usize,
}

struct Entry {
    asked: [u8; 32],
    at: Instant,
    /// The status and the body; `None` while it is under way.
    answer: Option<(u16, Bytes)>,
}

impl Idempotency {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a request with this body.
    ///
    /// # Errors
    /// The key is none, or stands for another request, or for one under way.
    pub(super) fn begin(&self, asker: &Asker, headers: &HeaderMap, body: &[u8]) -> Result<Once, Fault> {
        let Some(given) = headers.get("idempotency-key") else { return Ok(Once::Any) };
        let key = given.to_str().unwrap_or_default().trim();
        if key.is_empty() || key.chars().count() > MAX_KEY {
            return Err(Fault::about(FaultKind::BadMember, "Idempotency-Key"));
        }
        let mut hash = Sha256::new();
        // The language too: an answer is in one.
        for part in [asker.through.as_bytes(), asker.lang.code().as_bytes(), body] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let asked: [u8; 32] = hash.finalize().into();
        let name = (asker.actor.by.clone(), key.to_owned());
        let mut kept = self.kept();
        kept.forget_old();
        match kept.of.get(&name) {
            None => {}
            Some(entry) if entry.asked != asked => return Err(Fault::about(FaultKind::KeyReused, key)),
            Some(Entry { answer: None, .. }) => {
                return Err(Fault { retry_after: Some(1), ..Fault::about(FaultKind::UnderWay, key) });
            }
            Some(Entry { answer: Some((status, body)), .. }) => return Ok(Once::Again(*status, body.clone())),
        }
        if kept.of.len() >= MAX_ANSWERS {
            return Err(Fault { retry_after: Some(60), ..Fault::new(FaultKind::LineFull) });
        }
        kept.of.insert(name.clone(), Entry { asked, at: Instant::now(), answer: None });
        Ok(Once::First(UnderWay { all: self.clone(), name, is_kept: false }))
    }
}

impl Kept {
    fn forget_old(&mut self) {
        let mut bytes = 0;
        self.of.retain(|_, entry| {
            let stays = entry.answer.is_none() || entry.at.elapsed() < KEPT;
            bytes += if stays { entry.answer.as_ref().map_or(0, |(_, body)| body.len()) } else { 0 };
            stays
        });
        self.bytes = bytes;
    }
}

/// A request as its key has it.
pub(super) enum Once {
    /// There is no key.
    Any,
    /// It is the first of its key.
    First(UnderWay),
    /// It was answered so.
    Again(u16, Bytes),
}

impl Once {
    /// The answer: that of the first request under the key.
    pub(super) async fn answer(self, first: impl Future<Output = Result<Response, Fault>>) -> Result<Response, Fault> {
        match self {
            Self::Any => first.await,
            Self::Again(status, body) => {
                let mut response = json_response(
                    axum::http::StatusCode::from_u16(status).unwrap_or_default(),
                    &serde_json::Value::Null,
                );
                *response.body_mut() = Body::from(body);
                response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
                Ok(recorded(response))
            }
            Self::First(under_way) => under_way.keep(first.await?).await,
        }
    }
}

/// The first request of a key; dropped without an answer, it leaves the key free.
pub(super) struct UnderWay {
    all: Idempotency,
    name: (String, String),
    is_kept: bool,
}

impl UnderWay {
    async fn keep(mut self, response: Response) -> Result<Response, Fault> {
        let (parts, body) = response.into_parts();
        // It was made in memory and is whole.
        let body = to_bytes(body, usize::MAX).await.map_err(|_| Fault::new(FaultKind::Internal))?;
        let mut kept = self.all.kept();
        if kept.bytes + body.len() <= MAX_BYTES
            && let Some(entry) = kept.of.get_mut(&self.name)
        {
            entry.answer = Some((parts.status.as_u16(), body.clone()));
            kept.bytes += body.len();
            self.is_kept = true;
        }
        drop(kept);
        Ok(Response::from_parts(parts, Body::from(body)))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        if !self.is_kept {
            self.all.kept().of.remove(&self.name);
        }
    }
}
