//! How a question is answered: the input that fits what its column takes.

use super::entry::{Entry, answer_id};
use crate::components::cell_input::calendar_mark;
use crate::components::wedge::is_line_end;
use leptos::html;
use leptos::prelude::*;
use sheet::field::{Field, Need};
use sheet::form::Input;

/// What stands around an input and is about it, and where the input itself is.
#[derive(Clone, Copy)]
pub(super) struct Described {
    /// The ids of both.
    pub(super) by: Memo<String>,
    /// Whether the answer can't be sent.
    pub(super) wrong: Memo<bool>,
    /// The line that is typed into, if it has one.
    pub(super) line: NodeRef<html::Input>,
}

impl Described {
    fn invalid(self) -> Option<&'static str> {
        self.wrong.get().then_some("true")
    }
}

/// The input for one question.
pub(super) fn input(entry: Entry, field: &'static Field, described: Described) -> AnyView {
    match Input::of(field) {
        Input::Choice(options) => list(entry, field, options, described).into_any(),
        Input::YesNo => yes_no(entry, field, described).into_any(),
        Input::Date => view! {
            <div class="answer-line">
                {line(entry, field, "text", "answer-short", described)}
                {calendar(entry, field, "date")}
            </div>
        }
        .into_any(),
        Input::DateTime => view! {
            <div class="answer-line">
                {line(entry, field, "text", "answer-middle", described)}
                {calendar(entry, field, "datetime-local")}
            </div>
        }
        .into_any(),
        Input::Whole => line(entry, field, "numeric", "answer-short", described).into_any(),
        Input::Number => line(entry, field, "decimal", "answer-short", described).into_any(),
        Input::Text { .. } => line(entry, field, "text", "answer-long", described).into_any(),
    }
}

/// A line of text. Enter, as a barcode scanner sends it too, goes on to the next question.
fn line(
    entry: Entry,
    field: &'static Field,
    keyboard: &'static str,
    width: &'static str,
    described: Described,
) -> impl IntoView {
    let answer = entry.answer(field);
    let changed = StoredValue::new(false);
    let on_input = move |event| {
        changed.set_value(true);
        entry.type_in(field, &event_target_value(&event));
    };
    let on_blur = move |_| {
        if changed.get_value() || answer.with_untracked(|answer| !answer.is_empty()) {
            entry.leave(field);
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if is_line_end(&event) {
            event.prevent_default();
            entry.on_next.run(());
        }
    };
    view! {
        <input
            id=answer_id(field)
            class=format!("answer-input {width}")
            type="text"
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            inputmode=keyboard
            node_ref=described.line
            aria-describedby=described.by
            aria-invalid=move || described.invalid()
            prop:value=answer
            on:input=on_input
            on:blur=on_blur
            on:keydown=on_key
        />
    }
}

/// The system's own calendar, beside the line in which the day can be typed: only its button is seen.
/// The keyboard has the line, so it doesn't stop here.
fn calendar(entry: Entry, field: &'static Field, kind: &'static str) -> impl IntoView {
    let day = entry.day(field);
    let on_change = move |event| {
        let day = event_target_value(&event).replacen('T', " ", 1);
        if !day.is_empty() {
            entry.type_in(field, &day);
            entry.leave(field);
        }
    };
    view! {
        <span class="calendar">
            {calendar_mark()}
            <input
                class="calendar-input"
                type=kind
                tabindex="-1"
                aria-label=format!("Choose {} from a calendar", field.name)
                prop:value=day
                on:change=on_change
            />
        </span>
    }
}

/// A list. What stands there and is none of it can be seen, and stays until another is chosen.
fn list(
    entry: Entry,
    field: &'static Field,
    options: &'static [&'static str],
    described: Described,
) -> impl IntoView {
    let (answer, meaning) = (entry.answer(field), entry.meaning(field));
    let other = Memo::new(move |_| {
        let is_other = meaning.with(|m| !m.is_empty() && !options.contains(&m.as_str()));
        is_other.then(|| answer.get())
    });
    let on_change = move |event| {
        entry.type_in(field, &event_target_value(&event));
        entry.leave(field);
    };
    let blank = match field.need {
        Need::Required => "Choose one",
        _ => "Choose one, or leave blank",
    };
    let one = move |option: &'static str| {
        let selected = move || meaning.with(|meaning| meaning == option);
        let label = if option.is_empty() { blank } else { option };
        view! { <option value=option prop:selected=selected>{label}</option> }
    };
    view! {
        <select
            id=answer_id(field)
            class="answer-input"
            aria-describedby=described.by
            aria-invalid=move || described.invalid()
            on:change=on_change
        >
            {one("")}
            {options.iter().copied().map(one).collect_view()}
            {move || other.get().map(|text| view! {
                <option value=text.clone() selected>{text.clone()}" (not in the list)"</option>
            })}
        </select>
    }
}

/// Yes, no or, where that may be, nothing said.
fn yes_no(entry: Entry, field: &'static Field, described: Described) -> impl IntoView {
    let meaning = entry.meaning(field);
    let one = move |(value, label): (&'static str, &'static str)| {
        // The first one is what a link to the question leads to.
        let id = match value {
            "Y" => answer_id(field),
            value => format!("{}-{value}", answer_id(field)),
        };
        let choose = move |_| {
            entry.type_in(field, value);
            entry.leave(field);
        };
        view! {
            <label class="choice" for=id.clone()>
                <input
                    id=id.clone()
                    type="radio"
                    name=answer_id(field)
                    value=value
                    aria-describedby=described.by
                    prop:checked=move || meaning.with(|meaning| meaning == value)
                    on:change=choose
                />
                {label}
            </label>
        }
    };
    let all = [("Y", "Yes"), ("N", "No"), ("", "Not said")];
    let choices = if field.need == Need::Required { &all[..2] } else { &all };
    view! { <div class="choices">{choices.iter().copied().map(one).collect_view()}</div> }
}
