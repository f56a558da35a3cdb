//! The normal form of a name: one spelling for all the ways of writing the same letters.
//!
//! Source:   Unicode 16.0 (NFKC, decompositions); the alphabets of Arabic, Persian, Urdu, Pashto and Kurdish.
//! Shape:    lower-case words of letters and digits, one blank between them; a normal form is its own normal form.
//! Fails:    never; a text longer than `MAX_CHARS` is cut there.
//! Not here: sounds; two spellings of one sound stay two normal forms (`sound`).

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_normalizer::properties::{CanonicalDecompositionBorrowed, Decomposed};

use crate::Script;

/// The most characters of a name that are looked at; published names stay far below.
pub const MAX_CHARS: usize = 512;

/// The normal form of a name.
pub fn normal(text: &str) -> String {
    let end = text.char_indices().nth(MAX_CHARS).map_or(text.len(), |(at, _)| at);
    let text = text.get(..end).unwrap_or_default();
    let mut out = String::with_capacity(text.len());
    if text.is_ascii() {
        text.chars().for_each(|c| fold(c.to_ascii_lowercase(), &mut out));
    } else {
        let composed = ComposingNormalizerBorrowed::new_nfkc().normalize(text);
        composed.chars().flat_map(char::to_lowercase).for_each(|c| fold(c, &mut out));
        // What the folding leaves may compose anew (a mark behind a folded letter), and NFKC may lengthen the text.
        out = ComposingNormalizerBorrowed::new_nfkc().normalize(&out).chars().take(MAX_CHARS).collect();
    }
    while out.ends_with(' ') {
        out.pop();
    }
    out
}

/// The digit of a character that is an Arabic-Indic or Persian one; any other character as it is.
pub fn western_digit(c: char) -> char {
    match c {
        '٠'..='٩' => char::from(b'0' + (u32::from(c) - 0x660) as u8),
        '۰'..='۹' => char::from(b'0' + (u32::from(c) - 0x6F0) as u8),
        _ => c,
    }
}

fn fold(c: char, out: &mut String) {
    match c {
        'a'..='z' | '0'..='9' => out.push(c),
        // Apostrophes and the signs for ayn and hamza stand inside a name and part nothing.
        '\'' | '`' | '´' | '‘' | '’' | '‛' | '′' | 'ʹ'..='ˁ' | 'ˈ' | 'ˊ' | 'ˋ' | 'ء' => {}
        _ if is_dropped(c) => {}
        '٠'..='٩' | '۰'..='۹' => out.push(western_digit(c)),
        _ => match Script::of_char(c) {
            Some(Script::Arabic) => out.push(arabic(c)),
            Some(Script::Latin) => latin(c, out),
            Some(Script::Greek) => out.push(base(c)),
            Some(_) => out.push(if c == 'ё' { 'е' } else { c }),
            None if c.is_alphanumeric() => out.push(c),
            None => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
        },
    }
}

/// Marks that are not letters: combining marks, harakat, tatweel, bidi controls, zero-width characters.
fn is_dropped(c: char) -> bool {
    matches!(u32::from(c),
        0xAD | 0x300..=0x36F | 0x483..=0x489 | 0x591..=0x5BD | 0x5BF | 0x5C1..=0x5C2 | 0x5C4..=0x5C5 | 0x5C7
        | 0x610..=0x61A | 0x61C | 0x640 | 0x64B..=0x65F | 0x670 | 0x6D6..=0x6ED | 0x8D3..=0x8FF
        | 0x180E | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2069 | 0xFE00..=0xFE0F | 0xFE20..=0xFE2F | 0xFEFF)
}

/// One letter for the forms that national keyboards, typists and alphabets use for it.
fn arabic(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' | 'ٲ' | 'ٳ' => 'ا',
        'ى' | 'ئ' | 'ی' | 'ې' | 'ۍ' | 'ۑ' | 'ے' | 'ۓ' | 'ێ' | 'ٸ' => 'ي',
        'ؤ' | 'ۆ' | 'ۇ' | 'ۈ' | 'ۅ' | 'ۉ' | 'ۊ' | 'ٷ' => 'و',
        'ګ' => 'گ',
        'ک' | 'ڪ' => 'ك',
        'ہ' | 'ھ' | 'ۀ' | 'ە' | 'ۂ' => 'ه',
        'ۃ' => 'ة',
        'ٹ' | 'ټ' => 'ت',
        'ڈ' | 'ډ' => 'د',
        'ڑ' | 'ړ' | 'ڕ' => 'ر',
        'ں' | 'ڼ' | 'ڻ' => 'ن',
        'ڵ' => 'ل',
        'ښ' => 'ش',
        'څ' => 'س',
        'ځ' => 'ز',
        'ږ' => 'ژ',
        other => other,
    }
}

/// A Latin letter without its marks; where the mark changes the sound, the two letters English writes for it.
fn latin(c: char, out: &mut String) {
    let letters = match c {
        'ş' | 'ș' | 'š' | 'ś' => "sh",
        'ç' | 'č' | 'ć' => "ch",
        'ž' | 'ż' => "zh",
        'ḫ' | 'ḵ' | 'ẖ' => "kh",
        'ġ' => "gh",
        'ǧ' => "j",
        'ṯ' | 'þ' => "th",
        'ḏ' | 'ð' => "dh",
        'đ' => "d",
        'ł' => "l",
        'ø' => "o",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        'ı' => "i",
        'ə' => "a",
        'ŋ' => "ng",
        'ħ' => "h",
        _ => {
            out.push(base(c));
            return;
        }
    };
    out.push_str(letters);
}

/// The letter under all its marks.
fn base(mut c: char) -> char {
    let decomposition = CanonicalDecompositionBorrowed::new();
    loop {
        c = match decomposition.decompose(c) {
            Decomposed::Expansion(first, _) => first,
            Decomposed::Singleton(only) => only,
            Decomposed::Default => return c,
        };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::normal;

    #[track_caller]
    fn check(text: &str, want: &str) {
        assert_eq!(normal(text), want, "{text:?}");
    }

    #[test]
    fn one_normal_form_for_many_spellings() {
        check("  Yūsuf  AL-KHAYĀLĪ ", "yusuf al khayali");
        check("يُوسُف الـخَيَالِي", "يوسف الخيالي");
        check("یوسف الخیالی", "يوسف الخيالي");
        check("أحمد إبراهيم آدم", "احمد ابراهيم ادم");
        check("\u{202B}Sa'ad O’Neil\u{202C}", "saad oneil");
        check("İbrahim Şen", "ibrahim shen");
        check("Nguyễn Đức", "nguyen duc");
        check("٣٤ ۵۶", "34 56");
        check("Ёлкин", "елкин");
        check("ﻳﻮﺳﻒ", "يوسف");
        check("", "");
        check("-- ’ --", "");
    }

    proptest! {
        #[test]
        fn a_normal_form_is_its_own_normal_form(text in "\\PC{0,60}") {
            let once = normal(&text);
            prop_assert_eq!(normal(&once), once);
        }

        #[test]
        fn any_text_has_a_normal_form(text in any::<String>()) {
            normal(&text);
        }
    }
}
