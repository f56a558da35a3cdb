//! Whether a name is an organisation's, and which of its words say what kind, what trade, where and which number.
//!
//! Source:   `data/legal_forms.toml`, `data/sector_words.toml`, `data/places.toml`, `data/numbers.toml`.
//! Shape:    the words of a normal form in; each place of a known form in it out, the longest form first.
//! Rules:    a name is an organisation's by a legal form, by a word that only organisations bear, or by two words that
//!           are also names; never by a place or a number: people are called Turki, Misri and Khamis.
//! Not here: how such parts are weighed; two words of one concept are one thing in two languages.

use std::num::NonZeroU16;

use super::tables::{CONCEPTS, FORMS};
use super::{MAX_PARTS, Role, tail};
use crate::Script;

/// What a word of an organisation's name means, whatever its language: `bank`, `iran`, `limited`, `3`.
///
/// ```
/// let limited = names::Concept::of("llc");
/// for name in ["Mithali Trading LLC", "ООО Мисали Трейдинг", "شركة المثالي للتجارة ذ.م.م"] {
///     assert!(names::prepare(name).parts.iter().any(|part| part.concept == limited), "{name}");
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Concept(NonZeroU16); // its place in CONCEPTS, from 1

impl Concept {
    /// Of a word or of words in normal form, an Arabic one without its article; `None` of any other text.
    pub fn of(text: &str) -> Option<Self> {
        let at = FORMS.binary_search_by(|(form, ..)| (*form).cmp(text)).ok()?;
        FORMS.get(at).and_then(|(_, number, _)| NonZeroU16::new(*number)).map(Self)
    }

    /// Its number, which no other concept has.
    pub(crate) fn number(self) -> u16 {
        self.0.get()
    }

    /// Its name in the lists the tables are made from.
    pub fn name(self) -> &'static str {
        self.entry().0
    }

    /// What parts that mean it do in a name.
    pub fn role(self) -> Role {
        self.entry().1
    }

    fn entry(self) -> (&'static str, Role) {
        CONCEPTS.get(usize::from(self.0.get()) - 1).copied().unwrap_or(("", Role::Core))
    }
}

/// What a form says of the name it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    /// Nothing: a place, a number.
    None,
    /// Two of them make a name an organisation's.
    Half,
    /// It is a legal form at the end, and at the front beside another sign; anywhere else it is a name.
    Beside,
    /// It makes a name an organisation's as its end; at the front it needs another sign.
    AtEnd,
    /// It makes a name an organisation's wherever it stands.
    Any,
}

/// A form found in a name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Found {
    form: u16, // its place in FORMS
    /// How many words it covers.
    words: u8,
    sign: Sign,
}

impl Found {
    /// The form as the table has it: without article and without the letters for "and" and "for".
    pub(super) fn text(self) -> &'static str {
        FORMS.get(usize::from(self.form)).map_or("", |(text, ..)| text)
    }

    pub(super) fn words(self) -> usize {
        usize::from(self.words)
    }

    pub(super) fn role(self) -> Role {
        let number = FORMS.get(usize::from(self.form)).and_then(|(_, number, _)| NonZeroU16::new(*number));
        number.map_or(Role::Core, |number| Concept(number).role())
    }
}

/// By place of a word, the form that begins there.
pub(super) type Forms = [Option<Found>; MAX_PARTS];

/// The forms in the words of an organisation's name; `None` when it is not known to be one and nothing shows it. `comma`
/// words stand before the name's only comma, if any.
pub(super) fn forms(words: &[&str], comma: usize, is_known: bool) -> Option<Forms> {
    let mut forms: Forms = [None; MAX_PARTS];
    let mut at = 0;
    while let (Some(rest), Some(slot)) = (words.get(at..).filter(|rest| !rest.is_empty()), forms.get_mut(at)) {
        // "Hizb Allah", "Nur al-Din" are one name each.
        let found = if rest.get(1).is_some_and(|next| tail(next).is_some()) { None } else { find(rest) };
        *slot = found;
        at += found.map_or(1, Found::words);
    }
    forget_misplaced(&mut forms, words.len());
    (is_known || is_organisation(&forms, words.len(), comma)).then_some(forms)
}

