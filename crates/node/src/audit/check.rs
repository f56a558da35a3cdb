//! Whether the log is whole: every line follows from the one before, every seal fits, and nothing is unreadable that was not erased.
//!
//! Shape:    what is wrong is told with its segment and event, and the check goes on behind it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::stored::{After, Personal, Stored};
use super::{Audit, Kind};
use crate::{Error, PublicKey};

/// So many broken places are told; there may be more.
const MOST_TOLD: usize = 100;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Events read.
    pub events: u64,
    /// Segments, and how many of them are sealed.
    pub segments: u64,
    /// Those with a seal that fits.
    pub sealed: u64,
    /// Events whose personal part was erased.
    pub erased: u64,
    /// The hash of the last line, in hexadecimal.
    pub last: String,
    /// What is wrong; at most a hundred places.
    pub broken: Vec<Broken>,
}

/// A place where something is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// What.
    pub kind: BrokenKind,
    /// The number of the event at fault, or that should stand there.
    pub event: u64,
}

/// What can be wrong. The codes are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrokenKind {
    /// The line is none of an event.
    NoEvent,
    /// The line does not follow from the one before.
    Chain,
    /// The segment's seal is missing or was not made by this folder's key for these lines.
    Seal,
    /// What is personal cannot be read, and no event says that it was erased.
    Unreadable,
    /// An event says that it was erased, and it can be read still.
    NotErased,
}

impl BrokenKind {
    /// Every kind, in order.
    pub const ALL: &[Self] = &[Self::NoEvent, Self::Chain, Self::Seal, Self::Unreadable, Self::NotErased];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoEvent => "no-event",
            Self::Chain => "chain-broken",
            Self::Seal => "seal-broken",
            Self::Unreadable => "unreadable",
            Self::NotErased => "not-erased",
        }
    }
}

impl Verified {
    fn tell(&mut self, kind: BrokenKind, event: u64) {
        if self.broken.len() < MOST_TOLD {
            self.broken.push(Broken { kind, event });
        }
    }

    /// Whether nothing is wrong.
    pub fn is_whole(&self) -> bool {
        self.broken.is_empty()
    }
}

impl Audit {
    /// Checks the whole log; seals by the key that makes them, where there is one yet. `on_event` hears how far it is.
    ///
    /// # Errors
    /// A segment cannot be read at all.
    pub fn verify(&self, key: Option<&PublicKey>, on_event: &mut dyn FnMut(u64)) -> Result<Verified, Error> {
        let mut found = Verified::default();
        let (mut unreadable, mut erased) = (BTreeSet::new(), BTreeSet::new());
        let mut after = After::NOTHING;
        let segments = self.segments()?;
        let last = segments.last().map(|segment| segment.first);
        for segment in &segments {
            found.segments += 1;
            if segment.first != after.n + 1 {
                found.tell(BrokenKind::Chain, after.n + 1);
                after.n = segment.first - 1;
            }
            for line in segment.raw()? {
                let line = line?;
                let n = after.n + 1;
                match line.event().filter(|_| line.ends) {
                    None => found.tell(BrokenKind::NoEvent, n),
                    Some(event) => {
                        if event.id.n != n || event.previous != after.hex() {
                            found.tell(BrokenKind::Chain, n);
                        }
                        if matches!(event.personal, Personal::Erased | Personal::Unreadable) {
                            unreadable.insert(n);
                        }
                        erased.extend(erased_by(&event));
                    }
                }
                after = after.followed_by(&line.bytes);
                found.events += 1;
                on_event(found.events);
            }
            if let Some(note) = segment.note() {
                let is_sealed = key.and_then(|key| key.text_of(&note)) == Some(segment.sealed_text()?.as_str());
                if is_sealed {
                    found.sealed += 1;
                } else {
                    found.tell(BrokenKind::Seal, segment.first);
                }
            } else if Some(segment.first) != last && segment.is_packed() {
                found.tell(BrokenKind::Seal, segment.first);
            }
        }
        found.last = after.hex();
        found.erased = unreadable.intersection(&erased).count() as u64;
        for n in unreadable.difference(&erased) {
            found.tell(BrokenKind::Unreadable, *n);
        }
        for n in erased.difference(&unreadable) {
            let event = segments.iter().rev().find(|segment| segment.first <= *n).map(|segment| segment.event(*n));
            if matches!(event.transpose()?.flatten(), Some(Stored { personal: Personal::Told(_), .. })) {
                found.tell(BrokenKind::NotErased, *n);
            }
        }
        Ok(found)
    }
}

/// The events whose personal part an event says was erased.
fn erased_by(event: &Stored) -> Vec<u64> {
    let events = event.facts.get("events").and_then(Value::as_array).filter(|_| event.kind == Kind::Erasure.code());
    events.into_iter().flatten().filter_map(Value::as_u64).collect()
}
