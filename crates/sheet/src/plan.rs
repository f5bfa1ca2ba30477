//! [`Checked`], what Majora holds and what the user has decided → [`Plan`]: what will be sent, in order,
//! and what won't.
//!
//! A new biosample goes by `add`; one that Majora holds by `update`, with only the cells that differ or
//! that Majora doesn't show. A plain `add` would blank every stored value that the sheet leaves out
//! (RULES.md §7). A library or run can only be overwritten whole, so what the sheet leaves blank is
//! sent as Majora holds it.

mod samples;
mod libraries;
mod runs;
mod changes;

use crate::check::Checked;
use crate::compare::{Cell, Comparison, Doubt, What, compare};
use crate::decide::{Decisions, Verdict};
use crate::field::{Field, Reading, Section};
use crate::fields;
use crate::gather::Gather;
use crate::held::Held;
use crate::pieces::{Breaks, Work, at_once, in_pieces};
use crate::record::{Entry, Key, Library, Run, Sample, Slot};
use crate::stored::Values;
use crate::value::{Date, Value};
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use changes::Rewrite;

/// How many biosamples go into one request. More is no faster, and Majora cuts off what takes it
/// longer than 30 seconds.
pub const BATCH: usize = 50;

/// How many biosamples of a library go into one request. What Majora must look up and store for each is
/// less than for a new biosample; it came to its end near 2,300 of those (RULES.md §2). A larger
/// library goes in parts, which is the same to Majora: samples are never taken out (RULES.md §7).
pub const MEMBERS: usize = 500;

/// What will be sent, in order, and what becomes of every record of the sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The requests, in the order in which they must go.
    pub steps: Vec<Step>,
    /// What becomes of each record of each row.
    pub fates: BTreeMap<Slot, Fate>,
    /// How many rows the sheet has.
    pub rows: usize,
    /// Every stored value that is written over, in the order in which it is sent: for the receipt,
    /// which is made when what Majora held is no longer at hand.
    pub rewrites: Vec<Rewrite>,
}

/// One request.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// New biosamples, at most [`BATCH`].
    Samples(Vec<Sample>),
    /// Cells of biosamples that Majora holds, at most [`BATCH`].
    Updates(Vec<Sample>),
    /// One library with its biosamples, or a part of them.
    Library(Library),
    /// One run.
    Run(Run),
}

/// What becomes of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It goes with this step.
    Send { step: usize },
    /// Majora holds it already, and nothing of it is sent.
    AlreadyThere,
    /// It is not sent.
    Held(Reason),
}

/// Why a record is not sent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Its row has errors.
    RowHasErrors,
    /// The user has taken its row out.
    RowRemoved,
    /// These biosamples of the library are neither in Majora nor in a ready row. Every row of the
    /// library has the same list, so it is shared.
    NotRegistered { ids: Arc<[String]> },
    /// The user has to decide about these first.
    NeedsDecision { doubts: Arc<[Doubt]> },
    /// The user has decided that what Majora holds stays.
    Declined,
    /// Majora could not say what it holds.
    CouldNotCheck,
    /// The record alone is larger than Majora takes in one request.
    TooLarge,
    /// The library of the run is not sent and Majora doesn't hold it.
    NoLibrary,
}

impl Step {
    /// Which records it sends.
    pub fn section(&self) -> Section {
        match self {
            Step::Samples(_) | Step::Updates(_) => Section::Sample,
            Step::Library(_) => Section::Library,
            Step::Run(_) => Section::Run,
        }
    }

    /// How many records it sends: biosamples, biosamples of the library, or one run.
    pub fn records(&self) -> usize {
        match self {
            Step::Samples(samples) | Step::Updates(samples) => samples.len(),
            Step::Library(library) => library.members.len(),
            Step::Run(_) => 1,
        }
    }

    /// The records of rows that it answers for.
    pub fn slots(&self) -> Vec<Slot> {
        let section = self.section();
        let slot = |row: &usize| Slot { row: *row, section };
        match self {
            Step::Samples(samples) | Step::Updates(samples) => {
                samples.iter().flat_map(|s| &s.rows).map(slot).collect()
            }
            Step::Library(library) => {
                let rows = library.members.iter().flat_map(|member| &member.rows);
                rows.chain(&library.resting).map(slot).collect()
            }
            Step::Run(run) => run.rows.iter().map(slot).collect(),
        }
    }

