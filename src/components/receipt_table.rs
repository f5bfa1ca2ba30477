//! What became of each row.

use crate::components::rows_window::visible;
use leptos::html::Div;
use leptos::prelude::*;
use sheet::fields;
use sheet::read::Sheet;
use sheet::receipt::{Receipt, RowOutcome};
use std::sync::Arc;

/// Pixels, the same as in `style/receipt.css`.
const ROW: f64 = 44.0;

/// The class that colours an outcome; the word always stands beside the colour.
pub const fn class_of(outcome: RowOutcome) -> &'static str {
    match outcome {
        RowOutcome::Saved => "tag tag-good",
        RowOutcome::AlreadyThere => "tag tag-info",
        RowOutcome::Unknown | RowOutcome::NotSent => "tag tag-warning",
        RowOutcome::Refused => "tag tag-error",
    }
}

/// One line for each row, of which only those on screen are in the page.
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
    let scrolled = RwSignal::new((0.0, 480.0));
    let body = NodeRef::<Div>::new();
    // A frame may come when the table is gone already.
    let measure = move || {
        if let Some(element) = body.try_get_untracked().flatten() {
            scrolled.try_set((f64::from(element.scroll_top()), f64::from(element.client_height())));
        }
    };
    Effect::new(move |_| {
        body.track();
        rows.track();
        request_animation_frame(measure);
    });
    let shown = move || {
        let (top, height) = scrolled.get();
        rows.with(|rows| {
            let window = visible(top, height, ROW, rows.len());
            window.filter_map(|at| Some((at, *rows.get(at)?))).collect::<Vec<_>>()
        })
    };
    let line = move |(at, row): (usize, usize)| line(&receipt, sheet.sheet(), at, row);
    view! {
        <div class="receipt" role="table" aria-label="Outcome of each row" aria-rowcount=move || (rows.with(|r| r.len()) + 1).to_string()>
            <div class="receipt-head" role="row" aria-rowindex="1">
                <span role="columnheader">"Row"</span>
                <span role="columnheader">"Sample"</span>
                <span role="columnheader">"Outcome"</span>
                <span role="columnheader">"What happened"</span>
            </div>
            <div class="receipt-body" role="rowgroup" tabindex="0" aria-label="Rows" node_ref=body on:scroll=move |_| measure()>
                <div class="receipt-rows" role="presentation" style:height=move || format!("{}px", rows.with(|r| r.len()) as f64 * ROW)>
                    <For each=shown key=|place| *place children=line/>
                </div>
            </div>
        </div>
    }
}

fn line(receipt: &Receipt, sheet: &Sheet, at: usize, row: usize) -> impl IntoView + use<> {
    let outcome = receipt.row(row);
    let records = receipt.of_row(row).map(|(section, settled)| {
        let noun = crate::words::noun(section);
        let word = settled.outcome.word().to_lowercase();
        let reason = settled.outcome.reason();
        match reason.is_empty() {
            true => format!("{noun} {word}"),
            false => format!("{noun} {word}: {reason}"),
        }
    });
    let text = records.collect::<Vec<_>>().join(" · ");
    view! {
        <div class="receipt-row" role="row" aria-rowindex=(at + 2).to_string() style:top=format!("{}px", at as f64 * ROW)>
            <span role="cell">{sheet.line(row)}</span>
            <span role="cell" class="receipt-id">{sheet.get(row, &fields::CENTRAL_SAMPLE_ID).to_owned()}</span>
            <span role="cell"><span class=class_of(outcome)>{outcome.word()}</span></span>
            <span role="cell" class="receipt-text" title=text.clone()>{text.clone()}</span>
        </div>
    }
}
