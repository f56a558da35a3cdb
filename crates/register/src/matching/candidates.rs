//! Which names can reach a score, each form of a name once: by the tokens they share with the name asked, and how alike those are.
//!
//! Law:      no name that reaches the score is left out (`names::earned`, `names::most`); there is no cap on candidates.
//! Shape:    of two names that score, one earns at least that share of its weight. Where it is the name asked, it does so by
//!           some of its heaviest parts, the fewest of which the others weigh less; those who bear tokens like them are looked
//!           at. Where it is the name listed, it does so by one of its own heaviest parts, its anchors (`vocabulary`). Of each
//!           name so brought up the shares are then worked out.

use std::sync::Arc;

use names::{Prepared, TokenPlace};

use super::coincidence::Coincidence;
use super::near::{Credit, Near};
use super::score;
use super::vocabulary::{ANCHORED, Covers, Vocabulary};

/// The most parts of a name that tell.
const PARTS: usize = names::MAX_PARTS;
const _: () = assert!(PARTS <= 32, "what tokens cover is told in 32 bits");

/// Space that questions use one after another, so that none has to be asked of the system for each.
#[derive(Default)]
pub struct Scratch {
    /// A bit for each form that was brought up.
    seen: Vec<u64>,
    brought_up: Vec<u32>,
    table: Table,
    key: Vec<u8>,
}

/// A token of the name asked, with what is in its reach.
struct AskedToken {
    covers: Covers,
    near: Arc<Near>,
}

