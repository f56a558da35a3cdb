//! The register file: every entity with its statements, and what is needed to find it, in one block of bytes.
//!
//! Shape:    [`Index::build`] writes it, the same register as the same bytes; [`Index::open`] checks and reads it.
//! Fails:    [`IndexError`]; a file from elsewhere is checked before use and never panics. What its records say is held to what
//!           they can say as they are read, and [`Index::verify_built`] tells whether all of it is as it would be built.
//! Not here: where the file is kept (`node`), who signs it.

mod blob;
mod build;
pub(crate) mod layout;
mod owners;
pub(crate) mod table;

use crate::entry::normal_key;
use crate::matching::agreement::Agreement;
use crate::matching::born::Born;
use crate::matching::candidates::{Candidates, LookedFor};
use crate::matching::kept::Kept;
use crate::matching::near::write_key;
use crate::matching::score::{Compared, MayBeHit, NamePair};
use crate::matching::vocabulary::Vocabulary;
use crate::matching::{Scratch, identifier, score};
use crate::{Answer, Edition, Entity, EntityId, Hit, Kind, Policy, Query, Question, Register, Scope, Statement, Value};
pub use layout::VERSION;
use layout::{EntityRecord, Keyed, NumberRecord, PartRecord, ReferenceRecord, Section};
pub use owners::{Owned, OwnedBy, Surroundings};
use serde::Serialize;
use serde::de::DeserializeOwned;
use table::{File, Table};
use zerocopy::little_endian::U32;

