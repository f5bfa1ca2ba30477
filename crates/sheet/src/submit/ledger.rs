//! What has become of each record so far.

use super::{Count, Progress};
use crate::answer::Halt;
use crate::attribute::Said;
use crate::compare::is_own;
use crate::field::{Field, Section};
use crate::journal::{Note, State};
use crate::plan::{Fate, Plan, Step};
use crate::receipt::{Outcome, Receipt, Remark, STAYS, Settled};
use crate::record::{Key, Library, Run, Sample, Slot};
use std::collections::BTreeSet;

/// The receipt in the making.
pub(super) struct Ledger {
    pub(super) receipt: Receipt,
    pub(super) progress: Progress,
    lost_samples: BTreeSet<String>,
    /// Libraries of which a step was sent or left out.
    tried_libraries: BTreeSet<String>,
    /// Libraries and runs that took something.
    saved: BTreeSet<Key>,
    /// Libraries and runs of which a request has gone out.
    begun: BTreeSet<Key>,
    /// Libraries and runs that somebody else has made or changed since the review.
    overtaken: BTreeSet<Key>,
}

impl Ledger {
    pub(super) fn new(plan: &Plan) -> Ledger {
        let mut progress = Progress { steps: plan.steps.len(), ..Progress::default() };
        let mut receipt = Receipt { rows: plan.rows, ..Receipt::default() };
        for (slot, fate) in &plan.fates {
            let outcome = match fate {
                Fate::Send { .. } => {
                    progress.records[slot.section as usize].all += 1;
                    continue;
                }
                Fate::AlreadyThere => Outcome::AlreadyThere,
                Fate::Held(reason) => Outcome::Held(reason.clone()),
            };
            receipt.settled.insert(*slot, Settled { outcome, request: None, read_back: None });
        }
        Ledger {
            receipt,
            progress,
            lost_samples: BTreeSet::new(),
            tried_libraries: BTreeSet::new(),
            saved: BTreeSet::new(),
            begun: BTreeSet::new(),
            overtaken: BTreeSet::new(),
        }
    }

    /// Why a step must not be sent, if it mustn't.
    pub(super) fn obstacle(&self, step: &Step) -> Option<Outcome> {
        if let Some(halt) = self.receipt.halted {
            return Some(Outcome::NotSent(halt));
        }
        if self.is_theirs(step) {
            return Some(Outcome::Overtaken);
        }
        match step {
            Step::Samples(_) | Step::Updates(_) => None,
            Step::Library(library) => {
                let lost = |id: &String| self.lost_samples.contains(id);
                let member = library.members.iter().find(|member| lost(&member.id))?;
                Some(Outcome::Waits { on: Section::Sample, name: member.id.clone() })
            }
            Step::Run(Run { library, .. }) => {
                let lost = self.tried_libraries.contains(library)
                    && !self.saved.contains(&Key::Library(library.clone()));
                lost.then(|| Outcome::Waits { on: Section::Library, name: library.clone() })
            }
        }
    }

    /// Notes that a request goes out now with the library or run of a step.
    pub(super) fn begin(&mut self, step: &Step) {
        self.begun.extend(name(step));
    }

    /// Notes that the first request with the library or run of a step didn't go out after all.
    pub(super) fn put_off(&mut self, step: &Step) {
        if let Some(name) = name(step) {
            self.begun.remove(&name);
        }
    }

    /// The step as it goes now: the first request that Majora takes makes a library or run, whichever of
    /// those that were planned it is.
    pub(super) fn as_it_goes(&self, mut step: Step) -> Step {
        let is_made = |key: Key| self.saved.contains(&key) || self.is_named(&key);
        match &mut step {
            Step::Samples(_) | Step::Updates(_) => {}
            Step::Library(library) => {
                let is_made = is_made(Key::Library(library.name.clone()));
                library.is_new = library.stored.is_none() && !is_made;
            }
            Step::Run(run) => {
                let is_made = is_made(Key::Run(run.name.clone()));
                run.is_new = run.stored.is_none() && !is_made;
            }
        }
        step
    }

