//! A sign-in that goes well, and the ways in which a browser can stray from it.

use protocol::session::UPLOADER_SCOPES;
use reqwest::Method;
use sha2::{Digest, Sha256};

use crate::{
    majora::{CODE, REFRESH, USERNAME},
    world::{From, Settings, World, query, state},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};

#[tokio::test]
async fn the_browser_goes_to_majora_with_a_state_and_a_challenge() {
    let world = World::start().await;
    let browser = world.browser();
    let authorize = browser.begin("test", "/upload").await;

    assert_eq!(authorize.path(), "/o/authorize/");
    assert!(authorize.as_str().starts_with(&world.majora.url));
    let keys: Vec<_> = authorize.query_pairs().map(|(key, _)| key.into_owned()).collect();
    assert_eq!(
        keys,
        [
            "response_type",
            "client_id",
            "redirect_uri",
            "scope",
            "state",
            "code_challenge",
            "code_challenge_method"
        ]
    );
    assert_eq!(query(&authorize, "response_type"), "code");
    assert_eq!(query(&authorize, "client_id"), "client:test");
    assert_eq!(query(&authorize, "redirect_uri"), format!("{}/auth/test/callback", world.url));
    assert_eq!(query(&authorize, "scope"), UPLOADER_SCOPES);
    assert_eq!(query(&authorize, "code_challenge_method"), "S256");
    assert_eq!(state(&authorize).len(), 43);

    let cookies = browser.cookies();
    assert_eq!(cookies.len(), 1);
    assert!(cookies[0].name.starts_with("uploader_sign_in-"));
    assert_eq!(cookies[0].attributes, "HttpOnly; SameSite=Lax; Path=/; Max-Age=3600");
    assert!(world.majora.all().is_empty(), "nothing was asked of Majora yet");
}

#[tokio::test]
async fn the_return_redeems_the_code_and_makes_a_session() {
    let world = World::start().await;
    let browser = world.browser();
    let authorize = browser.begin("test", "/upload").await;
    let answer = browser.come_back("test", &authorize).await;

    assert_eq!(answer.location(), "/upload");
    let cookies = browser.cookies();
    assert_eq!(cookies.len(), 1, "the sign-in's own cookie is gone");
    assert_eq!(cookies[0].name, "uploader-test");
    assert_eq!(cookies[0].value.len(), 43);
    assert_eq!(cookies[0].attributes, "HttpOnly; SameSite=Strict; Path=/");

    let [token] = world.majora.seen("/o/token/").try_into().ok().unwrap();
    let basic = STANDARD.encode("client%3Atest:canary-secret%2B%25%2F%26");
    assert_eq!(token.headers["authorization"], format!("Basic {basic}"));
    assert_eq!(token.field("grant_type").unwrap(), "authorization_code");
    assert_eq!(token.field("code").unwrap(), CODE);
    assert_eq!(token.field("redirect_uri").unwrap(), query(&authorize, "redirect_uri"));
    let verifier = token.field("code_verifier").unwrap();
    assert_eq!(verifier.len(), 43);
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
    assert_eq!(challenge, query(&authorize, "code_challenge"));
    let [introspection] = world.majora.seen("/o/introspect/").try_into().ok().unwrap();
    assert_eq!(introspection.headers["authorization"], format!("Basic {basic}"));

    let session = browser.session().await;
    let signed_in = session.instances[0].signed_in.as_ref().unwrap();
    assert_eq!(signed_in.username, USERNAME);
    assert!((3_590..=3_600).contains(&signed_in.expires_in), "{}", signed_in.expires_in);
    assert!(session.instances[1].signed_in.is_none());
    assert_ne!(signed_in.session_ref, cookies[0].value);
}

#[tokio::test]
async fn two_tabs_both_end_signed_in_in_either_order() {
    let world = World::start().await;
    let browser = world.browser();
    let first = browser.begin("test", "/one").await;
    let second = browser.begin("test", "/two").await;
    assert_ne!(state(&first), state(&second));
    assert_eq!(browser.come_back("test", &second).await.location(), "/two");
    assert_eq!(browser.come_back("test", &first).await.location(), "/one");
    assert_eq!(browser.users().await[0].as_deref(), Some(USERNAME));
    assert_eq!(browser.cookies().len(), 1);
}

#[tokio::test]
async fn one_browser_can_be_signed_in_to_both_majoras() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    assert_eq!(browser.sign_in("production").await.location(), "/");
    assert_eq!(browser.users().await, [Some(USERNAME.into()), Some(USERNAME.into())]);
    let both = browser.cookies();
    assert_ne!(both[0].value, both[1].value);
    assert_eq!(browser.sign_out("test").await.status, 204);
    assert_eq!(browser.users().await, [None, Some(USERNAME.into())]);
    assert!(world.production.revoked().is_empty());
}

#[tokio::test]
async fn a_used_return_leads_to_the_app_while_its_session_lives() {
    let world = World::start().await;
    let browser = world.browser();
    let authorize = browser.begin("test", "/upload").await;
    browser.come_back("test", &authorize).await;
    let again = browser.come_back("test", &authorize).await;
    assert_eq!(again.location(), "/upload");
    assert!(again.cookies().is_empty());
    assert_eq!(browser.users().await[0].as_deref(), Some(USERNAME), "the session is untouched");

    browser.sign_out("test").await;
    let again = browser.come_back("test", &authorize).await;
    assert_eq!(again.location(), "/upload?sign_in_error=not_ours&instance=test");
    assert_eq!(world.majora.seen("/o/token/").len(), 1, "the code was redeemed once");
}

