//! Leaving the page: what it would cost, and that it asks before.

use super::Desk;
use crate::browser;
use leptos::prelude::*;
use sheet::workflow::Workflow;

impl Desk {
    /// Has the browser ask before the page is left, where that would cost something.
    pub(super) fn guard(self) {
        browser::guard_leaving(move |to_sign_in| {
            let engine = self.engine.get_untracked();
            engine.is_some_and(|engine| (engine.would_lose)(self, to_sign_in))
        });
    }

    /// The page goes away.
    pub(super) fn page_goes(self) {
        if let Some(engine) = self.engine.get_untracked() {
            (engine.leave)(self);
        }
    }

    /// Whether leaving the page would cost something that isn't kept elsewhere, or leaves work for
    /// another tab to be continued in; one that only goes `to_sign_in` comes back to it.
    pub(super) fn would_lose(self, to_sign_in: bool) -> bool {
        let receipt = self.proof.with_untracked(|proof| proof.as_ref().is_some_and(|p| !p.saved));
        let unkept = self.unkept.get_untracked();
        let sheet = self.workflow.with_untracked(|workflow| match workflow {
            Workflow::Finished { .. } => unkept,
            other => other.desk().is_some_and(|desk| {
                unkept || !to_sign_in && !desk.checked.sheet().changes().is_empty()
            }),
        });
        self.is_sending() || receipt || sheet
    }
}
