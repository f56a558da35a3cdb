//! Two names beside each other: which parts answer one another, and how far that speaks for one person.
//!
//! Shape:    prepared names in, a score from 0 to 1 out, with the reasons whose points add up to it exactly.
//! Law:      `compare(a, b)` and `compare(b, a)` have one score; no score is above what [`crate::most`] allows.
//! Not here: dates, places, documents; a name alone never settles who a person is.

mod align;
mod cost;
mod evidence;
mod heard;
mod letters;
mod model;
mod spelling;
mod weights;

pub(crate) use align::{
    ALIKE, JOINED_ALIKE, SLIP_LETTERS, cores, each_join, join, joined_similarity, number_of, part_similarity_from,
};
pub use align::{TokenPair, part_similarity};
pub(crate) use cost::{PAIR, absence, at_start, change, firsts, length, most_cost, paired, scale};
pub use evidence::{Evidence, FEATURES, Feature, credit};
pub(crate) use heard::Heard;
#[cfg(test)]
pub(crate) use heard::sound_similarity;
pub use letters::are_swapped;
pub use model::{CLASSES, Class, Model, STEP, WEIGHT_UNIT, Weights as ModelWeights};
pub use spelling::{LetterPair, Meeting, letter_pairs};
pub use weights::SHIPPED;

use align::{Likenesses, Match, align};
use evidence::{Seen, Side};
pub(crate) use model::in_steps;

use crate::parts::{Part, Prepared, Role, is_acronym, is_descent};
use crate::rarity::FULL_WEIGHT;

/// What came of comparing two names.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// `0.0..=1.0`: how far the names speak for one person.
    pub score: f64,
    /// The parts that answer one another, by index into `Prepared::parts`; two parts joined give two pairs.
    pub pairs: Vec<PartPair>,
    /// Why; the points add up to the score.
    pub reasons: Vec<Reason>,
    /// Whether one name is met as the initials of the other.
    pub by_initials: bool,
}

/// Two parts that answer one another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PartPair {
    /// Index into the left name's parts.
    pub left: usize,
    /// Index into the right name's parts.
    pub right: usize,
    /// `0.0..=1.0`.
    pub similarity: f64,
}

/// One step of a score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reason {
    /// What was seen.
    pub kind: ReasonKind,
    /// What it adds; below zero when it speaks against.
    pub points: f64,
}

/// What was seen when comparing two names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReasonKind {
    /// The parts that answer one another, how alike and how rare they are.
    SharedParts,
    /// One name has parts that the other lacks.
    MissingParts,
    /// Each name has parts that the other contradicts.
    Conflict,
    /// The first given names differ: perhaps brothers or sisters.
    OtherGivenName,
    /// The parts stand in another order.
    OtherOrder,
    /// A place is named in one of the names only, or another one in each.
    OtherPlace,
    /// A number stands in one of the names only, or another one in each.
    OtherNumber,
    /// The two names are the same text.
    SameText,
    /// Only one part answers another, and many people bear one part alike.
    SinglePart,
    /// One organisation's name stands in the other's, which says more: a parent, a branch, another body.
    ParentOrBranch,
    /// One organisation's name is the initials of the other's, which may be those of others too.
    Initials,
    /// So much of a name is not answered that the rest allows no more.
    Unanswered,
    /// Keeps the score within 0 and 1.
    Bound,
}

/// Compares two names.
pub fn compare(left: &Prepared, right: &Prepared) -> Comparison {
    compare_by(&SHIPPED, left, right)
}

/// Compares two names of which it is known how alike all tokens are that may answer one another.
///
/// ```
/// use names::TokenPair;
/// let (asked, listed) = (names::prepare("Sabir Wahmi"), names::prepare("صابر وهمي"));
/// let similarity = |at: usize| names::likeness(&asked.parts[at], &listed.parts[at]).unwrap();
/// let known = [0, 1].map(|at| TokenPair { left: (at, None), right: (at, None), similarity: similarity(at) });
/// assert_eq!(names::compare_known(&asked, &listed, &known), names::compare(&asked, &listed));
/// ```
pub fn compare_known(left: &Prepared, right: &Prepared, alike: &[TokenPair]) -> Comparison {
    compare_with(&SHIPPED, Likenesses::Known(alike), left, right)
}

