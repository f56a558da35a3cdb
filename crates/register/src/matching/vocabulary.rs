//! The tokens of all names, each once: what they are, and who bears them.
//!
//! Shape:    distinct parts and names as parts' numbers in; names by token, tokens by name out.
//! Rules:    a token is a part that tells, or two neighbours that another name may write as one (a join), whose number comes
//!           after those of the parts.
//! Not here: which names a question can reach (`candidates`).

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use names::{Part, Prepared, Role, TokenBook, TokenPlace};

use super::coincidence::{self, Coincidence};
use super::near::{Credit, Kept, Met, Near, NearToken, Parts, in_255ths, write_key};
use crate::index::IndexError;

/// The distinct tokens of all names.
pub(crate) struct Vocabulary {
    parts: Vec<Part>,
    joins: Vec<(u32, u32)>,
    book: TokenBook,
    kept: Kept,
    forms: Vec<Form>,
    records: Vec<Record>,
    /// Of the forms that no record has room for.
    long: HashMap<u32, LongForm>,
    /// The parts of each form, by number, one form behind another.
    form_parts: Vec<u32>,
    /// By form, the entities with a name of it; by entity, the forms of its names in their order.
    entities: Lists,
    stated: Stated,
    /// By token, the forms that have it.
    bearers: Bearers,
    /// By token, how many names that are not the same have it.
    distinct_names: Vec<u32>,
    /// How many names are not the same.
    distinct: usize,
    acronyms: Acronyms,
    named_entities: usize,
    /// How many names have two syllables or more as parts of their own.
    syllabic: usize,
}

/// A name as prepared, whoever bears it: its parts in their order, and whether it is known to be an organisation's.
#[derive(Clone, Copy, Debug)]
struct Form {
    first_part: u32,
    is_known: bool,
    /// Whether the same parts that tell stood in none before it: in another order they are the same name.
    is_first: bool,
}

/// What every question that brings a form up asks of it, in one line of the cache: a screen waits for those lines more than it
/// counts (benches/results/register.md).
#[repr(align(64))]
struct Record {
    tokens: [u32; TOKENS],
    places: [Covers; TOKENS],
    weights: [u8; WEIGHTS],
    weight: u16,
    /// How many tokens there are; none where the form is a long one.
    tokens_len: u8,
    parts_len: u8,
    all_parts: u8,
    is_organisation: bool,
}

/// So many tokens, and parts that tell, a record has room for.
const TOKENS: usize = 10;
const WEIGHTS: usize = 8;

struct LongForm {
    tokens: Vec<u32>,
    places: Vec<Covers>,
    weights: Vec<u8>,
}

/// Which parts that tell a token covers: the place of the first; more where the next one is covered too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Covers(u8);

impl Covers {
    const NEXT_TOO: u8 = 0x80;

    /// Of bits, one or two neighbours, the first part in the lowest.
    pub(crate) fn of(bits: u32) -> Self {
        let next_too = if bits.count_ones() > 1 { Self::NEXT_TOO } else { 0 };
        Self(bits.trailing_zeros() as u8 & !Self::NEXT_TOO | next_too)
    }

    pub(crate) fn first(self) -> usize {
        usize::from(self.0 & !Self::NEXT_TOO)
    }

    pub(crate) fn has_next_too(self) -> bool {
        self.0 & Self::NEXT_TOO != 0
    }

    /// What the covered parts weigh together.
    pub(crate) fn weight(self, weights: &[u8]) -> u32 {
        let covered = weights.iter().skip(self.first()).take(1 + usize::from(self.has_next_too()));
        covered.copied().map(u32::from).sum()
    }
}

/// What is asked of a form.
#[derive(Clone, Copy)]
pub(crate) struct FormView<'v> {
    pub(crate) tokens: &'v [u32],
    pub(crate) places: &'v [Covers],
    /// What its parts that tell weigh, and all of them together.
    pub(crate) weights: &'v [u8],
    pub(crate) weight: u32,
    /// How many parts it has, those that tell nothing too.
    pub(crate) all_parts: usize,
    /// Whether it is an organisation's, as it is known or as it says.
    pub(crate) is_organisation: bool,
}

