//! The cells of one page ([MS-XLS] §2.1.7.20.5). Some programs write them in no order.

use super::globals::{BOF, EOF, Globals};
use super::records::{Record, Records, bytes_at, f64_at, u8_at, u16_at, u32_at};
use super::strings;
use crate::budget::Budget;
use crate::moment::Shape;
use crate::number;
use crate::page::{Cell, Writer};
use sheet::book::{About, OpenError};
use std::collections::HashSet;

const BOOL_ERR: u16 = 0x0205;
const COL_INFO: u16 = 0x007D;
const FORMULA: u16 = 0x0006;
const LABEL: u16 = 0x0204;
const LABEL_SST: u16 = 0x00FD;
const MERGE_CELLS: u16 = 0x00E5;
const MUL_RK: u16 = 0x00BD;
const NUMBER: u16 = 0x0203;
const RICH_STRING: u16 = 0x00D6;
const RK: u16 = 0x027E;
const ROW: u16 = 0x0208;
const STRING: u16 = 0x0207;

/// Reads a page; gives also the number of bytes that it took.
pub(super) fn read<'b>(
    stream: &[u8],
    globals: &Globals,
    budget: &'b mut Budget,
) -> Result<(Writer<'b>, usize), OpenError> {
    let mut records = Records::new(stream);
    if records.next()?.kind != BOF {
        return Err(OpenError::Corrupt);
    }
    let mut page = Page::default();
    // A chart within the page is a page of its own, with cells that aren't the page's.
    let mut depth = 1_usize;
    while depth > 0 {
        let record = records.next()?;
        match record.kind {
            BOF => depth += 1,
            EOF => depth -= 1,
            _ if depth == 1 => page.record(record)?,
            _ => {}
        }
    }
    Ok((page.written(globals, budget)?, records.read))
}

/// What the records of a page said.
#[derive(Default)]
struct Page {
    cells: Vec<Found>,
    hidden: HashSet<u16>,
    /// First and last column.
    hidden_columns: Vec<[u16; 2]>,
    /// First and last row, first and last column.
    merged: Vec<[u16; 4]>,
}

/// A cell, with its places from 0.
struct Found {
    row: u16,
    column: u16,
    value: Value,
}

enum Value {
    Shared(u32),
    Text(String),
    Number { number: f64, style: u16 },
    Truth(bool),
    Missing(About),
}

