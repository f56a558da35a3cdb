//! When somebody may be born by what is stated, as a number of two bytes: by it those born on a day are listed, and an entity says in
//! passing whether a date asked may speak for it.
//!
//! Law:      whoever may agree with a date asked ([`Birth`]) is told to; that some others are too costs work and changes no answer.
//! Shape:    the dates stated in, a number out: a day, a whole year, some days of one year, or more than is told apart; none is 0.

use std::cell::OnceCell;

use zerocopy::little_endian::U16;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use super::birth::{self, as_meant, days, is_birth, readings, slips, swapped};
use crate::{DateSpan, Day, Entity, Value};

/// A day, a year or several, by its number.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned,
)]
#[repr(transparent)]
pub(crate) struct Born(U16);

/// From the first day that has a number; so many years have one from its year on.
const FIRST: Day = jiff::civil::date(1880, 1, 1);
const YEARS: u16 = 256;

/// The fewest days of a year, of any calendar: of a Hijri one.
const A_YEAR: i32 = 354;

// The numbers: none, more than is told apart, whole years, some days of a year, days.
const ANY: u16 = 1;
const WHOLE_YEARS: u16 = 2;
const IN_YEARS: u16 = WHOLE_YEARS + YEARS;
const DAYS: u16 = IN_YEARS + YEARS;

impl Born {
    const NONE: Self = Self(U16::ZERO);
    const ANY: Self = Self::numbered(ANY);

    const fn numbered(number: u16) -> Self {
        Self(U16::new(number))
    }

    /// By what is stated of an entity; what two numbers cannot tell apart is told by the second.
    pub(crate) fn of(entity: &Entity) -> [Self; 2] {
        stated(entity).map(Self::in_span).fold(Default::default(), |[first, second], next| {
            if first == Self::NONE || first == next { [next, second] } else { [first, second.or(next)] }
        })
    }

    /// The days that are stated of an entity, and what is told less precisely but is shorter than a year.
    pub(crate) fn days_of(entity: &Entity) -> Vec<Self> {
        let spans = stated(entity).filter(|span| days(span.first(), span.last()) + 1 < A_YEAR);
        spans.flat_map(Self::days_in).collect()
    }

    /// The same of a span that is shorter than a year.
    fn days_in(span: DateSpan) -> impl Iterator<Item = Self> {
        let (first, last) = (span.first(), span.last());
        let is_of_one_year = first.year() == last.year();
        let of_years = [first, last].into_iter().filter(move |_| !is_of_one_year).map(Self::some_day_in_year_of);
        is_of_one_year.then(|| Self::in_span(span)).into_iter().chain(of_years)
    }

    fn some_day_in_year_of(day: Day) -> Self {
        number_of_year(day.year()).map_or(Self::ANY, |year| Self::numbered(IN_YEARS + year))
    }

    /// On some day of a span.
    fn in_span(span: DateSpan) -> Self {
        let (first, last) = (span.first(), span.last());
        let Some(year) = number_of_year(first.year()).filter(|_| first.year() == last.year()) else { return Self::ANY };
        Self::numbered(match number_of_day(first) {
            Some(day) if first == last => day,
            _ if DateSpan::year(first.year()) == Some(span) => WHOLE_YEARS + year,
            _ => IN_YEARS + year,
        })
    }

    /// When one or the other may be born.
    pub(crate) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::NONE, one) | (one, Self::NONE) => one,
            (one, other) if one == other => one,
            (one, other) => {
                let year = one.year().filter(|year| other.year() == Some(*year));
                year.map_or(Self::ANY, |year| Self::numbered(IN_YEARS + year))
            }
        }
    }

    /// The number of the one year.
    fn year(self) -> Option<u16> {
        match self.0.get() {
            ..WHOLE_YEARS => None,
            number @ ..IN_YEARS => Some(number - WHOLE_YEARS),
            number @ ..DAYS => Some(number - IN_YEARS),
            number => {
                let day = FIRST.checked_add(jiff::Span::new().days(number - DAYS)).ok()?;
                number_of_year(day.year())
            }
        }
    }
}

