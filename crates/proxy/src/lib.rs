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

mod opaque;
mod origin;
mod config;
pub mod telemetry;
pub mod template;
mod return_path;
mod sessions;
mod sign_ins;
mod majora;
mod cookies;
mod refusal;
mod pages;
mod app_files;
mod route;
mod call_body;
mod site;
mod guard;
mod answer;
mod routes;
mod serve;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    middleware::from_fn_with_state,
    response::IntoResponse,
    routing::{get, post},
};
use protocol::problem::Code;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};
use tower_http::catch_panic::CatchPanicLayer;

pub use crate::{
    config::{Config, ConfigError, Fault, Instance, Limits, LogFormat},
    origin::{Origin, OriginFault},
};
use crate::{refusal::Refusal, site::Site};

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
}

/// A running proxy.
pub struct Proxy {
    address: SocketAddr,
    site: Arc<Site>,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
    sweeper: JoinHandle<()>,
}

impl Proxy {
    /// Serves on `listener`, which the caller has bound, until [`Proxy::stop`]. It must run inside a
    /// tokio runtime.
    ///
    /// # Errors
    /// The listener has no address, or no TLS client can be made.
    pub fn start(config: Config, listener: TcpListener) -> Result<Proxy, StartError> {
        let address = listener.local_addr()?;
        let connections = config.limits.connections;
        let site = Arc::new(Site::new(config, address)?);
        let (stop, stopped) = oneshot::channel();
        let app = router(&site);
        let server = tokio::spawn(serve::serve(listener, app, connections, async {
            // A dropped sender, too, means that nobody is left who wants the server.
            let _ = stopped.await;
        }));
        let sweeper = tokio::spawn(sweep(site.clone()));
        Ok(Proxy { address, site, stop, server, sweeper })
    }

    /// The address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops: no new requests, the ones under way end, and since the sessions are in memory only,
    /// every token is revoked at Majora. It takes at most 40 s.
    pub async fn stop(self) {
        let _ = self.stop.send(());
        let _ = self.server.await;
        self.sweeper.abort();
        self.site.tasks.close();
        // A sign-in whose browser has left may still be making a session.
        let _ = tokio::time::timeout(LAST_TASKS, self.site.tasks.wait()).await;
        self.site.revoke_all(self.site.sessions.drain());
        let _ = tokio::time::timeout(LAST_TASKS, self.site.tasks.wait()).await;
    }
}

fn router(site: &Arc<Site>) -> Router {
    let headers = answer::Headers::new(&site.config);
    Router::new()
        .route("/auth/session", get(routes::session::show))
        .route("/auth/{instance}/login", get(routes::sign_in::begin))
        .route("/auth/{instance}/callback", get(routes::sign_in::finish))
        .route("/auth/{instance}/logout", post(routes::sign_out::sign_out))
        .route("/api/{instance}/{*call}", post(routes::relay::relay))
        .fallback(routes::app)
        .method_not_allowed_fallback(routes::method_not_allowed)
        .with_state(site.clone())
        .layer(from_fn_with_state(site.clone(), guard::host))
        .layer(CatchPanicLayer::custom(|_| Refusal::new(Code::Internal).into_response()))
        .layer(from_fn_with_state((site.clone(), headers), answer::finish))
}

async fn sweep(site: Arc<Site>) {
    let mut ticks = tokio::time::interval(site.config.limits.sweep());
    loop {
        ticks.tick().await;
        site.sweep();
    }
}