/// Compares two names by the weights of a model.
pub fn compare_by(model: &Model, left: &Prepared, right: &Prepared) -> Comparison {
    compare_with(model, Likenesses::Heard, left, right)
}

fn compare_with(model: &Model, likenesses: Likenesses<'_>, left: &Prepared, right: &Prepared) -> Comparison {
    let class = Class::of(left, right);
    let Some(matched) = Matched::of(class, likenesses, left, right) else {
        return Comparison { score: 0.0, pairs: Vec::new(), reasons: Vec::new(), by_initials: false };
    };
    let mut sum = Sum { reasons: model.reasons(class, &matched.evidence(class, left, right)) };
    if same_text(left, right) {
        sum.at_least(1.0, ReasonKind::SameText);
    }
    let most = matched.most_by_shares();
    sum.at_most(most, if most < 1.0 { ReasonKind::Unanswered } else { ReasonKind::Bound });
    sum.at_most(matched.most_by_numbers(left, right), ReasonKind::OtherNumber);
    if class == Class::Organisations {
        sum.at_most(matched.most_of_organisations(left, right), ReasonKind::ParentOrBranch);
        sum.at_most(if matched.is_acronym { in_steps(ONE) } else { 1.0 }, ReasonKind::Initials);
        sum.at_most(matched.most_of_trades(left, right), ReasonKind::MissingParts);
        sum.at_most(matched.most_of_joins(), ReasonKind::SinglePart);
    } else {
        sum.at_most(matched.most_but_one(left, right), ReasonKind::Conflict);
        sum.at_most(matched.most_by_family(left, right), ReasonKind::OtherOrder);
        sum.at_most(matched.most_by_given(left, right), ReasonKind::OtherGivenName);
        sum.at_most(matched.most_by_order(left, right), ReasonKind::OtherOrder);
        sum.at_most(matched.most_by_parts(left, right), ReasonKind::SinglePart);
    }
    sum.at_least(0.0, ReasonKind::Bound);
    Comparison { score: sum.score(), pairs: matched.pairs(), reasons: sum.reasons, by_initials: matched.is_acronym }
}

/// What is seen of two names beside each other; `None` when one of them has no part that names anyone.
pub fn evidence(left: &Prepared, right: &Prepared) -> Option<Evidence> {
    let class = Class::of(left, right);
    Matched::of(class, Likenesses::Heard, left, right).map(|matched| matched.evidence(class, left, right))
}

/// What the answered shares of two names are worth at most.
pub(crate) fn most_of_shares(fuller: f64, lesser: f64) -> f64 {
    0.78 * fuller + 0.22 * lesser
}

/// What only one pair of parts is worth at most: where parts are left over and the pair is common or joined, otherwise,
/// and where the names are that part alone and the same text.
pub(crate) const ONE_OF_MANY: f64 = 0.65;
pub(crate) const ONE: f64 = 0.75;
const ONE_SAME: f64 = 0.85;

/// What a name is worth at most that stands whole in another organisation's.
const PARENT_OR_BRANCH: f64 = 0.75;

/// What names are worth at most of which a number tells one from the other: Victory, Victory 3.
const OTHER_NUMBER: f64 = 0.69;

/// What names of persons are worth at most that are written alike but for one part after the first, which is another in
/// each: they are mostly of brothers, cousins and namesakes. A syllable is no such part, but a piece of a given name.
const SAME_BUT_ONE: f64 = 0.65;

/// What two names are worth at most that say which part is the family's, and each call the person what the other calls
/// the family.
const OTHER_FAMILY: f64 = 0.65;

/// What names are worth at most that share three parts or more in another chain: Hasan Ali Khayali, Ali Hasan Khayali.
const OTHER_CHAIN: f64 = 0.65;

/// What names are worth at most in another order of which one given name is not answered.
const OTHER_GIVEN: f64 = 0.69;

/// What bodies are worth at most that share no word of their own, where one of them has more to say.
const SAME_TRADE: f64 = 0.65;

/// A single part that is rare and this long names someone.
const LONG: usize = 6;

/// Two names whose parts were matched.
struct Matched {
    cores: (Vec<usize>, Vec<usize>),
    sides: (Side, Side),
    matches: Vec<Match>,
    /// Whether the only match is of one part that is the initials of the other name.
    is_acronym: bool,
}

