//! What a person does with a page and sees on it, one method for each.
//!
//! Nothing here waits for a fixed time: each method tries until it succeeds or the deadline has
//! passed, and then says what the page showed instead.

use std::cell::RefCell;
use std::path::Path;
use std::time::{Duration, Instant};
use thirtyfour::prelude::*;
use thirtyfour::{Key, WebElement};

const DEADLINE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(40);

/// The tab of one person.
pub(crate) struct Page {
    pub(crate) browser: WebDriver,
    origin: String,
    /// What is wrong and lets the test go on, so that all of it is told at once.
    faults: RefCell<Vec<String>>,
    /// What the console may say. It may say so late, so what is excused once is until the end.
    pub(crate) excused: RefCell<Vec<String>>,
}

impl Page {
    pub(crate) fn new(browser: WebDriver, origin: String) -> Page {
        Page { browser, origin, faults: RefCell::default(), excused: RefCell::default() }
    }

    /// Notes what is wrong, to be told in the end.
    pub(crate) fn note(&self, found: Result<(), String>) {
        self.faults.borrow_mut().extend(found.err());
    }

    /// The test fails when something was noted to be wrong.
    pub(crate) fn has_no_faults(&self) {
        let faults = self.faults.borrow();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    /// Goes to a path of the site.
    pub(crate) async fn open(&self, path: &str) {
        self.browser.goto(format!("{}{path}", self.origin)).await.expect("the page opens");
    }

    /// Presses the browser's Back button.
    pub(crate) async fn back(&self) {
        self.browser.back().await.expect("the browser goes back");
    }

    /// Presses the browser's Reload button.
    pub(crate) async fn reload(&self) {
        self.browser.refresh().await.expect("the browser reloads");
    }

    /// Clicks the button, link or label with this name.
    pub(crate) async fn click(&self, name: &str) {
        let quoted = quoted(name);
        let named =
            format!("[normalize-space()={quoted} or @aria-label={quoted} or @value={quoted}]");
        let kinds = "self::button or self::a or self::summary or self::label or self::input \
                     or @role='button' or @role='link' or @role='tab' or @role='checkbox' or @role='radio'";
        let path = format!("//*[{kinds}]{named}");
        self.until(&format!("something named {name:?} to click"), async || {
            let element = self.first_shown(&path).await?;
            element.is_enabled().await.ok()?.then_some(())?;
            element.click().await.ok()
        })
        .await;
    }

    /// Puts text into the field with this label, in place of what is there.
    pub(crate) async fn fill(&self, label: &str, text: &str) {
        let path = field(label);
        self.until(&format!("a field labelled {label:?}"), async || {
            let field = self.first_shown(&path).await?;
            field.send_keys(Key::Control + "a").await.ok()?;
            field.send_keys(Key::Delete + "").await.ok()?;
            field.send_keys(text).await.ok()
        })
        .await;
    }

    /// Chooses an option of the list with this label.
    pub(crate) async fn choose(&self, label: &str, option: &str) {
        let path = format!("{}//option[normalize-space()={}]", field(label), quoted(option));
        self.until(&format!("the option {option:?} of {label:?}"), async || {
            self.browser.find(By::XPath(&path)).await.ok()?.click().await.ok()
        })
        .await;
    }

    /// Chooses a file through the page's own file input, which a style sheet may hide.
    pub(crate) async fn choose_file(&self, file: &Path) {
        let path = std::path::absolute(file).expect("a file's path");
        let path = path.to_str().expect("a path of plain text").to_owned();
        self.until("an input for a file", async || {
            let input = self.browser.find(By::Css("input[type=file]")).await.ok()?;
            input.send_keys(path.as_str()).await.ok()
        })
        .await;
    }

    /// Presses keys wherever the focus is, as a keyboard user does.
    pub(crate) async fn press(&self, keys: impl Into<thirtyfour::TypingData>) {
        let focused = self.browser.active_element().await.expect("something has the focus");
        focused.send_keys(keys).await.expect("it takes keys");
    }

    /// Presses Tab, as the browser itself is given it: a file input would take it for the name of a file.
    pub(crate) async fn tab(&self) {
        let keys = self.browser.action_chain().send_keys(Key::Tab + "");
        keys.perform().await.expect("the browser takes keys");
    }

    /// Waits until this text can be read on the page.
    pub(crate) async fn sees(&self, text: &str) {
        self.until(&format!("the text {text:?}"), async || {
            self.text().await.contains(text).then_some(())
        })
        .await;
    }

    /// Waits until this text can no longer be read on the page.
    pub(crate) async fn no_longer_sees(&self, text: &str) {
        self.until(&format!("the text {text:?} to go"), async || {
            (!self.text().await.contains(text)).then_some(())
        })
        .await;
    }

    /// Waits until the main heading of a page of the app, not of one that still loads, has this text
    /// in it.
    pub(crate) async fn sees_heading(&self, text: &str) {
        let path = format!(
            "//h1[not(ancestor::*[@id='boot'])][contains(normalize-space(), {})]",
            quoted(text)
        );
        self.until(&format!("the heading {text:?}"), async || {
            self.first_shown(&path).await.map(drop)
        })
        .await;
    }

    /// What can be read on the page.
    pub(crate) async fn text(&self) -> String {
        match self.browser.find(By::Tag("body")).await {
            Ok(body) => body.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// The path that the address bar shows.
    pub(crate) async fn path(&self) -> String {
        let url = self.browser.current_url().await.expect("a page has an address");
        url.path().to_owned()
    }

    /// Tries until there is an answer; the test fails when there is none in time.
    pub(crate) async fn until<T>(&self, what: &str, attempt: impl AsyncFn() -> Option<T>) -> T {
        let deadline = Instant::now() + DEADLINE;
        loop {
            if let Some(found) = attempt().await {
                return found;
            }
            if Instant::now() > deadline {
                let url = self.browser.current_url().await.map(String::from).unwrap_or_default();
                panic!("no sign of {what} on {url}, which shows:\n{}", self.text().await);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn first_shown(&self, path: &str) -> Option<WebElement> {
        for element in self.browser.find_all(By::XPath(path)).await.ok()? {
            if element.is_displayed().await.unwrap_or(false) {
                return Some(element);
            }
        }
        None
    }
}

/// The field that a label names: by `for`, by standing inside it, or by `aria-label`.
fn field(label: &str) -> String {
    let quoted = quoted(label);
    format!(
        "//*[self::input or self::select or self::textarea]\
         [@id=//label[normalize-space()={quoted}]/@for \
         or ancestor::label[starts-with(normalize-space(), {quoted})] or @aria-label={quoted}]"
    )
}

/// A text for a path of `XPath`, which has no way to escape a quotation mark.
fn quoted(text: &str) -> String {
    if text.contains('\'') { format!("\"{text}\"") } else { format!("'{text}'") }
}
