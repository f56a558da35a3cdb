//! The real binary serves, takes up a new register while it runs, and ends when told to.
//!
//! The person here is invented.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

fn dalil(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dalil"));
    command.args(["--data", &data.display().to_string(), "--now", "2024-06-01T00:00:00Z"]).args(arguments);
    command
}

fn done(data: &Path, arguments: &[&str]) -> Output {
    dalil(data, arguments).output().expect("dalil runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn edition(day: &str, name: &str) -> String {
    format!(
        "<CONSOLIDATED_LIST dateGenerated='{day}'><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>{name}\
         </FIRST_NAME><UN_LIST_TYPE>Example</UN_LIST_TYPE><REFERENCE_NUMBER>XXi.001</REFERENCE_NUMBER>\
         <LISTED_ON>2019-01-01</LISTED_ON></INDIVIDUAL></INDIVIDUALS><ENTITIES/></CONSOLIDATED_LIST>"
    )
}

/// Takes an edition in and builds the register.
fn publish(folder: &Path, day: &str, name: &str) {
    let (data, file) = (folder.join("data"), folder.join("list.xml"));
    std::fs::write(&file, edition(day, name)).expect("a file");
    assert!(done(&data, &["import", &file.display().to_string()]).status.success());
    assert!(done(&data, &["build"]).status.success());
}

/// A server that is ended when the test ends, however it ends.
struct Server {
    child: Child,
    messages: BufReader<std::process::ChildStderr>,
    address: String,
}

impl Server {
    fn start(data: &Path, arguments: &[&str]) -> Self {
        let mut command = dalil(data, &["serve", "--listen", "127.0.0.1:0"]);
        let mut child = command.args(arguments).stderr(Stdio::piped()).spawn().expect("dalil runs");
        let mut messages = BufReader::new(child.stderr.take().expect("a pipe"));
        let mut first = String::new();
        messages.read_line(&mut first).expect("a line");
        let address = first.trim().strip_prefix("listening on http://").expect(&first).to_owned();
        Self { child, messages, address }
    }

    /// The answer to a request, with its head.
    fn get(&self, address: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        let host = &self.address;
        write!(stream, "GET {address} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").expect("a request");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        text(&answer)
    }

    /// Asks until the answer holds a text.
    fn get_until(&self, address: &str, wanted: &str) -> String {
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
    fn stop(mut self) -> (bool, String) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().expect("kill runs").success());
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

#[test]
fn the_binary_serves_takes_up_new_registers_and_ends() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::start(&data, &["--lang", "ar"]);

    // Nothing was built yet: alive, not ready, and nothing counts as screened.
    assert!(server.get("/healthz").ends_with("{\"status\":\"ok\"}"));
    assert!(server.get("/readyz").starts_with("HTTP/1.1 503 "));
    let asked = "/v1/screen?name=%D9%8A%D9%88%D8%B3%D9%81%20%D8%A7%D9%84%D8%AE%D9%8A%D8%A7%D9%84%D9%8A";
    assert!(server.get(asked).starts_with("HTTP/1.1 503 "));

    // Another process builds one, and then a second one.
    publish(folder.path(), "2024-01-01", "YUSUF AL-KHAYALI");
    let first = server.get_until(asked, "un-sc:XXi.001");
    assert!(first.starts_with("HTTP/1.1 200 "), "{first}");
    assert!(server.get("/readyz").starts_with("HTTP/1.1 200 "));
    publish(folder.path(), "2024-02-01", "BADR AL-WAHMI");
    server.get_until(asked, "\"hits\":[]");

    // A register that is damaged is told of, and the one in use stays.
    let registers = || std::fs::read_dir(data.join("registers")).unwrap().map(|file| file.unwrap().path());
    for register in registers() {
        std::fs::write(register, "damaged").unwrap();
    }
    assert!(done(&data, &["rollback"]).status.code() == Some(1));
    server.get_until(asked, "\"hits\":[]");

    let (ended_well, said) = server.stop();
    assert!(ended_well, "{said}");
    assert_eq!(said.matches("قيد الاستخدام").count(), 3, "{said}");
}

#[test]
fn a_damaged_register_is_told_once_and_the_old_one_stays() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    publish(folder.path(), "2024-01-01", "YUSUF AL-KHAYALI");
    publish(folder.path(), "2024-02-01", "BADR AL-WAHMI");
    let in_use: Vec<_> = std::fs::read_dir(data.join("registers")).unwrap().map(|file| file.unwrap().path()).collect();
    let server = Server::start(&data, &[]);
    server.get_until("/v1/screen?name=Badr%20al-Wahmi", "un-sc:XXi.001");

    // The earlier one goes bad after it was put back in use, so that the server finds it damaged.
    let whole: Vec<_> = in_use.iter().map(|path| std::fs::read(path).unwrap()).collect();
    assert!(done(&data, &["rollback"]).status.success());
    server.get_until("/v1/screen?name=Yusuf%20al-Khayali", "un-sc:XXi.001");
    for path in &in_use {
        std::fs::write(path, "damaged").unwrap();
    }
    // Importing makes the server look again; what is in memory answers on.
    let file = folder.path().join("list.xml");
    std::fs::write(&file, edition("2024-03-01", "AMAL AL-WAHMI")).unwrap();
    assert!(done(&data, &["import", &file.display().to_string()]).status.success());
    server.get_until("/?lang=en", "editions were taken in after the register in use was built");
    server.get_until("/v1/screen?name=Yusuf%20al-Khayali", "un-sc:XXi.001");
    for (path, bytes) in in_use.iter().zip(whole) {
        std::fs::write(path, bytes).unwrap();
    }
    let (ended_well, said) = server.stop();
    assert!(ended_well, "{said}");
}

#[test]
fn addresses_that_cannot_be_served_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    for (listen, lang, code, word) in [
        ("nowhere", "en", 2, "nowhere"),
        ("0.0.0.0:8470", "en", 2, "--behind-proxy"),
        ("0.0.0.0:8470", "ar", 2, "من أجهزة أخرى"),
    ] {
        let refused = done(&data, &["serve", "--listen", listen, "--lang", lang]);
        assert_eq!(refused.status.code(), Some(code), "{listen}");
        assert!(text(&refused.stderr).contains(word), "{}", text(&refused.stderr));
    }
    let held = std::net::TcpListener::bind(&taken).unwrap();
    let refused = done(&data, &["serve", "--listen", &taken]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("choose another one with --listen"), "{}", text(&refused.stderr));
    drop(held);
}
