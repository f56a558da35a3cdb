//! One event as it is written and read again.
//!
//! Shape:    `{"n", "at", "kind", "by", "purpose", "facts", "personal", "previous"}`: `personal` is the encrypted part in base64, or null;
//!           `previous` is the SHA-256 of the line before without its end, sixty-four zeros in the first.
//! Source:   RFC 8439, section 2.8. A key encrypts one text only, so the nonce is zero; the event's number is what is authenticated beside.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::segment::KEY_BYTES;
use super::{Actor, Event};

/// The longest line that is read, in bytes.
pub(super) const MAX_LINE: usize = 4 << 20;

/// An event's id: its number, and the beginning of its line's hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId {
    /// Its number, from 1.
    pub n: u64,
    hash: [u8; 8],
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:016x}", self.n, u64::from_be_bytes(self.hash))
    }
}

impl FromStr for EventId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (n, hash) = text.split_once('-').ok_or(())?;
        let n = n.parse().map_err(|_| ())?;
        let hash = u64::from_str_radix(hash, 16).map_err(|_| ())?.to_be_bytes();
        // Written otherwise (`+1`, capitals) it is no id.
        Some(Self { n, hash }).filter(|id| id.to_string() == text).ok_or(())
    }
}

/// Where the chain stands: after so many events, the last of which has this hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct After {
    pub(super) n: u64,
    pub(super) hash: [u8; 32],
}

impl After {
    pub(super) const NOTHING: Self = Self { n: 0, hash: [0; 32] };

    pub(super) fn followed_by(&self, line: &[u8]) -> Self {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        Self { n: self.n + 1, hash: Sha256::digest(line).into() }
    }

    pub(super) fn id(&self) -> EventId {
        EventId { n: self.n, hash: std::array::from_fn(|at| self.hash.get(at).copied().unwrap_or_default()) }
    }

    pub(super) fn hex(&self) -> String {
        self.hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// What is personal of an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Personal {
    /// There was nothing.
    None,
    /// This.
    Told(Value),
    /// Its key was erased.
    Erased,
    /// The key does not open it.
    Unreadable,
}

/// An event as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// Its id.
    pub id: EventId,
    /// When, RFC 3339 in UTC.
    pub at: Timestamp,
    /// What it is of: the code of a [`super::Kind`].
    pub kind: String,
    /// Who, and for what.
    pub actor: Actor,
    /// What may stay readable.
    pub facts: Map<String, Value>,
    /// What is personal.
    pub personal: Personal,
    /// The hash of the line before.
    pub(super) previous: String,
    /// The line as it stands, without its end.
    pub line: String,
}

/// A line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    n: u64,
    at: Timestamp,
    kind: String,
    by: String,
    purpose: String,
    facts: Map<String, Value>,
    personal: Option<String>,
    previous: String,
}

/// Writes an event's line, with its end, after those before it.
pub(super) fn write(
    out: &mut Vec<u8>,
    after: &After,
    actor: &Actor,
    event: &Event,
    key: &[u8; KEY_BYTES],
    now: Timestamp,
) {
    let n = after.n + 1;
    let line = Line {
        n,
        at: now,
        kind: event.kind.code().to_owned(),
        by: actor.by.clone(),
        purpose: actor.purpose.clone(),
        facts: event.facts.clone(),
        personal: (!event.personal.is_null()).then(|| BASE64.encode(encrypted(n, event.personal.to_string(), key))),
        previous: after.hex(),
    };
    out.extend(serde_json::to_vec(&line).expect("texts, numbers and maps with texts as keys are JSON"));
    out.push(b'\n');
}

fn cipher(key: &[u8; KEY_BYTES]) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(&Key::from(*key))
}

fn encrypted(n: u64, text: String, key: &[u8; KEY_BYTES]) -> Vec<u8> {
    let text = text.into_bytes();
    let payload = Payload { msg: &text, aad: &n.to_be_bytes() };
    cipher(key).encrypt(&Nonce::default(), payload).expect("a text of less than 256 GiB can be encrypted")
}

/// Reads a line; `None` where it is none of an event.
pub(super) fn read(line: &[u8], key: Option<&[u8; KEY_BYTES]>) -> Option<Stored> {
    let read: Line = serde_json::from_slice(line).ok()?;
    let id = EventId { n: read.n, ..After::NOTHING.followed_by(line).id() };
    let personal = match (&read.personal, key) {
        (None, _) => Personal::None,
        (Some(_), Some(key)) if *key == [0; KEY_BYTES] => Personal::Erased,
        (Some(text), Some(key)) => told(read.n, text, key).map_or(Personal::Unreadable, Personal::Told),
        (Some(_), None) => Personal::Unreadable,
    };
    Some(Stored {
        id,
        at: read.at,
        kind: read.kind,
        actor: Actor { by: read.by, purpose: read.purpose },
        facts: read.facts,
        personal,
        previous: read.previous,
        line: String::from_utf8(line.to_vec()).ok()?,
    })
}

fn told(n: u64, text: &str, key: &[u8; KEY_BYTES]) -> Option<Value> {
    let bytes = BASE64.decode(text).ok()?;
    let text = cipher(key).decrypt(&Nonce::default(), Payload { msg: &bytes, aad: &n.to_be_bytes() }).ok()?;
    serde_json::from_slice(&text).ok()
}
