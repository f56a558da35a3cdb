//! Which parts of two names answer one another.
//!
//! Shape:    two prepared names in; matches out, each part in one at most.
//! Not here: what the matches are worth (`evidence`).

use std::borrow::Borrow;

use super::Class;
use super::heard::{Heard, similarity_from};
use super::letters::{is_one_slip, letter_similarity};
use crate::Script;
use crate::parts::{self, Concept, Parent, Part, Prepared, Role};
use crate::rarity::FULL_WEIGHT;
use crate::sound::{Kind, MAX_SOUNDS, Sound, VOWELS, consonants, syllables};

/// Two parts this alike may answer one another.
pub(crate) const ALIKE: f64 = 0.62;

/// And the first words of two names, where brothers differ: more alike than two well-known names are at most.
const GIVEN_ALIKE: f64 = 0.65;

/// And two words of up to three letters in names of bodies, which may stand for other words: ABC is not ABS.
const LETTERS: f64 = 0.95;

/// Where both names have more parts than this, those far from one another's place are not compared: no name is so long,
/// and what is must not take long.
const MANY: usize = 12;
const NEAR_PLACE: usize = 4;

/// What a join loses for being one, and how alike it must be to a part then.
const JOINED: f64 = 0.03;
const JOINED_LEAST: f64 = 0.77;

/// What a part loses without its article; and what one that is `X al-Din`, or `Abd al-X`, beside X alone.
const WITHOUT_ARTICLE: f64 = 0.02;
const WITHOUT_DIN: f64 = 0.15;
const WITHOUT_SERVANT: f64 = 0.26;

/// Only sounds this alike can be a part and a join that answer one another.
pub(crate) const JOINED_ALIKE: f64 = JOINED_LEAST + JOINED;

/// What an initial is worth beside a name that begins with it.
const INITIAL: f64 = 0.72;

/// A slip of the hand is looked for in words of so many letters.
pub(crate) const SLIP_LETTERS: usize = 5;

/// Two names that many bear and that are less alike are two names: Ahmad, Muhammad.
const COMMON: u8 = 70;
const TWO_NAMES: f64 = 0.8;

/// What two spellings of one well-known name are worth at least that sound alike at all; and at most two of two names that
/// differ in their vowels, Hasan and Husayn. Where even their consonants differ they are nothing.
const ONE_WELL_KNOWN: f64 = 0.95;
const TWO_WELL_KNOWN: f64 = 0.64;

/// What sounds so alike, only a spelling tells apart: Samir, Samer.
const ONE_SOUND: f64 = 0.985;

/// What the table of rarity gives to parts that few of its names bear, or none.
const UNKNOWN: u8 = 85;

/// What two names lose for each vowel that is another, where vowels are firm: Karel, Kirill.
const VOWEL: f64 = 0.25;

/// What the name of a man is worth at most beside that of a woman: Popov, Popova.
const OTHER_ENDING: f64 = 0.8;

/// What a part loses that only one of the names has behind `Abu` or `Umm`, or each behind another: Abu Nimr is not Nimr,
/// but his father, and Umm Nimr his mother.
const ONE_KUNYA: f64 = 0.25;

/// How much more a difference between two syllables is worth than one between longer words: of Zhao and Zhu the vowel is
/// half.
const SYLLABLE: f64 = 5.0;

/// What two words of Han characters lose that sound alike and are written with other characters.
const OTHER_CHARACTERS: f64 = 0.36;

/// How alike two parts are, `0.0..=1.0`.
pub fn part_similarity(left: &Part, right: &Part) -> f64 {
    part_similarity_from(0.0, left, right)
}

