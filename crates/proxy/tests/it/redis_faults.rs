//! Faults between servers, their Redis and Majora: what was decided stays decided, and nobody is
//! signed out by a network (cases 58, 59, 65 and 71).

use std::{process::Command, sync::Arc, time::Duration};

use protocol::problem::Code;
use tokio::sync::Semaphore;

use crate::{
    cable::{Cable, Fate},
    majora::{ACCESS, Reply, USERNAME},
    redis::RedisServer,
    renewal::{GET, at, servers, servers_at, until, used},
    world::{Browser, From, Settings, World},
};

const SECOND: Duration = Duration::from_secs(1);

/// A server whose Redis is at the end of a cable, and a browser that is signed in there.
async fn by_cable(redis: &RedisServer, limits: &'static str) -> (World, Browser, Cable) {
    let cable = Cable::to(&redis.socket().display().to_string()).await;
    let url = format!("redis://{}", cable.address);
    let world = servers_at(&[url], limits).await.remove(0);
    world.majora.life(600);
    let browser = at(&world, None);
    assert_eq!(browser.sign_in("test").await.location(), "/");
    (world, browser, cable)
}

/// Case 71: a Redis that can't be reached, or whose words are lost, keeps everybody waiting and signs
/// nobody out.
#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_loses_redis_costs_no_session() {
    let redis = RedisServer::start();
    let (world, browser, cable) = by_cable(&redis, "store_ms = 100").await;
    let cookie = browser.cookie("__Host-uploader-test");
    for fate in [Fate::Cut, Fate::Lost, Fate::AnswerLost] {
        cable.set(fate);
        for path in [GET, "/auth/test/logout"] {
            let problem = browser.call(path, "{}").await.problem();
            let found = (problem.status, problem.code);
            assert_eq!(found, (503, Code::StoreUnavailable), "{fate:?} {path}");
        }
        let answer = browser.open("/auth/session", From::OwnPage).await;
        assert_eq!(answer.problem().code, Code::StoreUnavailable, "{fate:?}");
        assert_eq!(browser.cookie("__Host-uploader-test"), cookie, "{fate:?}");
        cable.set(Fate::Through);
        while browser.open("/auth/session", From::OwnPage).await.status != 200 {}
        assert_eq!(browser.users().await[0].as_deref(), Some(USERNAME), "{fate:?}");
    }
    assert_eq!(browser.call(GET, "{}").await.status, 200);
    assert_eq!(world.majora.live(), [1]);
}

/// Case 71: one that takes no writes, because it is full or has lost its replica, still knows who is
/// signed in.
#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_takes_no_writes_costs_no_session() {
    let redis = RedisServer::start();
    for (setting, bad, good) in [("maxmemory", "1", "0"), ("min-replicas-to-write", "1", "0")] {
        let world = with_operations(&redis).await;
        let browser = at(&world, None);
        browser.sign_in("test").await;
        assert_eq!(ready(&world).await, (200, "ready\n".to_owned()), "{setting}");
        redis.command(&["CONFIG", "SET", setting, bad]).unwrap();
        let unready = (503, "the store can't be written\n".to_owned());
        assert_eq!(ready(&world).await, unready, "{setting}");
        assert_eq!(browser.users().await[0].as_deref(), Some(USERNAME), "{setting}");
        assert_eq!(browser.call(GET, "{}").await.status, 200, "{setting}");
        let problem = browser.sign_out("test").await.problem();
        assert_eq!(problem.code, Code::StoreUnavailable, "{setting}");
        assert!(browser.cookie("__Host-uploader-test").is_some(), "{setting}");
        let page = at(&world, None).open("/auth/test/login", From::OwnPage).await;
        assert_eq!(page.status, 503, "{setting}");
        redis.command(&["CONFIG", "SET", setting, good]).unwrap();
        assert_eq!(ready(&world).await.0, 200, "{setting}");
        assert_eq!(browser.sign_out("test").await.status, 204, "{setting}");
        assert!(world.majora.live().is_empty(), "{setting}");
    }
}

/// Case 71: the store fails when the session is in it already. Nobody has its cookie, so it must not
/// stay, and is no sign-in to anybody who counts them.
#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_fails_leaves_no_session_behind() {
    let redis = RedisServer::start();
    let world = with_operations(&redis).await;
    let browser = at(&world, None);
    let authorize = browser.begin("test", "/").await;
    let all_but_users = ["session", "sign-in", "revocation", "due"];
    let allowed = all_but_users.map(|kind| format!("~*:{kind}:*"));
    let [a, b, c, d] = allowed.each_ref().map(String::as_str);
    redis.command(&["ACL", "SETUSER", "default", "resetkeys", a, b, c, d]).unwrap();
    assert_eq!(browser.come_back("test", &authorize).await.status, 503);
    redis.command(&["ACL", "SETUSER", "default", "allkeys"]).unwrap();
    assert_eq!(redis.versions(), [""; 0], "no session is kept");
    assert!(world.majora.live().is_empty());
    assert!(!counted(&world).await.contains("signed_in"));
}

