//! Which names can reach a score, each form of a name once: by the tokens they share with the name asked, and how alike those are.
//!
//! Law:      no name that reaches the score is left out (`names::earned`, `names::most`); there is no cap on candidates.
//! Shape:    of two names that score, one earns at least that share of its weight. Where it does so by one token alone, the form
//!           stands among those that may (`near`); else two tokens asked are met, so that all who bear what is like the one
//!           that most bear need not be gone through. Nor need those be whom chance rules out ([`Chance`]), who have common tokens
//!           and no other, but for who is called just so. Of each form so brought up the shares are then worked out.

use std::cmp::Reverse;
use std::sync::Arc;

use names::{Prepared, TokenPlace};

use super::coincidence::{Coincidence, Steps};
use super::near::{ALONE, Credit, Met, Near, in_255ths, is_set, set};
use super::score::{self, AlikeTokens, Chance, StatedForm};
use super::vocabulary::{Covers, LONGEST, Vocabulary};

/// The most parts of a name that tell.
const PARTS: usize = names::MAX_PARTS;
const _: () = assert!(PARTS <= 32, "what tokens cover is told in 32 bits");

/// A bit for each token asked.
type Tokens = u128;
const _: () = assert!(LONGEST <= Tokens::BITS as usize, "each token has a bit");

/// Space that questions use one after another, so that none has to be asked of the system for each.
#[derive(Default)]
pub struct Scratch {
    met: Vec<MetBits>,
    forms: BroughtUp,
    alike: Vec<AlikeTokens>,
    key: Vec<u8>,
}

/// For 64 forms a bit each while they are gone through, none of them set in between: whether it is met by one of the tokens that
/// are passed over, and by another one.
#[derive(Clone, Copy, Default)]
struct MetBits {
    passed: u64,
    others: u64,
}

