//! Receipts kept in the log, signed for those who take them along, and computed again.
//!
//! Shape:    a screening is an event of the log: its question is personal, its outcome is not. A receipt that leaves is a signed note: the words
//!           `dalil receipt`, and a line of JSON.
//! Rules:    what an answer is computed from is recorded before it is given.
//! Fails:    of a receipt that was erased nothing is known but when, by whom and of which register; one that another folder signed is not believed.
//! Not here: what a receipt says and how it is computed again (`screening::receipt`).

use std::collections::BTreeMap;

use jiff::Timestamp;
use register::Policy;
use screening::receipt::{MAX_RECEIPT, Outcome, Question, Receipt};
use screening::{Screening, Subject};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::audit::{Actor, Audit, Event, EventId, Kind, Personal, Stored};
use crate::keys::SecretKey;
use crate::made::engine;
use crate::{Error, Node, PublicKey, RegisterFile, random_bytes};

/// A receipt as the log keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptReceipt {
    /// Its id.
    pub id: EventId,
    /// When.
    pub at: Timestamp,
    /// Who asked, and for what.
    pub actor: Actor,
    /// Through what it was asked, as in `POST /v1/screen`.
    pub through: String,
    /// What it says.
    pub receipt: Receipt,
}

/// A receipt as it leaves: what is signed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: String,
    at: Timestamp,
    by: String,
    purpose: String,
    through: String,
    receipt: Receipt,
}

/// What begins the text that is signed.
const HEADING: &str = "dalil receipt\n";

/// What came of computing a receipt again.
#[derive(Clone, Debug, PartialEq)]
pub enum Replayed {
    /// The same.
    Same,
    /// Something else: what comes of it now.
    Other(Outcome),
    /// What comes of its question of the register it names, and of another one.
    Compared(Box<[Screening; 2]>),
}

/// The receipt of a screening of the register with this id, under a salt of its own.
///
/// # Errors
/// The operating system gives no randomness.
pub fn receipt(subject: &Subject, policy: &Policy, register: &str, screening: &Screening) -> Result<Receipt, Error> {
    let salt: [u8; 16] = random_bytes().ok_or(Error::NoRandomness)?;
    let salt = salt.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Receipt::of(Question::of(subject, policy, salt), &engine(), register, screening))
}

impl Audit {
    /// Keeps receipts of screenings, and gives their ids in order.
    ///
    /// # Errors
    /// They cannot be written: then no answer may be given.
    pub fn keep_receipts(
        &self,
        actor: &Actor,
        through: &str,
        receipts: &[Receipt],
        now: Timestamp,
    ) -> Result<Vec<EventId>, Error> {
        let event = |receipt: &Receipt| {
            let facts = json!({
                "engine": receipt.engine, "register": receipt.register, "through": through, "outcome": receipt.outcome,
            });
            let facts = if let Value::Object(facts) = facts { facts } else { Map::new() };
            Event { kind: Kind::Screening, facts, personal: json!(receipt.question) }
        };
        self.append(actor, &receipts.iter().map(event).collect::<Vec<_>>(), now)
    }

    /// A receipt by its id.
    ///
    /// # Errors
    /// There is none, or it was erased.
    pub fn receipt(&self, id: EventId) -> Result<KeptReceipt, Error> {
        KeptReceipt::of(self.event(id)?)?.ok_or_else(|| Error::NoEvent(id.to_string()))
    }
}

impl KeptReceipt {
    /// The receipt that an event is; `None` where it is another event.
    ///
    /// # Errors
    /// It was erased, or cannot be read.
    pub fn of(event: Stored) -> Result<Option<Self>, Error> {
        if event.kind != Kind::Screening.code() {
            return Ok(None);
        }
        let question = match event.personal {
            Personal::Told(question) => serde_json::from_value::<Question>(question).ok(),
            Personal::Erased => return Err(Error::Erased(event.id.to_string())),
            Personal::None | Personal::Unreadable => None,
        };
        let text = |name: &str| event.facts.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let outcome = event.facts.get("outcome").and_then(|outcome| Outcome::deserialize(outcome).ok());
        let (Some(question), Some(outcome)) = (question, outcome) else {
            return Err(Error::EventUnreadable(event.id.to_string()));
        };
        let receipt = Receipt { engine: text("engine"), register: text("register"), question, outcome };
        Ok(Some(Self { id: event.id, at: event.at, actor: event.actor, through: text("through"), receipt }))
    }

