//! What a key does in the grid: the grid pattern of the ARIA Authoring Practices, and the habits of
//! spreadsheets.

use super::place::{CellPlace, Shared};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// Carries out a key that was pressed on the grid itself.
pub(super) fn on_key(shared: Shared, event: &KeyboardEvent) {
    const ALL: isize = isize::MAX / 2;
    const PAGE: isize = 15;
    // With Alt a key belongs to the browser: Alt and Left go a page back.
    if event.alt_key() || event.is_composing() {
        return;
    }
    let control = event.ctrl_key() || event.meta_key();
    match (event.key().as_str(), control) {
        ("ArrowDown", _) => go(shared, 1, 0),
        ("ArrowUp", _) => go(shared, -1, 0),
        ("ArrowRight", _) => go(shared, 0, 1),
        ("ArrowLeft", _) => go(shared, 0, -1),
        ("PageDown", _) => go(shared, PAGE, 0),
        ("PageUp", _) => go(shared, -PAGE, 0),
        ("Home", false) => go(shared, 0, -ALL),
        ("End", false) => go(shared, 0, ALL),
        ("Home", true) => go(shared, -ALL, -ALL),
        ("End", true) => go(shared, ALL, ALL),
        ("Enter" | "F2" | " ", false) => shared.begin(None),
        ("Delete", false) => shared.clear(),
        ("Backspace", false) => shared.begin(Some(String::new())),
        ("F8", _) => go_to_problem(shared, !event.shift_key()),
        (typed, false) if typed.chars().count() == 1 => shared.begin(Some(typed.to_owned())),
        _ => return,
    }
    event.prevent_default();
}

/// Moves the active cell by rows and columns, as far as there are any.
pub(super) fn go(shared: Shared, down: isize, right: isize) {
    let place = shared.active.get_untracked();
    shared.rows.with_untracked(|rows| {
        shared.columns.with_untracked(|columns| {
            let row = rows.binary_search(&place.row).unwrap_or_else(|at| at);
            let column = columns.iter().position(|column| *column == place.column).unwrap_or(0);
            let moved = |at: usize, by: isize, of: usize| {
                at.saturating_add_signed(by).min(of.saturating_sub(1))
            };
            let row = rows.get(moved(row, down, rows.len())).copied();
            let column = columns.get(moved(column, right, columns.len())).copied();
            if let (Some(row), Some(column)) = (row, column) {
                shared.active.set(CellPlace { row, column });
            }
        });
    });
}

/// Goes to the next or previous cell with a problem among the rows shown, round and round.
fn go_to_problem(shared: Shared, forward: bool) {
    let CellPlace { row, column } = shared.active.get_untracked();
    let first = shared.columns.with_untracked(|columns| columns.first().copied().unwrap_or(0));
    let next = shared.checked.with_untracked(|checked| {
        shared.rows.with_untracked(|rows| {
            let problems = checked.as_ref()?.problems().iter();
            let places = problems.filter_map(|p| Some((p.row?, p.column.unwrap_or(first))));
            let places = places.filter(|(row, _)| rows.binary_search(row).is_ok());
            let (mut places, here): (Vec<_>, _) = (places.collect(), (row, column));
            places.sort_unstable();
            let found = match forward {
                true => places.iter().find(|place| **place > here).or(places.first()),
                false => places.iter().rfind(|place| **place < here).or(places.last()),
            };
            found.copied()
        })
    });
    if let Some((row, column)) = next {
        shared.active.set(CellPlace { row, column });
    }
}
