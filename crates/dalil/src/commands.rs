//! What each command prints.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use jiff::Timestamp;
use node::{EditionRecord, Error, Group, ImportOptions, Imported, Input, Node};
use register::{Day, Op};
use serde_json::{Value, json};

/// Every list known, with its newest edition.
pub(crate) fn lists(node: &Node, stale: bool, as_json: bool, now: Timestamp) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    let editions = node.editions(None)?;
    let today = jiff::tz::Offset::UTC.to_datetime(now).date();
    for spec in sources::spec::all() {
        let held: Vec<&EditionRecord> = editions.iter().filter(|edition| edition.list == spec.list.id).collect();
        let newest = held.iter().rev().find(|edition| !edition.extract).or(held.last());
        let age = newest.and_then(|edition| edition.published.until(today).ok()).map(|span| span.get_days());
        let is_stale = age.is_none_or(|days| i64::from(days) > i64::from(spec.list.stale_after_days));
        if stale && !is_stale {
            continue;
        }
        let published = newest.map(|edition| edition.published.to_string());
        if as_json {
            let line = json!({
                "list": spec.list.id, "name": spec.list.name, "name_ar": spec.list.name_ar,
                "publisher": spec.list.publisher, "authority": spec.list.authority, "addresses": spec.list.addresses,
                "editions": held.len(), "newest": published, "entries": newest.map(|edition| edition.entries),
                "stale": is_stale,
            });
            writeln!(out, "{line}")?;
        } else {
            let mark = if is_stale { "stale" } else { "fresh" };
            let newest = published.as_deref().unwrap_or("-");
            writeln!(
                out,
                "{:<14} {:>3} editions  newest {newest:<10}  {mark}  {}",
                spec.list.id,
                held.len(),
                spec.list.name
            )?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Takes files in; each edition is one transaction, and one that fails leaves the others.
pub(crate) fn import(
    node: &mut Node,
    paths: &[PathBuf],
    options: &ImportOptions,
    as_json: bool,
) -> anyhow::Result<ExitCode> {
    let mut failed = false;
    for (file, inputs) in sets(paths) {
        let taken = inputs
            .and_then(|inputs| Group::identify(inputs, options.list.as_deref()))
            .and_then(|group| node.import(&group, options));
        match taken {
            Ok(imported) => show_imported(&file, &imported, as_json)?,
            Err(error) => {
                failed = true;
                show_refused(&file, &error, as_json)?;
            }
        }
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The files, those of one set together under their folder's name.
fn sets(paths: &[PathBuf]) -> Vec<(String, Result<Vec<Input>, Error>)> {
    let mut out: Vec<(String, Result<Vec<Input>, Error>)> = Vec::new();
    let mut open: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for path in paths {
        let shown = path.display().to_string();
        let input = match Input::read(path) {
            Ok(input) => input,
            Err(error) => {
                out.push((shown, Err(error)));
                continue;
            }
        };
        let folder = path.parent().map(PathBuf::from).unwrap_or_default();
        let file = sources::File { name: &input.name, bytes: &input.bytes };
        if !sources::is_part_of_set(file) {
            out.push((shown, Ok(vec![input])));
            continue;
        }
        match open.get(&folder).and_then(|at| out.get_mut(*at)) {
            Some((_, Ok(set))) => set.push(input),
            _ => {
                open.insert(folder, out.len());
                out.push((shown, Ok(vec![input])));
            }
        }
    }
    out
}

fn show_imported(file: &str, imported: &Imported, as_json: bool) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let edition = &imported.edition;
    let count = |op| imported.changes.get(&op).copied().unwrap_or_default();
    if let Some(finding) = &imported.unexpected {
        eprintln!("warning: {file}: {finding}");
        eprintln!("hint: if the file is only a part of the list, import it again with --extract");
    }
    if as_json {
        let unexpected = imported
            .unexpected
            .iter()
            .map(|finding| json!({"code": finding.code(), "message": finding.to_string(), "place": null}));
        let places = imported
            .problems
            .iter()
            .map(|p| json!({"code": p.kind.code(), "message": p.detail, "place": p.place.to_string()}));
        let problems: Vec<Value> = unexpected.chain(places).collect();
        let line = json!({
            "file": file, "list": edition.list, "edition": edition.published.to_string(), "sha256": edition.id,
            "format": edition.format, "extract": edition.extract, "held": imported.held, "entries": edition.entries,
            "added": count(Op::Added), "withdrawn": count(Op::Withdrawn), "relisted": count(Op::Relisted),
            "amended": count(Op::Amended), "problems": problems, "more_problems": imported.more_problems,
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    let note = match (imported.held, edition.extract) {
        (true, _) => ", held already: nothing changed",
        (false, true) => ", an extract: withdraws nothing",
        (false, false) => "",
    };
    writeln!(
        out,
        "{} {}: {} entries, +{} -{} relisted {} amended {}{note}",
        edition.list,
        edition.published,
        edition.entries,
        count(Op::Added),
        count(Op::Withdrawn),
        count(Op::Relisted),
        count(Op::Amended),
    )?;
    for problem in imported.problems.iter().take(5) {
        eprintln!("  {}: {} {}", problem.place, problem.kind.code(), problem.detail);
    }
    let more = (imported.problems.len() as u64).saturating_sub(5) + imported.more_problems;
    if more > 0 {
        eprintln!("  and {more} more places; --json shows them");
    }
    Ok(())
}

fn show_refused(file: &str, error: &Error, as_json: bool) -> anyhow::Result<()> {
    if as_json {
        let place = match error {
            Error::Refused(refusal) => refusal.place.as_ref().map(ToString::to_string),
            _ => None,
        };
        let problem = json!({"code": error.code(), "message": error.to_string(), "place": place, "hint": error.hint()});
        let line = json!({"file": file, "list": null, "edition": null, "entries": 0, "problems": [problem]});
        writeln!(std::io::stdout().lock(), "{line}")?;
    }
    eprintln!("error: {file}: {error}");
    eprintln!("hint: {}", error.hint());
    Ok(())
}

/// The publisher's elements counted as read.
pub(crate) fn stats(node: &Node, list: Option<&str>, day: Option<Day>, as_json: bool) -> anyhow::Result<ExitCode> {
    let editions = node.editions(list)?;
    let mut found = false;
    let mut out = std::io::stdout().lock();
    for edition in editions.iter().filter(|edition| day.is_none_or(|day| edition.published == day)) {
        found = true;
        let stats: serde_json::Map<String, Value> = serde_json::from_str(&edition.stats)?;
        if as_json {
            let mut line = serde_json::Map::new();
            line.insert("list".into(), edition.list.clone().into());
            line.insert("edition".into(), edition.published.to_string().into());
            line.insert("format".into(), edition.format.clone().into());
            line.insert("sha256".into(), edition.id.to_string().into());
            line.extend(stats);
            writeln!(out, "{}", Value::Object(line))?;
        } else {
            writeln!(out, "{} {} ({})", edition.list, edition.published, edition.format)?;
            for (key, n) in stats {
                writeln!(out, "  {key:<24} {n:>8}")?;
            }
        }
    }
    if !found {
        return Err(Error::NotFound(list.unwrap_or("any edition").to_owned()).into());
    }
    Ok(ExitCode::SUCCESS)
}

/// What changed between two editions.
pub(crate) fn diff(
    node: &Node,
    list: &str,
    from: Option<Day>,
    to: Option<Day>,
    as_json: bool,
) -> anyhow::Result<ExitCode> {
    let found = node.diff(list, from, to)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for change in &found.delta.changes {
        let fields = change.fields();
        if as_json {
            writeln!(out, "{}", json!({"op": change.op.name(), "entry": change.key.printed(), "fields": fields}))?;
            continue;
        }
        writeln!(out, "{:<9} {}", change.op.name(), change.key)?;
        if change.op == Op::Amended {
            for field in fields {
                let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "∅".to_owned());
                writeln!(out, "  {}: {} → {}", field.property, shown(&field.from), shown(&field.to))?;
            }
        }
    }
    out.flush()?;
    let count = |op| found.delta.count(op);
    eprintln!(
        "{list} {} → {}: {} added, {} withdrawn, {} relisted, {} amended",
        found.from.published,
        found.to.published,
        count(Op::Added),
        count(Op::Withdrawn),
        count(Op::Relisted),
        count(Op::Amended)
    );
    Ok(ExitCode::SUCCESS)
}

/// Where the data is, and whether every stored edition still has its hash.
pub(crate) fn doctor(node: &Node, as_json: bool) -> anyhow::Result<ExitCode> {
    let editions = node.editions(None)?;
    let damaged: Vec<String> = editions
        .iter()
        .filter_map(|edition| {
            node.verify(edition).err().map(|error| format!("{} {}: {error}", edition.list, edition.published))
        })
        .collect();
    let mut out = std::io::stdout().lock();
    if as_json {
        writeln!(out, "{}", json!({"data": node.folder(), "editions": editions.len(), "damaged": damaged}))?;
    } else {
        writeln!(out, "data folder  {}", node.folder().display())?;
        writeln!(out, "  dalil.db     which editions are held, which entries stood in each")?;
        writeln!(out, "  editions/    the publishers' bytes under their SHA-256, compressed")?;
        writeln!(out, "editions     {} held, {} damaged", editions.len(), damaged.len())?;
    }
    for line in &damaged {
        eprintln!("damaged: {line}");
    }
    Ok(if damaged.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
