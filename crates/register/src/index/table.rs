//! Records of a register file, read where they lie.
//!
//! Law:      no record is handed out before the chunk that it lies in was found to be what was written; of a damaged one there
//!           are none, and the file says so ([`File::sound`]). But for [`Table::unread`], whose reader asks before it reads.

use super::IndexError;
use super::layout::{Layout, Record, Section, Texted};
use zerocopy::FromBytes as _;

/// So many records are looked at where they would stand if their hashes were spread evenly.
const EVENLY: usize = 6;

/// A register file's bytes and where its sections are.
pub(crate) struct File<'a> {
    bytes: Box<dyn AsRef<[u8]> + Send + Sync + 'a>,
    layout: Layout,
}

/// Records of one kind behind one another.
#[derive(Clone, Copy)]
pub(crate) struct Table<'i, R> {
    records: &'i [R],
    /// All bytes of the file, and where these begin behind the hashes.
    bytes: &'i [u8],
    layout: &'i Layout,
    at: usize,
}

impl<'a> File<'a> {
    pub(crate) fn of(bytes: impl AsRef<[u8]> + Send + Sync + 'a) -> Result<Self, IndexError> {
        let layout = Layout::of(bytes.as_ref())?;
        Ok(Self { bytes: Box::new(bytes), layout })
    }

    /// How many bytes it has.
    pub(crate) fn len(&self) -> usize {
        (*self.bytes).as_ref().len()
    }

    /// The content id.
    pub(crate) fn id(&self) -> [u8; 32] {
        self.layout.id
    }

    /// The records of a section.
    pub(crate) fn table<R: Record>(&self, section: Section) -> Table<'_, R> {
        let bytes = (*self.bytes).as_ref();
        let (from, to) = self.layout.place(section);
        let lies_in = bytes.get(self.layout.head() + from..self.layout.head() + to).unwrap_or_default();
        // Whole records, as was seen when the file was opened.
        let records = <[R]>::ref_from_bytes(lies_in).unwrap_or_default();
        Table { records, bytes, layout: &self.layout, at: from }
    }

    /// Whether all that was handed out is what was written.
    ///
    /// # Errors
    /// Something that was asked for is not.
    pub(crate) fn sound(&self) -> Result<(), IndexError> {
        if self.layout.is_damaged() {
            Err(IndexError::Damaged("a chunk does not have its hash, or says what cannot be"))
        } else {
            Ok(())
        }
    }

    /// Whether every chunk is what was written.
    pub(crate) fn verify(&self) -> Result<(), IndexError> {
        let bytes = (*self.bytes).as_ref();
        self.layout.is_sound(bytes, 0, bytes.len().saturating_sub(self.layout.head()));
        self.sound()
    }
}