/// The same where it is `least` or more; otherwise something below `least`, or 0, and sooner.
pub(crate) fn part_similarity_from(least: f64, left: &Part, right: &Part) -> f64 {
    if left.text == right.text {
        return 1.0;
    }
    if left.role == Role::Number || right.role == Role::Number {
        return f64::from(u8::from(number_of(left).is_some() && number_of(left) == number_of(right)));
    }
    if let (Some(one), Some(other)) = (left.concept, right.concept) {
        // Two words of a language that both mean something are not one for sounding alike.
        return f64::from(u8::from(one == other));
    }
    if let (Some(left), Some(right)) = (left.served(), right.served()) {
        // What follows "servant of" tells: Abd al-Karim is not Abd al-Rahim.
        return similarity_from(least, &Heard::of(left), &Heard::of(right));
    }
    for (part, other) in [(left, right), (right, left)] {
        // An initial answers any name that begins so, and proves little.
        if let (Some(only), Some(first)) = (part.initial(), other.sounds.first()) {
            return if only.set & first.set == 0 { 0.0 } else { INITIAL };
        }
    }
    // Two spellings of one well-known name are lifted from there.
    let is_one = left.is_same_well_known(right) && (left.writes_vowels() || right.writes_vowels());
    let least = if is_one { least.min(ALIKE) } else { least };
    let mut best = similarity_from(least, left.heard(), right.heard());
    let are_two = best < ONE_SOUND && left.is_other_well_known(right);
    if are_two {
        let is_vowel = left.is_of_one_outline(right);
        best = if is_vowel { best.min(TWO_WELL_KNOWN) } else { 0.0 };
    }
    if left.may_be_bare() || right.may_be_bare() {
        best = best.max(bare_similarity(least, left, right)).max(bare_similarity(least, right, left));
    }
    if let (Some(stem), Some(other)) = (left.stem(), right.stem())
        && best >= ALIKE
    {
        best = best.min(similarity_from(least, &Heard::of(stem), &Heard::of(other)));
        if best < ONE_SOUND && left.is_of_other_well_known(right) {
            best = best.min(TWO_WELL_KNOWN);
        }
    }
    let are_common = left.weight() < COMMON && right.weight() < COMMON;
    if best < TWO_NAMES && are_common && !left.is_of_one_outline(right) {
        return 0.0;
    }
    if left.is_syllable() && right.is_syllable() {
        best = 1.0 - SYLLABLE * (1.0 - best);
    }
    if best < SLIP && !are_two && is_slip(left, right) {
        best = best.max(SLIP);
    }
    if best > OTHER_ENDING && is_other_sex(left, right) {
        best = OTHER_ENDING;
    }
    if best > 0.0 && left.script() == Some(Script::Han) && right.script() == Some(Script::Han) {
        best -= OTHER_CHARACTERS * (1.0 - letter_similarity(&left.text, &right.text));
    }
    if best >= ALIKE && is_one {
        best = best.max(ONE_WELL_KNOWN);
    }
    best.max(0.0)
}

/// The likeness of what a part is without its article, without Din or without Abd, to another part.
fn bare_similarity(least: f64, part: &Part, other: &Part) -> f64 {
    let beside = |bare: &[Sound], loses: f64| {
        let may_be = other.heard().may_be_of(least + loses, part.heard());
        if may_be { similarity_from(least + loses, &Heard::of(bare), other.heard()) - loses } else { 0.0 }
    };
    let mut best = part.without_article().map_or(0.0, |bare| beside(bare, WITHOUT_ARTICLE));
    // Nasir al-Din is Nasir for short, where nothing else is left out.
    if let (Some(stem), None) = (part.without_din(), other.without_din()) {
        best = best.max(beside(stem, WITHOUT_DIN));
    }
    // And Abd al-Nasir may be.
    if let (Some(stem), None) = (part.without_servant(), other.without_servant()) {
        best = best.max(beside(stem, WITHOUT_SERVANT));
    }
    best
}

/// Whether one of two Slavic names of the family is a woman's and the other a man's: Popova, Popov; Wahmskaya, Wahmsky.
fn is_other_sex(left: &Part, right: &Part) -> bool {
    let is_feminine = |part: &Part| part.text.ends_with(['a', 'а', 'я']);
    let is_masculine = |part: &Part| part.text.ends_with(['v', 'y', 'i', 'в', 'й']);
    let have_stems = left.stem().is_some() && right.stem().is_some();
    have_stems && (is_feminine(left) && is_masculine(right) || is_masculine(left) && is_feminine(right))
}

/// The likeness of two parts where vowels are firm: two names of another vowel, or of a man and a woman.
fn firmly(similarity: f64, left: &Part, right: &Part) -> f64 {
    let apart = f64::from(vowels_apart(&left.sounds, &right.sounds));
    let ends = |part: &Part, letters: [char; 2]| part.text.ends_with(letters);
    let ends_in = |one: [char; 2], other: [char; 2]| ends(left, one) && ends(right, other);
    let (a, o) = (['a', 'а'], ['o', 'о']);
    let is_other = ends_in(a, o) || ends_in(o, a);
    (similarity - VOWEL * apart).min(if is_other { OTHER_ENDING } else { 1.0 })
}

