//! Uploads that are under way, kept so that one can go on after the tab, the browser or the power was
//! lost: the sheet and the journal once, and what comes to the journal before and after each request.

use super::database::{Store, what_has};
use super::draft::{self, Draft};
use super::now;
use super::object::{object, property};
use protocol::journal::{notes_to_json, restored, to_json};
use sheet::journal::{Journal, Note};
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

/// What became of entries that were to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// They are kept.
    Kept,
    /// The journal to which they belong isn't: it was forgotten from another tab.
    Orphaned,
    /// The browser didn't take them.
    Refused,
}

/// Keeps the sheet and the journal of an upload that begins, or goes on; whether the browser does so.
pub async fn begin(id: &str, draft: &Draft, journal: &Journal) -> bool {
    let whole = dated(to_json(journal));
    draft::save(Store::Uploads, id, draft, now()).await.is_ok()
        && Store::Journals.put(id, &whole).await.is_ok()
}

/// Keeps entries that have come to a journal since, as the nth that are kept.
pub async fn add(id: &str, nth: usize, notes: &[Note]) -> Added {
    match Store::Journals.add(id, nth, &dated(notes_to_json(notes))).await {
        Ok(true) => Added::Kept,
        Ok(false) => Added::Orphaned,
        Err(_) => Added::Refused,
    }
}

fn dated(journal: String) -> JsValue {
    object([("journal", journal.into()), ("savedAt", JsValue::from_f64(now()))])
}

/// The uploads that stopped before their end, the last one first.
pub async fn unfinished() -> Vec<Unfinished> {
    let kept = Store::Journals.all().await.unwrap_or_default();
    let of_one = kept.chunk_by(|(one, _), (next, _)| what_has(one) == what_has(next));
    let mut uploads: Vec<Unfinished> = of_one.filter_map(read).collect();
    uploads.sort_by(|a, b| b.at.total_cmp(&a.at));
    uploads
}

/// An upload of its journal and what was added to that.
fn read(kept: &[(String, JsValue)]) -> Option<Unfinished> {
    let mut texts = kept.iter().map_while(|(_, value)| property(value, "journal").as_string());
    let journal = restored(&texts.next()?, texts)?;
    let at = property(&kept.last()?.1, "savedAt").as_f64()?;
    Some(Unfinished { id: kept.first()?.0.clone(), journal, at })
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
