//! The rows that Majora didn't take, as a file that is mended in a spreadsheet and uploaded again; and the whole
//! sheet as it was mended here.

use crate::check::Checked;
use crate::formula::marked;
use crate::heading::OURS;
use crate::layout::{Delimiter, Source};
use crate::problem::Severity;
use crate::read::{Apart, Sheet};
use crate::receipt::{HAS_ERRORS, Receipt, RowOutcome, SAVED_IN_PART, Settled};
use std::borrow::Cow;

/// The rows that Majora doesn't hold for certain, or of which it lacks something. What the user took out, or
/// left empty, is not among them.
pub fn rows(checked: &Checked, receipt: &Receipt) -> Vec<usize> {
    let sheet = checked.sheet();
    let is_held = |row| {
        matches!(receipt.row(row), RowOutcome::Saved | RowOutcome::AlreadyThere)
            && !receipt.of_row(row).any(|(_, settled)| settled.is_in_part())
    };
    let is_filled = |row| (0..sheet.columns().len()).any(|at| !sheet.trimmed(row, at).is_empty());
    let rows = (0..receipt.rows.min(sheet.rows())).filter(|row| !sheet.is_removed(*row));
    rows.filter(|row| !is_held(*row) && is_filled(*row)).collect()
}

/// The file: these rows with the columns and cells of the sheet in their order, then what this program
/// says of each. Read as a file it gives the same columns and cells again; but days of which the user has
/// said in which order they are written are written as Majora has them, so that nobody is asked again.
///
/// It begins with a byte order mark, without which Excel takes UTF-8 for something else, and parts
/// cells by semicolons where the user's own file did: that is what their Excel opens. What a spreadsheet
/// would run has an apostrophe before it, which is taken off when the file is read.
pub fn file(checked: &Checked, receipt: &Receipt, rows: &[usize]) -> String {
    let said = |row| said(checked, receipt, row).to_vec();
    written(checked, rows.iter().copied(), &OURS, said)
}

/// The whole sheet as it stands now, without the rows that were taken out, written as [`file`] writes it: what
/// the laboratory goes on with in place of its file. The number of the row stands behind its cells only where
/// any has a mark, which is taken off where there is that number.
pub fn corrected(checked: &Checked) -> String {
    let sheet = checked.sheet();
    let rows = (0..sheet.rows()).filter(|row| !sheet.is_removed(*row));
    let is_marked = |text: &str| marked(text) != text;
    let any_mark = sheet.plain_headings().iter().any(|heading| is_marked(heading))
        || rows.clone().any(|row| {
            (0..sheet.columns().len()).any(|at| is_marked(&cell(checked, row, at)))
                || sheet.beyond(row).any(is_marked)
        });
    match any_mark {
        true => written(checked, rows, &OURS[..1], |row| vec![sheet.line(row).to_string()]),
        false => written(checked, rows, &[], |_| Vec::new()),
    }
}

/// What the corrected sheet is called, whose file has this name.
pub fn corrected_name(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem = stem.strip_suffix(CORRECTED).unwrap_or(stem);
    format!("{stem}{CORRECTED}.csv")
}

/// What is written behind the name of a file whose sheet was corrected.
const CORRECTED: &str = "-corrected";

/// Rows of the sheet, and behind each what is `said` of it under these headings.
fn written(
    checked: &Checked,
    rows: impl Iterator<Item = usize>,
    ours: &[&str],
    said: impl Fn(usize) -> Vec<String>,
) -> String {
    let sheet = checked.sheet();
    let mut out = csv::WriterBuilder::new()
        .flexible(true)
        .delimiter(delimiter(sheet).byte())
        .from_writer("\u{feff}".as_bytes().to_vec());
    let is_lab = |at: &usize| sheet.columns()[*at].apart != Some(Apart::Ours);
    let columns: Vec<usize> = (0..sheet.columns().len()).filter(is_lab).collect();
    let headings = sheet.plain_headings();
    let headings = columns.iter().map(|at| marked(&headings[*at]));
    // Writing to memory doesn't fail, and the writer takes rows of any length.
    let _ = out.write_record(headings.chain(ours.iter().map(|heading| (*heading).to_owned())));
    for row in rows {
        let cells = columns.iter().map(|at| marked(&cell(checked, row, *at)));
        let any_beyond = sheet.cells_beyond(row) > 0;
        let beyond = sheet.beyond(row).filter(|_| any_beyond).map(marked);
        let _ = out.write_record(cells.chain(said(row)).chain(beyond));
    }
    String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn cell(checked: &Checked, row: usize, column: usize) -> Cow<'_, str> {
    let sheet = checked.sheet();
    let day = sheet.date_order(column).and_then(|_| checked.value(row, column).ok().flatten());
    match day {
        Some(day) => Cow::Owned(day.to_text().into_owned()),
        None => Cow::Borrowed(sheet.cell(row, column)),
    }
}

fn delimiter(sheet: &Sheet) -> Delimiter {
    match sheet.layout().source {
        Source::Text { delimiter: Delimiter::Semicolon, .. } => Delimiter::Semicolon,
        _ => Delimiter::Comma,
    }
}

/// What stands under [`OURS`]: the row in the file that was submitted, its outcome, and why.
fn said(checked: &Checked, receipt: &Receipt, row: usize) -> [String; 3] {
    let sheet = checked.sheet();
    let errors = checked.problems_of(row).iter().filter(|p| p.severity() == Severity::Error);
    let mut texts: Vec<String> = errors.map(|problem| problem.message(sheet)).collect();
    let status = status(receipt, row, !texts.is_empty());
    if texts.is_empty() {
        texts = reasons(receipt, row);
    }
    let line = sheet.line(row).to_string();
    [line, status.to_owned(), marked(&texts.join("; "))]
}

/// The outcome of a row, in the words of the receipt.
fn status(receipt: &Receipt, row: usize, has_errors: bool) -> &'static str {
    let any_held = receipt.of_row(row).any(|(_, settled)| settled.outcome.is_held());
    match receipt.row(row) {
        RowOutcome::Saved => SAVED_IN_PART,
        RowOutcome::NotSent if has_errors => HAS_ERRORS,
        RowOutcome::NotSent if any_held => SAVED_IN_PART,
        outcome => outcome.word(),
    }
}

/// What is said of the records of a row, each thing once.
fn reasons(receipt: &Receipt, row: usize) -> Vec<String> {
    let mut reasons: Vec<String> = Vec::new();
    for reason in receipt.of_row(row).map(|(_, settled)| Settled::reason(settled)) {
        if !reason.is_empty() && !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons
}