impl Matched {
    fn of(class: Class, likenesses: Likenesses<'_>, left: &Prepared, right: &Prepared) -> Option<Self> {
        let (l, r) = (cores(&left.parts), cores(&right.parts));
        if l.is_empty() || r.is_empty() {
            return None;
        }
        // Whose family a comma tells is spoken with it last, or among some peoples first.
        let (spoken_left, spoken_right) = (as_spoken(left, &l), as_spoken(right, &r));
        if spoken_left.is_none() && spoken_right.is_none() {
            return Some(Self::in_order(class, likenesses, (left, l), (right, r)));
        }
        let (spoken_left, spoken_right) =
            (spoken_left.unwrap_or_else(|| l.clone()), spoken_right.unwrap_or_else(|| r.clone()));
        let matched = Self::in_order(class, likenesses, (left, spoken_left), (right, spoken_right));
        if !matched.is_turned() {
            return Some(matched);
        }
        let written = Self::in_order(class, likenesses, (left, l), (right, r));
        Some(if written.is_turned() { matched } else { written })
    }

    /// Of core parts in the order in which they are to be read.
    fn in_order(
        class: Class,
        likenesses: Likenesses<'_>,
        (left, l): (&Prepared, Vec<usize>),
        (right, r): (&Prepared, Vec<usize>),
    ) -> Self {
        let mut matches = align(class, likenesses, (left, &l), (right, &r));
        let acronym = if class == Class::Organisations && matches.iter().all(|m| m.similarity < MET) {
            by_initials(left, &l, right, &r)
        } else {
            None
        };
        let is_acronym = acronym.is_some();
        if let Some(acronym) = acronym {
            matches = vec![acronym];
        }
        let sides = (
            Side::of(left, &l, &matches.iter().map(|m| (m.left, m.similarity))),
            Side::of(right, &r, &matches.iter().map(|m| (m.right, m.similarity))),
        );
        Self { cores: (l, r), sides, matches, is_acronym }
    }

    fn is_turned(&self) -> bool {
        !self.matches.is_sorted_by_key(|m| m.right.0)
    }

    fn evidence(&self, class: Class, left: &Prepared, right: &Prepared) -> Evidence {
        let (left, right) = self.seen(left, right);
        evidence::evidence(class, left, right, &self.matches, self.is_acronym)
    }

