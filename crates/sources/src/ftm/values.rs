//! Printed values in the forms that FollowTheMoney gives them: dates, countries, numbers, links.

use register::{DateSpan, StatedDate};

/// Years a span may reach over and still be written year by year.
const MAX_YEARS: i16 = 10;

/// A date as `1970`, `1970-05` or `1970-05-17`. A longer span is each of its years, and beyond ten of them its first
/// and its last, for the format has no spans; nor has it a word for "about". Empty where no day was understood, or
/// where the year is outside 1000 to 2100, which its tools refuse.
pub(super) fn dates(date: &StatedDate) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for span in &date.spans {
        let (first, last) = (span.first().year(), span.last().year());
        if first < 1000 || last > 2100 {
            continue;
        }
        let printed = span.to_string();
        let year = |year: i16| format!("{year:04}");
        if !printed.contains("..") {
            out.push(printed);
        } else if last - first <= MAX_YEARS {
            out.extend((first..=last).map(year));
        } else {
            out.extend([year(first), year(last)]);
        }
    }
    let mut known = Vec::new();
    out.retain(|text| {
        !known.contains(text) && {
            known.push(text.clone());
            true
        }
    });
    out
}

/// Whether a text is a date in a form of the format, with or without a time of day.
pub(super) fn is_date(text: &str) -> bool {
    let day = text.split_once('T').map_or(text, |(day, _)| day);
    !day.contains("..") && day.parse::<DateSpan>().is_ok_and(|span| (1000..=2100).contains(&span.first().year()))
}

/// Two-letter codes in lower case; empty where the text names no country.
pub(super) fn countries(text: &str) -> Vec<String> {
    register::matching::countries(text).into_iter().map(str::to_lowercase).collect()
}

/// `IMO9000000` of the spellings of a ship's number.
pub(super) fn imo(printed: &str) -> Option<String> {
    let digits: String = printed.chars().filter(char::is_ascii_digit).collect();
    (digits.len() == 7).then(|| format!("IMO{digits}"))
}

/// A link with its scheme; `None` where the text is not one.
pub(super) fn link(printed: &str) -> Option<String> {
    if printed.contains(char::is_whitespace) || !printed.contains('.') {
        return None;
    }
    match printed.split_once("://") {
        Some(("http" | "https", _)) => Some(printed.to_owned()),
        Some(_) => None,
        None => Some(format!("http://{printed}")),
    }
}

/// The three letters of ISO 639-3 for the two of ISO 639-1, where publishers use those.
pub(super) fn language(code: &str) -> String {
    const CODES: &[(&str, &str)] = &[
        ("ar", "ara"),
        ("bg", "bul"),
        ("cs", "ces"),
        ("da", "dan"),
        ("de", "deu"),
        ("el", "ell"),
        ("en", "eng"),
        ("es", "spa"),
        ("et", "est"),
        ("fa", "fas"),
        ("fi", "fin"),
        ("fr", "fra"),
        ("ga", "gle"),
        ("he", "heb"),
        ("hr", "hrv"),
        ("hu", "hun"),
        ("it", "ita"),
        ("ja", "jpn"),
        ("ko", "kor"),
        ("lt", "lit"),
        ("lv", "lav"),
        ("mt", "mlt"),
        ("nl", "nld"),
        ("pl", "pol"),
        ("ps", "pus"),
        ("pt", "por"),
        ("ro", "ron"),
        ("ru", "rus"),
        ("sk", "slk"),
        ("sl", "slv"),
        ("sv", "swe"),
        ("tr", "tur"),
        ("uk", "ukr"),
        ("ur", "urd"),
        ("zh", "zho"),
    ];
    let known = CODES.iter().find(|(two, _)| *two == code);
    known.map_or_else(|| code.to_owned(), |(_, three)| (*three).to_owned())
}

#[cfg(test)]
mod tests {
    use register::{Calendar, DateSpan, StatedDate};

    use super::{countries, dates, imo, link};

    /// Whether some day of a span may be one of those written for it.
    fn covered(span: DateSpan, written: &[String]) -> bool {
        written.iter().filter_map(|text| text.parse::<DateSpan>().ok()).any(|read| read.may_equal(span))
    }

    #[test]
    fn dates_are_written_at_their_precision() {
        for (text, want) in [
            ("1970-05-17", &["1970-05-17"][..]),
            ("1970-05", &["1970-05"]),
            ("1970", &["1970"]),
            ("1969-03-20..1970-03-08", &["1969", "1970"]), // a year of another calendar
            ("1970-03..1970-08", &["1970"]),
            ("1950..1979", &["1950", "1979"]),
            ("0999", &[]),
        ] {
            let span: DateSpan = text.parse().expect("a span");
            let date =
                StatedDate { text: text.into(), spans: vec![span, span], circa: false, calendar: Calendar::Gregorian };
            assert_eq!(dates(&date), want, "{text}");
            assert!(want.is_empty() || covered(span, &dates(&date)), "{text}");
        }
    }

    #[test]
    fn values_take_the_forms_of_the_format() {
        assert_eq!(countries("Syrian Arab Republic"), ["sy"]);
        assert!(countries("Atlantis").is_empty());
        for (printed, want) in [("IMO 9000000", Some("IMO9000000")), ("9000000", Some("IMO9000000")), ("900", None)] {
            assert_eq!(imo(printed).as_deref(), want, "{printed}");
        }
        for (printed, want) in [
            ("www.example.org", Some("http://www.example.org")),
            ("https://example.org/a", Some("https://example.org/a")),
            ("no link", None),
            ("ftp://example.org", None),
        ] {
            assert_eq!(link(printed).as_deref(), want, "{printed}");
        }
    }
}
