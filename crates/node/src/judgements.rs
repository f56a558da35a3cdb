//! What people judge of two entries, kept: who, when, why; undone, confirmed and accepted.
//!
//! Shape:    a [`Judgement`] is never changed. What happens to it later is an event of its own; whether it holds follows from both.
//! Rules:    of two entries the judgement that was made last and holds counts. One that joins entries that contradict each other on birth,
//!           sex or a document needs a second person; one of another member is a proposal until a person here accepts it.
//! Lines:    exported as JSON, one a line: the judgement, and a note of it signed with the folder's key (`keys`). A line is believed where
//!           the key in it signed it.
//! Not here: what a build makes of those that hold (`register::resolve`).

use std::collections::BTreeSet;

use jiff::Timestamp;
use register::{Day, EntryRef, GroundCode, Ruling, Verdict, contradictions};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::keys::PublicKey;
use crate::{Error, Node};

/// The longest line that is read, in bytes.
const MAX_LINE: usize = 64 << 10;

/// What was judged, by whom, when and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judgement {
    /// The two entries, in order.
    pub of: [EntryRef; 2],
    /// What was judged.
    pub verdict: Verdict,
    /// The person.
    pub author: String,
    /// Why, in the person's words.
    pub reason: String,
    /// When, RFC 3339 in UTC.
    pub judged: String,
    /// What the two contradict each other on, as the person saw it: birth, sex, a document.
    pub against: Vec<GroundCode>,
}

/// A judgement as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgementRecord {
    /// Its id: `j-` and sixteen hexadecimal digits, of what it says.
    pub id: String,
    /// What it says.
    pub judgement: Judgement,
    /// The key that signed it where it came from elsewhere, as its line.
    pub member: Option<String>,
    /// What happened to it, the earliest first.
    pub events: Vec<JudgementEvent>,
}

/// What happened to a judgement later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgementEvent {
    /// What.
    pub kind: EventKind,
    /// The person.
    pub author: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
}

/// What can happen to a judgement. The words are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventKind {
    /// A second person says the same.
    Confirmed,
    /// A person here takes another member's over.
    Accepted,
    /// It is taken back.
    Undone,
}

impl EventKind {
    /// The stable word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Accepted => "accepted",
            Self::Undone => "undone",
        }
    }

    pub(crate) fn of(name: &str) -> Option<Self> {
        [Self::Confirmed, Self::Accepted, Self::Undone].into_iter().find(|kind| kind.name() == name)
    }
}

/// Whether a judgement counts. The words are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It counts, unless a later one of the same two entries does.
    Holds,
    /// It is another member's, and nobody here accepted it yet.
    Proposed,
    /// It joins what contradicts each other, and waits for a second person.
    AwaitsSecond,
    /// It was taken back.
    Undone,
}

impl Standing {
    /// Every one, in order.
    pub const ALL: &[Self] = &[Self::Holds, Self::Proposed, Self::AwaitsSecond, Self::Undone];

    /// The stable word.
    pub fn code(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Proposed => "proposed",
            Self::AwaitsSecond => "awaits-second",
            Self::Undone => "undone",
        }
    }
}

/// What one person asks to be noted.
#[derive(Clone, Copy, Debug)]
pub struct NewJudgement<'j> {
    /// Two entries, each by a reference or an entity's id.
    pub of: [&'j str; 2],
    /// What is judged.
    pub verdict: Verdict,
    /// The person.
    pub author: &'j str,
    /// Why.
    pub reason: &'j str,
}

/// A line of an export.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    judgement: Judgement,
    key: String,
    note: String,
}

/// What came of reading lines of judgements.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakenLines {
    /// How many were new.
    pub new: usize,
    /// How many were kept already.
    pub known: usize,
    /// Lines that are not believed or not understood, from 1, and why.
    pub refused: Vec<(usize, LineFault)>,
}

/// Why a line is refused. The words are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineFault {
    /// It is no judgement as Dalil writes them.
    NotAJudgement,
    /// The key in it did not sign it.
    NotSigned,
}

impl LineFault {
    /// Every one, in order.
    pub const ALL: &[Self] = &[Self::NotAJudgement, Self::NotSigned];

    /// The stable word.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotAJudgement => "not-a-judgement",
            Self::NotSigned => "not-signed",
        }
    }
}

