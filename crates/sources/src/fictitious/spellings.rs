//! A name as another office writes it, or as a hurried hand does.

use super::chance::Chance;

/// The name with one thing written otherwise: parts in another order, one left out, joined, shortened, added or misspelt.
pub fn otherwise(chance: &mut Chance, name: &str) -> String {
    let mut words: Vec<String> = name.split(' ').map(str::to_owned).collect();
    let at = chance.below(words.len());
    let last = words.len() - 1;
    match chance.below(9) {
        0 => words.swap(at, last),
        1 if last > 0 => {
            words.remove(at);
        }
        2 if at < last => {
            let next = words.remove(at + 1);
            words[at].push_str(&next.to_lowercase());
        }
        3 if last > 0 => {
            let family = words.remove(last);
            words.insert(0, format!("{},", family.to_uppercase()));
        }
        4 => words[at] = words[at].chars().take(1).collect::<String>() + ".",
        5 => words.insert(at, ["bin", "al", "Abu", "Haji", "de"][chance.below(5)].to_owned()),
        kind => words[at] = with_slip(chance, kind, &words[at]),
    }
    words.join(" ")
}

/// The name with a slip in each word, once in so many words.
pub(super) fn with_slips(chance: &mut Chance, name: &str, once_in: usize) -> String {
    let word = |word: &str| if chance.once_in(once_in) { slip(chance, word) } else { word.to_owned() };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// A word with a letter left out, doubled, or changed places with the next.
pub(super) fn slip(chance: &mut Chance, word: &str) -> String {
    let kind = 6 + chance.below(3);
    with_slip(chance, kind, word)
}

fn with_slip(chance: &mut Chance, kind: usize, word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() < 2 {
        return word.to_owned();
    }
    let at = chance.below(letters.len() - 1);
    match kind {
        6 => {
            letters.remove(at);
        }
        7 => letters.insert(at, letters[at]),
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}
