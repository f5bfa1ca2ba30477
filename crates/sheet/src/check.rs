//! [`Sheet`] → [`Checked`]: which rows may be sent, and everything that is wrong. Never fails.

mod dates;
mod edit;

use crate::across;
use crate::field::{CellFault, Field, Need, Reading, Section};
use crate::fields;
use crate::further;
use crate::intake;
use crate::parts::{Parts, Places};
use crate::personal;
use crate::problem::{Fault, FileFault, Problem, Severity};
use crate::read::Sheet;
use crate::rules;
use crate::suggest;
use crate::value::{Date, Value};
use std::borrow::Cow;
use std::collections::BTreeSet;

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
    between: Vec<Problem>,
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
    let places = Places::of(&sheet);
    let parts: Vec<Parts> = (0..sheet.rows()).map(|row| places.parts(&sheet, row)).collect();
    let (readings, of_dates) = dates::readings(&sheet, today);
    let own = rows(&sheet, 0..sheet.rows(), &parts, &readings);
    let between = across::check(&sheet, &parts, &readings);
    Found { readings, of_dates, parts, own, between }.checked(sheet, today)
}

/// What was found out about a sheet.
struct Found {
    readings: Vec<Reading>,
    of_dates: Vec<Problem>,
    parts: Vec<Parts>,
    own: Vec<Problem>,
    between: Vec<Problem>,
}