#[tokio::test]
async fn a_return_that_nobody_knows_leads_to_the_app_when_signed_in() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    let path = format!("/auth/test/callback?code={CODE}&state=unknown");
    assert_eq!(browser.open(&path, From::OwnPage).await.location(), "/");
}

#[tokio::test]
async fn signing_in_again_ends_the_session_before() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    let old = browser.cookie("uploader-test").unwrap();
    browser.sign_in("test").await;
    let new = browser.cookie("uploader-test").unwrap();
    assert_ne!(old, new);
    assert_eq!(browser.users().await[0].as_deref(), Some(USERNAME));
    browser.plant("uploader-test", &old);
    assert_eq!(browser.users().await[0], None);
    world.proxy.stop().await;
    let mut revoked = world.majora.revoked();
    revoked.sort();
    assert_eq!(revoked, [format!("{REFRESH}1"), format!("{REFRESH}2")]);
}

#[tokio::test]
async fn a_planted_session_cookie_isnt_taken_over() {
    let world = World::start().await;
    let attacker = world.signed_in().await;
    let planted = attacker.cookie("uploader-test").unwrap();
    let victim = world.browser();
    victim.plant("uploader-test", &planted);
    victim.sign_in("test").await;
    assert_ne!(victim.cookie("uploader-test").unwrap(), planted);
    assert_eq!(attacker.users().await[0], None);
}

#[tokio::test]
async fn another_sites_link_starts_nothing_by_itself() {
    let world = World::start().await;
    let browser = world.browser();
    let path = "/auth/test/login?return_to=/upload%3Fa=1%26b=2";
    let page = browser.open(path, From::OtherSite).await;
    assert_eq!(page.status, 200);
    assert!(page.cookies().is_empty());
    assert!(page.body.contains("The &lt;test&gt;"), "{}", page.body);
    let href = page.body.split("href=\"").nth(1).unwrap().split('"').next().unwrap();
    let authorize = browser.open(href, From::OwnPage).await;
    let authorize = url::Url::parse(authorize.location()).unwrap();
    assert_eq!(browser.come_back("test", &authorize).await.location(), "/upload?a=1&b=2");
}

#[tokio::test]
async fn a_return_path_outside_the_app_is_its_first_page() {
    let world = World::start().await;
    let browser = world.browser();
    for path in
        ["//evil.example", "%2F%5Cevil.example", "https:%2F%2Fevil.example", "/auth/test/login"]
    {
        let authorize = browser.begin("test", path).await;
        assert_eq!(browser.come_back("test", &authorize).await.location(), "/", "{path}");
    }
}

#[tokio::test]
async fn a_return_that_isnt_a_page_being_opened_uses_nothing_up() {
    let world = World::start().await;
    let browser = world.browser();
    let authorize = browser.begin("test", "/").await;
    let path = format!("/auth/test/callback?code={CODE}&state={}", state(&authorize));
    let head = browser.send(browser.bare(Method::HEAD, &path), From::OtherSite).await;
    assert_eq!(head.status, 405);
    let post = browser.send(browser.bare(Method::POST, &path), From::OtherSite).await;
    assert_eq!(post.status, 405);
    let ahead = browser.bare(Method::GET, &path).header("sec-purpose", "prefetch;prerender");
    assert_eq!(browser.send(ahead, From::OtherSite).await.status, 400);
    assert!(world.majora.all().is_empty());
    assert_eq!(browser.come_back("test", &authorize).await.location(), "/");
}

#[tokio::test]
async fn a_browser_has_five_sign_ins_under_way_at_most() {
    let world = World::start().await;
    let browser = world.browser();
    let mut begun = Vec::new();
    for _ in 0..7 {
        begun.push(browser.begin("test", "/").await);
    }
    assert_eq!(browser.cookies().len(), 5);
    let oldest = browser.come_back("test", &begun[1]).await;
    assert_eq!(oldest.location(), "/?sign_in_error=not_ours&instance=test");
    // Case 16: the five come back in another order than they left, and one session stays.
    for authorize in begun[2..].iter().rev() {
        assert_eq!(browser.come_back("test", authorize).await.location(), "/");
    }
    assert!(browser.users().await[0].is_some());
    assert_eq!(world.majora.seen("/o/token/").len(), 5);
}

#[tokio::test]
async fn on_https_the_cookies_belong_to_this_host_alone() {
    let public_url = Some("https://uploader.example.org".to_owned());
    let world = World::with(Settings { public_url, ..Settings::default() }).await;
    let browser = world.browser();
    let request =
        |path: &str| browser.bare(Method::GET, path).header("host", "uploader.example.org");
    let answer = browser.send(request("/auth/test/login"), From::OwnPage).await;
    let authorize = url::Url::parse(answer.location()).unwrap();
    let redirect_uri = query(&authorize, "redirect_uri");
    assert_eq!(redirect_uri, "https://uploader.example.org/auth/test/callback");
    let cookie = &answer.cookies()[0];
    assert!(cookie.name.starts_with("__Host-uploader_sign_in-"), "{}", cookie.name);
    assert_eq!(cookie.attributes, "HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=3600");

    let path = format!("/auth/test/callback?code={CODE}&state={}", state(&authorize));
    let answer = browser.send(request(&path), From::OtherSite).await;
    assert_eq!(answer.location(), "/");
    let cookie = &answer.cookies()[0];
    assert_eq!(cookie.name, "__Host-uploader-test");
    assert_eq!(cookie.attributes, "HttpOnly; SameSite=Strict; Secure; Path=/");
}
