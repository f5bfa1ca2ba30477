//! The samples of a form: which one is filled in, another one, one less.

use super::go_to;
use crate::browser;
use crate::components::form::Entry;
use crate::desk::Desk;
use leptos::prelude::*;
use sheet::check::Checked;
use sheet::fields;
use sheet::form::{self, Cells};
use sheet::history::Deed;
use sheet::read::{Change, Sheet};
use sheet::words::count;
use sheet::workflow::Event;

/// The rows that are to be sent.
pub(super) fn rows(checked: &Checked) -> Vec<usize> {
    (0..checked.sheet().rows()).filter(|row| !checked.sheet().is_removed(*row)).collect()
}

/// What a row is called among several.
pub(super) fn name(rows: &[usize], row: usize) -> Option<String> {
    let nth = rows.iter().position(|other| *other == row)?;
    (rows.len() > 1).then(|| format!("Sample {}", nth + 1))
}

/// What is seen of a sample in the list.
#[derive(Clone, PartialEq)]
struct Sample {
    row: usize,
    name: String,
    id: String,
    is_ready: bool,
}

/// The samples, where there are several.
pub(super) fn samples(desk: Desk, entry: Entry) -> impl IntoView {
    let all = Memo::new(move |_| {
        let of = |checked: &Checked| {
            let rows = rows(checked);
            let sample = |row: usize| {
                let id = checked.sheet().id(row).to_owned();
                Some(Sample { row, name: name(&rows, row)?, id, is_ready: checked.is_ready(row) })
            };
            rows.iter().filter_map(|row| sample(*row)).collect::<Vec<_>>()
        };
        desk.checked().with(|checked| checked.as_deref().map(of).unwrap_or_default())
    });
    let one = move |Sample { row, name, id, is_ready }: Sample| {
        let is_here = move || entry.row.get() == row;
        let mark = if is_ready { "ready" } else { "to be filled in" };
        let id = (!id.is_empty()).then(|| format!(" {id}"));
        view! {
            <li>
                <button
                    class="segment"
                    aria-current=move || is_here().then_some("true")
                    on:click=move |_| entry.row.set(row)
                >
                    {name}{id}", "{mark}
                </button>
            </li>
        }
    };
    view! {
        <Show when=move || all.with(|all| all.len() > 1)>
            <nav class="samples" aria-label="Samples of this form">
                <ul>{move || all.get().into_iter().map(one).collect_view()}</ul>
            </nav>
        </Show>
    }
}

/// Another sample, or one less.
pub(super) fn further(desk: Desk, entry: Entry) -> impl IntoView {
    let several = move || desk.checked().with(|c| c.as_deref().is_some_and(|c| rows(c).len() > 1));
    let in_all = move || {
        desk.checked().with(|checked| {
            let rows = checked.as_deref().map(rows).unwrap_or_default();
            let name = name(&rows, entry.row.get());
            name.map(|name| format!("{name} of {}.", rows.len()))
        })
    };
    let remove = move |_| {
        let row = entry.row.get_untracked();
        let removed = desk.checked().with_untracked(|checked| {
            let rows = checked.as_deref().map(rows).unwrap_or_default();
            name(&rows, row).map(|name| (name, rows.into_iter().rfind(|other| *other != row)))
        });
        let Some((name, Some(next))) = removed else { return };
        let question = format!("Remove {} from this form?", name.to_lowercase());
        if browser::confirm(&question) {
            desk.dispatch(edited(Deed::RemovedRows, Change::of_rows([row], true)));
            entry.row.set(next);
            go_to(&fields::CENTRAL_SAMPLE_ID);
        }
    };
    let stays = move |of| answers_in(entry, of);
    let what_stays = move || {
        let common = stays(form::in_common);
        (common > 0).then(|| {
            format!("It begins with the {} of the library and run.", count(common, "answer"))
        })
    };
    let has_like = Memo::new(move |_| stays(form::alike) > stays(form::in_common));
    view! {
        <div class="further">
            <p class="hint" role="status">{in_all}</p>
            <p class="actions">
                <button class="button button-quiet" on:click=move |_| add(desk, entry, form::in_common)>
                    "Add another sample"
                </button>
                <Show when=move || has_like.get()>
                    <button class="button button-quiet" on:click=move |_| add(desk, entry, form::alike)>
                        "Add one like this"
                    </button>
                </Show>
                <Show when=several>
                    <button class="button button-quiet" on:click=remove>"Remove this sample"</button>
                </Show>
            </p>
            <p class="hint">
                {what_stays}
                <Show when=move || has_like.get()>
                    " One like this has the same nation, surveillance and pillar, too."
                </Show>
            </p>
        </div>
    }
}

/// How many answers the next sample would begin with.
fn answers_in(entry: Entry, common: fn(&Sheet, usize) -> Cells) -> usize {
    let row = entry.row.get();
    entry.checked.with(|checked| {
        let there = checked.as_deref().filter(|c| row < c.sheet().rows());
        there.map_or(0, |c| common(c.sheet(), row).len())
    })
}

/// Adds a sample that begins with what it has in common with the one that is filled in, and goes to it.
fn add(desk: Desk, entry: Entry, common: fn(&Sheet, usize) -> Cells) {
    let Some(checked) = desk.checked().get_untracked() else { return };
    let sheet = checked.sheet();
    let row = sheet.rows();
    let common = common(sheet, entry.row.get_untracked());
    let cells = common.into_iter().filter_map(|(f, text)| Some((row, sheet.column_of(f)?, text)));
    let added = Some(sheet.added() + 1);
    let change = Change { added, cells: cells.collect(), ..Change::default() };
    desk.dispatch(edited(Deed::AddedRows, change));
    entry.row.set(row);
    go_to(&fields::CENTRAL_SAMPLE_ID);
}

fn edited(deed: Deed, change: Change) -> Event {
    Event::Edited { deed, change, today: browser::today() }
}
