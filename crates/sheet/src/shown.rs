//! Which rows of a sheet are shown, and in which order.

use crate::check::Checked;
use crate::problem::Severity;
use crate::table::Search;
use std::borrow::Cow;
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
                let warnings = checked.problems().iter().filter(|problem| {
                    let row = problem.row.is_some_and(|row| !checked.sheet().is_removed(row));
                    row && problem.severity() == Severity::Warning
                });
                // The problems of a row follow each other.
                let mut rows: Vec<Option<usize>> = warnings.map(|problem| problem.row).collect();
                rows.dedup();
                rows.len()
            }
        }
    }
}

impl Sort {
    /// The order of a sheet's rows as it is now. It stays when cells change: a row that went away from
    /// under the hand would be lost.
    pub fn order(self, checked: &Checked) -> Arc<Vec<u32>> {
        let sheet = checked.sheet();
        let text = |key: &Key| folded(sheet.trimmed(key.row as usize, self.column));
        let mut keys: Vec<Key> = (0..sheet.rows())
            .map(|row| Key::of(row as u32, sheet.trimmed(row, self.column)))
            .collect();
        keys.sort_unstable_by(|a, b| {
            let blanks = a.is_blank().cmp(&b.is_blank());
            let cells =
                a.rank.cmp(&b.rank).then(a.start.cmp(&b.start)).then_with(|| match a.rank {
                    Rank::Text => match (a.length, b.length) {
                        (Some(a), Some(b)) => a.cmp(&b),
                        _ => text(a).cmp(&text(b)),
                    },
                    Rank::Number | Rank::Blank => Ordering::Equal,
                });
            let cells = if self.descending { cells.reverse() } else { cells };
            blanks.then(cells).then(a.row.cmp(&b.row))
        });
        let mut ranks = vec![0; keys.len()];
        for (rank, key) in keys.into_iter().enumerate() {
            ranks[key.row as usize] = rank as u32;
        }
        Arc::new(ranks)
    }
}

/// What a row is sorted by. A sheet has many rows, so of a text only its beginning is at hand.
struct Key {
    rank: Rank,
    start: u128,
    /// The length of a text that is no longer than its beginning.
    length: Option<u8>,
    row: u32,
}

/// Numbers stand before texts, blank cells last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Number,
    Text,
    Blank,
}

impl Key {
    fn of(row: u32, cell: &str) -> Key {
        let number = || cell.parse::<f64>().ok().filter(|number| number.is_finite());
        let (rank, start, length) = match (cell.is_empty(), number()) {
            (true, _) => (Rank::Blank, 0, None),
            (false, Some(number)) => (Rank::Number, in_order(number), None),
            (false, None) => {
                let text = folded(cell);
                let length = u8::try_from(text.len()).ok().filter(|length| *length <= BEGINNING);
                (Rank::Text, beginning(&text), length)
            }
        };
        Key { rank, start, length, row }
    }

    fn is_blank(&self) -> bool {
        self.rank == Rank::Blank
    }
}

/// A number as one that is greater where it is greater.
fn in_order(number: f64) -> u128 {
    // Below zero, a double with more bits set is less.
    let bits = number.to_bits();
    u128::from(if number.is_sign_negative() { !bits } else { bits | 1 << 63 })
}

/// How many bytes of a text are its beginning.
const BEGINNING: u8 = 16;

/// The beginning of a text.
fn beginning(text: &str) -> u128 {
    let mut bytes = [0; BEGINNING as usize];
    let length = text.len().min(bytes.len());
    bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
    u128::from_be_bytes(bytes)
}

