//! The receipt as it is shown, kept and handed out as a file: complete in itself, so that it can be
//! read where neither the sheet nor Majora is at hand. `docs/receipt.md` is its description.

mod state;
mod reference;
mod link;
mod apart;
mod make;
mod table;

pub use apart::columns_left_out;
pub use link::is_uuid;
pub use make::{Submission, of};
pub use state::State;

use crate::session::World;
use serde::{Deserialize, Serialize};
use sheet::words;

/// The version of the form, raised when a name in it changes or goes.
pub const VERSION: u32 = 1;

/// A receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// What it is about; enough for a list of receipts.
    #[serde(flatten)]
    pub head: Head,
    /// Why the upload ended early, if it did.
    pub stopped: Option<String>,
    /// The permissions of which one is missing, where that is why.
    pub missing_permissions: Vec<String>,
    /// Columns that were sent and that Majora never shows, so that they could not be checked.
    pub unseen: Vec<String>,
    /// Columns of the sheet that hold anything and were not sent. Receipts of before they were told
    /// have none.
    #[serde(default)]
    pub columns_left_out: Vec<LeftOut>,
    /// What was changed in the sheet after the file was read. Receipts of before this was told don't
    /// know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edits: Option<Edits>,
    /// Every row of the sheet, in its order.
    pub rows: Vec<Row>,
    /// Every stored value that was written over.
    pub changes: Vec<Change>,
    /// What Majora said of a request as a whole.
    pub remarks: Vec<Remark>,
}

/// What a receipt is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// [`VERSION`].
    pub version: u32,
    /// Its name, to be read out on the telephone: `T-mudof-kavin`.
    pub reference: String,
    /// The Majora that was written to.
    pub server: Server,
    /// Majora's name of the user.
    pub username: String,
    /// The file.
    pub file: File,
    /// When the first request went, RFC 3339 in UTC.
    pub began: String,
    /// When the last answer came.
    pub ended: String,
    /// How many rows the sheet has.
    pub rows_in_all: usize,
    /// How many of them ended how, those of none left out. They add up to `rows_in_all`.
    pub counts: Vec<Count>,
}

/// The Majora that was written to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Server {
    /// Its key in paths.
    pub name: String,
    /// Its name for people.
    pub label: String,
    /// Its host.
    pub host: String,
    /// Practice or real.
    pub world: World,
}

/// A file, by what it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// The SHA-256 of its bytes in hexadecimal.
    pub sha256: String,
}

/// A column of the sheet that isn't sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Its heading, or `column G` where it has none that can be told.
    pub column: String,
    /// How many of its cells are filled.
    pub cells: usize,
    /// Whether the user has said that it is not to be sent.
    pub chosen: bool,
}

impl LeftOut {
    /// `Library (12 cells)`.
    pub fn told(&self) -> String {
        format!("{} ({})", self.column, words::count(self.cells, "cell"))
    }
}

/// What was changed in a sheet after its file was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edits {
    /// How many cells.
    pub cells: usize,
    /// How many rows were added.
    pub rows_added: usize,
    /// How many rows were taken out.
    pub rows_removed: usize,
    /// Where the changed cells are, in the order of the columns.
    pub columns: Vec<Edited>,
}

/// The changed cells of a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edited {
    /// Its heading, or `column G` where it has none that can be told.
    pub column: String,
    /// The rows, as a spreadsheet numbers them.
    pub rows: Vec<u32>,
}

impl Edits {
    /// `14 cells changed, 1 row removed`; nothing where the sheet is as the file was.
    pub fn told(&self) -> String {
        let Edits { cells, rows_added, rows_removed, .. } = *self;
        let some = [
            (cells, "cell", "changed"),
            (rows_added, "row", "added"),
            (rows_removed, "row", "removed"),
        ];
        let some = some.into_iter().filter(|(number, ..)| *number > 0);
        let told =
            some.map(|(number, noun, verb)| format!("{} {verb}", words::count(number, noun)));
        told.collect::<Vec<_>>().join(", ")
    }
}