    /// Whether a request has gone out with the library or run of a step.
    pub(super) fn has_begun(&self, step: &Step) -> bool {
        name(step).is_some_and(|name| self.begun.contains(&name))
    }

    /// Notes that the library or run of a step has become somebody else's: nothing more of it goes.
    pub(super) fn leave_alone(&mut self, step: &Step) {
        self.overtaken.extend(name(step));
    }

    /// Whether the library or run of a step has become somebody else's.
    pub(super) fn is_theirs(&self, step: &Step) -> bool {
        name(step).is_some_and(|name| self.overtaken.contains(&name))
    }

    /// Sends nothing more. What of the step isn't settled is unknown if it may have been carried out.
    pub(super) fn stop(&mut self, step: &Step, halt: Halt, doubt: Option<Halt>) {
        if self.receipt.halted.is_none() {
            self.receipt.halted = Some(halt);
            if halt == Halt::NoPermission {
                self.receipt.lacking = step.scopes();
            }
        }
        let outcome = doubt.map_or(Outcome::NotSent(halt), Outcome::Unknown);
        self.settle_all(step, &outcome);
    }

    pub(super) fn settle_all(&mut self, step: &Step, outcome: &Outcome) {
        (0..step.records()).for_each(|nth| self.settle(step, nth, outcome, None));
    }

    /// Settles the nth record of a step.
    pub(super) fn settle(
        &mut self,
        step: &Step,
        nth: usize,
        outcome: &Outcome,
        request: Option<&str>,
    ) {
        if *outcome == Outcome::Overtaken {
            self.leave_alone(step);
        }
        self.saved.extend(name(step).filter(|_| outcome.is_held()));
        match step {
            Step::Samples(samples) | Step::Updates(samples) => {
                if !outcome.is_held() && !matches!(step, Step::Updates(_)) {
                    self.lost_samples.insert(samples[nth].id.clone());
                }
                let outcome = in_part(&samples[nth], outcome);
                self.slots(&samples[nth].rows, Section::Sample, &outcome, request);
            }
            Step::Library(library) => {
                self.tried_libraries.insert(library.name.clone());
                self.slots(&library.members[nth].rows, Section::Library, outcome, request);
            }
            Step::Run(run) => self.slots(&run.rows, Section::Run, outcome, request),
        }
    }

    /// Settles the rows that have nothing in a library's request but what is its own: Majora has stored that
    /// where it took any of the places that went with it, or names the library: that comes before its places
    /// (RULES.md §4.4).
    pub(super) fn settle_resting(&mut self, step: &Step) {
        let Step::Library(Library { name, members, resting, .. }) = step else { return };
        let slot = |row: &usize| Slot { row: *row, section: Section::Library };
        let settled = members.iter().flat_map(|member| &member.rows).map(slot);
        let settled: Vec<&Settled> =
            settled.filter_map(|slot| self.receipt.settled.get(&slot)).collect();
        let held = settled.iter().find(|settled| settled.outcome.is_held());
        let Some(Settled { outcome, request, .. }) = held.or(settled.first()) else { return };
        let (mut outcome, request) = (outcome.clone(), request.clone());
        if held.is_none() && self.is_named(&Key::Library(name.clone())) {
            outcome = Outcome::Saved { not_stored: Vec::new() };
        }
        if let Outcome::Saved { not_stored } = &mut outcome {
            not_stored.retain(|said| said.field.is_none_or(is_own));
        }
        self.slots(resting, Section::Library, &outcome, request.as_deref());
    }

