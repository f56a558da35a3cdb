//! What a name part sounds like, in classes that all alphabets share.
//!
//! Source:   the tables in `data/sounds`, one a script, each with the standards it follows; `cargo xtask generate` makes
//!           `tables` of them.
//! Shape:    a normal form in, a sequence of `Sound` out; each sound is a set, since a letter may stand for several.
//!           Letters are read by the longest group that a table has; a syllable of Hangul by its letters (`hangul`), a
//!           Han character as the syllable of its readings (`han`), small kana with the syllable before them (`kana`).
//! Fails:    a part with a character that no table knows has no sounds; it is compared as text alone.
//! Not here: how far two sounds are apart is `compare`'s.

use std::ops::Range;

mod han;
mod hangul;
mod kana;
mod rule;
#[rustfmt::skip] // generated, and the longer for it
mod tables;

use rule::{Joins, Rule};

/// The most sounds a part keeps; the rest of it is not heard.
pub const MAX_SOUNDS: usize = 24;

/// One sound of a name: the likeliest class, and the set of all classes it may be.
///
/// A class is a bit. The vowels are three, `a i u` (e stands between a and i, o between a and u); the consonants are
/// `b p t th j ch h kh d dh r z zh s sh gh f q k g l m n w v y`, as in English, with `kh` خ, `gh` غ, `q` ق, `dh` ذ,
/// `zh` ژ. Two sounds may be one when their sets share a class, whatever the scripts:
///
/// ```
/// let (written, spelled) = (names::sounds("قاسم"), names::sounds("gasim"));
/// assert_ne!(written[0].primary, spelled[0].primary); // q, g
/// assert_ne!(written[0].set & spelled[0].set, 0); // but either may be the other
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sound {
    /// The likeliest class, one bit.
    pub primary: u32,
    /// All classes, the likeliest among them.
    pub set: u32,
    /// How firmly it is written.
    pub kind: Kind,
}

/// How firmly a sound is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Always written: its absence tells two names apart.
    Consonant,
    /// A vowel of the Arabic or Hebrew script that may also be a consonant, or a Latin `w`, `y`: seldom left out.
    Long,
    /// What other scripts or conventions leave out: most vowels, ayn, a final h, the g of -ng.
    Short,
}

impl Kind {
    /// Of its number, in the order of kinds; of any other the last.
    pub(crate) fn of_number(number: u8) -> Self {
        match number {
            0 => Self::Consonant,
            1 => Self::Long,
            _ => Self::Short,
        }
    }
}

pub(crate) const A: u32 = 1 << 26;
pub(crate) const I: u32 = 1 << 27;
pub(crate) const U: u32 = 1 << 28;
pub(crate) const VOWELS: u32 = A | I | U;
pub(crate) const B: u32 = 1;
pub(crate) const P: u32 = 1 << 1;
pub(crate) const T: u32 = 1 << 2;
pub(crate) const TH: u32 = 1 << 3;
pub(crate) const J: u32 = 1 << 4;
pub(crate) const CH: u32 = 1 << 5;
pub(crate) const H: u32 = 1 << 6;
pub(crate) const KH: u32 = 1 << 7;
pub(crate) const D: u32 = 1 << 8;
pub(crate) const DH: u32 = 1 << 9;
pub(crate) const R: u32 = 1 << 10;
pub(crate) const Z: u32 = 1 << 11;
pub(crate) const ZH: u32 = 1 << 12;
pub(crate) const S: u32 = 1 << 13;
pub(crate) const SH: u32 = 1 << 14;
pub(crate) const GH: u32 = 1 << 15;
pub(crate) const F: u32 = 1 << 16;
pub(crate) const Q: u32 = 1 << 17;
pub(crate) const K: u32 = 1 << 18;
pub(crate) const G: u32 = 1 << 19;
pub(crate) const L: u32 = 1 << 20;
pub(crate) const M: u32 = 1 << 21;
pub(crate) const N: u32 = 1 << 22;
pub(crate) const W: u32 = 1 << 23;
pub(crate) const V: u32 = 1 << 24;
pub(crate) const Y: u32 = 1 << 25;

const fn consonant(primary: u32, others: u32) -> Sound {
    Sound { primary, set: primary | others, kind: Kind::Consonant }
}

const fn long(primary: u32, others: u32) -> Sound {
    Sound { primary, set: primary | others, kind: Kind::Long }
}

const fn short(primary: u32, others: u32) -> Sound {
    Sound { primary, set: primary | others, kind: Kind::Short }
}

