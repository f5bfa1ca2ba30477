//! The sheet as a grid. Only what is on screen is in the page, both ways, so that 100,000 rows scroll
//! as 100 do. The active cell always is, because the keyboard is there.
//!
//! The mouse is listened to by the grid alone, which finds the cell by its place: a listener for each
//! cell would be made and dropped at every step of scrolling.

mod columns;
mod place;
mod keys;
mod clipboard;
mod mouse;
mod placed;
mod cell;
mod row;
mod panel;

pub use columns::{ColumnChoices, Columns};
pub use place::{CellPlace, Scanned};

use crate::components::rows_window::{Viewport, visible};
use cell::{cell_id, editor};
use columns::NUMBER;
use keys::on_key;
use leptos::prelude::*;
use panel::cell_panel;
use place::{ROW, Scale, Shared, area, bring_into_view, bring_into_window};
use placed::placed;
use row::{grid_row, heading_row};
use sheet::check::Checked;
use sheet::history::Deed;
use sheet::profile::Slice;
use sheet::read::Change;
use sheet::shown::{Shown, Sort, Which};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// How a sheet is looked at: what the grid and its tools share.
#[derive(Clone, Copy)]
pub struct Look {
    /// The cell that the keyboard is at.
    pub active: RwSignal<CellPlace>,
    /// Two corners of what is selected beside it.
    pub corners: RwSignal<Option<(CellPlace, CellPlace)>>,
    /// Which columns are shown, and how.
    pub choices: RwSignal<ColumnChoices>,
    /// How the rows are ordered.
    pub sort: RwSignal<Option<Sort>>,
    /// Which rows are shown.
    pub which: RwSignal<Which>,
    /// The text that they must hold.
    pub text: RwSignal<String>,
    /// What they must have in common beside that.
    pub only: RwSignal<Option<Only>>,
    /// The row, and the column if it is one cell, to which the keyboard is led in the list.
    pub goal: RwSignal<Option<(usize, Option<usize>)>>,
}

/// What all rows that are shown have in common.
#[derive(Clone, Debug, PartialEq)]
pub enum Only {
    /// A problem: its column and sentence.
    Problem(Option<usize>, String),
    /// Something that a picture has a bar for.
    Slice(Slice),
    /// That an upload has left them open.
    Open(Arc<BTreeSet<usize>>),
}

impl Look {
    /// The whole sheet as it stands in the file, with the keyboard at this cell.
    pub fn at(place: CellPlace) -> Look {
        Look {
            active: RwSignal::new(place),
            corners: RwSignal::new(None),
            choices: RwSignal::default(),
            sort: RwSignal::new(None),
            which: RwSignal::default(),
            text: RwSignal::default(),
            only: RwSignal::new(None),
            goal: RwSignal::new(None),
        }
    }

    /// Leaves no row out.
    pub fn show_all(self) {
        self.which.set(Which::All);
        self.text.set(String::new());
        self.only.set(None);
    }

    /// Goes to a cell.
    pub fn go(self, place: CellPlace) {
        self.corners.set(None);
        self.active.set(place);
    }
}

/// The sheet, to be looked at and changed.
#[component]
pub fn Grid(
    /// The checked sheet.
    #[prop(into)]
    checked: Signal<Option<Arc<Checked>>>,
    /// The rows that are shown.
    #[prop(into)]
    shown: Signal<Arc<Shown>>,
    /// How it is looked at.
    look: Look,
    /// Whether no cell can be changed now.
    #[prop(into, optional)]
    locked: Signal<bool>,
    /// Told what the user does to the sheet.
    #[prop(into)]
    on_change: Callback<(Deed, Change)>,
    /// Told that codes are to be scanned from the active cell on, where that can be done.
    #[prop(into, optional)]
    on_scan: Option<Callback<()>>,
) -> impl IntoView {
    let Look { active, corners, choices, sort, .. } = look;
    let columns = Memo::new(move |_| Arc::new(laid(&checked.get(), &choices.get())));
    let selected = Memo::new(move |_| {
        let (a, b) = corners.get()?;
        shown.with(|shown| columns.with(|columns| area(shown, columns, a, b)))
    });
    let shared = Shared {
        checked,
        shown,
        columns,
        active,
        corners,
        area: selected,
        edit: RwSignal::new(None),
        scale: RwSignal::new(Scale { rem: 16.0, ..Scale::default() }),
        sort,
        note: RwSignal::default(),
        pending: RwSignal::new(None),
        held: StoredValue::new(None),
        resized: StoredValue::new(false),
        finger: StoredValue::new(false),
        pointed: StoredValue::new(false),
        locked,
        on_change,
        scanned: Scanned::new(checked, shown),
        on_scan,
        body: NodeRef::new(),
    };
    watch(shared);
    view! { {table(shared, choices)} {cell_panel(shared)} }
}

