//! The few shapes of HTTP answer that Django gives, and what comes in with a form.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::python::{Value, dumps};

const HTML: &str = "text/html; charset=utf-8";
/// What Python's `quote` leaves as it is.
const QUOTED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'_').remove(b'.').remove(b'-').remove(b'~');
const QUOTED_PATH: &AsciiSet = &QUOTED.remove(b'/');

/// An answer with a body of HTML, or with none.
pub(crate) fn html(status: StatusCode, body: impl Into<Body>) -> Response {
    with_type(status, HTML, body.into())
}

/// An answer without a body, as Majora gives it: still of type HTML.
pub(crate) fn empty(status: StatusCode) -> Response {
    html(status, Body::empty())
}

/// An answer in JSON.
pub(crate) fn json(status: StatusCode, value: &Value) -> Response {
    with_type(status, "application/json", dumps(value).into())
}

fn with_type(status: StatusCode, content_type: &'static str, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    set(&mut response, header::CONTENT_TYPE, content_type);
    response
}

/// Django's page for an exception inside the server.
pub(crate) fn server_error() -> Response {
    html(
        StatusCode::INTERNAL_SERVER_ERROR,
        "<!doctype html>\n<title>Server Error (500)</title>\n<h1>Server Error (500)</h1>\n",
    )
}

/// Django's page for a request it does not even look at.
pub(crate) fn bad_request() -> Response {
    html(
        StatusCode::BAD_REQUEST,
        "<!doctype html>\n<title>Bad Request (400)</title>\n<h1>Bad Request (400)</h1>\n",
    )
}

/// A redirect.
pub(crate) fn redirect(status: StatusCode, location: &str) -> Response {
    let mut response = empty(status);
    set(&mut response, header::LOCATION, location);
    response
}

/// The answer to a method that a view does not have.
pub(crate) fn only_post(status: StatusCode) -> Response {
    let mut response = empty(status);
    set(&mut response, header::ALLOW, "POST, OPTIONS");
    response
}

/// Sets a header; a value that cannot be one is left out.
pub(crate) fn set(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// Adds a cookie for the whole site.
pub(crate) fn set_cookie(response: &mut Response, name: &str, value: &str) {
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// The cookie of that name that the browser sent.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let headers = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut cookies = headers.flat_map(cookie::Cookie::split_parse).flatten();
    cookies.find(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned())
}

/// Python's `quote_plus`.
pub(crate) fn quote_plus(text: &str) -> String {
    utf8_percent_encode(text, QUOTED).to_string().replace("%20", "+")
}

/// Python's `quote`, which leaves slashes.
pub(crate) fn quote(text: &str) -> String {
    utf8_percent_encode(text, QUOTED_PATH).to_string()
}

/// The pairs of a query or of a form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    pub(crate) fn query(query: Option<&str>) -> Self {
        Self(form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect())
    }

    /// The form in a body; nothing unless it says that it is one.
    pub(crate) fn form(headers: &HeaderMap, body: &[u8]) -> Self {
        let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        match content_type {
            Some(kind) if kind.starts_with("application/x-www-form-urlencoded") => {
                Self(form_urlencoded::parse(body).into_owned().collect())
            }
            _ => Self::default(),
        }
    }

    /// The last value of that name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The last value of that name, unless it is empty.
    pub(crate) fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    pub(crate) fn is_repeated(&self, name: &str) -> bool {
        self.0.iter().filter(|(key, _)| key == name).count() > 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoting_is_pythons() {
        assert_eq!(quote_plus("a b&c/d~*"), "a+b%26c%2Fd~%2A");
        assert_eq!(quote("/o/?a=b c"), "/o/%3Fa%3Db%20c");
    }

    #[test]
    fn the_last_of_equal_names_counts() {
        let params = Params::query(Some("a=1&a=2&b="));
        assert_eq!(params.get("a"), Some("2"));
        assert!(params.is_repeated("a"));
        assert_eq!((params.get("b"), params.filled("b")), (Some(""), None));
    }
}
