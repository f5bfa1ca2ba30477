//! What a page looks like, what it says to the console, and whether everyone can use it.

use crate::barriers;
use crate::guide;
use crate::page::Page;
use crate::pictures::{self, Shot};
use crate::seen;
use serde_json::{Value, json};
use std::env;
use std::fs;

const WIDTHS: [u32; 3] = [1440, 768, 360];
const SCHEMES: [&str; 2] = ["light", "dark"];

/// A window of 1280 pixels at 400 % (WCAG 2.2, 1.4.10).
const NARROWEST: u32 = 320;

/// What Chromium writes where a page that nobody has touched asks before it is left.
const UNASKED: &str = "Blocked attempt to show a 'beforeunload' confirmation panel";

/// Masks what varies, or takes that back.
const MASK: &str = include_str!("mask.js");

impl Page {
    /// Looks at the page in this state: pictures at each width and in each colour scheme, into
    /// `target/screenshots/NAME-WIDTH-SCHEME.png`, compared with those that are stored; what shuts
    /// people out, in both layouts and schemes; and that nothing is wider than a narrow window.
    pub(crate) async fn pictures(&self, name: &str) {
        let mut shots = self.shots(name).await;
        let mut compared = pictures::compare(name, &shots);
        if compared.is_err() {
            // A browser that had much to do has left a part of a picture blank.
            shots = self.shots(name).await;
            compared = pictures::compare(name, &shots);
        }
        for (width, scheme) in [(WIDTHS[0], SCHEMES[0]), (WIDTHS[2], SCHEMES[1])] {
            self.is_like(width, scheme).await;
            self.has_no_barriers_as(name).await;
        }
        self.fits(NARROWEST).await;
        self.devtools("Emulation.clearDeviceMetricsOverride", json!({})).await;
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": [] })).await;
        if compared == Ok(true) {
            guide::keep(name, &shots);
        }
        self.note(compared.map(drop));
    }

    async fn shots(&self, name: &str) -> Vec<Shot> {
        let mut shots = Vec::new();
        for scheme in SCHEMES {
            for width in WIDTHS {
                let png = self.picture(name, width, scheme).await;
                shots.push(Shot { width, png });
            }
        }
        shots
    }

    /// Takes one picture of the whole page.
    pub(crate) async fn picture(&self, name: &str, width: u32, scheme: &str) -> Vec<u8> {
        self.is_like(width, scheme).await;
        // A narrower page may show rows that weren't there before, so it is masked anew each time.
        self.browser.execute(MASK, vec![true.into()]).await.expect("what varies is masked");
        // How long the page is then.
        let shot =
            json!({ "format": "png", "captureBeyondViewport": true, "clip": self.extent().await });
        let picture = self.devtools("Page.captureScreenshot", shot).await;
        self.browser.execute(MASK, vec![false.into()]).await.expect("what varies is back");
        let picture = decoded(picture["data"].as_str().expect("a picture in base64"));
        let folder = seen::folder("screenshots");
        fs::create_dir_all(&folder).expect("a folder for pictures");
        fs::write(folder.join(format!("{name}-{width}-{scheme}.png")), &picture)
            .expect("a picture");
        picture
    }

    /// Has the page in a window of this width and in this colour scheme, and drawn.
    async fn is_like(&self, width: u32, scheme: &str) {
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
        self.is_wide(width).await;
        // What is drawn anew for it would come after the mask of a picture.
        let drawn = "const done = arguments[0];\
            requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)))";
        self.browser.execute_async(drawn, Vec::new()).await.expect("the page is drawn");
    }

