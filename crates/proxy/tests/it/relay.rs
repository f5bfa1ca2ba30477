//! Calls that go through, and what of them crosses in each direction.

use protocol::{
    endpoint::Endpoint,
    problem::{Code, Outcome},
    session::SESSION_HEADER,
};
use reqwest::header::HeaderMap;
use serde_json::json;

use crate::{
    majora::{ACCESS, Reply},
    world::{Browser, From, World},
};

const ADD: &str = "/api/test/artifact/biosample/add";
const UPSTREAM_ADD: &str = "/api/v2/artifact/biosample/add/";

fn names(headers: &HeaderMap) -> Vec<&str> {
    let mut names: Vec<_> = headers.keys().map(|name| name.as_str()).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn every_listed_call_reaches_its_own_path() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    for endpoint in Endpoint::ALL {
        let answer = browser.call(&format!("/api/test/{}", endpoint.path()), "{}").await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let [seen] = world.majora.seen(endpoint.upstream_path()).try_into().ok().unwrap();
        assert_eq!(seen.headers["authorization"], format!("Bearer {ACCESS}1"));
        assert_eq!(seen.body, r#"{"username":"hoot-lab","token":"OAUTH"}"#);
    }
    assert!(world.production.all().is_empty());
}

#[tokio::test]
async fn the_body_passes_byte_for_byte_behind_username_and_token() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    let own = "\"biosamples\" : [{\"source_age\":1.0e+02,\"adm2\":\"BRISTÔL\\u00e9\",\n\t\"token\":1}],\"n\":-0}";
    browser.call(ADD, format!("{{{own}")).await;
    let body = &world.majora.seen(UPSTREAM_ADD)[0].body;
    let expect = format!(r#"{{"username":"hoot-lab","token":"OAUTH",{own}"#);
    assert_eq!(std::str::from_utf8(body).unwrap(), expect);
}

#[tokio::test]
async fn headers_to_majora_are_built_from_nothing() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    let request = browser
        .request(ADD)
        .header("x-forwarded-for", "1.2.3.4")
        .header("x_forwarded_for", "1.2.3.4")
        .header("forwarded", "for=1.2.3.4")
        .header("x-request-id", "chosen-by-the-browser")
        .header("x-http-method-override", "DELETE")
        .header("proxy-authorization", "Basic x")
        .header("accept-language", "en")
        .header("te", "trailers")
        .header("cookie", "sessionid=of-majora; csrftoken=x")
        .body("{}");
    let answer = browser.send(request, From::OwnPage).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let headers = &world.majora.seen(UPSTREAM_ADD)[0].headers;
    assert_eq!(
        names(headers),
        [
            "accept",
            "accept-encoding",
            "authorization",
            "content-length",
            "content-type",
            "host",
            "user-agent",
            "x-forwarded-for",
            "x-request-id"
        ]
    );
    assert_eq!(headers["x-request-id"].to_str().unwrap(), answer.header("x-request-id"));
    assert_eq!(format!("http://{}", headers["host"].to_str().unwrap()), world.majora.url);
    assert_eq!(headers["x-forwarded-for"], "127.0.0.1", "what the browser says isn't believed");
    assert_eq!(headers["content-type"], "application/json");
    assert!(headers["user-agent"].to_str().unwrap().starts_with("majora-uploader/"));
}

