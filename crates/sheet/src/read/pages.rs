//! workbook → the page with the samples.

use super::MAX_BYTES;
use super::build::Table;
use super::error::ReadError;
use super::find;
use super::records::Records;
use super::start::Start;
use crate::aside::OtherPage;
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
    let others = others(book, page, start.rank.known);
    Ok(Table {
        text: Cow::Borrowed(&page.rows),
        source: Source::Page { name: page.name.clone(), pages },
        delimiter: Delimiter::Comma,
        start,
        notes: &page.notes,
        others,
    })
}

/// The other pages with rows below headings of samples. A list of all columns, as templates have one, names
/// the id in a row of its own; that alone makes no headings where the page that is read has more. A page that somebody
/// has hidden is none that they mean.
fn others(book: &Book, read: &Page, known: usize) -> Vec<OtherPage> {
    let samples = |page: &Page| {
        let start = start(page, &Choices::default()).ok()?;
        let is_alike = start.rank.key && start.rank.known >= known.min(2);
        let rows = if is_alike { rows_below(&page.rows, start.headings) } else { 0 };
        (rows > 0).then(|| OtherPage { name: page.name.clone(), rows })
    };
    let shown = book.pages.iter().filter(|page| !page.hidden && !std::ptr::eq(*page, read));
    shown.filter_map(samples).collect()
}

/// How many filled rows stand below a line of a page. A page may be large and is not read for this: an empty
/// row is an empty line, and a line break within quotation marks ends none.
fn rows_below(text: &str, headings: u32) -> usize {
    let (mut line, mut rows, mut start, mut is_quoted) = (1, 0, 0, false);
    for at in memchr::memchr2_iter(b'"', b'\n', text.as_bytes()) {
        match text.as_bytes()[at] {
            b'"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            _ => {
                rows += usize::from(line > headings && at > start);
                line += 1;
                start = at + 1;
            }
        }
    }
    rows + usize::from(line > headings && text.len() > start)
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
