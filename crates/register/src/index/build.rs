//! Writing a register file.

mod forms;

use std::collections::HashMap;

use names::{Part, Prepared, Role, Sound, SoundKind};
use zerocopy::IntoBytes as _;
use zerocopy::little_endian::{U16, U32, U64};

use super::layout::{
    EntityRecord, Keyed, NumberRecord, PartRecord, Record, ReferenceRecord, SECTIONS, Section, SoundRecord, assemble,
};
use super::{kind_number, numbers_of, references_of};
use crate::matching::score::prepared;
use crate::{Entity, EntityId, Kind, Register};
use forms::Named;

/// The sections being written.
#[derive(Default)]
struct Sections([Vec<u8>; SECTIONS]);

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
struct Builder {
    sections: Sections,
    parts: Vec<Part>,
    part_numbers: HashMap<(String, Role, Vec<Sound>), u32>, // only looked up, never walked
    names: Vec<Named>,
    /// Each with whose it is, and which statement of which entry states it.
    numbers: Vec<(String, [u32; 3])>,
    references: Vec<(String, u32)>,
}

/// The bytes of a register file: the same register gives the same bytes.
pub(super) fn build(register: &Register) -> Vec<u8> {
    let mut builder = Builder::default();
    builder.sections.records(Section::Editions, &postcard_bytes(&register.editions));
    for (n, entity) in (0..).zip(&register.entities) {
        builder.entity(n, entity);
    }
    let Builder { mut sections, parts, names, mut numbers, mut references, .. } = builder;
    forms::write(&mut sections, &parts, &names);
    numbers.sort();
    for (text, [entity, entry, statement]) in numbers {
        let [entity, entry, statement] = [entity, entry, statement].map(U32::new);
        let (at, text_len) = (sections.text(&text), number(text.len()));
        sections.record(Section::Numbers, &NumberRecord { text: at, text_len, entity, entry, statement });
    }
    references.sort();
    references.dedup();
    for (text, entity) in references {
        let (at, text_len) = (sections.text(&text), number(text.len()));
        sections.record(Section::References, &ReferenceRecord { text: at, text_len, entity: U32::new(entity) });
    }
    assemble(&sections.0)
}

impl Builder {
    fn entity(&mut self, n: u32, entity: &Entity) {
        let blob = postcard_bytes(entity);
        let record = EntityRecord {
            id: entity.id.as_str().as_bytes().try_into().unwrap_or([b'-'; EntityId::LEN]),
            kind: kind_number(entity.kind()),
            stands: u8::from(entity.stands()),
            unused: [0; 3],
            blob: U64::new(self.sections.count::<u8>(Section::Blobs) as u64),
            blob_len: number(blob.len()),
            stated: number(self.names.len()),
        };
        self.sections.record(Section::Entities, &record);
        self.sections.records(Section::Blobs, &blob);
        self.references.extend(references_of(entity).map(|reference| (reference, n)));
        self.numbers.extend(numbers_of(entity).map(|(number, [entry, statement])| (number, [n, entry, statement])));
        for entry in &entity.entries {
            for (alias, _) in entry.names() {
                let parts = self.name(&prepared(entity.kind(), &alias.text));
                self.names.push(Named { entity: n, is_known: entity.kind() == Kind::Organization, parts });
            }
        }
    }

    fn name(&mut self, name: &Prepared) -> Vec<u32> {
        name.parts.iter().map(|part| self.part(part)).collect()
    }

    /// The number of a part's record; equal parts share one.
    fn part(&mut self, part: &Part) -> u32 {
        let key = (part.text.clone(), part.role, part.sounds.clone());
        if let Some(known) = self.part_numbers.get(&key) {
            return *known;
        }
        let sounds = number(self.sections.count::<SoundRecord>(Section::Sounds));
        for sound in &part.sounds {
            let kind = match sound.kind {
                SoundKind::Consonant => 0,
                SoundKind::Long => 1,
                SoundKind::Short => 2,
            };
            let class = sound.primary.trailing_zeros() as u8;
            self.sections.record(Section::Sounds, &SoundRecord { set: U32::new(sound.set), class, kind });
        }
        let record = PartRecord {
            text: self.sections.text(&part.text),
            sounds,
            text_len: U16::new(part.text.len() as u16),
            sounds_len: part.sounds.len() as u8,
            role: role_number(part.role),
        };
        self.sections.record(Section::Parts, &record);
        let n = number(self.parts.len()).get();
        self.parts.push(part.clone());
        self.part_numbers.insert(key, n);
        n
    }
}

/// Positions within one register stay below 2³²: a register of that size would not fit the machines it is for.
fn number(n: usize) -> U32 {
    U32::new(u32::try_from(n).unwrap_or(u32::MAX))
}

fn postcard_bytes<T: serde::Serialize>(value: &T) -> Vec<u8> {
    postcard::to_stdvec(value).expect("plain values of known length go into a vector that grows")
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
