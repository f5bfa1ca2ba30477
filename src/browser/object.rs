//! Plain objects of JavaScript: what the database keeps and what interfaces without types take.

use wasm_bindgen::JsValue;

/// A plain object with these properties.
pub(super) fn object<const N: usize>(properties: [(&str, JsValue); N]) -> JsValue {
    let object = js_sys::Object::new();
    for (key, value) in properties {
        // Setting a property of a plain object doesn't fail.
        let _ = js_sys::Reflect::set(&object, &key.into(), &value);
    }
    object.into()
}

/// A property of an object, undefined where it has none.
pub(super) fn property(object: &JsValue, key: &str) -> JsValue {
    js_sys::Reflect::get(object, &key.into()).unwrap_or(JsValue::UNDEFINED)
}
