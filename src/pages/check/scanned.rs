//! Codes of tubes go into the cells of a column, one below the other.

use super::orders::change;
use crate::components::grid::{CellPlace, Look};
use crate::desk::Desk;
use crate::pages::scan::scanner;
use leptos::prelude::*;
use sheet::check::Checked;
use sheet::form;
use sheet::history::Deed;
use sheet::shown::Shown;
use std::sync::Arc;

/// The camera, while `open` says so; it fills cells from the active one down.
pub(super) fn filling(
    desk: Desk,
    look: Look,
    shown: Memo<Arc<Shown>>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let last = StoredValue::new(None);
    let on_code = Callback::new(move |code: String| fill(desk, look, shown, last, &code));
    scanner(open, on_code)
}

/// Writes a code into the active cell and goes to the next; answers what was done.
fn fill(
    desk: Desk,
    look: Look,
    shown: Memo<Arc<Shown>>,
    last: StoredValue<Option<CellPlace>>,
    code: &str,
) -> String {
    let Some(checked) = desk.checked().get_untracked() else { return String::new() };
    let (place, text) = (look.active.get_untracked(), form::scanned(code));
    let again = last.get_value() == Some(place);
    let step =
        shown.with_untracked(|shown| place.scanned(checked.sheet(), shown, text.clone(), again));
    let (made, next) = step;
    let row = made.cells.first().map_or(place.row, |(row, ..)| *row);
    change(desk, Deed::Typed, made);
    look.go(next);
    last.set_value(Some(next).filter(|next| next.row == row));
    let line = |row: usize| {
        let line = |c: &Checked| (row < c.sheet().rows()).then(|| c.sheet().line(row));
        desk.checked().with_untracked(|c| c.as_deref().and_then(line)).unwrap_or_default()
    };
    match next.row == row {
        false => {
            format!(
                "‘{text}’ stands in row {}. Show the code for row {}.",
                line(row),
                line(next.row)
            )
        }
        true => {
            format!("‘{text}’ stands in row {}, the last. Another code adds a row.", line(row))
        }
    }
}
