//! Dates as publishers state them: every day a date may mean, with the printed text.
//!
//! Shape:    closed spans of Gregorian days; several where the text allows several readings.
//! Not here: reading a date from text (`sources::dates`).

use serde::{Deserialize, Serialize};

/// A civil day of the proleptic Gregorian calendar, without time or zone.
pub type Day = jiff::civil::Date;

/// A date as published, kept as every day it may mean (Gregorian, both ends included).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "(Day, Day)", into = "(Day, Day)")]
pub struct DateSpan {
    first: Day, // invariant: first <= last
    last: Day,
}

impl DateSpan {
    /// `None` when `first` is after `last`.
    pub fn new(first: Day, last: Day) -> Option<Self> {
        (first <= last).then_some(Self { first, last })
    }

    /// The span of one day.
    pub fn day(day: Day) -> Self {
        Self { first: day, last: day }
    }

    /// The whole year, 1 to 9999.
    pub fn year(year: i16) -> Option<Self> {
        Self::years(year, year)
    }

    /// From the first day of one year to the last of another.
    pub fn years(from: i16, to: i16) -> Option<Self> {
        Self::new(civil(from, 1, 1)?, civil(to, 12, 31)?)
    }

    /// The whole month.
    pub fn month(year: i16, month: i8) -> Option<Self> {
        let first = civil(year, month, 1)?;
        Self::new(first, first.last_of_month())
    }

    /// The first day it may be.
    pub fn first(self) -> Day {
        self.first
    }

    /// The last day it may be.
    pub fn last(self) -> Day {
        self.last
    }

    /// Whether some day belongs to both: the two dates *may* be the same day.
    pub fn may_equal(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

impl TryFrom<(Day, Day)> for DateSpan {
    type Error = &'static str;

    fn try_from((first, last): (Day, Day)) -> Result<Self, Self::Error> {
        Self::new(first, last).ok_or("the span ends before it begins")
    }
}

impl From<DateSpan> for (Day, Day) {
    fn from(span: DateSpan) -> Self {
        (span.first, span.last)
    }
}

/// `2001-02-03`, `2001-02`, `2001` when the span is just that, else `first..last`.
impl std::fmt::Display for DateSpan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (first, last) = (self.first, self.last);
        if first == last {
            write!(f, "{first}")
        } else if Self::month(first.year(), first.month()) == Some(*self) {
            write!(f, "{:04}-{:02}", first.year(), first.month())
        } else if Self::year(first.year()) == Some(*self) {
            write!(f, "{:04}", first.year())
        } else {
            write!(f, "{first}..{last}")
        }
    }
}

/// What [`DateSpan`] prints, and `first..last` of any two of these: `1970`, `1970-05`, `1968..1972-06`; in Western,
/// Arabic-Indic or Persian digits.
impl std::str::FromStr for DateSpan {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str = "a date is YYYY, YYYY-MM, YYYY-MM-DD or two of them with .. between";
        let number = |text: &str, digits: usize| -> Option<i16> {
            (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
        };
        let small = |text: &str| number(text, 2).and_then(|n| i8::try_from(n).ok());
        let one = |text: &str| match *text.splitn(4, '-').collect::<Vec<_>>() {
            [year] => Self::year(number(year, 4)?),
            [year, month] => Self::month(number(year, 4)?, small(month)?),
            [year, month, day] => Some(Self::day(civil(number(year, 4)?, small(month)?, small(day)?)?)),
            _ => None,
        };
        let text: String = text.trim().chars().map(names::western_digit).collect();
        let (first, last) = text.split_once("..").unwrap_or((&text, &text));
        let (first, last) = (one(first).ok_or(EXPECTED)?, one(last).ok_or(EXPECTED)?);
        Self::new(first.first, last.last).ok_or("the span ends before it begins")
    }
}

/// The calendar a date was printed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Calendar {
    /// The common calendar.
    #[default]
    Gregorian,
    /// The lunar Hijri calendar (AH), Umm al-Qura reckoning.
    HijriLunar,
    /// The solar Hijri calendar (SH).
    HijriSolar,
    /// The publisher says "Islamic" or gives a Hijri year, and both calendars are possible.
    HijriEither,
}

/// A date as stated: the printed text and what it may mean.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StatedDate {
    /// The text as printed, blanks normalised.
    pub text: Box<str>,
    /// Each reading; empty when the text was not understood.
    pub spans: Vec<DateSpan>,
    /// "about", "circa", "approximately", "early".
    pub circa: bool,
    /// The calendar it was printed in.
    pub calendar: Calendar,
}

impl DateSpan {
    /// The span with `days` more on both sides, as far as the calendar goes.
    pub fn widened(self, days: i32) -> Self {
        let by = jiff::Span::new().days(i64::from(days));
        Self { first: self.first.saturating_sub(by), last: self.last.saturating_add(by) }
    }
}

/// A day of the calendar, `None` where there is no such day.
pub fn civil(year: i16, month: i8, day: i8) -> Option<Day> {
    (1..=9999).contains(&year).then(|| Day::new(year, month, day).ok())?
}

#[cfg(test)]
mod tests {
    use super::{DateSpan, civil};

    #[test]
    fn spans_print_at_their_precision() {
        let day = civil(1975, 7, 15).unwrap();
        for (span, want) in [
            (Some(DateSpan::day(day)), "1975-07-15"),
            (DateSpan::month(2000, 2), "2000-02"),
            (DateSpan::year(1969), "1969"),
            (DateSpan::years(1953, 1958), "1953-01-01..1958-12-31"),
        ] {
            assert_eq!(span.unwrap().to_string(), want);
        }
    }

    #[test]
    fn what_prints_is_read_again() {
        for text in ["1970", "1970-05", "1970-05-17", "1968-01-01..1972-06-30"] {
            assert_eq!(text.parse::<DateSpan>().map(|span| span.to_string()), Ok(text.to_owned()), "{text}");
        }
        assert_eq!("١٩٧٠-٠٥".parse::<DateSpan>().ok(), DateSpan::month(1970, 5));
        for text in [
            "",
            "70",
            "1970-5",
            "1970-13",
            "1970-02-30",
            "17-05-1970",
            "1970..",
            "1972..1968",
            "1970-05-17-01",
            "١٩٧٠ هـ",
        ] {
            assert!(text.parse::<DateSpan>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_span_never_ends_before_it_begins() {
        assert_eq!(DateSpan::new(civil(2000, 1, 2).unwrap(), civil(2000, 1, 1).unwrap()), None);
        assert_eq!(DateSpan::years(1990, 1989), None);
        assert!(serde_json::from_str::<DateSpan>(r#"["2000-01-02","2000-01-01"]"#).is_err());
    }
}
