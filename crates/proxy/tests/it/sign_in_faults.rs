//! Sign-ins that end without a session: each names its reason, and no code is wasted on a stranger.

use std::time::Duration;

use serde_json::{Value, json};
use url::Url;

use crate::{
    majora::{CODE, REFRESH, Reply, nobody, token},
    world::{Answer, Browser, From, Log, Settings, World, query, state},
};

fn failed(answer: &Answer, path: &str, reason: &str) {
    assert_eq!(answer.location(), format!("{path}?sign_in_error={reason}&instance=test"));
    let sessions = answer.cookies().into_iter().filter(|c| c.name.starts_with("uploader-")).count();
    assert_eq!(sessions, 0);
}

async fn nobody_is_signed_in(browser: &Browser) {
    assert_eq!(browser.users().await, [None, None]);
}

#[tokio::test]
async fn a_return_that_this_browser_didnt_begin_redeems_nothing() {
    let world = World::start().await;
    let (browser, other) = (world.browser(), world.browser());
    let authorize = browser.begin("test", "/upload").await;
    let foreign = other.begin("test", "/upload").await;
    let own = state(&authorize);

    // Never issued; another browser's, with and without a cookie of its own; cut short.
    for state in ["never-issued", &state(&foreign), &own[..42], ""] {
        let path = format!("/auth/test/callback?code={CODE}&state={state}");
        failed(&browser.open(&path, From::OtherSite).await, "/", "not_ours");
    }
    failed(&other.come_back("test", &authorize).await, "/", "not_ours");
    // Case 81: without any cookie it may be that the browser keeps none.
    failed(&world.browser().come_back("test", &authorize).await, "/", "no_cookie");

    // The right state with another value in its cookie.
    let name = browser.cookies()[0].name.clone();
    let value = browser.cookie(&name).unwrap();
    for wrong in ["", "x", &value[..42], &other.cookies()[0].value] {
        browser.plant(&name, wrong);
        let answer = browser.come_back("test", &authorize).await;
        failed(&answer, "/", "not_ours");
        browser.plant(&name, &value);
    }

    assert!(world.majora.all().is_empty(), "no code was redeemed");
    nobody_is_signed_in(&browser).await;
    let answer = browser.come_back("test", &authorize).await;
    assert_eq!(answer.location(), "/upload", "and the right return still works");
}

#[tokio::test]
async fn a_return_to_the_other_instance_redeems_nothing() {
    let world = World::start().await;
    let browser = world.browser();
    let authorize = browser.begin("test", "/").await;
    let answer = browser.come_back("production", &authorize).await;
    assert_eq!(answer.location(), "/?sign_in_error=not_ours&instance=production");
    assert!(world.majora.all().is_empty() && world.production.all().is_empty());
    assert_eq!(browser.come_back("test", &authorize).await.location(), "/");
    let used = browser.come_back("production", &authorize).await;
    assert_eq!(used.location(), "/?sign_in_error=not_ours&instance=production");
    assert!(world.production.all().is_empty());
}

#[tokio::test]
async fn a_malformed_return_uses_nothing_up() {
    let world = World::start().await;
    let browser = world.browser();
    let authorize = browser.begin("test", "/").await;
    let own = state(&authorize);
    let long = "x".repeat(600);
    let queries = [
        String::new(),
        format!("code={CODE}"),
        format!("code={CODE}&state[]={own}"),
        format!("code={CODE}&code={CODE}&state={own}"),
        format!("code={CODE}&state={own}&state={own}"),
        format!("code={long}&state={own}"),
        format!("error=access_denied&error=x&state={own}"),
    ];
    for query in queries {
        let answer = browser.open(&format!("/auth/test/callback?{query}"), From::OtherSite).await;
        failed(&answer, "/", "not_ours");
    }
    assert!(world.majora.all().is_empty());
    assert_eq!(browser.come_back("test", &authorize).await.location(), "/");
}

#[tokio::test]
async fn majoras_refusals_at_the_authorisation_step_have_names() {
    let world = World::start().await;
    let browser = world.browser();
    let cases = [
        ("error=access_denied", "denied"),
        ("error=access_denied&error_description=canary-description", "denied"),
        ("error=invalid_scope", "missing_permission"),
        ("error=unauthorized_client", "client_rejected"),
        ("error=temporarily_unavailable", "majora_down"),
        ("error=server_error", "unusable"),
        ("error=%3Cscript%3E", "unusable"),
        ("error=access_denied&code=canary-code", "denied"),
        ("code=", "unusable"),
        ("other=1", "unusable"),
    ];
    for (query, reason) in cases {
        let authorize = browser.begin("test", "/upload").await;
        failed(&browser.come_back_with("test", &authorize, query).await, "/upload", reason);
        assert!(browser.cookies().is_empty(), "the sign-in's cookie is gone");
    }
    assert!(world.majora.all().is_empty());
    nobody_is_signed_in(&browser).await;
}

