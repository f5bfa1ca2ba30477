//! The sheet that a tab is working on, kept in the browser so that a reload or a sign-in doesn't lose
//! it. It never leaves the computer, and goes when the user puts it away or signs out and wants it gone, or after a
//! week.

use super::bytes::Bytes;
use super::database::Store;
use super::new_id;
use super::object::{object, property};
use idb::Error;
use protocol::decided;
use sheet::choices::Choices;
use sheet::decide::Decisions;
use sheet::kept;
use sheet::read::Change;
use sheet::workflow::Origin;
use std::cell::RefCell;
use std::sync::{Arc, Weak};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// How long a file that is kept counts as fresh, in milliseconds: a day of the week after which it goes.
const FRESH: f64 = 24.0 * 60.0 * 60.0 * 1000.0;

/// A file that is kept.
struct Kept {
    /// The file itself goes from memory when its sheet does.
    bytes: Weak<Bytes>,
    /// Which it is, for the changes that belong to it.
    id: String,
    /// When it was written.
    at: f64,
}

impl Kept {
    fn is(&self, draft: &Draft) -> bool {
        Weak::ptr_eq(&self.bytes, &Arc::downgrade(&draft.bytes))
    }
}

thread_local! {
    /// The file that this tab has kept last.
    static KEPT: RefCell<Option<Kept>> = const { RefCell::new(None) };
}

/// A file and what the user has changed in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// Where the file came from.
    pub origin: Origin,
    /// Its name.
    pub name: String,
    /// Its bytes as they were chosen; shared, because they are many and stay the same.
    pub bytes: Arc<Bytes>,
    /// What the user has said about how to read it.
    pub choices: Choices,
    /// What was changed.
    pub changes: Change,
    /// What was decided about what Majora holds, with whose values were on the screen then.
    pub decided: Option<(Owner, Decisions)>,
    /// Whose work it is and how far, as it is told where it is offered again.
    pub work: Work,
}

/// Somebody at one Majora: what a kept sheet belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The proxy's name of the Majora.
    pub instance: String,
    /// The host of the Majora.
    pub host: String,
    /// Majora's name of the user.
    pub username: String,
}

/// Whose work a sheet is, and how far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Who worked on it last, and where; nobody was signed in if there is none.
    pub owner: Option<Owner>,
    /// How many rows it has.
    pub rows: usize,
    /// Whether it was submitted as it is. What stops half-way is offered by its journal.
    pub is_submitted: bool,
}

/// Where files come from that are none of the user's own, by the names under which that is kept.
const ORIGINS: [(Origin, &str); 2] = [(Origin::Pasted, "pasted"), (Origin::Form, "form")];

/// Keeps the draft of a tab. Its file is written once and not at each change: it may be large.
pub(super) async fn keep(tab: &str, draft: &Draft, now: f64) -> Result<(), Error> {
    let kept = KEPT.with_borrow(|kept| {
        let same = kept.as_ref().filter(|kept| kept.is(draft));
        same.map(|kept| (kept.id.clone(), now - kept.at < FRESH))
    });
    let (id, is_fresh) = kept.unwrap_or_else(|| (new_id(), false));
    // Another tab may have forgotten everything since.
    if !(is_fresh && Store::Files.has(tab).await?) {
        let put = Store::Files.put(tab, &file(draft, &id, now)).await;
        put.inspect_err(|_| draft.bytes.forget_blob())?;
        KEPT.set(Some(Kept { bytes: Arc::downgrade(&draft.bytes), id: id.clone(), at: now }));
    }
    Store::Drafts.put(tab, &changes(draft, &id, now)).await
}

/// The draft of a tab, if it is kept.
pub(super) async fn kept(tab: &str) -> Result<Option<Draft>, Error> {
    Ok(kept_with(tab, None).await?.map(|(draft, _)| draft))
}

/// The draft of this tab, if it is kept; its changes from [`last_words`] where these are newer. Its file
/// is kept as it is from now on, so that it need not be written again.
pub(super) async fn my_own(tab: &str, last_words: Option<&str>) -> Result<Option<Draft>, Error> {
    let Some((draft, file)) = kept_with(tab, last_words).await? else { return Ok(None) };
    if let (Some(id), Some(at)) = (id_of(&file), property(&file, "savedAt").as_f64()) {
        KEPT.set(Some(Kept { bytes: Arc::downgrade(&draft.bytes), id, at }));
    }
    Ok(Some(draft))
}

async fn kept_with(tab: &str, last_words: Option<&str>) -> Result<Option<(Draft, JsValue)>, Error> {
    let (file, changes) = (Store::Files.get(tab).await?, Store::Drafts.get(tab).await?);
    // A tab that died just after it had kept another file left the changes of the one before.
    let fits = |changes: &JsValue| file.as_ref().and_then(id_of) == id_of(changes);
    let last = last_words.and_then(|words| js_sys::JSON::parse(words).ok());
    let at = |changes: &JsValue| property(changes, "savedAt").as_f64().unwrap_or_default();
    let changes = last.into_iter().chain(changes).filter(fits);
    let changes = changes.max_by(|a, b| at(a).total_cmp(&at(b))).unwrap_or(JsValue::UNDEFINED);
    let Some(file) = file else { return Ok(None) };
    Ok(from_js(&file, &changes).await.map(|draft| (draft, file)))
}

/// Which file something belongs to.
fn id_of(kept: &JsValue) -> Option<String> {
    property(kept, "file").as_string()
}

/// The changes of a draft as a text, which can be kept while the page goes away, when there is no time
/// for a database; nothing where its file isn't kept.
pub(super) fn last_words(draft: &Draft, now: f64) -> Option<String> {
    let id = KEPT.with_borrow(|kept| {
        let same = kept.as_ref().filter(|kept| kept.is(draft));
        same.map(|kept| kept.id.clone())
    })?;
    js_sys::JSON::stringify(&changes(draft, &id, now)).ok()?.as_string()
}