impl<'i, R: Record> Table<'i, R> {
    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    pub(crate) fn get(&self, at: usize) -> Option<&'i R> {
        self.range(at, at.checked_add(1)?)?.first()
    }

    /// The record at a place that the file names: where there is none, it says what cannot be.
    pub(crate) fn named(&self, at: usize) -> Option<&'i R> {
        let record = self.get(at);
        self.refuse_unless(record.is_some());
        record
    }

    /// The records from one to before another, places that the file names.
    pub(crate) fn named_range(&self, from: usize, to: usize) -> &'i [R] {
        let records = self.range(from, to);
        self.refuse_unless(records.is_some());
        records.unwrap_or_default()
    }

    /// The records from one to before another.
    pub(crate) fn range(&self, from: usize, to: usize) -> Option<&'i [R]> {
        let records = self.records.get(from..to)?;
        let place = |at: usize| self.at + at * size_of::<R>();
        let is_sound = records.is_empty() || self.layout.is_sound(self.bytes, place(from), place(to));
        is_sound.then_some(records)
    }

    /// Says that these records cannot be what was meant: nothing that is answered from then on counts.
    pub(crate) fn refuse(&self) {
        self.layout.refuse();
    }

    /// The same, where something does not hold of them.
    pub(crate) fn refuse_unless(&self, holds: bool) {
        if !holds {
            self.refuse();
        }
    }

    /// All of them.
    pub(crate) fn all(&self) -> &'i [R] {
        self.range(0, self.len()).unwrap_or_default()
    }

    /// All of them, of which none may be read before [`Self::range`] handed it out too.
    pub(crate) fn unread(&self) -> &'i [R] {
        self.records
    }

    /// Has a record brought near the processor, which need not wait for it yet: the next one can be asked for at once.
    #[inline]
    pub(crate) fn touch(&self, at: usize) {
        std::hint::black_box(self.records.get(at).and_then(|record| record.as_bytes().first()).copied());
    }

    /// The record before a place.
    pub(crate) fn before(&self, at: usize) -> Option<&'i R> {
        at.checked_sub(1).and_then(|before| self.get(before))
    }

    /// The first record for which `less` is false, in records so ordered. Each that is looked at is handed over with its place, so
    /// that it can be held to the one before it; the one that is found and the one before it are among them.
    pub(crate) fn partition(&self, less: impl Fn(&R, usize) -> bool) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.get(middle).is_some_and(|record| less(record, middle)) { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// The first record whose hash is no less than one, of records in order of their hashes, which are spread evenly. The place of each
    /// that is looked at is handed over, so that it can be held to the one before it; the one that is found and the one before it are
    /// among them.
    pub(crate) fn partition_by_hash(&self, hash: u32, hash_of: impl Fn(&R) -> u32, hold: impl Fn(usize)) -> usize {
        let (mut low, mut high) = (0, self.len());
        // What the hashes are between there.
        let (mut least, mut most) = (0, u64::from(u32::MAX) + 1);
        for looked in 0.. {
            let Some(count) = high.checked_sub(low).filter(|count| *count > 0) else { break };
            // Where hashes are spread otherwise, halves lead there too.
            let ahead = match most.checked_sub(least) {
                Some(span) if span > 0 && looked < EVENLY => {
                    let share = u64::from(hash).saturating_sub(least) * count as u64 / span;
                    (share as usize).min(count - 1)
                }
                _ => count / 2,
            };
            let at = low + ahead;
            hold(at);
            match self.get(at).map(&hash_of) {
                Some(of) if of < hash => (low, least) = (at + 1, of.into()),
                Some(of) => (high, most) = (at, of.into()),
                None => high = at,
            }
        }
        low
    }
}

impl<'i, R: Record + Texted + Copy> Table<'i, R> {
    /// Where the text of the last one ends; of none, where that before it does.
    pub(crate) fn texts_end(&self, before: usize) -> usize {
        self.len().checked_sub(1).and_then(|last| self.get(last)).map_or(before, Texted::ends)
    }

    /// The records with a text, of records by text whose texts stand behind one another from one place to another. Each that is
    /// looked at is held to that.
    pub(crate) fn with_text(
        self,
        texts: Table<'i, u8>,
        (from, to): (usize, usize),
        wanted: &str,
    ) -> impl Iterator<Item = &'i R> {
        let follows =
            move |record: &R, before: &R| before.ends() == record.text().0 && texts.text(before) <= texts.text(record);
        let first = self.partition(|record, at| {
            self.refuse_unless(self.before(at).is_none_or(|before| follows(record, before)));
            texts.text(record) < wanted
        });
        // Whether the one at a place, or the end, follows the one before it.
        let hold = move |at: usize| {
            self.refuse_unless(match (self.before(at), self.get(at)) {
                (Some(before), Some(record)) => follows(record, before),
                (None, Some(record)) => record.text().0 == from,
                (before, None) => before.map_or(from, Texted::ends) == to,
            });
        };
        hold(first);
        let wanted = wanted.to_owned();
        (first..self.len()).map_while(move |at| {
            hold(at + 1);
            self.get(at).filter(|record| texts.text(*record) == wanted)
        })
    }
}

impl<'i> Table<'i, u8> {
    /// The text of a record.
    pub(crate) fn text(&self, of: &impl Texted) -> &'i str {
        let text = std::str::from_utf8(self.named_range(of.text().0, of.ends()));
        self.refuse_unless(text.is_ok());
        text.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use zerocopy::little_endian::U32;

