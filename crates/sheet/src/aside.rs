//! What a file says beside its rows: what was left out of them, and what a spreadsheet did to a cell.

use crate::book::About;

/// What a file says beside its rows. Lines are the numbers that a spreadsheet shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aside {
    /// The row below the headings in which a template tells what to write.
    pub hints: Option<u32>,
    /// Filled rows above the headings, the band of a template left out.
    pub above: Vec<u32>,
    /// Rows that are hidden. They are read all the same.
    pub hidden: Vec<u32>,
    /// Columns that are hidden, from 0. They are read all the same.
    pub hidden_columns: Vec<usize>,
    /// Rows that hold nothing but formulas without a result, so that they are none.
    pub without_result: Vec<u32>,
    /// Rows of an instrument's sheet that say of another lane what a row before them says.
    pub lanes: Vec<u32>,
    /// Other pages of the workbook that hold rows of samples. They are not read.
    pub other_pages: Vec<OtherPage>,
    /// Parts of the file that stand in no column and were not used, by their names.
    pub unused: Vec<String>,
    /// What a spreadsheet did to single cells, in the order of the file.
    pub marks: Vec<Mark>,
    /// Where it keeps dates and times as such, in the order of the file.
    pub moments: Vec<Moments>,
}

/// A page of a workbook that isn't the one that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherPage {
    /// Its name on the tab.
    pub name: String,
    /// How many filled rows stand below its headings.
    pub rows: usize,
}

/// Dates or times of a spreadsheet that stand below one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moments {
    /// The column, from 0.
    pub column: usize,
    /// The first and the last line.
    pub lines: (u32, u32),
}

/// What a spreadsheet did to one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The row, from 0.
    pub row: usize,
    /// The column, from 0.
    pub column: usize,
    /// What it did; never [`About::HiddenRow`], [`About::HiddenColumns`] or [`About::Moments`].
    pub about: About,
}
