//! A workbook once it has been opened: its pages as text, and what that text can't say.

/// A workbook: every page of it, in its own order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    /// Its pages.
    pub pages: Vec<Page>,
}

/// One page of a workbook, which Excel calls a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Its name on the tab.
    pub name: String,
    /// Whether the workbook hides it.
    pub hidden: bool,
    /// Its cells as CSV in UTF-8, comma between them. Row n stands on the n-th record, an empty row as
    /// an empty line, so that rows keep the numbers that the spreadsheet shows. Dates are ISO 8601.
    pub rows: String,
    /// What the text can't say, in the order of rows and columns.
    pub notes: Vec<Note>,
}

/// Something about one place of a page that its text can't say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// The row as the spreadsheet numbers it, from 1.
    pub row: u32,
    /// The column from 0.
    pub column: u32,
    /// What it is.
    pub about: About,
}

/// What can be said about a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The whole row is hidden; its cells are read all the same.
    HiddenRow,
    /// A formula that ended in an error such as `#REF!`. The cell is empty in the text.
    FormulaError,
    /// A formula whose result the file doesn't hold. The cell is empty in the text.
    FormulaWithoutResult,
    /// The first cell of several that are merged: this many rows and columns. The others are empty.
    Merged { rows: u32, columns: u32 },
    /// A number of more than fifteen digits: the spreadsheet has rounded it.
    Rounded,
}
