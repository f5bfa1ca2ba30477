//! Why a file is no sample sheet.

use crate::book::OpenError;
use crate::text;
use crate::words;

/// Why a file is no sample sheet. No cell of it is in here, headings only.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// More bytes than [`super::MAX_BYTES`].
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
    /// A workbook that can't be opened.
    #[error(transparent)]
    Book(#[from] OpenError),
    /// Not text at all, or a text that is no table: a web page, JSON.
    #[error(
        "The selected file must be a CSV, TSV, Excel or ODS spreadsheet. This one holds no table"
    )]
    NotATable,
    /// A web page or XML with a table, which programs for laboratories write under the name of a workbook.
    #[error(
        "The selected file is a web page or XML, whatever its name says. Open it in Excel or LibreOffice, save it as an XLSX workbook and choose that file"
    )]
    Markup,
    /// Text that fits no encoding, and the first line that doesn't.
    #[error(
        "Line {line} of the file has characters that can't be read. Save the file as CSV UTF-8 and choose it again"
    )]
    Encoding { line: usize },
    /// Text that doesn't fit the encoding that was asked for, and the first line that doesn't.
    #[error(
        "The file can't be read as {encoding}: line {line} has characters that it doesn't know. Choose another encoding"
    )]
    OtherEncoding { encoding: &'static str, line: usize },
    /// More than [`super::MAX_COLUMNS`] headings.
    #[error("The file has more than 1,000 columns. A sample sheet has at most 68")]
    TooManyColumns,
    /// More than [`super::MAX_ROWS`] rows.
    #[error("The file has more than 1,000,000 rows. Split it and upload the parts")]
    TooManyRows,
    /// The workbook has no page of the name that was asked for.
    #[error("The workbook has no page of that name. Choose one of its pages")]
    NoSuchPage,
    /// Nothing stands in the row that was said to hold the headings.
    #[error("Row {line} of the file is empty, so it can’t hold the headings. Choose another row")]
    NoHeadings { line: u32 },
    /// An Illumina sample sheet that lists no samples.
    #[error(
        "The selected file is an Illumina sample sheet without a list of samples. It needs a section [Data] or [BCLConvert_Data]"
    )]
    NoSamples,
    /// No column says which sample a row is about.
    #[error(
        "Your file needs a column called ‘central_sample_id’. Right now it has {}", listed(.headings)
    )]
    NoKeyColumn { headings: Vec<String> },
    /// Every column means something, and they are of libraries or runs alone.
    #[error(
        "Your file has libraries or runs, but no samples. Majora takes a library or run with its samples: add a column called ‘central_sample_id’, and a row for each sample"
    )]
    NoSampleColumn,
    /// A cell for each well of a plate, as it lies on the bench.
    #[error(
        "The selected file is drawn as a plate, with a cell for each well. Write the samples below one another, a row for each, with their ids in a column called ‘central_sample_id’"
    )]
    Plate,
    /// Two columns mean the same; their places from 0.
    #[error(
        "More than one column means ‘{name}’: columns {} and {}. Keep one: delete, rename or leave out the other",
        text::column_letters(*.first), text::column_letters(*.second)
    )]
    DuplicateHeading { name: &'static str, first: usize, second: usize },
    /// A quotation mark opens a cell and nothing ends it there, so that rows run together; the row
    /// that it stands in.
    #[error(
        "Row {line} has a quotation mark (\") too many or too few, so that cells or rows run together. Fix it and choose the file again"
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
        .map(|heading| words::quoted(heading))
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
