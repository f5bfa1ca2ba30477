//! The browser: files, what is kept, addresses, the clock. The only code that names `web_sys`.

mod object;
mod time;
mod bytes;
mod database;
pub mod draft;
pub mod upload;
pub mod lock;
mod tab;
pub mod left;
pub mod receipts;
pub mod belongings;
mod kept;
mod focus;
mod worker;
mod hash;
pub mod slices;
mod file;
pub mod workbook;
pub mod camera;
pub mod notification;
pub mod preference;
mod view;
mod remembered;
mod leaving;
pub mod page;

pub use bytes::Bytes;
pub use file::{ChosenFile, dropped_files, ignore_stray_files, save, take_files};
pub use focus::{come_to, focus, focus_id, focus_next, focused_id};
pub use hash::{Sha256, sha256};
pub use kept::{
    forget_all, forget_draft, forget_old, keep_draft, keep_last_words, keeps_receipts,
    keeps_sheets, keeps_work, kept_draft,
};
pub use leaving::guard_leaving;
pub use remembered::{forget_remembered, remember, remembered};
pub use time::{file_stamp, moment, now, today};
pub use view::{View, keep_view, view};

fn window() -> web_sys::Window {
    // The app is started by a page, so there is one.
    web_sys::window().expect("the app runs in a page")
}

/// Has the page printed.
pub fn print() {
    // A browser that can't print has said so.
    let _ = window().print();
}

/// Leaves the app for another address of this site.
pub fn go_to(path: &str) {
    let _ = window().location().assign(path);
}

/// Loads the page anew.
pub fn reload() {
    let _ = window().location().reload();
}

/// The current path, with its query.
pub fn path() -> String {
    let location = window().location();
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}

/// Whether the browser thinks that it has a network at all.
pub fn is_online() -> bool {
    window().navigator().on_line()
}

/// Asks a question that stops everything else.
pub fn confirm(question: &str) -> bool {
    window().confirm_with_message(question).unwrap_or(false)
}

/// A name that nothing else has.
pub fn new_id() -> String {
    let random = window().crypto().map(|crypto| crypto.random_uuid());
    random.unwrap_or_else(|_| now().to_string())
}

fn remembering() -> Option<web_sys::Storage> {
    window().local_storage().ok()?
}

fn of_tab() -> Option<web_sys::Storage> {
    window().session_storage().ok()?
}
