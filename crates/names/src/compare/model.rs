//! What the evidence is worth: one sum of points for each class of pairs.
//!
//! Source:   `weights`, learnt by `cargo xtask train` from labelled pairs; a logistic regression, moved so that one
//!           threshold has one meaning in every class.
//! Shape:    evidence in, points by reason out; whole numbers of weights, so that the tree shows all that was learnt.
//! Law:      points are multiples of [`STEP`], so that their sum is exact in any order.

use super::evidence::{Evidence, FEATURES, Feature};
use super::{Reason, ReasonKind};
use crate::parts::{Part, Prepared};
use crate::script::Script;

/// Points are multiples of this; a power of two.
pub const STEP: f64 = 1.0 / 4096.0;

/// What a weight of 1 adds to a score for a value of 1.
pub const WEIGHT_UNIT: f64 = 1.0 / 10_000.0;

/// Pairs that are scored alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// The names are of persons and written in one script.
    OneScript,
    /// The names are of persons and written in two scripts.
    AcrossScripts,
    /// One of the names shows that it is an organisation's.
    Organisations,
}

/// Every class, in the order of a model's weights.
pub const CLASSES: &[Class] = &[Class::OneScript, Class::AcrossScripts, Class::Organisations];

impl Class {
    /// Of two names.
    pub fn of(left: &Prepared, right: &Prepared) -> Self {
        if left.is_organisation() || right.is_organisation() {
            Self::Organisations
        } else if is_one_script(left, right) {
            Self::OneScript
        } else {
            Self::AcrossScripts
        }
    }
}

pub(super) fn is_one_script(left: &Prepared, right: &Prepared) -> bool {
    script(left) == script(right)
}

/// The script of the first letter that has one.
fn script(name: &Prepared) -> Option<Script> {
    name.parts.iter().find_map(Part::script)
}

/// A weight for each feature, in [`WEIGHT_UNIT`]s.
pub type Weights = [i32; FEATURES.len()];

/// The weights of every class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model(pub [Weights; CLASSES.len()]);

impl Model {
    /// The points of each reason that has any, the shared parts first.
    pub(super) fn reasons(&self, class: Class, evidence: &Evidence) -> Vec<Reason> {
        let [one_script, across_scripts, organisations] = &self.0;
        let weights = match class {
            Class::OneScript => one_script,
            Class::AcrossScripts => across_scripts,
            Class::Organisations => organisations,
        };
        let mut points = [0.0; GROUPS.len()];
        for ((group, weight), value) in groups(class).iter().zip(weights).zip(evidence) {
            if let Some(slot) = points.get_mut(usize::from(*group)) {
                *slot += f64::from(*weight) * WEIGHT_UNIT * value;
            }
        }
        let reasons = GROUPS.iter().zip(points).enumerate();
        let reason = |(at, (kind, points)): (usize, (&ReasonKind, f64))| {
            let points = in_steps(points);
            (at == 0 || points != 0.0).then_some(Reason { kind: *kind, points })
        };
        reasons.filter_map(reason).collect()
    }
}

/// The nearest multiple of [`STEP`].
pub(crate) fn in_steps(points: f64) -> f64 {
    (points / STEP).round() * STEP
}

const GROUPS: [ReasonKind; 7] = [
    ReasonKind::SharedParts,
    ReasonKind::MissingParts,
    ReasonKind::Conflict,
    ReasonKind::OtherGivenName,
    ReasonKind::OtherOrder,
    ReasonKind::OtherPlace,
    ReasonKind::OtherNumber,
];

/// The reason that each feature is told under, by its place in [`GROUPS`]. A table, since asking for each feature what it is
/// took a twentieth of a comparison.
fn groups(class: Class) -> &'static [u8; FEATURES.len()] {
    const fn all(of_organisations: bool) -> [u8; FEATURES.len()] {
        let (mut groups, mut at) = ([0; FEATURES.len()], 0);
        while at < FEATURES.len() {
            groups[at] = group(of_organisations, FEATURES[at]);
            at += 1;
        }
        groups
    }
    const OF_PERSONS: [u8; FEATURES.len()] = all(false);
    const OF_ORGANISATIONS: [u8; FEATURES.len()] = all(true);
    if let Class::Organisations = class { &OF_ORGANISATIONS } else { &OF_PERSONS }
}

const fn group(of_organisations: bool, feature: Feature) -> u8 {
    match feature {
        // A body has no given name; what begins its name is a word like others.
        Feature::FirstNone | Feature::FirstNoneBesideTwo | Feature::FirstOne if of_organisations => 2,
        Feature::Left | Feature::LastLeft => 1,
        Feature::Conflict | Feature::Conflict3 | Feature::ConflictBesideThree => 2,
        Feature::OtherBetween | Feature::OtherLast | Feature::KunyaOne => 2,
        Feature::FirstNone | Feature::FirstNoneBesideTwo | Feature::FirstOne => 3,
        Feature::Inversions => 4,
        Feature::OwnLeft | Feature::SectorLeft => 1,
        Feature::OwnConflict | Feature::SectorConflict | Feature::OtherLegalForm => 2,
        Feature::PlaceLeft | Feature::PlaceConflict => 5,
        Feature::NumberLeft | Feature::NumberConflict => 6,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{Class, Feature, GROUPS, ReasonKind, groups};

    #[test]
    fn a_feature_is_told_under_one_reason() {
        for (class, feature, want) in [
            (Class::OneScript, Feature::Exact, ReasonKind::SharedParts),
            (Class::OneScript, Feature::FirstOne, ReasonKind::OtherGivenName),
            (Class::AcrossScripts, Feature::FirstNone, ReasonKind::OtherGivenName),
            (Class::Organisations, Feature::FirstOne, ReasonKind::Conflict), // a body has no given name
            (Class::Organisations, Feature::PlaceLeft, ReasonKind::OtherPlace),
        ] {
            assert_eq!(GROUPS[usize::from(groups(class)[feature as usize])], want, "{feature:?} of {class:?}");
        }
    }
}
