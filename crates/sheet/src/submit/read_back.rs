//! What was saved, read back and compared.

use super::courier::Courier;
use crate::answer::{Go, Halt, Pause, Reply};
use crate::compare::{Cell, sample_agrees, unlike, values_of_library, values_of_run};
use crate::field::{Field, Section};
use crate::held::{Held, HeldSample, Questions, Unshown};
use crate::journal::Note;
use crate::plan::{Plan, Step};
use crate::receipt::{Outcome, ReadBack, Receipt};
use crate::record::{Entry, Library, Member, Run, Sample, Slot};
use crate::sight::is_shown_whole;
use std::collections::BTreeSet;

/// Reads back every record that was saved.
pub(super) async fn read_back<S, A, W, N>(
    plan: &Plan,
    receipt: &mut Receipt,
    courier: &mut Courier<S, A, W, N>,
) where
    S: AsyncFnMut(&Step) -> Reply,
    A: AsyncFnMut(&Questions) -> Result<Held, Halt>,
    W: AsyncFnMut(Pause) -> Go,
    N: FnMut(Note),
{
    let questions = questions(plan, receipt);
    let held = match courier.ask(&questions).await {
        // What Majora fails to show again and again says nothing about the rest.
        None if courier.halt.may_be_of_one_record() => {
            courier.ask(&Questions { unshown: Unshown::IsUnread, ..questions }).await
        }
        held => held,
    };
    for step in &plan.steps {
        for (slots, found) in found(step, held.as_ref()) {
            for slot in slots {
                let settled = receipt.settled.get_mut(&slot);
                if let Some(settled) = settled.filter(|s| is_saved(&s.outcome)) {
                    settled.read_back = Some(found.clone());
                }
            }
        }
    }
}

fn is_saved(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Saved { .. })
}

fn questions(plan: &Plan, receipt: &Receipt) -> Questions {
    let saved = |slot: &Slot| receipt.settled.get(slot).is_some_and(|s| is_saved(&s.outcome));
    let mut questions = Questions::default();
    let (mut libraries, mut runs) = (BTreeSet::new(), BTreeSet::new());
    for step in plan.steps.iter().filter(|step| step.slots().iter().any(saved)) {
        match step {
            Step::Samples(samples) | Step::Updates(samples) => {
                let slot = |row| Slot { row, section: Section::Sample };
                let mine = samples.iter().filter(|s| s.rows.iter().any(|row| saved(&slot(*row))));
                mine.for_each(|sample| questions.add_sample(sample));
            }
            Step::Library(library) => drop(libraries.insert(library.name.clone())),
            Step::Run(run) => drop(runs.insert(run.name.clone())),
        }
    }
    libraries.extend(std::mem::take(&mut questions.libraries));
    questions.libraries = libraries.into_iter().collect();
    questions.runs = runs.into_iter().collect();
    questions
}

fn found(step: &Step, held: Option<&Held>) -> Vec<(Vec<Slot>, ReadBack)> {
    let slot = |row: &usize| Slot { row: *row, section: step.section() };
    match step {
        Step::Samples(samples) | Step::Updates(samples) => {
            let one =
                |sample: &Sample| (sample.rows.iter().map(slot).collect(), of_sample(sample, held));
            samples.iter().map(one).collect()
        }
        Step::Library(library) => {
            let one = |(nth, member): (usize, &Member)| {
                (member.rows.iter().map(slot).collect(), of_place(library, nth, held))
            };
            let resting = (library.resting.iter().map(slot).collect(), of_library(library, held));
            library.members.iter().enumerate().map(one).chain([resting]).collect()
        }
        Step::Run(run) => vec![(run.rows.iter().map(slot).collect(), of_run(run, held))],
    }
}

fn of_sample(sample: &Sample, held: Option<&Held>) -> ReadBack {
    match held.and_then(|held| held.samples.get(&sample.id)) {
        Some(HeldSample::Read(stored)) => {
            let columns = sample_agrees(&sample.entries, &sample.erased, stored);
            judged(columns, &[&sample.entries])
        }
        _ => ReadBack::Failed,
    }
}

fn of_library(library: &Library, held: Option<&Held>) -> ReadBack {
    match held.and_then(|held| held.libraries.get(&library.name)) {
        Some(stored) => {
            let cells = unlike(&library.entries, &values_of_library(&library.entries, stored));
            judged(columns(cells), &[&library.entries])
        }
        None => ReadBack::Failed,
    }
}

fn of_place(library: &Library, nth: usize, held: Option<&Held>) -> ReadBack {
    let member = &library.members[nth];
    let Some(stored) = held.and_then(|held| held.libraries.get(&library.name)) else {
        return ReadBack::Failed;
    };
    let Some(values) = stored.members.get(&member.id) else { return ReadBack::Failed };
    let own = unlike(&library.entries, &values_of_library(&library.entries, stored));
    let place = unlike(&member.entries, values);
    judged(columns([own, place].concat()), &[&library.entries, &member.entries])
}

fn of_run(run: &Run, held: Option<&Held>) -> ReadBack {
    let stored = held.and_then(|held| held.runs.get(&run.name));
    match stored.filter(|stored| stored.libraries.contains(&run.library)) {
        Some(stored) => {
            let values = values_of_run(&run.name, &run.entries, stored);
            judged(columns(unlike(&run.entries, &values)), &[&run.entries])
        }
        None => ReadBack::Failed,
    }
}

fn columns(cells: Vec<Cell>) -> Vec<&'static Field> {
    cells.into_iter().map(|cell| cell.field).collect()
}

fn judged(columns: Vec<&'static Field>, sent: &[&[Entry]]) -> ReadBack {
    if !columns.is_empty() {
        return ReadBack::Differs { columns };
    }
    let sent = sent.iter().flat_map(|entries| entries.iter()).map(|entry| entry.field);
    ReadBack::Agrees { unseen: sent.filter(|field| !is_shown_whole(field)).collect() }
}
