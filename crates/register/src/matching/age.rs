//! How old the person asked was when an entity that states no date of birth was first listed.
//!
//! Why:      lists keep entries for decades; who was a child when a namesake was listed is not that namesake.
//! Law:      an age speaks against or says nothing: it never raises a score.
//! Source:   the shares were counted with `cargo xtask likelihoods`.

use super::birth::{as_meant, days};
use super::likelihood::Seen;
use super::score::{reason, statements};
use super::{Query, Reason, ReasonCode};
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

// Shares as `cargo xtask likelihoods` counts them: of persons whose date of birth is stated, and of two at random.
const MINOR: Seen = Seen { of_one: 0.000_79, of_two: 0.0143 };
const YOUNG: Seen = Seen { of_one: 0.004_27, of_two: 0.0142 };
const OLD: Seen = Seen { of_one: 0.001_74, of_two: 0.0133 };

/// Whether an entity is a person of whom no date of birth is stated.
pub(super) fn is_undated(query: &Query, kind: Kind, entries: &[&ListedEntry]) -> bool {
    let is_person = kind == Kind::Person || (kind == Kind::Unknown && query.kind == Some(Kind::Person));
    is_person && statements(entries).all(|statement| statement.property != Property::BirthDate)
}

/// Speaks against where a date of birth is asked and hardly anybody is listed at such an age; never for.
pub(super) fn age_when_listed(query: &Query, entries: &[&ListedEntry]) -> Option<Reason> {
    let born = query.born?;
    let listed = |statement: &&Statement| statement.property == Property::ListedOn;
    let dated = statements(entries).filter(listed).filter_map(|statement| match &statement.value {
        Value::Date(date) => date.spans.iter().map(|span| span.first()).min().map(|first| (first, date, statement)),
        _ => None,
    });
    let (_, date, statement) = dated.min_by_key(|(first, ..)| *first)?;
    let seen = AgeWhenListed::of(born, date)?.seen()?;
    Some(reason(ReasonCode::AgeWhenListed, seen.against(), Some(&born.to_string()), Some(statement)))
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
