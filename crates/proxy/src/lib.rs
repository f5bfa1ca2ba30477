//! The confidential proxy between the uploader's page and Majora.
//!
//! It holds the OAuth client secret and every token; the browser holds one opaque cookie. It relays
//! an exact list of calls and knows no field of them. It never sees a sheet.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let config = proxy::Config::load("uploader.toml".as_ref())?;
//! let listener = tokio::net::TcpListener::bind(config.listen).await?;
//! let proxy = proxy::Proxy::start(config, listener)?;
//! println!("listening on http://{}", proxy.address());
//! tokio::signal::ctrl_c().await?;
//! proxy.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! A test binds `127.0.0.1:0` first, writes the address it got into `public_url`, and hands both
//! over.

mod clock;
mod opaque;
mod origin;
mod config;
pub mod telemetry;
pub mod template;
mod store;
mod revocations;
mod sessions;
mod sign_ins;
mod turns;
mod majora;
mod cookies;
mod client;
mod refusal;
mod rates;
mod memory;
mod metrics;
mod pages;
mod app_files;
mod site;
mod renewal;
mod tls;
mod keeper;
mod operator;
mod guard;
mod answer;
mod routes;
mod serve;
mod open_files;
mod operations;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    middleware::from_fn_with_state,
    response::IntoResponse,
    routing::{get, post},
};
use protocol::problem::Code;
use redis::{ErrorKind, ServerErrorKind};
use secrecy::ExposeSecret;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};
use tower_http::catch_panic::CatchPanicLayer;

pub use crate::{
    clock::Clock,
    config::{
        Config, ConfigError, Doubt, Fault, Hsts, Instance, Keeping, KeySource, Limits, LogFormat,
        Network, Place, TlsFiles,
    },
    open_files::TooFewFiles,
    operator::{Ended, Listed, Which},
    origin::{Origin, OriginFault},
    store::OpenError,
    tls::TlsError,
};
use crate::{
    refusal::Refusal,
    serve::Door,
    sessions::Ending,
    site::Site,
    store::{Embedded, Keys, Redis, Store, StoreError, Vault},
    tls::Tls,
};

/// How long the work behind the requests may go on after the last one, and the revocations after it.
const LAST_TASKS: Duration = Duration::from_secs(5);