#[tokio::test]
async fn of_majoras_headers_none_crosses() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    let rude = vec![
        ("content-type", "application/json; charset=latin-1"),
        ("set-cookie", "sessionid=x"),
        ("location", "https://evil.example/"),
        ("server", "gunicorn"),
        ("access-control-allow-origin", "*"),
        ("clear-site-data", "\"*\""),
        ("www-authenticate", "Bearer"),
        ("vary", "Authorization"),
        ("content-security-policy", "default-src *"),
        ("x-powered-by", "Django"),
    ];
    let odd = "{ \"errors\":0,\n\"n\":1.0e+2, \"t\":\"\\u00e9\"}";
    world.majora.reply(UPSTREAM_ADD, Reply::WithHeaders(200, rude, odd.into()));
    let answer = browser.call(ADD, "{}").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, odd));
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(
        names(&answer.headers),
        [
            "cache-control",
            "content-length",
            "content-security-policy",
            "content-type",
            "cross-origin-opener-policy",
            "cross-origin-resource-policy",
            "date",
            "permissions-policy",
            "referrer-policy",
            "x-content-type-options",
            "x-request-id"
        ]
    );
    assert!(!answer.header("content-security-policy").contains('*'));
}

async fn refused(browser: &Browser, body: impl Into<String>, status: u16, code: Code) {
    let body = body.into();
    let shown: String = body.chars().take(60).collect();
    let answer = browser.call(ADD, body).await;
    assert_eq!(answer.status, status, "{shown}");
    let problem = answer.problem();
    assert_eq!((problem.code, problem.outcome), (code, Some(Outcome::NotSent)), "{shown}");
}

#[tokio::test]
async fn what_isnt_one_plain_object_is_refused_here() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    for body in ["", "null", "[]", "{}{}", "{\"a\":1,\"a\":2}", "\u{feff}{}"] {
        refused(&browser, body, 400, Code::BodyNotAnObject).await;
    }
    for key in ["sudo_as", "username", "token"] {
        refused(&browser, format!("{{\"{key}\":\"x\"}}"), 400, Code::FieldNotAllowed).await;
    }
    refused(&browser, format!("{{\"a\":\"{}\"}}", "x".repeat(2_621_440)), 413, Code::BodyTooLarge)
        .await;
    refused(&browser, format!("{{\"a\":\"{}\"}}", "x".repeat(2_621_400)), 413, Code::BodyTooLarge)
        .await;
    assert!(world.majora.calls().is_empty());
    let largest = 2_621_440 - r#"{"username":"hoot-lab","token":"OAUTH","a":""}"#.len();
    let answer = browser.call(ADD, format!("{{\"a\":\"{}\"}}", "x".repeat(largest))).await;
    assert_eq!(answer.status, 200);
    assert_eq!(world.majora.seen(UPSTREAM_ADD)[0].body.len(), 2_621_440);
}

#[tokio::test]
async fn a_body_without_a_length_is_bounded_too() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    let chunks =
        futures_util::stream::iter((0..41).map(|_| Ok::<_, std::io::Error>(vec![b' '; 65_536])));
    let request = browser.request(ADD).body(reqwest::Body::wrap_stream(chunks));
    let answer = browser.send(request, From::OwnPage).await;
    assert_eq!(answer.problem().code, Code::BodyTooLarge);
    assert!(world.majora.calls().is_empty());
}

#[tokio::test]
async fn only_json_is_taken() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    let send = async |content_type: Option<&str>| {
        let mut request = browser.bare(reqwest::Method::POST, ADD).body("{}");
        request = request.header("x-uploader-csrf", "1").header("sec-fetch-site", "same-origin");
        if let Some(content_type) = content_type {
            request = request.header("content-type", content_type);
        }
        browser.send(request, From::OwnPage).await
    };
    let wrong = [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin-1",
        "application/jsonp",
        "",
    ];
    for content_type in wrong.into_iter().map(Some).chain([None]) {
        let answer = send(content_type).await;
        assert_eq!(answer.problem().code, Code::UnsupportedMediaType, "{content_type:?}");
    }
    assert!(world.majora.calls().is_empty());
    for content_type in
        ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"]
    {
        assert_eq!(send(Some(content_type)).await.status, 200, "{content_type}");
    }
}

#[tokio::test]
async fn credentials_of_the_browsers_own_are_refused() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    let request = browser.request(ADD).header("authorization", "Bearer x").body("{}");
    assert_eq!(browser.send(request, From::OwnPage).await.problem().code, Code::BadRequest);
    assert!(world.majora.calls().is_empty());
}

