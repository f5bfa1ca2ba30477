//! The sheet as a grid. Only what is on screen is in the page, both ways, so that 100,000 rows scroll
//! as 100 do. The active cell always is, because the keyboard is there.

mod place;
mod keys;
mod cell;
mod panel;

pub use place::CellPlace;

use crate::components::rows_window::{Viewport, visible};
use cell::{cell_id, grid_cell};
use keys::on_key;
use leptos::html::Div;
use leptos::prelude::*;
use panel::cell_panel;
use place::{COLUMN, NARROW, NUMBER, ROW, Shared, bring_into_view};
use sheet::check::Checked;
use sheet::problem::Severity;
use std::ops::Range;
use std::sync::Arc;

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
    /// Whether no cell can be changed now.
    #[prop(into, optional)]
    locked: Signal<bool>,
    /// Told the new text of a cell.
    #[prop(into)]
    on_edit: Callback<(CellPlace, String)>,
) -> impl IntoView {
    let columns = Memo::new(move |_| columns_shown(&checked.get()));
    let (body, edit) = (NodeRef::<Div>::new(), RwSignal::new(None));
    let shared = Shared { checked, rows, columns, active, edit, locked, on_edit, body };
    let viewport = watched(shared);
    let window = Memo::new(move |_| {
        let (view, rows) = (viewport.get(), rows.with(|rows| rows.len()));
        visible(view.top, view.height, ROW, rows)
    });
    let across = Memo::new(move |_| {
        let (view, columns) = (viewport.get(), columns.with(Vec::len));
        visible(view.left - NUMBER, view.width, COLUMN, columns)
    });
    let shown_rows = move || {
        let places = with_active(window.get(), shared.active_row());
        rows.with(|rows| places.filter_map(|at| Some((at, *rows.get(at)?))).collect::<Vec<_>>())
    };
    view! {
        <div
            class="grid"
            class:grid-narrow=move || viewport.get().width < NARROW
            role="grid"
            tabindex="0"
            aria-label="Sample sheet"
            aria-readonly=move || locked.get().then_some("true")
            aria-rowcount=move || (rows.with(|rows| rows.len()) + 1).to_string()
            aria-colcount=move || (columns.with(Vec::len) + 1).to_string()
            aria-activedescendant=move || shared.active_row().map(|_| cell_id(active.get()))
            node_ref=body
            on:scroll=move |_| measure(shared, viewport)
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
        {cell_panel(shared)}
    }
}

/// What of the grid is on screen. Where the keyboard goes, the grid follows.
fn watched(shared: Shared) -> RwSignal<Viewport> {
    let viewport = RwSignal::new(Viewport::default());
    // With other rows or columns the box has another height, once the page has been laid out anew.
    Effect::new(move |_| {
        shared.body.track();
        shared.rows.track();
        shared.active.track();
        request_animation_frame(move || {
            bring_into_view(shared);
            measure(shared, viewport);
        });
    });
    let resized = window_event_listener(leptos::ev::resize, move |_| measure(shared, viewport));
    on_cleanup(move || resized.remove());
    viewport
}

fn measure(shared: Shared, viewport: RwSignal<Viewport>) {
    // A frame may come when the grid is gone already.
    if let Some(element) = shared.body.try_get_untracked().flatten() {
        viewport.try_set(Viewport {
            top: f64::from(element.scroll_top()),
            left: f64::from(element.scroll_left()),
            height: f64::from(element.client_height()) - ROW,
            width: f64::from(element.client_width()),
        });
    }
}

/// The places on screen, and the active one in its order.
fn with_active(shown: Range<usize>, active: Option<usize>) -> impl Iterator<Item = usize> {
    let before = active.filter(|at| *at < shown.start);
    let after = active.filter(|at| *at >= shown.end);
    before.into_iter().chain(shown).chain(after)
}

/// The sample id first, then the columns as they stand in the file.
fn columns_shown(checked: &Option<Arc<Checked>>) -> Vec<usize> {
    let Some(checked) = checked else { return Vec::new() };
    let sheet = checked.sheet();
    let id = sheet.column_of(&sheet::fields::CENTRAL_SAMPLE_ID);
    let others = (0..sheet.columns().len()).filter(|column| Some(*column) != id);
    id.into_iter().chain(others).collect()
}

fn left_of(at: usize) -> String {
    format!("{}px", NUMBER + at as f64 * COLUMN)
}

#[component]
fn HeadingRow(shared: Shared, across: Memo<Range<usize>>) -> impl IntoView {
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
fn cells(shared: Shared, across: Memo<Range<usize>>) -> Vec<(usize, usize)> {
    let places = with_active(across.get(), shared.active_column());
    let scrolled = places.filter(|at| *at > 0);
    shared.columns.with(|columns| {
        std::iter::once(0).chain(scrolled).filter_map(|at| Some((at, *columns.get(at)?))).collect()
    })
}

#[component]
fn GridRow(shared: Shared, across: Memo<Range<usize>>, at: usize, row: usize) -> impl IntoView {
    let line = shared.checked.with_untracked(|c| c.as_ref().map_or(0, |c| c.sheet().line(row)));
    let worst = Memo::new(move |_| {
        shared.checked.with(|checked| {
            let problems = checked.as_ref().map(|checked| checked.problems_of(row));
            problems.and_then(|problems| problems.iter().map(|p| p.severity()).min())
        })
    });
    let mark = move || match worst.get() {
        Some(Severity::Error) => "has a problem",
        Some(Severity::Question) => "has a question",
        Some(Severity::Warning) => "has a warning",
        None => "ready",
    };
    let cell = move |(at, column)| grid_cell(shared, at, left_of(at), CellPlace { row, column });
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
            <For each=move || cells(shared, across) key=|cell| *cell children=cell/>
        </div>
    }
}
