//! Who may ask what: every address, by every role; sessions, their tokens, and how often somebody may try.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request};
use node::access::{Right, Role};
use tower::ServiceExt;

use super::{Identity, Need, Rule, Rules, actor};
use crate::http::{Options, routes};
use crate::testing::{BROWSER, Place, now};

const PASSWORD: &str = "several words in a row";

/// An address of this pattern.
fn address(pattern: &str) -> String {
    pattern.replace("{dataset}", "default").replace("{property}", "owns").replace(['{', '}'], "")
}

fn rules() -> Rules {
    routes(&Options { mcp: true, ..Options::default() }).into_parts().1
}

#[test]
fn every_address_is_answered_to_those_who_may_ask_it_and_to_no_others() {
    let place = Place::new(Options { mcp: true, ..Options::default() });
    let keys: Vec<(Role, String)> = Role::ALL.iter().map(|role| (*role, place.key(*role, &[]))).collect();
    let mut asked = 0;
    for (pattern, method, need) in rules().all() {
        let address = address(pattern);
        let nobody = place.ask(method, &address, &[], "");
        let refused = [401, 403].contains(&nobody.status);
        let is_open = matches!(need, Need::Nothing | Need::OwnToken);
        // An address that looks at a secret of its own says no by itself.
        let says_no_itself = ["/enter/{link}", "/sign-in", "/updatez"].contains(&pattern);
        assert!(
            is_open && (says_no_itself || !refused) || !is_open && nobody.status == 401,
            "{method} {pattern}: {}",
            nobody.status
        );
        for (role, key) in &keys {
            let bearer = format!("Bearer {key}");
            let got = place.ask(method, &address, &[("authorization", &bearer)], "");
            match need {
                Need::Right(right) if role.rights().contains(&right) => {
                    assert!(![401, 403].contains(&got.status), "{method} {pattern} {role:?}: {}", got.status);
                }
                Need::Right(right) => {
                    assert_eq!(got.status, 403, "{method} {pattern} {role:?}");
                    // The page of searches says what is wrong as a page.
                    assert!(pattern == "/" || got.code() == "no-right", "{method} {pattern} {role:?}");
                    assert!(got.text.contains(right.code()));
                }
                // A key is no session.
                Need::Session => assert_eq!(got.status, 401, "{method} {pattern} {role:?}"),
                Need::Nothing | Need::OwnToken => {
                    assert!(says_no_itself || ![401, 403].contains(&got.status), "{method} {pattern} {role:?}");
                }
            }
            asked += 1;
        }
    }
    assert!(asked > 100, "{asked}");
}

#[test]
fn addresses_that_need_nothing_are_these_alone() {
    let open: Vec<String> = rules()
        .all()
        .filter(|(.., need)| matches!(need, Need::Nothing | Need::OwnToken))
        .map(|(path, method, _)| format!("{method} {path}"))
        .collect();
    // Whoever adds one thinks about who may learn what from it.
    assert_eq!(
        open,
        [
            "GET /assets/{file}",
            "GET /enter/{link}",
            "POST /enter/{link}",
            "GET /healthz",
            "GET /readyz",
            "GET /sign-in",
            "POST /sign-in",
            "POST /updatez",
            "GET /v1/openapi.json",
            "GET /v1/problems/{code}"
        ]
    );
}

#[test]
fn no_address_comes_into_the_router_but_with_its_rule() {
    let sources = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut looked_at = 0;
    let mut folders = vec![sources];
    while let Some(folder) = folders.pop() {
        for file in folder.read_dir().expect("a folder") {
            let path = file.expect("a file").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("read");
            looked_at += 1;
            let own = path.ends_with("auth/routes.rs") || path.ends_with("auth/tests.rs");
            // What is counted is answered on a listener of its own.
            let is_metrics = path.ends_with("src/metrics.rs");
            for way in [".route(", ".nest(", ".route_service(", ".nest_service(", ".fallback_service("] {
                assert!(own || is_metrics || !text.contains(way), "{}: {way}", path.display());
            }
        }
    }
    assert!(looked_at > 30);
    let rules = rules();
    assert_eq!(rules.of("/no/such", &Method::GET), Rule::Unknown);
    assert_eq!(rules.of("/v1/screen", &Method::DELETE), Rule::OtherMethod);
    assert_eq!(rules.of("/v1/screen", &Method::HEAD), Rule::Needs(Need::SCREEN));
}

