//! Where the keyboard is in a sheet, what is selected, and what the parts of the grid share.

use super::columns::{Columns, NUMBER};
use crate::components::rows_window::{Viewport, scrolled_to};
use leptos::html::Div;
use leptos::prelude::*;
use sheet::check::Checked;
use sheet::history::Deed;
use sheet::read::{Change, Sheet};
use sheet::shown::{Shown, Sort};
use std::ops::RangeInclusive;
use std::sync::Arc;

/// The height of a row in rem, the same as in `style/grid.css`.
pub(super) const ROW: f64 = 2.25;

/// In a box that is narrower, in rem, the sample id scrolls with the other columns: it would hide them.
const NARROW: f64 = 34.0;

/// How many cells are changed or copied in one go: more is work for a spreadsheet.
const MOST_CELLS: usize = 300_000;

/// A cell: its row in the sheet and its column, both from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CellPlace {
    /// The row.
    pub row: usize,
    /// The column.
    pub column: usize,
}

impl CellPlace {
    /// What changes when a code is scanned into the cell, and the cell for the next one: that of the row
    /// below among those shown. From the last row the keyboard can't go on, so a code that comes there
    /// `again`, right after another, gets a row of its own below it.
    pub fn scanned(
        self,
        sheet: &Sheet,
        shown: &Shown,
        text: String,
        again: bool,
    ) -> (Change, CellPlace) {
        let CellPlace { row, column } = self;
        let at = shown.place(row).unwrap_or_else(|at| at);
        let below = shown.row(at + 1);
        if again && below.is_none() {
            let row = sheet.rows();
            let added = Some(sheet.added() + 1);
            let change = Change { added, cells: vec![(row, column, text)], ..Change::default() };
            return (change, CellPlace { row, column });
        }
        let change = Change::of_cells(vec![(row, column, text)]);
        (change, CellPlace { row: below.unwrap_or(row), column })
    }
}

/// Codes that are scanned one after the other, each into the cell below the one before.
#[derive(Clone, Copy)]
pub struct Scanned {
    checked: Signal<Option<Arc<Checked>>>,
    shown: Signal<Arc<Shown>>,
    /// The last row, if a scanner has just typed into it.
    last: StoredValue<Option<CellPlace>>,
}

impl Scanned {
    /// None yet.
    pub fn new(checked: Signal<Option<Arc<Checked>>>, shown: Signal<Arc<Shown>>) -> Scanned {
        Scanned { checked, shown, last: StoredValue::new(None) }
    }

    /// Takes a code into a cell, as [`CellPlace::scanned`] says.
    pub fn take(self, place: CellPlace, text: String) -> Option<(Change, CellPlace)> {
        let again = self.last.get_value() == Some(place);
        let (change, next) = self.checked.with_untracked(|checked| {
            let sheet = checked.as_ref()?.sheet();
            Some(self.shown.with_untracked(|shown| place.scanned(sheet, shown, text, again)))
        })?;
        let row = change.cells.first().map(|(row, ..)| *row);
        self.last.set_value(Some(next).filter(|next| row == Some(next.row)));
        Some((change, next))
    }

    /// The keyboard is here now.
    pub fn come_to(self, place: CellPlace) {
        self.last.update_value(|last| *last = last.filter(|last| *last == place));
    }
}

/// A cell that is being edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    /// Which.
    pub(super) place: CellPlace,
    /// What was typed to begin with, in place of what stands there.
    pub(super) typed: Option<String>,
}

/// Places of rows and columns as they are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) rows: RangeInclusive<usize>,
    pub(super) columns: RangeInclusive<usize>,
}

/// How the grid stands in the page.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Scale {
    /// What of it is on screen, in pixels; the height is that of the rows.
    pub(super) view: Viewport,
    /// How many pixels a rem has.
    pub(super) rem: f64,
}

impl Scale {
    /// Whether the sample id scrolls with the other columns.
    pub(super) fn is_narrow(self) -> bool {
        self.view.width < NARROW * self.rem
    }
}

