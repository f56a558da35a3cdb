//! How alike two sequences of sounds are: each with what is asked of its sounds worked out once, eight side by side.
//!
//! Shape:    sequences of sounds in, `0.0..=1.0` out: what remains of 1 after the cheapest way from one to the other.
//! Law:      the way costs what `cost` says of each step; a bound makes it sooner found out that there is none so cheap,
//!           and changes nothing else.
//! Figures:  `benches/results/matching.md`, "Speed beside a peer".
//! Not here: what a step costs (`cost`).

use super::cost::{
    CHANGES, NEAR_CHANGE, PAIR, absence, are_pair, at_start, least_cost, length, may_be, most_cost, near, scale,
};
use crate::sound::{H, Kind, MAX_SOUNDS, Sound, consonants};

/// So many sounds are looked at together.
const WIDTH: usize = 8;

/// Sounds side by side; what is beyond the last of a sequence may be anything and costs nothing. Small, since a comparison
/// waits for it to be fetched more than it counts.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Eight {
    set: [u32; WIDTH],
    may_be: [u32; WIDTH],
    /// What a consonant is confused with; 0 of what is none.
    near: [u32; WIDTH],
    /// The place of the likeliest class among all classes.
    class: [u8; WIDTH],
    /// All bits of a consonant, and of a short sound; none of others.
    consonant: [u8; WIDTH],
    short: [u8; WIDTH],
    absent: [u8; WIDTH],
    /// The least cost where nothing is heard that it may be; where something near is heard, that of [`NEAR_CHANGE`] at most.
    least: [u8; WIDTH],
}

/// What is beyond a sequence.
const NOTHING: Eight = Eight {
    set: [0; WIDTH],
    may_be: [u32::MAX; WIDTH],
    near: [0; WIDTH],
    class: [u8::MAX; WIDTH],
    consonant: [0; WIDTH],
    short: [0; WIDTH],
    absent: [0; WIDTH],
    least: [0; WIDTH],
};

/// What a change costs, by the kind of the other sound, where both may be one and where not.
#[derive(Clone, Copy, Default)]
struct Changes {
    meeting: [[u8; WIDTH]; CHANGES.len()],
    apart: [[u8; WIDTH]; CHANGES.len()],
}

/// A sequence of sounds made ready for comparison; what follows the first [`MAX_SOUNDS`] is not heard.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Heard {
    sounds: Vec<Eight>,
    len: usize,
    /// Every class that one of the sounds may be.
    classes: u32,
    length: i32,
    /// What it costs that the other side writes none of them.
    absent: i32,
    consonants: usize,
    /// Which sounds are an h behind another sound, a bit each, the first in the lowest.
    inner_h: u32,
}

/// How alike two sequences of sounds are.
#[cfg(test)]
pub(crate) fn sound_similarity(left: &[Sound], right: &[Sound]) -> f64 {
    similarity_from(0.0, &Heard::of(left), &Heard::of(right))
}

/// The same where it is `least` or more; otherwise something below `least`, or 0, and sooner.
pub(crate) fn similarity_from(least: f64, left: &Heard, right: &Heard) -> f64 {
    if left.len == 0 || right.len == 0 {
        return 0.0;
    }
    let length = scale(left.length, right.length);
    let cost = left.cheapest_way(right, most_cost(least, length));
    cost.map_or(0.0, |cost| (1.0 - f64::from(cost) / f64::from(length)).max(0.0))
}

/// One row of a way's costs, by how many sounds of the other sequence are taken.
type Row = [i32; MAX_SOUNDS + 1];

