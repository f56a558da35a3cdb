//! What lists have in common: who of one list surely stands on another too.
//!
//! Shape:    weighed pairs in; of an entry, whether another list has it under another key; of two, how many of one's list and regime
//!           stand on the other's list.
//! Law:      the same from either side, and whatever the order of the pairs.
//! Not here: what that says of a pair (`likeness`).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::likeness::{OF_TWO_LISTS, Two};
use super::pairs::Pair;
use super::profile::Profile;
use super::regime::Regimes;

/// Pairs this likely are one whatever lists have in common.
const SURE: f64 = 8.0;

/// Before any is counted, as if so many had been, of whom as many stood on the other list as of any two lists.
const PRESUMED: f64 = 10.0;

/// How many of one list there are under just these regimes, and how many of them surely stand on another list, under whichever.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Overlap {
    pub(super) met: usize,
    pub(super) all: usize,
}

impl Overlap {
    /// The odds that an entry stands on the other list, as a natural logarithm.
    pub(super) fn logits(self) -> f64 {
        let presumed = 1.0 / (1.0 + (-OF_TWO_LISTS).exp());
        let share = (self.met as f64 + PRESUMED * presumed) / (self.all as f64 + PRESUMED);
        (share / (1.0 - share)).ln()
    }
}

/// Who surely stands on another list too.
pub(super) struct Counterparts<'e> {
    /// By entry and another list, those of the list that it surely is.
    met: BTreeMap<(usize, &'e str), BTreeSet<usize>>,
    /// How many stand on a list under these regimes.
    all: HashMap<(&'e str, Regimes), usize>, // only looked up, never walked
    /// How many of those surely stand on another list.
    on: HashMap<(&'e str, Regimes, &'e str), usize>, // only looked up, never walked
}

impl<'e> Counterparts<'e> {
    pub(super) fn of(pairs: &[Pair], profiles: &[Profile<'e>]) -> Self {
        let mut met: BTreeMap<(usize, &str), BTreeSet<usize>> = BTreeMap::new();
        for pair in pairs.iter().filter(|pair| pair.likeness.logits >= SURE && !pair.likeness.is_contradicted()) {
            let [one, other] = pair.of;
            for [one, other] in [[one, other], [other, one]] {
                if let [Some(from), Some(to)] = [one, other].map(|at| profiles.get(at))
                    && from.list != to.list
                {
                    met.entry((one, to.list)).or_default().insert(other);
                }
            }
        }
        let (mut all, mut on) = (HashMap::new(), HashMap::new());
        for profile in profiles {
            *all.entry((profile.list, profile.regimes)).or_default() += 1;
        }
        for (at, list) in met.keys() {
            if let Some(profile) = profiles.get(*at) {
                *on.entry((profile.list, profile.regimes, *list)).or_default() += 1;
            }
        }
        Self { met, all, on }
    }

    /// Whether an entry surely stands on a list, and is another one there than this.
    pub(super) fn is_another(&self, entry: usize, list: &str, than: usize) -> bool {
        self.met.get(&(entry, list)).is_some_and(|met| !met.contains(&than))
    }

    /// Of the list and regimes of one of the two, how many stand on the list of the other: whichever has more of them there, and which of
    /// the two that is.
    pub(super) fn overlap(&self, two: Two<'_, '_>) -> (usize, Overlap) {
        let of = |one: &Profile<'_>, other: &Profile<'_>| Overlap {
            met: self.on.get(&(one.list, one.regimes, other.list)).copied().unwrap_or_default(),
            all: self.all.get(&(one.list, one.regimes)).copied().unwrap_or_default(),
        };
        let [one, other] = [of(two.one, two.other), of(two.other, two.one)];
        if other.logits() > one.logits() { (1, other) } else { (0, one) }
    }
}
