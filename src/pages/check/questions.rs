//! What only the laboratory knows about its file.

use super::onwards::COUNTS;
use crate::browser;
use crate::components::date_questions::DateQuestions;
use crate::desk::use_desk;
use leptos::prelude::*;
use sheet::check::Checked;
use sheet::problem::{Fault, Severity};
use sheet::workflow::Event;

/// The open questions, drawn anew when what is asked changes.
pub(super) fn questions() -> impl IntoView {
    let desk = use_desk();
    let checked = desk.checked();
    let open = Memo::new(move |_| checked.with(|c| c.as_deref().map(asked).unwrap_or_default()));
    move || {
        let columns = open.get().into_iter().map(|(column, _)| column).collect();
        let checked = checked.get_untracked()?;
        let on_answer = move |(columns, order)| {
            let (order, today) = (Some(order), browser::today());
            desk.dispatch(Event::DatesSettled { columns, order, today });
            // The question is gone, and what was pressed with it.
            browser::focus_id(COUNTS);
        };
        Some(view! { <DateQuestions checked columns inert=desk.rereading() on_answer/> })
    }
}

/// The columns that something is asked about, and what.
fn asked(checked: &Checked) -> Vec<(usize, Fault)> {
    let of_columns = checked.problems().iter().take_while(|problem| problem.row.is_none());
    let questions = of_columns.filter(|problem| problem.severity() == Severity::Question);
    questions.filter_map(|problem| Some((problem.column?, problem.fault))).collect()
}
