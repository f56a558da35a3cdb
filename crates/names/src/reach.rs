//! Which names can score at all: what an index may look for, and the most a name can still reach.
//!
//! Shape:    a name's tokens are its core parts and the joins of neighbours that another name may write as one. Two
//!           names score above zero only if a token of one is in [`reach`] of a token of the other, or one of its parts
//!           is among the [`crate::acronyms`] of the other, which are then answered whole.
//! Law:      `compare(a, b).score <= most(earned, earned)`, nor above [`most_of_one`], and `earned <= covered`, when every pair of tokens in reach was
//!           counted. An index that keeps to it loses nothing; a test holds it.
//! Not here: the comparison itself (`compare`), the index (`register`).

use std::borrow::Borrow;

use zerocopy::little_endian::U32;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use crate::compare::{
    ALIKE, JOINED_ALIKE, ONE, ONE_OF_MANY, cores, credit, each_join, in_steps, join, joined_similarity, most_of_shares,
    number_of, part_similarity_from,
};
use crate::packed::{List, MayRead, Packing, Unpacking};
use crate::parts::{Part, Prepared, Role, acronyms};
use crate::slip_book::{SlipBook, hash};
use crate::sound::Sound;
use crate::sound_book::SoundBook;

/// A core part, or neighbours that may be written as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// Its text and sounds; the text of a join is empty.
    pub part: Part,
    /// Which core parts it covers, a bit each, the first in the lowest.
    pub covers: u32,
}

/// Where a token stands in a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenPlace {
    /// Its part, and the one joined to it, by position.
    pub parts: (usize, Option<usize>),
    /// Which core parts it covers, a bit each, the first in the lowest.
    pub covers: u32,
}

/// What each core part of a name weighs, in the order of its tokens' bits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights(Vec<f64>);

impl Weights {
    /// Of a name.
    pub fn of(name: &Prepared) -> Self {
        Self::of_parts(&name.parts)
    }

    /// Of a name's parts.
    pub fn of_parts<P: Borrow<Part>>(parts: &[P]) -> Self {
        Self(
            cores(parts)
                .into_iter()
                .filter_map(|at| parts.get(at))
                .map(|part| f64::from(part.borrow().weight()))
                .collect(),
        )
    }

    /// The share of the weight that the parts earn, each so much of its own by [`crate::credit`]; `0.0..=1.0`.
    pub fn earned(&self, credits: &[f64]) -> f64 {
        let (mut all, mut earned) = (0.0, 0.0);
        for (at, weight) in self.0.iter().enumerate() {
            all += weight;
            earned += weight * credits.get(at).copied().unwrap_or_default();
        }
        if all > 0.0 { earned / all } else { 0.0 }
    }

    /// The share of the weight that the covered parts have, `0.0..=1.0`.
    pub fn share(&self, covered: u32) -> f64 {
        let (mut all, mut answered) = (0.0, 0.0);
        for (bit, weight) in self.0.iter().enumerate() {
            all += weight;
            if covered >> bit.min(31) & 1 == 1 {
                answered += weight;
            }
        }
        if all > 0.0 { answered / all } else { 0.0 }
    }
}

/// A name's tokens: its core parts first, in order, then its joins.
pub fn tokens(name: &Prepared) -> Vec<Token> {
    let token = |place: TokenPlace| {
        let first = name.parts.get(place.parts.0)?;
        let part = match place.parts.1 {
            Some(second) => joined(first, name.parts.get(second)?),
            None => first.clone(),
        };
        Some(Token { part, covers: place.covers })
    };
    token_places(&name.parts).into_iter().filter_map(token).collect()
}

