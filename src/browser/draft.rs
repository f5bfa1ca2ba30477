//! The sheet that a tab is working on, kept in the browser so that a reload or a sign-in doesn't lose
//! it. It never leaves the computer, and goes when the user signs out, puts it away, or after a week.

use idb::{
    Database, DatabaseEvent, Error, Factory, ObjectStore, ObjectStoreParams, Query, TransactionMode,
};
use sheet::choices::Choices;
use sheet::kept;
use sheet::read::Change;
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
    /// What the user has said about how to read it.
    pub choices: Choices,
    /// What was changed.
    pub changes: Change,
}

async fn open() -> Result<Database, Error> {
    let mut request = Factory::new()?.open(DATABASE, Some(VERSION))?;
    request.on_upgrade_needed(|event| {
        if let Ok(database) = event.database() {
            // Only a database that was made this moment lacks the store.
            let _ = database.create_object_store(STORE, ObjectStoreParams::new());
        }
    });
    request.await
}

/// Does something with the store. The connection is closed behind it, because a page that is left
/// with one open can keep the next page waiting.
async fn with_store<T>(
    mode: TransactionMode,
    work: impl AsyncFnOnce(&ObjectStore) -> Result<T, Error>,
) -> Result<T, Error> {
    let database = open().await?;
    let done = async {
        let transaction = database.transaction(&[STORE], mode)?;
        let done = work(&transaction.object_store(STORE)?).await?;
        transaction.commit()?.await?;
        Ok(done)
    };
    let done = done.await;
    database.close();
    done
}

/// Keeps a tab's draft in place of the one before.
pub(super) async fn save(tab: &str, draft: &Draft, now: f64) -> Result<(), Error> {
    let kept = to_js(draft, now);
    with_store(TransactionMode::ReadWrite, async |store| {
        store.put(&kept, Some(&tab.into()))?.await.map(drop)
    })
    .await
}

/// A tab's draft.
pub(super) async fn load(tab: &str) -> Result<Option<Draft>, Error> {
    let kept = with_store(TransactionMode::ReadOnly, async |store| {
        store.get(Query::Key(tab.into()))?.await
    });
    Ok(kept.await?.as_ref().and_then(from_js))
}

/// Forgets a tab's draft.
pub(super) async fn forget(tab: &str) -> Result<(), Error> {
    with_store(TransactionMode::ReadWrite, async |store| {
        store.delete(Query::Key(tab.into()))?.await
    })
    .await
}

/// Forgets every draft.
pub(super) async fn forget_all() -> Result<(), Error> {
    with_store(TransactionMode::ReadWrite, async |store| store.clear()?.await).await
}

/// Forgets the drafts of any tab that are more than a week old.
pub(super) async fn forget_old(now: f64) -> Result<(), Error> {
    let old = with_store(TransactionMode::ReadOnly, async |store| {
        let mut old = Vec::new();
        for key in store.get_all_keys(None, None)?.await? {
            let kept = store.get(Query::Key(key.clone()))?.await?;
            let saved_at = kept.as_ref().and_then(|kept| property(kept, "savedAt").as_f64());
            if saved_at.is_none_or(|saved_at| now - saved_at > WEEK) {
                old.push(key);
            }
        }
        Ok(old)
    });
    for key in old.await? {
        let query = Query::Key(key);
        with_store(TransactionMode::ReadWrite, async |store| store.delete(query)?.await).await?;
    }
    Ok(())
}

fn to_js(draft: &Draft, now: f64) -> JsValue {
    let object = js_sys::Object::new();
    let edits = js_sys::Array::new();
    for (row, column, text) in &draft.changes.cells {
        let (row, column) = (JsValue::from_f64(*row as f64), JsValue::from_f64(*column as f64));
        edits.push(&js_sys::Array::of3(&row, &column, &text.into()));
    }
    let removed = draft.changes.removed.iter().filter(|(_, out)| *out);
    let removed: js_sys::Array = removed.map(|(row, _)| JsValue::from_f64(*row as f64)).collect();
    let bytes = js_sys::Uint8Array::from(draft.bytes.as_slice());
    for (key, value) in [
        ("name", JsValue::from_str(&draft.name)),
        ("bytes", bytes.into()),
        ("choices", kept::to_text(&draft.choices).into()),
        ("edits", edits.into()),
        ("added", JsValue::from_f64(draft.changes.added.unwrap_or_default() as f64)),
        ("removed", removed.into()),
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
    let cells = edits.iter().map(edit).collect::<Option<Vec<_>>>()?;
    let added = property(kept, "added").as_f64().map(|added| added as usize);
    let removed = property(kept, "removed").dyn_into::<js_sys::Array>().unwrap_or_default();
    let removed = removed.iter().map(|row| Some((row.as_f64()? as usize, true)));
    let removed = removed.collect::<Option<Vec<_>>>()?;
    let changes =
        Change { added: added.filter(|added| *added > 0), cells, removed, ..Change::default() };
    let choices = kept::from_text(&property(kept, "choices").as_string()?)?;
    Some(Draft { name: property(kept, "name").as_string()?, bytes, choices, changes })
}

fn property(object: &JsValue, key: &str) -> JsValue {
    js_sys::Reflect::get(object, &key.into()).unwrap_or(JsValue::UNDEFINED)
}
