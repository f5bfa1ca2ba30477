//! What the page shows when the app itself can't start.

use crate::page::Page;
use crate::person::example;
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

/// Whatever gets into the page as markup, the policy lets no script of it run and nothing of another
/// host load. That the app itself never meets the policy is what every test's quiet console shows.
#[tokio::test]
async fn what_is_slipped_into_the_page_does_not_run() {
    test("boot-policy", async |page, _site| {
        page.open("/").await;
        page.sees_heading("Majora").await;
        let slip_in = "const done = arguments[0]; const broken = []; \
            document.addEventListener('securitypolicyviolation', event => { \
                broken.push(event.effectiveDirective); \
                if (broken.length === 3) done(broken.sort()); \
            }); \
            const script = document.createElement('script'); \
            script.textContent = 'document.title = \"canary\"'; \
            document.body.append(script); \
            const button = document.createElement('button'); \
            button.setAttribute('onclick', 'document.title = \"canary\"'); \
            document.body.append(button); button.click(); \
            const picture = new Image(); picture.src = 'https://127.0.0.1:1/canary.png';";
        let broken =
            page.browser.execute_async(slip_in, Vec::new()).await.expect("it is slipped in");
        assert_eq!(*broken.json(), json!(["img-src", "script-src-attr", "script-src-elem"]));
        assert_ne!(page.browser.title().await.expect("a title"), "canary");
        page.console_is_quiet(&["Content Security Policy"]).await;
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

/// Whoever has chosen no sheet doesn't wait for what only a sheet needs.
#[tokio::test]
async fn the_workspace_is_fetched_when_there_is_a_sheet() {
    test("boot-workspace", async |page, _site| {
        page.sign_in().await;
        assert_eq!(page.workspaces_fetched().await, 0);
        page.devtools("Network.enable", json!({})).await;
        page.devtools("Network.setBlockedURLs", json!({ "urls": ["*/workspace-*.wasm"] })).await;
        page.click("Enter a sample").await;
        page.sees("A part of the uploader could not be loaded").await;
        page.sees("Nothing is lost and nothing was sent.").await;
        page.has_no_barriers().await;
        page.pictures("boot-workspace").await;
        page.console_is_quiet(&["wasm", "Failed to fetch"]).await;

        page.devtools("Network.setBlockedURLs", json!({ "urls": [] })).await;
        page.click("Try again").await;
        page.no_longer_sees("could not be loaded").await;
        page.click("Enter a sample").await;
        page.sees_heading("Enter a sample").await;
        assert_eq!(page.workspaces_fetched().await, 1);
    })
    .await;
}

/// A sheet that is kept comes back when the workspace does, and no other takes its place.
#[tokio::test]
async fn a_sheet_waits_for_the_workspace() {
    test("boot-kept", async |page, site| {
        page.sign_in().await;
        page.choose_sheet(&example(site, 2)).await;
        page.sees("All 2 rows are ready.").await;
        page.devtools("Network.enable", json!({})).await;
        page.devtools("Network.setCacheDisabled", json!({ "cacheDisabled": true })).await;
        page.devtools("Network.setBlockedURLs", json!({ "urls": ["*/workspace-*.wasm"] })).await;
        page.reload().await;
        page.sees("A part of the uploader could not be loaded").await;
        page.console_is_quiet(&["wasm", "Failed to fetch"]).await;

        page.devtools("Network.setBlockedURLs", json!({ "urls": [] })).await;
        page.click("Try again").await;
        page.sees("All 2 rows are ready.").await;
    })
    .await;
}

impl Page {
    async fn workspaces_fetched(&self) -> u64 {
        let fetched = "return performance.getEntriesByType('resource')\
            .filter((entry) => entry.name.includes('/workspace-') && entry.responseStatus === 200).length";
        let fetched = self.browser.execute(fetched, Vec::new()).await.expect("the entries");
        fetched.json().as_u64().expect("a number")
    }
}
