//! The HTTP API and the console's addresses.
//!
//! Shape:    `/healthz`, `/readyz`, `/v1/screen`, `/v1/entities/{id}` answer JSON, as do yente's addresses (`api`); `/` is a page, and
//!           `/entities/{id}` one for who likes HTML.
//!           Every answer names the register it was computed from (`Dalil-Register`): a request keeps the register it
//!           began with, whatever is swapped in meanwhile.
//! Fails:    a [`Fault`], said in one place in the asker's language. A panic ends its own request only.
//! Limits:   bodies of 64 KiB, JSON 128 deep, fields of 4,096 characters, as many screenings at once as there are cores; [`Limits`] of time.
//! Not here: what a request may ask (`asked`), who may ask (`caller`), the socket and the signals (`serving`).

use std::any::Any;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::rejection::{BytesRejection, PathRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, MatchedPath, Path, Query, RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Router};
use jiff::Timestamp;
use node::audit::{Actor, EventId};
use node::datasets::Datasets;
use node::{Error, RegisterFile};
use register::index::{IndexError, Surroundings};
use register::{Day, Entity};
use screening::Screening;
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::SizeAbove;

use crate::api::{self, Corpus, Texts};
use crate::asked::Asked;
use crate::auth::{self, Guard, Identity, Need, Routes, Rule, Rules};
use crate::fault::{Fault, FaultKind};
use crate::log::Log;
use crate::metrics::Metrics;
use crate::recording::{LookUp, LookedUp, Receipts, Recorded, Recorder};
use crate::tls::TlsFiles;
use crate::v1::{self, Idempotency, status};
use crate::{Lang, Words, caller, mcp, page, seen, trace, unread};

/// The largest body.
pub(crate) const MAX_BODY: usize = 64 << 10;

/// The longest address: servers before this one cut those of 64 KiB.
const MAX_ADDRESS: usize = 60_000;

/// Answers of so many bytes are packed for who takes gzip.
const LEAST_PACKED: u64 = 500;

/// How long a request waits for its turn to be screened.
const PATIENCE: Duration = Duration::from_secs(10);

/// Nothing is loaded from elsewhere, framed elsewhere or run.
const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
                              base-uri 'none'; frame-ancestors 'none'";

/// For a year, browsers ask this host over TLS only.
const TLS_ONLY: &str = "max-age=31536000";

/// The register that an answer was computed from.
pub(crate) const REGISTER: HeaderName = HeaderName::from_static("dalil-register");

/// A body that is read so that the connection can go on.
type ReadBody = Result<Bytes, BytesRejection>;

pub(crate) type Pairs = Result<Query<Vec<(String, String)>>, QueryRejection>;

/// How long the server waits for whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For a request's head, from when the connection is open or the answer before it is sent; then the connection ends.
    pub head: Duration,
    /// For a request in all, from when its head is read: its body, its turn, the answer.
    pub request: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { head: Duration::from_secs(20), request: Duration::from_secs(60) }
    }
}

/// How the server answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The data served is invented: every page says so.
    pub fictitious: bool,
    /// A proxy in front decides who may ask; the Host header is what it makes it.
    pub behind_proxy: bool,
    /// The address listened on, which a Host header may name.
    pub bound: Option<IpAddr>,
    /// The moment that counts as now; the clock's where none is given.
    pub now: Option<Timestamp>,
    /// How long it waits.
    pub limits: Limits,
    /// The manifest of datasets that are served beside the lists.
    pub manifest: Option<PathBuf>,
    /// With what text the manifest's datasets may be loaded anew; not at all where none is given.
    pub update_token: Option<String>,
    /// With which certificate TLS is spoken; not at all where none is given.
    pub tls: Option<TlsFiles>,
    /// The most connections open at once; where nothing is said, 16,384 or what the limit of open files leaves room for.
    pub most_connections: Option<usize>,
    /// Where `/metrics` is answered; nowhere where no address is given.
    pub metrics: Option<SocketAddr>,
    /// Whether each request is told on standard error, a line of JSON each.
    pub log: bool,
    /// Whether `/mcp` is answered.
    pub mcp: bool,
    /// How much each key or person may have computed, in milliseconds a second; as much as there is where nothing is said.
    pub work: Option<u32>,
}

