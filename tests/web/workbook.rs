//! The page's side of the worker that opens workbooks; the workers are stand-ins.

use js_sys::{Array, Uint8Array};
use leptos::wasm_bindgen::JsValue;
use leptos::web_sys::{Blob, Url};
use sheet::book::{Book, OpenError, Page};
use sheet::parcel::pack;
use uploader::browser::workbook::{open_by, open_workbook};
use wasm_bindgen_test::wasm_bindgen_test;

/// What comes back when the worker is this script.
async fn opened(script: &str, bytes: &[u8]) -> Result<Book, OpenError> {
    let blob =
        Blob::new_with_str_sequence(&Array::of1(&JsValue::from_str(script))).expect("a blob");
    let url = Url::create_object_url_with_blob(&blob).expect("an address");
    open_by(&url, bytes.to_vec()).await
}

#[wasm_bindgen_test]
async fn the_bytes_go_there_and_the_pages_come_back() {
    let page = Page { name: "Samples".into(), rows: "a,b\n".into(), ..Page::default() };
    for answer in [Ok(Book { pages: vec![page] }), Err(OpenError::PasswordProtected)] {
        let packed = Uint8Array::from(pack(&answer).as_slice());
        let script = format!(
            "onmessage = ({{ data }}) => {{
                const good = data instanceof ArrayBuffer && new Uint8Array(data).join() === '1,2,3';
                const answer = Uint8Array.of({}).buffer;
                if (good) postMessage(answer, [answer]);
            }};
            postMessage('ready');",
            packed.to_string()
        );
        assert_eq!(opened(&script, &[1, 2, 3]).await, answer);
    }
}

#[wasm_bindgen_test]
async fn a_worker_that_dies_over_a_file_shows_it_damaged() {
    let dies = "onmessage = () => { throw new Error('unreachable'); }; postMessage('ready');";
    assert_eq!(opened(dies, b"PK").await, Err(OpenError::Corrupt));
    let babbles = "onmessage = () => postMessage(new ArrayBuffer(3)); postMessage('ready');";
    assert_eq!(opened(babbles, b"PK").await, Err(OpenError::Corrupt));
}

#[wasm_bindgen_test]
async fn a_worker_that_never_starts_was_not_loaded() {
    assert_eq!(open_workbook(b"PK".to_vec()).await, Err(OpenError::NotLoaded));
    let fails = "Promise.reject(new Error('404')).catch(() => postMessage('not loaded'));";
    assert_eq!(opened(fails, b"PK").await, Err(OpenError::NotLoaded));
    assert_eq!(opened("throw new Error('no script')", b"PK").await, Err(OpenError::NotLoaded));
}
