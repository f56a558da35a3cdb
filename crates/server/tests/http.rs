//! Runs the HTTP scripts of `testdata/http`: a request, then what the answer must be.
//!
//! Shape:    `#` says why; `>` is a line of the request (characters beyond ASCII are percent-encoded in its address);
//!           `< 200` the status, `< name: text` a header that begins so, `+` a text that must occur, `-` one that must
//!           not. The Host is `localhost` where a script names none.
//!
//! Every person and body here is invented.

use std::future::Future;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode};
use node::RegisterFile;
use register::index::Index;
use register::{
    Alias, Edition, EditionId, Entity, EntryKey, Episode, Evidence, Kind, ListedEntry, NameKind, Place, Property,
    Share, Since, StatedDate, Statement, Tie, Value,
};
use server::http::{App, Options, router};
use tower::ServiceExt;

fn edition(list: &str, day: &str) -> Edition {
    Edition {
        id: EditionId::of(list.as_bytes()),
        list: list.into(),
        published: day.parse().expect("a day"),
        stated: None,
        retrieved: "2024-05-02T06:00:00Z".into(),
        extract: false,
    }
}

fn entry(edition: &Edition, key: &str, kind: Kind, names: &[&str], born: Option<&str>) -> ListedEntry {
    let statement = |at: usize, property, value| Statement {
        property,
        value,
        note: None,
        basis: None,
        evidence: Evidence { edition: edition.id, place: Place::Element { path: format!("/list/{key}/{at}").into() } },
    };
    let name = |(at, text): (usize, &&str)| {
        let kind = if at == 0 { NameKind::Primary } else { NameKind::Aka };
        statement(at, Property::Name, Value::Name(Box::new(Alias::new(text, kind))))
    };
    let mut statements: Vec<Statement> = names.iter().enumerate().map(name).collect();
    if let Some(born) = born {
        let spans = vec![born.parse().expect("a date")];
        let date = StatedDate { text: born.into(), spans, circa: false, calendar: register::Calendar::Gregorian };
        statements.push(statement(90, Property::BirthDate, Value::Date(Box::new(date))));
    }
    ListedEntry {
        list: edition.list.clone(),
        key: EntryKey::new(key),
        alternates: Vec::new(),
        kind,
        episodes: vec![Episode { from: (edition.id, edition.published), until: None, may_have_begun_before: false }],
        statements,
        since: Vec::new(),
    }
}

/// A small invented register; the first entry has the key given.
fn register(key: &str) -> RegisterFile {
    let (un, uk) = (edition("un-sc", "2024-05-01"), edition("uk-sl", "2023-01-01"));
    let mut wahmiya = entry(&un, "XXi.002", Kind::Person, &["أمل بنت نور الوهمية"], None);
    let tie = Tie { kind: "Acting for or on behalf of".into(), to: Some(key.into()), ..Tie::default() };
    let place = Place::Element { path: "/list/XXi.002/tie".into() };
    let (value, evidence) = (Value::Tie(Box::new(tie)), Evidence { edition: un.id, place });
    wahmiya.statements.push(Statement { property: Property::Tie, value, note: None, basis: None, evidence });
    wahmiya.since = vec![Since { edition: (un.id, un.published), statements: 2 }];
    let companies = edition("ftm", "2024-05-01");
    let mut owned = entry(&companies, "fx-1", Kind::Organization, &["Mithal Owned Trading"], None);
    let share = Share::new(6_000, 6_000);
    let tie = Tie { kind: "Ownership:owner".into(), to: Some("fx-2".into()), share, ..Tie::default() };
    let place = Place::Element { path: "/companies/fx-1/owner".into() };
    let (value, evidence) = (Value::Tie(Box::new(tie)), Evidence { edition: companies.id, place });
    owned.statements.push(Statement { property: Property::Tie, value, note: None, basis: None, evidence });
    let owner = entry(&companies, "fx-2", Kind::Person, &["Nur al-Mithali"], None);
    let entries = vec![
        owned,
        owner,
        entry(&uk, "XX9", Kind::Person, &["NUR AL-MITHALI"], None),
        entry(&un, key, Kind::Person, &["YUSUF AL-KHAYALI", "Abu Wahm al-Khayali"], Some("1970")),
        wahmiya,
        entry(&un, "XXe.003", Kind::Organization, &["<script>alert('x')</script> & Sons \u{202e}Trading"], None),
        entry(&uk, "XX 7|أ", Kind::Vessel, &["KHAYAL STAR"], None),
        entry(&un, "SAME1", Kind::Vessel, &["WAHM STAR"], None),
        entry(&uk, "SAME1", Kind::Vessel, &["WAHM MOON"], None),
    ];
    let mut register = register::Register::of_entries(vec![un, uk, companies], entries);
    // The owner of the company is one with whom the second list designates.
    let of = |register: &register::Register, reference: &str| {
        let is = |entity: &Entity| entity.entries.iter().any(|entry| entry.reference() == reference);
        register.entities.iter().position(is).expect("an entity")
    };
    let at = of(&register, "uk-sl:XX9");
    let designated = register.entities.remove(at).entries;
    let owner = of(&register, "ftm:fx-2");
    register.entities[owner].entries.extend(designated);
    RegisterFile::new(Index::build(&register)).expect("a sound register")
}

