//! The score of one entity for one query: the reasons of the name that answers best, then those of everything else, whose
//! points add up.
//!
//! Law:      country and sex only ever lower a score, and an absent one counts as the same one.
//! Not here: what each of the others says (`identifier`, `birth`, `place`, `country`, `gender`).

use std::borrow::Cow;
use std::collections::HashMap;

use names::{Comparison, Meeting, Part, Prepared, ReasonKind, Role, TokenPair};

use super::agreement::{self, Agreement};
use super::candidates::Wanted;
use super::coincidence::{self, Coincidence, Met, Steps};
use super::identifier::Number;
use super::likelihood::{Beside, Room};
use super::near::GOLDEN;
use super::place::Place;
use super::vocabulary::Vocabulary;
use super::{age, birth, country, gender, identifier, place};
use crate::{
    Entity, Hit, Kind, ListedEntry, Policy, Quality, Query, Reason, ReasonCode, SameLetters, SamePart, Statement,
};

/// The most that rounding the points of a score can add to it.
pub(crate) const ROUNDING: f64 = 0.001;

// By judgement, but for what is said beside each.

/// A name whose parts are all so alike is met whole.
pub(crate) const LIKE_PART: f64 = 0.89;

/// Parts so alike are as near as two scripts allow.
const SAME_PART: f64 = 0.93;

/// Parts of the same text are so alike.
const SAME_TEXT: f64 = 1.0;

/// The least score of who is shown whatever chance or the rest says, the usual threshold: of a name that is written just so, and
/// of a number that is the same beside a like name.
const SHOWN: f64 = 0.7;

const LOW_QUALITY: f64 = -0.05;

/// How far below the band of matches persons' names stay that answer one another in too little.
const BELOW_MATCH: f64 = 0.01;

/// How much the parts that answer one another have to weigh, in hundredths, to be a match alone: more than two of any parts, or
/// than three that many bear.
const TOLD: u32 = 210;

/// Of how many of them the table of rarity has to know how many bear them; else fewer than so many entities with such a name are to
/// be expected by chance. Chosen on `cargo xtask found` against the cultures of `cargo xtask workload`, 2026-11-28.
const KNOWN: usize = 2;
const FEWEST: f64 = 1e-6;

/// Where fewer than so many are to be expected by chance, and no date of birth is asked that is not stated, who is asked for without
/// the father's name is shown, and who is nearly so called in another script.
const FEW: f64 = 0.25;

/// A name this alike does not speak against a number.
const LIKE: f64 = 0.4;

/// A date of birth asked parts strangers where it is no longer than a year.
const YEAR_DAYS: i32 = 366;

/// Whether a subject of one kind may be an entity of another.
pub(crate) fn may_be(asked: Option<Kind>, stated: Kind) -> bool {
    asked.is_none_or(|asked| asked == stated || asked == Kind::Unknown || stated == Kind::Unknown)
}

/// Whether an entity may be a hit, by one of its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum MayBeHit {
    Never,
    /// Only if something beside names and numbers speaks for it.
    WhereItAgrees,
    Whatever,
}

/// A form of a name stated, beside a name that was looked up.
pub(crate) struct StatedForm<'f> {
    pub(crate) vocabulary: &'f Vocabulary<'f>,
    pub(crate) form: u32,
    /// All tokens that may answer one another.
    pub(crate) alike: &'f [AlikeTokens],
    /// The most that the two names score, by what their tokens earn.
    pub(crate) most: f64,
    /// Whether all parts of the form that tell may be answered.
    pub(crate) is_met_whole: bool,
    /// Whether one may be the other's initials.
    pub(crate) by_initials: bool,
    /// Whether the two may be written alike.
    pub(crate) may_be_written_alike: bool,
    /// The most that may speak for an entity that bears it, in logits.
    pub(crate) agreement: f64,
}

/// A token asked and one stated that may answer one another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AlikeTokens {
    /// Which of the tokens asked: the part, and the one joined to it.
    pub(crate) token: usize,
    pub(crate) asked: (usize, Option<usize>),
    /// Which of the tokens of the form.
    pub(crate) stated: usize,
    pub(crate) similarity: f64,
}

/// Names listed that were compared with names asked and may be hits, as far as they are kept: so none is compared twice.
#[derive(Default)]
pub(crate) struct Compared(HashMap<u32, ComparedName>); // by form; only looked up, never walked

/// So many are kept at most.
const MOST_COMPARED: usize = 1 << 12;

struct ComparedName {
    prepared: Prepared,
    /// What came of it, by which of the names asked.
    comparisons: Vec<(usize, Comparison)>,
}

/// A name listed, as it was prepared, and what came of comparing it, by which of the names asked, as far as that is known.
pub(crate) struct StatedName<'c> {
    prepared: Cow<'c, Prepared>,
    comparisons: &'c [(usize, Comparison)],
}

