//! `dalil serve`, started as a process of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{Person, command, dalil_in_words, text, un};

/// Takes an edition in and builds the register.
pub(crate) fn publish(folder: &Path, day: &str, name: &str) {
    let (data, file) = (folder.join("data"), folder.join("list.xml"));
    std::fs::write(&file, un(day, &[Person::new("XXi.001", name)])).expect("a file");
    assert!(dalil_in_words(&data, &["import", &file.display().to_string()]).status.success());
    assert!(dalil_in_words(&data, &["build"]).status.success());
}

/// The answer of a host to a request, with its head.
pub(crate) fn get(host: &str, address: &str) -> String {
    send(host, format!("GET {address} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes())
}

/// The answer to bytes as they are.
pub(crate) fn send(host: &str, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(host).expect("a connection");
    // The server may answer and end before it has read all.
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    text(&answer)
}

/// A server that is ended when the test ends, however it ends.
pub(crate) struct Server {
    child: Child,
    messages: BufReader<std::process::ChildStderr>,
    /// Host and port.
    pub(crate) address: String,
}

impl Server {
    /// Starts one on a free port, and waits until it listens.
    pub(crate) fn start(data: &Path, arguments: &[&str]) -> Self {
        let mut command = command(data, &["serve", "--listen", "127.0.0.1:0"]);
        let mut child = command.args(arguments).stderr(Stdio::piped()).spawn().expect("dalil runs");
        let messages = BufReader::new(child.stderr.take().expect("a pipe"));
        let mut server = Self { child, messages, address: String::new() };
        let first = server.next_message();
        server.address = first.trim().strip_prefix("listening on ").expect(&first).to_owned();
        let (scheme, address) = server.address.split_once("://").expect(&first);
        assert_eq!(scheme == "https", arguments.contains(&"--tls-cert"), "{first}");
        server.address = address.to_owned();
        server
    }

    /// The next line it says; waits for it.
    pub(crate) fn next_message(&mut self) -> String {
        let mut line = String::new();
        self.messages.read_line(&mut line).expect("a line");
        line
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn signal(&self, signal: &str) {
        let id = self.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().expect("kill runs").success());
    }

    /// The answer to a request, with its head.
    pub(crate) fn get(&self, address: &str) -> String {
        get(&self.address, address)
    }

    /// Asks until the answer holds a text.
    pub(crate) fn get_until(&self, address: &str, wanted: &str) -> String {
        let begun = Instant::now();
        loop {
            let answer = self.get(address);
            if answer.contains(wanted) || begun.elapsed() > Duration::from_secs(20) {
                assert!(answer.contains(wanted), "{wanted}: {answer}");
                return answer;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Tells it to stop; gives whether it ended well, and what else it said.
    pub(crate) fn stop(mut self) -> (bool, String) {
        self.signal("-TERM");
        let mut said = String::new();
        self.messages.read_to_string(&mut said).expect("what it said");
        (self.child.wait().expect("it ends").success(), said)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Ended already where the test went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
