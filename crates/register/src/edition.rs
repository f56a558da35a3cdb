//! One retrieved version of a list.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::Day;

/// The SHA-256 of an edition's bytes. For a set of files: of the files' own hashes, sorted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EditionId([u8; 32]);

impl EditionId {
    /// The id of an edition of one file.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The id of an edition that is a set of files.
    pub fn of_set<'a>(files: impl IntoIterator<Item = &'a EditionId>) -> Self {
        let mut hash = Sha256::new();
        for file in files {
            hash.update(file.0);
        }
        Self(hash.finalize().into())
    }

    /// The 32 bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// From 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return None;
        }
        let mut out = [0; 32];
        for (byte, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
            let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Some(Self(out))
    }
}

impl fmt::Display for EditionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for EditionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EditionId({self})")
    }
}

/// Text in readable formats, 32 raw bytes in binary ones.
impl Serialize for EditionId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() { serializer.collect_str(self) } else { self.0.serialize(serializer) }
    }
}

impl<'de> Deserialize<'de> for EditionId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            Self::from_hex(&text).ok_or_else(|| serde::de::Error::custom("an edition id is 64 hexadecimal digits"))
        } else {
            <[u8; 32]>::deserialize(deserializer).map(Self)
        }
    }
}

/// What is known of one edition besides its entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// The hash of its bytes.
    pub id: EditionId,
    /// The list, as in `un-sc`.
    pub list: Box<str>,
    /// The day the publisher puts on it (or, where it states none, the best day known).
    pub published: Day,
    /// The publisher's own words for that moment, as printed.
    pub stated: Option<Box<str>>,
    /// When the bytes were retrieved, RFC 3339 in UTC.
    pub retrieved: Box<str>,
    /// Whether it is only a part of the list: gives statements, never withdraws.
    pub extract: bool,
}