/// A text as it is compared: without regard to case.
fn folded(text: &str) -> Cow<'_, str> {
    match text.chars().all(|c| c.is_ascii() && !c.is_ascii_uppercase()) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.to_lowercase()),
    }
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
        let search = (!needle.is_empty()).then(|| Search::of(checked.sheet(), &needle));
        let holds = |row: &usize| search.as_ref().is_none_or(|search| search.is_in(*row));
        let rows = (0..checked.sheet().rows()).filter(|row| wanted(*row)).filter(holds);
        let rows = match &order {
            None => rows.collect(),
            Some(order) => ordered(rows, order, checked.sheet().rows()),
        };
        Shown { rows, order }
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

    /// The next cell with a problem after a place, or before it, round and round: its row and column.
    /// A place is that of a row among these and of a column among those that are shown, which
    /// `column_at` tells of a column; a problem of a whole row stands at the first of them.
    pub fn next_problem(
        &self,
        checked: &Checked,
        column_at: impl Fn(usize) -> Option<usize>,
        here: (usize, usize),
        forward: bool,
    ) -> Option<(usize, Option<usize>)> {
        let problems = checked.problems().iter();
        let places = problems.filter_map(|problem| {
            let row = self.place(problem.row?).ok()?;
            let column = problem.column.map_or(Some(0), &column_at)?;
            Some(((row, column), problem.column))
        });
        let ((row, _), column) = nearest(places, here, forward)?;
        Some((self.row(row)?, column))
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

/// The next of these places, or else the first; backwards the one before, or else the last.
fn nearest<T: Copy>(
    places: impl Iterator<Item = ((usize, usize), T)>,
    here: (usize, usize),
    forward: bool,
) -> Option<((usize, usize), T)> {
    let (mut beyond, mut round) = (None, None);
    for found in places {
        let place = found.0;
        let better = |than: Option<((usize, usize), T)>| match forward {
            true => than.is_none_or(|than| place < than.0),
            false => than.is_none_or(|than| place > than.0),
        };
        if (if forward { place > here } else { place < here }) && better(beyond) {
            beyond = Some(found);
        }
        if better(round) {
            round = Some(found);
        }
    }
    beyond.or(round)
}

/// Rows by their rank, of so many rows in all.
fn ordered(rows: impl Iterator<Item = usize>, order: &[u32], all: usize) -> Vec<usize> {
    let mut at_rank = vec![None; order.len().max(all)];
    for row in rows {
        at_rank[rank(order, row)] = Some(row);
    }
    at_rank.into_iter().flatten().collect()
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
        let sheet = crate::read::read(csv.as_bytes()).expect("a sheet");
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
    fn texts_sort_by_all_of_their_letters_and_numbers_below_zero_too() {
        let cells = ["b", "B", "", "-2", "-10", "0", "1e3", "A long text that differs late 2"];
        let cells = [&cells[..], &["a long text that differs late 1", "É", "e", "nan"]].concat();
        let rows: String =
            cells.iter().enumerate().map(|(n, cell)| format!("A-{n},{cell}\n")).collect();
        let csv = format!("central_sample_id,notes\n{rows}");
        let sheet = crate::read::read(csv.into_bytes()).expect("a sheet");
        let checked = crate::check::check(sheet, jiff::civil::date(2026, 11, 20));
        let sorted = |descending| {
            let order = Some(Sort { column: 1, descending }.order(&checked));
            let shown = Shown::new(&checked, |_| true, "", order);
            shown.rows().iter().map(|row| cells[*row]).collect::<Vec<_>>()
        };
        let texts = [cells[8], cells[7], "b", "B", "e", "nan", "É", ""];
        assert_eq!(sorted(false), [&["-10", "-2", "0", "1e3"][..], &texts].concat());
        let texts = ["É", "nan", "e", "b", "B", cells[7], cells[8]];
        assert_eq!(sorted(true), [&texts[..], &["1e3", "0", "-2", "-10", ""]].concat());
    }

    #[test]
    fn the_next_problem_is_among_what_is_shown_and_comes_round() {
        let checked = checked();
        let all = Shown::new(&checked, |_| true, "", None);
        let any = |column| Some(column);
        let next = |shown: &Shown, here, forward| shown.next_problem(&checked, any, here, forward);
        assert_eq!(next(&all, (0, 0), true), Some((1, Some(1))));
        assert_eq!(next(&all, (1, 1), true), Some((3, Some(2))));
        assert_eq!(next(&all, (3, 2), true), Some((1, Some(1))));
        assert_eq!(next(&all, (1, 1), false), Some((3, Some(2))));
        let order = Some(Sort { column: 0, descending: true }.order(&checked));
        let turned = Shown::new(&checked, |_| true, "", order);
        assert_eq!(next(&turned, (0, 0), true), Some((3, Some(2))));
        let last = Shown::new(&checked, |row| row == 3, "", None);
        assert_eq!(next(&last, (0, 0), true), Some((3, Some(2))));
        let hidden = |column: usize| (column != 2).then_some(column);
        assert_eq!(last.next_problem(&checked, hidden, (0, 0), true), None);
    }

    #[test]
    fn a_row_that_is_not_shown_has_a_place_nevertheless() {
        let checked = checked();
        let order = Some(Sort { column: 2, descending: false }.order(&checked));
        let shown = Shown::new(&checked, |row| row != 0, "", order);
        assert_eq!((shown.rows(), shown.place(0)), (&[1, 3, 2][..], Err(1)));
    }
}
