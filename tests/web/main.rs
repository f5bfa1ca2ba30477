//! Components in headless Chromium.
#![cfg(target_arch = "wasm32")]

use leptos::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn a_view_follows_its_signal() {
    let count = RwSignal::new(1);
    mount_to_body(move || view! { <p id="count">{count} " rows"</p> });
    let shown = || document().get_element_by_id("count").and_then(|element| element.text_content());
    assert_eq!(shown().as_deref(), Some("1 rows"));
    count.set(96);
    leptos::task::tick().await;
    assert_eq!(shown().as_deref(), Some("96 rows"));
}