/// The forms that were brought up, and a bit for each.
#[derive(Default)]
struct BroughtUp {
    forms: Vec<u32>,
    is_up: Vec<u64>,
    /// The first so many are written like the name asked.
    written_alike: usize,
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
    /// Of its words, for those that are written alike.
    written: u32,
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
            coincidence.add(asked, *place, near.shares);
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
        let written = score::hash_of_words(score::words(asked));
        let look_up = Self { vocabulary, tokens, weights, weight, all_parts, is_organisation, by_initials, written };
        (look_up, coincidence)
    }

    /// Hands on the forms that may score `least` beside the name asked, each once; of those from whom `chance` takes too much not
    /// all.
    pub(crate) fn each(
        &self,
        least: f64,
        chance: Option<&Chance<'_>>,
        scratch: &mut Scratch,
        mut hand_on: impl FnMut(&StatedForm<'_>),
    ) {
        let least = least - score::ROUNDING;
        let Scratch { met, forms, alike, .. } = scratch;
        let is_everyone = least.is_nan() || least <= 0.0;
        if is_everyone {
            forms.forms.extend(0..self.vocabulary.len() as u32);
        } else {
            self.bring_up(least, chance, met, forms);
        }
        for (n, form) in forms.forms.iter().enumerate() {
            let by_initials = self.by_initials.binary_search(form).is_ok();
            let is_written_alike = n < forms.written_alike;
            if !is_everyone && !by_initials && !is_written_alike && !self.may(*form, least, chance) {
                continue;
            }
            let most = self.most(*form, alike);
            // Who may be the initials may be all the other name is.
            if is_everyone || most >= least || by_initials {
                let most = if is_everyone || by_initials { 1.0 } else { most };
                hand_on(&StatedForm { vocabulary: self.vocabulary, form: *form, alike, most, by_initials });
            }
        }
        forms.forget();
    }

    fn bring_up(&self, least: f64, chance: Option<&Chance<'_>>, met: &mut Vec<MetBits>, forms: &mut BroughtUp) {
        met.resize(self.vocabulary.len().div_ceil(64), MetBits::default());
        forms.make_room(self.vocabulary.len());
        if chance.is_some() {
            self.vocabulary.with_words(self.written, |form| forms.bring_up(form));
            forms.written_alike = forms.forms.len();
        }
        self.by_initials.iter().for_each(|form| forms.bring_up(*form));
        if least < ALONE {
            self.tokens.iter().flat_map(|token| token.near.bearers.all()).for_each(|met| forms.bring_up(met.form));
            return;
        }
        let common = chance.map_or(0, |chance| self.common(least, chance));
        self.bring_up_by_one(least, common, forms);
        if let Some(chance) = chance.filter(|_| common != 0) {
            self.bring_up_by_sound(common, chance, forms);
        }
        // Of common tokens those need not be gone through, else the one that most bear: that alone brings up nobody here.
        let count = |at: &usize| self.tokens.get(*at).map_or(0, |token| token.near.bearers.all().len());
        let most_borne = (0..self.tokens.len()).max_by_key(count);
        let [of_common, of_most] = [common, most_borne.map_or(0, |at| 1 << at)].map(|tokens| {
            let bearers = self.some(tokens).map(|token| token.near.bearers.all().len());
            (bearers.sum::<usize>(), tokens)
        });
        self.bring_up_by_two(least, of_common.max(of_most).1, met, forms);
    }

    /// Tokens, those that many bear first: who has none but them is no hit, for what chance takes, unless called just so.
    fn common(&self, least: f64, chance: &Chance<'_>) -> Tokens {
        let mut by_bearers: Vec<(usize, &AskedToken)> =
            self.tokens.iter().enumerate().filter(|(_, token)| token.near.best.is_some()).collect();
        by_bearers.sort_by_key(|(_, token)| Reverse(token.near.bearers.all().len()));
        let (mut common, mut covered, mut met) = (0, 0, Steps::NONE);
        for (at, token) in by_bearers {
            met.set(at, token.near.best);
            let covers = covered | token.covers.bits();
            let taken = chance.takes(&met);
            let most = names::most(f64::from(self.weight_of(covers)) / f64::from(self.weight.max(1)), 1.0);
            let may_be_called_so = taken.is_shown_by_sound && covers == self.all_covered();
            if may_be_called_so || most + taken.points >= least - score::ROUNDING {
                met.set(at, None);
            } else {
                (common, covered) = (common | 1 << at, covers);
            }
        }
        common
    }

    /// Those that some of the tokens meet in all parts asked, and that are stated in other scripts than the one asked.
    fn bring_up_by_sound(&self, tokens: Tokens, chance: &Chance<'_>, forms: &mut BroughtUp) {
        let least = in_255ths(names::credit(score::LIKE_PART));
        let of_part = |part: usize| self.some(tokens).filter(move |token| token.covers.bits() >> part & 1 == 1);
        let bearers = |part: &usize| of_part(*part).map(|token| token.near.bearers.all().len()).sum::<usize>();
        let Some(part) = (0..self.weights.len()).min_by_key(bearers) else { return };
        let is_met = |part: usize, form: u32| {
            of_part(part).any(|token| token.near.bearers.get(form).is_some_and(|met| met.credit >= least))
        };
        for token in of_part(part) {
            let in_other_scripts = token.near.in_other_scripts(chance.script, least, self.vocabulary);
            for form in in_other_scripts.iter() {
                if (0..self.weights.len()).all(|other| other == part || is_met(other, *form)) {
                    forms.bring_up(*form);
                }
            }
        }
    }

    /// Those of whom one token alone, and none of the common ones, earns as much, or of the name asked.
    fn bring_up_by_one(&self, least: f64, common: Tokens, forms: &mut BroughtUp) {
        let is_little = self.is_one_little() && least > names::most_of_one(false, false);
        for token in self.some(!common) {
            let credit = least * f64::from(self.weight * u32::from(Credit::MAX)) / f64::from(token.weight.max(1));
            let is_enough = |met: &&Met| f64::from(met.credit) >= credit && (!is_little || met.parts.is_organisation());
            if credit <= f64::from(Credit::MAX) {
                token.near.bearers.all().iter().filter(is_enough).for_each(|met| forms.bring_up(met.form));
            }
            let alone = if is_little { &token.near.whole } else { &token.near.alone };
            alone.earning(least).iter().for_each(|form| forms.bring_up(*form));
        }
    }

    /// Those that two tokens meet, of which one is not among those passed over.
    fn bring_up_by_two(&self, least: f64, passed: Tokens, met: &mut [MetBits], forms: &mut BroughtUp) {
        let (passed, others): (Vec<&AskedToken>, Vec<&AskedToken>) =
            (self.some(passed).collect(), self.some(!passed).collect());
        // Where few have one of those passed over, no bits tell who.
        let few = || passed.iter().filter(|token| token.near.bearers.bits().is_empty());
        let bits: Vec<&[u64]> = passed.iter().map(|token| token.near.bearers.bits()).collect();
        for by in few().flat_map(|token| token.near.bearers.all()) {
            if let Some(met) = met.get_mut(by.form as usize / 64) {
                met.passed |= 1 << (by.form % 64);
            }
        }
        let least = Enough::of(least, self.weight);
        for token in &others {
            for by in token.near.bearers.all() {
                let (word, bit) = (by.form as usize / 64, 1 << (by.form % 64));
                let Some(met) = met.get_mut(word) else { continue };
                let by_other = met.others & bit;
                met.others |= bit;
                let passed_by =
                    || bits.iter().fold(met.passed, |all, bits| all | bits.get(word).copied().unwrap_or_default());
                // Whether three of them are enough need not be known yet.
                if by_other != 0 || passed_by() & bit != 0 && may_by_passed(least, (token, *by), &passed) {
                    forms.bring_up(by.form);
                }
            }
        }
        for by in few().chain(&others).flat_map(|token| token.near.bearers.all()) {
            if let Some(word) = met.get_mut(by.form as usize / 64) {
                *word = MetBits::default();
            }
        }
    }

    /// Whether a form may score so much, by which tokens meet it, and by how much.
    fn may(&self, form: u32, least: f64, chance: Option<&Chance<'_>>) -> bool {
        let (mut of_asked, mut of_listed, mut covered, mut steps) = (Earned::default(), 0, 0, Steps::NONE);
        for (at, token) in self.tokens.iter().enumerate() {
            if let Some(met) = token.near.bearers.get(form) {
                of_asked.take(token.covers, met.credit);
                of_listed += u32::from(met.earned);
                covered |= token.covers.bits();
                steps.meet(at, met.step.into());
            }
        }
        let of_listed = f64::from(of_listed.min(Credit::MAX.into())) / f64::from(Credit::MAX);
        let most = names::most(of_asked.share(&self.weights, self.weight, PARTS), of_listed);
        if most < least {
            return false;
        }
        let Some(chance) = chance else { return true };
        let taken = chance.takes(&steps);
        let may_sound_alike = || taken.is_shown_by_sound || !self.vocabulary.is_written_in(form, chance.script);
        most + taken.points >= least - score::ROUNDING || covered == self.all_covered() && may_sound_alike()
    }

    /// Some of the tokens.
    fn some(&self, tokens: Tokens) -> impl Iterator<Item = &AskedToken> {
        self.tokens.iter().enumerate().filter(move |(at, _)| tokens >> at & 1 == 1).map(|(_, token)| token)
    }

    /// What some of its parts weigh, a bit each.
    fn weight_of(&self, covered: u32) -> u32 {
        let of_covered = self.weights.iter().enumerate().filter(|(part, _)| covered >> part & 1 == 1);
        of_covered.map(|(_, weight)| u32::from(*weight)).sum()
    }

    /// The bits of all its parts.
    fn all_covered(&self) -> u32 {
        u32::MAX.checked_shr(u32::BITS - self.weights.len() as u32).unwrap_or_default()
    }

    /// Whether one part met is little beside a person's name ([`names::most_of_one`]) that it is not all of: where the name asked
    /// has more parts that tell, or is one word that many are called.
    fn is_one_little(&self) -> bool {
        let is_common_word = self.all_parts == 1 && !self.weights.contains(&names::FULL_WEIGHT);
        !self.is_organisation && (self.weights.len() > 1 || is_common_word)
    }

    /// The most that a name listed and the one asked can score, and which of their tokens may answer one another.
    fn most(&self, form: u32, alike: &mut Vec<AlikeTokens>) -> f64 {
        alike.clear();
        let Some(listed) = self.vocabulary.form(form) else { return 0.0 };
        let (mut of_asked, mut of_listed) = (Earned::default(), Earned::default());
        for (stated, (token, covers)) in listed.tokens.iter().zip(listed.places).enumerate() {
            for (token_asked, asked) in self.tokens.iter().enumerate() {
                if let Some(near) = asked.near.get(token.get()) {
                    of_asked.take(asked.covers, near.credit);
                    of_listed.take(*covers, near.credit);
                    alike.push(AlikeTokens {
                        token: token_asked,
                        asked: asked.parts,
                        stated,
                        similarity: near.similarity,
                    });
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

/// What a form has to earn, of its own weight or of that of the name asked, in 255ths.
#[derive(Clone, Copy)]
struct Enough {
    listed: u32,
    asked: u32,
}

impl Enough {
    /// To score so much beside a name asked of some weight.
    fn of(least: f64, weight: u32) -> Self {
        let all = f64::from(Credit::MAX);
        Self { listed: (least * all).ceil() as u32, asked: (least * all * f64::from(weight)).ceil() as u32 }
    }
}

/// Whether a form that a token meets, and some of those passed over, but no other one, may score so much.
fn may_by_passed(least: Enough, (token, met): (&AskedToken, Met), passed: &[&AskedToken]) -> bool {
    let mut by = passed.iter().filter_map(|token| Some((*token, token.near.bearers.get(met.form)?)));
    by.next().is_some_and(|one| by.next().is_some() || may_by_two(least, (token, met), one))
}

/// Whether a form that two tokens meet, and no other one, may score so much.
fn may_by_two(least: Enough, (one, met): (&AskedToken, Met), (other, by): (&AskedToken, Met)) -> bool {
    let asked = one.weight * u32::from(met.credit) + other.weight * u32::from(by.credit);
    let (earned, more) = (u32::from(met.earned), u32::from(by.earned));
    let listed = if met.parts.with(by.parts).is_one() { earned.max(more) } else { earned + more };
    asked >= least.asked || listed >= least.listed
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
        self.written_alike = 0;
        for form in self.forms.drain(..) {
            if let Some(word) = self.is_up.get_mut(form as usize / 64) {
                *word = 0;
            }
        }
    }
}
