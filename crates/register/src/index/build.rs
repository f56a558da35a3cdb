//! Writing a register file.

mod forms;

use std::collections::HashMap;

use names::{Part, Script};
use zerocopy::IntoBytes as _;
use zerocopy::little_endian::{U32, U64};

use super::blob::{self, postcard_bytes, postcard_in};
use super::layout::{
    EntityRecord, Keyed, NumberRecord, Record, ReferenceRecord, SECTIONS, Section, TieRecord, assemble,
};
use super::{kind_number, numbers_of, references_of};
use crate::matching::born::Born;
use crate::matching::near::write_key;
use crate::matching::score::prepared;
use crate::ties::{Link, links};
use crate::{Entity, EntityId, Kind, Register, Side};
use forms::Forms;

/// The sections being written.
struct Sections([Vec<u8>; SECTIONS]);

impl Default for Sections {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Vec::new()))
    }
}

impl Sections {
    fn records<R: Record>(&mut self, section: Section, records: &[R]) {
        self.0[section as usize].extend_from_slice(records.as_bytes());
    }

    fn record<R: Record>(&mut self, section: Section, record: &R) {
        self.records(section, std::slice::from_ref(record));
    }

    /// How many records there are.
    fn count<R: Record>(&self, section: Section) -> usize {
        self.0[section as usize].len() / size_of::<R>()
    }

    /// Writes a text; where it is.
    fn text(&mut self, text: &str) -> U32 {
        let at = number(self.count::<u8>(Section::Texts));
        self.records(Section::Texts, text.as_bytes());
        at
    }

    fn keyed(&mut self, section: Section, text: &str, of: u32) {
        let (start, text_len) = (Keyed::start_of(text), number(text.len()));
        let keyed = Keyed { start, text: self.text(text), text_len, number: U32::new(of) };
        self.record(section, &keyed);
    }
}

#[derive(Default)]
struct Builder<'r> {
    sections: Sections,
    forms: Forms,
    part_numbers: HashMap<Box<[u8]>, u32>, // by what tells a part from every other; only looked up, never walked
    /// The form of each name that was prepared, as an organisation's or not: many state the same.
    prepared: HashMap<(&'r str, bool), u32>, // only looked up, never walked
    key: Vec<u8>,
    bytes: Vec<u8>,
    /// Each with whose it is, and which statement of which entry states it.
    numbers: Vec<(String, [u32; 3])>,
    references: Vec<(String, u32)>,
}

/// The bytes of a register file: the same register gives the same bytes.
pub(super) fn build(register: &Register) -> Vec<u8> {
    let mut builder = Builder::default();
    builder.sections.records(Section::Editions, &postcard_bytes(&register.editions));
    builder.sections.records(Section::Questions, &postcard_bytes(&register.questions));
    let sample = blob::sample(&register.entities);
    builder.sections.records(Section::Sample, &sample);
    for (n, entity) in (0..).zip(&register.entities) {
        builder.entity(n, entity, &sample);
    }
    let Builder { mut sections, forms, mut numbers, mut references, part_numbers, prepared, .. } = builder;
    drop((part_numbers, prepared));
    forms.write(&mut sections);
    numbers.sort_unstable();
    for (text, [entity, entry, statement]) in numbers {
        let [entity, entry, statement] = [entity, entry, statement].map(U32::new);
        let (at, text_len) = (sections.text(&text), number(text.len()));
        sections.record(Section::Numbers, &NumberRecord { text: at, text_len, entity, entry, statement });
    }
    references.sort_unstable();
    references.dedup();
    for (text, entity) in references {
        let (at, text_len) = (sections.text(&text), number(text.len()));
        sections.record(Section::References, &ReferenceRecord { text: at, text_len, entity: U32::new(entity) });
    }
    let mut ties: Vec<([u32; 5], bool)> = Vec::new();
    for Link { stating, named, entry, statement, owner } in links(&register.entities) {
        ties.push(([stating, 0, named, entry, statement], owner == Some(Side::Other)));
        ties.push(([named, 1, stating, entry, statement], owner == Some(Side::This)));
    }
    ties.sort_unstable();
    for ([entity, is_by_other, other, entry, statement], is_owner) in ties {
        let [entity, other, entry, statement] = [entity, other, entry, statement].map(U32::new);
        let [is_by_other, is_owner] = [is_by_other == 1, is_owner].map(u8::from);
        sections.record(Section::Ties, &TieRecord { entity, is_by_other, other, entry, statement, is_owner });
    }
    assemble(sections.0)
}

impl<'r> Builder<'r> {
    fn entity(&mut self, n: u32, entity: &'r Entity, sample: &[u8]) {
        self.bytes = postcard_in(std::mem::take(&mut self.bytes), entity);
        let blob = blob::pack(&self.bytes, sample);
        let record = EntityRecord {
            id: entity.id.as_str().as_bytes().try_into().unwrap_or([b'-'; EntityId::LEN]),
            kind: kind_number(entity.kind()),
            stands: u8::from(entity.stands()),
            born: Born::of(entity),
            blob: U64::new(self.sections.count::<u8>(Section::Blobs) as u64),
            blob_len: number(blob.len()),
            stated: number(self.sections.count::<U32>(Section::StatedForms)),
        };
        self.sections.record(Section::Entities, &record);
        self.sections.records(Section::Blobs, &blob);
        self.references.extend(references_of(entity).map(|reference| (reference, n)));
        self.numbers.extend(numbers_of(entity).map(|(number, [entry, statement])| (number, [n, entry, statement])));
        let born = Born::days_of(entity);
        for entry in &entity.entries {
            for (alias, _) in entry.names() {
                let form = self.form(entity.kind(), &alias.text);
                self.forms.state(n, &born, form);
                self.sections.record(Section::StatedForms, &U32::new(form));
            }
        }
    }

    /// The number of a name's form.
    fn form(&mut self, kind: Kind, text: &'r str) -> u32 {
        let is_known = kind == Kind::Organization;
        if let Some(form) = self.prepared.get(&(text, is_known)) {
            return *form;
        }
        let parts: Vec<u32> = prepared(kind, text).parts.into_iter().map(|part| self.part(part)).collect();
        let form = self.forms.form(&mut self.sections, &parts, is_known);
        self.prepared.insert((text, is_known), form);
        self.forms.write_in(form, Script::of(text));
        form
    }

    /// The number of a part; equal parts share one.
    fn part(&mut self, part: Part) -> u32 {
        self.key.clear();
        write_key(&part, &mut self.key);
        if let Some(known) = self.part_numbers.get(&*self.key) {
            return *known;
        }
        let n = self.forms.add_part(part);
        self.part_numbers.insert(self.key.as_slice().into(), n);
        n
    }
}

/// Positions within one register stay below 2³²: a register of that size would not fit the machines it is for.
pub(super) fn number(n: usize) -> U32 {
    U32::new(u32::try_from(n).unwrap_or(u32::MAX))
}
