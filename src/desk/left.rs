//! Sheets that were not sent before their tab was closed: found, taken up, or forgotten.

use super::Desk;
use crate::browser;
use crate::browser::draft::Draft;
use crate::browser::left::{self, Left};
use crate::route::Step;
use futures_channel::oneshot::Sender;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sheet::read::ReadError;
use sheet::workflow::{Event, File, Workflow};

/// What comes from before: from an earlier visit of this tab, or from other tabs.
#[derive(Clone, Copy)]
pub(super) struct Earlier {
    /// Whether the sheet of an interrupted visit is still being looked for.
    pub(super) restoring: RwSignal<bool>,
    /// Whether one is kept and not yet taken up.
    pub(super) owed: StoredValue<bool>,
    /// Who waits until it is known whether there is one.
    pub(super) unsettled: StoredValue<Vec<Sender<()>>>,
    /// Sheets that other tabs have left behind.
    pub(super) left: RwSignal<Vec<Left>>,
}

impl Earlier {
    pub(super) fn new() -> Earlier {
        Earlier {
            restoring: RwSignal::new(true),
            owed: StoredValue::new(false),
            unsettled: StoredValue::new(Vec::new()),
            left: RwSignal::new(Vec::new()),
        }
    }
}

impl Desk {
    /// The sheets that other tabs have left behind, of whatever user.
    pub fn left(self) -> Signal<Vec<Left>> {
        self.earlier.left.into()
    }

    /// Looks for them. The workspace is needed only where this browser keeps a sheet.
    pub async fn find_left(self) {
        if !browser::keeps_sheets().await {
            return;
        }
        self.prepare().await;
        if let Some(engine) = self.loading.engine.get_untracked() {
            (engine.look_for_left)(self).await;
        }
    }

    pub(super) async fn look_for_left(self) {
        self.earlier.left.set(left::left().await);
    }

    /// Takes one up: it comes to the desk of this tab as it was.
    pub fn continue_left(self, left: Left) {
        if !self.makes_room(false) {
            return;
        }
        let name = left.name.clone();
        self.offered.awaited.set(Some(name.clone()));
        spawn_local(async move {
            match left::take(left).await {
                Some(taken) => {
                    let draft = taken.draft.clone();
                    // If this tab were lost now, the sheet would be kept twice rather than not at all.
                    if browser::keep_draft(&draft).await {
                        taken.forget().await;
                    }
                    if self.take_up(draft).await {
                        self.go(Step::Check);
                    }
                }
                None => self.is_gone(name),
            }
            self.look_for_left().await;
        });
    }

    /// Whether another sheet may come to the desk. One that is being read is waited for; one that is
    /// worked on goes only if its user says so, unless it `stays` and only something is done with it.
    pub(super) fn makes_room(self, stays: bool) -> bool {
        if self.offered.awaited.with_untracked(Option::is_some) || self.is_sending() {
            return false;
        }
        let is_there = self.workflow.with_untracked(|workflow| match workflow {
            Workflow::Reading { .. } => None,
            workflow => Some(workflow.desk().is_some() && !untrack(|| self.is_done())),
        });
        let question = "Put the sheet away that you are working on? Your changes to it are lost.";
        is_there.is_some_and(|is_there| stays || !is_there || browser::confirm(question))
    }

    /// Says of a sheet that is no longer kept that it isn't.
    pub(super) fn is_gone(self, name: String) {
        self.offered.awaited.set(None);
        let attempt = self.next_attempt();
        let file = File { name, ..File::default() };
        self.apply(Event::Chosen { file, attempt });
        self.dispatch(Event::Read {
            attempt,
            sha256: String::new(),
            checked: Err(ReadError::Gone),
        });
    }

    /// Forgets one.
    pub fn forget_left(self, left: Left) {
        self.earlier.left.update(|all| all.retain(|other| *other != left));
        spawn_local(left::forget(left));
    }

    /// The sheet that this tab has kept, unless somebody else is signed in by now where it belongs:
    /// then it stays for whose it is.
    pub(super) async fn own(self, draft: Draft) -> Option<Draft> {
        let Some(owner) = draft.work.owner.clone() else { return Some(draft) };
        while !self.session.is_settled() {
            // It is stirred when the session is known.
            self.rest(None).await;
        }
        let now = untrack(|| self.session.instance(&owner.instance)).and_then(|at| at.signed_in);
        if now.is_none_or(|now| now.username == owner.username) {
            return Some(draft);
        }
        left::leave();
        None
    }
}
