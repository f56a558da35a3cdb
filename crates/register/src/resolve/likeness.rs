//! How far two entries speak for one entity, and why.
//!
//! Shape:    natural logarithms of odds: what speaks for one entity above zero, what speaks for two below. The grounds add up.
//! Law:      the same from either side. Country and sex speak only against.
//! Source:   dates and places of birth as `matching` weighs them. The other figures are by judgement, chosen on the published lists of
//!           six authorities by reading samples of what they join and what they leave (`benches/results/unify.md`).
//! Not here: which entries come together (`cluster`).

use std::collections::HashMap;

use names::ReasonKind;
use serde::{Deserialize, Serialize};

use crate::matching::birth::{Birth, readings};
use crate::matching::identifier::Sameness;
use crate::matching::place::Places;
use crate::matching::score::NamePair;
use crate::{Day, Kind, Quality, StatedDate};

use super::counterparts::Overlap;
use super::profile::Profile;
use super::regime::Regimes;

/// How far two entries speak for one entity.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Likeness {
    /// The odds that they are one, as a natural logarithm.
    pub(super) logits: f64,
    /// Why; they add up.
    pub(super) grounds: Vec<Ground>,
    /// How far the names alone speak for one.
    pub(super) by_name: f64,
}

/// One ground for taking two entries for one entity, or for two.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ground {
    /// What was seen.
    pub code: GroundCode,
    /// What it adds to the odds, as a natural logarithm; in steps of a hundredth.
    pub logits: f64,
    /// What either entry states, as printed.
    pub stated: [Option<Box<str>>; 2],
}

