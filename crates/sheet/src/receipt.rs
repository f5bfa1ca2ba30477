//! What became of every record of every row.

use crate::answer::Halt;
use crate::attribute::Said;
use crate::compare::Doubt;
use crate::field::{Field, Section};
use crate::plan::Reason;
use crate::record::{Key, Slot};
use std::collections::BTreeMap;

/// What became of the records of a sheet. Every record of every row is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// What became of each record.
    pub settled: BTreeMap<Slot, Settled>,
    /// How many rows the sheet has.
    pub rows: usize,
    /// Why the upload ended early, if it did.
    pub halted: Option<Halt>,
    /// The permissions of which one is missing, where that is why.
    pub lacking: &'static [&'static str],
    /// What Majora said of a request as a whole.
    pub remarks: Vec<Remark>,
    /// Majora's own ids of biosamples, libraries and runs, as far as its answers told them: it names
    /// what a request makes or changes, and nothing that it is merely asked about.
    pub ids: BTreeMap<Key, String>,
}

/// What Majora said without naming a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Majora's words.
    pub text: String,
    /// The rows that went with the request.
    pub rows: Vec<usize>,
}

/// What became of one record, and with which request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// What became of it.
    pub outcome: Outcome,
    /// Majora's name of the request that it went with, if there was an answer.
    pub request: Option<String>,
    /// What was found when a saved record was read back; nothing where that wasn't tried.
    pub read_back: Option<ReadBack>,
}

/// What was found when a saved record was read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadBack {
    /// All that Majora shows is as it was sent; these columns it never shows.
    Agrees { unseen: Vec<&'static Field> },
    /// Majora shows something else in these columns, or nothing.
    Differs { columns: Vec<&'static Field> },
    /// Majora did not show the record.
    Failed,
}

/// The words for a record or row of which Majora lacks something.
pub const SAVED_IN_PART: &str = "Saved in part";

/// What is said of a column that the user has left as it is.
pub(crate) const STAYS: &str = "Not sent, because what Majora holds is to stay";

/// The words for a row that is left out because of its errors.
pub const HAS_ERRORS: &str = "Has errors";

impl Settled {
    /// Whether Majora saved it without some of its columns.
    pub fn is_in_part(&self) -> bool {
        let Outcome::Saved { not_stored } = &self.outcome else { return false };
        !not_stored.is_empty() || matches!(self.read_back, Some(ReadBack::Differs { .. }))
    }

    /// Why, in one or more sentences; empty where there is nothing to add.
    pub fn reason(&self) -> String {
        let read_back = match (&self.outcome, &self.read_back) {
            (Outcome::Saved { .. }, Some(ReadBack::Differs { columns })) => {
                let names: Vec<&str> = columns.iter().map(|field| field.name).collect();
                format!("Sent but not stored: {}", names.join(", "))
            }
            (Outcome::Saved { .. }, Some(ReadBack::Failed)) => "It can’t be read back".into(),
            _ => String::new(),
        };
        let reasons = [self.outcome.reason(), read_back];
        reasons.into_iter().filter(|reason| !reason.is_empty()).collect::<Vec<_>>().join("; ")
    }
}

/// What became of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Majora saved it; what it said of columns that it did not store.
    Saved { not_stored: Vec<Said> },
    /// Majora held it already; nothing was sent.
    AlreadyThere,
    /// Majora refused it, and why.
    Refused { said: Vec<Said> },
    /// The plan left it out.
    Held(Reason),
    /// Since the review somebody else has made or changed it; it was not sent.
    Overtaken,
    /// It was held back, because this record that it needs was not saved.
    Waits { on: Section, name: String },
    /// It was not sent.
    NotSent(Halt),
    /// It was sent and no answer came: Majora may or may not hold it.
    Unknown(Halt),
}

impl Outcome {
    /// Whether Majora holds the record, for certain.
    pub fn is_held(&self) -> bool {
        matches!(self, Outcome::Saved { .. } | Outcome::AlreadyThere)
    }

    /// One or two words, the same on the page and in the file.
    pub const fn word(&self) -> &'static str {
        match self {
            Outcome::Saved { .. } => "Saved",
            Outcome::AlreadyThere => "Already in Majora",
            Outcome::Refused { .. } => "Refused",
            Outcome::Held(_) | Outcome::Overtaken | Outcome::Waits { .. } | Outcome::NotSent(_) => {
                "Not sent"
            }
            Outcome::Unknown(_) => "Unknown",
        }
    }

    /// Why, in one or more sentences; empty where there is nothing to add.
    pub fn reason(&self) -> String {
        match self {
            Outcome::Saved { not_stored } => sentences(not_stored),
            Outcome::AlreadyThere => String::new(),
            Outcome::Refused { said } if said.is_empty() => "Majora gave no reason".into(),
            Outcome::Refused { said } => sentences(said),
            Outcome::Held(reason) => reason.message(),
            Outcome::Overtaken => {
                "Somebody has changed it in Majora since you reviewed it. Review it again".into()
            }
            Outcome::Waits { on: Section::Sample, name } => {
                format!("The library waits for sample {name}, which was not saved")
            }
            Outcome::Waits { name, .. } => {
                format!("The run waits for library {name}, which was not saved")
            }
            Outcome::NotSent(halt) => halt.message(),
            Outcome::Unknown(halt) => format!("{}. Majora may or may not hold it", halt.message()),
        }
    }
}

fn sentences(said: &[Said]) -> String {
    let one = |said: &Said| match said.field {
        Some(field) => format!("{}: {}", field.name, said.text),
        None => said.text.clone(),
    };
    said.iter().map(one).collect::<Vec<_>>().join("; ")
}