    use super::Table;
    use crate::index::layout::{CHUNK, HASH, Layout, SECTIONS, Section, assemble};
    use crate::index::table::File;

    /// The file of these forms, and of what has to be there so that sections fit one another.
    fn of_forms(forms: &[u32]) -> Vec<u8> {
        let mut sections: [Vec<u8>; SECTIONS] = std::array::from_fn(|_| Vec::new());
        sections[Section::StatedForms as usize] = forms.iter().flat_map(|form| form.to_le_bytes()).collect();
        sections[Section::Counts as usize] = vec![0; 12];
        sections[Section::Tokens as usize] = vec![0; 12];
        sections[Section::FormPlaces as usize] = vec![0; 8];
        assemble(sections)
    }

    #[test]
    fn of_a_damaged_file_no_more_is_refused_than_has_one_hash() {
        let forms: Vec<u32> = (0..900_000).collect();
        let bytes = of_forms(&forms);
        let (begin, last) = (Layout::of(&bytes).expect("built here").head(), forms.len() - 1);
        // Behind twelve bytes stand four for each form, and twenty behind the last.
        let hash_of = |chunk: usize| begin - HASH * (12 + 4 * forms.len() + 20).div_ceil(CHUNK) + HASH * chunk;
        for (flipped, refused) in [
            (begin + 12 + 4 * 1000, 509..=1020),
            (bytes.len() - 1, 899_581..=last),
            (hash_of(1), 0..=262_140),
            (hash_of(3 * 512 + 2), 786_429..=last),
        ] {
            let mut damaged = bytes.clone();
            damaged[flipped] ^= 1;
            let file = File::of(damaged).expect("the heading is right");
            let table: Table<'_, U32> = file.table(Section::StatedForms);
            for at in [0, 508, 509, 1020, 1021, 262_140, 262_141, 786_428, 786_429, 899_580, 899_581, last] {
                let want = Some(forms[at]).filter(|_| !refused.contains(&at));
                assert_eq!(table.get(at).map(|form| form.get()), want, "{flipped}: {at}");
            }
            assert!(file.sound().is_err(), "{flipped}");
            assert_eq!(table.range(*refused.start(), refused.end() + 1), None, "{flipped}");
        }
        for flipped in [16, 48, hash_of(0) - 1] {
            let mut damaged = bytes.clone();
            damaged[flipped] ^= 1;
            assert!(File::of(damaged).is_err(), "{flipped}");
        }
    }

    #[test]
    fn a_hash_is_found_where_halves_find_it_however_hashes_are_spread() {
        let mut spread: Vec<u32> = (0..5_000_u32).map(|n| n.wrapping_mul(0x9E37_79B9)).collect();
        spread.sort_unstable();
        let crowded: Vec<u32> = (0..2_000).chain([u32::MAX - 1, u32::MAX]).collect();
        for (hashes, most_looked) in [(vec![], 0), (vec![7], 1), (vec![7; 90], 14), (spread, 15), (crowded, 18)] {
            let bytes = of_forms(&hashes);
            assert!(Layout::of(&bytes).is_ok());
            let file = File::of(bytes).expect("built here");
            let table: Table<'_, U32> = file.table(Section::StatedForms);
            let asked = hashes.iter().flat_map(|hash| [hash.saturating_sub(1), *hash, hash.saturating_add(1)]);
            for hash in asked.chain([0, 1 << 31, u32::MAX]) {
                let looked = RefCell::new(Vec::new());
                let found = table.partition_by_hash(hash, |record| record.get(), |at| looked.borrow_mut().push(at));
                let looked = looked.into_inner();
                assert_eq!(found, hashes.partition_point(|of| *of < hash), "{hash}");
                assert!(looked.len() <= most_looked, "{hash}: {looked:?}");
                let around = [found.checked_sub(1), Some(found).filter(|at| *at < hashes.len())];
                assert!(around.into_iter().flatten().all(|at| looked.contains(&at)), "{hash}: {looked:?}");
            }
        }
    }
}