#[tokio::test]
async fn majoras_refusals_at_the_token_step_have_names() {
    let world = World::start().await;
    let browser = world.browser();
    let cases = [
        (Reply::error(401, "invalid_client"), "client_rejected"),
        (Reply::error(400, "unauthorized_client"), "client_rejected"),
        (Reply::error(400, "access_denied"), "no_second_factor"),
        (Reply::error(400, "invalid_scope"), "missing_permission"),
        (Reply::error(400, "invalid_request"), "unusable"),
        (Reply::html(400), "unusable"),
        (Reply::html(500), "unusable"),
        (Reply::html(502), "majora_down"),
        (Reply::html(503), "majora_down"),
        (Reply::html(200), "unusable"),
        (Reply::WithHeaders(302, vec![("location", "/account/login/")], String::new()), "unusable"),
        (Reply::CutOff, "unusable"),
        (Reply::Large(1 << 20), "unusable"),
    ];
    for (reply, reason) in cases {
        world.majora.reply("/o/token/", reply);
        let authorize = browser.begin("test", "/upload").await;
        failed(&browser.come_back("test", &authorize).await, "/upload", reason);
    }
    nobody_is_signed_in(&browser).await;
    assert!(world.majora.seen("/o/introspect/").is_empty());
    assert!(world.majora.revoked().is_empty());
}

