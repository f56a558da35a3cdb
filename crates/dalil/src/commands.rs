//! What each command prints.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use jiff::Timestamp;
use node::{EditionRecord, Error, Gathering, Group, ImportOptions, Imported, Node, Taken};
use register::{Day, Op};
use serde_json::{Value, json};
use server::explain::{self, plain};
use server::words::printable;
use server::{Lang, answer};

use crate::show::Show;

/// Every list known, with its newest edition.
pub(crate) fn lists(show: Show<'_>, node: &Node, stale: bool, now: Timestamp) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    let editions = node.editions(None)?;
    let today = jiff::tz::Offset::UTC.to_datetime(now).date();
    for spec in sources::spec::all() {
        let held: Vec<&EditionRecord> = editions.iter().filter(|edition| edition.list == spec.list.id).collect();
        let newest = held.iter().rev().find(|edition| !edition.extract).or(held.last());
        let extracts = held.iter().filter(|edition| edition.extract).count();
        let is_stale = spec.list.is_stale(newest.map(|edition| edition.published), today);
        if stale && !is_stale {
            continue;
        }
        let published = newest.map(|edition| edition.published.to_string());
        if show.json {
            writeln!(out, "{}", answer::list(spec, &held, today, true))?;
        } else {
            let mark = show.say(if is_stale { "stale" } else { "fresh" });
            let newest = format!("{} {}", show.say("newest"), published.as_deref().unwrap_or("-"));
            let count = show.words.say("editions-held", &[("count", (held.len() as u64).into())]);
            let extracts = show.words.say("extracts-held", &[("count", (extracts as u64).into())]);
            let name = if show.words.lang() == Lang::Ar { &spec.list.name_ar } else { &spec.list.name };
            writeln!(out, "{:<14} {count:<12} {newest:<18} {mark}  {name}{extracts}", spec.list.id)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Takes files in; each edition is one transaction, and one that fails leaves the others.
pub(crate) fn import(
    show: Show<'_>,
    node: &mut Node,
    paths: &[PathBuf],
    options: &ImportOptions,
) -> anyhow::Result<ExitCode> {
    let bar = show.progress(Some(paths.len() as u64));
    let mut failed = false;
    let mut gathering = Gathering::of(paths);
    while let Some((path, inputs)) = gathering.next() {
        let file = path.display().to_string();
        bar.set_message(file.clone());
        let taken = inputs
            .and_then(|inputs| Group::identify(inputs, options.list.as_deref()))
            .and_then(|group| node.import(&group, options));
        bar.set_position(gathering.read());
        bar.suspend(|| match taken {
            Ok(imported) => show_imported(show, &file, &imported),
            Err(error) => {
                failed = true;
                show_refused(show, &file, &error)
            }
        })?;
    }
    bar.finish_and_clear();
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

pub(crate) fn show_imported(show: Show<'_>, file: &str, imported: &Imported) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let edition = &imported.edition;
    let count = |op| imported.changes.get(&op).copied().unwrap_or_default();
    for finding in &imported.warnings {
        let finding_text = explain::finding(show.words, finding);
        eprintln!("{}: {}: {finding_text}", show.say("warning"), printable(file));
        eprintln!("{}: {}", show.say("hint"), show.say(explain::warning_hint(finding)));
    }
    if show.json {
        let warnings = imported
            .warnings
            .iter()
            .map(|f| json!({"code": f.code(), "message": explain::finding(show.words, f), "place": null}));
        let places = imported.problems.iter().map(|problem| {
            let message = explain::problem(show.words, problem.kind, &problem.detail);
            json!({"code": problem.kind.code(), "message": message, "place": problem.place.to_string()})
        });
        let problems: Vec<Value> = warnings.chain(places).collect();
        let was = match imported.taken {
            Taken::Corrected { was_published, was_extract } => {
                json!({"edition": was_published.to_string(), "extract": was_extract})
            }
            Taken::New | Taken::Held => Value::Null,
        };
        let line = json!({
            "file": file, "list": edition.list, "edition": edition.published.to_string(), "sha256": edition.id,
            "format": edition.format, "extract": edition.extract, "held": imported.taken != Taken::New, "was": was,
            "mended": imported.mended, "entries": edition.entries,
            "added": count(Op::Added), "withdrawn": count(Op::Withdrawn), "relisted": count(Op::Relisted),
            "amended": count(Op::Amended), "problems": problems, "more_problems": imported.more_problems,
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    let note = match imported.taken {
        Taken::New if edition.extract => show.say("imported-extract"),
        Taken::New => String::new(),
        Taken::Held if imported.mended => show.say("imported-mended"),
        Taken::Held => show.say("imported-held"),
        Taken::Corrected { was_published, was_extract } => {
            let days = [("day", was_published.to_string()), ("edition", edition.published.to_string())];
            let day = (was_published != edition.published).then(|| show.fill("imported-corrected", &days));
            let mark = if edition.extract { "imported-made-extract" } else { "imported-made-whole" };
            let mark = (was_extract != edition.extract).then(|| show.say(mark));
            let mended = imported.mended.then(|| show.say("imported-mended"));
            [day, mark, mended].into_iter().flatten().collect()
        }
    };
    let line = show.fill(
        "imported",
        &[
            ("list", edition.list.clone()),
            ("edition", edition.published.to_string()),
            ("entries", plain(edition.entries)),
            ("added", plain(count(Op::Added))),
            ("withdrawn", plain(count(Op::Withdrawn))),
            ("relisted", plain(count(Op::Relisted))),
            ("amended", plain(count(Op::Amended))),
        ],
    );
    writeln!(out, "{line}{note}")?;
    for problem in imported.problems.iter().take(5) {
        let message = explain::problem(show.words, problem.kind, &problem.detail);
        eprintln!("  {}: {} {message}", explain::place(show.words, &problem.place), problem.kind.code());
    }
    let more = (imported.problems.len() as u64).saturating_sub(5) + imported.more_problems;
    if more > 0 {
        eprintln!("  {}", show.fill("more-places", &[("count", plain(more))]));
    }
    Ok(())
}

fn show_refused(show: Show<'_>, file: &str, error: &Error) -> anyhow::Result<()> {
    if show.json {
        let problem = explain::problem_json(show.words, error);
        let line = json!({"file": file, "list": null, "edition": null, "entries": 0, "problems": [problem]});
        writeln!(std::io::stdout().lock(), "{line}")?;
    }
    eprintln!("{}: {}: {}", show.say("error"), printable(file), explain::message(show.words, error));
    eprintln!("{}: {}", show.say("hint"), explain::hint(show.words, error));
    Ok(())
}

/// The publisher's elements counted as read.
pub(crate) fn stats(show: Show<'_>, node: &Node, list: Option<&str>, day: Option<Day>) -> anyhow::Result<ExitCode> {
    let editions = node.editions(list)?;
    let mut found = false;
    let mut out = std::io::stdout().lock();
    for edition in editions.iter().filter(|edition| day.is_none_or(|day| edition.published == day)) {
        found = true;
        let stats: serde_json::Map<String, Value> = serde_json::from_str(&edition.stats)?;
        if show.json {
            let mut line = serde_json::Map::new();
            line.insert("list".into(), edition.list.clone().into());
            line.insert("edition".into(), edition.published.to_string().into());
            line.insert("format".into(), edition.format.clone().into());
            line.insert("sha256".into(), edition.id.to_string().into());
            line.extend(stats);
            writeln!(out, "{}", Value::Object(line))?;
        } else {
            let extract = if edition.extract { format!(", {}", show.say("an-extract")) } else { String::new() };
            writeln!(out, "{} {} ({}{extract})", edition.list, edition.published, edition.format)?;
            for (key, n) in stats {
                writeln!(out, "  {key:<24} {n:>8}")?;
            }
        }
    }
    if !found {
        return Err(match (list, day) {
            (Some(list), Some(day)) => Error::NoEdition { list: list.to_owned(), day },
            (Some(list), None) => Error::NotFound(list.to_owned()),
            (None, _) => Error::NothingHeld,
        }
        .into());
    }
    Ok(ExitCode::SUCCESS)
}

/// What changed between two editions.
pub(crate) fn diff(
    show: Show<'_>,
    node: &Node,
    list: &str,
    from: Option<Day>,
    to: Option<Day>,
) -> anyhow::Result<ExitCode> {
    let found = node.diff(list, from, to)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for change in &found.delta.changes {
        let fields = change.fields();
        if show.json {
            writeln!(out, "{}", answer::change(change))?;
            continue;
        }
        writeln!(out, "{:<9} {}", show.say(&format!("op-{}", change.op.name())), change.key)?;
        if change.op == Op::Amended {
            for field in fields {
                let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "∅".to_owned());
                writeln!(out, "  {}: {} → {}", field.property, shown(&field.from), shown(&field.to))?;
            }
        }
    }
    out.flush()?;
    let count = |op| plain(found.delta.count(op) as u64);
    let summary = show.fill(
        "diff-summary",
        &[
            ("list", list.to_owned()),
            ("from", found.from.published.to_string()),
            ("to", found.to.published.to_string()),
            ("added", count(Op::Added)),
            ("withdrawn", count(Op::Withdrawn)),
            ("relisted", count(Op::Relisted)),
            ("amended", count(Op::Amended)),
        ],
    );
    eprintln!("{summary}");
    if found.from.format != found.to.format {
        let formats = [("from", found.from.format), ("to", found.to.format)];
        eprintln!("{}: {}", show.say("warning"), show.fill("diff-formats", &formats));
    }
    Ok(ExitCode::SUCCESS)
}
