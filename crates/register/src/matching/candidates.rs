//! Which names can reach a score, each form of a name once: by the tokens they share with the name asked, and how alike those are.
//!
//! Law:      no name that reaches the score is left out (`names::earned`, `names::most`); there is no cap on candidates.
//! Shape:    of each token asked the forms are gone through that have what is most like it, down to a step; those that are left have
//!           nothing more alike of any token, and chance rules them out ([`Chance`]): too many strangers are met as well. How
//!           far down is chosen so that few are gone through ([`super::near::Round`]): hardly any who bear a common given name. Who is called just
//!           so is shown all the same, and brought up by that. Of the forms gone through those are brought up that may be hits
//!           by the marks of the tokens they have ([`super::marks`]); of these the shares are then worked out.

mod bounds;

use std::borrow::Cow;
use std::sync::Arc;

use names::{Prepared, TokenPlace};

use super::agreement::{self, Agreement};
use super::coincidence::{self, Coincidence, Steps, Tokens, places};
use super::marks::{Mark, Reach};
use super::near::{Covered, Credit, Near};
use super::score::{self, AlikeTokens, Chance, StatedForm};
use super::vocabulary::{AT_ONCE, Covers, Vocabulary};
use bounds::{Bounds, ByTokens, Left};

/// The most parts of a name that tell.
const PARTS: usize = names::MAX_PARTS;
const _: () = assert!(PARTS <= 32, "what tokens cover is told in 32 bits");

/// Space that questions use one after another, so that none has to be asked of the system for each.
#[derive(Default)]
pub struct Scratch {
    forms: BroughtUp,
    reach: Reach,
    alike: Vec<AlikeTokens>,
    key: Vec<u8>,
}

/// The forms that were brought up, and a bit for each form.
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
    near: Arc<Near>,
}

/// From this step on a part is met so well that a name may be shown for its sounds alone.
const LIKE_STEP: usize = coincidence::step(score::LIKE_PART);

/// A whole in 255ths of 255ths.
const ALL: u32 = Credit::MAX as u32 * Credit::MAX as u32;

/// Which forms are wanted.
pub(crate) struct Wanted<'w> {
    /// The least that an entity has to score.
    pub(crate) least: f64,
    /// What chance takes from names; `None` where it takes nothing.
    pub(crate) chance: Option<Chance<'w>>,
    /// What may speak for an entity.
    pub(crate) agreement: &'w Agreement,
}