/// What all requests share.
pub struct App {
    pub(crate) options: Options,
    register: RwLock<Option<Arc<RegisterFile>>>,
    /// Registers that were in use before, which requests may still hold.
    former: Mutex<Vec<Arc<RegisterFile>>>,
    behind: AtomicBool,
    datasets: RwLock<Option<Arc<Datasets>>>,
    /// The words of what was asked last, made when they are first asked for.
    texts: Mutex<Option<(Corpus, Arc<Texts>)>>,
    words: [Words; 2],
    screenings: Arc<Semaphore>,
    /// Turns of what may take minutes: a register that is built again.
    long_work: Arc<Semaphore>,
    pub(crate) idempotency: Idempotency,
    pub(crate) metrics: Metrics,
    /// Where requests are told, if they are.
    pub(crate) log: Option<Log>,
    pub(crate) guard: Guard,
    /// Where what is answered is recorded; a server on a data folder always has one.
    pub(crate) recorder: Option<Arc<Recorder>>,
}

impl App {
    /// An app that has no register yet.
    pub fn new(options: Options) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            guard: Guard::new(options.work),
            recorder: None,
            options,
            register: RwLock::new(None),
            former: Mutex::default(),
            behind: AtomicBool::new(false),
            datasets: RwLock::default(),
            texts: Mutex::default(),
            words: [Words::new(Lang::Ar), Words::new(Lang::En)],
            screenings: Arc::new(Semaphore::new(cores)),
            long_work: Arc::new(Semaphore::new(1)),
            idempotency: Idempotency::default(),
            metrics: Metrics::new(),
            log: None,
        }
    }

    /// Puts a register in use; requests under way keep the one they began with. None waits for it: while the lock is held one
    /// pointer takes the place of another.
    pub fn put_in_use(&self, register: RegisterFile) {
        self.metrics.swaps.inc();
        let register = Arc::new(register);
        let before = self.register.write().unwrap_or_else(PoisonError::into_inner).replace(register);
        self.former.lock().unwrap_or_else(PoisonError::into_inner).extend(before);
        self.let_go();
    }

    /// Lets go of the registers that were in use before and that no request holds any more. A large one takes its time to go,
    /// which no request that held it last should have to wait for.
    pub(crate) fn let_go(&self) {
        let mut former = self.former.lock().unwrap_or_else(PoisonError::into_inner);
        former.retain(|register| Arc::strong_count(register) > 1);
    }

    /// Loads the datasets of the manifest; those served before stay where it cannot be.
    ///
    /// # Errors
    /// A file of it cannot be read, or is not as it should be.
    pub fn load_datasets(&self) -> Result<(), Error> {
        let Some(manifest) = &self.options.manifest else { return Ok(()) };
        self.serve_datasets(Datasets::load(manifest)?);
        Ok(())
    }

    /// Puts datasets in use beside the lists.
    pub fn serve_datasets(&self, datasets: Datasets) {
        *self.datasets.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(datasets));
    }

    pub(crate) fn datasets(&self) -> Option<Arc<Datasets>> {
        self.datasets.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The words of what is served, so that it is found by text; made anew when something else is served. Others wait for it.
    pub(crate) fn texts(&self, corpus: &Corpus) -> Result<Arc<Texts>, IndexError> {
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, texts)) = texts.as_ref().filter(|(of, _)| of.serves_as(corpus)) {
            return Ok(Arc::clone(texts));
        }
        let made = Arc::new(Texts::of(corpus)?);
        *texts = Some((corpus.clone(), Arc::clone(&made)));
        Ok(made)
    }

    /// Notes whether editions were taken in since the register was built.
    pub fn set_behind(&self, behind: bool) {
        self.behind.store(behind, Ordering::Relaxed);
    }

    pub(crate) fn is_behind(&self) -> bool {
        self.behind.load(Ordering::Relaxed)
    }

    pub(crate) fn register(&self) -> Option<Arc<RegisterFile>> {
        self.register.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn words(&self, lang: Lang) -> &Words {
        let [arabic, english] = &self.words;
        if lang == Lang::Ar { arabic } else { english }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.options.now.unwrap_or_else(Timestamp::now)
    }

    pub(crate) fn today(&self) -> Day {
        jiff::tz::Offset::UTC.to_datetime(self.now()).date()
    }

    /// Screens in a thread of its own, in turn; with the id of its receipt.
    pub(crate) async fn screen(
        self: &Arc<Self>,
        asker: &Asker,
        register: &Arc<RegisterFile>,
        asked: &Arc<Asked>,
    ) -> Result<(Screening, Option<EventId>), Fault> {
        let (app, register, asked) = (Arc::clone(self), Arc::clone(register), Arc::clone(asked));
        let mut receipts = asker.receipts(self);
        let screen = move || {
            let subject = match asked.subject() {
                Ok(subject) => subject,
                Err(why) => return Ok((Screening::NotScreened(why), None)),
            };
            let begun = Instant::now();
            let screening = screening::screen(&subject, register.index(), &asked.policy);
            app.metrics.screened(screening.found().is_some(), begun);
            receipts.add(&subject, &asked.policy, &register, &screening)?;
            Ok((screening, receipts.keep(app.now())?.pop()))
        };
        self.in_turn(asker, screen).await?
    }

    /// An entity with what is around it, found in a thread of its own, in turn.
    pub(crate) async fn look_up(
        &self,
        asker: &Asker,
        register: &Arc<RegisterFile>,
        reference: Result<Path<String>, PathRejection>,
    ) -> Result<(Entity, Surroundings), Fault> {
        let (register, today) = (Arc::clone(register), self.today());
        let Ok(Path(reference)) = reference else { return Err(Fault::new(FaultKind::Malformed)) };
        let look_up = move || {
            let entity = find(&register, &reference)?;
            let around = register.index().surroundings(&entity.id, today);
            Ok((entity, around.map_err(|_| Fault::new(FaultKind::RegisterDamaged))?))
        };
        self.in_turn(asker, look_up).await?
    }

    /// Does what may take minutes in a thread of its own, apart from screenings, so that those keep their turns.
    pub(crate) async fn apart<T: Send + 'static>(
        &self,
        asker: &Asker,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Fault> {
        self.after(&self.long_work, asker, work).await
    }

    /// Does what takes its time in a thread of its own, as soon as it is its turn.
    pub(crate) async fn in_turn<T: Send + 'static>(
        &self,
        asker: &Asker,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Fault> {
        self.after(&self.screenings, asker, work).await
    }

    async fn after<T: Send + 'static>(
        &self,
        turns: &Arc<Semaphore>,
        asker: &Asker,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let mut place = self.guard.work.begin(&asker.actor.by)?;
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(turns).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            self.metrics.refused_turns.inc();
            return Err(Fault { retry_after: Some(1), ..Fault::new(FaultKind::Busy) });
        };
        let work = move || {
            let _turn = turn;
            place.has_come();
            let done = work();
            drop(place);
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| Fault::new(FaultKind::Internal))
    }
}