/// Why a register file cannot be used, or answers nothing.
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
    /// It is not what its entities give.
    #[error("the register file is not what this Dalil builds of the entities in it")]
    NotAsBuilt,
    /// A question takes more than [`Policy::most_compared`] allows.
    #[error("more than {0} names would have to be compared with what is asked")]
    TooMuch(usize),
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

    /// Checks that the file is what building from its own entities gives. All that finds an entity is worked out from the entities
    /// alone, so a file whose hashes are right and that leaves somebody out of reach is told by this, whatever it changed. It takes
    /// as long as a build.
    ///
    /// # Errors
    /// It is not: it was made wrongly, or by a version that works names out otherwise.
    pub fn verify_built(&self) -> Result<(), IndexError> {
        let entities = self.entities()?.collect::<Result<_, _>>()?;
        let register = Register { editions: self.editions()?, entities, questions: self.questions()? };
        let built = File::of(build::build(&register))?;
        if built.id() == self.file.id() { Ok(()) } else { Err(IndexError::NotAsBuilt) }
    }

    /// Whether nothing that was read so far is damaged.
    ///
    /// # Errors
    /// Something is; then the file answers nothing any more.
    pub fn sound(&self) -> Result<(), IndexError> {
        self.file.sound()
    }

    /// The content id: the SHA-256 of its table, which has the hashes of all else, in 64 hexadecimal digits.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The file that these bytes would be with right lengths and hashes before them: what tests and fuzzing hand in, so that they come
    /// past those.
    #[doc(hidden)]
    pub fn resealed(bytes: &[u8]) -> Option<Vec<u8>> {
        layout::resealed(bytes)
    }

    /// How many bytes each section of it has, by name.
    pub fn sizes(&self) -> impl Iterator<Item = (String, usize)> + '_ {
        layout::ALL.iter().map(|section| (format!("{section:?}"), self.file.table::<u8>(*section).len()))
    }

    /// How many bytes the file has.
    pub fn bytes(&self) -> usize {
        self.file.len()
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
        whole(self.file.table(Section::Editions).all()).ok_or(IndexError::Damaged("the editions"))
    }

    /// What a person has to look at, the likeliest first.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn questions(&self) -> Result<Vec<Question>, IndexError> {
        whole(self.file.table(Section::Questions).all()).ok_or(IndexError::Damaged("the questions"))
    }

    /// Every entity, by id.
    ///
    /// # Errors
    /// The file is damaged; each entity is checked as it is read.
    pub fn entities(&self) -> Result<impl Iterator<Item = Result<Entity, IndexError>> + '_, IndexError> {
        Ok((0..self.len()).map(|at| self.sound_blob(at)))
    }

    /// So many entities at most, evenly spread over all.
    ///
    /// # Errors
    /// The file is damaged; each entity is checked as it is read.
    pub fn sample(&self, most: usize) -> impl Iterator<Item = Result<Entity, IndexError>> + '_ {
        let step = self.len().div_ceil(most.max(1)).max(1);
        (0..self.len()).step_by(step).map(|at| self.sound_blob(at))
    }

    /// An entity by its id.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn entity(&self, id: &str) -> Result<Option<Entity>, IndexError> {
        let entity = self.place_of(id)?.map(|at| self.blob(at)).transpose();
        self.file.sound()?;
        entity
    }

    /// The place of an entity among all.
    fn place_of(&self, id: &str) -> Result<Option<usize>, IndexError> {
        let entities = self.entity_records();
        let at = entities.partition(|record, at| {
            let follows = |before: &EntityRecord| before.id < record.id && blob_ends(before) == record.blob.get();
            entities.refuse_unless(entities.before(at).is_none_or(follows));
            record.id.as_slice() < id.as_bytes()
        });
        let is_it = entities.get(at).is_some_and(|record| record.id.as_slice() == id.as_bytes());
        self.file.sound()?;
        Ok(is_it.then_some(at))
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
        let texts = self.file.table::<u8>(Section::Texts);
        let from = self.numbers_end();
        let mut found: Vec<(u32, EntityId)> = Vec::new();
        for record in references.with_text(texts, (from, texts.len()), &wanted) {
            let entity = record.entity.get();
            let is_next = found.last().is_none_or(|(before, _)| *before < entity);
            let whose = self.blob(entity as usize)?;
            if !is_next || !references_of(&whose).any(|reference| reference == wanted) {
                references.refuse();
                break;
            }
            found.push((entity, whose.id));
        }
        self.file.sound()?;
        Ok(found.into_iter().map(|(_, id)| id).collect())
    }

    /// The entities with a reference, a document's number or a name like the text; those on no list any more too.
    /// What bears the text as its reference is the whole answer.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn search(&self, text: &str, limit: usize) -> Result<Vec<Found>, IndexError> {
        self.search_in(text, limit, &Scope::default())
    }

    /// The same, of the entries that are asked for.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn search_in(&self, text: &str, limit: usize, scope: &Scope) -> Result<Vec<Found>, IndexError> {
        let mut found: Vec<Found> = Vec::new();
        for id in self.find(text)? {
            if found.len() == limit {
                break;
            }
            let entity = self.entity(id.as_str())?;
            let asked_for =
                |entity: &Entity| scope.admits(entity) && entity.entries.iter().any(|entry| scope.takes(entry));
            if let Some(entity) = entity.filter(asked_for) {
                found.push(Found::of(&entity, 1.0));
            }
        }
        if !found.is_empty() {
            return Ok(found);
        }
        let query = Query { names: vec![text.to_owned()], documents: vec![text.to_owned()], ..Query::default() };
        // Lower than for screening, and all who bear a name: what many bear is worth looking at here.
        let scope = scope.clone();
        let policy = Policy { threshold: 0.6, limit, withdrawn: true, by_chance: false, scope, ..Policy::default() };
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
    /// The file is damaged, or the question takes more work than the policy allows; then nothing was screened.
    pub fn screen(&self, query: &Query, policy: &Policy) -> Result<Answer, IndexError> {
        self.screen_in(&mut Scratch::default(), query, policy)
    }

    /// The same, in space that is used for one subject after another.
    ///
    /// # Errors
    /// The file is damaged, or the question takes more work than the policy allows; then nothing was screened.
    pub fn screen_in(&self, scratch: &mut Scratch, query: &Query, policy: &Policy) -> Result<Answer, IndexError> {
        let mut hits: Vec<Hit> = Vec::new();
        self.each_candidate(scratch, query, policy, LookedFor::Tokens, &mut |asked, candidates, stated| {
            let Some(Candidate { entity: at, .. }) = candidates.first() else { return Ok(()) };
            let entity = self.blob(*at)?;
            if candidates.iter().any(|candidate| !candidate.only_agreeing) || asked.agrees(policy, &entity) {
                hits.extend(score::score(asked, policy, &entity, stated));
            }
            Ok(())
        })?;
        // Of what is damaged nothing is known, and nobody was screened.
        self.file.sound()?;
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.entity.cmp(&b.entity)));
        let found = hits.len();
        hits.truncate(policy.limit);
        Ok(Answer { hits, found })
    }

    /// How one entity answers a question, whatever its score: the reasons for and against it, also where a screening would not show it. `None`
    /// where there is none of that id, or none of its entries is in the policy's scope.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn explain(&self, query: &Query, policy: &Policy, id: &EntityId) -> Result<Option<Hit>, IndexError> {
        let Some(at) = self.place_of(id.as_str())? else { return Ok(None) };
        let (mut scratch, compared) = (Scratch::default(), Compared::default());
        let vocabulary = &Vocabulary::of(&self.file, &self.kept);
        let asked = score::Asked::of(query, |name| Candidates::of(vocabulary, name, LookedFor::Tokens, &mut scratch).1);
        let stated = |n: usize| vocabulary.stated(at, n).map(|form| compared.name(form, vocabulary));
        let policy = Policy { threshold: 0.0, ..policy.clone() };
        let hit = score::score(&asked, &policy, &self.blob(at)?, &stated);
        self.file.sound()?;
        Ok(hit)
    }

    /// Which entities have a name or a number like one asked for, each by its place among all, and how their names answer. `least` is the
    /// least score of a name, whatever chance makes of it.
    pub(crate) fn alike(
        &self,
        scratch: &mut Scratch,
        query: &Query,
        least: f64,
        hand_on: &mut dyn FnMut(usize, Vec<NamePair>),
    ) -> Result<(), IndexError> {
        let policy = Policy {
            threshold: least,
            by_chance: true,
            withdrawn: true,
            most_compared: usize::MAX,
            ..Policy::default()
        };
        self.each_candidate(scratch, query, &policy, LookedFor::Parts, &mut |asked, candidates, stated| {
            let Some(Candidate { entity, .. }) = candidates.first() else { return Ok(()) };
            let record = self.entity_records().get(*entity).ok_or(IndexError::Damaged("an entity"))?;
            let names = self.names_of(*entity);
            hand_on(*entity, score::name_pairs(asked, kind(record.kind), names, stated));
            Ok(())
        })?;
        self.file.sound()
    }

    /// How many names an entity has.
    fn names_of(&self, at: usize) -> usize {
        let entities = self.entity_records();
        let first = |at: usize| entities.get(at).map_or(self.names(), |record| record.stated.get() as usize);
        first(at + 1).saturating_sub(first(at))
    }

    /// Hands on each entity that may be a hit, by the names and numbers by which it may be, with what its names are.
    fn each_candidate(
        &self,
        scratch: &mut Scratch,
        query: &Query,
        policy: &Policy,
        looked_for: LookedFor,
        hand_on: &mut HandOn<'_>,
    ) -> Result<(), IndexError> {
        self.file.sound()?;
        let entities = self.entity_records();
        let asked_kind = |record: &EntityRecord| {
            (policy.looks_back() || record.stands != 0) && score::may_be(query.kind, kind(record.kind))
        };
        let record = |at: usize| entities.get(at).ok_or(IndexError::Damaged("an entity"));
        let by_number = |entity| Candidate { entity, form: None, only_agreeing: false };
        let mut candidates: Vec<Candidate> = self.bearers_of_numbers(query)?.into_iter().map(by_number).collect();
        let vocabulary = &Vocabulary::of(&self.file, &self.kept);
        let mut look_ups: Vec<Candidates<'_>> = Vec::new();
        let asked = score::Asked::of(query, |name| {
            let (look_up, coincidence) = Candidates::of(vocabulary, name, looked_for, scratch);
            look_ups.push(look_up);
            coincidence
        });
        let agreement = Agreement::of(query);
        let mut compared = Compared::default();
        // What may still be compared, then scored.
        let too_much = IndexError::TooMuch(policy.most_compared);
        let mut work = policy.most_compared;
        for (n, look_up) in look_ups.iter().enumerate() {
            let mut left = vocabulary.all_entities();
            let done = look_up.each(&asked.wanted(n, policy, &agreement), work, scratch, |stated| {
                if !asked.may_score(n, policy, stated) {
                    return;
                }
                let Some(rest) = left.checked_sub(vocabulary.entities_len(stated.form)) else {
                    return entities.refuse(); // the lists of forms overlap
                };
                left = rest;
                let (before, entities_of) = (candidates.len(), vocabulary.entities(stated.form));
                let entities_of = || entities_of.iter().map(|entity| entity.get() as usize);
                let meant_records =
                    || entities_of().filter_map(|entity| entities.named(entity)).filter(|record| asked_kind(record));
                let meant = entities_of().filter(|entity| entities.named(*entity).is_some_and(asked_kind));
                let form = Some(stated.form);
                candidates.extend(meant.map(|entity| Candidate { entity, form, only_agreeing: false }));
                let of_each = meant_records().map(|record| agreement.with(record.born, stated.agreement));
                let most = of_each.fold(0.0, f64::max);
                let may_be =
                    (candidates.len() > before).then(|| asked.may_be_hit(n, policy, stated, most, &mut compared));
                let is_hit_of_none = matches!(may_be, Some(MayBeHit::Never));
                // Those that were not meant too: another may stand in the place of one that is, or that agrees.
                if !is_hit_of_none || most < stated.agreement {
                    entities_of().for_each(|entity| vocabulary.refuse_unless_stated(entity, stated.form));
                }
                if is_hit_of_none {
                    return candidates.truncate(before);
                }
                if matches!(may_be, Some(MayBeHit::WhereItAgrees)) {
                    candidates.iter_mut().skip(before).for_each(|candidate| candidate.only_agreeing = true);
                }
            });
            work = work.checked_sub(done).ok_or_else(|| too_much.clone())?;
        }
        candidates.sort_unstable();
        let of_entities = || candidates.chunk_by(|a, b| a.entity == b.entity);
        if of_entities().count() > work {
            return Err(too_much);
        }
        for of_entity in of_entities() {
            let Some(Candidate { entity: at, .. }) = of_entity.first() else { continue };
            if !asked_kind(record(*at)?) {
                continue;
            }
            // Its other names are none that answers best. A number may speak beside any.
            let may_be_best = |form: u32| {
                !query.documents.is_empty() || of_entity.iter().any(|candidate| candidate.form == Some(form))
            };
            let stated = |n: usize| {
                let form = vocabulary.stated(*at, n).filter(|form| may_be_best(*form))?;
                Some(compared.name(form, vocabulary))
            };
            hand_on(&asked, of_entity, &stated)?;
        }
        Ok(())
    }

    /// Entities that bear a number asked for, each as often as it is stated of it.
    fn bearers_of_numbers(&self, query: &Query) -> Result<Vec<usize>, IndexError> {
        let mut out = Vec::new();
        let numbers = self.file.table::<NumberRecord>(Section::Numbers);
        let (texts, from) = (self.file.table::<u8>(Section::Texts), self.part_acronyms_end());
        for wanted in query.documents.iter().filter_map(|number| identifier::key(number)) {
            let (mut whose, mut last): (Option<(usize, Entity)>, _) = (None, None);
            for record in numbers.with_text(texts, (from, self.numbers_end()), &wanted) {
                let at = record.entity.get() as usize;
                let place = Some([record.entity, record.entry, record.statement].map(U32::get));
                if whose.as_ref().is_none_or(|(before, _)| *before != at) {
                    whose = Some((at, self.blob(at)?));
                }
                let stated = whose.as_ref().and_then(|(_, entity)| number_stated(entity, record));
                if last >= place || stated.as_ref() != Some(&wanted) {
                    numbers.refuse();
                    break;
                }
                last = place;
                out.push(at);
            }
        }
        self.file.sound()?;
        Ok(out)
    }

    /// Where the texts of initials end and those of numbers begin.
    fn part_acronyms_end(&self) -> usize {
        let parts = self.file.table::<PartRecord>(Section::Parts).texts_end(0);
        let forms = self.file.table::<Keyed>(Section::FormAcronyms).texts_end(parts);
        self.file.table::<Keyed>(Section::PartAcronyms).texts_end(forms)
    }

    /// Where the texts of numbers end and those of references begin.
    fn numbers_end(&self) -> usize {
        self.file.table::<NumberRecord>(Section::Numbers).texts_end(self.part_acronyms_end())
    }

    fn entity_records(&self) -> Table<'_, EntityRecord> {
        self.file.table(Section::Entities)
    }

    /// The same of a file of which nothing that was asked for before is damaged either.
    fn sound_blob(&self, at: usize) -> Result<Entity, IndexError> {
        let entity = self.blob(at)?;
        self.file.sound().map(|()| entity)
    }

    /// The entity of a record, which says of it what the record says.
    fn blob(&self, at: usize) -> Result<Entity, IndexError> {
        let (entities, blobs) = (self.entity_records(), self.file.table::<u8>(Section::Blobs));
        let record = entities.get(at).ok_or(IndexError::Damaged("an entity"))?;
        // They stand in the order of their entities, so that none is of two.
        let end = entities.get(at + 1).map_or(blobs.len() as u64, |next| next.blob.get());
        let is_next = blob_ends(record) == end && (at > 0 || record.blob.get() == 0);
        let from = usize::try_from(record.blob.get()).ok();
        let bytes = from.zip(usize::try_from(end).ok()).and_then(|(from, end)| blobs.range(from, end));
        let sample = self.file.table::<u8>(Section::Sample).all();
        let entity = bytes.filter(|_| is_next).and_then(|bytes| blob::unpack(bytes, sample));
        let is_same = |entity: &Entity| {
            (entity.id.as_str().as_bytes(), kind_number(entity.kind()), u8::from(entity.stands()), Born::of(entity))
                == (&record.id[..], record.kind, record.stands, record.born)
        };
        entity.filter(is_same).ok_or_else(|| {
            blobs.refuse();
            IndexError::Damaged("an entity's statements")
        })
    }
}

