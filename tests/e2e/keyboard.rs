//! Each way through the app by the keyboard alone: no test here clicks on anything.

use crate::page::Page;
use crate::person::{SheetFile, example, today};
use crate::test::{test, test_with_two};
use sandbox::{Effect, Fault};
use thirtyfour::Key;

const ADD: &str = "/api/v2/artifact/biosample/add/";

impl Page {
    /// Goes to what has this name by Tab, and presses Enter on it.
    async fn enter(&self, name: &str) {
        self.tab_to(name).await;
        self.press(Key::Enter + "").await;
    }

    /// Goes to the file input by Tab and has it take a file, as its dialog would.
    async fn take(&self, text: &str) {
        let file = SheetFile::new(text.as_bytes());
        self.tab_to_element("#file").await;
        self.choose_file(&file.path()).await;
        self.sees_heading("Check your sheet").await;
    }

    /// Signs in on Majora's own pages, which put the focus into their first field.
    async fn sign_in_by_keyboard(&self, link: &str) {
        self.enter(link).await;
        self.tab_to_element("[name$=username]").await;
        self.press(sandbox::DEMO_USERNAME).await;
        self.press(Key::Tab + "").await;
        self.press(sandbox::DEMO_PASSWORD).await;
        self.press(Key::Enter + "").await;
        self.tab_to_element("[name=allow]").await;
        self.press(Key::Enter + "").await;
        self.sees_heading("Upload a sample sheet").await;
    }
}

#[tokio::test]
async fn from_the_first_page_to_the_receipt() {
    test("keyboard", async |page, site| {
        page.open("/").await;
        page.sees("Sign in with Majora").await;
        page.sign_in_by_keyboard("Sign in with Majora").await;
        page.take(&example(site, 3).replacen("UK-ENG", "Wales", 1)).await;
        page.tab_to("Sample sheet").await;
        page.press(Key::F8 + "").await;
        page.sees("Row 2, adm1").await;
        page.press(Key::F2 + "").await;
        page.press("UK-W").await;
        page.press(Key::Enter + "").await;
        page.sees("All 3 rows are ready.").await;
        page.enter("Review what will be sent").await;
        page.sees_heading("Review what will be sent").await;
        page.enter("Submit 3 samples, 1 library and 1 run to TEST").await;
        page.sees_heading("3 rows saved").await;
        assert_eq!(site.majora.stored("HOOT-00001", "adm1"), Some("UK-WLS".into()));
        page.enter("Upload another sheet").await;
        page.sees_heading("Upload a sample sheet").await;
        page.enter("Sign out").await;
        page.enter("Sign out and delete this").await;
        page.sees("Sign in with Majora").await;
    })
    .await;
}

#[tokio::test]
async fn a_file_is_read_as_one_says() {
    test("keyboard-reading", async |page, site| {
        page.open("/").await;
        page.sees("Sign in with Majora").await;
        page.sign_in_by_keyboard("Sign in with Majora").await;
        let sheet = format!("Tube,adm1,Taken,is_surveillance\nA-1,UK-ENG,{},Y\n", today(site));
        let file = SheetFile::new(sheet.as_bytes());
        page.tab_to_element("#file").await;
        page.choose_file(&file.path()).await;
        page.sees("Your file needs a column called ‘central_sample_id’").await;
        page.enter("These are the ids: column A, Tube").await;
        page.tab_to("What Taken means").await;
        page.press("collection_d").await;
        page.press(Key::Enter + "").await;
        page.sees("The one row is ready.").await;
        page.enter("Review what will be sent").await;
        page.enter("Submit 1 sample to TEST").await;
        page.sees_heading("1 row saved").await;
    })
    .await;
}

#[tokio::test]
async fn practice_then_pause_then_production() {
    test_with_two("keyboard-worlds", async |page, site| {
        page.open("/").await;
        page.sees("Sign in with Majora (Sandbox)").await;
        page.sign_in_by_keyboard("Sign in with Majora (Sandbox)").await;
        page.take(&example(site, 60)).await;
        page.enter("Review what will be sent").await;
        page.sees_heading("Review what will be sent").await;
        site.majora.faults().add(Fault::next(ADD, Effect::TooManyRequests(2)).after(1));
        page.enter("Submit 60 samples, 1 library and 1 run to TEST").await;
        page.enter("Pause").await;
        page.sees_heading("Paused at").await;
        page.enter("Go on").await;
        page.sees_heading("60 rows saved").await;
        page.enter("Send the same 60 rows to production").await;
        page.sees("You are not signed in").await;
        page.enter("Sign in with Majora (Real)").await;
        page.tab_to_element("[name$=username]").await;
        page.press(sandbox::DEMO_USERNAME).await;
        page.press(Key::Tab + "").await;
        page.press(sandbox::DEMO_PASSWORD).await;
        page.press(Key::Enter + "").await;
        page.tab_to_element("[name=allow]").await;
        page.press(Key::Enter + "").await;
        page.sees("All 60 rows are ready.").await;
        page.enter("Review what will be sent").await;
        page.enter("Submit 60 samples, 1 library and 1 run to PRODUCTION").await;
        page.sees_heading("60 rows saved").await;
        assert!(site.production.biosample("HOOT-00060").is_some());
        page.console_is_quiet(&["429", "503"]).await;
    })
    .await;
}

#[tokio::test]
async fn what_was_not_saved_is_mended_and_sent() {
    test("keyboard-mend", async |page, site| {
        page.open("/").await;
        page.sees("Sign in with Majora").await;
        page.sign_in_by_keyboard("Sign in with Majora").await;
        page.take(&example(site, 3).replacen("UK-ENG", "Wales", 1)).await;
        page.enter("Review what will be sent").await;
        page.sees_heading("Review what will be sent").await;
        page.enter("Submit 2 samples, 1 library and 1 run to TEST").await;
        page.sees("1 needs attention").await;
        page.enter("Fix this row").await;
        page.sees_heading("Check your sheet").await;
        page.enter("‘Wales’ → UK-WLS in 1 row").await;
        page.sees("All 3 rows are ready.").await;
        page.enter("Undo changing row 2, adm1").await;
        page.sees("2 of 3 rows ready.").await;
    })
    .await;
}
