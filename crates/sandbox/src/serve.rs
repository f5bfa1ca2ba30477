//! A sandbox on a port.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

use crate::app::Dropped;

/// The answer that is not given.
#[derive(Debug, thiserror::Error)]
#[error("the connection is dropped, as ordered")]
struct Unanswered;

/// How long to wait after a connection that could not be taken.
const PAUSE: Duration = Duration::from_millis(50);
/// How long requests at work may take to end once the server stops.
const GRACE: Duration = Duration::from_secs(5);

/// Serves until `stop` is ready, then lets the requests at work end.
pub(crate) async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => connect(stream, router.clone(), &graceful),
                // The client is gone again, or no more connections can be had just now.
                Err(_) => tokio::time::sleep(PAUSE).await,
            },
            () = &mut stop => break,
        }
    }
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
}

fn connect(stream: TcpStream, router: Router, graceful: &GracefulShutdown) {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let router = router.clone();
        async move {
            let Ok(response) = router.oneshot(request.map(axum::body::Body::new) as Request).await;
            match response.extensions().get::<Dropped>() {
                Some(Dropped) => Err(Unanswered),
                None => Ok(response),
            }
        }
    });
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    // A connection that breaks is its client's affair.
    tokio::spawn(graceful.watch(connection));
}

/// Listens on an address of this machine.
///
/// # Errors
/// If the address is taken or not this machine's.
pub(crate) async fn listen(address: SocketAddr) -> std::io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}
