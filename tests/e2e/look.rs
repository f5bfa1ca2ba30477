//! What a page looks like, what it says to the console, and whether everyone can use it.

use crate::page::Page;
use serde_json::{Value, json};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

const WIDTHS: [u32; 3] = [1440, 768, 360];
const SCHEMES: [&str; 2] = ["light", "dark"];

impl Page {
    /// Takes a picture of the whole page at each width and in each colour scheme, into
    /// `target/screenshots/NAME-WIDTH-SCHEME.png`.
    pub(crate) async fn pictures(&self, name: &str) {
        for width in WIDTHS {
            for scheme in SCHEMES {
                self.picture(name, width, scheme).await;
            }
        }
        self.devtools("Emulation.clearDeviceMetricsOverride", json!({})).await;
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": [] })).await;
    }

    /// Takes one picture of the whole page.
    pub(crate) async fn picture(&self, name: &str, width: u32, scheme: &str) {
        let feature = json!({ "name": "prefers-color-scheme", "value": scheme });
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": [feature] })).await;
        let size =
            json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await;
        self.devtools("Emulation.setScrollbarsHidden", json!({ "hidden": true })).await;
        let shot =
            json!({ "format": "png", "captureBeyondViewport": true, "clip": self.extent().await });
        let picture = self.devtools("Page.captureScreenshot", shot).await;
        let picture = picture["data"].as_str().expect("a picture in base64");
        let folder = folder();
        fs::create_dir_all(&folder).expect("a folder for pictures");
        fs::write(folder.join(format!("{name}-{width}-{scheme}.png")), decoded(picture))
            .expect("a picture");
    }

    /// The test fails when the page has written warnings or errors to the console since the last
    /// look, other than those that have one of these texts in them. What the Content-Security-Policy
    /// has blocked is among them.
    pub(crate) async fn console_is_quiet(&self, except: &[&str]) {
        let log = self.browser.browser_log().await.expect("the browser keeps its console");
        let loud: Vec<String> = log
            .into_iter()
            .filter(|entry| entry.level == "SEVERE" || entry.level == "WARNING")
            .map(|entry| format!("{}: {}", entry.level, entry.message))
            .filter(|line| !except.iter().any(|text| line.contains(text)))
            .collect();
        assert!(loud.is_empty(), "the console says:\n{}", loud.join("\n"));
    }

    /// The test fails when axe-core finds something on the page that shuts people out.
    pub(crate) async fn has_no_barriers(&self) {
        let axe = env::var("AXE_CORE")
            .expect("AXE_CORE names axe.min.js; `cargo xtask test e2e` sets it up");
        let axe = fs::read_to_string(axe).expect("axe-core");
        self.browser.execute(axe, Vec::new()).await.expect("axe-core loads");
        let run = "const done = arguments[0]; \
                   axe.run(document, { resultTypes: ['violations'] }).then(done, (e) => done({ error: String(e) }));";
        let found = self.browser.execute_async(run, Vec::new()).await.expect("axe-core runs");
        let violations =
            found.json()["violations"].as_array().expect("axe-core lists what it found").clone();
        let shown: Vec<String> = violations.iter().map(barrier).collect();
        assert!(shown.is_empty(), "barriers on {}:\n{}", self.path().await, shown.join("\n"));
    }

    async fn extent(&self) -> Value {
        let layout = self.devtools("Page.getLayoutMetrics", json!({})).await;
        let size = &layout["cssContentSize"];
        json!({ "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1 })
    }

    /// Gives the browser an order of its developer tools.
    pub(crate) async fn devtools(&self, method: &str, parameters: Value) -> Value {
        let answer = self.browser.cdp().send_raw(method, parameters).await;
        answer.unwrap_or_else(|error| panic!("{method}: {error}"))
    }
}

fn barrier(violation: &Value) -> String {
    let nodes = violation["nodes"].as_array().into_iter().flatten();
    let places: Vec<String> = nodes.map(|node| node["target"].to_string()).collect();
    format!("{}: {} at {}", violation["id"], violation["help"], places.join(", "))
}

/// Cargo's folder for what it builds, which holds the test itself.
fn folder() -> PathBuf {
    let test = env::current_exe().expect("a test is a file");
    let target = test.ancestors().nth(3).map(Path::to_owned);
    target.expect("a test is in target/debug/deps").join("screenshots")
}

fn decoded(base64: &str) -> Vec<u8> {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(base64).expect("a picture in base64")
}
