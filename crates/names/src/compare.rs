//! Two names beside each other: which parts answer one another, and how far that speaks for one person.
//!
//! Shape:    prepared names in, a score from 0 to 1 out, with the reasons whose points add up to it.
//! Not here: dates, places, documents; a name alone never settles who a person is.
//!
//! Every cost is in hundredths and the search is over whole numbers, so a score is the same on every machine.

use std::borrow::Borrow;

use crate::parts::{Part, Prepared, Role};
use crate::sound::{
    B, CH, D, DH, F, G, GH, H, J, K, KH, Kind, M, MAX_SOUNDS, N, P, Q, S, SH, Sound, T, TH, V, VOWELS, W, Y, Z, ZH,
};

/// What came of comparing two names.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// `0.0..=1.0`: how far the names speak for one person.
    pub score: f64,
    /// The parts that answer one another, by index into `Prepared::parts`; two parts joined give two pairs.
    pub pairs: Vec<PartPair>,
    /// Why; the points add up to the score.
    pub reasons: Vec<Reason>,
}

/// Two parts that answer one another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PartPair {
    /// Index into the left name's parts.
    pub left: usize,
    /// Index into the right name's parts.
    pub right: usize,
    /// `0.0..=1.0`.
    pub similarity: f64,
}

/// One step of a score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reason {
    /// What was seen.
    pub kind: ReasonKind,
    /// What it adds; below zero when it speaks against.
    pub points: f64,
}

/// What was seen when comparing two names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReasonKind {
    /// The share of both names whose parts answer one another.
    SharedParts,
    /// Each name has parts that the other contradicts.
    Conflict,
    /// The first given names differ: perhaps brothers or sisters.
    OtherGivenName,
    /// Only one part answers another, and many people bear one part alike.
    SinglePart,
    /// Keeps the score within 0 and 1.
    Bound,
}

/// Two parts this alike may answer one another.
pub(crate) const ALIKE: f64 = 0.62;

/// What a join loses for being one, and how alike it must be to a part then.
const JOINED: f64 = 0.03;
const JOINED_LEAST: f64 = 0.75;

/// What a part loses that is `X al-Din` beside X alone.
const WITHOUT_DIN: f64 = 0.15;

/// Only sounds this alike can be a part and a join that answer one another.
pub(crate) const JOINED_ALIKE: f64 = JOINED_LEAST + JOINED;

/// What an initial is worth beside a name that begins with it.
const INITIAL: f64 = ALIKE;

/// Compares two names.
pub fn compare(left: &Prepared, right: &Prepared) -> Comparison {
    let (l, r) = (cores(&left.parts), cores(&right.parts));
    if l.is_empty() || r.is_empty() {
        return Comparison { score: 0.0, pairs: Vec::new(), reasons: Vec::new() };
    }
    let matches = align(left, &l, right, &r);
    let (shared_left, shared_right) = (side(left, &l, &matches, true), side(right, &r, &matches, false));
    let fuller = shared_left.share().max(shared_right.share());
    let lesser = shared_left.share().min(shared_right.share());

    let mut reasons = vec![Reason { kind: ReasonKind::SharedParts, points: shared_points(fuller, lesser) }];
    let conflict = shared_left.missing.min(shared_right.missing);
    if conflict > 0.0 {
        reasons.push(Reason { kind: ReasonKind::Conflict, points: -(0.06 + 0.08 * conflict.min(2.0)) });
    }
    if !matches.iter().any(|m| m.left.0 == 0) && !matches.iter().any(|m| m.right.0 == 0) {
        reasons.push(Reason { kind: ReasonKind::OtherGivenName, points: -0.2 });
    }
    let mut score: f64 = reasons.iter().map(|r| r.points).sum();
    // However much of a name it covers: Karimul is not Karim Ulli.
    let cap = match matches.len() {
        1 if shared_left.missing + shared_right.missing > 0.0 => 0.65,
        1 => 0.75,
        _ => 1.0,
    };
    if score > cap && cap < 1.0 && !same_text(left, right) {
        reasons.push(Reason { kind: ReasonKind::SinglePart, points: cap - score });
        score = cap;
    }
    let bounded = score.clamp(0.0, 1.0);
    if bounded != score {
        reasons.push(Reason { kind: ReasonKind::Bound, points: bounded - score });
    }
    Comparison { score: bounded, pairs: pairs(&l, &r, &matches), reasons }
}