/// A name asked, with what is in reach of its tokens.
pub(crate) struct Candidates<'v> {
    vocabulary: &'v Vocabulary,
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
    pub(crate) fn of(vocabulary: &'v Vocabulary, asked: &Prepared, scratch: &mut Scratch) -> (Self, Coincidence) {
        let places = names::token_places(&asked.parts);
        let mut coincidence = vocabulary.coincidence();
        let mut look_up = |place: &TokenPlace| {
            let near = vocabulary.near(asked, *place, &mut scratch.key);
            coincidence.add(asked, *place, near.by_likeness);
            AskedToken { covers: Covers::of(place.covers), near }
        };
        let tokens = places.iter().map(&mut look_up).collect();
        let mut by_initials = Vec::new();
        vocabulary.meet_by_initials(asked, &places, |form| by_initials.push(form));
        by_initials.sort_unstable();
        by_initials.dedup();
        coincidence.met_by_initials = vocabulary.bodies(&by_initials);
        let cores = asked.parts.iter().filter(|part| part.role.tells());
        let weights: Vec<u8> = cores.map(|part| part.weight()).collect();
        let weight = weights.iter().copied().map(u32::from).sum();
        let (all_parts, is_organisation) = (asked.parts.len(), asked.is_organisation());
        (Self { vocabulary, tokens, weights, weight, all_parts, is_organisation, by_initials }, coincidence)
    }

    /// Hands on the forms that may score `least` beside the name asked, each once.
    pub(crate) fn each(&self, least: f64, scratch: &mut Scratch, mut hand_on: impl FnMut(u32)) {
        let least = least - score::ROUNDING;
        if least.is_nan() || least <= 0.0 {
            (0..self.vocabulary.len() as u32).for_each(hand_on);
            return;
        }
        self.bring_up(least, scratch);
        scratch.table.fill(&self.tokens);
        for form in &scratch.brought_up {
            if self.most(*form, &scratch.table) >= least {
                hand_on(*form);
            }
        }
        for form in &self.by_initials {
            // Those may be all the other name is.
            if !scratch.has_seen(*form) || self.most(*form, &scratch.table) < least {
                hand_on(*form);
            }
        }
        scratch.forget();
    }

    fn bring_up(&self, least: f64, scratch: &mut Scratch) {
        scratch.seen.resize(self.vocabulary.len().div_ceil(64), 0);
        if least < ANCHORED {
            self.tokens.iter().for_each(|token| scratch.bring_up(token.near.bearers.earning(0.0)));
            return;
        }
        let (covers, credit) = self.cheapest(least);
        for token in &self.tokens {
            if token.covers.has_any(covers) {
                scratch.bring_up(token.near.bearers.earning(credit));
            }
            scratch.bring_up(token.near.anchored.earning(least));
        }
    }

    /// The parts of the name asked of which one earns as much, wherever it earns the least share: of all that may be chosen
    /// those that fewest names are like.
    fn cheapest(&self, least: f64) -> (u32, f64) {
        let mut heaviest: Vec<(f64, usize)> = self.weights.iter().copied().map(f64::from).zip(0..).collect();
        heaviest.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let all: f64 = heaviest.iter().map(|(weight, _)| weight).sum();
        let (mut covers, mut of_chosen) = (0_u32, 0.0);
        let mut cheapest = (u32::MAX, 0.0, usize::MAX);
        for (weight, at) in heaviest {
            covers |= 1 << at;
            of_chosen += weight;
            // What the others cannot earn.
            let credit = (least * all - (all - of_chosen)) / of_chosen;
            if credit <= 0.0 {
                continue;
            }
            let tokens = self.tokens.iter().filter(|token| token.covers.has_any(covers));
            let cost = tokens.map(|token| token.near.bearers.earning(credit).len()).sum();
            if cost < cheapest.2 {
                cheapest = (covers, credit, cost);
            }
        }
        (cheapest.0, cheapest.1)
    }

    /// The most that a name listed and the one asked can score.
    fn most(&self, form: u32, table: &Table) -> f64 {
        let Some(listed) = self.vocabulary.form(form) else { return 0.0 };
        let (mut of_asked, mut of_listed) = (Earned::default(), Earned::default());
        for (token, covers) in listed.tokens.iter().zip(listed.places).filter(|(token, _)| table.may_have(**token)) {
            table.each(*token, |asked, credit| {
                if let Some(asked) = self.tokens.get(asked) {
                    of_asked.take(asked.covers, credit);
                    of_listed.take(*covers, credit);
                }
            });
        }
        // A part answers one part, unless two are joined.
        let both = if of_asked.is_joined || of_listed.is_joined { PARTS } else { of_asked.parts.min(of_listed.parts) };
        let (left, right) =
            (of_asked.share(&self.weights, self.weight, both), of_listed.share(listed.weights, listed.weight, both));
        let most = names::most(left, right);
        // A part of a person's name that is all the other name is. Names of as many parts in all may be the same text, of which
        // a comma has made one a title: Omar Akhund; Omar, Akhund.
        let parts = (self.weights.len(), listed.weights.len());
        let is_one = parts.0.min(parts.1) == 1 && parts.0 != parts.1 && self.all_parts != listed.all_parts;
        if is_one && !self.is_organisation && !listed.is_organisation {
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

impl Scratch {
    fn bring_up(&mut self, forms: &[u32]) {
        for form in forms {
            let (word, bit) = (*form as usize / 64, form % 64);
            if let Some(seen) = self.seen.get_mut(word)
                && *seen >> bit & 1 == 0
            {
                *seen |= 1 << bit;
                self.brought_up.push(*form);
            }
        }
    }

    fn has_seen(&self, form: u32) -> bool {
        self.seen.get(form as usize / 64).is_some_and(|seen| seen >> (form % 64) & 1 == 1)
    }

    fn forget(&mut self) {
        for form in self.brought_up.drain(..) {
            if let Some(seen) = self.seen.get_mut(form as usize / 64) {
                *seen = 0;
            }
        }
    }
}

/// Every token in reach of one asked, by its number: which are asked, and what it earns. A token may stand in it twice.
#[derive(Default)]
struct Table {
    /// Twice as many slots as tokens or more, a power of two.
    slots: Vec<Slot>,
    /// A bit for each place of some thousands that a token has: most tokens that are looked up are not there.
    may_have: Vec<u64>,
}

#[derive(Clone, Copy)]
struct Slot {
    token: u32,
    /// By its place; [`NOBODY`] in a slot that is empty.
    asked: u16,
    credit: Credit,
}

const NOBODY: u16 = u16::MAX;
const PLACES: usize = 1 << 13;

impl Table {
    fn fill(&mut self, tokens: &[AskedToken]) {
        let many: usize = tokens.iter().map(|token| token.near.tokens.len()).sum();
        self.slots.clear();
        self.slots.resize((2 * many).next_power_of_two(), Slot { token: 0, asked: NOBODY, credit: 0 });
        self.may_have.clear();
        self.may_have.resize(PLACES / 64, 0);
        for (asked, token) in (0..).zip(tokens) {
            for near in &token.near.tokens {
                let spread = spread(near.token);
                if let Some(word) = self.may_have.get_mut(spread % PLACES / 64) {
                    *word |= 1 << (spread % 64);
                }
                let mut at = spread & (self.slots.len() - 1);
                while self.slots.get(at).is_some_and(|slot| slot.asked != NOBODY) {
                    at = (at + 1) & (self.slots.len() - 1);
                }
                if let Some(slot) = self.slots.get_mut(at) {
                    *slot = Slot { token: near.token, asked, credit: near.credit };
                }
            }
        }
    }

    fn may_have(&self, token: u32) -> bool {
        let spread = spread(token);
        self.may_have.get(spread % PLACES / 64).is_some_and(|word| word >> (spread % 64) & 1 == 1)
    }

    fn each(&self, token: u32, mut hand_on: impl FnMut(usize, Credit)) {
        let mut at = spread(token) & (self.slots.len() - 1);
        while let Some(slot) = self.slots.get(at).filter(|slot| slot.asked != NOBODY) {
            if slot.token == token {
                hand_on(usize::from(slot.asked), slot.credit);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }
}

/// Fibonacci hashing: numbers that follow one another are spread by the golden ratio.
fn spread(token: u32) -> usize {
    (u64::from(token).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize
}
