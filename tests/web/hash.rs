//! The SHA-256 of a large file, which a worker computes; the workers are stand-ins.

use js_sys::{Array, Uint8Array};
use leptos::wasm_bindgen::JsValue;
use leptos::web_sys::{Blob, Url};
use std::sync::Arc;
use uploader::browser::{Bytes, Sha256};
use wasm_bindgen_test::wasm_bindgen_test;

/// As many bytes as are given to a worker, all of them zero.
const LARGE: usize = 1 << 20;
const OF_LARGE: &str = "30e14955ebf1352266dc2ff8067e68104607e750abb9d3b36582b8af909fcb58";

/// Where this script is.
fn address(script: &str) -> String {
    let blob =
        Blob::new_with_str_sequence(&Array::of1(&JsValue::from_str(script))).expect("a blob");
    Url::create_object_url_with_blob(&blob).expect("an address")
}

/// What is said of so many zeros in two parts where the worker is this script.
async fn said(script: &str, length: usize) -> Option<String> {
    said_by(&address(script), length).await
}

async fn said_by(url: &str, length: usize) -> Option<String> {
    let bytes = Arc::new(Bytes::from(vec![0; length]));
    let part = |length: usize| Uint8Array::new_with_length(length as u32);
    Sha256::by(url, bytes, Array::of2(&part(3), &part(length - 3))).hex().await
}

#[wasm_bindgen_test]
async fn the_parts_go_there_and_the_digest_comes_back() {
    let script = format!(
        "onmessage = ({{ data }}) => {{
            const lengths = data.map((part) => part.length).join();
            if (lengths === '3,{}') postMessage({{ digest: new Uint8Array(32).fill(7).buffer }});
        }};
        postMessage('ready');",
        LARGE - 3
    );
    assert_eq!(said(&script, LARGE).await, Some("07".repeat(32)));
    // To ask it about a small file takes longer than to compute it.
    assert_ne!(said(&script, 1_000).await, Some("07".repeat(32)));
}

#[wasm_bindgen_test]
async fn what_becomes_of_the_worker_costs_no_digest() {
    for script in [
        "throw new Error('no script')",
        "onmessage = () => { throw new Error('no memory'); }; postMessage('ready');",
        "onmessage = () => postMessage({}); postMessage('ready');",
        "onmessage = () => postMessage(null); postMessage('ready');",
        // It never says that it is ready.
        "",
    ] {
        assert_eq!(said(script, LARGE).await.as_deref(), Some(OF_LARGE), "{script:?}");
    }
}

#[wasm_bindgen_test]
async fn a_worker_that_was_started_before_is_used_for_what_it_was_started_for() {
    let sevens = "onmessage = () => postMessage({ digest: new Uint8Array(32).fill(7).buffer });
        postMessage('ready');";
    let url = address(sevens);
    Sha256::prepare_by(&url).await;
    assert_eq!(said("", LARGE).await.as_deref(), Some(OF_LARGE), "that of another script isn't");
    Sha256::prepare_by(&url).await;
    // From now on none can be started by it.
    Url::revoke_object_url(&url).expect("an address");
    assert_eq!(said_by(&url, LARGE).await, Some("07".repeat(32)));
    assert_eq!(said_by(&url, LARGE).await.as_deref(), Some(OF_LARGE), "each is used once");
}
