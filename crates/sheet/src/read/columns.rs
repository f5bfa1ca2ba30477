//! headings → columns: what each of them means.

use super::error::ReadError;
use super::{MAX_COLUMNS, illumina, ont};
use crate::choices::Choices;
use crate::field::{Field, Section};
use crate::fields;
use crate::formula::unmarked;
use crate::heading;
use crate::layout::Format;
use crate::python;
use crate::table::{Apart, Column};

/// The columns of a row of headings, without the blank ones at its end.
pub(super) fn of(
    headings: &csv::StringRecord,
    format: Format,
    choices: &Choices,
) -> Result<Vec<Column>, ReadError> {
    let marked = are_marked(headings, format);
    let mut headings: Vec<&str> = headings.iter().map(python::strip).collect();
    if marked {
        headings.iter_mut().for_each(|heading| *heading = python::strip(unmarked(heading)));
    }
    let settled =
        choices.columns.iter().filter(|(at, field)| field.is_some() && **at < MAX_COLUMNS);
    let least = settled.map(|(at, _)| at + 1).max().unwrap_or(0);
    while headings.last().is_some_and(|heading| heading.is_empty()) {
        headings.pop();
    }
    // One that the user named stands under no heading.
    headings.resize(headings.len().max(least), "");
    if headings.iter().any(|heading| heading.contains('\0')) {
        return Err(ReadError::NotATable);
    }
    if headings.len() > MAX_COLUMNS {
        return Err(ReadError::TooManyColumns);
    }
    let mut columns: Vec<Column> = Vec::with_capacity(headings.len());
    for (at, heading) in headings.iter().copied().enumerate() {
        let (field, apart) = match choices.columns.get(&at) {
            Some(None) => (None, Some(Apart::KeptOut)),
            Some(field) => (*field, None),
            None if heading::is_ours(heading) => (None, Some(Apart::Ours)),
            None => (of_format(heading, &headings, format), None),
        };
        columns.push(Column { heading: heading.to_owned(), field, apart, ..Column::default() });
    }
    illumina::name_columns(&mut columns, format, choices);
    Ok(columns)
}

/// Whether the file was written by [`crate::mend`], which marks what a spreadsheet would run.
pub(super) fn are_marked(headings: &csv::StringRecord, format: Format) -> bool {
    format == Format::Plain
        && headings.iter().any(|heading| heading::is_row(python::strip(heading)))
}

fn of_format(heading: &str, headings: &[&str], format: Format) -> Option<&'static Field> {
    let of_format = match format {
        Format::Ont => ont::meaning(heading, headings),
        _ => None,
    };
    of_format.unwrap_or_else(|| heading::meaning(heading))
}

/// Whether no two columns mean the same and one says which sample a row is about.
pub(super) fn verify(columns: &[Column]) -> Result<(), ReadError> {
    for (second, column) in columns.iter().enumerate() {
        let Some(field) = column.field else { continue };
        let same = |column: &Column| column.field == Some(field);
        if let Some(first) = columns[..second].iter().position(same) {
            return Err(ReadError::DuplicateHeading { name: field.name, first, second });
        }
    }
    match columns.iter().any(|column| column.field == Some(&fields::CENTRAL_SAMPLE_ID)) {
        true => Ok(()),
        false if are_of_libraries_alone(columns) => Err(ReadError::NoSampleColumn),
        false => {
            let headings = columns.iter().map(|column| column.heading.clone()).collect();
            Err(ReadError::NoKeyColumn { headings })
        }
    }
}

/// Whether every column is known as one of a library or run, so that none of them can hold the ids.
fn are_of_libraries_alone(columns: &[Column]) -> bool {
    let is_known = |column: &Column| match column.field {
        Some(field) => field.section != Section::Sample,
        None => column.heading.is_empty() || column.apart.is_some(),
    };
    columns.iter().any(|column| column.field.is_some()) && columns.iter().all(is_known)
}
