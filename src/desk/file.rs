//! The file on the desk: read, read again in another way, kept, and taken up after a reload.

use super::source::Source;
use super::{Desk, Destination, given};
use crate::browser;
use crate::browser::draft::{Draft, Owner, Work};
use crate::browser::left as left_behind;
use crate::browser::receipts;
use crate::browser::slices::{self, Slices};
use crate::browser::upload::Unfinished;
use futures_channel::oneshot::{Sender, channel};
use leptos::prelude::*;
use leptos::task::spawn_local;
use sheet::check::{Checked, check_in_pieces};
use sheet::choices::Choices;
use sheet::decide::Decisions;
use sheet::history::Deed;
use sheet::mend;
use sheet::read::{Heading, ReadError};
use sheet::workflow::{Event, Workflow};
use std::collections::BTreeSet;
use std::sync::Arc;

/// About what share of the work is reading: a quarter natively to a third in a browser, at 100,000 rows.
/// The rest is checking.
pub(super) const READING: f64 = 0.3;

/// From this many bytes on, a file is shown before it is kept, which takes a moment.
const LARGE: usize = 1 << 20;

/// How far the sheet is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Keeping {
    /// As it is.
    #[default]
    Done,
    /// It is being kept.
    Busy,
    /// It was changed while it was being kept.
    Behind,
}

/// The file of the sheet, and how far it is read and kept.
#[derive(Clone, Copy)]
pub(super) struct Reading {
    /// The file, and the workbook in it.
    pub(super) source: StoredValue<Source>,
    /// How much of it is read and checked, from 0 to 1.
    pub(super) so_far: RwSignal<f64>,
    /// Whether it is being read once more, in another way.
    pub(super) again: RwSignal<bool>,
    /// Calls that off.
    pub(super) call_off: StoredValue<Option<Sender<()>>>,
    /// Why it can't be read so.
    pub(super) misread: RwSignal<Option<ReadError>>,
    /// Whose sheet was on the screen last, by its attempt.
    pub(super) drawn: StoredValue<u32>,
    /// Whose SHA-256 is being computed, by its attempt, and who waits for that.
    hashing: StoredValue<Option<(u32, Vec<Sender<()>>)>>,
    /// How far the browser's copy is behind.
    keeping: StoredValue<Keeping>,
    /// Whether the browser keeps none.
    pub(super) unkept: RwSignal<bool>,
}

impl Reading {
    pub(super) fn new() -> Reading {
        Reading {
            source: StoredValue::new(Source::default()),
            so_far: RwSignal::new(0.0),
            again: RwSignal::new(false),
            call_off: StoredValue::new(None),
            misread: RwSignal::new(None),
            drawn: StoredValue::new(0),
            hashing: StoredValue::new(None),
            keeping: StoredValue::new(Keeping::default()),
            unkept: RwSignal::new(false),
        }
    }
}

impl Desk {
    /// What was settled about the file on the desk, whether it could be read so or not.
    pub fn choices(self) -> Choices {
        self.reading.source.with_value(|source| source.draft.choices.clone())
    }

    /// The headings of the file on the desk, whatever else is wrong with it.
    pub fn headings(self) -> Vec<Heading> {
        self.reading.source.with_value(Source::headings)
    }

    /// The pages of the workbook on the desk.
    pub fn pages(self) -> Vec<String> {
        self.reading.source.with_value(Source::pages)
    }

    /// How much of the chosen file is read and checked, from 0 to 1.
    pub fn read_so_far(self) -> Signal<f64> {
        self.reading.so_far.into()
    }

    pub(super) async fn read(self, attempt: u32) {
        let Some(given) = self.offered.given.try_update_value(Option::take).flatten() else {
            return;
        };
        let (hash, checked) = match given.is_too_large() {
            true => (None, Err(ReadError::TooLarge)),
            false => match given.open().await {
                Ok((draft, hash)) => (Some(hash), self.lay_out(draft, attempt).await),
                Err(error) => (None, Err(error)),
            },
        };
        // What comes of it is drawn in a task of its own, not at the end of the last slice.
        slices::turn().await;
        if hash.is_some() && attempt == self.offered.attempts.get_value() {
            self.reading.hashing.set_value(Some((attempt, Vec::new())));
        }
        self.dispatch(Event::Read { attempt, sha256: String::new(), checked });
        if let Some(hash) = hash {
            let sha256 = hash.hex().await;
            self.dispatch(Event::Hashed { attempt, sha256 });
            // That of the next file may be awaited by now.
            self.reading.hashing.update_value(|hashing| {
                hashing.take_if(|(of, _)| *of == attempt);
            });
        }
    }

