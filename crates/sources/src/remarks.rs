//! What stands in publishers' free text and can be read surely: references, reviews, deaths, notices.
//!
//! Shape:    each function walks one remark and hands out what it finds; the remark itself is always kept whole.
//! Not here: anything that would need to understand the sentence.

use register::{Day, StatedDate};

use crate::dates::{Order, stated};

/// The UN references a text names, as printed: `QDi.317`, `TAe.010`. Two letters of regime, `i` or `e`, a number.
pub fn un_references(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('.').filter_map(move |(dot, _)| {
        let start = dot.checked_sub(3)?;
        let letters = text.get(start..dot)?;
        let digits = text[dot + 1..].bytes().take_while(u8::is_ascii_digit).count();
        let before = text[..start].chars().next_back();
        let shaped = letters.as_bytes()[..2].iter().all(u8::is_ascii_uppercase)
            && matches!(letters.as_bytes()[2], b'i' | b'e' | b'I' | b'E')
            && (2..=4).contains(&digits)
            && !before.is_some_and(char::is_alphanumeric);
        shaped.then(|| &text[start..dot + 1 + digits])
    })
}

/// The days on which reviews were concluded: "Review pursuant to … was concluded on 8 Jun. 2010."
pub fn reviews(text: &str) -> impl Iterator<Item = StatedDate> + '_ {
    const MARK: &str = "concluded on ";
    text.match_indices(MARK).filter_map(move |(at, _)| date_at(&text[at + MARK.len()..]))
}

/// The date that begins a text: day, month word, year.
fn date_at(text: &str) -> Option<StatedDate> {
    let words: Vec<&str> = text.split_whitespace().take(3).collect();
    let date = stated(words.join(" ").trim_end_matches(['.', ',', ';', ')']), Order::DayFirst);
    (!date.spans.is_empty()).then_some(date)
}

/// Words by which publishers report a death; the sentence they stand in is what is kept.
const DEATH: &[&str] = &[
    "deceased",
    "reportedly died",
    "died ",
    "killed",
    "reported dead",
    "confirmed dead",
    "reported death",
    "death of the",
];

/// The sentences that report the entry's own death, as far as words tell.
pub fn death_notes(text: &str) -> impl Iterator<Item = &str> {
    sentences(text).filter(|sentence| {
        // "(deceased)" tells of the person named before it, and may stand behind any name.
        let lower = sentence.to_lowercase().replace("(deceased)", "");
        // Relatives, and killings laid to the entry's charge, are not its own death.
        let of_others =
            ["father", "brother", "people", "civilians", "soldiers", "attack", "were killed", "killed by him"];
        DEATH.iter().any(|word| lower.contains(word)) && !of_others.iter().any(|word| lower.contains(word))
    })
}

/// Web addresses of INTERPOL notices.
pub fn notices(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("http").filter_map(move |(at, _)| {
        let end =
            text[at..].find(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>')).unwrap_or(text.len() - at);
        let url = text[at..at + end].trim_end_matches(['.', ',', ';', ')']);
        url.to_ascii_lowercase().contains("interpol.int").then_some(url)
    })
}

/// Sentences: cut at ". " where the next word begins with a capital and the last is no abbreviation.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest
            .match_indices(". ")
            .find(|(at, _)| {
                let word = rest[..*at].rsplit([' ', '(']).next().unwrap_or_default();
                let next = rest[at + 2..].trim_start().chars().next();
                word.chars().count() > 4 && next.is_some_and(|c| c.is_uppercase())
                    || word.chars().all(|c| c.is_ascii_digit()) && word.len() == 4
            })
            .map_or(rest.len(), |(at, _)| at + 1);
        let (sentence, after) = rest.split_at(end);
        rest = after.trim_start();
        Some(sentence.trim())
    })
}

/// The first day a date may be, for sorting.
pub fn first_day(date: &StatedDate) -> Option<Day> {
    date.spans.iter().map(|span| span.first()).min()
}

#[cfg(test)]
mod tests {
    use super::{death_notes, notices, reviews, un_references};

    const REMARK: &str = "Associated with Example Group (XXe.069). Abu Example (XXi.058.) was its treasurer. Reportedly died \
        in Exampleville in 2012. His brother was killed in 2001. Review pursuant to Security Council resolution 1822 (2008) was \
        concluded on 8 Jun. 2010. Responsible for Abu Example’s (deceased) security. Review was concluded on 15 November 2021. Notice: https://www.interpol.int/en/x, see e.g.12";

    #[test]
    fn references_reviews_deaths_and_notices_are_found() {
        assert_eq!(un_references(REMARK).collect::<Vec<_>>(), ["XXe.069", "XXi.058"]);
        let days: Vec<String> = reviews(REMARK).map(|date| date.spans[0].to_string()).collect();
        assert_eq!(days, ["2010-06-08", "2021-11-15"]);
        assert_eq!(death_notes(REMARK).collect::<Vec<_>>(), ["Reportedly died in Exampleville in 2012."]);
        assert_eq!(notices(REMARK).collect::<Vec<_>>(), ["https://www.interpol.int/en/x"]);
    }

    #[test]
    fn what_only_looks_like_a_reference_is_none() {
        for text in ["i.12", "QDi.", "XQDi.12", "QDi.1", "qdi.123", "éi.123", "ذذi.12"] {
            assert_eq!(un_references(text).next(), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_walked_without_panic(text in ".{0,80}") {
            let _ = un_references(&text).count() + reviews(&text).count() + death_notes(&text).count() + notices(&text).count();
        }
    }
}
