//! Small kana, which change the syllable before them.
//!
//! Source:   Hepburn romanisation, and the habits of writing foreign names in katakana.
//! Not here: the sounds of kana themselves are `data/sounds/kana.toml`.

use super::{CH, I, J, Kind, SH, Sound, U, V, VOWELS, W, Y, add, long, short};

/// A small vowel: the syllable before keeps its consonant, or becomes one.
pub(super) fn small(vowel: Sound, out: &mut Vec<Sound>) {
    let replaced = out.pop_if(|before| before.kind == Kind::Short && before.set & VOWELS != 0);
    let after_consonant = out.last().is_some_and(|sound| sound.kind == Kind::Consonant);
    if replaced.is_some_and(|before| before.primary == U) && !after_consonant {
        add(long(W, U | V), out); // ウィ is wi, while フィ is fi
    }
    add(vowel, out);
}

/// A small ya, yu or yo: キャ is kya, シャ is sha.
pub(super) fn glide(vowel: Sound, out: &mut Vec<Sound>) {
    if out.last().is_some_and(|before| before.kind == Kind::Short) {
        out.pop();
    }
    if out.last().is_none_or(|before| before.primary & (SH | J | CH) == 0) {
        add(short(I, Y), out);
    }
    add(vowel, out);
}

#[cfg(test)]
mod tests {
    use crate::{prepare, sounds};

    #[track_caller]
    fn alike(left: &str, right: &str) -> f64 {
        let (left, right) = (prepare(left), prepare(right));
        crate::part_similarity(&left.parts[0], &right.parts[0])
    }

    #[test]
    fn kana_sound_like_the_letters_they_are_written_with() {
        for (native, latin) in [
            ("グッドレム", "Goodrem"),
            ("スティーン", "Steen"),
            ("カーリー", "Carley"),
            ("フィリップ", "Filip"),
            ("ウィリアム", "William"),
            ("シャルロット", "Sharlott"),
            ("やまだ", "Yamada"),
            ("デイビッド", "Deibid"),
        ] {
            assert!(alike(native, latin) >= 0.66, "{native} {latin}: {}", alike(native, latin));
        }
    }

    #[test]
    fn other_names_stay_apart() {
        for (native, latin) in [("アンダーソン", "Danielsen"), ("ミミ", "Lekso")] {
            assert!(alike(native, latin) < 0.7, "{native} {latin}: {}", alike(native, latin));
        }
    }

    #[test]
    fn every_syllable_is_heard() {
        for c in ('\u{3041}'..='\u{3096}').chain('\u{30A1}'..='\u{30FA}') {
            let is_doubling = matches!(c, 'っ' | 'ッ');
            assert_eq!(sounds(&c.to_string()).is_empty(), is_doubling, "{c}");
        }
    }
}
