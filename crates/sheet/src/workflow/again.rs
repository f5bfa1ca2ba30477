//! The file on the desk, read once more in another way. That takes its time, so its sheet stays on the
//! desk meanwhile, and what comes of it takes the place of that sheet only.

use super::{Desk, Workflow};
use crate::check::{Checked, check_in_pieces};
use crate::history::{Deed, History};
use crate::read::{Change, Sheet};
use crate::value::Date;
use std::sync::Arc;

/// What is on the desk when its file begins to be read once more.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    attempt: u32,
    /// Nothing where the file is no sheet yet.
    checked: Option<Arc<Checked>>,
}

/// The file, read once more and checked, with what the user had changed in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Again {
    pub(super) checked: Arc<Checked>,
    pub(super) history: History,
    loses: bool,
}

impl Again {
    /// Whether some of what the user had changed has no place in it.
    pub fn loses(&self) -> bool {
        self.loses
    }
}

impl Standing {
    /// What is on the desk, if its file may be read in another way now.
    pub fn of(workflow: &Workflow) -> Option<Standing> {
        match workflow {
            Workflow::Unreadable { attempt, .. } => {
                Some(Standing { attempt: *attempt, checked: None })
            }
            Workflow::Fixing { desk, .. } => {
                Some(Standing { attempt: desk.review.attempt, checked: Some(desk.checked.clone()) })
            }
            _ => None,
        }
    }

    /// Whether it is on the desk still, and nothing was changed in it.
    pub fn holds(&self, workflow: &Workflow) -> bool {
        match workflow {
            Workflow::Unreadable { attempt, .. } => self.is_unreadable(*attempt),
            Workflow::Fixing { desk, .. } => self.is_of(desk),
            _ => false,
        }
    }

    pub(super) fn is_unreadable(&self, attempt: u32) -> bool {
        self.checked.is_none() && self.attempt == attempt
    }

    pub(super) fn is_of(&self, desk: &Desk) -> bool {
        let same = |checked: &Arc<Checked>| {
            Arc::ptr_eq(checked, &desk.checked) || *checked == desk.checked
        };
        self.attempt == desk.review.attempt && self.checked.as_ref().is_some_and(same)
    }

    /// Changes the sheet that its file was read as now in the way in which the user had changed this
    /// one, and checks it, in pieces as [`check_in_pieces`].
    pub async fn check_in_pieces(
        &self,
        mut sheet: Sheet,
        today: Date,
        rest: impl AsyncFnMut(f64),
    ) -> Again {
        let (mut history, mut loses) = (History::default(), false);
        if let Some(before) = self.checked.as_deref().map(Checked::sheet) {
            let change = carried_over(before, &sheet);
            loses = size(&change) < size(&before.changes());
            history.make(&mut sheet, Deed::Earlier, change);
        }
        let checked = Arc::new(check_in_pieces(sheet, today, rest).await);
        Again { checked, history, loses }
    }
}

fn size(change: &Change) -> usize {
    change.cells.len() + change.removed.len() + change.added.unwrap_or_default()
}

/// What the user changed stays, where the cells are those of the same rows and columns still.
fn carried_over(before: &Sheet, sheet: &Sheet) -> Change {
    let (was, is) = (before.layout(), sheet.layout());
    if (&was.source, was.headings) != (&is.source, is.headings) {
        return Change::default();
    }
    let mut change = before.changes();
    // Columns that the file lacks may stand in another place, or nowhere.
    change.cells.retain_mut(|(_, column, _)| {
        let was = &before.columns()[*column];
        let place = match was.added {
            true => was.field.and_then(|field| sheet.column_of(field)),
            false => Some(*column),
        };
        *column = place.unwrap_or(*column);
        place.is_some()
    });
    change
}
