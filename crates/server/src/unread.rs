//! Bodies of requests that are refused: a connection goes on after its answer only where what was sent has been read.
//!
//! Why:      what is left of a body on a connection cannot be told from the next request. It would be closed under a client that
//!           takes it for open and asks on it again.
//! Limits:   a body of 64 KiB is read for nothing, no longer than a request's head is waited for; beyond that the connection ends, and the answer says so.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use futures_util::{StreamExt as _, stream};

use crate::http::MAX_BODY;

/// Tells whether a request's body was read to its end.
pub(crate) struct Watch(Arc<AtomicBool>);

impl Watch {
    /// Watches the body of a request.
    pub(crate) fn of(request: Request) -> (Self, Request) {
        let watch = Self(Arc::new(AtomicBool::new(request.body().is_end_stream())));
        if watch.is_read() {
            return (watch, request);
        }
        let (parts, body) = request.into_parts();
        let read = Arc::clone(&watch.0);
        let end = stream::poll_fn(move |_| {
            read.store(true, Ordering::Relaxed);
            std::task::Poll::Ready(None)
        });
        let body = Body::from_stream(body.into_data_stream().chain(end));
        (watch, Request::from_parts(parts, body))
    }

    fn is_read(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Reads a body that nobody needs, within bounds.
    pub(crate) async fn read(&self, body: Body, patience: Duration) {
        if !self.is_read() {
            // What came of it is seen by the watch.
            let _ = tokio::time::timeout(patience, to_bytes(body, MAX_BODY)).await;
        }
    }

    /// Says of a refusal that the connection ends with it, where the body was not read.
    pub(crate) fn mark(&self, response: &mut Response) {
        if !self.is_read() {
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
    }
}
