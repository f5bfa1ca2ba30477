//! Connections: how many, how long they may take to speak, and how they end.

use std::{pin::pin, sync::Arc, time::Duration};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};

/// How long a connection may take to send its next request's headers, resting included.
const HEADERS_WITHIN: Duration = Duration::from_secs(30);

/// The most bytes of one request's headers.
const LARGEST_HEADERS: usize = 16 * 1024;

/// The most header lines of one request.
const MOST_HEADERS: usize = 64;

/// How long requests may go on after the end was asked for.
const LAST_REQUESTS: Duration = Duration::from_secs(30);

/// How long to wait when the system has no connection to give.
const BREATH: Duration = Duration::from_millis(100);

/// Serves until `stop` is done, then lets the requests under way end.
pub(crate) async fn serve(
    listener: TcpListener,
    app: Router,
    connections: usize,
    stop: impl Future<Output = ()>,
) {
    let free = Arc::new(Semaphore::new(connections));
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
        let Ok((stream, _)) = accepted else {
            tracing::warn!(target: "proxy::serve", event = "accept_failed");
            tokio::time::sleep(BREATH).await;
            continue;
        };
        let connection = graceful.watch(connection(stream, app.clone()));
        tokio::spawn(async move {
            // A connection that breaks is the client's business; its requests have their own lines.
            let _ = connection.await;
            drop(permit);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(LAST_REQUESTS, graceful.shutdown()).await;
}

/// HTTP/1.1 only: the library's own choice of version waits for ever on a silent connection.
fn connection(
    stream: TcpStream,
    app: Router,
) -> http1::Connection<TokioIo<TcpStream>, TowerToHyperService<Router>> {
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        .max_headers(MOST_HEADERS)
        .max_buf_size(LARGEST_HEADERS)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(app))
}
