//! Another file in place of the sheet, mostly the same one put right in a spreadsheet.

use crate::browser::{self, ChosenFile};
use crate::components::notice::{Notice, Tone};
use crate::components::replace_question::ReplaceQuestion;
use crate::desk::{Desk, use_desk};
use leptos::html::{Button, Input};
use leptos::prelude::*;
use sheet::choices::Choices;
use sheet::decide::Decisions;
use sheet::workflow::{Origin, Workflow};
use std::collections::BTreeSet;

/// What the user offers.
#[derive(Clone)]
enum Offered {
    File(ChosenFile),
    Several,
}

type Offer = RwSignal<Option<Offered>, LocalStorage>;

/// Takes a file that is dropped anywhere on the page, and asks about it; `by_button`, one can be chosen, too.
pub fn replacing(by_button: bool) -> impl IntoView {
    let desk = use_desk();
    let offer: Offer = RwSignal::new_local(None);
    let over = window_event_listener(leptos::ev::dragover, move |event| {
        let data = event.data_transfer().filter(|data| data.types().includes(&"Files".into(), 0));
        if let Some(data) = data.filter(|_| name(desk).is_some()) {
            event.prevent_default();
            data.set_drop_effect("copy");
        }
    });
    let dropped = window_event_listener(leptos::ev::drop, move |event| {
        give(desk, offer, browser::dropped_files(event.data_transfer()), true);
    });
    on_cleanup(move || {
        over.remove();
        dropped.remove();
    });
    let button = NodeRef::<Button>::new();
    let answered = move |file: &ChosenFile, is_wanted: bool| {
        offer.set(None);
        match is_wanted {
            true => replace(desk, file.clone()),
            // What was pressed goes away.
            false => match button.get_untracked() {
                // A button that is on the page can have the keyboard.
                Some(button) => drop(button.focus()),
                None => browser::page::focus_heading(),
            },
        }
    };
    view! {
        {by_button.then(|| choosing(desk, offer, button))}
        {move || match (offer.get(), name(desk)) {
            (Some(Offered::File(file)), Some(here)) => {
                let (offered, loses) = (file.name(), loses(desk));
                let file = StoredValue::new_local(file);
                let on_answer =
                    move |is_wanted: bool| file.with_value(|file| answered(file, is_wanted));
                view! { <ReplaceQuestion here offered loses on_answer/> }.into_any()
            }
            (Some(Offered::Several), _) => view! {
                <Notice tone=Tone::Error title="Choose one file at a time">
                    <p>"None of them was read."</p>
                </Notice>
            }
            .into_any(),
            _ => ().into_any(),
        }}
    }
}

/// The button for it. Its file input is the browser's own, which has words of its own that would tell of no file.
fn choosing(desk: Desk, offer: Offer, button: NodeRef<Button>) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let chosen = move |event: leptos::ev::Event| {
        let files = browser::take_files(event.target().map(Into::into));
        give(desk, offer, files, false);
    };
    view! {
        <p>
            <button
                class="link"
                node_ref=button
                on:click=move |_| if let Some(input) = input.get_untracked() { input.click() }
            >
                "Choose a corrected file"
            </button>
            <input hidden type="file" accept=FILES node_ref=input on:change=chosen/>
        </p>
    }
}

/// The same as where a sheet is chosen first.
const FILES: &str = ".xlsx,.xlsm,.xls,.ods,.csv,.tsv,.txt,text/csv,text/tab-separated-values";

/// The name of the sheet, if it can be replaced: not while it is being sent.
fn name(desk: Desk) -> Option<String> {
    desk.workflow().with_untracked(|workflow| match workflow {
        Workflow::Sending { .. } => None,
        workflow => workflow.desk().map(|desk| desk.file.name.clone()),
    })
}

/// Takes what is offered. A file that was dropped may have slipped from the hand: it is always asked about.
fn give(desk: Desk, offer: Offer, mut files: Vec<ChosenFile>, asks: bool) {
    match files.len() {
        _ if name(desk).is_none() => {}
        0 => {}
        1 if asks || loses(desk) => offer.set(files.pop().map(Offered::File)),
        1 => files.into_iter().for_each(|file| replace(desk, file)),
        _ => offer.set(Some(Offered::Several)),
    }
}

fn replace(desk: Desk, file: ChosenFile) {
    // It may have been submitted since it was asked.
    if name(desk).is_some() {
        desk.put_away();
        desk.choose(file);
    }
}

/// Whether anything goes with the sheet that isn't in its file or in Majora.
fn loses(desk: Desk) -> bool {
    let is_open = !untrack(|| desk.is_done());
    let is_worked_on = |desk: &sheet::workflow::Desk| {
        let sheet = desk.checked.sheet();
        // What an upload has made is no decision.
        let decisions = Decisions { ours: BTreeSet::new(), ..desk.decisions.clone() };
        desk.file.origin == Origin::Form
            || !sheet.changes().is_empty()
            || *sheet.choices() != Choices::default()
            || decisions != Decisions::default()
    };
    is_open && desk.workflow().with_untracked(|w| w.desk().is_some_and(is_worked_on))
}
