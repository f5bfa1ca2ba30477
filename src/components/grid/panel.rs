//! What is known of the active cell.

use super::place::{CellPlace, Shared};
use leptos::prelude::*;

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
    view! {
        <div class="cell-panel">
            <div class="cell-text" id="cell-panel">
                {move || shown.get().map(|Shown { place, text, help, messages }| view! {
                    <p class="cell-place">{place}</p>
                    <p class="cell-value">{text}</p>
                    {messages.into_iter().map(|message| view! { <p class="cell-message">{message}</p> }).collect_view()}
                    <p class="hint">{help}</p>
                })}
            </div>
            <Show when=move || shown.with(Option::is_some) && !shared.locked.get()>
                <button class="button button-quiet button-small" on:click=edit>"Edit this cell"</button>
            </Show>
        </div>
    }
}

fn shown(shared: Shared) -> Option<Shown> {
    let checked = shared.checked.get()?;
    let CellPlace { row, column } = shared.active.get();
    shared.active_row()?;
    let sheet = checked.sheet();
    let of_cell = checked.problems_of(row).iter().filter(|p| p.column.is_none_or(|c| c == column));
    let messages = of_cell.map(|problem| problem.message(sheet)).collect();
    let heading = sheet.columns().get(column)?;
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
