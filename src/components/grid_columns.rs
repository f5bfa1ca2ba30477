//! The list of columns: which are shown, and how the one that the keyboard is at stands.

use crate::components::grid::{Columns, Look};
use leptos::prelude::*;
use sheet::check::Checked;
use sheet::shown::Sort;
use sheet::words::count;
use std::sync::Arc;

/// How much wider or narrower a column becomes in one step, in rem.
const STEP: f64 = 2.0;

/// A button that opens the list of columns.
pub fn columns_button(look: Look, open: RwSignal<bool>) -> impl IntoView {
    let hidden = move || match look.choices.with(|choices| choices.hidden()) {
        0 => String::new(),
        hidden => format!(" ({hidden} hidden)"),
    };
    view! {
        <button
            class="button button-quiet button-small"
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            "Columns"{hidden}
        </button>
    }
}

/// The list itself, where it is open.
pub fn columns_list(
    look: Look,
    checked: Signal<Option<Arc<Checked>>>,
    open: RwSignal<bool>,
) -> impl IntoView {
    move || {
        open.get().then(|| {
            view! {
                <section class="columns-list" aria-label="Columns">
                    {current(look, checked)}
                    {boxes(look, checked)}
                </section>
            }
            .into_any()
        })
    }
}

/// The column that the keyboard is at.
fn current(look: Look, checked: Signal<Option<Arc<Checked>>>) -> impl IntoView {
    let column = Memo::new(move |_| look.active.get().column);
    let name = move || {
        checked.with(|c| {
            let column = c.as_ref()?.sheet().columns().get(column.get())?;
            Some(column.name().to_owned())
        })
    };
    let descending = Memo::new(move |_| {
        look.sort.get().filter(|sort| sort.column == column.get()).map(|sort| sort.descending)
    });
    let sort = move |label: &'static str, wanted: Option<bool>| {
        let choose = move |_| {
            let column = column.get_untracked();
            look.sort.set(wanted.map(|descending| Sort { column, descending }));
        };
        view! {
            <button
                class="segment"
                aria-pressed=move || (descending.get() == wanted).to_string()
                on:click=choose
            >
                {label}
            </button>
        }
    };
    let width = move |label: &'static str, by: f64| {
        let choose = move |_| {
            let column = column.get_untracked();
            let now = checked.with_untracked(|c| {
                let sheet = c.as_ref()?.sheet();
                let columns = look.choices.with_untracked(|choices| Columns::new(sheet, choices));
                Some(columns.width(columns.place(column)?))
            });
            let widen = |now| look.choices.update(|choices| choices.set_width(column, now + by));
            now.into_iter().for_each(widen);
        };
        view! { <button class="segment" on:click=choose>{label}</button> }
    };
    view! {
        <h3>{name}</h3>
        <div class="segments" role="group" aria-label="Order of rows">
            {sort("As in the file", None)}
            {sort("A to Z", Some(false))}
            {sort("Z to A", Some(true))}
        </div>
        <div class="segments" role="group" aria-label="Width">
            {width("Narrower", -STEP)}
            {width("Wider", STEP)}
        </div>
    }
}

/// A box for each column; what is ticked is shown.
fn boxes(look: Look, checked: Signal<Option<Arc<Checked>>>) -> impl IntoView {
    let names: Vec<(usize, String, bool)> = checked.with_untracked(|c| {
        let Some(sheet) = c.as_ref().map(|checked| checked.sheet()) else { return Vec::new() };
        let id = sheet.column_of(&sheet::fields::CENTRAL_SAMPLE_ID);
        let columns = sheet.columns().iter().enumerate();
        columns.map(|(at, column)| (at, column.name().to_owned(), Some(at) == id)).collect()
    });
    let all = count(names.len(), "column");
    let one = move |(column, name, fixed): (usize, String, bool)| {
        let change = move |event| {
            let shown = event_target_checked(&event);
            look.choices.update(|choices| choices.show(column, shown));
        };
        view! {
            <label class="column-box">
                <input
                    type="checkbox"
                    disabled=fixed
                    prop:checked=move || fixed || look.choices.with(|c| c.is_shown(column))
                    on:change=change
                />
                {name}
            </label>
        }
    };
    view! {
        <fieldset class="column-boxes">
            <legend>"Columns to show"</legend>
            {names.into_iter().map(one).collect_view()}
        </fieldset>
        <button
            class="button button-quiet button-small"
            on:click=move |_| look.choices.update(|choices| choices.show_all())
        >
            {format!("Show all {all}")}
        </button>
    }
}