/// Without its store a server knows of no session and of no token that is still to be revoked: it must
/// not say that there are none.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_counted_is_told_as_it_was() {
    let mut redis = RedisServer::start();
    let world = with_operations(&redis).await;
    at(&world, None).sign_in("test").await;
    assert!(counted(&world).await.contains("uploader_sessions 1"));
    redis.kill();
    assert!(counted(&world).await.contains("uploader_sessions 1"));
}

async fn with_operations(redis: &RedisServer) -> World {
    let folder = tempfile::tempdir().unwrap();
    let store = redis.store(folder.path());
    let more = "[operations]\nlisten = '127.0.0.1:0'".to_owned();
    let public_url = Some("https://uploader.example.org".to_owned());
    World::with(Settings { store, more, public_url, ..Settings::default() }).await
}

async fn ready(world: &World) -> (u16, String) {
    let address = world.proxy.operations().unwrap();
    let answer = reqwest::get(format!("http://{address}/readyz")).await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

async fn counted(world: &World) -> String {
    let address = world.proxy.operations().unwrap();
    reqwest::get(format!("http://{address}/metrics")).await.unwrap().text().await.unwrap()
}

/// Case 71: one that wants another password is away until it takes the old one again.
#[tokio::test(flavor = "multi_thread")]
async fn a_redis_with_another_password_costs_no_session() {
    let redis = RedisServer::start();
    let world = servers(1, &redis, "").await.remove(0);
    let browser = at(&world, None);
    browser.sign_in("test").await;
    redis.lock("canary-password");
    let problem = browser.call(GET, "{}").await.problem();
    assert_eq!((problem.status, problem.code), (503, Code::StoreUnavailable));
    assert!(browser.cookie("__Host-uploader-test").is_some());
    redis.unlock("canary-password");
    while browser.open("/auth/session", From::OwnPage).await.status != 200 {}
    assert_eq!(browser.users().await[0].as_deref(), Some(USERNAME));
}

/// Case 71: one that doesn't know the user any more, as after a restart without its ACL, is away until it
/// knows them again.
#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_has_forgotten_the_user_costs_no_session() {
    let redis = RedisServer::start();
    let known = ["ACL", "SETUSER", "uploader", "on", ">canary-password", "~*", "+@all"];
    redis.command(&known).unwrap();
    let url = format!("{}?user=uploader&pass=canary-password", redis.url());
    let world = servers_at(&[url], "").await.remove(0);
    let browser = at(&world, None);
    browser.sign_in("test").await;
    // Whoever is connected by that name is thrown out.
    redis.command(&["ACL", "DELUSER", "uploader"]).unwrap();
    let is_away = async || browser.open("/auth/session", From::OwnPage).await.status == 503;
    // The first question finds the connection closed, the second one that no other is to be had.
    assert!(is_away().await && is_away().await);
    redis.command(&known).unwrap();
    let comes_back = async { while is_away().await {} };
    let came_back = tokio::time::timeout(Duration::from_secs(60), comes_back).await;
    assert!(came_back.is_ok(), "it stays away");
    assert_eq!(browser.users().await[0].as_deref(), Some(USERNAME));
}

