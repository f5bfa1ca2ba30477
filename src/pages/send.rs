//! The sheet is being sent.

use crate::components::progress::ProgressBars;
use crate::desk::use_desk;
use crate::pages::place::AtInstance;
use crate::route::Step;
use leptos::prelude::*;
use sheet::submit::Progress;
use sheet::workflow::{Event, Workflow};

/// The page on which the user waits.
#[component]
pub fn SendPage() -> impl IntoView {
    let desk = use_desk();
    let percent = move || {
        let Progress { done, steps, .. } = progress_of(desk).unwrap_or_default();
        (done * 100).checked_div(steps)
    };
    let title = Signal::derive(move || match percent() {
        Some(percent) => format!("{percent}% submitted"),
        None => "Submitting".to_owned(),
    });
    view! {
        <AtInstance title>
            <Sending/>
        </AtInstance>
    }
}

fn progress_of(desk: crate::desk::Desk) -> Option<Progress> {
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
    let stopping = Memo::new(move |_| {
        desk.workflow()
            .with(|workflow| matches!(workflow, Workflow::Sending { stopping: true, .. }))
    });
    move || {
        match sending.get() {
        true => view! {
            <p class="lead">"Keep this tab open. You can use other tabs meanwhile."</p>
            <ProgressBars progress/>
            <p class="actions">
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
        .into_any(),
        false => view! {
            <p>"Nothing is being submitted from this page."</p>
            <p>"If a submission was interrupted, what Majora had taken stays there. Review the sheet again: Majora is asked what it holds, and nothing is sent twice."</p>
            <p><button class="button" on:click=move |_| desk.go(Step::Check)>"Go to the sheet"</button></p>
        }
        .into_any(),
    }
    }
}
