//! The OAuth side of Majora: authorisation, tokens, introspection, revocation (RULES.md §8).

use std::time::{Duration, Instant};

use protocol::session::{SignInError, UPLOADER_SCOPES};
use reqwest::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;
use url::form_urlencoded;

use super::Majora;

/// The shortest and the longest life of an access token that makes sense, in seconds: Majora's live
/// ten hours.
const LIVES: std::ops::RangeInclusive<u64> = 1..=30 * 24 * 60 * 60;

/// The longest user name of Majora (Django's own limit).
const LONGEST_USERNAME: usize = 150;

/// What a redeemed code gives.
pub(crate) struct Grant {
    /// The token that calls carry.
    pub(crate) access: SecretString,
    /// The token that ends both when it is revoked.
    pub(crate) refresh: SecretString,
    /// When it was asked for.
    pub(crate) asked: Instant,
    /// How long the access token lives from then on.
    pub(crate) life: Duration,
    /// What it permits, space-separated; nothing where Majora doesn't say.
    pub(crate) scope: Option<String>,
}

/// Why there are no new tokens for a refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefreshError {
    /// No connection: nothing was sent.
    Unreachable,
    /// `invalid_grant`: Majora doesn't take this refresh token, now or ever.
    Spent,
    /// Majora doesn't know this client or its secret. The token is untouched.
    ClientRejected,
    /// It was sent, and whether Majora has acted isn't known.
    Unknown,
    /// Majora has issued tokens that permit more than before; they are revoked.
    Wider,
}

/// What Majora knows of an access token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It lives, and belongs to this user.
    Active(Option<String>),
    /// It has run out, or newer versions of Majora's library don't know it.
    Inactive,
    /// Majora never issued it or has taken it back: by a revocation, or by a refresh.
    Gone,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    refresh_token: Option<String>,
    token_type: String,
    expires_in: u64,
    scope: Option<String>,
}

#[derive(Deserialize)]
struct Introspection {
    active: bool,
    username: Option<String>,
}

impl Majora {
    /// The address that a sign-in sends the browser to (RFC 6749 §4.1.1, RFC 7636 §4.3).
    pub(crate) fn authorize_url(&self, state: &SecretString, challenge: &str) -> String {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("scope", UPLOADER_SCOPES)
            .append_pair("state", state.expose_secret())
            .append_pair("code_challenge", challenge)
            .append_pair("code_challenge_method", "S256")
            .finish();
        format!("{}?{query}", self.settings.base_url.at("/o/authorize/"))
    }

    /// Redeems a code. What was issued with an answer that can't be used is revoked.
    pub(crate) async fn redeem(
        &self,
        code: &SecretString,
        verifier: &SecretString,
    ) -> Result<Grant, SignInError> {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code.expose_secret()),
            ("redirect_uri", &self.redirect_uri),
            ("code_verifier", verifier.expose_secret()),
        ];
        let asked = Instant::now();
        let answer = match self.post_form("/o/token/", &fields).await {
            // No connection, so the code is unused: once more.
            Err(error) if error.is_connect() => self.post_form("/o/token/", &fields).await,
            answer => answer,
        };
        let (status, body) = answer.map_err(|error| unanswered(&error))?;
        if status != StatusCode::OK {
            return Err(refusal(status, &body));
        }
        let Ok(answer) = serde_json::from_slice::<Value>(&body) else {
            return Err(SignInError::Unusable);
        };
        match grant(&answer, asked, None).and_then(permits_all) {
            Ok(grant) => Ok(grant),
            Err(error) => {
                self.revoke_answer(&answer).await;
                Err(error)
            }
        }
    }

    /// Exchanges a refresh token for a new pair (RFC 6749 §6). The old pair dies with it, so it is
    /// sent once and never again; `scope` is what the old pair permitted. What was issued with an answer
    /// that can't be used is revoked.
    pub(crate) async fn refresh(
        &self,
        refresh: &SecretString,
        scope: Option<&str>,
    ) -> Result<Grant, RefreshError> {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh.expose_secret())];
        let asked = Instant::now();
        let (status, body) = match self.post_form("/o/token/", &fields).await {
            Err(error) if error.is_connect() => return Err(RefreshError::Unreachable),
            Err(_) => return Err(RefreshError::Unknown),
            Ok(answer) => answer,
        };
        if status != StatusCode::OK {
            return Err(match refusal(status, &body) {
                SignInError::TooLate => RefreshError::Spent,
                SignInError::ClientRejected => RefreshError::ClientRejected,
                _ => RefreshError::Unknown,
            });
        }
        let answer = serde_json::from_slice::<Value>(&body).map_err(|_| RefreshError::Unknown)?;
        let Ok(grant) = grant(&answer, asked, Some(refresh)) else {
            // Where it is the old one, the session still has it.
            if answer["refresh_token"].as_str() != Some(refresh.expose_secret()) {
                self.revoke_answer(&answer).await;
            }
            return Err(RefreshError::Unknown);
        };
        if is_wider(grant.scope.as_deref(), scope) {
            self.revoke_answer(&answer).await;
            return Err(RefreshError::Wider);
        }
        Ok(grant)
    }

    async fn revoke_answer(&self, answer: &Value) {
        if let Some(refresh) = answer["refresh_token"].as_str() {
            self.revoke(&SecretString::from(refresh)).await;
        }
    }

    /// The name of the user whose token this is: Majora has no other way to tell.
    pub(crate) async fn username(&self, access: &SecretString) -> Result<String, SignInError> {
        let is_name = |name: &String| {
            (1..=LONGEST_USERNAME).contains(&name.chars().count())
                && !name.chars().any(char::is_control)
        };
        match self.introspect(access).await? {
            Standing::Active(Some(name)) if is_name(&name) => Ok(name),
            _ => Err(SignInError::Unusable),
        }
    }

    /// What Majora knows of an access token, from its introspection endpoint (RFC 7662) with the
    /// client's own credentials. Its version of that endpoint answers 401 for a token that it
    /// doesn't have, and 200 for one that has run out.
    pub(crate) async fn introspect(&self, access: &SecretString) -> Result<Standing, SignInError> {
        let answer = self.post_form("/o/introspect/", &[("token", access.expose_secret())]).await;
        let (status, body) = answer.map_err(|error| unanswered(&error))?;
        match (status, serde_json::from_slice(&body)) {
            (StatusCode::OK, Ok(Introspection { active: true, username })) => {
                Ok(Standing::Active(username))
            }
            (StatusCode::OK, Ok(Introspection { active: false, .. })) => Ok(Standing::Inactive),
            (StatusCode::UNAUTHORIZED, Ok(Introspection { active: false, .. })) => {
                Ok(Standing::Gone)
            }
            (StatusCode::OK, _) => Err(SignInError::Unusable),
            _ => Err(refusal(status, &body)),
        }
    }

    /// Revokes a refresh token and with it its access token (RFC 7009). Says whether Majora took it.
    pub(crate) async fn revoke(&self, refresh: &SecretString) -> bool {
        let fields = [("token", refresh.expose_secret()), ("token_type_hint", "refresh_token")];
        match self.post_form("/o/revoke_token/", &fields).await {
            Ok((status, _)) => status.is_success(),
            Err(_) => false,
        }
    }
}

