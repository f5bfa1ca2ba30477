//! Practice and the real thing never touch.

use crate::majora::USER;
use crate::sheets::{Csv, all_rows};
use crate::world::{OTHER_USER, World};
use protocol::endpoint::Endpoint;
use protocol::problem::{Code, Outcome};
use protocol::session::{self, SignInError};
use serde_json::json;
use sheet::receipt::RowOutcome;

#[tokio::test]
async fn an_upload_to_one_majora_is_no_request_to_the_other() {
    let world = World::start().await;
    let browser = world.browser();
    let mut test = world.tab(&browser, "test");
    test.sign_in().await;
    let sheet = Csv::example(world.test.today(), 3).good();
    all_rows(&test.send(&sheet).await.expect("an upload"), RowOutcome::Saved);
    assert!(world.production.sandbox.requests().is_empty());

    let so_far = world.test.sandbox.requests().len();
    let mut production = world.tab(&browser, "production");
    production.sign_in_as(OTHER_USER).await;
    all_rows(&production.send(&sheet).await.expect("an upload"), RowOutcome::Saved);
    assert_eq!(world.test.sandbox.requests().len(), so_far);
    let submitter = |majora: &crate::majora::Majora| {
        majora.sandbox.biosample("HOOT-00001").expect("a sample")["submission_user"].clone()
    };
    assert_eq!([submitter(&world.test), submitter(&world.production)], [USER, OTHER_USER]);
}

#[tokio::test]
async fn a_session_at_test_opens_nothing_at_production() {
    let world = World::start().await;
    let browser = world.browser();
    let mut test = world.tab(&browser, "test");
    test.sign_in().await;
    let mut production = world.tab(&browser, "production");
    production.load().await;
    let body = json!({"biosamples": [{"central_sample_id": "A-1"}]});
    let problem = production.refused(Endpoint::BiosampleAdd, &body).await;
    assert_eq!((problem.code, problem.outcome), (Code::SessionRequired, Some(Outcome::NotSent)));

    // Nor under the other one's name, nor with the other page's reference to its session.
    browser.rename_cookie("uploader-test", "uploader-production");
    let problem = production.refused(Endpoint::BiosampleAdd, &body).await;
    assert_eq!((problem.code, problem.outcome), (Code::SessionRequired, Some(Outcome::NotSent)));
    assert_eq!(production.session().await.signed_in, None);
    assert!(world.production.sandbox.requests().is_empty());
    assert!(world.test.calls().is_empty());
}

#[tokio::test]
async fn label_world_and_host_are_those_of_the_majora_that_is_called() {
    let world = World::start().await;
    let browser = world.browser();
    for (instance, majora, label, kind) in [
        ("test", &world.test, "Practice", session::World::Test),
        ("production", &world.production, "The real Majora", session::World::Production),
    ] {
        let mut tab = world.tab(&browser, instance);
        tab.sign_in().await;
        let shown = tab.session().await;
        assert_eq!((shown.label.as_str(), shown.world), (label, kind));
        assert_eq!(shown.host, majora.host());
        tab.call(Endpoint::SequencingGet, &json!({"run_name": ["A-RUN"]}))
            .await
            .expect("an answer");
        let [call] = &majora.calls()[..] else { panic!("one call") };
        let host = call.headers.iter().find(|(name, _)| name == "host");
        assert_eq!(host.map(|(_, host)| host), Some(&shown.host));
    }
}

#[tokio::test]
async fn signing_out_of_one_leaves_the_other() {
    let world = World::start().await;
    let browser = world.browser();
    let mut test = world.tab(&browser, "test");
    let mut production = world.tab(&browser, "production");
    test.sign_in().await;
    production.sign_in().await;
    test.sign_out().await;
    assert_eq!(test.session().await.signed_in, None);
    assert!(production.session().await.signed_in.is_some());
    assert_eq!(world.test.sandbox.calls("/o/revoke_token/"), 1);
    assert_eq!(world.production.sandbox.calls("/o/revoke_token/"), 0);
}

#[tokio::test]
async fn a_code_of_test_is_worth_nothing_at_production() {
    let world = World::start().await;
    let browser = world.browser();
    let mut test = world.tab(&browser, "test");
    test.sign_in().await;
    let callback = browser.callback();
    test.sign_out().await;
    let production = world.tab(&browser, "production");
    let page = browser.open(&callback.replace("/auth/test/", "/auth/production/")).await;
    assert_eq!(production.landing(&page), Err(SignInError::NotOurs));
    assert!(world.production.sandbox.requests().is_empty());
}
