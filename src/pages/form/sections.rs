//! The questions: those about the sample always, those about its library and run where it has them.

use super::go_to;
use crate::browser;
use crate::components::form::Entry;
use crate::components::form::group::Group;
use crate::desk::Desk;
use leptos::html::Button;
use leptos::prelude::*;
use sheet::field::{Field, Section};
use sheet::fields;
use sheet::form::{self, FORM};
use sheet::history::Deed;
use sheet::read::Change;
use sheet::words::noun;
use sheet::workflow::Event;

/// All questions about the row that is filled in.
pub(super) fn sections(desk: Desk, entry: Entry) -> impl IntoView {
    let library = Part::new(desk, entry, Section::Library);
    let run = Part::new(desk, entry, Section::Run);
    let has_library = Memo::new(move |_| library.is_shown() || run.is_shown());
    view! {
        {groups(entry, Section::Sample)}
        {part(library, &fields::LIBRARY_NAME)}
        // A run is one of a library.
        <Show when=move || has_library.get()>{part(run, &fields::RUN_NAME)}</Show>
    }
}

fn groups(entry: Entry, section: Section) -> impl IntoView {
    let mine = FORM.iter().filter(|set| set.section() == section);
    mine.map(|set| view! { <Group entry set/> }).collect_view()
}

/// A record that a sample may have or not.
#[derive(Clone, Copy)]
struct Part {
    desk: Desk,
    entry: Entry,
    section: Section,
    /// Whether somebody asked for its questions.
    wanted: RwSignal<bool>,
    /// Whether any of them is answered.
    answered: Memo<bool>,
    /// What stood in it when it was removed.
    removed: RwSignal<Vec<(usize, usize, String)>>,
}

impl Part {
    fn new(desk: Desk, entry: Entry, section: Section) -> Part {
        let (wanted, removed) = (RwSignal::new(false), RwSignal::new(Vec::new()));
        let part = Part { desk, entry, section, wanted, removed, answered: Memo::new(|_| false) };
        Part { answered: Memo::new(move |_| !part.cells().is_empty()), ..part }
    }

    fn is_shown(self) -> bool {
        self.wanted.get() || self.answered.get()
    }

    /// What stands in the columns of the record.
    fn cells(self) -> Vec<(usize, usize, String)> {
        let row = self.entry.row.get();
        self.desk.checked().with(|checked| {
            let Some(sheet) = checked.as_deref().map(|c| c.sheet()).filter(|s| row < s.rows())
            else {
                return Vec::new();
            };
            let mine = form::columns().filter(|field| field.section == self.section);
            let cells = mine.filter_map(|field| sheet.column_of(field));
            let cells = cells.map(|column| (row, column, sheet.cell(row, column).to_owned()));
            cells.filter(|(.., text)| !text.is_empty()).collect()
        })
    }

    fn change(self, deed: Deed, cells: Vec<(usize, usize, String)>) {
        let change = Change::of_cells(cells);
        self.desk.dispatch(Event::Edited { deed, change, today: browser::today() });
    }

    fn remove(self) {
        let cells = untrack(|| self.cells());
        let blank = cells.iter().map(|(row, column, _)| (*row, *column, String::new())).collect();
        self.wanted.set(false);
        self.change(Deed::Cleared, blank);
        self.removed.set(cells);
    }

    fn put_back(self) {
        let cells = self.removed.get_untracked();
        self.removed.set(Vec::new());
        self.change(Deed::Typed, cells);
    }
}

/// The questions about a record and the button that removes it; or else the button that adds it.
fn part(part: Part, first: &'static Field) -> impl IntoView {
    let noun = noun(part.section);
    let shown = Memo::new(move |_| part.is_shown());
    let add = move |_| {
        part.removed.set(Vec::new());
        part.wanted.set(true);
        go_to(first);
    };
    let put_back = move |_| {
        part.put_back();
        go_to(first);
    };
    let back = NodeRef::<Button>::new();
    // The button that removed it is gone, and with it the place of the keyboard.
    Effect::new(move |_| {
        if part.removed.with(|removed| !removed.is_empty()) {
            back.get().map(|back| back.focus());
        }
    });
    view! {
        <section class="part" aria-label=format!("The {noun}")>
            {move || match shown.get() {
                true => view! {
                    {groups(part.entry, part.section)}
                    <p><button class="button button-quiet button-small" on:click=move |_| part.remove()>{format!("Remove the {noun}")}</button></p>
                }.into_any(),
                false => view! {
                    <Show when=move || part.removed.with(|removed| !removed.is_empty())>
                        <p role="status">
                            {format!("The {noun} was removed. ")}
                            <button class="link" node_ref=back on:click=put_back>"Put it back"</button>
                        </p>
                    </Show>
                    <p class="actions part-add">
                        <button class="button button-quiet" on:click=add>{format!("Add a {noun}")}</button>
                        <span class="hint">{only_if(part.section)}</span>
                    </p>
                }.into_any(),
            }}
        </section>
    }
}

/// When a record is to be added.
const fn only_if(section: Section) -> &'static str {
    match section {
        Section::Run => "If the library was sequenced.",
        _ => "If the sample was put into a library.",
    }
}
