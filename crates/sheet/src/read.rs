//! bytes → [`Sheet`]: the cells as they stand in the file, under columns that we know.

use crate::field::{Field, Need, Section};
use crate::fields;
use crate::text::{self, Encoding};
use std::collections::{BTreeMap, HashMap};

/// The largest file that is read, in bytes. 100,000 rows of every column are about 48 MB.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

/// The most columns that are read; the templates have 66.
pub const MAX_COLUMNS: usize = 1_000;

/// A sample sheet: its cells, the columns that they stand in, and how the file was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    columns: Vec<Column>,
    cells: String,
    ends: Vec<usize>,
    lines: Vec<u32>,
    overlong: BTreeMap<usize, usize>,
    edits: BTreeMap<(usize, usize), String>,
    layout: Layout,
}

/// One column of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its heading as it stands in the file, trimmed; empty where the file gives none.
    pub heading: String,
    /// What the heading means, if we know it.
    pub field: Option<&'static Field>,
    /// Whether the file lacks the column and we have added it empty, because its cells are needed.
    pub added: bool,
}

/// What was detected about the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// How its bytes stand for characters.
    pub encoding: Encoding,
    /// What stands between its cells.
    pub delimiter: Delimiter,
}

/// What stands between two cells of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`: Excel's CSV where the comma is the decimal sign.
    Semicolon,
    /// A tab.
    Tab,
}

impl Delimiter {
    const ALL: [Delimiter; 3] = [Delimiter::Comma, Delimiter::Semicolon, Delimiter::Tab];

    /// Its name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Delimiter::Comma => "comma",
            Delimiter::Semicolon => "semicolon",
            Delimiter::Tab => "tab",
        }
    }

    const fn byte(self) -> u8 {
        match self {
            Delimiter::Comma => b',',
            Delimiter::Semicolon => b';',
            Delimiter::Tab => b'\t',
        }
    }
}

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
    /// Not text at all.
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
    if text.contains('\0') && encoding != Encoding::Utf8 {
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
    // Bytes below the tab appear in no text; UTF-16 shows zeros, but never three in a row.
    let head = &bytes[..bytes.len().min(4096)];
    let binary =
        head.iter().any(|byte| matches!(byte, 1..=8)) || head.windows(3).any(|w| w == [0; 3]);
    match binary || OTHERS.iter().any(|magic| bytes.starts_with(magic)) {
        true => Err(ReadError::NotATable),
        false => Ok(()),
    }
}

fn reader(text: &str, delimiter: Delimiter) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter.byte())
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// The delimiter under which most headings are known, then the one that gives most columns.
fn delimiter(text: &str) -> Option<Delimiter> {
    let known = known_names();
    let score = |delimiter| {
        let headings = reader(text, delimiter).into_records().next()?.ok()?;
        let matched = headings.iter().filter(|h| known.contains_key(&text::normalised(h))).count();
        Some((matched, headings.len()))
    };
    let scored = Delimiter::ALL.into_iter().rev().filter_map(|d| Some((score(d)?, d)));
    scored.max_by_key(|(score, _)| *score).map(|(_, delimiter)| delimiter)
}

fn known_names() -> HashMap<String, &'static Field> {
    let names = |field: &'static Field| {
        let all = field.aliases.iter().chain([&field.name]);
        all.map(move |name| (text::normalised(name), field))
    };
    fields::ALL.iter().copied().flat_map(names).collect()
}

fn table(text: &str, layout: Layout) -> Result<Sheet, ReadError> {
    let mut numbers = RowNumbers { text: text.as_bytes(), last: 0 };
    let mut records = reader(text, layout.delimiter).into_records();
    // Text is valid UTF-8 and the reader is flexible, so a record can't fail.
    let heading_row = records.next().and_then(Result::ok).ok_or(ReadError::Empty)?;
    numbers.next(&heading_row);
    let mut sheet = Sheet {
        columns: columns(&heading_row)?,
        cells: String::with_capacity(text.len()),
        ends: Vec::new(),
        lines: Vec::new(),
        overlong: BTreeMap::new(),
        edits: BTreeMap::new(),
        layout,
    };
    let in_file = sheet.columns.len();
    sheet.add_needed_columns();
    for record in records.filter_map(Result::ok) {
        let line = numbers.next(&record);
        if record.iter().any(|cell| !cell.trim().is_empty()) {
            sheet.push(&record, line, in_file);
        }
    }
    match sheet.lines.is_empty() {
        true => Err(ReadError::NoRows),
        false => Ok(sheet),
    }
}

