//! Which rows of a sheet are shown, and in which order.

use crate::check::Checked;
use crate::problem::Severity;
use std::cmp::Ordering;
use std::sync::Arc;

/// Which rows are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// Every one that was not taken out.
    #[default]
    All,
    /// Those with an error.
    Problems,
    /// Those that stop nothing but say something worth knowing.
    Warnings,
    /// Those without an error.
    Ready,
    /// Those that were taken out.
    Removed,
}

/// How rows are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By what stands in this column.
    pub column: usize,
    /// From the end to the beginning; blank cells come last either way.
    pub descending: bool,
}

/// Every row of a sheet, in an order: the rank of each row. Nothing is the order of the file.
pub type Order = Option<Arc<Vec<u32>>>;

/// The rows that are shown, in their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    rows: Vec<usize>,
    order: Order,
}

impl Which {
    /// Every one.
    pub const ALL: [Which; 5] =
        [Which::All, Which::Problems, Which::Warnings, Which::Ready, Which::Removed];

    /// Whether a row is wanted.
    pub fn wants(self, checked: &Checked, row: usize) -> bool {
        let removed = checked.sheet().is_removed(row);
        let warned = |row| {
            let mut problems = checked.problems_of(row).iter();
            problems.any(|problem| problem.severity() == Severity::Warning)
        };
        match self {
            Which::All => !removed,
            Which::Problems => !removed && !checked.is_ready(row),
            Which::Warnings => !removed && warned(row),
            Which::Ready => checked.is_ready(row),
            Which::Removed => removed,
        }
    }

    /// How many rows are wanted.
    pub fn count(self, checked: &Checked) -> usize {
        match self {
            Which::All => checked.sheet().rows() - checked.sheet().removed_rows(),
            Which::Problems => checked.rows_to_mend(),
            Which::Ready => checked.ready_rows(),
            Which::Removed => checked.sheet().removed_rows(),
            Which::Warnings => {
                (0..checked.sheet().rows()).filter(|row| self.wants(checked, *row)).count()
            }
        }
    }
}

impl Sort {
    /// The order of a sheet's rows as it is now. It stays when cells change: a row that went away from
    /// under the hand would be lost.
    pub fn order(self, checked: &Checked) -> Arc<Vec<u32>> {
        let sheet = checked.sheet();
        let cell = |row: usize| sheet.trimmed(row, self.column);
        let mut rows: Vec<usize> = (0..sheet.rows()).collect();
        rows.sort_by(|a, b| compare(cell(*a), cell(*b), self.descending));
        let mut ranks = vec![0; rows.len()];
        for (rank, row) in rows.into_iter().enumerate() {
            ranks[row] = rank as u32;
        }
        Arc::new(ranks)
    }
}

/// Numbers by value and before texts, texts without regard to case, blank cells last.
fn compare(a: &str, b: &str, descending: bool) -> Ordering {
    let blanks = a.is_empty().cmp(&b.is_empty());
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    let texts = || a.to_lowercase().cmp(&b.to_lowercase());
    let cells = match (number(a), number(b)) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => texts(),
    };
    blanks.then(if descending { cells.reverse() } else { cells })
}

impl Shown {
    /// The rows among `wanted` that hold `text` somewhere, whatever its case, in this order.
    pub fn new(
        checked: &Checked,
        wanted: impl Fn(usize) -> bool,
        text: &str,
        order: Order,
    ) -> Shown {
        let needle = text.trim().to_lowercase();
        let holds = |row: &usize| needle.is_empty() || checked.sheet().holds(*row, &needle);
        let rows = (0..checked.sheet().rows()).filter(|row| wanted(*row)).filter(holds).collect();
        let mut shown = Shown { rows, order };
        if let Some(order) = &shown.order {
            shown.rows.sort_by_key(|row| rank(order, *row));
        }
        shown
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row at a place.
    pub fn row(&self, place: usize) -> Option<usize> {
        self.rows.get(place).copied()
    }

    /// The rows in their order.
    pub fn rows(&self) -> &[usize] {
        &self.rows
    }

    /// The place of a row, if it is shown; else the place that it would have.
    pub fn place(&self, row: usize) -> Result<usize, usize> {
        match &self.order {
            None => self.rows.binary_search(&row),
            Some(order) => {
                self.rows.binary_search_by_key(&rank(order, row), |other| rank(order, *other))
            }
        }
    }
}

/// Rows that were added since come last, in their own order.
fn rank(order: &[u32], row: usize) -> usize {
    order.get(row).map_or(row, |rank| *rank as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Change;

    fn checked() -> Checked {
        let csv = "central_sample_id,adm1,source_age,collection_date,is_surveillance\n\
            A-1,UK-WLS,10,2026-11-01,Y\nB-2,England,9,2026-11-01,Y\n\
            a-3,UK-ENG,,2026-11-01,Y\nÄ-4,UK-ENG,x,2026-11-01,Y\n";
        let sheet = crate::read::read(csv.as_bytes().to_vec()).expect("a sheet");
        crate::check::check(sheet, jiff::civil::date(2026, 11, 20))
    }

    #[test]
    fn rows_are_found_by_text_and_state() {
        let checked = checked();
        for (which, text, rows) in [
            (Which::All, "", &[0, 1, 2, 3][..]),
            (Which::Problems, "", &[1, 3]),
            (Which::Ready, "", &[0, 2]),
            (Which::All, " a-3", &[2]),
            (Which::All, "ä", &[3]),
            (Which::Ready, "uk-", &[0, 2]),
            (Which::All, "nowhere", &[]),
        ] {
            let shown = Shown::new(&checked, |row| which.wants(&checked, row), text, None);
            assert_eq!(shown.rows(), rows, "{which:?} {text}");
        }
        assert_eq!(Which::ALL.map(|which| which.count(&checked)), [4, 2, 0, 2, 0]);
    }

    #[test]
    fn rows_that_are_taken_out_are_shown_apart() {
        let mut sheet = checked().into_sheet();
        sheet.change(Change::of_rows([1], true));
        let checked = crate::check::check(sheet, jiff::civil::date(2026, 11, 20));
        assert_eq!(Which::ALL.map(|which| which.count(&checked)), [3, 1, 0, 2, 1]);
        let removed = Shown::new(&checked, |row| Which::Removed.wants(&checked, row), "", None);
        assert_eq!(removed.rows(), [1]);
    }

    #[test]
    fn numbers_sort_by_value_and_blank_cells_last() {
        let checked = checked();
        for (column, descending, rows) in [
            (2, false, [1, 0, 3, 2]),
            (2, true, [3, 0, 1, 2]),
            (0, false, [0, 2, 1, 3]),
            (1, false, [1, 2, 3, 0]),
        ] {
            let order = Some(Sort { column, descending }.order(&checked));
            let shown = Shown::new(&checked, |_| true, "", order);
            assert_eq!(shown.rows(), rows, "{column} {descending}");
            for (place, row) in rows.into_iter().enumerate() {
                assert_eq!(shown.place(row), Ok(place));
            }
        }
    }

    #[test]
    fn a_row_that_is_not_shown_has_a_place_nevertheless() {
        let checked = checked();
        let order = Some(Sort { column: 2, descending: false }.order(&checked));
        let shown = Shown::new(&checked, |row| row != 0, "", order);
        assert_eq!((shown.rows(), shown.place(0)), (&[1, 3, 2][..], Err(1)));
    }
}
