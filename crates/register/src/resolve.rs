//! From entries to entities: which entries of which lists speak of one person, group, vessel or aircraft.
//!
//! Shape:    entries in, entities out; each says why its entries are one ([`Union`]).
//! Way:      publishers' own links, numbers and names bring up pairs of entries ([`pairs`]); each pair is weighed ([`likeness`]); pairs are
//!           joined from the surest on, unless two entries that would come together contradict each other ([`cluster`]).
//! Law:      the result does not depend on the order of the input, and an entity keeps its id from build to build.
//! Not here: when an entry stood on its list (the caller follows the chain of editions).

mod cluster;
mod counterparts;
mod likeness;
mod links;
mod pairs;
mod profile;
mod regime;

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::entity::{JoinedBy, Question, Union};
use crate::index::Index;
use crate::{Edition, Entity, EntityId, EntryRef, ListedEntry, Register, Ruling};

use cluster::{By, Clusters, HeldPair};
pub use likeness::{Ground, GroundCode};
use pairs::Pair;
use profile::Profile;

/// The register of these editions and entries, those that speak of one entity together; what people judged wins. Rulings stand in the
/// order in which they were made; those of entries that are not there say nothing, and those that cannot be gone by are asked about.
pub fn resolve(editions: Vec<Edition>, entries: Vec<ListedEntry>, rulings: &[Ruling]) -> Register {
    let single = Register::of_entries(editions, entries);
    let index = Index::open(Index::build(&single)).expect("what was built just now is a register file");
    let profiles: Vec<Profile<'_>> = single.entities.iter().map(Profile::of).collect();
    let pairs = pairs::weighed(&index, &profiles);
    drop(index);
    let places: HashMap<EntryRef, usize> = refs(&single.entities).zip(0..).collect(); // only looked up, never walked
    let mut placed: Vec<([usize; 2], &Ruling)> = Vec::new();
    for ruling in rulings {
        if let [Some(one), Some(other)] = [0, 1].map(|at: usize| places.get(&ruling.of[at]).copied()) {
            placed.push(([one, other], ruling));
        }
    }
    let clusters = Clusters::of(&profiles, &pairs, &placed);
    drop(profiles);
    single.joined(&clusters, &pairs, &placed)
}

/// What two entries contradict each other on, of what a machine never passes over: birth, sex, a document.
pub fn contradictions(one: &ListedEntry, other: &ListedEntry) -> Vec<GroundCode> {
    let entities =
        [one, other].map(|entry| Entity { id: entry.own_id(), entries: vec![entry.clone()], unions: Vec::new() });
    let [one, other] = entities.each_ref().map(Profile::of);
    likeness::contradictions(likeness::Two { one: &one, other: &other })
}

fn refs(entities: &[Entity]) -> impl Iterator<Item = EntryRef> + '_ {
    // Entries of one list and key are one entity from the beginning.
    entities.iter().filter_map(|entity| entity.entries.first()).map(EntryRef::of)
}

impl Register {
    /// Each entry as an entity of its own; entries of one list and key are one.
    pub fn of_entries(mut editions: Vec<Edition>, mut entries: Vec<ListedEntry>) -> Self {
        editions.sort_by(|a, b| (&a.list, a.published, a.id).cmp(&(&b.list, b.published, b.id)));
        editions.dedup_by(|a, b| a.id == b.id && a.list == b.list);
        entries.sort_by_cached_key(|entry| (entry.list.clone(), entry.key.normal()));
        let mut entities: Vec<Entity> = Vec::with_capacity(entries.len());
        for entry in entries {
            let id = EntityId::of(&entry.list, &entry.key.normal());
            match entities.last_mut().filter(|entity| entity.id == id) {
                Some(entity) => entity.entries.push(entry),
                None => entities.push(Entity { id, entries: vec![entry], unions: Vec::new() }),
            }
        }
        entities.sort_by(|a, b| a.id.cmp(&b.id));
        Self { editions, entities, questions: Vec::new() }
    }

    /// With the entities of each cluster as one.
    fn joined(self, clusters: &Clusters, pairs: &[Pair], rulings: &[([usize; 2], &Ruling)]) -> Self {
        let refs: Vec<EntryRef> = refs(&self.entities).collect();
        // In the order of lists and keys; what either states goes with it.
        let of = |pair: [usize; 2], grounds: &[Ground]| {
            let [Some(one), Some(other)] = pair.map(|at| refs.get(at).cloned()) else { return None };
            let mut grounds = grounds.to_vec();
            if one <= other {
                return Some(([one, other], grounds));
            }
            grounds.iter_mut().for_each(|ground| ground.stated.reverse());
            Some(([other, one], grounds))
        };
        let mut unions: HashMap<usize, Vec<Union>> = HashMap::new(); // by one of the two; only looked up, never walked
        for (pair, by) in &clusters.joined {
            let union = match *by {
                By::Pair(n) => pairs.get(n).and_then(|Pair { likeness, .. }| {
                    let (of, grounds) = of(*pair, &likeness.grounds)?;
                    Some(Union { of, by: JoinedBy::Likeness { logits: likeness.logits, grounds } })
                }),
                By::Ruling(n) => of(*pair, &[]).zip(rulings.get(n)).map(|((of, _), (_, ruling))| Union {
                    of,
                    by: JoinedBy::Judgement { judgement: ruling.judgement.clone() },
                }),
            };
            unions.entry(pair[0]).or_default().extend(union);
        }
        let question = |HeldPair { of: pair, likeness, held }: &HeldPair| {
            let (of, grounds) = of(*pair, &likeness.grounds)?;
            Some(Question { of, held: *held, logits: likeness.logits, grounds })
        };
        let questions = clusters.held.iter().filter_map(question).collect();
        let mut singles: Vec<Option<Entity>> = self.entities.into_iter().map(Some).collect();
        let mut entities: Vec<Entity> = Vec::with_capacity(singles.len());
        for members in clusters.members() {
            let whole = members.iter().filter_map(|at| singles.get_mut(*at).and_then(Option::take));
            let mut entries: Vec<ListedEntry> = whole.flat_map(|entity| entity.entries).collect();
            let Some(id) = EntityId::of_all(&entries) else { continue };
            entries.sort_by_cached_key(|entry| (entry.list.clone(), entry.key.normal()));
            let unions = members.iter().filter_map(|at| unions.remove(at)).flatten().collect();
            entities.push(Entity { id, entries, unions });
        }
        entities.sort_by(|a, b| a.id.cmp(&b.id));
        Self { editions: self.editions, entities, questions }
    }
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

    /// The id of the entity that these entries speak of: of the one that was published first; of those of one day the first by list and
    /// key. So it does not depend on the order of imports.
    fn of_all(entries: &[ListedEntry]) -> Option<Self> {
        let first = entries.iter().min_by_key(|entry| {
            let day = entry.episodes.first().map(|episode| episode.from.1);
            (day.is_none(), day, &entry.list, entry.key.normal())
        })?;
        Some(Self::of(&first.list, &first.key.normal()))
    }
}

impl Entity {
    /// Every id that one of its entries gave or gives: an entity that was joined with others is found by the id it had alone, and so is
    /// one whose publisher changed its reference.
    pub fn ids(&self) -> impl Iterator<Item = EntityId> + '_ {
        self.entries.iter().flat_map(ListedEntry::ids)
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
