//! bytes → [`Sheet`]: the cells as they stand in the file, under columns that we know.

use crate::field::{Field, Kind};
use crate::fields;
use crate::further;
use crate::python;
use crate::text::{self, Encoding};
use crate::value::Date;
use std::collections::HashMap;

pub use crate::table::{Column, Delimiter, Layout, Sheet};

/// The largest file that is read, in bytes. 100,000 rows of every column are about 48 MB.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

/// The most columns that are read; the templates have 66.
pub const MAX_COLUMNS: usize = 1_000;

/// The most rows that are read; a spreadsheet holds little more.
pub const MAX_ROWS: usize = 1_000_000;

/// Why a file is no sample sheet. No cell of it is in here, headings only.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// More bytes than [`MAX_BYTES`].
    #[error("The selected file must be smaller than 64 MB. Split it and upload the parts")]
    TooLarge,
    /// No bytes, or only blank lines.
    #[error("The selected file is empty")]
    Empty,
    /// An Excel or `OpenDocument` workbook.
    #[error(
        "The selected file is a workbook. Save the sheet with the samples as CSV UTF-8 and choose that file"
    )]
    Workbook,
    /// Not text at all, or a text that is no table: a web page, JSON.
    #[error("The selected file must be a CSV or TSV file. This one holds no table of text")]
    NotATable,
    /// Text that fits no encoding, and the first line that doesn't.
    #[error(
        "Line {line} of the file has characters that can't be read. Save the file as CSV UTF-8 and choose it again"
    )]
    Encoding { line: usize },
    /// More than [`MAX_COLUMNS`] headings.
    #[error("The file has more than 1,000 columns. A sample sheet has at most 68")]
    TooManyColumns,
    /// More than [`MAX_ROWS`] rows.
    #[error("The file has more than 1,000,000 rows. Split it and upload the parts")]
    TooManyRows,
    /// No column says which sample a row is about.
    #[error(
        "Your file needs a column called ‘central_sample_id’. Right now it has {}", listed(.headings)
    )]
    NoKeyColumn { headings: Vec<String> },
    /// Two columns mean the same; their places from 0.
    #[error(
        "More than one column means ‘{name}’: columns {} and {}. Delete or rename one, then choose the file again",
        text::column_letters(*.first), text::column_letters(*.second)
    )]
    DuplicateHeading { name: &'static str, first: usize, second: usize },
    /// A quotation mark opens a cell and nothing ends it there, so that rows run together; the row
    /// that it stands in.
    #[error(
        "Row {line} has a quotation mark (\") too many or too few, so that the rows after it run together. Mend it and choose the file again"
    )]
    Quotes { line: u32 },
    /// The bytes could not be had: the file was moved or changed since it was chosen.
    #[error("The file can’t be read any more, because it was moved or changed. Choose it again")]
    Gone,
    /// Headings without rows.
    #[error("The file has headings but no rows below them")]
    NoRows,
}

fn listed(headings: &[String]) -> String {
    let named: Vec<String> = headings
        .iter()
        .filter(|heading| !heading.is_empty())
        .map(|heading| format!("‘{}’", shortened(heading)))
        .collect();
    match named.as_slice() {
        [] => "no headings".into(),
        [one] => format!("one column, called {one}"),
        [some @ .., last] if some.len() < 4 => {
            format!("columns called {} and {last}", some.join(", "))
        }
        [a, b, rest @ ..] => format!("columns called {a}, {b} and {} more", rest.len()),
    }
}

fn shortened(heading: &str) -> String {
    match heading.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &heading[..end]),
        None => heading.to_owned(),
    }
}

/// Reads the bytes of a file. Nothing is changed but the encoding; blank rows are left out.
pub fn read(bytes: Vec<u8>) -> Result<Sheet, ReadError> {
    if bytes.len() > MAX_BYTES {
        return Err(ReadError::TooLarge);
    }
    refuse_other_formats(&bytes)?;
    let (text, encoding) =
        text::decode(bytes).map_err(|fault| ReadError::Encoding { line: fault.line })?;
    if is_no_text(&text, encoding) {
        return Err(ReadError::NotATable);
    }
    let delimiter = delimiter(&text).ok_or(ReadError::Empty)?;
    table(&text, Layout { encoding, delimiter })
}

