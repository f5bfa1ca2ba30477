//! New tokens for a session: once for all who want them, and whatever goes wrong in between.

use std::{sync::Arc, time::Duration};

use protocol::problem::{Code, Outcome};
use tokio::sync::Semaphore;

use crate::{
    majora::{ACCESS, NO_PERMISSION, REFRESH, Reply, Stub, USERNAME, token},
    redis::RedisServer,
    world::{Browser, Log, Settings, World},
};

pub(crate) const GET: &str = "/api/test/artifact/biosample/get";
pub(crate) const UPSTREAM_GET: &str = "/api/v2/artifact/biosample/get/";
const SECOND: Duration = Duration::from_secs(1);

/// A world whose tokens live for ten minutes, and a browser whose token is about to die.
async fn due(world: &World) -> Browser {
    world.majora.life(600);
    let browser = world.signed_in().await;
    world.clock.advance(SECOND * 545);
    browser
}

pub(crate) async fn until(condition: impl Fn() -> bool) {
    while !condition() {
        tokio::task::yield_now().await;
    }
}

/// The access tokens with which calls have reached Majora.
pub(crate) fn used(majora: &Stub) -> Vec<String> {
    let seen = majora.seen(UPSTREAM_GET).into_iter();
    seen.map(|seen| seen.headers["authorization"].to_str().unwrap().replace("Bearer ", ""))
        .collect()
}

#[tokio::test]
async fn a_token_is_renewed_by_the_clock_and_not_before() {
    let world = World::start().await;
    world.majora.life(600);
    let browser = world.signed_in().await;
    world.clock.advance(SECOND * 535);
    assert_eq!(browser.call(GET, "{}").await.status, 200);
    assert_eq!(world.majora.refreshes(), 0);
    world.clock.advance(SECOND * 10);
    browser.users().await;
    assert_eq!(world.majora.refreshes(), 0, "looking on renews nothing");
    for _ in 0..3 {
        assert_eq!(browser.call(GET, "{}").await.status, 200);
    }
    assert_eq!(world.majora.refreshes(), 1);
    assert_eq!(used(&world.majora)[1..], [0; 3].map(|_| format!("{ACCESS}2")));
    let refresh = world.majora.seen("/o/token/").pop().unwrap();
    assert_eq!(refresh.field("grant_type").unwrap(), "refresh_token");
    assert_eq!(refresh.field("refresh_token").unwrap(), format!("{REFRESH}1"));
    assert!(refresh.headers["authorization"].to_str().unwrap().starts_with("Basic "));
    browser.sign_out("test").await;
    assert_eq!(world.majora.revoked(), [format!("{REFRESH}2")]);
}

/// Case 67: at most one renewal for each life, however short it is.
#[tokio::test]
async fn short_lives_cause_no_storm() {
    for life in [60, 10, 1] {
        let world = World::start().await;
        world.majora.life(life);
        let browser = world.signed_in().await;
        for lives in 0..4 {
            assert_eq!(browser.call(GET, "{}").await.status, 200);
            assert_eq!(browser.call(GET, "{}").await.status, 200);
            assert!(world.majora.refreshes() <= lives + 1, "{life} s");
            world.clock.advance(SECOND * life.try_into().unwrap());
        }
        assert!(world.majora.refreshes() >= 3, "{life} s");
    }
}

/// Case 56 in one process.
#[tokio::test]
async fn of_many_requests_one_renews() {
    for requests in [2, 8, 64] {
        let world = World::limited("calls_per_session = 8\ncalls_per_instance = 64").await;
        let browser = due(&world).await;
        let calls = (0..requests).map(|_| browser.call(GET, "{}"));
        for answer in futures_util::future::join_all(calls).await {
            assert_eq!(answer.status, 200, "{}", answer.body);
        }
        assert_eq!(world.majora.refreshes(), 1);
        assert_eq!(used(&world.majora), vec![format!("{ACCESS}2"); requests]);
        assert_eq!(world.majora.live(), [2]);
    }
}

