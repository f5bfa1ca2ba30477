//! The routes, and what stands before all of them: the size limit, the log and the faults.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{any, get, post};
use http_body_util::BodyExt;

use crate::account;
use crate::api::{self, CALLS};
use crate::core::Core;
use crate::fault::{Effect, Fault};
use crate::log;
use crate::oauth;
use crate::page;
use crate::python::Value;
use crate::reply::{
    Params, bad_request, empty, html, json, only_post, redirect, server_error, set,
};

/// The greatest body that is accepted, in bytes: Django's own limit.
const LARGEST_BODY: usize = 2_621_440;
/// A longer body is read to its end all the same, so that the client sees the answer; not beyond.
const LONGEST_READ: usize = 256 << 20;

/// Marks an answer that is not to be given: the connection is closed instead.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dropped;

type Shared = State<Arc<Core>>;

/// All routes; with `has_switches` also those that order faults.
pub(crate) fn router(core: Arc<Core>, has_switches: bool) -> Router {
    let mut router = Router::new()
        .route("/", get(landing))
        .route("/account/login/", get(login_page).post(login))
        .route("/account/logout/", get(logout).post(logout))
        .route("/accounts/profile/", get(profile))
        .route("/artifact/{uuid}/", get(artifact))
        .route("/process/{uuid}/", get(process))
        .route("/o/authorize/", get(authorize_page).post(authorize))
        .route("/o/token/", any(token))
        .route("/o/revoke_token/", any(revoke))
        .route("/o/introspect/", get(introspect).post(introspect));
    for (path, call) in CALLS {
        let handler =
            async move |State(core): Shared, method: Method, headers: HeaderMap, body: Bytes| {
                api::handle(&core, call, &method, &headers, &body)
            };
        router = router.route(path, any(handler));
    }
    if has_switches {
        router = router.route("/sandbox/faults", post(add_fault).delete(clear_faults));
    }
    router
        .fallback(not_found)
        .layer(axum::extract::DefaultBodyLimit::disable())
        .layer(from_fn_with_state(core.clone(), front))
        .with_state(core)
}

async fn front(State(core): Shared, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let body = match read(body).await {
        Ok(Some(body)) => body,
        Ok(None) => return bad_request(),
        Err(_) => return dropped(),
    };
    let path = parts.uri.path().to_owned();
    let place = core.log.add(|| note(&parts.method, &parts.uri, &parts.headers, &body));
    let effects = if path.starts_with("/sandbox/") { Vec::new() } else { core.faults.hit(&path) };
    let mut spoilt = None;
    for effect in effects {
        match effect {
            Effect::Delay(ms) => tokio::time::sleep(Duration::from_millis(ms)).await,
            Effect::ExpireTokens => core.state().tokens.expire_access(core.clock.now_ms()),
            Effect::DropAfter | Effect::ServerErrorAfter | Effect::CutShort => {
                spoilt = Some(effect);
            }
            Effect::DropBefore => return dropped(),
            Effect::EmptyBadRequest => return noted(&core, place, empty(StatusCode::BAD_REQUEST)),
            Effect::ServerError => return noted(&core, place, server_error()),
            Effect::TooManyRequests(seconds) => {
                return noted(&core, place, wait(StatusCode::TOO_MANY_REQUESTS, seconds));
            }
            Effect::Unavailable(seconds) => {
                return noted(&core, place, wait(StatusCode::SERVICE_UNAVAILABLE, seconds));
            }
        }
    }
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    core.changed.notify_one();
    match spoilt {
        Some(Effect::ServerErrorAfter) => noted(&core, place, server_error()),
        Some(Effect::CutShort) => noted(&core, place, halved(response).await),
        Some(_) => dropped(),
        None => noted(&core, place, response),
    }
}

fn wait(status: StatusCode, seconds: u64) -> Response {
    let mut response = html(status, "Come back later");
    set(&mut response, header::RETRY_AFTER, &seconds.to_string());
    response
}

/// An answer of which the second half is missing, without a sign of that.
async fn halved(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    let whole = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    Response::from_parts(parts, Body::from(whole.slice(..whole.len() / 2)))
}

fn noted(core: &Core, place: Option<usize>, response: Response) -> Response {
    core.log.answered(place, response.status().as_u16());
    response
}

