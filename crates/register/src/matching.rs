//! Asking the register: who may this be, and why.
//!
//! Shape:    a [`Query`] about one subject and a [`Policy`] in; [`Hit`]s out, best first, each with reasons that add up.
//! Law:      country and sex never raise a score: score(same) = score(absent) ≥ score(different).
//! Not here: who is the subject and what a person decides (`screening`); how names compare (`names`).

mod age;
pub(crate) mod agreement;
pub(crate) mod birth;
pub(crate) mod born;
pub(crate) mod candidates;
pub(crate) mod coincidence;
pub(crate) mod country;
mod gender;
pub(crate) mod identifier;
pub(crate) mod kept;
pub(crate) mod likelihood;
pub(crate) mod marks;
pub(crate) mod near;
pub(crate) mod place;
pub(crate) mod rows;
pub(crate) mod score;
pub(crate) mod vocabulary;

pub use score::compare_names;

pub use age::AgeWhenListed;
pub use birth::Birth;
pub use candidates::Scratch;
pub use country::countries;
pub use likelihood::MOST_BESIDE_NAMES;
pub use place::Places;
use serde::{Deserialize, Serialize};

use crate::{DateSpan, Day, Entity, EntityId, Evidence, Kind, ListedEntry, Property};

/// What is asked about one subject.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// Its names, in any script; the best one counts. Empty when only documents are asked for.
    pub names: Vec<String>,
    /// What it is, where known; persons are not compared with vessels.
    pub kind: Option<Kind>,
    /// Date of birth (or of founding).
    pub born: Option<DateSpan>,
    /// Places of birth, in any script: a town, a province, a country, with commas between.
    #[serde(default)]
    pub birth_places: Vec<String>,
    /// Numbers of documents and registrations, as written.
    pub documents: Vec<String>,
    /// Nationalities or countries: names or codes as written. XXA, XXB, XXC and XXX count as absent.
    pub countries: Vec<String>,
    /// "male", "female", "m", "f", as written.
    pub gender: Option<String>,
}

/// What counts as a hit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    /// The least score of a hit, `0.0..=1.0`. What agrees beside names is worth [`MOST_BESIDE_NAMES`] alone, and is not looked for
    /// without a name or a number.
    pub threshold: f64,
    /// The least score of the band [`Band::Match`]; names of too few parts stay just below it, where it is above the usual threshold.
    pub match_at: f64,
    /// The most hits handed on; [`Answer::found`] tells how many there were.
    pub limit: usize,
    /// Whether entities that stand on no list any more are looked at.
    pub withdrawn: bool,
    /// Whether it lowers a score that the register holds many names of which chance makes as much.
    pub by_chance: bool,
    /// The most names and entities that may be compared for one question, `1..`: a question that takes more is not answered, and says
    /// so. It stands far above what a name takes; a text made to be slow, or a low threshold, may reach it.
    #[serde(default = "most_compared")]
    pub most_compared: usize,
    /// What is asked for at all.
    #[serde(default)]
    pub scope: Scope,
}

fn most_compared() -> usize {
    1_000_000
}

impl Default for Policy {
    fn default() -> Self {
        let (most_compared, scope) = (most_compared(), Scope::default());
        Self { threshold: 0.70, match_at: 0.90, limit: 20, withdrawn: false, by_chance: true, most_compared, scope }
    }
}

/// Which entries are asked for, and which entities are not. What an entry outside it states neither finds an entity nor speaks for
/// or against it; how many bear a name is counted in the whole register all the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Scope {
    /// Lists by id, as in `un-sc`; all of them where none is named.
    pub lists: Vec<String>,
    /// Programmes or regimes as the publishers print them, blanks and capitals apart; all of them where none is named.
    pub programmes: Vec<String>,
    /// Entities by id that are never a hit, as those a person has told apart from the subject.
    pub exclude: Vec<String>,
    /// Entries that their publishers' dates say were in force on this day, or of which nothing tells, whether they stand now or not; those that
    /// stand, where no day is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_force: Option<Day>,
}

