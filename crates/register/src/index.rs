//! The register file: every entity with its statements, and what is needed to find it, in one block of bytes.
//!
//! Shape:    [`Index::build`] writes it, the same register as the same bytes; [`Index::open`] checks and reads it. The
//!           layout is version 0, which may change until unifying has landed.
//! Fails:    [`IndexError`]; a file from elsewhere is checked before use and never panics.
//! Not here: where the file is kept (`node`), who signs it.

mod blob;
mod build;
pub(crate) mod layout;
pub(crate) mod table;

use serde::Serialize;
use zerocopy::little_endian::U32;

use crate::entry::normal_key;
use crate::matching::candidates::Candidates;
use crate::matching::near::{Kept, write_key};
use crate::matching::score::MayBeHit;
use crate::matching::vocabulary::Vocabulary;
use crate::matching::{Scratch, identifier, score};
use crate::{Answer, Edition, Entity, EntityId, Hit, Kind, Policy, Query, Register};
use layout::{EntityRecord, NumberRecord, ReferenceRecord, Section};
use table::{File, Table};

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
    file: File<'a>,
    id: String,
    kept: Kept,
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

    /// Opens a register file, borrowed, owned or mapped. Its heading is checked at once, and of the rest each chunk before its bytes
    /// are used, so that opening takes no time; from then on the bytes must not change.
    ///
    /// # Errors
    /// It is no register file, of another version, or its heading is damaged.
    pub fn open(bytes: impl AsRef<[u8]> + Send + Sync + 'a) -> Result<Self, IndexError> {
        let file = File::of(bytes)?;
        let id = file.id().iter().fold(String::with_capacity(64), |mut id, byte| {
            use std::fmt::Write as _;
            let _ = write!(id, "{byte:02x}");
            id
        });
        Ok(Self { file, id, kept: Kept::default() })
    }

    /// Forgets what was asked before, as if it had just been opened.
    pub fn forget_asked(&mut self) {
        self.kept = Kept::default();
    }

    /// Checks every chunk of the file.
    ///
    /// # Errors
    /// Its bytes are not what was written.
    pub fn verify(&self) -> Result<(), IndexError> {
        self.file.verify()
    }

    /// Whether nothing that was read so far is damaged.
    ///
    /// # Errors
    /// Something is; then the file answers nothing any more.
    pub fn sound(&self) -> Result<(), IndexError> {
        self.file.sound()
    }

    /// The content id: the SHA-256 of the table of sections and the hashes of chunks, in 64 hexadecimal digits.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How many bytes each section of it has, by name.
    pub fn sizes(&self) -> impl Iterator<Item = (String, usize)> + '_ {
        layout::ALL.iter().map(|section| (format!("{section:?}"), self.file.table::<u8>(*section).len()))
    }

    /// How many bytes all sections have.
    pub fn bytes(&self) -> usize {
        self.sizes().map(|(_, size)| size).sum()
    }

    /// How many names its entities have.
    pub fn names(&self) -> usize {
        self.file.table::<U32>(Section::StatedForms).len()
    }

    /// How many entities it holds.
    pub fn len(&self) -> usize {
        self.entity_records().len()
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
        let bytes = self.file.table::<u8>(Section::Editions).all();
        postcard::from_bytes(bytes).map_err(|_| IndexError::Damaged("the editions"))
    }

    /// Every entity, by id.
    ///
    /// # Errors
    /// The file is damaged; each entity is checked as it is read.
    pub fn entities(&self) -> Result<impl Iterator<Item = Result<Entity, IndexError>> + '_, IndexError> {
        let records = self.entity_records();
        Ok((0..records.len()).map(move |at| self.blob(records.get(at).ok_or(IndexError::Damaged("an entity"))?)))
    }

    /// So many entities at most, evenly spread over all.
    ///
    /// # Errors
    /// The file is damaged; each entity is checked as it is read.
    pub fn sample(&self, most: usize) -> impl Iterator<Item = Result<Entity, IndexError>> + '_ {
        let records = self.entity_records();
        let step = records.len().div_ceil(most.max(1)).max(1);
        let all = (0..records.len()).step_by(step);
        all.map(move |at| self.blob(records.get(at).ok_or(IndexError::Damaged("an entity"))?))
    }

    /// An entity by its id.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn entity(&self, id: &str) -> Result<Option<Entity>, IndexError> {
        let entities = self.entity_records();
        let at = entities.partition(|record| record.id.as_slice() < id.as_bytes());
        let entity = match entities.get(at).filter(|record| record.id.as_slice() == id.as_bytes()) {
            Some(record) => self.blob(record).map(Some),
            None => Ok(None),
        };
        self.file.sound()?;
        entity
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
        let references = self.file.table::<ReferenceRecord>(Section::References);
        let text = |record: &ReferenceRecord| self.text(record.text, record.text_len);
        let entities = self.entity_records();
        let first = references.partition(|record| text(record) < wanted.as_str());
        let same = (first..references.len()).map_while(|at| references.get(at).filter(|r| text(r) == wanted));
        let found =
            same.map(|record| entities.get(record.entity.get() as usize).ok_or(IndexError::Damaged("a reference")));
        let found = found.map(|record| record.map(entity_id)).collect();
        self.file.sound()?;
        found
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
        let entities = self.entity_records();
        let asked_kind = |record: &EntityRecord| {
            (policy.withdrawn || record.stands != 0) && score::may_be(query.kind, kind(record.kind))
        };
        let record = |at: usize| entities.get(at).ok_or(IndexError::Damaged("an entity"));
        // Each with whether it is a hit only if something beside names and numbers speaks for it.
        let mut candidates: Vec<(usize, bool)> =
            self.bearers_of_numbers(query).into_iter().map(|entity| (entity, false)).collect();
        let vocabulary = &Vocabulary::of(&self.file, &self.kept);
        let mut look_ups: Vec<Candidates<'_>> = Vec::new();
        let asked = score::Asked::of(query, |name| {
            let (look_up, coincidence) = Candidates::of(vocabulary, name, scratch);
            look_ups.push(look_up);
            coincidence
        });
        let least = policy.threshold - asked.most_beside_names();
        let mut is_damaged = false;
        for (n, look_up) in look_ups.iter().enumerate() {
            look_up.each(least, scratch, |stated| {
                let (before, entities_of) = (candidates.len(), vocabulary.entities(stated.form));
                if entities_of.len() > entities.len() {
                    is_damaged = true; // the lists of forms overlap
                    return;
                }
                for entity in entities_of {
                    let entity = entity.get() as usize;
                    match entities.get(entity) {
                        Some(record) if asked_kind(record) => candidates.push((entity, false)),
                        Some(_) => {}
                        None => is_damaged = true,
                    }
                }
                if candidates.len() == before {
                    return;
                }
                match asked.may_be_hit(n, policy, stated) {
                    MayBeHit::Never => candidates.truncate(before),
                    MayBeHit::WhereItAgrees => {
                        candidates.iter_mut().skip(before).for_each(|(_, agreeing)| *agreeing = true);
                    }
                    MayBeHit::Whatever => {}
                }
            });
        }
        if is_damaged {
            return Err(IndexError::Damaged("a name's entity"));
        }
        candidates.sort_unstable();
        candidates.dedup_by_key(|(entity, _)| *entity);
        let mut hits: Vec<Hit> = Vec::new();
        for (at, only_agreeing) in candidates {
            let record = record(at)?;
            if !asked_kind(record) {
                continue;
            }
            let entity = self.blob(record)?;
            if !only_agreeing || asked.agrees(policy, &entity) {
                hits.extend(score::score(&asked, policy, &entity, &|n| vocabulary.stated(at, n)));
            }
        }
        // Of what is damaged nothing is known, and nobody was screened.
        self.file.sound()?;
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.entity.cmp(&b.entity)));
        let found = hits.len();
        hits.truncate(policy.limit);
        Ok(Answer { hits, found })
    }

    /// Entities that bear a number asked for.
    fn bearers_of_numbers(&self, query: &Query) -> Vec<usize> {
        let mut out = Vec::new();
        let numbers = self.file.table::<NumberRecord>(Section::Numbers);
        let text = |record: &NumberRecord| self.text(record.text, record.text_len);
        for wanted in query.documents.iter().filter_map(|number| identifier::key(number)) {
            let first = numbers.partition(|record| text(record) < wanted.as_str());
            let same = (first..numbers.len()).map_while(|at| numbers.get(at).filter(|r| text(r) == wanted));
            out.extend(same.map(|record| record.entity.get() as usize));
        }
        out
    }

    fn entity_records(&self) -> Table<'_, EntityRecord> {
        self.file.table(Section::Entities)
    }

    /// A text; empty where its bytes are none.
    fn text(&self, at: U32, len: U32) -> &str {
        let (at, len) = (at.get() as usize, len.get() as usize);
        let bytes = self.file.table::<u8>(Section::Texts).range(at, at.saturating_add(len));
        bytes.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }

    fn blob(&self, record: &EntityRecord) -> Result<Entity, IndexError> {
        let damaged = IndexError::Damaged("an entity's statements");
        let (Ok(from), len) = (usize::try_from(record.blob.get()), record.blob_len.get() as usize) else {
            return Err(damaged);
        };
        let bytes = from.checked_add(len).and_then(|end| self.file.table::<u8>(Section::Blobs).range(from, end));
        let sample = self.file.table::<u8>(Section::Sample).all();
        let entity = bytes.and_then(|bytes| blob::unpack(bytes, sample));
        entity.filter(|entity| entity.id.as_str().as_bytes() == record.id).ok_or(damaged)
    }
}

/// What tells each token that a question looks for from every other: one that was asked before need not be looked for again.
pub fn tokens_asked(query: &Query) -> Vec<Box<[u8]>> {
    let as_organisation = matches!(query.kind, None | Some(Kind::Unknown | Kind::Organization));
    let prepared = query.names.iter().flat_map(|name| {
        [Some(names::prepare(name)), as_organisation.then(|| names::prepare_organisation(name))].into_iter().flatten()
    });
    let mut tokens = Vec::new();
    for name in prepared {
        for place in names::token_places(&name.parts) {
            let mut key = Vec::new();
            let both = [Some(place.parts.0), place.parts.1].into_iter().flatten();
            both.filter_map(|at| name.parts.get(at)).for_each(|part| write_key(part, &mut key));
            tokens.push(key.into());
        }
    }
    tokens
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
