//! What Majora holds of the sheet on the desk: asked, looked at, and left again.

use super::{Desk, Destination};
use crate::browser::slices::{self, Slices};
use crate::{api, browser};
use futures_channel::oneshot::{Sender, channel};
use futures_util::FutureExt;
use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::majora::failure::Failure;
use protocol::majora::held::{self, Asked};
use protocol::session::World;
use sheet::answer::Halt;
use sheet::decide::Decisions;
use sheet::held::{Held, Questions};
use sheet::practice;
use sheet::workflow::{Event, Review, Weighed, Workflow};
use std::collections::BTreeSet;
use std::future::Future;
use std::pin::{Pin, pin};

/// What Majora is asked about the sheet.
#[derive(Clone, Copy)]
pub(super) struct Asking {
    /// How far it has been asked what it holds.
    asked: RwSignal<Asked>,
    /// The review that the user has looked at.
    seen: StoredValue<Option<Review>>,
    /// Whether the user wants the rest of the questions left out.
    skipping: RwSignal<bool>,
    /// Gives up working out what will be sent.
    planning: StoredValue<Option<Sender<()>>, LocalStorage>,
}

impl Asking {
    pub(super) fn new() -> Asking {
        Asking {
            asked: RwSignal::new(Asked::default()),
            seen: StoredValue::new(None),
            skipping: RwSignal::new(false),
            planning: StoredValue::new_local(None),
        }
    }
}

impl Desk {
    /// How far Majora has been asked what it holds.
    pub fn asked(self) -> Signal<Asked> {
        self.asking.asked.into()
    }

    /// Whether the user wants the rest of the questions left out.
    pub fn skipping(self) -> RwSignal<bool> {
        self.asking.skipping
    }

    /// Has Majora asked what it holds of the sheet.
    pub fn review(self) {
        if !untrack(|| self.has_practice_for_real()) {
            self.dispatch(Event::Review { today: browser::today() });
        }
    }

    /// Whether the sheet is one to practise with and the user is at a production Majora, which isn't asked
    /// about it and never gets it.
    pub fn refuses_practice(self) -> Signal<bool> {
        Memo::new(move |_| self.has_practice_for_real()).into()
    }

    fn has_practice_for_real(self) -> bool {
        let instance = self.instance.get().and_then(|name| self.session.instance(&name));
        instance.is_some_and(|instance| instance.world == World::Production)
            && self.checked().with(|checked| checked.as_deref().is_some_and(practice::is_made_up))
    }

    /// The user looks at the review.
    pub fn review_seen(self) {
        let review = self.workflow.with_untracked(|w| w.desk().map(|desk| desk.review));
        self.asking.seen.set_value(review);
    }

    /// The user has come to the page of the sheet itself. While Majora is being asked, that is where
    /// the user waits; and an answer may be there before the page is, so only a review that was looked
    /// at is left by coming here.
    pub fn back_to_sheet(self) {
        let seen = self.asking.seen.get_value();
        let elsewhere = |workflow: &Workflow| match workflow {
            Workflow::Reviewing { desk, .. } => Some(desk.review) == seen,
            workflow => matches!(workflow, Workflow::Finished { .. }),
        };
        if self.workflow.with_untracked(elsewhere) {
            self.apply(Event::BackToSheet);
        }
    }

