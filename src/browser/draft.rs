//! The sheet that a tab is working on, kept in the browser so that a reload or a sign-in doesn't lose
//! it. It never leaves the computer, and goes when the user signs out, puts it away, or after a week.

use super::database::{Store, object, property};
use idb::Error;
use sheet::choices::Choices;
use sheet::kept;
use sheet::read::Change;
use wasm_bindgen::{JsCast, JsValue};

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

/// Keeps a draft in a store, in place of the one before.
pub(super) async fn save(store: Store, key: &str, draft: &Draft, now: f64) -> Result<(), Error> {
    store.put(key, &to_js(draft, now)).await
}

/// The draft that a store keeps.
pub(super) async fn load(store: Store, key: &str) -> Result<Option<Draft>, Error> {
    Ok(store.get(key).await?.as_ref().and_then(from_js))
}

fn to_js(draft: &Draft, now: f64) -> JsValue {
    let edits = js_sys::Array::new();
    for (row, column, text) in &draft.changes.cells {
        let (row, column) = (JsValue::from_f64(*row as f64), JsValue::from_f64(*column as f64));
        edits.push(&js_sys::Array::of3(&row, &column, &text.into()));
    }
    let removed = draft.changes.removed.iter().filter(|(_, out)| *out);
    let removed: js_sys::Array = removed.map(|(row, _)| JsValue::from_f64(*row as f64)).collect();
    let bytes = js_sys::Uint8Array::from(draft.bytes.as_slice());
    object([
        ("name", JsValue::from_str(&draft.name)),
        ("bytes", bytes.into()),
        ("choices", kept::to_text(&draft.choices).into()),
        ("edits", edits.into()),
        ("added", JsValue::from_f64(draft.changes.added.unwrap_or_default() as f64)),
        ("removed", removed.into()),
        ("savedAt", JsValue::from_f64(now)),
    ])
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
