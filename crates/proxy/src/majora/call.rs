//! One call of Majora's upload API, and what its answer means (RULES.md §2).

use std::{borrow::Cow, collections::HashMap, net::IpAddr};

use axum::body::Bytes;
use protocol::{endpoint::Endpoint, majora::answer::LACKS_SCOPE, receipt::is_uuid};
use reqwest::{
    Response, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::value::RawValue;

use super::{Majora, ReadError, read};

/// The most bytes of an answer that are read: a full answer to the largest request stays far below.
const LARGEST_ANSWER: usize = 16 * 1024 * 1024;

/// Seconds to wait where Majora is busy and doesn't say how long.
const RETRY_DEFAULT: u64 = 10;

/// An answer of Majora's API.
pub(crate) struct Answered {
    /// Its JSON object as it came.
    pub(crate) body: Vec<u8>,
    /// The UUID by which Majora's own log names the request.
    pub(crate) request: Option<String>,
    /// Majora says that the token doesn't permit this, and has done nothing.
    pub(crate) lacks_scope: bool,
}

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
    /// Sends `body` and returns the answer. It is sent once: a late second one could undo
    /// somebody's change.
    pub(crate) async fn call(
        &self,
        endpoint: Endpoint,
        access: &SecretString,
        body: Bytes,
        (request_id, client): (&str, IpAddr),
    ) -> Result<Answered, CallError> {
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

async fn answer(response: Response) -> Result<Answered, CallError> {
    match response.status() {
        StatusCode::OK => {
            let is_json = is_json(&response);
            let body = read(response, LARGEST_ANSWER).await?;
            if is_json {
                answered(body).ok_or(CallError::Unusable)
            } else {
                Err(CallError::Unusable)
            }
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

/// Looks at the keys of one JSON object; what they hold isn't read, but for two of them.
fn answered(body: Vec<u8>) -> Option<Answered> {
    let keys: HashMap<Cow<'_, str>, &RawValue> = serde_json::from_slice(&body).ok()?;
    let request =
        keys.get("request").and_then(|raw| serde_json::from_str::<String>(raw.get()).ok());
    // There it has one message, and no word on success.
    let messages = keys.get("messages").filter(|_| !keys.contains_key("success"));
    let first =
        messages.and_then(|raw| raw.get().strip_prefix('[')?.trim_start().strip_prefix('"'));
    let lacks_scope = first.is_some_and(|text| text.starts_with(LACKS_SCOPE));
    drop(keys);
    // What goes into the log must be no text that somebody has chosen.
    Some(Answered { request: request.filter(|text| is_uuid(text)), lacks_scope, body })
}

fn retry_after(response: &Response) -> u64 {
    let value = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let seconds = value.and_then(|text| text.trim().parse::<u64>().ok());
    seconds.map_or(RETRY_DEFAULT, |seconds| seconds.clamp(1, 300))
}
