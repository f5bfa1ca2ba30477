//! Samples are entered one by one.

use crate::page::Page;
use crate::person::{calls, today};
use crate::site::Site;
use crate::test::test;
use std::time::Duration;
use thirtyfour::Key;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Page {
    /// Begins a form, from the page on which sheets begin.
    async fn begin_form(&self) {
        self.click("Enter a sample").await;
        self.sees_heading("Enter a sample").await;
    }

    /// Answers what must be answered about a sample.
    async fn answer_what_is_needed(&self, id: &str, site: &Site) {
        self.fill("central_sample_id needed", id).await;
        self.fill("collection_date one of the two is needed", &today(site).to_string()).await;
        self.choose("adm1 needed", "UK-ENG").await;
        self.click_on("#answer-is_surveillance").await;
    }
}

#[tokio::test]
async fn a_sample_goes_from_the_form_to_its_receipt_by_keyboard_alone() {
    test("form-keyboard", async |page, site| {
        page.sign_in().await;
        page.tab_to("Enter a sample").await;
        page.press(Key::Enter + "").await;
        page.sees_heading("Enter a sample").await;
        page.tab_to_element("#answer-central_sample_id").await;
        // A scanner that stands in for a keyboard ends the code so, too.
        page.press("HOOT-00042").await;
        page.press(Key::Enter + "").await;
        page.press(today(site).to_string()).await;
        page.tab_to_element("#answer-is_surveillance").await;
        page.press(" ").await;
        page.tab_to_element("#answer-adm1").await;
        page.press("UK-W").await;
        page.tab_to("Add a library").await;
        page.press(Key::Enter + "").await;
        page.press("HOOT-LIB-9").await;
        page.tab_to("Review what will be sent").await;
        page.press(Key::Enter + "").await;
        page.sees("There are 6 problems").await;
        page.sees("Enter library_seq_kit").await;
        page.tab_to("Remove the library").await;
        page.press(Key::Enter + "").await;
        page.sees("The library was removed.").await;
        page.no_longer_sees("There are").await;
        page.tab_to("Review what will be sent").await;
        page.press(Key::Enter + "").await;
        page.sees_heading("Review what will be sent").await;
        page.tab_to("Submit 1 sample to TEST").await;
        page.press(Key::Enter + "").await;
        page.sees_heading("1 row saved and checked").await;
        assert_eq!(site.majora.stored("HOOT-00042", "adm1"), Some("UK-WLS".into()));
    })
    .await;
}

#[tokio::test]
async fn nothing_that_was_typed_into_the_form_is_lost() {
    test("form-kept", async |page, site| {
        page.sign_in().await;
        page.begin_form().await;
        page.has_no_barriers().await;
        page.pictures("form").await;
        page.fill("central_sample_id needed", "HOOT/1").await;
        page.reload().await;
        page.sees_heading("Enter a sample").await;
        page.click("Review what will be sent").await;
        page.sees("There are 4 problems").await;
        page.has_no_barriers().await;
        page.pictures("form-problems").await;
        page.click("central_sample_id must not contain a full stop, / or \\").await;
        page.press(Key::Control + "a").await;
        page.press("HOOT-1").await;
        page.sees("There are 3 problems").await;
        page.answer_what_is_needed("HOOT-1", site).await;
        page.no_longer_sees("There are").await;

        page.click("Add another sample").await;
        page.sees("Sample 2 of 2.").await;
        page.answer_what_is_needed("HOOT-2", site).await;
        page.has_no_barriers().await;
        page.pictures("form-two").await;
        page.click("Show it as a sheet").await;
        page.sees_heading("Check your sheet").await;
        page.sees("All 2 rows are ready.").await;
        page.click("Back to the form").await;
        page.sees_heading("Enter a sample").await;
        assert_eq!(calls(site), 0, "nothing leaves the page while a form is filled in");
        page.review().await;
        page.back().await;
        page.sees_heading("Enter a sample").await;
        page.sees("HOOT-2, ready").await;
        page.review().await;
        page.sees("2 samples").await;
        page.click("Submit 2 samples to TEST").await;
        page.sees_heading("2 rows saved and checked").await;
        page.sees("2 samples by form").await;
        assert!(site.majora.biosample("HOOT-2").is_some());
    })
    .await;
}

#[tokio::test]
async fn another_sample_keeps_the_library_and_run() {
    test("form-again", async |page, site| {
        page.sign_in().await;
        page.begin_form().await;
        page.answer_what_is_needed("HOOT-1", site).await;
        page.click("Add a library").await;
        page.fill("library_name needed", "HOOT-LIB-1").await;
        page.fill("library_seq_kit needed", "LSK109").await;
        page.fill("library_seq_protocol needed", "LIGATION").await;
        page.choose("library_layout_config needed", "SINGLE").await;
        page.choose("library_source needed", "VIRAL_RNA").await;
        page.choose("library_selection needed", "PCR").await;
        page.choose("library_strategy needed", "AMPLICON").await;
        page.click("Add a run").await;
        page.fill("run_name needed", "HOOT-RUN-1").await;
        page.choose("instrument_make needed", "OXFORD_NANOPORE").await;
        page.fill("instrument_model needed", "GridION").await;
        page.has_no_barriers().await;
        page.pictures("form-library").await;
        page.review().await;
        page.click("Submit 1 sample, 1 library and 1 run to TEST").await;
        page.sees_heading("1 row saved").await;
        page.has_no_barriers().await;
        page.pictures("form-receipt").await;
        page.click("Submit another sample").await;
        page.sees_heading("Enter a sample").await;
        page.sees("It begins with the 10 answers of the library and run.").await;
        page.answer_what_is_needed("HOOT-2", site).await;
        page.review().await;
        page.sees("Library HOOT-LIB-1").await;
    })
    .await;
}

#[tokio::test]
async fn what_majora_says_stands_at_its_question_until_that_is_answered_anew() {
    test("form-refused", async |page, site| {
        // Majora's day is ahead of the browser's.
        let day = today(site);
        site.majora.clock().advance(DAY);
        page.sign_in().await;
        page.begin_form().await;
        page.answer_what_is_needed("HOOT-1", site).await;
        page.fill(
            "collection_date one of the two is needed",
            &sheet::field::oldest(day).to_string(),
        )
        .await;
        page.review().await;
        page.click("Submit 1 sample to TEST").await;
        page.click("Fix this row").await;
        page.sees_heading("Enter a sample").await;
        let said = "Majora says: Sample cannot be collected more than a year ago...";
        page.click(said).await;
        page.has_no_barriers().await;
        page.pictures("form-refused").await;
        page.press(Key::Control + "a").await;
        page.press(day.to_string()).await;
        page.no_longer_sees("Majora says").await;
        page.review().await;
        page.click("Submit 1 sample to TEST").await;
        page.sees_heading("1 row saved").await;
    })
    .await;
}
