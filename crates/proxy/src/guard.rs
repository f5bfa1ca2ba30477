//! What a request must prove before anything else is done with it.

use axum::{
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, Method, StatusCode,
        header::{AUTHORIZATION, CONTENT_TYPE, HOST, LOCATION, ORIGIN},
        request::Parts,
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use gate::route::Route;
use protocol::{problem::Code, session::CSRF_HEADER};
use std::sync::Arc;

use crate::{
    client::{Client, Peer},
    refusal::Refusal,
    site::Site,
};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const SEC_PURPOSE: HeaderName = HeaderName::from_static("sec-purpose");

/// The longest request target, in bytes.
const LONGEST_TARGET: usize = 2_048;

/// What the `Host` of a request is.
enum Meant {
    /// This site under the name by which it is configured, or at its own address.
    Here,
    /// This machine under another of its names: the app would work there, but sign-in would return
    /// to the configured name, whose cookies are others.
    Alias,
    /// Somebody else.
    Elsewhere,
}

/// Lets through what is meant for this site (RFC 9110 §7.2); sends a loopback alias to the
/// configured name.
pub(crate) async fn host(
    State(site): State<Arc<Site>>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request.extensions().get::<Peer>().map_or(site.local.ip(), |peer| peer.0);
    let client = Client::of(peer, request.headers(), &site.config.network.trusted);
    request.extensions_mut().insert(client);
    if request.uri().to_string().len() > LONGEST_TARGET {
        return Refusal::new(Code::BadRequest).into_response();
    }
    match meant(&site, &request) {
        Meant::Here => next.run(request).await,
        Meant::Alias if may_move(&request) => {
            let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
            (StatusCode::SEE_OTHER, [(LOCATION, site.config.public_url.at(path))]).into_response()
        }
        Meant::Alias | Meant::Elsewhere => Refusal::misdirected().into_response(),
    }
}

fn meant(site: &Site, request: &Request) -> Meant {
    let Some(host) = only(request.headers(), &HOST) else { return Meant::Elsewhere };
    if request.uri().authority().is_some_and(|authority| authority.as_str() != host) {
        return Meant::Elsewhere;
    }
    let public = &site.config.public_url;
    let is = |name: &str, port: u16| host.eq_ignore_ascii_case(&format!("{name}:{port}"));
    let is_loopback = |port| ["localhost", "127.0.0.1", "[::1]"].iter().any(|name| is(name, port));
    if host.eq_ignore_ascii_case(public.authority()) || host == site.local.to_string() {
        Meant::Here
    } else if public.is_loopback() && is_loopback(public.port()) {
        Meant::Alias
    } else if public.is_loopback() && is_loopback(site.local.port()) {
        Meant::Here
    } else {
        Meant::Elsewhere
    }
}

fn may_move(request: &Request) -> bool {
    let is_page = matches!(Route::of(request.uri().path()), Route::App | Route::Login(_));
    is_page && request.method() == Method::GET
}

/// Lets through what a page of this site has sent: it carries a header that no other site's page
/// can set, and the browser says where it comes from. Both are asked for, whatever the cookie is marked
/// with.
pub(crate) fn own_page(site: &Site, headers: &HeaderMap) -> Result<(), Refusal> {
    let (name, value) = CSRF_HEADER;
    let is_marked = only(headers, &HeaderName::from_static(name)) == Some(value);
    let is_ours = if headers.contains_key(SEC_FETCH_SITE) {
        only(headers, &SEC_FETCH_SITE) == Some("same-origin")
    } else {
        only(headers, &ORIGIN) == Some(site.config.public_url.as_str())
    };
    if is_marked && is_ours { Ok(()) } else { Err(Refusal::new(Code::Csrf)) }
}

/// Lets through JSON that carries no credentials of its own.
pub(crate) fn json(headers: &HeaderMap) -> Result<(), Refusal> {
    if headers.contains_key(AUTHORIZATION) {
        return Err(Refusal::new(Code::BadRequest));
    }
    let media_type = only(headers, &CONTENT_TYPE).map(str::to_ascii_lowercase).unwrap_or_default();
    let mut parts = media_type.split(';').map(str::trim);
    let is_json = parts.next() == Some("application/json");
    if is_json && parts.all(|parameter| matches!(parameter, "charset=utf-8" | "charset=\"utf-8\""))
    {
        Ok(())
    } else {
        Err(Refusal::new(Code::UnsupportedMediaType))
    }
}

/// Lets through a page that a person opens: a GET that isn't made ahead of a click.
pub(crate) fn navigation(parts: &Parts) -> Result<(), Refusal> {
    if parts.method != Method::GET {
        return Err(Refusal::only("GET"));
    }
    let purpose = parts.headers.get(SEC_PURPOSE).and_then(|value| value.to_str().ok());
    if purpose.is_some_and(|purpose| purpose.contains("prefetch")) {
        return Err(Refusal::new(Code::BadRequest));
    }
    Ok(())
}

/// Whether another site has sent the browser here.
pub(crate) fn from_another_site(headers: &HeaderMap) -> bool {
    let site = headers.get(SEC_FETCH_SITE).and_then(|value| value.to_str().ok());
    site.is_some_and(|site| site != "same-origin" && site != "none")
}

/// The value of a header that stands once.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name).into_iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}