/// How many rows ended so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// How.
    pub outcome: State,
    /// How many.
    pub rows: usize,
}

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its number in the spreadsheet; headings usually have 1.
    pub row: u32,
    /// The id of its sample.
    pub sample: String,
    /// How it ended: as the worst of its records, or in part.
    pub outcome: State,
    /// What keeps the row itself from being sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<String>,
    /// Its records, in the order in which they are sent.
    pub records: Vec<Record>,
}

/// Which record of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The biosample.
    Sample,
    /// The biosample's place in its library, and the library.
    Library,
    /// The sequencing run.
    Run,
}

/// What became of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Which of the row's.
    pub record: Kind,
    /// Its name at Majora.
    pub name: String,
    /// What became of it.
    pub outcome: State,
    /// Why, in sentences; empty where there is nothing to add.
    pub reason: String,
    /// The columns that were refused or not stored.
    pub columns: Vec<String>,
    /// Majora's name of the request.
    pub request: Option<String>,
    /// The address of its page at Majora, of a biosample's place in a library that of the library;
    /// nothing where Majora's answers didn't tell its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// A stored value that was written over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Whose.
    pub record: Kind,
    /// The name of the record.
    pub name: String,
    /// The biosample, where it is its place in the library.
    pub sample: Option<String>,
    /// The column.
    pub column: String,
    /// Whether Majora shows what it holds in such a column.
    pub shown: bool,
    /// What Majora held; nothing where that is blank, not shown, or not kept on this computer.
    pub from: Option<String>,
    /// What it holds now; nothing where that is blank or not kept on this computer.
    pub to: Option<String>,
}

/// What Majora said without naming a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// Majora's words.
    pub text: String,
    /// The rows that went with the request.
    pub rows: Vec<u32>,
}

impl Head {
    /// How many rows ended so.
    pub fn count(&self, outcome: State) -> usize {
        self.counts.iter().filter(|count| count.outcome == outcome).map(|count| count.rows).sum()
    }

    /// How many rows ended in a way that somebody must look at.
    pub fn to_look_at(&self) -> usize {
        let counts = self.counts.iter().filter(|count| count.outcome.needs_attention());
        counts.map(|count| count.rows).sum()
    }

    /// How many rows Majora holds now, with all their records and columns.
    pub fn whole(&self) -> usize {
        let counts = self.counts.iter().filter(|count| count.outcome.is_whole());
        counts.map(|count| count.rows).sum()
    }

    /// Milliseconds since 1970 when the last answer came.
    pub fn ended_at(&self) -> f64 {
        make::milliseconds(&self.ended)
    }

    /// Milliseconds since 1970 when the first request went.
    pub fn began_at(&self) -> f64 {
        make::milliseconds(&self.began)
    }

    /// As JSON.
    pub fn to_json(&self) -> String {
        // Text keys and plain values always have a form in JSON.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// From JSON of this version.
    pub fn from_json(text: &str) -> Option<Head> {
        let head: Head = serde_json::from_str(text).ok()?;
        (head.version == VERSION).then_some(head)
    }
}

impl Paper {
    /// The receipt as JSON, over several lines.
    pub fn to_json(&self) -> String {
        // Text keys and plain values always have a form in JSON.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// A receipt from JSON of this version.
    pub fn from_json(text: &str) -> Option<Paper> {
        let paper: Paper = serde_json::from_str(text).ok()?;
        (paper.head.version == VERSION).then_some(paper)
    }

    /// The same for the history on a shared computer: which columns were written over, without what
    /// stood there.
    pub fn without_values(mut self) -> Paper {
        for change in &mut self.changes {
            (change.from, change.to) = (None, None);
        }
        self
    }

    /// Whether anything of it went to Majora.
    pub fn has_sent(&self) -> bool {
        let is_sent = |record: &Record| {
            !matches!(
                record.outcome,
                State::HasErrors | State::NotSent | State::AlreadyThere | State::Removed
            )
        };
        self.rows.iter().flat_map(|row| &row.records).any(is_sent)
    }

    /// The name of a file of it: `majora-receipt-test-T-mudof-kavin.csv`.
    pub fn file_name(&self, ending: &str) -> String {
        let world = match self.head.server.world {
            World::Test => "test",
            World::Production => "production",
        };
        format!("majora-receipt-{world}-{}.{ending}", self.head.reference)
    }
}

#[cfg(test)]
mod tests;
