//! How often a stranger's name would answer a listed one as well, by chance.
//!
//! Why:      two names may be as alike as can be and say little: hundreds are called so. What they say depends on how
//!           many of the names in the register have parts so alike to those asked.
//! Shape:    for each part asked (and two neighbours that another name may write as one) the share of the register's
//!           names that have a part at least so alike; the expected number of entities met by chance is the product of
//!           the shares of the matched parts, times the entities.
//!           Initials are met by as many as their letters would be by chance, however many names begin so.
//! Source:   the constants of what chance takes were chosen on `cargo xtask found` against `cargo xtask workload`, 2026-11-28
//!           (`benches/results/matching.md`); [`LETTER`], [`INITIALS`], [`FEW`] and [`USUAL_NAMES`] are by judgement.
//! Rules:    parts are taken to occur independently of one another, but for syllables: they stand beside other syllables,
//!           and are counted among the names that are made of them.

use std::cmp::Reverse;

use names::{Comparison, Part, Prepared, ReasonKind, Role, TokenPlace};

use super::score::AlikeTokens;
use super::vocabulary::LONGEST;

/// Likenesses are counted in steps of a fiftieth, from that of parts that may answer one another at all.
pub(crate) const STEPS: usize = 20;
const LEAST: f64 = 0.62;
const STEP: f64 = 0.02;

/// How many strangers there are, as a natural logarithm, for each that may be met by chance without harm. There are fewer who
/// have the second part in its place too, and fewer bodies, whose names have less in common; more of another given name, and
/// more that have initials somewhere.
const RARE: f64 = 11.8;
const IN_PLACE: f64 = 2.0;
const BODY: f64 = 1.0;
const OTHER_GIVEN: f64 = 2.4;
const SOME_INITIALS: f64 = 4.0;

/// How many more there are, likewise, where a date of birth is asked and the entity states none. The date rules out nearly all
/// strangers among the others, so that those who are left to be reviewed are of entities without one.
const UNDATED: f64 = 1.5;

/// In a register of so many entities. Of fewer each may be met the oftener, for the same number of hits in all.
const OF: f64 = 50_000.0;

/// How many more there are, likewise, for each unit that the least alike parts are below what is hardly another name.
const UNLIKE: f64 = 10.0;
const ALIKE: f64 = 0.95;

/// From this step on no part is too little alike.
const LIKEST: usize = step(ALIKE);

/// A step, but no more than from which on no part is too little alike.
fn alike_enough(step: u8) -> usize {
    usize::from(step).min(LIKEST)
}

/// The share of words that begin with one letter, about.
const LETTER: f64 = 1.0 / 15.0;

/// Initials of so many letters are shown where they are those of so few bodies.
const INITIALS: usize = 4;
const FEW: usize = 5;

/// How many names of a register the usual share of a part counts for.
const USUAL_NAMES: f64 = 1000.0;

/// What a score loses when chance grows by the factor e.
pub(super) const PER_STRANGERS: f64 = 0.04;

/// How many names of a register have parts like those of one asked name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Coincidence {
    entities: usize,
    /// As a natural logarithm; of none as of very few.
    log_entities: f64,
    /// How many strangers there are for each that may be met without harm, likewise, in so large a register.
    rare: f64,
    /// How many times as many strangers there are for each syllable that answers beside another one: all names, for those that have two
    /// syllables or more as parts of their own.
    beside_syllables: f64,
    log_beside_syllables: f64,
    /// How many bodies are met by initials.
    pub(crate) met_by_initials: usize,
    tokens: Vec<Token>,
    /// The second part that tells something, by its place among all; and which of the tokens cover it.
    second: Option<usize>,
    with_second: Tokens,
}

/// The least that chance meets and takes.
pub(super) struct Least {
    /// How many entities are expected to be met, as a natural logarithm.
    pub(super) expected: f64,
    /// The points it takes, never above 0.
    pub(super) points: f64,
}

#[derive(Clone, Debug)]
struct Token {
    place: TokenPlace,
    is_syllable: bool,
    shares: Shares,
    /// Of a join: which of the tokens its parts are that tell.
    parts: [Option<usize>; 2],
}

