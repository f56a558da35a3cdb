//! What was looked up, screened and changed, by whom and for what: kept so that nobody can alter it unseen.
//!
//! Shape:    events, a line of JSON each, numbered from 1; each names the SHA-256 of the line before it. Lines stand in segments below
//!           `audit/`, named after the number of their first event: the last one is written to, those before are packed (`.jsonl.zst`) and
//!           sealed with a signed note. What is personal of an event is encrypted in its line (ChaCha20-Poly1305, RFC 8439) under
//!           a key of its own, which stands in a file of keys beside the segment: erasing a person's data is erasing keys, and the chain stays whole.
//! Rules:    an event is written before what it tells of is answered, and is on the disk within a second ([`Audit::sync`]) or, where a
//!           person decided, at once. What cannot be written is not answered. Several processes may write to one log.
//! Fails:    a line that a killed process left unfinished was answered to nobody: it is cut off when the log is next opened.
//! Not here: what an event says (`receipts`, the faces).

mod check;
mod segment;
mod stored;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde_json::{Map, Value};

pub use check::{Broken, BrokenKind, Verified};
pub use stored::{EventId, Personal, Stored};

use crate::output::private_folder;
use crate::{Doing, Error, Node};
use segment::{KEY_BYTES, RECORD_BYTES, Segment, Tail};

/// A segment that has become so long is followed by another.
const SEGMENT_BYTES: u64 = 64 << 20;

/// What an event is of. The words are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A subject was screened.
    Screening,
    /// Something was looked up.
    LookUp,
    /// A person signed in, a key was made or withdrawn, or the like.
    Access,
    /// Personal data of events was erased.
    Erasure,
}

impl Kind {
    /// Every kind, in order.
    pub const ALL: &[Self] = &[Self::Screening, Self::LookUp, Self::Access, Self::Erasure];

    /// The stable word.
    pub fn code(self) -> &'static str {
        match self {
            Self::Screening => "screening",
            Self::LookUp => "look-up",
            Self::Access => "access",
            Self::Erasure => "erasure",
        }
    }
}

/// Who did something, and for what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// Who, as in `key:1a2b3c4d`, `person:amal` or `local`.
    pub by: String,
    /// For what, in the caller's words; empty where nothing was said.
    pub purpose: String,
}

/// What is to be recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// What it is of.
    pub kind: Kind,
    /// What may stay readable for good: nothing personal.
    pub facts: Map<String, Value>,
    /// What is personal; `null` where nothing is.
    pub personal: Value,
}

/// The log of one data folder.
pub struct Audit {
    folder: PathBuf,
    tail: Mutex<Tail>,
    /// Whether something was written since it was last made sure of.
    is_dirty: AtomicBool,
}

impl Audit {
    /// Opens the log of a data folder, beginning one where there is none.
    ///
    /// # Errors
    /// Its files cannot be read or written.
    pub(crate) fn open(folder: &Path) -> Result<Self, Error> {
        let folder = folder.join("audit");
        private_folder(&folder).map_err(|error| Error::io(Doing::Making, &folder, error))?;
        let tail = Tail::open(&folder)?;
        Ok(Self { folder, tail: Mutex::new(tail), is_dirty: AtomicBool::new(false) })
    }

