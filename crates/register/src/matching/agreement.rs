//! What may speak for an entity beside its names and numbers, before the entity is read.
//!
//! Law:      nothing that is said of an entity ([`super::birth`], [`super::place`]) is more than what is told here.
//! Unit:     logits, as in `likelihood`.

use super::born::{AgreeingBirths, Born};
use super::likelihood::Room;
use super::{Query, birth, place};

/// What a date and places of birth may say.
pub(crate) struct Agreement {
    births: Option<AgreeingBirths>,
    days: Vec<Born>,
    of_place: f64,
}

impl Agreement {
    pub(crate) fn of(query: &Query) -> Self {
        let of_place = if query.birth_places.is_empty() { 0.0 } else { place::most() };
        let births = query.born.map(AgreeingBirths::of);
        let days = births.as_ref().map(AgreeingBirths::days).unwrap_or_default();
        Self { births, days, of_place }
    }

    /// Of whoever may be born on one of [`Self::days`].
    pub(crate) fn most(&self) -> f64 {
        self.of_place + self.births.as_ref().map_or(0.0, |_| birth::most())
    }

    /// Of all others.
    pub(crate) fn of_others(&self) -> f64 {
        self.of_place + self.births.as_ref().map_or(0.0, AgreeingBirths::most_of_others)
    }

    /// The days of which a date says more than of the others, in order.
    pub(crate) fn days(&self) -> &[Born] {
        &self.days
    }

    /// Of whoever may be born then, where that is no more than so much.
    pub(crate) fn with(&self, born: [Born; 2], most: f64) -> f64 {
        let births = self.births.as_ref();
        if births.is_none_or(|births| born.into_iter().any(|born| births.may_be(born))) { most } else { self.of_place }
    }
}

/// What a score has of it at most where chance took so much, which is never above 0: what is left of that, and the little that is added.
pub(crate) fn beside(taken: f64, agreement: f64) -> f64 {
    taken + Room::beside(-taken).points(agreement)
}

/// The same where chance took nothing.
pub(crate) fn most_points(agreement: f64) -> f64 {
    beside(0.0, agreement)
}
