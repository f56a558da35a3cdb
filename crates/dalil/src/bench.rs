//! `dalil bench`: how fast the register in use is screened against.
//!
//! Shape:    each kind of question is asked with nothing known of tokens asked before, then again and again for a second (once
//!           what is asked to be slow), then at a fixed rate of arrivals; a line each. The names are those of a file, or invented and made of
//!           what the register lists.
//! Rules:    what is asked is a function of the seed and the register. `--beside-everyone` compares ids, scores, reasons and order.
//! Not here: how time is taken (`node::bench`), what is asked (`sources::fictitious`).

use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow};
use node::bench::{self, Times};
use node::{Input, Node, Output, RegisterFile};
use register::index::tokens_asked;
use register::matching::Scratch;
use register::{Policy, Query};
use screening::{Fields, Subject, SubjectTable, Unscreened};
use serde_json::{Value, json};
use server::explain::{self, plain};
use sources::fictitious::{Question, Questions};

use crate::asking::register;
use crate::show::Show;

/// What to measure.
#[derive(clap::Args)]
pub(crate) struct Bench {
    /// Ask these names: one a line, or a table of subjects as for screen --file [default: invented ones, made of what is listed]
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Write the invented names asked, but for those asked to be slow, to this file, one a line
    #[arg(long, value_name = "FILE", conflicts_with = "file")]
    names: Option<PathBuf>,
    /// How many questions of each kind; of those asked to be slow a tenth
    #[arg(long, default_value_t = 1000, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    each: u32,
    /// How many questions arrive in a second where waiting is measured
    #[arg(long, default_value_t = 1000, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    rate: u32,
    /// Compare the answers to so many questions with what comparing with every entity gives
    #[arg(long, default_value_t = 0, value_name = "N")]
    beside_everyone: usize,
    /// Another seed asks other questions
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
}

/// Entities whose names questions are made of.
const SAMPLE: usize = 20_000;

/// What the first answer is asked for: nobody is called so.
const FIRST: &str = "Sabir Wahmistani";

/// Questions of one kind.
struct Asked {
    code: &'static str,
    is_adversarial: bool,
    queries: Vec<Query>,
}

/// What came of them.
struct Measured<'a> {
    asked: &'a Asked,
    /// Of the tokens of a name, how many none before it had.
    unseen: f64,
    first: Times,
    again: Times,
    waiting: Option<Times>,
}

/// What is measured once.
struct Start {
    opened_ms: f64,
    first_answer_ms: f64,
    own_memory: Option<u64>,
}

