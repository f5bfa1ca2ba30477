//! Who is signed in, and how that ends.

use std::time::{Duration, SystemTime};

use protocol::{problem::Code, session::World as Realm};
use reqwest::Method;

use crate::{
    majora::{REFRESH, Reply, USERNAME},
    world::{From, Settings, World},
};

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn nobody_is_signed_in_at_first() {
    let world = World::start().await;
    let browser = world.browser();
    let session = browser.session().await;
    let [test, production] = session.instances.try_into().ok().unwrap();
    assert_eq!((test.name.as_str(), test.label.as_str()), ("test", "The <test>"));
    assert_eq!((test.world, production.world), (Realm::Test, Realm::Production));
    assert_eq!(format!("http://{}", test.host), world.majora.url);
    assert!(test.signed_in.is_none() && test.colour.is_none());
    assert!(browser.answers()[0].cookies().is_empty());
}

#[tokio::test]
async fn what_the_operator_says_to_people_is_told() {
    let noon = "[[instance]]\nname = 'noon'\nlabel = 'Noon'\nworld = 'test'\n\
        base_url = 'http://127.0.0.1:9'\nclient_id = 'id'\nclient_secret_env = 'SECRET'\n\
        deadline = 'Uploads before 12:00 count for today.'\n";
    let settings = Settings {
        top: "contact = 'help@example.org'".into(),
        more: noon.into(),
        ..Settings::default()
    };
    let session = World::with(settings).await.browser().session().await;
    assert_eq!(session.contact.as_deref(), Some("help@example.org"));
    let told = session.instances[0].deadline.as_deref();
    assert_eq!(told, Some("Uploads before 12:00 count for today."));
    assert_eq!(session.instances[1].deadline, None);
    let silent = World::start().await.browser().session().await;
    assert_eq!(silent.contact, None);
}

#[tokio::test]
async fn a_cookie_that_stands_for_nothing_is_taken_away() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    let good = browser.cookie("uploader-test").unwrap();
    let faults =
        ["", "x", "%00", &good[..42], &format!("{good}x"), &good.to_uppercase(), &"x".repeat(4000)];
    for value in faults {
        browser.plant("uploader-test", value);
        assert_eq!(browser.users().await, [None, None]);
        assert_eq!(browser.cookie("uploader-test"), None, "{value}");

        browser.plant("uploader-test", value);
        let answer = browser.call("/api/test/artifact/biosample/get", "{}").await;
        assert_eq!(answer.problem().code, Code::SessionRequired);
        assert_eq!(browser.cookie("uploader-test"), None, "{value}");
    }
    browser.plant("uploader-test", &good);
    assert_eq!(browser.users().await[0].as_deref(), Some(USERNAME));
    assert!(world.majora.calls().is_empty());
}

#[tokio::test]
async fn one_instances_session_is_nothing_to_the_other() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    browser.plant("uploader-production", &browser.cookie("uploader-test").unwrap());
    assert_eq!(browser.users().await, [Some(USERNAME.into()), None]);
}

#[tokio::test]
async fn two_cookies_of_one_name_are_refused() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    let value = browser.cookie("uploader-test").unwrap();
    let request = browser
        .request("/api/test/artifact/biosample/get")
        .header("cookie", format!("uploader-test={value}"))
        .body("{}");
    let answer = browser.send(request, From::OwnPage).await;
    assert_eq!(answer.problem().code, Code::BadRequest);
    assert!(answer.cookies()[0].attributes.contains("Max-Age=0"));
    assert!(world.majora.calls().is_empty());
}

#[tokio::test]
async fn signing_out_revokes_the_refresh_token() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    let value = browser.cookie("uploader-test").unwrap();
    let answer = browser.sign_out("test").await;
    assert_eq!((answer.status, answer.body.as_str()), (204, ""));
    let [revocation] = world.majora.seen("/o/revoke_token/").try_into().ok().unwrap();
    assert_eq!(revocation.field("token").unwrap(), format!("{REFRESH}1"));
    assert_eq!(revocation.field("token_type_hint").unwrap(), "refresh_token");
    assert!(revocation.headers["authorization"].to_str().unwrap().starts_with("Basic "));
    assert_eq!(browser.cookie("uploader-test"), None);
    browser.plant("uploader-test", &value);
    assert_eq!(browser.users().await, [None, None]);
}

#[tokio::test]
async fn signing_out_of_nothing_is_no_error() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    for _ in 0..2 {
        assert_eq!(browser.sign_out("test").await.status, 204);
    }
    assert_eq!(world.browser().sign_out("test").await.status, 204);
    assert_eq!(world.majora.revoked().len(), 1);
}

/// Of two cookies of one name one was planted: whoever leaves doesn't leave either session behind.
#[tokio::test]
async fn signing_out_ends_every_session_that_the_browser_names() {
    let world = World::start().await;
    let (ours, planted) = (world.signed_in().await, world.signed_in().await);
    let value = planted.cookie("uploader-test").unwrap();
    let request = ours
        .request("/auth/test/logout")
        .header("cookie", format!("uploader-test={value}; uploader-test=x"));
    let answer = ours.send(request, From::OwnPage).await;
    assert_eq!(answer.status, 204, "{}", answer.body);
    assert_eq!(planted.users().await, [None, None]);
    assert_eq!(world.majora.revoked().len(), 2);
    assert!(world.majora.live().is_empty());
}