fn columns(heading_row: &csv::StringRecord) -> Result<Vec<Column>, ReadError> {
    let known = known_names();
    let mut headings: Vec<String> = heading_row.iter().map(|h| h.trim().to_owned()).collect();
    while headings.last().is_some_and(String::is_empty) {
        headings.pop();
    }
    if headings.len() > MAX_COLUMNS {
        return Err(ReadError::TooManyColumns);
    }
    let mut columns: Vec<Column> = Vec::with_capacity(headings.len());
    for (second, heading) in headings.iter().enumerate() {
        let field = known.get(&text::normalised(heading)).copied();
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

/// Numbers records as a spreadsheet numbers rows: blank lines count, line breaks inside a cell don't.
struct RowNumbers<'a> {
    text: &'a [u8],
    last: u32,
}

impl RowNumbers<'_> {
    fn next(&mut self, record: &csv::StringRecord) -> u32 {
        let start = record.position().map_or(0, |position| position.byte() as usize);
        self.last += 1 + self.blank_lines(start);
        self.last
    }

    fn blank_lines(&self, start: usize) -> u32 {
        let byte = |at: usize| self.text.get(at).copied();
        let mut at = start;
        // The reader ends a record at the `\r` of `\r\n`; that `\n` begins no line.
        if at > 0 && byte(at - 1) == Some(b'\r') && byte(at) == Some(b'\n') {
            at += 1;
        }
        let mut blank = 0;
        loop {
            at += match (byte(at), byte(at + 1)) {
                (Some(b'\r'), Some(b'\n')) => 2,
                (Some(b'\r' | b'\n'), _) => 1,
                _ => return blank,
            };
            blank += 1;
        }
    }
}

impl Sheet {
    /// The columns, in the order of the file; those that it lacks come last.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// How many rows hold anything.
    pub fn rows(&self) -> usize {
        self.lines.len()
    }

    /// The number that a spreadsheet shows beside a row; headings usually have 1.
    pub fn line(&self, row: usize) -> u32 {
        self.lines[row]
    }

    /// The row that a spreadsheet shows beside this number.
    pub fn row_at_line(&self, line: u32) -> Option<usize> {
        self.lines.binary_search(&line).ok()
    }

    /// A cell as it stands in the file, or as it was changed since.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        // Most sheets have no edits, and this is called for every cell.
        let edited = if self.edits.is_empty() { None } else { self.edits.get(&(row, column)) };
        edited.map_or_else(|| self.original(row, column), String::as_str)
    }

    /// A cell as it stands in the file.
    pub fn original(&self, row: usize, column: usize) -> &str {
        let at = row * self.columns.len() + column;
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.cells[start..self.ends[at]]
    }

    /// The column that holds a field.
    pub fn column_of(&self, field: &'static Field) -> Option<usize> {
        self.columns.iter().position(|column| column.field == Some(field))
    }

    /// The cell of a field, trimmed; empty where the sheet lacks the column.
    pub fn get(&self, row: usize, field: &'static Field) -> &str {
        self.column_of(field).map_or("", |column| self.cell(row, column).trim())
    }

    /// How many filled cells of a row stand beyond the last heading.
    pub fn cells_beyond(&self, row: usize) -> usize {
        self.overlong.get(&row).copied().unwrap_or(0)
    }

    /// How the file was read.
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// Changes a cell. Going back to what the file says is no change.
    pub fn set(&mut self, row: usize, column: usize, text: String) {
        match self.original(row, column) == text {
            true => self.edits.remove(&(row, column)),
            false => self.edits.insert((row, column), text),
        };
    }

    /// Every changed cell: row, column and what stands there now.
    pub fn edits(&self) -> impl ExactSizeIterator<Item = (usize, usize, &str)> {
        self.edits.iter().map(|((row, column), text)| (*row, *column, text.as_str()))
    }

    /// Every row, with the columns that the file has, as CSV.
    pub fn to_csv(&self) -> String {
        let columns: Vec<usize> = (0..self.columns.len()).collect();
        let mut out = csv::Writer::from_writer(Vec::new());
        let headings = columns.iter().map(|c| self.columns[*c].name());
        let rows = (0..self.rows()).map(|row| columns.iter().map(move |c| self.cell(row, *c)));
        // Writing to memory doesn't fail, and every row has as many cells as there are headings.
        let _ = out.write_record(headings);
        rows.for_each(|row| drop(out.write_record(row)));
        String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default()
    }

    fn push(&mut self, record: &csv::StringRecord, line: u32, in_file: usize) {
        for column in 0..self.columns.len() {
            self.cells.push_str(record.get(column).filter(|_| column < in_file).unwrap_or(""));
            self.ends.push(self.cells.len());
        }
        let beyond = record.iter().skip(in_file).filter(|cell| !cell.trim().is_empty()).count();
        if beyond > 0 {
            self.overlong.insert(self.lines.len(), beyond);
        }
        self.lines.push(line);
    }

    /// Adds, empty, the columns without which no row can be sent, so that there is a cell to fill.
    fn add_needed_columns(&mut self) {
        for section in Section::ALL {
            let filled = |column: &Column| {
                let field = column.field.filter(|field| **field != fields::CENTRAL_SAMPLE_ID);
                field.is_some_and(|field| field.section == section)
            };
            if !self.columns.iter().any(filled) {
                continue;
            }
            let needed =
                fields::ALL.iter().filter(|f| f.section == section && f.need == Need::Required);
            for field in needed {
                if self.column_of(field).is_none() {
                    let heading = field.name.to_owned();
                    self.columns.push(Column { heading, field: Some(field), added: true });
                }
            }
        }
        let has = |field| self.column_of(field).is_some();
        let samples = has(&fields::ADM1);
        if samples && !has(&fields::COLLECTION_DATE) && !has(&fields::RECEIVED_DATE) {
            let field = &fields::COLLECTION_DATE;
            let heading = field.name.to_owned();
            self.columns.push(Column { heading, field: Some(field), added: true });
        }
    }
}

impl Column {
    /// The heading, or what stands for it in messages.
    pub fn name(&self) -> &str {
        match self.heading.as_str() {
            "" => "(no heading)",
            heading => heading,
        }
    }
}
