//! What is seen of two names beside each other, as numbers.
//!
//! Shape:    matches in, one value for each of [`FEATURES`] out; the same for (left, right) and (right, left).
//! Rules:    only the parts, their sounds, their order and their rarity are read: no nationality, religion or origin.
//! Not here: what the values are worth (`model`).

use super::align::{Match, bits, kunya, part_similarity_from};
use super::letters::letter_similarity;
use super::model::{Class, is_one_script};
use crate::parts::{Part, Prepared, Role};

macro_rules! features {
    ($($(#[$doc:meta])+ $name:ident),+ $(,)?) => {
        /// What is looked at. A side's share is the part of its weight that the other name answers.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Feature { $($(#[$doc])+ $name),+ }

        /// All of them, in the order of their values.
        pub const FEATURES: &[Feature] = &[$(Feature::$name),+];
    };
}

features! {
    /// 1.
    Always,
    /// Weight of the parts that are alike to 0.95 or more.
    Alike95,
    /// Weight of the parts that are alike from 0.75 to 0.85.
    Alike75,
    /// Weight of the parts that are less alike.
    Alike62,
    /// Weight of the parts that are the same text.
    Exact,
    /// Weight of alike parts times how far their letters differ, where they are of one script.
    Letters,
    /// The same of what differs in more than a third of the letters.
    LettersFar,
    /// Only one pair of parts is alike.
    OnePair,
    /// Two pairs are.
    TwoPairs,
    /// Weight of what is alike, up to 1.
    Told1,
    /// The same up to 1.5.
    Told15,
    /// The same above 2.
    Told2,
    /// The same when nothing contradicts.
    ToldUncontradicted,
    /// How far the least alike pair lies below 0.8.
    Weakest,
    /// How far the mean pair lies below 0.85.
    Weak,
    /// Pairs of which one side is two parts.
    Joins,
    /// Share of the side with the greater share.
    Fuller,
    /// The same above 0.8.
    Fuller8,
    /// Share of the other side.
    Lesser,
    /// The same above 0.5.
    Lesser5,
    /// The same above 0.8.
    Lesser8,
    /// Parts of the longer name, up to 8.
    Length,
    /// One name is a single part.
    Single,
    /// The last parts are alike.
    LastBoth,
    /// The second parts are alike.
    SecondBoth,
    /// Both names have a kunya (`Abu X`).
    KunyaBoth,
    /// What follows the `Abu` of one name is alike to a part of the other that follows none.
    KunyaOne,
    /// Weight that the side with more of it has to itself.
    Left,
    /// The last parts are not alike, though nothing contradicts.
    LastLeft,
    /// Each side has a part that the other lacks.
    Conflict,
    /// Weight of that on the side with less of it, above 0.3.
    Conflict3,
    /// Three pairs or more are alike, and yet each side has a part that the other lacks.
    ConflictBesideThree,
    /// The names have as many parts, and at one place between the first and the last another in each: another father.
    OtherBetween,
    /// The same at the last of three places or more: another family's name.
    OtherLast,
    /// The likeness of the most alike parts among those left over.
    LeftoverBest,
    /// Neither first part is answered.
    FirstNone,
    /// Neither first part is answered, though two pairs or more are alike.
    FirstNoneBesideTwo,
    /// Only one of the first parts is answered.
    FirstOne,
    /// The share of pairs of pairs that stand in another order.
    Inversions,
    /// Of organisations: how many words of their own the name with more of them has to itself, up to 3.
    OwnLeft,
    /// Of organisations: each name has a word of its own that the other lacks.
    OwnConflict,
    /// Of organisations: no word of their own is alike.
    OwnNone,
    /// Of organisations: only one name has words of its kind or trade that the other lacks.
    SectorLeft,
    /// Of organisations: both have.
    SectorConflict,
    /// Of organisations: only one name has a place that the other lacks.
    PlaceLeft,
    /// Of organisations: both have.
    PlaceConflict,
    /// Of organisations: only one name has a number.
    NumberLeft,
    /// Of organisations: their numbers differ.
    NumberConflict,
    /// Of organisations: both have a legal form, and it is not the same.
    OtherLegalForm,
    /// Of organisations: one name is the initials of the other.
    Acronym,
}

/// How many of the parts left over are looked at on each side.
const LEFTOVER: usize = 6;

/// A value for each feature.
pub type Evidence = [f64; FEATURES.len()];

/// One name's weight, and how much of it the other name answers.
pub(super) struct Side {
    total: f64,
    answered: f64,
    missing: f64,
    missing_count: u32,
    /// Which core parts are answered, a bit each.
    covered: u64,
}

impl Side {
    pub(super) fn of(
        name: &Prepared,
        cores: &[usize],
        spans: &(impl Iterator<Item = ((usize, usize), f64)> + Clone),
    ) -> Self {
        let mut side = Self { total: 0.0, answered: 0.0, missing: 0.0, missing_count: 0, covered: 0 };
        for position in 0..cores.len() {
            // In its own order, so that the sum is the same whichever name stands on the left.
            for (span, similarity) in spans.clone().filter(|((first, _), _)| *first == position) {
                side.covered |= bits(span);
                side.answered += span_weight(name, cores, span) * credit(similarity);
            }
            let weight = span_weight(name, cores, (position, 1));
            side.total += weight;
            if !side.covers(position) {
                side.missing += weight;
                side.missing_count += 1;
            }
        }
        side
    }

    pub(super) fn share(&self) -> f64 {
        self.answered / self.total
    }

    /// Whether the other name answers every part.
    pub(super) fn is_answered(&self) -> bool {
        self.missing_count == 0
    }

    pub(super) fn covers(&self, position: usize) -> bool {
        self.covered & bits((position, 1)) != 0
    }
}

/// How much of a part's weight a likeness earns, `0.0..=1.0`: nearly alike is as good as alike, half alike is worth little.
pub fn credit(similarity: f64) -> f64 {
    ((similarity - 0.5) / 0.4).clamp(0.0, 1.0)
}

fn core<'n>(name: &'n Prepared, cores: &[usize], position: usize) -> Option<&'n Part> {
    cores.get(position).and_then(|&at| name.parts.get(at))
}

