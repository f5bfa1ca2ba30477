//! The input for one cell, of the right kind for its column.

use crate::components::wedge::{Pace, is_line_end};
use leptos::ev::KeyboardEvent;
use leptos::html::{Input, Select};
use leptos::prelude::*;
use sheet::field::{Field, Kind};
use sheet::form::typed as without_unseen;

/// No sample of the pandemic is older.
pub const FIRST: &str = "2019-11-01";

/// Where to go after a cell was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Stay.
    Stay,
    /// To the row below.
    Down,
    /// To the row below, for the next code: a barcode scanner has typed the cell.
    Onwards,
    /// To the column on the right.
    Right,
    /// To the column on the left.
    Left,
}

/// Edits one cell: a list where the column has one, a text otherwise. Enter and Tab keep the change,
/// Escape drops it, leaving keeps it.
#[component]
pub fn CellInput(
    /// The column, if we know it.
    field: Option<&'static Field>,
    /// The heading and row, for a screen reader.
    label: String,
    /// What stands in the cell.
    text: String,
    /// What was typed to begin with, in place of it.
    typed: Option<String>,
    /// Told the new text and where to go.
    #[prop(into)]
    on_keep: Callback<(String, Then)>,
    /// Told that nothing changes.
    #[prop(into)]
    on_drop: Callback<()>,
) -> impl IntoView {
    let options = field.and_then(options);
    let begun = begun(options.as_deref(), typed.as_deref(), &text);
    let value = RwSignal::new(begun.clone());
    let standing = StoredValue::new(typed.is_none().then(|| (begun.clone(), text.clone())));
    let left = StoredValue::new(false);
    // Keeping takes the input away, which makes it lose the focus: that must not keep it again.
    let keep = move |then| {
        if left.try_get_value() == Some(false) {
            left.set_value(true);
            let kept = standing.with_value(|standing| kept(&value.get_untracked(), standing));
            on_keep.run((kept, then));
        }
    };
    // The page may be left by the browser's own keys, without the input losing the focus before.
    on_cleanup(move || keep(Then::Stay));
    let pace = StoredValue::new(Pace::default());
    let drop = move || {
        left.set_value(true);
        on_drop.run(());
    };
    let on_key = move |event: KeyboardEvent| {
        event.stop_propagation();
        match after(&event, pace.get_value()) {
            Some(Some(then)) => keep(then),
            Some(None) => drop(),
            None => return,
        }
        event.prevent_default();
    };
    let on_input = move |event: leptos::ev::Event| {
        pace.update_value(|pace| pace.letter(event.time_stamp()));
        value.set(event_target_value(&event));
    };
    match options {
        Some(options) => {
            let list = NodeRef::<Select>::new();
            Effect::new(move |_| list.get().map(|list| list.focus()));
            view! {
                <select
                    class="cell-input"
                    node_ref=list
                    aria-label=label
                    on:change=move |event| value.set(event_target_value(&event))
                    on:keydown=on_key
                    on:blur=move |_| keep(Then::Stay)
                >
                    {choices(options, text, begun)}
                </select>
            }
            .into_any()
        }
        None => {
            let input = focused(typed.is_none());
            view! {
                <input
                    class="cell-input"
                    type="text"
                    autocomplete="off"
                    spellcheck="false"
                    inputmode=keyboard(field)
                    placeholder=form(field)
                    node_ref=input
                    aria-label=label
                    prop:value=value
                    on:input=on_input
                    on:keydown=on_key
                    on:blur=move |_| keep(Then::Stay)
                />
            }
            .into_any()
        }
    }
}

