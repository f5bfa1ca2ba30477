//! What the OAuth server remembers: codes, access tokens, refresh tokens.

use std::collections::HashMap;

use rand::Rng;
use rand::distr::Alphanumeric;
use serde::{Deserialize, Serialize};

/// An access token's life in seconds, as `expires_in` says.
pub(crate) const ACCESS_SECONDS: i64 = 36_000;
/// An authorisation code's life in seconds.
pub(crate) const CODE_SECONDS: i64 = 60;

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Tokens {
    pub(crate) grants: HashMap<String, Grant>,
    pub(crate) access: HashMap<String, Access>,
    pub(crate) refresh: HashMap<String, Refresh>,
}

/// An authorisation code not yet redeemed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Grant {
    pub(crate) client_id: String,
    pub(crate) username: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) redirect_uri: String,
    pub(crate) expires_ms: i64,
    pub(crate) challenge: Option<Challenge>,
}

/// What a PKCE verifier must match (RFC 7636).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Challenge {
    pub(crate) text: String,
    pub(crate) is_s256: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Access {
    pub(crate) client_id: String,
    pub(crate) username: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) expires_ms: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Refresh {
    pub(crate) client_id: String,
    pub(crate) username: String,
    /// The access token given beside it; None once that one was revoked.
    pub(crate) access: Option<String>,
    pub(crate) is_revoked: bool,
}

/// A pair just made.
pub(crate) struct Pair {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

/// 30 letters and digits: a code, a token, a session's name.
pub(crate) fn secret() -> String {
    rand::rng().sample_iter(Alphanumeric).take(30).map(char::from).collect()
}

impl Challenge {
    /// How the challenge is made of the verifier.
    pub(crate) fn method(&self) -> &'static str {
        if self.is_s256 { "S256" } else { "plain" }
    }
}

impl Access {
    pub(crate) fn is_live(&self, now_ms: i64) -> bool {
        now_ms < self.expires_ms
    }

    /// Whether the token has all of the scopes.
    pub(crate) fn covers<S: AsRef<str>>(&self, scopes: &[S]) -> bool {
        scopes.iter().all(|scope| self.scopes.iter().any(|held| held == scope.as_ref()))
    }
}

impl Tokens {
    pub(crate) fn new_grant(&mut self, grant: Grant) -> String {
        let code = secret();
        self.grants.insert(code.clone(), grant);
        code
    }

    /// Makes an access token with its refresh token.
    pub(crate) fn new_pair(
        &mut self,
        client_id: &str,
        username: &str,
        scopes: Vec<String>,
        now_ms: i64,
    ) -> Pair {
        let pair = Pair { access: secret(), refresh: secret() };
        let (client_id, username) = (client_id.to_owned(), username.to_owned());
        let expires_ms = now_ms.saturating_add(ACCESS_SECONDS * 1000);
        let access = Some(pair.access.clone());
        let refresh = Refresh {
            client_id: client_id.clone(),
            username: username.clone(),
            access,
            is_revoked: false,
        };
        self.refresh.insert(pair.refresh.clone(), refresh);
        self.access.insert(pair.access.clone(), Access { client_id, username, scopes, expires_ms });
        pair
    }

    /// Revokes a refresh token and its access token.
    pub(crate) fn revoke_refresh(&mut self, token: &str) -> bool {
        let Some(refresh) = self.refresh.get_mut(token) else { return false };
        refresh.is_revoked = true;
        if let Some(access) = refresh.access.take() {
            self.access.remove(&access);
        }
        true
    }

    /// Revokes an access token by itself; its refresh token stays, and is of no use any more.
    pub(crate) fn revoke_access(&mut self, token: &str) -> bool {
        for refresh in
            self.refresh.values_mut().filter(|refresh| refresh.access.as_deref() == Some(token))
        {
            refresh.access = None;
        }
        self.access.remove(token).is_some()
    }

    /// Lets every access token run out at once.
    pub(crate) fn expire_access(&mut self, now_ms: i64) {
        for access in self.access.values_mut() {
            access.expires_ms = access.expires_ms.min(now_ms);
        }
    }
}
