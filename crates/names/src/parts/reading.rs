//! What else a part may be read as: without its article, without `al-Din`, without `Abd al-`; as an initial.
//!
//! Shape:    a part in, the sounds that are left; nothing where it is not so made, or too little is left.

use super::Part;
use crate::sound::{Sound, consonants};

/// The fewest sounds of a name that stands alone for `Abd al-X`, and the fewest consonants of it and of `X al-Din`.
const SERVED_SOUNDS: usize = 4;
const CONSONANTS: usize = 2;

/// How many sounds `Abd` has.
const SERVANT: usize = 3;

/// How many letters a Latin word has at least that begins with an article.
const WITH_ARTICLE: usize = 6;

/// How a part is made; it follows from its text and sounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Readings {
    has_article: bool,
    is_servant: bool,
    /// How many sounds stand before `al-Din`; 0 where it does not end so.
    before_din: u8,
}

impl Readings {
    pub(super) fn of(text: &str, sounds: &[Sound]) -> Self {
        let is_servant = sounds.len() > SERVANT && ["abd", "عبد", "абд"].iter().any(|abd| text.starts_with(abd));
        Self {
            has_article: text.len() >= WITH_ARTICLE && (text.starts_with("al") || text.starts_with("el")),
            is_servant,
            before_din: if is_servant { 0 } else { before_din(text, sounds) },
        }
    }
}

fn before_din(text: &str, sounds: &[Sound]) -> u8 {
    let ends = ["din", "deen", "دين", "дин"].iter().any(|din| text.ends_with(din));
    let len = if ends { 3 } else { 4 }; // Eddine
    let stem = sounds.len().checked_sub(len).and_then(|len| sounds.get(..len)).unwrap_or_default();
    let is_din = (ends || text.ends_with("dine")) && consonants(stem) >= CONSONANTS;
    if is_din { u8::try_from(stem.len()).unwrap_or(0) } else { 0 }
}

impl Part {
    /// Whether it may be read without something.
    pub(crate) fn may_be_bare(&self) -> bool {
        self.readings.has_article || self.readings.is_servant || self.readings.before_din > 0
    }

    /// The sounds after an article written into a Latin word (Alkhayali), which is no difference.
    pub(crate) fn without_article(&self) -> Option<&[Sound]> {
        self.readings.has_article.then(|| self.sounds.get(2..).unwrap_or_default())
    }

    /// The sounds of X in `X al-Din`, where enough is left of them to be a name.
    pub(crate) fn without_din(&self) -> Option<&[Sound]> {
        self.sounds.get(..usize::from(self.readings.before_din)).filter(|stem| !stem.is_empty())
    }

    /// Whether it is `Abd al-X`: three sounds, then X.
    pub(crate) fn is_servant(&self) -> bool {
        self.readings.is_servant
    }

    /// The sounds of X in `Abd al-X`.
    pub(crate) fn served(&self) -> Option<&[Sound]> {
        if self.is_servant() { self.sounds.get(SERVANT..) } else { None }
    }

    /// The same, where enough is left of them to be a name.
    pub(crate) fn without_servant(&self) -> Option<&[Sound]> {
        self.served().filter(|served| served.len() >= SERVED_SOUNDS && consonants(served) >= CONSONANTS)
    }

    /// The sound of a part that is a single letter, or two that Latin writes for one (Kh., Sh.).
    pub(crate) fn initial(&self) -> Option<Sound> {
        match &*self.sounds {
            [only] if self.text.chars().nth(1).is_none_or(|c| c == 'h' && self.text.len() == 2) => Some(*only),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::parts::{Part, Role};
    use crate::sound::{Sound, sounds};

    #[test]
    fn a_part_is_read_without_what_it_is_made_with() {
        // Which sounds are left without the article, without Din and without Abd; all where none is.
        for (text, article, din, servant) in [
            ("khayali", "", "", ""),
            ("alkhayali", "khayali", "", ""),
            ("elwah", "", "", ""), // too short
            ("alwahm", "wahm", "", ""),
            ("nasirdin", "", "nasir", ""),
            ("nasreddine", "", "nasre", ""),
            ("нурдин", "", "нур", ""),
            ("شمسدين", "", "شمس", ""),
            ("aldin", "", "", ""),
            ("abdin", "", "", ""), // one consonant before it
            ("abdkarim", "", "", "karim"),
            ("عبدكريم", "", "", "كريم"),
            ("abdnur", "", "", ""),              // three sounds
            ("abduai", "", "", ""),              // no consonants
            ("abdnasirdin", "", "", "nasirdin"), // a servant's
        ] {
            let part = Part::new(text.to_owned(), sounds(text), Role::Core);
            let left = |sounds: Option<&[Sound]>| sounds.map(<[Sound]>::to_vec).unwrap_or_default();
            assert_eq!(left(part.without_article()), sounds(article), "{text}");
            assert_eq!(left(part.without_din()), sounds(din), "{text}");
            assert_eq!(left(part.without_servant()), sounds(servant), "{text}");
            assert_eq!(part.may_be_bare(), part.is_servant() || !(article.is_empty() && din.is_empty()), "{text}");
        }
    }

    #[test]
    fn a_letter_is_an_initial() {
        for (text, want) in [("k", true), ("kh", true), ("ك", true), ("ka", false), ("", false), ("eee", false)] {
            assert_eq!(Part::new(text.to_owned(), sounds(text), Role::Core).initial().is_some(), want, "{text}");
        }
    }
}