/// What the answered shares of two names are worth; nothing later adds to it.
pub(crate) fn shared_points(fuller: f64, lesser: f64) -> f64 {
    0.78 * fuller + 0.22 * lesser
}

/// How alike two parts are, `0.0..=1.0`.
pub fn part_similarity(left: &Part, right: &Part) -> f64 {
    if left.text == right.text {
        return 1.0;
    }
    if is_servant(left) && is_servant(right) {
        // What follows "servant of" tells: Abd al-Karim is not Abd al-Rahim.
        return sound_similarity(served(left), served(right));
    }
    for (part, other) in [(left, right), (right, left)] {
        // An initial answers any name that begins so, and proves little.
        if let (Some(only), Some(first)) = (initial(part), other.sounds.first()) {
            return if only.set & first.set == 0 { 0.0 } else { INITIAL };
        }
    }
    let mut best = sound_similarity(&left.sounds, &right.sounds);
    for (part, other) in [(left, right), (right, left)] {
        if let Some(bare) = without_article(part) {
            best = best.max(sound_similarity(bare, &other.sounds) - 0.02);
        }
        // Nasir al-Din is Nasir for short, where nothing else is left out.
        if let (Some(stem), None) = (without_din(part), without_din(other)) {
            best = best.max(sound_similarity(stem, &other.sounds) - WITHOUT_DIN);
        }
    }
    best.max(0.0)
}

/// Whether a part is `Abd al-X`: three sounds, then X.
pub(crate) fn is_servant(part: &Part) -> bool {
    part.sounds.len() > 3 && ["abd", "عبد", "абд"].iter().any(|abd| part.text.starts_with(abd))
}

/// The sounds of X in `Abd al-X`.
pub(crate) fn served(part: &Part) -> &[Sound] {
    part.sounds.get(3..).unwrap_or_default()
}

/// The sound of a part that is a single letter.
pub(crate) fn initial(part: &Part) -> Option<Sound> {
    match &*part.sounds {
        [only] if part.text.chars().nth(1).is_none() => Some(*only),
        _ => None,
    }
}

/// The sounds after an article written into a Latin word (Alkhayali), which is no difference.
pub(crate) fn without_article(part: &Part) -> Option<&[Sound]> {
    let article = part.text.starts_with("al") || part.text.starts_with("el");
    (article && part.text.len() >= 6).then(|| part.sounds.get(2..).unwrap_or_default())
}

/// The sounds of X in `X al-Din`, where enough is left of them to be a name.
pub(crate) fn without_din(part: &Part) -> Option<&[Sound]> {
    let after = ["din", "deen", "دين", "дин"].iter().any(|din| part.text.ends_with(din));
    let len = if after { 3 } else { 4 }; // Eddine
    let stem = part.sounds.get(..part.sounds.len().checked_sub(len)?)?;
    let consonants = stem.iter().filter(|sound| sound.kind == Kind::Consonant).count();
    ((after || part.text.ends_with("dine")) && consonants >= 2 && !is_servant(part)).then_some(stem)
}

pub(crate) fn cores<P: Borrow<Part>>(parts: &[P]) -> Vec<usize> {
    parts.iter().enumerate().filter(|(_, p)| (*p).borrow().role == Role::Core).map(|(i, _)| i).collect()
}

fn same_text(left: &Prepared, right: &Prepared) -> bool {
    left.parts.len() == right.parts.len() && left.parts.iter().zip(&right.parts).all(|(l, r)| l.text == r.text)
}

/// Core parts that answer one another: position of the first, and how many (1 or 2), on each side.
#[derive(Clone, Copy)]
struct Match {
    left: (usize, usize),
    right: (usize, usize),
    similarity: f64,
}

