//! What became of every row: the proof, to be kept.

mod kept;
mod another;
mod onwards;
mod paper;

pub use kept::kept_receipts;

use crate::browser::receipts;
use crate::desk::{self, use_desk};
use crate::pages::check::replacing;
use crate::pages::place::{AtInstance, use_instance};
use crate::route::{REFERENCE, Route, Step};
use crate::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;
use onwards::onwards;
use paper::paper_view;
use protocol::receipt::{Head, Paper, State};
use std::sync::Arc;

/// The page with the proof.
#[component]
pub fn ReceiptPage() -> impl IntoView {
    let proof = proof_here();
    let found = found(proof);
    let title = Signal::derive(move || {
        found.with(|found| match found {
            Found::Paper(paper) => headline(paper),
            _ => "Receipt".to_owned(),
        })
    });
    view! {
        <AtInstance title>
            {replacing(false)}
            <Proof proof found/>
        </AtInstance>
    }
}

/// What is on the page.
#[derive(Clone, PartialEq)]
enum Found {
    /// It is being looked for.
    NotYet,
    /// A receipt, of this visit or kept.
    Paper(Arc<Paper>),
    /// There is none, or not of this name.
    Nothing,
}

/// The receipt of this visit, if it is one of the Majora whose page this is.
fn proof_here() -> Memo<Option<desk::Proof>> {
    let (desk, instance, named) = (use_desk(), use_instance(), reference());
    Memo::new(move |_| {
        let here = instance.get()?.name;
        let wanted = named.get();
        let is_wanted =
            |head: &Head| wanted.as_ref().is_none_or(|wanted| *wanted == head.reference);
        let proof = desk.proof().get();
        proof.filter(|proof| proof.to.instance.name == here && is_wanted(&proof.paper.head))
    })
}

fn reference() -> Memo<Option<String>> {
    let query = use_query_map();
    Memo::new(move |_| query.read().get(REFERENCE))
}

/// The receipt of this visit, or the kept one that the address names.
fn found(proof: Memo<Option<desk::Proof>>) -> RwSignal<Found> {
    let (named, instance) = (reference(), use_instance());
    let found = RwSignal::new(Found::NotYet);
    Effect::new(move |_| {
        if let Some(proof) = proof.get() {
            return found.set(Found::Paper(proof.paper));
        }
        let (Some(named), Some(here)) = (named.get(), instance.get()) else {
            return found.set(Found::Nothing);
        };
        found.set(Found::NotYet);
        spawn_local(async move {
            let paper = receipts::load(&named).await;
            // Another user of this computer has no business with it.
            let paper = paper.filter(|paper| kept::is_of(&paper.head, &here));
            let paper = paper.map_or(Found::Nothing, |paper| Found::Paper(Arc::new(paper)));
            found.try_set(paper);
        });
    });
    found
}

/// `96 rows saved and checked`, or how many of them, what needs attention last.
fn headline(paper: &Paper) -> String {
    let head = &paper.head;
    if paper.stopped.is_some() {
        let done = words::thousands(head.whole());
        let all = words::count(head.rows_in_all, "row");
        let part = match head.count(State::SavedInPart) {
            0 => String::new(),
            some => format!(", {} in part", words::thousands(some)),
        };
        return format!("The upload ended early: {done} of {all} done{part}");
    }
    let there = head.count(State::AlreadyThere);
    let (saved, checked) = (head.whole() - there, head.count(State::SavedAndChecked));
    let word = if saved == checked { "saved and checked" } else { "saved" };
    let good = match (saved, there) {
        (0, there) if there > 0 => format!("{} already in Majora", words::count(there, "row")),
        (saved, 0) => format!("{} {word}", words::count(saved, "row")),
        (saved, there) => {
            format!(
                "{} {word}, {} already in Majora",
                words::count(saved, "row"),
                words::thousands(there)
            )
        }
    };
    match head.to_look_at() {
        0 => good,
        1 => format!("{good}, 1 needs attention"),
        some => format!("{good}, {} need attention", words::thousands(some)),
    }
}

#[component]
fn Proof(proof: Memo<Option<desk::Proof>>, found: RwSignal<Found>) -> impl IntoView {
    move || match found.get() {
        Found::NotYet => view! { <p class="loading" role="status">"Loading…"</p> }.into_any(),
        Found::Nothing => view! { <Nothing/> }.into_any(),
        Found::Paper(paper) => {
            let server = paper.head.server.name.clone();
            let onwards = match proof.get_untracked() {
                Some(proof) => onwards(proof).into_any(),
                None => of_an_earlier_visit(&paper).into_any(),
            };
            view! {
                {onwards}
                {paper_view(paper)}
                {kept_receipts(Some(server))}
            }
            .into_any()
        }
    }
}

/// What can be done after a submission whose sheet is gone from this page.
fn of_an_earlier_visit(paper: &Paper) -> impl IntoView + use<> {
    let choose = Route::At(paper.head.server.name.clone(), Step::Choose).path();
    let open = paper.head.to_look_at();
    view! {
        {(open > 0).then(|| view! {
            <p>"The sheet of this upload is no longer on this page. Correct the rows that need attention in your file and upload it again: Majora is asked what it holds, and nothing is sent twice."</p>
        })}
        <p class="actions"><a class="button button-quiet" href=choose>"Upload another sheet"</a></p>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    let (desk, instance) = (use_desk(), use_instance());
    let name = move || instance.get().map(|instance| instance.name);
    let sheet = move || desk.workflow().with(|workflow| workflow.desk().is_some());
    view! {
        <p>"There is no receipt of this server on this page."</p>
        <Show when=sheet>
            <p>"If you have submitted a sheet here, review it again: Majora is asked what it holds, and nothing is sent twice."</p>
            <p><button class="button" on:click=move |_| desk.go(Step::Check)>"Go to the sheet"</button></p>
        </Show>
        {move || kept_receipts(name())}
    }
}
