//! What tells tokens from nearly all others in two bytes, so that a bearer can say in passing which other tokens its name has.
//!
//! Law:      whoever has a token in reach has its mark, as often as tokens stand in its name that have it: one token answers one. That some
//!           have the mark of another one costs work and changes no answer.

use zerocopy::little_endian::U16;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use super::coincidence::Tokens;
use super::near::{GOLDEN, MORE_ALIKE, Near};
use super::rows::Row;
use crate::index::layout::BearerRecord;

/// The mark of a token. The parts that most forms have come first, and each has one of its own; the others share the rest, by a hash of
/// their number.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned,
)]
#[repr(transparent)]
pub(crate) struct Mark(U16);

/// So many marks there are, and so many tokens that have their own.
const MARKS: usize = 1 << 16;
pub(crate) const OWN: u32 = 1 << 15;

impl Mark {
    pub(crate) fn of(token: u32) -> Self {
        let hash = u64::from(token).wrapping_mul(GOLDEN) >> 32;
        Self(U16::new(if token < OWN { token } else { OWN | hash as u32 >> 17 } as u16))
    }

    /// Its place among so many, a power of two.
    fn among(self, places: usize) -> usize {
        usize::from(self.0.get()) & places.wrapping_sub(1)
    }
}

/// Which tokens asked a name may have one in reach of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct MetTokens {
    pub(crate) all: Tokens,
    /// Those of which it may be more alike.
    pub(crate) alike: Tokens,
}

/// Which tokens asked each mark may be in reach of.
#[derive(Debug, Default)]
pub(crate) struct Reach {
    /// The marks in reach of any token asked.
    any: MarkSet,
    /// Those in reach of one that is more alike.
    any_alike: MarkSet,
    /// Of few tokens asked, by the lowest bits of a mark: of each a bit in the lower byte where it is met, and in the upper one where
    /// it is more alike. Those of tokens behind the first [`A_PLANE`] stand behind all places of these.
    few: Vec<u16>,
    /// Of many, by the lowest bits of a mark, where in `many` those begin that it may be in reach of; and one behind the last.
    places: Vec<u32>,
    /// Each with how alike it is, by step.
    many: Vec<(u8, u8)>,
    /// How many places there are, a power of two.
    count: usize,
    is_many: bool,
}

/// A bit for each mark: 8 KiB, few enough to stay beside the processor.
#[derive(Debug)]
pub(crate) struct MarkSet(Box<[u64; MARKS / 64]>);

impl Default for MarkSet {
    fn default() -> Self {
        Self(Box::new([0; MARKS / 64]))
    }
}

impl MarkSet {
    /// Takes in these and no others.
    pub(crate) fn fill<'n>(&mut self, marks: impl Iterator<Item = &'n Mark>) {
        self.0.fill(0);
        for mark in marks {
            self.0[usize::from(mark.0.get() >> 6)] |= 1 << (mark.0.get() & 63);
        }
    }

    /// 1 of those that are there, 0 of others.
    #[inline]
    fn bit(&self, mark: Mark) -> u64 {
        self.0[usize::from(mark.0.get() >> 6)] >> (mark.0.get() & 63) & 1
    }

    /// Hands on the places of those that are there, which few are.
    #[inline]
    pub(crate) fn each_place(&self, marks: &[Mark], mut hand_on: impl FnMut(usize)) {
        for (from, some) in (0..).step_by(MARKS_AT_ONCE).zip(marks.chunks(MARKS_AT_ONCE)) {
            if some.iter().fold(0, |any, mark| any | self.bit(*mark)) != 0 {
                (from..).zip(some).filter(|(_, mark)| self.bit(**mark) != 0).for_each(|(at, _)| hand_on(at));
            }
        }
    }
}

/// So many marks are looked at together.
const MARKS_AT_ONCE: usize = 8;

/// So many tokens have their bits in one place, and twice as many are few.
const A_PLANE: usize = 8;
const FEW: usize = 2 * A_PLANE;

/// So many places there are for each token in reach, so that of those that are not few seem to be.
const SPARSE: usize = 32;