    pub(super) async fn ask(self, review: Review, questions: Questions) {
        let destination = untrack(|| self.current_destination());
        self.destination.set(destination.clone());
        self.asking.asked.set(Asked::default());
        self.asking.skipping.set(false);
        // Who no longer waits for the answer, or asks another Majora, is told nothing more.
        let is_awaited = || {
            let same =
                |w: &Workflow| matches!(w, Workflow::Asking { desk } if desk.review == review);
            self.workflow.with_untracked(same)
        };
        // By it an upload that stopped is known again.
        self.hashed().await;
        let answer = match destination {
            None => Err(Halt::SignedOut),
            Some(to) => {
                let wait = async |seconds| {
                    TimeoutFuture::new(seconds as u32 * 1000).await;
                    is_awaited()
                };
                let call = async |endpoint, body: serde_json::Value| match is_awaited() {
                    true => api::call(&to.instance.name, &to.session_ref, endpoint, &body).await,
                    false => Err(Failure::NoAnswer),
                };
                let seen = |asked| {
                    if is_awaited() {
                        self.asking.asked.set(asked);
                    }
                };
                let skip = || !is_awaited() || self.asking.skipping.get_untracked();
                held::review(&questions, call, wait, seen, skip).await
            }
        };
        let taken = match (&answer, self.destination.get_untracked()) {
            (Ok(_), Some(to)) => self.taken(&to).await,
            _ => None,
        };
        if answer == Err(Halt::SignedOut) {
            self.session.refresh().await;
        }
        if let Some(decisions) = taken.filter(|_| is_awaited()) {
            self.apply(Event::Decided(decisions));
        }
        let answer = match answer {
            Ok(held) => match self.weigh(held).await {
                Some(weighed) => Ok(weighed),
                None => return,
            },
            Err(halt) => Err(halt),
        };
        self.dispatch(Event::Asked { review, answer });
    }

    /// What comes of what Majora holds of the sheet on the desk; nothing where there is none any more.
    async fn weigh(self, held: Held) -> Option<Weighed> {
        let of = |desk: &sheet::workflow::Desk| (desk.checked.clone(), desk.decisions.clone());
        let (checked, decisions) = self.workflow.with_untracked(|w| w.desk().map(of))?;
        let mut slices = Slices::begin();
        let rest = async |_| {
            slices.rest().await;
        };
        let weighed = Weighed::of(&checked, held, decisions, rest).await;
        // It is drawn in a task of its own.
        slices::turn().await;
        Some(weighed)
    }

    /// Whether it is being worked out what comes of the last decision.
    pub fn is_planning(self) -> Signal<bool> {
        let is_stale =
            |workflow: &Workflow| matches!(workflow, Workflow::Reviewing { stale: true, .. });
        Memo::new(move |_| self.workflow.with(is_stale)).into()
    }

    /// Works out what will be sent now, at once if that takes no longer than a slice. With the next decision
    /// that is given up for what comes of all of them.
    pub(super) fn plan_anew(self) {
        let (call_off, called_off) = channel();
        self.asking.planning.set_value(Some(call_off));
        let mut planning: Pin<Box<dyn Future<Output = ()>>> = Box::pin(async move {
            match select(called_off, pin!(self.planned_anew())).await {
                Either::Left(_) => {}
                Either::Right((event, _)) => event.into_iter().for_each(|e| self.dispatch(e)),
            }
        });
        if planning.as_mut().now_or_never().is_none() {
            spawn_local(planning);
        }
    }

    async fn planned_anew(self) -> Option<Event> {
        let (review, checked, decisions, findings) =
            self.workflow.with_untracked(|workflow| match workflow {
                Workflow::Reviewing { desk, findings, .. } => {
                    let (checked, decisions) = (desk.checked.clone(), desk.decisions.clone());
                    Some((desk.review, checked, decisions, findings.clone()))
                }
                _ => None,
            })?;
        let mut slices = Slices::begin();
        let rest = async |_| {
            slices.rest().await;
        };
        let weighed = Weighed::again(&checked, findings, decisions, rest).await;
        Some(Event::Planned { review, weighed })
    }

    /// What was decided before about the sheet on the desk with this Majora's values on the screen: in
    /// this tab before a reload, or in an upload that stopped. Only its journal knows what is its own.
    async fn taken(self, to: &Destination) -> Option<Decisions> {
        let kept = self.reading.source.with_value(|source| source.draft.decided.clone());
        let kept = kept.filter(|(by, _)| *by == to.owner()).map(|(_, decisions)| decisions);
        let now = self.workflow.with_untracked(|w| w.desk().map(|desk| desk.decisions.clone()))?;
        let resumed = self.resumption(to, kept.clone()).await;
        let not_resumed = || Decisions { ours: BTreeSet::new(), ..kept.unwrap_or(now) };
        Some(resumed.unwrap_or_else(not_resumed))
    }
}
