//! Where a sheet is mended: what is wrong, the cells, the way on.

use crate::components::grid::{CellPlace, Grid};
use crate::components::notice::{Notice, Tone};
use crate::components::problem_list::ProblemList;
use crate::desk::{Desk, use_desk};
use crate::{browser, words};
use leptos::html::Button;
use leptos::prelude::*;
use sheet::answer::Halt;
use sheet::check::Checked;
use sheet::history::Deed;
use sheet::read::Change;
use sheet::workflow::{Event, Workflow};
use std::sync::Arc;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Filter {
    All,
    Problems,
    Ready,
}

/// The sheet with what is wrong in it, and the way on.
pub(super) fn workspace() -> impl IntoView {
    let desk = use_desk();
    let checked = desk.checked();
    let filter = RwSignal::new(Filter::All);
    let id = move |checked: &Checked| checked.sheet().column_of(&sheet::fields::CENTRAL_SAMPLE_ID);
    let first = checked.with_untracked(|c| c.as_deref().and_then(id)).unwrap_or(0);
    let active = RwSignal::new(CellPlace { row: 0, column: first });
    let rows = Memo::new(move |_| Arc::new(rows_shown(&checked.get(), filter.get())));
    let asking = asking(desk);
    let on_edit = move |(place, text): (CellPlace, String)| {
        let change = Change::of_cells(vec![(place.row, place.column, text)]);
        desk.dispatch(Event::Edited { deed: Deed::Typed, change, today: browser::today() });
    };
    let on_go = move |(row, column): (usize, Option<usize>)| {
        if rows.with_untracked(|rows| rows.binary_search(&row).is_err()) {
            filter.set(Filter::All);
        }
        active.set(CellPlace { row, column: column.unwrap_or(first) });
        if let Some(grid) = document().query_selector(".grid").ok().flatten() {
            grid.scroll_into_view();
            browser::focus(grid.into());
        }
    };
    view! {
        <Show when=move || desk.unkept().get()>
            <Notice tone=Tone::Warning title="This browser does not keep your sheet">
                <p>"It is on this page alone. If you close or reload it, or sign in again in this tab, choose the file once more."</p>
            </Notice>
        </Show>
        <Counts checked/>
        <ProblemList checked on_go/>
        <div class="grid-tools">
            <Filters checked filter/>
            <p class="hint">"Type, press Enter or double-click to edit a cell. F8 goes to the next problem."</p>
        </div>
        <Show when=move || rows.with(|rows| rows.is_empty())>
            <p class="empty">
                "No such rows. "
                <button class="link" on:click=move |_| filter.set(Filter::All)>"Show all rows"</button>
            </p>
        </Show>
        <Grid checked rows active locked=asking on_edit/>
        <Onwards desk/>
    }
}

/// Whether Majora is being asked about the sheet, which must stay as it is meanwhile.
fn asking(desk: Desk) -> Signal<bool> {
    Memo::new(move |_| desk.workflow().with(|workflow| matches!(workflow, Workflow::Asking { .. })))
        .into()
}

fn rows_shown(checked: &Option<Arc<Checked>>, filter: Filter) -> Vec<usize> {
    let Some(checked) = checked else { return Vec::new() };
    let wanted = |row: &usize| match filter {
        Filter::All => true,
        Filter::Problems => !checked.is_ready(*row),
        Filter::Ready => checked.is_ready(*row),
    };
    (0..checked.sheet().rows()).filter(wanted).collect()
}

/// Why Majora couldn't be asked.
#[component]
fn Trouble() -> impl IntoView {
    let desk = use_desk();
    let trouble = Memo::new(move |_| {
        desk.workflow().with(|workflow| match workflow {
            Workflow::Fixing { trouble, .. } => *trouble,
            _ => None,
        })
    });
    move || {
        trouble.get().map(|halt| {
            let then = match halt {
                Halt::SignedOut => "Sign in again, then press Review once more.",
                Halt::OtherUser => "Reload the page to see who is signed in.",
                Halt::NoPermission => {
                    "Ask Majora’s administrators for the permissions of an uploader."
                }
                _ => "Your sheet is still here. Wait a little, then press Review once more.",
            };
            view! {
                <Notice tone=Tone::Error title=halt.message()>
                    <p>"So Majora could not be asked what it holds. Nothing was sent. "{then}</p>
                </Notice>
            }
        })
    }
}