impl Heard {
    pub(crate) fn of(sounds: &[Sound]) -> Self {
        let consonants = consonants(sounds);
        let sounds = sounds.get(..MAX_SOUNDS).unwrap_or(sounds);
        let inner_h = (0..).zip(sounds).skip(1).filter(|(_, sound)| sound.primary == H);
        Self {
            sounds: sounds.chunks(WIDTH).map(Eight::of).collect(),
            len: sounds.len(),
            classes: sounds.iter().fold(0, |classes, sound| classes | sound.set),
            length: length(sounds),
            absent: sounds.iter().map(|sound| i32::from(absence(*sound))).sum(),
            consonants,
            inner_h: inner_h.fold(0, |bits, (at, _): (u32, _)| bits | 1 << at),
        }
    }

    /// How many consonants there are, those that are not heard among them.
    pub(crate) fn consonants(&self) -> usize {
        self.consonants
    }

    /// What it costs to read each of some sounds for each of these, less what it costs that these are not met; eight side by side.
    pub(crate) fn changes(&self, sounds: &[Sound]) -> impl Iterator<Item = [[i16; WIDTH]; MAX_SOUNDS / WIDTH]> {
        let costs: Vec<Changes> = self.sounds.iter().map(Changes::of).collect();
        sounds.iter().map(move |sound| {
            let one = One::of(*sound);
            let mut changes = [[0; WIDTH]; MAX_SOUNDS / WIDTH];
            for ((eight, costs), to) in self.sounds.iter().zip(&costs).zip(&mut changes) {
                eight.changes(costs, &one, to);
            }
            changes
        })
    }

    /// What the cheapest way to another sequence costs; `None` where it is found to cost more than `most`.
    pub(crate) fn cheapest_way(&self, other: &Self, most: i32) -> Option<i32> {
        if self.unheard(other.classes) > most || other.unheard(self.classes) > most {
            return None;
        }
        // A row is held against what the columns cost when none of them is met, so that a step along it costs nothing.
        let (down, across) = if self.len <= other.len { (self, other) } else { (other, self) };
        let [two_before, before, row]: &mut [Row; 3] = &mut [[0; MAX_SOUNDS + 1]; 3];
        let (mut two_before, mut before, mut row) = (two_before, before, row);
        let begins = across.sounds.first()?.absent[0];
        before[1..].fill(i32::from(at_start(begins, 0) - begins));
        let mut costs = [Changes::default(); MAX_SOUNDS / WIDTH];
        for (costs, eight) in costs.iter_mut().zip(&across.sounds) {
            *costs = Changes::of(eight);
        }
        let mut previous = 0;
        for i in 0..down.len {
            let a = down.sounds.get(i / WIDTH)?.at(i % WIDTH);
            let mut changes = [0_i16; MAX_SOUNDS];
            for ((eight, costs), to) in across.sounds.iter().zip(&costs).zip(changes.as_chunks_mut().0) {
                eight.changes(costs, &a, to);
            }
            if a.primary == H && i > 0 {
                across.pair_here(previous, &mut changes, two_before, before);
            }
            if across.inner_h != 0 {
                across.pair_there(a.primary, &mut changes, before);
            }
            let mut diagonal = before[0];
            let mut last = diagonal + i32::from(at_start(a.absent, i));
            row[0] = last;
            for ((above, to), change) in before[1..].iter().zip(&mut row[1..]).zip(&changes).take(across.len) {
                last = (diagonal + i32::from(*change)).min(above + i32::from(a.absent)).min(last);
                diagonal = *above;
                *to = last;
            }
            previous = a.primary;
            (two_before, before, row) = (before, row, two_before);
        }
        Some(before.get(across.len)? + across.absent)
    }

    /// Whether it may be so alike to two pieces put together; cheaper than to put them together.
    pub(super) fn may_be_join(&self, least: f64, first: &Self, second: &Self) -> bool {
        // The sound that ends the first may begin the second too, and is heard once.
        const DOUBLED: i32 = 100;
        // What is not heard of a long join costs nothing.
        if first.len + second.len > MAX_SOUNDS {
            return true;
        }
        let most = most_cost(least, scale(self.length, first.length + second.length));
        self.unheard(first.classes | second.classes) <= most
            && first.unheard(self.classes) + second.unheard(self.classes) <= most + DOUBLED
    }