#[test]
fn where_nothing_is_set_up_programs_on_this_machine_ask_and_pages_do_not() {
    let place = Place::new(Options::default());
    let address = "/v1/screen?name=Yusuf";
    for (why, headers, want) in [
        ("a program", vec![("user-agent", "curl/8")], 503),
        ("with a key of another server", vec![("authorization", "ApiKey abc")], 503),
        ("a browser", vec![("user-agent", "Mozilla/5.0")], 401),
        ("a page", vec![("origin", "http://localhost"), ("user-agent", "x")], 401),
        ("a page that names no origin", vec![("sec-fetch-site", "same-origin")], 401),
        ("a page elsewhere", vec![("origin", "http://attacker.example")], 403),
        ("a page elsewhere, embedded", vec![("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")], 403),
        ("a name that leads here", vec![("host", "attacker.example")], 403),
    ] {
        let headers: Vec<(&str, &str)> = headers.into_iter().collect();
        let got = if headers[0].0 == "host" {
            // The usual host stands beside it otherwise.
            let request =
                Request::get(address).header("host", "attacker.example").body(Body::empty()).expect("a request");
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(place.router.clone().oneshot(request)).expect("answered").status().as_u16()
        } else {
            place.get(address, &headers).status
        };
        assert_eq!(got, want, "{why}");
    }
    // Reached from elsewhere, or once a key was made, nobody asks without one.
    let elsewhere = Place::new(Options { bound: "192.0.2.1".parse().ok(), behind_proxy: false, ..Options::default() });
    let asked = elsewhere.ask(&Method::GET, address, &[], "");
    assert_eq!(asked.status, 401, "{}", asked.text);
    place.key(Role::Screener, &[]);
    let got = place.get(address, &[]);
    assert_eq!((got.status, &*got.code(), &*got.header("www-authenticate")), (401, "not-signed-in", "Bearer"));
}

#[test]
fn a_key_does_what_it_may_until_it_is_withdrawn() {
    let place = Place::new(Options::default());
    let (reader, held) = (place.key(Role::Viewer, &[]), place.key(Role::Reviewer, &[Right::Read]));
    let ask =
        |address: &str, key: &str, scheme: &str| place.get(address, &[("authorization", &format!("{scheme} {key}"))]);
    for (key, scheme, address, want) in [
        (&reader, "Bearer", "/catalog", (200, "")),
        (&reader, "apikey", "/catalog", (200, "")),
        (&reader, "Basic", "/catalog", (401, "not-signed-in")),
        (&reader, "Bearer", "/v1/screen?name=a", (403, "no-right")),
        (&held, "Bearer", "/v1/screen?name=a", (403, "no-right")),
        (&held, "Bearer", "/catalog", (200, "")),
        (&"dalil_00000000_x".to_owned(), "Bearer", "/catalog", (401, "wrong-key")),
        // Health is told to whoever asks, whatever key they have.
        (&"dalil_00000000_x".to_owned(), "Bearer", "/healthz", (200, "")),
    ] {
        let got = ask(address, key, scheme);
        assert_eq!((got.status, &*got.code()), want, "{scheme} {address}");
    }
    // Clients of reconciliation have no headers of their own.
    let got = place.get(&format!("/reconcile/default?api_key={reader}"), &[]);
    assert_ne!(got.status, 401);
    assert_eq!(place.get(&format!("/catalog?api_key={reader}"), &[]).status, 401);
    place.node.withdraw_key(&reader[6..14], now()).expect("withdrawn");
    place.look();
    assert_eq!(ask("/catalog", &reader, "Bearer").code(), "wrong-key");
}