/// The share of a register's names that have a part at least so alike as one asked, by step of likeness; and its natural logarithm, by
/// which bounds are added up.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shares {
    of: [f64; STEPS],
    logs: [f64; STEPS],
}

impl Shares {
    /// 1 beyond the steps.
    fn of(&self, step: usize) -> f64 {
        self.of.get(step).copied().unwrap_or(1.0)
    }

    pub(crate) fn log(&self, step: usize) -> f64 {
        self.logs.get(step).copied().unwrap_or_default()
    }
}

/// A bit for each token asked.
pub(crate) type Tokens = u128;
const _: () = assert!(LONGEST <= Tokens::BITS as usize, "each token has a bit");

/// The places of the bits.
pub(crate) fn places(mut tokens: Tokens) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lowest = Some(tokens.trailing_zeros() as usize).filter(|_| tokens != 0);
        tokens &= tokens.wrapping_sub(1);
        lowest
    })
}

/// How alike the tokens asked are met at best, by step; those that are met.
#[derive(Clone, Copy)]
pub(crate) struct Steps {
    met: Tokens,
    steps: [u8; LONGEST],
}

impl Steps {
    pub(crate) const NONE: Self = Self { met: 0, steps: [0; LONGEST] };

    /// Takes in that a token is met so well too.
    pub(crate) fn meet(&mut self, token: usize, step: usize) {
        self.set(token, self.of(token).max(Some(step)));
    }

    /// Says how well a token is met at best, or that it is not.
    pub(crate) fn set(&mut self, token: usize, step: Option<usize>) {
        if let Some(best) = self.steps.get_mut(token) {
            *best = step.unwrap_or_default() as u8;
            self.met = self.met & !(1 << token) | Tokens::from(step.is_some()) << token;
        }
    }

    pub(crate) fn of(&self, token: usize) -> Option<usize> {
        self.steps.get(token).filter(|_| self.met >> token & 1 == 1).map(|step| usize::from(*step))
    }

    /// Those that are met, each with its step.
    pub(crate) fn each(&self) -> impl Iterator<Item = (usize, usize)> {
        places(self.met).filter_map(|token| Some((token, usize::from(*self.steps.get(token)?))))
    }
}

/// The shares of a token asked that so many of a register's names have, by step of likeness; of a part, or of two that are
/// joined.
pub(crate) fn shares(names: usize, bearers: &[u32; STEPS], parts: [Option<&Part>; 2]) -> Shares {
    // A join is as usual as both of its parts together; a link that is joined tells nothing.
    let told = parts.into_iter().flatten().filter(|part| part.role.tells());
    let usual: f64 = told.map(|part| usual_share(part.weight())).product();
    let mut shares = Shares::default();
    let mut count = 0_u64;
    for (step, bearers) in bearers.iter().enumerate().rev() {
        count += u64::from(*bearers);
        // Whoever is met bears it too, and is no stranger. A small register tells little of how names are spread. A name may have
        // two parts that are alike.
        let strangers = count.saturating_sub(1) as f64;
        let share = ((strangers + USUAL_NAMES * usual) / (names as f64 + USUAL_NAMES)).min(1.0);
        (shares.of[step], shares.logs[step]) = (share, share.max(f64::MIN_POSITIVE).ln());
    }
    shares
}

/// A name asked and one stated, compared.
pub(super) struct Met<'n> {
    pub(super) comparison: &'n Comparison,
    pub(super) asked: &'n Prepared,
    pub(super) stated: &'n Prepared,
}

impl Coincidence {
    pub(crate) fn of(entities: usize, names: usize, syllabic: usize) -> Self {
        let beside_syllables = (names as f64 + USUAL_NAMES) / (syllabic as f64 + USUAL_NAMES);
        let log_entities = (entities as f64).max(f64::MIN_POSITIVE).ln();
        let rare = RARE + (entities as f64 / OF).ln();
        let log_beside_syllables = beside_syllables.ln();
        Self { entities, log_entities, rare, beside_syllables, log_beside_syllables, ..Self::default() }
    }