impl Doubt {
    /// The sentence for people, without its full stop.
    pub fn message(&self) -> String {
        let samples = |count: &usize| match count {
            1 => "1 sample".to_owned(),
            count => format!("{count} samples"),
        };
        match self {
            Doubt::Identity { column, .. } => format!("Majora holds another {column}"),
            Doubt::TestsLost { tests } if tests.len() == 1 => {
                "Majora holds a test that is not in the sheet and would be replaced".into()
            }
            Doubt::TestsLost { tests } => format!(
                "Majora holds {} tests that are not in the sheet and would be replaced",
                tests.len()
            ),
            Doubt::ErasesUnseen { columns } => format!(
                "The sheet is blank in {}, and what Majora holds there would be erased unseen",
                columns.join(", ")
            ),
            Doubt::OtherSamples { count } => format!(
                "Majora holds this library with {} that the sheet doesn’t name",
                samples(count)
            ),
            Doubt::OtherLibraries { names } => format!(
                "Majora holds this run with library {}, which the sheet doesn’t name for it",
                names.join(", ")
            ),
        }
    }
}

impl Reason {
    /// The sentence for people.
    pub fn message(&self) -> String {
        match self {
            Reason::RowHasErrors => "The row has errors".into(),
            Reason::RowRemoved => "You removed the row".into(),
            Reason::NotRegistered { ids } => {
                let more = match ids.len() {
                    0 | 1 => String::new(),
                    n => format!(" and {} more", n - 1),
                };
                let first = ids.first().map_or("", String::as_str);
                let verb = if ids.len() > 1 { "are" } else { "is" };
                format!(
                    "{first}{more} {verb} not registered in Majora. Add the columns of the sample or ask the sending site"
                )
            }
            Reason::NeedsDecision { doubts } => {
                let each: Vec<String> = doubts.iter().map(Doubt::message).collect();
                format!("You have to decide first. {}", each.join(". "))
            }
            Reason::Declined => "You decided that what Majora holds stays".into(),
            Reason::CouldNotCheck => {
                "Majora did not show what it holds, so this could overwrite something unseen".into()
            }
            Reason::TooLarge => "It is larger than Majora takes in one request".into(),
            Reason::NoLibrary => "The library of the run is not in Majora".into(),
        }
    }
}

/// The one word for a whole row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowOutcome {
    /// Majora now holds every record of the row.
    Saved,
    /// Majora held every record of the row before.
    AlreadyThere,
    /// At least one record's fate is unknown.
    Unknown,
    /// At least one record was refused.
    Refused,
    /// At least one record was not sent.
    NotSent,
    /// The user has taken the row out.
    Removed,
}

impl RowOutcome {
    /// Every one, what needs attention first.
    pub const ALL: [RowOutcome; 6] = [
        RowOutcome::Refused,
        RowOutcome::Unknown,
        RowOutcome::NotSent,
        RowOutcome::Saved,
        RowOutcome::AlreadyThere,
        RowOutcome::Removed,
    ];

    /// One or two words.
    pub const fn word(self) -> &'static str {
        match self {
            RowOutcome::Saved => "Saved",
            RowOutcome::AlreadyThere => "Already in Majora",
            RowOutcome::Unknown => "Unknown",
            RowOutcome::Refused => "Refused",
            RowOutcome::NotSent => "Not sent",
            RowOutcome::Removed => "Removed",
        }
    }
}

impl Receipt {
    /// The records of one row, in the order in which they are sent.
    pub fn of_row(&self, row: usize) -> impl Iterator<Item = (Section, &Settled)> {
        let slot = move |section| Slot { row, section };
        let records = Section::ALL.into_iter();
        records.filter_map(move |section| Some((section, self.settled.get(&slot(section))?)))
    }

    /// What became of a row: the worst of its records.
    pub fn row(&self, row: usize) -> RowOutcome {
        let worst = |outcome: &Outcome| match outcome {
            Outcome::AlreadyThere => RowOutcome::AlreadyThere,
            Outcome::Saved { .. } => RowOutcome::Saved,
            Outcome::Unknown(_) => RowOutcome::Unknown,
            Outcome::Refused { .. } => RowOutcome::Refused,
            Outcome::Held(Reason::RowRemoved) => RowOutcome::Removed,
            Outcome::Held(_) | Outcome::Overtaken | Outcome::Waits { .. } | Outcome::NotSent(_) => {
                RowOutcome::NotSent
            }
        };
        let outcomes = self.of_row(row).map(|(_, settled)| worst(&settled.outcome));
        let rank = |outcome: &RowOutcome| RowOutcome::ALL.iter().position(|other| other == outcome);
        outcomes.min_by_key(rank).unwrap_or(RowOutcome::NotSent)
    }

    /// How many rows have a record of this kind, and of how many Majora holds it for certain.
    pub fn records(&self, section: Section) -> (usize, usize) {
        let removed = Outcome::Held(Reason::RowRemoved);
        let mine = self.settled.iter();
        let mine = mine.filter(|(slot, s)| slot.section == section && s.outcome != removed);
        mine.fold((0, 0), |(all, held), (_, settled)| {
            (all + 1, held + usize::from(settled.outcome.is_held()))
        })
    }

    /// How many rows ended so. Over all outcomes it adds up to the rows of the sheet.
    pub fn rows_with(&self, outcome: RowOutcome) -> usize {
        (0..self.rows).filter(|row| self.row(*row) == outcome).count()
    }
}
