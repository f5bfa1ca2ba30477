//! The cells of one page (ECMA-376 part 1 §18.3.1), one after the other.

use super::is_true;
use super::strings::{Strings, rich_text, without_escapes};
use crate::budget::Budget;
use crate::moment::{self, Epoch, Shape};
use crate::page::{Cell, MAX_COLUMNS, Writer};
use crate::xml::{Piece, Xml, attribute};
use quick_xml::events::BytesStart;
use sheet::book::{About, OpenError};
use std::io::BufRead;

/// What the cells of all pages refer to.
pub(super) struct Context {
    pub(super) strings: Strings,
    pub(super) shapes: Vec<Shape>,
    pub(super) epoch: Epoch,
}

/// Reads a page.
pub(super) fn read<'b, R: BufRead>(
    xml: Xml<R>,
    context: &Context,
    budget: &'b mut Budget,
) -> Result<Writer<'b>, OpenError> {
    let mut page = PageReader { xml, context, writer: Writer::new(budget), text: String::new() };
    page.read()?;
    Ok(page.writer)
}

/// The first and the last of columns that are hidden, from 0 (ECMA-376 part 1 §18.3.1.13).
fn hidden_columns(element: &BytesStart<'_>) -> Result<Option<(u32, u32)>, OpenError> {
    if !is_true(attribute(element, "hidden")?.as_deref()) {
        return Ok(None);
    }
    let place = |name| -> Result<Option<u32>, OpenError> {
        Ok(attribute(element, name)?.and_then(|place| place.parse().ok()))
    };
    let (first, last) = (place("min")?, place("max")?);
    Ok(first
        .zip(last)
        .and_then(|(first, last)| Some((first.checked_sub(1)?, last.checked_sub(1)?))))
}

struct PageReader<'c, 'b, R> {
    xml: Xml<R>,
    context: &'c Context,
    writer: Writer<'b>,
    /// The text of the cell that is being read.
    text: String,
}

/// The type of a cell (ECMA-376 part 1 §18.18.11).
#[derive(Clone, Copy, PartialEq)]
enum Type {
    Number,
    Shared,
    Text,
    Inline,
    Truth,
    Error,
    Date,
}

