//! How far a submission is.

use crate::words;
use leptos::prelude::*;
use sheet::field::Section;
use sheet::submit::{Count, Progress};

/// A bar for each kind of record, with words and numbers.
#[component]
pub fn ProgressBars(
    /// How far it is.
    #[prop(into)]
    progress: Signal<Progress>,
) -> impl IntoView {
    let bar = move |section: Section| {
        let count = Signal::derive(move || progress.get().records[section as usize]);
        view! { <Bar section count/> }
    };
    view! {
        <div class="bars">{Section::ALL.map(bar).into_iter().collect_view()}</div>
        <p class="visually-hidden" role="status">{move || spoken(progress.get())}</p>
    }
}

#[component]
fn Bar(section: Section, count: Signal<Count>) -> impl IntoView {
    let label = match section {
        Section::Sample => "Samples",
        Section::Library => "Samples in libraries",
        Section::Run => "Rows in runs",
    };
    let done = move || count.get().saved + count.get().other;
    let text = move || {
        let Count { all, saved, other } = count.get();
        let saved = format!("{} of {} saved", words::thousands(saved), words::thousands(all));
        match other {
            0 => saved,
            other => format!("{saved}, {} not", words::thousands(other)),
        }
    };
    view! {
        <Show when=move || { count.get().all > 0 }>
            <div class="bar-line">
                <span class="bar-label" id=format!("bar-{label}")>{label}</span>
                <progress
                    max=move || count.get().all.to_string()
                    value=move || done().to_string()
                    aria-labelledby=format!("bar-{label}")
                />
                <span class="bar-text">{text}</span>
            </div>
        </Show>
    }
}

/// What a screen reader is told: every tenth of the way, not every step.
fn spoken(progress: Progress) -> String {
    let tenths = (progress.done * 10).checked_div(progress.steps).unwrap_or(0);
    format!("{} percent sent", tenths * 10)
}
