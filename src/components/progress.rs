//! How far a submission is.

use crate::words;
use leptos::prelude::*;
use sheet::field::Section;
use sheet::pace::Pace;
use sheet::submit::{Count, Progress};

/// A bar for each kind of record, with words and numbers, and how long it still takes.
#[component]
pub fn ProgressBars(
    /// How far it is.
    #[prop(into)]
    progress: Signal<Progress>,
    /// How fast it goes.
    #[prop(into)]
    pace: Signal<Pace>,
    /// Whether nothing is sent at the moment, so that no pace holds.
    #[prop(into)]
    resting: Signal<bool>,
) -> impl IntoView {
    let bar = move |section: Section| {
        let count = Signal::derive(move || progress.get().records[section as usize]);
        view! { <Bar section count/> }
    };
    let reading_back = move || progress.get().reading_back;
    let pace = move || match (resting.get(), reading_back()) {
        (false, false) => pace.with(in_words),
        _ => String::new(),
    };
    view! {
        <div class="bars">{Section::ALL.map(bar).into_iter().collect_view()}</div>
        <p class="pace">
            {move || match reading_back() {
                true => "All is sent. What was saved is read back from Majora and compared…".to_owned(),
                false => pace(),
            }}
        </p>
        <p class="visually-hidden" role="status">{move || spoken(progress.get())}</p>
    }
}

#[component]
fn Bar(section: Section, count: Signal<Count>) -> impl IntoView {
    let (label, id) = match section {
        Section::Sample => ("Samples", "bar-samples"),
        Section::Library => ("Samples in libraries", "bar-libraries"),
        Section::Run => ("Rows in runs", "bar-runs"),
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
                <span class="bar-label" id=id>{label}</span>
                <progress
                    max=move || count.get().all.to_string()
                    value=move || done().to_string()
                    aria-labelledby=id
                />
                <span class="bar-text">{text}</span>
            </div>
        </Show>
    }
}

/// `1,200 records a minute, about 3 minutes left`; nothing before it can be told.
fn in_words(pace: &Pace) -> String {
    let rate = pace.per_minute().map(|rate| format!("{} a minute", words::count(rate, "record")));
    let left = pace.seconds_left().map(words::time_left);
    rate.into_iter().chain(left).collect::<Vec<_>>().join(", ")
}

/// What a screen reader is told: every tenth of the way, not every step.
fn spoken(progress: Progress) -> String {
    if progress.reading_back {
        return "What was saved is being checked".to_owned();
    }
    // What was held back or is not sent any more is no part of it.
    let [saved, all] = [|count: &Count| count.saved, |count: &Count| count.all]
        .map(|of| progress.records.iter().map(of).sum::<usize>());
    let tenths = (saved * 10).checked_div(all).unwrap_or(0);
    format!("{} percent saved", tenths * 10)
}