impl Reach {
    /// Takes in what is in reach of the tokens asked, in the room of those before.
    pub(crate) fn fill<'n>(&mut self, tokens: impl ExactSizeIterator<Item = &'n Near> + Clone) {
        let all: usize = tokens.clone().map(|near| near.marks(0).len()).sum();
        self.count = (SPARSE * all).next_power_of_two().min(MARKS);
        self.is_many = tokens.len() > FEW;
        self.any.fill(tokens.clone().flat_map(|near| near.marks(0)));
        self.any_alike.fill(tokens.clone().flat_map(|near| near.marks(MORE_ALIKE)));
        if self.is_many {
            return self.fill_many(&tokens);
        }
        self.few.clear();
        self.few.resize(self.count * tokens.len().div_ceil(A_PLANE), 0);
        for (at, near) in tokens.enumerate() {
            let plane = self.few.get_mut(at / A_PLANE * self.count..).unwrap_or_default();
            let (all, alike) = (near.marks(0), near.marks(MORE_ALIKE));
            let shift = at % A_PLANE;
            for (marks, bits) in [(all, 0b01 << shift), (alike, 0b01 << A_PLANE << shift)] {
                for mark in marks {
                    let place = mark.among(self.count);
                    plane.get_mut(place).into_iter().for_each(|place| *place |= bits);
                }
            }
        }
    }

    fn fill_many<'n>(&mut self, tokens: &(impl Iterator<Item = &'n Near> + Clone)) {
        let places = self.count;
        self.places.clear();
        self.places.resize(places + 1, 0);
        // Of each token asked the first at each place, which is the most alike.
        let each = || {
            let mut seen = vec![0; places];
            (1_u8..).zip(tokens.clone()).flat_map(move |(number, near)| {
                let met = near.marks(0).iter().zip(near.tokens(0)).map(|(mark, near)| (mark.among(places), near.step));
                let first = met.filter(|(place, _)| {
                    let before = seen.get_mut(*place).map(|before| std::mem::replace(before, number));
                    before.is_some_and(|before| before != number)
                });
                first.map(move |(place, step)| (place, (number - 1, step))).collect::<Vec<_>>()
            })
        };
        for (place, _) in each() {
            self.places.get_mut(place).into_iter().for_each(|count| *count += 1);
        }
        let mut end = 0;
        for count in &mut self.places {
            end += *count;
            *count = end;
        }
        self.many.clear();
        self.many.resize(end as usize, (0, 0));
        // Each list is filled from its end, which then is where it begins.
        for (place, met) in each() {
            let Some(next) = self.places.get_mut(place) else { continue };
            *next -= 1;
            self.many.get_mut(*next as usize).into_iter().for_each(|slot| *slot = met);
        }
    }

    /// Of many tokens asked those that one of this mark may be in reach of, and how alike it is then, by step.
    #[inline]
    fn steps(&self, mark: Mark) -> &[(u8, u8)] {
        let at = mark.among(self.count);
        let place = |at: usize| self.places.get(at).copied().unwrap_or_default() as usize;
        self.many.get(place(at)..place(at + 1)).unwrap_or_default()
    }

    pub(crate) fn is_many(&self) -> bool {
        self.is_many
    }

    /// What of some tokens asked may be met by marks.
    pub(crate) fn beside(&self, tokens: Tokens) -> Beside<'_> {
        Beside { reach: self, tokens, planes: self.planes() }
    }

    /// The tokens asked that one of this mark may be in reach of.
    #[inline]
    pub(crate) fn met(&self, mark: Mark) -> Tokens {
        let met = if self.is_many {
            self.steps(mark).iter().collect()
        } else {
            of_planes(self.planes().map(|plane| of_plane(plane, mark)))
        };
        met.all
    }

    /// Of few tokens asked their bits by place; none of those behind the first where there are none.
    fn planes(&self) -> [&[u16]; 2] {
        let (first, second) = self.few.split_at_checked(self.count).unwrap_or_default();
        [first, second]
    }
}

/// What of some tokens asked a name may have by its marks.
#[derive(Clone, Copy)]
pub(crate) struct Beside<'r> {
    reach: &'r Reach,
    tokens: Tokens,
    planes: [&'r [u16]; 2],
}

