//! The rows of one page. A row or cell may stand for many that are equal: blank ones cost nothing, the
//! others what they come to.

use super::text::paragraph;
use crate::budget::{Budget, MAX_TEXT};
use crate::moment;
use crate::page::{Cell, MAX_COLUMNS, MAX_ROWS, Writer};
use crate::xml::{Piece, Xml, attribute};
use quick_xml::events::BytesStart;
use sheet::book::{About, OpenError};
use std::io::BufRead;

/// Reads the table that was begun last.
pub(super) fn read<'b, R: BufRead>(
    xml: &mut Xml<R>,
    budget: &'b mut Budget,
) -> Result<Writer<'b>, OpenError> {
    let mut table = Table { xml, writer: Writer::new(budget), next_row: 1, merged: Vec::new() };
    table.read()?;
    let Table { mut writer, merged, .. } = table;
    for (row, column, rows, columns) in merged {
        let last = |first: u32, count: u32| first.saturating_add(count.saturating_sub(1));
        writer.merged((row, last(row, rows)), (column, last(column, columns)))?;
    }
    Ok(writer)
}

struct Table<'x, 'b, R> {
    xml: &'x mut Xml<R>,
    writer: Writer<'b>,
    next_row: u32,
    /// The first cells of merged ones: row, column, rows, columns.
    merged: Vec<(u32, u32, u32, u32)>,
}

/// A cell that holds something, and the columns that it fills.
struct Filled {
    first: u32,
    count: u32,
    content: Content,
    merged: Option<(u32, u32)>,
}

enum Content {
    Text(String),
    Number(String),
    Dressed(String),
    Moment(String),
    Truth(bool),
    Missing(About),
}

impl Content {
    fn length(&self) -> usize {
        match self {
            Content::Text(text)
            | Content::Number(text)
            | Content::Dressed(text)
            | Content::Moment(text) => text.len(),
            Content::Truth(_) | Content::Missing(_) => 0,
        }
    }

    fn as_cell(&self) -> Cell<'_> {
        match self {
            Content::Text(text) => Cell::Text(text),
            Content::Number(text) => Cell::Number(text),
            Content::Dressed(text) => Cell::Dressed(text),
            Content::Moment(text) => Cell::Moment(text),
            Content::Truth(truth) => Cell::Truth(*truth),
            Content::Missing(about) => Cell::Missing(*about),
        }
    }
}

impl<R: BufRead> Table<'_, '_, R> {
    fn read(&mut self) -> Result<(), OpenError> {
        // Rows may stand in groups and headers, which count for nothing here.
        let mut depth = 1_usize;
        while depth > 0 {
            match self.xml.next()? {
                Piece::Start(element) => match element.local_name().as_ref() {
                    "table-row-group" | "table-header-rows" | "table-rows" => depth += 1,
                    "table-row" => {
                        let count = count(&element, "number-rows-repeated")?;
                        let shown = attribute(&element, "visibility")?;
                        let hidden = shown.is_some_and(|shown| shown != "visible");
                        self.row(count, hidden)?;
                    }
                    _ => self.xml.skip()?,
                },
                Piece::End => depth -= 1,
                _ => {}
            }
        }
        Ok(())
    }

    fn row(&mut self, count: u32, hidden: bool) -> Result<(), OpenError> {
        let cells = self.cells()?;
        let first = self.next_row;
        self.next_row = first.saturating_add(count);
        if cells.is_empty() {
            return Ok(());
        }
        if self.next_row > MAX_ROWS + 1 {
            return Err(OpenError::TooManyRows);
        }
        let in_a_row: u64 = cells.iter().map(|cell| u64::from(cell.count)).sum();
        self.writer.expect(in_a_row * u64::from(count))?;
        for row in first..self.next_row {
            self.writer.row(row, hidden)?;
            for cell in &cells {
                for column in cell.first..cell.first + cell.count {
                    self.writer.cell(column, cell.content.as_cell())?;
                }
                let merged = cell.merged.map(|(rows, columns)| (row, cell.first, rows, columns));
                self.merged.extend(merged);
            }
        }
        Ok(())
    }

    fn cells(&mut self) -> Result<Vec<Filled>, OpenError> {
        let mut cells = Vec::new();
        let mut next = 0_u32;
        let mut length = 0;
        loop {
            match self.xml.next()? {
                Piece::Start(element) => match element.local_name().as_ref() {
                    name @ ("table-cell" | "covered-table-cell") => {
                        let covered = name == "covered-table-cell";
                        let count = count(&element, "number-columns-repeated")?;
                        let declared = Declared::of(&element)?;
                        let merged = declared.merged;
                        let content = content(self.xml, declared)?.filter(|_| !covered);
                        let first = next;
                        next = first.saturating_add(count);
                        if let Some(content) = content {
                            if next > MAX_COLUMNS {
                                return Err(OpenError::TooManyColumns);
                            }
                            length += content.length();
                            if length > MAX_TEXT {
                                return Err(OpenError::TooManyCells);
                            }
                            cells.push(Filled { first, count, content, merged });
                        }
                    }
                    _ => self.xml.skip()?,
                },
                Piece::End => return Ok(cells),
                _ => {}
            }
        }
    }
}

