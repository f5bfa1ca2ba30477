//! A name that one tab of this browser holds at a time (Web Locks API, W3C). The browser gives it back
//! when the tab dies, whatever way.

use super::object::{object, property};
use futures_util::future::{Either, select};
use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    // `web_sys` counts this interface as unstable, though every current browser has it.
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request, catch)]
    fn request(name: &str, options: &JsValue, granted: &JsValue) -> Result<Promise, JsValue>;

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
    let (granted, settle) = promise();
    let (until, release) = promise();
    let on_answer = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        let is_granted = !lock.is_null();
        let _ = settle.call1(&JsValue::NULL, &is_granted.into());
        if is_granted { until.into() } else { JsValue::UNDEFINED }
    });
    let options = object([("ifAvailable", true.into())]);
    // It ends when the lock is given back, or at once where it can't be asked for.
    let request = request(name, &options, &on_answer).map_err(|_| NotHeld::NoLocks)?;
    match select(JsFuture::from(granted), JsFuture::from(request)).await {
        Either::Left((Ok(granted), _)) if granted.is_truthy() => Ok(Lock { release }),
        Either::Right((Err(_), _)) => Err(NotHeld::NoLocks),
        _ => Err(NotHeld::Elsewhere),
    }
}

/// The names that tabs of this browser hold or wait for, this one among them; nothing where the browser
/// can't tell. To look at them takes none of them, as [`hold`] would for a moment.
pub async fn taken() -> Option<Vec<String>> {
    let locks = JsFuture::from(query().ok()?).await.ok()?;
    let all = |kind: &str| property(&locks, kind).dyn_into::<Array>().unwrap_or_default();
    let name = |lock: JsValue| property(&lock, "name").as_string();
    Some(all("held").iter().chain(all("pending").iter()).filter_map(name).collect())
}

/// A promise and the function that settles it.
fn promise() -> (Promise, Function) {
    let mut settle = None;
    let promise = Promise::new(&mut |resolve, _| settle = Some(resolve));
    // The function given to a new promise is called before the constructor returns.
    (promise, settle.expect("a promise gives its resolver"))
}