/// Whose name it is, whether it is known to be an organisation's, and the numbers of its parts.
pub(crate) type Named = (u32, bool, Vec<u32>);

/// Which forms may be written by their initials, and which parts may be such.
#[derive(Default)]
struct Acronyms {
    forms: HashMap<String, Vec<u32>>,
    parts: HashMap<String, Vec<u32>>,
}

/// What is gathered while names are read.
#[derive(Default)]
struct Gathered {
    joins: HashMap<(u32, u32), u32>, // only looked up, never walked
    /// The parts that tell of each form, in order of their numbers.
    told: HashSet<Vec<u32>>,
    bearers: Vec<Bearer>,
}

/// The forms of each entity's names, one behind another.
#[derive(Default)]
struct Stated {
    first: Vec<u32>,
    forms: Vec<u32>,
}

/// Lists of numbers, one behind another.
#[derive(Default)]
struct Lists {
    first: Vec<u32>,
    numbers: Vec<u32>,
}

impl Lists {
    /// By the first number of each pair, the second ones in order.
    fn of(mut pairs: Vec<(u32, u32)>, lists: usize) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let first = firsts(pairs.iter().map(|(list, _)| *list), lists);
        Self { first, numbers: pairs.into_iter().map(|(_, number)| number).collect() }
    }

    fn get(&self, list: u32) -> &[u32] {
        slice(&self.first, &self.numbers, list)
    }
}

/// A form that has a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Bearer {
    token: u32,
    form: u32,
    /// What the parts that the token covers weigh, in 255ths of all, rounded up.
    share: u8,
    parts: Parts,
}

/// By token, the forms that have it.
#[derive(Default)]
struct Bearers {
    first: Vec<u32>,
    forms: Vec<u32>,
    shares: Vec<u8>,
    parts: Vec<Parts>,
}

impl Bearers {
    fn of(mut bearers: Vec<Bearer>, tokens: usize) -> Self {
        bearers.sort_unstable();
        // A name may have a part twice.
        bearers.dedup_by(|next, kept| {
            let is_same = (next.token, next.form) == (kept.token, kept.form);
            if is_same {
                kept.share = kept.share.max(next.share);
                kept.parts = kept.parts.and(next.parts);
            }
            is_same
        });
        Self {
            first: firsts(bearers.iter().map(|bearer| bearer.token), tokens),
            forms: bearers.iter().map(|bearer| bearer.form).collect(),
            shares: bearers.iter().map(|bearer| bearer.share).collect(),
            parts: bearers.iter().map(|bearer| bearer.parts).collect(),
        }
    }

    fn forms(&self, token: u32) -> &[u32] {
        slice(&self.first, &self.forms, token)
    }

    /// Those of a token, with what each earns by it.
    fn met(&self, token: u32, earns: f64) -> impl Iterator<Item = Met> {
        let (shares, parts) = (slice(&self.first, &self.shares, token), slice(&self.first, &self.parts, token));
        let credit = in_255ths(earns);
        self.forms(token).iter().zip(shares.iter().zip(parts)).map(move |(form, (share, parts))| Met {
            form: *form,
            credit,
            earned: (f64::from(*share) * earns - 1e-9).ceil() as Credit,
            parts: *parts,
        })
    }
}

/// Where each list begins, and the last one ends, of lists in order.
fn firsts(of: impl Iterator<Item = u32>, lists: usize) -> Vec<u32> {
    let mut first = vec![0_u32; lists + 1];
    for list in of {
        if let Some(after) = first.get_mut(list as usize + 1) {
            *after += 1;
        }
    }
    let mut sum = 0;
    for first in &mut first {
        sum += *first;
        *first = sum;
    }
    first
}

fn slice<'a, T>(first: &[u32], all: &'a [T], list: u32) -> &'a [T] {
    let first = |list: usize| first.get(list).map(|first| *first as usize);
    let range = first(list as usize).zip(first(list as usize + 1));
    range.and_then(|(first, after)| all.get(first..after)).unwrap_or_default()
}

