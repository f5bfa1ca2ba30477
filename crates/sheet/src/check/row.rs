//! What is wrong with one row by itself: nothing of another row comes into it but how columns are read.

use super::sequence::SequenceColumns;
use crate::field::{CellFault, Field, Need, Reading, Section};
use crate::fields;
use crate::further;
use crate::layout::Source;
use crate::parts::Parts;
use crate::personal;
use crate::problem::{Fault, FileFault, Problem};
use crate::read::Sheet;
use crate::rules;
use crate::spoiled;
use crate::table::{NONE, Sign, Signs};
use crate::value::{Date, Value};
use jiff::ToSpan;
use std::collections::BTreeSet;

/// What is looked up once for the checks of all rows of a sheet, each by itself.
pub(super) struct RowChecks<'s> {
    last: Last<'s>,
    /// The columns of a row whose cells weren't found good before.
    fresh: Vec<usize>,
    rules: Vec<RuleColumns>,
    tests: Vec<[Option<usize>; 4]>,
    sequences: Vec<SequenceColumns>,
    /// By column, which of the rules are about it. Behind them stands that tests differ, then the sequences.
    about: Vec<Vec<usize>>,
    names: Names,
    samples: bool,
}

/// What was found good so far. Most rows say in most columns what the row before said, and what was
/// found good need not be looked at again.
struct Last<'s> {
    /// Which records the row before holds, if there is one; what is below is about such rows alone.
    parts: Option<Parts>,
    /// By column, a cell that was found good.
    cells: Vec<Option<&'s str>>,
    /// The same by what stands for it, in the columns of the file.
    signs: Vec<Sign>,
    /// Which of the rules, and whether tests differ, must be looked at in the next row even if all their
    /// cells are those of the row before: that breaks them.
    due: Vec<bool>,
    /// The columns whose cells weren't found good in the row before, so that it isn't known what stood there.
    bad: Vec<usize>,
}

impl<'s> Last<'s> {
    fn of(columns: usize, rules: usize) -> Last<'s> {
        Last {
            parts: None,
            cells: vec![None; columns],
            signs: vec![NONE; columns],
            due: vec![true; rules],
            bad: Vec::new(),
        }
    }

    /// Goes on to a row that holds these records.
    fn next(&mut self, parts: Parts) {
        if self.parts != Some(parts) {
            self.parts = Some(parts);
            self.cells.fill(None);
            self.signs.fill(NONE);
            self.due.fill(true);
        }
    }

    /// What is wrong with a cell, for which this stands.
    fn cell(
        &mut self,
        sheet: &'s Sheet,
        (row, at): (usize, usize),
        sign: Sign,
        parts: Parts,
        reading: Reading,
    ) -> Option<Problem> {
        let text = sheet.trimmed(row, at);
        if self.cells[at] != Some(text) {
            let fault = cell(text, sheet.columns()[at].field, parts, reading);
            if let Some(fault) = fault {
                self.bad.push(at);
                return Some(Problem { row: Some(row), column: Some(at), fault });
            }
            self.cells[at] = Some(text);
        }
        self.signs[at] = sign;
        None
    }
}

impl<'s> RowChecks<'s> {
    pub(super) fn of(sheet: &Sheet) -> RowChecks<'s> {
        let (rules, tests) = (RuleColumns::all(sheet), tests(sheet));
        let sequences = SequenceColumns::all(sheet);
        let mut about = vec![Vec::new(); sheet.columns().len()];
        let of_rules = rules.iter().map(|rule| rule.columns.as_slice());
        for (nth, columns) in of_rules.chain([tests.as_flattened()]).enumerate() {
            columns.iter().flatten().for_each(|column| about[*column].push(nth));
        }
        for (nth, sequence) in (rules.len() + 1..).zip(&sequences) {
            about[sequence.first].push(nth);
            about[sequence.then].push(nth);
        }
        RowChecks {
            last: Last::of(sheet.columns().len(), rules.len() + 1 + sequences.len()),
            fresh: Vec::new(),
            rules,
            tests,
            sequences,
            about,
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
        let Some(signs) = sheet.signs(row) else { return };
        let parts = parts[row];
        self.last.next(parts);
        self.cells(sheet, row, signs, parts, readings, problems);
        if parts.sample && self.samples {
            self.rules(sheet, row, problems);
        } else if parts.sample {
            problems.push(Problem { row: Some(row), column: None, fault: Fault::OnlyAnId });
        }
        self.sequences(sheet, row, parts, readings, problems);
        self.names.check(sheet, row, parts, problems);
    }

