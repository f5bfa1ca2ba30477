//! What Majora holds already of the records that a sheet names.

use crate::check::Checked;
use crate::field::Section;
use crate::fields;
use crate::record::{Key, Sample};
use crate::stored::{StoredLibrary, StoredRun, StoredSample};
use std::collections::{BTreeMap, BTreeSet};

/// What must be asked before a plan can be made, each name once, in the order of the sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    /// Ids of biosamples.
    pub samples: Vec<String>,
    /// Names of libraries.
    pub libraries: Vec<String>,
    /// Names of runs.
    pub runs: Vec<String>,
    /// What to do with a record that Majora fails to show.
    pub unshown: Unshown,
}

/// What to do with a record that Majora fails to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unshown {
    /// The asking ends: what is to be written rests on every answer.
    #[default]
    Ends,
    /// The record is told as unread, and the others are asked about.
    IsUnread,
}

/// What Majora answered. A name that is missing here is unknown to Majora.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Biosamples that Majora knows.
    pub samples: BTreeMap<String, HeldSample>,
    /// Libraries that Majora knows.
    pub libraries: BTreeMap<String, StoredLibrary>,
    /// Runs that Majora knows.
    pub runs: BTreeMap<String, StoredRun>,
    /// Libraries and runs of which Majora could not say whether it knows them.
    pub unread: BTreeSet<Key>,
}

/// A biosample that Majora knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeldSample {
    /// It has no details: a library brought its id along (`force_biosamples`, RULES.md §7). It is
    /// filled by `add`; `update` is refused.
    Bare,
    /// It has details, and Majora could not or was not asked to show them.
    Unread,
    /// It has these.
    Read(StoredSample),
}

impl Questions {
    /// Asks about a biosample, with the library that shows it.
    pub(crate) fn add_sample(&mut self, sample: &Sample) {
        self.samples.push(sample.id.clone());
        if let Some(library) = &sample.shown_by
            && !self.libraries.contains(library)
        {
            self.libraries.push(library.clone());
        }
    }

    /// Whether there is nothing to ask.
    pub fn is_empty(&self) -> bool {
        self.samples.is_empty() && self.libraries.is_empty() && self.runs.is_empty()
    }
}

/// What must be asked of Majora about the rows that are ready.
pub fn questions(checked: &Checked) -> Questions {
    let mut questions = Questions { unshown: Unshown::IsUnread, ..Questions::default() };
    let mut asked = [BTreeSet::new(), BTreeSet::new(), BTreeSet::new()];
    let sheet = checked.sheet();
    for row in (0..sheet.rows()).filter(|row| checked.is_ready(*row)) {
        let parts = checked.parts(row);
        let [samples, libraries, runs] = &mut asked;
        let ask = |asked: &mut BTreeSet<_>, list: &mut Vec<String>, field| {
            let name = sheet.get(row, field);
            if asked.insert(name) {
                list.push(name.to_owned());
            }
        };
        ask(samples, &mut questions.samples, &fields::CENTRAL_SAMPLE_ID);
        if parts.has(Section::Library) || parts.has(Section::Run) {
            ask(libraries, &mut questions.libraries, &fields::LIBRARY_NAME);
        }
        if parts.has(Section::Run) {
            ask(runs, &mut questions.runs, &fields::RUN_NAME);
        }
    }
    questions
}
