//! The receipts that this browser keeps.

use crate::words;
use leptos::prelude::*;
use protocol::receipt::Head;

/// A receipt in a list: what it is about, when as people write it, and where it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// What it is about.
    pub head: Head,
    /// When the last answer came.
    pub when: String,
    /// The path of its page.
    pub path: String,
}

/// A line for each receipt, with a link to it and a button to delete it.
#[component]
pub fn ReceiptList(
    /// The receipts, the latest first.
    #[prop(into)]
    receipts: Signal<Vec<Kept>>,
    /// Is told the reference of the one that is to be deleted.
    #[prop(into)]
    on_delete: Callback<String>,
) -> impl IntoView {
    let line = move |kept: Kept| line(kept, on_delete);
    view! {
        <ul class="kept">
            <For each=move || receipts.get() key=|kept| kept.head.reference.clone() children=line/>
        </ul>
    }
}

fn line(kept: Kept, on_delete: Callback<String>) -> impl IntoView {
    let Kept { head, when, path } = kept;
    let open = match head.to_look_at() {
        0 => String::new(),
        1 => ", 1 needs attention".to_owned(),
        some => format!(", {} need attention", words::thousands(some)),
    };
    let counts = format!(
        "{} of {} in Majora{open}",
        words::thousands(head.whole()),
        words::count(head.rows_in_all, "row")
    );
    let reference = head.reference.clone();
    let delete = move |_| on_delete.run(reference.clone());
    view! {
        <li>
            <div>
                <a href=path>{head.reference.clone()}</a>
                " "<strong>{words::world(head.server.world)}</strong>" "{head.server.label.clone()}
                <div class="kept-file">{head.file.name.clone()}</div>
                <div class="hint">{when}" · "{counts}</div>
            </div>
            <button
                class="button button-quiet button-small"
                aria-label=format!("Delete the receipt {}", head.reference)
                on:click=delete
            >
                "Delete"
            </button>
        </li>
    }
}
