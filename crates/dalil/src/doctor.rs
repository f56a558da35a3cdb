//! `dalil doctor`: where the data is and how much, whether it is whole, and what about this machine may mislead.
//!
//! Shape:    exit code 1 where something stored is damaged; what else is said, such as a list that is old, is a warning.

use std::io::Write as _;
use std::process::ExitCode;

use indicatif::BinaryBytes;
use jiff::Timestamp;
use node::{Condition, EditionRecord, Error, Node};
use serde_json::json;
use server::explain::{self, plain};

use crate::asking::day_of;
use crate::show::Show;

/// What state the data folder is in.
pub(crate) fn doctor(show: Show<'_>, node: &Node, now: Timestamp) -> anyhow::Result<ExitCode> {
    let condition = node.condition(now)?;
    let editions = node.editions(None)?;
    let damaged = damaged_editions(show, node, &editions);
    let verified = node.register().and_then(|file| file.verify_built().map(|()| file));
    let (register, register_damage) = match verified {
        Ok(file) => (Some(file.id().to_owned()), None),
        Err(Error::NoRegister) => (None, None),
        Err(error) => (None, Some(explain::message(show.words, &error))),
    };
    let stale = stale_lists(&editions, now);
    let mut out = std::io::stdout().lock();
    if show.json {
        let parts: Vec<_> = condition
            .parts
            .iter()
            .map(|part| json!({"name": part.name, "bytes": part.bytes, "files": part.files}))
            .collect();
        let line = json!({
            "data": node.folder(), "version": env!("CARGO_PKG_VERSION"), "editions": editions.len(), "register": register,
            "register_is_behind": node.register_is_behind()?, "register_damaged": register_damage, "damaged": damaged,
            "parts": parts, "free_bytes": condition.free_bytes, "store_damaged": condition.store_fault,
            "clock_before": condition.clock_before, "exposed": condition.exposed, "awaits_key": condition.awaits_key,
            "stale": stale,
        });
        writeln!(out, "{line}")?;
    } else {
        writeln!(out, "{}  {}", show.say("doctor-folder"), node.folder().display())?;
        for part in &condition.parts {
            let what = show.say(match part.name.as_str() {
                "dalil.db" => "doctor-store",
                "editions/" => "doctor-raw",
                "registers/" => "doctor-registers",
                "keys/" => "doctor-keys",
                "audit/" => "doctor-audit",
                "FICTITIOUS.txt" => "fictitious",
                "fictitious/" if node.is_fictitious() => "doctor-invented",
                _ => "doctor-other",
            });
            let size = BinaryBytes(part.bytes).to_string();
            writeln!(out, "  {:<14} {size:>11}  {what}", server::words::printable(&part.name))?;
        }
        let free = condition.free_bytes.map(|bytes| BinaryBytes(bytes).to_string());
        writeln!(out, "{}  {}", show.say("doctor-free"), free.unwrap_or_else(|| show.say("doctor-not-told")))?;
        writeln!(out, "{}  {}", show.say("doctor-version"), env!("CARGO_PKG_VERSION"))?;
        let held = [("held", plain(editions.len() as u64)), ("damaged", plain(damaged.len() as u64))];
        writeln!(out, "{}  {}", show.say("doctor-editions"), show.fill("doctor-held", &held))?;
        let absent = if register_damage.is_some() { "doctor-damaged" } else { "doctor-none" };
        let register = register.unwrap_or_else(|| show.say(absent));
        writeln!(out, "{}  {register}", show.say("doctor-in-use"))?;
    }
    for line in damaged.iter().chain(&register_damage) {
        eprintln!("{}: {line}", show.say("damaged"));
    }
    if !damaged.is_empty() {
        eprintln!("{}: {}", show.say("hint"), show.say("hint-doctor"));
    }
    warn(show, &condition, &stale, now);
    let whole = damaged.is_empty() && register_damage.is_none() && condition.store_fault.is_none();
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The editions whose bytes are not those that were stored, with why.
fn damaged_editions(show: Show<'_>, node: &Node, editions: &[EditionRecord]) -> Vec<String> {
    let bar = show.progress(Some(editions.len() as u64));
    let mut damaged = Vec::new();
    for edition in editions {
        if let Err(error) = node.verify(edition) {
            let cause = explain::message(show.words, &error);
            damaged.push(format!("{} {}: {cause}", edition.list, edition.published));
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    damaged
}

/// The lists held whose newest edition is older than its limit.
fn stale_lists(editions: &[EditionRecord], now: Timestamp) -> Vec<&'static str> {
    let newest = |list: &str| {
        let held = || editions.iter().rev().filter(|edition| edition.list == list);
        held().find(|edition| !edition.extract).or_else(|| held().next()).map(|edition| edition.published)
    };
    let known = sources::spec::all().iter().map(|spec| &spec.list);
    known
        .filter(|list| newest(&list.id).is_some_and(|newest| list.is_stale(Some(newest), day_of(now))))
        .map(|list| list.id.as_str())
        .collect()
}

fn warn(show: Show<'_>, condition: &Condition, stale: &[&str], now: Timestamp) {
    if let Some(cause) = &condition.store_fault {
        let values = [("cause", cause.clone())];
        show.warn(&show.fill("doctor-store-fault", &values), &show.say("hint-doctor-store"));
    }
    if let Some(retrieved) = &condition.clock_before {
        let values = [("now", now.to_string()), ("retrieved", retrieved.clone())];
        show.warn(&show.fill("doctor-clock", &values), &show.say("hint-doctor-clock"));
    }
    for path in &condition.exposed {
        let values = [("path", path.display().to_string())];
        show.warn(&show.fill("doctor-exposed", &values), &show.fill("hint-doctor-exposed", &values));
    }
    if condition.awaits_key {
        show.warn(&show.say("doctor-awaits-key"), &show.say("hint-restored-no-key"));
    }
    if !stale.is_empty() {
        let values = [("lists", stale.join(", "))];
        show.warn(&show.fill("doctor-stale", &values), &show.say("hint-doctor-stale"));
    }
}