/// A cell in a form: its input is always there. What is chosen or typed is kept when Enter is pressed or
/// the input is left.
#[component]
pub fn CellField(
    /// What its label and others know it by.
    id: String,
    /// The column, if we know it.
    field: Option<&'static Field>,
    /// What stands in the cell.
    #[prop(into)]
    text: Signal<String>,
    /// Whether that is wrong.
    #[prop(into)]
    invalid: Signal<bool>,
    /// The id of what is said about it, if anything is.
    #[prop(into)]
    described: Signal<Option<String>>,
    /// Whether it can't be changed now.
    #[prop(into)]
    locked: Signal<bool>,
    /// Whether the keyboard is to come here.
    #[prop(into)]
    wanted: Signal<bool>,
    /// Told the new text.
    #[prop(into)]
    on_keep: Callback<String>,
    /// Told that the keyboard has come here.
    #[prop(into)]
    on_come: Callback<()>,
    /// Told the text that a barcode scanner has typed, with the key that ends it.
    #[prop(into)]
    on_scanned: Callback<String>,
) -> impl IntoView {
    let keep = move |event| on_keep.run(event_target_value(&event));
    let invalid = move || invalid.get().then_some("true");
    match field.and_then(options) {
        Some(options) => {
            let list = NodeRef::<Select>::new();
            Effect::new(move |_| wanted.get().then(|| list.get().map(|list| list.focus())));
            view! {
                <select
                    class="field-input"
                    id=id
                    node_ref=list
                    disabled=locked
                    aria-invalid=invalid
                    aria-describedby=described
                    on:change=keep
                    on:focus=move |_| on_come.run(())
                >
                    {move || choices(options.clone(), text.get(), text.get())}
                </select>
            }
            .into_any()
        }
        None => {
            let input = NodeRef::<Input>::new();
            // As if the Tab key had led there: what is typed takes the place of what stands there.
            let come = move || input.get().map(|input| (input.focus(), input.select()));
            Effect::new(move |_| wanted.get().then(come));
            let pace = StoredValue::new(Pace::default());
            let on_key = move |event: KeyboardEvent| {
                end_code(&event, pace, on_scanned);
                keep_own_keys(&event, text);
            };
            let line = view! {
                <input
                    class="field-input"
                    id=id.clone()
                    type="text"
                    autocomplete="off"
                    spellcheck="false"
                    inputmode=keyboard(field)
                    placeholder=form(field)
                    node_ref=input
                    readonly=locked
                    aria-invalid=invalid
                    aria-describedby=described
                    prop:value=text
                    on:change=keep
                    on:input=move |event| pace.update_value(|pace| pace.letter(event.time_stamp()))
                    on:keydown=on_key
                    on:focus=move |_| (pace.set_value(Pace::default()), on_come.run(())).1
                />
            };
            match day(field, id, text, locked, on_keep) {
                Some(day) => view! { <div class="field-line">{line}{day}</div> }.into_any(),
                None => line.into_any(),
            }
        }
    }
}

/// Tells the code that a scanner has typed, where a key ends one.
fn end_code(event: &KeyboardEvent, pace: StoredValue<Pace>, on_scanned: Callback<String>) {
    if is_line_end(event) && pace.get_value().is_a_scanners() {
        event.prevent_default();
        on_scanned.run(without_unseen(&event_target_value(event)));
        pace.set_value(Pace::default());
    }
}

/// Keeps from the sheet the keys that a text field has its own use for: what was typed in it and not
/// kept yet is undone there.
fn keep_own_keys(event: &KeyboardEvent, text: Signal<String>) {
    let is_new = event_target_value(event) != text.get_untracked();
    let is_own = match event.key().to_lowercase().as_str() {
        "z" | "y" => is_new,
        "f8" | "f" | "g" => false,
        _ => true,
    };
    if is_own {
        event.stop_propagation();
    }
}

/// The system's own calendar beside a cell with a day, which a finger needs more than a keyboard does. Only its
/// button is seen: the day stands in the line already, and not in the order of the browser's language.
fn day(
    field: Option<&'static Field>,
    id: String,
    text: Signal<String>,
    locked: Signal<bool>,
    on_keep: Callback<String>,
) -> Option<impl IntoView> {
    let name = field.filter(|field| matches!(field.kind, Kind::Date(_)))?.name;
    let choose = move |event| {
        let day = event_target_value(&event);
        // While a year is typed, its first digits are years too.
        if day.as_str() > FIRST && day != text.get_untracked() {
            on_keep.run(day);
        }
    };
    Some(view! {
        <span class="calendar">
            {calendar_mark()}
            <input
                class="calendar-input"
                id=format!("{id}-day")
                type="date"
                tabindex="-1"
                min=FIRST
                aria-label=format!("Choose the day: {name}")
                readonly=locked
                prop:value=move || text.get().trim().to_owned()
                on:change=choose
                on:keydown=move |event| event.stop_propagation()
            />
        </span>
    })
}

