//! An upload that stops half-way, and what comes after.

use crate::page::Page;
use crate::person::example;
use crate::site::Site;
use crate::test::test;
use sandbox::{Effect, Fault};

const ADD: &str = "/api/v2/artifact/biosample/add/";

/// An upload of three batches comes to the second: that is with Majora, which is slow, and nobody will hear the
/// answer.
async fn comes_to_the_second_batch(page: &Page, site: &Site) {
    page.sign_in().await;
    page.choose_sheet(&example(site, 120)).await;
    page.review().await;
    site.majora.faults().add(Fault::next(ADD, Effect::Delay(20_000)).after(1));
    page.click("Submit 120 samples, 1 library and 1 run to TEST").await;
    page.until("the second batch", async || (site.majora.calls(ADD) == 2).then_some(())).await;
}

#[tokio::test]
async fn an_upload_whose_tab_dies_is_continued_where_it_stopped() {
    test("resumed", async |page, site| {
        page.sign_in().await;
        page.choose_sheet(&example(site, 120)).await;
        page.review().await;
        site.majora.faults().add(Fault::next(ADD, Effect::ExpireTokens).after(1));
        page.click("Submit 120 samples, 1 library and 1 run to TEST").await;
        page.sees_heading("Waiting to go on").await;
        page.sees("50 of 120 saved").await;

        page.killed_and_opened_again().await;
        page.click("Sign in with Majora").await;
        page.click("Authorize").await;
        page.sees("Upload of plate-7.csv stopped before its end").await;
        page.sees("50 of 241 records saved").await;
        page.has_no_barriers().await;
        page.pictures("unfinished").await;
        page.click("Check and continue").await;
        page.sees_heading("Review what will be sent").await;
        page.click("Submit 70 samples, 1 library and 1 run to TEST").await;
        page.sees_heading("120 rows saved").await;
        assert!(site.majora.biosample("HOOT-00120").is_some());
        assert_eq!(site.majora.calls(ADD), 4, "no sample went twice");

        page.visit("/test/choose").await;
        page.no_longer_sees("stopped before its end").await;
        page.console_is_quiet(&["401"]).await;
    })
    .await;
}

#[tokio::test]
async fn a_tab_that_dies_with_a_request_under_way_leaves_no_row_in_doubt() {
    test("mid-request", async |page, site| {
        comes_to_the_second_batch(page, site).await;
        page.killed_and_opened_again().await;
        page.open("/test/choose").await;
        page.sees("Upload of plate-7.csv stopped before its end").await;
        page.click("Check and continue").await;
        page.sees_heading("Review what will be sent").await;
        // It was given up with the tab, and Majora says that it holds none of it.
        page.click("Submit 70 samples, 1 library and 1 run to TEST").await;
        page.sees_heading("120 rows saved").await;
        page.sees("120: 120 saved and checked").await;
        assert_eq!(site.majora.calls(ADD), 4, "two of two batches, one of them twice");
    })
    .await;
}

#[tokio::test]
async fn a_page_that_is_reloaded_during_an_upload_says_that_it_stopped() {
    test("reloaded", async |page, site| {
        comes_to_the_second_batch(page, site).await;
        page.reload().await;
        page.sees("Nothing is being submitted from this page.").await;
        page.sees("Upload of plate-7.csv stopped before its end").await;
        page.click("Go to the sheet").await;
        page.sees_heading("Check your sheet").await;
        page.sees("Upload of plate-7.csv stopped before its end").await;
        page.click("Check and continue").await;
        page.sees_heading("Review what will be sent").await;
        page.click("Submit 70 samples, 1 library and 1 run to TEST").await;
        page.sees_heading("120 rows saved").await;
    })
    .await;
}

#[tokio::test]
async fn a_sheet_outlives_its_upload_that_is_discarded() {
    test("discarded", async |page, site| {
        comes_to_the_second_batch(page, site).await;
        page.reload().await;
        page.sees("Upload of plate-7.csv stopped before its end").await;
        page.click("Discard it: plate-7.csv").await;
        page.browser.accept_alert().await.expect("it is asked");
        page.no_longer_sees("stopped before its end").await;
        // Seventy of its samples were not sent.
        page.visit("/test/choose").await;
        page.sees("You are working on a sheet already").await;
    })
    .await;
}

