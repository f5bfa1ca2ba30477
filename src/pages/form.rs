//! Single samples by form, which is a view of a sheet like any other.

mod samples;
mod sections;
mod sending;

use crate::browser;
use crate::components::form::{Complaint, Entry, answer_id};
use crate::desk::{Desk, use_desk};
use crate::pages::check::onwards::asking;
use crate::pages::place::AtInstance;
use crate::pages::scan::scanner;
use crate::pages::unkept::Unkept;
use crate::route::Step;
use leptos::prelude::*;
use samples::{further, samples};
use sections::sections;
use sending::{Sending, said, sending, summary};
use sheet::check::Checked;
use sheet::field::Field;
use sheet::fields;
use sheet::form::{self, Cells};
use sheet::history::Deed;
use sheet::read::Change;
use sheet::workflow::{Event, Origin};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The id of all that is asked, and that of the button by which one goes on.
const FORM: &str = "form";
const REVIEW: &str = "review";

/// The page on which samples are entered one by one.
#[component]
pub fn FormPage() -> impl IntoView {
    let asked = RwSignal::new(0);
    let troubled = Signal::derive(move || asked.get() > 0);
    view! {
        <AtInstance title="Enter a sample" troubled>
            <Form asked/>
        </AtInstance>
    }
}

/// What the page can show.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OnDesk {
    Nothing,
    Form,
    OtherSheet,
}

#[component]
fn Form(asked: RwSignal<u32>) -> impl IntoView {
    let desk = use_desk();
    // The form stays the same while it is filled in, so typing doesn't draw the page anew.
    let on_desk = Memo::new(move |_| {
        desk.workflow().with(|w| match w.desk().map(|desk| desk.file.origin) {
            None => OnDesk::Nothing,
            Some(Origin::Form) => OnDesk::Form,
            Some(_) => OnDesk::OtherSheet,
        })
    });
    Effect::new(move |_| desk.back_to_sheet());
    move || {
        match on_desk.get() {
        OnDesk::Nothing => view! {
            <p>"The form is not begun yet."</p>
            <p><button class="button" on:click=move |_| desk.begin_form(Cells::new())>"Enter a sample"</button></p>
        }
        .into_any(),
        OnDesk::OtherSheet => view! {
            <p>"You are working on a sheet. Finish it or discard it before you enter samples one by one."</p>
            <p><button class="button" on:click=move |_| desk.go(Step::Check)>"Continue with this sheet"</button></p>
        }
        .into_any(),
        OnDesk::Form if desk.is_sending() => view! {
            <p>"This is being submitted and can’t be changed now."</p>
            <p><button class="button" on:click=move |_| desk.go(Step::Send)>"Show how far it is"</button></p>
        }
        .into_any(),
        OnDesk::Form => filled_in(desk, asked).into_any(),
    }
    }
}

/// The form on the desk.
fn filled_in(desk: Desk, asked: RwSignal<u32>) -> impl IntoView {
    let checked = desk.checked();
    let row = RwSignal::new(first(checked));
    // A row that was taken away, here or in the grid, can't be filled in.
    Effect::new(move |_| {
        let is_there = |c: &Checked, row| row < c.sheet().rows() && !c.sheet().is_removed(row);
        if checked.with(|c| c.as_deref().is_some_and(|c| !is_there(c, row.get()))) {
            row.set(first(checked));
        }
    });
    let scanning = RwSignal::new(false);
    let entry = Entry {
        checked,
        row,
        left: RwSignal::new(BTreeSet::new()),
        said: said(desk),
        on_answer: Callback::new(move |(field, text)| answer(desk, row, field, text)),
        on_next: Callback::new(|()| browser::focus_next(FORM, REVIEW)),
        on_scan: Some(Callback::new(move |()| scanning.set(true))),
    };
    let on_code = Callback::new(move |code: String| {
        answer(desk, row, &fields::CENTRAL_SAMPLE_ID, form::scanned(&code));
        scanning.set(false);
        go_to(&fields::CENTRAL_SAMPLE_ID);
        String::new()
    });
    let state = Sending { entry, asked, listed: RwSignal::new(Vec::new()) };
    let asking = asking(desk);
    view! {
        <Unkept/>
        {summary(state)}
        <p>
            "Only what is marked "<span class="tag tag-info">"needed"</span>
            " must be answered. Nothing is sent before you have seen what will be."
        </p>
        <div id=FORM inert=move || asking.get()>
            {samples(desk, entry)}
            <For each=move || [row.get()] key=|row| *row let:_row>
                {sections(desk, entry)}
            </For>
            {further(desk, entry)}
        </div>
        <p class="visually-hidden" role="status">{spoken(entry)}</p>
        {sending(desk, state)}
        {scanner(scanning, on_code)}
    }
}

/// What is wrong with the answer that was left last, for those who don't see it appear: the keyboard is at the
/// next question by then.
fn spoken(entry: Entry) -> impl Fn() -> String {
    let last = Memo::new(move |before: Option<&(BTreeSet<_>, Option<_>)>| {
        let left = entry.left.get();
        let before = before.map(|(left, _)| left.clone()).unwrap_or_default();
        let last = left.difference(&before).next().copied();
        (left, last)
    });
    move || {
        let (_, Some((row, name))) = last.get() else { return String::new() };
        let all = entry.checked.with(|c| c.as_deref().map(|c| Complaint::of_row(c, row)));
        let is_about = |complaint: &Complaint| complaint.field.is_some_and(|f| f.name == name);
        let mine = all.unwrap_or_default().into_iter().filter(is_about);
        mine.map(|complaint| complaint.text).collect::<Vec<_>>().join(". ")
    }
}

/// The row with which to begin: the first that has an error, or else the last.
fn first(checked: Signal<Option<Arc<Checked>>>) -> usize {
    let of = |checked: &Checked| {
        let rows = || (0..checked.sheet().rows()).filter(|row| !checked.sheet().is_removed(*row));
        rows().find(|row| !checked.is_ready(*row)).or_else(|| rows().next_back())
    };
    checked.with_untracked(|checked| checked.as_deref().and_then(of).unwrap_or_default())
}

/// Writes an answer into the sheet.
fn answer(desk: Desk, row: RwSignal<usize>, field: &'static Field, text: String) {
    let column = desk.checked().with_untracked(|c| c.as_ref()?.sheet().column_of(field));
    if let Some(column) = column {
        let change = Change::of_cells(vec![(row.get_untracked(), column, text)]);
        desk.dispatch(Event::Edited { deed: Deed::Answered, change, today: browser::today() });
    }
}

/// Goes to a question, once the page shows it.
fn go_to(field: &'static Field) {
    request_animation_frame(move || browser::focus_id(&answer_id(field)));
}
