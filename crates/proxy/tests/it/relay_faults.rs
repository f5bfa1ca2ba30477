//! What the browser learns when Majora doesn't answer as its API does.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use protocol::problem::{Code, Outcome};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};

use crate::{
    cable::{Cable, Fate},
    certificate::certificate,
    majora::{ACCESS, NO_PERMISSION, REFRESH, Reply, Stub, USERNAME},
    redis::RedisServer,
    world::{Browser, Settings, World},
};

const ADD: &str = "/api/test/artifact/biosample/add";
const UPSTREAM_ADD: &str = "/api/v2/artifact/biosample/add/";
const GET: &str = "/api/test/artifact/biosample/get";
const UPSTREAM_GET: &str = "/api/v2/artifact/biosample/get/";

/// Majora gives `reply`; the browser gets `status` and `code`, and for a write `outcome`.
async fn check(
    world: &World,
    browser: &Browser,
    reply: Reply,
    (status, code, outcome): (u16, Code, Outcome),
) -> Option<u64> {
    world.majora.reply(UPSTREAM_ADD, reply.clone());
    world.majora.reply(UPSTREAM_GET, reply);
    let write = browser.call(ADD, "{}").await.problem();
    assert_eq!((write.status, write.code, write.outcome), (status, code, Some(outcome)));
    let read = browser.call(GET, "{}").await.problem();
    assert_eq!((read.status, read.code, read.outcome), (status, code, None));
    for answer in browser.answers() {
        assert!(!answer.body.contains("canary-page"), "no page of Majora's crosses");
    }
    assert!(browser.users().await[0].is_some(), "the session is kept");
    write.retry_after
}

#[tokio::test]
async fn each_odd_answer_says_what_became_of_the_write() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    let unknown = (502, Code::UpstreamUnusable, Outcome::Unknown);
    let refused = (502, Code::UpstreamUnusable, Outcome::Refused);
    let json = "application/json";
    let redirect = |status| {
        let headers = vec![("location", "https://evil.example/"), ("content-type", json)];
        Reply::WithHeaders(status, headers, "{}".into())
    };
    let cases = [
        (Reply::html(200), unknown),
        (Reply::Answer(200, "text/html", "{}".into()), unknown),
        (Reply::Answer(200, json, String::new()), unknown),
        (Reply::Answer(200, json, "[]".into()), unknown),
        (Reply::Answer(200, json, "{\"errors\":0".into()), unknown),
        (Reply::Answer(200, json, "{}{}".into()), unknown),
        (Reply::Answer(201, json, "{}".into()), unknown),
        (Reply::CutOff, unknown),
        (Reply::Large(17 << 20), unknown),
        (redirect(301), unknown),
        (redirect(302), unknown),
        (redirect(307), unknown),
        (Reply::html(500), unknown),
        (Reply::Answer(500, json, "{}".into()), unknown),
        (Reply::html(502), unknown),
        (Reply::html(504), unknown),
        (Reply::html(400), refused),
        (Reply::html(403), refused),
        (Reply::html(404), refused),
        (Reply::html(405), refused),
        (Reply::html(413), refused),
    ];
    for (reply, expect) in cases {
        assert_eq!(check(&world, &browser, reply, expect).await, None);
    }
}

#[tokio::test]
async fn a_large_answer_passes() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    world.majora.reply(UPSTREAM_GET, Reply::Large(15 << 20));
    let answer = browser.call(GET, "{}").await;
    assert_eq!((answer.status, answer.body.len()), (200, 15 << 20));
}

#[tokio::test]
async fn a_busy_majora_says_how_long_to_wait() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    let busy = (503, Code::UpstreamBusy, Outcome::Refused);
    let cases: [(&[(&str, &str)], u64); 5] = [
        (&[("retry-after", "7")], 7),
        (&[], 10),
        (&[("retry-after", "soon")], 10),
        (&[("retry-after", "86400")], 300),
        (&[("retry-after", "0")], 1),
    ];
    for (headers, seconds) in cases {
        for status in [429, 503] {
            let reply = Reply::WithHeaders(status, headers.to_vec(), "canary-page".into());
            assert_eq!(check(&world, &browser, reply, busy).await, Some(seconds));
        }
    }
}

#[tokio::test]
async fn no_connection_means_not_sent() {
    let mut world = World::start().await;
    let browser = world.signed_in().await;
    world.majora.stop().await;
    let write = browser.call(ADD, "{}").await.problem();
    let found = (write.status, write.code, write.outcome);
    assert_eq!(found, (502, Code::UpstreamUnreachable, Some(Outcome::NotSent)));
    let read = browser.call(GET, "{}").await.problem();
    assert_eq!((read.code, read.outcome), (Code::UpstreamUnreachable, None));
    assert!(browser.users().await[0].is_some(), "the session is kept");
}

