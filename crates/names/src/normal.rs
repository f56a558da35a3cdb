//! The normal form of a name: one spelling for all the ways of writing the same letters.
//!
//! Source:   Unicode 16.0 (NFKC, decompositions; UTS 39 for what looks alike, `look_alike`); the alphabets of Arabic,
//!           Persian, Urdu, Pashto, Kurdish, Sindhi, Jawi and Hebrew.
//! Shape:    lower-case words of letters and digits, one blank between them; a normal form is its own normal form.
//! Fails:    never; a text longer than `MAX_CHARS` is cut there.
//! Not here: sounds; two spellings of one sound stay two normal forms (`sound`).

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_normalizer::properties::{CanonicalDecompositionBorrowed, Decomposed};

mod look_alike;

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
        let mut composed = composed(text);
        if composed.contains(CAPITAL_KH) {
            composed = composed.replace(CAPITAL_KH, "ẖ").into();
        }
        for c in composed.chars() {
            if has_no_case(c) { fold(c, &mut out) } else { c.to_lowercase().for_each(|c| fold(c, &mut out)) }
        }
        // What the folding leaves may compose anew (a mark behind a folded letter), and NFKC may lengthen the text.
        if out.len() > MAX_CHARS || !out.chars().all(composes_with_nothing) {
            out = ComposingNormalizerBorrowed::new_nfkc().normalize(&out).chars().take(MAX_CHARS).collect();
        }
        if out.contains(ZWNJ) {
            out = part_glued(&out);
        }
        look_alike::one_script_a_word(&mut out);
    }
    while out.ends_with(' ') {
        out.pop();
    }
    look_alike::letters_for_digits(&mut out);
    out
}

/// A text in NFKC, which may make eighteen characters of one: of a long text no more than could be read.
fn composed(text: &str) -> Cow<'_, str> {
    let nfkc = ComposingNormalizerBorrowed::new_nfkc();
    if text.len() <= MAX_CHARS {
        return nfkc.normalize(text);
    }
    nfkc.normalize_iter(text.chars()).take(2 * MAX_CHARS).collect()
}

/// The digit of a character that is an Arabic-Indic or Persian one; any other character as it is.
pub fn western_digit(c: char) -> char {
    match c {
        '٠'..='٩' => char::from(b'0' + (u32::from(c) - 0x660) as u8),
        '۰'..='۹' => char::from(b'0' + (u32::from(c) - 0x6F0) as u8),
        _ => c,
    }
}

/// Whether a character is of a block without capitals; asking Unicode's table costs more.
fn has_no_case(c: char) -> bool {
    matches!(u32::from(c), 0x590..=0x109F | 0x2E80..=0xA63F | 0xAC00..=0xD7FF)
}

/// Whether a folded character makes no other with its neighbours: a letter of the common alphabets, a blank, a digit.
fn composes_with_nothing(c: char) -> bool {
    matches!(c, ' '..='~' | 'α'..='ω' | 'а'..='я' | 'א'..='ת' | GERESH | 'آ'..='ي' | 'ٱ'..='ٴ' | 'ٹ'..='ۓ' | ZWNJ | '一'..='鿿')
}

