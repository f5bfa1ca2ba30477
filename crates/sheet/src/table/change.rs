//! What a user does to a sheet in one go, and what undoes it.

use super::{Row, Sheet};
use crate::choices::DateOrder;
use std::collections::{BTreeMap, BTreeSet};

/// Changes of a sheet that are made together. Rows are added before cells are changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// How many rows the sheet then has below those of the file; none where that stays as it is.
    pub added: Option<usize>,
    /// Row, column and the new text of cells. A cell outside the sheet is left out.
    pub cells: Vec<(usize, usize, String)>,
    /// Rows that are taken out or put back, and whether they are then out.
    pub removed: Vec<(usize, bool)>,
    /// In which order the dates of columns are written, or that this is open again.
    pub dates: Vec<(usize, Option<DateOrder>)>,
}

impl Change {
    /// A change of cells alone.
    pub fn of_cells(cells: Vec<(usize, usize, String)>) -> Change {
        Change { cells, ..Change::default() }
    }

    /// A change that takes rows out or puts them back.
    pub fn of_rows(rows: impl IntoIterator<Item = usize>, out: bool) -> Change {
        Change { removed: rows.into_iter().map(|row| (row, out)).collect(), ..Change::default() }
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        let Change { added, cells, removed, dates } = self;
        added.is_none() && cells.is_empty() && removed.is_empty() && dates.is_empty()
    }

    /// The first row that it is about, and the column there.
    pub fn first_place(&self) -> Option<(usize, Option<usize>)> {
        let cells = self.cells.iter().map(|(row, column, _)| (*row, Some(*column)));
        cells.chain(self.removed.iter().map(|(row, _)| (*row, None))).min()
    }
}

/// What may have changed since a sheet is watched.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changed {
    /// Rows and columns of cells that were written, and what stood there before.
    pub(crate) cells: BTreeMap<(usize, usize), String>,
    /// Rows that were taken out, put back or added.
    pub(crate) rows: BTreeSet<usize>,
    /// Whether there was more than that.
    more: bool,
}

/// What is noted of a sheet's changes, while somebody watches. It is no part of what the sheet is, so
/// that any two are equal.
#[derive(Clone, Debug, Default)]
pub(super) struct Watch(Option<Changed>);

impl PartialEq for Watch {
    fn eq(&self, _: &Watch) -> bool {
        true
    }
}

impl Watch {
    pub(super) fn is_kept(&self) -> bool {
        self.0.is_some()
    }

    pub(super) fn cell(&mut self, row: usize, column: usize, before: String) {
        if let Some(changed) = &mut self.0 {
            changed.cells.entry((row, column)).or_insert(before);
        }
    }

    fn row(&mut self, row: usize) {
        if let Some(changed) = &mut self.0 {
            changed.rows.insert(row);
        }
    }

    pub(super) fn more(&mut self) {
        if let Some(changed) = &mut self.0 {
            changed.more = true;
        }
    }
}

impl Sheet {
    /// Begins to note what is changed.
    pub(crate) fn watch(&mut self) {
        self.watch = Watch(Some(Changed::default()));
    }

    /// Ends that, and says what was changed; nothing where it is more than cells, rows taken out and rows added.
    pub(crate) fn changed(&mut self) -> Option<Changed> {
        self.watch.0.take().filter(|changed| !changed.more)
    }

    /// How many rows were added below those of the file.
    pub fn added(&self) -> usize {
        self.added
    }

    /// Whether a row was taken out: it stays to be seen, but is not checked and not sent.
    pub fn is_removed(&self, row: usize) -> bool {
        self.rows.get(row).is_some_and(|row| row.touched) && self.removed.contains(&row)
    }

    /// How many rows were taken out.
    pub fn removed_rows(&self) -> usize {
        self.removed.len()
    }

    /// Everything that was changed since the file was read, beside what was settled about it.
    pub fn changes(&self) -> Change {
        Change {
            added: Some(self.added).filter(|added| *added > 0),
            cells: self.edits().map(|(row, column, text)| (row, column, text.to_owned())).collect(),
            removed: self.removed.iter().map(|row| (*row, true)).collect(),
            dates: Vec::new(),
        }
    }

    /// Makes a change and gives the one that undoes it, which is empty where nothing differs.
    pub fn change(&mut self, change: Change) -> Change {
        let mut undo = change.added.map_or_else(Change::default, |added| self.resize(added));
        for (row, column, text) in change.cells {
            if row < self.rows() && column < self.columns.len() && self.cell(row, column) != text {
                undo.cells.push((row, column, self.cell(row, column).to_owned()));
                self.set(row, column, text);
            }
        }
        for (row, out) in change.removed {
            if row < self.rows() && self.is_removed(row) != out {
                undo.removed.push((row, !out));
                self.watch.row(row);
                if out {
                    self.removed.insert(row)
                } else {
                    self.removed.remove(&row)
                };
                self.note_touched(row);
            }
        }
        for (column, order) in change.dates {
            let before = self.choices().dates.get(&column).copied();
            if self.set_date_order(column, order) {
                undo.dates.push((column, before));
            }
        }
        // What was changed twice gets back what it was first.
        undo.dates.reverse();
        undo.cells.reverse();
        undo.removed.reverse();
        undo
    }

    /// Adds empty rows, or takes those below away with all that was written there.
    fn resize(&mut self, added: usize) -> Change {
        let before = self.added;
        let keep = self.rows() - before + added;
        let cells = self.edits.range((keep, 0)..);
        let cells = cells.map(|((row, column), text)| (*row, *column, text.clone())).collect();
        let removed = self.removed.range(keep..).map(|row| (*row, true)).collect();
        self.edits.split_off(&(keep, 0));
        self.removed.split_off(&keep);
        self.rows.truncate(keep);
        while self.rows.len() < keep {
            // A file without rows has its headings at least.
            let line = self.rows.last().map_or(2, |last| last.line + 1);
            self.watch.row(self.rows.len());
            self.rows.push(Row { line, first: self.cells.len() as u32, touched: false });
        }
        if added < before {
            self.watch.more();
        }
        self.added = added;
        let added = Some(before).filter(|before| *before != added);
        Change { added, cells, removed, dates: Vec::new() }
    }
}
