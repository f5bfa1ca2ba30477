//! One question: its column, what to write, what is wrong, and the input.

use super::entry::{Entry, answer_id};
use super::input::{Described, input};
use super::which_day::which_day;
use leptos::prelude::*;
use sheet::field::{Field, Need};
use sheet::form::{self, Input};
use sheet::problem::Severity;

/// One question.
pub(super) fn question(entry: Entry, field: &'static Field) -> impl IntoView {
    let complaints = entry.complaints(field);
    let wrong = Memo::new(move |_| {
        complaints.with(|all| all.iter().any(|complaint| complaint.severity == Severity::Error))
    });
    let (hint_id, messages_id) =
        (format!("{}-hint", answer_id(field)), format!("{}-messages", answer_id(field)));
    let ids = (hint_id.clone(), messages_id.clone());
    let by = Memo::new(move |_| match complaints.with(Vec::is_empty) {
        true => ids.0.clone(),
        false => format!("{} {}", ids.1, ids.0),
    });
    let line = NodeRef::new();
    let described = Described { by, wrong, line };
    let today = entry.checked.with_untracked(|c| c.as_ref().map(|c| c.today()));
    let hint = today.map(|today| form::hint(field, today));
    let messages = move || {
        let one = |complaint: super::Complaint| {
            let class = match complaint.severity {
                Severity::Error => "answer-message answer-error",
                _ => "answer-message answer-warning",
            };
            view! { <p class=class>{complaint.text}</p> }
        };
        complaints.get().into_iter().map(one).collect_view()
    };
    let needed = needed(field).map(|needed| view! { <span class="tag tag-info">{needed}</span> });
    let scan = entry.on_scan.filter(|_| is_scanned(field)).map(|on_scan| {
        view! {
            <button type="button" class="button button-quiet button-small" on:click=move |_| on_scan.run(())>
                "Scan with the camera"
            </button>
        }
    });
    let inside = view! {
        <p class="hint" id=hint_id>{hint}</p>
        <div id=messages_id>{messages}</div>
        {which_day(entry, field, line)}
        <div class="answer-line">{input(entry, field, described)}{scan}</div>
    };
    let class = move || if wrong.get() { "answer answer-wrong" } else { "answer" };
    match Input::of(field) {
        Input::YesNo => view! {
            <fieldset class=class>
                <legend class="answer-label">{field.name}" "{needed}</legend>
                {inside}
            </fieldset>
        }
        .into_any(),
        _ => view! {
            <div class=class>
                <label class="answer-label" for=answer_id(field)>{field.name}" "{needed}</label>
                {inside}
            </div>
        }
        .into_any(),
    }
}

/// Whether a question must be answered, in words.
const fn needed(field: &Field) -> Option<&'static str> {
    match field.need {
        Need::Required => Some("needed"),
        Need::OneOfDates => Some("one of the two is needed"),
        Need::Optional => None,
    }
}

/// Whether the answer stands on a tube.
fn is_scanned(field: &'static Field) -> bool {
    *field == sheet::fields::CENTRAL_SAMPLE_ID
}
