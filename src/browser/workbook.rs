//! Opens workbooks, in a worker that is fetched for the first of them and ended after each: the reader
//! is as large as the rest of the app, and the memory of WebAssembly never shrinks.

use js_sys::{Array, Promise, Uint8Array};
use sheet::book::{Book, OpenError};
use sheet::parcel;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker};

/// Where the proxy serves the script that starts the worker; its name never changes.
const SCRIPT: &str = "/workbook.js";

/// Opens a workbook: its pages as text, or the sentence that it ends in.
pub async fn open_workbook(bytes: Vec<u8>) -> Result<Book, OpenError> {
    open_by(SCRIPT, bytes).await
}

/// Opens a workbook by the worker that a script starts.
///
/// The worker says `ready`, is handed the bytes and hands back a [`parcel`]. One that never comes to say
/// so is [`OpenError::NotLoaded`]; one that dies over the bytes shows them to be [`OpenError::Corrupt`].
pub async fn open_by(script: &str, bytes: Vec<u8>) -> Result<Book, OpenError> {
    let worker = Running(Worker::new(script).map_err(|_| OpenError::NotLoaded)?);
    let ready = worker.message().await.ok().and_then(|message| message.as_string());
    if ready.as_deref() != Some("ready") {
        return Err(OpenError::NotLoaded);
    }
    let buffer = Uint8Array::from(bytes.as_slice()).buffer();
    drop(bytes);
    let answer = worker.message();
    let sent = worker.0.post_message_with_transfer(&buffer, &Array::of1(&buffer));
    sent.map_err(|_| OpenError::NotLoaded)?;
    let answer = answer.await.map_err(|_| OpenError::Corrupt)?;
    parcel::unpack(&Uint8Array::new(&answer).to_vec()).unwrap_or(Err(OpenError::Corrupt))
}

/// A worker that ends when it is let go.
struct Running(Worker);

/// A worker was ended by an error of its own.
struct Died;

impl Running {
    /// What it says next. It listens from this moment on, not from the first poll.
    fn message(&self) -> impl Future<Output = Result<JsValue, Died>> + use<> {
        let said = Promise::new(&mut |said, died| {
            self.0.set_onmessage(Some(&said));
            self.0.set_onerror(Some(&died));
        });
        async {
            let event = JsFuture::from(said).await.map_err(|_| Died)?;
            event.dyn_into::<MessageEvent>().map(|event| event.data()).map_err(|_| Died)
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.terminate();
    }
}
