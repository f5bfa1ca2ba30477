//! Leaving the page or the account: what it would cost, and that it asks before.

use super::Desk;
use crate::api;
use crate::browser;
use crate::browser::belongings::{self, Belongings};
use crate::browser::draft::Owner;
use crate::browser::left as left_behind;
use crate::route::Route;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use protocol::majora::failure::Failure;
use sheet::words::{all_of, count};
use sheet::workflow::Workflow;

impl Desk {
    /// Has the browser ask before the page is left, where that would cost something.
    pub(super) fn guard(self) {
        browser::guard_leaving(move |to_sign_in| {
            let engine = self.loading.engine.get_untracked();
            engine.is_some_and(|engine| (engine.would_lose)(self, to_sign_in))
        });
    }

    /// The page goes away.
    pub(super) fn page_goes(self) {
        if let Some(engine) = self.loading.engine.get_untracked() {
            (engine.leave)(self);
        }
    }

    /// Whether leaving the page would cost something that isn't kept elsewhere, or leaves work for
    /// another tab to be continued in; one that only goes `to_sign_in` comes back to it.
    pub(super) fn would_lose(self, to_sign_in: bool) -> bool {
        let receipt = self.proof.with_untracked(|proof| proof.as_ref().is_some_and(|p| !p.saved));
        let unkept = self.reading.unkept.get_untracked();
        let is_done = untrack(|| self.is_done());
        let sheet = self.workflow.with_untracked(|workflow| {
            workflow.desk().is_some_and(|desk| {
                let is_changed = !desk.checked.sheet().changes().is_empty();
                unkept || !to_sign_in && !is_done && is_changed
            })
        });
        self.is_sending() || receipt || sheet
    }

    /// What this browser keeps of a user who is about to sign out, and the sheet of this tab, in words: none
    /// where it keeps nothing. The workspace is needed only where it keeps anything.
    ///
    /// Nothing where that can't be found out now.
    pub async fn kept_of(self, owner: Owner) -> Option<String> {
        let keeps_any = browser::keeps_work().await
            || browser::keeps_sheets().await
            || browser::keeps_receipts().await;
        match self.loading.engine.get_untracked() {
            None if !keeps_any => Some(String::new()),
            None => {
                self.prepare().await;
                let engine = self.loading.engine.get_untracked()?;
                Some((engine.belongings)(self, owner).await)
            }
            Some(engine) => Some((engine.belongings)(self, owner).await),
        }
    }

    pub(super) async fn belongings(self, owner: Owner) -> String {
        let mut all = belongings::of(&owner).await;
        let mine = self.workflow.with_untracked(|w| w.desk().map(|desk| desk.file.name.clone()));
        all.sheets.splice(0..0, mine);
        in_words(&all)
    }

    pub(super) async fn forget_of(self, owner: Owner) {
        self.sending.resuming.set_value(None);
        belongings::forget(&owner).await;
        browser::forget_draft().await;
        self.look_for_unfinished().await;
        self.look_for_left().await;
    }

    /// Signs a user out of a Majora. What this browser keeps of that user stays only if asked for.
    ///
    /// # Errors
    /// Why the user is still signed in.
    pub async fn sign_out(self, owner: Owner, keep: bool) -> Result<(), Failure> {
        api::sign_out(&owner.instance).await?;
        match (keep, self.loading.engine.get_untracked()) {
            // To whose it is it will be offered again; this tab may be somebody else's now.
            (true, _) => left_behind::leave(),
            (false, Some(engine)) => (engine.forget_of)(self, owner).await,
            // Nothing is kept.
            (false, None) => {}
        }
        self.put_down();
        self.workflow.set(Workflow::default());
        self.proof.set(None);
        self.session.refresh().await;
        self.navigate
            .with_value(|navigate| navigate(&Route::Home.path(), NavigateOptions::default()));
        Ok(())
    }
}

/// `the sheet plate-7.csv, 1 unfinished upload and 3 receipts`.
fn in_words(kept: &Belongings) -> String {
    let Belongings { sheets, uploads, receipts } = kept;
    let sheets = match sheets.as_slice() {
        [] => None,
        [name] => Some(format!("the sheet {name}")),
        [name, more @ ..] => {
            let sheets = count(more.len(), "other sheet");
            Some(format!("the sheet {name}, {sheets}"))
        }
    };
    let uploads = (*uploads > 0).then(|| count(*uploads, "unfinished upload"));
    let receipts = (*receipts > 0).then(|| count(*receipts, "receipt"));
    let all: Vec<String> = [sheets, uploads, receipts].into_iter().flatten().collect();
    all_of(&all)
}