    /// Takes in the shares of a token of the name asked; joins come behind their parts.
    pub(crate) fn add(&mut self, asked: &Prepared, place: TokenPlace, shares: Shares) {
        let (first, second) = place.parts;
        if self.tokens.is_empty() {
            self.second = second_told(asked);
        }
        let is_syllable = || asked.parts.get(first).is_some_and(|part| part.role.tells() && part.is_syllable());
        let mut token = Token { place, is_syllable: false, shares, parts: [None; 2] };
        match second {
            None => token.is_syllable = is_syllable(),
            Some(second) => {
                token.parts =
                    [first, second].map(|at| self.tokens.iter().position(|token| token.place.parts == (at, None)));
            }
        }
        let covers_second = self.second.is_some() && (self.second == Some(first) || self.second == second);
        self.with_second |= Tokens::from(covers_second).checked_shl(self.tokens.len() as u32).unwrap_or_default();
        self.tokens.push(token);
    }

    /// How many entities are expected to be met by chance as a comparison of two names met this one; `None` when no part
    /// was met.
    pub(super) fn expected(&self, met: &Met<'_>) -> Option<f64> {
        let mut expected = self.entities as f64;
        let comparison = met.comparison;
        if comparison.by_initials {
            return met.initials().map(|letters| expected * LETTER.powi(letters as i32));
        }
        let mut seen: Option<(usize, usize)> = None;
        let (mut is_met, mut syllables) = (false, 0);
        for (n, pair) in comparison.pairs.iter().enumerate() {
            // A join gives two pairs: of two parts asked with one stated, or of one asked with two stated.
            let next = comparison.pairs.get(n + 1);
            if seen.is_some_and(|(left, right)| left == pair.left || right == pair.right) {
                continue;
            }
            let second = next.filter(|next| next.right == pair.right).map(|next| next.left);
            seen = Some((pair.left, pair.right));
            let token = self.token(pair.left, second);
            expected *= token.map_or(usual_share(names::FULL_WEIGHT), |token| token.shares.of(step(pair.similarity)));
            syllables += i32::from(token.is_some_and(|token| token.is_syllable));
            is_met = true;
        }
        is_met.then_some(expected * self.beside_syllables.powi((syllables - 1).max(0)))
    }

    /// The least that chance meets and takes whichever of the tokens answer, each so well or less. It bounds what is met; of more
    /// that is met it may, where joins overlap, be more.
    pub(super) fn least(&self, met: &Steps) -> Least {
        let (mut tokens, mut count) = ([(0_u8, 0_u8); LONGEST], 0);
        for (slot, (at, step)) in tokens.iter_mut().zip(met.each()) {
            *slot = (at as u8, step as u8);
            count += 1;
        }
        let tokens = tokens.get_mut(..count).unwrap_or_default();
        tokens.sort_unstable_by_key(|(_, step)| Reverse(*step));
        let (mut share, mut all, mut strangers) = (LeastShare::default(), self.log_entities, self.log_entities);
        // What answers the least alike tells of all, so that those less alike are taken not to answer.
        for alike in tokens.chunk_by(|(_, a), (_, b)| alike_enough(*a) == alike_enough(*b)) {
            let Some((_, step)) = alike.first() else { continue };
            alike.iter().for_each(|(at, step)| share.meet(self, (*at).into(), (*step).into()));
            all = self.log_entities + share.of_all(self);
            let in_place = if share.tokens & self.with_second != 0 { IN_PLACE } else { 0.0 };
            strangers = strangers.min(all + unlike(alike_enough(*step)) - in_place);
        }
        Least { expected: all, points: self.points_at_least(strangers) }
    }

    /// No more than one token adds to [`LeastShare`] that is met so well or less, whatever else is met.
    pub(super) fn least_share_of(&self, token: usize, step: usize) -> f64 {
        let log = |at: usize| self.tokens.get(at).map_or(0.0, |token| token.shares.log(step));
        let Some(Token { parts, .. }) = self.tokens.get(token) else { return 0.0 };
        log(token).min(parts.iter().flatten().copied().map(log).sum())
    }