    /// Waits until the SHA-256 of the file on the desk is known: its sheet is shown before.
    pub(super) async fn hashed(self) {
        let (sender, receiver) = channel();
        self.reading.hashing.update_value(|hashing| {
            if let Some((_, waiting)) = hashing {
                waiting.push(sender);
            }
        });
        // It is dropped when there is nothing to wait for any more.
        let _: Result<(), _> = receiver.await;
    }

    /// Opens a file, reads it as its draft says and checks it, in pieces that leave the page its time.
    /// It stays on the desk even if it is no sheet yet: the user may know more about it. What
    /// comes of a file that was replaced meanwhile goes nowhere.
    async fn lay_out(self, draft: Draft, attempt: u32) -> Result<Arc<Checked>, ReadError> {
        self.reading.so_far.set(0.0);
        let mut slices = Slices::begin();
        let mut rest = async |share: f64| {
            if slices.rest().await {
                self.reading.so_far.set(share);
            }
        };
        let (source, sheet) = Source::open(draft, async |share| rest(share * READING).await).await;
        let checked = match sheet {
            Err(error) => Err(error),
            Ok(sheet) => {
                let checking = async |share| rest(READING + share * (1.0 - READING)).await;
                Ok(Arc::new(check_in_pieces(sheet, browser::today(), checking).await))
            }
        };
        // Another file may have been chosen meanwhile.
        if attempt == self.offered.attempts.get_value() {
            self.reading.source.set_value(source);
            self.reading.misread.set(None);
        }
        checked
    }

    /// Whether the sheet on the desk is done with: all of it was sent as it is, and no upload of it stopped.
    pub fn is_done(self) -> bool {
        let sha256 = self.workflow.with(|w| w.desk().map(|desk| desk.file.sha256.clone()));
        let Some(sha256) = sha256 else { return false };
        let is_open = |all: &Vec<Unfinished>| {
            all.iter().any(|upload| upload.journal.binding.sha256 == sha256)
        };
        self.reading.source.with_value(|source| source.draft.work.is_submitted)
            && !self.sending.unfinished.with(is_open)
    }

    /// Keeps the sheet, if there is one, under the name that the tab has now.
    pub(super) fn keep_if_any(self) {
        if self.workflow.with_untracked(|workflow| workflow.desk().is_some()) {
            self.keep();
        }
    }

    pub(super) fn keep(self) {
        let owner = untrack(|| self.current_destination()).map(|to| to.owner());
        let at_review = self.destination.with_untracked(|to| to.as_ref().map(Destination::owner));
        let is_offered = self.sending.resuming.with_value(Option::is_some)
            && !self.reading.unkept.get_untracked();
        self.reading.source.update_value(|source| {
            self.workflow.with_untracked(|workflow| {
                let is_submitted =
                    is_submitted(&source.draft, workflow, owner.as_ref(), is_offered);
                note(&mut source.draft, workflow, owner, at_review);
                source.draft.work.is_submitted = is_submitted;
            });
        });
        match self.reading.keeping.get_value() {
            Keeping::Done => {
                self.reading.keeping.set_value(Keeping::Busy);
                spawn_local(self.keep_all());
            }
            _ => self.reading.keeping.set_value(Keeping::Behind),
        }
    }

    /// Keeps the sheet until no change is left that isn't kept.
    async fn keep_all(self) {
        if self.reading.source.with_value(|source| source.draft.bytes.len()) > LARGE {
            slices::drawn().await;
            // With that comes the copy that the browser keeps.
            self.hashed().await;
        }
        // It may have been put away meanwhile.
        while self.workflow.with_untracked(|workflow| workflow.desk().is_some()) {
            self.reading.keeping.set_value(Keeping::Busy);
            let draft = self.reading.source.with_value(|source| source.draft.clone());
            // A browser that keeps nothing, as in a private window, still has the sheet on the page.
            self.reading.unkept.set(!browser::keep_draft(&draft).await);
            if self.reading.keeping.get_value() != Keeping::Behind {
                break;
            }
        }
        self.reading.keeping.set_value(Keeping::Done);
        // It may have been put away while it was being kept, and come back by that.
        if self.workflow.with_untracked(|workflow| workflow.desk().is_none()) {
            browser::forget_draft().await;
        }
    }

