//! The state of an upload: how it goes, and which have stopped.

use crate::browser::upload::Unfinished;
use futures_channel::oneshot::Sender;
use leptos::prelude::*;
use sheet::answer::Halt;
use sheet::pace::Pace;

/// Why nothing is sent for a while.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Waiting {
    /// What stands in the way.
    pub halt: Halt,
    /// When it is tried again, in milliseconds since 1970; nothing where the user must sign in first.
    pub until: Option<f64>,
}

/// How an upload goes, and those that stopped.
#[derive(Clone, Copy)]
pub(super) struct Sending {
    /// Uploads that stopped before their end.
    pub(super) unfinished: RwSignal<Vec<Unfinished>>,
    /// The one that is completed with the sheet on the desk.
    pub(super) resuming: StoredValue<Option<Unfinished>>,
    /// Why nothing is sent for a while.
    pub(super) waiting: RwSignal<Option<Waiting>>,
    /// Whether the user has the upload pause.
    pub(super) paused: RwSignal<bool>,
    /// Whether the user has stopped it.
    pub(super) stop: StoredValue<bool>,
    /// How fast it goes.
    pub(super) pace: RwSignal<Pace>,
    /// Ends the rest that it takes.
    pub(super) resting: StoredValue<Option<Sender<()>>, LocalStorage>,
}

impl Sending {
    pub(super) fn new() -> Sending {
        Sending {
            unfinished: RwSignal::new(Vec::new()),
            resuming: StoredValue::new(None),
            waiting: RwSignal::new(None),
            paused: RwSignal::new(false),
            stop: StoredValue::new(false),
            pace: RwSignal::new(Pace::default()),
            resting: StoredValue::new_local(None),
        }
    }
}
