//! The tokens of all names, each once: what they are, and who bears them, as a register file states it.
//!
//! Shape:    tokens and forms by number; a form is a name as prepared, once for all who bear it.
//! Rules:    a token is a part that tells, or two neighbours that another name may write as one (a join), whose number comes
//!           after those of the parts.
//! Not here: which names a question can reach (`candidates`); how the file is made (`index::build`).

use std::borrow::Cow;
use std::cmp::{Ordering, Reverse};
use std::collections::BTreeSet;
use std::sync::Arc;

use names::{Part, Prepared, Role, Script, Sound, SoundKind, TokenBook, TokenPlace};
use zerocopy::little_endian::U32;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use super::born::Born;
use super::coincidence::{self, Coincidence, STEPS};
use super::kept::Kept;
use super::marks::Mark;
use super::near::{Covered, Near, NearToken, write_key};
use super::rows::{Bearers, Row, RowPlace, Together};
use super::score;
use crate::index::layout::{
    BearerRecord, BirthRecord, Counts, EntityRecord, FormPlace, FormRecord, IS_FIRST, IS_KNOWN, IS_ORGANISATION,
    JoinRecord, Keyed, LongForm, NeighbourRecord, NeighbourhoodRecord, PartRecord, Record, Section, SoundRecord,
    TOKENS, Texted as _, TokenRecord, WEIGHTS, WrittenRecord, is_written_in,
};
use crate::index::table::{File, Table};

/// The most tokens a name has: each part that tells alone, with the next one, and with a particle before it.
pub(crate) const LONGEST: usize = 3 * names::MAX_PARTS;

/// The records of so many are asked for before the first of them is read.
pub(crate) const AT_ONCE: usize = 16;

/// Which parts that tell a token covers: the place of the first; more where the next one is covered too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(transparent)]
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

    /// A bit for each part.
    pub(crate) fn bits(self) -> u32 {
        let both = if self.has_next_too() { 0b11 } else { 0b01_u32 };
        both.checked_shl(self.first() as u32).unwrap_or_default()
    }

    /// What the covered parts weigh together.
    pub(crate) fn weight(self, weights: &[u8]) -> u32 {
        let covered = weights.iter().skip(self.first()).take(1 + usize::from(self.has_next_too()));
        covered.copied().map(u32::from).sum()
    }
}

/// What is asked of a form.
#[derive(Clone, Copy)]
pub(crate) struct FormView<'i> {
    pub(crate) tokens: &'i [U32],
    pub(crate) places: &'i [Covers],
    /// What its parts that tell weigh, and all of them together.
    pub(crate) weights: &'i [u8],
    pub(crate) weight: u32,
    /// How many parts it has, those that tell nothing too.
    pub(crate) all_parts: usize,
    /// Whether it is an organisation's, as it is known or as it says.
    pub(crate) is_organisation: bool,
}

impl FormView<'_> {
    /// Whether its first tokens are its parts that tell, in order, and no other one is: how many it has is told by what they weigh.
    fn are_parts_first(&self) -> bool {
        let is_part = |at: usize, covers: &Covers| covers.first() == at && !covers.has_next_too();
        let parts = self.weights.len();
        self.places.split_at_checked(parts).is_some_and(|(told, others)| {
            told.iter().enumerate().all(|(at, covers)| is_part(at, covers))
                && others.first().is_none_or(|covers| !is_part(parts, covers))
        })
    }
}

/// The tokens that a name has beside one of its own: that stand somewhere where that one does not. One may be there more than once.
pub(crate) fn tokens_beside<'f>(tokens: &'f [U32], places: &'f [Covers], token: u32) -> impl Iterator<Item = u32> + 'f {
    let all = move || tokens.iter().map(|token| token.get()).zip(places.iter().map(|covers| covers.bits()));
    let own = move || all().filter(move |(other, _)| *other == token);
    all().filter(move |(_, covers)| own().any(|(_, own)| own & covers == 0)).map(|(other, _)| other)
}

