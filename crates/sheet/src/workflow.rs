//! Where the user is on the path, as a pure state machine: situation and event → situation and effects.

mod again;
mod weigh;

use crate::answer::Halt;
use crate::check::{Checked, check};
use crate::choices::DateOrder;
use crate::decide::Decisions;
use crate::held::{Questions, questions};
use crate::history::{Deed, History};
use crate::plan::Plan;
use crate::read::{Change, ReadError, Sheet};
use crate::receipt::Receipt;
use crate::submit::Progress;
use crate::value::Date;
use std::sync::Arc;

pub use again::{Again, Standing};
pub use weigh::{Findings, Weighed};

/// Where the user is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Workflow {
    /// No file yet.
    #[default]
    Choosing,
    /// A file is being read.
    Reading { file: File, attempt: u32 },
    /// The file is no sample sheet, or not before the user has said more about it.
    Unreadable { file: File, attempt: u32, error: ReadError },
    /// The sheet is on the desk, to be looked at and mended.
    Fixing { desk: Desk, trouble: Option<Halt> },
    /// Majora is being asked what it holds.
    Asking { desk: Desk },
    /// The plan is shown. Nothing was sent. With decisions that it doesn't know yet it is `stale`, and is not
    /// sent.
    Reviewing { desk: Desk, findings: Arc<Findings>, plan: Arc<Plan>, stale: bool },
    /// The plan is being sent.
    Sending { desk: Desk, plan: Arc<Plan>, progress: Progress, stopping: bool },
    /// All is sent, or as much as could be.
    Finished { desk: Desk, plan: Arc<Plan>, receipt: Receipt },
}

/// A sheet and the file that it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Desk {
    /// The file.
    pub file: File,
    /// Its sheet, checked; shared, so that a view can hold on to it.
    pub checked: Arc<Checked>,
    /// Which review of which file this is.
    pub review: Review,
    /// What was done to the sheet, to be undone.
    pub history: History,
    /// What the user has decided about what Majora holds.
    pub decisions: Decisions,
}

/// One review of one file: what ties an answer of Majora's to the question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// The `attempt` of the file.
    pub attempt: u32,
    /// How many reviews of it there were, this one counted.
    pub nth: u32,
}

/// A file that the user chose, or what stands for one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// Where it came from.
    pub origin: Origin,
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// The SHA-256 of its bytes in hexadecimal; empty until it was read.
    pub sha256: String,
}

impl File {
    /// Whether this is the same file, of which one may not have known the SHA-256 yet.
    pub fn is(&self, other: &File) -> bool {
        let known = |file: &File| !file.sha256.is_empty();
        (self.sha256 == other.sha256 || !known(self) || !known(other))
            && (self.origin, &self.name, self.size) == (other.origin, &other.name, other.size)
    }
}

/// Where the text of a sheet came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// A file of the user's.
    #[default]
    Chosen,
    /// Rows that the user copied in a spreadsheet.
    Pasted,
    /// The form for single samples.
    Form,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The user chose a file. `attempt` differs from that of every file chosen before.
    Chosen { file: File, attempt: u32 },
    /// The file was read and checked. Its SHA-256 is empty where that isn't known yet.
    Read { attempt: u32, sha256: String, checked: Result<Arc<Checked>, ReadError> },
    /// The SHA-256 of a file that was read is known by now, or the browser can't say it.
    Hashed { attempt: u32, sha256: Option<String> },
    /// The file on the desk was read once more, as the user has said that it must be, while this stood
    /// there.
    ReadAgain { standing: Standing, again: Result<Again, ReadError> },
    /// What was typed into the form was written down as a file of its own, which takes the place of
    /// the one on the desk. Nothing can be undone beyond it.
    Written { file: File, sheet: Box<Sheet>, today: Date },
    /// The user changed the sheet.
    Edited { deed: Deed, change: Change, today: Date },
    /// The user takes the last change back.
    Undone { today: Date },
    /// The user makes the change again that was taken back last.
    Redone { today: Date },
    /// The user said in which order the dates of columns, from 0, are written, or took that back.
    DatesSettled { columns: Vec<usize>, order: Option<DateOrder>, today: Date },
    /// The user wants to see what would be sent. What may be dated today depends on the day, and a page may
    /// have been open since yesterday.
    Review { today: Date },
    /// Majora answered what it holds, which was weighed, or couldn't.
    Asked { review: Review, answer: Result<Weighed, Halt> },
    /// What would be sent was worked out anew.
    Planned { review: Review, weighed: Weighed },
    /// The user has decided something about what Majora holds: all decisions, old and new.
    Decided(Decisions),
    /// The user goes back to the sheet.
    BackToSheet,
    /// The user wants it sent.
    Submit,
    /// The submission has got this far.
    Progressed(Progress),
    /// The user wants no more sent.
    Stop,
    /// The submission has ended.
    Settled(Receipt),
    /// The user puts the sheet away.
    Discard,
}