impl Judgement {
    /// What is signed: the same judgement gives the same text.
    fn text(&self) -> String {
        let json = serde_json::to_string(self).expect("plain values are JSON");
        format!("dalil judgement\n{json}\n")
    }

    fn id(&self) -> String {
        let hash = Sha256::digest(self.text());
        hash.iter().take(8).fold("j-".to_owned(), |id, byte| format!("{id}{byte:02x}"))
    }

    /// Whether a second person has to say the same.
    fn needs_second(&self) -> bool {
        self.verdict == Verdict::Same && !self.against.is_empty()
    }
}

impl JudgementRecord {
    /// Whether it counts.
    pub fn standing(&self) -> Standing {
        let authors = |kind| self.events.iter().filter(move |event| event.kind == kind).map(|event| &event.author);
        // Who says so: the person who judged, where that was here; who accepted it; who confirmed it.
        let own = Some(&self.judgement.author).filter(|_| self.member.is_none());
        let persons: BTreeSet<&String> =
            own.into_iter().chain(authors(EventKind::Accepted)).chain(authors(EventKind::Confirmed)).collect();
        if authors(EventKind::Undone).next().is_some() {
            Standing::Undone
        } else if self.member.is_some() && authors(EventKind::Accepted).next().is_none() {
            Standing::Proposed
        } else if self.judgement.needs_second() && persons.len() < 2 {
            Standing::AwaitsSecond
        } else {
            Standing::Holds
        }
    }
}

