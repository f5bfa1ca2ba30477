//! text → [`Sheet`], once it is known where the table begins.

use super::columns;
use super::error::ReadError;
use super::find::is_band;
use super::illumina::{self, Around, Lanes};
use super::records::Records;
use super::start::Start;
use super::{MAX_ROWS, ont, plate};
use crate::aside::{Mark, Moments, OtherPage};
use crate::book::{About, Note};
use crate::choices::Choices;
use crate::field::{Field, Kind, Reading};
use crate::fields;
use crate::formula::unmarked;
use crate::layout::{Delimiter, Format, Layout, Source};
use crate::pieces::Breaks;
use crate::python;
use crate::table::{Column, Sheet};
use crate::value::Date;
use std::borrow::Cow;

/// After so many rows it is clear how much room the others take.
const SAMPLE: usize = 500;

/// A text, and where in it the table begins.
pub(super) struct Table<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) source: Source,
    pub(super) delimiter: Delimiter,
    pub(super) start: Start,
    /// What the text can't say.
    pub(super) notes: &'a [Note],
    /// Pages beside it that hold samples, too.
    pub(super) others: Vec<OtherPage>,
}

/// What stands around the rows of a table.
#[derive(Default)]
struct Frame {
    banded: bool,
    above: Vec<u32>,
    around: Around,
}

/// Who has written a table, as far as its rows show it.
#[derive(Clone, Copy)]
struct Written {
    /// It has the band of a template above it.
    banded: bool,
    /// This program has, with marks before what a spreadsheet would run.
    marked: bool,
}

impl Table<'_> {
    /// The columns of the table, whatever is wrong with them; `records` goes to the first row.
    pub(super) fn columns(
        &self,
        records: &mut Records<'_>,
        choices: &Choices,
    ) -> Result<Vec<Column>, ReadError> {
        self.frame(records)?;
        columns::of(&records.cells, self.start.format, choices)
    }

    /// Goes to the headings.
    fn frame(&self, records: &mut Records<'_>) -> Result<Frame, ReadError> {
        let mut frame = Frame::default();
        while records.advance() {
            if !records.closed {
                return Err(ReadError::Quotes { line: records.line });
            }
            if records.line == self.start.headings {
                return Ok(frame);
            }
            match () {
                () if self.is_illumina() => frame.around.read(&records.cells),
                () if is_band(&records.cells) => frame.banded = true,
                () if records.line == 1 && names_delimiter(&records.cells) => {}
                () => frame.above.push(records.line),
            }
        }
        Err(ReadError::NoRows)
    }

    pub(super) fn records(&self) -> Records<'_> {
        Records::new(&self.text, self.delimiter)
    }

    /// Whether a row below the headings begins another section; from there on no row is one of the table.
    pub(super) fn ends(&self, records: &Records<'_>) -> bool {
        self.is_illumina() && illumina::section(&records.cells).is_some()
    }

    fn is_illumina(&self) -> bool {
        matches!(self.start.format, Format::IlluminaV1 | Format::IlluminaV2)
    }

    /// The sheet.
    pub(super) async fn sheet(
        &self,
        choices: &Choices,
        breaks: Breaks,
    ) -> Result<Sheet, ReadError> {
        let sheet = self.laid_out(choices, breaks).await?;
        if sheet.rows() == 0 { Err(ReadError::NoRows) } else { Ok(sheet) }
    }

    /// The sheet, even if it has no rows.
    pub(super) async fn laid_out(
        &self,
        choices: &Choices,
        mut breaks: Breaks,
    ) -> Result<Sheet, ReadError> {
        breaks.part(1.0, self.text.len()).await;
        let mut records = self.records();
        let Frame { banded, above, mut around } = self.frame(&mut records)?;
        let columns = columns::of(&records.cells, self.start.format, choices)?;
        let marked = columns::are_marked(&records.cells, self.start.format);
        match columns::verify(&columns) {
            Err(ReadError::NoKeyColumn { .. }) if !self.is_illumina() && is_markup(&self.text) => {
                let is_table = has_table(&self.text);
                return Err(if is_table { ReadError::Markup } else { ReadError::NotATable });
            }
            Err(ReadError::NoKeyColumn { .. }) if plate::is_drawn(&self.text) => {
                return Err(ReadError::Plate);
            }
            verified => verified?,
        }
        let layout = self.layout(banded, &columns, choices);
        let mut sheet = Sheet::new(columns, layout, choices.clone());
        sheet.aside_mut().above = above;
        sheet.aside_mut().other_pages.clone_from(&self.others);
        let written = Written { banded, marked };
        self.rows(&mut records, &mut sheet, written, &mut around, &mut breaks).await?;
        match self.start.format {
            Format::IlluminaV1 | Format::IlluminaV2 => around.fill(&mut sheet),
            Format::Ont => ont::fill(&mut sheet),
            Format::Plain | Format::Wsi => {}
        }
        sheet.add_needed_columns();
        note(&mut sheet, self.notes);
        Ok(sheet)
    }

    fn layout(&self, banded: bool, columns: &[Column], choices: &Choices) -> Layout {
        let settled = choices.columns.keys().copied().filter(|at| *at < columns.len());
        Layout {
            source: self.source.clone(),
            format: if banded { Format::Wsi } else { self.start.format },
            headings: self.start.headings,
            settled: settled.collect(),
        }
    }

    async fn rows(
        &self,
        records: &mut Records<'_>,
        sheet: &mut Sheet,
        Written { banded, marked }: Written,
        around: &mut Around,
        breaks: &mut Breaks,
    ) -> Result<(), ReadError> {
        let (mut ended, mut place) = (false, 0);
        let mut lanes =
            if self.is_illumina() { Lanes::of(sheet.columns()) } else { Lanes::default() };
        let taken: fn(&str) -> &str = if marked { unmarked } else { as_it_is };
        loop {
            breaks.after(records.place - place).await;
            place = records.place;
            if sheet.rows() == SAMPLE {
                sheet.reserve((self.text.len() - place) as f64 / place as f64 * 1.05);
            }
            let may_be_hints = banded && sheet.rows() == 0 && sheet.hints().is_none();
            let is_row = !(self.is_illumina() || may_be_hints || sheet.rows() == MAX_ROWS);
            if is_row && records.copy(sheet, taken) {
                continue;
            }
            if !records.advance() {
                return Ok(());
            }
            if !records.closed {
                return Err(ReadError::Quotes { line: records.line });
            }
            ended = ended || self.ends(records);
            if ended {
                around.read(&records.cells);
            } else if may_be_hints && are_hints(sheet, &records.cells) {
                sheet.aside_mut().hints = Some(records.line);
            } else if lanes.repeat(sheet, &records.cells) {
                sheet.aside_mut().lanes.push(records.line);
            } else if sheet.rows() == MAX_ROWS {
                return Err(ReadError::TooManyRows);
            } else {
                sheet.push(records.line, records.cells.iter().map(taken));
            }
        }
    }
}