/// What the host must do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Read and check the chosen file and answer [`Event::Read`] with this attempt.
    Read { attempt: u32 },
    /// Keep the sheet and what was decided about it, so that a reload loses neither.
    Keep,
    /// Forget the kept sheet.
    Forget,
    /// Ask Majora, weigh what it holds, and answer [`Event::Asked`] for this review.
    Ask { review: Review, questions: Questions },
    /// Work out with the decisions of now what would be sent, and answer [`Event::Planned`].
    Plan,
    /// Send the plan, telling [`Event::Progressed`], and answer [`Event::Settled`].
    Submit(Arc<Plan>),
    /// Send no further step.
    Stop,
}

impl Workflow {
    /// The sheet on the desk, if there is one.
    pub fn desk(&self) -> Option<&Desk> {
        match self {
            Workflow::Choosing | Workflow::Reading { .. } | Workflow::Unreadable { .. } => None,
            Workflow::Fixing { desk, .. }
            | Workflow::Asking { desk }
            | Workflow::Reviewing { desk, .. }
            | Workflow::Sending { desk, .. }
            | Workflow::Finished { desk, .. } => Some(desk),
        }
    }

    /// What comes of an event. One that doesn't belong to the situation, such as the end of reading a
    /// file that was since replaced, changes nothing.
    pub fn next(self, event: Event) -> (Workflow, Vec<Effect>) {
        match (self, event) {
            (Workflow::Sending { desk, plan, progress, stopping }, event) => {
                sending(desk, plan, progress, stopping, event)
            }
            (_, Event::Chosen { file, attempt }) => {
                (Workflow::Reading { file, attempt }, vec![Effect::Read { attempt }])
            }
            (_, Event::Discard) => (Workflow::Choosing, vec![Effect::Forget]),
            (workflow, Event::Hashed { attempt, sha256 }) => {
                (workflow.hashed(attempt, sha256), vec![])
            }
            (Workflow::Fixing { desk, trouble }, event) => fixing(desk, trouble, event),
            (Workflow::Reviewing { desk, findings, plan, stale }, event) => {
                reviewing(desk, findings, plan, stale, event)
            }
            (
                Workflow::Reading { mut file, attempt: current },
                Event::Read { attempt, sha256, checked },
            ) if attempt == current => {
                file.sha256 = sha256;
                read(file, attempt, checked)
            }
            (Workflow::Unreadable { file, attempt, .. }, Event::ReadAgain { standing, again })
                if standing.is_unreadable(attempt) =>
            {
                read(file, attempt, again.map(|again| again.checked))
            }
            (Workflow::Finished { desk, .. }, Event::Review { today }) => review(desk, today),
            // An answer to an earlier question says nothing of the ids that were changed since.
            (Workflow::Asking { desk }, Event::Asked { review, answer })
                if review == desk.review =>
            {
                asked(desk, answer)
            }
            (Workflow::Asking { desk } | Workflow::Finished { desk, .. }, Event::BackToSheet) => {
                (Workflow::Fixing { desk, trouble: None }, vec![])
            }
            (Workflow::Asking { mut desk }, Event::Decided(decisions)) => {
                desk.decisions = decisions;
                (Workflow::Asking { desk }, vec![])
            }
            (same, _) => (same, vec![]),
        }
    }

    /// The same with the SHA-256 of its file. One without can't be sent: by it an upload is known again.
    fn hashed(mut self, attempt: u32, sha256: Option<String>) -> Workflow {
        let (file, of) = match &mut self {
            Workflow::Unreadable { file, attempt, .. } => (file, *attempt),
            Workflow::Fixing { desk, .. }
            | Workflow::Asking { desk }
            | Workflow::Reviewing { desk, .. } => (&mut desk.file, desk.review.attempt),
            _ => return self,
        };
        match sha256 {
            // That of a form that was written down since is another.
            _ if of != attempt || !file.sha256.is_empty() => self,
            Some(sha256) => {
                file.sha256 = sha256;
                self
            }
            None => {
                let file = std::mem::take(file);
                Workflow::Unreadable { file, attempt, error: ReadError::Gone }
            }
        }
    }
}

/// What comes of an event while the sheet is on the desk.
fn fixing(mut desk: Desk, trouble: Option<Halt>, event: Event) -> (Workflow, Vec<Effect>) {
    match event {
        // A way in which the file can't be read changes nothing. What was read while the sheet was another
        // would take back what was done to it since.
        Event::ReadAgain { standing, again: Ok(Again { checked, history, .. }) }
            if standing.is_of(&desk) =>
        {
            // What was sent before is no longer what the sheet says.
            desk.decisions.ours.clear();
            (desk.checked, desk.history) = (checked, history);
            (Workflow::Fixing { desk, trouble: None }, vec![Effect::Keep])
        }
        Event::Written { file, sheet, today } => {
            desk.file = file;
            desk.history = History::default();
            desk.checked = Arc::new(check(*sheet, today));
            (Workflow::Fixing { desk, trouble: None }, vec![Effect::Keep])
        }
        Event::Edited { deed, change, today } => {
            edited(desk, today, |sheet, history| history.make(sheet, deed, change))
        }
        Event::Undone { today } => edited(desk, today, |sheet, history| history.undo(sheet)),
        Event::Redone { today } => edited(desk, today, |sheet, history| history.redo(sheet)),
        Event::DatesSettled { columns, order, today } => {
            let dates = columns.into_iter().map(|column| (column, order)).collect();
            let change = Change { dates, ..Change::default() };
            edited(desk, today, |sheet, history| history.make(sheet, Deed::SettledDates, change))
        }
        Event::Review { today } => review(desk, today),
        Event::Decided(decisions) => {
            desk.decisions = decisions;
            (Workflow::Fixing { desk, trouble }, vec![])
        }
        _ => (Workflow::Fixing { desk, trouble }, vec![]),
    }
}

