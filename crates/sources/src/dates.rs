//! Dates as lists print them, read into every day they may mean.
//!
//! Source:   the formats listed in `docs/dates.md`; Hijri years by Umm al-Qura, solar Hijri years by the astronomical
//!           Persian calendar (both from `icu_calendar`).
//! Shape:    [`stated`] takes any printed date; what it does not understand has no span, and the text is kept.
//! Fails:    never; a time zone is cut, not converted, since converting would move the day.
//! Not here: Excel serials, which need the cell's type.

use icu_calendar::cal::Hijri;
use icu_calendar::{AsCalendar, Date, Iso};
use register::date::civil;
use register::{Calendar, DateSpan, Day, StatedDate};

use crate::text::{clean, western_digits};

/// How `03/04/1970` reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// 3 April: everyone but the United States.
    DayFirst,
    /// 4 March.
    MonthFirst,
}

/// Words that make a date approximate, in the languages lists are written in.
const CIRCA: &[&str] = &[
    "circa",
    "c",
    "ca",
    "approximately",
    "approx",
    "approximatively",
    "about",
    "around",
    "possibly",
    "early",
    "late",
    "mid",
    "estimated",
    "environ",
    "vers",
    "حوالي",
    "حوالى",
    "تقريبا",
    "تقريبًا",
    "نحو",
];
/// Words between the two ends of a range.
const RANGE: &[&str] = &["to", "and", "until", "till", "through", "-", "–", "—", "إلى", "الى", "et", "à"];
/// Words between two possible dates.
const OR: &[&str] = &["or", "ou", "أو", "او", ";", "؛", ","];

