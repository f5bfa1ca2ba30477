//! The sheet as a grid. Only what is on screen is in the page, both ways, so that 100,000 rows scroll
//! as 100 do. Keys follow the grid pattern of the ARIA Authoring Practices.

use crate::components::cell_input::{CellInput, Then};
use crate::components::rows_window::{Viewport, scrolled_to, visible};
use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use leptos::prelude::*;
use sheet::check::Checked;
use sheet::problem::Severity;
use std::sync::Arc;

/// Pixels, the same as in `style/grid.css`.
const ROW: f64 = 36.0;
const COLUMN: f64 = 176.0;
const NUMBER: f64 = 72.0;

/// A cell: its row in the sheet and its column, both from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CellPlace {
    /// The row.
    pub row: usize,
    /// The column.
    pub column: usize,
}

/// What the parts of a grid share.
#[derive(Clone, Copy)]
struct Shared {
    checked: Signal<Option<Arc<Checked>>>,
    rows: Signal<Arc<Vec<usize>>>,
    columns: Signal<Vec<usize>>,
    active: RwSignal<CellPlace>,
    editing: RwSignal<bool>,
    on_edit: Callback<(CellPlace, String)>,
    body: NodeRef<Div>,
}

/// The sheet, to be looked at and changed.
#[component]
pub fn Grid(
    /// The checked sheet.
    #[prop(into)]
    checked: Signal<Option<Arc<Checked>>>,
    /// The rows that are shown, in order.
    #[prop(into)]
    rows: Signal<Arc<Vec<usize>>>,
    /// The cell that the keyboard is at.
    active: RwSignal<CellPlace>,
    /// Told the new text of a cell.
    #[prop(into)]
    on_edit: Callback<(CellPlace, String)>,
) -> impl IntoView {
    let columns = Signal::derive(move || columns_shown(&checked.get()));
    let body = NodeRef::<Div>::new();
    let editing = RwSignal::new(false);
    let shared = Shared { checked, rows, columns, active, editing, on_edit, body };
    let viewport = RwSignal::new(Viewport::default());
    // A frame may come when the grid is gone already.
    let measure = move || {
        if let Some(element) = body.try_get_untracked().flatten() {
            viewport.try_set(Viewport {
                top: f64::from(element.scroll_top()),
                left: f64::from(element.scroll_left()),
                height: f64::from(element.client_height()) - ROW,
                width: f64::from(element.client_width()),
            });
        }
    };
    // With other rows or columns the box has another height, once the page has been laid out anew.
    Effect::new(move |_| {
        body.track();
        rows.track();
        request_animation_frame(measure);
    });
    let resized = window_event_listener(leptos::ev::resize, move |_| measure());
    on_cleanup(move || resized.remove());
    Effect::new(move |_| bring_into_view(shared, active.get()));
    let window = Memo::new(move |_| {
        let (view, rows) = (viewport.get(), rows.with(|rows| rows.len()));
        visible(view.top, view.height, ROW, rows)
    });
    let across = Memo::new(move |_| {
        let (view, columns) = (viewport.get(), columns.with(Vec::len));
        visible(view.left - NUMBER, view.width, COLUMN, columns)
    });
    let shown_rows = move || {
        rows.with(|rows| {
            window.get().filter_map(|at| Some((at, *rows.get(at)?))).collect::<Vec<_>>()
        })
    };
    view! {
        <div
            class="grid"
            role="grid"
            tabindex="0"
            aria-label="Sample sheet"
            aria-rowcount=move || (rows.with(|rows| rows.len()) + 1).to_string()
            aria-colcount=move || (columns.with(Vec::len) + 1).to_string()
            aria-activedescendant=move || cell_id(active.get())
            node_ref=body
            on:scroll=move |_| measure()
            on:keydown=move |event| on_key(shared, &event)
        >
            <div
                class="grid-table"
                role="presentation"
                style:height=move || format!("{}px", (rows.with(|rows| rows.len()) + 1) as f64 * ROW)
                style:width=move || format!("{}px", NUMBER + columns.with(Vec::len) as f64 * COLUMN)
            >
                <HeadingRow shared across/>
                <For each=shown_rows key=|place| *place let:place>
                    <GridRow shared across at=place.0 row=place.1/>
                </For>
            </div>
        </div>
    }
}

