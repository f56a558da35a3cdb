//! Lists of fixed-size records, one behind another in one block of bytes.
//!
//! Shape:    how many lists there are, how many bytes each has, then their records; numbers in little-endian order. Nothing is
//!           aligned, so that a list is read where it lies.
//! Fails:    reading bytes from elsewhere gives `None` where a list is not wholly there.

use zerocopy::little_endian::U32;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

/// A list being read or written.
pub(crate) trait Packable: FromBytes + IntoBytes + Immutable + KnownLayout + Unaligned {}
impl<T: FromBytes + IntoBytes + Immutable + KnownLayout + Unaligned> Packable for T {}

/// Lists that are put behind one another.
#[derive(Default)]
pub(crate) struct Packing {
    lens: Vec<U32>,
    records: Vec<u8>,
}

impl Packing {
    pub(crate) fn put<T: Packable>(&mut self, list: &[T]) {
        let bytes = list.as_bytes();
        self.lens.push(number(bytes.len()));
        self.records.extend_from_slice(bytes);
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        [number(self.lens.len()).as_bytes(), self.lens.as_bytes(), &self.records].concat()
    }
}

/// Lists that are taken one after another.
pub(crate) struct Unpacking<'b> {
    lens: &'b [U32],
    records: &'b [u8],
}

impl<'b> Unpacking<'b> {
    pub(crate) fn of(bytes: &'b [u8]) -> Option<Self> {
        let (lists, rest) = U32::ref_from_prefix(bytes).ok()?;
        let (lens, records) = <[U32]>::ref_from_prefix_with_elems(rest, lists.get() as usize).ok()?;
        Some(Self { lens, records })
    }

    pub(crate) fn take<T: Packable>(&mut self) -> Option<&'b [T]> {
        let (len, lens) = self.lens.split_first()?;
        let (list, records) = self.records.split_at_checked(len.get() as usize)?;
        (self.lens, self.records) = (lens, records);
        <[T]>::ref_from_bytes(list).ok()
    }
}

/// As it is written; lists of one register stay below 2³².
pub(crate) fn number(n: usize) -> U32 {
    U32::new(u32::try_from(n).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use zerocopy::little_endian::U32;

    use super::{Packing, Unpacking, number};

    #[test]
    fn lists_are_read_as_they_were_written_or_not_at_all() {
        let mut packing = Packing::default();
        packing.put(&[7_u8, 8]);
        packing.put(&[number(1), number(70_000)]);
        packing.put::<U32>(&[]);
        let bytes = packing.finish();
        let read = |bytes: &[u8]| {
            let mut lists = Unpacking::of(bytes)?;
            let (one, two, none) = (lists.take::<u8>()?, lists.take::<U32>()?, lists.take::<U32>()?);
            Some((one.to_vec(), two.iter().map(|n| n.get()).collect::<Vec<_>>(), none.len()))
        };
        assert_eq!(read(&bytes), Some((vec![7, 8], vec![1, 70_000], 0)));
        for cut in 0..bytes.len() {
            assert_eq!(read(&bytes[..cut]), None, "{cut}");
        }
    }
}
