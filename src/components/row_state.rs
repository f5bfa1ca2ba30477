//! How a row is, in a word and a mark, the same in the grid and in the list.

use sheet::check::Checked;
use sheet::problem::Severity;

/// How a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowState {
    /// It may be sent.
    Ready,
    /// It may, and something is worth knowing.
    Warning,
    /// It waits for an answer.
    Question,
    /// It has an error.
    Error,
    /// It was taken out.
    Removed,
}

impl RowState {
    /// How a row of a sheet is.
    pub fn of(checked: &Checked, row: usize) -> RowState {
        // A row that was taken away is drawn once more before it goes.
        if row >= checked.sheet().rows() {
            return RowState::Ready;
        }
        match checked.problems_of(row).iter().map(|problem| problem.severity()).min() {
            _ if checked.sheet().is_removed(row) => RowState::Removed,
            Some(Severity::Error) => RowState::Error,
            Some(Severity::Question) => RowState::Question,
            Some(Severity::Warning) => RowState::Warning,
            None => RowState::Ready,
        }
    }

    /// The class that marks it.
    pub const fn class(self) -> &'static str {
        match self {
            RowState::Ready => "row-ready",
            RowState::Warning => "row-warning",
            RowState::Question => "row-question",
            RowState::Error => "row-error",
            RowState::Removed => "row-removed",
        }
    }

    /// The words for it, to follow the number of the row.
    pub const fn words(self) -> &'static str {
        match self {
            RowState::Ready => "ready",
            RowState::Warning => "has a warning",
            RowState::Question => "has a question",
            RowState::Error => "has a problem",
            RowState::Removed => "removed",
        }
    }
}
