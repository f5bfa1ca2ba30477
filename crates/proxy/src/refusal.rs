//! Why a request ends in an error: one code, its status and its sentence.

use axum::{
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{ALLOW, SET_COOKIE},
    },
    response::{IntoResponse, Response},
};
use protocol::problem::{Code, Outcome};

use crate::store::StoreError;

/// Seconds to wait when the store can't be reached.
const STORE_RETRY: u64 = 5;

/// An error on its way to the browser. The outermost layer, which knows the request's id, writes
/// its body (see [`crate::answer`]).
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    /// What went wrong.
    pub(crate) code: Code,
    /// The HTTP status.
    pub(crate) status: StatusCode,
    /// What became of a write.
    pub(crate) outcome: Option<Outcome>,
    /// Seconds to wait before asking again.
    pub(crate) retry_after: Option<u64>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Refusal {
    /// A refusal with the code's own status.
    pub(crate) fn new(code: Code) -> Refusal {
        Refusal {
            code,
            status: status(code),
            outcome: None,
            retry_after: None,
            headers: Vec::new(),
        }
    }

    /// The request was meant for another host (RFC 9110 §15.5.20).
    pub(crate) fn misdirected() -> Refusal {
        Refusal { status: StatusCode::MISDIRECTED_REQUEST, ..Refusal::new(Code::BadRequest) }
    }

    /// Says what became of a write.
    pub(crate) fn outcome(self, outcome: Outcome) -> Refusal {
        Refusal { outcome: Some(outcome), ..self }
    }

    /// For calls that write nothing.
    pub(crate) fn without_outcome(self) -> Refusal {
        Refusal { outcome: None, ..self }
    }

    /// Says when to ask again.
    pub(crate) fn retry_after(self, seconds: u64) -> Refusal {
        Refusal { retry_after: Some(seconds), ..self }
    }

    /// Sets or clears a cookie with the answer.
    pub(crate) fn cookie(mut self, cookie: HeaderValue) -> Refusal {
        self.headers.push((SET_COOKIE, cookie));
        self
    }

    /// The cookies that go with the answer.
    pub(crate) fn cookies(self) -> impl Iterator<Item = HeaderValue> {
        let cookies = self.headers.into_iter().filter(|(name, _)| *name == SET_COOKIE);
        cookies.map(|(_, value)| value)
    }

    /// The route exists, but takes only these methods (RFC 9110 §15.5.6).
    pub(crate) fn only(methods: &'static str) -> Refusal {
        let allow = (ALLOW, HeaderValue::from_static(methods));
        Refusal { headers: vec![allow], ..Refusal::new(Code::MethodNotAllowed) }
    }
}

/// The cookie stays with the browser: whether it stands for a session isn't known.
impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Refusal {
        tracing::error!(target: "proxy::store", event = "store_unavailable", %error);
        Refusal::new(Code::StoreUnavailable).retry_after(STORE_RETRY)
    }
}

impl IntoResponse for Refusal {
    fn into_response(mut self) -> Response {
        let headers = std::mem::take(&mut self.headers);
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        for (name, value) in headers {
            response.headers_mut().append(name, value);
        }
        response
    }
}

fn status(code: Code) -> StatusCode {
    match code {
        Code::SessionRequired | Code::TokenRejected => StatusCode::UNAUTHORIZED,
        Code::SessionChanged => StatusCode::CONFLICT,
        Code::Csrf => StatusCode::FORBIDDEN,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        Code::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Code::BodyNotAnObject | Code::FieldNotAllowed | Code::BadRequest => StatusCode::BAD_REQUEST,
        Code::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::RequestTimeout => StatusCode::REQUEST_TIMEOUT,
        Code::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        Code::UpstreamUnreachable | Code::UpstreamUnusable => StatusCode::BAD_GATEWAY,
        Code::UpstreamTimeout => StatusCode::GATEWAY_TIMEOUT,
        Code::UpstreamBusy | Code::StoreUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The sentence for a person.
pub(crate) fn title(code: Code) -> &'static str {
    match code {
        Code::SessionRequired => "You are not signed in. Sign in with Majora and send this again.",
        Code::SessionChanged => {
            "Somebody else has signed in from this browser. Reload the page before you go on."
        }
        Code::TokenRejected => "Majora has ended your sign-in. Sign in again and send this again.",
        Code::Csrf => "This request didn't come from the uploader's own page.",
        Code::NotFound => "There is nothing at this address.",
        Code::MethodNotAllowed => "This address doesn't take that kind of request.",
        Code::UnsupportedMediaType => "The request must be sent as application/json.",
        Code::BodyNotAnObject => {
            "The request must be one JSON object in which no key stands twice."
        }
        Code::FieldNotAllowed => "The request sets a key that only the uploader's server may set.",
        Code::BodyTooLarge => "The request is larger than Majora takes (2,621,440 bytes).",
        Code::RequestTimeout => "The request took too long to arrive. Send it again.",
        Code::BadRequest => "The request is malformed.",
        Code::TooManyRequests => "Too many requests are under way. Wait a moment and try again.",
        Code::UpstreamUnreachable => "Majora can't be reached. Nothing was sent.",
        Code::UpstreamTimeout => "Majora didn't answer in time.",
        Code::UpstreamUnusable => "Majora answered in a way that can't be read.",
        Code::UpstreamBusy => "Majora is busy. Wait a moment and try again.",
        Code::StoreUnavailable => {
            "The uploader's server can't look up who is signed in. Wait a moment and try again."
        }
        Code::Internal => "The uploader's server failed. Its log has the details.",
    }
}
