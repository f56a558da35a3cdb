//! `dalil compare`: two names beside each other, or a table of pairs.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use node::{Input, Output};
use register::{Policy, compare_names};
use serde_json::json;
use server::explain::{self, plain};

use crate::show::Show;

/// Compares two names.
pub(crate) fn two(show: Show<'_>, left: &str, right: &str, threshold: Option<f64>) -> anyhow::Result<ExitCode> {
    let threshold = threshold.unwrap_or(Policy::default().threshold);
    let (score, reasons) = compare_names(left, right);
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
            "name1": left, "name2": right, "score": score, "match": score >= threshold, "reasons": reasons,
        });
        writeln!(out, "{line}")?;
        return Ok(ExitCode::SUCCESS);
    }
    let verdict = show.say(if score >= threshold { "compare-may-match" } else { "compare-differs" });
    writeln!(out, "{score:.2}  {verdict}")?;
    for reason in &reasons {
        writeln!(out, "  {:+.2}  {}", reason.points, explain::reason(show.words, reason))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Compares the pairs of a table: every row and column is kept, `score` and `match` are added.
pub(crate) fn table(
    show: Show<'_>,
    input: &Path,
    output: Option<&Path>,
    threshold: Option<f64>,
) -> anyhow::Result<ExitCode> {
    if output.is_some_and(|output| node::same_file(input, output)) {
        anyhow::bail!("{}", show.say("output-is-input"));
    }
    let threshold = threshold.unwrap_or(Policy::default().threshold);
    let input = Input::read(input)?;
    let rows = match output {
        Some(path) => {
            let mut out = Output::create(path)?;
            let rows = compare_rows(show, &input.bytes, threshold, &mut out)?;
            out.finish()?;
            rows
        }
        None => compare_rows(show, &input.bytes, threshold, &mut std::io::stdout().lock())?,
    };
    eprintln!("{}", show.fill("pairs-compared", &[("rows", plain(rows))]));
    Ok(ExitCode::SUCCESS)
}

fn compare_rows(show: Show<'_>, bytes: &[u8], threshold: f64, out: &mut dyn Write) -> anyhow::Result<u64> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::Reader::from_reader(bytes);
    let heading = reader.headers()?.clone();
    let column = |name: &'static str| {
        let missing = || {
            let (what, hint) =
                (show.fill("table-missing-column", &[("what", name.to_owned())]), show.say("hint-pairs"));
            anyhow::anyhow!("{what}\n{}: {hint}", show.say("hint"))
        };
        heading.iter().position(|column| column.trim() == name).ok_or_else(missing)
    };
    let (left, right) = (column("name1")?, column("name2")?);
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(heading.iter().chain(["score", "match"]))?;
    let bar = show.progress(None);
    let (mut row, mut rows) = (csv::StringRecord::new(), 0);
    while reader.read_record(&mut row)? {
        let (score, _) = compare_names(row.get(left).unwrap_or_default(), row.get(right).unwrap_or_default());
        let (shown, matches) = (format!("{score:.4}"), (score >= threshold).to_string());
        writer.write_record(row.iter().chain([shown.as_str(), matches.as_str()]))?;
        rows += 1;
        bar.tick();
    }
    writer.flush()?;
    bar.finish_and_clear();
    Ok(rows)
}
