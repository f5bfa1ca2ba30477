//! [`Plan`] → [`Receipt`]: sends step after step. How a step is sent is an argument.

use crate::answer::{Answer, Halt, Reply};
use crate::attribute::{self, Verdict};
use crate::field::Section;
use crate::plan::{Fate, Plan, Step};
use crate::receipt::{Outcome, Receipt, Settled};
use crate::record::{Library, Run, Sample, Slot};
use std::collections::BTreeSet;

/// How far a submission is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Steps that are settled.
    pub done: usize,
    /// All steps.
    pub steps: usize,
    /// Records of each section that are settled: biosamples, biosamples in libraries, runs.
    pub records: [Count; 3],
}

/// How many of a section's records are settled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// All that the plan sends.
    pub all: usize,
    /// Those that Majora saved.
    pub saved: usize,
    /// Those that ended otherwise.
    pub other: usize,
}

/// Sends the steps of a plan in order, one at a time, and answers for every record of the sheet.
///
/// `send` sends one step and says what came back; `seen` is told after each step how far it is. A step
/// whose biosamples or library were not saved is held back. At the first reply that is no answer
/// nothing more is sent: what was in that request is *unknown* or *not sent*, and asking Majora what
/// it holds and planning again is safe.
pub async fn submit(
    plan: &Plan,
    mut send: impl AsyncFnMut(&Step) -> Reply,
    mut seen: impl FnMut(Progress),
) -> Receipt {
    let mut submission = Submission::new(plan);
    seen(submission.progress);
    for step in &plan.steps {
        match submission.obstacle(step) {
            Some(outcome) => submission.settle_all(step, outcome),
            None => match send(step).await {
                Reply::Answered(answer) => submission.answered(step, &answer, &mut send).await,
                Reply::NotSent(halt) | Reply::Refused(halt) => submission.halt(step, halt, false),
                Reply::Unknown(halt) => submission.halt(step, halt, true),
            },
        }
        submission.progress.done += 1;
        seen(submission.progress);
    }
    submission.receipt
}

struct Submission<'a> {
    receipt: Receipt,
    progress: Progress,
    lost_samples: BTreeSet<&'a str>,
    lost_libraries: BTreeSet<&'a str>,
}

