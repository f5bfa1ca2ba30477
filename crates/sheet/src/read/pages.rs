//! workbook → the page with the samples.

use super::MAX_BYTES;
use super::build::Table;
use super::error::ReadError;
use super::find;
use super::records::Records;
use super::start::Start;
use crate::book::{Book, Page};
use crate::choices::Choices;
use crate::layout::{Delimiter, Source};
use std::borrow::Cow;

/// The table of the page that was asked for. Else pages with a key column come before others, those that are
/// shown before hidden ones, those with samples before those without; of these the one on which most headings
/// are known, and the first of several.
pub(super) fn table<'a>(book: &'a Book, choices: &Choices) -> Result<Table<'a>, ReadError> {
    let (page, start) = match &choices.page {
        Some(name) => {
            let page = book.pages.iter().find(|page| page.name == *name);
            let page = page.ok_or(ReadError::NoSuchPage)?;
            (page, start(page, choices)?)
        }
        None => likeliest(book, choices)?,
    };
    let pages = book.pages.iter().map(|page| page.name.clone()).collect();
    Ok(Table {
        text: Cow::Borrowed(&page.rows),
        source: Source::Page { name: page.name.clone(), pages },
        delimiter: Delimiter::Comma,
        start,
        notes: &page.notes,
    })
}

fn likeliest<'a>(book: &'a Book, choices: &Choices) -> Result<(&'a Page, Start), ReadError> {
    let mut best: Option<(&Page, Start)> = None;
    let mut refused = ReadError::Empty;
    let rank = |page: &Page, start: &Start| {
        (start.rank.key, !page.hidden, start.rank.key && has_rows(page, start), start.rank.known)
    };
    for page in &book.pages {
        match start(page, choices) {
            Err(ReadError::Empty) => {}
            Err(error) => refused = error,
            Ok(start) => {
                if best.is_none_or(|(other, best)| rank(page, &start) > rank(other, &best)) {
                    best = Some((page, start));
                }
            }
        }
    }
    best.ok_or(refused)
}

/// Whether anything stands below the headings.
fn has_rows(page: &Page, start: &Start) -> bool {
    let mut records = Records::new(&page.rows, Delimiter::Comma);
    while records.advance() {
        if records.line > start.headings {
            return true;
        }
    }
    false
}

fn start(page: &Page, choices: &Choices) -> Result<Start, ReadError> {
    match page.rows.len() > MAX_BYTES {
        true => Err(ReadError::TooLarge),
        false => find::start(&page.rows, Delimiter::Comma, choices),
    }
}
