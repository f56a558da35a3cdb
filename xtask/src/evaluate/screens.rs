//! `cargo xtask screens`: how fast invented customers are screened against all published snapshots, and whether the index
//! finds what comparing with everyone finds.
//!
//! Shape:    as many customers of each name culture as told, one after another on one core: by name, all asked for the first
//!           time, then again; then with their dates of birth. A line each with the mean, and how long the slower ones take.
//! Rules:    a time is that of one call from within the process, by the clock: compare runs on a quiet machine only.

use std::time::Duration;

use anyhow::Context as _;
use node::bench::{beside_everyone, one_after_another};
use register::matching::Scratch;
use register::{Kind, Policy, Query};
use sources::fictitious::{NamedPerson, cultures};

use super::{Folders, published};

/// Customers of each culture, unless told otherwise.
pub(crate) const EACH: usize = 250;

/// Another than the workload's, so that what is chosen on that is not measured here.
const SEED: u64 = 99;

/// Prints the times; `everyone` of the customers are then compared with every entity too.
pub(crate) fn print(folders: &Folders, each: usize, everyone: usize) -> anyhow::Result<()> {
    let Some(register) = published::register(&folders.lists, &folders.kept)? else {
        println!("skipped: {} is absent", folders.lists.display());
        return Ok(());
    };
    let index = register.index();
    let mut customers = Vec::new();
    let cultures = cultures();
    for n in 0..each {
        for culture in &cultures {
            customers.push(culture.person(SEED, n as u64, None).context("no group")?);
        }
    }
    println!("{} entities, {} customers\n", index.len(), customers.len());
    println!("| a screen, µs | mean | p50 | p99 | at most | possible matches |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    let by_name: Vec<Query> = customers.iter().map(|customer| query(customer, false)).collect();
    let with_birth: Vec<Query> = customers.iter().map(|customer| query(customer, true)).collect();
    // What a first question has read is read before the clock starts.
    index.screen(&Query { names: vec!["Sabir Wahmistani".to_owned()], ..Query::default() }, &Policy::default())?;
    for (what, queries) in
        [("by name, asked for the first time", &by_name), ("again", &by_name), ("with a date of birth", &with_birth)]
    {
        let times = one_after_another(index, queries, &Policy::default(), Duration::ZERO, &mut || ())?;
        let cells = [times.mean(), times.at(0.5), times.at(0.99), times.most()].map(|micros| format!("{micros:.0}"));
        println!("| {what} | {} | {} |", cells.join(" | "), times.found());
    }
    let step = (by_name.len() / everyone.max(1)).max(1);
    let (mut compared, mut scratch) = (0, Scratch::default());
    for query in by_name.iter().chain(&with_birth).step_by(step).take(everyone) {
        let same = beside_everyone(index, &mut scratch, query, &Policy::default())?;
        same.with_context(|| format!("the index finds others than everyone: {}", query.names.join(", ")))?;
        compared += 1;
    }
    if compared > 0 {
        println!("\n{compared} of them compared with every entity: the same hits");
    }
    Ok(())
}

fn query(customer: &NamedPerson, with_birth: bool) -> Query {
    let born = if with_birth { customer.born.parse().ok() } else { None };
    Query { names: vec![customer.name.clone()], kind: Some(Kind::Person), born, ..Query::default() }
}
