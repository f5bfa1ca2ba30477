//! What became of every row.

use crate::components::notice::{Notice, Tone};
use crate::components::receipt_table::ReceiptTable;
use crate::desk::{self, Destination, use_desk};
use crate::pages::place::{AtInstance, use_instance};
use crate::route::Step;
use crate::session::use_session;
use crate::{browser, words};
use leptos::prelude::*;
use sheet::answer::Halt;
use sheet::field::Section;
use sheet::receipt::{Receipt, RowOutcome};
use sheet::workflow::{Event, Workflow};
use std::sync::Arc;

/// The page with the proof.
#[component]
pub fn ReceiptPage() -> impl IntoView {
    let proof = proof_here();
    let title = Signal::derive(move || {
        proof.with(|proof| match proof {
            Some(proof) => headline(&proof.receipt),
            None => "Receipt".to_owned(),
        })
    });
    view! {
        <AtInstance title>
            <Proof proof/>
        </AtInstance>
    }
}

/// The receipt, if it is one of the Majora whose page this is.
fn proof_here() -> Memo<Option<desk::Proof>> {
    let (desk, instance) = (use_desk(), use_instance());
    Memo::new(move |_| {
        let here = instance.get()?.name;
        desk.proof().get().filter(|proof| proof.to.instance.name == here)
    })
}

/// `96 rows saved`, or how many of them, what needs attention last.
fn headline(receipt: &Receipt) -> String {
    let saved = receipt.rows_with(RowOutcome::Saved);
    let there = receipt.rows_with(RowOutcome::AlreadyThere);
    let rest = receipt.rows - saved - there - receipt.rows_with(RowOutcome::Removed);
    if receipt.halted.is_some() {
        let done = words::thousands(saved + there);
        return format!(
            "The upload ended early: {done} of {} done",
            words::count(receipt.rows, "row")
        );
    }
    let good = match (saved, there) {
        (0, there) if there > 0 => format!("{} already in Majora", words::count(there, "row")),
        (saved, 0) => format!("{} saved", words::count(saved, "row")),
        (saved, there) => {
            format!(
                "{} saved, {} already in Majora",
                words::count(saved, "row"),
                words::thousands(there)
            )
        }
    };
    match rest {
        0 => good,
        rest => format!("{good}, {} to look at", words::thousands(rest)),
    }
}

#[component]
fn Proof(proof: Memo<Option<desk::Proof>>) -> impl IntoView {
    let desk = use_desk();
    move || {
        match proof.get() {
        Some(proof) => view! { <Details proof/> }.into_any(),
        None => view! {
            <p>"There is no receipt of this server on this page. A receipt stays until its page is closed or loaded anew."</p>
            <p>"If you have submitted a sheet here, review it again: Majora is asked what it holds, and nothing is sent twice."</p>
            <p><button class="button" on:click=move |_| desk.go(Step::Check)>"Go to the sheet"</button></p>
        }
        .into_any(),
    }
    }
}

