//! `dalil parallel`: the same subjects asked of another server and of the register in use, so that whoever thinks of moving can decide. And
//! `dalil referents`: the map by which others' ids are known.
//!
//! Shape:    exit code 1 where some subjects were not compared. Differences are no failure.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jiff::Timestamp;
use node::remote::{Patience, Remote, RemoteFault};
use node::{Input, Node, Output, TakenReferents};
use screening::{Subject, SubjectTable};
use serde_json::{Value, json};
use server::explain::{self, plain};
use server::parallel::{Counts, Failed, Found, Row, Settings, Sides, Tally};

use crate::asking::{day_of, register};
use crate::screen::{local, table_error};
use crate::show::Show;

/// With whom, and about whom.
#[derive(clap::Args)]
pub(crate) struct Parallel {
    /// The other server: https://… , or http://… on this machine
    #[arg(long, value_name = "URL")]
    with: String,
    /// A table of subjects as CSV: id,name[,birth_date,birth_place,nationality,document,schema,gender]
    #[arg(long, value_name = "IN.csv")]
    file: PathBuf,
    /// Where each subject's findings go, a line of JSON each; the file is there once all are written
    #[arg(long, value_name = "OUT.jsonl")]
    out: Option<PathBuf>,
    /// The dataset, of both
    #[arg(long, value_name = "NAME", default_value = "default")]
    dataset: String,
    /// The algorithm of the other server [default: its own]
    #[arg(long, value_name = "NAME", value_parser = word)]
    algorithm: Option<String>,
    /// The threshold in use there
    #[arg(long, value_parser = crate::share, value_name = "SCORE", default_value = "0.7")]
    threshold: f64,
    /// The least score that is looked at
    #[arg(long, value_parser = crate::share, value_name = "SCORE", default_value = "0.4")]
    least: f64,
    /// How many each may find of a subject
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=500))]
    limit: u32,
    /// Subjects of one request
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100))]
    batch: u32,
    /// A file with the other server's key
    #[arg(long, value_name = "FILE", env = "DALIL_PARALLEL_KEY_FILE")]
    key_file: Option<PathBuf>,
    /// A manifest of datasets to ask beside the lists
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// Send names over http to another machine, where they can be read on their way
    #[arg(long)]
    in_clear: bool,
}

/// A name of letters, digits and signs that an address takes as they are.
fn word(text: &str) -> Result<String, &'static str> {
    let is_word = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    if is_word { Ok(text.to_owned()) } else { Err("letters, digits, - _ and . are wanted") }
}

/// What was compared so far.
#[derive(Default)]
struct Progress {
    tally: Tally,
    not_asked: u64,
    failed: u64,
    faults: Vec<String>,
}

/// Different faults that are told one by one.
const FAULTS_TOLD: usize = 5;

