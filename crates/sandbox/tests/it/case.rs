//! One case: its requests sent, its answers compared.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderName, Request};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use sandbox::{Clock, World, totp};
use serde_json::{Map, Value, json};

use crate::browser::{Jar, Reply, send};
use crate::template::{Variables, expand, expand_text, hide_code, hide_tokens, offsets, template};

const TOKEN: &str = "loopback-access-token";
const USERNAME: &str = "hoot-lab";
const COMPARED_HEADERS: [&str; 7] = [
    "Location",
    "Content-Type",
    "WWW-Authenticate",
    "Cache-Control",
    "Pragma",
    "Allow",
    "Access-Control-Allow-Origin",
];

/// A server under replay, with the browsers that are signed in to it.
pub(crate) struct Replay {
    app: Router,
    clock: Clock,
    keys: HashMap<String, Option<String>>,
    jars: HashMap<String, Jar>,
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn encoded(pairs: &Map<String, Value>) -> String {
    let pairs = pairs.iter().map(|(name, value)| (name, value.as_str().unwrap()));
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

impl Replay {
    pub(crate) fn new(app: Router, clock: Clock, world: &World) -> Self {
        let key = |user: &sandbox::User| (user.username.clone(), user.totp_key.clone());
        let keys = world.users.iter().map(key).collect();
        Self { app, clock, keys, jars: HashMap::new() }
    }

    fn today(&self) -> Date {
        let now = Timestamp::from_second(self.clock.now_seconds()).unwrap();
        now.to_zoned(TimeZone::UTC).date()
    }

    fn code(&self, user: &str) -> String {
        let key = self.keys[user].as_deref().unwrap();
        totp(key, self.clock.now_seconds() / 30).unwrap()
    }

    /// Runs a case; gives what it disagrees on.
    pub(crate) async fn case(&mut self, case: &Value) -> Vec<String> {
        let today = self.today();
        let is_oauth = case["id"].as_str().unwrap().starts_with("oauth/");
        let days = if is_oauth {
            BTreeSet::from([0])
        } else {
            offsets(&[&case["setup"], &case["request"], &case["raw_body"], &case["endpoint"]])
        };
        let mut own = Jar::new();
        let mut variables = Variables::new();
        let mut disagreements = Vec::new();
        for (place, step) in case["setup"].as_array().unwrap().iter().chain([case]).enumerate() {
            let got = if let Some(seconds) = step["wait_seconds"].as_u64() {
                self.clock.advance(Duration::from_secs(seconds));
                continue;
            } else if step.get("endpoint").is_some() {
                self.call(step, today, &days, &variables).await
            } else {
                let session = step.get("session").unwrap_or(&case["session"]).as_str();
                self.oauth(step, session, &mut own, &mut variables).await
            };
            let mut want = step.clone();
            if let Some(production) = case.get("production").filter(|_| step == case) {
                object(production).into_iter().for_each(|(key, value)| want[key] = value);
            }
            if want.get("status").is_none() {
                continue;
            }
            for (key, got) in object(&got) {
                if want.get(&key).unwrap_or(&Value::Null) != &got {
                    let id = case["id"].as_str().unwrap();
                    let want = want.get(&key).unwrap_or(&Value::Null);
                    disagreements
                        .push(format!("{id}, step {place}, {key}\n  want {want}\n  got  {got}"));
                }
            }
        }
        disagreements
    }

    /// A call of the API.
    async fn call(
        &self,
        step: &Value,
        today: Date,
        days: &BTreeSet<i32>,
        variables: &Variables,
    ) -> Value {
        let text = |text: &str| expand_text(text, today, variables).replace("{{token}}", TOKEN);
        let mut headers = Map::new();
        headers.insert("Authorization".to_owned(), format!("Bearer {TOKEN}").into());
        headers.insert("Content-Type".to_owned(), "application/json".into());
        headers.extend(object(&step["headers"]));
        let mut request = Request::builder()
            .method(step["method"].as_str().unwrap_or("POST"))
            .uri(text(step["endpoint"].as_str().unwrap()));
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_null()) {
            let name: HeaderName = name.parse().unwrap();
            request = request.header(name, text(value.as_str().unwrap()));
        }
        let request = request.body(Body::from(body(step, today, variables))).unwrap();
        let reply = send(&self.app, request, None).await;
        let mut got =
            json!({"status": reply.status, "response": template(&reply.body(), today, days)});
        if [301, 302, 405].contains(&reply.status) {
            got["response_headers"] = headers_of(&reply, &["Location", "Allow"]);
        }
        got
    }

    /// A request of a browser or of an application to the pages and the OAuth server.
    async fn oauth(
        &mut self,
        step: &Value,
        session: Option<&str>,
        own: &mut Jar,
        variables: &mut Variables,
    ) -> Value {
        let request = self.oauth_request(step, variables);
        let reply = match session {
            None => send(&self.app, request, None).await,
            Some("{{new}}") => send(&self.app, request, Some(own)).await,
            Some(user) => {
                let mut jar = self.signed_in(user).await;
                let reply = send(&self.app, request, Some(&mut jar)).await;
                self.jars.insert(user.to_owned(), jar);
                reply
            }
        };
        for (name, place) in object(&step["save"]) {
            variables.insert(name, kept(&reply, place.as_str().unwrap()));
        }
        let is_page = reply.body() == json!("{{html}}");
        let headers: &[&str] = if is_page { &["Location"] } else { &COMPARED_HEADERS };
        let body = if is_page { reply.page() } else { hide_tokens(reply.body()) };
        json!({
            "status": reply.status,
            "response_headers": headers_of(&reply, headers),
            "response": template(&body, self.today(), &BTreeSet::from([0])),
        })
    }

    fn oauth_request(&self, step: &Value, variables: &Variables) -> Request<Body> {
        let today = self.today();
        let expanded = |value: &Value| object(&expand(value, today, variables));
        let mut uri = expand_text(step["url"].as_str().unwrap(), today, variables);
        let query = expanded(&step["query"]);
        if !query.is_empty() {
            uri = format!("{uri}?{}", encoded(&query));
        }
        let mut request = Request::builder().method(step["method"].as_str().unwrap()).uri(uri);
        for (name, value) in expanded(&step["headers"]) {
            let value = value.as_str().unwrap();
            let pair = value.strip_prefix("Basic {{basic:").and_then(|it| it.strip_suffix("}}"));
            let value = match pair {
                Some(pair) => format!("Basic {}", STANDARD.encode(pair)),
                None => value.to_owned(),
            };
            request = request.header(name.parse::<HeaderName>().unwrap(), value);
        }
        if step.get("form").is_some() {
            let mut form = expanded(&step["form"]);
            for value in form.values_mut() {
                let text = value.as_str().unwrap();
                if let Some(user) =
                    text.strip_prefix("{{totp:").and_then(|it| it.strip_suffix("}}"))
                {
                    *value = self.code(user).into();
                }
            }
            let request = request.header("Content-Type", "application/x-www-form-urlencoded");
            return request.body(encoded(&form).into()).unwrap();
        }
        if let Some(json) = step.get("json") {
            let body = expand(json, today, variables).to_string();
            return request.header("Content-Type", "application/json").body(body.into()).unwrap();
        }
        request.body(Body::from(step["raw_body"].as_str().unwrap_or_default().to_owned())).unwrap()
    }

    /// A browser that is signed in as a user, kept for the whole replay.
    async fn signed_in(&mut self, user: &str) -> Jar {
        if let Some(jar) = self.jars.get(user) {
            return jar.clone();
        }
        let mut jar = Jar::new();
        let page = json!({"method": "GET", "url": "/account/login/"});
        let mut reply =
            send(&self.app, self.oauth_request(&page, &Variables::new()), Some(&mut jar)).await;
        let mut steps = vec![json!({
            "login_view-current_step": "auth", "auth-username": user, "auth-password": "password",
        })];
        if self.keys[user].is_some() {
            // A one-time code of this half minute may have been used already.
            self.clock.advance(Duration::from_secs(31));
            steps.push(json!({
                "login_view-current_step": "token", "token-otp_token": self.code(user),
            }));
        }
        for mut form in steps {
            form["csrfmiddlewaretoken"] = reply.inputs()["csrfmiddlewaretoken"].clone();
            let step = json!({"method": "POST", "url": "/account/login/", "form": form});
            reply =
                send(&self.app, self.oauth_request(&step, &Variables::new()), Some(&mut jar)).await;
        }
        assert_eq!(reply.status, 302, "could not sign in as {user}");
        jar
    }
}

/// What a step keeps of an answer for later ones.
fn kept(reply: &Reply, place: &str) -> String {
    let (kind, key) = place.split_once(':').unwrap();
    match kind {
        "location" => {
            let query =
                reply.header("location").and_then(|it| it.split_once('?')).map_or("", |it| it.1);
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            pairs
                .find(|(name, _)| name == key)
                .map_or_else(String::new, |(_, value)| value.into_owned())
        }
        "body" => reply.body()[key].as_str().unwrap_or_default().to_owned(),
        "input" => {
            let inputs = reply.inputs();
            inputs.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
        }
        other => panic!("nothing is kept of {other}"),
    }
}

fn headers_of(reply: &Reply, names: &[&str]) -> Value {
    let header = |name: &&str| {
        let value = reply.header(name)?;
        let value = if *name == "Location" { hide_code(value) } else { value.to_owned() };
        Some(((*name).to_owned(), Value::from(value)))
    };
    Value::Object(names.iter().filter_map(header).collect())
}

/// The body of an API call: `username` and `token` are added unless the case says otherwise.
fn body(step: &Value, today: Date, variables: &Variables) -> String {
    if let Some(raw) = step["raw_body"].as_str() {
        return expand_text(raw, today, variables);
    }
    let mut body = object(&expand(&step["request"], today, variables));
    let omitted: Vec<_> = step["omit"].as_array().into_iter().flatten().collect();
    for (key, value) in [("username", USERNAME), ("token", "OAUTH")] {
        if !omitted.contains(&&json!(key)) {
            body.entry(key).or_insert_with(|| json!(value));
        }
    }
    let text = Value::Object(body.clone()).to_string();
    match step["pad_to_bytes"].as_u64() {
        Some(length) => {
            let padding = usize::try_from(length).unwrap() - text.len() - r#","padding":"""#.len();
            body.insert("padding".to_owned(), json!("x".repeat(padding)));
            Value::Object(body).to_string()
        }
        None => text,
    }
}