impl Found {
    fn checked(self, sheet: Sheet, today: Date) -> Checked {
        let Found { readings, of_dates, parts, own, between } = self;
        let mut problems = columns(&sheet);
        problems.extend(of_dates.iter().cloned());
        problems.extend(own.iter().chain(&between).cloned());
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

/// Problems of rows, each by itself: nothing of another row comes into it but how columns are read.
fn rows(
    sheet: &Sheet,
    rows: impl Iterator<Item = usize>,
    parts: &[Parts],
    readings: &[Reading],
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let rules = RuleColumns::all(sheet);
    let tests = tests(sheet);
    let names = Names::of(sheet);
    let samples = sheet.has_section(Section::Sample);
    for row in rows.filter(|row| !sheet.is_removed(*row)) {
        let parts = parts[row];
        cells(sheet, row, parts, readings, &mut problems);
        if parts.sample && samples {
            problems.extend(rules.iter().filter_map(|rule| rule.check(sheet, row)));
            problems.extend(tests_alike(sheet, row, &tests));
        } else if parts.sample {
            problems.push(Problem { row: Some(row), column: None, fault: Fault::OnlyAnId });
        }
        names.check(sheet, row, parts, &mut problems);
    }
    problems
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

/// Problems of the cells of one row, each by itself.
fn cells(
    sheet: &Sheet,
    row: usize,
    parts: Parts,
    readings: &[Reading],
    problems: &mut Vec<Problem>,
) {
    for (at, (column, reading)) in sheet.columns().iter().zip(readings).enumerate() {
        if let Some(fault) = cell(sheet.trimmed(row, at), column.field, parts, *reading) {
            problems.push(Problem { row: Some(row), column: Some(at), fault });
        }
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

/// What is wrong with one cell. Nothing may point to a person, in no column: what stands in one that
/// is not sent today may be mapped and sent tomorrow.
fn cell(
    cell: &str,
    field: Option<&'static Field>,
    parts: Parts,
    reading: Reading,
) -> Option<Fault> {
    let person = |kind| personal::identifier(cell, kind).map(Fault::Cell);
    let Some(field) = field else { return person(None) };
    let is_sent = parts.has(field.section) || *field == fields::CENTRAL_SAMPLE_ID;
    if !is_sent || field.targets.is_empty() {
        return person(Some(field.kind));
    }
    if intake::is_cut(cell, field) {
        return Some(Fault::File(FileFault::Rounded));
    }
    match field.value(cell, reading) {
        Ok(None) => (field.need == Need::Required && !is_name(field)).then_some(Fault::Missing),
        Ok(Some(_)) if field.is_open() => person(Some(field.kind)),
        Ok(Some(_)) => None,
        Err(fault) => match (person(Some(field.kind)), fault) {
            // Of two halves, one may stay here.
            (Some(Fault::Cell(CellFault::FullPostcode)), CellFault::SpaceInPostcode)
            | (None, _) => Some(Fault::Cell(fault)),
            (person, _) => person,
        },
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
        let empty = |column: Option<usize>| column.is_none_or(|c| sheet.trimmed(row, c).is_empty());
        let mut push = |column, fault| problems.push(Problem { row: Some(row), column, fault });
        if parts.library && empty(self.library) {
            push(self.library, Fault::NameMissing(Section::Library));
        }
        if parts.run && empty(self.run) {
            push(self.run, Fault::NameMissing(Section::Run));
        } else if parts.run && !parts.library && empty(self.library) {
            push(self.library.or(self.run), Fault::RunWithoutLibrary);
        }
    }
}

/// The columns of each test of a sheet, in the order of [`further::OF_A_TEST`].
fn tests(sheet: &Sheet) -> Vec<[Option<usize>; 4]> {
    let fields = sheet.columns().iter().filter_map(|column| column.field);
    let numbers: BTreeSet<u8> = fields.filter_map(further::test_number).collect();
    let column = |number, key| sheet.column_of(further::test(number, key)?);
    let of = |number| further::OF_A_TEST.map(|key| column(number, key));
    numbers.into_iter().map(of).collect()
}

/// The tests of a row that Majora takes for one before them: it tells them apart by target, platform
/// and kit (RULES.md §4.3).
fn tests_alike(sheet: &Sheet, row: usize, tests: &[[Option<usize>; 4]]) -> Vec<Problem> {
    let cell = |column: Option<usize>| column.map_or("", |column| sheet.trimmed(row, column));
    let is_done = |test: &&[Option<usize>; 4]| !cell(test[0]).is_empty();
    let same = |a: &[Option<usize>; 4], b: &[Option<usize>; 4]| {
        a[1..].iter().zip(&b[1..]).all(|(a, b)| cell(*a) == cell(*b))
    };
    let done = tests.iter().enumerate().skip(1).filter(|(_, test)| is_done(test));
    let again = done.filter(|(nth, test)| {
        tests[..*nth].iter().filter(is_done).any(|before| same(before, test))
    });
    let problem = |test: &[Option<usize>; 4]| Problem {
        row: Some(row),
        column: test[0],
        fault: Fault::TestsAlike,
    };
    again.map(|(_, test)| problem(test)).collect()
}

/// A rule with its columns found in a sheet.
struct RuleColumns {
    rule: &'static rules::Rule,
    columns: Vec<Option<usize>>,
}

impl RuleColumns {
    /// Every rule, and that of tests once for each test that the sheet has a column of.
    fn all(sheet: &Sheet) -> Vec<RuleColumns> {
        let of_table = rules::ALL.iter().map(|rule| {
            let columns = rule.columns.iter().map(|field| sheet.column_of(field)).collect();
            RuleColumns { rule, columns }
        });
        let of_tests = tests(sheet).into_iter().map(|columns| {
            let columns = columns.to_vec();
            RuleColumns { rule: &rules::OF_A_TEST, columns }
        });
        of_table.chain(of_tests).collect()
    }

    fn check(&self, sheet: &Sheet, row: usize) -> Option<Problem> {
        let mut cells = [""; rules::MOST_COLUMNS];
        for (cell, column) in cells.iter_mut().zip(&self.columns) {
            *cell = column.map_or("", |column| sheet.trimmed(row, column));
        }
        if !(self.rule.breaks)(&cells[..self.columns.len()]) {
            return None;
        }
        let preferred = self.columns[self.rule.shown_at];
        let column = preferred.or_else(|| self.columns.iter().copied().flatten().next());
        Some(Problem { row: Some(row), column, fault: self.rule.fault })
    }
}
