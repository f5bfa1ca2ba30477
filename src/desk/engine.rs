//! What the desk does once there is a sheet: in the part of the app that is loaded then.

use super::Desk;
use super::given::Offer;
use crate::part;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sheet::workflow::Event;
use std::future::Future;
use std::pin::Pin;

/// The entries to it. Whatever is called in another way than through them is in the first part as well.
#[derive(Clone, Copy)]
pub(super) struct Engine {
    /// [`Desk::dispatch`].
    pub(super) dispatch: fn(Desk, Event),
    /// [`Desk::apply`].
    pub(super) apply: fn(Desk, Event),
    /// [`Desk::receive`].
    pub(super) receive: fn(Desk, Offer),
    /// [`Desk::restore`].
    pub(super) restore: fn(Desk) -> Pin<Box<dyn Future<Output = ()>>>,
    /// [`Desk::look_for_left`].
    pub(super) look_for_left: fn(Desk) -> Pin<Box<dyn Future<Output = ()>>>,
    /// [`Desk::leave`].
    pub(super) leave: fn(Desk),
    /// [`Desk::would_lose`].
    pub(super) would_lose: fn(Desk, bool) -> bool,
}

part! {
    fn engine() -> Engine {
        Engine {
            dispatch: Desk::dispatch,
            apply: Desk::apply,
            receive: Desk::receive,
            restore: |desk| Box::pin(desk.restore()),
            look_for_left: |desk| Box::pin(desk.look_for_left()),
            leave: Desk::leave,
            would_lose: Desk::would_lose,
        }
    }
}

impl Desk {
    /// Whether the workspace couldn't be fetched when it was needed last.
    pub fn unready(self) -> Signal<bool> {
        self.unready.into()
    }

    /// Fetches the workspace if it isn't there; whether it is.
    pub async fn is_prepared(self) -> bool {
        self.prepare().await.is_some()
    }

    pub(super) async fn prepare(self) -> Option<Engine> {
        if let Some(engine) = self.engine.get_value() {
            return Some(engine);
        }
        let engine = self.fetch().await;
        if self.unready.get_untracked() != engine.is_none() {
            self.unready.set(engine.is_none());
        }
        if engine.is_none() {
            self.awaited.set(None);
        }
        engine
    }

    /// Fetches the workspace before it is needed, once, and in silence: somebody is about to choose a
    /// sheet.
    pub fn expect_sheet(self) {
        let is_first = self.expecting.try_update_value(|before| !std::mem::replace(before, true));
        if is_first == Some(true) && self.engine.get_value().is_none() {
            spawn_local(async move {
                self.fetch().await;
            });
        }
    }

    /// Fetches it. What an interrupted visit has left comes to the desk first, also where that couldn't
    /// be done before: another sheet would take its place.
    async fn fetch(self) -> Option<Engine> {
        let engine = engine().await.ok()?;
        self.engine.set_value(Some(engine));
        if self.owed.try_update_value(std::mem::take) == Some(true) {
            (engine.restore)(self).await;
        }
        Some(engine)
    }

    /// Does something with the workspace: at once where it is there.
    pub(super) fn ready(self, then: impl FnOnce(Engine) + 'static) {
        match self.engine.get_value() {
            Some(engine) => then(engine),
            None => spawn_local(async move {
                if let Some(engine) = self.prepare().await {
                    then(engine);
                }
            }),
        }
    }
}