    /// What chance takes at the least from names met by tokens that add up to such a logarithm of a share, none of them more alike
    /// than by a step.
    pub(super) fn least_points(&self, share: f64, step: usize) -> f64 {
        self.points_at_least(self.log_entities + share + unlike(step) - IN_PLACE)
    }

    fn points_at_least(&self, strangers: f64) -> f64 {
        -(PER_STRANGERS * (self.rare - BODY + strangers)).max(0.0)
    }

    /// Whether more parts than one tell something.
    pub(super) fn has_several_parts(&self) -> bool {
        self.second.is_some()
    }

    /// Whether every part that tells has one so alike.
    pub(super) fn are_all_met(&self, alike: &[AlikeTokens], least: f64) -> bool {
        let is_met = |token: &Token| {
            alike.iter().any(|pair| {
                let has = |at: usize| pair.asked.0 == at || pair.asked.1 == Some(at);
                pair.similarity >= least && has(token.place.parts.0)
            })
        };
        self.tokens.iter().filter(|token| token.place.parts.1.is_none()).all(is_met)
    }

    /// Whether one name is the initials of the other and nothing more, of letters enough and of few bodies.
    pub(super) fn are_few_initials(&self, met: &Met<'_>) -> bool {
        met.is_one_part() && self.met_by_initials <= FEW && met.initials().is_some_and(|letters| letters >= INITIALS)
    }

    /// The points of an expected number, never above 0. `is_undated` where a date of birth is asked and none stated.
    pub(super) fn points(&self, expected: f64, met: &Met<'_>, is_undated: bool) -> f64 {
        let comparison = met.comparison;
        let mut rare = self.rare + UNLIKE * (ALIKE - met.least_alike().min(ALIKE));
        if !comparison.by_initials && met.is_second_met() {
            rare -= IN_PLACE;
        }
        if met.is_body() {
            rare -= BODY;
        }
        if comparison.reasons.iter().any(|reason| reason.kind == ReasonKind::OtherGivenName) {
            rare += OTHER_GIVEN;
        }
        if comparison.by_initials && !met.is_one_part() {
            rare += SOME_INITIALS;
        }
        if is_undated {
            rare += UNDATED;
        }
        -(PER_STRANGERS * (rare + expected.max(f64::MIN_POSITIVE).ln())).max(0.0)
    }

    /// The token that two parts are, or one.
    fn token(&self, first: usize, second: Option<usize>) -> Option<&Token> {
        self.tokens.iter().find(|token| {
            let (a, b) = token.place.parts;
            match second {
                None => b.is_none() && a == first,
                // A particle may be joined too; then the pair names the core part alone.
                Some(second) => b.is_some_and(|b| (a, b) == (first, second)),
            }
        })
    }
}

/// The logarithm of no more than the share of names that chance meets whichever of some tokens answer, each so well or less. The most
/// alike are taken in first.
struct LeastShare {
    tokens: Tokens,
    /// Parts that are met, by themselves or with what is joined to them; those that are so joined; and those of them that are syllables.
    parts: Tokens,
    joined: Tokens,
    syllables: Tokens,
    /// How alike each part is met at best, by step.
    best: [u8; LONGEST],
    /// Of all that are no syllables, and of the joins what is less than both parts apart.
    log: f64,
}

impl Default for LeastShare {
    fn default() -> Self {
        Self { tokens: 0, parts: 0, joined: 0, syllables: 0, best: [0; LONGEST], log: 0.0 }
    }
}

impl LeastShare {
    fn meet(&mut self, of: &Coincidence, at: usize, step: usize) {
        let Some(token) = of.tokens.get(at) else { return };
        self.tokens |= 1 << at;
        if !token.is_join() {
            return self.meet_part(of, at, step);
        }
        let mut apart = 0.0;
        for part in token.parts.into_iter().flatten() {
            self.meet_part(of, part, step);
            self.joined |= 1 << part;
            apart += self.part(of, part);
        }
        self.log += (token.shares.log(step) - apart).min(0.0);
    }

