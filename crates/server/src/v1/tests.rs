//! The native API on a data folder: batches, streams, receipts, lists, and requests that are sent twice. Every name is invented.

use axum::http::Method;
use node::access::Role;
use serde_json::{Value, json};

use crate::http::Options;
use crate::testing::{Answer, Place, publish};

const JSON: (&str, &str) = ("content-type", "application/json");

/// A place with a register of one list, and a key of each kind of asker.
struct Served {
    place: Place,
    register: String,
    screener: String,
    other: String,
    reviewer: String,
}

impl Served {
    fn new() -> Self {
        let mut place = Place::new(Options::default());
        let register = publish(&mut place.node, "2026-01-15", "YUSUF AL-KHAYALI");
        place.app.put_in_use(place.node.register().expect("built"));
        let key = |role| format!("Bearer {}", place.key(role, &[]));
        let (screener, other, reviewer) = (key(Role::Screener), key(Role::Screener), key(Role::Reviewer));
        Self { place, register, screener, other, reviewer }
    }

    fn get(&self, address: &str) -> Answer {
        self.get_as(&self.screener, address)
    }

    fn get_as(&self, key: &str, address: &str) -> Answer {
        self.place.get(address, &[("authorization", key)])
    }

    fn post(&self, address: &str, body: &Value) -> Answer {
        self.place.post(address, &[("authorization", &self.screener), JSON], &body.to_string())
    }

    /// The id of a receipt of somebody screened.
    fn receipt(&self, name: &str) -> String {
        let told = self.post("/v1/screen", &json!({"name": name})).json();
        told["receipt"].as_str().expect("a receipt").to_owned()
    }
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {} {}", self.status, self.text))
    }
}

#[test]
fn a_batch_is_answered_in_its_order_with_a_receipt_each() {
    let served = Served::new();
    let subjects = json!({"subjects": [
        {"id": "1", "name": "Yusuf al-Khayali"}, {"id": "2", "name": "Nobody Wahmi"}, {"id": "3"},
        {"id": "4", "name": "Yusuf al-Khayali", "threshold": 0.99},
    ]});
    let told = served.post("/v1/screen/batch", &subjects).json();
    assert_eq!(told["register"], served.register);
    let answers = told["answers"].as_array().expect("answers");
    let seen: Vec<(&str, &str, Option<u64>, bool)> = answers
        .iter()
        .map(|answer| {
            let text = |name: &str| answer[name].as_str().unwrap_or_default();
            (text("id"), text("status"), answer["found"].as_u64(), answer["receipt"].is_string())
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("1", "screened", Some(1), true),
            ("2", "screened", Some(0), true),
            ("3", "not_screened", None, false),
            ("4", "screened", Some(0), true),
        ]
    );
    for (body, code, detail) in [
        (json!({"subjects": []}), "bad-member", "subjects"),
        (json!({"subjects": vec![json!({"name": "a"}); 1_001]}), "bad-member", "subjects"),
        (json!({"subjects": [{"name": "a"}, {"nmae": "b"}]}), "unknown-member", "subjects[1].nmae"),
        (json!({"subject": []}), "malformed-request", ""),
        (json!([]), "malformed-request", ""),
    ] {
        let refused = served.post("/v1/screen/batch", &body);
        assert_eq!((refused.status / 100, &*refused.code()), (4, code), "{body}");
        assert!(refused.json()["detail"].as_str().unwrap_or_default().contains(detail), "{}", refused.text);
    }
}

