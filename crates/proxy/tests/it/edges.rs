//! The edges of the site: how often, from where, encrypted or not, and what the operator sees.

use std::path::Path;

use protocol::problem::{Code, Outcome};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    certificate::certificate,
    majora::{ACCESS, CODE, REFRESH, USERNAME},
    redis::RedisServer,
    world::{Browser, From, Log, Settings, World},
};

const ADD: &str = "/api/test/artifact/biosample/add";
const UPSTREAM_ADD: &str = "/api/v2/artifact/biosample/add/";
const GET: &str = "/api/test/artifact/biosample/get";

/// Case 82: who calls too often waits, and nobody else behind the same address does.
#[tokio::test]
async fn a_busy_session_doesnt_slow_its_neighbours() {
    let world = World::limited("calls_per_second = 1\ncalls_at_once = 5").await;
    let (busy, neighbour) = (world.signed_in().await, world.signed_in().await);
    for _ in 0..5 {
        assert_eq!(busy.call(GET, "{}").await.status, 200);
    }
    let problem = busy.call(ADD, "{}").await.problem();
    assert_eq!((problem.status, problem.code), (429, Code::TooManyRequests));
    assert_eq!(problem.outcome, Some(Outcome::NotSent));
    assert_eq!(problem.retry_after, Some(1));
    assert!(busy.users().await[0].is_some());
    assert_eq!(neighbour.call(GET, "{}").await.status, 200);
}

#[tokio::test]
async fn sign_ins_from_one_address_are_bounded_by_the_minute() {
    let world = World::limited("sign_ins_per_minute = 4").await;
    for _ in 0..2 {
        world.signed_in().await;
    }
    let page = world.browser().open("/auth/test/login", From::OwnPage).await;
    assert_eq!(page.status, 429);
    assert!(page.body.contains("Too many sign-ins at once"), "{}", page.body);
    let seconds: u64 = page.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds));
    assert!(page.cookies().is_empty());
}

/// Case 41: a web server in front is believed about its client, and nobody else about anything.
#[tokio::test]
async fn majora_learns_one_address_and_the_true_one() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    let forged = browser.request(ADD).header("x-forwarded-for", "1.2.3.4").body("{}");
    assert_eq!(browser.send(forged, From::OwnPage).await.status, 200);
    let more = "[front]\ntrusted = ['127.0.0.1']".to_owned();
    let behind = World::with(Settings { more, ..Settings::default() }).await;
    let other = behind.signed_in().await;
    let through = other.request(ADD).header("x-forwarded-for", "1.2.3.4, 192.0.2.7").body("{}");
    assert_eq!(other.send(through, From::OwnPage).await.status, 200);
    for (majora, address) in [(&world.majora, "127.0.0.1"), (&behind.majora, "192.0.2.7")] {
        let seen = majora.seen(UPSTREAM_ADD).pop().unwrap();
        let addresses: Vec<_> = seen.headers.get_all("x-forwarded-for").iter().collect();
        assert_eq!(addresses, [address]);
    }
}

async fn over_tls(port: u16, certificate: &str) -> reqwest::Result<reqwest::Response> {
    let certificate = reqwest::Certificate::from_pem(certificate.as_bytes()).unwrap();
    let client =
        reqwest::Client::builder().tls_certs_only([certificate]).no_proxy().build().unwrap();
    client.get(format!("https://localhost:{port}/auth/session")).send().await
}

#[tokio::test]
async fn it_speaks_tls_and_takes_a_new_certificate_without_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let first = certificate(folder.path());
    let more = format!(
        "[tls]\ncertificate_file = '{0}/certificate.pem'\nkey_file = '{0}/key.pem'",
        folder.path().display()
    );
    let world = World::with(Settings {
        more,
        limits: "sweep_ms = 20",
        public_url: Some("https://localhost".into()),
        ..Settings::default()
    })
    .await;
    let port = world.proxy.address().port();
    let answer = over_tls(port, &first).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.headers().contains_key("strict-transport-security"));

    let mut plain = TcpStream::connect(world.proxy.address()).await.unwrap();
    plain.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer).await;
    assert!(!String::from_utf8_lossy(&answer).contains("HTTP/"), "nothing is said in plain");

    let second = certificate(folder.path());
    while over_tls(port, &second).await.is_err() {}
    assert!(over_tls(port, &first).await.is_err());
}

