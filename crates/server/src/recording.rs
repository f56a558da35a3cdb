//! What is answered is recorded first: a receipt of each screening, an event of each look-up.
//!
//! Fails:    what cannot be recorded is not answered.
//! Not here: the log itself (`node::audit`), what a receipt says (`screening::receipt`).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use node::audit::{Actor, Audit, Event, EventId, Kind};
use node::receipts::ReceiptSigner;
use node::{Error, Node, RegisterFile};
use register::Policy;
use screening::receipt::Receipt;
use screening::{Screening, Subject};
use serde_json::{Value, json};

use crate::fault::{Fault, FaultKind};

/// Where it is recorded.
pub(crate) struct Recorder {
    pub(crate) audit: Audit,
    pub(crate) signer: ReceiptSigner,
    folder: PathBuf,
}

impl Recorder {
    pub(crate) fn open(folder: &Path) -> Result<Self, Error> {
        let node = Node::open(folder)?;
        Ok(Self { audit: node.audit()?, signer: node.receipt_signer()?, folder: folder.to_owned() })
    }

    /// The data folder once more, for what a request changes or computes again: nobody waits for another's.
    pub(crate) fn node(&self) -> Result<Node, Error> {
        Node::open(&self.folder)
    }

    /// Records what somebody did that concerns keys and people, at once.
    pub(crate) fn access(&self, actor: &Actor, what: &str, whose: &str, now: Timestamp) -> Result<(), Error> {
        let facts = [("what", what), ("whose", whose)];
        let facts = facts.into_iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect();
        let event = Event { kind: Kind::Access, facts, personal: Value::Null };
        self.audit.append_durably(actor, &[event], now).map(|_| ())
    }

    /// Records that something was looked up at an address.
    pub(crate) fn look_up(&self, of: &LookUp, status: StatusCode, now: Timestamp) -> Result<(), Fault> {
        let facts =
            [("through", json!(of.through)), ("status", json!(status.as_u16())), ("register", json!(of.register))];
        let facts = facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let event = Event { kind: Kind::LookUp, facts, personal: json!({"asked": of.asked}) };
        self.audit.append(&of.actor, &[event], now).map_err(not_recorded)?;
        Ok(())
    }
}

pub(crate) fn not_recorded(_: Error) -> Fault {
    Fault::new(FaultKind::NotRecorded)
}

/// What a request wants of the data folder and is not there, or cannot be read.
#[expect(clippy::needless_pass_by_value, reason = "what an error is made of another by takes it whole")]
pub(crate) fn not_read(error: Error) -> Fault {
    let detail = error.to_string();
    match error {
        Error::NotFound(_)
        | Error::NoEdition { .. }
        | Error::NoEarlierEdition { .. }
        | Error::NothingHeldThen { .. } => Fault::about(FaultKind::NotHeld, &detail),
        Error::Erased(_) => Fault::about(FaultKind::Erased, &detail),
        Error::NoReceipt | Error::NoEvent(_) => Fault::about(FaultKind::NoReceipt, &detail),
        Error::NotMadeAgain { .. } => Fault::about(FaultKind::NotMadeAgain, &detail),
        Error::NoRegister => Fault::new(FaultKind::NoRegister),
        _ => Fault::new(FaultKind::Internal),
    }
}

/// A look-up under way.
pub(crate) struct LookUp {
    pub(crate) actor: Actor,
    /// The method and the pattern of the address.
    pub(crate) through: String,
    pub(crate) register: Option<String>,
    /// The address as it was asked.
    pub(crate) asked: String,
}

/// Put on an answer whose screenings are recorded: it is no look-up besides.
#[derive(Clone, Copy)]
pub(crate) struct Recorded;

/// Put on an answer: what was looked up, where the address does not say it.
#[derive(Clone)]
pub(crate) struct LookedUp(pub(crate) String);

/// An answer for which this was looked up.
pub(crate) fn looked_up(mut response: Response, what: String) -> Response {
    response.extensions_mut().insert(LookedUp(what));
    response
}

/// Receipts of one request's screenings, kept together before it is answered.
pub(crate) struct Receipts {
    recorder: Option<Arc<Recorder>>,
    actor: Actor,
    through: String,
    gathered: Vec<Receipt>,
}

impl Receipts {
    pub(crate) fn new(recorder: Option<Arc<Recorder>>, actor: &Actor, through: &str) -> Self {
        Self { recorder, actor: actor.clone(), through: through.to_owned(), gathered: Vec::new() }
    }

    /// Adds that of a screening.
    pub(crate) fn add(
        &mut self,
        subject: &Subject,
        policy: &Policy,
        file: &RegisterFile,
        screening: &Screening,
    ) -> Result<(), Fault> {
        if self.recorder.is_some() {
            let receipt = node::receipts::receipt(subject, policy, file.id(), screening);
            self.gathered.push(receipt.map_err(not_recorded)?);
        }
        Ok(())
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.gathered.len()
    }

    /// Keeps them and gives their ids in order; none where nothing is recorded.
    pub(crate) fn keep(self, now: Timestamp) -> Result<Vec<EventId>, Fault> {
        match &self.recorder {
            Some(recorder) => {
                let kept = recorder.audit.keep_receipts(&self.actor, &self.through, &self.gathered, now);
                kept.map_err(not_recorded)
            }
            None => Ok(Vec::new()),
        }
    }
}