fn app(fictitious: bool) -> Arc<App> {
    let now = "2024-05-03T00:00:00Z".parse().ok();
    Arc::new(App::new(Options { fictitious, now, ..Options::default() }))
}

/// Beside the lists, the datasets of an invented manifest.
fn with_datasets() -> Arc<App> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/manifest/manifest.yml");
    let now = "2024-05-03T00:00:00Z".parse().ok();
    let update_token = Some("invented-token".to_owned());
    let app = App::new(Options { now, manifest: Some(manifest), update_token, ..Options::default() });
    app.load_datasets().expect("a manifest");
    Arc::new(app)
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}

fn ask(router: &Router, request: Request<Body>) -> (Response<()>, String) {
    wait(async {
        let response = router.clone().oneshot(request).await.expect("the router always answers");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 1 << 24).await.expect("a whole body");
        (Response::from_parts(parts, ()), String::from_utf8(body.to_vec()).expect("UTF-8"))
    })
}

fn get(address: &str) -> Request<Body> {
    Request::get(address).header("host", "localhost").body(Body::empty()).expect("a request")
}

/// One request of a script and what is wanted of its answer.
#[derive(Default)]
struct Step {
    why: String,
    request: Vec<String>,
    wanted: Vec<(char, String)>,
}

fn steps(script: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in script.lines().filter(|line| !line.trim().is_empty()) {
        let mark = line.chars().next().unwrap_or_default();
        let text = line[1..].strip_prefix(' ').unwrap_or(&line[1..]).to_owned();
        if mark == '#' {
            steps.push(Step::default());
        }
        let step = steps.last_mut().expect("a script begins with #");
        match mark {
            '#' => step.why = text,
            '>' => step.request.push(text),
            _ => {
                assert!("<+-".contains(mark), "what is this: {line}");
                step.wanted.push((mark, text));
            }
        }
    }
    steps
}

fn request(lines: &[String]) -> Request<Body> {
    let (method, address) = lines[0].split_once(' ').expect("a method and an address");
    let encoded = |byte: u8| if byte.is_ascii() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    let mut request = Request::builder().method(method).uri(address.bytes().map(encoded).collect::<String>());
    let end = lines.iter().position(String::is_empty).unwrap_or(lines.len());
    for line in &lines[1..end] {
        let (name, value) = line.split_once(": ").expect("a header");
        request = request.header(name, value);
    }
    if !lines[1..end].iter().any(|line| line.starts_with("Host: ")) {
        request = request.header("Host", "localhost");
    }
    let body = lines.get(end + 1..).unwrap_or_default().join("\n");
    request.body(Body::from(body)).expect("a request")
}

