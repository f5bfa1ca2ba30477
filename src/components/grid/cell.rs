//! One cell of the grid, and the input that lies over it while it is edited.

use super::columns::NUMBER;
use super::keys::go;
use super::place::{CellPlace, Edit, ROW, Shared};
use super::placed::Placed;
use crate::components::cell_input::{CellInput, Then};
use leptos::prelude::*;
use sheet::check::Checked;
use sheet::history::Deed;
use sheet::problem::Severity;
use sheet::read::Change;

/// Where the column at a place begins and how wide it is, as CSS.
pub(super) fn extent(shared: Shared, at: usize) -> (String, String) {
    shared.columns.with(|columns| {
        (format!("{}rem", NUMBER + columns.start(at)), format!("{}rem", columns.width(at)))
    })
}

/// The id of a cell's element.
pub(super) fn cell_id(place: CellPlace) -> String {
    format!("cell-{}-{}", place.row, place.column)
}

/// What is seen of a cell.
#[derive(Clone, Default, PartialEq)]
struct Face {
    text: String,
    worst: Option<Severity>,
    is_selected: bool,
    is_active: bool,
}

impl Face {
    fn class(&self, is_id: bool) -> String {
        let parts = [
            (true, "grid-cell"),
            (is_id, "grid-id"),
            (self.worst == Some(Severity::Error), "cell-error"),
            (self.worst == Some(Severity::Warning), "cell-warning"),
            (self.is_selected, "cell-selected"),
            (self.is_active, "cell-active"),
        ];
        let parts = parts.into_iter().filter(|(is, _)| *is).map(|(_, class)| class);
        parts.collect::<Vec<_>>().join(" ")
    }
}

fn face(checked: &Checked, CellPlace { row, column }: CellPlace) -> Face {
    let sheet = checked.sheet();
    // A row or column that was taken away is drawn once more before it goes.
    if row >= sheet.rows() || column >= sheet.columns().len() {
        return Face::default();
    }
    let problems = checked.problems_of(row).iter();
    let worst = problems.filter(|p| p.column == Some(column)).map(|p| p.severity()).min();
    Face { text: sheet.cell(row, column).to_owned(), worst, ..Face::default() }
}

/// A cell of the row at the place `at`. While the grid is scrolled hundreds come and go, so each is one
/// thing that looks out for changes, and where it stands and what it is called is settled once.
pub(super) fn grid_cell(shared: Shared, at: usize, row: usize, column: Placed) -> impl IntoView {
    let place = CellPlace { row, column: column.column };
    let face = Memo::new(move |_| {
        let face = shared.checked.with(|c| c.as_deref().map(|c| face(c, place)));
        Face {
            is_selected: shared.area.with(|a| a.as_ref().is_some_and(|a| a.has(at, column.at))),
            is_active: shared.active.get() == place,
            ..face.unwrap_or_default()
        }
    });
    let id = cell_id(place);
    let (left, width) = column.extent();
    move || {
        let face = face.get();
        let class = face.class(column.at == 0);
        view! {
            <div
                id=id.clone()
                class=class
                role="gridcell"
                aria-colindex=column.at + 2
                aria-invalid=(face.worst == Some(Severity::Error)).then_some("true")
                aria-selected=if face.is_selected || face.is_active { "true" } else { "false" }
                aria-describedby=face.is_active.then_some("cell-panel")
                style:left=left.clone()
                style:width=width.clone()
            >
                {face.text}
            </div>
        }
    }
}

/// The cell that is edited. It stands beside the rows: those that come on screen can move the ones after
/// them in the page, and an input that is moved loses the keyboard in the middle of a word.
pub(super) fn editor(shared: Shared) -> impl IntoView {
    let one = move |Edit { place, typed }: Edit| {
        let at = Memo::new(move |_| {
            let row = shared.shown.with(|shown| shown.place(place.row).ok())?;
            Some((row, shared.columns.with(|columns| columns.place(place.column))?))
        });
        let row = move || at.get().map_or(0, |(row, _)| row);
        let column = move || at.get().map_or(0, |(_, column)| column);
        view! {
            <div
                class="grid-row grid-editor"
                role="row"
                hidden=move || at.get().is_none()
                aria-rowindex=move || (row() + 2).to_string()
                style:top=move || format!("{}rem", (row() + 1) as f64 * ROW)
            >
                <div class="grid-number" role="presentation"></div>
                <div
                    class="grid-cell cell-active"
                    class:grid-id=move || column() == 0
                    role="gridcell"
                    aria-colindex=move || (column() + 2).to_string()
                    style:left=move || extent(shared, column()).0
                    style:width=move || extent(shared, column()).1
                >
                    {edited(shared, place, typed)}
                </div>
            </div>
        }
    };
    move || shared.edit.get().map(one)
}

/// Keeps what a scanner has typed into a cell and goes on to the next row.
fn scanned(shared: Shared, place: CellPlace, text: String) {
    if let Some((change, next)) = shared.scanned.take(place, text) {
        shared.change(Deed::Typed, change);
        shared.active.set(next);
    }
}

fn edited(shared: Shared, place: CellPlace, typed: Option<String>) -> impl IntoView {
    let (field, label) = shared.checked.with_untracked(|checked| {
        let sheet = checked.as_ref().map(|checked| checked.sheet());
        let column = sheet.and_then(|sheet| sheet.columns().get(place.column));
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
            Then::Onwards => {
                back();
                return scanned(shared, place, text);
            }
            Then::Stay => shared.edit.set(None),
            Then::Down => (back(), go(shared, 1, 0, false)).1,
            Then::Right => (back(), go(shared, 0, 1, false)).1,
            Then::Left => (back(), go(shared, 0, -1, false)).1,
        }
        if text != before {
            let change = Change::of_cells(vec![(place.row, place.column, text)]);
            shared.change(Deed::Typed, change);
        }
    };
    view! { <CellInput field label text typed on_keep=keep on_drop=move |()| back()/> }
}
