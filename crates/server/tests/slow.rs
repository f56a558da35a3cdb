//! Clients that take their time: none holds a connection for ever.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use node::Node;
use server::http::{Limits, Options};
use server::serving::serve;

const LIMITS: Limits = Limits { head: Duration::from_millis(400), request: Duration::from_millis(800) };

/// A server of an empty data folder with short limits; it ends with the test's process.
fn start() -> SocketAddr {
    let folder = tempfile::tempdir().expect("a folder").keep();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("bound");
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let node = Node::open(&folder).expect("opened");
        let options = Options { limits: LIMITS, ..Options::default() };
        runtime.block_on(serve(listener, node, options, &|_| {})).expect("served");
    });
    address
}

/// Sends pieces with a pause behind each; gives what was answered and how long the connection was held.
fn talk(address: SocketAddr, pieces: &[&str], pause: Duration) -> (String, Duration) {
    // The server counts from when it takes the connection, which is not before.
    let begun = Instant::now();
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("set");
    for piece in pieces {
        if stream.write_all(piece.as_bytes()).is_err() {
            break; // the server has ended it
        }
        std::thread::sleep(pause);
    }
    let mut answer = Vec::new();
    // A connection that was reset has ended as well; one that is still open runs into the time above.
    if let Err(error) = stream.read_to_end(&mut answer) {
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "{pieces:?}: still open");
    }
    (String::from_utf8_lossy(&answer).into_owned(), begun.elapsed())
}

#[test]
fn a_client_that_sends_slowly_or_nothing_loses_its_connection() {
    let address = start();
    let get = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n";
    let post = "POST /v1/screen HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                Content-Length: 50\r\nConnection: close\r\n\r\n{";
    let drops: Vec<String> = (0..40).map(|n| format!("X-{n}: 1\r\n")).collect();
    let slowly: Vec<&str> = std::iter::once(get).chain(drops.iter().map(String::as_str)).collect();
    let asked = format!("{get}\r\n");
    // What is sent, the pause behind each piece, the beginning of the answer.
    let rows: [(&str, Vec<&str>, u64, &str); 5] = [
        ("nothing", vec![], 0, ""),
        ("half a head", vec![get], 0, ""),
        ("a head in drops", slowly, 100, ""),
        ("a head and half a body", vec![post], 0, "HTTP/1.1 5"),
        ("a request, then nothing", vec![&asked], 0, "HTTP/1.1 200 "),
    ];
    for (why, pieces, pause_ms, want) in rows {
        let (answer, held) = talk(address, &pieces, Duration::from_millis(pause_ms));
        assert!(if want.is_empty() { !answer.contains(" 200 ") } else { answer.starts_with(want) }, "{why}: {answer}");
        assert!(held >= LIMITS.head && held < Duration::from_secs(10), "{why}: {held:?}");
    }
}

#[test]
fn a_refusal_reads_what_was_sent_or_ends_the_connection() {
    let address = start();
    let after = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let post = |path: &str, host: &str, length: usize| {
        format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
        )
    };
    let (short, long) = ("x".repeat(50), "x".repeat(70_000));
    for (why, head, body, statuses) in [
        ("no such address", post("/nowhere", "localhost", 50), &short, vec!["404", "200"]),
        ("asked another way", post("/healthz", "localhost", 50), &short, vec!["405", "200"]),
        ("another host", post("/v1/screen", "localhost.example", 50), &short, vec!["403", "200"]),
        ("a body that is too large", post("/v1/screen", "localhost", 70_000), &long, vec!["413"]),
        ("one that nobody needs", post("/v1/screen", "localhost.example", 70_000), &long, vec!["403"]),
    ] {
        // The body comes when the head was read.
        let (answer, _) = talk(address, &[&head, &format!("{body}{after}")], Duration::from_millis(150));
        let told: Vec<&str> = answer.split("HTTP/1.1 ").skip(1).filter_map(|answer| answer.get(..3)).collect();
        assert_eq!(told, statuses, "{why}: {answer}");
        let first = answer.split("HTTP/1.1 ").nth(1).unwrap_or_default();
        assert_eq!(first.contains("connection: close"), statuses.len() == 1, "{why}: {answer}");
    }
}
