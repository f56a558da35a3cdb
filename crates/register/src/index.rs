//! The register file: every entity with its statements, and what is needed to find it, in one block of bytes.
//!
//! Shape:    [`Index::build`] writes it, the same register as the same bytes; [`Index::open`] checks and reads it. The
//!           layout is version 0, which may change until unifying has landed.
//! Fails:    [`IndexError`]; a file from elsewhere is checked before use and never panics.
//! Not here: where the file is kept (`node`), who signs it.

mod build;
mod layout;

use std::borrow::Cow;
use std::sync::OnceLock;

use names::{Part, Role, Sound, SoundKind};
use serde::Serialize;

use crate::entry::normal_key;
use crate::matching::candidates::Vocabulary;
use crate::matching::score;
use crate::{Answer, Edition, Entity, EntityId, Hit, Kind, Policy, Query, Register};
use layout::{
    EntityRecord, Layout, NameRecord, NumberOnly, NumberRecord, PartRecord, Records, ReferenceRecord, Section,
    SoundRecord,
};

/// Why a register file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// It does not begin as one.
    #[error("this is not a register file")]
    NotARegister,
    /// It was written by another version of Dalil.
    #[error("the register file has version {0}, and this Dalil reads version {version}", version = layout::VERSION)]
    OtherVersion(u32),
    /// Its bytes are not what was written.
    #[error("the register file is damaged: {0}")]
    Damaged(&'static str),
}

/// A register file, open for questions.
pub struct Index<'a> {
    bytes: Cow<'a, [u8]>,
    layout: Layout,
    id: String,
    vocabulary: OnceLock<Vocabulary>,
}

/// One entity found by a text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Found {
    /// Its id.
    pub entity: EntityId,
    /// What it is.
    pub kind: Kind,
    /// The name to show.
    pub caption: Box<str>,
    /// Its entries, as `list:key`.
    pub entries: Vec<String>,
    /// Whether it stands on a list now.
    pub stands: bool,
    /// `0.0..=1.0`; 1 when a reference or a number was asked for.
    pub score: f64,
}

impl<'a> Index<'a> {
    /// The bytes of a register's file.
    pub fn build(register: &Register) -> Vec<u8> {
        build::build(register)
    }

    /// Opens a register file, borrowed or owned, after checking it.
    ///
    /// # Errors
    /// It is no register file, of another version, or damaged.
    pub fn open(bytes: impl Into<Cow<'a, [u8]>>) -> Result<Self, IndexError> {
        let bytes = bytes.into();
        let layout = Layout::of(&bytes)?;
        let id = layout.hash.iter().fold(String::with_capacity(64), |mut id, byte| {
            use std::fmt::Write as _;
            let _ = write!(id, "{byte:02x}");
            id
        });
        let index = Self { bytes, layout, id, vocabulary: OnceLock::new() };
        index.check()?;
        Ok(index)
    }

    /// The content id: the SHA-256 of what follows the heading, in 64 hexadecimal digits.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How many entities it holds.
    pub fn len(&self) -> usize {
        self.section(Section::Entities).len() / <EntityRecord as layout::Record>::SIZE
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The editions its statements stand in, by list, day and id.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn editions(&self) -> Result<Vec<Edition>, IndexError> {
        postcard::from_bytes(self.section(Section::Editions)).map_err(|_| IndexError::Damaged("the editions"))
    }

    /// Every entity, by id.
    ///
    /// # Errors
    /// The file is damaged; each entity is checked as it is read.
    pub fn entities(&self) -> Result<impl Iterator<Item = Result<Entity, IndexError>> + '_, IndexError> {
        let records = self.records::<EntityRecord>(Section::Entities)?;
        Ok((0..records.len()).map_while(move |at| records.get(at)).map(|record| self.blob(&record)))
    }

