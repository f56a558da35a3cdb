//! Whether a server on this machine answers: one question over HTTP/1.1, for whoever watches over it.
//!
//! Shape:    `GET /readyz`, `Connection: close`; status 200 is yes.
//! Rules:    this machine alone is asked, and without encryption: nothing leaves it. An answer is read up to a limit and within a time.
//! Not here: a client of the API.

use std::fmt;
use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::str::FromStr;
use std::time::{Duration, Instant};

/// How long connecting, asking and reading may take in all.
const PATIENCE: Duration = Duration::from_secs(5);

/// The longest answer that is read, in bytes.
pub const MAX_ANSWER: u64 = 64 << 10;

/// An address on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Local {
    address: SocketAddr,
    host: String,
    path: String,
}

impl FromStr for Local {
    type Err = &'static str;

    /// `http://HOST[:PORT][/PATH]`; the host is `localhost` or a loopback address, the path `/readyz` where none is given.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WANTED: &str = "http:// and an address of this machine are wanted, as in http://127.0.0.1:8470";
        let rest = text.strip_prefix("http://").ok_or(WANTED)?;
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let address = match host.strip_prefix("localhost") {
            Some("") => Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 80))),
            Some(port) => port
                .strip_prefix(':')
                .and_then(|port| port.parse().ok())
                .map(|port: u16| SocketAddr::from((Ipv4Addr::LOCALHOST, port))),
            None => host.parse().ok().or_else(|| {
                let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
                bare.parse::<IpAddr>().ok().map(|host| SocketAddr::from((host, 80)))
            }),
        };
        let address = address.filter(|address| address.ip().is_loopback()).ok_or(WANTED)?;
        if path.bytes().any(|byte| byte <= b' ' || byte > b'~') {
            return Err("the path has blanks or letters that no address has");
        }
        let path = if path.len() <= 1 { "/readyz" } else { path };
        Ok(Self { address, host: host.to_owned(), path: path.to_owned() })
    }
}

impl fmt::Display for Local {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}{}", self.host, self.path)
    }
}

/// What a server said.
#[derive(Debug)]
pub enum Health {
    /// It is ready; what it said.
    Ready(String),
    /// It answers, and is not ready; the status and what it said.
    NotReady(u16, String),
    /// What listens there speaks no HTTP.
    NoHttp,
    /// Nothing answers.
    Unreachable(std::io::Error),
}

/// Asks a server whether it is ready.
pub fn ask(local: &Local) -> Health {
    match answer(local) {
        Ok(bytes) => read(&bytes),
        Err(error) => Health::Unreachable(error),
    }
}

fn answer(local: &Local) -> std::io::Result<Vec<u8>> {
    let until = Instant::now() + PATIENCE;
    let left = || match until.saturating_duration_since(Instant::now()) {
        Duration::ZERO => Err(std::io::Error::from(std::io::ErrorKind::TimedOut)),
        left => Ok(left),
    };
    let mut stream = TcpStream::connect_timeout(&local.address, PATIENCE)?;
    stream.set_write_timeout(Some(left()?))?;
    let Local { host, path, .. } = local;
    let asked = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\nConnection: close\r\n\r\n");
    stream.write_all(asked.as_bytes())?;
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    while (bytes.len() as u64) < MAX_ANSWER {
        // One byte at a time is an answer too, but only so long.
        stream.set_read_timeout(Some(left()?))?;
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(length) => bytes.extend_from_slice(buffer.get(..length).unwrap_or_default()),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            // The status came first: what it says stands, though the rest does not come.
            Err(_) if bytes.contains(&b'\n') => break,
            Err(error) => return Err(error),
        }
    }
    Ok(bytes)
}

/// An answer's status and body.
fn read(bytes: &[u8]) -> Health {
    let text = String::from_utf8_lossy(bytes);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let mut words = head.lines().next().unwrap_or_default().split(' ');
    let is_http = words.next().is_some_and(|version| version.starts_with("HTTP/1."));
    let status = words.next().filter(|status| status.len() == 3).and_then(|status| status.parse().ok());
    match status.filter(|_| is_http) {
        None => Health::NoHttp,
        Some(200) => Health::Ready(body.to_owned()),
        Some(status) => Health::NotReady(status, body.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    use super::{Health, Local, ask};

    #[test]
    fn this_machine_alone_is_asked() {
        for (text, want) in [
            ("http://127.0.0.1:8470", Some("http://127.0.0.1:8470/readyz")),
            ("http://127.0.0.1:8470/", Some("http://127.0.0.1:8470/readyz")),
            ("http://localhost:8470/healthz", Some("http://localhost:8470/healthz")),
            ("http://localhost", Some("http://localhost/readyz")),
            ("http://[::1]:8470", Some("http://[::1]:8470/readyz")),
            ("http://[::1]", Some("http://[::1]/readyz")),
            ("http://127.9.9.9", Some("http://127.9.9.9/readyz")),
            ("https://127.0.0.1:8470", None),
            ("127.0.0.1:8470", None),
            ("http://192.0.2.1:8470", None),
            ("http://[2001:db8::1]:8470", None),
            ("http://example.org", None),
            ("http://localhost.example.org", None),
            ("http://localhost:99999", None),
            ("http://someone@127.0.0.1", None),
            ("http://", None),
            ("http://127.0.0.1/a b", None),
            ("http://127.0.0.1/a\r\nX: y", None),
        ] {
            assert_eq!(text.parse::<Local>().ok().map(|local| local.to_string()).as_deref(), want, "{text:?}");
        }
    }

    /// Answers one question with these bytes; what was asked and what was made of the answer.
    fn answered(bytes: &'static str) -> (String, Health) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a socket");
        let local = format!("http://{}", listener.local_addr().expect("its address")).parse().expect("an address");
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a connection");
            let (mut asked, mut buffer) = (Vec::new(), [0; 512]);
            while !asked.ends_with(b"\r\n\r\n") {
                let length = stream.read(&mut buffer).expect("a question");
                asked.extend_from_slice(&buffer[..length]);
            }
            stream.write_all(bytes.as_bytes()).expect("answered");
            String::from_utf8(asked).expect("text")
        });
        let health = ask(&local);
        (server.join().expect("it answered"), health)
    }

    #[test]
    fn a_status_of_200_is_ready_and_all_else_is_not() {
        let (asked, health) = answered("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        assert!(asked.starts_with("GET /readyz HTTP/1.1\r\nHost: 127.0.0.1:"), "{asked}");
        assert!(matches!(health, Health::Ready(body) if body == "{}"));
        for (bytes, status) in [
            ("HTTP/1.1 503 Service Unavailable\r\n\r\nno", Some(503)),
            ("HTTP/1.1 503", Some(503)),
            ("HTTP/1.1 2000 OK\r\n\r\n", None),
            ("SSH-2.0-x 200 \r\n", None),
            ("", None),
        ] {
            let got = match answered(bytes).1 {
                Health::NotReady(status, _) => Some(status),
                Health::NoHttp => None,
                other => panic!("{bytes:?}: {other:?}"),
            };
            assert_eq!(got, status, "{bytes:?}");
        }
    }

    #[test]
    fn nobody_there_is_told() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a socket");
        let local = format!("http://{}", listener.local_addr().expect("its address")).parse().expect("an address");
        drop(listener);
        assert!(matches!(ask(&local), Health::Unreachable(_)));
    }
}
