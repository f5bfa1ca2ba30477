//! `GET /auth/{instance}/login` and `/callback`: the authorisation code flow (RFC 6749 §4.1) with
//! PKCE (RFC 7636) and a state that is bound to one browser (RFC 9700 §2.1).

use std::{sync::Arc, time::Instant};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header::LOCATION},
    response::{IntoResponse, Response},
};
use protocol::{problem::Code, session::SignInError};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;
use url::form_urlencoded;

use super::Named;
use crate::{
    cookies, guard,
    opaque::{self, Digest},
    pages,
    refusal::Refusal,
    return_path::ReturnPath,
    sessions::{self, Session},
    sign_ins::{Attempt, REMEMBERED, Return},
    site::{Site, Upstream},
};

/// The longest value of the callback's query.
const LONGEST_VALUE: usize = 512;

/// Sends the browser to Majora. Nothing of the request reaches Majora's address: the caller chooses
/// only where in the app it ends.
pub(crate) async fn begin(
    State(site): State<Arc<Site>>,
    Named(upstream): Named,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, _) = request.into_parts();
    guard::navigation(&parts)?;
    let return_to = return_path(parts.uri.query().unwrap_or_default());
    if guard::from_another_site(&parts.headers) {
        return Ok(pages::confirm_sign_in(upstream.majora.settings(), &return_to));
    }
    let (state, browser, verifier) = (opaque::secret(), opaque::secret(), opaque::secret());
    let challenge = opaque::digest(&verifier).to_base64();
    let location = upstream.majora.authorize_url(&state, &challenge);
    let attempt = Attempt {
        instance: upstream.name().to_owned(),
        browser: opaque::digest(&browser),
        verifier,
        return_to,
        replaces: site.signed_in(&upstream, &parts.headers).ok().flatten().map(|found| found.key),
    };
    let key = opaque::digest(&state);
    site.sign_ins.begin(key, attempt, Instant::now());
    let mut response = (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response();
    for name in site.cookies.surplus_sign_ins(&parts.headers) {
        cookies::add(response.headers_mut(), site.cookies.clear(&name));
    }
    // It outlives the attempt, so that whoever comes back late is told that, and not turned away.
    let cookie = cookie_name(&site, &key);
    let cookie = site.cookies.sign_in(&cookie, browser.expose_secret(), REMEMBERED);
    cookies::add(response.headers_mut(), cookie);
    Ok(response)
}

/// Takes the browser back from Majora. State, browser and instance are checked before the code is
/// looked at; whatever happens, the browser goes on to a page of the app.
pub(crate) async fn finish(
    State(site): State<Arc<Site>>,
    Named(upstream): Named,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, _) = request.into_parts();
    guard::navigation(&parts)?;
    let Some(answer) = Answer::read(parts.uri.query().unwrap_or_default()) else {
        return Ok(not_ours(&site, &upstream, &parts.headers));
    };
    let key = Digest::of(&answer.state);
    let cookie = cookie_name(&site, &key);
    let browser = cookies::read(&parts.headers, &cookie).ok().flatten();
    let mut response = match site.sign_ins.take(&key, upstream.name(), browser, Instant::now()) {
        Return::First(attempt) => {
            let (site, upstream) = (site.clone(), upstream.clone());
            // In a task of its own: a browser that leaves now must not waste the code, nor leave
            // tokens behind that nobody revokes.
            let task = site.tasks.clone().spawn(async move {
                complete(&site, &upstream, &key, attempt, answer.outcome).await
            });
            task.await.unwrap_or_else(|_| Refusal::new(Code::Internal).into_response())
        }
        Return::Late(path) => refused(&upstream, &path, SignInError::TooLate),
        Return::Again(path, session) => again(&site, &upstream, &parts.headers, &path, session),
        // The cookie, if there is one, belongs to a sign-in that may still come back.
        Return::NotOurs => return Ok(not_ours(&site, &upstream, &parts.headers)),
    };
    if browser.is_some() {
        cookies::add(response.headers_mut(), site.cookies.clear(&cookie));
    }
    Ok(response)
}

/// What Majora's redirect says.
struct Answer {
    state: String,
    outcome: Result<SecretString, SignInError>,
}

impl Answer {
    /// Reads the callback's query (RFC 6749 §4.1.2). A value that stands twice or is too long, or a
    /// query without a state, is no answer to anything. Descriptions aren't read at all.
    fn read(query: &str) -> Option<Answer> {
        let (mut code, mut state, mut error) = (None, None, None);
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            let place = match &*key {
                "code" => &mut code,
                "state" => &mut state,
                "error" => &mut error,
                _ => continue,
            };
            if value.len() > LONGEST_VALUE || place.replace(value.into_owned()).is_some() {
                return None;
            }
        }
        let outcome = match (error, code) {
            (Some(error), _) => Err(refusal_of(&error)),
            (None, Some(code)) if !code.is_empty() => Ok(SecretString::from(code)),
            (None, _) => Err(SignInError::Unusable),
        };
        Some(Answer { state: state?, outcome })
    }
}