/// Where a name's tokens stand, in the order of [`tokens`].
pub fn token_places<P: Borrow<Part>>(parts: &[P]) -> Vec<TokenPlace> {
    let at = cores(parts);
    let single = |(bit, at): (usize, &usize)| TokenPlace { parts: (*at, None), covers: 1 << bit.min(31) };
    let mut places: Vec<TokenPlace> = at.iter().enumerate().map(single).collect();
    each_join(parts, &at, |join| {
        let bits = if join.cores == 2 { 0b11_u32 } else { 1 };
        let covers = bits.wrapping_shl(join.first.min(31) as u32);
        places.push(TokenPlace { parts: (join.parts.0, Some(join.parts.1)), covers });
    });
    places
}

/// Two neighbours as one token.
pub fn joined(first: &Part, second: &Part) -> Part {
    Part::new(String::new(), join(&first.sounds, &second.sounds), Role::Core)
}

fn is_join(part: &Part) -> bool {
    part.text.is_empty()
}

/// Whether two tokens may answer one another in a comparison.
pub fn reach(left: &Part, right: &Part) -> bool {
    likeness(left, right).is_some()
}

/// How alike two tokens are, `0.0..=1.0`, when they may answer one another in a comparison.
pub fn likeness(left: &Part, right: &Part) -> Option<f64> {
    match (is_join(left), is_join(right)) {
        (true, true) => None, // a join answers what the other name writes as one part
        (false, false) => Some(part_similarity_from(ALIKE, left, right)).filter(|similarity| *similarity >= ALIKE),
        _ => joined_similarity(left.heard(), right.heard()),
    }
}

/// Many tokens in a block of bytes, so kept that those in reach of one are found without comparing it with each.
///
/// ```
/// let listed = names::prepare("صابر وهمي").parts;
/// let numbered: Vec<_> = (0..).zip(&listed).collect();
/// let bytes = names::TokenBook::bytes(&numbered, std::iter::empty());
/// let book = names::TokenBook::read(&bytes).expect("written just now");
/// assert_eq!(book.near(&names::prepare("Wahmi").parts[0]), Some(vec![1]));
/// ```
pub struct TokenBook<'b> {
    /// Parts by the place of each class that their first sound may be.
    beginnings: List<'b, Keyed>,
    /// Parts that are one letter.
    initials: List<'b, U32>,
    /// Parts of scripts whose sounds are not known, and numbers; by the hashes of their texts.
    unheard: List<'b, Keyed>,
    /// Parts that mean the same in all languages; by their concepts.
    concepts: List<'b, Keyed>,
    /// Parts as they are written.
    slips: SlipBook<'b>,
    /// Parts as they sound, and without an article.
    plain: SoundBook<'b>,
    /// X of each `Abd al-X`.
    served: SoundBook<'b>,
    joins: SoundBook<'b>,
}

/// A token by a key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct Keyed {
    key: U32,
    number: U32,
}

impl List<'_, Keyed> {
    /// Hands on the tokens with a key, of tokens in order of their keys.
    fn tokens(&self, key: u32, found: &mut Vec<u32>) -> Option<()> {
        let tokens = self.with_key(key, |token| token.key.get())?;
        found.extend(tokens.iter().map(|token| token.number.get()));
        Some(())
    }
}

impl<'b> TokenBook<'b> {
    /// The bytes of a book of parts and of joins, each with its number: the same tokens as the same bytes.
    pub fn bytes<P: Borrow<Part>>(parts: &[(u32, P)], joins: impl Iterator<Item = (u32, Part)>) -> Vec<u8> {
        let each = || parts.iter().map(|(number, part)| (*number, part.borrow()));
        let (mut initials, mut unheard, mut concepts, mut beginnings) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (number, part) in each() {
            let keyed = |key: u32| Keyed { key: U32::new(key), number: U32::new(number) };
            if part.initial().is_some() {
                initials.push(U32::new(number));
            }
            beginnings.extend(classes(part.sounds.first()).map(keyed));
            if let Some(concept) = part.concept.or_else(|| number_of(part)) {
                concepts.push(keyed(concept.number().into()));
            }
            if part.sounds.is_empty() || part.role == Role::Number {
                unheard.push(keyed(hash([part.text.as_str()])));
            }
        }
        for keyed in [&mut unheard, &mut concepts, &mut beginnings] {
            keyed.sort_unstable_by_key(|keyed| (keyed.key.get(), keyed.number.get()));
        }
        let mut packing = Packing::default();
        packing.put(&beginnings);
        packing.put(&initials);
        packing.put(&unheard);
        packing.put(&concepts);
        SlipBook::write(each().map(|(number, part)| (part.text.as_str(), number)), &mut packing);
        let bare = each().filter_map(|(number, part)| Some((part.without_article()?, number)));
        let bare = bare.chain(each().filter_map(|(number, part)| Some((part.without_din()?, number))));
        SoundBook::write(each().map(|(number, part)| (part.sounds.as_slice(), number)).chain(bare), &mut packing);
        SoundBook::write(each().filter_map(|(number, part)| Some((part.served()?, number))), &mut packing);
        SoundBook::write(joins.map(|(number, join)| (join.sounds, number)), &mut packing);
        packing.finish()
    }

