//! A sheet looked at in other ways than as a grid, by keyboard alone.

use crate::person::{calls, example};
use crate::test::test;
use thirtyfour::Key;

/// The example with a well for each sample, down the columns of a plate.
fn plated(sheet: &str) -> String {
    let well = |(nth, line): (usize, &str)| match nth.checked_sub(1) {
        None => format!("{line},well"),
        Some(at) => format!("{line},{}{}", char::from(b'A' + (at % 8) as u8), at / 8 + 1),
    };
    let lines: Vec<String> = sheet.lines().enumerate().map(well).collect();
    lines.join("\n")
}

#[tokio::test]
async fn a_plate_is_walked_well_by_well_and_leads_to_a_row() {
    test("plate", async |page, site| {
        page.sign_in().await;
        let sheet = plated(&example(site, 90)).replacen("UK-ENG", "England", 3);
        page.choose_sheet(&sheet).await;
        page.tab_to("Pictures").await;
        page.press(Key::Enter + "").await;
        page.sees("90 rows, of which 3 still to be fixed.").await;
        page.has_no_barriers().await;
        page.pictures("overview").await;
        page.tab_to("A1: HOOT-00001, row 2, to fix").await;
        page.press(Key::Right + "").await;
        page.press(Key::Down + "").await;
        page.sees("B2: HOOT-00010, row 11, ready").await;
        page.press(Key::Enter + "").await;
        // The grid is there again, with the keyboard at the row.
        page.sees("Row 11, central_sample_id").await;
        page.press(Key::Right + "").await;
        page.sees("Row 11, adm1").await;

        page.tab_to("Pictures").await;
        page.press(Key::Enter + "").await;
        page.tab_to("UK-ENG").await;
        page.press(Key::Enter + "").await;
        page.sees("Only rows with: ‘UK-ENG’ as adm1").await;
        page.has_no_barriers().await;
        assert_eq!(calls(site), 0, "nothing leaves the page while a sheet is looked at");
    })
    .await;
}

#[tokio::test]
async fn a_sheet_is_mended_in_the_list_and_the_list_is_there_next_time() {
    test("list", async |page, site| {
        page.sign_in().await;
        let sheet = example(site, 30).replacen("UK-ENG", "England", 2);
        page.choose_sheet(&sheet).await;
        page.sees("28 of 30 rows ready.").await;
        page.tab_to("List").await;
        page.press(Key::Enter + "").await;
        page.sees("Rows 1 to 20 of 30").await;
        page.has_no_barriers().await;
        page.pictures("list").await;
        page.tab_to("With problems (2)").await;
        page.press(Key::Enter + "").await;
        page.sees("Rows 1 to 2 of 2").await;
        page.tab_to("Use UK-ENG").await;
        page.press(Key::Enter + "").await;
        page.sees("29 of 30 rows ready. 1 row to fix. 1 cell changed here.").await;
        // The keyboard is at the cell that was mended, and goes on from there.
        page.press(Key::F8 + "").await;
        page.press("UK-W").await;
        page.sees("All 30 rows are ready. 2 cells changed here.").await;
        page.press(Key::Control + "z").await;
        page.sees("Redo typing in row 3, adm1").await;
        page.press(Key::Control + "y").await;
        page.no_longer_sees("Redo typing in row 3, adm1").await;
        page.reload().await;
        page.sees("Rows 1 to 20 of 30").await;
        page.has_no_barriers().await;
        page.review().await;
        page.click("Submit 30 samples, 1 library and 1 run to TEST").await;
        page.sees_heading("30 rows saved").await;
        assert_eq!(site.majora.stored("HOOT-00002", "adm1"), Some("UK-WLS".into()));
    })
    .await;
}

#[tokio::test]
async fn what_was_settled_once_is_proposed_for_the_next_sheet_until_it_is_forgotten() {
    test("remembered", async |page, site| {
        page.sign_in().await;
        let sheet = example(site, 4).replace("UK-ENG", "Albion");
        page.choose_sheet(&sheet).await;
        page.click("Fix here: adm1 must be UK-ENG, UK-SCT, UK-WLS or UK-NIR").await;
        page.choose("‘Albion’ in 4 rows", "UK-SCT").await;
        page.click("Change 4 cells").await;
        page.sees("All 4 rows are ready.").await;
        page.visit("/test/choose").await;
        page.click("Discard it").await;
        page.browser.accept_alert().await.expect("a question");
        page.choose_sheet(&sheet).await;
        page.sees("You changed ‘Albion’ to UK-SCT before. Change 4 rows again").await;
        page.has_no_barriers().await;
        page.click("You changed ‘Albion’ to UK-SCT before. Change 4 rows again").await;
        page.sees("All 4 rows are ready.").await;

        page.visit("/test/choose").await;
        page.click("Forget everything on this computer").await;
        page.browser.accept_alert().await.expect("a question");
        page.sees("Nothing is kept any more.").await;
        // That the tour was seen says nothing of a sheet, and stays.
        let kept = "return ['words', 'view'].filter((name) => localStorage.getItem(name) !== null)";
        let kept = page.browser.execute(kept, Vec::new()).await.expect("a list");
        assert_eq!(kept.json(), &serde_json::json!([]));
    })
    .await;
}
