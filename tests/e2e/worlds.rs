//! A test server and production side by side: each page says where it is, and nothing goes astray.

use crate::person::{example, today};
use crate::test::test_with_two;
use sandbox::{Effect, Fault};

const ADD: &str = "/api/v2/artifact/biosample/add/";

#[tokio::test]
async fn a_sheet_goes_where_the_band_says_and_nowhere_else() {
    test_with_two("worlds", async |page, site| {
        page.open("/").await;
        page.sees("TEST SERVER").await;
        page.sees("PRODUCTION").await;
        page.has_no_barriers().await;
        page.pictures("home-two").await;
        page.click("Sign in with Majora (Real)").await;
        page.fill_in_credentials().await;
        page.click("Authorize").await;
        page.sees_heading("Upload a sample sheet").await;
        page.sees("PRODUCTION").await;
        page.no_longer_sees("TEST SERVER").await;
        page.choose_sheet(&example(site, 2)).await;
        page.review().await;
        page.sees("What is saved can’t be removed by you.").await;
        page.pictures("review-production").await;

        // By its address the same sheet is at the test server, where nobody is signed in.
        page.visit("/test/review").await;
        page.sees("TEST SERVER").await;
        page.no_longer_sees("PRODUCTION").await;
        page.sees("You are not signed in").await;
        page.sees("There is nothing to review yet").await;
        page.visit("/production/check").await;
        page.review().await;
        page.click("Submit 2 samples, 1 library and 1 run to PRODUCTION").await;
        page.sees_heading("2 rows saved").await;
        page.pictures("receipt-production").await;
        page.visit("/test/receipt").await;
        page.sees("There is no receipt of this server").await;
        assert!(site.majora.requests().is_empty(), "nothing went to the test server");
        assert!(site.production.biosample("HOOT-00002").is_some());
    })
    .await;
}

#[tokio::test]
async fn while_a_sheet_is_sent_the_other_server_shows_nothing_of_it() {
    test_with_two("elsewhere", async |page, site| {
        page.open("/").await;
        page.click("Sign in with Majora (Sandbox)").await;
        page.fill_in_credentials().await;
        page.click("Authorize").await;
        page.choose_sheet(&example(site, 2)).await;
        page.review().await;
        site.majora.faults().add(Fault::next(ADD, Effect::Delay(5_000)));
        page.click("Submit 2 samples, 1 library and 1 run to TEST").await;
        page.sees("If this one closes, you can go on later").await;
        page.visit("/production/submit").await;
        page.sees("PRODUCTION").await;
        page.sees("A sheet is being submitted to another server").await;
        page.no_longer_sees("If this one closes, you can go on later").await;
        page.visit("/test/choose").await;
        page.sees("Your sheet is being submitted").await;
        page.click("Sign out").await;
        page.sees("A sheet is being submitted. Stop it first").await;
        page.click("Show how far it is").await;
        page.sees_heading("2 rows saved").await;
        assert_eq!(page.path().await, "/test/receipt");
        assert!(site.production.requests().is_empty());
    })
    .await;
}

#[tokio::test]
async fn made_up_names_stay_out_of_production() {
    test_with_two("made-up", async |page, site| {
        page.open("/").await;
        page.click("Sign in with Majora (Real)").await;
        page.fill_in_credentials().await;
        page.click("Authorize").await;
        page.choose_sheet(&sheet::practice::sheet(today(site), 2, "3F9A")).await;
        page.sees("This is a sheet to practise with").await;
        page.has_no_barriers().await;
        page.pictures("check-made-up").await;
        page.click("Review what will be sent").await;
        page.visit("/production/review").await;
        page.sees("There is nothing to review yet").await;
        let asked = site.production.requests().into_iter().any(|r| r.path.starts_with("/api/"));
        assert!(!asked, "Majora is not even asked");
    })
    .await;
}