/// What of a name is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LookedFor {
    /// Its parts, and two of them as one.
    Tokens,
    /// Its parts only. Whoever writes two parts as one finds who writes them apart, so that each pair of names is found from one of the
    /// two sides at least, where both are looked for.
    Parts,
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
    pub(crate) fn of(
        vocabulary: &'v Vocabulary<'v>,
        asked: &Prepared,
        looked_for: LookedFor,
        scratch: &mut Scratch,
    ) -> (Self, Coincidence) {
        let mut places = names::token_places(&asked.parts);
        places.retain(|place| looked_for == LookedFor::Tokens || place.parts.1.is_none());
        let cores = asked.parts.iter().filter(|part| part.role.tells());
        let weights: Vec<u8> = cores.map(|part| part.weight()).collect();
        let mut coincidence = vocabulary.coincidence();
        let mut look_up = |place: &TokenPlace| {
            let near = vocabulary.near(asked, *place, &mut scratch.key);
            coincidence.add(asked, *place, near.shares);
            AskedToken { parts: place.parts, covers: Covers::of(place.covers), near }
        };
        let tokens: Vec<AskedToken> = places.iter().map(&mut look_up).collect();
        tokens.iter().for_each(|token| token.near.touch());
        let mut by_initials = Vec::new();
        tokens.iter().for_each(|token| by_initials.extend(token.near.initials(asked.is_organisation())));
        vocabulary.meet_by_initials(asked, |form| by_initials.push(form));
        by_initials.sort_unstable();
        by_initials.dedup();
        coincidence.met_by_initials = vocabulary.bodies(&by_initials);
        let weight = weights.iter().copied().map(u32::from).sum();
        let (all_parts, is_organisation) = (asked.parts.len(), asked.is_organisation());
        let written = score::hash_of_words(score::words(asked));
        let look_up = Self { vocabulary, tokens, weights, weight, all_parts, is_organisation, by_initials, written };
        (look_up, coincidence)
    }

    /// Hands on the forms that are wanted beside the name asked, each once. So many were looked at; where that is more than `most_work`,
    /// none is handed on.
    pub(crate) fn each(
        &self,
        wanted: &Wanted<'_>,
        most_work: usize,
        scratch: &mut Scratch,
        mut hand_on: impl FnMut(&StatedForm<'_>),
    ) -> usize {
        let Scratch { forms, reach, alike, .. } = scratch;
        reach.fill(self.tokens.iter().map(|token| &*token.near));
        let least_beside = |agreement| wanted.least - agreement::most_points(agreement) - score::ROUNDING;
        let [most_agreement, of_others] = [wanted.agreement.most(), wanted.agreement.of_others()];
        let of_everyone = least_beside(most_agreement);
        let is_everyone = of_everyone.is_nan() || of_everyone <= 0.0;
        let mut written = Vec::new();
        self.vocabulary.with_words(self.written, |form| written.push(form));
        let of_most = if is_everyone {
            forms.forms.extend(0..self.vocabulary.len() as u32);
            self.vocabulary.len()
        } else {
            self.bring_up(wanted, reach, &written, forms)
        };
        let count = forms.forms.len();
        for (at, form) in forms.forms.iter().enumerate().filter(|_| count <= most_work) {
            if at % AT_ONCE == 0 {
                self.vocabulary.touch(forms.forms.get(at..count.min(at + AT_ONCE)).unwrap_or_default());
            }
            let agreement = if at < of_most { most_agreement } else { of_others };
            let by_initials = self.by_initials.binary_search(form).is_ok();
            let may_be_written_alike = written.binary_search(form).is_ok();
            let (most, is_met_whole) = self.most(*form, reach, alike);
            // Who may be the initials may be all the other name is. The same text is 1 whatever its parts are taken for: a comma makes
            // another word of it the family's, or a title.
            let may_be_all = is_everyone || by_initials || may_be_written_alike;
            if may_be_all || most >= least_beside(agreement) {
                let most = if may_be_all { 1.0 } else { most };
                let (vocabulary, form) = (self.vocabulary, *form);
                hand_on(&StatedForm {
                    vocabulary,
                    form,
                    alike,
                    most,
                    is_met_whole,
                    by_initials,
                    may_be_written_alike,
                    agreement,
                });
            }
        }
        forms.forget();
        count
    }

    /// Those first for whose entities the most may speak; so many are they.
    fn bring_up(&self, wanted: &Wanted<'_>, reach: &Reach, written: &[u32], forms: &mut BroughtUp) -> usize {
        let Wanted { least, chance, agreement } = wanted;
        forms.make_room(self.vocabulary.len());
        self.by_initials.iter().for_each(|form| forms.bring_up(*form));
        match chance {
            Some(chance) => {
                self.vocabulary.born_on(agreement.days(), |form| forms.bring_up(form));
                let of_most = forms.forms.len();
                written.iter().for_each(|form| forms.bring_up(*form));
                self.bring_up_by_sound(chance, forms);
                let bounds = Bounds::of(self, Some(chance), least - score::ROUNDING, reach);
                self.bring_up_by_tokens(&bounds, &Left::by_chance(self, &bounds), forms);
                of_most
            }
            None => {
                let least = least - agreement::most_points(agreement.most()) - score::ROUNDING;
                self.bring_up_by_tokens(&Bounds::of(self, None, least, reach), &Left::but_most_borne(self), forms);
                forms.forms.len()
            }
        }
    }

    /// Those that the tokens meet in all parts asked, and that are stated in other scripts than the one asked; where more than few may
    /// be met, only those that they meet whole.
    fn bring_up_by_sound(&self, chance: &Chance<'_>, forms: &mut BroughtUp) {
        let of_part = |part: usize| self.tokens.iter().filter(move |token| token.covers.bits() >> part & 1 == 1);
        let in_other_scripts = |part: usize| -> Vec<Cow<'_, [Covered]>> {
            of_part(part)
                .map(|token| self.vocabulary.in_other_scripts(&token.near, LIKE_STEP as u8, chance.script))
                .collect()
        };
        let mut by_part: Vec<Vec<Cow<'_, [Covered]>>> = (0..self.weights.len()).map(in_other_scripts).collect();
        by_part.sort_by_key(|lists| lists.iter().map(|forms| forms.len()).sum::<usize>());
        let Some((fewest, others)) = by_part.split_first() else { return };
        let may_be_longer = chance.may_be_longer(chance.takes(&self.best()).are_few);
        let least_share = if may_be_longer { 0 } else { u32::from(u8::MAX) };
        for forms_of_one in fewest {
            let mut others: Vec<Vec<&[Covered]>> =
                others.iter().map(|lists| lists.iter().map(|forms| &**forms).collect()).collect();
            // What the tokens that meet one part cover of a name.
            let share_of =
                |lists: &mut Vec<&[Covered]>, form| lists.iter_mut().filter_map(|rest| share_from(rest, form)).max();
            for Covered { form, share } in forms_of_one.iter() {
                let of_others =
                    others.iter_mut().try_fold(u32::from(*share), |all, lists| Some(all + share_of(lists, *form)?));
                if of_others.is_some_and(|all| all >= least_share) {
                    forms.bring_up(*form);
                }
            }
        }
    }

    /// Those that have a token so alike that they are not left, as far as they may be hits by that and by the others they have.
    fn bring_up_by_tokens(&self, bounds: &Bounds<'_>, left: &Left<'_>, forms: &mut BroughtUp) {
        let in_reach = self.tokens.iter().map(|token| !token.near.tokens(0).is_empty());
        let in_reach = (0..).zip(in_reach).fold(0, |all, (at, is_there)| all | Tokens::from(is_there) << at);
        for (at, token) in self.tokens.iter().enumerate() {
            let is_alone = left.is_alone == Some(at);
            let from = left.steps.of(at).filter(|_| !is_alone).map_or(0, |step| step as u8 + 1);
            if token.near.tokens(from).is_empty() {
                continue;
            }
            // Who has another one too is gone through with that.
            let others = if is_alone { 0 } else { in_reach & !(1 << at) };
            let mut by_tokens = ByTokens::of(bounds, at, others, token.near.count(from));
            self.vocabulary.each_row(&token.near, from, |row| {
                by_tokens.each_enough(&row, |bearer| forms.bring_up(bearer.form.get()));
            });
        }
    }

    /// How alike each token may be met at best.
    fn best(&self) -> Steps {
        let mut best = Steps::NONE;
        self.tokens.iter().enumerate().for_each(|(at, token)| best.set(at, token.near.best()));
        best
    }

    /// Whether every part is met by a token that is so alike, by step.
    fn are_all_met(&self, met: &Steps, least: usize) -> bool {
        let tokens = met.each().filter(|(_, step)| *step >= least).filter_map(|(at, _)| self.tokens.get(at));
        let covered = tokens.fold(0, |covered, token| covered | token.covers.bits());
        covered == self.all_covered()
    }

    /// A bit for each part that tells.
    fn all_covered(&self) -> u32 {
        u32::MAX.checked_shr(u32::BITS - self.weights.len() as u32).unwrap_or_default()
    }

    /// Whether one part met is little beside a person's name ([`names::most_of_one`]) that it is not all of: where the name asked
    /// has more parts that tell, or is one word that many are called.
    fn is_one_little(&self) -> bool {
        let is_common_word = self.all_parts == 1 && !self.weights.contains(&names::FULL_WEIGHT);
        !self.is_organisation && (self.weights.len() > 1 || is_common_word)
    }

    /// The most that a name listed and the one asked can score, and which of their tokens may answer one another; and whether all parts of
    /// the listed one may be answered.
    fn most(&self, form: u32, reach: &Reach, alike: &mut Vec<AlikeTokens>) -> (f64, bool) {
        alike.clear();
        let Some(listed) = self.vocabulary.form(form) else { return (0.0, false) };
        let (mut of_asked, mut of_listed) = (Earned::default(), Earned::default());
        for (stated, (token, covers)) in listed.tokens.iter().zip(listed.places).enumerate() {
            let may_meet = places(reach.met(Mark::of(token.get())));
            for (token_asked, asked) in may_meet.filter_map(|at| Some((at, self.tokens.get(at)?))) {
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
        // A part answers one part, so there are no more pairs than one of the names has parts met. Two that are joined may earn for both, but
        // are one pair all the same.
        let pairs = of_asked.parts.min(of_listed.parts);
        let both = if of_asked.is_joined || of_listed.is_joined { PARTS } else { pairs };
        let (left, right) =
            (of_asked.share(&self.weights, self.weight, both), of_listed.share(listed.weights, listed.weight, both));
        let most = names::most(left, right);
        let parts = (self.weights.len(), listed.weights.len());
        let most = if self.is_organisation || listed.is_organisation {
            most
        } else if parts.0.min(parts.1) > 1 && pairs == 1 {
            most.min(names::most_of_one(false, false))
        } else if parts.0.min(parts.1) == 1 && parts.0 != parts.1 && self.all_parts != listed.all_parts {
            // A part of a person's name that is all the other name is. Names of as many parts in all may be the same text, of
            // which a comma has made one a title: Omar Akhund; Omar, Akhund.
            let is_whole = (of_asked.parts, of_listed.parts) == parts;
            let is_rare = self.weights.contains(&names::FULL_WEIGHT) && listed.weights.contains(&names::FULL_WEIGHT);
            most.min(names::most_of_one(is_whole, is_rare))
        } else {
            most
        };
        (most, of_listed.parts == parts.1)
    }
}

/// What a token covers of a form that is asked for in order, where it has it; leaves what comes behind. What is asked for next is mostly
/// near.
fn share_from(rest: &mut &[Covered], form: u32) -> Option<u32> {
    let is_before = |covered: &Covered| covered.form < form;
    let mut beyond = 1;
    while rest.get(beyond).is_some_and(is_before) {
        beyond *= 2;
    }
    let first = beyond / 2;
    let reached = rest.get(first..rest.len().min(beyond + 1)).unwrap_or_default();
    *rest = rest.get(first + reached.partition_point(is_before)..).unwrap_or_default();
    rest.first().filter(|covered| covered.form == form).map(|covered| u32::from(covered.share))
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

    /// What parts of these weights earn, in 255ths.
    fn weight(&self, weights: &[u8]) -> u32 {
        weights.iter().zip(&self.credits).map(|(weight, credit)| u32::from(*weight) * u32::from(*credit)).sum()
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

    /// Brings a form up, once.
    fn bring_up(&mut self, form: u32) {
        let Some(word) = self.is_up.get_mut(form as usize / 64) else { return };
        let bit = 1 << (form % 64);
        if *word & bit == 0 {
            *word |= bit;
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

#[cfg(test)]
mod tests {
    use super::{Covered, share_from};

    #[test]
    fn what_is_asked_for_in_order_is_found_and_what_comes_behind_is_left() {
        let all: Vec<Covered> = (0..40).map(|n| Covered { form: 3 * n, share: n as u8 }).collect();
        for asked in [&[0, 3, 6][..], &[1, 2, 3], &[117], &[118, 200], &[0, 60, 61, 63, 117], &[]] {
            let mut rest = &*all;
            for form in asked.iter().copied() {
                let want = all.iter().find(|covered| covered.form == form).map(|covered| covered.share.into());
                assert_eq!(share_from(&mut rest, form), want, "{form} of {asked:?}");
                assert!(rest.iter().all(|covered| covered.form >= form), "{form} of {asked:?}");
            }
        }
        assert_eq!(share_from(&mut &[][..], 7), None);
    }
}
