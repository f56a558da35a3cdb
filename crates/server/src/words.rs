//! Every sentence shown to a person, in Arabic and English.
//!
//! Shape:    `locales/{en,ar}/*.ftl` (Project Fluent); a test compares the keys and the placeholders of both.
//! Fails:    never; a key that is missing reads as itself, and the test makes sure that none is.

use std::borrow::Cow;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::{LanguageIdentifier, langid};

/// A language of the faces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Arabic, written from right to left.
    Ar,
    /// English.
    #[default]
    En,
}

impl Lang {
    /// `ar` or `en`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ar => "ar",
            Self::En => "en",
        }
    }

    fn files(self) -> &'static [&'static str] {
        match self {
            Self::Ar => &[
                include_str!("../locales/ar/problems.ftl"),
                include_str!("../locales/ar/answers.ftl"),
                include_str!("../locales/ar/cli.ftl"),
                include_str!("../locales/ar/help.ftl"),
                include_str!("../locales/ar/page.ftl"),
            ],
            Self::En => &[
                include_str!("../locales/en/problems.ftl"),
                include_str!("../locales/en/answers.ftl"),
                include_str!("../locales/en/cli.ftl"),
                include_str!("../locales/en/help.ftl"),
                include_str!("../locales/en/page.ftl"),
            ],
        }
    }
}

/// The words of one language.
pub struct Words {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    /// The words of a language.
    pub fn new(lang: Lang) -> Self {
        let tag: LanguageIdentifier = match lang {
            Lang::Ar => langid!("ar"),
            Lang::En => langid!("en"),
        };
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Latin names inside Arabic sentences need isolating; in English a terminal would show the marks.
        bundle.set_use_isolating(lang == Lang::Ar);
        for file in lang.files() {
            // A file that does not parse whole still gives what it has; the test refuses it.
            let resource = FluentResource::try_new((*file).to_owned()).unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource_overriding(resource);
        }
        Self { lang, bundle }
    }

