//! The OAuth server: django-oauth-toolkit 1.4.1 with Majora's settings (RULES.md 8).

mod client;
mod authorize;
mod token;
mod revoke;
mod introspect;

pub(crate) use authorize::{approve, ask};
pub(crate) use introspect::introspect;
pub(crate) use revoke::revoke;
pub(crate) use token::token;

use axum::http::{StatusCode, header};
use axum::response::Response;

use crate::python::{Dict, Value};
use crate::reply::{json, set};

/// An error of the token endpoint (RFC 6749 §5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Refusal {
    error: &'static str,
    description: Option<&'static str>,
}

impl Refusal {
    const INVALID_CLIENT: Self = Self::plain("invalid_client");
    const INVALID_GRANT: Self = Self::plain("invalid_grant");

    const fn plain(error: &'static str) -> Self {
        Self { error, description: None }
    }

    const fn invalid_request(description: &'static str) -> Self {
        Self { error: "invalid_request", description: Some(description) }
    }

    fn into_response(self) -> Response {
        let mut body = Dict::from_iter([("error".to_owned(), Value::from(self.error))]);
        if let Some(description) = self.description {
            body.insert("error_description".to_owned(), description.into());
        }
        let is_client = self.error == "invalid_client";
        let status = if is_client { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
        let mut response = not_stored(json(status, &Value::Dict(body)));
        if is_client {
            set(&mut response, header::WWW_AUTHENTICATE, "Bearer error=\"invalid_client\"");
        }
        response
    }
}

fn not_stored(mut response: Response) -> Response {
    set(&mut response, header::CACHE_CONTROL, "no-store");
    set(&mut response, header::PRAGMA, "no-cache");
    response
}

/// The scopes of a request, as the OAuth library splits them.
fn scopes(text: &str) -> Vec<String> {
    crate::python::strip(text).split(' ').map(str::to_owned).collect()
}