impl Vocabulary {
    /// Of distinct parts, and of names.
    ///
    /// # Errors
    /// A name cannot be read, or has a part that is not there.
    pub(crate) fn of(
        parts: Vec<Part>,
        names: impl Iterator<Item = Result<Named, IndexError>>,
    ) -> Result<Self, IndexError> {
        let mut vocabulary = Self::empty(parts);
        let mut known: HashMap<(Vec<u32>, bool), u32> = HashMap::new(); // only looked up, never walked
        let mut gathered = Gathered::default();
        let mut entities = Vec::new();
        for name in names {
            let (entity, is_known, numbers) = name?;
            let form = match known.get(&(numbers.clone(), is_known)) {
                Some(form) => *form,
                None => {
                    let form = small(vocabulary.forms.len());
                    vocabulary.add(&numbers, is_known, &mut gathered)?;
                    known.insert((numbers, is_known), form);
                    form
                }
            };
            entities.push((form, entity));
        }
        vocabulary.stated = Stated {
            first: firsts(
                entities.iter().map(|(_, entity)| *entity),
                entities.last().map_or(0, |(_, last)| *last as usize + 1),
            ),
            forms: entities.iter().map(|(form, _)| *form).collect(),
        };
        vocabulary.named_entities = entities.iter().map(|(_, entity)| entity).collect::<BTreeSet<_>>().len();
        vocabulary.entities = Lists::of(entities, vocabulary.forms.len());
        let tokens = vocabulary.parts.len() + vocabulary.joins.len();
        vocabulary.distinct = gathered.told.len();
        vocabulary.distinct_names = vec![0; tokens];
        for Bearer { token, form, .. } in &gathered.bearers {
            let is_first = vocabulary.forms.get(*form as usize).is_some_and(|form| form.is_first);
            if let Some(slot) = vocabulary.distinct_names.get_mut(*token as usize) {
                *slot += u32::from(is_first);
            }
        }
        vocabulary.bearers = Bearers::of(gathered.bearers, tokens);
        vocabulary.fill_books();
        Ok(vocabulary)
    }

    fn empty(parts: Vec<Part>) -> Self {
        Self {
            parts,
            joins: Vec::new(),
            book: TokenBook::default(),
            kept: Kept::default(),
            forms: Vec::new(),
            records: Vec::new(),
            long: HashMap::new(),
            form_parts: Vec::new(),
            entities: Lists::default(),
            stated: Stated::default(),
            bearers: Bearers::default(),
            distinct_names: Vec::new(),
            distinct: 0,
            acronyms: Acronyms::default(),
            named_entities: 0,
            syllabic: 0,
        }
    }

    /// Adds a form.
    fn add(&mut self, numbers: &[u32], is_known: bool, gathered: &mut Gathered) -> Result<(), IndexError> {
        let of: Option<Vec<&Part>> = numbers.iter().map(|number| self.parts.get(*number as usize)).collect();
        let of = of.ok_or(IndexError::Damaged("a part of a name"))?;
        let form = small(self.forms.len());
        let first_part = small(self.form_parts.len());
        let weights: Vec<u8> = of.iter().filter(|part| part.role.tells()).map(|part| part.weight()).collect();
        let weight: u32 = weights.iter().copied().map(u32::from).sum();
        let says = |part: &&Part| matches!(part.role, Role::LegalForm | Role::Sector);
        let is_organisation = is_known || of.iter().any(says);
        let (mut tokens, mut places) = (Vec::new(), Vec::new());
        for place in names::token_places(&of) {
            let number = |at: usize| numbers.get(at).copied().unwrap_or_default();
            let first = number(place.parts.0);
            let token = match place.parts.1.map(number) {
                None => first,
                Some(second) => *gathered.joins.entry((first, second)).or_insert_with(|| {
                    self.joins.push((first, second));
                    small(self.parts.len() + self.joins.len() - 1)
                }),
            };
            tokens.push(token);
            let covers = Covers::of(place.covers);
            places.push(covers);
            let share = in_255ths(f64::from(covers.weight(&weights)) / f64::from(weight.max(1)));
            let parts = Parts::of(covers.first(), covers.has_next_too(), is_organisation);
            gathered.bearers.push(Bearer { token, form, share, parts });
        }
        for acronym in names::acronyms(&of) {
            self.acronyms.forms.entry(acronym).or_default().push(form);
        }
        let mut told: Vec<u32> =
            numbers.iter().zip(&of).filter(|(_, part)| part.role.tells()).map(|(n, _)| *n).collect();
        told.sort_unstable();
        let is_first = gathered.told.insert(told);
        let is_syllabic = of.iter().filter(|part| part.role.tells() && part.is_syllable()).count() >= 2;
        self.syllabic += usize::from(is_first && is_syllabic);
        self.form_parts.extend(numbers);
        self.forms.push(Form { first_part, is_known, is_first });
        self.records.push(Record::of(&tokens, &places, &weights, numbers.len(), is_organisation));
        if tokens.len() > TOKENS || weights.len() > WEIGHTS {
            self.long.insert(form, LongForm { tokens, places, weights });
        }
        Ok(())
    }

