//! Entries joined into entities.
//!
//! Shape:    weighed pairs and what people judged in; which entries are one out, with the pairs that joined them and those that a person
//!           has to look at.
//! Law:      no chain of pairs joins two entries that contradict each other, or that a person told apart. Two entries of one list come
//!           together only where nothing speaks against it.

use std::collections::{BTreeSet, HashMap};

use crate::{Held, Ruling, Verdict};

use super::likeness::{Likeness, Two, contradictions};
use super::pairs::Pair;
use super::profile::Profile;

/// Pairs this likely are joined.
const JOIN: f64 = 4.0;

/// Pairs this likely are shown to a person.
const ASK: f64 = 0.0;

/// Of two entries of one list, by themselves.
const JOIN_IN_LIST: f64 = 5.0;

/// How much at least the names of two persons of one list say, that another list has once.
const JOIN_BY_NAME: f64 = 6.0;

/// Of two that bring together others whose names do not answer one another.
const JOIN_STRANGERS: f64 = 8.0;

/// How much likelier a pair has to be than the next one with another entry of the same list.
const MARGIN: f64 = 2.5;

/// How two entries came together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// The pair of that number.
    Pair(usize),
    /// The judgement of that number.
    Ruling(usize),
}

/// Which entries are one.
pub(super) struct Clusters {
    /// The members of each, in order; empty where they went to another.
    members: Vec<Vec<usize>>,
    /// By entry, which it belongs to.
    of: Vec<usize>,
    pub(super) joined: Vec<([usize; 2], By)>,
    /// What a person has to look at: judgements first that cannot be gone by, then what is likely, the likeliest first.
    pub(super) held: Vec<HeldPair>,
}

/// Two entries that may be one, or were judged so, and are not joined.
pub(super) struct HeldPair {
    pub(super) of: [usize; 2],
    pub(super) likeness: Likeness,
    pub(super) held: Held,
}

/// What is known of pairs.
struct Known<'k, 'e> {
    profiles: &'k [Profile<'e>],
    likeness: HashMap<[usize; 2], &'k Likeness>, // only looked up, never walked
    /// With how many people say so.
    verdicts: HashMap<[usize; 2], (Verdict, usize)>, // only looked up, never walked
    /// By entry and list: those of the list that may be the entry, and how likely.
    rivals: HashMap<(usize, &'e str), Vec<(usize, f64)>>, // only looked up, never walked
    /// By entry, those of other lists that it likely is.
    likely: HashMap<usize, BTreeSet<usize>>, // only looked up, never walked
}

fn in_order([one, other]: [usize; 2]) -> [usize; 2] {
    [one.min(other), one.max(other)]
}

