//! What will be sent, and where. Nothing has been.

use crate::components::changes::Changes;
use crate::components::notice::{Notice, Tone};
use crate::components::plan_summary::PlanSummary;
use crate::desk::{Destination, use_desk};
use crate::pages::place::AtInstance;
use crate::route::Step;
use crate::words;
use leptos::prelude::*;
use protocol::session::World;
use sheet::field::Section;
use sheet::plan::{Fate, Plan};
use sheet::workflow::{Event, Workflow};
use std::sync::Arc;

/// The page on which the user says yes.
#[component]
pub fn ReviewPage() -> impl IntoView {
    view! {
        <AtInstance title="Review what will be sent">
            <Review/>
        </AtInstance>
    }
}

#[component]
fn Review() -> impl IntoView {
    let desk = use_desk();
    let planned = move || {
        desk.workflow().with(|workflow| match workflow {
            Workflow::Reviewing { desk, findings, plan } => {
                Some((plan.clone(), desk.checked.clone(), findings.clone()))
            }
            _ => None,
        })
    };
    move || {
        match (planned(), desk.destination().get()) {
        (Some((plan, checked, findings)), Some(to)) => view! {
            <Summary plan=plan.clone()/>
            <PlanSummary plan=plan.clone() checked/>
            <Changes plan=plan.clone() findings/>
            <Decide plan to/>
        }
        .into_any(),
        _ if desk.workflow().with(|w| matches!(w, Workflow::Sending { .. })) => view! {
            <p>"This is being submitted now."</p>
            <p><button class="button" on:click=move |_| desk.go(Step::Send)>"Show how far it is"</button></p>
        }
        .into_any(),
        _ if desk.workflow().with(|w| matches!(w, Workflow::Finished { .. })) => view! {
            <p>"This was submitted."</p>
            <p><button class="button" on:click=move |_| desk.go(Step::Receipt)>"Show the receipt"</button></p>
        }
        .into_any(),
        _ => view! {
            <p>"There is nothing to review yet: Majora must be asked first what it holds."</p>
            <p><button class="button" on:click=move |_| desk.go(Step::Check)>"Go to the sheet"</button></p>
        }
        .into_any(),
    }
    }
}

/// The whole in one sentence, where there is something that the cards don't say.
#[component]
fn Summary(plan: Arc<Plan>) -> impl IntoView {
    let there = plan.fates.values().filter(|fate| **fate == Fate::AlreadyThere).count();
    let all = plan.fates.len();
    match (plan.steps.is_empty(), there) {
        (true, there) if there == all => view! {
            <Notice tone=Tone::Info title="Everything in this sheet is already in Majora">
                <p>"These records exist already. Nothing will be sent."</p>
            </Notice>
        }
        .into_any(),
        (true, _) => view! {
            <Notice tone=Tone::Warning title="Nothing of this sheet can be sent">
                <p>"The reasons are below."</p>
            </Notice>
        }
        .into_any(),
        (false, 0) => ().into_any(),
        (false, _) => view! {
            <Notice tone=Tone::Info title="Some of these records exist already">
                <p>"They stay as they are. What Majora holds is changed only as listed below, and nothing is erased."</p>
            </Notice>
        }
        .into_any(),
    }
}

#[component]
fn Decide(plan: Arc<Plan>, to: Destination) -> impl IntoView {
    let desk = use_desk();
    let label = match plan.steps.is_empty() {
        true => "Finish with a receipt".to_owned(),
        false => format!("Submit {} to {}", sending(&plan), words::world(to.instance.world)),
    };
    let class = match to.instance.world {
        World::Test => "button button-test",
        World::Production => "button button-production",
    };
    let after = match to.instance.world {
        World::Test => "This is practice data on the test server.",
        World::Production => "This is the real database. What is saved can’t be removed by you.",
    };
    view! {
        <div class="onwards">
            <p>
                "As "<strong>{to.username.clone()}</strong>" to "<strong>{to.instance.label.clone()}</strong>
                " ("{to.instance.host.clone()}"). "{after}
            </p>
            <p class="actions">
                <button class=class on:click=move |_| desk.dispatch(Event::Submit)>{label}</button>
                <button class="button button-quiet" on:click=move |_| desk.dispatch(Event::BackToSheet)>
                    "Back to the sheet"
                </button>
            </p>
        </div>
    }
}

/// `96 samples, 1 library and 1 run`.
fn sending(plan: &Plan) -> String {
    let counts = Section::ALL.map(|section| (plan.sending(section), words::noun(section)));
    let some: Vec<String> =
        counts.iter().filter(|(n, _)| *n > 0).map(|(n, noun)| words::count(*n, noun)).collect();
    match some.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [some @ .., last] => format!("{} and {last}", some.join(", ")),
    }
}
