//! The browser: files, downloads, addresses, the clock. The only code that names `web_sys`.

mod object;
mod bytes;
mod database;
pub mod draft;
pub mod upload;
pub mod lock;
mod tab;
pub mod left;
pub mod receipts;
mod focus;
mod worker;
mod hash;
pub mod workbook;
pub mod camera;
pub mod slices;
pub mod notification;
pub mod preference;
pub mod page;

pub use bytes::Bytes;
pub use focus::{come_to, focus, focus_id, focus_next, focused_id};
pub use hash::{Sha256, sha256};

use crate::browser::draft::Draft;
use database::Store;
use gloo_timers::callback::Timeout;
use sheet::fix::Remembered;
use sheet::value::Date;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use tab::tab;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, DataTransfer, DragEvent, File, HtmlAnchorElement, HtmlInputElement, Url,
};

/// How long a browser may take to begin to save a file, in milliseconds.
const SAVING: u32 = 60_000;

/// The links that leave the page for a sign-in in the same tab.
const SIGN_IN_LINK: &str = "a[rel=external]:not([target]):not([download])";

/// Within how many milliseconds of a click the page is left by it.
const AFTER_CLICK: f64 = 1_000.0;
/// Where the last changes are kept while the page goes away.
const LAST_WORDS: &str = "last-words";

/// Where words for options are kept.
const REMEMBERED: &str = "words";

/// Where it is kept how somebody likes to look at a sheet.
const VIEW: &str = "view";

/// On a narrower page, in CSS pixels, a sheet is shown as a list unless somebody has said otherwise.
const NARROW: f64 = 640.0;

fn window() -> web_sys::Window {
    // The app is started by a page, so there is one.
    web_sys::window().expect("the app runs in a page")
}

/// A file that the user chose. Its bytes are read when they are asked for.
#[derive(Clone)]
pub struct ChosenFile {
    file: File,
}

/// A chosen file can't be read, mostly because it was moved or changed on disk since.
#[derive(Clone, Copy, Debug)]
pub struct Unreadable;

impl ChosenFile {
    /// Its name, without a path.
    pub fn name(&self) -> String {
        self.file.name()
    }

    /// Its size in bytes.
    pub fn size(&self) -> u64 {
        self.file.size() as u64
    }

    /// Its bytes and their SHA-256, which is being computed.
    pub async fn read(&self) -> Result<(Arc<Bytes>, Sha256), Unreadable> {
        let buffer = JsFuture::from(self.file.array_buffer()).await.map_err(|_| Unreadable)?;
        let array = js_sys::Uint8Array::new(&buffer);
        let bytes = Arc::new(Bytes::from(array.to_vec()));
        Ok((bytes.clone(), Sha256::of_array(bytes, array)))
    }
}

/// The files of a file input. The input is emptied, so that the same file, mended, can be chosen again.
pub fn take_files(target: Option<JsValue>) -> Vec<ChosenFile> {
    let Some(input) = target.and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) else {
        return Vec::new();
    };
    let files = listed(input.files());
    input.set_value("");
    files
}

/// The files that were dropped.
pub fn dropped_files(data: Option<DataTransfer>) -> Vec<ChosenFile> {
    listed(data.and_then(|data| data.files()))
}

fn listed(files: Option<web_sys::FileList>) -> Vec<ChosenFile> {
    let Some(files) = files else { return Vec::new() };
    (0..files.length()).filter_map(|at| files.get(at)).map(|file| ChosenFile { file }).collect()
}

