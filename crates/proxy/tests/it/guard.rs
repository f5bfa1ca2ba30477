//! What a request must prove before anything is done with it.

use protocol::problem::{Code, Outcome};
use reqwest::Method;

use crate::world::{From, Settings, World};

const ADD: &str = "/api/test/artifact/biosample/add";

#[tokio::test]
async fn only_our_own_page_can_call() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    let own = world.url.clone();
    let upper = own.to_uppercase();
    let longer = format!("{own}0");
    let evil = format!("{own}.evil.example");
    let send = async |headers: &[(&str, &str)]| {
        let mut request =
            browser.bare(Method::POST, ADD).header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        browser.send(request.body("{}"), From::OwnPage).await
    };
    let mark = ("x-uploader-csrf", "1");
    let refused: [&[(&str, &str)]; 21] = [
        &[],
        &[mark],
        &[("sec-fetch-site", "same-origin")],
        &[("origin", &own)],
        &[("x-uploader-csrf", "0"), ("sec-fetch-site", "same-origin")],
        &[("x-uploader-csrf", ""), ("sec-fetch-site", "same-origin")],
        &[mark, mark, ("sec-fetch-site", "same-origin")],
        &[mark, ("sec-fetch-site", "same-site")],
        &[mark, ("sec-fetch-site", "none")],
        &[mark, ("sec-fetch-site", "cross-site")],
        &[mark, ("sec-fetch-site", "")],
        &[mark, ("sec-fetch-site", "cross-site"), ("origin", &own)],
        &[mark, ("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")],
        &[mark, ("origin", "null")],
        &[mark, ("origin", "")],
        &[mark, ("origin", "https://evil.example")],
        &[mark, ("origin", &upper)],
        &[mark, ("origin", &longer)],
        &[mark, ("origin", &evil)],
        &[mark, ("origin", &own), ("origin", "https://evil.example")],
        &[mark, ("referer", &own)],
    ];
    for headers in refused {
        let problem = send(headers).await.problem();
        assert_eq!((problem.status, problem.code), (403, Code::Csrf), "{headers:?}");
        assert_eq!(problem.outcome, Some(Outcome::NotSent));
    }
    assert!(world.majora.calls().is_empty());
    let taken: [&[(&str, &str)]; 3] = [
        &[mark, ("sec-fetch-site", "same-origin")],
        &[mark, ("origin", &own)],
        &[mark, ("sec-fetch-site", "same-origin"), ("origin", &own)],
    ];
    for headers in taken {
        assert_eq!(send(headers).await.status, 200, "{headers:?}");
    }
}

#[tokio::test]
async fn no_page_of_another_origin_gets_leave_to_call() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    let preflight = browser
        .bare(Method::OPTIONS, ADD)
        .header("origin", "https://evil.example")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "x-uploader-csrf");
    let answer = browser.send(preflight, From::OtherSite).await;
    assert_eq!(answer.problem().code, Code::MethodNotAllowed);
    let names = answer.headers.keys().map(|name| name.as_str());
    assert!(!names.into_iter().any(|name| name.starts_with("access-control")));
}

#[tokio::test]
async fn methods_are_what_they_are() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    let cases = [
        (Method::GET, ADD, "POST"),
        (Method::PUT, ADD, "POST"),
        (Method::DELETE, ADD, "POST"),
        (Method::TRACE, ADD, "POST"),
        (Method::from_bytes(b"PROPFIND").unwrap(), ADD, "POST"),
        (Method::POST, "/auth/session", "GET,HEAD"),
        (Method::POST, "/auth/test/login", "GET,HEAD"),
        (Method::HEAD, "/auth/test/login", "GET"),
        (Method::POST, "/", "GET,HEAD"),
        (Method::PUT, "/upload", "GET,HEAD"),
    ];
    for (method, path, allowed) in cases {
        let request = browser.bare(method.clone(), path).header("x-http-method-override", "POST");
        let answer = browser.send(request, From::OwnPage).await;
        assert_eq!(answer.status, 405, "{method} {path}");
        assert_eq!(answer.header("allow"), allowed, "{method} {path}");
        if method != Method::HEAD {
            assert_eq!(answer.problem().code, Code::MethodNotAllowed);
        }
    }
}

#[tokio::test]
async fn only_the_configured_host_is_answered() {
    let public_url = Some("https://uploader.example.org".to_owned());
    let world = World::with(Settings { public_url, ..Settings::default() }).await;
    let own = world.proxy.address().to_string();
    let ask = async |target: &str, hosts: &[&str]| {
        let hosts: String = hosts.iter().map(|host| format!("host: {host}\r\n")).collect();
        world.raw(&format!("GET {target} HTTP/1.1\r\n{hosts}connection: close\r\n\r\n"), b"").await
    };
    for host in ["uploader.example.org", "UPLOADER.example.org", &own] {
        let answer = ask("/auth/session", &[host]).await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{host}: {answer}");
    }
    let port = world.proxy.address().port();
    let localhost = format!("localhost:{port}");
    let wrong = [
        "evil.example",
        "uploader.example.org.evil.example",
        "uploader.example.org:8443",
        &localhost,
        "",
    ];
    for host in wrong {
        let answer = ask("/auth/session", &[host]).await;
        assert!(answer.starts_with("HTTP/1.1 421 "), "{host}: {answer}");
        assert!(answer.contains("content-security-policy: "));
    }
    for hosts in [&[][..], &["uploader.example.org", "evil.example"]] {
        let answer = ask("/auth/session", hosts).await;
        assert!(answer.starts_with("HTTP/1.1 4"), "{hosts:?}: {answer}");
    }
    let absolute = ask("http://evil.example/auth/session", &["uploader.example.org"]).await;
    assert!(absolute.starts_with("HTTP/1.1 421 "), "{absolute}");
}

#[tokio::test]
async fn another_name_of_this_machine_leads_to_the_configured_one() {
    let world = World::start().await;
    let port = world.proxy.address().port();
    let ask = async |method: &str, target: &str| {
        let head = format!(
            "{method} {target} HTTP/1.1\r\nhost: localhost:{port}\r\nconnection: close\r\n\
             content-length: 0\r\n\r\n"
        );
        world.raw(&head, b"").await
    };
    for target in ["/", "/upload?a=1", "/auth/test/login?return_to=/upload"] {
        let answer = ask("GET", target).await;
        assert!(answer.starts_with("HTTP/1.1 303 "), "{answer}");
        assert!(answer.contains(&format!("location: {}{target}\r\n", world.url)), "{answer}");
    }
    for (method, target) in
        [("GET", "/auth/session"), ("POST", ADD), ("GET", "/auth/test/callback")]
    {
        let answer = ask(method, target).await;
        assert!(answer.starts_with("HTTP/1.1 421 "), "{method} {target}: {answer}");
    }
}

#[tokio::test]
async fn endless_targets_and_headers_are_refused() {
    let world = World::start().await;
    let own = world.proxy.address();
    let long = "x".repeat(3_000);
    let answer = world
        .raw(&format!("GET /{long} HTTP/1.1\r\nhost: {own}\r\nconnection: close\r\n\r\n"), b"")
        .await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    let many: String = (0..100).map(|n| format!("x-{n}: 1\r\n")).collect();
    let large = format!("x-large: {}\r\n", "x".repeat(20_000));
    for headers in [many, large] {
        let head = format!("GET / HTTP/1.1\r\nhost: {own}\r\n{headers}\r\n");
        let answer = world.raw(&head, b"").await;
        assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    }
}
