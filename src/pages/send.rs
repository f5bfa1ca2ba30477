//! The sheet is being sent.

mod waiting;

use crate::components::progress::ProgressBars;
use crate::desk::{Desk, use_desk};
use crate::pages::place::AtInstance;
use crate::pages::unfinished::Unfinished;
use crate::route::Step;
use leptos::prelude::*;
use sheet::submit::Progress;
use sheet::workflow::{Event, Workflow};
use waiting::waiting;

/// The page on which the user waits.
#[component]
pub fn SendPage() -> impl IntoView {
    let desk = use_desk();
    let percent = move || {
        let Progress { done, steps, .. } = progress_of(desk).unwrap_or_default();
        (done * 100).checked_div(steps)
    };
    let title = Signal::derive(move || match percent() {
        Some(_) if desk.waiting().get().is_some() => "Waiting to go on".to_owned(),
        Some(percent) if desk.paused().get() => format!("Paused at {percent}%"),
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
    move || {
        match sending.get() {
        true => view! {
            {waiting(desk)}
            <p class="lead">"You can use other tabs meanwhile. If this one closes, you can go on later."</p>
            <ProgressBars progress/>
            {controls(desk)}
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

/// Pause, go on and stop, each within one request.
fn controls(desk: Desk) -> impl IntoView {
    let stopping = Memo::new(move |_| {
        desk.workflow()
            .with(|workflow| matches!(workflow, Workflow::Sending { stopping: true, .. }))
    });
    let paused = desk.paused();
    view! {
        <p class="actions">
            <button class="button button-quiet" on:click=move |_| paused.update(|paused| *paused = !*paused)>
                {move || if paused.get() { "Go on" } else { "Pause" }}
            </button>
            <button
                class="button button-quiet"
                disabled=stopping
                on:click=move |_| desk.dispatch(Event::Stop)
            >
                {move || if stopping.get() { "Stopping after this request…" } else { "Stop" }}
            </button>
        </p>
        <p class="hint">"If you stop, what was saved stays saved, and the receipt says which rows."</p>
    }
}
