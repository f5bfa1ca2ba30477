//! `check`: everything that is wrong, for people and for programs.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use serde::{Serialize, Serializer};
use sheet::{
    check::Checked,
    group::{Group, groups},
    layout::Source,
    problem::{Problem, Severity},
    text::{RUNS, column_letters, ranges},
};

use super::{VERSION, document, words};

/// Prints the problems grouped as the app groups them, and what they come to.
pub(super) fn text(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    if let Some(page) = page(checked) {
        writeln!(out, "Sheet ‘{}’ of the workbook", words::printable(page))?;
    }
    for group in groups(checked) {
        let (severity, message) = (group.severity.code(), words::printable(&group.message));
        match words::printable(&place(checked, &group)).as_str() {
            "" => writeln!(out, "{severity}: {message}")?,
            place => writeln!(out, "{severity}: {place}: {message}")?,
        }
    }
    writeln!(out, "{}", summary(checked))
}

/// The page that was read, if the workbook has several.
fn page(checked: &Checked) -> Option<&str> {
    match &checked.sheet().layout().source {
        Source::Page { name, pages } if pages.len() > 1 => Some(name),
        _ => None,
    }
}

fn place(checked: &Checked, group: &Group) -> String {
    let sheet = checked.sheet();
    if let [_, _, ..] = group.rows[..] {
        let lines: Vec<u32> = group.rows.iter().map(|row| sheet.line(*row)).collect();
        let rows = format!("{} ({})", words::count(lines.len(), "row"), ranges(&lines, RUNS));
        return match group.column.map(|at| (at, &sheet.columns()[at])) {
            Some((_, column)) if column.added => format!("{rows}, {}", column.name()),
            Some((at, column)) => {
                format!("{rows}, {} (column {})", column.name(), column_letters(at))
            }
            None => rows,
        };
    }
    let row = group.rows.first().copied();
    let same = |problem: &&Problem| (problem.row, problem.column) == (row, group.column);
    let problems = row.map_or(checked.problems(), |row| checked.problems_of(row));
    problems.iter().find(same).map_or_else(String::new, |problem| problem.place(sheet))
}

/// `96 rows, 94 of them ready: 2 errors, 1 warning`.
fn summary(checked: &Checked) -> String {
    let mut counts: BTreeMap<Severity, usize> = BTreeMap::new();
    for problem in checked.problems() {
        *counts.entry(problem.severity()).or_default() += 1;
    }
    let counts: Vec<String> =
        counts.iter().map(|(severity, count)| words::count(*count, severity.code())).collect();
    let problems = if counts.is_empty() { "nothing to fix".to_owned() } else { counts.join(", ") };
    let (rows, ready) = (checked.sheet().rows(), checked.ready_rows());
    format!("{}, {} ready: {problems}", words::count(rows, "row"), words::thousands(ready))
}

/// Prints the problems as one JSON document.
pub(super) fn json(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    let rows = checked.sheet().rows();
    document(
        out,
        &Report { version: VERSION, sheet: page(checked), rows, problems: Problems(checked) },
    )
}

#[derive(Serialize)]
struct Report<'a> {
    version: u8,
    /// The page of a workbook that has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    /// How many rows are filled, headings left out.
    rows: usize,
    problems: Problems<'a>,
}

/// One line at a time, so that a million problems take no memory.
struct Problems<'a>(&'a Checked);

impl Serialize for Problems<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.problems().iter().map(|problem| Line::of(problem, self.0)))
    }
}

#[derive(Serialize)]
struct Line<'a> {
    /// As a spreadsheet numbers it: the headings usually have 1.
    row: Option<u32>,
    /// The name of the COG-UK templates, so that a program finds it whatever the laboratory calls it;
    /// the heading of the file where it has none of these.
    column: Option<&'a str>,
    code: &'static str,
    severity: &'static str,
    message: String,
}

impl<'a> Line<'a> {
    fn of(problem: &Problem, checked: &'a Checked) -> Line<'a> {
        let sheet = checked.sheet();
        let column = problem.column.map(|at| &sheet.columns()[at]);
        Line {
            row: problem.row.map(|row| sheet.line(row)),
            column: column.map(|c| c.field.map_or(c.heading.as_str(), |field| field.name)),
            code: problem.fault.code(),
            severity: problem.severity().code(),
            message: problem.message(sheet),
        }
    }
}
