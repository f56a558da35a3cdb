//! Connections: how many are open at once, over TLS or not, and how long each may keep the server waiting.
//!
//! Shape:    at the limit nobody is taken any more: who comes then waits in the operating system's queue until another one ends.
//!           A connection that says nothing holds its place until the time for a head is over, and a client that does not take
//!           its answer until the time for a request is.
//! Time:     is measured by a clock that only goes forward; a change of the date ends nothing early and keeps nothing open.
//! Not here: what is answered (`http`), what a certificate must be (`tls`).

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::serve::Listener;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use prometheus::IntGauge;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::time::Sleep;

use crate::http::Limits;
use crate::tls::Tls;

/// The most connections open at once, where the limit of open files allows as many.
pub(crate) const MAX_CONNECTIONS: usize = 16_384;

/// Files that are open beside connections: the store, the registers, what the program itself runs on.
const FILES_BESIDE: usize = 128;

/// The longest head of a request that is held in memory, with its address.
const MAX_HEAD: usize = 128 << 10;

/// How many connections may be open at once, of those wanted: as many as the limit of open files leaves room for.
pub(crate) fn room(wanted: usize) -> usize {
    let files = u64::try_from(wanted.saturating_add(FILES_BESIDE)).unwrap_or(u64::MAX);
    let allowed = node::open_files(files).map_or(usize::MAX, |files| usize::try_from(files).unwrap_or(usize::MAX));
    wanted.min(allowed.saturating_sub(FILES_BESIDE)).max(1)
}

/// How connections are taken.
pub(crate) struct Door {
    /// The most at once.
    pub(crate) most: usize,
    /// How long each may take.
    pub(crate) limits: Limits,
    /// How TLS is spoken, where it is.
    pub(crate) tls: Option<Arc<Tls>>,
    /// How many are open now.
    pub(crate) open: IntGauge,
}

/// Answers every connection until told to stop, then waits for the requests under way.
pub(crate) async fn answer(mut listener: TcpListener, router: Router, door: Door, mut stop: watch::Receiver<bool>) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(door.limits.head).max_buf_size(MAX_HEAD);
    let (places, open) = (Arc::new(Semaphore::new(door.most)), GracefulShutdown::new());
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, Listener::accept(&mut listener).await.0)
        };
        let (place, stream) = tokio::select! {
            next = next => next,
            () = stopped(&mut stop) => break,
        };
        // An answer goes out as soon as it is there.
        let _ = stream.set_nodelay(true);
        let connection = Connection { http: http.clone(), router: router.clone(), watcher: open.watcher() };
        let stream = Patient::new(stream, door.limits.request);
        let (tls, head, counted) = (door.tls.clone(), door.limits.head, Counted::of(&door.open));
        let mut stop = stop.clone();
        tokio::spawn(async move {
            let _held = (place, counted);
            let Some(tls) = tls else { return connection.serve(stream).await };
            let shaken = tokio::select! {
                shaken = tokio::time::timeout(head, tls.acceptor().accept(stream)) => shaken,
                () = stopped(&mut stop) => return,
            };
            // Who does not speak TLS, or not in time, or shows no certificate where one is asked for, is not answered.
            if let Ok(Ok(stream)) = shaken {
                connection.serve(stream).await;
            }
        });
    }
    drop(listener);
    open.shutdown().await;
}

/// Waits for the signal to stop. Its sender lives as long as the process: that it is gone would mean the same.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

/// A connection that was taken, and what answers it.
struct Connection {
    http: http1::Builder,
    router: Router,
    watcher: Watcher,
}

impl Connection {
    async fn serve(self, stream: impl AsyncRead + AsyncWrite + Unpin + 'static) {
        let connection = self.http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(self.router));
        // What ends a connection early is the client's doing.
        let _ = self.watcher.watch(connection).await;
    }
}

/// One more while it lasts.
struct Counted(IntGauge);

impl Counted {
    fn of(gauge: &IntGauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// A stream whose other end takes what is written to it within a time, or is let go of.
struct Patient<S> {
    stream: S,
    patience: Duration,
    /// Set while the other end takes nothing.
    until: Option<Pin<Box<Sleep>>>,
}

impl<S> Patient<S> {
    fn new(stream: S, patience: Duration) -> Self {
        Self { stream, patience, until: None }
    }

    /// What came of writing; an error once that has waited too long.
    fn waited<T>(&mut self, written: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.until = None;
            return written;
        }
        let patience = self.patience;
        let until = self.until.get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
        ready!(until.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.waited(written, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.waited(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.waited(flushed, context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let ended = Pin::new(&mut self.stream).poll_shutdown(context);
        self.waited(ended, context)
    }
}