#[tokio::test]
async fn a_page_of_another_user_is_stopped_and_one_of_the_same_user_is_not() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    let session = browser.session().await;
    let reference = session.instances[0].signed_in.as_ref().unwrap().session_ref.clone();
    let send = async |reference: &str| {
        let request = browser.request(ADD).header(SESSION_HEADER, reference).body("{}");
        browser.send(request, From::OwnPage).await
    };
    assert_eq!(send(&reference).await.status, 200);
    browser.sign_in("test").await;
    assert_eq!(send(&reference).await.status, 200);
    let other = Reply::json(200, &json!({ "active": true, "username": "other-lab" }));
    world.majora.reply("/o/introspect/", other);
    browser.sign_in("test").await;
    for stale in [reference.as_str(), "", "x"] {
        let answer = send(stale).await;
        let problem = answer.problem();
        assert_eq!((problem.code, problem.status), (Code::SessionChanged, 409));
        assert_eq!(problem.outcome, Some(Outcome::NotSent));
    }
    assert_eq!(world.majora.calls().len(), 2);
}

#[tokio::test]
async fn without_a_session_nothing_is_sent() {
    let world = World::start().await;
    let browser = world.browser();
    for endpoint in Endpoint::ALL {
        let answer = browser.call(&format!("/api/test/{}", endpoint.path()), "{}").await;
        let problem = answer.problem();
        assert_eq!((problem.code, problem.status), (Code::SessionRequired, 401));
        assert_eq!(problem.outcome, endpoint.writes().then_some(Outcome::NotSent));
    }
    assert!(world.majora.all().is_empty());
}

#[tokio::test]
async fn no_other_path_reaches_majora() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    let cookie = format!("uploader-test={}", browser.cookie("uploader-test").unwrap());
    let paths = [
        "/api/test/artifact/biosample/add/",
        "/api/test//artifact/biosample/add",
        "/api/test/./artifact/biosample/add",
        "/api/test/artifact/biosample/x/../add",
        "/api/test/artifact/biosample/%61dd",
        "/api/test/artifact%2fbiosample%2fadd",
        "/api/test/artifact\\biosample\\add",
        "/api/test/artifact/biosample/add;x=1",
        "/api/test/ARTIFACT/biosample/add",
        "/api/te%73t/artifact/biosample/add",
        "/api/nowhere/artifact/biosample/add",
        "/api/test/../../o/token/",
        "/api/test/%2e%2e/%2e%2e/o/token/",
        "/api/test/%252e%252e/o/token/",
        "/api//evil.example/artifact/biosample/add",
        "/api/test/majora/task/get",
        "/api/test/pag/qc/get",
        "/api/test/group/pag/suppress",
        "/api/test/artifact/biosample/",
        "/api/test/",
        "/api/test",
        "/api/",
        "/api",
    ];
    for path in paths {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncookie: {cookie}\r\n\
             x-uploader-csrf: 1\r\nsec-fetch-site: same-origin\r\ncontent-type: application/json\r\n\
             content-length: 2\r\n\r\n",
            world.proxy.address()
        );
        let answer = world.raw(&head, b"{}").await;
        // A backslash is no character of a request target: the HTTP library may refuse it first.
        let refused =
            answer.starts_with("HTTP/1.1 404 ") && answer.contains(r#""code":"not_found""#);
        let malformed = path.contains('\\') && answer.starts_with("HTTP/1.1 400 ");
        assert!(refused || malformed, "{path}: {answer}");
    }
    assert!(world.majora.calls().is_empty());
}

#[tokio::test]
async fn a_query_is_never_passed_on() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    assert_eq!(browser.call(&format!("{ADD}?sudo_as=x"), "{}").await.status, 200);
    assert_eq!(world.majora.calls()[0].target, UPSTREAM_ADD);
}
