//! The outermost layer: every answer gets its request id, its security headers and its log line.

use std::{sync::Arc, time::Instant};

use axum::{
    body::{Body, HttpBody},
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue,
        header::{
            CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
            RETRY_AFTER, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
        },
    },
    middleware::Next,
    response::Response,
};
use gate::route::Route;
use protocol::problem::{MEDIA_TYPE, Problem};

use crate::{
    config::{Config, Hsts},
    opaque,
    refusal::{Refusal, title},
    site::Site,
};

/// The name of one request, in its log line, in its answer and in what goes to Majora.
#[derive(Clone)]
pub(crate) struct RequestId(pub(crate) Arc<str>);

/// Majora's own name of a request, if it gave one: with it, its administrators find the request in
/// their log.
#[derive(Clone)]
pub(crate) struct MajorasId(pub(crate) Option<String>);

/// The headers that don't depend on the request.
#[derive(Clone)]
pub(crate) struct Headers {
    app_policy: HeaderValue,
    transport: Option<HeaderValue>,
}

/// The policy of everything below `/auth` and `/api`: a JSON answer opened as a page does nothing.
const DATA_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// What browsers may do for a page: nothing of this, except that the app reads barcodes with the camera
/// and listens for the page's end, so that it isn't kept with its database half used.
const APP_PERMISSIONS: &str =
    "camera=(self), unload=(self), microphone=(), geolocation=(), payment=(), usb=()";
const NO_PERMISSIONS: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";

impl Headers {
    /// The headers for this configuration. A form may lead to the sign-in, and through it to the
    /// configured Majoras; browsers check such redirects against `form-action`.
    pub(crate) fn new(config: &Config) -> Headers {
        let majoras: String = config.instances.iter().map(|i| format!(" {}", i.base_url)).collect();
        let policy = format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
             img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; \
             manifest-src 'self'; base-uri 'none'; form-action 'self'{majoras}; \
             frame-ancestors 'none'"
        );
        let app_policy = HeaderValue::try_from(policy).expect("origins are ASCII");
        let transport = match config.hsts {
            _ if !config.public_url.is_https() => None,
            Hsts::Off => None,
            Hsts::Host => Some("max-age=31536000"),
            Hsts::Subdomains => Some("max-age=31536000; includeSubDomains"),
        };
        Headers { app_policy, transport: transport.map(HeaderValue::from_static) }
    }

    fn add(&self, headers: &mut HeaderMap, is_app: bool) {
        if !headers.contains_key(CONTENT_SECURITY_POLICY) {
            let policy = if is_app { self.app_policy.clone() } else { DATA_POLICY };
            headers.insert(CONTENT_SECURITY_POLICY, policy);
        }
        if !is_app || !headers.contains_key(CACHE_CONTROL) {
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        let fixed = [
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (REFERRER_POLICY, "no-referrer"),
            (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
            (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
            (
                HeaderName::from_static("permissions-policy"),
                if is_app { APP_PERMISSIONS } else { NO_PERMISSIONS },
            ),
        ];
        for (name, value) in fixed {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if let Some(transport) = &self.transport {
            headers.insert(STRICT_TRANSPORT_SECURITY, transport.clone());
        }
    }
}

/// Runs a request and finishes its answer.
pub(crate) async fn finish(
    State((site, headers)): State<(Arc<Site>, Headers)>,
    mut request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let id = RequestId(opaque::name().into());
    request.extensions_mut().insert(id.clone());
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let route = Route::of(uri.path());
    let mut response = next.run(request).await;
    let refusal = response.extensions_mut().remove::<Refusal>();
    if let Some(refusal) = &refusal {
        write_problem(&mut response, refusal, &id);
    }
    headers.add(response.headers_mut(), route == Route::App);
    let value = HeaderValue::try_from(&*id.0).expect("base64url is ASCII");
    response.headers_mut().insert("x-request-id", value);
    if site.tasks.is_closed() {
        // The server stops: the next request must find another one.
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    log(&site, &id, &method, route, &response, refusal.as_ref(), begun);
    response
}

fn write_problem(response: &mut Response, refusal: &Refusal, id: &RequestId) {
    let problem = Problem {
        title: title(refusal.code).to_owned(),
        status: refusal.status.as_u16(),
        code: refusal.code,
        request_id: id.0.as_ref().to_owned(),
        outcome: refusal.outcome,
        retry_after: refusal.retry_after,
    };
    let body = serde_json::to_vec(&problem).expect("texts and numbers can be written as JSON");
    *response.body_mut() = Body::from(body);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    if let Some(seconds) = refusal.retry_after {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
}

/// One line for each request. What it may hold is this list: nothing of the path but the names of
/// configured things, no query, no header, no body.
fn log(
    site: &Site,
    id: &RequestId,
    method: &axum::http::Method,
    route: Route<'_>,
    response: &Response,
    refusal: Option<&Refusal>,
    begun: Instant,
) {
    let instance = route.instance().and_then(|name| site.upstream(name));
    let code = refusal.and_then(|refusal| word(refusal.code));
    let (status, took) = (response.status().as_u16(), begun.elapsed());
    let name = instance.map(|upstream| upstream.name());
    site.metrics.answered(route.template(), name, (status, code.as_deref()), took);
    tracing::info!(
        target: "proxy::request",
        request_id = &*id.0,
        method = known(method),
        route = route.template(),
        instance = name,
        endpoint = route.endpoint().map(|endpoint| endpoint.path()),
        status,
        code,
        outcome = refusal.and_then(|refusal| refusal.outcome).and_then(word),
        duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        bytes = response.body().size_hint().exact(),
        majora_request = response.extensions().get::<MajorasId>().and_then(|id| id.0.as_deref()),
    );
}

/// The name by which a code or an outcome goes over the wire.
fn word(value: impl serde::Serialize) -> Option<String> {
    serde_json::to_value(value).ok()?.as_str().map(str::to_owned)
}

/// A method is any word that the client likes; only the usual ones are logged.
fn known(method: &axum::http::Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "OPTIONS" => "OPTIONS",
        _ => "another",
    }
}