/// Hands a text to the user as a file.
pub fn save(name: &str, media_type: &str, text: &str) {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &options) else { return };
    let Ok(url) = Url::create_object_url_with_blob(&blob) else { return };
    let link = window().document().and_then(|document| document.create_element("a").ok());
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    // Not every browser has taken hold of the blob when the click returns.
    Timeout::new(SAVING, move || {
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
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

/// Milliseconds since 1970, UTC.
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// Today, UTC: the day that Majora compares with.
pub fn today() -> Date {
    let now = js_sys::Date::new_0();
    let (year, month, day) = (now.get_utc_full_year(), now.get_utc_month() + 1, now.get_utc_date());
    Date::new(year as i16, month as i8, day as i8).unwrap_or_default()
}

/// A moment for people, in their own time zone: `20 November 2026 at 22:14`.
pub fn moment(milliseconds: f64) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(milliseconds));
    let options = js_sys::Object::new();
    for (key, value) in [("dateStyle", "long"), ("timeStyle", "short")] {
        let _ = js_sys::Reflect::set(&options, &key.into(), &value.into());
    }
    date.to_locale_string("en-GB", &options).into()
}

/// The moment as part of a file name, UTC: `2026-11-20T2214`.
pub fn file_stamp(milliseconds: f64) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(milliseconds));
    let iso: String = date.to_iso_string().into();
    iso.chars().filter(|c| *c != ':').take(15).collect()
}

/// Whether the browser thinks that it has a network at all.
pub fn is_online() -> bool {
    window().navigator().on_line()
}

/// Asks a question that stops everything else.
pub fn confirm(question: &str) -> bool {
    window().confirm_with_message(question).unwrap_or(false)
}

/// Keeps the tab from closing without a question while `busy` says so. It is told whether the page is
/// left by a link of its own, which leads to a sign-in and from there back.
pub fn guard_leaving(busy: impl Fn(bool) -> bool + 'static) {
    let by_link = Rc::new(Cell::new(f64::NEG_INFINITY));
    let clicked = by_link.clone();
    let note = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
        let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let link = element.and_then(|element| element.closest(SIGN_IN_LINK).ok().flatten());
        if link.is_some() {
            clicked.set(now());
        }
    });
    let listener = note.as_ref().unchecked_ref();
    // A window takes every listener.
    let _ = window().add_event_listener_with_callback_and_bool("click", listener, true);
    note.forget();
    let listener = Closure::<dyn Fn(web_sys::BeforeUnloadEvent)>::new(
        move |event: web_sys::BeforeUnloadEvent| {
            if busy(now() - by_link.get() < AFTER_CLICK) {
                event.prevent_default();
            }
        },
    );
    window().set_onbeforeunload(Some(listener.as_ref().unchecked_ref()));
    // The guard lives as long as the page.
    listener.forget();
}

/// Keeps a file that is dropped beside the place for it from taking the place of the page.
pub fn ignore_stray_files() {
    let ignore = Closure::<dyn Fn(DragEvent)>::new(|event: DragEvent| {
        let data = event.data_transfer().filter(|data| data.types().includes(&"Files".into(), 0));
        if let Some(data) = data.filter(|_| !event.default_prevented()) {
            event.prevent_default();
            data.set_drop_effect("none");
        }
    });
    for kind in ["dragover", "drop"] {
        let listener = ignore.as_ref().unchecked_ref();
        // A window takes every listener.
        let _ = window().add_event_listener_with_callback(kind, listener);
    }
    // The listeners live as long as the page.
    ignore.forget();
}

/// A name that nothing else has.
pub fn new_id() -> String {
    let random = window().crypto().map(|crypto| crypto.random_uuid());
    random.unwrap_or_else(|_| now().to_string())
}

/// What the user has settled before about words for options.
pub fn remembered() -> Remembered {
    let text = remembering().and_then(|storage| storage.get_item(REMEMBERED).ok().flatten());
    text.map(|text| Remembered::from_text(&text)).unwrap_or_default()
}

/// Keeps it for the next sheet.
pub fn remember(remembered: &Remembered) {
    if let Some(storage) = remembering() {
        // A browser that keeps nothing asks again.
        let _ = storage.set_item(REMEMBERED, &remembered.to_text());
    }
}

