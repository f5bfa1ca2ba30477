//! The input for one cell, of the right kind for its column.

use leptos::ev::KeyboardEvent;
use leptos::html::{Input, Select};
use leptos::prelude::*;
use sheet::field::{Field, Kind};

/// Where to go after a cell was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Stay.
    Stay,
    /// To the row below.
    Down,
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
    /// Told the new text and where to go.
    #[prop(into)]
    on_keep: Callback<(String, Then)>,
    /// Told that nothing changes.
    #[prop(into)]
    on_drop: Callback<()>,
) -> impl IntoView {
    let value = RwSignal::new(text.clone());
    let left = StoredValue::new(false);
    // Keeping takes the input away, which makes it lose the focus: that must not keep it again.
    let keep = move |then| {
        if !left.get_value() {
            left.set_value(true);
            on_keep.run((value.get_untracked(), then));
        }
    };
    let drop = move || {
        left.set_value(true);
        on_drop.run(());
    };
    let on_key = move |event: KeyboardEvent| {
        event.stop_propagation();
        match (event.key().as_str(), event.shift_key()) {
            ("Enter", _) => keep(Then::Down),
            ("Tab", false) => keep(Then::Right),
            ("Tab", true) => keep(Then::Left),
            ("Escape", _) => drop(),
            _ => return,
        }
        event.prevent_default();
    };
    match field.and_then(options) {
        Some(options) => {
            let list = NodeRef::<Select>::new();
            Effect::new(move |_| list.get().map(|list| list.focus()));
            let known = options.contains(&text.as_str()) || text.is_empty();
            let other = (!known).then(|| view! { <option value=text.clone() selected>{format!("{text} (as in the file)")}</option> });
            let choose = move |option: &'static str| {
                let selected = option == text;
                view! { <option value=option selected=selected>{option}</option> }
            };
            view! {
                <select
                    class="cell-input"
                    node_ref=list
                    aria-label=label
                    on:change=move |event| value.set(event_target_value(&event))
                    on:keydown=on_key
                    on:blur=move |_| keep(Then::Stay)
                >
                    {other}
                    <option value="">"(blank)"</option>
                    {options.into_iter().map(choose).collect_view()}
                </select>
            }
            .into_any()
        }
        None => {
            let input = NodeRef::<Input>::new();
            Effect::new(move |_| input.get().map(|input| (input.focus(), input.select())));
            view! {
                <input
                    class="cell-input"
                    type="text"
                    autocomplete="off"
                    spellcheck="false"
                    node_ref=input
                    aria-label=label
                    prop:value=value
                    on:input=move |event| value.set(event_target_value(&event))
                    on:keydown=on_key
                    on:blur=move |_| keep(Then::Stay)
                />
            }
            .into_any()
        }
    }
}

fn options(field: &'static Field) -> Option<Vec<&'static str>> {
    match field.kind {
        Kind::Choice { options, .. } => Some(options.to_vec()),
        Kind::YesNo => Some(vec!["Y", "N"]),
        _ => None,
    }
}
