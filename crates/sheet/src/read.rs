//! bytes → [`Sheet`]: the cells as they stand in the file, under columns that we know.

mod error;
mod bytes;
mod before;
mod records;
mod rows;
mod ont;
mod start;
mod illumina;
mod columns;
mod plate;
mod find;
mod build;
mod pages;
mod ask;

use crate::book::Book;
use crate::choices::Choices;
use crate::layout::Source;
use crate::pieces::{Breaks, Work, at_once, in_pieces};
use build::Table;

pub use crate::table::{Apart, Change, Column, Sheet};
pub use ask::Heading;
pub use error::ReadError;

/// The largest file that is read, in bytes. 100,000 rows of every column are about 48 MB.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

/// The most columns that are read; the templates have 66.
pub const MAX_COLUMNS: usize = 1_000;

/// The most rows that are read; a spreadsheet holds little more.
pub const MAX_ROWS: usize = 1_000_000;

/// Reads the bytes of a file. Nothing is changed but the encoding; blank rows are left out.
pub fn read(bytes: impl AsRef<[u8]>) -> Result<Sheet, ReadError> {
    read_as(bytes, &Choices::default())
}

/// Reads the bytes of a file as the user has said; what is left out of the choices is detected.
pub fn read_as(bytes: impl AsRef<[u8]>, choices: &Choices) -> Result<Sheet, ReadError> {
    at_once(sheet(of_bytes(bytes.as_ref(), choices)?, choices, Breaks::default()))
}

/// The same in pieces, between which `rest` is awaited with how much is done, from 0 to 1. Who drops
/// the future gives the reading up.
pub async fn read_in_pieces(
    bytes: &[u8],
    choices: &Choices,
    rest: impl AsyncFnMut(f64),
) -> Result<Sheet, ReadError> {
    let table = of_bytes(bytes, choices)?;
    in_pieces(|breaks| sheet(table, choices, breaks), rest).await
}

/// Reads a sheet that is filled in here, as [`crate::form`] writes it: headings alone get a row to
/// begin with.
pub fn read_form(bytes: &[u8], choices: &Choices) -> Result<Sheet, ReadError> {
    let table = of_bytes(bytes, choices)?;
    let mut sheet = at_once(table.laid_out(choices, Breaks::default()))?;
    if sheet.rows() == 0 {
        sheet.change(Change { added: Some(1), ..Change::default() });
    }
    Ok(sheet)
}

/// Reads one page of a workbook as the user has said: the page that is asked for, or the one that
/// looks most like samples. Encoding and delimiter mean nothing there.
pub fn read_book(book: &Book, choices: &Choices) -> Result<Sheet, ReadError> {
    at_once(sheet(pages::table(book, choices)?, choices, Breaks::default()))
}

/// The same in pieces, as [`read_in_pieces`].
pub async fn read_book_in_pieces(
    book: &Book,
    choices: &Choices,
    rest: impl AsyncFnMut(f64),
) -> Result<Sheet, ReadError> {
    let table = pages::table(book, choices)?;
    in_pieces(|breaks| sheet(table, choices, breaks), rest).await
}

/// The headings of a file with examples of what stands below, whatever else is wrong with it: what a
/// page needs to ask for the meaning of columns.
pub fn headings(bytes: &[u8], choices: &Choices) -> Result<Vec<Heading>, ReadError> {
    ask::headings(&of_bytes(bytes, choices)?, choices)
}

/// The same of the page of a workbook that [`read_book`] reads.
pub fn headings_of_book(book: &Book, choices: &Choices) -> Result<Vec<Heading>, ReadError> {
    ask::headings(&pages::table(book, choices)?, choices)
}

fn sheet<'w>(
    table: Table<'w>,
    choices: &'w Choices,
    breaks: Breaks,
) -> Work<'w, Result<Sheet, ReadError>> {
    Box::pin(async move { table.sheet(choices, breaks).await })
}

fn of_bytes<'a>(bytes: &'a [u8], choices: &Choices) -> Result<Table<'a>, ReadError> {
    let (text, encoding) = bytes::text(bytes, choices.encoding)?;
    let (delimiter, start) = find::delimiter_and_start(&text, choices)?;
    let source = Source::Text { encoding, delimiter };
    Ok(Table { text, source, delimiter, start, notes: &[], others: vec![] })
}
