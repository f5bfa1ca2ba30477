//! The one place that holds where the user is with a sheet, and that carries out what follows from it.

mod proof;
mod source;
mod given;
mod file;
mod again;
mod left;
mod review;
mod rest;
mod leave;
mod way;
mod sending;
mod upload;
mod warm;
mod engine;

pub use proof::{Destination, Proof, Times};
pub use sending::Waiting;

use crate::browser;
use crate::browser::left as left_behind;
use crate::browser::receipts;
use crate::browser::upload::Unfinished;
use crate::session::{SessionContext, use_session};
use engine::Loading;
use file::Reading;
use given::Offered;
use gloo_timers::future::TimeoutFuture;
use left::Earlier;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use protocol::receipt::Paper;
use review::Asking;
use sending::Sending;
use sheet::check::Checked;
use sheet::decide::Decisions;
use sheet::pace::Pace;
use sheet::read::ReadError;
use sheet::receipt::Receipt;
use sheet::workflow::{Effect, Event, Workflow};
use std::sync::Arc;
use way::step_of;

/// What the names begin with that are held while a sheet is sent to a Majora.
const UPLOAD: &str = "upload ";

/// How long a page waits for the browser to give back a kept sheet, in milliseconds.
const PATIENCE: u32 = 5_000;

/// The user's work, shared by every page.
#[derive(Clone, Copy)]
pub struct Desk {
    /// The sheet, and where with it the user is.
    workflow: RwSignal<Workflow>,
    /// Who is signed in where.
    session: SessionContext,
    /// The Majora at whose pages the user is, by its name.
    instance: RwSignal<Option<String>>,
    /// The Majora that is asked about the sheet or gets it, with the user and session of that moment.
    destination: RwSignal<Option<Destination>>,
    /// What this tab has submitted last.
    proof: RwSignal<Option<Proof>>,
    navigate: StoredValue<Navigate, LocalStorage>,
    loading: Loading,
    earlier: Earlier,
    offered: Offered,
    reading: Reading,
    asking: Asking,
    sending: Sending,
}

type Navigate = Box<dyn Fn(&str, NavigateOptions)>;

/// Makes the desk known to every page below, and takes up the sheet of an interrupted visit.
pub fn provide_desk() -> Desk {
    let navigate: Navigate = Box::new(use_navigate());
    let desk = Desk {
        workflow: RwSignal::new(Workflow::default()),
        session: use_session(),
        instance: RwSignal::new(None),
        destination: RwSignal::new(None),
        proof: RwSignal::new(None),
        navigate: StoredValue::new_local(navigate),
        loading: Loading::new(),
        earlier: Earlier::new(),
        offered: Offered::new(),
        reading: Reading::new(),
        asking: Asking::new(),
        sending: Sending::new(),
    };
    provide_context(desk);
    desk.guard();
    desk.stir_at_changes();
    let _lives_as_long_as_the_page =
        window_event_listener(leptos::ev::pagehide, move |_| desk.page_goes());
    left_behind::live(move || {
        if let Some(engine) = desk.loading.engine.get_untracked() {
            (engine.keep)(desk);
        }
    });
    spawn_local(desk.look_back());
    spawn_local(async move {
        TimeoutFuture::new(PATIENCE).await;
        desk.settle();
    });
    desk
}

/// The desk that [`provide_desk`] made known.
pub fn use_desk() -> Desk {
    expect_context()
}

impl Desk {
    /// Where the user is.
    pub fn workflow(self) -> Signal<Workflow> {
        self.workflow.into()
    }

    /// Whether the sheet of an interrupted visit is still being looked for.
    pub fn restoring(self) -> Signal<bool> {
        self.earlier.restoring.into()
    }

    /// The checked sheet, if there is one.
    pub fn checked(self) -> Signal<Option<Arc<Checked>>> {
        let workflow = self.workflow;
        Signal::derive(move || workflow.with(|w| w.desk().map(|desk| desk.checked.clone())))
    }

    /// The sheet is being drawn; whether that is for the first time.
    pub fn is_first_drawn(self) -> bool {
        let attempt = self.offered.attempts.get_value();
        let before =
            self.reading.drawn.try_update_value(|before| std::mem::replace(before, attempt));
        before != Some(attempt)
    }

    /// Where the reviewed plan goes.
    pub fn destination(self) -> Signal<Option<Destination>> {
        self.destination.into()
    }

    /// The receipt of the last submission.
    pub fn proof(self) -> Signal<Option<Proof>> {
        self.proof.into()
    }

    /// Whether a submission is running.
    pub fn is_sending(self) -> bool {
        self.workflow.with_untracked(|w| matches!(w, Workflow::Sending { .. }))
    }

    /// The same, or whether one runs in another tab.
    pub async fn is_sending_anywhere(self) -> bool {
        let is_upload = |name: &String| name.starts_with(UPLOAD);
        self.is_sending()
            || browser::lock::taken().await.is_some_and(|names| names.iter().any(is_upload))
    }

    /// Whether the browser keeps nothing, so that the sheet is on this page alone.
    pub fn unkept(self) -> Signal<bool> {
        self.reading.unkept.into()
    }

    /// Why nothing is sent for a while.
    pub fn waiting(self) -> Signal<Option<Waiting>> {
        self.sending.waiting.into()
    }