/// Whether the vowels of a name are firm: its script writes them, and the table of rarity hardly knows any of its parts.
/// What it knows is spelled by many habits, with other vowels in each.
fn has_firm_vowels(name: &Prepared, cores: &[usize]) -> bool {
    let mut parts = cores.iter().filter_map(|at| name.parts.get(*at));
    parts.all(|part| part.weight() >= UNKNOWN && part.writes_vowels())
}

/// Between how many consonants the vowels have nothing in common; 0 where the consonants are not as many.
fn vowels_apart(left: &[Sound], right: &[Sound]) -> u32 {
    let between = |sounds: &[Sound]| {
        let (mut vowels, mut consonants) = ([0_u32; MAX_SOUNDS + 1], 0);
        for sound in sounds.iter().take(MAX_SOUNDS) {
            if sound.kind == Kind::Consonant {
                consonants += 1;
            } else if let Some(heard) = vowels.get_mut(consonants) {
                *heard |= sound.set & VOWELS;
            }
        }
        (vowels, consonants)
    };
    let ((left, consonants), (right, others)) = (between(left), between(right));
    let is_apart = |(l, r): &(&u32, &u32)| **l != 0 && **r != 0 && **l & **r == 0;
    if consonants == others { left.iter().zip(&right).filter(is_apart).count() as u32 } else { 0 }
}

/// The number that a part writes, in digits or in words.
pub(crate) fn number_of(part: &Part) -> Option<Concept> {
    part.concept.or_else(|| Concept::of(&part.text)).filter(|concept| concept.role() == Role::Number)
}

/// What two words are worth beside each other of which one may be the other with one slip of the hand.
const SLIP: f64 = 0.82;

/// Whether one word may be the other with one slip, which mostly makes a word that nobody is called.
fn is_slip(left: &Part, right: &Part) -> bool {
    (left.weight() == FULL_WEIGHT || right.weight() == FULL_WEIGHT)
        && is_one_slip(&left.text, &right.text, SLIP_LETTERS)
}

pub(crate) fn cores<P: Borrow<Part>>(parts: &[P]) -> Vec<usize> {
    parts.iter().enumerate().filter(|(_, p)| (*p).borrow().role.tells()).map(|(i, _)| i).collect()
}

/// Core parts that answer one another: position of the first, and how many, on each side; one or two of a name, or all.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    pub(super) left: (usize, usize),
    pub(super) right: (usize, usize),
    pub(super) similarity: f64,
}

/// Two tokens that may answer one another, by where they stand ([`crate::TokenPlace::parts`]), and how alike they are
/// ([`crate::likeness`]).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TokenPair {
    /// Of the left name.
    pub left: (usize, Option<usize>),
    /// Of the right name.
    pub right: (usize, Option<usize>),
    /// `0.0..=1.0`.
    pub similarity: f64,
}

/// How alike parts and joins are: as they are heard, or as is known of all that may answer one another.
#[derive(Clone, Copy)]
pub(super) enum Likenesses<'k> {
    Heard,
    Known(&'k [TokenPair]),
}

impl Likenesses<'_> {
    /// Of two parts, with their places; below [`ALIKE`] it may be anything below.
    fn of_parts(self, (at, left): (usize, &Part), (other, right): (usize, &Part)) -> f64 {
        match self {
            Self::Heard => part_similarity_from(ALIKE, left, right),
            Self::Known(_) => self.known((at, None), (other, None)).unwrap_or(0.0),
        }
    }

    /// Of a join on the left and a part on the right, or the other way about.
    fn of_join(self, join: &Pieces<'_>, (at, part): (usize, &Part), is_left: bool) -> Option<f64> {
        match self {
            Self::Heard => join.similarity(part),
            Self::Known(_) => {
                let (first, second) = join.place.parts;
                let (join_at, part_at) = ((first, Some(second)), (at, None));
                let known = if is_left { self.known(join_at, part_at) } else { self.known(part_at, join_at) };
                known.filter(|_| !join.is_too_long_for(part))
            }
        }
    }

    fn known(self, left: (usize, Option<usize>), right: (usize, Option<usize>)) -> Option<f64> {
        let Self::Known(pairs) = self else { return None };
        pairs.iter().find(|pair| (pair.left, pair.right) == (left, right)).map(|pair| pair.similarity)
    }
}