fn span_weight(name: &Prepared, cores: &[usize], (first, count): (usize, usize)) -> f64 {
    (first..first + count).filter_map(|at| core(name, cores, at)).map(|part| f64::from(part.weight()) / 100.0).sum()
}

/// A name with the places of its core parts, and what of it is answered.
#[derive(Clone, Copy)]
pub(super) struct Seen<'n> {
    pub(super) name: &'n Prepared,
    pub(super) cores: &'n [usize],
    pub(super) side: &'n Side,
}

impl Seen<'_> {
    pub(super) fn part(&self, position: usize) -> Option<&Part> {
        core(self.name, self.cores, position)
    }

    pub(super) fn text(&self, position: usize) -> &str {
        core(self.name, self.cores, position).map_or("", |part| &part.text)
    }

    pub(super) fn left_over(&self) -> impl Iterator<Item = &Part> {
        self.places_left_over().filter_map(|at| self.name.parts.get(at))
    }

    /// Where the parts stand that the other name does not answer, among all parts.
    pub(super) fn places_left_over(&self) -> impl Iterator<Item = usize> {
        let open = |(position, _): &(usize, &usize)| !self.side.covers(*position);
        self.cores.iter().enumerate().filter(open).map(|(_, at)| *at)
    }

    /// Whether the other name answers one of an organisation's own words.
    pub(super) fn has_own_answered(&self) -> bool {
        (0..self.cores.len()).any(|at| {
            self.side.covers(at) && core(self.name, self.cores, at).is_some_and(|part| OWN.contains(&part.role))
        })
    }

    /// Whether a core part is a kunya: `Abu X`, `Umm X`.
    fn has_kunya(&self) -> bool {
        (0..self.cores.len()).any(|position| self.follows_kunya(position))
    }

    fn follows_kunya(&self, position: usize) -> bool {
        self.cores.get(position).is_some_and(|at| kunya(self.name, *at).is_some())
    }
}

