//! `dalil build`, `dalil rollback` and `dalil keys`: which register is in use, and what signs it.

use std::io::Write as _;
use std::process::ExitCode;

use jiff::Timestamp;
use node::Node;
use serde_json::json;
use server::explain::plain;

use crate::show::Show;

/// Builds a register file from every edition held and puts it in use.
pub(crate) fn build(show: Show<'_>, node: &mut Node, now: Timestamp) -> anyhow::Result<ExitCode> {
    let bar = show.progress(None);
    let built = node.build(now, &mut |list| {
        bar.set_message(list.to_owned());
        bar.tick();
    });
    bar.finish_and_clear();
    let built = built?;
    let mut out = std::io::stdout().lock();
    if show.json {
        let line = json!({
            "register": built.register, "entities": built.entities, "standing": built.standing, "bytes": built.bytes,
            "changed": built.changed,
        });
        writeln!(out, "{line}")?;
    } else {
        let values = [
            ("register", built.register.clone()),
            ("entities", plain(built.entities as u64)),
            ("standing", plain(built.standing as u64)),
        ];
        writeln!(out, "{}", show.fill(if built.changed { "built" } else { "built-same" }, &values))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Puts the register built before the one in use back in use.
pub(crate) fn rollback(show: Show<'_>, node: &mut Node) -> anyhow::Result<ExitCode> {
    let build = node.rollback()?;
    let mut out = std::io::stdout().lock();
    if show.json {
        writeln!(out, "{}", json!({"register": build.register, "built": build.built}))?;
    } else {
        writeln!(out, "{}", show.fill("rolled-back", &[("register", build.register), ("built", build.built)]))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Shows the key that signs what the folder builds; its secret stays in its file.
pub(crate) fn keys(show: Show<'_>, node: &Node) -> anyhow::Result<ExitCode> {
    let Some(key) = node.public_key()? else {
        eprintln!("{}", show.say("keys-none"));
        return Ok(ExitCode::SUCCESS);
    };
    let mut out = std::io::stdout().lock();
    if show.json {
        writeln!(out, "{}", json!({"name": key.name(), "public_key": key.line(), "secret_key_file": node.key_path()}))?;
    } else {
        writeln!(out, "{}", key.line())?;
        eprintln!("{}", show.fill("keys-secret", &[("path", node.key_path().display().to_string())]));
    }
    Ok(ExitCode::SUCCESS)
}
