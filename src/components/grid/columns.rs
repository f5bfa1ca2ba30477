//! Which columns are shown, how wide each is, and where it begins. Lengths are in rem, so that columns
//! grow with the text.

use sheet::fields;
use sheet::read::Sheet;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The width of the row numbers, the same as in `style/grid.css`.
pub(super) const NUMBER: f64 = 4.75;

const NARROWEST: f64 = 4.0;
const WIDEST: f64 = 40.0;

/// How many rows decide how wide a column is to begin with.
const SAMPLE: usize = 40;

/// What the user has settled about the columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColumnChoices {
    hidden: BTreeSet<usize>,
    widths: BTreeMap<usize, f64>,
}

impl ColumnChoices {
    /// Whether a column is shown.
    pub fn is_shown(&self, column: usize) -> bool {
        !self.hidden.contains(&column)
    }

    /// How many columns are hidden.
    pub fn hidden(&self) -> usize {
        self.hidden.len()
    }

    /// Shows or hides a column.
    pub fn show(&mut self, column: usize, shown: bool) {
        match shown {
            true => self.hidden.remove(&column),
            false => self.hidden.insert(column),
        };
    }

    /// Shows every column.
    pub fn show_all(&mut self) {
        self.hidden.clear();
    }

    /// Makes a column this wide, in rem, within reason.
    pub fn set_width(&mut self, column: usize, width: f64) {
        self.widths.insert(column, width.clamp(NARROWEST, WIDEST));
    }
}

/// The columns that are shown, the sample id first, and where each begins.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Columns {
    columns: Vec<usize>,
    starts: Vec<f64>,
}

impl Columns {
    /// The columns of a sheet as the user wants them. The sample id is always among them.
    pub fn new(sheet: &Sheet, choices: &ColumnChoices) -> Columns {
        let id = sheet.column_of(&fields::CENTRAL_SAMPLE_ID);
        let others = (0..sheet.columns().len()).filter(|column| Some(*column) != id);
        let others = others.filter(|column| choices.is_shown(*column));
        let columns: Vec<usize> = id.into_iter().chain(others).collect();
        let mut starts = vec![0.0];
        for column in &columns {
            let width = choices.widths.get(column).copied();
            let width = width.unwrap_or_else(|| fitting(sheet, *column));
            starts.push(starts[starts.len() - 1] + width);
        }
        Columns { columns, starts }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// The column at a place.
    pub fn column(&self, at: usize) -> Option<usize> {
        self.columns.get(at).copied()
    }

    /// The columns in their order.
    pub fn columns(&self) -> &[usize] {
        &self.columns
    }

    /// The place of a column.
    pub fn place(&self, column: usize) -> Option<usize> {
        self.columns.iter().position(|other| *other == column)
    }

    /// Where the column at a place begins, from the end of the row numbers.
    pub fn start(&self, at: usize) -> f64 {
        self.starts.get(at).copied().unwrap_or_else(|| self.total())
    }

    /// How wide the column at a place is.
    pub fn width(&self, at: usize) -> f64 {
        self.start(at + 1) - self.start(at)
    }

    /// How wide all of them are together.
    pub fn total(&self) -> f64 {
        self.starts.last().copied().unwrap_or(0.0)
    }

    /// The place of the column over this length.
    pub fn at(&self, length: f64) -> Option<usize> {
        let at = self.starts.partition_point(|start| *start <= length);
        at.checked_sub(1).filter(|at| *at < self.len())
    }

    /// The places of the columns that a box from `left` of this width shows, with a few around them.
    pub fn visible(&self, left: f64, width: f64) -> Range<usize> {
        const AROUND: usize = 2;
        let first = self.starts.partition_point(|start| *start <= left).saturating_sub(1);
        let last = self.starts.partition_point(|start| *start < left + width);
        first.saturating_sub(AROUND).min(self.len())..(last + AROUND).min(self.len())
    }
}

/// As wide as the heading and the first cells are, in letters of usual width.
fn fitting(sheet: &Sheet, column: usize) -> f64 {
    // Capitals and digits are wider than most letters.
    let letter = |c: char| if c.is_lowercase() || c == ' ' { 0.52 } else { 0.66 };
    let letters = |text: &str| text.chars().take(60).map(letter).sum::<f64>();
    let cells = (0..sheet.rows().min(SAMPLE)).map(|row| letters(sheet.original(row, column)));
    let heading = letters(sheet.columns()[column].name()) * 1.08 + 2.25;
    let cells = cells.fold(0.0, f64::max) + 1.25;
    heading.max(cells.min(20.0)).clamp(6.0, 20.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        let csv = "adm1,central_sample_id,x,notes\nUK-ENG,A-1,,seen\n";
        sheet::read::read(csv.as_bytes()).expect("a sheet")
    }

    #[test]
    fn the_sample_id_comes_first_and_hidden_columns_not_at_all() {
        let mut choices = ColumnChoices::default();
        choices.show(3, false);
        choices.show(1, false);
        let columns = Columns::new(&sheet(), &choices);
        assert_eq!(columns.columns()[..3], [1, 0, 2]);
        assert_eq!((columns.place(3), columns.place(0)), (None, Some(1)));
        choices.show_all();
        assert_eq!(choices.hidden(), 0);
    }

    #[test]
    fn columns_begin_where_the_ones_before_end() {
        let mut choices = ColumnChoices::default();
        for column in 0..6 {
            choices.set_width(column, 10.0);
        }
        choices.set_width(1, 1.0);
        let columns = Columns::new(&sheet(), &choices);
        assert_eq!((columns.start(0), columns.start(1), columns.start(2)), (0.0, 4.0, 14.0));
        assert_eq!(columns.width(0), 4.0);
        assert_eq!((columns.at(3.9), columns.at(4.0), columns.at(-1.0)), (Some(0), Some(1), None));
        assert_eq!(columns.at(columns.total()), None);
        assert_eq!(columns.visible(0.0, 5.0), 0..4);
        assert_eq!(Columns::default().visible(0.0, 5.0), 0..0);
    }
}
