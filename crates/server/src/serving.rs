//! Serving: the sockets, the register and the certificate that change while requests are answered, the signals that end it.
//!
//! Shape:    once a second a look at the store tells whether another process has built a register; the new one is
//!           checked whole and tried before it takes the place of the one in use.
//!           A hang-up signal has the certificate read anew, where there is one.
//! Fails:    a register or a certificate that cannot be read is told once, and the one in use stays.
//! Not here: what is answered (`http`), how connections are taken (`connections`).

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

use node::access::{Role, Secret};
use node::audit::Actor;
use node::{Error, Node, RegisterFile};
use prometheus::IntGauge;
use register::{Policy, Query};
use tokio::sync::watch;

use crate::connections::{Door, MAX_CONNECTIONS, answer, room};
use crate::http::{App, Options, router};
use crate::log::Log;
use crate::metrics;
use crate::recording::Recorder;
use crate::tls::{Tls, TlsError};

const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

/// The first who signs in.
const FIRST: &str = "admin";

/// How long requests under way may take to end after a stop signal.
const GRACE: Duration = Duration::from_secs(10);

/// Connections to the metrics open at once: a monitor or two, and whoever looks for themselves.
const METRICS_CONNECTIONS: usize = 16;

/// What the server tells whoever runs it.
#[derive(Debug)]
pub enum Event {
    /// It answers at this address.
    Listening {
        /// The address.
        address: SocketAddr,
        /// Whether TLS is spoken there.
        over_tls: bool,
    },
    /// It answers what it has counted at this address.
    Metrics(SocketAddr),
    /// The limit of open files leaves room for fewer connections than are wanted.
    FewerConnections {
        /// The most open at once.
        most: usize,
        /// Those wanted.
        wanted: usize,
    },
    /// The certificate was read anew.
    CertificateRead,
    /// The certificate cannot be read anew; the one before stays.
    KeptCertificate(TlsError),
    /// Nobody can sign in yet: a link that works once, for the first who may do everything.
    FirstLink(String),
    /// What was answered cannot be made sure of on the disk, or sealed.
    NotRecorded(Error),
    /// This register was put in use.
    InUse(String),
    /// No register can be put in use now; the one before, if any, stays.
    KeptOld(Error),
}