impl Scope {
    /// Whether an entry is asked for.
    pub fn takes(&self, entry: &ListedEntry) -> bool {
        let is_list = self.lists.is_empty() || self.lists.iter().any(|list| **list == *entry.list);
        let is_in_force = self.in_force.is_none_or(|day| entry.may_be_in_force_on(day));
        is_list
            && is_in_force
            && (self.programmes.is_empty() || self.programmes.iter().any(|programme| entry.is_under(programme)))
    }

    /// Whether an entity is asked for: none that is excluded by its id, or by one that an entry of it had.
    pub fn admits(&self, entity: &Entity) -> bool {
        let is_excluded = |id: &EntityId| self.exclude.iter().any(|excluded| excluded == id.as_str());
        self.exclude.is_empty() || !(is_excluded(&entity.id) || entity.ids().any(|id| is_excluded(&id)))
    }
}

impl Policy {
    /// Whether entries are looked at that no longer stand.
    pub(crate) fn looks_back(&self) -> bool {
        self.withdrawn || self.scope.in_force.is_some()
    }

    /// What a score comes to, and the only place where that is decided: `None` below [`Policy::threshold`], where nothing
    /// is a possible match.
    pub fn band(&self, score: f64) -> Option<Band> {
        if score < self.threshold - f64::EPSILON {
            return None;
        }
        Some(if score >= self.match_at { Band::Match } else { Band::Review })
    }
}

/// How strong a hit is; both are questions for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// Look again: something speaks for it.
    Review,
    /// Much speaks for it.
    Match,
}

/// What was seen when a subject and an entity were compared; the codes are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ReasonCode {
    /// How far the names answer one another.
    Name,
    /// One name has parts that the other lacks.
    MissingParts,
    /// Parts of the names contradict each other.
    NameConflict,
    /// The first given names differ.
    OtherGivenName,
    /// The parts of the names stand in another order.
    OtherOrder,
    /// A place is named in one name only, or another one in each.
    OtherPlace,
    /// A number stands in one name only, or another one in each.
    OtherNumber,
    /// One organisation's name stands in the other's, which says more.
    ParentOrBranch,
    /// One organisation's name is the initials of the other's, which may be those of others too.
    Initials,
    /// The names are the same text.
    SameText,
    /// Only one part of the names answers another.
    SinglePart,
    /// Many names would answer as well by chance.
    Coincidence,
    /// Persons' names answer one another in few parts, or not in a given name.
    FewParts,
    /// The publisher calls this name of low quality.
    LowQualityName,
    /// A document number is the same.
    SameDocument,
    /// A document number is the same but for letters and digits that look alike: O and 0, I and 1.
    LikeDocument,
    /// A document number is the same, and breaks the rule that numbers of its kind are made by.
    SameDocumentBroken,
    /// Each has another number of a kind of which nothing has two.
    OtherDocument,
    /// The dates of birth are the same day.
    BirthSameDay,
    /// The dates of birth may be the same day.
    BirthMayAgree,
    /// The dates of birth are the same but for day and month, which have changed places.
    BirthSwapped,
    /// The dates of birth differ by one slip of the pen or the key.
    BirthSlip,
    /// The dates of birth are near.
    BirthNear,
    /// The dates of birth cannot be the same day.
    BirthDiffers,
    /// A date of birth is asked and none stated, so that a name has to be rarer.
    BirthNotStated,
    /// No date of birth is stated, and hardly anybody is listed at the age of the person asked.
    AgeWhenListed,
    /// The places of birth have a name in common.
    SameBirthPlace,
    /// No country of birth is the same.
    OtherBirthCountry,
    /// No stated country is the same.
    OtherCountry,
    /// The stated sex differs.
    OtherGender,
    /// So much of a name is not answered that the rest allows no more.
    Unanswered,
    /// Keeps the score within 0 and 1.
    Bound,
}