/// What the parts of a grid share.
#[derive(Clone, Copy)]
pub(super) struct Shared {
    pub(super) checked: Signal<Option<Arc<Checked>>>,
    pub(super) shown: Signal<Arc<Shown>>,
    pub(super) columns: Memo<Arc<Columns>>,
    pub(super) active: RwSignal<CellPlace>,
    /// Two corners of what is selected beside the active cell.
    pub(super) corners: RwSignal<Option<(CellPlace, CellPlace)>>,
    pub(super) area: Memo<Option<Area>>,
    pub(super) edit: RwSignal<Option<Edit>>,
    pub(super) scale: RwSignal<Scale>,
    pub(super) sort: RwSignal<Option<Sort>>,
    /// What the user has to know of what was just done, or not done.
    pub(super) note: RwSignal<String>,
    /// A block that has more rows than the sheet, until the user says what becomes of them.
    pub(super) pending: RwSignal<Option<Arc<Vec<Vec<String>>>>>,
    /// The column whose width the mouse holds, and where it begins on the screen, in rem.
    pub(super) held: StoredValue<Option<(usize, f64)>>,
    /// Whether the mouse has just let go of one.
    pub(super) resized: StoredValue<bool>,
    /// Whether the latest touch was a finger's.
    pub(super) finger: StoredValue<bool>,
    /// Whether the active cell was just pointed at. It is in sight then, and the page stays under the hand.
    pub(super) pointed: StoredValue<bool>,
    pub(super) locked: Signal<bool>,
    pub(super) on_change: Callback<(Deed, Change)>,
    pub(super) scanned: Scanned,
    /// Told that codes are to be scanned from the active cell on.
    pub(super) on_scan: Option<Callback<()>>,
    pub(super) body: NodeRef<Div>,
}

/// What two corners enclose, of what is shown.
pub(super) fn area(shown: &Shown, columns: &Columns, a: CellPlace, b: CellPlace) -> Option<Area> {
    let row = |place: CellPlace| shown.place(place.row).ok();
    let column = |place: CellPlace| columns.place(place.column);
    let (top, bottom) = (row(a)?.min(row(b)?), row(a)?.max(row(b)?));
    let (left, right) = (column(a)?.min(column(b)?), column(a)?.max(column(b)?));
    Some(Area { rows: top..=bottom, columns: left..=right })
}

impl Area {
    pub(super) fn has(&self, row: usize, column: usize) -> bool {
        self.rows.contains(&row) && self.columns.contains(&column)
    }

    pub(super) fn cells(&self) -> usize {
        self.rows.clone().count() * self.columns.clone().count()
    }
}

impl Shared {
    /// The place of the active cell among the rows shown, if it is there.
    pub(super) fn active_row(self) -> Option<usize> {
        let row = self.active.get().row;
        self.shown.with(|shown| shown.place(row).ok())
    }

    /// The place of the active cell among the columns.
    pub(super) fn active_column(self) -> Option<usize> {
        let active = self.active.get().column;
        self.columns.with(|columns| columns.place(active))
    }

    /// What is selected, or else the active cell; nothing where neither is shown.
    pub(super) fn selection(self) -> Option<Area> {
        let active = self.active.get_untracked();
        self.area.get_untracked().or_else(|| {
            self.shown.with_untracked(|shown| {
                self.columns.with_untracked(|columns| area(shown, columns, active, active))
            })
        })
    }

    /// The same, if it is few enough cells to be worked with in one go; else the user is told.
    pub(super) fn workable_selection(self) -> Option<Area> {
        let selection = self.selection()?;
        let cells = selection.cells();
        if cells > MOST_CELLS {
            self.too_many(cells);
            return None;
        }
        Some(selection)
    }

    /// Says that so many cells are too many.
    pub(super) fn too_many(self, cells: usize) {
        self.note.set(format!(
            "{} are too many for one step. At most {} can be copied, pasted or changed at once.",
            sheet::words::count(cells, "cell"),
            sheet::words::thousands(MOST_CELLS),
        ));
    }