#[tokio::test]
async fn an_upload_pauses_and_goes_on_and_stops_when_told() {
    test("paused", async |page, site| {
        page.sign_in().await;
        page.choose_sheet(&example(site, 60)).await;
        page.review().await;
        site.majora.faults().add(Fault::next(ADD, Effect::TooManyRequests(4)));
        page.click("Submit 60 samples, 1 library and 1 run to TEST").await;
        page.sees("Majora can’t take more at the moment").await;
        page.click("Pause").await;
        page.sees_heading("Paused at").await;
        assert_eq!(site.majora.calls(ADD), 1, "nothing goes out while it pauses");
        page.click("Go on").await;
        page.sees_heading("60 rows saved").await;
        page.console_is_quiet(&["429", "503"]).await;
    })
    .await;
}

#[tokio::test]
async fn a_lost_connection_is_waited_for() {
    test("offline", async |page, site| {
        page.sign_in().await;
        page.choose_sheet(&example(site, 60)).await;
        page.review().await;
        page.is_offline(true).await;
        page.click("Submit 60 samples, 1 library and 1 run to TEST").await;
        page.sees("Your connection dropped. Nothing is lost").await;
        page.has_no_barriers().await;
        page.pictures("offline").await;
        assert_eq!(site.majora.calls(ADD), 0);
        page.is_offline(false).await;
        page.sees_heading("60 rows saved").await;
        page.console_is_quiet(&["ERR_INTERNET_DISCONNECTED"]).await;
    })
    .await;
}

#[tokio::test]
async fn an_upload_outlives_a_restart_of_the_proxy() {
    test("restarted", async |page, site| {
        page.sign_in().await;
        page.choose_sheet(&example(site, 120)).await;
        page.review().await;
        // The second batch is on its way to Majora while the proxy is told to stop.
        site.majora.faults().add(Fault::next(ADD, Effect::Delay(1_000)).after(1));
        page.click("Submit 120 samples, 1 library and 1 run to TEST").await;
        page.until("the second batch", async || (site.majora.calls(ADD) == 2).then_some(())).await;
        site.stop_proxy().await;
        page.sees_heading("Waiting to go on").await;
        page.sees("100 of 120 saved").await;
        site.start_proxy().await;
        page.sees_heading("120 rows saved").await;
        assert_eq!(site.majora.calls(ADD), 3, "no sample went twice");
        page.console_is_quiet(&["ERR_CONNECTION", "ERR_EMPTY_RESPONSE"]).await;
    })
    .await;
}

#[tokio::test]
async fn who_signs_out_in_another_tab_loses_nothing() {
    test("elsewhere", async |page, site| {
        page.sign_in().await;
        page.choose_sheet(&example(site, 60)).await;
        page.review().await;
        page.forget_cookies().await;
        page.click("Submit 60 samples, 1 library and 1 run to TEST").await;
        page.sees_heading("Waiting to go on").await;
        page.in_a_new_tab("Sign in with Majora (Sandbox)", async || {
            page.fill_in_credentials().await;
            page.sees_heading("You are signed in").await;
        })
        .await;
        page.sees_heading("60 rows saved").await;
        page.console_is_quiet(&["401"]).await;
    })
    .await;
}

#[tokio::test]
async fn another_sheet_is_put_away_only_if_its_user_says_so() {
    test("put-away", async |page, site| {
        page.sign_in().await;
        page.choose_sheet(&example(site, 60)).await;
        page.review().await;
        site.majora.faults().add(Fault::next(ADD, Effect::Delay(20_000)).after(1));
        page.click("Submit 60 samples, 1 library and 1 run to TEST").await;
        page.until("the second batch", async || (site.majora.calls(ADD) == 2).then_some(())).await;
        page.killed_and_opened_again().await;
        page.open("/test/choose").await;
        page.choose_sheet(&example(site, 3)).await;
        page.sees("All 3 rows are ready.").await;
        page.visit("/test/choose").await;
        page.click("Check and continue").await;
        page.browser.dismiss_alert().await.expect("it is asked");
        page.click("Continue with this sheet").await;
        page.sees("All 3 rows are ready.").await;
        page.visit("/test/choose").await;
        page.click("Check and continue").await;
        page.browser.accept_alert().await.expect("it is asked");
        page.sees_heading("Review what will be sent").await;
        page.sees("Submit 10 samples, 1 library and 1 run to TEST").await;
    })
    .await;
}
