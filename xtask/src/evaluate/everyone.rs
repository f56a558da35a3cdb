//! `cargo xtask everyone`: the index finds exactly what comparing with everyone finds, in a register of invented entities.
//!
//! Shape:    a crowd of persons and bodies (`sources::fictitious`), some of them joined, and questions of every kind: invented
//!           strangers, those listed under a name that was written otherwise or in another script; the adversarial ones ask
//!           for what brings up the most, or what is hardly a name.
//! Law:      ids, scores, reasons and order are the same; with and without the date of birth, of every kind, at thresholds
//!           from the console's to the strictest.
//! Rules:    what is asked for is a function of the seed. Where two answers differ, the query is printed and the command fails.

use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, ensure};
use node::bench::beside_everyone;
use register::index::Index;
use register::matching::Scratch;
use register::{Kind, ListedEntry, Policy, Register, Scope};
use sources::fictitious::{Chance, Crowd, Question, Questions};

/// What is compared, unless told otherwise.
pub(crate) const ENTITIES: usize = 20_000;
pub(crate) const RANDOM: usize = 1_000;
pub(crate) const ADVERSARIAL: usize = 200;

/// Names an entity has at most: each more is compared with every question.
const MOST_NAMES: usize = 3;

/// Compares as many queries as told; prints what was compared.
pub(crate) fn print(entities: usize, random: usize, adversarial: usize, seed: u64) -> anyhow::Result<()> {
    let crowd = Crowd::of_names(seed, MOST_NAMES);
    let mut listed: Vec<ListedEntry> = (0..entities as u32).map(|n| crowd.entry(n)).collect();
    listed.iter_mut().step_by(2).for_each(|entry| entry.list = OTHER_LIST.into());
    let names: Vec<(String, Kind)> = listed.iter().map(|entry| (name_of(entry), entry.kind)).collect();
    let mut register = Register::of_entries(vec![crowd.edition().clone()], listed);
    join_some(&mut register);
    let bytes = Index::build(&register);
    let index = Index::open(bytes)?;
    let questions = Questions::of(seed, names);
    let ask = |kinds: &[Question], n: usize| {
        let mut chance = Chance::new(seed, "policy", n as u64);
        let kind = *kinds.get(n % kinds.len()).context("no kind")?;
        anyhow::Ok((questions.ask(kind, n as u64).context("nobody is listed")?, policy(&mut chance)))
    };
    let (hard, usual): (Vec<_>, Vec<_>) = Question::ALL.into_iter().partition(|kind| kind.is_adversarial());
    let mut queries = Vec::new();
    for (kinds, many) in [(usual, random), (hard, adversarial)] {
        for n in 0..many {
            queries.push(ask(&kinds, n)?);
        }
    }
    let (next, found) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let work = || {
            let mut scratch = Scratch::default();
            while let Some((query, policy)) = queries.get(next.fetch_add(1, Ordering::Relaxed)) {
                let same = beside_everyone(&index, &mut scratch, query, policy)?;
                let same =
                    same.with_context(|| format!("the index finds others than everyone: {query:?} {policy:?}"))?;
                found.fetch_add(same, Ordering::Relaxed);
            }
            anyhow::Ok(())
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().map_err(|_| anyhow::anyhow!("a panic"))?)
    })?;
    let found = found.into_inner();
    ensure!(found > random / 20, "only {found} possible matches: too few to tell anything");
    println!(
        "{} entities: {random} random and {adversarial} adversarial queries find the same {found} possible matches by the index \
         as beside everyone",
        index.len()
    );
    Ok(())
}

/// Makes one of every tenth entity and the next one, whoever they are: an entity may have entries of several lists.
fn join_some(register: &mut Register) {
    for two in register.entities.chunks_mut(10) {
        if let [one, other, ..] = two {
            one.entries.append(&mut other.entries);
        }
    }
    register.entities.retain(|entity| !entity.entries.is_empty());
}

fn name_of(entry: &ListedEntry) -> String {
    entry.names().next().map_or_else(String::new, |(alias, _)| alias.text.to_string())
}

/// The list on which every second entry stands.
const OTHER_LIST: &str = "xx-other";

/// The usual threshold most often, and all lists.
fn policy(chance: &mut Chance) -> Policy {
    let threshold = [0.7, 0.7, 0.7, 0.6, 0.8, 0.9, 0.65, 0.5][chance.below(8)];
    let by_chance = chance.below(5) > 0;
    let lists = if chance.below(5) == 0 { vec![OTHER_LIST.to_owned()] } else { Vec::new() };
    Policy { threshold, limit: usize::MAX, by_chance, scope: Scope { lists, ..Scope::default() }, ..Policy::default() }
}