/// Takes an entity that may be a hit, by each name and number by which it may be; the last gives its names.
type HandOn<'h> = dyn for<'q, 'c> FnMut(
        &score::Asked<'q>,
        &[Candidate],
        &dyn Fn(usize) -> Option<score::StatedName<'c>>,
    ) -> Result<(), IndexError>
    + 'h;

/// An entity that may be a hit.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    entity: usize,
    /// The name by which it may be; none where that is a number.
    form: Option<u32>,
    /// Whether it is one only if something beside names and numbers speaks for it.
    only_agreeing: bool,
}

fn blob_ends(record: &EntityRecord) -> u64 {
    record.blob.get().saturating_add(record.blob_len.get().into())
}

/// What bytes say that say nothing else.
fn whole<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::take_from_bytes(bytes).ok().filter(|(_, rest)| rest.is_empty()).map(|(value, _)| value)
}

/// What an entity is known by, in normal form: the keys of its entries, with and without their list, and their alternates, with
/// and without their kind, as `dataid:690` and `690`; and the ids that its entries had before they came together.
fn references_of(entity: &Entity) -> impl Iterator<Item = String> + '_ {
    let former = entity.ids().filter(|id| *id != entity.id).map(|id| id.as_str().to_owned());
    let stated = entity.entries.iter().flat_map(|entry| {
        let key = entry.key.normal();
        let listed = format!("{}:{key}", entry.list);
        [listed, key].into_iter().chain(entry.alternate_references())
    });
    stated.chain(former)
}

