//! `dalil compare`: two names beside each other, or a table of pairs.
//!
//! Shape:    `match` is true from the policy's threshold on: a possible match, a hit if it were a screening. Of the hits of
//!           a screening, all of which are possible matches, `match` tells those of the stronger band.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use node::{Input, Output};
use register::{Policy, compare_names};
use screening::{ADDED_COLUMNS, PairTable};
use serde_json::json;
use server::explain::{self, plain};

use crate::screen::table_error;
use crate::show::Show;

/// Compares two names.
pub(crate) fn two(show: Show<'_>, left: &str, right: &str, threshold: Option<f64>) -> anyhow::Result<ExitCode> {
    let (score, reasons) = compare_names(None, left, right);
    let band = policy(threshold).band(score);
    let mut out = std::io::stdout().lock();
    if show.json {
        let reason = |reason: &register::Reason| {
            json!({
                "code": reason.code, "points": reason.points, "text": explain::reason(show.words, reason),
                "parts": reason.parts,
            })
        };
        let reasons: Vec<_> = reasons.iter().map(reason).collect();
        let line = json!({
            "name1": left, "name2": right, "score": score, "match": band.is_some(), "band": band,
            "reasons": reasons,
        });
        writeln!(out, "{line}")?;
        return Ok(ExitCode::SUCCESS);
    }
    let verdict = show.say(if band.is_some() { "compare-may-match" } else { "compare-differs" });
    writeln!(out, "{score:.2}  {verdict}")?;
    for reason in &reasons {
        writeln!(out, "  {:+.2}  {}", reason.points, explain::reason(show.words, reason))?;
        for line in explain::letters(show.words, reason) {
            writeln!(out, "         {line}")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Compares the pairs of a table: every row and column is kept, `score` and `match` are added; both are empty in a row
/// whose names were not compared, and the exit code then tells it.
pub(crate) fn table(
    show: Show<'_>,
    input: &Path,
    output: Option<&Path>,
    threshold: Option<f64>,
) -> anyhow::Result<ExitCode> {
    if output.is_some_and(|output| node::same_file(input, output)) {
        anyhow::bail!("{}", show.say("output-is-input"));
    }
    let policy = policy(threshold);
    let input = Input::read(input)?;
    let mut table = PairTable::open(input.bytes.as_slice()).map_err(|error| table_error(show, &error, "hint-pairs"))?;
    let counts = match output {
        Some(path) => {
            let mut out = Output::create(path)?;
            let counts = compare_rows(show, &mut table, &policy, &mut out)?;
            out.finish()?;
            counts
        }
        None => compare_rows(show, &mut table, &policy, &mut std::io::stdout().lock())?,
    };
    let rows = ("rows", plain(counts.rows));
    if counts.not_compared == 0 {
        eprintln!("{}", show.fill("pairs-compared", &[rows]));
        return Ok(ExitCode::SUCCESS);
    }
    let values = [rows, ("not_compared", plain(counts.not_compared))];
    eprintln!("{}: {}", show.say("error"), show.fill("pairs-compared-in-part", &values));
    eprintln!("{}: {}", show.say("hint"), show.say("hint-pairs-in-part"));
    Ok(ExitCode::FAILURE)
}

#[derive(Default)]
struct Counts {
    rows: u64,
    not_compared: u64,
}

fn compare_rows(
    show: Show<'_>,
    table: &mut PairTable<&[u8]>,
    policy: &Policy,
    out: &mut dyn Write,
) -> anyhow::Result<Counts> {
    let mut writer = csv::Writer::from_writer(out);
    let added = ADDED_COLUMNS.map(|column| column.as_bytes().to_vec());
    writer.write_record(table.heading().into_iter().chain(added))?;
    let bar = show.progress(None);
    let mut counts = Counts::default();
    for row in table {
        counts.rows += 1;
        let answers = match row.names {
            Ok([left, right]) => {
                let (score, _) = compare_names(row.kind, &left, &right);
                [format!("{score:.4}"), policy.band(score).is_some().to_string()]
            }
            Err(why) => {
                counts.not_compared += 1;
                bar.suspend(|| eprintln!("{}: {}", show.say("warning"), explain::uncompared(show.words, &why)));
                [String::new(), String::new()]
            }
        };
        writer.write_record(row.cells.into_iter().chain(answers.map(String::into_bytes)))?;
        bar.tick();
    }
    writer.flush()?;
    bar.finish_and_clear();
    Ok(counts)
}

/// What counts as a possible match.
fn policy(threshold: Option<f64>) -> Policy {
    let usual = Policy::default();
    Policy { threshold: threshold.unwrap_or(usual.threshold), ..usual }
}
