//! [`Plan`] → [`Receipt`]: sends step after step. What is done outside is an argument.
//!
//! Just before something new is registered Majora is asked once more whether it is still free, and
//! before something is changed whether it is still what the user has seen. A library or run that goes
//! in several requests is asked about before the first. What is left is the moment between that answer
//! and the request: Majora has no way to write only if nothing has changed.

mod ledger;
mod courier;
mod judge;
mod still;
mod read_back;

use crate::answer::{Answer, Go, Halt, Pause, Reply};
use crate::attribute::{self, Verdict};
use crate::held::{Held, Questions};
use crate::journal::Note;
use crate::plan::{Plan, Step};
use crate::receipt::{Outcome, Receipt};
use courier::Courier;
use judge::Judged;
use ledger::Ledger;
use still::Moment;

/// What is done outside of a submission.
pub struct Effects<S, A, W, N, P> {
    /// Sends one step and says what came back: `async |&Step| -> Reply`.
    pub send: S,
    /// Asks Majora what it holds: `async |&Questions| -> Result<Held, Halt>`.
    pub ask: A,
    /// Waits until it is worth trying again, and says whether to: `async |Pause| -> Go`. Everything
    /// else waits meanwhile.
    pub wait: W,
    /// Writes into the journal: `|Note|`, before each request and after each answer. A request goes
    /// out only when this has returned.
    pub note: N,
    /// Is told how far the submission is: `|Progress|`.
    pub seen: P,
}

/// How far a submission is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Steps that are settled.
    pub done: usize,
    /// All steps.
    pub steps: usize,
    /// Records of each section that are settled: biosamples, biosamples in libraries, runs.
    pub records: [Count; 3],
    /// Whether all is sent, and what was saved is being read back.
    pub reading_back: bool,
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
/// A step whose biosamples or library were not saved is held back. What Majora's answer doesn't tell of
/// a batch is sent again in halves. Where a request gets no answer, Majora is asked what it holds, and
/// only what it doesn't hold goes again. In the end everything saved is read back. Where waiting is of
/// no use or the user stops, nothing more is sent: what was on its way is *unknown*, the rest *not
/// sent*, and comparing and planning again is safe.
pub async fn submit<S, A, W, N, P>(plan: &Plan, effects: Effects<S, A, W, N, P>) -> Receipt
where
    S: AsyncFnMut(&Step) -> Reply,
    A: AsyncFnMut(&Questions) -> Result<Held, Halt>,
    W: AsyncFnMut(Pause) -> Go,
    N: FnMut(Note),
    P: FnMut(Progress),
{
    let Effects { send, ask, wait, note, mut seen } = effects;
    let mut courier = Courier::new(send, ask, wait, note);
    let mut ledger = Ledger::new(plan);
    seen(ledger.progress);
    for at in 0..plan.steps.len() {
        step(plan, at, &mut ledger, &mut courier).await;
        ledger.settle_resting(&plan.steps[at]);
        ledger.progress.done += 1;
        seen(ledger.progress);
    }
    if ledger.receipt.halted.is_none() {
        ledger.progress.reading_back = true;
        seen(ledger.progress);
        read_back::read_back(plan, &mut ledger.receipt, &mut courier).await;
    }
    ledger.receipt
}

/// Sees one step of the plan through.
async fn step<S, A, W, N>(
    plan: &Plan,
    at: usize,
    ledger: &mut Ledger,
    courier: &mut Courier<S, A, W, N>,
) where
    S: AsyncFnMut(&Step) -> Reply,
    A: AsyncFnMut(&Questions) -> Result<Held, Halt>,
    W: AsyncFnMut(Pause) -> Go,
    N: FnMut(Note),
{
    let step = &plan.steps[at];
    if let Some(outcome) = ledger.obstacle(step) {
        return ledger.settle_all(step, &outcome);
    }
    let mut going: Vec<Going> =
        as_reviewed(step, Moment::InTurn, ledger, courier).await.into_iter().collect();
    while let Some(Going { step, doubt, begins }) = going.pop() {
        let step = ledger.as_it_goes(step);
        let sent = match ledger.receipt.halted {
            Some(halt) => Err(Sent::No(halt)),
            None => courier.send(&step, doubt).await,
        };
        match sent {
            Ok(answer) => going.extend(answered(&step, &answer, ledger, courier)),
            Err(Sent::No(halt)) => ledger.stop(&step, halt, doubt),
            Err(Sent::Later) => match doubt {
                // What it is to change may be its own doing by now.
                Some(halt) => going.extend(looked_for(&step, halt, ledger, courier).await),
                None => {
                    if begins {
                        ledger.put_off(&step);
                    }
                    going.extend(as_reviewed(&step, Moment::Later, ledger, courier).await);
                }
            },
            Err(Sent::Perhaps(halt)) if !courier.pause(halt).await => {
                ledger.stop(&step, courier.halt, Some(halt));
            }
            Err(Sent::Perhaps(halt)) => {
                going.extend(looked_for(&step, halt, ledger, courier).await);
            }
        }
    }
}

