//! Somebody of a laboratory: signs in, has sheets, uses the keyboard.

use crate::page::Page;
use crate::site::Site;
use serde_json::json;
use sheet::value::Date;
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;
use thirtyfour::By;

/// More stops than any page has.
const STOPS: usize = 60;

impl Page {
    /// Opens the site and signs in by Majora's own pages, as far as the page for choosing a sheet.
    pub(crate) async fn sign_in(&self) {
        self.open("/").await;
        self.click("Sign in with Majora").await;
        self.fill_in_credentials().await;
        self.click("Authorize").await;
        self.sees_heading("Upload a sample sheet").await;
    }

    /// Fills in Majora's own sign-in page.
    pub(crate) async fn fill_in_credentials(&self) {
        self.fill_in_credentials_of(sandbox::DEMO_USERNAME).await;
    }

    /// As [`Page::fill_in_credentials`], as somebody whose password is the same.
    pub(crate) async fn fill_in_credentials_of(&self, username: &str) {
        self.fill("Username", username).await;
        self.fill("Password", sandbox::DEMO_PASSWORD).await;
        self.click("Sign in").await;
    }

    /// Chooses a sheet and waits until it lies on the page.
    pub(crate) async fn choose_sheet(&self, text: &str) {
        // The page reads the file when it comes to it, so the file must be there until it has.
        let file = SheetFile::new(text.as_bytes());
        self.choose_file(&file.path()).await;
        self.sees_heading("Check your sheet").await;
    }

    /// Clicks on what a selector points at, as in the grid, where nothing has a name.
    pub(crate) async fn click_on(&self, selector: &str) {
        self.until(&format!("{selector} to click"), async || {
            self.browser.find(By::Css(selector)).await.ok()?.click().await.ok()
        })
        .await;
    }

    /// Goes to a cell and edits it.
    pub(crate) async fn edit_cell(&self, selector: &str) {
        self.click_on(selector).await;
        self.click("Edit this cell").await;
    }

    /// Clicks a line of the list of problems and waits until the keyboard is at the cell it leads to.
    pub(crate) async fn go_to_problem(&self, line: &str) {
        self.click(line).await;
        self.until("the keyboard in the grid", async || {
            let at = "return document.activeElement.matches('.grid')";
            let at = self.browser.execute(at, Vec::new()).await.ok()?;
            at.json().as_bool()?.then_some(())
        })
        .await;
    }

    /// Goes to another page of the app without loading it anew, as its own links do.
    pub(crate) async fn visit(&self, path: &str) {
        let go = "history.pushState({}, '', arguments[0]);\
            dispatchEvent(new PopStateEvent('popstate', { state: {} }));";
        self.browser.execute(go, vec![path.into()]).await.expect("the page takes notice");
    }

    /// Goes from the checked sheet to the page that shows what will be sent.
    pub(crate) async fn review(&self) {
        self.click("Review what will be sent").await;
        self.sees_heading("Review what will be sent").await;
    }
}

impl Page {
    /// The person was here before: the tour isn't shown, until a test says otherwise.
    pub(crate) async fn knows_the_tour(&self) {
        let known =
            "try { localStorage.tour ??= '0123456' } catch { /* a page without an origin */ }";
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": known })).await;
    }

    /// Presses Tab until the focus is on what has this name.
    pub(crate) async fn tab_to(&self, name: &str) {
        let name = serde_json::Value::from(name);
        let is_named = format!(
            "const on = document.activeElement;\
             const names = [on.ariaLabel, on.labels?.[0]?.textContent, on.innerText];\
             return names.some((name) => name?.trim() === {name})"
        );
        self.tab_until(&is_named, &name.to_string()).await;
    }

    /// Presses Tab until the focus is on what a selector points at.
    pub(crate) async fn tab_to_element(&self, selector: &str) {
        let is_there = format!("return document.activeElement.matches({selector:?})");
        self.tab_until(&is_there, selector).await;
    }

    async fn tab_until(&self, script: &str, what: &str) {
        for _ in 0..STOPS {
            let there = self.browser.execute(script, Vec::new()).await.expect("an answer");
            if there.json().as_bool() == Some(true) {
                return;
            }
            self.tab().await;
        }
        panic!("Tab never came to {what} on:\n{}", self.text().await);
    }

    /// Clicks a link that opens a tab, does something there, closes it and comes back.
    pub(crate) async fn in_a_new_tab(&self, link: &str, steps: impl AsyncFnOnce()) {
        let before = self.browser.window().await.expect("a tab");
        self.click(link).await;
        let opened = self
            .until("a new tab", async || {
                self.browser.windows().await.ok()?.into_iter().find(|tab| *tab != before)
            })
            .await;
        self.browser.switch_to_window(opened).await.expect("the new tab");
        steps().await;
        self.browser.close_window().await.expect("the tab closes");
        self.browser.switch_to_window(before).await.expect("the first tab");
        // Headless, no window has the focus, so the event of coming back must be made.
        let focus = "window.dispatchEvent(new Event('focus'))";
        self.browser.execute(focus, Vec::new()).await.expect("the page takes notice");
    }

    /// Opens the site in a new tab and kills the one before, without a word to the page in it.
    pub(crate) async fn killed_and_opened_again(&self) {
        let before = self.browser.window().await.expect("a tab");
        let after = self.browser.new_tab().await.expect("a new tab");
        self.browser.close_window().await.expect("the tab closes");
        assert_ne!(before, after);
        self.browser.switch_to_window(after).await.expect("the new tab");
        self.open("/").await;
    }

    /// Cuts the page off from every server, or joins it again.
    pub(crate) async fn is_offline(&self, offline: bool) {
        let conditions = json!({
            "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
        });
        self.devtools("Network.enable", json!({})).await;
        self.devtools("Network.emulateNetworkConditions", conditions).await;
    }

    /// The browser forgets who is signed in, here and at Majora.
    pub(crate) async fn forget_cookies(&self) {
        self.browser.delete_all_cookies().await.expect("the cookies go");
    }
}

/// A file that goes away when it is dropped.
pub(crate) struct SheetFile {
    folder: TempDir,
}

impl SheetFile {
    /// A file with these bytes.
    pub(crate) fn new(bytes: &[u8]) -> SheetFile {
        let file = SheetFile { folder: tempfile::tempdir().expect("a folder") };
        std::fs::write(file.path(), bytes).expect("a file");
        file
    }

    /// Where it is.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("plate-7.csv")
    }
}

/// The example sheet, dated the day on which the sandbox lives.
pub(crate) fn example(site: &Site, samples: usize) -> String {
    sheet::derive::example(today(site), samples)
}

/// The day that counts as today, as the sandbox has it.
pub(crate) fn today(site: &Site) -> Date {
    let seconds = u64::try_from(site.majora.clock().now_seconds()).expect("after 1970");
    Date::constant(1970, 1, 1).saturating_add(Duration::from_secs(seconds))
}

/// How many calls of its API Majora has had.
pub(crate) fn calls(site: &Site) -> usize {
    site.majora.requests().iter().filter(|request| request.path.starts_with("/api/")).count()
}