#[test]
fn a_stream_is_answered_line_by_line_whatever_a_line_holds() {
    let served = Served::new();
    let long = format!("{{\"name\": \"{}\"}}", "x".repeat(70_000));
    let mut lines = vec![
        r#"{"id": "1", "name": "Yusuf al-Khayali"}"#.to_owned(),
        String::new(),
        r#"{"id": "2", "nmae": "x"}"#.to_owned(),
        "not JSON".to_owned(),
        long,
    ];
    lines.extend((3..200).map(|id| format!(r#"{{"id": "{id}", "name": "Nobody Wahmi {id}"}}"#)));
    let headers = [("authorization", served.screener.as_str()), ("content-type", "application/x-ndjson")];
    let answer = served.place.post("/v1/screen/stream", &headers, &lines.join("\n"));
    assert_eq!((answer.status, answer.header("content-type").as_str()), (200, "application/x-ndjson"));
    let told: Vec<Value> =
        answer.text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    assert_eq!(told.len(), 201);
    assert_eq!((&told[0]["found"], told[0]["receipt"].is_string()), (&json!(1), true));
    for (at, code, line) in
        [(1, "unknown-member", "(3)"), (2, "malformed-request", "(4)"), (3, "body-too-large", "(5)")]
    {
        let problem = &told[at]["problem"];
        assert_eq!((&told[at]["status"], &problem["code"]), (&json!("not_screened"), &json!(code)));
        assert!(problem["detail"].as_str().unwrap_or_default().contains(line), "{problem}");
    }
    assert_eq!((&told[4]["id"], &told[200]["id"]), (&json!("3"), &json!("199")));
    assert_eq!(served.place.app.recorder.as_ref().map(|recorder| recorder.audit.len()), Some(198));
    let wrong = served.post("/v1/screen/stream", &json!({}));
    assert_eq!(wrong.code(), "wrong-content-type");
    // Packed, it is whole too.
    let packed = [headers[0], headers[1], ("accept-encoding", "gzip")];
    let packed = served.place.post("/v1/screen/stream", &packed, &lines.join("\n"));
    assert_eq!((packed.status, packed.header("content-encoding").as_str()), (200, "gzip"));
    assert!(packed.text.len() > 1_000, "{}", packed.text.len());
    // A line without an end is not read on.
    let endless = served.place.post("/v1/screen/stream", &headers, &"x".repeat(1 << 20));
    assert_eq!(endless.text.lines().count(), 1);
    assert!(endless.text.contains("body-too-large"));
}

#[test]
fn a_receipt_is_seen_by_who_asked_and_who_reviews_and_is_computed_again() {
    let mut served = Served::new();
    let id = served.receipt("Yusuf al-Khayali");
    let address = format!("/v1/receipts/{id}");
    let told = served.get(&address).json();
    assert_eq!((&told["register"], &told["outcome"]["found"]), (&json!(served.register), &json!(1)));
    assert_eq!(told["question"]["query"]["names"], json!(["Yusuf al-Khayali"]));
    for (who, key, want) in [("another", &served.other, 404), ("a reviewer", &served.reviewer, 200)] {
        assert_eq!(served.get_as(key, &address).status, want, "{who}");
    }
    for unknown in ["x", "9-0000000000000000", "1-0000000000000000"] {
        let refused = served.get(&format!("/v1/receipts/{unknown}"));
        assert_eq!((refused.status, &*refused.code()), (404, "no-receipt"), "{unknown}");
    }
    let note = served.get(&format!("{address}/note"));
    assert!(note.text.starts_with("dalil receipt\n"), "{}", note.text);
    let certificate = served.get(&format!("{address}/certificate")).json();
    assert_eq!((&certificate["lists"][0]["list"], &certificate["lists"][0]["entries"]), (&json!("un-sc"), &json!(101)));
    assert_eq!(certificate["note"], note.text);
    let page = [("authorization", served.screener.as_str()), ("accept", "text/html")];
    let page = served.place.get(&format!("{address}/certificate?lang=ar"), &page);
    assert!(page.text.contains("شهادة بحث") && page.text.contains("stylesheet"), "{}", page.text);

    // Two newer registers, and the old one's file is gone.
    let old = served.register.clone();
    for (day, name) in [("2026-02-01", "NUR AL-WAHMI"), ("2026-02-15", "BADR AL-WAHMI")] {
        served.register = publish(&mut served.place.node, day, name);
        served.place.app.put_in_use(served.place.node.register().expect("built"));
    }
    std::fs::remove_file(served.place.node.folder().join(format!("registers/{old}.dalil"))).expect("it was there");
    let same = served.post("/v1/replay", &json!({"receipt": id})).json();
    assert_eq!(
        (&same["result"], &same["register"], &same["of_this_engine"]),
        (&json!("same"), &json!(old), &json!(true))
    );
    let by_note = served.post("/v1/replay", &json!({"note": note.text})).json();
    assert_eq!(by_note["result"], "same");
    // Of the register in use he is gone; as of the day before he was there.
    let now = served.post("/v1/replay", &json!({"receipt": id, "register": served.register})).json();
    assert_eq!((&now["result"], &now["found_now"]), (&json!("compared"), &json!(0)));
    assert_eq!(now["only_then"][0]["entries"], json!(["un-sc:XXi.001"]));
    let then = served.post("/v1/replay", &json!({"receipt": id, "as_of": "2026-01-31"})).json();
    assert_eq!((&then["found_now"], &then["compared_with"]), (&json!(1), &json!(old)));
    for (body, code) in [
        (json!({}), "bad-member"),
        (json!({"receipt": id, "note": note.text}), "bad-member"),
        (json!({"receipt": id, "as_of": "2026-01-31", "register": "x"}), "bad-member"),
        (json!({"receipt": id, "as_of": "yesterday"}), "bad-member"),
        (json!({"receipt": id, "as_of": "20260131"}), "bad-member"),
        (json!({"receipt": id, "as_of": "2001-01-01"}), "not-held"),
        (json!({"receipt": id, "register": "0123"}), "not-held"),
        (json!({"receipt": "x"}), "no-receipt"),
        (json!({"note": note.text.replace("found", "fuond")}), "no-receipt"),
        (json!({"receipt": id, "more": 1}), "malformed-request"),
    ] {
        let refused = served.post("/v1/replay", &body);
        assert_eq!(refused.code(), code, "{body}: {}", refused.text);
    }
    let audit = &served.place.app.recorder.as_ref().expect("it records").audit;
    audit.erase(&[1], &node::audit::Actor::default(), "asked", crate::testing::now()).expect("erased");
    let erased = served.get(&address);
    assert_eq!((erased.status, &*erased.code()), (410, "erased"));
}

#[test]
fn an_entity_is_explained_whether_it_is_a_hit_or_not() {
    let served = Served::new();
    for (name, is_hit) in [("Yusuf al-Khayali", true), ("Amal Tajriba", false)] {
        let told = served.post("/v1/explain", &json!({"id": "7", "name": name, "entity": "XXi.001"})).json();
        let screened = served.post("/v1/screen", &json!({"name": name})).json();
        assert_eq!((&told["is_hit"], &told["id"]), (&json!(is_hit), &json!("7")), "{told}");
        assert!(told["receipt"].is_string());
        let score = told["hit"]["score"].as_f64().expect("a score");
        match screened["hits"][0]["score"].as_f64() {
            Some(found) => assert!((score - found).abs() < 1e-9),
            None => assert!(score < 0.7, "{score}"),
        }
    }
    for (body, code) in [
        (json!({"name": "Amal"}), "bad-member"),
        (json!({"name": "Amal", "entity": "XXi.999"}), "no-entity"),
        (json!({"entity": "XXi.001"}), "not-askable"),
        (json!({"name": "Amal", "entity": 7}), "bad-member"),
    ] {
        assert_eq!(served.post("/v1/explain", &body).code(), code, "{body}");
    }
}

#[test]
fn lists_editions_and_what_changed_between_them() {
    let mut served = Served::new();
    publish(&mut served.place.node, "2026-02-01", "NUR AL-WAHMI");
    let lists = served.get("/v1/lists").json();
    let un = lists["lists"].as_array().expect("lists").iter().find(|list| list["list"] == "un-sc").expect("known");
    assert_eq!((&un["editions"], &un["newest"], &un["entries"]), (&json!(2), &json!("2026-02-01"), &json!(101)));
    assert!(lists["lists"].as_array().is_some_and(|lists| lists.len() > 5), "those not held too");
    let one = served.get("/v1/lists/un-sc").json();
    let days: Vec<&str> =
        one["held"].as_array().expect("held").iter().filter_map(|held| held["edition"].as_str()).collect();
    assert_eq!(days, ["2026-01-15", "2026-02-01"]);
    let diff = served.get("/v1/lists/un-sc/diff").json();
    assert_eq!((&diff["from"]["edition"], &diff["to"]["edition"]), (&json!("2026-01-15"), &json!("2026-02-01")));
    let changes = diff["changes"].as_array().expect("changes");
    assert_eq!((changes.len(), &changes[0]["op"], &changes[0]["entry"]), (1, &json!("amended"), &json!("XXi.001")));
    for (address, status, code) in [
        ("/v1/lists/xx-none", 404, "no-list"),
        ("/v1/lists/eu-fsf/diff", 404, "not-held"),
        ("/v1/lists/un-sc/diff?from=2001-01-01", 404, "not-held"),
        ("/v1/lists/un-sc/diff?from=then", 422, "bad-member"),
        ("/v1/lists/un-sc/diff?form=2026-01-15", 422, "unknown-member"),
        ("/v1/lists/un-sc/diff?from=2026-01-15&from=2026-01-15", 422, "repeated-member"),
    ] {
        let refused = served.get(address);
        assert_eq!((refused.status, &*refused.code()), (status, code), "{address}");
    }
}

#[test]
fn a_request_that_is_sent_twice_is_answered_once() {
    let served = Served::new();
    let post = |key: &str, who: &str, body: &Value| {
        served.place.post("/v1/screen", &[("authorization", who), JSON, ("idempotency-key", key)], &body.to_string())
    };
    let subject = json!({"name": "Yusuf al-Khayali"});
    let first = post("a", &served.screener, &subject);
    let again = post("a", &served.screener, &subject);
    assert_eq!((first.status, first.header("idempotency-replayed").as_str()), (200, ""));
    assert_eq!((again.status, again.header("idempotency-replayed").as_str()), (200, "true"));
    assert_eq!(first.text, again.text);
    assert_eq!(
        served.place.app.recorder.as_ref().map(|recorder| recorder.audit.len()),
        Some(1),
        "it was screened once"
    );
    let reused = post("a", &served.screener, &json!({"name": "Amal"}));
    assert_eq!((reused.status, &*reused.code()), (422, "idempotency-key-reused"));
    // Another's key of the same text is another key.
    assert_ne!(post("a", &served.other, &subject).text, first.text);
    assert_ne!(post("b", &served.screener, &subject).text, first.text);
    assert_eq!(post(&"x".repeat(256), &served.screener, &subject).code(), "bad-member");
    // What was refused leaves the key free.
    assert_eq!(post("c", &served.screener, &json!({})).status, 422);
    assert_eq!(post("c", &served.screener, &json!({})).header("idempotency-replayed"), "true");
}

#[test]
fn a_problem_leads_to_what_it_means() {
    let served = Served::new();
    let refused = served.get("/v1/lists/xx-none");
    assert_eq!(refused.header("content-type"), "application/problem+json");
    let told = refused.json();
    assert_eq!((&told["status"], &told["code"]), (&json!(404), &json!("no-list")));
    assert!(told["detail"].as_str().is_some_and(|detail| detail.contains("xx-none")));
    let meaning = served.place.get(told["type"].as_str().expect("an address"), &[]).json();
    assert_eq!((&meaning["code"], &meaning["title"]), (&json!("no-list"), &told["title"]));
    assert!(meaning["title_ar"].as_str().is_some_and(|title| title.contains("قائمة")));
    assert_eq!(served.get("/v1/problems/none").status, 404);
}

#[test]
fn every_address_is_described() {
    let document: Value = serde_json::from_str(super::OPENAPI).expect("JSON");
    let mut described: Vec<String> = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        described.extend(
            methods
                .as_object()
                .expect("methods")
                .keys()
                .filter(|key| *key != "parameters")
                .map(|method| format!("{} {path}", method.to_uppercase())),
        );
    }
    described.sort();
    let rules = super::routes().into_parts().1;
    let mut routed: Vec<String> =
        rules.all().map(|(path, method, _): (&str, &Method, _)| format!("{method} {path}")).collect();
    routed.sort();
    assert_eq!(described, routed);
}

/// The described answers of an operation that are no problems.
fn described_types(operation: &Value) -> Vec<&str> {
    operation["responses"]["200"]["content"].as_object().expect("content").keys().map(String::as_str).collect()
}

#[test]
fn what_is_not_taken_is_not_answered() {
    let document: Value = serde_json::from_str(super::OPENAPI).expect("JSON");
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for operation in methods.as_object().expect("methods").values() {
            assert_eq!(described_types(operation), super::media_types(path), "{path}");
            assert!(operation["responses"]["406"].is_object(), "{path}");
        }
    }
    let served = Served::new();
    let id = served.receipt("Yusuf al-Khayali");
    let (note, certificate) = (format!("/v1/receipts/{id}/note"), format!("/v1/receipts/{id}/certificate"));
    for (address, accept, status) in [
        ("/v1/lists", "application/json", 200),
        ("/v1/lists", "APPLICATION/*;q=0.2, text/html", 200),
        ("/v1/lists", "text/html, */*;q=0.8", 200),
        ("/v1/lists", "", 200),
        ("/v1/lists", "anything", 200),
        ("/v1/lists", "application/xml", 406),
        ("/v1/lists", "application/json;q=0, */*", 406),
        ("/v1/lists", "application/problem+json", 406),
        ("/v1/nowhere", "application/xml", 404),
        (&note, "text/*", 200),
        (&note, "application/json", 406),
        (&certificate, "text/html", 200),
        (&certificate, "image/png", 406),
    ] {
        let answer = served.place.get(address, &[("authorization", &served.screener), ("accept", accept)]);
        assert_eq!(answer.status, status, "{address} {accept}");
        if status == 406 {
            assert_eq!(
                (&*answer.code(), &*answer.header("content-type")),
                ("not-acceptable", "application/problem+json")
            );
        }
    }
    let posted = served.place.ask(&Method::DELETE, "/v1/lists", &[("accept", "application/xml")], "");
    assert_eq!((posted.status, &*posted.header("allow")), (405, "GET,HEAD"), "another way of asking comes first");
}

#[test]
fn a_language_is_one_of_two_at_every_address() {
    let served = Served::new();
    let id = served.receipt("Yusuf al-Khayali");
    let of_receipt = ["", "/note", "/certificate"].map(|end| format!("/v1/receipts/{id}{end}?"));
    let others =
        ["/v1/lists?", "/v1/lists/un-sc?", "/v1/entities/XXi.001?", "/v1/openapi.json?", "/v1/problems/no-list?"];
    for address in others.iter().copied().chain(of_receipt.iter().map(String::as_str)).chain(["/v1/screen?name=Amal&"])
    {
        for (lang, status) in [("lang=ar", 200), ("lang=xx", 422), ("lang=ar&lang=ar", 422), ("long=ar", 422)] {
            assert_eq!(served.get(&format!("{address}{lang}")).status, status, "{address}{lang}");
        }
    }
}
