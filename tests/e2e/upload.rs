//! The job itself, from the first page to the receipt.

use crate::person::{calls, example};
use crate::test::test;
use thirtyfour::Key;

#[tokio::test]
async fn a_sheet_is_checked_mended_submitted_and_receipted() {
    test("upload", async |page, site| {
        page.open("/").await;
        page.sees("TEST SERVER").await;
        page.has_no_barriers().await;
        page.pictures("home").await;
        page.sign_in().await;
        page.sees("Signed in as demo-lab").await;
        page.has_no_barriers().await;
        page.pictures("choose").await;

        let sheet = example(site, 96).replacen("UK-ENG", "England", 1);
        page.choose_sheet(&sheet).await;
        page.sees("95 of 96 rows ready. 1 row to fix.").await;
        page.sees("adm1 must be UK-ENG, UK-SCT, UK-WLS or UK-NIR").await;
        page.has_no_barriers().await;
        page.pictures("check").await;
        page.go_to_problem("adm1 must be UK-ENG, UK-SCT, UK-WLS or UK-NIR").await;
        page.press(Key::Enter + "").await;
        page.choose("adm1, row 2", "UK-ENG").await;
        page.press(Key::Enter + "").await;
        page.sees("All 96 rows are ready. 1 cell changed here.").await;
        assert_eq!(calls(site), 0, "nothing leaves the page while a sheet is mended");

        page.review().await;
        page.sees("Library HOOT-LIB-001 with 96 samples").await;
        page.has_no_barriers().await;
        page.pictures("review").await;
        page.click("Submit 96 samples, 1 library and 1 run to TEST").await;
        page.sees_heading("96 rows saved").await;
        page.has_no_barriers().await;
        page.pictures("receipt").await;
        assert_eq!(site.majora.stored("HOOT-00001", "adm1"), Some("UK-ENG".into()));
        assert!(site.majora.biosample("HOOT-00096").is_some());
        assert!(site.majora.run("HOOT-RUN-001").is_some());

        page.click("Upload another sheet").await;
        page.sees_heading("Upload a sample sheet").await;
        page.choose_sheet(&example(site, 96)).await;
        let before = calls(site);
        page.review().await;
        // Only what Majora never shows goes again.
        page.sees("will be sent where Majora doesn’t show what it holds").await;
        page.has_no_barriers().await;
        page.pictures("already").await;
        page.click("Submit 96 samples to TEST").await;
        page.sees_heading("96 rows saved").await;
        assert_eq!(calls(site) - before, 3 + 2 * 3 + 2, "asked, sent in two batches, read back");
    })
    .await;
}

#[tokio::test]
async fn every_error_of_a_sheet_is_listed_and_nothing_is_sent() {
    test("errors", async |page, site| {
        page.sign_in().await;
        let sheet = "central_sample_id,adm1,collection_date,is_surveillance,adm2_private,notes\n\
            A/1,UK-ENG,2026-13-01,Y,,\n\
            A-2,England,,Y,CB2 1TN,hello\n\
            A-3,UK-ENG,04/05/2026,TRUE,,\n";
        page.choose_sheet(sheet).await;
        page.sees("0 of 3 rows ready. 3 rows to fix.").await;
        page.sees("Which day is ‘04/05/2026’ in collection_date?").await;
        for (message, place) in [
            ("central_sample_id must not contain a full stop, / or \\", "Row 2"),
            ("collection_date must be a date written as year-month-day", "Row 2"),
            ("adm1 must be UK-ENG, UK-SCT, UK-WLS or UK-NIR", "Row 3"),
            ("Enter a collection_date or a received_date", "Row 3"),
            ("Enter only the first half of the postcode in adm2_private", "Row 3"),
            ("is_surveillance must be Y or N", "Row 4"),
            ("notes is not a column of Majora. It will not be sent", "such as ‘hello’"),
        ] {
            page.sees(message).await;
            page.sees(place).await;
        }
        page.sees("None of the 3 rows is ready yet.").await;
        page.has_no_barriers().await;
        page.pictures("errors").await;
        assert_eq!(calls(site), 0);
    })
    .await;
}