    /// What is signed of it.
    fn text(&self) -> String {
        let Self { id, at, actor, through, receipt } = self.clone();
        let line = Line { id: id.to_string(), at, by: actor.by, purpose: actor.purpose, through, receipt };
        format!("{HEADING}{}\n", serde_json::to_string(&line).expect("texts, numbers and lists are JSON"))
    }

    /// A receipt from a signed note, where the key signed it.
    fn from_note(note: &str, key: &PublicKey) -> Option<Self> {
        let line = key.text_within(note, MAX_RECEIPT)?.strip_prefix(HEADING)?;
        let Line { id, at, by, purpose, through, receipt } = serde_json::from_str(line).ok()?;
        Some(Self { id: id.parse().ok()?, at, actor: Actor { by, purpose }, through, receipt })
    }
}

/// Signs receipts with the key of a data folder.
pub struct ReceiptSigner(SecretKey);

impl ReceiptSigner {
    /// A signed note of a receipt.
    pub fn note(&self, receipt: &KeptReceipt) -> String {
        self.0.sign(&receipt.text())
    }

    /// The key by which others know that it was signed here.
    pub fn public(&self) -> PublicKey {
        self.0.public()
    }
}

/// Registers that receipts are computed again with, opened once each.
pub struct Replaying<'n> {
    node: &'n Node,
    /// One that is not of this folder's making: the datasets of a manifest.
    given: Option<&'n RegisterFile>,
    open: BTreeMap<String, Result<RegisterFile, Error>>,
}

/// So many registers are held open while receipts are computed again.
const MOST_OPEN: usize = 8;

impl<'n> Replaying<'n> {
    /// None is open yet.
    pub fn new(node: &'n Node, given: Option<&'n RegisterFile>) -> Self {
        Self { node, given, open: BTreeMap::new() }
    }

    fn register(&mut self, id: &str, on_list: &mut dyn FnMut(&str)) -> Result<&RegisterFile, &Error> {
        if let Some(given) = self.given.filter(|given| given.id() == id) {
            return Ok(given);
        }
        if self.open.len() >= MOST_OPEN && !self.open.contains_key(id) {
            self.open.pop_first();
        }
        let node = self.node;
        self.open.entry(id.to_owned()).or_insert_with(|| node.register_again(id, on_list)).as_ref()
    }

    /// Computes a receipt again with the register it names, and compares with what comes of the same question of another one, where one is given.
    ///
    /// # Errors
    /// The register it names cannot be had.
    pub fn replay(
        &mut self,
        receipt: &Receipt,
        other: Option<&RegisterFile>,
        on_list: &mut dyn FnMut(&str),
    ) -> Result<Replayed, &Error> {
        let (then, outcome) = receipt.outcome_of(self.register(&receipt.register, on_list)?.index());
        Ok(match other {
            Some(other) => Replayed::Compared(Box::new([then, receipt.outcome_of(other.index()).0])),
            None if outcome == receipt.outcome => Replayed::Same,
            None => Replayed::Other(outcome),
        })
    }
}

/// Whether a receipt was computed by the version at hand.
pub fn is_of_this_engine(receipt: &Receipt) -> bool {
    receipt.engine == engine()
}

impl Node {
    /// What signs receipts here.
    ///
    /// # Errors
    /// The key cannot be read or made.
    pub fn receipt_signer(&self) -> Result<ReceiptSigner, Error> {
        Ok(ReceiptSigner(self.key_made_at_first()?))
    }

    /// A receipt that was signed here, from its note.
    ///
    /// # Errors
    /// The text is longer than a receipt, or no key of this folder signed it.
    pub fn receipt_from_note(&self, note: &str) -> Result<KeptReceipt, Error> {
        self.public_key()?.and_then(|key| KeptReceipt::from_note(note, &key)).ok_or(Error::NoReceipt)
    }
}

#[cfg(test)]
mod tests;
