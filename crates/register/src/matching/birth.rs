//! Whether two dates of birth, or of founding, may be one, and what that says.
//!
//! Shape:    the date asked is a span, the date stated one or several; the nearest pair of readings counts, and of several
//!           stated dates the one that speaks most for one person.
//! Rules:    1 January is how publishers print a year whose day they do not know: it counts as the whole year. 1 July is
//!           not: no list has more of them than of other days by enough to tell.
//! Source:   the shares were counted with `cargo xtask likelihoods`; `docs/why/matching.md` has the figures.

use super::likelihood::{Beside, Seen};
use super::score::statements;
use super::{Query, ReasonCode};
use crate::{DateSpan, Day, ListedEntry, Property, StatedDate, Statement, Value};

/// How two dates of birth stand to one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Birth {
    /// Some day belongs to both. `days` of asked dates would have met the stated one as well: 1 where both are days, 366
    /// for a day and a year.
    Meet {
        /// How many, at least 1.
        days: i32,
    },
    /// Day and month have changed places.
    Swapped,
    /// One digit differs, or two neighbouring ones have changed places.
    Slip,
    /// At most a year apart.
    Near,
    /// At most five years apart.
    Years,
    /// At most ten years apart.
    Decade,
    /// Further apart.
    Far,
}

impl Birth {
    /// Of a date asked and one stated, the nearest of its readings; `None` where it was not understood.
    pub fn of(asked: DateSpan, stated: &StatedDate) -> Option<Self> {
        let readings = readings(stated);
        let days = readings.clone().map(|span| days(span.first(), span.last()).saturating_add(1));
        let days = days.fold(0, i32::saturating_add);
        let is_day = !stated.circa && stated.spans.len() == 1;
        Self::strongest(readings.map(|span| of_spans(as_meant(asked), span, days, is_day)))
    }

    /// The one that speaks most for one person.
    pub fn strongest(all: impl Iterator<Item = Self>) -> Option<Self> {
        all.reduce(|best, next| if next.logits() > best.logits() { next } else { best })
    }

    /// How much oftener it is seen of one person than of two, as a natural logarithm.
    pub(crate) fn logits(self) -> f64 {
        match self {
            Self::Meet { days } => Seen { of_one: MEET, of_two: f64::from(days) / BIRTHDAYS }.logits().max(0.0),
            Self::Swapped => SWAPPED.logits(),
            Self::Slip => SLIP.logits(),
            Self::Near => NEAR.logits(),
            Self::Years => YEARS.logits(),
            Self::Decade => DECADE.logits(),
            Self::Far => FAR.logits(),
        }
    }

    fn code(self) -> ReasonCode {
        match self {
            Self::Meet { days: 1 } => ReasonCode::BirthSameDay,
            Self::Meet { .. } => ReasonCode::BirthMayAgree,
            Self::Swapped => ReasonCode::BirthSwapped,
            Self::Slip => ReasonCode::BirthSlip,
            Self::Near => ReasonCode::BirthNear,
            Self::Years | Self::Decade | Self::Far => ReasonCode::BirthDiffers,
        }
    }
}

// Shares of pairs, as `cargo xtask likelihoods` counts them: of one person, and of two at random. Dates that meet are the
// likelier to meet by chance the more days they span.
const MEET: f64 = 0.948;
const BIRTHDAYS: f64 = 16_000.0; // births are spread as if evenly over so many days
const SWAPPED: Seen = Seen { of_one: 0.0021, of_two: 0.000_016 };
const SLIP: Seen = Seen { of_one: 0.0209, of_two: 0.0011 };
const NEAR: Seen = Seen { of_one: 0.0122, of_two: 0.047 };
const YEARS: Seen = Seen { of_one: 0.0092, of_two: 0.173 };
const DECADE: Seen = Seen { of_one: 0.0053, of_two: 0.197 };
const FAR: Seen = Seen { of_one: 0.0019, of_two: 0.570 };

/// Whether a property is a date of birth, or of founding.
pub(crate) fn is_birth(property: Property) -> bool {
    matches!(property, Property::BirthDate | Property::IncorporationDate)
}

/// The date of birth, or of founding, that agrees best.
pub(super) fn birth<'s>(query: &Query, entries: &'s [&ListedEntry]) -> Option<Beside<'s>> {
    let asked = query.born?;
    let judge = |statement: &'s Statement| match &statement.value {
        Value::Date(date) if is_birth(statement.property) => Some((Birth::of(asked, date)?, statement)),
        _ => None,
    };
    let judged = statements(entries).filter_map(judge);
    let (birth, statement) = judged.reduce(|best, next| if next.0.logits() > best.0.logits() { next } else { best })?;
    Some(Beside { code: birth.code(), logits: birth.logits(), asked: asked.to_string(), statement })
}

