//! Help: the tour, the list of keys, the guide to the columns, and whom to ask.

use crate::page::Page;
use crate::person::example;
use crate::site::CONTACT;
use crate::test::test;
use serde_json::json;
use thirtyfour::Key;
use thirtyfour::prelude::*;

/// The tag of the element that has the keyboard, and its text.
async fn focused(page: &Page) -> (String, String) {
    let focused = page.browser.active_element().await.expect("something has the focus");
    let tag = focused.tag_name().await.expect("an element");
    (tag, focused.text().await.expect("an element"))
}

#[tokio::test]
async fn the_tour_goes_along_with_a_first_upload_and_comes_once() {
    test("tour", async |page, site| {
        page.open("/").await;
        page.browser.execute("localStorage.tour = ''", Vec::new()).await.expect("it is forgotten");
        page.reload().await;
        page.sees("Tour, 1 of 6").await;
        page.pictures("tour").await;
        page.click("Got it").await;
        page.no_longer_sees("Tour, 1 of 6").await;
        assert_eq!(
            focused(page).await.0,
            "h1",
            "what was pressed is gone, and the focus isn't lost"
        );
        page.sign_in().await;
        page.sees("Tour, 2 of 6").await;
        page.choose_sheet(&example(site, 2)).await;
        page.sees("Tour, 3 of 6").await;
        page.has_no_barriers().await;
        page.click("Skip the tour").await;
        page.no_longer_sees("Tour").await;
        page.review().await;
        page.reload().await;
        page.sees_heading("Review what will be sent").await;
        assert!(!page.text().await.contains("Tour,"), "who has skipped it sees no more of it");
        page.click("Show the tour").await;
        page.sees("Tour, 4 of 6").await;
    })
    .await;
}

#[tokio::test]
async fn a_key_shows_the_keys_and_can_be_switched_off() {
    test("keys", async |page, site| {
        page.sign_in().await;
        page.choose_sheet(&example(site, 2)).await;
        page.tab_to("Sample sheet").await;
        page.press("?").await;
        page.sees("To the next problem, or the one before").await;
        page.pictures("keys").await;
        page.press(Key::Escape + "").await;
        page.no_longer_sees("To the next problem, or the one before").await;
        let grid = page.browser.active_element().await.expect("something has the focus");
        assert_eq!(grid.attr("role").await.expect("an element").as_deref(), Some("grid"));

        page.fill("Find", "?").await;
        page.no_longer_sees("To the next problem, or the one before").await;
        page.fill("Find", "").await;
        page.click("Keyboard shortcuts").await;
        page.click("The key ? opens this list").await;
        page.click("Close").await;
        page.reload().await;
        page.sees_heading("Check your sheet").await;
        page.tab_to("Sample sheet").await;
        page.press("?").await;
        page.press(Key::F2 + "").await;
        assert!(!page.text().await.contains("To the next problem, or the one before"));
    })
    .await;
}

#[tokio::test]
async fn a_column_is_found_in_the_guide_by_whatever_one_knows_of_it() {
    test("guide", async |page, _site| {
        page.open("/columns#adm2_private").await;
        page.sees_heading("What every column means").await;
        page.sees("68 of 68 columns").await;
        page.until("the column that the address names", async || {
            let focused = page.browser.active_element().await.ok()?;
            (focused.id().await.ok()?? == "adm2_private").then_some(())
        })
        .await;
        page.pictures("columns").await;
        for (text, found) in [
            ("coguk id", "central_sample_id"),
            ("postcode", "adm2_private"),
            ("UK-NIR", "adm1"),
            ("metadata.artic.primers", "artic_primers"),
        ] {
            page.fill("Find a column", text).await;
            page.until(&format!("{found} for {text:?}"), async || {
                let mut shown = Vec::new();
                for name in page.browser.find_all(By::Css(".guide h3 code")).await.ok()? {
                    if name.is_displayed().await.ok()? {
                        shown.push(name.text().await.ok()?);
                    }
                }
                (shown.len() < 10 && shown.iter().any(|name| name == found)).then_some(())
            })
            .await;
        }
        page.fill("Find a column", "no such thing").await;
        page.sees("No column has that in it.").await;
        page.has_no_barriers().await;
        page.click("Show all columns").await;
        page.click("Private").await;
        page.sees("source_age").await;
        page.no_longer_sees("library_name").await;
        page.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" })).await;
        page.picture("columns-printed", 768, "light").await;
    })
    .await;
}

#[tokio::test]
async fn every_page_that_leads_nowhere_says_whom_to_ask() {
    test("nowhere", async |page, _site| {
        page.open("/no/such/page").await;
        page.sees_heading("Page not found").await;
        page.sees(&format!("Who to ask if it goes on: {CONTACT}")).await;
        page.pictures("not-found").await;
        page.open("/other/check").await;
        page.sees_heading("Page not found").await;
        for (error, what) in [
            ("denied", "You did not allow the uploader to use your Majora account"),
            ("missing_permission", "Your Majora account lacks a permission"),
            ("no_second_factor", "Your Majora account has no second factor"),
            ("not_ours", "That sign-in was used already"),
            ("too_late", "The sign-in took too long"),
            ("client_rejected", "Majora does not accept this uploader"),
            ("majora_down", "Majora can’t be reached"),
            ("unusable", "Majora’s answer to the sign-in could not be read"),
        ] {
            page.open(&format!("/?sign_in_error={error}&instance=test")).await;
            page.sees(what).await;
            page.sees(&format!("Who to ask if it goes on: {CONTACT}")).await;
            page.has_no_barriers().await;
        }
        page.pictures("sign-in-failed").await;
        page.open("/signed-in").await;
        page.sees_heading("Back to your sheet").await;
        page.pictures("signed-in").await;
        // What no page of the app answers, the server says in a page of its own.
        page.open("/no-such-file.png").await;
        page.sees("There is nothing here").await;
        page.has_no_barriers().await;
        page.console_is_quiet(&["404"]).await;
    })
    .await;
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_told_of_and_tried_again() {
    test("unreachable", async |page, _site| {
        page.devtools("Network.enable", json!({})).await;
        let blocked = json!({ "urls": ["*/auth/session"] });
        page.devtools("Network.setBlockedURLs", blocked).await;
        for path in ["/", "/test/check"] {
            page.open(path).await;
            page.sees("The uploader’s server does not answer").await;
            page.sees("Who to ask if it goes on").await;
            page.has_no_barriers().await;
        }
        page.pictures("unreachable").await;
        page.devtools("Network.setBlockedURLs", json!({ "urls": [] })).await;
        page.click("Try again").await;
        page.sees("You are not signed in").await;
        page.console_is_quiet(&["session"]).await;
    })
    .await;
}
