//! Copy, cut and paste, as between spreadsheets.

use super::keys::clear;
use super::place::{CellPlace, Shared};
use leptos::ev::ClipboardEvent;
use leptos::prelude::*;
use sheet::block;
use sheet::history::Deed;
use std::sync::Arc;

const PLAIN: &str = "text/plain";

/// Puts what is selected on the clipboard. In a cell that is edited, its own text is copied.
pub(super) fn on_copy(shared: Shared, event: &ClipboardEvent) {
    if is_edited(shared) {
        return;
    }
    let Some(area) = shared.workable_selection() else { return };
    let (rows, columns) = shared.rows_and_columns(&area);
    let text = shared.checked.with_untracked(|checked| {
        let sheet = checked.as_ref()?.sheet();
        let cells = |row: &usize| columns.iter().map(|column| sheet.cell(*row, *column)).collect();
        Some(block::to_text(rows.iter().map(cells)))
    });
    if let (Some(data), Some(text)) = (event.clipboard_data(), text)
        && data.set_data(PLAIN, &text).is_ok()
    {
        event.prevent_default();
        shared.note.set(format!("{} copied.", sheet::words::count(area.cells(), "cell")));
    }
}

/// Copies what is selected, then empties it.
pub(super) fn on_cut(shared: Shared, event: &ClipboardEvent) {
    on_copy(shared, event);
    if event.default_prevented() {
        clear(shared);
    }
}

/// Writes the block on the clipboard from the active cell on.
pub(super) fn on_paste(shared: Shared, event: &ClipboardEvent) {
    if is_edited(shared) {
        return;
    }
    let text = event.clipboard_data().and_then(|data| data.get_data(PLAIN).ok());
    let Some(text) = text.filter(|text| !text.is_empty()) else { return };
    event.prevent_default();
    let block = block::parse(&text);
    let cells = block.iter().map(Vec::len).sum();
    match Shared::is_workable(cells) {
        true => begin(shared, Arc::new(block)),
        false => shared.too_many(cells),
    }
}

fn is_edited(shared: Shared) -> bool {
    shared.edit.with_untracked(Option::is_some)
}

/// Pastes a block, or asks what becomes of its rows if it has more than the sheet.
fn begin(shared: Shared, block: Arc<Vec<Vec<String>>>) {
    let Some(target) = target(shared, &block) else { return };
    let beyond = pasted(shared, &block, &target, false).map_or(0, |pasted| pasted.rows_beyond);
    match beyond > 0 {
        true => shared.pending.set(Some(block)),
        false => finish(shared, &block, false),
    }
}

/// Pastes a block; with `add`, rows are added for those below the last one.
pub(super) fn finish(shared: Shared, block: &[Vec<String>], add: bool) {
    shared.pending.set(None);
    let Some(target) = target(shared, block) else { return };
    let Some(pasted) = pasted(shared, block, &target, add) else { return };
    let (cells, beyond) = (pasted.change.cells.len(), pasted.columns_beyond);
    let last = last_shown(shared, &pasted.change.cells);
    shared.change(Deed::Pasted, pasted.change);
    if let (Some((row, column)), false) = (last, add) {
        shared.corners.set(Some((shared.active.get_untracked(), CellPlace { row, column })));
    }
    let left_out = match beyond {
        0 => String::new(),
        beyond => {
            format!(" {} did not fit and were left out.", sheet::words::count(beyond, "column"))
        }
    };
    shared.note.set(format!("{} pasted.{left_out}", sheet::words::count(cells, "cell")));
}

/// The lowest row and the rightmost column of cells, as they are shown: sorted, that is not the order of
/// the file.
fn last_shown(shared: Shared, cells: &[(usize, usize, String)]) -> Option<(usize, usize)> {
    let row = shared.shown.with_untracked(|shown| {
        cells.iter().map(|(row, ..)| *row).max_by_key(|row| shown.place(*row).ok())
    });
    let column = shared.columns.with_untracked(|columns| {
        cells.iter().map(|(_, column, _)| *column).max_by_key(|column| columns.place(*column))
    });
    row.zip(column)
}

/// How many rows of the block that waits lie below the last one.
pub(super) fn rows_beyond(shared: Shared, block: &[Vec<String>]) -> usize {
    let target = target(shared, block);
    let pasted = target.and_then(|target| pasted(shared, block, &target, false));
    pasted.map_or(0, |pasted| pasted.rows_beyond)
}

/// Rows and columns that take the block, and the block itself: one cell fills all that is selected.
struct Target {
    rows: Vec<usize>,
    columns: Vec<usize>,
    repeated: Option<Vec<Vec<String>>>,
}

fn target(shared: Shared, block: &[Vec<String>]) -> Option<Target> {
    if shared.locked.get_untracked() {
        return None;
    }
    let mut area = shared.selection()?;
    let single = matches!(block, [line] if line.len() == 1) && area.cells() > 1;
    if single && !Shared::is_workable(area.cells()) {
        shared.too_many(area.cells());
        return None;
    }
    let repeated = single.then(|| {
        let line = vec![block[0][0].clone(); area.columns.clone().count()];
        vec![line; area.rows.clone().count()]
    });
    if !single {
        let last = |of: usize, start: usize| start..=of.saturating_sub(1);
        area.rows = last(shared.shown.with_untracked(|shown| shown.len()), *area.rows.start());
        let columns = shared.columns.with_untracked(|columns| columns.len());
        area.columns = last(columns, *area.columns.start());
    }
    let (mut rows, columns) = shared.rows_and_columns(&area);
    rows.retain(|row| shared.is_open(*row));
    Some(Target { rows, columns, repeated })
}

fn pasted(
    shared: Shared,
    block: &[Vec<String>],
    target: &Target,
    add: bool,
) -> Option<block::Pasted> {
    let block = target.repeated.as_deref().unwrap_or(block);
    shared.checked.with_untracked(|checked| {
        let sheet = checked.as_ref()?.sheet();
        Some(block::paste(sheet, block, &target.rows, &target.columns, add))
    })
}
