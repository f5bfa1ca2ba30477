//! Room for the cells of a large file, made before they come: what grows as it is filled is held twice
//! while it grows, and a browser's page never gets that back.

use super::Sheet;

impl Sheet {
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
