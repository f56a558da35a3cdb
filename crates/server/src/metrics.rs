//! What the server counts of itself, for a monitor to ask.
//!
//! Source:   Prometheus, "Exposition formats", text format 0.0.4.
//! Shape:    `GET /metrics` on a listener of its own. What is counted is counted as it happens; what is so at the moment (the register,
//!           how old its lists are) is looked up when it is asked.
//! Never:    a name, a number, an address as it was asked, or anything else of a subject. Labels are patterns of addresses, statuses,
//!           ids of registers and lists.
//! Not here: the layer that sees requests (`seen`).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiff::tz::Offset;
use prometheus::core::Collector;
use prometheus::{
    HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry, TEXT_FORMAT,
    TextEncoder,
};
use register::Day;

use crate::caller;
use crate::http::App;

/// The ends of the classes of durations, in seconds: from a tenth of a millisecond to the longest that a request may take.
const SECONDS: [f64; 17] =
    [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0];

/// The label of what has none of its own: an address that is none of the server's, a request whose client went away.
const NONE: &str = "none";

/// What has been counted since the server began.
pub(crate) struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    request_seconds: HistogramVec,
    screenings: HistogramVec,
    /// What waited for its turn in vain.
    pub(crate) refused_turns: IntCounter,
    /// Connections to the API that are open now.
    pub(crate) connections: IntGauge,
    /// Registers that were put in use.
    pub(crate) swaps: IntCounter,
    /// Looks that found a register which cannot be put in use.
    pub(crate) failed_swaps: IntCounter,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let registry = Registry::new();
        let counter = |name, help| in_registry(&registry, IntCounter::new(name, help));
        Self {
            requests: in_registry(
                &registry,
                IntCounterVec::new(
                    Opts::new("dalil_requests_total", "Requests answered, by pattern of the address and by status."),
                    &["route", "status"],
                ),
            ),
            request_seconds: in_registry(
                &registry,
                HistogramVec::new(
                    seconds("dalil_request_duration_seconds", "From a request's head to the end of its answer."),
                    &["route"],
                ),
            ),
            screenings: in_registry(
                &registry,
                HistogramVec::new(
                    seconds(
                        "dalil_screening_duration_seconds",
                        "One subject against the register, without waiting for a turn.",
                    ),
                    &["outcome"],
                ),
            ),
            refused_turns: counter(
                "dalil_refused_turns_total",
                "Screenings and look-ups refused because too much was being screened at once.",
            ),
            connections: in_registry(&registry, IntGauge::new("dalil_connections_open", "Connections open now.")),
            swaps: counter("dalil_register_swaps_total", "Registers put in use, the first one too."),
            failed_swaps: counter(
                "dalil_register_swaps_failed_total",
                "Looks, one a second, that found a register which could not be put in use.",
            ),
            registry,
        }
    }

    /// Counts a request that has ended; the pattern of its address and its status, where it has them.
    pub(crate) fn answered(&self, route: Option<&str>, status: Option<StatusCode>, begun: Instant) {
        let (route, status) = (route.unwrap_or(NONE), status.as_ref().map_or(NONE, StatusCode::as_str));
        self.requests.with_label_values(&[route, status]).inc();
        self.request_seconds.with_label_values(&[route]).observe(begun.elapsed().as_secs_f64());
    }

    /// Counts a screening that has ended, and whether the subject was screened.
    pub(crate) fn screened(&self, is_screened: bool, begun: Instant) {
        let outcome = if is_screened { "screened" } else { "not_screened" };
        self.screenings.with_label_values(&[outcome]).observe(begun.elapsed().as_secs_f64());
    }

    /// What has been counted, and what is so now.
    fn text(&self, app: &App) -> String {
        let mut families = self.registry.gather();
        families.extend(now(app).gather());
        // Names and labels are this file's own, so that nothing can be wrong with them.
        TextEncoder::new().encode_to_string(&families).unwrap_or_default()
    }
}

/// What is so at this moment.
fn now(app: &App) -> Registry {
    let registry = Registry::new();
    let gauges = |name, help, labels: &[&str]| in_registry(&registry, IntGaugeVec::new(Opts::new(name, help), labels));
    let Some(register) = app.register() else { return registry };
    gauges("dalil_register_info", "The register in use and the engine that answers from it.", &["register", "engine"])
        .with_label_values(&[register.id(), env!("CARGO_PKG_VERSION")])
        .set(1);
    gauges("dalil_register_behind", "Whether editions were taken in since the register was built.", &[])
        .with_label_values::<&str>(&[])
        .set(app.is_behind().into());
    gauges("dalil_entities", "Entities of the register in use.", &[])
        .with_label_values::<&str>(&[])
        .set(i64::try_from(register.index().len()).unwrap_or(i64::MAX));
    let mut newest: BTreeMap<&str, Day> = BTreeMap::new();
    for edition in register.editions() {
        let day = newest.entry(&edition.list).or_insert(edition.published);
        *day = edition.published.max(*day);
    }
    let ages =
        gauges("dalil_list_age_seconds", "Since the day on which a list's newest edition was published.", &["list"]);
    for (list, day) in newest {
        // A day that cannot be a moment is none that a publisher has printed.
        let Ok(published) = Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)) else { continue };
        ages.with_label_values(&[list]).set(app.now().duration_since(published).as_secs().max(0));
    }
    registry
}

fn seconds(name: &str, help: &str) -> HistogramOpts {
    HistogramOpts::new(name, help).buckets(SECONDS.to_vec())
}

/// A collector that the registry asks from now on.
fn in_registry<C: Collector + Clone + 'static>(registry: &Registry, collector: prometheus::Result<C>) -> C {
    let collector = collector.expect("names and labels of this file have the form they must have");
    registry.register(Box::new(collector.clone())).expect("each name stands once in this file");
    collector
}

/// The address of the metrics' own listener.
pub(crate) fn router(app: Arc<App>) -> Router {
    Router::new().route("/metrics", get(answer)).with_state(app)
}

async fn answer(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Response {
    if caller::check(&app.options, &uri, &headers).is_err() {
        return StatusCode::FORBIDDEN.into_response();
    }
    let media_type = format!("{TEXT_FORMAT}; charset=utf-8");
    ([(header::CONTENT_TYPE, media_type)], app.metrics.text(&app)).into_response()
}