/// Majora's refusal at the authorisation step (RFC 6749 §4.1.2.1).
fn refusal_of(error: &str) -> SignInError {
    match error {
        "access_denied" => SignInError::Denied,
        "invalid_scope" => SignInError::MissingPermission,
        "unauthorized_client" => SignInError::ClientRejected,
        "temporarily_unavailable" => SignInError::MajoraDown,
        _ => SignInError::Unusable,
    }
}

/// Redeems the code and makes the session.
async fn complete(
    site: &Site,
    upstream: &Upstream,
    key: &Digest,
    attempt: Attempt,
    outcome: Result<SecretString, SignInError>,
) -> Response {
    let session = match outcome {
        Ok(code) => open(site, upstream, &code, &attempt.verifier).await,
        Err(error) => Err(error),
    };
    let session = match session {
        Ok(session) => session,
        Err(error) => return refused(upstream, &attempt.return_to, error),
    };
    tracing::info!(
        target: "proxy::audit",
        event = "signed_in", instance = upstream.name(), session = session.reference
    );
    let value = opaque::secret();
    let session_key = opaque::digest(&value);
    let mut ended = site.sessions.insert(session_key, session);
    ended.extend(attempt.replaces.and_then(|old| site.sessions.remove(&old)));
    site.sign_ins.succeed(key, session_key);
    site.revoke_all(ended);
    let mut response = to_app(attempt.return_to.as_str());
    let name = site.cookies.session_name(upstream.name());
    cookies::add(response.headers_mut(), site.cookies.session(&name, value.expose_secret()));
    response
}

/// The session that a code leads to. Tokens whose user can't be told are revoked.
async fn open(
    site: &Site,
    upstream: &Upstream,
    code: &SecretString,
    verifier: &SecretString,
) -> Result<Session, SignInError> {
    let grant = upstream.majora.redeem(code, verifier).await?;
    let username = match upstream.majora.username(&grant.access).await {
        Ok(username) => username,
        Err(error) => {
            upstream.majora.revoke(&grant.refresh).await;
            return Err(error);
        }
    };
    Ok(Session {
        instance: upstream.name().to_owned(),
        username,
        reference: opaque::name(),
        access: grant.access,
        refresh: grant.refresh,
        ends: grant.asked + sessions::life(grant.life),
        calls: Semaphore::new(site.config.limits.calls_per_session),
    })
}

/// A callback that was used before: Back, reload, a restored tab. If what it led to still stands,
/// all is well. The browser may not have sent the strict cookie, so the sign-in itself remembers.
fn again(
    site: &Site,
    upstream: &Upstream,
    headers: &HeaderMap,
    path: &ReturnPath,
    session: Option<Digest>,
) -> Response {
    let lives = |key| site.sessions.get(&key, upstream.name(), Instant::now()).is_some();
    if session.is_some_and(lives) || is_signed_in(site, upstream, headers) {
        to_app(path.as_str())
    } else {
        refused(upstream, path, SignInError::NotOurs)
    }
}

/// A return to nothing that was begun here. Whoever is signed in all the same has lost nothing.
fn not_ours(site: &Site, upstream: &Upstream, headers: &HeaderMap) -> Response {
    let root = ReturnPath::root();
    if is_signed_in(site, upstream, headers) {
        to_app(root.as_str())
    } else {
        refused(upstream, &root, SignInError::NotOurs)
    }
}

fn is_signed_in(site: &Site, upstream: &Upstream, headers: &HeaderMap) -> bool {
    site.signed_in(upstream, headers).is_ok_and(|found| found.is_some())
}

fn to_app(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, path)]).into_response()
}

fn refused(upstream: &Upstream, path: &ReturnPath, error: SignInError) -> Response {
    tracing::info!(
        target: "proxy::audit",
        event = "sign_in_failed", instance = upstream.name(), reason = error.code()
    );
    to_app(&path.with_error(error, upstream.name()))
}

/// One cookie for each sign-in, so that two tabs don't overwrite each other's.
fn cookie_name(site: &Site, key: &Digest) -> String {
    site.cookies.sign_in_name(&key.to_base64()[..8])
}

fn return_path(query: &str) -> ReturnPath {
    let mut values = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == "return_to");
    values.next().map_or_else(ReturnPath::root, |(_, value)| ReturnPath::parse(&value))
}
