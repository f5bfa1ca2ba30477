//! The sheet that a tab is working on, kept in the browser so that a reload or a sign-in doesn't lose
//! it. It never leaves the computer, and goes when the user signs out, puts it away, or after a week.

use idb::{Database, DatabaseEvent, Error, Factory, ObjectStoreParams, Query, TransactionMode};
use wasm_bindgen::{JsCast, JsValue};

const DATABASE: &str = "majora-uploader";
const STORE: &str = "drafts";
const VERSION: u32 = 1;
const WEEK: f64 = 7.0 * 24.0 * 60.0 * 60.0 * 1000.0;

/// A file and what the user has changed in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// The name of the file.
    pub name: String,
    /// Its bytes as they were chosen.
    pub bytes: Vec<u8>,
    /// The changed cells: row, column and text.
    pub edits: Vec<(usize, usize, String)>,
}

async fn open() -> Result<Database, Error> {
    let mut request = Factory::new()?.open(DATABASE, Some(VERSION))?;
    request.on_upgrade_needed(|event| {
        if let Ok(database) = event.database() {
            let _ = database.create_object_store(STORE, ObjectStoreParams::new());
        }
    });
    request.await
}

/// Keeps a tab's draft in place of the one before.
pub(super) async fn save(tab: &str, draft: &Draft, now: f64) -> Result<(), Error> {
    let database = open().await?;
    let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
    let store = transaction.object_store(STORE)?;
    store.put(&to_js(draft, now), Some(&tab.into()))?.await?;
    transaction.commit()?.await?;
    Ok(())
}

/// A tab's draft. Drafts of any tab that are more than a week old are forgotten on the way.
pub(super) async fn load(tab: &str, now: f64) -> Result<Option<Draft>, Error> {
    let database = open().await?;
    let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
    let store = transaction.object_store(STORE)?;
    for key in store.get_all_keys(None, None)?.await? {
        let kept = store.get(Query::Key(key.clone()))?.await?;
        let saved_at = kept.as_ref().and_then(|kept| property(kept, "savedAt").as_f64());
        if saved_at.is_none_or(|saved_at| now - saved_at > WEEK) {
            store.delete(Query::Key(key))?.await?;
        }
    }
    let kept = store.get(Query::Key(tab.into()))?.await?;
    transaction.commit()?.await?;
    Ok(kept.as_ref().and_then(from_js))
}

/// Forgets a tab's draft.
pub(super) async fn forget(tab: &str) -> Result<(), Error> {
    let database = open().await?;
    let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
    transaction.object_store(STORE)?.delete(Query::Key(tab.into()))?.await?;
    transaction.commit()?.await?;
    Ok(())
}

/// Forgets every draft.
pub(super) async fn forget_all() -> Result<(), Error> {
    let database = open().await?;
    let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
    transaction.object_store(STORE)?.clear()?.await?;
    transaction.commit()?.await?;
    Ok(())
}

fn to_js(draft: &Draft, now: f64) -> JsValue {
    let object = js_sys::Object::new();
    let edits = js_sys::Array::new();
    for (row, column, text) in &draft.edits {
        let (row, column) = (JsValue::from_f64(*row as f64), JsValue::from_f64(*column as f64));
        edits.push(&js_sys::Array::of3(&row, &column, &text.into()));
    }
    let bytes = js_sys::Uint8Array::from(draft.bytes.as_slice());
    for (key, value) in [
        ("name", JsValue::from_str(&draft.name)),
        ("bytes", bytes.into()),
        ("edits", edits.into()),
        ("savedAt", JsValue::from_f64(now)),
    ] {
        // Setting a property of a plain object doesn't fail.
        let _ = js_sys::Reflect::set(&object, &key.into(), &value);
    }
    object.into()
}

fn from_js(kept: &JsValue) -> Option<Draft> {
    let bytes = property(kept, "bytes").dyn_into::<js_sys::Uint8Array>().ok()?.to_vec();
    let edits = property(kept, "edits").dyn_into::<js_sys::Array>().ok()?;
    let edit = |edit: JsValue| {
        let edit = edit.dyn_into::<js_sys::Array>().ok()?;
        let at = |index| edit.get(index).as_f64().map(|number| number as usize);
        Some((at(0)?, at(1)?, edit.get(2).as_string()?))
    };
    let edits = edits.iter().map(edit).collect::<Option<Vec<_>>>()?;
    Some(Draft { name: property(kept, "name").as_string()?, bytes, edits })
}

fn property(object: &JsValue, key: &str) -> JsValue {
    js_sys::Reflect::get(object, &key.into()).unwrap_or(JsValue::UNDEFINED)
}
