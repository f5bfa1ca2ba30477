//! What a key does in the grid: the grid pattern of the ARIA Authoring Practices, and the habits of
//! spreadsheets.

use super::place::{CellPlace, Shared, bring_into_view, bring_into_window};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use sheet::history::Deed;
use sheet::read::Change;

/// Further than any sheet goes.
const ALL: isize = isize::MAX / 2;

/// Carries out a key that was pressed on the grid itself. What it doesn't know goes on to the page.
pub(super) fn on_key(shared: Shared, event: &KeyboardEvent) {
    // With Alt a key belongs to the browser: Alt and Left go a page back.
    if event.alt_key() || event.is_composing() {
        return;
    }
    let (control, shift) = (event.ctrl_key() || event.meta_key(), event.shift_key());
    let page = page(shared);
    match (event.key().as_str(), control) {
        ("ArrowDown", false) => go(shared, 1, 0, shift),
        ("ArrowUp", false) => go(shared, -1, 0, shift),
        ("ArrowRight", false) => go(shared, 0, 1, shift),
        ("ArrowLeft", false) => go(shared, 0, -1, shift),
        ("ArrowDown", true) => go(shared, ALL, 0, shift),
        ("ArrowUp", true) => go(shared, -ALL, 0, shift),
        ("ArrowRight", true) => go(shared, 0, ALL, shift),
        ("ArrowLeft", true) => go(shared, 0, -ALL, shift),
        ("PageDown", _) => go(shared, page, 0, shift),
        ("PageUp", _) => go(shared, -page, 0, shift),
        ("Home", false) => to_start(shared, 0, shift),
        ("End", false) => go(shared, 0, ALL, shift),
        ("Home", true) => to_start(shared, -ALL, shift),
        ("End", true) => go(shared, ALL, ALL, shift),
        ("a" | "A", true) => select(shared, true, true),
        (" ", _) if control || shift => select(shared, shift, control),
        ("d" | "D", true) => fill_down(shared),
        ("Delete", false) => clear(shared),
        ("Escape", false) => shared.corners.set(None),
        ("Enter" | "F2" | " ", false) => shared.begin(None),
        ("Backspace", false) => shared.begin(Some(String::new())),
        ("F8", _) => go_to_problem(shared, !shift),
        // It leads to the list of keys. In a cell that is being edited it is a letter.
        ("?", false) => return,
        (typed, false) if typed.chars().count() == 1 => shared.begin(Some(typed.to_owned())),
        _ => return,
    }
    event.prevent_default();
    event.stop_propagation();
    // What is changed is seen, wherever the page was scrolled to meanwhile.
    request_animation_frame(move || {
        bring_into_view(shared);
        bring_into_window(shared);
    });
}

/// Goes to the first column. The sample id is always in view, but what follows it is wanted too.
fn to_start(shared: Shared, down: isize, extend: bool) {
    go(shared, down, -ALL, extend);
    if let Some(grid) = shared.body.get_untracked() {
        grid.set_scroll_left(0);
    }
}

/// How many rows are on screen.
fn page(shared: Shared) -> isize {
    let scale = shared.scale.get_untracked();
    ((scale.view.height / (super::place::ROW * scale.rem)) as isize - 1).max(1)
}

/// Moves the active cell by rows and columns, as far as there are any; with `extend`, what it passes is
/// selected.
pub(super) fn go(shared: Shared, down: isize, right: isize, extend: bool) {
    let place = shared.active.get_untracked();
    let moved = shared.shown.with_untracked(|shown| {
        shared.columns.with_untracked(|columns| {
            let moved = |at: usize, by: isize, of: usize| {
                at.saturating_add_signed(by).min(of.saturating_sub(1))
            };
            let row = shown.place(place.row).unwrap_or_else(|at| at);
            let column = columns.place(place.column).unwrap_or(0);
            let row = shown.row(moved(row, down, shown.len()))?;
            let column = columns.column(moved(column, right, columns.len()))?;
            Some(CellPlace { row, column })
        })
    });
    if let Some(moved) = moved {
        activate(shared, moved, extend);
    }
}

/// Makes a cell the active one; with `extend`, what is between it and the corner before is selected.
pub(super) fn activate(shared: Shared, place: CellPlace, extend: bool) {
    let from =
        shared.corners.get_untracked().map_or(shared.active.get_untracked(), |(from, _)| from);
    let corners = extend.then_some((from, place));
    if shared.corners.get_untracked() != corners {
        shared.corners.set(corners);
    }
    shared.active.set(place);
}

/// Selects the whole of the active row, of the active column, or of all.
pub(super) fn select(shared: Shared, whole_row: bool, whole_column: bool) {
    let active = shared.active.get_untracked();
    let corners = shared.shown.with_untracked(|shown| {
        shared.columns.with_untracked(|columns| {
            let (last_row, last_column) = (shown.rows().last()?, columns.columns().last()?);
            let (mut from, mut to) = (active, active);
            if whole_row {
                (from.column, to.column) = (*columns.columns().first()?, *last_column);
            }
            if whole_column {
                (from.row, to.row) = (*shown.rows().first()?, *last_row);
            }
            Some((from, to))
        })
    });
    shared.corners.set(corners);
}

/// Empties what is selected.
pub(super) fn clear(shared: Shared) {
    let Some(area) = shared.workable_selection() else { return };
    let (rows, columns) = shared.rows_and_columns(&area);
    let cells = rows
        .iter()
        .filter(|row| shared.is_open(**row))
        .flat_map(|row| columns.iter().map(|column| (*row, *column, String::new())));
    let filled = cells.filter(|(row, column, _)| {
        shared.text(CellPlace { row: *row, column: *column }).is_some_and(|text| !text.is_empty())
    });
    shared.change(Deed::Cleared, Change::of_cells(filled.collect()));
}

/// Writes the first row of the selection into the others; of one row alone, what stands above it.
fn fill_down(shared: Shared) {
    let Some(mut area) = shared.workable_selection() else { return };
    let (top, bottom) = (*area.rows.start(), *area.rows.end());
    if top == bottom {
        area.rows = top.saturating_sub(1)..=bottom;
    }
    let (rows, columns) = shared.rows_and_columns(&area);
    let Some((first, others)) = rows.split_first() else { return };
    let others = others.iter().filter(|row| shared.is_open(**row));
    let text = |column: usize| shared.text(CellPlace { row: *first, column }).unwrap_or_default();
    let above: Vec<(usize, String)> = columns.into_iter().map(|c| (c, text(c))).collect();
    let cells = others
        .flat_map(|row| above.iter().map(move |(column, text)| (*row, *column, text.clone())));
    shared.change(Deed::FilledDown, Change::of_cells(cells.collect()));
}

/// Goes to the next or previous cell with a problem among what is shown, round and round.
fn go_to_problem(shared: Shared, forward: bool) {
    let active = shared.active.get_untracked();
    let next = shared.checked.with_untracked(|checked| {
        let checked = checked.as_deref()?;
        shared.shown.with_untracked(|shown| {
            shared.columns.with_untracked(|columns| {
                let id = columns.column(0)?;
                let row = shown.place(active.row).unwrap_or_else(|at| at);
                let here = (row, columns.place(active.column).unwrap_or(0));
                let column_at = |column| columns.place(column);
                let (row, column) = shown.next_problem(checked, column_at, here, forward)?;
                Some(CellPlace { row, column: column.unwrap_or(id) })
            })
        })
    });
    if let Some(place) = next {
        activate(shared, place, false);
    }
}
