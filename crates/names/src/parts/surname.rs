//! Chinese, Japanese and Korean names written in one word, cut behind the family name.
//!
//! Source:   `data/surnames.toml`.
//! Shape:    one word in; family and given name out where it begins with a known family name, else `None`: foreign names
//!           in these scripts are one word too. Nothing is lost by a wrong cut: two neighbouring parts may answer one.
//! Not here: names that are written with a blank.

use super::tables::{SURNAMES_HAN_ONE, SURNAMES_HAN_TWO, SURNAMES_HANGUL_ONE, SURNAMES_HANGUL_TWO};
use crate::Script;

/// The family and the given name of a word of two to four Han or Hangul characters.
pub(super) fn cut(word: &str) -> Option<(&str, &str)> {
    // Two to four characters of three bytes; those of four bytes are in no family name.
    if !matches!(word.len(), 6 | 9 | 12) {
        return None;
    }
    let script = Script::of_char(word.chars().next()?)?;
    if !word.chars().all(|c| c.len_utf8() == 3 && Script::of_char(c) == Some(script)) {
        return None;
    }
    let (one_known, two_known) = match script {
        Script::Han => (SURNAMES_HAN_ONE, SURNAMES_HAN_TWO),
        Script::Hangul => (SURNAMES_HANGUL_ONE, SURNAMES_HANGUL_TWO),
        _ => return None,
    };
    let is =
        |known: &[&str], bytes: usize| word.get(..bytes).is_some_and(|family| known.binary_search(&family).is_ok());
    let family = match word.len() {
        9.. if is(two_known, 6) => 6,
        12 if script == Script::Han => return None, // no Chinese name has three given characters
        _ if is(one_known, 3) => 3,
        _ => return None,
    };
    Some(word.split_at(family))
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_name_in_one_word_is_cut_behind_the_family_name() {
        for (word, want) in [
            ("李四", Some(("李", "四"))),
            ("王小明", Some(("王", "小明"))),
            ("欧阳明", Some(("欧阳", "明"))),
            ("司马小明", Some(("司马", "小明"))),
            ("山田太郎", Some(("山田", "太郎"))),
            ("田中誠", Some(("田中", "誠"))),
            ("阿里", None), // foreign names, by their sounds
            ("阿卜杜拉", None),
            ("李", None),
            ("王小明王小", None),
            ("김철수", Some(("김", "철수"))),
            ("리철", Some(("리", "철"))),
            ("남궁철수", Some(("남궁", "철수"))),
            ("남궁", Some(("남", "궁"))),
            ("톰슨", None), // no Korean family name
            ("東京タワー", None),
            ("yusuf", None),
            ("يوسف", None),
            ("", None),
        ] {
            assert_eq!(cut(word), want, "{word}");
        }
    }
}
