//! The bytes of a workbook → [`Book`]: its pages as text.
//!
//! XLSX and XLSM, XLS (Excel 97 and later) and ODS. What comes out is the value of each cell, not what
//! the spreadsheet displays: dates in ISO 8601, numbers in full, formulas by the result that the file
//! holds. Every file ends in a book or in one sentence, within [`MAX_UNPACKED`] bytes of unpacking and
//! [`MAX_TEXT`] bytes of text. Nothing is ever laid out as a grid, so that a cell far off costs no more
//! than the separators before it.
//!
//! What isn't seen, in any format: comments, what a formula says, drop-down lists, and
//! everything that lies over the cells. Rows that a filter hides are hidden rows. Hidden columns are not seen in ODS. In XLS a formula whose
//! result the file doesn't hold can't be told from one whose result is an empty text, so it has no note.

mod budget;
mod number;
mod moment;
mod page;
mod xml;
mod parts;
mod xlsx;
mod ods;
mod xls;

use budget::Budget;
use parts::Parts;
use sheet::book::{OLE, ZIP};

pub use budget::{MAX_CELLS, MAX_TEXT};
pub use page::{MAX_COLUMNS, MAX_ROWS};
pub use parts::MAX_UNPACKED;
pub use sheet::book::{Book, OpenError};

/// Whether bytes begin as those of a workbook do, though other files begin so too.
pub fn may_be_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(ZIP) || bytes.starts_with(OLE)
}

/// Opens a workbook by what its bytes say; its name is nobody's proof.
pub fn open(bytes: &[u8]) -> Result<Book, OpenError> {
    if bytes.len() > sheet::read::MAX_BYTES {
        return Err(OpenError::TooLarge);
    }
    let mut budget = Budget::default();
    let book = match bytes {
        _ if bytes.starts_with(ZIP) => zipped(bytes, &mut budget),
        _ if bytes.starts_with(OLE) => xls::open(bytes, &mut budget),
        _ => Err(OpenError::NotAWorkbook),
    }?;
    match book.pages.iter().all(|page| page.rows.is_empty()) {
        true => Err(OpenError::Empty),
        false => Ok(book),
    }
}

fn zipped(bytes: &[u8], budget: &mut Budget) -> Result<Book, OpenError> {
    let mut parts = Parts::new(bytes)?;
    match parts.has("[Content_Types].xml") {
        true => xlsx::open(&mut parts, budget),
        false => ods::open(&mut parts, budget),
    }
}
