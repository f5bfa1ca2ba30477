//! What a spreadsheet has done to the cells of a file, and what of the file is in no row.

use crate::aside::{Mark, Moments};
use crate::book::About;
use crate::field::{Field, Kind};
use crate::further;
use crate::problem::{Fault, FileFault, Problem};
use crate::read::{Apart, Sheet};
use std::collections::BTreeSet;

/// What is to be told of the whole file.
pub(crate) fn of_file(sheet: &Sheet) -> impl Iterator<Item = Problem> {
    let aside = sheet.aside();
    let is_kept_out = |at: &usize| sheet.columns()[*at].apart == Some(Apart::KeptOut);
    let mut kept_out = (0..sheet.columns().len()).filter(is_kept_out);
    let told = [
        (!aside.other_pages.is_empty(), FileFault::OtherPages),
        (!aside.above.is_empty(), FileFault::RowsLeftAbove),
        (!aside.hidden.is_empty(), FileFault::HiddenRows),
        (!aside.hidden_columns.is_empty(), FileFault::HiddenColumns),
        (!aside.without_result.is_empty(), FileFault::RowsWithoutResult),
        (!aside.unused.is_empty(), FileFault::PartsNotUsed),
        (!aside.lanes.is_empty(), FileFault::LanesLeftOut),
        (kept_out.any(|column| sheet.is_filled(column)), FileFault::ColumnsKeptOut),
    ];
    let told = told.into_iter().filter(|(is_so, _)| *is_so);
    told.map(|(_, fault)| Problem { row: None, column: None, fault: Fault::File(fault) })
}

/// Adds what a spreadsheet has done to cells that are sent and were not changed since. Nobody need be
/// told that a cell is empty, if its formula or that it is merged is why.
pub(crate) fn of_cells(sheet: &Sheet, problems: &mut Vec<Problem>) {
    let mut found = Found { sheet, problems: Vec::new() };
    for mark in &sheet.aside().marks {
        let at = (mark.row, mark.column);
        match mark.about {
            About::FormulaError => found.add(at, FileFault::FormulaError),
            About::FormulaWithoutResult => found.add(at, FileFault::FormulaWithoutResult),
            About::Rounded => found.add_to_text(at, FileFault::Rounded),
            About::Dressed => found.add_where(at, FileFault::Dressed, is_listed_text),
            About::Merged { .. } => {
                found.add(at, FileFault::Merged);
                for row in merged_below(sheet, mark) {
                    found.add((row, mark.column), FileFault::MergedAbove);
                }
            }
            About::HiddenRow | About::HiddenColumns { .. } | About::Moments { .. } => {}
        }
    }
    for Moments { column, lines } in &sheet.aside().moments {
        if sheet.columns()[*column].field.is_some_and(is_listed_text) {
            let rows = sheet.rows_at_lines(*lines);
            rows.for_each(|row| found.add((row, *column), FileFault::MadeADate));
        }
    }
    let place = |problem: &Problem| (problem.row, problem.column);
    let empties = |problem: &&Problem| {
        use FileFault::{FormulaError, FormulaWithoutResult, MergedAbove};
        matches!(problem.fault, Fault::File(FormulaError | FormulaWithoutResult | MergedAbove))
    };
    let emptied: BTreeSet<_> = found.problems.iter().filter(empties).map(place).collect();
    if !emptied.is_empty() {
        let is_told = |problem: &Problem| emptied.contains(&place(problem));
        let is_of_blank = |fault| matches!(fault, Fault::Missing | Fault::NameMissing(_));
        problems.retain(|problem| !(is_of_blank(problem.fault) && is_told(problem)));
    }
    problems.extend(found.problems);
}

/// The problems of cells that are sent and were not changed since.
struct Found<'s> {
    sheet: &'s Sheet,
    problems: Vec<Problem>,
}

impl Found<'_> {
    fn add(&mut self, at: (usize, usize), fault: FileFault) {
        self.add_where(at, fault, |_| true);
    }

    /// Adds what is no matter for a number.
    fn add_to_text(&mut self, at: (usize, usize), fault: FileFault) {
        self.add_where(at, fault, is_text);
    }

    fn add_where(
        &mut self,
        (row, column): (usize, usize),
        fault: FileFault,
        concerns: fn(&'static Field) -> bool,
    ) {
        let field = self.sheet.columns()[column].field;
        let is_sent = field.is_some_and(|field| !field.targets.is_empty() && concerns(field));
        if is_sent && !self.sheet.is_removed(row) && !self.sheet.is_edited(row, column) {
            let (row, column) = (Some(row), Some(column));
            self.problems.push(Problem { row, column, fault: Fault::File(fault) });
        }
    }
}

/// The rows below the first of merged cells that are empty for it, if that one isn't.
fn merged_below(sheet: &Sheet, mark: &Mark) -> impl Iterator<Item = usize> {
    let line = sheet.line(mark.row);
    let lines = match mark.about {
        About::Merged { rows, .. } => (line + 1, line.saturating_add(rows.saturating_sub(1))),
        _ => (line + 1, line),
    };
    let is_filled = !sheet.trimmed(mark.row, mark.column).is_empty();
    let rows = sheet.rows_at_lines(lines).filter(move |_| is_filled);
    rows.filter(|row| sheet.trimmed(*row, mark.column).is_empty())
}

/// What the first of the merged cells says to which an empty one belongs.
pub(crate) fn merged_with(sheet: &Sheet, row: usize, column: usize) -> Option<&str> {
    let is_above = |mark: &&Mark| mark.column == column && mark.row < row;
    let first = sheet.aside().marks.iter().rfind(is_above)?;
    merged_below(sheet, first).any(|below| below == row).then(|| sheet.trimmed(first.row, column))
}

/// Whether text is meant in the column. What may stand under other metadata, nobody can say.
fn is_listed_text(field: &'static Field) -> bool {
    is_text(field) && !further::is_metadata(field)
}

fn is_text(field: &Field) -> bool {
    let kind = field.kind;
    matches!(kind, Kind::SampleId | Kind::Name { .. } | Kind::Text { .. } | Kind::County)
}
