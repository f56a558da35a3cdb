//! Writing names: each form of a name once, its tokens, and who bears them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use names::{Part, Role, TokenBook};
use zerocopy::little_endian::{U16, U32};

use super::{Sections, number};
use crate::index::layout::{
    BearerRecord, Counts, FormPlace, FormRecord, IS_FIRST, IS_KNOWN, IS_ORGANISATION, JoinRecord, LongForm, Section,
    TOKENS, TokenRecord, WEIGHTS,
};
use crate::matching::near::{Parts, in_255ths};
use crate::matching::vocabulary::Covers;

/// A name as prepared: whose it is, whether it is known to be an organisation's, and the numbers of its parts.
pub(super) struct Named {
    pub(super) entity: u32,
    pub(super) is_known: bool,
    pub(super) parts: Vec<u32>,
}

/// What is gathered while names are read.
struct Forms<'p> {
    parts: &'p [Part],
    joins: Vec<JoinRecord>,
    join_numbers: HashMap<(u32, u32), u32>, // only looked up, never walked
    records: Vec<FormRecord>,
    form_parts: Vec<Vec<u32>>,
    long: Vec<LongForm>,
    /// The parts that tell of each form, in order of their numbers.
    told: HashSet<Vec<u32>>,
    /// By token and form.
    bearers: BTreeMap<(u32, u32), (u8, Parts)>,
    acronyms: BTreeSet<(String, u32)>,
    syllabic: usize,
}

/// Writes all names, in order of the entities, whose parts have been written.
pub(super) fn write(sections: &mut Sections, parts: &[Part], names: &[Named]) {
    let mut forms = Forms {
        parts,
        joins: Vec::new(),
        join_numbers: HashMap::new(),
        records: Vec::new(),
        form_parts: Vec::new(),
        long: Vec::new(),
        told: HashSet::new(),
        bearers: BTreeMap::new(),
        acronyms: BTreeSet::new(),
        syllabic: 0,
    };
    let mut known: HashMap<(&[u32], bool), u32> = HashMap::new(); // only looked up, never walked
    let mut entities: BTreeSet<(u32, u32)> = BTreeSet::new();
    for name in names {
        let form = *known
            .entry((&name.parts, name.is_known))
            .or_insert_with(|| forms.add(sections, &name.parts, name.is_known));
        entities.insert((form, name.entity));
        sections.record(Section::StatedForms, &U32::new(form));
    }
    let named_entities = entities.iter().map(|(_, entity)| entity).collect::<BTreeSet<_>>().len();
    sections.record(
        Section::Counts,
        &Counts {
            names: number(forms.told.len()),
            named_entities: number(named_entities),
            syllabic: number(forms.syllabic),
        },
    );
    forms.write_forms(sections, &entities);
    forms.write_tokens(sections);
    forms.write_book(sections);
}

