//! How far each column is filled.

use crate::check::Checked;
use crate::field::Need;
use crate::problem::Severity;
use crate::read::Sheet;

/// How far a column is filled that Majora knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fullness {
    /// The column.
    pub column: usize,
    /// Whether its cells may be empty.
    pub need: Need,
    /// The rows in which something stands that passes.
    pub filled: usize,
    /// The rows in which something stands that doesn't.
    pub faulty: usize,
    /// The rows in which nothing stands.
    pub blank: usize,
}

/// Columns that are being counted.
#[derive(Debug)]
pub(super) struct FullnessCount {
    columns: Vec<Fullness>,
}

impl FullnessCount {
    pub(super) fn new(sheet: &Sheet) -> FullnessCount {
        let columns = sheet.columns().iter().enumerate();
        let sent = columns.filter_map(|(column, it)| {
            let field = it.field.filter(|field| !field.targets.is_empty())?;
            Some(Fullness { column, need: field.need, filled: 0, faulty: 0, blank: 0 })
        });
        FullnessCount { columns: sent.collect() }
    }

    pub(super) fn add(&mut self, checked: &Checked, row: usize) {
        let sheet = checked.sheet();
        for count in &mut self.columns {
            count.filled += usize::from(!sheet.trimmed(row, count.column).is_empty());
        }
        if checked.is_ready(row) {
            return;
        }
        // The problems of a row are in the order of its columns.
        let mut before = None;
        for problem in checked.problems_of(row) {
            let is_error = problem.severity() == Severity::Error && problem.column != before;
            let column = problem.column.filter(|_| is_error);
            let place = column
                .and_then(|at| self.columns.binary_search_by_key(&at, |count| count.column).ok());
            if let Some(count) = place.map(|place| &mut self.columns[place])
                && !sheet.trimmed(row, count.column).is_empty()
            {
                count.faulty += 1;
                before = column;
            }
        }
    }

    pub(super) fn finish(mut self, rows: usize) -> Vec<Fullness> {
        for count in &mut self.columns {
            count.blank = rows - count.filled;
            count.filled -= count.faulty;
        }
        self.columns
    }
}
