//! Rows as they come from a file. Room for those of a large one is made before they come: what grows as
//! it is filled is held twice while it grows, and a browser's page never gets that back.

use super::{Row, Sheet};
use crate::python;
use csv::StringRecord;

impl Sheet {
    /// Adds the cells of a row. All together they are at most three times [`crate::read::MAX_BYTES`],
    /// as a byte of Windows-1252 is at most three of UTF-8.
    pub(crate) fn push<'a>(&mut self, line: u32, cells: impl Iterator<Item = &'a str>) {
        self.rows.push(Row { line, first: self.ends.len() as u32 });
        for cell in cells {
            self.cells.push_str(cell);
            self.ends.push(self.cells.len() as u32);
        }
    }

    /// Adds the cells of a record as they stand in it: the record has them one after the other, too.
    pub(crate) fn push_record(&mut self, line: u32, record: &StringRecord) {
        self.rows.push(Row { line, first: self.ends.len() as u32 });
        let start = self.cells.len();
        self.cells.push_str(record.as_slice());
        let ends = (0..record.len()).filter_map(|cell| record.range(cell));
        self.ends.extend(ends.map(|cell| (start + cell.end) as u32));
    }

    /// Whether a row of the file has the cells of a record, but for those of one column.
    pub(crate) fn has_cells(&self, row: usize, record: &StringRecord, but: usize) -> bool {
        let is_same = |(at, cell)| {
            let own = self.nth(row, at);
            at == but || own.is_some_and(|own| python::strip(own) == python::strip(cell))
        };
        self.nth(row, record.len()).is_none() && record.iter().enumerate().all(is_same)
    }

    /// Makes room for so many times the cells that are there.
    pub(crate) fn reserve_cells(&mut self, times: f64) {
        let all = |now: usize| (now as f64 * times) as usize;
        self.ends.reserve(all(self.ends.len()));
        self.rows.reserve(all(self.rows.len()));
    }

    /// Makes room for this many bytes of cells.
    pub(crate) fn reserve(&mut self, bytes: usize) {
        self.cells.reserve(bytes);
    }
}
