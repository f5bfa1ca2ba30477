//! Excel 97 to 2003 workbooks ([MS-XLS], BIFF8): XLS. Also finds the encrypted XLSX, which stands in
//! the same kind of container.
//!
//! Not calamine 0.38: it reserves what the record of dimensions declares (20 KB asked for 2 TB), lays each
//! page out as a grid (two far cells took 1 GB), and copies a shared string into every cell that names it
//! (3 MB took 3 GB). To bound the last, a pre-pass would have to read the strings itself.

mod container;
mod records;
mod strings;
mod globals;
mod cells;

use crate::budget::Budget;
use sheet::book::{Book, OpenError};
use std::io::{Cursor, Read};

/// Reads every page of a workbook. Charts and macro sheets are no pages.
pub(crate) fn open(bytes: &[u8], budget: &mut Budget) -> Result<Book, OpenError> {
    let stream = stream(bytes)?;
    let globals = globals::read(&stream, budget)?;
    let mut book = Book::default();
    // Pages that overlap would be read again and again.
    let mut left = stream.len();
    for listed in &globals.pages {
        let page = stream.get(listed.start..).ok_or(OpenError::Corrupt)?;
        let (writer, length) = cells::read(page, &globals, budget)?;
        left = left.checked_sub(length).ok_or(OpenError::Corrupt)?;
        book.pages.push(writer.finish(listed.name.clone(), listed.hidden));
    }
    Ok(book)
}

/// The workbook out of its container ([MS-CFB]).
fn stream(bytes: &[u8]) -> Result<Vec<u8>, OpenError> {
    let tidied = container::tidied(bytes);
    let mut container =
        cfb::CompoundFile::open(Cursor::new(&*tidied)).map_err(|_| OpenError::Corrupt)?;
    if container.is_stream("/EncryptedPackage") {
        return Err(OpenError::PasswordProtected);
    }
    if !container.is_stream("/Workbook") {
        // The name that Excel 5 and 95 used.
        let old = container.is_stream("/Book");
        return Err(if old { OpenError::OtherFormat } else { OpenError::NotAWorkbook });
    }
    let mut stream = Vec::new();
    let opened = container.open_stream("/Workbook").map_err(|_| OpenError::Corrupt)?;
    // A stream is never longer than its container.
    let length = bytes.len() as u64;
    opened.take(length).read_to_end(&mut stream).map_err(|_| OpenError::Corrupt)?;
    Ok(stream)
}
