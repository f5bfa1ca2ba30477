//! What people do in the middle: click elsewhere, go back, close, drop a file beside its place.

use crate::person::{SheetFile, example};
use crate::test::test;
use sandbox::{Effect, Fault};
use thirtyfour::Key;
use thirtyfour::prelude::*;

#[tokio::test]
async fn what_is_typed_in_a_cell_is_kept_however_it_is_left() {
    test("left", async |page, site| {
        page.sign_in().await;
        page.choose_sheet(&example(site, 60)).await;
        page.edit_cell("#cell-1-1").await;
        page.choose("adm1, row 3", "UK-SCT").await;
        page.click_on("#cell-2-0").await;
        page.sees("1 cell changed here.").await;
        page.press("HOOT-X").await;
        for (far, letter) in [(1200, "Y"), (0, "Z")] {
            let scroll = format!("document.querySelector('.grid').scrollTop = {far}");
            page.browser.execute(scroll, Vec::new()).await.expect("the grid scrolls");
            page.press(letter).await;
        }
        page.click_on("#cell-3-0").await;
        page.sees("2 cells changed here.").await;
        page.press("HOOT-Y").await;
        page.back().await;
        page.click("Continue with this sheet").await;
        page.sees("3 cells changed here.").await;
        for text in ["UK-SCT", "HOOT-XYZ", "HOOT-Y"] {
            page.sees(text).await;
        }
    })
    .await;
}

#[tokio::test]
async fn majora_may_take_its_time_and_the_user_need_not_wait() {
    test("asking", async |page, site| {
        page.sign_in().await;
        page.choose_sheet(&example(site, 2)).await;
        let validity = "/api/v2/artifact/biosample/query/validity/";
        site.majora.faults().add(Fault::next(validity, Effect::Delay(3_000)));
        page.click("Review what will be sent").await;
        page.sees("Asking Majora what it holds…").await;
        page.no_longer_sees("Edit this cell").await;
        page.click("Stop asking and stay here").await;
        page.sees("Edit this cell").await;
        page.review().await;
    })
    .await;
}

#[tokio::test]
async fn files_go_only_where_they_are_wanted() {
    test("drop", async |page, site| {
        page.sign_in().await;
        let dropped = "const data = new DataTransfer();\
            for (const name of arguments[1]) data.items.add(new File(['a'], name));\
            const drop = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data });\
            document.querySelector(arguments[0]).dispatchEvent(drop);\
            return drop.defaultPrevented;";
        for (place, names, told) in [
            ("main", vec!["a.csv"], "Select a sample sheet"),
            (".drop", vec!["a.csv", "b.csv"], "Choose one file at a time"),
        ] {
            let arguments = vec![place.into(), serde_json::json!(names)];
            let taken = page.browser.execute(dropped, arguments).await.expect("a drop");
            assert_eq!(taken.json().as_bool(), Some(true), "the browser doesn't open {names:?}");
            page.sees(told).await;
        }
        // After a file that is no sheet, the keyboard is still at the place for the next.
        page.browser.find(By::Id("file")).await.expect("a field").focus().await.expect("a field");
        let file = SheetFile::new(b"a,b\n1,2\n");
        page.choose_file(&file.path()).await;
        page.sees("Your file needs a column called").await;
        let focused = page.browser.active_element().await.expect("something has the focus");
        assert_eq!(focused.tag_name().await.expect("an element"), "input");
        page.choose_sheet(&example(site, 2)).await;
        page.browser.find(By::Css(".skip")).await.expect("a link").focus().await.expect("a link");
        page.press(Key::Enter + "").await;
        let focused = page.browser.active_element().await.expect("something has the focus");
        assert_eq!(focused.tag_name().await.expect("an element"), "main");
        page.sees_heading("Check your sheet").await;
    })
    .await;
}

#[tokio::test]
async fn a_browser_that_keeps_nothing_is_told_of_and_works() {
    test("private", async |page, site| {
        let before = serde_json::json!({ "source": "delete window.indexedDB; \
            Object.defineProperty(window, 'indexedDB', { value: undefined });" });
        page.devtools("Page.addScriptToEvaluateOnNewDocument", before).await;
        page.sign_in().await;
        page.choose_sheet(&example(site, 2)).await;
        page.sees("This browser does not keep your sheet").await;
        page.review().await;
        page.click("Submit 2 samples, 1 library and 1 run to TEST").await;
        page.sees_heading("2 rows saved").await;
        // Its receipt is on this page alone until it is saved: leaving asks first.
        let asks = "const leave = new Event('beforeunload', { cancelable: true });\
            window.dispatchEvent(leave); return leave.defaultPrevented;";
        let asked = page.browser.execute(asks, Vec::new()).await.expect("a question");
        assert_eq!(asked.json().as_bool(), Some(true));
    })
    .await;
}