/// The sample id first, then the columns as they stand in the file.
fn columns_shown(checked: &Option<Arc<Checked>>) -> Vec<usize> {
    let Some(checked) = checked else { return Vec::new() };
    let sheet = checked.sheet();
    let id = sheet.column_of(&sheet::fields::CENTRAL_SAMPLE_ID);
    let others = (0..sheet.columns().len()).filter(|column| Some(*column) != id);
    id.into_iter().chain(others).collect()
}

fn cell_id(place: CellPlace) -> String {
    format!("cell-{}-{}", place.row, place.column)
}

fn left_of(at: usize) -> String {
    format!("{}px", NUMBER + at as f64 * COLUMN)
}

#[component]
fn HeadingRow(shared: Shared, across: Memo<std::ops::Range<usize>>) -> impl IntoView {
    let heading = move |(at, column): (usize, usize)| {
        let (name, class) = shared.checked.with(|checked| {
            let column = checked.as_ref().and_then(|checked| checked.sheet().columns().get(column));
            let name = column.map_or("", |column| column.name()).to_owned();
            let class = match column {
                Some(column) if column.added => "grid-heading grid-added",
                Some(column) if column.field.is_none() => "grid-heading grid-unknown",
                _ => "grid-heading",
            };
            (name, class)
        });
        view! {
            <div
                class=class
                class:grid-id=at == 0
                role="columnheader"
                aria-colindex=(at + 2).to_string()
                title=name.clone()
                style:left=left_of(at)
            >
                {name.clone()}
            </div>
        }
    };
    view! {
        <div class="grid-row grid-headings" role="row" aria-rowindex="1">
            <div class="grid-number" role="columnheader" aria-colindex="1">"Row"</div>
            <For each=move || cells(shared, across) key=|cell| *cell children=heading/>
        </div>
    }
}

/// The columns on screen, and always the sample id, which stays while the others scroll.
fn cells(shared: Shared, across: Memo<std::ops::Range<usize>>) -> Vec<(usize, usize)> {
    shared.columns.with(|columns| {
        let range = across.get();
        let scrolled = range.filter(|at| *at > 0);
        std::iter::once(0).chain(scrolled).filter_map(|at| Some((at, *columns.get(at)?))).collect()
    })
}

#[component]
fn GridRow(
    shared: Shared,
    across: Memo<std::ops::Range<usize>>,
    at: usize,
    row: usize,
) -> impl IntoView {
    let line = shared.checked.with_untracked(|c| c.as_ref().map_or(0, |c| c.sheet().line(row)));
    let worst = Memo::new(move |_| {
        shared.checked.with(|checked| {
            let problems = checked.as_ref().map(|checked| checked.problems_of(row));
            problems.and_then(|problems| problems.iter().map(|p| p.severity()).min())
        })
    });
    let mark = move || match worst.get() {
        Some(Severity::Error) => "has a problem",
        Some(Severity::Warning) => "has a warning",
        None => "ready",
    };
    view! {
        <div
            class="grid-row"
            role="row"
            aria-rowindex=(at + 2).to_string()
            style:top=format!("{}px", (at + 1) as f64 * ROW)
        >
            <div
                class="grid-number"
                class:row-error=move || worst.get() == Some(Severity::Error)
                class:row-warning=move || worst.get() == Some(Severity::Warning)
                role="rowheader"
                aria-colindex="1"
            >
                {line}
                <span class="visually-hidden">{mark}</span>
            </div>
            <For each=move || cells(shared, across) key=|cell| *cell let:cell>
                <GridCell shared at=cell.0 place=CellPlace { row, column: cell.1 }/>
            </For>
        </div>
    }
}