/// A site beside ours may set cookies for the whole domain, in any bytes.
#[tokio::test]
async fn another_sites_cookie_is_no_hindrance() {
    let world = World::start().await;
    let browser = world.browser();
    browser.plant("name", "José");
    assert_eq!(browser.sign_in("test").await.location(), "/");
    assert_eq!(browser.users().await[0].as_deref(), Some(USERNAME));
    assert_eq!(browser.sign_out("test").await.status, 204);
    assert!(world.majora.live().is_empty(), "it has ended");
}

#[tokio::test]
async fn signing_out_works_without_majora() {
    let world = World::limited("sign_in_step_ms = 500").await;
    for reply in [Reply::html(500), Reply::Silence] {
        let browser = world.signed_in().await;
        world.majora.reply("/o/revoke_token/", reply);
        assert_eq!(browser.sign_out("test").await.status, 204);
        assert_eq!(browser.users().await, [None, None]);
        world.majora.usual("/o/revoke_token/");
    }
}

#[tokio::test]
async fn signing_out_needs_our_own_page_and_a_post() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    let path = "/auth/test/logout";
    let get = browser.open(path, From::OwnPage).await;
    assert_eq!(get.problem().code, Code::MethodNotAllowed);
    let bare = browser.send(browser.bare(Method::POST, path), From::OwnPage).await;
    assert_eq!(bare.problem().code, Code::Csrf);
    assert_eq!(browser.users().await[0].as_deref(), Some(USERNAME));
    assert!(world.majora.revoked().is_empty());
}

#[tokio::test]
async fn the_users_oldest_session_makes_room() {
    let world = World::limited("sessions_per_user = 2").await;
    let first = world.signed_in().await;
    let (second, third) = (world.signed_in().await, world.signed_in().await);
    assert_eq!(first.users().await[0], None);
    assert!(second.users().await[0].is_some() && third.users().await[0].is_some());
    world.proxy.stop().await;
    assert_eq!(world.majora.revoked().len(), 3, "and all are revoked in the end");
}

/// Case 25: a session that nobody uses ends; a page that only looks on doesn't keep it.
#[tokio::test]
async fn a_session_that_nobody_uses_ends() {
    let world = World::start().await;
    let (used, watched) = (world.signed_in().await, world.signed_in().await);
    for _ in 0..3 {
        world.clock.advance(MINUTE * 30);
        assert_eq!(used.call("/api/test/artifact/biosample/get", "{}").await.status, 200);
        watched.users().await;
    }
    let session = used.session().await;
    let seconds = session.instances[0].signed_in.as_ref().unwrap().expires_in;
    assert!((3_590..=3_600).contains(&seconds), "{seconds}");
    assert_eq!(watched.users().await[0], None);
}

/// Case 26: a server whose system's clock was set a day back or a day on since it started. Nobody is
/// signed out early or late, and tokens are renewed when they must be.
#[tokio::test]
async fn the_systems_clock_may_be_set_while_people_are_signed_in() {
    let day = MINUTE * 60 * 24;
    for read in [SystemTime::now() + day, SystemTime::now() - day] {
        let world = World::read_at(read, Settings::default()).await;
        world.majora.life(600);
        let browser = world.signed_in().await;
        let call = async || browser.call("/api/test/artifact/biosample/get", "{}").await.status;
        for (minutes, refreshes) in [(8, 0), (2, 1), (8, 1), (2, 2)] {
            world.clock.advance(MINUTE * minutes);
            assert_eq!((call().await, world.majora.refreshes()), (200, refreshes));
        }
        // The last use that was worth a write is two minutes old.
        world.clock.advance(MINUTE * 57);
        assert!(browser.users().await[0].is_some(), "not early");
        world.clock.advance(MINUTE * 2);
        assert!(browser.users().await[0].is_none(), "and not late");
    }
}

#[tokio::test]
async fn a_session_has_a_longest_life() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    let cookie = browser.cookie("uploader-test").unwrap();
    let mut hours = 0.0;
    while browser.call("/api/test/artifact/biosample/get", "{}").await.status == 200 {
        world.clock.advance(MINUTE * 30);
        hours += 0.5;
    }
    assert_eq!(hours, 12.0);
    browser.plant("uploader-test", &cookie);
    let answer = browser.call("/api/test/artifact/biosample/get", "{}").await;
    assert_eq!(answer.problem().code, Code::SessionRequired);
    assert_eq!(browser.cookie("uploader-test"), None);
}

/// Case 70.
#[tokio::test]
async fn the_tokens_of_a_session_that_ran_out_are_revoked() {
    let world = World::limited("sweep_ms = 20").await;
    world.signed_in().await;
    world.clock.advance(MINUTE * 61);
    while world.majora.revoked().is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(world.majora.revoked(), [format!("{REFRESH}1")]);
    assert!(world.majora.live().is_empty());
}

/// Case 68: what Majora doesn't take is tried again, longer and longer apart.
#[tokio::test]
async fn a_revocation_that_fails_is_tried_again() {
    let world = World::limited("sweep_ms = 20\nsign_in_step_ms = 500").await;
    let browser = world.signed_in().await;
    world.majora.reply("/o/revoke_token/", Reply::html(503));
    assert_eq!(browser.sign_out("test").await.status, 204);
    // A try is noted after Majora has seen it, so the clock goes on in steps.
    for tries in 2..5 {
        while world.majora.revoked().len() < tries {
            world.clock.advance(MINUTE / 10);
            tokio::task::yield_now().await;
        }
    }
    world.majora.usual("/o/revoke_token/");
    while !world.majora.live().is_empty() {
        world.clock.advance(MINUTE / 10);
        tokio::task::yield_now().await;
    }
}
