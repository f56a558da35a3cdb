//! Dates of the advanced XML: an end of a period is itself a span of days, in numbers.
//!
//! Shape:    `DatePeriod` > `Start`, `End` > `From`, `To` > `Year`, `Month`, `Day`; the words are those that the classic
//!           XML prints for such a period.
//! Traps:    1 January to 31 December, each end one day, is a year; 1 March to 31 March a month; a range of years has
//!           a year at each end.
//! Fails:    a period that ends before it begins, or of days that there are not, has its numbers and no span.

use std::borrow::Cow;

use register::{Calendar, DateSpan, Day, StatedDate};

use super::index::{Odd, Words, is_true};
use crate::dates;
use crate::reading::ProblemKind;
use crate::xml::Element;

/// A period as a date; `None` when it has no days at all.
pub(super) fn period(item: Element<'_, '_>, words: &Words<'_>, odd: Odd<'_>) -> Option<StatedDate> {
    let (start, end) = (item.child("Start"), item.child("End"));
    let ends: Vec<Element<'_, '_>> = [start, end].into_iter().flatten().collect();
    if ends.is_empty() {
        return None;
    }
    let calendar = words.of(item, "CalendarTypeID", "CalendarType", odd);
    let known = matches!(calendar, None | Some("Gregorian"));
    let spans: Vec<DateSpan> = ends.iter().filter_map(|end| boundary(*end)).collect();
    let dates = match (&*spans, known && spans.len() == ends.len()) {
        ([first, .., last], true) => DateSpan::new(first.first(), last.last()).map(|whole| (whole, *first, *last)),
        ([only], true) => Some((*only, *only, *only)),
        _ => None,
    };
    let circa = ends.iter().any(|end| is_true(*end, "Approximate"));
    let text = match dates {
        Some((whole, first, last)) => words_of(whole, first, last),
        None => {
            let mut numbers: Vec<String> = ends.iter().flat_map(|end| end.children()).map(numbers_of).collect();
            numbers.dedup();
            let calendar = calendar.filter(|_| !known).map(|word| format!(" ({word})")).unwrap_or_default();
            format!("{}{calendar}", numbers.join(" to "))
        }
    };
    let text = if circa { format!("circa {text}") } else { text };
    if dates.is_none() {
        odd(item.place(), ProblemKind::BadDate, &text);
    }
    let spans = dates.map(|(whole, ..)| whole).into_iter().collect();
    let calendar = match calendar {
        Some("Islamic" | "Hijri") => Calendar::HijriEither,
        _ => Calendar::Gregorian,
    };
    Some(StatedDate { text: text.into(), spans, circa, calendar })
}

/// The days one end of a period may be.
fn boundary(end: Element<'_, '_>) -> Option<DateSpan> {
    let from = span_of(end.child("From").or_else(|| end.child("To"))?)?;
    let to = match end.child("To") {
        Some(to) => span_of(to)?,
        None => from,
    };
    DateSpan::new(from.first(), to.last())
}

/// The days of `Year`, `Month` and `Day`, of which the later ones may be missing.
fn span_of(point: Element<'_, '_>) -> Option<DateSpan> {
    let part = |name: &str| point.child_text(name);
    let (year, month, day) = (part("Year")?.parse().ok()?, part("Month"), part("Day"));
    let date = dates::from_numbers(
        "",
        Calendar::Gregorian,
        year,
        month.map(|month| month.parse()).transpose().ok()?,
        day.map(|day| day.parse()).transpose().ok()?,
    );
    date.spans.first().copied()
}

pub(super) fn day_of(point: Element<'_, '_>) -> Option<Day> {
    span_of(point).filter(|span| span.first() == span.last()).map(DateSpan::first)
}

/// The numbers as printed, for a day that there is not.
pub(super) fn numbers_of(point: Element<'_, '_>) -> String {
    let parts: Vec<Cow<'_, str>> =
        ["Year", "Month", "Day"].into_iter().filter_map(|name| point.child_text(name)).collect();
    parts.join("-")
}

/// A period in the words of the classic XML: `04 Mar 1970`, `Mar 1970`, `1970`, `1970 to 1972`.
fn words_of(whole: DateSpan, first: DateSpan, last: DateSpan) -> String {
    if let Some(words) = one_of(whole) {
        return words;
    }
    let end = |span: DateSpan, day: Day| one_of(span).unwrap_or_else(|| day_words(day));
    format!("{} to {}", end(first, whole.first()), end(last, whole.last()))
}

/// A day, a month or a year; `None` for anything else.
fn one_of(span: DateSpan) -> Option<String> {
    let first = span.first();
    if first == span.last() {
        Some(day_words(first))
    } else if DateSpan::month(first.year(), first.month()) == Some(span) {
        Some(format!("{} {}", month_word(first), first.year()))
    } else {
        (DateSpan::year(first.year()) == Some(span)).then(|| first.year().to_string())
    }
}

