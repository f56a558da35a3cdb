//! `cargo xtask train` learns from the public development files in `../shared/quality` what the scorer of names weighs.
//!
//! Shape:    two files of `crates/names`, written anew; the same data gives the same bytes. The weights are learnt with
//!           the rarity table that is compiled in, so a new table asks for a second run.
//! Rules:    pairs that are learnt from: `arabic_xscript_dev.csv`, `name_bench_dev.csv`, invented strangers
//!           (`strangers`), and of organisations those that are made from published lists (`evaluate::organizations`).
//! Fails:    where a file is absent.

mod rarity;
mod regression;
mod strangers;
mod weights;
mod well_known;

use std::path::Path;

use names::{Class, Evidence, FEATURES, Feature, Model, WEIGHT_UNIT};

use crate::evaluate::{Folders, Pair, bench, best_threshold, organizations, review_at};
use regression::{Row, Sign};

/// How many strangers are invented.
pub(crate) const INVENTED: usize = strangers::INVENTED[0] + strangers::INVENTED[1];

/// How much the strangers weigh together, beside a weight of 1 for each labelled pair.
const STRANGERS: f64 = 3000.0;

/// How much a pair of brothers or sisters weighs: they are few, and the dearest to confuse.
const THREE_SHARED: f64 = 6.0;

/// How much a pair of the peers' own bench weighs, of persons and of organisations: they are few, and of names of all the
/// world; of organisations the lists make enough.
const BENCH: f64 = 20.0;
const BENCH_ORGANIZATIONS: f64 = 2.0;

/// Bodies that are taken for one another most easily, and how much such a pair weighs.
const NEAR_BODIES: [&str; 3] = ["parent or branch", "another number", "another country"];
const NEAR_BODY: f64 = 6.0;

/// What a score gains when the odds of one person grow by the factor e: 0.9 is 55 times as likely as the threshold of
/// review.
const PER_LOGIT: f64 = 0.05;

/// Learns, and writes what was learnt.
pub(crate) fn train(root: &Path, folders: &Folders) -> anyhow::Result<()> {
    let Folders { quality, .. } = folders;
    let mut is_new = false;
    for (table, text) in [("rarity", rarity::table(quality)?), ("well_known", well_known::table(quality)?)] {
        let at = root.join(format!("crates/names/src/{table}/table.rs"));
        if std::fs::read_to_string(&at).ok().as_ref() != Some(&text) {
            std::fs::write(&at, text)?;
            is_new = true;
        }
    }
    anyhow::ensure!(!is_new, "the tables of parts are new; run cargo xtask train again for the weights");
    let examples = examples(folders)?;
    let model = learn(examples.iter().collect::<Vec<_>>().as_slice());
    std::fs::write(root.join("crates/names/src/compare/weights.rs"), weights::file(&model, &examples))?;
    Ok(())
}

/// One pair to learn from.
pub(crate) struct Example {
    pub(crate) class: Class,
    pub(crate) evidence: Evidence,
    pub(crate) is_same: bool,
    pub(crate) weight: f64,
    /// Whether people labelled it; strangers are made.
    pub(crate) is_labelled: bool,
    pub(crate) pair: Pair,
}

impl Example {
    fn of(pair: Pair, weight: f64, is_labelled: bool) -> Option<Self> {
        let [left, right] = pair.prepared();
        Some(Self {
            class: Class::of(&left, &right),
            evidence: names::evidence(&left, &right)?,
            is_same: pair.is_same,
            weight,
            is_labelled,
            pair,
        })
    }

    /// Whether the shares of the names allow a hit at all.
    fn can_be_hit(&self) -> bool {
        let value = |feature: Feature| self.evidence.get(feature as usize).copied().unwrap_or_default();
        names::most(value(Feature::Fuller), value(Feature::Lesser)) >= review_at()
    }

    /// Whether it has nothing to do with the fold that is tested.
    pub(crate) fn is_beside(&self, fold: u64) -> bool {
        self.pair.is_learnt_beside(fold)
    }
}