/// Forgets forms that are such only at an end of the name and stand elsewhere; a sector's then says less.
fn forget_misplaced(forms: &mut Forms, words: usize) {
    let mut end = words;
    for at in (0..words.min(MAX_PARTS)).rev() {
        let Some(slot) = forms.get_mut(at) else { continue };
        let Some(found) = *slot else { continue };
        let closes = at + found.words() == end;
        let role = found.role();
        let only_closes = matches!(found.sign, Sign::Beside | Sign::AtEnd);
        if only_closes && !closes && role == Role::Sector {
            *slot = Some(Found { sign: Sign::Half, ..found });
        } else if only_closes && !closes && (role != Role::LegalForm || at > 0) {
            *slot = None;
        } else if closes && (only_closes || role != Role::Sector) {
            end = at;
        }
    }
}

fn is_organisation(forms: &Forms, words: usize, comma: usize) -> bool {
    let (mut halves, mut beside, mut is_whole) = (0, false, false);
    for (at, found) in forms.iter().enumerate().filter_map(|(at, found)| Some((at, (*found)?))) {
        match found.sign {
            Sign::None => {}
            Sign::Half => halves += 1,
            // "Mithali, S.A.", but not "KHAYALI, Yusuf S.A." nor "KHAYALI, Yusuf ag".
            Sign::AtEnd if at > 0 && (comma == 0 || comma == at) => return true,
            Sign::Beside | Sign::AtEnd => beside |= found.role() == Role::LegalForm,
            Sign::Any => is_whole |= found.words() < words,
        }
    }
    is_whole || halves >= 2 || (beside && halves == 1)
}

/// The longest form that words begin with.
fn find(words: &[&str]) -> Option<Found> {
    let (first, rest) = words.split_first()?;
    bare_forms(first).into_iter().flatten().find_map(|first| longest(first, rest))
}

/// Which hashes the first words of forms have, a bit each: most words of persons' names are told apart by it at once.
static FIRST_WORDS: [u64; 512] = {
    let mut bits = [0; 512];
    let mut at = 0;
    while at < FORMS.len() {
        let hash = hash(FORMS[at].0.as_bytes());
        bits[hash / 64] |= 1 << (hash % 64);
        at += 1;
    }
    bits
};

