//! `cargo xtask workload`: how many invented customers are hit on all published lists, which are none of the listed.
//!
//! Shape:    the workload (Gulf, South Asian and global customers, 40 : 30 : 30), then each name culture by itself; by
//!           name alone, and with the birth date. Each is asked as `dalil screen` asks: the real register and policy.
//! Rules:    a culture is treated worse when its matches by name alone lie wholly above twice the median of cultures.
//! Fails:    where the snapshots are absent it says "skipped" and ends well.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Instant;

use anyhow::Context as _;
use register::index::Index;
use register::{Band, Hit, Policy};
use screening::Fields;
use sources::fictitious::{Culture, NamedPerson, cultures};

use super::figures::Rate;
use super::published;
use super::{Folders, on_every_core, reasons, screened};

/// Customers of each culture, unless told otherwise; the workload has five times as many.
pub(crate) const EACH: usize = 20_000;

/// Customers of each culture whose hits are shown one by one, unless told otherwise.
pub(crate) const SAMPLE: usize = 100;

const SEED: u64 = 3;

const SOUTH_ASIAN: &str = "South Asian";

/// Everybody who is asked, and the sets they are counted in; one may be in several.
struct Workload {
    customers: Vec<NamedPerson>,
    sets: Vec<(String, Vec<usize>)>,
}

/// What came of asking for one customer.
#[derive(Clone, Default)]
struct Asked {
    /// The best hit by name alone.
    by_name: Option<Hit>,
    /// The best hit by name alone on a list of designations: `ftm`, a sample of office holders, is none.
    designated: Option<Hit>,
    /// The best hit with the birth date.
    with_birth: Option<Hit>,
    /// The best hit with the birth date on a list of designations.
    designated_with_birth: Option<Hit>,
}

/// Prints the tables; with `hits`, every customer that was hit, with the best hit and its reasons.
pub(crate) fn print(folders: &Folders, each: usize, hits: bool) -> anyhow::Result<()> {
    let start = Instant::now();
    let Some(register) = published::register(&folders.lists, &folders.kept)? else {
        println!("skipped: {} is absent", folders.lists.display());
        return Ok(());
    };
    let built = start.elapsed();
    let workload = Workload::of(&cultures(), each)?;
    let asked = ask(&workload.customers, register.index(), &Policy::default())?;
    eprintln!(
        "{} customers; register {:.0} s, screening {:.0} s",
        asked.len(),
        built.as_secs_f64(),
        (start.elapsed() - built).as_secs_f64()
    );
    if hits {
        workload.customers.iter().zip(&asked).for_each(|(customer, asked)| show(customer, asked));
        return Ok(());
    }
    println!(
        "| per 10,000 (95 % interval) | customers | by name: any hit | a match | without `ftm`: any hit | a match | \
         with birth date: any hit | a match | without `ftm`: any hit | a match |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (name, members) in &workload.sets {
        let cells: Vec<String> = rates(members, &asked).as_flattened().iter().map(Rate::to_string).collect();
        println!("| {name} | {} | {} |", members.len(), cells.join(" | "));
    }
    let cultures = workload.sets.iter().skip(WORKLOAD_SETS);
    let cultures: Vec<(&str, Rate)> =
        cultures.map(|(name, members)| (name.as_str(), rates(members, &asked)[0][1])).collect();
    println!("\n{}", verdict(&cultures));
    Ok(())
}

/// How many sets come before those of the cultures.
const WORKLOAD_SETS: usize = 4;

impl Workload {
    fn of(cultures: &[Culture], each: usize) -> anyhow::Result<Self> {
        let mut customers = Vec::new();
        let mut add = |culture: &Culture, range: Range<usize>, group: Option<&str>| {
            let first = customers.len();
            for n in range {
                customers.push(culture.person(SEED, n as u64, group).context("no such group")?);
            }
            anyhow::Ok((first..customers.len()).collect::<Vec<usize>>())
        };
        let find = |name: &str| cultures.iter().find(|culture| culture.name() == name).context(name.to_owned());
        let gulf = add(find("Arabic")?, 0..2 * each, Some("gulf"))?;
        let mut of_each = Vec::new();
        for culture in cultures {
            of_each.push((culture.name().to_owned(), add(culture, 0..each, None)?));
        }
        let mut south_asian = of_each.iter().find(|(name, _)| name == SOUTH_ASIAN).context(SOUTH_ASIAN)?.1.clone();
        south_asian.extend(add(find(SOUTH_ASIAN)?, each..each + each / 2, None)?);
        // The first of each culture in turn.
        let global: Vec<usize> = (0..each).flat_map(|n| of_each.iter().map(move |(_, members)| members[n])).collect();
        let global = global[..each + each / 2].to_vec();
        let all = [gulf.as_slice(), &south_asian, &global].concat();
        let parts = [("workload", all), ("workload: Gulf", gulf)];
        let more = [("workload: South Asian", south_asian), ("workload: global", global)];
        let sets = parts.into_iter().chain(more).map(|(name, members)| (name.to_owned(), members));
        Ok(Self { sets: sets.chain(of_each).collect(), customers })
    }
}

