//! What the page shows when the app itself can't start.

use crate::test::test;
use serde_json::json;

#[tokio::test]
async fn an_app_that_does_not_arrive_is_told_in_words() {
    test("boot-failed", async |page, _site| {
        page.devtools("Network.enable", json!({})).await;
        page.devtools("Network.setBlockedURLs", json!({ "urls": ["*.wasm"] })).await;
        page.open("/").await;
        page.sees("The uploader could not be loaded. Nothing has been sent.").await;
        page.has_no_barriers().await;
        page.picture("boot-failed", 360, "light").await;
        page.console_is_quiet(&["wasm", "Failed to fetch"]).await;

        page.devtools("Network.setBlockedURLs", json!({ "urls": [] })).await;
        page.click("reload the page").await;
        page.sees_heading("Majora").await;
        page.no_longer_sees("could not be loaded").await;
    })
    .await;
}

#[tokio::test]
async fn a_browser_without_webassembly_is_told_so() {
    test("boot-unsupported", async |page, _site| {
        let before = json!({ "source": "delete window.WebAssembly" });
        page.devtools("Page.addScriptToEvaluateOnNewDocument", before).await;
        page.open("/").await;
        page.sees("This browser can't run the uploader").await;
    })
    .await;
}