impl Forms<'_> {
    /// Adds a form; its number.
    fn add(&mut self, sections: &mut Sections, numbers: &[u32], is_known: bool) -> u32 {
        let form = number(self.records.len());
        let of: Vec<&Part> = numbers.iter().filter_map(|number| self.parts.get(*number as usize)).collect();
        let weights: Vec<u8> = of.iter().filter(|part| part.role.tells()).map(|part| part.weight()).collect();
        let weight: u32 = weights.iter().copied().map(u32::from).sum();
        let says = |part: &&Part| matches!(part.role, Role::LegalForm | Role::Sector);
        let is_organisation = is_known || of.iter().any(says);
        let (mut tokens, mut places) = (Vec::new(), Vec::new());
        for place in names::token_places(&of) {
            let part = |at: usize| numbers.get(at).copied().unwrap_or_default();
            let token = match place.parts.1 {
                None => part(place.parts.0),
                Some(second) => self.join(part(place.parts.0), part(second)),
            };
            let covers = Covers::of(place.covers);
            let share = in_255ths(f64::from(covers.weight(&weights)) / f64::from(weight.max(1)));
            let covered = Parts::of(covers.first(), covers.has_next_too(), is_organisation);
            // A name may have a part twice.
            let bearer = self.bearers.entry((token, form.get())).or_insert((share, covered));
            *bearer = (bearer.0.max(share), bearer.1.with(covered));
            tokens.push(U32::new(token));
            places.push(covers);
        }
        self.acronyms.extend(names::acronyms(&of).into_iter().map(|acronym| (acronym, form.get())));
        let told = numbers.iter().zip(&of).filter(|(_, part)| part.role.tells());
        let mut told: Vec<u32> = told.map(|(number, _)| *number).collect();
        told.sort_unstable();
        let is_first = self.told.insert(told);
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
            self.long.push(LongForm {
                form,
                tokens: number(sections.count::<U32>(Section::LongTokens)),
                weights: number(sections.count::<u8>(Section::LongWeights)),
                tokens_len: U16::new(tokens.len() as u16),
                weights_len: U16::new(weights.len() as u16),
            });
            sections.records(Section::LongTokens, &tokens);
            sections.records(Section::LongPlaces, &places);
            sections.records(Section::LongWeights, &weights);
        }
        self.records.push(record);
        self.form_parts.push(numbers.to_vec());
        form.get()
    }

    /// The token of two parts as one.
    fn join(&mut self, first: u32, second: u32) -> u32 {
        let next = number(self.parts.len() + self.joins.len()).get();
        *self.join_numbers.entry((first, second)).or_insert_with(|| {
            self.joins.push(JoinRecord { first: U32::new(first), second: U32::new(second) });
            next
        })
    }

    fn write_forms(&self, sections: &mut Sections, entities: &BTreeSet<(u32, u32)>) {
        let mut entities = entities.iter().peekable();
        for (form, parts) in (0..).zip(&self.form_parts) {
            let place = FormPlace {
                parts: number(sections.count::<U32>(Section::FormParts)),
                entities: number(sections.count::<U32>(Section::FormEntities)),
            };
            sections.record(Section::FormPlaces, &place);
            parts.iter().for_each(|part| sections.record(Section::FormParts, &U32::new(*part)));
            while let Some((_, entity)) = entities.next_if(|(of, _)| *of == form) {
                sections.record(Section::FormEntities, &U32::new(*entity));
            }
        }
        let end = FormPlace {
            parts: number(sections.count::<U32>(Section::FormParts)),
            entities: number(sections.count::<U32>(Section::FormEntities)),
        };
        sections.record(Section::FormPlaces, &end);
        sections.records(Section::Forms, &self.records);
        sections.records(Section::LongForms, &self.long);
        for (acronym, form) in &self.acronyms {
            sections.keyed(Section::FormAcronyms, acronym, *form);
        }
        let may_be = |(_, part): &(u32, &Part)| part.role.tells() && names::may_be_acronym(&part.text);
        let parts: BTreeSet<(&str, u32)> =
            (0..).zip(self.parts).filter(may_be).map(|(number, part)| (part.text.as_str(), number)).collect();
        for (text, part) in parts {
            sections.keyed(Section::PartAcronyms, text, part);
        }
    }

    fn write_tokens(&self, sections: &mut Sections) {
        sections.records(Section::Joins, &self.joins);
        let is_first = |form: u32| self.records.get(form as usize).is_some_and(|record| record.flags & IS_FIRST != 0);
        let mut bearers = self.bearers.iter().peekable();
        for token in 0..self.parts.len() + self.joins.len() {
            let first = number(sections.count::<BearerRecord>(Section::Bearers));
            let mut distinct = 0;
            while let Some(((_, form), (share, parts))) = bearers.next_if(|((of, _), _)| *of as usize == token) {
                distinct += usize::from(is_first(*form));
                let bearer = BearerRecord { form: U32::new(*form), share: *share, parts: *parts };
                sections.record(Section::Bearers, &bearer);
            }
            sections.record(Section::Tokens, &TokenRecord { bearers: first, distinct_names: number(distinct) });
        }
        let end = number(sections.count::<BearerRecord>(Section::Bearers));
        sections.record(Section::Tokens, &TokenRecord { bearers: end, distinct_names: U32::ZERO });
    }

    fn write_book(&self, sections: &mut Sections) {
        let cores: Vec<(u32, &Part)> = (0_u32..).zip(self.parts).filter(|(_, part)| part.role.tells()).collect();
        let part = |number: U32| self.parts.get(number.get() as usize);
        let joined =
            |(token, join): (u32, &JoinRecord)| Some((token, names::joined(part(join.first)?, part(join.second)?)));
        let joins = (number(self.parts.len()).get()..).zip(&self.joins).filter_map(joined);
        sections.records(Section::Book, &TokenBook::bytes(&cores, joins));
    }
}