impl Compared {
    /// A name of a form, prepared only where it is not kept.
    pub(crate) fn name(&self, form: u32, vocabulary: &Vocabulary<'_>) -> StatedName<'_> {
        match self.0.get(&form) {
            Some(kept) => StatedName { prepared: Cow::Borrowed(&kept.prepared), comparisons: &kept.comparisons },
            None => StatedName { prepared: Cow::Owned(vocabulary.prepared(form)), comparisons: &[] },
        }
    }

    fn keep(&mut self, form: u32, prepared: Prepared, asked: usize, comparison: Comparison) {
        if self.0.len() < MOST_COMPARED || self.0.contains_key(&form) {
            let name = self.0.entry(form).or_insert(ComparedName { prepared, comparisons: Vec::new() });
            name.comparisons.push((asked, comparison));
        }
    }
}

/// A query made ready once, to be put to many entities.
pub(crate) struct Asked<'q> {
    pub(super) query: &'q Query,
    names: Vec<AskedName<'q>>,
    /// Its numbers that tell something apart, as written and as read.
    pub(super) numbers: Vec<(&'q str, Number)>,
    pub(super) birth_places: Vec<(&'q str, Place)>,
    pub(super) countries: Vec<&'static str>,
}

/// What chance takes from who is met by a name asked, as far as what is beside names does not give it back.
///
/// Whoever is called just so is shown, however many are: whose name is written alike; and who is met in all parts so well that
/// [`Chance::shown_from`] says so.
pub(crate) struct Chance<'a> {
    coincidence: &'a Coincidence,
    pub(crate) script: Option<names::Script>,
    is_rare: bool,
    /// The most that may speak for an entity, in logits: it gives back what chance took, and adds a little.
    agreement: f64,
}

/// What chance takes.
#[derive(Clone, Copy)]
pub(crate) struct Taken {
    /// The points that are added for it, with what agrees.
    pub(crate) points: f64,
    /// Whether so few may be met that they are shown sooner.
    pub(crate) are_few: bool,
}

/// One name asked, as it is read.
pub(crate) struct AskedName<'q> {
    text: &'q str,
    /// Which of the names asked it is.
    of: usize,
    /// As what it is read: the name of an organisation, or of anything else.
    kind: Kind,
    prepared: Prepared,
    /// Which look-up was of it.
    look_up: usize,
    coincidence: Coincidence,
}

impl<'q> Asked<'q> {
    /// The names asked, each read as what it may be, with what `look_up` gives of each: what chance meets.
    pub(crate) fn of(query: &'q Query, mut look_up: impl FnMut(&Prepared) -> Coincidence) -> Self {
        let mut names: Vec<AskedName<'q>> = Vec::new();
        let mut looked_up = 0;
        let mut look_up = |prepared: &Prepared| {
            looked_up += 1;
            (looked_up - 1, look_up(prepared))
        };
        for (of, text) in query.names.iter().enumerate() {
            let prepared = names::prepare(text);
            if prepared.parts.is_empty() {
                continue; // nothing to compare
            }
            let (n, coincidence) = look_up(&prepared);
            if matches!(query.kind, None | Some(Kind::Unknown | Kind::Organization)) {
                let as_organisation = names::prepare_organisation(text);
                let is_same = as_organisation.parts == prepared.parts;
                let (n, coincidence) = if is_same { (n, coincidence.clone()) } else { look_up(&as_organisation) };
                let kind = Kind::Organization;
                names.push(AskedName { text, of, kind, prepared: as_organisation, look_up: n, coincidence });
            }
            names.push(AskedName { text, of, kind: Kind::Unknown, prepared, look_up: n, coincidence });
        }
        let numbers = query.documents.iter().map(|written| (written.as_str(), Number::asked(written, query.kind)));
        Self {
            query,
            names,
            numbers: numbers.filter(|(_, number)| number.tells()).collect(),
            birth_places: query.birth_places.iter().map(|text| (text.as_str(), Place::of(text))).collect(),
            countries: query.countries.iter().flat_map(|text| country::countries(text)).collect(),
        }
    }
}

impl Asked<'_> {
    /// Whether an entity of which nothing else is known yet may be a hit for a name of a form, beside the name of a look-up, by what the
    /// tokens earn and chance takes: before the names are compared.
    pub(crate) fn may_score(&self, look_up: usize, policy: &Policy, stated: &StatedForm<'_>) -> bool {
        self.beside(look_up, stated).any(|(_, name)| name.may_score(policy, stated, stated.agreement))
    }

    /// Whether an entity may be a hit for a name of a form that [`Self::may_score`]; what else the entity states is not yet known, but
    /// how much may speak for it, in logits.
    pub(crate) fn may_be_hit(
        &self,
        look_up: usize,
        policy: &Policy,
        stated: &StatedForm<'_>,
        agreement: f64,
        compared: &mut Compared,
    ) -> MayBeHit {
        let form = stated.form;
        let of_name = |(n, name): (usize, &AskedName<'_>)| {
            if agreement < stated.agreement && !name.may_score(policy, stated, agreement) {
                return MayBeHit::Never;
            }
            let (prepared, alike) = stated.prepared();
            let comparison = names::compare_known(&name.prepared, &prepared, &alike);
            let met = Met { comparison: &comparison, asked: &name.prepared, stated: &prepared };
            let (score, taken) = (rounded(comparison.score), name.least_by_chance(policy, &met));
            let may_be = if is_hit(policy, score + taken) {
                MayBeHit::Whatever
            } else if is_hit(policy, score + agreement::beside(taken, agreement) + ROUNDING) {
                MayBeHit::WhereItAgrees
            } else {
                MayBeHit::Never
            };
            if may_be != MayBeHit::Never {
                compared.keep(form, prepared, n, comparison);
            }
            may_be
        };
        self.beside(look_up, stated).map(of_name).max().unwrap_or(MayBeHit::Never)
    }

    /// The names asked that a form is compared with, each with its place.
    fn beside(&self, look_up: usize, stated: &StatedForm<'_>) -> impl Iterator<Item = (usize, &AskedName<'_>)> {
        let is_body = stated.vocabulary.is_known(stated.form);
        let is_meant = move |name: &AskedName<'_>| name.look_up == look_up && name.is_read_as_body() == is_body;
        self.names.iter().enumerate().filter(move |(_, name)| is_meant(name))
    }

    /// Whether anything beside names and numbers speaks for an entity.
    pub(crate) fn agrees(&self, policy: &Policy, entity: &Entity) -> bool {
        let entries = entries(policy, entity);
        let seen = [birth::birth(self.query, &entries), place::birth_place(self, &entries)];
        seen.into_iter().flatten().any(|seen| seen.logits > 0.0)
    }

    /// Which forms a look-up wants.
    pub(crate) fn wanted<'w>(&'w self, look_up: usize, policy: &Policy, agreement: &'w Agreement) -> Wanted<'w> {
        let name = self.names.iter().find(|name| name.look_up == look_up).filter(|_| policy.by_chance);
        let chance = name.map(|name| name.chance(agreement.of_others()));
        Wanted { least: policy.threshold, chance, agreement }
    }
}

