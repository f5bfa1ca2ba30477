//! The page itself: its heading, the place that its address names, its icon.

use super::{focus, focus_id, window};
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;

/// Where the page names its icon.
const ICON: &str = "link[rel=icon]";

/// Gives the heading of the page the keyboard.
pub fn focus_heading() {
    let document = window().document();
    if let Some(heading) = document.and_then(|document| document.query_selector("h1").ok()?) {
        focus(heading.into());
    }
}

/// Goes to the element that the address names after `#`, if there is one.
pub fn follow_fragment() {
    let fragment = window().location().hash().unwrap_or_default();
    if let Some(id) = fragment.strip_prefix('#').filter(|id| !id.is_empty()) {
        focus_id(id);
    }
}

/// Whether keys that are pressed on this element are text for it.
pub fn takes_text(element: Option<JsValue>) -> bool {
    let element = element.and_then(|element| element.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| element.matches("input, select, textarea").unwrap_or(false))
}

/// Shows a picture of this site beside the title of the tab.
pub fn set_icon(path: &str) {
    let document = window().document();
    if let Some(icon) = document.and_then(|document| document.query_selector(ICON).ok()?) {
        // An icon that can't be changed is only an icon.
        let _ = icon.set_attribute("href", path);
    }
}
