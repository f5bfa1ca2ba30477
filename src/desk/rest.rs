//! Resting during a submission, without short timers: those of a tab that nobody looks at ring once a
//! minute at most. Whatever could end a rest stirs it.

use super::Desk;
use crate::browser;
use futures_channel::oneshot::{Receiver, channel};
use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

impl Desk {
    /// Whether the user has the submission pause.
    pub fn paused(self) -> Signal<bool> {
        self.sending.paused.into()
    }

    /// The user has the submission pause, or go on.
    pub fn pause(self, paused: bool) {
        self.sending.paused.set(paused);
        self.stir();
    }

    /// Ends the rest that a submission takes, so that it looks what is the case.
    pub(super) fn stir(self) {
        if let Some(rest) = self.sending.resting.try_update_value(Option::take).flatten() {
            // Nobody may be waiting any more.
            let _ = rest.send(());
        }
    }

    /// Stirs when the user is signed in or out, or the connection is back.
    pub(super) fn stir_at_changes(self) {
        Effect::new(move |_| {
            self.session.instances();
            self.stir();
        });
        let _lives_as_long_as_the_page =
            window_event_listener(leptos::ev::online, move |_| self.stir());
    }

    /// Rests until it is stirred, or until this moment, in milliseconds since 1970, if there is one.
    pub(super) async fn rest(self, until: Option<f64>) {
        let (rest, stirred) = channel();
        self.sending.resting.set_value(Some(rest));
        match until {
            Some(until) => ring(stirred, (until - browser::now()).max(0.0)).await,
            None => drop(stirred.await),
        }
    }
}

async fn ring(stirred: Receiver<()>, milliseconds: f64) {
    match select(stirred, TimeoutFuture::new(milliseconds.ceil() as u32)).await {
        Either::Left(_) | Either::Right(_) => {}
    }
}
