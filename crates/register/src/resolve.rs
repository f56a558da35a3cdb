//! From entries to entities.
//!
//! Shape:    for now each entry is one entity; nothing is merged, so nothing can be merged wrongly.
//! Law:      the result does not depend on the order of the input, and an entity keeps its id from build to build.
//! Not here: when an entry stood on its list (the caller follows the chain of editions).

use sha2::{Digest, Sha256};

use crate::{Edition, Entity, EntityId, ListedEntry, Register};

/// The register of these editions and entries; entries of one list and key are one.
pub fn resolve(mut editions: Vec<Edition>, mut entries: Vec<ListedEntry>) -> Register {
    editions.sort_by(|a, b| (&a.list, a.published, a.id).cmp(&(&b.list, b.published, b.id)));
    editions.dedup_by(|a, b| a.id == b.id && a.list == b.list);
    entries.sort_by_cached_key(|entry| (entry.list.clone(), entry.key.normal()));
    let mut entities: Vec<Entity> = Vec::with_capacity(entries.len());
    for entry in entries {
        let id = EntityId::of(&entry.list, &entry.key.normal());
        match entities.last_mut().filter(|entity| entity.id == id) {
            Some(entity) => entity.entries.push(entry),
            None => entities.push(Entity { id, entries: vec![entry] }),
        }
    }
    entities.sort_by(|a, b| a.id.cmp(&b.id));
    Register { editions, entities }
}

impl EntityId {
    /// The length of every id, in bytes.
    pub const LEN: usize = 27;

    /// The id of the entity whose earliest entry is this: `dl-` and the first 120 bits of a SHA-256, in base 32.
    pub fn of(list: &str, normal_key: &str) -> Self {
        const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz"; // no i, l, o, u: nothing is misread
        let hash = Sha256::digest(format!("{list}:{normal_key}"));
        let mut text = String::with_capacity(Self::LEN);
        text.push_str("dl-");
        for group in hash.chunks_exact(5).take(3) {
            let bits = group.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
            text.extend((0..8).rev().map(|n| char::from(DIGITS[(bits >> (5 * n) & 31) as usize])));
        }
        Self(text.into())
    }
}

#[cfg(test)]
mod tests {
    use super::EntityId;

    #[test]
    fn an_id_is_stable_and_of_one_length() {
        let id = EntityId::of("un-sc", "qdi.001");
        assert_eq!(id.as_str().len(), EntityId::LEN);
        assert_eq!(id, EntityId::of("un-sc", "qdi.001"));
        assert_ne!(id, EntityId::of("un-sc", "qdi.0011"));
        assert_ne!(id, EntityId::of("uk-sl", "qdi.001"));
    }
}
