//! What stands for the cells of a row, so that whoever goes through many rows sees which cells are those
//! of the row before.

use super::{Sheet, Sign};

/// What stands for the cells that the file gives a row, with what was changed of them since.
#[derive(Clone, Copy)]
pub(crate) struct Signs<'s> {
    sheet: &'s Sheet,
    row: usize,
    signs: &'s [Sign],
    touched: bool,
}

impl Signs<'_> {
    /// What stands for the cell in a column. Nothing where it was changed, or the file has none.
    pub(crate) fn at(self, column: usize) -> Option<Sign> {
        let sign = self.signs.get(column).copied();
        match self.touched {
            true => sign.filter(|_| !self.edited(column)),
            false => sign,
        }
    }

    /// Goes through the columns of the sheet whose cells aren't known to be those of another row.
    pub(crate) fn other_than(self, row: Signs<'_>, other: impl FnMut(usize)) {
        match row.touched {
            true => (0..self.sheet.columns.len()).for_each(other),
            false => self.other_than_these(row.signs, other),
        }
    }

    /// Goes through the columns of the sheet for whose cells these don't stand, column by column.
    pub(crate) fn other_than_these(self, those: &[Sign], mut other: impl FnMut(usize)) {
        let both = self.signs.len().min(those.len());
        let (ones, others) = (&self.signs[..both], &those[..both]);
        if self.touched {
            let mut edited = self.sheet.edits_of(self.row).peekable();
            for at in 0..both {
                if edited.next_if_eq(&at).is_some() || ones[at] != others[at] {
                    other(at);
                }
            }
        } else {
            // Most are the same, and this is gone through for every row.
            let ((fours, _), (other_fours, _)) = (ones.as_chunks::<4>(), others.as_chunks::<4>());
            for (nth, (a, b)) in fours.iter().zip(other_fours).enumerate() {
                if (a[0] ^ b[0]) | (a[1] ^ b[1]) | (a[2] ^ b[2]) | (a[3] ^ b[3]) != 0 {
                    (0..4).filter(|at| a[*at] != b[*at]).for_each(|at| other(nth * 4 + at));
                }
            }
            let rest = fours.len() * 4..both;
            rest.filter(|at| ones[*at] != others[*at]).for_each(&mut other);
        }
        (both..self.sheet.columns.len()).for_each(other);
    }

    fn edited(self, column: usize) -> bool {
        self.sheet.edits_of(self.row).any(|edited| edited == column)
    }
}

impl Sheet {
    /// What stands for the cells of a row that was not taken out.
    pub(crate) fn signs(&self, row: usize) -> Option<Signs<'_>> {
        let signs = self.given(row);
        let signs = &signs[..signs.len().min(self.in_file)];
        let touched = self.rows[row].touched;
        (!self.is_removed(row)).then_some(Signs { sheet: self, row, signs, touched })
    }

    /// What stands for one cell that was not changed, nor its row taken out.
    pub(crate) fn sign(&self, row: usize, column: usize) -> Option<Sign> {
        self.signs(row)?.at(column)
    }

    /// What stands for each cell that the file gives a row, whatever became of it since.
    pub(super) fn given(&self, row: usize) -> &[Sign] {
        let first = self.rows[row].first as usize;
        let end = self.rows.get(row + 1).map_or(self.cells.len(), |next| next.first as usize);
        &self.cells[first..end]
    }

    /// The columns in which a row was changed, in order.
    pub(super) fn edits_of(&self, row: usize) -> impl Iterator<Item = usize> {
        self.edits.range((row, 0)..(row + 1, 0)).map(|((_, column), _)| *column)
    }

    /// Notes whether anything was changed in a row.
    pub(super) fn note_touched(&mut self, row: usize) {
        let touched = self.removed.contains(&row) || self.edits_of(row).next().is_some();
        self.rows[row].touched = touched;
    }
}
