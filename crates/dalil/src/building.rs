//! `dalil build`, `dalil rollback` and `dalil keys`: which register is in use, and what signs it.

use std::io::Write as _;
use std::process::ExitCode;

use jiff::Timestamp;
use node::{Built, Error, Node, RolledBack};
use register::Day;
use serde_json::json;
use server::explain::{self, plain};

use crate::show::Show;

/// Builds a register file from every edition held and puts it in use.
pub(crate) fn build(show: Show<'_>, node: &mut Node, now: Timestamp) -> anyhow::Result<ExitCode> {
    let built = with_progress(show, |on_list| node.build(now, on_list))?;
    show_built(show, &built, None, if built.changed { "built" } else { "built-same" })
}

/// Builds a register file of what was known on a day, and puts it in use where that is asked.
pub(crate) fn build_as_of(
    show: Show<'_>,
    node: &mut Node,
    day: Day,
    use_it: bool,
    now: Timestamp,
) -> anyhow::Result<ExitCode> {
    warn_of_day_to_come(show, day, now);
    let built = with_progress(show, |on_list| node.build_as_of(day, use_it, now, on_list))?;
    show_built(show, &built, Some(day), if built.in_use { "built-as-of-in-use" } else { "built-as-of" })
}

pub(crate) fn warn_of_day_to_come(show: Show<'_>, day: Day, now: Timestamp) {
    if day > crate::asking::day_of(now) {
        show.warn(&show.say("as-of-to-come"), &show.say("hint-as-of-to-come"));
    }
}

/// Builds, with a bar that names the list being read.
pub(crate) fn with_progress<T>(
    show: Show<'_>,
    build: impl FnOnce(&mut dyn FnMut(&str)) -> Result<T, Error>,
) -> Result<T, Error> {
    let bar = show.progress(None);
    let built = build(&mut |list| {
        bar.set_message(list.to_owned());
        bar.tick();
    });
    bar.finish_and_clear();
    built
}

fn show_built(show: Show<'_>, built: &Built, day: Option<Day>, key: &str) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    let day = day.map(|day| day.to_string());
    if show.json {
        let line = json!({
            "register": built.register, "entities": built.entities, "standing": built.standing, "bytes": built.bytes,
            "changed": built.changed, "as_of": day, "in_use": built.in_use,
        });
        writeln!(out, "{line}")?;
    } else {
        let values = [
            ("register", built.register.clone()),
            ("entities", plain(built.entities as u64)),
            ("standing", plain(built.standing as u64)),
            ("day", day.unwrap_or_default()),
        ];
        writeln!(out, "{}", show.fill(key, &values))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Puts the register built before the one in use back in use.
pub(crate) fn rollback(show: Show<'_>, node: &mut Node) -> anyhow::Result<ExitCode> {
    let RolledBack { build, passed_over } = node.rollback()?;
    for (register, error) in &passed_over {
        let values = [("register", register.clone()), ("cause", explain::message(show.words, error))];
        show.warn(&show.fill("passed-over", &values), &show.say("hint-passed-over"));
    }
    let mut out = std::io::stdout().lock();
    if show.json {
        let passed_over: Vec<_> = passed_over.iter().map(|(register, _)| register).collect();
        writeln!(out, "{}", json!({"register": build.register, "built": build.built, "passed_over": passed_over}))?;
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