impl<'k, 'e> Known<'k, 'e> {
    fn of(profiles: &'k [Profile<'e>], pairs: &'k [Pair]) -> Self {
        let mut rivals: HashMap<(usize, &str), Vec<(usize, f64)>> = HashMap::new();
        let mut likely: HashMap<usize, BTreeSet<usize>> = HashMap::new();
        for pair in pairs.iter().filter(|pair| pair.likeness.logits >= ASK && !pair.likeness.is_contradicted()) {
            let [one, other] = pair.of;
            for [one, other] in [[one, other], [other, one]] {
                let [Some(from), Some(to)] = [one, other].map(|at| profiles.get(at)) else { continue };
                rivals.entry((one, to.list)).or_default().push((other, pair.likeness.logits));
                if pair.likeness.logits >= JOIN && from.list != to.list {
                    likely.entry(one).or_default().insert(other);
                }
            }
        }
        let likeness = pairs.iter().map(|pair| (pair.of, &pair.likeness)).collect();
        Self { profiles, likeness, verdicts: HashMap::new(), rivals, likely }
    }

    fn two(&self, [one, other]: [usize; 2]) -> Option<Two<'k, 'e>> {
        Some(Two { one: self.profiles.get(one)?, other: self.profiles.get(other)? })
    }

    fn verdict(&self, pair: [usize; 2]) -> Option<Verdict> {
        self.verdicts.get(&in_order(pair)).map(|(verdict, _)| *verdict)
    }

    /// Why a judgement that brings two entries together cannot be gone by, if it cannot: two people have to say so of each two that
    /// contradict each other, and nobody else.
    fn forbids(&self, pair: [usize; 2], judged: [usize; 2]) -> Option<Held> {
        let (pair, is_judged) = (in_order(pair), in_order(pair) == in_order(judged));
        let (verdict, people) = self.verdicts.get(&pair).copied().unzip();
        if matches!(verdict, Some(Verdict::Different | Verdict::Unsure)) {
            return Some(Held::Judged);
        }
        let are_two = verdict.is_some() && people.is_some_and(|people| people >= 2);
        let contradict = || self.two(pair).is_none_or(|two| !contradictions(two).is_empty());
        (!are_two && contradict()).then_some(if is_judged { Held::Contradicted } else { Held::Chain })
    }

    /// Whether two entries of one list are one by themselves, or two persons of the same main name that are both likely one of another list.
    fn are_one_in_list(&self, [one, other]: [usize; 2], likeness: &Likeness, two: Two<'_, '_>) -> bool {
        let likely = |at: usize| self.likely.get(&at);
        let are_called_one = || {
            two.are_persons()
                && two.one.main_words == two.other.main_words
                && likeness.by_name >= JOIN_BY_NAME
                && likeness.logits >= ASK
                && likely(one).zip(likely(other)).is_some_and(|(one, other)| !one.is_disjoint(other))
        };
        likeness.is_clean(two) && (likeness.logits >= JOIN_IN_LIST || are_called_one())
    }

    /// Whether two entries may stand together that a pair so likely brings together.
    fn may_stand_together(&self, pair: [usize; 2], logits: f64) -> bool {
        let pair = in_order(pair);
        match self.verdict(pair) {
            Some(Verdict::Same) => return true,
            Some(Verdict::Different | Verdict::Unsure) => return false,
            None => {}
        }
        let Some(two) = self.two(pair) else { return false };
        match self.likeness.get(&pair) {
            Some(likeness) => {
                !likeness.is_contradicted() && (!two.are_of_one_list() || self.are_one_in_list(pair, likeness, two))
            }
            None => {
                !two.are_of_one_list() && logits >= JOIN_STRANGERS && !Likeness::of_strangers(two).is_contradicted()
            }
        }
    }

    /// Whether another entry of the list of the second is about as likely for the first, is not the same one, and may be the first at all:
    /// one that came together with another of the first's list, which the first is not, is that one. Not so where the two at hand share no
    /// more than aliases, and of a rival that is likelier by as much as tells: it would be the one, if it were not taken.
    fn has_rival(&self, clusters: &Clusters, [from, to]: [usize; 2], likeness: &Likeness) -> bool {
        let logits = likeness.logits;
        let Some(list) = self.profiles.get(to).map(|profile| profile.list) else { return false };
        let is_ruled_out = |rival: usize, likely: f64| {
            let pair = in_order([rival, to]);
            let weighed = self.likeness.get(&pair).zip(self.two(pair));
            let is_another = || {
                let with_rival =
                    clusters.with(rival).iter().filter(|at| self.two([from, **at]).is_some_and(Two::are_of_one_list));
                !likeness.is_by_aliases_alone()
                    && likely <= logits + MARGIN
                    && !clusters.are_one([from, rival])
                    && with_rival.into_iter().any(|at| !self.may_stand_together([from, *at], logits))
            };
            clusters.are_one([rival, to])
                || is_another()
                || matches!(self.verdict([from, rival]), Some(Verdict::Different | Verdict::Unsure))
                || weighed.is_some_and(|(likeness, two)| {
                    self.are_one_in_list(pair, likeness, two) && !likeness.is_contradicted()
                })
        };
        let rivals = self.rivals.get(&(from, list)).map(Vec::as_slice).unwrap_or_default();
        rivals.iter().any(|(rival, likely)| *rival != to && *likely > logits - MARGIN && !is_ruled_out(*rival, *likely))
    }
}

