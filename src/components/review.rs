//! The parts of the review: what Majora holds against the sheet, and what the user decides about it.

pub mod outlook;
pub mod tags;
pub mod records;
pub mod doubts;
pub mod unchecked;
pub mod unseen;
pub mod erasures;

use sheet::record::Key;

/// A record's name for people.
pub fn record(key: &Key) -> String {
    match key {
        Key::Sample(id) => format!("Sample {id}"),
        Key::Library(name) => format!("Library {name}"),
        Key::Place { library, sample } => format!("Sample {sample} in library {library}"),
        Key::Run(name) => format!("Run {name}"),
    }
}