    /// The language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// A sentence, with its placeholders filled.
    pub fn say(&self, key: &str, values: &[(&str, Filling<'_>)]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let mut arguments = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            // In Arabic the bundle isolates every placeholder itself.
            let value = match value {
                Filling::Text(text) if self.lang == Lang::En => {
                    FluentValue::from(isolated(&printable(text)).into_owned())
                }
                Filling::Text(text) => FluentValue::from(printable(text).into_owned()),
                Filling::Count(n) => FluentValue::from(*n),
            };
            arguments.set(*name, value);
        }
        let mut errors = Vec::new();
        self.bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned()
    }
}

/// The text without the control characters that would steer a terminal: each shows as U+FFFD.
pub fn printable(text: &str) -> Cow<'_, str> {
    let steers = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if text.contains(steers) {
        Cow::Owned(text.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The text with marks around it that keep its direction from the sentence's, where it has letters written from right
/// to left (Unicode Bidirectional Algorithm, section 2.4: FSI and PDI).
pub fn isolated(text: &str) -> Cow<'_, str> {
    let from_the_right = |c: char| matches!(u32::from(c), 0x590..=0x8FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFF);
    if text.contains(from_the_right) && !text.starts_with('\u{2068}') {
        Cow::Owned(format!("\u{2068}{text}\u{2069}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// A text whose characters that turn the writing around are shown by their numbers.
pub(crate) fn unturned(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => out.push_str(&format!("[U+{:04X}]", u32::from(c))),
            _ => out.push(c),
        }
    }
    out
}

/// What fills a placeholder.
#[derive(Clone, Copy, Debug)]
pub enum Filling<'a> {
    /// Text as it is.
    Text(&'a str),
    /// A count, which chooses the plural form.
    Count(u64),
}

impl<'a> From<&'a str> for Filling<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Filling<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Filling<'_> {
    fn from(n: u64) -> Self {
        Self::Count(n)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use fluent_bundle::FluentResource;
    use sources::ProblemKind;

    use super::{Lang, Words};

    /// Each key with the placeholders it names.
    fn keys(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
        let mut out = BTreeMap::new();
        for file in lang.files() {
            let parsed = FluentResource::try_new((*file).to_owned()).map_err(|(_, errors)| errors);
            assert!(parsed.is_ok(), "{:?}: {:?}", lang, parsed.err());
            let mut key = String::new();
            for line in file.lines() {
                if let Some((name, _)) = line.split_once(" =").filter(|_| !line.starts_with([' ', '#'])) {
                    name.clone_into(&mut key);
                    assert!(out.insert(key.clone(), BTreeSet::new()).is_none(), "{key} twice");
                }
                let named = line.match_indices('$').map(|(at, _)| {
                    line[at + 1..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>()
                });
                out.entry(key.clone()).or_default().extend(named);
            }
        }
        out.remove("");
        out
    }

    #[test]
    fn what_files_say_does_not_steer_a_terminal() {
        let words = Words::new(Lang::En);
        let said = words.say("error-not-found", &[("what", "\u{1b}[31mred\u{7}".into())]);
        assert_eq!(said, "not found: \u{fffd}[31mred\u{fffd}");
    }

    #[test]
    fn both_languages_have_the_same_keys_and_placeholders() {
        assert_eq!(keys(Lang::Ar), keys(Lang::En));
    }

    /// What stands in a line of a file outside isolating marks and placeholders, which the bundle isolates.
    fn outside_marks(line: &str) -> String {
        let (mut out, mut depth, mut hole) = (String::new(), 0_i32, false);
        for c in line.replace(r#"{"\u2066"}"#, "\u{2066}").replace(r#"{"\u2069"}"#, "\u{2069}").chars() {
            match c {
                '\u{2066}' => depth += 1,
                '\u{2069}' => depth -= 1,
                '{' | '}' => hole = c == '{',
                _ if depth == 0 && !hole => out.push(c),
                _ => {}
            }
        }
        assert_eq!(depth, 0, "{line}");
        out
    }

    /// Whether an option, a date, a span or a path would have its pieces in another order between Arabic letters.
    fn would_turn(text: &str) -> bool {
        let sign = |b: u8| matches!(b, b'-' | b'/' | b':' | b'.');
        let between = |w: &[u8]| w[0].is_ascii_digit() && sign(w[1]) && (w[2].is_ascii_digit() || sign(w[2]));
        let option = |w: &[u8]| w[0] == b'-' && w[1] == b'-' && w[2].is_ascii_alphabetic();
        let path =
            |w: &[u8]| w[0] != b'/' && w[1] == b'/' && (w[0].is_ascii_alphabetic() || w[2].is_ascii_alphabetic());
        // 127.0.0.1 is one number to the algorithm.
        text.replace("127.0.0.1", "").as_bytes().windows(3).any(|w| between(w) || option(w) || path(w))
    }

    #[test]
    fn options_dates_and_paths_in_arabic_sentences_keep_their_order() {
        for (line, want) in [
            ("شغّل --json", true),
            ("بتاريخ 1970-05", true),
            ("من 1968..1972", true),
            ("GET /v1", true),
            (r#"شغّل {"\u2066"}--json{"\u2069"}"#, false),
            ("بتاريخ { $day }", false),
            ("شغّل dalil build", false),
            ("{ $asked } / { $stated }", false),
        ] {
            assert_eq!(would_turn(&outside_marks(line)), want, "{line}");
        }
        for line in Lang::Ar.files().iter().flat_map(|file| file.lines()).filter(|line| !line.starts_with('#')) {
            assert!(!would_turn(&outside_marks(line)), "{line}");
            // Marks that cannot be seen cannot be looked after: they are written as escapes.
            assert!(!line.contains(['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}']), "{line}");
        }
        // The bundle isolates what fills a sentence.
        let said = Words::new(Lang::Ar).say("error-no-edition", &[("list", "xx".into()), ("day", "1970-05-17".into())]);
        assert!(said.contains("\u{2068}1970-05-17\u{2069}"), "{said}");
    }

    #[test]
    fn every_problem_and_every_refusal_has_its_sentence() {
        let keys = keys(Lang::En);
        let problems = ProblemKind::ALL.iter().map(|kind| format!("problem-{}", kind.code()));
        let reasons = register::ReasonCode::ALL.iter().map(|code| format!("reason-{}", code.code()));
        let grounds = register::GroundCode::ALL.iter().map(|code| format!("ground-{}", code.code()));
        let held = register::Held::ALL.iter().map(|held| format!("held-{}", held.code()));
        let disagreements = register::DisagreementCode::ALL.iter().map(|of| format!("disagreement-{}", of.code()));
        let events = register::EventCode::ALL.iter().map(|event| format!("event-{}", event.code()));
        let ties = register::TieKind::ALL
            .iter()
            .flat_map(|kind| kind.sides().iter().map(move |side| format!("tie-{}-{}", kind.code(), side.code())));
        let rules = register::ownership::Rule::ALL.iter().map(|rule| format!("rule-{}", rule.code()));
        let outcomes = register::ownership::Outcome::ALL.iter().map(|of| format!("ownership-{}", of.code()));
        let stated = ties.chain(rules).chain(outcomes);
        let unscreened = screening::UnscreenedKind::ALL.iter().map(|kind| format!("unscreened-{}", kind.code()));
        for key in problems
            .chain(reasons)
            .chain(grounds)
            .chain(held)
            .chain(disagreements)
            .chain(events)
            .chain(unscreened)
            .chain(stated)
        {
            assert!(keys.contains_key(&key), "{key}");
        }
    }

    #[test]
    fn counts_choose_the_plural_form() {
        let say = |lang, n: u64| Words::new(lang).say("editions-held", &[("count", n.into())]);
        assert_eq!(say(Lang::En, 1), "1 edition");
        assert_eq!(say(Lang::En, 13), "13 editions");
        let arabic: BTreeSet<String> = [0, 1, 2, 3, 11, 100].map(|n| say(Lang::Ar, n)).into();
        assert_eq!(arabic.len(), 6);
    }

    #[test]
    fn what_is_written_from_the_right_is_isolated_in_english() {
        let say = |text: &str| Words::new(Lang::En).say("demo-asks", &[("name", text.into())]);
        assert_eq!(say("Omar"), "Asked: Omar");
        assert_eq!(say("عمر 1982"), "Asked: \u{2068}عمر 1982\u{2069}");
    }

    #[test]
    fn a_missing_key_reads_as_itself() {
        assert_eq!(Words::new(Lang::En).say("no-such-key", &[]), "no-such-key");
    }
}
