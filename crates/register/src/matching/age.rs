//! How old the person asked was when an entity that states no date of birth was first listed.
//!
//! Why:      lists keep entries for decades; who was a child when a namesake was listed is not that namesake.
//! Law:      an age speaks against or says nothing: it never raises a score.
//! Source:   the shares were counted with `cargo xtask likelihoods`. Between 22 and 84 are all but 1 in 150 of the listed.
//! Limits:   they are counted of persons whose dates of birth are stated, and taken for those whose dates are not.

use super::birth::{as_meant, days, is_birth};
use super::likelihood::{Beside, Seen};
use super::score::statements;
use super::{Query, ReasonCode};
use crate::{DateSpan, Kind, ListedEntry, Property, StatedDate, Statement, Value};

/// An age at the first listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgeWhenListed {
    /// Under 18, or not born.
    Minor,
    /// 18 to 21.
    Young,
    /// 22 to 84.
    Grown,
    /// 85 or more.
    Old,
}

impl AgeWhenListed {
    /// Of somebody born and listed at these dates, the likeliest that they leave open; `None` where the date of listing was
    /// not understood.
    pub fn of(born: DateSpan, listed: &StatedDate) -> Option<Self> {
        let born = as_meant(born);
        let first = listed.spans.iter().map(|span| span.first()).min()?;
        let last = listed.spans.iter().map(|span| span.last()).max()?;
        let years = |days: i32| f64::from(days) / DAYS_OF_A_YEAR;
        let (least, most) = (years(days(born.last(), first)), years(days(born.first(), last)));
        Some(match (least, most) {
            (_, ..18.0) => Self::Minor,
            (_, ..22.0) => Self::Young,
            (85.0.., _) => Self::Old,
            _ => Self::Grown,
        })
    }

    fn seen(self) -> Option<Seen> {
        match self {
            Self::Minor => Some(MINOR),
            Self::Young => Some(YOUNG),
            Self::Grown => None,
            Self::Old => Some(OLD),
        }
    }
}

const DAYS_OF_A_YEAR: f64 = 365.2425;

// Of persons whose date of birth is stated 5 of 6,320 were listed under 18, 27 at 18 to 21 and 11 at 85 or more; the shares are
// the upper ends of their 95 % intervals. Of two at random 1.43, 1.42 and 1.33 in 100.
const MINOR: Seen = Seen { of_one: 0.001_85, of_two: 0.0143 };
const YOUNG: Seen = Seen { of_one: 0.006_21, of_two: 0.0142 };
const OLD: Seen = Seen { of_one: 0.003_11, of_two: 0.0133 };

/// The date of birth asked, where an entity is a person of whom none is stated.
pub(super) fn unanswered(query: &Query, kind: Kind, entries: &[&ListedEntry]) -> Option<DateSpan> {
    let is_person = kind == Kind::Person || (kind == Kind::Unknown && query.kind == Some(Kind::Person));
    let is_stated = || statements(entries).any(|statement| is_birth(statement.property));
    query.born.filter(|_| is_person && !is_stated())
}

/// Speaks against where hardly anybody is listed at such an age; never for.
pub(super) fn age_when_listed<'s>(born: DateSpan, entries: &'s [&ListedEntry]) -> Option<Beside<'s>> {
    let listed = |statement: &&Statement| statement.property == Property::ListedOn;
    let dated = statements(entries).filter(listed).filter_map(|statement| match &statement.value {
        Value::Date(date) => date.spans.iter().map(|span| span.first()).min().map(|first| (first, date, statement)),
        _ => None,
    });
    let (_, date, statement) = dated.min_by_key(|(first, ..)| *first)?;
    let logits = AgeWhenListed::of(born, date)?.seen()?.against();
    Some(Beside { code: ReasonCode::AgeWhenListed, logits, asked: born.to_string(), statement })
}

#[cfg(test)]
mod tests {
    use super::AgeWhenListed;
    use crate::{Calendar, StatedDate};

    #[test]
    fn an_age_is_the_likeliest_that_the_dates_leave_open() {
        for (born, listed, want) in [
            ("2003-05-17", "2003-06-27", AgeWhenListed::Minor),
            ("2004-05-17", "2003-06-27", AgeWhenListed::Minor), // not born
            ("1985-06-28", "2003-06-27", AgeWhenListed::Minor),
            ("1985-06-26", "2003-06-27", AgeWhenListed::Young),
            ("1985", "2003-06-27", AgeWhenListed::Young),
            ("1985-12-01", "2003", AgeWhenListed::Young),
            ("1985-01-01", "2003-06-27", AgeWhenListed::Young), // a year whose day is not known
            ("1981-06-28", "2003-06-27", AgeWhenListed::Young),
            ("1981-06-26", "2003-06-27", AgeWhenListed::Grown),
            ("1918-06-28", "2003-06-27", AgeWhenListed::Grown),
            ("1918-06-26", "2003-06-27", AgeWhenListed::Old),
            ("1918", "2003-06-27", AgeWhenListed::Grown),
            ("1900..2010", "2003-06-27", AgeWhenListed::Grown),
        ] {
            let spans = listed.parse().into_iter().collect();
            let listed = StatedDate { text: listed.into(), spans, circa: false, calendar: Calendar::Gregorian };
            let born = born.parse().expect("a date");
            assert_eq!(AgeWhenListed::of(born, &listed), Some(want), "{born} {listed:?}");
        }
    }
}
