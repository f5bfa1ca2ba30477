//! What Majora holds of a request that may have been carried out, or that goes later than it was looked at.

use crate::compare::{
    Cell, What, has_other_tests, sample_agrees, sample_unlike, unlike, values_of_library,
    values_of_run,
};
use crate::held::{Held, HeldSample, Questions};
use crate::plan::Step;
use crate::record::{Entry, Library, Member, Run, Sample};
use crate::sight::is_shown_whole;
use crate::stored::Values;

/// What became of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judged {
    /// Majora shows all of it, as it was sent.
    Stored,
    /// What Majora shows is in part as it was sent and in part as it was reviewed, or not all is shown: the
    /// record can go again.
    Missing,
    /// It holds something else, which sending again would overwrite.
    Otherwise,
}

/// What to ask about the records of a step.
pub(super) fn questions(step: &Step) -> Questions {
    let mut questions = Questions::default();
    match step {
        Step::Samples(samples) | Step::Updates(samples) => {
            samples.iter().for_each(|sample| questions.add_sample(sample));
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

fn updated(sample: &Sample, held: &Held) -> Judged {
    // One that Majora never showed goes as the user wants it, whatever it holds.
    let Some(reviewed) = sample.stored.as_deref() else { return Judged::Missing };
    let Some(HeldSample::Read(now)) = held.samples.get(&sample.id) else {
        return Judged::Otherwise;
    };
    if has_other_tests(&sample.entries, reviewed, now) {
        return Judged::Otherwise;
    }
    let unlike = |stored| sample_unlike(&sample.entries, &sample.erased, stored);
    judged(true, &unlike(now), Some(&unlike(reviewed)), is_hidden(&sample.entries))
}

fn library(sent: &Library, held: &Held) -> Vec<Judged> {
    let reviewed = sent.stored.as_deref();
    let all = |judged| vec![judged; sent.members.len()];
    let Some(now) = held.libraries.get(&sent.name) else {
        return all(if reviewed.is_some() { Judged::Otherwise } else { Judged::Missing });
    };
    let ours = |id: &String| sent.members.iter().any(|member| member.id == *id);
    if sent.is_new && !now.members.keys().all(ours) {
        return all(Judged::Otherwise);
    }
    let unlike_own = |stored| unlike(&sent.entries, &values_of_library(&sent.entries, stored));
    let (own, own_reviewed) = (unlike_own(now), reviewed.map(unlike_own));
    let own = judged(true, &own, own_reviewed.as_deref(), is_hidden(&sent.entries));
    let of_place = |member: &Member| {
        let unlike = |values: &Values| unlike(&member.entries, values);
        let (now, reviewed) = (
            now.members.get(&member.id).map(unlike),
            reviewed.and_then(|stored| stored.members.get(&member.id)).map(unlike),
        );
        let is_there = now.is_some();
        let hidden = is_hidden(&member.entries);
        judged(is_there, &now.unwrap_or_default(), reviewed.as_deref(), hidden)
    };
    sent.members.iter().map(|member| own.and(of_place(member))).collect()
}

fn run(sent: &Run, held: &Held) -> Judged {
    let reviewed = sent.stored.as_deref();
    let Some(now) = held.runs.get(&sent.name) else {
        return if reviewed.is_some() { Judged::Otherwise } else { Judged::Missing };
    };
    let is_there = now.libraries.contains(&sent.library);
    if sent.is_new && !is_there {
        return Judged::Otherwise;
    }
    let unlike = |stored| unlike(&sent.entries, &values_of_run(&sent.name, &sent.entries, stored));
    let (unlike_now, unlike_reviewed) = (unlike(now), reviewed.map(unlike));
    judged(is_there, &unlike_now, unlike_reviewed.as_deref(), is_hidden(&sent.entries))
}

/// What became of a record, by the cells that Majora shows otherwise than they are sent, and those that it
/// showed so when they were reviewed: nothing where it held no such record.
fn judged(is_there: bool, now: &[Cell], reviewed: Option<&[Cell]>, is_hidden: bool) -> Judged {
    let is_expected = |cell: &Cell| match reviewed {
        Some(reviewed) => reviewed.contains(cell),
        // It may have been stored in part.
        None => cell.what == What::Fills,
    };
    match () {
        () if !now.iter().all(is_expected) => Judged::Otherwise,
        () if is_there && now.is_empty() && !is_hidden => Judged::Stored,
        () => Judged::Missing,
    }
}

/// Whether not all that is sent can be seen again: the same once more changes nothing, so it goes again.
fn is_hidden(entries: &[Entry]) -> bool {
    entries.iter().any(|entry| !is_shown_whole(entry.field))
}

impl Judged {
    /// What became of a record of two parts.
    fn and(self, other: Judged) -> Judged {
        match (self, other) {
            (Judged::Otherwise, _) | (_, Judged::Otherwise) => Judged::Otherwise,
            (Judged::Missing, _) | (_, Judged::Missing) => Judged::Missing,
            (Judged::Stored, Judged::Stored) => Judged::Stored,
        }
    }
}
