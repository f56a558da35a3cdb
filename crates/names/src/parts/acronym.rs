//! Acronyms: one part that is the initials of another name's words.
//!
//! Shape:    a name's parts in, the acronyms it may have out, or whether one part is such; any alphabet, both sides in the
//!           same.
//! Rules:    every word that tells gives its first letter, in order; either all links give theirs or none, and either all
//!           legal forms or none; from the first link on ("for Relief and Development") the rest may be left out.
//! Not here: acronyms by syllables (Rosneft), and those of a name in another language (FARC).

use std::borrow::Borrow;

use super::{Part, Role};

/// The fewest letters of an acronym: two letters are the initials of too many names.
const LEAST: usize = 3;
const MOST: usize = 12;

/// The fewest words that tell of a name with an acronym.
const LEAST_WORDS: usize = 2;

/// Which words give a letter beside those that tell.
#[derive(Clone, Copy)]
struct Giving {
    links: bool,
    forms: bool,
    /// Only the words before the first link give one.
    ends_at_link: bool,
}

const WAYS: [Giving; 5] = [
    Giving { links: false, forms: false, ends_at_link: false },
    Giving { links: true, forms: false, ends_at_link: false },
    Giving { links: false, forms: true, ends_at_link: false },
    Giving { links: true, forms: true, ends_at_link: false },
    Giving { links: false, forms: false, ends_at_link: true },
];

/// Whether one part is the initials of a name.
///
/// ```
/// let acronym = &names::prepare("HLF").parts[0];
/// let name = names::prepare("Holy Land Foundation for Relief and Development");
/// assert!(names::is_acronym(acronym, &name.parts));
/// ```
pub fn is_acronym(part: &Part, of: &[Part]) -> bool {
    is_long_enough(part.text.chars())
        && has_words(of)
        && WAYS.iter().any(|way| initials(of, *way).eq(part.text.chars()))
}

/// The acronyms that a name may have, each once.
///
/// ```
/// let name = names::prepare("Holy Land Foundation for Relief and Development");
/// assert_eq!(names::acronyms(&name.parts), ["hlfrd", "hlffrad", "hlf"]);
/// ```
pub fn acronyms<P: Borrow<Part>>(of: &[P]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    if has_words(of) {
        // Where every word gives its letter, there is one way.
        let ways = if words(of).all(|(.., told)| told) { &WAYS[..1] } else { &WAYS[..] };
        for acronym in ways.iter().map(|way| initials(of, *way).collect::<String>()) {
            if is_long_enough(acronym.chars()) && !found.contains(&acronym) {
                found.push(acronym);
            }
        }
    }
    found
}

/// Whether a text is as long as initials are, and of letters alone.
pub fn may_be_acronym(text: &str) -> bool {
    is_long_enough(text.chars())
}

fn is_long_enough(letters: impl Iterator<Item = char>) -> bool {
    let mut count = 0;
    let all_letters = letters.inspect(|_| count += 1).take(MOST + 1).all(char::is_alphabetic);
    all_letters && (LEAST..=MOST).contains(&count)
}

/// Every word, what its part does, and whether it has to give its letter.
fn words<P: Borrow<Part>>(of: &[P]) -> impl Iterator<Item = (&str, Role, bool)> {
    let of = of.iter().map(Borrow::borrow);
    of.flat_map(|part| part.text.split(' ').map(|word| (word, part.role, is_told(part.role, word))))
}

fn has_words<P: Borrow<Part>>(of: &[P]) -> bool {
    words(of).filter(|(.., told)| *told).count() >= LEAST_WORDS
}

fn initials<P: Borrow<Part>>(of: &[P], way: Giving) -> impl Iterator<Item = char> {
    let is_link = |(_, role, told): &(&str, Role, bool)| !told && *role != Role::LegalForm;
    let until = words(of).skip_while(is_link).take_while(move |word| !(way.ends_at_link && is_link(word)));
    let gives = move |(_, role, told): &(&str, Role, bool)| {
        *told || if *role == Role::LegalForm { way.forms } else { way.links }
    };
    let all = words(of).take_while(is_link).filter(gives).chain(until.filter(gives));
    all.filter_map(|(word, ..)| without_and(word).chars().next())
}

/// Whether a word has to give its letter.
fn is_told(role: Role, word: &str) -> bool {
    role.tells() && !LINKS.contains(&word)
}

/// Words that link in a name that was not seen to be an organisation's.
const LINKS: &[&str] = &["of", "the", "for", "and", "in", "la", "le", "del", "et", "в", "по", "на", "с", "في", "من"];

/// A word without the Arabic "and the" written before it.
fn without_and(word: &str) -> &str {
    word.strip_prefix("وال").filter(|rest| !rest.is_empty()).unwrap_or(word)
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
