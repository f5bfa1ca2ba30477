//! What the operator's own tools ask, on a listener of its own: is it alive, is it ready, what has
//! it counted. Nothing here tells who anybody is.

use std::{future, sync::Arc};

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::get,
};
use tokio::net::TcpListener;

use crate::{
    metrics,
    serve::{self, Door},
    site::Site,
    store::{Kind, StoreError},
};

/// Serves until it is dropped, to few at a time: nobody but the operator's tools is expected here, and
/// whoever comes all the same takes nothing from the users.
pub(crate) async fn serve(site: Arc<Site>, listener: TcpListener) {
    let app = Router::new()
        .route("/healthz", get(async || "alive\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(counted))
        .with_state(site.clone());
    serve::serve(listener, app, Door::of_operations(&site.config), future::pending()).await;
}

/// Ready means that sessions can be looked up, begun and ended. Majora's state has no part in it: its
/// outage must not take every server out of the balancer.
async fn ready(State(site): State<Arc<Site>>) -> Response {
    if site.tasks.is_closed() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n").into_response();
    }
    if let Err(error) = site.vault.count(Kind::Session).await {
        return unready(&error, "the store can't be reached\n");
    }
    match site.vault.writable().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => unready(&error, "the store can't be written\n"),
    }
}

fn unready(error: &StoreError, why: &'static str) -> Response {
    tracing::error!(target: "proxy::store", event = "store_unavailable", %error);
    (StatusCode::SERVICE_UNAVAILABLE, why).into_response()
}

async fn counted(State(site): State<Arc<Site>>) -> Response {
    match held(&site).await {
        Ok((sessions, waiting)) => site.metrics.hold(sessions, waiting),
        // The last numbers stand: that there is nothing left to do is what nobody knows.
        Err(error) => {
            tracing::error!(target: "proxy::store", event = "store_unavailable", %error);
        }
    }
    match site.metrics.text() {
        Ok(text) => ([(CONTENT_TYPE, metrics::MEDIA_TYPE)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn held(site: &Site) -> Result<(u64, u64), StoreError> {
    let sessions = site.vault.count(Kind::Session).await?;
    Ok((sessions, site.vault.count(Kind::Revocation).await?))
}
