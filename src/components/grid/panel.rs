//! What is known of the active cell, and what was just done.

use super::clipboard::{finish, rows_beyond};
use super::place::{CellPlace, Shared};
use crate::components::cell_input::FIRST;
use leptos::html::Button;
use leptos::prelude::*;
use sheet::field::Kind;
use sheet::fields::CENTRAL_SAMPLE_ID;
use sheet::history::Deed;
use sheet::read::Change;
use sheet::words::count;
use std::sync::Arc;

#[derive(Clone, PartialEq)]
struct Shown {
    place: String,
    text: String,
    help: &'static str,
    messages: Vec<String>,
}

/// The whole text of the active cell, its column, what is wrong, and a way to edit it by touch.
pub(super) fn cell_panel(shared: Shared) -> impl IntoView {
    let shown = Memo::new(move |_| shown(shared));
    // The cell may be scrolled away: setting it anew brings it back.
    let edit = move |_| {
        shared.active.update(|_| {});
        shared.begin(None);
    };
    let can_edit = move || {
        let row = shared.active.get().row;
        let is_open =
            shared.checked.with(|c| c.as_ref().is_some_and(|c| !c.sheet().is_removed(row)));
        shown.with(Option::is_some) && is_open && !shared.locked.get()
    };
    view! {
        {move || shared.pending.get().map(|block| question(shared, block).into_any())}
        <div class="cell-panel">
            <div class="cell-text" id="cell-panel">
                {move || shown.get().map(|Shown { place, text, help, messages }| view! {
                    <p class="cell-place">{place}</p>
                    <p class="cell-value">{text}</p>
                    {messages.into_iter().map(|message| view! { <p class="cell-message">{message}</p> }).collect_view()}
                    <p class="hint">{help}</p>
                })}
            </div>
            <div class="cell-side">
                <Show when=can_edit>
                    <button class="button button-quiet button-small" on:click=edit>"Edit this cell"</button>
                    {calendar(shared)}
                    {scan(shared)}
                </Show>
                <p class="hint" role="status">{move || status(shared)}</p>
            </div>
        </div>
    }
}

/// The system's own calendar for a cell with a day, which a finger needs more than a keyboard does.
fn calendar(shared: Shared) -> impl IntoView {
    let day = Memo::new(move |_| {
        let CellPlace { row, column } = shared.active.get();
        shared.checked.with(|checked| {
            let sheet = checked.as_ref()?.sheet();
            let field = sheet.columns().get(column)?.field?;
            let is_day = matches!(field.kind, Kind::Date(_)) && row < sheet.rows();
            is_day.then(|| sheet.trimmed(row, column).to_owned())
        })
    });
    let is_day = Memo::new(move |_| day.with(Option::is_some));
    let choose = move |event| {
        let (day, place) = (event_target_value(&event), shared.active.get_untracked());
        // While a year is typed, its first digits are years too.
        if day.as_str() > FIRST && shared.text(place).is_some_and(|text| text != day) {
            let change = Change::of_cells(vec![(place.row, place.column, day)]);
            shared.change(Deed::Typed, change);
        }
    };
    view! {
        <Show when=move || is_day.get()>
            <label class="tool-field">
                "Choose the day "
                <input
                    class="tool-input"
                    type="date"
                    min=FIRST
                    prop:value=move || day.get().unwrap_or_default()
                    on:change=choose
                />
            </label>
        </Show>
    }
}

/// The camera for a cell with the id of a sample, which stands on its tube.
fn scan(shared: Shared) -> impl IntoView {
    let is_id = Memo::new(move |_| {
        let column = shared.active.get().column;
        shared.checked.with(|checked| {
            let id = checked.as_ref().and_then(|c| c.sheet().column_of(&CENTRAL_SAMPLE_ID));
            id == Some(column)
        })
    });
    let button = move |on_scan: Callback<()>| {
        view! {
            <button class="button button-quiet button-small" on:click=move |_| on_scan.run(())>
                "Scan with the camera"
            </button>
        }
    };
    view! { <Show when=move || is_id.get()>{shared.on_scan.map(button)}</Show> }
}

/// What was just done; else how much is selected.
fn status(shared: Shared) -> String {
    let note = shared.note.get();
    let selected = shared.area.with(|area| area.as_ref().map_or(0, |area| area.cells()));
    match (note.is_empty(), selected) {
        (false, _) => note,
        (true, 0 | 1) => String::new(),
        (true, cells) => format!("{} selected.", count(cells, "cell")),
    }
}

/// Asks what becomes of the rows of a block that lie below the last one.
fn question(shared: Shared, block: Arc<Vec<Vec<String>>>) -> impl IntoView {
    let first = NodeRef::<Button>::new();
    Effect::new(move |_| first.get().map(|button| button.focus()));
    let beyond = rows_beyond(shared, &block);
    let rows = count(beyond, "row");
    let end = move |add: Option<bool>| {
        if let Some(add) = add {
            finish(shared, &block, add);
        }
        shared.pending.set(None);
        shared.body.get_untracked().map(|grid| grid.focus());
    };
    let choose = move |add: Option<bool>| {
        let end = end.clone();
        move |_| end(add)
    };
    view! {
        <div class="paste-question" role="group" aria-labelledby="paste-question">
            <p id="paste-question">
                {format!("The block on the clipboard has {rows} more than there are below this cell.")}
            </p>
            <p class="actions">
                <button class="button button-small" node_ref=first on:click=choose(Some(true))>
                    {format!("Paste and add {rows}")}
                </button>
                <button class="button button-quiet button-small" on:click=choose(Some(false))>
                    {format!("Paste without {}", if beyond == 1 { "it" } else { "them" })}
                </button>
                <button class="button button-quiet button-small" on:click=choose(None)>"Do not paste"</button>
            </p>
        </div>
    }
}

fn shown(shared: Shared) -> Option<Shown> {
    let checked = shared.checked.get()?;
    let CellPlace { row, column } = shared.active.get();
    shared.active_row()?;
    let sheet = checked.sheet();
    let heading = sheet.columns().get(column).filter(|_| row < sheet.rows())?;
    let of_cell = checked.problems_of(row).iter().filter(|p| p.column.is_none_or(|c| c == column));
    let messages = of_cell.map(|problem| problem.message(sheet)).collect();
    let help = heading.field.map_or("This column will not be sent.", |field| field.help);
    let text = match sheet.cell(row, column) {
        "" => "(blank)".to_owned(),
        text => text.to_owned(),
    };
    Some(Shown {
        place: format!("Row {}, {}", sheet.line(row), heading.name()),
        text,
        help,
        messages,
    })
}
