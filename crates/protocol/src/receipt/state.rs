//! How a record or row can end.

use serde::{Deserialize, Serialize};
use sheet::plan::Reason;
use sheet::receipt::{HAS_ERRORS, Outcome, ReadBack, SAVED_IN_PART, Settled};

/// How a record or row can end, what needs attention first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Majora refused it.
    Refused,
    /// It was sent and no answer came: Majora may or may not hold it.
    Unknown,
    /// It was left out, because its row has errors.
    HasErrors,
    /// It was not sent.
    NotSent,
    /// Majora holds it, but not every column that was sent; of a row, not all its records.
    SavedInPart,
    /// Majora saved it, and it could not be read back.
    SavedNotChecked,
    /// Majora saved it, and shows it as it was sent.
    SavedAndChecked,
    /// Majora held it before, and nothing was sent.
    AlreadyThere,
    /// The user took the row out.
    Removed,
}

impl State {
    /// Every one, what needs attention first.
    pub const ALL: [State; 9] = [
        State::Refused,
        State::Unknown,
        State::HasErrors,
        State::NotSent,
        State::SavedInPart,
        State::SavedNotChecked,
        State::SavedAndChecked,
        State::AlreadyThere,
        State::Removed,
    ];

    /// A few words for people.
    pub const fn word(self) -> &'static str {
        match self {
            State::Refused => "Refused",
            State::Unknown => "Unknown",
            State::HasErrors => HAS_ERRORS,
            State::NotSent => "Not sent",
            State::SavedInPart => SAVED_IN_PART,
            State::SavedNotChecked => "Saved, not checked",
            State::SavedAndChecked => "Saved and checked",
            State::AlreadyThere => "Already in Majora",
            State::Removed => "Removed",
        }
    }

    /// Its name for programs, which never changes.
    pub const fn code(self) -> &'static str {
        match self {
            State::Refused => "refused",
            State::Unknown => "unknown",
            State::HasErrors => "has_errors",
            State::NotSent => "not_sent",
            State::SavedInPart => "saved_in_part",
            State::SavedNotChecked => "saved_not_checked",
            State::SavedAndChecked => "saved_and_checked",
            State::AlreadyThere => "already_there",
            State::Removed => "removed",
        }
    }

    /// Whether Majora holds it, for certain, at least in part.
    pub const fn is_held(self) -> bool {
        matches!(self, State::SavedInPart) || self.is_whole()
    }

    /// Whether Majora holds all of it, for certain.
    pub const fn is_whole(self) -> bool {
        matches!(self, State::SavedNotChecked | State::SavedAndChecked | State::AlreadyThere)
    }

    /// How a row ends of which the records end so: as the worst of them, but of one that is not all sent
    /// nobody must believe that Majora holds nothing.
    pub(super) fn of_row(records: impl Iterator<Item = State> + Clone) -> State {
        match records.clone().min().unwrap_or(State::NotSent) {
            State::NotSent if { records }.any(State::is_held) => State::SavedInPart,
            worst => worst,
        }
    }

    /// Whether somebody must look at it.
    pub const fn needs_attention(self) -> bool {
        matches!(
            self,
            State::Refused
                | State::Unknown
                | State::HasErrors
                | State::NotSent
                | State::SavedInPart
        )
    }

    /// What became of a record.
    pub fn of(settled: &Settled) -> State {
        match (&settled.outcome, &settled.read_back) {
            (Outcome::Refused { .. }, _) => State::Refused,
            (Outcome::Unknown(_), _) => State::Unknown,
            (Outcome::Held(Reason::RowHasErrors), _) => State::HasErrors,
            (Outcome::Held(Reason::RowRemoved), _) => State::Removed,
            (Outcome::AlreadyThere, _) => State::AlreadyThere,
            (Outcome::Saved { .. }, _) if settled.is_in_part() => State::SavedInPart,
            (Outcome::Saved { .. }, Some(ReadBack::Agrees { .. })) => State::SavedAndChecked,
            (Outcome::Saved { .. }, _) => State::SavedNotChecked,
            (
                Outcome::Held(_) | Outcome::Overtaken | Outcome::Waits { .. } | Outcome::NotSent(_),
                _,
            ) => State::NotSent,
        }
    }
}