/// The numbers that an entity's statements state, in normal form, and where.
fn numbers_of(entity: &Entity) -> impl Iterator<Item = (String, [u32; 2])> + '_ {
    (0..).zip(&entity.entries).flat_map(|(at, entry)| {
        (0..).zip(&entry.statements).filter_map(move |(n, statement)| Some((number_of(statement)?, [at, n])))
    })
}

fn number_of(statement: &Statement) -> Option<String> {
    let Value::Document(document) = &statement.value else { return None };
    identifier::key(&document.number)
}

/// The number of the statement that a record says states it.
fn number_stated(entity: &Entity, record: &NumberRecord) -> Option<String> {
    let entry = entity.entries.get(record.entry.get() as usize)?;
    number_of(entry.statements.get(record.statement.get() as usize)?)
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

fn kind(number: u8) -> Kind {
    match number {
        0 => Kind::Person,
        1 => Kind::Organization,
        2 => Kind::Vessel,
        3 => Kind::Aircraft,
        _ => Kind::Unknown,
    }
}

fn kind_number(kind: Kind) -> u8 {
    match kind {
        Kind::Person => 0,
        Kind::Organization => 1,
        Kind::Vessel => 2,
        Kind::Aircraft => 3,
        Kind::Unknown => 4,
    }
}

#[cfg(test)]
mod tests;
