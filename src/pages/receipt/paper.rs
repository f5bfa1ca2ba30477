//! The receipt itself, on the screen and on paper.

use crate::browser;
use crate::components::pager::{Pager, Paging};
use crate::components::receipt_table::{MOST_PRINTED, ReceiptTable};
use crate::desk::use_desk;
use crate::words;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use protocol::receipt::{Change, Edited, Head, Kind, LeftOut, Paper, State};
use protocol::session::World;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// A receipt, of this visit or kept.
pub(super) fn paper_view(paper: Arc<Paper>) -> impl IntoView {
    let whole = RwSignal::new(false);
    let filter = RwSignal::new(None::<State>);
    let rows = rows(paper.clone(), filter);
    view! {
        {(!paper.missing_permissions.is_empty()).then(|| view! {
            <p>"One of these permissions is missing: "{paper.missing_permissions.join(", ")}". Ask Majora’s administrators for it."</p>
        })}
        <Facts paper=paper.clone()/>
        <Files paper=paper.clone() whole/>
        <Remarks paper=paper.clone()/>
        <Next world=paper.head.server.world/>
        <Outcomes head=paper.head.clone() filter/>
        <ReceiptTable paper=paper.clone() rows whole/>
        <Changed paper=paper.clone() whole/>
        <Requests paper whole/>
    }
}

/// The rows of an outcome, or all, those that need attention first.
fn rows(paper: Arc<Paper>, filter: RwSignal<Option<State>>) -> Signal<Arc<Vec<usize>>> {
    let mut order: Vec<usize> = (0..paper.rows.len()).collect();
    order.sort_by_key(|row| {
        let outcome = paper.rows[*row].outcome;
        Some(outcome).filter(|outcome| outcome.needs_attention()).unwrap_or(State::Removed)
    });
    Signal::derive(move || {
        let is_wanted = |row: &&usize| filter.get().is_none_or(|o| paper.rows[**row].outcome == o);
        Arc::new(order.iter().filter(is_wanted).copied().collect())
    })
}

#[component]
fn Facts(paper: Arc<Paper>) -> impl IntoView {
    let Head { reference, server, username, file, .. } = paper.head.clone();
    let began = browser::moment(paper.head.began_at());
    let ended = browser::moment(paper.head.ended_at());
    let when = if began == ended { ended } else { format!("{began} to {ended}") };
    let (world, data) = words::band(server.world);
    view! {
        <dl class="facts">
            <div><dt>"Reference"</dt><dd><strong class="reference">{reference}</strong></dd></div>
            <div><dt>"Server"</dt><dd><strong>{world}</strong>" ("{data}"): "{server.label}", "{server.host}</dd></div>
            <div><dt>"As"</dt><dd>{username}</dd></div>
            <div><dt>"When"</dt><dd>{when}</dd></div>
            <div><dt>"File"</dt><dd>{file.name}</dd></div>
            {changed_since(&paper).map(|told| view! {
                <div><dt>"Not as in the file"</dt><dd>{told}</dd></div>
            })}
            <div><dt>"SHA-256"</dt><dd><code>{file.sha256}</code></dd></div>
            <div><dt>"Rows"</dt><dd>{counted(&paper.head)}</dd></div>
            {records(&paper)}
            {(!paper.changes.is_empty()).then(|| view! {
                <div><dt>"Changed"</dt><dd>{words::count(paper.changes.len(), "stored value")}</dd></div>
            })}
        </dl>
    }
}

/// `14 cells changed after the file was read (adm1: 14)`, where anything was.
fn changed_since(paper: &Paper) -> Option<String> {
    let edits = paper.edits.as_ref()?;
    let told = edits.told();
    let of_column = |of: &Edited| format!("{}: {}", of.column, words::thousands(of.rows.len()));
    let columns: Vec<String> = edits.columns.iter().map(of_column).collect();
    let columns = match columns.is_empty() {
        true => String::new(),
        false => format!(" (cells of {})", columns.join(", ")),
    };
    (!told.is_empty()).then(|| format!("{told} after the file was read{columns}"))
}

