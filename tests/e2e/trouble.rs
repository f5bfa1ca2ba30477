//! What goes wrong, and that the sheet is still there.

use crate::person::{SheetFile, example};
use crate::test::test;
use sandbox::{Effect, Fault};

const ADD: &str = "/api/v2/artifact/biosample/add/";

#[tokio::test]
async fn a_file_that_is_no_sheet_says_why_and_the_next_one_works() {
    test("bad-files", async |page, site| {
        page.sign_in().await;
        let text = |text: &str| SheetFile::new(text.as_bytes());
        let large = text("central_sample_id\n");
        let grown = std::fs::OpenOptions::new().write(true).open(large.path());
        grown.and_then(|file| file.set_len(100_000_000)).expect("a file with a hole");
        for (file, told) in [
            (text(""), "The selected file is empty"),
            (
                SheetFile::new(b"%PDF-1.7\n\x01\x02"),
                "The selected file must be a CSV, TSV, Excel or ODS spreadsheet",
            ),
            (SheetFile::new(b"PK\x03\x04workbook"), "The workbook is damaged and can’t be read"),
            (text("central_sample_id,adm1\n"), "The file has headings but no rows"),
            (text("Sample,Date\nA,B\n"), "Your file needs a column called ‘central_sample_id’"),
            (
                text("central_sample_id,adm1,ADM1\nA,B,C\n"),
                "More than one column means ‘adm1’: columns B and C",
            ),
            (
                SheetFile::new(b"central_sample_id\nM\xC3\xB4n\n\xFF\xFE\n"),
                "Line 3 of the file has characters",
            ),
            (large, "The selected file must be smaller than 64 MB"),
        ] {
            page.choose_file(&file.path()).await;
            page.sees(told).await;
        }
        page.has_no_barriers().await;
        page.pictures("unreadable").await;
        page.choose_sheet(&example(site, 2)).await;
        page.sees("All 2 rows are ready.").await;
    })
    .await;
}

#[tokio::test]
async fn reload_and_back_keep_the_sheet_and_its_changes() {
    test("kept", async |page, site| {
        page.sign_in().await;
        page.choose_sheet(&example(site, 2).replacen("UK-ENG", "Wales", 1)).await;
        page.go_to_problem("adm1 must be UK-ENG, UK-SCT, UK-WLS or UK-NIR").await;
        page.press(thirtyfour::Key::Enter + "").await;
        page.choose("adm1, row 2", "UK-WLS").await;
        page.press(thirtyfour::Key::Enter + "").await;
        page.sees("All 2 rows are ready. 1 cell changed here.").await;
        page.reload().await;
        page.sees("All 2 rows are ready. 1 cell changed here.").await;
        page.review().await;
        page.back().await;
        page.sees_heading("Check your sheet").await;
        page.sees("All 2 rows are ready. 1 cell changed here.").await;
        page.back().await;
        page.sees("You are working on a sheet already").await;
        page.click("Continue with this sheet").await;
        page.review().await;
        page.click("Submit 2 samples, 1 library and 1 run to TEST").await;
        page.sees_heading("2 rows saved").await;
        page.back().await;
        page.click("Show the receipt").await;
        page.sees_heading("2 rows saved").await;
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_that_is_refused_says_so_where_the_sheet_is() {
    test("denied", async |page, site| {
        page.sign_in().await;
        page.choose_sheet(&example(site, 2)).await;
        page.forget_cookies().await;
        page.reload().await;
        page.sees("You are not signed in").await;
        page.sees("All 2 rows are ready.").await;
        page.pictures("signed-out").await;
        // Majora asks nobody again who has allowed it and holds a live token.
        site.majora.expire_access_tokens();
        page.click("Sign in with Majora (Sandbox)").await;
        page.fill_in_credentials().await;
        page.click("Cancel").await;
        page.sees("You did not allow the uploader to use your Majora account").await;
        page.sees("All 2 rows are ready.").await;
        page.has_no_barriers().await;
        page.pictures("denied").await;
        page.click("Sign in with Majora (Sandbox)").await;
        page.click("Authorize").await;
        page.sees("Signed in as demo-lab").await;
        page.no_longer_sees("You did not allow").await;
        page.review().await;
    })
    .await;
}

#[tokio::test]
async fn a_session_that_ends_during_the_upload_costs_nothing() {
    test("expired", async |page, site| {
        page.sign_in().await;
        page.choose_sheet(&example(site, 96)).await;
        page.review().await;
        site.majora.faults().add(Fault::next(ADD, Effect::ExpireTokens).after(1));
        page.click("Submit 96 samples, 1 library and 1 run to TEST").await;
        page.sees_heading("Waiting to go on").await;
        page.sees("You have been signed out").await;
        page.sees("50 of 96 saved").await;
        page.has_no_barriers().await;
        page.pictures("expired").await;
        // The sign-in goes to a tab of its own, and this one takes notice when it has the focus again.
        page.in_a_new_tab("Sign in with Majora (Sandbox)", async || {
            page.click("Authorize").await;
            page.sees_heading("You are signed in").await;
        })
        .await;
        page.sees_heading("96 rows saved").await;
        assert_eq!(site.majora.calls(ADD), 3, "no sample went twice");
        // The answer is an error of HTTP, which the browser writes to its console.
        page.console_is_quiet(&["401"]).await;
    })
    .await;
}

#[tokio::test]
async fn majora_being_down_is_told_and_can_be_tried_again() {
    test("down", async |page, site| {
        page.sign_in().await;
        page.choose_sheet(&example(site, 60)).await;
        let validity = "/api/v2/artifact/biosample/query/validity/";
        site.majora.faults().add(Fault::next(validity, Effect::ServerError));
        page.click("Review what will be sent").await;
        page.sees("Majora gave no usable answer").await;
        page.sees("Nothing was sent.").await;
        page.sees("All 60 rows are ready.").await;
        page.pictures("down").await;
        page.review().await;
        site.majora.faults().add(Fault::next(ADD, Effect::DropAfter).after(1));
        page.click("Submit 60 samples, 1 library and 1 run to TEST").await;
        // Without an answer Majora is asked what it holds, and only the rest goes on.
        page.sees_heading("60 rows saved").await;
        assert_eq!(site.majora.calls(ADD), 2, "no sample went twice");
        page.console_is_quiet(&["502", "504"]).await;
    })
    .await;
}

#[tokio::test]
async fn signing_out_leaves_nothing_on_the_computer() {
    test("sign-out", async |page, site| {
        page.sign_in().await;
        page.choose_sheet(&example(site, 2)).await;
        page.click("Sign out").await;
        page.has_no_barriers().await;
        page.pictures("sign-out").await;
        page.click("Sign out and delete this").await;
        page.sees_heading("Upload sample metadata to Majora").await;
        page.sees("Sign in with Majora").await;
        page.reload().await;
        page.sees_heading("Upload sample metadata to Majora").await;
        for store in ["drafts", "uploads", "journals"] {
            let kept = "const [store, done] = arguments; const open = indexedDB.open('majora-uploader');\
                open.onsuccess = () => { const all = open.result.transaction(store).objectStore(store).count();\
                all.onsuccess = () => done(all.result); };";
            let kept = page.browser.execute_async(kept, vec![store.into()]).await.expect("a count");
            assert_eq!(kept.json().as_u64(), Some(0), "{store}");
        }
    })
    .await;
}
