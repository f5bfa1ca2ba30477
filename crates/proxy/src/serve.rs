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
use tokio_io_timeout::TimeoutStream;

use crate::{
    client::{Client, Peer},
    config::Config,
    tls::Tls,
};

/// The most bytes of one request's headers.
const LARGEST_HEADERS: usize = 16 * 1024;

/// The most header lines of one request.
const MOST_HEADERS: usize = 64;

/// How long requests may go on after the end was asked for.
const LAST_REQUESTS: Duration = Duration::from_secs(30);

/// How long to wait when the system has no connection to give.
const BREATH: Duration = Duration::from_millis(100);

/// The connections of the operator's own tools, in all and of one address.
pub(crate) const OF_OPERATIONS: (usize, usize) = (32, 16);

/// What is known of a listener.
pub(crate) struct Door {
    /// Its certificate, if it has one.
    pub(crate) tls: Option<Arc<Tls>>,
    trusted: Vec<IpNet>,
    /// It speaks plain http on a network, so only the web servers in front may come in.
    front_only: bool,
    connections: usize,
    per_address: usize,
    patience: Patience,
}

/// How long a connection may keep this server waiting.
#[derive(Clone, Copy)]
struct Patience {
    /// Until an encrypted connection stands.
    handshake: Duration,
    /// Until the next request's headers are there, resting included.
    headers: Duration,
    /// While none of an answer is read.
    unread: Duration,
}

impl Door {
    /// The public door that the configuration describes.
    pub(crate) fn new(config: &Config, tls: Option<Arc<Tls>>) -> Door {
        Door {
            front_only: tls.is_none() && !config.listen.ip().is_loopback(),
            tls,
            trusted: config.network.trusted.clone(),
            connections: config.limits.connections,
            per_address: config.limits.connections_per_address,
            patience: Patience {
                handshake: config.limits.handshake(),
                headers: config.limits.headers(),
                unread: config.limits.unread(),
            },
        }
    }

    /// The door for the operator's own tools, at which nobody is known.
    pub(crate) fn of_operations(config: &Config) -> Door {
        let (connections, per_address) = OF_OPERATIONS;
        let trusted = Vec::new();
        Door { front_only: false, trusted, connections, per_address, ..Door::new(config, None) }
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
        let place = (!trusted).then(|| crowd.enter(Client(peer), door.per_address));
        if (door.front_only && !trusted) || place.as_ref().is_some_and(Option::is_none) {
            continue;
        }
        let caller = Caller {
            peer: Peer(peer),
            app: app.clone(),
            patience: door.patience,
            watcher: graceful.watcher(),
        };
        let tls = door.tls.clone();
        tokio::spawn(async move {
            caller.connect(stream, tls).await;
            drop((permit, place));
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(LAST_REQUESTS, graceful.shutdown()).await;
}

/// The other end of one connection, and what it gets.
struct Caller {
    peer: Peer,
    app: Router,
    patience: Patience,
    watcher: Watcher,
}

impl Caller {
    async fn connect(self, stream: TcpStream, tls: Option<Arc<Tls>>) {
        // A failure only costs some milliseconds.
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(self.patience.unread));
        let stream = Box::pin(stream);
        let Some(tls) = tls else { return self.speak(stream).await };
        let handshake = tls.acceptor().accept(stream);
        if let Ok(Ok(stream)) = tokio::time::timeout(self.patience.handshake, handshake).await {
            self.speak(stream).await;
        }
    }

    /// HTTP/1.1 only: the library's own choice of version waits for ever on a silent connection.
    async fn speak(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let app = TowerToHyperService::new(self.app);
        let peer = self.peer;
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(peer);
            app.call(request)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.patience.headers)
            .max_headers(MOST_HEADERS)
            .max_buf_size(LARGEST_HEADERS)
            .serve_connection(TokioIo::new(stream), service);
        // One that breaks is the client's business; its requests have their own lines.
        let _ = self.watcher.watch(connection).await;
    }
}

/// How many connections each client has (see [`Client::group`]).
#[derive(Default)]
struct Crowd(Mutex<HashMap<IpAddr, usize>>);

/// A connection's place among those of its client, until it is dropped.
struct Place {
    crowd: Arc<Crowd>,
    group: IpAddr,
}

impl Crowd {
    fn enter(self: &Arc<Crowd>, client: Client, most: usize) -> Option<Place> {
        let group = client.group();
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(group).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Place { crowd: self.clone(), group })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.crowd.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.group) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.group);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_addresses_of_one_network_of_ipv6_share_their_places() {
        let crowd = Arc::new(Crowd::default());
        let enter = |text: &str| crowd.enter(Client(text.parse().unwrap()), 2);
        let places = [enter("2001:db8::1"), enter("2001:db8::2")];
        assert!(places.iter().all(Option::is_some));
        assert!(enter("2001:db8::3").is_none());
        assert!(enter("2001:db8:0:1::1").is_some());
        drop(places);
        assert!(enter("2001:db8::3").is_some());
        // An IPv4 client of a listener for both is an address like any other.
        let _mapped = [enter("::ffff:192.0.2.1"), enter("192.0.2.1")];
        assert!(enter("::ffff:192.0.2.1").is_none());
        assert!(enter("::ffff:192.0.2.2").is_some());
    }
}
