//! The sheet: every problem, and the cells to mend them in.

mod reading;
mod practice;
mod replace;
pub(super) mod onwards;
mod questions;
mod orders;
mod rows;
mod bench;
mod overview;
mod scanned;
mod workspace;
mod rehearsal;

pub use onwards::trouble;
pub use rehearsal::rehearse;
pub use replace::replacing;

use crate::browser::slices;
use crate::desk::use_desk;
use crate::pages::place::AtInstance;
use crate::pages::unfinished::Unfinished;
use crate::route::Step;
use leptos::prelude::*;
use leptos::task::spawn_local;
use questions::questions;
use reading::{back_to_form, reading};
use sheet::check::Checked;
use sheet::problem::Severity;
use sheet::workflow::Origin;
use workspace::workspace;

/// The page on which a sheet is mended.
#[component]
pub fn CheckPage() -> impl IntoView {
    let desk = use_desk();
    let troubled = Signal::derive(move || {
        desk.checked().get().is_some_and(|checked| checked.count(Severity::Error) > 0)
    });
    view! {
        <AtInstance title="Check your sheet" troubled>
            <Unfinished/>
            <Sheet/>
        </AtInstance>
    }
}

#[component]
fn Sheet() -> impl IntoView {
    let desk = use_desk();
    // The file stays the same while its cells change, so typing doesn't draw the page anew.
    let file = Memo::new_with_compare(
        move |_| desk.workflow().with(|w| w.desk().map(|desk| desk.file.clone())),
        |before, now| match (before.and_then(Option::as_ref), now.and_then(Option::as_ref)) {
            (Some(before), Some(now)) => !before.is(now),
            (before, now) => before.is_some() || now.is_some(),
        },
    );
    Effect::new(move |_| desk.back_to_sheet());
    move || {
        match file.get() {
        None => view! {
            <p>"There is no sheet to check yet."</p>
            <p><button class="button" on:click=move |_| desk.go(Step::Choose)>"Choose a sample sheet"</button></p>
        }
        .into_any(),
        Some(_) if desk.is_sending() => view! {
            <p>"This sheet is being submitted and can’t be changed now."</p>
            <p><button class="button" on:click=move |_| desk.go(Step::Send)>"Show how far it is"</button></p>
        }
        .into_any(),
        Some(file) if file.origin == Origin::Form => {
            view! { {back_to_form(file.name)} {replacing(false)} {questions()} {drawn_anew_by_layout} }.into_any()
        }
        Some(file) => view! {
            {reading(file.name)}
            {replacing(true)}
            {questions()}
            {drawn_anew_by_layout}
        }
        .into_any(),
    }
    }
}

/// The sheet itself. Read in another way it has other rows and columns, so what was chosen to be seen of
/// it, and every heading and number, begins anew.
fn drawn_anew_by_layout() -> impl IntoView {
    let desk = use_desk();
    let checked = desk.checked();
    let layout = Memo::new(move |_| {
        let of = |checked: &Checked| {
            let sheet = checked.sheet();
            let names = sheet.columns().iter().map(|column| column.name().to_owned());
            (sheet.layout().clone(), names.collect::<Vec<_>>())
        };
        checked.with(|checked| checked.as_deref().map(of))
    });
    // What is wrong is on the screen a frame before the rows and their tools, which are most of the work.
    // Whoever comes back to the sheet comes back to where it was scrolled to, for which it must be there.
    let is_seen = RwSignal::new(!desk.is_first_drawn());
    spawn_local(async move {
        slices::drawn().await;
        // The page may be gone already.
        is_seen.try_set(true);
    });
    move || {
        layout.track();
        workspace(is_seen)
    }
}