    /// The records that it sends, by name.
    pub fn keys(&self) -> Vec<Key> {
        match self {
            Step::Samples(samples) | Step::Updates(samples) => {
                samples.iter().map(|sample| Key::Sample(sample.id.clone())).collect()
            }
            Step::Library(library) => {
                let places = library.members.iter().map(|m| Key::place(&library.name, &m.id));
                std::iter::once(Key::Library(library.name.clone())).chain(places).collect()
            }
            Step::Run(run) => vec![Key::Run(run.name.clone())],
        }
    }

    /// The same request with only some of its records, by their place in it.
    pub fn only(&self, places: &[usize]) -> Step {
        let some = |samples: &[Sample]| places.iter().map(|at| samples[*at].clone()).collect();
        match self {
            Step::Samples(samples) => Step::Samples(some(samples)),
            Step::Updates(samples) => Step::Updates(some(samples)),
            Step::Library(library) => {
                let members = places.iter().map(|at| library.members[*at].clone()).collect();
                Step::Library(Library { members, ..library.clone() })
            }
            Step::Run(run) => Step::Run(run.clone()),
        }
    }

    /// Whether Majora holds nothing yet of what it makes.
    pub fn is_new(&self) -> bool {
        match self {
            Step::Samples(_) => true,
            Step::Updates(_) => false,
            Step::Library(library) => library.is_new,
            Step::Run(run) => run.is_new,
        }
    }

    /// The permissions that it needs, all of them (RULES.md §1), without their `majora2.`.
    pub fn scopes(&self) -> &'static [&'static str] {
        match self {
            Step::Samples(_) => &[
                "add_biosampleartifact",
                "change_biosampleartifact",
                "add_biosamplesource",
                "change_biosamplesource",
                "add_biosourcesamplingprocess",
                "change_biosourcesamplingprocess",
            ],
            Step::Updates(_) => &[
                "change_biosampleartifact",
                "add_biosamplesource",
                "change_biosamplesource",
                "change_biosourcesamplingprocess",
            ],
            Step::Library(_) => &[
                "add_biosampleartifact",
                "change_biosampleartifact",
                "add_libraryartifact",
                "change_libraryartifact",
                "add_librarypoolingprocess",
                "change_librarypoolingprocess",
            ],
            Step::Run(_) => &[
                "change_libraryartifact",
                "add_dnasequencingprocess",
                "change_dnasequencingprocess",
            ],
        }
    }
}

impl Plan {
    /// How many records of a kind will be sent: biosamples, libraries or runs.
    pub fn sending(&self, section: Section) -> usize {
        let steps = || self.steps.iter().filter(|step| step.section() == section);
        match section {
            Section::Sample => steps().map(Step::records).sum(),
            _ => {
                let name = |step: &Step| step.keys().into_iter().next();
                steps().filter_map(name).collect::<BTreeSet<_>>().len()
            }
        }
    }

    /// How many rows' records of a kind have such a fate.
    pub fn count(&self, section: Section, is: impl Fn(&Fate) -> bool) -> usize {
        self.fates.iter().filter(|(slot, fate)| slot.section == section && is(fate)).count()
    }
}

/// Plans what to send of the rows that are ready.
pub fn plan(checked: &Checked, held: &Held, decisions: &Decisions) -> Plan {
    plan_compared(checked, held, &compare(checked, held), decisions)
}

/// The same where the comparison is at hand: it stays as it is when the user decides something.
pub fn plan_compared(
    checked: &Checked,
    held: &Held,
    comparison: &Comparison,
    decisions: &Decisions,
) -> Plan {
    at_once(planned(checked, held, comparison, decisions, Breaks::default()))
}

/// The same in pieces, between which `rest` is awaited with how much is done, from 0 to 1. Who drops the
/// future gives it up.
pub async fn plan_in_pieces(
    checked: &Checked,
    held: &Held,
    comparison: &Comparison,
    decisions: &Decisions,
    rest: impl AsyncFnMut(f64),
) -> Plan {
    in_pieces(|breaks| planned(checked, held, comparison, decisions, breaks), rest).await
}

fn planned<'w>(
    checked: &'w Checked,
    held: &'w Held,
    comparison: &'w Comparison,
    decisions: &'w Decisions,
    breaks: Breaks,
) -> Work<'w, Plan> {
    let planner = Planner {
        gather: Gather::of(checked),
        held,
        comparison,
        decisions,
        steps: Vec::new(),
        fates: Vec::new(),
        coming: FxHashSet::default(),
        breaks,
    };
    Box::pin(planner.plan())
}