    /// Reads a book where it lies; `None` where the bytes are none. What it finds of bytes from elsewhere may be any numbers.
    pub fn read(bytes: &'b [u8]) -> Option<Self> {
        Self::read_what_may(bytes, &|_, _| true)
    }

    /// The same of bytes of which none is read before it was asked whether it may; one that may not is no part of a book.
    pub fn read_what_may(bytes: &'b [u8], may_read: MayRead<'b>) -> Option<Self> {
        let lists = &mut Unpacking::of(bytes, may_read)?;
        Some(Self {
            beginnings: lists.take()?,
            initials: lists.take()?,
            unheard: lists.take()?,
            concepts: lists.take()?,
            slips: SlipBook::read(lists)?,
            plain: SoundBook::read(lists)?,
            served: SoundBook::read(lists)?,
            joins: SoundBook::read(lists)?,
        })
    }

    /// The numbers of all tokens in [`reach`] of one, in order, and of some that are nearly so; `None` where the book is not what
    /// was written.
    pub fn near(&self, asked: &Part) -> Option<Vec<u32>> {
        let mut found = Vec::new();
        if is_join(asked) {
            self.plain.alike_in_consonants(&asked.sounds, JOINED_ALIKE, &mut found)?;
        } else if asked.initial().is_some() {
            // An initial answers any name that begins so.
            for class in classes(asked.sounds.first()) {
                self.beginnings.tokens(class, &mut found)?;
            }
            self.of_concept(asked, &mut found)?;
            self.joins.alike_in_consonants(&asked.sounds, JOINED_ALIKE, &mut found)?;
        } else {
            self.plain.alike(&asked.sounds, ALIKE, &mut found)?;
            if let Some(bare) = asked.without_article() {
                self.plain.alike(bare, ALIKE, &mut found)?;
            }
            if let Some(stem) = asked.without_din() {
                self.plain.alike(stem, ALIKE, &mut found)?;
            }
            self.served.alike(asked.served().unwrap_or(&asked.sounds), ALIKE, &mut found)?;
            if let Some(stem) = asked.without_servant() {
                self.plain.alike(stem, ALIKE, &mut found)?;
            }
            self.slips.alike(&asked.text, &mut found)?;
            self.joins.alike_in_consonants(&asked.sounds, JOINED_ALIKE, &mut found)?;
            found.extend(self.initials.all()?.iter().map(|part| part.get()));
            self.unheard.tokens(hash([asked.text.as_str()]), &mut found)?;
            self.of_concept(asked, &mut found)?;
        }
        found.sort_unstable();
        found.dedup();
        Some(found)
    }

    /// Hands on the parts that mean what a part means.
    fn of_concept(&self, asked: &Part, found: &mut Vec<u32>) -> Option<()> {
        let concept = asked.concept.or_else(|| number_of(asked));
        concept.map_or(Some(()), |concept| self.concepts.tokens(concept.number().into(), found))
    }
}

