//! The bytes of a register file: a heading, a table of sections, the sections.
//!
//! Shape:    all numbers little-endian. Heading: magic (8 bytes), version (u32), sections (u32), SHA-256 of everything
//!           after the heading (32). Table: offset and length (u64 each) of every section. Then the sections.
//! Version:  0, which may still change; a file of another version is refused.
//! Fails:    every offset and count is checked when the file is opened, for it may come from another state.

use sha2::{Digest, Sha256};

use super::IndexError;

const MAGIC: [u8; 8] = *b"DALILREG";
pub(crate) const VERSION: u32 = 0;
const HEADING: usize = 48;

/// What stands in a register file, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    /// The editions, as postcard.
    Editions,
    /// [`EntityRecord`]s by id.
    Entities,
    /// Each entity, as postcard.
    Blobs,
    /// [`PartRecord`]s: the distinct parts of names.
    Parts,
    /// Texts, UTF-8.
    Texts,
    /// Sounds: class, set of classes, kind.
    Sounds,
    /// [`NameRecord`]s by entity.
    Names,
    /// The parts of each name, as numbers of part records.
    NameParts,
    /// [`NumberRecord`]s by text.
    Numbers,
    /// [`ReferenceRecord`]s by text.
    References,
}

pub(crate) const SECTIONS: usize = 10;

/// A record of fixed size.
pub(crate) trait Record: Sized {
    const SIZE: usize;
    fn write(&self, out: &mut Vec<u8>);
    fn read(bytes: &[u8]) -> Self;
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes)
}

macro_rules! record {
    ($(#[$doc:meta])* $name:ident { $($field:ident),* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) struct $name { $(pub(crate) $field: u32,)* }

        impl Record for $name {
            const SIZE: usize = 4 * [$(stringify!($field)),*].len();

            fn write(&self, out: &mut Vec<u8>) {
                $(out.extend_from_slice(&self.$field.to_le_bytes());)*
            }

            fn read(bytes: &[u8]) -> Self {
                let mut at = 0;
                $(let $field = u32_at(bytes, at); at += 4;)*
                let _ = at;
                Self { $($field,)* }
            }
        }
    };
}

record! {
    /// A part of a name: where its text and its sounds are, and its role.
    PartRecord { text, text_len, sounds, sounds_len, role }
}

record! {
    /// A name: whose, which statement of which entry, its parts, 1 where its quality is low.
    NameRecord { entity, entry, statement, parts, parts_len, low }
}

record! {
    /// A document's number in normal form: where its text is, and which statement of which entry states it.
    NumberRecord { text, text_len, entity, entry, statement }
}

record! {
    /// A reference in normal form: where its text is, and whose it is.
    ReferenceRecord { text, text_len, entity }
}

record! {
    /// One sound: the likeliest class, all classes, how firmly it is written.
    SoundRecord { primary, set, kind }
}

record! {
    /// One number.
    NumberOnly { value }
}

/// An entity: its id, where its blob is, what it is, whether it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EntityRecord {
    pub(crate) id: [u8; 27],
    pub(crate) kind: u8,
    pub(crate) stands: u32,
    pub(crate) blob: u64,
    pub(crate) blob_len: u64,
}

impl Record for EntityRecord {
    const SIZE: usize = 48;

    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.id);
        out.push(self.kind);
        out.extend_from_slice(&self.stands.to_le_bytes());
        out.extend_from_slice(&self.blob.to_le_bytes());
        out.extend_from_slice(&self.blob_len.to_le_bytes());
    }

    fn read(bytes: &[u8]) -> Self {
        let long = |at: usize| bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).map_or(0, u64::from_le_bytes);
        Self {
            id: bytes.get(..27).and_then(|b| b.try_into().ok()).unwrap_or([0; 27]),
            kind: bytes.get(27).copied().unwrap_or_default(),
            stands: u32_at(bytes, 28),
            blob: long(32),
            blob_len: long(40),
        }
    }
}

/// Puts the sections behind their heading.
pub(crate) fn assemble(sections: &[Vec<u8>; SECTIONS]) -> Vec<u8> {
    let mut offset = (HEADING + 16 * SECTIONS) as u64;
    let mut out = vec![0; HEADING];
    for section in sections {
        out.extend_from_slice(&offset.to_le_bytes());
        out.extend_from_slice(&(section.len() as u64).to_le_bytes());
        offset += section.len() as u64;
    }
    sections.iter().for_each(|section| out.extend_from_slice(section));
    seal(&mut out);
    out
}

