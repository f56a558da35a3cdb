//! Lists of fixed-size records, one behind another in one block of bytes.
//!
//! Shape:    how many lists there are, how many bytes each has, then their records; numbers in little-endian order. Nothing is
//!           aligned, so that a list is read where it lies.
//! Law:      no record is handed out before it was asked whether its bytes may be read ([`MayRead`]).
//! Fails:    reading bytes from elsewhere gives `None` where a list is not wholly there, or may not be read.

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

/// Whether the bytes of a block from one place to before another are what was written.
pub type MayRead<'b> = &'b dyn Fn(usize, usize) -> bool;

/// Lists that are taken one after another.
pub(crate) struct Unpacking<'b> {
    lens: &'b [U32],
    records: &'b [u8],
    from: usize,
    may_read: MayRead<'b>,
}

/// A list where it lies in its block.
#[derive(Clone, Copy)]
pub(crate) struct List<'b, T> {
    records: &'b [T],
    from: usize,
    may_read: MayRead<'b>,
}

impl<'b> Unpacking<'b> {
    pub(crate) fn of(bytes: &'b [u8], may_read: MayRead<'b>) -> Option<Self> {
        let lens = size_of::<U32>();
        let (lists, rest) = U32::ref_from_prefix(bytes).ok().filter(|_| may_read(0, lens))?;
        let (lens, records) = <[U32]>::ref_from_prefix_with_elems(rest, lists.get() as usize).ok()?;
        let from = bytes.len() - records.len();
        may_read(0, from).then_some(Self { lens, records, from, may_read })
    }

    pub(crate) fn take<T: Packable>(&mut self) -> Option<List<'b, T>> {
        let (len, lens) = self.lens.split_first()?;
        let (list, records) = self.records.split_at_checked(len.get() as usize)?;
        let (from, may_read) = (self.from, self.may_read);
        (self.lens, self.records, self.from) = (lens, records, from + list.len());
        Some(List { records: <[T]>::ref_from_bytes(list).ok()?, from, may_read })
    }
}

impl<'b, T: Packable> List<'b, T> {
    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    /// The records from one to before another; `None` where they are not there or may not be read.
    pub(crate) fn range(&self, from: usize, to: usize) -> Option<&'b [T]> {
        let records = self.records.get(from..to)?;
        let place = |at: usize| self.from + at * size_of::<T>();
        (records.is_empty() || (self.may_read)(place(from), place(to))).then_some(records)
    }

    pub(crate) fn all(&self) -> Option<&'b [T]> {
        self.range(0, self.len())
    }

    /// Those with a key, of records in order of their keys; `None` where one that is looked at may not be read.
    pub(crate) fn with_key(&self, key: u32, of: impl Fn(&T) -> u32) -> Option<&'b [T]> {
        let key_at = |at: usize| self.range(at, at + 1)?.first().map(&of);
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if key_at(middle)? < key { low = middle + 1 } else { high = middle }
        }
        let mut end = low;
        while end < self.len() && key_at(end)? == key {
            end += 1;
        }
        self.range(low, end)
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
            let mut lists = Unpacking::of(bytes, &|_, _| true)?;
            let (one, two, none) = (lists.take::<u8>()?, lists.take::<U32>()?, lists.take::<U32>()?);
            let (one, two) = (one.all()?, two.all()?);
            Some((one.to_vec(), two.iter().map(|n| n.get()).collect::<Vec<_>>(), none.len()))
        };
        assert_eq!(read(&bytes), Some((vec![7, 8], vec![1, 70_000], 0)));
        for cut in 0..bytes.len() {
            assert_eq!(read(&bytes[..cut]), None, "{cut}");
        }
    }

    #[test]
    fn what_may_not_be_read_is_not_handed_out() {
        let mut packing = Packing::default();
        packing.put(&[3_u8, 5, 5, 8]);
        packing.put(&[number(1)]);
        let bytes = packing.finish(); // lengths in 12 bytes, then 4 and 4
        let read = |refused: usize| {
            let may_read = |from: usize, to: usize| !(from..to).contains(&refused);
            let mut lists = Unpacking::of(&bytes, &may_read)?;
            let (one, two) = (lists.take::<u8>()?, lists.take::<U32>()?);
            Some([one.range(1, 3).is_some(), one.with_key(5, |key| (*key).into()).is_some(), two.all().is_some()])
        };
        for (refused, want) in [
            (0, None),
            (11, None),
            (12, Some([true, false, true])), // what stands before those with the key is looked at, and what stands behind
            (13, Some([false, false, true])),
            (14, Some([false, false, true])),
            (15, Some([true, false, true])),
            (16, Some([true, true, false])),
        ] {
            assert_eq!(read(refused), want, "{refused}");
        }
    }
}
