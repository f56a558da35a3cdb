//! Which names can reach a score, each form of a name once: by the tokens they share with the name asked, and how alike those are.
//!
//! Law:      no name that reaches the score is left out (`names::earned`, `names::most`); there is no cap on candidates.
//! Shape:    of two names that score, one earns at least that share of its weight. Where it does so by one token alone, the form
//!           stands among those that may (`near`); else two tokens asked are met, so that all who bear what is like the one
//!           that most bear need not be gone through. Of each form so brought up the shares are then worked out.

use std::sync::Arc;

use names::{Prepared, TokenPlace};

use super::coincidence::Coincidence;
use super::near::{ALONE, Credit, Met, Near, is_set, set};
use super::score::{self, AlikeTokens, StatedForm};
use super::vocabulary::{Covers, Vocabulary};

/// The most parts of a name that tell.
const PARTS: usize = names::MAX_PARTS;
const _: () = assert!(PARTS <= 32, "what tokens cover is told in 32 bits");

/// Space that questions use one after another, so that none has to be asked of the system for each.
#[derive(Default)]
pub struct Scratch {
    /// A bit for each form that a token meets.
    met: Vec<u64>,
    forms: BroughtUp,
    alike: Vec<AlikeTokens>,
    key: Vec<u8>,
}

/// The forms that were brought up, and a bit for each.
#[derive(Default)]
struct BroughtUp {
    forms: Vec<u32>,
    is_up: Vec<u64>,
}

/// A token of the name asked, with what is in its reach.
struct AskedToken {
    /// Its part, and the one joined to it.
    parts: (usize, Option<usize>),
    covers: Covers,
    /// What the parts that it covers weigh.
    weight: u32,
    near: Arc<Near>,
}

/// A name asked, with what is in reach of its tokens.
pub(crate) struct Candidates<'v> {
    vocabulary: &'v Vocabulary<'v>,
    tokens: Vec<AskedToken>,
    /// What its parts that tell weigh.
    weights: Vec<u8>,
    weight: u32,
    /// How many parts it has, those that tell nothing too.
    all_parts: usize,
    is_organisation: bool,
    by_initials: Vec<u32>,
}

impl<'v> Candidates<'v> {
    /// Looks up a name asked; and how often chance meets it.
    pub(crate) fn of(vocabulary: &'v Vocabulary<'v>, asked: &Prepared, scratch: &mut Scratch) -> (Self, Coincidence) {
        let places = names::token_places(&asked.parts);
        let cores = asked.parts.iter().filter(|part| part.role.tells());
        let weights: Vec<u8> = cores.map(|part| part.weight()).collect();
        let mut coincidence = vocabulary.coincidence();
        let mut look_up = |place: &TokenPlace| {
            let near = vocabulary.near(asked, *place, &mut scratch.key);
            coincidence.add(asked, *place, near.by_likeness);
            let covers = Covers::of(place.covers);
            AskedToken { parts: place.parts, covers, weight: covers.weight(&weights), near }
        };
        let tokens = places.iter().map(&mut look_up).collect();
        let mut by_initials = Vec::new();
        vocabulary.meet_by_initials(asked, &places, |form| by_initials.push(form));
        by_initials.sort_unstable();
        by_initials.dedup();
        coincidence.met_by_initials = vocabulary.bodies(&by_initials);
        let weight = weights.iter().copied().map(u32::from).sum();
        let (all_parts, is_organisation) = (asked.parts.len(), asked.is_organisation());
        (Self { vocabulary, tokens, weights, weight, all_parts, is_organisation, by_initials }, coincidence)
    }