/// The spans that a stated date may mean.
pub(crate) fn readings(stated: &StatedDate) -> impl Iterator<Item = DateSpan> + Clone {
    stated.spans.iter().map(|span| {
        let span = as_meant(*span);
        if stated.circa { span.widened(CIRCA_DAYS) } else { span }
    })
}

/// How far a `circa` date reaches beyond what is printed.
const CIRCA_DAYS: i32 = 365;

/// The whole year where a date is its first day.
pub(super) fn as_meant(span: DateSpan) -> DateSpan {
    let is_first = span.first() == span.last() && span.first().month() == 1 && span.first().day() == 1;
    DateSpan::year(span.first().year()).filter(|_| is_first).unwrap_or(span)
}

fn of_spans(asked: DateSpan, stated: DateSpan, stated_days: i32, is_day: bool) -> Birth {
    if asked.may_equal(stated) {
        return Birth::Meet { days: days(asked.first(), asked.last()).saturating_add(stated_days) };
    }
    if is_day && asked.first() == asked.last() && stated.first() == stated.last() {
        let (one, other) = (asked.first(), stated.first());
        if one.year() == other.year() && (one.month(), one.day()) == (other.day(), other.month()) {
            return Birth::Swapped;
        }
        if is_slip(one, other) {
            return Birth::Slip;
        }
    }
    match days(asked.last(), stated.first()).max(days(stated.last(), asked.first())) {
        ..=366 => Birth::Near,
        367..=1827 => Birth::Years,
        1828..=3653 => Birth::Decade,
        _ => Birth::Far,
    }
}

/// From one day to a later one; below zero when it is earlier.
pub(super) fn days(from: Day, to: Day) -> i32 {
    (to - from).get_days()
}

/// Whether two days, written in digits, differ by one digit or by two neighbouring ones in the other order.
fn is_slip(one: Day, other: Day) -> bool {
    let (one, other) = (digits(one), digits(other));
    let differ: Vec<usize> = (0..one.len()).filter(|at| one.get(*at) != other.get(*at)).collect();
    match *differ {
        [_] => true,
        [first, second] => {
            second == first + 1 && one.get(first) == other.get(second) && one.get(second) == other.get(first)
        }
        _ => false,
    }
}

/// The days that differ from one so, or whose month and day have changed places.
pub(super) fn slips(day: Day) -> impl Iterator<Item = Day> {
    let written = digits(day);
    let with = move |changes: &[(usize, u8)]| {
        let mut digits = written;
        changes.iter().for_each(|(at, digit)| digits.get_mut(*at).into_iter().for_each(|slot| *slot = *digit));
        of_digits(digits)
    };
    let one_digit = (0..written.len()).flat_map(move |at| (0..=9).filter_map(move |digit| with(&[(at, digit)])));
    let neighbours = move |at: usize| with(&[(at, *written.get(at + 1)?), (at + 1, *written.get(at)?)]);
    one_digit.chain((0..written.len()).filter_map(neighbours)).chain(swapped(day)).filter(move |other| *other != day)
}

/// With month and day in each other's place, where that is another day.
pub(super) fn swapped(day: Day) -> Option<Day> {
    Day::new(day.year(), day.day(), day.month()).ok().filter(|other| *other != day)
}

/// The most that two dates say, in logits.
pub(super) fn most() -> f64 {
    Birth::Meet { days: 1 }.logits()
}

/// The most that a date asked says of dates stated that span so many days or more, in logits.
pub(super) fn most_of(asked: DateSpan, stated_days: i32) -> f64 {
    let meet = Birth::Meet { days: days(asked.first(), asked.last()).saturating_add(stated_days) };
    meet.logits().max(Birth::Slip.logits())
}

/// Year, month and day in digits.
fn digits(day: Day) -> [u8; 8] {
    let (year, month, day) = (day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs());
    let of_year = [1000, 100, 10, 1].map(|place| (year / place % 10) as u8);
    let [a, b, c, d] = of_year;
    [a, b, c, d, month / 10, month % 10, day / 10, day % 10]
}

