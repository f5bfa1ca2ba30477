//! One cell of the grid, and the input that takes its place while it is edited.

use super::keys::go;
use super::place::{CellPlace, Shared};
use crate::components::cell_input::{CellInput, Then};
use leptos::prelude::*;
use sheet::check::Checked;
use sheet::problem::Severity;

/// The id of a cell's element.
pub(super) fn cell_id(place: CellPlace) -> String {
    format!("cell-{}-{}", place.row, place.column)
}

/// A cell; `at` is its place in the row, `left` where it begins.
pub(super) fn grid_cell(
    shared: Shared,
    at: usize,
    left: String,
    place: CellPlace,
) -> impl IntoView {
    let CellPlace { row, column } = place;
    let read = move |from: &Checked| from.sheet().cell(row, column).to_owned();
    let text = move || shared.checked.with(|c| c.as_deref().map(read)).unwrap_or_default();
    let worst = Memo::new(move |_| {
        shared.checked.with(|c| {
            let problems = c.as_deref()?.problems_of(row).iter();
            problems.filter(|problem| problem.column == Some(column)).map(|p| p.severity()).min()
        })
    });
    let is_active = Memo::new(move |_| shared.active.get() == place);
    // Only a change draws the input anew: what is being typed in it would be lost.
    let edit = Memo::new(move |_| shared.edit.get().filter(|edit| edit.place == place));
    let is_edited = move || edit.with_untracked(Option::is_some);
    view! {
        <div
            id=cell_id(place)
            class="grid-cell"
            class:grid-id=at == 0
            class:cell-error=move || worst.get() == Some(Severity::Error)
            class:cell-warning=move || worst.get() == Some(Severity::Warning)
            class:cell-active=is_active
            role="gridcell"
            aria-colindex=(at + 2).to_string()
            aria-invalid=move || (worst.get() == Some(Severity::Error)).then_some("true")
            aria-describedby=move || is_active.get().then_some("cell-panel")
            style:left=left
            on:mousedown=move |_| if !is_edited() { shared.active.set(place) }
            on:dblclick=move |_| if !is_edited() { shared.begin(None) }
        >
            {move || match edit.get() {
                Some(edit) => edited(shared, place, edit.typed).into_any(),
                None => text().into_any(),
            }}
        </div>
    }
}

fn edited(shared: Shared, place: CellPlace, typed: Option<String>) -> impl IntoView {
    let (field, label) = shared.checked.with_untracked(|checked| {
        let sheet = checked.as_ref().map(|checked| checked.sheet());
        let column = sheet.map(|sheet| &sheet.columns()[place.column]);
        let line = sheet.map_or(0, |sheet| sheet.line(place.row));
        let name = column.map_or("", |column| column.name());
        (column.and_then(|column| column.field), format!("{name}, row {line}"))
    });
    let text = shared.text(place).unwrap_or_default();
    let back = move || {
        if let Some(grid) = shared.body.get_untracked() {
            // The grid is on the page while one of its cells is edited.
            let _ = grid.focus();
        }
        shared.edit.set(None);
    };
    let before = text.clone();
    let keep = move |(text, then): (String, Then)| {
        // The row may leave the rows shown when it is mended, so the way on is found before.
        match then {
            Then::Stay => shared.edit.set(None),
            Then::Down => (back(), go(shared, 1, 0)).1,
            Then::Right => (back(), go(shared, 0, 1)).1,
            Then::Left => (back(), go(shared, 0, -1)).1,
        }
        if text != before {
            shared.on_edit.run((place, text));
        }
    };
    view! { <CellInput field label text typed on_keep=keep on_drop=move |()| back()/> }
}