/// Who asks, and the register the answer is computed from.
#[derive(Clone)]
pub(crate) struct Asker {
    pub(crate) lang: Lang,
    pub(crate) register: Option<Arc<RegisterFile>>,
    pub(crate) datasets: Option<Arc<Datasets>>,
    /// Whether a page is wanted rather than JSON, as browsers say.
    pub(crate) likes_pages: bool,
    pub(crate) identity: Arc<Identity>,
    /// Who asks and for what, as it is recorded.
    pub(crate) actor: Actor,
    /// The method, and the pattern of the address.
    pub(crate) through: String,
}

impl Asker {
    /// What yente's addresses answer from.
    pub(crate) fn corpus(&self, app: &App) -> Corpus {
        Corpus { register: self.register.clone(), datasets: self.datasets.clone(), today: app.today() }
    }

    /// For the receipts of what is screened for this request.
    pub(crate) fn receipts(&self, app: &App) -> Receipts {
        Receipts::new(app.recorder.clone(), &self.actor, &self.through)
    }

    pub(crate) fn register(&self) -> Result<&Arc<RegisterFile>, Fault> {
        self.register.as_ref().ok_or_else(|| Fault::new(FaultKind::NoRegister))
    }
}

/// Every address.
pub fn router(app: Arc<App>) -> Router {
    guarded(routes(&app.options), app)
}

