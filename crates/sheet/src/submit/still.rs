//! Whether Majora still holds what the user has seen.

use super::judge::{Judged, judge};
use super::ledger::Ledger;
use crate::compare::sample_agrees;
use crate::held::{Held, HeldSample, Questions};
use crate::plan::Step;
use crate::receipt::Outcome;
use crate::record::{Entry, Sample};
use crate::sight::{Sight, sight};
use crate::stored::StoredSample;

/// When a step is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// Right after the one before it.
    InTurn,
    /// After it had to wait, however long that was.
    Later,
}

/// Whether a step is a further request of a library or run, right after the one before: what that is by now is
/// this upload's own doing.
fn goes_on(step: &Step, moment: Moment, ledger: &Ledger) -> bool {
    moment == Moment::InTurn && ledger.has_begun(step)
}

/// What to ask just before a step goes.
pub(super) fn questions(step: &Step, moment: Moment, ledger: &Ledger) -> Questions {
    let mut questions = Questions::default();
    match step {
        Step::Samples(samples) => {
            samples.iter().for_each(|sample| questions.add_sample(sample));
        }
        Step::Updates(samples) => {
            let seen = samples.iter().filter(|sample| sample.stored.is_some());
            seen.for_each(|sample| questions.add_sample(sample));
        }
        Step::Library(_) | Step::Run(_) if goes_on(step, moment, ledger) => {}
        Step::Library(library) => questions.libraries.push(library.name.clone()),
        Step::Run(run) => questions.runs.push(run.name.clone()),
    }
    questions
}

/// What of a step is still as it was reviewed; the rest is settled here.
pub(super) fn as_reviewed(
    step: &Step,
    held: &Held,
    moment: Moment,
    ledger: &mut Ledger,
) -> Option<Step> {
    let overtaken: Vec<Option<Outcome>> = match step {
        Step::Samples(samples) => samples.iter().map(|sample| taken(sample, held)).collect(),
        Step::Updates(samples) => samples.iter().map(|sample| changed(sample, held)).collect(),
        Step::Library(_) | Step::Run(_) if goes_on(step, moment, ledger) => {
            vec![None; step.records()]
        }
        // It is in part as it was reviewed and in part as it was sent.
        Step::Library(_) | Step::Run(_) if ledger.has_begun(step) => {
            judge(step, held).into_iter().map(later).collect()
        }
        Step::Library(library) => {
            let is_other = held.libraries.get(&library.name) != library.stored.as_deref();
            vec![is_other.then_some(Outcome::Overtaken); library.members.len()]
        }
        Step::Run(run) => {
            let is_other = held.runs.get(&run.name) != run.stored.as_deref();
            vec![is_other.then_some(Outcome::Overtaken)]
        }
    };
    let mut going = Vec::new();
    for (nth, overtaken) in overtaken.into_iter().enumerate() {
        match overtaken {
            Some(outcome) => ledger.settle(step, nth, &outcome, None),
            None => going.push(nth),
        }
    }
    if going.is_empty() {
        return None;
    }
    ledger.begin(step);
    Some(step.only(&going))
}

/// What has become of a record of a library or run, more of which has been sent before.
fn later(judged: Judged) -> Option<Outcome> {
    match judged {
        Judged::Missing => None,
        Judged::Stored => Some(Outcome::AlreadyThere),
        Judged::Otherwise => Some(Outcome::Overtaken),
    }
}

/// What has become of a new biosample that Majora holds by now.
fn taken(sample: &Sample, held: &Held) -> Option<Outcome> {
    match held.samples.get(&sample.id)? {
        HeldSample::Bare => None,
        HeldSample::Read(stored) if is_there(&sample.entries, stored) => {
            Some(Outcome::AlreadyThere)
        }
        HeldSample::Read(_) | HeldSample::Unread => Some(Outcome::Overtaken),
    }
}

/// Whether all of a biosample is seen to be stored: what Majora never shows may be missing there.
fn is_there(entries: &[Entry], stored: &StoredSample) -> bool {
    let is_shown = |entry: &Entry| sight(entry.field) != Sight::Nothing;
    entries.iter().all(is_shown) && sample_agrees(entries, &[], stored).is_empty()
}

fn changed(sample: &Sample, held: &Held) -> Option<Outcome> {
    let seen = sample.stored.as_deref()?;
    match held.samples.get(&sample.id) {
        Some(HeldSample::Read(now)) if now == seen => None,
        _ => Some(Outcome::Overtaken),
    }
}