    /// Whether it may be so alike to some piece of another sequence; cheaper than to cut the piece.
    pub(super) fn may_be_of(&self, least: f64, whole: &Self) -> bool {
        self.unheard(whole.classes) <= most_cost(least, scale(self.length, whole.length))
    }

    /// What the sounds cost by themselves of which nothing like is among these classes: no more than a way to a sequence that
    /// has no others, by the reason given at `sound_book::floor`.
    pub(crate) fn unheard(&self, classes: u32) -> i32 {
        self.sounds.iter().map(|eight| eight.unheard(classes)).sum()
    }

    fn absent(&self, at: usize) -> i32 {
        self.sounds.get(at / WIDTH).map_or(0, |eight| i32::from(eight.absent[at % WIDTH]))
    }

    fn primary(&self, at: usize) -> u32 {
        self.sounds.get(at / WIDTH).map_or(0, |eight| bit(eight.class[at % WIDTH]))
    }

    /// Where a sound of these is written with two letters of the other sequence, the second an h: the sh of Ishaq is s, h.
    fn pair_here(&self, first: u32, changes: &mut [i16; MAX_SOUNDS], two_before: &Row, before: &Row) {
        for j in (0..self.len).filter(|j| are_pair(self.primary(*j), first)) {
            changes[j] = changes[j].min((two_before[j] + PAIR - self.absent(j) - before[j]) as i16);
        }
    }

    /// And where one of the other sequence is written with two of these.
    fn pair_there(&self, one: u32, changes: &mut [i16; MAX_SOUNDS], before: &Row) {
        let mut left = self.inner_h;
        while left != 0 {
            let j = left.trailing_zeros() as usize;
            left &= left - 1;
            if are_pair(one, self.primary(j - 1)) {
                changes[j] =
                    changes[j].min((before[j - 1] + PAIR - self.absent(j - 1) - self.absent(j) - before[j]) as i16);
            }
        }
    }
}

/// One of the sounds.
struct One {
    class: u8,
    primary: u32,
    set: u32,
    /// As a number; see [`Kind`].
    kind: usize,
    absent: u8,
}

impl One {
    fn of(sound: Sound) -> Self {
        let class = sound.primary.trailing_zeros() as u8;
        Self { class, primary: bit(class), set: sound.set, kind: sound.kind as usize, absent: absence(sound) }
    }
}

/// A class by its place; of none, no bit.
fn bit(class: u8) -> u32 {
    1_u32.checked_shl(class.into()).unwrap_or_default()
}

impl Changes {
    fn of(eight: &Eight) -> Self {
        let mut costs = Self::default();
        for (of, [consonant, long, short]) in CHANGES.into_iter().enumerate() {
            for at in 0..WIDTH {
                let (is_consonant, is_short) = (eight.consonant[at], eight.short[at]);
                costs.meeting[of][at] = choose(is_consonant, consonant.0, choose(is_short, short.0, long.0));
                costs.apart[of][at] = choose(is_consonant, consonant.1, choose(is_short, short.1, long.1));
            }
        }
        costs
    }
}

impl Eight {
    fn of(sounds: &[Sound]) -> Self {
        let mut eight = NOTHING;
        for (at, sound) in sounds.iter().enumerate().take(WIDTH) {
            eight.set[at] = sound.set;
            eight.may_be[at] = may_be(*sound);
            eight.near[at] = if sound.kind == Kind::Consonant { near(sound.primary) } else { 0 };
            eight.class[at] = sound.primary.trailing_zeros() as u8;
            eight.consonant[at] = mask(sound.kind == Kind::Consonant);
            eight.short[at] = mask(sound.kind == Kind::Short);
            eight.absent[at] = absence(*sound);
            eight.least[at] = least_cost(*sound, false);
        }
        eight
    }

