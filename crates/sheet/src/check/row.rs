//! What is wrong with one row by itself: nothing of another row comes into it but how columns are read.

use crate::field::{CellFault, Field, Need, Reading, Section};
use crate::fields;
use crate::further;
use crate::intake;
use crate::parts::Parts;
use crate::personal;
use crate::problem::{Fault, FileFault, Problem};
use crate::read::Sheet;
use crate::rules;
use std::collections::BTreeSet;

/// What is looked up once for the checks of all rows of a sheet, each by itself.
pub(super) struct RowChecks<'s> {
    /// By column, a cell that was found good, and in a row of which records. Most rows say in most
    /// columns what the row before said, and what was found good need not be read again.
    good: Vec<Option<(&'s str, Parts)>>,
    rules: Vec<RuleColumns>,
    tests: Vec<[Option<usize>; 4]>,
    names: Names,
    samples: bool,
}

impl<'s> RowChecks<'s> {
    pub(super) fn of(sheet: &Sheet) -> RowChecks<'s> {
        RowChecks {
            good: vec![None; sheet.columns().len()],
            rules: RuleColumns::all(sheet),
            tests: tests(sheet),
            names: Names::of(sheet),
            samples: sheet.has_section(Section::Sample),
        }
    }

    /// Adds the problems of a row, unless it was taken out.
    pub(super) fn check(
        &mut self,
        sheet: &'s Sheet,
        row: usize,
        parts: &[Parts],
        readings: &[Reading],
        problems: &mut Vec<Problem>,
    ) {
        if sheet.is_removed(row) {
            return;
        }
        let parts = parts[row];
        self.cells(sheet, row, parts, readings, problems);
        if parts.sample && self.samples {
            problems.extend(self.rules.iter().filter_map(|rule| rule.check(sheet, row)));
            problems.extend(tests_alike(sheet, row, &self.tests));
        } else if parts.sample {
            problems.push(Problem { row: Some(row), column: None, fault: Fault::OnlyAnId });
        }
        self.names.check(sheet, row, parts, problems);
    }

    /// Problems of the cells of one row, each by itself.
    fn cells(
        &mut self,
        sheet: &'s Sheet,
        row: usize,
        parts: Parts,
        readings: &[Reading],
        problems: &mut Vec<Problem>,
    ) {
        let columns = sheet.columns().iter().zip(readings).zip(&mut self.good);
        for (at, ((column, reading), good)) in columns.enumerate() {
            let text = sheet.trimmed(row, at);
            if *good == Some((text, parts)) {
                continue;
            }
            match cell(text, column.field, parts, *reading) {
                None => *good = Some((text, parts)),
                Some(fault) => {
                    problems.push(Problem { row: Some(row), column: Some(at), fault });
                }
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
