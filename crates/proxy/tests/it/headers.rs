//! The headers of every kind of answer.

use reqwest::Method;

use crate::{
    majora::Reply,
    world::{Answer, From, Log, Settings, World},
};

const DATA_POLICY: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

fn secure(answer: &Answer, what: &str) {
    let expect = [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ];
    for (name, value) in expect {
        assert_eq!(answer.header(name), value, "{what}: {name}");
        assert_eq!(answer.headers.get_all(name).iter().count(), 1, "{what}: {name}");
    }
    let permissions = answer.header("permissions-policy");
    assert!(permissions.ends_with(", microphone=(), geolocation=(), payment=(), usb=()"), "{what}");
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; "), "{what}: {policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{what}: {policy}");
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{what}");
    assert_eq!(answer.header("x-request-id").len(), 16, "{what}");
    let names = answer.headers.keys().map(|name| name.as_str());
    assert!(!names.into_iter().any(|name| name.starts_with("access-control")), "{what}");
}

#[tokio::test]
async fn every_answer_carries_them() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("index.html"), "<!doctype html>").unwrap();
    let top = format!("static_dir = '{}'", folder.path().display());
    let world = World::with(crate::world::Settings { top, ..Default::default() }).await;
    let browser = world.signed_in().await;
    let data = [
        (Method::GET, "/auth/session", 200),
        (Method::GET, "/auth/test/login", 303),
        (Method::GET, "/auth/test/callback", 303),
        (Method::POST, "/auth/test/logout", 403),
        (Method::GET, "/auth/nowhere/login", 404),
        (Method::GET, "/auth/else", 404),
        (Method::GET, "/api/else", 404),
        (Method::GET, "/api/test/artifact/biosample/add", 405),
        (Method::POST, "/api/test/artifact/biosample/add", 403),
    ];
    for (method, path, status) in data {
        let answer = browser.send(browser.bare(method, path), From::OwnPage).await;
        assert_eq!(answer.status, status, "{path}");
        secure(&answer, path);
        assert_eq!(answer.header("content-security-policy"), DATA_POLICY, "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert!(answer.header("permissions-policy").starts_with("camera=(), "), "{path}");
    }
    let app = [
        (Method::GET, "/", 200),
        (Method::HEAD, "/", 200),
        (Method::GET, "/upload", 200),
        (Method::GET, "/missing.js", 404),
        (Method::POST, "/", 405),
    ];
    for (method, path, status) in app {
        let answer = browser.send(browser.bare(method, path), From::OwnPage).await;
        assert_eq!(answer.status, status, "{path}");
        secure(&answer, path);
    }
    let page = browser.open("/auth/test/login", From::OtherSite).await;
    assert_eq!(page.status, 200);
    secure(&page, "the page before a sign-in");
    assert_eq!(page.header("cache-control"), "no-store");
    world.majora.reply("/api/v2/artifact/biosample/get/", Reply::html(500));
    for _ in 0..2 {
        let answer = browser.call("/api/test/artifact/biosample/get", "{}").await;
        secure(&answer, "a call");
        world.majora.usual("/api/v2/artifact/biosample/get/");
    }
    assert_eq!(browser.sign_out("test").await.status, 204);
    secure(browser.answers().last().unwrap(), "signed out");
}

#[tokio::test]
async fn the_apps_policy_is_exactly_this() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("index.html"), "<!doctype html>").unwrap();
    let top = format!("static_dir = '{}'", folder.path().display());
    let world = World::with(crate::world::Settings { top, ..Default::default() }).await;
    let answer = world.browser().open("/", From::OwnPage).await;
    let expect = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; \
         manifest-src 'self'; base-uri 'none'; form-action 'self' {} {}; frame-ancestors 'none'",
        world.majora.url, world.production.url
    );
    assert_eq!(answer.header("content-security-policy"), expect);
    let permissions =
        "camera=(self), unload=(self), microphone=(), geolocation=(), payment=(), usb=()";
    assert_eq!(answer.header("permissions-policy"), permissions, "barcodes are read by the camera");
    assert_eq!(answer.header("strict-transport-security"), "", "not on plain http");
}

/// L4: a year of https for this host; for others of its domain only if their operators want it too.
#[tokio::test]
async fn browsers_are_told_to_come_by_https_as_the_operator_says() {
    for (top, expect) in [
        ("", "max-age=31536000"),
        ("hsts = 'host'", "max-age=31536000"),
        ("hsts = 'subdomains'", "max-age=31536000; includeSubDomains"),
        ("hsts = 'off'", ""),
    ] {
        let public_url = Some("https://uploader.example.org".to_owned());
        let settings = Settings { top: top.into(), public_url, ..Settings::default() };
        let world = World::with(settings).await;
        let browser = world.browser().named("uploader.example.org");
        for path in ["/", "/auth/session", "/auth/none/login"] {
            let answer = browser.open(path, From::OwnPage).await;
            assert_eq!(answer.header("strict-transport-security"), expect, "{top} {path}");
        }
    }
}

#[tokio::test]
async fn the_pages_own_style_is_allowed_by_its_hash() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use sha2::{Digest, Sha256};
    let world = World::start().await;
    for page in [
        world.browser().open("/auth/test/login", From::OtherSite).await,
        world.browser().open("/missing.js", From::OwnPage).await,
    ] {
        let style = page.body.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
        let hash = format!("style-src 'sha256-{}'", STANDARD.encode(Sha256::digest(style)));
        assert!(page.header("content-security-policy").contains(&hash));
        assert!(!page.body.contains("style=") && !page.body.contains("<script"));
    }
}

#[tokio::test]
async fn each_request_has_one_log_line_of_listed_fields() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    let call = browser.call("/api/test/artifact/biosample/add?x=canary-query", "[]").await;
    let id = call.problem().request_id;
    let log = Log::text();
    let lines: Vec<_> = log.lines().filter(|line| line.contains(&id)).collect();
    assert_eq!(lines.len(), 1);
    let line: serde_json::Value = serde_json::from_str(lines[0]).unwrap();
    let keys: Vec<_> = line.as_object().unwrap().keys().map(String::as_str).collect();
    let mut sorted = keys.clone();
    sorted.sort_unstable();
    assert_eq!(
        sorted,
        [
            "bytes",
            "code",
            "duration_ms",
            "endpoint",
            "instance",
            "level",
            "method",
            "outcome",
            "request_id",
            "route",
            "status",
            "target",
            "timestamp"
        ]
    );
    assert_eq!(line["route"], "/api/{instance}/{call}");
    assert_eq!(line["endpoint"], "artifact/biosample/add");
    assert_eq!(line["status"], 400);
    assert_eq!(line["code"], "body_not_an_object");
    assert_eq!(line["outcome"], "not_sent");
    assert!(!log.contains("canary-query"));

    // O4: Majora's own name of a request, as long as it is one and no text of somebody's.
    for (given, kept) in [
        ("a9fcdcc3-aa0a-4b22-9d2c-0f9c1b3ab4d6", true),
        ("canary-name-of-a-request-not-a-uuid!", false),
    ] {
        let words = format!(r#"{{"errors": 0, "success": true, "request": "{given}"}}"#);
        let path = "/api/v2/artifact/biosample/add/";
        world.majora.reply(path, Reply::Answer(200, "application/json", words));
        let call = browser.call("/api/test/artifact/biosample/add", "{}").await;
        let log = Log::text();
        let line = log.lines().find(|line| line.contains(call.header("x-request-id"))).unwrap();
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["majora_request"].as_str(), kept.then_some(given));
        assert_eq!(log.contains(given), kept);
    }
}