impl AskedName<'_> {
    /// Whether it is read as the name of an organisation.
    fn is_read_as_body(&self) -> bool {
        self.kind == Kind::Organization
    }

    /// Whether a name that earns no more is enough where so much speaks for an entity, in logits.
    fn may_score(&self, policy: &Policy, stated: &StatedForm<'_>, agreement: f64) -> bool {
        stated.by_initials || is_hit(policy, stated.most + self.most_beside(policy, stated, agreement) + ROUNDING)
    }

    /// What chance takes at the least, whatever else the entity states; never above 0.
    fn least_by_chance(&self, policy: &Policy, met: &Met<'_>) -> f64 {
        let expected = self.coincidence.expected(met).filter(|_| policy.by_chance);
        rounded(expected.map_or(0.0, |expected| by_chance(&self.coincidence, expected, met, false, &|| false)))
    }

    /// What is added to a name's score at the most, less what chance takes, before it is known which tokens answer one another.
    fn most_beside(&self, policy: &Policy, stated: &StatedForm<'_>, agreement: f64) -> f64 {
        let nothing_taken = agreement::most_points(agreement);
        if !policy.by_chance {
            return nothing_taken;
        }
        let (chance, StatedForm { vocabulary, form, alike, .. }) = (self.chance(agreement), stated);
        let mut met = Steps::NONE;
        alike.iter().for_each(|pair| met.meet(pair.token, coincidence::step(pair.similarity)));
        let taken = chance.takes(&met);
        let may_be_same = || {
            let shown_from = chance.shown_from(taken.are_few, vocabulary.is_written_in(*form, chance.script));
            let is_met = stated.is_met_whole || chance.may_be_longer(taken.are_few);
            shown_from.is_some_and(|least| is_met && self.coincidence.are_all_met(alike, least))
                || stated.may_be_written_alike && written_alike(words(&self.prepared), vocabulary.words(*form))
        };
        if taken.points == nothing_taken || may_be_same() { nothing_taken } else { taken.points }
    }

    fn chance(&self, agreement: f64) -> Chance<'_> {
        let Self { coincidence, text, prepared, .. } = self;
        Chance { coincidence, script: names::Script::of(text), is_rare: is_rare(prepared), agreement }
    }

    fn is_of_script(&self, text: &str) -> bool {
        names::Script::of(text) == names::Script::of(self.text)
    }
}

impl Chance<'_> {
    /// The least step of all that [`Self::shown_from`] says of names written in the script asked.
    pub(crate) const SHOWN_STEP: usize = coincidence::step(SAME_PART);

    /// What it takes at the least from names of which no other tokens are met than these, each so well or less.
    pub(crate) fn takes(&self, met: &Steps) -> Taken {
        let least = self.coincidence.least(met);
        // What is added up here is multiplied there.
        Taken { points: agreement::beside(least.points, self.agreement), are_few: least.expected < FEW.ln() + ROUNDING }
    }

    /// What it takes at the least from names met by tokens that add up to such a logarithm of a share
    /// ([`Coincidence::least_share_of`]), none of them more alike than by a step.
    pub(crate) fn takes_of_share(&self, share: f64, step: usize) -> f64 {
        agreement::beside(self.coincidence.least_points(share, step), self.agreement)
    }

    /// The points that are added where it takes nothing.
    pub(crate) fn takes_nothing(&self) -> f64 {
        agreement::most_points(self.agreement)
    }

    /// No more than a token adds to that share that is met so well or less.
    pub(crate) fn share_of(&self, token: usize, step: usize) -> f64 {
        self.coincidence.least_share_of(token, step)
    }

    /// How alike every part asked is at least in a name that may be shown whatever chance takes, but for those written alike; `None` where no
    /// such name is. All parts of the name listed are met too, unless that [`Self::may_be_longer`]. [`by_chance`] says which are shown.
    pub(crate) fn shown_from(&self, are_few: bool, is_written_in_script: bool) -> Option<f64> {
        match (is_written_in_script, are_few) {
            (false, true) => Some(LIKE_PART),
            (false, false) => Some(SAME_PART),
            (true, _) if self.is_rare => Some(SAME_PART),
            (true, true) => Some(SAME_TEXT),
            (true, false) => None,
        }
    }
}

