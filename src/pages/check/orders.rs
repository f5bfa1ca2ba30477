//! What the tools above the grid do to the sheet, and the words for it.

use crate::browser;
use crate::components::grid::{CellPlace, Look};
use crate::components::grid_tools::Order;
use crate::components::problem_list::Mend;
use crate::desk::Desk;
use leptos::prelude::*;
use sheet::check::Checked;
use sheet::fix::Remembered;
use sheet::history::{Deed, Step};
use sheet::mend;
use sheet::read::Change;
use sheet::shown::{Shown, Which};
use sheet::words::count;
use sheet::workflow::Event;
use std::sync::Arc;

/// Changes the sheet.
pub(super) fn change(desk: Desk, deed: Deed, change: Change) {
    desk.dispatch(Event::Edited { deed, change, today: browser::today() });
}

/// Keeps in the browser what an option was written as, where that is about nobody.
pub(super) fn remember(desk: Desk, remembered: RwSignal<Remembered>, mend: &Mend) {
    let field = desk
        .checked()
        .with_untracked(|checked| checked.as_ref()?.sheet().columns().get(mend.column)?.field);
    let Some(field) = field else { return };
    if remembered.try_update(|r| r.note(field, &mend.from, &mend.to)) == Some(true) {
        remembered.with_untracked(browser::remember);
    }
}

/// Does what a tool is asked for.
pub(super) fn follow(desk: Desk, look: Look, shown: Memo<Arc<Shown>>, order: Order) {
    let today = browser::today();
    match order {
        Order::Undo => again(desk, look, shown, order, Event::Undone { today }),
        Order::Redo => again(desk, look, shown, order, Event::Redone { today }),
        Order::AddRow => add_row(desk, look),
        Order::RemoveRows => remove_rows(desk, look, shown),
        Order::Download => download(desk),
    }
}

/// What a tool would do, in words; nothing where there is nothing to be done.
pub(super) fn words_of(
    desk: Desk,
    look: Look,
    shown: Memo<Arc<Shown>>,
    order: Order,
) -> Option<String> {
    match order {
        Order::Undo => step(desk, order, |step| format!("Undo {}", step.what)),
        Order::Redo => step(desk, order, |step| format!("Redo {}", step.what)),
        Order::AddRow => Some("Add a row".to_owned()),
        Order::Download => Some("Download this sheet".to_owned()),
        Order::RemoveRows => {
            let rows = shown.with(|shown| selected(look, shown));
            let verb = if look.which.get() == Which::Removed { "Restore" } else { "Remove" };
            let line = |row: usize| {
                let line = |c: &Checked| (row < c.sheet().rows()).then(|| c.sheet().line(row));
                desk.checked().with(|c| c.as_deref().and_then(line))
            };
            match rows.as_slice() {
                [] => None,
                [row] => line(*row).map(|line| format!("{verb} row {line}")),
                rows => Some(format!("{verb} {}", count(rows.len(), "row"))),
            }
        }
    }
}

/// Something of the step that would be taken back or made again.
fn step<T>(desk: Desk, order: Order, of: impl Fn(&Step) -> T) -> Option<T> {
    desk.workflow().with(|workflow| {
        let history = &workflow.desk()?.history;
        let step = if order == Order::Undo { history.next_undo() } else { history.next_redo() };
        step.map(of)
    })
}

/// Takes a step back or makes it again, and goes where it was made.
fn again(desk: Desk, look: Look, shown: Memo<Arc<Shown>>, order: Order, event: Event) {
    let place = untrack(|| step(desk, order, |step| step.change.first_place()));
    desk.dispatch(event);
    let Some((row, column)) = place.flatten() else { return };
    let rows = desk.checked().with_untracked(|c| c.as_ref().map_or(0, |c| c.sheet().rows()));
    if row < rows {
        if shown.with_untracked(|shown| shown.place(row).is_err()) {
            look.show_all();
        }
        let column = column.unwrap_or(look.active.get_untracked().column);
        look.go(CellPlace { row, column });
    }
}

/// Gives out the sheet as it was mended: else the laboratory's own file stays as it was.
fn download(desk: Desk) {
    desk.workflow().with_untracked(|workflow| {
        if let Some(desk) = workflow.desk() {
            let name = mend::corrected_name(&desk.file.name);
            browser::save(&name, "text/csv", &mend::corrected(&desk.checked));
        }
    });
}

fn add_row(desk: Desk, look: Look) {
    let rows = desk
        .checked()
        .with_untracked(|c| c.as_ref().map(|c| (c.sheet().rows(), c.sheet().added())));
    let Some((row, added)) = rows else { return };
    change(desk, Deed::AddedRows, Change { added: Some(added + 1), ..Change::default() });
    look.show_all();
    look.go(CellPlace { row, ..look.active.get_untracked() });
}

/// Takes out the rows that are selected or, where those are shown that are out, puts them back.
fn remove_rows(desk: Desk, look: Look, shown: Memo<Arc<Shown>>) {
    let out = look.which.get_untracked() != Which::Removed;
    let (rows, next) = shown.with_untracked(|shown| {
        let rows = untrack(|| selected(look, shown));
        let next = rows.last().and_then(|last| {
            let last = shown.place(*last).ok()?;
            shown.row(last + 1).or_else(|| shown.row((last + 1).checked_sub(rows.len() + 1)?))
        });
        (rows, next)
    });
    let deed = if out { Deed::RemovedRows } else { Deed::RestoredRows };
    change(desk, deed, Change::of_rows(rows, out));
    if let Some(row) = next {
        look.go(CellPlace { row, ..look.active.get_untracked() });
    }
}

/// The rows that are selected, or the one that the keyboard is at.
fn selected(look: Look, shown: &Shown) -> Vec<usize> {
    let active = look.active.get();
    let (a, b) = look.corners.get().unwrap_or((active, active));
    match (shown.place(a.row), shown.place(b.row)) {
        (Ok(a), Ok(b)) => shown.rows()[a.min(b)..=a.max(b)].to_vec(),
        _ => Vec::new(),
    }
}