    /// Hands on the forms that may score `least` beside the name asked, each once.
    pub(crate) fn each(&self, least: f64, scratch: &mut Scratch, mut hand_on: impl FnMut(&StatedForm<'_>)) {
        let least = least - score::ROUNDING;
        let Scratch { met, forms, alike, .. } = scratch;
        let is_everyone = least.is_nan() || least <= 0.0;
        if is_everyone {
            forms.forms.extend(0..self.vocabulary.len() as u32);
        } else {
            self.bring_up(least, met, forms);
        }
        for form in &forms.forms {
            let by_initials = self.by_initials.binary_search(form).is_ok();
            let most = self.most(*form, alike);
            // Who may be the initials may be all the other name is.
            if is_everyone || most >= least || by_initials {
                let most = if is_everyone || by_initials { 1.0 } else { most };
                hand_on(&StatedForm { vocabulary: self.vocabulary, form: *form, alike, most, by_initials });
            }
        }
        forms.forget();
    }

    fn bring_up(&self, least: f64, met: &mut Vec<u64>, forms: &mut BroughtUp) {
        met.resize(self.vocabulary.len().div_ceil(64), 0);
        forms.make_room(self.vocabulary.len());
        self.by_initials.iter().for_each(|form| forms.bring_up(*form));
        if least < ALONE {
            let all = self.tokens.iter().flat_map(|token| token.near.bearers.all());
            all.for_each(|met| forms.bring_up(met.form));
            return;
        }
        self.bring_up_by_one(least, forms);
        self.bring_up_by_two(least, met, forms);
    }

    /// Those of whom one token alone earns as much, or of the name asked.
    fn bring_up_by_one(&self, least: f64, forms: &mut BroughtUp) {
        let is_little = self.is_one_little() && least > names::most_of_one(false, false);
        for token in &self.tokens {
            let credit = least * f64::from(self.weight * u32::from(Credit::MAX)) / f64::from(token.weight.max(1));
            let is_enough = |met: &&Met| f64::from(met.credit) >= credit && (!is_little || met.parts.is_organisation());
            if credit <= f64::from(Credit::MAX) {
                token.near.bearers.all().iter().filter(is_enough).for_each(|met| forms.bring_up(met.form));
            }
            let alone = if is_little { &token.near.whole } else { &token.near.alone };
            alone.earning(least).iter().for_each(|form| forms.bring_up(*form));
        }
    }

    /// Those that two tokens meet: one of them is not the one that most bear, so that only the others are gone through.
    /// `met` is a bit for each form, none of them set.
    fn bring_up_by_two(&self, least: f64, met: &mut [u64], forms: &mut BroughtUp) {
        let Some(most_borne) = (0..self.tokens.len()).max_by_key(|at| self.bearers(*at).len()) else { return };
        let Some(last) = self.tokens.get(most_borne) else { return };
        let others = || (0..).zip(&self.tokens).filter(|(at, _)| *at != most_borne).map(|(_, token)| token);
        let by_last = last.near.bearers.bits();
        for token in others() {
            for by in token.near.bearers.all() {
                let (word, bit) = (by.form as usize / 64, 1 << (by.form % 64));
                let Some(met) = met.get_mut(word) else { continue };
                let (by_other, by_last) = (*met & bit, by_last.get(word).copied().unwrap_or_default() & bit);
                *met |= bit;
                let may = || {
                    let last_by = last.near.bearers.get(by.form);
                    last_by.is_some_and(|last_by| self.may_by_two(least, (token, *by), (last, last_by)))
                };
                // Whether three of them are enough need not be known yet.
                if by_other != 0 || by_last != 0 && may() {
                    forms.bring_up(by.form);
                }
            }
        }
        if by_last.is_empty() {
            for last_by in last.near.bearers.all().iter().filter(|by| is_set(met, by.form)) {
                let mut by = others().filter_map(|token| Some((token, token.near.bearers.get(last_by.form)?)));
                if by.any(|by| self.may_by_two(least, by, (last, *last_by))) {
                    forms.bring_up(last_by.form);
                }
            }
        }
        for by in others().flat_map(|token| token.near.bearers.all()) {
            if let Some(word) = met.get_mut(by.form as usize / 64) {
                *word = 0;
            }
        }
    }

    /// Whether one part met is little beside a person's name ([`names::most_of_one`]) that it is not all of: where the name asked
    /// has more parts that tell, or is one word that many are called.
    fn is_one_little(&self) -> bool {
        let is_common_word = self.all_parts == 1 && !self.weights.contains(&names::FULL_WEIGHT);
        !self.is_organisation && (self.weights.len() > 1 || is_common_word)
    }

    /// Whether a form that two tokens meet, and no other one, may score so much.
    fn may_by_two(&self, least: f64, (one, met): (&AskedToken, Met), (other, by): (&AskedToken, Met)) -> bool {
        let asked = one.weight * u32::from(met.credit) + other.weight * u32::from(by.credit);
        let (earned, more) = (u32::from(met.earned), u32::from(by.earned));
        let listed = if met.parts.with(by.parts).is_one() { earned.max(more) } else { earned + more };
        f64::from(asked) >= least * f64::from(self.weight * u32::from(Credit::MAX))
            || f64::from(listed) >= least * f64::from(Credit::MAX)
    }

    /// The forms that bear what is like a token asked.
    fn bearers(&self, token: usize) -> &[Met] {
        self.tokens.get(token).map_or(&[], |token| token.near.bearers.all())
    }

    /// The most that a name listed and the one asked can score, and which of their tokens may answer one another.
    fn most(&self, form: u32, alike: &mut Vec<AlikeTokens>) -> f64 {
        alike.clear();
        let Some(listed) = self.vocabulary.form(form) else { return 0.0 };
        let (mut of_asked, mut of_listed) = (Earned::default(), Earned::default());
        for (stated, (token, covers)) in listed.tokens.iter().zip(listed.places).enumerate() {
            for asked in &self.tokens {
                if let Some(near) = asked.near.get(token.get()) {
                    of_asked.take(asked.covers, near.credit);
                    of_listed.take(*covers, near.credit);
                    alike.push(AlikeTokens { asked: asked.parts, stated, similarity: near.similarity });
                }
            }
        }
        // A part answers one part, unless two are joined.
        let both = if of_asked.is_joined || of_listed.is_joined { PARTS } else { of_asked.parts.min(of_listed.parts) };
        let (left, right) =
            (of_asked.share(&self.weights, self.weight, both), of_listed.share(listed.weights, listed.weight, both));
        let most = names::most(left, right);
        let parts = (self.weights.len(), listed.weights.len());
        if self.is_organisation || listed.is_organisation {
            most
        } else if parts.0.min(parts.1) > 1 && both == 1 {
            most.min(names::most_of_one(false, false))
        } else if parts.0.min(parts.1) == 1 && parts.0 != parts.1 && self.all_parts != listed.all_parts {
            // A part of a person's name that is all the other name is. Names of as many parts in all may be the same text, of
            // which a comma has made one a title: Omar Akhund; Omar, Akhund.
            let is_whole = (of_asked.parts, of_listed.parts) == parts;
            let is_rare = self.weights.contains(&names::FULL_WEIGHT) && listed.weights.contains(&names::FULL_WEIGHT);
            most.min(names::most_of_one(is_whole, is_rare))
        } else {
            most
        }
    }
}

/// What the parts of a name earn at most by their likest tokens.
#[derive(Default)]
struct Earned {
    credits: [Credit; PARTS],
    /// How many earn something.
    parts: usize,
    is_joined: bool,
}

impl Earned {
    /// Takes what a token earns the one part it covers, or the two.
    fn take(&mut self, covers: Covers, earns: Credit) {
        self.earn(covers.first(), earns);
        if covers.has_next_too() {
            self.is_joined = true;
            self.earn(covers.first() + 1, earns);
        }
    }