/// Several servers of one site, with one Redis and one Majora.
pub(crate) async fn servers(count: usize, redis: &RedisServer, limits: &'static str) -> Vec<World> {
    servers_at(&vec![redis.url(); count], limits).await
}

/// The same where each has its own way to the Redis.
pub(crate) async fn servers_at(urls: &[String], limits: &'static str) -> Vec<World> {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys");
    std::fs::write(&keys, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n").unwrap();
    let path = folder.path().join("url");
    let store = format!("redis_file = '{}'\nkeys_file = '{}'", path.display(), keys.display());
    let mut worlds: Vec<World> = Vec::new();
    for url in urls {
        std::fs::write(&path, url).unwrap();
        let settings = Settings {
            store: store.clone(),
            limits,
            public_url: Some("https://uploader.example.org".into()),
            ..Settings::default()
        };
        worlds.push(match worlds.first() {
            None => World::with(settings).await,
            Some(first) => {
                World::before(first.majora.same(), first.production.same(), settings).await
            }
        });
    }
    worlds
}

/// A browser whose requests go to a server of its own, behind one balancer.
pub(crate) fn at(world: &World, like: Option<&Browser>) -> Browser {
    let browser = Browser::at(&world.url).named("uploader.example.org");
    for cookie in like.map(Browser::cookies).unwrap_or_default() {
        browser.plant(&cookie.name, &cookie.value);
    }
    browser
}

/// Cases 56 and 71, requirement K8: nothing of a session is tied to one server.
#[tokio::test(flavor = "multi_thread")]
async fn of_many_servers_one_renews() {
    let redis = RedisServer::start();
    for (count, requests) in [(2, 2), (2, 16), (4, 64)] {
        redis.command(&["FLUSHALL"]).unwrap();
        let worlds =
            servers(count, &redis, "calls_per_session = 16\ncalls_per_instance = 64").await;
        let majora = &worlds[0].majora;
        majora.life(600);
        // The sign-in begins at one server and ends at another.
        let first = at(&worlds[0], None);
        let authorize = first.begin("test", "/").await;
        let second = at(&worlds[1], Some(&first));
        assert_eq!(second.come_back("test", &authorize).await.location(), "/");
        let browsers: Vec<_> = worlds.iter().map(|world| at(world, Some(&second))).collect();
        for world in &worlds {
            world.clock.advance(SECOND * 545);
        }
        let calls = (0..requests).map(|number| browsers[number % count].call(GET, "{}"));
        for answer in futures_util::future::join_all(calls).await {
            assert_eq!(answer.status, 200, "{}", answer.body);
        }
        assert_eq!(majora.refreshes(), 1, "{count} servers, {requests} requests");
        assert_eq!(majora.live(), [2]);
        assert_eq!(browsers[0].sign_out("test").await.status, 204);
        assert_eq!(browsers[1].users().await[0], None);
        assert!(majora.live().is_empty());
        let files = redis.files();
        let files = String::from_utf8_lossy(&files);
        for secret in [ACCESS, REFRESH, USERNAME, &second.cookies()[0].value] {
            assert!(!files.contains(secret), "Redis has it in plain");
        }
        for world in worlds {
            world.proxy.stop().await;
        }
    }
}

/// Two servers and a browser that is signed in at both. The first one's clock is behind, so it sends the
/// token that the second one renews.
async fn two_with_one_ahead(
    redis: &RedisServer,
    limits: &'static str,
) -> (Vec<World>, Browser, Browser) {
    let worlds = servers(2, redis, limits).await;
    worlds[0].majora.life(600);
    let browser = at(&worlds[0], None);
    browser.sign_in("test").await;
    let other = at(&worlds[1], Some(&browser));
    worlds[1].clock.advance(SECOND * 545);
    (worlds, browser, other)
}

/// Case 50 and G5: a call that another server's renewal has killed is sent once more.
#[tokio::test(flavor = "multi_thread")]
async fn a_call_killed_by_another_servers_renewal_is_sent_again() {
    let redis = RedisServer::start();
    let (worlds, browser, other) = two_with_one_ahead(&redis, "").await;
    let majora = &worlds[0].majora;
    let held = Arc::new(Semaphore::new(0));
    majora.reply(UPSTREAM_GET, Reply::Held(held.clone()));
    let late = async {
        until(|| majora.seen(UPSTREAM_GET).len() == 1).await;
        majora.usual(UPSTREAM_GET);
        assert_eq!(other.call(GET, "{}").await.status, 200);
        held.add_permits(1);
    };
    let (answer, ()) = tokio::join!(browser.call(GET, "{}"), late);
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(used(majora), [1, 2, 2].map(|number| format!("{ACCESS}{number}")));
}

/// G5: Majora looks at a token twice. One that was renewed in between lacks a permission, as it says,
/// and so the call is sent again.
#[tokio::test(flavor = "multi_thread")]
async fn a_permission_that_was_missing_only_during_a_renewal_is_asked_for_again() {
    let redis = RedisServer::start();
    let (worlds, browser, other) = two_with_one_ahead(&redis, "").await;
    let majora = &worlds[0].majora;
    let held = Arc::new(Semaphore::new(0));
    majora.reply(UPSTREAM_GET, Reply::HeldWords(held.clone(), NO_PERMISSION));
    let late = async {
        until(|| majora.seen(UPSTREAM_GET).len() == 1).await;
        majora.usual(UPSTREAM_GET);
        assert_eq!(other.call(GET, "{}").await.status, 200);
        held.add_permits(1);
    };
    let (answer, ()) = tokio::join!(browser.call(GET, "{}"), late);
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("\"success\":true"), "{}", answer.body);
    assert_eq!(used(majora), [1, 2, 2].map(|number| format!("{ACCESS}{number}")));
}