/// Every address with what it needs.
pub(crate) fn routes(options: &Options) -> Routes {
    let routes = Routes::default()
        .get("/", Need::SCREEN, search_page)
        .get("/entities/{id}", Need::READ, entity_page_or_json)
        .get("/assets/{file}", Need::Nothing, asset)
        .get("/healthz", Need::Nothing, healthz)
        .get("/readyz", Need::Nothing, readyz)
        .merge(v1::routes())
        .merge(auth::page_routes())
        .merge(api::routes());
    if options.mcp { routes.merge(mcp::routes()) } else { routes }
}

/// Routes behind what every request goes through.
fn guarded(routes: Routes, app: Arc<App>) -> Router {
    let gzip = CompressionLayer::new().compress_when(SizeAbove::new(LEAST_PACKED));
    let (router, rules) = routes.into_parts();
    let attended = router
        .fallback(async |_: ReadBody| Fault::new(FaultKind::NotFound))
        .method_not_allowed_fallback(async |_: ReadBody| Fault::new(FaultKind::WrongMethod))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state((Arc::clone(&app), Arc::new(rules)), attend))
        .layer(gzip);
    let routes = if app.options.metrics.is_some() || app.log.is_some() {
        attended.layer(middleware::from_fn_with_state(Arc::clone(&app), seen::see))
    } else {
        attended
    };
    routes.with_state(app)
}

/// What every request has in common: who asks and what they may do is checked, what is answered is recorded, faults are said, headers are set.
async fn attend(State((app, rules)): State<(Arc<App>, Arc<Rules>)>, mut request: Request, next: Next) -> Response {
    let (uri, method, headers) = (request.uri().clone(), request.method().clone(), request.headers());
    let liked = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let rule = route.as_ref().map(|route| rules.of(route, &method));
    let mut asker = Asker {
        lang: caller::language(&uri, headers),
        register: app.register(),
        datasets: app.datasets(),
        likes_pages: liked.contains("text/html"),
        identity: Arc::new(Identity::Nobody),
        actor: Actor::default(),
        through: format!("{method} {}", route.as_deref().unwrap_or_default()),
    };
    let trace = node::random_bytes().map(|random| trace::Trace::of(headers, random));
    let allowed = allow(&app, &mut asker, rule, &uri, &method, headers);
    let allowed = allowed.and_then(|()| match (&route, rule) {
        (Some(route), Some(Rule::Needs(_))) if route.starts_with("/v1/") => v1::check_accepted(route, headers),
        _ => Ok(()),
    });
    request.extensions_mut().insert(asker.clone());
    let (body, request) = unread::Watch::of(request);
    let mut response = match allowed {
        Ok(()) => match tokio::time::timeout(app.options.limits.request, next.run(request)).await {
            Ok(response) => record(&app, &asker, rule, &uri, response).await,
            Err(_) => Fault::new(FaultKind::TooSlow).into_response(),
        },
        Err(fault) => {
            body.read(request.into_body(), app.options.limits.head).await;
            fault.into_response()
        }
    };
    if let Some(fault) = response.extensions_mut().remove::<Fault>() {
        response = say(&app, &asker, uri.path(), &fault, response);
    }
    if response.status().is_client_error() || response.status().is_server_error() {
        body.mark(&mut response);
    }
    set_headers(response.headers_mut(), &asker);
    if app.options.tls.is_some() {
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(TLS_ONLY));
    }
    if let Some(trace) = trace {
        response.extensions_mut().insert(trace.id());
        if !asker.likes_pages {
            trace.put(response.headers_mut());
        }
    }
    response
}

/// Finds out who asks, and whether they may.
fn allow(
    app: &App,
    asker: &mut Asker,
    rule: Option<Rule>,
    uri: &Uri,
    method: &Method,
    headers: &HeaderMap,
) -> Result<(), Fault> {
    if uri.path_and_query().map_or(0, |address| address.as_str().len()) > MAX_ADDRESS {
        return Err(Fault::new(FaultKind::AddressTooLong));
    }
    caller::check(&app.options, uri, headers)?;
    let need = match rule {
        Some(Rule::Needs(need)) => need,
        // That there is no such address, or that it is asked another way, tells of nobody.
        Some(Rule::OtherMethod) | None => Need::Nothing,
        Some(Rule::Unknown) => return Err(Fault::new(FaultKind::NoRight)),
    };
    let identity = app.guard.identify(&app.options, uri, headers, app.now());
    if need == Need::Nothing {
        // What tells of nobody is told to whoever has a wrong key, too.
        asker.identity = Arc::new(identity.unwrap_or(Identity::Nobody));
        asker.actor.by = asker.identity.name();
        return Ok(());
    }
    asker.identity = Arc::new(identity?);
    asker.actor = auth::actor(&asker.identity, headers)?;
    app.guard.allow(&asker.identity, need, method, headers)
}

