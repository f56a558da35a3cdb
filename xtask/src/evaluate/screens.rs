//! `cargo xtask screens`: how fast invented customers are screened against all published snapshots, and whether the index
//! finds what comparing with everyone finds.
//!
//! Shape:    as many customers of each name culture as told, one after another on one core: by name, all asked for the first
//!           time, then again; then with their dates of birth. A line each with the mean, and how long the slower ones take.
//! Rules:    a time is that of one call from within the process, by the clock: compare runs on a quiet machine only.

use std::time::Instant;

use register::index::Index;
use register::matching::Scratch;
use register::{Hit, Kind, Policy, Query};

use super::customers::{Customer, cultures};
use super::{Folders, published};

/// Customers of each culture, unless told otherwise.
pub(crate) const EACH: usize = 250;

/// Another than the workload's, so that what is chosen on that is not measured here.
const SEED: u64 = 99;

/// Prints the times; `beside_everyone` of the customers are then compared with every entity too.
pub(crate) fn print(folders: &Folders, each: usize, beside_everyone: usize) -> anyhow::Result<()> {
    let Some(register) = published::register(&folders.lists, &folders.kept)? else {
        println!("skipped: {} is absent", folders.lists.display());
        return Ok(());
    };
    let index = register.index();
    let mut customers = Vec::new();
    let cultures = cultures()?;
    for n in 0..each {
        for culture in &cultures {
            customers.push(culture.customer(SEED, n as u64, None)?);
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
        println!("| {what} | {} |", Times::of(index, queries)?);
    }
    let step = (by_name.len() / beside_everyone.max(1)).max(1);
    let mut compared = 0;
    for query in by_name.iter().chain(&with_birth).step_by(step).take(beside_everyone) {
        let policy = Policy { limit: usize::MAX, ..Policy::default() };
        let found = index.screen(query, &policy)?.hits;
        let everyone = index.screen(query, &Policy { threshold: 0.0, ..policy })?.hits;
        let hits: Vec<&Hit> = everyone.iter().filter(|hit| policy.band(hit.score).is_some()).collect();
        anyhow::ensure!(found.iter().eq(hits), "the index finds others than everyone: {}", query.names.join(", "));
        compared += 1;
    }
    if compared > 0 {
        println!("\n{compared} of them compared with every entity: the same hits");
    }
    Ok(())
}

fn query(customer: &Customer, with_birth: bool) -> Query {
    let born = if with_birth { customer.born.parse().ok() } else { None };
    Query { names: vec![customer.name.clone()], kind: Some(Kind::Person), born, ..Query::default() }
}

/// Microseconds, the shortest first.
struct Times {
    all: Vec<f64>,
    found: usize,
}

impl Times {
    fn of(index: &Index<'_>, queries: &[Query]) -> anyhow::Result<Self> {
        let (mut all, mut found, mut scratch) = (Vec::with_capacity(queries.len()), 0, Scratch::default());
        for query in queries {
            let start = Instant::now();
            found += index.screen_in(&mut scratch, query, &Policy::default())?.found;
            all.push(start.elapsed().as_secs_f64() * 1e6);
        }
        all.sort_by(f64::total_cmp);
        Ok(Self { all, found })
    }
}

impl std::fmt::Display for Times {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let at = |share: f64| self.all.get((self.all.len() as f64 * share) as usize).copied().unwrap_or_default();
        let mean = self.all.iter().sum::<f64>() / self.all.len().max(1) as f64;
        let most = self.all.last().copied().unwrap_or_default();
        write!(f, "{mean:.0} | {:.0} | {:.0} | {most:.0} | {}", at(0.5), at(0.99), self.found)
    }
}
