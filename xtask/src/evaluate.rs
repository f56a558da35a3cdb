//! `cargo xtask evaluate`: how well names are compared, on the labelled pairs in `../shared/quality`.
//!
//! Shape:    one row a group of pairs: how many, and precision, recall and F1, each with the threshold of the folds that
//!           the pairs are not in; then at the threshold that is shipped; and the share of others in the band of matches.
//! Rules:    a person is in one fold only, so that no threshold and no weight is chosen on the person it is tested on.
//! Fails:    where the folder is absent it says "skipped" and ends well.

mod entity_bench;
pub(crate) mod everyone;
mod figures;
mod fixture;
pub(crate) mod found;
pub(crate) mod likelihoods;
mod organizations;
mod pairs;
mod published;
pub(crate) mod screens;
pub(crate) mod workload;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use figures::Figures;
pub(crate) use figures::best_threshold;
pub(crate) use organizations::pairs as organizations;
pub(crate) use pairs::{Pair, arabic, bench};
use register::index::Index;
use register::{Hit, Policy};
use screening::{Fields, Screening, Subject};

use crate::train::{self, Example};

/// How many parts the pairs are cut into.
pub(crate) const FOLDS: u64 = 5;

/// The threshold of the review band, which the command line and the API ask with unless told otherwise.
pub(crate) fn review_at() -> f64 {
    register::Policy::default().threshold
}

/// The threshold of the band of matches.
pub(crate) fn match_at() -> f64 {
    register::Policy::default().match_at
}

/// Where the measurements find what they measure with.
pub(crate) struct Folders {
    /// The labelled pairs.
    pub(crate) quality: PathBuf,
    /// The published snapshots.
    pub(crate) lists: PathBuf,
    /// What takes long to make is kept here from run to run.
    pub(crate) kept: PathBuf,
}

/// Prints the table; or the pairs of one group that are answered wrongly at the shipped threshold, the worst first.
pub(crate) fn print(folders: &Folders, wrong_of: Option<&str>) -> anyhow::Result<()> {
    let (quality, lists) = (folders.quality.as_path(), folders.lists.as_path());
    if !quality.is_dir() {
        println!("skipped: {} is absent", quality.display());
        return Ok(());
    }
    if wrong_of == Some("workload") {
        return workload::print(folders, workload::SAMPLE, true);
    }
    if wrong_of == Some("entity_bench") {
        entity_bench::wrong(&entity_bench::ask(quality)?.unwrap_or_default()).for_each(|line| println!("{line}"));
        return Ok(());
    }
    if wrong_of == Some("fixture") {
        if let Some(fixture) = fixture::ask(quality, lists)? {
            fixture.missed.iter().for_each(|name| println!("missed\t\t{name}"));
            fixture.taken.iter().for_each(|(name, score, reasons)| println!("false\t{score:.3}\t{name}\t{reasons}"));
        }
        return Ok(());
    }
    let mut sets = pairs::sets(quality)?;
    sets.push(organizations::pairs(lists)?);
    if let Some(group) = wrong_of {
        wrong(&sets, group);
        return Ok(());
    }
    println!(
        "| group | same | other | P | R | F1 | P at {0} | R at {0} | F1 at {0} | others at {1} |",
        review_at(),
        match_at()
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    let examples = train::examples(folders)?;
    let models = learnt(&examples);
    strangers(&examples, &models);
    for set in &sets {
        table(set, &models);
    }
    match entity_bench::ask(quality)? {
        None => println!("\nskipped: the entity bench ({} lacks it)", quality.display()),
        Some(answered) => println!("\n{}", entity_bench::summary(&answered)),
    }
    match fixture::ask(quality, lists)? {
        None => println!("\nskipped: the screening fixture ({} lacks the edition it asks)", lists.display()),
        Some(fixture) => println!(
            "\nscreening fixture, by name alone: {} of {} listed found; of {} customers {} with a hit, {} of \
             them a match",
            fixture.found, fixture.listed, fixture.customers, fixture.false_hits[0], fixture.false_hits[1]
        ),
    }
    Ok(())
}

/// Prints every pair of a group, with its score: to be read by eye.
pub(crate) fn print_rows(folders: &Folders, group: &str) -> anyhow::Result<()> {
    let mut sets = pairs::sets(&folders.quality)?;
    sets.push(organizations::pairs(&folders.lists)?);
    for pair in of_group(&sets, group) {
        let label = if pair.is_same { "same" } else { "other" };
        println!("{label}\t{:.3}\t{}\t{}", pair.score(), pair.left, pair.right);
    }
    Ok(())
}

/// The hits, best first; what cannot be screened ends the measurement.
fn screened(fields: &Fields<'_>, index: &Index<'_>, policy: &Policy) -> anyhow::Result<Vec<Hit>> {
    let name = fields.name;
    let subject = Subject::from_fields("", fields).map_err(|why| anyhow::anyhow!("{name}: {}", why.kind.code()))?;
    match screening::screen(&subject, index, policy) {
        Screening::Screened(answer) => Ok(answer.hits),
        Screening::NotScreened(why) => anyhow::bail!("{name}: {}", why.kind.code()),
    }
}

/// What comes of each, in order, worked on by every core; the first that fails ends the measurement. A tenth is said when it
/// is begun.
fn on_every_core<T: Sync, R: Send>(
    all: &[T],
    work: impl Fn(usize, &T) -> anyhow::Result<R> + Sync,
) -> anyhow::Result<Vec<R>> {
    let next = AtomicUsize::new(0);
    let some = || {
        let mut done = Vec::new();
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            let Some(one) = all.get(n) else { break };
            if n > 0 && n.is_multiple_of(all.len().div_ceil(10)) {
                eprintln!("{n} of {}", all.len());
            }
            done.push((n, work(n, one)?));
        }
        anyhow::Ok(done)
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut done = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(some)).collect();
        let mut done = Vec::new();
        for thread in threads {
            done.extend(thread.join().map_err(|_| anyhow::anyhow!("a thread panicked"))??);
        }
        anyhow::Ok(done)
    })?;
    done.sort_by_key(|(n, _)| *n);
    Ok(done.into_iter().map(|(_, one)| one).collect())
}