/// `96: 4 refused, 92 saved and checked`. The numbers add up.
fn counted(head: &Head) -> String {
    let one = |count: &protocol::receipt::Count| {
        format!("{} {}", words::thousands(count.rows), count.outcome.word().to_lowercase())
    };
    let each: Vec<String> = head.counts.iter().map(one).collect();
    let each = each.join(", ").replace("majora", "Majora");
    format!("{}: {each}", words::thousands(head.rows_in_all))
}

/// Of how many rows Majora holds the sample, the library and the run.
fn records(paper: &Paper) -> impl IntoView + use<> {
    let kinds =
        [(Kind::Sample, "Samples"), (Kind::Library, "In libraries"), (Kind::Run, "In runs")];
    let counts = kinds.map(|(kind, label)| {
        let records = || paper.rows.iter().flat_map(|row| &row.records);
        let mine = records().filter(|record| record.record == kind);
        let held = records().filter(|record| record.record == kind && record.outcome.is_held());
        (label, mine.count(), held.count())
    });
    let some = counts.into_iter().filter(|(_, all, _)| *all > 0);
    some.map(|(label, all, held)| {
        let text = format!("{} of {} in Majora", words::thousands(held), words::thousands(all));
        view! { <div><dt>{label}</dt><dd>{text}</dd></div> }
    })
    .collect_view()
}

/// The receipt as files and on paper.
#[component]
fn Files(paper: Arc<Paper>, whole: RwSignal<bool>) -> impl IntoView {
    let desk = use_desk();
    let csv = {
        let paper = paper.clone();
        move |_| {
            browser::save(&paper.file_name("csv"), "text/csv", &paper.to_csv());
            desk.receipt_saved();
        }
    };
    let json = move |_| {
        browser::save(&paper.file_name("json"), "application/json", &paper.to_json());
        desk.receipt_saved();
    };
    let print = move |_| {
        whole.set(true);
        spawn_local(async move {
            tick().await;
            browser::print();
            whole.try_set(false);
        });
    };
    // Whoever prints by the browser's own menu wants the same on paper.
    let before = window_event_listener(leptos::ev::beforeprint, move |_| whole.set(true));
    let after = window_event_listener(leptos::ev::afterprint, move |_| whole.set(false));
    on_cleanup(move || {
        before.remove();
        after.remove();
    });
    view! {
        <p class="actions">
            <button class="button button-quiet" on:click=csv>"Download the receipt (CSV)"</button>
            <button class="button button-quiet" on:click=json>"Download the receipt (JSON)"</button>
            <button class="button button-quiet" on:click=print>"Print"</button>
        </p>
    }
}

/// How many rows ended how; each count shows its rows.
#[component]
fn Outcomes(head: Head, filter: RwSignal<Option<State>>) -> impl IntoView {
    let choice = move |which: Option<State>, label: &'static str, count: usize| {
        view! {
            <button
                class="segment"
                aria-pressed=move || (filter.get() == which).to_string()
                on:click=move |_| filter.set(which)
            >
                {label}" ("{words::thousands(count)}")"
            </button>
        }
    };
    let counts = head.counts.into_iter();
    view! {
        <h2>"Row by row"</h2>
        <div class="segments" role="group" aria-label="Rows to show">
            {choice(None, "All rows", head.rows_in_all)}
            {counts.map(|c| choice(Some(c.outcome), c.outcome.word(), c.rows)).collect_view()}
        </div>
    }
}

/// What Majora said of no record in particular, and what could not be checked.
#[component]
fn Remarks(paper: Arc<Paper>) -> impl IntoView {
    let remark = |remark: &protocol::receipt::Remark| {
        let rows = words::count(remark.rows.len(), "row");
        view! { <li>{remark.text.clone()}" (of a request with "{rows}")"</li> }.into_any()
    };
    let mut lines: Vec<AnyView> = paper.remarks.iter().map(remark).collect();
    if !paper.unseen.is_empty() {
        let names = paper.unseen.join(", ");
        lines.push(view! { <li>"Majora never shows these columns, so what was sent there could not be checked: "{names}</li> }.into_any());
    }
    if !paper.columns_left_out.is_empty() {
        let names: Vec<String> = paper.columns_left_out.iter().map(LeftOut::told).collect();
        lines.push(
            view! { <li>"Columns of the sheet that were not sent: "{names.join(", ")}</li> }
                .into_any(),
        );
    }
    (!lines.is_empty()).then(|| {
        view! {
            <section>
                <h2>"To know"</h2>
                <ul>{lines}</ul>
            </section>
        }
    })
}

