//! `dalil backup` and `dalil restore`: what a data folder holds, kept elsewhere and put back.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use indicatif::{BinaryBytes, ProgressBar, ProgressStyle};
use jiff::Timestamp;
use node::Node;
use node::backup::{self, BackedUp, Restored, Secrets};
use serde_json::json;
use server::explain::{self, plain};

use crate::show::Show;

/// Copies everything that cannot be made again into a folder.
pub(crate) fn back_up(
    show: Show<'_>,
    node: &Node,
    to: &Path,
    secrets: Secrets,
    now: Timestamp,
) -> anyhow::Result<ExitCode> {
    let bar = bytes_bar(show, "{spinner} {elapsed} {binary_bytes}");
    // The store is copied in one step, which tells nothing of how far it is.
    bar.enable_steady_tick(Duration::from_millis(200));
    let made = node.back_up(to, secrets, now, &mut |bytes| bar.inc(bytes));
    bar.finish_and_clear();
    let BackedUp { files, bytes, editions, register, register_left_out, unknown } = made?;
    let mut out = std::io::stdout().lock();
    if show.json {
        let left_out = register_left_out.as_ref().map(|error| explain::problem_json(show.words, error));
        let line = json!({
            "backup": to, "files": files, "bytes": bytes, "editions": editions, "register": register,
            "register_left_out": left_out, "unknown": unknown, "secret_key": secrets == Secrets::Included,
        });
        writeln!(out, "{line}")?;
    } else {
        let key = if register.is_some() { "backed-up" } else { "backed-up-no-register" };
        let values = [
            ("path", to.display().to_string()),
            ("files", plain(files as u64)),
            ("size", BinaryBytes(bytes).to_string()),
            ("editions", plain(editions as u64)),
            ("register", register.unwrap_or_default()),
        ];
        writeln!(out, "{}", show.fill(key, &values))?;
        eprintln!("{}: {}", show.say("hint"), show.fill("hint-backed-up", &values));
    }
    if let Some(error) = &register_left_out {
        let values = [("cause", explain::message(show.words, error))];
        show.warn(&show.fill("backup-register-left-out", &values), &explain::hint(show.words, error));
    }
    if !unknown.is_empty() {
        let values = [("what", unknown.join(", "))];
        show.warn(&show.fill("backup-unknown", &values), &show.say("hint-backup-unknown"));
    }
    if secrets == Secrets::Included {
        show.warn(&show.say("backup-secrets"), &show.say("hint-backup-secrets"));
    }
    Ok(ExitCode::SUCCESS)
}

/// Checks a backup and writes nothing.
pub(crate) fn verify(show: Show<'_>, from: &Path) -> anyhow::Result<ExitCode> {
    let checked = with_bar(show, |on_bytes| backup::verify(from, on_bytes))?;
    tell(show, from, &checked, "backup-verified")
}

/// Checks a backup and makes a data folder of it.
pub(crate) fn restore(show: Show<'_>, from: &Path, data: &Path) -> anyhow::Result<ExitCode> {
    let restored = with_bar(show, |on_bytes| backup::restore(from, data, on_bytes))?;
    let ended = tell(show, data, &restored, "restored")?;
    let next =
        if restored.secret_key || restored.register.is_none() { "hint-restored" } else { "hint-restored-no-key" };
    eprintln!("{}: {}", show.say("hint"), show.say(next));
    Ok(ended)
}

fn tell(show: Show<'_>, path: &Path, restored: &Restored, key: &str) -> anyhow::Result<ExitCode> {
    let Restored { made, engine, files, bytes, register, secret_key } = restored;
    let mut out = std::io::stdout().lock();
    if show.json {
        let data = (key == "restored").then_some(path);
        let line = json!({
            "restored": data, "made": made, "engine": engine, "files": files, "bytes": bytes, "register": register,
            "secret_key": secret_key,
        });
        writeln!(out, "{line}")?;
    } else {
        let values = [
            ("path", path.display().to_string()),
            ("made", made.clone()),
            ("engine", engine.clone()),
            ("files", plain(*files as u64)),
            ("size", BinaryBytes(*bytes).to_string()),
        ];
        writeln!(out, "{}", show.fill(key, &values))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Does what takes long with a bar of the bytes done.
fn with_bar<T>(show: Show<'_>, work: impl FnOnce(&mut dyn FnMut(u64, u64)) -> T) -> T {
    let bar = bytes_bar(show, "{bar:30} {binary_bytes}/{binary_total_bytes}");
    let done = work(&mut |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    done
}

fn bytes_bar(show: Show<'_>, style: &str) -> ProgressBar {
    let bar = show.progress(None);
    match ProgressStyle::with_template(style) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