/// Asks Majora what it holds of the sheet.
fn review(mut desk: Desk, today: Date) -> (Workflow, Vec<Effect>) {
    if desk.checked.today() != today {
        let (checked, ()) = Arc::unwrap_or_clone(desk.checked).edit(today, |_| ());
        desk.checked = Arc::new(checked);
    }
    desk.review.nth += 1;
    let (review, questions) = (desk.review, questions(&desk.checked));
    (Workflow::Asking { desk }, vec![Effect::Ask { review, questions }])
}

/// What comes of an event while the plan is shown.
fn reviewing(
    mut desk: Desk,
    findings: Arc<Findings>,
    plan: Arc<Plan>,
    stale: bool,
    event: Event,
) -> (Workflow, Vec<Effect>) {
    match event {
        Event::BackToSheet => (Workflow::Fixing { desk, trouble: None }, vec![]),
        Event::Decided(decisions) => {
            desk.decisions = decisions;
            let effects = vec![Effect::Plan, Effect::Keep];
            (Workflow::Reviewing { desk, findings, plan, stale: true }, effects)
        }
        // What was worked out with earlier decisions is followed by another.
        Event::Planned { review, weighed }
            if review == desk.review && weighed.decisions == desk.decisions =>
        {
            let Weighed { findings, plan, .. } = weighed;
            (Workflow::Reviewing { desk, findings, plan, stale: false }, vec![])
        }
        Event::Submit if !stale => {
            let effects = vec![Effect::Submit(plan.clone()), Effect::Keep];
            let progress = Progress { steps: plan.steps.len(), ..Progress::default() };
            (Workflow::Sending { desk, plan, progress, stopping: false }, effects)
        }
        _ => (Workflow::Reviewing { desk, findings, plan, stale }, vec![]),
    }
}

/// What comes of an event while the plan is being sent: it is never replaced by another file.
fn sending(
    mut desk: Desk,
    plan: Arc<Plan>,
    progress: Progress,
    stopping: bool,
    event: Event,
) -> (Workflow, Vec<Effect>) {
    match event {
        Event::Progressed(progress) => {
            (Workflow::Sending { desk, plan, progress, stopping }, vec![])
        }
        Event::Stop => {
            (Workflow::Sending { desk, plan, progress, stopping: true }, vec![Effect::Stop])
        }
        // What is left to do of the sheet may be done another day.
        Event::Settled(receipt) => {
            // What is still its own is in its journal, if it stopped.
            desk.decisions.ours.clear();
            (Workflow::Finished { desk, plan, receipt }, vec![Effect::Keep])
        }
        _ => (Workflow::Sending { desk, plan, progress, stopping }, vec![]),
    }
}

fn read(
    file: File,
    attempt: u32,
    checked: Result<Arc<Checked>, ReadError>,
) -> (Workflow, Vec<Effect>) {
    match checked {
        Ok(checked) => {
            let review = Review { attempt, nth: 0 };
            let (history, decisions) = (History::default(), Decisions::default());
            let desk = Desk { file, checked, review, history, decisions };
            (Workflow::Fixing { desk, trouble: None }, vec![Effect::Keep])
        }
        Err(error) => (Workflow::Unreadable { file, attempt, error }, vec![]),
    }
}

/// The sheet as it was changed, and what that can matter to checked again.
fn edited(
    mut desk: Desk,
    today: Date,
    change: impl FnOnce(&mut Sheet, &mut History) -> bool,
) -> (Workflow, Vec<Effect>) {
    // What was sent before is no longer what the sheet says.
    desk.decisions.ours.clear();
    let history = &mut desk.history;
    let checked = Arc::unwrap_or_clone(desk.checked);
    let (checked, _) = checked.edit(today, |sheet| change(sheet, history));
    let desk = Desk { checked: Arc::new(checked), ..desk };
    (Workflow::Fixing { desk, trouble: None }, vec![Effect::Keep])
}

fn asked(desk: Desk, answer: Result<Weighed, Halt>) -> (Workflow, Vec<Effect>) {
    match answer {
        Ok(Weighed { findings, decisions, plan }) => {
            let stale = decisions != desk.decisions;
            let effects = if stale { vec![Effect::Plan] } else { vec![] };
            (Workflow::Reviewing { desk, findings, plan, stale }, effects)
        }
        Err(halt) => (Workflow::Fixing { desk, trouble: Some(halt) }, vec![]),
    }
}