/// A world whose `test` is reached through a cable.
async fn by_cable(limits: &'static str) -> (World, Cable) {
    let (majora, production) = (Stub::start().await, Stub::start().await);
    let cable = Cable::to(majora.url.trim_start_matches("http://")).await;
    let base_url = Some(format!("http://{}", cable.address));
    let settings = Settings { base_url, limits, ..Settings::default() };
    (World::before(majora, production, settings).await, cable)
}

/// Case 53: a resting connection that ends under a call's first bytes. It isn't sent again.
#[tokio::test]
async fn a_connection_that_majora_has_just_closed_is_used_once() {
    let (world, cable) = by_cable("").await;
    let browser = world.signed_in().await;
    assert_eq!(browser.call(ADD, "{}").await.status, 200);
    let before = cable.carried();
    cable.set(Fate::Cut);
    let problem = browser.call(ADD, "{}").await.problem();
    let found = (problem.status, problem.code, problem.outcome);
    assert_eq!(found, (502, Code::UpstreamUnusable, Some(Outcome::Unknown)));
    assert_eq!(cable.carried(), before + 1, "its bytes were sent once");
    cable.set(Fate::Through);
    assert_eq!(browser.call(ADD, "{}").await.status, 200);
    assert_eq!(world.majora.seen(UPSTREAM_ADD).len(), 2);
}

/// Case 52: what Majora did is unknown, whether the call or its answer was lost.
#[tokio::test]
async fn a_lost_call_and_a_lost_answer_are_both_unknown() {
    let (world, cable) = by_cable("answer_ms = 100").await;
    let browser = world.signed_in().await;
    for fate in [Fate::Lost, Fate::AnswerLost] {
        cable.set(fate);
        let problem = browser.call(ADD, "{}").await.problem();
        let found = (problem.status, problem.code, problem.outcome);
        assert_eq!(found, (504, Code::UpstreamTimeout, Some(Outcome::Unknown)), "{fate:?}");
    }
    cable.set(Fate::Through);
    assert_eq!(world.majora.seen(UPSTREAM_ADD).len(), 1, "one call was lost, one answer");
    assert_eq!(browser.call(GET, "{}").await.status, 200, "turns are given back");
}

/// Case 54: a Majora whose certificate nobody vouches for gets not one byte of a request.
#[tokio::test]
async fn a_certificate_of_nobody_means_not_sent() {
    let folder = tempfile::tempdir().unwrap();
    certificate(folder.path());
    // The session is from the time when Majora was itself.
    let redis = RedisServer::start();
    let store = redis.store(folder.path());
    let before = World::with(Settings { store: store.clone(), ..Settings::default() }).await;
    let cookie = before.signed_in().await.cookie("uploader-test").unwrap();

    let (received, base_url) = impostor(folder.path()).await;
    let settings = Settings { store, base_url: Some(base_url), ..Settings::default() };
    let world = World::with(settings).await;
    let browser = world.browser();
    browser.plant("uploader-test", &cookie);
    let problem = browser.call(ADD, "{}").await.problem();
    let found = (problem.status, problem.code, problem.outcome);
    assert_eq!(found, (502, Code::UpstreamUnreachable, Some(Outcome::NotSent)));
    assert!(browser.users().await[0].is_some(), "the session is kept");
    assert!(!received.load(Ordering::SeqCst), "no handshake was completed");
}

/// A server with a certificate that it has made itself, and whether anybody trusted it.
async fn impostor(folder: &Path) -> (Arc<AtomicBool>, String) {
    use tokio_rustls::{
        TlsAcceptor,
        rustls::{
            ServerConfig,
            crypto::aws_lc_rs::default_provider,
            pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
        },
    };
    let chain = CertificateDer::from_pem_file(folder.join("certificate.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.join("key.pem")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![chain], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let trusted = Arc::new(AtomicBool::new(false));
    let seen = trusted.clone();
    tokio::spawn(async move {
        let tls = TlsAcceptor::from(Arc::new(config));
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(mut stream) = tls.accept(stream).await
                && stream.read_u8().await.is_ok()
            {
                seen.store(true, Ordering::SeqCst);
            }
        }
    });
    (trusted, url)
}

/// Case 51: Majora's words about a permission cross as they are, and nothing is sent twice.
#[tokio::test]
async fn a_missing_permission_is_said_in_majoras_words() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    let words = Reply::Answer(200, "application/json", NO_PERMISSION.into());
    world.majora.reply(UPSTREAM_ADD, words);
    let answer = browser.call(ADD, "{}").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, NO_PERMISSION));
    assert_eq!(world.majora.seen(UPSTREAM_ADD).len(), 1);
    assert_eq!(
        world.majora.seen(UPSTREAM_ADD)[0].headers["authorization"],
        format!("Bearer {ACCESS}1")
    );
    assert!(browser.users().await[0].is_some(), "the session is kept");
}

