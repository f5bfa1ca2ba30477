//! Sheets whose tab is gone: closed, or lost with the browser, before they were sent. Another tab may
//! take one up; each tab holds a lock as long as it lives, so that no two work on the same sheet.

use super::database::Store;
use super::draft::{self, Draft, Owner, Work, work_from_js};
use super::lock::{self, Lock, NotHeld};
use super::object::property;
use super::tab::{forget_tab, tab};
use super::window;
use futures_util::FutureExt;
use gloo_timers::future::TimeoutFuture;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// How often, and after how many milliseconds each time, a tab tries to hold its name: a reload comes
/// before the page that it replaces has let go.
const TRIES: u32 = 20;
const PAUSE: u32 = 100;

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
/// shown again, and its lock with it, so it gives the lock back when it goes. One that was duplicated
/// begins under a name of its own, and `as_another` has it keep its sheet there.
pub fn live(as_another: impl Fn() + 'static) {
    spawn_local(async move {
        if hold_on().await == Held::ByAnother {
            forget_tab();
            hold_on().await;
            as_another();
        }
    });
    let on_hide = Closure::<dyn Fn()>::new(|| drop(LIFE.take()));
    let on_show = Closure::<dyn Fn(JsValue)>::new(|event: JsValue| {
        if property(&event, "persisted").is_truthy() {
            spawn_local(hold_on().map(drop));
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

/// Who has the name of this tab.
#[derive(Debug, PartialEq, Eq)]
enum Held {
    ByThis,
    /// Its browser copied a tab with its name.
    ByAnother,
}

async fn hold_on() -> Held {
    let Some(name) = tab() else { return Held::ByThis };
    for _ in 0..TRIES {
        match lock::hold(&name_of(&name)).await {
            Err(NotHeld::Elsewhere) => TimeoutFuture::new(PAUSE).await,
            life => {
                if tab().is_some_and(|now| now == name) {
                    LIFE.set(life.ok());
                }
                return Held::ByThis;
            }
        }
    }
    Held::ByAnother
}

/// Leaves the sheet of this tab to whose it is, as if the tab were closed, and begins a tab of its own.
pub fn leave() {
    forget_tab();
    LIFE.take();
    spawn_local(hold_on().map(drop));
}

/// The sheets that tabs have left behind, the last one first.
pub async fn left() -> Vec<Left> {
    let mut left = all_left().await;
    left.retain(|left| !left.work.is_submitted);
    left
}

/// Those of a user, whatever became of them.
pub async fn of(owner: &Owner) -> Vec<Left> {
    let mut left = all_left().await;
    left.retain(|left| left.work.owner.as_ref() == Some(owner));
    left
}

async fn all_left() -> Vec<Left> {
    let kept = Store::Drafts.all().await.unwrap_or_default();
    // Where it isn't known which tabs live, none can be taken to be gone.
    let Some(living) = lock::taken().await else { return Vec::new() };
    let mine = tab();
    let is_gone = |tab: &String| Some(tab) != mine.as_ref() && !living.contains(&name_of(tab));
    let gone = kept.into_iter().filter(|(tab, _)| is_gone(tab));
    let mut left: Vec<Left> = gone.filter_map(|(tab, value)| read(tab, &value)).collect();
    left.sort_by(|a, b| b.at.total_cmp(&a.at));
    left
}

/// Takes one up, if it is still there and no other tab has.
pub async fn take(left: Left) -> Option<Taken> {
    let lock = lock::hold(&name_of(&left.tab)).await.ok()?;
    let draft = draft::kept(&left.tab).await.ok()??;
    Some(Taken { draft, left, _lock: lock })
}

/// Forgets one, unless another tab has taken it up.
pub async fn forget(left: Left) {
    if let Ok(_lock) = lock::hold(&name_of(&left.tab)).await {
        // What can't be forgotten now goes after a week.
        let _ = draft::forget(&left.tab).await;
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