/// What is seen of two names whose parts were matched.
pub(super) fn evidence(class: Class, left: Seen<'_>, right: Seen<'_>, matches: &[Match], is_acronym: bool) -> Evidence {
    let is_one_script = is_one_script(left.name, right.name);
    let mut values = [0.0; FEATURES.len()];
    let mut put = |feature: Feature, value: f64| {
        if let Some(slot) = values.get_mut(feature as usize) {
            *slot = value;
        }
    };
    put(Feature::Always, 1.0);
    let (mut told, mut least, mut sum) = (0.0, 1.0_f64, 0.0);
    let (mut letters, mut letters_far) = (0.0, 0.0);
    let (mut alike95, mut alike75, mut alike62, mut exact, mut joins) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for m in matches {
        let weight = span_weight(left.name, left.cores, m.left).min(span_weight(right.name, right.cores, m.right));
        match m.similarity {
            0.95.. => alike95 += weight,
            0.85..0.95 => {}
            0.75..0.85 => alike75 += weight,
            _ => alike62 += weight,
        }
        told += weight * credit(m.similarity);
        least = least.min(m.similarity);
        sum += m.similarity;
        if m.left.1 > 1 || m.right.1 > 1 {
            joins += yes(!is_acronym);
        } else if left.text(m.left.0) == right.text(m.right.0) {
            exact += weight;
        } else if is_one_script {
            let other = 1.0 - letter_similarity(left.text(m.left.0), right.text(m.right.0));
            letters += weight * other;
            letters_far += weight * above(other, 1.0 / 3.0);
        }
    }
    put(Feature::Letters, letters);
    put(Feature::LettersFar, letters_far);
    put(Feature::Alike95, alike95);
    put(Feature::Alike75, alike75);
    put(Feature::Alike62, alike62);
    put(Feature::Exact, exact);
    put(Feature::Joins, joins);

    let is_contradicted = left.side.missing_count > 0 && right.side.missing_count > 0;
    let pairs = matches.len();
    put(Feature::OnePair, yes(pairs == 1));
    put(Feature::TwoPairs, yes(pairs == 2));
    put(Feature::Told1, told.min(1.0));
    put(Feature::Told15, told.min(1.5));
    put(Feature::Told2, above(told, 2.0));
    put(Feature::ToldUncontradicted, told * yes(!is_contradicted));
    put(Feature::Weakest, above(0.8, if pairs == 0 { 0.0 } else { least }));
    put(Feature::Weak, above(0.85, if pairs == 0 { 0.0 } else { sum / pairs as f64 }));

    let (fuller, lesser) = in_order(right.side.share(), left.side.share());
    put(Feature::Fuller, fuller);
    put(Feature::Fuller8, above(fuller, 0.8));
    put(Feature::Lesser, lesser);
    put(Feature::Lesser5, above(lesser, 0.5));
    put(Feature::Lesser8, above(lesser, 0.8));
    put(Feature::Length, left.cores.len().max(right.cores.len()).min(8) as f64);
    put(Feature::Single, yes(left.cores.len().min(right.cores.len()) == 1));
    put(Feature::KunyaBoth, yes(left.has_kunya() && right.has_kunya()));

    let ends = |m: &Match| m.left.0 + m.left.1 == left.cores.len() && m.right.0 + m.right.1 == right.cores.len();
    let has_last = matches.iter().any(ends);
    put(Feature::LastBoth, yes(has_last));
    put(Feature::SecondBoth, yes(matches.iter().any(|m| m.left.0 == 1 && m.right.0 == 1)));
    let (left_alone, conflict) = in_order(left.side.missing, right.side.missing);
    let one_kunya =
        |m: &Match| (m.left.1, m.right.1) == (1, 1) && left.follows_kunya(m.left.0) != right.follows_kunya(m.right.0);
    put(Feature::KunyaOne, yes(matches.iter().any(one_kunya)));
    put(Feature::Left, left_alone);
    put(Feature::LastLeft, yes(!has_last && !is_contradicted));
    put(Feature::Conflict, yes(is_contradicted));
    put(Feature::Conflict3, above(conflict, 0.3));
    put(Feature::ConflictBesideThree, yes(pairs >= 3 && is_contradicted));
    let other = only_other(left, right);
    put(Feature::OtherBetween, yes(other.is_some_and(|at| at > 0 && at + 1 < left.cores.len())));
    put(Feature::OtherLast, yes(other.is_some_and(|at| at >= 2 && at + 1 == left.cores.len())));
    let leftover = left.left_over().take(LEFTOVER).flat_map(|l| right.left_over().take(LEFTOVER).map(move |r| (l, r)));
    put(Feature::LeftoverBest, leftover.fold(0.0, |best, (l, r)| part_similarity_from(best, l, r).max(best)));

    let first = (left.side.covers(0), right.side.covers(0));
    put(Feature::FirstNone, yes(first == (false, false)));
    put(Feature::FirstNoneBesideTwo, yes(first == (false, false) && pairs >= 2));
    put(Feature::FirstOne, yes(first.0 != first.1));
    put(Feature::Inversions, inversions(matches));
    if class == Class::Organisations {
        put(Feature::Acronym, yes(is_acronym));
        for (feature, value) in of_organisations(left, right) {
            put(feature, value);
        }
    }
    values
}

