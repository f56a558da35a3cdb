//! A parallel run beside another server, and others' ids by an imported map. The other server here is a few lines; every person is invented.

mod common;

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;

use common::server::Server;
use common::{Person, command, dalil, dalil_in_words, lines, text, un};
use serde_json::{Value, json};

/// A data folder with three people on a list.
fn built(folder: &Path) -> std::path::PathBuf {
    let (data, file) = (folder.join("data"), folder.join("list.xml"));
    let people = [
        Person::new("XXi.001", "YUSUF AL-KHAYALI").dataid("9000001"),
        Person::new("XXi.002", "NUR AL-WAHMI").dataid("9000002"),
        Person::new("XXi.003", "SABIR TAJRIBA").dataid("9000003"),
    ];
    std::fs::write(&file, un("2026-01-15", &people)).expect("written");
    for arguments in [&["import", &*file.display().to_string()][..], &["build"]] {
        assert_eq!(dalil(&data, arguments).status.code(), Some(0), "{arguments:?}");
    }
    data
}

/// A server that finds by name whom it is told to, and is busy the first time.
fn other_server(found: BTreeMap<&'static str, Value>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a socket");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        let mut is_busy = true;
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let (mut request, mut piece) = (Vec::new(), [0; 8_192]);
            let body = loop {
                let read = stream.read(&mut piece).expect("a request");
                request.extend(&piece[..read]);
                let told = text(&request);
                let Some((head, body)) = told.split_once("\r\n\r\n") else { continue };
                let length = head
                    .lines()
                    .find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse::<usize>().ok());
                if body.len() >= length.unwrap_or_default() {
                    break body.to_owned();
                }
            };
            let asked: Value = serde_json::from_str(&body).expect("JSON");
            let mut responses = serde_json::Map::new();
            for (key, query) in asked["queries"].as_object().expect("queries") {
                let name = query["properties"]["name"][0].as_str().unwrap_or_default();
                let results = found.get(name).cloned().unwrap_or_else(|| json!([]));
                responses.insert(key.clone(), json!({"status": 200, "results": results}));
            }
            let body = json!({"responses": responses}).to_string();
            let (status, more) =
                if is_busy { ("503 Service Unavailable", "retry-after: 0\r\n") } else { ("200 OK", "") };
            is_busy = false;
            let length = body.len();
            let answer =
                format!("HTTP/1.1 {status}\r\n{more}content-length: {length}\r\nconnection: close\r\n\r\n{body}");
            // Whoever asked may be gone.
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    address
}

#[test]
fn what_each_side_finds_that_the_other_does_not_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = built(folder.path());
    let map = folder.path().join("map.json");
    std::fs::write(
        &map,
        "{\"id\":\"NK-yusuf\",\"referents\":[\"unsc-9000001\",\"Q900\"]}\n{\"id\":\"Q901\"}\nno line\n",
    )
    .expect("written");
    let taken = dalil(&data, &["referents", &map.display().to_string()]);
    let told = &lines(&taken)[0];
    assert_eq!(taken.status.code(), Some(1), "a line was refused");
    assert_eq!(
        (&told["read"], &told["kept"], &told["tied"], &told["refused"]),
        (&json!(2), &json!(3), &json!(1), &json!([3]))
    );

    let with = other_server(BTreeMap::from([
        // The same, by an id that the map knows; another that no list here has; and one whom the register scores lower.
        ("Yusuf al-Khayali", json!([{"id": "NK-yusuf", "referents": [], "caption": "Yusuf", "score": 0.97}])),
        ("Mithal Sarab", json!([{"id": "NK-mithal", "referents": ["Q7"], "caption": "Mithal", "score": 0.9}])),
        ("Completely Other", json!([{"id": "unsc-9000002", "caption": "Nur", "score": 0.8}])),
    ]));
    let table = folder.path().join("in.csv");
    std::fs::write(
        &table,
        "id,name\n1,Yusuf al-Khayali\n2,Mithal Sarab\n3,Sabir Tajriba\n4,Completely Other\n5,Nobody Badr\n6,\n",
    )
    .expect("written");
    let [input, out] = [table.display().to_string(), folder.path().join("out.jsonl").display().to_string()];
    let ran = dalil(&data, &["parallel", "--with", &with, "--file", &input, "--out", &out, "--batch", "2"]);
    assert_eq!(ran.status.code(), Some(1), "one could not be asked about: {}", text(&ran.stderr));
    let report = &lines(&ran)[0];
    assert_eq!((&report["compared"], &report["failed"], &report["not_asked"]), (&json!(5), &json!(0), &json!(1)));
    let at =
        report["thresholds"].as_array().expect("thresholds").iter().find(|at| at["threshold"] == 0.7).expect("in use");
    let count = |name: &str| at[name].as_u64().expect("a count");
    assert_eq!(
        ["same", "lost", "not_held", "new", "subjects_theirs", "subjects_ours"].map(count),
        [1, 1, 1, 1, 3, 2],
        "{at}"
    );
    assert!(report["proposed"]["loses_none"]["threshold"].as_f64() >= Some(0.7), "{report}");
    let rows: Vec<Value> = std::fs::read_to_string(&out)
        .expect("written")
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let statuses: Vec<(&str, &str)> = rows
        .iter()
        .map(|row| (row["id"].as_str().expect("an id"), row["status"].as_str().expect("a status")))
        .collect();
    assert_eq!(rows.len(), 6);
    assert!(statuses.contains(&("6", "not_asked")) && statuses.contains(&("1", "compared")));
    let first = rows.iter().find(|row| row["id"] == "1").expect("the first");
    assert_eq!((&first["found"][0]["theirs"]["id"], first["found"][0]["ours"].is_object()), (&json!("NK-yusuf"), true));
    // Ours are screenings like any other.
    let verified = lines(&dalil(&data, &["audit", "verify"])).swap_remove(0);
    assert_eq!(verified["events"], 5);
    let told = text(&dalil_in_words(&data, &["--lang", "ar", "parallel", "--with", &with, "--file", &input]).stdout);
    assert!(told.contains("العدد نفسه") && told.contains("0.70"), "{told}");
}