/// Asks everybody. Customers of one name have one answer by name.
fn ask(customers: &[NamedPerson], index: &Index<'_>, policy: &Policy) -> anyhow::Result<Vec<Asked>> {
    let mut same_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (n, customer) in customers.iter().enumerate() {
        same_name.entry(&customer.name).or_default().push(n);
    }
    let names: Vec<(&str, Vec<usize>)> = same_name.into_iter().collect();
    let answers = on_every_core(&names, |_, (name, members)| {
        let person = Fields { name, schema: "Person", ..Fields::default() };
        let best = |hits: &[Hit]| [hits.first().cloned(), hits.iter().find(|hit| is_designated(hit)).cloned()];
        let [by_name, designated] = best(&screened(&person, index, policy)?);
        let asked = |n: &usize| {
            let person = Fields { birth_date: &customers[*n].born, ..person };
            let [with_birth, designated_with_birth] = best(&screened(&person, index, policy)?);
            let (by_name, designated) = (by_name.clone(), designated.clone());
            anyhow::Ok((*n, Asked { by_name, designated, with_birth, designated_with_birth }))
        };
        members.iter().map(asked).collect::<anyhow::Result<Vec<_>>>()
    })?;
    let mut asked = vec![Asked::default(); customers.len()];
    answers.into_iter().flatten().for_each(|(n, answer)| asked[n] = answer);
    Ok(asked)
}

fn is_designated(hit: &Hit) -> bool {
    hit.entries.iter().any(|entry| !entry.starts_with("ftm:"))
}

/// Customers with a hit, and with a match: by name, and by name on lists of designations; the same with the birth date.
fn rates(members: &[usize], asked: &[Asked]) -> [[Rate; 2]; 4] {
    let of = |hit: fn(&Asked) -> Option<&Hit>| {
        let hits = || members.iter().filter_map(|n| hit(&asked[*n]));
        let rate = |n: usize| Rate::of(n as u64, members.len() as u64);
        [rate(hits().count()), rate(hits().filter(|hit| hit.band == Band::Match).count())]
    };
    [
        of(|asked| asked.by_name.as_ref()),
        of(|asked| asked.designated.as_ref()),
        of(|asked| asked.with_birth.as_ref()),
        of(|asked| asked.designated_with_birth.as_ref()),
    ]
}

/// Whether a culture's matches lie wholly above twice the median.
fn verdict(cultures: &[(&str, Rate)]) -> String {
    let mut rates: Vec<f64> = cultures.iter().map(|(_, rate)| rate.rate).collect();
    rates.sort_by(f64::total_cmp);
    let middle = [rates[(rates.len() - 1) / 2], rates[rates.len() / 2]];
    let median = (middle[0] + middle[1]) / 2.0;
    let above: Vec<&str> = cultures
        .iter()
        .filter(|(_, rate)| rate.rate > 0.0 && rate.least > 2.0 * median)
        .map(|(name, _)| *name)
        .collect();
    let above = if above.is_empty() { "none".to_owned() } else { above.join(", ") };
    format!("matches by name, median of the cultures: {:.1}; wholly above twice that: {above}", median * 10_000.0)
}

/// A line for each hit: the best by name, and the best with the birth date.
fn show(customer: &NamedPerson, asked: &Asked) {
    for (how, hit) in [("name", &asked.by_name), ("birth", &asked.with_birth)] {
        let Some(hit) = hit else { continue };
        println!(
            "{how}\t{:.3}\t{}\t{}\t{}\t{}\t{}",
            hit.score,
            customer.name,
            customer.born,
            hit.reasons.iter().find_map(|reason| reason.stated.as_deref()).unwrap_or_default(),
            hit.entries.first().map(String::as_str).unwrap_or_default(),
            reasons(hit)
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::figures::Rate;
    use super::verdict;

    #[test]
    fn a_culture_is_worse_off_when_its_interval_lies_above_twice_the_median() {
        let said = |last| {
            let rates = [10, 12, 14, last].map(|n| Rate::of(n, 20_000));
            verdict(&[("a", rates[0]), ("b", rates[1]), ("c", rates[2]), ("d", rates[3])])
        };
        for (last, want) in [
            (30, "matches by name, median of the cultures: 6.5; wholly above twice that: none"),
            (60, "matches by name, median of the cultures: 6.5; wholly above twice that: d"),
        ] {
            assert_eq!(said(last), want);
        }
    }
}