/// Asks what Majora holds of a request that may have been carried out; what it may still lack goes again.
async fn looked_for<S, A, W, N>(
    step: &Step,
    halt: Halt,
    ledger: &mut Ledger,
    courier: &mut Courier<S, A, W, N>,
) -> Option<Going>
where
    S: AsyncFnMut(&Step) -> Reply,
    A: AsyncFnMut(&Questions) -> Result<Held, Halt>,
    W: AsyncFnMut(Pause) -> Go,
    N: FnMut(Note),
{
    let Some(held) = courier.ask(&judge::questions(step)).await else {
        ledger.stop(step, courier.halt, Some(halt));
        return None;
    };
    found(step, judge::judge(step, &held), halt, ledger, courier)
}

/// Asks what Majora holds of a step; what is still as it was reviewed goes.
async fn as_reviewed<S, A, W, N>(
    step: &Step,
    moment: Moment,
    ledger: &mut Ledger,
    courier: &mut Courier<S, A, W, N>,
) -> Option<Going>
where
    S: AsyncFnMut(&Step) -> Reply,
    A: AsyncFnMut(&Questions) -> Result<Held, Halt>,
    W: AsyncFnMut(Pause) -> Go,
    N: FnMut(Note),
{
    let Some(held) = courier.ask(&still::questions(step, moment, ledger)).await else {
        ledger.stop(step, courier.halt, None);
        return None;
    };
    let begins = !ledger.has_begun(step);
    let going = still::as_reviewed(step, &held, moment, ledger);
    if ledger.is_theirs(step) {
        courier.note_settled(step, ledger);
    }
    going.map(|step| Going { step, doubt: None, begins })
}

/// A request that is still to go, and why some of it may have gone before.
struct Going {
    step: Step,
    doubt: Option<Halt>,
    /// Whether it is the first with its library or run.
    begins: bool,
}

/// Why there is no answer to a request.
enum Sent {
    /// It was not carried out.
    No(Halt),
    /// It was not, and can be now.
    Later,
    /// It may have been.
    Perhaps(Halt),
}

/// Settles what the answer tells; what it doesn't goes again in halves. That is safe: an identical
/// request changes nothing (RULES.md §6, §7).
fn answered<S, A, W, N: FnMut(Note)>(
    step: &Step,
    answer: &Answer,
    ledger: &mut Ledger,
    courier: &mut Courier<S, A, W, N>,
) -> Vec<Going> {
    let verdicts = match step {
        Step::Samples(samples) | Step::Updates(samples) => attribute::samples(samples, answer),
        Step::Library(library) => attribute::library(library, answer),
        Step::Run(_) => vec![attribute::run(answer)],
    };
    ledger.remark(step, attribute::remarks(answer, &verdicts));
    let ids = attribute::ids(step, answer);
    ids.iter().for_each(|(key, id)| courier.note_id(key, id));
    ledger.receipt.ids.extend(ids);
    let mut unclear = Vec::new();
    for (nth, verdict) in verdicts.into_iter().enumerate() {
        match verdict {
            Verdict::Unclear if step.records() > 1 => unclear.push(nth),
            verdict => {
                let outcome = outcome(verdict);
                ledger.settle(step, nth, &outcome, Some(&answer.request));
            }
        }
    }
    courier.note_settled(step, ledger);
    let parts = match unclear.len() == step.records() {
        true => unclear.chunks(unclear.len().div_ceil(2)).map(|half| step.only(half)).collect(),
        false if unclear.is_empty() => Vec::new(),
        false => vec![step.only(&unclear)],
    };
    let again = |step| Going { step, doubt: Some(Halt::Unusable), begins: false };
    parts.into_iter().rev().map(again).collect()
}

/// Settles what Majora is found to hold of a request without an answer; the rest goes again.
fn found<S, A, W, N: FnMut(Note)>(
    step: &Step,
    judged: Vec<Judged>,
    halt: Halt,
    ledger: &mut Ledger,
    courier: &mut Courier<S, A, W, N>,
) -> Option<Going> {
    let mut rest = Vec::new();
    for (nth, judged) in judged.into_iter().enumerate() {
        let outcome = match judged {
            Judged::Stored => Outcome::Saved { not_stored: Vec::new() },
            Judged::Otherwise => {
                ledger.leave_alone(step);
                Outcome::Unknown(halt)
            }
            Judged::Missing => {
                rest.push(nth);
                continue;
            }
        };
        ledger.settle(step, nth, &outcome, None);
    }
    courier.note_settled(step, ledger);
    (!rest.is_empty()).then(|| Going { step: step.only(&rest), doubt: Some(halt), begins: false })
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