/// The reasons of a hit in one line, with the parts that answer one another.
fn reasons(hit: &register::Hit) -> String {
    let part = |part: &register::SamePart| format!("{}={} {:.2}", part.asked, part.stated, part.similarity);
    let one = |reason: &register::Reason| {
        let parts: Vec<String> = reason.parts.iter().map(part).collect();
        let parts = if parts.is_empty() { String::new() } else { format!(" [{}]", parts.join(", ")) };
        format!("{} {:+.3}{parts}", reason.code.code(), reason.points)
    };
    hit.reasons.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn of_group<'s>(sets: &'s [Vec<Pair>], group: &'s str) -> impl Iterator<Item = &'s Pair> {
    sets.iter().flatten().filter(move |pair| pair.groups.iter().any(|one| one == group))
}

fn wrong(sets: &[Vec<Pair>], group: &str) {
    let mut found: Vec<(f64, &Pair)> = Vec::new();
    for pair in of_group(sets, group) {
        let score = pair.score();
        if (score >= review_at()) != pair.is_same {
            found.push((score, pair));
        }
    }
    found.sort_by(|a, b| (b.0 - review_at()).abs().total_cmp(&(a.0 - review_at()).abs()));
    for (score, pair) in found {
        println!("{}\t{score:.3}\t{}\t{}", if pair.is_same { "missed" } else { "false" }, pair.left, pair.right);
    }
}

/// For each fold the model that is learnt beside it.
fn learnt(examples: &[Example]) -> Vec<names::Model> {
    let beside = |fold| examples.iter().filter(|one| one.is_beside(fold)).collect::<Vec<_>>();
    (0..FOLDS).map(|fold| train::learn(&beside(fold))).collect()
}

/// Of the invented strangers that share something with someone listed, how many reach the bands.
fn strangers(examples: &[Example], models: &[names::Model]) {
    let mut best: BTreeMap<&str, f64> = BTreeMap::new();
    for one in examples.iter().filter(|one| !one.is_labelled) {
        let Some(model) = models.get(one.pair.fold as usize) else { continue };
        let best = best.entry(&one.pair.left).or_default();
        *best = best.max(one.pair.score_by(model));
    }
    let reach = |least: f64| best.values().filter(|score| **score >= least).count();
    println!("strangers: of {}, {} in review, {} a match", train::INVENTED, reach(review_at()), reach(match_at()));
}

fn table(pairs: &[Pair], models: &[names::Model]) {
    let mut groups: BTreeMap<&str, [Figures; 3]> = BTreeMap::new();
    for (fold, model) in (0..FOLDS).zip(models) {
        let scores: Vec<f64> = pairs.iter().map(|pair| pair.score_by(model)).collect();
        let learnt = pairs.iter().zip(&scores).filter(|(pair, _)| pair.is_learnt_beside(fold));
        let threshold = best_threshold(learnt.map(answer));
        for (pair, score) in pairs.iter().zip(&scores).filter(|(pair, _)| pair.fold == fold) {
            for group in &pair.groups {
                let thresholds = [threshold, review_at(), match_at()];
                let figures = groups.entry(group).or_default().iter_mut().zip(thresholds);
                figures.for_each(|(figures, threshold)| figures.add(pair.is_same, *score >= threshold));
            }
        }
    }
    for (group, [folds, review, matches]) in groups {
        let taken = matches.false_hit_rate() * 100.0;
        println!("| {group} | {} | {} | {folds} | {review} | {taken:.1} % |", folds.same(), folds.other());
    }
}

fn answer((pair, score): (&Pair, &f64)) -> (bool, f64) {
    (pair.is_same, *score)
}