/// Records what was looked up, before it is answered; a screening is recorded where it was made.
async fn record(app: &Arc<App>, asker: &Asker, rule: Option<Rule>, uri: &Uri, response: Response) -> Response {
    let is_look_up =
        matches!(rule, Some(Rule::Needs(Need::Right(_)))) && response.extensions().get::<Recorded>().is_none();
    let Some(recorder) = app.recorder.clone().filter(|_| is_look_up) else { return response };
    if response.status().is_client_error() || response.status().is_server_error() {
        return response;
    }
    let look_up = LookUp {
        actor: asker.actor.clone(),
        through: asker.through.clone(),
        register: asker.register.as_ref().map(|register| register.id().to_owned()),
        asked: match response.extensions().get::<LookedUp>() {
            Some(LookedUp(what)) => what.clone(),
            None => uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        },
    };
    let (status, now) = (response.status(), app.now());
    match tokio::task::spawn_blocking(move || recorder.look_up(&look_up, status, now)).await {
        Ok(Ok(())) => response,
        _ => Fault::new(FaultKind::NotRecorded).into_response(),
    }
}

/// A fault's response with its sentence: a page for who likes pages, else JSON.
fn say(app: &App, asker: &Asker, path: &str, fault: &Fault, response: Response) -> Response {
    if fault.kind == FaultKind::NotSignedIn && asker.likes_pages && !path.starts_with("/v1/") {
        return Redirect::to(&format!("/sign-in?lang={}", asker.lang.code())).into_response();
    }
    let said = if path == "/" || asker.likes_pages && !path.starts_with("/v1/") {
        page::fault(app, asker, fault)
    } else if path.starts_with("/v1/") {
        let mut said = json_response(fault.kind.status(), &v1::problem_json(app.words(asker.lang), fault));
        said.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        said
    } else {
        let mut told = fault.json(app.words(asker.lang));
        // Where yente's clients look.
        told["detail"] = json!(fault.message(app.words(asker.lang)));
        json_response(fault.kind.status(), &told)
    };
    // What the router adds, as `Allow` to a wrong method, stays.
    let (mut parts, _) = response.into_parts();
    let (said_parts, body) = said.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.extend(said_parts.headers);
    if matches!(fault.kind, FaultKind::NotSignedIn | FaultKind::WrongKey) {
        parts.headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if let Some(seconds) = fault.retry_after {
        parts.headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Response::from_parts(parts, body)
}

fn set_headers(headers: &mut HeaderMap, asker: &Asker) {
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Answers name people: nothing on the way keeps them. Styles say otherwise themselves.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.entry(header::VARY).or_insert(HeaderValue::from_static("accept-language"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(asker.lang.code()));
    if let Some(id) = asker.register.as_ref().and_then(|register| HeaderValue::from_str(register.id()).ok()) {
        headers.insert(REGISTER, id);
    }
}

fn panicked(_: Box<dyn Any + Send>) -> Response {
    Fault::new(FaultKind::Internal).into_response()
}

/// A JSON answer.
pub(crate) fn json_response(status: StatusCode, value: &Value) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json; charset=utf-8")];
    (status, headers, Body::from(value.to_string())).into_response()
}

async fn healthz() -> Response {
    json_response(StatusCode::OK, &json!({"status": "ok"}))
}

async fn readyz(Extension(asker): Extension<Asker>) -> Result<Response, Fault> {
    // Datasets of a manifest are enough: their answers name no register.
    let register = match &asker.datasets {
        Some(_) => asker.register.as_ref(),
        None => Some(asker.register()?),
    };
    Ok(json_response(StatusCode::OK, &json!({"status": "ok", "register": register.map(|register| register.id())})))
}

/// An answer whose screenings have their receipts.
pub(crate) fn recorded(mut response: Response) -> Response {
    response.extensions_mut().insert(Recorded);
    response
}

/// The one entity with a reference.
pub(crate) fn find(register: &RegisterFile, reference: &str) -> Result<Entity, Fault> {
    let damaged = |_: register::index::IndexError| Fault::new(FaultKind::RegisterDamaged);
    let found = register.find(reference).map_err(damaged)?;
    let unknown = || Fault::about(FaultKind::NoEntity, reference);
    match found.as_slice() {
        [] => Err(unknown()),
        [id] => register.index().entity(id.as_str()).map_err(damaged)?.ok_or_else(unknown),
        several => {
            let choices = several.iter().map(ToString::to_string).collect();
            Err(Fault { choices, ..Fault::about(FaultKind::Ambiguous, reference) })
        }
    }
}

async fn search_page(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    pairs: Pairs,
) -> Result<Response, Fault> {
    let asked = Arc::new(Asked::from_query(pairs_of(pairs)?, &["name", "birth_date", "lang"])?);
    if asked.name.trim().is_empty() && asked.birth_date.trim().is_empty() {
        // Nothing is looked up yet.
        return page::search(&app, &asker, &asked, None, StatusCode::OK).map(recorded);
    }
    let screening = match &asker.register {
        Some(register) => app.screen(&asker, register, &asked).await,
        None => Err(Fault::new(FaultKind::NoRegister)),
    };
    let status = screening.as_ref().map_or_else(|fault| fault.kind.status(), |(screening, _)| status(screening));
    page::search(&app, &asker, &asked, Some(&screening), status).map(recorded)
}

/// An entity as a page for a browser, as FollowTheMoney's JSON for programs.
async fn entity_page_or_json(
    app: State<Arc<App>>,
    asker: Extension<Asker>,
    query: RawQuery,
    pairs: Pairs,
    reference: Result<Path<String>, PathRejection>,
) -> Response {
    if asker.likes_pages {
        entity_page(app, asker, pairs, reference).await.into_response()
    } else {
        api::entity(app, asker, query, reference).await.into_response()
    }
}

async fn entity_page(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    pairs: Pairs,
    reference: Result<Path<String>, PathRejection>,
) -> Result<Response, Fault> {
    Asked::from_query(pairs_of(pairs)?, &["lang"])?;
    let register = asker.register()?;
    let (entity, around) = app.look_up(&asker, register, reference).await?;
    page::entity(&app, &asker, register, &entity, &around)
}

async fn asset(Path(file): Path<String>) -> Result<Response, Fault> {
    let asset = page::assets().iter().find(|asset| asset.file == file).ok_or(Fault::new(FaultKind::NotFound))?;
    // The name holds the hash of the content, so it never changes.
    let headers =
        [(header::CONTENT_TYPE, asset.media_type), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, asset.content).into_response())
}

pub(crate) fn pairs_of(pairs: Pairs) -> Result<Vec<(String, String)>, Fault> {
    pairs.map(|Query(pairs)| pairs).map_err(|_| Fault::new(FaultKind::Malformed))
}

#[cfg(test)]
mod tests {
    use axum::response::Response;
    use tower::ServiceExt;

    use super::{App, Arc, Body, Need, Options, Request, Routes, guarded};

    #[test]
    fn a_panic_ends_its_own_request_only() {
        let fails = async || -> Response { panic!("as a fault of this program would") };
        let routes = Routes::default();
        let routes = routes.get("/v1/fails", Need::Nothing, fails).get("/v1/works", Need::Nothing, async || "it works");
        let router = guarded(routes, Arc::new(App::new(Options::default())));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        for (address, status, word) in [("/v1/fails", 500, "\"code\":\"internal\""), ("/v1/works", 200, "it works")] {
            let request = Request::get(address).header("host", "localhost").body(Body::empty()).expect("a request");
            let (got, body) = runtime.block_on(async {
                let response = router.clone().oneshot(request).await.expect("the router always answers");
                let got = response.status().as_u16();
                (got, axum::body::to_bytes(response.into_body(), 1 << 20).await.expect("a body"))
            });
            assert_eq!(got, status, "{address}");
            assert!(String::from_utf8_lossy(&body).contains(word), "{address}");
        }
    }
}
