//! The whole in a few sentences, and the button that has it sent.

use crate::components::notice::{Notice, Tone};
use crate::components::review::outlook::{Outlook, Tally};
use crate::desk::{Destination, use_desk};
use crate::words;
use leptos::prelude::*;
use protocol::session::World;
use sheet::compare::Tag;
use sheet::field::Section;
use sheet::plan::{Fate, Plan};
use sheet::workflow::Event;
use std::sync::Arc;

/// What is to be said before all else: that there is nothing to send, or that some exists already.
#[component]
pub fn Standing(outlook: Signal<Arc<Outlook>>) -> impl IntoView {
    let standing = Memo::new(move |_| outlook.with(|outlook| standing(outlook)));
    move || {
        standing.get().map(|(tone, title, what)| {
            view! {
                <Notice tone title>
                    <p>{what}</p>
                </Notice>
            }
        })
    }
}

fn standing(outlook: &Outlook) -> Option<(Tone, &'static str, &'static str)> {
    let plan = &outlook.plan;
    let there = plan.fates.values().filter(|fate| **fate == Fate::AlreadyThere).count();
    let records = || outlook.findings.comparison.records.values();
    match (plan.steps.is_empty(), there) {
        (true, there)
            if there == plan.fates.len() && records().any(|c| c.tag() == Tag::NotVisible) =>
        {
            Some((
                Tone::Info,
                "All that Majora shows of this sheet is as you have it",
                "Nothing will be sent. Some columns it never shows: choose ‘Not visible’ below.",
            ))
        }
        (true, there) if there == plan.fates.len() => Some((
            Tone::Info,
            "Everything in this sheet is already in Majora",
            "These records exist already. Nothing will be sent.",
        )),
        (true, _) => {
            Some((Tone::Warning, "Nothing of this sheet can be sent yet", "The reasons are below."))
        }
        (false, 0) => None,
        (false, _) if records().any(|c| c.tag() == Tag::NeedsDecision) => Some((
            Tone::Info,
            "Some of these records exist already",
            "What Majora shows of them stays as it is, except for what is listed under ‘Will change’ and what you decide under ‘Needs a decision’.",
        )),
        (false, _) => Some((
            Tone::Info,
            "Some of these records exist already",
            "What Majora shows of them stays as it is, except for what is listed under ‘Will change’.",
        )),
    }
}

/// What exactly happens, where and as whom, and the button.
#[component]
pub fn Submit(outlook: Signal<Arc<Outlook>>, to: Destination) -> impl IntoView {
    let desk = use_desk();
    let world = to.instance.world;
    let plan = move || outlook.with(|outlook| outlook.plan.clone());
    let planning = desk.is_planning();
    let label = move || match plan().steps.is_empty() {
        _ if planning.get() => "Working out what will be sent…".to_owned(),
        true => "Finish with a receipt".to_owned(),
        false => format!("Submit {} to {}", sending(&plan()), words::world(world)),
    };
    let class = match world {
        World::Test => "button button-test",
        World::Production => "button button-production",
    };
    let after = move || match (world, plan().steps.is_empty()) {
        (World::Test, _) => "This is practice data on the test server.".to_owned(),
        (World::Production, true) => "This is the real database.".to_owned(),
        (World::Production, false) => format!(
            "This is the real database: {} will be in PRODUCTION. What is saved can’t be removed by you.",
            sending(&plan())
        ),
    };
    let tally = Memo::new(move |_| outlook.with(|outlook| outlook.tally));
    view! {
        <div class="onwards">
            <ul class="tally">{move || tally.with(sentences)}</ul>
            <p>
                "As "<strong>{to.username.clone()}</strong>" to "<strong>{to.instance.label.clone()}</strong>
                " ("{to.instance.host.clone()}"). "{after}
            </p>
            {to.instance.deadline.clone().map(|deadline| view! { <p>{deadline}</p> })}
            <p class="actions">
                <button
                    class=class
                    aria-disabled=move || planning.get().to_string()
                    on:click=move |_| desk.dispatch(Event::Submit)
                >
                    {label}
                </button>
                <button class="button button-quiet" on:click=move |_| desk.dispatch(Event::BackToSheet)>
                    "Back to the sheet"
                </button>
            </p>
        </div>
    }
}

/// What becomes of stored values, one sentence for each that there is to say.
fn sentences(tally: &Tally) -> Vec<AnyView> {
    let Tally { changed, filled, unseen, erased, erased_unseen, open } = *tally;
    let values = |count| words::count(count, "stored value");
    let said = [
        (erased, format!("{} will be removed.", values(erased))),
        (
            erased_unseen,
            format!(
                "Whatever Majora holds in {} that it doesn’t show will be removed.",
                words::count(erased_unseen, "cell")
            ),
        ),
        (changed, format!("{} will change.", values(changed))),
        (filled, format!("{} that Majora lacks will be filled in.", words::count(filled, "value"))),
        (
            unseen,
            format!(
                "{} will be sent where Majora doesn’t show what it holds.",
                words::count(unseen, "value")
            ),
        ),
        (
            open,
            format!(
                "{} not taken: what depends on it is not sent.",
                words::count(open, "decision")
            ),
        ),
    ];
    let said = said.into_iter().filter(|(count, _)| *count > 0);
    let mut said: Vec<String> = said.map(|(_, sentence)| sentence).collect();
    if erased + erased_unseen == 0 {
        said.insert(0, "No stored value is removed.".to_owned());
    }
    said.into_iter().map(|sentence| view! { <li>{sentence}</li> }.into_any()).collect()
}

/// `96 samples, 1 library and 1 run`.
fn sending(plan: &Plan) -> String {
    let counts = Section::ALL.map(|section| (plan.sending(section), words::noun(section)));
    let some: Vec<String> =
        counts.iter().filter(|(n, _)| *n > 0).map(|(n, noun)| words::count(*n, noun)).collect();
    words::all_of(&some)
}