#[test]
fn what_cannot_be_asked_is_told_before_anything_is_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = built(folder.path());
    let table = folder.path().join("in.csv");
    std::fs::write(&table, "id,name\n1,Yusuf al-Khayali\n").expect("written");
    let input = table.display().to_string();
    let closed = TcpListener::bind("127.0.0.1:0").expect("a socket").local_addr().expect("an address");
    for (with, more, want) in [
        ("ftp://127.0.0.1/", &[][..], "is no address"),
        ("http://user@127.0.0.1/", &[], "is no address"),
        ("http://192.0.2.1:8000", &[], "--in-clear"),
        (&format!("http://{closed}"), &[], "does not answer"),
        ("http://127.0.0.1:1", &["--dataset", "none-such"], "not found"),
        ("http://127.0.0.1:1", &["--dataset", "a b"], "not found"),
    ] {
        let ran = command(&data, &[&["parallel", "--with", with, "--file", &input], more].concat())
            .output()
            .expect("it runs");
        let said = text(&ran.stderr);
        assert_eq!(ran.status.code(), Some(1), "{with} {said}");
        assert!(said.contains(want), "{with}: {said}");
    }
}

#[test]
fn others_ids_lead_to_the_entity_and_are_left_out_where_that_is_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = built(folder.path());
    let map = folder.path().join("map.csv");
    std::fs::write(&map, "id,referent\nNK-yusuf,unsc-9000001\nNK-yusuf,Q900\n").expect("written");
    let taken = dalil(&data, &["referents", &map.display().to_string()]);
    assert_eq!((taken.status.code(), &lines(&taken)[0]["tied"]), (Some(0), &json!(1)));
    let server = Server::start(&data, &[]);
    let entity =
        lines(&dalil(&data, &["entity", "XXi.001"])).swap_remove(0)["entity"].as_str().expect("an id").to_owned();
    for id in ["NK-yusuf", "Q900", "unsc-9000001"] {
        let answer = server.get(&format!("/entities/{id}"));
        assert!(answer.starts_with("HTTP/1.1 308 ") && answer.contains(&entity), "{id}: {answer}");
    }
    let asked = |excluded: &str| {
        let body =
            json!({"queries": {"q": {"schema": "Person", "properties": {"name": ["Yusuf al-Khayali"]}}}}).to_string();
        let head =
            format!("POST /match/default?{excluded} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", server.address);
        let head = format!("{head}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.len());
        let answer = common::server::send(&server.address, format!("{head}{body}").as_bytes());
        let told: Value = serde_json::from_str(answer.split_once("\r\n\r\n").expect("a body").1).expect("JSON");
        told["responses"]["q"]["results"].as_array().expect("results").len()
    };
    assert_eq!(asked("limit=5"), 1);
    for id in ["NK-yusuf", "Q900", "unsc-9000001", &*entity] {
        assert_eq!(asked(&format!("exclude_entity_ids={id}")), 0, "{id}");
    }
    assert_eq!(asked("exclude_entity_ids=NK-other"), 1);
}
