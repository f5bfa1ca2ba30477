//! What a file is known by, whatever its name.

use super::bytes::Bytes;
use super::object::property;
use super::window;
use super::worker::{Died, Running};
use js_sys::{ArrayBuffer, Promise, Uint8Array};
use std::sync::Arc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// Where the proxy serves the script of the worker; its name never changes.
const SCRIPT: &str = "/digest.js";

/// From this many bytes on they are given to a worker. The browser computes beside the page anyway, but
/// copies what it is asked about first, and of a large file that is too long a task for a page.
const LARGE: u32 = 4 << 20;

/// The SHA-256 of some bytes. It is computed beside the page, so it is begun early and asked for late.
pub struct Sha256 {
    /// What [`SCRIPT`] answers, or a digest alone.
    answer: Promise,
    bytes: Arc<Bytes>,
}

impl Sha256 {
    /// Begins to compute it.
    pub fn of(bytes: &Arc<Bytes>) -> Sha256 {
        Sha256::of_array(bytes.clone(), Uint8Array::from(&***bytes))
    }

    /// The same where the browser has the bytes already, and needs them for nothing else.
    pub(super) fn of_array(bytes: Arc<Bytes>, array: Uint8Array) -> Sha256 {
        let answer = future_to_promise(async move {
            match array.byte_length() < LARGE {
                true => in_page(&array).await,
                false => in_worker(&array).await,
            }
        });
        Sha256 { answer, bytes }
    }

    /// It in hexadecimal; nothing where the browser can't say.
    pub async fn hex(self) -> Option<String> {
        let answer = JsFuture::from(self.answer).await.ok()?;
        let digest = match answer.dyn_into::<ArrayBuffer>() {
            Ok(digest) => digest,
            Err(of_worker) => {
                self.bytes.add_blob(property(&of_worker, "blob").dyn_into().ok()?);
                property(&of_worker, "digest").dyn_into().ok()?
            }
        };
        let digest = Uint8Array::new(&digest).to_vec();
        Some(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

async fn in_page(bytes: &Uint8Array) -> Result<JsValue, JsValue> {
    let digest = window().crypto()?.subtle().digest_with_str_and_js_u8_array("SHA-256", bytes)?;
    JsFuture::from(digest).await
}

async fn in_worker(bytes: &Uint8Array) -> Result<JsValue, JsValue> {
    let Ok(worker) = Running::start(SCRIPT).await else { return in_page(bytes).await };
    let buffer = bytes.buffer();
    worker.ask(&buffer, &buffer).await.map_err(|Died| JsValue::UNDEFINED)
}

/// The SHA-256 of some bytes in hexadecimal.
pub async fn sha256(bytes: &Arc<Bytes>) -> Option<String> {
    Sha256::of(bytes).hex().await
}