    fn earn(&mut self, part: usize, earns: Credit) {
        if let Some(credit) = self.credits.get_mut(part) {
            self.parts += usize::from(*credit == 0);
            *credit = (*credit).max(earns);
        }
    }

    /// The share of their weight, `all` together, that so many of the parts earn at most.
    fn share(&self, weights: &[u8], all: u32, most_parts: usize) -> f64 {
        let earned = weights.iter().zip(&self.credits).map(|(weight, credit)| u32::from(*weight) * u32::from(*credit));
        let sum: u32 = if self.parts <= most_parts {
            earned.sum()
        } else if most_parts == 1 {
            earned.max().unwrap_or_default()
        } else {
            let mut each = [0_u32; PARTS];
            each.iter_mut().zip(earned).for_each(|(slot, earned)| *slot = earned);
            each.sort_unstable_by(|a, b| b.cmp(a));
            each.iter().take(most_parts).sum()
        };
        f64::from(sum) / f64::from(all * u32::from(Credit::MAX)).max(1.0)
    }
}

impl BroughtUp {
    /// Makes room for so many forms in all.
    fn make_room(&mut self, all: usize) {
        self.is_up.resize(all.div_ceil(64), 0);
    }

    fn bring_up(&mut self, form: u32) {
        if !is_set(&self.is_up, form) {
            set(&mut self.is_up, form);
            self.forms.push(form);
        }
    }

    fn forget(&mut self) {
        for form in self.forms.drain(..) {
            if let Some(word) = self.is_up.get_mut(form as usize / 64) {
                *word = 0;
            }
        }
    }
}
