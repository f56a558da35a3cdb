//! `dalil serve`: the HTTP API and the console, until a signal ends it.
//!
//! Shape:    the first line on standard error is `listening on URL` whatever the language: scripts wait for it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use node::Node;
use server::explain;
use server::http::Options;
use server::serving::{Event, ServeError, run};

use crate::show::{Show, tell as say};

const WRONG_USAGE: u8 = 2;

/// Where to listen and who stands in front.
#[derive(clap::Args)]
pub(crate) struct Serve {
    /// The address to listen on; port 0 takes a free one
    #[arg(long, env = "DALIL_LISTEN", value_name = "ADDR", default_value = "127.0.0.1:8470")]
    listen: SocketAddr,
    /// A proxy in front decides who may ask: allows an address that other machines reach, and any Host
    #[arg(long)]
    behind_proxy: bool,
    /// A manifest of datasets to serve beside the lists, in yente's format: YAML or JSON
    #[arg(long, env = "DALIL_MANIFEST", value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// A text with which POST /updatez loads the manifest's datasets anew
    #[arg(long, value_name = "TOKEN")]
    update_token: Option<String>,
    /// A file with that text, for a service's credentials
    #[arg(long, env = "DALIL_UPDATE_TOKEN_FILE", conflicts_with = "update_token", value_name = "FILE")]
    update_token_file: Option<PathBuf>,
}

/// Serves until a signal ends it.
pub(crate) fn serve(
    show: Show<'_>,
    node: Node,
    asked: &Serve,
    now: Option<jiff::Timestamp>,
) -> Result<ExitCode, node::Error> {
    let fictitious = node.is_fictitious();
    let manifest = asked.manifest.clone();
    let update_token = match &asked.update_token_file {
        Some(file) => Some(node::secret_of(file)?),
        None => asked.update_token.clone(),
    };
    let options =
        Options { behind_proxy: asked.behind_proxy, fictitious, now, manifest, update_token, ..Options::default() };
    match run(asked.listen, node, options, &|event| tell(show, &event)) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) => Ok(fail(show, &error)),
    }
}

fn tell(show: Show<'_>, event: &Event) {
    match event {
        Event::Listening(address) => say(&format!("listening on http://{address}")),
        Event::InUse(register) => {
            let id = register.get(..12).unwrap_or_default().to_owned();
            say(&show.fill("serve-in-use", &[("register", id)]));
        }
        Event::KeptOld(error) => {
            let cause = explain::message(show.words, error);
            show.warn(&show.fill("serve-kept-old", &[("cause", cause)]), &explain::hint(show.words, error));
        }
    }
}

fn fail(show: Show<'_>, error: &ServeError) -> ExitCode {
    let (code, message, hint) = match error {
        ServeError::NotLoopback(address) => {
            let message = show.fill("serve-not-loopback", &[("address", address.to_string())]);
            (ExitCode::from(WRONG_USAGE), message, Some("serve-not-loopback-hint"))
        }
        ServeError::Bind { address, source } => {
            let values = [("address", address.to_string()), ("cause", source.to_string())];
            (ExitCode::FAILURE, show.fill("serve-bind", &values), Some("serve-bind-hint"))
        }
        ServeError::Datasets(error) => {
            eprintln!("{}: {}", show.say("error"), explain::message(show.words, error));
            eprintln!("{}: {}", show.say("hint"), explain::hint(show.words, error));
            return ExitCode::FAILURE;
        }
        ServeError::Io(_) => (ExitCode::FAILURE, error.to_string(), None),
    };
    eprintln!("{}: {message}", show.say("error"));
    if let Some(hint) = hint {
        eprintln!("{}: {}", show.say("hint"), show.say(hint));
    }
    code
}
