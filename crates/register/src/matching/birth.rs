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
use crate::{DateSpan, Day, Entity, ListedEntry, Property, StatedDate, Statement, Value};

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
    fn logits(self) -> f64 {
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
pub(super) fn is_birth(property: Property) -> bool {
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
fn readings(stated: &StatedDate) -> impl Iterator<Item = DateSpan> + Clone {
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
    let digits = |day: Day| format!("{:04}{:02}{:02}", day.year(), day.month(), day.day()).into_bytes();
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

/// The years in which an entity may be born by what is stated of it, each as how many behind [`BEFORE`]: 0 is none, and [`ANY`] that
/// they are more than there is room for.
pub(crate) type Years = [u8; 3];

const BEFORE: i16 = 1880;
const ANY: u8 = u8::MAX;

/// Those of an entity.
pub(crate) fn years(entity: &Entity) -> Years {
    let dates =
        entity.entries.iter().flat_map(|entry| &entry.statements).filter_map(|statement| match &statement.value {
            Value::Date(date) if is_birth(statement.property) => Some(date),
            _ => None,
        });
    let mut years = Years::default();
    for span in dates.flat_map(|date| readings(date)) {
        for year in span.first().year()..=span.last().year() {
            let Some(year) = year.checked_sub(BEFORE).and_then(|year| u8::try_from(year).ok()).filter(|year| *year > 0)
            else {
                return [ANY; 3];
            };
            if years.contains(&year) {
                continue;
            }
            let Some(room) = years.iter_mut().find(|year| **year == 0) else { return [ANY; 3] };
            *room = year;
        }
    }
    years
}

/// Which years stated may agree with a date asked, by how many they are behind [`BEFORE`].
pub(crate) struct AgreeingYears([bool; 256]);

impl AgreeingYears {
    pub(crate) fn of(asked: DateSpan) -> Self {
        let span = as_meant(asked);
        let (first, last) = (span.first().year(), span.last().year());
        let is_long = last.saturating_sub(first) > 100;
        let years: Vec<u16> = if is_long { Vec::new() } else { (first..=last).map(digits).collect() };
        let may = |stated: u16| is_long || years.iter().any(|year| is_year_or_slip(*year, stated));
        // None agrees with nothing; of what has no room nothing is known.
        Self(std::array::from_fn(|at| at == usize::from(ANY) || at > 0 && DIGITS.get(at).is_some_and(|of| may(*of))))
    }

    /// Whether one of them may agree.
    pub(crate) fn may_agree(&self, years: Years) -> bool {
        years.iter().any(|year| self.0.get(usize::from(*year)) == Some(&true))
    }
}

/// The four digits of a year, four bits each.
const fn digits(year: i16) -> u16 {
    let year = year.unsigned_abs();
    ((year / 1000 % 10) << 12) | ((year / 100 % 10) << 8) | ((year / 10 % 10) << 4) | (year % 10)
}

/// Those of the years that are told, by how many they are behind [`BEFORE`].
static DIGITS: [u16; 256] = {
    let (mut all, mut at) = ([0; 256], 0);
    while at < all.len() {
        all[at] = digits(BEFORE + at as i16);
        at += 1;
    }
    all
};

/// Whether two years, by their digits, are the same or may be a slip of one another, as [`is_slip`] has it: of days too that differ in
/// the year's last digit and the month's first one.
fn is_year_or_slip(one: u16, other: u16) -> bool {
    let differ = one ^ other;
    let is_one_digit = [0, 4, 8, 12].into_iter().any(|place| differ & !(0xF << place) == 0);
    is_one_digit
        || [0, 4, 8].into_iter().any(|place| {
            let two = |year: u16| year >> place & 0xFF;
            differ & !(0xFF << place) == 0 && two(one) == (two(other) >> 4 | two(other) << 4 & 0xF0)
        })
}

#[cfg(test)]
mod tests {
    use super::{AgreeingYears, Birth};
    use crate::{Calendar, DateSpan, StatedDate};

    /// A stated date of readings with `|` between; `~` before them for `circa`.
    fn stated(text: &str) -> StatedDate {
        let readings = text.trim_start_matches('~');
        let spans = readings.split('|').filter_map(|span| span.parse().ok()).collect();
        StatedDate { text: text.into(), spans, circa: text.starts_with('~'), calendar: Calendar::Gregorian }
    }

    #[test]
    fn no_year_that_may_agree_is_passed_over() {
        for asked in ["1975-05-17", "1975-01-10", "1910-10-01", "1975", "1989-12-31", "1968..1972", "0001..9999"] {
            let asked: DateSpan = asked.parse().unwrap();
            let years = AgreeingYears::of(asked);
            let mut passed_over = 0;
            for year in 1881..=2134_i16 {
                let at = (year - super::BEFORE) as u8;
                for day in ["01-01", "01-10", "05-17", "07-15", "10-01", "12-31"] {
                    let birth = Birth::of(asked, &stated(&format!("{year}-{day}"))).unwrap();
                    assert!(birth.logits() <= 0.0 || years.may_agree([0, at, 0]), "{asked} {year}-{day}: {birth:?}");
                }
                passed_over += usize::from(!years.may_agree([at, 0, 0]));
            }
            assert_eq!(passed_over > 150, asked.first().year() > 1000, "{asked}: {passed_over}");
            assert!(years.may_agree([255; 3]) && !years.may_agree([0; 3]));
        }
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
