//! The demo world's way from sign-in to tokens, and what becomes of tokens with time.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sandbox::{
    Clock, DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DEMO_PASSWORD, DEMO_USERNAME, GivenToken, Scopes,
    UPLOADER_SCOPES, World, app,
};
use serde_json::{Value, json};

use crate::browser::{Jar, Reply, send};

const CALLBACK: &str = "http://127.0.0.1:43210/auth/test/callback";
const VALIDITY: &str = "/api/v2/artifact/biosample/query/validity/";

struct Browser {
    app: Router,
    clock: Clock,
    jar: Jar,
}

fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn authorize_path() -> String {
    let scope = UPLOADER_SCOPES.join(" ");
    let pairs = [
        ("response_type", "code"),
        ("client_id", DEMO_CLIENT_ID),
        ("redirect_uri", CALLBACK),
        ("scope", &scope),
        ("state", "s p&ce"),
    ];
    format!("/o/authorize/?{}", form(&pairs))
}

fn query_value(location: &str, key: &str) -> Option<String> {
    let query = location.split_once('?')?.1;
    form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == key)
        .map(|it| it.1.into_owned())
}

impl Browser {
    fn new() -> Self {
        Self::of(World::demo())
    }

    fn of(world: World) -> Self {
        let clock = Clock::standing_at(1_795_176_000);
        Self { app: app(world, clock.clone()), clock, jar: Jar::new() }
    }

    async fn get(&mut self, path: &str) -> Reply {
        let request = Request::get(path).body(Body::empty()).unwrap();
        send(&self.app, request, Some(&mut self.jar)).await
    }

