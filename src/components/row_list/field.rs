//! One cell of a card: its name, what is wrong, its input, and what was most likely meant.

use super::Shared;
use crate::components::cell_input::CellField;
use crate::components::grid::CellPlace;
use crate::components::problem_list::Mend;
use leptos::prelude::*;
use sheet::field::Field;
use sheet::fields::CENTRAL_SAMPLE_ID;
use sheet::fix::Why;
use sheet::group::Alike;
use sheet::history::Deed;
use sheet::problem::Severity;
use sheet::read::Change;
use sheet::words::count;

/// A sentence about a cell, and how bad it is.
type Said = (Severity, String);

/// A cell with its input.
pub(super) fn field(shared: Shared, row: usize, column: usize) -> impl IntoView {
    let (id, what) = (format!("field-{row}-{column}"), format!("what-{row}-{column}"));
    let (name, field) = shared.checked.with_untracked(|checked| {
        let column = checked.as_ref().and_then(|c| c.sheet().columns().get(column));
        column.map_or((String::new(), None), |column| (column.name().to_owned(), column.field))
    });
    let place = CellPlace { row, column };
    let said = said(shared, place);
    let text = text(shared, place);
    let is_wrong = move || said.with(|said| said.iter().any(|(how, _)| *how == Severity::Error));
    let described = what.clone();
    let described = move || said.with(|said| !said.is_empty()).then(|| described.clone());
    let locked = move || {
        let removed =
            shared.checked.with(|c| c.as_ref().is_some_and(|c| c.sheet().is_removed(row)));
        removed || shared.locked.get()
    };
    let keep = move |kept: String| {
        // What a scanner has typed was kept when it came.
        if kept != text.get_untracked() {
            let change = Change::of_cells(vec![(row, column, kept)]);
            shared.on_change.run((Deed::Typed, change));
        }
    };
    let goal = shared.look.goal;
    let wanted = Signal::derive(move || goal.get() == Some((row, Some(column))));
    let come = move |()| {
        goal.set(None);
        shared.look.go(place);
        shared.scanned.come_to(place);
    };
    let help = field.map_or("This column will not be sent.", |field| field.help);
    let message = |(how, text): Said| {
        let class = if how == Severity::Error { "cell-message" } else { "cell-remark" };
        view! { <p class=class>{text}</p> }
    };
    view! {
        <div class="row-field" class:row-field-error=is_wrong>
            <label for=id.clone()>{name}</label>
            <p class="hint">{help}</p>
            <div id=what>{move || said.get().into_iter().map(message).collect_view()}</div>
            // Before the input: when the cell is mended they go away, and the next stop of the Tab key
            // must stay.
            {move || said.get().into_iter().find_map(|(_, said)| proposal(shared, place, &said))}
            <CellField
                id
                field
                text
                invalid=Signal::derive(is_wrong)
                described=Signal::derive(described)
                locked=Signal::derive(locked)
                wanted
                on_keep=keep
                on_come=come
                on_scanned=move |text| scanned(shared, place, text)
            />
            {scan(shared, place, field)}
        </div>
    }
}

/// The camera for a cell with the id of a sample, which stands on its tube.
fn scan(
    shared: Shared,
    place: CellPlace,
    field: Option<&'static Field>,
) -> Option<impl IntoView + use<>> {
    let on_scan = shared.on_scan.filter(|_| field == Some(&CENTRAL_SAMPLE_ID))?;
    let press = move |_| {
        if !shared.locked.get_untracked() {
            shared.look.go(place);
            on_scan.run(());
        }
    };
    Some(view! {
        <p>
            <button
                class="button button-quiet button-small"
                aria-disabled=move || shared.locked.get().to_string()
                on:click=press
            >
                "Scan with the camera"
            </button>
        </p>
    })
}

/// Keeps what a scanner has typed into a cell and leads to that of the next row.
fn scanned(shared: Shared, place: CellPlace, text: String) {
    if let Some((change, next)) = shared.scanned.take(place, text) {
        shared.on_change.run((Deed::Typed, change));
        shared.look.go(next);
        shared.look.goal.set(Some((next.row, Some(next.column))));
    }
}

/// What stands in a cell. One that was taken away is drawn once more before it goes.
fn text(shared: Shared, CellPlace { row, column }: CellPlace) -> Memo<String> {
    Memo::new(move |_| {
        let text = shared.checked.with(|checked| {
            let sheet = checked.as_ref()?.sheet();
            let is_there = row < sheet.rows() && column < sheet.columns().len();
            is_there.then(|| sheet.cell(row, column).to_owned())
        });
        text.unwrap_or_default()
    })
}

/// What is said about a cell.
fn said(shared: Shared, CellPlace { row, column }: CellPlace) -> Memo<Vec<Said>> {
    Memo::new(move |_| {
        shared.checked.with(|checked| {
            let Some(checked) = checked.as_deref() else { return Vec::new() };
            let problems = checked.problems_of(row).iter().filter(|p| p.column == Some(column));
            problems.map(|problem| (problem.severity(), problem.message(checked.sheet()))).collect()
        })
    })
}

/// What was most likely meant, for this cell and for all that say the same.
fn proposal(shared: Shared, CellPlace { row, column }: CellPlace, said: &str) -> Option<AnyView> {
    let alike = shared.alike.get();
    let alike = alike.get(&(Some(column), said.to_owned()))?;
    let alike = alike.iter().find(|alike| alike.rows.binary_search(&row).is_ok())?.clone();
    let fix = alike.fix.clone()?;
    let (use_it, kind) = match fix.why {
        _ if fix.text.is_empty() => ("Leave it blank".to_owned(), ""),
        Why::Before => (format!("Use {} as before", fix.text), ""),
        Why::Near => (format!("Use {}", fix.text), "Suggestion: "),
        Why::Meant => (format!("Use {}", fix.text), ""),
    };
    let all = alike.rows.len();
    let here = Alike { rows: vec![row], ..alike.clone() };
    let press = move |alike: Alike| {
        let to = fix.text.clone();
        move |_| {
            if !shared.locked.get_untracked() {
                shared.on_mend.run(Mend::new(column, &alike, to.clone()));
                // The button that was pressed goes away.
                shared.look.goal.set(Some((row, Some(column))));
            }
        }
    };
    let button = |label: String, alike: Alike| {
        view! {
            <button
                class="button button-small button-quiet mend-answer"
                aria-disabled=move || shared.locked.get().to_string()
                on:click=press(alike)
            >
                {label}
            </button>
        }
    };
    let every = (all > 1).then(|| button(format!("{use_it} in all {}", count(all, "row")), alike));
    Some(
        view! { <div class="mend">{button(format!("{kind}{use_it}"), here)}{every}</div> }
            .into_any(),
    )
}
