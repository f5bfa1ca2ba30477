//! What became of each row.

use crate::words;
use leptos::prelude::*;
use sheet::read::Sheet;
use sheet::receipt::{Receipt, RowOutcome};
use std::sync::Arc;

/// How many rows stand on one page: more than a plate has.
const PAGE: usize = 100;

/// The class that colours an outcome; the word always stands beside the colour.
pub const fn class_of(outcome: RowOutcome) -> &'static str {
    match outcome {
        RowOutcome::Saved => "tag tag-good",
        RowOutcome::AlreadyThere | RowOutcome::Removed => "tag tag-info",
        RowOutcome::Unknown | RowOutcome::NotSent => "tag tag-warning",
        RowOutcome::Refused => "tag tag-error",
    }
}

/// A line for each row, a page of them at a time. Nothing is cut off: a reason may be long.
#[component]
pub fn ReceiptTable(
    /// What became of the records.
    receipt: Arc<Receipt>,
    /// The sheet.
    sheet: Arc<sheet::check::Checked>,
    /// The rows that are shown.
    #[prop(into)]
    rows: Signal<Arc<Vec<usize>>>,
) -> impl IntoView {
    let chosen = RwSignal::new(0);
    let all = Memo::new(move |_| rows.with(|rows| rows.len()));
    // With another filter there may be fewer pages.
    let page = Memo::new(move |_| chosen.get().min(all.get().saturating_sub(1) / PAGE));
    let shown = move || {
        let start = page.get() * PAGE;
        rows.with(|rows| rows.iter().copied().skip(start).take(PAGE).collect::<Vec<_>>())
    };
    let line = move |row: usize| line(&receipt, sheet.sheet(), row);
    view! {
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
        <Show when=move || { all.get() > PAGE }>
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

fn line(receipt: &Receipt, sheet: &Sheet, row: usize) -> impl IntoView + use<> {
    let outcome = receipt.row(row);
    let records = receipt.of_row(row).map(|(section, settled)| {
        let noun = words::noun(section);
        let word = within_a_sentence(settled.word());
        let reason = settled.reason();
        let text = match reason.is_empty() {
            true => format!("{noun} {word}"),
            false => format!("{noun} {word}: {reason}"),
        };
        view! { <div>{text}</div> }
    });
    let records = records.collect::<Vec<_>>();
    view! {
        <tr class="receipt-row">
            <td>{sheet.line(row)}</td>
            <th scope="row" class="receipt-id">{sheet.id(row).to_owned()}</th>
            <td><span class=class_of(outcome)>{outcome.word()}</span></td>
            <td class="receipt-text">{records}</td>
        </tr>
    }
}