/// Asks both sides about every subject of a table.
pub(crate) fn parallel(show: Show<'_>, node: &Node, asked: &Parallel, now: Timestamp) -> anyhow::Result<ExitCode> {
    let key = asked.key_file.as_deref().map(node::secret_of).transpose()?;
    let remote = Remote::new(&asked.with, key.as_deref(), Patience::default())
        .ok_or_else(|| anyhow::anyhow!("{}", show.fill("parallel-no-address", &[("address", asked.with.clone())])))?;
    if remote.is_in_clear() && !asked.in_clear {
        anyhow::bail!(
            "{}\n{}: {}",
            show.say("parallel-in-clear"),
            show.say("hint"),
            show.say("hint-parallel-in-clear")
        );
    }
    if asked.out.as_deref().is_some_and(|out| node::same_file(&asked.file, out)) {
        anyhow::bail!("{}", show.say("output-is-input"));
    }
    if word(&asked.dataset).is_err() {
        return Err(node::Error::NotFound(asked.dataset.clone()).into());
    }
    let settings = Settings {
        dataset: asked.dataset.clone(),
        algorithm: asked.algorithm.clone(),
        threshold: asked.threshold,
        least: asked.least.min(asked.threshold),
        limit: asked.limit as usize,
    };
    let file = register(show, node)?;
    let id = file.id().to_owned();
    let sides = Sides::open(node, file, asked.manifest.as_deref(), settings.clone(), local(), day_of(now))?;
    let input = Input::read(&asked.file)?;
    let mut table =
        SubjectTable::open(input.bytes.as_slice()).map_err(|error| table_error(show, &error, "hint-table"))?;
    let progress = match &asked.out {
        Some(path) => {
            let mut out = Output::create(path)?;
            let progress = ask_all(show, &sides, &remote, &mut table, asked.batch as usize, now, &mut out)?;
            out.finish()?;
            progress
        }
        None => ask_all(show, &sides, &remote, &mut table, asked.batch as usize, now, &mut std::io::sink())?,
    };
    report(show, asked, &settings, &progress, &id)?;
    Ok(if progress.failed + progress.not_asked > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn ask_all(
    show: Show<'_>,
    sides: &Sides,
    remote: &Remote,
    table: &mut SubjectTable<&[u8]>,
    batch: usize,
    now: Timestamp,
    out: &mut dyn Write,
) -> anyhow::Result<Progress> {
    let bar = show.progress(None);
    let mut progress = Progress::default();
    loop {
        let mut subjects: Vec<Subject> = Vec::with_capacity(batch);
        for row in table.by_ref() {
            match row.subject {
                Ok(subject) => subjects.push(subject),
                Err(why) => {
                    progress.not_asked += 1;
                    let why = explain::unscreened(show.words, &why);
                    writeln!(out, "{}", json!({"id": row.id, "status": "not_asked", "message": why}))?;
                }
            }
            if subjects.len() == batch {
                break;
            }
        }
        if subjects.is_empty() {
            break;
        }
        let mut on_wait = |wait: std::time::Duration| {
            bar.set_message(show.fill("parallel-waiting", &[("seconds", plain(wait.as_secs()))]));
        };
        match sides.ask(remote, &subjects, now, &mut on_wait) {
            Ok(rows) => {
                for row in &rows {
                    progress.tally.add(row);
                    writeln!(out, "{}", row_json(row))?;
                }
            }
            Err(Failed::Ours(error)) => return Err(error.into()),
            // Nobody there, and nothing was ever answered: the rest is not tried.
            Err(Failed::Theirs(fault)) if progress.tally.is_empty() => anyhow::bail!(
                "{}\n{}: {}",
                told_fault(show, remote, &fault),
                show.say("hint"),
                show.say("hint-parallel-failed")
            ),
            Err(Failed::Theirs(fault)) => {
                progress.failed += subjects.len() as u64;
                for subject in &subjects {
                    let line =
                        json!({"id": subject.id, "status": "failed", "code": fault.code(), "detail": fault.detail()});
                    writeln!(out, "{line}")?;
                }
                let told = told_fault(show, remote, &fault);
                if progress.faults.len() < FAULTS_TOLD && !progress.faults.contains(&told) {
                    progress.faults.push(told);
                }
            }
        }
        bar.set_message(plain(progress.tally.len() as u64 + progress.failed));
        bar.tick();
    }
    bar.finish_and_clear();
    Ok(progress)
}

fn told_fault(show: Show<'_>, remote: &Remote, fault: &RemoteFault) -> String {
    let key = format!("remote-{}", fault.code());
    show.fill(&key, &[("address", remote.address().to_owned()), ("detail", fault.detail())])
}

fn found_json(found: &Found) -> Value {
    json!({"id": found.id, "caption": found.caption, "score": found.score})
}

fn row_json(row: &Row) -> Value {
    let pairs: Vec<Value> = row
        .pairs
        .iter()
        .map(|pair| {
            json!({"theirs": pair.theirs.as_ref().map(found_json), "ours": pair.ours.as_ref().map(found_json), "held": pair.is_held})
        })
        .collect();
    json!({"id": row.id, "status": "compared", "found": pairs})
}

fn counts_json(counts: &Counts) -> Value {
    json!({
        "threshold": share(counts.threshold), "same": counts.same, "lost": counts.lost, "not_held": counts.not_held, "new": counts.new,
        "subjects_theirs": counts.subjects_theirs, "subjects_ours": counts.subjects_ours,
    })
}

fn share(hundredths: u32) -> f64 {
    f64::from(hundredths) / 100.0
}

fn report(
    show: Show<'_>,
    asked: &Parallel,
    settings: &Settings,
    progress: &Progress,
    register: &str,
) -> anyhow::Result<()> {
    let Progress { tally, not_asked, failed, faults } = progress;
    let each = tally.at_each(settings.threshold);
    let [as_many, loses_none] = tally.proposed(settings.threshold, settings.least);
    let mut out = std::io::stdout().lock();
    if show.json {
        let line = json!({
            "with": asked.with, "dataset": settings.dataset, "register": register, "compared": tally.len(), "failed": failed,
            "not_asked": not_asked, "threshold": settings.threshold, "thresholds": each.iter().map(counts_json).collect::<Vec<_>>(),
            "proposed": {"as_many": counts_json(&as_many.counts), "loses_none": counts_json(&loses_none.counts)},
        });
        writeln!(out, "{line}")?;
    } else {
        let values =
            [("count", plain(tally.len() as u64)), ("with", asked.with.clone()), ("register", register.to_owned())];
        writeln!(out, "{}\n", show.fill("parallel-compared", &values))?;
        let columns = ["threshold", "same", "lost", "not-held", "new", "subjects-theirs", "subjects-ours"];
        let heads: Vec<String> = columns.iter().map(|name| show.say(&format!("parallel-{name}"))).collect();
        writeln!(out, "{}", heads.join("  |  "))?;
        for counts in &each {
            let Counts { threshold, same, lost, not_held, new, subjects_theirs, subjects_ours } = counts;
            let row = [same, lost, not_held, new, subjects_theirs, subjects_ours].map(|count| format!("{count:>8}"));
            writeln!(out, "{:.2}  {}", share(*threshold), row.join("  "))?;
        }
        writeln!(out)?;
        for (key, proposed) in [("parallel-as-many", as_many), ("parallel-loses-none", loses_none)] {
            let Counts { same, lost, not_held, new, subjects_theirs, subjects_ours, .. } = proposed.counts;
            let values = [
                ("theirs", format!("{:.2}", settings.threshold)),
                ("ours", format!("{:.2}", share(proposed.threshold))),
                ("same", plain(same)),
                ("lost", plain(lost)),
                ("not_held", plain(not_held)),
                ("new", plain(new)),
                ("subjects_theirs", plain(subjects_theirs)),
                ("subjects_ours", plain(subjects_ours)),
            ];
            writeln!(out, "{}", show.fill(key, &values))?;
        }
    }
    for fault in faults {
        eprintln!("{}: {fault}", show.say("warning"));
    }
    if failed + not_asked > 0 {
        let values = [("failed", plain(*failed)), ("not_asked", plain(*not_asked))];
        show.warn(&show.fill("parallel-not-all", &values), &show.say("hint-parallel-not-all"));
    }
    Ok(())
}

/// Takes a map of others' ids in.
pub(crate) fn referents(show: Show<'_>, node: &mut Node, file: &Path, replace: bool) -> anyhow::Result<ExitCode> {
    let bar = show.progress(None);
    let taken = node.import_referents(file, replace, &mut |line| {
        bar.set_message(plain(line));
        bar.tick();
    });
    bar.finish_and_clear();
    let TakenReferents { read, no_entry, kept, under_two, tally, refused, more_refused } = taken?;
    let mut out = std::io::stdout().lock();
    if show.json {
        let line = json!({
            "read": read, "no_entry": no_entry, "kept": kept, "under_two": under_two, "refused": refused,
            "more_refused": more_refused, "entities": tally.entities, "tied": tally.tied, "not_held": tally.not_held,
            "several": tally.several,
        });
        writeln!(out, "{line}")?;
    } else {
        let values = [
            ("read", plain(read as u64)),
            ("no_entry", plain(no_entry as u64)),
            ("kept", plain(kept as u64)),
            ("tied", plain(tally.tied as u64)),
            ("not_held", plain(tally.not_held as u64)),
            ("several", plain(tally.several as u64)),
        ];
        writeln!(out, "{}", show.fill("referents-taken", &values))?;
    }
    let all_refused = refused.len() + more_refused;
    if all_refused > 0 {
        let lines: Vec<String> = refused.iter().take(FAULTS_TOLD).map(u64::to_string).collect();
        let values = [("count", plain(all_refused as u64)), ("lines", lines.join(", "))];
        show.warn(&show.fill("referents-refused", &values), &show.say("hint-referents-refused"));
    }
    Ok(if all_refused > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
