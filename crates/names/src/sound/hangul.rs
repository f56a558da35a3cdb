//! The letters of a Hangul syllable.
//!
//! Source:   Unicode 16.0, section 3.12: a syllable's number is made of the numbers of its letters.
//! Shape:    a syllable in, two or three letters (jamo) out as text, without an allocation.
//! Not here: what the letters sound like is `data/sounds/hangul.toml`.

const FIRST: u32 = 0xAC00;
const LAST: u32 = 0xD7A3;
const VOWELS: u32 = 21;
const TAILS: u32 = 28; // the first of them is none

/// A letter is three bytes of UTF-8.
const LETTER: usize = 3;

/// The letter a syllable begins with, its vowel, and the letter it ends with, if it ends with one.
pub(super) struct Letters {
    bytes: [u8; 3 * LETTER],
    len: usize,
}

impl Letters {
    /// `None` for any other character than a syllable.
    pub(super) fn of(syllable: char) -> Option<Self> {
        let code = u32::from(syllable);
        if !(FIRST..=LAST).contains(&code) {
            return None;
        }
        let number = code - FIRST;
        let (lead, vowel, tail) = (number / (VOWELS * TAILS), number / TAILS % VOWELS, number % TAILS);
        let mut letters = Self { bytes: [0; 3 * LETTER], len: if tail == 0 { 2 * LETTER } else { 3 * LETTER } };
        for (bytes, code) in letters.bytes.chunks_exact_mut(LETTER).zip([0x1100 + lead, 0x1161 + vowel, 0x11A7 + tail])
        {
            char::from_u32(code)?.encode_utf8(bytes);
        }
        Some(letters)
    }

    /// The letters in the order they are spoken.
    pub(super) fn as_str(&self) -> &str {
        self.bytes.get(..self.len).and_then(|bytes| str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use icu_normalizer::DecomposingNormalizerBorrowed;

    use super::Letters;
    use crate::sounds;

    #[test]
    fn a_syllable_has_the_letters_unicode_decomposes_it_to() {
        for syllable in '가'..='힣' {
            let text = syllable.to_string();
            let letters = Letters::of(syllable).map(|letters| letters.as_str().to_owned());
            let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(&text);
            assert_eq!(letters.as_deref(), Some(&*decomposed), "{syllable}");
            assert!(!sounds(&text).is_empty(), "{syllable}");
        }
        assert!(Letters::of('a').is_none());
    }
}