#[component]
fn Details(proof: desk::Proof) -> impl IntoView {
    let desk::Proof { file, checked, receipt, to, times, .. } = proof;
    let desk = use_desk();
    let filter = RwSignal::new(None::<RowOutcome>);
    let shown = {
        let receipt = receipt.clone();
        Signal::derive(move || {
            let wanted =
                |row: &usize| filter.get().is_none_or(|outcome| receipt.row(*row) == outcome);
            Arc::new((0..receipt.rows).filter(wanted).collect::<Vec<usize>>())
        })
    };
    let world = words::world(to.instance.world).to_lowercase();
    let name = format!("majora-receipt-{world}-{}.csv", browser::file_stamp(times.ended));
    let download = {
        let (receipt, checked) = (receipt.clone(), checked.clone());
        move |_| {
            browser::save(&name, "text/csv", &receipt.to_csv(checked.sheet()));
            desk.receipt_saved();
        }
    };
    let at_hand =
        move || desk.workflow().with(|workflow| matches!(workflow, Workflow::Finished { .. }));
    let (receipt_halted, halted_to) = (receipt.halted, to.clone());
    let unfinished = receipt.rows_with(RowOutcome::Saved)
        + receipt.rows_with(RowOutcome::AlreadyThere)
        + receipt.rows_with(RowOutcome::Removed)
        < receipt.rows;
    view! {
        {(!receipt.lacking.is_empty()).then(|| view! {
            <p>"One of these permissions is missing: "{receipt.lacking.join(", ")}". Ask Majora’s administrators for it."</p>
        })}
        <Show when=at_hand>{receipt_halted.map(|halt| view! { <Halted halt to=halted_to.clone()/> })}</Show>
        <dl class="facts">
            <div><dt>"Server"</dt><dd>{to.instance.label.clone()}" ("{to.instance.host.clone()}")"</dd></div>
            <div><dt>"As"</dt><dd>{to.username.clone()}</dd></div>
            <div><dt>"When"</dt><dd>{browser::moment(times.ended)}</dd></div>
            <div><dt>"File"</dt><dd>{file.name.clone()}</dd></div>
            {records(&receipt)}
            <div><dt>"SHA-256"</dt><dd><code>{file.sha256.clone()}</code></dd></div>
        </dl>
        <p class="actions">
            <button class="button" on:click=download>"Download the receipt (CSV)"</button>
            {unfinished.then(|| view! {
                <button class="button button-quiet" on:click=move |_| desk.dispatch(Event::BackToSheet)>
                    "Back to the sheet"
                </button>
            })}
            <button class="button button-quiet" on:click=move |_| desk.dispatch(Event::Discard)>
                "Upload another sheet"
            </button>
        </p>
        <Outcomes receipt=receipt.clone() filter/>
        <ReceiptTable receipt sheet=checked rows=shown/>
    }
}

/// Of how many rows Majora holds the sample, the library and the run.
fn records(receipt: &Receipt) -> impl IntoView + use<> {
    let label = |section| match section {
        Section::Sample => "Samples",
        Section::Library => "In libraries",
        Section::Run => "In runs",
    };
    let counts = Section::ALL.map(|section| (label(section), receipt.records(section)));
    let some = counts.into_iter().filter(|(_, (all, _))| *all > 0);
    some.map(|(label, (all, held))| {
        let text = format!("{} of {} in Majora", words::thousands(held), words::thousands(all));
        view! { <div><dt>{label}</dt><dd>{text}</dd></div> }
    })
    .collect_view()
}

/// Why the upload ended early, and how to go on without sending anything twice.
#[component]
fn Halted(halt: Halt, to: Destination) -> impl IntoView {
    let (desk, session) = (use_desk(), use_session());
    let name = to.instance.name;
    let signed_in =
        Memo::new(move |_| session.instance(&name).is_some_and(|i| i.signed_in.is_some()));
    view! {
        <Notice tone=Tone::Error title=halt.message()>
            <p>
                "What was saved stays saved. Before the rest is sent, Majora is asked again what it holds, so nothing goes twice."
            </p>
            <Show when=move || signed_in.get()>
                <p>
                    <button class="button" on:click=move |_| desk.dispatch(Event::Review)>
                        "Check with Majora and continue"
                    </button>
                </p>
            </Show>
        </Notice>
    }
}

/// How many rows ended how; each count shows its rows.
#[component]
fn Outcomes(receipt: Arc<Receipt>, filter: RwSignal<Option<RowOutcome>>) -> impl IntoView {
    let choice = move |which: Option<RowOutcome>, label: &'static str, count: usize| {
        view! {
            <button
                class="segment"
                aria-pressed=move || (filter.get() == which).to_string()
                on:click=move |_| filter.set(which)
            >
                {label}" ("{words::thousands(count)}")"
            </button>
        }
    };
    let counts = RowOutcome::ALL.map(|outcome| (outcome, receipt.rows_with(outcome)));
    let some = counts.into_iter().filter(|(_, count)| *count > 0);
    view! {
        <div class="segments" role="group" aria-label="Rows to show">
            {choice(None, "All rows", receipt.rows)}
            {some.map(|(outcome, count)| choice(Some(outcome), outcome.word(), count)).collect_view()}
        </div>
    }
}
