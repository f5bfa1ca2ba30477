//! Secrets stay where they belong, through everything that goes well and everything that doesn't.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};

use tempfile::TempDir;

use crate::{
    majora::{ACCESS, CLIENT_SECRET, CODE, REFRESH, Reply, USERNAME},
    redis::RedisServer,
    world::{Answer, Browser, From, Log, Settings, World, state},
};

const CELL: &str = "canary-cell";
const ADD: &str = "/api/test/artifact/biosample/add";

/// The forms in which a value can leak.
fn forms(value: &str) -> Vec<String> {
    let bytes = value.as_bytes();
    let hex = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let decimals: Vec<_> = bytes.iter().map(u8::to_string).collect();
    let percent = url::form_urlencoded::byte_serialize(bytes).collect();
    // Inside a longer text, base64 shifts by one or two bytes.
    let base64 = |skipped: usize| {
        let rest = &bytes[skipped..];
        STANDARD.encode(&rest[..rest.len() / 3 * 3])
    };
    let mut forms = vec![value.to_owned(), hex, decimals.join(", "), percent];
    forms.extend([base64(0), base64(1), base64(2), URL_SAFE_NO_PAD.encode(bytes)]);
    forms
}

pub(crate) fn absent(haystack: &str, value: &str, place: &str) {
    assert!(value.len() >= 10, "too short to prove anything");
    for form in forms(value) {
        assert!(!haystack.contains(&form), "{form} is in {place}");
    }
}

/// Everything of an answer but the cookies that it sets.
fn shown(answer: &Answer) -> String {
    let headers = answer.headers.iter().filter(|(name, _)| *name != "set-cookie");
    let headers: Vec<_> = headers.map(|(name, value)| format!("{name}: {value:?}")).collect();
    format!("{}\n{}", headers.join("\n"), answer.body)
}

/// A day on which much goes wrong. Returns the states and cookies that were in use.
async fn a_bad_day(world: &World, browser: &Browser) -> Vec<String> {
    let mut secrets = Vec::new();
    let mut remember = |browser: &Browser| {
        secrets.extend(browser.cookies().into_iter().map(|cookie| cookie.value));
    };
    let refused = browser.begin("test", "/upload").await;
    remember(browser);
    world.majora.reply("/o/token/", Reply::error(400, "invalid_grant"));
    browser.come_back("test", &refused).await;
    world.majora.reply("/o/token/", Reply::html(500));
    browser.sign_in("test").await;
    world.majora.usual("/o/token/");
    world.majora.reply("/o/introspect/", Reply::html(500));
    browser.sign_in("test").await;
    world.majora.usual("/o/introspect/");
    let authorize = browser.begin("test", "/upload").await;
    browser.come_back("production", &authorize).await;
    browser.come_back("test", &authorize).await;
    remember(browser);
    browser.come_back("test", &authorize).await;

    let body = format!("{{\"biosamples\":[{{\"central_sample_id\":\"{CELL}\"}}]}}");
    browser.call(ADD, body.clone()).await;
    browser.call(&format!("{ADD}?cell={CELL}"), format!("[\"{CELL}\"]")).await;
    browser.call(&format!("/api/test/{CELL}"), body.clone()).await;
    browser.call(ADD, format!("{{\"sudo_as\":\"{CELL}\"}}")).await;
    for reply in [Reply::html(500), Reply::CutOff, Reply::Answer(400, "text/html", String::new())] {
        world.majora.reply("/api/v2/artifact/biosample/add/", reply);
        browser.call(ADD, body.clone()).await;
    }
    for number in world.majora.live() {
        world.majora.kill(number);
    }
    browser.call(ADD, body.clone()).await;
    browser.sign_in("test").await;
    remember(browser);
    browser.sign_out("test").await;
    browser.open(&format!("/{CELL}.js?{CELL}"), From::OwnPage).await;
    secrets.extend([state(&refused), state(&authorize)]);
    secrets
}

/// Where the sessions of such a day are.
enum Kept {
    File(TempDir),
    Redis(RedisServer, TempDir),
}

impl Kept {
    fn settings(&self) -> Settings {
        let store = match self {
            Kept::File(folder) => {
                let path = folder.path().display();
                format!("file = '{path}/sessions'\nkeys_file = '{path}/keys'")
            }
            Kept::Redis(redis, folder) => redis.store(folder.path()),
        };
        let more = "[operations]\nlisten = '127.0.0.1:0'".to_owned();
        Settings { store, more, ..Settings::default() }
    }

    /// All that it holds, as text.
    fn text(&self) -> String {
        let bytes = match self {
            Kept::File(folder) => std::fs::read(folder.path().join("sessions")).unwrap(),
            Kept::Redis(redis, _) => redis.files(),
        };
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// Case 78: not in an answer, a log line, a metric, the file of the sessions or Redis' files.
#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_shown_logged_counted_or_kept_in_plain() {
    let folder = || tempfile::tempdir().unwrap();
    for kept in [Kept::File(folder()), Kept::Redis(RedisServer::start(), folder())] {
        nothing_leaks(&kept).await;
    }
}

async fn nothing_leaks(kept: &Kept) {
    let world = World::with(kept.settings()).await;
    let browser = world.browser();
    let mut opaque = a_bad_day(&world, &browser).await;
    // Somebody is signed in at its end, and somebody is about to be.
    browser.sign_in("test").await;
    opaque.push(state(&browser.begin("test", "/").await));
    opaque.extend(browser.cookies().into_iter().map(|cookie| cookie.value));
    assert!(opaque.len() >= 8 && opaque.iter().all(|value| value.len() == 43), "{opaque:?}");
    let verifiers: Vec<_> = world
        .majora
        .seen("/o/token/")
        .iter()
        .filter_map(|seen| seen.field("code_verifier"))
        .collect();
    assert!(verifiers.len() >= 6, "{}", verifiers.len());

    let log = Log::text();
    assert!(log.contains("body_not_an_object") && log.contains("token_rejected"));
    let never: Vec<_> =
        [CLIENT_SECRET, CODE, ACCESS, REFRESH, CELL, "canary-page", "canary-description"]
            .into_iter()
            .map(str::to_owned)
            .chain(verifiers)
            .collect();
    for answer in browser.answers() {
        let all = format!("{:?}\n{}", answer.headers, answer.body);
        for value in &never {
            absent(&all, value, "an answer");
        }
        let to_majora = answer.header("location").starts_with(&world.majora.url);
        for value in opaque.iter().filter(|_| !to_majora) {
            absent(&shown(&answer), value, "an answer beside its cookies");
        }
    }
    let address = world.proxy.operations().unwrap();
    let metrics = reqwest::get(format!("http://{address}/metrics")).await.unwrap();
    let metrics = metrics.text().await.unwrap();
    let store = kept.text();
    assert!(metrics.contains("uploader_sessions 1") && store.len() > 1_000);
    for value in never.iter().chain(&opaque) {
        absent(&log, value, "the log");
        absent(&metrics, value, "the metrics");
        absent(&store, value, "the store");
    }
    for place in [&metrics, &store] {
        assert!(!place.contains(USERNAME));
    }
}