/// An operator must learn of it from the first one who can't sign in. What anybody can write into an
/// address alarms nobody.
#[tokio::test]
async fn a_client_secret_that_majora_refuses_is_an_alarm() {
    let world = World::start().await;
    let browser = world.browser();
    let alarms = || {
        let log = Log::text();
        let alarm = |line: &&str| {
            line.contains(r#""event":"client_secret_refused""#)
                && line.contains(r#""instance":"production""#)
                && line.contains(r#""target":"proxy::alarm""#)
        };
        log.lines().filter(alarm).count()
    };
    let authorize = browser.begin("production", "/").await;
    browser.come_back_with("production", &authorize, "error=unauthorized_client").await;
    assert_eq!(alarms(), 0);
    world.production.reply("/o/token/", Reply::error(401, "invalid_client"));
    browser.sign_in("production").await;
    assert_eq!(alarms(), 1);
}

#[tokio::test]
async fn a_token_answer_that_makes_no_sense_is_revoked() {
    let world = World::start().await;
    let browser = world.browser();
    let without_one = protocol::session::UPLOADER_SCOPES.rsplit_once(' ').unwrap().0;
    let cases: [(&str, Value, &str); 9] = [
        ("access_token", Value::Null, "unusable"),
        ("access_token", json!(""), "unusable"),
        ("access_token", json!("two words"), "unusable"),
        ("token_type", json!("mac"), "unusable"),
        ("expires_in", json!(-1), "unusable"),
        ("expires_in", json!("36000"), "unusable"),
        ("expires_in", json!(1_000_000_000_000_u64), "unusable"),
        ("expires_in", json!(0), "unusable"),
        ("scope", json!(without_one), "missing_permission"),
    ];
    for (number, (key, value, reason)) in cases.into_iter().enumerate() {
        let mut answer = token(number);
        answer[key] = value;
        world.majora.reply("/o/token/", Reply::json(200, &answer));
        let authorize = browser.begin("test", "/upload").await;
        failed(&browser.come_back("test", &authorize).await, "/upload", reason);
        let revoked = world.majora.revoked();
        assert_eq!(revoked.last().unwrap(), &format!("{REFRESH}{number}"), "{key}");
        assert_eq!(revoked.len(), number + 1);
    }
    nobody_is_signed_in(&browser).await;
}

#[tokio::test]
async fn a_token_without_a_refresh_token_is_refused() {
    let world = World::start().await;
    let browser = world.browser();
    for refresh in [Value::Null, json!(""), json!(7)] {
        let mut answer = token(1);
        answer["refresh_token"] = refresh;
        world.majora.reply("/o/token/", Reply::json(200, &answer));
        let authorize = browser.begin("test", "/").await;
        failed(&browser.come_back("test", &authorize).await, "/", "unusable");
    }
    nobody_is_signed_in(&browser).await;
}

#[tokio::test]
async fn a_token_whose_user_cant_be_told_is_revoked() {
    let world = World::start().await;
    let browser = world.browser();
    let cases = [
        Reply::json(200, &json!({ "active": false })),
        Reply::json(200, &json!({ "active": true })),
        Reply::json(200, &json!({ "active": true, "username": "" })),
        Reply::json(200, &json!({ "active": true, "username": "a\nb" })),
        Reply::json(200, &json!({ "active": true, "username": "x".repeat(151) })),
        Reply::html(403),
        Reply::html(200),
    ];
    for (number, reply) in cases.into_iter().enumerate() {
        world.majora.reply("/o/introspect/", reply);
        let authorize = browser.begin("test", "/").await;
        failed(&browser.come_back("test", &authorize).await, "/", "unusable");
        assert_eq!(world.majora.revoked().len(), number + 1);
    }
    nobody_is_signed_in(&browser).await;
}

#[tokio::test]
async fn a_majora_that_is_down_or_silent_is_named_so() {
    let base_url = Some(nobody().await);
    let world = World::with(Settings { base_url, ..Settings::default() }).await;
    let browser = world.browser();
    let authorize = browser.begin("test", "/upload").await;
    failed(&browser.come_back("test", &authorize).await, "/upload", "majora_down");

    let world = World::limited("sign_in_step_ms = 500").await;
    let browser = world.browser();
    for path in ["/o/token/", "/o/introspect/"] {
        world.majora.reply(path, Reply::Silence);
        let authorize = browser.begin("test", "/upload").await;
        failed(&browser.come_back("test", &authorize).await, "/upload", "majora_down");
        world.majora.usual(path);
    }
    assert_eq!(world.majora.revoked(), [format!("{REFRESH}1")]);
}

/// The sign-in that an answer has begun by itself.
fn begun_again(answer: &Answer, before: &Url) -> Url {
    let again = Url::parse(answer.location()).unwrap();
    assert_eq!((again.origin(), again.path()), (before.origin(), "/o/authorize/"));
    for key in ["state", "code_challenge"] {
        assert_ne!(query(&again, key), query(before, key), "nothing of the first one is used");
    }
    again
}

/// Case 7: it begins anew by itself, once; whoever is late again is told so.
#[tokio::test]
async fn a_sign_in_that_took_too_long_redeems_nothing_and_begins_anew_once() {
    let more = "[operations]\nlisten = '127.0.0.1:0'".to_owned();
    let limits = "sign_in_ms = 600000";
    let world = World::with(Settings { limits, more, ..Settings::default() }).await;
    let too_late = async || {
        let address = world.proxy.operations().unwrap();
        let told = reqwest::get(format!("http://{address}/metrics")).await.unwrap();
        told.text().await.unwrap().contains(r#"outcome="too_late"} 1"#)
    };
    let browser = world.browser();
    let authorize = browser.begin("test", "/upload").await;
    world.clock.advance(Duration::from_secs(660));
    let answer = browser.come_back("test", &authorize).await;
    let again = begun_again(&answer, &authorize);
    assert_eq!(browser.cookies().len(), 1, "the late one's cookie is gone");
    assert!(world.majora.all().is_empty());
    assert_eq!(browser.come_back("test", &again).await.location(), "/upload");
    assert!(browser.users().await[0].is_some());

    let authorize = browser.begin("test", "/upload").await;
    world.clock.advance(Duration::from_secs(660));
    let again = begun_again(&browser.come_back("test", &authorize).await, &authorize);
    assert!(!too_late().await, "what begins anew hasn't failed");
    world.clock.advance(Duration::from_secs(660));
    failed(&browser.come_back("test", &again).await, "/upload", "too_late");
    assert!(too_late().await);
    assert_eq!(world.majora.seen("/o/token/").len(), 1);
}

/// Case 8: the same for a code that has run out at Majora, whose `invalid_grant` says so.
#[tokio::test]
async fn a_code_that_has_run_out_begins_anew_once() {
    let world = World::start().await;
    let browser = world.browser();
    world.majora.reply("/o/token/", Reply::error(400, "invalid_grant"));
    let authorize = browser.begin("test", "/upload").await;
    let again = begun_again(&browser.come_back("test", &authorize).await, &authorize);
    failed(&browser.come_back("test", &again).await, "/upload", "too_late");
    assert_eq!(world.majora.seen("/o/token/").len(), 2);
    nobody_is_signed_in(&browser).await;

    let authorize = browser.begin("test", "/upload").await;
    let again = begun_again(&browser.come_back("test", &authorize).await, &authorize);
    world.majora.usual("/o/token/");
    assert_eq!(browser.come_back("test", &again).await.location(), "/upload");
    // A used return begins nothing anew: who presses Back after signing out stays signed out.
    browser.sign_out("test").await;
    failed(&browser.come_back("test", &again).await, "/upload", "not_ours");
}

#[tokio::test]
async fn a_client_that_leaves_during_the_return_wastes_nothing() {
    let world = World::start().await;
    let held = std::sync::Arc::new(tokio::sync::Semaphore::new(0));
    world.majora.reply("/o/token/", Reply::Held(held.clone()));
    let browser = world.browser();
    let authorize = browser.begin("test", "/upload").await;
    {
        let mut leaving = std::pin::pin!(browser.come_back("test", &authorize));
        let arrived = async {
            while world.majora.seen("/o/token/").is_empty() {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            _ = &mut leaving => panic!("the token is held back"),
            () = arrived => {}
        }
    }
    held.add_permits(1);
    // The browser is gone, but what Majora issued is in a session, and so is revoked in the end.
    while world.majora.seen("/o/introspect/").is_empty() {
        tokio::task::yield_now().await;
    }
    world.proxy.stop().await;
    assert_eq!(world.majora.revoked(), [format!("{REFRESH}1")]);
}