    fn at(&self, at: usize) -> One {
        let kind = usize::from(!self.consonant[at] & 1) + usize::from(self.short[at] & 1);
        One { class: self.class[at], primary: bit(self.class[at]), set: self.set[at], kind, absent: self.absent[at] }
    }

    fn unheard(&self, heard: u32) -> i32 {
        let costs: [u8; WIDTH] = std::array::from_fn(|at| {
            let (is_heard, is_near) = (mask(self.may_be[at] & heard != 0), mask(self.near[at] & heard != 0));
            let close = if self.least[at] < NEAR_CHANGE { self.least[at] } else { NEAR_CHANGE };
            !is_heard & choose(is_near, close, self.least[at])
        });
        costs.iter().map(|cost| i32::from(*cost)).sum()
    }

    /// What it costs to read a sound for each of these, less what it costs that these are not met.
    fn changes(&self, costs: &Changes, a: &One, to: &mut [i16; WIDTH]) {
        let (meeting, apart) = (&costs.meeting[a.kind % CHANGES.len()], &costs.apart[a.kind % CHANGES.len()]);
        let consonant = if a.kind == Kind::Consonant as usize { a.primary } else { 0 };
        for at in 0..WIDTH {
            let is_near = mask(self.near[at] & consonant != 0);
            let is_met = mask(self.set[at] & a.set != 0);
            let is_other = mask(self.class[at] != a.class);
            let change = is_other & choose(is_met, meeting[at], choose(is_near, NEAR_CHANGE, apart[at]));
            to[at] = i16::from(change) - i16::from(self.absent[at]);
        }
    }
}

/// All bits or none, so that eight choices are one.
fn mask(is: bool) -> u8 {
    u8::from(is).wrapping_neg()
}

