//! A name that one tab of this browser holds at a time (Web Locks API, W3C). The browser gives it back
//! when the tab dies, whatever way.

use super::database::property;
use js_sys::{Array, Function, Object, Promise, Reflect};
use std::collections::BTreeSet;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    // `web_sys` counts this interface as unstable, though every current browser has it.
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request, catch)]
    fn request(name: &str, options: &Object, granted: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = query, catch)]
    fn query() -> Result<Promise, JsValue>;
}

/// A name that this tab holds until the lock is dropped.
#[derive(Debug)]
pub struct Lock {
    release: Function,
}

/// Why a name can't be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotHeld {
    /// Another tab holds it.
    Elsewhere,
    /// The browser has no locks, or not for this page.
    NoLocks,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // To settle a promise never fails.
        let _ = self.release.call0(&JsValue::NULL);
    }
}

/// Holds a name, if no other tab does.
pub async fn hold(name: &str) -> Result<Lock, NotHeld> {
    ask(name, true).await
}

/// Holds a name as soon as no other tab does.
pub async fn wait_for(name: &str) -> Result<Lock, NotHeld> {
    ask(name, false).await
}

/// The names that tabs of this browser hold or wait for, this one among them. To look at them takes none
/// of them, as [`hold`] would for a moment.
pub async fn taken() -> BTreeSet<String> {
    let Ok(answer) = query() else { return BTreeSet::new() };
    let Ok(locks) = JsFuture::from(answer).await else { return BTreeSet::new() };
    let all = |kind: &str| property(&locks, kind).dyn_into::<Array>().unwrap_or_default();
    let name = |lock: JsValue| property(&lock, "name").as_string();
    all("held").iter().chain(all("pending").iter()).filter_map(name).collect()
}

async fn ask(name: &str, if_available: bool) -> Result<Lock, NotHeld> {
    let (granted, settle) = promise();
    let (until, release) = promise();
    let on_answer = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        let is_granted = !lock.is_null();
        let _ = settle.call1(&JsValue::NULL, &is_granted.into());
        if is_granted { until.into() } else { JsValue::UNDEFINED }
    });
    let options = Object::new();
    // Setting a property of a plain object doesn't fail.
    let _ = Reflect::set(&options, &"ifAvailable".into(), &if_available.into());
    // It ends when the lock is given back; `granted` tells whether it began.
    let _ = request(name, &options, &on_answer).map_err(|_| NotHeld::NoLocks)?;
    match JsFuture::from(granted).await {
        Ok(granted) if granted.is_truthy() => Ok(Lock { release }),
        _ => Err(NotHeld::Elsewhere),
    }
}

/// A promise and the function that settles it.
fn promise() -> (Promise, Function) {
    let mut settle = None;
    let promise = Promise::new(&mut |resolve, _| settle = Some(resolve));
    // The function given to a new promise is called before the constructor returns.
    (promise, settle.expect("a promise gives its resolver"))
}
