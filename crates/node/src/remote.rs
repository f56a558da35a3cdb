//! Asking another server over HTTP.
//!
//! Shape:    JSON out and in, one request after another. A server that is busy (429, 503) is asked again, after as long as it says and
//!           within bounds.
//! Rules:    what is asked goes to the address given and nowhere else: redirects are not followed, no proxy of the environment is used and
//!           nothing is kept between requests but the connection. Certificates are those that this machine trusts.
//! Fails:    a [`RemoteFault`] for each request; an answer that is too long or too late is none.
//! Not here: what is asked and what an answer means (`server::parallel`).

use std::io::Read as _;
use std::time::Duration;

use serde_json::Value;
use ureq::http::Response;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body};

/// The longest answer.
const MAX_ANSWER: u64 = 64 << 20;

/// So much of what a server says of a failure is told.
const TOLD: usize = 200;

/// How long another server is waited for, and how often it is asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For the connection.
    pub connect: Duration,
    /// For an answer in all.
    pub answer: Duration,
    /// How often a request is sent again to one that is busy.
    pub again: u32,
    /// The longest that is waited before it is, whatever the server says; and how long, times two each time, where it says nothing.
    pub longest_wait: Duration,
    /// The first wait where the server says nothing.
    pub first_wait: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { connect: seconds(10), answer: seconds(120), again: 5, longest_wait: seconds(60), first_wait: seconds(1) }
    }
}

/// Another server.
pub struct Remote {
    agent: Agent,
    base: String,
    key: Option<String>,
    patience: Patience,
}

/// Why a request has no answer. Codes are stable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RemoteFault {
    /// Nobody answers at the address, or the connection broke.
    Unreachable(String),
    /// It took longer than it may.
    TooSlow,
    /// The server refused, as it said; a 429 or 503 also after it was asked again.
    Status {
        /// The status.
        status: u16,
        /// What it said, cut short.
        said: String,
    },
    /// The answer is longer than it may be.
    TooLong,
    /// The answer is no JSON.
    NotJson(String),
}

impl RemoteFault {
    /// Every code, in order.
    pub const CODES: &[&str] = &["unreachable", "too-slow", "refused-by-server", "answer-too-long", "not-json"];

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => "unreachable",
            Self::TooSlow => "too-slow",
            Self::Status { .. } => "refused-by-server",
            Self::TooLong => "answer-too-long",
            Self::NotJson(_) => "not-json",
        }
    }

    /// What was said of it by the server or the operating system.
    pub fn detail(&self) -> String {
        match self {
            Self::Unreachable(cause) | Self::NotJson(cause) => cause.clone(),
            Self::Status { status, said } if said.is_empty() => status.to_string(),
            Self::Status { status, said } => format!("{status} {said}"),
            Self::TooSlow | Self::TooLong => String::new(),
        }
    }
}

impl Remote {
    /// A server at `http://…` or `https://…`, asked with a key where one is given; `None` where the address is none.
    pub fn new(address: &str, key: Option<&str>, patience: Patience) -> Option<Self> {
        let base = address.trim().trim_end_matches('/').to_owned();
        let uri: ureq::http::Uri = base.parse().ok()?;
        // A name and a password in an address would be sent and shown.
        let is_plain = uri.query().is_none() && !uri.authority()?.as_str().contains('@');
        if !matches!(uri.scheme_str(), Some("http" | "https")) || !is_plain {
            return None;
        }
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .timeout_connect(Some(patience.connect))
            .timeout_global(Some(patience.answer))
            .tls_config(tls)
            .user_agent(concat!("dalil/", env!("CARGO_PKG_VERSION")))
            .build()
            .new_agent();
        let key = key.map(str::trim).filter(|key| !key.is_empty()).map(str::to_owned);
        Some(Self { agent, base, key, patience })
    }

    /// The address.
    pub fn address(&self) -> &str {
        &self.base
    }

    /// Whether what is asked can be read on its way: it leaves this machine and is not encrypted.
    pub fn is_in_clear(&self) -> bool {
        let host = self.base.strip_prefix("http://").map(|rest| rest.split('/').next().unwrap_or_default());
        let is_here = |host: &str| {
            let name = host.rsplit_once(':').map_or(host, |(name, port)| if port.ends_with(']') { host } else { name });
            let address = name.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
            name == "localhost" || address.is_ok_and(|address| address.is_loopback())
        };
        host.is_some_and(|host| !is_here(host))
    }

    /// Sends JSON and gives the answer's; `on_wait` is called with how long is waited before it is sent again.
    ///
    /// # Errors
    /// There is no answer, or none that is JSON with a status of success.
    pub fn post(&self, path: &str, body: &Value, on_wait: &mut dyn FnMut(Duration)) -> Result<Value, RemoteFault> {
        let (address, body) = (format!("{}{path}", self.base), body.to_string());
        let mut asked = 0;
        loop {
            let mut request = self.agent.post(&address).header("content-type", "application/json");
            if let Some(key) = &self.key {
                request = request.header("authorization", format!("ApiKey {key}"));
            }
            let response = request.send(body.as_str()).map_err(|error| fault(&error))?;
            let status = response.status().as_u16();
            if matches!(status, 429 | 503) && asked < self.patience.again {
                let wait = self.wait(&response, asked);
                asked += 1;
                on_wait(wait);
                std::thread::sleep(wait);
                continue;
            }
            return answer(status, response);
        }
    }

    /// How long is waited: as long as the server says, else the longer the more often it was asked; within bounds.
    fn wait(&self, response: &Response<Body>, asked: u32) -> Duration {
        let said = response.headers().get("retry-after").and_then(|value| value.to_str().ok());
        let seconds = said.and_then(|text| text.trim().parse().ok()).map(Duration::from_secs);
        let own = self.patience.first_wait.saturating_mul(2_u32.saturating_pow(asked));
        seconds.unwrap_or(own).min(self.patience.longest_wait)
    }
}

fn answer(status: u16, response: Response<Body>) -> Result<Value, RemoteFault> {
    let mut bytes = Vec::new();
    let read = response.into_body().into_reader().take(MAX_ANSWER + 1).read_to_end(&mut bytes);
    if !(200..300).contains(&status) {
        // What it says may be cut off: the status is enough.
        return Err(RemoteFault::Status { status, said: said(&bytes) });
    }
    read.map_err(|error| of_reading(&error))?;
    if bytes.len() as u64 > MAX_ANSWER {
        return Err(RemoteFault::TooLong);
    }
    serde_json::from_slice(&bytes).map_err(|error| RemoteFault::NotJson(error.to_string()))
}

/// What a server says of a failure, in one line: the member `detail` of its JSON, or the beginning of its text.
fn said(bytes: &[u8]) -> String {
    let detail = serde_json::from_slice::<Value>(bytes).ok().and_then(|told| match told.get("detail")? {
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    });
    let text = detail.unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned());
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().filter(|c| !c.is_control()).take(TOLD).collect()
}

fn fault(error: &ureq::Error) -> RemoteFault {
    match error {
        ureq::Error::Timeout(_) => RemoteFault::TooSlow,
        ureq::Error::Io(error) => of_reading(error),
        other => RemoteFault::Unreachable(other.to_string()),
    }
}

fn of_reading(error: &std::io::Error) -> RemoteFault {
    let is_timeout = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<ureq::Error>())
        .is_some_and(|error| matches!(error, ureq::Error::Timeout(_)));
    if is_timeout || error.kind() == std::io::ErrorKind::TimedOut {
        RemoteFault::TooSlow
    } else {
        RemoteFault::Unreachable(error.to_string())
    }
}