    /// A part is met best by what is taken in first.
    fn meet_part(&mut self, of: &Coincidence, at: usize, step: usize) {
        let Some((token, best)) = of.tokens.get(at).zip(self.best.get_mut(at)) else { return };
        if self.parts >> at & 1 == 1 {
            return;
        }
        self.parts |= 1 << at;
        *best = step as u8;
        if token.is_syllable {
            self.syllables |= 1 << at;
        } else {
            self.log += token.shares.log(step);
        }
    }

    fn part(&self, of: &Coincidence, at: usize) -> f64 {
        let token = of.tokens.get(at).zip(self.best.get(at));
        token.map_or(0.0, |(token, step)| token.shares.log((*step).into()))
    }

    fn of_all(&self, of: &Coincidence) -> f64 {
        let (mut all, mut first) = (self.log, 0.0_f64);
        for at in places(self.syllables) {
            let share = self.part(of, at);
            if self.joined >> at & 1 == 0 {
                // The first of them by itself, wherever that makes the fewest; the others where that makes fewer.
                let beside = (share + of.log_beside_syllables).min(0.0);
                all += beside;
                first = first.min(share - beside);
            } else {
                all += share;
            }
        }
        all + first
    }
}

/// How many more strangers there are where the parts that are the least alike are no more alike than by a step.
fn unlike(step: usize) -> f64 {
    UNLIKE * (ALIKE - of_step(step + 1)).max(0.0)
}

impl Token {
    fn is_join(&self) -> bool {
        self.place.parts.1.is_some()
    }
}

impl Met<'_> {
    pub(super) fn is_body(&self) -> bool {
        self.asked.is_organisation() || self.stated.is_organisation()
    }

    /// Whether one of the names is a single part.
    pub(super) fn is_one_part(&self) -> bool {
        [self.asked, self.stated].iter().any(|name| name.parts.iter().filter(|part| part.role.tells()).count() == 1)
    }

    /// How alike the parts are that answer one another the least; 1 where none does.
    pub(super) fn least_alike(&self) -> f64 {
        self.comparison.pairs.iter().map(|pair| pair.similarity).fold(1.0, f64::min)
    }

    /// How many letters the initials have that one name is to the other.
    fn initials(&self) -> Option<usize> {
        let [first, second, ..] = self.comparison.pairs.as_slice() else { return None };
        let is_asked = first.left == second.left;
        let part = if is_asked { self.asked.parts.get(first.left) } else { self.stated.parts.get(first.right) };
        self.comparison.by_initials.then(|| part.map(|part| part.text.chars().count())).flatten()
    }

    /// Whether the second parts that tell something answer one another.
    fn is_second_met(&self) -> bool {
        let both = second_told(self.asked).zip(second_told(self.stated));
        self.comparison.pairs.iter().any(|pair| Some((pair.left, pair.right)) == both)
    }
}

/// The place of the second part that tells something, a family name before a comma being the last.
fn second_told(name: &Prepared) -> Option<usize> {
    let told = |is_family| {
        let is_told = move |(_, part): &(usize, &Part)| part.role.tells() && (part.role == Role::Family) == is_family;
        name.parts.iter().enumerate().filter(is_told).map(|(at, _)| at)
    };
    told(false).chain(told(true)).nth(1)
}

/// A part that weighs all is borne by one in three thousand, and one of no weight by all.
fn usual_share(weight: u8) -> f64 {
    (-8.0 * f64::from(weight) / f64::from(names::FULL_WEIGHT)).exp()
}

/// The likeness from which on a step counts, but for what is rounded.
pub(crate) fn of_step(step: usize) -> f64 {
    LEAST + STEP * step as f64
}

/// The step of a likeness.
pub(crate) const fn step(similarity: f64) -> usize {
    // A thousandth more, so that what was rounded stays in its step; below the first it is in that.
    let step = ((similarity - LEAST + 0.001) / STEP) as usize;
    if step < STEPS { step } else { STEPS - 1 }
}

#[cfg(test)]
mod tests {
    use super::{Coincidence, Met};

    fn points(entities: usize, expected: f64, names: [&names::Prepared; 2], is_undated: bool) -> f64 {
        let [asked, stated] = names;
        let met = Met { comparison: &names::compare(asked, stated), asked, stated };
        Coincidence::of(entities, 0, 0).points(f64::exp(expected), &met, is_undated)
    }

