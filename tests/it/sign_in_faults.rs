//! Sign-ins that come to nothing, through Majora's own pages: each ends in the app with its reason.

use crate::browser::{Browser, Page};
use crate::majora::USER;
use crate::tab::Tab;
use crate::world::{CLIENT_SECRET, Settings, WITHOUT_PERMISSION, WITHOUT_SECOND_FACTOR, World};
use protocol::session::{SIGN_IN_ERROR_KEY, SIGN_IN_INSTANCE_KEY, SignInError};
use reqwest::Url;
use std::time::{Duration, Instant};

/// Asserts that a sign-in has ended on the page that it was begun from, with this reason and
/// nothing else in the address, and that nobody is signed in.
async fn ended(tab: &Tab<'_>, page: &Page, reason: SignInError) {
    ended_at(tab, page, reason, "/test/choose").await;
}

async fn ended_at(tab: &Tab<'_>, page: &Page, reason: SignInError, path: &str) {
    assert_eq!(tab.landing(page), Err(reason));
    let query = format!("{SIGN_IN_ERROR_KEY}={}&{SIGN_IN_INSTANCE_KEY}=test", reason.code());
    assert_eq!((page.url.path(), page.url.query()), (path, Some(query.as_str())));
    assert_eq!(page.url.fragment(), None);
    assert_eq!(tab.session().await.signed_in, None);
}

/// The whole sign-in as somebody.
async fn attempt(tab: &Tab<'_>, username: &str) -> Page {
    let page = tab.log_in(tab.begin_sign_in().await, username).await;
    tab.authorise(page).await
}

/// Majora's *Authorise application* page, for the usual user.
async fn consent_page(tab: &Tab<'_>) -> Page {
    let page = tab.log_in(tab.begin_sign_in().await, USER).await;
    assert_eq!(page.url.path(), "/o/authorize/");
    page
}

#[tokio::test]
async fn cancelling_at_majora_is_denied_and_can_be_tried_again() {
    let world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    let page = tab.deny(consent_page(&tab).await).await;
    ended(&tab, &page, SignInError::Denied).await;
    assert_eq!(world.test.sandbox.calls("/o/token/"), 0);
    tab.sign_in().await;
}

#[tokio::test]
async fn a_user_without_a_permission_is_told_so() {
    let world = World::start().await;
    let browser = world.browser();
    let tab = world.tab(&browser, "test");
    let page = attempt(&tab, WITHOUT_PERMISSION).await;
    ended(&tab, &page, SignInError::MissingPermission).await;
}

#[tokio::test]
async fn a_user_without_a_second_factor_is_told_so() {
    let world = World::start().await;
    let browser = world.browser();
    let tab = world.tab(&browser, "test");
    let page = attempt(&tab, WITHOUT_SECOND_FACTOR).await;
    ended(&tab, &page, SignInError::NoSecondFactor).await;
}

#[tokio::test]
async fn a_wrong_client_secret_is_the_operators_to_mend() {
    let world = World::with(Settings { secret: "another secret", ..Settings::default() }).await;
    let browser = world.browser();
    let tab = world.tab(&browser, "test");
    let page = attempt(&tab, USER).await;
    ended(&tab, &page, SignInError::ClientRejected).await;
    assert!(!page.html.contains("another secret") && !page.html.contains(CLIENT_SECRET));
}

#[tokio::test]
async fn a_majora_that_is_gone_at_the_callback_is_told_and_comes_back() {
    let mut world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    let callback = unused_callback(&browser, &tab).await;
    world.test.go_down().await;
    let page = browser.return_from_majora(&callback).await;
    ended(&tab, &page, SignInError::MajoraDown).await;
    world.test.come_back().await;
    tab.sign_in().await;
}

/// Goes through Majora's pages up to the redirect with the code, which is left unopened.
async fn unused_callback(browser: &Browser, tab: &Tab<'_>) -> Url {
    let page = consent_page(tab).await;
    browser.redirect_of(&page, &[("allow", "Authorize")]).await
}

#[tokio::test]
async fn a_sign_in_that_takes_longer_than_it_may_is_too_late() {
    let world = World::with(Settings { limits: "sign_in_ms = 50", ..Settings::default() }).await;
    let browser = world.browser();
    let tab = world.tab(&browser, "test");
    let mut callback = unused_callback(&browser, &tab).await;
    for again in [true, false] {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_millis(50) {
            browser.open(&world.test.url()).await;
        }
        let page = browser.return_from_majora(&callback).await;
        if again {
            // Majora asks once more, without a word about the time.
            assert_eq!(page.url.path(), "/o/authorize/");
            callback = browser.redirect_of(&page, &[("allow", "Authorize")]).await;
        } else {
            ended(&tab, &page, SignInError::TooLate).await;
        }
    }
    assert_eq!(world.test.sandbox.calls("/o/token/"), 0);
}

#[tokio::test]
async fn a_code_that_has_run_out_costs_one_more_click_at_majora() {
    let world = World::start().await;
    let browser = world.browser();
    let tab = world.tab(&browser, "test");
    let callback = unused_callback(&browser, &tab).await;
    world.test.sandbox.clock().advance(Duration::from_secs(61));
    let page = browser.return_from_majora(&callback).await;
    assert_eq!(page.url.path(), "/o/authorize/");
    let page = tab.authorise(page).await;
    assert_eq!(tab.landing(&page), Ok("/test/choose".into()));
}

#[tokio::test]
async fn a_callback_is_worth_nothing_a_second_time() {
    let world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    tab.sign_in().await;
    let callback = browser.callback();
    let page = browser.open(&callback).await;
    assert_eq!(tab.landing(&page), Ok("/test/choose".into()));
    tab.sign_out().await;
    let page = browser.open(&callback).await;
    ended(&tab, &page, SignInError::NotOurs).await;
    assert_eq!(world.test.sandbox.calls("/o/token/"), 1);
}

#[tokio::test]
async fn a_callback_is_worth_nothing_in_another_browser() {
    let world = World::start().await;
    let (theirs, ours) = (world.browser(), world.browser());
    let callback = unused_callback(&theirs, &world.tab(&theirs, "test")).await;
    let tab = world.tab(&ours, "test");
    let page = ours.return_from_majora(&callback).await;
    ended_at(&tab, &page, SignInError::NoCookie, "/").await;
    assert_eq!(world.test.sandbox.calls("/o/token/"), 0);
    let tab = world.tab(&theirs, "test");
    let page = theirs.return_from_majora(&callback).await;
    assert_eq!(
        tab.landing(&page),
        Ok("/test/choose".into()),
        "the sign-in was taken from its owner"
    );
}

#[tokio::test]
async fn a_state_that_nobody_made_is_nobodys() {
    let world = World::start().await;
    let browser = world.browser();
    let tab = world.tab(&browser, "test");
    let mut callback = unused_callback(&browser, &tab).await;
    let code = callback.query_pairs().find(|(key, _)| key == "code").expect("a code").1;
    let query = format!("code={code}&state={}", "A".repeat(43));
    callback.set_query(Some(&query));
    let page = browser.return_from_majora(&callback).await;
    ended_at(&tab, &page, SignInError::NotOurs, "/").await;
    assert_eq!(world.test.sandbox.calls("/o/token/"), 0);
}
