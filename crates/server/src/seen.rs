//! What is seen of each request, to be counted and, where that is asked for, told in the log.
//!
//! Shape:    one layer outside all others. A request has ended when its answer's last byte is handed over, or when its client is gone.
//! Not here: what is counted (`metrics`), how a line looks (`log`).

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use hyper::body::{Frame, SizeHint};
use jiff::Timestamp;

use crate::http::{App, REGISTER};
use crate::log::Line;
use crate::trace::TraceId;

/// How much of a register's id tells it from others.
const SHORT: usize = 12;

/// The layer.
pub(crate) async fn see(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut seen = Seen {
        begun: Instant::now(),
        at: app.now(),
        method: known(request.method()),
        route: request.extensions().get::<MatchedPath>().cloned(),
        answer: None,
        bytes: 0,
        app,
    };
    let response = next.run(request).await;
    let register = response.headers().get(&REGISTER).and_then(|id| id.to_str().ok()?.get(..SHORT)).map(str::to_owned);
    seen.answer = Some(Answer { status: response.status(), id: response.extensions().get().cloned(), register });
    response.map(|body| Body::new(SeenBody { body, seen }))
}

/// A method by its own name: one that is not known may be any text.
fn known(method: &Method) -> &'static str {
    let all = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS];
    let names = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    all.iter().zip(names).find(|(one, _)| *one == method).map_or("other", |(_, name)| name)
}

/// A request that is under way; told when it is dropped, however it ends.
struct Seen {
    app: Arc<App>,
    begun: Instant,
    at: Timestamp,
    method: &'static str,
    route: Option<MatchedPath>,
    answer: Option<Answer>,
    bytes: u64,
}

struct Answer {
    status: StatusCode,
    id: Option<TraceId>,
    register: Option<String>,
}

impl Drop for Seen {
    fn drop(&mut self) {
        let route = self.route.as_ref().map(MatchedPath::as_str);
        let answer = self.answer.as_ref();
        let status = answer.map(|answer| answer.status);
        self.app.metrics.answered(route, status, self.begun);
        let Some(log) = &self.app.log else { return };
        log.tell(&Line {
            time: format!("{:.3}", self.at),
            request: answer.and_then(|answer| answer.id.as_ref()).map(TraceId::as_str),
            method: self.method,
            route,
            status: status.map(|status| status.as_u16()),
            ms: (self.begun.elapsed().as_secs_f64() * 1e6).round() / 1e3,
            bytes: self.bytes,
            register: answer.and_then(|answer| answer.register.as_deref()),
        });
    }
}

/// An answer's body, counted as it goes out.
struct SeenBody {
    body: Body,
    seen: Seen,
}

impl HttpBody for SeenBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &polled {
            self.seen.bytes += frame.data_ref().map_or(0, |data| data.len() as u64);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
