//! `dalil health`: whether a server on this machine is ready, for a container's or a service's watch.

use std::io::Write as _;
use std::process::ExitCode;

use node::health::{Health, Local, ask};
use serde_json::json;
use server::words::printable;

use crate::show::Show;

/// So much of an answer is shown.
const SHOWN: usize = 300;

/// Asks once.
pub(crate) fn health(show: Show<'_>, local: &Local) -> anyhow::Result<ExitCode> {
    let health = ask(local);
    let (status, body, cause) = match &health {
        Health::Ready(body) => (Some(200), body.as_str(), None),
        Health::NotReady(status, body) => (Some(*status), body.as_str(), None),
        Health::NoHttp => (None, "", None),
        Health::Unreachable(error) => (None, "", Some(error.to_string())),
    };
    let shown: String = body.chars().take(SHOWN).collect();
    let ready = matches!(health, Health::Ready(_));
    if show.json {
        let line = json!({"ready": ready, "url": local.to_string(), "status": status, "answer": shown, "cause": cause});
        writeln!(std::io::stdout(), "{line}")?;
    }
    let values = [
        ("url", local.to_string()),
        ("status", status.map_or_else(String::new, |status: u16| status.to_string())),
        ("body", printable(&shown.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()),
        ("cause", cause.unwrap_or_default()),
    ];
    let (key, hint) = match health {
        Health::Ready(_) => {
            if !show.json {
                writeln!(std::io::stdout(), "{}", show.fill("health-ready", &values))?;
            }
            return Ok(ExitCode::SUCCESS);
        }
        Health::NotReady(..) => ("health-not-ready", "hint-health-not-ready"),
        Health::NoHttp => ("health-no-http", "hint-health"),
        Health::Unreachable(_) => ("health-unreachable", "hint-health"),
    };
    eprintln!("{}: {}", show.say("error"), show.fill(key, &values));
    eprintln!("{}: {}", show.say("hint"), show.say(hint));
    Ok(ExitCode::FAILURE)
}
