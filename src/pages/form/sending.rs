//! From the form to the review: what is wrong, what Majora has said, the way on.

use super::samples::{name, rows};
use super::{REVIEW, go_to};
use crate::browser;
use crate::components::form::summary::ErrorSummary;
use crate::components::form::{Complaint, Entry};
use crate::desk::{Desk, Proof};
use crate::pages::check::onwards::{asking, trouble};
use crate::pages::place::use_instance;
use crate::route::{Route, Step};
use leptos::prelude::*;
use leptos::task::spawn_local;
use sheet::attribute::Said;
use sheet::check::Checked;
use sheet::problem::Severity;
use sheet::receipt::Outcome;
use sheet::workflow::Event;

/// What is known of the wish to send the form.
#[derive(Clone, Copy)]
pub(super) struct Sending {
    pub(super) entry: Entry,
    /// How often somebody wanted to go on in vain; none once all is mended.
    pub(super) asked: RwSignal<u32>,
    /// What was wrong then.
    pub(super) listed: RwSignal<Vec<Complaint>>,
}

/// What keeps a sheet from being sent, row by row.
fn errors(checked: &Checked) -> Vec<Complaint> {
    let all = rows(checked).into_iter().flat_map(|row| Complaint::of_row(checked, row));
    all.filter(|complaint| complaint.severity == Severity::Error).collect()
}

/// What Majora has said, and what was wrong when somebody wanted to go on and still is.
pub(super) fn summary(sending: Sending) -> impl IntoView {
    let Sending { entry, asked, listed } = sending;
    let left = Memo::new(move |_| {
        let now = entry.checked.with(|c| c.as_deref().map(errors).unwrap_or_default());
        let was = listed.get();
        let same = |a: &Complaint, b: &Complaint| (a.row, a.field) == (b.row, b.field);
        now.into_iter().filter(|now| was.iter().any(|was| same(was, now))).collect::<Vec<_>>()
    });
    Effect::new(move |_| {
        if asked.get_untracked() > 0 && left.with(Vec::is_empty) {
            asked.set(0);
        }
    });
    let complaints =
        Memo::new(move |_| entry.said.get().into_iter().chain(left.get()).collect::<Vec<_>>());
    let name_of = move |row| {
        entry.checked.with_untracked(|c| name(&c.as_deref().map(rows).unwrap_or_default(), row))
    };
    let on_go = move |complaint: Complaint| {
        entry.row.set(complaint.row);
        complaint.field.into_iter().for_each(go_to);
    };
    view! { <ErrorSummary complaints asked name_of on_go/> }
}

/// The way on, and what stands in it.
pub(super) fn sending(desk: Desk, sending: Sending) -> impl IntoView {
    let Sending { entry, asked, listed } = sending;
    let asking = asking(desk);
    let review = move |_| {
        if asking.get_untracked() {
            return;
        }
        let errors = entry.checked.with_untracked(|c| c.as_deref().map(errors).unwrap_or_default());
        entry.left.update(|left| {
            left.extend(errors.iter().filter_map(|e| Some((e.row, e.field?.name))));
        });
        listed.set(errors.clone());
        match errors.is_empty() {
            true => spawn_local(desk.review_form()),
            false => asked.update(|asked| *asked += 1),
        }
    };
    let stop_waiting = move |_| {
        desk.dispatch(Event::BackToSheet);
        // The button that was pressed goes away.
        browser::focus_id(REVIEW);
    };
    let instance = use_instance();
    let as_sheet = move || instance.get().map(|i| Route::At(i.name, Step::Check).path());
    view! {
        <div class="onwards">
            {trouble(desk)}
            <p class="actions">
                <button id=REVIEW class="button" aria-disabled=move || asking.get().to_string() on:click=review>
                    {move || if asking.get() { "Asking Majora what it holds…" } else { "Review what will be sent" }}
                </button>
                <Show when=move || asking.get()>
                    <button class="button button-quiet" on:click=stop_waiting>"Stop asking and stay here"</button>
                </Show>
            </p>
            <p class="hint">"Nothing is sent yet. Majora is only asked which of these records it holds."</p>
            <p><a href=as_sheet>"Show it as a sheet"</a></p>
        </div>
    }
}

/// What Majora has said of the form as it was last sent. It is said as long as the answers are those.
pub(super) fn said(desk: Desk) -> Signal<Vec<Complaint>> {
    let said = Memo::new(move |_| {
        let Some((proof, checked)) = desk.proof().get().zip(desk.checked().get()) else {
            return Vec::new();
        };
        let sent = proof.paper.head.file.sha256.as_str();
        let is_sent = desk.workflow().with(|w| w.desk().is_some_and(|d| d.file.sha256 == sent));
        let rows = proof.checked.sheet().rows().min(checked.sheet().rows());
        let rows = if is_sent { 0..rows } else { 0..0 };
        rows.flat_map(|row| of_row(&proof, &checked, row)).collect()
    });
    said.into()
}

fn of_row(proof: &Proof, checked: &Checked, row: usize) -> Vec<Complaint> {
    let (was, is) = (proof.checked.sheet(), checked.sheet());
    let is_as_sent = |said: &&Said| match said.field {
        Some(field) => was.get(row, field) == is.get(row, field),
        None => was.changes() == is.changes(),
    };
    let complaint = |said: &Said| Complaint {
        row,
        field: said.field,
        severity: Severity::Error,
        text: format!("Majora says: {}", said.text),
    };
    let refused = proof.receipt.of_row(row).filter_map(|(_, settled)| match &settled.outcome {
        Outcome::Refused { said } => Some(said),
        _ => None,
    });
    refused.flatten().filter(is_as_sent).map(complaint).collect()
}
