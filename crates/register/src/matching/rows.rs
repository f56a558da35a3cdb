//! Forms that have a token, one after another with the marks of what else they have, as they are gone through.
//!
//! Shape:    a row is the forms of one token, where they stand in the file; or those of many tokens that few have, put together.
//! Why:      nearly all forms gone through have nothing else that is asked. So the marks of a row are looked at first, and whose they are
//!           is asked only of those that are wanted.

use super::marks::{Mark, MarkSet};
use crate::index::layout::BearerRecord;

/// Where the bearers of a token begin and end in the file, and the marks beside them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Bearers {
    pub(crate) first: u32,
    pub(crate) end: u32,
    pub(crate) beside: u32,
    pub(crate) beside_end: u32,
}

impl Bearers {
    pub(crate) fn count(self) -> u32 {
        self.end.saturating_sub(self.first)
    }
}

/// Where the row of a token stands, and how alike that is, by step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowPlace {
    pub(crate) bearers: Bearers,
    pub(crate) step: u8,
}

/// Forms that have a token in reach of one asked, all of them so alike, and their marks, one after another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'m> {
    /// How alike the token is, by step.
    pub(crate) step: u8,
    pub(crate) bearers: &'m [BearerRecord],
    /// Of one bearer after another, the marks of the tokens that the form has beside this one.
    pub(crate) beside: &'m [Mark],
}

impl<'m> Row<'m> {
    /// Each with its marks.
    #[inline]
    pub(crate) fn each(&self, mut hand_on: impl FnMut(&'m BearerRecord, &'m [Mark])) {
        let mut beside = self.beside;
        for bearer in self.bearers {
            let (own, others) = beside.split_at_checked(bearer.beside_len.into()).unwrap_or((beside, &[]));
            hand_on(bearer, own);
            beside = others;
        }
    }

    /// Those of whose marks one is among some, each once, with all its marks.
    #[inline]
    pub(crate) fn each_marked(&self, some: &MarkSet, mut hand_on: impl FnMut(&'m BearerRecord, &'m [Mark])) {
        let (mut bearers, mut end) = (self.bearers.iter(), 0);
        let beside = self.beside;
        // The places come in order. Behind the end of the bearer handed on last the next ones are passed over.
        some.each_place(beside, |place| {
            let (mut begin, mut bearer) = (end, None);
            while end <= place {
                let Some(next) = bearers.next() else { return };
                (begin, bearer) = (end, Some(next));
                end += usize::from(next.beside_len);
            }
            if let Some(bearer) = bearer {
                hand_on(bearer, beside.get(begin..end).unwrap_or_default());
            }
        });
    }
}

/// Rows put together, taken from where they stand in the file.
#[derive(Debug, Default)]
pub(crate) struct Together {
    bearers: Vec<BearerRecord>,
    beside: Vec<Mark>,
    /// By step, the most alike first.
    ends: Vec<RowEnd>,
}

/// How alike the tokens of a row are, by step, and where its bearers and marks end.
#[derive(Clone, Copy, Debug)]
struct RowEnd {
    step: u8,
    bearers: u32,
    beside: u32,
}

impl Together {
    /// With room for what stands at some places.
    pub(crate) fn with_room(places: &[RowPlace]) -> Self {
        let room = |count: fn(&Bearers) -> u32| places.iter().map(|place| count(&place.bearers) as usize).sum();
        let beside = Vec::with_capacity(room(|of| of.beside_end.saturating_sub(of.beside)));
        Self { bearers: Vec::with_capacity(room(|of| of.count())), beside, ends: Vec::new() }
    }

    /// Adds a row that is no more alike than those before.
    pub(crate) fn add(&mut self, row: &Row<'_>) {
        self.bearers.extend_from_slice(row.bearers);
        self.beside.extend_from_slice(row.beside);
        let (bearers, beside) = (self.bearers.len() as u32, self.beside.len() as u32);
        self.ends.pop_if(|end| end.step == row.step);
        self.ends.push(RowEnd { step: row.step, bearers, beside });
    }

