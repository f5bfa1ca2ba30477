//! What is wrong, or worth knowing, about how a file became a sheet.

use super::Severity;
use crate::aside::OtherPage;
use crate::read::{Apart, Sheet};
use crate::text::{RUNS, column_letters, ranges};
use crate::words::{all_of, count, quoted, shortened};

/// How many names a sentence lists before it only counts.
const NAMES: usize = 12;

/// What is wrong, or worth knowing, about how a file became a sheet. The first eight are about the
/// whole file, and the sheet knows the rows and names that belong to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// Other pages of the workbook hold samples, too, and are not read.
    OtherPages,
    /// Filled rows above the headings were left out.
    RowsLeftAbove,
    /// Rows are hidden in the spreadsheet, and were read.
    HiddenRows,
    /// Columns are hidden in the spreadsheet, and were read.
    HiddenColumns,
    /// Rows hold nothing but formulas without a result, and were left out.
    RowsWithoutResult,
    /// Parts of an instrument's sheet were not used.
    PartsNotUsed,
    /// Rows that repeat others for another lane were left out.
    LanesLeftOut,
    /// Columns are not sent, because the user has said so.
    ColumnsKeptOut,
    /// A formula that ends in an error.
    FormulaError,
    /// A formula whose result is not in the file.
    FormulaWithoutResult,
    /// A number with more digits than a spreadsheet keeps.
    Rounded,
    /// A number whose format shows letters or zeros that are no part of it.
    Dressed,
    /// A date of the spreadsheet where a text is meant.
    MadeADate,
    /// The first of merged cells. The others are empty.
    Merged,
    /// A cell that is empty because it is merged with one above.
    MergedAbove,
}

impl FileFault {
    pub(super) const fn severity(self) -> Severity {
        match self {
            FileFault::FormulaError
            | FileFault::FormulaWithoutResult
            | FileFault::Rounded
            | FileFault::Dressed
            | FileFault::MadeADate
            | FileFault::MergedAbove => Severity::Error,
            _ => Severity::Warning,
        }
    }

    /// The stable name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            FileFault::OtherPages => "other_pages",
            FileFault::RowsLeftAbove => "rows_left_above",
            FileFault::HiddenRows => "hidden_rows",
            FileFault::HiddenColumns => "hidden_columns",
            FileFault::RowsWithoutResult => "rows_without_result",
            FileFault::PartsNotUsed => "parts_not_used",
            FileFault::LanesLeftOut => "lanes_left_out",
            FileFault::ColumnsKeptOut => "columns_kept_out",
            FileFault::FormulaError => "formula_error",
            FileFault::FormulaWithoutResult => "formula_without_result",
            FileFault::Rounded => "rounded_number",
            FileFault::Dressed => "dressed_number",
            FileFault::MadeADate => "made_a_date",
            FileFault::Merged => "merged_cells",
            FileFault::MergedAbove => "merged_above",
        }
    }

    /// The sentence, with the heading of the column that it is about.
    pub(super) fn message(self, name: &str, sheet: &Sheet) -> String {
        let aside = sheet.aside();
        match self {
            FileFault::OtherPages => other_pages(&aside.other_pages),
            FileFault::RowsLeftAbove => rows(
                &aside.above,
                "stands above the headings, so it was left out. If it is a sample, say which row holds the headings",
                "stand above the headings, so they were left out. If one is a sample, say which row holds the headings",
            ),
            FileFault::HiddenRows => rows(
                &aside.hidden,
                "is hidden in the spreadsheet. It was read all the same",
                "are hidden in the spreadsheet. They were read all the same",
            ),
            FileFault::HiddenColumns => hidden_columns(&aside.hidden_columns),
            FileFault::RowsWithoutResult => rows(
                &aside.without_result,
                "holds nothing but formulas without a result, so it was left out. Fix it in the spreadsheet and choose the file again",
                "hold nothing but formulas without a result, so they were left out. Fix them in the spreadsheet and choose the file again",
            ),
            FileFault::PartsNotUsed => {
                format!(
                    "Not used of this file: {}",
                    listed(aside.unused.iter().map(String::as_str))
                )
            }
            FileFault::LanesLeftOut => rows(
                &aside.lanes,
                "says of another lane what a row above says, so it was left out",
                "say of other lanes what rows above say, so they were left out",
            ),
            FileFault::ColumnsKeptOut => {
                let columns = sheet.columns().iter();
                let kept_out = columns.filter(|column| column.apart == Some(Apart::KeptOut));
                format!("Not sent, as you have said: {}", listed(kept_out.map(|c| c.name())))
            }
            FileFault::FormulaError => format!(
                "{name} holds a formula that ends in an error. Fix it in the spreadsheet, or enter the value here"
            ),
            FileFault::FormulaWithoutResult => format!(
                "{name} holds a formula whose result is not in the file. Open and save the file in the spreadsheet, or enter the value here"
            ),
            FileFault::Rounded => format!(
                "{name} holds a number that the spreadsheet has rounded. Format the column as text there and enter it again, or enter it here"
            ),
            FileFault::Dressed => format!(
                "{name} holds a number that the spreadsheet shows with letters or zeros which are not part of it. Enter here what is meant, or write it out in the spreadsheet as text"
            ),
            FileFault::MadeADate => format!(
                "{name} holds a date: the spreadsheet may have made it of something else. Enter here what is meant, or format the column as text there and enter it again"
            ),
            FileFault::MergedAbove => format!(
                "{name} is empty, because it is merged with a cell above in the spreadsheet. Enter the value here"
            ),
            FileFault::Merged => format!(
                "{name} is merged with other cells in the spreadsheet: only this one has the value, the others are empty"
            ),
        }
    }
}

/// What is said of pages with samples that are not read.
fn other_pages(pages: &[OtherPage]) -> String {
    let page = |page: &OtherPage| format!("{} ({})", quoted(&page.name), count(page.rows, "row"));
    let mut names: Vec<String> = pages.iter().take(NAMES).map(page).collect();
    names.extend(pages.get(NAMES).map(|_| format!("{} more", pages.len() - NAMES)));
    let (which, their) = match pages {
        [_] => ("Page {} holds samples, too, and is not read", "its"),
        _ => ("Pages {} hold samples, too, and are not read", "their"),
    };
    let which = which.replace("{}", &all_of(&names));
    format!(
        "{which}. Copy {their} rows below these and choose the file again, or upload one page after the other"
    )
}

fn hidden_columns(columns: &[usize]) -> String {
    let letters: Vec<String> = columns.iter().map(|at| column_letters(*at)).collect();
    match letters.as_slice() {
        [one] => format!("Column {one} is hidden in the spreadsheet. It was read all the same"),
        all => {
            let all = listed(all.iter().map(String::as_str));
            format!("Columns {all} are hidden in the spreadsheet. They were read all the same")
        }
    }
}

/// What is said of one row or of several.
fn rows(rows: &[u32], one: &str, several: &str) -> String {
    match rows {
        [row] => format!("Row {row} {one}"),
        _ => format!("Rows {} {several}", ranges(rows, RUNS)),
    }
}

/// Names with commas between; the last of many are only counted.
fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(shortened).collect();
    let shown = names[..names.len().min(NAMES)].join(", ");
    match names.len().saturating_sub(NAMES) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