/// The spans in which an entity may be born.
fn stated(entity: &Entity) -> impl Iterator<Item = DateSpan> {
    let statements = entity.entries.iter().flat_map(|entry| &entry.statements);
    let dates = statements.filter_map(|statement| match &statement.value {
        Value::Date(date) if is_birth(statement.property) => Some(date),
        _ => None,
    });
    dates.flat_map(|date| readings(date))
}

fn number_of_year(year: i16) -> Option<u16> {
    u16::try_from(year.checked_sub(FIRST.year())?).ok().filter(|number| *number < YEARS)
}

fn number_of_day(day: Day) -> Option<u16> {
    u16::try_from(days(FIRST, day)).ok()?.checked_add(DAYS)
}

/// When somebody may be born whom a date asked may speak for.
pub(crate) struct AgreeingBirths {
    asked: DateSpan,
    /// A bit for each number, once wanted.
    bits: OnceCell<Box<Bits>>,
}

type Bits = [u64; (1 << u16::BITS) / 64];

/// Of dates asked that are no longer than a month those stated are looked for day by day.
const MOST_DAYS: i32 = 31;

impl AgreeingBirths {
    pub(crate) fn of(asked: DateSpan) -> Self {
        Self { asked: as_meant(asked), bits: OnceCell::new() }
    }

    /// The days of which the date asked says more than of what is told less precisely, in order ([`Born::days_of`]): those that belong to it,
    /// and that with day and month in the other order.
    pub(crate) fn days(&self) -> Vec<Born> {
        let (first, last) = (self.asked.first(), self.asked.last());
        if !self.is_short() {
            return Vec::new();
        }
        let of_day = |day: Day| Born::in_span(DateSpan::day(day));
        let belong = first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last).map(of_day);
        let swapped = Some(first).filter(|_| first == last).and_then(swapped).map(of_day);
        let in_years = [first, last].into_iter().map(Born::some_day_in_year_of);
        let mut days: Vec<Born> = belong.chain(swapped).chain(in_years).collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    fn is_short(&self) -> bool {
        days(self.asked.first(), self.asked.last()) < MOST_DAYS
    }

    /// The most that the date asked says of anything stated but [`Self::days`], in logits.
    pub(crate) fn most_of_others(&self) -> f64 {
        birth::most_of(self.asked, if self.is_short() { A_YEAR } else { 1 })
    }

    /// Whether one of them may be one that the date speaks for.
    pub(crate) fn may_be(&self, born: Born) -> bool {
        let (bits, number) = (self.bits.get_or_init(|| self.bits()), usize::from(born.0.get()));
        bits.get(number / 64).is_some_and(|bits| bits >> (number % 64) & 1 == 1)
    }

    fn bits(&self) -> Box<Bits> {
        let mut bits = Box::new([0; _]);
        let (first, last) = (self.asked.first().max(FIRST), self.asked.last());
        take(&mut bits, ANY..=ANY);
        if let Some(from) = number_of_day(first).filter(|_| first <= last) {
            take(&mut bits, from..=number_of_day(last).unwrap_or(u16::MAX));
        }
        if let Some(from) = number_of_year(first.year()).filter(|_| first <= last) {
            let to = number_of_year(last.year()).unwrap_or(YEARS - 1);
            take(&mut bits, WHOLE_YEARS + from..=WHOLE_YEARS + to);
            take(&mut bits, IN_YEARS + from..=IN_YEARS + to);
        }
        let may_slip = self.asked.first() == self.asked.last();
        for day in slips(self.asked.first()).filter(|_| may_slip) {
            let born = [Born::in_span(DateSpan::day(day)), Born::some_day_in_year_of(day)].map(|born| born.0.get());
            born.into_iter().for_each(|number| take(&mut bits, number..=number));
        }
        bits
    }
}

