//! A line of JSON for each request, for those who keep logs.
//!
//! Shape:    `{"time","request","method","route","status","ms","bytes","register"}`, on standard error; `request` is the id of the trace,
//!           `route` the pattern of the address.
//! Never:    a name, an address as it was asked, a query string, a key.
//! Fails:    nobody who asks waits for whoever reads the log: lines that there is no room for are left out, and `{"lost":n}` says how many.
//! Why:      the line is written here and not by a logging framework, so that what it can hold is what stands in one struct.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use serde::Serialize;

/// Lines that wait to be written.
const WAITING: usize = 8_192;

/// Lines written at once.
const AT_ONCE: usize = 256;

/// How long the last lines are waited for when the server ends.
const PATIENCE: Duration = Duration::from_secs(1);

/// What is told of one request.
#[derive(Serialize)]
pub(crate) struct Line<'l> {
    /// When its head was there.
    pub(crate) time: String,
    /// The id of its trace.
    pub(crate) request: Option<&'l str>,
    pub(crate) method: &'l str,
    /// The pattern of its address; none of an address that is none of the server's.
    pub(crate) route: Option<&'l str>,
    /// None where the client went away before there was one.
    pub(crate) status: Option<u16>,
    /// To the end of its answer.
    pub(crate) ms: f64,
    /// Of the answer's body, as sent.
    pub(crate) bytes: u64,
    /// The first letters of the register's id that the answer was computed from.
    pub(crate) register: Option<&'l str>,
}

/// Where lines go.
pub(crate) struct Log {
    to: SyncSender<Told>,
    lost: Arc<AtomicU64>,
}

enum Told {
    Line(Vec<u8>),
    /// All before it is written when this is answered.
    Flush(SyncSender<()>),
}

impl Log {
    /// A log that is written by a thread of its own.
    pub(crate) fn to(out: impl Write + Send + 'static) -> std::io::Result<Self> {
        let (to, lines) = sync_channel(WAITING);
        let lost = Arc::new(AtomicU64::new(0));
        let left_out = Arc::clone(&lost);
        std::thread::Builder::new().name("log".to_owned()).spawn(move || write(&lines, &left_out, out))?;
        Ok(Self { to, lost })
    }

    /// Has a line written, soon.
    pub(crate) fn tell(&self, line: &Line<'_>) {
        let Ok(mut text) = serde_json::to_vec(line) else { return };
        text.push(b'\n');
        if self.to.try_send(Told::Line(text)).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Waits until what was told is written, not for ever.
    pub(crate) fn finish(&self) {
        let (written, is_written) = sync_channel(1);
        if self.to.try_send(Told::Flush(written)).is_ok() {
            // Whoever reads nothing keeps nobody from ending.
            let _ = is_written.recv_timeout(PATIENCE);
        }
    }
}

fn write(lines: &Receiver<Told>, lost: &AtomicU64, mut out: impl Write) {
    let mut text = Vec::new();
    while let Ok(first) = lines.recv() {
        let mut finished = None;
        for told in std::iter::once(first).chain(lines.try_iter().take(AT_ONCE)) {
            match told {
                Told::Line(line) => text.extend(line),
                Told::Flush(written) => finished = Some(written),
            }
        }
        let left_out = lost.swap(0, Ordering::Relaxed);
        if left_out > 0 {
            text.extend(format!("{{\"lost\":{left_out}}}\n").into_bytes());
        }
        // Where nobody reads it any more, what is going on goes on.
        let _ = out.write_all(&text).and_then(|()| out.flush());
        text.clear();
        if let Some(written) = finished {
            let _ = written.send(());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::sync::{Arc, Mutex};

    use super::{Line, Log, WAITING};

    /// What was written; each piece only when it may be.
    struct Held {
        written: Arc<Mutex<Vec<u8>>>,
        begun: Sender<()>,
        may_go_on: Receiver<()>,
    }

    impl Write for Held {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            // The test has ended where nobody answers.
            let _ = self.begun.send(());
            let _ = self.may_go_on.recv();
            self.written.lock().expect("whole").extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn line() -> Line<'static> {
        let (time, route, register) = ("2026-03-01T00:00:00Z".to_owned(), Some("/v1/screen"), Some("0123456789ab"));
        Line { time, request: Some("00"), method: "GET", route, status: Some(200), ms: 1.25, bytes: 10, register }
    }

    #[test]
    fn who_reads_the_log_slowly_keeps_nobody_waiting_and_is_told_what_was_left_out() {
        let written = Arc::new(Mutex::new(Vec::new()));
        let ((begun, has_begun), (go_on, may_go_on)) = (channel(), channel());
        let log = Log::to(Held { written: Arc::clone(&written), begun, may_go_on }).expect("a thread");
        log.tell(&line());
        has_begun.recv().expect("it writes the first one");
        for _ in 0..WAITING + 7 {
            log.tell(&line());
        }
        drop(go_on);
        while log.to.try_send(super::Told::Line(Vec::new())).is_err() {
            std::thread::yield_now();
        }
        log.finish();
        let text = String::from_utf8(written.lock().expect("whole").clone()).expect("UTF-8");
        let want = "{\"time\":\"2026-03-01T00:00:00Z\",\"request\":\"00\",\"method\":\"GET\",\"route\":\"/v1/screen\",\
                    \"status\":200,\"ms\":1.25,\"bytes\":10,\"register\":\"0123456789ab\"}";
        assert_eq!(text.lines().next(), Some(want));
        assert_eq!(text.matches(want).count(), WAITING + 1);
        assert_eq!(text.matches("{\"lost\":7}\n").count(), 1);
    }
}
