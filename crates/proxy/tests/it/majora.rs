//! A Majora that answers as it is told and remembers what it was asked.

use std::{
    collections::{HashMap, HashSet},
    future::pending,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    response::Response,
};
use futures_util::{StreamExt, stream};
use serde_json::json;
use tokio::{
    net::TcpListener,
    sync::{Semaphore, oneshot},
    task::JoinHandle,
};

/// Each is a text that stands nowhere else.
pub(crate) const CLIENT_SECRET: &str = "canary-secret+%/&";
pub(crate) const CODE: &str = "canary-code";
pub(crate) const ACCESS: &str = "canary-access-";
pub(crate) const REFRESH: &str = "canary-refresh-";
pub(crate) const USERNAME: &str = "hoot-lab";

/// What Majora says when the token doesn't permit a call, or died between its two looks at it.
pub(crate) const NO_PERMISSION: &str = r#"{"errors": 1, "messages": ["Your token is valid but does not have all of the scopes to perform this action. Required scopes: x"]}"#;

/// What the stand-in says to a request.
#[derive(Clone)]
pub(crate) enum Reply {
    /// Status, content type, body.
    Answer(u16, &'static str, String),
    /// The same with more headers.
    WithHeaders(u16, Vec<(&'static str, &'static str)>, String),
    /// Nothing, for ever.
    Silence,
    /// Half a body, then the connection ends.
    CutOff,
    /// A JSON body of so many bytes.
    Large(usize),
    /// The usual answer once a permit is there.
    Held(Arc<Semaphore>),
    /// What is asked is done at once, and answered once a permit is there.
    AnswerHeld(Arc<Semaphore>),
    /// JSON of these words once a permit is there; nothing is done.
    HeldWords(Arc<Semaphore>, &'static str),
    /// What is asked is done, and never answered.
    Lost,
    /// What is asked is done, and a page of this status is the answer.
    Applied(u16),
}

impl Reply {
    pub(crate) fn json(status: u16, body: &serde_json::Value) -> Reply {
        Reply::Answer(status, "application/json", body.to_string())
    }

    pub(crate) fn html(status: u16) -> Reply {
        let page = "<!doctype html><title>DEBUG</title>SECRET_KEY canary-page";
        Reply::Answer(status, "text/html; charset=utf-8", page.into())
    }

    pub(crate) fn error(status: u16, error: &str) -> Reply {
        let body = json!({ "error": error, "error_description": "canary-description" });
        Reply::json(status, &body)
    }
}

/// A request as it arrived.
#[derive(Clone)]
pub(crate) struct Seen {
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Seen {
    /// The value of a form's field.
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        let mut fields = url::form_urlencoded::parse(&self.body);
        fields.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }
}

#[derive(Default)]
struct Shared {
    replies: Mutex<HashMap<String, Reply>>,
    seen: Mutex<Vec<Seen>>,
    grants: AtomicUsize,
    /// The numbers of the pairs of tokens that were refreshed or revoked.
    dead: Mutex<HashSet<String>>,
    /// Seconds, where it isn't ten hours.
    life: AtomicUsize,
}

/// The stand-in's handle.
pub(crate) struct Stub {
    pub(crate) url: String,
    shared: Arc<Shared>,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl Stub {
    pub(crate) async fn start() -> Stub {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared::default());
        let app = Router::new().fallback(answer).with_state(shared.clone());
        let (stop, stopped) = oneshot::channel();
        let server = tokio::spawn(async move {
            let stopped = async { drop(stopped.await) };
            axum::serve(listener, app).with_graceful_shutdown(stopped).await.unwrap();
        });
        Stub { url, shared, running: Some((stop, server)) }
    }

    /// One more handle on the same stand-in.
    pub(crate) fn same(&self) -> Stub {
        Stub { url: self.url.clone(), shared: self.shared.clone(), running: None }
    }

    /// From now on, nobody listens here.
    pub(crate) async fn stop(&mut self) {
        let (stop, server) = self.running.take().expect("it runs");
        stop.send(()).unwrap();
        server.await.unwrap();
    }

    /// From now on, `path` is answered so.
    pub(crate) fn reply(&self, path: &str, reply: Reply) {
        self.shared.replies.lock().unwrap().insert(path.to_owned(), reply);
    }

    /// From now on, `path` is answered as usual.
    pub(crate) fn usual(&self, path: &str) {
        self.shared.replies.lock().unwrap().remove(path);
    }

    /// The requests for `path` so far.
    pub(crate) fn seen(&self, path: &str) -> Vec<Seen> {
        self.all().into_iter().filter(|seen| seen.target == path).collect()
    }

    /// Every request so far.
    pub(crate) fn all(&self) -> Vec<Seen> {
        self.shared.seen.lock().unwrap().clone()
    }

    /// The requests to the API so far.
    pub(crate) fn calls(&self) -> Vec<Seen> {
        self.all().into_iter().filter(|seen| !seen.target.starts_with("/o/")).collect()
    }

    /// From now on, access tokens live for so many seconds.
    pub(crate) fn life(&self, seconds: usize) {
        self.shared.life.store(seconds, Ordering::SeqCst);
    }

    /// Takes a pair of tokens back.
    pub(crate) fn kill(&self, number: usize) {
        self.shared.dead.lock().unwrap().insert(number.to_string());
    }

    /// The numbers of the pairs that were issued and are neither refreshed nor revoked.
    pub(crate) fn live(&self) -> Vec<usize> {
        let dead = self.shared.dead.lock().unwrap();
        let issued = 1..=self.shared.grants.load(Ordering::SeqCst);
        issued.filter(|number| !dead.contains(&number.to_string())).collect()
    }

    /// How often a pair of tokens was asked for with a refresh token.
    pub(crate) fn refreshes(&self) -> usize {
        let tokens = self.seen("/o/token/");
        tokens.iter().filter(|seen| seen.field("refresh_token").is_some()).count()
    }

    /// The refresh tokens that were revoked so far.
    pub(crate) fn revoked(&self) -> Vec<String> {
        let revocations = self.seen("/o/revoke_token/");
        revocations.iter().filter_map(|seen| seen.field("token")).collect()
    }
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 4 << 20).await.unwrap();
    let seen = Seen { target: parts.uri.to_string(), headers: parts.headers, body };
    shared.seen.lock().unwrap().push(seen.clone());
    let reply = shared.replies.lock().unwrap().get(&seen.target).cloned();
    match reply {
        None => usual(&shared, &seen),
        Some(Reply::Held(permits)) => {
            permits.acquire().await.unwrap().forget();
            usual(&shared, &seen)
        }
        Some(Reply::AnswerHeld(permits)) => {
            let answer = usual(&shared, &seen);
            permits.acquire().await.unwrap().forget();
            answer
        }
        Some(Reply::HeldWords(permits, words)) => {
            permits.acquire().await.unwrap().forget();
            write(200, &[("content-type", "application/json")], Body::from(words))
        }
        Some(Reply::Silence) => pending().await,
        Some(Reply::Lost) => {
            usual(&shared, &seen);
            pending().await
        }
        Some(Reply::Applied(status)) => {
            usual(&shared, &seen);
            write(status, &[("content-type", "text/html")], Body::from("canary-page"))
        }
        Some(Reply::Answer(status, content_type, body)) => {
            write(status, &[("content-type", content_type)], Body::from(body))
        }
        Some(Reply::WithHeaders(status, headers, body)) => {
            write(status, &headers, Body::from(body))
        }
        Some(Reply::CutOff) => {
            let half = stream::iter([Ok::<_, std::io::Error>("{\"errors\":")])
                .chain(stream::once(async { Err(std::io::Error::other("cut off")) }));
            write(200, &[("content-type", "application/json")], Body::from_stream(half))
        }
        Some(Reply::Large(size)) => {
            let body = format!(r#"{{"a":"{}"}}"#, "x".repeat(size - 8));
            write(200, &[("content-type", "application/json")], Body::from(body))
        }
    }
}

/// Majora's answer when all is well: a refresh or a revocation kills both tokens at once.
fn usual(shared: &Shared, seen: &Seen) -> Response {
    let json = |status, body: serde_json::Value| {
        write(status, &[("content-type", "application/json")], Body::from(body.to_string()))
    };
    let number = |text: &str| text.rsplit('-').next().unwrap_or_default().to_owned();
    let mut dead = shared.dead.lock().unwrap();
    match seen.target.as_str() {
        "/o/token/" => {
            if let Some(refresh) = seen.field("refresh_token")
                && !dead.insert(number(&refresh))
            {
                return json(400, json!({ "error": "invalid_grant" }));
            }
            let mut answer = token(shared.grants.fetch_add(1, Ordering::SeqCst) + 1);
            match shared.life.load(Ordering::SeqCst) {
                0 => {}
                life => answer["expires_in"] = life.into(),
            }
            json(200, answer)
        }
        "/o/introspect/" => match dead.contains(&number(&seen.field("token").unwrap())) {
            true => json(401, json!({ "active": false })),
            false => json(200, json!({ "active": true, "username": USERNAME })),
        },
        "/o/revoke_token/" => {
            dead.insert(number(&seen.field("token").unwrap()));
            write(200, &[], Body::empty())
        }
        _ if dead.contains(&number(seen.headers["authorization"].to_str().unwrap())) => {
            write(400, &[("content-type", "text/html; charset=utf-8")], Body::empty())
        }
        _ => json(200, json!({ "errors": 0, "warnings": 0, "messages": [], "success": true })),
    }
}

/// The `number`th token answer, all well.
pub(crate) fn token(number: usize) -> serde_json::Value {
    json!({
        "access_token": format!("{ACCESS}{number}"),
        "refresh_token": format!("{REFRESH}{number}"),
        "token_type": "Bearer",
        "expires_in": 36000,
        "scope": protocol::session::UPLOADER_SCOPES,
    })
}

fn write(status: u16, headers: &[(&'static str, &'static str)], body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    for (name, value) in headers {
        response
            .headers_mut()
            .append(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

/// The address of a server that isn't there.
pub(crate) async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}