impl Chance<'_> {
    /// Whether a name listed that has more parts than are met may be shown too: people are asked for without the father's name.
    pub(crate) fn may_be_longer(&self, are_few: bool) -> bool {
        are_few && self.coincidence.has_several_parts()
    }
}

impl StatedForm<'_> {
    /// The form as it was prepared, and which of its tokens may answer which ones asked.
    fn prepared(&self) -> (Prepared, Vec<TokenPair>) {
        let stated = self.vocabulary.prepared(self.form);
        let places = names::token_places(&stated.parts);
        let pair = |alike: &AlikeTokens| {
            let right = places.get(alike.stated)?.parts;
            Some(TokenPair { left: alike.asked, right, similarity: alike.similarity })
        };
        let pairs = self.alike.iter().filter_map(pair).collect();
        (stated, pairs)
    }
}

/// Whether such a score is one of a hit.
fn is_hit(policy: &Policy, score: f64) -> bool {
    policy.band(rounded(score.clamp(0.0, 1.0))).is_some()
}

/// A name as that of an organisation, or of anything else.
pub(crate) fn prepared(kind: Kind, name: &str) -> Prepared {
    if kind == Kind::Organization { names::prepare_organisation(name) } else { names::prepare(name) }
}

/// The hit, when the entity scores at least the policy's threshold; `stated` gives its `n`-th name, where that may be the one that answers
/// best.
pub(crate) fn score<'c>(
    asked: &Asked<'_>,
    policy: &Policy,
    entity: &Entity,
    stated: &dyn Fn(usize) -> Option<StatedName<'c>>,
) -> Option<Hit> {
    let Asked { query, names, .. } = asked;
    let entries = entries(policy, entity);
    if entries.is_empty() || !policy.scope.admits(entity) {
        return None;
    }
    let unanswered = age::unanswered(query, entity.kind(), &entries);
    let beside: Vec<Beside<'_>> = [
        identifier::other_number(asked, &entries),
        birth::birth(query, &entries),
        unanswered.and_then(|born| age::age_when_listed(born, &entries)),
        place::birth_place(asked, &entries),
        country::country(asked, &entries),
        gender::gender(query, &entries),
    ]
    .into_iter()
    .flatten()
    .collect();
    let is_undated = unanswered.is_some_and(|born| birth::days(born.first(), born.last()) < YEAR_DAYS);
    let agreement = beside.iter().map(|seen| seen.logits.max(0.0)).sum();
    let ByName { mut reasons, score: by_name, taken } = best_name(asked, policy, entity, stated, is_undated, agreement);
    let mut room = Room::beside(taken);
    // A number outweighs a name, unless names were asked and none of them is like.
    let is_name_like = by_name >= LIKE || names.is_empty();
    let number = identifier::same_number(asked, &entries, is_name_like).map(|(least, number)| {
        let points = rounded((least - by_name).max(0.0));
        // The number gives back first what chance took.
        room = Room::beside((taken - points).max(0.0));
        reasons.push(Reason { points, ..number });
        reasons.len() - 1
    });
    reasons.extend(beside.iter().map(|seen| seen.reason(&mut room)));
    // Whose number is the same, and whose name is like, is shown whatever else differs.
    let total = sum(&reasons);
    if let Some(number) = number.and_then(|at| reasons.get_mut(at)).filter(|_| is_name_like && total < SHOWN) {
        number.points = rounded(number.points + SHOWN - total);
    }
    let total = sum(&reasons);
    let score = rounded(total.clamp(0.0, 1.0));
    if rounded(score - total) != 0.0 {
        reasons.push(reason(ReasonCode::Bound, score - total, None, None));
    }
    policy.band(score).map(|band| Hit {
        entity: entity.id.clone(),
        kind: entity.kind(),
        caption: entity.caption().into(),
        entries: entries.iter().map(|entry| entry.reference()).collect(),
        score,
        band,
        reasons,
    })
}

/// How one name of an entity answers one asked, whatever else is known of both.
#[derive(Clone, Debug)]
pub(crate) struct NamePair {
    /// Which of the names asked.
    pub(crate) asked: usize,
    /// Which of the entity's.
    pub(crate) stated: usize,
    /// `0.0..=1.0`.
    pub(crate) score: f64,
    /// How many entities of the register are expected to be met as well by chance.
    pub(crate) strangers: f64,
    /// How alike the parts are that answer one another the least.
    pub(crate) least_alike: f64,
    /// Whether one is the given name and the family's of the other, which says more between them.
    pub(crate) leaves_out_between: bool,
    /// How many parts that tell are not answered, of the name asked and of the one stated.
    pub(crate) unmet: [usize; 2],
    /// Whether something in the names says that they are of two: another given name, number or place, a parent or branch.
    pub(crate) is_contradicted: bool,
    /// Whether one is the other's initials.
    pub(crate) by_initials: bool,
    /// Whether parts of either are single syllables, each of which tells little.
    pub(crate) are_syllables: bool,
}

impl NamePair {
    /// Seen from the other side.
    pub(crate) fn turn(&mut self) {
        std::mem::swap(&mut self.asked, &mut self.stated);
        self.unmet.reverse();
    }
}