#[component]
fn Counts(checked: Signal<Option<Arc<Checked>>>) -> impl IntoView {
    let counts = Memo::new(move |_| {
        let checked = checked.get()?;
        let rows = checked.sheet().rows();
        Some((rows, checked.ready_rows(), checked.sheet().edits().len()))
    });
    let words = move || {
        let (rows, ready, edits) = counts.get()?;
        let edited = match edits {
            0 => String::new(),
            edits => format!(" {} changed here.", words::count(edits, "cell")),
        };
        Some(match rows - ready {
            0 if rows == 1 => format!("The one row is ready.{edited}"),
            0 => format!("All {} rows are ready.{edited}", words::thousands(rows)),
            bad => format!(
                "{} of {} ready. {} to mend.{edited}",
                words::thousands(ready),
                words::count(rows, "row"),
                words::count(bad, "row"),
            ),
        })
    };
    view! { <p class="counts" role="status">{words}</p> }
}

#[component]
fn Filters(checked: Signal<Option<Arc<Checked>>>, filter: RwSignal<Filter>) -> impl IntoView {
    let rows = move || checked.get().map_or((0, 0), |c| (c.sheet().rows(), c.ready_rows()));
    let choice = move |which: Filter, label: &'static str, count: fn((usize, usize)) -> usize| {
        view! {
            <button
                class="segment"
                aria-pressed=move || (filter.get() == which).to_string()
                on:click=move |_| filter.set(which)
            >
                {label}" ("{move || words::thousands(count(rows()))}")"
            </button>
        }
    };
    view! {
        <div class="segments" role="group" aria-label="Rows to show">
            {choice(Filter::All, "All rows", |(rows, _)| rows)}
            {choice(Filter::Problems, "With problems", |(rows, ready)| rows - ready)}
            {choice(Filter::Ready, "Ready", |(_, ready)| ready)}
        </div>
    }
}

/// What comes next, and what is left out of it.
#[component]
fn Onwards(desk: Desk) -> impl IntoView {
    let checked = desk.checked();
    let counts =
        Memo::new(move |_| checked.get().map_or((0, 0), |c| (c.sheet().rows(), c.ready_rows())));
    let asking = asking(desk);
    let off = move || asking.get() || counts.get().1 == 0;
    // A disabled button would lose the focus of somebody who has just pressed it.
    let review = move |_| {
        if !off() {
            desk.dispatch(Event::Review);
        }
    };
    let left_out = move || {
        let (rows, ready) = counts.get();
        match rows - ready {
            0 => String::new(),
            bad if ready == 0 => format!("None of the {} is ready yet.", words::count(bad, "row")),
            bad => format!("{} with problems will be left out.", words::count(bad, "row")),
        }
    };
    let button = NodeRef::<Button>::new();
    let stop_waiting = move |_| {
        desk.dispatch(Event::BackToSheet);
        // The button that was pressed goes away.
        button.get_untracked().map(|button| button.focus());
    };
    view! {
        <div class="onwards">
            <Trouble/>
            <p class="actions">
                <button class="button" node_ref=button aria-disabled=move || off().to_string() on:click=review>
                    {move || if asking.get() { "Asking Majora what it holds…" } else { "Review what will be sent" }}
                </button>
                <Show when=move || asking.get()>
                    <button class="button button-quiet" on:click=stop_waiting>
                        "Do not wait"
                    </button>
                </Show>
            </p>
            <p>{left_out}</p>
            <p class="hint">"Nothing is sent yet. Majora is only asked which of these records it holds."</p>
        </div>
    }
}
