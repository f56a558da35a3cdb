//! Acronyms: one part that is the initials of another name's words.
//!
//! Shape:    a part and the other name's parts in, yes or no out; any alphabet, both sides in the same.
//! Rules:    every word that tells gives its first letter, in order; articles, links, titles and legal forms may give
//!           theirs or none; from a link on ("for Relief and Development") the rest may be left out.
//! Not here: acronyms by syllables (Rosneft), and those of a name in another language (FARC).

use super::{Part, Role};

/// The fewest letters of an acronym: two letters are the initials of too many names.
const LEAST: usize = 3;
const MOST: usize = 12;

/// Whether one part is the initials of a name.
///
/// ```
/// let acronym = &names::prepare("HLF").parts[0];
/// let name = names::prepare("Holy Land Foundation for Relief and Development");
/// assert!(names::is_acronym(acronym, &name.parts));
/// ```
pub fn is_acronym(part: &Part, of: &[Part]) -> bool {
    let mut letters = ['\0'; MOST];
    let mut count = 0;
    for c in part.text.chars() {
        let Some(slot) = letters.get_mut(count) else { return false };
        *slot = c;
        count += 1;
    }
    let letters = letters.get(..count).unwrap_or_default();
    let words =
        || of.iter().flat_map(|part| part.text.split(' ').map(|word| (word, is_told(part.role, word), part.role)));
    if count < LEAST || letters.iter().any(|c| !c.is_alphabetic()) || words().filter(|(_, told, _)| *told).count() < 2 {
        return false;
    }
    // How many letters the words so far may have given, a bit each.
    let mut given: u32 = 1;
    for (word, told, role) in words() {
        if !told && role != Role::LegalForm && given >> count & 1 == 1 {
            return true;
        }
        let gives = letters.iter().enumerate().filter(|(at, c)| given >> at & 1 == 1 && begins(word, **c));
        let more = gives.fold(0, |all, (at, _)| all | 1 << (at + 1));
        given = if told { more } else { given | more };
    }
    given >> count & 1 == 1
}

/// Whether a word has to give its letter.
fn is_told(role: Role, word: &str) -> bool {
    role.tells() && !LINKS.contains(&word)
}

/// Words that link in a name that was not seen to be an organisation's.
const LINKS: &[&str] = &["of", "the", "for", "and", "in", "la", "le", "del", "et", "в", "по", "на", "с", "في", "من"];

/// Whether a word begins with a letter, the Arabic "and" written before it left aside.
fn begins(word: &str, letter: char) -> bool {
    let without_and = || word.strip_prefix('و').map(|rest| rest.strip_prefix("ال").unwrap_or(rest));
    word.starts_with(letter) || without_and().is_some_and(|rest| rest.starts_with(letter))
}

#[cfg(test)]
mod tests {
    use super::is_acronym;
    use crate::prepare;

    #[test]
    fn the_initials_of_the_words_that_tell() {
        for (acronym, name, want) in [
            ("IRGC", "Islamic Revolutionary Guard Corps", true),
            ("IRGC", "The Islamic Revolutionary Guards Corps", true),
            ("HLF", "Holy Land Foundation for Relief and Development", true),
            ("HLFRD", "Holy Land Foundation for Relief and Development", true),
            ("HLFFRAD", "Holy Land Foundation for Relief and Development", true),
            ("ETC", "Example Trading Company Ltd", true),
            ("ETCL", "Example Trading Company Ltd", true),
            ("КИМ", "Красный Институт Машин", true),
            ("ОВД", "Общество Вымысла и Дела", true),
            ("داعش", "الدولة الإسلامية في العراق والشام", true),
            ("EC", "Example Company", false), // two letters
            ("ETX", "Example Trading Company", false),
            ("ECT", "Example Trading Company", false),     // another order
            ("ETC", "Example Far Trading Company", false), // a word that tells is left out
            ("Example", "Example Trading Company", false),
            ("123", "1 2 3", false),
            ("IRGC", "", false),
        ] {
            let parts = prepare(acronym).parts;
            assert_eq!(parts.len(), 1, "{acronym}");
            assert_eq!(is_acronym(&parts[0], &prepare(name).parts), want, "{acronym} {name}");
        }
    }
}
