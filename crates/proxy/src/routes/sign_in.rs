//! `GET /auth/{instance}/login` and `/callback`: the authorisation code flow (RFC 6749 §4.1) with
//! PKCE (RFC 7636) and a state that is bound to one browser (RFC 9700 §2.1).

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Request, State},
    http::{
        HeaderMap, StatusCode,
        header::{COOKIE, LOCATION},
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use gate::{callback::Callback, cookie, return_path::ReturnPath};
use protocol::{problem::Code, session::SignInError};
use secrecy::{ExposeSecret, SecretString};
use url::form_urlencoded;

use super::Named;
use crate::{
    client::Client,
    clock::millis,
    cookies, guard,
    opaque::{self, Digest},
    pages,
    refusal::Refusal,
    sessions::{Ending, Session},
    sign_ins::{Attempt, REMEMBERED, Return},
    site::{Site, Upstream},
    store::{Key, Kind, StoreError},
};

/// Sends the browser to Majora. Nothing of the request reaches Majora's address: the caller chooses
/// only where in the app it ends.
pub(crate) async fn begin(
    State(site): State<Arc<Site>>,
    Extension(client): Extension<Client>,
    Named(upstream): Named,
    request: Request,
) -> Result<Response, Refusal> {
    let parts = match arrived(&site, client, request)? {
        Ok(parts) => parts,
        Err(page) => return Ok(page),
    };
    let return_to = return_path(parts.uri.query().unwrap_or_default());
    if guard::from_another_site(&parts.headers) {
        return Ok(pages::confirm_sign_in(upstream.majora.settings(), &return_to));
    }
    let replaces = signed_in_as(&site, &upstream, &parts.headers).await.map(|key| key.name);
    let mut response = leave(&site, &upstream, return_to, replaces, false).await;
    for name in site.cookies.surplus_sign_ins(&parts.headers) {
        cookies::add(response.headers_mut(), site.cookies.clear(&name));
    }
    Ok(response)
}

/// What a person's browser has asked for, or the page for one that asks too often.
fn arrived(
    site: &Site,
    client: Client,
    request: Request,
) -> Result<Result<Parts, Response>, Refusal> {
    let (parts, _) = request.into_parts();
    guard::navigation(&parts)?;
    Ok(match site.rates.sign_in(client) {
        Ok(()) => Ok(parts),
        Err(wait) => Err(pages::too_many_sign_ins(wait)),
    })
}

/// Begins a sign-in and sends the browser to Majora for it.
async fn leave(
    site: &Site,
    upstream: &Upstream,
    return_to: ReturnPath,
    replaces: Option<String>,
    second: bool,
) -> Response {
    let (state, browser, verifier) = (opaque::secret(), opaque::secret(), opaque::secret());
    let challenge = opaque::digest(&verifier).to_base64();
    let location = upstream.majora.authorize_url(&state, &challenge);
    let (instance, browsers) = (upstream.name().to_owned(), opaque::digest(&browser));
    let attempt = Attempt { instance, browser: browsers, verifier, return_to, replaces, second };
    let key = opaque::digest(&state);
    if let Err(error) = site.sign_ins.begin(&key, attempt).await {
        return not_now(&error);
    }
    let mut response = (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response();
    // It outlives the attempt, so that whoever comes back late is told that, and not turned away.
    let cookie = cookie_name(site, &key);
    let cookie = site.cookies.sign_in(&cookie, browser.expose_secret(), REMEMBERED);
    cookies::add(response.headers_mut(), cookie);
    response
}

/// Takes the browser back from Majora. State, browser and instance are checked before the code is
/// looked at; whatever happens, the browser goes on to a page of the app.
pub(crate) async fn finish(
    State(site): State<Arc<Site>>,
    Extension(client): Extension<Client>,
    Named(upstream): Named,
    request: Request,
) -> Result<Response, Refusal> {
    let parts = match arrived(&site, client, request)? {
        Ok(parts) => parts,
        Err(page) => return Ok(page),
    };
    let Some(answer) = Callback::read(parts.uri.query().unwrap_or_default()) else {
        return Ok(not_ours(&site, &upstream, &parts.headers).await);
    };
    let key = Digest::of(&answer.state);
    let name = cookie_name(&site, &key);
    let browser = cookie::read(&parts.headers, &name).ok().flatten();
    let mut response = match site.sign_ins.take(&key, upstream.name(), browser).await {
        Ok(Return::First(attempt)) => {
            let (site, upstream) = (site.clone(), upstream.clone());
            // In a task of its own: a browser that leaves now must not waste the code, nor leave
            // tokens behind that nobody revokes.
            let task = site.tasks.clone().spawn(async move {
                complete(&site, &upstream, &key, attempt, answer.outcome).await
            });
            task.await.unwrap_or_else(|_| Refusal::new(Code::Internal).into_response())
        }
        Ok(Return::Late(attempt)) => once_more(&site, &upstream, attempt).await,
        Ok(Return::Again(path, session)) => {
            again(&site, &upstream, &parts.headers, &path, session).await
        }
        // Not one cookie of this site: the browser keeps none, or the sign-in began in another one.
        Ok(Return::AnotherBrowser) if !parts.headers.contains_key(COOKIE) => {
            let root = ReturnPath::root();
            return Ok(refused(&site, &upstream, &root, SignInError::NoCookie));
        }
        // The cookie, if there is one, belongs to a sign-in that may still come back.
        Ok(Return::AnotherBrowser | Return::NotOurs) => {
            return Ok(not_ours(&site, &upstream, &parts.headers).await);
        }
        Err(error) => return Ok(not_now(&error)),
    };
    if browser.is_some() {
        cookies::add(response.headers_mut(), site.cookies.clear(&name));
    }
    Ok(response)
}

/// Redeems the code and makes the session.
async fn complete(
    site: &Arc<Site>,
    upstream: &Upstream,
    state: &Digest,
    attempt: Attempt,
    outcome: Result<SecretString, SignInError>,
) -> Response {
    let session = match outcome {
        Ok(code) => redeem(site, upstream, &code, &attempt.verifier).await.inspect_err(|error| {
            // Said in answer to the secret itself, and not in an address that anybody can write.
            if matches!(error, SignInError::ClientRejected) {
                site.alarm_of_client(upstream.name());
            }
        }),
        Err(error) => Err(error),
    };
    let value = opaque::secret();
    let key = Key::new(Kind::Session, upstream.name(), &opaque::digest(&value));
    let opened = match &session {
        Ok(session) => open(site, &key, session, attempt.replaces.clone()).await,
        Err(_) => Ok(()),
    };
    let lives = (session.is_ok() && opened.is_ok()).then_some(&key);
    // Whoever comes a second time is told less if this fails, and nothing else.
    let _ = site.sign_ins.finish(state, upstream.name(), lives).await;
    match (session, opened) {
        (Err(SignInError::TooLate), _) => once_more(site, upstream, attempt).await,
        (Err(error), _) => refused(site, upstream, &attempt.return_to, error),
        (Ok(session), Err(error)) => {
            // It may be in the store all the same, though no browser has its cookie.
            let _ = site.end(&key, Ending::Replaced).await;
            upstream.majora.revoke(&session.refresh).await;
            not_now(&error)
        }
        (Ok(_), Ok(())) => {
            let mut response = to_app(attempt.return_to.as_str());
            let name = site.cookies.session_name(upstream.name());
            let cookie = site.cookies.session(&name, value.expose_secret());
            cookies::add(response.headers_mut(), cookie);
            response
        }
    }
}

/// Begins a sign-in anew that took too long, once and without a click: the user has just been at
/// Majora, so it leads back here at once. The browser has shown that it is the one that began it.
async fn once_more(site: &Site, upstream: &Upstream, late: Attempt) -> Response {
    if late.second {
        return refused(site, upstream, &late.return_to, SignInError::TooLate);
    }
    leave(site, upstream, late.return_to, late.replaces, true).await
}

/// Puts a new session into the store, and takes the old one of this browser out of it.
async fn open(
    site: &Arc<Site>,
    key: &Key,
    session: &Session,
    replaces: Option<String>,
) -> Result<(), StoreError> {
    for displaced in site.sessions.open(key, session).await? {
        site.revoke(displaced);
    }
    if let Some(name) = replaces {
        site.end(&Key { kind: Kind::Session, name }, Ending::Replaced).await?;
    }
    site.metrics.signed_in("signed_in");
    tracing::info!(
        target: "proxy::audit",
        event = "signed_in",
        instance = session.instance,
        session = session.reference,
        user = site.user_reference(session)
    );
    Ok(())
}

/// The session that a code leads to. Tokens whose user can't be told are revoked.
async fn redeem(
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
    let (now, token_life) = (site.clock.now(), millis(grant.life));
    Ok(Session {
        instance: upstream.name().to_owned(),
        username,
        reference: opaque::name(),
        access: grant.access,
        refresh: grant.refresh,
        scope: grant.scope,
        begun: now,
        used: now,
        token_ends: now - millis(grant.asked.elapsed()) + token_life,
        token_life,
        generation: 1,
        renewing_since: None,
    })
}

/// A callback that was used before: Back, reload, a restored tab. If what it led to still stands,
/// all is well. The browser may not have sent the strict cookie, so the sign-in itself remembers.
async fn again(
    site: &Site,
    upstream: &Upstream,
    headers: &HeaderMap,
    path: &ReturnPath,
    session: Option<String>,
) -> Response {
    let lives = match session {
        Some(name) => site.sessions.get(&Key { kind: Kind::Session, name }).await,
        None => Ok(None),
    };
    let lives = lives.is_ok_and(|found| found.is_some());
    if lives || signed_in_as(site, upstream, headers).await.is_some() {
        to_app(path.as_str())
    } else {
        refused(site, upstream, path, SignInError::NotOurs)
    }
}

/// A return to nothing that was begun here. Whoever is signed in all the same has lost nothing.
async fn not_ours(site: &Site, upstream: &Upstream, headers: &HeaderMap) -> Response {
    let root = ReturnPath::root();
    if signed_in_as(site, upstream, headers).await.is_some() {
        to_app(root.as_str())
    } else {
        refused(site, upstream, &root, SignInError::NotOurs)
    }
}

/// The name of the session that the browser has with this Majora, if it can be told.
async fn signed_in_as(site: &Site, upstream: &Upstream, headers: &HeaderMap) -> Option<Key> {
    site.signed_in(upstream, headers).await.ok().flatten().map(|signed_in| signed_in.key)
}

/// The store can't be reached: the browser keeps its cookies, and a reload is all that it takes.
fn not_now(error: &StoreError) -> Response {
    tracing::error!(target: "proxy::store", event = "store_unavailable", %error);
    pages::try_again()
}

fn to_app(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, path)]).into_response()
}

fn refused(site: &Site, upstream: &Upstream, path: &ReturnPath, error: SignInError) -> Response {
    site.metrics.signed_in(error.code());
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
