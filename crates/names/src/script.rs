//! The writing system of a text.
//!
//! Source:   Unicode 16.0, Blocks.txt; four-letter codes of ISO 15924.
//! Shape:    one answer for a text: the script of its letters, or `Mixed` when two or more occur.
//! Not here: languages; a script does not tell one.

use serde::{Deserialize, Serialize};

/// A writing system, as far as lists use them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Script {
    /// A–Z and its extensions.
    Latin,
    /// Arabic, Persian, Urdu, Pashto, Kurdish letters.
    Arabic,
    /// Russian, Ukrainian, Bulgarian, Tajik … letters.
    Cyrillic,
    /// Hebrew letters.
    Hebrew,
    /// Greek letters.
    Greek,
    /// Han characters.
    Han,
    /// Hiragana and katakana.
    Kana,
    /// Korean syllables and letters.
    Hangul,
    /// Armenian letters.
    Armenian,
    /// Georgian letters.
    Georgian,
    /// Letters of any other script.
    Other,
    /// Letters of more than one script.
    Mixed,
}

impl Script {
    /// The script of one character; `None` for digits, marks, blanks and punctuation.
    pub fn of_char(c: char) -> Option<Self> {
        // First the ranges of which every character is a letter: asking Unicode's table costs more than all the rest.
        Some(match u32::from(c) {
            0..=0x7F => return c.is_ascii_alphabetic().then_some(Self::Latin),
            0x391..=0x3A1 | 0x3A3..=0x3CE => Self::Greek,
            0x400..=0x481 | 0x48A..=0x52F => Self::Cyrillic,
            0x620..=0x64A | 0x671..=0x6D3 => Self::Arabic,
            0xAA | 0xBA | 0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0x2AF | 0x1E00..=0x1EFF => Self::Latin,
            0x370..=0x3FF | 0x1F00..=0x1FFF if c.is_alphabetic() => Self::Greek,
            0x400..=0x52F | 0x1C80..=0x1C8F | 0x2DE0..=0x2DFF | 0xA640..=0xA69F if c.is_alphabetic() => Self::Cyrillic,
            0x531..=0x556 | 0x561..=0x587 => Self::Armenian,
            0x5D0..=0x5F2 => Self::Hebrew,
            0x600..=0x6FF | 0x750..=0x77F | 0x870..=0x8FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFF if c.is_alphabetic() => {
                Self::Arabic
            }
            0x10A0..=0x10FF | 0x1C90..=0x1CBF | 0x2D00..=0x2D2F if c.is_alphabetic() => Self::Georgian,
            0x1100..=0x11FF | 0x3130..=0x318F | 0xA960..=0xA97F | 0xAC00..=0xD7FF => Self::Hangul,
            0x3041..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9F if c.is_alphabetic() => Self::Kana,
            0x2E80..=0x2FDF
            | 0x3005..=0x3007
            | 0x3400..=0x4DBF
            | 0x4E00..=0x9FFF
            | 0xF900..=0xFAFF
            | 0x20000..=0x3134F => Self::Han,
            _ if c.is_alphabetic() => Self::Other,
            _ => return None,
        })
    }

    /// The script of a text's letters; `None` when it has none.
    ///
    /// Han with kana is Japanese writing and reads as `Han`, not as `Mixed`.
    pub fn of(text: &str) -> Option<Self> {
        if text.is_ascii() {
            return text.bytes().any(|b| b.is_ascii_alphabetic()).then_some(Self::Latin);
        }
        let mut found = None;
        for script in text.chars().filter_map(Self::of_char) {
            found = match (found, script) {
                (None, s) => Some(s),
                (Some(a), b) if a == b => Some(a),
                (Some(Self::Han | Self::Kana), Self::Han | Self::Kana) => Some(Self::Han),
                _ => return Some(Self::Mixed),
            };
        }
        found
    }

    /// Whether any letter of the text is of this script.
    pub fn occurs_in(self, text: &str) -> bool {
        text.chars().any(|c| Self::of_char(c) == Some(self))
    }

    /// The ISO 15924 code, as in `Arab`; `Zyyy` for mixed text, `Zzzz` for other scripts.
    pub fn code(self) -> &'static str {
        match self {
            Self::Latin => "Latn",
            Self::Arabic => "Arab",
            Self::Cyrillic => "Cyrl",
            Self::Hebrew => "Hebr",
            Self::Greek => "Grek",
            Self::Han => "Hani",
            Self::Kana => "Kana",
            Self::Hangul => "Hang",
            Self::Armenian => "Armn",
            Self::Georgian => "Geor",
            Self::Other => "Zzzz",
            Self::Mixed => "Zyyy",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Script;

    #[test]
    fn every_character_of_a_script_is_a_letter() {
        for c in ('\0'..='\u{52f}').chain('\u{600}'..='\u{6ff}') {
            assert_eq!(Script::of_char(c).is_some(), c.is_alphabetic(), "U+{:04X}", u32::from(c));
        }
    }

    #[track_caller]
    fn check(text: &str, want: Option<Script>) {
        assert_eq!(Script::of(text), want, "{text:?}");
    }

    #[test]
    fn a_text_has_the_script_of_its_letters() {
        check("Yusuf al-Khayali", Some(Script::Latin));
        check("İbrahim Şen", Some(Script::Latin));
        check("يوسف الخيالي", Some(Script::Arabic));
        check("یوسف پورخیالی", Some(Script::Arabic));
        check("Юсуф", Some(Script::Cyrillic));
        check("דוד", Some(Script::Hebrew));
        check("東京タワー", Some(Script::Han));
        check("김", Some(Script::Hangul));
        check("Yusuf يوسف", Some(Script::Mixed));
        check("123 -", None);
        check("٣٤", None);
    }
}
