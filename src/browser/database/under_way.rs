//! Whether this page does something on the database just now.
//!
//! A browser may keep a page that was left, to be shown again by Back. It stands still then, and what it
//! had begun on the database stays begun: every page after it would wait for that for ever. Seen in
//! Chromium 156, where the first visit was left while the database was being made. A page that listens
//! for `unload` isn’t kept, so it does so as long as it works on the database; the proxy’s headers allow it.

use crate::browser::window;
use std::cell::Cell;
use wasm_bindgen::prelude::*;

thread_local! {
    static HOW_MANY: Cell<u32> = const { Cell::new(0) };
    static LISTENER: js_sys::Function = {
        let nothing: Closure<dyn Fn()> = Closure::new(|| ());
        nothing.into_js_value().unchecked_into()
    };
}

/// Something on the database, under way until this is dropped.
pub(super) struct UnderWay;

impl UnderWay {
    pub(super) fn begin() -> UnderWay {
        if HOW_MANY.replace(HOW_MANY.get() + 1) == 0 {
            // A window takes every listener.
            LISTENER.with(|on| drop(window().add_event_listener_with_callback("unload", on)));
        }
        UnderWay
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        if HOW_MANY.replace(HOW_MANY.get() - 1) == 1 {
            LISTENER.with(|on| drop(window().remove_event_listener_with_callback("unload", on)));
        }
    }
}