    /// Problems of the cells of one row, each by itself. What is about cells that may be others than in the
    /// row before must be looked at anew.
    fn cells(
        &mut self,
        sheet: &'s Sheet,
        row: usize,
        signs: Signs<'_>,
        parts: Parts,
        readings: &[Reading],
        problems: &mut Vec<Problem>,
    ) {
        let RowChecks { fresh, last, about, .. } = self;
        fresh.clear();
        signs.other_than_these(&last.signs, |at| fresh.push(at));
        let bad = std::mem::take(&mut last.bad);
        for at in fresh.iter().chain(&bad) {
            about[*at].iter().for_each(|rule| last.due[*rule] = true);
        }
        for at in self.fresh.iter().copied() {
            let sign = signs.at(at).unwrap_or(NONE);
            problems.extend(self.last.cell(sheet, (row, at), sign, parts, readings[at]));
        }
        let count = sheet.cells_beyond(row);
        if count > 0 {
            let fault = match sheet.layout().source {
                Source::Page { .. } => Fault::CellsBeside { count },
                Source::Text { .. } => Fault::CellsBeyond { count },
            };
            problems.push(Problem { row: Some(row), column: None, fault });
        }
    }

    /// What is wrong between the cells of one row.
    fn rules(&mut self, sheet: &Sheet, row: usize, problems: &mut Vec<Problem>) {
        let RowChecks { last, rules, tests, .. } = self;
        let last_of_rules = rules.len();
        let due = last.due.iter_mut().take(last_of_rules + 1).enumerate();
        for (nth, due) in due.filter(|(_, due)| **due) {
            let found = problems.len();
            match nth == last_of_rules {
                true => problems.extend(tests_alike(sheet, row, tests)),
                false => problems.extend(rules[nth].check(sheet, row)),
            }
            *due = problems.len() > found;
        }
    }

    /// Days and times of one row that come in the wrong order.
    fn sequences(
        &mut self,
        sheet: &Sheet,
        row: usize,
        parts: Parts,
        readings: &[Reading],
        problems: &mut Vec<Problem>,
    ) {
        let dues = &mut self.last.due[self.rules.len() + 1..];
        let sequences = dues.iter_mut().zip(&self.sequences);
        for (due, sequence) in sequences.filter(|(due, _)| **due) {
            let found = sequence.check(sheet, row, parts, readings);
            *due = found.is_some();
            problems.extend(found);
        }
    }
}

/// The age in years beyond which nobody is.
const OLDEST: u64 = 120;

/// How many years ago nothing was that is registered today. Whoever is ill for long was admitted before.
const LONGEST_AGO: i64 = 10;

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
    if let Some(fault) = spoiled::fault(cell, field) {
        return Some(Fault::Cell(fault));
    }
    if spoiled::is_cut(cell, field) {
        return Some(Fault::File(FileFault::Rounded));
    }
    match field.value(cell, reading) {
        Ok(None) => (field.need == Need::Required && !is_name(field)).then_some(Fault::Missing),
        Ok(Some(value)) if field.is_open() => {
            person(Some(field.kind)).or_else(|| unlikely(cell, field, &value))
        }
        Ok(Some(Value::Date(day))) => unlikely_day(day, reading.today),
        Ok(Some(Value::DateTime(time))) => unlikely_day(time.date(), reading.today),
        Ok(Some(_)) => None,
        Err(fault) => match (person(Some(field.kind)), fault) {
            // Of two halves, one may stay here.
            (Some(Fault::Cell(CellFault::FullPostcode)), CellFault::SpaceInPostcode)
            | (None, _) => Some(Fault::Cell(fault)),
            (person, _) => person,
        },
    }
}

/// What passes, and is hardly meant.
fn unlikely(cell: &str, field: &'static Field, value: &Value<'_>) -> Option<Fault> {
    match value {
        Value::Whole(age) if *field == fields::SOURCE_AGE && *age > OLDEST => {
            Some(Fault::UnlikelyAge)
        }
        _ => spoiled::is_like_a_date(cell, field).then_some(Fault::LikeADate),
    }
}

/// What is odd about a day, of which Majora has said nothing. Tomorrow may be today where the sheet was filled.
fn unlikely_day(day: Date, today: Date) -> Option<Fault> {
    match () {
        () if day > today.saturating_add(1.day()) => Some(Fault::UnlikelyDate { ahead: true }),
        () if day < today.saturating_sub(LONGEST_AGO.years()) => {
            Some(Fault::UnlikelyDate { ahead: false })
        }
        () => None,
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
