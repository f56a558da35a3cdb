//! Writing names: each form of a name once, its tokens, and who bears them.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};

use names::{Part, Role, Script, Sound, SoundKind, TokenBook};
use zerocopy::little_endian::{F64, U16, U32};

use super::{Sections, number};
use crate::index::layout::{
    BearerRecord, BirthRecord, Counts, FormPlace, FormRecord, IS_FIRST, IS_KNOWN, IS_ORGANISATION, JoinRecord,
    LongForm, NeighbourRecord, NeighbourhoodRecord, PartRecord, Section, SoundRecord, TOKENS, TokenRecord, WEIGHTS,
    WrittenRecord,
};
use crate::matching::born::Born;
use crate::matching::marks::{Mark, OWN};
use crate::matching::near::{in_255ths, write_key};
use crate::matching::score::hash_of_words;
use crate::matching::vocabulary::{Covers, tokens_beside};

/// Marks a token as the n-th join while names are read; parts are fewer.
const JOIN: u32 = 1 << 31;

/// Of so many parts at most that the most names have, and so many at least, the neighbours are listed.
const NEIGHBOURHOODS: usize = 1 << 12;
const MANY_NAMES: u32 = 2;

/// What is gathered while names are read.
#[derive(Default)]
pub(super) struct Forms {
    parts: Vec<Part>,
    joins: Joins,
    records: Vec<FormRecord>,
    /// The parts of each form behind one another, and where those of the first ones end.
    form_parts: Vec<U32>,
    parts_ends: Vec<u32>,
    /// By their parts, and whether they are known to be an organisation's.
    known: HashMap<(bool, Box<[u32]>), u32>, // only looked up, never walked
    long: Vec<LongForm>,
    long_tokens: Vec<U32>,
    long_places: Vec<Covers>,
    /// The parts that tell of each form, in order of their numbers.
    told: HashSet<Box<[u32]>>,
    /// The token of each bearer, and the bearer, by form.
    bearers: Vec<(u32, BearerRecord)>,
    /// The hash of each form's words, and the form.
    written: Vec<(u32, u32)>,
    /// On which days those may be born who bear a form.
    births: Vec<(Born, u32)>,
    /// Forms and the entities that have a name of them, by entity.
    entities: Vec<(u32, u32)>,
    named_entities: usize,
    acronyms: Vec<(String, u32)>,
    syllabic: usize,
}

/// Two parts each that another name may write as one.
#[derive(Default)]
struct Joins {
    records: Vec<JoinRecord>,
    numbers: HashMap<(u32, u32), u32>, // only looked up, never walked
}

impl Joins {
    /// The token of two parts as one.
    fn token(&mut self, first: u32, second: u32) -> u32 {
        let next = JOIN | number(self.records.len()).get();
        *self.numbers.entry((first, second)).or_insert_with(|| {
            self.records.push(JoinRecord { first: U32::new(first), second: U32::new(second) });
            next
        })
    }
}

