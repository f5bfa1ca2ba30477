//! Slices of time: long work on the page's own thread gives it back between two of them.

use super::window;
use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, MessageEvent};

/// How long a slice may be, in milliseconds. Each is followed by whatever the browser has to do, and
/// drawing takes its time; a key is still answered at once.
const SLICE: f64 = 24.0;

/// After how many milliseconds without a frame the page isn't being looked at.
const HIDDEN: u32 = 200;

/// The slices of one piece of long work.
pub struct Slices {
    began: f64,
}

impl Slices {
    /// The first one begins.
    pub fn begin() -> Slices {
        Slices { began: js_sys::Date::now() }
    }

    /// Gives the page its time if the slice is over; whether it was.
    pub async fn rest(&mut self) -> bool {
        if js_sys::Date::now() - self.began < SLICE {
            return false;
        }
        turn().await;
        self.began = js_sys::Date::now();
        true
    }
}

/// Waits until the page as it is now has been drawn. That of a hidden tab isn't.
pub async fn drawn() {
    let frame = Promise::new(&mut |come, _| {
        let _ = window().request_animation_frame(&come);
    });
    match select(JsFuture::from(frame), TimeoutFuture::new(HIDDEN)).await {
        Either::Left(_) => turn().await,
        Either::Right(_) => {}
    }
}

/// Waits until the browser has done what it had to do. A message is used for that: timers of a tab in
/// the background fire once a second or less, messages come.
pub async fn turn() {
    let Ok(channel) = MessageChannel::new() else { return };
    let come = Promise::new(&mut |come, _| {
        let come: js_sys::Function = come;
        let heard = Closure::once_into_js(move |_: MessageEvent| {
            let _ = come.call0(&JsValue::UNDEFINED);
        });
        channel.port1().set_onmessage(Some(heard.unchecked_ref()));
    });
    let _ = channel.port2().post_message(&JsValue::NULL);
    let _ = JsFuture::from(come).await;
    channel.port1().close();
}
