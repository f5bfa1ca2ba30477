//! The records that are sent, made from rows that were checked.

use crate::field::{Field, Section, Target};
use crate::stored::{StoredLibrary, StoredRun, StoredSample};
use crate::value::Value;
use std::sync::Arc;

/// A column and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The column.
    pub field: &'static Field,
    /// Its value, never blank. Rows that say the same after one another share it.
    pub value: Arc<Value<'static>>,
}

/// A biosample.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Its id.
    pub id: String,
    /// Every other column of it that is sent.
    pub entries: Vec<Entry>,
    /// Columns whose stored value is erased, because the user has said so.
    pub erased: Vec<&'static Field>,
    /// Filled columns that aren't sent, because what Majora holds there is to stay or wasn't shown.
    pub left_out: Vec<&'static Field>,
    /// What Majora held when the user was asked; nothing for a new one or one that it didn't show.
    pub stored: Option<Box<StoredSample>>,
    /// A library that Majora holds it in: asked about that, it shows all its samples in one answer.
    pub shown_by: Option<String>,
    /// The rows that describe it, from 0; more than one where it is in several libraries.
    pub rows: Vec<usize>,
}

/// A library with its biosamples.
#[derive(Clone, Debug, PartialEq)]
pub struct Library {
    /// Its name.
    pub name: String,
    /// Every other column of the library itself that is filled, in the sheet or in Majora.
    pub entries: Vec<Entry>,
    /// Its biosamples that are sent, in the order of the sheet.
    pub members: Vec<Member>,
    /// Rows, from 0, of which nothing goes but what is the library's own: what becomes of that becomes of them.
    pub resting: Vec<usize>,
    /// What Majora held when the user was asked; nothing for a new one. All its requests share it.
    pub stored: Option<Arc<StoredLibrary>>,
    /// Whether this request makes it: Majora held none of the name when it was asked.
    pub is_new: bool,
}

/// A biosample's place in a library.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The id of the biosample.
    pub id: String,
    /// The columns of the place itself that are filled, in the sheet or in Majora.
    pub entries: Vec<Entry>,
    /// The rows that describe it, from 0; more than one where its library was run more than once.
    pub rows: Vec<usize>,
}

/// A sequencing run of one library.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Its name.
    pub name: String,
    /// The library that was run.
    pub library: String,
    /// Every other column of it that is filled, in the sheet or in Majora.
    pub entries: Vec<Entry>,
    /// The rows that name it, from 0.
    pub rows: Vec<usize>,
    /// What Majora held when the user was asked; nothing for a new one. All its requests share it.
    pub stored: Option<Arc<StoredRun>>,
    /// Whether this request makes it: Majora held none of the name when it was asked.
    pub is_new: bool,
}

/// A record by its name at Majora.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A biosample.
    Sample(String),
    /// A library.
    Library(String),
    /// A biosample's place in a library.
    Place { library: String, sample: String },
    /// A sequencing run.
    Run(String),
}

impl Key {
    /// A biosample's place in a library.
    pub fn place(library: &str, sample: &str) -> Key {
        Key::Place { library: library.to_owned(), sample: sample.to_owned() }
    }
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