/// How the names of an entity answer those asked, as far as `stated` gives them; those that do not at all are left out.
pub(crate) fn name_pairs<'c>(
    asked: &Asked<'_>,
    kind: Kind,
    names: usize,
    stated: &dyn Fn(usize) -> Option<StatedName<'c>>,
) -> Vec<NamePair> {
    let mut pairs = Vec::new();
    for at in 0..names {
        let Some(StatedName { prepared: stated, comparisons }) = stated(at) else { continue };
        let is_read_so = |name: &AskedName<'_>| name.is_read_as_body() == (kind == Kind::Organization);
        for (n, name) in asked.names.iter().enumerate().filter(|(_, name)| is_read_so(name)) {
            let kept = comparisons.iter().find(|(asked, _)| *asked == n);
            let comparison = kept.map_or_else(
                || Cow::Owned(names::compare(&name.prepared, &stated)),
                |(_, comparison)| Cow::Borrowed(comparison),
            );
            let met = Met { comparison: &comparison, asked: &name.prepared, stated: &stated };
            let Some(strangers) = name.coincidence.expected(&met) else { continue };
            let unmet = |name: &Prepared, is_met: &dyn Fn(usize) -> bool| {
                let told = name.parts.iter().enumerate().filter(|(_, part)| part.role.tells());
                told.filter(|(at, _)| !is_met(*at)).count()
            };
            let unmet = [
                unmet(&name.prepared, &|at| comparison.pairs.iter().any(|pair| pair.left == at)),
                unmet(&stated, &|at| comparison.pairs.iter().any(|pair| pair.right == at)),
            ];
            let leaves_out_between = match unmet.map(|parts| parts > 0) {
                [false, true] => leaves_out_what_is_between(&met),
                [true, false] => {
                    let turned = comparison.pairs.iter().map(|pair| names::PartPair {
                        left: pair.right,
                        right: pair.left,
                        similarity: pair.similarity,
                    });
                    is_left_out_between(&stated, &name.prepared, &turned.collect::<Vec<_>>())
                }
                _ => false,
            };
            let contradicts = |reason: &names::Reason| {
                let is_other = matches!(
                    reason.kind,
                    ReasonKind::OtherGivenName
                        | ReasonKind::Conflict
                        | ReasonKind::OtherNumber
                        | ReasonKind::OtherPlace
                        | ReasonKind::ParentOrBranch
                );
                is_other && reason.points < 0.0
            };
            pairs.push(NamePair {
                asked: name.of,
                stated: at,
                score: rounded(comparison.score),
                strangers,
                least_alike: met.least_alike(),
                leaves_out_between,
                unmet,
                is_contradicted: comparison.reasons.iter().any(contradicts),
                by_initials: comparison.by_initials,
                are_syllables: [&name.prepared, &*stated]
                    .iter()
                    .any(|name| name.parts.iter().any(|part| part.role.tells() && part.is_syllable())),
            });
        }
    }
    pairs
}

/// The entries that are looked at.
fn entries<'e>(policy: &Policy, entity: &'e Entity) -> Vec<&'e ListedEntry> {
    entity.entries.iter().filter(|entry| is_looked_at(policy, entry)).collect()
}

fn is_looked_at(policy: &Policy, entry: &ListedEntry) -> bool {
    (policy.looks_back() || entry.stands()) && policy.scope.takes(entry)
}

fn sum(reasons: &[Reason]) -> f64 {
    reasons.iter().map(|reason| reason.points).sum()
}

/// In steps of 0.0001, so that an answer reads the same wherever it is printed.
fn rounded(points: f64) -> f64 {
    (points * 10_000.0).round() / 10_000.0
}

pub(super) fn reason(code: ReasonCode, points: f64, asked: Option<&str>, statement: Option<&Statement>) -> Reason {
    let mut reason = Reason {
        code,
        points: rounded(points),
        asked: asked.map(Into::into),
        stated: None,
        property: None,
        parts: Vec::new(),
        by_chance: None,
        evidence: None,
    };
    if let Some(statement) = statement {
        reason.say(statement);
    }
    reason
}

impl Reason {
    /// Names the statement it is about.
    fn say(&mut self, statement: &Statement) {
        self.stated = Some(statement.value.to_string().into());
        self.property = Some(statement.property);
        self.evidence = Some(statement.evidence.clone());
    }
}