/// Why the proxy didn't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The listener has no address.
    #[error("the listening socket has no address")]
    Listener(#[from] io::Error),
    /// No encrypted connections can be made.
    #[error("the TLS library can't be set up on this machine")]
    Tls(#[from] reqwest::Error),
    /// The file of the sessions.
    #[error("store.file {0}")]
    Store(#[from] OpenError),
    /// The URL of the Redis.
    #[error("store {}", Fault::RedisUrl)]
    Redis,
    /// The keys that sessions are sealed with.
    #[error("store.keys_file {0}")]
    Keys(Fault),
    /// The system allows too few connections.
    #[error("limits.connections {0}")]
    OpenFiles(#[from] TooFewFiles),
    /// The certificate.
    #[error("tls: {0}")]
    Certificate(#[from] TlsError),
    /// The store doesn't answer.
    #[error("the store can't be read or written; check that it is there and that it isn't full")]
    Unreadable,
    /// The Redis doesn't know the uploader.
    #[error("the Redis refuses the user or the password of its URL; correct it there")]
    RedisPassword,
    /// The Redis doesn't let the uploader do what it must.
    #[error(
        "the Redis doesn't permit all that the uploader's user needs; docs/operations.md has the ACL"
    )]
    RedisRights,
    /// The listener for health and metrics.
    #[error("operations.listen: {address} can't be listened on ({error}); is it in use?")]
    Operations {
        /// The address.
        address: SocketAddr,
        /// What the operating system said.
        error: io::Error,
    },
}

/// Looks at what a configuration leads to on this machine, without serving or sending anything: its
/// certificate and that certificate's key.
///
/// # Errors
/// The one with which [`Proxy::start`] would fail.
pub fn check(config: &Config) -> Result<(), StartError> {
    config.network.tls.clone().map(Tls::new).transpose()?;
    Ok(())
}

/// A running proxy.
pub struct Proxy {
    address: SocketAddr,
    site: Arc<Site>,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
    keeper: JoinHandle<()>,
    operations: Option<(SocketAddr, JoinHandle<()>)>,
}

impl Proxy {
    /// Serves on `listener`, which the caller has bound, until [`Proxy::stop`]. It must run inside a
    /// tokio runtime.
    ///
    /// # Errors
    /// The listener has no address, no TLS client can be made, or the store can't be opened: another
    /// process has its file, for example.
    pub fn start(config: Config, listener: TcpListener) -> Result<Proxy, StartError> {
        Proxy::start_at(config, listener, Clock::system())
    }

    /// The same by a clock that the caller can put forward.
    ///
    /// # Errors
    /// Those of [`Proxy::start`].
    pub fn start_at(
        config: Config,
        listener: TcpListener,
        clock: Clock,
    ) -> Result<Proxy, StartError> {
        let address = listener.local_addr()?;
        let config = open_files::fitted(config)?;
        let vault = vault(&config)?;
        let tls = config.network.tls.clone().map(Tls::new).transpose()?.map(Arc::new);
        let door = Door::new(&config, tls.clone());
        let operations = config.network.operations.map(bind).transpose()?;
        let site = Arc::new(Site::new(config, address, clock, vault)?);
        tracing::info!(
            target: "proxy::audit",
            event = "started",
            version = env!("CARGO_PKG_VERSION"),
            configuration = site.fingerprint,
            instances = site.upstreams.len()
        );
        for doubt in site.config.doubts() {
            tracing::warn!(target: "proxy::alarm", event = doubt.event());
        }
        let (stop, stopped) = oneshot::channel();
        let server = tokio::spawn(serve::serve(listener, router(&site), door, async {
            // A dropped sender, too, means that nobody is left who wants the server.
            let _ = stopped.await;
        }));
        let keeper = tokio::spawn(keeper::keep(site.clone(), tls));
        let operations = operations.map(|(address, listener)| {
            (address, tokio::spawn(operations::serve(site.clone(), listener)))
        });
        Ok(Proxy { address, site, stop, server, keeper, operations })
    }

    /// The address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address at which health and metrics are, if they are anywhere.
    pub fn operations(&self) -> Option<SocketAddr> {
        self.operations.as_ref().map(|(address, _)| *address)
    }

    /// Stops: it isn't ready any more, then takes no new requests, and the ones under way end.
    /// Sessions stay in the store; if that is the memory of this process, they end, and every token
    /// is revoked at Majora. It takes at most 40 s more than [`Limits::drain_ms`].
    pub async fn stop(self) {
        // From now on it isn't ready, and whoever comes all the same is sent away after the answer:
        // a balancer learns of it without a failed request.
        self.site.tasks.close();
        tokio::time::sleep(self.site.config.limits.drain()).await;
        let _ = self.stop.send(());
        let _ = self.server.await;
        self.keeper.abort();
        let _ = self.keeper.await;
        // A sign-in or a renewal whose browser has left may still be under way.
        let _ = tokio::time::timeout(LAST_TASKS, self.site.tasks.wait()).await;
        if matches!(self.site.config.store.place, Place::Memory) {
            // Memory can't fail.
            let _ = end_all(&self.site).await;
            let _ = tokio::time::timeout(LAST_TASKS, self.site.tasks.wait()).await;
        }
        if let Some((_, operations)) = self.operations {
            operations.abort();
            let _ = operations.await;
        }
    }
}

fn bind(address: SocketAddr) -> Result<(SocketAddr, TcpListener), StartError> {
    let bound = || {
        let listener = std::net::TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        Ok((listener.local_addr()?, TcpListener::from_std(listener)?))
    };
    bound().map_err(|error| StartError::Operations { address, error })
}

async fn end_all(site: &Arc<Site>) -> Result<(), StoreError> {
    for key in site.sessions.all().await? {
        site.end(&key, Ending::Stopped).await?;
    }
    Ok(())
}

fn vault(config: &Config) -> Result<Vault, StartError> {
    let keeping = &config.store;
    let store: Arc<dyn Store> = match &keeping.place {
        Place::Memory => {
            tracing::warn!(target: "proxy::store", event = "sessions_end_with_this_process");
            Arc::new(Embedded::in_memory()?)
        }
        Place::File(path) => Arc::new(Embedded::open(path)?),
        Place::Redis(url) => {
            let redis = Redis::new(url.expose_secret(), config.limits.store());
            Arc::new(redis.map_err(|_| StartError::Redis)?)
        }
    };
    let keys = keeping.keys().map_err(StartError::Keys)?;
    let (current, older) = keys.expose_secret().split_first().expect("a list of keys has one");
    Ok(Vault::new(store, Keys::new(current, older)))
}

/// The live sessions of a site. Of a store that is a file, its server must be stopped.
///
/// # Errors
/// The store can't be opened or read.
pub async fn sessions(config: Config) -> Result<Vec<Listed>, StartError> {
    let site = at_rest(config)?;
    let listed = operator::list(&site).await.map_err(unreadable)?;
    Ok(listed.into_iter().map(|(_, listed)| listed).collect())
}

/// Ends sessions of a site and revokes their tokens at Majora. Of a store that is a file, its server
/// must be stopped.
///
/// # Errors
/// The store can't be opened, read or written.
pub async fn end_sessions(config: Config, which: Which) -> Result<Ended, StartError> {
    let site = at_rest(config)?;
    operator::end(&site, &which).await.map_err(unreadable)
}

fn unreadable(error: StoreError) -> StartError {
    match error {
        StoreError::Redis(ErrorKind::AuthenticationFailed) => StartError::RedisPassword,
        StoreError::Redis(ErrorKind::Server(ServerErrorKind::NoPerm)) => StartError::RedisRights,
        _ => StartError::Unreadable,
    }
}

/// A site that serves nobody.
fn at_rest(config: Config) -> Result<Arc<Site>, StartError> {
    let vault = vault(&config)?;
    let listen = config.listen;
    Ok(Arc::new(Site::new(config, listen, Clock::system(), vault)?))
}

fn router(site: &Arc<Site>) -> Router {
    let routes = Router::new()
        .route("/auth/session", get(routes::session::show))
        .route("/auth/{instance}/login", get(routes::sign_in::begin))
        .route("/auth/{instance}/callback", get(routes::sign_in::finish))
        .route("/auth/{instance}/logout", post(routes::sign_out::sign_out))
        .route("/api/{instance}/{*call}", post(routes::relay::relay))
        .fallback(routes::app)
        .method_not_allowed_fallback(routes::method_not_allowed)
        .with_state(site.clone());
    dressed(site, routes)
}

/// What every route has around it: the check of whom it is meant for, a problem in place of a panic,
/// the headers of every answer and its log line.
fn dressed(site: &Arc<Site>, routes: Router) -> Router {
    let headers = answer::Headers::new(&site.config);
    routes
        .layer(from_fn_with_state(site.clone(), guard::host))
        .layer(CatchPanicLayer::custom(|_| Refusal::new(Code::Internal).into_response()))
        .layer(from_fn_with_state((site.clone(), headers), answer::finish))
}

#[cfg(test)]
mod tests;