/// Whether a row is the one by which Excel is told what stands between cells: `sep=;`.
fn names_delimiter(cells: &csv::StringRecord) -> bool {
    let mut cells = cells.iter().map(python::strip);
    let first = cells.next().unwrap_or_default().to_ascii_lowercase();
    let named = first.strip_prefix("sep=");
    named.is_some_and(|mark| mark.chars().count() <= 1) && cells.all(str::is_empty)
}

fn as_it_is(cell: &str) -> &str {
    cell
}

/// Whether the row below the headings of that template tells what to write there. It may have been
/// deleted, so a row is one of hints only if it can be no sample: nothing in it fits a column with a
/// list, and it tries to, or its id is none.
fn are_hints(sheet: &Sheet, cells: &csv::StringRecord) -> bool {
    let filled = sheet.columns().iter().zip(cells).filter_map(|(column, cell)| {
        Some((column.field?, python::strip(cell))).filter(|(_, cell)| !cell.is_empty())
    });
    let filled: Vec<(&Field, &str)> = filled.collect();
    let id = filled.iter().find(|(field, _)| **field == fields::CENTRAL_SAMPLE_ID);
    let is_id = id.is_some_and(|(_, id)| !id.contains(char::is_whitespace));
    let of_list =
        filled.iter().filter(|(f, _)| matches!(f.kind, Kind::Choice { .. } | Kind::YesNo));
    let fits: Vec<bool> =
        of_list.map(|(f, cell)| f.value(cell, Reading::on(Date::MAX)).is_ok()).collect();
    !(fits.contains(&true) || is_id && fits.is_empty())
}

/// Whether a text without a key column is a web page, XML or JSON.
fn is_markup(text: &str) -> bool {
    text.trim_start().starts_with(['<', '{', '['])
}

/// Whether a web page or XML has a table that a spreadsheet opens.
fn has_table(text: &str) -> bool {
    let is_of_excel = |tag: &str| text.contains(tag) || text.contains(&tag.to_uppercase());
    text.trim_start().starts_with('<')
        && ["<table", "<Table", "<Workbook"].into_iter().any(is_of_excel)
}

/// Takes over what a workbook says beside its cells, as far as it is about rows of the sheet.
fn note(sheet: &mut Sheet, notes: &[Note]) {
    let headings = sheet.layout().headings;
    let in_file = sheet.columns().iter().filter(|column| !column.added).count();
    let is_of_columns =
        |about| matches!(about, About::Moments { .. } | About::HiddenColumns { .. });
    let is_below = |note: &&Note| note.row > headings || is_of_columns(note.about);
    for note in notes.iter().filter(is_below) {
        let row = sheet.row_at_line(note.row);
        let column = note.column as usize;
        let is_in_file = sheet.columns().get(column).is_some_and(|column| !column.added);
        let aside = sheet.aside_mut();
        match (note.about, row) {
            (About::Moments { rows }, _) if is_in_file => {
                let lines = (note.row, note.row + rows.saturating_sub(1));
                aside.moments.push(Moments { column, lines });
            }
            (About::Moments { .. }, _) => {}
            (About::HiddenColumns { columns }, _) => {
                let hidden = column..column.saturating_add(columns as usize).min(in_file);
                aside.hidden_columns.extend(hidden);
            }
            (About::HiddenRow, Some(_)) => aside.hidden.push(note.row),
            (About::HiddenRow | About::Merged { .. } | About::Rounded | About::Dressed, None) => {}
            (_, None) if aside.without_result.last() == Some(&note.row) => {}
            (_, None) => aside.without_result.push(note.row),
            (about, Some(row)) if is_in_file => aside.marks.push(Mark { row, column, about }),
            (_, Some(_)) => {}
        }
    }
}