/// Why serving could not begin or go on.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is reached from other machines, and nothing decides who may ask.
    #[error("{0} is reached from other machines")]
    NotLoopback(SocketAddr),
    /// The address of the metrics is reached from other machines.
    #[error("{0} is reached from other machines")]
    MetricsNotLoopback(SocketAddr),
    /// TLS cannot be spoken.
    #[error("{0}")]
    Tls(#[from] TlsError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// What is answered cannot be recorded.
    #[error("{0}")]
    Recording(Box<Error>),
    /// The datasets of the manifest cannot be served.
    #[error("{0}")]
    Datasets(#[from] Box<Error>),
    /// The operating system refused something else.
    #[error("serving: {0}")]
    Io(#[from] std::io::Error),
}

/// Serves a data folder at an address until a signal ends it.
///
/// # Errors
/// An address may not or cannot be listened on, or the certificate or the datasets cannot be read.
pub fn run(address: SocketAddr, node: Node, options: Options, tell: &dyn Fn(Event)) -> Result<(), ServeError> {
    may_listen(address, &options)?;
    let listener = bind(address)?;
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(serve(listener, node, options, tell))
}

/// Whether these addresses may be listened on: what other machines reach needs TLS, or a proxy that decides who may ask.
fn may_listen(address: SocketAddr, options: &Options) -> Result<(), ServeError> {
    if !address.ip().is_loopback() && !options.behind_proxy && options.tls.is_none() {
        return Err(ServeError::NotLoopback(address));
    }
    match options.metrics.filter(|metrics| !metrics.ip().is_loopback() && !options.behind_proxy) {
        Some(metrics) => Err(ServeError::MetricsNotLoopback(metrics)),
        None => Ok(()),
    }
}

fn bind(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).map_err(|source| ServeError::Bind { address, source })
}

fn listening(listener: TcpListener) -> std::io::Result<tokio::net::TcpListener> {
    listener.set_nonblocking(true)?;
    tokio::net::TcpListener::from_std(listener)
}

/// Serves a data folder on a socket until a signal ends it.
///
/// # Errors
/// The sockets, the signals, the certificate or the datasets cannot be used.
pub async fn serve(
    listener: TcpListener,
    node: Node,
    options: Options,
    tell: &dyn Fn(Event),
) -> Result<(), ServeError> {
    let tls = options.tls.clone().map(Tls::read).transpose()?.map(Arc::new);
    let bound = listener.local_addr()?;
    let listener = listening(listener)?;
    let counting = options.metrics.map(bind).transpose()?;
    let mut app = App::new(Options { bound: Some(bound.ip()), ..options });
    let recorder = Arc::new(Recorder::open(node.folder()).map_err(Box::new).map_err(ServeError::Recording)?);
    app.recorder = Some(Arc::clone(&recorder));
    app.log = if app.options.log { Some(Log::to(std::io::stderr())?) } else { None };
    let app = Arc::new(app);
    let loader = Arc::clone(&app);
    tokio::task::spawn_blocking(move || loader.load_datasets())
        .await
        .map_err(std::io::Error::other)?
        .map_err(Box::new)?;
    let (follower, events) = look(Follower::new(node), Arc::clone(&app)).await?;
    let first_link = first_link(&app, &recorder).map_err(Box::new).map_err(ServeError::Recording)?;
    let (stop, hang_ups) = (stop_signal()?, HangUps::new(tls.clone())?);
    tell(Event::Listening { address: bound, over_tls: tls.is_some() });
    let limits = app.options.limits;
    if let Some(counting) = counting {
        tell(Event::Metrics(counting.local_addr()?));
        let open = IntGauge::new("open", "Connections to the metrics.").map_err(std::io::Error::other)?;
        let door = Door { most: METRICS_CONNECTIONS, limits, tls: None, open };
        tokio::spawn(answer(listening(counting)?, metrics::router(Arc::clone(&app)), door, stop.clone()));
    }
    if let Some(path) = first_link {
        let scheme = if app.options.tls.is_some() { "https" } else { "http" };
        tell(Event::FirstLink(format!("{scheme}://{bound}{path}")));
    }
    events.into_iter().for_each(tell);
    let wanted = app.options.most_connections.unwrap_or(MAX_CONNECTIONS);
    let most = room(wanted);
    if most < wanted {
        tell(Event::FewerConnections { most, wanted });
    }
    let door = Door { most, limits, tls, open: app.metrics.connections.clone() };
    let serving = tokio::spawn(answer(listener, router(Arc::clone(&app)), door, stop.clone()));
    let ended = attend(serving, follower, &app, stop, hang_ups, tell).await;
    if let Some(log) = &app.log {
        log.finish();
    }
    if let Err(error) = recorder.audit.sync() {
        tell(Event::NotRecorded(error));
    }
    ended
}

/// The path of a link for the first who signs in, where no key was ever made and nobody has a password.
fn first_link(app: &App, recorder: &Recorder) -> Result<Option<String>, Error> {
    if !app.guard.is_unset() {
        return Ok(None);
    }
    let (node, now) = (recorder.node()?, app.now());
    let (person, Secret(link)) = node.put_person(FIRST, Role::Admin, now)?;
    app.guard.set_access(node.access()?);
    recorder.access(&Actor { by: "server".to_owned(), ..Actor::default() }, "first-link", &person.name, now)?;
    Ok(Some(format!("/enter/{link}")))
}

/// Looks at the store and waits for signals for as long as connections are answered.
async fn attend(
    mut serving: tokio::task::JoinHandle<()>,
    mut follower: Follower,
    app: &Arc<App>,
    stopping: watch::Receiver<bool>,
    mut hang_ups: HangUps,
    tell: &dyn Fn(Event),
) -> Result<(), ServeError> {
    let mut stopped_at = None;
    loop {
        let hung_up = tokio::select! {
            ended = &mut serving => return Ok(ended.map_err(std::io::Error::other)?),
            tls = hang_ups.next() => Some(tls),
            () = tokio::time::sleep(BETWEEN_LOOKS) => None,
        };
        if *stopping.borrow() {
            if stopped_at.get_or_insert_with(Instant::now).elapsed() > GRACE {
                serving.abort();
                return Ok(());
            }
        } else if let Some(tls) = hung_up {
            let read = tokio::task::spawn_blocking(move || tls.read_anew()).await.map_err(std::io::Error::other)?;
            tell(read.map_or_else(Event::KeptCertificate, |()| Event::CertificateRead));
        } else {
            let (seen, events) = look(follower, Arc::clone(app)).await?;
            follower = seen;
            events.into_iter().for_each(tell);
        }
    }
}

/// Signals that the terminal or the service manager has hung up, by which a server is told to read its certificate anew. They are
/// listened for only where there is one: else such a signal ends the process, as it does any other.
struct HangUps {
    #[cfg(unix)]
    signals: Option<(tokio::signal::unix::Signal, Arc<Tls>)>,
}

impl HangUps {
    #[cfg(unix)]
    fn new(tls: Option<Arc<Tls>>) -> std::io::Result<Self> {
        let Some(tls) = tls else { return Ok(Self { signals: None }) };
        let hang_up = tokio::signal::unix::SignalKind::hangup();
        Ok(Self { signals: Some((tokio::signal::unix::signal(hang_up)?, tls)) })
    }

    #[cfg(not(unix))]
    fn new(_tls: Option<Arc<Tls>>) -> std::io::Result<Self> {
        Ok(Self {})
    }

    /// Waits for the next one; gives whose certificate is to be read.
    async fn next(&mut self) -> Arc<Tls> {
        #[cfg(unix)]
        if let Some((signals, tls)) = &mut self.signals
            && signals.recv().await.is_some()
        {
            return Arc::clone(tls);
        }
        std::future::pending().await
    }
}

/// Becomes true with the first signal to stop.
fn stop_signal() -> std::io::Result<watch::Receiver<bool>> {
    let (sender, receiver) = watch::channel(false);
    let sender = Arc::new(sender);
    #[cfg(unix)]
    {
        let mut ended = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        let sender = Arc::clone(&sender);
        tokio::spawn(async move {
            ended.recv().await;
            sender.send_replace(true);
        });
    }
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            sender.send_replace(true);
        } else {
            std::future::pending::<()>().await;
        }
    });
    Ok(receiver)
}