    fn slots(
        &mut self,
        rows: &[usize],
        section: Section,
        outcome: &Outcome,
        request: Option<&str>,
    ) {
        let request = request.filter(|id| !id.is_empty()).map(str::to_owned);
        let Count { saved, other, .. } = &mut self.progress.records[section as usize];
        *if outcome.is_held() { saved } else { other } += rows.len();
        for row in rows {
            let (outcome, request) = (outcome.clone(), request.clone());
            let settled = Settled { outcome, request, read_back: None };
            self.receipt.settled.insert(Slot { row: *row, section }, settled);
        }
    }

    /// Keeps what was said of a request as a whole.
    pub(super) fn remark(&mut self, step: &Step, remarks: Vec<String>) {
        let rows: Vec<usize> = step.slots().into_iter().map(|slot| slot.row).collect();
        let remark = |text| Remark { text, rows: rows.clone() };
        self.receipt.remarks.extend(remarks.into_iter().map(remark));
    }

    /// Whether Majora has named a record of a request: then it holds it, whatever else it said.
    fn is_named(&self, key: &Key) -> bool {
        self.receipt.ids.contains_key(key)
    }

    /// What the journal is told of the settled records of a step.
    pub(super) fn notes(&self, step: &Step) -> Vec<Note> {
        let is_theirs = self.is_theirs(step);
        let note = |key: Key, row: usize| {
            let slot = Slot { row, section: step.section() };
            let settled = self.receipt.settled.get(&slot)?;
            let state = match State::of(&settled.outcome) {
                State::NotSaved | State::Unknown if is_theirs => State::NotMade,
                State::NotSaved if step.is_new() && !self.is_named(&key) => State::NotMade,
                state => state,
            };
            Some(Note::Settled { key, state, request: settled.request.clone() })
        };
        match step {
            Step::Samples(samples) | Step::Updates(samples) => {
                let one =
                    |s: &crate::record::Sample| note(Key::Sample(s.id.clone()), *s.rows.first()?);
                samples.iter().filter_map(one).collect()
            }
            Step::Library(library) => {
                let one = |m: &crate::record::Member| {
                    note(Key::place(&library.name, &m.id), *m.rows.first()?)
                };
                let places: Vec<Note> = library.members.iter().filter_map(one).collect();
                let key = Key::Library(library.name.clone());
                // It is made even where none of its places is (RULES.md §4.4).
                let is_made = self.saved.contains(&key) || self.is_named(&key);
                let is_not_made = library.is_new
                    && places.len() == library.members.len()
                    && places.iter().all(is_not_made);
                let state = match (is_made, is_not_made) {
                    _ if is_theirs => Some(State::NotMade),
                    (true, _) => Some(State::Saved),
                    (false, true) => Some(State::NotMade),
                    (false, false) => None,
                };
                let own = state.map(|state| Note::Settled { key, state, request: None });
                own.into_iter().chain(places).collect()
            }
            Step::Run(run) => run
                .rows
                .first()
                .and_then(|row| note(Key::Run(run.name.clone()), *row))
                .into_iter()
                .collect(),
        }
    }
}

/// What has become of a biosample that may have been sent without some of its columns.
fn in_part(sample: &Sample, outcome: &Outcome) -> Outcome {
    let mut outcome = outcome.clone();
    if let Outcome::Saved { not_stored } = &mut outcome {
        let text = match sample.stored {
            Some(_) => STAYS,
            None => "Not sent, because Majora didn’t show what it holds",
        };
        let said = |field: &&'static Field| Said { field: Some(*field), text: text.into() };
        not_stored.extend(sample.left_out.iter().map(said));
    }
    outcome
}

/// The library or run that a step sends: other steps may send more of it.
fn name(step: &Step) -> Option<Key> {
    match step {
        Step::Samples(_) | Step::Updates(_) => None,
        Step::Library(library) => Some(Key::Library(library.name.clone())),
        Step::Run(run) => Some(Key::Run(run.name.clone())),
    }
}

fn is_not_made(note: &Note) -> bool {
    matches!(note, Note::Settled { state: State::NotMade, .. })
}
