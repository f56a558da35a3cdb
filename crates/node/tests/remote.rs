//! Asking another server: what it may answer, and what is made of it. The server here is a few lines and answers by a script.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread::JoinHandle;
use std::time::Duration;

use node::remote::{Patience, Remote, RemoteFault};
use serde_json::{Value, json};

/// Answers one connection after another with these bytes, each after a wait; gives back what was asked.
fn serve(answers: Vec<(Duration, String)>) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a socket");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let serving = std::thread::spawn(move || {
        let mut asked = Vec::new();
        for (wait, answer) in answers {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut bytes = [0; 4_096];
            let mut request = String::new();
            while !request.ends_with('}') {
                let read = stream.read(&mut bytes).expect("a request");
                request.push_str(&String::from_utf8_lossy(&bytes[..read]));
            }
            asked.push(request);
            std::thread::sleep(wait);
            // Whoever waited too long is gone.
            let _ = stream.write_all(answer.as_bytes());
        }
        asked
    });
    (address, serving)
}

fn http(status: &str, headers: &str, body: &str) -> (Duration, String) {
    let length = body.len();
    let answer = format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}");
    (Duration::ZERO, answer)
}

fn patience() -> Patience {
    let millis = Duration::from_millis;
    Patience { connect: millis(500), answer: millis(500), again: 2, longest_wait: millis(20), first_wait: millis(1) }
}

fn ask(address: &str) -> (Result<Value, RemoteFault>, Vec<Duration>) {
    let remote = Remote::new(address, Some(" secret \n"), patience()).expect("an address");
    let mut waits = Vec::new();
    (remote.post("/match/default?limit=5", &json!({"a": 1}), &mut |wait| waits.push(wait)), waits)
}

#[test]
fn an_answer_is_json_with_a_status_of_success() {
    let status = |status: u16, said: &str| Err(RemoteFault::Status { status, said: said.to_owned() });
    let late = (Duration::from_millis(900), http("200 OK", "", "{}").1);
    let (busy, cut) = ("429 Too Many Requests", "HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{".to_owned());
    /// What is answered each time, what is made of it, and how often it is waited.
    type Case = (Vec<(Duration, String)>, Result<Value, RemoteFault>, usize);
    let rows: Vec<Case> = vec![
        (vec![http("200 OK", "", "{\"b\":2}")], Ok(json!({"b": 2})), 0),
        (vec![http("400 Bad Request", "", "{\"detail\":\"No\\nqueries.\"}")], status(400, "No queries."), 0),
        (vec![http("500 Internal Server Error", "", "<html>\u{7} oops")], status(500, "<html> oops"), 0),
        (vec![http("302 Found", "location: http://127.0.0.1:9/\r\n", "")], status(302, ""), 0),
        (vec![http(busy, "retry-after: 1\r\n", ""), http("200 OK", "", "1")], Ok(json!(1)), 1),
        (vec![http("503 Service Unavailable", "", ""), http("200 OK", "", "1")], Ok(json!(1)), 1),
        (vec![http(busy, "", "a"), http(busy, "", "b"), http(busy, "", "c")], status(429, "c"), 2),
        (vec![late], Err(RemoteFault::TooSlow), 0),
    ];
    for (answers, want, waited) in rows {
        let told = format!("{answers:?}");
        let (address, serving) = serve(answers);
        let (got, waits) = ask(&address);
        assert_eq!((got, waits.len()), (want, waited), "{told}");
        // As long as the server says, but within bounds.
        assert!(waits.iter().all(|wait| *wait <= patience().longest_wait), "{waits:?}");
        let asked = serving.join().expect("it served");
        assert!(asked.iter().all(|request| request.starts_with("POST /match/default?limit=5 HTTP/1.1\r\n")));
        assert!(asked.iter().all(|request| request.to_lowercase().contains("authorization: apikey secret\r\n")));
    }
    for (answer, code) in [(http("200 OK", "", "<html>").1, "not-json"), (cut, "unreachable")] {
        let (address, serving) = serve(vec![(Duration::ZERO, answer)]);
        assert_eq!(ask(&address).0.map_err(|fault| fault.code()), Err(code));
        serving.join().expect("it served");
    }
}

#[test]
fn nobody_there_is_told() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a socket");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let fault = ask(&address).0.expect_err("nobody listens");
    assert_eq!(fault.code(), "unreachable");
    assert!(!fault.detail().is_empty());
}

#[test]
fn what_is_an_address_and_whether_it_is_read_on_its_way() {
    for (address, want) in [
        ("http://127.0.0.1:8000", Some(false)),
        ("http://[::1]:8000/", Some(false)),
        ("http://localhost", Some(false)),
        ("http://localhost.example.org", Some(true)),
        ("http://yente:8000/api", Some(true)),
        ("https://yente.example.org", Some(false)),
        ("yente:8000", None),
        ("ftp://yente", None),
        ("http://name:password@yente", None),
        ("http://yente?api_key=x", None),
        ("", None),
    ] {
        let remote = Remote::new(address, None, patience());
        assert_eq!(remote.map(|remote| remote.is_in_clear()), want, "{address}");
    }
}
