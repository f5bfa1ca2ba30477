//! The worker that opens a workbook: takes its bytes, gives the pages back, and is ended by the page, so
//! that its memory goes with it. `public/workbook.js` starts it.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

fn main() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let answering = scope.clone();
    let answer = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
        let bytes = Uint8Array::new(&message.data()).to_vec();
        let answer = sheet::parcel::pack(&workbook::open(&bytes));
        let buffer = Uint8Array::from(answer.as_slice()).buffer();
        // A buffer that was made this moment can be handed over.
        let _ = answering.post_message_with_transfer(&buffer, &Array::of1(&buffer));
    });
    scope.set_onmessage(Some(answer.as_ref().unchecked_ref()));
    // It listens as long as there is a worker.
    answer.forget();
    // What was sent before this moment is lost, so the page waits for it.
    let _ = scope.post_message(&JsValue::from_str("ready"));
}