impl ReasonCode {
    /// Every code, in order.
    pub const ALL: &[Self] = &[
        Self::Name,
        Self::MissingParts,
        Self::NameConflict,
        Self::OtherGivenName,
        Self::OtherOrder,
        Self::OtherPlace,
        Self::OtherNumber,
        Self::ParentOrBranch,
        Self::Initials,
        Self::SameText,
        Self::SinglePart,
        Self::Coincidence,
        Self::FewParts,
        Self::LowQualityName,
        Self::SameDocument,
        Self::LikeDocument,
        Self::SameDocumentBroken,
        Self::OtherDocument,
        Self::BirthSameDay,
        Self::BirthMayAgree,
        Self::BirthSwapped,
        Self::BirthSlip,
        Self::BirthNear,
        Self::BirthDiffers,
        Self::BirthNotStated,
        Self::AgeWhenListed,
        Self::SameBirthPlace,
        Self::OtherBirthCountry,
        Self::OtherCountry,
        Self::OtherGender,
        Self::Unanswered,
        Self::Bound,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::MissingParts => "missing-parts",
            Self::NameConflict => "name-conflict",
            Self::OtherGivenName => "other-given-name",
            Self::OtherOrder => "other-order",
            Self::OtherPlace => "other-place",
            Self::OtherNumber => "other-number",
            Self::ParentOrBranch => "parent-or-branch",
            Self::Initials => "initials",
            Self::SameText => "same-text",
            Self::SinglePart => "single-part",
            Self::Coincidence => "coincidence",
            Self::FewParts => "few-parts",
            Self::LowQualityName => "low-quality-name",
            Self::SameDocument => "same-document",
            Self::LikeDocument => "like-document",
            Self::SameDocumentBroken => "same-document-broken",
            Self::OtherDocument => "other-document",
            Self::BirthSameDay => "birth-same-day",
            Self::BirthMayAgree => "birth-may-agree",
            Self::BirthSwapped => "birth-swapped",
            Self::BirthSlip => "birth-slip",
            Self::BirthNear => "birth-near",
            Self::BirthDiffers => "birth-differs",
            Self::BirthNotStated => "birth-not-stated",
            Self::AgeWhenListed => "age-when-listed",
            Self::SameBirthPlace => "same-birth-place",
            Self::OtherBirthCountry => "other-birth-country",
            Self::OtherCountry => "other-country",
            Self::OtherGender => "other-gender",
            Self::Unanswered => "unanswered",
            Self::Bound => "bound",
        }
    }
}

impl Serialize for ReasonCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// One step of a score.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reason {
    /// What was seen.
    pub code: ReasonCode,
    /// What it adds, in steps of 0.0001; below zero when it speaks against. The points of a hit add up to its score.
    pub points: f64,
    /// What was asked, as written.
    pub asked: Option<Box<str>>,
    /// What is stated, as printed.
    pub stated: Option<Box<str>>,
    /// Which property states it.
    pub property: Option<Property>,
    /// Which parts of two names answer one another.
    pub parts: Vec<SamePart>,
    /// How many of the listed entities chance alone would make with such parts; only of [`ReasonCode::Coincidence`].
    pub by_chance: Option<f64>,
    /// Where it is stated.
    pub evidence: Option<Evidence>,
}

/// Two parts of names that answer one another, in their normal forms.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SamePart {
    /// Of the name asked.
    pub asked: Box<str>,
    /// Of the name stated.
    pub stated: Box<str>,
    /// How alike, `0.0..=1.0`.
    pub similarity: f64,
    /// Letter by letter, where sounds were compared; empty where the parts are the same text, or two of one name answer one
    /// of the other.
    pub letters: Vec<SameLetters>,
}

/// Letters that stand for one another; one side is empty where only the other writes the sound.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SameLetters {
    /// Of the name asked.
    pub asked: Box<str>,
    /// Of the name stated.
    pub stated: Box<str>,
    /// How they meet: `same`, `may-be-one`, `left-out`, `near` or `other`.
    pub meeting: &'static str,
}

/// One scored candidate.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// The entity.
    pub entity: EntityId,
    /// What it is.
    pub kind: Kind,
    /// Its name, to show.
    pub caption: Box<str>,
    /// The entries that stand, as `list:key` (all, where the policy looks at withdrawn ones).
    pub entries: Vec<String>,
    /// `0.0..=1.0`.
    pub score: f64,
    /// How strong.
    pub band: Band,
    /// Why; the points add up to the score.
    pub reasons: Vec<Reason>,
}

/// What came of asking.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Answer {
    /// Best first; at most [`Policy::limit`].
    pub hits: Vec<Hit>,
    /// How many there were.
    pub found: usize,
}