    fn seen<'n>(&'n self, left: &'n Prepared, right: &'n Prepared) -> (Seen<'n>, Seen<'n>) {
        let left = Seen { name: left, cores: &self.cores.0, side: &self.sides.0 };
        (left, Seen { name: right, cores: &self.cores.1, side: &self.sides.1 })
    }

    fn most_by_shares(&self) -> f64 {
        let (left, right) = (self.sides.0.share(), self.sides.1.share());
        (most_of_shares(left.max(right), left.min(right)) / STEP).floor() * STEP
    }

    fn most_by_numbers(&self, left: &Prepared, right: &Prepared) -> f64 {
        let (left, right) = self.seen(left, right);
        let mut over = left.left_over().chain(right.left_over());
        if over.any(|part| part.role == Role::Number) { in_steps(OTHER_NUMBER) } else { 1.0 }
    }

    /// A body whose name stands whole in another's is often its parent, branch or namesake.
    fn most_of_organisations(&self, left: &Prepared, right: &Prepared) -> f64 {
        // Its own initials beside a name say nothing more: Example Relief Fund (ERF).
        let is_own = |seen: Seen<'_>, at: usize, part: &Part| {
            seen.name.parts.get(..at).is_some_and(|before| is_acronym(part, before))
        };
        let has_more = |seen: Seen<'_>| {
            let mut left_over = seen.places_left_over().filter_map(|at| Some((at, seen.name.parts.get(at)?)));
            left_over.any(|(at, part)| !is_any_body(part) && !is_own(seen, at, part))
        };
        let (left, right) = self.seen(left, right);
        if has_more(left) != has_more(right) { in_steps(PARENT_OR_BRANCH) } else { 1.0 }
    }

    fn most_of_trades(&self, left: &Prepared, right: &Prepared) -> f64 {
        let (left, right) = self.seen(left, right);
        let has_more = |seen: Seen<'_>| seen.left_over().any(|part| !is_any_body(part));
        let is_trade_only = !self.is_acronym && !left.has_own_answered() && !right.has_own_answered();
        if is_trade_only && (has_more(left) || has_more(right)) { in_steps(SAME_TRADE) } else { 1.0 }
    }

    /// One word that the other name writes as two is little beside nothing else.
    fn most_of_joins(&self) -> f64 {
        match self.matches.as_slice() {
            [only] if !self.is_acronym && only.left.1 + only.right.1 > 2 => in_steps(ONE),
            _ => 1.0,
        }
    }

    fn most_but_one(&self, left: &Prepared, right: &Prepared) -> f64 {
        let (left, right) = self.seen(left, right);
        let is_name = |seen: Seen<'_>, at: usize| at > 0 && seen.part(at).is_some_and(|part| !part.is_syllable());
        let is_same = |m: &Match| (m.left.1, m.right.1) == (1, 1) && left.text(m.left.0) == right.text(m.right.0);
        let is_other = evidence::only_other(left, right).is_some_and(|at| is_name(left, at) && is_name(right, at));
        if is_other && self.matches.len() >= 2 && self.matches.iter().all(is_same) {
            in_steps(SAME_BUT_ONE)
        } else {
            1.0
        }
    }

    fn most_by_family(&self, left: &Prepared, right: &Prepared) -> f64 {
        let (left, right) = self.seen(left, right);
        let is_family =
            |seen: Seen<'_>, position: usize| seen.part(position).is_some_and(|part| part.role == Role::Family);
        let is_turned = |m: &Match| is_family(left, m.left.0) != is_family(right, m.right.0);
        let is_told =
            [left, right].iter().all(|seen| seen.cores.len() == 2 && is_family(*seen, 0) != is_family(*seen, 1));
        if is_told && self.matches.len() == 2 && self.matches.iter().all(is_turned) {
            in_steps(OTHER_FAMILY)
        } else {
            1.0
        }
    }

    /// Where the order is another and one given name is not answered at all; and where the given names are two well-known
    /// ones and nothing else is another.
    fn most_by_given(&self, left: &Prepared, right: &Prepared) -> f64 {
        let (left, right) = self.seen(left, right);
        let are_two = || left.part(0).zip(right.part(0)).is_some_and(|(l, r)| l.is_other_well_known(r));
        if self.is_turned() && left.side.covers(0) != right.side.covers(0) {
            in_steps(OTHER_GIVEN)
        } else if evidence::only_other(left, right) == Some(0) && are_two() {
            in_steps(SAME_BUT_ONE)
        } else {
            1.0
        }
    }

    /// Where each given name is another's in the chain, which three parts or a link of descent make of the names: a father and
    /// a son.
    fn most_by_order(&self, left: &Prepared, right: &Prepared) -> f64 {
        if !self.is_turned() {
            return 1.0;
        }
        let order: Vec<usize> = self.matches.iter().map(|m| m.right.0).collect();
        let has_firsts = self.matches.iter().any(|m| m.left.0 == 0) && order.contains(&0);
        let is_met = self.matches.iter().any(|m| (m.left.0, m.right.0) == (0, 0));
        // The family's name first instead of last leaves the others in their order.
        let says_father = [left, right].iter().all(|name| says_father(name));
        let falls = order.iter().zip(order.iter().cycle().skip(1)).filter(|(a, b)| a > b).count();
        let is_other = says_father || (order.len() >= 3 && falls > 1);
        if has_firsts && !is_met && is_other { in_steps(OTHER_CHAIN) } else { 1.0 }
    }

    /// However much of a name it covers: Karimul is not Karim Ulli.
    fn most_by_parts(&self, left: &Prepared, right: &Prepared) -> f64 {
        let [only] = self.matches.as_slice() else { return 1.0 };
        let is_alone = self.sides.0.is_answered() && self.sides.1.is_answered();
        in_steps(if same_text(left, right) {
            if tells(left, &self.cores.0) { 1.0 } else { ONE_SAME }
        } else if is_alone {
            ONE
        } else {
            let is_single = self.cores.0.len() == 1 || self.cores.1.len() == 1;
            let is_rare = only.left.1 == 1
                && only.right.1 == 1
                && is_rare(left, &self.cores.0, only.left.0)
                && is_rare(right, &self.cores.1, only.right.0);
            if is_single && is_rare { ONE } else { ONE_OF_MANY }
        })
    }

    fn pairs(&self) -> Vec<PartPair> {
        let mut pairs = Vec::with_capacity(self.matches.len());
        for m in &self.matches {
            for i in m.left.0..m.left.0 + m.left.1 {
                for j in m.right.0..m.right.0 + m.right.1 {
                    if let (Some(&left), Some(&right)) = (self.cores.0.get(i), self.cores.1.get(j)) {
                        pairs.push(PartPair { left, right, similarity: m.similarity.clamp(0.0, 1.0) });
                    }
                }
            }
        }
        pairs
    }
}