pub(super) fn statements<'e>(entries: &'e [&'e ListedEntry]) -> impl Iterator<Item = &'e Statement> {
    entries.iter().flat_map(|entry| &entry.statements)
}

/// The pair of names that answers best.
#[derive(Default)]
struct ByName {
    reasons: Vec<Reason>,
    score: f64,
    /// What chance took from it that agreement beside it may give back.
    taken: f64,
}

/// The pair of names that answers best, once `agreement`, in logits, has given back what chance took.
fn best_name<'c>(
    asked: &Asked<'_>,
    policy: &Policy,
    entity: &Entity,
    stated: &dyn Fn(usize) -> Option<StatedName<'c>>,
    is_undated: bool,
    agreement: f64,
) -> ByName {
    let (mut best, mut most) = (ByName::default(), 0.0);
    let kind = entity.kind();
    let entries = entries(policy, entity);
    let all = entity.entries.iter().flat_map(|entry| entry.names().map(move |name| (entry, name)));
    for (n, (_, (alias, statement))) in all.enumerate().filter(|(_, (entry, _))| is_looked_at(policy, entry)) {
        if asked.names.is_empty() {
            break;
        }
        let Some(StatedName { prepared: stated, comparisons }) = stated(n) else { continue };
        // Where a list does not say what it names, a name with a legal form or a trade is no person's.
        if asked.query.kind == Some(Kind::Person) && kind == Kind::Unknown && stated.is_organisation() {
            continue;
        }
        let is_read_so = |name: &AskedName<'_>| name.is_read_as_body() == (kind == Kind::Organization);
        for (n, name) in asked.names.iter().enumerate().filter(|(_, name)| is_read_so(name)) {
            let kept =
                comparisons.iter().find(|(asked, _)| *asked == n).map(|(_, comparison)| Cow::Borrowed(comparison));
            let comparison = kept.unwrap_or_else(|| Cow::Owned(names::compare(&name.prepared, &stated)));
            let is_written =
                || entries.iter().flat_map(|entry| entry.names()).any(|(other, _)| name.is_of_script(&other.text));
            let met = Met { comparison: &comparison, asked: &name.prepared, stated: &stated };
            let expected = name.coincidence.expected(&met).filter(|_| policy.by_chance);
            let chance = |is_undated| {
                expected.map_or(0.0, |expected| by_chance(&name.coincidence, expected, &met, is_undated, &is_written))
            };
            let by_chance = rounded(chance(false));
            let undated = if is_undated { rounded(chance(true) - by_chance) } else { 0.0 };
            let left = rounded(comparison.score) + by_chance + undated;
            let most_alone = most_alone(policy, kind, &met, expected);
            let by_few = (most_alone - left).min(0.0);
            let low = if alias.quality == Quality::Low { LOW_QUALITY.max(-left - by_few) } else { 0.0 };
            let score = left + by_few + low;
            let taken = (-by_chance - undated).min((most_alone - left).max(0.0));
            let with_agreement = score + Room::beside(taken).points(agreement);
            if score <= 0.0 || with_agreement <= most {
                continue;
            }
            most = with_agreement;
            let mut reasons = told(name.text, &comparison, &name.prepared, &stated);
            let say = |code, points| reason(code, points, Some(name.text), None);
            if by_chance != 0.0 {
                let coincidence = say(ReasonCode::Coincidence, by_chance);
                reasons.push(Reason { by_chance: expected.map(in_three_digits), ..coincidence });
            }
            let further = [(ReasonCode::BirthNotStated, undated), (ReasonCode::FewParts, by_few)];
            reasons.extend(
                further.into_iter().filter(|(_, points)| *points != 0.0).map(|(code, points)| say(code, points)),
            );
            if low != 0.0 {
                reasons.push(reason(ReasonCode::LowQualityName, low, None, None));
            }
            reasons.iter_mut().for_each(|reason| reason.say(statement));
            best = ByName { score: sum(&reasons), reasons, taken };
        }
    }
    best
}

/// A count as it is told: in three digits that count.
fn in_three_digits(count: f64) -> f64 {
    format!("{count:.2e}").parse().unwrap_or(count)
}

/// Whether two names are the same words in one order, titles and links too but for legal forms, as they are written or with
/// two letters of a word that changed places.
fn written_alike<'w>(
    asked: impl Iterator<Item = (Role, &'w str)>,
    stated: impl Iterator<Item = (Role, &'w str)>,
) -> bool {
    let is_word = |(role, _): &(Role, &str)| *role != Role::LegalForm;
    let (mut asked, mut stated) = (asked.filter(is_word).enumerate(), stated.filter(is_word));
    let is_family = |role: Role| role == Role::Family;
    let are_alike = asked.all(|(n, (role, text))| {
        stated.next().is_some_and(|(other_role, other)| {
            let is_alike = text == other || names::are_swapped(text, other);
            is_alike && (n > 0 || is_family(role) == is_family(other_role))
        })
    });
    are_alike && stated.next().is_none()
}

/// A hash of a name's words that is the same for all names that may be written alike ([`written_alike`]): of the letters of each,
/// in whatever order, one word after another.
pub(crate) fn hash_of_words<'w>(words: impl Iterator<Item = (Role, &'w str)>) -> u32 {
    let spread = |number: u64| (number ^ number >> 29).wrapping_mul(GOLDEN);
    let of_word = |text: &str| text.chars().fold(0_u64, |sum, c| sum.wrapping_add(spread(spread(u64::from(c) + 1))));
    let words = words.filter(|(role, _)| *role != Role::LegalForm);
    let hash = words.fold(0_u64, |hash, (_, text)| spread(hash.rotate_left(23) ^ of_word(text)));
    (hash >> 32) as u32
}

/// What each part of a name does, and its text.
pub(super) fn words(name: &Prepared) -> impl Iterator<Item = (Role, &str)> {
    name.parts.iter().map(|part| (part.role, part.text.as_str()))
}

/// Whether nobody is known to bear any of the parts: that a register holds such a name, once or on many lists, does not
/// make it common.
fn is_rare(name: &Prepared) -> bool {
    name.parts.iter().filter(|part| part.role.tells()).all(|part| part.weight() == names::FULL_WEIGHT)
}