#[test]
fn a_link_lets_one_in_once_and_a_page_needs_its_sessions_token() {
    let place = Place::new(Options::default());
    let link = place.link("amal", Role::Reviewer);
    assert_eq!(place.get(&link, &BROWSER).status, 200, "looking at it does not use it up");
    assert_eq!(place.post(&link, &BROWSER, "").status, 303);
    let again = place.post(&link, &BROWSER, "");
    assert_eq!((again.status, &*again.code()), (403, "wrong-link"));

    let (cookie, token) = place.signed_in("nur", Role::Screener);
    let flags = place.post(&place.link("sabir", Role::Viewer), &BROWSER, "").header("set-cookie");
    assert!(flags.ends_with("; Path=/; HttpOnly; SameSite=Strict"), "{flags}");
    let page = [("user-agent", "Mozilla/5.0"), ("sec-fetch-site", "same-origin"), ("sec-fetch-mode", "cors")];
    let with = |more: &[(&'static str, &str)]| {
        let mut headers: Vec<(&str, String)> = page.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        headers.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let got = place.get("/catalog", &headers);
        (got.status, got.code())
    };
    assert_eq!(with(&[("cookie", &cookie), ("dalil-token", &token)]), (200, String::new()));
    assert_eq!(with(&[("cookie", &cookie)]), (403, "no-token".to_owned()));
    assert_eq!(with(&[("cookie", &cookie), ("dalil-token", "x")]), (403, "no-token".to_owned()));
    assert_eq!(with(&[("dalil-token", &token)]), (401, "not-signed-in".to_owned()));
    assert_eq!(with(&[("cookie", "dalil-session=x"), ("dalil-token", &token)]), (401, "not-signed-in".to_owned()));
    // A person goes to a page by its address.
    assert_eq!(place.get("/catalog", &[&BROWSER[..], &[("cookie", &cookie)]].concat()).status, 200);
    // What a form sends needs the token too.
    let in_session = [&BROWSER[..], &[("cookie", cookie.as_str())]].concat();
    assert_eq!(place.post("/sign-out", &in_session, "").code(), "no-token");
    assert_eq!(place.post("/v1/screen", &in_session, "{}").code(), "no-token");
    let out = place.post("/sign-out", &in_session, &format!("token={token}"));
    assert_eq!((out.status, &*out.header("location")), (303, "/sign-in?lang=en"));
    assert_eq!(place.get("/catalog", &in_session).status, 401);
    // Whoever likes pages is led to the form.
    let led = place.get("/", &[&BROWSER[..], &[("accept", "text/html")]].concat());
    assert_eq!((led.status, &*led.header("location")), (303, "/sign-in?lang=en"));
}

#[test]
fn a_password_lets_one_in_and_is_changed_by_who_knows_it() {
    let place = Place::new(Options::default());
    let (cookie, token) = place.signed_in("amal", Role::Reviewer);
    let headers = [&BROWSER[..], &[("cookie", cookie.as_str())]].concat();
    let set = |before: &str, password: &str| {
        let form = format!("token={token}&before={before}&password={password}").replace(' ', "+");
        place.post("/password", &headers, &form).status
    };
    assert_eq!(set("", "short"), 422);
    assert_eq!(set("", PASSWORD), 303);
    assert_eq!(set("", "another one, long enough"), 401);
    assert_eq!(set(PASSWORD, "another one, long enough"), 303);
    let sign_in = |name: &str, password: &str| {
        place.post("/sign-in", &BROWSER, &format!("name={name}&password={password}").replace(' ', "+"))
    };
    let wrong = sign_in("amal", PASSWORD);
    assert_eq!(wrong.status, 401);
    assert!(wrong.text.contains("the name or the password is wrong"));
    assert_eq!(sign_in("amal", "another one, long enough").status, 303);
    place.node.withdraw_person("amal", now()).expect("withdrawn");
    place.look();
    assert_eq!(sign_in("amal", "another one, long enough").status, 401);
    assert_eq!(place.get("/password", &headers).status, 401, "their session is over too");
}

#[test]
fn after_ten_wrong_passwords_a_name_waits() {
    let place = Place::new(Options::default());
    let sign_in = |name: &str| place.post("/sign-in", &BROWSER, &format!("name={name}&password=x"));
    for turn in 0..10 {
        assert_eq!(sign_in("amal").status, 401, "{turn}");
    }
    let refused = sign_in("amal");
    assert_eq!((refused.status, &*refused.code()), (429, "too-many-attempts"));
    assert!((1..=901).contains(&refused.header("retry-after").parse::<u64>().expect("seconds")));
    assert_eq!(sign_in("nur").status, 401, "others are let try");
}

#[test]
fn a_session_ends_when_it_is_not_used_or_after_twelve_hours() {
    let sessions = super::Sessions::default();
    let place = Place::new(Options::default());
    place.link("amal", Role::Viewer);
    let access = place.node.access().expect("read");
    let at = |hours: i64, minutes: i64| now() + jiff::SignedDuration::from_mins(hours * 60 + minutes);
    let begin = || {
        let cookie = sessions.begin("amal", false, at(0, 0)).expect("begun");
        let pair = cookie.to_str().expect("text").split(';').next().unwrap_or_default().to_owned();
        HeaderMap::from_iter([(axum::http::header::COOKIE, pair.parse().expect("a value"))])
    };
    let headers = begin();
    assert!(sessions.find(&headers, false, &access, at(0, 59)).is_some());
    assert!(sessions.find(&headers, true, &access, at(0, 59)).is_none(), "the cookie of TLS has another name");
    assert!(sessions.find(&headers, false, &access, at(1, 58)).is_some(), "it was used since");
    assert!(sessions.find(&headers, false, &access, at(2, 59)).is_none(), "an hour unused");
    let headers = begin();
    let mut minutes = (45..12 * 60).step_by(45);
    assert!(minutes.all(|minutes| sessions.find(&headers, false, &access, at(0, minutes)).is_some()));
    assert!(sessions.find(&headers, false, &access, at(11, 59)).is_some());
    assert!(sessions.find(&headers, false, &access, at(12, 0)).is_none());
}

#[test]
fn what_is_looked_up_is_recorded_with_who_asked_and_for_what() {
    let place = Place::new(Options::default());
    let key = place.key(Role::Screener, &[]);
    let bearer = format!("Bearer {key}");
    let headers = [("authorization", bearer.as_str()), ("dalil-purpose", "new customers")];
    assert_eq!(place.get("/catalog?x=1", &headers).status, 200);
    assert_eq!(place.get("/healthz", &headers).status, 200);
    assert_eq!(place.get("/no/such", &headers).status, 404);
    assert_eq!(
        place.get("/catalog", &[("authorization", &bearer), ("dalil-purpose", &"x".repeat(201))]).code(),
        "bad-member"
    );
    let mut told = Vec::new();
    let recorder = place.app.recorder.as_ref().expect("it records");
    let each = recorder.audit.each::<node::Error>(1, &mut |event| {
        told.push((event.kind, event.actor, event.facts, event.personal));
        Ok(true)
    });
    each.expect("read");
    let [(kind, actor, facts, personal)] = &told[..] else { panic!("{told:?}") };
    assert_eq!(
        (kind.as_str(), actor.by.as_str(), actor.purpose.as_str()),
        ("look-up", &*format!("key:{}", &key[6..14]), "new customers")
    );
    assert_eq!((facts["through"].as_str(), facts["status"].as_u64()), (Some("GET /catalog"), Some(200)));
    assert_eq!(*personal, node::audit::Personal::Told(serde_json::json!({"asked": "/catalog?x=1"})));
}

#[test]
fn a_purpose_is_read_in_either_encoding_of_headers() {
    for (bytes, want) in [
        ("فحص العملاء".as_bytes(), Some("فحص العملاء")),
        (b"contr\xf4le", Some("contrôle")),
        ("contrôle".as_bytes(), Some("contrôle")),
        (b" ", None),
        (b"a\x85b", None),
    ] {
        let value = HeaderValue::from_bytes(bytes).expect("a value");
        let actor = actor(&Identity::Local, &HeaderMap::from_iter([(HeaderName::from_static("dalil-purpose"), value)]));
        assert_eq!(actor.ok().map(|actor| actor.purpose).as_deref(), want, "{bytes:?}");
    }
}
