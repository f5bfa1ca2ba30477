//! Sheets whose tab is gone: closed, or lost with the browser, before they were sent. Another tab may
//! take one up; each tab holds a lock as long as it lives, so that no two work on the same sheet.

use super::database::{Store, property};
use super::draft::{self, Draft, Work, work_from_js};
use super::lock::{self, Lock};
use super::tab::{forget_tab, tab};
use super::window;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

thread_local! {
    /// What says that this tab lives.
    static LIFE: RefCell<Option<Lock>> = const { RefCell::new(None) };
}

/// A sheet that a tab has left behind.
#[derive(Clone, Debug, PartialEq)]
pub struct Left {
    /// The name of the tab.
    tab: String,
    /// The name of its file.
    pub name: String,
    /// Whose it is, and how large.
    pub work: Work,
    /// When it was worked on last, in milliseconds since 1970.
    pub at: f64,
}

/// A sheet that was left, and its name, which no other tab can take up meanwhile.
pub struct Taken {
    /// The sheet.
    pub draft: Draft,
    left: Left,
    _lock: Lock,
}

impl Taken {
    /// Forgets it where it was: it is kept elsewhere now.
    pub async fn forget(self) {
        // What can't be forgotten now goes after a week.
        let _ = draft::forget(&self.left.tab).await;
    }
}

/// Says to other tabs that this one lives, until it doesn't. A page that was left may be kept to be
/// shown again, and its lock with it, so it gives the lock back when it goes.
pub fn live() {
    spawn_local(hold_on());
    let on_hide = Closure::<dyn Fn()>::new(|| drop(LIFE.take()));
    let on_show = Closure::<dyn Fn(JsValue)>::new(|event: JsValue| {
        if property(&event, "persisted").is_truthy() {
            spawn_local(hold_on());
        }
    });
    for (kind, listener) in [("pagehide", on_hide.as_ref()), ("pageshow", on_show.as_ref())] {
        // A window takes every listener.
        let _ = window().add_event_listener_with_callback(kind, listener.unchecked_ref());
    }
    // The listeners live as long as the page.
    on_hide.forget();
    on_show.forget();
}

async fn hold_on() {
    let Some(name) = tab() else { return };
    // A reload comes before the page that it replaces has let go.
    let life = lock::wait_for(&name_of(&name)).await.ok();
    if tab().is_some_and(|now| now == name) {
        LIFE.set(life);
    }
}

/// Leaves the sheet of this tab to whose it is, as if the tab were closed, and begins a tab of its own.
pub fn leave() {
    forget_tab();
    LIFE.take();
    spawn_local(hold_on());
}

/// The sheets that tabs have left behind, the last one first.
pub async fn left() -> Vec<Left> {
    let kept = Store::Drafts.all().await.unwrap_or_default();
    let (mine, living) = (tab(), lock::taken().await);
    let is_gone = |tab: &String| Some(tab) != mine.as_ref() && !living.contains(&name_of(tab));
    let gone = kept.into_iter().filter(|(tab, _)| is_gone(tab));
    let mut left: Vec<Left> = gone
        .filter_map(|(tab, value)| read(tab, &value))
        .filter(|left| !left.work.is_submitted)
        .collect();
    left.sort_by(|a, b| b.at.total_cmp(&a.at));
    left
}

/// Takes one up, if it is still there and no other tab has.
pub async fn take(left: Left) -> Option<Taken> {
    let lock = lock::hold(&name_of(&left.tab)).await.ok()?;
    let draft = draft::kept(&left.tab, None).await.ok()??;
    Some(Taken { draft, left, _lock: lock })
}

/// Forgets one, unless another tab has taken it up.
pub async fn forget(left: Left) {
    if let Some(taken) = take(left).await {
        taken.forget().await;
    }
}

fn read(tab: String, changes: &JsValue) -> Option<Left> {
    let name = property(changes, "name").as_string()?;
    let at = property(changes, "savedAt").as_f64()?;
    Some(Left { tab, name, work: work_from_js(&property(changes, "work")), at })
}

/// The name that a tab holds while it lives.
fn name_of(tab: &str) -> String {
    format!("tab {tab}")
}
