//! What the desk does once there is a sheet: in the part of the app that is loaded then.

use super::Desk;
use super::given::Offer;
use super::warm::warm_up;
use crate::browser;
use crate::browser::draft::Owner;
use crate::part;
use futures_channel::oneshot;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sheet::check::Checked;
use sheet::workflow::{Event, Workflow};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// What comes of an entry that has to wait for something.
type Promised<T> = Pin<Box<dyn Future<Output = T>>>;

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
    pub(super) restore: fn(Desk) -> Promised<()>,
    /// [`Desk::look_for_left`].
    pub(super) look_for_left: fn(Desk) -> Promised<()>,
    /// [`Desk::keep_if_any`].
    pub(super) keep: fn(Desk),
    /// [`Desk::leave`].
    pub(super) leave: fn(Desk),
    /// [`Desk::would_lose`].
    pub(super) would_lose: fn(Desk, bool) -> bool,
    /// [`Desk::belongings`].
    pub(super) belongings: fn(Desk, Owner) -> Promised<String>,
    /// [`Desk::forget_of`].
    pub(super) forget_of: fn(Desk, Owner) -> Promised<()>,
    /// [`warm_up`].
    pub(super) warm_up: fn() -> Promised<Option<Arc<Checked>>>,
}

/// The part of the app that is loaded for a sheet.
#[derive(Clone, Copy)]
pub(super) struct Loading {
    /// What is done with a sheet, once that part is there.
    pub(super) engine: RwSignal<Option<Engine>>,
    /// Whether it couldn't be fetched when it was needed last.
    unready: RwSignal<bool>,
    /// Whether it was made ready for somebody who is about to choose a sheet.
    expecting: StoredValue<bool>,
}

impl Loading {
    pub(super) fn new() -> Loading {
        Loading {
            engine: RwSignal::new(None),
            unready: RwSignal::new(false),
            expecting: StoredValue::new(false),
        }
    }
}

part! {
    fn engine() -> Engine {
        Engine {
            dispatch: Desk::dispatch,
            apply: Desk::apply,
            receive: Desk::receive,
            restore: |desk| Box::pin(desk.restore()),
            look_for_left: |desk| Box::pin(desk.look_for_left()),
            keep: Desk::keep_if_any,
            leave: Desk::leave,
            would_lose: Desk::would_lose,
            belongings: |desk, owner| Box::pin(desk.belongings(owner)),
            forget_of: |desk, owner| Box::pin(desk.forget_of(owner)),
            warm_up: || Box::pin(warm_up()),
        }
    }
}

impl Desk {
    /// Whether the workspace couldn't be fetched when it was needed last.
    pub fn unready(self) -> Signal<bool> {
        self.loading.unready.into()
    }

    /// Whether the workspace is there.
    pub fn is_ready(self) -> Signal<bool> {
        Signal::derive(move || self.loading.engine.with(Option::is_some))
    }

    /// Fetches the workspace if it isn't there. Where it can't be, [`Desk::unready`] tells.
    pub async fn prepare(self) {
        let is_there = self.fetch().await.is_some();
        if self.loading.unready.get_untracked() == is_there {
            self.loading.unready.set(!is_there);
        }
        if !is_there {
            self.offered.awaited.set(None);
        }
    }

    /// Fetches the workspace before it is needed and makes it ready, once, and in silence: somebody is about
    /// to choose a sheet. A made-up one is there for the page to `rehearse` with.
    pub fn expect_sheet(self, rehearse: impl FnOnce(Arc<Checked>) + 'static) {
        let is_first =
            self.loading.expecting.try_update_value(|before| !std::mem::replace(before, true));
        if is_first == Some(true) {
            spawn_local(async move {
                if let Some(engine) = self.fetch().await
                    && let Some(made_up) = (engine.warm_up)().await
                    // Whoever has been faster than that isn't kept waiting for it.
                    && self.offered.awaited.with_untracked(Option::is_none)
                    && self.workflow.with_untracked(|w| matches!(w, Workflow::Choosing))
                {
                    rehearse(made_up);
                }
            });
        }
    }

    /// The workspace, fetched if it isn't there. What an interrupted visit has left comes to the desk
    /// first, also where that couldn't be done before: another sheet would take its place.
    async fn fetch(self) -> Option<Engine> {
        let engine = match self.loading.engine.get_untracked() {
            Some(engine) => engine,
            None => {
                let engine = engine().await.ok()?;
                self.loading.engine.set(Some(engine));
                engine
            }
        };
        if self.earlier.owed.try_update_value(std::mem::take) == Some(true) {
            self.earlier.restoring.set(true);
            (engine.restore)(self).await;
        }
        Some(engine)
    }

    /// Takes up what an interrupted visit has left. The workspace is needed only where it has.
    pub(super) async fn look_back(self) {
        let keeps_work = browser::keeps_work().await;
        self.earlier.owed.set_value(keeps_work);
        if keeps_work {
            self.prepare().await;
        }
        let in_vain = keeps_work && self.loading.engine.with_untracked(Option::is_none);
        if !keeps_work || in_vain {
            self.settle();
        }
        browser::forget_old().await;
        // What can't be fetched now is not asked for a second time by itself.
        if !in_vain {
            self.find_left().await;
        }
    }

    /// It is known what an interrupted visit has left, or can't be known now.
    pub(super) fn settle(self) {
        self.earlier.restoring.set(false);
        let waiting = self.earlier.unsettled.try_update_value(std::mem::take).unwrap_or_default();
        for waiting in waiting {
            // Whoever waits no longer needs no answer.
            let _ = waiting.send(());
        }
    }

    /// Waits for that.
    pub(super) async fn settled(self) {
        if self.earlier.restoring.get_untracked() {
            let (sender, receiver) = oneshot::channel();
            self.earlier.unsettled.update_value(|waiting| waiting.push(sender));
            let _ = receiver.await;
        }
    }
}
