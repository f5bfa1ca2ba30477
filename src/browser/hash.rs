//! What a file is known by, whatever its name.

use super::bytes::Bytes;
use super::object::property;
use super::window;
use super::worker::Running;
use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, ArrayBuffer, Promise, Uint8Array};
use std::cell::RefCell;
use std::pin::pin;
use std::sync::Arc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// Where the proxy serves the script of the worker; its name never changes.
const SCRIPT: &str = "/digest.js";

/// From this many bytes on they are given to a worker. The browser computes beside the page anyway, but
/// copies what it is asked about first, and that takes the page longer than to ask a worker.
const MANY: usize = 1 << 20;

/// How long a worker may take to start, in milliseconds: its script comes over the network, on which
/// reading a file doesn't wait. And how long to answer, which takes it a tenth of a second.
const STARTING: u32 = 2_000;
const ANSWERING: u32 = 20_000;

thread_local! {
    /// A worker that is ready, and its script.
    static WAITING: RefCell<Option<(String, Running)>> = const { RefCell::new(None) };
}

/// The SHA-256 of some bytes. It is computed beside the page, so it is begun early and asked for late.
pub struct Sha256 {
    /// What [`SCRIPT`] answers, if a worker was asked and has.
    answer: Promise,
    bytes: Arc<Bytes>,
}

impl Sha256 {
    /// Begins to compute it.
    pub fn of(bytes: &Arc<Bytes>) -> Sha256 {
        Sha256::of_parts(bytes.clone(), Array::of1(&Uint8Array::from(&***bytes)))
    }

    /// The same where the browser has the bytes already, in parts that it needs for nothing else.
    pub(super) fn of_parts(bytes: Arc<Bytes>, parts: Array) -> Sha256 {
        Sha256::by(SCRIPT, bytes, parts)
    }

    /// Starts the worker before there is a file for it, which then needs not wait for it.
    pub async fn prepare() {
        Sha256::prepare_by(SCRIPT).await;
    }

    /// The same with the worker that a script starts.
    pub async fn prepare_by(script: &str) {
        if let Some(Ok(worker)) = within(STARTING, Running::start(script)).await {
            WAITING.set(Some((script.to_owned(), worker)));
        }
    }

    /// It by the worker that a script starts, if there are many bytes.
    pub fn by(script: &str, bytes: Arc<Bytes>, parts: Array) -> Sha256 {
        let is_for_worker = bytes.len() >= MANY;
        let (script, same) = (script.to_owned(), bytes.clone());
        let answer = future_to_promise(async move {
            match is_for_worker {
                true => in_worker(&script, &parts).await.ok_or(JsValue::UNDEFINED),
                false => in_page(&same).await,
            }
        });
        Sha256 { answer, bytes }
    }

    /// It in hexadecimal; nothing where the browser can't say.
    pub async fn hex(self) -> Option<String> {
        let answer = JsFuture::from(self.answer).await.unwrap_or_default();
        if let Ok(blob) = property(&answer, "blob").dyn_into() {
            self.bytes.add_blob(blob);
        }
        let digest = property(&answer, "digest").dyn_into::<ArrayBuffer>();
        let digest = match digest.or_else(|_| answer.dyn_into()) {
            Ok(digest) => digest,
            // The worker may have failed where the page doesn't.
            Err(_) => in_page(&self.bytes).await.ok()?.dyn_into().ok()?,
        };
        let digest = Uint8Array::new(&digest).to_vec();
        Some(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

async fn in_page(bytes: &[u8]) -> Result<JsValue, JsValue> {
    let digest = window().crypto()?.subtle().digest_with_str_and_u8_array("SHA-256", bytes)?;
    JsFuture::from(digest).await
}

async fn in_worker(script: &str, parts: &Array) -> Option<JsValue> {
    let worker = match WAITING.take().filter(|(started_by, _)| started_by == script) {
        Some((_, worker)) => worker,
        None => within(STARTING, Running::start(script)).await?.ok()?,
    };
    let buffers =
        parts.iter().filter_map(|part| Some(part.dyn_into::<Uint8Array>().ok()?.buffer()));
    within(ANSWERING, worker.ask(parts, &buffers.collect())).await?.ok()
}

/// What comes of it, if it does within so many milliseconds.
async fn within<T>(most: u32, work: impl Future<Output = T>) -> Option<T> {
    match select(pin!(work), TimeoutFuture::new(most)).await {
        Either::Left((done, _)) => Some(done),
        Either::Right(_) => None,
    }
}

/// The SHA-256 of some bytes in hexadecimal.
pub async fn sha256(bytes: &Arc<Bytes>) -> Option<String> {
    Sha256::of(bytes).hex().await
}
