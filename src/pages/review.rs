//! What will be sent, and where. Nothing has been.

pub mod submit;

use crate::components::asking::Asking;
use crate::components::plan_summary::{LeftOutColumns, PlanSummary, Stays};
use crate::components::review::doubts::Doubts;
use crate::components::review::erasures::Erasures;
use crate::components::review::outlook::Outlook;
use crate::components::review::records::Records;
use crate::components::review::tags::{self, Tags};
use crate::components::review::unchecked::Unchecked;
use crate::components::review::unseen::Unseen;
use crate::desk::{Desk, Destination, use_desk};
use crate::pages::check::{replacing, trouble};
use crate::pages::place::{AtInstance, use_instance};
use crate::route::Step;
use leptos::prelude::*;
use sheet::compare::Tag;
use sheet::decide::Decisions;
use sheet::workflow::{Event, Workflow};
use std::sync::Arc;
use submit::{Standing, Submit};

/// The page on which the user says yes.
#[component]
pub fn ReviewPage() -> impl IntoView {
    view! {
        <AtInstance title="Review what will be sent">
            {replacing(false)}
            <Review/>
        </AtInstance>
    }
}

/// What the page can show.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Review,
    Asking,
    Sending,
    Finished,
    Nothing,
}

fn shown(workflow: &Workflow) -> Shown {
    match workflow {
        Workflow::Reviewing { .. } => Shown::Review,
        Workflow::Asking { .. } => Shown::Asking,
        Workflow::Sending { .. } => Shown::Sending,
        Workflow::Finished { .. } => Shown::Finished,
        _ => Shown::Nothing,
    }
}

#[component]
fn Review() -> impl IntoView {
    let desk = use_desk();
    let stage = Memo::new(move |_| desk.workflow().with(shown));
    // It is large, so it is shared.
    let outlook = Memo::new(move |before: Option<&Option<Arc<Outlook>>>| {
        let before = before.and_then(Option::as_ref);
        desk.workflow().with(|workflow| outlook(workflow, before))
    });
    ask_at_first(desk, stage);
    move || {
        match (stage.get(), outlook.get_untracked(), desk.destination().get()) {
        (Shown::Review, Some(first), Some(to)) => {
            // What is shown last stays while the page goes away.
            let outlook = Memo::new(move |_| outlook.get().unwrap_or_else(|| first.clone()));
            view! { <Reviewed outlook to/> }.into_any()
        }
        (Shown::Asking, ..) => asking(desk).into_any(),
        (Shown::Sending, ..) => view! {
            <p>"This is being submitted now."</p>
            <p><button class="button" on:click=move |_| desk.go(Step::Send)>"Show how far it is"</button></p>
        }
        .into_any(),
        (Shown::Finished, ..) => view! {
            <p>"This was submitted."</p>
            <p><button class="button" on:click=move |_| desk.go(Step::Receipt)>"Show the receipt"</button></p>
        }
        .into_any(),
        _ => view! {
            {trouble(desk)}
            <p>"There is nothing to review yet: Majora must be asked first what it holds."</p>
            <p><button class="button" on:click=move |_| desk.go(Step::Check)>"Go to the sheet"</button></p>
        }
        .into_any(),
    }
    }
}

/// Who comes back to this page, by a reload or by the browser's own buttons, gets to see it again:
/// Majora is asked anew what it holds.
fn ask_at_first(desk: Desk, stage: Memo<Shown>) {
    let instance = use_instance();
    let can_ask = Memo::new(move |_| {
        let untroubled =
            |workflow: &Workflow| matches!(workflow, Workflow::Fixing { trouble: None, .. });
        let ready = desk.checked().with(|c| c.as_ref().is_some_and(|c| c.ready_rows() > 0));
        let signed_in = instance.get().is_some_and(|instance| instance.signed_in.is_some());
        ready && signed_in && desk.workflow().with(untroubled)
    });
    Effect::new(move |asked: Option<bool>| {
        if asked == Some(true) || stage.get() != Shown::Nothing {
            return true;
        }
        let can_ask = can_ask.get();
        if can_ask {
            desk.review();
        }
        can_ask
    });
}

fn asking(desk: Desk) -> impl IntoView {
    let back = move |_| {
        desk.dispatch(Event::BackToSheet);
        desk.go(Step::Check);
    };
    view! {
        <Asking asked=desk.asked() skipping=desk.skipping() on_skip=move |()| desk.skipping().set(true)/>
        <p><button class="button button-quiet" on:click=back>"Back to the sheet"</button></p>
    }
}

/// What is shown, after what was shown before: a decision is shown at once, what comes of it once that is
/// worked out.
fn outlook(workflow: &Workflow, before: Option<&Arc<Outlook>>) -> Option<Arc<Outlook>> {
    let Workflow::Reviewing { desk, findings, plan, .. } = workflow else { return None };
    let decisions = desk.decisions.clone();
    Some(match before.filter(|before| Arc::ptr_eq(&before.plan, plan)) {
        Some(before) if *before.decisions == decisions => before.clone(),
        Some(before) => Arc::new(before.deciding(decisions)),
        None => {
            let (checked, findings) = (desk.checked.clone(), findings.clone());
            Arc::new(Outlook::new(checked, findings, plan.clone(), decisions))
        }
    })
}

#[component]
fn Reviewed(#[prop(into)] outlook: Signal<Arc<Outlook>>, to: Destination) -> impl IntoView {
    let desk = use_desk();
    Effect::new(move |_| desk.review_seen());
    let first = outlook.with_untracked(|outlook| tags::first(&outlook.counts()));
    let tag = RwSignal::new(first);
    let decide = move |decisions: Decisions| desk.dispatch(Event::Decided(decisions));
    let panel = move |tag| {
        let own = match tag {
            Tag::NeedsDecision => view! { <Doubts outlook on_decide=decide/> }.into_any(),
            Tag::CouldNotCheck => {
                view! { <Unchecked outlook on_decide=decide on_again=move |()| ask_again(desk)/> }
                    .into_any()
            }
            Tag::NotVisible => view! { <Unseen outlook on_decide=decide/> }.into_any(),
            _ => ().into_any(),
        };
        view! {
            <p>{tags::meaning(tag)}</p>
            {own}
            {(tag != Tag::CouldNotCheck).then(|| view! { <Records outlook tag on_decide=decide/> })}
        }
        .into_any()
    };
    let no_panel = move || {
        let waiting = outlook.with(|outlook| outlook.waiting());
        view! { <p>{tags::untagged(waiting)}</p> }.into_any()
    };
    let sheet = outlook.with_untracked(|outlook| outlook.checked.clone());
    let stays = Stays::of(&sheet);
    let summary = move || {
        let stays = stays.clone();
        outlook.with(|outlook| {
            let (plan, checked) = (outlook.plan.clone(), outlook.checked.clone());
            view! { <PlanSummary plan checked stays/> }
        })
    };
    view! {
        <Standing outlook/>
        <Erasures outlook/>
        <LeftOutColumns checked=sheet/>
        {summary}
        <section class="review-records" aria-labelledby="records">
            <h2 id="records">"Your sheet and what Majora holds"</h2>
            <p class="hint">"Samples, libraries, runs, and each sample’s place in a library are counted."</p>
            <Tags outlook tag on_choose=move |of| tag.set(of)/>
            {move || tag.get().map_or_else(no_panel, panel)}
        </section>
        <Submit outlook to/>
    }
}

/// Majora is asked from the page of the sheet. What was decided stays, where it still holds.
fn ask_again(desk: Desk) {
    desk.dispatch(Event::BackToSheet);
    desk.review();
}