/// Month names by language; the position is the month less one. Arabic has three sets: Levantine, Egyptian, Maghreb.
const MONTHS: &[[&str; 12]] = &[
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
    [
        "january",
        "february",
        "march",
        "april",
        "mai",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ],
    ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"],
    [
        "كانون الثاني",
        "شباط",
        "آذار",
        "نيسان",
        "أيار",
        "حزيران",
        "تموز",
        "آب",
        "أيلول",
        "تشرين الأول",
        "تشرين الثاني",
        "كانون الأول",
    ],
    ["جانفي", "فيفري", "مارس", "أفريل", "ماي", "جوان", "جويلية", "أوت", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"],
    [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    ["يناير", "فبراير", "مارس", "ابريل", "مايو", "يونيه", "يوليه", "اغسطس", "سبتمبر", "اكتوبر", "نوفمبر", "ديسمبر"],
];

/// A printed date and every reading of it.
pub fn stated(text: &str, order: Order) -> StatedDate {
    let printed = clean(text);
    let lower = western_digits(&printed).to_lowercase();
    let calendar = calendar_of(&lower);
    let tokens = tokens(&lower);
    let circa = tokens.contains(&Token::Circa);
    let spans = spans(&tokens, order, calendar).unwrap_or_default();
    let calendar =
        if calendar == Calendar::Gregorian && is_hijri_year(&tokens) { Calendar::HijriEither } else { calendar };
    StatedDate { text: printed.into(), spans, circa, calendar }
}

/// The day of an ISO date that may carry a time and a zone: `2015-03-27-04:00`, `2025-04-19T23:00:04.625Z`.
pub fn iso_day(text: &str) -> Option<Day> {
    let text = text.trim().get(..10)?;
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if year.len() != 4 || parts.next().is_some() {
        return None;
    }
    civil(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// The day of `31/12/2014` or `12/31/2014`.
pub fn slashed_day(text: &str, order: Order) -> Option<Day> {
    let mut parts = text.trim().split('/');
    let (a, b, year) = (parts.next()?, parts.next()?, parts.next()?);
    let (day, month) = match order {
        Order::DayFirst => (a, b),
        Order::MonthFirst => (b, a),
    };
    civil(year.get(..4)?.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// A date given in numbers; `month` and `day` may be missing. No span when there is no such day.
pub fn from_numbers(text: &str, calendar: Calendar, year: i32, month: Option<u8>, day: Option<u8>) -> StatedDate {
    let spans = match calendar {
        Calendar::Gregorian => gregorian(year, month, day).into_iter().collect(),
        Calendar::HijriLunar => hijri_lunar(year, month, day).into_iter().collect(),
        Calendar::HijriSolar => hijri_solar(year, month, day).into_iter().collect(),
        Calendar::HijriEither => {
            hijri_solar(year, month, day).into_iter().chain(hijri_lunar(year, month, day)).collect()
        }
    };
    StatedDate { text: clean(text).into(), spans, circa: false, calendar }
}

fn gregorian(year: i32, month: Option<u8>, day: Option<u8>) -> Option<DateSpan> {
    let year = i16::try_from(year).ok().filter(|year| (1600..=2200).contains(year))?;
    let month = month.filter(|m| *m > 0).map(i8::try_from);
    let day = day.filter(|d| *d > 0).map(i8::try_from);
    match (month, day) {
        (None, _) => DateSpan::year(year),
        (Some(month), None) => DateSpan::month(year, month.ok()?),
        (Some(month), Some(day)) => civil(year, month.ok()?, day.ok()?).map(DateSpan::day),
    }
}

/// The Gregorian days of a lunar Hijri date, 1200 to 1500 AH. A single day is widened by one on both sides: the months
/// began at sightings, which differ from the reckoning by a day.
pub fn hijri_lunar(year: i32, month: Option<u8>, day: Option<u8>) -> Option<DateSpan> {
    let span = calendar_span(year, month, day, |year, month, day| {
        Date::try_new_hijri_with_calendar(year, month, day, Hijri::new_umm_al_qura())
            .ok()
            .and_then(|date| to_day(&date))
    })?;
    Some(if span.first() == span.last() { span.widened(1) } else { span })
}

/// The Gregorian days of a solar Hijri date, 1200 to 1500 SH.
pub fn hijri_solar(year: i32, month: Option<u8>, day: Option<u8>) -> Option<DateSpan> {
    calendar_span(year, month, day, |year, month, day| {
        Date::try_new_persian(year, month, day).ok().and_then(|date| to_day(&date))
    })
}

/// From the first day the numbers allow to the day before the next.
fn calendar_span(
    year: i32,
    month: Option<u8>,
    day: Option<u8>,
    at: impl Fn(i32, u8, u8) -> Option<Day>,
) -> Option<DateSpan> {
    if !(1200..=1500).contains(&year) {
        return None;
    }
    match (month.filter(|m| *m > 0), day.filter(|d| *d > 0)) {
        (Some(month), Some(day)) => at(year, month, day).map(DateSpan::day),
        (Some(12), None) => DateSpan::new(at(year, 12, 1)?, at(year + 1, 1, 1)?.yesterday().ok()?),
        (Some(month), None) => DateSpan::new(at(year, month, 1)?, at(year, month + 1, 1)?.yesterday().ok()?),
        (None, _) => DateSpan::new(at(year, 1, 1)?, at(year + 1, 1, 1)?.yesterday().ok()?),
    }
}

fn to_day<A: AsCalendar>(date: &Date<A>) -> Option<Day> {
    let iso = date.to_calendar(Iso);
    let year = i16::try_from(iso.year().extended_year()).ok()?;
    civil(year, i8::try_from(iso.month().ordinal).ok()?, i8::try_from(iso.day_of_month().0).ok()?)
}

/// What a date's text is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Token {
    Number {
        value: u16,
        digits: u8,
    },
    Month(u8),
    Circa,
    Range,
    Or,
    /// `1950s`.
    Decade,
    /// `dd`, `mm`: a placeholder where a number would stand.
    Blank,
    /// Says nothing about the day: the sign of a calendar, a weekday's comma.
    Mark,
    /// Anything else: the text is not understood.
    Unknown,
}

/// Longest text that can be a date with its words; longer ones are prose.
const MAX_DATE_TEXT: usize = 160;

fn tokens(lower: &str) -> Vec<Token> {
    let mut out = Vec::new();
    if lower.len() > MAX_DATE_TEXT {
        return vec![Token::Unknown];
    }
    let mut rest = lower;
    while let Some(c) = rest.chars().next() {
        if c.is_ascii_digit() {
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            out.push(match rest[..end].parse() {
                Ok(value) if end <= 4 => Token::Number { value, digits: u8::try_from(end).unwrap_or(4) },
                _ => Token::Unknown,
            });
            rest = &rest[end..];
        } else if c.is_alphabetic() {
            let (token, end) = word(rest);
            out.push(token);
            rest = &rest[end..];
        } else {
            match c {
                '-' | '–' | '—' => out.push(Token::Range),
                ';' | '؛' | ',' | '،' => out.push(Token::Or),
                '/' | '.' | '\\' | '(' | ')' | '~' | ':' => out.push(Token::Mark),
                c if c.is_whitespace() || ('\u{200b}'..='\u{200f}').contains(&c) => {}
                _ => out.push(Token::Unknown),
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// The token of the word at the start, and where the word ends.
fn word(text: &str) -> (Token, usize) {
    for names in MONTHS {
        for (month, name) in (1..).zip(names) {
            // Two-word Levantine months are met here, before the text is cut at blanks.
            if let Some(after) = text.strip_prefix(name)
                && !after.starts_with(char::is_alphabetic)
            {
                return (Token::Month(month), name.len());
            }
        }
    }
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let word = &text[..end];
    let token = match word {
        "s" => Token::Decade,
        "dd" | "mm" | "x" | "xx" => Token::Blank,
        "sept" => Token::Month(9),
        "م" | "هـ" | "ه" | "ش" | "ah" | "sh" | "h" | "ad" | "ce" | "th" | "st" | "nd" | "rd" | "between" | "from"
        | "بين" => Token::Mark,
        _ if CIRCA.contains(&word) => Token::Circa,
        _ if RANGE.contains(&word) => Token::Range,
        _ if OR.contains(&word) => Token::Or,
        _ => Token::Unknown,
    };
    (token, end)
}

/// The calendar the text names itself.
fn calendar_of(lower: &str) -> Calendar {
    let last = lower.trim_end_matches(['.', ')', ' ']);
    if lower.contains("هـ.ش") || lower.contains("ه.ش") || lower.contains("ش.") || last.ends_with(" sh") {
        Calendar::HijriSolar
    } else if lower.contains("هـ") || last.ends_with(" ah") || last.ends_with('ه') || last.ends_with(" h") {
        Calendar::HijriLunar
    } else {
        Calendar::Gregorian
    }
}

fn is_hijri_year(tokens: &[Token]) -> bool {
    let mut years = tokens.iter().filter_map(|token| match token {
        Token::Number { value, digits: 4 } => Some(*value),
        _ => None,
    });
    years.next().is_some_and(|year| (1200..=1500).contains(&year)) && years.all(|year| (1200..=1500).contains(&year))
}

/// Every reading; `None` when some piece was not understood.
fn spans(tokens: &[Token], order: Order, calendar: Calendar) -> Option<Vec<DateSpan>> {
    let tokens: Vec<Token> = tokens.iter().copied().filter(|token| *token != Token::Circa).collect();
    if let Some(found) = whole_with_comma(&tokens, order, calendar) {
        return Some(found);
    }
    let mut out = Vec::new();
    for alternative in tokens.split(|token| *token == Token::Or) {
        if alternative.iter().all(|token| *token == Token::Mark) {
            continue;
        }
        out.extend(range(alternative, order, calendar)?);
    }
    (!out.is_empty()).then_some(out)
}

/// `March 5, 1970`: the comma is no "or".
fn whole_with_comma(tokens: &[Token], order: Order, calendar: Calendar) -> Option<Vec<DateSpan>> {
    let without: Vec<Token> = tokens.iter().copied().filter(|token| *token != Token::Or).collect();
    (without.len() < tokens.len()).then(|| single(&without, order, calendar)).flatten()
}

fn range(tokens: &[Token], order: Order, calendar: Calendar) -> Option<Vec<DateSpan>> {
    if let Some(found) = single(tokens, order, calendar) {
        return Some(found);
    }
    let between = |at: usize| {
        let (from, to) = (single(&tokens[..at], order, calendar)?, single(&tokens[at + 1..], order, calendar)?);
        // One range for each calendar the numbers may be of.
        from.iter().zip(&to).map(|(from, to)| DateSpan::new(from.first(), to.last())).collect()
    };
    let ranges = tokens.iter().enumerate().filter(|(_, token)| **token == Token::Range).map(|(at, _)| at);
    if let Some(found) = ranges.into_iter().find_map(between) {
        return Some(found);
    }
    // `1968/1969`: two whole years beside each other.
    let at = tokens.iter().position(|token| *token == Token::Mark)?;
    let year = |tokens: &[Token]| match tokens {
        [Token::Number { digits: 4, .. }] => single(tokens, order, calendar),
        _ => None,
    };
    let (mut first, second) = (year(&tokens[..at])?, year(&tokens[at + 1..])?);
    first.extend(second);
    Some(first)
}

/// One date, in any order of its pieces.
fn single(tokens: &[Token], order: Order, calendar: Calendar) -> Option<Vec<DateSpan>> {
    // Between numbers, `-` and `/` only separate.
    let mut pieces = [Token::Mark; 4];
    let mut count = 0;
    for token in tokens {
        match token {
            Token::Mark | Token::Range => {}
            Token::Unknown | Token::Or | Token::Circa => return None,
            token => {
                *pieces.get_mut(count)? = *token;
                count += 1;
            }
        }
    }
    let number = |token| match token {
        Token::Number { value, digits } if digits <= 2 => u8::try_from(value).ok(),
        Token::Blank => Some(0),
        _ => None,
    };
    let is_range = tokens.contains(&Token::Range);
    let (year, month, day) = match pieces[..count] {
        [Token::Number { value, digits: 4 }] if !is_range => (value, None, None),
        [Token::Number { value, digits: 4 }, Token::Decade] => {
            let year = i16::try_from(value).ok()?;
            return DateSpan::years(year, year.checked_add(9)?).map(|span| vec![span]);
        }
        [Token::Month(month), Token::Number { value, digits: 4 }]
        | [Token::Number { value, digits: 4 }, Token::Month(month)] => (value, Some(month), None),
        // `Sep-72`: the century is not stated; lists are of people born in the last one.
        [Token::Month(month), Token::Number { value, digits: 2 }] => (1900 + value, Some(month), None),
        [Token::Number { value, digits: 4 }, month, day] => match month {
            Token::Month(month) => (value, Some(month), Some(number(day)?)),
            month => (value, Some(number(month)?), Some(number(day)?)),
        },
        [a, b, Token::Number { value, digits: 4 }] => {
            let (day, month) = match (a, b) {
                (a, Token::Month(month)) => (number(a)?, month),
                (Token::Month(month), b) => (number(b)?, month),
                (a, b) if order == Order::DayFirst => (number(a)?, number(b)?),
                (a, b) => (number(b)?, number(a)?),
            };
            (value, Some(month), Some(day))
        }
        [Token::Number { value, digits: 4 }, Token::Number { value: month, digits: 1 | 2 }] => {
            (value, Some(u8::try_from(month).ok()?), None)
        }
        [Token::Number { value: month, digits: 1 | 2 }, Token::Number { value, digits: 4 }] => {
            (value, Some(u8::try_from(month).ok()?), None)
        }
        _ => return None,
    };
    let calendar = match calendar {
        Calendar::Gregorian if (1200..=1500).contains(&year) => Calendar::HijriEither,
        calendar => calendar,
    };
    let found = from_numbers("", calendar, i32::from(year), month, day).spans;
    (!found.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use register::Calendar;

    use super::{Order, hijri_lunar, hijri_solar, iso_day, stated};

    #[track_caller]
    fn check(text: &str, want: &str) {
        check_in(text, Order::DayFirst, want);
    }

    #[track_caller]
    fn check_in(text: &str, order: Order, want: &str) {
        let date = stated(text, order);
        let spans: Vec<String> = date.spans.iter().map(ToString::to_string).collect();
        let circa = if date.circa { "~" } else { "" };
        assert_eq!(format!("{circa}{}", spans.join(" | ")), want, "{text:?}");
    }

    #[test]
    fn whole_days() {
        check("1964-07-17", "1964-07-17");
        check("17/08/1957", "1957-08-17");
        check("19 Jun 1951", "1951-06-19");
        check("19 June 1951", "1951-06-19");
        check("June 19, 1951", "1951-06-19");
        check("21 فبراير 1987م", "1987-02-21");
        check("٢١/٠٢/١٩٨٧", "1987-02-21");
        check("15 تشرين الثاني 1980", "1980-11-15");
        check("12.03.1970", "1970-03-12");
        check_in("03/28/2025", Order::MonthFirst, "2025-03-28");
    }

    #[test]
    fn partial_and_circa_dates() {
        check("1951", "1951");
        check("Jun 1951", "1951-06");
        check("circa 1951", "~1951");
        check("c. 1951", "~1951");
        check("approximately 1961", "~1961");
        check("00/00/1957", "1957");
        check("00/05/1957", "1957-05");
        check("dd/mm/1945", "1945");
        check("dd/03/1945", "1945-03");
        check("Sep-72", "1972-09");
        check("حوالي 1972", "~1972");
        check("1950s", "1950-01-01..1959-12-31");
    }

    #[test]
    fn ranges_and_alternatives() {
        check("1951 to 1953", "1951-01-01..1953-12-31");
        check("1953-1958", "1953-01-01..1958-12-31");
        check("between 1953 and 1958", "1953-01-01..1958-12-31");
        check("1968/1969", "1968 | 1969");
        check("1970 or 1972", "1970 | 1972");
        check("12 Jan 1970; 1972", "1970-01-12 | 1972");
        check("01 Jan 1979 to 31 Dec 1982", "1979-01-01..1982-12-31");
        check("circa 1971 to circa 1973", "~1971-01-01..1973-12-31");
    }

    #[test]
    fn what_is_not_a_date_has_no_span_but_keeps_its_text() {
        for text in ["", "unknown", "born in the early 19xx", "31/02/1970", "12345", "Dec 99999", "-", "a 1970 b"] {
            check(text.trim_start_matches("born "), if text.contains("early") { "~" } else { "" });
            assert_eq!(&*stated(text, Order::DayFirst).text, text);
        }
    }

    #[test]
    fn hijri_years_are_spans_in_both_calendars_unless_the_text_decides() {
        check("1402هـ", "1981-10-29..1982-10-17");
        let either = stated("1352", Order::DayFirst);
        assert_eq!(either.calendar, Calendar::HijriEither);
        assert_eq!(either.spans.len(), 2);
        assert_eq!(either.spans[0], hijri_solar(1352, None, None).unwrap());
        assert_eq!(hijri_solar(1352, None, None).unwrap().to_string(), "1973-03-21..1974-03-20");
        // 24.6.1402 AH is 19 April 1982 by the reckoning a publisher used; ours must allow it.
        let day = hijri_lunar(1402, Some(6), Some(24)).unwrap();
        assert!(day.may_equal(register::DateSpan::day(iso_day("1982-04-19").unwrap())), "{day}");
    }

    #[test]
    fn zones_are_cut_and_never_move_the_day() {
        for text in ["2015-03-27-04:00", "2015-03-27T23:59:59Z", "2015-03-27T00:00:03+02:00", "2015-03-27"] {
            assert_eq!(iso_day(text).unwrap().to_string(), "2015-03-27", "{text}");
        }
        assert_eq!(iso_day("2015-3-27"), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".{0,60}") {
            let _ = stated(&text, Order::DayFirst);
            let _ = iso_day(&text);
            let _ = super::slashed_day(&text, Order::MonthFirst);
        }
    }
}
