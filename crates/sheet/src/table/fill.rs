//! Rows as they come from a file. Room for those of a large one is made before they come: what grows as
//! it is filled is held twice while it grows, and a browser's page never gets that back.

use super::{Row, Sheet};
use crate::python;
use csv::StringRecord;

/// A row that is being added below the others, cell by cell. It begins as a copy of the row before, in
/// which those cells are replaced that are others.
pub(crate) struct NextRow<'s> {
    sheet: &'s mut Sheet,
    line: u32,
    /// Its first cell.
    first: usize,
    /// Where its next cell belongs.
    next: usize,
    /// How many texts there were before.
    texts: usize,
}

impl NextRow<'_> {
    /// The next cell.
    pub(crate) fn cell(&mut self, text: &str) {
        let Sheet { cells, texts, .. } = &mut *self.sheet;
        match cells.get_mut(self.next) {
            Some(before) if texts.get(*before) == text => {}
            Some(before) => *before = texts.add(text),
            None => cells.push(texts.add(text)),
        }
        self.next += 1;
    }

    /// The next cells, of which is known that the row before has the same.
    pub(crate) fn as_before(&mut self, count: usize) {
        self.next += count;
    }

    /// Whether nothing but white space stands in it.
    pub(crate) fn is_blank(&self) -> bool {
        let Sheet { cells, texts, .. } = &*self.sheet;
        cells[self.first..self.next].iter().all(|sign| python::is_blank(texts.get(*sign)))
    }

    /// It has all its cells.
    pub(crate) fn done(self) {
        // The row before may have had more.
        self.sheet.cells.truncate(self.next);
        let (line, first) = (self.line, self.first as u32);
        self.sheet.rows.push(Row { line, first, touched: false });
    }

    /// It is no row after all.
    pub(crate) fn undone(self) {
        self.sheet.cells.truncate(self.first);
        self.sheet.texts.truncate(self.texts);
    }
}

impl Sheet {
    /// Begins a row, which has this number.
    pub(crate) fn next_row(&mut self, line: u32) -> NextRow<'_> {
        let first = self.cells.len();
        let before = self.rows.last().map_or(first, |before| before.first as usize);
        self.cells.extend_from_within(before..);
        NextRow { line, first, next: first, texts: self.texts.count(), sheet: self }
    }

    /// Adds the cells of a row.
    pub(crate) fn push<'a>(&mut self, line: u32, cells: impl Iterator<Item = &'a str>) {
        let mut row = self.next_row(line);
        cells.for_each(|cell| row.cell(cell));
        row.done();
    }

    /// Whether a row of the file has the cells of a record, but for those of one column.
    pub(crate) fn has_cells(&self, row: usize, record: &StringRecord, but: usize) -> bool {
        let is_same = |(at, cell)| {
            let own = self.nth(row, at);
            at == but || own.is_some_and(|own| python::strip(own) == python::strip(cell))
        };
        self.nth(row, record.len()).is_none() && record.iter().enumerate().all(is_same)
    }

    /// Makes room for so many times the rows that are there.
    pub(crate) fn reserve(&mut self, times: f64) {
        let all = |now: usize| (now as f64 * times) as usize;
        self.cells.reserve(all(self.cells.len()));
        self.rows.reserve(all(self.rows.len()));
        self.texts.reserve(times);
    }
}