/// Case 50: the other server waits longer for its tokens than a killed call waits for them. Whether the
/// session lives is for that server to find out.
#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_cannot_wait_for_a_renewal_signs_nobody_out() {
    let redis = RedisServer::start();
    let (worlds, browser, other) = two_with_one_ahead(&redis, "renewal_wait_ms = 1").await;
    let majora = &worlds[0].majora;
    let (call, tokens) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let add = "/api/v2/artifact/biosample/add/";
    majora.reply(add, Reply::Held(call.clone()));
    majora.reply("/o/token/", Reply::AnswerHeld(tokens.clone()));
    let killed = async {
        let problem = browser.call("/api/test/artifact/biosample/add", "{}").await.problem();
        tokens.add_permits(1);
        problem
    };
    let renewed = async {
        until(|| majora.seen(add).len() == 1).await;
        let renewal = other.call(GET, "{}");
        let release = async {
            until(|| majora.live() == [2]).await;
            call.add_permits(1);
        };
        tokio::join!(renewal, release).0
    };
    let (problem, renewed) = tokio::join!(killed, renewed);
    let found = (problem.code, problem.outcome);
    assert_eq!(found, (Code::UpstreamUnreachable, Some(Outcome::Refused)));
    assert_eq!(renewed.status, 200, "{}", renewed.body);
    assert!(browser.users().await[0].is_some(), "the session goes on");
    assert_eq!(majora.live(), [2]);
}

/// Case 57.
#[tokio::test]
async fn a_browser_that_leaves_interrupts_nothing() {
    let world = World::start().await;
    let browser = due(&world).await;
    let held = Arc::new(Semaphore::new(0));
    world.majora.reply("/o/token/", Reply::Held(held.clone()));
    {
        let mut leaving = std::pin::pin!(browser.call(GET, "{}"));
        tokio::select! {
            _ = &mut leaving => panic!("the token is held back"),
            () = until(|| world.majora.refreshes() == 1) => {}
        }
    }
    held.add_permits(1);
    until(|| world.majora.live() == [2]).await;
    world.majora.usual("/o/token/");
    assert_eq!(browser.call(GET, "{}").await.status, 200);
    assert_eq!((world.majora.refreshes(), world.majora.live()), (1, vec![2]));
}

