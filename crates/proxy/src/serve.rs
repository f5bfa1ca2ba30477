//! Connections: how many, how long they may take to speak, and how they end.

use std::{
    collections::HashMap,
    net::IpAddr,
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::Router;
use hyper::{
    Request, body::Incoming, server::conn::http1, service::Service as _, service::service_fn,
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
    service::TowerToHyperService,
};
use ipnet::IpNet;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};

use crate::{client::Peer, config::Config, tls::Tls};

/// How long a connection may take to send its next request's headers, resting included.
const HEADERS_WITHIN: Duration = Duration::from_secs(30);

/// How long the beginning of an encrypted connection may take.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);

/// The most bytes of one request's headers.
const LARGEST_HEADERS: usize = 16 * 1024;

/// The most header lines of one request.
const MOST_HEADERS: usize = 64;

/// How long requests may go on after the end was asked for.
const LAST_REQUESTS: Duration = Duration::from_secs(30);

/// How long to wait when the system has no connection to give.
const BREATH: Duration = Duration::from_millis(100);

/// What is known of the public listener.
pub(crate) struct Door {
    /// Its certificate, if it has one.
    pub(crate) tls: Option<Arc<Tls>>,
    trusted: Vec<IpNet>,
    /// It speaks plain http on a network, so only the web servers in front may come in.
    front_only: bool,
    connections: usize,
    per_address: usize,
}

impl Door {
    /// The door that the configuration describes.
    pub(crate) fn new(config: &Config, tls: Option<Arc<Tls>>) -> Door {
        Door {
            front_only: tls.is_none() && !config.listen.ip().is_loopback(),
            tls,
            trusted: config.network.trusted.clone(),
            connections: config.limits.connections,
            per_address: config.limits.connections_per_address,
        }
    }

    fn is_trusted(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|net| net.contains(&address.to_canonical()))
    }
}

/// Serves until `stop` is done, then lets the requests under way end.
pub(crate) async fn serve(
    listener: TcpListener,
    app: Router,
    door: Door,
    stop: impl Future<Output = ()>,
) {
    let free = Arc::new(Semaphore::new(door.connections));
    let crowd = Arc::new(Crowd::default());
    let graceful = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let accepted = async {
            let permit = free.clone().acquire_owned().await;
            (listener.accept().await, permit)
        };
        let (accepted, permit) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stop => break,
        };
        let Ok((stream, peer)) = accepted else {
            tracing::warn!(target: "proxy::serve", event = "accept_failed");
            tokio::time::sleep(BREATH).await;
            continue;
        };
        let peer = peer.ip();
        let trusted = door.is_trusted(peer);
        let place = (!trusted).then(|| crowd.enter(peer, door.per_address));
        if (door.front_only && !trusted) || place.as_ref().is_some_and(Option::is_none) {
            continue;
        }
        let (app, tls, watcher) = (app.clone(), door.tls.clone(), graceful.watcher());
        tokio::spawn(async move {
            connection(stream, Peer(peer), app, tls, watcher).await;
            drop((permit, place));
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(LAST_REQUESTS, graceful.shutdown()).await;
}

async fn connection(
    stream: TcpStream,
    peer: Peer,
    app: Router,
    tls: Option<Arc<Tls>>,
    watcher: Watcher,
) {
    // A failure only costs some milliseconds.
    let _ = stream.set_nodelay(true);
    let Some(tls) = tls else { return speak(stream, peer, app, watcher).await };
    let handshake = tokio::time::timeout(HANDSHAKE_WITHIN, tls.acceptor().accept(stream)).await;
    if let Ok(Ok(stream)) = handshake {
        speak(stream, peer, app, watcher).await;
    }
}

/// HTTP/1.1 only: the library's own choice of version waits for ever on a silent connection.
async fn speak(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: Peer,
    app: Router,
    watcher: Watcher,
) {
    let app = TowerToHyperService::new(app);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        app.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        .max_headers(MOST_HEADERS)
        .max_buf_size(LARGEST_HEADERS)
        .serve_connection(TokioIo::new(stream), service);
    // One that breaks is the client's business; its requests have their own lines.
    let _ = watcher.watch(connection).await;
}

/// How many connections each address has.
#[derive(Default)]
struct Crowd(Mutex<HashMap<IpAddr, usize>>);

/// A connection's place among those of its address, until it is dropped.
struct Place {
    crowd: Arc<Crowd>,
    address: IpAddr,
}

impl Crowd {
    fn enter(self: &Arc<Crowd>, address: IpAddr, most: usize) -> Option<Place> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(address).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Place { crowd: self.clone(), address })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.crowd.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
    }
}
