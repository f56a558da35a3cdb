//! The real binary serves, takes up a new register while it runs, and ends when told to.
//!
//! The person here is invented.

mod common;

use common::server::{Server, publish};
use common::{dalil_in_words, text};

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

    let (ended_well, said) = server.stop();
    assert!(ended_well, "{said}");
    assert_eq!(said.matches("قيد الاستخدام").count(), 3, "{said}");
}

#[test]
fn a_damaged_register_is_told_once_and_the_old_one_stays() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let registers = || {
        let files = std::fs::read_dir(data.join("registers")).unwrap().map(|file| file.unwrap().path());
        files.collect::<std::collections::BTreeSet<_>>()
    };
    publish(folder.path(), "2024-01-01", "YUSUF AL-KHAYALI");
    let before = registers();
    let mut server = Server::start(&data, &[]);
    assert!(server.next_message().contains("/enter/"), "who comes first signs in by a link");
    assert!(server.next_message().contains("is in use"));

    // A second one is built and damaged before the server looks again.
    server.signal("-STOP");
    publish(folder.path(), "2024-02-01", "BADR AL-WAHMI");
    let new = registers().difference(&before).next().cloned().unwrap();
    let whole = std::fs::read(&new).unwrap();
    std::fs::write(&new, "damaged").unwrap();
    server.signal("-CONT");
    let told = server.next_message();
    assert!(told.starts_with("warning: no newer register was put in use"), "{told}");
    assert!(server.get("/v1/screen?name=Yusuf%20al-Khayali").contains("un-sc:XXi.001"));

    // Mended, it is taken up.
    std::fs::write(&new, whole).unwrap();
    server.get_until("/v1/screen?name=Badr%20al-Wahmi", "un-sc:XXi.001");
    let (ended_well, said) = server.stop();
    assert!(ended_well && !said.contains("warning") && said.contains("is in use"), "{said}");
}

#[test]
fn addresses_that_cannot_be_served_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    for (listen, lang, code, word) in [
        ("nowhere", "en", 2, "nowhere"),
        ("0.0.0.0:8470", "en", 2, "--behind-proxy"),
        ("0.0.0.0:8470", "ar", 2, "من أجهزة أخرى"),
    ] {
        let refused = dalil_in_words(&data, &["serve", "--listen", listen, "--lang", lang]);
        assert_eq!(refused.status.code(), Some(code), "{listen}");
        assert!(text(&refused.stderr).contains(word), "{}", text(&refused.stderr));
    }
    let refused = dalil_in_words(&data, &["serve", "--listen", &taken.local_addr().unwrap().to_string()]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("choose another one with --listen"), "{}", text(&refused.stderr));
}
