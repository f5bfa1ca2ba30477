//! What can only be tried from inside: panics, and what a request leaves behind.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    http::{
        HeaderMap, Request, StatusCode,
        header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, HOST, SET_COOKIE},
    },
    routing::get,
};
use http_body_util::BodyExt;
use protocol::{
    problem::{Code, Problem},
    session::CSRF_HEADER,
};
use tower::ServiceExt;

use crate::{
    Clock, Config, keeper,
    opaque::{self, Digest},
    renewal,
    sessions::Session,
    site::Site,
    store::{Embedded, Key, Keys, Kind, Later, Record, Store, Vault},
};

/// A site before a Majora that isn't there.
fn site(store: Arc<dyn Store>) -> Arc<Site> {
    site_with(store, [7; 32], Clock::system())
}

/// The same with another key or clock.
fn site_with(store: Arc<dyn Store>, key: [u8; 32], clock: Clock) -> Arc<Site> {
    let text = "listen = '127.0.0.1:8080'\npublic_url = 'https://uploader.example.org'\n[limits]\n\
                lease_ms = 1\n[store]\nmemory = true\n[[instance]]\nname = 'test'\nlabel = 'Test'\n\
                world = 'test'\nbase_url = 'http://127.0.0.1:1'\nclient_id = 'id'\n\
                client_secret_env = 'SECRET'\n";
    let secret = |name: &str| (name == "SECRET").then(|| "secret".to_owned());
    let config = Config::parse(text, Path::new("."), secret).unwrap();
    let vault = Vault::new(store, Keys::new(&key, &[]));
    Arc::new(Site::new(config, "127.0.0.1:8080".parse().unwrap(), clock, vault).unwrap())
}

async fn panics() -> &'static str {
    panic!("canary-of-a-panic")
}

/// Case 77: a handler that panics is a problem like another, with all headers, and nobody else's.
#[tokio::test]
async fn a_panic_is_a_plain_500_and_the_others_go_on() {
    let site = site(Arc::new(Embedded::in_memory().unwrap()));
    let routes = Router::new()
        .route("/auth/panics", get(panics))
        .route("/auth/works", get(async || "it works"));
    let app = super::dressed(&site, routes);
    let ask = async |path: &str| {
        let request = Request::get(path).header(HOST, "uploader.example.org");
        let answer = app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        (parts.status, parts.headers, body.collect().await.unwrap().to_bytes())
    };
    for _ in 0..2 {
        let (status, headers, body) = ask("/auth/panics").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(headers.contains_key(CONTENT_SECURITY_POLICY));
        let problem: Problem = serde_json::from_slice(&body).unwrap();
        assert_eq!(problem.code, Code::Internal);
        assert!(!String::from_utf8_lossy(&body).contains("canary"));
        let (status, _, body) = ask("/auth/works").await;
        assert_eq!((status, &*body), (StatusCode::OK, &b"it works"[..]));
    }
}

/// A store that panics at its next write, once.
struct Faulty {
    store: Embedded,
    panics: AtomicBool,
}

impl Store for Faulty {
    fn get<'s>(&'s self, key: &'s Key) -> Later<'s, Option<Record>> {
        self.store.get(key)
    }

    fn put<'s>(&'s self, key: &'s Key, expected: Option<u64>, record: Record) -> Later<'s, bool> {
        assert!(!self.panics.swap(false, Ordering::SeqCst), "in the middle of a renewal");
        self.store.put(key, expected, record)
    }

    fn remove<'s>(&'s self, key: &'s Key, expected: u64) -> Later<'s, bool> {
        self.store.remove(key, expected)
    }

    fn due(&self, kind: Kind, until: u64, most: usize) -> Later<'_, Vec<Key>> {
        self.store.due(kind, until, most)
    }

    fn count(&self, kind: Kind) -> Later<'_, u64> {
        self.store.count(kind)
    }

    fn writable(&self) -> Later<'_, ()> {
        self.store.writable()
    }

    fn lease<'s>(&'s self, name: &'s str, owner: &'s str, life: Duration) -> Later<'s, bool> {
        self.store.lease(name, owner, life)
    }

    fn release<'s>(&'s self, name: &'s str, owner: &'s str) -> Later<'s, ()> {
        self.store.release(name, owner)
    }
}

