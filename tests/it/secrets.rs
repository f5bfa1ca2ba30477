//! Secrets stay where they belong, on a day on which much goes wrong.

use crate::browser::{Browser, Seen};
use crate::log;
use crate::majora::Majora;
use crate::majora::USER;
use crate::sheets::{Csv, all_rows};
use crate::tab::Tab;
use crate::world::{CLIENT_SECRET, World};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use protocol::endpoint::Endpoint;
use protocol::session::{CSRF_HEADER, SignInError};
use reqwest::{Method, Url};
use sandbox::{Effect, Fault, Request};
use serde_json::{Value, json};
use sheet::receipt::RowOutcome;
use std::collections::BTreeSet;

/// Cells of a sheet. No other test has them, because all tests share one log.
const CELLS: [&str; 3] = ["canary-of-the-sender", "CANARY-OF-THE-COUNTY", "CANARY-0F-TH3-ID"];

fn body() -> Value {
    json!({"biosamples": [{
        "central_sample_id": CELLS[2], "sender_sample_id": CELLS[0], "adm1": CELLS[1],
        "is_surveillance": "Y",
    }]})
}

/// An upload, and a call whose refusal repeats a cell.
async fn a_good_upload(majora: &Majora, tab: &Tab<'_>) {
    let sheet = Csv::example(majora.today(), 3)
        .with("sender_sample_id", |_| CELLS[0].into())
        .with("adm2", |_| CELLS[1].into())
        .but(1, "central_sample_id", CELLS[2]);
    all_rows(&tab.send(&sheet.good()).await.expect("an upload"), RowOutcome::Saved);
    let answer = tab.call(Endpoint::BiosampleAdd, &body()).await.expect("an answer");
    assert!(answer["messages"].to_string().contains(CELLS[1]), "Majora repeats the cell");
    let library = json!({"central_sample_id": "HOOT-LIB-001"});
    tab.call(Endpoint::BiosampleGet, &library).await.expect("an answer");
}

/// Calls that the proxy refuses by itself.
async fn malformed_calls(browser: &Browser, origin: &str) {
    let add = format!("{origin}/api/test/{}", Endpoint::BiosampleAdd.path());
    let cell = CELLS[0];
    for (url, sent) in [
        (add.clone(), format!("[\"{cell}\"]")),
        (add.clone(), format!("{{\"sudo_as\":\"{cell}\"}}")),
        (add.clone(), format!("{{\"{cell}\":1,\"{cell}\":2}}")),
        (format!("{origin}/api/test/artifact/biosample/delete"), body().to_string()),
        (format!("{origin}/api/nowhere/artifact/biosample/add"), body().to_string()),
    ] {
        let seen = browser.fetch(Method::POST, &url, &[CSRF_HEADER], Some(&sent)).await;
        assert!((400..500).contains(&seen.status), "{}", seen.body);
    }
    let seen = browser.fetch(Method::POST, &add, &[], Some(&body().to_string())).await;
    assert_eq!(seen.status, 403);
}

/// Calls that fail at Majora, until the last of them ends the session.
async fn failing_calls(majora: &mut Majora, tab: &Tab<'_>) {
    majora.go_down().await;
    tab.refused(Endpoint::BiosampleAdd, &body()).await;
    majora.come_back().await;
    for effect in [
        Effect::TooManyRequests(3),
        Effect::ServerError,
        Effect::DropBefore,
        Effect::DropAfter,
        Effect::EmptyBadRequest,
        Effect::ExpireTokens,
    ] {
        majora.fail(0, effect);
        tab.refused(Endpoint::BiosampleAdd, &body()).await;
    }
    tab.refused(Endpoint::BiosampleAdd, &body()).await;
}

/// Sign-ins that fail after Majora has sent the browser back.
async fn failing_sign_ins(majora: &Majora, tab: &Tab<'_>) {
    for path in ["/o/token/", "/o/introspect/"] {
        majora.sandbox.faults().add(Fault::next(path, Effect::ServerError));
        let page = tab.log_in(tab.begin_sign_in().await, USER).await;
        let page = tab.authorise(page).await;
        assert_eq!(tab.landing(&page), Err(SignInError::Unusable));
    }
}

/// The values that Majora and the proxy hand each other, and that nobody else may know.
fn secrets(requests: &[Request]) -> BTreeSet<String> {
    let mut secrets = BTreeSet::from([CLIENT_SECRET.to_owned()]);
    for request in requests {
        let authorization = request.headers.iter().filter(|(name, _)| name == "authorization");
        let values = authorization.filter_map(|(_, value)| value.split_once(' '));
        secrets.extend(values.map(|(_, value)| value.to_owned()));
        let kept = ["code", "code_verifier", "token"];
        secrets.extend(kept.iter().filter_map(|name| form_field(request, name)));
    }
    secrets
}

