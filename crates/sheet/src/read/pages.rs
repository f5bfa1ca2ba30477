//! workbook → the page with the samples.

use super::MAX_BYTES;
use super::build::Table;
use super::error::ReadError;
use super::find;
use super::start::Start;
use crate::book::{Book, Page};
use crate::choices::Choices;
use crate::layout::{Delimiter, Source};
use std::borrow::Cow;

/// The table of the page that was asked for; else of the first that has a key column, pages that are
/// shown before those that are hidden; else of that on which most headings are known.
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
    let rank = |page: &Page, start: &Start| (start.rank.key, !page.hidden, start.rank.known);
    let shown = book.pages.iter().filter(|page| !page.hidden);
    for page in shown.chain(book.pages.iter().filter(|page| page.hidden)) {
        match start(page, choices) {
            Err(ReadError::Empty) => {}
            Err(error) => refused = error,
            Ok(start) if start.rank.key => return Ok((page, start)),
            Ok(start) => {
                if best.is_none_or(|(other, best)| rank(page, &start) > rank(other, &best)) {
                    best = Some((page, start));
                }
            }
        }
    }
    best.ok_or(refused)
}

fn start(page: &Page, choices: &Choices) -> Result<Start, ReadError> {
    match page.rows.len() > MAX_BYTES {
        true => Err(ReadError::TooLarge),
        false => find::start(&page.rows, Delimiter::Comma, choices),
    }
}
