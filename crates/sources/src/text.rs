//! Blanks, placeholders, digits: what every reader does to a printed value before it becomes a statement.

use std::borrow::Cow;

/// The value with runs of white space made one blank and none at its ends.
///
/// Bidi controls and zero-width marks stay: they are part of what was printed.
pub fn clean(text: &str) -> Cow<'_, str> {
    let text = trim(text);
    if is_clean(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    Cow::Owned(out)
}

/// `str::trim`, quick where letters, digits or signs of ASCII stand at both ends, as they mostly do.
pub fn trim(text: &str) -> &str {
    match text.as_bytes() {
        [] | [b'!'..=b'~'] | [b'!'..=b'~', .., b'!'..=b'~'] => text,
        _ => text.trim(),
    }
}

/// Whether a trimmed text surely has no white space but single blanks. It is looked at eight bytes at a time, since every
/// printed value passes here.
fn is_clean(bytes: &[u8]) -> bool {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const TOPS: u64 = ONES << 7;
    // Where the byte is 0, its top bit is set; above such a byte a bit too many may be.
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & TOPS;
    let (words, rest) = bytes.as_chunks::<8>();
    let mut last = b'x';
    for word in words {
        let packed = u64::from_le_bytes(*word);
        let blanks = zeros(packed ^ (ONES * u64::from(b' ')));
        let controls = packed.wrapping_sub(ONES * u64::from(b' ')) & !packed & TOPS;
        let plain =
            packed & TOPS == 0 && controls == 0 && blanks & (blanks << 8) == 0 && !(last == b' ' && word[0] == b' ');
        if !plain && !is_clean_after(last, word) {
            return false;
        }
        last = word[7];
    }
    is_clean_after(last, rest)
}

/// [`is_clean`], byte by byte.
fn is_clean_after(mut last: u8, bytes: &[u8]) -> bool {
    for &b in bytes {
        // 0xC2, 0xE1, 0xE2, 0xE3 begin the blanks outside ASCII (U+0085, U+00A0, U+1680, U+2000.., U+3000).
        if (b == b' ' && last == b' ') || matches!(b, b'\t'..=b'\r' | 0xC2 | 0xE1..=0xE3) {
            return false;
        }
        last = b;
    }
    true
}

/// Words that say that there is no value, and the bytes of the longest.
const PLACEHOLDERS: [&str; 13] =
    ["-0-", "-", "--", "/", "X", "n/a", "na", "unknown", "nil", "none", "null", ".", "00/00/0000"];
const LONGEST_PLACEHOLDER: usize = "00/00/0000".len();

/// Whether a printed value only says that there is none: `-0-`, `-`, `/`, `NA`, `UNKNOWN` and the like.
pub fn is_placeholder(text: &str) -> bool {
    let text = trim(text);
    text.is_empty()
        || text.len() <= LONGEST_PLACEHOLDER && PLACEHOLDERS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// The cleaned value; `None` when it is empty or a placeholder.
pub fn stated(text: &str) -> Option<Cow<'_, str>> {
    if is_placeholder(text) { None } else { Some(clean(text)) }
}

/// The text with Arabic-Indic and Persian digits made Western ones.
pub fn western_digits(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(names::western_digit).collect())
}

/// Resolves the character references that stand, escaped twice, inside some publishers' texts: `&eacute;`, `&#233;`.
/// Unknown ones stay as printed.
pub fn unescape_html(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known =
            rest[1..].find(';').filter(|end| *end <= 10).and_then(|end| Some((character(&rest[1..=end])?, end)));
        match known {
            Some((c, end)) => {
                out.push(c);
                rest = &rest[end + 2..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character of an HTML reference without `&` and `;` (HTML 4.01, section 24, those seen on lists).
fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| !c.is_control());
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "hellip" => '…',
        "eacute" => 'é',
        "egrave" => 'è',
        "agrave" => 'à',
        "ccedil" => 'ç',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "auml" => 'ä',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{clean, is_placeholder, unescape_html, western_digits};

    #[test]
    fn blanks_are_normalised_and_nothing_else() {
        for (raw, want) in [
            ("  a  b ", "a b"),
            ("a\n          b", "a b"),
            ("a\u{a0}b", "a b"),
            ("محمد\u{3000}علي", "محمد علي"),
            ("a\u{200f}b", "a\u{200f}b"),
            ("’quoted’", "’quoted’"),
        ] {
            assert_eq!(clean(raw), want, "{raw:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_cleaned_to_its_words(text in "[ -~\t\u{a0}\u{3000}é -]{0,40}") {
            let words: Vec<&str> = text.split_whitespace().collect();
            proptest::prop_assert_eq!(clean(&text), words.join(" "));
        }
    }

    #[test]
    fn placeholders_are_no_values() {
        for text in ["", " ", "-0- ", "-", "/", "NA", "n/a", "UNKNOWN", "X"] {
            assert!(is_placeholder(text), "{text:?}");
        }
        for text in ["0", "Nadir", "XI", "-1"] {
            assert!(!is_placeholder(text), "{text:?}");
        }
    }

    #[test]
    fn digits_of_the_region_are_read() {
        assert_eq!(western_digits("١٩٧٥/۰۷"), "1975/07");
    }

    #[test]
    fn twice_escaped_references_resolve() {
        assert_eq!(unescape_html("A &amp; B &#8217; caf&eacute; &bogus; & C"), "A & B ’ café &bogus; & C");
    }
}