#[test]
fn a_certificate_that_cant_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    certificate(folder.path());
    let text = format!(
        "listen = '127.0.0.1:0'\npublic_url = 'https://localhost'\n[store]\nmemory = true\n[tls]\n\
         certificate_file = '{0}/certificate.pem'\nkey_file = '{0}/key.pem'\n[[instance]]\n\
         name = 'test'\nlabel = 'Test'\nworld = 'test'\nbase_url = 'https://majora.example.org'\n\
         client_id = 'id'\nclient_secret_env = 'SECRET'\n",
        folder.path().display()
    );
    let config = proxy::Config::parse(&text, Path::new("."), |name| {
        (name == "SECRET").then(|| "secret".to_owned())
    });
    let config = config.unwrap();
    let checked = || proxy::check(&config).err().map(|error| error.to_string());
    assert_eq!(checked(), None);
    let missing = |key: &str| {
        let why = "entity not found); check the path and that this user may read it";
        Some(format!("tls: {key} names a file that can't be read ({why}"))
    };
    let (key, chain) = (folder.path().join("key.pem"), folder.path().join("certificate.pem"));
    for unusable in ["", "canary-key"] {
        std::fs::write(&key, unusable).unwrap();
        let error = "tls: key_file can't be read as a PEM private key".to_owned();
        assert_eq!(checked(), Some(error));
    }
    std::fs::remove_file(&key).unwrap();
    assert_eq!(checked(), missing("key_file"));
    std::fs::remove_file(chain).unwrap();
    assert_eq!(checked(), missing("certificate_file"));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let error = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        proxy::Proxy::start(config.clone(), listener).err().unwrap().to_string()
    });
    assert_eq!(Some(error), missing("certificate_file"));
}

