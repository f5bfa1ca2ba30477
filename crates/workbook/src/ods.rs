//! `OpenDocument` spreadsheets (ODF 1.2 part 1 §9): ODS and OTS.
//!
//! Not calamine 0.38: it lays repeated cells out as a grid while it opens the file (545 bytes took more
//! than 9 GB), and says nothing of hidden rows, merged cells and formulas without a result.

mod styles;
mod text;
mod rows;

use crate::budget::Budget;
use crate::parts::Parts;
use crate::xml::{Piece, attribute};
use sheet::book::{Book, OpenError};
use std::collections::HashSet;
use std::io::Read;

/// Reads every page of a workbook.
pub(crate) fn open(parts: &mut Parts, budget: &mut Budget) -> Result<Book, OpenError> {
    refuse_other_kinds(parts)?;
    refuse_encrypted(parts)?;
    let mut xml = parts.xml("content.xml")?.ok_or(OpenError::NotAWorkbook)?;
    let mut book = Book::default();
    let mut hidden_styles = HashSet::new();
    loop {
        match xml.next()? {
            Piece::Start(element) => match element.local_name().as_ref() {
                "document-content" | "body" | "spreadsheet" => {}
                "automatic-styles" => hidden_styles = styles::hidden(&mut xml)?,
                "table" => {
                    let name = attribute(&element, "name")?.ok_or(OpenError::Corrupt)?.into_owned();
                    let style = attribute(&element, "style-name")?;
                    let hidden = style.is_some_and(|style| hidden_styles.contains(&*style));
                    book.pages.push(rows::read(&mut xml, budget)?.finish(name, hidden));
                }
                // Among them are tables that were deleted, or belong to another file.
                _ => xml.skip()?,
            },
            Piece::Eof => return Ok(book),
            _ => {}
        }
    }
}

fn refuse_other_kinds(parts: &mut Parts) -> Result<(), OpenError> {
    const SPREADSHEET: &str = "application/vnd.oasis.opendocument.spreadsheet";
    let mut kind = String::new();
    if let Some(part) = parts.take("mimetype")? {
        let length = SPREADSHEET.len() as u64;
        part.take(length).read_to_string(&mut kind).map_err(|_| OpenError::NotAWorkbook)?;
    }
    match kind == SPREADSHEET {
        true => Ok(()),
        false => Err(OpenError::NotAWorkbook),
    }
}

/// An encrypted document says so for each part, in the list of its parts.
fn refuse_encrypted(parts: &mut Parts) -> Result<(), OpenError> {
    let Some(mut xml) = parts.xml("META-INF/manifest.xml")? else { return Ok(()) };
    loop {
        match xml.next()? {
            Piece::Start(element) if element.local_name().as_ref() == "encryption-data" => {
                return Err(OpenError::PasswordProtected);
            }
            Piece::Eof => return Ok(()),
            _ => {}
        }
    }
}
