//! What the tests of this crate share: a data folder with a server on it, and how it is asked. Every name is invented.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request};
use jiff::Timestamp;
use node::access::{NewKey, Right, Role, Secret};
use node::{Group, ImportOptions, Input, Node, Origin};
use tower::ServiceExt;

use crate::http::{App, Options, router};
use crate::recording::Recorder;

/// The moment that counts as now.
pub(crate) const NOW: &str = "2026-03-01T00:00:00Z";

pub(crate) fn now() -> Timestamp {
    NOW.parse().expect("a moment")
}

/// How a browser goes to a page.
pub(crate) const BROWSER: [(&str, &str); 3] =
    [("user-agent", "Mozilla/5.0"), ("sec-fetch-site", "same-origin"), ("sec-fetch-mode", "navigate")];

/// A server on a data folder that holds nothing yet, and the folder.
pub(crate) struct Place {
    pub(crate) node: Node,
    pub(crate) app: Arc<App>,
    pub(crate) router: Router,
    _folder: tempfile::TempDir,
}

/// An answer: its status, headers and text.
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: HeaderMap,
    pub(crate) text: String,
}

impl Place {
    pub(crate) fn new(options: Options) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let node = Node::open(folder.path()).expect("it opens");
        let mut app = App::new(Options { now: Some(now()), ..options });
        app.recorder = Some(Arc::new(Recorder::open(folder.path()).expect("it records")));
        let app = Arc::new(app);
        Self { node, router: router(Arc::clone(&app)), app, _folder: folder }
    }

    /// As the server does once a second.
    pub(crate) fn look(&self) {
        self.app.guard.set_access(self.node.access().expect("read"));
    }

    pub(crate) fn key(&self, role: Role, only: &[Right]) -> String {
        let new = NewKey { name: role.code().to_owned(), only: only.iter().copied().collect(), ..NewKey::default() };
        let (_, Secret(text)) = self.node.make_key(role, new, now()).expect("made");
        self.look();
        text
    }

    /// A link that works once.
    pub(crate) fn link(&self, name: &str, role: Role) -> String {
        let (_, Secret(link)) = self.node.put_person(name, role, now()).expect("put down");
        self.look();
        format!("/enter/{link}")
    }

    pub(crate) fn ask(&self, method: &Method, address: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::builder().method(method.clone()).uri(address).header("host", "localhost");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).expect("a request");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.expect("the router always answers");
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            let text = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
            Answer { status, headers, text: String::from_utf8_lossy(&text).into_owned() }
        })
    }

    pub(crate) fn get(&self, address: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask(&Method::GET, address, headers, "")
    }

    pub(crate) fn post(&self, address: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        self.ask(&Method::POST, address, headers, body)
    }

    /// Signs in by a link: the cookie, and the token that stands in pages.
    pub(crate) fn signed_in(&self, name: &str, role: Role) -> (String, String) {
        let entered = self.post(&self.link(name, role), &BROWSER, "");
        assert_eq!((entered.status, &*entered.header("location")), (303, "/password?lang=en"));
        let cookie = entered.header("set-cookie").split(';').next().expect("a cookie").to_owned();
        let page = self.get("/password", &[&BROWSER[..], &[("cookie", &cookie)]].concat());
        assert_eq!(page.status, 200);
        let token = page.text.split("name=\"token\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        (cookie, token.expect("a token").to_owned())
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> String {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    }

    /// The code of a fault.
    pub(crate) fn code(&self) -> String {
        let told: serde_json::Value = serde_json::from_str(&self.text).unwrap_or_default();
        told["code"].as_str().or(told["error"]["code"].as_str()).unwrap_or_default().to_owned()
    }
}

/// Takes an edition in that names a person and a hundred others, and builds the register.
pub(crate) fn publish(node: &mut Node, day: &str, name: &str) -> String {
    let others = (1..=100).map(|n| (format!("XXi.1{n:03}"), format!("Mithal{} Sarab{}", n * 37 % 100, n * 59 % 100)));
    let people: String = std::iter::once(("XXi.001".to_owned(), name.to_owned()))
        .chain(others)
        .map(|(key, name)| {
            format!(
                "<INDIVIDUAL><FIRST_NAME>{name}</FIRST_NAME><REFERENCE_NUMBER>{key}</REFERENCE_NUMBER>\
                 <LISTED_ON>2019-01-01</LISTED_ON></INDIVIDUAL>"
            )
        })
        .collect();
    let text = format!(
        "<?xml version='1.0' encoding='UTF-8'?>\n<CONSOLIDATED_LIST dateGenerated='{day}'><INDIVIDUALS>{people}\
         </INDIVIDUALS><ENTITIES/></CONSOLIDATED_LIST>\n"
    );
    let input = Input { path: "un.xml".into(), name: "un.xml".into(), bytes: text.into_bytes() };
    let now = NOW.parse().expect("a moment");
    let (list, published, extract, accept_loss) = (None, None, None, None);
    let options = ImportOptions { list, published, extract, accept_loss, origin: Origin::Published, now };
    node.import(&Group::identify(vec![input], None).expect("a list"), &options).expect("taken in");
    build(node)
}

/// Builds the register of what is held.
pub(crate) fn build(node: &mut Node) -> String {
    node.build(NOW.parse().expect("a moment"), &mut |_| {}).expect("built").register
}
