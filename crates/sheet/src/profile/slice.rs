//! A slice of a sheet: the rows that one bar of a picture stands for, so that a picture leads to them.

use super::well::Naming;
use crate::check::Checked;
use crate::field::Field;
use crate::fields;
use crate::personal;
use crate::python;
use crate::read::Sheet;
use crate::value::{Date, Value};
use crate::words::{long_date, quoted};

/// So many rows, by whether they may be sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows without an error.
    pub ready: usize,
    /// Rows with one.
    pub to_mend: usize,
}

impl Tally {
    /// Counts one row more.
    pub(super) fn add(&mut self, ready: bool) {
        match ready {
            true => self.ready += 1,
            false => self.to_mend += 1,
        }
    }

    /// All of them.
    pub fn all(self) -> usize {
        self.ready + self.to_mend
    }

    /// These and others together.
    #[must_use]
    pub fn and(self, other: Tally) -> Tally {
        Tally { ready: self.ready + other.ready, to_mend: self.to_mend + other.to_mend }
    }
}

/// What rows have in common. Columns are from 0.
#[derive(Clone, Debug, PartialEq)]
pub enum Slice {
    /// A column holds this, as Majora reads it.
    Text { column: usize, text: String },
    /// A column holds a day from the first to the last of these.
    Days { column: usize, first: Date, last: Date },
    /// A column holds a number from the first of these to below the second.
    Numbers { column: usize, from: f64, below: f64 },
    /// A column is blank.
    Blank { column: usize },
    /// A column holds what doesn't pass its check.
    Unread { column: usize },
    /// A column names no place on a plate.
    NoPlace { column: usize, naming: Naming },
}

impl Slice {
    /// The column that it is about.
    pub fn column(&self) -> usize {
        match self {
            Slice::Text { column, .. }
            | Slice::Days { column, .. }
            | Slice::Numbers { column, .. }
            | Slice::Blank { column }
            | Slice::Unread { column }
            | Slice::NoPlace { column, .. } => *column,
        }
    }

    /// What they have in common, in words that follow *rows with*.
    pub fn words(&self, sheet: &Sheet) -> String {
        let name = sheet.columns().get(self.column()).map_or("", |column| column.name());
        match self {
            Slice::Text { text, .. } => format!("{} as {name}", quoted(text)),
            Slice::Days { first, last, .. } if first == last => {
                format!("{} as {name}", long_date(*first))
            }
            Slice::Days { first, last, .. } => {
                format!("a {name} from {} to {}", long_date(*first), long_date(*last))
            }
            Slice::Numbers { from, below, .. } if below.is_infinite() => {
                format!("a {name} of {from} or more")
            }
            Slice::Numbers { from, below, .. } => {
                format!("a {name} from {from} to below {below}")
            }
            Slice::Blank { .. } => format!("a blank {name}"),
            Slice::Unread { .. } => format!("a {name} to fix"),
            Slice::NoPlace { naming: Naming::Wells, .. } => format!("no well in {name}"),
            Slice::NoPlace { naming: Naming::Numbers, .. } => format!("no number in {name}"),
        }
    }

    /// Whether a row is among them. One that was taken out never is.
    pub fn holds(&self, checked: &Checked, row: usize) -> bool {
        let sheet = checked.sheet();
        // The slice of a sheet that was since read in another way has no rows.
        if row >= sheet.rows() || self.column() >= sheet.columns().len() || sheet.is_removed(row) {
            return false;
        }
        match (self, Held::of(checked, row, self.column())) {
            (Slice::NoPlace { column, naming }, _) => {
                naming.place(sheet.trimmed(row, *column)).is_none()
            }
            (Slice::Blank { column }, _) => sheet.trimmed(row, *column).is_empty(),
            (Slice::Unread { .. }, held) => matches!(held, Held::Unread),
            (Slice::Text { text, .. }, Held::Value(value)) => value.to_text() == text.as_str(),
            (Slice::Days { first, last, .. }, Held::Value(Value::Date(day))) => {
                (first..=last).contains(&&day)
            }
            (Slice::Numbers { from, below, .. }, Held::Value(value)) => {
                number(&value).is_some_and(|number| (*from..*below).contains(&number))
            }
            _ => false,
        }
    }
}

/// What a cell counts as.
pub(super) enum Held<'a> {
    /// Nothing.
    Blank,
    /// What doesn't pass, or points to a person: it is never named.
    Unread,
    /// What it means.
    Value(Value<'a>),
}

impl Held<'_> {
    pub(super) fn of(checked: &Checked, row: usize, column: usize) -> Held<'_> {
        let sheet = checked.sheet();
        let field = sheet.columns()[column].field;
        match checked.value(row, column) {
            Ok(None) => Held::Blank,
            Ok(Some(value)) if is_of_nobody(sheet.trimmed(row, column), field) => {
                Held::Value(value)
            }
            Ok(Some(_)) | Err(_) => Held::Unread,
        }
    }
}

/// The sample id of a row, blank where it points to a person: such an id is no name for anything.
pub fn id(checked: &Checked, row: usize) -> &str {
    let id = checked.sheet().id(row);
    if is_of_nobody(id, Some(&fields::CENTRAL_SAMPLE_ID)) { id } else { "" }
}

/// Whether nothing in a cell points to a person.
pub(super) fn is_of_nobody(cell: &str, field: Option<&'static Field>) -> bool {
    personal::identifier(cell, field.map(|field| field.kind)).is_none()
}

/// A value as a number, if it is one.
pub(super) fn number(value: &Value<'_>) -> Option<f64> {
    match value {
        Value::Number(text) => python::float(text),
        _ => None,
    }
}