fn form_field(request: &Request, name: &str) -> Option<String> {
    if !request.path.starts_with("/o/") || request.method != "POST" {
        return None;
    }
    let form = Url::parse(&format!("http://form/?{}", request.body)).expect("a form");
    form.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// Asserts that a value is in a text in none of the forms in which it could leak.
fn absent(text: &str, value: &str, place: &str) {
    assert!(value.len() >= 16, "too short to prove anything");
    let bytes = value.as_bytes();
    let mut url = Url::parse("http://form/").expect("an address");
    url.query_pairs_mut().append_key_only(value);
    let percent = url.query().unwrap_or_default().to_owned();
    let hex = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    // Inside a longer text base64 shifts by one or two bytes.
    let shifted =
        (0..3).map(|skip| STANDARD.encode(&bytes[skip..][..(bytes.len() - skip) / 3 * 3]));
    let forms = [value.to_owned(), percent, hex, URL_SAFE_NO_PAD.encode(bytes)];
    for form in forms.into_iter().chain(shifted) {
        assert!(!text.contains(&form), "{form} is in {place}");
    }
}

/// What an answer of the proxy's shows beside its body.
fn head(seen: &Seen) -> String {
    let headers = seen.headers.iter();
    headers
        .map(|(name, value)| format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes())))
        .collect()
}

#[tokio::test]
async fn no_secret_and_no_cell_is_logged_or_shown() {
    let mut world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    let page = tab.log_in(tab.begin_sign_in().await, USER).await;
    tab.deny(page).await;
    tab.sign_in().await;
    a_good_upload(&world.test, &tab).await;
    malformed_calls(&browser, &world.origin).await;
    failing_calls(&mut world.test, &tab).await;
    failing_sign_ins(&world.test, &tab).await;
    tab.sign_in().await;
    browser.open(&browser.callback()).await;
    tab.sign_out().await;
    browser.open(&browser.callback()).await;
    // What is still being revoked ends first.
    let origin = world.origin.clone();
    world.proxy.stop().await;

    let requests = world.test.sandbox.requests();
    let secrets = secrets(&requests);
    every_token_is_known(&requests);
    let from_proxy = browser.seen().into_iter();
    let from_proxy = from_proxy.filter(|seen| seen.url.origin().ascii_serialization() == origin);
    let log = log::text();
    for seen in from_proxy {
        let request_id = seen.headers["x-request-id"].to_str().expect("ASCII");
        assert!(log.contains(request_id), "the log isn't caught");
        nothing_is_shown(&seen, &secrets);
    }
    for value in secrets.iter().map(String::as_str).chain(CELLS) {
        absent(&log, value, "the log");
    }
}

/// Asserts that the test knows both tokens of every pair that Majora has issued: the access token by
/// its use, the refresh token by its end.
fn every_token_is_known(requests: &[Request]) {
    let to = |path: &'static str| {
        requests.iter().filter(move |request| request.path == path && request.status == Some(200))
    };
    let pairs = to("/o/token/").count();
    assert_eq!(pairs, 3);
    let revoked: BTreeSet<_> =
        to("/o/revoke_token/").filter_map(|request| form_field(request, "token")).collect();
    assert_eq!(revoked.len(), pairs, "a token is never revoked");
    assert!(requests.iter().any(|request| CELLS.iter().all(|cell| request.body.contains(cell))));
}

fn nothing_is_shown(seen: &Seen, secrets: &BTreeSet<String>) {
    let (url, head, path) = (seen.url.as_str(), head(seen), seen.url.path());
    for secret in secrets {
        absent(&head, secret, "the headers of an answer");
        absent(&seen.body, secret, "an answer");
        absent(&seen.sent, secret, "a request of the browser");
        // A code comes by the address, once: that is OAuth.
        let is_code = path.ends_with("/callback") && url.contains(&format!("code={secret}&"));
        assert!(is_code || !url.contains(secret.as_str()), "a secret is in {path}");
    }
    let is_majoras_answer = path.starts_with("/api/") && seen.status == 200;
    for cell in CELLS {
        absent(url, cell, "an address");
        absent(&head, cell, "the headers of an answer");
        if !is_majoras_answer {
            absent(&seen.body, cell, "an answer of the proxy's own");
        }
    }
}
