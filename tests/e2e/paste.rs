//! Rows come from a spreadsheet over the clipboard.

use crate::page::Page;
use crate::person::{calls, example};
use crate::test::test;
use thirtyfour::Key;

impl Page {
    /// Puts a text on the clipboard, as a spreadsheet would: by way of the field for pasting, from which
    /// it is cut.
    async fn copies(&self, text: &str) {
        self.click_on("#paste").await;
        let insert = serde_json::json!({ "text": text });
        self.devtools("Input.insertText", insert).await;
        self.press(Key::Control + "a").await;
        self.press(Key::Control + "x").await;
        self.no_longer_sees("Read these rows").await;
    }
}

#[tokio::test]
async fn pasted_rows_are_a_sheet_like_any_other() {
    test("pasted", async |page, site| {
        page.sign_in().await;
        page.has_no_barriers().await;
        page.copies("HOOT-1\tUK-ENG\nHOOT-2\tUK-WLS\n").await;
        page.press(Key::Control + "v").await;
        page.sees("If their headings were not copied with them").await;
        page.has_no_barriers().await;
        page.pictures("pasted-without-headings").await;

        page.copies(&example(site, 3).replace(',', "\t")).await;
        page.click_on("main h1").await;
        page.press(Key::Control + "v").await;
        page.sees_heading("Check your sheet").await;
        page.sees("Pasted rows").await;
        page.sees("All 3 rows are ready.").await;
        page.reload().await;
        page.sees("All 3 rows are ready.").await;
        assert_eq!(calls(site), 0, "nothing leaves the page before it is reviewed");
        page.review().await;
        page.click("Submit 3 samples, 1 library and 1 run to TEST").await;
        page.sees_heading("3 rows saved").await;
        page.sees("Pasted rows").await;
        assert!(site.majora.biosample("HOOT-00003").is_some());
    })
    .await;
}

#[tokio::test]
async fn of_rows_without_headings_none_is_taken_for_one() {
    test("pasted-no-headings", async |page, site| {
        let day = crate::person::today(site);
        page.sign_in().await;
        page.copies(&format!("HOOT-1\tUK-ENG\t{day}\tY\nHOOT-2\tUK-WLS\t{day}\tN\n")).await;
        page.press(Key::Control + "v").await;
        page.click("These rows have no headings").await;
        page.sees("Right now it has").await;
        page.has_no_barriers().await;
        page.click("These are the ids: column A, Column A").await;
        page.sees_heading("Check your sheet").await;
        page.sees("HOOT-1").await;
        page.sees("HOOT-2").await;
        page.sees("0 of 2 rows ready. 2 rows to fix.").await;
    })
    .await;
}
