//! The proxy with the OAuth server that is inside Majora: django-oauth-toolkit 1.4.1 on Django 2.2.
//! `cargo xtask test oauth` installs both and runs this, which is ignored without.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

#[path = "it/majora.rs"]
#[expect(dead_code, reason = "the stand-in's other answers are for the other tests")]
mod majora;
#[path = "it/world.rs"]
#[expect(dead_code, reason = "the world's other helpers are for the other tests")]
mod world;

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

use protocol::{problem::Code, session::UPLOADER_SCOPES};
use reqwest::{Client, redirect::Policy};
use serde_json::{Value, json};
use url::Url;

use crate::{
    majora::{CLIENT_SECRET, USERNAME},
    world::{Browser, From, Settings, World},
};

const CALL: &str = "/api/test/artifact/biosample/get";
const HOST: &str = "127.0.0.1:1";

/// The server, which ends with the test.
struct Dot {
    url: String,
    child: Child,
}

impl Drop for Dot {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Dot {
    fn start() -> Dot {
        let python = std::env::var_os("DOT_PYTHON").expect("`cargo xtask test oauth` sets it");
        let mut child = Command::new(python)
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/dot/server.py"))
            .args(["client:test", CLIENT_SECRET, UPLOADER_SCOPES])
            .arg(format!("http://{HOST}/auth/test/callback"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("listening on ").expect("it has started").to_owned();
        Dot { url, child }
    }

    async fn world(&self) -> World {
        let settings = Settings {
            base_url: Some(self.url.clone()),
            public_url: Some(format!("http://{HOST}")),
            limits: "calls_per_session = 64\ncalls_per_instance = 64",
            ..Settings::default()
        };
        World::with(settings).await
    }

    /// How many access tokens and refresh tokens live, and how many of the latter ever did.
    async fn tokens(&self) -> Value {
        reqwest::get(format!("{}/state", self.url)).await.unwrap().json().await.unwrap()
    }
}

fn tokens(access: u8, refresh: u8, issued: u8) -> Value {
    json!({ "access": access, "refresh": refresh, "issued": issued })
}

/// What the browser is sent back with.
async fn code(authorize: &Url) -> Url {
    let client = Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
    let answer = client.get(authorize.clone()).send().await.unwrap();
    assert_eq!(answer.status(), 302);
    Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap()
}

async fn sign_in(world: &World) -> Browser {
    let browser = Browser::at(&world.url).named(HOST);
    let authorize = browser.begin("test", "/upload").await;
    let back = code(&authorize).await;
    let path = format!("{}?{}", back.path(), back.query().unwrap());
    let answer = browser.open(&path, From::OtherSite).await;
    assert_eq!(answer.location(), "/upload");
    browser
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "`cargo xtask test oauth` installs the server"]
async fn sign_in_call_and_sign_out() {
    let dot = Dot::start();
    let world = dot.world().await;
    let browser = sign_in(&world).await;
    assert_eq!(browser.users().await[0].as_deref(), Some(USERNAME));
    let answer = browser.call(CALL, "{}").await;
    assert!(answer.body.contains(USERNAME), "{}", answer.body);
    assert_eq!(dot.tokens().await, tokens(1, 1, 1));
    assert_eq!(browser.sign_out("test").await.status, 204);
    assert_eq!(dot.tokens().await, tokens(0, 0, 1), "both are dead");
}

/// Case 56: the real one spends a refresh token once, and fails badly when two arrive at once.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "`cargo xtask test oauth` installs the server"]
async fn many_requests_refresh_once() {
    let dot = Dot::start();
    let world = dot.world().await;
    let browser = sign_in(&world).await;
    for round in 2..5 {
        world.clock.advance(Duration::from_secs(545));
        let calls = (0..16).map(|_| browser.call(CALL, "{}"));
        for answer in futures_util::future::join_all(calls).await {
            assert_eq!(answer.status, 200, "{}", answer.body);
        }
        assert_eq!(dot.tokens().await, tokens(1, 1, round));
    }
    browser.sign_out("test").await;
    assert_eq!(dot.tokens().await, tokens(0, 0, 4));
}

/// Cases 50 and 61: tokens that were taken back end the session, by either way of learning it.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "`cargo xtask test oauth` installs the server"]
async fn tokens_that_were_taken_back_end_the_session() {
    let dot = Dot::start();
    let world = dot.world().await;
    for wait in [0, 545] {
        let browser = sign_in(&world).await;
        assert_eq!(browser.call(CALL, "{}").await.status, 200);
        reqwest::get(format!("{}/kill", dot.url)).await.unwrap();
        world.clock.advance(Duration::from_secs(wait));
        let problem = browser.call(CALL, "{}").await.problem();
        assert_eq!((problem.status, problem.code), (401, Code::TokenRejected));
        assert_eq!(browser.users().await[0], None);
    }
}

/// Cases 5, 9 and 18's neighbours: what the server itself refuses, in its own words.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "`cargo xtask test oauth` installs the server"]
async fn a_code_is_worth_nothing_without_its_verifier_or_twice() {
    let dot = Dot::start();
    let world = dot.world().await;
    let browser = Browser::at(&world.url).named(HOST);
    let authorize = browser.begin("test", "/").await;
    let stolen = code(&authorize).await;
    let redeem = async |verifier: &str, code: &str| {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", "http://127.0.0.1:1/auth/test/callback"),
            ("code_verifier", verifier),
        ];
        let request = Client::new().post(format!("{}/o/token/", dot.url)).form(&form);
        // Percent-encoded first, as the standard and this server want it.
        let answer = request.basic_auth("client%3Atest", Some("canary-secret%2B%25%2F%26")).send();
        let answer = answer.await.unwrap();
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
    };
    let value = world::query(&stolen, "code");
    let (status, answer) = redeem(&"x".repeat(43), &value).await;
    assert_eq!((status, &answer["error"]), (400, &json!("invalid_grant")));
    let path = format!("{}?{}", stolen.path(), stolen.query().unwrap());
    assert_eq!(browser.open(&path, From::OtherSite).await.location(), "/", "the owner can use it");
    let (status, answer) = redeem(&"x".repeat(43), &value).await;
    assert_eq!((status, &answer["error"]), (400, &json!("invalid_grant")));
    assert_eq!(browser.open(&path, From::OtherSite).await.location(), "/", "case 5");
    assert_eq!(dot.tokens().await, tokens(1, 1, 1));
}
