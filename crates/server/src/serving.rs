//! Serving: the socket, the register that changes while requests are answered, the signals that end it.
//!
//! Shape:    once a second a look at the store tells whether another process has built a register; the new one is
//!           checked whole and tried before it takes the place of the one in use.
//!           A client that does not send the head of a request in time loses its connection.
//! Fails:    a register that cannot be read is told once, and the one in use stays.
//! Not here: what is answered (`http`).

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::serve::Listener;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use node::{Error, Node, RegisterFile};
use register::{Policy, Query};
use tokio::sync::watch;

use crate::http::{App, Options, router};

const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

/// How long requests under way may take to end after a stop signal.
const GRACE: Duration = Duration::from_secs(10);

/// What the server tells whoever runs it.
#[derive(Debug)]
pub enum Event {
    /// It answers at this address.
    Listening(SocketAddr),
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
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the operating system said.
        source: std::io::Error,
    },
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
/// The address is not loopback and no proxy is said to stand in front, or it cannot be listened on.
pub fn run(address: SocketAddr, node: Node, options: Options, tell: &dyn Fn(Event)) -> Result<(), ServeError> {
    if !address.ip().is_loopback() && !options.behind_proxy {
        return Err(ServeError::NotLoopback(address));
    }
    let listener = TcpListener::bind(address).map_err(|source| ServeError::Bind { address, source })?;
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(serve(listener, node, options, tell))
}

/// Serves a data folder on a socket until a signal ends it.
///
/// # Errors
/// The socket or the signals cannot be used.
pub async fn serve(
    listener: TcpListener,
    node: Node,
    options: Options,
    tell: &dyn Fn(Event),
) -> Result<(), ServeError> {
    let bound = listener.local_addr()?;
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let app = Arc::new(App::new(Options { bound: Some(bound.ip()), ..options }));
    let loader = Arc::clone(&app);
    tokio::task::spawn_blocking(move || loader.load_datasets())
        .await
        .map_err(std::io::Error::other)?
        .map_err(Box::new)?;
    let (mut follower, events) = look(Follower::new(node), Arc::clone(&app)).await?;
    tell(Event::Listening(bound));
    events.into_iter().for_each(tell);

    let mut stop = stop_signal()?;
    let stopping = stop.clone();
    let until = async move {
        // The sender lives as long as the process: an error would mean the same as a signal.
        let _ = stop.wait_for(|stop| *stop).await;
    };
    let router = router(Arc::clone(&app));
    let mut serving = tokio::spawn(answer(listener, router, app.options.limits.head, until));
    let mut stopped_at = None;
    loop {
        match tokio::time::timeout(BETWEEN_LOOKS, &mut serving).await {
            Ok(ended) => return Ok(ended.map_err(std::io::Error::other)?),
            Err(_) if *stopping.borrow() => {
                if stopped_at.get_or_insert_with(Instant::now).elapsed() > GRACE {
                    serving.abort();
                    return Ok(());
                }
            }
            Err(_) => {
                let (seen, events) = look(follower, Arc::clone(&app)).await?;
                follower = seen;
                events.into_iter().for_each(tell);
            }
        }
    }
}

/// Answers every connection until told to stop, then waits for the requests under way.
async fn answer(
    mut listener: tokio::net::TcpListener,
    router: Router,
    head: Duration,
    until: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(head);
    let open = GracefulShutdown::new();
    let mut until = std::pin::pin!(until);
    loop {
        let (stream, _) = tokio::select! {
            accepted = Listener::accept(&mut listener) => accepted,
            () = &mut until => break,
        };
        let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router.clone()));
        let connection = open.watch(connection);
        tokio::spawn(async move {
            // What ends a connection early is the client's doing.
            let _ = connection.await;
        });
    }
    drop(listener);
    open.shutdown().await;
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
    told: Option<String>,
}

impl Follower {
    fn new(node: Node) -> Self {
        Self { node, seen: None, told: None }
    }

    /// Puts a register in use that was built since the last look. What fails is tried again, and told once.
    fn look(&mut self, app: &App) -> Vec<Event> {
        app.let_go();
        match self.follow(app) {
            Ok(changed) => {
                self.told = None;
                changed.map(Event::InUse).into_iter().collect()
            }
            Err(error) => {
                self.seen = None;
                let said = error.to_string();
                if self.told.as_ref() == Some(&said) {
                    return Vec::new();
                }
                self.told = Some(said);
                vec![Event::KeptOld(error)]
            }
        }
    }

    fn follow(&mut self, app: &App) -> Result<Option<String>, Error> {
        let version = self.node.store_version()?;
        let is_sound = app.register().is_none_or(|register| register.index().sound().is_ok());
        if self.seen == Some(version) && is_sound {
            return Ok(None);
        }
        let wanted = self.node.builds()?.into_iter().find(|build| build.in_use).ok_or(Error::NoRegister)?.register;
        let mut changed = None;
        if !is_sound || app.register().is_none_or(|register| register.id() != wanted) {
            let register = self.node.register()?;
            if app.register().is_some() {
                // Whole, before it takes the place of one that answers.
                register.verify()?;
            }
            try_out(&register)?;
            app.put_in_use(register);
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