    /// An entity by its id.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn entity(&self, id: &str) -> Result<Option<Entity>, IndexError> {
        let entities = self.records::<EntityRecord>(Section::Entities)?;
        let at = entities.partition(|record| record.id.as_slice() < id.as_bytes());
        match entities.get(at).filter(|record| record.id.as_slice() == id.as_bytes()) {
            Some(record) => self.blob(&record).map(Some),
            None => Ok(None),
        }
    }

    /// The entities with a reference: `un-sc:QDi.001`, `qdi.001`, an alternate, or an entity's id.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn find(&self, reference: &str) -> Result<Vec<EntityId>, IndexError> {
        let id = reference.trim().to_lowercase();
        if let Some(entity) = self.entity(&id)? {
            return Ok(vec![entity.id]);
        }
        let wanted = normal_key(reference);
        let references = self.records::<ReferenceRecord>(Section::References)?;
        let text = |record: &ReferenceRecord| self.text(record.text, record.text_len);
        let entities = self.records::<EntityRecord>(Section::Entities)?;
        let first = references.partition(|record| text(record) < wanted.as_str());
        let same = (first..references.len()).map_while(|at| references.get(at).filter(|r| text(r) == wanted));
        same.map(|record| entities.get(record.entity as usize).ok_or(IndexError::Damaged("a reference")))
            .map(|record| record.map(|record| entity_id(&record)))
            .collect()
    }

    /// The entities with a reference, a document's number or a name like the text; those on no list any more too.
    /// What bears the text as its reference is the whole answer.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn search(&self, text: &str, limit: usize) -> Result<Vec<Found>, IndexError> {
        let mut found: Vec<Found> = Vec::new();
        for id in self.find(text)? {
            if let Some(entity) = self.entity(id.as_str())? {
                found.push(Found::of(&entity, 1.0));
            }
        }
        if !found.is_empty() {
            found.truncate(limit);
            return Ok(found);
        }
        let query = Query { names: vec![text.to_owned()], documents: vec![text.to_owned()], ..Query::default() };
        // Lower than for screening: one part of a name, which many people bear, is worth looking at here.
        let policy = Policy { threshold: 0.6, limit, withdrawn: true, ..Policy::default() };
        for hit in self.screen(&query, &policy)?.hits {
            if let Some(entity) = self.entity(hit.entity.as_str())? {
                found.push(Found::of(&entity, hit.score));
            }
        }
        Ok(found)
    }

    /// Who a subject may be: every entity that scores at least the policy's threshold, and why.
    ///
    /// # Errors
    /// The file is damaged; then nothing was screened.
    pub fn screen(&self, query: &Query, policy: &Policy) -> Result<Answer, IndexError> {
        let entities = self.records::<EntityRecord>(Section::Entities)?;
        let mut asked = self.entities_to_score(query, policy)?;
        asked.sort_unstable();
        asked.dedup();
        let mut hits: Vec<Hit> = Vec::new();
        for at in asked {
            let record = entities.get(at).ok_or(IndexError::Damaged("an entity"))?;
            if !policy.withdrawn && record.stands == 0 || !score::may_be(query.kind, kind(record.kind)) {
                continue;
            }
            hits.extend(score::score(query, policy, &self.blob(&record)?));
        }
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.entity.cmp(&b.entity)));
        let found = hits.len();
        hits.truncate(policy.limit);
        Ok(Answer { hits, found })
    }

    /// Entities one of whose names or numbers may bring them to the threshold.
    fn entities_to_score(&self, query: &Query, policy: &Policy) -> Result<Vec<usize>, IndexError> {
        let mut out = Vec::new();
        let least = policy.threshold - score::MOST_BESIDE_NAMES;
        if query.names.iter().any(|name| !name.trim().is_empty()) {
            let vocabulary = match self.vocabulary.get() {
                Some(vocabulary) => vocabulary,
                None => {
                    let read = Vocabulary::of(self.parts()?, self.names()?)?;
                    self.vocabulary.get_or_init(|| read)
                }
            };
            for name in &query.names {
                out.extend(vocabulary.candidates(&names::prepare(name), least));
            }
        }
        let numbers = self.records::<NumberRecord>(Section::Numbers)?;
        let text = |record: &NumberRecord| self.text(record.text, record.text_len);
        for wanted in query.documents.iter().map(|number| normal_number(number)).filter(|number| tells(number)) {
            let first = numbers.partition(|record| text(record) < wanted.as_str());
            let same = (first..numbers.len()).map_while(|at| numbers.get(at).filter(|r| text(r) == wanted));
            out.extend(same.map(|record| record.entity as usize));
        }
        Ok(out)
    }

    /// Every name as prepared when the file was built: whose it is, and the numbers of its parts.
    fn names(&self) -> Result<impl Iterator<Item = Result<(u32, Vec<u32>), IndexError>> + '_, IndexError> {
        let name_parts = self.records::<NumberOnly>(Section::NameParts)?;
        Ok(self.records::<NameRecord>(Section::Names)?.iter().map(move |record| {
            let at = |n: u32| record.parts.checked_add(n).and_then(|at| name_parts.get(at as usize));
            let of: Option<Vec<u32>> = (0..record.parts_len).map(|n| at(n).map(|part| part.value)).collect();
            of.map(|of| (record.entity, of)).ok_or(IndexError::Damaged("a part of a name"))
        }))
    }

    /// Every distinct part.
    fn parts(&self) -> Result<Vec<Part>, IndexError> {
        let sounds = self.records::<SoundRecord>(Section::Sounds)?;
        let sound = |at: u32| {
            let record = sounds.get(at as usize).ok_or(IndexError::Damaged("a sound"))?;
            let kind = match record.kind {
                0 => SoundKind::Consonant,
                1 => SoundKind::Long,
                _ => SoundKind::Short,
            };
            Ok(Sound { primary: record.primary, set: record.set, kind })
        };
        self.records::<PartRecord>(Section::Parts)?
            .iter()
            .map(|record| {
                let role = match record.role {
                    0 => Role::Core,
                    1 => Role::Particle,
                    _ => Role::Title,
                };
                let sounds = (record.sounds..record.sounds + record.sounds_len).map(sound);
                let text = self.text(record.text, record.text_len).to_owned();
                Ok(Part { text, sounds: sounds.collect::<Result<_, _>>()?, role })
            })
            .collect()
    }

    /// Checks every offset and count, so that later reading finds what it looks for.
    fn check(&self) -> Result<(), IndexError> {
        fn within(from: u32, len: u32, all: usize, what: &'static str) -> Result<(), IndexError> {
            let end = from.checked_add(len).ok_or(IndexError::Damaged(what))?;
            if end as usize <= all { Ok(()) } else { Err(IndexError::Damaged(what)) }
        }
        let entities = self.records::<EntityRecord>(Section::Entities)?;
        let blobs = self.section(Section::Blobs).len() as u64;
        let mut before = [0_u8; EntityId::LEN];
        for record in entities.iter() {
            if record.blob.checked_add(record.blob_len).is_none_or(|end| end > blobs) || record.kind > 4 {
                return Err(IndexError::Damaged("an entity's place"));
            }
            if record.id <= before || !record.id.is_ascii() {
                return Err(IndexError::Damaged("the order of the entities"));
            }
            before = record.id;
        }
        if std::str::from_utf8(self.section(Section::Texts)).is_err() {
            return Err(IndexError::Damaged("the texts"));
        }
        let texts = self.section(Section::Texts).len();
        let sounds = self.records::<SoundRecord>(Section::Sounds)?.len();
        for part in self.records::<PartRecord>(Section::Parts)?.iter() {
            within(part.text, part.text_len, texts, "a part's text")?;
            within(part.sounds, part.sounds_len, sounds, "a part's sounds")?;
            if part.sounds_len as usize > names::MAX_SOUNDS {
                return Err(IndexError::Damaged("a part's sounds"));
            }
        }
        let (parts, name_parts) = (self.parts_len()?, self.records::<NumberOnly>(Section::NameParts)?);
        if name_parts.iter().any(|part| part.value as usize >= parts) {
            return Err(IndexError::Damaged("a name's part"));
        }
        for name in self.records::<NameRecord>(Section::Names)?.iter() {
            within(name.parts, name.parts_len, name_parts.len(), "a name's parts")?;
            within(name.entity, 1, entities.len(), "a name's entity")?;
            if name.parts_len as usize > names::MAX_PARTS {
                return Err(IndexError::Damaged("a name's parts"));
            }
        }
        for number in self.records::<NumberRecord>(Section::Numbers)?.iter() {
            within(number.text, number.text_len, texts, "a number's text")?;
            within(number.entity, 1, entities.len(), "a number's entity")?;
        }
        for reference in self.records::<ReferenceRecord>(Section::References)?.iter() {
            within(reference.text, reference.text_len, texts, "a reference's text")?;
            within(reference.entity, 1, entities.len(), "a reference's entity")?;
        }
        Ok(())
    }

    fn parts_len(&self) -> Result<usize, IndexError> {
        Ok(self.records::<PartRecord>(Section::Parts)?.len())
    }

    fn section(&self, section: Section) -> &[u8] {
        self.layout.section(&self.bytes, section)
    }

    fn records<R: layout::Record>(&self, section: Section) -> Result<Records<'_, R>, IndexError> {
        Records::new(self.section(section))
    }

    /// A text; empty where its bytes do not begin and end between characters.
    fn text(&self, at: u32, len: u32) -> &str {
        let texts = self.section(Section::Texts);
        let bytes = (at as usize).checked_add(len as usize).and_then(|end| texts.get(at as usize..end));
        bytes.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }

    fn blob(&self, record: &EntityRecord) -> Result<Entity, IndexError> {
        let damaged = IndexError::Damaged("an entity's statements");
        let (Ok(from), Ok(len)) = (usize::try_from(record.blob), usize::try_from(record.blob_len)) else {
            return Err(damaged);
        };
        let bytes = from.checked_add(len).and_then(|end| self.section(Section::Blobs).get(from..end));
        let entity: Option<Entity> = bytes.and_then(|bytes| postcard::from_bytes(bytes).ok());
        entity.filter(|entity| entity.id.as_str().as_bytes() == record.id).ok_or(damaged)
    }
}

impl Found {
    fn of(entity: &Entity, score: f64) -> Self {
        Self {
            entity: entity.id.clone(),
            kind: entity.kind(),
            caption: entity.caption().into(),
            entries: entity.entries.iter().map(crate::ListedEntry::reference).collect(),
            stands: entity.stands(),
            score,
        }
    }
}

fn entity_id(record: &EntityRecord) -> EntityId {
    EntityId(String::from_utf8_lossy(&record.id).into())
}

fn kind(number: u8) -> Kind {
    match number {
        0 => Kind::Person,
        1 => Kind::Organization,
        2 => Kind::Vessel,
        3 => Kind::Aircraft,
        _ => Kind::Unknown,
    }
}

/// A document's number as it compares: its letters in upper case and its digits, Arabic-Indic ones as European.
pub(crate) fn normal_number(printed: &str) -> String {
    let mut out = String::with_capacity(printed.len());
    for c in printed.chars().map(names::western_digit).filter(|c| c.is_alphanumeric()) {
        out.extend(c.to_uppercase());
    }
    out
}

/// Whether a number in normal form tells one document from another.
pub(crate) fn tells(number: &str) -> bool {
    number.chars().count() >= 5 && number.bytes().any(|b| b.is_ascii_digit())
}
