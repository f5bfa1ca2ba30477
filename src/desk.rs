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
mod upload;
mod warm;
mod engine;

pub use proof::{Destination, Proof, Times};
pub use upload::Waiting;

use crate::browser;
use crate::browser::left::{self as left_behind, Left};
use crate::browser::receipts;
use crate::browser::upload::Unfinished;
use crate::session::{SessionContext, use_session};
use engine::Engine;
use file::Keeping;
use futures_channel::oneshot::Sender;
use given::Given;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use protocol::majora::held::Asked;
use protocol::receipt::Paper;
use sheet::check::Checked;
use sheet::decide::Decisions;
use sheet::pace::Pace;
use sheet::read::ReadError;
use sheet::receipt::Receipt;
use sheet::workflow::{Effect, Event, Review, Workflow};
use source::Source;
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

    /// What is done with a sheet, once that part of the app is there.
    engine: RwSignal<Option<Engine>>,
    /// Whether that part couldn't be fetched when it was needed last.
    unready: RwSignal<bool>,
    /// Whether it was made ready for somebody who is about to choose a sheet.
    expecting: StoredValue<bool>,

    /// Whether the sheet of an interrupted visit is still being looked for.
    restoring: RwSignal<bool>,
    /// Whether one is kept and not yet taken up.
    owed: StoredValue<bool>,
    /// Who waits until it is known whether there is one.
    unsettled: StoredValue<Vec<Sender<()>>>,
    /// Sheets that other tabs have left behind.
    left: RwSignal<Vec<Left>>,

    /// What the user has offered and that isn't looked at yet, by its name.
    awaited: RwSignal<Option<String>>,
    /// How often the user has offered something: only the last counts.
    offers: StoredValue<u32>,
    /// How often something was given to be read: the number of what is being read now.
    attempts: StoredValue<u32>,
    /// What is to be read next.
    given: StoredValue<Option<Given>, LocalStorage>,
    /// The file of the sheet, and the workbook in it.
    source: StoredValue<Source>,
    /// How much of it is read and checked, from 0 to 1.
    read_so_far: RwSignal<f64>,
    /// Whether it is being read once more, in another way.
    rereading: RwSignal<bool>,
    /// Calls that off.
    call_off: StoredValue<Option<Sender<()>>>,
    /// Why it can't be read so.
    misread: RwSignal<Option<ReadError>>,
    /// Whose sheet was on the screen last, by its attempt.
    drawn: StoredValue<u32>,
    /// Whose SHA-256 is being computed, by its attempt, and who waits for that.
    hashing: StoredValue<Option<(u32, Vec<Sender<()>>)>>,
    /// How far the browser's copy is behind.
    keeping: StoredValue<Keeping>,
    /// Whether the browser keeps none.
    unkept: RwSignal<bool>,

    /// How far Majora has been asked what it holds.
    asked: RwSignal<Asked>,
    /// The review that the user has looked at.
    seen: StoredValue<Option<Review>>,
    /// Whether the user wants the rest of the questions left out.
    skipping: RwSignal<bool>,

    /// Uploads that stopped before their end.
    unfinished: RwSignal<Vec<Unfinished>>,
    /// The one that is completed with the sheet on the desk.
    resuming: StoredValue<Option<Unfinished>>,
    /// Why nothing is sent for a while.
    waiting: RwSignal<Option<Waiting>>,
    /// Whether the user has the upload pause.
    paused: RwSignal<bool>,
    /// Whether the user has stopped it.
    stop: StoredValue<bool>,
    /// How fast it goes.
    pace: RwSignal<Pace>,
    /// Ends the rest that it takes.
    resting: StoredValue<Option<Sender<()>>, LocalStorage>,
}

type Navigate = Box<dyn Fn(&str, NavigateOptions)>;