/// The best matches first, each part used once; equals go to the ones that stand at like places.
pub(super) fn align(
    class: Class,
    likenesses: Likenesses<'_>,
    (left, l): (&Prepared, &[usize]),
    (right, r): (&Prepared, &[usize]),
) -> Vec<Match> {
    let (joined_left, joined_right) = (joins(left, l), joins(right, r));
    let are_firm = has_firm_vowels(left, l) && has_firm_vowels(right, r);
    let (is_long, are_chains) = (l.len().min(r.len()) > MANY, l.len().min(r.len()) > 1);
    let mut found = Vec::with_capacity(8);
    for (i, &li) in l.iter().enumerate() {
        for (j, &rj) in r.iter().enumerate() {
            let (Some(lp), Some(rp)) = (left.parts.get(li), right.parts.get(rj)) else { continue };
            if is_long && i.abs_diff(j) > NEAR_PLACE {
                continue;
            }
            let mut similarity = likenesses.of_parts((li, lp), (rj, rp));
            if similarity >= ALIKE {
                if are_firm {
                    similarity = firmly(similarity, lp, rp);
                }
                if kunya(left, li) != kunya(right, rj) {
                    similarity -= ONE_KUNYA;
                }
                if similarity < LETTERS && class == Class::Organisations && is_letters(lp) && is_letters(rp) {
                    similarity = 0.0;
                }
            }
            let least = if are_chains && (i, j) == (0, 0) { GIVEN_ALIKE } else { ALIKE };
            if similarity >= least {
                found.push(Match { left: (i, 1), right: (j, 1), similarity });
            }
            if similarity >= 0.95 {
                continue;
            }
            for joined in joined_left.iter().filter(|joined| joined.place.first == i) {
                if let Some(similarity) = likenesses.of_join(joined, (rj, rp), true) {
                    found.push(Match { left: (i, joined.place.cores), right: (j, 1), similarity });
                }
            }
            for joined in joined_right.iter().filter(|joined| joined.place.first == j) {
                if let Some(similarity) = likenesses.of_join(joined, (li, lp), false) {
                    found.push(Match { left: (i, 1), right: (j, joined.place.cores), similarity });
                }
            }
        }
    }
    found.sort_by(|a, b| {
        let key = |m: &Match| (m.left.0.abs_diff(m.right.0), m.left.0 + m.right.0, m.left.1 + m.right.1);
        // Of two joins that stand alike the texts decide, and then where their other part stands: the sides may not.
        let joined = |m: &Match| match (m.left.1, m.right.1) {
            (2, _) => (core_text(left, l, m.left.0 + 1), core_text(right, r, m.right.0), m.right.0),
            (_, 2) => (core_text(right, r, m.right.0 + 1), core_text(left, l, m.left.0), m.left.0),
            _ => ("", "", 0),
        };
        b.similarity.total_cmp(&a.similarity).then_with(|| key(a).cmp(&key(b))).then_with(|| joined(a).cmp(&joined(b)))
    });
    let (mut used_left, mut used_right) = (0u64, 0u64);
    found.retain(|m| {
        let (a, b) = (bits(m.left), bits(m.right));
        let is_free = used_left & a == 0 && used_right & b == 0;
        if is_free {
            used_left |= a;
            used_right |= b;
        }
        is_free
    });
    found.sort_by_key(|m| (m.left.0, m.right.0));
    drop_turned_initials(&mut found, left, l, right, r);
    found
}

/// Takes away the initials that stand on the other side of a part than the name they would be of.
fn drop_turned_initials(found: &mut Vec<Match>, left: &Prepared, l: &[usize], right: &Prepared, r: &[usize]) {
    let is_initial = |name: &Prepared, cores: &[usize], position: usize| {
        cores.get(position).and_then(|&at| name.parts.get(at)).is_some_and(|part| part.initial().is_some())
    };
    let is_short = |m: &Match| is_initial(left, l, m.left.0) != is_initial(right, r, m.right.0);
    if !found.iter().any(is_short) {
        return;
    }
    let firm: Vec<Match> = found.iter().filter(|m| !is_short(m)).copied().collect();
    let is_turned = |m: &Match| firm.iter().any(|other| (m.left.0 < other.left.0) != (m.right.0 < other.right.0));
    found.retain(|m| !is_short(m) || !is_turned(m));
}

/// Whose parent a part says that someone is: it stands behind `Abu` or `Umm`.
pub(super) fn kunya(name: &Prepared, at: usize) -> Option<Parent> {
    let before = name.parts.get(at.checked_sub(1)?)?;
    if before.role == Role::Particle { parts::kunya(&before.text) } else { None }
}