pub(crate) fn bench(show: Show<'_>, node: &Node, wanted: &Bench) -> anyhow::Result<ExitCode> {
    let (mut file, start) = open(show, node)?;
    let all = match &wanted.file {
        Some(path) => vec![of_file(show, path)?],
        None => invented(&file, wanted)?,
    };
    if let Some(path) = &wanted.names {
        write_names(path, &all)?;
    }
    let steps = all.iter().map(|asked| asked.queries.len() * if asked.is_adversarial { 2 } else { 3 }).sum::<usize>();
    let bar = show.progress(Some((steps + wanted.beside_everyone) as u64));
    let mut measured = Vec::new();
    for asked in &all {
        bar.set_message(show.say(&format!("bench-{}", asked.code)));
        measured.push(measure(&mut file, asked, wanted.rate, &mut || bar.inc(1))?);
    }
    bar.set_message(show.say("bench-everyone"));
    let compared = compare(show, &file, &all, wanted, &mut || bar.inc(1));
    bar.finish_and_clear();
    let compared = compared?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if show.json {
        writeln!(out, "{}", as_json(&file, &start, wanted, &measured, compared))?;
    } else {
        write_table(show, &file, &start, wanted, &measured, &mut out)?;
        if let Some((questions, found)) = compared {
            let values = [("questions", plain(questions as u64)), ("found", plain(found as u64))];
            writeln!(out, "\n{}", show.fill("bench-same", &values))?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Opens the register and asks for a first answer.
fn open(show: Show<'_>, node: &Node) -> anyhow::Result<(RegisterFile, Start)> {
    let begun = Instant::now();
    let mut file = register(show, node)?;
    let opened_ms = begun.elapsed().as_secs_f64() * 1e3;
    let first = Query { names: vec![FIRST.to_owned()], ..Query::default() };
    file.index().screen(&first, &Policy::default()).map_err(node::Error::from)?;
    let first_answer_ms = begun.elapsed().as_secs_f64() * 1e3 - opened_ms;
    file.forget_asked();
    Ok((file, Start { opened_ms, first_answer_ms, own_memory: bench::own_memory() }))
}

/// The questions of a file.
fn of_file(show: Show<'_>, path: &Path) -> anyhow::Result<Asked> {
    let input = Input::read(path)?;
    // What would not be screened is not measured as if it were.
    let unscreened = |why: Unscreened| {
        let place = explain::row_place(show.words, &why).unwrap_or_default();
        anyhow!("{}: {place}: {}", path.display(), explain::unscreened(show.words, &why))
    };
    let queries: Vec<Query> = match SubjectTable::open(input.bytes.as_slice()) {
        Ok(table) => table.map(|row| Ok(row.subject.map_err(unscreened)?.query)).collect::<anyhow::Result<_>>()?,
        Err(_) => {
            let text = String::from_utf8(input.bytes).with_context(|| path.display().to_string())?;
            let names = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
            let subject = |(n, name): (usize, &str)| {
                let subject = Subject::from_fields("", &Fields { name, ..Fields::default() });
                let at_line = |why| Unscreened { line: Some(n as u64 + 1), ..why };
                Ok(subject.map_err(|why| unscreened(at_line(why)))?.query)
            };
            names.map(subject).collect::<anyhow::Result<_>>()?
        }
    };
    anyhow::ensure!(!queries.is_empty(), "{}", show.say("bench-no-names"));
    Ok(Asked { code: "file", is_adversarial: false, queries })
}

/// Invented questions of every kind that the register has names for.
fn invented(file: &RegisterFile, wanted: &Bench) -> anyhow::Result<Vec<Asked>> {
    let mut listed = Vec::new();
    for entity in file.index().sample(SAMPLE) {
        let entity = entity.map_err(node::Error::from)?;
        let names = entity.entries.iter().flat_map(register::ListedEntry::names);
        listed.extend(names.map(|(alias, _)| (alias.text.to_string(), entity.kind())));
    }
    let questions = Questions::of(wanted.seed, listed);
    let each = u64::from(wanted.each);
    let kind = |what: Question| {
        let many = if what.is_adversarial() { each.div_ceil(10) } else { each };
        let queries = (0..many).filter_map(|n| questions.ask(what, n)).collect();
        Asked { code: what.code(), is_adversarial: what.is_adversarial(), queries }
    };
    Ok(Question::ALL.into_iter().map(kind).filter(|asked| !asked.queries.is_empty()).collect())
}

fn write_names(path: &Path, all: &[Asked]) -> anyhow::Result<()> {
    let mut out = Output::create(path)?;
    let usual = all.iter().filter(|asked| !asked.is_adversarial).flat_map(|asked| &asked.queries);
    for name in usual.flat_map(|query| &query.names) {
        writeln!(out, "{name}")?;
    }
    out.finish()?;
    Ok(())
}

/// Questions are asked again and again for so long: what a moment of other work costs tells less then.
const AGAIN: Duration = Duration::from_secs(1);

fn measure<'a>(
    file: &mut RegisterFile,
    asked: &'a Asked,
    rate: u32,
    answered: &mut dyn FnMut(),
) -> Result<Measured<'a>, node::Error> {
    let (queries, policy) = (&asked.queries, Policy::default());
    let (mut known, mut names) = (HashSet::new(), 0);
    for query in queries {
        names += query.names.len();
        known.extend(tokens_asked(query));
    }
    file.forget_asked();
    let index = file.index();
    let at_least = if asked.is_adversarial { Duration::ZERO } else { AGAIN };
    let first = bench::one_after_another(index, queries, &policy, Duration::ZERO, answered)?;
    let again = bench::one_after_another(index, queries, &policy, at_least, answered)?;
    // What is asked to be slow comes seldom.
    let waiting = !asked.is_adversarial;
    let waiting = waiting.then(|| bench::at_rate(index, queries, &policy, rate.into(), answered)).transpose()?;
    Ok(Measured { asked, unseen: known.len() as f64 / names.max(1) as f64, first, again, waiting })
}

/// How many questions were compared with everyone, and their possible matches; none where none was wanted.
fn compare(
    show: Show<'_>,
    file: &RegisterFile,
    all: &[Asked],
    wanted: &Bench,
    answered: &mut dyn FnMut(),
) -> anyhow::Result<Option<(usize, usize)>> {
    let queries: Vec<&Query> = all.iter().flat_map(|asked| &asked.queries).collect();
    let many = wanted.beside_everyone.min(queries.len());
    if many == 0 {
        return Ok(None);
    }
    let (mut scratch, mut found) = (Scratch::default(), 0);
    for query in queries.iter().step_by(queries.len() / many).take(many) {
        let same = bench::beside_everyone(file.index(), &mut scratch, query, &Policy::default())?;
        let names = || show.fill("bench-differs", &[("names", query.names.join(", "))]);
        found += same.with_context(names)?;
        answered();
    }
    Ok(Some((many, found)))
}

fn write_table(
    show: Show<'_>,
    file: &RegisterFile,
    start: &Start,
    wanted: &Bench,
    measured: &[Measured<'_>],
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let (index, bytes) = (file.index(), file.index().bytes());
    let a_name = bytes as f64 / index.names().max(1) as f64;
    let values = [
        ("register", file.id().get(..12).unwrap_or_default().to_owned()),
        ("entities", plain(index.len() as u64)),
        ("names", plain(index.names() as u64)),
        ("bytes", plain(bytes as u64)),
        ("each", format!("{a_name:.0}")),
    ];
    writeln!(out, "{}", show.fill("bench-register", &values))?;
    let memory = start.own_memory.map_or_else(|| "–".to_owned(), |bytes| format!("{:.1}", bytes as f64 / 1e6));
    let values = [
        ("opened", format!("{:.2}", start.opened_ms)),
        ("first", format!("{:.2}", start.first_answer_ms)),
        ("memory", memory),
    ];
    writeln!(out, "{}\n", show.fill("bench-start", &values))?;
    let rate = [("rate", plain(wanted.rate.into()))];
    let [first, again, waiting] = [show.say("bench-first"), show.say("bench-again"), show.fill("bench-waiting", &rate)];
    writeln!(
        out,
        "| {} | {} | {} | {first}: {} | p50 | p99 | {} | {again}: {} | p50 | p99 | {} | {waiting}: p50 | p99 | {} | {} |",
        show.say("bench-questions"),
        show.say("bench-count"),
        show.say("bench-unseen"),
        show.say("bench-a-second"),
        show.say("bench-most"),
        show.say("bench-a-second"),
        show.say("bench-most"),
        show.say("bench-most"),
        show.say("bench-found"),
    )?;
    writeln!(out, "| --- |{}", " ---: |".repeat(14))?;
    for Measured { asked, unseen, first, again, waiting } in measured {
        let times = |times: &Times| format!("{:.0} | {:.0} | {:.0}", times.at(0.5), times.at(0.99), times.most());
        writeln!(
            out,
            "| {} | {} | {unseen:.2} | {:.0} | {} | {:.0} | {} | {} | {} |",
            show.say(&format!("bench-{}", asked.code)),
            first.len(),
            first.per_second(),
            times(first),
            again.per_second(),
            times(again),
            waiting.as_ref().map_or_else(|| "– | – | –".to_owned(), times),
            again.found(),
        )?;
    }
    Ok(())
}

fn as_json(
    file: &RegisterFile,
    start: &Start,
    wanted: &Bench,
    measured: &[Measured<'_>],
    compared: Option<(usize, usize)>,
) -> Value {
    let times = |times: &Times| {
        json!({
            "a_second": times.per_second(), "mean_us": times.mean(), "p50_us": times.at(0.5), "p99_us": times.at(0.99),
            "p999_us": times.at(0.999), "most_us": times.most(),
        })
    };
    let kind = |one: &Measured<'_>| {
        json!({
            "kind": one.asked.code, "adversarial": one.asked.is_adversarial, "questions": one.first.len(),
            "unseen_tokens_a_name": one.unseen, "first": times(&one.first), "again": times(&one.again),
            "waiting": one.waiting.as_ref().map(times), "possible_matches": one.again.found(),
        })
    };
    let compared =
        compared.map(|(questions, found)| json!({"questions": questions, "possible_matches": found, "same": true}));
    json!({
        "register": file.id(), "entities": file.index().len(), "names": file.index().names(), "bytes": file.index().bytes(),
        "opened_ms": start.opened_ms, "first_answer_ms": start.first_answer_ms, "own_memory_bytes": start.own_memory,
        "seed": wanted.seed, "rate": wanted.rate, "kinds": measured.iter().map(kind).collect::<Vec<_>>(),
        "beside_everyone": compared,
    })
}
