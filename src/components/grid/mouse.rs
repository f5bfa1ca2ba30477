//! The mouse, a pen and a finger in the grid.

use super::columns::{ColumnChoices, NUMBER};
use super::keys::{self, select};
use super::place::{CellPlace, ROW, Shared};
use leptos::ev::{MouseEvent, PointerEvent};
use leptos::prelude::*;
use sheet::shown::Sort;

/// How near to the end of a heading, in rem, the mouse takes hold of the column's width.
const GRIP: f64 = 0.5;

/// What is under the mouse.
#[derive(Clone, Copy, PartialEq)]
enum Under {
    /// A cell.
    Cell(CellPlace),
    /// The number of a row.
    Number(CellPlace),
    /// A heading.
    Heading(usize),
    /// The end of a heading, and where its column begins on the screen.
    Grip(usize, f64),
}

fn under(shared: Shared, event: &MouseEvent) -> Option<Under> {
    let grid = shared.body.get_untracked()?;
    let (scale, edge) = (shared.scale.get_untracked(), grid.get_bounding_client_rect());
    let x = f64::from(event.client_x()) - edge.left() - f64::from(grid.client_left());
    let y = f64::from(event.client_y()) - edge.top() - f64::from(grid.client_top());
    // The scroll bars are outside.
    if x < 0.0 || y < 0.0 || x > scale.view.width || y > f64::from(grid.client_height()) {
        return None;
    }
    let (x, y) = (x / scale.rem, y / scale.rem);
    let left = f64::from(grid.scroll_left()) / scale.rem;
    let top = f64::from(grid.scroll_top()) / scale.rem;
    shared.columns.with_untracked(|columns| {
        let stays = if scale.is_narrow() { 0.0 } else { columns.width(0) };
        let length = x - NUMBER + if x < NUMBER + stays { 0.0 } else { left };
        let at = columns.at(length);
        if y < ROW {
            let within = length - columns.start(at?);
            let column = columns.column(at?)?;
            return Some(match within > columns.width(at?) - GRIP {
                true => Under::Grip(column, x - within),
                false => Under::Heading(column),
            });
        }
        let row = ((y - ROW + top) / ROW) as usize;
        let row = shared.shown.with_untracked(|shown| shown.row(row))?;
        match (x < NUMBER, at) {
            (true, _) => Some(Under::Number(CellPlace { row, column: columns.column(0)? })),
            (false, at) => Some(Under::Cell(CellPlace { row, column: columns.column(at?)? })),
        }
    })
}

/// A button was pressed. A finger scrolls; what it taps is found when it goes up.
pub(super) fn on_down(shared: Shared, event: &PointerEvent) {
    let finger = event.pointer_type() == "touch";
    shared.finger.set_value(finger);
    if finger || event.button() != 0 {
        return;
    }
    match under(shared, event) {
        Some(Under::Cell(place)) if !is_edited(shared, place) => {
            capture(shared, event);
            activate(shared, place, event.shift_key());
        }
        Some(Under::Number(place)) => number(shared, place, event.shift_key()),
        Some(Under::Grip(column, start)) => {
            capture(shared, event);
            shared.held.set_value(Some((column, start)));
        }
        _ => {}
    }
}

/// The mouse is drawn over cells or draws a column wider.
pub(super) fn on_move(shared: Shared, choices: RwSignal<ColumnChoices>, event: &PointerEvent) {
    if event.buttons() & 1 == 0 || shared.finger.get_value() {
        return;
    }
    if let Some((column, start)) = shared.held.get_value() {
        let Some(grid) = shared.body.get_untracked() else { return };
        let x = f64::from(event.client_x()) - grid.get_bounding_client_rect().left();
        let rem = shared.scale.get_untracked().rem;
        choices.update(|choices| choices.set_width(column, x / rem - start));
    } else if let Some(Under::Cell(place)) = under(shared, event)
        && shared.active.get_untracked() != place
        && shared.edit.with_untracked(Option::is_none)
    {
        activate(shared, place, true);
    }
}

/// The button was let go.
pub(super) fn on_up(shared: Shared) {
    // The click that follows must not sort by the column that was made wider.
    shared.resized.set_value(shared.held.get_value().is_some());
    shared.held.set_value(None);
}

/// A heading sorts; a finger also goes to cells.
pub(super) fn on_click(shared: Shared, event: &MouseEvent) {
    if std::mem::take(&mut *shared.resized.write_value()) {
        return;
    }
    match under(shared, event) {
        Some(Under::Heading(column)) => shared.sort.update(|sort| *sort = next(*sort, column)),
        Some(Under::Cell(place)) if shared.finger.get_value() && !is_edited(shared, place) => {
            activate(shared, place, false);
        }
        Some(Under::Number(place)) if shared.finger.get_value() => number(shared, place, false),
        _ => {}
    }
}

/// A cell is edited by a double click.
pub(super) fn on_double_click(shared: Shared, event: &MouseEvent) {
    if let Some(Under::Cell(place)) = under(shared, event)
        && !is_edited(shared, place)
    {
        activate(shared, place, false);
        shared.begin(None);
    }
}

/// Selects a whole row, or with `extend` those up to it.
fn number(shared: Shared, place: CellPlace, extend: bool) {
    let row = shared.active.get_untracked().row;
    activate(shared, place, false);
    select(shared, true, false);
    if extend {
        shared.corners.update(|corners| {
            if let Some((from, _)) = corners {
                from.row = row;
            }
        });
    }
}

/// Makes the cell that is pointed at the active one.
fn activate(shared: Shared, place: CellPlace, extend: bool) {
    shared.pointed.set_value(true);
    keys::activate(shared, place, extend);
}

fn is_edited(shared: Shared, place: CellPlace) -> bool {
    shared.edit.with_untracked(|edit| edit.as_ref().is_some_and(|edit| edit.place == place))
}

/// Has the grid hear of the mouse until the button is let go, wherever it is.
fn capture(shared: Shared, event: &PointerEvent) {
    if let Some(grid) = shared.body.get_untracked() {
        // A pointer that is gone already moves no more.
        let _ = grid.set_pointer_capture(event.pointer_id());
    }
}

/// Upwards, downwards, as in the file.
fn next(sort: Option<Sort>, column: usize) -> Option<Sort> {
    match sort.filter(|sort| sort.column == column) {
        None => Some(Sort { column, descending: false }),
        Some(Sort { descending: false, .. }) => Some(Sort { column, descending: true }),
        Some(_) => None,
    }
}
