//! Every error of the proxy: `application/problem+json` (RFC 9457).

use serde::{Deserialize, Serialize};

/// The media type of every error body (RFC 9457 §3).
pub const MEDIA_TYPE: &str = "application/problem+json";

/// An error body. It never holds a token, a secret, an authorisation code or a cell of a sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// One sentence for a person: what happened.
    pub title: String,
    /// The HTTP status, repeated.
    pub status: u16,
    /// The stable name of what went wrong, for programs.
    pub code: Code,
    /// The proxy's name of this request, also in its log.
    pub request_id: String,
    /// For calls that write: what became of the request at Majora. Absent for reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Seconds to wait before asking again, where Majora or the proxy named them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

/// What is certain about a write that ended in an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The request provably never reached Majora; sending it again is safe.
    NotSent,
    /// Majora answered and took nothing.
    Refused,
    /// The request left, no usable answer came: Majora may or may not have acted.
    Unknown,
}

/// The stable names of the proxy's errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// No live session for this instance: never signed in, signed out or run out.
    SessionRequired,
    /// Another user has signed in from this browser since the page was loaded.
    SessionChanged,
    /// Majora no longer takes the token: it answered 400 with an empty body (RULES.md §2).
    TokenRejected,
    /// The proof that the request comes from our own page is missing (CSRF).
    Csrf,
    /// No such route, instance or call.
    NotFound,
    /// The route exists, the method doesn't.
    MethodNotAllowed,
    /// The body isn't `application/json`.
    UnsupportedMediaType,
    /// The body isn't one JSON object with unique keys.
    BodyNotAnObject,
    /// The body names a key that only the proxy may set, or that it refuses (`sudo_as`).
    FieldNotAllowed,
    /// The body is larger than Majora takes (2,621,440 bytes, RULES.md §2).
    BodyTooLarge,
    /// The request took too long to arrive.
    RequestTimeout,
    /// The request itself is malformed.
    BadRequest,
    /// Too many requests at once from this session or for this instance.
    TooManyRequests,
    /// No connection to Majora could be made.
    UpstreamUnreachable,
    /// Majora didn't answer in time.
    UpstreamTimeout,
    /// Majora answered, but not as its API does (HTML, broken JSON, a redirect, a cut-off body).
    UpstreamUnusable,
    /// Majora says that it is busy or closed (429 or 503).
    UpstreamBusy,
    /// The proxy can't reach the store of its sessions. Nobody is signed out by it.
    StoreUnavailable,
    /// The proxy itself failed.
    Internal,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_reads_back_and_leaves_out_what_it_has_not() {
        let problem = Problem {
            title: "You are not signed in".into(),
            status: 401,
            code: Code::SessionRequired,
            request_id: "r1".into(),
            outcome: None,
            retry_after: None,
        };
        let json = serde_json::to_string(&problem).expect("plain data");
        assert_eq!(
            json,
            r#"{"title":"You are not signed in","status":401,"code":"session_required","request_id":"r1"}"#
        );
        assert_eq!(serde_json::from_str::<Problem>(&json).expect("its own output"), problem);
    }
}
