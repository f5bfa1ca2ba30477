//! An answer that can be read as several days: which of them it is.

use super::entry::Entry;
use leptos::html::Input;
use leptos::prelude::*;
use sheet::field::Field;
use sheet::value::Value;
use sheet::words::long_date;

/// The question, with a button for each day. The answer becomes that day, written so that nobody can
/// read it otherwise, and the keyboard goes back to its line.
pub(super) fn which_day(
    entry: Entry,
    field: &'static Field,
    line: NodeRef<Input>,
) -> impl IntoView {
    let (answer, readings) = (entry.answer(field), entry.readings(field));
    let button = move |day: Value<'static>| {
        let label = told(&day);
        let settle = move |_| {
            entry.type_in(field, &day.to_text());
            entry.leave(field);
            // The button that was pressed goes away.
            line.get_untracked().map(|line| line.focus());
        };
        view! {
            <button type="button" class="button button-quiet button-small mend-answer" on:click=settle>
                {label}
            </button>
        }
    };
    let question = move |days: Vec<Value<'static>>| {
        let title = format!("Which day is ‘{}’?", answer.get_untracked().trim());
        let name = title.clone();
        view! {
            <div class="mend" role="group" aria-label=name>
                <span>{title}</span>
                {days.into_iter().map(button).collect_view()}
            </div>
        }
    };
    move || Some(readings.get()).filter(|days| !days.is_empty()).map(question)
}

/// A day, or a day and time, as people say it.
fn told(day: &Value<'_>) -> String {
    match day {
        Value::Date(date) => long_date(*date),
        Value::DateTime(at) => {
            format!("{} at {:02}:{:02}", long_date(at.date()), at.hour(), at.minute())
        }
        other => other.to_text().into_owned(),
    }
}
