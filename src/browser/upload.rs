//! Uploads that are under way, kept so that one can go on after the tab, the browser or the power was
//! lost: the sheet once, and how far it is before and after each request.

use super::database::Store;
use super::draft::{self, Draft};
use super::now;
use super::object::{object, property};
use protocol::journal::{from_json, to_json};
use sheet::journal::Journal;
use wasm_bindgen::JsValue;

/// An upload that stopped before its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Unfinished {
    /// The name under which it is kept.
    pub id: String,
    /// How far it was.
    pub journal: Journal,
    /// When it was last heard of, in milliseconds since 1970.
    pub at: f64,
}

/// Keeps the sheet of an upload that begins; whether the browser does so.
pub async fn begin(id: &str, draft: &Draft) -> bool {
    draft::save(Store::Uploads, id, draft, now()).await.is_ok()
}

/// Keeps how far an upload is; whether the browser does so.
pub async fn write(id: &str, journal: &Journal) -> bool {
    let kept =
        object([("journal", to_json(journal).into()), ("savedAt", JsValue::from_f64(now()))]);
    Store::Journals.put(id, &kept).await.is_ok()
}

/// The uploads that stopped before their end, the last one first.
pub async fn unfinished() -> Vec<Unfinished> {
    let kept = Store::Journals.all().await.unwrap_or_default();
    let read = |(id, value): (String, JsValue)| {
        let journal = from_json(&property(&value, "journal").as_string()?)?;
        let at = property(&value, "savedAt").as_f64()?;
        Some(Unfinished { id, journal, at }).filter(|upload| !upload.journal.ended)
    };
    let mut uploads: Vec<Unfinished> = kept.into_iter().filter_map(read).collect();
    uploads.sort_by(|a, b| b.at.total_cmp(&a.at));
    uploads
}

/// The sheet of an upload.
pub async fn sheet(id: &str) -> Option<Draft> {
    draft::load(Store::Uploads, id).await.ok()?
}

/// Forgets an upload.
pub async fn forget(id: &str) {
    for store in [Store::Uploads, Store::Journals] {
        // What can't be forgotten now goes after a week.
        let _ = store.forget(id).await;
    }
}
