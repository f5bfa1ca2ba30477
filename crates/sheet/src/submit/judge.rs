//! What Majora holds of a request that got no answer.

use super::still::ask_of;
use crate::compare::{otherwise, sample_agrees};
use crate::held::{Held, HeldSample, Questions};
use crate::plan::Step;
use crate::record::{Entry, Library, Member, Run, Sample};
use crate::sight::{Sight, sight};
use crate::stored::{StoredLibrary, StoredRun};

/// What became of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judged {
    /// Majora holds it as it was sent, as far as it shows that.
    Stored,
    /// It doesn't, or only in part: the record can go again.
    Missing,
    /// It holds something else, which sending again could overwrite.
    Otherwise,
}

/// What to ask about the records of a step.
pub(super) fn questions(step: &Step) -> Questions {
    let mut questions = Questions::default();
    match step {
        Step::Samples(samples) | Step::Updates(samples) => {
            samples.iter().for_each(|sample| ask_of(sample, &mut questions));
        }
        Step::Library(library) => questions.libraries.push(library.name.clone()),
        Step::Run(run) => questions.runs.push(run.name.clone()),
    }
    questions
}

/// What became of each record of a step, in the order in which they were sent.
pub(super) fn judge(step: &Step, held: &Held) -> Vec<Judged> {
    match step {
        Step::Samples(samples) => samples.iter().map(|sample| added(sample, held)).collect(),
        Step::Updates(samples) => samples.iter().map(|sample| updated(sample, held)).collect(),
        Step::Library(sent) => library(sent, held),
        Step::Run(sent) => vec![run(sent, held)],
    }
}

fn added(sample: &Sample, held: &Held) -> Judged {
    match held.samples.get(&sample.id) {
        None | Some(HeldSample::Bare) => Judged::Missing,
        Some(HeldSample::Unread) => Judged::Otherwise,
        Some(HeldSample::Read(stored)) => match sample_agrees(&sample.entries, &[], stored) {
            differs if differs.is_empty() => Judged::Stored,
            _ => Judged::Otherwise,
        },
    }
}

/// The same cells again change nothing, so where not all can be seen they go again.
fn updated(sample: &Sample, held: &Held) -> Judged {
    let is_seen = |entry: &Entry| sight(entry.field) != Sight::Nothing;
    match held.samples.get(&sample.id) {
        Some(HeldSample::Read(stored)) if sample.entries.iter().all(is_seen) => {
            match sample_agrees(&sample.entries, &sample.erased, stored).is_empty() {
                true => Judged::Stored,
                false => Judged::Missing,
            }
        }
        _ => Judged::Missing,
    }
}

fn library(sent: &Library, held: &Held) -> Vec<Judged> {
    let Some(stored) = held.libraries.get(&sent.name) else {
        return vec![Judged::Missing; sent.members.len()];
    };
    let ours = |id: &String| sent.members.iter().any(|member| member.id == *id);
    if sent.is_new && !stored.members.keys().all(ours) {
        return vec![Judged::Otherwise; sent.members.len()];
    }
    let own = otherwise(&sent.entries, &stored.values).is_empty();
    let judged = |member: &Member| match own && place_agrees(member, stored) {
        true => Judged::Stored,
        false => Judged::Missing,
    };
    sent.members.iter().map(judged).collect()
}

fn place_agrees(member: &Member, stored: &StoredLibrary) -> bool {
    let agrees = |values| otherwise(&member.entries, values).is_empty();
    stored.members.get(&member.id).is_some_and(agrees)
}

fn run(sent: &Run, held: &Held) -> Judged {
    let agrees = |run: &StoredRun| {
        run.libraries.contains(&sent.library) && otherwise(&sent.entries, &run.values).is_empty()
    };
    match held.runs.get(&sent.name) {
        Some(run) if agrees(run) => Judged::Stored,
        Some(run) if sent.is_new && !run.libraries.contains(&sent.library) => Judged::Otherwise,
        _ => Judged::Missing,
    }
}