fn refuse_other_formats(bytes: &[u8]) -> Result<(), ReadError> {
    const ZIP: &[u8] = b"PK\x03\x04";
    const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    const OTHERS: [&[u8]; 6] =
        [b"%PDF", b"\x89PNG", b"\xFF\xD8\xFF", b"GIF8", b"\x1F\x8B", b"{\\rtf"];
    if bytes.starts_with(ZIP) || bytes.starts_with(OLE) {
        return Err(ReadError::Workbook);
    }
    // Bytes below the tab appear in no text, but many letters of UTF-16 hold one.
    let head = &bytes[..bytes.len().min(4096)];
    let binary = !text::is_utf16(bytes) && head.iter().any(|byte| matches!(byte, 1..=8));
    match binary || OTHERS.iter().any(|magic| bytes.starts_with(magic)) {
        true => Err(ReadError::NotATable),
        false => Ok(()),
    }
}

/// Whether characters say that this was never written as text. A NUL in one cell of a good UTF-8 file
/// is a problem of that cell.
fn is_no_text(text: &str, encoding: Encoding) -> bool {
    text.chars().take(4096).any(|c| matches!(c, '\u{1}'..='\u{8}'))
        || encoding != Encoding::Utf8 && text.contains('\0')
}

fn reader(text: &str, delimiter: Delimiter) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter.byte())
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// The delimiter under which there is a key column, then the one under which most headings are known,
/// then the one that gives most columns; none for a file of blank rows.
fn delimiter(text: &str) -> Option<Delimiter> {
    let known = known_names();
    let score = |delimiter| {
        let mut records = Records::new(text, delimiter);
        let headings = records.next_filled()?;
        let fields = headings.cells.iter().filter_map(|h| known.get(&text::normalised(h)));
        let fields: Vec<_> = fields.collect();
        let key = fields.iter().any(|field| ***field == fields::CENTRAL_SAMPLE_ID);
        Some((key, fields.len(), headings.cells.len()))
    };
    // Where one of them leaves nothing filled, the file holds nothing else.
    let scored = Delimiter::ALL.into_iter().rev().map(|d| Some((score(d)?, d)));
    let scored: Vec<_> = scored.collect::<Option<_>>()?;
    scored.into_iter().max_by_key(|(score, _)| *score).map(|(_, delimiter)| delimiter)
}

fn known_names() -> HashMap<String, &'static Field> {
    let names = |field: &'static Field| {
        let all = field.aliases.iter().chain([&field.name]);
        all.map(move |name| (text::normalised(name), field))
    };
    fields::ALL.iter().copied().flat_map(names).collect()
}

fn table(text: &str, layout: Layout) -> Result<Sheet, ReadError> {
    let mut records = Records::new(text, layout.delimiter);
    let first = records.next_filled().ok_or(ReadError::Empty)?;
    let banded = first.closed && is_band(first.cells);
    let headings = match banded {
        true => records.next_filled().ok_or(ReadError::NoRows)?,
        false => first,
    };
    if !headings.closed {
        return Err(ReadError::Quotes { line: headings.line });
    }
    let columns = match columns(headings.cells) {
        Err(ReadError::NoKeyColumn { .. }) if is_markup(text) => Err(ReadError::NotATable),
        columns => columns,
    };
    let mut sheet = Sheet::new(columns?, layout);
    sheet.reserve(text.len());
    while let Some(record) = records.next_filled() {
        if !record.closed {
            return Err(ReadError::Quotes { line: record.line });
        }
        if banded && sheet.rows() == 0 && sheet.hints().is_none() && are_hints(&sheet, record.cells)
        {
            sheet.skip_hints(record.line);
            continue;
        }
        if sheet.rows() == MAX_ROWS {
            return Err(ReadError::TooManyRows);
        }
        sheet.push(record.line, record.cells.iter());
    }
    match sheet.rows() {
        0 => Err(ReadError::NoRows),
        _ => Ok(sheet),
    }
}

/// Whether a row is the band that the Sanger Institute's template (WSI) has above its headings.
fn is_band(cells: &csv::StringRecord) -> bool {
    cells.iter().any(|cell| matches!(python::strip(cell), "REQUIRED" | "TRANSFER TO PHE"))
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
    let fits: Vec<bool> = of_list.map(|(f, cell)| f.value(cell, Date::MAX).is_ok()).collect();
    !(fits.contains(&true) || is_id && fits.is_empty())
}

/// Whether a text without a key column is a web page, XML or JSON.
fn is_markup(text: &str) -> bool {
    text.trim_start().starts_with(['<', '{', '['])
}