/// A session whose token dies in a second.
fn due_soon(now: u64) -> Session {
    Session {
        instance: "test".into(),
        username: "hoot".into(),
        reference: "reference".into(),
        access: "access".into(),
        refresh: "refresh".into(),
        scope: None,
        begun: now,
        used: now,
        token_ends: now + 60_000,
        token_life: 36_000_000,
        generation: 1,
        renewing_since: None,
    }
}

/// Case 77: a renewal that panics costs its own request, and its lease runs out for the next one.
#[tokio::test]
async fn a_renewal_that_panics_locks_nobody_out() {
    let faulty = Faulty { store: Embedded::in_memory().unwrap(), panics: AtomicBool::new(false) };
    let faulty = Arc::new(faulty);
    let site = site(faulty.clone());
    let key = Key::new(Kind::Session, "test", &Digest::of("cookie"));
    site.sessions.open(&key, &due_soon(site.clock.now())).await.unwrap();
    let upstream = site.upstream("test").unwrap().clone();
    let fresh = async || {
        let found = site.sessions.get(&key).await.unwrap().unwrap();
        renewal::fresh(&site, &upstream, &key, found).await
    };
    faulty.panics.store(true, Ordering::SeqCst);
    assert!(fresh().await.is_err());
    assert!(!faulty.panics.load(Ordering::SeqCst), "it has panicked");
    // Majora isn't there, so the old token is used while it lives.
    assert_eq!(fresh().await.unwrap().value.generation, 1);
    assert_eq!(site.tasks.len(), 0);
}

/// Case 75: whoever sends random cookies leaves nothing behind, however many they send.
#[tokio::test]
async fn random_cookies_leave_nothing_behind() {
    let site = site(Arc::new(Embedded::in_memory().unwrap()));
    let upstream = site.upstream("test").unwrap().clone();
    let name = site.cookies.session_name("test");
    let ask = async |value: &str| {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, format!("{name}={value}").parse().unwrap());
        let refusal = site.signed_in(&upstream, &headers).await.err().unwrap();
        assert_eq!(refusal.code, Code::SessionRequired);
    };
    for _ in 0..5_000 {
        ask(secrecy::ExposeSecret::expose_secret(&opaque::secret())).await;
        ask(&opaque::name()).await;
    }
    assert_eq!(site.turns.len(), 0);
    for kind in [Kind::Session, Kind::SignIn, Kind::User, Kind::Revocation] {
        assert_eq!(site.vault.count(kind).await.unwrap(), 0);
    }
}

/// A server that was given the wrong key signs nobody out for good: what it can't read stays as it
/// is, for a server that can, and so does the cookie.
#[tokio::test]
async fn what_no_key_opens_is_left_to_whoever_has_the_key() {
    let store = Arc::new(Embedded::in_memory().unwrap());
    let (right, wrong) = (site(store.clone()), site_with(store, [8; 32], Clock::system()));
    let cookie = opaque::secret();
    let key = Key::new(Kind::Session, "test", &opaque::digest(&cookie));
    right.sessions.open(&key, &due_soon(right.clock.now())).await.unwrap();
    let name = right.cookies.session_name("test");
    let cookie = format!("{name}={}", secrecy::ExposeSecret::expose_secret(&cookie));
    let app = super::router(&wrong);
    for (method, path, status) in [
        ("GET", "/auth/session", StatusCode::OK),
        ("POST", "/auth/test/logout", StatusCode::SERVICE_UNAVAILABLE),
        ("POST", "/api/test/artifact/biosample/get", StatusCode::UNAUTHORIZED),
    ] {
        let request = Request::builder().method(method).uri(path);
        let request = request
            .header(HOST, "uploader.example.org")
            .header(COOKIE, &cookie)
            .header(CSRF_HEADER.0, CSRF_HEADER.1)
            .header("sec-fetch-site", "same-origin")
            .header(CONTENT_TYPE, "application/json");
        let answer = app.clone().oneshot(request.body(Body::from("{}")).unwrap()).await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
        assert!(!answer.headers().contains_key(SET_COOKIE), "{path}");
    }
    assert!(right.sessions.get(&key).await.unwrap().is_some());
}

