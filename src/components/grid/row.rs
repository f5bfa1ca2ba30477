//! The headings, and one row of the grid.

use super::cell::{extent, grid_cell};
use super::place::{ROW, Shared};
use super::placed::Placed;
use crate::components::row_state::RowState;
use leptos::prelude::*;
use sheet::check::Checked;
use std::sync::Arc;

/// The row of headings.
pub(super) fn heading_row(shared: Shared, placed: Memo<Arc<Vec<Placed>>>) -> impl IntoView {
    let headings = move || {
        let placed = placed.get();
        placed.iter().map(|placed| (placed.at, placed.column)).collect::<Vec<_>>()
    };
    let heading = move |(at, column)| heading(shared, at, column);
    view! {
        <div class="grid-row grid-headings" role="row" aria-rowindex="1">
            <div class="grid-number" role="columnheader" aria-colindex="1">"Row"</div>
            <For each=headings key=|heading| *heading children=heading/>
        </div>
    }
}

fn heading(shared: Shared, at: usize, column: usize) -> impl IntoView {
    // What a column means may be said while it is on the page.
    let told = Memo::new(move |_| {
        shared.checked.with(|checked| {
            let column = checked.as_ref().and_then(|checked| checked.sheet().columns().get(column));
            let kind = match column {
                Some(column) if column.added => " grid-added",
                Some(column) if column.field.is_none() => " grid-unknown",
                _ => "",
            };
            (column.map_or("", |column| column.name()).to_owned(), kind)
        })
    });
    let name = move || told.with(|(name, _)| name.clone());
    let kind = move || told.with(|(_, kind)| *kind);
    let sort = Memo::new(move |_| shared.sort.get().filter(|sort| sort.column == column));
    let sorted = move || sort.get().map(|s| if s.descending { "descending" } else { "ascending" });
    let id = if at == 0 { " grid-id" } else { "" };
    view! {
        <div
            class=move || format!("grid-heading{}{id}", kind())
            role="columnheader"
            aria-colindex=(at + 2).to_string()
            aria-sort=sorted
            title=name
            style:left=move || extent(shared, at).0
            style:width=move || extent(shared, at).1
        >
            <span class="grid-name">{name}</span>
        </div>
    }
}

/// The row at a place.
pub(super) fn grid_row(
    shared: Shared,
    placed: Memo<Arc<Vec<Placed>>>,
    at: usize,
    row: usize,
) -> impl IntoView {
    let state = Memo::new(move |_| {
        let state = |checked: &Checked| RowState::of(checked, row);
        shared.checked.with(|checked| checked.as_deref().map_or(RowState::Ready, state))
    });
    let line = shared.checked.with_untracked(|c| c.as_ref().map_or(0, |c| c.sheet().line(row)));
    let cell = move |column: Placed| grid_cell(shared, at, row, column);
    view! {
        <div
            class=move || format!("grid-row {}", state.get().class())
            role="row"
            aria-rowindex=(at + 2).to_string()
            style:top=format!("{}rem", (at + 1) as f64 * ROW)
        >
            <div class="grid-number" role="rowheader" aria-colindex="1">
                {line}
                <span class="visually-hidden">{move || state.get().words()}</span>
            </div>
            <For each=move || placed.get().to_vec() key=|column| column.key() children=cell/>
        </div>
    }
}