/// Puts what has a number each in order of those numbers, below `end`: where those of each number begin, and one behind the
/// last. Those of one number keep their order.
fn by_number<T: Copy, R: Copy>(all: &[T], end: usize, of: impl Fn(&T) -> (u32, R)) -> (Vec<u32>, Vec<R>) {
    let mut first = vec![0_u32; end + 1];
    for one in all {
        if let Some(count) = first.get_mut(of(one).0 as usize + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for count in &mut first {
        sum += *count;
        *count = sum;
    }
    let mut next = first.clone();
    let Some(any) = all.first() else { return (first, Vec::new()) };
    let mut out = vec![of(any).1; all.len()];
    for (number, value) in all.iter().map(of) {
        if let Some(next) = next.get_mut(number as usize)
            && let Some(slot) = out.get_mut(*next as usize)
        {
            *slot = value;
            *next += 1;
        }
    }
    (first, out)
}

/// The first consonants of sounds, so many bits each, from the highest.
fn packed_consonants(sounds: [&[Sound]; 2]) -> u128 {
    const BITS: u32 = 6;
    let consonants = sounds.into_iter().flatten().filter(|sound| sound.kind == SoundKind::Consonant);
    let classes = consonants.map(|sound| u128::from(sound.primary.trailing_zeros() + 1));
    let places = (0..u128::BITS / BITS).rev().map(|place| place * BITS);
    places.zip(classes).fold(0, |packed, (place, class)| packed | class << place)
}

/// What tells a part from those of the same consonants.
fn order_of(part: &Part) -> (&str, u8, Vec<(u32, u32, u8)>) {
    let sounds = part.sounds.iter().map(|sound| (sound.primary, sound.set, sound.kind as u8));
    (&part.text, role_number(part.role), sounds.collect())
}

/// The place of each number in an order of all numbers.
fn ranks(order: &[u32]) -> Vec<u32> {
    let mut ranks = vec![0; order.len()];
    for (rank, number) in (0..).zip(order) {
        ranks.get_mut(*number as usize).into_iter().for_each(|slot| *slot = rank);
    }
    ranks
}

fn role_number(role: Role) -> u8 {
    match role {
        Role::Core => 0,
        Role::Particle => 1,
        Role::Title => 2,
        Role::LegalForm => 3,
        Role::Sector => 4,
        Role::Place => 5,
        Role::Number => 6,
        Role::Family => 7,
    }
}

impl Forms {
    /// Adds a part that was not there; its number.
    pub(super) fn add_part(&mut self, part: Part) -> u32 {
        self.parts.push(part);
        number(self.parts.len() - 1).get()
    }

    /// The number of the form with these parts.
    pub(super) fn form(&mut self, sections: &mut Sections, parts: &[u32], is_known: bool) -> u32 {
        let key = (is_known, parts.into());
        match self.known.get(&key) {
            Some(form) => *form,
            None => {
                let form = self.add(sections, parts, is_known);
                self.known.insert(key, form);
                form
            }
        }
    }

    /// Takes down that a name of a form is written in a script.
    pub(super) fn write_in(&mut self, form: u32, script: Option<Script>) {
        if let Some(record) = self.records.get_mut(form as usize) {
            record.write_in(script);
        }
    }

    /// Takes down that an entity, no earlier one than those before, has a name of a form; and on which days it may be born.
    pub(super) fn state(&mut self, entity: u32, born: &[Born], form: u32) {
        self.births.extend(born.iter().map(|born| (*born, form)));
        self.named_entities += usize::from(self.entities.last().is_none_or(|(_, before)| *before != entity));
        self.entities.push((form, entity));
    }

    /// Writes all names.
    pub(super) fn write(mut self, sections: &mut Sections) {
        self.known = HashMap::new();
        self.joins.numbers = HashMap::new();
        let names = number(self.told.len());
        self.told = HashSet::new();
        sections.record(
            Section::Counts,
            &Counts { names, named_entities: number(self.named_entities), syllabic: number(self.syllabic) },
        );
        self.number_by_sound();
        self.write_parts(sections);
        self.write_forms(sections);
        let distinct = self.write_tokens(sections);
        self.write_book(sections, &distinct);
    }

    /// Gives parts, and joins behind them, numbers in the order of their consonants: what is in reach of one asked lies together. The parts
    /// that most forms have come first, so that they have marks of their own.
    fn number_by_sound(&mut self) {
        let parts = std::mem::take(&mut self.parts);
        let consonants: Vec<u128> = parts.iter().map(|part| packed_consonants([part.sounds.as_slice(), &[]])).collect();
        let order = |a: &u32, b: &u32| {
            let part = |at: &u32| parts.get(*at as usize).map(order_of);
            let of = |at: &u32| consonants.get(*at as usize);
            of(a).cmp(&of(b)).then_with(|| part(a).cmp(&part(b)))
        };
        let mut bearers = vec![0_u32; parts.len()];
        for (of, _) in &self.bearers {
            bearers.get_mut(*of as usize).into_iter().for_each(|count| *count += 1);
        }
        let mut parts_order: Vec<u32> = (0..number(parts.len()).get()).collect();
        parts_order.sort_by_key(|at| Reverse(bearers.get(*at as usize)));
        let (own, others) = parts_order.split_at_mut(parts.len().min(OWN as usize));
        own.sort_unstable_by(order);
        others.sort_unstable_by(order);
        let part_numbers = ranks(&parts_order);
        let numbered = |part: U32| U32::new(part_numbers.get(part.get() as usize).copied().unwrap_or_default());
        let sounds = |part: U32| parts.get(part.get() as usize).map_or(&[][..], |part| part.sounds.as_slice());
        let joined = |(n, join): (u32, &JoinRecord)| {
            let JoinRecord { first, second } = *join;
            let new = JoinRecord { first: numbered(first), second: numbered(second) };
            (packed_consonants([sounds(first), sounds(second)]), new.first.get(), new.second.get(), n)
        };
        let mut joins: Vec<(u128, u32, u32, u32)> = (0..).zip(&self.joins.records).map(joined).collect();
        joins.sort_unstable();
        let joins_order: Vec<u32> = joins.iter().map(|(.., n)| *n).collect();
        let record = |(_, first, second, _): &(u128, u32, u32, u32)| [*first, *second].map(U32::new);
        let records = joins.iter().map(record).map(|[first, second]| JoinRecord { first, second });
        self.joins.records = records.collect();
        let join_numbers = ranks(&joins_order);
        let behind = number(parts.len()).get();
        let token = |token: u32| match token & JOIN {
            0 => numbered(U32::new(token)).get(),
            _ => behind + join_numbers.get((token & !JOIN) as usize).copied().unwrap_or_default(),
        };
        self.bearers.iter_mut().for_each(|(of, _)| *of = token(*of));
        let of_forms = self.records.iter_mut().flat_map(|form| form.tokens.iter_mut().take(form.tokens_len.into()));
        of_forms.chain(&mut self.long_tokens).for_each(|of| *of = U32::new(token(of.get())));
        self.form_parts.iter_mut().for_each(|part| *part = numbered(*part));
        let mut parts: Vec<Option<Part>> = parts.into_iter().map(Some).collect();
        let next = |at: &u32| parts.get_mut(*at as usize).and_then(Option::take);
        self.parts = parts_order.iter().filter_map(next).collect();
    }

    fn write_parts(&self, sections: &mut Sections) {
        for part in &self.parts {
            let sounds = number(sections.count::<SoundRecord>(Section::Sounds));
            for sound in &part.sounds {
                let kind = match sound.kind {
                    SoundKind::Consonant => 0,
                    SoundKind::Long => 1,
                    SoundKind::Short => 2,
                };
                let class = sound.primary.trailing_zeros() as u8;
                sections.record(Section::Sounds, &SoundRecord { set: U32::new(sound.set), class, kind });
            }
            let record = PartRecord {
                text: sections.text(&part.text),
                sounds,
                text_len: U16::new(part.text.len() as u16),
                sounds_len: part.sounds.len() as u8,
                role: role_number(part.role),
            };
            sections.record(Section::Parts, &record);
        }
    }

    /// Adds a form; its number.
    fn add(&mut self, sections: &mut Sections, numbers: &[u32], is_known: bool) -> u32 {
        let form = number(self.records.len());
        let of: Vec<&Part> = numbers.iter().filter_map(|number| self.parts.get(*number as usize)).collect();
        let weights: Vec<u8> = of.iter().filter(|part| part.role.tells()).map(|part| part.weight()).collect();
        let weight: u32 = weights.iter().copied().map(u32::from).sum();
        let says = |part: &&Part| matches!(part.role, Role::LegalForm | Role::Sector);
        let is_organisation = is_known || of.iter().any(says);
        let (mut tokens, mut places) = (Vec::new(), Vec::new());
        let first_bearer = self.bearers.len();
        for place in names::token_places(&of) {
            let part = |at: usize| numbers.get(at).copied().unwrap_or_default();
            let token = match place.parts.1 {
                None => part(place.parts.0),
                Some(second) => self.joins.token(part(place.parts.0), part(second)),
            };
            let covers = Covers::of(place.covers);
            let share = in_255ths(f64::from(covers.weight(&weights)) / f64::from(weight.max(1)));
            // A name may have a part twice.
            match self.bearers.iter_mut().skip(first_bearer).find(|(of, _)| *of == token) {
                Some((_, bearer)) => bearer.share = bearer.share.max(share),
                None => self.bearers.push((token, BearerRecord { form, share, flags: 0, beside_len: 0 })),
            }
            tokens.push(U32::new(token));
            places.push(covers);
        }
        self.acronyms.extend(names::acronyms(&of).into_iter().map(|acronym| (acronym, form.get())));
        let words = of.iter().map(|part| (part.role, part.text.as_str()));
        self.written.push((hash_of_words(words), form.get()));
        let told = numbers.iter().zip(&of).filter(|(_, part)| part.role.tells());
        let mut told: Vec<u32> = told.map(|(number, _)| *number).collect();
        told.sort_unstable();
        let is_first = self.told.insert(told.into());
        let is_syllabic = of.iter().filter(|part| part.role.tells() && part.is_syllable()).count() >= 2;
        self.syllabic += usize::from(is_first && is_syllabic);
        let flag = |is: bool, flag: u8| if is { flag } else { 0 };
        let mut record = FormRecord {
            tokens: [U32::ZERO; TOKENS],
            places: [Covers::of(0); TOKENS],
            weights: [0; WEIGHTS],
            weight: U16::new(weight as u16),
            tokens_len: 0,
            parts_len: 0,
            all_parts: numbers.len() as u8,
            flags: flag(is_organisation, IS_ORGANISATION) | flag(is_known, IS_KNOWN) | flag(is_first, IS_FIRST),
        };
        if tokens.len() <= TOKENS && weights.len() <= WEIGHTS {
            record.tokens.iter_mut().zip(&tokens).for_each(|(slot, token)| *slot = *token);
            record.places.iter_mut().zip(&places).for_each(|(slot, place)| *slot = *place);
            record.weights.iter_mut().zip(&weights).for_each(|(slot, weight)| *slot = *weight);
            (record.tokens_len, record.parts_len) = (tokens.len() as u8, weights.len() as u8);
        } else {
            record.tokens[0] = number(self.long.len());
            self.long.push(LongForm {
                form,
                tokens: number(self.long_tokens.len()),
                weights: number(sections.count::<u8>(Section::LongWeights)),
                tokens_len: U16::new(tokens.len() as u16),
                weights_len: U16::new(weights.len() as u16),
            });
            self.long_tokens.extend_from_slice(&tokens);
            self.long_places.extend_from_slice(&places);
            sections.records(Section::LongWeights, &weights);
        }
        self.records.push(record);
        self.form_parts.extend(numbers.iter().copied().map(U32::new));
        self.parts_ends.push(number(self.form_parts.len()).get());
        form.get()
    }

    fn write_forms(&mut self, sections: &mut Sections) {
        let entities = std::mem::take(&mut self.entities);
        let (first, of_forms) = by_number(&entities, self.records.len(), |pair| *pair);
        drop(entities);
        let place = |parts: u32, entities: usize| FormPlace { parts: U32::new(parts), entities: number(entities) };
        let mut parts = 0;
        for (ends, range) in self.parts_ends.iter().zip(first.windows(2)) {
            sections.record(Section::FormPlaces, &place(parts, sections.count::<U32>(Section::FormEntities)));
            parts = *ends;
            // An entity may have a name of the form twice.
            let mut before = None;
            for entity in of_forms.get(range[0] as usize..range[1] as usize).unwrap_or_default() {
                if before != Some(entity) {
                    sections.record(Section::FormEntities, &U32::new(*entity));
                }
                before = Some(entity);
            }
        }
        sections.record(Section::FormPlaces, &place(parts, sections.count::<U32>(Section::FormEntities)));
        sections.records(Section::FormParts, &self.form_parts);
        sections.records(Section::Forms, &self.records);
        sections.records(Section::LongForms, &self.long);
        sections.records(Section::LongTokens, &self.long_tokens);
        sections.records(Section::LongPlaces, &self.long_places);
        self.write_births(sections);
        self.written.sort_unstable();
        for (hash, form) in &self.written {
            sections.record(Section::Written, &WrittenRecord { hash: U32::new(*hash), form: U32::new(*form) });
        }
        self.acronyms.sort_unstable();
        self.acronyms.dedup();
        for (acronym, form) in &self.acronyms {
            sections.keyed(Section::FormAcronyms, acronym, *form);
        }
        let may_be = |(_, part): &(u32, &Part)| part.role.tells() && names::may_be_acronym(&part.text);
        let parts: BTreeSet<(&str, u32)> =
            (0..).zip(&self.parts).filter(may_be).map(|(number, part)| (part.text.as_str(), number)).collect();
        for (text, part) in parts {
            sections.keyed(Section::PartAcronyms, text, part);
        }
    }

    fn write_births(&mut self, sections: &mut Sections) {
        let mut births = std::mem::take(&mut self.births);
        births.sort_unstable();
        births.dedup();
        for of_day in births.chunk_by(|(one, _), (other, _)| one == other) {
            let Some((born, _)) = of_day.first() else { continue };
            let forms = number(sections.count::<U32>(Section::BirthForms));
            sections.record(Section::Births, &BirthRecord { born: *born, forms });
            of_day.iter().for_each(|(_, form)| sections.record(Section::BirthForms, &U32::new(*form)));
        }
    }

    /// How many names that are not the same have each token.
    fn write_tokens(&mut self, sections: &mut Sections) -> Vec<U32> {
        sections.records(Section::Joins, &self.joins.records);
        let mut bearers = std::mem::take(&mut self.bearers);
        for (_, bearer) in &mut bearers {
            bearer.flags = self.records.get(bearer.form.get() as usize).map_or(0, |record| record.flags);
        }
        let (first, mut bearers) = by_number(&bearers, self.parts.len() + self.joins.records.len(), |bearer| *bearer);
        let mut all_distinct = Vec::with_capacity(first.len());
        let mut marks: Vec<Mark> = Vec::new();
        for (token, range) in (0..).zip(first.windows(2)) {
            let beside = number(sections.count::<Mark>(Section::Beside));
            let of_token = bearers.get_mut(range[0] as usize..range[1] as usize).unwrap_or_default();
            for bearer in &mut *of_token {
                let (tokens, places) = self.tokens_of(bearer.form.get());
                marks.clear();
                marks.extend(tokens_beside(tokens, places, token).map(Mark::of));
                marks.sort_unstable();
                bearer.beside_len = marks.len() as u8;
                sections.records(Section::Beside, &marks);
            }
            let distinct = of_token.iter().filter(|bearer| bearer.flags & IS_FIRST != 0).count();
            let distinct_names = number(distinct);
            all_distinct.push(distinct_names);
            sections.record(Section::Tokens, &TokenRecord { bearers: U32::new(range[0]), beside, distinct_names });
        }
        let beside = number(sections.count::<Mark>(Section::Beside));
        let end = TokenRecord { bearers: number(bearers.len()), beside, distinct_names: U32::ZERO };
        sections.record(Section::Tokens, &end);
        sections.records(Section::Bearers, &bearers);
        all_distinct
    }

    /// The tokens of a form, and what each covers.
    fn tokens_of(&self, form: u32) -> (&[U32], &[Covers]) {
        let Some(record) = self.records.get(form as usize) else { return Default::default() };
        let long = record.tokens.first().and_then(|long| self.long.get(long.get() as usize));
        let long = long.filter(|long| record.tokens_len == 0 && long.form.get() == form);
        let (tokens, places, from, len) = match long {
            None => (&record.tokens[..], &record.places[..], 0, usize::from(record.tokens_len)),
            Some(LongForm { tokens: first, tokens_len, .. }) => {
                (&*self.long_tokens, &*self.long_places, first.get() as usize, tokens_len.get().into())
            }
        };
        let range = from..from + len;
        (tokens.get(range.clone()).unwrap_or_default(), places.get(range).unwrap_or_default())
    }

    fn write_book(&self, sections: &mut Sections, distinct: &[U32]) {
        let cores: Vec<(u32, &Part)> = (0_u32..).zip(&self.parts).filter(|(_, part)| part.role.tells()).collect();
        let part = |number: U32| self.parts.get(number.get() as usize);
        let joined =
            |(token, join): (u32, &JoinRecord)| Some((token, names::joined(part(join.first)?, part(join.second)?)));
        let joins = (number(self.parts.len()).get()..).zip(&self.joins.records).filter_map(joined);
        let bytes = TokenBook::bytes(&cores, joins);
        if let Some(book) = TokenBook::read(&bytes) {
            self.write_neighbours(sections, &book, cores, distinct);
        }
        sections.records(Section::Book, &bytes);
    }

    /// Lists what is in reach of the parts that most names have, which are asked for most.
    fn write_neighbours(
        &self,
        sections: &mut Sections,
        book: &TokenBook<'_>,
        mut parts: Vec<(u32, &Part)>,
        distinct: &[U32],
    ) {
        let names = |number: u32| distinct.get(number as usize).map_or(0, |names| names.get());
        parts.retain(|(number, _)| names(*number) >= MANY_NAMES);
        parts.sort_by_key(|(number, _)| (Reverse(names(*number)), *number));
        parts.truncate(NEIGHBOURHOODS);
        let mut key = Vec::new();
        let mut hash = |part: &Part| {
            key.clear();
            write_key(part, &mut key);
            names::hash_of_bytes(key.iter().copied())
        };
        let mut parts: Vec<(u32, u32, &Part)> =
            parts.into_iter().map(|(number, part)| (hash(part), number, part)).collect();
        parts.sort_by_key(|(hash, number, _)| (*hash, *number));
        let place = |sections: &Sections, hash: u32, part: u32| NeighbourhoodRecord {
            hash: U32::new(hash),
            part: U32::new(part),
            neighbours: number(sections.count::<NeighbourRecord>(Section::Neighbours)),
        };
        for (hash, number, part) in parts {
            sections.record(Section::Neighbourhoods, &place(sections, hash, number));
            for token in book.near(part).into_iter().flatten() {
                let similarity = self.token(token).and_then(|other| names::likeness(part, &other));
                if let Some(similarity) = similarity.map(F64::new) {
                    sections.record(Section::Neighbours, &NeighbourRecord { token: U32::new(token), similarity });
                }
            }
        }
        sections.record(Section::Neighbourhoods, &place(sections, u32::MAX, u32::MAX));
    }

    /// A part, or two as one.
    fn token(&self, token: u32) -> Option<Cow<'_, Part>> {
        let part = |number: usize| self.parts.get(number);
        match part(token as usize) {
            Some(part) => Some(Cow::Borrowed(part)),
            None => {
                let join = self.joins.records.get(token as usize - self.parts.len())?;
                let [first, second] = [join.first, join.second].map(|number| part(number.get() as usize));
                Some(Cow::Owned(names::joined(first?, second?)))
            }
        }
    }
}