/// What the attributes of a cell say (ODF 1.2 part 1 §19.385).
struct Declared {
    kind: String,
    value: Option<String>,
    formula: bool,
    error: bool,
    merged: Option<(u32, u32)>,
}

impl Declared {
    fn of(element: &BytesStart) -> Result<Declared, OpenError> {
        let mut declared = Declared {
            kind: String::new(),
            value: None,
            formula: false,
            error: false,
            merged: None,
        };
        let mut spanned = (1, 1);
        for attribute in element.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| OpenError::Corrupt)?;
            let value = || {
                let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0);
                value.map(String::from).map_err(|_| OpenError::Corrupt)
            };
            let number = || value()?.parse().map_err(|_| OpenError::Corrupt);
            match attribute.key.as_ref() {
                "office:value-type" => declared.kind = value()?,
                // LibreOffice's own: the other says `string` of an error.
                "calcext:value-type" => declared.error = value()? == "error",
                "office:value"
                | "office:date-value"
                | "office:time-value"
                | "office:boolean-value"
                | "office:string-value" => declared.value = Some(value()?),
                "table:formula" => declared.formula = true,
                "table:number-rows-spanned" => spanned.0 = number()?,
                "table:number-columns-spanned" => spanned.1 = number()?,
                _ => {}
            }
        }
        declared.merged = Some(spanned).filter(|spanned| *spanned != (1, 1));
        Ok(declared)
    }
}

/// What the cell that was begun last holds.
fn content<R: BufRead>(xml: &mut Xml<R>, declared: Declared) -> Result<Option<Content>, OpenError> {
    let shown = shown_text(xml)?;
    if declared.error || declared.formula && is_error(&shown) {
        return Ok(Some(Content::Missing(About::FormulaError)));
    }
    let value = declared.value;
    let content = match declared.kind.as_str() {
        "float" if is_dressed(&shown) => value.map(Content::Dressed),
        "float" | "percentage" | "currency" => value.map(Content::Number),
        "boolean" => value.map(|value| Content::Truth(value == "true")),
        "date" => value.map(|value| Content::Moment(moment::from_iso(&value))),
        "time" => value.map(|value| Content::Moment(moment::from_iso_duration(&value))),
        "" if declared.formula && shown.is_empty() => {
            Some(Content::Missing(About::FormulaWithoutResult))
        }
        _ => Some(Content::Text(value.unwrap_or(shown))),
    };
    let is_blank = |content: &Content| matches!(content, Content::Text(text) if text.is_empty());
    Ok(content.filter(|content| !is_blank(content)))
}

/// Whether a number is shown with letters beside it, but for an exponent, or with zeros before it.
fn is_dressed(shown: &str) -> bool {
    let begins = shown.as_bytes().first_chunk();
    let has_zeros = begins.is_some_and(|[zero, next]| *zero == b'0' && next.is_ascii_digit());
    has_zeros || shown.chars().any(|c| c.is_alphabetic() && c != 'E')
}

/// `#REF!`, `#DIV/0!`, `Err:502`: what programs show that have no attribute for an error.
fn is_error(shown: &str) -> bool {
    let name = shown.strip_prefix('#').map(|name| name.trim_end_matches(['!', '?']));
    let names = ["REF", "DIV/0", "VALUE", "NAME", "N/A", "NUM", "NULL"];
    name.is_some_and(|name| names.contains(&name)) || shown.starts_with("Err:")
}

/// The paragraphs of the cell that was begun last.
fn shown_text<R: BufRead>(xml: &mut Xml<R>) -> Result<String, OpenError> {
    let mut text = String::new();
    let mut paragraphs = 0;
    loop {
        match xml.next()? {
            Piece::Start(element) if element.local_name().as_ref() == "p" => {
                if paragraphs > 0 {
                    text.push('\n');
                }
                paragraphs += 1;
                paragraph(xml, &mut text)?;
            }
            // Comments, pictures, tables within a cell.
            Piece::Start(_) => xml.skip()?,
            Piece::End => return Ok(text),
            _ => {}
        }
    }
}

fn count(element: &BytesStart, name: &str) -> Result<u32, OpenError> {
    let count = attribute(element, name)?;
    let count = count.map_or(Ok(1), |count| count.parse().map_err(|_| OpenError::Corrupt))?;
    match count {
        0 => Err(OpenError::Corrupt),
        count => Ok(count),
    }
}