fn check(script: &str, step: &Step, response: &Response<()>, body: &str) {
    let at = format!("{script}: {}\n{:?}\n{body}", step.why, response.headers());
    for (mark, text) in &step.wanted {
        match (mark, text.split_once(": ")) {
            ('+', _) => assert!(body.contains(text), "wanted {text}\n{at}"),
            ('-', _) => assert!(!body.contains(text), "unwanted {text}\n{at}"),
            (_, None) => assert_eq!(response.status().as_str(), text, "{at}"),
            (_, Some((name, value))) => {
                let got = response.headers().get(name).map(|got| got.to_str().unwrap_or_default());
                assert!(got.is_some_and(|got| got.starts_with(value)), "wanted {name}: {value}, got {got:?}\n{at}");
            }
        }
    }
}

#[test]
fn the_scripts_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/http");
    let mut scripts: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    scripts.sort();
    assert!(scripts.len() > 3, "{scripts:?}");
    for path in scripts {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let app = if name == "yente" { with_datasets() } else { app(name == "fictitious") };
        if name != "no_register" {
            app.put_in_use(register("XXi.001"));
        }
        let router = router(app);
        for step in steps(&std::fs::read_to_string(&path).unwrap()) {
            let (response, body) = ask(&router, request(&step.request));
            check(&name, &step, &response, &body);
        }
    }
}

#[test]
fn a_body_beyond_the_limit_is_refused() {
    let app = app(false);
    app.put_in_use(register("XXi.001"));
    let router = router(app);
    for (length, status, code) in [
        (70_000, StatusCode::PAYLOAD_TOO_LARGE, "body-too-large"),
        (5_000, StatusCode::UNPROCESSABLE_ENTITY, "too-long"),
        (4_000, StatusCode::UNPROCESSABLE_ENTITY, "name-too-long"),
        (500, StatusCode::OK, "screened"),
    ] {
        let text = format!(r#"{{"name": "{}"}}"#, "x".repeat(length));
        let request = Request::post("/v1/screen").header("host", "localhost");
        let request = request.header("content-type", "application/json").body(Body::from(text)).unwrap();
        let (response, text) = ask(&router, request);
        assert_eq!(response.status(), status, "{text}");
        assert!(text.contains(code), "{text}");
    }
}

#[test]
fn a_register_that_is_swapped_in_answers_the_next_request() {
    let app = app(false);
    let router = router(Arc::clone(&app));
    let named = || {
        let (response, body) = ask(&router, get("/v1/screen?name=Yusuf%20al-Khayali"));
        let id = response.headers().get("dalil-register").map(|id| id.to_str().unwrap().to_owned());
        assert!(id.as_ref().is_none_or(|id| body.contains(id.as_str())), "{body}");
        (response.status(), id, body)
    };
    let (status, id, _) = named();
    assert_eq!((status, id), (StatusCode::SERVICE_UNAVAILABLE, None));
    let mut ids = Vec::new();
    for key in ["XXi.001", "XXi.009"] {
        app.put_in_use(register(key));
        let (status, id, body) = named();
        assert_eq!(status, StatusCode::OK);
        assert!(body.contains(&format!("un-sc:{key}")), "{body}");
        ids.push(id);
    }
    assert_ne!(ids[0], ids[1]);
}

#[test]
fn each_page_refers_to_its_style_by_the_hash_of_its_content() {
    let router = router(app(false));
    let (_, page) = ask(&router, get("/"));
    for (at, media_type) in [("rel=\"stylesheet\" href=\"", "text/css"), ("svg+xml\" href=\"", "image/svg+xml")] {
        let address = page.split(at).nth(1).and_then(|rest| rest.split('"').next()).expect("an address");
        let (response, _) = ask(&router, get(address));
        assert_eq!(response.status(), StatusCode::OK, "{address}");
        assert!(response.headers()["content-type"].to_str().unwrap().starts_with(media_type));
        assert!(response.headers()["cache-control"].to_str().unwrap().contains("immutable"));
    }
}