fn fold(c: char, out: &mut String) {
    match c {
        'a'..='z' | '0'..='9' => out.push(c),
        // A sign that is read as a word: 3%.
        '%' => {
            fold(' ', out);
            out.push_str("percent");
        }
        // Apostrophes and the signs for ayn and hamza stand inside a name and part nothing.
        '\'' | '`' | '´' | '‘' | '’' | '‛' | '′' | 'ʹ'..='ˁ' | 'ˈ' | 'ˊ' | 'ˋ' | 'ء' | 'ٴ' | GERESH => {
            // Behind some Hebrew letters they write the sounds of other languages: ג׳ is j.
            if out.ends_with(['ג', 'ד', 'ו', 'ז', 'ח', 'ט', 'ע', 'צ', 'ץ', 'ר', 'ת']) {
                out.push(GERESH);
            }
        }
        'آ'..='غ' | 'ف'..='ي' => {
            let letter = arabic(c, out);
            out.push(letter);
        }
        ZWNJ if out.chars().next_back().and_then(Script::of_char) == Some(Script::Arabic) => out.push(ZWNJ),
        _ if is_dropped(c) => {}
        '٠'..='٩' | '۰'..='۹' => out.push(western_digit(c)),
        _ => match Script::of_char(c) {
            Some(Script::Arabic) => {
                let letter = arabic(c, out);
                out.push(letter);
            }
            Some(Script::Latin) => latin(c, out),
            Some(Script::Greek) => out.push(if c == 'ς' { 'σ' } else { base(c) }), // a capital has one form
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

/// The capital of ẖ, which has no character of its own.
const CAPITAL_KH: &str = "H\u{331}";

/// The Hebrew mark behind a letter.
const GERESH: char = '׳';

/// The sign between letters that do not join, inside a Persian word or between two.
const ZWNJ: char = '\u{200C}';

/// Ends that make one name with the word they are glued to: Asgharzadeh, Abednezhad, Alipour, Karimnia.
const GLUED_ENDS: [&str; 4] = ["زاده", "نژاد", "پور", "نيا"];

/// A text with each sign for "not joined" as a blank between two words, and as nothing inside one.
///
/// In published Persian names it stands between two names as a blank does (سید‌صادق Seyed Sadegh), or before the end of
/// one (حسن‌زاده Hasanzadeh, اژه‌ای Ejei). Two words have three letters or more.
fn part_glued(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut pieces = text.split(ZWNJ);
    let mut before = pieces.next().unwrap_or_default();
    out.push_str(before);
    for piece in pieces {
        let (left, right) =
            (before.rsplit(' ').next().unwrap_or_default(), piece.split(' ').next().unwrap_or_default());
        let is_word = |word: &str| word.chars().nth(2).is_some();
        if is_word(left) && is_word(right) && !GLUED_ENDS.contains(&right) {
            out.push(' ');
        }
        out.push_str(piece);
        before = piece;
    }
    out
}

/// Marks that are not letters: combining marks, harakat, tatweel, bidi controls, zero-width and filling characters,
/// variation selectors, tags; vowel killers and tone marks of scripts that are not looked into.
fn is_dropped(c: char) -> bool {
    matches!(u32::from(c),
        0xAD | 0x300..=0x36F | 0x483..=0x489 | 0x591..=0x5BD | 0x5BF | 0x5C1..=0x5C2 | 0x5C4..=0x5C5 | 0x5C7
        | 0x610..=0x61A | 0x61C | 0x640 | 0x64B..=0x65F | 0x670 | 0x6D6..=0x6ED | 0x8D3..=0x8FF
        | 0xE47..=0xE4E | 0xEC8..=0xECE | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x17C9..=0x17D3 | 0x17DD | 0x180B..=0x180F | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF
        | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0x20D0..=0x20FF | 0x3164 | 0xFE00..=0xFE0F
        | 0xFE20..=0xFE2F | 0xFEFF | 0xFFA0 | 0xFFF9..=0xFFFB | 0xE0000..=0xE01EF)
        || is_indic_sign(u32::from(c))
}

/// Nukta and virama, at the same places of the blocks from Devanagari to Malayalam.
fn is_indic_sign(code: u32) -> bool {
    (0x900..0xD80).contains(&code) && matches!(code % 0x80, 0x3C | 0x4D)
}

/// One letter for the forms that national keyboards, typists and alphabets use for it, where they sound alike.
fn arabic(c: char, before: &str) -> char {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' | 'ٲ' | 'ٳ' => 'ا',
        'ى' | 'ئ' | 'ی' | 'ې' | 'ۍ' | 'ۑ' | 'ے' | 'ۓ' | 'ێ' | 'ؠ' | 'ؽ' | 'ؾ' | 'ؿ' => 'ي',
        'ؤ' | 'ۆ' | 'ۇ' | 'ۈ' | 'ۅ' | 'ۉ' | 'ۊ' | 'ۄ' => 'و',
        'ګ' | 'ݢ' | 'ڨ' | 'ݣ' | 'ڭ' | 'ڳ' | 'ڰ' | 'ڲ' | 'ڴ' => 'گ',
        'ک' | 'ڪ' | 'ڬ' | 'ڮ' | 'ػ' => 'ك',
        // Urdu writes with it the breath of the letter before (کھ); elsewhere it is a typist's h.
        'ھ' if before.ends_with(ASPIRATED) => 'ھ',
        'ہ' | 'ھ' | 'ۀ' | 'ۂ' => 'ه',
        'ۃ' => 'ة',
        'ٮ' | 'ٻ' | 'ڀ' => 'ب',
        'ڦ' => 'پ',
        'ٹ' | 'ټ' | 'ٺ' | 'ٿ' | 'ٽ' => 'ت',
        'ڄ' => 'ج',
        'ڇ' | 'ڿ' => 'چ',
        'ڈ' | 'ډ' | 'ڊ' | 'ڌ' | 'ڍ' | 'ڏ' | 'ڋ' | 'ڎ' | 'ڐ' | 'ݙ' => 'د',
        'ڑ' | 'ړ' | 'ڕ' | 'ڙ' | 'ڒ' | 'ڔ' => 'ر',
        'ں' | 'ڼ' | 'ڻ' | 'ڽ' | 'ڃ' | 'ڹ' | 'ݨ' => 'ن',
        'ڵ' | 'ڶ' | 'ڷ' | 'ڸ' => 'ل',
        'ڡ' | 'ڢ' | 'ڣ' => 'ف',
        'ٯ' | 'ڧ' => 'ق',
        'ڛ' => 'س',
        'ڜ' => 'ش',
        'ڥ' | 'ۋ' | 'ۏ' => 'ڤ',
        other => other,
    }
}

/// The letters, as folded, that Urdu breathes on.
const ASPIRATED: [char; 13] = ['ب', 'پ', 'ت', 'ج', 'چ', 'د', 'ر', 'ك', 'گ', 'ل', 'م', 'ن', 'ڤ'];

/// A Latin letter without its marks; where the mark changes the sound, the two letters English writes for it.
fn latin(mut c: char, out: &mut String) {
    let letters = loop {
        break match c {
            'a'..='z' => {
                out.push(c);
                return;
            }
            'ş' | 'ș' | 'š' | 'ś' | 'ŝ' | 'ʃ' => "sh",
            'ç' | 'č' | 'ć' | 'ĉ' => "ch",
            'ž' | 'ż' | 'ʒ' => "zh",
            'ţ' | 'ț' => "ts",
            'ḫ' | 'ḵ' | 'ẖ' => "kh",
            'ġ' | 'ɣ' => "gh",
            'ǧ' | 'ĵ' | 'ȷ' | 'ɉ' => "j",
            'ṯ' | 'þ' => "th",
            'ḏ' | 'ð' => "dh",
            'æ' => "ae",
            'œ' => "oe",
            'ß' => "ss",
            'ŋ' => "ng",
            'ɲ' => "ny",
            'ə' | 'ǝ' | 'ⱥ' | 'ɑ' => "a",
            'ɓ' | 'ƀ' | 'ƃ' => "b",
            'đ' | 'ɗ' | 'ɖ' | 'ƌ' => "d",
            'ɛ' | 'ɇ' => "e",
            'ƒ' => "f",
            'ɠ' | 'ǥ' => "g",
            'ħ' | 'ɦ' => "h",
            'ı' | 'ɨ' | 'ɩ' => "i",
            'ƙ' => "k",
            'ł' | 'ƚ' | 'ɫ' | 'ⱡ' => "l",
            'ƞ' => "n",
            'ø' | 'ɔ' | 'ɵ' => "o",
            'ƥ' => "p",
            'ɍ' | 'ɽ' => "r",
            'ŧ' | 'ƭ' | 'ʈ' | 'ⱦ' => "t",
            'ʉ' | 'ʊ' => "u",
            'ʋ' => "v",
            'ƿ' => "w",
            'ƴ' | 'ɏ' => "y",
            'ƶ' | 'ⱬ' => "z",
            _ => match under_mark(c) {
                Some(letter) => {
                    c = letter;
                    continue;
                }
                None => {
                    out.push(c);
                    return;
                }
            },
        };
    };
    out.push_str(letters);
}

/// The letter under all its marks.
fn base(mut c: char) -> char {
    while let Some(letter) = under_mark(c) {
        c = letter;
    }
    c
}

/// The letter under its last mark; `None` when it has none.
fn under_mark(c: char) -> Option<char> {
    match CanonicalDecompositionBorrowed::new().decompose(c) {
        Decomposed::Expansion(letter, _) | Decomposed::Singleton(letter) => Some(letter),
        Decomposed::Default => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use icu_normalizer::ComposingNormalizerBorrowed;

    use super::{ZWNJ, composes_with_nothing, has_no_case, normal};

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
        check("ΓΙΏΡΓΟΣ Γιώργος", "γιωργοσ γιωργοσ");
        check("ẖalil H\u{331}ALIL", "khalil khalil");
        check("ﻳﻮﺳﻒ", "يوسف");
        check("Ｙｕｓｕｆ　３４", "yusuf 34");
        check("Yu\u{200B}s\u{2060}uf\u{E0020} 田\u{E0100}中", "yusuf 田中");
        check("", "");
        check("-- ’ --", "");
    }

    #[test]
    fn letters_of_national_alphabets_are_kept_or_made_plain() {
        check("Ƙasim Ɗanladi Ɓala Ƴar", "kasim danladi bala yar");
        check("Ǿystein Ǣlfric Ţepeș Ṥ", "oystein aelfric tsepesh sh");
        check("کھوکھر", "كھوكھر"); // one k with a breath
        check("محمد ھاشم", "محمد هاشم"); // a typist's h
        check("پښتون څارن ځدراڼ", "پښتون څارن ځدران");
        check("ڕێبەر", "ريبەر");
        check("ג'ורג'", "ג׳ורג׳");
        check("ז׳אן אל'", "ז׳אן אל");
    }

    #[test]
    fn the_sign_for_not_joined_parts_two_words_and_joins_the_end_of_one() {
        check("سید\u{200C}صادق", "سيد صادق");
        check("حسن حسن\u{200C}زاده", "حسن حسنزاده");
        check("محسنی اژه\u{200C}ای", "محسني اژهاي");
        check("ره\u{200C}پیک", "رهپيك");
        check("\u{200C}علی\u{200C}", "علي");
    }

    #[test]
    fn letters_that_look_like_another_scripts_make_one_word() {
        check("Yоusеf Кhаn", "yousef khan"); // Cyrillic о е К а
        check("Υusuf Κarim", "yusuf karim"); // Greek capitals
        check("Бopиc", "борис"); // Latin o p c
        check("Яndex", "яndex"); // no letter of Latin looks like я
        check("Иван Petrov", "иван petrov"); // two words, each of one script
    }

    #[test]
    fn digits_inside_a_word_are_letters() {
        check("Yus0f Kh4yal1", "yusof kh4yal1"); // a digit at the end is a number
        check("Mu7ammad Sa3id", "muhammad saeid");
        check("B2B AR16 313th", "b2b ar16 313th");
        check("A1l Y22f", "a1l y22f");
    }

    #[test]
    fn signs_of_khmer_part_no_word() {
        check("ក៊ុន", "កុន");
    }

    #[test]
    fn the_short_ways_lead_to_the_same() {
        for c in '\0'..=char::MAX {
            if has_no_case(c) {
                assert!(c.to_lowercase().eq([c]), "U+{:04X}", u32::from(c));
            }
            if composes_with_nothing(c) && c != ZWNJ {
                let text = format!("{c}{c}");
                assert_eq!(ComposingNormalizerBorrowed::new_nfkc().normalize(&text), text, "U+{:04X}", u32::from(c));
            }
        }
    }

    proptest! {
        #[test]
        fn mixed_words_have_a_normal_form(text in "[a-eһхyоpсνυαо́זג'\u{200C}علي زاده]{0,24}") {
            let once = normal(&text);
            prop_assert_eq!(normal(&once), once);
        }

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
