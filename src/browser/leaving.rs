//! Leaving the page while there is something to lose.

use super::{now, window};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// The links that leave the page for a sign-in in the same tab.
const SIGN_IN_LINK: &str = "a[rel=external]:not([target]):not([download])";

/// Within how many milliseconds of a click the page is left by it.
const AFTER_CLICK: f64 = 1_000.0;

/// Keeps the tab from closing without a question while `busy` says so. It is told whether the page is
/// left by a link of its own, which leads to a sign-in and from there back.
pub fn guard_leaving(busy: impl Fn(bool) -> bool + 'static) {
    let by_link = Rc::new(Cell::new(f64::NEG_INFINITY));
    let clicked = by_link.clone();
    let note = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
        let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let link = element.and_then(|element| element.closest(SIGN_IN_LINK).ok().flatten());
        if link.is_some() {
            clicked.set(now());
        }
    });
    let listener = note.as_ref().unchecked_ref();
    // A window takes every listener.
    let _ = window().add_event_listener_with_callback_and_bool("click", listener, true);
    note.forget();
    let listener = Closure::<dyn Fn(web_sys::BeforeUnloadEvent)>::new(
        move |event: web_sys::BeforeUnloadEvent| {
            if busy(now() - by_link.get() < AFTER_CLICK) {
                event.prevent_default();
            }
        },
    );
    window().set_onbeforeunload(Some(listener.as_ref().unchecked_ref()));
    // The guard lives as long as the page.
    listener.forget();
}