/// The places of the classes that a sound may be.
fn classes(sound: Option<&Sound>) -> impl Iterator<Item = u32> {
    let set = sound.map_or(0, |sound| sound.set);
    (0..u32::BITS).filter(move |class| set >> class & 1 == 1)
}

/// Which core parts of two names can be answered in a comparison, a bit each, the first in the lowest: by tokens in
/// reach of one another, and whole where one part may be the other name's initials.
///
/// ```
/// let (asked, listed) = (names::prepare("Hamidreza Vahmi"), names::prepare("حميد رضا"));
/// assert_eq!(names::covered(&asked, &listed), (0b01, 0b11));
/// ```
pub fn covered(left: &Prepared, right: &Prepared) -> (u32, u32) {
    let (l, r) = (tokens(left), tokens(right));
    let is_initials = |one: &[Token], other: &Prepared| {
        let acronyms = acronyms(&other.parts);
        one.iter().any(|token| acronyms.contains(&token.part.text))
    };
    if is_initials(&l, right) || is_initials(&r, left) {
        return (u32::MAX, u32::MAX);
    }
    let mut covered = (0, 0);
    for one in &l {
        for other in r.iter().filter(|other| reach(&one.part, &other.part)) {
            covered = (covered.0 | one.covers, covered.1 | other.covers);
        }
    }
    covered
}

/// Which shares of their weight two names can earn in a comparison at most: each part what its likest token in reach earns
/// it, and all where one part may be the other name's initials.
///
/// ```
/// let (asked, listed) = (names::prepare("Sabir Wahmi"), names::prepare("صابر وهمي"));
/// let (left, right) = names::earned(&asked, &listed);
/// assert!(names::compare(&asked, &listed).score <= names::most(left, right));
/// ```
pub fn earned(left: &Prepared, right: &Prepared) -> (f64, f64) {
    if covered(left, right) == (u32::MAX, u32::MAX) {
        return (1.0, 1.0);
    }
    let (mut of_left, mut of_right) = ([0.0; 32], [0.0; 32]);
    for one in &tokens(left) {
        for other in &tokens(right) {
            let earns = likeness(&one.part, &other.part).map_or(0.0, credit);
            earn(&mut of_left, one.covers, earns);
            earn(&mut of_right, other.covers, earns);
        }
    }
    (Weights::of(left).earned(&of_left), Weights::of(right).earned(&of_right))
}

fn earn(credits: &mut [f64; 32], covers: u32, earns: f64) {
    for (bit, credit) in credits.iter_mut().enumerate() {
        if covers >> bit & 1 == 1 {
            *credit = credit.max(earns);
        }
    }
}

/// The most two names can score when these shares of their weights can be answered, `0.0..=1.0`.
pub fn most(left_share: f64, right_share: f64) -> f64 {
    most_of_shares(left_share.max(right_share), left_share.min(right_share))
}

/// The most two names of persons can score of which no more than one pair of parts answers one another, be it one part of the one
/// beside two of the other that are joined, and which are not the same text, for one has more parts in all: less where not all parts of
/// both may be answered (`is_whole`), but for a part that is all of one name and rare on both sides (`is_rare`).
pub fn most_of_one(is_whole: bool, is_rare: bool) -> f64 {
    if is_whole || is_rare { in_steps(ONE) } else { in_steps(ONE_OF_MANY) }
}

#[cfg(test)]
mod tests {
    use super::{Prepared, TokenBook, Weights, covered, earned, most, most_of_one, reach, tokens};
    use crate::{compare, prepare};

