//! How much of a workbook is read before it is too much.

use sheet::book::OpenError;
use sheet::read::MAX_BYTES;

/// The most text that the pages of a workbook may come to, in bytes: twice what a CSV file may have.
pub const MAX_TEXT: usize = 2 * MAX_BYTES;

/// The most filled cells and notes that are read: 150,000 rows of all 66 columns.
pub const MAX_CELLS: usize = 10_000_000;

/// Refuses a text that has grown too long, while it is still growing.
pub(crate) fn bounded(text: &str) -> Result<(), OpenError> {
    match text.len() {
        ..=MAX_TEXT => Ok(()),
        _ => Err(OpenError::TooManyCells),
    }
}

/// What is left for the pages of one workbook.
pub(crate) struct Budget {
    text: usize,
    cells: usize,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget { text: MAX_TEXT, cells: MAX_CELLS }
    }
}

impl Budget {
    /// Whether so many cells have room.
    pub(crate) fn has(&self, cells: u64) -> bool {
        cells <= self.cells as u64
    }

    /// Takes the place of one cell or note, and of so many bytes of text.
    pub(crate) fn take(&mut self, bytes: usize) -> Result<(), OpenError> {
        self.cells = self.cells.checked_sub(1).ok_or(OpenError::TooManyCells)?;
        self.text = self.text.checked_sub(bytes).ok_or(OpenError::TooManyCells)?;
        Ok(())
    }
}