    #[test]
    fn strangers_take_the_more_the_less_the_names_meet() {
        for (entities, expected, asked, stated, want) in [
            (50_000, -8.0, "Sabir Wahmistani", "Sabir Wahmistani", -0.072),
            (50_000, -10.0, "Sabir Wahmistani", "Sabir Wahmistani", 0.0), // rare
            (50_000, -8.0, "Sabir Wahmistani", "WAHMISTANI, Sabir", -0.072),
            (50_000, -8.0, "Sabir Wahmistani", "Wahmistani Sabir", -0.152), // another order
            (50_000, -8.0, "Sabir Wahmistani", "Sabir Tajrib Wahmistani", -0.152), // more between
            (50_000, -8.0, "Khayal Sabir Wahmistani", "Sabir Wahmistani", -0.248), // another given name
            (500_000, -8.0, "Sabir Wahmistani", "Sabir Wahmistani", -0.1641), // the same of ten times as many
            (5_000, -8.0, "Sabir Wahmistani", "Sabir Wahmistani", 0.0),
        ] {
            let [left, right] = [asked, stated].map(names::prepare);
            let points = points(entities, expected, [&left, &right], false);
            assert!((points - want).abs() < 1e-4, "{entities} {expected} {asked} / {stated}: {points}");
        }
    }

    #[test]
    fn the_expected_number_is_the_product_of_the_shares() {
        // In 99,000 names; half of those alike are so alike as the parts that met.
        for (bearers, asked, stated, want) in [
            (1, "Sabir Wahmistani", "Sabir Wahmistani", 2.5727e-6), // whoever is met is no stranger
            (1001, "Sabir Wahmistani", "Sabir Wahmistani", 5.0094),
            (1001, "Sabir Wahmistani", "Sabir Mithali", 500.77), // one part met
            (1001, "Hamid Reza Wahmistani", "Hamidreza Wahmistani", 5.0026), // two parts that are joined are one
            (1001, "Yun Rak", "Yun Rak", 250.19), // syllables stand beside syllables, of which there are few
        ] {
            let [left, right] = [asked, stated].map(names::prepare);
            let mut chance = Coincidence::of(50_000, 99_000, 1000);
            for place in names::token_places(&left.parts) {
                let mut by_likeness = [0; super::STEPS];
                by_likeness[super::step(1.0)] = bearers;
                by_likeness[super::step(0.7)] = bearers;
                let parts = [Some(place.parts.0), place.parts.1].map(|at| left.parts.get(at?));
                chance.add(&left, place, super::shares(99_000, &by_likeness, parts));
            }
            let met = Met { comparison: &names::compare(&left, &right), asked: &left, stated: &right };
            let expected = chance.expected(&met).expect("a part is met");
            assert!((expected / want - 1.0).abs() < 0.0001, "{asked} / {stated}: {expected}");
        }
    }

    #[test]
    fn an_entity_without_the_date_asked_takes_a_rarer_name() {
        let name = names::prepare("Sabir Wahmistani");
        for (expected, dated, undated) in [(-8.0, -0.072, -0.132), (-10.0, 0.0, -0.052), (-12.0, 0.0, 0.0)] {
            for (is_undated, want) in [(false, dated), (true, undated)] {
                let points = points(50_000, expected, [&name, &name], is_undated);
                assert!((points - want).abs() < 1e-4, "{expected} {is_undated}: {points}");
            }
        }
    }

    #[test]
    fn bodies_share_less_and_initials_beside_other_words_say_little() {
        for (asked, stated, want) in [
            ("Sabir Wahmistani Ltd", "Sabir Wahmistani Ltd", -0.032),
            ("MRSF", "Mithal Relief Support Fund", -0.132),
            ("Yusuf Mrsf Tajribi", "Mithal Relief Support Fund", -0.292),
        ] {
            let [left, right] = [asked, stated].map(names::prepare_organisation);
            let points = points(50_000, -8.0, [&left, &right], false);
            assert!((points - want).abs() < 1e-4, "{asked} / {stated}: {points}");
        }
    }
}