async fn ask(world: &World, path: &str) -> (u16, String) {
    let address = world.proxy.operations().unwrap();
    let answer = reqwest::get(format!("http://{address}{path}")).await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

const OPERATIONS: &str = "[operations]\nlisten = '127.0.0.1:0'";

/// P1, P2 and A7.
#[tokio::test]
async fn health_and_metrics_are_on_a_listener_of_their_own() {
    let world = World::with(Settings { more: OPERATIONS.into(), ..Settings::default() }).await;
    let browser = world.signed_in().await;
    browser.call(GET, "{}").await;
    browser.call(&format!("{ADD}?x=canary-query"), "[]").await;
    browser.open("/auth/test/canary-path", From::OwnPage).await;
    world.signed_in().await.sign_out("test").await;
    assert_eq!(ask(&world, "/healthz").await, (200, "alive\n".into()));
    assert_eq!(ask(&world, "/readyz").await, (200, "ready\n".into()));
    let (status, text) = ask(&world, "/metrics").await;
    assert_eq!(status, 200);
    for line in [
        r#"uploader_requests_total{route="/api/{instance}/{call}",instance="test",status="200",code=""} 1"#,
        r#"uploader_requests_total{route="/api/{instance}/{call}",instance="test",status="400",code="body_not_an_object"} 1"#,
        r#"uploader_sign_ins_total{outcome="signed_in"} 2"#,
        r#"uploader_sessions_ended_total{outcome="signed_out"} 1"#,
        r#"uploader_revocations_total{outcome="done"} 1"#,
        "uploader_sessions 1",
        "uploader_revocations_waiting 0",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    for secret in ["canary", USERNAME, CODE, ACCESS, REFRESH] {
        assert!(!text.contains(secret), "{secret} is counted by name");
    }
    // Q3: what is configured differently has another digest, whichever address it listens on.
    let digest = |text: &str| {
        let after = text.split_once("configuration=\"").unwrap().1;
        after.split_once('"').unwrap().0.to_owned()
    };
    assert_eq!(digest(&text).len(), 12);
    assert!(Log::text().contains(&digest(&text)), "and it is in the log");
    let (majora, production) = (world.majora.same(), world.production.same());
    let public_url = Some(world.url.clone());
    let like = Settings { more: OPERATIONS.into(), public_url, ..Settings::default() };
    let twin = World::before(majora, production, like).await;
    assert_eq!(digest(&ask(&twin, "/metrics").await.1), digest(&text));
    let (majora, production) = (world.majora.same(), world.production.same());
    let public_url = Some(world.url.clone());
    let limits = "calls_per_session = 5";
    let other = Settings { more: OPERATIONS.into(), public_url, limits, ..Settings::default() };
    let other = World::before(majora, production, other).await;
    assert_ne!(digest(&ask(&other, "/metrics").await.1), digest(&text));
    for path in ["/healthz", "/readyz", "/metrics"] {
        let answer = browser.open(path, From::OwnPage).await;
        assert!(!answer.body.contains("uploader_") && !answer.body.contains("alive"), "{path}");
    }
}

/// Case 71: without its store a server is alive and not ready; it signs nobody out.
#[tokio::test(flavor = "multi_thread")]
async fn without_its_store_it_is_not_ready_and_signs_nobody_out() {
    let mut redis = RedisServer::start();
    let folder = tempfile::tempdir().unwrap();
    let store = redis.store(folder.path());
    let world =
        World::with(Settings { store, more: OPERATIONS.into(), ..Settings::default() }).await;
    let browser = world.signed_in().await;
    let begun = world.browser();
    let authorize = begun.begin("test", "/upload").await;
    redis.kill();
    let ready = ask(&world, "/readyz").await;
    assert_eq!(ready, (503, "the store can't be reached\n".into()));
    assert_eq!(ask(&world, "/healthz").await.0, 200);
    assert_eq!(ask(&world, "/metrics").await.0, 200);
    for path in [ADD, "/auth/test/logout"] {
        let problem = browser.call(path, "{}").await.problem();
        assert_eq!((problem.status, problem.code), (503, Code::StoreUnavailable));
        assert_eq!(problem.retry_after, Some(5));
    }
    let session = browser.open("/auth/session", From::OwnPage).await;
    assert_eq!(session.problem().code, Code::StoreUnavailable);
    assert!(browser.cookie("uploader-test").is_some(), "the cookie is kept");
    assert_eq!(world.browser().open("/auth/test/login", From::OwnPage).await.status, 503);
    let page = begun.come_back("test", &authorize).await;
    assert_eq!(page.status, 503);
    assert!(page.cookies().is_empty(), "the sign-in can go on later");
    assert_eq!(world.majora.seen("/o/token/").len(), 1, "and its code isn't wasted");

    redis.go_on();
    while ask(&world, "/readyz").await.0 != 200 {}
    assert_eq!(browser.users().await[0].as_deref(), Some(USERNAME));
    assert_eq!(begun.come_back("test", &authorize).await.location(), "/upload");
    redis.command(&["FLUSHALL"]).unwrap();
    assert_eq!(browser.call(ADD, "{}").await.problem().code, Code::SessionRequired);
    assert_eq!(browser.cookie("uploader-test"), None);
}

/// Case 43: what isn't one well-formed request gets one refusal or none, and reaches nobody.
#[tokio::test]
async fn malformed_requests_end_here() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    let head = format!(
        "POST {ADD} HTTP/1.1\r\nhost: {}\r\ncookie: uploader-test={}\r\nx-uploader-csrf: 1\r\n\
         sec-fetch-site: same-origin\r\ncontent-type: application/json\r\nconnection: close\r\n",
        world.proxy.address(),
        browser.cookie("uploader-test").unwrap()
    );
    let many: String = (0..120).map(|number| format!("x-{number}: 1\r\n")).collect();
    let long = format!("x-long: {}\r\n", "x".repeat(300_000));
    let faults = [
        ("content-length: 2\r\ncontent-length: 3\r\n\r\n{} ", 400),
        ("transfer-encoding: xchunked\r\n\r\n0\r\n\r\n", 400),
        ("content-length: 2\r\nx: a\r\n b\r\n\r\n{}", 400),
        ("content-length : 2\r\n\r\n{}", 400),
        ("content-length: 2\r\nx: a\0b\r\n\r\n{}", 400),
        ("content-length: -1\r\n\r\n{}", 400),
        (&many, 431),
        (&long, 431),
    ];
    for (rest, status) in faults {
        let answer = world.raw(&head, format!("{rest}\r\n").as_bytes()).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{rest:.40}: {answer:.60}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{rest:.40}");
    }
    assert!(world.majora.calls().is_empty());
    // Both lengths: the chunks count, and what follows them isn't a second request.
    let both = "content-length: 99\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n";
    let answer = world.raw(&head, both.as_bytes()).await;
    assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer}");
    assert!(world.majora.calls().len() <= 1);
    assert_eq!(browser.call(GET, "{}").await.status, 200, "and the others go on");
}

/// Case 76: nothing that a client writes makes a line of its own, or stands in one.
#[tokio::test]
async fn nobody_writes_into_the_log() {
    let world = World::start().await;
    let browser = world.browser();
    let request = browser
        .bare(reqwest::Method::GET, "/auth/test%0acanary-inject/login?x=%0acanary-inject")
        .header("user-agent", "canary-inject")
        .header("x-request-id", "canary-inject")
        .header("x-forwarded-for", "canary-inject");
    browser.send(request, From::OwnPage).await;
    let method = reqwest::Method::from_bytes(b"CANARY-INJECT").unwrap();
    browser.send(browser.bare(method, "/"), From::OwnPage).await;
    let other = Browser::at(&world.url).named("canary-inject.example");
    assert_eq!(other.open("/", From::OwnPage).await.status, 421);
    assert!(!Log::text().to_lowercase().contains("canary-inject"));
}
