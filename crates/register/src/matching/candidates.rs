//! Which entities can reach a score by their names: the tokens of all names, each once, and who bears them.
//!
//! Law:      no entity that reaches the score is left out (`names::most`); there is no cap on candidates.
//! Cost:     for each token asked for the first time, one pass over the distinct tokens (`names::TokenBook`); what is in
//!           its reach is kept, since the same given names are asked again and again.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};

use names::{Part, Prepared, Role, Sound, TokenBook, Weights};

use super::coincidence::Coincidence;
use super::score;
use crate::index::IndexError;

/// The distinct tokens of all names.
pub(crate) struct Vocabulary {
    parts: Vec<Part>,
    /// Tokens that are two parts joined, by the parts' numbers; a join's own number comes after those of the parts.
    joins: Vec<(u32, u32)>,
    book: TokenBook,
    acronyms: Acronyms,
    /// By token and name.
    bearers: Vec<Bearer>,
    /// Where the bearers of each token begin, and where the last ones' end.
    first_bearers: Vec<u32>,
    /// By name, whether the same parts stood in none before it: several lists state one name, and that is one name.
    is_first: Vec<bool>,
    /// By token, how many such names have it.
    distinct_names: Vec<u32>,
    /// How many names are not the same.
    distinct: usize,
    kept: RwLock<Kept>,
    names: Vec<(u32, Weights)>,
    entities: usize,
    /// How many names have two syllables or more as parts of their own.
    syllabic: usize,
}

/// Which names may be written by their initials, and which parts may be such.
#[derive(Default)]
struct Acronyms {
    names: HashMap<String, Vec<u32>>,
    parts: HashMap<String, Vec<u32>>,
}

/// The tokens in reach of one asked, and how alike they are.
type Near = Arc<[(u32, f64)]>;

/// What was found in reach of tokens asked before. No answer depends on what is kept.
#[derive(Default)]
struct Kept {
    near: HashMap<(String, Vec<Sound>, Role), Near>,
    size: usize,
}

/// How much is kept, in tokens asked and tokens near them (16 bytes each); then all is dropped.
const MOST_KEPT: usize = 1 << 20;

/// A name that has a token, and the core parts the token covers there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Bearer {
    token: u32,
    name: u32,
    covers: u32,
}

impl Vocabulary {
    /// Of distinct parts, and of names as an entity and the numbers of its parts.
    ///
    /// # Errors
    /// A name cannot be read, or has a part that is not there.
    pub(crate) fn of(
        parts: Vec<Part>,
        names: impl Iterator<Item = Result<(u32, Vec<u32>), IndexError>>,
    ) -> Result<Self, IndexError> {
        let mut known: HashMap<(u32, u32), u32> = HashMap::new(); // only looked up, never walked
        let (mut joins, mut bearers, mut weights) = (Vec::new(), Vec::new(), Vec::new());
        let (mut acronyms, mut syllabic) = (Acronyms::default(), 0);
        let (mut seen, mut is_first): (HashSet<Vec<u32>>, Vec<bool>) = (HashSet::new(), Vec::new());
        for (name, of) in (0_u32..).zip(names) {
            let (entity, numbers) = of?;
            let of: Option<Vec<&Part>> = numbers.iter().map(|number| parts.get(*number as usize)).collect();
            let of = of.ok_or(IndexError::Damaged("a part of a name"))?;
            for place in names::token_places(&of) {
                let number = |at: usize| numbers.get(at).copied().unwrap_or_default();
                let first = number(place.parts.0);
                let token = match place.parts.1.map(number) {
                    None => first,
                    Some(second) => *known.entry((first, second)).or_insert_with(|| {
                        joins.push((first, second));
                        (parts.len() + joins.len() - 1) as u32
                    }),
                };
                bearers.push(Bearer { token, name, covers: place.covers });
            }
            for acronym in names::acronyms(&of) {
                acronyms.names.entry(acronym).or_default().push(name);
            }
            let mut told: Vec<u32> =
                numbers.iter().zip(&of).filter(|(_, part)| part.role.tells()).map(|(n, _)| *n).collect();
            told.sort_unstable();
            let is_new = seen.insert(told);
            is_first.push(is_new);
            let is_syllabic = of.iter().filter(|part| part.role.tells() && part.is_syllable()).count() >= 2;
            syllabic += usize::from(is_new && is_syllabic);
            weights.push((entity, Weights::of_parts(&of)));
        }
        bearers.sort_unstable();
        let cores: Vec<(u32, &Part)> = (0_u32..).zip(&parts).filter(|(_, part)| part.role.tells()).collect();
        for (number, part) in cores.iter().filter(|(_, part)| names::may_be_acronym(&part.text)) {
            acronyms.parts.entry(part.text.clone()).or_default().push(*number);
        }
        let numbered = (parts.len() as u32..).zip(&joins);
        let book = TokenBook::of(&cores, numbered.filter_map(|(token, join)| Some((token, joined(&parts, *join)?))));
        let entities = weights.iter().map(|(entity, _)| entity).collect::<BTreeSet<_>>().len();
        let mut first_bearers = vec![0_u32; parts.len() + joins.len() + 1];
        let mut distinct_names = vec![0_u32; parts.len() + joins.len()];
        for bearer in &bearers {
            if let Some(after) = first_bearers.get_mut(bearer.token as usize + 1) {
                *after += 1;
            }
            if let Some(slot) = distinct_names.get_mut(bearer.token as usize) {
                *slot += u32::from(is_first.get(bearer.name as usize).copied().unwrap_or_default());
            }
        }
        let mut sum = 0;
        for first in &mut first_bearers {
            sum += *first;
            *first = sum;
        }
        let kept = RwLock::default();
        let distinct = seen.len();
        Ok(Self {
            is_first,
            distinct_names,
            distinct,
            parts,
            joins,
            book,
            acronyms,
            bearers,
            first_bearers,
            kept,
            names: weights,
            entities,
            syllabic,
        })
    }

