//! Clients that are slow, silent, or speak something else (cases 45 and 46). Deadlines are short here
//! or an hour long: a test waits for what happens, and hangs if it doesn't.

use std::{path::Path, sync::Arc};

use protocol::problem::Code;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, pki_types::CertificateDer, pki_types::pem::PemObject},
};

use crate::{
    certificate::certificate,
    majora::Reply,
    world::{From, Settings, World},
};

/// What comes until the proxy hangs up, or breaks off.
async fn rest(mut stream: impl AsyncRead + Unpin) -> String {
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

async fn connect(world: &World, first: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(world.proxy.address()).await.unwrap();
    stream.write_all(first).await.unwrap();
    stream
}

#[tokio::test]
async fn who_is_silent_or_stops_half_way_is_hung_up_on() {
    let world = World::limited("headers_ms = 50").await;
    let host = world.proxy.address();
    let beginnings = [
        String::new(),
        "G".to_owned(),
        "GET / HTTP/1.1\r\n".to_owned(),
        format!("GET / HTTP/1.1\r\nhost: {host}\r\nx-slow: "),
        "PRI * HTTP/2.0\r\n".to_owned(),
        "\u{16}\u{3}\u{1}".to_owned(),
    ];
    for beginning in beginnings {
        let answer = rest(connect(&world, beginning.as_bytes()).await).await;
        assert!(!answer.contains("HTTP/1.1 2"), "{beginning:?}: {answer}");
    }
    // The same after a request that went well.
    let whole = format!("GET /auth/session HTTP/1.1\r\nhost: {host}\r\n\r\n");
    for more in ["", "GET / HT"] {
        let answer = rest(connect(&world, format!("{whole}{more}").as_bytes()).await).await;
        assert_eq!(answer.matches("HTTP/1.1 200 ").count(), 1, "{answer}");
    }
    assert_eq!(world.signed_in().await.users().await[0].as_deref(), Some(crate::majora::USERNAME));
}

async fn encrypted(limits: &'static str, folder: &Path) -> (World, ClientConfig) {
    let pem = certificate(folder);
    let more = format!(
        "[tls]\ncertificate_file = '{0}/certificate.pem'\nkey_file = '{0}/key.pem'",
        folder.display()
    );
    let public_url = Some("https://localhost".into());
    let settings = Settings { more, limits, public_url, ..Settings::default() };
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap();
    let provider = tokio_rustls::rustls::crypto::aws_lc_rs::default_provider();
    let config = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    (World::with(settings).await, config)
}

#[tokio::test]
async fn a_handshake_that_doesnt_end_is_hung_up_on() {
    let folder = tempfile::tempdir().unwrap();
    let (world, config) = encrypted("handshake_ms = 50\nheaders_ms = 50", folder.path()).await;
    // Nothing, and the first bytes of a greeting that announces more.
    for beginning in [&b""[..], &[0x16, 3, 1, 2, 0, 1, 0]] {
        assert_eq!(rest(connect(&world, beginning).await).await, "");
    }
    // A whole handshake, and then silence.
    let tls = TlsConnector::from(Arc::new(config));
    let stream = connect(&world, b"").await;
    let stream = tls.connect("localhost".try_into().unwrap(), stream).await.unwrap();
    assert_eq!(rest(stream).await, "");
}

/// Case 46: there is no HTTP/2 whose streams could be many.
#[tokio::test]
async fn http_2_is_not_spoken() {
    let folder = tempfile::tempdir().unwrap();
    let (world, mut config) = encrypted("", folder.path()).await;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let tls = TlsConnector::from(Arc::new(config.clone()));
    let stream = connect(&world, b"").await;
    let stream = tls.connect("localhost".try_into().unwrap(), stream).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
    config.alpn_protocols = vec![b"h2".to_vec()];
    let tls = TlsConnector::from(Arc::new(config));
    let stream = connect(&world, b"").await;
    assert!(tls.connect("localhost".try_into().unwrap(), stream).await.is_err());

    // In plain, by knowing or by asking.
    let world = World::start().await;
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    let answer = rest(connect(&world, preface).await).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    let asking = format!(
        "GET /auth/session HTTP/1.1\r\nhost: {}\r\nconnection: upgrade, http2-settings, close\r\n\
         upgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__\r\n\r\n",
        world.proxy.address()
    );
    let answer = rest(connect(&world, asking.as_bytes()).await).await;
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.matches("HTTP/1.1").count() == 1);
}

