//! What the user has said about how a file is to be read. What is left out is detected.

use crate::field::Field;
use crate::layout::Delimiter;
use crate::text::Encoding;
use std::collections::BTreeMap;

pub use crate::date::DateOrder;

/// What the user has said about how a file is to be read, in place of what was detected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// How its bytes stand for characters.
    pub encoding: Option<Encoding>,
    /// What stands between its cells.
    pub delimiter: Option<Delimiter>,
    /// Which page of a workbook holds the samples, by its name.
    pub page: Option<String>,
    /// The row that holds the headings, as a spreadsheet numbers it.
    pub headings: Option<u32>,
    /// What columns of the file mean, by their places from 0; nothing where one is not to be sent.
    pub columns: BTreeMap<usize, Option<&'static Field>>,
    /// In which order the dates of columns are written, by their places from 0.
    pub dates: BTreeMap<usize, DateOrder>,
}