fn choose(mask: u8, one: u8, other: u8) -> u8 {
    mask & one | !mask & other
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::{Heard, PAIR, similarity_from};
    use crate::compare::cost::{change, is_pair};
    use crate::compare::{absence, at_start, join};
    use crate::sound::{MAX_SOUNDS, Sound, sounds};

    /// Cell by cell, as the costs have it.
    fn plain(left: &[Sound], right: &[Sound]) -> i32 {
        let mut rows = vec![vec![0; right.len() + 1]; left.len() + 1];
        for (j, sound) in right.iter().enumerate() {
            rows[0][j + 1] = rows[0][j] + i32::from(at_start(absence(*sound), j));
        }
        for (i, a) in left.iter().enumerate() {
            rows[i + 1][0] = rows[i][0] + i32::from(at_start(absence(*a), i));
            for (j, b) in right.iter().enumerate() {
                let mut cost = rows[i][j] + i32::from(change(*a, *b));
                cost = cost.min(rows[i][j + 1] + i32::from(absence(*a)));
                cost = cost.min(rows[i + 1][j] + i32::from(absence(*b)));
                if i > 0 && is_pair(*b, left[i - 1], *a) {
                    cost = cost.min(rows[i - 1][j] + PAIR);
                }
                if j > 0 && is_pair(*a, right[j - 1], *b) {
                    cost = cost.min(rows[i][j - 1] + PAIR);
                }
                rows[i + 1][j + 1] = cost;
            }
        }
        rows[left.len()][right.len()]
    }

    fn word() -> impl Strategy<Value = Vec<Sound>> {
        let latin = prop_oneof!["[a-z]{1,9}", "([skqtdgzc]h|[aiuhsnmy]){1,24}", "[a-z]{1,40}"];
        let any = prop_oneof![latin, "[ا-غف-ي]{1,12}", "[а-я]{1,28}", "[א-ת]{1,9}", "[가-힣]{1,6}"];
        any.prop_map(|text| sounds(&text)).prop_filter("no table knows the word", |heard| !heard.is_empty())
    }

    /// Up to three sounds taken away, repeated, or exchanged for another.
    type Edits = Vec<(Index, u8, Index)>;

    fn edits() -> impl Strategy<Value = Edits> {
        proptest::collection::vec((any::<Index>(), 0..3_u8, any::<Index>()), 0..4)
    }

    fn edited(of: &[Sound], edits: &Edits, others: &[Sound]) -> Vec<Sound> {
        let mut sounds = of.get(..MAX_SOUNDS).unwrap_or(of).to_vec();
        for (at, edit, other) in edits {
            let at = at.index(sounds.len());
            match edit {
                0 if sounds.len() > 1 => drop(sounds.remove(at)),
                1 if sounds.len() < MAX_SOUNDS => sounds.insert(at, sounds[at]),
                _ => sounds[at] = others[other.index(others.len())],
            }
        }
        sounds
    }

    #[test]
    fn a_sound_that_ends_one_piece_and_begins_the_other_is_heard_once() {
        let [first, second, whole] = ["karim", "mustafa", "kariustafa"].map(|word| Heard::of(&sounds(word)));
        let joined = Heard::of(&join(&sounds("karim"), &sounds("mustafa")));
        assert!(similarity_from(0.0, &joined, &whole) > 0.8);
        assert!(whole.may_be_join(0.8, &first, &second));
        assert!(!whole.may_be_join(0.95, &first, &second));
    }

    #[test]
    fn two_letters_read_as_one_are_heard_in_it() {
        let (one, two) = (Heard::of(&sounds("shak")), Heard::of(&[sounds("s"), sounds("hak")].concat()));
        assert_eq!((one.cheapest_way(&two, PAIR), two.cheapest_way(&one, PAIR)), (Some(PAIR), Some(PAIR)));
    }

    #[test]
    fn a_piece_is_held_against_the_length_of_the_whole() {
        let [piece, whole, other] = ["karim", "alkarim", "karimf"].map(|word| Heard::of(&sounds(word)));
        assert!(similarity_from(0.0, &piece, &other) > 0.74);
        assert!(other.may_be_of(0.74, &whole));
        assert!(!other.may_be_of(0.9, &whole));
    }

    #[test]
    fn a_sound_of_no_class_is_like_none() {
        let none = Sound { primary: 0, set: 0, kind: crate::SoundKind::Consonant };
        let word = sounds("shl");
        let without = [word[0], none, word[1]];
        assert_eq!(Heard::of(&without).cheapest_way(&Heard::of(&word), i32::MAX), Some(plain(&without, &word)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn the_fast_way_is_the_plain_one(left in word(), other in word(), edits in edits(), far in any::<bool>(), most in 0..600) {
            let right = if far { other } else { edited(&left, &edits, &other) };
            let (l, r) = (Heard::of(&left), Heard::of(&right));
            let want = plain(&left, &right);
            prop_assert_eq!(l.cheapest_way(&r, i32::MAX), Some(want));
            prop_assert_eq!(r.cheapest_way(&l, i32::MAX), Some(want));
            let bounded = l.cheapest_way(&r, most);
            prop_assert!(bounded == Some(want) || bounded.is_none() && want > most, "{:?} for {}", bounded, want);
        }

        #[test]
        fn no_join_is_refused_that_is_so_alike(first in word(), second in word(), edits in edits(), least in 0.6..1.0) {
            let joined = join(&first, &second);
            let whole = Heard::of(&edited(&joined, &edits, &first));
            if similarity_from(0.0, &Heard::of(&joined), &whole) >= least {
                prop_assert!(whole.may_be_join(least, &Heard::of(&first), &Heard::of(&second)));
            }
        }

        #[test]
        fn no_piece_is_refused_that_is_so_alike(whole in word(), from in 0..5_usize, edits in edits(), least in 0.6..1.0) {
            let piece = whole.get(from..).filter(|piece| !piece.is_empty()).unwrap_or(&whole);
            let other = Heard::of(&edited(piece, &edits, &whole));
            if similarity_from(0.0, &Heard::of(piece), &other) >= least {
                prop_assert!(other.may_be_of(least, &Heard::of(&whole)));
            }
        }
    }
}