    fn fill_books(&mut self) {
        let cores: Vec<(u32, &Part)> = (0_u32..).zip(&self.parts).filter(|(_, part)| part.role.tells()).collect();
        for (number, part) in cores.iter().filter(|(_, part)| names::may_be_acronym(&part.text)) {
            self.acronyms.parts.entry(part.text.clone()).or_default().push(*number);
        }
        let numbered = (small(self.parts.len())..).zip(&self.joins);
        self.book = TokenBook::of(&cores, numbered.filter_map(|(token, join)| Some((token, self.joined(*join)?))));
    }

    /// How many forms there are.
    pub(crate) fn len(&self) -> usize {
        self.forms.len()
    }

    /// The tokens in reach of one of a name asked.
    pub(crate) fn near(&self, asked: &Prepared, place: TokenPlace, key: &mut Vec<u8>) -> Arc<Near> {
        let part = |at: usize| asked.parts.get(at);
        let (first, second) = (part(place.parts.0), place.parts.1.and_then(part));
        key.clear();
        first.into_iter().chain(second).for_each(|part| write_key(part, key));
        self.kept.get(key, || match (first, second) {
            (Some(first), Some(second)) => self.find(&names::joined(first, second)),
            (Some(only), None) => self.find(only),
            (None, _) => Near::default(),
        })
    }

    fn find(&self, asked: &Part) -> Near {
        let mut near = Near::default();
        let mut met = Vec::new();
        for token in self.book.near(asked) {
            let Some(similarity) = self.likeness(asked, token) else { continue };
            let distinct = self.distinct_names.get(token as usize).copied().unwrap_or_default();
            if let Some(slot) = near.by_likeness.get_mut(coincidence::step(similarity)) {
                *slot = slot.saturating_add(distinct);
            }
            let earns = names::credit(similarity);
            near.tokens.push(NearToken::of(token, similarity));
            met.extend(self.bearers.met(token, earns));
        }
        near.take(met, self.len());
        near
    }

    /// How alike a part asked and a token are, when they may answer one another.
    fn likeness(&self, asked: &Part, token: u32) -> Option<f64> {
        if let Some(part) = self.parts.get(token as usize) {
            return names::likeness(asked, part);
        }
        let join = self.joins.get((token as usize).checked_sub(self.parts.len())?)?;
        names::likeness(asked, &self.joined(*join)?)
    }

    fn joined(&self, (first, second): (u32, u32)) -> Option<Part> {
        Some(names::joined(self.parts.get(first as usize)?, self.parts.get(second as usize)?))
    }

    /// The forms that have a token.
    fn bearers(&self, token: u32) -> &[u32] {
        self.bearers.forms(token)
    }

    /// The entities with a name of a form.
    pub(crate) fn entities(&self, form: u32) -> &[u32] {
        self.entities.get(form)
    }

    /// The `n`-th name of an entity, as prepared.
    pub(crate) fn stated(&self, entity: usize, n: usize) -> Prepared {
        let form = slice(&self.stated.first, &self.stated.forms, small(entity)).get(n);
        form.map(|form| self.prepared(*form)).unwrap_or_default()
    }

