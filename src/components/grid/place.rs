//! Where the keyboard is in a sheet, and what the parts of the grid share.

use crate::components::rows_window::scrolled_to;
use leptos::html::Div;
use leptos::prelude::*;
use sheet::check::Checked;
use std::sync::Arc;

/// Pixels, the same as in `style/grid.css`.
pub(super) const ROW: f64 = 36.0;
pub(super) const COLUMN: f64 = 176.0;
pub(super) const NUMBER: f64 = 72.0;

/// In a box that is narrower, the sample id scrolls with the other columns: it would hide them.
pub(super) const NARROW: f64 = 3.0 * COLUMN;

/// A cell: its row in the sheet and its column, both from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CellPlace {
    /// The row.
    pub row: usize,
    /// The column.
    pub column: usize,
}

/// A cell that is being edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    /// Which.
    pub(super) place: CellPlace,
    /// What was typed to begin with, in place of what stands there.
    pub(super) typed: Option<String>,
}

/// What the parts of a grid share.
#[derive(Clone, Copy)]
pub(super) struct Shared {
    pub(super) checked: Signal<Option<Arc<Checked>>>,
    pub(super) rows: Signal<Arc<Vec<usize>>>,
    pub(super) columns: Memo<Vec<usize>>,
    pub(super) active: RwSignal<CellPlace>,
    pub(super) edit: RwSignal<Option<Edit>>,
    pub(super) locked: Signal<bool>,
    pub(super) on_edit: Callback<(CellPlace, String)>,
    pub(super) body: NodeRef<Div>,
}

impl Shared {
    /// The place of the active cell among the rows shown, if it is there.
    pub(super) fn active_row(self) -> Option<usize> {
        let row = self.active.get().row;
        self.rows.with(|rows| rows.binary_search(&row).ok())
    }

    /// The place of the active cell among the columns.
    pub(super) fn active_column(self) -> Option<usize> {
        let active = self.active.get().column;
        self.columns.with(|columns| columns.iter().position(|column| *column == active))
    }

    /// Begins to edit the active cell, with what was typed or with what stands there.
    pub(super) fn begin(self, typed: Option<String>) {
        let place = self.active.get_untracked();
        let is_shown = self.rows.with_untracked(|rows| rows.binary_search(&place.row).is_ok());
        if is_shown && !self.locked.get_untracked() {
            self.edit.set(Some(Edit { place, typed }));
        }
    }

    /// Empties the active cell.
    pub(super) fn clear(self) {
        let place = self.active.get_untracked();
        let filled = self.text(place).is_some_and(|text| !text.is_empty());
        if filled && !self.locked.get_untracked() {
            self.on_edit.run((place, String::new()));
        }
    }

    /// What stands in a cell.
    pub(super) fn text(self, place: CellPlace) -> Option<String> {
        let text = |checked: &Checked| checked.sheet().cell(place.row, place.column).to_owned();
        self.checked.with_untracked(|checked| checked.as_deref().map(text))
    }
}

/// Scrolls as little as must be to have the active cell clear of the headings and of what stays at
/// the left.
pub(super) fn bring_into_view(shared: Shared) {
    // A frame may come when the grid is gone already.
    let Some(grid) = shared.body.try_get_untracked().flatten() else { return };
    let (row, column) = untrack(|| (shared.active_row(), shared.active_column()));
    let height = f64::from(grid.client_height()) - ROW;
    let top = |row| scrolled_to(row, ROW, f64::from(grid.scroll_top()), height);
    if let Some(top) = row.and_then(top) {
        grid.set_scroll_top(top as i32);
    }
    let width = f64::from(grid.client_width());
    let stays = if width < NARROW { 0 } else { 1 };
    let extent = width - NUMBER - stays as f64 * COLUMN;
    let left = |at| scrolled_to(at, COLUMN, f64::from(grid.scroll_left()), extent);
    if let Some(left) = column.and_then(|at| at.checked_sub(stays)).and_then(left) {
        grid.set_scroll_left(left as i32);
    }
}
