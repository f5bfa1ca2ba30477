//! Where a sheet is mended: what is wrong, the rows, the way on.

use super::bench::Bench;
use super::onwards::{counts, locked, onwards};
use super::orders::{follow, words_of};
use super::overview::overview;
use super::rows::{first_row, id_column, shown};
use super::scanned::filling;
use crate::browser::{self, View};
use crate::components::grid::{CellPlace, Grid, Look, Only};
use crate::components::grid_columns::{columns_button, columns_list};
use crate::components::grid_tools::{Inputs, finding, on_key, orders};
use crate::components::problem_list::ProblemList;
use crate::components::row_list::RowList;
use crate::desk::{Desk, Proof, use_desk};
use crate::pages::place::use_instance;
use crate::pages::unkept::Unkept;
use crate::words;
use leptos::prelude::*;
use sheet::group::groups;
use sheet::history::Deed;
use sheet::mend;
use sheet::read::Change;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The sheet with what is wrong in it and, once that `is_seen`, its rows and the way on.
pub(super) fn workspace(is_seen: RwSignal<bool>) -> impl IntoView {
    let desk = use_desk();
    let checked = desk.checked();
    let first = checked.with_untracked(|c| c.as_deref().and_then(id_column)).unwrap_or(0);
    let look = Look::at(CellPlace { row: first_row(checked), column: first });
    let sent = left_open(desk);
    if let Some(sent) = &sent {
        look.only.set(Some(Only::Open(sent.open.clone())));
        sent.open.first().iter().for_each(|row| look.go(CellPlace { row: **row, column: first }));
    }
    let sent = sent.map(|sent| sent.words);
    let groups = Memo::new(move |_| {
        Arc::new(checked.with(|c| c.as_deref().map(groups).unwrap_or_default()))
    });
    let bench = Bench {
        desk,
        look,
        groups,
        shown: shown(look, checked, groups),
        remembered: RwSignal::new(browser::remembered()),
        locked: locked(desk),
        view: RwSignal::new(browser::view()),
    };
    let on_ask = move |ask| bench.follow(ask);
    view! {
        <Unkept/>
        {counts(checked)}
        {sent.map(|sent| view! { <p class="hint">{sent}</p> })}
        <ProblemList checked groups remembered=bench.remembered locked=bench.locked on_ask/>
        <Show when=move || is_seen.get()>
            {looks(bench)}
            {onwards(desk)}
        </Show>
    }
}

/// What the last upload of this sheet has left open.
struct LeftOpen {
    open: Arc<BTreeSet<usize>>,
    words: String,
}

/// What the last upload of the sheet to this Majora has left open, if that is some of it.
fn left_open(desk: Desk) -> Option<LeftOpen> {
    let here = use_instance().get_untracked()?;
    let sha256 = desk.workflow().with_untracked(|w| Some(w.desk()?.file.sha256.clone()))?;
    let is_its = |proof: &Proof| {
        let user = here.signed_in.as_ref().map(|user| &user.username);
        (&proof.to.instance.name, Some(&proof.to.username)) == (&here.name, user)
            && proof.paper.head.file.sha256 == sha256
    };
    let proof = desk.proof().get_untracked().filter(is_its)?;
    let open: BTreeSet<usize> = mend::rows(&proof.checked, &proof.receipt).into_iter().collect();
    let done = proof.paper.head.whole();
    let (rows, verb) = (words::count(done, "row"), if done == 1 { "is" } else { "are" });
    let words = format!("{rows} {verb} in Majora already. Nothing is registered twice.");
    let is_some = !open.is_empty() && done > 0;
    is_some.then(|| LeftOpen { open: Arc::new(open), words })
}

/// The rows as the user has chosen to look at them.
fn looks(bench: Bench) -> impl IntoView {
    view! {
        <div class="workspace">
            {switch(bench.view)}
            {move || match bench.view.get() {
                View::Grid => rows(bench, false).into_any(),
                View::List => rows(bench, true).into_any(),
                View::Pictures => overview(bench).into_any(),
            }}
        </div>
    }
}

/// The ways to look at a sheet. The one that was chosen is kept for the next.
fn switch(view: RwSignal<View>) -> impl IntoView {
    let button = move |(to, label): (View, &'static str)| {
        let choose = move |_| {
            view.set(to);
            browser::keep_view(to);
        };
        view! {
            <button
                class="segment"
                aria-pressed=move || (view.get() == to).to_string()
                on:click=choose
            >
                {label}
            </button>
        }
    };
    let all = [(View::Grid, "Grid"), (View::List, "List"), (View::Pictures, "Pictures")];
    view! {
        <div class="segments views" role="group" aria-label="View">
            {all.map(button).collect_view()}
        </div>
    }
}

/// The rows with their tools, as a grid or as a list.
fn rows(bench: Bench, as_list: bool) -> impl IntoView {
    let Bench { desk, look, shown, locked, .. } = bench;
    let checked = desk.checked();
    let give = Callback::new(move |order| follow(desk, look, shown, order));
    let words = move |order| words_of(desk, look, shown, order);
    let (inputs, open) = (Inputs::default(), RwSignal::new(false));
    let scanning = RwSignal::new(false);
    let on_change = move |(deed, made): (Deed, Change)| bench.change(deed, made);
    let on_mend = move |mend| bench.mend(mend);
    let rows = match as_list {
        true => view! {
            <RowList
                checked shown look locked
                groups=bench.groups remembered=bench.remembered
                on_change on_mend on_scan=move |()| scanning.set(true)
            />
        }
        .into_any(),
        false => view! {
            <Grid checked shown look locked on_change on_scan=move |()| scanning.set(true)/>
        }
        .into_any(),
    };
    let hint = match as_list {
        true => {
            "What you choose or type is kept when you leave the field. F8 goes to the next problem."
        }
        false => "Type, press Enter or double-click to edit a cell. F8 goes to the next problem.",
    };
    let all = move |_| {
        look.show_all();
        inputs.come_to_find();
    };
    view! {
        <div on:keydown=move |event| on_key(inputs, give, &event)>
            {finding(look, checked, shown, inputs)}
            <div class="grid-orders">
                {orders(words, locked, give)}
                {columns_button(look, open)}
            </div>
            {columns_list(look, checked, open)}
            <p class="hint">{hint}</p>
            <Show when=move || shown.with(|shown| shown.is_empty())>
                <p class="empty">
                    "No such rows. "
                    <button class="link" on:click=all>"Show all rows"</button>
                </p>
            </Show>
            {rows}
            {filling(desk, look, shown, scanning)}
        </div>
    }
}
