//! An entity with its statements and their evidence, as bytes: postcard, packed together with a sample of what others state.
//!
//! Source:   LZ4's block format; the sample is its dictionary.
//! Shape:    the length unpacked (u32), then the block. Entities say much that others say too: names of properties, hashes of
//!           editions, the beginnings of places. So the sample halves what packing each by itself leaves, and one entity can
//!           still be read without the others (benches/results/register.md).
//! Fails:    `None` for bytes that are none; no more memory is asked for than so many bytes can unpack to.

use lz4_flex::block::{compress_with_dict, decompress_with_dict};
use zerocopy::little_endian::U32;
use zerocopy::{FromBytes as _, IntoBytes as _};

use crate::Entity;

/// How many entities the sample is taken from, evenly spread, and of each how many bytes at most. A sample of eight times as much
/// would save a tenth more, and reading it in would take longer than packing.
const SAMPLED: usize = 8;
const OF_EACH: usize = 1024;

/// A byte of LZ4 stands for so many at most.
const MOST_A_BYTE: usize = 255;

/// No entity has so many bytes: the longest of the published lists has 40,000.
const MAX_UNPACKED: usize = 1 << 26;

/// What stands in many entities.
pub(super) fn sample(entities: &[Entity]) -> Vec<u8> {
    let step = entities.len().div_ceil(SAMPLED).max(1);
    let mut sample = Vec::new();
    for entity in entities.iter().skip(step / 2).step_by(step) {
        let bytes = postcard_bytes(entity);
        sample.extend_from_slice(bytes.get(..OF_EACH).unwrap_or(&bytes));
    }
    sample
}

/// Packs the bytes of an entity.
pub(super) fn pack(bytes: &[u8], sample: &[u8]) -> Vec<u8> {
    let packed = compress_with_dict(bytes, sample);
    [super::build::number(bytes.len()).as_bytes(), &packed].concat()
}

/// The entity of packed bytes.
pub(super) fn unpack(packed: &[u8], sample: &[u8]) -> Option<Entity> {
    let (len, block) = U32::read_from_prefix(packed).ok()?;
    let most = block.len().saturating_mul(MOST_A_BYTE).min(MAX_UNPACKED);
    let len = usize::try_from(len.get()).ok().filter(|len| *len <= most)?;
    super::whole(&decompress_with_dict(block, len, sample).ok()?)
}

/// The bytes of a value.
pub(super) fn postcard_bytes<T: serde::Serialize>(value: &T) -> Vec<u8> {
    postcard_in(Vec::new(), value)
}

/// The same, in the room of others that are not needed any more.
pub(super) fn postcard_in<T: serde::Serialize>(mut room: Vec<u8>, value: &T) -> Vec<u8> {
    room.clear();
    postcard::to_extend(value, room).expect("plain values of known length go into a vector that grows")
}

#[cfg(test)]
mod tests {
    use super::{MAX_UNPACKED, pack, postcard_bytes, sample, unpack};
    use crate::{Entity, EntityId};

    fn entity() -> Entity {
        Entity { id: EntityId::of("xx-example", "xxi.001"), entries: Vec::new(), unions: Vec::new() }
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        let bytes = postcard_bytes(&entity());
        for sample in [Vec::new(), sample(&[entity()]), bytes.repeat(100)] {
            assert_eq!(unpack(&pack(&bytes, &sample), &sample), Some(entity()));
        }
    }

    #[test]
    fn bytes_that_are_no_entity_are_none_and_take_no_memory() {
        // The id's own length, the id, then the number of entries: 2⁶³ and more of them.
        let mut hostile = postcard_bytes(&entity());
        hostile.truncate(28);
        hostile.extend([0xFF; 9]);
        hostile.push(1);
        let mut packed = pack(&hostile, &[]);
        for (bytes, why) in [
            (packed.clone(), "more entries than there are bytes"),
            ([&[0xFF; 4], &packed[4..]].concat(), "a length that the block does not have"),
            ([&(MAX_UNPACKED as u32).to_le_bytes()[..], &[0xFF; 1 << 20]].concat(), "a block that is none"),
            (packed.split_off(5), "cut"),
            (Vec::new(), "nothing"),
        ] {
            assert_eq!(unpack(&bytes, &[]), None, "{why}");
        }
    }
}