impl Node {
    /// Every judgement kept, the earliest first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn judgements(&self) -> Result<Vec<JudgementRecord>, Error> {
        self.store.judgements()
    }

    /// What a build takes of them: of two entries the last that holds, in order; or that held at the end of a day.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn rulings(&self, day: Option<Day>) -> Result<Vec<Ruling>, Error> {
        let mut rulings: Vec<Ruling> = Vec::new();
        let mut holding = self.judgements()?;
        let was_by_then = |moment: &str| match (day, moment.parse::<Timestamp>()) {
            (None, _) => true,
            (Some(day), Ok(moment)) => jiff::tz::Offset::UTC.to_datetime(moment).date() <= day,
            (Some(_), Err(_)) => false,
        };
        holding.retain(|record| was_by_then(&record.judgement.judged));
        holding.iter_mut().for_each(|record| record.events.retain(|event| was_by_then(&event.at)));
        holding.retain(|record| record.standing() == Standing::Holds);
        holding.sort_by(|a, b| (&a.judgement.judged, &a.id).cmp(&(&b.judgement.judged, &b.id)));
        for JudgementRecord { id, judgement: Judgement { of, verdict, .. }, .. } in holding {
            rulings.retain(|ruling| ruling.of != of);
            rulings.push(Ruling { of, verdict, judgement: id.into() });
        }
        rulings.sort();
        Ok(rulings)
    }

    /// Notes a judgement of two entries that the register in use holds; the next build goes by it.
    ///
    /// # Errors
    /// Nothing is known by a reference, it names several entries of one list, both name the same entry, or the store cannot be written.
    pub fn judge(&mut self, asked: NewJudgement<'_>, now: Timestamp) -> Result<JudgementRecord, Error> {
        let file = self.register()?;
        let found = |reference: &str| {
            let id = file.index().find(reference)?.into_iter().next();
            let entity = id.map(|id| file.index().entity(id.as_str())).transpose()?.flatten();
            entity.ok_or_else(|| Error::NoEntity(reference.to_owned()))
        };
        let entities = [found(asked.of[0])?, found(asked.of[1])?];
        let entry = |at: usize| {
            let (entity, reference) = (entities.get(at)?, asked.of.get(at)?);
            let named = entity.entries.iter().find(|entry| entry.answers(reference));
            // An entity's id stands for the entry that gave it.
            let own = || entity.entries.iter().find(|entry| entry.own_id() == entity.id);
            named.or_else(own).or(entity.entries.first())
        };
        let [Some(one), Some(other)] = [entry(0), entry(1)] else {
            return Err(Error::NoEntity(asked.of[0].to_owned()));
        };
        let mut of = [EntryRef::of(one), EntryRef::of(other)];
        if of[0] == of[1] {
            return Err(Error::SameEntry(of[0].to_string()));
        }
        let against = contradictions(one, other);
        of.sort();
        let judgement = Judgement {
            of,
            verdict: asked.verdict,
            author: asked.author.to_owned(),
            reason: asked.reason.to_owned(),
            judged: now.to_string(),
            against,
        };
        let record = JudgementRecord { id: judgement.id(), judgement, member: None, events: Vec::new() };
        self.store.add_judgements(std::slice::from_ref(&record))?;
        Ok(record)
    }

    /// Notes that something happened to a judgement.
    ///
    /// # Errors
    /// There is none of that id, it does not wait for that, the same person said so before, or the store cannot be written.
    pub fn note_judgement(
        &mut self,
        id: &str,
        kind: EventKind,
        author: &str,
        now: Timestamp,
    ) -> Result<JudgementRecord, Error> {
        let mut record = self
            .judgements()?
            .into_iter()
            .find(|record| record.id == id)
            .ok_or_else(|| Error::NoJudgement(id.to_owned()))?;
        let fits = match (kind, record.standing()) {
            (EventKind::Undone, Standing::Undone) => false,
            (EventKind::Undone, _) => true,
            (EventKind::Accepted, standing) => standing == Standing::Proposed,
            (EventKind::Confirmed, standing) => standing == Standing::AwaitsSecond,
        };
        if !fits {
            return Err(Error::JudgementStands { id: id.to_owned(), standing: record.standing() });
        }
        record.events.push(JudgementEvent { kind, author: author.to_owned(), at: now.to_string() });
        if kind == EventKind::Confirmed && record.standing() == Standing::AwaitsSecond {
            return Err(Error::SamePerson(author.to_owned()));
        }
        self.store.add_judgement_event(id, record.events.last().expect("it was pushed just now"))?;
        Ok(record)
    }

    /// The judgements made here that were not taken back, as signed lines.
    ///
    /// # Errors
    /// The store or the folder's key cannot be read, or it has none yet.
    pub fn export_judgements(&self) -> Result<Vec<String>, Error> {
        let own = |record: &JudgementRecord| record.member.is_none() && record.standing() != Standing::Undone;
        let records: Vec<JudgementRecord> = self.judgements()?.into_iter().filter(own).collect();
        if records.is_empty() {
            return Ok(Vec::new());
        }
        let key = self.key()?.ok_or(Error::NoRegister)?;
        let line = |record: JudgementRecord| {
            let note = key.sign(&record.judgement.text());
            let line = Line { judgement: record.judgement, key: key.public().line(), note };
            serde_json::to_string(&line).expect("plain values are JSON")
        };
        Ok(records.into_iter().map(line).collect())
    }

    /// Takes judgements in from signed lines: those that this folder signed as its own, others as proposals. All are kept or, where the
    /// store fails, none.
    ///
    /// # Errors
    /// The store or the folder's key cannot be read or written.
    pub fn import_judgements(&mut self, text: &str) -> Result<TakenLines, Error> {
        let own_key = self.public_key()?;
        let mut known: BTreeSet<String> = self.judgements()?.into_iter().map(|record| record.id).collect();
        let (mut taken, mut records) = (TakenLines::default(), Vec::new());
        for (n, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            match read_line(line, own_key.as_ref()) {
                Err(fault) => taken.refused.push((n, fault)),
                Ok(record) if known.insert(record.id.clone()) => records.push(record),
                Ok(_) => taken.known += 1,
            }
        }
        taken.new = records.len();
        self.store.add_judgements(&records)?;
        Ok(taken)
    }
}

/// The judgement of a line that the key in it signed.
fn read_line(line: &str, own: Option<&PublicKey>) -> Result<JudgementRecord, LineFault> {
    let Line { judgement, key, note } = Some(line)
        .filter(|line| line.len() <= MAX_LINE)
        .and_then(|line| serde_json::from_str(line).ok())
        .ok_or(LineFault::NotAJudgement)?;
    let is_judged = judgement.judged.parse::<Timestamp>().is_ok() && judgement.of[0] < judgement.of[1];
    if !is_judged || judgement.author.trim().is_empty() || judgement.reason.trim().is_empty() {
        return Err(LineFault::NotAJudgement);
    }
    let key = PublicKey::read(&key).ok_or(LineFault::NotSigned)?;
    if key.text_of(&note) != Some(judgement.text().as_str()) {
        return Err(LineFault::NotSigned);
    }
    let member = (own != Some(&key)).then(|| key.line());
    Ok(JudgementRecord { id: judgement.id(), judgement, member, events: Vec::new() })
}