    /// The page goes away. A change may not be kept yet.
    pub(super) fn leave(self) {
        if self.reading.keeping.get_value() != Keeping::Done {
            self.reading.source.with_value(|source| browser::keep_last_words(&source.draft));
        }
    }

    /// Takes the file off the desk. What wasn't kept of it need not be any more.
    pub(super) fn put_down(self) {
        self.stop_rereading();
        self.reading.source.set_value(Source::default());
        if self.reading.keeping.get_value() == Keeping::Behind {
            self.reading.keeping.set_value(Keeping::Busy);
        }
    }

    /// Forgets every sheet and upload that this browser keeps, of whatever user.
    pub async fn forget_everything(self) {
        self.sending.resuming.set_value(None);
        self.sending.unfinished.set(Vec::new());
        self.earlier.left.set(Vec::new());
        browser::forget_all().await;
        browser::forget_remembered();
        receipts::forget_all().await;
    }

    pub(super) async fn restore(self) {
        let draft = match browser::kept_draft().await {
            Some(draft) => self.own(draft).await,
            None => None,
        };
        self.look_for_unfinished().await;
        // One that comes late must not take the place of what the user does meanwhile.
        let is_free = self.workflow.with_untracked(|w| matches!(w, Workflow::Choosing));
        if let Some(draft) = draft.filter(|_| is_free) {
            self.take_up(draft).await;
        }
        self.settle();
    }

    /// Brings a sheet to the desk as it was. Whether it came there: the user may have given it up, or it can't
    /// be read now.
    pub(super) async fn take_up(self, draft: Draft) -> bool {
        let (attempt, today) = (self.next_attempt(), browser::today());
        let file = given::described(&draft);
        let (change, is_submitted) = (draft.changes.clone(), draft.work.is_submitted);
        self.apply(Event::Chosen { file, attempt });
        self.offered.awaited.set(None);
        let sha256 = browser::sha256(&draft.bytes).await.unwrap_or_default();
        let checked = self.lay_out(draft, attempt).await;
        // What was changed in it belongs to no other.
        let is_wanted = attempt == self.offered.attempts.get_value();
        if is_wanted {
            self.apply(Event::Read { attempt, sha256, checked });
            self.apply(Event::Edited { deed: Deed::Earlier, change, today });
            // Only now it is again as it was sent.
            if is_submitted {
                self.reading.source.update_value(|source| source.draft.work.is_submitted = true);
                self.keep();
            }
        }
        let is_unreadable =
            self.workflow.with_untracked(|w| matches!(w, Workflow::Unreadable { .. }));
        // It may be later, and its changes with it: another file in this tab doesn't take its place.
        if is_wanted && is_unreadable {
            left_behind::leave();
        }
        is_wanted && !is_unreadable
    }
}

/// Whether nothing is left to be done with a sheet, or all that is left is offered as an upload that stopped.
fn is_submitted(
    draft: &Draft,
    workflow: &Workflow,
    owner: Option<&Owner>,
    is_offered: bool,
) -> bool {
    match workflow {
        Workflow::Sending { .. } => true,
        Workflow::Finished { desk, receipt, .. } => {
            is_offered || mend::rows(&desk.checked, receipt).is_empty()
        }
        // It stays so until it is changed, or taken to another Majora.
        workflow => workflow.desk().is_some_and(|desk| {
            let sheet = desk.checked.sheet();
            draft.work.is_submitted
                && (owner.is_none() || owner == draft.work.owner.as_ref())
                && draft.changes == sheet.changes()
                && draft.choices == *sheet.choices()
        }),
    }
}

/// Notes in a draft how the sheet stands. What was decided belongs to whom it was shown.
fn note(draft: &mut Draft, workflow: &Workflow, owner: Option<Owner>, at_review: Option<Owner>) {
    let Some(desk) = workflow.desk() else { return };
    let sheet = desk.checked.sheet();
    draft.choices = sheet.choices().clone();
    draft.changes = sheet.changes();
    draft.work = Work {
        owner: owner.or(draft.work.owner.take()),
        rows: sheet.rows() - sheet.removed_rows(),
        is_submitted: false,
    };
    if let (Workflow::Reviewing { .. } | Workflow::Sending { .. }, Some(by)) = (workflow, at_review)
    {
        // The records that an upload has made are no decision, and no longer its own after an edit.
        let decisions = Decisions { ours: BTreeSet::new(), ..desk.decisions.clone() };
        draft.decided = Some((by, decisions));
    }
}