    const NAMES: &[&str] = &[
        "Yusuf al-Khayali",
        "يوسف الخيالي",
        "Юсуф аль-Хаяли",
        "Hamid Reza Wahmi",
        "Hamidreza Vahmi",
        "حميدرضا وهمي",
        "Abu Bakr Mithali",
        "Aboubakr al Mithaly",
        "أبو بكر المثالي",
        "Abd al-Rahman bin Nur",
        "Abdurrahman Noor",
        "Y. Khayali",
        "Muhammad",
        "Mohamed Ali Sarab",
        "محمد علي سراب",
        "Shams al-Din Tajribi",
        "شمس الدين التجريبي",
        "李四",
        "Haji Nur",
        "Al Sarab Trading Company",
        "ASTC",
        "STC Far",
        "A B C",
        "",
        "Sayyid",
        "Omar Akhund",
        "Omar, Akhund",
        "Khayalistan, Akhund",
        "Khayalistan Akhund",
        "Khayalistan",
        "Hamidreza Tajribi", // of Hamid Reza Vahmi one part answers two
        "Tajribi Hamidreza",
        "Su Na",
        "Suna Khayali",
        "苏娜",
    ];

    /// Whether of one of the names one part at most may answer the other.
    fn is_one_pair(left: &Prepared, right: &Prepared) -> bool {
        let (l, r) = (tokens(left), tokens(right));
        let met = l
            .iter()
            .flat_map(|one| r.iter().filter(|other| reach(&one.part, &other.part)).map(move |other| (one, other)));
        let covered = met.fold((0_u32, 0_u32), |(a, b), (one, other)| (a | one.covers, b | other.covers));
        covered.0.count_ones().min(covered.1.count_ones()) <= 1
    }

    #[test]
    fn no_name_scores_more_than_its_reach() {
        for left in NAMES.iter().map(|name| prepare(name)) {
            for right in NAMES.iter().map(|name| prepare(name)) {
                let (l, r) = covered(&left, &right);
                let most_covered = most(Weights::of(&left).share(l), Weights::of(&right).share(r));
                let (l, r) = earned(&left, &right);
                let most = most(l, r);
                let score = compare(&left, &right).score;
                assert!(score <= most + 1e-9 && most <= most_covered + 1e-9, "{left:?} {right:?}: {score} > {most}");
                let cores = [&left, &right].map(|name| name.parts.iter().filter(|part| part.role.tells()).count());
                let is_body = left.is_organisation() || right.is_organisation();
                if cores[0].min(cores[1]) > 1 && !is_body && is_one_pair(&left, &right) {
                    assert!(score <= most_of_one(false, false) + 1e-9, "{left:?} {right:?}: {score}");
                }
                if cores.contains(&1) && cores[0] != cores[1] && left.parts.len() != right.parts.len() && !is_body {
                    let is_rare = |name: &Prepared| name.parts.iter().any(|part| part.weight() == crate::FULL_WEIGHT);
                    let most = most_of_one((l, r) == (1.0, 1.0), is_rare(&left) && is_rare(&right));
                    assert!(score <= most + 1e-9, "{left:?} {right:?}: {score} > {most}");
                }
            }
        }
    }

    #[test]
    fn every_token_in_reach_is_found() {
        let more = [
            "Alkhayali",
            "Shams",
            "Nasir al-Din",
            "Nasser",
            "Nasreddine",
            "نصير",
            "Тахтаддин",
            "El-Khayaly",
            "عبد الرحيم",
            "Абдул Карим",
            "Abdulkarim",
            "李四 3",
            "K",
            "ك",
            "i",
        ];
        let all: Vec<_> = NAMES.iter().chain(&more).flat_map(|name| tokens(&prepare(name))).map(|t| t.part).collect();
        let numbered = || (0_u32..).zip(&all);
        let parts: Vec<_> = numbered().filter(|(_, part)| !part.text.is_empty()).collect();
        let joins = numbered().filter(|(_, part)| part.text.is_empty()).map(|(n, part)| (n, part.clone()));
        let bytes = TokenBook::bytes(&parts, joins);
        let book = TokenBook::read(&bytes).unwrap();
        for asked in &all {
            let near = book.near(asked).unwrap();
            for (n, part) in numbered().filter(|(_, part)| reach(asked, part)) {
                assert!(near.contains(&n), "{asked:?} {part:?}");
            }
        }
    }
}