#[tokio::test]
async fn silence_means_unknown() {
    let world = World::limited("answer_ms = 50").await;
    let browser = world.signed_in().await;
    let timeout = (504, Code::UpstreamTimeout, Outcome::Unknown);
    assert_eq!(check(&world, &browser, Reply::Silence, timeout).await, None);
    assert_eq!(world.majora.seen(UPSTREAM_ADD).len(), 1, "it was sent once");
}

fn empty_400() -> Reply {
    Reply::Answer(400, "text/html; charset=utf-8", String::new())
}

/// Case 50: Majora says the same for many reasons, and introspection tells which.
#[tokio::test]
async fn an_empty_400_ends_the_session_if_majora_has_taken_the_token_back() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    world.majora.kill(1);
    let value = browser.cookie("uploader-test").unwrap();
    let problem = browser.call(ADD, "{}").await.problem();
    let found = (problem.status, problem.code, problem.outcome);
    assert_eq!(found, (401, Code::TokenRejected, Some(Outcome::Refused)));
    assert_eq!(browser.cookie("uploader-test"), None);
    browser.plant("uploader-test", &value);
    assert_eq!(browser.users().await, [None, None]);
    assert_eq!(world.majora.seen(UPSTREAM_ADD).len(), 1, "it was sent once");
    world.proxy.stop().await;
    assert_eq!(world.majora.revoked(), [format!("{REFRESH}1")]);
}

/// Cases 50 and 55: the token lives, so it is the user whom Majora refuses.
#[tokio::test]
async fn an_empty_400_with_a_live_token_keeps_the_session() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    let refused = (502, Code::UpstreamUnusable, Outcome::Refused);
    check(&world, &browser, empty_400(), refused).await;
    world.majora.reply("/o/introspect/", Reply::html(500));
    check(&world, &browser, empty_400(), refused).await;
}

#[tokio::test]
async fn calls_wait_for_their_turn_and_then_are_told() {
    let world = World::limited("calls_per_session = 1\nturn_ms = 1").await;
    let (browser, other) = (world.signed_in().await, world.signed_in().await);
    let permits = Arc::new(Semaphore::new(0));
    world.majora.reply(UPSTREAM_ADD, Reply::Held(permits.clone()));
    let second = async {
        while world.majora.seen(UPSTREAM_ADD).is_empty() {
            tokio::task::yield_now().await;
        }
        let answer = browser.call(GET, "{}").await;
        assert_eq!(other.call(GET, "{}").await.status, 200, "others go on");
        permits.add_permits(1);
        answer
    };
    let (first, second) = tokio::join!(browser.call(ADD, "{}"), second);
    assert_eq!(first.status, 200);
    let problem = second.problem();
    assert_eq!((problem.status, problem.code), (429, Code::TooManyRequests));
    assert_eq!(problem.retry_after, Some(1));
    assert_eq!(browser.call(GET, "{}").await.status, 200, "the turn is given back");
}

#[tokio::test]
async fn one_majora_takes_only_so_many_calls_at_once() {
    let world = World::limited("calls_per_instance = 1\nturn_ms = 1").await;
    let (browser, other) = (world.signed_in().await, world.signed_in().await);
    other.sign_in("production").await;
    let permits = Arc::new(Semaphore::new(0));
    world.majora.reply(UPSTREAM_ADD, Reply::Held(permits.clone()));
    let second = async {
        while world.majora.seen(UPSTREAM_ADD).is_empty() {
            tokio::task::yield_now().await;
        }
        let answer = other.call(ADD, "{}").await;
        let elsewhere = other.call("/api/production/artifact/biosample/get", "{}").await;
        assert_eq!(elsewhere.status, 200, "the other Majora isn't slowed");
        permits.add_permits(1);
        answer
    };
    let (first, second) = tokio::join!(browser.call(ADD, "{}"), second);
    assert_eq!(first.status, 200);
    let problem = second.problem();
    assert_eq!((problem.code, problem.outcome), (Code::TooManyRequests, Some(Outcome::NotSent)));
}

#[tokio::test]
async fn a_body_that_doesnt_arrive_is_not_waited_for() {
    let world = World::limited("body_ms = 50").await;
    let browser = world.signed_in().await;
    let head = format!(
        "POST {ADD} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncookie: uploader-test={}\r\n\
         x-uploader-csrf: 1\r\nsec-fetch-site: same-origin\r\ncontent-type: application/json\r\n\
         content-length: 100\r\n\r\n{{\"a\":",
        world.proxy.address(),
        browser.cookie("uploader-test").unwrap()
    );
    let mut stream = TcpStream::connect(world.proxy.address()).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains(r#""code":"request_timeout""#));
    assert!(answer.contains(r#""outcome":"not_sent""#));
    assert!(world.majora.calls().is_empty());
    assert_eq!(browser.users().await[0].as_deref(), Some(USERNAME));
}
