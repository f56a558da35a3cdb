//! `dalil stats --lag` and `dalil stats --matrix`: how the lists of several authorities stand to one another.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::ExitCode;

use node::{Error, Node};
use register::lag::{ActCode, Counts, Followed, Lag, ListEditions, lags};
use register::{Entity, Kind};
use serde_json::{Value, json};
use server::answer;
use server::explain::plain;
use server::words::printable;

use crate::asking::register;
use crate::show::Show;

fn counted(counts: &Counts) -> Value {
    json!({
        "followed": counts.days.len(), "median_days": counts.median(), "followed_by_edition": counts.by_edition,
        "not_followed": counts.not_followed, "unknown": counts.unknown,
    })
}

/// For each designation and delisting of one list, the days until each other list followed, or that it has not.
pub(crate) fn lag(show: Show<'_>, node: &Node, origin: &str) -> anyhow::Result<ExitCode> {
    let file = register(show, node)?;
    let lists = ListEditions::of(file.editions());
    if !lists.contains_key(origin) {
        return Err(Error::NotFound(origin.to_owned()).into());
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut counts: BTreeMap<(&str, ActCode), Counts> = BTreeMap::new();
    let bar = show.progress(Some(file.index().len() as u64));
    for entity in file.index().entities().map_err(Error::from)? {
        let entity = entity.map_err(Error::from)?;
        bar.inc(1);
        for lag in lags(&entity, origin, &lists) {
            for (list, followed) in &lag.followed {
                counts.entry((*list, lag.act)).or_default().add(followed);
            }
            if show.json {
                writeln!(out, "{}", act(&file, &entity, &lag))?;
            }
        }
    }
    bar.finish_and_clear();
    for list in lists.keys().filter(|list| **list != origin) {
        let [designations, delistings] =
            [ActCode::Designation, ActCode::Delisting].map(|act| counts.remove(&(*list, act)).unwrap_or_default());
        write_counts(show, list, designations, delistings, &mut out)?;
    }
    out.flush()?;
    if !show.json {
        eprintln!("{}", show.fill("lag-more", &[("list", origin.to_owned())]));
        eprintln!("{}", show.fill("register-named", &[("register", file.id().to_owned())]));
    }
    Ok(ExitCode::SUCCESS)
}

fn write_counts(
    show: Show<'_>,
    list: &str,
    designations: Counts,
    delistings: Counts,
    out: &mut dyn std::io::Write,
) -> anyhow::Result<()> {
    if show.json {
        let line = json!({"list": list, "designations": counted(&designations), "delistings": counted(&delistings)});
        return Ok(writeln!(out, "{line}")?);
    }
    for (key, counts) in [("lag-designations", designations), ("lag-delistings", delistings)] {
        let median = counts.median().map_or_else(|| "-".to_owned(), |days| days.to_string());
        let values = [
            ("list", list.to_owned()),
            ("followed", plain(counts.days.len() as u64)),
            ("median", median),
            ("by_edition", plain(counts.by_edition)),
            ("not_followed", plain(counts.not_followed)),
            ("unknown", plain(counts.unknown)),
        ];
        writeln!(out, "{}", show.fill(key, &values))?;
    }
    Ok(())
}

fn act(file: &node::RegisterFile, entity: &Entity, lag: &Lag<'_, '_>) -> Value {
    let followed = lag.followed.iter().map(|(list, followed)| match followed {
        Followed::On { day: (day, shown_by), days, entry } => json!({
            "list": list, "outcome": followed.code(), "entry": entry.reference(), "day": day, "days": days,
            "evidence": answer::shown_by(file, *shown_by),
        }),
        Followed::By { day: (day, shown_by), entry } => json!({
            "list": list, "outcome": followed.code(), "entry": entry.reference(), "day": day,
            "evidence": answer::shown_by(file, *shown_by),
        }),
        Followed::NotBy { newest, days } => {
            json!({"list": list, "outcome": followed.code(), "newest": newest, "days": days})
        }
        Followed::Unknown => json!({"list": list, "outcome": followed.code()}),
    });
    json!({
        "entity": entity.id, "caption": entity.caption(), "entry": lag.entry.reference(), "act": lag.act.code(),
        "day": lag.on.0, "day_known": lag.is_known, "evidence": answer::shown_by(file, lag.on.1), "followed": followed.collect::<Vec<_>>(),
    })
}

/// Which groups stand on which lists, and which were taken off where.
pub(crate) fn matrix(show: Show<'_>, node: &Node) -> anyhow::Result<ExitCode> {
    let file = register(show, node)?;
    let mut lists: Vec<&str> = file.editions().iter().map(|edition| &*edition.list).collect();
    lists.sort_unstable();
    lists.dedup();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if !show.json {
        writeln!(out, "{}  {}", lists.join("  "), show.say("matrix-group"))?;
    }
    let mut both: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for entity in file.index().entities().map_err(Error::from)? {
        let entity = entity.map_err(Error::from)?;
        if entity.kind() != Kind::Organization {
            continue;
        }
        let standing = |list: &&str| {
            let mut of_list = entity.entries.iter().filter(|entry| *entry.list == **list).peekable();
            of_list.peek().is_some().then(|| of_list.any(|entry| entry.stands()))
        };
        let row: Vec<Option<bool>> = lists.iter().map(standing).collect();
        let on: Vec<usize> = row.iter().enumerate().filter(|(_, on)| **on == Some(true)).map(|(at, _)| at).collect();
        for (n, one) in on.iter().enumerate() {
            on.iter().skip(n).for_each(|other| *both.entry((*one, *other)).or_default() += 1);
        }
        if show.json {
            let of = lists.iter().zip(&row).filter_map(|(list, on)| {
                Some(((*list).to_owned(), Value::from(if (*on)? { "listed" } else { "withdrawn" })))
            });
            let lists: serde_json::Map<String, Value> = of.collect();
            writeln!(out, "{}", json!({"entity": entity.id, "caption": entity.caption(), "lists": lists}))?;
        } else {
            for (list, on) in lists.iter().zip(&row) {
                let mark = match on {
                    Some(true) => "+",
                    Some(false) => "-",
                    None => ".",
                };
                write!(out, "{mark:<width$}  ", width = list.len())?;
            }
            writeln!(out, "{}  {}", printable(entity.caption()), entity.id)?;
        }
    }
    for ((one, other), count) in both.into_iter().filter(|((one, other), _)| one != other) {
        let [one, other] = [one, other].map(|at| lists.get(at).copied().unwrap_or_default().to_owned());
        if show.json {
            writeln!(out, "{}", json!({"both": [one, other], "groups": count}))?;
        } else {
            let values = [("one", one), ("other", other), ("count", plain(count))];
            writeln!(out, "{}", show.fill("matrix-both", &values))?;
        }
    }
    out.flush()?;
    if !show.json {
        eprintln!("{}", show.say("matrix-marks"));
        eprintln!("{}", show.fill("register-named", &[("register", file.id().to_owned())]));
    }
    Ok(ExitCode::SUCCESS)
}