/// Every pair to learn from.
pub(crate) fn examples(folders: &Folders) -> anyhow::Result<Vec<Example>> {
    let Folders { quality, lists, .. } = folders;
    let labelled = crate::evaluate::arabic(quality)?;
    let strangers = strangers::pairs(quality, &labelled)?;
    let share = STRANGERS / strangers.len().max(1) as f64;
    let labelled = labelled.into_iter().filter_map(|pair| {
        let is_near = pair.groups.iter().any(|group| group.contains("three shared parts"));
        Example::of(pair, if is_near { THREE_SHARED } else { 1.0 }, true)
    });
    let bench = bench(quality)?.into_iter().filter_map(|pair| {
        let weight = if pair.is_organisation { BENCH_ORGANIZATIONS } else { BENCH };
        Example::of(pair, weight, true)
    });
    let organizations = organizations(lists)?.into_iter().filter_map(|pair| {
        let is_near = pair.groups.iter().any(|group| NEAR_BODIES.iter().any(|near| group.contains(near)));
        Example::of(pair, if is_near { NEAR_BODY } else { 1.0 }, true)
    });
    let organizations = organizations.filter(|one| one.class == Class::Organisations);
    Ok(labelled
        .chain(bench)
        .chain(organizations)
        .chain(strangers.into_iter().filter_map(|pair| Example::of(pair, share, false)))
        .collect())
}

/// The weights that part the examples best, moved so that in every class the review threshold stands where F1 is as good as
/// the best and fewest are accused.
pub(crate) fn learn(examples: &[&Example]) -> Model {
    let mut weights = [[0; FEATURES.len()]; names::CLASSES.len()];
    let signs = std::array::from_fn(|at| FEATURES.get(at).map_or(Sign::Any, |feature| sign(*feature)));
    for (class, slot) in names::CLASSES.iter().zip(&mut weights) {
        let of_class: Vec<&&Example> = examples.iter().filter(|example| example.class == *class).collect();
        let rows: Vec<Row<'_>> = of_class
            .iter()
            .map(|example| Row { values: &example.evidence, is_same: example.is_same, weight: example.weight })
            .collect();
        let learnt = regression::learn(&rows, &signs);
        let labelled = || {
            let labelled = of_class.iter().filter(|example| example.is_labelled);
            labelled.map(|example| {
                let sum = regression::sum(&learnt, &example.evidence);
                // What the shares hold below the threshold is missed wherever it stands.
                (example.is_same, if example.can_be_hit() { sum } else { f64::NEG_INFINITY })
            })
        };
        let review = best_threshold(labelled());
        for ((weight, learnt), feature) in slot.iter_mut().zip(&learnt).zip(FEATURES) {
            let shift = if *feature == Feature::Always { review_at() - review * PER_LOGIT } else { 0.0 };
            *weight = ((learnt * PER_LOGIT + shift) / WEIGHT_UNIT).round() as i32;
        }
    }
    Model(weights)
}

/// What a feature may say. Labelled pairs are chosen pairs: among them, half-alike parts are a sign of one person, since
/// nobody labelled two strangers with half-alike names.
fn sign(feature: Feature) -> Sign {
    use Feature as F;
    match feature {
        F::Always | F::Joins | F::Length => Sign::Any,
        F::Alike95 | F::Exact | F::Told1 | F::Told15 | F::Told2 | F::ToldUncontradicted => Sign::For,
        F::Fuller | F::Fuller8 | F::Lesser | F::Lesser5 | F::Lesser8 => Sign::For,
        F::LastBoth | F::SecondBoth | F::KunyaBoth | F::LeftoverBest => Sign::For,
        F::Alike75 | F::Alike62 | F::OnePair | F::TwoPairs | F::Weakest | F::Weak | F::Single => Sign::Against,
        F::Letters | F::LettersFar | F::Left | F::LastLeft | F::Conflict | F::Conflict3 | F::ConflictBesideThree => {
            Sign::Against
        }
        F::OtherBetween | F::OtherLast | F::KunyaOne => Sign::Against,
        F::FirstNone | F::FirstNoneBesideTwo | F::FirstOne | F::Inversions => Sign::Against,
        F::OwnLeft | F::OwnConflict | F::OwnNone | F::SectorLeft | F::SectorConflict => Sign::Against,
        F::PlaceLeft | F::PlaceConflict | F::NumberLeft | F::NumberConflict | F::OtherLegalForm => Sign::Against,
        F::Acronym => Sign::For,
    }
}
