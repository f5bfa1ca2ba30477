//! A worker that says `ready` before it is given anything, and ends when it is let go.

use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker};

/// A worker that is ready.
pub(super) struct Running(Worker);

/// A worker never came to be ready, or was ended by an error of its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Died;

impl Running {
    /// Starts the worker of a script and waits until it is ready.
    pub(super) async fn start(script: &str) -> Result<Running, Died> {
        let running = Running(Worker::new(script).map_err(|_| Died)?);
        let said = running.message().await?;
        if said.as_string().as_deref() == Some("ready") { Ok(running) } else { Err(Died) }
    }

    /// Gives it a message and, of this, some buffers, which are then its own; answers with what it says
    /// next.
    pub(super) async fn ask(&self, message: &JsValue, buffers: &Array) -> Result<JsValue, Died> {
        let answer = self.message();
        let sent = self.0.post_message_with_transfer(message, buffers);
        sent.map_err(|_| Died)?;
        answer.await
    }

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
