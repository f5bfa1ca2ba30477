//! [`Sheet`] → [`Checked`]: which rows may be sent, and everything that is wrong. Never fails.

mod dates;
mod numbers;
mod sequence;
mod row;
mod edit;

use crate::across::{self, Between};
use crate::field::{CellFault, Reading};
use crate::fields;
use crate::further;
use crate::intake;
use crate::parts::{Parts, Places};
use crate::pieces::{Breaks, Work, at_once, in_pieces};
use crate::problem::{Fault, Problem, Severity};
use crate::read::Sheet;
use crate::suggest;
use crate::value::{Date, Value};
use row::RowChecks;
use std::borrow::Cow;

/// A sheet that was checked. Only [`check`] makes one, and while it lives the sheet can't change,
/// so a row that wasn't checked can't be planned.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    sheet: Sheet,
    today: Date,
    readings: Vec<Reading>,
    /// What is to be asked or told about whole columns of dates.
    of_dates: Vec<Problem>,
    /// What is wrong with each row by itself, row by row, as it was found.
    own: Vec<Problem>,
    /// What is wrong between rows.
    between: Between,
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

    /// How the cells of a column are read.
    pub fn reading(&self, column: usize) -> Reading {
        self.readings[column]
    }

    /// What a cell means; nothing where it is blank or in a column that isn't Majora's.
    pub fn value(&self, row: usize, column: usize) -> Result<Option<Value<'_>>, CellFault> {
        let cell = self.sheet.cell(row, column);
        let field = self.sheet.columns()[column].field;
        field.map_or(Ok(None), |field| field.value(cell, self.readings[column]))
    }

    /// What a cell means as text, the same for cells that mean the same. One that doesn't pass
    /// stands for itself.
    pub fn meaning(&self, row: usize, column: usize) -> Cow<'_, str> {
        let cell = self.sheet.cell(row, column);
        let field = self.sheet.columns()[column].field;
        field.map_or(Cow::Borrowed(cell), |field| field.meaning(cell, self.readings[column]))
    }

    /// Everything that is wrong: the file first, then row by row, column by column.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Whether a row has no error and was not taken out. A row with warnings is ready.
    pub fn is_ready(&self, row: usize) -> bool {
        self.ready[row]
    }

    /// How many rows are ready.
    pub fn ready_rows(&self) -> usize {
        self.ready.iter().filter(|ready| **ready).count()
    }

    /// How many rows have an error.
    pub fn rows_to_mend(&self) -> usize {
        self.sheet.rows() - self.sheet.removed_rows() - self.ready_rows()
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
    at_once(checked(sheet, today, Breaks::default()))
}

/// The same in pieces, between which `rest` is awaited with how much is done, from 0 to 1. Who drops
/// the future gives the check up, and the sheet with it.
pub async fn check_in_pieces(sheet: Sheet, today: Date, rest: impl AsyncFnMut(f64)) -> Checked {
    in_pieces(|breaks| checked(sheet, today, breaks), rest).await
}

fn checked<'w>(sheet: Sheet, today: Date, breaks: Breaks) -> Work<'w, Checked> {
    Box::pin(check_all(sheet, today, breaks))
}

async fn check_all(sheet: Sheet, today: Date, mut breaks: Breaks) -> Checked {
    let all = sheet.rows();
    breaks.part(0.1, all).await;
    let places = Places::of(&sheet);
    let mut parts = Vec::with_capacity(all);
    for row in 0..all {
        parts.push(places.parts(&sheet, row));
        breaks.after(1).await;
    }
    let (readings, of_dates) = dates::readings_in_pieces(&sheet, today, &mut breaks).await;
    breaks.part(0.6, all).await;
    let mut own = Vec::new();
    let mut checks = RowChecks::of(&sheet);
    for row in 0..all {
        checks.check(&sheet, row, &parts, &readings, &mut own);
        breaks.after(1).await;
    }
    let between = across::check_in_pieces(&sheet, &parts, &readings, &mut breaks).await;
    breaks.part(1.0, 1).await;
    Found { readings, of_dates, parts, own, between }.checked(sheet, today)
}

/// What was found out about a sheet.
struct Found {
    readings: Vec<Reading>,
    of_dates: Vec<Problem>,
    parts: Vec<Parts>,
    own: Vec<Problem>,
    between: Between,
}

impl Found {
    fn checked(self, sheet: Sheet, today: Date) -> Checked {
        let Found { readings, of_dates, parts, own, between } = self;
        let mut problems = columns(&sheet);
        problems.extend(of_dates.iter().cloned());
        problems.extend(own.iter().chain(between.problems()).cloned());
        numbers::weigh(&sheet, &mut problems);
        intake::of_cells(&sheet, &mut problems);
        problems.sort_by_key(|problem| (problem.row, problem.column));
        let mut ready: Vec<bool> = (0..sheet.rows()).map(|row| !sheet.is_removed(row)).collect();
        for problem in problems.iter().filter(|problem| problem.severity() == Severity::Error) {
            if let Some(row) = problem.row {
                ready[row] = false;
            }
        }
        Checked { sheet, today, readings, of_dates, own, between, problems, parts, ready }
    }
}

/// Problems of whole columns.
fn columns(sheet: &Sheet) -> Vec<Problem> {
    let left_out = sheet.hints().map(|line| Fault::HintsLeftOut { line });
    let left_out = left_out.map(|fault| Problem { row: None, column: None, fault });
    let mut problems: Vec<Problem> = left_out.into_iter().collect();
    problems.extend(intake::of_file(sheet));
    for (at, column) in sheet.columns().iter().enumerate() {
        let fault = match column.field {
            None if column.apart.is_some() => continue,
            None if column.heading.is_empty() => Fault::UnnamedColumn,
            None if further::is_too_long(&column.heading) => Fault::TagTooLong,
            None if further::metadata(&column.heading).is_some() => Fault::MayBeMetadata,
            None => {
                Fault::UnknownColumn { like: suggest::field(&column.heading, |f| sheet.lacks(f)) }
            }
            Some(field) if further::is_metadata(field) => Fault::SentAsMetadata,
            Some(field) if field.targets.is_empty() => Fault::NoLongerTaken,
            Some(field) if *field == fields::BARCODE => Fault::NotStored,
            Some(_) => continue,
        };
        if sheet.is_filled(at) {
            problems.push(Problem { row: None, column: Some(at), fault });
        }
    }
    problems
}
