//! The worker that reads codes: takes pictures, gives what stands in a code or nothing, and is ended by
//! the page. `public/barcode.js` starts it.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

fn main() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let answering = scope.clone();
    let answer = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
        let code = read(&message.data()).map_or(JsValue::NULL, |code| JsValue::from_str(&code));
        // A text can always be sent.
        let _ = answering.post_message(&code);
    });
    scope.set_onmessage(Some(answer.as_ref().unchecked_ref()));
    // It listens as long as there is a worker.
    answer.forget();
    // What was sent before this moment is lost, so the page waits for it.
    let _ = scope.post_message(&JsValue::from_str("ready"));
}

/// What stands in a code on a picture: an object with `width`, `height` and `pixels`.
fn read(picture: &JsValue) -> Option<String> {
    let property = |name: &str| Reflect::get(picture, &name.into()).ok();
    let side = |name: &str| property(name)?.as_f64().map(|side| side as u32);
    let pixels = Uint8Array::new(&property("pixels")?).to_vec();
    barcode::read(side("width")?, side("height")?, &pixels)
}