/// Checks a token answer (RFC 6749 §5.1). An answer to a refresh may leave the refresh token out,
/// which means that the `old` one stays.
fn grant(answer: &Value, asked: Instant, old: Option<&SecretString>) -> Result<Grant, SignInError> {
    let answer = TokenAnswer::deserialize(answer).map_err(|_| SignInError::Unusable)?;
    let refresh = answer.refresh_token.map(SecretString::from).or(old.cloned());
    let refresh = refresh.ok_or(SignInError::Unusable)?;
    let usable = answer.token_type.eq_ignore_ascii_case("bearer")
        && is_token(&answer.access_token)
        && is_token(refresh.expose_secret())
        && LIVES.contains(&answer.expires_in);
    if !usable {
        return Err(SignInError::Unusable);
    }
    Ok(Grant {
        access: answer.access_token.into(),
        refresh,
        asked,
        life: Duration::from_secs(answer.expires_in),
        scope: answer.scope,
    })
}

/// Lets a grant through that permits all that an uploader needs, or doesn't say what it permits.
fn permits_all(grant: Grant) -> Result<Grant, SignInError> {
    if is_wider(Some(UPLOADER_SCOPES), grant.scope.as_deref()) {
        return Err(SignInError::MissingPermission);
    }
    Ok(grant)
}

/// Whether `new` permits something that `old` doesn't. What isn't said is the same as before
/// (RFC 6749 §5.1).
fn is_wider(new: Option<&str>, old: Option<&str>) -> bool {
    let (Some(new), Some(old)) = (new, old) else { return false };
    let old: Vec<_> = old.split(' ').collect();
    new.split(' ').any(|scope| !old.contains(&scope))
}

/// The characters of a Bearer token (RFC 6750 §2.1), at a length that fits a header.
fn is_token(text: &str) -> bool {
    (1..=2048).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

fn unanswered(error: &reqwest::Error) -> SignInError {
    if error.is_connect() || error.is_timeout() {
        SignInError::MajoraDown
    } else {
        SignInError::Unusable
    }
}

/// The table of RULES.md §8, by the `error` key alone: descriptions are never looked at.
fn refusal(status: StatusCode, body: &[u8]) -> SignInError {
    #[derive(Deserialize)]
    struct ErrorAnswer {
        error: String,
    }
    let answer = serde_json::from_slice::<ErrorAnswer>(body);
    match answer.as_ref().map(|answer| answer.error.as_str()) {
        Ok("invalid_client" | "unauthorized_client") => SignInError::ClientRejected,
        Ok("invalid_grant") => SignInError::TooLate,
        Ok("access_denied") => SignInError::NoSecondFactor,
        Ok("invalid_scope") => SignInError::MissingPermission,
        _ if matches!(status.as_u16(), 429 | 502..=504) => SignInError::MajoraDown,
        _ => SignInError::Unusable,
    }
}