impl<R: BufRead> PageReader<'_, '_, R> {
    fn read(&mut self) -> Result<(), OpenError> {
        loop {
            match self.xml.next()? {
                Piece::Start(element) => match element.local_name().as_ref() {
                    "worksheet" | "mergeCells" | "cols" => {}
                    "col" => {
                        if let Some(columns) = hidden_columns(&element)? {
                            self.writer.hidden_columns(columns)?;
                        }
                    }
                    "sheetData" => self.rows()?,
                    "mergeCell" => {
                        if let Some(range) = attribute(&element, "ref")? {
                            let (rows, columns) = range_of(&range)?;
                            self.writer.merged(rows, columns)?;
                        }
                    }
                    _ => self.xml.skip()?,
                },
                Piece::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn rows(&mut self) -> Result<(), OpenError> {
        loop {
            match self.xml.next()? {
                Piece::Start(element) if element.local_name().as_ref() == "row" => {
                    let number = match attribute(&element, "r")? {
                        Some(number) => number.parse().map_err(|_| OpenError::Corrupt)?,
                        None => self.writer.current_row() + 1,
                    };
                    let hidden = is_true(attribute(&element, "hidden")?.as_deref());
                    self.writer.row(number, hidden)?;
                    self.cells()?;
                }
                Piece::Start(_) => self.xml.skip()?,
                Piece::End => return Ok(()),
                _ => {}
            }
        }
    }

    fn cells(&mut self) -> Result<(), OpenError> {
        let mut next = 0;
        loop {
            match self.xml.next()? {
                Piece::Start(element) if element.local_name().as_ref() == "c" => {
                    let row = self.writer.current_row();
                    let declared = Declared::of(&element, row, &self.context.shapes)?;
                    let column = declared.column.unwrap_or(next);
                    self.cell(column, declared.kind, declared.shape)?;
                    next = column + 1;
                }
                Piece::Start(_) => self.xml.skip()?,
                Piece::End => return Ok(()),
                _ => {}
            }
        }
    }

    fn cell(&mut self, column: u32, kind: Type, shape: Shape) -> Result<(), OpenError> {
        self.text.clear();
        let mut formula = false;
        loop {
            match self.xml.next()? {
                Piece::Start(element) => match element.local_name().as_ref() {
                    "v" => self.xml.text(&mut self.text)?,
                    "is" => rich_text(&mut self.xml, &mut self.text)?,
                    name => {
                        formula |= name == "f";
                        self.xml.skip()?;
                    }
                },
                Piece::End => return self.write(column, kind, shape, formula),
                _ => {}
            }
        }
    }

    fn write(
        &mut self,
        column: u32,
        kind: Type,
        shape: Shape,
        formula: bool,
    ) -> Result<(), OpenError> {
        let text = self.text.as_str();
        let missing = formula && text.is_empty() && kind != Type::Text;
        let cell = match kind {
            _ if missing => Cell::Missing(About::FormulaWithoutResult),
            _ if text.is_empty() => return Ok(()),
            Type::Error => Cell::Missing(About::FormulaError),
            Type::Truth => Cell::Truth(is_true(Some(text.trim()))),
            Type::Inline => Cell::Text(text),
            Type::Text => return self.writer.cell(column, Cell::Text(&without_escapes(text))),
            Type::Date => return self.writer.cell(column, Cell::Moment(&moment::from_iso(text))),
            Type::Shared => {
                let number = text.trim().parse().map_err(|_| OpenError::Corrupt)?;
                Cell::Text(self.context.strings.get(number).ok_or(OpenError::Corrupt)?)
            }
            Type::Number => {
                return number(&mut self.writer, column, text.trim(), shape, self.context.epoch);
            }
        };
        self.writer.cell(column, cell)
    }
}

fn number(
    writer: &mut Writer,
    column: u32,
    text: &str,
    shape: Shape,
    epoch: Epoch,
) -> Result<(), OpenError> {
    let moment = match shape {
        Shape::Number => None,
        shape => text.parse().ok().and_then(|number| shape.text(number, epoch)),
    };
    match moment {
        Some(moment) => writer.cell(column, Cell::Moment(&moment)),
        None if shape == Shape::Dressed => writer.cell(column, Cell::Dressed(text)),
        None => writer.cell(column, Cell::Number(text)),
    }
}

/// What a cell says of itself. Its attributes are gone through once, because there are millions.
struct Declared {
    column: Option<u32>,
    kind: Type,
    shape: Shape,
}

impl Declared {
    fn of(cell: &BytesStart, row: u32, shapes: &[Shape]) -> Result<Declared, OpenError> {
        let mut declared = Declared { column: None, kind: Type::Number, shape: Shape::Number };
        for attribute in cell.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| OpenError::Corrupt)?;
            match attribute.key.as_ref() {
                "r" => declared.column = Some(column(&attribute.value, row)?),
                "t" => declared.kind = kind(&attribute.value)?,
                "s" => {
                    let style: usize = attribute.value.parse().map_err(|_| OpenError::Corrupt)?;
                    declared.shape = shapes.get(style).copied().unwrap_or_default();
                }
                _ => {}
            }
        }
        Ok(declared)
    }
}

fn kind(name: &str) -> Result<Type, OpenError> {
    Ok(match name {
        "n" => Type::Number,
        "s" => Type::Shared,
        "str" => Type::Text,
        "inlineStr" => Type::Inline,
        "b" => Type::Truth,
        "e" => Type::Error,
        "d" => Type::Date,
        _ => return Err(OpenError::Corrupt),
    })
}

/// The column that a cell says it stands in. A row that isn't the one around it is a fault.
fn column(reference: &str, row: u32) -> Result<u32, OpenError> {
    let (found, column) = place(reference)?;
    match found == row {
        true => Ok(column),
        false => Err(OpenError::Corrupt),
    }
}

/// `AB12` → row 12, column 27.
fn place(reference: &str) -> Result<(u32, u32), OpenError> {
    let digits = reference.find(|c: char| c.is_ascii_digit()).ok_or(OpenError::Corrupt)?;
    let (letters, row) = reference.split_at(digits);
    let mut column = 0_u32;
    for letter in letters.bytes() {
        if !letter.is_ascii_alphabetic() {
            return Err(OpenError::Corrupt);
        }
        column = column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1;
        if column > MAX_COLUMNS {
            return Err(OpenError::TooManyColumns);
        }
    }
    let column = column.checked_sub(1).ok_or(OpenError::Corrupt)?;
    match row.parse() {
        Ok(0) | Err(_) => Err(OpenError::Corrupt),
        Ok(row) => Ok((row, column)),
    }
}

/// The first and the last.
type Span = (u32, u32);

/// `A1:C2` → rows 1 and 2, columns 0 and 2.
fn range_of(reference: &str) -> Result<(Span, Span), OpenError> {
    let (first, last) = reference.split_once(':').unwrap_or((reference, reference));
    let (first, last) = (place(first)?, place(last)?);
    Ok(((first.0, last.0), (first.1, last.1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_places() {
        assert_eq!(place("A1"), Ok((1, 0)));
        assert_eq!(place("xfd1048576"), Ok((1_048_576, 16_383)));
        assert_eq!(place("XFE1"), Err(OpenError::TooManyColumns));
        assert_eq!(place("ZZZZZZZZZZZZZZZ1"), Err(OpenError::TooManyColumns));
        for reference in ["", "1", "A", "A-1", "A1A", "É1", "A0", "A99999999999"] {
            assert_eq!(place(reference), Err(OpenError::Corrupt), "{reference}");
        }
        assert_eq!(range_of("A1:C2"), Ok(((1, 2), (0, 2))));
    }
}