/// What the program says of the sessions in the Redis at this URL.
fn listed(redis: &RedisServer, url: &str) -> (bool, String) {
    let folder = tempfile::tempdir().unwrap();
    let store = redis.store(folder.path());
    std::fs::write(folder.path().join("redis-url"), url).unwrap();
    let example = include_str!("../../uploader.example.toml");
    let (head, tail) = example.split_once("file = \"uploader-sessions.redb\"").unwrap();
    let text = format!("{head}{store}{}", tail.replace("keys_file = \"uploader-keys\"", ""));
    let path = folder.path().join("uploader.toml");
    std::fs::write(&path, text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_majora-uploader"));
    command.args(["sessions", "--config"]).arg(path).arg("list");
    let output = command.env("UPLOADER_TEST_CLIENT_SECRET", "x").output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

#[test]
fn an_operator_learns_that_the_password_of_redis_is_wrong() {
    let redis = RedisServer::start();
    redis.lock("canary-password");
    let url = redis.url();
    for wrong in [url.clone(), format!("{url}?pass=another")] {
        let (went_well, said) = listed(&redis, &wrong);
        assert!(
            !went_well && said.contains("the Redis refuses the user or the password"),
            "{said}"
        );
    }
    let (went_well, said) = listed(&redis, &format!("{url}?pass=canary-password"));
    assert!(went_well && said.is_empty(), "{said}");
    redis.unlock("canary-password");
}

/// The rights that docs/operations.md gives to a user of the Redis are enough, and no more than that.
#[tokio::test(flavor = "multi_thread")]
async fn the_documented_rights_in_redis_are_those_that_it_needs() {
    let redis = RedisServer::start();
    let document = include_str!("../../../../docs/operations.md");
    let line = document.lines().find(|line| line.starts_with("ACL SETUSER uploader ")).unwrap();
    let line = line.replace(">PASSWORD", ">canary-password");
    redis.command(&line.split(' ').collect::<Vec<_>>()).unwrap();
    let url = format!("{}?user=uploader&pass=canary-password", redis.url());
    let world = servers_at(std::slice::from_ref(&url), "").await.remove(0);
    world.majora.life(600);
    let browser = at(&world, None);
    assert_eq!(browser.sign_in("test").await.location(), "/");
    world.clock.advance(SECOND * 545);
    assert_eq!(browser.call(GET, "{}").await.status, 200);
    assert_eq!(world.majora.refreshes(), 1);
    assert_eq!(browser.sign_out("test").await.status, 204);
    until(|| world.majora.live().is_empty()).await;

    redis.command(&["ACL", "SETUSER", "uploader", "-zrangebyscore"]).unwrap();
    let (went_well, said) = listed(&redis, &url);
    assert!(!went_well && said.contains("doesn't permit all"), "{said}");
}

/// Case 65: the new tokens are saved, and only Redis' word about it is lost. They are the session's
/// own, so nobody revokes them.
#[tokio::test(flavor = "multi_thread")]
async fn saved_tokens_are_kept_though_nobody_said_that_they_are() {
    let redis = RedisServer::start();
    let (world, browser, cable) = by_cable(&redis, "store_ms = 100").await;
    world.clock.advance(SECOND * 545);
    let held = Arc::new(Semaphore::new(0));
    world.majora.reply("/o/token/", Reply::Held(held.clone()));
    let meanwhile = async {
        until(|| world.majora.refreshes() == 1).await;
        let before = redis.versions();
        cable.set(Fate::WriteUnanswered);
        held.add_permits(1);
        until(|| redis.versions() != before).await;
        cable.set(Fate::Through);
    };
    let (answer, ()) = tokio::join!(browser.call(GET, "{}"), meanwhile);
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(used(&world.majora), [format!("{ACCESS}2")]);
    assert_eq!((world.majora.refreshes(), world.majora.live()), (1, vec![2]));
}

/// Case 58: a lease is renewed while its owner waits for Majora, so others wait with it.
#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_that_is_longer_than_its_lease_stays_the_only_one() {
    let redis = RedisServer::start();
    let worlds = servers(2, &redis, "lease_ms = 1500\nsign_in_step_ms = 3600000").await;
    let majora = &worlds[0].majora;
    majora.life(600);
    let first = at(&worlds[0], None);
    first.sign_in("test").await;
    let second = at(&worlds[1], Some(&first));
    worlds.iter().for_each(|world| world.clock.advance(SECOND * 545));
    let held = Arc::new(Semaphore::new(0));
    majora.reply("/o/token/", Reply::Held(held.clone()));
    let meanwhile = async {
        until(|| majora.refreshes() == 1).await;
        // Four renewals are more than a whole life of the lease.
        let (mut renewals, mut left) = (0, redis.lease_left());
        while renewals < 4 {
            let now = redis.lease_left();
            assert!(now > 0, "the lease has run out");
            renewals += usize::from(now > left);
            left = now;
            tokio::task::yield_now().await;
        }
        assert_eq!(majora.refreshes(), 1);
        held.add_permits(1);
    };
    let waiting = async {
        until(|| majora.refreshes() == 1).await;
        second.call(GET, "{}").await
    };
    let (one, two, ()) = tokio::join!(first.call(GET, "{}"), waiting, meanwhile);
    assert_eq!((one.status, two.status), (200, 200), "{} {}", one.body, two.body);
    assert_eq!((majora.refreshes(), majora.live()), (1, vec![2]));
    assert_eq!(used(majora), [2, 2].map(|number| format!("{ACCESS}{number}")));
}
