//! What became of each row.

use crate::components::pager::{Pager, Paging};
use crate::words;
use leptos::prelude::*;
use protocol::receipt::{Kind, Paper, Record, Row, State};
use std::sync::Arc;

/// More rows than anybody wants on paper.
pub const MOST_PRINTED: usize = 2_000;

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
    /// Whether all of them are, up to [`MOST_PRINTED`], as on paper.
    #[prop(into, optional)]
    whole: Signal<bool>,
) -> impl IntoView {
    let paging = Paging::new(Signal::derive(move || rows.with(|rows| rows.len())));
    let shown = move || match whole.get() {
        true => rows.with(|rows| rows.iter().take(MOST_PRINTED).copied().collect()),
        false => rows.with(|rows| paging.shown(rows)),
    };
    let has_links =
        paper.rows.iter().flat_map(|row| &row.records).any(|record| record.link.is_some());
    let all = paper.rows.len();
    let printed = move || printed(rows.with(|rows| rows.len()), all);
    let line = move |row: usize| line(&paper.rows[row]);
    view! {
        {has_links.then(|| view! {
            <p class="receipt-links">"A name leads to the record in Majora, in a new tab. Majora may ask you to sign in there."</p>
        })}
        <div class="table-scroll" role="region" tabindex="0" aria-label="Outcome of each row">
            // Its roles are said because on a narrow page it isn't laid out as a table.
            <table class="columns receipt" role="table">
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">"Row"</th>
                        <th scope="col" role="columnheader">"Sample"</th>
                        <th scope="col" role="columnheader">"Outcome"</th>
                        <th scope="col" role="columnheader">"What happened"</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <For each=shown key=|row| *row children=line/>
                </tbody>
            </table>
        </div>
        <Show when=move || whole.get()>
            {move || printed().map(|told| view! { <p class="receipt-printed">{told}</p> })}
        </Show>
        <Show when=move || !whole.get()>
            <Pager paging of="rows" more=" The receipt that you download has all of them."/>
        </Show>
    }
}

/// How many rows are on paper where that isn't all of a receipt, and where the others are.
fn printed(chosen: usize, all: usize) -> Option<String> {
    let order = match chosen > MOST_PRINTED {
        true => ", those that need attention first",
        false => "",
    };
    let chosen = chosen.min(MOST_PRINTED);
    (chosen < all).then(|| {
        format!(
            "{} of {} are printed{order}. The receipt that you download has all of them.",
            words::thousands(chosen),
            words::count(all, "row")
        )
    })
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

fn line(row: &Row) -> AnyView {
    if is_plain(row) {
        return line_of(row, vec![names(row).into_any()]);
    }
    let errors = row.errors.iter().map(|error| view! { <div>{error.clone()}</div> }.into_any());
    // A row with errors has no more to say of each record than that.
    let records = row.records.iter().filter(|_| row.errors.is_empty());
    let records = records.map(|record| view! { <div>{told(record)}</div> }.into_any());
    line_of(row, errors.chain(records).collect())
}

/// Whether all that there is to say of a row is its outcome.
fn is_plain(row: &Row) -> bool {
    let is_whole = matches!(row.outcome, State::SavedAndChecked | State::AlreadyThere);
    let same = |record: &Record| record.outcome == row.outcome && record.reason.is_empty();
    is_whole && row.errors.is_empty() && row.records.iter().all(same)
}

/// The library and the run of a row.
fn names(row: &Row) -> impl IntoView + use<> {
    let others = row.records.iter().filter(|record| record.record != Kind::Sample);
    let name = |(nth, record): (usize, &Record)| {
        let before = if nth == 0 { "" } else { " · " };
        (before, linked(record.name.clone(), record.link.clone()))
    };
    others.enumerate().map(name).collect_view()
}

fn line_of(row: &Row, lines: Vec<AnyView>) -> AnyView {
    let sample = row.records.iter().find(|record| record.record == Kind::Sample);
    let link = sample.and_then(|record| record.link.clone());
    view! {
        <tr class="receipt-row" role="row">
            <td class="receipt-nth" role="cell">{row.row}</td>
            <th scope="row" class="receipt-id" role="rowheader">{linked(row.sample.clone(), link)}</th>
            <td role="cell"><span class=class_of(row.outcome)>{row.outcome.word()}</span></td>
            <td class="receipt-text" role="cell">{lines}</td>
        </tr>
    }
    .into_any()
}