/// Case 60: the answer is lost or makes no sense, and introspection decides.
#[tokio::test]
async fn a_lost_answer_is_settled_by_asking() {
    let cases = [
        (Reply::html(500), true),
        (Reply::html(503), true),
        (Reply::Silence, true),
        (Reply::CutOff, true),
        (Reply::html(200), true),
        (Reply::Applied(500), false),
        (Reply::Lost, false),
    ];
    for (number, (reply, lives)) in cases.into_iter().enumerate() {
        let world = World::limited("sign_in_step_ms = 300").await;
        let browser = due(&world).await;
        world.majora.reply("/o/token/", reply);
        let answer = browser.call(GET, "{}").await;
        world.majora.usual("/o/token/");
        assert_eq!(world.majora.refreshes(), 1, "it is sent once");
        if lives {
            assert_eq!(answer.status, 200, "case {number}: the old token lives: {}", answer.body);
            assert_eq!(used(&world.majora), [format!("{ACCESS}1")]);
            world.clock.advance(SECOND * 11);
            assert_eq!(browser.call(GET, "{}").await.status, 200);
            assert_eq!(world.majora.live(), [2], "case {number}: later it is renewed");
        } else {
            assert_eq!(answer.problem().code, Code::TokenRejected, "case {number}");
            assert_eq!(browser.users().await[0], None);
        }
    }
}

/// Case 62: a wrong secret signs nobody out, and works as soon as it is mended.
#[tokio::test]
async fn a_wrong_client_secret_ends_no_session() {
    let world = World::start().await;
    let browser = due(&world).await;
    world.majora.reply("/o/token/", Reply::error(401, "invalid_client"));
    for _ in 0..3 {
        assert_eq!(browser.call(GET, "{}").await.status, 200);
    }
    assert_eq!(world.majora.refreshes(), 1, "no storm");
    assert!(Log::text().contains("client_secret_refused"));
    world.clock.advance(SECOND * 60);
    let problem = browser.call("/api/test/artifact/biosample/add", "{}").await.problem();
    assert_eq!(problem.code, Code::UpstreamUnreachable);
    assert_eq!(problem.outcome, Some(Outcome::NotSent));
    assert!(browser.users().await[0].is_some(), "the session is kept");
    world.majora.usual("/o/token/");
    assert_eq!(browser.call(GET, "{}").await.status, 200);
}

