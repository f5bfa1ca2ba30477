//! `POST /api/{instance}/{call}`: one call of the exact list, with the user's token.

use std::{sync::Arc, time::Duration};

use axum::{
    Extension,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{
        HeaderMap, HeaderValue,
        header::{CONTENT_LENGTH, CONTENT_TYPE},
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use protocol::{
    endpoint::Endpoint,
    problem::{Code, Outcome},
    session::SESSION_HEADER,
};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::Named;
use crate::{
    answer::RequestId,
    call_body, guard,
    majora::{CallError, LARGEST_BODY},
    refusal::Refusal,
    route::Route,
    site::{self, SignedIn, Site, Upstream},
};

/// Relays one call. An error of a call that writes says what became of it: unless it left for
/// Majora, it was not sent.
pub(crate) async fn relay(
    State(site): State<Arc<Site>>,
    Extension(id): Extension<RequestId>,
    Named(upstream): Named,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let endpoint = Route::of(parts.uri.path()).endpoint();
    let endpoint = endpoint.ok_or_else(|| Refusal::new(Code::NotFound))?;
    let answer = call(&site, &upstream, endpoint, &id, &parts, body).await;
    let answer = answer.map_err(|refusal| match refusal.outcome {
        _ if !endpoint.writes() => refusal.without_outcome(),
        None => refusal.outcome(Outcome::NotSent),
        Some(_) => refusal,
    })?;
    let json = HeaderValue::from_static("application/json");
    Ok(([(CONTENT_TYPE, json)], Body::from(answer)).into_response())
}

async fn call(
    site: &Site,
    upstream: &Arc<Upstream>,
    endpoint: Endpoint,
    id: &RequestId,
    parts: &Parts,
    body: Body,
) -> Result<Vec<u8>, Refusal> {
    guard::own_page(site, &parts.headers)?;
    guard::json(&parts.headers)?;
    let signed_in = site.signed_in(upstream, &parts.headers)?;
    let signed_in = signed_in.ok_or_else(|| Refusal::new(Code::SessionRequired))?;
    same_user(site, &parts.headers, &signed_in)?;
    let session = &signed_in.session;
    // A turn comes before the body, so that what is in memory is bounded as well.
    let wait = site.config.limits.turn();
    let _of_session = turn(&session.calls, wait).await?;
    let _of_instance = turn(&upstream.calls, wait).await?;
    let body = read(body, &parts.headers, site.config.limits.body()).await?;
    let body = call_body::complete(&body, &session.username).map_err(Refusal::new)?;
    let answer = upstream.majora.call(endpoint, &session.access, body, &id.0).await;
    answer.map_err(|error| refusal(site, upstream, &signed_in, error))
}

/// The page may say which session it was loaded with; another one's isn't used for it.
fn same_user(site: &Site, headers: &HeaderMap, signed_in: &SignedIn) -> Result<(), Refusal> {
    let reference = site.user_reference(&signed_in.session);
    if headers.get_all(SESSION_HEADER).iter().all(|value| value.as_bytes() == reference.as_bytes())
    {
        Ok(())
    } else {
        Err(Refusal::new(Code::SessionChanged))
    }
}

async fn turn(calls: &Semaphore, wait: Duration) -> Result<SemaphorePermit<'_>, Refusal> {
    match tokio::time::timeout(wait, calls.acquire()).await {
        Ok(Ok(permit)) => Ok(permit),
        Ok(Err(_)) | Err(_) => Err(Refusal::new(Code::TooManyRequests).retry_after(1)),
    }
}

/// Reads the body within its size and time, whatever length it announces.
async fn read(body: Body, headers: &HeaderMap, time: Duration) -> Result<Bytes, Refusal> {
    let announced = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if announced.and_then(|text| text.parse::<usize>().ok()).is_some_and(|n| n > LARGEST_BODY) {
        return Err(Refusal::new(Code::BodyTooLarge));
    }
    match tokio::time::timeout(time, Limited::new(body, LARGEST_BODY).collect()).await {
        Err(_) => Err(Refusal::new(Code::RequestTimeout)),
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Refusal::new(Code::BodyTooLarge)),
        Ok(Err(_)) => Err(Refusal::new(Code::BadRequest)),
    }
}

/// What a failed call is for the browser. A rejected token ends the session: nothing more can be
/// done with it.
fn refusal(
    site: &Site,
    upstream: &Arc<Upstream>,
    signed_in: &SignedIn,
    error: CallError,
) -> Refusal {
    match error {
        CallError::Unreachable => Refusal::new(Code::UpstreamUnreachable).outcome(Outcome::NotSent),
        CallError::Timeout => Refusal::new(Code::UpstreamTimeout).outcome(Outcome::Unknown),
        CallError::Busy(seconds) => {
            Refusal::new(Code::UpstreamBusy).outcome(Outcome::Refused).retry_after(seconds)
        }
        CallError::Refused => Refusal::new(Code::UpstreamUnusable).outcome(Outcome::Refused),
        CallError::Unusable => Refusal::new(Code::UpstreamUnusable).outcome(Outcome::Unknown),
        CallError::TokenRejected => {
            end(site, upstream, signed_in);
            let name = site.cookies.session_name(upstream.name());
            Refusal::new(Code::TokenRejected)
                .outcome(Outcome::Refused)
                .cookie(site.cookies.clear(&name))
        }
    }
}

fn end(site: &Site, upstream: &Arc<Upstream>, signed_in: &SignedIn) {
    let Some(session) = site.sessions.remove(&signed_in.key) else { return };
    tracing::info!(
        target: "proxy::audit",
        event = "token_rejected", instance = upstream.name(), session = session.reference
    );
    let upstream = upstream.clone();
    site.tasks.spawn(async move { site::revoke(&upstream, &session).await });
}
