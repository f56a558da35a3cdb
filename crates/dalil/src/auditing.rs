//! `dalil audit`: whether the log is whole, what stands in it, and erasing what is personal of it.
//!
//! Shape:    `verify` ends with exit code 1 where something is wrong. `export` writes the lines as they stand, so that whoever has them can follow
//!           the chain; what is personal is readable in them only where that is asked.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use node::audit::{EventId, Personal, Stored, Verified};
use node::{Error, Node, Output};
use serde_json::json;
use server::explain::{self, plain};

use crate::screen::local;
use crate::show::Show;

#[derive(Subcommand)]
pub(crate) enum Asked {
    /// Check the whole log: its chain, its seals, and that what is unreadable was erased
    Verify,
    /// Write the log's lines as they stand, or with what is personal of them
    Export(Export),
    /// Erase what is personal of events for good; the log says who did so and why
    Erase(Erase),
}

#[derive(Args)]
pub(crate) struct Export {
    /// From this event on, by number
    #[arg(long, value_name = "N", default_value_t = 1)]
    from: u64,
    /// With what is personal of each, decrypted
    #[arg(long)]
    personal: bool,
    /// Where it goes; the file is there once all is written [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Erase {
    /// Ids of events
    #[arg(required_unless_present = "subject", value_name = "EVENT")]
    events: Vec<String>,
    /// All screenings of the subject whom the asker gave this id
    #[arg(long, value_name = "ID", conflicts_with = "events")]
    subject: Option<String>,
    /// Why, as in "request 12, granted"
    #[arg(long, value_name = "TEXT", value_parser = crate::reason)]
    reason: String,
}

/// Answers.
pub(crate) fn audit(show: Show<'_>, node: &Node, asked: &Asked, now: Timestamp) -> anyhow::Result<ExitCode> {
    match asked {
        Asked::Verify => verify(show, node),
        Asked::Export(export) => write(show, node, export),
        Asked::Erase(erase) => self::erase(show, node, erase, now),
    }
}

fn verify(show: Show<'_>, node: &Node) -> anyhow::Result<ExitCode> {
    let audit = node.audit()?;
    let bar = show.progress(Some(audit.len()));
    let found = audit.verify(node.public_key()?.as_ref(), &mut |events| bar.set_position(events))?;
    bar.finish_and_clear();
    let is_whole = found.is_whole();
    let Verified { events, segments, sealed, erased, last, broken } = found;
    let mut out = std::io::stdout().lock();
    if show.json {
        let broken: Vec<_> = broken
            .iter()
            .map(|broken| json!({"code": broken.kind.code(), "event": broken.event, "text": explain::broken(show.words, broken)}))
            .collect();
        let line = json!({
            "events": events, "segments": segments, "sealed": sealed, "erased": erased, "last_sha256": last, "broken": broken,
        });
        writeln!(out, "{line}")?;
    } else {
        for broken in &broken {
            writeln!(out, "{}", explain::broken(show.words, broken))?;
        }
        let values = [
            ("events", plain(events)),
            ("segments", plain(segments)),
            ("sealed", plain(sealed)),
            ("erased", plain(erased)),
            ("last", last),
        ];
        writeln!(out, "{}", show.fill(if is_whole { "audit-whole" } else { "audit-not-whole" }, &values))?;
    }
    if !is_whole {
        eprintln!("{}: {}", show.say("hint"), show.say("hint-audit-not-whole"));
    }
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn write(show: Show<'_>, node: &Node, asked: &Export) -> anyhow::Result<ExitCode> {
    let audit = node.audit()?;
    match &asked.out {
        Some(path) => {
            let bar = show.progress(Some(audit.len()));
            let mut out = Output::create(path)?;
            lines(&audit, asked, &mut out, &mut |n| bar.set_position(n))?;
            out.finish()?;
            bar.finish_and_clear();
        }
        None => lines(&audit, asked, &mut std::io::BufWriter::new(std::io::stdout().lock()), &mut |_| {})?,
    }
    Ok(ExitCode::SUCCESS)
}

fn lines(
    audit: &node::audit::Audit,
    asked: &Export,
    out: &mut dyn std::io::Write,
    on_event: &mut dyn FnMut(u64),
) -> anyhow::Result<()> {
    audit.each::<anyhow::Error>(asked.from, &mut |event| {
        on_event(event.id.n);
        let line = if asked.personal { readable(&event).to_string() } else { event.line };
        writeln!(out, "{line}")?;
        Ok(true)
    })?;
    Ok(out.flush()?)
}

/// An event with what is personal of it, where that was not erased.
fn readable(event: &Stored) -> serde_json::Value {
    let Stored { id, at, kind, actor, facts, personal, .. } = event;
    let state = match personal {
        Personal::None | Personal::Told(_) => None,
        Personal::Erased => Some("erased"),
        Personal::Unreadable => Some("unreadable"),
    };
    let told = if let Personal::Told(told) = personal { Some(told) } else { None };
    json!({
        "id": id.to_string(), "at": at, "kind": kind, "by": actor.by, "purpose": actor.purpose, "facts": facts,
        "personal": told, "personal_state": state,
    })
}

fn erase(show: Show<'_>, node: &Node, asked: &Erase, now: Timestamp) -> anyhow::Result<ExitCode> {
    let audit = node.audit()?;
    let mut events = Vec::new();
    for id in &asked.events {
        let unknown = || Error::NoEvent(id.clone());
        events.push(audit.event(id.parse::<EventId>().map_err(|()| unknown())?)?.id.n);
    }
    if let Some(subject) = &asked.subject {
        audit.each::<Error>(1, &mut |event| {
            let is_of = matches!(&event.personal, Personal::Told(told) if told["subject"] == subject.as_str());
            events.extend(is_of.then_some(event.id.n));
            Ok(true)
        })?;
        if events.is_empty() {
            return Err(Error::NotFound(subject.clone()).into());
        }
    }
    audit.erase(&events, &local(), &asked.reason, now)?;
    let mut out = std::io::stdout().lock();
    if show.json {
        writeln!(out, "{}", json!({"erased": events}))?;
    } else {
        writeln!(out, "{}", show.words.say("audit-erased", &[("count", (events.len() as u64).into())]))?;
    }
    eprintln!("{}: {}", show.say("hint"), show.say("hint-audit-erased"));
    Ok(ExitCode::SUCCESS)
}