/// The distinct tokens of all names.
pub(crate) struct Vocabulary<'i> {
    kept: &'i Kept,
    entities: Table<'i, EntityRecord>,
    stated: Table<'i, U32>,
    counts: Table<'i, Counts>,
    texts: Table<'i, u8>,
    parts: Table<'i, PartRecord>,
    sounds: Table<'i, SoundRecord>,
    joins: Table<'i, JoinRecord>,
    tokens: Table<'i, TokenRecord>,
    bearers: Table<'i, BearerRecord>,
    beside: Table<'i, Mark>,
    forms: Table<'i, FormRecord>,
    places: Table<'i, FormPlace>,
    form_parts: Table<'i, U32>,
    form_entities: Table<'i, U32>,
    long_forms: Table<'i, LongForm>,
    long_tokens: Table<'i, U32>,
    long_places: Table<'i, Covers>,
    long_weights: Table<'i, u8>,
    births: Table<'i, BirthRecord>,
    birth_forms: Table<'i, U32>,
    written: Table<'i, WrittenRecord>,
    form_acronyms: Table<'i, Keyed>,
    part_acronyms: Table<'i, Keyed>,
    book: Table<'i, u8>,
    neighbourhoods: Table<'i, NeighbourhoodRecord>,
    neighbours: Table<'i, NeighbourRecord>,
}