    /// Hands on the rows that are so alike at least.
    #[inline]
    pub(crate) fn each(&self, step: u8, mut hand_on: impl FnMut(Row<'_>)) {
        let (mut bearers, mut beside) = (0, 0);
        for end in self.ends.iter().take_while(|end| end.step >= step) {
            let ends = (end.bearers as usize, end.beside as usize);
            hand_on(Row {
                step: end.step,
                bearers: self.bearers.get(bearers..ends.0).unwrap_or_default(),
                beside: self.beside.get(beside..ends.1).unwrap_or_default(),
            });
            (bearers, beside) = ends;
        }
    }

    /// Has what is read first brought near the processor.
    pub(crate) fn touch(&self) {
        std::hint::black_box((self.ends.first().copied(), self.beside.first().copied()));
    }

    /// How many bytes it takes.
    pub(crate) fn size(&self) -> usize {
        self.bearers.capacity() * size_of::<BearerRecord>()
            + self.beside.capacity() * size_of::<Mark>()
            + self.ends.capacity() * size_of::<RowEnd>()
    }
}

#[cfg(test)]
mod tests {
    use zerocopy::little_endian::U32;

    use super::{Row, Together};
    use crate::index::layout::BearerRecord;
    use crate::matching::marks::{Mark, MarkSet};

    fn bearer(form: u32, beside_len: u8) -> BearerRecord {
        BearerRecord { form: U32::new(form), share: 0, flags: 0, beside_len }
    }

    #[test]
    fn who_has_one_of_some_marks_is_handed_on_once_with_all_of_its_own() {
        // More marks than are looked at together, and a bearer that has none.
        let lens = [2, 0, 3, 1, 9, 1, 1];
        let bearers: Vec<BearerRecord> = (7..).zip(lens).map(|(form, len)| bearer(form, len)).collect();
        let beside: Vec<Mark> = (0..17).map(Mark::of).collect();
        let row = Row { step: 0, bearers: &bearers, beside: &beside };
        let mut all = Vec::new();
        row.each(|bearer, marks| all.push((bearer.form.get(), marks.to_vec())));
        let mut first = 0;
        let own = |(form, len): (u32, u8)| {
            first += usize::from(len);
            (form, beside[first - usize::from(len)..first].to_vec())
        };
        assert_eq!(all, (7..).zip(lens).map(own).collect::<Vec<_>>());
        for (tokens, want) in [
            (&[][..], &[][..]),
            (&[0], &[0]),
            (&[0, 1], &[0]),
            (&[1, 2], &[0, 2]),
            (&[3, 4], &[2]),
            (&[7, 8], &[4]), // on both sides of where those looked at together end
            (&[5, 14, 15], &[3, 4, 5]),
            (&[16], &[6]),
            (&[99], &[]),
        ] {
            let mut some = MarkSet::default();
            let marks: Vec<Mark> = tokens.iter().copied().map(Mark::of).collect();
            some.fill(marks.iter());
            let mut found = Vec::new();
            row.each_marked(&some, |bearer, marks| found.push((bearer.form.get(), marks.to_vec())));
            assert_eq!(found, want.iter().map(|at| all[*at].clone()).collect::<Vec<_>>(), "{tokens:?}");
        }
    }

    #[test]
    fn rows_that_are_as_alike_become_one() {
        let marks: Vec<Mark> = (0..6).map(Mark::of).collect();
        let mut together = Together::default();
        for (step, forms, beside) in [(19, 0..2, 0..2), (19, 2..3, 2..5), (12, 3..4, 5..5), (7, 4..6, 5..6)] {
            let bearers: Vec<BearerRecord> = forms.map(|form| bearer(form, 0)).collect();
            together.add(&Row { step, bearers: &bearers, beside: &marks[beside] });
        }
        let all = [(19, vec![0, 1, 2], &marks[..5]), (12, vec![3], &[]), (7, vec![4, 5], &marks[5..])];
        for (step, count) in [(20, 0), (19, 1), (13, 1), (12, 2), (8, 2), (0, 3)] {
            let mut rows = Vec::new();
            together.each(step, |row| {
                let forms: Vec<u32> = row.bearers.iter().map(|bearer| bearer.form.get()).collect();
                rows.push((row.step, forms, row.beside.to_vec()));
            });
            let want = all.iter().take(count).map(|(step, forms, beside)| (*step, forms.clone(), beside.to_vec()));
            assert_eq!(rows, want.collect::<Vec<_>>(), "{step}");
        }
    }
}