/// The best matches first, each part used once; equals go to the ones that stand at like places.
fn align(left: &Prepared, l: &[usize], right: &Prepared, r: &[usize]) -> Vec<Match> {
    let (joined_left, joined_right) = (joins(left, l), joins(right, r));
    let mut found = Vec::new();
    for (i, &li) in l.iter().enumerate() {
        for (j, &rj) in r.iter().enumerate() {
            let (Some(lp), Some(rp)) = (left.parts.get(li), right.parts.get(rj)) else { continue };
            let similarity = part_similarity(lp, rp);
            if similarity >= ALIKE {
                found.push(Match { left: (i, 1), right: (j, 1), similarity });
            }
            if similarity >= 0.95 {
                continue;
            }
            for joined in joined_left.iter().filter(|joined| joined.first == i) {
                if let Some(similarity) = joined_similarity(&joined.sounds, &rp.sounds) {
                    found.push(Match { left: (i, joined.cores), right: (j, 1), similarity });
                }
            }
            for joined in joined_right.iter().filter(|joined| joined.first == j) {
                if let Some(similarity) = joined_similarity(&lp.sounds, &joined.sounds) {
                    found.push(Match { left: (i, 1), right: (j, joined.cores), similarity });
                }
            }
        }
    }
    found.sort_by(|a, b| {
        let key = |m: &Match| (m.left.0.abs_diff(m.right.0), m.left.0, m.right.0, m.left.1 + m.right.1);
        b.similarity.total_cmp(&a.similarity).then_with(|| key(a).cmp(&key(b)))
    });
    let (mut used_left, mut used_right) = (0u64, 0u64);
    let mut chosen = Vec::new();
    for m in found {
        let (a, b) = (bits(m.left), bits(m.right));
        if used_left & a == 0 && used_right & b == 0 {
            used_left |= a;
            used_right |= b;
            chosen.push(m);
        }
    }
    chosen.sort_by_key(|m| (m.left.0, m.right.0));
    chosen
}

/// The positions of a match as bits; a name has at most 32 parts.
fn bits((first, count): (usize, usize)) -> u64 {
    ((1u64 << count.min(2)) - 1) << first.min(60)
}

/// Two parts that the other name may write as one: Hamid Reza, Hamidreza; Abu Bakr, Aboubakr.
pub(crate) struct Joined {
    pub(crate) parts: (usize, usize), // positions among all parts
    pub(crate) first: usize,          // position among the core parts
    pub(crate) cores: usize,          // 1 when a particle is joined to it, 2 when the next core part is
    sounds: Vec<Sound>,
}

fn joins(name: &Prepared, cores: &[usize]) -> Vec<Joined> {
    let mut joins = join_places(&name.parts, cores);
    for joined in &mut joins {
        if let (Some(first), Some(second)) = (name.parts.get(joined.parts.0), name.parts.get(joined.parts.1)) {
            joined.sounds = join(&first.sounds, &second.sounds);
        }
    }
    joins
}

/// Which parts may be joined; their sounds are not put together.
pub(crate) fn join_places<P: Borrow<Part>>(parts: &[P], cores: &[usize]) -> Vec<Joined> {
    let mut joins = Vec::new();
    let is_letter = |at: usize| parts.get(at).is_none_or(|part| initial(part.borrow()).is_some());
    for (first, &at) in cores.iter().enumerate() {
        if is_letter(at) {
            continue; // initials are no piece of a word
        }
        if let Some(&next) = cores.get(first + 1)
            && !is_letter(next)
            && let Some(between) = parts.get(at + 1..next)
            // Nothing but an article or a linking vowel may stand between.
            && between.len() <= 1
            && between.iter().all(|p| p.borrow().role == Role::Particle && p.borrow().text.chars().nth(3).is_none())
        {
            joins.push(Joined { parts: (at, next), first, cores: 2, sounds: Vec::new() });
        }
        if let Some(before) = at.checked_sub(1)
            && parts.get(before).is_some_and(|p| p.borrow().role == Role::Particle)
        {
            joins.push(Joined { parts: (before, at), first, cores: 1, sounds: Vec::new() });
        }
    }
    joins
}