/// Writes the heading of bytes that have room for it.
pub(crate) fn seal(bytes: &mut [u8]) {
    let hash: [u8; 32] = Sha256::digest(bytes.get(HEADING..).unwrap_or_default()).into();
    let heading = MAGIC.into_iter().chain(VERSION.to_le_bytes()).chain((SECTIONS as u32).to_le_bytes()).chain(hash);
    bytes.iter_mut().zip(heading).for_each(|(byte, value)| *byte = value);
}

/// Where each section is, and the hash that names the file.
pub(crate) struct Layout {
    sections: [(usize, usize); SECTIONS],
    pub(crate) hash: [u8; 32],
}

impl Layout {
    pub(crate) fn of(bytes: &[u8]) -> Result<Self, IndexError> {
        if bytes.get(..8) != Some(&MAGIC[..]) {
            return Err(IndexError::NotARegister);
        }
        let version = u32_at(bytes, 8);
        if version != VERSION {
            return Err(IndexError::OtherVersion(version));
        }
        let hash: [u8; 32] = Sha256::digest(bytes.get(HEADING..).unwrap_or_default()).into();
        if u32_at(bytes, 12) != SECTIONS as u32 || bytes.get(16..HEADING) != Some(&hash[..]) {
            return Err(IndexError::Damaged("the heading does not have the hash of what follows"));
        }
        let (mut sections, mut next) = ([(0, 0); SECTIONS], HEADING + 16 * SECTIONS);
        for (n, section) in sections.iter_mut().enumerate() {
            let long = |at: usize| {
                let bytes = bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).map(u64::from_le_bytes);
                bytes.and_then(|n| usize::try_from(n).ok())
            };
            let (Some(offset), Some(len)) = (long(HEADING + 16 * n), long(HEADING + 16 * n + 8)) else {
                return Err(IndexError::Damaged("the table of sections"));
            };
            let end = offset.checked_add(len).filter(|end| *end <= bytes.len());
            let Some(end) = end else {
                return Err(IndexError::Damaged("a section lies outside the file"));
            };
            if offset != next {
                return Err(IndexError::Damaged("the sections do not follow one another"));
            }
            *section = (offset, len);
            next = end;
        }
        if next != bytes.len() {
            return Err(IndexError::Damaged("something follows the last section"));
        }
        Ok(Self { sections, hash })
    }

    /// Where the `n`-th section begins, and how long it is.
    #[cfg(test)]
    pub(crate) fn place(&self, n: usize) -> (usize, usize) {
        self.sections[n]
    }

    pub(crate) fn section<'a>(&self, bytes: &'a [u8], section: Section) -> &'a [u8] {
        let (offset, len) = self.sections[section as usize];
        bytes.get(offset..offset + len).unwrap_or_default()
    }
}

/// Records of one kind behind one another.
#[derive(Clone, Copy)]
pub(crate) struct Records<'a, R> {
    bytes: &'a [u8],
    record: std::marker::PhantomData<R>,
}

impl<'a, R: Record> Records<'a, R> {
    pub(crate) fn new(bytes: &'a [u8]) -> Result<Self, IndexError> {
        if bytes.len().is_multiple_of(R::SIZE) && bytes.len() / R::SIZE <= u32::MAX as usize {
            Ok(Self { bytes, record: std::marker::PhantomData })
        } else {
            Err(IndexError::Damaged("a section is not a whole number of records"))
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len() / R::SIZE
    }

    pub(crate) fn get(&self, at: usize) -> Option<R> {
        let from = at.checked_mul(R::SIZE)?;
        self.bytes.get(from..from + R::SIZE).map(R::read)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = R> + use<'a, R> {
        self.bytes.chunks_exact(R::SIZE).map(R::read)
    }

    /// The first record for which `less` is false, in records so ordered.
    pub(crate) fn partition(&self, less: impl Fn(&R) -> bool) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.get(middle).is_some_and(|record| less(&record)) { low = middle + 1 } else { high = middle }
        }
        low
    }
}