    /// How fast the submission goes.
    pub fn pace(self) -> Signal<Pace> {
        self.sending.pace.into()
    }

    /// The uploads that stopped before their end.
    pub fn unfinished(self) -> Signal<Vec<Unfinished>> {
        self.sending.unfinished.into()
    }

    /// The user has saved the receipt.
    pub fn receipt_saved(self) {
        self.proof.update_untracked(|proof| {
            if let Some(proof) = proof {
                proof.saved = true;
            }
        });
    }

    /// Whether a submission runs to another Majora than this one.
    pub fn sends_elsewhere(self, instance: &str) -> bool {
        let sending = self.workflow.with(|workflow| matches!(workflow, Workflow::Sending { .. }));
        sending && self.instance.get().is_some_and(|at| at != instance)
    }

    /// The user has come to the pages of this Majora. What was planned for another one is put back to
    /// the sheet: it must be asked anew what that Majora holds.
    pub fn enter(self, instance: &str) {
        if self.is_sending() || self.instance.get_untracked().as_deref() == Some(instance) {
            return;
        }
        self.instance.set(Some(instance.to_owned()));
        // Without the workspace there is no sheet either.
        if let Some(engine) = self.loading.engine.get_untracked() {
            (engine.apply)(self, Event::BackToSheet);
            // They were taken with the other one's values on the screen.
            (engine.apply)(self, Event::Decided(Decisions::default()));
            // What was sent to the other one is still to be sent to this.
            if untrack(|| self.is_done()) {
                (engine.keep)(self);
            }
        }
    }

    /// The user puts the sheet away, or no longer wants the one that was offered.
    pub fn put_away(self) {
        self.offered.awaited.set(None);
        self.next_attempt();
        // Without the workspace there is none yet.
        if let Some(engine) = self.loading.engine.get_untracked() {
            (engine.dispatch)(self, Event::Discard);
        }
    }

    /// Why the file couldn't be read as the user has just said, so that it stands as it was.
    pub fn misread(self) -> Signal<Option<ReadError>> {
        self.reading.misread.into()
    }

    /// Tells the workflow what happened, carries out what follows, and goes to the page that shows it.
    pub fn dispatch(self, event: Event) {
        let before = self.workflow.with_untracked(step_of);
        self.apply(event);
        self.follow(before, self.workflow.with_untracked(step_of));
    }

    fn apply(self, event: Event) {
        let effects = self.workflow.try_update(|workflow| {
            let (next, effects) = std::mem::take(workflow).next(event);
            *workflow = next;
            effects
        });
        effects.into_iter().flatten().for_each(|effect| self.perform(effect));
    }

    fn next_attempt(self) -> u32 {
        self.offered
            .attempts
            .try_update_value(|attempts| {
                *attempts += 1;
                *attempts
            })
            .unwrap_or_default()
    }

    fn perform(self, effect: Effect) {
        match effect {
            Effect::Read { attempt } => spawn_local(self.read(attempt)),
            Effect::Keep => self.keep(),
            Effect::Forget => {
                // What is being read for it goes nowhere.
                self.next_attempt();
                self.offered.awaited.set(None);
                self.put_down();
                spawn_local(browser::forget_draft());
            }
            Effect::Ask { review, questions } => spawn_local(self.ask(review, questions)),
            Effect::Plan => self.plan_anew(),
            Effect::Submit(plan) => spawn_local(self.submit(plan)),
            Effect::Stop => {
                self.sending.stop.set_value(true);
                self.stir();
            }
        }
    }

    /// The Majora that the user is at, as the user who is signed in there now.
    fn current_destination(self) -> Option<Destination> {
        let instance = self.session.instance(&self.instance.get_untracked()?)?;
        let signed_in = instance.signed_in.clone()?;
        Some(Destination {
            instance,
            username: signed_in.username,
            session_ref: signed_in.session_ref,
        })
    }

    fn prove(self, receipt: &Receipt, to: Option<Destination>, times: Times) {
        let at_hand = self.workflow.with_untracked(|workflow| match workflow {
            Workflow::Sending { desk, plan, .. } => Some((desk.clone(), plan.clone())),
            _ => None,
        });
        let (Some((desk, plan)), Some(to)) = (at_hand, to) else { return };
        let submission = protocol::receipt::Submission {
            instance: &to.instance,
            username: &to.username,
            file: &desk.file,
            checked: &desk.checked,
            rewrites: &plan.rewrites,
            began: times.began,
            ended: times.ended,
        };
        let paper = Arc::new(protocol::receipt::of(&submission, receipt));
        spawn_local(self.keep_receipt(paper.clone()));
        let (checked, receipt) = (desk.checked, Arc::new(receipt.clone()));
        self.proof.set(Some(Proof { checked, receipt, paper, to, saved: false }));
    }

    /// Keeps a receipt on this computer; then leaving the page loses nothing.
    async fn keep_receipt(self, paper: Arc<Paper>) {
        if receipts::save(&paper).await {
            self.proof.update_untracked(|proof| {
                let proof = proof.as_mut().filter(|proof| Arc::ptr_eq(&proof.paper, &paper));
                proof.into_iter().for_each(|proof| proof.saved = true);
            });
        }
    }
}