/// The sounds of one part in normal form; empty when it has digits or a script whose sounds are not known here.
///
/// ```
/// let primaries = |part| names::sounds(part).iter().map(|sound| sound.primary).collect::<Vec<_>>();
/// assert_eq!(primaries("hassan"), primaries("hasan"));
/// assert_eq!(primaries("юсуф"), primaries("yusuf"));
/// assert!(names::sounds("a1").is_empty());
/// ```
pub fn sounds(part: &str) -> Vec<Sound> {
    let mut out: Vec<Sound> = Vec::with_capacity(part.len().min(MAX_SOUNDS));
    let mut at = 0;
    while at < part.len() && out.len() < MAX_SOUNDS {
        let Some(read) = read(part, at, &mut out) else { return Vec::new() };
        at += read;
    }
    out.truncate(MAX_SOUNDS);
    out
}

/// The same, each with the bytes of the part that write it; sounds that one letter writes have one place.
pub(crate) fn spelled(part: &str) -> Vec<(Sound, Range<usize>)> {
    let (mut out, mut places): (Vec<Sound>, Vec<Range<usize>>) = (Vec::new(), Vec::new());
    let (mut at, mut from) = (0, 0);
    while at < part.len() && out.len() < MAX_SOUNDS {
        let Some(bytes) = read(part, at, &mut out) else { return Vec::new() };
        at += bytes;
        // What changes the sound before it belongs to that, and what is silent too; at the start to what follows.
        if out.len() > places.len() {
            places.resize(out.len(), from..at);
            from = at;
        } else {
            places.truncate(out.len());
            if let Some(last) = places.last_mut() {
                last.end = at;
                from = at;
            }
        }
    }
    out.truncate(MAX_SOUNDS);
    out.into_iter().zip(places).collect()
}

/// Reads what stands in a part from a byte on; how many bytes were read, `None` where no table knows the letter.
fn read(part: &str, at: usize, out: &mut Vec<Sound>) -> Option<usize> {
    let c = part.get(at..)?.chars().next()?;
    if let Some(rule) = rule::at(part, at) {
        hear(rule, out);
        return Some(rule.write.len());
    }
    if let Some(letters) = hangul::Letters::of(c) {
        hear_syllable(letters.as_str(), out);
    } else {
        han::sounds(c)?.iter().for_each(|sound| add(*sound, out));
    }
    Some(c.len_utf8())
}

/// How many syllables are heard: the runs of vowels.
pub(crate) fn syllables(sounds: &[Sound]) -> u8 {
    let (mut count, mut in_vowels) = (0_u8, false);
    for sound in sounds {
        let is_vowel = sound.primary & VOWELS != 0;
        count += u8::from(is_vowel && !in_vowels);
        in_vowels = is_vowel;
    }
    count
}

/// How many consonants are heard.
pub(crate) fn consonants(sounds: &[Sound]) -> usize {
    sounds.iter().filter(|sound| sound.kind == Kind::Consonant).count()
}

/// A syllable of Hangul by its letters; the tables know each of them.
fn hear_syllable(letters: &str, out: &mut Vec<Sound>) {
    let mut at = 0;
    while let Some(rule) = rule::at(letters, at) {
        hear(rule, out);
        at += rule.write.len();
    }
}

fn hear(rule: &Rule, out: &mut Vec<Sound>) {
    match rule.joins {
        Joins::Nothing => rule.hear.iter().for_each(|sound| add(*sound, out)),
        Joins::Vowel => rule.hear.iter().for_each(|sound| kana::small(*sound, out)),
        Joins::Glide => rule.hear.iter().for_each(|sound| kana::glide(*sound, out)),
    }
}

/// Doubling is a matter of spelling: Hasan and Hassan, Yusuf and Yousouf.
fn add(sound: Sound, out: &mut Vec<Sound>) {
    match out.last_mut() {
        Some(last) if *last == sound => {}
        // The second of two letters may be another sound than the first by what follows it (Месси, Baccelli).
        Some(last)
            if last.primary == sound.primary && last.kind == Kind::Consonant && sound.kind == Kind::Consonant =>
        {
            last.set |= sound.set;
        }
        _ => out.push(sound),
    }
}

#[cfg(test)]
mod tests {
    use super::{J, K, Q, SH, sounds};

    #[test]
    fn letters_of_all_alphabets_share_classes() {
        let primaries = |text: &str| sounds(text).iter().map(|s| s.primary).collect::<Vec<_>>();
        assert_eq!(primaries("شجر").first(), Some(&SH));
        assert_eq!(primaries("шамс").first(), primaries("shams").first());
        assert_eq!(primaries("джамал").first(), Some(&J));
        assert_eq!(primaries("hassan"), primaries("hasan"));
        assert_eq!(primaries("юсуф"), primaries("yusuf"));
        assert_eq!(sounds("ق").first().map(|s| s.set & (Q | K)), Some(Q | K));
    }

    #[test]
    fn a_part_without_known_sounds_has_none() {
        assert!(sounds("ทักษ").is_empty());
        assert!(sounds("a1").is_empty());
        assert!(sounds("").is_empty());
    }
}
