//! An open-loop load on a running server: requests are sent at fixed times whether or not the one before is answered, over connections that
//! stay open; a time counts from when the request was due, so that what queues up counts as slow too.
//!
//! Use: serving ADDRESS RATE SECONDS CONNECTIONS [BATCH] < NAMES
//! `POST /match/default`, a name a query, BATCH queries a request (1). Prints requests and queries a second, and times in milliseconds.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a measurement prints its figures")]

use std::io::{BufRead, Read, Write};
use std::net::TcpStream;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, default: f64| arguments.get(at).map_or(Some(default), |text| text.parse::<f64>().ok());
    let (Some(address), Some(rate), Some(seconds), Some(connections), Some(batch)) =
        (arguments.first(), number(1, 1000.0), number(2, 10.0), number(3, 16.0), number(4, 1.0))
    else {
        eprintln!("use: serving ADDRESS RATE SECONDS CONNECTIONS [BATCH] < NAMES");
        return ExitCode::from(2);
    };
    let (connections, batch) = (connections as usize, batch as usize);
    let names: Vec<String> =
        std::io::stdin().lock().lines().map_while(Result::ok).filter(|name| !name.trim().is_empty()).collect();
    if names.is_empty() || rate <= 0.0 || connections == 0 || batch == 0 {
        eprintln!("names are wanted on standard input, and a rate, connections and a batch above zero");
        return ExitCode::from(2);
    }
    let requests: Arc<Vec<Vec<u8>>> = Arc::new(names.chunks(batch).map(|names| request(address, names)).collect());
    let begun = Instant::now() + Duration::from_millis(100);
    let total = (rate * seconds) as usize;
    let threads: Vec<_> = (0..connections)
        .map(|thread| {
            let (requests, address) = (Arc::clone(&requests), address.clone());
            std::thread::spawn(move || -> std::io::Result<Vec<f64>> {
                let mut stream = TcpStream::connect(&address)?;
                stream.set_nodelay(true)?;
                let mut times = Vec::new();
                let mut buffer = Vec::new();
                for n in (thread..total).step_by(connections) {
                    let due = begun + Duration::from_secs_f64(n as f64 / rate);
                    std::thread::sleep(due.saturating_duration_since(Instant::now()));
                    if let Some(request) = requests.get(n % requests.len()) {
                        stream.write_all(request)?;
                        answer(&mut stream, &mut buffer)?;
                        times.push(due.elapsed().as_secs_f64() * 1e3);
                    }
                }
                Ok(times)
            })
        })
        .collect();
    let mut times: Vec<f64> = Vec::new();
    for thread in threads {
        match thread.join() {
            Ok(Ok(of)) => times.extend(of),
            Ok(Err(error)) => {
                eprintln!("error: {error}");
                return ExitCode::FAILURE;
            }
            Err(_) => return ExitCode::FAILURE,
        }
    }
    let spent = begun.elapsed().as_secs_f64();
    times.sort_by(f64::total_cmp);
    let at =
        |share: f64| times.get((times.len() as f64 * share) as usize).or(times.last()).copied().unwrap_or_default();
    let (done, queries) = (times.len() as f64 / spent, times.len() as f64 * batch as f64 / spent);
    println!(
        "{done:.0} requests/s ({rate:.0} asked), {queries:.0} queries/s; ms: p50 {:.2}, p99 {:.2}, p999 {:.2}, most {:.2}",
        at(0.50),
        at(0.99),
        at(0.999),
        at(1.0)
    );
    ExitCode::SUCCESS
}

fn request(address: &str, names: &[String]) -> Vec<u8> {
    let quoted = |name: &String| name.replace(['\\', '"'], " ").replace(|c: char| c.is_control(), " ");
    let queries = names.iter().enumerate().map(|(n, name)| {
        format!("\"q{n}\":{{\"schema\":\"LegalEntity\",\"properties\":{{\"name\":[\"{}\"]}}}}", quoted(name))
    });
    let body = format!("{{\"queries\":{{{}}}}}", queries.collect::<Vec<_>>().join(","));
    let head = format!(
        "POST /match/default HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.into_bytes(), body.into_bytes()].concat()
}

/// Reads an answer whole; anything but 200 is an error.
fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> std::io::Result<()> {
    buffer.clear();
    let mut piece = [0; 1 << 16];
    let mut whole = None;
    while whole.is_none_or(|whole| buffer.len() < whole) {
        let read = stream.read(&mut piece)?;
        if read == 0 {
            return Err(std::io::Error::other("the connection ended"));
        }
        buffer.extend_from_slice(piece.get(..read).unwrap_or_default());
        if whole.is_none()
            && let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n")
        {
            let head = String::from_utf8_lossy(buffer.get(..end).unwrap_or_default()).to_ascii_lowercase();
            if !head.starts_with("http/1.1 200") {
                return Err(std::io::Error::other(head.lines().next().unwrap_or_default().to_owned()));
            }
            let length =
                head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
            whole = Some(end + 4 + length.ok_or_else(|| std::io::Error::other("no length"))?);
        }
    }
    Ok(())
}