/// Where a given name stands, and the family's: last, or before a comma.
fn ends(name: &Prepared) -> Option<(usize, usize)> {
    let told = || name.parts.iter().enumerate().filter(|(_, part)| part.role.tells());
    let family = told().find(|(_, part)| part.role == Role::Family).or_else(|| told().next_back())?;
    let given = told().find(|(_, part)| part.role != Role::Family).or_else(|| told().next())?;
    Some((given.0, family.0))
}

/// Whether a name asked is the given name and the family's of one stated, which says more between them.
fn leaves_out_what_is_between(met: &Met<'_>) -> bool {
    is_left_out_between(met.asked, met.stated, &met.comparison.pairs)
}

/// The same of two names, the lesser first, whose parts answer one another so.
fn is_left_out_between(lesser: &Prepared, fuller: &Prepared, pairs: &[names::PartPair]) -> bool {
    let has = |left: usize, right: usize| pairs.iter().any(|pair| (pair.left, pair.right) == (left, right));
    let told = |name: &Prepared| name.parts.iter().filter(|part| part.role.tells()).count();
    let are_ends_met = ends(lesser)
        .zip(ends(fuller))
        .is_some_and(|(asked, stated)| asked.0 != asked.1 && has(asked.0, stated.0) && has(asked.1, stated.1));
    // One that answers two parts joined gives two pairs.
    let mut asked = lesser.parts.iter().enumerate().filter(|(_, part)| part.role.tells());
    let are_all_met = asked.all(|(at, _)| pairs.iter().any(|pair| pair.left == at));
    are_ends_met && are_all_met && told(lesser) < told(fuller)
}

/// The most that names score alone: persons' names that answer one another in parts that tell little together, or not in a given
/// name, stay below the band of matches. Several persons bear them, however rare their parts are among those listed. A syllable
/// tells half.
fn most_alone(policy: &Policy, kind: Kind, met: &Met<'_>, expected: Option<f64>) -> f64 {
    if met.is_body() || !matches!(kind, Kind::Person | Kind::Unknown) {
        return 1.0;
    }
    let Met { comparison, asked, stated } = met;
    let pairs = &comparison.pairs;
    // Two parts joined that answer one give two pairs, and count once.
    let is_first = |n: usize, pair: &names::PartPair| {
        n.checked_sub(1)
            .and_then(|n| pairs.get(n))
            .is_none_or(|other| other.left != pair.left && other.right != pair.right)
    };
    let (mut told, mut known) = (0, 0);
    for (_, pair) in pairs.iter().enumerate().filter(|(n, pair)| is_first(*n, pair)) {
        let Some((asked, stated)) = asked.parts.get(pair.left).zip(stated.parts.get(pair.right)) else { continue };
        let weight = asked.weight().min(stated.weight());
        told += u32::from(if asked.is_syllable() || stated.is_syllable() { weight / 2 } else { weight });
        known += usize::from(asked.is_known() || stated.is_known());
    }
    let is_known = known >= KNOWN || expected.is_none_or(|expected| expected < FEWEST);
    let given = |name: &Prepared| ends(name).map(|(given, _)| given);
    let are_given = pairs.iter().any(|pair| given(asked) == Some(pair.left))
        && pairs.iter().any(|pair| given(stated) == Some(pair.right));
    if told < TOLD || !is_known || !are_given { (policy.match_at - BELOW_MATCH).max(SHOWN) } else { 1.0 }
}

/// What chance takes from a score, never above 0. Whoever is called just as someone listed is shown, however many are called
/// so; but for one common part alone, where a date of birth is asked and none stated.
fn by_chance(
    coincidence: &Coincidence,
    expected: f64,
    met: &Met<'_>,
    is_undated: bool,
    is_written: &dyn Fn() -> bool,
) -> f64 {
    let Met { comparison, asked, stated } = met;
    let is_met = |name: &Prepared, is_met: &dyn Fn(usize) -> bool| {
        name.parts.iter().enumerate().all(|(at, part)| !part.role.tells() || is_met(at))
    };
    let least_alike = met.least_alike();
    let is_whole = least_alike >= LIKE_PART
        && is_met(asked, &|at| comparison.pairs.iter().any(|pair| pair.left == at))
        && is_met(stated, &|at| comparison.pairs.iter().any(|pair| pair.right == at));
    let in_order = || comparison.pairs.is_sorted_by_key(|pair| pair.right);
    let are_few = !is_undated && expected < FEW;
    // Where nothing is stated in the script asked, nobody can write as it is stated: the same sounds in one order are as near
    // as can be.
    let sounds_alike = || {
        let is_near = least_alike >= SAME_PART;
        is_whole
            && in_order()
            && (is_near && is_rare(asked) && is_rare(stated) || (is_near || are_few) && !is_written())
    };
    // People are mostly asked for without the father's name.
    let is_shorter = || {
        let is_written_so = |pair: &names::PartPair| {
            let both = asked.parts.get(pair.left).zip(stated.parts.get(pair.right));
            both.is_some_and(|(asked, stated)| asked.text == stated.text)
        };
        let is_alike = comparison.pairs.iter().all(is_written_so) || least_alike >= SAME_PART && !is_written();
        are_few && is_alike && leaves_out_what_is_between(met)
    };
    let is_common = is_undated && met.is_one_part() && expected > 1.0;
    let is_same = if comparison.by_initials {
        coincidence.are_few_initials(met)
    } else {
        // A title beside the part says which of them is meant.
        let is_word = asked.parts.len() == 1;
        written_alike(words(asked), words(stated)) && !(is_common && is_word)
            || !is_common && (sounds_alike() || is_shorter())
    };
    let least = if is_same { SHOWN } else { 0.0 };
    coincidence.points(expected, met, is_undated).max(least - rounded(comparison.score)).min(0.0)
}