impl Page {
    fn record(&mut self, record: Record) -> Result<(), OpenError> {
        let data = record.data;
        match record.kind {
            // A row of no height (§2.4.220).
            ROW if u8_at(data, 12)? & 0x20 != 0 => {
                self.hidden.insert(u16_at(data, 0)?);
            }
            // Columns of no width (§2.4.53).
            COL_INFO if u8_at(data, 8)? & 1 != 0 => {
                self.hidden_columns.push([u16_at(data, 0)?, u16_at(data, 2)?]);
            }
            LABEL_SST => self.cell(data, Value::Shared(u32_at(data, 6)?))?,
            LABEL | RICH_STRING => {
                let text = strings::long(data.get(6..).unwrap_or_default())?;
                self.cell(data, Value::Text(text))?;
            }
            NUMBER => self.number(data, f64_at(data, 6)?)?,
            RK => self.number(data, rk(u32_at(data, 6)?))?,
            MUL_RK => self.numbers(data)?,
            BOOL_ERR => self.cell(data, truth_or_error(u8_at(data, 6)?, u8_at(data, 7)? == 0))?,
            FORMULA => self.formula(data)?,
            STRING => {
                // The result of the formula before it.
                if let Some(Found { value: value @ Value::Missing(_), .. }) = self.cells.last_mut()
                {
                    *value = Value::Text(strings::long(data)?);
                }
            }
            MERGE_CELLS => {
                let ranges = data.get(2..).unwrap_or_default().as_chunks::<8>().0;
                for range in ranges.iter().take(u16_at(data, 0)?.into()) {
                    let place = |at| u16_at(range, at);
                    self.merged.push([place(0)?, place(2)?, place(4)?, place(6)?]);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn cell(&mut self, data: &[u8], value: Value) -> Result<(), OpenError> {
        self.cells.push(Found { row: u16_at(data, 0)?, column: u16_at(data, 2)?, value });
        Ok(())
    }

    fn number(&mut self, data: &[u8], number: f64) -> Result<(), OpenError> {
        self.cell(data, Value::Number { number, style: u16_at(data, 4)? })
    }

    /// Numbers side by side (§2.4.175).
    fn numbers(&mut self, data: &[u8]) -> Result<(), OpenError> {
        let (row, first) = (u16_at(data, 0)?, u16_at(data, 2)?);
        let numbers = data.get(4..).unwrap_or_default().as_chunks::<6>().0;
        for (nth, number) in numbers.iter().enumerate() {
            let nth = u16::try_from(nth).ok();
            let column = nth.and_then(|nth| first.checked_add(nth));
            let column = column.ok_or(OpenError::TooManyColumns)?;
            let (number, style) = (rk(u32_at(number, 2)?), u16_at(number, 0)?);
            self.cells.push(Found { row, column, value: Value::Number { number, style } });
        }
        Ok(())
    }

    /// A formula by its result (§2.5.133).
    fn formula(&mut self, data: &[u8]) -> Result<(), OpenError> {
        let result: [u8; 8] = bytes_at(data, 6)?;
        if !result.ends_with(&[0xFF, 0xFF]) {
            return self.number(data, f64::from_le_bytes(result));
        }
        let value = match result[0] {
            // A text, which the next record brings.
            0 => Value::Missing(About::FormulaWithoutResult),
            1 => Value::Truth(result[2] != 0),
            2 => Value::Missing(About::FormulaError),
            3 => Value::Text(String::new()),
            _ => return Err(OpenError::Corrupt),
        };
        self.cell(data, value)
    }

    fn written<'b>(
        mut self,
        globals: &Globals,
        budget: &'b mut Budget,
    ) -> Result<Writer<'b>, OpenError> {
        let mut writer = Writer::new(budget);
        for [first, last] in &self.hidden_columns {
            writer.hidden_columns((u32::from(*first), u32::from(*last)))?;
        }
        // Where a cell is written twice, the last one counts.
        self.cells.reverse();
        self.cells.sort_by_key(|cell| (cell.row, cell.column));
        self.cells.dedup_by_key(|cell| (cell.row, cell.column));
        for Found { row, column, value } in &self.cells {
            if writer.current_row() != u32::from(*row) + 1 {
                writer.row(u32::from(*row) + 1, self.hidden.contains(row))?;
            }
            let column = u32::from(*column);
            match value {
                Value::Number { number, style } => {
                    let shape = globals.shapes.get(usize::from(*style)).copied();
                    write_number(&mut writer, column, *number, shape.unwrap_or_default(), globals)?;
                }
                Value::Text(text) => writer.cell(column, Cell::Text(text))?,
                Value::Truth(truth) => writer.cell(column, Cell::Truth(*truth))?,
                Value::Missing(about) => writer.cell(column, Cell::Missing(*about))?,
                Value::Shared(number) => {
                    let text = globals.strings.get(*number as usize).ok_or(OpenError::Corrupt)?;
                    writer.cell(column, Cell::Text(text))?;
                }
            }
        }
        for range in &self.merged {
            let [first_row, last_row, first_column, last_column] = range.map(u32::from);
            writer.merged((first_row + 1, last_row + 1), (first_column, last_column))?;
        }
        Ok(writer)
    }
}

fn write_number(
    writer: &mut Writer,
    column: u32,
    value: f64,
    shape: Shape,
    globals: &Globals,
) -> Result<(), OpenError> {
    match shape.text(value, globals.epoch) {
        Some(moment) => writer.cell(column, Cell::Moment(&moment)),
        None if shape == Shape::Dressed => {
            writer.cell(column, Cell::Dressed(&number::from_float(value)))
        }
        None => writer.cell(column, Cell::Number(&number::from_float(value))),
    }
}

fn truth_or_error(value: u8, is_truth: bool) -> Value {
    match is_truth {
        true => Value::Truth(value != 0),
        false => Value::Missing(About::FormulaError),
    }
}

/// A number in four bytes: the upper thirty bits of a float or a whole number, perhaps a hundred times
/// too large (§2.5.217).
fn rk(bits: u32) -> f64 {
    let number = match bits & 2 {
        0 => f64::from_bits(u64::from(bits & !3) << 32),
        _ => f64::from((bits as i32) >> 2),
    };
    match bits & 1 {
        0 => number,
        _ => number / 100.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_side_by_side_end_at_the_last_column() {
        let record = |first: u16, numbers: usize| {
            let head = [0_u16.to_le_bytes(), first.to_le_bytes()].concat();
            [head, [0; 6].repeat(numbers), vec![0; 2]].concat()
        };
        let columns = |first, numbers| {
            let mut page = Page::default();
            page.numbers(&record(first, numbers))?;
            Ok(page.cells.iter().map(|cell| cell.column).collect::<Vec<_>>())
        };
        assert_eq!(columns(3, 2), Ok(vec![3, 4]));
        assert_eq!(columns(u16::MAX, 1), Ok(vec![u16::MAX]));
        assert_eq!(columns(u16::MAX, 2), Err(OpenError::TooManyColumns));
    }

    #[test]
    fn numbers_in_four_bytes() {
        let float = (1.5_f64.to_bits() >> 32) as u32;
        for (bits, expect) in [
            (float, 1.5),
            ((2140 << 2) | 3, 21.4),
            ((-7_i32 << 2) as u32 | 2, -7.0),
            (float | 1, 0.015),
            (0, 0.0),
        ] {
            assert_eq!(rk(bits), expect, "{bits:x}");
        }
    }
}