/// Forgets it, and how somebody likes to look at a sheet: the next person at this computer finds none.
pub fn forget_remembered() {
    if let Some(storage) = remembering() {
        let _ = storage.remove_item(REMEMBERED);
        let _ = storage.remove_item(VIEW);
    }
}

/// A way to look at a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// All of it, as in a spreadsheet.
    Grid,
    /// A card for each row.
    List,
    /// What it holds, drawn.
    Pictures,
}

impl View {
    const fn word(self) -> &'static str {
        match self {
            View::Grid => "grid",
            View::List => "list",
            View::Pictures => "pictures",
        }
    }
}

/// How somebody likes to look at the rows of a sheet: as they chose before, or else as the page is wide.
pub fn view() -> View {
    let kept = remembering().and_then(|storage| storage.get_item(VIEW).ok().flatten());
    let views = [View::Grid, View::List];
    views.into_iter().find(|view| Some(view.word()) == kept.as_deref()).unwrap_or_else(|| {
        let width = window().inner_width().ok().and_then(|width| width.as_f64());
        if width.is_some_and(|width| width < NARROW) { View::List } else { View::Grid }
    })
}

/// Keeps which of them somebody chose.
pub fn keep_view(view: View) {
    // A sheet is opened to be mended, so nobody begins with its pictures.
    if let Some(storage) = remembering().filter(|_| view != View::Pictures) {
        // A browser that keeps nothing asks again.
        let _ = storage.set_item(VIEW, view.word());
    }
}

fn remembering() -> Option<web_sys::Storage> {
    window().local_storage().ok()?
}

/// The sheet that this tab was working on, if it was interrupted.
pub async fn kept_draft() -> Option<Draft> {
    let words = of_tab().and_then(|storage| storage.get_item(LAST_WORDS).ok().flatten());
    draft::my_own(&tab()?, words.as_deref()).await.ok()?
}

/// Whether an interrupted visit has left anything: the sheet of this tab, or an upload.
pub async fn keeps_work() -> bool {
    let sheet = async {
        match tab() {
            Some(tab) => Store::Files.has(&tab).await.unwrap_or_default(),
            None => false,
        }
    };
    sheet.await || Store::Journals.any().await.unwrap_or_default()
}

/// Whether this browser keeps a sheet, of whatever tab.
pub async fn keeps_sheets() -> bool {
    Store::Files.any().await.unwrap_or_default()
}

/// Whether this browser keeps receipts.
pub async fn keeps_receipts() -> bool {
    receipts::any().await
}

/// Keeps what was changed in the sheet, while the page goes away and the database is not done yet.
pub fn keep_last_words(draft: &Draft) {
    if let (Some(storage), Some(words)) = (of_tab(), draft::last_words(draft, now())) {
        // What is too large for it is a sheet, of which the database has all but the last change.
        let _ = storage.set_item(LAST_WORDS, &words);
    }
}

fn forget_last_words() {
    if let Some(storage) = of_tab() {
        let _ = storage.remove_item(LAST_WORDS);
    }
}

fn of_tab() -> Option<web_sys::Storage> {
    window().session_storage().ok()?
}

/// Keeps the sheet that this tab is working on.
pub async fn keep_draft(draft: &Draft) -> bool {
    let Some(tab) = tab() else { return false };
    let is_kept = draft::keep(&tab, draft, now()).await.is_ok();
    if is_kept {
        forget_last_words();
    }
    is_kept
}

/// Forgets the sheet that this tab is working on.
pub async fn forget_draft() {
    forget_last_words();
    if let Some(tab) = tab() {
        let _ = draft::forget(&tab).await;
    }
}

/// Forgets what is kept and nobody has touched for a week.
pub async fn forget_old() {
    let _ = database::forget_old(now()).await;
}

/// Forgets everything that this browser keeps: the next person at this computer finds nothing.
pub async fn forget_all() {
    forget_last_words();
    let _ = database::clear_all().await;
}