    async fn is_wide(&self, width: u32) {
        let size =
            json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// The test fails when the page must be scrolled sideways in a window of this width.
    async fn fits(&self, width: u32) {
        self.is_wide(width).await;
        let wide = "return document.documentElement.scrollWidth";
        let wide = self.browser.execute(wide, Vec::new()).await.expect("a width");
        let wide = wide.json().as_u64().expect("a number");
        let wider = "return [...document.querySelectorAll('body *')].filter((element) => \
            element.getBoundingClientRect().right > innerWidth + 1 && !element.closest('.table-scroll, .grid'))\
            .slice(0, 5).map((element) => element.outerHTML.slice(0, 120)).join('\\n')";
        let wider = self.browser.execute(wider, Vec::new()).await.expect("elements");
        let path = self.path().await;
        assert!(
            wide <= width.into(),
            "{path} is {wide} wide in a window of {width}:\n{}",
            wider.json()
        );
    }

    /// The test fails when the page has written warnings or errors to the console since the last
    /// look, other than those that have one of these texts in them, or one that was excused before. What
    /// the Content-Security-Policy has blocked is among them.
    pub(crate) async fn console_is_quiet(&self, except: &[&str]) {
        self.excused.borrow_mut().extend(except.iter().map(|text| (*text).to_owned()));
        let log = self.browser.browser_log().await.expect("the browser keeps its console");
        let loud: Vec<String> = log
            .into_iter()
            .filter(|entry| entry.level == "SEVERE" || entry.level == "WARNING")
            .map(|entry| format!("{}: {}", entry.level, entry.message))
            .filter(|line| !line.contains(UNASKED))
            .filter(|line| !self.excused.borrow().iter().any(|text| line.contains(text)))
            .collect();
        assert!(loud.is_empty(), "the console says:\n{}", loud.join("\n"));
    }

    /// The test fails when axe-core finds something on the page that shuts people out.
    pub(crate) async fn has_no_barriers(&self) {
        self.has_no_barriers_as("").await;
    }

    async fn has_no_barriers_as(&self, state: &str) {
        let axe = env::var("AXE_CORE")
            .expect("AXE_CORE names axe.min.js; `cargo xtask test e2e` sets it up");
        let axe = fs::read_to_string(axe).expect("axe-core");
        self.browser.execute(axe, Vec::new()).await.expect("axe-core loads");
        // A bar that stays in sight covers what is below it until that is scrolled to.
        let run = "const done = arguments[0]; \
                   const options = { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }; \
                   const told = ({ violations, passes }) => ({ violations, passes: passes.length }); \
                   const covering = [...document.querySelectorAll('.onwards-stays')]; \
                   const stays = (position) => covering.forEach((bar) => { bar.style.position = position; }); \
                   stays('static'); \
                   const end = (what) => { stays(''); done(what); }; \
                   axe.run(document, options).then((found) => end(told(found)), (e) => end({ error: String(e) }));";
        let found = self.browser.execute_async(run, Vec::new()).await.expect("axe-core runs");
        let found = found.json();
        let violations = found["violations"].as_array().expect("axe-core lists what it found");
        let path = self.path().await;
        let passes = found["passes"].as_u64().unwrap_or_default();
        barriers::note(&path, state, passes, violations.len());
        let shown: Vec<String> = violations.iter().map(barrier).collect();
        assert!(shown.is_empty(), "barriers on {path}:\n{}", shown.join("\n"));
    }

    /// What the page has fetched last, and whether its database answers.
    pub(crate) async fn what_it_waits_for(&self) -> String {
        let script = "const done = arguments[0];\
            const last = performance.getEntriesByType('resource').slice(-6);\
            const fetched = last.map((entry) => `${entry.name} ${Math.round(entry.responseEnd)}`);\
            const told = (database) => done({ now: Math.round(performance.now()), database, fetched });\
            const opening = indexedDB.open('majora-uploader');\
            opening.onsuccess = () => { opening.result.close(); told('open'); };\
            opening.onblocked = () => told('blocked');\
            setTimeout(() => told('no answer'), 3000);";
        let told = self.browser.execute_async(script, Vec::new()).await.expect("an answer");
        told.json().to_string()
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

fn decoded(base64: &str) -> Vec<u8> {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(base64).expect("a picture in base64")
}
