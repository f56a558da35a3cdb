//! `dalil serve`: the HTTP API and the console, until a signal ends it.
//!
//! Shape:    the first line on standard error is `listening on URL` whatever the language: scripts wait for it. Another one,
//!           `metrics on URL`, follows where metrics are asked for.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use node::Node;
use server::explain;
use server::http::Options;
use server::serving::{Event, ServeError, run};
use server::tls::{TlsError, TlsFiles};

use crate::show::{Show, tell as say};

const WRONG_USAGE: u8 = 2;

/// Where to listen, who stands in front, and what is told.
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
    /// The certificate to speak TLS with, in PEM, and after it those that lead to its authority; read anew on SIGHUP
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The certificate's private key, in PEM, without a password
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Ask every client for a certificate that one of these authorities signed, in PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    client_ca: Option<PathBuf>,
    /// The most connections open at once [default: 16384, or what the limit of open files leaves room for]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    connections: Option<u32>,
    /// An address of its own for /metrics, in Prometheus' text format
    #[arg(long, value_name = "ADDR")]
    metrics: Option<SocketAddr>,
    /// Write a line of JSON to standard error for each request; never what was asked
    #[arg(long)]
    log: bool,
    /// Answer /mcp, tools for language models: read-only, with the rights of their key
    #[arg(long)]
    mcp: bool,
    /// The most computing for each key or person, in milliseconds a second [default: no limit]
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u32).range(1..))]
    work: Option<u32>,
    /// A file with that text, for a service's credentials
    #[arg(long, env = "DALIL_UPDATE_TOKEN_FILE", conflicts_with = "update_token", value_name = "FILE")]
    update_token_file: Option<PathBuf>,
}

impl Serve {
    fn tls(&self) -> Option<TlsFiles> {
        let (cert, key) = self.tls_cert.clone().zip(self.tls_key.clone())?;
        Some(TlsFiles { cert, key, client_ca: self.client_ca.clone() })
    }
}

/// Serves until a signal ends it.
pub(crate) fn serve(
    show: Show<'_>,
    node: Node,
    asked: &Serve,
    now: Option<jiff::Timestamp>,
) -> Result<ExitCode, node::Error> {
    let fictitious = node.is_fictitious();
    let update_token = match &asked.update_token_file {
        Some(file) => Some(node::secret_of(file)?),
        None => asked.update_token.clone(),
    };
    let options = Options {
        behind_proxy: asked.behind_proxy,
        fictitious,
        now,
        manifest: asked.manifest.clone(),
        update_token,
        tls: asked.tls(),
        most_connections: asked.connections.and_then(|most| usize::try_from(most).ok()),
        metrics: asked.metrics,
        log: asked.log,
        work: asked.work,
        mcp: asked.mcp,
        ..Options::default()
    };
    match run(asked.listen, node, options, &|event| tell(show, &event)) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) => Ok(fail(show, &error)),
    }
}

fn tell(show: Show<'_>, event: &Event) {
    match event {
        Event::Listening { address, over_tls } => {
            let scheme = if *over_tls { "https" } else { "http" };
            say(&format!("listening on {scheme}://{address}"));
        }
        Event::Metrics(address) => say(&format!("metrics on http://{address}/metrics")),
        Event::FirstLink(link) => say(&show.fill("serve-first-link", &[("link", link.clone())])),
        Event::NotRecorded(error) => {
            let cause = explain::message(show.words, error);
            show.warn(&show.fill("serve-not-recorded", &[("cause", cause)]), &explain::hint(show.words, error));
        }
        Event::FewerConnections { most, wanted } => {
            let message =
                show.fill("serve-fewer-connections", &[("most", most.to_string()), ("wanted", wanted.to_string())]);
            show.warn(&message, &show.say("serve-fewer-connections-hint"));
        }
        Event::CertificateRead => say(&show.say("serve-certificate-read")),
        Event::KeptCertificate(error) => {
            let (cause, hint) = tls(show, error);
            show.warn(&show.fill("serve-kept-certificate", &[("cause", cause)]), &hint);
        }
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

/// What is wrong with a file of TLS, and the next step.
fn tls(show: Show<'_>, error: &TlsError) -> (String, String) {
    match error {
        TlsError::Unreadable(error) => (explain::message(show.words, error), explain::hint(show.words, error)),
        TlsError::Wrong { path, fault } => {
            let key = format!("tls-{}", fault.code());
            (show.fill(&key, &[("path", path.display().to_string())]), show.say(&format!("{key}-hint")))
        }
    }
}

fn fail(show: Show<'_>, error: &ServeError) -> ExitCode {
    let (code, message, hint) = match error {
        ServeError::NotLoopback(address) => {
            let message = show.fill("serve-not-loopback", &[("address", address.to_string())]);
            (ExitCode::from(WRONG_USAGE), message, Some(show.say("serve-not-loopback-hint")))
        }
        ServeError::MetricsNotLoopback(address) => {
            let message = show.fill("serve-metrics-not-loopback", &[("address", address.to_string())]);
            (ExitCode::from(WRONG_USAGE), message, Some(show.say("serve-metrics-not-loopback-hint")))
        }
        ServeError::Bind { address, source } => {
            let values = [("address", address.to_string()), ("cause", source.to_string())];
            (ExitCode::FAILURE, show.fill("serve-bind", &values), Some(show.say("serve-bind-hint")))
        }
        ServeError::Tls(error) => {
            let (message, hint) = tls(show, error);
            (ExitCode::FAILURE, message, Some(hint))
        }
        ServeError::Datasets(error) | ServeError::Recording(error) => {
            (ExitCode::FAILURE, explain::message(show.words, error), Some(explain::hint(show.words, error)))
        }
        ServeError::Io(_) => (ExitCode::FAILURE, error.to_string(), None),
    };
    eprintln!("{}: {message}", show.say("error"));
    if let Some(hint) = hint {
        eprintln!("{}: {hint}", show.say("hint"));
    }
    code
}
