//! `/o/revoke_token/` (RFC 7009).

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::Refusal;
use super::client::authenticate;
use crate::core::Core;
use crate::reply::{Params, empty};

/// Revokes a token of either kind; one that is unknown is none the less gone.
pub(crate) fn revoke(
    core: &Core,
    headers: &HeaderMap,
    query: Option<&str>,
    form: &Params,
) -> Response {
    if query.is_some_and(|query| !query.is_empty()) {
        return Refusal::invalid_request("URL query parameters are not allowed").into_response();
    }
    let Some(token) = form.filled("token") else {
        return Refusal::invalid_request("Missing token parameter.").into_response();
    };
    let mut state = core.state();
    if let Err(refusal) = authenticate(&state.world, headers, form) {
        return refusal.into_response();
    }
    if !state.tokens.revoke_access(token) {
        state.tokens.revoke_refresh(token);
    }
    empty(StatusCode::OK)
}