/// The roles of words that are an organisation's own.
const OWN: [Role; 2] = [Role::Core, Role::Family];

/// What only organisations show.
fn of_organisations(left: Seen<'_>, right: Seen<'_>) -> [(Feature, f64); 10] {
    let open = |seen: Seen<'_>, roles: &[Role]| seen.left_over().filter(|part| roles.contains(&part.role)).count();
    let one = |roles: &[Role]| yes((open(left, roles) > 0) != (open(right, roles) > 0));
    let both = |roles: &[Role]| yes(open(left, roles) > 0 && open(right, roles) > 0);
    [
        (Feature::OwnLeft, open(left, &OWN).max(open(right, &OWN)).min(3) as f64),
        (Feature::OwnConflict, both(&OWN)),
        (Feature::OwnNone, yes(!left.has_own_answered() || !right.has_own_answered())),
        (Feature::SectorLeft, one(&[Role::Sector])),
        (Feature::SectorConflict, both(&[Role::Sector])),
        (Feature::PlaceLeft, one(&[Role::Place])),
        (Feature::PlaceConflict, both(&[Role::Place])),
        (Feature::NumberLeft, one(&[Role::Number])),
        (Feature::NumberConflict, both(&[Role::Number])),
        (Feature::OtherLegalForm, yes(other_legal_form(left.name, right.name))),
    ]
}

/// The place of the only part that is another, where the names have as many.
pub(super) fn only_other(left: Seen<'_>, right: Seen<'_>) -> Option<usize> {
    let open = |seen: Seen<'_>| (0..seen.cores.len()).find(|at| !seen.side.covers(*at));
    let is_one = left.cores.len() == right.cores.len() && left.side.missing_count == 1 && right.side.missing_count == 1;
    if is_one { open(left).filter(|at| open(right) == Some(*at)) } else { None }
}

fn other_legal_form(left: &Prepared, right: &Prepared) -> bool {
    let forms = |name: &Prepared| {
        let forms = name.parts.iter().filter(|part| part.role == Role::LegalForm);
        forms.filter_map(|part| part.concept).collect::<Vec<_>>()
    };
    let (left, right) = (forms(left), forms(right));
    !left.is_empty() && !right.is_empty() && !left.iter().any(|form| right.contains(form))
}

fn inversions(matches: &[Match]) -> f64 {
    let (mut turned, mut all) = (0_u32, 0_u32);
    for (at, a) in matches.iter().enumerate() {
        for b in matches.iter().skip(at + 1) {
            all += 1;
            turned += u32::from((a.left.0 < b.left.0) != (a.right.0 < b.right.0));
        }
    }
    if all == 0 { 0.0 } else { f64::from(turned) / f64::from(all) }
}

/// The greater first.
fn in_order(a: f64, b: f64) -> (f64, f64) {
    (a.max(b), a.min(b))
}

fn yes(is: bool) -> f64 {
    f64::from(u8::from(is))
}

fn above(value: f64, from: f64) -> f64 {
    (value - from).max(0.0)
}