fn take(bits: &mut Bits, numbers: std::ops::RangeInclusive<u16>) {
    for number in numbers.map(usize::from) {
        bits.get_mut(number / 64).into_iter().for_each(|bits| *bits |= 1 << (number % 64));
    }
}

#[cfg(test)]
mod tests {
    use super::{AgreeingBirths, Born};
    use crate::matching::birth::{Birth, as_meant};
    use crate::{Calendar, DateSpan, StatedDate};

    fn span(text: &str) -> DateSpan {
        text.parse().expect("a date")
    }

    #[test]
    fn one_of_two_is_told_as_far_as_there_are_numbers() {
        let none = Born::NONE;
        let day = |text: &str| Born::in_span(span(text));
        let all =
            ["1975-05-17", "1975-05-18", "1975", "1975-05", "1976-05-17", "1960..1970", "2100-05-17", "1066-10-14"];
        let [one, next, year, month, other, long, late, early] = all.map(day);
        for (a, b, want) in [
            (none, none, none),
            (none, one, one),
            (one, one, one),
            (one, next, month),
            (one, year, month),
            (month, one, month),
            (one, other, Born::ANY),
            (year, other, Born::ANY),
            (long, none, Born::ANY),
            (early, early, Born::ANY),
            (late, day("2100-05"), late), // days so late have no number
        ] {
            assert_eq!((a.or(b), b.or(a)), (want, want), "{a:?} {b:?}");
        }
        assert_eq!([one, next, year, month, other].map(|born| born.year()), [95, 95, 95, 95, 96].map(Some));
    }

    #[test]
    fn nobody_who_may_agree_is_passed_over_and_nearly_all_others_are() {
        let days = ["01-01", "01-10", "01-31", "02-01", "05-17", "07-15", "10-01", "10-10", "12-31"];
        for asked in [
            "1975-05-17",
            "1975-01-10",
            "1910-10-01",
            "1975",
            "1975-05",
            "1989-12-31",
            "1968..1972",
            "0001..9999",
            "2060-02-01",
            "1880-01-01",
            "1879-12-31",
            "1875..1885",
            "1066-10-14",
        ] {
            let births = AgreeingBirths::of(span(asked));
            let days_asked = births.days();
            assert!(days_asked.len() < 40 && days_asked.iter().all(|born| births.may_be(*born)), "{asked}");
            let (mut agree, mut seem, mut all) = (0, 0, 0);
            for year in 1860..=2150_i16 {
                let of_year = days.iter().map(|day| format!("{year}-{day}"));
                let spans = [
                    format!("{year}"),
                    format!("{year}-01"),
                    format!("{year}..{}", year + 1),
                    format!("{year}-12..{}-01", year + 1),
                ];
                for text in of_year.chain(spans) {
                    let spans = vec![span(&text)];
                    let date = StatedDate { text: (*text).into(), spans, circa: false, calendar: Calendar::Gregorian };
                    let logits = Birth::of(span(asked), &date).map_or(0.0, Birth::logits);
                    let agrees = logits > 0.0;
                    let born = Born::in_span(as_meant(span(&text)));
                    let is_asked = Born::days_in(as_meant(span(&text))).any(|born| days_asked.contains(&born));
                    assert!(is_asked || logits <= births.most_of_others(), "{asked} {text}: {logits}");
                    let may_be = births.may_be(born);
                    assert!(may_be || !agrees, "{asked} {text}");
                    (agree, seem, all) =
                        (agree + usize::from(agrees), seem + usize::from(may_be && born != Born::ANY), all + 1);
                }
            }
            assert!(asked == "0001..9999" || seem <= agree + 120, "{asked}: {agree} agree, {seem} seem to, of {all}");
            assert!(births.may_be(Born::ANY) && !births.may_be(Born::NONE));
        }
    }
}
