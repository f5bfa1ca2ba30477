//! A site and a browser to measure in, and what comes before any sheet.

use crate::driver::Driver;
use crate::figure::{median, print};
use crate::page::Page;
use crate::site::Site;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// What is measured in the page.
const IN_PAGE: &str = include_str!("page.js");
/// How often the first load is measured.
const LOADS: usize = 7;
/// The slowest reader took twelve seconds.
const PATIENCE: Duration = Duration::from_secs(120);

pub(crate) struct Bench {
    pub(crate) page: Page,
    driver: Driver,
    site: Site,
}

impl Bench {
    /// Starts a site and a browser.
    pub(crate) async fn start() -> Bench {
        let site = Site::start(false).await;
        let driver = Driver::start();
        let page = Page::new(driver.browser(&[]).await, site.origin.clone());
        page.browser.set_script_timeout(PATIENCE).await.expect("the browser waits");
        page.knows_the_tour().await;
        let source = json!({ "source": IN_PAGE });
        page.devtools("Page.addScriptToEvaluateOnNewDocument", source).await;
        Bench { page, driver, site }
    }

    /// Stops both.
    pub(crate) async fn stop(self) {
        // A browser that is gone already has stopped.
        let _ = self.page.browser.quit().await;
        drop(self.driver);
        self.site.stop().await;
    }

    /// The folder by which the browser's processes are known.
    pub(crate) fn profile(&self) -> &Path {
        self.driver.profile.path()
    }

    /// Opens the page for choosing a sheet, with nothing left of the one before.
    pub(crate) async fn fresh(&self) {
        self.page.open("/robots.txt").await;
        let origin = json!({ "origin": self.site.origin, "storageTypes": "indexeddb" });
        self.page.devtools("Storage.clearDataForOrigin", origin).await;
        self.page.open("/test/choose").await;
        self.page.sees_heading("Upload a sample sheet").await;
    }

    /// Comes near the place for files, and waits until the workspace is there and a second longer: nobody
    /// finds a file faster than that.
    pub(crate) async fn comes_near(&self) {
        self.say("document.querySelector('#file').focus()").await;
        let there = "const done = arguments[0]; const look = () => {\
            const all = performance.getEntriesByType('resource');\
            if (all.some((entry) => entry.name.includes('/workspace-') && entry.responseEnd)) {\
                setTimeout(() => done(0), 1000);\
            } else { requestAnimationFrame(look); }\
        }; look()";
        self.done(there).await;
    }

    /// What a script says, at once.
    pub(crate) async fn say(&self, script: &str) -> Value {
        let said = self.page.browser.execute(script, Vec::new()).await.expect("a script runs");
        said.json().clone()
    }

    /// What a script says when it is done: it calls its first argument.
    pub(crate) async fn done(&self, script: &str) -> f64 {
        let done = self.page.browser.execute_async(script, Vec::new()).await;
        done.expect("a script ends").json().as_f64().expect("a number")
    }
}

/// From an empty cache to the first page, and what has come for it.
pub(crate) async fn first_load() {
    let bench = Bench::start().await;
    bench.page.devtools("Network.enable", json!({})).await;
    bench.page.devtools("Network.setCacheDisabled", json!({ "cacheDisabled": true })).await;
    let mut shown = Vec::new();
    for _ in 0..LOADS {
        bench.page.open("/").await;
        shown.push(bench.done("window.bench.until('#main h1', arguments[0])").await);
    }
    print("the first page on the screen, nothing cached", "ms", median(shown), None, None);
    bench.page.sign_in().await;
    // A page of its own, so that Majora's are not counted.
    bench.page.open("/test/choose").await;
    bench.page.sees_heading("Upload a sample sheet").await;
    print(
        "wasm and scripts before a sheet is chosen",
        "KiB",
        bench.fetched().await,
        None,
        Some(250.0),
    );
    bench.page.begin_with_form().await;
    print("wasm and scripts with a sheet", "KiB", bench.fetched().await, None, None);
    bench.stop().await;
}

impl Bench {
    /// How much of wasm and scripts this page has fetched, as it came over the line.
    async fn fetched(&self) -> f64 {
        let bytes = self.say(
            "return performance.getEntriesByType('resource')\
                .filter((entry) => /\\.(wasm|m?js)$/.test(entry.name))\
                .reduce((sum, entry) => sum + entry.encodedBodySize, 0)",
        );
        bytes.await.as_f64().expect("a number") / 1024.0
    }
}

impl Page {
    async fn begin_with_form(&self) {
        self.click("Enter a sample").await;
        self.sees_heading("Enter a sample").await;
    }
}
