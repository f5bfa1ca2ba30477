//! The sheet as a list: a card for each row, with what is wrong and an input for each cell. It is the
//! other way to mend a sheet, for narrow screens, screen readers and whoever likes it better.

mod paging;
mod field;
mod card;

use crate::components::grid::{CellPlace, Columns, Look, Scanned};
use crate::components::problem_list::Mend;
use card::card;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use paging::{Page, Pages, pager};
use sheet::check::Checked;
use sheet::fix::Remembered;
use sheet::group::{Alike, Group};
use sheet::history::Deed;
use sheet::read::Change;
use sheet::shown::Shown;
use std::collections::HashMap;
use std::sync::Arc;

/// What the parts of a list share.
#[derive(Clone, Copy)]
struct Shared {
    checked: Signal<Option<Arc<Checked>>>,
    shown: Signal<Arc<Shown>>,
    look: Look,
    columns: Memo<Arc<Columns>>,
    alike: Memo<Arc<Proposals>>,
    locked: Signal<bool>,
    on_change: Callback<(Deed, Change)>,
    on_mend: Callback<Mend>,
    on_scan: Option<Callback<()>>,
    scanned: Scanned,
}

/// The cells that say the same, for each problem of the rows that are listed.
type Proposals = HashMap<(Option<usize>, String), Vec<Alike>>;

/// The rows of a sheet, to be mended one by one.
#[component]
pub fn RowList(
    /// The checked sheet.
    #[prop(into)]
    checked: Signal<Option<Arc<Checked>>>,
    /// The rows that are shown.
    #[prop(into)]
    shown: Signal<Arc<Shown>>,
    /// Its problems, grouped.
    #[prop(into)]
    groups: Signal<Arc<Vec<Group>>>,
    /// What the user settled before.
    #[prop(into, optional)]
    remembered: Signal<Remembered>,
    /// How it is looked at.
    look: Look,
    /// Whether no cell can be changed now.
    #[prop(into, optional)]
    locked: Signal<bool>,
    /// Told what the user does to the sheet.
    #[prop(into)]
    on_change: Callback<(Deed, Change)>,
    /// Told what is to be written into cells that say the same.
    #[prop(into)]
    on_mend: Callback<Mend>,
    /// Told that codes are to be scanned from the active cell on, where that can be done.
    #[prop(into, optional)]
    on_scan: Option<Callback<()>>,
) -> impl IntoView {
    let columns = Memo::new(move |_| {
        Arc::new(checked.with(|checked| {
            look.choices.with(|choices| match checked {
                Some(checked) => Columns::new(checked.sheet(), choices),
                None => Columns::default(),
            })
        }))
    });
    let pages = Pages::new(checked, shown, look);
    let alike = Memo::new(move |_| {
        pages.page.with(|page| {
            checked.with(|checked| {
                let proposals = checked.as_deref().map(|checked| {
                    groups.with(|groups| {
                        remembered.with_untracked(|known| proposals(checked, groups, page, known))
                    })
                });
                Arc::new(proposals.unwrap_or_default())
            })
        })
    });
    let scanned = Scanned::new(checked, shown);
    let shared = Shared {
        checked,
        shown,
        look,
        columns,
        alike,
        locked,
        on_change,
        on_mend,
        on_scan,
        scanned,
    };
    pages.follow(look);
    let rows = move || pages.page.with(|page| page.rows.clone());
    view! {
        <section class="row-list" aria-labelledby="rows" on:keydown=move |event| on_key(shared, &event)>
            <h2 id="rows" class="visually-hidden">"Rows"</h2>
            <For each=rows key=|row| *row let:row>
                {card(shared, row)}
            </For>
            {pager(pages, look)}
        </section>
    }
}

/// For each problem of the rows on a page, its cells by what they say.
fn proposals(
    checked: &Checked,
    groups: &[Group],
    page: &Page,
    remembered: &Remembered,
) -> Proposals {
    let is_here = |group: &&Group| {
        group.is_of_cells() && page.rows.iter().any(|row| group.rows.binary_search(row).is_ok())
    };
    let here = groups.iter().filter(is_here);
    here.map(|group| (group.key(), group.alike(checked, remembered))).collect()
}

/// F8 goes to the next cell with a problem, Shift and F8 to the one before.
fn on_key(shared: Shared, event: &KeyboardEvent) {
    if event.key() != "F8" || event.ctrl_key() || event.alt_key() || event.meta_key() {
        return;
    }
    event.prevent_default();
    event.stop_propagation();
    let CellPlace { row, column } = shared.look.active.get_untracked();
    let next = shared.checked.with_untracked(|checked| {
        let checked = checked.as_deref()?;
        shared.shown.with_untracked(|shown| {
            shared.columns.with_untracked(|columns| {
                let row = shown.place(row).unwrap_or_else(|at| at);
                let here = (row, columns.place(column).unwrap_or(0));
                shown.next_problem(checked, |at| columns.place(at), here, !event.shift_key())
            })
        })
    });
    if let Some((row, column)) = next {
        let first = shared.columns.with_untracked(|columns| columns.column(0)).unwrap_or(0);
        shared.look.go(CellPlace { row, column: column.unwrap_or(first) });
        shared.look.goal.set(Some((row, column)));
    }
}