struct Planner<'a> {
    gather: Gather<'a>,
    held: &'a Held,
    comparison: &'a Comparison,
    decisions: &'a Decisions,
    steps: Vec<Step>,
    /// What becomes of each record, in the order in which that was found out.
    fates: Vec<(Slot, Fate)>,
    /// Ids of biosamples that a step of this plan registers.
    coming: FxHashSet<&'a str>,
    breaks: Breaks,
}

impl Planner<'_> {
    async fn plan(mut self) -> Plan {
        let rows = self.gather.checked.sheet().rows();
        self.breaks.part(0.4, rows).await;
        self.rows_with_errors();
        self.samples().await;
        self.breaks.part(0.6, rows).await;
        let libraries = self.libraries().await;
        self.breaks.part(0.7, rows).await;
        self.runs(&libraries).await;
        let Planner { steps, fates, comparison, decisions, mut breaks, .. } = self;
        let mut plan = Plan { steps, fates: BTreeMap::new(), rows, rewrites: Vec::new() };
        breaks.part(0.8, fates.len()).await;
        for (slot, fate) in fates {
            // Of several for one record, the last counts.
            plan.fates.insert(slot, fate);
            breaks.after(1).await;
        }
        plan.rewrites = plan.rewrites(comparison, &decisions.ours, &mut breaks).await;
        plan
    }

    fn settle(&mut self, row: usize, section: Section, fate: Fate) {
        self.fates.push((Slot { row, section }, fate));
    }

    fn settle_all(&mut self, rows: &[usize], section: Section, fate: &Fate) {
        rows.iter().for_each(|row| self.settle(*row, section, fate.clone()));
    }

    fn add(&mut self, step: Step) {
        let fate = Fate::Send { step: self.steps.len() };
        self.fates.extend(step.slots().into_iter().map(|slot| (slot, fate.clone())));
        self.steps.push(step);
    }

    fn rows_with_errors(&mut self) {
        let checked = self.gather.checked;
        for row in (0..checked.sheet().rows()).filter(|row| !checked.is_ready(*row)) {
            let removed = checked.sheet().is_removed(row);
            let reason = if removed { Reason::RowRemoved } else { Reason::RowHasErrors };
            for section in Section::ALL.into_iter().filter(|s| checked.parts(row).has(*s)) {
                self.settle(row, section, Fate::Held(reason.clone()));
            }
        }
    }

    fn today(&self) -> Date {
        self.gather.checked.today()
    }

    /// A record's columns as it will be overwritten: what the sheet fills, and what Majora holds
    /// where the sheet is blank, without what is to be erased.
    fn whole(&self, key: &Key, mut entries: Vec<Entry>, stored: Option<&Values>) -> Vec<Entry> {
        let compared = self.comparison.records.get(key);
        let kept = compared.into_iter().flat_map(|compared| &compared.cells);
        let kept = kept.filter(|cell| cell.what == What::Kept && stored.is_some());
        let kept = kept.filter(|cell| !self.decisions.erases(key, cell));
        entries.extend(kept.filter_map(|cell| carried(cell, self.today())));
        entries
    }

    /// Why a record can't go as it is decided now, if it can't.
    fn undecided(&self, key: &Key) -> Option<Reason> {
        let compared = self.comparison.records.get(key)?;
        match self.decisions.on(key, compared) {
            Verdict::Send => None,
            Verdict::Stay => Some(Reason::Declined),
            Verdict::Open => {
                Some(Reason::NeedsDecision { doubts: self.decisions.doubts(key, compared).into() })
            }
        }
    }

    fn erases(&self, key: &Key) -> bool {
        let cells = self.comparison.records.get(key).into_iter().flat_map(|c| &c.cells);
        cells.into_iter().any(|cell| self.decisions.erases(key, cell))
    }
}

/// A stored value as it is sent again. Times aren't: Majora shows them wrong.
fn carried(cell: &Cell, today: Date) -> Option<Entry> {
    let (field, stored): (&'static Field, _) = (cell.field, cell.stored.as_deref()?);
    if [&fields::START_TIME, &fields::END_TIME].contains(&field) {
        return None;
    }
    let value = field.value(stored, Reading::on(today)).ok().flatten().map(Value::into_owned);
    // What our checks would refuse is Majora's own all the same.
    let value = value.unwrap_or_else(|| Value::Text(Cow::Owned(stored.to_owned())));
    Some(Entry { field, value: Arc::new(value) })
}