impl<'a> Submission<'a> {
    fn new(plan: &Plan) -> Submission<'a> {
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
            receipt.settled.insert(*slot, Settled { outcome, request: None });
        }
        let (lost_samples, lost_libraries) = (BTreeSet::new(), BTreeSet::new());
        Submission { receipt, progress, lost_samples, lost_libraries }
    }

    /// Why a step must not be sent, if it mustn't.
    fn obstacle(&self, step: &Step) -> Option<Outcome> {
        if let Some(halt) = self.receipt.halted {
            return Some(Outcome::NotSent(halt));
        }
        match step {
            Step::Samples(_) => None,
            Step::Library(library) => {
                let lost = |id: &str| self.lost_samples.contains(id);
                let member = library.members.iter().find(|member| lost(&member.id))?;
                Some(Outcome::Waits { on: Section::Sample, name: member.id.clone() })
            }
            Step::Run(Run { library, .. }) => self
                .lost_libraries
                .contains(library.as_str())
                .then(|| Outcome::Waits { on: Section::Library, name: library.clone() }),
        }
    }

    fn halt(&mut self, step: &'a Step, halt: Halt, unknown: bool) {
        self.receipt.halted = Some(halt);
        let outcome = if unknown { Outcome::Unknown(halt) } else { Outcome::NotSent(halt) };
        self.settle_all(step, outcome);
    }

    fn settle_all(&mut self, step: &'a Step, outcome: Outcome) {
        for slot in step.slots() {
            self.settle(slot, outcome.clone(), None);
        }
        match step {
            Step::Samples(samples) => {
                self.lost_samples.extend(samples.iter().map(|s| s.id.as_str()))
            }
            Step::Library(library) => drop(self.lost_libraries.insert(&library.name)),
            Step::Run(_) => {}
        }
    }

    fn settle(&mut self, slot: Slot, outcome: Outcome, request: Option<&str>) {
        let request = request.filter(|id| !id.is_empty()).map(str::to_owned);
        let count = &mut self.progress.records[slot.section as usize];
        match outcome.is_held() {
            true => count.saved += 1,
            false => count.other += 1,
        }
        self.receipt.settled.insert(slot, Settled { outcome, request });
    }

    async fn answered(
        &mut self,
        step: &'a Step,
        answer: &Answer,
        send: &mut impl AsyncFnMut(&Step) -> Reply,
    ) {
        match step {
            Step::Samples(samples) => {
                for (sample, verdict) in samples.iter().zip(attribute::samples(samples, answer)) {
                    match verdict {
                        Verdict::Unclear => self.sample_again(sample, send).await,
                        verdict => self.sample(sample, outcome(verdict), Some(&answer.request)),
                    }
                }
            }
            Step::Library(library) => self.library(library, answer, send).await,
            Step::Run(run) => {
                let outcome = outcome(attribute::run(answer));
                for row in &run.rows {
                    let slot = Slot { row: *row, section: Section::Run };
                    self.settle(slot, outcome.clone(), Some(&answer.request));
                }
            }
        }
    }

    async fn library(
        &mut self,
        library: &'a Library,
        answer: &Answer,
        send: &mut impl AsyncFnMut(&Step) -> Reply,
    ) {
        let verdicts = attribute::library(library, answer);
        let mut saved = false;
        for (member, verdict) in library.members.iter().zip(verdicts) {
            let (outcome, request) = match verdict {
                Verdict::Unclear => {
                    let alone = Library { members: vec![member.clone()], ..library.clone() };
                    let verdict = |answer: &Answer| attribute::library(&alone, answer).remove(0);
                    self.again(Step::Library(alone.clone()), verdict, send).await
                }
                verdict => (outcome(verdict), Some(answer.request.clone())),
            };
            saved |= outcome.is_held();
            let slot = Slot { row: member.row, section: Section::Library };
            self.settle(slot, outcome, request.as_deref());
        }
        // A library that took nothing is none that could be run.
        if !saved {
            self.lost_libraries.insert(&library.name);
        }
    }

    async fn sample_again(
        &mut self,
        sample: &'a Sample,
        send: &mut impl AsyncFnMut(&Step) -> Reply,
    ) {
        let alone = std::slice::from_ref(sample);
        let verdict = |answer: &Answer| attribute::samples(alone, answer).remove(0);
        let (outcome, request) = self.again(Step::Samples(alone.to_vec()), verdict, send).await;
        self.sample(sample, outcome, request.as_deref());
    }

    /// Sends one record by itself, of which the answer to its step didn't tell. That is safe: an
    /// identical add changes nothing (RULES.md §6). Until there is an answer to that it stays unknown,
    /// because the step was sent.
    async fn again(
        &mut self,
        alone: Step,
        verdict: impl Fn(&Answer) -> Verdict,
        send: &mut impl AsyncFnMut(&Step) -> Reply,
    ) -> (Outcome, Option<String>) {
        if let Some(halt) = self.receipt.halted {
            return (Outcome::Unknown(halt), None);
        }
        match send(&alone).await {
            Reply::Answered(answer) => (outcome(verdict(&answer)), Some(answer.request)),
            Reply::NotSent(halt) | Reply::Refused(halt) | Reply::Unknown(halt) => {
                self.receipt.halted = Some(halt);
                (Outcome::Unknown(halt), None)
            }
        }
    }

    fn sample(&mut self, sample: &'a Sample, outcome: Outcome, request: Option<&str>) {
        if !outcome.is_held() {
            self.lost_samples.insert(&sample.id);
        }
        for row in &sample.rows {
            self.settle(Slot { row: *row, section: Section::Sample }, outcome.clone(), request);
        }
    }
}

fn outcome(verdict: Verdict) -> Outcome {
    match verdict {
        Verdict::Saved { not_stored } => Outcome::Saved { not_stored },
        Verdict::Refused { said } => Outcome::Refused { said },
        Verdict::PassedOver => Outcome::Refused { said: vec![passed_over()] },
        Verdict::Unclear => Outcome::Unknown(Halt::Unusable),
    }
}

fn passed_over() -> attribute::Said {
    attribute::Said {
        field: None,
        text: "Not added, because another sample of the library is not registered".into(),
    }
}