    /// Entities with a name that can score at least `least` against this one, and how many are met by chance.
    pub(crate) fn candidates(&self, asked: &Prepared, least: f64) -> (Vec<usize>, Coincidence) {
        let mut coincidence = Coincidence::of(self.entities, self.distinct, self.syllabic);
        let mut covered = vec![(0_u32, 0_u32); self.names.len()];
        let mut met: Vec<u32> = Vec::new();
        for (asked_token, place) in names::tokens(asked).into_iter().zip(names::token_places(&asked.parts)) {
            let near = self.near(&asked_token.part);
            coincidence.add(
                asked,
                place,
                near.iter().map(|(token, similarity)| {
                    for bearer in self.bearers(*token) {
                        let Some((left, right)) = covered.get_mut(bearer.name as usize) else { continue };
                        if *left == 0 {
                            met.push(bearer.name);
                        }
                        *left |= asked_token.covers;
                        *right |= bearer.covers;
                    }
                    (*similarity, self.distinct_names.get(*token as usize).copied().unwrap_or_default())
                }),
            );
        }
        let mut by_initials: Vec<u32> = Vec::new();
        self.meet_by_initials(asked, |name, left, right| {
            by_initials.push(name);
            let Some(slot) = covered.get_mut(name as usize) else { return };
            if slot.0 == 0 {
                met.push(name);
            }
            (slot.0, slot.1) = (slot.0 | left, slot.1 | right);
        });
        coincidence.met_by_initials = self.bodies(by_initials);
        if least <= 0.0 {
            return (self.names.iter().map(|(entity, _)| *entity as usize).collect(), coincidence);
        }
        let weights = Weights::of(asked);
        let reaches = |name: u32| {
            let (entity, own) = self.names.get(name as usize)?;
            let (left, right) = *covered.get(name as usize)?;
            let most = names::most(weights.share(left), own.share(right));
            (most >= least - score::ROUNDING).then_some(*entity as usize)
        };
        (met.into_iter().filter_map(reaches).collect(), coincidence)
    }

    /// How many bodies names are of, at most: several lists state one body, and one body has several names.
    fn bodies(&self, mut names: Vec<u32>) -> usize {
        names.sort_unstable();
        names.dedup();
        let is_first = |name: &&u32| self.is_first.get(**name as usize).copied().unwrap_or_default();
        let distinct = names.iter().filter(is_first).count();
        let entities = names.iter().filter_map(|name| self.names.get(*name as usize).map(|(entity, _)| *entity));
        distinct.min(entities.collect::<BTreeSet<u32>>().len())
    }

    /// Hands on the names of which a part asked may be the initials, and those with a part that may be the initials of the
    /// name asked; with the core parts covered on each side.
    fn meet_by_initials(&self, asked: &Prepared, mut meet: impl FnMut(u32, u32, u32)) {
        for token in names::tokens(asked) {
            for name in self.acronyms.names.get(&token.part.text).into_iter().flatten() {
                meet(*name, token.covers, u32::MAX);
            }
        }
        for acronym in names::acronyms(&asked.parts) {
            for part in self.acronyms.parts.get(&acronym).into_iter().flatten() {
                self.bearers(*part).iter().for_each(|bearer| meet(bearer.name, u32::MAX, bearer.covers));
            }
        }
    }

    /// The tokens in reach of a part asked.
    fn near(&self, asked: &Part) -> Near {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        let key = (asked.text.clone(), asked.sounds.clone(), asked.role);
        if let Some(near) = kept.near.get(&key) {
            return Arc::clone(near);
        }
        drop(kept);
        let near = self.book.near(asked).into_iter();
        let near: Near = near.filter_map(|token| Some((token, self.likeness(asked, token)?))).collect();
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.size > MOST_KEPT {
            *kept = Kept::default();
        }
        kept.size += 1 + near.len();
        kept.near.insert(key, Arc::clone(&near));
        near
    }

    /// How alike a part asked and a token are, when they may answer one another.
    fn likeness(&self, asked: &Part, token: u32) -> Option<f64> {
        if let Some(part) = self.parts.get(token as usize) {
            return names::likeness(asked, part);
        }
        let join = self.joins.get((token as usize).checked_sub(self.parts.len())?)?;
        names::likeness(asked, &joined(&self.parts, *join)?)
    }

    fn bearers(&self, token: u32) -> &[Bearer] {
        let first = |token: u32| self.first_bearers.get(token as usize).map(|first| *first as usize);
        let range = first(token).zip(first(token.saturating_add(1)));
        range.and_then(|(first, after)| self.bearers.get(first..after)).unwrap_or_default()
    }
}

fn joined(parts: &[Part], (first, second): (u32, u32)) -> Option<Part> {
    Some(names::joined(parts.get(first as usize)?, parts.get(second as usize)?))
}
