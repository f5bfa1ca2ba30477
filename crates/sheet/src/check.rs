//! [`Sheet`] → [`Checked`]: which rows may be sent, and everything that is wrong. Never fails.

use crate::across;
use crate::field::{Field, Need, Section};
use crate::fields;
use crate::parts::{self, Parts};
use crate::problem::{Fault, Problem, Severity};
use crate::read::Sheet;
use crate::rules;
use crate::value::Date;

/// A sheet that was checked. Only [`check`] makes one, and while it lives the sheet can't change,
/// so a row that wasn't checked can't be planned.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    sheet: Sheet,
    today: Date,
    problems: Vec<Problem>,
    parts: Vec<Parts>,
    ready: Vec<bool>,
}

impl Checked {
    /// The sheet.
    pub fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// The day that counted as today (UTC).
    pub fn today(&self) -> Date {
        self.today
    }

    /// Everything that is wrong: the file first, then row by row, column by column.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Whether a row has no error. A row with warnings is ready.
    pub fn is_ready(&self, row: usize) -> bool {
        self.ready[row]
    }

    /// How many rows have no error.
    pub fn ready_rows(&self) -> usize {
        self.ready.iter().filter(|ready| **ready).count()
    }

    /// Which records a row holds.
    pub fn parts(&self, row: usize) -> Parts {
        self.parts[row]
    }

    /// The problems of one row.
    pub fn problems_of(&self, row: usize) -> &[Problem] {
        let start = self.problems.partition_point(|problem| problem.row < Some(row));
        let end = self.problems.partition_point(|problem| problem.row <= Some(row));
        &self.problems[start..end]
    }

    /// How many problems are this bad.
    pub fn count(&self, severity: Severity) -> usize {
        self.problems.iter().filter(|problem| problem.severity() == severity).count()
    }

    /// The sheet back, to be changed and checked again.
    pub fn into_sheet(self) -> Sheet {
        self.sheet
    }
}

/// Checks every cell and row. `today` is the UTC date, which Majora compares with.
pub fn check(sheet: Sheet, today: Date) -> Checked {
    let parts = parts::of(&sheet);
    let mut problems = columns(&sheet);
    let rules: Vec<RuleColumns> =
        rules::ALL.iter().map(|rule| RuleColumns::of(rule, &sheet)).collect();
    let names = Names::of(&sheet);
    let samples = sheet.has_section(Section::Sample);
    for (row, parts) in parts.iter().enumerate() {
        cells(&sheet, row, *parts, today, &mut problems);
        if parts.sample && samples {
            problems.extend(rules.iter().filter_map(|rule| rule.check(&sheet, row)));
        } else if parts.sample {
            problems.push(Problem { row: Some(row), column: None, fault: Fault::OnlyAnId });
        }
        names.check(&sheet, row, *parts, &mut problems);
    }
    problems.extend(across::check(&sheet, &parts, today));
    problems.sort_by_key(|problem| (problem.row, problem.column));
    let mut ready = vec![true; sheet.rows()];
    for problem in problems.iter().filter(|problem| problem.severity() == Severity::Error) {
        if let Some(row) = problem.row {
            ready[row] = false;
        }
    }
    Checked { sheet, today, problems, parts, ready }
}

/// Problems of whole columns.
fn columns(sheet: &Sheet) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (at, column) in sheet.columns().iter().enumerate() {
        let fault = match column.field {
            None if column.heading.is_empty() => Fault::UnnamedColumn,
            None => Fault::UnknownColumn,
            Some(field) if field.targets.is_empty() => Fault::NoLongerTaken,
            Some(field) if *field == fields::BARCODE => Fault::NotStored,
            Some(_) => continue,
        };
        if (0..sheet.rows()).any(|row| !sheet.cell(row, at).trim().is_empty()) {
            problems.push(Problem { row: None, column: Some(at), fault });
        }
    }
    problems
}

/// Problems of the cells of one row, each by itself.
fn cells(sheet: &Sheet, row: usize, parts: Parts, today: Date, problems: &mut Vec<Problem>) {
    for (at, column) in sheet.columns().iter().enumerate() {
        let Some(field) = column.field else { continue };
        if !parts.has(field.section) && *field != fields::CENTRAL_SAMPLE_ID {
            continue;
        }
        let fault = match field.value(sheet.cell(row, at), today) {
            Ok(None) if field.need == Need::Required && !is_name(field) => Fault::Missing,
            Ok(_) => continue,
            Err(_) if field.targets.is_empty() => continue,
            Err(fault) => Fault::Cell(fault),
        };
        problems.push(Problem { row: Some(row), column: Some(at), fault });
    }
    let count = sheet.cells_beyond(row);
    if count > 0 {
        problems.push(Problem {
            row: Some(row),
            column: None,
            fault: Fault::CellsBeyond { count },
        });
    }
}

fn is_name(field: &Field) -> bool {
    *field == fields::LIBRARY_NAME || *field == fields::RUN_NAME
}

/// Where the names stand that hold a row's records together.
struct Names {
    library: Option<usize>,
    run: Option<usize>,
}

impl Names {
    fn of(sheet: &Sheet) -> Names {
        Names {
            library: sheet.column_of(&fields::LIBRARY_NAME),
            run: sheet.column_of(&fields::RUN_NAME),
        }
    }

    fn check(&self, sheet: &Sheet, row: usize, parts: Parts, problems: &mut Vec<Problem>) {
        let empty =
            |column: Option<usize>| column.is_none_or(|c| sheet.cell(row, c).trim().is_empty());
        let mut push = |column, fault| problems.push(Problem { row: Some(row), column, fault });
        if parts.library && empty(self.library) {
            push(self.library, Fault::NameMissing(Section::Library));
        }
        if parts.run && empty(self.run) {
            push(self.run, Fault::NameMissing(Section::Run));
        } else if parts.run && !parts.library {
            push(self.library.or(self.run), Fault::RunWithoutLibrary);
        }
    }
}

/// A rule with its columns found in a sheet.
struct RuleColumns {
    rule: &'static rules::Rule,
    columns: Vec<Option<usize>>,
}

impl RuleColumns {
    fn of(rule: &'static rules::Rule, sheet: &Sheet) -> RuleColumns {
        let columns = rule.columns.iter().map(|field| sheet.column_of(field)).collect();
        RuleColumns { rule, columns }
    }

    fn check(&self, sheet: &Sheet, row: usize) -> Option<Problem> {
        let mut cells = [""; rules::MOST_COLUMNS];
        for (cell, column) in cells.iter_mut().zip(&self.columns) {
            *cell = column.map_or("", |column| sheet.cell(row, column).trim());
        }
        if !(self.rule.breaks)(&cells[..self.columns.len()]) {
            return None;
        }
        let preferred = self.columns[self.rule.shown_at];
        let column = preferred.or_else(|| self.columns.iter().copied().flatten().next());
        Some(Problem { row: Some(row), column, fault: self.rule.fault })
    }
}
