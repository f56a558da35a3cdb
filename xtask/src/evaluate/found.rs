//! `cargo xtask found`: how many of those who are listed are found when they are asked as others write them, in a register of
//! all published lists, where chance counts.
//!
//! Source:   the labelled pairs of one person or body: the second name of each stands in the register, the first is asked.
//! Why:      what keeps strangers from being hit (`cargo xtask workload`) is paid for by the listed who are missed.
//! Shape:    a row a group: how many were asked, and which part was found, was a match, would be found if chance did not
//!           count, and is found with a date of birth of which the register states none.
//! Fails:    where the pairs or the snapshots are absent it says "skipped" and ends well.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use register::index::Index;
use register::{Band, Policy};
use screening::Fields;

use super::figures::Rate;
use super::published::{self, Beside};
use super::{Folders, Pair, arabic, bench, on_every_core, organizations, screened};

/// What came of asking for one who is listed.
#[derive(Clone, Copy)]
struct Found {
    band: Option<Band>,
    is_found_by_name: bool,
    is_found_with_birth: bool,
}

/// Prints the table; with `missed`, everybody who is not found though the names are alike enough.
pub(crate) fn print(folders: &Folders, missed: bool) -> anyhow::Result<()> {
    if !folders.quality.is_dir() {
        println!("skipped: {} is absent", folders.quality.display());
        return Ok(());
    }
    let mut pairs = arabic(&folders.quality)?;
    pairs.extend(bench(&folders.quality)?);
    pairs.extend(organizations(&folders.lists)?);
    pairs.retain(|pair| pair.is_same);
    let mut listed = String::new();
    for (n, pair) in pairs.iter().enumerate() {
        let name = serde_json::Value::from(pair.right.as_str());
        let schema = schema(pair);
        writeln!(listed, r#"{{"id":"{}","schema":"{schema}","properties":{{"name":[{name}]}}}}"#, id(n))?;
    }
    let beside = Beside { name: "pairs", text: &listed };
    let Some(register) = published::register_beside(&folders.lists, &folders.kept, &beside)? else {
        println!("skipped: {} is absent", folders.lists.display());
        return Ok(());
    };
    let found = ask(&pairs, register.index())?;
    if missed {
        for (pair, found) in pairs.iter().zip(&found) {
            if found.band.is_none() && found.is_found_by_name {
                println!("{}\t{:.3}\t{}\t{}", pair.groups.join(", "), pair.score(), pair.left, pair.right);
            }
        }
        return Ok(());
    }
    let mut groups: BTreeMap<&str, Vec<Found>> = BTreeMap::new();
    for (pair, found) in pairs.iter().zip(&found) {
        pair.groups.iter().for_each(|group| groups.entry(group).or_default().push(*found));
    }
    println!(
        "| per 10,000 (95 % interval) | asked | found | a match | found if chance did not count | found with a date of \
         birth that is not stated |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    for (group, found) in groups {
        let rate =
            |is: fn(&Found) -> bool| Rate::of(found.iter().filter(|one| is(one)).count() as u64, found.len() as u64);
        let shown = rate(|one| one.band.is_some());
        let matches = rate(|one| one.band == Some(Band::Match));
        let [by_name, with_birth] = [rate(|one| one.is_found_by_name), rate(|one| one.is_found_with_birth)];
        println!("| {group} | {} | {shown} | {matches} | {by_name} | {with_birth} |", found.len());
    }
    Ok(())
}

/// Asked of persons and bodies whose dates the register does not hold.
const BORN: &str = "1970-05-17";

fn schema(pair: &Pair) -> &'static str {
    if pair.is_organisation { "Organization" } else { "Person" }
}

fn id(n: usize) -> String {
    format!("pair-{n}")
}

fn ask(pairs: &[Pair], index: &Index<'_>) -> anyhow::Result<Vec<Found>> {
    let policy = Policy { limit: usize::MAX, ..Policy::default() };
    let by_name = Policy { by_chance: false, ..policy.clone() };
    on_every_core(pairs, |n, pair| {
        let entry = format!("ftm:{}", id(n));
        let band = |policy: &Policy, birth_date: &str| {
            let fields = Fields { name: &pair.left, schema: schema(pair), birth_date, ..Fields::default() };
            let hits = screened(&fields, index, policy)?;
            anyhow::Ok(hits.iter().find(|hit| hit.entries.contains(&entry)).map(|hit| hit.band))
        };
        Ok(Found {
            band: band(&policy, "")?,
            is_found_by_name: band(&by_name, "")?.is_some(),
            is_found_with_birth: band(&policy, BORN)?.is_some(),
        })
    })
}
