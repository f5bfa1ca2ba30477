//! What the parts of the page share, and how they lead to each other.

use super::orders::{change, remember};
use super::reading::read_page;
use super::rows::id_column;
use crate::browser::{self, View};
use crate::components::grid::{CellPlace, Look, Only};
use crate::components::problem_list::{Ask, Mend};
use crate::desk::Desk;
use leptos::prelude::*;
use sheet::fix::Remembered;
use sheet::group::Group;
use sheet::history::Deed;
use sheet::read::Change;
use sheet::shown::Shown;
use std::sync::Arc;

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub(super) struct Bench {
    pub(super) desk: Desk,
    pub(super) look: Look,
    pub(super) groups: Memo<Arc<Vec<Group>>>,
    pub(super) shown: Memo<Arc<Shown>>,
    pub(super) remembered: RwSignal<Remembered>,
    pub(super) locked: Signal<bool>,
    pub(super) view: RwSignal<View>,
}

impl Bench {
    /// Does what a line of problems, a card or a picture asks for.
    pub(super) fn follow(self, ask: Ask) {
        match ask {
            Ask::Go(row, column) => self.lead_to(row, column),
            Ask::Show(column, message) => self.lead_to_rows(Only::Problem(column, message)),
            Ask::Mend(mend) => {
                self.mend(mend);
                // The line that was pressed goes away.
                browser::focus_id("counts");
            }
            Ask::Write(cells) => {
                change(self.desk, Deed::Mended, Change::of_cells(cells));
                browser::focus_id("counts");
            }
            Ask::Read(page) => read_page(self.desk, page),
            Ask::Remove(rows) => {
                change(self.desk, Deed::RemovedRows, Change::of_rows(rows, true));
                browser::focus_id("counts");
            }
        }
    }

    /// Writes the same into cells of a column.
    pub(super) fn mend(self, mend: Mend) {
        remember(self.desk, self.remembered, &mend);
        let Mend { column, rows, to, .. } = mend;
        let cells = rows.into_iter().map(|row| (row, column, to.clone())).collect();
        change(self.desk, Deed::Mended, Change::of_cells(cells));
    }

    /// Makes a change. What an option was written as is remembered.
    pub(super) fn change(self, deed: Deed, made: Change) {
        // Nothing stood in a row that this very change adds.
        if let (Deed::Typed, None, [(row, column, to)]) = (deed, made.added, made.cells.as_slice())
        {
            let from = self.desk.checked().with_untracked(|checked| {
                Some(checked.as_ref()?.sheet().cell(*row, *column).to_owned())
            });
            let (column, rows, to) = (*column, vec![*row], to.clone());
            let from = from.unwrap_or_default();
            remember(self.desk, self.remembered, &Mend { column, rows, from, to });
        }
        change(self.desk, deed, made);
    }

    /// Leads the keyboard to a row or cell.
    pub(super) fn lead_to(self, row: usize, column: Option<usize>) {
        let look = self.look;
        if self.shown.with_untracked(|shown| shown.place(row).is_err()) {
            look.show_all();
        }
        let first = self.desk.checked().with_untracked(|c| c.as_deref().and_then(id_column));
        look.go(CellPlace { row, column: column.unwrap_or(first.unwrap_or(0)) });
        self.to_rows(Some((row, column)));
    }

    /// Leads the keyboard to the rows that have something in common.
    pub(super) fn lead_to_rows(self, only: Only) {
        self.look.show_all();
        self.look.only.set(Some(only));
        let first = self.shown.with_untracked(|shown| shown.row(0));
        let active = self.look.active.get_untracked();
        first.into_iter().for_each(|row| self.look.go(CellPlace { row, ..active }));
        self.to_rows(first.map(|row| (row, None)));
    }

    /// Brings the keyboard to the grid, or in the list to a place of it.
    fn to_rows(self, goal: Option<(usize, Option<usize>)>) {
        if self.view.get_untracked() == View::Pictures {
            self.view.set(browser::view());
        }
        match self.view.get_untracked() {
            View::List => self.look.goal.set(goal),
            // A grid that has just taken the place of the pictures is on the page with the next frame.
            _ => request_animation_frame(|| browser::come_to(".grid")),
        }
    }
}
