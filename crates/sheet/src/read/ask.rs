//! The headings of a file, for a page that asks what they mean.

use super::build::Table;
use super::columns;
use super::error::ReadError;
use crate::choices::Choices;
use crate::field::{Field, Kind, Section};
use crate::formula::unmarked;
use crate::python;
use crate::suggest;
use crate::table::Column;

/// How many rows are looked through for examples.
const MOST_ROWS: usize = 1_000;

/// How many different cells are shown of a column.
const MOST_EXAMPLES: usize = 3;

/// A column of a file, before anything is asked of it: two may mean the same, or none be the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its place from 0, by which [`Choices::columns`] names it.
    pub place: usize,
    /// Its heading, trimmed; empty where the file gives none.
    pub heading: String,
    /// What it means, as far as that is known or settled.
    pub field: Option<&'static Field>,
    /// What it may be meant for, where that isn't known. Only ever a suggestion.
    pub like: Option<&'static Field>,
    /// Its first different cells that are filled, trimmed, at most three. They may be about persons,
    /// so they are for the screen alone.
    pub examples: Vec<String>,
}

impl Heading {
    /// Whether the ids of the samples may stand in it: nothing that is no id can be meant by its heading.
    pub fn may_be_ids(&self) -> bool {
        self.field.is_none_or(|field| {
            let is_text =
                matches!(field.kind, Kind::SampleId | Kind::Name { .. } | Kind::Text { .. });
            field.section == Section::Sample && is_text
        })
    }
}

pub(super) fn headings(table: &Table<'_>, choices: &Choices) -> Result<Vec<Heading>, ReadError> {
    let mut records = table.records();
    let columns = table.columns(&mut records, choices)?;
    let marked = columns::are_marked(&records.cells, table.start.format);
    let is_free = |field| columns.iter().all(|column| column.field != Some(field));
    let is_asked = |column: &Column| column.field.is_none() && column.apart.is_none();
    let like =
        |column: &Column| suggest::field(&column.heading, is_free).filter(|_| is_asked(column));
    let heading = |(place, column): (usize, &Column)| Heading {
        place,
        heading: column.heading.clone(),
        field: column.field,
        like: like(column),
        examples: Vec::new(),
    };
    let mut headings: Vec<Heading> = columns.iter().enumerate().map(heading).collect();
    for _ in 0..MOST_ROWS {
        if !records.advance() || table.ends(&records) {
            break;
        }
        for (heading, cell) in headings.iter_mut().zip(&records.cells) {
            let cell = python::strip(if marked { unmarked(cell) } else { cell });
            let is_new = heading.examples.iter().all(|other| other != cell);
            if !cell.is_empty() && is_new && heading.examples.len() < MOST_EXAMPLES {
                heading.examples.push(cell.to_owned());
            }
        }
    }
    Ok(headings)
}