fn is_letters(part: &Part) -> bool {
    part.text.is_ascii() && part.text.len() <= 3 && part.role == Role::Core
}

fn core_text<'n>(name: &'n Prepared, cores: &[usize], position: usize) -> &'n str {
    cores.get(position).and_then(|&at| name.parts.get(at)).map_or("", |part| &part.text)
}

/// The positions of a match as bits; a name has at most 32 parts.
pub(super) fn bits((first, count): (usize, usize)) -> u64 {
    ((1_u64 << count.min(32)) - 1) << first.min(31)
}

/// Two parts that the other name may write as one: Hamid Reza, Hamidreza; Abu Bakr, Aboubakr.
#[derive(Clone, Copy)]
pub(crate) struct Joined {
    pub(crate) parts: (usize, usize), // positions among all parts
    pub(crate) first: usize,          // position among the core parts
    pub(crate) cores: usize,          // 1 when a particle is joined to it, 2 when the next core part is
}

/// A join with its pieces; they are put together only for a part that it may answer.
struct Pieces<'n> {
    place: Joined,
    first: &'n Part,
    second: &'n Part,
}

fn joins<'n>(name: &'n Prepared, cores: &[usize]) -> Vec<Pieces<'n>> {
    let mut joins = Vec::new();
    each_join(&name.parts, cores, |place| {
        if let (Some(first), Some(second)) = (name.parts.get(place.parts.0), name.parts.get(place.parts.1)) {
            joins.push(Pieces { place, first, second });
        }
    });
    joins
}

impl Pieces<'_> {
    /// A syllable is no two of them.
    fn is_too_long_for(&self, part: &Part) -> bool {
        part.is_syllable() && syllables(&self.first.sounds) > 0 && syllables(self.rest()) > 0
    }

    fn rest(&self) -> &[Sound] {
        without_doubling(&self.first.sounds, &self.second.sounds)
    }

    fn similarity(&self, part: &Part) -> Option<f64> {
        let (first, second) = (self.first.heard(), self.second.heard());
        let consonants = first.consonants() + consonants(self.rest());
        if consonants.abs_diff(part.heard().consonants()) > 1
            || self.is_too_long_for(part)
            || !part.heard().may_be_join(JOINED_LEAST, first, second)
        {
            return None;
        }
        joined_similarity(&Heard::of(&join(&self.first.sounds, &self.second.sounds)), part.heard())
    }
}

/// Hands on which parts may be joined; their sounds are not put together.
pub(crate) fn each_join<P: Borrow<Part>>(parts: &[P], cores: &[usize], mut hand_on: impl FnMut(Joined)) {
    // Initials are no piece of a word, nor is what is not heard.
    let is_piece = |at: usize| {
        let part = parts.get(at).map(Borrow::borrow);
        part.is_some_and(|part| !part.sounds.is_empty() && part.initial().is_none())
    };
    for (first, &at) in cores.iter().enumerate() {
        if !is_piece(at) {
            continue;
        }
        if let Some(&next) = cores.get(first + 1)
            && is_piece(next)
            && let Some(between) = parts.get(at + 1..next)
            // Nothing but an article or a linking vowel may stand between.
            && between.len() <= 1
            && between.iter().all(|p| p.borrow().role == Role::Particle && p.borrow().text.chars().nth(3).is_none())
        {
            hand_on(Joined { parts: (at, next), first, cores: 2 });
        }
        if let Some(before) = at.checked_sub(1)
            && parts.get(before).is_some_and(|p| p.borrow().role == Role::Particle)
        {
            hand_on(Joined { parts: (before, at), first, cores: 1 });
        }
    }
}

/// How alike a part and a join are, a little less than two parts would be; `None` when they are not.
pub(crate) fn joined_similarity(left: &Heard, right: &Heard) -> Option<f64> {
    // Most joins are far longer than the part beside them; counting consonants is cheaper than comparing.
    if left.consonants().abs_diff(right.consonants()) > 1 {
        return None;
    }
    let similarity = similarity_from(JOINED_LEAST, left, right) - JOINED;
    (similarity >= JOINED_LEAST).then_some(similarity)
}

pub(crate) fn join(first: &[Sound], second: &[Sound]) -> Vec<Sound> {
    [first, without_doubling(first, second)].concat()
}

/// The second of two pieces without the sound that ends the first.
fn without_doubling<'s>(first: &[Sound], second: &'s [Sound]) -> &'s [Sound] {
    if first.last() == second.first() { second.get(1..).unwrap_or_default() } else { second }
}