/// Majora's names of the requests by which all this was sent.
#[component]
fn Requests(paper: Arc<Paper>, whole: RwSignal<bool>) -> impl IntoView {
    let (mut requests, mut places) = (Vec::<(String, usize)>::new(), HashMap::new());
    for row in &paper.rows {
        let of_row: BTreeSet<&str> =
            row.records.iter().filter_map(|record| record.request.as_deref()).collect();
        for request in of_row {
            let place = *places.entry(request).or_insert(requests.len());
            if place == requests.len() {
                requests.push((request.to_owned(), 0));
            }
            requests[place].1 += 1;
        }
    }
    (!requests.is_empty()).then(|| {
        let line = |(request, rows): (String, usize)| {
            view! { <li><code>{request}</code>" ("{words::count(rows, "row")}")"</li> }
        };
        view! {
            <details class="requests" open=move || whole.get()>
                <summary>{format!("For Majora’s administrators: {}", words::count(requests.len(), "request"))}</summary>
                <ul>{requests.into_iter().map(line).collect_view()}</ul>
            </details>
        }
    })
}

/// The stored values that were written over.
#[component]
fn Changed(paper: Arc<Paper>, whole: RwSignal<bool>) -> impl IntoView {
    let all = paper.changes.len();
    (all > 0).then(|| {
        let is_blank = |change: &Change| change.from.is_none() && change.to.is_none();
        let without = paper.changes.iter().all(is_blank);
        let paging = Paging::new(Signal::stored(all));
        let lines = move || {
            let shown = match whole.get() {
                true => paper.changes.iter().take(MOST_PRINTED).cloned().collect(),
                false => paging.shown(&paper.changes),
            };
            shown.into_iter().map(|change| changed(change, without)).collect_view()
        };
        view! {
            <section>
                <h2>"What was changed in Majora"</h2>
                {without.then(|| view! { <p class="hint">"The values themselves are not kept on this computer. They are in the receipt that could be downloaded after the upload."</p> })}
                <div class="table-scroll" role="region" tabindex="0" aria-label="Stored values that were changed">
                    <table class="columns changes">
                        <thead>
                            <tr>
                                <th scope="col">"Record"</th>
                                <th scope="col">"Column"</th>
                                {(!without).then(|| view! { <th scope="col">"Majora held"</th><th scope="col">"Sent"</th> })}
                            </tr>
                        </thead>
                        <tbody>{lines}</tbody>
                    </table>
                </div>
                <Show when=move || !whole.get()><Pager paging of="changes"/></Show>
                <Show when=move || whole.get() && (all > MOST_PRINTED)>
                    <p>{format!(
                        "{} of {} are printed. The receipt that you download as JSON has all of them.",
                        words::thousands(MOST_PRINTED),
                        words::count(all, "change"),
                    )}</p>
                </Show>
            </section>
        }
    })
}

fn changed(change: Change, without: bool) -> impl IntoView {
    let record = match (change.record, change.sample) {
        (Kind::Sample, _) => format!("Sample {}", change.name),
        (Kind::Library, Some(sample)) => format!("Sample {sample} in library {}", change.name),
        (Kind::Library, None) => format!("Library {}", change.name),
        (Kind::Run, _) => format!("Run {}", change.name),
    };
    let from =
        change.from.unwrap_or_else(|| if change.shown { "nothing" } else { "not shown" }.into());
    let to = change.to.unwrap_or_else(|| "nothing: erased".into());
    let values = (!without).then(|| view! { <td>{from}</td><td>{to}</td> });
    view! { <tr><th scope="row">{record}</th><td>{change.column}</td>{values}</tr> }
}

/// What comes after.
#[component]
fn Next(world: World) -> impl IntoView {
    let text = match world {
        World::Test => {
            "This was practice on the test server. Nothing of it reaches the real database."
        }
        World::Production => {
            "What is saved is in Majora from now on. It can be changed by uploading the corrected sheet; names can’t be changed, and nothing can be removed by you."
        }
    };
    view! {
        <section>
            <h2>"What happens next"</h2>
            <p>{text}" Keep the receipt: by its reference, and by the names of the requests in it, Majora’s administrators find what was sent."</p>
        </section>
    }
}