/// What can't be read comes first in every look for what has run out, and holds up nothing behind it:
/// not here, and not at the server that has its key.
#[tokio::test]
async fn locked_records_hold_up_no_other() {
    let store = Arc::new(Embedded::in_memory().unwrap());
    let clock = Clock::system();
    let other = site_with(store.clone(), [8; 32], clock.clone());
    let site = site_with(store, [7; 32], clock.clone());
    let open = async |site: &Site, name: &str, user: usize| {
        let key = Key::new(Kind::Session, "test", &Digest::of(name));
        let session = Session { username: user.to_string(), ..due_soon(site.clock.now()) };
        site.sessions.open(&key, &session).await.unwrap();
        key
    };
    for number in 0..500 {
        open(&other, &number.to_string(), number).await;
    }
    clock.advance(Duration::from_secs(1));
    let ours = open(&site, "ours", 0).await;
    clock.advance(Duration::from_secs(24 * 60 * 60));
    let mut locked = keeper::Locked::default();
    for _ in 0..2 {
        keeper::sweep(&site, "one", &mut locked).await.unwrap();
    }
    assert!(!site.vault.holds(&ours).await.unwrap());
    assert_eq!(site.vault.count(Kind::Session).await.unwrap(), 500);
    let free = site.vault.lease("keeper", "another", Duration::from_secs(60)).await.unwrap();
    assert!(free, "whoever has the key looks after them");
}

/// Q3: servers that don't fit together have other digests, and nobody learns a secret by trying.
#[test]
fn the_digest_of_a_configuration_has_all_that_servers_share_and_no_secret() {
    const ONE: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    const TWO: &str = "AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    let parse = |redis: &str, keys: &str, secret: &str, more: &str| {
        let text = format!(
            "listen = '127.0.0.1:0'\npublic_url = 'https://uploader.example.org'\n[store]\n\
             redis_env = 'REDIS'\nkeys_env = 'KEYS'\n[[instance]]\nname = 'test'\n\
             label = 'Test'\nworld = 'test'\nbase_url = 'https://majora.example.org'\n\
             client_id = 'id'\nclient_secret_env = 'SECRET'\n{more}"
        );
        let variables = [("REDIS", redis), ("KEYS", keys), ("SECRET", secret)];
        Config::parse(&text, Path::new("."), |name| {
            let found = variables.iter().find(|(found, _)| *found == name);
            found.map(|(_, value)| (*value).to_owned())
        })
        .unwrap()
    };
    let digest = |config: Config| {
        let keys = config.store.keys().unwrap();
        let (current, older) = secrecy::ExposeSecret::expose_secret(&keys).split_first().unwrap();
        let vault = Vault::new(Arc::new(Embedded::in_memory().unwrap()), Keys::new(current, older));
        Site::new(config, "127.0.0.1:1".parse().unwrap(), Clock::system(), vault)
            .unwrap()
            .fingerprint
    };
    let usual = digest(parse("redis://:a@127.0.0.1/1", ONE, "secret", ""));
    assert_eq!(digest(parse("redis://:b@127.0.0.1/1", ONE, "secret", "")), usual);
    let both = format!("{ONE}\n{TWO}");
    for (what, config) in [
        ("store", parse("redis://:a@127.0.0.1/2", ONE, "secret", "")),
        ("another key", parse("redis://:a@127.0.0.1/1", TWO, "secret", "")),
        ("more keys", parse("redis://:a@127.0.0.1/1", &both, "secret", "")),
        ("secret", parse("redis://:a@127.0.0.1/1", ONE, "other", "")),
        (
            "front",
            parse("redis://:a@127.0.0.1/1", ONE, "secret", "[front]\ntrusted = ['10.0.0.1']"),
        ),
        ("limits", parse("redis://:a@127.0.0.1/1", ONE, "secret", "[limits]\nsessions = 9")),
    ] {
        assert_ne!(digest(config), usual, "{what}");
    }
    let without = |secret: &str| {
        let config = parse("redis://:a@127.0.0.1/1", ONE, secret, "");
        config.fingerprint(&[], |_| String::new())
    };
    assert_eq!(without("secret"), without("other"), "only what the store's key makes of it");
}
