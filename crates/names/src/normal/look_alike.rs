//! Words that mix scripts with letters that look alike, and Latin words with digits among their letters.
//!
//! Source:   UTS 39 (Unicode 16.0), confusables of Latin, Cyrillic and Greek: lower case, and the capitals of it. Digits
//!           stand for the letters they look like, and where Arabic is written in Latin letters for those of Arabic that
//!           Latin lacks (7 for ح, 6 for ط, 3 for ع).
//! Shape:    a word of one script is left as it is. A mixed one becomes one of the script that most of its letters have
//!           (Latin first when they are as many), if each of the others looks like a letter of it; else of the next.
//! Not here: words of one script that look like another's word; nobody can say which was meant.

use crate::Script;

/// Latin, Cyrillic and Greek letters that look alike; `\0` where one of the scripts has none.
#[rustfmt::skip] // a row is a letter
const ALIKE: &[[char; 3]] = &[
    ['a', 'а', 'α'],
    ['b', 'в', 'β'],
    ['c', 'с', '\0'],
    ['d', 'ԁ', '\0'],
    ['e', 'е', 'ε'],
    ['h', 'н', 'η'],
    ['h', 'һ', '\0'],
    ['i', 'і', 'ι'],
    ['j', 'ј', '\0'],
    ['k', 'к', 'κ'],
    ['l', 'ӏ', '\0'],
    ['m', 'м', 'μ'],
    ['n', '\0', 'ν'], // the capital; the small one looks like v
    ['o', 'о', 'ο'],
    ['p', 'р', 'ρ'],
    ['q', 'ԛ', '\0'],
    ['s', 'ѕ', '\0'],
    ['t', 'т', 'τ'],
    ['w', 'ԝ', 'ω'],
    ['x', 'х', 'χ'],
    ['y', 'у', 'υ'],
    ['y', 'ү', 'γ'],
    ['z', '\0', 'ζ'],
];

const SCRIPTS: [Script; 3] = [Script::Latin, Script::Cyrillic, Script::Greek];

/// Makes each mixed word of a normal form one of a single script.
pub(super) fn one_script_a_word(text: &mut String) {
    let has_other = text.chars().any(|c| matches!(c, '\u{370}'..='\u{52F}'));
    if !has_other || letters(text).iter().filter(|count| **count > 0).count() < 2 {
        return;
    }
    let words: Vec<String> = text.split(' ').map(one_script).collect();
    *text = words.join(" ");
}

/// Writes letters for the digits inside Latin words: Yu5uf, Mu7ammad, Kh4yali. A word keeps its digits where it begins or
/// ends with one, has two together, or fewer than three letters: they are numbers then.
pub(super) fn letters_for_digits(text: &mut String) {
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return;
    }
    let words: Vec<String> =
        text.split(' ').map(|word| without_digits(word).unwrap_or_else(|| word.to_owned())).collect();
    *text = words.join(" ");
}

fn without_digits(word: &str) -> Option<String> {
    let is_digit = |at: usize| word.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    let is_word = word.bytes().all(|b| b.is_ascii_alphanumeric())
        && (0..word.len()).all(|at| !is_digit(at) || (at > 0 && at + 1 < word.len() && !is_digit(at + 1)))
        && word.bytes().filter(u8::is_ascii_alphabetic).count() >= 3;
    let letter = |c: char| match c {
        '0' => 'o',
        '1' => 'i',
        '2' | '4' => 'a',
        '3' => 'e',
        '5' => 's',
        '6' => 't',
        '7' => 'h',
        '8' => 'b',
        '9' => 'g',
        letter => letter,
    };
    is_word.then(|| word.chars().map(letter).collect())
}

fn one_script(word: &str) -> String {
    let counts = letters(word);
    let mut by_count = [0, 1, 2];
    by_count.sort_by_key(|at| std::cmp::Reverse(counts.get(*at).copied()));
    let written_in = |at: usize| -> Option<String> {
        let script = *SCRIPTS.get(at)?;
        let is_other = |c: char| Script::of_char(c).is_some_and(|of| of != script && SCRIPTS.contains(&of));
        word.chars().map(|c| if is_other(c) { twin(c, at) } else { Some(c) }).collect()
    };
    by_count
        .into_iter()
        .filter(|at| counts.get(*at).is_some_and(|count| *count > 0))
        .find_map(written_in)
        .unwrap_or_else(|| word.to_owned())
}

/// The letter of a script that looks like this one.
fn twin(c: char, script: usize) -> Option<char> {
    let row = ALIKE.iter().find(|row| row.contains(&c) && row.get(script).is_some_and(|twin| *twin != '\0'))?;
    row.get(script).copied()
}

/// How many letters of each script.
fn letters(text: &str) -> [usize; 3] {
    let mut counts = [0; 3];
    for script in text.chars().filter_map(Script::of_char) {
        let at = SCRIPTS.iter().position(|known| *known == script);
        if let Some(count) = at.and_then(|at| counts.get_mut(at)) {
            *count += 1;
        }
    }
    counts
}
