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
use crate::matching::candidates::Candidates;
use crate::matching::coincidence::Coincidence;
use crate::matching::score::MayBeHit;
use crate::matching::vocabulary::{Named, Vocabulary};
use crate::matching::{Scratch, identifier, score};
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
        // Lower than for screening, and all who bear a name: what many bear is worth looking at here.
        let policy = Policy { threshold: 0.6, limit, withdrawn: true, by_chance: false, ..Policy::default() };
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
        self.screen_in(&mut Scratch::default(), query, policy)
    }

    /// The same, in space that is used for one subject after another.
    ///
    /// # Errors
    /// The file is damaged; then nothing was screened.
    pub fn screen_in(&self, scratch: &mut Scratch, query: &Query, policy: &Policy) -> Result<Answer, IndexError> {
        let entities = self.records::<EntityRecord>(Section::Entities)?;
        let asked_kind = |record: &EntityRecord| {
            (policy.withdrawn || record.stands != 0) && score::may_be(query.kind, kind(record.kind))
        };
        let record = |at: usize| entities.get(at).ok_or(IndexError::Damaged("an entity"));
        // Each with whether it is a hit only if something beside names and numbers speaks for it.
        let mut candidates: Vec<(usize, bool)> =
            self.bearers_of_numbers(query)?.into_iter().map(|entity| (entity, false)).collect();
        let vocabulary =
            if query.names.iter().any(|name| !name.trim().is_empty()) { Some(self.vocabulary()?) } else { None };
        let mut look_ups: Vec<Candidates<'_>> = Vec::new();
        let asked = score::Asked::of(query, |name| {
            let Some(vocabulary) = vocabulary else { return Coincidence::default() };
            let (look_up, coincidence) = Candidates::of(vocabulary, name, scratch);
            look_ups.push(look_up);
            coincidence
        });
        let least = policy.threshold - asked.most_beside_names();
        let mut forms: Vec<(u32, f64, usize)> = Vec::new();
        for (n, look_up) in look_ups.iter().enumerate() {
            look_up.each(least, scratch, |form, most| forms.push((form, most, n)));
        }
        let mut alike = Vec::new();
        for (vocabulary, (form, most, look_up)) in forms.into_iter().filter_map(|form| Some((vocabulary?, form))) {
            let before = candidates.len();
            for entity in vocabulary.entities(form) {
                if asked_kind(&record(*entity as usize)?) {
                    candidates.push((*entity as usize, false));
                }
            }
            if candidates.len() == before {
                continue;
            }
            let Some(stated) = look_ups.get(look_up).map(|look_up| look_up.stated(form, most, &mut alike)) else {
                continue;
            };
            match asked.may_be_hit(look_up, policy, &stated) {
                MayBeHit::Never => candidates.truncate(before),
                MayBeHit::WhereItAgrees => {
                    candidates.iter_mut().skip(before).for_each(|(_, agreeing)| *agreeing = true);
                }
                MayBeHit::Whatever => {}
            }
        }
        candidates.sort_unstable();
        candidates.dedup_by_key(|(entity, _)| *entity);
        let mut hits: Vec<Hit> = Vec::new();
        for (at, only_agreeing) in candidates {
            let record = record(at)?;
            if !asked_kind(&record) {
                continue;
            }
            let entity = self.blob(&record)?;
            if !only_agreeing || asked.agrees(policy, &entity) {
                let stated = |n: usize| vocabulary.map(|vocabulary| vocabulary.stated(at, n)).unwrap_or_default();
                hits.extend(score::score(&asked, policy, &entity, &stated));
            }
        }
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.entity.cmp(&b.entity)));
        let found = hits.len();
        hits.truncate(policy.limit);
        Ok(Answer { hits, found })
    }

    /// The tokens of all names, read when a name is first asked.
    fn vocabulary(&self) -> Result<&Vocabulary, IndexError> {
        if let Some(vocabulary) = self.vocabulary.get() {
            return Ok(vocabulary);
        }
        let read = Vocabulary::of(self.parts()?, self.names()?)?;
        Ok(self.vocabulary.get_or_init(|| read))
    }

    /// Entities that bear a number asked for.
    fn bearers_of_numbers(&self, query: &Query) -> Result<Vec<usize>, IndexError> {
        let mut out = Vec::new();
        let numbers = self.records::<NumberRecord>(Section::Numbers)?;
        let text = |record: &NumberRecord| self.text(record.text, record.text_len);
        for wanted in query.documents.iter().filter_map(|number| identifier::key(number)) {
            let first = numbers.partition(|record| text(record) < wanted.as_str());
            let same = (first..numbers.len()).map_while(|at| numbers.get(at).filter(|r| text(r) == wanted));
            out.extend(same.map(|record| record.entity as usize));
        }
        Ok(out)
    }

    /// Every name as prepared when the file was built: whose it is, and the numbers of its parts.
    fn names(&self) -> Result<impl Iterator<Item = Result<Named, IndexError>> + '_, IndexError> {
        let entities = self.records::<EntityRecord>(Section::Entities)?;
        let name_parts = self.records::<NumberOnly>(Section::NameParts)?;
        Ok(self.records::<NameRecord>(Section::Names)?.iter().map(move |record| {
            let at = |n: u32| record.parts.checked_add(n).and_then(|at| name_parts.get(at as usize));
            let of: Option<Vec<u32>> = (0..record.parts_len).map(|n| at(n).map(|part| part.value)).collect();
            let entity = entities.get(record.entity as usize).ok_or(IndexError::Damaged("a name's entity"))?;
            let is_known = kind(entity.kind) == Kind::Organization;
            of.map(|of| (record.entity, is_known, of)).ok_or(IndexError::Damaged("a part of a name"))
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
                    2 => Role::Title,
                    3 => Role::LegalForm,
                    4 => Role::Sector,
                    5 => Role::Place,
                    6 => Role::Number,
                    _ => Role::Family,
                };
                let sounds = (record.sounds..record.sounds + record.sounds_len).map(sound);
                let text = self.text(record.text, record.text_len).to_owned();
                Ok(Part::new(text, sounds.collect::<Result<_, _>>()?, role))
            })
            .collect()
    }

    /// Checks every offset, count and order, so that later reading finds what it looks for, and takes no more memory
    /// than the file's own size warrants: nothing is pointed to twice but a part.
    fn check(&self) -> Result<(), IndexError> {
        self.editions()?;
        let entities = self.check_entities()?;
        let mut texts = Texts { all: self.texts()?, next: 0 };
        self.check_parts(&mut texts)?;
        self.check_names(entities)?;
        self.check_numbers(&mut texts, entities)?;
        self.check_references(&mut texts, entities)?;
        must(texts.next == texts.all.len(), "the texts")
    }

    fn check_entities(&self) -> Result<usize, IndexError> {
        let entities = self.records::<EntityRecord>(Section::Entities)?;
        let (mut blob, mut before) = (0_u64, [0_u8; EntityId::LEN]);
        for record in entities.iter() {
            must(record.id > before && record.id.is_ascii(), "the order of the entities")?;
            must(record.kind <= 4 && record.stands <= 1 && record.blob == blob, "an entity's place")?;
            blob = record.blob.checked_add(record.blob_len).ok_or(IndexError::Damaged("an entity's place"))?;
            before = record.id;
        }
        must(blob == self.section(Section::Blobs).len() as u64, "an entity's place")?;
        Ok(entities.len())
    }

    fn check_parts(&self, texts: &mut Texts<'_>) -> Result<(), IndexError> {
        let sounds = self.records::<SoundRecord>(Section::Sounds)?;
        for sound in sounds.iter() {
            let one = sound.primary.is_power_of_two() && sound.set & sound.primary != 0;
            must(one && sound.kind <= 2, "a sound")?;
        }
        let mut next = 0;
        for part in self.records::<PartRecord>(Section::Parts)?.iter() {
            must(part.text_len as usize <= MAX_PART_BYTES, "a part's text")?;
            texts.take(part.text, part.text_len, "a part's text")?;
            must(part.role <= 7, "a part's role")?;
            must(part.sounds == next && part.sounds_len as usize <= names::MAX_SOUNDS, "a part's sounds")?;
            next = part.sounds.checked_add(part.sounds_len).ok_or(IndexError::Damaged("a part's sounds"))?;
        }
        must(next as usize == sounds.len(), "a part's sounds")
    }

    fn check_names(&self, entities: usize) -> Result<(), IndexError> {
        let parts = self.records::<PartRecord>(Section::Parts)?.len();
        let name_parts = self.records::<NumberOnly>(Section::NameParts)?;
        must(name_parts.iter().all(|part| (part.value as usize) < parts), "a name's part")?;
        let (mut next, mut before) = (0, None);
        for name in self.records::<NameRecord>(Section::Names)?.iter() {
            let stands = (name.entity, name.entry, name.statement);
            must((name.entity as usize) < entities && name.low <= 1, "a name's entity")?;
            must(before.is_none_or(|before| before < stands), "the order of the names")?;
            must(name.parts == next && name.parts_len as usize <= names::MAX_PARTS, "a name's parts")?;
            next = name.parts.checked_add(name.parts_len).ok_or(IndexError::Damaged("a name's parts"))?;
            before = Some(stands);
        }
        must(next as usize == name_parts.len(), "a name's parts")
    }

    fn check_numbers(&self, texts: &mut Texts<'_>, entities: usize) -> Result<(), IndexError> {
        let mut before = None;
        for number in self.records::<NumberRecord>(Section::Numbers)?.iter() {
            let text = texts.take(number.text, number.text_len, "a number's text")?;
            let stands = (text, number.entity, number.entry, number.statement);
            must((number.entity as usize) < entities, "a number's entity")?;
            must(before.is_none_or(|before| before < stands), "the order of the numbers")?;
            before = Some(stands);
        }
        Ok(())
    }

    fn check_references(&self, texts: &mut Texts<'_>, entities: usize) -> Result<(), IndexError> {
        let mut before = None;
        for reference in self.records::<ReferenceRecord>(Section::References)?.iter() {
            let text = texts.take(reference.text, reference.text_len, "a reference's text")?;
            must((reference.entity as usize) < entities, "a reference's entity")?;
            must(before.is_none_or(|before| before < (text, reference.entity)), "the order of the references")?;
            before = Some((text, reference.entity));
        }
        Ok(())
    }

    fn texts(&self) -> Result<&str, IndexError> {
        std::str::from_utf8(self.section(Section::Texts)).map_err(|_| IndexError::Damaged("the texts"))
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

/// The longest text of a part, in bytes: a name is cut at `names::MAX_CHARS`, and preparing it adds a few letters.
const MAX_PART_BYTES: usize = 4 * names::MAX_CHARS + 64;

/// The texts of a file as its records take them, one behind another.
struct Texts<'t> {
    all: &'t str,
    next: usize,
}

impl<'t> Texts<'t> {
    fn take(&mut self, at: u32, len: u32, what: &'static str) -> Result<&'t str, IndexError> {
        must(at as usize == self.next, what)?;
        let end = self.next.checked_add(len as usize).ok_or(IndexError::Damaged(what))?;
        let text = self.all.get(self.next..end).ok_or(IndexError::Damaged(what))?;
        self.next = end;
        Ok(text)
    }
}

fn must(holds: bool, what: &'static str) -> Result<(), IndexError> {
    if holds { Ok(()) } else { Err(IndexError::Damaged(what)) }
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

#[cfg(test)]
mod tests;
