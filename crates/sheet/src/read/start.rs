//! Where the table of a text begins, and how sure that is.

use super::ont;
use super::records::Records;
use crate::fields;
use crate::heading;
use crate::layout::Format;

/// Where the table of a text begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Start {
    /// The row of the headings, as a spreadsheet numbers it.
    pub(super) headings: u32,
    pub(super) format: Format,
    /// How well the headings are known.
    pub(super) rank: Rank,
}

/// How well a row is known as one of headings: whether it has a key column, how many of its cells
/// are known as headings, how many cells it has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    pub(super) key: bool,
    pub(super) known: usize,
    width: usize,
}

impl Rank {
    pub(super) fn of(cells: &csv::StringRecord) -> Rank {
        let fields = cells.iter().filter_map(heading::listed);
        let fields: Vec<_> = fields.collect();
        let key = fields.iter().any(|field| **field == fields::CENTRAL_SAMPLE_ID);
        Rank { key: key || ont::is_sheet(cells), known: fields.len(), width: cells.len() }
    }
}

impl Start {
    pub(super) fn plain(records: &Records<'_>) -> Start {
        let format = if ont::is_sheet(&records.cells) { Format::Ont } else { Format::Plain };
        Start { headings: records.line, format, rank: Rank::of(&records.cells) }
    }
}