/// What an app page of the proxy's own sends, up to a body of so many bytes.
fn call(world: &World, cookie: &str, length: &str) -> String {
    format!(
        "POST /api/test/artifact/biosample/add HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\
         cookie: uploader-test={cookie}\r\nx-uploader-csrf: 1\r\nsec-fetch-site: same-origin\r\n\
         content-type: application/json\r\n{length}\r\n\r\n",
        world.proxy.address()
    )
}

/// A body that dribbles in is given up long before its whole time is over, and holds none of
/// Majora's turns meanwhile.
#[tokio::test]
async fn a_body_that_dribbles_in_is_given_up() {
    let world = World::limited(
        "body_ms = 3600000\nslow_body_ms = 50\ncalls_per_instance = 1\nturn_ms = 3600000",
    )
    .await;
    let (slow, other) = (world.signed_in().await, world.signed_in().await);
    let cookie = slow.cookie("uploader-test").unwrap();
    for length in ["content-length: 100", "transfer-encoding: chunked"] {
        let mut stream = connect(&world, call(&world, &cookie, length).as_bytes()).await;
        stream.write_all(b"5\r\n{\"a\":\r\n").await.unwrap();
        let answer = other.call("/api/test/artifact/biosample/get", "{}").await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let answer = rest(stream).await;
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
        assert!(answer.contains(r#""outcome":"not_sent""#), "{answer}");
    }
    assert!(world.majora.seen("/api/v2/artifact/biosample/add/").is_empty());
}

/// Calls of one user whose bodies don't end: of each, this much arrives. When that user has no room
/// left, another one has.
async fn one_user_dribbles(limits: &'static str, bytes: usize) {
    let world = World::limited(limits).await;
    let slow = world.signed_in().await;
    let who = serde_json::json!({ "active": true, "username": "owl-lab" });
    world.majora.reply("/o/introspect/", Reply::json(200, &who));
    let other = world.signed_in().await;
    assert_eq!(other.users().await[0].as_deref(), Some("owl-lab"));
    let cookie = slow.cookie("uploader-test").unwrap();
    let head = call(&world, &cookie, "content-length: 2621440");
    let body = vec![b' '; bytes];
    let dribble = async || {
        let mut stream = connect(&world, head.as_bytes()).await;
        // Whoever is refused may be hung up on meanwhile.
        let _ = stream.write_all(&body).await;
        stream
    };
    let held = futures_util::future::join_all((0..5).map(|_| dribble())).await;
    let usual = format!(r#"{{"a":"{}"}}"#, "a".repeat(9_000));
    while slow.call("/api/test/artifact/biosample/get", &*usual).await.status != 429 {}
    let answer = other.call("/api/test/artifact/biosample/get", usual).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    drop(held);
}

/// What is announced and doesn't come takes no room from anybody else, even if one user may have it
/// all.
#[tokio::test]
async fn a_body_that_is_only_announced_keeps_nobody_else_waiting() {
    let limits = "bodies_kib = 5121\nturn_ms = 20\nslow_body_ms = 3600000\nbody_ms = 3600000\n\
                  calls_per_session = 99\ncalls_per_second = 1000000\ncalls_at_once = 1000000";
    one_user_dribbles(limits, 9).await;
}

/// What comes takes the room of the user who sends it, and of nobody else.
#[tokio::test]
async fn a_user_has_a_part_of_the_memory_only() {
    let limits = "bodies_kib = 20484\nturn_ms = 20\nslow_body_ms = 3600000\nbody_ms = 3600000\n\
                  calls_per_session = 99\ncalls_per_second = 1000000\ncalls_at_once = 1000000";
    one_user_dribbles(limits, 2_621_439).await;
}

/// Who doesn't read an answer loses the connection, and with it what the answer took.
#[tokio::test]
async fn an_answer_that_nobody_reads_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("large.js"), vec![b' '; 32 << 20]).unwrap();
    let top = format!("static_dir = '{}'", folder.path().display());
    let limits = "connections = 1\nunread_ms = 50";
    let world = World::with(Settings { top, limits, ..Settings::default() }).await;
    let get = format!("GET /large.js HTTP/1.1\r\nhost: {}\r\n\r\n", world.proxy.address());
    // It is the only connection, so another one is served when it is gone.
    let unread = connect(&world, get.as_bytes()).await;
    let session = world.browser().open("/auth/session", From::OwnPage).await;
    assert_eq!(session.status, 200);
    drop(unread);
}

/// Hundreds of silent connections from one address leave room for people at others.
#[tokio::test]
async fn a_crowd_of_silent_clients_keeps_nobody_else_out() {
    let world =
        World::limited("connections = 200\nconnections_per_address = 100\nheaders_ms = 3600000")
            .await;
    let mut silent = Vec::new();
    for _ in 0..300 {
        silent.push(connect(&world, b"").await);
    }
    // Two thirds of them are hung up on at once.
    let turned_away =
        futures_util::future::select_all(silent.into_iter().map(|stream| Box::pin(rest(stream))));
    let (_, _, mut waiting) = turned_away.await;
    for _ in 1..200 {
        waiting = futures_util::future::select_all(waiting).await.2;
    }
    assert_eq!(waiting.len(), 100);

    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.2:0".parse().unwrap()).unwrap();
    let mut person = socket.connect(world.proxy.address()).await.unwrap();
    let host = world.proxy.address();
    let get = format!("GET /auth/session HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    person.write_all(get.as_bytes()).await.unwrap();
    assert!(rest(person).await.starts_with("HTTP/1.1 200 "));
}

/// The operator's listener has bounds of its own: who is silent there is hung up on, takes no connection
/// from the public one, and leaves some to the operator's tools at other addresses.
#[tokio::test]
async fn the_operators_listener_is_bounded_as_well() {
    let more = "[operations]\nlisten = '127.0.0.1:0'".to_owned();
    let settings = |limits| Settings { more: more.clone(), limits, ..Settings::default() };
    let world = World::with(settings("headers_ms = 50\nconnections = 1")).await;
    let address = world.proxy.operations().unwrap();
    let silent =
        [TcpStream::connect(address).await.unwrap(), TcpStream::connect(address).await.unwrap()];
    assert_eq!(world.browser().open("/auth/session", From::OwnPage).await.status, 200);
    for stream in silent {
        assert_eq!(rest(stream).await, "");
    }

    let world = World::with(settings("headers_ms = 3600000")).await;
    let address = world.proxy.operations().unwrap();
    let mut crowd = Vec::new();
    for _ in 0..32 {
        crowd.push(Box::pin(rest(TcpStream::connect(address).await.unwrap())));
    }
    for _ in 0..16 {
        crowd = futures_util::future::select_all(crowd).await.2;
    }
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.2:0".parse().unwrap()).unwrap();
    let mut tool = socket.connect(address).await.unwrap();
    tool.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
    assert!(rest(tool).await.starts_with("HTTP/1.1 200 "));
    assert_eq!(crowd.len(), 16);
}

/// Case 44: no method, upgrade or expectation leaves a connection in a state that isn't known.
#[tokio::test]
async fn odd_requests_leave_the_connection_safe() {
    let world = World::start().await;
    let host = world.proxy.address();
    let odd = [
        "TRACE / HTTP/1.1",
        "CONNECT evil.example:443 HTTP/1.1",
        "OPTIONS * HTTP/1.1",
        "PROPFIND / HTTP/1.1",
        "GET / HTTP/1.1\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
         sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==",
        "POST /auth/test/logout HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 9",
    ];
    for request in odd {
        let request = format!("{request}\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        let answer = rest(connect(&world, request.as_bytes()).await).await;
        let status = answer.split(' ').nth(1).unwrap_or_default();
        assert!(!matches!(status, "100" | "101" | "200" | "204") || request.starts_with("GET"));
        assert!(answer.matches("HTTP/1.1 ").count() <= 1, "{request}: {answer}");
        assert!(!answer.contains("evil.example"), "{answer}");
    }
    assert!(world.majora.all().is_empty());
    let answer = world.browser().call("/api/test/artifact/biosample/add", "{}").await;
    assert_eq!(answer.problem().code, Code::SessionRequired);
}