fn day_words(day: Day) -> String {
    format!("{:02} {} {}", day.day(), month_word(day), day.year())
}

fn month_word(day: Day) -> &'static str {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    usize::try_from(day.month() - 1).ok().and_then(|month| MONTHS.get(month)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::period;
    use crate::dates::{self, Order};
    use crate::us_ofac_advanced::index::Words;
    use crate::xml::Records;

    /// The words and spans of a period whose four points are printed as `1970-3-4`, and its problems.
    fn read(points: [&str; 4], approximate: bool) -> (String, Vec<String>, Vec<String>) {
        let point = |name: &str, text: &str| -> String {
            let parts = text.split('-').zip(["Year", "Month", "Day"]);
            let parts: String = parts.map(|(number, part)| format!("<{part}>{number}</{part}>")).collect();
            if text.is_empty() { String::new() } else { format!("<{name}>{parts}</{name}>") }
        };
        let end = |name: &str, from: &str, to: &str| -> String {
            let points = format!("{}{}", point("From", from), point("To", to));
            if points.is_empty() { points } else { format!("<{name} Approximate='{approximate}'>{points}</{name}>") }
        };
        let [a, b, c, d] = points;
        let xml = format!("<l><DatePeriod>{}{}</DatePeriod></l>", end("Start", a, b), end("End", c, d));
        let mut records = Records::open(xml.as_bytes(), &[]).unwrap();
        let record = records.next_record().unwrap().unwrap();
        let mut problems = Vec::new();
        let date =
            period(record, &Words::default(), &mut |_, kind, text| problems.push(format!("{} {text}", kind.code())));
        let Some(date) = date else { return (String::new(), Vec::new(), problems) };
        if !date.spans.is_empty() {
            let classic = dates::stated(&date.text, Order::MonthFirst);
            assert_eq!(date, classic, "the classic XML's words mean the same");
        }
        (date.text.into(), date.spans.iter().map(ToString::to_string).collect(), problems)
    }

    #[test]
    fn a_period_has_the_words_and_the_days_of_the_classic_format() {
        let one = |day| [day; 4];
        let rows = [
            (one("1970-3-4"), false, "04 Mar 1970", "1970-03-04"),
            (["1957-1-1", "1957-1-1", "1957-12-31", "1957-12-31"], false, "1957", "1957"),
            (["1957-1-1", "1957-1-1", "1957-12-31", "1957-12-31"], true, "circa 1957", "1957"),
            (["1957-1-1", "1957-12-31", "1957-1-1", "1957-12-31"], false, "1957", "1957"),
            (["1957-5-1", "1957-5-1", "1957-5-31", "1957-5-31"], false, "May 1957", "1957-05"),
            (["1951-1-1", "1951-12-31", "1953-1-1", "1953-12-31"], false, "1951 to 1953", "1951-01-01..1953-12-31"),
            (
                ["1955-3-1", "1955-3-31", "1956-3-1", "1956-3-31"],
                false,
                "Mar 1955 to Mar 1956",
                "1955-03-01..1956-03-31",
            ),
            (
                ["1961-1-1", "1961-1-1", "1962-12-31", "1962-12-31"],
                false,
                "01 Jan 1961 to 31 Dec 1962",
                "1961-01-01..1962-12-31",
            ),
            (["1970", "1970", "1970", "1970"], false, "1970", "1970"),
            (["1970-2", "", "", ""], false, "Feb 1970", "1970-02"),
            (["", "", "1970-2-28", "1970-2-28"], false, "28 Feb 1970", "1970-02-28"),
        ];
        for (points, approximate, text, span) in rows {
            let want = (text.to_owned(), vec![span.to_owned()], Vec::new());
            assert_eq!(read(points, approximate), want, "{points:?}");
        }
    }

    #[test]
    fn a_period_that_there_is_not_keeps_its_numbers() {
        for (points, text) in [
            (["1972-5-1", "1972-5-1", "1971-4-1", "1971-4-1"], "1972-5-1 to 1971-4-1"),
            (["1972-5-2", "1972-5-1", "1972-6-1", "1972-6-1"], "1972-5-2 to 1972-5-1 to 1972-6-1"),
            (["1970-2-31"; 4], "1970-2-31"),
            (["1970-13-1"; 4], "1970-13-1"),
            (["99999-1-1"; 4], "99999-1-1"),
            (["x"; 4], "x"),
        ] {
            assert_eq!(read(points, false), (text.to_owned(), Vec::new(), vec![format!("bad-date {text}")]), "{text}");
        }
        assert_eq!(read([""; 4], false), (String::new(), Vec::new(), Vec::new()), "no days, no date");
    }
}