fn of_digits([a, b, c, d, e, f, g, h]: [u8; 8]) -> Option<Day> {
    let year = [a, b, c, d].into_iter().fold(0, |year, digit| 10 * year + i16::from(digit));
    let two = |tens: u8, ones: u8| (10 * tens + ones) as i8;
    Day::new(year, two(e, f), two(g, h)).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Birth, slips};
    use crate::{Calendar, DateSpan, Day, StatedDate};

    /// A stated date of readings with `|` between; `~` before them for `circa`.
    fn stated(text: &str) -> StatedDate {
        let readings = text.trim_start_matches('~');
        let spans = readings.split('|').filter_map(|span| span.parse().ok()).collect();
        StatedDate { text: text.into(), spans, circa: text.starts_with('~'), calendar: Calendar::Gregorian }
    }

    #[test]
    fn dates_of_birth_stand_to_one_another_as_people_would_say() {
        let meet = |days| Some(Birth::Meet { days });
        for (asked, text, want) in [
            ("1975-05-17", "1975-05-17", meet(1)),
            ("1975-05", "1975-05-17", meet(31)),
            ("1975-05-17", "1975", meet(365)),
            ("1976", "1976-05-17", meet(366)),
            ("1975", "1975", meet(729)),
            ("1975-01-01", "1975-05-17", meet(365)), // 1 January is a year whose day is not known
            ("1975-01-01", "1975-01-01", meet(729)),
            ("1975-07-01", "1975-07-01", meet(1)),
            ("1976-03-01", "~1975", meet(1095)),
            ("1975-05-17", "1955|1975", meet(730)), // the publisher says Hijri, of which there are two
            ("1980-01-01", "1970..1975", Some(Birth::Years)),
            ("1975-02-03", "1975-03-02", Some(Birth::Swapped)),
            ("1975-05-17", "1975-05-11", Some(Birth::Slip)),
            ("1975-05-17", "1957-05-17", Some(Birth::Slip)),
            ("1975-05-17", "1985-05-17", Some(Birth::Slip)),
            ("1975-05-17", "1975-11-03", Some(Birth::Near)),
            ("1975", "1976", Some(Birth::Near)),
            ("1975-05-17", "1977", Some(Birth::Years)),
            ("1975", "1982", Some(Birth::Decade)),
            ("1975-05-17", "1998-02-11", Some(Birth::Far)),
            ("1975-05-17", "not known", None),
        ] {
            let span = asked.parse().expect("a date");
            assert_eq!(Birth::of(span, &stated(text)), want, "{asked} / {text}");
        }
    }

    #[test]
    fn all_days_that_are_slips_are_found_and_no_others() {
        for asked in ["1975-05-17", "1910-10-01", "1999-12-31", "2000-02-29", "0001-01-01", "9999-12-31"] {
            let day = |text: &str| text.parse::<DateSpan>().expect("a date").first();
            let found: BTreeSet<Day> = slips(day(asked)).collect();
            let is_slip = |other: &Day| {
                let spans = vec![DateSpan::day(*other)];
                let stated = StatedDate { text: "".into(), spans, circa: false, calendar: Calendar::Gregorian };
                matches!(Birth::of(DateSpan::day(day(asked)), &stated), Some(Birth::Swapped | Birth::Slip))
            };
            let all = jiff::civil::date(0, 1, 1).series(jiff::Span::new().days(1)).filter(|other| {
                let years = (other.year() - day(asked).year()).unsigned_abs();
                years < 10 || years % 10 == 0 || years % 9 == 0 // one digit, or two in the other order
            });
            let want: BTreeSet<Day> = all.filter(|other| is_slip(other)).collect();
            // A first of January is the whole year.
            let is_day = |other: &Day| (other.month(), other.day()) != (1, 1);
            assert!(is_day(&day(asked)) || want.is_empty(), "{asked}");
            let found_days: BTreeSet<Day> = found.iter().copied().filter(is_day).collect();
            assert_eq!(if is_day(&day(asked)) { found_days } else { BTreeSet::new() }, want, "{asked}");
            assert!(found.len() > 20 && found.len() < 80 && !found.contains(&day(asked)), "{asked}: {}", found.len());
        }
    }

    #[test]
    fn what_is_told_by_more_speaks_more_and_agreement_never_against() {
        let strongest_first = [
            Birth::Meet { days: 1 },
            Birth::Meet { days: 31 },
            Birth::Swapped,
            Birth::Meet { days: 366 },
            Birth::Slip,
            Birth::Near,
            Birth::Years,
            Birth::Decade,
            Birth::Far,
        ];
        assert!(strongest_first.is_sorted_by(|more, less| more.logits() > less.logits()));
        assert_eq!(Birth::Meet { days: 40_000 }.logits(), 0.0);
    }
}
