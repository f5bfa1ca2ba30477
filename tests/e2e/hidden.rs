//! An upload that nobody looks at: in another tab, on another page, and back.

use crate::page::Page;
use crate::person::{calls, example};
use crate::test::{test, test_with_two};
use sandbox::{Effect, Fault};
use serde_json::json;

const ADD: &str = "/api/v2/artifact/biosample/add/";

/// Stands in for the notifications of the system, which a browser without a screen doesn't show: it
/// lets the page ask, and writes down what is shown. Such a browser hides no tab either.
const NOTIFICATIONS: &str = "
    window.shown = [];
    window.behind = false;
    Object.defineProperty(document, 'hidden', { get: () => window.behind });
    window.asked = 0;
    window.Notification = class {
        static permission = 'default';
        static async requestPermission() { window.asked += 1; return this.permission = 'granted'; }
        constructor(title, { body }) { window.shown.push(`${title} / ${body}`); }
    };";

async fn told(page: &Page, script: &str) -> serde_json::Value {
    let told = page.browser.execute(format!("return {script}"), Vec::new()).await;
    told.expect("an answer").json().clone()
}

/// Opens another tab in front, does something, and comes back.
async fn behind_another_tab(page: &Page, steps: impl AsyncFnOnce()) {
    let before = page.browser.window().await.expect("a tab");
    let other = page.browser.new_tab().await.expect("a new tab");
    page.browser.switch_to_window(other).await.expect("the new tab");
    steps().await;
    page.browser.close_window().await.expect("the tab closes");
    page.browser.switch_to_window(before).await.expect("the first tab");
}

#[tokio::test]
async fn who_is_in_another_tab_is_told_when_it_has_ended() {
    test("hidden", async |page, site| {
        let before = json!({ "source": NOTIFICATIONS });
        page.devtools("Page.addScriptToEvaluateOnNewDocument", before).await;
        page.sign_in().await;
        page.choose_sheet(&example(site, 120)).await;
        page.review().await;
        assert_eq!(told(page, "asked").await, 0, "nobody is asked before it is of use");
        site.majora.faults().add(Fault::next(ADD, Effect::TooManyRequests(3)).after(1));
        page.click("Submit 120 samples, 1 library and 1 run to TEST").await;
        page.click("Notify me when it has ended").await;
        page.sees("You will be notified when it has ended").await;
        page.has_no_barriers().await;
        told(page, "window.behind = true").await;
        page.sees_heading("120 rows saved").await;
        assert_eq!(told(page, "asked").await, 1);
        let shown = told(page, "shown").await;
        assert_eq!(shown, json!(["120 of 120 rows are in Majora / TEST – Sandbox"]));
        page.console_is_quiet(&["429", "503"]).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_read_meanwhile_is_not_taken_away() {
    test("meanwhile", async |page, site| {
        page.sign_in().await;
        page.choose_sheet(&example(site, 60)).await;
        page.review().await;
        site.majora.faults().add(Fault::next(ADD, Effect::ExpireTokens).after(1));
        page.click("Submit 60 samples, 1 library and 1 run to TEST").await;
        page.sees_heading("Waiting to go on").await;
        page.pictures("send").await;
        page.click("What every column means").await;
        page.sees_heading("What every column means").await;
        page.sees("Upload under way: ").await;
        behind_another_tab(page, async || {
            page.open("/").await;
            page.click("Sign in with Majora").await;
            page.click("Authorize").await;
            page.sees_heading("Upload a sample sheet").await;
        })
        .await;
        // Headless, no window has the focus, so the event of coming back must be made.
        told(page, "window.dispatchEvent(new Event('focus'))").await;
        page.sees("The upload has ended: show the receipt").await;
        page.sees_heading("What every column means").await;
        page.has_no_barriers().await;
        page.click("The upload has ended: show the receipt").await;
        page.sees_heading("60 rows saved").await;
        page.console_is_quiet(&["401"]).await;
    })
    .await;
}

#[tokio::test]
async fn each_step_of_production_says_where_it_is() {
    test_with_two("production", async |page, site| {
        page.open("/").await;
        page.click("Sign in with Majora (Real)").await;
        page.fill_in_credentials().await;
        page.click("Authorize").await;
        page.sees_heading("Upload a sample sheet").await;
        page.pictures("choose-production").await;
        page.choose_sheet(&example(site, 60).replacen("UK-ENG", "England", 1)).await;
        page.pictures("check-production").await;
        page.click("‘England’ → UK-ENG in 1 row").await;
        page.review().await;
        let icon = told(page, "document.querySelector('link[rel=icon]').href").await;
        assert!(
            icon.as_str().is_some_and(|icon| icon.ends_with("/favicon-production.svg")),
            "{icon}"
        );
        let title = page.browser.title().await.expect("a title");
        assert_eq!(title, "Review what will be sent – PRODUCTION – Majora upload");
        site.production.faults().add(Fault::next(ADD, Effect::TooManyRequests(90)).after(1));
        page.click("Submit 60 samples, 1 library and 1 run to PRODUCTION").await;
        page.sees_heading("Waiting to go on").await;
        page.pictures("send-production").await;
        assert_eq!(calls(site), 0, "nothing went to the test server");
        page.click("Stop").await;
        page.sees_heading("The upload ended early").await;
        page.pictures("receipt-stopped").await;
        page.reload().await;
        page.sees_heading("The upload ended early").await;
        page.pictures("receipt-kept").await;
        page.open("/test/choose").await;
        page.until("the icon of the test server", async || {
            let icon = told(page, "document.querySelector('link[rel=icon]').href").await;
            icon.as_str()?.ends_with("/favicon-test.svg").then_some(())
        })
        .await;
        page.console_is_quiet(&["429", "503"]).await;
    })
    .await;
}