fn table(shared: Shared, choices: RwSignal<ColumnChoices>) -> impl IntoView {
    let Shared { shown, columns, scale, corners, .. } = shared;
    let window = Memo::new(move |_| {
        let Scale { view, rem } = scale.get();
        visible(view.top, view.height, ROW * rem, shown.with(|shown| shown.len()))
    });
    let across = Memo::new(move |_| {
        let Scale { view, rem } = scale.get();
        columns.with(|c| c.visible(view.left / rem - NUMBER, view.width / rem + NUMBER))
    });
    let placed = placed(shared, across);
    let rows = move || {
        let places = with_active(window.get(), shared.active_row());
        shown.with(|shown| places.filter_map(|at| Some((at, shown.row(at)?))).collect::<Vec<_>>())
    };
    let height = move || format!("{}rem", (shown.with(|shown| shown.len()) + 1) as f64 * ROW);
    let width = move || format!("{}rem", NUMBER + columns.with(|columns| columns.total()));
    view! {
        <div
            class="grid"
            class:grid-narrow=move || scale.get().is_narrow()
            role="grid"
            tabindex="0"
            aria-label="Sample sheet"
            aria-multiselectable="true"
            aria-readonly=move || shared.locked.get().then_some("true")
            aria-rowcount=move || (shown.with(|shown| shown.len()) + 1).to_string()
            aria-colcount=move || (columns.with(|columns| columns.len()) + 1).to_string()
            aria-activedescendant=move || shared.active_row().map(|_| cell_id(shared.active.get()))
            node_ref=shared.body
            on:scroll=move |_| measure(shared)
            on:keydown=move |event| on_key(shared, &event)
            on:pointerdown=move |event| mouse::on_down(shared, &event)
            on:pointermove=move |event| mouse::on_move(shared, choices, &event)
            on:pointerup=move |_| mouse::on_up(shared)
            on:click=move |event| mouse::on_click(shared, &event)
            on:dblclick=move |event| mouse::on_double_click(shared, &event)
            on:copy=move |event| clipboard::on_copy(shared, &event)
            on:cut=move |event| clipboard::on_cut(shared, &event)
            on:paste=move |event| clipboard::on_paste(shared, &event)
        >
            <div
                class="grid-table"
                class:grid-selecting=move || corners.with(Option::is_some)
                role="presentation"
                style:height=height
                style:width=width
            >
                {heading_row(shared, placed)}
                <For each=rows key=|place| *place let:place>
                    {grid_row(shared, placed, place.0, place.1)}
                </For>
                {editor(shared)}
            </div>
        </div>
    }
}

/// Keeps account of what of the grid is on screen. Where the keyboard goes, the grid follows.
fn watch(shared: Shared) {
    // With other rows or columns the box has another height, once the page has been laid out anew.
    Effect::new(move |_| {
        shared.body.track();
        shared.shown.track();
        shared.columns.track();
        request_animation_frame(move || follow(shared));
    });
    Effect::new(move |before: Option<()>| {
        shared.active.track();
        let pointed = shared.pointed.try_update_value(std::mem::take).unwrap_or_default();
        // A page that has just come stays at its beginning.
        let moves_page = before.is_some() && !pointed;
        request_animation_frame(move || {
            follow(shared);
            if moves_page {
                bring_into_window(shared);
            }
        });
    });
    // What was said of the last thing done is said no more when something else is looked at.
    Effect::new(move |_| {
        let active = shared.active.get();
        shared.note.update(String::clear);
        shared.scanned.come_to(active);
    });
    let resized = window_event_listener(leptos::ev::resize, move |_| measure(shared));
    on_cleanup(move || resized.remove());
}

fn follow(shared: Shared) {
    measure(shared);
    bring_into_view(shared);
    measure(shared);
}

fn measure(shared: Shared) {
    // A frame may come when the grid is gone already.
    let Some(element) = shared.body.try_get_untracked().flatten() else { return };
    let headings = element.query_selector(".grid-headings").ok().flatten();
    let row = headings.map_or(0, |headings| headings.client_height());
    let rem = if row > 0 { f64::from(row) / ROW } else { 16.0 };
    let view = Viewport {
        top: f64::from(element.scroll_top()),
        left: f64::from(element.scroll_left()),
        height: f64::from(element.client_height()) - ROW * rem,
        width: f64::from(element.client_width()),
    };
    let scale = Scale { view, rem };
    if shared.scale.try_get_untracked().is_some_and(|before| before != scale) {
        shared.scale.set(scale);
    }
}

/// The places on screen, and the active one in its order.
fn with_active(shown: Range<usize>, active: Option<usize>) -> impl Iterator<Item = usize> {
    let before = active.filter(|at| *at < shown.start);
    let after = active.filter(|at| *at >= shown.end);
    before.into_iter().chain(shown).chain(after)
}

fn laid(checked: &Option<Arc<Checked>>, choices: &ColumnChoices) -> Columns {
    checked.as_ref().map_or_else(Columns::default, |c| Columns::new(c.sheet(), choices))
}
