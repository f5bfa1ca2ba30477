//! Where the user is on the way of a sheet, and the page that shows it.

use super::Desk;
use crate::browser;
use crate::route::{REFERENCE, Route, Step};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use sheet::workflow::{Origin, Workflow};

impl Desk {
    /// Goes to a step of the way to the current Majora; to the form where the sheet is that of one.
    pub fn go(self, step: Step) {
        let step = if step == Step::Check { untrack(|| self.sheet_step()) } else { step };
        self.visit(step, NavigateOptions::default());
    }

    /// Whether [`Desk::go`] leads anywhere: to the pages of the Majora that was looked at last.
    pub fn can_go(self) -> bool {
        self.instance.with(Option::is_some)
    }

    /// The page on which the sheet on the desk is worked on.
    pub fn sheet_step(self) -> Step {
        if self.is_form() { Step::Form } else { Step::Check }
    }

    /// The step that shows where the user's work stands.
    pub fn step(self) -> Step {
        self.workflow.with(step_of)
    }

    /// How much of a submission is done, in hundredths, while it runs.
    pub fn percent(self) -> Option<usize> {
        self.workflow.with(|workflow| match workflow {
            Workflow::Sending { progress, .. } => {
                Some((progress.done * 100).checked_div(progress.steps).unwrap_or(100))
            }
            _ => None,
        })
    }

    pub(super) fn visit(self, step: Step, options: NavigateOptions) {
        let Some(instance) = self.instance.get_untracked() else { return };
        let mut path = Route::At(instance, step).path();
        // So that a reload finds this receipt among those that the browser keeps.
        let receipt = self.proof.with_untracked(|p| Some(p.as_ref()?.paper.head.reference.clone()));
        if let Some(reference) = receipt.filter(|_| step == Step::Receipt) {
            path = format!("{path}?{REFERENCE}={reference}");
        }
        if browser::path() != path {
            self.navigate.with_value(|navigate| navigate(&path, options));
        }
    }

    /// Goes from the page of one step to that of another, if it is such a page that the user looks at:
    /// what is read on another one isn't taken away.
    pub(super) fn follow(self, before: Step, after: Step) {
        if matches!(Route::from_path(&browser::path()), Some(Route::At(..))) && before != after {
            // The page of the progress has nothing to go back to.
            let replace = before == Step::Send;
            self.visit(after, NavigateOptions { replace, ..NavigateOptions::default() });
        }
    }
}

/// The page that shows a situation.
pub(super) fn step_of(workflow: &Workflow) -> Step {
    match workflow {
        Workflow::Choosing | Workflow::Reading { .. } | Workflow::Unreadable { .. } => Step::Choose,
        Workflow::Fixing { desk, .. } | Workflow::Asking { desk } => match desk.file.origin {
            Origin::Form => Step::Form,
            _ => Step::Check,
        },
        Workflow::Reviewing { .. } => Step::Review,
        Workflow::Sending { .. } => Step::Send,
        Workflow::Finished { .. } => Step::Receipt,
    }
}
