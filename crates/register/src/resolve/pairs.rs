//! Pairs of entries that may speak of one entity, each weighed.
//!
//! Shape:    brought up by names that answer one another, by numbers or main names that are the same, and by publishers' links.
//! Law:      a pair is weighed alike from either side.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::index::Index;
use crate::matching::Scratch;
use crate::matching::score::NamePair;

use super::counterparts::Counterparts;
use super::likeness::{Frame, Likeness, Two};
use super::links;
use super::profile::Profile;

/// The least score of two names that bring up a pair, less what chance takes: names that strangers share by the dozen bring up none.
const LEAST: f64 = 0.58;

/// A number or a name that so many entries state tells none of them from another.
const MOST_STATING: usize = 20;

/// Two entries, the one before the other.
pub(super) struct Pair {
    pub(super) of: [usize; 2],
    pub(super) likeness: Likeness,
}

/// Every pair that something speaks for.
pub(super) fn weighed(index: &Index<'_>, profiles: &[Profile<'_>]) -> Vec<Pair> {
    let mut names: BTreeMap<[usize; 2], Vec<NamePair>> = BTreeMap::new();
    let mut scratch = Scratch::default();
    let mut order: Vec<usize> = (0..profiles.len()).collect();
    // What was looked for is kept for a while: those of one family name one after another.
    order.sort_by_cached_key(|at| profiles.get(*at).map(Profile::last_word));
    for at in order {
        let Some(profile) = profiles.get(at) else { continue };
        let found = index.alike(&mut scratch, &profile.query(), LEAST, &mut |other, pairs| {
            if other == at || pairs.is_empty() {
                return;
            }
            let mut pairs = pairs;
            if other < at {
                pairs.iter_mut().for_each(NamePair::turn);
            }
            names.entry([at.min(other), at.max(other)]).or_default().extend(pairs);
        });
        found.expect("what was built just now is whole");
    }
    let mut wanted: BTreeSet<[usize; 2]> = names.keys().copied().collect();
    wanted.extend(by_what_is_stated(profiles, |profile| profile.numbers.iter().map(|(_, number)| number.key())));
    wanted.extend(by_what_is_stated(profiles, |profile| [profile.main_words.join(" ")]));
    let links = by_link(profiles);
    wanted.extend(links.iter().copied());
    let frame = Frame::of(profiles);
    let mut out = Vec::new();
    for of in wanted {
        let [Some(one), Some(other)] = of.map(|at| profiles.get(at)) else { continue };
        let names = names.get(&of).map(Vec::as_slice).unwrap_or_default();
        let likeness = Likeness::of(Two { one, other }, names, links.contains(&of), &frame);
        out.push(Pair { of, likeness });
    }
    stand_alone(&mut out, profiles);
    out
}

/// So much less may the name of another speak for it, who is called alike.
const RIVAL: f64 = 2.0;

/// Takes in of which pairs nobody else on either list is called so, but for those that surely stand on both already; and how much two
/// lists have in common.
fn stand_alone(pairs: &mut [Pair], profiles: &[Profile<'_>]) {
    let list = |at: usize| profiles.get(at).map_or("", |profile| profile.list);
    let mut called: HashMap<(usize, &str), Vec<(usize, f64)>> = HashMap::new(); // only looked up, never walked
    for pair in pairs.iter() {
        for [one, other] in [pair.of, [pair.of[1], pair.of[0]]] {
            called.entry((one, list(other))).or_default().push((other, pair.likeness.by_name));
        }
    }
    let counterparts = Counterparts::of(pairs, profiles);
    for pair in pairs.iter_mut().filter(|pair| pair.likeness.by_name.is_finite()) {
        let [Some(one), Some(other)] = pair.of.map(|at| profiles.get(at)) else { continue };
        let (two, by_name) = (Two { one, other }, pair.likeness.by_name);
        if two.are_of_one_list() {
            continue;
        }
        // Whether somebody on either list is called like `entry`, but for it and `partner`, and is not somebody else's counterpart.
        let has_rival = |entry: usize, partner: usize| {
            [[entry, partner], [partner, entry]].into_iter().any(|[there, across]| {
                let called = called.get(&(entry, list(there))).map(Vec::as_slice).unwrap_or_default();
                called.iter().any(|(rival, says)| {
                    ![entry, partner].contains(rival)
                        && *says > by_name - RIVAL
                        && !counterparts.is_another(*rival, list(across), across)
                })
            })
        };
        let [one, other] = pair.of;
        if !has_rival(one, other) && !has_rival(other, one) {
            pair.likeness.stand_alone();
            let (of, overlap) = counterparts.overlap(two);
            pair.likeness.weigh_overlap(two, of, overlap);
        }
    }
}

/// Pairs of entries that state the same, of what `stated` gives of each.
fn by_what_is_stated<'p, 'e, S: IntoIterator<Item = String>>(
    profiles: &'p [Profile<'e>],
    stated: impl Fn(&'p Profile<'e>) -> S,
) -> BTreeSet<[usize; 2]> {
    let mut with: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, profile) in profiles.iter().enumerate() {
        for text in stated(profile).into_iter().filter(|text| !text.is_empty()) {
            with.entry(text).or_default().push(at);
        }
    }
    let mut pairs = BTreeSet::new();
    for who in with.values_mut() {
        who.dedup();
        if who.len() <= MOST_STATING {
            for (n, one) in who.iter().enumerate() {
                pairs.extend(who.iter().skip(n + 1).map(|other| [*one, *other]));
            }
        }
    }
    pairs
}

fn by_link(profiles: &[Profile<'_>]) -> BTreeSet<[usize; 2]> {
    let mut with: HashMap<String, usize> = HashMap::new();
    for (at, profile) in profiles.iter().enumerate() {
        for entry in &profile.entity.entries {
            with.insert(format!("{}:{}", entry.list, entry.key.normal()), at);
        }
    }
    let mut pairs = BTreeSet::new();
    for (at, profile) in profiles.iter().enumerate() {
        for reference in profile.entity.entries.iter().flat_map(links::stated) {
            if let Some(other) = with.get(&reference).filter(|other| **other != at) {
                pairs.insert([at.min(*other), at.max(*other)]);
            }
        }
    }
    pairs
}
