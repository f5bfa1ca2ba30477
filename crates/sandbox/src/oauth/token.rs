//! `/o/token/`: codes and refresh tokens into access tokens.

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::authorize::default_redirect_uri;
use super::client::{authenticate, with_secret};
use super::{Refusal, not_stored, scopes};
use crate::core::{Core, State};
use crate::python::Value;
use crate::reply::{Params, json, server_error};
use crate::tokens::{ACCESS_SECONDS, Challenge, Grant};

/// What stops a request.
enum Stop {
    Refused(Refusal),
    /// An exception inside Majora.
    Raised,
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Whom a pair of tokens is for.
struct Granted {
    client_id: String,
    username: String,
    scopes: Vec<String>,
}

/// POST `/o/token/`
pub(crate) fn token(
    core: &Core,
    headers: &HeaderMap,
    query: Option<&str>,
    form: &Params,
) -> Response {
    // The OAuth library refuses fields in the URL, and Majora does not catch that.
    if query.is_some_and(|query| !query.is_empty()) {
        return server_error();
    }
    let mut state = core.state();
    let now = core.clock.now_ms();
    let granted = match form.get("grant_type") {
        Some("authorization_code") => redeem(&mut state, headers, form, now),
        Some("refresh_token") => refresh(&mut state, headers, form),
        Some("password") => Err(password(&state, headers, form).into()),
        Some("client_credentials") => Err(client_credentials(&state, headers, form).into()),
        _ => Err(Refusal::plain("unsupported_grant_type").into()),
    };
    match granted {
        Ok(granted) => issue(&mut state, granted, now),
        Err(Stop::Refused(refusal)) => refusal.into_response(),
        Err(Stop::Raised) => server_error(),
    }
}

fn issue(state: &mut State, granted: Granted, now: i64) -> Response {
    let Granted { client_id, username, scopes } = granted;
    let scope = scopes.join(" ");
    let pair = state.tokens.new_pair(&client_id, &username, scopes, now);
    let body = Value::dict([
        ("access_token", pair.access.into()),
        ("expires_in", ACCESS_SECONDS.into()),
        ("token_type", "Bearer".into()),
        ("scope", scope.into()),
        ("refresh_token", pair.refresh.into()),
    ]);
    not_stored(json(StatusCode::OK, &body))
}

/// A code serves once, and only if everything about the request is right.
fn redeem(
    state: &mut State,
    headers: &HeaderMap,
    form: &Params,
    now: i64,
) -> Result<Granted, Stop> {
    let code = form.get("code").ok_or(Refusal::invalid_request("Missing code parameter."))?;
    let duplicates = [
        ("client_id", "Duplicate client_id parameter."),
        ("grant_type", "Duplicate grant_type parameter."),
        ("redirect_uri", "Duplicate redirect_uri parameter."),
    ];
    if let Some((_, message)) = duplicates.into_iter().find(|(name, _)| form.is_repeated(name)) {
        return Err(Refusal::invalid_request(message).into());
    }
    let application = authenticate(&state.world, headers, form)?;
    let grant = state
        .tokens
        .grants
        .get(code)
        .filter(|grant| grant.client_id == application.client_id && now < grant.expires_ms);
    let grant = grant.ok_or(Refusal::INVALID_GRANT)?.clone();
    if let Some(challenge) = &grant.challenge {
        let verifier = form.get("code_verifier");
        let verifier = verifier.ok_or(Refusal::invalid_request("Code verifier required."))?;
        if !challenge.is_met(verifier) {
            return Err(Refusal::INVALID_GRANT.into());
        }
    }
    let default = default_redirect_uri(application);
    if form.get("redirect_uri").or(default.as_deref()) != Some(&grant.redirect_uri) {
        return Err(Refusal::invalid_request("Mismatching redirect URI.").into());
    }
    let has_second_factor = |user: &crate::world::User| user.has_second_factor();
    if !state.world.user(&grant.username).is_some_and(has_second_factor) {
        let description = Some("The requesting user has not enabled 2FA");
        return Err(Refusal { error: "access_denied", description }.into());
    }
    state.tokens.grants.remove(code);
    let Grant { client_id, username, scopes, .. } = grant;
    Ok(Granted { client_id, username, scopes })
}

impl Challenge {
    fn is_met(&self, verifier: &str) -> bool {
        if self.is_s256 {
            self.text == URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
        } else {
            self.text == verifier
        }
    }
}

/// A refresh token serves once; with it dies its access token, at once.
fn refresh(state: &mut State, headers: &HeaderMap, form: &Params) -> Result<Granted, Stop> {
    let token = form.get("refresh_token");
    let token = token.ok_or(Refusal::invalid_request("Missing refresh token parameter."))?;
    let application = authenticate(&state.world, headers, form)?;
    let held = state
        .tokens
        .refresh
        .get(token)
        .filter(|refresh| refresh.client_id == application.client_id && !refresh.is_revoked);
    let held = held.ok_or(Refusal::INVALID_GRANT)?.clone();
    // The old access token is where the old scopes are looked up, revoked or not.
    let access = held.access.as_ref().and_then(|access| state.tokens.access.get(access));
    let old = access.ok_or(Stop::Raised)?.scopes.clone();
    let scopes = match form.filled("scope") {
        Some(asked) => scopes(asked),
        None => old.clone(),
    };
    if !scopes.iter().all(|scope| old.contains(scope)) {
        return Err(Refusal::plain("invalid_scope").into());
    }
    state.tokens.revoke_refresh(token);
    Ok(Granted { client_id: held.client_id, username: held.username, scopes })
}

/// No application of Majora's may use this grant.
fn password(state: &State, headers: &HeaderMap, form: &Params) -> Refusal {
    if let Err(refusal) = authenticate(&state.world, headers, form) {
        return refusal;
    }
    let Some(username) = form.filled("username") else {
        return Refusal::invalid_request("Request is missing username parameter.");
    };
    let Some(password) = form.filled("password") else {
        return Refusal::invalid_request("Request is missing password parameter.");
    };
    match state.world.user(username).filter(|user| user.password == password && user.is_active) {
        Some(_) => Refusal::plain("unauthorized_client"),
        None => {
            let description = Some("Invalid credentials given.");
            Refusal { error: "invalid_grant", description }
        }
    }
}

/// Nor this one.
fn client_credentials(state: &State, headers: &HeaderMap, form: &Params) -> Refusal {
    match with_secret(&state.world, headers, form) {
        Some(_) => Refusal::plain("unauthorized_client"),
        None => Refusal::INVALID_CLIENT,
    }
}
