//! What Majora holds already of the records that a sheet names.

use crate::check::Checked;
use crate::field::Section;
use crate::fields;
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
}

/// What Majora answered. A name that is missing here is unknown to Majora.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Biosamples that Majora knows.
    pub samples: BTreeMap<String, HeldSample>,
    /// Libraries that Majora knows.
    pub libraries: BTreeMap<String, HeldLibrary>,
    /// Runs that Majora knows.
    pub runs: BTreeMap<String, HeldRun>,
}

/// A biosample that Majora knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldSample {
    /// Whether it has details, or only an id that a library brought along (RULES.md §7).
    pub has_metadata: bool,
}

/// A library that Majora knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldLibrary {
    /// The ids of its biosamples.
    pub members: BTreeSet<String>,
    /// Its own stored values by the name of the column, as text; blank ones are left out.
    pub values: BTreeMap<&'static str, String>,
}

/// A run that Majora knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldRun {
    /// The libraries that were run.
    pub libraries: BTreeSet<String>,
}

/// What must be asked of Majora about the rows that are ready.
pub fn questions(checked: &Checked) -> Questions {
    let mut questions = Questions::default();
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