fn columns(heading_row: &csv::StringRecord) -> Result<Vec<Column>, ReadError> {
    let known = known_names();
    let mut headings: Vec<String> =
        heading_row.iter().map(|h| python::strip(h).to_owned()).collect();
    while headings.last().is_some_and(String::is_empty) {
        headings.pop();
    }
    if headings.iter().any(|heading| heading.contains('\0')) {
        return Err(ReadError::NotATable);
    }
    if headings.len() > MAX_COLUMNS {
        return Err(ReadError::TooManyColumns);
    }
    let mut columns: Vec<Column> = Vec::with_capacity(headings.len());
    for (second, heading) in headings.iter().enumerate() {
        let listed = known.get(&text::normalised(heading)).copied();
        let field = listed.or_else(|| further::column(heading));
        let same = |column: &Column| field.is_some() && column.field == field;
        if let (Some(first), Some(field)) = (columns.iter().position(same), field) {
            return Err(ReadError::DuplicateHeading { name: field.name, first, second });
        }
        columns.push(Column { heading: heading.clone(), field, added: false });
    }
    match columns.iter().any(|column| column.field == Some(&fields::CENTRAL_SAMPLE_ID)) {
        true => Ok(columns),
        false => Err(ReadError::NoKeyColumn { headings }),
    }
}

/// The records of a text, numbered as a spreadsheet numbers rows: blank lines count, line breaks inside
/// a cell don't.
struct Records<'a> {
    text: &'a str,
    reader: csv::Reader<&'a [u8]>,
    delimiter: Delimiter,
    cells: csv::StringRecord,
    line: u32,
}

/// One record that isn't blank.
struct Record<'a> {
    cells: &'a csv::StringRecord,
    line: u32,
    /// Whether its quotation marks end where their cells do, or at least swallow no line.
    closed: bool,
}

impl<'a> Records<'a> {
    fn new(text: &'a str, delimiter: Delimiter) -> Records<'a> {
        let reader = reader(text, delimiter);
        Records { text, reader, delimiter, cells: csv::StringRecord::new(), line: 0 }
    }

    fn next_filled(&mut self) -> Option<Record<'_>> {
        loop {
            let start = self.reader.position().byte() as usize;
            // Text is valid UTF-8 and the reader is flexible, so a record can't fail.
            if !self.reader.read_record(&mut self.cells).unwrap_or(false) {
                return None;
            }
            let start = start + self.blank_lines(start);
            if self.cells.iter().any(|cell| !python::is_blank(cell)) {
                let end = self.reader.position().byte() as usize;
                let closed = self.is_closed(start, end);
                return Some(Record { cells: &self.cells, line: self.line, closed });
            }
        }
    }

    /// Counts the line of a record and the blank ones before it; how many bytes these are.
    fn blank_lines(&mut self, start: usize) -> usize {
        let text = self.text.as_bytes();
        let byte = |at: usize| text.get(at).copied();
        let mut at = start;
        // The reader ends a record at the `\r` of `\r\n`; that `\n` begins no line.
        if at > 0 && byte(at - 1) == Some(b'\r') && byte(at) == Some(b'\n') {
            at += 1;
        }
        self.line += 1;
        loop {
            at += match (byte(at), byte(at + 1)) {
                (Some(b'\r'), Some(b'\n')) => 2,
                (Some(b'\r' | b'\n'), _) => 1,
                _ => return at - start,
            };
            self.line += 1;
        }
    }

    /// A record on one line may have quotation marks as it likes, as long as the file doesn't end
    /// within them. One that goes over several lines must end each where its cell ends: else it has
    /// swallowed rows.
    fn is_closed(&self, start: usize, end: usize) -> bool {
        let several_lines = self.cells.as_slice().contains(['\n', '\r']);
        if !several_lines && end < self.text.len() {
            return true;
        }
        let record = &self.text.as_bytes()[start..end];
        quotes_match(record, self.delimiter.byte(), several_lines)
    }
}

fn quotes_match(record: &[u8], delimiter: u8, strictly: bool) -> bool {
    let mut at = 0;
    while at < record.len() {
        if record[at] == b'"' {
            let Some(after) = after_quoted(record, at + 1) else { return false };
            at = after;
            let ends = |next| [delimiter, b'\r', b'\n'].contains(next);
            if strictly && !record.get(at).is_none_or(ends) {
                return false;
            }
        }
        at += record[at..].iter().position(|b| *b == delimiter).unwrap_or(record.len() - at) + 1;
    }
    true
}

/// The place after the quotation mark that ends the cell begun before `at`.
fn after_quoted(record: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += record[at..].iter().position(|b| *b == b'"')? + 1;
        match record.get(at) {
            Some(b'"') => at += 1,
            _ => return Some(at),
        }
    }
}
