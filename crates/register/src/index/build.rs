//! Writing a register file.

use std::collections::HashMap;

use names::{Part, Prepared, Role, Sound, SoundKind};

use super::layout::{
    EntityRecord, NameRecord, NumberOnly, NumberRecord, PartRecord, Record, ReferenceRecord, SECTIONS, Section,
    SoundRecord, assemble,
};
use crate::entry::normal_key;
use crate::matching::identifier;
use crate::matching::score::prepared;
use crate::{Entity, EntityId, Kind, Property, Quality, Register, Value};

#[derive(Default)]
struct Builder {
    sections: [Vec<u8>; SECTIONS],
    parts: HashMap<(String, Role, Vec<Sound>), u32>, // only looked up, never walked
    numbers: Vec<(String, NumberRecord)>,
    references: Vec<(String, u32)>,
}

/// The bytes of a register file: the same register gives the same bytes.
pub(super) fn build(register: &Register) -> Vec<u8> {
    let mut builder = Builder::default();
    builder.put(Section::Editions, &postcard_bytes(&register.editions));
    for (n, entity) in (0..).zip(&register.entities) {
        builder.entity(n, entity);
    }
    builder
        .numbers
        .sort_by(|(a, x), (b, y)| (a, x.entity, x.entry, x.statement).cmp(&(b, y.entity, y.entry, y.statement)));
    for (text, mut record) in std::mem::take(&mut builder.numbers) {
        (record.text, record.text_len) = builder.text(&text);
        builder.record(Section::Numbers, &record);
    }
    builder.references.sort();
    builder.references.dedup();
    for (reference, entity) in std::mem::take(&mut builder.references) {
        let (text, text_len) = builder.text(&reference);
        builder.record(Section::References, &ReferenceRecord { text, text_len, entity });
    }
    assemble(&builder.sections)
}

impl Builder {
    fn put(&mut self, section: Section, bytes: &[u8]) {
        self.sections[section as usize].extend_from_slice(bytes);
    }

    fn record<R: Record>(&mut self, section: Section, record: &R) {
        record.write(&mut self.sections[section as usize]);
    }

    fn len(&self, section: Section) -> usize {
        self.sections[section as usize].len()
    }

    fn text(&mut self, text: &str) -> (u32, u32) {
        let at = small(self.len(Section::Texts));
        self.put(Section::Texts, text.as_bytes());
        (at, small(text.len()))
    }

    fn entity(&mut self, n: u32, entity: &Entity) {
        let blob = postcard_bytes(entity);
        let record = EntityRecord {
            id: entity.id.as_str().as_bytes().try_into().unwrap_or([b'-'; EntityId::LEN]),
            kind: kind_number(entity.kind()),
            stands: u32::from(entity.stands()),
            blob: self.len(Section::Blobs) as u64,
            blob_len: blob.len() as u64,
        };
        self.record(Section::Entities, &record);
        self.put(Section::Blobs, &blob);
        for (at, entry) in entity.entries.iter().enumerate() {
            let key = entry.key.normal();
            self.references.push((format!("{}:{key}", entry.list), n));
            self.references.push((key, n));
            // An alternate is known with and without its kind: `dataid:690` and `690`.
            for alternate in &entry.alternates {
                self.references.push((normal_key(alternate), n));
                if let Some((_, value)) = alternate.split_once(':') {
                    self.references.push((normal_key(value), n));
                }
            }
            for (statement_at, statement) in entry.statements.iter().enumerate() {
                let (entry_at, statement_at) = (small(at), small(statement_at));
                match &statement.value {
                    Value::Name(alias) if statement.property == Property::Name => {
                        let prepared = prepared(entity.kind(), &alias.text);
                        let low = u32::from(alias.quality == Quality::Low);
                        self.name(
                            &prepared,
                            NameRecord {
                                entity: n,
                                entry: entry_at,
                                statement: statement_at,
                                parts: 0,
                                parts_len: 0,
                                low,
                            },
                        );
                    }
                    Value::Document(document) => {
                        if let Some(number) = identifier::key(&document.number) {
                            let record = NumberRecord {
                                text: 0,
                                text_len: 0,
                                entity: n,
                                entry: entry_at,
                                statement: statement_at,
                            };
                            self.numbers.push((number, record));
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    fn name(&mut self, name: &Prepared, mut record: NameRecord) {
        record.parts = small(self.len(Section::NameParts) / NumberOnly::SIZE);
        record.parts_len = small(name.parts.len());
        for part in &name.parts {
            let value = self.part(part);
            self.record(Section::NameParts, &NumberOnly { value });
        }
        self.record(Section::Names, &record);
    }

    /// The number of a part's record; equal parts share one.
    fn part(&mut self, part: &Part) -> u32 {
        let key = (part.text.clone(), part.role, part.sounds.clone());
        if let Some(known) = self.parts.get(&key) {
            return *known;
        }
        let n = small(self.len(Section::Parts) / PartRecord::SIZE);
        let sounds = small(self.len(Section::Sounds) / SoundRecord::SIZE);
        for sound in &part.sounds {
            let kind = match sound.kind {
                SoundKind::Consonant => 0,
                SoundKind::Long => 1,
                SoundKind::Short => 2,
            };
            self.record(Section::Sounds, &SoundRecord { primary: sound.primary, set: sound.set, kind });
        }
        let (text, text_len) = self.text(&part.text);
        let role = role_number(part.role);
        self.record(Section::Parts, &PartRecord { text, text_len, sounds, sounds_len: small(part.sounds.len()), role });
        self.parts.insert(key, n);
        n
    }
}

/// Positions within one register stay below 2³²: a register of that size would not fit the machines it is for.
fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn postcard_bytes<T: serde::Serialize>(value: &T) -> Vec<u8> {
    postcard::to_stdvec(value).expect("plain values of known length go into a vector that grows")
}

fn role_number(role: Role) -> u32 {
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

fn kind_number(kind: Kind) -> u8 {
    match kind {
        Kind::Person => 0,
        Kind::Organization => 1,
        Kind::Vessel => 2,
        Kind::Aircraft => 3,
        Kind::Unknown => 4,
    }
}