/// Case 61: `invalid_grant`, and it is the only thing that ends a session.
#[tokio::test]
async fn only_a_refused_refresh_token_ends_the_session() {
    let world = World::start().await;
    let browser = due(&world).await;
    world.majora.reply("/o/token/", Reply::error(400, "invalid_grant"));
    let problem = browser.call("/api/test/artifact/biosample/add", "{}").await.problem();
    let found = (problem.status, problem.code, problem.outcome);
    assert_eq!(found, (401, Code::TokenRejected, Some(Outcome::NotSent)));
    assert_eq!(browser.cookie("uploader-test"), None);
    assert!(world.majora.calls().is_empty());
    let log = Log::text();
    let line = log.lines().find(|line| line.contains("renewal_refused")).expect("it is told");
    assert!(line.contains(r#""instance":"test""#) && line.contains(r#""session":""#), "{line}");
}

/// Case 64.
#[tokio::test]
async fn odd_renewals_are_taken_as_the_standard_says() {
    let mut without_refresh = token(7);
    without_refresh.as_object_mut().unwrap().remove("refresh_token");
    let mut wider = token(7);
    wider["scope"] = format!("{} majora2.admin", protocol::session::UPLOADER_SCOPES).into();
    let mut same = token(7);
    same["refresh_token"] = format!("{REFRESH}1").into();
    for (answer, lives, revoked) in [(without_refresh, true, 1), (wider, false, 7), (same, true, 1)]
    {
        let world = World::start().await;
        let browser = due(&world).await;
        world.majora.reply("/o/token/", Reply::json(200, &answer));
        assert_eq!(browser.call(GET, "{}").await.status == 200, lives);
        browser.sign_out("test").await;
        assert!(world.majora.revoked().contains(&format!("{REFRESH}{revoked}")));
    }
}

/// Case 64: an answer that can't be used leaves no token behind at Majora, and the session what it has.
#[tokio::test]
async fn a_renewal_that_cant_be_used_is_revoked() {
    for (number, expect) in [(7, vec![format!("{REFRESH}7")]), (1, Vec::new())] {
        for (key, value) in [("token_type", "mac".into()), ("expires_in", 0.into())] {
            let world = World::start().await;
            let browser = due(&world).await;
            let mut answer = token(number);
            answer[key] = value;
            world.majora.reply("/o/token/", Reply::json(200, &answer));
            assert_eq!(browser.call(GET, "{}").await.status, 200);
            assert_eq!(world.majora.revoked(), expect, "{key} {number}");
            assert_eq!(browser.users().await[0].as_deref(), Some(USERNAME));
        }
    }
}

/// Case 66: the tokens that come after the sign-out are revoked too.
#[tokio::test]
async fn signing_out_during_a_renewal_leaves_no_token() {
    let world = World::start().await;
    let browser = due(&world).await;
    let held = Arc::new(Semaphore::new(0));
    world.majora.reply("/o/token/", Reply::Held(held.clone()));
    let sign_out = async {
        until(|| world.majora.refreshes() == 1).await;
        let answer = browser.sign_out("test").await;
        held.add_permits(1);
        answer
    };
    let (call, sign_out) = tokio::join!(browser.call(GET, "{}"), sign_out);
    assert_eq!(sign_out.status, 204);
    assert_eq!(call.problem().code, Code::TokenRejected);
    until(|| world.majora.live().is_empty()).await;
}

/// I8: new tokens kill the old one, so calls under way come back first.
#[tokio::test]
async fn a_renewal_waits_for_calls_under_way() {
    let world = World::start().await;
    world.majora.life(600);
    let browser = world.signed_in().await;
    let held = Arc::new(Semaphore::new(0));
    world.majora.reply(UPSTREAM_GET, Reply::Held(held.clone()));
    let second = async {
        until(|| world.majora.seen(UPSTREAM_GET).len() == 1).await;
        world.clock.advance(SECOND * 545);
        let update = browser.call("/api/test/artifact/biosample/update", "{}");
        let release = async {
            // It would have begun by now.
            for _ in 0..200 {
                tokio::task::yield_now().await;
            }
            assert_eq!(world.majora.refreshes(), 0);
            held.add_permits(1);
        };
        tokio::join!(update, release).0
    };
    let (first, second) = tokio::join!(browser.call(GET, "{}"), second);
    assert_eq!((first.status, second.status), (200, 200));
    assert_eq!((world.majora.refreshes(), world.majora.live()), (1, vec![2]));
}

/// Case 65: Redis is away when the new tokens are to be saved, and then it is back.
#[tokio::test(flavor = "multi_thread")]
async fn new_tokens_wait_for_a_store_that_is_away() {
    let mut redis = RedisServer::start();
    let worlds = servers(1, &redis, "").await;
    let world = &worlds[0];
    world.majora.life(600);
    let browser = at(world, None);
    browser.sign_in("test").await;
    world.clock.advance(SECOND * 545);
    let held = Arc::new(Semaphore::new(0));
    world.majora.reply("/o/token/", Reply::Held(held.clone()));
    let meanwhile = async {
        until(|| world.majora.refreshes() == 1).await;
        redis.kill();
        held.add_permits(1);
        until(|| world.majora.live() == [2]).await;
        let value = browser.cookies();
        let problem = browser.call(GET, "{}").await.problem();
        assert_eq!((problem.status, problem.code), (503, Code::StoreUnavailable));
        assert_eq!(browser.cookies().len(), value.len(), "the cookie is kept");
        redis.go_on();
    };
    let (answer, ()) = tokio::join!(browser.call(GET, "{}"), meanwhile);
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(used(&world.majora), [format!("{ACCESS}2")]);
}
