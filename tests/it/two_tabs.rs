//! One browser, several tabs, several people.

use crate::majora::USER;
use crate::sheets::{Csv, all_rows};
use crate::world::{OTHER_USER, World};
use protocol::endpoint::Endpoint;
use protocol::problem::{Code, Outcome, Problem};
use serde_json::{Value, json};
use sheet::answer::Halt;
use sheet::decide::Decisions;
use sheet::held::questions;
use sheet::plan::plan;
use sheet::receipt::RowOutcome;

fn one_sample() -> Value {
    json!({"biosamples": [{"central_sample_id": "A-1"}]})
}

fn what(problem: &Problem) -> (u16, Code, Option<Outcome>) {
    (problem.status, problem.code, problem.outcome)
}

#[tokio::test]
async fn two_sign_ins_at_once_both_end_signed_in() {
    let world = World::start().await;
    let browser = world.browser();
    let mut tabs = [world.tab(&browser, "test"), world.tab(&browser, "test")];
    let [first, second] = &mut tabs;
    let first_page = first.begin_sign_in().await;
    let second_page = second.begin_sign_in().await;
    let first_page = first.log_in(first_page, USER).await;
    // The other tab still shows the form of before; Majora takes that too.
    let second_page = second.log_in(second_page, USER).await;
    let second_page = second.authorise(second_page).await;
    let first_page = first.authorise(first_page).await;
    for (tab, page) in tabs.iter_mut().zip([first_page, second_page]) {
        assert_eq!(tab.landing(&page), Ok("/test/choose".into()));
        tab.load().await;
        let sheet = Csv::example(world.test.today(), 2).good();
        let receipt = tab.send(&sheet).await.expect("an upload");
        assert_eq!(receipt.halted, None);
    }
    // The second sends again what Majora doesn't show of the samples.
    assert_eq!(world.test.writes().len(), 4);
}

#[tokio::test]
async fn signing_in_again_as_the_same_user_in_another_tab_does_not_stop_the_first() {
    let world = World::start().await;
    let browser = world.browser();
    let (mut first, mut second) = (world.tab(&browser, "test"), world.tab(&browser, "test"));
    first.sign_in().await;
    second.sign_in().await;
    let sheet = Csv::example(world.test.today(), 2).good();
    let receipt = first.send(&sheet).await;
    assert_eq!(receipt.map(|receipt| receipt.rows_with(RowOutcome::Saved)), Ok(2));
}

#[tokio::test]
async fn signing_out_in_one_tab_ends_the_other_before_anything_is_sent() {
    let world = World::start().await;
    let browser = world.browser();
    let (mut first, mut second) = (world.tab(&browser, "test"), world.tab(&browser, "test"));
    first.sign_in().await;
    second.load().await;
    let sheet = Csv::example(world.test.today(), 2).good();
    let held = second.ask(&questions(&sheet)).await.expect("an answer");
    first.sign_out().await;

    let receipt = second.submit(&plan(&sheet, &held, &Decisions::default())).await;
    assert_eq!(receipt.halted, Some(Halt::SignedOut));
    assert_eq!(receipt.rows_with(RowOutcome::NotSent), 2);
    let problem = second.refused(Endpoint::BiosampleAdd, &one_sample()).await;
    assert_eq!(what(&problem), (401, Code::SessionRequired, Some(Outcome::NotSent)));
    assert!(world.test.writes().is_empty());
}

#[tokio::test]
async fn a_page_of_one_user_sends_nothing_as_another() {
    let world = World::start().await;
    let browser = world.browser();
    let (mut first, mut second) = (world.tab(&browser, "test"), world.tab(&browser, "test"));
    first.sign_in().await;
    let sheet = Csv::example(world.test.today(), 2).good();
    let held = first.ask(&questions(&sheet)).await.expect("an answer");
    browser.open(&format!("{}/account/logout/", world.test.url())).await;
    second.sign_in_as(OTHER_USER).await;

    let receipt = first.submit(&plan(&sheet, &held, &Decisions::default())).await;
    assert_eq!(receipt.halted, Some(Halt::OtherUser));
    assert_eq!(receipt.rows_with(RowOutcome::NotSent), 2);
    let problem = first.refused(Endpoint::BiosampleAdd, &one_sample()).await;
    assert_eq!(what(&problem), (409, Code::SessionChanged, Some(Outcome::NotSent)));
    assert!(world.test.writes().is_empty());

    all_rows(&second.send(&sheet).await.expect("an upload"), RowOutcome::Saved);
    let sample = world.test.sandbox.biosample("HOOT-00001").expect("a sample");
    assert_eq!(sample["submission_user"], OTHER_USER);
}