impl Beside<'_> {
    /// Those that a name with such marks may have one in reach of.
    #[inline]
    pub(crate) fn met(&self, marks: &[Mark]) -> MetTokens {
        if self.tokens == 0 {
            return MetTokens::default();
        }
        if self.reach.is_many {
            return self.met_of_many(marks);
        }
        let of_all = |plane: &[u16]| marks.iter().fold(0, |bits, mark| bits | of_plane(plane, *mark));
        let [first, second] = self.planes;
        let MetTokens { all, alike } = of_planes([of_all(first), if second.is_empty() { 0 } else { of_all(second) }]);
        MetTokens { all: all & self.tokens, alike: alike & self.tokens }
    }

    /// Hands on those of a row of whose marks one is in reach of any token asked, also of those left out here: more alike, or, where
    /// `less_alike`, at all.
    #[inline]
    pub(crate) fn each_met<'m>(
        &self,
        row: &Row<'m>,
        less_alike: bool,
        hand_on: impl FnMut(&'m BearerRecord, &'m [Mark]),
    ) {
        if self.tokens != 0 {
            row.each_marked(if less_alike { &self.reach.any } else { &self.reach.any_alike }, hand_on);
        }
    }

    #[inline(never)]
    fn met_of_many(&self, marks: &[Mark]) -> MetTokens {
        marks.iter().flat_map(|mark| self.steps(*mark)).collect()
    }

    /// Of many tokens asked those of them that one of this mark may be in reach of, and how alike it is then, by step.
    pub(crate) fn steps(&self, mark: Mark) -> impl Iterator<Item = &(u8, u8)> {
        self.reach.steps(mark).iter().filter(|(at, _)| self.tokens >> *at & 1 == 1)
    }
}

#[inline]
fn of_plane(plane: &[u16], mark: Mark) -> u16 {
    plane.get(mark.among(plane.len())).copied().unwrap_or_default()
}

/// Of the bits of few tokens.
#[inline]
fn of_planes(planes: [u16; 2]) -> MetTokens {
    let [[met, alike], [further_met, further_alike]] = planes.map(u16::to_le_bytes);
    let of = |bytes| Tokens::from(u16::from_le_bytes(bytes));
    MetTokens { all: of([met, further_met]), alike: of([alike, further_alike]) }
}

impl<'m> FromIterator<&'m (u8, u8)> for MetTokens {
    fn from_iter<I: IntoIterator<Item = &'m (u8, u8)>>(steps: I) -> Self {
        steps.into_iter().fold(Self::default(), |met, (token, step)| Self {
            all: met.all | 1 << token,
            alike: met.alike | Tokens::from(*step >= MORE_ALIKE) << token,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{FEW, Mark, MetTokens, Reach};
    use crate::matching::coincidence::Tokens;
    use crate::matching::near::{Near, NearToken};
    use crate::matching::rows::Bearers;

    #[test]
    fn the_first_tokens_have_marks_of_their_own_and_others_share_the_rest() {
        let marks = |tokens: std::ops::Range<u32>| tokens.map(|token| Mark::of(token).0.get()).collect::<BTreeSet<_>>();
        let (own, shared) = (marks(0..32_768), marks(32_768..600_000));
        assert_eq!((own.first(), own.last(), own.len()), (Some(&0), Some(&32_767), 32_768));
        assert_eq!((shared.first(), shared.last(), shared.len()), (Some(&32_768), Some(&65_535), 32_768));
    }

    #[test]
    fn what_is_in_reach_is_met_and_little_else_is() {
        let mut reach = Reach::default();
        let few = FEW as u32;
        for (asked, each, most) in
            [(0_u32, 0_u32, 0.0), (1, 1, 0.04), (3, 200, 0.04), (few, 50, 0.04), (few + 1, 50, 0.04), (90, 1000, 1.0)]
        {
            // Of every second token what is in reach is more alike.
            let near = |at: u32| {
                let likeness = if at.is_multiple_of(2) { 0.9 } else { 0.7 };
                let bearers = Bearers::default();
                let token = |n: u32| (NearToken::of(7 * (n * asked + at), likeness, bearers), bearers);
                Near::of((0..each).map(token).collect(), Default::default())
            };
            let nears: Vec<Near> = (0..asked).map(near).collect();
            reach.fill(nears.iter());
            let bit = |at: u32| Tokens::from(u8::from(at.is_multiple_of(2))) << at;
            for at in 0..asked {
                for n in 0..each {
                    let mark = Mark::of(7 * (n * asked + at));
                    assert_eq!(reach.met(mark) >> at & 1, 1, "{asked} {each}: {n} of {at}");
                    let other = (at + 1) % asked;
                    let met = reach.beside(!(1 << other)).met(&[mark]);
                    assert_eq!((met.all | met.alike) >> other & 1, 0);
                    if asked > 1 {
                        assert_eq!((met.all >> at & 1, met.alike & bit(at)), (1, bit(at)));
                    }
                }
            }
            let others: Vec<Mark> = (0..200_000).filter(|n| n % 7 != 0).map(Mark::of).collect();
            let seem = others.iter().filter(|mark| reach.met(**mark) != 0).count() as f64 / others.len() as f64;
            assert!(seem <= most, "{asked} {each}: {seem}");
            assert_eq!(reach.beside(Tokens::MAX).met(&[]), MetTokens::default());
        }
    }
}
