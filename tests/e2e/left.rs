//! A sheet whose tab was closed before it was sent, and to whom it is offered.

use crate::page::Page;
use crate::person::example;
use crate::site::{OTHER, Site};
use crate::test::test;
use thirtyfour::Key;

const OFFER: &str = "You have a sheet that is not finished: plate-7.csv";

/// Signs in, chooses a sheet and changes a cell of it.
async fn begin(page: &Page, site: &Site) {
    page.sign_in().await;
    page.choose_sheet(&example(site, 2).replacen("UK-ENG", "Wales", 1)).await;
    page.go_to_problem("adm1 must be UK-ENG, UK-SCT, UK-WLS or UK-NIR").await;
    page.press(Key::Enter + "").await;
    page.choose("adm1, row 2", "UK-WLS").await;
    page.press(Key::Enter + "").await;
    page.sees("All 2 rows are ready. 1 cell changed here.").await;
    // The page asks Majora with what it has kept.
    page.review().await;
}

#[tokio::test]
async fn a_sheet_whose_tab_was_closed_is_offered_once_that_is_so() {
    test("left", async |page, site| {
        begin(page, site).await;
        let first = page.browser.window().await.expect("a tab");
        let second = page.browser.new_tab().await.expect("a new tab");
        page.browser.switch_to_window(second.clone()).await.expect("the new tab");
        page.open("/test/choose").await;
        page.sees("You can also drop the file here").await;
        assert!(!page.text().await.contains(OFFER), "its tab is still there");

        page.browser.switch_to_window(first).await.expect("the first tab");
        page.browser.close_window().await.expect("the tab closes");
        page.browser.switch_to_window(second).await.expect("the second tab");
        page.open("/").await;
        page.sees(OFFER).await;
        page.click("Choose a sample sheet").await;
        page.sees(OFFER).await;
        page.sees("2 rows for TEST (Sandbox), last worked on").await;
        page.has_no_barriers().await;
        page.pictures("left").await;
        page.click("Continue with it").await;
        page.sees_heading("Check your sheet").await;
        page.sees("All 2 rows are ready. 1 cell changed here.").await;

        // It is this tab's now: a reload brings it back, and no other tab is offered it.
        page.reload().await;
        page.sees("All 2 rows are ready. 1 cell changed here.").await;
        page.review().await;
        page.click("Submit 2 samples, 1 library and 1 run to TEST").await;
        page.sees_heading("2 rows saved").await;
        // It is done with, and stays so when it comes back to the page.
        page.open("/test/check").await;
        page.sees("All 2 rows are ready. 1 cell changed here.").await;
        page.open("/test/choose").await;
        page.sees("You can also drop the file here").await;
        page.killed_and_opened_again().await;
        page.click("Choose a sample sheet").await;
        page.sees_heading("Upload a sample sheet").await;
        page.sees("You can also drop the file here").await;
        assert!(!page.text().await.contains(OFFER), "it was sent");
    })
    .await;
}

#[tokio::test]
async fn a_sheet_stays_with_whose_it_is() {
    test("whose", async |page, site| {
        begin(page, site).await;
        // The session ends, and somebody else signs in in the same tab.
        page.forget_cookies().await;
        page.open("/").await;
        page.click("Sign in with Majora").await;
        page.fill_in_credentials_of(OTHER).await;
        page.click("Authorize").await;
        page.sees("Signed in as").await;
        page.open("/test/check").await;
        page.sees("There is no sheet to check yet").await;
        page.click("Choose a sample sheet").await;
        page.sees("You can also drop the file here").await;
        for theirs in [OFFER, "You are working on a sheet already"] {
            assert!(!page.text().await.contains(theirs), "{theirs}");
        }
        page.forget_cookies().await;
        page.open("/").await;
        page.click("Sign in with Majora").await;
        page.fill_in_credentials().await;
        // Majora knows that this user has allowed it before.
        page.sees(OFFER).await;
        page.console_is_quiet(&["401"]).await;
    })
    .await;
}

#[tokio::test]
async fn a_duplicated_tab_works_on_a_sheet_of_its_own() {
    test("duplicated", async |page, site| {
        begin(page, site).await;
        page.back().await;
        page.sees("1 cell changed here.").await;
        let name = "return sessionStorage.tab";
        let name_of = async || {
            let name = page.browser.execute(name, Vec::new()).await.expect("a script runs");
            name.json().as_str().unwrap_or_default().to_owned()
        };
        let original = name_of().await;
        let first = page.browser.window().await.expect("a tab");
        let second = page.browser.new_tab().await.expect("a new tab");
        page.browser.switch_to_window(second.clone()).await.expect("the new tab");
        page.open("/").await;
        // What a browser does that duplicates a tab.
        let copy = "sessionStorage.tab = arguments[0]";
        page.browser.execute(copy, vec![original.clone().into()]).await.expect("a script runs");
        page.open("/test/check").await;
        page.sees("1 cell changed here.").await;
        page.until("a name of its own", async || (name_of().await != original).then_some(())).await;

        page.browser.switch_to_window(first).await.expect("the first tab");
        page.click("Undo typing in row 2, adm1").await;
        page.sees("adm1 must be UK-ENG").await;
        page.reload().await;
        page.sees("adm1 must be UK-ENG").await;
        page.browser.switch_to_window(second).await.expect("the second tab");
        page.reload().await;
        page.sees("All 2 rows are ready. 1 cell changed here.").await;
    })
    .await;
}

#[tokio::test]
async fn what_is_kept_at_a_sign_out_is_offered_again() {
    test("kept-signed-out", async |page, site| {
        begin(page, site).await;
        page.click("Sign out").await;
        page.click("Sign out and keep this for me").await;
        page.sees_heading("Upload sample metadata to Majora").await;
        page.click("Sign in with Majora").await;
        page.click("Authorize").await;
        page.sees(OFFER).await;
        page.click("Continue with it").await;
        page.sees("All 2 rows are ready. 1 cell changed here.").await;
    })
    .await;
}
