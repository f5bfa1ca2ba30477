//! `POST /auth/{instance}/logout`.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header::SET_COOKIE},
    response::{IntoResponse, Response},
};
use tokio::time::Instant;

use super::Named;
use crate::{
    guard,
    refusal::Refusal,
    sessions::Ending,
    site::Site,
    store::{Held, StoreError},
};

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
    let (mut revoked, mut locked) = (Vec::new(), false);
    // Of two cookies nothing tells which one is ours: whoever says that they leave, leaves both.
    for key in site.sessions_of(&upstream, &headers) {
        match site.sessions.look(&key).await? {
            Held::Open(_) => revoked.extend(site.end(&key, Ending::SignedOut).await?),
            Held::Locked(_) => locked = true,
            Held::Nothing => {}
        }
    }
    for task in revoked {
        // Late or failed, the user is signed out here all the same, and the token in the queue.
        let _ = tokio::time::timeout_at(until, task).await;
    }
    if locked {
        // It lives on: nobody may be told that it doesn't.
        return Err(StoreError::Locked.into());
    }
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, clear)]).into_response())
}
