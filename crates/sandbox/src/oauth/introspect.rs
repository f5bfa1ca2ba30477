//! `/o/introspect/` (RFC 7662, with django-oauth-toolkit 1.4.1's own idea of it).

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::client::with_secret;
use crate::core::Core;
use crate::python::Value;
use crate::reply::{Params, empty, json};

/// What a token is good for, told to a client that shows its secret. A token that was never given,
/// or is gone, is a 401; one that has run out is a 200 that says so.
pub(crate) fn introspect(
    core: &Core,
    headers: &HeaderMap,
    form: &Params,
    query: &Params,
) -> Response {
    let state = core.state();
    if with_secret(&state.world, headers, form).is_none() {
        return empty(StatusCode::FORBIDDEN);
    }
    let inactive = Value::dict([("active", false.into())]);
    let token = form.get("token").or_else(|| query.get("token"));
    let Some(access) = token.and_then(|token| state.tokens.access.get(token)) else {
        return json(StatusCode::UNAUTHORIZED, &inactive);
    };
    if !access.is_live(core.clock.now_ms()) {
        return json(StatusCode::OK, &inactive);
    }
    let body = Value::dict([
        ("active", true.into()),
        ("scope", access.scopes.join(" ").into()),
        ("exp", (access.expires_ms / 1000).into()),
        ("client_id", access.client_id.as_str().into()),
        ("username", access.username.as_str().into()),
    ]);
    json(StatusCode::OK, &body)
}