/// What is seen of a calendar until it is open.
pub(super) fn calendar_mark() -> impl IntoView {
    view! {
        <svg class="calendar-mark" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
            <path d="M3 5h14v12H3zM3 9h14M7 2.5V6M13 2.5V6" fill="none" stroke="currentColor" stroke-width="1.6"/>
        </svg>
    }
}

/// Where to go after a key, or nowhere where it drops the change; nothing for a key that goes on typing.
fn after(event: &KeyboardEvent, pace: Pace) -> Option<Option<Then>> {
    match (event.key().as_str(), event.shift_key()) {
        _ if event.is_composing() => None,
        _ if is_line_end(event) && pace.is_a_scanners() => Some(Some(Then::Onwards)),
        _ if is_line_end(event) => Some(Some(Then::Down)),
        ("Tab", false) => Some(Some(Then::Right)),
        ("Tab", true) => Some(Some(Then::Left)),
        ("Escape", _) => Some(None),
        _ => None,
    }
}

/// An input that takes the focus: what was typed is gone on with, what stood there is typed `over`.
fn focused(over: bool) -> NodeRef<Input> {
    let input = NodeRef::<Input>::new();
    Effect::new(move |_| input.get().map(|input| (input.focus(), over.then(|| input.select()))));
    input
}

/// The keyboard that a phone shows.
fn keyboard(field: Option<&'static Field>) -> &'static str {
    match field.map(|field| field.kind) {
        Some(Kind::Whole) => "numeric",
        Some(Kind::Number) => "decimal",
        _ => "text",
    }
}

/// How an empty cell is to be written, where that is not plain.
fn form(field: Option<&'static Field>) -> Option<&'static str> {
    match field?.kind {
        Kind::Date(_) => Some("YYYY-MM-DD"),
        Kind::DateTime => Some("YYYY-MM-DD HH:MM"),
        _ => None,
    }
}

/// What the input begins with: what stands in the cell, or what was typed in place of it.
fn begun(options: Option<&[&'static str]>, typed: Option<&str>, text: &str) -> String {
    let begun = match (options, typed) {
        (Some(options), Some(typed)) => begins_with(options, typed).unwrap_or(text),
        (None, Some(typed)) => typed,
        // An input has one line, and words that stood in two stay apart.
        (None, None) => return text.replace(['\n', '\r', '\t'], " "),
        (_, None) => text,
    };
    begun.to_owned()
}

/// What is kept of an input. What nobody has typed in stays as it is, also where an input can't show it so:
/// `standing` is what it shows of what stands in the cell, and that.
fn kept(value: &str, standing: &Option<(String, String)>) -> String {
    match standing {
        Some((shown, text)) if shown == value => text.clone(),
        _ => without_unseen(value),
    }
}

/// The options of a list, and before them what stands in the cell if it is none of them.
fn choices(options: Vec<&'static str>, text: String, begun: String) -> impl IntoView {
    let known = options.contains(&text.as_str()) || text.is_empty();
    let other = (!known).then(|| {
        let label = format!("{text} (as in the file)");
        view! { <option value=text.clone() selected=text == begun>{label}</option> }
    });
    let choose = move |option: &'static str| {
        let selected = option == begun;
        view! { <option value=option selected=selected>{option}</option> }
    };
    let options = options.into_iter().map(choose).collect_view();
    view! { {other} <option value="">"(blank)"</option> {options} }
}

/// The option that somebody means who types this, if there is one.
fn begins_with(options: &[&'static str], typed: &str) -> Option<&'static str> {
    let begins = |option: &&&str| {
        option.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed))
    };
    match typed {
        "" => Some(""),
        _ => options.iter().find(begins).copied(),
    }
}

/// The options of a column that has a list.
pub fn options(field: &'static Field) -> Option<Vec<&'static str>> {
    match field.kind {
        Kind::Choice { options, .. } => Some(options.to_vec()),
        Kind::YesNo => Some(vec!["Y", "N"]),
        _ => None,
    }
}
