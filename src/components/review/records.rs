//! The records of a tag, cell by cell: what Majora holds, and what it will hold.

use super::outlook::{Line, Outlook, Told};
use super::record;
use crate::components::pager::{Pager, Paging};
use leptos::prelude::*;
use sheet::compare::Tag;
use sheet::decide::Decisions;
use std::sync::Arc;

/// A line for each cell that isn't equal, a page of them at a time; for a record without any, one line.
#[component]
pub fn Records(
    /// The review.
    outlook: Signal<Arc<Outlook>>,
    /// The tag whose records are shown.
    tag: Tag,
    /// Told all decisions, old and new.
    #[prop(into)]
    on_decide: Callback<Decisions>,
) -> impl IntoView {
    let lines = Memo::new(move |_| outlook.with(|outlook| outlook.lines(tag)));
    let paging = Paging::new(Signal::derive(move || lines.with(Vec::len)));
    let shown = move || lines.with(|lines| paging.shown(lines));
    // Of what Majora doesn't hold, two columns would say the same in every line.
    let compares = tag != Tag::New;
    let line = move |line: Line| view! { <Row outlook line compares on_decide/> };
    view! {
        <Show
            when=move || lines.with(|lines| !lines.is_empty())
            fallback=move || {
                (tag != Tag::NeedsDecision)
                    .then(|| view! { <p class="review-none">"There are none."</p> })
            }
        >
            <div class="table-scroll" role="region" tabindex="0" aria-label="Records with what Majora holds and will hold">
                // Its roles are said because on a narrow page it isn't laid out as a table.
                <table class="columns records" role="table">
                    <thead role="rowgroup">
                        <tr role="row">
                            <th scope="col" role="columnheader">"Record"</th>
                            {compares.then(|| view! {
                                <th scope="col" role="columnheader">"Column"</th>
                                <th scope="col" role="columnheader">"Majora holds"</th>
                            })}
                            <th scope="col" role="columnheader">"Will be"</th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">
                        <For each=shown key=Line::clone children=line/>
                    </tbody>
                </table>
            </div>
            <Pager paging/>
        </Show>
    }
}

#[component]
fn Row(
    outlook: Signal<Arc<Outlook>>,
    line: Line,
    compares: bool,
    on_decide: Callback<Decisions>,
) -> impl IntoView {
    let name = record(&line.key);
    let line = StoredValue::new(line);
    let told = Memo::new(move |_| outlook.with(|outlook| line.with_value(|l| outlook.told(l))));
    let Told { column, stored, remove, .. } = told.get_untracked();
    let ticked = move || told.with(|told| told.remove == Some(true));
    let change = move |event| {
        let remove = event_target_checked(&event);
        let decisions = outlook
            .with_untracked(|outlook| line.with_value(|line| outlook.with_removal(line, remove)));
        on_decide.run(decisions);
    };
    let label = format!("Remove {column} of {name}");
    view! {
        <tr class="record" class:record-removed=ticked role="row">
            <th scope="row" role="rowheader">{name}</th>
            {compares.then(|| view! {
                <td role="cell">{column}</td>
                <td class="record-stored" role="cell">{stored}</td>
            })}
            <td class="record-will" role="cell">
                <span class="record-becomes">{move || told.with(|told| told.becomes.clone())}</span>
                {remove.map(|_| view! {
                    <label class="remove">
                        <input type="checkbox" aria-label=label prop:checked=ticked on:change=change/>
                        "Remove"
                    </label>
                })}
            </td>
        </tr>
    }
}