/// The core parts of a name with a comma behind the family's, that last; `None` where there is no such comma.
fn as_spoken(name: &Prepared, cores: &[usize]) -> Option<Vec<usize>> {
    let is_family = |at: &usize| name.parts.get(*at).is_some_and(|part| part.role == Role::Family);
    let family = cores.iter().take_while(|at| is_family(at)).count();
    (0 < family && family < cores.len()).then(|| {
        let mut spoken = cores.to_vec();
        spoken.rotate_left(family);
        spoken
    })
}

/// The match of one part that is the initials of the other name's words; `None` also where each name has such a part.
fn by_initials(left: &Prepared, l: &[usize], right: &Prepared, r: &[usize]) -> Option<Match> {
    let place = |name: &Prepared, cores: &[usize], of: &Prepared| {
        let part = |at: &usize| name.parts.get(*at).filter(|part| matches!(part.role, Role::Core | Role::Family));
        cores.iter().position(|at| part(at).is_some_and(|part| is_acronym(part, &of.parts)))
    };
    let (one, other) = (place(left, l, right), place(right, r, left));
    let similarity = INITIALS;
    match (one, other) {
        (Some(at), None) => Some(Match { left: (at, 1), right: (0, r.len()), similarity }),
        (None, Some(at)) => Some(Match { left: (0, l.len()), right: (at, 1), similarity }),
        _ => None,
    }
}

/// Where parts are met so well, initials are not looked at; and what they are worth beside the words.
const MET: f64 = 0.75;
const INITIALS: f64 = 0.9;

/// Whether a link of descent stands between two names: Yusuf ibn Sabir.
fn says_father(name: &Prepared) -> bool {
    let told = |part: &Part| part.role.tells();
    let first = name.parts.iter().position(told).unwrap_or_default();
    let last = name.parts.iter().rposition(told).unwrap_or_default();
    name.parts.get(first..last).unwrap_or_default().iter().any(is_descent)
}

/// Whether a word may be left out of any organisation's name.
fn is_any_body(part: &Part) -> bool {
    const WORDS: [&str; 6] = ["company", "group", "corporation-concern", "enterprise", "organisation", "public"];
    part.role == Role::Sector && part.concept.is_some_and(|concept| WORDS.contains(&concept.name()))
}

fn is_rare(name: &Prepared, cores: &[usize], position: usize) -> bool {
    cores.get(position).and_then(|&at| name.parts.get(at)).is_some_and(|part| part.weight() == FULL_WEIGHT)
}

/// Whether the only core part of a name is rare and long enough to name someone.
fn tells(name: &Prepared, cores: &[usize]) -> bool {
    let part = cores.first().and_then(|&at| name.parts.get(at));
    part.is_some_and(|part| part.weight() == FULL_WEIGHT && part.text.chars().count() >= LONG)
}

fn same_text(left: &Prepared, right: &Prepared) -> bool {
    left.parts.len() == right.parts.len() && left.parts.iter().zip(&right.parts).all(|(l, r)| l.text == r.text)
}

/// Reasons whose points are being added up.
struct Sum {
    reasons: Vec<Reason>,
}

impl Sum {
    fn score(&self) -> f64 {
        self.reasons.iter().map(|reason| reason.points).sum()
    }

    fn at_most(&mut self, most: f64, kind: ReasonKind) {
        let score = self.score();
        if score > most {
            self.reasons.push(Reason { kind, points: most - score });
        }
    }

    fn at_least(&mut self, least: f64, kind: ReasonKind) {
        let score = self.score();
        if score < least {
            self.reasons.push(Reason { kind, points: least - score });
        }
    }
}