/// How far two names speak for one person or body, and why. Each reason tells both names whole, and the first one which
/// of their parts answer one another. `kind` is what both are, where known.
pub fn compare_names(kind: Option<Kind>, asked: &str, stated: &str) -> (f64, Vec<Reason>) {
    let kind = kind.unwrap_or(Kind::Unknown);
    let (prepared, other) = (prepared(kind, asked), prepared(kind, stated));
    let comparison = names::compare(&prepared, &other);
    let mut reasons = told(asked, &comparison, &prepared, &other);
    for reason in &mut reasons {
        reason.stated = Some(stated.into());
    }
    (rounded(comparison.score), reasons)
}

/// The reasons of a comparison, the first with the parts that answer one another. Their points make the score, rounded.
fn told(text: &str, comparison: &Comparison, asked: &Prepared, stated: &Prepared) -> Vec<Reason> {
    let step = |step: &names::Reason| {
        let code = match step.kind {
            ReasonKind::SharedParts => ReasonCode::Name,
            ReasonKind::Conflict => ReasonCode::NameConflict,
            ReasonKind::OtherGivenName => ReasonCode::OtherGivenName,
            ReasonKind::MissingParts => ReasonCode::MissingParts,
            ReasonKind::OtherOrder => ReasonCode::OtherOrder,
            ReasonKind::OtherPlace => ReasonCode::OtherPlace,
            ReasonKind::OtherNumber => ReasonCode::OtherNumber,
            ReasonKind::ParentOrBranch => ReasonCode::ParentOrBranch,
            ReasonKind::Initials => ReasonCode::Initials,
            ReasonKind::Unanswered => ReasonCode::Unanswered,
            ReasonKind::SameText => ReasonCode::SameText,
            ReasonKind::SinglePart => ReasonCode::SinglePart,
            _ => ReasonCode::Bound,
        };
        reason(code, step.points, Some(text), None)
    };
    // The first tells the parts; of the others those that round to nothing say nothing.
    let tells = |(n, reason): &(usize, Reason)| *n == 0 || reason.points != 0.0;
    let mut reasons: Vec<Reason> =
        comparison.reasons.iter().map(step).enumerate().filter(tells).map(|(_, reason)| reason).collect();
    if let Some(shared) = reasons.first_mut() {
        shared.parts = same_parts(comparison, asked, stated);
    }
    // What rounding the points has made of the sum is told with the last of them.
    let rest = rounded(comparison.score) - sum(&reasons);
    if let Some(last) = reasons.last_mut() {
        last.points = rounded(last.points + rest);
    }
    reasons
}

fn same_parts(comparison: &Comparison, asked: &Prepared, stated: &Prepared) -> Vec<SamePart> {
    let pair = |pair: &names::PartPair| {
        let (left, right) = (asked.parts.get(pair.left)?, stated.parts.get(pair.right)?);
        let shares = |other: &&names::PartPair| (other.left == pair.left) != (other.right == pair.right);
        let is_joined = comparison.pairs.iter().any(|other| shares(&other));
        let letters = if is_joined || left.text == right.text { Vec::new() } else { same_letters(left, right) };
        let (asked, stated) = (left.text.as_str().into(), right.text.as_str().into());
        Some(SamePart { asked, stated, similarity: rounded(pair.similarity), letters })
    };
    comparison.pairs.iter().filter_map(pair).collect()
}

fn same_letters(asked: &Part, stated: &Part) -> Vec<SameLetters> {
    let pair = |pair: names::LetterPair<'_>| SameLetters {
        asked: pair.left.into(),
        stated: pair.right.into(),
        meeting: match pair.meeting {
            Meeting::Same => "same",
            Meeting::MayBeOne => "may-be-one",
            Meeting::LeftOut => "left-out",
            Meeting::Near => "near",
            Meeting::Other => "other",
        },
    };
    names::letter_pairs(asked, stated).into_iter().map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::{Met, leaves_out_what_is_between};

    #[test]
    fn what_is_left_out_stands_between_and_all_that_is_asked_is_met() {
        for (asked, stated, want) in [
            ("Sabir Wahmi", "Sabir Tajrib Wahmi", true),
            ("Sabir Wahmi", "صابر تجريب وهمي", true),
            ("Sabir Wahmi", "Sabir Wahmi", false),
            ("Sabir Wahmi", "Tajrib Sabir Wahmi", false), // a given name before
            ("Sabir Mithal Wahmi", "Sabir Tajrib Khayal Wahmi", false), // the father is another
            ("Hamidreza Wahmi", "حميد رضا تجريب وهمي", true),
            ("Hamidreza Mithal Wahmi", "حميد رضا تجريب وهمي", false), // as many pairs as are asked, of two parts
        ] {
            let [left, right] = [asked, stated].map(names::prepare);
            let met = Met { comparison: &names::compare(&left, &right), asked: &left, stated: &right };
            assert_eq!(leaves_out_what_is_between(&met), want, "{asked} / {stated}");
        }
    }
}
