//! The few pages that the proxy writes itself, for when the app can't.

use std::{sync::LazyLock, time::Duration};

use axum::{
    http::{
        HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, RETRY_AFTER},
    },
    response::{Html, IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use gate::return_path::ReturnPath;
use sha2::{Digest, Sha256};

use crate::config::Instance;

const STYLE: &str = "\
:root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}\
body{max-width:36rem;margin:4rem auto;padding:0 1rem}\
a.button{display:inline-block;padding:.6rem 1rem;border:2px solid;border-radius:.3rem;font-weight:600}\
code{overflow-wrap:anywhere}";

/// Only this one style block applies, and nothing loads.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).expect("base64 is ASCII")
});

/// The page that another site's link to the sign-in leads to: nobody is signed in without a click
/// on this server's own page.
pub(crate) fn confirm_sign_in(instance: &Instance, return_to: &ReturnPath) -> Response {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("return_to", return_to.as_str())
        .finish();
    let (name, label) = (&instance.name, escape(&instance.label));
    page(
        StatusCode::OK,
        "Sign in with Majora",
        &format!(
            "<p>Another page has sent you here to sign in to Majora ({label}). If you want that, \
             go on.</p><p><a class=\"button\" href=\"/auth/{name}/login?{query}\">Sign in with \
             Majora</a></p><p><a href=\"/\">To the uploader's first page</a></p>"
        ),
    )
}

/// The page in place of an app that isn't there.
pub(crate) fn no_app() -> Response {
    page(
        StatusCode::NOT_FOUND,
        "The app isn't built into this server",
        "<p>Build it with <code>cargo xtask run</code>, which starts a server that has it. Or set \
         <code>static_dir</code> in the configuration to the folder that <code>trunk build</code> \
         has made.</p>",
    )
}

/// The page in place of a sign-in while the store of the sessions can't be reached.
pub(crate) fn try_again() -> Response {
    let mut response = page(
        StatusCode::SERVICE_UNAVAILABLE,
        "Sign-in has to wait a moment",
        "<p>The uploader's server can't look up who is signed in. Wait a moment, then reload this \
         page. Nothing is lost.</p><p><a href=\"/\">To the uploader's first page</a></p>",
    );
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("5"));
    response
}

/// The page in place of a sign-in when too many come from one address.
pub(crate) fn too_many_sign_ins(wait: Duration) -> Response {
    let mut response = page(
        StatusCode::TOO_MANY_REQUESTS,
        "Too many sign-ins at once",
        "<p>Too many people sign in from your network at this moment. Wait a minute, then reload \
         this page.</p><p><a href=\"/\">To the uploader's first page</a></p>",
    );
    let seconds = HeaderValue::from(wait.as_secs().saturating_add(1));
    response.headers_mut().insert(RETRY_AFTER, seconds);
    response
}

/// The page for an address at which the app has nothing.
pub(crate) fn not_found() -> Response {
    page(
        StatusCode::NOT_FOUND,
        "There is nothing here",
        "<p>This address doesn't exist. <a href=\"/\">Go to the uploader's first page</a>.</p>",
    )
}

fn page(status: StatusCode, title: &str, body: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en-GB\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style>\
         <main><h1>{title}</h1>{body}</main></html>"
    );
    let headers = [
        (CONTENT_SECURITY_POLICY, POLICY.clone()),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (status, headers, Html(html)).into_response()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
