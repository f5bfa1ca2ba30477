//! The records that are sent, made from rows that were checked.

use crate::field::{Field, Section, Target};
use crate::value::Value;

/// A column and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The column.
    pub field: &'static Field,
    /// Its value, never blank.
    pub value: Value<'static>,
}

/// A biosample.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Its id.
    pub id: String,
    /// Every other column of it that is filled.
    pub entries: Vec<Entry>,
    /// The rows that describe it, from 0; more than one where it is in several libraries.
    pub rows: Vec<usize>,
}

/// A library with its biosamples.
#[derive(Clone, Debug, PartialEq)]
pub struct Library {
    /// Its name.
    pub name: String,
    /// Every other column of the library itself that is filled.
    pub entries: Vec<Entry>,
    /// Its biosamples that are sent, in the order of the sheet.
    pub members: Vec<Member>,
}

/// A biosample's place in a library.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The id of the biosample.
    pub id: String,
    /// The columns of the place itself that are filled.
    pub entries: Vec<Entry>,
    /// The row, from 0.
    pub row: usize,
}

/// A sequencing run of one library.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Its name.
    pub name: String,
    /// The library that was run.
    pub library: String,
    /// Every other column of it that is filled.
    pub entries: Vec<Entry>,
    /// The rows that name it, from 0.
    pub rows: Vec<usize>,
}

/// One record of one row: what a receipt answers for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot {
    /// The row, from 0.
    pub row: usize,
    /// Which of the row's records.
    pub section: Section,
}

impl Entry {
    /// Where this value goes.
    pub fn targets(&self) -> &'static [Target] {
        self.field.targets
    }
}