macro_rules! ground_codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// What is seen of two entries. The codes are stable: they appear in `--json` and, by their place, in the register file.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum GroundCode {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
        }

        impl GroundCode {
            /// Every code, in order.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable code.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

ground_codes! {
    /// Of two entries of these lists few are one, before anything is known of them.
    Before = "before",
    /// A publisher names the other's reference.
    Link = "link",
    /// Names answer one another, and so many strangers are called so.
    Name = "name",
    /// No names answer one another.
    NoName = "no-name",
    /// Nobody else on either list is called so.
    NobodyElse = "nobody-else",
    /// The main names are the same words, but for a body's legal form.
    SameWords = "same-words",
    /// A main name of one answers none of the other's.
    MainName = "main-name",
    /// The main names have another given name beside the same family's.
    GivenName = "given-name",
    /// Dates of birth, or of founding.
    Birth = "birth",
    /// Places of birth.
    BirthPlace = "birth-place",
    /// Numbers of documents or registrations.
    Number = "number",
    /// An e-mail or web address or a telephone is the same.
    Contact = "contact",
    /// The regimes under which they are designated.
    Regime = "regime",
    /// No country is the same.
    Country = "country",
    /// The sex differs.
    Sex = "sex",
    /// One is a person, the other is none, or the like.
    Kind = "kind",
    /// Both were listed within a week, under one regime.
    ListedTogether = "listed-together",
    /// So many of one's list and regime stand on the other's list too.
    Overlap = "overlap",
}

/// Of two entries of two lists, one in four or so that has any counterpart there.
pub(super) const OF_TWO_LISTS: f64 = -1.2;

/// Publishers list hardly anybody twice; if so, under several programmes.
const OF_ONE_LIST: f64 = -6.0;
const UNDER_OTHER_PROGRAMMES: f64 = -3.5;

/// Links are right but for a few that slipped by a line.
const LINKED: f64 = 8.0;

/// Names that score less, or whose parts are less alike, say nothing.
const LEAST_SCORE: f64 = 0.75;
const LEAST_ALIKE: f64 = 0.66;

/// The fewest strangers that are told apart from none.
const FEWEST: f64 = 1e-7;

/// A register of fewer entries meets as few strangers as one of so many: how common a name is does not depend on how many are held.
const ENTRIES: f64 = 20_000.0;

/// What a name loses that is of low quality; for each part that is not met; for each unit that its score is below 1; and for each unit
/// that its least alike parts are below what one name may be in two spellings, more of persons.
const LOW_QUALITY: f64 = -1.5;
const UNMET: f64 = -0.5;
const PER_SCORE: f64 = 12.0;
const SPELLING: f64 = 0.92;
const PER_UNLIKE: f64 = 30.0;
const PER_UNLIKE_OF_BODIES: f64 = 20.0;

/// Nobody else on either list is called so: strangers were counted that are the same person on other lists.
const NOBODY_ELSE: f64 = 1.5;

/// Lists copy from one another, word for word; strangers do not. Bodies choose their names so that they tell them apart, but for those of
/// two states: each has a ministry of the interior.
const SAME_WORDS: f64 = 1.2;
const SAME_WORDS_OF_BODIES: f64 = 4.5;
const SAME_WORDS_OF_BODIES_ELSEWHERE: f64 = 2.5;

/// Of two entries of one entity, in so few no names answer one another.
const NO_NAME: f64 = -4.0;

/// Main names score so much at least that answer one another.
const MAIN_SCORE: f64 = 0.70;
const OTHER_MAIN_NAME: f64 = -2.0;
/// A part of a body may be its alias on one list and listed by itself on another, under a regime of its own.
const OTHER_MAIN_NAME_AND_REGIME_OF_BODIES: f64 = -6.0;
const OTHER_GIVEN_NAME: f64 = -4.0;
/// Names after a father score so much at least that are one, in the spellings of three languages; others speak of two.
const SAME_FATHER: f64 = 0.40;
const OTHER_FATHER: f64 = -4.0;

/// Of one person 86 in 100 places agree, of two who are called alike 23: taken lower, since lists copy from one another.
const SAME_PLACE: f64 = 1.1;
const OTHER_PLACE: f64 = -2.2;

const SAME_NUMBER: f64 = 9.0;
const SAME_OWN_NUMBER: f64 = 14.0;
const LIKE_NUMBER: f64 = 4.0;
const OTHER_OWN_NUMBER: f64 = -7.0;

const SAME_CONTACT: f64 = 4.0;

/// Two entries of one entity stand under one regime in so many of a hundred pairs; that says the more the fewer stand under it.
const SAME_REGIME: f64 = 0.8;
const MOST_BY_REGIME: f64 = 3.0;
const OTHER_REGIME: f64 = -1.5;

/// Authorities act together: of two entries of one entity about one in three was listed within a week of the other, of strangers under one
/// regime about one in twelve.
const LISTED_TOGETHER: f64 = 1.4;

/// Where nearly all of one list and regime stand on another list too, who is called so there is likely the one; so much at most.
const MOST_BY_OVERLAP: f64 = 3.0;

/// A body is where it is: two states each have a ministry of the interior.
const OTHER_COUNTRY: f64 = -1.1;
const OTHER_COUNTRY_OF_BODIES: f64 = -3.0;
const OTHER_SEX: f64 = -3.0;
const OTHER_KIND: f64 = -4.0;

/// What outweighs dates of birth a few years apart, or other given names: two entries that are so alike in all else do not contradict
/// each other.
const OUTWEIGHS: f64 = 9.0;

/// What all entries are together.
#[derive(Default)]
pub(super) struct Frame {
    entries: usize,
    /// How many stand under regimes that meet those.
    under: HashMap<Regimes, usize>, // only looked up, never walked
}

impl Frame {
    pub(super) fn of(profiles: &[Profile<'_>]) -> Self {
        let mut counts: HashMap<Regimes, usize> = HashMap::new();
        for profile in profiles {
            *counts.entry(profile.regimes).or_default() += 1;
        }
        let meeting = |of: Regimes| counts.iter().filter(|(other, _)| other.meet(of)).map(|(_, count)| *count).sum();
        let under = counts.keys().map(|of| (*of, meeting(*of))).collect();
        Self { entries: profiles.len(), under }
    }

    fn same_regime(&self, one: Regimes, other: Regimes) -> f64 {
        let under = [one, other].map(|of| self.under.get(&of).copied().unwrap_or_default());
        let share = under[0].max(under[1]).max(1) as f64 / self.entries.max(1) as f64;
        (SAME_REGIME / share).ln().clamp(0.0, MOST_BY_REGIME)
    }
}

/// Two entries, as they are weighed.
#[derive(Clone, Copy)]
pub(super) struct Two<'p, 'e> {
    pub(super) one: &'p Profile<'e>,
    pub(super) other: &'p Profile<'e>,
}

impl Likeness {
    /// Of two entries, with how their names answer one another and whether a publisher links them.
    pub(super) fn of(two: Two<'_, '_>, names: &[NamePair], is_linked: bool, frame: &Frame) -> Self {
        let mut likeness = Self { by_name: f64::NEG_INFINITY, ..Self::default() };
        likeness.say(GroundCode::Before, before(two), [None, None]);
        if is_linked {
            likeness.say(GroundCode::Link, LINKED, [None, None]);
        }
        likeness.weigh_names(two, names, frame);
        likeness.weigh_fathers(two);
        likeness.weigh_births(two);
        likeness.weigh_birth_places(two);
        likeness.weigh_numbers(two);
        likeness.weigh_what_is_shared(two, frame);
        likeness.weigh_what_differs(two);
        likeness
    }

    /// Of two whose names do not answer one another, and that nothing else brought up.
    pub(super) fn of_strangers(two: Two<'_, '_>) -> Self {
        Self::of(two, &[], false, &Frame::default())
    }

    /// Takes in that nobody else on either list is called so.
    pub(super) fn stand_alone(&mut self) {
        self.say(GroundCode::NobodyElse, NOBODY_ELSE, [None, None]);
    }

    /// Takes in how many of the list and regime of one of two stand on the other's list, in place of what is presumed of any two lists. A
    /// person with another main name may be another one.
    pub(super) fn weigh_overlap(&mut self, two: Two<'_, '_>, of: usize, overlap: Overlap) {
        let has_other_name = self.grounds.iter().any(|ground| ground.code == GroundCode::MainName);
        let logits = (overlap.logits() - OF_TWO_LISTS).clamp(0.0, MOST_BY_OVERLAP);
        if two.are_of_one_regime() && !(two.is_of_a_person() && has_other_name) && rounded(logits) > 0.0 {
            let mut stated = [None, None];
            stated[of] = Some(format!("{}/{}", overlap.met, overlap.all).into());
            self.say(GroundCode::Overlap, logits, stated);
        }
    }

    /// Whether something is stated that cannot be said of one entity. Dates a few years apart, or another given name beside aliases that
    /// are the same, are outweighed where all else agrees.
    pub(super) fn is_contradicted(&self) -> bool {
        self.grounds.iter().any(|ground| match ground.code {
            GroundCode::Kind | GroundCode::Sex => true,
            GroundCode::Number => ground.logits < 0.0,
            // That lists have much in common makes neither brothers nor namesakes of other years one.
            GroundCode::GivenName => self.without_overlap() < OUTWEIGHS,
            GroundCode::Birth if ground.logits < rounded(Birth::Years.logits()) => true,
            GroundCode::Birth => ground.logits < rounded(Birth::Near.logits()) && self.without_overlap() < OUTWEIGHS,
            _ => false,
        })
    }

    /// Whether nothing speaks against two of one list but that few are listed twice. Bodies of one list that are named alike are many; they
    /// are one where a number is, or where the main names are the same words and another programme lists them once more.
    pub(super) fn is_clean(&self, two: Two<'_, '_>) -> bool {
        let is_told = |ground: &Ground| ground.code == GroundCode::Number && ground.logits >= SAME_NUMBER;
        let is_listed_anew = two.one.main_words == two.other.main_words && two.one.programmes != two.other.programmes;
        let are_told = two.is_of_a_person() || is_listed_anew || self.grounds.iter().any(is_told);
        are_told && self.grounds.iter().all(|ground| ground.code == GroundCode::Before || ground.logits >= 0.0)
    }

    /// Whether neither's main name answers a name of the other.
    pub(super) fn is_by_aliases_alone(&self) -> bool {
        self.grounds.iter().filter(|ground| ground.code == GroundCode::MainName).count() == 2
    }

    fn without_overlap(&self) -> f64 {
        let overlap = self.grounds.iter().filter(|ground| ground.code == GroundCode::Overlap);
        self.logits - overlap.map(|ground| ground.logits).sum::<f64>()
    }

    fn say(&mut self, code: GroundCode, logits: f64, stated: [Option<Box<str>>; 2]) {
        let logits = rounded(logits);
        self.logits = rounded(self.logits + logits);
        self.grounds.push(Ground { code, logits, stated });
    }

    fn weigh_names(&mut self, two: Two<'_, '_>, names: &[NamePair], frame: &Frame) {
        let best = names
            .iter()
            .filter_map(|pair| Some((two.by_name(pair, frame)?, pair)))
            .reduce(|a, b| if b.0 > a.0 { b } else { a });
        let Some((logits, pair)) = best else {
            if !self.weigh_same_words(two) {
                self.say(GroundCode::NoName, NO_NAME, [None, None]);
            }
            return self.weigh_given_names(two);
        };
        self.by_name = logits;
        self.say(GroundCode::Name, logits, [two.one.name(pair.asked), two.other.name(pair.stated)]);
        self.weigh_same_words(two);
        let answers = |pair: &&NamePair| !pair.is_contradicted && pair.score >= MAIN_SCORE;
        let is_met = [
            names.iter().filter(answers).any(|pair| two.one.is_main(pair.asked)),
            names.iter().filter(answers).any(|pair| two.other.is_main(pair.stated)),
        ];
        let may_be_a_part = !two.is_of_a_person() && two.are_of_other_regimes();
        let unmet = if may_be_a_part { OTHER_MAIN_NAME_AND_REGIME_OF_BODIES } else { OTHER_MAIN_NAME };
        if !is_met[0] {
            self.say(GroundCode::MainName, unmet, [Some(two.one.caption()), None]);
        }
        if !is_met[1] {
            self.say(GroundCode::MainName, unmet, [None, Some(two.other.caption())]);
        }
        if is_met.contains(&false) {
            self.weigh_given_names(two);
        }
    }

    /// Main names that are the same words on two lists; whether they are so.
    fn weigh_same_words(&mut self, two: Two<'_, '_>) -> bool {
        let are_same = !two.one.main_words.is_empty() && two.one.main_words == two.other.main_words;
        if are_same && !two.are_of_one_list() {
            let logits = match () {
                () if two.is_of_a_person() => SAME_WORDS,
                () if two.are_elsewhere() || two.are_of_other_regimes() => SAME_WORDS_OF_BODIES_ELSEWHERE,
                () => SAME_WORDS_OF_BODIES,
            };
            self.say(GroundCode::SameWords, logits, [Some(two.one.caption()), Some(two.other.caption())]);
        }
        are_same
    }

    /// Two who are named after other fathers, in any of their names.
    fn weigh_fathers(&mut self, two: Two<'_, '_>) {
        let fathers = [&two.one.fathers, &two.other.fathers];
        let answer = |one: &String, other: &String| {
            names::compare(&names::prepare(one), &names::prepare(other)).score >= SAME_FATHER
        };
        if fathers.iter().all(|fathers| !fathers.is_empty())
            && !fathers[0].iter().any(|one| fathers[1].iter().any(|other| answer(one, other)))
        {
            let stated = fathers.map(|fathers| Some(fathers.join(", ").into()));
            self.say(GroundCode::GivenName, OTHER_FATHER, stated);
        }
    }

    /// Brothers and sisters, and fathers beside sons: main names that differ in the given name alone.
    fn weigh_given_names(&mut self, two: Two<'_, '_>) {
        if !two.are_persons() {
            return;
        }
        let [one, other] = [two.one, two.other].map(|profile| names::prepare(&profile.caption()));
        let compared = names::compare(&one, &other);
        if compared.reasons.iter().any(|reason| reason.kind == ReasonKind::OtherGivenName && reason.points < 0.0) {
            let stated = [two.one, two.other].map(|profile| Some(profile.caption()));
            self.say(GroundCode::GivenName, OTHER_GIVEN_NAME, stated);
        }
    }

    fn weigh_births(&mut self, two: Two<'_, '_>) {
        let both = two.one.births.iter().flat_map(|one| two.other.births.iter().map(move |other| (one, other)));
        let all = both.filter_map(|(one, other)| {
            // The same from either side: what speaks less for one.
            let of =
                |one: &StatedDate, other| Birth::strongest(readings(one).filter_map(|span| Birth::of(span, other)));
            let both = [of(one, other)?, of(other, one)?];
            let birth = if both[1].logits() < both[0].logits() { both[1] } else { both[0] };
            Some((birth, one, other))
        });
        let Some((birth, one, other)) = all.reduce(|a, b| if b.0.logits() > a.0.logits() { b } else { a }) else {
            return;
        };
        self.say(GroundCode::Birth, birth.logits(), [one, other].map(|date| Some(date.text.clone())));
    }

    fn weigh_birth_places(&mut self, two: Two<'_, '_>) {
        let (mut elsewhere, mut may_be_same) = (None, false);
        for (one, place) in &two.one.birth_places {
            for (other, other_place) in &two.other.birth_places {
                let stated = || [one, other].map(|statement| Some(statement.value.to_string().into()));
                match Places::of_places(place, other_place) {
                    Places::Same => return self.say(GroundCode::BirthPlace, SAME_PLACE, stated()),
                    Places::Open => may_be_same = true,
                    Places::Elsewhere => elsewhere = elsewhere.or_else(|| Some(stated())),
                }
            }
        }
        if let Some(stated) = elsewhere.filter(|_| !may_be_same) {
            self.say(GroundCode::BirthPlace, OTHER_PLACE, stated);
        }
    }

    fn weigh_numbers(&mut self, two: Two<'_, '_>) {
        let (mut same_own, mut long, mut same, mut like, mut other_own) = (None, None, None, None, None);
        for (one, number) in &two.one.numbers {
            for (other, stated_number) in &two.other.numbers {
                let stated = || Some([one, other].map(|statement| Some(statement.value.to_string().into())));
                // The same from either side.
                let both = [Sameness::of(number, stated_number), Sameness::of(stated_number, number)];
                match both[0].min(both[1]) {
                    Some(Sameness::Same) if number.is_own() || stated_number.is_own() => {
                        same_own = same_own.or_else(stated);
                    }
                    Some(Sameness::Same) if number.tells_alone() => long = long.or_else(stated),
                    Some(Sameness::Same) => same = same.or_else(stated),
                    Some(Sameness::Doubtful(_)) => like = like.or_else(stated),
                    None if number.is_own() && stated_number.is_own() && number.is_of_scheme_of(stated_number) => {
                        other_own = other_own.or_else(stated);
                    }
                    None => {}
                }
            }
        }
        // Another ship may have come by the radio number or the papers, but not by the ship's own number.
        if let Some(stated) = other_own.filter(|_| same_own.is_none()) {
            return self.say(GroundCode::Number, OTHER_OWN_NUMBER, stated);
        }
        // Two bodies of other names may have a short number of two registers, or one bank.
        let of_short = if self.by_name.is_finite() { SAME_NUMBER } else { LIKE_NUMBER };
        let seen = [(SAME_OWN_NUMBER, same_own), (SAME_NUMBER, long), (of_short, same), (LIKE_NUMBER, like)];
        if let Some((logits, stated)) = seen.into_iter().find_map(|(logits, stated)| Some((logits, stated?))) {
            self.say(GroundCode::Number, logits, stated);
        }
    }

    fn weigh_what_is_shared(&mut self, two: Two<'_, '_>, frame: &Frame) {
        let shared = two.one.contacts.iter().find(|contact| two.other.contacts.contains(contact));
        if let Some(contact) = shared {
            self.say(GroundCode::Contact, SAME_CONTACT, [Some(contact.as_str().into()), None]);
        }
        let regimes = [two.one.regimes, two.other.regimes];
        // What one list says of both tells neither.
        if two.are_of_one_list() || regimes.iter().any(|regimes| regimes.is_none()) {
            return;
        }
        let is_same = !two.are_of_other_regimes();
        let logits = if is_same { frame.same_regime(regimes[0], regimes[1]) } else { OTHER_REGIME };
        self.say(GroundCode::Regime, logits, [two.one, two.other].map(|profile| profile.programmes_text()));
        let days = two.one.listed_on.iter().flat_map(|one| two.other.listed_on.iter().map(move |other| (*one, *other)));
        let near = |(one, other): &(Day, Day)| one.until(*other).is_ok_and(|span| span.get_days().abs() <= 7);
        if let Some((one, other)) = days.into_iter().find(near).filter(|_| is_same) {
            self.say(GroundCode::ListedTogether, LISTED_TOGETHER, [one, other].map(|day| Some(day.to_string().into())));
        }
    }

    fn weigh_what_differs(&mut self, two: Two<'_, '_>) {
        let Two { one, other } = two;
        if one.kind != other.kind && one.kind != Kind::Unknown && other.kind != Kind::Unknown {
            self.say(GroundCode::Kind, OTHER_KIND, [None, None]);
        }
        if two.are_elsewhere() {
            let stated = [one, other].map(|profile| Some(profile.countries.join(", ").into()));
            let are_bodies = [one, other].iter().any(|profile| profile.kind == Kind::Organization);
            let logits = if are_bodies { OTHER_COUNTRY_OF_BODIES } else { OTHER_COUNTRY };
            self.say(GroundCode::Country, logits, stated);
        }
        if let (Some(a), Some(b)) = (one.sex, other.sex)
            && a != b
        {
            self.say(GroundCode::Sex, OTHER_SEX, [a, b].map(|sex| Some(sex.name().into())));
        }
    }
}

/// What two contradict each other on: dates of birth more than a year apart, the sex, numbers of which nothing has two.
pub(super) fn contradictions(two: Two<'_, '_>) -> Vec<GroundCode> {
    let likeness = Likeness::of_strangers(two);
    let years_apart = rounded(Birth::Near.logits());
    let contradicts = |ground: &&Ground| match ground.code {
        GroundCode::Birth => ground.logits < years_apart,
        GroundCode::Number => ground.logits < 0.0,
        GroundCode::Sex => true,
        _ => false,
    };
    likeness.grounds.iter().filter(contradicts).map(|ground| ground.code).collect()
}

/// In steps of a hundredth, so that an answer reads the same wherever it is printed.
fn rounded(logits: f64) -> f64 {
    (logits * 100.0).round() / 100.0
}

fn before(two: Two<'_, '_>) -> f64 {
    if !two.are_of_one_list() {
        OF_TWO_LISTS
    } else if two.one.programmes == two.other.programmes {
        OF_ONE_LIST
    } else {
        UNDER_OTHER_PROGRAMMES
    }
}

impl Two<'_, '_> {
    pub(super) fn are_of_one_list(self) -> bool {
        self.one.list == self.other.list
    }

    /// Whether both state countries, and none is the same.
    fn are_elsewhere(self) -> bool {
        let [one, other] = [&self.one.countries, &self.other.countries];
        !one.is_empty() && !other.is_empty() && !one.iter().any(|country| other.contains(country))
    }

    /// Whether both stand under known regimes, and none is the same.
    fn are_of_other_regimes(self) -> bool {
        let [one, other] = [self.one.regimes, self.other.regimes];
        !one.is_none() && !other.is_none() && !one.meet(other)
    }

    /// Whether both stand under known regimes, and one is the same.
    fn are_of_one_regime(self) -> bool {
        self.one.regimes.meet(self.other.regimes)
    }

    /// Whether both are persons.
    pub(super) fn are_persons(self) -> bool {
        self.one.kind == Kind::Person && self.other.kind == Kind::Person
    }

    /// Whether either is a person.
    fn is_of_a_person(self) -> bool {
        [self.one, self.other].iter().any(|profile| profile.kind == Kind::Person)
    }

    /// What two names say that answer one another; `None` where they say nothing.
    fn by_name(self, pair: &NamePair, frame: &Frame) -> Option<f64> {
        if pair.is_contradicted || pair.by_initials || pair.score < LEAST_SCORE || pair.least_alike < LEAST_ALIKE {
            return None;
        }
        let unmet = (pair.unmet[0] + pair.unmet[1]) as f64;
        // Of names of syllables another one says that it is another name.
        if pair.are_syllables && unmet > 0.0 {
            return None;
        }
        let is_low =
            |profile: &Profile<'_>, at: usize| profile.names.get(at).is_some_and(|alias| alias.quality == Quality::Low);
        let is_low = is_low(self.one, pair.asked) || is_low(self.other, pair.stated);
        // Lists leave out a father's name: given and family name say what they say.
        let (unmet, short_of_one) =
            if pair.leaves_out_between { (UNMET, 0.0) } else { (UNMET * unmet, 1.0 - pair.score) };
        let per_unlike = if self.is_of_a_person() { PER_UNLIKE } else { PER_UNLIKE_OF_BODIES };
        let strangers = pair.strangers * (ENTRIES / frame.entries.max(1) as f64).max(1.0);
        let logits = -strangers.max(FEWEST).ln() + unmet + if is_low { LOW_QUALITY } else { 0.0 }
            - PER_SCORE * short_of_one
            - per_unlike * (SPELLING - pair.least_alike).max(0.0);
        Some(logits)
    }
}
