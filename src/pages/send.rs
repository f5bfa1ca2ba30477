//! The sheet is being sent.

mod ending;
mod waiting;

pub use ending::tell_the_end;

use crate::components::progress::ProgressBars;
use crate::desk::{Desk, use_desk};
use crate::pages::place::AtInstance;
use crate::pages::unfinished::Unfinished;
use crate::route::Step;
use crate::words;
use ending::ending;
use leptos::prelude::*;
use sheet::submit::Progress;
use sheet::workflow::{Event, Workflow};
use waiting::waiting;

/// The page on which the user waits.
#[component]
pub fn SendPage() -> impl IntoView {
    let desk = use_desk();
    let reading_back = move || progress_of(desk).is_some_and(|progress| progress.reading_back);
    let title = Signal::derive(move || match desk.percent() {
        Some(percent) if desk.paused().get() && !reading_back() => format!("Paused at {percent}%"),
        Some(_) if desk.waiting().get().is_some() => "Waiting to go on".to_owned(),
        Some(_) if reading_back() => "Checking what was saved".to_owned(),
        Some(percent) => format!("{percent}% submitted"),
        None => "Submitting".to_owned(),
    });
    view! {
        <AtInstance title>
            <Sending/>
        </AtInstance>
    }
}

fn progress_of(desk: Desk) -> Option<Progress> {
    desk.workflow().with(|workflow| match workflow {
        Workflow::Sending { progress, .. } => Some(*progress),
        _ => None,
    })
}

#[component]
fn Sending() -> impl IntoView {
    let desk = use_desk();
    let sending = Memo::new(move |_| progress_of(desk).is_some());
    let progress = Signal::derive(move || progress_of(desk).unwrap_or_default());
    let resting = Signal::derive(move || desk.paused().get() || desk.waiting().get().is_some());
    move || {
        match sending.get() {
        true => view! {
            {waiting(desk)}
            {destination(desk)}
            <ProgressBars progress pace=desk.pace() resting/>
            {controls(desk)}
            <p class="hint">"If you stop, what was saved stays saved, and the receipt says which rows."</p>
            <p>"You can use other tabs meanwhile. If this one closes, you can go on later."</p>
            {ending()}
        }
        .into_any(),
        false => view! {
            <Unfinished/>
            <p>"Nothing is being submitted from this page."</p>
            <p>"If a submission was interrupted, what Majora had taken stays there. Review the sheet again: Majora is asked what it holds, and nothing is sent twice."</p>
            <p><button class="button" on:click=move |_| desk.go(Step::Check)>"Go to the sheet"</button></p>
        }
        .into_any(),
    }
    }
}

/// What goes where, and as whom.
fn destination(desk: Desk) -> impl IntoView {
    let file = move || desk.workflow().with(|w| w.desk().map(|desk| desk.file.name.clone()));
    move || {
        desk.destination().get().map(|to| {
            let world = words::world(to.instance.world);
            view! {
                <p class="lead">
                    <strong>{file}</strong>" goes to "<strong>{to.instance.label}</strong>" ("{world}") as "
                    <strong>{to.username}</strong>"."
                </p>
            }
        })
    }
}

/// Pause, go on and stop, each within one request.
fn controls(desk: Desk) -> impl IntoView {
    let stopping = Memo::new(move |_| {
        desk.workflow()
            .with(|workflow| matches!(workflow, Workflow::Sending { stopping: true, .. }))
    });
    // A disabled button would lose the focus of somebody who has just pressed it.
    let stop = move |_| {
        if !stopping.get_untracked() {
            desk.dispatch(Event::Stop);
        }
    };
    let paused = desk.paused();
    view! {
        <p class="actions">
            <button class="button button-quiet" on:click=move |_| desk.pause(!paused.get_untracked())>
                {move || if paused.get() { "Go on" } else { "Pause" }}
            </button>
            <button class="button button-quiet" aria-disabled=move || stopping.get().to_string() on:click=stop>
                {move || if stopping.get() { "Stopping after this request…" } else { "Stop" }}
            </button>
        </p>
    }
}
