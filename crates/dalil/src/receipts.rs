//! `dalil receipt` and `dalil replay`: what was asked and what came of it, shown, taken along and computed again.
//!
//! Shape:    a receipt is named by its id, or by the file of its signed note. `replay` ends with exit code 0 where every receipt gives the same
//!           again; `--as-of` and `--register` ask the same of another register and tell what is other there, with exit code 0.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jiff::Timestamp;
use node::audit::{Audit, EventId, Stored};
use node::datasets::Datasets;
use node::receipts::{KeptReceipt, Replayed, Replaying};
use node::{Error, Input, Node, Output};
use register::Day;
use server::answer;
use server::certificate::{Certificate, facts};
use server::explain::{self, plain};
use server::words::printable;

use crate::asking::register_of_day;
use crate::building::with_progress;
use crate::show::Show;

/// Which receipt, and in which form.
#[derive(clap::Args)]
pub(crate) struct Wanted {
    /// Its id, or a file with its signed note
    receipt: String,
    /// Print the signed note, which others can check and which is computed again from
    #[arg(long)]
    note: bool,
    /// Write the certificate of the search, a page to read and print
    #[arg(long, conflicts_with = "note")]
    certificate: bool,
    /// Where it goes; the file is there once all is written [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Which receipts are computed again.
#[derive(clap::Args)]
pub(crate) struct Replay {
    /// Ids of receipts, or files with their signed notes
    #[arg(required_unless_present = "all", value_name = "RECEIPT")]
    receipts: Vec<String>,
    /// Every receipt of the audit log
    #[arg(long, conflicts_with = "receipts")]
    all: bool,
    /// Ask the same of what was known on this day, and tell what is other there
    #[arg(long, value_name = "DATE", conflicts_with = "register")]
    as_of: Option<Day>,
    /// Ask the same of this register, and tell what is other there
    #[arg(long, value_name = "REGISTER")]
    register: Option<String>,
    /// A manifest of the datasets that were served beside the lists
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
}

/// A receipt by its id, or from the file of its note.
fn named(node: &Node, audit: &Audit, name: &str) -> Result<KeptReceipt, Error> {
    if let Ok(id) = name.parse::<EventId>() {
        return audit.receipt(id);
    }
    let path = Path::new(name);
    if !path.exists() {
        return Err(Error::NoEvent(name.to_owned()));
    }
    node.receipt_from_note(&String::from_utf8_lossy(&Input::read(path)?.bytes))
}

/// Shows a receipt, its note or its certificate.
pub(crate) fn receipt(show: Show<'_>, node: &Node, wanted: &Wanted) -> anyhow::Result<ExitCode> {
    let kept = named(node, &node.audit()?, &wanted.receipt)?;
    let signer = node.receipt_signer()?;
    let note = signer.note(&kept);
    let text = if wanted.note {
        note
    } else if wanted.certificate || show.json {
        let file = with_progress(show, |on_list| node.register_again(&kept.receipt.register, on_list))?;
        let certificate = Certificate::of(&kept, &file, &signer.public(), note, node.is_fictitious())?;
        if show.json { format!("{}\n", certificate.json(show.words)) } else { certificate.page(show.words, None) }
    } else {
        told(show, &kept)
    };
    match &wanted.out {
        Some(path) => {
            let mut out = Output::create(path)?;
            out.write_all(text.as_bytes())?;
            out.finish()?;
        }
        None => std::io::stdout().lock().write_all(text.as_bytes())?,
    }
    Ok(ExitCode::SUCCESS)
}

/// A receipt in words.
fn told(show: Show<'_>, kept: &KeptReceipt) -> String {
    let facts = facts(show.words, kept).into_iter();
    facts.map(|(what, value)| format!("{what}  {}\n", printable(&value))).collect()
}

/// How many receipts gave what.
#[derive(Default)]
struct Counts {
    same: u64,
    other: u64,
    erased: u64,
    failed: u64,
}

/// Computes receipts again.
pub(crate) fn replay(show: Show<'_>, node: &mut Node, wanted: &Replay, now: Timestamp) -> anyhow::Result<ExitCode> {
    let of_day = wanted.as_of.map(|day| register_of_day(show, node, day, now)).transpose()?;
    let node = &*node;
    // One whose file is gone is named by its whole id.
    let of_id = wanted
        .register
        .as_ref()
        .map(|id| node.register_named(id).or_else(|_| with_progress(show, |on_list| node.register_again(id, on_list))));
    let other = of_day.map_or(of_id.transpose()?, Some);
    let datasets = wanted.manifest.as_deref().map(Datasets::load).transpose()?;
    let audit = node.audit()?;
    let mut replaying = Replaying::new(node, datasets.as_ref().map(Datasets::register));
    let mut counts = Counts::default();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let bar = show.progress(if wanted.all { None } else { Some(wanted.receipts.len() as u64) });
    let mut one = |name: &str, kept: Result<KeptReceipt, Error>| -> anyhow::Result<()> {
        let line = match kept {
            Err(error @ Error::Erased(_)) => {
                counts.erased += 1;
                not_replayed(show, name, &error)
            }
            Err(error) => {
                counts.failed += 1;
                not_replayed(show, name, &error)
            }
            Ok(kept) => {
                let on_list = &mut |list: &str| bar.set_message(list.to_owned());
                match replaying.replay(&kept.receipt, other.as_ref(), on_list) {
                    Err(error) => {
                        counts.failed += 1;
                        not_replayed(show, name, error)
                    }
                    Ok(replayed) => {
                        match replayed {
                            Replayed::Same => counts.same += 1,
                            Replayed::Other(_) | Replayed::Compared(_) => counts.other += 1,
                        }
                        if show.json {
                            answer::replayed(show.words, name, &kept.receipt, &replayed).to_string()
                        } else {
                            format!("{name}  {}", explain::replayed(show.words, &kept.receipt, &replayed))
                        }
                    }
                }
            }
        };
        bar.inc(1);
        bar.suspend(|| writeln!(out, "{line}"))?;
        Ok(())
    };
    if wanted.all {
        audit.each::<anyhow::Error>(1, &mut |event: Stored| {
            let id = event.id.to_string();
            match KeptReceipt::of(event) {
                Ok(None) => {}
                Ok(Some(kept)) => one(&id, Ok(kept))?,
                Err(error) => one(&id, Err(error))?,
            }
            Ok(true)
        })?;
    } else {
        for name in &wanted.receipts {
            one(name, named(node, &audit, name))?;
        }
    }
    bar.finish_and_clear();
    out.flush()?;
    let values = [
        ("same", plain(counts.same)),
        ("other", plain(counts.other)),
        ("erased", plain(counts.erased)),
        ("failed", plain(counts.failed)),
    ];
    eprintln!("{}", show.fill(if other.is_some() { "replayed-elsewhere" } else { "replayed" }, &values));
    // Whoever asks another register may find others there; what was erased was erased on purpose.
    let is_well = counts.failed == 0 && (other.is_some() || counts.other == 0);
    Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn not_replayed(show: Show<'_>, name: &str, error: &Error) -> String {
    if show.json {
        answer::not_replayed(show.words, name, error).to_string()
    } else {
        format!("{name}  {}", explain::message(show.words, error))
    }
}
