//! `POST /api/{instance}/{call}`: one call of the exact list, with the user's token.

use std::{pin::pin, sync::Arc, time::Duration};

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
use gate::{
    call_body::{self, LARGEST_BODY},
    route::Route,
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use protocol::{
    endpoint::Endpoint,
    problem::{Code, Outcome},
    session::SESSION_HEADER,
};
use tokio::{
    sync::{OwnedRwLockReadGuard, Semaphore, SemaphorePermit},
    time::Instant,
};

use super::Named;
use crate::{
    answer::{MajorasId, RequestId},
    client::Client,
    config::Limits,
    guard,
    majora::{Answered, CallError, Standing},
    memory::{NoRoom, Room},
    refusal::Refusal,
    renewal::{self, RenewalError},
    sessions::{Ending, Session},
    site::{SignedIn, Site, Upstream},
    store::{Found, Key},
    turns::Turns,
};

/// The fewest bytes of a body in a second, once it has had the time to begin.
const SLOWEST_BODY: u64 = 1_024;

/// Relays one call. An error of a call that writes says what became of it: unless it left for
/// Majora, it was not sent.
pub(crate) async fn relay(
    State(site): State<Arc<Site>>,
    Extension(id): Extension<RequestId>,
    Extension(client): Extension<Client>,
    Named(upstream): Named,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let endpoint = Route::of(parts.uri.path()).endpoint();
    let endpoint = endpoint.ok_or_else(|| Refusal::new(Code::NotFound))?;
    let answer = call(&site, &upstream, (endpoint, &id, client), &parts, body).await;
    let answer = answer.map_err(|refusal| match refusal.outcome {
        _ if !endpoint.writes() => refusal.without_outcome(),
        None => refusal.outcome(Outcome::NotSent),
        Some(_) => refusal,
    })?;
    let json = HeaderValue::from_static("application/json");
    let mut response = ([(CONTENT_TYPE, json)], Body::from(answer.body)).into_response();
    response.extensions_mut().insert(MajorasId(answer.request));
    Ok(response)
}

async fn call(
    site: &Arc<Site>,
    upstream: &Arc<Upstream>,
    (endpoint, id, client): (Endpoint, &RequestId, Client),
    parts: &Parts,
    body: Body,
) -> Result<Answered, Refusal> {
    guard::own_page(site, &parts.headers)?;
    guard::json(&parts.headers)?;
    let signed_in = site.signed_in(upstream, &parts.headers).await?;
    let SignedIn { key, found, turns } =
        signed_in.ok_or_else(|| Refusal::new(Code::SessionRequired))?;
    same_user(site, &parts.headers, &found.value)?;
    site.rates.call(&key.name)?;
    // A turn comes before the body, so that what is in memory is bounded as well. A session has few
    // turns, so many rows of one don't keep others waiting behind them. Majora's turn comes after
    // it: a body that dribbles in keeps none of those from anybody.
    let limits = &site.config.limits;
    let wait = limits.turn();
    let _of_session = turn(&turns.calls, 1, wait).await?;
    // A user takes what the request announces from nobody but themselves, and from all only what has
    // arrived.
    let part = site.memory.of(&found.value.user());
    let _of_user = turn(&part, site.memory.permits(announced(&parts.headers)), wait).await?;
    let _of_queue = upstream.queue.try_acquire().map_err(|_| too_many())?;
    let mut room = site.memory.room();
    let body = read(body, &parts.headers, limits, &mut room).await?;
    let body = call_body::complete(&body, &found.value.username).map_err(Refusal::new)?;
    let _of_instance = turn(&upstream.calls, 1, wait).await?;
    let body = body.into();
    let call = Call { site, upstream, key: &key, turns: &turns, endpoint, body, id, client };
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

async fn turn(
    permits: &Semaphore,
    count: u32,
    wait: Duration,
) -> Result<SemaphorePermit<'_>, Refusal> {
    match tokio::time::timeout(wait, permits.acquire_many(count)).await {
        Ok(Ok(permit)) => Ok(permit),
        Ok(Err(_)) | Err(_) => Err(too_many()),
    }
}

fn too_many() -> Refusal {
    Refusal::new(Code::TooManyRequests).retry_after(1)
}

fn announced(headers: &HeaderMap) -> Option<usize> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Reads the body within its size and time, whatever length it announces. The time for which it
/// waits for room is not the client's.
async fn read(
    body: Body,
    headers: &HeaderMap,
    limits: &Limits,
    room: &mut Room<'_>,
) -> Result<Vec<u8>, Refusal> {
    if announced(headers).is_some_and(|bytes| bytes > LARGEST_BODY) {
        return Err(Refusal::new(Code::BodyTooLarge));
    }
    let mut begun = Instant::now();
    let mut body = pin!(Limited::new(body, LARGEST_BODY));
    let mut whole = Vec::new();
    loop {
        let so_far = Duration::from_secs(whole.len() as u64 / SLOWEST_BODY);
        let until = begun + limits.body().min(limits.slow_body() + so_far);
        match tokio::time::timeout_at(until, body.frame()).await {
            Err(_) => return Err(Refusal::new(Code::RequestTimeout)),
            Ok(None) => return Ok(whole),
            // Trailers say nothing that anybody here would read.
            Ok(Some(Ok(frame))) => {
                let bytes = frame.data_ref().map(Bytes::as_ref).unwrap_or_default();
                let arrived = Instant::now();
                let grown = room.grow(whole.len() + bytes.len(), limits.turn()).await;
                grown.map_err(|NoRoom| too_many())?;
                begun += arrived.elapsed();
                whole.extend_from_slice(bytes);
            }
            Ok(Some(Err(error))) if error.is::<LengthLimitError>() => {
                return Err(Refusal::new(Code::BodyTooLarge));
            }
            Ok(Some(Err(_))) => return Err(Refusal::new(Code::BadRequest)),
        }
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
    client: Client,
}

impl Call<'_> {
    /// Sends the call with a token that lives. It is sent a second time only when Majora provably
    /// didn't look at it, because another server renewed the token while it was on its way.
    async fn send(&self, found: Found<Session>) -> Result<Answered, Refusal> {
        let (found, answer) = self.once(found).await?;
        if !unread(&answer) {
            return answer.map_err(refusal);
        }
        let now = renewal::settled(self.site, self.key).await;
        let now = now.map_err(|error| self.unrenewed(error, Outcome::Refused))?;
        let (found, answer) = match now.value.generation == found.value.generation {
            // Who renews takes longer than this call can wait, and is the one to find out whether the
            // session lives.
            true if now.value.renewing_since.is_some() => {
                return Err(self.unrenewed(RenewalError::Majora, Outcome::Refused));
            }
            true => (now, answer),
            false => self.once(now).await?,
        };
        match answer {
            Err(CallError::TokenRejected) => Err(self.rejected(&found.value).await),
            answer => answer.map_err(refusal),
        }
    }

    async fn once(
        &self,
        found: Found<Session>,
    ) -> Result<(Found<Session>, Result<Answered, CallError>), Refusal> {
        let (found, _passed) = self.ready(found).await?;
        self.site.sessions.touch(self.key, &found).await?;
        let access = &found.value.access;
        let majora = &self.upstream.majora;
        let from = (&*self.id.0, self.client.0);
        let answer = majora.call(self.endpoint, access, self.body.clone(), from).await;
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

/// Whether Majora has refused the token before it looked at the call: it looks at it twice, and says
/// the second time that a permission is missing.
fn unread(answer: &Result<Answered, CallError>) -> bool {
    match answer {
        Ok(answer) => answer.lacks_scope,
        Err(error) => *error == CallError::TokenRejected,
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
