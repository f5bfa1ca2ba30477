//! Where the keyboard is.

use super::window;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

/// The id of the element that has the keyboard.
pub fn focused_id() -> String {
    let document = window().document();
    document.and_then(|document| document.active_element()).map(|e| e.id()).unwrap_or_default()
}

/// Gives the element with this id the keyboard, if there is one.
pub fn focus_id(id: &str) {
    let document = window().document();
    if let Some(element) = document.and_then(|document| document.get_element_by_id(id)) {
        focus(element.into());
    }
}

/// Brings the first element that a selector finds into view and gives it the keyboard.
pub fn come_to(selector: &str) {
    let found = window().document().and_then(|document| document.query_selector(selector).ok()?);
    if let Some(element) = found {
        element.scroll_into_view();
        focus(element.into());
    }
}

/// Gives the keyboard to the next input of the element with this id, from the one that has it; after the
/// last, to the element with the id `end`.
pub fn focus_next(within: &str, end: &str) {
    const INPUTS: &str = "input:not([tabindex=\"-1\"]), select";
    let Some(document) = window().document() else { return };
    let inputs = document.get_element_by_id(within);
    let inputs = inputs.and_then(|inputs| inputs.query_selector_all(INPUTS).ok());
    let inputs = inputs.into_iter().flat_map(|inputs| {
        (0..inputs.length()).filter_map(move |at| inputs.get(at)?.dyn_into::<Element>().ok())
    });
    let active = document.active_element();
    let mut after = inputs.skip_while(|input| Some(input) != active.as_ref()).skip(1);
    // What is folded away has no place on the page.
    let shown = after.find(|input| input.get_client_rects().length() > 0);
    match shown {
        Some(input) => focus(input.into()),
        None => focus_id(end),
    }
}

/// Gives an element the keyboard.
pub fn focus(element: JsValue) {
    if let Ok(element) = element.dyn_into::<web_sys::HtmlElement>() {
        // An element that can't take the focus leaves it where it is.
        let _ = element.focus();
    }
}
