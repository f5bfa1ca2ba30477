//! The rows of a list, a page at a time. A row stays on its page when it is mended, so that nothing
//! goes away from under the hand; it has left the list when another page is turned to.

use crate::components::grid::{CellPlace, Look, Only};
use crate::words;
use leptos::prelude::*;
use sheet::check::Checked;
use sheet::shown::{Shown, Sort, Which};
use std::sync::Arc;

/// How many rows stand on a page.
pub(super) const PAGE: usize = 20;

/// A page.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Page {
    /// Its rows.
    pub(super) rows: Vec<usize>,
    /// What it is a page of.
    of: Listed,
    turn: Turn,
}

/// What decides which rows are listed, and how.
#[derive(Clone, Debug, PartialEq)]
struct Listed {
    which: Which,
    text: String,
    only: Option<Only>,
    sort: Option<Sort>,
}

/// The row with which the page begins that the user has turned to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Turn {
    nth: u32,
    row: Option<usize>,
}

/// The pages of a list.
#[derive(Clone, Copy)]
pub(super) struct Pages {
    pub(super) page: Memo<Page>,
    turn: RwSignal<Turn>,
    shown: Signal<Arc<Shown>>,
}

impl Pages {
    pub(super) fn new(
        checked: Signal<Option<Arc<Checked>>>,
        shown: Signal<Arc<Shown>>,
        look: Look,
    ) -> Pages {
        let turn = RwSignal::new(Turn::default());
        let page = Memo::new(move |before: Option<&Page>| {
            let of = Listed {
                which: look.which.get(),
                text: look.text.get(),
                only: look.only.get(),
                sort: look.sort.get(),
            };
            let turn = turn.get();
            let same = before.filter(|before| before.of == of);
            let rows = checked.with(|c| c.as_ref().map_or(0, |c| c.sheet().rows()));
            if let Some(before) = same.filter(|before| before.turn == turn)
                && before.rows.iter().any(|row| *row < rows)
            {
                // A row that was added may have been taken away again.
                let rows = before.rows.iter().copied().filter(|row| *row < rows).collect();
                return Page { rows, of, turn };
            }
            // Of another list the first page is shown.
            let start = turn.row.filter(|_| same.is_some() || before.is_none());
            let rows = shown.with(|shown| {
                let place = start.map_or(0, |row| place(shown, row));
                shown.rows().iter().copied().skip(place).take(PAGE).collect()
            });
            Page { rows, of, turn }
        });
        Pages { page, turn, shown }
    }

    /// Turns to the page of a row.
    fn bring(self, row: usize) {
        if self.page.with_untracked(|page| page.rows.contains(&row)) {
            return;
        }
        let found = self.shown.with_untracked(|shown| shown.place(row).ok());
        found.into_iter().for_each(|place| self.turn_to(place - place % PAGE));
    }

    fn turn_to(self, place: usize) {
        let row = self.shown.with_untracked(|shown| shown.row(place));
        self.turn.update(|turn| *turn = Turn { nth: turn.nth + 1, row });
    }

    /// Follows where the keyboard is led.
    pub(super) fn follow(self, look: Look) {
        Effect::new(move |_| self.bring(look.active.get().row));
        Effect::new(move |_| {
            look.goal.get().into_iter().for_each(|(row, _)| self.bring(row));
        });
    }

    /// The places of the first row of the page before this one and of the one after it.
    fn around(self) -> [Option<usize>; 2] {
        self.shown.with(|shown| {
            self.page.with(|page| {
                let first = page.rows.first().map(|row| place(shown, *row));
                let before = first.filter(|first| *first > 0);
                let last = page.rows.last().map(|row| shown.place(*row));
                let after = last.map(|last| last.map_or_else(|at| at, |at| at + 1));
                [
                    before.map(|first| first.saturating_sub(PAGE)),
                    after.filter(|after| *after < shown.len()),
                ]
            })
        })
    }
}

/// The place of a row, or the one that it would have.
fn place(shown: &Shown, row: usize) -> usize {
    shown.place(row).unwrap_or_else(|at| at)
}

/// Which part of the list is shown, and the way to the parts before and after.
pub(super) fn pager(pages: Pages, look: Look) -> impl IntoView {
    let text = move || {
        let (from, to, all) = pages.shown.with(|shown| {
            pages.page.with(|page| {
                let from = page.rows.first().map_or(0, |row| place(shown, *row));
                (from + 1, from + page.rows.len(), shown.len().max(page.rows.len()))
            })
        });
        let [from, to, all] = [from, to.min(all), all].map(words::thousands);
        format!("Rows {from} to {to} of {all}")
    };
    let around = Memo::new(move |_| pages.around());
    let step = move |label: &'static str, which: usize| {
        let go = move |_| {
            let Some(place) = around.get_untracked()[which] else { return };
            pages.turn_to(place);
            let first = pages.page.with_untracked(|page| page.rows.first().copied());
            if let Some(row) = first {
                look.go(CellPlace { row, ..look.active.get_untracked() });
                look.goal.set(Some((row, None)));
            }
        };
        // A button that is switched off would lose the focus of somebody who has just pressed it.
        view! {
            <button
                class="button button-quiet"
                aria-disabled=move || around.get()[which].is_none().to_string()
                on:click=go
            >
                {label}
            </button>
        }
    };
    let any = move || pages.page.with(|page| !page.rows.is_empty());
    view! {
        <Show when=any>
            <div class="row-pager">
                <p role="status">{text}</p>
                <Show when=move || around.get() != [None, None]>
                    <p class="actions">{step("Previous rows", 0)} {step("Next rows", 1)}</p>
                </Show>
            </div>
        </Show>
    }
}
