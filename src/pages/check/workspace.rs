//! Where a sheet is mended: what is wrong, the cells, the way on.

use super::onwards::{asking, counts, onwards};
use super::orders::{change, follow, words_of};
use crate::browser;
use crate::components::grid::{CellPlace, Grid, Look};
use crate::components::grid_columns::{columns_button, columns_list};
use crate::components::grid_tools::{Inputs, finding, on_key, orders};
use crate::components::notice::{Notice, Tone};
use crate::components::problem_list::{Ask, Mend, ProblemList};
use crate::desk::{Desk, use_desk};
use leptos::prelude::*;
use sheet::check::Checked;
use sheet::fix::Remembered;
use sheet::group::{Group, groups};
use sheet::history::Deed;
use sheet::read::Change;
use sheet::shown::Shown;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The sheet with what is wrong in it, and the way on.
pub(super) fn workspace() -> impl IntoView {
    let desk = use_desk();
    let checked = desk.checked();
    let first = checked.with_untracked(|c| c.as_deref().and_then(id_column)).unwrap_or(0);
    let look = Look::at(CellPlace { row: first_row(checked), column: first });
    let groups = Memo::new(move |_| {
        Arc::new(checked.with(|c| c.as_deref().map(groups).unwrap_or_default()))
    });
    let shown = shown(look, checked, groups);
    let asking = asking(desk);
    let remembered = RwSignal::new(browser::remembered());
    let on_ask = move |ask| match ask {
        Ask::Go(row, column) => {
            if shown.with_untracked(|shown| shown.place(row).is_err()) {
                look.show_all();
            }
            look.go(CellPlace { row, column: column.unwrap_or(first) });
            to_grid();
        }
        Ask::Show(column, message) => {
            look.show_all();
            look.only.set(Some((column, message)));
            to_grid();
        }
        Ask::Mend(mend) => {
            remember(checked, remembered, &mend);
            let Mend { column, rows, to, .. } = mend;
            let cells = rows.into_iter().map(|row| (row, column, to.clone())).collect();
            change(desk, Deed::Mended, Change::of_cells(cells));
            focus("#counts");
        }
    };
    view! {
        <Show when=move || desk.unkept().get()>
            <Notice tone=Tone::Warning title="This browser does not keep your sheet">
                <p>"It is on this page alone. If you close or reload it, or sign in again in this tab, choose the file once more."</p>
            </Notice>
        </Show>
        {counts(checked)}
        <ProblemList checked groups remembered locked=asking on_ask/>
        {cells(desk, look, shown, asking)}
        {onwards(desk)}
    }
}

/// The grid and its tools.
fn cells(desk: Desk, look: Look, shown: Memo<Arc<Shown>>, asking: Signal<bool>) -> impl IntoView {
    let checked = desk.checked();
    let give = Callback::new(move |order| follow(desk, look, shown, order));
    let words = move |order| words_of(desk, look, shown, order);
    let (inputs, open) = (Inputs::default(), RwSignal::new(false));
    let on_change = move |(deed, made): (Deed, Change)| change(desk, deed, made);
    view! {
        <div class="workspace" on:keydown=move |event| on_key(inputs, give, &event)>
            {finding(look, checked, shown, inputs)}
            <div class="grid-orders">
                {orders(words, asking, give)}
                {columns_button(look, open)}
            </div>
            {columns_list(look, checked, open)}
            <p class="hint">"Type, press Enter or double-click to edit a cell. F8 goes to the next problem."</p>
            <Show when=move || shown.with(|shown| shown.is_empty())>
                <p class="empty">
                    "No such rows. "
                    <button class="link" on:click=move |_| look.show_all()>"Show all rows"</button>
                </p>
            </Show>
            <Grid checked shown look locked=asking on_change/>
        </div>
    }
}

/// The first row that was not taken out.
fn first_row(checked: Signal<Option<Arc<Checked>>>) -> usize {
    checked
        .with_untracked(|checked| {
            let sheet = checked.as_ref()?.sheet();
            (0..sheet.rows()).find(|row| !sheet.is_removed(*row))
        })
        .unwrap_or_default()
}

fn id_column(checked: &Checked) -> Option<usize> {
    checked.sheet().column_of(&sheet::fields::CENTRAL_SAMPLE_ID)
}

fn to_grid() {
    if let Some(grid) = document().query_selector(".grid").ok().flatten() {
        grid.scroll_into_view();
        browser::focus(grid.into());
    }
}

fn focus(selector: &str) {
    if let Some(element) = document().query_selector(selector).ok().flatten() {
        browser::focus(element.into());
    }
}

/// Keeps in the browser what an option was written as, where that is about nobody.
fn remember(checked: Signal<Option<Arc<Checked>>>, remembered: RwSignal<Remembered>, mend: &Mend) {
    let field = checked.with_untracked(|c| c.as_ref()?.sheet().columns().get(mend.column)?.field);
    let Some(field) = field else { return };
    if remembered.try_update(|r| r.note(field, &mend.from, &mend.to)) == Some(true) {
        remembered.with_untracked(browser::remember);
    }
}

/// The rows that are wanted, in the order that is wanted.
fn shown(
    look: Look,
    checked: Signal<Option<Arc<Checked>>>,
    groups: Memo<Arc<Vec<Group>>>,
) -> Memo<Arc<Shown>> {
    // Rows stay where they are while cells change: one that moved away from under the hand would be
    // lost.
    let order = Memo::new(move |_| {
        let sort = look.sort.get()?;
        checked.with_untracked(|c| Some(sort.order(c.as_deref()?)))
    });
    Memo::new(move |_| {
        let Some(checked) = checked.get() else { return Arc::default() };
        let (which, order) = (look.which.get(), order.get());
        let only: Option<BTreeSet<usize>> = look.only.get().map(|key| {
            groups.with(|groups| {
                let group = groups.iter().find(|group| group.key() == key);
                group.into_iter().flat_map(|group| group.rows.iter().copied()).collect()
            })
        });
        let wanted = |row| {
            which.wants(&checked, row) && only.as_ref().is_none_or(|only| only.contains(&row))
        };
        Arc::new(look.text.with(|text| Shown::new(&checked, wanted, text, order)))
    })
}