/// One look at the store, in a thread where files may be waited for.
async fn look(mut follower: Follower, app: Arc<App>) -> Result<(Follower, Vec<Event>), ServeError> {
    let look = move || {
        let events = follower.look(&app);
        (follower, events)
    };
    Ok(tokio::task::spawn_blocking(look).await.map_err(std::io::Error::other)?)
}

/// Follows which register is in use.
struct Follower {
    node: Node,
    seen: Option<i64>,
    /// The revision of the map of ids that are tied to the register in use.
    tied: Option<i64>,
    /// The store's version when it was last looked at who may ask.
    access_seen: Option<i64>,
    told: Option<String>,
    /// What was last told of what cannot be recorded.
    unrecorded: Option<String>,
}

impl Follower {
    fn new(node: Node) -> Self {
        Self { node, seen: None, tied: None, access_seen: None, told: None, unrecorded: None }
    }

    /// Makes sure that what was answered is on the disk, and seals what is whole. What fails is tried again, and told once.
    fn keep(&mut self, recorder: &Recorder) -> Option<Event> {
        let kept = recorder.audit.sync().and_then(|()| self.node.seal_audit(&recorder.audit));
        let said = kept.as_ref().err().map(ToString::to_string);
        let is_news = said != self.unrecorded;
        self.unrecorded = said;
        kept.err().filter(|_| is_news).map(Event::NotRecorded)
    }

    /// Looks who may ask, where the store was changed since.
    fn follow_access(&mut self, app: &App) -> Result<(), Error> {
        let version = self.node.store_version()?;
        if self.access_seen != Some(version) {
            app.guard.set_access(self.node.access()?);
            self.access_seen = Some(version);
        }
        Ok(())
    }

    /// Puts a register in use that was built since the last look. What fails is tried again, and told once.
    fn look(&mut self, app: &App) -> Vec<Event> {
        app.let_go();
        let mut events: Vec<Event> =
            app.recorder.as_ref().and_then(|recorder| self.keep(recorder)).into_iter().collect();
        match self.follow_access(app).and_then(|()| self.follow(app)) {
            Ok(changed) => {
                self.told = None;
                events.extend(changed.map(Event::InUse));
            }
            Err(error) => {
                if !matches!(error, Error::NoRegister) {
                    app.metrics.failed_swaps.inc();
                }
                self.seen = None;
                let said = error.to_string();
                if self.told.as_ref() != Some(&said) {
                    self.told = Some(said);
                    events.push(Event::KeptOld(error));
                }
            }
        }
        events
    }

    fn follow(&mut self, app: &App) -> Result<Option<String>, Error> {
        let version = self.node.store_version()?;
        let is_sound = app.register().is_none_or(|register| register.index().sound().is_ok());
        if self.seen == Some(version) && is_sound {
            return Ok(None);
        }
        let wanted = self.node.builds()?.into_iter().find(|build| build.in_use).ok_or(Error::NoRegister)?.register;
        let revision = self.node.referents_revision()?;
        let mut changed = None;
        if !is_sound || self.tied != Some(revision) || app.register().is_none_or(|register| register.id() != wanted) {
            let mut register = self.node.register()?;
            if app.register().is_some() {
                // Whole, before it takes the place of one that answers.
                register.verify()?;
            }
            try_out(&register)?;
            self.node.tie_referents(&mut register)?;
            app.put_in_use(register);
            self.tied = Some(revision);
            changed = Some(wanted);
        }
        app.set_behind(self.node.register_is_behind()?);
        self.seen = Some(version);
        Ok(changed)
    }
}

/// Asks a register once before anyone else does: what it reads on the first question is then there.
fn try_out(register: &RegisterFile) -> Result<(), Error> {
    let query = Query { names: vec!["a".to_owned()], ..Query::default() };
    register.index().screen(&query, &Policy::default())?;
    Ok(())
}

#[cfg(test)]
mod tests;
