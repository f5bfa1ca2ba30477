//! A workbook once it has been opened: its pages as text, and what that text can't say.

/// How XLSX and ODS begin: they are ZIP archives.
pub const ZIP: &[u8] = b"PK\x03\x04";

/// How XLS begins, and what else Office of that time has written.
pub const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// A workbook: every page of it, in its own order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    /// Its pages.
    pub pages: Vec<Page>,
}

/// One page of a workbook, which Excel calls a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Its name on the tab.
    pub name: String,
    /// Whether the workbook hides it.
    pub hidden: bool,
    /// Its cells as CSV in UTF-8, comma between them. Row n stands on the n-th record, an empty row as
    /// an empty line, so that rows keep the numbers that the spreadsheet shows. Dates are ISO 8601.
    pub rows: String,
    /// What the text can't say, in the order of rows and columns.
    pub notes: Vec<Note>,
}

/// Something about one place of a page that its text can't say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// The row as the spreadsheet numbers it, from 1.
    pub row: u32,
    /// The column from 0.
    pub column: u32,
    /// What it is.
    pub about: About,
}

/// What can be said about a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The whole row is hidden; its cells are read all the same.
    HiddenRow,
    /// So many columns from this one on are hidden; their cells are read all the same. Stands in the first row.
    HiddenColumns { columns: u32 },
    /// A formula that ended in an error such as `#REF!`. The cell is empty in the text.
    FormulaError,
    /// A formula whose result the file doesn't hold. The cell is empty in the text.
    FormulaWithoutResult,
    /// The first cell of several that are merged: this many rows and columns. The others are empty.
    Merged { rows: u32, columns: u32 },
    /// A number of more than fifteen digits: the spreadsheet has rounded it.
    Rounded,
    /// A number that the spreadsheet shows with letters beside it, or with zeros before it. They are in its
    /// format, not in the text.
    Dressed,
    /// A date or time as the spreadsheet keeps one, and so are those right below it: this many rows in all.
    Moments { rows: u32 },
}

/// Why a workbook can't be opened. Nothing of what it holds is in here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// It is encrypted.
    #[error(
        "The workbook is protected with a password. Remove the password, save the workbook and choose it again"
    )]
    PasswordProtected,
    /// It is cut short, altered, or breaks the rules of its format.
    #[error(
        "The workbook is damaged and can’t be read. Open it in Excel or LibreOffice, save it as a new XLSX file and choose that file"
    )]
    Corrupt,
    /// It is something else, under the name of a workbook.
    #[error(
        "The selected file is not a workbook, whatever its name says. Choose an XLSX, XLS or ODS workbook, or a CSV file"
    )]
    NotAWorkbook,
    /// A workbook in one of the formats that aren't read: XLSB, or Excel 95 and older.
    #[error(
        "The workbook is in a format that can’t be read here. Open it in Excel, save it as XLSX and choose that file"
    )]
    OtherFormat,
    /// More bytes than [`crate::read::MAX_BYTES`].
    #[error("The selected file must be smaller than 64 MB. Split it and upload the parts")]
    TooLarge,
    /// A small file that unpacks to a huge one.
    #[error(
        "The workbook unpacks to more than 1 GB. Copy the rows with samples into a new workbook and choose that file"
    )]
    UnpacksTooLarge,
    /// More cells, or more text in them, than are read.
    #[error(
        "The workbook has too many filled cells. Copy the rows with samples into a new workbook and choose that file"
    )]
    TooManyCells,
    /// A row further down than any spreadsheet goes.
    #[error(
        "The workbook has more than 1,048,576 rows. Copy the rows with samples into a new workbook and choose that file"
    )]
    TooManyRows,
    /// A column further right than any spreadsheet goes.
    #[error(
        "The workbook has more than 16,384 columns. Copy the columns of the samples into a new workbook and choose that file"
    )]
    TooManyColumns,
    /// No page has a filled cell.
    #[error("The workbook is empty")]
    Empty,
    /// In the browser, workbooks are read by a part of the app that is fetched when it is needed.
    #[error(
        "The part of the uploader that reads workbooks could not be loaded. Check your connection and choose the file again, or save the sheet with the samples as CSV UTF-8 and choose that file"
    )]
    NotLoaded,
}

impl OpenError {
    const ALL: [OpenError; 11] = [
        OpenError::PasswordProtected,
        OpenError::Corrupt,
        OpenError::NotAWorkbook,
        OpenError::OtherFormat,
        OpenError::TooLarge,
        OpenError::UnpacksTooLarge,
        OpenError::TooManyCells,
        OpenError::TooManyRows,
        OpenError::TooManyColumns,
        OpenError::Empty,
        OpenError::NotLoaded,
    ];

    /// Its name for programs, which never changes.
    pub const fn code(self) -> &'static str {
        match self {
            OpenError::PasswordProtected => "password_protected",
            OpenError::Corrupt => "corrupt",
            OpenError::NotAWorkbook => "not_a_workbook",
            OpenError::OtherFormat => "other_format",
            OpenError::TooLarge => "too_large",
            OpenError::UnpacksTooLarge => "unpacks_too_large",
            OpenError::TooManyCells => "too_many_cells",
            OpenError::TooManyRows => "too_many_rows",
            OpenError::TooManyColumns => "too_many_columns",
            OpenError::Empty => "empty",
            OpenError::NotLoaded => "not_loaded",
        }
    }

    /// The error with this [`code`](OpenError::code).
    pub fn from_code(code: &str) -> Option<OpenError> {
        OpenError::ALL.into_iter().find(|error| error.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_is_found_by_its_code() {
        for error in OpenError::ALL {
            assert_eq!(OpenError::from_code(error.code()), Some(error));
        }
    }
}