/// How alike a part and a join are, a little less than two parts would be; `None` when they are not.
pub(crate) fn joined_similarity(left: &[Sound], right: &[Sound]) -> Option<f64> {
    // Most joins are far longer than the part beside them; counting consonants is cheaper than comparing.
    let consonants = |sounds: &[Sound]| sounds.iter().filter(|s| s.kind == Kind::Consonant).count();
    if consonants(left).abs_diff(consonants(right)) > 1 {
        return None;
    }
    let similarity = sound_similarity(left, right) - JOINED;
    (similarity >= JOINED_LEAST).then_some(similarity)
}

pub(crate) fn join(first: &[Sound], second: &[Sound]) -> Vec<Sound> {
    let mut sounds = Vec::with_capacity(first.len() + second.len());
    sounds.extend_from_slice(first);
    sounds.extend_from_slice(if first.last() == second.first() { second.get(1..).unwrap_or_default() } else { second });
    sounds
}

/// One name's weight, and how much of it the other name answers.
struct Side {
    total: f64,
    answered: f64,
    missing: f64,
}

impl Side {
    fn share(&self) -> f64 {
        self.answered / self.total
    }
}

fn side(name: &Prepared, cores: &[usize], matches: &[Match], left: bool) -> Side {
    let mut side = Side { total: 0.0, answered: 0.0, missing: 0.0 };
    for (position, &at) in cores.iter().enumerate() {
        let Some(part) = name.parts.get(at) else { continue };
        let weight = weight(part);
        side.total += weight;
        let found = matches.iter().find(|m| bits(if left { m.left } else { m.right }) & bits((position, 1)) != 0);
        match found {
            Some(m) => side.answered += weight * credit(m.similarity),
            None => side.missing += weight,
        }
    }
    side
}

/// How much of a part's weight a likeness earns: nearly alike is as good as alike, half alike is worth little.
fn credit(similarity: f64) -> f64 {
    ((similarity - 0.5) / 0.4).clamp(0.0, 1.0)
}

/// How much a part tells: the commonest names tell little, as does a part of one or two letters.
pub(crate) fn weight(part: &Part) -> f64 {
    let mut consonants = [0u32; 4];
    let mut count = 0;
    for sound in part.sounds.iter().filter(|s| s.kind == Kind::Consonant) {
        if let Some(slot) = consonants.get_mut(count) {
            *slot = sound.primary;
        }
        count += 1;
    }
    match (count, consonants) {
        (4, [M, H, M, D]) | (3, [M, H, D, 0]) => 0.6,   // Muhammad
        (2, [H, D, ..]) | (3, [H, M, D, 0]) => 0.8,     // Ahmad, Hamid
        _ if part.text.chars().nth(2).is_none() => 0.5, // initials, remnants
        _ => 1.0,
    }
}

fn pairs(l: &[usize], r: &[usize], matches: &[Match]) -> Vec<PartPair> {
    let mut pairs = Vec::new();
    for m in matches {
        for i in m.left.0..m.left.0 + m.left.1 {
            for j in m.right.0..m.right.0 + m.right.1 {
                if let (Some(&left), Some(&right)) = (l.get(i), r.get(j)) {
                    pairs.push(PartPair { left, right, similarity: m.similarity.clamp(0.0, 1.0) });
                }
            }
        }
    }
    pairs
}