/// Forgets the draft of a tab.
pub(super) async fn forget(tab: &str) -> Result<(), Error> {
    Store::Drafts.forget(tab).await?;
    Store::Files.forget(tab).await
}

/// Keeps a draft of which nothing changes any more in a store.
pub(super) async fn save(store: Store, key: &str, draft: &Draft, now: f64) -> Result<(), Error> {
    let [file, changes] = [file(draft, key, now), changes(draft, key, now)];
    let whole = object([("file", file), ("changes", changes), ("savedAt", now.into())]);
    store.put(key, &whole).await.inspect_err(|_| draft.bytes.forget_blob())
}

/// The draft that a store keeps.
pub(super) async fn load(store: Store, key: &str) -> Result<Option<Draft>, Error> {
    let whole = store.get(key).await?;
    let Some(whole) = whole else { return Ok(None) };
    Ok(from_js(&property(&whole, "file"), &property(&whole, "changes")).await)
}

fn file(draft: &Draft, id: &str, now: f64) -> JsValue {
    // The browser takes a blob from the page as it is; plain bytes it would copy in the page's own time.
    let bytes = draft.bytes.blob().map_or(JsValue::UNDEFINED, JsValue::from);
    let origin = ORIGINS.iter().find(|(origin, _)| *origin == draft.origin);
    object([
        ("file", id.into()),
        ("origin", origin.map_or(JsValue::UNDEFINED, |(_, name)| JsValue::from_str(name))),
        ("name", JsValue::from_str(&draft.name)),
        ("bytes", bytes),
        ("savedAt", now.into()),
    ])
}

fn changes(draft: &Draft, id: &str, now: f64) -> JsValue {
    let Change { added, cells, removed, .. } = &draft.changes;
    let removed = removed.iter().filter(|(_, out)| *out);
    let removed: js_sys::Array = removed.map(|(row, _)| JsValue::from_f64(*row as f64)).collect();
    let decided = draft.decided.as_ref().map_or(JsValue::UNDEFINED, |(by, decisions)| {
        let decisions = decided::to_json(decisions);
        object([("by", owner_to_js(by)), ("decisions", decisions.into())])
    });
    object([
        ("file", id.into()),
        ("choices", kept::to_text(&draft.choices).into()),
        ("cells", kept::cells_to_text(cells).into()),
        ("added", JsValue::from_f64(added.unwrap_or_default() as f64)),
        ("removed", removed.into()),
        ("decided", decided),
        ("name", JsValue::from_str(&draft.name)),
        ("work", work_to_js(&draft.work)),
        ("savedAt", now.into()),
    ])
}

fn owner_to_js(owner: &Owner) -> JsValue {
    object([
        ("instance", JsValue::from_str(&owner.instance)),
        ("host", JsValue::from_str(&owner.host)),
        ("username", JsValue::from_str(&owner.username)),
    ])
}

fn owner_from_js(owner: &JsValue) -> Option<Owner> {
    Some(Owner {
        instance: property(owner, "instance").as_string()?,
        host: property(owner, "host").as_string()?,
        username: property(owner, "username").as_string()?,
    })
}

fn work_to_js(work: &Work) -> JsValue {
    object([
        ("owner", work.owner.as_ref().map_or(JsValue::UNDEFINED, owner_to_js)),
        ("rows", JsValue::from_f64(work.rows as f64)),
        ("isSubmitted", work.is_submitted.into()),
    ])
}

pub(super) fn work_from_js(work: &JsValue) -> Work {
    Work {
        owner: owner_from_js(&property(work, "owner")),
        rows: property(work, "rows").as_f64().unwrap_or_default() as usize,
        is_submitted: property(work, "isSubmitted").is_truthy(),
    }
}

fn decided_from_js(decided: &JsValue) -> Option<(Owner, Decisions)> {
    let decisions = property(decided, "decisions").as_string()?;
    Some((owner_from_js(&property(decided, "by"))?, decided::from_json(&decisions)?))
}

/// A draft, without changes where there are none.
async fn from_js(file: &JsValue, changes: &JsValue) -> Option<Draft> {
    let bytes = property(file, "bytes").dyn_into::<web_sys::Blob>().ok()?;
    let bytes = JsFuture::from(bytes.array_buffer()).await.ok()?;
    let bytes = Arc::new(js_sys::Uint8Array::new(&bytes).to_vec().into());
    let name = property(file, "name").as_string()?;
    let origin = property(file, "origin").as_string();
    let origin = ORIGINS.iter().find(|(_, name)| origin.as_deref() == Some(*name));
    let origin = origin.map_or(Origin::Chosen, |(origin, _)| *origin);
    if changes.is_undefined() {
        return Some(Draft { origin, name, bytes, ..Draft::default() });
    }
    let cells = kept::cells_from_text(&property(changes, "cells").as_string()?)?;
    let added = property(changes, "added").as_f64().map(|added| added as usize);
    let removed = property(changes, "removed").dyn_into::<js_sys::Array>().unwrap_or_default();
    let removed = removed.iter().map(|row| Some((row.as_f64()? as usize, true)));
    let removed = removed.collect::<Option<Vec<_>>>()?;
    let choices = kept::from_text(&property(changes, "choices").as_string()?)?;
    let made =
        Change { added: added.filter(|added| *added > 0), cells, removed, ..Change::default() };
    let decided = decided_from_js(&property(changes, "decided"));
    let work = work_from_js(&property(changes, "work"));
    Some(Draft { origin, name, bytes, choices, changes: made, decided, work })
}