fn dropped() -> Response {
    let mut response = empty(StatusCode::INTERNAL_SERVER_ERROR);
    response.extensions_mut().insert(Dropped);
    response
}

fn note(method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> log::Request {
    let header = |(name, value): (&header::HeaderName, &header::HeaderValue)| {
        (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    log::Request {
        method: method.to_string(),
        path: uri.path().to_owned(),
        query: uri.query().unwrap_or_default().to_owned(),
        headers: headers.iter().map(header).collect(),
        body: String::from_utf8_lossy(body).into_owned(),
        status: None,
    }
}

/// The body; None if it is longer than Majora accepts.
async fn read(mut body: Body) -> Result<Option<Bytes>, axum::Error> {
    let mut kept = Vec::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        length += data.len();
        if length > LONGEST_READ {
            break;
        }
        if length <= LARGEST_BODY {
            kept.extend_from_slice(&data);
        }
    }
    Ok((length <= LARGEST_BODY).then(|| kept.into()))
}

async fn landing(State(core): Shared, headers: HeaderMap) -> Response {
    account::landing(&core, &headers)
}

async fn login_page(headers: HeaderMap) -> Response {
    account::login_page(&headers)
}

async fn login(State(core): Shared, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    account::login(&core, &headers, &Params::query(uri.query()), &Params::form(&headers, &body))
}

async fn logout(State(core): Shared, headers: HeaderMap) -> Response {
    account::logout(&core, &headers)
}

async fn profile(State(core): Shared, headers: HeaderMap) -> Response {
    account::profile(&core, &headers)
}

async fn artifact(
    State(core): Shared,
    Path(uuid): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    account::record(&core, &headers, uri.path(), |records| records.artifact_by_id(&uuid))
}

async fn process(
    State(core): Shared,
    Path(uuid): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    account::record(&core, &headers, uri.path(), |records| records.run_by_id(&uuid))
}

async fn authorize_page(State(core): Shared, uri: Uri, headers: HeaderMap) -> Response {
    oauth::ask(&core, &headers, &uri)
}

async fn authorize(State(core): Shared, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    oauth::approve(&core, &headers, &uri, &Params::form(&headers, &body))
}

async fn token(
    State(core): Shared,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match method {
        Method::POST => oauth::token(&core, &headers, uri.query(), &Params::form(&headers, &body)),
        Method::OPTIONS => only_post(StatusCode::OK),
        _ => only_post(StatusCode::METHOD_NOT_ALLOWED),
    }
}

async fn revoke(
    State(core): Shared,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match method {
        Method::POST => oauth::revoke(&core, &headers, uri.query(), &Params::form(&headers, &body)),
        Method::OPTIONS => only_post(StatusCode::OK),
        _ => only_post(StatusCode::METHOD_NOT_ALLOWED),
    }
}

async fn introspect(State(core): Shared, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    oauth::introspect(&core, &headers, &Params::form(&headers, &body), &Params::query(uri.query()))
}

async fn add_fault(State(core): Shared, body: Bytes) -> Response {
    match serde_json::from_slice::<Fault>(&body) {
        Ok(fault) => {
            core.faults.add(fault);
            empty(StatusCode::NO_CONTENT)
        }
        Err(error) => {
            let body = Value::dict([("error", error.to_string().into())]);
            json(StatusCode::BAD_REQUEST, &body)
        }
    }
}

async fn clear_faults(State(core): Shared) -> Response {
    core.faults.clear();
    empty(StatusCode::NO_CONTENT)
}

/// A path that lacks only its last slash is sent to the right one, whatever the method.
async fn not_found(uri: Uri) -> Result<Response, Infallible> {
    const PAGES: [&str; 6] = [
        "/account/login/",
        "/account/logout/",
        "/accounts/profile/",
        "/o/authorize/",
        "/o/token/",
        "/o/revoke_token/",
    ];
    let right = format!("{}/", uri.path());
    let is_page = PAGES.contains(&right.as_str()) || right == "/o/introspect/";
    if is_page || CALLS.iter().any(|(path, _)| *path == right) {
        let query = uri.query().map_or_else(String::new, |query| format!("?{query}"));
        return Ok(redirect(StatusCode::MOVED_PERMANENTLY, &format!("{right}{query}")));
    }
    let body = page::problem("Not found", "There is no such page on this server.");
    Ok(html(StatusCode::NOT_FOUND, body))
}
