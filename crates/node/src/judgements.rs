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
use register::{Day, EntryRef, GroundCode, ListedEntry, Ruling, Verdict, contradictions};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::keys::PublicKey;
use crate::{Error, Node, RegisterFile};

/// The longest line that is read, in bytes.
const MAX_LINE: usize = 64 << 10;

/// The longest reason that is kept, in characters: a line has it twice, and what signs it beside.
pub const MAX_REASON: usize = 4_000;

/// So many refused lines are told.
const MOST_REFUSED: usize = 1_000;

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
    /// Its id: `j-` and 32 hexadecimal digits, of what it says.
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
    /// Lines that are not believed or not understood, from 1, and why: the first thousand.
    pub refused: Vec<(usize, LineFault)>,
    /// How many more there are.
    pub more_refused: usize,
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
        hash.iter().take(16).fold("j-".to_owned(), |id, byte| format!("{id}{byte:02x}"))
    }

    /// Whether a second person has to say the same.
    fn needs_second(&self) -> bool {
        self.verdict == Verdict::Same && !self.against.is_empty()
    }
}

impl JudgementRecord {
    fn authors(&self, kind: EventKind) -> impl Iterator<Item = &String> {
        self.events.iter().filter(move |event| event.kind == kind).map(|event| &event.author)
    }

    /// How many people here say so: who judged, where that was here, who accepted it, who confirmed it. One name in other letters or with
    /// other blanks is one person.
    fn people(&self) -> usize {
        let own = Some(&self.judgement.author).filter(|_| self.member.is_none());
        let all = own.into_iter().chain(self.authors(EventKind::Accepted)).chain(self.authors(EventKind::Confirmed));
        let name = |name: &String| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        all.map(name).collect::<BTreeSet<String>>().len()
    }

    /// Since when it counts here: when it was judged, or accepted.
    fn since(&self) -> (Option<Timestamp>, String) {
        let accepted = self.events.iter().find(|event| event.kind == EventKind::Accepted).map(|event| &event.at);
        (accepted.unwrap_or(&self.judgement.judged).parse().ok(), self.id.clone())
    }

    /// Whether it counts.
    pub fn standing(&self) -> Standing {
        let authors = |kind| self.authors(kind);
        if authors(EventKind::Undone).next().is_some() {
            Standing::Undone
        } else if self.member.is_some() && authors(EventKind::Accepted).next().is_none() {
            Standing::Proposed
        } else if self.judgement.needs_second() && self.people() < 2 {
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

    /// What a build takes of them, in the order in which they came to count: of two entries the last that holds; or that held at the
    /// end of a day.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn rulings(&self, day: Option<Day>) -> Result<Vec<Ruling>, Error> {
        let was_by_then = |moment: &str| match (day, moment.parse::<Timestamp>()) {
            (None, _) => true,
            (Some(day), Ok(moment)) => jiff::tz::Offset::UTC.to_datetime(moment).date() <= day,
            (Some(_), Err(_)) => false,
        };
        let mut holding = self.judgements()?;
        holding.retain(|record| was_by_then(&record.judgement.judged));
        holding.iter_mut().for_each(|record| record.events.retain(|event| was_by_then(&event.at)));
        holding.retain(|record| record.standing() == Standing::Holds);
        holding.sort_by_cached_key(JudgementRecord::since);
        let mut rulings: Vec<Ruling> = Vec::new();
        for record in holding {
            let people = record.people();
            let JudgementRecord { id, judgement: Judgement { of, verdict, .. }, .. } = record;
            rulings.retain(|ruling| ruling.of != of);
            rulings.push(Ruling { of, verdict, judgement: id.into(), people });
        }
        Ok(rulings)
    }

    /// Notes a judgement of two entries that the register in use holds; the next build goes by it.
    ///
    /// # Errors
    /// Nothing is known by a reference, it names several entries, both name the same one, the reason is too long, or the store cannot be
    /// written.
    pub fn judge(&mut self, asked: NewJudgement<'_>, now: Timestamp) -> Result<JudgementRecord, Error> {
        let file = self.register()?;
        let [one, other] = [entry_of(&file, asked.of[0])?, entry_of(&file, asked.of[1])?];
        let mut of = [EntryRef::of(&one), EntryRef::of(&other)];
        if of[0] == of[1] {
            return Err(Error::SameEntry(of[0].to_string()));
        }
        if asked.reason.chars().nth(MAX_REASON).is_some() {
            return Err(Error::ReasonTooLong);
        }
        let against = contradictions(&one, &other);
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
    pub fn import_judgements(&mut self, text: &str, now: Timestamp) -> Result<TakenLines, Error> {
        let own_key = self.public_key()?;
        let mut known: BTreeSet<String> = self.judgements()?.into_iter().map(|record| record.id).collect();
        let (mut taken, mut records) = (TakenLines::default(), Vec::new());
        for (n, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            match read_line(line, own_key.as_ref(), now) {
                Err(fault) if taken.refused.len() < MOST_REFUSED => taken.refused.push((n, fault)),
                Err(_) => taken.more_refused += 1,
                Ok(record) if known.insert(record.id.clone()) => records.push(record),
                Ok(_) => taken.known += 1,
            }
        }
        taken.new = records.len();
        self.store.add_judgements(&records)?;
        Ok(taken)
    }
}

/// The one entry that a reference names; an entity's id stands for the entry that gave it.
fn entry_of(file: &RegisterFile, reference: &str) -> Result<ListedEntry, Error> {
    let mut named: Vec<ListedEntry> = Vec::new();
    for id in file.index().find(reference)? {
        let entity = file.index().entity(id.as_str())?;
        named.extend(entity.into_iter().flat_map(|entity| entity.entries).filter(|entry| entry.answers(reference)));
    }
    named.dedup_by(|a, b| EntryRef::of(a) == EntryRef::of(b)); // rows of one key stand together
    match named.len() {
        0 => Err(Error::NoEntity(reference.to_owned())),
        1 => Ok(named.remove(0)),
        _ => Err(Error::SeveralEntries {
            reference: reference.to_owned(),
            entries: named.iter().map(ListedEntry::reference).collect::<Vec<_>>().join(", "),
        }),
    }
}

/// The judgement of a line that the key in it signed.
fn read_line(line: &str, own: Option<&PublicKey>, now: Timestamp) -> Result<JudgementRecord, LineFault> {
    let Line { judgement, key, note } = Some(line)
        .filter(|line| line.len() <= MAX_LINE)
        .and_then(|line| serde_json::from_str(line).ok())
        .ok_or(LineFault::NotAJudgement)?;
    // Written as Dalil writes it, and not to come.
    let judged = judgement.judged.parse::<Timestamp>().ok();
    let is_time = judged.is_some_and(|judged| judged <= now && judged.to_string() == judgement.judged);
    let is_judged = is_time && judgement.of[0] < judgement.of[1];
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