#[component]
fn GridCell(shared: Shared, at: usize, place: CellPlace) -> impl IntoView {
    let CellPlace { row, column } = place;
    let read = move |from: &Checked| from.sheet().cell(row, column).to_owned();
    let text = move || shared.checked.with(|c| c.as_deref().map(read)).unwrap_or_default();
    let worst = Memo::new(move |_| {
        shared.checked.with(|c| {
            let problems = c.as_deref()?.problems_of(row).iter();
            problems.filter(|problem| problem.column == Some(column)).map(|p| p.severity()).min()
        })
    });
    let is_active = Memo::new(move |_| shared.active.get() == place);
    let is_edited = move || is_active.get() && shared.editing.get();
    view! {
        <div
            id=cell_id(place)
            class="grid-cell"
            class:grid-id=at == 0
            class:cell-error=move || worst.get() == Some(Severity::Error)
            class:cell-warning=move || worst.get() == Some(Severity::Warning)
            class:cell-active=is_active
            role="gridcell"
            aria-colindex=(at + 2).to_string()
            aria-invalid=move || (worst.get() == Some(Severity::Error)).then_some("true")
            aria-describedby=move || is_active.get().then_some("cell-panel")
            style:left=left_of(at)
            on:mousedown=move |_| {
                if !is_edited() {
                    shared.editing.set(false);
                    shared.active.set(place);
                }
            }
            on:dblclick=move |_| shared.editing.set(true)
        >
            {move || match is_edited() {
                true => edited(shared, place, text()).into_any(),
                false => text().into_any(),
            }}
        </div>
    }
}

fn edited(shared: Shared, place: CellPlace, text: String) -> impl IntoView {
    let (field, label) = shared.checked.with_untracked(|checked| {
        let sheet = checked.as_ref().map(|checked| checked.sheet());
        let column = sheet.map(|sheet| &sheet.columns()[place.column]);
        let line = sheet.map_or(0, |sheet| sheet.line(place.row));
        let name = column.map_or("", |column| column.name());
        (column.and_then(|column| column.field), format!("{name}, row {line}"))
    });
    let back = move || {
        shared.editing.set(false);
        if let Some(grid) = shared.body.get_untracked() {
            // The grid is on the page while one of its cells is edited.
            let _ = grid.focus();
        }
    };
    let before = text.clone();
    let keep = move |(text, then): (String, Then)| {
        match then {
            Then::Stay => shared.editing.set(false),
            _ => back(),
        }
        if text != before {
            shared.on_edit.run((place, text));
        }
        match then {
            Then::Stay => {}
            Then::Down => go(shared, 1, 0),
            Then::Right => go(shared, 0, 1),
            Then::Left => go(shared, 0, -1),
        }
    };
    view! { <CellInput field label text on_keep=keep on_drop=move |()| back()/> }
}

/// Moves the active cell by rows and columns, as far as there are any.
fn go(shared: Shared, down: isize, right: isize) {
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

/// Goes to the next or previous cell with a problem, round and round.
fn go_to_problem(shared: Shared, forward: bool) {
    let here = shared.active.get_untracked();
    let next = shared.checked.with_untracked(|checked| {
        let problems = checked.as_ref()?.problems().iter();
        let places = problems.filter_map(|p| Some(CellPlace { row: p.row?, column: p.column? }));
        let key = |place: &CellPlace| (place.row, place.column);
        let places: Vec<CellPlace> = places.collect();
        let after =
            places.iter().filter(|place| key(place) > key(&here)).min_by_key(|place| key(place));
        let before =
            places.iter().filter(|place| key(place) < key(&here)).max_by_key(|place| key(place));
        let found = if forward { after.or(places.first()) } else { before.or(places.last()) };
        found.copied()
    });
    if let Some(place) = next {
        shared.active.set(place);
    }
}

fn on_key(shared: Shared, event: &KeyboardEvent) {
    const ALL: isize = isize::MAX / 2;
    const PAGE: isize = 15;
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
        ("Enter" | "F2", _) => shared.editing.set(true),
        ("F8", _) => go_to_problem(shared, !event.shift_key()),
        _ => return,
    }
    event.prevent_default();
}

fn bring_into_view(shared: Shared, place: CellPlace) {
    let Some(grid) = shared.body.get_untracked() else { return };
    let row = shared.rows.with_untracked(|rows| rows.binary_search(&place.row).ok());
    let column =
        shared.columns.with_untracked(|c| c.iter().position(|column| *column == place.column));
    let height = f64::from(grid.client_height()) - ROW;
    if let Some(top) =
        row.and_then(|row| scrolled_to(row, ROW, f64::from(grid.scroll_top()), height))
    {
        grid.set_scroll_top(top as i32);
    }
    // The row number and the sample id lie over the left edge.
    let width = f64::from(grid.client_width()) - NUMBER - COLUMN;
    let column = column.and_then(|column| column.checked_sub(1));
    if let Some(left) =
        column.and_then(|at| scrolled_to(at, COLUMN, f64::from(grid.scroll_left()), width))
    {
        grid.set_scroll_left(left as i32);
    }
}
