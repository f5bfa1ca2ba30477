//! Rows as they come from a file. Room for those of a large one is made before they come: what grows as
//! it is filled is held twice while it grows, and a browser's page never gets that back.

use super::{Row, Sheet};
use crate::python;
use csv::StringRecord;

/// A row that is being added below the others, cell by cell.
pub(crate) struct NextRow<'s> {
    sheet: &'s mut Sheet,
    line: u32,
    /// The first cell of the row before.
    before: usize,
    /// Its own first cell.
    first: usize,
    /// How many texts there were before.
    texts: usize,
}

impl NextRow<'_> {
    /// The next cell.
    pub(crate) fn cell(&mut self, text: &str) {
        let Sheet { cells, texts, .. } = &mut *self.sheet;
        let before = self.before + cells.len() - self.first;
        let before = cells[..self.first].get(before).copied();
        let sign = before.filter(|before| texts.get(*before) == text);
        cells.push(sign.unwrap_or_else(|| texts.add(text)));
    }

    /// The next cells, of which is known that the row before has the same.
    pub(crate) fn as_before(&mut self, count: usize) {
        let cells = &mut self.sheet.cells;
        let before = self.before + cells.len() - self.first;
        cells.reserve(count);
        // They are few, and a browser takes its time to begin with a copy.
        for at in before..before + count {
            cells.push(cells[at]);
        }
    }

    /// Whether nothing but white space stands in it.
    pub(crate) fn is_blank(&self) -> bool {
        let Sheet { cells, texts, .. } = &*self.sheet;
        cells[self.first..].iter().all(|sign| python::is_blank(texts.get(*sign)))
    }

    /// It has all its cells.
    pub(crate) fn done(self) {
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
        NextRow { line, before, first, texts: self.texts.count(), sheet: self }
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
