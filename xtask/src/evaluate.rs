//! `cargo xtask evaluate`: how well names are compared, on the labelled pairs in `../shared/quality`.
//!
//! Shape:    one row a group of pairs: how many, and precision, recall and F1, each with the threshold of the folds that
//!           the pairs are not in; then at the threshold that is shipped.
//! Rules:    a person is in one fold only, so that no threshold and no weight is chosen on the person it is tested on.
//! Fails:    where the folder is absent it says "skipped" and ends well.

mod figures;
mod fixture;
mod pairs;

use std::collections::BTreeMap;
use std::path::Path;

use figures::{Figures, best_threshold};
use pairs::Pair;

/// How many parts the pairs are cut into.
pub(crate) const FOLDS: u64 = 5;

/// The threshold of the review band, which the command line and the API ask with unless told otherwise.
fn review_at() -> f64 {
    register::Policy::default().threshold
}

/// Prints the table; or the pairs of one group that are answered wrongly at the shipped threshold, the worst first.
pub(crate) fn print(quality: &Path, lists: &Path, wrong_of: Option<&str>) -> anyhow::Result<()> {
    if !quality.is_dir() {
        println!("skipped: {} is absent", quality.display());
        return Ok(());
    }
    if wrong_of == Some("fixture") {
        let missed = fixture::ask(quality, lists)?.map(|fixture| fixture.missed).unwrap_or_default();
        missed.iter().for_each(|name| println!("missed\t{name}"));
        return Ok(());
    }
    if let Some(group) = wrong_of {
        wrong(&pairs::sets(quality)?, group);
        return Ok(());
    }
    println!("| group | same | other | P | R | F1 | P at {0} | R at {0} | F1 at {0} |", review_at());
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for set in pairs::sets(quality)? {
        let scores: Vec<f64> = set.iter().map(|pair| pair.score()).collect();
        table(&set, &scores);
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

fn wrong(sets: &[Vec<Pair>], group: &str) {
    let mut found: Vec<(f64, &Pair)> = Vec::new();
    for pair in sets.iter().flatten().filter(|pair| pair.groups.iter().any(|one| one == group)) {
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

fn table(pairs: &[Pair], scores: &[f64]) {
    let thresholds: Vec<f64> = (0..FOLDS)
        .map(|fold| {
            best_threshold(pairs.iter().zip(scores).filter(|(pair, _)| pair.is_learnt_beside(fold)).map(answer))
        })
        .collect();
    let mut groups: BTreeMap<&str, (Figures, Figures)> = BTreeMap::new();
    for (pair, score) in pairs.iter().zip(scores) {
        let fold = thresholds.get(usize::try_from(pair.fold).unwrap_or_default()).copied().unwrap_or(review_at());
        for group in &pair.groups {
            let (folds, at_shipped) = groups.entry(group).or_default();
            folds.add(pair.is_same, *score >= fold);
            at_shipped.add(pair.is_same, *score >= review_at());
        }
    }
    for (group, (folds, shipped)) in groups {
        println!("| {group} | {} | {} | {folds} | {shipped} |", folds.same(), folds.other());
    }
}

fn answer((pair, score): (&Pair, &f64)) -> (bool, f64) {
    (pair.is_same, *score)
}
