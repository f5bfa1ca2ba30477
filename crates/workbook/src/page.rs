//! The text of a page, written cell by cell.

use crate::budget::Budget;
use crate::number;
use sheet::book::{About, Note, OpenError, Page};
use std::collections::HashMap;

/// The last row of a spreadsheet.
pub const MAX_ROWS: u32 = 1_048_576;

/// The most columns of a spreadsheet.
pub const MAX_COLUMNS: u32 = 16_384;

/// A cell as a file holds it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cell<'a> {
    /// Text, or anything that has become text.
    Text(&'a str),
    /// A number as text.
    Number(&'a str),
    /// A number as text, which is shown with letters or zeros that are no part of it.
    Dressed(&'a str),
    /// A date or time, which the spreadsheet keeps as one.
    Moment(&'a str),
    /// Yes or no.
    Truth(bool),
    /// Nothing, for a reason.
    Missing(About),
}

/// Writes the cells of one page, in the order of rows and columns.
pub(crate) struct Writer<'b> {
    budget: &'b mut Budget,
    text: String,
    notes: Vec<Note>,
    /// By column, which of the notes is about the last dates or times there.
    moments: HashMap<u32, usize>,
    /// The row that is being read, from 1.
    row: u32,
    hidden: bool,
    /// The row on which the text ends.
    line: u32,
    /// The last column that was read in this row, and that is in the text.
    read: Option<u32>,
    written: Option<u32>,
}

impl<'b> Writer<'b> {
    pub(crate) fn new(budget: &'b mut Budget) -> Writer<'b> {
        let (text, notes, moments) = (String::new(), Vec::new(), HashMap::new());
        let (row, hidden, line, read, written) = (0, false, 1, None, None);
        Writer { budget, text, notes, moments, row, hidden, line, read, written }
    }

    /// The row that is being read; 0 before the first.
    pub(crate) fn current_row(&self) -> u32 {
        self.row
    }

    /// Refuses more cells than have room, before any of them is written.
    pub(crate) fn expect(&self, cells: u64) -> Result<(), OpenError> {
        self.budget.has(cells).then_some(()).ok_or(OpenError::TooManyCells)
    }

    /// Goes on to a row. It takes no room until it has a cell.
    pub(crate) fn row(&mut self, row: u32, hidden: bool) -> Result<(), OpenError> {
        if row <= self.row {
            return Err(OpenError::Corrupt);
        }
        if row > MAX_ROWS {
            return Err(OpenError::TooManyRows);
        }
        (self.row, self.hidden, self.read, self.written) = (row, hidden, None, None);
        Ok(())
    }

    /// Hidden columns, of which the last may lie anywhere.
    pub(crate) fn hidden_columns(&mut self, (first, last): (u32, u32)) -> Result<(), OpenError> {
        match last.checked_sub(first).filter(|_| first < MAX_COLUMNS) {
            Some(more) => {
                let columns = more.saturating_add(1).min(MAX_COLUMNS);
                self.note(1, first, About::HiddenColumns { columns })
            }
            None => Ok(()),
        }
    }

    /// Puts a cell into the row, right of those before it.
    pub(crate) fn cell(&mut self, column: u32, cell: Cell) -> Result<(), OpenError> {
        if self.read.is_some_and(|last| column <= last) {
            return Err(OpenError::Corrupt);
        }
        if column >= MAX_COLUMNS {
            return Err(OpenError::TooManyColumns);
        }
        self.read = Some(column);
        match cell {
            Cell::Text(text) => self.put(column, text),
            Cell::Truth(truth) => self.put(column, if truth { "TRUE" } else { "FALSE" }),
            Cell::Missing(about) => self.note(self.row, column, about),
            Cell::Moment(text) => {
                self.moment(column)?;
                self.put(column, text)
            }
            Cell::Number(text) | Cell::Dressed(text) => {
                if matches!(cell, Cell::Dressed(_)) {
                    self.note(self.row, column, About::Dressed)?;
                }
                let text = number::from_text(text);
                if number::is_rounded(&text) {
                    self.note(self.row, column, About::Rounded)?;
                }
                self.put(column, &text)
            }
        }
    }

    fn put(&mut self, column: u32, text: &str) -> Result<(), OpenError> {
        if text.is_empty() {
            return Ok(());
        }
        let (lines, commas) = (self.row - self.line, column - self.written.unwrap_or(0));
        // Twice the text: quotation marks are doubled.
        self.budget.take(2 * text.len() + (lines + commas) as usize + 3)?;
        if self.written.is_none() && self.hidden {
            self.note(self.row, 0, About::HiddenRow)?;
        }
        self.text.extend(std::iter::repeat_n('\n', lines as usize));
        self.text.extend(std::iter::repeat_n(',', commas as usize));
        push_quoted(&mut self.text, text);
        (self.line, self.written) = (self.row, Some(column));
        Ok(())
    }

    /// Notes a date or time. Most stand below one another, and one note is about all of them.
    fn moment(&mut self, column: u32) -> Result<(), OpenError> {
        let last = self.moments.get(&column).and_then(|at| self.notes.get_mut(*at));
        if let Some(Note { row, about: About::Moments { rows }, .. }) = last
            && *row + *rows == self.row
        {
            *rows += 1;
            return Ok(());
        }
        self.moments.insert(column, self.notes.len());
        self.note(self.row, column, About::Moments { rows: 1 })
    }

    /// Says something about a place. Merged cells are told of by files after all others.
    pub(crate) fn note(&mut self, row: u32, column: u32, about: About) -> Result<(), OpenError> {
        self.budget.take(0)?;
        self.notes.push(Note { row, column, about });
        Ok(())
    }

    /// Says that cells are merged, from the first to the last row and column, both within.
    pub(crate) fn merged(
        &mut self,
        rows: (u32, u32),
        columns: (u32, u32),
    ) -> Result<(), OpenError> {
        let count = |(first, last): (u32, u32)| last.checked_sub(first).map(|n| n + 1);
        let (height, width) = (count(rows), count(columns));
        let (Some(height), Some(width)) = (height, width) else { return Err(OpenError::Corrupt) };
        // Below the last cell nobody can miss anything.
        if rows.0 > self.line || height.saturating_mul(width) == 1 {
            return Ok(());
        }
        self.note(rows.0, columns.0, About::Merged { rows: height, columns: width })
    }

    /// The page.
    pub(crate) fn finish(mut self, name: String, hidden: bool) -> Page {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.notes.sort_by_key(|note| (note.row, note.column));
        Page { name, hidden, rows: self.text, notes: self.notes }
    }
}

fn push_quoted(out: &mut String, text: &str) {
    if !text.contains([',', '"', '\n', '\r']) {
        return out.push_str(text);
    }
    out.push('"');
    for (at, piece) in text.split('"').enumerate() {
        if at > 0 {
            out.push_str("\"\"");
        }
        out.push_str(piece);
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(cells: &[(u32, u32, &str)]) -> Result<String, OpenError> {
        let mut budget = Budget::default();
        let mut writer = Writer::new(&mut budget);
        for (row, column, text) in cells {
            if writer.current_row() != *row {
                writer.row(*row, false)?;
            }
            writer.cell(*column, Cell::Text(text))?;
        }
        Ok(writer.finish("a".into(), false).rows)
    }

    #[test]
    fn rows_and_columns_keep_their_places() {
        for (cells, expect) in [
            (&[][..], ""),
            (&[(1, 0, "a"), (1, 1, "b"), (2, 0, "c")], "a,b\nc\n"),
            (&[(3, 2, "a"), (3, 4, "b"), (6, 1, "c")], "\n\n,,a,,b\n\n\n,c\n"),
            (&[(1, 0, ""), (2, 1, ""), (2, 2, "a"), (3, 0, "")], "\n,,a\n"),
            (
                &[(1, 0, " 01 "), (1, 1, "a,b"), (1, 2, "\"c\"\r\nd")],
                " 01 ,\"a,b\",\"\"\"c\"\"\r\nd\"\n",
            ),
        ] {
            assert_eq!(written(cells).as_deref(), Ok(expect));
        }
    }

    #[test]
    fn what_is_out_of_order_or_too_far_off_is_refused() {
        assert_eq!(written(&[(2, 0, "a"), (1, 0, "b")]), Err(OpenError::Corrupt));
        assert_eq!(written(&[(1, 1, "a"), (1, 1, "b")]), Err(OpenError::Corrupt));
        assert_eq!(written(&[(MAX_ROWS + 1, 0, "a")]), Err(OpenError::TooManyRows));
        assert_eq!(written(&[(1, MAX_COLUMNS, "a")]), Err(OpenError::TooManyColumns));
        let last = written(&[(MAX_ROWS, MAX_COLUMNS - 1, "a")]).map(|text| text.len());
        assert_eq!(last, Ok((MAX_ROWS - 1 + MAX_COLUMNS - 1 + 2) as usize));
    }
}