/// How alike two sequences of sounds are: what remains of 1 after the cheapest way from one to the other.
pub(crate) fn sound_similarity(left: &[Sound], right: &[Sound]) -> f64 {
    let left = left.get(..MAX_SOUNDS).unwrap_or(left);
    let right = right.get(..MAX_SOUNDS).unwrap_or(right);
    if left.is_empty() || right.is_empty() {
        return 0.0;
    }
    let length = scale(length(left), length(right));
    let mut row = [0i32; MAX_SOUNDS + 1];
    let mut two_before = [0i32; MAX_SOUNDS + 1];
    let mut before = [0i32; MAX_SOUNDS + 1];
    for (j, sound) in right.iter().enumerate() {
        before[j + 1] = before[j] + at_start(*sound, j);
    }
    for (i, a) in left.iter().enumerate() {
        row[0] = before[0] + at_start(*a, i);
        let mut least = row[0];
        for (j, b) in right.iter().enumerate() {
            row[j + 1] = (before[j] + change(*a, *b)).min(before[j + 1] + absence(*a)).min(row[j] + absence(*b));
            // Two letters that read as one: the sh of Ishaq is s and h.
            if let Some(&previous) = left.get(i.wrapping_sub(1))
                && is_pair(*b, previous, *a)
            {
                row[j + 1] = row[j + 1].min(two_before[j] + 12);
            }
            if let (Some(&previous), Some(&reach)) = (right.get(j.wrapping_sub(1)), before.get(j.wrapping_sub(1)))
                && is_pair(*a, previous, *b)
            {
                row[j + 1] = row[j + 1].min(reach + 12);
            }
            least = least.min(row[j + 1]);
        }
        // A way may leap over one row, and a row is at most 100 dearer than the one before it.
        if least > length + 100 {
            return 0.0;
        }
        two_before = before;
        std::mem::swap(&mut row, &mut before);
    }
    let cost = before[right.len()];
    (1.0 - f64::from(cost) / f64::from(length)).max(0.0)
}

/// What a cost is held against, from both lengths: one difference is not all of a short name.
pub(crate) fn scale(left: i32, right: i32) -> i32 {
    ((left + right) / 2).max(150)
}

pub(crate) fn length(sounds: &[Sound]) -> i32 {
    sounds
        .iter()
        .map(|s| match s.kind {
            Kind::Consonant => 100,
            Kind::Long => 50,
            Kind::Short => 25,
        })
        .sum()
}

/// What it costs that one side does not write a sound.
pub(crate) fn absence(sound: Sound) -> i32 {
    match sound.kind {
        Kind::Consonant if sound.primary == H => 60,
        Kind::Consonant => 100,
        Kind::Long if sound.set & VOWELS == sound.set => 15, // alef: other scripts write a short a
        Kind::Long => 55,
        Kind::Short => 10,
    }
}

/// The same while nothing of the other side is heard yet: a vowel that begins a name is written in every script.
pub(crate) fn at_start(sound: Sound, position: usize) -> i32 {
    if position == 0 { absence(sound).max(40) } else { absence(sound) }
}

/// Whether one sound is written with the letters of two others.
pub(crate) fn is_pair(one: Sound, first: Sound, second: Sound) -> bool {
    second.primary == H
        && matches!(
            (one.primary, first.primary),
            (SH, S) | (KH, K | Q) | (TH, T) | (DH, D) | (GH, G) | (ZH, Z) | (CH, K)
        )
}

/// What it costs to read one sound for another.
pub(crate) fn change(a: Sound, b: Sound) -> i32 {
    if a.primary == b.primary {
        return 0;
    }
    let meet = a.set & b.set != 0;
    match (a.kind, b.kind) {
        (Kind::Consonant, Kind::Consonant) if meet => 12,
        (Kind::Consonant, Kind::Consonant) if near(a.primary, b.primary) => 60,
        (Kind::Consonant, Kind::Consonant) => 120,
        (Kind::Consonant, _) | (_, Kind::Consonant) if meet => 20,
        (Kind::Consonant, _) | (_, Kind::Consonant) => 120,
        _ if meet => 5,
        (Kind::Short, Kind::Short) => 15,
        _ => 45,
    }
}

/// Sounds that hands and ears confuse, though no alphabet writes them with one letter.
fn near(a: u32, b: u32) -> bool {
    const FAMILIES: [u32; 9] = [
        B | P | V,
        T | D | TH | DH,
        Z | DH | S | ZH,
        S | SH | TH,
        J | CH | ZH | G | Y,
        K | G | Q | GH | KH,
        H | KH | GH,
        F | V | P | W,
        M | N,
    ];
    FAMILIES.iter().any(|family| family & a != 0 && family & b != 0)
}