    /// Whether so many cells can be worked with in one go.
    pub(super) fn is_workable(cells: usize) -> bool {
        cells <= MOST_CELLS
    }

    /// The rows and columns of an area, as they are in the sheet.
    pub(super) fn rows_and_columns(self, area: &Area) -> (Vec<usize>, Vec<usize>) {
        let rows = self.shown.with_untracked(|s| s.rows()[area.rows.clone()].to_vec());
        let columns = self.columns.with_untracked(|c| c.columns()[area.columns.clone()].to_vec());
        (rows, columns)
    }

    /// Whether cells can be changed now. Those of a row that was taken out stay as they are.
    pub(super) fn is_open(self, row: usize) -> bool {
        let removed = |checked: &Checked| checked.sheet().is_removed(row);
        let removed = self.checked.with_untracked(|c| c.as_deref().is_some_and(removed));
        !removed && !self.locked.get_untracked()
    }

    /// Begins to edit the active cell, with what was typed or with what stands there.
    pub(super) fn begin(self, typed: Option<String>) {
        let place = self.active.get_untracked();
        let is_shown = self.shown.with_untracked(|shown| shown.place(place.row).is_ok())
            && self.columns.with_untracked(|columns| columns.place(place.column).is_some());
        if is_shown && self.is_open(place.row) {
            self.corners.set(None);
            self.edit.set(Some(Edit { place, typed }));
        }
    }

    /// Makes a change, if anything can be changed now.
    pub(super) fn change(self, deed: Deed, change: Change) {
        if !self.locked.get_untracked() && !change.is_empty() {
            self.note.set(String::new());
            self.on_change.run((deed, change));
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
    let scale = shared.scale.get_untracked();
    let (row, column) = untrack(|| (shared.active_row(), shared.active_column()));
    let row_height = ROW * scale.rem;
    let top = |row: usize| {
        let (from, to) = (row as f64 * row_height, (row + 1) as f64 * row_height);
        scrolled_to(from, to, f64::from(grid.scroll_top()), scale.view.height)
    };
    if let Some(top) = row.and_then(top) {
        grid.set_scroll_top(top.round() as i32);
    }
    let left = shared.columns.with_untracked(|columns| {
        let at = column?;
        let stays = if scale.is_narrow() { 0.0 } else { columns.width(0) };
        // The sample id is always in view where it stays.
        if at == 0 && stays > 0.0 {
            return None;
        }
        let (from, to) = (columns.start(at) - stays, columns.start(at + 1) - stays);
        let extent = scale.view.width - (NUMBER + stays) * scale.rem;
        let scroll = f64::from(grid.scroll_left());
        scrolled_to(from * scale.rem, to * scale.rem, scroll, extent)
    });
    if let Some(left) = left {
        grid.set_scroll_left(left.round() as i32);
    }
}

/// Scrolls the page as little as must be to have the row of the active cell in the window, clear of what
/// stays at its edges: the page says how much that is by its `scroll-padding`.
pub(super) fn bring_into_window(shared: Shared) {
    let Some(grid) = shared.body.try_get_untracked().flatten() else { return };
    let row = grid.query_selector(".grid-row:has(> .cell-active)").ok().flatten();
    let page = document().document_element();
    let (Some(row), Some(page)) = (row, page) else { return };
    let (window, place) = (window(), row.get_bounding_client_rect());
    let style = window.get_computed_style(&page).ok().flatten();
    let padding = |edge: &str| {
        let padding = style.as_ref().and_then(|style| style.get_property_value(edge).ok());
        padding.and_then(|text| text.strip_suffix("px")?.parse().ok()).unwrap_or(0.0)
    };
    let (above, below) = (padding("scroll-padding-top"), padding("scroll-padding-bottom"));
    let height = window.inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(0.0);
    let extent = height - above - below;
    // Where no row fits in between, the page stays.
    if extent >= place.height()
        && let Some(to) = scrolled_to(place.top(), place.bottom(), above, extent)
    {
        window.scroll_by_with_x_and_y(0.0, to - above);
    }
}
