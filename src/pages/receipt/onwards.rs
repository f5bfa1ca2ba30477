//! What can be done after a submission, while its sheet is at hand.

use super::another::another;
use crate::browser;
use crate::components::notice::{Notice, Tone};
use crate::desk::{Destination, Proof, use_desk};
use crate::route::{Route, Step};
use crate::session::use_session;
use crate::words;
use leptos::prelude::*;
use protocol::session::{Instance, World};
use sheet::answer::Halt;
use sheet::mend;
use sheet::practice;
use sheet::workflow::{Event, Workflow};

/// Mend what was not saved, send the same for real, or begin with another sheet.
pub(super) fn onwards(proof: Proof) -> impl IntoView {
    let desk = use_desk();
    let Proof { checked, receipt, paper, to, .. } = proof;
    let rows = mend::rows(&checked, &receipt);
    let at_hand =
        move || desk.workflow().with(|workflow| matches!(workflow, Workflow::Finished { .. }));
    let sha256 = paper.head.file.sha256.clone();
    let same_sheet = Memo::new(move |_| {
        desk.workflow().with(|w| w.desk().is_some_and(|desk| desk.file.sha256 == sha256))
    });
    let halted = receipt.halted;
    let name = format!("rows-to-fix-{}.csv", paper.head.reference);
    // Of an upload that stopped there is nothing to mend, perhaps, but much to finish.
    let (fix, rest) = match halted {
        Some(_) => ("Back to the sheet".to_owned(), "Download the rows that are not finished"),
        None => (format!("Fix {}", these(rows.len())), "Download the rows to fix"),
    };
    // After an upload that stopped, going on comes first.
    let class = if halted.is_some() { "button button-quiet" } else { "button" };
    let some = !rows.is_empty();
    let discards = discards(rows.len());
    let goes_on = to.instance.world == World::Test && !practice::is_made_up(&checked);
    let sheet = checked.clone();
    // Whoever has the open rows as a file loses nothing with the sheet.
    let has_rows = StoredValue::new(!some);
    let download = move |_| {
        browser::save(&name, "text/csv", &mend::file(&checked, &receipt, &rows));
        has_rows.set_value(true);
    };
    // Of an old receipt, another sheet may be on the desk by now.
    let another_sheet = move || match untrack(at_hand) {
        true if has_rows.get_value() || browser::confirm(&discards) => {
            desk.dispatch(Event::Discard);
        }
        true => {}
        false => desk.go(Step::Choose),
    };
    // The user has gone on with the sheet, and come back to look.
    let is_worked_on = move || !at_hand() && same_sheet.get();
    view! {
        <Show when=move || desk.is_form() && at_hand()>{another(desk, &sheet)}</Show>
        <Show when=at_hand>{halted.map(|halt| view! { <Halted halt to=to.clone()/> })}</Show>
        <p class="actions">
            {some.then(|| view! {
                <Show when=at_hand>
                    <button class=class on:click=move |_| desk.dispatch(Event::BackToSheet)>{fix.clone()}</button>
                </Show>
                <button class="button button-quiet" on:click=download>{rest}</button>
            })}
            <Show when=is_worked_on>
                <button class=class on:click=move |_| desk.go(Step::Check)>"Back to the sheet"</button>
            </Show>
            <button class="button button-quiet" on:click=move |_| another_sheet()>
                "Upload another sheet"
            </button>
        </p>
        <Show when=move || goes_on && same_sheet.get()><ForReal/></Show>
    }
}

/// Asks whether a sheet with so many open rows may go.
fn discards(rows: usize) -> String {
    let rows = match rows {
        1 => "1 row is".to_owned(),
        rows => format!("{} are", words::count(rows, "row")),
    };
    format!(
        "{rows} not in Majora as the sheet has them. Discard the sheet and what you changed in it?"
    )
}

/// `this row`, `these 4 rows`.
fn these(rows: usize) -> String {
    match rows {
        1 => "this row".to_owned(),
        rows => format!("these {}", words::count(rows, "row")),
    }
}

/// After practice: the same sheet to the real database, where one is configured.
#[component]
fn ForReal() -> impl IntoView {
    let (desk, session) = (use_desk(), use_session());
    let productions = move || {
        let instances = session.instances().into_iter();
        instances.filter(|instance| instance.world == World::Production).collect::<Vec<Instance>>()
    };
    let one = move |instance: Instance, several: bool| {
        let path = Route::At(instance.name, untrack(|| desk.sheet_step())).path();
        let server = several.then(|| format!(" ({})", instance.label));
        let checked = desk.checked();
        let (ready, to_mend) =
            checked.with(|c| c.as_ref().map_or((0, 0), |c| (c.ready_rows(), c.rows_to_mend())));
        let label = format!(
            "Send {} to production{}",
            words::those_ready(ready, to_mend),
            server.unwrap_or_default()
        );
        view! { <p><a class="button button-production" href=path>{label}</a></p> }
    };
    move || {
        let productions = productions();
        let several = productions.len() > 1;
        (!productions.is_empty()).then(|| view! {
            <section class="for-real" aria-labelledby="for-real">
                <h2 id="for-real">"That was practice"</h2>
                <p>
                    "Nothing has reached the real database. The same sheet can go there now: you sign in to production, it is compared with what is stored there, and nothing is sent before you say so again."
                </p>
                {productions.into_iter().map(|instance| one(instance, several)).collect_view()}
            </section>
        })
    }
}

/// Why the upload ended early, and how to go on without sending anything twice.
#[component]
fn Halted(halt: Halt, to: Destination) -> impl IntoView {
    let (desk, session) = (use_desk(), use_session());
    let name = to.instance.name;
    let signed_in =
        Memo::new(move |_| session.instance(&name).is_some_and(|i| i.signed_in.is_some()));
    // What the user has done is no fault.
    let tone = if halt == Halt::Stopped { Tone::Info } else { Tone::Error };
    view! {
        <Notice tone title=halt.message()>
            <p>
                "What was saved stays saved. Before the rest is sent, Majora is asked again what it holds, so nothing goes twice."
            </p>
            <Show when=move || signed_in.get()>
                <p>
                    <button class="button" on:click=move |_| desk.review()>
                        "Check with Majora and continue"
                    </button>
                </p>
            </Show>
        </Notice>
    }
}
