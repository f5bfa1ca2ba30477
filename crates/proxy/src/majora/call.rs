//! One call of Majora's upload API, and what its answer means (RULES.md §2).

use std::net::IpAddr;

use axum::body::Bytes;
use protocol::endpoint::Endpoint;
use reqwest::{
    Response, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use secrecy::{ExposeSecret, SecretString};

use super::{Majora, ReadError, read};

/// The largest request that Majora takes, in bytes (RULES.md §2).
pub(crate) const LARGEST_BODY: usize = 2_621_440;

/// The most bytes of an answer that are read: a full answer to the largest request stays far below.
const LARGEST_ANSWER: usize = 16 * 1024 * 1024;

/// Seconds to wait where Majora is busy and doesn't say how long.
const RETRY_DEFAULT: u64 = 10;

/// Why there is no answer of Majora's API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallError {
    /// No connection: nothing was sent.
    Unreachable,
    /// Sent, and no full answer in time.
    Timeout,
    /// Majora is busy or closed, and took nothing; the seconds to wait.
    Busy(u64),
    /// 400 with an empty body: Majora doesn't take the token.
    TokenRejected,
    /// Majora's server refused the request before its API saw it.
    Refused,
    /// The answer isn't one of its API: Majora may have acted or not.
    Unusable,
}

impl From<ReadError> for CallError {
    fn from(error: ReadError) -> CallError {
        match error {
            ReadError::Timeout => CallError::Timeout,
            ReadError::Broken | ReadError::TooLarge => CallError::Unusable,
        }
    }
}

impl Majora {
    /// Sends `body` and returns the answer's JSON object as it came. It is sent once: a
    /// late second one could undo somebody's change.
    pub(crate) async fn call(
        &self,
        endpoint: Endpoint,
        access: &SecretString,
        body: Bytes,
        (request_id, client): (&str, IpAddr),
    ) -> Result<Vec<u8>, CallError> {
        let authorization = format!("Bearer {}", access.expose_secret());
        let response = self
            .post(endpoint.upstream_path(), &authorization, "application/json")
            .header("x-request-id", request_id)
            // Majora notes the first address of the list as the user's: there must be only one.
            .header("x-forwarded-for", client.to_string())
            .timeout(self.answer)
            .body(body)
            .send()
            .await
            .map_err(|error| unanswered(&error))?;
        answer(response).await
    }
}

fn unanswered(error: &reqwest::Error) -> CallError {
    if error.is_connect() {
        CallError::Unreachable
    } else if error.is_timeout() {
        CallError::Timeout
    } else {
        CallError::Unusable
    }
}

async fn answer(response: Response) -> Result<Vec<u8>, CallError> {
    match response.status() {
        StatusCode::OK => {
            let is_json = is_json(&response);
            let body = read(response, LARGEST_ANSWER).await?;
            if is_json && is_object(&body) { Ok(body) } else { Err(CallError::Unusable) }
        }
        StatusCode::BAD_REQUEST => {
            let body = read(response, LARGEST_ANSWER).await?;
            Err(if body.is_empty() { CallError::TokenRejected } else { CallError::Refused })
        }
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            Err(CallError::Busy(retry_after(&response)))
        }
        status if status.is_client_error() => Err(CallError::Refused),
        _ => Err(CallError::Unusable),
    }
}

fn is_json(response: &Response) -> bool {
    let media_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = media_type.and_then(|text| text.split(';').next());
    essence.is_some_and(|text| text.trim().eq_ignore_ascii_case("application/json"))
}

fn is_object(body: &[u8]) -> bool {
    serde_json::from_slice::<&serde_json::value::RawValue>(body)
        .is_ok_and(|value| value.get().starts_with('{'))
}

fn retry_after(response: &Response) -> u64 {
    let value = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let seconds = value.and_then(|text| text.trim().parse::<u64>().ok());
    seconds.map_or(RETRY_DEFAULT, |seconds| seconds.clamp(1, 300))
}
