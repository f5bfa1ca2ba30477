//! Rows by the numbers that a spreadsheet shows beside them.

use super::Sheet;
use std::ops::Range;

impl Sheet {
    /// The number that a spreadsheet shows beside a row; headings usually have 1.
    pub fn line(&self, row: usize) -> u32 {
        self.rows[row].line
    }

    /// The row that a spreadsheet shows beside this number.
    pub fn row_at_line(&self, line: u32) -> Option<usize> {
        self.rows.binary_search_by_key(&line, |row| row.line).ok()
    }

    /// The rows within these lines, the last one too.
    pub(crate) fn rows_at_lines(&self, (first, last): (u32, u32)) -> Range<usize> {
        let before = |line: u32| self.rows.partition_point(|row| row.line < line);
        before(first)..before(last.saturating_add(1))
    }
}