impl Clusters {
    /// `rulings` name entries by their places and stand in the order in which they were made; pairs are in order of their entries.
    pub(super) fn of(profiles: &[Profile<'_>], pairs: &[Pair], rulings: &[([usize; 2], &Ruling)]) -> Self {
        let mut known = Known::of(profiles, pairs);
        known.verdicts.extend(rulings.iter().map(|(of, ruling)| (in_order(*of), (ruling.verdict, ruling.people))));
        let all = 0..profiles.len();
        let mut clusters = Self {
            members: all.clone().map(|at| vec![at]).collect(),
            of: all.collect(),
            joined: Vec::new(),
            held: Vec::new(),
        };
        let is_same = |(_, (_, ruling)): &(usize, &([usize; 2], &Ruling))| ruling.verdict == Verdict::Same;
        for (n, (of, _)) in rulings.iter().enumerate().filter(is_same) {
            let forbidden = clusters.across(*of).find_map(|pair| known.forbids(pair, *of));
            match forbidden {
                None => clusters.join(*of, By::Ruling(n)),
                Some(held) => {
                    let of = in_order(*of);
                    let weighed = known.likeness.get(&of).map(|likeness| (*likeness).clone());
                    let likeness = weighed.or_else(|| known.two(of).map(Likeness::of_strangers));
                    clusters.held.extend(likeness.map(|likeness| HeldPair { of, likeness, held }));
                }
            }
        }
        let mut likely: Vec<(usize, &Pair)> = pairs.iter().enumerate().collect();
        likely.retain(|(_, pair)| pair.likeness.logits >= ASK);
        // The surest first; those that are as sure in the order of their entries.
        likely.sort_by(|(_, a), (_, b)| b.likeness.logits.total_cmp(&a.likeness.logits).then_with(|| a.of.cmp(&b.of)));
        for (n, pair) in likely {
            if clusters.are_one(pair.of) || known.verdict(pair.of).is_some() {
                continue;
            }
            match clusters.held(&known, pair) {
                Some(held) => {
                    let Pair { of, likeness } = pair;
                    clusters.held.push(HeldPair { of: *of, likeness: likeness.clone(), held });
                }
                None => clusters.join(pair.of, By::Pair(n)),
            }
        }
        // What was held, and came together by others, need not be asked.
        let held = std::mem::take(&mut clusters.held);
        let held = held.into_iter().filter(|pair| !clusters.are_one(pair.of)).collect();
        Self { held, ..clusters }
    }

    /// Why a pair is not joined, if it is not.
    fn held(&self, known: &Known<'_, '_>, pair: &Pair) -> Option<Held> {
        let Pair { of: [one, other], likeness } = pair;
        let (logits, both_ways) = (likeness.logits, [[*one, *other], [*other, *one]]);
        if likeness.is_contradicted() {
            return Some(Held::Contradicted);
        }
        if logits < JOIN {
            return Some(Held::Unlikely);
        }
        let is_of_one_list = known.two(pair.of).is_some_and(Two::are_of_one_list);
        if !is_of_one_list && both_ways.iter().any(|pair| known.has_rival(self, *pair, likeness)) {
            return Some(Held::Ambiguous);
        }
        let are_fit = self.across(pair.of).all(|pair| known.may_stand_together(pair, logits));
        (!are_fit).then_some(Held::Chain)
    }

    /// Every pair of entries that would come together with these two.
    fn across(&self, pair: [usize; 2]) -> impl Iterator<Item = [usize; 2]> {
        let [one, other] = pair.map(|at| self.with(at));
        one.iter().flat_map(move |one| other.iter().map(move |other| [*one, *other]))
    }

    fn with(&self, at: usize) -> &[usize] {
        self.of.get(at).and_then(|of| self.members.get(*of)).map(Vec::as_slice).unwrap_or_default()
    }

    fn are_one(&self, [one, other]: [usize; 2]) -> bool {
        self.of.get(one) == self.of.get(other)
    }

    fn join(&mut self, pair: [usize; 2], by: By) {
        let [Some(into), Some(from)] = pair.map(|at| self.of.get(at).copied()) else { return };
        if into == from {
            return;
        }
        let moved = self.members.get_mut(from).map(std::mem::take).unwrap_or_default();
        moved.iter().for_each(|at| self.of.get_mut(*at).into_iter().for_each(|of| *of = into));
        if let Some(members) = self.members.get_mut(into) {
            members.extend(moved);
            members.sort_unstable();
        }
        self.joined.push((pair, by));
    }

    /// The members of each entity.
    pub(super) fn members(&self) -> impl Iterator<Item = &[usize]> {
        self.members.iter().map(Vec::as_slice).filter(|members| !members.is_empty())
    }
}