/// FNV-1a of a text's first word, folded to the bits of [`FIRST_WORDS`].
const fn hash(text: &[u8]) -> usize {
    let (mut hash, mut at) = (0x811c_9dc5_u32, 0);
    while at < text.len() && text[at] != b' ' {
        hash = (hash ^ text[at] as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    ((hash >> 17) ^ hash) as usize % (64 * 512)
}

/// Whether a form may begin with a word; seldom true of a word that begins none.
fn may_begin(word: &str) -> bool {
    let hash = hash(word.as_bytes());
    FIRST_WORDS.get(hash / 64).is_some_and(|bits| bits >> (hash % 64) & 1 == 1)
}

fn longest(first: &str, rest: &[&str]) -> Option<Found> {
    if !may_begin(first) {
        return None;
    }
    let from = FORMS.partition_point(|(form, ..)| *form < first);
    let mut best: Option<Found> = None;
    for (at, &(form, _, sign)) in FORMS.iter().enumerate().skip(from) {
        // What begins with the word and a blank follows the word itself in the table.
        let words = match form.strip_prefix(first) {
            Some("") => 1,
            Some(more) if more.starts_with(' ') => match follow(more, rest) {
                Some(words) => words + 1,
                None => continue,
            },
            _ => break,
        };
        let (Ok(form), Ok(words)) = (u16::try_from(at), u8::try_from(words)) else { break };
        if best.is_none_or(|best| best.words < words) {
            best = Some(Found { form, words, sign });
        }
    }
    best
}

/// How many words of a form follow its first, when they do.
fn follow(form: &str, rest: &[&str]) -> Option<usize> {
    let mut words = 0;
    for wanted in form.split(' ').skip(1) {
        let word = rest.get(words)?;
        if !bare_forms(word).into_iter().flatten().any(|word| word == wanted) {
            return None;
        }
        words += 1;
    }
    Some(words)
}

/// An Arabic word as written, and without its article and the one-letter words written into it: and, for, with.
fn bare_forms(word: &str) -> [Option<&str>; 4] {
    if !word.starts_with(['ا', 'و', 'ل', 'ب']) {
        return [Some(word), None, None, None];
    }
    let without = |prefixes: &[&str], least: usize| {
        let rest = prefixes.iter().find_map(|prefix| word.strip_prefix(prefix))?;
        rest.chars().nth(least).is_some().then_some(rest)
    };
    [Some(word), without(&["وال", "بال", "ال", "لل"], 1), without(&["ول", "و"], 2), without(&["ل"], 2)]
}

/// A word of more characters is no name that forms could be found in.
const MAX_UNSPACED: usize = 64;

/// Cuts a word that was written without blanks, as Chinese, Japanese and Korean organisations are, where known forms
/// begin and end; false, and nothing, when they do not show an organisation.
pub(super) fn cut<'a>(word: &'a str, out: &mut Vec<&'a str>) -> bool {
    const LONGEST: usize = 8;
    if word.chars().nth(3).is_none() || word.chars().nth(MAX_UNSPACED).is_some() || !word.chars().all(is_unspaced) {
        return false;
    }
    let (mut from, mut at, start) = (0, 0, out.len());
    let (mut signs, mut opens, mut count) = ([0; 2], false, 0); // how many say half, how many all
    while let Some(rest) = word.get(at..).filter(|rest| !rest.is_empty()) {
        let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8()).take(LONGEST).skip(1);
        let form = ends.filter_map(|end| longest(rest.get(..end)?, &[])).last();
        if let Some(found) = form {
            out.extend(word.get(from..at).filter(|before| !before.is_empty()));
            opens |= at == 0 && found.role() == Role::LegalForm;
            at += found.text().len();
            out.extend(word.get(at - found.text().len()..at));
            from = at;
            count += 1;
            match found.sign {
                Sign::Half => signs[0] += 1,
                Sign::Any => signs[1] += 1,
                _ => {}
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    // A name that only begins like a form sounds so by chance.
    let is_framed = from == word.len() || opens || count >= 2;
    let is_organisation = is_framed && (signs[0] >= 2 || signs[1] >= 1);
    out.extend(word.get(from..).filter(|after| !after.is_empty()));
    if !is_organisation {
        out.truncate(start);
    }
    is_organisation
}

fn is_unspaced(c: char) -> bool {
    matches!(Script::of_char(c), Some(Script::Han | Script::Kana | Script::Hangul)) || c == 'ー'
}

#[cfg(test)]
mod tests {
    use super::super::bare;
    use super::super::tables::FORMS;
    use super::{Concept, forms};
    use crate::normal;

    #[test]
    fn the_forms_are_sorted_and_each_has_one_concept() {
        let twice: Vec<_> = FORMS
            .windows(2)
            .filter(|pair| pair[0].0 >= pair[1].0)
            .map(|pair| (pair[0], pair[1], Concept::of(pair[0].0).map(Concept::name)))
            .collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn a_form_is_written_as_names_have_it() {
        for (form, ..) in FORMS {
            assert_eq!(normal(form), *form);
            let without: Vec<&str> = form.split(' ').map(bare).collect();
            assert_eq!(without.join(" "), *form);
        }
    }

    #[test]
    fn a_place_a_number_or_one_word_that_is_also_a_name_makes_no_organisation() {
        for (name, want) in [
            ("hassan iran", false),
            ("turki misri", false),
            ("yusuf 3", false),
            ("general yusuf", false),
            ("bank", false),
            ("yusuf se", false),
            ("ad din yusuf", false),
            ("mithali bank", true),
            ("mithali ag", true),
            ("al mithali general trading co", true),
            ("islamic front", true),
            ("jaysh al mithal", false),
            ("mithal and co", true),
            ("khayali yusuf ag", true),
            ("جيش المثال الوطني", true),
            ("شركة المثال", true),
            ("المثال للتجارة والصناعة", true),
            ("ооо мисал", true),
        ] {
            let words: Vec<&str> = name.split(' ').collect();
            assert_eq!(forms(&words, 0, false).is_some(), want, "{name}");
        }
        let words = ["khayali", "yusuf", "ag"];
        assert!(
            forms(&words, 2, false).is_some() && forms(&words, 1, false).is_none(),
            "Mithali Sons, AG; KHAYALI, Yusuf ag"
        );
    }
}
