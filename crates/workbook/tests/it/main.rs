//! Workbooks as programs write them, as attackers do, and as accidents leave them.

#![expect(clippy::unwrap_used, reason = "a test that panics is a test that fails")]

mod archive;
mod made_by_others;
mod xlsx;
mod ods;
mod xls;
mod hostile;
mod damaged;
mod agreement;

use sheet::book::{About, Book, Page};

/// The pages of a good workbook.
fn opened(bytes: &[u8]) -> Book {
    workbook::open(bytes).unwrap()
}

/// The first page of a good workbook.
fn first(bytes: &[u8]) -> Page {
    opened(bytes).pages.remove(0)
}

/// The notes of a page as tuples.
fn notes(page: &Page) -> Vec<(u32, u32, About)> {
    page.notes.iter().map(|note| (note.row, note.column, note.about)).collect()
}