    fn tail(&self) -> MutexGuard<'_, Tail> {
        // A panic while it was held leaves a tail that is read anew before anything is written.
        self.tail.lock().unwrap_or_else(|poisoned| {
            let mut tail = PoisonError::into_inner(poisoned);
            tail.forget();
            tail
        })
    }

    /// Writes events, all or none, and gives their ids in order.
    ///
    /// # Errors
    /// They cannot be written: then none of them is.
    pub fn append(&self, actor: &Actor, events: &[Event], now: Timestamp) -> Result<Vec<EventId>, Error> {
        if events.is_empty() {
            return Ok(Vec::new());
        }
        let mut tail = self.tail();
        let _alone = tail.write_alone()?;
        tail.catch_up()?;
        if tail.is_full(SEGMENT_BYTES, now) {
            tail.begin_next()?;
        }
        let (mut lines, mut records, mut ids) = (Vec::new(), Vec::new(), Vec::with_capacity(events.len()));
        let mut after = tail.after();
        for event in events {
            let key = key(event).map_err(|error| Error::io(Doing::Writing, &self.folder, error))?;
            let begins = lines.len();
            stored::write(&mut lines, &after, actor, event, &key, now);
            let line = lines.get(begins..).unwrap_or_default();
            records.extend(key);
            records.extend((tail.length() + begins as u64).to_le_bytes());
            after = after.followed_by(line);
            ids.push(after.id());
        }
        tail.write(&lines, &records, after)?;
        self.is_dirty.store(true, Ordering::Release);
        Ok(ids)
    }

    /// The same, and makes sure that they are on the disk.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn append_durably(&self, actor: &Actor, events: &[Event], now: Timestamp) -> Result<Vec<EventId>, Error> {
        let ids = self.append(actor, events, now)?;
        self.sync()?;
        Ok(ids)
    }

    /// Makes sure that what was written is on the disk; a server does so every second.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn sync(&self) -> Result<(), Error> {
        if self.is_dirty.swap(false, Ordering::AcqRel) {
            let files = self.tail().files()?;
            let synced = files.iter().try_for_each(File::sync_data);
            if let Err(error) = synced {
                self.is_dirty.store(true, Ordering::Release);
                return Err(Error::io(Doing::Writing, &self.folder, error));
            }
        }
        Ok(())
    }

    /// How many events there are.
    pub fn len(&self) -> u64 {
        self.tail().after().n
    }

    /// Whether nothing was recorded yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn segments(&self) -> Result<Vec<Segment>, Error> {
        Segment::all(&self.folder)
    }

    /// One event by its id.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub fn event(&self, id: EventId) -> Result<Stored, Error> {
        let unknown = || Error::NoEvent(id.to_string());
        let segment = self.segments()?.into_iter().rev().find(|segment| segment.first <= id.n).ok_or_else(unknown)?;
        let stored = segment.event(id.n)?.ok_or_else(unknown)?;
        if stored.id == id { Ok(stored) } else { Err(unknown()) }
    }

    /// Every event from a number on, in order, until one is not wanted any more.
    ///
    /// # Errors
    /// A segment cannot be read, or what is done with an event fails.
    pub fn each<E: From<Error>>(&self, from: u64, take: &mut dyn FnMut(Stored) -> Result<bool, E>) -> Result<(), E> {
        let segments = self.segments()?;
        let begins = segments.iter().rposition(|segment| segment.first <= from).unwrap_or(0);
        for segment in segments.iter().skip(begins) {
            for stored in segment.events()? {
                let stored = stored?;
                if stored.id.n >= from && !take(stored)? {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Erases what is personal of events: nobody can read it any more, and the log says who erased it and why. Those erased before stay so.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn erase(&self, events: &[u64], actor: &Actor, reason: &str, now: Timestamp) -> Result<(), Error> {
        let facts = [("events", Value::from(events)), ("reason", Value::from(reason))];
        let facts = facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        // First that it is to be done: what is interrupted is told by the check, and done again.
        self.append_durably(actor, &[Event { kind: Kind::Erasure, facts, personal: Value::Null }], now)?;
        let segments = self.segments()?;
        for n in events {
            if let Some(segment) = segments.iter().rev().find(|segment| segment.first <= *n) {
                segment.erase(*n)?;
            }
        }
        Ok(())
    }
}

/// A key for what is personal; zeros where nothing is.
fn key(event: &Event) -> std::io::Result<[u8; KEY_BYTES]> {
    let mut key = [0; KEY_BYTES];
    if !event.personal.is_null() {
        getrandom::fill(&mut key).map_err(std::io::Error::other)?;
    }
    Ok(key)
}

const _: () = assert!(RECORD_BYTES == KEY_BYTES + 8, "a record is a key and where the line begins");

impl Node {
    /// The log of what was looked up, screened and changed.
    ///
    /// # Errors
    /// Its files cannot be read or written.
    pub fn audit(&self) -> Result<Audit, Error> {
        Audit::open(self.folder())
    }

    /// Packs and seals the segments that are not written to any more.
    ///
    /// # Errors
    /// One cannot be read, written or signed.
    pub fn seal_audit(&self, audit: &Audit) -> Result<usize, Error> {
        let mut sealed = 0;
        let segments = audit.segments()?;
        let (_, done) = segments.split_last().unzip();
        for segment in done.unwrap_or_default().iter().filter(|segment| !segment.is_sealed()) {
            let key = self.key_made_at_first()?;
            segment.seal(&|text| key.sign(text))?;
            sealed += 1;
        }
        Ok(sealed)
    }
}

#[cfg(test)]
mod tests;