    /// What is asked of a form.
    pub(crate) fn form(&self, form: u32) -> Option<FormView<'_>> {
        let record = self.records.get(form as usize)?;
        let (tokens, parts) = (usize::from(record.tokens_len), usize::from(record.parts_len));
        let (weight, all_parts) = (record.weight.into(), record.all_parts.into());
        let is_organisation = record.is_organisation;
        if tokens == 0 {
            let LongForm { tokens, places, weights } = self.long.get(&form)?;
            return Some(FormView { tokens, places, weights, weight, all_parts, is_organisation });
        }
        Some(FormView {
            tokens: record.tokens.get(..tokens)?,
            places: record.places.get(..tokens)?,
            weights: record.weights.get(..parts)?,
            weight,
            all_parts,
            is_organisation,
        })
    }

    /// The parts of a form.
    pub(crate) fn parts(&self, form: u32) -> impl Iterator<Item = &Part> {
        let first = |form: usize| self.forms.get(form).map_or(self.form_parts.len(), |form| form.first_part as usize);
        let numbers = self.form_parts.get(first(form as usize)..first(form as usize + 1)).unwrap_or_default();
        numbers.iter().filter_map(|number| self.parts.get(*number as usize))
    }

    /// A form as it was prepared.
    pub(crate) fn prepared(&self, form: u32) -> Prepared {
        Prepared::of_parts(self.parts(form).cloned().collect(), self.is_known(form))
    }

    /// Whether a form is known to be an organisation's.
    pub(crate) fn is_known(&self, form: u32) -> bool {
        self.forms.get(form as usize).is_some_and(|form| form.is_known)
    }

    /// How often chance meets a name of which nothing is counted yet.
    pub(crate) fn coincidence(&self) -> Coincidence {
        Coincidence::of(self.named_entities, self.distinct, self.syllabic)
    }

    /// Hands on the forms of which a part asked may be the initials, and those with a part that may be the initials of the
    /// name asked.
    pub(crate) fn meet_by_initials(&self, asked: &Prepared, places: &[TokenPlace], mut meet: impl FnMut(u32)) {
        for place in places.iter().filter(|place| place.parts.1.is_none()) {
            let text = asked.parts.get(place.parts.0).map_or("", |part| &part.text);
            self.acronyms.forms.get(text).into_iter().flatten().for_each(|form| meet(*form));
        }
        for acronym in names::acronyms(&asked.parts) {
            for part in self.acronyms.parts.get(&acronym).into_iter().flatten() {
                self.bearers(*part).iter().for_each(|form| meet(*form));
            }
        }
    }

    /// How many bodies forms are of, at most: several lists state one body, and one body has several names.
    pub(crate) fn bodies(&self, forms: &[u32]) -> usize {
        let is_first = |form: &&u32| self.forms.get(**form as usize).is_some_and(|form| form.is_first);
        let entities = forms.iter().flat_map(|form| self.entities(*form));
        forms.iter().filter(is_first).count().min(entities.collect::<BTreeSet<_>>().len())
    }
}

impl Record {
    fn of(tokens: &[u32], places: &[Covers], weights: &[u8], all_parts: usize, is_organisation: bool) -> Self {
        let mut record = Self {
            tokens: [0; TOKENS],
            places: [Covers(0); TOKENS],
            weights: [0; WEIGHTS],
            weight: weights.iter().copied().map(u16::from).sum(),
            tokens_len: 0,
            parts_len: 0,
            all_parts: all_parts as u8,
            is_organisation,
        };
        if tokens.len() <= TOKENS && weights.len() <= WEIGHTS {
            record.tokens.iter_mut().zip(tokens).for_each(|(slot, token)| *slot = *token);
            record.places.iter_mut().zip(places).for_each(|(slot, place)| *slot = *place);
            record.weights.iter_mut().zip(weights).for_each(|(slot, weight)| *slot = *weight);
            (record.tokens_len, record.parts_len) = (tokens.len() as u8, weights.len() as u8);
        }
        record
    }
}

/// Tokens and forms of one register stay below 2³².
fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
