//! What became of each row.

use crate::words;
use leptos::prelude::*;
use protocol::receipt::{Kind, Paper, Record, Row, State};
use std::sync::Arc;

/// How many rows stand on one page: more than a plate has.
const PAGE: usize = 100;

/// The class that colours an outcome; the word always stands beside the colour.
pub const fn class_of(outcome: State) -> &'static str {
    match outcome {
        State::SavedAndChecked => "tag tag-good",
        State::SavedNotChecked | State::AlreadyThere | State::Removed => "tag tag-info",
        State::Unknown | State::NotSent | State::SavedInPart => "tag tag-warning",
        State::Refused | State::HasErrors => "tag tag-error",
    }
}

/// A line for each row, a page of them at a time. Nothing is cut off: a reason may be long.
#[component]
pub fn ReceiptTable(
    /// The receipt.
    paper: Arc<Paper>,
    /// The rows that are shown, by their places in the receipt.
    #[prop(into)]
    rows: Signal<Arc<Vec<usize>>>,
    /// Whether all of them are, as on paper.
    #[prop(into, optional)]
    whole: Signal<bool>,
) -> impl IntoView {
    let chosen = RwSignal::new(0);
    let all = Memo::new(move |_| rows.with(|rows| rows.len()));
    // With another filter there may be fewer pages.
    let page = Memo::new(move |_| chosen.get().min(all.get().saturating_sub(1) / PAGE));
    let shown = move || {
        let (start, most) = match whole.get() {
            true => (0, usize::MAX),
            false => (page.get() * PAGE, PAGE),
        };
        rows.with(|rows| rows.iter().copied().skip(start).take(most).collect::<Vec<_>>())
    };
    let has_links =
        paper.rows.iter().flat_map(|row| &row.records).any(|record| record.link.is_some());
    let line = move |row: usize| line(&paper.rows[row]);
    view! {
        {has_links.then(|| view! {
            <p class="receipt-links">"A name leads to the record in Majora, in a new tab. Majora may ask you to sign in there."</p>
        })}
        <div class="table-scroll" role="region" tabindex="0" aria-label="Outcome of each row">
            <table class="columns receipt">
                <thead>
                    <tr>
                        <th scope="col">"Row"</th>
                        <th scope="col">"Sample"</th>
                        <th scope="col">"Outcome"</th>
                        <th scope="col">"What happened"</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=shown key=|row| *row children=line/>
                </tbody>
            </table>
        </div>
        <Show when=move || { all.get() > PAGE && !whole.get() }>
            <Pager page all chosen/>
        </Show>
    }
}

#[component]
fn Pager(page: Memo<usize>, all: Memo<usize>, chosen: RwSignal<usize>) -> impl IntoView {
    let (first, last) = (move || page.get() == 0, move || (page.get() + 1) * PAGE >= all.get());
    let text = move || {
        let (from, to) = (page.get() * PAGE + 1, ((page.get() + 1) * PAGE).min(all.get()));
        let [from, to, all] = [from, to, all.get()].map(words::thousands);
        format!("{from} to {to} of {all} rows. The receipt that you download has all of them.")
    };
    // A button that is switched off would lose the focus of somebody who has just pressed it.
    let back = move |_| {
        if !first() {
            chosen.set(page.get_untracked() - 1)
        }
    };
    let on = move |_| {
        if !last() {
            chosen.set(page.get_untracked() + 1)
        }
    };
    view! {
        <p role="status">{text}</p>
        <p class="actions">
            <button class="button button-quiet" aria-disabled=move || first().to_string() on:click=back>"Previous rows"</button>
            <button class="button button-quiet" aria-disabled=move || last().to_string() on:click=on>"Next rows"</button>
        </p>
    }
}

/// `Already in Majora` as `already in Majora`.
fn within_a_sentence(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// `library HOOT-LIB-1 saved and checked`, and why, where there is more to say; the name leads to the
/// record at Majora.
fn told(record: &Record) -> impl IntoView + use<> {
    let (kind, name) = match record.record {
        Kind::Sample => ("", "sample".to_owned()),
        Kind::Library => ("library ", record.name.clone()),
        Kind::Run => ("run ", record.name.clone()),
    };
    let word = within_a_sentence(record.outcome.word());
    let rest = match record.reason.is_empty() {
        true => format!(" {word} "),
        false => format!(" {word}: {} ", record.reason),
    };
    // The sample's own name stands beside it, and is its link.
    let link = record.link.clone().filter(|_| record.record != Kind::Sample);
    (kind, linked(name, link), rest)
}

/// A name that leads to the record's page at Majora, where there is one.
fn linked(name: String, link: Option<String>) -> AnyView {
    match link {
        None => name.into_any(),
        Some(link) => view! {
            <a href=link target="_blank" rel="external noopener noreferrer">{name}</a>
        }
        .into_any(),
    }
}

fn line(row: &Row) -> impl IntoView + use<> {
    let errors = row.errors.iter().map(|error| view! { <div>{error.clone()}</div> }.into_any());
    // A row with errors has no more to say of each record than that.
    let records = row.records.iter().filter(|_| row.errors.is_empty()).map(|record| {
        let request = record.request.clone();
        let request = request
            .map(|request| view! { <span class="receipt-request">"request "{request}</span> });
        view! { <div>{told(record)}{request}</div> }.into_any()
    });
    let lines: Vec<AnyView> = errors.chain(records).collect();
    let sample = row.records.iter().find(|record| record.record == Kind::Sample);
    let link = sample.and_then(|record| record.link.clone());
    view! {
        <tr class="receipt-row">
            <td>{row.row}</td>
            <th scope="row" class="receipt-id">{linked(row.sample.clone(), link)}</th>
            <td><span class=class_of(row.outcome)>{row.outcome.word()}</span></td>
            <td class="receipt-text">{lines}</td>
        </tr>
    }
}
