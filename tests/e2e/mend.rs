//! A sheet is worked like a spreadsheet, and everything can be undone.

use crate::person::{calls, example};
use crate::test::test;
use thirtyfour::Key;

#[tokio::test]
async fn what_is_wrong_is_mended_in_all_rows_undone_and_kept() {
    test("mend", async |page, site| {
        page.sign_in().await;
        page.choose_sheet(&example(site, 6).replace("UK-ENG", "England")).await;
        page.sees("0 of 6 rows ready. 6 rows to fix.").await;
        page.click("‘England’ → UK-ENG in 6 rows").await;
        page.sees("All 6 rows are ready. 6 cells changed here.").await;
        page.click("Undo changing 6 cells of adm1").await;
        page.sees("0 of 6 rows ready. 6 rows to fix.").await;
        page.click("Redo changing 6 cells of adm1").await;
        page.sees("All 6 rows are ready. 6 cells changed here.").await;
        page.click("Remove row 2").await;
        page.sees("All 5 rows are ready. 6 cells changed here. 1 row removed.").await;
        page.reload().await;
        page.sees("All 5 rows are ready. 6 cells changed here. 1 row removed.").await;
        page.has_no_barriers().await;
        assert_eq!(calls(site), 0, "nothing leaves the page while a sheet is mended");
        page.review().await;
        page.click("Submit 5 samples, 1 library and 1 run to TEST").await;
        page.sees_heading("5 rows saved").await;
        page.sees("Removed (1)").await;
        assert!(site.majora.biosample("HOOT-00001").is_none());
    })
    .await;
}

#[tokio::test]
async fn a_block_is_copied_and_pasted_below_the_last_row() {
    test("paste", async |page, site| {
        page.sign_in().await;
        page.choose_sheet(&example(site, 3)).await;
        page.tab_to("Sample sheet").await;
        page.press(Key::Shift + Key::Down).await;
        page.sees("2 cells selected.").await;
        page.press(Key::Control + "c").await;
        page.sees("2 cells copied.").await;
        page.press(Key::Control + Key::End).await;
        page.press(Key::Home + "").await;
        page.press(Key::Control + "v").await;
        page.click("Paste and add 1 row").await;
        page.sees("2 cells changed here. 1 row added.").await;
        page.press(Key::Control + "z").await;
        page.sees("All 3 rows are ready.").await;
    })
    .await;
}