impl<'i> Vocabulary<'i> {
    /// As a file states it; `kept` is what was found of it before.
    pub(crate) fn of(file: &'i File<'_>, kept: &'i Kept) -> Self {
        Self {
            kept,
            entities: file.table(Section::Entities),
            stated: file.table(Section::StatedForms),
            counts: file.table(Section::Counts),
            texts: file.table(Section::Texts),
            parts: file.table(Section::Parts),
            sounds: file.table(Section::Sounds),
            joins: file.table(Section::Joins),
            tokens: file.table(Section::Tokens),
            bearers: file.table(Section::Bearers),
            beside: file.table(Section::Beside),
            forms: file.table(Section::Forms),
            places: file.table(Section::FormPlaces),
            form_parts: file.table(Section::FormParts),
            form_entities: file.table(Section::FormEntities),
            long_forms: file.table(Section::LongForms),
            long_tokens: file.table(Section::LongTokens),
            long_places: file.table(Section::LongPlaces),
            long_weights: file.table(Section::LongWeights),
            births: file.table(Section::Births),
            birth_forms: file.table(Section::BirthForms),
            written: file.table(Section::Written),
            form_acronyms: file.table(Section::FormAcronyms),
            part_acronyms: file.table(Section::PartAcronyms),
            book: file.table(Section::Book),
            neighbourhoods: file.table(Section::Neighbourhoods),
            neighbours: file.table(Section::Neighbours),
        }
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
            (Some(first), Some(second)) => self.find(&names::joined(first, second), [Some(first), Some(second)], key),
            (Some(only), None) => self.find(only, [Some(only), None], key),
            (None, _) => Near::default(),
        })
    }

    /// What is in reach of a token made of these parts.
    fn find(&self, asked: &Part, of: [Option<&Part>; 2], key: &[u8]) -> Near {
        let is_part = of[1].is_none();
        let listed = is_part.then(|| self.neighbours(asked, key)).flatten();
        let in_reach = match listed {
            Some(neighbours) => neighbours.iter().map(|near| (near.token.get(), near.similarity.get())).collect(),
            None => self.in_reach(asked),
        };
        let (mut tokens, mut by_likeness) = (Vec::with_capacity(in_reach.len()), [0_u32; STEPS]);
        let (mut all, mut all_beside) = (0, 0);
        for (token, similarity) in in_reach {
            let Some(record) = self.tokens.named(token as usize) else { return Near::default() };
            let bearers = self.bearers_of(token);
            let distinct = record.distinct_names.get();
            self.tokens.refuse_unless(bearers.count() > 0 && distinct <= bearers.count());
            let near = NearToken::of(token, similarity, bearers);
            if let Some(slot) = by_likeness.get_mut(usize::from(near.step)) {
                *slot = slot.saturating_add(distinct);
            }
            tokens.push((near, bearers));
            all += bearers.count() as usize;
            all_beside += bearers.beside_end.saturating_sub(bearers.beside) as usize;
        }
        if all > self.bearers.len() || all_beside > self.beside.len() {
            self.bearers.refuse(); // only lists that overlap have more
            return Near::default();
        }
        let names = self.counts.named(0).map_or(0, |counts| counts.names.get() as usize);
        let of_initials = of[0].filter(|_| is_part && names::may_be_acronym(&asked.text));
        let initials = of_initials.map(|_| {
            self.with_text(&self.form_acronyms, &asked.text).partition(|form| self.has_flag(*form, IS_ORGANISATION))
        });
        Near::of(tokens, coincidence::shares(names, &by_likeness, of)).with_initials(initials.unwrap_or_default())
    }

    /// The tokens in reach, looked for in the book, and how alike they are.
    fn in_reach(&self, asked: &Part) -> Vec<(u32, f64)> {
        let may_read = |from: usize, to: usize| self.book.range(from, to).is_some();
        let book = TokenBook::read_what_may(self.book.unread(), &may_read);
        let Some(tokens) = book.and_then(|book| book.near(asked)) else {
            self.book.refuse();
            return Vec::new();
        };
        let mut in_reach = Vec::with_capacity(tokens.len());
        for some in tokens.chunks(AT_ONCE) {
            self.kept.touch(some.iter().copied().filter(|token| (*token as usize) < self.parts.len()));
            in_reach.extend(some.iter().filter_map(|token| Some((*token, self.likeness(asked, *token)?))));
        }
        in_reach
    }

    /// The tokens in reach of a part of the register that many have, as the file lists them.
    fn neighbours(&self, asked: &Part, key: &[u8]) -> Option<&'i [NeighbourRecord]> {
        let hash = names::hash_of_bytes(key.iter().copied());
        let order = |record: &NeighbourhoodRecord| (record.hash.get(), record.part.get(), record.neighbours.get());
        let follows = |at: usize| match (self.neighbourhoods.before(at), self.neighbourhoods.get(at)) {
            (Some(before), Some(record)) => {
                let (before, record) = (order(before), order(record));
                before < record && before.2 < record.2
            }
            _ => true,
        };
        let first = self.neighbourhoods.partition_by_hash(
            hash,
            |record| record.hash.get(),
            |at| self.neighbourhoods.refuse_unless(follows(at)),
        );
        for at in first..self.neighbourhoods.len() {
            let [record, next] = [at, at + 1].map(|at| self.neighbourhoods.get(at));
            let Some((record, next)) = record.filter(|record| record.hash.get() == hash).zip(next) else { break };
            self.neighbourhoods.refuse_unless(follows(at + 1));
            let part = self.part(record.part.get())?;
            if (part.role, &part.text, &part.sounds) != (asked.role, &asked.text, &asked.sounds) {
                continue;
            }
            let listed = self.neighbours.named_range(record.neighbours.get() as usize, next.neighbours.get() as usize);
            let is_ordered = listed.is_sorted_by(|a, b| a.token.get() < b.token.get());
            let are_alike = listed.iter().all(|near| (0.0..=1.0).contains(&near.similarity.get()));
            // A part is its own neighbour.
            let is_own = listed.binary_search_by_key(&record.part.get(), |near| near.token.get()).is_ok();
            self.neighbours.refuse_unless(is_ordered && are_alike && is_own);
            return Some(listed);
        }
        None
    }

    /// The forms that have a token that is so alike, and that somebody may write in another script, by number.
    pub(crate) fn in_other_scripts<'n>(&self, near: &'n Near, step: u8, script: Option<Script>) -> Cow<'n, [Covered]> {
        near.in_other_scripts(script, || {
            let mut forms = Vec::new();
            self.each_row(near, step, |row| {
                let elsewhere = row.bearers.iter().filter(|bearer| !is_written_in(bearer.flags, script));
                forms.extend(elsewhere.map(|bearer| Covered { form: bearer.form.get(), share: bearer.share }));
            });
            // Of a form that has several, the greatest share counts.
            forms.sort_unstable_by_key(|of| (of.form, Reverse(of.share)));
            forms.dedup_by_key(|of| of.form);
            self.kept.grow(size_of_val(&*forms));
            forms
        })
    }

    /// Hands on the forms that have a token in reach that is so alike at least, a form as often as it has one, in rows.
    pub(crate) fn each_row(&self, near: &Near, step: u8, mut hand_on: impl FnMut(Row<'_>)) {
        let put_together = |tokens: &mut dyn Iterator<Item = &NearToken>| {
            let place = |near: &NearToken| RowPlace { bearers: self.bearers_of(near.token), step: near.step };
            let places: Vec<RowPlace> = tokens.map(place).collect();
            let mut together = Together::with_room(&places);
            self.each_row_at(&places, false, |row| together.add(&row));
            self.kept.grow(together.size());
            together
        };
        near.each_together(step, put_together, &mut hand_on);
        let (places, are_checked) = near.in_file(step);
        self.each_row_at(places, are_checked, hand_on);
        if !are_checked {
            near.say_checked(places.len());
        }
    }

    /// Hands on the rows that stand at some places, each held to what it can say unless that was done before.
    #[inline]
    fn each_row_at(&self, places: &[RowPlace], are_checked: bool, mut hand_on: impl FnMut(Row<'_>)) {
        for some in places.chunks(AT_ONCE) {
            some.iter().for_each(|place| self.beside.touch(place.bearers.beside as usize));
            if are_checked {
                some.iter().filter_map(|place| self.row_checked(place)).for_each(&mut hand_on);
            } else {
                some.iter().for_each(|place| self.bearers.touch(place.bearers.first as usize));
                some.iter().filter_map(|place| self.row(place)).for_each(&mut hand_on);
            }
        }
    }

    /// The row at a place; none where its records do not fit one another.
    fn row(&self, place: &RowPlace) -> Option<Row<'i>> {
        let Bearers { beside, beside_end, .. } = place.bearers;
        let bearers = self.bearers_between(place.bearers);
        let beside = self.beside.named_range(beside as usize, beside_end as usize);
        let lens = bearers.iter().map(|bearer| usize::from(bearer.beside_len));
        let (marks, longest) = lens.fold((0, 0), |(all, longest), len| (all + len, len.max(longest)));
        let fits = marks == beside.len() && longest <= LONGEST;
        self.beside.refuse_unless(fits);
        fits.then_some(Row { step: place.step, bearers, beside })
    }

    /// The same where [`Self::row`] had its chunks hashed and its records held to one another, which stays so as long as the file is open.
    /// A file that was refused then answers nothing any more.
    fn row_checked(&self, place: &RowPlace) -> Option<Row<'i>> {
        let Bearers { first, end, beside, beside_end } = place.bearers;
        let bearers = self.bearers.unread().get(first as usize..end as usize)?;
        let beside = self.beside.unread().get(beside as usize..beside_end as usize)?;
        Some(Row { step: place.step, bearers, beside })
    }

    /// How alike a part asked and a token are, when they may answer one another.
    fn likeness(&self, asked: &Part, token: u32) -> Option<f64> {
        if (token as usize) < self.parts.len() {
            let part = self.part(token)?;
            return names::likeness(asked, &part);
        }
        let join = self.joins.named((token as usize).checked_sub(self.parts.len())?)?;
        let (first, second) = (self.part(join.first.get())?, self.part(join.second.get())?);
        names::likeness(asked, &names::joined(&first, &second))
    }

    fn part(&self, number: u32) -> Option<Cow<'i, Part>> {
        self.kept.part(number, || self.prepared_part(number))
    }

    fn prepared_part(&self, number: u32) -> Option<Part> {
        let at = number as usize;
        let record = self.parts.named(at)?;
        // They stand in one order, so that no text or sound is of two parts, and all are no more than the file has.
        let begins = self.parts.before(at).map_or((0, 0), |before| (before.ends(), before.sounds_end()));
        self.parts.refuse_unless(begins == (record.text.get() as usize, record.sounds.get() as usize));
        let records = self.sounds.named_range(begins.1, record.sounds_end());
        // As many as there are, so that room is asked for once.
        let mut sounds = Vec::with_capacity(records.len());
        sounds.extend(records.iter().map_while(SoundRecord::sound));
        let role = record.role();
        self.parts.refuse_unless(sounds.len() == records.len() && role.is_some());
        Some(Part::new(self.texts.text(record).to_owned(), sounds, role?))
    }

    fn bearers_of(&self, token: u32) -> Bearers {
        let places =
            |at: usize| self.tokens.named(at).map_or((0, 0), |token| (token.bearers.get(), token.beside.get()));
        let ((first, beside), (end, beside_end)) = (places(token as usize), places(token as usize + 1));
        Bearers { first, end, beside, beside_end }
    }

    /// The forms that have a token, by number.
    fn bearers(&self, token: u32) -> &'i [BearerRecord] {
        self.bearers_between(self.bearers_of(token))
    }

    fn bearers_between(&self, Bearers { first, end, .. }: Bearers) -> &'i [BearerRecord] {
        let bearers = self.bearers.named_range(first as usize, end as usize);
        let is_ordered = bearers.is_sorted_by(|a, b| a.form.get() < b.form.get());
        let is_there = bearers.last().is_none_or(|last| (last.form.get() as usize) < self.len());
        self.bearers.refuse_unless(is_ordered && is_there);
        bearers
    }

    /// The entities with a name of a form.
    pub(crate) fn entities(&self, form: u32) -> &'i [U32] {
        let entities = self.of_form(form, &self.form_entities, |place| place.entities);
        self.form_entities.refuse_unless(!entities.is_empty() && entities.is_sorted_by(|a, b| a.get() < b.get()));
        entities
    }

    /// How many entities have a name of a form, before their list is gone through.
    pub(crate) fn entities_len(&self, form: u32) -> usize {
        let [from, to] = self.places_of_form(form, |place| place.entities);
        to.saturating_sub(from)
    }

    /// How many entities all forms have together.
    pub(crate) fn all_entities(&self) -> usize {
        self.form_entities.len()
    }

    /// Refuses the file, unless an entity has a name of a form, as the form says.
    pub(crate) fn refuse_unless_stated(&self, entity: usize, form: u32) {
        let stated = self.stated.named_range(self.first_stated(entity), self.first_stated(entity + 1));
        self.stated.refuse_unless(stated.contains(&U32::new(form)));
    }

    /// Those of a form, of records that stand by form.
    fn of_form<R: Record>(&self, form: u32, table: &Table<'i, R>, first: impl Fn(&FormPlace) -> U32) -> &'i [R] {
        let [from, to] = self.places_of_form(form, first);
        table.named_range(from, to)
    }

    /// Where those of a form begin and end, of records that stand by form.
    fn places_of_form(&self, form: u32, first: impl Fn(&FormPlace) -> U32) -> [usize; 2] {
        [form as usize, form as usize + 1]
            .map(|at| self.places.named(at).map_or(0, |place| first(place).get() as usize))
    }

    /// The form of the `n`-th name of an entity.
    pub(crate) fn stated(&self, entity: usize, n: usize) -> Option<u32> {
        let stated = self.stated.named_range(self.first_stated(entity), self.first_stated(entity + 1));
        self.stated.refuse_unless(n < stated.len());
        stated.get(n).map(|form| form.get())
    }

    /// Where the forms of an entity's names begin; behind the last entity, where they end.
    fn first_stated(&self, entity: usize) -> usize {
        self.entities.get(entity).map_or(self.stated.len(), |entity| entity.stated.get() as usize)
    }

    /// Asks for the records of some forms that are read next.
    pub(crate) fn touch(&self, forms: &[u32]) {
        for form in forms {
            self.forms.touch(*form as usize);
            self.places.touch(*form as usize);
        }
    }

    /// What is asked of a form.
    pub(crate) fn form(&self, form: u32) -> Option<FormView<'i>> {
        let record = self.forms.named(form as usize)?;
        let (tokens, parts) = (usize::from(record.tokens_len), usize::from(record.parts_len));
        let (weight, all_parts) = (record.weight.get().into(), record.all_parts.into());
        let is_organisation = record.flags & IS_ORGANISATION != 0;
        if tokens > 0 {
            self.forms.refuse_unless(tokens <= TOKENS && parts <= WEIGHTS);
            let form = FormView {
                tokens: record.tokens.get(..tokens)?,
                places: record.places.get(..tokens)?,
                weights: record.weights.get(..parts)?,
                weight,
                all_parts,
                is_organisation,
            };
            self.forms.refuse_unless(form.are_parts_first());
            return Some(form);
        }
        if weight == 0 {
            // It has no parts that tell, and no tokens.
            return Some(FormView { tokens: &[], places: &[], weights: &[], weight, all_parts, is_organisation });
        }
        let long = self.long_forms.named(record.tokens.first()?.get() as usize)?;
        self.long_forms.refuse_unless(long.form.get() == form);
        let (first, len) = (long.tokens.get() as usize, usize::from(long.tokens_len.get()));
        let (weights, weights_len) = (long.weights.get() as usize, usize::from(long.weights_len.get()));
        self.long_forms.refuse_unless(len <= LONGEST && weights_len <= names::MAX_PARTS);
        self.fitting(FormView {
            tokens: self.long_tokens.named_range(first, first + len.min(LONGEST)),
            places: self.long_places.named_range(first, first + len.min(LONGEST)),
            weights: self.long_weights.named_range(weights, weights + weights_len.min(names::MAX_PARTS)),
            weight,
            all_parts,
            is_organisation,
        })
    }

    /// A form whose tokens are there and cover parts that it has; the file is refused where they are not.
    fn fitting(&self, form: FormView<'i>) -> Option<FormView<'i>> {
        let (tokens, parts) = (self.tokens.len(), form.weights.len());
        let is_there = form.tokens.iter().all(|token| (token.get() as usize) < tokens);
        let covers = form.places.iter().all(|covers| covers.first() + usize::from(covers.has_next_too()) < parts);
        self.forms.refuse_unless(is_there && covers && form.are_parts_first());
        Some(form)
    }

    /// What each part of a form does, and its text.
    pub(crate) fn words(&self, form: u32) -> impl Iterator<Item = (Role, &'i str)> {
        let record = |number: &U32| self.parts.named(number.get() as usize);
        let word = |part: &PartRecord| Some((part.role()?, self.texts.text(part)));
        self.parts_of(form).iter().filter_map(record).filter_map(word)
    }

    /// The numbers of a form's parts.
    fn parts_of(&self, form: u32) -> &'i [U32] {
        let parts = self.of_form(form, &self.form_parts, |place| place.parts);
        self.form_parts.refuse_unless(parts.len() <= names::MAX_PARTS);
        parts.get(..names::MAX_PARTS).unwrap_or(parts)
    }

    /// A form as it was prepared.
    pub(crate) fn prepared(&self, form: u32) -> Prepared {
        let numbers = self.parts_of(form);
        let parts: Vec<Part> =
            numbers.iter().filter_map(|number| Some(self.part(number.get())?.into_owned())).collect();
        // Its tokens are first its parts that tell, in order, and what these weigh is what it says.
        let told = numbers.iter().zip(&parts).filter(|(_, part)| part.role.tells());
        let is_so = self.form(form).is_some_and(|form| {
            let said = form.tokens.iter().zip(form.weights).map(|(token, weight)| (token.get(), *weight));
            told.map(|(number, part)| (number.get(), part.weight())).eq(said)
        });
        self.form_parts.refuse_unless(is_so);
        Prepared::of_parts(parts, self.is_known(form))
    }

    /// Whether a form is known to be an organisation's.
    pub(crate) fn is_known(&self, form: u32) -> bool {
        self.has_flag(form, IS_KNOWN)
    }

    /// Whether all who bear a form write it in a script.
    pub(crate) fn is_written_in(&self, form: u32, script: Option<Script>) -> bool {
        self.forms.named(form as usize).is_some_and(|form| is_written_in(form.flags, script))
    }

    /// Hands on the forms of those who may be born on some days, which are in order, each as often as on one.
    pub(crate) fn born_on(&self, days: &[Born], mut hand_on: impl FnMut(u32)) {
        let order = |record: &BirthRecord| (record.born, record.forms.get());
        let mut left = self.birth_forms.len();
        for day in days {
            let at = self.births.partition(|record, at| {
                let follows = |before: &BirthRecord| order(before) < order(record) && before.forms != record.forms;
                self.births.refuse_unless(self.births.before(at).is_none_or(follows));
                record.born < *day
            });
            let Some(record) = self.births.get(at).filter(|record| record.born == *day) else { continue };
            let end = self.births.get(at + 1).map_or(self.birth_forms.len(), |next| next.forms.get() as usize);
            let forms = self.birth_forms.named_range(record.forms.get() as usize, end);
            let Some(rest) = left.checked_sub(forms.len()) else {
                return self.births.refuse(); // only lists that overlap have more
            };
            left = rest;
            let is_there = forms.last().is_some_and(|last| (last.get() as usize) < self.len());
            self.birth_forms.refuse_unless(is_there && forms.is_sorted_by(|a, b| a.get() < b.get()));
            forms.iter().for_each(|form| hand_on(form.get()));
        }
    }

    /// Hands on the forms whose words may be written as those of this hash.
    pub(crate) fn with_words(&self, hash: u32, hand_on: impl FnMut(u32)) {
        let order = |record: &WrittenRecord| (record.hash.get(), record.form.get());
        let holds = |at: usize| match (self.written.before(at), self.written.get(at)) {
            (Some(before), Some(record)) => order(before) < order(record),
            _ => true,
        };
        let hash_of = |record: &WrittenRecord| record.hash.get();
        let first = self.written.partition_by_hash(hash, hash_of, |at| self.written.refuse_unless(holds(at)));
        let of_hash = |at: &usize| self.written.get(*at).is_some_and(|record| record.hash.get() == hash);
        let forms = (first..self.written.len()).take_while(of_hash).map_while(|at| {
            let form = self.written.get(at)?.form.get();
            let is_so = holds(at + 1) && score::hash_of_words(self.words(form)) == hash;
            self.written.refuse_unless(is_so);
            is_so.then_some(form)
        });
        forms.for_each(hand_on);
    }

    fn has_flag(&self, form: u32, flag: u8) -> bool {
        self.forms.named(form as usize).is_some_and(|form| form.flags & flag != 0)
    }

    /// How often chance meets a name of which nothing is counted yet.
    pub(crate) fn coincidence(&self) -> Coincidence {
        let counts = self.counts.named(0);
        let is_so = |counts: &Counts| {
            let (names, forms) = (counts.names.get() as usize, self.len());
            let entities = counts.named_entities.get() as usize;
            counts.syllabic.get() as usize <= names
                && names <= forms
                && entities <= self.entities.len()
                && [names, entities].map(|count| count == 0) == [forms == 0; 2]
        };
        self.counts.refuse_unless(counts.is_some_and(is_so));
        let [entities, names, syllabic] = counts.map_or([0; 3], |counts| {
            [counts.named_entities, counts.names, counts.syllabic].map(|count| count.get() as usize)
        });
        Coincidence::of(entities, names, syllabic)
    }

    /// Hands on the forms with a part that may be the initials of the name asked; organisations' only where that is no organisation's.
    pub(crate) fn meet_by_initials(&self, asked: &Prepared, mut meet: impl FnMut(u32)) {
        let mut met = 0;
        for acronym in names::acronyms(&asked.parts) {
            for part in self.with_text(&self.part_acronyms, &acronym) {
                let bearers = self.bearers(part);
                met += bearers.len();
                if met > self.bearers.len() {
                    // Only where parts are named twice, or their lists overlap.
                    return self.bearers.refuse();
                }
                let is_meant = |bearer: &&BearerRecord| asked.is_organisation() || bearer.flags & IS_ORGANISATION != 0;
                bearers.iter().filter(is_meant).for_each(|bearer| meet(bearer.form.get()));
            }
        }
    }

    /// The numbers under a text, of records in order of their texts.
    fn with_text<'s>(&'s self, table: &'s Table<'i, Keyed>, text: &'s str) -> impl Iterator<Item = u32> + 's {
        let start = Keyed::start_of(text);
        let text_of = |keyed: &Keyed| self.texts.text(keyed);
        // As one number they are compared in one step.
        let number = u64::from_be_bytes;
        let is_before = |keyed: &Keyed| match number(keyed.start).cmp(&number(start)) {
            Ordering::Equal => text_of(keyed) < text,
            order => order.is_lt(),
        };
        let first = table.partition(|keyed, _| is_before(keyed));
        // Those around where it would stand are held to one another: one that is passed over would be found nowhere else.
        let around = [table.before(first), table.get(first)];
        around.iter().flatten().for_each(|keyed| table.refuse_unless(keyed.start == Keyed::start_of(text_of(keyed))));
        if let [Some(before), Some(at)] = around {
            table.refuse_unless(before.start <= at.start && before.ends() == at.text().0);
        }
        let is_same = move |keyed: &&Keyed| keyed.start == start && text_of(keyed) == text;
        (first..table.len()).map_while(move |at| table.get(at).filter(is_same)).map(|keyed| keyed.number.get())
    }

    /// How many bodies forms are of, at most: several lists state one body, and one body has several names.
    pub(crate) fn bodies(&self, forms: &[u32]) -> usize {
        let forms = || forms.iter().filter(|form| self.has_flag(**form, IS_ORGANISATION));
        let first = forms().filter(|form| self.has_flag(**form, IS_FIRST)).count();
        let entities = forms().flat_map(|form| self.entities(*form)).map(|entity| entity.get());
        // The lists of forms that are not the same have no more together, unless they overlap.
        first.min(entities.take(self.all_entities()).collect::<BTreeSet<_>>().len())
    }
}

impl PartRecord {
    fn role(&self) -> Option<Role> {
        Some(match self.role {
            0 => Role::Core,
            1 => Role::Particle,
            2 => Role::Title,
            3 => Role::LegalForm,
            4 => Role::Sector,
            5 => Role::Place,
            6 => Role::Number,
            7 => Role::Family,
            _ => return None,
        })
    }

    /// Where its sounds end.
    fn sounds_end(&self) -> usize {
        self.sounds.get() as usize + usize::from(self.sounds_len)
    }
}

impl SoundRecord {
    fn sound(&self) -> Option<Sound> {
        let kind = match self.kind {
            0 => SoundKind::Consonant,
            1 => SoundKind::Long,
            2 => SoundKind::Short,
            _ => return None,
        };
        Some(Sound { primary: 1_u32.checked_shl(self.class.into())?, set: self.set.get(), kind })
    }
}
