//! One row of the list.

use super::Shared;
use super::field::field;
use crate::components::row_state::RowState;
use leptos::html::H3;
use leptos::prelude::*;
use sheet::check::Checked;
use sheet::history::Deed;
use sheet::problem::Severity;
use sheet::read::Change;
use std::collections::BTreeSet;

/// How many good cells a card shows before all are asked for.
const FEW: usize = 6;

/// The card of a row.
pub(super) fn card(shared: Shared, row: usize) -> impl IntoView {
    let open = RwSignal::new(false);
    let state = of_row(shared, row, RowState::of, RowState::Ready);
    let line = untrack(|| of_row(shared, row, |checked, row| checked.sheet().line(row), 0).get());
    let id = of_row(shared, row, |checked, row| checked.sheet().id(row).to_owned(), String::new());
    let said = of_row(shared, row, of_whole_row, Vec::new());
    let heading = heading(shared, row);
    let opened = opened(shared, row);
    let fields = move || match open.get() {
        true => all_columns(shared, &opened.get()),
        false => in_order(shared, &opened.get()),
    };
    let number = move || shared.columns.with(|columns| columns.len());
    let name = format!("row-{row}");
    let named = name.clone();
    view! {
        <article class=move || format!("row-card {}", state.get().class()) aria-labelledby=named>
            <div class="row-head">
                <h3 id=name tabindex="-1" node_ref=heading>
                    {format!("Row {line}")}
                    <span class="row-id">{id}</span>
                    <span class=move || tag(state.get())>{move || state.get().words()}</span>
                </h3>
                <p class="actions">
                    <button
                        class="button button-quiet button-small"
                        aria-expanded=move || open.get().to_string()
                        on:click=move |_| open.update(|open| *open = !*open)
                    >
                        {move || match open.get() {
                            true => "Fewer columns".to_owned(),
                            false => format!("All {} columns", number()),
                        }}
                        <span class="visually-hidden">{format!(" of row {line}")}</span>
                    </button>
                    {removal(shared, row, line)}
                </p>
            </div>
            {move || said.get().into_iter().map(|message| view! { <p class="cell-message">{message}</p> }).collect_view()}
            <div class="row-fields">
                <For each=fields key=|column| *column let:column>
                    {field(shared, row, column)}
                </For>
            </div>
            <Show when=move || !open.get()>{values(shared, row, opened)}</Show>
        </article>
    }
}

/// Something of a row, as it is now. A row that was taken away is drawn once more before it goes.
fn of_row<T: Clone + PartialEq + Send + Sync + 'static>(
    shared: Shared,
    row: usize,
    of: fn(&Checked, usize) -> T,
    none: T,
) -> Memo<T> {
    Memo::new(move |_| {
        shared.checked.with(|checked| {
            let checked = checked.as_deref().filter(|checked| row < checked.sheet().rows());
            checked.map_or_else(|| none.clone(), |checked| of(checked, row))
        })
    })
}

/// The place where the keyboard is brought when it is led to the row and to no cell of it.
fn heading(shared: Shared, row: usize) -> NodeRef<H3> {
    let heading = NodeRef::<H3>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get()
            && shared.look.goal.get() == Some((row, None))
        {
            // It takes the focus, though the Tab key passes it.
            let _ = heading.focus();
            shared.look.goal.set(None);
        }
    });
    heading
}

/// What is wrong with the whole row.
fn of_whole_row(checked: &Checked, row: usize) -> Vec<String> {
    let problems = checked.problems_of(row).iter().filter(|problem| problem.column.is_none());
    problems.map(|problem| problem.message(checked.sheet())).collect()
}

fn tag(state: RowState) -> &'static str {
    match state {
        RowState::Ready => "tag tag-good",
        RowState::Warning => "tag tag-warning",
        RowState::Question | RowState::Removed => "tag tag-info",
        RowState::Error => "tag tag-error",
    }
}

/// The columns that have an input: those with a problem now or since the card is there, and those that
/// the user was led to. An input that went away when its cell is mended would take the keyboard along.
fn opened(shared: Shared, row: usize) -> Memo<BTreeSet<usize>> {
    Memo::new(move |before: Option<&BTreeSet<usize>>| {
        let mut opened = before.cloned().unwrap_or_default();
        opened.extend(shared.look.goal.get().filter(|goal| goal.0 == row).and_then(|goal| goal.1));
        shared.checked.with(|checked| {
            let problems = checked.iter().flat_map(|checked| checked.problems_of(row));
            let worth = problems.filter(|problem| problem.severity() != Severity::Question);
            opened.extend(worth.filter_map(|problem| problem.column));
        });
        opened
    })
}

fn in_order(shared: Shared, opened: &BTreeSet<usize>) -> Vec<usize> {
    let mut columns: Vec<usize> = opened.iter().copied().collect();
    let place =
        |column: usize| shared.columns.with(|columns| columns.place(column)).unwrap_or(usize::MAX);
    columns.sort_by_key(|column| place(*column));
    columns
}

fn all_columns(shared: Shared, opened: &BTreeSet<usize>) -> Vec<usize> {
    let mut columns = shared.columns.with(|columns| columns.columns().to_vec());
    let hidden = opened.iter().filter(|column| !columns.contains(column));
    let hidden: Vec<usize> = hidden.copied().collect();
    columns.extend(hidden);
    columns
}

/// The first good cells, to know the row by.
fn values(shared: Shared, row: usize, opened: Memo<BTreeSet<usize>>) -> impl IntoView {
    let values = Memo::new(move |_| {
        shared.checked.with(|checked| {
            let Some(sheet) = checked.as_ref().map(|checked| checked.sheet()) else {
                return Vec::new();
            };
            if row >= sheet.rows() {
                return Vec::new();
            }
            let id = sheet.column_of(&sheet::fields::CENTRAL_SAMPLE_ID);
            let columns = shared.columns.with(|columns| columns.columns().to_vec());
            let told = columns.into_iter().filter(|at| Some(*at) != id);
            let told = told.filter(|at| opened.with(|opened| !opened.contains(at)));
            let filled = told.filter(|at| !sheet.cell(row, *at).trim().is_empty());
            let value =
                |at: usize| (sheet.columns()[at].name().to_owned(), sheet.cell(row, at).to_owned());
            filled.take(FEW).map(value).collect()
        })
    });
    let line = |(name, value): (String, String)| {
        view! { <div><dt>{name}</dt><dd>{value}</dd></div> }
    };
    move || {
        let values = values.get();
        (!values.is_empty()).then(|| {
            view! { <dl class="row-values">{values.into_iter().map(line).collect_view()}</dl> }
        })
    }
}

/// Takes the row out, or puts it back.
fn removal(shared: Shared, row: usize, line: u32) -> impl IntoView {
    let removed = of_row(shared, row, |checked, row| checked.sheet().is_removed(row), false);
    let press = move |_| {
        let out = !removed.get_untracked();
        let deed = if out { Deed::RemovedRows } else { Deed::RestoredRows };
        if !shared.locked.get_untracked() {
            shared.on_change.run((deed, Change::of_rows([row], out)));
        }
    };
    view! {
        <button
            class="button button-quiet button-small"
            aria-disabled=move || shared.locked.get().to_string()
            on:click=press
        >
            {move || if removed.get() { "Restore row " } else { "Remove row " }}
            {line}
        </button>
    }
}