/// Makes the desk known to every page below, and takes up the sheet of an interrupted visit.
pub fn provide_desk() -> Desk {
    let navigate: Navigate = Box::new(use_navigate());
    let desk = Desk {
        engine: RwSignal::new(None),
        unready: RwSignal::new(false),
        expecting: StoredValue::new(false),
        owed: StoredValue::new(false),
        unsettled: StoredValue::new(Vec::new()),
        awaited: RwSignal::new(None),
        offers: StoredValue::new(0),
        workflow: RwSignal::new(Workflow::default()),
        session: use_session(),
        instance: RwSignal::new(None),
        destination: RwSignal::new(None),
        proof: RwSignal::new(None),
        restoring: RwSignal::new(true),
        unkept: RwSignal::new(false),
        attempts: StoredValue::new(0),
        drawn: StoredValue::new(0),
        given: StoredValue::new_local(None),
        source: StoredValue::new(Source::default()),
        hashing: StoredValue::new(None),
        keeping: StoredValue::new(Keeping::default()),
        misread: RwSignal::new(None),
        read_so_far: RwSignal::new(0.0),
        rereading: RwSignal::new(false),
        call_off: StoredValue::new(None),
        asked: RwSignal::new(Asked::default()),
        seen: StoredValue::new(None),
        skipping: RwSignal::new(false),
        waiting: RwSignal::new(None),
        paused: RwSignal::new(false),
        unfinished: RwSignal::new(Vec::new()),
        left: RwSignal::new(Vec::new()),
        resuming: StoredValue::new(None),
        stop: StoredValue::new(false),
        pace: RwSignal::new(Pace::default()),
        resting: StoredValue::new_local(None),
        navigate: StoredValue::new_local(navigate),
    };
    provide_context(desk);
    desk.guard();
    desk.stir_at_changes();
    let _lives_as_long_as_the_page =
        window_event_listener(leptos::ev::pagehide, move |_| desk.page_goes());
    left_behind::live(move || {
        if let Some(engine) = desk.engine.get_untracked() {
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
        self.restoring.into()
    }

    /// The checked sheet, if there is one.
    pub fn checked(self) -> Signal<Option<Arc<Checked>>> {
        let workflow = self.workflow;
        Signal::derive(move || workflow.with(|w| w.desk().map(|desk| desk.checked.clone())))
    }

    /// The sheet is being drawn; whether that is for the first time.
    pub fn is_first_drawn(self) -> bool {
        let attempt = self.attempts.get_value();
        let before = self.drawn.try_update_value(|before| std::mem::replace(before, attempt));
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
        self.unkept.into()
    }

    /// Why nothing is sent for a while.
    pub fn waiting(self) -> Signal<Option<Waiting>> {
        self.waiting.into()
    }

    /// How fast the submission goes.
    pub fn pace(self) -> Signal<Pace> {
        self.pace.into()
    }

    /// The uploads that stopped before their end.
    pub fn unfinished(self) -> Signal<Vec<Unfinished>> {
        self.unfinished.into()
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
        if let Some(engine) = self.engine.get_untracked() {
            (engine.apply)(self, Event::BackToSheet);
            // They were taken with the other one's values on the screen.
            (engine.apply)(self, Event::Decided(Decisions::default()));
        }
    }

    /// The user puts the sheet away, or no longer wants the one that was offered.
    pub fn put_away(self) {
        self.awaited.set(None);
        self.next_attempt();
        // Without the workspace there is none yet.
        if let Some(engine) = self.engine.get_untracked() {
            (engine.dispatch)(self, Event::Discard);
        }
    }

    /// Why the file couldn't be read as the user has just said, so that it stands as it was.
    pub fn misread(self) -> Signal<Option<ReadError>> {
        self.misread.into()
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
        self.attempts
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
                self.awaited.set(None);
                self.put_down();
                spawn_local(browser::forget_draft());
            }
            Effect::Ask { review, questions } => spawn_local(self.ask(review, questions)),
            Effect::Submit(plan) => spawn_local(self.submit(plan)),
            Effect::Stop => {
                self.stop.set_value(true);
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
