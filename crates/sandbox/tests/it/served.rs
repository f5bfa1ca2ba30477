//! The sandbox on a port: faults that only a connection can show, the log, the state file.

use std::path::PathBuf;
use std::time::Duration;

use sandbox::{Effect, Fault, GivenToken, Options, Sandbox, Scopes, World};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const ADD: &str = "/api/v2/artifact/biosample/add/";

fn world() -> World {
    let mut world = World::demo();
    let user = world.users[0].username.clone();
    let scopes = Scopes::all();
    world.access_tokens.push(GivenToken {
        token: "t".to_owned(),
        user,
        scopes,
        expires_in_days: 1,
    });
    world
}

/// What comes back of a request on a connection of its own; "" if it was closed without an answer.
async fn exchange(majora: &Sandbox, method: &str, path: &str, body: &str) -> String {
    let host = majora.base_url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).await.unwrap();
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nAuthorization: Bearer t\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

async fn add(majora: &Sandbox, id: &str) -> String {
    let today = majora.clock().now_seconds() / 86_400;
    let date = jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(today);
    let sample = json!({
        "central_sample_id": id, "adm1": "UK-ENG", "is_surveillance": "Y", "collection_date": date.to_string(),
    });
    let body = json!({"username": "u", "token": "t", "biosamples": [sample]}).to_string();
    exchange(majora, "POST", ADD, &body).await
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("closed")
}

#[tokio::test]
async fn ordered_faults_happen_to_the_calls_they_are_ordered_for() {
    let majora = Sandbox::start(world()).await.unwrap();
    for (effect, want, is_stored) in [
        (Effect::DropBefore, "closed", false),
        (Effect::DropAfter, "closed", true),
        (Effect::EmptyBadRequest, "400", false),
        (Effect::ServerError, "500", false),
        (Effect::TooManyRequests(7), "429", false),
        (Effect::ExpireTokens, "400", false),
    ] {
        let id = format!("{effect:?}").replace(['(', ')'], "-");
        majora.faults().add(Fault::next(ADD, effect));
        let answer = add(&majora, &id).await;
        assert_eq!(status(&answer), want, "{effect:?}");
        assert_eq!(majora.biosample(&id).is_some(), is_stored, "{effect:?}");
        assert_eq!(answer.contains("retry-after: 7"), want == "429");
    }
}

#[tokio::test]
async fn requests_are_kept_for_those_who_ask() {
    let majora = Sandbox::start(world()).await.unwrap();
    majora.faults().add(Fault::next(ADD, Effect::Delay(1)).after(1));
    for id in ["A", "B"] {
        assert_eq!(status(&add(&majora, id).await), "200");
    }
    assert_eq!(majora.calls(ADD), 2);
    let requests = majora.requests();
    assert_eq!((requests[1].method.as_str(), requests[1].status), ("POST", Some(200)));
    let body: Value = serde_json::from_str(&requests[1].body).unwrap();
    assert_eq!(body["biosamples"][0]["central_sample_id"], json!("B"));
    assert_eq!(majora.stored("B", "adm1"), Some(json!("UK-ENG")));
}

#[tokio::test]
async fn records_and_tokens_outlive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let start = async |world: World| {
        let options = Options { state: Some(file.clone()), ..Options::default() };
        Sandbox::start_on("127.0.0.1:0".parse().unwrap(), world, options).await.unwrap()
    };
    let majora = start(world()).await;
    add(&majora, "KEPT").await;
    let shown = majora.biosample("KEPT").unwrap();
    majora.stop().await.unwrap();
    let majora = start(World::demo()).await;
    assert_eq!(majora.biosample("KEPT"), Some(shown));
    let answer = add(&majora, "KEPT").await;
    assert!(answer.contains("\"new\": []"), "the token is still good, the sample known: {answer}");
}

#[tokio::test]
async fn a_change_is_saved_without_a_stop_and_a_broken_file_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let options = Options { state: Some(file.clone()), ..Options::default() };
    let address = "127.0.0.1:0".parse().unwrap();
    let majora = Sandbox::start_on(address, world(), options.clone()).await.unwrap();
    add(&majora, "KEPT").await;
    tokio::time::timeout(Duration::from_secs(30), saved(file.clone(), "KEPT")).await.unwrap();
    drop(majora);
    std::fs::write(&file, "{").unwrap();
    let error = Sandbox::start_on(address, world(), options).await.unwrap_err();
    assert!(error.to_string().contains("state.json"), "{error}");
}

/// Ends once the file holds the text.
async fn saved(file: PathBuf, text: &str) {
    while !tokio::fs::read_to_string(&file).await.is_ok_and(|state| state.contains(text)) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn faults_are_ordered_over_http_only_where_that_is_switched_on() {
    let fault = json!({"path": ADD, "effect": "server_error"}).to_string();
    let without = Sandbox::start(world()).await.unwrap();
    assert_eq!(status(&exchange(&without, "POST", "/sandbox/faults", &fault).await), "404");
    let options = Options { fault_switches: true, ..Options::default() };
    let with = Sandbox::start_on("127.0.0.1:0".parse().unwrap(), world(), options).await.unwrap();
    assert_eq!(status(&exchange(&with, "POST", "/sandbox/faults", &fault).await), "204");
    assert_eq!(status(&add(&with, "A").await), "500");
    assert_eq!(status(&add(&with, "A").await), "200");
    assert_eq!(status(&exchange(&with, "POST", "/sandbox/faults", "{}").await), "400");
}

#[tokio::test]
async fn a_stopped_sandbox_does_not_listen() {
    let majora = Sandbox::start(world()).await.unwrap();
    let host = majora.base_url.strip_prefix("http://").unwrap().to_owned();
    majora.stop().await.unwrap();
    assert!(TcpStream::connect(host).await.is_err());
}