    async fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> Reply {
        let request = Request::post(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(Body::from(form(pairs)));
        send(&self.app, request.unwrap(), Some(&mut self.jar)).await
    }

    /// Signs in on the page that a redirect named; gives the redirect that follows.
    async fn sign_in(&mut self, location: &str) -> Reply {
        let page = self.get(location).await;
        let csrf = page.inputs()["csrfmiddlewaretoken"].as_str().unwrap().to_owned();
        let pairs = [
            ("csrfmiddlewaretoken", csrf.as_str()),
            ("login_view-current_step", "auth"),
            ("auth-username", DEMO_USERNAME),
            ("auth-password", DEMO_PASSWORD),
        ];
        self.post(location, &pairs).await
    }

    /// Sends the consent page's form back, with or without its button.
    async fn consent(&mut self, path: &str, allows: bool) -> Reply {
        let page = self.get(path).await;
        let inputs = page.inputs();
        let pairs: Vec<_> = inputs
            .iter()
            .filter(|(name, _)| allows || *name != "allow")
            .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
            .collect();
        self.post("/o/authorize/", &pairs).await
    }

    /// As the application, not as the browser.
    async fn client(&self, path: &str, pairs: &[(&str, &str)]) -> (u16, Value) {
        let credentials = STANDARD.encode(format!("{DEMO_CLIENT_ID}:{DEMO_CLIENT_SECRET}"));
        let request = Request::post(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Authorization", format!("Basic {credentials}"))
            .body(Body::from(form(pairs)));
        let reply = send(&self.app, request.unwrap(), None).await;
        (reply.status, reply.body())
    }

    async fn exchange(&self, code: &str) -> (u16, Value) {
        let pairs =
            [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)];
        self.client("/o/token/", &pairs).await
    }

    async fn refresh(&self, token: &str) -> (u16, Value) {
        self.client("/o/token/", &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    async fn introspect(&self, token: &str) -> (u16, Value) {
        self.client("/o/introspect/", &[("token", token)]).await
    }

    async fn call(&self, token: &str) -> u16 {
        let body = json!({"username": "u", "token": "t", "biosamples": ["X"]}).to_string();
        let request = Request::post(VALIDITY).header("Authorization", format!("Bearer {token}"));
        send(&self.app, request.body(Body::from(body)).unwrap(), None).await.status
    }

    /// The whole way to a pair of tokens.
    async fn tokens(&mut self) -> (String, String) {
        let to_login = self.get(&authorize_path()).await;
        self.sign_in(to_login.header("location").unwrap()).await;
        let back = self.consent(&authorize_path(), true).await;
        let code = query_value(back.header("location").unwrap(), "code").unwrap();
        pair(&self.exchange(&code).await.1)
    }
}

fn pair(body: &Value) -> (String, String) {
    let text = |key: &str| body[key].as_str().unwrap().to_owned();
    (text("access_token"), text("refresh_token"))
}

#[tokio::test]
async fn the_demo_user_signs_in_with_a_password_and_consents() {
    let mut browser = Browser::new();
    let path = authorize_path();
    let to_login = browser.get(&path).await;
    assert_eq!(to_login.status, 302);
    let location = to_login.header("location").unwrap();
    assert!(location.starts_with("/account/login/?next=/o/authorize/%3F"), "{location}");
    let signed_in = browser.sign_in(location).await;
    assert_eq!((signed_in.status, signed_in.header("location")), (302, Some(path.as_str())));
    let page = browser.get(&path).await;
    for text in [
        "Authorise application",
        DEMO_CLIENT_ID,
        "demo-admin",
        "Verified",
        "Signed in as <strong>demo-lab",
    ] {
        assert!(page.text.contains(text), "{text}");
    }
    assert_eq!(page.page()["permissions_listed"].as_array().unwrap().len(), 12);
    let back = browser.consent(&path, true).await;
    let location = back.header("location").unwrap();
    assert!(location.starts_with(CALLBACK), "{location}");
    assert!(location.ends_with("&state=s+p%26ce"), "{location}");
}

#[tokio::test]
async fn a_record_has_a_page_for_whoever_is_signed_in() {
    let mut world = World::demo();
    let (token, user) = ("t".to_owned(), DEMO_USERNAME.to_owned());
    let scopes = Scopes::all();
    world.access_tokens.push(GivenToken { token, user, scopes, expires_in_days: 1 });
    let mut browser = Browser::of(world);
    let sample = json!({
        "central_sample_id": "A<1>", "adm1": "UK-ENG", "is_surveillance": "Y",
        "received_date": "2026-11-20",
    });
    let body = json!({"username": "u", "token": "t", "biosamples": [sample]}).to_string();
    let add = Request::post("/api/v2/artifact/biosample/add/")
        .header("Authorization", "Bearer t")
        .body(Body::from(body));
    let added = send(&browser.app, add.unwrap(), None).await.body();
    let uuid = added["new"][0][1].as_str().unwrap();
    let path = format!("/artifact/{uuid}/");
    let to_login = browser.get(&path).await;
    assert_eq!(to_login.status, 302);
    browser.sign_in(to_login.header("location").unwrap()).await;
    let page = browser.get(&path).await;
    assert_eq!(page.status, 200);
    for text in ["<h1>A&lt;1&gt;</h1>", "<dt>adm1</dt><dd>UK-ENG</dd>"] {
        assert!(page.text.contains(text), "{text}");
    }
    for other in [format!("/process/{uuid}/"), "/artifact/nothing/".to_owned()] {
        assert_eq!(browser.get(&other).await.status, 404, "{other}");
    }
}

#[tokio::test]
async fn cancel_sends_an_error_and_a_forged_form_nothing() {
    let mut browser = Browser::new();
    let path = authorize_path();
    let to_login = browser.get(&path).await;
    browser.sign_in(to_login.header("location").unwrap()).await;
    let back = browser.consent(&path, false).await;
    let location = back.header("location").unwrap();
    assert_eq!(query_value(location, "error").as_deref(), Some("access_denied"));
    let forged = browser
        .post("/o/authorize/", &[("csrfmiddlewaretoken", "x"), ("allow", "Authorize")])
        .await;
    assert_eq!((forged.status, forged.header("location")), (403, None));
}

#[tokio::test]
async fn a_wrong_password_stays_on_the_page_and_next_stays_on_this_server() {
    let mut browser = Browser::new();
    let page = browser.get("/account/login/").await;
    let csrf = page.inputs()["csrfmiddlewaretoken"].as_str().unwrap().to_owned();
    let pairs = |password| {
        [
            ("csrfmiddlewaretoken", csrf.clone()),
            ("login_view-current_step", "auth".to_owned()),
            ("auth-username", DEMO_USERNAME.to_owned()),
            ("auth-password", String::from(password)),
        ]
    };
    let wrong = pairs("wrong");
    let wrong: Vec<_> = wrong.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let reply = browser.post("/account/login/", &wrong).await;
    assert_eq!((reply.status, &reply.inputs()["auth-username"]), (200, &json!(DEMO_USERNAME)));
    let right = pairs(DEMO_PASSWORD);
    let right: Vec<_> = right.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let reply = browser.post("/account/login/?next=//evil.example/", &right).await;
    assert_eq!(reply.header("location"), Some("/accounts/profile/"));
    assert!(browser.get("/accounts/profile/").await.text.contains("Verified"));
    browser.get("/account/logout/").await;
    assert_eq!(browser.get("/accounts/profile/").await.status, 302);
}

#[tokio::test]
async fn a_code_serves_once_and_for_sixty_seconds() {
    let mut browser = Browser::new();
    let (access, _) = browser.tokens().await;
    // Approved before: straight back with a code.
    let code = async |browser: &mut Browser| {
        let back = browser.get(&authorize_path()).await;
        query_value(back.header("location").unwrap(), "code").unwrap()
    };
    let first = code(&mut browser).await;
    assert_eq!(browser.exchange(&first).await.0, 200);
    assert_eq!(browser.exchange(&first).await, (400, json!({"error": "invalid_grant"})));
    assert_eq!(browser.call(&access).await, 200, "a code used twice harms no token");
    let second = code(&mut browser).await;
    browser.clock.advance(Duration::from_secs(60));
    assert_eq!(browser.exchange(&second).await, (400, json!({"error": "invalid_grant"})));
}

#[tokio::test]
async fn an_access_token_runs_out_and_can_be_refreshed() {
    let mut browser = Browser::new();
    let (access, refresh) = browser.tokens().await;
    let (status, body) = browser.introspect(&access).await;
    assert_eq!(
        (status, &body["active"], &body["username"]),
        (200, &json!(true), &json!(DEMO_USERNAME))
    );
    assert_eq!(body["client_id"], json!(DEMO_CLIENT_ID));
    assert_eq!(body["exp"], json!(browser.clock.now_seconds() + 36_000));
    browser.clock.advance(Duration::from_secs(36_000));
    assert_eq!(browser.call(&access).await, 400);
    assert_eq!(browser.introspect(&access).await, (200, json!({"active": false})));
    let (status, body) = browser.refresh(&refresh).await;
    assert_eq!(status, 200);
    assert_eq!(browser.call(&pair(&body).0).await, 200);
    assert_eq!(
        browser.introspect(&access).await,
        (401, json!({"active": false})),
        "gone by the refresh"
    );
    assert_eq!(browser.refresh(&refresh).await.0, 400);
}

#[tokio::test]
async fn a_refresh_after_its_access_token_was_revoked_breaks_the_server() {
    let mut browser = Browser::new();
    let (access, refresh) = browser.tokens().await;
    assert_eq!(browser.client("/o/revoke_token/", &[("token", &access)]).await.0, 200);
    assert_eq!(browser.refresh(&refresh).await.0, 500);
    assert_eq!(browser.client("/o/revoke_token/", &[("token", &refresh)]).await.0, 200);
    assert_eq!(browser.refresh(&refresh).await, (400, json!({"error": "invalid_grant"})));
}

#[tokio::test]
async fn introspection_wants_the_secret_of_a_client() {
    let browser = Browser::new();
    let request = Request::post("/o/introspect/").body(Body::empty()).unwrap();
    assert_eq!(send(&browser.app, request, None).await.status, 403);
    assert_eq!(browser.introspect("no-such-token").await, (401, json!({"active": false})));
}
