//! `POST /auth/{instance}/logout`.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header::SET_COOKIE},
    response::{IntoResponse, Response},
};
use tokio::time::Instant;

use super::Named;
use crate::{guard, refusal::Refusal, sessions::Ending, site::Site};

/// How long the answer waits for Majora to revoke the token; the revocation itself goes on.
const PATIENCE: Duration = Duration::from_secs(3);

/// Ends the session here, takes the cookie away, then revokes the refresh token at Majora, which
/// ends the access token too (RULES.md §8). Signing out twice, or of nothing, is no error.
pub(crate) async fn sign_out(
    State(site): State<Arc<Site>>,
    Named(upstream): Named,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    guard::own_page(&site, &headers)?;
    let clear = site.cookies.clear(&site.cookies.session_name(upstream.name()));
    let until = Instant::now() + PATIENCE;
    let mut revoked = Vec::new();
    // Of two cookies nothing tells which one is ours: whoever says that they leave, leaves both.
    for key in site.sessions_of(&upstream, &headers) {
        if site.sessions.get(&key).await?.is_some() {
            revoked.extend(site.end(&key, Ending::SignedOut).await?);
        }
    }
    for task in revoked {
        // Late or failed, the user is signed out here all the same, and the token in the queue.
        let _ = tokio::time::timeout_at(until, task).await;
    }
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, clear)]).into_response())
}
