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
use tokio::sync::{OwnedRwLockReadGuard, Semaphore, SemaphorePermit};

use super::Named;
use crate::{
    answer::RequestId,
    call_body, guard,
    majora::{CallError, LARGEST_BODY, Standing},
    refusal::Refusal,
    renewal::{self, RenewalError},
    route::Route,
    sessions::{Ending, Session},
    site::{SignedIn, Site, Upstream},
    store::{Found, Key},
    turns::Turns,
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
    site: &Arc<Site>,
    upstream: &Arc<Upstream>,
    endpoint: Endpoint,
    id: &RequestId,
    parts: &Parts,
    body: Body,
) -> Result<Vec<u8>, Refusal> {
    guard::own_page(site, &parts.headers)?;
    guard::json(&parts.headers)?;
    let signed_in = site.signed_in(upstream, &parts.headers).await?;
    let SignedIn { key, found, turns } =
        signed_in.ok_or_else(|| Refusal::new(Code::SessionRequired))?;
    same_user(site, &parts.headers, &found.value)?;
    // A turn comes before the body, so that what is in memory is bounded as well.
    let wait = site.config.limits.turn();
    let _of_session = turn(&turns.calls, wait).await?;
    let _of_instance = turn(&upstream.calls, wait).await?;
    let body = read(body, &parts.headers, site.config.limits.body()).await?;
    let body = call_body::complete(&body, &found.value.username).map_err(Refusal::new)?;
    let call = Call { site, upstream, key: &key, turns: &turns, endpoint, body: body.into(), id };
    call.send(found).await
}

/// The page may say which session it was loaded with; another one's isn't used for it.
fn same_user(site: &Site, headers: &HeaderMap, session: &Session) -> Result<(), Refusal> {
    let mut references = headers.get_all(SESSION_HEADER).iter();
    if references.all(|value| site.is_reference_of(value.as_bytes(), session)) {
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

/// One call that has its turn and its body.
struct Call<'c> {
    site: &'c Arc<Site>,
    upstream: &'c Arc<Upstream>,
    key: &'c Key,
    turns: &'c Turns,
    endpoint: Endpoint,
    body: Bytes,
    id: &'c RequestId,
}

impl Call<'_> {
    /// Sends the call with a token that lives. It is sent a second time only when Majora provably
    /// didn't look at it, because another server renewed the token while it was on its way.
    async fn send(&self, found: Found<Session>) -> Result<Vec<u8>, Refusal> {
        let (found, answer) = self.once(found).await?;
        let error = match answer {
            Ok(answer) => return Ok(answer),
            Err(CallError::TokenRejected) => {
                let now = renewal::settled(self.site, self.key).await;
                let now = now.map_err(|error| self.unrenewed(error, Outcome::Refused))?;
                if now.value.generation == found.value.generation {
                    return Err(self.rejected(&found.value).await);
                }
                match self.once(now).await? {
                    (_, Ok(answer)) => return Ok(answer),
                    (now, Err(CallError::TokenRejected)) => {
                        return Err(self.rejected(&now.value).await);
                    }
                    (_, Err(error)) => error,
                }
            }
            Err(error) => error,
        };
        Err(refusal(error))
    }

    async fn once(
        &self,
        found: Found<Session>,
    ) -> Result<(Found<Session>, Result<Vec<u8>, CallError>), Refusal> {
        let (found, _passed) = self.ready(found).await?;
        self.site.sessions.touch(self.key, &found).await?;
        let access = &found.value.access;
        let majora = &self.upstream.majora;
        let answer = majora.call(self.endpoint, access, self.body.clone(), &self.id.0).await;
        Ok((found, answer))
    }

    /// The session with a token that lives, and the right to use it until the answer is there.
    async fn ready(
        &self,
        mut found: Found<Session>,
    ) -> Result<(Found<Session>, OwnedRwLockReadGuard<()>), Refusal> {
        loop {
            let fresh = renewal::fresh(self.site, self.upstream, self.key, found).await;
            found = fresh.map_err(|error| self.unrenewed(error, Outcome::NotSent))?;
            let passed = self.turns.pass().await;
            // The gate may have been closed meanwhile, and then there are new tokens.
            if self.turns.generation() <= found.value.generation {
                return Ok((found, passed));
            }
            drop(passed);
            let now = self.site.sessions.get(self.key).await?;
            found = now.ok_or_else(|| self.over(Outcome::NotSent))?;
        }
    }

    /// Majora doesn't take the token. Only if it has taken it back is the session over: there are
    /// other reasons for its empty answer (RULES.md §2).
    async fn rejected(&self, session: &Session) -> Refusal {
        match self.upstream.majora.introspect(&session.access).await {
            Ok(Standing::Inactive | Standing::Gone) => {
                match self.site.end(self.key, Ending::TokenRejected).await {
                    Ok(_) => self.over(Outcome::Refused),
                    Err(error) => Refusal::from(error).outcome(Outcome::Refused),
                }
            }
            Ok(Standing::Active(_)) | Err(_) => {
                Refusal::new(Code::UpstreamUnusable).outcome(Outcome::Refused)
            }
        }
    }

    fn unrenewed(&self, error: RenewalError, outcome: Outcome) -> Refusal {
        match error {
            RenewalError::Over => self.over(outcome),
            RenewalError::Majora => Refusal::new(Code::UpstreamUnreachable).outcome(outcome),
            RenewalError::Store(error) => Refusal::from(error).outcome(outcome),
        }
    }

    fn over(&self, outcome: Outcome) -> Refusal {
        let name = self.site.cookies.session_name(self.upstream.name());
        let cookie = self.site.cookies.clear(&name);
        Refusal::new(Code::TokenRejected).outcome(outcome).cookie(cookie)
    }
}

/// What a failed call is for the browser.
fn refusal(error: CallError) -> Refusal {
    match error {
        CallError::Unreachable => Refusal::new(Code::UpstreamUnreachable).outcome(Outcome::NotSent),
        CallError::Timeout => Refusal::new(Code::UpstreamTimeout).outcome(Outcome::Unknown),
        CallError::Busy(seconds) => {
            Refusal::new(Code::UpstreamBusy).outcome(Outcome::Refused).retry_after(seconds)
        }
        CallError::Refused | CallError::TokenRejected => {
            Refusal::new(Code::UpstreamUnusable).outcome(Outcome::Refused)
        }
        CallError::Unusable => Refusal::new(Code::UpstreamUnusable).outcome(Outcome::Unknown),
    }
}
